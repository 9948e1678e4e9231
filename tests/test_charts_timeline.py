"""The timeline: each count on the day it was said and of the day it is of, none on another, and all of it read back from the picture."""

import itertools

import pandas as pd
import pytest
from worked_example import sources, tables

from kit import charts
from kit.charts.chart import INK, SOFT
from kit.charts.days import read_back
from kit.charts.timeline import COUNTS
from kit.charts.timeline import SOURCES as IN_A_PANEL

ARTICLES, CLAIMS, FIGURES = tables()
SOURCES = sources()


def day(number):
    return pd.Timestamp(2031, 4, number)


def reports(*counts, measure="killed"):
    """One report for each (source, day published, number or figure) with, if need be, columns of the claim."""
    told = {}
    for at, (source, published, count, *more) in enumerate(counts):
        text, *numbers = count if isinstance(count, tuple) else (f"{count:,}", "exact", count, count, count)
        date = None if published is None else f"2031-04-{published:02d}"
        told[f"r{at:03d}"] = (
            "The Paper",
            date,
            [(source, source, "government", "said", f"It was {text} by then.", [(text, *numbers, measure, "people")], more[0] if more else {})],
        )
    return tables(told)


def drawn(*counts, **more):
    articles, claims, figures = reports(*counts)
    return charts.timeline(figures, claims, articles=articles, **more)


def boxes(chart, kinds=("value", "bound", "letter")):
    """The extents of the marks and their letters, by panel and kind."""
    chart.png()
    for axis in chart.figure.axes:
        for artist in [*axis.lines, *axis.texts]:
            kind = artist.get_gid().split("|")[0]
            if kind in kinds:
                yield kind, artist.get_window_extent()


def test_a_count_stands_on_the_day_it_was_said():
    chart = drawn(("police", 3, 12), ("police", 5, 31, {"said_on": "2031-04-04"}), ("hospital", 4, 20))
    assert list(zip(chart.values["source"], chart.values["said"], chart.values["value"])) == [
        ("Police", day(3), 12),
        ("Hospital", day(4), 20),
        ("Police", day(4), 31),
    ]
    assert chart.values["meant"].isna().all()
    assert chart.title == "Who said how many, and when: 3 counts of people given from 2031-04-03 to 2031-04-04"


def test_the_day_meant_is_drawn_where_it_is_another_one():
    articles, claims, figures = reports(("police", 5, 12), ("police", 6, 31), ("hospital", None, 20), ("hospital", None, 7))
    figures["as_of"] = pd.to_datetime(pd.Series(["2031-04-03", "2031-04-06", "2031-04-04", None], index=figures.index)).astype("datetime64[us]")
    chart = charts.timeline(figures, claims, articles=articles)
    values = chart.values.set_index("value")
    assert values.loc[12, ["said", "meant"]].tolist() == [day(5), day(3)]
    assert values.loc[31, "said"] == day(6)
    assert pd.isna(values.loc[31, "meant"])
    assert pd.isna(values.loc[20, "said"])
    assert values.loc[20, "meant"] == day(4)
    assert "1 mark of an unknown day of saying stands at the day that the count is of." in chart.note
    assert "Not drawn: 1 count without a date." in chart.note
    assert 7 not in values.index


def test_open_ends_and_bars_are_those_of_the_words():
    chart = drawn(
        ("a", 1, ("at least 10", "at_least", 10, 10, None)),
        ("b", 2, ("up to 20", "up_to", 20, None, 20)),
        ("c", 3, ("around 30", "about", 30, None, None)),
        ("d", 4, ("between 10 and 14", "range", None, 10, 14)),
        ("e", 5, ("dozens", "vague", None, 24, None)),
    )
    told = chart.values.set_index("source")
    assert told["qualifier"].tolist() == ["at_least", "up_to", "about", "range", "vague"]
    assert told.loc[["A", "B", "E"], "open"].tolist() == ["above", "below", "above"]
    assert told.loc["C", ["low", "high", "bar"]].tolist() == [27, 33, "convention"]
    assert told.loc["D", ["low", "high", "bar"]].tolist() == [10, 14, "stated"]
    assert told.loc["E", "low"] == 24


