"""The grid of sources and measures: who speaks of what."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import PowerNorm
from matplotlib.figure import Figure

from kit.charts.chart import (
    LEFT,
    WIDTH,
    Chart,
    basis,
    canvas,
    house_style,
    label,
    not_drawn,
    nothing,
    one_line,
    plain,
    row_at,
    stack,
)
from kit.comparison.extent import articles_in, left_out, named_sources
from kit.comparison.grouping import grouped
from kit.comparison.speakers import NOBODY
from kit.comparison.words import so_many
from kit.schema import MEASURES

#: Named sources in one chart at most.
ROWS = 40
#: Inches: the width of the grid, and of one column at most.
_GRID, _COLUMN = 6.2, 1.3


def measures_by_source(
    figures: pd.DataFrame, claims: pd.DataFrame, *, sources: pd.DataFrame | None = None, articles: pd.DataFrame | None = None, most: int = ROWS
) -> Chart:
    """Draws, for each source and measure, in how many articles the source gives a count of it; darker is more.

    The articles' own voice, unnamed and unresolved sources have one row each, below a rule: they are nobody in particular.
    Denied counts are left out, which the footnote says.

    Args:
        figures, claims, sources, articles: As in :func:`kit.comparison.statements`.
        most: Named sources at most, those in the most articles; the footnote says how many were left out.

    Returns:
        A :class:`Chart`; ``values`` has ``source``, one column for each measure that occurs (articles; 0 is drawn as a dot) and ``articles``
        (those with any of the source's figures).
    """
    table = grouped(figures, claims, sources, articles)
    missing = left_out(figures, claims, table)
    table = table[table["polarity"].eq("asserted")]
    if table.empty:
        return nothing("No figures to draw")
    kind = table["source_id"].fillna("unresolved")
    table = table.assign(
        row=table["speaker"].mask(kind.isin(NOBODY), kind), who=table["name"].mask(kind.isin(NOBODY), kind.map(NOBODY).astype("string"))
    )
    measures = [name for name in MEASURES if table["measure"].eq(name).any()]
    counts = table.groupby(["row", "measure"])["article_id"].nunique().unstack(fill_value=0)[measures]
    counts["articles"] = table.groupby("row")["article_id"].nunique()
    order = counts.sort_index().sort_values(["articles", *measures], ascending=False, kind="stable").index
    named, nobody = order[~order.isin(NOBODY)], [name for name in NOBODY if name in order]
    further = max(0, len(named) - most)
    grid = counts.loc[[*named[:most], *nobody]]
    parts = {"named source": len(named_sources(table)), "measure": len(measures), "article": articles_in(table)}
    title = "Who speaks of what: " + ", ".join(so_many(number, noun) for noun, number in parts.items())
    footnote = (
        "The number of articles in which the source gives a count of the measure, darker where it is larger."
        + not_drawn(missing)
        + (f" Not drawn: {so_many(further, 'less reported source')}." if further else "")
        + " "
        + basis(table)
    )
    names = table.drop_duplicates("row").set_index("row")["who"]
    with house_style():
        figure, axis = _grid(grid, [label(names[row], 34) for row in grid.index], len(grid) - len(nobody), title, footnote)
    values = _read_back(axis, measures)
    words = [
        f"{row['source']}: " + ", ".join(f"{plain(name)} {row[name]}" for name in measures if row[name]) for row in values.head(25).to_dict("records")
    ]
    rest = f"; and {len(values) - 25} more" if len(values) > 25 else ""
    return Chart(figure, values, title, footnote, f"Grid. {title}. {footnote} " + "; ".join(words) + rest + ".")


def _grid(grid: pd.DataFrame, labels: list[str], named: int, title: str, footnote: str) -> tuple[Figure, Axes]:
    measures = [name for name in grid.columns if name != "articles"]
    numbers = grid[measures].to_numpy()
    middles, edges = stack([(text,) for text in labels])
    figure, (axis,), _ = canvas([edges[-1]], title, footnote, gap=1.05, below=[0.65], plot=min(_GRID, _COLUMN * len(measures)))
    # The root, so that one source in hundreds of articles does not leave all others white.
    shade = PowerNorm(0.5, vmin=0, vmax=max(numbers.max() * 1.5, 1))
    axis.pcolormesh(np.arange(len(measures) + 1) - 0.5, edges, numbers, cmap="Blues", norm=shade, edgecolors="white", linewidth=1)
    for y, row, articles in zip(middles, numbers, grid["articles"]):
        for x, number in enumerate(row):
            axis.text(
                x, y, f"{number:,}" if number else "·", ha="center", va="center", color="white" if shade(number) > 0.65 else "#222222", gid="count"
            )
        axis.text(1.02, y, so_many(articles, "article"), transform=axis.get_yaxis_transform(), va="center", fontsize=8, color="#444444", gid="articles")
    if 0 < named < len(grid):
        axis.axhline(
            edges[named], color="#666666", linewidth=0.8, xmin=(0.15 - LEFT) / (axis.get_position().width * WIDTH), clip_on=False, gid="rule"
        )
    axis.set_yticks(middles, labels)
    axis.set_xticks(range(len(measures)), [plain(name).replace(" or ", "\nor ") for name in measures])
    # A tall grid is read from either end.
    axis.tick_params(axis="x", bottom=False, labeltop=True, labelbottom=len(grid) > 15)
    if len(measures) > 8:
        for tick in axis.xaxis.get_major_ticks():
            tick.label1.set(rotation=35, ha="right", rotation_mode="anchor")
            tick.label2.set(rotation=35, ha="left", rotation_mode="anchor")
    axis.spines["bottom"].set_visible(False)
    axis.set_xlim(-0.5, len(measures) - 0.5)
    axis.set_ylim(edges[-1], 0)
    return figure, axis


def _read_back(axis: Axes, measures: list[str]) -> pd.DataFrame:
    grid = np.zeros((len(axis.get_yticklabels()), len(measures) + 1), dtype=int)
    for text in axis.texts:
        x, y = text.get_position()
        words = text.get_text().replace(",", "").split()[0]
        grid[row_at(axis, y), len(measures) if text.get_gid() == "articles" else round(x)] = 0 if words == "·" else int(words)
    table = pd.DataFrame(grid, columns=[*measures, "articles"]).astype("Int64")
    table.insert(0, "source", pd.array([one_line(tick.get_text()) for tick in axis.get_yticklabels()], dtype="string"))
    return table
