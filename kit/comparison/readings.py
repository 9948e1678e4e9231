"""How a stated figure is read when it is set against another one.

The figures table keeps what was written ("around 3,000" has no bounds). To say whether two
figures can both be true, each is read here as an interval; the reading is made for the
comparison alone and never goes back into the table.
"""

from __future__ import annotations

import itertools
import re

import numpy as np
import pandas as pd

from kit.comparison.changes import changes
from kit.comparison.columns import each, order_by, row_of
from kit.comparison.duplicates import exact_copies
from kit.comparison.once import once
from kit.comparison.partial import SUPPOSED, of_the_counted, reasons, words_around
from kit.comparison.speakers import add_speakers
from kit.comparison.words import as_stated, counted_class, numbers_in_words
from kit.language.figures.forecasts import is_foretold
from kit.language.quantities.expressions import stops_short

#: How far "about" and "nearly" may lie from the number they stand with, unless a caller says otherwise.
TOLERANCE = 0.1
#: Two figures of one source are wordings of one statement while the larger is at most this many times the smaller.
RATIO = 1.25

#: Measures whose counts grow while the bodies, the injured, the saved are found: a later, higher count is no contradiction.
TOLLS = ("killed", "injured", "killed_or_injured", "casualties", "captured", "missing", "detained", "displaced", "evacuated", "rescued")

_CLAIM_COLUMNS = [
    "source", "source_id", "source_kind", "cue", "cue_class", "form", "polarity", "hedge", "via", "via_id",
    "said_on", "sentence_start", "sentence_end",
]
# "12 people, including three children"; the phrase stands between the whole and its part …
_INCLUDING = re.compile(r"\b(?:including|includes|among (?:them|whom|these)|of (?:whom|which|them|these))\b", re.IGNORECASE)
# … or right behind the part: "12 people, three of them children".
_OF_THEM = re.compile(r"\s*(?:\w+\s+)?of (?:whom|which|them|these)\b", re.IGNORECASE)
_COMMA = re.compile(r"(?<=\d),(?=\d)")
_ALSO = re.compile(r"[^.;:!?]{0,60}(?:\band|,)\s*$")


def note(tolerance: float = TOLERANCE) -> str:
    """The sentence that goes with every table and chart in which a tolerance was used.

    >>> note(0.1)
    'For comparison, "about n" is read as n ± 10 % and "nearly n" as up to 10 % below n.'
    """
    return f'For comparison, "about n" is read as n ± {tolerance:.0%} and "nearly n" as up to {tolerance:.0%} below n.'.replace(
        "%", " %"
    )


