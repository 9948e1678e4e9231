"""Sentences that begin where none has ended, and verbs that are called nouns."""

import pytest
import spacy

from kit.language import pipeline
from kit.language.parsing import tokens


def sentences(text):
    return [s.text for doc in pipeline.paragraph_docs(pipeline.load(), text) for s in doc.sents]


@pytest.mark.parametrize(
    "text",
    [
        "The dean said she told her staff Monday to lock the doors.",
        "Lab chief Ana Ruiz told North Radio host Tom Hill on Friday how it began.",
        "“We lost the boat,” said Ana Ruiz.",
    ],
)
def test_no_sentence_begins_in_the_middle_of_one(text):
    assert sentences(text) == [text]


def test_sentences_end_at_marks_and_after_quotations():
    assert sentences("The dam broke. “Run!” he cried. Nobody ran.") in (
        ["The dam broke.", "“Run!” he cried.", "Nobody ran."],
        ["The dam broke.", "“Run!”", "he cried.", "Nobody ran."],
    )


def test_a_verb_with_a_subject_is_no_noun():
    [doc] = pipeline.paragraph_docs(pipeline.load(), "Ana Ruiz is warning voters that a third term would bring her back.")
    [warning] = [t for t in doc if t.text == "warning"]
    assert (warning.pos_, warning.lemma_) == ("VERB", "warn")


def test_lemmas_are_found_faster_and_are_the_same():
    text = "Rescuers reported that houses had collapsed, dogs were barking and the worst-hit streets lay under leaves."
    nlp, bare = pipeline.load(), spacy.load(pipeline.SHIPPED)
    tokens.extend_tokenizer(bare)
    assert [token.lemma_ for token in nlp(text)] == [token.lemma_ for token in bare(text)]
    assert all(isinstance(known, frozenset) for known in nlp.get_pipe("lemmatizer").lookups.get_table("lemma_index").values())
