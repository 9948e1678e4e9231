"""Charts: the values read back are the values of the tables, and the picture is the same each time."""

import html
import io
import xml.etree.ElementTree as ElementTree

import matplotlib.figure
import pandas as pd
import pytest
from matplotlib import _pylab_helpers
from PIL import Image
from worked_example import sources, tables

from kit import charts

ARTICLES, CLAIMS, FIGURES = tables()
SOURCES = sources()
EVERY = (charts.figures_by_source, charts.drift, charts.measures_by_source, charts.timeline)


def draw(function=charts.figures_by_source, figures=FIGURES, claims=CLAIMS, **more):
    return function(figures, claims, sources=SOURCES, articles=ARTICLES, **more)


def line(chart, wording):
    return chart.values[chart.values["wording"].eq(wording)].iloc[0].to_dict()


def test_what_is_drawn_is_what_the_figures_say():
    chart = draw()
    around = line(chart, "Around 200")
    assert pd.isna(around.pop("open"))
    assert around == {
        "measure": "rescued", "counted": "people", "source": "Harbour Office", "wording": "Around 200", "qualifier": "about", "value": 200, "low": 180,
        "high": 220, "bar": "convention", "articles": 1,
    }
    assert line(chart, "12")["articles"] == 2
    stated = line(chart, "Between 220 and 240")
    assert (stated["low"], stated["high"], stated["bar"], stated["qualifier"]) == (220, 240, "stated", "range")
    assert pd.isna(stated["value"])


@pytest.mark.parametrize("wording, side", [("more than 200", "above"), ("at least 18", "above"), ("up to 15", "below")])
def test_an_open_end_is_drawn_open(wording, side):
    assert line(draw(), wording)["open"] == side


def test_the_values_come_from_the_artists():
    """A marker that is moved in the picture moves in the table that is read back."""
    from kit.charts.intervals import _read_back

    chart = draw(measure="injured")
    axis = chart.figure.axes[0]
    next(artist for artist in axis.lines if artist.get_gid() == "value").set_xdata([31])
    assert _read_back(axis)["value"].tolist() == [31]
    assert chart.values["value"].tolist() == [30]


def test_every_figure_is_drawn_and_denied_ones_are_not():
    drawn = draw().values
    assert "Ferry Company" not in set(drawn["source"])
    told = FIGURES[~FIGURES["claim_id"].isin(CLAIMS.index[CLAIMS["polarity"].eq("denied")])]
    assert set(drawn["wording"]) == set(told["text"])


def test_each_measure_and_kind_of_people_has_its_own_axis():
    chart = draw()
    titles = [axis.get_title() for axis in chart.figure.axes]
    assert len(titles) == chart.values[["measure", "counted"]].drop_duplicates().shape[0]
    assert len(set(titles)) == len(titles)
    assert {axis.get_xlabel() for axis in chart.figure.axes if axis.xaxis.get_visible()} == {"people"}
    assert draw(measure="rescued").values["measure"].unique().tolist() == ["rescued"]
    with pytest.raises(ValueError, match="is no measure"):
        draw(measure="hurt")


def counts(*rows):
    """One report in which one source gives *rows*, each (number, measure, counted)."""
    row = ("x", "x", "person", "said", "So " + ", ".join(number for number, _, _ in rows) + ".", [(number, "exact", int(number), int(number), int(number), *more) for number, *more in rows], {})
    return tables({"a": ("Paper", None, [row])})


def test_what_happened_to_nobody_knows_whom_is_listed_last_and_on_no_axis():
    _, claims, figures = counts(("7", "other", "guides"), ("90000", "other", "people"), ("5", "killed", "people"))
    chart = charts.figures_by_source(figures, claims)
    *_, last = chart.figure.axes
    assert last.get_title() == "Other counts, listed and not compared: what happened to them is not known"
    assert not last.xaxis.get_visible()
    assert {artist.get_gid() for artist in last.lines} == {"rule"}
    listed = chart.values[chart.values["measure"].eq("other")]
    assert dict(zip(listed["counted"], listed["wording"])) == {"guides": "7", "people": "90000"}
    assert listed["value"].isna().all()
    assert chart.values["measure"].tolist()[0] == "killed"


