"""The slope of wordings: where each report stands, which wording is against the rest, and that all of it is read back from the picture."""

import pandas as pd
import pytest
from worked_example import sources, tables

from kit import charts, comparison
from kit.charts import slopes
from kit.charts.chart import ODD

ARTICLES, CLAIMS, FIGURES = tables()
SOURCES = sources()


def reports(*wordings, outlet="The Paper", published=True):
    """One report for each wording (text, qualifier, value, low, high), all of one office, a day apart."""
    told = {}
    for at, (text, *numbers) in enumerate(wordings):
        row = ("the office", "office", "government", "said", f"The office said {text} drowned.", [(text, *numbers, "killed", "people")], {})
        told[f"r{at:02d}"] = (outlet, f"2031-04-{at + 1:02d}" if published else None, [row])
    return tables(told)


NEARLY, AROUND, EXACT, OVER = (
    ("nearly 50", "nearly", 50, None, 50),
    ("around 50", "about", 50, None, None),
    ("50", "exact", 50, 50, 50),
    ("over 50", "over", 50, 50, None),
)
ALMOST, UP_TO, BETWEEN = ("almost 50", "nearly", 50, None, 50), ("up to 50", "up_to", 50, None, 50), ("between 48 and 52", "range", None, 48, 52)


def drawn(*wordings, **more):
    articles, claims, figures = reports(*wordings, **more)
    return charts.drift(figures, claims, articles=articles)


def heights(chart):
    """How high the line of each wording stands in the first panel, the strongest first."""
    axis = chart.figure.axes[0]
    return [tick.get_text() for tick in axis.get_yticklabels()]


def test_drift_is_drawn_step_by_step():
    chart = charts.drift(FIGURES, CLAIMS, sources=SOURCES, articles=ARTICLES)
    assert chart.values["article"].tolist() == [
        "Bay Courier 2031-04-02",
        "Evening Tide 2031-04-02",
        "Island Radio 2031-04-02",
        "North Mail 2031-04-03",
    ]
    assert chart.values["wording"].tolist() == ["nearly 200", "Almost 200", "Around 200", "more than 200"]
    assert chart.values["low"].tolist()[:3] == [180, 180, 180]
    assert chart.values["high"].tolist()[:3] == [200, 200, 220]
    assert chart.values["open"].tolist()[3] == "above"
    assert chart.values["outlier"].tolist() == [False, False, False, True]
    assert "more than 200 (against the rest)" in chart.alt
    assert "From 4 articles: Bay Courier, Evening Tide, Island Radio, North Mail." in chart.note


def test_the_stronger_wording_stands_above_the_weaker_one():
    assert heights(drawn(AROUND, UP_TO, OVER, NEARLY, EXACT, BETWEEN)) == ["over 50", "50", "between 48 and 52", "around 50", "nearly 50", "up to 50"]


def test_the_line_follows_the_order_of_publication_not_of_ids():
    articles, claims, figures = reports(NEARLY, AROUND, OVER)
    articles["published"] = articles["published"].to_numpy()[::-1]
    assert charts.drift(figures, claims, articles=articles).values["wording"].tolist() == ["over 50", "around 50", "nearly 50"]
    articles["published"] = pd.NaT
    undated = charts.drift(figures, claims, articles=articles.astype({"published": "datetime64[us]"}))
    assert undated.values["wording"].tolist() == ["nearly 50", "around 50", "over 50"]
    assert undated.values["article"].tolist() == ["The Paper no date"] * 3
    assert not len(next(line for line in undated.figure.axes[0].lines if line.get_gid() == "slope").get_xdata())


def test_an_undated_report_stands_behind_a_rule_joined_to_nothing():
    articles, claims, figures = reports(NEARLY, AROUND, OVER)
    articles.loc["r00", "published"] = pd.NaT
    chart = charts.drift(figures, claims, articles=articles)
    assert chart.values["article"].tolist() == ["The Paper 2031-04-02", "The Paper 2031-04-03", "The Paper no date"]
    assert chart.values["wording"].tolist() == ["around 50", "over 50", "nearly 50"]
    joined, rule = (next(line for line in chart.figure.axes[0].lines if line.get_gid() == gid) for gid in ("slope", "no date"))
    assert joined.get_xdata().tolist() == [1, 2]
    assert set(rule.get_xdata()) == {2.5}
    assert "The Paper no date: nearly 50" in chart.alt
    assert "behind the dotted rule 1 appearance of no known date" in chart.note
    claims.loc[claims["article_id"].eq("r00"), "said_on"] = pd.Timestamp("2031-04-01")
    said = charts.drift(figures, claims, articles=articles)
    assert said.values["article"].tolist()[0] == "The Paper said 2031-04-01" and "no date" not in said.note + said.alt


