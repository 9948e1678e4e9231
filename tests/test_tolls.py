"""Bare numbers behind a word of counting: tolls, counts of those killed, and tolls that are paid."""

from __future__ import annotations

import pytest

from kit.language import pipeline
from kit.language.figures import counts, tolls

#: text -> its figures: value, low, high, measure, counted.
TABLE = {
    "Ferry toll jumps to 87 as divers reach the lower deck": [(87, 87, 87, "killed", None)],
    "Toll from air strike in Qalat climbs to 34": [(34, 34, 34, "killed", None)],
    "The toll, the governor said late on Tuesday, has climbed to 61.": [(61, 61, 61, "killed", None)],
    "Heatwave toll passes 90": [(90, 90, None, "killed", None)],
    "The siege’s toll is put at 204.": [(204, 204, 204, "killed", None)],
    "The number of people arrested in the strike has risen to 212.": [(212, 212, 212, "detained", "people")],
    "The number of passengers listed as missing fell to nine.": [(9, 9, 9, "missing", "passengers")],
    "The coroner lowered the count of those who died in the heatwave to 88.": [(88, 88, 88, "killed", None)],
    "The tally of those arrested in the raids dropped to 64, the prosecutor said.": [(64, 64, 64, "detained", None)],
    "The number of miners still trapped fell to 12.": [(12, 12, 12, "other", "miners")],
    "The toll of dead and wounded has reached 400.": [(400, 400, 400, "killed_or_injured", "dead")],
    "The police put the crowd at 30,000.": [(30000, 30000, 30000, "other", "crowd")],
    # a toll that is paid, and numbers of things
    "The toll on the northern motorway rises to nine in May, the operator said.": [],
    "The bridge toll rose to 12 in May.": [],
    "The number of houses destroyed in the flood has risen to 212.": [],
    "The index climbed to 64, up from 58 on Monday.": [],
    "The count stood at 240 votes, down from 255.": [],
}


@pytest.fixture(scope="module")
def nlp():
    return pipeline.load()


def in_article(nlp, text):
    return [figure for paragraph in counts.in_article(pipeline.paragraph_docs(nlp, text)) for figure in paragraph]


@pytest.mark.parametrize("text", TABLE)
def test_a_bare_number_behind_a_word_of_counting(nlp, text):
    got = [(f.value, f.low, f.high, f.measure, f.counted) for f in in_article(nlp, text)]
    assert got == TABLE[text]


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("The toll is 85.", ["killed"]),
        ("The casualty toll stood at 90 by noon.\nDoctors expect the toll to reach 120.", ["casualties", "casualties"]),
        ("The injury toll is 40.\nBy noon the toll was 60.", ["injured", "injured"]),
        # the same number with its outcome, elsewhere in the article
        ("Train toll climbs to 312\nThe crash has injured 312 people.", ["injured", "injured"]),
        ("Train toll climbs to 12\nThe crash has killed 12 people and injured 312.", ["killed", "killed", "injured"]),
    ],
)
def test_a_bare_toll_counts_what_its_article_says_and_else_the_dead(nlp, text, measures):
    assert [f.measure for f in in_article(nlp, text)] == measures


def test_tolls_of_two_kinds_leave_a_bare_one_to_the_dead():
    assert tolls.measure_of_tolls("The death toll is 9, the injury toll 40. The toll rose.") == "killed"
