"""The timeline: who gave which number when, and of which day; a rising toll with what it replaced."""

from __future__ import annotations

import string

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, date2num, num2date
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FixedLocator, FuncFormatter
from matplotlib.transforms import ScaledTranslation, Transform

from kit.charts.chart import (
    ARROW,
    INK,
    ROW,
    SOFT,
    Chart,
    apart,
    basis,
    canvas,
    count,
    house_style,
    label,
    mark,
    measures_wanted,
    not_drawn,
    nothing,
    number_scale,
    one_line,
    plain,
    shapes,
    shares,
)
from kit.comparison import TOLERANCE, note
from kit.comparison.changes import CHANGES
from kit.comparison.extent import left_out
from kit.comparison.grouping import grouped
from kit.comparison.pairs import REST
from kit.comparison.speakers import NOBODY
from kit.comparison.words import thing
from kit.schema import MEASURES, QUALIFIERS

#: Things counted in one chart, counts of one thing, and sources in one panel at most.
PANELS, COUNTS, SOURCES = 8, 80, 7
#: Inches: the left edge and the width of an axis, where beside it the names begin, half a mark, the height of the letter at it.
_LEFT, _PLOT, _NAMES, _HALF, _LETTER = 0.85, 5.9, 6.35, 0.07, 0.13
#: How far apart counts of one day stand, in inches, and how many steps aside at most.
_ASIDE, _STEPS = 0.17, 2
#: Lines told apart in kind; dotted ones lead to the day meant.
_STYLES, _LINE = ["solid", (0, (5, 2)), (0, (6, 2, 1, 2))], "#5d7690"
#: The width of a date at the axis.
_DATE = 0.71


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
    missing["of which it is not known what happened to the people"] = len(_figures(table[table["measure"].eq(REST)]))
    table = table[table["measure"].ne(REST)]
    said = table["said_on"].fillna(table["published"])
    table = table.assign(said=said, meant=table["as_of"].mask(table["as_of"].eq(said)), day=said.fillna(table["as_of"]))
    numbered = table[["value", "low", "high"]].notna().any(axis=1)
    changes = table["some"].isin(CHANGES)
    dated = table[table["day"].notna() & numbered & ~changes]
    if dated.empty:
        return nothing("No count with a date to draw")
    dated = _same(dated)
    counts = _counts(dated)
    days = _days(counts)
    things = _things(counts, most)
    panels = [(panel, rows) for rows in things for panel in _panels(rows)]
    placed = [_placed(panel, rows, days) for panel, rows in panels]
    drawn = pd.concat(placed)
    shown, chosen = dated[dated["nr"].isin(drawn["nr"])], dated[dated["nr"].isin(counts.loc[counts["series"].isin(pd.concat(things)["series"]), "nr"])]
    first, last = drawn["day"].min(), drawn["day"].max()
    when = f"on {first:%Y-%m-%d}" if first == last else f"from {first:%Y-%m-%d} to {last:%Y-%m-%d}"
    title = f"Who said how many, and when: {count(len(_figures(shown)), 'count')} of people given {when}"
    missing |= {
        "without a number": len(_figures(table[~numbered & ~changes])),
        "without a date": len(_figures(table[numbered & ~changes & table["day"].isna()])),
        "that only changed an earlier count": len(_figures(table[changes])),
        "of less reported sources": len(_figures(dated) - _figures(chosen)),
        "for want of room": len(_figures(chosen) - _figures(shown)),
    }
    footnote = f"{_footnote(drawn, tolerance)}{not_drawn(missing)} {basis(shown)}"
    with house_style():
        figure, axes, _ = canvas(
            [_tall(panel) / ROW for panel, _ in panels],
            title,
            footnote,
            below=[0.55] * len(panels),
            left=_LEFT,
            plot=_PLOT,
            upright=True,
            legend=[name for name in QUALIFIERS if drawn["qualifier"].eq(name).any()] + _keys(drawn),
        )
        for axis, rows, (panel, scaled) in zip(axes, placed, panels):
            _panel(axis, rows, scaled, days, further=panel["series"].iloc[0] != scaled["series"].iloc[0])
        values = pd.concat([_read_back(axis) for axis in axes], ignore_index=True)
    return Chart(figure, values, title, footnote, _alt(title, values))


