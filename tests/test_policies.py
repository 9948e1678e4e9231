"""Policies for a summary figure: what each gives, what it rests on and what it leaves out, on the ferry accident of worked_example.py."""

import doctest
import time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worked_example import sources, tables

import kit.comparison.policies as policies_module
import kit.comparison.summaries as summaries_module
from kit import comparison, schema
from kit.comparison import summary
from kit.comparison.grouping import grouped
from kit.comparison.summaries import summed
from kit.schema import POLICIES, QUALIFIERS

ARTICLES, CLAIMS, FIGURES = tables()
SOURCES = sources()
BY_SOURCE = ("majority", "latest_per_source", "source_order")


def figure(number, qualifier="exact", measure="killed", counted="people", top=None):
    """A figure as worked_example.py writes it; of a range *top* is the upper end, of a vague word *number* its bound."""
    low = number if qualifier in ("exact", "over", "at_least", "range", "vague") else None
    high = top if qualifier == "range" else number if qualifier in ("exact", "up_to", "nearly") else None
    return (f"{number} or so", qualifier, None if qualifier in ("range", "vague") else number, low, high, measure, counted)


def report(*rows, published=None):
    """One report; a row is (source_id, figure) and, if need be, further columns of the claim."""
    sentences = [(None, source_id, "person", "said", f"So {counted[0]} died.", [counted], more[0] if more else {}) for source_id, counted, *more in rows]
    return ("The Paper", published, sentences)


def told(*rows, policy, registry=SOURCES, published=None, **more):
    """The only row of the summary of one report."""
    articles, claims, figures = tables({"a": report(*rows, published=published)})
    found = summary(figures, claims, registry, articles=articles, policy=policy, **more)
    assert len(found) == 1
    return found.iloc[0]


def ends(row):
    return tuple(None if pd.isna(row[name]) else row[name] for name in ("low", "high"))


def killed(policy, **more):
    found = summary(FIGURES, CLAIMS, SOURCES, articles=ARTICLES, policy=policy, **more)
    return found[found["measure"].eq("killed")].iloc[0]


def test_show_all_gives_no_number_and_every_statement():
    found = summary(FIGURES, CLAIMS, SOURCES, articles=ARTICLES)
    assert found["policy"].unique().tolist() == ["show_all"]
    assert found[["low", "high"]].isna().all(axis=None)
    rescued = found[found["measure"].eq("rescued") & found["counted"].eq("people")].iloc[0]
    assert rescued["in_words"] == (
        "Harbour Office: nearly 200 / Almost 200 / Around 200 / more than 200 · “somebody”, unresolved, in Weekly Lantern: Between 220 and 240"
    )
    statements = comparison.statements(FIGURES, CLAIMS, SOURCES)
    assert set("|".join(found["statement_ids"]).split("|")) == set(statements.index[statements["polarity"].ne("denied")])


@pytest.mark.parametrize("rows, expected, words", [
    ([figure(12), figure(31)], (12, 31), "12 to 31"),
    ([figure(12), figure(12)], (12, 12), "12"),
    ([figure(12), figure(18, "at_least")], (12, None), "at least 12"),
    ([figure(12), figure(18, "over")], (12, None), "at least 12"),
    ([figure(15, "up_to"), figure(20)], (None, 20), "at most 20"),
    ([figure(15, "up_to"), figure(18, "at_least")], (None, None), "open at both ends"),
    ([figure(50, "about"), figure(80)], (45, 80), "45 to 80"),
    ([figure(10, "range", top=40), figure(20)], (10, 40), "10 to 40"),
    ([figure(0), figure(3)], (0, 3), "0 to 3"),
])
def test_the_range_goes_from_the_lowest_low_to_the_highest_high(rows, expected, words):
    row = told(*(("x", counted) for counted in rows), policy="range")
    assert ends(row) == expected
    assert row["in_words"] == words


