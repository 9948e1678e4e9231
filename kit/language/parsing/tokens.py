"""Tokens of news text as it comes: quotation marks, dashes and full stops that have lost their spaces.

spaCy's English tokeniser takes ``killed”according`` for one word, and that costs the parse of such a sentence
13 points of labelled attachment; split, it loses half a point. The patterns below are added to whatever a pipeline
brings, so that a pipeline from elsewhere reads such text too. They only ever split more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.language import Language

DOUBLE_MARKS = "\"“”„‟«»"

#: Where a token ends inside a run of characters without a space.
INFIXES = (
    rf"[{DOUBLE_MARKS}]",
    rf"(?<=\w)[.,;:!?]+(?=[{DOUBLE_MARKS}])",
    r"[—–]",
    r"(?<=[.,;!?])['’‘](?=\w)",  # it.’He
    r"(?<=[a-z]{2})[.?!](?=[A-Z])",  # ended.The
    r"(?<=\d)[.](?=[A-Z][a-z])",  # 2024.The
    r"(?<=\d),(?=[A-Za-z])",  # 12,000,according
    r"(?<=\w)[;!?](?=[A-Za-z])",
    r"(?<=\w)\((?=\w\w)",  # agency(NIS), but not person(s)
    r"(?<=\w\w)\)(?=\w)",
)
#: What comes off the front of such a run; a full stop that belongs to the sentence before: "January .Next".
PREFIXES = (r"[.](?=[A-Z][a-z])", r"[—–]", rf"[{DOUBLE_MARKS}]", r"[)\]](?=\w)")
#: What comes off its end.
SUFFIXES = (r"[—–]", rf"[{DOUBLE_MARKS}]", r"(?<=\w)[(\[]")


def extend_tokenizer(nlp: Language) -> None:
    """Teaches the pipeline's tokeniser the patterns of this module; one that is not spaCy's own is left alone."""
    tokenizer = nlp.tokenizer
    if not hasattr(tokenizer, "infix_finditer"):
        return
    tokenizer.infix_finditer = _widened(tokenizer.infix_finditer, INFIXES).finditer
    tokenizer.prefix_search = _widened(tokenizer.prefix_search, [f"^{p}" for p in PREFIXES]).search
    tokenizer.suffix_search = _widened(tokenizer.suffix_search, [f"{p}$" for p in SUFFIXES]).search


def _widened(method, patterns: Sequence[str]) -> re.Pattern:
    """The pattern behind *method* (a bound method of a compiled one, or None) or any of *patterns*."""
    known = [method.__self__.pattern] if method is not None else []
    return re.compile("|".join([*known, *patterns]))
