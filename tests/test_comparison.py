"""What can be compared, and what is found: on the ferry accident of worked_example.py and on small tables."""

import doctest
import gc
import time

import numpy as np
import pandas as pd
import pytest
from benchmarks.bench_comparison import made
from hypothesis import given, settings
from hypothesis import strategies as st
from worked_example import REPORTS, sources, tables

import kit.comparison.columns as columns_module
import kit.comparison.once as once_module
import kit.comparison.pairs as pairs_module
import kit.comparison.readings as readings_module
import kit.comparison.speakers as speakers_module
import kit.comparison.wordings as wordings_module
import kit.comparison.words as words_module
from kit import comparison, corrections, schema
from kit.comparison.grouping import grouped
from kit.schema import QUALIFIERS

ARTICLES, CLAIMS, FIGURES = tables()
for columns, table in ((schema.ARTICLES, ARTICLES), (schema.CLAIMS, CLAIMS), (schema.FIGURES, FIGURES)):
    schema.check(columns, table)
SOURCES = sources()


def report(*sentences, outlet="The Paper", published=None):
    """One report: sentences as (source_id, sentence, figures) and, if need be, more columns of the claim."""
    rows = [(None, s[0], "person", "said", s[1], s[2], s[3] if len(s) > 3 else {}) for s in sentences]
    return (outlet, published, rows)


def exact(number, measure="killed", counted="people"):
    return (str(number), "exact", number, number, number, measure, counted)


def figure(qualifier, value=None, low=None, high=None):
    row = dict(figure_id="a:0-1", claim_id="a:0-1", article_id="a", start=0, end=1, text="x", measure="killed", status="extracted")
    return schema.build(schema.FIGURES, [row | dict(qualifier=qualifier, value=value, low=low, high=high)])


@pytest.mark.parametrize("row, expected", [
    (figure("exact", 50, 50, 50), [50, 50, False, False]),
    (figure("about", 50), [45, 55, False, False]),
    (figure("nearly", 50, None, 50), [45, 50, False, True]),
    (figure("over", 50, 50), [50, np.inf, True, False]),
    (figure("at_least", 50, 50), [50, np.inf, False, False]),
    (figure("up_to", 50, None, 50), [0, 50, False, False]),
    (figure("range", None, 40, 60), [40, 60, False, False]),
    (figure("vague", None, 24), [24, np.inf, False, False]),
    (figure("about", 50, 48, 60), [48, 60, False, False]),
    (figure("exact"), [0, np.inf, False, False]),
])
def test_each_qualifier_is_read_as_its_interval(row, expected):
    assert comparison.interval(row).iloc[0].tolist() == expected


@pytest.mark.parametrize("qualifier, words, short", [
    ("up_to", "fewer than 50", True), ("up_to", "well under 50", True), ("up_to", "less than 50", True), ("up_to", "sub-50", True),
    ("up_to", "up to 50", False), ("up_to", "50 or under", False), ("up_to", "less than or equal to 50", False), ("up_to", "no more than 50", False),
    ("range", "more than 20 but fewer than 50", True), ("range", "20 to 50", False),
])  # fmt: skip
def test_fewer_than_fifty_are_forty_nine_at_most(qualifier, words, short):
    row = figure(qualifier, None if qualifier == "range" else 50, 20 if qualifier == "range" else None, 50).assign(text=pd.array([words], dtype="string"))
    bounds = comparison.interval(row)
    assert bounds["high"].tolist() == [50] and bounds["high_open"].tolist() == [short]
    assert readings_module.whole_ends(bounds)[1].tolist() == [49 if short else 50]


def test_the_tolerance_is_the_callers():
    assert comparison.interval(figure("about", 50), tolerance=0.2).iloc[0].tolist()[:2] == [40, 60]
    with pytest.raises(ValueError, match="share of the number"):
        comparison.interval(FIGURES, tolerance=10)
    assert "20 %" in comparison.drift(FIGURES, CLAIMS, tolerance=0.2).attrs["note"]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(QUALIFIERS), st.integers(0, 10**7), st.integers(0, 10**7), st.floats(0, 0.99))
def test_no_interval_is_empty(qualifier, one, two, tolerance):
    low, high = sorted([one, two])
    row = figure(qualifier, one, low if qualifier in ("range", "vague") else None, high if qualifier == "range" else None)
    read = comparison.interval(row, tolerance)
    assert (read["low"] <= read["high"]).all()
    first, last = readings_module.whole_ends(read)
    assert first[0] <= last[0]


def test_reading_leaves_the_figures_as_they_are():
    before = FIGURES.copy(deep=True)
    comparison.contradictions(FIGURES, CLAIMS, SOURCES, articles=ARTICLES)
    comparison.totals(FIGURES, CLAIMS, SOURCES)
    pd.testing.assert_frame_equal(FIGURES, before)


def test_one_source_is_one_statement_in_all_its_wordings():
    found = comparison.statements(FIGURES, CLAIMS, SOURCES, articles=ARTICLES).loc["harbour_office:rescued:200"]
    assert (found["appearances"], found["articles"], found["wording_count"]) == (4, 4, 4)
    assert found["wordings"] == "nearly 200 · Almost 200 · Around 200 · more than 200"
    assert found["low"] == 180
    assert pd.isna(found["high"])
    assert not found["agree"]
    assert found["figure_ids"].split("|")[0] in FIGURES.index


def test_a_count_of_others_is_another_statement():
    found = comparison.statements(FIGURES, CLAIMS, SOURCES)
    assert found.loc["harbour_office:rescued:children:40", "wordings"] == "40"


def test_rolled_up_a_service_speaks_with_its_ministry():
    registry = SOURCES.assign(parent=SOURCES["parent"].mask(SOURCES["source_id"].eq("fire_service"), "coast_ministry"))
    found = comparison.statements(FIGURES, CLAIMS, registry, roll_up=True).loc["coast_ministry:killed:12"]
    assert found["source"] == "Ministry of the Coast"
    assert found["articles"] == 2


def test_the_ratio_decides_how_far_one_statement_reaches():
    _, claims, figures = tables({"a": report(("x", "First 100 dead, then 120 dead.", [exact(100), exact(120)]))})
    assert len(comparison.statements(figures, claims)) == 1
    assert len(comparison.statements(figures, claims, ratio=1.1)) == 2
    with pytest.raises(ValueError, match="at least 1"):
        comparison.statements(figures, claims, ratio=0.5)


def test_two_unnamed_sources_are_never_one():
    _, claims, figures = tables({"a": report(("unnamed", "One said 5 died.", [exact(5)]), ("unnamed", "One said 9 died.", [exact(9)]))})
    assert comparison.statements(figures, claims)["source_id"].tolist() == ["unnamed", "unnamed"]
    assert comparison.contradictions(figures, claims)["kind"].tolist() == ["between sources"]


