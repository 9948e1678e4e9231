"""Passages that two articles share word for word: who copied, or what both copied from elsewhere."""

from __future__ import annotations

import heapq
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
import spacy

from kit.language.attribution import quotations

#: Words in a row that two articles must share, unless a caller says otherwise.
WORDS = 8
#: Words of all articles together up to which every run of words is looked up; beyond, articles to compare are found by MinHash.
LARGE = 5_000_000
#: Articles up to which a shared run of words is followed between all of them; what more share (a standing notice) is followed from the first alone.
MANY = 50
#: Places in one article at which the same run of words is looked for at most.
_PLACES = 8
#: Numbers in a MinHash sketch, each of which is looked up by itself, and the seed of their permutations.
PERMUTATIONS, SEED = 64, 1
_PRIME = np.uint64(0x9E3779B97F4A7C15)
# A number with its separators, or letters and digits with apostrophes inside; accents may be characters of their own.
_WORD = re.compile(r"\d+(?:[.,]\d+)+|[\w\u0300-\u036f]+(?:['’‘ʼ][\w\u0300-\u036f]+)*")
_IGNORED = str.maketrans("", "", "_,'’‘ʼ")
_TYPES = {
    "article_a": "string", "start_a": "Int64", "end_a": "Int64", "text_a": "string", "article_b": "string", "start_b": "Int64", "end_b": "Int64",
    "text_b": "string", "words": "Int64", "share_a": "Float64", "share_b": "Float64", "first": "string", "quotation": "boolean",
}


class _Text(NamedTuple):
    """An article as numbers: its words, where they stand, its runs of words, and these in order."""

    words: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    runs: np.ndarray
    order: np.ndarray


def copied_passages(articles: pd.DataFrame, *, words: int = WORDS, minhash: bool | None = None) -> pd.DataFrame:
    """Finds the passages that two articles share.

    Case, punctuation, the style of quotation marks and separators in numbers ("1,100") do not matter, every word does. Of two articles the
    longest shared passage is taken first, then the longest of what is left, and no word twice: greedy string tiling (Wise, "String Similarity
    via Greedy String Tiling and Running Karp-Rabin Matching", 1993). Every run of *words* words is looked up in one index, so that only
    articles that share one are compared. A run that more than :data:`MANY` articles share is followed from the one published first alone.

    Where all articles together have more than :data:`LARGE` words, the articles to compare are found by MinHash (datasketch; permutations of
    a fixed seed, so that the same articles give the same passages): a pair whose runs of words overlap by the share s (Jaccard) is found with
    the probability 1 - (1 - s) ** 64, that is 96 in 100 for s = 0.05 and 47 in 100 for s = 0.01, one passage of 15 words in two articles of
    400. What is found is exact there too; each article is compared with at most :data:`MANY` earlier ones.

    Limits: languages that put no spaces between words are not split into words. Quotation marks are double ones; an article that quotes in single
    ones has no quotations.

    Args:
        articles: A table with ``text`` and the articles' ids as its index; ``published``, where there is one, says which came first.
        words: Words in a row that count as a passage, at least 2.
        minhash: Whether to look for pairs by MinHash; as said above unless given.

    Returns:
        One row a passage and pair, the longest first: ``article_a`` (the one published earlier, where both days are known), ``start_a``,
        ``end_a`` (characters of its text, end-exclusive), ``text_a``; ``article_b``, ``start_b``, ``end_b``, ``text_b``; ``words`` (of the
        passage); ``share_a``, ``share_b`` (0–1: how much of the article's words all passages that it shares with the other one make up;
        quotations are left out); ``first`` (the article published first; <NA> where a day is unknown or both are of one day);
        ``quotation`` (of the words that not both have inside quotation marks, fewer than *words* stand in a row: both quote somebody,
        which is no copying).

    Raises:
        ValueError: There is no column ``text``, or *words* is below 2.

    >>> texts = ["The pier gave way shortly after nine on Friday, the mayor said.", "Shortly after nine on Friday, the MAYOR said, it fell."]
    >>> found = copied_passages(pd.DataFrame({"text": texts}, index=["gazette", "echo"]))
    >>> found[["text_a", "text_b", "words"]].values.tolist()
    [['shortly after nine on Friday, the mayor said', 'Shortly after nine on Friday, the MAYOR said', 8]]
    """
    if "text" not in articles.columns:
        raise ValueError("The articles need a column text, as kit.read_articles gives it.")
    if words < 2:
        raise ValueError(f"A passage has at least 2 words, not {words!r}.")
    articles = _in_order(articles)
    texts = _read(articles["text"].fillna("").tolist(), words)
    large = sum(len(text.words) for text in texts) > LARGE if minhash is None else minhash
    pairs = _sketched(texts) if large else _indexed(texts)
    quoted = _Quoted(articles["text"].fillna("").tolist(), texts)
    rows = [row for a, b in pairs for row in _passages(a, b, texts, quoted, words)]
    return _table(rows, articles, texts)


