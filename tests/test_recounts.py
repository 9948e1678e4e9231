"""Numbers given anew without any word for who is counted, and those that only look so."""

from __future__ import annotations

import pytest

from kit.language import pipeline
from kit.language.figures import counts

#: text -> its figures: text, measure, counted; "\n" parts paragraphs.
TABLE = {
    "The army says 90 civilians died in the siege. The relief committee is not convinced. “We stick to 143,” its chairman said.": [
        ("90", "killed", "civilians"), ("143", "killed", "civilians"),
    ],
    "Witnesses say 40 marchers were shot dead.\nThe mayor disagrees. “We stand by 11,” she said.": [("40", "killed", "marchers"), ("11", "killed", "marchers")],
    "How many miners died in the shaft? The company’s answer is 31. The union’s is 52.": [("31", "killed", None), ("52", "killed", None)],
    "Counting the dead of Marnau\nThe town’s own figure is 64.\nSoldiers shelled it and killed whole families. The army’s answer is 12.": [
        ("64", "killed", None), ("12", "killed", None),
    ],
    "The opposition counted 300 dead.\nThe interior ministry’s own figure is 112.": [("300", "killed", None), ("112", "killed", None)],
    "The minister said that 15 demonstrators had been killed, and that it “may be 20”.": [("15", "killed", "demonstrators"), ("20", "killed", "demonstrators")],
    "The governor says 120 people died of the heat. Nurses speak of \"well over two hundred.\"": [("120", "killed", "people"), ("well over two hundred", "killed", "people")],
    "The government’s toll is 204; the Red Cross has 260.": [("204", "killed", None), ("260", "killed", None)],
    "Of the injured, the latest count is 77.": [("77", "injured", None)],
    "The siege has killed 131 people, and 27 more are missing. That would take the total to 158.": [("131", "killed", "people"), ("27", "missing", "people"), ("158", "killed", "people")],
    # names on a list
    "The roll at the church has 118 names, and the one at the town hall ran to 97.": [("118", "other", "names"), ("97", "other", "names")],
    "The list has 47 items, and the other ran to more than 90.": [],
    "He has 47 names for the same colour.": [],
    # words of counting and saying with nobody counted, or things
    "Traders were asked where oil would end the year. One bank said 110; its rival said 95.": [],
    "“We stand by 71,” the statistics office said of its estimate for the index.": [],
    "The answer is 12, said the quizmaster.": [],
    "The museum’s count of its coins was put at 300 on Monday; it is now 340.": [],
    "The quake killed 40 people. Its depth was put at 12.": [("40", "killed", "people")],
    "Nine people died in the fire. The bill for the hotel came to 40.": [("Nine", "killed", "people")],
    "Twelve people died. The town had three fire engines; its neighbour had nine.": [("Twelve", "killed", "people")],
    "The number of asylum claims is a record. Ministers want claims over 150,000 cleared.": [],
}


@pytest.fixture(scope="module")
def nlp():
    return pipeline.load()


def in_article(nlp, text):
    return [figure for paragraph in counts.in_article(pipeline.paragraph_docs(nlp, text)) for figure in paragraph]


@pytest.mark.parametrize("text", TABLE)
def test_what_a_number_given_anew_counts(nlp, text):
    assert [(f.text, f.measure, f.counted) for f in in_article(nlp, text)] == TABLE[text]


def test_nothing_is_taken_over_from_a_number_of_another_order(nlp):
    text = "The flood drove 90,000 people from their homes.\nThe harbour master shrugged. “We stand by 12,” he said."
    assert [f.value for f in in_article(nlp, text)] == [90000]


def test_the_day_of_a_number_given_anew_is_that_of_who_gives_it(nlp):
    got = in_article(nlp, "On Sunday the charity reported more than 40 drowned; on Monday it said 55.")
    assert [(f.date_text, f.superseded_by) for f in got] == [("Sunday", 1), ("Monday", None)]


def test_a_correction_replaces_what_it_corrects(nlp):
    got = in_article(nlp, "The office gave the number of missing as 120, but corrected it to 63.")
    assert [(f.value, f.measure, f.superseded_by) for f in got] == [(120, "missing", 1), (63, "missing", None)]
