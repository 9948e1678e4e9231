"""The timeline: who gave which number when, and of which day; a rising toll with what it replaced."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from kit.charts import days
from kit.charts.chart import INK, ROW, SOFT, Chart, basis, canvas, house_style, label, measures_wanted, not_drawn, nothing, plain, shares
from kit.comparison import TOLERANCE, note
from kit.comparison.extent import counts_in, left_out
from kit.comparison.grouping import grouped
from kit.comparison.speakers import nobody
from kit.comparison.words import REST, so_many
from kit.schema import MEASURES, QUALIFIERS

#: Things counted in one chart, counts of one thing, and sources in one panel at most.
PANELS, COUNTS, SOURCES = 8, 80, 7


def timeline(
    figures: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    sources: pd.DataFrame | None = None,
    articles: pd.DataFrame | None = None,
    measure: str | list[str] | None = None,
    tolerance: float = TOLERANCE,
    most: int = 20,
) -> Chart:
    """Draws when each number was given: for each measure and kind of people counted the day said along, the number upwards.

    A thing that more than seven sources count has several panels on one scale, the most reported named sources in the first.

    The day said is ``said_on`` of the claim, else the day its article was published; where neither is known the count stands on the day it is
    of (``as_of``). Where the two days differ, a dotted line leads from the mark to the day meant. Marks are those of
    :func:`figures_by_source`, turned upright; the letter at a mark names its source, and a line joins the counts that one named source gives of one
    thing in one place: an article's own voice repeats now this source's count, now that one's, so its counts are not joined. A count that a later
    one replaced is pale, with a line to that one. Where the numbers of one thing differ more than thirtyfold the axis is logarithmic and says so.
    The footnote says how many counts are not drawn, and why.

    Args:
        figures, claims, sources, articles, tolerance: As in :func:`kit.comparison.statements`.
        measure: One measure or several; all that occur unless given.
        most: Sources of one thing at most, the most reported ones.

    Returns:
        A :class:`Chart`; ``values`` has ``measure``, ``counted``, ``source``, ``said``, ``meant`` (dates; the second
        only where it is another than the first), ``qualifier``, ``value``, ``low``, ``high`` (people; <NA> where
        nothing is drawn), ``bar`` ("stated" or "convention"), ``open`` ("above", "below"), ``replaced`` (bool: a later count stands in its place).

    Raises:
        ValueError: *measure* is none of the schema's.
    """
    wanted = measures_wanted(measure)
    table = grouped(figures, claims, sources, articles, tolerance)
    table = table[table["measure"].isin(wanted)]
    missing = left_out(figures, claims, table)
    table = table[table["polarity"].eq("asserted")]
    missing["of which it is not known what happened to the people"] = counts_in(table[table["measure"].eq(REST)])
    table = table[table["measure"].ne(REST)]
    said = table["said_on"].fillna(table["published"])
    table = table.assign(said=said, meant=table["as_of"].mask(table["as_of"].eq(said)), day=said.fillna(table["as_of"]))
    numbered = table[["value", "low", "high"]].notna().any(axis=1)
    changing = table["changing"].notna()
    dated = table[table["day"].notna() & numbered & ~changing]
    if dated.empty:
        return nothing("No count with a date to draw")
    dated = _same(dated)
    counts = _counts(dated)
    span = days.span(counts)
    things = _things(counts, most)
    panels = [(panel, rows) for rows in things for panel in _panels(rows)]
    placed = [days.placed(panel, rows, span) for panel, rows in panels]
    drawn = pd.concat(placed)
    shown, chosen = dated[dated["nr"].isin(drawn["nr"])], dated[dated["nr"].isin(counts.loc[counts["series"].isin(pd.concat(things)["series"]), "nr"])]
    first, last = drawn["day"].min(), drawn["day"].max()
    when = f"on {first:%Y-%m-%d}" if first == last else f"from {first:%Y-%m-%d} to {last:%Y-%m-%d}"
    title = f"Who said how many, and when: {so_many(counts_in(shown), 'count')} of people given {when}"
    missing |= {
        "without a number": counts_in(table[~numbered & ~changing]),
        "without a date": counts_in(table[numbered & ~changing & table["day"].isna()]),
        "that only changed an earlier count": counts_in(table[changing]),
        "of less reported sources": counts_in(dated) - counts_in(chosen),
        "for want of room": counts_in(chosen) - counts_in(shown),
    }
    footnote = f"{_footnote(drawn, tolerance)}{not_drawn(missing)} {basis(shown)}"
    with house_style():
        figure, axes, _ = canvas(
            [days.tall(panel) / ROW for panel, _ in panels],
            title,
            footnote,
            below=[0.55] * len(panels),
            left=days.LEFT,
            plot=days.PLOT,
            upright=True,
            legend=[name for name in QUALIFIERS if drawn["qualifier"].eq(name).any()] + _keys(drawn),
        )
        for axis, rows, (panel, scaled) in zip(axes, placed, panels):
            days.panel(axis, rows, scaled, span, further=panel["series"].iloc[0] != scaled["series"].iloc[0])
        values = pd.concat([days.read_back(axis) for axis in axes], ignore_index=True)
    return Chart(figure, values, title, footnote, _alt(title, values))


def _same(table: pd.DataFrame) -> pd.DataFrame:
    """The counts with the number ``nr`` of their mark: what a source says on a day in several articles is one."""
    key = ["measure", "counted", "speaker", "cell", "window", "qualifier", "value", "low", "high", "said", "meant"]
    codes = [pd.factorize(table[name])[0] for name in key]
    return table.assign(nr=table.groupby(codes, sort=False).ngroup())


def _counts(table: pd.DataFrame) -> pd.DataFrame:
    """One row for each mark, and the one that replaced it."""
    number = dict(zip(zip(table["figure_id"], table["speaker"]), table["nr"]))
    later = [number.get(key) for key in zip(table["superseded_by"], table["speaker"])]
    table = table.assign(articles=table.groupby("nr")["report"].transform("nunique"), later=pd.array(later, dtype="Int64"))
    counts = table.drop_duplicates("nr")
    series = counts["speaker"].str.cat([counts["cell"].astype("string"), counts["period"].fillna("")], sep="|")
    return counts.assign(series=series, weight=counts.groupby(series)["articles"].transform("sum"))


def _things(counts: pd.DataFrame, most: int) -> list[pd.DataFrame]:
    """The counts of each measure and kind of people, in the schema's order, of the sources most reported; what nobody in particular says comes last."""
    found = []
    for _, rows in counts.groupby(["measure", "counted"], sort=True):
        heads = rows.drop_duplicates("series").sort_values(["weight", "series"], ascending=[False, True], kind="stable")
        rows = rows[rows["series"].isin(heads["series"].head(most))].assign(nobody=nobody(rows["source_id"]))
        order = ["nobody", "weight", "series", "day", "centre"]
        found.append(_thinned(rows.sort_values(order, ascending=[True, False, True, True, True], kind="stable")))
    found = sorted(found, key=lambda rows: rows["articles"].sum(), reverse=True)[:PANELS]
    found.sort(key=lambda rows: (MEASURES.index(rows["measure"].iloc[0]), -len(rows)))
    return [_labelled(rows) for rows in found]