def test_sources_that_speak_together_each_speak():
    found = comparison.statements(FIGURES, CLAIMS, SOURCES)
    assert found.loc["fire_service:killed:12", "articles"] == 2
    assert found.loc["harbour_office:killed:12", "articles"] == 1


def test_drift_names_the_wording_that_stands_against_the_rest():
    found = comparison.drift(FIGURES, CLAIMS, SOURCES, articles=ARTICLES)
    assert found["text"].tolist() == ["nearly 200", "Almost 200", "Around 200", "more than 200"]
    assert found["step"].tolist() == [1, 2, 3, 4]
    assert found["against"].tolist() == [1, 1, 0, 2]
    assert found.loc[found["outlier"], "text"].tolist() == ["more than 200"]
    assert "contradicts the rest: cannot hold with 2 of 3" in found["note"].iloc[3]


def test_of_two_wordings_that_disagree_neither_is_the_odd_one():
    _, claims, figures = tables({
        "a": report(("x", "It was nearly 50.", [("nearly 50", "nearly", 50, None, 50, "killed", None)])),
        "b": report(("x", "It was over 50.", [("over 50", "over", 50, 50, None, "killed", None)])),
    })
    found = comparison.drift(figures, claims)
    assert found["against"].tolist() == [1, 1]
    assert not found["outlier"].any()


def named(names, *sentences, **more):
    """The claims and figures of one report, with a person's names for the statements, in the figures' order."""
    _, claims, figures = tables({"a": report(*sentences, **more)})
    return claims, figures.assign(statement=pd.array(names, dtype="string"))


def grouping(claims, figures):
    """The statements as sets of the figures' words."""
    found = comparison.statements(figures, claims)["figure_ids"].str.split("|")
    return {frozenset(figures.loc[ids, "text"]) for ids in found}


def test_one_name_is_one_statement_whatever_the_numbers():
    claims, figures = named(["the toll", "The  Toll", None], ("x", "First 10, then 900, and 11.", [exact(10), exact(900), exact(11)]))
    assert grouping(claims, figures) == {frozenset({"10", "900"}), frozenset({"11"})}
    found = comparison.statements(figures, claims).loc["x:the_toll"]
    assert found["why"] == "put together by a person as “the toll”"
    assert (found["low"], found["high"], found["agree"]) == (10, 900, False)
    steps = comparison.drift(figures, claims)
    assert steps["statement"].tolist() == ["X: killed, “the toll”"] * 2
    assert comparison.contradictions(figures, claims)["kind"].tolist() == ["within one source"] * 2


def test_a_name_of_its_own_sets_a_figure_apart():
    sentence = ("x", "So 50, 51 and 52 died.", [exact(50), exact(51), exact(52)])
    assert grouping(*named([None, None, None], sentence)) == {frozenset({"50", "51", "52"})}
    claims, figures = named([None, "another ship", None], sentence)
    assert grouping(claims, figures) == {frozenset({"50", "52"}), frozenset({"51"})}
    assert comparison.statements(figures, claims).loc["x:another_ship", "why"] == "set apart by a person as “another ship”"
    assert grouping(*named(["one", "two", "two"], sentence)) == {frozenset({"50"}), frozenset({"51", "52"})}


def test_a_name_joins_neither_two_sources_nor_a_denial_with_what_it_denies():
    claims, figures = named(["toll"] * 3, ("x", "It was 10.", [exact(10)]), ("y", "It was 11.", [exact(11)]), ("x", "Not 12.", [exact(12)], {"polarity": "denied"}))
    assert grouping(claims, figures) == {frozenset({"10"}), frozenset({"11"}), frozenset({"12"})}
    assert sorted(comparison.statements(figures, claims).index) == ["x:toll", "x:toll:denied", "y:toll"]


def test_counts_of_two_measures_in_one_statement_are_not_held_against_each_other():
    claims, figures = named(["toll"] * 3, ("x", "So 1,100 casualties, 100 dead, 120 dead.", [("1,100", *exact(1100, "casualties")[1:]), exact(100), exact(120)]))
    assert grouping(claims, figures) == {frozenset({"1,100", "100", "120"})}
    assert comparison.contradictions(figures, claims)[["text_a", "text_b"]].to_numpy().tolist() == [["100", "120"]]
    assert dict(zip(*comparison.drift(figures, claims)[["text", "against"]].to_numpy().T)) == {"1,100": 0, "100": 1, "120": 1}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("xy"), st.sampled_from([None, "one", "ONE ", "two", "???"]), st.integers(0, 60)), min_size=1, max_size=10))
def test_names_decide_and_only_within_a_source(counts):
    claims, figures = named([name for _, name, _ in counts], *((source, f"So {number} died.", [exact(number)]) for source, _, number in counts))
    table = grouped(figures, claims)
    name = table["statement"].str.casefold().str.strip()
    for a in range(len(table)):
        for b in range(a):
            together = table["statement_id"].iloc[a] == table["statement_id"].iloc[b]
            same_source, both = table["speaker"].iloc[a] == table["speaker"].iloc[b], [name.iloc[a], name.iloc[b]]
            if any(map(pd.notna, both)):
                assert together == (same_source and all(map(pd.notna, both)) and both[0] == both[1])
            elif together:
                assert same_source


def test_a_person_groups_by_the_log_and_takes_it_back(tmp_path):
    articles, claims, figures = tables({"a": report(("x", "First 10, then 900 died.", [exact(10), exact(900)]))})
    log = tmp_path / "corrections.jsonl"

    def grouped_now():
        return grouping(*corrections.correct(claims, figures, log, articles=articles))

    for figure_id, row in figures.iterrows():
        where = corrections.selectors("figures", row, articles.at["a", "text"])
        corrections.record(log, by="Ana", action="set", **where, field="statement", to="the toll", why="one count, corrected later")
    assert grouped_now() == {frozenset({"10", "900"})}
    corrections.undo(log, "Ana")
    assert grouped_now() == {frozenset({"10"}), frozenset({"900"})}
    corrections.redo(log, "Ana")
    assert grouped_now() == {frozenset({"10", "900"})}
    corrected = corrections.correct(claims, figures, log, articles=articles)[1]
    assert corrected["status"].tolist() == ["corrected"] * 2
    assert comparison.statements(corrected, claims)["wordings"].tolist() == ["10 · 900"]


def told(*steps):
    """The drift of what source x is said to say: a step is (words of the number, further columns of the claim), a day after the other."""
    reports = {}
    for number, (words, more) in enumerate(steps):
        source = more.pop("source_id", "x")
        kind = {"over": "over", "nearly": "nearly", "about": "about"}.get(words.split()[0], "exact")
        value = int(words.split()[-1])
        low, high = {"over": (value, None), "nearly": (None, value), "about": (None, None)}.get(kind, (value, value))
        figure = (words, kind, value, low, high, "killed", "people")
        reports[f"r{number}"] = report((source, f"It was {words}.", [figure], more), outlet=f"Paper {number}", published=f"2031-04-{number + 1:02}")
    articles, claims, figures = tables(reports)
    return comparison.drift(figures, claims, articles=articles)