def _figures(table: pd.DataFrame) -> set[str]:
    """The counts of people in a table that has a row for each source of each."""
    return set(table["figure_id"])


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
        rows = rows[rows["series"].isin(heads["series"].head(most))].assign(nobody=~_named(rows))
        order = ["nobody", "weight", "series", "day", "centre"]
        found.append(_thinned(rows.sort_values(order, ascending=[True, False, True, True, True], kind="stable")))
    found = sorted(found, key=lambda rows: rows["articles"].sum(), reverse=True)[:PANELS]
    found.sort(key=lambda rows: (MEASURES.index(rows["measure"].iloc[0]), -len(rows)))
    return [_labelled(rows) for rows in found]


def _named(rows: pd.DataFrame) -> pd.Series:
    return rows["source_id"].notna() & ~rows["source_id"].isin(list(NOBODY))


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


def _days(counts: pd.DataFrame) -> tuple[float, float]:
    """The first and last day of the axis; a count of a day long before all the others does not squeeze these into a corner."""
    first, last = date2num(counts["day"].min()), date2num(counts["day"].max())
    meant = date2num(counts["meant"].dropna())
    return min([first, *meant[meant >= first - (last - first) - 7]]), max([last, *meant[meant <= last + (last - first) + 7]])


def _labelled(rows: pd.DataFrame) -> pd.DataFrame:
    """The counts with the name of their source."""
    who = rows["name"] + (", " + rows["period"]).fillna("")
    if rows["group"].nunique(dropna=False) > 1:
        who += " (" + rows["group"].fillna("no group named") + ")"
    rows = rows.assign(who=[label(name, 34, most=2) for name in who])
    return rows


def _tall(rows: pd.DataFrame) -> float:
    """Inches: room for the names and, where there are many, for the counts."""
    lines = rows.drop_duplicates("series")["who"].str.count("\n").add(1).sum()
    return max(1.6 if len(rows) < 3 else min(1.8 + 0.04 * len(rows), 3.8), 0.1 + 0.16 * float(lines))


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
        words.append(f"{count(unsaid, 'mark')} of an unknown day of saying {'stands' if unsaid == 1 else 'stand'} at the day that the count is of.")
    return " ".join(words)


def _keys(counts: pd.DataFrame) -> list[Line2D]:
    """Keys of the legend for what only some timelines have."""
    later = Line2D([], [], color=SOFT, marker="o", linestyle="", label="since replaced")
    meant = Line2D([], [], color=INK, linewidth=0.9, linestyle=":", marker=".", markersize=5, markevery=[0], label=" day meant")
    return [later] * bool(counts["superseded_by"].notna().any()) + [meant] * bool(_two_days(counts).any())


def _two_days(counts: pd.DataFrame) -> pd.Series:
    return counts["said"].notna() & counts["meant"].notna()


def _panel(axis: Axes, rows: pd.DataFrame, scaled: pd.DataFrame, days: tuple[float, float], further: bool) -> None:
    """Draws *rows* on the scale of *scaled*, which they were placed on; *further* sources of what the panel above counts."""
    measure, counted = rows["measure"].iloc[0], rows["counted"].iloc[0]
    group = rows["group"].iloc[0] if rows["group"].nunique(dropna=False) == 1 else None
    title = thing(measure, group, counted) + (", further sources" if further else "")
    axis.set_title(label(title[:1].upper() + title[1:], 100, most=2), x=(0.15 - _LEFT) / _PLOT, ha="left", fontsize=10, fontweight="bold", pad=8)
    axis.set_gid(f"{measure}|{counted}")
    _scales(axis, scaled, days)
    for at, row in enumerate(rows.itertuples()):
        ink = SOFT if pd.notna(row.superseded_by) else INK
        mark(axis, row.x, row, ink, upright=True, aside=row.aside, room=row.inches_y * 72, gid=f"|{at}")
        if pd.notna(row.meant):
            moved = axis.transData + ScaledTranslation(row.aside, 0, axis.figure.dpi_scale_trans)
            axis.plot(
                [date2num(row.meant), row.x],
                [row.middle] * 2,
                color=ink,
                linewidth=0.9,
                linestyle=":",
                marker=".",
                markersize=5,
                markevery=[0],
                transform=moved,
                zorder=1,
                gid=f"meant|{at}" + ("" if pd.notna(row.said) else "|unsaid"),
            )
    box, dpi = axis.get_window_extent(), axis.figure.dpi
    inches = axis.figure.dpi_scale_trans + ScaledTranslation(box.x0 / dpi, box.y0 / dpi, axis.figure.dpi_scale_trans)
    _join(axis, rows, inches)
    _name(axis, rows, inches)


