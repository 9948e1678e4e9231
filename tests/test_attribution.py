"""Who is said to say what: one case for each construction, on sentences of our own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.language import pipeline
from kit.language.attribution import attributions, cues
from kit.schema import CUE_CLASSES


def found(text):
    return [item for doc in pipeline.paragraph_docs(pipeline.load(), text) for item in attributions.find(doc)]


def triple(item):
    return (item.source.text if item.source is not None else None, item.cue.text, " … ".join(span.text for span in item.content))


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        # indirect speech
        ("The mayor said that nine people had died.", "The mayor", "said", "nine people had died"),
        ("Police believe the fire was started on purpose.", "Police", "believe", "the fire was started on purpose"),
        ("The ministry denied that the dam had failed.", "The ministry", "denied", "the dam had failed"),
        ("Rescuers say three miners are still missing.", "Rescuers", "say", "three miners are still missing"),
        # direct speech: cue after, before, in the middle, inverted
        ("“The bridge is closed,” the mayor said.", "the mayor", "said", "“The bridge is closed,”"),
        ("“The bridge is closed,” said the mayor.", "the mayor", "said", "“The bridge is closed,”"),
        ("The mayor said: “The bridge is closed.”", "The mayor", "said", "“The bridge is closed.”"),
        # phrases
        ("According to the police, 40 people were hurt.", "the police", "According to", "40 people were hurt"),
        ("40 people were hurt, according to the police.", "the police", "according to", "40 people were hurt"),
        # mixed
        ("The governor called the flood “a national disaster”.", "The governor", "called", "the flood “a national disaster”"),
        # objects and predicates
        ("The union condemned the arrest of its leaders.", "The union", "condemned", "the arrest of its leaders"),
        ("The minister promised to rebuild the school.", "The minister", "promised", "to rebuild the school"),
        # nouns
        ("Nobody believed the company’s claim that the river was clean.", "the company", "claim", "the river was clean"),
        # headline
        ("Ferry captain dies in hospital: coast guard", "coast guard", ":", "Ferry captain dies in hospital"),
        # relative clause, participle
        ("Residents, who say the alarm never rang, left the valley.", "Residents, who", "say", "the alarm never rang"),
        # when and where something is said is no part of it
        ("The court rejected that argument in a ruling released on Thursday.", "The court", "rejected", "that argument"),
        ("The union endorsed the mayor for governor on Friday, a first in its history.", "The union", "endorsed", "the mayor for governor"),
        ("Teachers praised the plan, which the council passed in May.", "Teachers", "praised", "the plan"),
        # a name behind a dash, blanks that are not plain
        ("“We can build a bridge of our own.”\xa0―\xa0Steve Holm", "Steve Holm", "―", "“We can build a bridge of our own.”"),
        ("Residents\xa0say the alarm never rang.", "Residents", "say", "the alarm never rang"),
        # passive with an agent
        ("The plan was denounced by the teachers.", "the teachers", "was denounced", "The plan"),
    ],
)  # fmt: skip
def test_constructions(text, source, cue, content):
    assert (source, cue, content) in [triple(item) for item in found(text)]


def test_a_quotation_interrupted_by_its_cue_has_two_pieces():
    [item] = found("“The water rose,” she said, “and we ran to the roof.”")
    assert [span.text for span in item.content] == ["“The water rose,”", "“and we ran to the roof.”"]
    assert item.form == "direct"


def test_a_missing_space_after_a_quotation_is_survived():
    items = [triple(item) for item in found("“We have lost everything”she said.")]
    assert ("she", "said", "“We have lost everything”") in items


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        # when and to whom
        ("Police said on Monday that three men had died.", "Police", "said", "three men had died"),
        ("Police told the council on Monday that three men had died.", "Police", "told", "three men had died"),
        # single marks
        ("‘We have lost the miners’ homes,’ she said.", "she", "said", "‘We have lost the miners’ homes,’"),
        # what follows with "and" goes on, what sets the scene does not
        ("The road is closed, police said, and two bridges are down.", "police", "said", "The road is closed … and two bridges are down"),
        ("Nine sailors were lost, the navy said, as divers searched the wreck.", "the navy", "said", "Nine sailors were lost"),
        # counts
        ("The navy on Thursday lowered its count of the drowned from 64 to 58.", "The navy", "lowered", "its count of the drowned from 64 to 58"),
        ("The hospital’s answer is 74.", "The hospital", "answer", "74"),
        ("The flood destroyed 900 houses, by the council's reckoning.", "the council", "reckoning", "The flood destroyed 900 houses"),
        # of whom or what: before the relative clause
        ("The fire, which the weather service put at 300 hectares, spread at noon.", "the weather service", "put", "The fire … 300 hectares"),
        # the hearer between cue and clause
        ("The dean told a meeting of parents that few pupils had read the rules.", "The dean", "told", "few pupils had read the rules"),
        # a second report of the same speaker
        ("The chief said he would order a review and warned against new floods.", "The chief", "warned", "new floods"),
        # appositions and asides around the name
        ("“We were wrong,” admitted its director, Ana Ruiz.", "its director, Ana Ruiz", "admitted", "“We were wrong,”"),
        ("“We were wrong,” Ruiz, a nurse at the clinic, said on Friday.", "Ruiz, a nurse at the clinic", "said", "“We were wrong,”"),
        # the participle in front
        ("After saying that the dam was safe, the engineer left the town.", "the engineer", "saying", "the dam was safe"),
        # without a source
        ("It is feared that twenty more are buried.", None, "is feared", "twenty more are buried"),
    ],
)  # fmt: skip
def test_further_constructions(text, source, cue, content):
    assert (source, cue, content) in [triple(item) for item in found(text)]


def test_a_later_quotation_belongs_to_the_last_speaker():
    text = "“It is over,” the coach said, praising the fans. He looked tired. “We gave all we had today.”"
    assert ("the coach", "said", "“It is over,” … “We gave all we had today.”") in [triple(item) for item in found(text)]


def test_another_speaker_takes_the_later_quotation_over():
    text = "“It is over,” the coach said. The captain disagreed. “We gave all we had today.”"
    assert ("the coach", "said", "“It is over,”") in [triple(item) for item in found(text)]


def test_figures_in_brackets_belong_to_the_source_in_the_brackets():
    items = found("The army said that forty soldiers had died (60 “dead or hurt”according to the rebels).")
    by_source = {item.source.text: " ".join(span.text for span in item.content) for item in items}
    assert by_source["the rebels"] == "60 “dead or hurt”"
    assert "60" not in by_source["The army"]


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("The company confirmed that the valve had failed.", "asserted"),
        ("The company denied that the valve had failed.", "denied"),
        ("The company did not confirm that the valve had failed.", "questioned"),
        ("Neither the company nor the union has acknowledged that the valve had failed.", "denied"),
    ],
)
def test_denial(text, polarity):
    assert [item.polarity for item in found(text)] == [polarity]


def test_hedges_are_kept_with_the_statement():
    [item] = found("The army reportedly told reporters that ten drones may have been lost.")
    assert item.hedge == "reportedly; may"


def test_estimates_within_a_statement_are_its_hedge_and_no_row():
    items = found("The governor said that early estimates suggested that ninety houses had burned.")
    assert [item.source.text for item in items] == ["The governor"]
    assert "early estimates" in items[0].hedge


def test_relays():
    [item] = found("The ministry said it learned through a foreign embassy that the ship had sunk.")[:1]
    assert item.via.text == "a foreign embassy"


def test_a_passive_that_is_said_of_something_reports_without_a_source():
    [item] = found("Up to ninety fishermen are believed to have drowned.")
    assert item.source is None
    assert item.cue_class == "believes"


def test_nested_statements_have_a_parent():
    items = found("The mayor said that the police had confirmed that nobody was hurt.")
    parents = {item.source.text: item.parent for item in items}
    assert parents == {"The mayor": None, "the police": 0}


def test_nothing_inside_a_quotation_starts_an_attribution():
    items = found("“My brother said he would wait, and I believe him,” the woman said.")
    assert [item.source.text for item in items] == ["the woman"]


def test_reports_and_events_have_no_opinions():
    assert found("The storm raised the level of the lake. The figure underlines the damage.") == []


def test_every_class_of_the_cue_table_is_in_the_vocabulary():
    assert {cue.cue_class for cue in cues.shipped().values()} == set(CUE_CLASSES)


_WORDS = ["said", "“", "”", '"', "the mayor", "that", "according", "to", "(", ")", ",", ".", ":", "who", "denied", "reports", "by", "Lima", "40", "as", "\u200b"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=25).map(" ".join))
def test_any_paragraph_is_survived_and_spans_stay_apart(text):
    for item in found(text):
        spans = [(span.start, span.end) for span in item.content]
        assert spans
        assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:]))
