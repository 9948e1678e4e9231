"""The grid of sources and measures: articles counted once, nobody in particular apart, the rest said."""

import pytest
from worked_example import sources, tables

from kit import charts
from kit.charts.measures import _read_back
from kit.schema import MEASURES

ARTICLES, CLAIMS, FIGURES = tables()
SOURCES = sources()


def draw(figures=FIGURES, claims=CLAIMS, **more):
    return charts.measures_by_source(figures, claims, sources=SOURCES, articles=ARTICLES, **more)


def many(number, measures=("killed",)):
    """Reports of very many sources, the first of which speaks most often."""
    told = {}
    for at in range(number):
        rows = [
            (
                f"source_{nr}",
                f"source_{nr}",
                "person",
                "said",
                f"One said {at + 3} {nr}.",
                [(f"{at + 3}", "exact", at + 3, at + 3, at + 3, measure, "people")],
                {},
            )
            for nr, measure in [(at, measures[at % len(measures)]), (0, "injured")]
        ]
        told[f"a{at:03d}"] = ("Paper", "2031-04-02", rows)
    return tables(told)


def test_the_grid_counts_articles():
    values = draw().values.set_index("source")
    assert values.loc["Harbour Office", ["killed", "rescued", "articles"]].tolist() == [1, 4, 5]
    assert values.loc["Fire Service", "rescued"] == 0
    assert "Ferry Company" not in values.index


def test_nobody_in_particular_is_one_row_each_below_the_named():
    values = draw().values
    assert values["source"].tolist()[-3:] == ["the articles' own voice", "unnamed sources", "sources not resolved"]
    assert values.set_index("source").loc["unnamed sources", ["killed", "articles"]].tolist() == [2, 2]
    rule = next(line for line in draw().figure.axes[0].lines if line.get_gid() == "rule")
    heights = draw().figure.axes[0].get_yticks()
    assert heights[-4] < rule.get_ydata()[0] < heights[-3]


def test_title_footnote_and_words():
    chart = draw()
    assert chart.title == "Who speaks of what: 3 named sources, 5 measures, 6 articles"
    assert "From 6 articles: Bay Courier, Evening Tide" in chart.note
    assert "Harbour Office: killed 1, rescued 4" in chart.alt


def test_the_values_come_from_the_artists():
    axis = draw().figure.axes[0]
    measures = [name for name in MEASURES if name in draw().values.columns]
    next(text for text in axis.texts if text.get_gid() == "count" and text.get_text() == "4").set_text("1,234")
    assert _read_back(axis, measures).iloc[0][measures].max() == 1234


def test_of_very_many_sources_those_in_the_most_articles_are_drawn():
    _, claims, figures = many(60)
    chart = charts.measures_by_source(figures, claims)
    assert len(chart.values) == 40
    assert chart.values["source"].iloc[0] == "Source 0"
    assert chart.values["articles"].iloc[0] == 60
    assert "Not drawn: 20 less reported sources." in chart.note
    axis = chart.figure.axes[0]
    assert all(tick.label1.get_visible() and tick.label2.get_visible() for tick in axis.xaxis.get_major_ticks())


@pytest.mark.parametrize("number", [1, 3, 12])
def test_columns_named_without_running_into_each_other(number):
    _, claims, figures = many(12, MEASURES[:number])
    chart = charts.measures_by_source(figures, claims)
    chart.png()
    axis = chart.figure.axes[0]
    heads = [tick.label2 for tick in axis.xaxis.get_major_ticks()]
    extents = [head.get_window_extent() for head in heads]
    title = chart.figure.texts[0].get_window_extent()
    assert all(not extent.overlaps(title) for extent in extents)
    if not heads[0].get_rotation():
        assert all(left.x1 < right.x0 for left, right in zip(extents, extents[1:]))
    assert len(heads) <= 8 or heads[0].get_rotation()
