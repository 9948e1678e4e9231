"""Counts that only look as if they contradicted: of some only, supposed, replaced, of other days; and what they leave standing."""

import doctest

import pandas as pd
import pytest
from test_comparison import exact, report
from worked_example import sources, tables

import kit.comparison.partial as partial_module
from kit import comparison
from kit.comparison.pairs import PARTS, REPLACED
from kit.comparison.partial import AGAIN, HELPED, SHELTERED, SUPPOSED


def held(*sentences, measure="injured", days=None):
    """The contradictions between counts, each a (source, sentence, number), one report each, and the reasons of what is none."""
    days = days or ["2031-04-01"] * len(sentences)
    reports = {
        f"r{n}": report((source, words, [exact(number, measure)]), published=day)
        for n, ((source, words, number), day) in enumerate(zip(sentences, days))
    }
    articles, claims, figures = tables(reports)
    found = comparison.contradictions(figures, claims, articles=articles)
    reasons = comparison.not_compared(figures, claims, articles=articles)["why_not"]
    return set(zip(found["text_a"], found["text_b"])), set(reasons)


@pytest.mark.parametrize("sentence, measure, reason", [
    ("Her staff had operated on 12 people.", "injured", HELPED),
    ("We pulled 12 people from the mud.", "rescued", HELPED),
    ("So 12 people are in two schools.", "displaced", SHELTERED),
    ("The 12 people lie in hospital.", "injured", SHELTERED),
    ("By mistake 12 bodies were entered twice.", "killed", AGAIN),
])
def test_a_lower_count_of_some_only_is_no_contradiction_and_a_higher_one_is(sentence, measure, reason):
    pairs, reasons = held(("x", sentence, 12), ("y", "There are 40 of them.", 40), measure=measure)
    assert not pairs and reason in reasons
    pairs, _ = held(("x", sentence, 12), ("y", "There are 8 of them.", 8), measure=measure)
    assert pairs == {("8", "12")}  # what some are cannot be more than all


@pytest.mark.parametrize("sentence, measure", [
    ("We have 12 dead here.", "killed"),
    ("We found 12 dead in the mud.", "killed"),
    ("The hospital counts 12 hurt.", "injured"),
    ("They say 12 people lost a house in the storm.", "displaced"),
])
def test_a_count_of_all_stays_one(sentence, measure):
    pairs, _ = held(("x", sentence, 12), ("y", "There are 40 of them.", 40), measure=measure)
    assert pairs == {("12", "40")}


def test_some_of_the_dead_are_a_part_whatever_their_number():
    pairs, reasons = held(("x", "The village lost 12 of the dead.", 12), ("y", "There are 40 dead.", 40), measure="killed")
    assert not pairs and "one counts a part only" in reasons


def test_two_parts_may_be_of_two_kinds():
    pairs, reasons = held(("x", "So 12 of the injured lie there.", 12), ("y", "So 3 of the injured are critical.", 3))
    assert not pairs and PARTS in reasons


def test_a_part_of_a_part_is_no_toll():
    _, claims, figures = tables({
        "a": report(("x", "Of 80 missing 18 were found, 14 of them dead.", [exact(80, "missing"), exact(18, "other"), exact(14, "killed")])),
        "b": report(("y", "There are 40 dead.", [exact(40, "killed")])),
    })  # fmt: skip
    claims["said_on"] = pd.Timestamp("2031-04-01")
    assert len(comparison.contradictions(figures, claims)) == 1
    figures["part_of"] = pd.array([None, figures.index[0], figures.index[1], None], dtype="string")
    assert comparison.contradictions(figures, claims).empty


def test_what_an_article_supposes_contradicts_nobody():
    for source, expected in (("article", set()), ("x", {("93", "110")})):  # what a source says would be is its claim
        pairs, reasons = held((source, "That would bring the toll to 93.", 93), ("y", "There are 110 dead.", 110), measure="killed")
        assert pairs == expected and (SUPPOSED in reasons) is not bool(expected)


def test_a_count_that_its_source_has_replaced_by_then_is_not_held_against_a_later_one():
    days = ["2031-04-01", "2031-04-03", "2031-04-03"]
    pairs, reasons = held(("x", "So 110 dead.", 110), ("x", "So 97 dead.", 97), ("y", "So 60 dead.", 60), measure="killed", days=days)
    assert pairs == {("60", "97")} and REPLACED in reasons
    pairs, _ = held(("x", "So 110 dead.", 110), ("x", "So 97 dead.", 97), ("y", "So 60 dead.", 60), measure="killed", days=["2031-04-01", "2031-04-03", "2031-04-02"])
    assert ("60", "110") in pairs  # it still stood on the day


def test_an_agency_replaces_what_its_ministry_counted():
    articles, claims, figures = tables({
        "a": report(("fire_service", "So 110 dead.", [exact(110)]), published="2031-04-01"), "b": report(("coast_ministry", "So 97 dead.", [exact(97)]), published="2031-04-03"),
        "c": report(("y", "So 60 dead.", [exact(60)]), published="2031-04-03"),
    })  # fmt: skip
    registry = sources().assign(parent=sources()["parent"].mask(sources()["source_id"].eq("fire_service"), "coast_ministry"))
    found = comparison.contradictions(figures, claims, registry, articles=articles)
    assert set(zip(found["text_a"], found["text_b"])) == {("97", "110"), ("60", "97")}