def _scales(axis: Axes, rows: pd.DataFrame, days: tuple[float, float]) -> None:
    number_scale(axis, rows, upright=True)
    _day_scale(axis, *days)


def _day_scale(axis: Axes, first: float, last: float) -> None:
    """The axis of days; where a day is wide enough, every other one on a ground of its own, since marks of one day stand side by side."""
    slack = (last - first) * 0.09 or 1.0
    axis.set_xlim(first - slack, last + slack)
    wide = _PLOT / (last - first + 2 * slack)
    step = next((days for days in (1, 2, 3, 5, 7, 14) if days * wide >= _DATE), None)
    axis.xaxis.set_major_locator(FixedLocator(np.arange(first, last + 1, step)) if step else AutoDateLocator(minticks=3, maxticks=7))
    axis.xaxis.set_major_formatter(FuncFormatter(lambda day, _: f"{num2date(day):%Y-%m-%d}"))
    if wide >= 2 * _ASIDE:
        for day in np.arange(first, last + 1, 2):
            axis.axvspan(max(day - 0.5, first - slack), min(day + 0.5, last + slack), color="#f4f4f4", linewidth=0, zorder=-1)


def _placed(rows: pd.DataFrame, scaled: pd.DataFrame, days: tuple[float, float]) -> pd.DataFrame:
    """The counts, on the scale of *scaled*, with where they stand, in inches from the corner of their panel, and how far aside of their day, so that no two lie on each other.

    What finds no place left is dropped; those of the most reported sources choose first. The rest come back in the order of time.
    """
    low, high = rows["low"].fillna(rows["value"]).fillna(rows["high"]), rows["high"].fillna(rows["value"]).fillna(rows["low"])
    middle = rows["value"].astype("Float64").fillna((low + high) / 2).to_numpy(float)
    rows = rows.assign(x=date2num(rows["day"]), middle=middle)
    trial = Figure(figsize=(_PLOT, _tall(rows))).add_axes((0, 0, 1, 1))
    _scales(trial, scaled, days)
    bars = rows["qualifier"].isin(["about", "nearly"]).to_numpy()
    lows, highs = np.where(bars, rows["low_read"], low.to_numpy(float)), np.where(bars, rows["high_read"], high.to_numpy(float))
    place, bottom, top = (trial.transData.transform(np.column_stack([rows["x"], numbers])) / trial.figure.dpi for numbers in (middle, lows, highs))
    upward = (rows["high"].isna() & rows["qualifier"].isin(["over", "at_least", "vague", "range"])).to_numpy(bool)
    downward = (rows["low"].isna() & rows["qualifier"].isin(["up_to", "vague", "range"])).to_numpy(bool)
    bottom = bottom[:, 1] - np.where(downward, ARROW / 72, _HALF)
    top = top[:, 1] + np.where(upward, ARROW / 72, _HALF)
    # The letter stands above the mark, or below it where an arrow goes up.
    letter = np.where(upward, bottom - _LETTER / 2, top + _LETTER / 2)
    aside = _aside(place[:, 0], np.where(upward, bottom - _LETTER, bottom), np.where(upward, top, top + _LETTER))
    rows = rows.assign(aside=aside, inches_x=place[:, 0] + aside, inches_y=place[:, 1], letter=letter)
    return rows[np.isfinite(aside)].sort_values(["day", "centre", "series"], kind="stable")


def _aside(across: np.ndarray, bottom: np.ndarray, top: np.ndarray) -> np.ndarray:
    """How far each mark is set aside, right and left by turns, to be free of those before it; NaN where no place is left."""
    taken, moved = np.empty((0, 3)), np.full(len(across), np.nan)
    for at, place in enumerate(across):
        for step in [0, *(sign * n for n in range(1, _STEPS + 1) for sign in (1, -1))]:
            here = place + step * _ASIDE
            if not ((abs(taken[:, 0] - here) < _ASIDE * 0.95) & (taken[:, 1] < top[at]) & (taken[:, 2] > bottom[at])).any():
                moved[at] = step * _ASIDE
                taken = np.vstack([taken, [here, bottom[at], top[at]]])
                break
    return moved


