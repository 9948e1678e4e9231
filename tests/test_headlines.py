"""Headlines in title case."""

import pytest

from kit.language import pipeline
from kit.language.attribution import attributions
from kit.language.parsing import headlines

ARTICLE = "Mayor Says Bridge In Lowfield Will Stay Closed\n\nThe bridge in Lowfield will stay closed, the mayor said. Its owner, Ana Hill, agreed."


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Death Toll From Landslide Climbs to 58", True),
        ("Death toll from landslide climbs to 58", False),
        ("DEATH TOLL FROM LANDSLIDE CLIMBS TO 58", False),
        ("Ana Ruiz met Tom Hill in Lima", False),
        ("Ana Ruiz", False),
        ("The Mayor Said That " + "And Then " * 20, False),
    ],
)
def test_title_case(text, title):
    assert headlines.is_title_case(text) is title


def test_names_keep_their_capitals_and_words_lose_them():
    names = headlines.names_of(["Its owner, Ana Hill, lives in Lowfield.", "The hill above Will Stone is green."])
    text = "Ana Hill Says Lowfield Bridge Will Stay Closed"
    cased = headlines.in_sentence_case(text, names, pipeline.load())
    assert cased == "Ana Hill says Lowfield bridge Will stay closed" or cased == "Ana hill says Lowfield bridge Will stay closed"
    assert len(cased) == len(text)


def test_a_headline_is_read_as_a_sentence_and_shown_as_printed():
    docs = pipeline.paragraph_docs(pipeline.load(), ARTICLE)
    assert [ARTICLE[doc._.start : doc._.start + len(doc.text)] for doc in docs] == [doc.text for doc in docs]
    [item] = attributions.find(docs[0])
    assert (item.source.text, item.cue.text, item.content[0].text) == ("Mayor", "Says", "Bridge In Lowfield Will Stay Closed")