ESTIMATES, SAID, CLAIMED = ({"cue": cue, "cue_class": cue_class} for cue, cue_class in (("estimates", "estimates"), ("said", "says"), ("claimed", "claims")))


def test_each_step_tells_what_has_changed():
    found = told(("nearly 50", ESTIMATES | {"hedge": "preliminary"}), ("over 50", dict(SAID)), ("over 50", CLAIMED | {"form": "direct"}), ("over 50", CLAIMED | {"form": "direct"}))
    assert found["change"].fillna("–").tolist() == [
        "–", "“nearly 50” → “over 50”; “estimates” → “said” (estimate → statement); hedge lost (“preliminary”)",
        "“said” → “claimed” (statement → claim); in the article's words → quoted", "",
    ]
    assert found["cue_class"].tolist() == ["estimates", "says", "claims", "claims"]
    assert found["attributed"].all()


@pytest.mark.parametrize("first, second, change", [
    (dict(CLAIMED), dict(SAID), "“claimed” → “said” (claim → statement)"),
    (dict(ESTIMATES), {"cue": "confirmed", "cue_class": "confirms"}, "“estimates” → “confirmed” (estimate → confirmation)"),
    (dict(SAID), {"hedge": "reportedly"}, "hedge added (“reportedly”)"),
])
def test_one_wording_drifts_where_it_is_told_more_or_less_firmly(first, second, change):
    found = told(("50", first), ("50", second))
    assert found["change"].iloc[1] == change
    assert found["wording_count"].tolist() == [1, 1]


def test_one_wording_told_alike_does_not_drift():
    assert told(("50", dict(SAID)), ("50", {"cue": "told", "cue_class": "says"}), ("50", {"cue": "promised", "cue_class": "promises"})).empty


def test_a_number_that_an_article_gives_as_its_own_has_lost_its_source():
    found = told(("nearly 50", dict(SAID)), ("50", {"source_id": "article"}), ("over 50", dict(SAID)))
    assert found["source"].tolist() == ["X"] * 3
    assert found["article_id"].tolist() == ["r0", "r1", "r2"]
    assert found["attributed"].tolist() == [True, False, True]
    assert found["change"].tolist()[1:] == ["“nearly 50” → “50”; attribution lost: in the article's own voice", "“nearly 50” → “over 50”"]
    assert found["others"].fillna(-1).tolist() == [1, -1, 1]  # the article's own words are none of the source's
    assert found["note"].iloc[1] == "the number without its source"
    assert not found["outlier"].iloc[1]


def test_one_wording_drifts_where_its_source_is_lost():
    found = told(("50", dict(SAID)), ("50", {"source_id": "article", "hedge": "reportedly"}))
    assert found["change"].iloc[1] == "attribution lost: in the article's own voice; hedge added (“reportedly”)"


@pytest.mark.parametrize("steps", [
    [("50", {"source_id": "article"}), ("50", dict(SAID))],  # before anybody is named for it
    [("50", dict(SAID)), ("60", {"source_id": "article"})],  # another number
    [("50", {"source_id": "unnamed"}), ("50", {"source_id": "article"})],  # no source was named before
    [("50", SAID | {"polarity": "denied"}), ("50", {"source_id": "article"})],  # it was denied
])
def test_an_own_number_that_nobody_was_named_for_has_lost_nothing(steps):
    assert told(*steps).empty


def test_an_article_that_names_somebody_for_the_number_keeps_the_attribution():
    later = report(("article", "As 50 are dead, all mourn.", [exact(50)]), ("y", "It was 50.", [exact(50)]), published="2031-04-05")
    articles, claims, figures = tables({"a": report(("x", "It was 50.", [exact(50)]), published="2031-04-01"), "b": later})
    assert comparison.drift(figures, claims, articles=articles).empty


def test_a_lost_attribution_is_told_once_of_the_statement_that_most_articles_carry():
    reports = {name: report((source, "It was 50.", [exact(50)]), published="2031-04-01") for name, source in (("a", "x"), ("b", "y"), ("c", "y"))}
    articles, claims, figures = tables(reports | {"d": report(("article", "All mourn 50 dead.", [exact(50)]), published="2031-04-05")})
    figures["group"] = pd.array(["Crew", "Crew", "Crew", None], dtype="string")
    found = comparison.drift(figures, claims, articles=articles)
    assert found.loc[~found["attributed"], ["source_id", "article_id"]].to_numpy().tolist() == [["y", "d"]]
    figures["group"] = pd.array(["Crew", "Crew", "Crew", "Passengers"], dtype="string")
    assert comparison.drift(figures, claims, articles=articles).empty


def test_contradictions_are_the_pairs_that_cannot_both_hold():
    found = comparison.contradictions(FIGURES, CLAIMS, SOURCES, articles=ARTICLES)
    pairs = set(zip(found["measure"], found["kind"], found["text_a"], found["text_b"]))
    assert ("rescued", "within one source", "nearly 200", "more than 200") in pairs
    # "12" is first given on a day not known, "at least 18" by the hospital: the dead may have become more.
    assert ("killed", "between sources", "12", "at least 18") not in pairs
    unsaid = comparison.not_compared(FIGURES, CLAIMS, SOURCES, articles=ARTICLES).query("verdict == 'cannot say'")
    assert ("12", "at least 18") in set(zip(unsaid["texts_a"], unsaid["texts_b"]))
    assert ("killed", "denied", "12", "12") in pairs
    assert not any("Dozens" in pair or "about 45" in pair or "40" in pair for pair in pairs)
    assert not any({"Around 200", "more than 200"} <= set(pair) for pair in pairs)


def test_a_contradiction_carries_its_evidence():
    found = comparison.contradictions(FIGURES, CLAIMS, SOURCES, articles=ARTICLES)
    row = found[found["kind"].eq("within one source")].iloc[0]
    assert row["sentence_a"] == REPORTS["bay-courier"][2][0][4]
    assert ARTICLES.at[row["article_id_b"], "text"][row["start_b"] : row["end_b"]] == row["text_b"]
    assert (row["articles_a"], row["articles_b"]) == (2, 1)
    assert row["why"] == (
        "Rescued: Harbour Office gives “nearly 200”, that is fewer than 200; Harbour Office gives “more than 200”. "
        "They cannot both be right, “nearly” read as within 10 %. The lower was given by 2031-04-02, the higher by 2031-04-03."
    )
    assert comparison.contradictions(FIGURES, CLAIMS)["sentence_a"].isna().all()