def interval(figures: pd.DataFrame, tolerance: float = TOLERANCE) -> pd.DataFrame:
    """Reads each figure as the interval of numbers that would make it true.

    ========  =====================  ==========================================
    exact     [n, n]
    about     [n(1-t), n(1+t)]       t is the tolerance, a convention of this kit
    nearly    [n(1-t), n)            the number itself is not reached
    over      (n, ∞)                 the number itself is passed
    at_least  [n, ∞)
    up_to     [0, n]                 [0, n) after "fewer than", "under", "below"
    range     [low, high]            [low, high) likewise
    vague     [low, high]            the bounds of the convention used in extraction
    ========  =====================  ==========================================

    A bound that the table states (a reviewer may have entered one) is kept. A figure without any
    number is read as [0, ∞): it contradicts nothing.

    Args:
        figures: A figures table.
        tolerance: A share of the number, from 0 up to but not including 1.

    Returns:
        The index of *figures*; ``low``, ``high`` (float64, people; ∞ where open) and ``low_open``,
        ``high_open`` (bool, True where the end itself is left out).

    Raises:
        ValueError: The tolerance is not in [0, 1).

    >>> from kit.schema import FIGURES, build
    >>> row = dict(claim_id="a:0-9", article_id="a", start=0, end=9, measure="killed", status="extracted")
    >>> table = build(FIGURES, [row | dict(figure_id="a:0-9", text="nearly 50", value=50, high=50, qualifier="nearly")])
    >>> print(interval(table).to_string(index=False))
     low  high  low_open  high_open
    45.0  50.0     False       True
    """
    if not 0 <= tolerance < 1:
        raise ValueError(f"The tolerance is a share of the number, from 0 up to 1 (0.1 is 10 %), not {tolerance!r}.")
    value, low, high = (figures[name].astype("Float64").to_numpy(float, na_value=np.nan) for name in ("value", "low", "high"))
    kind = figures["qualifier"].astype("string").fillna("exact").to_numpy(str)

    def first(*choices):
        result = choices[0]
        for choice in choices[1:]:
            result = np.where(np.isnan(result), choice, result)
        return result

    below = np.isin(kind, ["about", "nearly"])
    bounded = np.isin(kind, ["up_to", "range"])
    short = kind == "nearly"
    short[bounded] = [stops_short(text) for text in figures.loc[bounded, "text"]]
    start = first(value, low)
    stop = first(value, high)
    lows = np.select(
        [below, np.isin(kind, ["range", "vague"]), kind == "up_to"],
        [first(low, first(value, high) * (1 - tolerance)), first(low, value), low],
        default=start,
    )
    highs = np.select(
        [kind == "about", np.isin(kind, ["range", "vague"]), np.isin(kind, ["over", "at_least"])],
        [first(high, first(value, low) * (1 + tolerance)), first(high, value), high],
        default=stop,
    )
    # Rounded, or 50 and a tenth would end a hair above 55 and the whole numbers inside would be wrong.
    lows, highs = first(lows, np.zeros(len(lows))).round(6), first(highs, np.full(len(highs), np.inf)).round(6)
    return pd.DataFrame(
        {
            "low": np.minimum(lows, highs),
            "high": highs,
            "low_open": (kind == "over") & (lows < highs),
            "high_open": short & (lows < highs),
        },
        index=figures.index,
    )