def _panels(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Counts of one thing, so many sources at a time that their letters can be told apart."""
    series = rows["series"].unique()
    return [rows[rows["series"].isin(some)] for some in np.array_split(series, -(-len(series) // SOURCES))]


def _thinned(rows: pd.DataFrame) -> pd.DataFrame:
    """Of more than COUNTS each source's share, spread over its days; in the order in which they are to find their places."""
    sources = [own for _, own in rows.groupby("series", sort=False)]
    taken = shares([len(own) for own in sources], COUNTS)
    places = {nr: np.unique(np.linspace(0, len(own) - 1, share).round().astype(int)) for nr, (own, share) in enumerate(zip(sources, taken)) if share}
    return pd.concat([sources[nr].iloc[_in_turn(at)] for nr, at in places.items()])


def _in_turn(places: np.ndarray) -> np.ndarray:
    """The first and the last, then the middle, the quarters and so on: what finds no room later is missing here and there, not at the end."""
    at = np.arange(len(places))
    power = at & -at
    power[[0, -1]] = len(places)
    return places[np.argsort(-power, kind="stable")]


def _labelled(rows: pd.DataFrame) -> pd.DataFrame:
    """The counts with the name of their source."""
    who = rows["name"] + (", " + rows["period"]).fillna("")
    if rows["group"].nunique(dropna=False) > 1:
        who += " (" + rows["group"].fillna("no group named") + ")"
    return rows.assign(who=[label(name, 34, most=2) for name in who])


def _footnote(counts: pd.DataFrame, tolerance: float) -> str:
    words = [
        note(tolerance),
        "Pale bar: that reading. Dark bar: a stated range. Arrow: an end left open.",
        "The letter at a mark names its source; what a source says on one day in several articles is one mark.",
        "A line joins the counts that one named source gives of one thing in one place, its vague words apart.",
        "Marks that would lie on each other stand side by side.",
    ]
    if counts["superseded_by"].notna().any():
        words.append("Pale mark: since replaced, with a line to what replaced it.")
    if _two_days(counts).any():
        words.append("Dotted line: to the day that the count is of.")
    if (counts["said"].isna()).any():
        unsaid = int(counts["said"].isna().sum())
        words.append(f"{so_many(unsaid, 'mark')} of an unknown day of saying {'stands' if unsaid == 1 else 'stand'} at the day that the count is of.")
    return " ".join(words)


def _keys(counts: pd.DataFrame) -> list[Line2D]:
    """Keys of the legend for what only some timelines have."""
    later = Line2D([], [], color=SOFT, marker="o", linestyle="", label="since replaced")
    meant = Line2D([], [], color=INK, linewidth=0.9, linestyle=":", marker=".", markersize=5, markevery=[0], label=" day meant")
    return [later] * bool(counts["superseded_by"].notna().any()) + [meant] * bool(_two_days(counts).any())


def _two_days(counts: pd.DataFrame) -> pd.Series:
    return counts["said"].notna() & counts["meant"].notna()


def _alt(title: str, values: pd.DataFrame, most: int = 25) -> str:
    words = []
    for row in values.head(most).itertuples():
        number = row.value if pd.notna(row.value) else " to ".join(f"{end:,}" for end in (row.low, row.high) if pd.notna(end))
        when = f"{row.said:%Y-%m-%d}" if pd.notna(row.said) else "undated"
        of = f" of {row.meant:%Y-%m-%d}" if pd.notna(row.meant) else ""
        words.append(
            f"{when}, {plain(row.measure)}: {row.source}, {plain(row.qualifier)} {number}{of}" + (" (since replaced)" if row.replaced else "")
        )
    rest = f"; and {len(values) - most} more" if len(values) > most else ""
    return f"Timeline. {title}. " + "; ".join(words) + rest + "."
