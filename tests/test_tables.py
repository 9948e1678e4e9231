"""The presentation tables: true counts, evidence in each row, nothing of an article let through as markup."""

import pandas as pd
from worked_example import sources, tables

from kit import comparison
from kit import tables as shown

ARTICLES, CLAIMS, FIGURES = tables()
SOURCES = sources()


def test_attributions_count_what_each_source_says():
    found = shown.attributions(CLAIMS, SOURCES, FIGURES)
    office = found.loc["harbour_office"]
    assert (office["name"], office["kind"], office["side"]) == ("Harbour Office", "government", "Coast")
    assert (office["claims"], office["articles"], office["figures"], office["relayed"], office["direct"]) == (5, 5, 6, 20, 0)
    assert office["origin"] == "coast_ministry"
    assert all(claim in CLAIMS.index for ids in found["evidence"] for claim in ids.split("|"))


def test_nobody_in_particular_stands_last():
    assert shown.attributions(CLAIMS, SOURCES).index.tolist()[-3:] == ["unnamed", "article", "unresolved"]


def test_shares_are_per_cent_of_the_claims():
    claims = CLAIMS.copy()
    mine = claims.index[claims["source_id"].eq("fire_service").fillna(False)]
    claims.loc[mine[0], "form"] = "direct"
    claims.loc[mine[1], "hedge"] = "reportedly"
    row = shown.attributions(claims).loc["fire_service"]
    assert (row["claims"], row["direct"], row["hedged"], row["relayed"]) == (3, 33, 33, 0)
    assert pd.isna(row["figures"])


def test_rejected_claims_do_not_count():
    claims = CLAIMS.assign(status=CLAIMS["status"].mask(CLAIMS["source_id"].eq("hospital").fillna(False), "rejected"))
    assert "hospital" not in shown.attributions(claims, SOURCES).index


def test_every_figure_has_its_line_and_its_place():
    found = shown.figures(FIGURES, CLAIMS, SOURCES, ARTICLES)
    assert set(found["figure_id"]) == set(FIGURES.index)
    assert all(ARTICLES.at[row.article_id, "text"][row.start : row.end] == row.says for row in found.itertuples())
    first = found.iloc[0]
    assert (first["source"], first["says"], first["outlet"], first["counted"]) == ("Harbour Office", "nearly 200", "Bay Courier", "people")


def test_what_rests_on_unnamed_sources_and_whether_a_named_one_gives_it_too():
    found = shown.unnamed(CLAIMS, FIGURES, SOURCES)
    assert found["figures"].tolist() == ["up to 15", "20"]
    assert found["also_named"].tolist() == [False, False]
    confirmed = FIGURES.copy()
    confirmed.loc[confirmed["text"].eq("at least 18"), ["value", "low"]] = 20
    assert shown.unnamed(CLAIMS, confirmed, SOURCES)["also_named"].tolist() == [False, True]
    assert shown.unnamed(CLAIMS)["also_named"].isna().tolist() == [True, True]


def test_what_a_named_source_says_together_with_officials_is_the_named_ones():
    claims = CLAIMS.copy()
    together = claims.index[claims["source_id"].eq("unnamed").fillna(False)][0]
    claims.loc[together, "source_id"] = "unnamed|fire_service"
    assert together not in set(shown.unnamed(claims, FIGURES, SOURCES)["claim_id"])
    before, after = (shown.attributions(some, SOURCES)["claims"] for some in (CLAIMS, claims))
    assert (after["unnamed"], after["fire_service"]) == (before["unnamed"] - 1, before["fire_service"] + 1)


def test_nobody_in_particular_is_of_no_other_kind():
    claims = CLAIMS.copy()
    claims.loc[claims["source_id"].eq("unnamed").fillna(False), "source_kind"] = "expert"
    assert shown.attributions(claims, SOURCES)["kind"][["unnamed", "article"]].tolist() == ["unnamed", "article"]


