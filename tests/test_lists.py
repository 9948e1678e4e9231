"""Lines that label a number, and lists that are mended."""

from __future__ import annotations

import pytest

from kit.language import pipeline
from kit.language.figures import counts

#: text -> its figures: text, measure, counted.
LABELS = {
    "What we know:\nKilled: 51 (interior ministry)\nMissing: 53\nInjured – at least 200": [("51", "killed", None), ("53", "missing", None), ("at least 200", "injured", None)],
    "• 12 dead\n• 30 injured": [("12", "killed", None), ("30", "injured", None)],
    "Dead 51 / Missing 53": [("51", "killed", None), ("53", "missing", None)],
    "Confirmed dead: 51; still missing: 53; rescued: 112": [("51", "killed", None), ("53", "missing", None), ("112", "rescued", None)],
    "Injured: 200, missing: 53, dead: 51": [("200", "injured", None), ("53", "missing", None), ("51", "killed", None)],
    "The ministry gave its figures. Dead: 51. Missing: about 53.": [("51", "killed", None), ("about 53", "missing", None)],
    "Miners killed: 51\nChildren injured: 7": [("51", "killed", "miners"), ("7", "injured", "children")],
    "Evacuated: 3,000 people\nKilled: 51 soldiers, among them nine officers": [("3,000", "evacuated", "people"), ("51", "killed", "soldiers"), ("nine", "killed", "officers")],
    "Dead (51), missing (53)": [("51", "killed", None), ("53", "missing", None)],
    "Killed or injured: 250": [("250", "killed_or_injured", None)],
    # things, and numbers that go on
    "Boats missing: 14\nSheep killed: 40\nHouses evacuated: 35": [],
    "Missing: 53 days without news": [],
    "He was missing 53 days.": [],
    "Injured: 30 cars": [],
    "Toll at 18.00: 51 dead.": [("51", "killed", None)],
}
#: text -> the measure of its figure.
MENDED = {
    "Six bodies were entered twice, the registrar said.": "other",
    "The toll fell because six bodies had been registered twice.": "other",
    "Six bodies registered twice were taken off the list.": "other",
    "A clerk had entered six bodies twice.": "other",
    "Six bodies were counted by mistake.": "other",
    "Six bodies were wrongly entered in the register.": "other",
    "The ministry removed six deaths from its count.": "other",
    "Six deaths were struck off the list.": "other",
    # bodies that were found are dead
    "Six bodies were recovered and entered in the register.": "killed",
    "Six bodies were removed from the rubble.": "killed",
    "Six bodies were counted at the morgue.": "killed",
    "Six bodies have been identified and taken from the morgue.": "killed",
}


@pytest.fixture(scope="module")
def nlp():
    return pipeline.load()


@pytest.mark.parametrize("text", LABELS)
def test_a_label_says_what_its_number_counts(nlp, text):
    got = [figure for paragraph in counts.in_article(pipeline.paragraph_docs(nlp, text)) for figure in paragraph]
    assert [(f.text, f.measure, f.counted) for f in got] == LABELS[text]


@pytest.mark.parametrize("text", MENDED)
def test_a_list_that_is_mended_is_no_toll(nlp, text):
    got = counts.find(nlp(text))
    assert [(f.value, f.measure) for f in got] == [(6, MENDED[text])]
