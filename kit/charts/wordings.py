"""Drift as a picture: one statement, its wordings from article to article."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from kit.charts.chart import INK, MARKERS, ODD, Chart, canvas, count, house_style, label, mark, nothing, one_line, row_at, stack
from kit.comparison import TOLERANCE, drift, interval, note
from kit.schema import QUALIFIERS

#: Statements and appearances in one chart at most.
PANELS, STEPS = 8, 30


def wordings(
    figures: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    sources: pd.DataFrame | None = None,
    articles: pd.DataFrame | None = None,
    tolerance: float = TOLERANCE,
) -> Chart:
    """Draws how the wording of each statement moves from article to article, in the marks of :func:`figures_by_source`.

    The wording that contradicts the rest of its statement (``outlier`` of :func:`kit.comparison.drift`) is drawn in another colour and
    marked "against the rest".

    Returns:
        A :class:`Chart`; ``values`` has ``statement``, ``step``, ``article``, ``wording``, ``qualifier``, ``value``, ``low``, ``high``, ``open``, ``outlier``.
    """
    table = drift(figures, claims, sources, articles=articles, tolerance=tolerance)
    if table.empty:
        return nothing("No statement has more than one wording")
    read = interval(figures, tolerance).rename(columns={"low": "low_read", "high": "high_read"})
    table = table.merge(figures[["value", "low", "high"]].join(read), left_on="figure_id", right_index=True, how="left")
    sizes = table["statement_id"].value_counts()
    chosen = sizes.sort_index().sort_values(ascending=False, kind="stable").index[:PANELS]
    panels = [table[table["statement_id"].eq(name)].head(STEPS) for name in chosen]
    left_out = len(table) - sum(map(len, panels))
    title = f"Same source, other words: {count(len(sizes), 'statement')} in more than one wording"
    footnote = note(tolerance) + " Pale bar: that reading. Dark bar: a stated range. Arrow: an end left open." + (f" Not drawn: {count(left_out, 'appearance')} of less reported statements." if left_out else "")
    panels = [_labelled(rows) for rows in panels]
    with house_style():
        figure, axes, _ = canvas([rows["bottom"].iloc[-1] for rows in panels], title, footnote, legend=sorted(table["qualifier"].unique(), key=QUALIFIERS.index))
        for axis, rows in zip(axes, panels):
            _panel(axis, rows)
        values = pd.concat([_read_back(axis) for axis in axes], ignore_index=True)
    words = [f"{row.statement}, {row.article}: {row.wording}{' (against the rest)' if row.outlier else ''}" for row in values.head(40).itertuples()]
    return Chart(figure, values, title, footnote, f"Chart of wordings. {title}. " + "; ".join(words) + ".")


def _labelled(rows: pd.DataFrame) -> pd.DataFrame:
    """The appearances with the labels that stand beside them and the height at which they stand."""
    days = rows["said_on"].dt.strftime(", %Y-%m-%d").astype("string").fillna("")
    rows = rows.assign(words=[label(text, 32) for text in rows["text"]], where=[label(place, 34) for place in rows["outlet"].fillna(rows["article_id"]) + days])
    middles, edges = stack(list(zip(rows["words"], rows["where"])))
    return rows.assign(at=middles, bottom=edges[1:])


def _panel(axis: Axes, rows: pd.DataFrame) -> None:
    title = rows["statement"].iloc[0]
    axis.set_title(label(title, 100, most=2), x=-0.67, ha="left", fontsize=10, fontweight="bold", pad=8)
    axis.set_gid(title)
    for row in rows.itertuples():
        colour = ODD if row.outlier else INK
        mark(axis, row.at, row, colour)
        axis.text(1.03, row.at, row.words, transform=axis.get_yaxis_transform(), va="center", color=colour, gid="wording")
        if row.outlier:
            axis.text(1.78, row.at, "against the rest", transform=axis.get_yaxis_transform(), va="center", ha="right", fontsize=8, color=colour, gid="verdict")
    axis.set_yticks(rows["at"].tolist(), rows["where"].tolist())
    axis.set_ylim(rows["bottom"].iloc[-1], 0)
    _scale(axis, rows)
    axis.locator_params(axis="x", nbins=5, integer=True)
    axis.xaxis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:,.0f}"))
    axis.grid(axis="x", color="#e6e6e6", linewidth=0.6)
    axis.set_xlabel("people (the axis does not begin at 0)", fontsize=8, color="#333333")


def _scale(axis: Axes, rows: pd.DataFrame) -> None:
    """Closes in on the numbers: here the steps between wordings matter, not the distance from nothing."""
    numbers = pd.concat([rows[name].astype("Float64") for name in ("value", "low", "high", "low_read", "high_read")])
    numbers = numbers[numbers.gt(0) & numbers.lt(float("inf"))]
    if len(numbers):
        low, high = float(numbers.min()), float(numbers.max())
        slack = max((high - low) * 0.2, high * 0.05, 1)
        axis.set_xlim(max(0, low - slack), high + slack)


def _read_back(axis: Axes) -> pd.DataFrame:
    rows = [{"statement": axis.get_gid(), "step": at + 1, "article": one_line(tick.get_text()), "outlier": False} for at, tick in enumerate(axis.get_yticklabels())]
    shapes = {marker: name for name, marker in MARKERS.items()}
    for text in axis.texts:
        if text.get_gid() == "open":
            rows[row_at(axis, text.xy[1])]["open"] = "above" if text.get_position()[0] > 0 else "below"
        elif text.get_gid() == "wording":
            rows[row_at(axis, text.get_position()[1])]["wording"] = one_line(text.get_text())
    for line in axis.lines:
        row, numbers = rows[row_at(axis, line.get_ydata()[0])], line.get_xdata()
        if line.get_gid() in ("stated", "convention"):
            row |= {"low": numbers[0], "high": numbers[-1]}
        else:
            row |= {"qualifier": shapes[line.get_marker(), line.get_fillstyle()], "outlier": line.get_color() == ODD}
            row["value" if line.get_gid() == "value" else "bound"] = numbers[0]
    columns = {"statement": "string", "step": "Int64", "article": "string", "wording": "string", "qualifier": "string", "value": "Float64", "low": "Float64",
               "high": "Float64", "open": "string", "outlier": "boolean"}
    for row in rows:
        row.setdefault("high" if row.get("open") == "below" else "low", row.pop("bound", None))
    table = pd.DataFrame([{name: row.get(name) for name in columns} for row in rows]).astype(columns)
    return table.assign(**{name: table[name].round().astype("Int64") for name in ("value", "low", "high")})
