"""Successive counts of a toll by one source: which of them are one number in other words, and which are counts of their own."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from kit.comparison.readings import TOLLS

#: Qualifiers with which a source gives the number it has: "at least 40" is what was counted so far. The others are rounded.
_FIRM = ("exact", "at_least")


class _Number(NamedTuple):
    """A number of one statement: the ends of its readings, whether it is firm, and the days (of reports without a day, the articles) on which it is given."""

    centre: float
    first: float
    last: float
    firm: bool
    given: frozenset


def apart(number: np.ndarray, centre: np.ndarray, table: pd.DataFrame, named: np.ndarray) -> np.ndarray:
    """Parts the statements *number* of a toll into successive counts; those that a person *named* stay.

    Firm numbers that are not all given on one day, 58 and then 64, are counts of their own, however near to each other. A rounded one goes with the nearest firm one
    with which it can hold together or is given on one day, else with other rounded ones of which this is true. Reports of which no day is known may be of any: only
    what stands in one article is given on one day.
    """
    toll = table["measure"].isin(TOLLS).to_numpy(bool) & ~named
    day, article = pd.factorize(table["day"])[0], pd.factorize(table["article_id"])[0]  # -1 where no day is known
    given = pd.DataFrame({"number": number, "centre": centre, "given": np.where(day < 0, -1 - article, day)})[toll]
    both = given.groupby("number")[["centre", "given"]].transform("nunique").gt(1).all(axis=1)
    rows = given.index[both].to_numpy()
    statements: dict[int, dict[float, list]] = {}
    cells = (number, centre, *(table[name].to_numpy() for name in ("first", "last")), table["qualifier"].isin(_FIRM).to_numpy(bool), np.where(day < 0, -1 - article, day))
    for statement, at, first, last, firm, day in zip(*(column[rows].tolist() for column in cells)):
        found = statements.setdefault(statement, {}).setdefault(at, [first, last, firm, set()])
        found[:3] = min(found[0], first), max(found[1], last), found[2] or firm
        found[3].add(day)
    part = np.zeros(len(table), dtype=int)
    labels = {statement: _parted([_Number(at, *found[:3], frozenset(found[3])) for at, found in sorted(numbers.items())]) for statement, numbers in statements.items()}
    part[rows] = [labels[statement][at] for statement, at in zip(number[rows].tolist(), centre[rows].tolist())]
    return np.unique(number * (part.max(initial=0) + 1) + part, return_inverse=True)[1]


def _parted(numbers: list[_Number]) -> dict[float, int]:
    """For each number, of the least upwards, which count it is.

    >>> about, of_monday, of_tuesday = _Number(60, 54, 66, False, frozenset("c")), _Number(58, 58, 58, True, frozenset("a")), _Number(64, 64, 64, True, frozenset("b"))
    >>> _parted([of_monday, about, of_tuesday])
    {58: 0, 64: 1, 60: 0}
    >>> _parted([of_monday, about])
    {58: 0, 60: 0}
    """
    firm = [number for number in numbers if number.firm]
    one_day = bool(firm) and bool(frozenset.intersection(*(number.given for number in firm)))
    counts = {number.centre: 0 if one_day else at for at, number in enumerate(firm)}
    rest: list[list[_Number]] = []
    for number in numbers:
        if number.firm:
            continue
        fitting = [other for other in firm if _one(number, other)]
        if fitting:
            counts[number.centre] = counts[min(fitting, key=lambda other: (abs(other.centre - number.centre), other.centre)).centre]
            continue
        group = next((group for group in rest if all(_one(number, other) for other in group)), None)
        if group is None:
            rest.append(group := [])
        group.append(number)
    return counts | {number.centre: len(firm) + at for at, group in enumerate(rest) for number in group}


def _one(a: _Number, b: _Number) -> bool:
    """Whether two numbers may be one: some number is in both readings, or they are given on one day."""
    return (a.first <= b.last and b.first <= a.last) or not a.given.isdisjoint(b.given)
