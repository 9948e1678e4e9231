"""What a number without a noun counts: those of its sentence, of the one before, of the article."""

from __future__ import annotations

import pytest

from kit.language import pipeline
from kit.language.figures import counts

#: text -> its figures: text, measure, counted, the text of the figure that it is a part of.
TABLE = {
    "Some 310 marchers were hurt. Of those, 41 needed surgery.": [("Some 310", "injured", "marchers", None), ("41", "injured", "marchers", "Some 310")],
    "Of the 90 passengers, 12 were hurt.": [("90", "other", "passengers", None), ("12", "injured", "passengers", "90")],
    "Of the missing, nine are children.": [("nine", "missing", "children", None)],
    "Of the wounded, 80 have lost an eye.": [("80", "injured", None, None)],
    "The coastguard saved 140 passengers. Nine of them were children.": [("140", "rescued", "passengers", None), ("Nine", "rescued", "children", "140")],
    "The army listed 80 gunners as missing; eighteen of them have since been found, 14 of whom were dead.": [
        ("80", "missing", "gunners", None), ("eighteen", "other", "gunners", "80"), ("14", "killed", "gunners", "eighteen"),
    ],
    "The wounded numbered 180, the hospital said. About 70 had been taken by bus to Varna.": [("180", "injured", "wounded", None), ("About 70", "injured", "wounded", "180")],
    "The count of the injured is 77; 19 are still in hospital.": [("77", "injured", "injured", None), ("19", "injured", "injured", "77")],
    # a number that is told again
    "The fire in the club killed 31. Nine of the 31 were teenagers.": [("31", "killed", None, None), ("Nine", "killed", "teenagers", "31"), ("31", "killed", None, None)],
    "The fire killed 58 people.\nThe 58 were buried on Friday.": [("58", "killed", "people", None), ("58", "killed", "people", None)],
    "The shells killed 64 and hurt 330.\nIn all that makes 394, officials say: 64 and 330.": [
        ("64", "killed", None, None), ("330", "injured", None, None), ("64", "killed", None, None), ("330", "injured", None, None),
    ],
    # a paragraph later
    "The storm killed 30 hikers.\nAnother 200 more may never be found.": [("30", "killed", "hikers", None), ("200", "missing", "hikers", None)],
    # bystanders are not the victims
    "Some 3,000 mourners gathered at the quay. Fifty-one were killed in the sinking.": [("Some 3,000", "other", "mourners", None), ("Fifty-one", "killed", None, None)],
    "Hundreds of mourners filled the church. At least 51 died when the ferry sank.": [("Hundreds", "other", "mourners", None), ("At least 51", "killed", None, None)],
    "Dozens of lawyers signed the letter. Nine have died in the camp.": [("Dozens", "other", "lawyers", None), ("Nine", "killed", None, None)],
    "The mayor met 40 widows in the town hall. Fifty-one died in the fire.": [("40", "other", "widows", None), ("Fifty-one", "killed", None, None)],
    "The bus was taking 52 pupils to a camp. Fourteen died.": [("52", "other", "pupils", None), ("Fourteen", "killed", "pupils", None)],
    "Police detained 200 protesters. Thirty were injured.": [("200", "detained", "protesters", None), ("Thirty", "injured", "protesters", None)],
    "Hundreds of villagers fled the flames. Twelve were killed.": [("Hundreds", "displaced", "villagers", None), ("Twelve", "killed", "villagers", None)],
    "Hundreds of fans filled the stand when the roof fell in. Twelve were killed.": [("Hundreds", "other", "fans", None), ("Twelve", "killed", "fans", None)],
    "Thousands of pilgrims were on the road when the bridge gave way. Nine were killed.": [("Thousands", "other", "pilgrims", None), ("Nine", "killed", "pilgrims", None)],
    "Divers counted 34 dead. Fewer than 20 of those on board were unhurt.": [("34", "killed", None, None), ("Fewer than 20", "other", None, None)],
    "Divers counted 34 dead. Nine of those were children.": [("34", "killed", None, None), ("Nine", "killed", "children", "34")],
    # one of so many is a person
    "He was one of 40 to survive.": [("40", "other", None, None)],
    "She was one of the 112 rescued.": [("112", "rescued", None, None)],
    "It was one of the 40 to survive.": [],
    "Seven of the 12 survivors are in hospital.": [("Seven", "injured", "survivors", "12"), ("12", "other", "survivors", None)],
    # nobody who does not agree is counted
    "Nobody agrees on how many were aboard. The ship was so full that people stood on the stairs.": [],
    "Nobody could say how many passengers had died.": [],
    # words that are people by themselves, unless things were counted
    "Hundreds are still trapped on the upper floors.": [("Hundreds", "other", None, None)],
    "Tens of thousands were left without power by the storm.": [("Tens of thousands", "other", None, None)],
    "The museum lost 60 pictures. Hundreds were saved.": [],
    "The new phone went on sale on Friday. Thousands were sold before noon.": [],
    "Nearly 50 had been flown to Paris, all of them paintings from the royal collection.": [],
    # things and animals are not taken for people
    "The town has 120 bridges. Of those, 35 are in need of repair.": [],
    "The fire killed 12 people and destroyed 40 houses. Of those, nine were insured.": [("12", "killed", "people", None)],
    "The region has 58 schools. Twelve of the 58 were closed.": [],
    "The thieves took 40 paintings. Twelve may never be found.": [],
    "The navy counted its boats after the storm and had listed 14 as missing.": [],
    "Farmers lost 300 sheep; 40 were found dead on the beach.": [],
}


@pytest.fixture(scope="module")
def nlp():
    return pipeline.load()


@pytest.mark.parametrize("text", TABLE)
def test_what_a_number_without_a_noun_counts(nlp, text):
    got = [figure for paragraph in counts.in_article(pipeline.paragraph_docs(nlp, text)) for figure in paragraph]
    assert [(f.text, f.measure, f.counted, None if f.part_of is None else got[f.part_of].text) for f in got] == TABLE[text]


def test_women_and_children_named_in_passing_are_not_those_counted_next(nlp):
    got = counts.find(nlp("Some 2,300 people, mostly women and children, were evacuated. At least 9,000 have lost their homes."))
    assert [(f.measure, f.counted) for f in got] == [("evacuated", "people"), ("displaced", "people")]


def test_the_people_of_the_others_are_named_behind_them(nlp):
    got = counts.find(nlp("Surgeons operated on 26 protesters overnight, four of them children."))
    assert [(f.measure, f.counted, f.part_of) for f in got] == [("injured", "protesters", None), ("injured", "children", 0)]


def test_paragraphs_are_read_in_the_light_of_those_before_them(nlp):
    docs = pipeline.paragraph_docs(nlp, "The fire killed 31 tenants.\nTwelve of the 31 were students.")
    alone = [counts.find(doc) for doc in docs]
    assert [len(found) for found in alone] == [1, 1]
    assert [len(found) for found in counts.in_article(docs)] == [1, 2]