def test_an_organ_and_its_parent_are_two_sources_of_one_origin():
    _, claims, figures = tables({"a": report(("harbour_office", "They said 5 died.", [exact(5)]), ("coast_ministry", "They said 9 died.", [exact(9)]))})
    found = comparison.contradictions(figures, claims, SOURCES)
    assert found["kind"].tolist() == ["between sources"]
    assert found["same_origin"].tolist() == [True]
    assert comparison.contradictions(figures, claims)["same_origin"].isna().all()


def test_repetition_makes_no_new_contradiction():
    once = {"a": report(("x", "It was 5 dead.", [exact(5)])), "b": report(("y", "It was 9 dead.", [exact(9)]))}
    many = once | {f"c{n}": report(("x", "It was 5 dead.", [exact(5)])) for n in range(20)}
    _, claims, figures = tables(many)
    found = comparison.contradictions(figures, claims.assign(said_on=pd.Timestamp("2031-04-01")))
    assert len(found) == 1
    assert found["articles_a"].tolist() == [21]


@pytest.mark.parametrize("more, reason", [
    (({"as_of": "2031-04-01"}, {"as_of": "2031-04-02"}), "counted at different dates"),
    (({"place": "East Quay"}, {"place": "West Quay"}), "different places"),
    (({"group": "Crew"}, {"group": None}), "only one of them says whose people are counted"),
    (({"period": "over the past 24 hours"}, {"period": None}), "one counts a period only, the other all so far"),
    (({"period": "since August"}, {"period": "a day"}), "counts of different periods"),
    (({"superseded_by": "a:7-8"}, {"superseded_by": None}), "one was replaced by a later count"),
])
def test_what_is_counted_elsewhere_is_no_contradiction(more, reason):
    _, claims, figures = tables({"a": report(("x", "It was 5 dead.", [exact(5)]), ("y", "It was 9 dead.", [exact(9)]))})
    for index, values in zip(figures.index, more):
        for name, value in values.items():
            figures.loc[index, name] = pd.Timestamp(value) if name == "as_of" else value
    assert comparison.contradictions(figures, claims).empty
    assert comparison.not_compared(figures, claims)["why_not"].tolist() == [reason]


def test_a_later_count_of_one_source_is_no_contradiction():
    _, claims, figures = tables({"a": report(
        ("x", "On Monday 5 dead.", [exact(5)], {"said_on": "2031-04-01"}), ("x", "On Tuesday 9 dead.", [exact(9)], {"said_on": "2031-04-02"}))})
    assert comparison.contradictions(figures, claims).empty
    assert comparison.not_compared(figures, claims)["why_not"].tolist() == ["one source, another day: a later count"]


def test_counts_of_one_period_are_compared():
    _, claims, figures = tables({"a": report(("x", "It was 5 dead.", [exact(5)]), ("y", "It was 9 dead.", [exact(9)]))})
    assert len(comparison.contradictions(figures.assign(period=pd.array(["a day", "a day"], dtype="string")), claims)) == 1


def test_a_period_and_an_earlier_count_are_statements_of_their_own():
    _, claims, figures = tables({"a": report(("x", "So 50, 51 and 52 dead.", [exact(50), exact(51), exact(52)]))})
    assert len(comparison.statements(figures, claims)) == 1
    figures["period"] = pd.array(["a day", None, None], dtype="string")
    figures["superseded_by"] = pd.array([None, figures.index[2], None], dtype="string")
    found = comparison.statements(figures, claims)
    assert sorted(found.index) == ["x:killed:52", "x:killed:a_day:50", "x:killed:earlier:51"]


def rising(first, second, measure="killed", **more):
    """Two counts, each as (source, number, day of saying, day of publication)."""
    reports = {
        name: report((source, f"It was {number} {measure}.", [exact(number, measure)], {"said_on": said} | more), published=published)
        for name, (source, number, said, published) in zip("ab", (first, second))
    }
    return tables(reports)


@pytest.mark.parametrize("first, second", [
    (("x", 14, "2031-04-01", None), ("y", 24, "2031-04-03", None)),
    (("x", 14, None, "2031-04-01"), ("y", 24, None, "2031-04-03")),
    (("x", 14, "2031-04-01", "2031-04-05"), ("y", 24, None, "2031-04-03")),
    (("x", 14, None, "2031-04-01"), ("x", 24, None, "2031-04-03")),
    (("x", 22, None, "2031-04-01"), ("x", 24, None, "2031-04-03")),
])
def test_a_toll_that_rises_is_no_contradiction(first, second):
    articles, claims, figures = rising(first, second)
    assert comparison.contradictions(figures, claims, articles=articles).empty
    found = comparison.not_compared(figures, claims, articles=articles)
    assert found["why_not"].tolist() == ["the later count is higher: the toll may have risen"]
    assert (found["day_a"] < found["day_b"]).all()
    assert not comparison.drift(figures, claims, articles=articles)["outlier"].any()
    assert len(comparison.contradictions(*rising(first, second, measure="deployed")[:0:-1])) == 1


@pytest.mark.parametrize("first, second, days", [
    (("x", 24, None, "2031-04-01"), ("y", 14, None, "2031-04-03"), "The lower was given by 2031-04-03, the higher by 2031-04-01."),
    (("x", 24, "2031-04-02", None), ("y", 14, None, "2031-04-02"), "Both were given by 2031-04-02."),
])
def test_a_toll_that_falls_is_one_with_its_days(first, second, days):
    articles, claims, figures = rising(first, second)
    found = comparison.contradictions(figures, claims, articles=articles)
    assert found["why"].iloc[0].endswith(days)


@pytest.mark.parametrize("said, days", [(None, "It is not known on which days they were given."), ("2031-04-02", "The higher was given on 2031-04-02, the lower on a day that is not known.")])
def test_two_wordings_of_one_number_say_which_day_is_not_known(said, days):
    nearly, over = ("nearly 24", "nearly", 24, None, 24, "killed", None), ("over 24", "over", 24, 24, None, "killed", None)
    _, claims, figures = tables({"a": report(("x", "It was nearly 24.", [nearly])), "b": report(("x", "It was over 24.", [over], {"said_on": said}))})
    assert comparison.contradictions(figures, claims)["why"].iloc[0].endswith(days)


def test_a_number_repeated_later_is_not_given_later():
    reports = {"a": report(("x", "It was 14.", [exact(14)]), published="2031-04-01"), "b": report(("y", "It was 24.", [exact(24)]), published="2031-04-02"),
               "c": report(("x", "It was 14.", [exact(14)]), published="2031-04-05")}
    articles, claims, figures = tables(reports)
    assert comparison.contradictions(figures, claims, articles=articles).empty


