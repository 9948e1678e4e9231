"""Linked data: claims as schema.org has them, annotations as the W3C has them."""

import json
from urllib.parse import unquote

import pandas as pd
import pytest

import flood
import kit
from kit.findings.annotations import as_annotations
from kit.findings.linked import address, as_claims
from kit.findings.quotes import Quotes

#: Terms of schema.org that the file uses, looked up there: of Thing, CreativeWork, Claim, Article, Dataset.
TERMS = {
    "identifier", "name", "alternateName", "description", "sameAs", "url", "text", "author", "creditText", "datePublished", "creativeWorkStatus", "isPartOf",
    "publisher", "headline", "inLanguage", "appearance", "firstAppearance",
}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return kit.findings.analyse(flood.make(tmp_path_factory.mktemp("flood") / "case"))


@pytest.fixture(scope="module")
def graph(found):
    return as_claims(found)["@graph"]


@pytest.fixture(scope="module")
def annotations(found):
    return as_annotations(found)["first"]["items"]


def nodes(tree):
    if isinstance(tree, dict):
        yield tree
        for part in tree.values():
            yield from nodes(part)
    elif isinstance(tree, list):
        for part in tree:
            yield from nodes(part)


def said(graph, words):
    [claim] = [node for node in graph if words in node.get("text", "") and node["@id"].startswith("#claim/")]
    return claim


def statement(graph, name):
    [node] = [node for node in graph if node.get("name", "").startswith(name) and node["@type"] == "Claim"]
    return node


def test_only_terms_of_schema_org_are_used(graph):
    assert {key for node in nodes(graph) for key in node if not key.startswith("@")} <= TERMS
    assert {node["@type"] for node in nodes(graph) if "@type" in node} <= {"Dataset", "Claim", "NewsArticle", "Organization", "Person"}


def test_one_name_stands_for_one_thing(graph):
    seen = {}
    for node in nodes(graph):
        if "@id" in node and len(node) > 1:
            assert seen.setdefault(node["@id"], node) == node
    top = [node["@id"] for node in graph]
    assert len(top) == len(set(top))
    referred = {node["@id"] for node in nodes(graph) if set(node) == {"@id"}}
    assert referred and referred <= set(top)


def test_every_claim_is_there_once_unless_rejected(found):
    claims = found.claims.copy()
    claims.loc[claims.index[0], "status"] = "rejected"
    made = [node["identifier"] for node in as_claims(found._replace(claims=claims))["@graph"] if node["@id"].startswith("#claim/")]
    assert made == list(claims.index[1:])


def test_a_claim_has_its_author_and_appearance(graph):
    claim = said(graph, "over 40 people")
    assert claim["author"]["name"] == "Ada Brook"
    assert claim["author"]["sameAs"] == "https://www.wikidata.org/entity/Q99999999"
    assert claim["appearance"]["publisher"] == {"@type": "Organization", "name": "The Courier"}
    assert (claim["appearance"]["headline"], claim["appearance"]["datePublished"]) == ("After the flood", "2031-05-07")


def test_a_claim_is_of_the_day_on_which_it_was_said(found):
    claims = found.claims.assign(said_on=pd.NaT).astype({"said_on": "datetime64[us]"})
    claims.loc[claims.index[1], "said_on"] = pd.Timestamp("2031-05-06")
    made = {node["identifier"]: node.get("datePublished") for node in as_claims(found._replace(claims=claims))["@graph"] if node["@id"].startswith("#claim/")}
    assert [made[claim_id] for claim_id in claims.index[:2]] == [None, "2031-05-06"]


def test_a_mayor_is_a_person_and_a_service_is_a_body(graph):
    assert said(graph, "over 40 people")["author"]["@type"] == "Person"
    service = said(graph, "15 residents were killed")["author"]
    assert service["@type"] == "Organization"
    assert "sameAs" not in service  # what stands in the registry is no id of Wikidata


def test_a_denial_is_not_told_as_an_assertion(graph):
    assert said(graph, "old dam")["text"].startswith("Denied: ")


def test_who_is_nobody_in_particular_is_no_author(graph):
    claim = said(graph, "without power")
    assert "author" not in claim
    assert claim["creditText"] == "an official"


