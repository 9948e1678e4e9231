"""Who can speak at all: people and bodies, told from reports, figures and events."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kit.language import lexicon
from kit.language.parsing.plain import Token

_PARTIES, _DOCUMENTS = (Path(__file__).with_name(name) for name in ("parties.csv", "documents.csv"))
_PRONOUNS = frozenset({
    "he", "she", "they", "we", "i", "you", "him", "her", "them", "us", "me", "who", "whom",
    "some", "many", "others", "several", "few", "both", "all", "most", "none", "neither", "everyone", "anyone", "nobody", "somebody", "one", "it",
})  # fmt: skip

#: Plurals that end like "lawyers" and "artists", and are none.
_THINGS = frozenset({
    "centers", "chapters", "characters", "covers", "disasters", "doors", "errors", "factors", "fingers", "floors", "flowers", "letters", "lists", "matters", "meters", "mirrors",
    "numbers", "offers", "orders", "papers", "posters", "powers", "rivers", "showers", "shoulders", "terrors", "towers", "triggers", "waters", "winters", "computers", "corridors",
})  # fmt: skip


@cache
def _nouns(*tables: Path) -> frozenset[str]:
    return frozenset(row["noun"] for table in tables for row in lexicon.rows(table))


def is_party(noun: Token) -> bool:
    """Whether the head of a noun phrase names a person or a body: a name, a personal pronoun, or a noun of the two tables.

    >>> from kit.language import pipeline
    >>> [doc] = pipeline.paragraph_docs(pipeline.load(), "The council met while the rain fell.")
    >>> [is_party(token) for token in doc if token.pos_ == "NOUN"]
    [True, False]
    """
    if noun.pos_ == "PROPN" or noun.lower_ in _PRONOUNS:
        return True
    return names_party(noun.lower_) or names_party(noun.lemma_.lower())


def is_body(word: Token) -> bool:
    """Whether a word is one for a body that can speak, not for people: a ministry, the police."""
    return bool({word.lower_, word.lemma_.lower()} & _nouns(_PARTIES))


def names_party(word: str) -> bool:
    """Whether a word in small letters is a noun for people or a body."""
    return word in _nouns(lexicon.PEOPLE, _PARTIES) or word.endswith(("ers", "ors", "ists", "ians")) and word not in _THINGS


def is_document(noun: Token) -> bool:
    """Whether a noun names something that can show a thing: a study, a video, a count."""
    return noun.lemma_.lower() in _nouns(_DOCUMENTS)
