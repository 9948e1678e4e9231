"""Several counts of one thing as one number: by a policy that is named, never silently."""

from __future__ import annotations

import math
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence

import pandas as pd

from kit.comparison.columns import each
from kit.comparison.grouping import grouped
from kit.comparison.policies import BY_NAME, MADE, Count, Sum, by_order, in_words, some
from kit.comparison.readings import RATIO, TOLERANCE, note
from kit.comparison.speakers import NOBODY, names_of, nobody, source_name
from kit.comparison.words import REST, UNKNOWN
from kit.schema import MEASURES, POLICIES

_COLUMNS = [
    "measure", "group", "counted", "period", "policy", "low", "high", "in_words", "how", "sources", "origins", "articles",
    "article_ids", "statement_ids", "figure_ids", "left_out_ids",
]
_NUMBERS = ("low", "high", "origins", "articles")
#: What a count is that is no count of all.
CHANGED = "only changing an earlier count"
_OF_TABLE = [
    "figure_id", "statement_id", "article_id", "report", "speaker", "name", "origin", "text", "wording", "value", "low", "high", "first", "last", "place",
]


class PolicyWarning(UserWarning):
    """An id in a source order that no source has."""


def summary(
    figures: pd.DataFrame,
    claims: pd.DataFrame,
    sources: pd.DataFrame | None = None,
    *,
    articles: pd.DataFrame | None = None,
    policy: str = "show_all",
    source_order: Sequence[str] = (),
    tolerance: float = TOLERANCE,
    ratio: float = RATIO,
) -> pd.DataFrame:
    """Sums up the counts of each thing by a named policy.

    =================  ==================================================================================================================
    show_all           no number: every statement is listed, those replaced by a later count too
    range              lowest low to highest high, as UCDP gives a low and a high estimate; an end that any count leaves open is open
    majority           the numbers that most named origins support, each counted once however many articles and sources repeat it; where
                       other numbers have as many, no number
    latest_per_source  the counts of each named source's last day (said, else first published, else counted), and of these the range
    lowest             the lowest number named: where reports differ or are vague, ACLED takes "the most conservative estimate available"
                       (ACLED, "FAQs: ACLED Fatality Methodology" and "ACLED Codebook", section on reported fatalities). Read here as 12
                       of "at least 12", "about 12" and "up to 12", as the low of a range, as the convention's bound of a vague word
    source_order       the range of the counts of the first source in *source_order* that gives any
    =================  ==================================================================================================================

    Rejected, denied and questioned figures never count, and one that a later count replaced (``superseded_by``) or that only changes an earlier one ("eight
    more") only under show_all. A figure without a number counts under show_all alone. Majority, latest per source and source order hear named sources only: two unnamed
    officials may be one, and nobody can say which of their counts is the later. Of counts of which it is not known what happened to the
    people (measure "other") nothing is summed up.

    Args:
        figures, claims, sources, tolerance, ratio: As in :func:`kit.comparison.statements`.
        articles: The articles table, for the days of publication and the outlets' names.
        policy: One of :data:`kit.schema.POLICIES`.
        source_order: For the policy source_order: ids of sources, the one believed first in front; a source counts for those above it
            in the registry.

    Returns:
        One row for each thing counted (``measure``, ``group``, ``counted``, ``period``), by measure and then the most reported first:
        ``policy``; ``low``, ``high`` (Int64, people; <NA> where open or where there is no number); ``in_words`` ("12 to 31", "at least
        12"; under show_all the wordings of each source; <NA> where there is no number); ``how`` (a sentence: how it was made and what
        is left out); on whom it rests: ``sources`` (names, " · " between), ``origins`` (named ones), ``articles`` (counts, exact copies once),
        ``article_ids``, ``statement_ids``, ``figure_ids``; and ``left_out_ids`` (figures of the same thing that it does not rest on;
        "|" between ids). Where there is no number, it rests on the counts that were looked at.

    Raises:
        ValueError: *policy* is none of the policies, or is source_order without an order.

    Warns:
        PolicyWarning: An id in *source_order* is neither in the registry nor among the claims.

    >>> from kit.schema import CLAIMS, FIGURES, build
    >>> claim = dict(article_id="a", start=0, end=9, spans=((0, 9),), text="12 or 15.", source_kind="person", form="indirect")
    >>> claim |= dict(polarity="asserted", sentence_start=0, sentence_end=9, status="extracted")
    >>> claims = build(CLAIMS, [claim | dict(claim_id=name, source_id=name) for name in ("guard", "mayor")])
    >>> figure = dict(article_id="a", start=0, end=2, qualifier="exact", measure="killed", status="extracted")
    >>> numbers = [dict(figure_id=name, claim_id=name, text=str(n), value=n, low=n, high=n) for name, n in (("guard", 12), ("mayor", 15))]
    >>> figures = build(FIGURES, [figure | number for number in numbers])
    >>> summary(figures, claims, policy="range")[["low", "high", "in_words", "origins"]].to_dict("records")
    [{'low': 12, 'high': 15, 'in_words': '12 to 15', 'origins': 2}]
    """
    order = checked(policy, source_order)
    table = grouped(figures, claims, sources, articles, tolerance, ratio)
    result = summed(table, claims, sources, policy, order)
    result.attrs["note"] = f"{note(tolerance)} {policy_note(policy, order, sources)}"
    return result


