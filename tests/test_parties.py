"""Who can speak, and what can only show."""

import pytest

from kit.language import pipeline
from kit.language.attribution import parties


@pytest.mark.parametrize(
    ("noun", "party", "document"),
    [("council", True, False), ("firefighters", True, False), ("study", False, True), ("footage", False, True), ("rain", False, False)],
)
def test_nouns(noun, party, document):
    [doc] = pipeline.paragraph_docs(pipeline.load(), f"The {noun} arrived yesterday.")
    assert (parties.is_party(doc[1]), parties.is_document(doc[1])) == (party, document)


def test_names_and_personal_pronouns_are_parties():
    [doc] = pipeline.paragraph_docs(pipeline.load(), "Lima waited while she slept.")
    assert parties.is_party(doc[0])
    assert parties.is_party(next(token for token in doc if token.text == "she"))