def test_wordings_that_are_read_as_one_number_stand_on_one_ground():
    chart = drawn(NEARLY, ALMOST, AROUND)
    axis = chart.figure.axes[0]
    grounds = sorted((patch.get_y(), patch.get_y() + patch.get_height()) for patch in axis.patches)
    assert len(grounds) == 2
    ticks = dict(zip(heights(chart), axis.get_yticks()))
    of = {words: next(at for at, (one, other) in enumerate(grounds) if min(one, other) < height < max(one, other)) for words, height in ticks.items()}
    assert of["nearly 50"] == of["almost 50"] != of["around 50"]


def test_the_odd_wording_is_marked_in_shape_and_ink():
    chart = drawn(NEARLY, AROUND, ALMOST, OVER)
    assert chart.values.loc[chart.values["outlier"], "wording"].tolist() == ["over 50"]
    rings = [line for line in chart.figure.axes[0].lines if line.get_gid() == "ring"]
    assert [ring.get_xdata()[0] for ring in rings] == [4]
    assert rings[0].get_markersize() > 10
    assert {line.get_color() for line in chart.figure.axes[0].lines if line.get_gid() == "step" and line.get_xdata()[0] == 4} == {ODD}
    assert not drawn(AROUND, EXACT).values["outlier"].any()


def test_the_same_words_are_one_line_whatever_their_case_and_commas():
    chart = drawn(("Some 1,100", "about", 1100, None, None), ("some 1100", "about", 1100, None, None), ("1,150", "exact", 1150, 1150, 1150))
    assert heights(chart) == ["1,150", "Some 1,100"]
    assert chart.values["wording"].tolist() == ["Some 1,100", "Some 1,100", "1,150"]


def test_the_values_come_from_the_artists():
    chart = drawn(NEARLY, AROUND, OVER)
    slope, people = chart.figure.axes
    step = next(line for line in slope.lines if line.get_gid() == "step" and line.get_xdata()[0] == 1)
    step.set_ydata([slope.get_yticks()[0]])
    next(line for line in people.lines if line.get_gid() == "value" and line.get_ydata()[0] == slope.get_yticks()[0]).set_xdata([77])
    moved = slopes._read_back(slope, people)
    assert (moved["wording"].iloc[0], moved["value"].iloc[0]) == ("over 50", 77)
    assert chart.values["wording"].iloc[0] == "nearly 50"


def test_panels_have_titles_of_their_own():
    row = (
        "x",
        "x",
        "person",
        "said",
        "So 50, 55, 500, 550 came.",
        [(n, "exact", int(n), int(n), int(n), "deployed", "officers") for n in ("50", "55", "500", "550")],
        {},
    )
    _, claims, figures = tables({"a": ("Paper", None, [row])})
    chart = charts.drift(figures, claims)
    assert [axis.get_title() for axis in chart.figure.axes if axis.get_title()] == ["X: deployed – officers, “50”", "X: deployed – officers, “500”"]
    assert chart.values["statement"].nunique() == 2


def test_of_very_many_appearances_the_rest_is_counted():
    chart = drawn(*[NEARLY, AROUND, OVER] * 10)
    assert len(chart.values) == slopes.STEPS
    assert "Not drawn: 6 appearances" in chart.note


@pytest.mark.parametrize("steps", [2, 5, 7, 24])
def test_no_label_leaves_the_picture_or_lies_on_another(steps):
    chart = drawn(*([NEARLY, AROUND, OVER] * 8)[:steps], outlet="The Long Bay Evening Courier and Gazette of the Outer Islands")
    chart.png()
    box = chart.figure.bbox
    slope, people = chart.figure.axes
    first, last = people.get_xlim()
    drawn_numbers = [label for label in people.get_xticklabels() if first <= label.get_position()[0] <= last]
    labels = [*slope.get_xticklabels(), *slope.get_yticklabels(), slope.title, people.xaxis.label, *drawn_numbers]
    for label in labels:
        extent = label.get_window_extent()
        assert extent.x0 >= box.x0 and extent.x1 <= box.x1 and extent.y0 >= box.y0, label.get_text()
    if steps <= 5:
        level = [label.get_window_extent() for label in slope.get_xticklabels()]
        assert all(left.x1 < right.x0 for left, right in zip(level, level[1:]))
    footnote = chart.figure.texts[1].get_window_extent()
    assert all(not footnote.overlaps(label.get_window_extent()) for label in labels if not label.get_rotation())


def test_each_statement_of_the_table_of_drift_is_drawn():
    table = comparison.drift(FIGURES, CLAIMS, SOURCES, articles=ARTICLES)
    assert set(charts.drift(FIGURES, CLAIMS, sources=SOURCES, articles=ARTICLES).values["statement"]) == set(table["statement"])
