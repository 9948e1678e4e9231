"""Tokens of news text as it comes: quotation marks, dashes and full stops that have lost their spaces.

spaCy's English tokeniser takes ``killed”according`` for one word. The patterns below are added to whatever a
pipeline brings, so that a pipeline from elsewhere reads such text too. They only ever split more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

DOUBLE_MARKS = "\"“”„‟«»"
CLOSING_ONLY = "”»"
OPENING_ONLY = "“„«"

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


def repaired_spaces(doc: Doc) -> list[bool]:
    """Where the spaces of *doc* would stand if its text had been set with care.

    The parser reads the space after each token, and a closing mark without one ("injuries”she") makes it lose
    the clause. Only spaces beside quotation marks and punctuation are touched.

    >>> import spacy
    >>> doc = spacy.blank("en")("x")
    >>> repaired_spaces(Doc(doc.vocab, words=["hurt", "”", "she", "said"], spaces=[False, False, True, False]))
    [False, True, True, False]
    """
    spaces = [bool(token.whitespace_) for token in doc]
    words = [token.text for token in doc]
    for i, side in enumerate(_sides(words, spaces)):
        follows_word = i > 0 and words[i - 1][-1].isalnum()
        precedes_word = i + 1 < len(words) and words[i + 1][0].isalnum()
        if side == "open":
            spaces[i] = False
            if follows_word or (i > 0 and words[i - 1] in {",", ":", ";", ".", "!", "?"}):
                spaces[i - 1] = True
        elif side == "close":
            if i > 0:
                spaces[i - 1] = False
            if precedes_word:
                spaces[i] = True
        elif words[i] in {",", ";", ".", "?", "!", ")"} and follows_word:
            spaces[i - 1] = False
            if precedes_word:
                spaces[i] = True
    return spaces


def _sides(words: Sequence[str], spaces: Sequence[bool]) -> list[str | None]:
    """For each word whether it opens or closes a quotation; a straight mark opens when none is open."""
    sides: list[str | None] = []
    is_open = False
    for word in words:
        side = None
        if word in OPENING_ONLY or (word == '"' and not is_open):
            side, is_open = "open", True
        elif word in CLOSING_ONLY or word == '"':
            side, is_open = "close", False
        sides.append(side)
    return sides