def test_where_an_end_is_open_the_numbers_named_are_told():
    row = told(("x", figure(12)), ("y", figure(18, "at_least")), ("z", figure(20, "range", top=31)), policy="range")
    assert "the numbers named run from 12 to 31" in row["how"]
    assert "run from" not in told(("x", figure(12)), ("y", figure(31)), policy="range")["how"]


def test_the_tolerance_is_the_callers_and_is_named():
    _, claims, figures = tables({"a": report(("x", figure(50, "about")))})
    found = summary(figures, claims, policy="range", tolerance=0.2)
    assert ends(found.iloc[0]) == (40, 60)
    assert found.attrs["note"].startswith('For comparison, "about n" is read as n ± 20 %')
    assert found.attrs["note"].endswith("Policy “range”: from the lowest low to the highest high of all counts.")


def test_a_majority_is_of_origins_and_not_of_articles():
    rows = [("harbour_office", figure(20)), ("coast_ministry", figure(20)), ("fire_service", figure(12)), ("hospital", figure(10, "at_least"))]
    row = told(*rows, *[("harbour_office", figure(20))] * 5, policy="majority")
    assert pd.isna(row["low"])  # 20 by the ministry and what is under it, 12 by the fire service; the hospital's "at least" holds with both
    assert "a tie, each of these is supported by 2 of 3 named origins (12, 20)" in row["how"]
    row = told(*rows, ("ferry_company", figure(12)), policy="majority")
    assert ends(row) == (12, 12)
    assert row["how"] == "Supported by 3 of 4 named origins, more than any other number; left out: 2 with other numbers."
    assert row["origins"] == 3


def test_the_largest_support_may_be_no_more_than_half():
    row = told(*[(name, figure(number)) for name, number in zip("abcde", (12, 12, 20, 30, 40))], policy="majority")
    assert ends(row) == (12, 12)
    assert "2 of 5 named origins, more than any other number, though by no more than half of them" in row["how"]


def test_touching_stretches_of_other_origins_are_a_tie():
    rows = [("a", figure(10, "range", top=20)), ("b", figure(15, "range", top=25)), ("c", figure(21, "range", top=30))]
    row = told(*rows, policy="majority", registry=None)
    assert pd.isna(row["in_words"])
    assert "(15 to 20, 21 to 25)" in row["how"]


@pytest.mark.parametrize("rows, expected, how", [
    ([figure(12), figure(10, "at_least")], (10, None), "The numbers of the only named origin; nothing is left out."),
    ([figure(15, "up_to")], (None, 15), "The numbers of the only named origin; nothing is left out."),
    ([figure(0)], (0, 0), "The numbers of the only named origin; nothing is left out."),
    ([figure(12), figure(20)], (None, None), "No number: the only named origin gives numbers that exclude each other (12, 20); nothing is left out."),
])
def test_a_majority_of_one_says_so(rows, expected, how):
    row = told(*(("x", counted) for counted in rows), policy="majority")
    assert ends(row) == expected
    assert row["how"] == how


def test_latest_per_source_takes_the_last_day_of_each():
    days = [{"said_on": f"2031-04-0{day}"} for day in range(1, 5)]
    rows = [("x", figure(12), days[0]), ("x", figure(24), days[2]), ("y", figure(14), days[1]), ("y", figure(13), days[0]), ("z", figure(20), {})]
    row = told(*rows, policy="latest_per_source")
    assert ends(row) == (14, 24)
    assert "(X 2031-04-03, Y 2031-04-02, Z on a day not known)" in row["how"]
    assert row["how"].endswith("left out: 2 earlier or of a day not known.")
    assert len(row["figure_ids"].split("|")) == 3
    assert len(row["left_out_ids"].split("|")) == 2


def test_where_nothing_is_said_of_the_day_the_day_of_publication_counts():
    articles, claims, figures = tables({
        "a": report(("x", figure(12)), published="2031-04-01"), "b": report(("x", figure(24)), published="2031-04-03"), "c": report(("x", figure(12)), published="2031-04-05"),
    })
    assert ends(summary(figures, claims, articles=articles, policy="latest_per_source").iloc[0]) == (24, 24)
    assert ends(summary(figures, claims, policy="latest_per_source").iloc[0]) == (12, 24)