def checked(policy: str, source_order: str | Sequence[str]) -> tuple[str, ...]:
    """The source order as a tuple, if it and the policy can be used."""
    if policy not in POLICIES:
        raise ValueError(f"{policy!r} is no policy; the policies are {', '.join(POLICIES)}.")
    order = (source_order,) if isinstance(source_order, str) else tuple(source_order)
    if policy == "source_order" and not order:
        raise ValueError('The policy source_order needs an order: source_order=["…", "…"], ids of sources, the one believed first in front.')
    return order


def policy_note(policy: str, source_order: Sequence[str] = (), sources: pd.DataFrame | None = None) -> str:
    """The sentence that goes with every table and chart that sums up.

    >>> policy_note("range")
    'Policy “range”: from the lowest low to the highest high of all counts.'
    """
    names = names_of(sources)
    whom = f" ({', '.join(source_name(source_id, names) for source_id in source_order)})" if policy == "source_order" else ""
    return f"Policy “{policy.replace('_', ' ')}”{whom}: {MADE[policy]}."


def _warn_of_unknown(order: tuple[str, ...], claims: pd.DataFrame, sources: pd.DataFrame | None) -> None:
    known = set(names_of(sources))
    for column in ("source_id", "via_id"):
        known |= {source_id.strip() for ids in claims[column].dropna().unique() for source_id in ids.split("|")}
    for source_id in order:
        if source_id not in known or source_id in NOBODY:
            warnings.warn(
                PolicyWarning(f"source_order: {source_id!r} is no source of the registry or of the claims. Check its spelling, or leave it out."),
                stacklevel=4,
            )


def summed(table: pd.DataFrame, claims: pd.DataFrame, sources: pd.DataFrame | None, policy: str, order: tuple[str, ...]) -> pd.DataFrame:
    """The rows of :func:`summary` for a table that :func:`kit.comparison.grouping.grouped` made."""
    if policy == "source_order":
        _warn_of_unknown(order, claims, sources)
    made = by_order(order, sources) if policy == "source_order" else BY_NAME[policy]
    rows = []
    for (measure, group, counted, period), counts in _things(table):
        told = [count for count in counts if count.state not in ("denied", "questioned")]
        if not told:
            continue
        usable = [count for count in told if count.state == "told"]
        if measure == REST and policy != "show_all":
            found = Sum(None, None, False, usable, f"No number: {UNKNOWN}")
        else:
            found = made(told if policy == "show_all" else usable)
        rows.append([measure, group or pd.NA, counted, period or pd.NA, policy, *_row(found, counts, policy)])
    result = pd.DataFrame(rows, columns=_COLUMNS)
    return result.astype({name: "Int64" if name in _NUMBERS else "string" for name in _COLUMNS})