def test_panels_say_what_is_counted_in_the_plural():
    _, claims, figures = counts(("7", "deployed", "officer"), ("90", "deployed", "soldiers"), ("3", "deployed", "people"))
    figures["group"] = pd.array(["Coast"] * 3, dtype="string")
    titles = {axis.get_title() for axis in charts.figures_by_source(figures, claims).figure.axes}
    assert titles == {"Deployed – Coast", "Deployed – Coast, troops", "Deployed – Coast, officers"}


@pytest.mark.parametrize("function", [charts.figures_by_source, charts.drift])
def test_a_corrected_number_is_drawn_with_the_words_beside_it(function):
    _, claims, figures = counts(("63", "killed", "people"), ("66", "killed", "people"))
    figures.loc[figures.index[0], ["value", "low", "high", "status"]] = [60, 60, 60, "corrected"]
    row = line(function(figures, claims), "60 (text: “63”)")
    assert row["value"] == 60


def test_labels_are_wrapped_between_words_and_read_back_whole():
    words, office = "between 10,000 and 12,000 of the many who live there", "the_office_for_harbours_and_coasts_of_the_far_north"
    row = (office, office, "person", "said", f"So {words} died.", [(words, "range", None, 10000, 12000, "killed", None)], {})
    chart = charts.figures_by_source(*tables({"a": ("Paper", None, [row])})[:0:-1])
    assert chart.values["wording"].tolist() == [words]
    assert chart.values["source"].tolist() == ["The Office For Harbours And Coasts Of The Far North"]
    drawn = next(text.get_text() for text in chart.figure.axes[0].texts if text.get_gid() == "wording")
    assert len(drawn.splitlines()) == 2


def test_rows_of_several_lines_do_not_run_into_each_other():
    long = "some two hundred and fifty people of whom nobody knew anything at all, not even a name"
    rows = [("x", "x", "person", "said", f"So {n} {long} died.", [(f"{n} {long}", "exact", n, n, n, "killed", None)], {}) for n in (3, 5, 6)]
    chart = charts.figures_by_source(*tables({"a": ("Paper", None, rows)})[:0:-1])
    chart.png()
    boxes = [text.get_window_extent() for text in chart.figure.axes[0].texts if text.get_gid() == "wording"]
    assert len(boxes) == 3
    for above, below in zip(boxes, boxes[1:]):
        assert below.y1 < above.y0


def wide():
    row = ("x", "x", "person", "said", "So 3 and 0 and 100,000 died.", [
        ("3", "exact", 3, 3, 3, "killed", None), ("0", "exact", 0, 0, 0, "killed", None), ("100,000", "exact", 100000, 100000, 100000, "killed", None)], {})
    return tables({"a": ("Paper", None, [row])})


def test_a_logarithmic_axis_says_so():
    _, claims, figures = wide()
    chart = charts.figures_by_source(figures, claims)
    assert chart.figure.axes[0].get_xlabel() == "people, logarithmic scale"
    assert chart.values["value"].tolist() == [100000, 3, 0]


def test_title_note_and_words():
    chart = draw()
    assert chart.title == "Who says how many: 14 counts of people in 6 articles, from 3 named sources"
    assert "± 10 %" in chart.note
    assert "± 25 %" in draw(tolerance=0.25).note
    assert "Harbour Office, more than 200 (1 article)" in chart.alt


def test_a_notebook_gets_picture_values_and_words():
    data, metadata = draw()._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert "Between 220 and 240" in data["text/plain"]
    assert metadata["image/png"]["alt"].startswith("Interval chart.")


@pytest.mark.parametrize("function", EVERY)
def test_the_same_tables_give_the_same_bytes(function, tmp_path):
    for ending in (".png", ".svg"):
        one = draw(function).save(tmp_path / f"one{ending}").read_bytes()
        two = draw(function, figures=FIGURES.copy()).save(tmp_path / f"two{ending}").read_bytes()
        assert one == two
        assert b"Matplotlib" not in one


