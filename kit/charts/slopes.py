"""Drift as a picture: one statement, its wordings from the weakest to the strongest, and which report has which."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kit import comparison
from kit.charts.chart import (
    INK,
    LEFT,
    MARKERS,
    ODD,
    WIDTH,
    Chart,
    basis,
    canvas,
    house_style,
    label,
    mark,
    nothing,
    one_line,
    row_at,
    shapes,
    stack,
)
from kit.comparison import TOLERANCE, interval, note
from kit.comparison.words import so_many
from kit.schema import QUALIFIERS

#: Statements and appearances in one chart at most.
PANELS, STEPS = 8, 24
#: Inches: the width of the slope, of the gap beside it and of the axis of people.
_SLOPE, _GAP, _PEOPLE = 4.5, 0.3, 2.15
#: Inches a letter of a date or an outlet takes; letters that stand level under a step, or else slanting.
_LETTER, _LEVEL, _SLANTING = 0.068, 10, 30
#: Where the day would stand.
_NO_DATE = "no date"


def drift(
    figures: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    sources: pd.DataFrame | None = None,
    articles: pd.DataFrame | None = None,
    tolerance: float = TOLERANCE,
) -> Chart:
    """Draws how the wording of each statement moves from report to report.

    One panel a statement that has more than one wording. On the left its appearances in the order of publication, else of the day said, each on the line of its wording: the weakest
    wording below, the strongest on top; wordings on one ground are read as the same number, so that a line within it says no more and no less. Those of which no day is
    known stand behind a dotted rule, joined to nothing and marked "no date": they may belong anywhere. On the right what each wording says, in the marks of :func:`figures_by_source`. An appearance that
    contradicts the rest of its statement (``outlier`` of :func:`kit.comparison.drift`) has a ring around it and another colour.

    Args:
        figures, claims, sources, articles, tolerance: As in :func:`kit.comparison.drift`.

    Returns:
        A :class:`Chart`; ``values`` has ``statement``, ``step`` (from 1), ``article`` (outlet and day, or "no date"), ``wording``, ``qualifier``, ``value``,
        ``low``, ``high`` (people; <NA> where nothing is drawn), ``open`` ("above", "below"), ``outlier``.
    """
    table = comparison.drift(figures, claims, sources, articles=articles, tolerance=tolerance)
    table = table[table["attributed"] & table["wording_count"].gt(1)]
    if table.empty:
        return nothing("No statement has more than one wording")
    read = interval(figures, tolerance).rename(columns={"low": "low_read", "high": "high_read"})
    table = table.merge(figures[["value", "low", "high"]].join(read), left_on="figure_id", right_index=True, how="left")
    sizes = table["statement_id"].value_counts()
    chosen = sizes.sort_index().sort_values(ascending=False, kind="stable").index[:PANELS]
    panels = [_steps(table[table["statement_id"].eq(name)]) for name in chosen]
    left_out = len(table) - sum(map(len, panels))
    title = f"Same source, other words: {so_many(len(sizes), 'statement')} in more than one wording"
    undated = sum(int((~rows["dated"]).sum()) for rows in panels)
    footnote = (
        "From left to right as published, "
        + (f"behind the dotted rule {so_many(undated, 'appearance')} of no known date, in no order; " if undated else "")
        + "from below upwards the stronger wording; on one ground are wordings that are read as the same number. "
        + note(tolerance)
        + " Pale bar: that reading. Dark bar: a stated range. Arrow: an end left open."
        + (f" Not drawn: {so_many(left_out, 'appearance')}, later ones or of less reported statements." if left_out else "")
        + " "
        + basis(pd.concat(panels))
    )
    lines = [_wordings(rows) for rows in panels]
    ring = Line2D([], [], color=ODD, marker="o", fillstyle="none", markersize=11, linestyle="", label="  against the rest")
    legend = sorted(table["qualifier"].unique(), key=QUALIFIERS.index) + [ring] * bool(table["outlier"].any())
    with house_style():
        figure, axes, height = canvas(
            [words["bottom"].iloc[-1] for words in lines], title, footnote, legend=legend, below=[_room(rows) for rows in panels], plot=_SLOPE
        )
        values = []
        for axis, rows, words in zip(axes, panels, lines):
            place = axis.get_position()
            people = figure.add_axes(((LEFT + _SLOPE + _GAP) / WIDTH, place.y0, _PEOPLE / WIDTH, place.height))
            _slope(axis, rows, words)
            _people(people, words)
            values.append(_read_back(axis, people))
    values = pd.concat(values, ignore_index=True)
    told = [f"{row.statement}, {row.article}: {row.wording}{' (against the rest)' if row.outlier else ''}" for row in values.head(40).itertuples()]
    return Chart(figure, values, title, footnote, f"Chart of drift. {title}. " + "; ".join(told) + ".")


def _steps(rows: pd.DataFrame) -> pd.DataFrame:
    """A statement's appearances as published, with the words for where each stands."""
    rows = rows.assign(day=rows["published"].fillna(rows["said_on"])).sort_values(["day", "article_id", "start"], kind="stable").head(STEPS)
    days = rows["published"].dt.strftime("%Y-%m-%d").astype("string").fillna("said " + rows["said_on"].dt.strftime("%Y-%m-%d").astype("string")).fillna(_NO_DATE)
    place = rows["outlet"].fillna(rows["article_id"])
    level = _SLOPE / len(rows) >= (_LEVEL + 1) * _LETTER
    width = int(_SLOPE / len(rows) / _LETTER) - 1 if level else _SLANTING
    where = [
        label(outlet, width, most=2 if level else 1) + (f"\n{day}" if level else f", {day}")
        for outlet, day in zip(place, days)
    ]
    wording = rows["text"].str.casefold().str.replace(",", "").str.split().str.join(" ")
    return rows.assign(where=where, wording=wording, dated=rows["day"].notna(), step=range(1, len(rows) + 1))