@pytest.mark.parametrize("counted, number", [
    (figure(15), 15), (figure(15, "about"), 15), (figure(15, "nearly"), 15), (figure(15, "over"), 15), (figure(15, "at_least"), 15),
    (figure(15, "up_to"), 15), (figure(15, "range", top=60), 15), (figure(15, "vague"), 15),
])
def test_the_lowest_is_the_lowest_number_named(counted, number):
    row = told(("x", figure(20)), ("y", counted), policy="lowest")
    assert ends(row) == (number, number)
    assert "(Y: “15 or so”), as ACLED takes it where reports differ; left out: 1 higher." in row["how"]


def test_the_first_source_of_the_order_that_speaks_is_taken():
    rows = [("harbour_office", figure(20)), ("fire_service", figure(12)), ("fire_service", figure(14)), ("hospital", figure(30))]
    row = told(*rows, policy="source_order", source_order=["ferry_company", "fire_service", "coast_ministry"])
    assert ends(row) == (12, 14)
    assert row["how"] == (
        "All counts of Fire Service, the first of the order (Ferry Company, Fire Service, Ministry of the Coast) that gives any; left out: 2 of other sources."
    )
    below = told(*rows, policy="source_order", source_order="coast_ministry")
    assert ends(below) == (20, 20)
    assert "Ministry of the Coast (through Harbour Office)" in below["how"]
    above = told(("coast_ministry", figure(5)), policy="source_order", source_order=["harbour_office"])
    assert pd.isna(above["low"])
    assert above["how"] == "No number: none of the order (Harbour Office) gives one; left out: 1 of other sources."


def test_a_relay_does_not_speak_for_itself():
    row = told(("seawire", figure(21), {"via": "it", "via_id": "harbour_office"}), ("fire_service", figure(9)), policy="source_order", source_order=["seawire", "fire_service"])
    assert ends(row) == (9, 9)


@pytest.mark.parametrize("policy", BY_SOURCE)
def test_who_is_not_named_is_not_heard_by_source(policy):
    rows = [("unnamed", figure(5)), (None, figure(6)), ("article", figure(7)), ("fire_service", figure(12))]
    row = told(*rows, policy=policy, source_order=["fire_service"])
    assert ends(row) == (12, 12)
    assert "left out: 3 of no named source" in row["how"]
    _, claims, figures = tables({"a": report(*rows[:3])})
    with pytest.warns(comparison.PolicyWarning) if policy == "source_order" else pytest.MonkeyPatch.context():
        alone = summary(figures, claims, policy=policy, source_order=["fire_service"]).iloc[0]
    assert pd.isna(alone["in_words"])
    assert (alone["origins"], alone["articles"]) == (0, 0)
    assert len(alone["left_out_ids"].split("|")) == 3


@pytest.mark.parametrize("policy", [policy for policy in POLICIES if policy != "show_all"])
def test_what_is_denied_replaced_or_without_a_number_does_not_count_and_is_named(policy):
    _, claims, figures = tables({"a": report(
        ("x", figure(1), {"polarity": "denied"}), ("x", figure(2)), ("x", figure(30)), ("x", figure(4, "vague")), ("x", figure(5)), ("x", figure(6), {"status": "rejected"}))})
    figures.loc[figures.index[1], "superseded_by"] = figures.index[2]
    figures.loc[figures.index[3], "low"] = pd.NA
    figures.loc[figures.index[4], "status"] = "rejected"
    row = summary(figures, claims, policy=policy, source_order=["x"]).iloc[0]
    assert ends(row) == (30, 30)
    assert row["how"].endswith("left out: 1 denied, 1 since replaced, 1 without a number.")
    assert row["figure_ids"] == figures.index[2]
    assert row["left_out_ids"].split("|") == [figures.index[0], figures.index[1], figures.index[3]]


def test_show_all_shows_what_was_replaced_and_says_so():
    _, claims, figures = tables({"a": report(("x", figure(2)), ("x", figure(30)))})
    figures.loc[figures.index[0], "superseded_by"] = figures.index[1]
    assert summary(figures, claims)["in_words"].tolist() == ["X: 2 or so (since replaced) · X: 30 or so"]