def test_a_row_of_rising_counts_does_not_hide_what_contradicts():
    days = {f"d{n}": report((f"s{n}", f"It was {n}.", [exact(n)]), published=f"2031-04-{n:02}") for n in range(2, 28)}
    articles, claims, figures = tables(days | {"z": report(("late", "It was 30.", [exact(30)]), published="2031-04-02")})
    found = comparison.contradictions(figures, claims, articles=articles)
    assert ("2", "30") in set(zip(found["text_a"], found["text_b"]))


@pytest.mark.parametrize("second, measure, statements", [
    ("2031-04-03", "killed", [{"58", "about 60"}, {"64", "about 63"}]),
    ("2031-04-03", "deployed", [{"58", "about 60", "about 63", "64"}]),  # no toll
    ("2031-04-01", "killed", [{"58", "about 60", "about 63", "64"}]),  # one day
])
def test_exact_counts_of_a_toll_on_different_days_take_the_nearest_looser_words(second, measure, statements):
    days = ["2031-04-01", second, "2031-04-04", "2031-04-04"]
    counts = [exact(58, measure), exact(64, measure), *((f"about {n}", "about", n, None, None, measure, "people") for n in (60, 63))]
    articles, claims, figures = tables({f"r{n}": report(("x", f"It was {count[0]}.", [count]), published=day) for n, (count, day) in enumerate(zip(counts, days))})
    found = comparison.statements(figures, claims, articles=articles)["wordings"].str.split(" · ")
    assert sorted(map(sorted, found)) == sorted(map(sorted, statements))


def test_other_wordings_of_one_number_are_no_rising_toll():
    articles, claims, figures = tables({
        "a": report(("x", "It was nearly 50.", [("nearly 50", "nearly", 50, None, 50, "killed", None)]), published="2031-04-01"),
        "b": report(("x", "It was over 50.", [("over 50", "over", 50, 50, None, "killed", None)]), published="2031-04-05"),
    })
    assert comparison.contradictions(figures, claims, articles=articles)["kind"].tolist() == ["within one source"]
    assert comparison.drift(figures, claims, articles=articles)["against"].tolist() == [1, 1]


def test_counts_of_what_nobody_knows_are_not_compared():
    _, claims, figures = tables({"a": report(
        ("x", "So 180 aboard.", [exact(180, "other")]), ("y", "So 90 aboard.", [exact(90, "other")]), ("x", "So 170 came.", [exact(170, "other")]),
        ("y", "Not 180 aboard.", [exact(180, "other")], {"polarity": "denied"}), ("x", "So 12 guides.", [exact(12, "other", "guides")]))})
    assert comparison.contradictions(figures, claims).empty
    assert comparison.drift(figures, claims).empty
    found = comparison.not_compared(figures, claims)
    assert found["why_not"].tolist() == ["one counts people, the other guides; what happened to them is not known", "what happened to them is not known"]
    assert {found["texts_a"].iloc[1], found["texts_b"].iloc[1]} == {"180", "90 · 170"}


def relayed(*more):
    return tables({"a": report(
        ("harbour_office", "It was 24.", [exact(24)]), ("seawire", "It was 21, the wire said, citing it.", [exact(21)], {"source_kind": "agency", "via": "it", "via_id": "harbour_office"}), *more)})


def test_what_an_agency_cites_is_the_cited_sources_statement():
    _, claims, figures = relayed()
    for registry in (SOURCES, None):
        found = comparison.contradictions(figures, claims, registry)
        assert found[["kind", "same_origin", "source_id_a", "source_id_b"]].to_numpy().tolist() == [["within one origin", True, "harbour_office", "harbour_office"]]
        assert found["source_a"].tolist() == ["Harbour Office (via Seawire)"]
        assert comparison.statements(figures, claims, registry)["source_id"].tolist() == ["harbour_office"]


def test_what_the_source_says_as_well_is_not_named_after_the_relay():
    _, claims, figures = relayed(("harbour_office", "First it was 21.", [exact(21)]))
    assert comparison.contradictions(figures, claims, SOURCES)["kind"].tolist() == ["within one source"]


def test_one_who_relies_on_another_speaks_for_himself():
    _, claims, figures = tables({"a": report(("fire_service", "It was 24.", [exact(24)]), ("hospital", "It was 21.", [exact(21)], {"via": "it", "via_id": "fire_service"}))})
    found = comparison.contradictions(figures, claims, SOURCES)
    assert found[["kind", "same_origin"]].to_numpy().tolist() == [["between sources", True]]


def test_without_a_registry_spellings_of_one_name_are_one_speaker():
    _, claims, figures = tables({"a": report(
        ("oleksiy_hrytsenko", "It was 24.", [exact(24)]), ("oleksiy_hrytsenkoy", "It was 24.", [exact(24)]), ("oleksii_hrytsenko", "It was 90.", [exact(90)]), ("maria_hrytsenko", "It was 7.", [exact(7)]))})
    found = comparison.statements(figures, claims)
    assert set(found["source_id"]) == {"oleksii_hrytsenko", "oleksiy_hrytsenkoy", "maria_hrytsenko"}
    assert comparison.count_origins(claims).origins == 3
    registry = schema.build(schema.SOURCES, [{"source_id": "maria_hrytsenko", "name": "Maria Hrytsenko", "kind": "person"}])
    assert comparison.statements(figures, claims, registry)["source_id"].nunique() == 4


def corrected(text, **numbers):
    _, claims, figures = tables({"a": report(("x", f"So {text} died.", [(text, "exact", 63, 63, 63, "killed", "people")]))})
    return claims, figures.assign(status=pd.array(["corrected"], dtype="string")).assign(**{
        name: pd.array([value], dtype="string" if name == "qualifier" else "Int64") for name, value in numbers.items()})


@pytest.mark.parametrize("text, numbers, shown", [
    ("63", dict(value=60, low=None, high=None, qualifier="about"), "about 60 (text: “63”)"),
    ("63", dict(value=63), "63"),
    ("2,063", dict(value=2063, low=2063, high=2063), "2,063"),
    ("dozens", dict(value=None, low=12, high=None, qualifier="vague"), "dozens"),
    ("dozens", dict(value=None, low=40, high=60, qualifier="range"), "40 to 60 (text: “dozens”)"),
    ("63", dict(value=60, low=60, high=None, qualifier="at_least"), "at least 60 (text: “63”)"),
    ("63", dict(value=None, low=None, high=None, qualifier="vague"), "no number (text: “63”)"),
    ("63", dict(value=70, low=None, high=70, qualifier="up_to"), "up to 70 (text: “63”)"),
])
def test_corrected_numbers_are_shown_beside_the_words_that_say_others(text, numbers, shown):
    claims, figures = corrected(text, **numbers)
    assert comparison.statements(figures, claims)["wordings"].tolist() == [shown]
    extracted = figures.assign(status=pd.array(["extracted"], dtype="string"))
    assert comparison.statements(extracted, claims)["wordings"].tolist() == [text]


