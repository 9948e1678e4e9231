"""Articles in, two checked tables out."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kit
from kit import schema
from kit.extraction import ExtractionWarning
from kit.language.attribution import speeches

FLOOD = """River bursts its banks: governor

At least 40 people were killed when the river burst its banks on Monday, the governor said.
“We had no warning,” she added. Between 200 and 300 homes were lost.
Some 1,200 residents were evacuated. According to the Red Cross, 15 villagers are missing."""


@pytest.fixture(scope="module")
def flood():
    articles = pd.DataFrame(
        {"text": [FLOOD], "published": pd.to_datetime(["2024-05-08"])}, index=pd.Index(["flood"], name="article_id")
    )
    return articles, *kit.extract(articles)


def test_the_tables_fit_their_schemas(flood):
    _, claims, figures = flood
    schema.check(schema.CLAIMS, claims)
    schema.check(schema.FIGURES, figures)


def test_every_quote_is_at_its_place(flood):
    articles, claims, figures = flood
    text = articles["text"].iloc[0]
    assert all(text[row.start : row.end] == row.text for row in figures.itertuples())
    assert all(" … ".join(text[a:b] for a, b in row.spans) == row.text for row in claims.itertuples())
    for part in ("source", "cue"):
        rows = claims.dropna(subset=[part])
        assert len(rows) > 0
        assert all(text[row[f"{part}_start"] : row[f"{part}_end"]] == row[part] for _, row in rows.iterrows())


def test_each_figure_stands_in_a_claim_that_holds_it(flood):
    _, claims, figures = flood
    for row in figures.itertuples():
        claim = claims.loc[row.claim_id]
        assert any(a <= row.start and row.end <= b for a, b in claim.spans)


def test_figures_are_tied_to_whoever_gives_them(flood):
    _, claims, figures = flood
    givers = {row.text: claims.loc[row.claim_id, "source"] for row in figures.itertuples()}
    assert givers["At least 40"] == "the governor"
    assert givers["15"] == "the Red Cross"


def test_a_figure_without_a_source_belongs_to_the_articles_own_voice(flood):
    _, claims, figures = flood
    claim = claims.loc[figures.loc[figures["text"] == "Some 1,200", "claim_id"].iloc[0]]
    assert (claim["source_id"], claim["source_kind"]) == ("article", "article")
    assert claim["text"] == "Some 1,200 residents were evacuated."
    assert pd.isna(claim["cue"])


def test_houses_are_no_people(flood):
    assert not flood[2]["text"].str.contains("200 and 300").any()


def test_nothing_is_found_in_nothing():
    claims, figures = kit.extract(pd.DataFrame({"text": ["", None, "   \n"]}, index=["a", "b", "c"]))
    assert len(claims) == len(figures) == 0
    schema.check(schema.CLAIMS, claims)
    schema.check(schema.FIGURES, figures)


def test_neighbours_make_no_difference():
    alone = kit.extract(pd.DataFrame({"text": [FLOOD]}, index=["x"]))
    among = kit.extract(pd.DataFrame({"text": ["A dog barked.", FLOOD, "“Go,” he said."]}, index=["w", "x", "y"]))
    for one, many in zip(alone, among, strict=True):
        pd.testing.assert_frame_equal(one, many[many["article_id"] == "x"])


def test_one_bad_article_never_stops_the_others(monkeypatch):
    real = speeches.attributions.find

    def fails(doc):
        if "poison" in doc.text:
            raise RuntimeError("boom")
        return real(doc)

    monkeypatch.setattr(speeches.attributions, "find", fails)
    table = pd.DataFrame({"text": ["This is poison.", "Police said two men died."]}, index=["bad", "good"])
    with pytest.warns(ExtractionWarning, match="'bad'"):
        claims, figures = kit.extract(table)
    assert set(claims["article_id"]) == {"good"}
    assert list(figures["value"]) == [2]


@pytest.mark.parametrize(
    ("table", "options", "message"),
    [
        (pd.DataFrame({"body": ["x"]}), {}, "column 'text'"),
        (pd.DataFrame({"text": ["x", "y"]}, index=["a", "a"]), {}, "'a' occurs more than once"),
        (pd.DataFrame({"text": ["x"]}), {"convention": "guess"}, "unknown convention 'guess'"),
        (pd.DataFrame({"text": ["x"]}), {"model": "no_such_pipeline"}, "no spaCy pipeline 'no_such_pipeline'"),
    ],
)
def test_wrong_arguments_are_named(table, options, message):
    with pytest.raises(ValueError, match=message):
        kit.extract(table, **options)


def test_ids_may_stand_in_a_column_where_the_index_only_counts():
    numbered = pd.DataFrame({"text": ["Police said that two men died.", "It rained.", "Police said that nine men died."], "article_id": ["fire", "rain", "flood"]})
    for table in (numbered, numbered[numbered["text"] != "It rained."]):
        assert kit.extract(table)[0]["article_id"].tolist() == ["fire", "flood"]
    assert kit.extract(numbered.set_axis(["x", "y", "z"]))[0]["article_id"].tolist() == ["x", "z"]
    with pytest.raises(ValueError, match="'fire' occurs more than once in the column article_id"):
        kit.extract(numbered.assign(article_id=["fire", "fire", "flood"]))
    with pytest.raises(ValueError, match="row 2 has no article_id"):
        kit.extract(numbered.assign(article_id=["fire", None, "flood"]))


def test_the_convention_decides_how_vague_words_are_read():
    table = pd.DataFrame({"text": ["Police said dozens of miners were killed."]}, index=["a"])
    low = {name: kit.extract(table, convention=name)[1]["low"].iloc[0] for name in schema.CONVENTIONS}
    assert low["literal"] == 24
    assert low["acled"] == 12


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_survived(text):
    claims, figures = kit.extract(pd.DataFrame({"text": [text]}, index=["a"]))
    assert all(text[row.start : row.end] == row.text for row in figures.itertuples())


def test_parts_earlier_counts_and_periods_are_columns_of_figures():
    text = (
        "A dam broke in May.\n\nThe mayor said that 31 people were killed, up from 12, and that 90 were hurt, nine of them badly.\n\n"
        "Doctors treat about 40 wounded men a day, a nurse said."
    )
    _, figures = kit.extract(pd.DataFrame({"text": [text]}, index=["dam"]))
    by_text = figures.reset_index().set_index("text")
    assert by_text.loc["12", "superseded_by"] == by_text.loc["31", "figure_id"]
    assert by_text.loc["nine", "part_of"] == by_text.loc["90", "figure_id"]
    assert by_text["period"].dropna().to_dict() == {"about 40": "a day"}
    assert figures["part_of"].notna().sum() == figures["superseded_by"].notna().sum() == 1


def test_single_persons_are_counted_only_where_it_is_asked_for():
    table = pd.DataFrame({"text": ["A driver was killed and nine passengers were hurt."]}, index=["crash"])
    assert kit.extract(table)[1]["text"].tolist() == ["nine"]
    assert kit.extract(table, singles=True)[1]["text"].tolist() == ["A driver", "nine"]


def test_the_date_of_the_event_is_resolved_and_a_period_is_not():
    text = "On Friday, nine hikers died. Since Monday 12 hikers have died. In June, 14 hikers died."
    articles = pd.DataFrame({"text": [text], "published": [pd.Timestamp("2031-04-07")]}, index=["a"])
    _, figures = kit.extract(articles)
    assert figures["as_of"].tolist()[0] == pd.Timestamp("2031-04-04")
    assert figures["as_of"].isna().tolist()[1:] == [True, True]
    assert figures["period"].fillna("").tolist() == ["", "Since Monday", ""]
    assert kit.extract(articles[["text"]])[1]["as_of"].isna().all()