def test_a_replaced_count_is_pale_and_leads_to_what_replaced_it():
    row = (
        "police",
        "police",
        "government",
        "said",
        "The toll rose from 12 to 31.",
        [("12", "exact", 12, 12, 12, "killed", "people"), ("31", "exact", 31, 31, 31, "killed", "people")],
        {},
    )
    articles, claims, figures = tables({"a": ("The Paper", "2031-04-03", [row])})
    figures.loc[figures.index[0], "superseded_by"] = figures.index[1]
    chart = charts.timeline(figures, claims, articles=articles)
    assert chart.values.set_index("value")["replaced"].to_dict() == {12: True, 31: False}
    axis = chart.figure.axes[0]
    assert [line.get_color() for line in axis.lines if line.get_gid().startswith("value|")] == [SOFT, INK]
    assert len([line for line in axis.lines if line.get_gid() == "replaced"]) == 1
    assert "Pale mark: since replaced" in chart.note
    assert "(since replaced)" in chart.alt


def test_counts_of_one_source_are_joined_and_vague_words_are_not():
    chart = drawn(("police", 3, 12), ("police", 4, ("dozens", "vague", None, 24, None)), ("police", 5, 31), ("hospital", 4, 9))
    lines = [line for line in chart.figure.axes[0].lines if line.get_gid() == "series"]
    assert [len(line.get_xdata()) for line in lines] == [2]


def test_the_letter_at_a_mark_names_the_source_in_the_list():
    chart = drawn(("police", 3, 12), ("hospital", 3, 40), ("police", 5, 31))
    axis = chart.figure.axes[0]
    listed = {text.get_gid().split("|")[1]: text.get_text() for text in axis.texts if text.get_gid().startswith("source|")}
    assert listed == {"a": "Hospital", "b": "Police"}
    assert [text.get_text() for text in axis.texts if text.get_gid().startswith("letter|")] == ["b", "a", "b"]


def test_an_articles_own_voice_is_not_joined_nor_are_two_places():
    chart = drawn(("article", 3, 12), ("article", 4, 31), ("police", 3, 9), ("police", 4, 8))
    assert len([line for line in chart.figure.axes[0].lines if line.get_gid() == "series"]) == 1
    articles, claims, figures = reports(("police", 3, 12), ("police", 4, 31), ("police", 5, 33))
    figures["place"] = pd.array(["the harbour", "the town", "the town"], dtype="string")
    axis = charts.timeline(figures, claims, articles=articles).figure.axes[0]
    assert [len(line.get_xdata()) for line in axis.lines if line.get_gid() == "series"] == [2]


def test_many_sources_of_one_thing_stand_in_several_panels_on_one_scale():
    chart = drawn(*[(f"source_{at}", 1 + at, 10 + 40 * at) for at in range(9)], ("article", 2, 7), ("police", 3, 5), ("police", 4, 6))
    first, second = chart.figure.axes
    assert (first.get_title(), second.get_title()) == ("Killed", "Killed, further sources")
    assert first.get_ylim() == second.get_ylim()
    names = [[text.get_text() for text in axis.texts if text.get_gid().startswith("source|")] for axis in (first, second)]
    assert max(map(len, names)) <= IN_A_PANEL
    assert "Police" in names[0] and "The Paper (own voice)" in names[1]
    assert chart.values["measure"].unique().tolist() == ["killed"]


def test_what_is_not_drawn_is_said_of_each_count_once():
    articles, claims, figures = reports(("police", 3, 12), ("police", 4, 31), ("hospital", None, 20), ("mayor", 4, 9))
    claims.loc[claims.index[3], "polarity"] = "denied"
    chart = charts.timeline(figures, claims, articles=articles)
    assert chart.title.startswith("Who said how many, and when: 2 counts")
    assert "Not drawn: 1 count denied, 1 count without a date." in chart.note


def test_one_count_in_many_articles_is_one_mark():
    chart = drawn(*[("police", 3, 12)] * 5, ("police", 4, 12))
    assert chart.values["said"].tolist() == [day(3), day(4)]


def test_counts_of_one_day_stand_side_by_side():
    chart = drawn(*[(f"source_{at}", 3, 12) for at in range(4)], ("police", 9, 14))
    assert chart.values["said"].tolist() == [day(3)] * 4 + [day(9)]
    for kind in ("value", "letter"):
        for (_, one), (_, other) in itertools.combinations(list(boxes(chart, (kind,))), 2):
            assert not one.overlaps(other)