def test_the_sentence_of_a_contradiction_gives_the_corrected_number():
    _, claims, figures = tables({"a": report(("x", "So 63 died.", [exact(63)]), ("y", "So 90 died.", [exact(90)]))})
    figures.loc[figures.index[0], ["value", "low", "high", "status"]] = [60, 60, 60, "corrected"]
    assert "X gives “60 (text: “63”)”, that is 60" in comparison.contradictions(figures, claims)["why"].iloc[0]


def test_each_sentence_and_step_says_what_is_counted():
    _, claims, figures = tables({name: report(
        ("x", f"So {many} guides and {few} drivers came.", [exact(many, "deployed", "guides"), exact(few, "deployed", "driver")])) for name, many, few in (("a", 50, 5), ("b", 55, 6))})
    figures["group"] = pd.array(["Coast"] * 4, dtype="string")
    found = comparison.drift(figures, claims)
    assert found.drop_duplicates("statement_id")["statement"].tolist() == ["X: deployed – Coast, drivers", "X: deployed – Coast, guides"]
    assert set(comparison.contradictions(figures, claims)["why"].str.partition(":")[0]) == {"Deployed – Coast, guides", "Deployed – Coast, drivers"}


def test_two_statements_of_one_thing_have_two_titles():
    _, claims, figures = tables({"a": report(("x", "So 50, 55, 500 and 550 came.", [exact(50), exact(55), exact(500), exact(550)]))})
    assert comparison.drift(figures, claims).drop_duplicates("statement_id")["statement"].tolist() == ["X: killed, “50”", "X: killed, “500”"]


def test_casualties_are_not_held_against_the_dead():
    found = comparison.not_compared(FIGURES, CLAIMS, SOURCES)
    reasons = dict(zip(zip(found["measure_a"], found["measure_b"]), found["why_not"]))
    assert reasons["casualties", "killed"] == "the word casualties alone may or may not mean deaths"
    assert "one counts people, the other children" in set(found["why_not"])


def test_a_word_for_no_one_in_particular_joins_the_soldiers_where_only_they_are_counted():
    def kinds(counted):
        _, claims, figures = tables({"a": report(("x", "It was 5 dead.", [exact(5, counted="deaths")]), ("y", "It was 9 dead.", [exact(9, counted=counted)]))})
        return comparison.contradictions(figures, claims)["counted"].tolist()

    assert kinds("soldiers") == ["troops"]
    assert kinds("people") == ["people"]
    assert kinds("children") == []


def brute_force(table):
    """Every pair of readings, one by one."""
    rows = list(table[["statement_id", "first", "last"]].itertuples(index=False))
    return {frozenset([a[0], b[0]]) for a in rows for b in rows if a[2] < b[1]}


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("xyz"), st.integers(1, 40), st.sampled_from(["exact", "about", "over", "up_to", "nearly"])), min_size=1, max_size=12))
def test_the_sweep_finds_what_trying_every_pair_finds(counts):
    rows = []
    for source, number, qualifier in counts:
        low = number if qualifier in ("exact", "over") else None
        high = number if qualifier in ("exact", "up_to", "nearly") else None
        rows.append((source, f"So {number} dead.", [(str(number), qualifier, number, low, high, "killed", None)]))
    _, claims, figures = tables({"a": report(*rows)})
    found = comparison.contradictions(figures, claims, nearest=1000)
    assert set(map(frozenset, zip(found["statement_id_a"], found["statement_id_b"]))) == brute_force(grouped(figures, claims))


def test_a_crowd_of_contradictions_is_cut_and_says_so():
    _, claims, figures = tables({"a": report(*[(f"s{n}", f"It was {n * 2} dead.", [exact(n * 2)]) for n in range(10, 60)])})
    found = comparison.contradictions(figures, claims, nearest=2)
    first = found[found["text_a"].eq("20")]
    assert len(first) == 2
    assert first["further"].tolist() == [47, 47]


def test_rejected_rows_are_left_out_everywhere():
    mine = FIGURES.copy()
    mine["status"] = "rejected"
    mine = mine.astype({"status": "string"})
    for function in (comparison.statements, comparison.drift, comparison.contradictions, comparison.not_compared, comparison.totals, comparison.origins):
        assert function(mine, CLAIMS).empty
    claims = CLAIMS.assign(status=pd.array(["rejected"] * len(CLAIMS), dtype="string"))
    assert comparison.statements(FIGURES, claims).empty
    assert comparison.origins(claims).empty


def test_origins_follow_parents_and_leave_nobody_uncounted():
    found = comparison.origins(FIGURES, CLAIMS, SOURCES).set_index("origin")
    assert found.loc["coast_ministry", "sources"] == "harbour_office"
    assert found.index[~found["named"]].tolist() == ["unnamed", "article", "unresolved"]
    assert "ferry_company" not in found.index  # it denied the number
    assert comparison.origins(CLAIMS, sources=SOURCES)["origin"].tolist().count("ferry_company") == 1


def test_counting_origins_is_one_call():
    rescued = FIGURES[FIGURES["measure"].eq("rescued")]
    assert str(comparison.count_origins(rescued, CLAIMS, SOURCES)) == "5 reports, 1 origin: Ministry of the Coast (and 1 claim without a named source)"


@pytest.mark.parametrize("source_id, via_id, origin", [
    ("harbour_office", "seawire", "coast_ministry"),  # relayed by an agency
    ("seawire", "harbour_office", "coast_ministry"),  # an agency that cites its source
    ("hospital", "fire_service", "fire_service"),  # relies on another
    ("hospital", None, "hospital"),
    ("hospital", "unnamed", "hospital"),
    (None, None, "unresolved"),
])
def test_a_chain_ends_at_its_last_source(source_id, via_id, origin):
    _, claims, _ = tables({"a": report((source_id, "It is so.", [], {"via": "somebody", "via_id": via_id}))})
    assert comparison.last_sources(claims, SOURCES)["origin"].tolist() == [origin]


def test_a_circle_of_parents_ends():
    registry = SOURCES.assign(parent=SOURCES["source_id"].map({"harbour_office": "coast_ministry", "coast_ministry": "harbour_office"}).astype("string"))
    assert comparison.count_origins(CLAIMS, sources=registry).origins > 0


def summed(killed, injured, whole):
    return comparison.totals(*tables({
        "a": report(("x", f"It was {killed[0]} killed and {injured[0]} hurt.", [killed, injured])), "b": report(("x", f"It was {whole[0]} in all.", [whole])),
    })[:0:-1])