def test_a_region_and_its_name_are_one_place():
    _, claims, figures = tables({"a": report(("x", "So 5 dead.", [exact(5)]), ("y", "So 9 dead.", [exact(9)]))})
    figures["place"] = pd.array(["Olm", "the Olm region"], dtype="string")
    assert len(comparison.contradictions(figures, claims)) == 1
    figures["place"] = pd.array(["Olm", "Sow"], dtype="string")
    assert comparison.contradictions(figures, claims).empty


@pytest.mark.parametrize("first, second, said, published, statements", [
    ("more than 110", 97, (None, "2031-04-03"), ("2031-04-01", "2031-04-05"), 2),  # in print before the other was said
    ("more than 110", 97, ("2031-04-01", "2031-04-03"), (None, None), 2),
    ("more than 110", 97, (None, None), ("2031-04-01", "2031-04-05"), 2),  # no number is both, whenever it was said
    ("about 110", 105, (None, None), ("2031-04-01", "2031-04-05"), 1),  # two reports of one saying, for all that is known
    ("more than 100", 100, (None, "2031-04-03"), ("2031-04-01", "2031-04-05"), 1),  # one number
])
def test_a_number_known_before_another_was_said_is_another_statement(first, second, said, published, statements):
    number = int(first.split()[-1])
    articles, claims, figures = tables({
        "a": report(("x", f"So {first} dead.", [(first, "about", number, None, None, "killed", "people") if first.startswith("about") else (first, "over", number, number, None, "killed", "people")], {"said_on": said[0]}), published=published[0]),
        "b": report(("x", f"So {second} dead.", [exact(second)], {"said_on": said[1]}), published=published[1]),
    })  # fmt: skip
    assert len(comparison.statements(figures, claims, articles=articles)) == statements


def test_two_numbers_of_an_articles_own_are_two_counts():
    for source, statements in (("article", 2), ("x", 1)):
        _, claims, figures = tables({"a": report((source, "So 100 dead.", [exact(100)]), (source, "So 110 dead.", [exact(110)]))})
        assert len(comparison.statements(figures, claims)) == statements


def sums(*reports):
    made = tables({f"r{n}": made for n, made in enumerate(reports)})
    registry = sources().assign(parent=sources()["parent"].mask(sources()["source_id"].eq("fire_service"), "coast_ministry"))
    found = comparison.totals(made[2], made[1], registry, articles=made[0])
    return found.loc[found["kind"].eq("killed + injured"), ["parts", "whole", "verdict"]].to_numpy().tolist()


def test_two_of_one_origin_are_added_where_neither_gives_both():
    parts = report(("coast_ministry", "So 64 dead.", [exact(64)]), ("fire_service", "So 322 hurt.", [exact(322, "injured")]), ("coast_ministry", "In all 386.", [exact(386, "casualties")]))
    assert sums(parts) == [["64 killed + 322 injured", "386", "consistent"]]
    strangers = report(("coast_ministry", "So 64 dead.", [exact(64)]), ("somebody", "So 322 hurt.", [exact(322, "injured")]), ("coast_ministry", "In all 386.", [exact(386, "casualties")]))
    assert sums(strangers) == []


def test_a_sum_named_in_one_sentence_is_held_against_it_whoever_counts():
    apart = report(("x", "So 69 dead and 330 hurt.", [exact(69), exact(330, "injured")]), ("article", "In all 400.", [exact(400, "casualties")]))
    assert sums(apart) == []
    articles, claims, figures = tables({"a": apart})
    claims["sentence_start"] = claims["sentence_start"].min()
    assert comparison.totals(figures, claims)["verdict"].tolist() == ["cannot say"]


def test_a_whole_of_another_day_that_differs_says_nothing():
    monday = report(("x", "So 19 dead and 140 hurt.", [exact(19), exact(140, "injured")]), published="2031-04-01")
    whole = [("x", "In all 386.", [exact(386, "casualties")])]
    assert sums(monday, report(*whole, published="2031-04-04")) == []
    assert sums(monday, report(*whole, published="2031-04-01")) == [["19 killed + 140 injured", "386", "cannot say"]]
    assert sums(monday, report(("x", "In all 159.", [exact(159, "casualties")]), published="2031-04-04")) == [["19 killed + 140 injured", "159", "consistent"]]


def test_children_are_no_part_of_the_sum_of_all():
    row = report(("x", "So 12 children dead and 30 hurt.", [exact(12, "killed", "children"), exact(30, "injured")]), ("x", "In all 50.", [exact(50, "casualties")]))
    assert sums(row) == []


def test_examples_in_the_docstrings():
    found = doctest.testmod(partial_module)
    assert found.attempted and not found.failed