def _in_order(articles: pd.DataFrame) -> pd.DataFrame:
    """Those published first in front; those of an unknown day last, in the order of the table."""
    if "published" not in articles.columns:
        return articles.assign(published=pd.NaT)
    return articles.assign(published=pd.to_datetime(articles["published"])).sort_values("published", kind="stable", na_position="last")


def _read(texts: list[str], words: int) -> list[_Text]:
    known: dict[str, int] = {}
    read = []
    for text in texts:
        found = [(known.setdefault(word, len(known)), start, end) for word, start, end in words_of(text)]
        numbers, starts, ends = np.array(found, dtype=np.int64).reshape(-1, 3).T
        runs = _runs(numbers, words)
        read.append(_Text(numbers, starts, ends, runs, np.argsort(runs, kind="stable")))
    return read


def words_of(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word as it is compared, with its place in the text."""
    for found in _WORD.finditer(text):
        word = found.group().translate(_IGNORED).casefold()
        if word:
            yield word if word.isascii() else unicodedata.normalize("NFC", word), found.start(), found.end()


def _runs(words: np.ndarray, length: int) -> np.ndarray:
    """A number for each run of so many words; alike runs have the same, and others only by a chance that is looked into."""
    mixed = (words.astype(np.uint64) + np.uint64(1)) * _PRIME
    mixed ^= mixed >> np.uint64(32)
    runs = np.zeros(max(len(words) - length + 1, 0), dtype=np.uint64)
    for step in range(length if len(runs) else 0):
        runs = runs * _PRIME + mixed[step : step + len(runs)]
    return runs


def _indexed(texts: list[_Text]) -> list[tuple[int, int]]:
    """The pairs of articles that share a run of words: all runs sorted once."""
    runs = np.concatenate([text.runs for text in texts]) if texts else np.zeros(0, dtype=np.uint64)
    owner = np.repeat(np.arange(len(texts)), [len(text.runs) for text in texts])
    order = np.argsort(runs, kind="stable")
    runs, owner = runs[order], owner[order]
    new = np.ones(len(runs), dtype=bool)
    new[1:] = (runs[1:] != runs[:-1]) | (owner[1:] != owner[:-1])  # a run twice in one article
    runs, owner = runs[new], owner[new]
    begins = np.flatnonzero(np.concatenate([[True], runs[1:] != runs[:-1]])) if len(runs) else np.zeros(0, dtype=int)
    sizes = np.diff([*begins, len(runs)])
    found: set[tuple[int, int]] = set()
    for size in np.unique(sizes[sizes > 1]):
        groups = np.unique(owner[begins[sizes == size, None] + np.arange(size)], axis=0)
        left, right = np.triu_indices(size, 1) if size <= MANY else (np.zeros(size - 1, dtype=int), np.arange(1, size))
        found.update(zip(groups[:, left].ravel().tolist(), groups[:, right].ravel().tolist()))
    return sorted(found)


def _sketched(texts: list[_Text]) -> list[tuple[int, int]]:
    """The pairs of articles of whose sketches any number is the same."""
    from datasketch import MinHash, MinHashLSH  # brings SciPy, which no other step needs

    index = MinHashLSH(num_perm=PERMUTATIONS, params=(PERMUTATIONS, 1))
    long = [at for at, text in enumerate(texts) if len(text.runs)]
    sketches = MinHash.generator((texts[at].runs.tolist() for at in long), num_perm=PERMUTATIONS, seed=SEED, hashfunc=int, scheme="affine64")
    found = []
    for at, sketch in zip(long, sketches):
        found += [(before, at) for before in sorted(index.query(sketch))[:MANY]]
        index.insert(at, sketch)
    return sorted(found)


def _passages(a: int, b: int, texts: list[_Text], quoted: _Quoted, words: int) -> list[tuple]:
    """The passages of a pair: where they begin in both, their length, whether they are quotations, and the shares of both articles."""
    tiles = _tiles(texts[a], texts[b], words)
    outside = [~(quoted[a][i : i + length] & quoted[b][j : j + length]) for i, j, length in tiles]
    quotation = [all(end - begin < words for begin, end in _stretches(free)) for free in outside]
    copied = sum(int(free.sum()) for free, quoting in zip(outside, quotation) if not quoting)
    shares = [round(copied / len(texts[at].words), 4) for at in (a, b)]
    return [(a, b, i, j, length, quoting, *shares) for (i, j, length), quoting in zip(tiles, quotation)]


def _stretches(flags: np.ndarray) -> list[tuple[int, int]]:
    """Where flags are true in a row: first and end of each stretch."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]]))).tolist()
    return list(zip(edges[::2], edges[1::2]))


def _tiles(a: _Text, b: _Text, words: int) -> list[tuple[int, int, int]]:
    """Shared passages, the longest first, none over another: the first word in both and the length."""
    heap = [(-length, i, j) for i, j, length in _matches(a, b) if length >= words]
    heapq.heapify(heap)
    used_a, used_b = np.zeros(len(a.words), dtype=bool), np.zeros(len(b.words), dtype=bool)
    tiles = []
    while heap:
        minus, i, j = heapq.heappop(heap)
        here_a, here_b = used_a[i : i - minus], used_b[j : j - minus]
        stretches = _stretches(~(here_a | here_b))
        if stretches == [(0, -minus)]:
            here_a[:] = here_b[:] = True
            tiles.append((i, j, -minus))
        else:
            for begin, end in stretches:
                if end - begin >= words:
                    heapq.heappush(heap, (begin - end, i + begin, j + begin))
    return tiles


def _matches(a: _Text, b: _Text) -> list[tuple[int, int, int]]:
    """Every passage that both share and that cannot be made longer at either end."""
    ordered = b.runs[b.order]
    left = np.searchsorted(ordered, a.runs, side="left")
    many = np.minimum(np.searchsorted(ordered, a.runs, side="right") - left, _PLACES)
    i = np.repeat(np.arange(len(a.runs)), many)
    step = np.arange(len(i)) - np.repeat(np.cumsum(many) - many, many)
    j = b.order[np.repeat(left, many) + step]
    found, reached = [], {}
    for at in np.lexsort((i, i - j)).tolist():
        x, y = int(i[at]), int(j[at])
        if x < reached.get(x - y, 0):
            continue  # inside the passage that was found last
        back = _alike(a.words[:x][::-1], b.words[:y][::-1])
        length = back + _alike(a.words[x:], b.words[y:])
        found.append((x - back, y - back, length))
        reached[x - y] = x - back + length
    return found


def _alike(a: np.ndarray, b: np.ndarray) -> int:
    """How many words are the same from the beginning."""
    shorter = min(len(a), len(b))
    differ = a[:shorter] != b[:shorter]
    return int(differ.argmax()) if differ.any() else shorter


class _Quoted(dict):
    """For each article, which of its words stand inside quotation marks; worked out for those that are asked for."""

    def __init__(self, texts: list[str], read: list[_Text]):
        self.texts, self.read = texts, read

    def __missing__(self, at: int) -> np.ndarray:
        inside = np.zeros(len(self.texts[at]) + 1, dtype=bool)
        for paragraph in re.finditer(r"[^\n]+", self.texts[at]):
            doc = _tokenizer()(paragraph.group())
            for number in quotations.inside(quotations.find(doc)):
                begin = paragraph.start() + doc[number].idx
                inside[begin : begin + len(doc[number])] = True
        self[at] = inside[self.read[at].starts]
        return self[at]


@lru_cache(maxsize=1)
def _tokenizer() -> spacy.language.Language:
    return spacy.blank("en")


def _table(rows: list[tuple], articles: pd.DataFrame, texts: list[_Text]) -> pd.DataFrame:
    ids = articles.index.astype("string").tolist()
    whole, days = articles["text"].fillna("").tolist(), articles["published"].tolist()
    made = []
    for a, b, i, j, length, quoting, share_a, share_b in rows:
        ends = [(int(texts[at].starts[n]), int(texts[at].ends[n + length - 1])) for at, n in ((a, i), (b, j))]
        (start_a, end_a), (start_b, end_b) = ends
        first = ids[a] if days[a] < days[b] else pd.NA  # unknown days are before none
        made.append((
            ids[a], start_a, end_a, whole[a][start_a:end_a], ids[b], start_b, end_b, whole[b][start_b:end_b], length, share_a, share_b, first, quoting,
        ))  # fmt: skip
    table = pd.DataFrame(made, columns=list(_TYPES)).astype(_TYPES)
    order = ["words", "article_a", "article_b", "start_a"]
    return table.sort_values(order, ascending=[False, True, True, True], kind="stable", ignore_index=True)
