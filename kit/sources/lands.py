"""Countries that no table has: an invented one, a region with a ministry of its own.

A word is taken for such a land where the article, or the side of a row of the registry, says so: "the interior ministry of
Norland", "Norland's health ministry", "the Norlandian army" in an article that names Norland. From then on its name and its
adjective are read as those of a country.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from kit.language import places
from kit.language.mentions.grammar import Described
from kit.language.mentions.heads import heads, person
from kit.language.spelling import fold, given_name_gender

#: Endings of adjectives of countries, after what is left of the name without its last vowels ("Norlandia", "Norlandi-an").
_ENDINGS = frozenset({"an", "ian", "ean", "ese", "ish", "i", "ite"})
_LAST_VOWELS = re.compile(r"(?<=...)[aeiouy]+$")
#: Bodies that only a country has, or a region like one.
_STATE = frozenset({"ministry", "government", "military", "navy", "air force"})
_NAME = r"([A-Z][\w-]{3,})"
_CAPITALS = re.compile(rf"\b{_NAME}")


def demonym(word: str, name: str) -> bool:
    """Whether *word* is formed as the adjective of a country named *name* is.

    >>> demonym("Norlandian", "Norlandia"), demonym("Sudetese", "Sudeta"), demonym("Norwegian", "Norland")
    (True, True, False)
    """
    stem = _LAST_VOWELS.sub("", name.casefold())
    return word.casefold().removeprefix(stem) in _ENDINGS and word.casefold().startswith(stem)


class Lands:
    """The ``names`` of the lands of some texts; ``words`` leads from their names and adjectives, folded, to them."""

    def __init__(self, texts: Iterable[str], known: Iterable[str] = (), others: Iterable[str] = ()) -> None:
        """*known* are lands whatever the texts say; *others*, folded, names that are somebody else's."""
        texts, others = list(texts), set(others)
        capitals = dict.fromkeys(word for text in texts for word in _CAPITALS.findall(text))
        free = [word for word in capitals if _may_be_land(word, others)]
        owners = {name for text in texts for match in _owners().finditer(text) for name in match.groups() if name}
        adjectives = {match[1] for text in texts for match in _adjectives().finditer(text)} & set(free)
        formed = {name for adjective in adjectives for name in free if demonym(adjective, name)}
        self.names = tuple(dict.fromkeys([*known, *(word for word in free if word in owners | formed)]))
        self.words = {fold(land): land for land in self.names}
        self.words |= {fold(word): land for land in self.names for word in free if demonym(word, land)}

    def read(self, described: Described) -> Described:
        """*described* with the country that it names, if that is one of the lands."""
        if not self.words or described.country or not set(fold(described.text).split()) & set(self.words):
            return described
        if not described.heads and fold(described.name) in map(fold, self.names):
            return described._replace(name="", person=False, country=self.words[fold(described.name)], stands="name")
        if land := self.words.get(fold(described.owner)):
            return described._replace(owner="", country=land)
        if described.preposition == "of" and (land := self.words.get(fold(described.complement))):
            return described._replace(complement="", country=land)
        first, _, topic = described.topic.partition(" ")
        if described.head and (land := self.words.get(first)):
            own = described.name if described.person or not fold(described.name).startswith(first) else described.name.partition(" ")[2]
            return described._replace(topic=topic, country=land, name="" if fold(own) == described.head.noun else own)
        return described


def _may_be_land(word: str, others: set[str]) -> bool:
    small = word.casefold()
    known = small in heads() or person(small) or given_name_gender(word) or places.look_up(word)
    return not known and fold(word) not in others


@lru_cache(maxsize=1)
def _nouns() -> str:
    nouns = sorted((noun for noun, head in heads().items() if head.group in _STATE and not head.plural), key=lambda noun: (-len(noun), noun))
    return "|".join(map(re.escape, nouns))


@lru_cache(maxsize=1)
def _owners() -> re.Pattern[str]:
    """ "Norland's interior ministry", "the interior ministry of Norland", "the government of Norland"; nobody owns a ministry but a land."""
    return re.compile(rf"\b{_NAME}['’]s? (?:\w+ ){{0,2}}(?i:ministry)\b|(?<=[a-z] ministry of ){_NAME}|(?<=\b(?i:government) of ){_NAME}")


@lru_cache(maxsize=1)
def _adjectives() -> re.Pattern[str]:
    """ "the Norlandian army", "Norlandian Health Ministry"."""
    return re.compile(rf"\b{_NAME} (?:\w+ ){{0,2}}?(?i:{_nouns()})\b")
