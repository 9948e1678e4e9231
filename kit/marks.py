"""An article's text as HTML, with the source, cue, content and figure of a row marked.

Articles are untrusted: every character of theirs is escaped. Where marks overlap the text is cut at
every edge and each piece is shown once, so that no word of the article is repeated.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

#: Told apart by line and weight, not by colour; legible on light and dark ground.
STYLES = {
    "content": "background: rgba(128, 128, 128, 0.18)",
    "source": "text-decoration: underline double",
    "cue": "text-decoration: underline wavy",
    "figure": "font-weight: bold; outline: 1px solid currentColor",
}
_LABEL = "user-select: none; opacity: 0.8; font-weight: normal"


class Mark(NamedTuple):
    """A stretch of the article, characters from start to end, and what it is (a key of STYLES)."""

    start: int
    end: int
    kind: str


def marks_of(claim: pd.Series, figures: pd.DataFrame) -> list[Mark]:
    """The marks of *claim* and of *figures*, rows of the figures table."""
    marks = [Mark(int(start), int(end), "content") for start, end in claim["spans"]]
    for kind in ("source", "cue"):
        if pd.notna(claim[f"{kind}_start"]) and pd.notna(claim[f"{kind}_end"]):
            marks.append(Mark(int(claim[f"{kind}_start"]), int(claim[f"{kind}_end"]), kind))
    return marks + [Mark(int(row.start), int(row.end), "figure") for row in figures.itertuples()]


def marked(text: str, marks: Iterable[Mark], start: int, end: int) -> str:
    """``text[start:end]`` as HTML; each mark begins with its name, raised.

    >>> print(marked("Now <300> are safe", [Mark(5, 8, "figure")], 0, 9))  # doctest: +ELLIPSIS
    Now &lt;<sup style="...">figure </sup><span style="...">300</span>&gt;
    """
    inside = [Mark(max(mark.start, start), min(mark.end, end), mark.kind) for mark in marks]
    inside = [mark for mark in inside if mark.start < mark.end]
    edges = sorted({start, end, *(mark.start for mark in inside), *(mark.end for mark in inside)})
    pieces = []
    for left, right in zip(edges, edges[1:]):
        kinds = [kind for kind in STYLES if any(m.kind == kind and m.start <= left < m.end for m in inside)]
        begun = [kind for kind in kinds if any(m.kind == kind and m.start == left for m in inside)]
        pieces += [f'<sup style="{_LABEL}">{kind} </sup>' for kind in begun]
        pieces += [f'<span style="{STYLES[kind]}">' for kind in kinds]
        pieces.append(html.escape(text[left:right]))
        pieces.append("</span>" * len(kinds))
    return "".join(pieces)


class Marked:
    """A sentence with its marks: in a notebook as HTML, elsewhere with the marks' names in brackets."""

    def __init__(self, text: str, marks: Iterable[Mark], start: int, end: int):
        self.text, self.marks, self.start, self.end = text, list(marks), start, end

    def _repr_html_(self) -> str:
        return f"<p>{marked(self.text, self.marks, self.start, self.end)}</p>"

    def __repr__(self) -> str:
        parts = [f"{mark.kind}: {self.text[mark.start : mark.end]}" for mark in self.marks]
        return "\n".join([self.text[self.start : self.end], *parts])


def sentence(claim: pd.Series, figures: pd.DataFrame, articles: pd.DataFrame) -> Marked:
    """The sentence of *claim*, a row of the claims table, with its source, cue and content and those of *figures* that stand in it."""
    inside = figures[figures["claim_id"].eq(claim.name)]
    text = articles["text"][claim["article_id"]]
    return Marked(text, marks_of(claim, inside), int(claim["sentence_start"]), int(claim["sentence_end"]))
