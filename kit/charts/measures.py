"""The grid of sources and measures: who speaks of what."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.charts.chart import Chart, canvas, count, house_style, label, nothing, one_line, plain, row_at, stack
from kit.comparison.grouping import grouped
from kit.schema import MEASURES

#: Sources in one chart at most.
ROWS = 40


def measures_by_source(
    figures: pd.DataFrame, claims: pd.DataFrame, *, sources: pd.DataFrame | None = None, articles: pd.DataFrame | None = None
) -> Chart:
    """Draws, for each source and measure, in how many articles the source gives a figure of it; darker is more.

    Returns:
        A :class:`Chart`; ``values`` has ``source`` and one column for each measure that occurs (articles; 0 is drawn as a dot).
    """
    table = grouped(figures, claims, sources, articles)
    table = table[table["polarity"].ne("denied")]
    if table.empty:
        return nothing("No figures to draw")
    measures = [name for name in MEASURES if table["measure"].eq(name).any()]
    counts = table.groupby(["speaker", "measure"])["article_id"].nunique().unstack(fill_value=0)[measures]
    names = table.drop_duplicates("speaker").set_index("speaker")["name"]
    order = counts.assign(n=counts.sum(axis=1)).sort_index().sort_values("n", ascending=False, kind="stable").index
    grid, left_out = counts.loc[order[:ROWS]], max(0, len(order) - ROWS)
    title = f"Who speaks of what: {count(len(order), 'speaker')}, {count(len(measures), 'measure')}, {count(table['article_id'].nunique(), 'article')}"
    footnote = "The number of articles in which the source gives a figure of the measure." + (f" Not drawn: {count(left_out, 'speaker')} with fewer." if left_out else "")
    labels = [label(names[speaker], 34) for speaker in grid.index]
    middles, edges = stack([(text,) for text in labels])
    with house_style():
        figure, (axis,), _ = canvas([edges[-1]], title, footnote, gap=0.75)
        axis.set_position([axis.get_position().x0, axis.get_position().y0, 0.7, axis.get_position().height])
        axis.pcolormesh(np.arange(len(measures) + 1) - 0.5, edges, grid.to_numpy(), cmap="Blues",
                        vmin=0, vmax=max(grid.to_numpy().max() * 1.3, 1), edgecolors="white", linewidth=1)
        dark = grid.to_numpy().max() * 0.75
        for y, row in zip(middles, grid.to_numpy()):
            for x, number in enumerate(row):
                axis.text(x, y, str(number) if number else "·", ha="center", va="center", color="white" if number > dark > 1 else "#222222", gid="count")
        axis.set_yticks(middles, labels)
        axis.set_xticks(range(len(measures)), [plain(name).replace(" or ", "\nor ") for name in measures])
        axis.tick_params(axis="x", bottom=False)
        axis.set_ylim(edges[-1], 0)
    values = _read_back(axis, measures)
    words = [f"{row.iloc[0]}: " + ", ".join(f"{plain(name)} {row[name]}" for name in measures if row[name]) for _, row in values.head(25).iterrows()]
    return Chart(figure, values, title, footnote, f"Grid. {title}. {footnote} " + "; ".join(words) + ".")


def _read_back(axis, measures: list[str]) -> pd.DataFrame:
    grid = np.zeros((len(axis.get_yticklabels()), len(measures)), dtype=int)
    for text in axis.texts:
        x, y = round(text.get_position()[0]), row_at(axis, text.get_position()[1])
        grid[y, x] = 0 if text.get_text() == "·" else int(text.get_text())
    table = pd.DataFrame(grid, columns=measures).astype("Int64")
    table.insert(0, "source", pd.array([one_line(tick.get_text()) for tick in axis.get_yticklabels()], dtype="string"))
    return table