def _wordings(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for each wording, the strongest first: by the least number that it allows, then by the greatest."""
    order = ["low_read", "low_open", "high_read"]
    words = rows.drop_duplicates("wording").assign(high_closed=~rows["high_open"], outlier=rows.groupby("wording")["outlier"].transform("any"))
    words = words.sort_values([*order, "high_closed", "step"], ascending=[False, False, False, False, True], kind="stable", ignore_index=True)
    words["words"] = [label(text, 34) for text in words["text"]]
    middles, edges = stack([(text,) for text in words["words"]])
    ground = words.groupby([*order, "high_closed"], sort=False).ngroup()
    return words.assign(at=middles, top=edges[:-1], bottom=edges[1:], ground=ground)


def _room(rows: pd.DataFrame) -> float:
    """Inches for what stands under the slope: outlets and days, level or slanting."""
    level = _SLOPE / len(rows) >= (_LEVEL + 1) * _LETTER
    longest = max(max(map(len, where.split("\n"))) for where in rows["where"])
    lines = max(where.count("\n") + 1 for where in rows["where"])
    return max(0.5, 0.25 + 0.13 * lines if level else 0.3 + 0.72 * _LETTER * longest)


def _slope(axis: Axes, rows: pd.DataFrame, words: pd.DataFrame) -> None:
    title = rows["statement"].iloc[0]
    axis.set_title(label(title, 100, most=2), x=(0.15 - LEFT) / _SLOPE, ha="left", fontsize=10, fontweight="bold", pad=8)
    axis.set_gid(title)
    for _, same in words.groupby("ground", sort=False):
        axis.axhspan(same["top"].iloc[0] + 0.07, same["bottom"].iloc[-1] - 0.07, color="#f1f1f1", linewidth=0, zorder=0)
    at = rows["wording"].map(dict(zip(words["wording"], words["at"])))
    dated = rows["dated"].to_numpy()
    axis.plot(rows["step"][dated], at[dated], color=INK, linewidth=1.2, zorder=1, gid="slope")
    if not dated.all():
        axis.axvline(dated.sum() + 0.5, color="#666666", linewidth=1, linestyle=":", zorder=1, gid="no date")
    axis.plot(
        rows["step"], at, color="#f1f1f1", linestyle="", marker="o", markersize=9, markeredgewidth=0, zorder=2, gid="slope"
    )  # no line shows through a hollow mark
    for row, height in zip(rows.itertuples(), at):
        marker, filling = MARKERS[row.qualifier]
        ink = ODD if row.outlier else INK
        axis.plot(
            [row.step],
            [height],
            linestyle="",
            marker=marker,
            fillstyle=filling,
            color=ink,
            markersize=9 if marker == "|" else 7,
            markeredgewidth=1.6,
            markerfacecoloralt="white",
            zorder=3,
            clip_on=False,
            gid="step",
        )
        if row.outlier:
            axis.plot(
                [row.step],
                [height],
                linestyle="",
                marker="o",
                fillstyle="none",
                color=ODD,
                markersize=15,
                markeredgewidth=1.4,
                zorder=2,
                clip_on=False,
                gid="ring",
            )
    level = "\n" in rows["where"].iloc[0] or rows["where"].str.len().max() <= _LEVEL
    axis.set_xticks(
        rows["step"].tolist(),
        rows["where"].tolist(),
        fontsize=8,
        linespacing=1.0,
        **({} if level else {"rotation": 45, "ha": "right", "rotation_mode": "anchor"}),
    )
    axis.set_yticks(words["at"].tolist(), words["words"].tolist())
    for tick, odd in zip(axis.get_yticklabels(), words["outlier"]):
        tick.set_color(ODD if odd else "#111111")
    axis.set_xlim(0.5, len(rows) + 0.5)
    axis.set_ylim(words["bottom"].iloc[-1], 0)


def _people(axis: Axes, words: pd.DataFrame) -> None:
    """What each wording says, on an axis that closes in on the numbers: here the steps between wordings matter, not the distance from nothing."""
    for row in words.itertuples():
        mark(axis, row.at, row, ODD if row.outlier else INK)
    numbers = pd.concat([words[name].astype("Float64") for name in ("value", "low", "high", "low_read", "high_read")])
    numbers = numbers[numbers.gt(0) & numbers.lt(float("inf"))]
    if len(numbers):
        low, high = float(numbers.min()), float(numbers.max())
        slack = max((high - low) * 0.2, high * 0.05, 1)
        axis.set_xlim(max(0, low - slack), high + slack)
    axis.set_ylim(words["bottom"].iloc[-1], 0)
    axis.set_yticks(words["at"].tolist(), [""] * len(words))
    axis.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    axis.xaxis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:,.0f}"))
    axis.grid(axis="x", color="#e6e6e6", linewidth=0.6)
    axis.set_xlabel("people" if axis.get_xlim()[0] == 0 else "people (not from 0)", fontsize=8, color="#333333")


def _read_back(axis: Axes, people: Axes) -> pd.DataFrame:
    """The appearances from the slope, with what their wordings say from the axis of people."""
    said: list[dict] = [{"wording": one_line(tick.get_text())} for tick in axis.get_yticklabels()]
    for text in people.texts:
        said[row_at(people, text.xy[1])]["open"] = "above" if text.get_position()[0] > 0 else "below"
    for line in people.lines:
        row, numbers = said[row_at(people, line.get_ydata()[0])], line.get_xdata()
        if line.get_gid() in ("stated", "convention"):
            row |= {"low": numbers[0], "high": numbers[-1]}
        elif line.get_gid() == "value":
            row["value"] = numbers[0]
        else:
            row.setdefault("high" if row.get("open") == "below" else "low", numbers[0])
    where, known, rows = [one_line(tick.get_text()) for tick in axis.get_xticklabels()], shapes(), {}
    for line in axis.lines:
        if line.get_gid() in ("slope", "no date"):
            continue
        step = round(line.get_xdata()[0])
        row = rows.setdefault(step, {"statement": axis.get_gid(), "step": step, "article": where[step - 1], "outlier": False})
        row |= (
            {"outlier": True}
            if line.get_gid() == "ring"
            else said[row_at(axis, line.get_ydata()[0])] | {"qualifier": known[line.get_marker(), line.get_fillstyle()]}
        )
    columns = {
        "statement": "string",
        "step": "Int64",
        "article": "string",
        "wording": "string",
        "qualifier": "string",
        "value": "Float64",
        "low": "Float64",
        "high": "Float64",
        "open": "string",
        "outlier": "boolean",
    }
    table = pd.DataFrame([{name: rows[step].get(name) for name in columns} for step in sorted(rows)]).astype(columns)
    return table.assign(**{name: table[name].round().astype("Int64") for name in ("value", "low", "high")})
