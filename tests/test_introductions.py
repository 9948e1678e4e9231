"""Who is introduced in running text."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kit.language import pipeline
from kit.language.mentions import introductions


@pytest.fixture(scope="module")
def nlp():
    return pipeline.load()


def introduced(nlp, text, first_sentence=0):
    [doc] = pipeline.paragraph_docs(nlp, text)
    return {each.described.name: each for each in introductions.introduced(introductions.read(doc), first_sentence)}


def test_people_are_introduced_with_titles_and_appositions(nlp):
    text = "Foreign minister Ann Otieno arrived. Bo Lund, a spokesman for the port, said that the gates were shut. “Carl Berg lied,” he said."
    found = introduced(nlp, text, 5)
    assert {head.noun for head in found["Ann Otieno"].described.heads} == {"minister"}
    assert [head.noun for head in found["Bo Lund"].described.heads] == ["spokesman"]
    assert found["Bo Lund"].start == text.index("Bo Lund") and found["Bo Lund"].sentence == 6
    assert found["Bo Lund"].subject and not found["Carl Berg"].subject


def test_what_stands_before_a_comma_introduces_too(nlp):
    found = introduced(nlp, "The harbour master and her deputy met. The defence minister, Ilse Kern, waited, and Arvo Wood, a paper maker, did not.")
    assert [head.noun for head in found["Ilse Kern"].described.heads] == ["minister"] and found["Ilse Kern"].described.topic == "defence"
    assert not found["Arvo Wood"].described.person and found["Arvo Wood"].described.said == ("paper", "maker")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Union of Lake Fishermen met the Institute for River Research.", {"Union of Lake Fishermen", "Institute for River Research"}),
        ("We saw Ana de la Cruz and Lee Seong-min on Tuesday in March.", {"Ana de la Cruz", "Lee Seong-min"}),
        ("Volunteers from Open Well, a Danish relief group, dug on.", {"Open Well"}),
        ("Yesterday Secretary of State Bo Lund left Kenya.", {"Bo Lund"}),
        ("Mayor Otieno Says Flood Damage Will Cost Riverton Millions", set()),
    ],
)
def test_names(nlp, text, names):
    assert set(introduced(nlp, text)) == names


@pytest.mark.parametrize(("word", "opens"), [("Pia", True), ("Senior", False), ("Rival", False), ("Singer", False), ("Kenyan", False), ("Then", False)])
def test_the_first_word_of_a_sentence_is_told_from_a_given_name(word, opens):
    assert introductions.opens_a_name(word, "Lund") is opens


def test_a_title_of_two_words_opens_a_name():
    assert introductions.opens_a_name("Prime", "Minister")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
@example("À`0J")
def test_a_paragraph_is_read_as_it_stands(nlp, text):
    for doc in pipeline.paragraph_docs(nlp, text):
        paragraph = introductions.read(doc)
        assert paragraph.text == doc.text
        assert all(paragraph.text[start:].startswith(word) for word, start in zip(paragraph.words, paragraph.starts))
        assert [word for first, last in paragraph.sentences for word in paragraph.words[first:last]] == paragraph.words
        for each in introductions.introduced(paragraph, 0):
            word = re.match(r"\w+", doc.text[each.start - doc._.start : each.end - doc._.start])[0]  # a description writes marks plainly
            assert word in each.described.text + each.described.name
