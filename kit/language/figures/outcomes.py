"""The words that say what happens to people: the rows of measures.csv, and of tables of the same columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from kit.language.figures.counted import around, word
from kit.language.lexicon import rows
from kit.language.parsing.plain import Token

#: How far from its word a companion may stand ("taken ... prisoner").
_REACH = 12
#: Where a Doc keeps the texts of its article, and their words.
ARTICLE, _WORDS = "article", "words"
_WORD = re.compile(r"[A-Za-z-]+")


class Entry(NamedTuple):
    """One row of measures.csv; *unless* is the class of words beside which its measure is other."""

    pos: str
    measure: str
    role: str
    beside: frozenset[str]
    takes: str
    unless: str = ""


@lru_cache(maxsize=4)
def lexicon(name: str = "measures.csv") -> dict[str, tuple[Entry, ...]]:
    """Every form in measures.csv, or another table of its columns -> its entries, those that ask for a companion first."""
    table: dict[str, list[Entry]] = {}
    for row in _rows(name):
        lemma = row["lemma"]
        forms = row["forms"].split("|") if row["forms"] else [lemma, lemma + "s", lemma + "ed", lemma + "ing"]
        companions = row["with"].split("|") if row["with"] else []
        beside = frozenset(word for word in companions if word[0] != "!")
        unless = next((word[1:] for word in companions if word[0] == "!"), "")
        for form in forms if row["pos"] != "class" else ():
            table.setdefault(form, []).append(Entry(row["pos"], row["measure"], row["role"], beside, row["takes"], unless))
    return {form: tuple(sorted(entries, key=lambda e: not e.beside)) for form, entries in table.items()}


def _rows(name: str) -> tuple[dict[str, str], ...]:
    return rows(Path(__file__).with_name(name))


@lru_cache(maxsize=None)
def word_class(name: str) -> frozenset[str]:
    """The words of a class of measures.csv."""
    return frozenset(form for row in _rows("measures.csv") if row["pos"] == "class" and row["lemma"] == name for form in row["forms"].split("|"))


def entries(token: Token, pos: str, *roles: str, table: str = "measures.csv") -> Iterator[Entry]:
    """The entries of the token's form with that part of speech and one of *roles*, where the companion is there."""
    near = None
    for entry in lexicon(table).get(word(token), ()):
        if entry.pos == pos and entry.role in roles:
            if entry.beside and near is None:
                start, end = around(token, _REACH)
                near = {t.lower_ for t in token.doc[start:end] if t.i != token.i}
            if not entry.beside or not entry.beside.isdisjoint(near):
                yield entry


def tells_of(name: str, token: Token) -> bool:
    """Whether the sentence of *token* has a word of the class *name*, or its article has and tells of no attack, accident or disaster."""
    start, end = around(token)
    if any(t.lower_ in word_class(name) for t in token.doc[start:end]):
        return True
    kept = token.doc.notes
    if _WORDS not in kept:
        kept[_WORDS] = {found.lower() for text in kept.get(ARTICLE) or [token.doc.text] for found in _WORD.findall(text)}
    return not kept[_WORDS].isdisjoint(word_class(name)) and kept[_WORDS].isdisjoint(lexicon("happenings.csv"))
