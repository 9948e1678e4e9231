"""Counts of people in short texts of our own: floods, fires, protests, ferries, a little war."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit import schema
from kit.language import pipeline
from kit.language.figures import counts, measures

#: text of the paragraph -> its figures: number expression, qualifier, measure, counted, group.
TABLE = {
    # the measure, in the active and the passive voice
    "The flood killed 12 villagers.": [("12", "exact", "killed", "villagers", None)],
    "Nearly 300 miners were injured in the blast.": [("Nearly 300", "nearly", "injured", "miners", None)],
    "At least 40 passengers have drowned since the ferry capsized.": [("At least 40", "at_least", "killed", "passengers", None)],
    "Up to 90 tourists may have died when the dam burst.": [("Up to 90", "up_to", "killed", "tourists", None)],
    "Firefighters rescued 17 children from the school.": [("17", "exact", "rescued", "children", None)],
    "About 4,000 residents were evacuated on Tuesday.": [("About 4,000", "about", "evacuated", "residents", None)],
    "Police arrested more than 200 demonstrators.": [("more than 200", "over", "detained", "demonstrators", None)],
    "Rebels captured 30 soldiers near the bridge.": [("30", "exact", "captured", "soldiers", None)],
    "Between 200 and 300 hikers remain missing.": [("Between 200 and 300", "range", "missing", "hikers", None)],
    "The fighting has displaced 50,000 people.": [("50,000", "exact", "displaced", "people", None)],
    "Floods forced thousands of farmers from their homes.": [("thousands", "vague", "displaced", "farmers", None)],
    "The army had taken 14 militants prisoner.": [("14", "exact", "captured", "militants", None)],
    "Nineteen fishermen lost their lives in the storm.": [("Nineteen", "exact", "killed", "fishermen", None)],
    "The cyclone claimed the lives of nine students.": [("nine", "exact", "killed", "students", None)],
    "Six climbers are feared to have died on the mountain.": [("Six", "exact", "killed", "climbers", None)],
    # the measure in a noun or an adjective
    "The deaths of eight nurses shocked the town.": [("eight", "exact", "killed", "nurses", None)],
    "The ministry announced the evacuation of 3,000 pilgrims.": [("3,000", "exact", "evacuated", "pilgrims", None)],
    "The arrest of 25 activists set off new protests.": [("25", "exact", "detained", "activists", None)],
    "The clinic treated 60 wounded rebels overnight.": [("60", "exact", "injured", "rebels", None)],
    "Divers are looking for five missing sailors.": [("five", "exact", "missing", "sailors", None)],
    "The hospital counted 31 deaths in a week.": [("31", "exact", "killed", "deaths", None)],
    "The general admitted around 500 casualties.": [("around 500", "about", "casualties", "casualties", None)],
    # two outcomes in one total
    "Some 700 rioters were killed or wounded.": [("Some 700", "about", "killed_or_injured", "rioters", None)],
    "Roughly 80 guards had been “wounded or killed” by noon.": [("Roughly 80", "about", "killed_or_injured", "guards", None)],
    "The quake killed or injured 150 people.": [("150", "exact", "killed_or_injured", "people", None)],
    "More than 40 workers are dead or missing.": [("More than 40", "over", "casualties", "workers", None)],
    # numbers without a noun
    "The bus crash left three dead.": [("three", "exact", "killed", None, None)],
    "Forty dead and 25 missing after a ferry sinks.": [
        ("Forty", "exact", "killed", None, None),
        ("25", "exact", "missing", None, None),
    ],
    "A wall fell on the crowd, killing two and wounding nine.": [
        ("two", "exact", "killed", None, None),
        ("nine", "exact", "injured", None, None),
    ],
    "Six marines were killed, seven wounded and two captured.": [
        ("Six", "exact", "killed", "marines", None),
        ("seven", "exact", "injured", "marines", None),
        ("two", "exact", "captured", "marines", None),
    ],
    "Ten workers were hurt and 40 more evacuated.": [
        ("Ten", "exact", "injured", "workers", None),
        ("40", "exact", "evacuated", "workers", None),
    ],
    "The fire killed five tenants, and 12 others were injured.": [
        ("five", "exact", "killed", "tenants", None),
        ("12", "exact", "injured", "tenants", None),
    ],
    "Seventy commuters were injured, a dozen of them seriously.": [
        ("Seventy", "exact", "injured", "commuters", None),
        ("a dozen", "exact", "injured", "commuters", None),
    ],
    "The mayor said 20 had been detained.": [("20", "exact", "detained", None, None)],
    "The explosion left six dead, including four soldiers.": [
        ("six", "exact", "killed", None, None),
        ("four", "exact", "killed", "soldiers", None),
    ],
    "At least 14 people, including four children, have died, and 20 others are unaccounted for.": [
        ("At least 14", "at_least", "killed", "people", None),
        ("four", "exact", "killed", "children", None),
        ("20", "exact", "missing", "people", None),
    ],
    "The gunmen killed 40 guards and took 12 hostage.": [
        ("40", "exact", "killed", "guards", None),
        ("12", "exact", "captured", "guards", None),
    ],
    "His two daughters survived the crash that killed four.": [
        ("two", "exact", "other", "daughters", None),
        ("four", "exact", "killed", None, None),
    ],
    # toll and number of
    "The death toll rose from 12 to 31.": [("12", "exact", "killed", None, None), ("31", "exact", "killed", None, None)],
    "The number of people killed has climbed to 88.": [("88", "exact", "killed", "people", None)],
    "Casualties were put at 1,500.": [("1,500", "exact", "casualties", "casualties", None)],
    "The death toll rose to 60 on Friday.": [("60", "exact", "killed", None, None)],
    "The toll has reached 85.": [("85", "exact", "killed", None, None)],
    "Officials put the death toll at 31.": [("31", "exact", "killed", None, None)],
    "The number of injured was approximately 400.": [("approximately 400", "about", "injured", "injured", None)],
    # parts and coordination
    "Police detained 45 marchers, including 12 women and three teenagers.": [
        ("45", "exact", "detained", "marchers", None),
        ("12", "exact", "detained", "women", None),
        ("three", "exact", "detained", "teenagers", None),
    ],
    "Two firefighters and five residents died.": [
        ("Two", "exact", "killed", "firefighters", None),
        ("five", "exact", "killed", "residents", None),
    ],
    "Doctors counted 4,100 wounded, of whom 300 are children.": [
        ("4,100", "exact", "injured", None, None),
        ("300", "exact", "injured", "children", None),
    ],
    "Around 20 of the 90 passengers were injured.": [
        ("Around 20", "about", "injured", "passengers", None),
        ("90", "exact", "other", "passengers", None),
    ],
    "The 130 hostages, 30 of them dead, were still there.": [
        ("130", "exact", "captured", "hostages", None),
        ("30", "exact", "killed", "hostages", None),
    ],
    "He was one of 14 men arrested on Monday.": [("14", "exact", "detained", "men", None)],
    "A 3,000-strong crowd cheered.": [("3,000", "exact", "other", "crowd", None)],
    # whose people
    "Italy has sent 600 soldiers to the flooded valley.": [("600", "exact", "deployed", "soldiers", "Italy")],
    "Some 2,000 Kenyan troops, including 40 officers and two generals, are stationed along the river.": [
        ("Some 2,000", "about", "deployed", "troops", "Kenya"),
        ("40", "exact", "deployed", "officers", "Kenya"),
        ("two", "exact", "deployed", "generals", "Kenya"),
    ],
    "Lisbon began sending engineers to the coast, and up to 90 are believed to have been injured.": [
        ("up to 90", "up_to", "injured", "engineers", "Portugal"),
    ],
    "Eleven tourists from Peru were hurt.": [("Eleven", "exact", "injured", "tourists", "Peru")],
    "Twelve New Zealanders were hurt.": [("Twelve", "exact", "injured", "new zealanders", "New Zealand")],
    "Twelve Brazilians were arrested.": [("Twelve", "exact", "detained", "brazilians", "Brazil")],
    "Doctors treated 40 Red Cross volunteers for burns.": [("40", "exact", "injured", "volunteers", "Red Cross")],
    "More than 100 “Falcon” fighters had been killed and 900 more wounded.": [
        ("More than 100", "over", "killed", "fighters", "Falcon"),
        ("900", "exact", "injured", "fighters", "Falcon"),
    ],
    # presence of forces
    "Norway has 12,000 troops in the region.": [("12,000", "exact", "deployed", "troops", "Norway")],
    "There are 300 troops in the town.": [("300", "exact", "deployed", "troops", None)],
    "Thousands of Chilean marines are fighting near the port.": [("Thousands", "vague", "deployed", "marines", "Chile")],
    # people to whom nothing in the lexicon happens
    "Half of the 600-man battalion was killed.": [("Half", "about", "killed", "battalion", None), ("600", "exact", "other", "battalion", None)],
    "The battalion, 900 strong, was sent to the border.": [("900", "exact", "deployed", "battalion", None)],
    "They sent the 900 strong.": [],
    "The frost killed the 900 strong.": [],
    "Nine Indian and four Chinese soldiers were killed.": [("Nine", "exact", "killed", "soldiers", "India"), ("four", "exact", "killed", "soldiers", "China")],
    "Some 4,000 soldiers had been dispatched by Kenya.": [("Some 4,000", "about", "deployed", "soldiers", "Kenya")],
    "They counted 90 casualties among the Peruvians.": [("90", "exact", "casualties", "casualties", "Peru")],
    # where people are, and what they are left without
    "The shelling has left more than 5,000 without a roof.": [("more than 5,000", "over", "displaced", None, None)],
    "At least 14,000 have lost their homes in the shelling.": [("At least 14,000", "at_least", "displaced", None, None)],
    "Around 1,200 villagers are sleeping in the open.": [("Around 1,200", "about", "displaced", "villagers", None)],
    "Nearly 3,000 spent the night in sports halls after the dyke broke.": [("Nearly 3,000", "nearly", "displaced", None, None)],
    "Some 2,000 have moved in with relatives in the next valley.": [("Some 2,000", "about", "displaced", None, None)],
    "Hundreds of protesters spent the night in tents outside parliament.": [("Hundreds", "vague", "other", "protesters", None)],
    "Dozens were taken to hospital after the stand collapsed.": [("Dozens", "vague", "injured", None, None)],
    "Cholera has reached the camp. Forty were taken to hospital on Monday.": [("Forty", "exact", "other", None, None)],
    "Eight miners are in a critical condition.": [("Eight", "exact", "injured", "miners", None)],
    "Surgeons operated on 26 protesters.": [("26", "exact", "injured", "protesters", None)],
    "Surgeons operated on 26 patients.": [("26", "exact", "other", "patients", None)],
    "Forty strikers are in custody.": [("Forty", "exact", "detained", "strikers", None)],
    "Three teachers were among the victims of the shooting.": [("Three", "exact", "killed", "teachers", None)],
    "Three teachers were among the victims of the fraud.": [("Three", "exact", "other", "teachers", None)],
    # found, listed, fetched
    "The agency lists 700 villagers as displaced.": [("700", "exact", "displaced", "villagers", None)],
    "The coastguard lists 14 as missing.": [("14", "exact", "missing", None, None)],
    "Six of the missing were found dead on Friday.": [("Six", "exact", "killed", "missing", None)],
    "Twelve of the wounded have since died.": [("Twelve", "exact", "killed", None, None)],
    "Eight of the dead were soldiers.": [("Eight", "exact", "killed", "soldiers", None)],
    "Rescuers found four fishermen alive on a raft.": [("four", "exact", "rescued", "fishermen", None)],
    "Five skiers were dug out by hand, and another 13 were flown out by helicopter.": [
        ("Five", "exact", "rescued", "skiers", None),
        ("13", "exact", "evacuated", "skiers", None),
    ],
    "He lost three brothers in the landslide.": [("three", "exact", "killed", "brothers", None)],
    "The firm lost three customers.": [("three", "exact", "other", "customers", None)],
    # whom one sends
    "Denmark is sending 18 divers and a team of 40 engineers to the wreck.": [
        ("18", "exact", "deployed", "divers", "Denmark"),
        ("40", "exact", "deployed", "engineers", "Denmark"),
    ],
    "Norway is flying in 30 rescuers with dogs.": [("30", "exact", "deployed", "rescuers", "Norway")],
    "Thirty engineers are on their way to the dam.": [("Thirty", "exact", "deployed", "engineers", None)],
    "Fifty squaddies were drafted in to help the police.": [("Fifty", "exact", "deployed", "squaddies", None)],
    "The company sent 40 workers home.": [("40", "exact", "other", "workers", None)],
    "The Danish medics, 14 in total, treat the wounded in a school.": [("14", "exact", "other", "medics", "Denmark")],
    # counted again, or told without an event of the measures
    "Unions put the number of strikers at 9,000; the ministry spoke of 4,000.": [("9,000", "exact", "other", "strikers", None), ("4,000", "exact", "other", "strikers", None)],
    "The fever has killed nine people and infected an estimated 400.": [("nine", "exact", "killed", "people", None), ("an estimated 400", "about", "other", "people", None)],
    "There are beds for hundreds of us.": [("hundreds", "vague", "other", None, None)],
    "Eleven divers were trapped, but at least six were alive.": [("Eleven", "exact", "other", "divers", None), ("at least six", "at_least", "other", "divers", None)],
    "Chile sent 600 marines to the island, bringing the total there to 900.": [("600", "exact", "deployed", "marines", "Chile"), ("900", "exact", "deployed", "marines", "Chile")],
    "One miner was killed and five others, one of them badly, were hurt.": [
        ("One", "exact", "killed", "miner", None),
        ("five", "exact", "injured", "miner", None),
        ("one", "exact", "injured", "miner", None),
    ],
    "The bodies of three climbers were recovered, and nine more were brought to safety.": [
        ("three", "exact", "killed", "climbers", None),
        ("nine", "exact", "rescued", "climbers", None),
    ],
    # survivors are rescued, people are where the words say from what or whither, and the dead are not
    "Firefighters pulled 96 survivors from the carriages.": [("96", "exact", "rescued", "survivors", None)],
    "Fishermen pulled 30 passengers from the water.": [("30", "exact", "rescued", "passengers", None)],
    "Tugs brought 25 sailors ashore.": [("25", "exact", "rescued", "sailors", None)],
    "A lifeboat picked up 17 sailors.": [("17", "exact", "rescued", "sailors", None)],
    "A trawler took 60 survivors on board.": [("60", "exact", "rescued", "survivors", None)],
    "Three children were recovered alive.": [("Three", "exact", "rescued", "children", None)],
    "Nineteen miners were brought up alive.": [("Nineteen", "exact", "rescued", "miners", None)],
    "Divers recovered 12 bodies.": [("12", "exact", "killed", "bodies", None)],
    "Nine bodies were pulled from the river.": [("Nine", "exact", "killed", "bodies", None)],
    "The ferry took 60 passengers on board.": [("60", "exact", "other", "passengers", None)],
    "Police picked up 17 men for questioning.": [("17", "exact", "other", "men", None)],
    "Twelve survivors were taken to hospital.": [("Twelve", "exact", "injured", "survivors", None)],
    "Divers pulled two cars from the river.": [],
    "Divers pulled 14 sailors alive from the wreck.": [("14", "exact", "rescued", "sailors", None)],
    "The guards held hostage nine Danish nurses.": [("nine", "exact", "captured", "nurses", "Denmark")],
    "Between 30 and 40 bodies have been brought ashore.": [("Between 30 and 40", "range", "killed", "bodies", None)],
    "A crowd of 300 filled the square.": [("300", "exact", "other", "crowd", None)],
    "Tens of thousands of people marched through the capital.": [("Tens of thousands", "vague", "other", "people", None)],
    "The plant employs 5,000 workers.": [("5,000", "exact", "other", "workers", None)],
}

#: text -> its figures: text, value, qualifier, measure, counted.
WITHOUT_A_NUMBER = {
    "Nobody was hurt.": [("Nobody", 0, "exact", "injured", None)],
    "No one has been arrested, the police said.": [("No one", 0, "exact", "detained", None)],
    "No casualties were reported.": [("No casualties", 0, "exact", "casualties", "casualties")],
    "There were no deaths.": [("no deaths", 0, "exact", "killed", "deaths")],
    "None of the passengers was injured.": [("None of the passengers", 0, "exact", "injured", "passengers")],
    "No sailors were killed and 12 were hurt.": [("No sailors", 0, "exact", "killed", "sailors"), ("12", 12, "exact", "injured", "sailors")],
    "If nobody is hurt, the fair will open.": [],
    "No one should die of this.": [],
    "There were no reports of injuries.": [],
    "No injuries to animals were found.": [],
    "No one answered, and no longer did the pupils sing.": [],
    "The 40 hotels had no guests.": [],
}

#: text -> what single persons add: text, measure, counted.
SINGLES = {
    "A driver was killed.": [("A driver", "killed", "driver")],
    "Gunmen have taken a nurse hostage.": [("a nurse", "captured", "nurse")],
    "An elderly woman was injured by glass.": [("An elderly woman", "injured", "woman")],
    "A diver rescued a boy.": [("a boy", "rescued", "boy")],
    "If a driver is killed, a judge decides.": [],
    "A soldier fled to a farm.": [],
    "A mayor said that a bridge had been damaged.": [],
    "An officer killed the dog.": [],
    "A hundred pupils sang, and a total of nine teachers danced.": [],
}

#: text -> its figures, each with the text of the figure that it is a part of and that replaced it.
RELATED = {
    "A mother and her two sons were killed.": [("A mother and her two sons", None, None), ("A mother", "A mother and her two sons", None), ("two", "A mother and her two sons", None)],
    "Some 2,000 troops from Chad, including 40 officers and two generals, are stationed there.": [("Some 2,000", None, None), ("40", "Some 2,000", None), ("two", "Some 2,000", None)],
    "70 were injured, a dozen of them seriously and three of them for life.": [("70", None, None), ("a dozen", "70", None), ("three", "70", None)],
    "Around 20 of the 90 passengers were hurt.": [("Around 20", "90", None), ("90", None, None)],
    "Nine nurses were among the 40 killed.": [("Nine", "40", None), ("40", None, None)],
    "Half of the 600-man battalion was killed.": [("Half", "600", None), ("600", None, None)],
    "The death toll rose from 12 to 31.": [("12", None, "31"), ("31", None, None)],
    "The number of injured was revised from 12 to 31.": [("12", None, "31"), ("31", None, None)],
    "31 people were killed, up from 12 on Monday.": [("31", None, None), ("12", None, "31")],
    "The toll climbed to 312 on Monday from 276 a day earlier.": [("312", None, None), ("276", None, "312")],
    "Officials raised the number of missing from nine to 14.": [("nine", None, "14"), ("14", None, None)],
    "Gunmen are holding 25 miners hostage, down from 31 last week.": [("25", None, None), ("31", None, "25")],
    "31 people are dead, up from 19 on Sunday.": [("31", None, None), ("19", None, "31")],
    "The number of passengers listed as missing fell to nine from 23.": [("nine", None, None), ("23", None, "nine")],
    "The coroner lowered the count of those who died from 96 to 88.": [("96", None, "88"), ("88", None, None)],
    "The heat has killed 93 people in the province since Saturday, the health department said on Wednesday, up from 61 two days before.": [("93", None, None), ("61", None, "93")],
    "The crash killed three people, bringing the number of deaths this year to 88.": [("three", "88", None), ("88", None, None)],
    "The death toll reached 64 after divers found 17 of the missing dead.": [("64", None, None), ("17", "64", None)],
    "The shelling killed 40 people. Eleven students were among the victims.": [("40", None, None), ("Eleven", "40", None)],
    "Buses took 40 villagers from 12 hamlets to 31 schools.": [("40", None, None)],
    "Nine soldiers and four farmers died.": [("Nine", None, None), ("four", None, None)],
}

#: text -> the window of each of its figures.
PERIODS = {
    "Hospitals admitted 40 wounded over the past 24 hours.": ["over the past 24 hours"],
    "Twelve soldiers have been killed since August.": ["since August"],
    "About 30 people are killed a day.": ["a day"],
    "Since Monday 12 hikers have died.": ["Since Monday"],
    "Some 400 villagers flee every day, the agency said.": ["every day"],
    "In the past week, nine climbers died and 14 were injured.": ["In the past week", "In the past week"],
    "The clinic counted 31 deaths in a week.": ["in a week"],
    "A landslide on the same slope killed 140 people in 1963.": ["in 1963"],
    "The avalanche of 1999 killed 38 people.": ["1999"],
    "The 1987 ferry disaster claimed 193 lives.": ["1987"],
    "Twenty years ago a fire in the same block killed 11 tenants.": ["Twenty years ago"],
    "Some 400 people have been pulled alive from the ruins since Sunday.": ["since Sunday"],
    "As of 2009, the town had 400 inhabitants.": [None],
    "Twelve soldiers have been killed so far.": [None],
    "The mayor has said since Friday that nine hikers died.": [None],
    "Nine hikers died a day after the storm.": [None],
    "Nine hikers died in June.": [None],
    "The firm has 300 miners who work 60 hours a week.": [None],
}

#: Numbers that count no people.
NO_FIGURES = (
    "The storm destroyed 300 houses and sank 14 boats.",
    "Rescuers drove 60 kilometres through the snow for three days.",
    "The army lost 30 tanks and shot down 12 drones.",
    "They captured 20 vehicles and 3,000 shells.",
    "The damage came to 40 million dollars, or 12 percent of the budget.",
    "A 17-year-old boy spoke to the crowd in 2019.",
    "One of the soldiers waved, and no one answered.",
    "A soldier was captured.",
    "One in five women and three out of ten men live near the river.",
    "There were 40 deaths per 100,000 residents.",
    "The two leaders met on 4 May.",
    "Maria Lopez, 43, a baker, saw the fire.",
    "Half of the shops stayed closed.",
    "Two teachers unions called for a strike.",
    "Grade 9 pupils cleaned Room 12.",
    "The flames killed 300 sheep.",
    "It was a two-man race.",
    "Two helicopters circled above.",
    "The judge sentenced one man to death.",
)


@pytest.fixture(scope="module")
def nlp():
    return pipeline.load()


def found(nlp, text):
    (doc,) = pipeline.paragraph_docs(nlp, text)
    return counts.find(doc)


@pytest.mark.parametrize("text", TABLE)
def test_number_measure_people(nlp, text):
    got = [(f.text, f.qualifier, f.measure, f.counted, f.group) for f in found(nlp, text)]
    assert got == TABLE[text]


@pytest.mark.parametrize("text", NO_FIGURES)
def test_no_people_no_figure(nlp, text):
    assert found(nlp, text) == []


@pytest.mark.parametrize("text", WITHOUT_A_NUMBER)
def test_nobody_counts_as_nought_where_it_is_told_as_a_fact(nlp, text):
    got = found(nlp, text)
    assert [(f.text, f.value, f.qualifier, f.measure, f.counted) for f in got] == WITHOUT_A_NUMBER[text]
    assert all((f.low, f.high) == (f.value, f.value) for f in got)


@pytest.mark.parametrize("text", SINGLES)
def test_one_person_counts_only_where_it_is_asked_for(nlp, text):
    (doc,) = pipeline.paragraph_docs(nlp, text)
    without = counts.find(doc)
    added = [f for f in counts.find(doc, singles=True) if f not in without]
    assert [(f.text, f.measure, f.counted) for f in added] == SINGLES[text]
    assert all((f.value, f.low, f.high, f.qualifier) == (1, 1, 1, "exact") for f in added)


@pytest.mark.parametrize("text", RELATED)
def test_parts_and_earlier_counts_name_the_other_figure(nlp, text):
    got = found(nlp, text)
    named = [(f.text, *(None if at is None else got[at].text for at in (f.part_of, f.superseded_by))) for f in got]
    assert named == RELATED[text]
    assert all(got[i].superseded_by is None or got[got[i].superseded_by].measure == got[i].measure for i in range(len(got)))


@pytest.mark.parametrize("text", PERIODS)
def test_periods_are_kept_as_written(nlp, text):
    assert [f.period for f in found(nlp, text)] == PERIODS[text]


def test_a_family_is_the_sum_of_its_parts_with_their_bounds(nlp):
    whole, mother, sons = found(nlp, "A mother and at least two of her sons died, and a father and his three daughters were hurt.")[-3:]
    assert (whole.value, mother.value, sons.value) == (4, 1, 3)
    assert (whole.low, whole.high, whole.measure, sons.counted) == (4, 4, "injured", "daughters")


def test_a_part_of_a_stated_number_is_worked_out_and_never_exact(nlp):
    (third, whole) = found(nlp, "A third of the 300 workers were injured.")
    assert (third.value, third.low, third.high, third.qualifier) == (100, None, None, "about")
    assert (whole.value, whole.measure) == (300, "other")


def test_two_thousand_words_without_people_have_no_figure(nlp):
    text = (Path(__file__).parent / "no_people.txt").read_text(encoding="utf-8")
    assert len(text.split()) > 2000
    false = [f.text for doc in pipeline.paragraph_docs(nlp, text) for f in counts.find(doc, singles=True)]
    assert len(false) <= 1, false


@pytest.mark.parametrize(
    ("text", "places", "dates"),
    [
        ("Nine hikers died in Chile’s Aysen region on Friday.", ["Aysen region"], ["Friday"]),
        ("Nine hikers died near Lake Tarn in June.", ["Lake Tarn"], ["June"]),
        ("The mayor said on Friday that nine hikers had died.", [None], [None]),
        ("Nine hikers died in a fire.", [None], [None]),
        ("Friday’s landslide killed nine hikers.", [None], [None]),
        ("Nine hikers died in Friday’s landslide.", [None], [None]),
        ("The slide on Friday left 30 homes in ruins, and the blast on Sunday killed nine hikers.", [None], [None]),
        ("At least nine hikers have died since the shelling on Monday.", [None], [None]),
        ("The toll of Monday’s landslide stood at nine on Thursday.", [None], ["Thursday"]),
        ("As of Monday the landslide had killed nine hikers.", [None], ["Monday"]),
        ("By Sunday evening nine hikers had died.", [None], ["Sunday"]),
        ("The ministry’s Friday bulletin listed nine hikers as missing.", [None], ["Friday"]),
        ("Divers on Monday recovered nine bodies.", [None], ["Monday"]),
        ("The death toll rose to nine on Monday.", [None], ["Monday"]),
    ],
)
def test_place_and_date_are_those_of_the_event(nlp, text, places, dates):
    got = found(nlp, text)
    assert [f.place for f in got] == places
    assert [f.date_text and re.sub(r"^in ", "", f.date_text) for f in got] == dates


def test_bounds_are_whole_numbers_and_open_sides_stay_open(nlp):
    (figure,) = found(nlp, "Almost 2,500 pupils were evacuated.")
    assert (figure.value, figure.low, figure.high) == (2500, None, 2500)
    assert type(figure.value) is int


def test_vague_words_follow_the_named_convention(nlp):
    doc = nlp("Dozens of campers were rescued.")
    assert [counts.find(doc, name)[0].low for name in ("literal", "acled")] == [24, 12]
    assert [(f.low, f.high) for f in counts.find(doc, "newsquant")] == [(12, 120)]
    several = counts.find(nlp("Several campers were rescued."), "newsquant")
    assert [(f.text, f.low, f.high, f.qualifier) for f in several] == [("Several", None, None, "vague")]


def test_missing_spaces_and_quotation_marks(nlp):
    text = "The ministry counted 900 Peruvian miners “killed or hurt” (300 “killed or hurt”according to Lima)."
    got = [(f.text, f.measure, f.counted, f.group) for f in found(nlp, text)]
    assert got == [("900", "killed_or_injured", "miners", "Peru"), ("300", "killed_or_injured", "miners", "Peru")]


def test_what_is_read_is_surer_than_what_is_supplied(nlp):
    sure, supplied = found(nlp, "The storm killed nine sailors and hurt 30.")
    (none,) = found(nlp, "Nine sailors danced.")
    assert sure.confidence > supplied.confidence
    assert sure.confidence > none.confidence


def test_every_measure_of_the_table_is_one_of_the_schema():
    assert {e.measure for found_ in measures.lexicon().values() for e in found_} < set(schema.MEASURES)


VERBS = {"killed": "killed", "injured": "injured", "rescued": "rescued", "detained": "detained", "evacuated": "evacuated"}
NOUNS = ("villagers", "passengers", "nurses", "protesters", "children")


@settings(max_examples=60, deadline=None)
@given(
    number=st.integers(2, 999_999),
    hedge=st.sampled_from([("", "exact"), ("at least ", "at_least"), ("nearly ", "nearly"), ("more than ", "over"), ("up to ", "up_to")]),
    verb=st.sampled_from(sorted(VERBS)),
    noun=st.sampled_from(NOUNS),
    frame=st.sampled_from(["Officials said {n} {noun} were {verb}.", "The text says that {n} {noun} have been {verb}.", "A storm {verb} {n} {noun}."]),
)
def test_stated_numbers_come_back(nlp, number, hedge, verb, noun, frame):
    figure = f"{hedge[0]}{number:,}"
    got = found(nlp, frame.format(n=figure, noun=noun, verb=verb))
    assert [(f.text, f.value, f.qualifier, f.measure, f.counted) for f in got] == [(figure, number, hedge[1], VERBS[verb], noun)]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=12),
            st.sampled_from("three 40 1,200 dozens of thousands the a killed or wounded missing toll number soldiers people others more in “ ” , . - including them".split()),
        ),
        max_size=25,
    ).map(" ".join)
)
def test_any_text_is_read_without_an_error(nlp, text):
    for doc in pipeline.paragraph_docs(nlp, text):
        for figure in counts.find(doc):
            assert doc.text[figure.start : figure.end] == figure.text
            assert figure.measure in schema.MEASURES
            assert figure.qualifier in schema.QUALIFIERS
            assert 0 <= figure.confidence <= 1


@pytest.mark.parametrize("text", ["12 soldiers ", "12 were killed and ", "The toll rose to 60. ", "40 of the dead of Lima on Friday and "])
def test_a_page_without_a_full_stop_takes_no_longer_than_its_length(nlp, text):
    def seconds(repeats):
        docs = pipeline.paragraph_docs(nlp, text * repeats)
        start = time.process_time()
        for doc in docs:
            counts.find(doc)
        return time.process_time() - start

    # Eight times the text: a quadratic rule would take 64 times as long.
    assert seconds(800) < 30 * max(seconds(100), 0.01)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The death toll climbed past 60.", ("climbed past 60", "killed")),
        ("The number of injured has exceeded 200.", ("exceeded 200", "injured")),
        ("In the past week 12 were killed.", ("12", "killed")),
    ],
)
def test_tolls_that_pass_a_number_and_counts_after_a_time(text, found):
    [doc] = pipeline.paragraph_docs(pipeline.load(), text)
    assert [(figure.text, figure.measure) for figure in counts.find(doc)] == [found]
