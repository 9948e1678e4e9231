"""The columns of a page of a PDF, told apart by the white gutters between them, and read one after the other.

The page is cut where a white strip runs down between two blocks of prose, as in Nagy & Seth 1984 ("Hierarchical representation of optically
scanned documents"): what stands above the strip comes first, then what stands left of it, right of it and below it, and each is cut again.
The cells of a table stand apart too, but hold few words or leave most of their width free: a table is read across, as it stands.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Iterator
from typing import NamedTuple

#: A gutter is this wide and more, in heights of a line; one half as wide may be one.
GUTTER = 0.8
#: Lines beside a gutter, words in the middling line and share of the width that it fills: what makes prose of a block.
LINES, WORDS, FILLED = 5, 3, 0.6
#: Words of a page up to which columns are looked for, and how often a page is cut in a row.
MAX_WORDS, MAX_CUTS = 6_000, 12
_STEP, MAX_PLACES = 2, 2_000  # points between two places where a gutter is looked for, and how many places at most, however wide a page says it is


class Box(NamedTuple):
    """A place on a page, or a word in it."""

    x0: float
    top: float
    x1: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        return self.x0 <= x < self.x1 and self.top <= y < self.bottom


class Gutter(NamedTuple):
    """A white strip at *x* from *top* to *bottom*; *sure* if there is prose on both sides, *lines* on the side that has fewer."""

    x: float
    top: float
    bottom: float
    lines: int
    sure: bool


def columns(words: Iterable[dict]) -> tuple[list[Box], bool]:
    """The blocks of a page in the order of reading, and whether there may be columns that could not be told apart.

    Args:
        words: of the page, each with x0, x1, top and bottom, as pdfplumber gives them.

    >>> words = [dict(x0=x, x1=x + 30, top=y, bottom=y + 10) for y in range(0, 120, 12) for x in (0, 33, 66, 150, 183, 216)]
    >>> [(round(box.x0), round(box.x1)) for box in columns(words)[0]]
    [(0, 124), (124, 246)]
    """
    found = [Box(word["x0"], word["top"], word["x1"], word["bottom"]) for word in words]
    if not 0 < len(found) <= MAX_WORDS or not all(math.isfinite(edge) for word in found for edge in word):
        return [], False
    height = statistics.median_high([word.bottom - word.top for word in found])
    boxes, doubtful = _cut(found, _around(found), max(height, 1), frozenset(), 0)
    return (boxes if len(boxes) > 1 else []), doubtful


def _around(words: list[Box]) -> Box:
    x0, top, x1, bottom = zip(*words)
    return Box(min(x0), min(top), max(x1), max(bottom))


def _cut(words: list[Box], box: Box, height: float, known: frozenset[float], depth: int) -> tuple[list[Box], bool]:
    gutter = _gutter(words, GUTTER * height, height, known) if depth < MAX_CUTS else None
    if gutter is None or not gutter.sure:
        narrow = gutter or _gutter(words, GUTTER * height / 2, height, frozenset())
        return [box], narrow is not None
    known |= {gutter.x}
    parts = (
        Box(box.x0, box.top, box.x1, gutter.top), Box(box.x0, gutter.top, gutter.x, gutter.bottom),
        Box(gutter.x, gutter.top, box.x1, gutter.bottom), Box(box.x0, gutter.bottom, box.x1, box.bottom),
    )  # fmt: skip
    boxes, doubtful = [], False
    for part in parts:
        inside = [word for word in words if part.holds(*_middle(word))]
        if inside:
            more, doubt = _cut(inside, part, height, known, depth + 1)
            boxes, doubtful = boxes + more, doubtful or doubt
    return boxes, doubtful


def _middle(word: Box) -> tuple[float, float]:
    return (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2


def _gutter(words: list[Box], width: float, height: float, known: frozenset[float]) -> Gutter | None:
    """The gutter with the most lines beside it, a sure one first; at a *known* place, where another part of the page has one, anything will do."""
    around = _around(words)
    step = max(_STEP, (around.x1 - around.x0) / MAX_PLACES)
    places = sorted({*known, *(around.x0 + n * step for n in range(1, int((around.x1 - around.x0) / step)))})
    found = [gutter for x in places if around.x0 < x < around.x1 for gutter in _at(x, words, around, width, height, x in known)]
    best = max(((gutter.sure, gutter.lines) for gutter in found), default=None)
    alike = [gutter for gutter in found if (gutter.sure, gutter.lines) == best]
    return alike[len(alike) // 2] if alike else None


def _at(x: float, words: list[Box], around: Box, width: float, height: float, known: bool) -> Iterator[Gutter]:
    """The gutters with their middle at *x*, between the words that stand across it."""
    left, right = x - width / 2, x + width / 2
    across = sorted((word.top, word.bottom) for word in words if word.x0 < right and word.x1 > left)
    start = around.top
    for top, bottom in [*across, (around.bottom + 1, around.bottom + 1)]:
        if top - start >= (height / 2 if known else 2 * height):
            inside = [word for word in words if start <= _middle(word)[1] < top]
            sides = [_lines(side, height) for side in ([w for w in inside if w.x1 <= left], [w for w in inside if w.x0 >= right])]
            fewer = min(map(len, sides))
            if fewer and (known or fewer >= 3 and all(_words(side, height) >= WORDS for side in sides)):
                yield Gutter(x, start, top, fewer, known or fewer >= LINES and all(_filled(side) >= FILLED for side in sides))
        start = max(start, bottom)


def _lines(words: list[Box], height: float) -> list[list[Box]]:
    lines: list[list[Box]] = []
    for word in sorted(words, key=lambda word: word.top):
        if lines and word.top - lines[-1][0].top < height / 2:
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def _words(lines: list[list[Box]], height: float) -> float:
    """The words in the middling line that follow one another as those of a sentence do; the cells of a table stand apart."""
    return statistics.median(_run(sorted(line), GUTTER * height) for line in lines)


def _run(line: list[Box], space: float) -> int:
    longest = run = 1
    for before, word in zip(line, line[1:]):
        run = run + 1 if word.x0 - before.x1 < space else 1
        longest = max(longest, run)
    return longest


def _filled(lines: list[list[Box]]) -> float:
    """The share of the width of all lines that the middling line fills."""
    widths = [max(word.x1 for word in line) - min(word.x0 for word in line) for line in lines]
    around = _around([word for line in lines for word in line])
    return statistics.median(widths) / max(around.x1 - around.x0, 1)
