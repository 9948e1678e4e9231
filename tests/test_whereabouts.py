"""Where it happened, in sentences of our own: ferries, arrests, quakes, a little war."""

from __future__ import annotations

import csv
import doctest
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit import schema
from kit.language import pipeline
from kit.language.figures import happenings, whereabouts

#: text -> what it says of places: measure, event, status, bare name (or the words that leave it open).
TOLD = {
    # a name under the event
    "A ferry carrying 40 people sank off Zanzibar on Monday.": [("accident", "sank", "named", "Zanzibar")],
    "A ferry with 200 passengers capsized near the port of Mombasa.": [("accident", "capsized", "named", "Mombasa")],
    "Police arrested nine demonstrators in Lyon and Nice.": [("detained", "arrested", "named", "Lyon"), ("detained", "arrested", "named", "Nice")],
    "Rebels captured a pilot near Olenka in Karsk.": [("captured", "captured", "named", "Olenka")],
    "The smuggler, who was caught in the Tarapaca region, is a soldier.": [("captured", "caught", "named", "Tarapaca")],
    "The pilot was arrested in January in Paris.": [("detained", "arrested", "named", "Paris")],
    "Residents were evacuated from Valdivia.": [("evacuated", "evacuated", "named", "Valdivia")],
    "Two people were found dead in Ushuaia.": [("killed", "dead", "named", "Ushuaia")],
    "Some 90 rebels were killed or wounded in Chile’s Aysen region.": [("killed_or_injured", "killed", "named", "Aysen")],
    "A soldier was apprehended in Russian territory.": [("captured", "apprehended", "named", "Russia")],
    "Nine sailors drowned in the Gulf of Aden.": [("killed", "drowned", "named", "Gulf of Aden")],
    # a name under what it happened in, or under whom it befell
    "Three hikers died in a hospital in Lima.": [("killed", "died", "named", "Lima")],
    "Nine people were killed by a bomb at a market in Peshawar.": [("killed", "killed", "named", "Peshawar")],
    "The strike wounded two nurses in Goma.": [("injured", "wounded", "named", "Goma")],
    "The shooting happened on the outskirts of Quito.": [("attack", "shooting", "named", "Quito")],
    "The crash occurred ten kilometres north of Oslo.": [("accident", "crash", "named", "Oslo")],
    # a name under the noun of an event, or its verb
    "The capture of the pilot took place in northern Mali.": [("captured", "capture", "named", "Mali")],
    "Arrests were made in Turin.": [("detained", "Arrests", "named", "Turin")],
    "Deaths were reported in Goma.": [("killed", "Deaths", "named", "Goma")],
    "A strong earthquake shook the Temirtal region.": [("disaster", "earthquake", "named", "Temirtal")],
    "Kinza, where the pilot was captured, lies near the border.": [("captured", "captured", "named", "Kinza")],
    # denied
    "The pilot was not captured in Mali but in Niger.": [("captured", "captured", "denied", "Mali"), ("captured", "captured", "named", "Niger")],
    "The pilot was captured in Niger, not in Mali.": [("captured", "captured", "named", "Niger"), ("captured", "captured", "denied", "Mali")],
    "No villagers were killed in Goma.": [("killed", "killed", "denied", "Goma")],
    # left open
    "It was not immediately clear where the two nurses were arrested.": [("detained", "arrested", "unclear", "not immediately clear where")],
    "Where the pilot was captured is still not known.": [("captured", "captured", "unclear", "Where the pilot was captured is still not known")],
    "The exact location of her arrest remains unclear.": [("detained", "arrest", "unclear", "location of her arrest remains unclear")],
    "The place where he was caught is unknown.": [("captured", "caught", "unclear", "place where he was caught is unknown")],
    "The site of the massacre has not been made public.": [("killed", "massacre", "unclear", "site of the massacre has not been made")],
    "Officials declined to say where the men had been detained.": [("detained", "detained", "unclear", "declined to say where")],
    "The army refused to disclose the location of the attack.": [("attack", "attack", "unclear", "refused to disclose the location")],
    "No details were given about where he was killed.": [("killed", "killed", "unclear", "No details were given about where")],
    "Nobody knows where the attack took place.": [("attack", "attack", "unclear", "Nobody knows where")],
    "They did not specify when or where the general had been captured.": [("captured", "captured", "unclear", "not specify when or where")],
    "A pilot was captured on Monday, the ministry said. It did not say where.": [("captured", "captured", "unclear", "not say where")],
    "Without saying where, the army announced that it had captured a colonel.": [("captured", "captured", "unclear", "Without saying where")],
    "In what region the pilot was killed, nobody could say.": [("killed", "killed", "unclear", "what region the pilot was killed, nobody could say")],
    "The crew were rescued at an undisclosed location.": [("rescued", "rescued", "unclear", "undisclosed location")],
}
#: Sentences with an event of which no place is told.
UNTOLD = [
    "The minister said in Geneva that twelve miners had been killed.",  # where somebody spoke
    "GENEVA (Wire) - Twelve miners were killed, the union said.",  # where the report was written
    "The Governor of Tarapaca said nine people were hurt.",  # what the speaker belongs to
    "Police from Lima arrested two men.",  # where somebody came from
    "Refugees from Sudan were rescued by a trawler.",
    "The soldiers were sent to Mali and two of them were wounded.",  # where somebody was sent
    "He was wounded in the Kursk operation last year.",  # a name that is no place
    "A nurse was killed in January.",
    "Two senators were arrested in the Senate.",
    "He was captured during the war in Sudan.",  # the place of the war
    "The rebels captured the town of Kinza in Karsk.",  # nobody was captured
    "Talks collapsed in Vienna and prices crashed in Oslo.",
    "She died of a heart attack.",
    "The soldiers fled and took shelter in Karsk.",  # where somebody went
    "The prisoner is being held in Kinza after his capture.",  # where somebody is kept
    "The two were treated in Quito for their injuries.",
    "The rescue workers rested in Lima.",
    "He knows where the pilot was captured.",  # somebody tells it, elsewhere
    "Police said where the men were arrested.",
    "The place of his arrest is known.",
    "It is not known when the attack took place.",  # it is not the place that is unknown
    "The general was captured, but it is not clear when.",
    "She did not say where she would live after he was killed.",
    "The crash site was sealed off, but no details were given.",
]


