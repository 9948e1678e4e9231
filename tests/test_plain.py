"""The plain words of a paragraph say what spaCy's say."""

import pytest
import spacy

from kit.language import pipeline
from kit.language.parsing import plain

TEXTS = [
    "The ferry sank on Monday, said Ana Duarte, who runs the port. Nine people – two of them children – were pulled out by a trawler; 40 are missing!",
    "“We saw nothing,” the pilot told reporters,  “until the lights went out.” (He had been awake for 31 hours.)",
    "FLOOD\tFURY: Twelve Dead",
    "…",
]
NAMES = (
    "i", "idx", "text", "lower_", "lemma_", "pos_", "tag_", "dep_", "whitespace_", "is_punct", "is_space", "is_alpha", "is_upper",
    "like_num", "is_sent_start",
)  # fmt: skip


@pytest.fixture(scope="module")
def docs():
    return [doc for text in TEXTS for doc in pipeline.paragraph_docs(pipeline.load(), f"\n {text}")]


def places(tokens):
    return [token.i for token in tokens]


def test_words_are_alike_and_hang_together_in_the_same_way(docs):
    for doc in docs:
        found = plain.of(doc)
        assert (found.text, found.start, len(found)) == (doc.text, doc._.start, len(doc))
        for theirs, ours in zip(doc, found, strict=True):
            assert [getattr(ours, name) for name in NAMES] == [getattr(theirs, name) for name in NAMES]
            for name in ("children", "subtree", "ancestors", "sent"):
                assert places(getattr(ours, name)) == places(getattr(theirs, name))
            assert places([ours.head, ours.left_edge, ours.right_edge]) == places([theirs.head, theirs.left_edge, theirs.right_edge])


def test_every_run_of_words_is_alike(docs):
    for doc in docs:
        found = plain.of(doc)
        for start in range(-len(doc) - 1, len(doc)):
            for end in range(start, len(doc) + 2):
                theirs, ours = doc[start:end], found[start:end]
                assert (ours.start, ours.end, ours.text) == (theirs.start, theirs.end, theirs.text)
                if len(theirs):
                    assert (ours.root.i, ours.start_char, ours.end_char) == (theirs.root.i, theirs.start_char, theirs.end_char)
                    assert list(map(places, ours.sents)) == list(map(places, theirs.sents))


def test_every_run_of_characters_is_alike(docs):
    for doc in docs:
        found = plain.of(doc)
        for start in range(len(doc.text)):
            for end in range(start + 1, len(doc.text) + 2):
                for mode in ("strict", "expand"):
                    both = doc.char_span(start, end, alignment_mode=mode), found.char_span(start, end, expand=mode == "expand")
                    theirs, ours = (span if span is None else (span.start, span.end) for span in both)
                    assert ours == theirs


def test_a_neighbour_before_the_first_word_is_none_and_not_the_last(docs):
    first = plain.of(docs[0])[0]
    assert first.nbor(1).i == 1
    with pytest.raises(IndexError):
        first.nbor(-1)


def test_words_that_nobody_parsed_stand_alone():
    found = plain.of(spacy.blank("en")("Two bridges fell."))
    assert [token.head.i for token in found] == [0, 1, 2, 3]
    assert [sentence.text for sentence in found.sents] == ["Two bridges fell."]
    assert plain.of(spacy.blank("en")("")).sents == []
