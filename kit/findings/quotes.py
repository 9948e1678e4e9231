"""Findings that can be shared when the articles cannot: of the articles' text there is nothing in them but short quotes.

Whatever is written passes through :class:`Quotes` last, so that the bounds hold for every file, whoever made it: words that stand in a row in an
article, buttons and banners of its page included, are at most :data:`WITH_FIGURE` around a figure, and at most :data:`WITHOUT_FIGURE` where there
is none. Words are runs of letters and digits, without regard to capitals; cells, paragraphs and tags do not interrupt a row of words.
A headline that stands for itself is no quote.
"""

from __future__ import annotations

import html
import itertools
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser
from typing import NamedTuple

import pandas as pd

from kit.findings.cells import cell, whole

#: How many words of an article may stand in a row where its text is not to be shared: enough to check a figure, too few to read the article.
WITH_FIGURE, WITHOUT_FIGURE = 25, 10
_WORD = re.compile(r"\w+")
_CUT = "[…]"


class _Word(NamedTuple):
    """A word of one of several pieces of text, as it is compared."""

    piece: int
    start: int
    end: int
    folded: str


class Quotes:
    """Cuts what is quoted from *articles*.

    Args:
        articles: the articles table.
        figures: the figures table; a quote with a figure in it is cut around the first one.
        most, least: words in a row with a figure and without one.
    """

    def __init__(self, articles: pd.DataFrame, figures: pd.DataFrame, most: int = WITH_FIGURE, least: int = WITHOUT_FIGURE):
        self.most, self.least = most, least
        self._places: dict[int, tuple[int, int]] = {}
        self._counts: set[tuple[int, int]] = set()
        self._headlines = {title for title in articles["title"].dropna() if len(_WORD.findall(title)) <= most} if "title" in articles else set()
        by_article = {article_id: rows for article_id, rows in figures[["start", "end"]].groupby(figures["article_id"])}
        for number, (article_id, row) in enumerate(articles.iterrows()):
            words = self._learn(2 * number, row["text"])
            for start, end in by_article[article_id].itertuples(index=False) if article_id in by_article else ():
                self._counts.update((2 * number, at) for at, word in enumerate(words) if word.start < end and start < word.end)
            if pd.notna(row["furniture"]):
                self._learn(2 * number + 1, row["furniture"])

    def _learn(self, text_number: int, text: str) -> list[_Word]:
        words = list(_words([text]))
        for at, run in enumerate(_windows(words, self.least + 1)):
            self._places.setdefault(run, (text_number, at))
        return words

    def fits(self, pieces: Sequence[str]) -> bool:
        """Whether *pieces* of text, read one after the other, keep to the bounds."""
        return not self._surplus(self._quotable(pieces))

    def cut(self, pieces: Sequence[str]) -> list[str]:
        """The pieces of a text, with what is too much left out and marked.

        >>> text = "On Monday the mayor of the old town said that 300 trees had fallen."
        >>> articles = pd.DataFrame({"text": [text], "furniture": [pd.NA]}, index=["one"])
        >>> figures = pd.DataFrame({"article_id": ["one"], "start": [46], "end": [49]})
        >>> Quotes(articles, figures, most=4, least=2).cut([f"It reads: {text}"])
        ['It reads: […] said that 300 trees […].']
        """
        pieces = list(pieces)
        while surplus := self._surplus(self._quotable(pieces)):
            for number, start, end in reversed(surplus):
                pieces[number] = pieces[number][:start] + _CUT + pieces[number][end:]
        return pieces

    def table(self, table: pd.DataFrame) -> pd.DataFrame:
        """The table with its texts cut, read row by row; numbers and dates stay."""
        shown = whole(table)
        values = shown.astype(object).to_numpy(copy=True)
        short = iter(self.cut([_text(value) for value in values.ravel()]))
        for row in values:
            row[:] = [text if isinstance(value, str) else value for value, text in zip(row, short)]
        made = pd.DataFrame(values, columns=shown.columns, index=shown.index).astype(shown.dtypes.to_dict())
        made.attrs = table.attrs
        return made.set_index(table.index.name) if table.index.name else made

    def tree(self, tree: object) -> object:
        """A tree of dicts and lists with its texts cut; keys stay."""
        short = iter(self.cut([leaf for leaf in _leaves(tree) if isinstance(leaf, str)]))
        return _rebuilt(tree, short)

    def page(self, page: str) -> str:
        """An HTML page with its text cut; the names that stand raised before marks (``<sup>``), styles and attributes stay."""
        reader = _Reader()
        reader.feed(page)
        reader.close()
        short = iter(self.cut([text for text, of_text in reader.parts if of_text]))
        return "".join(html.escape(next(short), quote=False) if of_text else text for text, of_text in reader.parts)

    def _quotable(self, pieces: Sequence[str]) -> list[_Word]:
        return list(_words("" if piece in self._headlines else piece for piece in pieces))

    def _surplus(self, words: list[_Word]) -> list[tuple[int, int, int]]:
        """What has to go, in order: piece, first character, character after the last."""
        gone = []
        for first, kept, kept_to, last in self._runs(words):
            for left_out in (words[first:kept], words[kept_to:last]):
                for piece, of_piece in itertools.groupby(left_out, key=lambda word: word.piece):
                    start, *_, end = [edge for word in of_piece for edge in (word.start, word.end)]
                    gone.append((piece, start, end))
        return gone

    def _runs(self, words: list[_Word]) -> Iterator[tuple[int, int, int, int]]:
        """The rows of words that are also in an article and too long: first word, first to keep, word after the last to keep, word after the last."""
        size = self.least + 1
        hits = deque((at, self._places[run]) for at, run in enumerate(_windows(words, size)) if run in self._places)
        while hits:
            first, last = hits[0][0], hits[0][0] + size
            counts: list[int] = []
            while hits and hits[0][0] < last:
                at, (text, place) = hits.popleft()
                last = at + size
                counts += [at + k for k in range(size) if (text, place + k) in self._counts]
            room = self.most if counts else self.least
            if last - first > room:
                kept = min(max(min(counts, default=first) - room // 2, first), last - room)
                yield first, kept, kept + room, last


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    shown = cell(value)
    return "" if shown is None else str(shown)


def _words(pieces: Iterable[str]) -> Iterator[_Word]:
    for number, piece in enumerate(pieces):
        for match in _WORD.finditer(piece):
            yield _Word(number, match.start(), match.end(), match.group().casefold())


def _windows(words: list[_Word], size: int) -> Iterator[int]:
    """Every row of so many words, as a number that takes less room than the words."""
    folded = [word.folded for word in words]
    return (hash(tuple(folded[at : at + size])) for at in range(len(folded) - size + 1))


def _leaves(tree: object) -> Iterator[object]:
    inner = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else None
    if inner is None:
        yield tree
    else:
        for part in inner:
            yield from _leaves(part)


def _rebuilt(tree: object, short: Iterator[str]) -> object:
    if isinstance(tree, dict):
        return {key: _rebuilt(part, short) for key, part in tree.items()}
    if isinstance(tree, list):
        return [_rebuilt(part, short) for part in tree]
    return next(short) if isinstance(tree, str) else tree


class _Reader(HTMLParser):
    """Takes a page apart into markup, as it stands, and text."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts: list[tuple[str, bool]] = []
        self._aside = False

    def handle_starttag(self, tag, attrs):
        self._aside = self._aside or tag == "sup"
        self.parts.append((self.get_starttag_text(), False))

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag):
        self._aside = self._aside and tag != "sup"
        self.parts.append((f"</{tag}>", False))

    def handle_data(self, data):
        if self.cdata_elem in ("script", "style"):
            self.parts.append((data, False))
        else:
            self.parts.append((html.escape(data, quote=False), False) if self._aside else (data, True))

    def handle_comment(self, data):
        """A picture's comments hold the words that are drawn in it; no reader needs them."""

    def handle_decl(self, decl):
        self.parts.append((f"<!{decl}>", False))
