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
    "shared": "font-weight: bold; background: rgba(128, 128, 128, 0.18)",
}
_CUT = " […]"
#: Columns of one width, however many there are.
_BESIDE, _COLUMN = "table-layout: fixed; width: 100%", "text-align: left; vertical-align: top; white-space: normal"
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
    """A stretch of a text with its marks, in a notebook as HTML, elsewhere with the marks named below it; *cut* says that a mark goes on behind it."""

    def __init__(self, text: str, marks: Iterable[Mark], start: int, end: int, cut: bool = False):
        self.text, self.marks, self.start, self.end, self.cut = text, list(marks), start, end, cut

    def _repr_html_(self) -> str:
        return f"<p>{marked(self.text, self.marks, self.start, self.end)}{_CUT * self.cut}</p>"

    def __repr__(self) -> str:
        parts = [f"{mark.kind}: {self.text[mark.start : mark.end]}" for mark in self.marks]
        return "\n".join([self.text[self.start : self.end] + _CUT * self.cut, *parts])


def sentences(claims: pd.DataFrame, figures: pd.DataFrame, articles: pd.DataFrame) -> list[Marked]:
    """The sentence of each of *claims*, with its source, cue and content and those of *figures* that stand in it."""
    return [
        Marked(articles["text"][claim["article_id"]], marks_of(claim, figures[figures["claim_id"].eq(claim_id)]), int(claim["sentence_start"]), int(claim["sentence_end"]))
        for claim_id, claim in claims.iterrows()
    ]


class SideBySide:
    """Stretches of several articles beside each other: in a notebook as a table in HTML, elsewhere one below the other."""

    def __init__(self, parts: Iterable[tuple[str, Marked]]):
        self.parts = list(parts)

    def _repr_html_(self) -> str:
        heads = "".join(f'<th style="{_COLUMN}">{html.escape(head)}</th>' for head, _ in self.parts)
        cells = "".join(f'<td style="{_COLUMN}">{shown._repr_html_()}</td>' for _, shown in self.parts)
        return f'<table style="{_BESIDE}"><thead><tr>{heads}</tr></thead><tbody><tr>{cells}</tr></tbody></table>'

    def __repr__(self) -> str:
        return "\n\n".join(f"{head}\n{shown!r}" for head, shown in self.parts)


def side_by_side(passage: pd.Series, articles: pd.DataFrame, around: int = 80, most: int = 400) -> SideBySide:
    """A passage that two articles share, with about so many characters *around* it in both; *passage* is a row of :func:`kit.comparison.copied_passages`.

    Of a passage longer than *most* characters the beginning is shown.

    >>> articles = pd.DataFrame({"text": ["We saw <smoke> rise.", "They saw <smoke> too."], "outlet": ["Gazette", None]}, index=["a", "b"])
    >>> passage = pd.Series({"article_a": "a", "start_a": 3, "end_a": 13, "article_b": "b", "start_b": 5, "end_b": 15})
    >>> print(side_by_side(passage, articles))
    Gazette (a)
    We saw <smoke> rise.
    shared: saw <smoke
    <BLANKLINE>
    b
    They saw <smoke> too.
    shared: saw <smoke
    """
    parts = []
    for side in "ab":
        article_id, start, end = passage[f"article_{side}"], int(passage[f"start_{side}"]), int(passage[f"end_{side}"])
        article = articles.loc[article_id]
        text, outlet, day = (article.get(name) for name in ("text", "outlet", "published"))
        head = str(article_id) if pd.isna(outlet) else f"{outlet} ({article_id})"
        head += "" if pd.isna(day) else f", {day:%Y-%m-%d}"
        cut = end - start > most
        end = _at_word(text, start + most) if cut else end
        first, last = _at_word(text, max(0, start - around)), end if cut else _at_word(text, min(len(text), end + around))
        parts.append((head, Marked(text, [Mark(start, end, "shared")], min(first, start), max(last, end), cut)))
    return SideBySide(parts)


class Beside:
    """Several passages, each one as a :class:`SideBySide`; of none it says so."""

    def __init__(self, passages: Iterable[SideBySide], rest: int):
        self.passages, self.rest = list(passages), rest

    def _words(self) -> str:
        if not self.passages:
            return "No passage stands in two articles."
        return f"And {self.rest:,} more." if self.rest else ""

    def _repr_html_(self) -> str:
        return "".join(passage._repr_html_() for passage in self.passages) + f"<p>{self._words()}</p>"

    def __repr__(self) -> str:
        return "\n\n\n".join([*map(repr, self.passages), self._words()]).strip()


def beside(passages: pd.DataFrame, articles: pd.DataFrame, most: int = 12) -> Beside:
    """The longest *passages* of :func:`kit.comparison.copied_passages`, at most so many, those that are no quotation first.

    >>> beside(pd.DataFrame({"quotation": [], "words": []}), pd.DataFrame())
    No passage stands in two articles.
    """
    longest = passages.sort_values(["quotation", "words"], ascending=[True, False], kind="stable").head(most)
    return Beside([side_by_side(row, articles) for _, row in longest.iterrows()], len(passages) - len(longest))


def _at_word(text: str, at: int) -> int:
    """The next place from here on where no word is cut."""
    while 0 < at < len(text) and not text[at].isspace():
        at += 1
    return at
