"""The network: boxes that never overlap, arrows that say who relies on whom, and values read back from both."""

import itertools

import pytest
from worked_example import sources, tables

from kit import charts, comparison, schema
from kit.charts.network import _THICK, NODES, _read_back

ARTICLES, CLAIMS, FIGURES = tables()
SOURCES = sources()


def draw(claims=CLAIMS, **more):
    return charts.network(claims, sources=SOURCES, articles=ARTICLES, **more)


def crowd(outlets, people, name="Source {}", outlet="Outlet {}"):
    """Every outlet reports a few of very many people, some through an agency, all of one government."""
    reports = {}
    for at in range(outlets):
        rows = []
        for nr in range(5):
            source = f"person_{(at * 7 + nr * 3) % people}"
            via = "wire" if nr == 4 else None
            rows.append((source, source, "person", "said", f"Sentence {nr} of report {at}.", [], {"via": via, "via_id": via}))
        reports[f"a{at:03d}"] = (outlet.format(at), "2031-04-02", rows)
    registry = [{"source_id": "wire", "name": "The Wire", "kind": "agency"}, {"source_id": "state", "name": "The State", "kind": "government"}]
    registry += [
        {"source_id": f"person_{nr}", "name": name.format(nr), "kind": "person", "parent": "state" if nr % 3 == 0 else None} for nr in range(people)
    ]
    articles, claims, _ = tables(reports)
    return {"claims": claims, "sources": schema.build(schema.SOURCES, registry), "articles": articles}


def boxes(chart):
    chart.png()
    return [patch.get_window_extent() for patch in chart.figure.axes[0].patches if patch.get_gid() == "box"]


def test_every_edge_of_the_table_is_an_arrow():
    table = comparison.reliance(CLAIMS, SOURCES, ARTICLES).edges
    drawn = draw().values
    columns = ["from_name", "relation", "to_name", "claims", "articles"]
    assert sorted(drawn.values.tolist()) == sorted(table[columns].values.tolist())
    assert drawn.columns.tolist() == ["from", "relation", "to", "claims", "articles"]


def test_title_footnote_and_words():
    chart = draw()
    assert chart.title == "Who relies on whom: 12 attributed claims in 6 articles"
    assert "An arrow leads from who reports to whom it is taken from" in chart.note
    assert "1 claim in the articles' own voice" in chart.note
    assert "From 6 articles: Bay Courier" in chart.note
    assert "Seawire relays Harbour Office (1 claim)" in chart.alt


def test_the_values_come_from_the_artists():
    axis = draw().figure.axes[0]
    arrow = next(patch for patch in axis.patches if (patch.get_gid() or "").startswith("reports|"))
    start = arrow.get_gid().split("|")[1]
    arrow.set_linewidth(_THICK)
    next(text for text in axis.texts if text.get_gid() == f"name|{start}").set_text("Somebody")
    moved = _read_back(axis)
    assert moved.loc[moved["from"].eq("Somebody") & moved["claims"].eq(5), "relation"].tolist() == ["reports"]


def test_a_wider_arrow_is_more_claims():
    chart = draw()
    widths = {}
    for patch in chart.figure.axes[0].patches:
        if patch.get_gid() not in ("box", "head"):
            widths.setdefault(patch.get_linewidth(), patch)
    assert len(widths) == chart.values["claims"].nunique()
    labels = [text.get_text().strip() for text in chart.figure.legends[0].get_texts()]
    assert labels[-2:] == ["1 claim", f"{chart.values['claims'].max()} claims"]


@pytest.mark.parametrize("outlets, people", [(1, 1), (2, 2), (12, 40), (100, 500)])
def test_boxes_stand_apart_and_inside_the_picture(outlets, people):
    chart = charts.network(**crowd(outlets, people))
    found = boxes(chart)
    picture = chart.figure.bbox
    assert 2 <= len(found) <= NODES
    for box in found:
        assert box.x0 >= 0 and box.x1 <= picture.x1 and box.y0 >= 0 and box.y1 <= picture.y1
    for one, other in itertools.combinations(found, 2):
        assert not one.overlaps(other)


