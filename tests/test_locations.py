"""What reports say of where it happened, and which places exclude each other: a captured pilot, a ferry, arrests."""

from __future__ import annotations

import doctest

import pandas as pd
import pytest

import kit
import kit.comparison.where as where_module
from kit import schema
from kit.comparison import location_conflicts, location_summary, locations

TEXTS = {
    "a": "A Kenyan pilot was captured on Monday, the rebels said.\n\nThe rebels said that he was taken prisoner in Mali. He is said to be in good health.",
    "b": "The army denied that the Kenyan pilot had been captured in Mali. It is unclear where he was captured, an aid worker said.",
    "c": "The Kenyan pilot was seized near Olenka in Niger, according to Ana Ruiz. The council met in Lima.",
    "d": "Rebels captured the Kenyan pilot near Olenka. They captured two Kenyan soldiers in Chad.",
}


def made(texts: dict[str, str], **columns):
    articles = pd.DataFrame({"text": texts.values(), **columns}, index=list(texts))
    return articles, *kit.extract(articles)


@pytest.fixture(scope="module")
def tables():
    articles, claims, _ = made(TEXTS, outlet=["The Paper", "Radio", "Courier", "Herald"], published=pd.to_datetime(["2031-05-07"] * 4))
    return articles, claims, locations(articles, claims)


def test_each_place_with_who_speaks(tables):
    _, _, found = tables
    rows = found[["article_id", "measure", "group", "status", "place", "source"]].fillna("").to_numpy().tolist()
    assert rows == [
        ["a", "captured", "Kenya", "named", "Mali", "“The rebels”, unnamed"],
        ["b", "captured", "Kenya", "denied", "Mali", "The army"],
        ["b", "captured", "Kenya", "unclear", "", "“an aid worker”, unnamed"],
        ["c", "captured", "Kenya", "named", "Olenka", "Ana Ruiz"],
        ["d", "captured", "Kenya", "named", "Olenka", "the articles' own voice"],
        ["d", "captured", "Kenya", "named", "Chad", "the articles' own voice"],
    ]


def test_the_evidence_stands_where_the_offsets_say(tables):
    articles, claims, found = tables
    assert found.index.is_unique
    for row in found.itertuples():
        text = articles.at[row.article_id, "text"]
        assert text[row.start : row.end] == row.where
        assert text[row.event_start : row.event_end] == row.event
        assert text[row.sentence_start : row.sentence_end] == row.sentence
        assert pd.isna(row.claim_id) or row.claim_id in claims.index


def test_a_group_that_no_sentence_states_is_marked(tables):
    _, _, found = tables
    assert found["group_supplied"].tolist() == [True, False, True, False, False, False]
    assert found["outlet"].iloc[0] == "The Paper"


def test_the_group_is_left_open_where_the_article_has_two():
    articles, claims, _ = made({"a": "Rebels captured a Kenyan pilot. A Chilean nurse was captured. A driver was captured in Mali."})
    assert locations(articles, claims)["group"].isna().tolist() == [True]


def test_one_measure_is_read_alone_and_finds_the_same(tables):
    articles, claims, found = tables
    pd.testing.assert_frame_equal(locations(articles, claims, measure="captured"), found)
    assert locations(articles, claims, measure="killed").empty


def test_rejected_claims_speak_no_more(tables):
    articles, claims, _ = tables
    rejected = claims.assign(status=claims["status"].mask(claims["source"].eq("Ana Ruiz"), "rejected"))
    assert "Ana Ruiz" not in set(locations(articles, rejected)["source"])


def test_the_registry_names_the_source(tables):
    articles, claims, _ = tables
    sources = schema.build(schema.SOURCES, [{"source_id": "ana_ruiz", "name": "Ana Ruiz of the harbour union", "kind": "person"}])
    assert "Ana Ruiz of the harbour union" in set(locations(articles, claims, sources)["source"])


def test_summary_counts_articles_and_names_the_speakers(tables):
    _, _, found = tables
    summary = location_summary(found)
    first = summary.iloc[0]
    assert (first["place"], first["mentions"], first["articles"], first["within"], first["country"]) == ("Olenka", 2, 2, "Niger", "Niger")
    assert (first["sources"], first["article_ids"]) == ("Ana Ruiz · the articles' own voice", "c|d")
    assert summary["mentions"].sum() == len(found)
    assert summary.loc[summary["status"].eq("unclear"), "place"].isna().all()
    assert set("|".join(summary["location_ids"]).split("|")) == set(found.index)