def whole_ends(intervals: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The least and greatest whole number inside each interval: people are counted in ones, so "over 10" begins at 11."""
    low, high = intervals["low"].to_numpy(), intervals["high"].to_numpy()
    first = np.where(intervals["low_open"], np.floor(low) + 1, np.ceil(low))
    last = np.where(intervals["high_open"], np.ceil(high) - 1, np.floor(high))
    return np.minimum(first, last), last


def included(figures: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Finds the figures that are given as part of another: "12 people, including three children".

    ``part_of`` says so. In a claim none of whose figures has one (a table that people wrote), the words between two figures do:
    "including", "among them", "of whom".

    Returns:
        ``whole`` and ``part`` (string), ids of two figures; where the words say so, of one claim and one measure.
    """
    known = figures[figures["part_of"].notna()]
    said = figures["claim_id"].isin(known["claim_id"].unique())
    known = known[row_of(figures.index, known["part_of"]) >= 0]
    pairs = list(zip(known["part_of"].tolist(), known.index.tolist()))
    rest = figures[~said & figures["claim_id"].duplicated(keep=False)]
    return pd.DataFrame(pairs + _included_by_words(rest, claims), columns=["whole", "part"], dtype="string")


def _included_by_words(figures: pd.DataFrame, claims: pd.DataFrame) -> list[tuple[str, str]]:
    wordy = claims.loc[claims.index.intersection(figures["claim_id"].unique()), ["text", "start"]]
    wordy = wordy[wordy["text"].str.contains(_INCLUDING.pattern, flags=re.IGNORECASE, regex=True).fillna(False)]
    said = dict(zip(wordy.index, wordy.itertuples(index=False, name=None)))
    inside = figures[row_of(wordy.index, figures["claim_id"]) >= 0].sort_values(["claim_id", "start"], kind="stable")
    cells = zip(inside["claim_id"].tolist(), inside.index.tolist(), *(inside[name].tolist() for name in ("start", "end", "text", "measure")))
    pairs = []
    for claim_id, rows in itertools.groupby(cells, key=lambda row: row[0]):
        text, offset = said[claim_id]
        whole = part = None  # id and measure of the whole, end and id of the figure before
        for _, figure_id, start, end, words, measure in rows:
            start, end = start - offset, end - offset
            if text[start:end] != words:  # a split quotation: no text in between
                continue
            between, behind = text[part[0] : start] if part else "", text[end:]
            if part and measure == whole[1] and (
                _INCLUDING.search(between) or _OF_THEM.match(behind) or (part[1] != whole[0] and _ALSO.fullmatch(between))
            ):
                pairs.append((whole[0], figure_id))
            else:
                whole = figure_id, measure
            part = end, figure_id
    return pairs


def kept(table: pd.DataFrame) -> pd.DataFrame:
    """The rows that nobody has rejected."""
    return table[table["status"].ne("rejected").fillna(True)]


def rejected(claims: pd.DataFrame) -> pd.Index:
    """The ids of the claims that somebody has rejected."""
    return claims.index[claims["status"].eq("rejected").fillna(False)]


def counts_of_people(figures: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """The figures that count: neither they nor the claims that they stand in are rejected."""
    rows = kept(figures)
    return rows[~rows["claim_id"].isin(rejected(claims))]


@once
def readings(
    figures: pd.DataFrame,
    claims: pd.DataFrame,
    sources: pd.DataFrame | None = None,
    articles: pd.DataFrame | None = None,
    tolerance: float = TOLERANCE,
) -> pd.DataFrame:
    """One row for each figure and each source that gives it, ready to compare.

    Rejected figures, and figures of rejected claims, are left out. Sources that speak together
    ("a|b") have a row each. ``speaker`` is whom the figure is compared as: the source's id; for the
    article's own voice ``article:<article_id>``; for sources that are unnamed or unresolved one
    speaker a claim, since two unnamed officials are never taken for the same one; in exact copies of an article they speak once. ``counted`` is
    the class of counted.csv: "unsaid" joins the soldiers where a measure of a group counts only
    soldiers, else the people; " (part)" is added where the words give a count as one of some of those counted. ``changing`` is how a count changes an
    earlier one (:mod:`kit.comparison.changes`); of the others ``some`` is why one is of some only or supposed (:mod:`kit.comparison.partial`). ``first`` and ``last`` are the ends of :func:`interval` in whole people.
    """
    rows = counts_of_people(figures, claims)
    bounds = interval(rows, tolerance)
    first, last = whole_ends(bounds)
    numbers = numbers_in_words(rows)
    before, behind = words_around(rows, claims)
    said = claims[_CLAIM_COLUMNS].reindex(rows["claim_id"])
    table = pd.concat([rows.reset_index(names="figure_id"), said.reset_index(drop=True)], axis=1)
    made = {
        "low_read": bounds["low"], "high_read": bounds["high"], "low_open": bounds["low_open"], "high_open": bounds["high_open"],
        "first": first, "last": last, "centre": _centre(rows, bounds), "counted": _counted(rows, included(rows, claims), of_the_counted(behind)),
        "group_said": rows["group"].notna(), "noun": rows["counted"], "text": as_stated(rows, numbers),
        # A number that was corrected to what others say is no wording of its own.
        # "Sixty-two" and "62" are one wording.
        "wording": each(numbers.fillna(rows["text"].mask(rows["qualifier"].eq("exact"), rows["value"].astype("string").fillna(rows["text"]))), _wording),
    }
    table = table.assign(**{name: column.array if isinstance(column, pd.Series) else column for name, column in made.items()})
    table["polarity"] = table["polarity"].fillna("asserted")
    by_article = table["source_id"].eq("article").fillna(False).tolist()
    of_some = reasons(table["measure"].tolist(), by_article, before, behind)
    foretold = table["text"].map(is_foretold).to_numpy(bool)  # "may reach 90"
    table["changing"] = pd.Series(changes(rows, claims, before, behind), index=table.index, dtype="string").mask(foretold)
    table["some"] = pd.Series(of_some, index=table.index, dtype="string").mask(foretold, SUPPOSED).mask(table["changing"].notna())
    _add_articles(table, articles)
    table = add_speakers(table, claims, sources)
    _add_days(table)
    return table.take(order_by(table, ["article_id", "start", "figure_id", "speaker"])).reset_index(drop=True)


def _wording(text: str) -> str:
    """A wording without capitals, commas in numbers and odd spaces."""
    return " ".join(_COMMA.sub("", text.casefold()).split())


def _centre(rows: pd.DataFrame, bounds: pd.DataFrame) -> np.ndarray:
    """The number a figure turns on: its value, the middle of a range, else the bound that is there."""
    value = rows["value"].astype("Float64").to_numpy(float, na_value=np.nan)
    low, high = bounds["low"].to_numpy(), bounds["high"].to_numpy()
    middle = np.where(np.isinf(high), low, (low + np.where(np.isinf(high), low, high)) / 2)
    return np.where(np.isnan(value), middle, value)


def _counted(rows: pd.DataFrame, parts: pd.DataFrame, of_others: np.ndarray) -> pd.Series:
    classes = each(rows["counted"], counted_class).fillna("unsaid")
    cells = [rows["measure"], rows["group"].fillna("")]
    troops = classes.eq("troops").groupby(cells).transform("any")
    people = classes.eq("people").groupby(cells).transform("any")
    joined = pd.Series(np.where(troops & ~people, "troops", "people"), index=rows.index, dtype="string")
    classes = classes.mask(classes.eq("unsaid"), joined)
    whole, part = (row_of(rows.index, parts[name]) for name in ("whole", "part"))
    alike = np.ones(len(parts), bool)
    for column in (classes, rows["measure"]):
        alike &= (column.array[whole] == column.array[part]).to_numpy(bool)
    of_same = of_others.copy()
    of_same[part[alike]] = True
    # "18 of the 80 were found, 14 of them dead": a part of a part is none of the dead of all.
    of_same[part[np.isin(whole, part)]] = True
    return classes.mask(of_same, classes + " (part)")


def _add_articles(table: pd.DataFrame, articles: pd.DataFrame | None) -> None:
    """Puts outlet and published beside each row, <NA> where no articles table says so, and the ``report``: the article, or the one of which it is an exact copy."""
    table["report"] = table["article_id"]
    table["outlet"] = pd.Series(pd.NA, index=table.index, dtype="string")
    table["published"] = pd.Series(pd.NaT, index=table.index, dtype="datetime64[us]")
    if articles is not None:
        for name in ("outlet", "published"):
            if name in articles.columns:
                found = articles[name].astype(table[name].dtype).reindex(table["article_id"])
                table[name] = found.set_axis(table.index)
        if "text" in articles.columns:
            table["report"] = table["article_id"].map(exact_copies(articles)).astype("string").fillna(table["article_id"])


def _add_days(table: pd.DataFrame) -> None:
    """When each count was given: the day of the saying, else the first day on which it is known (a later article repeats it), else the day it counts."""
    reading = ["speaker", "measure", "group", "counted", "period", "first", "last"]
    known = table["said_on"].fillna(table["published"])
    earliest = known.groupby([table[name].fillna("") if table[name].dtype == "string" else table[name] for name in reading]).transform("min")
    table["day"] = table["said_on"].fillna(earliest).fillna(table["as_of"])
    day = each(table["day"], lambda day: f"{day:%Y-%m-%d}")
    said, dated = table["said_on"].notna(), earliest.notna()
    table["day_words"] = ("as of " + day).mask(dated, "by " + day).mask(said, "on " + day)


def sentences(nodes: pd.DataFrame, articles: pd.DataFrame | None) -> pd.Series:
    """The sentence that each reading stands in, from the articles' text; <NA> without it."""
    found = pd.Series(pd.NA, index=nodes.index, dtype="string")
    if articles is None:
        return found
    texts = dict(zip(articles.index, articles["text"].tolist()))
    ends = (nodes[name].to_numpy(object, na_value=None) for name in ("sentence_start", "sentence_end"))
    cells = zip(nodes["article_id"].tolist(), *ends)
    cut = [None if start is None or end is None or (text := texts.get(article_id)) is None else " ".join(text[start:end].split()) for article_id, start, end in cells]
    return pd.Series(pd.array(cut, dtype="string"), index=nodes.index)
