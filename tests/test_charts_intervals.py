"""The interval chart with a policy: its name always in the footnote, its numbers in lines of their own, read back from what is drawn."""

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from worked_example import sources, tables

from kit import charts, comparison
from kit.charts.intervals import GROUND, _read_back
from kit.schema import POLICIES

ARTICLES, CLAIMS, FIGURES = tables()
SOURCES = sources()
GIVING = [policy for policy in POLICIES if policy != "show_all"]


def draw(figures=FIGURES, claims=CLAIMS, **more):
    return charts.figures_by_source(figures, claims, sources=SOURCES, articles=ARTICLES, **more)


def summaries(chart):
    return chart.values[chart.values["source"].str.startswith("Summary: ")].reset_index(drop=True)


def one(*counts):
    """One report in which each (source_id, qualifier, number) is a count of killed."""
    rows = [
        (source_id, source_id, "person", "said", f"So {number} died.", [(str(number), qualifier, number, number if qualifier != "up_to" else None,
                                                                          number if qualifier != "at_least" else None, "killed", "people")], {})
        for source_id, qualifier, number in counts
    ]
    return tables({"a": ("Paper", None, rows)})[:0:-1]


@pytest.mark.parametrize("policy", POLICIES)
def test_the_footnote_names_the_policy(policy):
    chart = draw(policy=policy, source_order=["fire_service"])
    assert f"Policy “{policy.replace('_', ' ')}”" in chart.note
    assert chart.note in chart.figure.texts[1].get_text().replace("\n", " ")
    assert ("(Fire Service)" in chart.note) == (policy == "source_order")


def test_where_every_statement_stands_for_itself_nothing_is_added():
    chart = draw()
    assert summaries(chart).empty
    assert "summary" not in {artist.get_gid() for axis in chart.figure.axes for artist in axis.lines}
    assert "Policy “show all”: every statement stands for itself, no summary number." in chart.note


@pytest.mark.parametrize("policy", GIVING)
def test_each_panel_ends_with_what_the_policy_gives(policy):
    more = {"policy": policy, "source_order": ["fire_service", "harbour_office"]}
    chart = draw(**more)
    found = comparison.summary(FIGURES, CLAIMS, SOURCES, articles=ARTICLES, **more)
    found = found[found["measure"].ne("other")].reset_index(drop=True)
    drawn = summaries(chart).set_index(["measure", "counted"]).loc[list(zip(found["measure"], found["counted"]))].reset_index()
    assert len(summaries(chart)) == len(found)
    assert (drawn["low"].fillna(drawn["value"]).fillna(-1) == found["low"].fillna(-1)).all()
    assert (drawn["high"].fillna(drawn["value"]).fillna(-1) == found["high"].fillna(-1)).all()
    assert (drawn["wording"].eq(found["in_words"]) | found["in_words"].isna()).all()
    assert drawn["articles"].tolist() == found["articles"].tolist()
    assert drawn["qualifier"].isna().all()
    assert set(drawn["bar"].dropna()) == {"summary"}
    for axis in chart.figure.axes[:-1]:
        assert axis.get_yticklabels()[-1].get_text() == f"Summary: {policy.replace('_', ' ')}"


def test_the_values_of_a_summary_come_from_the_artists():
    chart = draw(policy="range", measure="injured")
    axis = chart.figure.axes[0]
    next(artist for artist in axis.lines if artist.get_gid() == "summary").set_xdata([28, 31])
    assert _read_back(axis).iloc[-1][["low", "high"]].tolist() == [28, 31]
    assert summaries(chart)["value"].tolist() == [30]


@pytest.mark.parametrize("counts, value, low, high, side", [
    ([("x", "exact", 12), ("y", "exact", 31)], None, 12, 31, None),
    ([("x", "exact", 12)], 12, None, None, None),
    ([("x", "at_least", 12)], None, 12, None, "above"),
    ([("x", "up_to", 31)], None, None, 31, "below"),
    ([("x", "up_to", 31), ("y", "at_least", 12)], None, None, None, None),
])
def test_an_open_end_of_a_summary_is_drawn_open(counts, value, low, high, side):
    row = summaries(charts.figures_by_source(*one(*counts), policy="range")).iloc[0]
    shown = [None if pd.isna(row[name]) else row[name] for name in ("value", "low", "high", "open")]
    assert shown == [value, low, high, side]


