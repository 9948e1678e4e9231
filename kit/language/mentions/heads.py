"""The nouns that head the mention of a source: offices, bodies, persons, documents.

The table is ``heads.csv`` beside this module, where its columns are explained; people.csv adds those who hold no office, and
vessels.csv says whose names are nobody's.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from kit.language import lexicon

_HEADS, _VESSELS = (Path(__file__).with_name(name) for name in ("heads.csv", "vessels.csv"))
_AGE = re.compile(r"\d+-year-old")


class Head(NamedTuple):
    """A noun of heads.csv as it stands in a mention; the columns are explained there."""

    noun: str
    sort: str
    kind: str
    group: str
    refers: frozenset[str]
    gender: str
    surname: bool
    plural: bool


@lru_cache(maxsize=1)
def heads() -> dict[str, Head]:
    """Every singular and plural form of heads.csv, in small letters."""
    found: dict[str, Head] = {}
    for row in lexicon.rows(_HEADS):
        refers = frozenset(row["refers"].split("|")) - {""}
        head = Head(row["noun"], row["sort"], row["kind"], row["group"], refers, row["gender"], row["surname"] == "y", plural=False)
        plurals = [plural for plural in row["plurals"].split("|") if plural]
        found.setdefault(row["noun"], head._replace(plural=row["noun"] in plurals))
        for plural in plurals:
            found.setdefault(plural, head._replace(plural=True))
    return found


def person(noun: str) -> Head | None:
    """The head of "the baker", "welder Bo Lund", "the 34-year-old": any noun of people.csv in small letters."""
    if _AGE.fullmatch(noun):
        return _SOMEBODY._replace(noun="year-old")
    return _people().get(noun)


_SOMEBODY = Head("person", "person", "unnamed", "", frozenset({"person"}), "", surname=False, plural=False)


@lru_cache(maxsize=1)
def _people() -> dict[str, Head]:
    """The nouns of people.csv for one person or several, without those that count a crowd."""
    found: dict[str, Head] = {}
    for row in lexicon.rows(lexicon.PEOPLE):
        if row["kind"] != "collective":
            head = _SOMEBODY._replace(noun=row["noun"])
            found |= {plural: head._replace(plural=True) for plural in row["plural"].split("|") if plural} | {row["noun"]: head}
    return found


@lru_cache(maxsize=1)
def vessels() -> frozenset[str]:
    """The nouns of vessels.csv, singular and plural.

    >>> "ferries" in vessels()
    True
    """
    return frozenset(noun for row in lexicon.rows(_VESSELS) for noun in row.values())
