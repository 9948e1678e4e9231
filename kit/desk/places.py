"""Places in an article's text, and the new rows that a person makes of them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import pandas as pd

from kit.language import pipeline


@lru_cache(maxsize=32)
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Where each sentence of an article begins and ends, as the extraction cuts them."""
    docs = pipeline.paragraph_docs(pipeline.load(), text)
    return tuple((doc._.start + sent.start_char, doc._.start + sent.end_char) for doc in docs for sent in doc.sents)


def whole_sentences(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentences that ``text[start:end]`` touches.

    >>> text = "The dam broke. Nine people died. Rain goes on."
    >>> start, end = whole_sentences(text, 15, 19)
    >>> text[start:end]
    'Nine people died.'
    """
    touched = [span for span in sentences(text) if span[0] < end and start < span[1]]
    return (min(touched[0][0], start), max(touched[-1][1], end)) if touched else (start, end)


def places_of(text: str, words: str) -> list[tuple[int, int]]:
    """Where *words* stand in *text*, not inside a longer word or number; blanks and case may differ.

    >>> places_of("Some 300 of 1,300 and 300.", "300")
    [(5, 8), (22, 25)]
    """
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    if not pattern:
        return []
    found = re.finditer(rf"(?<![\w])(?<!\d[,.]){pattern}(?!\w)(?![,.]\d)", text, re.IGNORECASE)
    return [match.span() for match in found]


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A selection without the blanks at its ends.

    >>> trimmed("a bc d", 1, 5)
    (2, 4)
    """
    inside = text[start:end]
    return start + len(inside) - len(inside.lstrip()), end - len(inside) + len(inside.rstrip())


def claim_around(claims: pd.DataFrame, start: int, end: int) -> str | None:
    """The narrowest of an article's *claims*, not rejected, that holds a place."""
    rows = claims[claims["status"].ne("rejected")].itertuples()
    around = [row for row in rows if any(first <= start and end <= last for first, last in row.spans)]
    narrowest = min(around, key=lambda row: (row.end - row.start, row.start), default=None)
    return None if narrowest is None else narrowest.Index


def overlapping(rows: pd.DataFrame, start: int, end: int) -> str | None:
    """The words of one of an article's *rows*, not rejected, that stands at a place already."""
    taken = rows[rows["status"].ne("rejected") & (rows["start"] < end) & (rows["end"] > start)]
    return None if taken.empty else taken["text"].iloc[0]


def new_row(table: str, text: str, start: int, end: int, **values: Any) -> dict[str, Any]:
    """What ``to`` of an add says for a row at this place.

    >>> new_row("figures", "Now 300 are safe.", 4, 7, value=300)
    {'start': 4, 'end': 7, 'text': '300', 'value': 300}
    """
    row = {"start": start, "end": end, "text": text[start:end]} | values
    if table == "claims":
        first, last = whole_sentences(text, start, end)
        row |= {"spans": [[start, end]], "sentence_start": first, "sentence_end": last}
    return row


def mention(name: str, text: str, words: str | None, near: int) -> dict[str, Any]:
    """A mention (source or cue) with its place, where it stands nearest.

    Raises:
        ValueError: when the article does not have these words.
    """
    if words is None:
        return {name: None, f"{name}_start": None, f"{name}_end": None}
    found = places_of(text, words)
    if not found:
        raise ValueError(f"“{words}” does not stand in this article")
    start, end = min(found, key=lambda place: abs(place[0] - near))
    return {name: text[start:end], f"{name}_start": start, f"{name}_end": end}