def test_a_tie_says_why_there_is_no_number():
    chart = charts.figures_by_source(*one(("guard", "exact", 12), ("mayor", "exact", 31)), policy="majority")
    row = summaries(chart).iloc[0]
    assert row["wording"] == "No number: a tie, each of these is supported by 1 of 2 named origins"
    assert row[["value", "low", "high", "bar"]].isna().all()


def test_a_summary_looks_like_no_figure():
    axis = draw(policy="range", measure="rescued").figure.axes[0]
    marks = {gid: {(artist.get_marker(), to_hex(artist.get_color())) for artist in axis.lines if artist.get_gid() in gid} for gid in (("value", "bound"), ("summary",))}
    assert {marker for marker, _ in marks["summary",]}.isdisjoint(marker for marker, _ in marks["value", "bound"])
    assert {colour for _, colour in marks["summary",]}.isdisjoint(colour for _, colour in marks["value", "bound"])
    assert [to_hex(patch.get_facecolor()) for patch in axis.patches] == [GROUND]
    weights = {text.get_weight() for text in axis.texts if text.get_gid() == "wording"}
    assert weights == {"normal", "bold"}


def test_groups_and_periods_are_told_apart():
    figures, claims = one(("x", "exact", 12), ("x", "exact", 13), ("x", "exact", 14), ("x", "exact", 14))
    figures["group"] = pd.array(["Coast", "Hills", "Coast", "Coast"], dtype="string")
    figures["period"] = pd.array([None, None, "a day", None], dtype="string")
    figures.loc[figures.index[0], "superseded_by"] = figures.index[3]
    chart = charts.figures_by_source(figures, claims, policy="range")
    assert set(chart.values["wording"]) == {
        "12 (Coast), since replaced", "13 (Hills)", "14 (Coast), a day", "14 (Coast)",  # each count; the summaries have the same words
    }
    assert set(summaries(chart)["wording"]) == {"14 (Coast)", "13 (Hills)", "14 (Coast), a day"}


def test_a_summary_rests_on_all_counts_drawn_or_not():
    chart = draw(policy="range", measure="killed", most=1)
    assert chart.values["source"].tolist()[-1] == "Summary: range"
    assert chart.values["articles"].tolist()[-1] == 5
    assert "3 counts of less reported wordings." in chart.note


def test_an_unusable_policy_is_refused_and_an_unknown_source_named():
    with pytest.raises(ValueError, match="is no policy"):
        draw(policy="best")
    with pytest.raises(ValueError, match="needs an order"):
        draw(policy="source_order")
    with pytest.warns(comparison.PolicyWarning, match="'nobody'") as caught:
        draw(policy="source_order", source_order=["nobody", "fire_service"])
    assert caught[0].filename == __file__


@pytest.mark.parametrize("policy", GIVING)
def test_summaries_are_drawn_alike_each_time_and_nothing_too(policy):
    more = {"policy": policy, "source_order": ["fire_service"]}
    assert draw(**more).png() == draw(figures=FIGURES.sample(frac=1, random_state=2), **more).png()
    assert draw(figures=FIGURES.iloc[:0], **more).values.empty
    bare = FIGURES.assign(**{name: pd.array([pd.NA] * len(FIGURES), dtype="Int64") for name in ("value", "low", "high")})
    assert set(summaries(draw(figures=bare, **more))["bar"].dropna()) == set()


@pytest.mark.parametrize("most", [2, 30])
def test_an_arrow_to_smaller_numbers_ends_where_the_scale_does(most):
    figures, claims = one(("x", "up_to", most), ("y", "exact", 37))
    chart = charts.figures_by_source(figures, claims)
    chart.png()
    [axis] = chart.figure.axes
    [arrow] = [text for text in axis.texts if text.get_gid() == "open"]
    at = axis.transData.transform((most, 0))[0] + arrow.xyann[0] * chart.figure.dpi / 72
    assert at >= axis.bbox.x0 and arrow.xyann[0] < -10
