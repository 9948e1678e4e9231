"""Which count of an article a later one has replaced, across its sentences, its days and the entries of a live report.

"Nineteen people were killed, the ministry said. It had put the number of dead at 11 at midday": the 11 no longer holds. So it
is with the count of Monday beside today's, and with the noon entry of a live report beside that of the evening. Counts of
sources that answer for themselves are never put in each other's place: those are contradictions, and no updates.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple

from kit.language.figures.counted import ANYBODY
from kit.language.figures.counts import Figure
from kit.language.figures.forecasts import is_foretold
from kit.language.figures.recounts import alike

#: "18.40", "6.15 p.m.", "11:10 GMT": a paragraph that is nothing else heads an entry of a live report.
_TIME = re.compile(r"(?P<hour>[01]?\d|2[0-3])[.:h](?P<minute>[0-5]\d)\s?(?P<half>[ap]\.?m\.?)?(?:\s?\(?[A-Z]{2,4}\)?)?", re.I)
_LAST = 24 * 60
#: Measures that a later count replaces; what is deployed or done otherwise is no toll.
_TOLLS = frozenset({"killed", "injured", "killed_or_injured", "casualties", "captured", "missing", "detained", "displaced", "evacuated", "rescued"})
#: How many figures to either side are looked at; no report has as many.
_MOST = 200
#: How many paragraphs away the count may stand that replaced one told as an earlier count.
_NEAR = 3


class Stated(NamedTuple):
    """A figure with what decides whether another replaces it.

    Attributes:
        paragraph: the number of its paragraph. entry: the minute of the day of its entry in a live report, or None.
        who: the ids of who answers for it, with those that they belong to; empty for the article's own voice and for relays.
        source: the words for who says so, in small letters, or "".
        day: the day that it is a count of. replaced: whether its own sentence says by what.
    """

    figure: Figure
    paragraph: int
    entry: int | None
    who: frozenset[str]
    source: str
    day: dt.date | None
    replaced: bool


def entries(paragraphs: Sequence[str]) -> list[int | None]:
    """Of each paragraph the minute of the day that heads its entry, in a report of dated entries; None in any other text.

    >>> entries(["Flood live", "18.40", "Nine people are dead.", "9.05 am", "The search has begun."])
    [1440, 1120, 1120, 545, 545]
    """
    found: list[int | None] = []
    for text in paragraphs:
        match = _TIME.fullmatch(text.strip())
        found.append(_minute(match) if match else found[-1] if found else None)
    times = [time for time in found if time is not None]
    if len(set(times)) < 2:
        return [None] * len(found)
    # The newest entry stands on top, and may have lost its time to the page around it.
    return [_LAST if time is None else time for time in found] if times[0] > times[-1] else found


def _minute(match: re.Match) -> int:
    half = (match["half"] or "").lower()[:1]
    hour = int(match["hour"]) % 12 + 12 * (half == "p") if half else int(match["hour"])
    return 60 * hour + int(match["minute"])


def replacements(stated: Sequence[Stated], published: dt.date | None = None) -> dict[int, int]:
    """Of each count that another count of the article, *published* on that day, replaced the number of that one; both count through *stated*."""
    found: dict[int, int] = {}
    for i, earlier in enumerate(stated):
        told = earlier.figure.told
        tells = earlier.entry is not None or told.earlier or told.tally and earlier.day is not None
        if earlier.replaced or not tells or not _may_change(earlier):
            continue
        near = range(max(0, i - _MOST), min(len(stated), i + _MOST))
        later = [j for j in near if j != i and _same_count(earlier, stated[j]) and _leads_to(found, j) != i]
        at = _of_entry(earlier, later, stated) if earlier.entry is not None else _told_earlier(i, later, stated)
        at = _of_another_day(i, later, stated, published) if at is None else at
        if at is not None:
            found[i] = at
    return found


def _leads_to(found: dict[int, int], at: int) -> int:
    while at in found:
        at = found[at]
    return at


def _may_change(one: Stated) -> bool:
    return one.figure.measure in _TOLLS and one.figure.part_of is None and one.figure.period is None and not is_foretold(one.figure.text)


def _same_count(earlier: Stated, later: Stated) -> bool:
    """Whether *later* counts the same people anew, on the word of somebody who may correct *earlier*."""
    a, b = earlier.figure, later.figure
    if not _may_change(later) or later.replaced or a.measure != b.measure or b.told.earlier or (a.value, a.low, a.high) == (b.value, b.low, b.high):
        return False
    if not earlier.who and a.told.earlier == "by somebody" and a.told.by not in later.source.split():
        return False  # somebody, of whom nothing is known
    same_side = all(x is None or y is None or x == y for x, y in ((a.group, b.group), (a.place, b.place)))
    people = a.counted == b.counted or any(noun is None or noun in ANYBODY for noun in (a.counted, b.counted))
    dated = earlier.entry is not None or earlier.day is not None and a.told.tally
    return same_side and people and (not earlier.who or bool(earlier.who & later.who) or dated and not later.who)


def _told_earlier(i: int, later: list[int], stated: Sequence[Stated]) -> int | None:
    """What replaced a count that is told as an earlier one: the last before it, else the next."""
    one = stated[i]
    if not one.figure.told.earlier:
        return None
    mine = [j for j in later if not one.who or stated[j].who]
    near = [j for j in mine if abs(stated[j].paragraph - one.paragraph) <= _NEAR and not (one.day and stated[j].day and stated[j].day <= one.day)]
    before = [j for j in near if j < i]
    return before[-1] if before else near[0] if near else None


def _of_another_day(i: int, later: list[int], stated: Sequence[Stated], published: dt.date | None) -> int | None:
    """What replaced the count given for a day: that for the next day, or today's in the same paragraph."""
    one = stated[i]
    if one.day is None or not one.figure.told.tally:
        return None
    given = [j for j in later if stated[j].day is not None and stated[j].day > one.day and stated[j].figure.told.tally and stated[j].who & one.who]
    if given:
        return min(given, key=lambda j: (stated[j].day, j))
    if published is None or one.day >= published:
        return None
    here = (j for j in later if stated[j].day is None and j > i and stated[j].paragraph == one.paragraph and not stated[j].figure.told.act)
    return next((j for j in here if alike(one.figure, stated[j].figure)), None)


def _of_entry(one: Stated, later: list[int], stated: Sequence[Stated]) -> int | None:
    """What replaced a count of a live report: that of the newest entry with one."""
    newer = [j for j in later if stated[j].entry is not None and stated[j].entry > one.entry and not stated[j].figure.told.act]
    return None if one.figure.told.act or not newer else max(newer, key=lambda j: (stated[j].entry, j))