def test_a_statement_has_all_its_appearances_and_the_first(graph):
    node = statement(graph, "Olm Fire Service: 12")
    assert {article["identifier"] for article in node["appearance"]} == {"gazette", "courier"}
    assert node["firstAppearance"]["url"] == "https://gazette.example/flood"
    assert len(node["isPartOf"]) == len(node["appearance"])
    assert node["alternateName"] == ["12", "at least 12"]
    later = statement(graph, "Olm Fire Service: 15")  # a count of another day is a statement of its own
    assert [article["identifier"] for article in later["appearance"]] == ["herald"]


def test_articles_are_known_by_their_address_else_by_their_bytes(found):
    known = {article_id: address(article_id, row) for article_id, row in found.articles.iterrows()}
    assert known["gazette"] == "https://gazette.example/flood"
    assert known["courier"] == f"urn:sha256:{found.articles.loc['courier', 'sha256']}"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://", "https://a.example/<x>", "https://a.example/a b", "ftp://a.example/x"])
def test_what_is_no_address_of_a_page_is_none(url):
    assert address("one", pd.Series({"url": url, "sha256": "ab"})) == "urn:sha256:ab"


def test_own_voice_is_the_outlets(tmp_path):
    (tmp_path / "a.txt").write_text("Three miners were killed in the shaft.", encoding="utf-8")
    (tmp_path / "articles.csv").write_text("file,outlet\na.txt,Valley News\n", encoding="utf-8")
    made = as_claims(kit.findings.analyse(kit.open_case(tmp_path)))["@graph"]
    assert said(made, "Three miners")["author"] == {"@type": "Organization", "name": "Valley News"}


def test_every_claim_and_figure_is_annotated(found, annotations):
    named = [json.loads(body["value"]) for note in annotations for body in note["body"] if body.get("format") == "application/json"]
    assert [fields["claim_id"] for fields in named if "figure_id" not in fields] == list(found.claims.index)
    assert [fields["figure_id"] for fields in named if "figure_id" in fields] == list(found.figures.index)
    assert len({note["id"] for note in annotations}) == len(annotations)


def test_positions_and_quotations_give_the_exact_text(found, annotations):
    by_address = {address(article_id, row): row["text"] for article_id, row in found.articles.iterrows()}
    targets = [target for note in annotations for target in (note["target"] if isinstance(note["target"], list) else [note["target"]])]
    assert any(min(text.find("\N{WATER WAVE}"), 0) == 0 for text in by_address.values())  # a character that is two units of UTF-16 stands before some
    for target in targets:
        text, (quotation, position) = by_address[target["source"]], target["selector"]
        assert (quotation["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
        assert text[position["start"] : position["end"]] == quotation["exact"]
        around = quotation["prefix"] + quotation["exact"] + quotation["suffix"]
        assert around in text and len(quotation["prefix"]) <= 32 and len(quotation["suffix"]) <= 32
        assert len(quotation["prefix"]) == min(32, position["start"])


def test_a_split_quotation_has_a_target_for_each_piece(found, annotations):
    split = [note["target"] for note in annotations if isinstance(note["target"], list)]
    assert [len(targets) for targets in split] == [len(spans) for spans in found.claims["spans"] if len(spans) > 1]
    assert split


def test_fields_are_tags_and_lead_to_the_claim(found, annotations, graph):
    [note] = [note for note in annotations for body in note["body"] if '"at least 12"' in json.dumps(note["target"]) and body["purpose"] == "identifying"]
    tags = [body["value"] for body in note["body"] if body["purpose"] == "tagging"]
    assert tags[:2] == ["killed", "at_least"]
    fields = next(json.loads(body["value"]) for body in note["body"] if body["purpose"] == "describing")
    assert (fields["value"], fields["low"]) == (12, 12) and "high" not in fields
    linked = {unquote(body["source"]) for note in annotations for body in note["body"] if body["purpose"] == "identifying"}
    assert linked == {"claims.jsonld" + unquote(node["@id"]) for node in graph if node["@id"].startswith("#claim/")}


def test_without_the_text_long_claims_have_their_position_alone(found):
    quotes = Quotes(found.articles, found.figures)
    texts = []
    for note in as_annotations(found, quotes)["first"]["items"]:
        for target in note["target"] if isinstance(note["target"], list) else [note["target"]]:
            assert target["selector"][-1]["type"] == "TextPositionSelector"
            texts += [selector["exact"] for selector in target["selector"][:-1]]
            assert all({"prefix", "suffix"}.isdisjoint(selector) for selector in target["selector"])
    assert "About 40 people were rescued" in texts
    assert not any("old dam" in text for text in texts)
