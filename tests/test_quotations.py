"""Quotation marks of every shape, balanced or not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.language import pipeline
from kit.language.attribution import quotations


def quoted(text):
    [doc] = pipeline.paragraph_docs(pipeline.load(), text)
    return [doc[q.first : q.last + 1].text for q in quotations.find(doc)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“The dam will hold,” she said.", ["“The dam will hold,”"]),
        ('"The dam will hold," she said. "We checked it."', ['"The dam will hold,"', '"We checked it."']),
        ("«The dam will hold», she said.", ["«The dam will hold»"]),
        ("He called it “a very bad week”that nobody foresaw.", ["“a very bad week”"]),
        ("Water rose all night.", []),
    ],
)
def test_marks_are_paired(text, expected):
    assert quoted(text) == expected


def test_a_mark_that_opens_twice_ends_the_first_quotation():
    assert quoted("“The dam will hold for us. “And if it breaks, we leave,” she said.") == [
        "“The dam will hold for us.", "“And if it breaks, we leave,”",
    ]  # fmt: skip


def test_an_unclosed_quotation_runs_to_the_end_of_the_paragraph():
    assert quoted("She said: “The dam will hold and we stay here.") == ["“The dam will hold and we stay here."]


def test_a_lone_closing_mark_costs_nothing():
    assert quoted("The dam held” and the town slept. “We are glad,” she said.") == ["“We are glad,”"]


@given(st.lists(st.sampled_from(["“", "”", '"', "«", "»", "dam", "held", ",", ".", " ", "  ", "''"]), max_size=25))
def test_quotations_never_overlap_and_stay_within_the_paragraph(pieces):
    text = "x" + "".join(pieces)
    for doc in pipeline.paragraph_docs(pipeline.load(), text):
        found = quotations.find(doc)
        assert all(0 <= q.first < q.last < len(doc) for q in found)
        assert all(a.last < b.first for a, b in zip(found, found[1:]))


@pytest.mark.parametrize(
    ("text", "speech"),
    [
        ("“We will not leave the valley,” she said.", True),
        ("The ship “Northern Star” sank.", False),
        ("They spoke of a “heavy loss of life” there.", False),
    ],
)
def test_speech_is_told_from_titles_and_scare_quotes(text, speech):
    [doc] = pipeline.paragraph_docs(pipeline.load(), text)
    [quotation] = quotations.find(doc)
    assert quotations.is_speech(doc, quotation) is speech
