"""A panel of the timeline: an axis of days with its counts, placed so that none lies on another, drawn, and read back from what was drawn."""

from __future__ import annotations

import string

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, date2num, num2date
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FixedLocator, FuncFormatter
from matplotlib.transforms import ScaledTranslation, Transform

from kit.charts.chart import ARROW, INK, SOFT, apart, label, mark, number_scale, one_line, shapes
from kit.comparison.speakers import nobody
from kit.comparison.words import capital, thing

#: Inches: the left edge and the width of an axis.
LEFT, PLOT = 0.85, 5.9
#: Inches: where beside the axis the names begin, half a mark, the height of the letter at it.
_NAMES, _HALF, _LETTER = 6.35, 0.07, 0.13
#: How far apart counts of one day stand, in inches, and how many steps aside at most.
_ASIDE, _STEPS = 0.17, 2
#: Lines told apart in kind; dotted ones lead to the day meant.
_STYLES, _LINE = ["solid", (0, (5, 2)), (0, (6, 2, 1, 2))], "#5d7690"
#: The width of a date at the axis.
_DATE = 0.71


def span(counts: pd.DataFrame) -> tuple[float, float]:
    """The first and last day of the axis; a count of a day long before all the others does not squeeze these into a corner."""
    first, last = date2num(counts["day"].min()), date2num(counts["day"].max())
    meant = date2num(counts["meant"].dropna())
    return min([first, *meant[meant >= first - (last - first) - 7]]), max([last, *meant[meant <= last + (last - first) + 7]])


def placed(rows: pd.DataFrame, scaled: pd.DataFrame, days: tuple[float, float]) -> pd.DataFrame:
    """The counts, on the scale of *scaled*, with where they stand, in inches from the corner of their panel, and how far aside of their day, so that no two lie on each other.

    What finds no place left is dropped; those of the most reported sources choose first. The rest come back in the order of time.
    """
    low, high = rows["low"].fillna(rows["value"]).fillna(rows["high"]), rows["high"].fillna(rows["value"]).fillna(rows["low"])
    middle = rows["value"].astype("Float64").fillna((low + high) / 2).to_numpy(float)
    rows = rows.assign(x=date2num(rows["day"]), middle=middle)
    trial = Figure(figsize=(PLOT, tall(rows))).add_axes((0, 0, 1, 1))
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


def tall(rows: pd.DataFrame) -> float:
    """Inches: room for the names and, where there are many, for the counts."""
    lines = rows.drop_duplicates("series")["who"].str.count("\n").add(1).sum()
    return max(1.6 if len(rows) < 3 else min(1.8 + 0.04 * len(rows), 3.8), 0.1 + 0.16 * float(lines))


def panel(axis: Axes, rows: pd.DataFrame, scaled: pd.DataFrame, days: tuple[float, float], further: bool) -> None:
    """Draws *rows* on the scale of *scaled*, which they were placed on; *further* sources of what the panel above counts."""
    measure, counted = rows["measure"].iloc[0], rows["counted"].iloc[0]
    group = rows["group"].iloc[0] if rows["group"].nunique(dropna=False) == 1 else None
    title = thing(measure, group, counted) + (", further sources" if further else "")
    axis.set_title(label(capital(title), 100, most=2), x=(0.15 - LEFT) / PLOT, ha="left", fontsize=10, fontweight="bold", pad=8)
    axis.set_gid(f"{measure}|{counted}")
    _scales(axis, scaled, days)
    for at, row in enumerate(rows.itertuples()):
        ink = SOFT if pd.notna(row.superseded_by) else INK
        mark(axis, row.x, row, ink, upright=True, aside=row.aside, gid=f"|{at}")
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
    wide = PLOT / (last - first + 2 * slack)
    step = next((days for days in (1, 2, 3, 5, 7, 14) if days * wide >= _DATE), None)
    axis.xaxis.set_major_locator(FixedLocator(np.arange(first, last + 1, step)) if step else AutoDateLocator(minticks=3, maxticks=7))
    axis.xaxis.set_major_formatter(FuncFormatter(lambda day, _: f"{num2date(day):%Y-%m-%d}"))
    if wide >= 2 * _ASIDE:
        for day in np.arange(first, last + 1, 2):
            axis.axvspan(max(day - 0.5, first - slack), min(day + 0.5, last + slack), color="#f4f4f4", linewidth=0, zorder=-1)


def _join(axis: Axes, rows: pd.DataFrame, inches: Transform) -> None:
    """Lines from count to count of one named source in one place, and from a replaced count to what replaced it."""
    places = rows.set_index("nr")[["inches_x", "inches_y"]]
    for row in rows[rows["later"].isin(rows["nr"])].itertuples():
        later = places.loc[row.later]
        axis.plot(
            [row.inches_x, later["inches_x"]], [row.inches_y, later["inches_y"]], color=SOFT, linewidth=2, transform=inches, zorder=1, gid="replaced"
        )
    standing = rows[rows["superseded_by"].isna() & rows["qualifier"].ne("vague") & rows["some"].isna() & ~nobody(rows["source_id"])]
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


def read_back(axis: Axes) -> pd.DataFrame:
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