@pytest.mark.parametrize("killed, injured, whole, verdict", [
    (exact(12), exact(30, "injured"), exact(42, "killed_or_injured"), "consistent"),
    (exact(12), exact(30, "injured"), exact(43, "killed_or_injured"), "inconsistent"),
    (exact(12), exact(30, "injured"), exact(43, "casualties"), "cannot say"),
    (exact(12), exact(30, "injured"), exact(41, "casualties"), "inconsistent"),
    (("over 12", "over", 12, 12, None, "killed", None), exact(30, "injured"), ("over 20", "over", 20, 20, None, "casualties", None), "cannot say"),
    (("over 100", "over", 100, 100, None, "killed", None), exact(400, "injured"), exact(500, "casualties"), "consistent if rounded"),
    (("over 100", "over", 100, 100, None, "killed", None), exact(405, "injured"), exact(501, "casualties"), "inconsistent"),
])
def test_parts_against_their_total(killed, injured, whole, verdict):
    found = summed(killed, injured, whole)
    assert found["verdict"].tolist() == [verdict], found["why"].tolist()


def test_round_numbers_that_only_just_miss_are_said_to_be_rounded():
    found = summed(("over 100", "over", 100, 100, None, "killed", None), exact(400, "injured"), exact(500, "casualties"))
    assert found["why"].iloc[0].endswith("unless the round numbers are taken as rounded.")
    assert found["sentence"].tolist() == ["X counts over 100 killed and 400 injured; it gives 500 casualties. This is consistent if the round numbers are taken as rounded."]


def test_parts_of_a_unit_are_held_against_the_whole_with_care():
    def judged(total, groups=("Crew", "Crew", "Coast")):
        _, claims, figures = tables({"a": report(("x", f"So 12 dead, 30 hurt, {total} in all.", [exact(12), exact(30, "injured"), exact(total, "killed_or_injured")]))})
        figures["group"] = pd.array(groups, dtype="string")
        return comparison.totals(figures, claims).iloc[0]

    assert judged(42)["verdict"] == judged(90)["verdict"] == "consistent"
    assert judged(90)["why"].endswith("the parts are not more than the whole (the parts are of Crew, the whole of Coast).")
    assert judged(20)["verdict"] == "inconsistent"
    assert judged(20, ("Kenya", "Kenya", "Peru"))["verdict"] == judged(90, ("Kenya", "Kenya", "Peru"))["verdict"] == "cannot say"
    assert judged(20, ("Crew", "Crew", None))["verdict"] == judged(90, ("Crew", "Crew", None))["verdict"] == "cannot say"
    assert judged(42, ("Crew", "Crew", "Crew"))["verdict"] == "consistent"
    assert judged(42)["whole_group"] == "Coast"
    assert judged(20)["sentence"] == (
        "X counts 12 killed and 30 injured (Crew); it gives 20 killed or injured (Coast). "
        "This is inconsistent: the parts are more than the whole (the parts are of Crew, the whole of Coast)."
    )


@pytest.mark.parametrize("whole, verdict", [
    (("1,400", "exact", 1400, 1400, 1400), "consistent if rounded"),
    (("about 1,400", "about", 1400, None, None), "consistent"),
    (("over 1,300", "over", 1300, 1300, None), "cannot say"),
    (("1,200", "exact", 1200, 1200, 1200), "inconsistent"),
])
def test_a_units_parts_are_judged_alike_whichever_way_the_army_is_counted(whole, verdict):
    parts = [("over 400", "over", 400, 400, None, "killed", None), exact(1000, "injured")]
    _, claims, figures = tables({"a": report(("x", f"So over 400 dead, 1000 hurt, {whole[0]} in all.", [*parts, (*whole, "killed_or_injured", None)]))})
    figures["group"] = pd.array(["Crew", "Crew", "Coast"], dtype="string")
    assert comparison.totals(figures, claims)["verdict"].tolist() == [verdict]


def test_a_sum_says_whose_whole_it_is_held_against():
    _, claims, figures = tables({"a": report(
        ("harbour_office", "They said 12 died, 30 were hurt.", [exact(12), exact(30, "injured")]), ("coast_ministry", "They said 50 in all.", [exact(50, "killed_or_injured")]))})
    found = comparison.totals(figures, claims, SOURCES)
    assert found[["whole_source", "whole_measure", "verdict"]].to_numpy().tolist() == [["Ministry of the Coast", "killed_or_injured", "inconsistent"]]
    assert found["sentence"].iloc[0] == (
        "The Harbour Office counts 12 killed and 30 injured; the Ministry of the Coast gives 50 killed or injured. This is inconsistent: the parts are fewer than the whole."
    )


def test_a_count_without_a_group_is_of_the_one_group_its_source_counts():
    def ids(*groups):
        _, claims, figures = tables({"a": report(("x", "So 50, 51 and 52 dead.", [exact(50), exact(51), exact(52)]))})
        figures["group"] = pd.array(groups, dtype="string")
        return len(comparison.statements(figures, claims))

    assert ids("Crew", None, "Crew") == 1
    assert ids("Crew", None, "Coast") == 3


def test_totals_of_the_accident():
    found = comparison.totals(FIGURES, CLAIMS, SOURCES)
    assert found[["verdict", "parts", "whole"]].to_numpy().tolist() == [
        ["consistent", "12 killed + 30 injured", "about 45"], ["consistent", "40 children", "more than 200"],
    ]


def test_a_part_above_its_whole_is_found():
    text = "They saved 20 people, including 30 children and 4 women, 7 of them local."
    _, claims, figures = tables({"a": report(("x", text, [exact(20, "rescued"), exact(30, "rescued", "children"), exact(4, "rescued", "women"), exact(7, "rescued", "locals")]))})
    found = comparison.totals(figures, claims)
    assert dict(zip(found["parts"], found["verdict"])) == {"30 children": "inconsistent", "4 women": "consistent", "7 locals": "consistent"}


def test_what_a_figure_is_part_of_is_read_before_the_words_between_are():
    _, claims, figures = tables({"a": report(("x", "Of 20 saved, 30 and 4 more.", [exact(20, "rescued"), exact(30, "rescued", "children"), exact(4, "rescued", "women")]))})
    whole, children, _ = figures.index
    assert comparison.totals(figures, claims).empty
    figures.loc[children, "part_of"] = whole
    found = comparison.totals(figures, claims)
    assert found[["verdict", "part_figures", "whole_figure"]].to_numpy().tolist() == [["inconsistent", children, whole]]
    figures.loc[whole, "status"] = "rejected"
    assert comparison.totals(figures, claims).empty


def test_a_part_with_another_measure_counts_the_same_people():
    _, claims, figures = tables({"a": report(("x", "It was 12 of the 90 hurt.", [exact(12, "injured", "people"), exact(90, "other", "people")]), ("y", "Now 15 hurt.", [exact(15, "injured", "people")]))})
    figures.loc[figures.index[0], "part_of"] = figures.index[1]
    assert len(comparison.contradictions(figures, claims)) == 1