def test_names_stay_inside_their_boxes():
    told = crowd(
        4,
        6,
        name="The Directorate-General for the Coordination of Rescue {} on the Northern Coast",
        outlet="<b>The $Long$ Bay</b> Evening Courier and Gazette {}",
    )
    chart = charts.network(**told)
    found = boxes(chart)
    texts = [text for text in chart.figure.axes[0].texts if text.get_gid().startswith("name|")]
    numbers = [text.get_window_extent() for text in chart.figure.axes[0].texts if text.get_gid() == "claims"]
    assert len(texts) == len(found) == len(numbers)
    for text, number in zip(texts, numbers):
        extent = text.get_window_extent()
        assert any(box.x0 < extent.x0 and extent.x1 < box.x1 and box.y0 <= extent.y0 and extent.y1 <= box.y1 for box in found), text.get_text()
        assert not extent.overlaps(number), text.get_text()
    assert any("<b>The $Long$" in text.get_text() for text in texts)
    assert "<b>" not in chart.svg()


def test_no_arrow_from_an_outlet_passes_behind_a_relay():
    chart = draw()
    chart.png()
    axis = chart.figure.axes[0]
    names = {text.get_gid().split("|")[1]: text.get_text() for text in axis.texts if text.get_gid().startswith("name|")}
    found = dict(zip(names, [patch for patch in axis.patches if patch.get_gid() == "box"]))
    relay = next(found[nr] for nr, name in names.items() if name == "Seawire").get_path().get_extents(found["0"].get_patch_transform())
    for patch in axis.patches:
        relation, *ends = (patch.get_gid() or "").split("|")
        if relation == "reports" and names[ends[1]] != "Seawire":
            assert patch.get_path().interpolated(20).get_extents().y0 > relay.y1 or not patch.get_path().intersects_bbox(relay)


def test_of_very_many_the_most_reported_are_drawn_and_the_rest_counted():
    told = crowd(30, 60)
    all_edges = comparison.reliance(told["claims"], told["sources"], told["articles"]).edges
    chart = charts.network(**told, most=12)
    assert len(boxes(chart)) <= 12
    assert f"Not drawn: {len(all_edges) - len(chart.values)} less reported arrows" in chart.note
    assert {"The Wire", "The State"} <= set(chart.values["to"])


def test_nothing_to_draw_says_so():
    own = CLAIMS[CLAIMS["source_id"].eq("article").fillna(False)]
    for claims in (CLAIMS.iloc[:0], own, CLAIMS.assign(status="rejected")):
        chart = charts.network(claims)
        assert chart.values.empty
        assert chart.title == "No claim that anybody is named for"
        assert chart.png()


def test_claims_alone_are_enough():
    chart = charts.network(CLAIMS)
    assert "bay-courier" in set(chart.values["from"])


def test_media_that_cite_each_other_are_drawn():
    registry = schema.build(schema.SOURCES, [{"source_id": name.lower(), "name": name, "kind": "media"} for name in ("Tide", "Lantern")])
    row = {name: (name.lower(), name.lower(), "media", "said", f"{name} says so.", [], {}) for name in ("Tide", "Lantern")}
    articles, claims, _ = tables({"a": ("Tide", None, [row["Lantern"]]), "b": ("Lantern", None, [row["Tide"]])})
    chart = charts.network(claims, sources=registry, articles=articles)
    assert sorted(zip(chart.values["from"], chart.values["to"])) == [("Lantern", "Tide"), ("Tide", "Lantern")]
    assert chart.png()


def test_the_same_claims_give_the_same_bytes(tmp_path):
    for ending in (".png", ".svg"):
        one = draw().save(tmp_path / f"one{ending}").read_bytes()
        two = draw(CLAIMS.copy()).save(tmp_path / f"two{ending}").read_bytes()
        assert one == two
