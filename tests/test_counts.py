"""One thing has one number: what the sentences, the tables and the charts of the shipped cases count is held against each other."""

import re
from pathlib import Path

import pytest

import kit
from kit.findings.export import _charts

DATA = Path(__file__).parent.parent / "data"
_NUMBER = r"(\d[\d,]*)"


class Told:
    """A case with its tables, its sentences and what its charts say."""

    def __init__(self, folder):
        self.found = kit.findings.analyse(kit.open_case(folder))
        self.tables = kit.findings.tables(self.found)
        self.extent = self.tables["extent"].set_index("what")["number"].to_dict()
        self.charts = {name.removeprefix("chart_"): chart for name, chart in _charts(self.found).items()}
        self.said = {}
        for finding in kit.findings.sentences(self.found):
            self.said.setdefault(finding.topic, []).append(finding.sentence)


@pytest.fixture(scope="module", params=["captured-soldier", "temirtal-earthquake"])
def told(request):
    return Told(DATA / request.param)


def number(pattern, text):
    """The number before *pattern* in a text."""
    found = re.search(f"{_NUMBER} {pattern}", text)
    assert found, (pattern, text)
    return int(found[1].replace(",", ""))


def missing(chart):
    """How many counts a chart says that it does not draw."""
    said = re.search(r"Not drawn: (.*?)\. ", chart.note + " ")
    return sum(int(part.split()[0].replace(",", "")) for part in said[1].split(", ")) if said else 0


def test_claims_are_counted_one_way(told):
    many, tables = told.extent, told.tables
    assert many["claims"] == len(tables["claims"]) == many["– attributed claims"] + many["– in the articles' own voice"]
    said = told.said["extent"][0]
    assert number("claims:", said) == many["claims"]
    assert number("that they attribute", said) == many["– attributed claims"]
    assert number("attributed claims", told.charts["network"].title) == many["– attributed claims"]
    assert number("claims? in the articles' own voice", told.charts["network"].note) == many["– in the articles' own voice"]
    rows = tables["attributions"]["claims"].to_dict()
    for source_id, what in {"unnamed": "– – of unnamed sources", "unresolved": "– – of sources not resolved", "article": "– in the articles' own voice"}.items():
        assert rows.get(source_id, 0) == many[what], source_id


def test_what_nobody_is_named_for_is_counted_one_way(told):
    unnamed = told.tables["unnamed"]
    assert number("claims? rests? on sources without a name", told.said["unnamed"][0]) == len(unnamed) == told.extent["– – of unnamed sources"]
    counts = told.found.figures["claim_id"].isin(unnamed["claim_id"]).sum()
    assert number("counts? of people", told.said["unnamed"][0]) == counts == told.tables["attributions"]["figures"]["unnamed"]
    unknown = sum(number("claims?", sentence) for sentence in told.said.get("unresolved", []))
    assert unknown == told.extent["– – of sources not resolved"] == told.tables["unresolved"]["count"].sum()


def test_counts_of_people_are_drawn_or_said_to_be_left_out(told):
    many = told.extent
    assert many["counts of people"] == len(told.tables["figures"]) == number("counts of people", told.said["extent"][1])
    for name in ("figures_by_source", "timeline"):
        chart = told.charts[name]
        assert number("counts of people", chart.title) + missing(chart) == many["counts of people"], name
    assert f"{many['– denied']:,} count{'s'[: many['– denied'] != 1]} denied" in told.charts["measures_by_source"].note or not many["– denied"]


def test_sources_and_origins_are_counted_one_way(told):
    origins = told.tables["origins"]
    said = told.said["origins"][0]
    assert number("origins?", said) == origins["named"].sum() == told.extent["origins of counts"]
    assert number("named sources?", said) == told.extent["named sources of counts"]
    assert sum(int(claims) for claims in re.findall(r"(\d+) claims?", said)) == origins.loc[~origins["named"], "claims"].sum()
    assert origins["figures"].sum() >= told.extent["counts of people"] - told.extent["– denied"] - told.extent["– only asked"]
    asked = kit.findings.in_question(told.found.figures, told.found.case)
    grid = told.charts["measures_by_source"]
    assert number("named sources", grid.title) == len(grid.values) - grid.values["source"].isin(["the articles' own voice", "unnamed sources", "sources not resolved"]).sum()
    if len(asked) == len(told.found.figures):
        assert number("named sources", grid.title) == told.extent["named sources of counts"]


def test_pairs_and_statements_are_counted_one_way(told):
    assert number("pairs? of statements", told.said["contradictions"][0]) == len(told.tables["contradictions"])
    assert len(told.said["drift"]) == number("statements?", told.charts["drift"].title)
