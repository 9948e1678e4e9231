"""Speech over several paragraphs."""

import pandas as pd
import pytest

import kit
from kit.language import pipeline
from kit.language.attribution import speeches


def spoken(text):
    docs = pipeline.paragraph_docs(pipeline.load(), text)
    return [
        (item.source.text if item.source is not None else None, [span.text for span in item.content])
        for found in speeches.in_article(docs)
        for item in found
    ]


def test_a_paragraph_that_ends_with_a_colon_announces_the_next():
    assert spoken("The mayor said:\n\n“We will rebuild the bridge. It takes a year.”") == [
        ("The mayor", ["“We will rebuild the bridge. It takes a year.”"])
    ]


def test_a_reopened_quotation_goes_on_with_the_same_speaker():
    text = "“The water came at night,” the farmer said. “We heard nothing until the roof shook.\n\n“Then the wall broke.”\n\nThe army sent boats."
    [(source, content)] = spoken(text)
    assert source == "the farmer"
    assert content[-1] == "“Then the wall broke.”"


def test_a_closed_quotation_ends_with_its_paragraph():
    text = "“The water came at night,” the farmer said.\n\n“Then the wall broke,” his wife said."
    assert [source for source, _ in spoken(text)] == ["the farmer", "his wife"]
    assert all(len(content) == 1 for _, content in spoken(text))


@pytest.mark.parametrize("text", ["Three things are known:\n\nThe bridge fell.", "The mayor said:"])
def test_a_colon_without_a_speaker_or_a_next_paragraph_announces_nothing(text):
    assert spoken(text) == []


@pytest.mark.parametrize(
    ("before", "source"),
    [
        ("“The water came at night,” the farmer said.", "the farmer"),
        ("The farmer said that the water came at night.", "The farmer"),
        ("The farmer is a poet too and wrote:", "The farmer"),
        ("FARMER: The water came at night.", "FARMER"),
    ],
)
def test_a_paragraph_that_is_one_quotation_belongs_to_the_last_word_before_it(before, source):
    [(who, content)] = spoken(f"{before}\n\n“Then the wall broke, and we ran.”\n\n“Nobody warned us of it.”\n\nThe army sent boats.")
    assert (who, content[-2:]) == (source, ["“Then the wall broke, and we ran.”", "“Nobody warned us of it.”"])


@pytest.mark.parametrize("before", ["The water came at night.", "The farmer said it came at night. Soldiers brought tents and soup.", "The farmer loves his river."])
def test_a_paragraph_that_is_one_quotation_has_no_speaker_where_nobody_spoke_last(before):
    assert "“Then the wall broke, and we ran.”" not in [span for _, content in spoken(f"{before}\n\n“Then the wall broke, and we ran.”") for span in content]


def test_offsets_hold_over_paragraphs():
    text = "The mayor said:\n\n“Nine people are dead. We will rebuild.”"
    claims, figures = kit.extract(pd.DataFrame({"text": [text]}, index=["a"]))
    assert claims["text"].iloc[0] == "“Nine people are dead. We will rebuild.”"
    assert figures["claim_id"].iloc[0] == claims.index[0]
