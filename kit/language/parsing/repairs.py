"""What the pipeline is kept from getting wrong: sentences that begin in the middle of one, verbs that are called nouns."""

from __future__ import annotations

from functools import cache

import numpy as np
from spacy.attrs import ORTH, POS, SENT_START, TAG
from spacy.language import Language
from spacy.pipeline import Lemmatizer
from spacy.strings import StringStore
from spacy.symbols import NOUN
from spacy.tokens import Doc

#: A sentence ends with one of these, or with a word that ends in a full stop ("U.S.").
_STOPS = frozenset({".", "!", "?", "…", "..."})
_ENDS = frozenset({":", ";", ")", "]", "}", "—", "–", "―", "--", "-", "•", "*", "|", "·"})
_CLOSING = frozenset({"”", "“", '"', "''", "``", "’", "'", "»"})
#: No sentence of prose has as many words; time grows with the square of one (a row of 10,000 verbs).
LONGEST_SENTENCE = 250
_OF_VERBS = frozenset({"VBD", "VBZ", "VBP", "VBG"})


class _Kinds(dict):
    """What a word is at the end of a sentence, by the number of its text; looked up once for each word of the language."""

    def __init__(self, strings: StringStore):
        self.strings = strings

    def __missing__(self, orth: int) -> str:
        text = self.strings[orth]
        kind = "stop" if text in _STOPS or text[-1] == "." else "end" if text in _ENDS else "closing" if text in _CLOSING else "comma" if text == "," else "space" if text.isspace() else ""
        self[orth] = kind
        return kind


@cache
def _kinds(strings: StringStore) -> _Kinds:
    return _Kinds(strings)


@Language.component("sentence_bars", retokenizes=False)
def sentence_bars(doc: Doc) -> Doc:
    """Forbids the parser to begin a sentence where none has ended: "he told staff | Monday to wait"; and ends what is too long to be one."""
    kinds = _kinds(doc.vocab.strings)
    starts = []
    before = last = "stop"  # the two tokens before, blanks left out
    since = 0
    for orth in doc.to_array(ORTH).tolist():
        since = 0 if "stop" in (last, before) else since + 1
        may_start = last in ("stop", "end") or (last == "closing" and before != "comma")
        starts.append(1 if since == LONGEST_SENTENCE else 0 if may_start else -1)
        since %= LONGEST_SENTENCE
        if (kind := kinds[orth]) != "space":
            before, last = last, kind
    doc.from_array([SENT_START], np.array(starts, dtype=np.int64).reshape(-1, 1).view(np.uint64))
    return doc


def index_lemmas(lemmatizer: Lemmatizer) -> None:
    """Makes sets of the lists of known lemmas, in which spaCy's rule lemmatizer looks up every form: 50,000 nouns are slow to search."""
    if lemmatizer.lookups.has_table("lemma_index"):
        known = lemmatizer.lookups.get_table("lemma_index")
        for part_of_speech, lemmas in list(known.items()):
            known[part_of_speech] = frozenset(lemmas)


@Language.component("verb_tags", assigns=["token.pos"])
def verb_tags(doc: Doc) -> Doc:
    """A word with the fine tag of a verb, and a subject or an auxiliary of its own, is a verb: "is warning voters that …"."""
    for i, (pos, tag) in enumerate(doc.to_array([POS, TAG]).tolist()):
        if pos == NOUN and doc.vocab.strings[tag] in _OF_VERBS and any(c.dep_ in {"nsubj", "aux", "nsubj:pass", "aux:pass"} for c in doc[i].children):
            doc[i].pos_ = "VERB"
    return doc