@pytest.fixture(scope="module")
def nlp():
    return pipeline.load()


def told(nlp, text):
    return [w for w in whereabouts.find(nlp(text)) if w.status]


@pytest.mark.parametrize("text", TOLD)
def test_what_is_said_of_the_place(nlp, text):
    found = [(w.event.measure, w.event.token.text, w.status, w.place or w.where.text) for w in told(nlp, text)]
    assert found == TOLD[text]


@pytest.mark.parametrize("text", UNTOLD)
def test_no_place_of_the_event_is_told(nlp, text):
    assert told(nlp, text) == []


@pytest.mark.parametrize("text, within, country", [
    ("Nine miners were killed in Peshawar, Pakistan.", ("Pakistan",), "Pakistan"),
    ("Nine miners were killed in the region of Aysen in Chile.", ("Chile",), "Chile"),
    ("Nine miners were killed in Chile’s Aysen region.", ("Chile",), "Chile"),
    ("Nine miners were killed in the Chilean region of Aysen.", (), "Chile"),
    ("Nine miners were killed near Olenka in Karsk.", ("Karsk",), None),
    ("Nine miners were killed in Oslo.", (), "Norway"),
    ("Nine miners were killed in the UK.", (), "United Kingdom"),
])
def test_what_the_place_lies_in(nlp, text, within, country):
    (found,) = told(nlp, text)
    assert (found.within, found.country) == (within, country)


def test_one_spelling_for_a_country(nlp):
    assert [w.place for w in told(nlp, "A pilot was killed in the UK.")] == ["United Kingdom"]


@pytest.mark.parametrize("text, measure, who, group, one", [
    ("Ukraine’s army has captured a Kenyan soldier.", "captured", "soldier", "Kenya", True),
    ("The capture of three Kenyan soldiers was announced.", "captured", "soldiers", "Kenya", False),
    ("His arrest caused protests.", "detained", "His", None, True),
    ("The pilot whom the rebels took prisoner is alive.", "captured", "pilot", None, True),
    ("Two soldiers were detained.", "captured", "soldiers", None, False),
    ("Two soldiers were arrested.", "detained", "soldiers", None, False),
    ("North Korean losses are rising.", "casualties", None, "North Korea", False),
])
def test_whom_it_befell(nlp, text, measure, who, group, one):
    (found,) = happenings.find(nlp(text))
    assert (found.measure, found.who.text if found.who else None, found.group, found.one) == (measure, who, group, one)


def test_an_event_without_a_place_is_still_an_event(nlp):
    (found,) = whereabouts.find(nlp("Ana Ruiz was arrested on Friday."))
    assert (found.status, found.where, found.place, found.date_text) == (None, None, None, "Friday")


def test_the_words_of_a_measure_are_words_of_events():
    assert "apprehended" in happenings.words("captured")
    assert "wounded" in happenings.words("killed_or_injured")
    assert "sank" not in happenings.words("captured")
    assert happenings.words("captured") < happenings.words() < whereabouts.words()


def test_a_sentence_without_any_of_the_words_tells_nothing(nlp):
    assert not whereabouts.words() & set("the council met in lima on friday".split())
    assert whereabouts.find(nlp("The council met in Lima on Friday.")) == []


def test_the_table_of_events_has_the_columns_and_measures_that_it_says():
    table = Path(happenings.__file__).with_name("happenings.csv").read_text("utf8").splitlines()
    rows = list(csv.DictReader(line for line in table if not line.startswith("#")))
    assert {row["takes"] for row in rows} == {"any", "people", "thing", "vehicles"}
    assert {row["measure"] for row in rows} <= {*schema.MEASURES, "attack", "explosion", "accident", "disaster"}


WORDS = st.sampled_from("where place unclear not say killed captured arrested in near Lima the of he nurse , . who ferry sank location war".split())


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=30))
def test_whatever_the_words_the_evidence_stands_in_the_text(words):
    doc = pipeline.load()(" ".join(words))
    for found in whereabouts.find(doc):
        assert (found.where is None) == (found.status is None)
        assert (found.place is not None) == (found.status in {"named", "denied"})
        assert found.status is None or doc.text[found.where.start_char : found.where.end_char] == found.where.text != ""


def test_a_page_without_a_full_stop_costs_no_more_than_its_length(nlp):
    docs = [nlp("he was captured where the place of the arrest " * n) for n in (200, 1600)]
    times = []
    for doc in docs:
        start = time.process_time()
        whereabouts.find(doc)
        times.append(time.process_time() - start)
    assert times[1] < 8 * 6 * times[0] + 0.5


@pytest.mark.parametrize("module", [happenings, whereabouts])
def test_examples(module):
    results = doctest.testmod(module)
    assert results.attempted and not results.failed
