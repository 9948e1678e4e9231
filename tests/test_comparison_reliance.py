"""Who relies on whom: each step of a chain is an edge, with its evidence, and the same in the graph."""

import networkx
import pandas as pd
import pytest
from worked_example import sources, tables

from kit import comparison, schema

ARTICLES, CLAIMS, FIGURES = tables()
SOURCES = sources()
REGISTRY = schema.build(
    schema.SOURCES,
    [
        {"source_id": "seawire", "name": "Seawire", "kind": "agency", "aliases": "the Seawire agency|SW"},
        {"source_id": "coast_radio", "name": "Coast Radio", "kind": "media"},
        {"source_id": "police", "name": "Harbour Police", "kind": "government", "parent": "ministry"},
        {"source_id": "ministry", "name": "Ministry of the Coast", "kind": "government", "parent": "government"},
        {"source_id": "government", "name": "Government of the Isles", "kind": "government"},
        {"source_id": "mayor", "name": "The Mayor", "kind": "person"},
    ],
)


def told(*rows, outlet="Bay Courier"):
    """One report of claims, each (source_id, via_id) or with its kind."""
    sentences = []
    for at, (source_id, via_id, *kind) in enumerate(rows):
        sentences.append(
            (source_id, source_id, kind[0] if kind else "person", "said", f"Sentence number {at}.", [], {"via": via_id, "via_id": via_id})
        )
    return (outlet, "2031-04-02", sentences)


def edges(*reports, registry=REGISTRY):
    articles, claims, _ = tables({f"a{at}": report for at, report in enumerate(reports)})
    found = comparison.reliance(claims, registry, articles).edges
    return list(zip(found["from_name"], found["relation"], found["to_name"], found["claims"]))


@pytest.mark.parametrize(
    "row, chain",
    [
        (("police", None), [("Bay Courier", "reports", "Harbour Police", 1), ("Harbour Police", "origin", "Government of the Isles", 1)]),
        (("seawire", "mayor"), [("Bay Courier", "reports", "Seawire", 1), ("Seawire", "relays", "The Mayor", 1)]),
        # The mayor told the agency: the outlet has it from the agency all the same.
        (("mayor", "seawire"), [("Bay Courier", "reports", "Seawire", 1), ("Seawire", "relays", "The Mayor", 1)]),
        (("coast_radio", "seawire"), [("Bay Courier", "reports", "Coast Radio", 1), ("Coast Radio", "relays", "Seawire", 1)]),
        (
            ("mayor", "police"),
            [
                ("Bay Courier", "reports", "The Mayor", 1),
                ("The Mayor", "relies on", "Harbour Police", 1),
                ("Harbour Police", "origin", "Government of the Isles", 1),
            ],
        ),
        (("article", "mayor", "article"), [("Bay Courier", "reports", "The Mayor", 1)]),
        (("unnamed", None, "unnamed"), [("Bay Courier", "reports", "unnamed sources", 1)]),
        (("mayor", "unnamed"), [("Bay Courier", "reports", "The Mayor", 1)]),
        ((None, None), [("Bay Courier", "reports", "sources not resolved", 1)]),
        (("article", "seawire", "article"), [("Bay Courier", "reports", "Seawire", 1)]),
        (("unnamed", "seawire", "unnamed"), [("Bay Courier", "reports", "Seawire", 1), ("Seawire", "relays", "unnamed sources", 1)]),
        (("article", None, "article"), []),
    ],
)
def test_each_step_of_a_chain_is_an_edge(row, chain):
    assert edges(told(row)) == chain


def test_sources_that_speak_together_have_an_edge_each():
    found = edges(told(("mayor|police", None)))
    assert [row[2] for row in found if row[1] == "reports"] == ["The Mayor", "Harbour Police"]


