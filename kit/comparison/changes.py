"""Counts that are no totals: what came to an earlier count, or was taken off it ("eight more bodies", "the toll rose by 20")."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import pandas as pd

from kit.comparison.columns import row_of
from kit.comparison.partial import words_of_kind
from kit.comparison.words import REST

ADDED = "an addition to an earlier count"
TAKEN = "a deduction from an earlier count"
#: A sentence follows another where no more characters than these, a break of paragraphs, stand between them.
_BREAK = 2


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern]:
    adding, behind, fresh, outcome, rising, falling = map(words_of_kind, ("adding", "behind", "fresh", "outcome", "rising", "falling"))
    patterns = {
        "in": rf"\b(?:{adding})\s",
        "before": rf"\b(?:{adding})\s*$",
        "behind": rf"^\s+(?:{adding}|{behind})\b",
        "of_outcome": rf"^\s+(?:(?:{adding}|{behind}|{fresh})\s+)?(?:[^\W\d]+\s+)?(?:{outcome})\b",
        "fresh": rf"^\s+(?:{fresh})\s+(?:[^\W\d]+\s+)?(?:{outcome})\b",
        "risen": rf"\b(?:{rising})\b[^.;:,]{{0,40}}\bby\s*$",
        "fallen": rf"\b(?:{falling})\b[^.;:,]{{0,40}}\bby\s*$",
    }
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in patterns.items()}


def changes(figures: pd.DataFrame, claims: pd.DataFrame, before: list[str], behind: list[str]) -> list[str | None]:
    """Which figures are a change of an earlier count, by the words *before* and *behind* them in their sentence; None for those that are not.

    "Another", "further", "more" add to an earlier count, and so does a count by which one rose. But behind a count of something else, in the same sentence or the one
    before, they go on to other people: "12 died and another 30 were hurt" has 30 hurt in all. Not where the noun names what happened ("eight more bodies"), nor of the
    dead in a sentence of their own: they are counted first, so that more of them come to those.

    >>> from kit.schema import CLAIMS, FIGURES, build
    >>> claim = dict(claim_id="a:0-26", article_id="a", start=0, end=26, spans=((0, 26),), text="Eight more bodies, he said.", source_kind="person", form="indirect")
    >>> claims = build(CLAIMS, [claim | dict(polarity="asserted", sentence_start=0, sentence_end=26, status="extracted")])
    >>> figure = dict(figure_id="a:0-5", claim_id="a:0-26", article_id="a", start=0, end=5, text="Eight", value=8, low=8, high=8, qualifier="exact", measure="killed")
    >>> changes(build(FIGURES, [figure | dict(counted="bodies", status="extracted")]), claims, [""], [" more bodies, he said"])
    ['an addition to an earlier count']
    """
    patterns = _patterns()
    texts, found = figures["text"].tolist(), [None] * len(figures)
    unsure = []
    for row, (words, left, right) in enumerate(zip(texts, before, behind)):
        if not left and not right:
            continue
        if patterns["risen"].search(left):
            found[row] = ADDED
        elif patterns["fallen"].search(left):
            found[row] = TAKEN
        elif patterns["in"].search(words) or patterns["before"].search(left) or patterns["behind"].match(right):
            found[row] = ADDED
            unsure += [] if patterns["of_outcome"].match(right) else [row]
        elif patterns["fresh"].match(right):
            found[row] = ADDED
    if unsure:
        measures, order = figures["measure"].tolist(), list(zip(figures["article_id"], figures["start"]))
        antecedents, same_sentence = _antecedents(figures, claims)
        for row in sorted(unsure, key=order.__getitem__):
            earlier = antecedents[row]
            if earlier >= 0 and measures[earlier] != measures[row] and found[earlier] is None and (same_sentence[row] or measures[row] != "killed"):
                found[row] = None
    return found


def _antecedents(figures: pd.DataFrame, claims: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """For each figure the row of the last one before it of which it is known what happened to the people, in its sentence or the one before; -1 where there is none.

    And whether it is the same sentence.
    """
    claim = row_of(claims.index, figures["claim_id"])
    ends = {name: np.append(claims[name].to_numpy(float, na_value=np.nan), np.nan)[claim] for name in ("sentence_start", "sentence_end")}
    table = pd.DataFrame({"article": pd.factorize(figures["article_id"])[0], "start": figures["start"].to_numpy(float, na_value=np.nan), **ends})
    table = table[figures["measure"].ne(REST).to_numpy(bool)].sort_values(["article", "start"], kind="stable")
    row, earlier = table.index.to_numpy(), table.shift()
    near = earlier["article"].eq(table["article"]) & (earlier["sentence_end"].ge(table["sentence_start"] - _BREAK))
    found, same = np.full(len(figures), -1), np.zeros(len(figures), dtype=bool)
    found[row] = np.where(near, np.append(-1, row)[:-1], -1)
    same[row] = near & earlier["sentence_start"].eq(table["sentence_start"])
    return found, same
