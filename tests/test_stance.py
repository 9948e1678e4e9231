"""Denial, hedges and relays."""

import pytest

from kit.language import pipeline
from kit.language.attribution import attributions


def only(text):
    [doc] = pipeline.paragraph_docs(pipeline.load(), text)
    return attributions.find(doc)[0]


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("The bank denied that the vault was open.", "denied"),
        ("The bank did not deny that the vault was open.", "asserted"),
        ("The bank never confirmed that the vault was open.", "questioned"),
        ("The bank could not confirm that the vault was open.", "questioned"),
        ("The bank could not deny that the vault was open.", "asserted"),
        ("The bank doubted that the vault was open.", "questioned"),
        ("The bank did not doubt that the vault was open.", "asserted"),
        ("The clerk asked whether the vault was open.", "questioned"),
        ("The bank did not say if the vault was open.", "questioned"),
        ("“Is the vault open?” the clerk asked.", "questioned"),
        ("“The vault is open,” the clerk said.", "asserted"),
        ("The bank confirmed that the vault was not open.", "asserted"),
    ],
)
def test_denial_is_of_the_frame_not_of_what_is_said(text, polarity):
    assert only(text).polarity == polarity


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("Police said that some ninety cars were allegedly stolen.", "allegedly"),
        ("The preliminary report said that the engine failed.", None),
        ("Police said that preliminary counts put the dead at nine.", "preliminary counts"),
        ("Police said that the road is open.", None),
    ],
)
def test_hedges(text, hedge):
    assert only(text).hedge == hedge


def test_whoever_is_cited_is_a_relay_and_no_claim_of_its_own():
    [doc] = pipeline.paragraph_docs(pipeline.load(), "The daily reported, citing two nurses, that the ward was full.")
    found = attributions.find(doc)
    assert [item.source.text for item in found] == ["The daily"]
    assert found[0].via.text == "two nurses"


def test_whoever_is_quoted_as_saying_speaks_by_way_of_the_other():
    [doc] = pipeline.paragraph_docs(pipeline.load(), "The daily quoted the ministry as saying that the ward was full.")
    [item] = attributions.find(doc)
    assert (item.source.text, item.via.text, item.content[0].text) == ("the ministry", "The daily", "the ward was full")