def test_an_outlet_that_the_registry_knows_is_that_source():
    found = edges(told(("coast_radio", None)), told(("mayor", None), outlet="coast radio"), told(("mayor", None), outlet="SW"))
    assert sorted(found) == [
        ("Bay Courier", "reports", "Coast Radio", 1),
        ("Coast Radio", "reports", "The Mayor", 1),
        ("Seawire", "reports", "The Mayor", 1),
    ]
    _, claims, _ = tables({"a0": told(("coast_radio", None)), "a1": told(("mayor", None), outlet="Coast Radio")})
    articles = pd.DataFrame({"outlet": pd.array(["Bay Courier", "Coast Radio"], dtype="string")}, index=["a0", "a1"])
    graph = comparison.reliance(claims, REGISTRY, articles).graph
    assert networkx.ancestors(graph, "mayor") == {"outlet:Bay Courier", "coast_radio"}
    assert {node: layer for node, layer in graph.nodes(data="layer")} == {"outlet:Bay Courier": "outlet", "coast_radio": "relay", "mayor": "source"}


def test_an_outlet_that_bears_a_ministrys_name_is_not_the_ministry():
    assert edges(told(("mayor", None), outlet="Ministry of the Coast"))[0][0] == "Ministry of the Coast"
    articles, claims, _ = tables({"a": told(("mayor", None), outlet="Ministry of the Coast")})
    assert "outlet:Ministry of the Coast" in comparison.reliance(claims, REGISTRY, articles).graph


def test_claims_and_articles_are_counted_once_and_named():
    found = comparison.reliance(CLAIMS, SOURCES, ARTICLES).edges.set_index(["from_id", "to_id"])
    row = found.loc[("harbour_office", "coast_ministry")]
    assert (row["relation"], row["claims"], row["articles"]) == ("origin", 5, 5)
    assert row["article_ids"] == "bay-courier|evening-tide|island-radio|north-mail|weekly-lantern"
    assert set(row["claim_ids"].split("|")) == set(CLAIMS.index[CLAIMS["source_id"].str.contains("harbour_office").fillna(False)])
    assert found.loc[("seawire", "harbour_office"), "relation"] == "relays"
    assert found.loc[("outlet:Island Radio", "seawire"), "article_ids"] == "island-radio"


def test_rejected_claims_are_left_out():
    rejected = CLAIMS.assign(status="rejected")
    assert comparison.reliance(rejected, SOURCES, ARTICLES).edges.empty
    assert comparison.reliance(CLAIMS.iloc[:0]).graph.number_of_nodes() == 0


def test_graph_and_table_say_the_same():
    found = comparison.reliance(CLAIMS, SOURCES, ARTICLES)
    assert set(found.graph.edges) == set(zip(found.edges["from_id"], found.edges["to_id"]))
    for row in found.edges.itertuples():
        edge = found.graph.edges[row.from_id, row.to_id]
        assert row.relation in edge["relation"].split(" · ")
        assert edge["claims"] >= row.claims
    assert found.graph.nodes["harbour_office"]["name"] == "Harbour Office"
    assert found.graph.nodes["harbour_office"]["claims"] == 5
    assert dict(found.graph.nodes(data="layer"))["coast_ministry"] == "origin"


def test_a_pair_in_two_relations_is_one_edge_of_the_graph_that_counts_each_claim_once():
    registry = REGISTRY.assign(parent=REGISTRY["parent"].mask(REGISTRY["source_id"].eq("coast_radio"), "government"))
    articles, claims, _ = tables({"a": told(("coast_radio", "government"), ("coast_radio", None))})
    found = comparison.reliance(claims, registry, articles)
    assert found.graph.edges["coast_radio", "government"] == {"relation": "relays · origin", "claims": 2, "articles": 1}


def test_without_registry_and_articles_ids_are_made_readable():
    _, claims, _ = tables({"a": told(("harbour_office", None))})
    found = comparison.reliance(claims).edges
    assert found[["from_id", "from_name", "to_name"]].values.tolist() == [["outlet:a", "a", "Harbour Office"]]


def test_the_order_of_the_claims_does_not_matter():
    one, two = comparison.reliance(CLAIMS, SOURCES, ARTICLES), comparison.reliance(CLAIMS.iloc[::-1], SOURCES, ARTICLES)
    pd.testing.assert_frame_equal(one.edges, two.edges)
    assert list(one.graph.nodes) == list(two.graph.nodes)
