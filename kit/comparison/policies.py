"""The policies by which several counts of one thing become one number; each takes counts and says what it rests on, and how."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from kit.comparison.speakers import names_of, source_name
from kit.comparison.words import capital, so_many

#: How each policy makes its number, as it stands under tables and charts.
MADE = {
    "show_all": "every statement stands for itself, no summary number",
    "range": "from the lowest low to the highest high of all counts",
    "majority": "the numbers that most named origins support, each origin counted once; a tie gives no number",
    "latest_per_source": "the most recent count of each named source, from the lowest low to the highest high",
    "lowest": "the lowest number that any count names, as ACLED takes it where reports differ",
    "source_order": "all counts of the first source of a given order that gives any",
}
#: Sources, places or numbers that a sentence names at most.
LISTED = 5


class Count(NamedTuple):
    """A figure as one source gives it: ``least`` and ``most`` are the numbers named, ``bottom`` and ``top`` the ends allowed, None where open."""

    figure_id: str
    statement_id: str
    article_id: str
    report: str
    speaker: str
    name: str
    origin: str
    text: str
    wording: str
    least: int | None
    most: int | None
    bottom: int | None
    top: int | None
    first: float
    last: float
    place: str | None
    day: str | None
    named: bool
    named_origin: bool
    state: str


#: A stretch of numbers, first and last included, and the origins that support it.
_Stretch = tuple[float, float, frozenset]


class Sum(NamedTuple):
    """What a policy gives: the ends, whether there is a number at all, the counts it rests on, how, and what the counts left out are."""

    low: int | None
    high: int | None
    found: bool
    on: list[Count]
    how: str
    others: str = "others"


def in_words(low: int | None, high: int | None) -> str:
    """The ends of a summary in words.

    >>> in_words(12, 12), in_words(12, 3100), in_words(12, None), in_words(None, 31), in_words(None, None)
    ('12', '12 to 3,100', 'at least 12', 'at most 31', 'open at both ends')
    """
    if low is None and high is None:
        return "open at both ends"
    if low is None or high is None:
        return f"at most {high:,}" if low is None else f"at least {low:,}"
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def some(words: Collection[str]) -> str:
    words = list(dict.fromkeys(words))
    return ", ".join(words[:LISTED]) + (f" and {len(words) - LISTED} more" if len(words) > LISTED else "")


def _figures(counts: list[Count]) -> str:
    return so_many(len({count.figure_id for count in counts}), "count")


def _extent(counts: list[Count]) -> tuple[int | None, int | None]:
    """The lowest low and the highest high; None where any count leaves that end open."""
    lows, highs = [count.bottom for count in counts], [count.top for count in counts]
    return None if None in lows else min(lows), None if None in highs else max(highs)


def _run(counts: list[Count], low: int | None, high: int | None) -> str:
    """Between which numbers the counts run, where the extent alone does not say so."""
    least, most = min(count.least for count in counts), max(count.most for count in counts)
    return f"; the numbers named run from {least:,} to {most:,}" if None in (low, high) and least < most else ""


def _nothing(why: str) -> Sum:
    return Sum(None, None, False, [], f"No number: {why}")


def show_all(counts: list[Count]) -> Sum:
    statements = len({count.statement_id for count in counts})
    return Sum(None, None, False, counts, f"Every statement stands for itself ({so_many(statements, 'statement')}), no summary number")


def _range(counts: list[Count]) -> Sum:
    if not counts:
        return _nothing("no count of it can be summed up")
    low, high = _extent(counts)
    return Sum(low, high, True, counts, f"From the lowest low to the highest high of {_figures(counts)}{_run(counts, low, high)}")


def _majority(counts: list[Count]) -> Sum:
    voters = [count for count in counts if count.named_origin]
    if not voters:
        return _nothing("no named source gives one")
    stretches, support = _most_supported(voters)
    everybody = len({count.origin for count in voters})
    out_of = f"supported by {support:,} of {so_many(everybody, 'named origin')}"
    if len(stretches) > 1:
        ends = ", ".join(in_words(*_ends(*stretch[:2], _within(voters, *stretch))) for stretch in stretches[:LISTED])
        ends += f" and {len(stretches) - LISTED} more" if len(stretches) > LISTED else ""
        who = "the only named origin gives numbers that exclude each other" if everybody == 1 else f"a tie, each of these is {out_of}"
        return Sum(None, None, False, _in_any(voters, stretches), f"No number: {who} ({ends})", "with other numbers")
    on = _within(voters, *stretches[0])
    half = ", though by no more than half of them" if support * 2 <= everybody else ""
    alone = "" if everybody == support else f", more than any other number{half}"
    how = "The numbers of the only named origin" if everybody == 1 else capital(out_of) + alone
    return Sum(*_ends(*stretches[0][:2], on), True, on, how, "with other numbers")


def _within(counts: list[Count], first: float, last: float, origins: Collection[str]) -> list[Count]:
    return [count for count in counts if count.origin in origins and count.first <= last and count.last >= first]


def _in_any(counts: list[Count], stretches: list[_Stretch]) -> list[Count]:
    """The counts that hold a number of any of the stretches, which stand in order."""
    ends = [last for _, last, _ in stretches]
    at = [bisect_left(ends, count.first) for count in counts]
    return [count for count, i in zip(counts, at) if i < len(ends) and stretches[i][0] <= count.last]


def _ends(first: float, last: float, counts: list[Count]) -> tuple[int | None, int | None]:
    """The ends of a stretch of numbers; open where no count bounds it."""
    low = None if first == 0 and all(count.bottom is None for count in counts) else int(first)
    return low, None if math.isinf(last) else int(last)


def _most_supported(counts: list[Count]) -> tuple[list[_Stretch], int]:
    """The stretches of numbers that most origins support, each with its origins, and how many these are."""
    changes: dict[float, list[tuple[str, int]]] = {}
    for count in counts:
        changes.setdefault(count.first, []).append((count.origin, 1))
        changes.setdefault(count.last + 1, []).append((count.origin, -1))
    best = max(len(active) for _, _, active in _swept(changes))
    found: list[_Stretch] = []
    for first, last, active in _swept(changes):
        if len(active) == best:
            origins = frozenset(active)
            joined = found and found[-1][1] + 1 == first and found[-1][2] == origins
            found[len(found) - bool(joined) :] = [(found[-1][0] if joined else first, last, origins)]
    return found, best


def _swept(changes: dict[float, list[tuple[str, int]]]) -> Iterator[tuple[float, float, Collection[str]]]:
    """From end to end of all intervals: the stretch up to the next end and the origins that support it."""
    active: Counter[str] = Counter()
    points = sorted(changes)
    for at, following in pairwise([*points, math.inf]):
        for origin, step in changes[at]:
            active[origin] += step
            if not active[origin]:
                del active[origin]
        yield at, following - 1, active


def _latest_per_source(counts: list[Count]) -> Sum:
    speakers: dict[str, list[Count]] = {}
    for count in counts:
        if count.named:
            speakers.setdefault(count.speaker, []).append(count)
    if not speakers:
        return _nothing("no named source gives one")
    on, days = [], []
    for rows in speakers.values():
        last = max((count.day for count in rows if count.day is not None), default=None)
        on += [count for count in rows if count.day == last]
        days.append(f"{rows[0].name} {'on a day not known' if last is None else last}")
    low, high = _extent(on)
    how = f"From the lowest low to the highest high of the most recent count of each named source ({some(days)}){_run(on, low, high)}"
    return Sum(low, high, True, on, how, "earlier or of a day not known")


def _lowest(counts: list[Count]) -> Sum:
    if not counts:
        return _nothing("no count of it can be summed up")
    least = min(count.least for count in counts)
    on = [count for count in counts if count.least == least]
    words = some([f"{count.name}: “{count.text}”" for count in on])
    return Sum(least, least, True, on, f"The lowest number named in {_figures(counts)} ({words}), as ACLED takes it where reports differ", "higher")


def _under(source_id: str, sources: pd.DataFrame | None) -> set[str]:
    """The source and all that stand below it in the registry."""
    found = {source_id}
    parents = [] if sources is None else list(zip(sources["source_id"], sources["parent"].fillna("")))
    while more := {child for child, parent in parents if parent in found} - found:
        found |= more
    return found


def by_order(order: Sequence[str], sources: pd.DataFrame | None) -> Callable[[list[Count]], Sum]:
    """The policy source_order for these sources, each with those below it in the registry."""
    chosen = [_under(source_id, sources) for source_id in order]
    names = [source_name(source_id, names_of(sources)) for source_id in order]

    def first_that_speaks(counts: list[Count]) -> Sum:
        for ids, name in zip(chosen, names):
            on = [count for count in counts if count.named and count.speaker in ids]
            if on:
                low, high = _extent(on)
                below = some([count.name for count in on if count.name != name])
                who = f"{name} (through {below})" if below else name
                how = f"All counts of {who}, the first of the order ({', '.join(names)}) that gives any{_run(on, low, high)}"
                return Sum(low, high, True, on, how, "of other sources")
        return _nothing(f"none of the order ({', '.join(names)}) gives one")._replace(others="of other sources")

    return first_that_speaks


#: The policies that need the counts alone.
BY_NAME = {"show_all": show_all, "range": _range, "majority": _majority, "latest_per_source": _latest_per_source, "lowest": _lowest}