def test_every_number_of_the_extent_is_the_number_of_some_rows():
    many = shown.extent(ARTICLES, CLAIMS, FIGURES, SOURCES).set_index("what")["number"]
    claims = CLAIMS[CLAIMS["source_id"].ne("article").fillna(True)]
    assert (many["articles"], many["claims"], many["– attributed claims"]) == (len(ARTICLES), len(CLAIMS), len(claims))
    assert many["– attributed claims"] == many[[what for what in many.index if what.startswith("– – ")]].sum()
    assert (many["– – of unnamed sources"], many["– – of sources not resolved"], many["counts of people"], many["– denied"]) == (2, 1, len(FIGURES), 1)
    rejected = FIGURES.assign(status=FIGURES["status"].mask(FIGURES.index == FIGURES.index[0], "rejected"))
    asked = rejected[rejected["measure"].eq("killed")]
    fewer = shown.extent(ARTICLES, CLAIMS, rejected, SOURCES, asked).set_index("what")["number"]
    assert (fewer["counts of people"], fewer["– that the case asks about"]) == (len(FIGURES) - 1, len(asked))


def test_articles_cannot_write_into_the_page():
    table = pd.DataFrame({"<i>column</i>": ["<script>alert(1)</script>", None], "n": pd.array([3000, pd.NA], dtype="Int64")}, index=pd.Index(["<a>", "b"], name="<u>"))
    markup = shown.show(table, "<b>caption</b>").to_html()
    for tag in ("<script>", "<i>", "<b>", "<a>", "<u>"):
        assert tag not in markup
    assert "&lt;script&gt;" in markup
    assert ">3,000<" in markup
    assert markup.count(">–<") == 2


def test_the_same_table_is_shown_the_same():
    found = comparison.contradictions(FIGURES, CLAIMS, SOURCES, articles=ARTICLES)
    assert shown.show(found).to_html() == shown.show(found.copy()).to_html()
    assert repr(shown.show(found[:2])) == repr(shown.show(found[:2].copy())) == f"<table, rows: 2, columns: {', '.join(found.columns)}>"
    assert "± 10 %" in shown.show(found).to_html()


def test_shares_are_shown_with_their_sign():
    found = shown.attributions(CLAIMS, SOURCES)
    assert found["relayed"].dtype == "Int64"
    markup = shown.show(found).to_html()
    assert ">20 %<" in markup
    assert markup.count(" %<") == 3 * len(found)
    assert " %<" not in shown.show(found[["name", "claims"]]).to_html()


def test_measures_are_shown_in_words():
    table = pd.DataFrame({"measure": ["killed_or_injured"], "measures": ["injured · killed_or_injured"], "statement_id": ["x:killed_or_injured:9"], "killed_or_injured": [9]})
    markup = shown.show(table).to_html()
    assert markup.count(">killed or injured<") == 2
    assert ">injured · killed or injured<" in markup
    assert "x:killed_or_injured:9" in markup


def test_a_corrected_figure_says_its_numbers_first():
    corrected = FIGURES.copy()
    at = corrected.index[corrected["text"].eq("at least 18")][0]
    corrected.loc[at, ["value", "low", "high", "qualifier", "status"]] = [20, None, None, "about", "corrected"]
    found = shown.figures(corrected, CLAIMS, SOURCES).set_index("figure_id")
    assert found.loc[at, "says"] == "about 20 (text: “at least 18”)"


def test_a_relayed_figure_is_its_sources():
    claims = CLAIMS.copy()
    mine = FIGURES["claim_id"].iloc[0]
    claims.loc[mine, ["source_id", "source_kind", "via", "via_id"]] = ["seawire", "agency", "the harbour office", "harbour_office"]
    assert shown.figures(FIGURES, claims, SOURCES)["source"].iloc[0] == "Harbour Office (via Seawire)"


def test_long_and_empty_tables_say_so():
    table = shown.figures(FIGURES, CLAIMS)
    markup = shown.show(table, most=3).to_html()
    assert f"The first 3 of {len(table)} rows." in markup
    assert markup.count("<tr>") == 4
    assert "No rows." in shown.show(table.iloc[:0]).to_html()


def test_empty_tables_work():
    assert shown.attributions(CLAIMS.iloc[:0], SOURCES, FIGURES.iloc[:0]).empty
    assert shown.figures(FIGURES.iloc[:0], CLAIMS.iloc[:0]).empty
    assert shown.figures(FIGURES.iloc[:0], CLAIMS.iloc[:0], SOURCES.iloc[:0], ARTICLES.iloc[:0]).empty
    assert shown.unnamed(CLAIMS.iloc[:0], FIGURES.iloc[:0]).empty
