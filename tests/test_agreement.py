"""What the kit has to find on the five reports on the captured soldier: by itself, without corrections; in the retellings, and in the originals where they lie."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

import kit
from kit import comparison

ROOT = Path(__file__).parent.parent
ORIGINALS = ROOT.parent / "shared" / "seeds"


class Read(NamedTuple):
    articles: pd.DataFrame
    claims: pd.DataFrame
    figures: pd.DataFrame
    sources: pd.DataFrame


@pytest.fixture(scope="module", params=[ROOT / "data" / "captured-soldier", ORIGINALS], ids=["retellings", "originals"])
def read(request):
    if not request.param.is_dir():
        pytest.skip("the originals are not here")
    shipped = kit.open_case(ROOT / "data" / "captured-soldier")
    case = kit.open_case(request.param)
    articles = kit.read_articles(case)
    return Read(articles, *kit.extract(articles, **shipped.extraction_options), shipped.sources)


def statement(read, source_id, **fields):
    found = comparison.statements(read.figures, read.claims, read.sources, articles=read.articles).reset_index()
    found = found[found["source_id"].eq(source_id)]
    for name, value in fields.items():
        found = found[found[name].eq(value).fillna(False)]
    [row] = found.itertuples()
    return row


def qualifiers_and_numbers(read, row):
    figures = read.figures.loc[row.figure_ids.split("|")]
    return list(zip(figures["qualifier"], figures["value"]))


def test_one_statement_of_kyiv_in_seven_mentions_and_four_wordings(read):
    row = statement(read, "zelensky", measure="killed_or_injured")
    assert (row.appearances, row.articles, row.wording_count) == (7, 5, 4)
    assert {wording.casefold().split()[0] for wording in row.wordings.split(" · ")} == {"nearly", "almost", "around", "over"}
    assert {number for _, number in qualifiers_and_numbers(read, row)} == {3000}
    steps = comparison.drift(read.figures, read.claims, read.sources, articles=read.articles)
    odd = steps[steps["statement_id"].eq(row.statement_id) & steps["outlier"]]
    assert odd["qualifier"].tolist() == ["over"]
    assert odd["note"].str.contains("contradicts the rest").all()
    pairs = comparison.contradictions(read.figures, read.claims, read.sources, articles=read.articles)
    within = pairs[pairs["kind"].eq("within one source")]
    assert [text.casefold().split()[0] for text in within["text_b"]] == ["over"]


def test_seouls_count_in_four_wordings_adds_up(read):
    seoul = read.sources.loc[read.sources["parent"].eq("south_korea_government") | read.sources["source_id"].eq("south_korea_government"), "source_id"]
    told = comparison.statements(read.figures, read.claims, read.sources, articles=read.articles)
    told = told[told["source_id"].isin(seoul) & told["measure"].isin(["killed_or_injured", "casualties", "killed", "injured"])]
    counts = {(measure, *found) for measure, ids in zip(told["measure"], told["figure_ids"].str.split("|")) for found in
              zip(read.figures.loc[ids, "qualifier"], read.figures.loc[ids, "value"])}
    assert counts == {("killed_or_injured", "exact", 1100), ("casualties", "about", 1000), ("casualties", "about", 1100), ("killed", "over", 100), ("injured", "exact", 1000)}
    sums = comparison.totals(read.figures, read.claims, read.sources, articles=read.articles)
    sums = sums[sums["kind"].eq("killed + injured")]
    assert set(zip(sums["whole_measure"], sums["whole_low"])) == {("killed_or_injured", 1100), ("casualties", 900), ("casualties", 990)}
    assert sums["verdict"].isin(["consistent", "consistent if rounded"]).all()


def test_the_troops_deployed_are_compared(read):
    row = statement(read, "ukraine_government", measure="deployed", counted="troops")
    figures = read.figures.loc[row.figure_ids.split("|")]
    assert {(kind, *(None if pd.isna(n) else int(n) for n in numbers)) for kind, *numbers in figures[["qualifier", "value", "low", "high"]].itertuples(index=False)} == {
        ("exact", 12000, 12000, 12000), ("range", None, 10000, 12000), ("about", 12000, None, None),
    }  # fmt: skip
    assert row.agree
    pairs = comparison.contradictions(read.figures, read.claims, read.sources, articles=read.articles)
    [pair] = pairs[pairs["measure"].eq("deployed")].itertuples()
    assert read.figures.loc[[pair.figure_id_a, pair.figure_id_b], ["qualifier", "value"]].to_numpy().tolist() == [["up_to", 11000], ["exact", 12000]]


def test_all_casualty_figures_have_two_origins(read):
    losses = read.figures[read.figures["measure"].isin(["killed", "injured", "killed_or_injured", "casualties"])]
    found = comparison.count_origins(losses, read.claims, read.sources)
    assert (found.reports, found.origins, found.nobody) == (5, 2, 0)
    assert set(found.names) == {"Government of Ukraine", "Government of South Korea"}


def test_casualties_are_not_held_against_the_dead_and_that_is_said(read):
    pairs = comparison.contradictions(read.figures, read.claims, read.sources, articles=read.articles)
    assert "casualties" not in set(pairs["measure"])
    why = comparison.not_compared(read.figures, read.claims, read.sources, articles=read.articles)["why_not"]
    assert why.str.startswith("the word casualties alone may").any()


def test_of_the_place_of_capture_two_say_unclear_and_one_says_where(read):
    places = comparison.locations(read.articles, read.claims, read.sources, measure="captured")
    found = places[places["group"].eq("North Korea").fillna(False)]
    assert found.groupby("status")["article_id"].nunique().to_dict() == {"named": 1, "unclear": 2}
    assert found.loc[found["status"].eq("named"), "place"].str.startswith("Kursk").all()