def test_sums_are_of_one_period_and_leave_earlier_counts_out():
    def verdicts(**columns):
        articles, claims, figures = tables({"a": report(("x", "So 12 dead, 30 hurt, 50 in all.", [exact(12), exact(30, "injured"), exact(50, "killed_or_injured")]))})
        figures = figures.assign(**{name: pd.array(values, dtype="string") for name, values in columns.items()})
        return comparison.totals(figures, claims, articles=articles)

    assert verdicts()["verdict"].tolist() == ["inconsistent"]
    assert verdicts()["sentences"].tolist() == verdicts()["whole_sentence"].tolist() == ["So 12 dead, 30 hurt, 50 in all."]
    assert verdicts(period=["a day", "a day", "a day"])["verdict"].tolist() == ["inconsistent"]
    assert verdicts(period=["a day", "a day", None]).empty
    assert verdicts(period=["a day", None, "a day"]).empty
    assert verdicts(superseded_by=["a:0-1", None, None]).empty


def test_a_case_without_articles_works():
    none = (FIGURES.iloc[:0], CLAIMS.iloc[:0], SOURCES.iloc[:0])
    for function in (comparison.statements, comparison.drift, comparison.contradictions, comparison.not_compared, comparison.totals):
        assert function(*none, articles=ARTICLES.iloc[:0]).empty
        assert not function(FIGURES, CLAIMS, SOURCES, articles=ARTICLES.iloc[:0]).isna().all(axis=None)


def test_empty_tables_and_missing_values_work():
    nothing = (FIGURES.iloc[:0], CLAIMS.iloc[:0])
    functions = (comparison.statements, comparison.drift, comparison.contradictions, comparison.not_compared, comparison.totals, comparison.origins)
    for function in functions:
        assert function(*nothing).empty
        assert list(function(*nothing).columns) == list(function(FIGURES, CLAIMS).columns)
    bare = FIGURES.assign(**{name: pd.array([pd.NA] * len(FIGURES), dtype="Int64") for name in ("value", "low", "high")})
    assert comparison.contradictions(bare, CLAIMS).empty
    for function in functions:
        function(bare, CLAIMS)
        function(FIGURES.iloc[[0]], CLAIMS)
    assert str(comparison.count_origins(*nothing)) == "0 reports, 0 origins"


@pytest.mark.parametrize("crowded", [False, True])
def test_the_cost_grows_with_the_figures_and_not_with_their_square(crowded):
    all_figures, claims, registry, articles = made(12_000, crowded)

    def cost(size):
        figures = all_figures.head(size)
        begun = time.process_time()
        found = [
            function(figures, claims, registry, articles=articles)
            for function in (comparison.statements, comparison.drift, comparison.contradictions, comparison.not_compared, comparison.totals)
        ]
        taken = time.process_time() - begun
        assert not any(table.empty for table in found)
        return taken

    cost(500)  # word lists are read once
    assert cost(12_000) < 9 * cost(3_000)  # four times the figures: each against each would be sixteen times the cost


def test_however_many_contradict_each_figure_is_held_against_a_few(monkeypatch):
    held = []
    sweep = pairs_module._sweep
    monkeypatch.setattr(pairs_module, "_sweep", lambda *given: held.append(len(found := sweep(*given))) or found)
    figures, claims, *_ = made(4_000, crowded=True)
    comparison.contradictions(figures, claims, nearest=2)
    assert 0 < sum(held) <= (2 + 2 + 2 * pairs_module._REACH) * len(figures)


def test_what_was_made_once_is_made_anew_for_tables_that_changed():
    _, claims, figures = tables({"a": report(("x", "So 50 and 55 died.", [exact(50), exact(55)]))})
    assert len(comparison.statements(figures, claims)) == 1
    figures.loc[figures.index[0], ["value", "low", "high"]] = [500, 500, 500]
    assert len(comparison.statements(figures, claims)) == 2
    claims["source_id"] = pd.array(["y"], dtype="string")
    assert set(comparison.statements(figures, claims)["source_id"]) == {"y"}
    first = grouped(figures, claims)
    first["speaker"] = "somebody"
    assert set(grouped(figures, claims)["speaker"]) == {"y"}


def test_nothing_is_kept_of_tables_that_are_gone():
    _, claims, figures = tables({"a": report(("x", "So 50 died.", [exact(50)]))})
    claims.attrs["mark"] = "of this test"  # pandas gives it to copies too

    def marked():
        gc.collect()
        return [table for table in gc.get_objects() if isinstance(table, pd.DataFrame) and table.attrs.get("mark") == "of this test"]

    comparison.contradictions(figures, claims)
    assert len(marked()) > 1
    del figures, claims
    assert not marked()


def test_examples_in_the_docstrings():
    for module in (columns_module, once_module, readings_module, speakers_module, words_module, wordings_module):
        found = doctest.testmod(module)
        assert found.attempted and not found.failed


def test_the_missing_may_be_found():
    articles, claims, figures = rising(("x", 80, None, "2031-04-01"), ("y", 41, None, "2031-04-03"), measure="missing")
    assert comparison.contradictions(figures, claims, articles=articles).empty
    found = comparison.not_compared(figures, claims, articles=articles)
    assert found["why_not"].tolist() == ["the later count is lower: some may have been found, or have gone home"]
    articles, claims, figures = rising(("x", 80, None, "2031-04-01"), ("y", 41, None, "2031-04-01"), measure="missing")
    assert len(comparison.contradictions(figures, claims, articles=articles)) == 1


def test_a_source_that_lowers_its_count_on_another_day_does_not_contradict_itself():
    articles, claims, figures = rising(("x", 64, None, "2031-04-01"), ("x", 40, None, "2031-04-03"))
    assert comparison.contradictions(figures, claims, articles=articles).empty
    found = comparison.not_compared(figures, claims, articles=articles)
    assert found["why_not"].tolist() == ["one source, another day: the count was revised"]


def test_the_dead_of_another_year_are_others():
    articles, claims, figures = rising(("x", 19, None, "2031-04-01"), ("y", 72, None, "2031-04-01"))
    assert len(comparison.contradictions(figures, claims, articles=articles)) == 1
    figures.loc[figures["value"].eq(72), "as_of"] = pd.Timestamp("1978-01-01")
    assert comparison.contradictions(figures, claims, articles=articles).empty


def test_what_the_article_repeats_in_its_own_voice_contradicts_once():
    _, claims, figures = tables({
        "a": report(("x", "It was 12 killed.", [exact(12, "killed")]), ("article", "It was 12 killed.", [exact(12, "killed")])),
        "b": report(("y", "It was 30 killed.", [exact(30, "killed")])),
    })  # fmt: skip
    [row] = comparison.contradictions(figures, claims.assign(said_on=pd.Timestamp("2031-04-01"))).itertuples()
    assert (row.source_id_a, row.source_id_b) == ("x", "y")
