"""Where a record belongs: rows and places found again by quote and position.

Row ids hold offsets, so they change when an article is cleaned in another way. A record is
therefore never applied on its id alone: the row must say what the record quotes, and what is known
of the text around it must be what stood around the quote. Where nothing, or more than one row,
fits, the answer is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from kit.corrections.rules import JOIN

#: How many characters of the text a quote keeps on either side.
CONTEXT = 32
#: Stands for a character of an article that the tables do not tell.
GAP = "\x00"
#: Context says nothing if less of it is known than this.
_LEAST_CONTEXT = 8


class Place(NamedTuple):
    """A row's id and offsets, its words, and these as the article has them, with gaps between pieces."""

    row_id: str | None
    start: int
    end: int
    text: str
    laid_out: str


def place_of(row_id: str, start: int, end: int, text: str, spans: Sequence[Sequence[int]] | None = None) -> Place:
    """The place of a row; *spans* are the pieces of a split quotation.

    >>> place_of("a:0-9", 0, 9, "One … two", [(0, 3), (6, 9)]).laid_out.replace(GAP, "·")
    'One···two'
    """
    spans = spans or [(start, end)]
    pieces = text.split(JOIN) if len(spans) > 1 else [text]
    if len(pieces) != len(spans):
        return Place(row_id, start, end, text, text)
    laid_out = ""
    for piece, (left, _) in zip(pieces, spans):
        laid_out = laid_out.ljust(left - start, GAP) + piece
    return Place(row_id, start, end, text, laid_out)


def selectors(table: str, row: pd.Series, article_text: str | None = None) -> dict:
    """The fields of a record that point at *row*, for ``record(log, **selectors(…), …)``.

    >>> row = pd.Series({"article_id": "flood", "start": 4, "end": 7, "text": "300"}, name="flood:4-7")
    >>> selectors("figures", row, "Now 300 are safe.")["quote"]
    {'exact': '300', 'prefix': 'Now ', 'suffix': ' are safe.'}
    """
    start, end, text = int(row["start"]), int(row["end"]), article_text or ""
    return {
        "table": table,
        "target": str(row.name),
        "article_id": str(row["article_id"]),
        "position": {"start": start, "end": end},
        "quote": {
            "exact": text[start:end] or str(row["text"]),
            "prefix": text[max(0, start - CONTEXT):start],
            "suffix": text[end:end + CONTEXT],
        },
    }


def known_text(places: Iterable[Place]) -> str:
    """As much of an article's text as the tables tell, at its offsets, with gaps between.

    >>> known_text([place_of("a:2-5", 2, 5, "300")]).replace(GAP, "·")
    '··300'
    """
    characters: list[str] = []
    for place in places:
        if len(place.laid_out) == place.end - place.start:
            characters.extend(GAP * (place.end - len(characters)))
            for at, character in enumerate(place.laid_out, start=place.start):
                characters[at] = character if character != GAP else characters[at]
    return "".join(characters)


def find_row(target: str, position: dict | None, quote: dict | None, rows: Mapping[str, Place], known: str) -> str | None:
    """The id of the row that a record means, among the *rows* of its table and article."""
    here = rows.get(target)
    if quote is None:
        return target if here else None
    if here and position and here.start == position["start"] and _means(here, quote, known):
        return target
    fitting = [row for row in rows.values() if _means(row, quote, known)]
    if position is None:
        return fitting[0].row_id if len(fitting) == 1 else None
    found = _nearest(fitting, position)
    return found.row_id if found else None


def find_place(position: dict, quote: dict | None, known: str) -> tuple[int, int] | None:
    """Where the quoted words of an added row stand now; as recorded, where *known* has a gap there."""
    start, end = position["start"], position["end"]
    if quote is None:
        return start, end
    exact = quote["exact"]
    starts = {start} if _same(known[start:end], exact) else set()
    at = known.find(exact)
    while at >= 0:
        starts.add(at)
        at = known.find(exact, at + 1)
    places = [Place(None, at, at + len(exact), exact, exact) for at in sorted(starts)]
    found = _nearest([place for place in places if _fits(place.start, place.end, quote, known)], position)
    return (found.start, found.end) if found else None


def _means(row: Place, quote: dict, known: str) -> bool:
    says = quote["exact"] == row.text or _same(row.laid_out, quote["exact"])
    return says and _fits(row.start, row.end, quote, known)


def _same(known: str, exact: str) -> bool:
    """Whether *known*, which may have gaps, can be *exact*."""
    return len(known) == len(exact) and all(a in (GAP, b) for a, b in zip(known, exact))


def _nearest(places: Sequence[Place], position: dict) -> Place | None:
    """The place nearest to *position*, if no other is nearly as near.

    A shift of the text by more than half the way to the next like place would lead to the wrong one.
    """
    ranked = sorted(places, key=lambda place: abs(place.start - position["start"]))
    if not ranked:
        return None
    first, *others = (abs(place.start - position["start"]) for place in ranked[:2])
    return ranked[0] if not others or 2 * first < others[0] else None


def _fits(start: int, end: int, quote: dict, known: str) -> bool:
    """Whether the known text around a place is what the quote had around it, letter by letter.

    Nothing less will do: "300 were killed on Monday" and "300 were killed on Tuesday" are much alike.
    """
    before = known[max(0, start - CONTEXT):start].rpartition(GAP)[2]
    after = known[end:end + CONTEXT].partition(GAP)[0]
    if min(len(before), len(quote["prefix"])) + min(len(after), len(quote["suffix"])) < _LEAST_CONTEXT:
        return True
    if before.endswith(quote["prefix"]) and after.startswith(quote["suffix"]):
        return True
    return _same_start(_letters(before)[::-1], _letters(quote["prefix"])[::-1]) and _same_start(_letters(after), _letters(quote["suffix"]))


def _same_start(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _letters(text: str) -> str:
    """Letters and figures alone, so that other spaces, quotation marks and dashes are no other text."""
    return "".join(character for character in text.casefold() if character.isalnum())