def test_saved_pictures_carry_their_words(tmp_path):
    chart = draw()
    assert Image.open(io.BytesIO(chart.png())).info["Description"] == chart.alt
    tree = ElementTree.fromstring(chart.save(tmp_path / "c.svg").read_text(encoding="utf-8"))
    assert tree.get("role") == "img"
    assert [child.text for child in tree][:2] == [chart.title, chart.alt]
    with pytest.raises(ValueError, match="as .png or .svg"):
        chart.save(tmp_path / "c.pdf")


def test_text_from_articles_is_drawn_as_it_stands():
    row = ("<b>$x^2$", "unnamed", "unnamed", "said", "Some $5_{6} & <i>9</i>\n died.", [("$5_{6} & <i>9</i>\n", "exact", 9, 9, 9, "killed", None)], {})
    articles, claims, figures = tables({"a": ("$\\frac$ <script>", None, [row])})
    chart = charts.figures_by_source(figures, claims, articles=articles)
    assert chart.values["wording"].tolist() == ["$5_{6} & <i>9</i>"]
    assert "<script>" not in chart.svg()
    assert html.escape(chart.alt) in chart.svg()
    assert chart.png()


@pytest.mark.parametrize("function", EVERY)
@pytest.mark.parametrize("articles", [None, ARTICLES.iloc[:0]])
def test_nothing_to_draw_says_so(function, articles):
    chart = function(FIGURES.iloc[:0], CLAIMS.iloc[:0], articles=articles)
    assert chart.values.empty
    assert chart.title.startswith("No ")
    assert chart.title in chart.figure.texts[0].get_text()
    assert chart.png()


@pytest.mark.parametrize("function", EVERY)
def test_one_figure_and_figures_without_numbers_are_drawn(function):
    bare = FIGURES.assign(**{name: pd.array([pd.NA] * len(FIGURES), dtype="Int64") for name in ("value", "low", "high")})
    assert function(bare, CLAIMS).png()
    assert function(FIGURES.iloc[[0]], CLAIMS).png()


def test_of_very_many_lines_the_most_reported_are_drawn_and_the_rest_counted():
    chart = draw(most=2)
    assert chart.values.groupby(["measure", "counted"]).size().max() == 2
    drawn, every = (int(some.title.split()[4]) for some in (chart, draw()))
    assert f"{every - drawn} counts of less reported wordings." in chart.note


def test_many_panels_share_the_lines_of_one_sheet():
    counts = [(f"s{n}", "x", "person", "said", f"So {n + 10} {noun} died.", [(str(n + 10), "exact", n + 10, n + 10, n + 10, "killed", noun)], {})
              for noun in ("people", "soldiers", "children", "women", "drivers", "nurses", "farmers", "miners") for n in range(30)]
    articles, claims, figures = tables({"a": ("Paper", None, [(str(at), f"s{at}", *row[2:]) for at, row in enumerate(counts)])})
    sizes = charts.figures_by_source(figures, claims, articles=articles).values.groupby(["measure", "counted"]).size()
    assert sorted(sizes.tolist()) == [12] * 4 + [13] * 4  # 100 lines in all
    assert charts.figures_by_source(figures, claims, articles=articles, most=25).values.groupby(["measure", "counted"]).size().tolist() == [25] * 8


def test_labels_stay_inside_the_picture():
    long = "the_very_long_name_of_an_office_with_many_departments_and_one_more"
    row = (long, long, "person", "said", "So many more than one would ever have thought of 1,000 died.",
           [("many more than one would ever have thought of 1,000", "over", 1000, 1000, None, "killed", None)], {})
    articles, claims, figures = tables({"a": ("Paper", None, [row])})
    chart = charts.figures_by_source(figures, claims, articles=articles)
    chart.png()
    box = chart.figure.bbox
    for axis in chart.figure.axes:
        for text in [*axis.texts, *axis.get_yticklabels(), axis.title]:
            if text.get_text():
                extent = text.get_window_extent()
                assert extent.x0 >= box.x0 and extent.x1 <= box.x1, text.get_text()


def test_no_figure_is_left_open():
    for function in EVERY:
        assert isinstance(draw(function).figure, matplotlib.figure.Figure)
    assert not _pylab_helpers.Gcf.figs
