"""What the pipeline is kept from getting wrong: sentences that begin in the middle of one, verbs that are called nouns."""

from __future__ import annotations

import numpy as np
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc

#: A sentence ends with one of these, or with a word that ends in a full stop ("U.S.").
_ENDS = frozenset({".", "!", "?", "…", "...", ":", ";", ")", "]", "}", "—", "–", "―", "--", "-", "•", "*", "|", "·"})
_CLOSING = frozenset({"”", "“", '"', "''", "``", "’", "'", "»"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "VBG"})


@Language.component("sentence_bars", retokenizes=False)
def sentence_bars(doc: Doc) -> Doc:
    """Forbids the parser to begin a sentence where none has ended: "he told staff | Monday to wait"."""
    starts = np.full(len(doc), -1, dtype=np.int64)
    before, last = ".", "."  # the two tokens before, blanks left out
    for token in doc:
        text = token.text
        if last in _ENDS or last[-1] == "." or (last in _CLOSING and before != ","):
            starts[token.i] = 0
        if not token.is_space:
            before, last = last, text
    doc.from_array([SENT_START], starts.reshape(-1, 1).view(np.uint64))
    return doc


@Language.component("verb_tags", assigns=["token.pos"])
def verb_tags(doc: Doc) -> Doc:
    """A word with the fine tag of a verb, and a subject or an auxiliary of its own, is a verb: "is warning voters that …"."""
    for token in doc:
        if token.pos_ == "NOUN" and token.tag_ in _FINITE and any(c.dep_ in {"nsubj", "aux", "nsubj:pass", "aux:pass"} for c in token.children):
            token.pos_ = "VERB"
    return doc