def _join(axis: Axes, rows: pd.DataFrame, inches: Transform) -> None:
    """Lines from count to count of one named source in one place, and from a replaced count to what replaced it."""
    places = rows.set_index("nr")[["inches_x", "inches_y"]]
    for row in rows[rows["later"].isin(rows["nr"])].itertuples():
        later = places.loc[row.later]
        axis.plot(
            [row.inches_x, later["inches_x"]], [row.inches_y, later["inches_y"]], color=SOFT, linewidth=2, transform=inches, zorder=1, gid="replaced"
        )
    standing = rows[rows["superseded_by"].isna() & rows["qualifier"].ne("vague") & rows["some"].isna() & _named(rows)]
    joined = standing.groupby([standing["series"], standing["place"].fillna("")], sort=True)
    for nr, own in enumerate(own for _, own in joined if len(own) > 1):
        axis.plot(
            own["inches_x"],
            own["inches_y"],
            color=_LINE,
            linewidth=0.9,
            linestyle=_STYLES[nr % len(_STYLES)],
            transform=inches,
            zorder=1,
            gid="series",
        )


def _name(axis: Axes, rows: pd.DataFrame, inches: Transform) -> None:
    """The list of the sources, as near as may be to the heights of their last counts, and its letters at the marks."""
    last = rows.drop_duplicates("series", keep="last").sort_values(["inches_y", "series"], ascending=[False, True], kind="stable")
    heights = 0.02 + 0.14 * last["who"].str.count("\n").add(1).to_numpy()
    places = apart(last["inches_y"].to_numpy(), heights, axis.get_window_extent().height / axis.figure.dpi + 0.1, -0.1)
    letters = dict(zip(last["series"], string.ascii_lowercase))
    for row, at in zip(last.itertuples(), places):
        axis.text(_NAMES, at, letters[row.series], transform=inches, va="center", ha="right", fontsize=8, fontweight="bold", gid="list")
        axis.text(_NAMES + 0.08, at, row.who, transform=inches, va="center", linespacing=1.0, gid=f"source|{letters[row.series]}")
    for at, row in enumerate(rows.itertuples()):
        axis.text(
            row.inches_x,
            row.letter,
            letters[row.series],
            transform=inches,
            ha="center",
            va="center",
            fontsize=8,
            fontweight="bold",
            zorder=4,
            path_effects=[withStroke(linewidth=1.8, foreground="white")],
            gid=f"letter|{at}",
        )


def _read_back(axis: Axes) -> pd.DataFrame:
    measure, counted = axis.get_gid().split("|", 1)
    names = {text.get_gid().split("|")[1]: one_line(text.get_text()) for text in axis.texts if text.get_gid().startswith("source|")}
    rows: dict[int, dict] = {}
    for text in axis.texts:
        kind, _, at = text.get_gid().partition("|")
        if kind in ("open", "letter"):
            row = rows.setdefault(int(at), {"measure": measure, "counted": counted})
            row |= {"source": names[text.get_text()]} if kind == "letter" else {"open": "above" if text.get_position()[1] > 0 else "below"}
    known = shapes(upright=True)
    for line in axis.lines:
        kind, *at = line.get_gid().split("|")
        if kind not in ("stated", "convention", "value", "bound", "meant"):
            continue
        row, numbers, days = rows[int(at[0])], line.get_ydata(), [pd.Timestamp(num2date(day).date()) for day in line.get_xdata()]
        if kind == "meant":
            row |= {"meant": days[0]} | ({"said": pd.NaT} if len(at) > 1 else {})
        elif kind in ("stated", "convention"):
            row |= {"low": numbers[0], "high": numbers[-1], "bar": kind}
        else:
            row |= {"qualifier": known[line.get_marker(), line.get_fillstyle()], "replaced": line.get_color() == SOFT}
            row.setdefault("said", days[0])
            if kind == "value":
                row["value"] = numbers[0]
            elif "bar" not in row:
                row["high" if row.get("open") == "below" else "low"] = numbers[0]
    columns = {
        "measure": "string",
        "counted": "string",
        "source": "string",
        "said": "datetime64[us]",
        "meant": "datetime64[us]",
        "qualifier": "string",
        "value": "Int64",
        "low": "Float64",
        "high": "Float64",
        "bar": "string",
        "open": "string",
        "replaced": "boolean",
    }
    table = pd.DataFrame([{name: rows[at].get(name) for name in columns} for at in sorted(rows)]).astype(columns)
    return table.assign(low=table["low"].round().astype("Int64"), high=table["high"].round().astype("Int64"))


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