def _things(table: pd.DataFrame) -> list[tuple[tuple, list[Count]]]:
    """What is counted, with the counts of it in the order of the articles; by measure, then the most counted first."""
    unheard = nobody(table["source_id"])
    unheard_origin = unheard & table["origin"].eq(table["speaker"])
    numberless = table[["value", "low", "high"]].isna().all(axis=1)
    state = pd.Series("told", index=table.index).mask(numberless, "without a number").mask(table["superseded_by"].notna(), "since replaced")
    state = state.mask(table["changing"].notna(), CHANGED)
    state = state.mask(table["polarity"].ne("asserted"), table["polarity"])
    things = zip(*(column.tolist() for column in (table["measure"], table["group"].fillna(""), table["counted"], table["period"].fillna(""))))
    columns = [*(table[name] for name in _OF_TABLE), each(table["day"], lambda day: f"{day:%Y-%m-%d}"), ~unheard, ~unheard_origin, state]
    counts: dict[tuple, list[Count]] = {}
    for thing, *row in zip(things, *(column.tolist() for column in columns)):
        counts.setdefault(thing, []).append(_count(*row))
    found = list(counts.items())
    reports = [len({count.report for count in counts}) for _, counts in found]
    order = sorted(range(len(found)), key=lambda at: (MEASURES.index(found[at][0][0]), -reports[at], -len(found[at][1]), found[at][0]))
    return [found[at] for at in order]


def _count(*row) -> Count:
    *words, value, low, high, first, last, place, day, named, named_origin, state = (None if found is pd.NA else found for found in row)
    stated = [number for number in ((low, high) if value is None else (value,)) if number is not None]
    least, most = (stated[0], stated[-1]) if stated else (None, None)
    bottom = None if first == 0 and low is None and least != 0 else int(first)
    top = None if math.isinf(last) else int(last)
    return Count(*words, least, most, bottom, top, first, last, place, day, named, named_origin, state)


def _row(found: Sum, counts: list[Count], policy: str) -> list:
    on, rests = found.on, {count.figure_id for count in found.on}
    left = [count for count in counts if count.figure_id not in rests]
    words = _listed(on) if policy == "show_all" else in_words(found.low, found.high) if found.found else pd.NA
    return [
        found.low, found.high, words, f"{found.how}{_named_places(on)}; {_left_out(left, policy, found.others)}.",
        _joined((count.name for count in on), " · "), len({count.origin for count in on if count.named_origin}), len({count.report for count in on}),
        *(_joined((getattr(count, name) for count in on), "|") for name in ("article_id", "statement_id", "figure_id")),
        _joined((count.figure_id for count in left), "|"),
    ]  # fmt: skip


def _joined(words: Iterable[str], between: str):
    return between.join(dict.fromkeys(words)) or pd.NA


def _listed(counts: list[Count]) -> str:
    """Each statement with its source and its wordings."""
    statements: dict[str, list[Count]] = {}
    for count in counts:
        statements.setdefault(count.statement_id, []).append(count)
    listed = []
    for rows in statements.values():
        wordings = {count.wording: count.text for count in reversed(rows)}
        words = " / ".join(wordings[wording] for wording in dict.fromkeys(count.wording for count in rows))
        listed.append(f"{rows[0].name}: {words}" + (f" ({rows[0].state})" if rows[0].state in ("since replaced", CHANGED) else ""))
    return " · ".join(listed)


def _left_out(left: list[Count], policy: str, others: str) -> str:
    """What the summary does not rest on, each figure once, by the reason."""
    by_source = policy in ("majority", "latest_per_source", "source_order")
    reasons: dict[str, str] = {}
    for count in left:
        nameless = by_source and not (count.named_origin if policy == "majority" else count.named)
        reasons.setdefault(count.figure_id, count.state if count.state != "told" else "of no named source" if nameless else others)
    number = Counter(reasons.values())
    known = ("denied", "questioned", "since replaced", CHANGED, "without a number", "of no named source", others)
    words = ", ".join(f"{number[reason]:,} {reason}" for reason in dict.fromkeys(known) if number[reason])
    return f"left out: {words}" if words else "nothing is left out"


def _named_places(on: list[Count]) -> str:
    places = list(dict.fromkeys(count.place for count in on if count.place))
    return f"; the counts name different places ({some(places)})" if len(places) > 1 else ""


