"""Countries: the adjectives, peoples, capitals and seats of government that stand for them in the news.

The table is ``places.csv`` beside this module. Lookups ignore case ("kyiv"), a leading "the" and a possessive
ending ("Kenya's"), except that abbreviations ("US") are only known in capitals, because "us" is a pronoun, and that
a form which is an ordinary word in small letters ("Turkey") needs its capital letter.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from kit.language import lexicon

_TABLE = Path(__file__).with_suffix(".csv")
_OWNER = re.compile(r"(?<=[\w.])'s$|(?<=s)'$")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "\u00a0": " "})


class Place(NamedTuple):
    """What a word says about a country. ``role`` is one of name, capital, seat, adjective, people."""

    country: str
    role: str


#: The column of places.csv for each role, in the order in which a word that has several roles takes the first.
_COLUMNS = {"name": "names", "capital": "capitals", "seat": "seats", "adjective": "adjectives", "people": "people"}


def look_up(text: str) -> Place | None:
    """What *text*, a word or phrase, stands for; None if it is in no column of the table.

    >>> look_up("kyiv")
    Place(country='Ukraine', role='capital')
    >>> look_up("the Kremlin")
    Place(country='Russia', role='seat')
    """
    roles = _roles(text)
    return roles[0] if roles else None


def country_of(text: str) -> str | None:
    """The country that a name, an adjective, a people, a capital or a seat of government stands for.

    >>> country_of("South Korean"), country_of("Kenyans"), country_of("Kiev"), country_of("us")
    ('South Korea', 'Kenya', 'Ukraine', None)
    """
    place = look_up(text)
    return place.country if place else None


def is_country(text: str) -> bool:
    """Whether *text* is a name of a country ("Kenya", "the UK")."""
    return _has(text, "name")


def is_demonym(text: str) -> bool:
    """Whether *text* is an adjective of a country or the plural of its people ("Kenyan", "Kenyans")."""
    return _has(text, "adjective") or _has(text, "people")


def is_people(text: str) -> bool:
    """Whether *text* is the plural of a people ("Kenyans"; not "Kenyan", not "Kenya")."""
    return _has(text, "people")


def is_part(word: str) -> bool:
    """Whether *word* is a part of a longer form ("Leone" of "Sierra Leone").

    >>> is_part("Leone"), is_part("Kenya")
    (True, False)
    """
    return word.casefold() in _parts()


def longest(word: str) -> int:
    """How many words the longest form has that begins with *word*, which may be the article; 1 if none does."""
    return _longest().get(word.casefold().translate(_QUOTES), 1)


def _has(text: str, role: str) -> bool:
    return any(place.role == role for place in _roles(text))


@lru_cache(maxsize=8192)
def _roles(text: str) -> tuple[Place, ...]:
    phrase = " ".join(text.translate(_QUOTES).split())
    bare = phrase[3:].lstrip() if phrase[:4].casefold() == "the " else phrase
    owner = _OWNER.sub("", bare) if "'" in bare else bare
    index = _index()
    for form in (phrase, bare, owner):
        if form[:1].islower() and form.casefold() in _cased():
            continue
        if found := index.get(form) or index.get(form.casefold()):
            return found
    return ()


def _is_abbreviation(word: str) -> bool:
    return len(word.replace(".", "")) < 5 and word.upper() == word


def _values(row: dict[str, str], column: str) -> list[str]:
    return [value.strip() for value in (row.get(column) or "").split("|") if value.strip()]


@lru_cache(maxsize=1)
def _rows() -> dict[str, dict[str, str]]:
    return {row["country"]: row for row in lexicon.rows(_TABLE)}


@lru_cache(maxsize=1)
def _cased() -> frozenset[str]:
    return frozenset(form.casefold() for row in _rows().values() for form in _values(row, "cased"))


@lru_cache(maxsize=1)
def _parts() -> frozenset[str]:
    return frozenset(word for form in _index() if " " in form for word in form.casefold().split())


@lru_cache(maxsize=1)
def _longest() -> dict[str, int]:
    found: dict[str, int] = {}
    for form in _index():
        words = form.casefold().split()
        for opening in (words, ["the", *words]):
            found[opening[0]] = max(found.get(opening[0], 1), len(opening))
    return found


@lru_cache(maxsize=1)
def _index() -> dict[str, tuple[Place, ...]]:
    """Every form of every country; abbreviations as they are, all else casefolded."""
    index: dict[str, list[Place]] = {}
    for role, column in _COLUMNS.items():
        for country, row in _rows().items():
            forms = _values(row, column) + ([country] if role == "name" else [])
            for form in forms:
                form = form.replace("’", "'")
                key = form if _is_abbreviation(form) else form.casefold()
                place = Place(country, role)
                if place not in index.setdefault(key, []):
                    index[key].append(place)
    return {key: tuple(found) for key, found in index.items()}