def test_what_has_no_room_is_counted_and_not_drawn_over_another():
    counts = [(f"source_{at % 30}", 1 + at % 3, 100 + at) for at in range(150)]
    chart = drawn(*counts)
    shown = len(chart.values)
    assert 20 < shown <= COUNTS
    assert "counts for want of room" in chart.note and "of less reported sources" in chart.note
    assert shown + sum(int(number.split()[0]) for number in chart.note.split("Not drawn: ")[1].split(". ")[0].split(", ")) == 150
    marks, numbers = ([box for _, box in boxes(chart, (kind,))] for kind in ("value", "letter"))
    assert all(abs(mark.x0 + mark.x1 - number.x0 - number.x1) < 3 and 0 < number.y0 - mark.y0 < 25 for mark, number in zip(marks, numbers))
    assert all(not one.overlaps(other) for one, other in itertools.combinations(marks, 2))


def test_of_very_many_counts_the_first_and_the_last_of_each_source_are_drawn():
    counts = [(f"source_{at % 2}", 1 + at // 14, 1000 * (at % 2) + 10 * at + 5) for at in range(280)]
    values = drawn(*counts).values
    for source in ("Source 0", "Source 1"):
        said = values.loc[values["source"].eq(source), "said"]
        assert (said.min(), said.max()) == (day(1), day(20))


def test_a_wide_range_is_logarithmic_and_says_so():
    assert drawn(("police", 3, 12), ("police", 4, 40)).figure.axes[0].get_ylabel() == "people"
    axis = drawn(("police", 3, 12), ("police", 4, 4000)).figure.axes[0]
    assert (axis.get_ylabel(), axis.get_yscale()) == ("people, logarithmic scale", "log")
    chart = drawn(("police", 3, 0), ("police", 4, 3), ("police", 5, 4000))
    assert chart.figure.axes[0].get_yscale() == "symlog"
    assert chart.values["value"].tolist() == [0, 3, 4000]


def test_panels_are_one_a_measure_on_one_axis_of_days():
    chart = charts.timeline(FIGURES, CLAIMS, sources=SOURCES, articles=ARTICLES)
    assert [axis.get_title() for axis in chart.figure.axes] == ["Killed", "Injured", "Casualties", "Rescued", "Rescued – children"]
    assert len({axis.get_xlim() for axis in chart.figure.axes}) == 1
    assert "Ferry Company" not in set(chart.values["source"])
    assert "without a date" in chart.note
    assert chart.note.endswith("Island Radio, North Mail, Port News.")
    assert charts.timeline(FIGURES, CLAIMS, articles=ARTICLES, measure="killed").values["measure"].unique().tolist() == ["killed"]
    with pytest.raises(ValueError, match="is no measure"):
        charts.timeline(FIGURES, CLAIMS, measure="hurt")


def test_a_day_long_before_does_not_squeeze_the_others():
    articles, claims, figures = reports(("police", 3, 12), ("police", 6, 31), ("hospital", 4, 20))
    figures["as_of"] = pd.to_datetime(pd.Series([None, None, "1999-05-01"], index=figures.index)).astype("datetime64[us]")
    chart = charts.timeline(figures, claims, articles=articles)
    first, last = chart.figure.axes[0].get_xlim()
    assert last - first < 10
    assert chart.values.set_index("value").loc[20, "meant"] == pd.Timestamp(1999, 5, 1)


def test_nothing_dated_says_so():
    chart = charts.timeline(FIGURES, CLAIMS)
    assert chart.values.empty
    assert chart.title == "No count with a date to draw"


def test_the_values_come_from_the_artists():
    chart = drawn(("police", 3, 12), ("police", 5, 31))
    axis = chart.figure.axes[0]
    mark = next(line for line in axis.lines if line.get_gid() == "value|0")
    mark.set_data([mark.get_xdata()[0] + 1], [13])
    next(text for text in axis.texts if text.get_gid() == "source|a").set_text("Somebody")
    moved = read_back(axis)
    assert (moved["said"].iloc[0], moved["value"].iloc[0], moved["source"].iloc[0]) == (day(4), 13, "Somebody")


@pytest.mark.parametrize("names", [1, 2, 40])
def test_names_stand_apart_and_inside_the_picture(names):
    office = "the_office_for_harbours_{}_and_coasts_of_the_far_north_and_the_outer_isles"
    chart = drawn(*[(office.format(at), 1 + at % 9, 10 + at * at) for at in range(names)])
    chart.png()
    panels = [[text.get_window_extent() for text in axis.texts if text.get_gid().startswith("source|")] for axis in chart.figure.axes]
    listed = [box for panel in panels for box in panel]
    assert len(listed) == min(names, 20)
    assert all(box.x1 <= chart.figure.bbox.x1 and box.y0 >= 0 for box in listed)
    for above, below in itertools.pairwise(sorted(listed, key=lambda box: -box.y0)):
        assert above.y0 > below.y1 - 1
