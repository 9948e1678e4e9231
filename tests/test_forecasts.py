"""Tolls that may be reached, that are expected and that are not reached: bounds, and no counts."""

from __future__ import annotations

import pandas as pd
import pytest

import kit
from kit.language import pipeline
from kit.language.figures import counts

#: text -> its figures: text, value, low, high, qualifier.
TABLE = {
    "The toll may reach 90, the harbour master said.": [("may reach 90", 90, None, 90, "up_to")],
    "Nurses warned that the number of dead could well climb to 90.": [("could well climb to 90", 90, None, 90, "up_to")],
    "The number of people displaced might rise to 4,000 by spring.": [("might rise to 4,000", 4000, None, 4000, "up_to")],
    "The flood’s toll is likely to hit 90.": [("likely to hit 90", 90, None, 90, "up_to")],
    "Medics fear the toll will reach 75.": [("will reach 75", 75, None, 75, "up_to")],
    "Medics expect the number of injured to reach 75.": [("to reach 75", 75, None, 75, "up_to")],
    "More snow could push the avalanche’s death toll to 75.": [("could push the avalanche’s death toll to 75", 75, None, 75, "up_to")],
    "The death toll could rise from 51 to 90.": [("51", 51, 51, 51, "exact"), ("to 90", 90, None, 90, "up_to")],
    "The toll stood at 51 at noon and may reach 90.": [("51", 51, 51, 51, "exact"), ("may reach 90", 90, None, 90, "up_to")],
    # over, and not yet so: nobody has counted as many
    "The death toll is expected to exceed 200.": [("expected to exceed 200", 200, None, None, "over")],
    "The heatwave’s toll is feared to top 100.": [("feared to top 100", 100, None, None, "over")],
    "The death toll is 51 and could pass 100.": [("51", 51, 51, 51, "exact"), ("could pass 100", 100, None, None, "over")],
    "The toll could rise to about 300.": [("could rise to about 300", 300, None, None, "about")],
    # not reached
    "The toll is not expected to exceed 200.": [("not expected to exceed 200", 200, None, 200, "up_to")],
    "The death toll hasn’t reached 90.": [("hasn’t reached 90", 90, None, 90, "up_to")],
    "The toll never passed 60.": [("never passed 60", 60, None, 60, "up_to")],
    # counted
    "In May the toll reached 90.": [("90", 90, 90, 90, "exact")],
    "The toll passed 90 in the will of nobody.": [("90", 90, 90, None, "over")],
    "The toll has risen from 51 to 90.": [("51", 51, 51, 51, "exact"), ("90", 90, 90, 90, "exact")],
}


@pytest.fixture(scope="module")
def nlp():
    return pipeline.load()


@pytest.mark.parametrize("text", TABLE)
def test_what_a_toll_may_come_to_is_no_count(nlp, text):
    got = counts.find(nlp(text))
    assert [(f.text, f.value, f.low, f.high, f.qualifier) for f in got] == TABLE[text]
    assert all(text[f.start : f.end] == f.text for f in got)


def test_what_may_come_has_no_day_and_replaces_no_count(nlp):
    got = counts.find(nlp("The toll could rise from 51 to 90 by Sunday."))
    assert [(f.text, f.date_text, f.superseded_by) for f in got] == [("51", None, None), ("to 90", None, None)]


def contradictions(*texts):
    index = pd.Index([f"r{n}" for n in range(len(texts))], name="article_id")
    articles = pd.DataFrame({"text": pd.array(texts, dtype="string"), "published": pd.Timestamp("2031-04-04")}, index=index)
    claims, figures = kit.extract(articles)
    found = kit.comparison.contradictions(figures, claims)
    return set(zip(found["text_a"], found["text_b"]))


@pytest.mark.parametrize("ahead", ["may reach 40", "is expected to exceed 200", "could pass 100", "is feared to top 300"])
def test_no_count_is_contradicted_by_what_may_come(ahead):
    counted = "The coast guard said on Friday the death toll was 51."
    assert contradictions(counted, "The port authority said on Friday the death toll was 60.") == {("51", "60")}
    assert contradictions(counted, f"The port authority said on Friday the death toll {ahead}.") == set()


def test_a_count_replaces_no_forecast_and_none_replaces_it():
    text = "On Monday the ministry said the toll might reach 90. On Tuesday the ministry put the toll at 60."
    articles = pd.DataFrame({"text": [text], "published": pd.to_datetime(["2031-04-04"])}, index=pd.Index(["a"], name="article_id"))
    _, figures = kit.extract(articles)
    assert figures["text"].tolist() == ["might reach 90", "60"] and figures["superseded_by"].isna().all()
