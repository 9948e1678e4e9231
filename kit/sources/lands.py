"""Countries that no table has: an invented one, a region with a ministry of its own.

A word is taken for such a land where the article, or a name or alias of the registry, says so: "the interior ministry of
Norland", "Norland's health ministry", "the Norlandian army" in an article that names Norland. From then on its name and its
adjective are read as those of a country. "The North" is no land of its own, but the one country of the article that begins so, or nobody.
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
#: Not the "Upper" of "Upper Norland".
_WHOLE = rf"{_NAME}(?![\w-]| [A-Z])"
_CAPITALS = re.compile(rf"\b{_NAME}")
#: Words for a side of the world, which name nobody by themselves; and "North Korea", "South Sudanese".
SIDES = frozenset({"north", "south", "east", "west"})
_SIDE_OF = re.compile(rf"\b({'|'.join(sorted(map(str.title, SIDES)))}) [A-Z]\w+")


def demonym(word: str, name: str) -> bool:
    """Whether *word* is formed as the adjective of a country named *name* is.

    >>> demonym("Norlandian", "Norlandia"), demonym("Sudetese", "Sudeta"), demonym("Norwegian", "Norland")
    (True, True, False)
    """
    stem = _LAST_VOWELS.sub("", name.casefold())
    return word.casefold().removeprefix(stem) in _ENDINGS and word.casefold().startswith(stem)


class Lands:
    """The ``names`` of the lands of some texts; ``words`` leads from their names and adjectives, folded, to them.

    ``sides`` are countries of the table that "the North", "the South" stand for: the one that begins with the word, where the texts name no other such.

    >>> Lands(["Boats from North Macedonia came.", "South Sudan and South Africa agreed."]).sides
    {'north': 'North Macedonia'}
    """

    def __init__(self, texts: Iterable[str], known: Iterable[str] = (), others: Iterable[str] = ()) -> None:
        """*known* are lands whatever the texts say; *others*, folded, names that are somebody else's."""
        texts, others = list(texts), set(others)
        capitals = dict.fromkeys(word for text in texts for word in _CAPITALS.findall(text))
        free = [word for word in capitals if _may_be_land(word, others)]
        owners = {name for text in texts for match in _owners().finditer(text) for name in match.groups() if name}
        adjectives = {match[1] for text in texts for match in _adjectives().finditer(text)} & set(free)
        formed = {name for adjective in adjectives for name in free if demonym(adjective, name)}
        self.names = tuple(dict.fromkeys([*known, *(word for word in free if word in owners | formed)]))
        self._named = {fold(land): land for land in self.names}
        self.words = self._named | {fold(word): land for land in self.names for word in free if demonym(word, land)}
        self.sides = _sides(texts)

    def read(self, described: Described) -> Described:
        """*described* with the country that it names, if that is one of the lands or sides."""
        sides = self.sides if described.determiner == "the" else {}
        name = "" if described.heads else fold(described.name)
        if described.country or not set(fold(described.text).split()) & (SIDES | self.words.keys()):
            return described
        if land := sides.get(name) or self._named.get(name):
            return described._replace(name="", person=False, country=land, stands="name")
        if described.determiner == "the" and name in SIDES:
            return described._replace(name="")
        if land := sides.get(fold(described.owner)) or self.words.get(fold(described.owner)):
            topic = "" if described.topic == fold(described.owner) else described.topic  # "Norland's president"
            return described._replace(owner="", topic=topic, country=land)
        if described.preposition == "of" and (land := self.words.get(fold(described.complement))):
            return described._replace(complement="", country=land)
        first, _, topic = described.topic.partition(" ")
        if described.head and (land := self.words.get(first)):
            own = described.name if described.person or not fold(described.name).startswith(first) else described.name.partition(" ")[2]
            return described._replace(topic=topic, country=land, name="" if fold(own) == described.head.noun else own)
        return described


def _may_be_land(word: str, others: set[str]) -> bool:
    small = word.casefold()
    known = small in SIDES or small in heads() or person(small) or given_name_gender(word) or places.look_up(word) or places.is_part(word)
    return not known and fold(word) not in others


def _sides(texts: Iterable[str]) -> dict[str, str]:
    named: dict[str, set[str]] = {}
    for match in (match for text in texts for match in _SIDE_OF.finditer(text)):
        if (country := places.country_of(match[0])) and country.startswith(match[1]):
            named.setdefault(fold(match[1]), set()).add(country)
    return {word: next(iter(countries)) for word, countries in named.items() if len(countries) == 1}


@lru_cache(maxsize=1)
def _nouns() -> str:
    nouns = sorted((noun for noun, head in heads().items() if head.group in _STATE and not head.plural), key=lambda noun: (-len(noun), noun))
    return "|".join(map(re.escape, nouns))


@lru_cache(maxsize=1)
def _owners() -> re.Pattern[str]:
    """ "Norland's interior ministry", "the interior ministry of Norland", "the government of Norland"; nobody owns a ministry but a land."""
    return re.compile(rf"\b{_NAME}['’]s? (?:\w+ ){{0,2}}(?i:ministry)\b|(?<=[a-z] ministry of ){_WHOLE}|(?<=\b(?i:government) of ){_WHOLE}")


@lru_cache(maxsize=1)
def _adjectives() -> re.Pattern[str]:
    """ "the Norlandian army", "Norlandian Health Ministry"."""
    return re.compile(rf"\b{_NAME} (?:\w+ ){{0,2}}?(?i:{_nouns()})\b")