def test_a_thing_that_is_only_denied_has_no_row():
    _, claims, figures = tables({"a": report(("x", figure(2), {"polarity": "denied"}))})
    for policy in POLICIES:
        assert summary(figures, claims, policy=policy, source_order=["x"]).empty


def test_periods_groups_and_kinds_of_people_are_things_of_their_own():
    _, claims, figures = tables({"a": report(*[("x", figure(number)) for number in (1, 2, 3)], ("x", figure(4, counted="children")))})
    figures["period"] = pd.array([None, "a day", None, None], dtype="string")
    figures["group"] = pd.array(["Coast", "Coast", "Hills", "Coast"], dtype="string")
    found = summary(figures, claims, policy="range")
    assert set(zip(found["group"], found["counted"], found["period"].fillna(""), found["low"])) == {
        ("Coast", "people", "", 1), ("Coast", "people", "a day", 2), ("Hills", "people", "", 3), ("Coast", "children", "", 4)}


def test_what_happened_to_nobody_knows_whom_is_not_summed_up():
    row = told(("x", figure(180, measure="other")), ("y", figure(90, measure="other")), policy="range")
    assert pd.isna(row["in_words"])
    assert row["how"] == "No number: what happened to them is not known; nothing is left out."


def test_different_places_are_named():
    _, claims, figures = tables({"a": report(("x", figure(5)), ("y", figure(9)))})
    figures["place"] = pd.array(["East Quay", "West Quay"], dtype="string")
    assert "the counts name different places (East Quay, West Quay)" in summary(figures, claims, policy="range")["how"].iloc[0]


def test_evidence_and_counts_are_those_of_what_it_rests_on():
    row = killed("lowest")
    assert ends(row) == (12, 12)
    assert (row["origins"], row["articles"]) == (2, 2)
    assert row["sources"] == "Fire Service · Harbour Office"
    assert FIGURES.loc[row["figure_ids"].split("|"), "text"].unique().tolist() == ["12"]
    assert row["article_ids"].split("|") == ["bay-courier", "weekly-lantern"]
    assert "left out: 1 denied, 3 higher." in row["how"]


def test_an_unknown_policy_or_order_says_what_to_do():
    with pytest.raises(ValueError, match="'average' is no policy; the policies are show_all, range"):
        summary(FIGURES, CLAIMS, policy="average")
    with pytest.raises(ValueError, match="needs an order"):
        summary(FIGURES, CLAIMS, policy="source_order")
    with pytest.warns(comparison.PolicyWarning, match="'harbour_ofice' is no source of the registry or of the claims. Check its spelling") as caught:
        summary(FIGURES, CLAIMS, SOURCES, policy="source_order", source_order=["harbour_ofice", "seawire", "ferry_company"])
    assert len(caught) == 1
    assert caught[0].filename == __file__


@pytest.mark.parametrize("policy", POLICIES)
def test_empty_and_bare_tables_work(policy):
    more = {"policy": policy, "source_order": ["harbour_office"]}
    full = summary(FIGURES, CLAIMS, SOURCES, **more)
    none = summary(FIGURES.iloc[:0], CLAIMS, SOURCES, **more)
    assert none.empty
    assert none.dtypes.to_dict() == full.dtypes.to_dict()
    bare = FIGURES.assign(**{name: pd.array([pd.NA] * len(FIGURES), dtype="Int64") for name in ("value", "low", "high")})
    assert summary(bare, CLAIMS, SOURCES, **more)["low"].isna().all()
    before = FIGURES.copy(deep=True)
    pd.testing.assert_frame_equal(summary(FIGURES.sample(frac=1, random_state=3), CLAIMS, SOURCES, **more), full)
    pd.testing.assert_frame_equal(FIGURES, before)