def test_what_excludes_what(tables):
    _, _, found = tables
    conflicts = location_conflicts(found)
    assert conflicts[["kind", "place_a", "place_b"]].to_numpy().tolist() == [["contradiction", "Mali", "Olenka"], ["denied", "Mali", "Mali"]]
    assert conflicts["why"].tolist() == ["Mali and Olenka (Niger) are in different countries", "Mali is named and denied"]
    assert conflicts["sources_b"].tolist() == ["Ana Ruiz · the articles' own voice", "The army"]


def conflicts_of(*texts: str, **columns) -> list[tuple[str, str]]:
    articles, claims, _ = made({str(i): text for i, text in enumerate(texts)}, **columns)
    found = location_conflicts(locations(articles, claims))
    return [tuple(row) for row in found[["kind", "why"]].to_numpy()]


@pytest.mark.parametrize("texts, expected", [
    # places of which no table knows the level
    (["A Kenyan pilot was captured in Olenka.", "A Kenyan pilot was captured in Karsk."], ["cannot say"]),
    # one place in another, as the sentence says or as the capital tells
    (["A Kenyan pilot was captured near Olenka in Karsk.", "A Kenyan pilot was captured in Karsk."], ["one inside the other"]),
    (["A Kenyan pilot was captured in Oslo.", "A Kenyan pilot was captured in Norway."], ["one inside the other"]),
    (["A Kenyan pilot was captured in Oslo.", "A Kenyan pilot was captured in Lima."], ["contradiction"]),
    (["A Kenyan pilot was captured in Chile’s Aysen region.", "A Kenyan pilot was captured in Peru."], ["contradiction"]),
    # the same place, several people, another group, another measure, one mention, another day: nothing to hold against each other
    (["A Kenyan pilot was captured in the UK.", "A Kenyan pilot was captured in Britain."], []),
    (["Nine Kenyan pilots were captured in Mali.", "Nine Kenyan pilots were captured in Niger."], []),
    (["A Kenyan pilot was captured in Mali.", "A Chilean pilot was captured in Niger."], []),
    (["A Kenyan pilot was captured in Mali.", "A Kenyan pilot was killed in Niger."], []),
    (["A Kenyan pilot was captured in Mali and Niger."], []),
    (["A Kenyan pilot was captured in Mali on May 3.", "A Kenyan pilot was captured in Niger on May 4."], []),
    # other words for whom it befell may mean another person
    (["A Kenyan pilot was captured in Mali.", "A Kenyan nurse was captured in Niger."], ["cannot say"]),
    (["A Kenyan pilot was captured in Mali.", "The rebels have a Kenyan pilot. He was captured in Niger."], ["contradiction"]),
    (["A driver was killed in Oslo on May 3.", "A nurse was killed in Lima on May 3."], []),
    # without a group only the day tells that it is one event
    (["A ferry sank off Oslo.", "A ferry sank off Lima."], []),
    (["A ferry sank off Oslo on May 3.", "A ferry sank off Lima on May 3."], ["contradiction"]),
])
def test_which_places_can_be_held_against_each_other(texts, expected):
    kinds = conflicts_of(*texts, published=pd.to_datetime(["2031-05-07"] * len(texts)))
    assert [kind for kind, _ in kinds] == expected


def test_many_places_are_many_events():
    articles, claims, _ = made({"a": " ".join(f"A Kenyan pilot was captured in Town{chr(65 + i)}." for i in range(26))})
    found = locations(articles, claims)
    assert found["place"].nunique() > 20
    assert location_conflicts(found).empty


def test_nothing_in_nothing_out():
    articles = pd.DataFrame({"text": ["", "Nothing happened.", None]}, index=["a", "b", "c"])
    claims, _ = kit.extract(articles)
    found = locations(articles, claims)
    assert found.empty and location_summary(found).empty and location_conflicts(found).empty
    assert "place" in location_summary(found) and "why" in location_conflicts(found)


def test_examples():
    assert doctest.testmod(where_module).failed == 0
