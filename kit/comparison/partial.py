"""Counts of some only: what a lower count leaves out is no contradiction to a higher one, and a supposed count is none to any."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.comparison.columns import row_of
from kit.comparison.words import outcomes
from kit.language import lexicon

HELPED = "the lower counts those whom its source's own people helped"
SHELTERED = "the lower counts those who are in one sort of place"
AGAIN = "the lower counts those who were counted twice"
SUPPOSED = "one is what would be, not what is"
#: Of these many bodies count their own share; of the dead or captured a body says what it knows of all.
_SHARED = ("injured", "rescued", "evacuated")
_LODGED = ("injured", "displaced", "evacuated")
_BREAK = re.compile(r"[.;:!?](?=\s|$)")
_WOULD = re.compile(r"\b(?:would|might)\b(?!\s+not\b)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    words: dict[str, list[str]] = {}
    for row in lexicon.rows(Path(__file__).with_name("partial.csv")):
        words.setdefault(row["kind"], []).append(row["word"])
    return {kind: "|".join(map(re.escape, found)) for kind, found in words.items()}


def words_of_kind(kind: str) -> str:
    """The words of one kind of partial.csv as a pattern: one or the other.

    >>> words_of_kind("again")
    'twice|double'
    """
    return _words()[kind]


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern]:
    any_of = _words()
    who = rf"(?:we|i|(?:my|our|his|her|its|their)\s+(?:\w+\s+)?(?:{any_of['people']}))"
    telling = "|".join(["would", "might", "by", r"of\s+(?:the|those|these|all)", *(any_of[kind] for kind in ("doing", "shelter", "again", "adding", "behind", "fresh"))])
    patterns = {
        "any": rf"\b(?:{telling})\b",
        "own": rf"\b{who}\b[^,;]*\b(?:{any_of['doing']})\b",
        "sheltered": rf"^[^,;]*\b(?:in|at)\s+(?:\w+\s+)?(?:{any_of['shelter']})\b",
        "again": rf"^[^,;]*\b(?:{any_of['again']})\b",
        "of": rf"^\s*of\s+(?:the|those|these|all\s+the)\s+(?:[^\W\d]+\s+)?(?:{'|'.join(map(re.escape, outcomes()))})\b",
    }
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in patterns.items()}


def words_around(figures: pd.DataFrame, claims: pd.DataFrame) -> tuple[list[str], list[str]]:
    """The words of its sentence before and behind each figure, as far as they stand in its claim.

    "" where a quotation is split, and where the claim has none of the words that could tell of some or of a change.
    """
    claim = row_of(claims.index, figures["claim_id"])
    found = pc.match_substring_regex(pa.array(claims["text"], type=pa.string()), _patterns()["any"].pattern, ignore_case=True)
    telling = found.fill_null(False).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(np.append(telling, False)[claim])
    before, behind = [""] * len(figures), [""] * len(figures)
    said, cut = claims[["text", "start"]].take(claim[rows]), figures[["start", "end", "text"]].take(rows)
    cells = zip(rows.tolist(), said["text"].tolist(), said["start"].tolist(), *(cut[name].tolist() for name in cut))
    for row, text, offset, start, end, words in cells:
        start, end = start - offset, end - offset
        if start >= 0 and text[start:end] == words:
            before[row], behind[row] = _BREAK.split(text[:start])[-1], _BREAK.split(text[end:], 1)[0]
    return before, behind


def of_the_counted(behind: list[str]) -> np.ndarray:
    """Whether the words behind a count say that it is of some of those counted: "23 of the dead".

    >>> of_the_counted([" of the dead were from the upper town", " dead", " of the village's people died"]).tolist()
    [True, False, False]
    """
    of = _patterns()["of"]
    return np.array([" of " in words[:24] and bool(of.match(words)) for words in behind], dtype=bool)


def reasons(measures: list[str], own_voice: list[bool], before: list[str], behind: list[str]) -> list[str | None]:
    """Why each count is of some only, or supposed; None where it is neither as far as its words tell.

    >>> reasons(["injured"] * 2 + ["killed"] * 2, [False, True, False, True], ["Her staff had operated on ", "", "we found ", "That would bring it to "], ["", " are in hospital", " dead", ""])
    ["the lower counts those whom its source's own people helped", 'the lower counts those who are in one sort of place', None, 'one is what would be, not what is']
    """
    patterns = _patterns()
    own, sheltered, again = patterns["own"].search, patterns["sheltered"].match, patterns["again"].match
    return [
        None if not left and not right
        else HELPED if measure in _SHARED and own(left)
        else SHELTERED if measure in _LODGED and sheltered(right)
        else AGAIN if again(right)
        else SUPPOSED if by_article and _WOULD.search(left)
        else None
        for measure, by_article, left, right in zip(measures, own_voice, before, behind)
    ]  # fmt: skip