XYZ = schema.build(schema.SOURCES, [{"source_id": name, "name": name.upper(), "kind": "person"} for name in "xyz"])
FIGURE = st.tuples(st.sampled_from("xyz"), st.integers(0, 60), st.sampled_from(QUALIFIERS), st.integers(0, 30), st.sampled_from([None, "2031-04-01", "2031-04-02"]))


@settings(max_examples=25, deadline=None)
@given(st.lists(FIGURE, min_size=1, max_size=8), st.sampled_from([policy for policy in POLICIES if policy != "show_all"]))
def test_no_policy_leaves_the_numbers_that_are_given(rows, policy):
    given_rows = [(source, figure(number, qualifier, top=number + more), {"said_on": day}) for source, number, qualifier, more, day in rows]
    _, claims, figures = tables({"a": report(*given_rows)})
    row = summary(figures, claims, policy=policy, source_order=["z", "y", "x"], sources=XYZ).iloc[0]
    read = comparison.interval(figures)
    low, high = (float(row["low"]) if pd.notna(row["low"]) else 0, float(row["high"]) if pd.notna(row["high"]) else float("inf"))
    rests = read.loc[row["figure_ids"].split("|")]
    assert set(row["figure_ids"].split("|")).isdisjoint([] if pd.isna(row["left_out_ids"]) else row["left_out_ids"].split("|"))
    if policy == "range":
        assert low <= read["low"].min() + 1  # "over 10" begins at 11
        assert high >= read["high"].max() - 1
        assert len(rests) == len(figures)
    elif policy == "lowest":
        assert low == high == figures[["value", "low", "high"]].min(axis=None)
        assert (low <= read["high"]).all()
    elif pd.notna(row["in_words"]):
        # every number that the policy allows is allowed by at least one of the counts it rests on, at both ends
        assert rests["low"].min() - 1 <= low
        assert high <= rests["high"].max() + 1
    else:
        assert policy == "majority"


def supported(figures, claims):
    """For each number up to 200 how many sources have a count that allows it, one by one."""
    read = comparison.interval(figures).join(figures["claim_id"].map(claims["source_id"]).rename("source"))
    first = read["low"] + read["low_open"]
    last = read["high"] - read["high_open"]
    return {n: frozenset(read["source"][(first <= n) & (n <= last)]) for n in range(200)}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcde"), st.integers(0, 40), st.sampled_from(["exact", "over", "up_to", "at_least", "range"]), st.integers(0, 9)), min_size=1, max_size=9))
def test_the_majority_is_what_counting_number_by_number_finds(rows):
    _, claims, figures = tables({"a": report(*[(source, figure(number, qualifier, top=number + more)) for source, number, qualifier, more in rows])})
    row = summary(figures, claims, policy="majority").iloc[0]
    votes = supported(figures, claims)
    best = max(map(len, votes.values()))
    winners = [n for n, who in votes.items() if len(who) == best]
    one = len({votes[n] for n in winners}) == 1 and winners[-1] - winners[0] + 1 == len(winners)
    assert pd.notna(row["in_words"]) == one
    if one:
        assert (row["low"] if pd.notna(row["low"]) else 0) == winners[0]
        assert row["high"] == winners[-1] if pd.notna(row["high"]) else winners[-1] == 199


def test_a_large_case_is_summed_up_in_seconds():
    reports = {f"r{n}": report(*[(f"s{(n * 7 + k) % 900}", figure(n % 97 * 10 + k, QUALIFIERS[n % 6])) for k in range(4)]) for n in range(1000)}
    _, claims, figures = tables(reports)
    table = grouped(figures, claims)
    for policy in POLICIES:
        begun = time.process_time()
        assert len(summed(table, claims, None, policy, ("s1",))) == 1
        assert time.process_time() - begun < 2  # every pair would be eight million


def test_the_vocabulary_is_the_schemas():
    assert comparison.POLICIES is schema.POLICIES
    assert set(policies_module.MADE) == set(POLICIES)


@pytest.mark.parametrize("module", [policies_module, summaries_module])
def test_examples_in_the_docstrings(module):
    found = doctest.testmod(module)
    assert found.attempted and not found.failed
