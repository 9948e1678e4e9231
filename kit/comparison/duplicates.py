"""Articles that stand in a case more than once: the same one again, another version of it, or one that holds it whole."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict

import pandas as pd

from kit.comparison.copies import WORDS, copied_passages, words_of

#: How much of an article must stand in another for the two to be nearly the same, or for the one to hold the other; and to be its version.
NEAR, VERSION = 0.9, 0.5
_NO_LETTER = re.compile(r"[\W_]+")
_TYPES = {"article_id": "string", "counted": "string", "relation": "string", "share": "Float64", "share_counted": "Float64", "why": "string"}


def duplicates(articles: pd.DataFrame, *, near: float = NEAR, words: int = WORDS) -> pd.DataFrame:
    """Finds the articles that count as one with another: each is linked to one that is counted, none is taken out.

    Words are compared as :func:`copied_passages` does, quotations included. Of articles that belong together the longest is counted; of those
    of one length the one published first, then the one that stands first in the table. ``articles.drop(index=found["article_id"])`` are
    those that are counted.

    Args:
        articles: The articles table.
        near: From which share of its words an article is nearly the same or contained, from above 0 to 1.
        words: Words in a row that count as shared, at least 2.

    Returns:
        One row an article that is not counted, in the order of the table: ``article_id``; ``counted`` (the one that it is linked to);
        ``relation`` (exact: the same words; version: of the same address, or of the same outlet under the same title, with half of the
        words of one of them in common; near: at least *near* of the words of both in common; contained: of its own words alone); ``share``,
        ``share_counted`` (0–1: how much of each stands in the other); ``why`` (a sentence).

    Raises:
        ValueError: *near* is not above 0 and at most 1, or as :func:`copied_passages` does.

    >>> text = "The pier gave way shortly after nine on Friday, the mayor said, and two people were hurt."
    >>> table = pd.DataFrame({"text": [text, text.upper(), text + " Nobody is missing."]}, index=["gazette", "echo", "post"])
    >>> duplicates(table, near=0.8)[["article_id", "counted", "relation"]].values.tolist()
    [['gazette', 'post', 'near'], ['echo', 'post', 'near']]
    """
    if not 0 < near <= 1:
        raise ValueError(f"The share of an article is above 0 and at most 1 (0.9 is nine tenths), not {near!r}.")
    passages = copied_passages(articles, words=words)
    ids = articles.index.astype("string").tolist()
    said = {article_id: tuple(word for word, _, _ in words_of(text)) for article_id, text in zip(ids, articles["text"].fillna(""))}
    shared: dict[str, dict[str, int]] = defaultdict(dict)
    for a, b, count in passages.groupby(["article_a", "article_b"], sort=False)["words"].sum().reset_index().itertuples(index=False):
        shared[a][b] = shared[b][a] = int(count)
    copies = exact_copies(articles)
    versions = _versions(articles, ids)
    rows: dict[str, list] = {}
    rank: dict[str, int] = {}  # of those gone through
    for article_id in _by_length(articles, ids, said):
        text = said[article_id]
        rank[article_id] = len(rank)
        if (first := copies[article_id]) != article_id:
            target = rows[first][1] if first in rows else first
            # Alike texts are linked to one and the same article, in the same way but for the words.
            relation, *shares = ("exact", 1.0, 1.0) if target == first else rows[first][2:5]
            rows[article_id] = [article_id, target, relation, *shares]
            continue
        found = []
        for other, count in shared[article_id].items():
            if other not in rows and other in rank:
                found.append((*_relation(count, text, said[other], versions[article_id] & versions[other], near), other))
        found = [entry for entry in found if entry[0]]
        if found:
            relation, share, share_counted, other = max(found, key=lambda entry: (entry[1] + entry[2], -rank[entry[3]]))
            rows[article_id] = [article_id, other, relation, share, share_counted]
    table = [[*rows[article_id], _why(*rows[article_id])] for article_id in ids if article_id in rows]
    return pd.DataFrame(table, columns=list(_TYPES)).astype(_TYPES)


def exact_copies(articles: pd.DataFrame) -> pd.Series:
    """The article that each one counts as: of those of the same words the one published first, then the first of the table; most are their own.

    Much cheaper than :func:`duplicates`, which finds other copies besides.

    >>> exact_copies(pd.DataFrame({"text": ["Two died.", "Nobody died.", "TWO  died"]}, index=["a", "b", "c"])).to_dict()
    {'a': 'a', 'b': 'b', 'c': 'a'}
    """
    ids = articles.index.astype("string")
    # Words are looked up only for texts of which another one has the same letters.
    letters = pd.Series([_NO_LETTER.sub("", text if text.isascii() else unicodedata.normalize("NFC", text)).casefold() for text in articles["text"].fillna("")], index=ids)
    found = pd.Series(ids, index=ids, dtype="string")
    alike = letters.duplicated(keep=False).to_numpy(bool)
    if alike.any():
        some = articles[alike]
        said = {article_id: tuple(word for word, _, _ in words_of(text)) for article_id, text in zip(ids[alike].tolist(), some["text"].fillna(""))}
        first: dict[tuple[str, ...], str] = {}
        for article_id in _by_length(some, list(said), said):
            found[article_id] = first.setdefault(said[article_id], article_id) if said[article_id] else article_id
    return found


def _by_length(articles: pd.DataFrame, ids: list[str], said: dict[str, tuple]) -> list[str]:
    """The ids, of the longest article first; those of one length by day."""
    days = pd.to_datetime(articles["published"]) if "published" in articles.columns else pd.Series(pd.NaT, index=articles.index)
    order = pd.DataFrame({"id": ids, "words": [-len(said[article_id]) for article_id in ids], "day": days.to_numpy()})
    return order.sort_values(["words", "day"], kind="stable", na_position="last")["id"].tolist()


def _versions(articles: pd.DataFrame, ids: list[str]) -> dict[str, set]:
    """What makes two articles versions of one: their address, or outlet and title together."""
    columns = {name: articles[name].tolist() if name in articles.columns else [pd.NA] * len(ids) for name in ("url", "outlet", "title")}
    marks = {}
    for article_id, url, outlet, title in zip(ids, *columns.values()):
        marks[article_id] = {mark for mark in (("url", url), ("title", outlet, title)) if not any(pd.isna(part) for part in mark)}
    return marks


def _relation(count: int, text: tuple, other: tuple, version: set, near: float) -> tuple[str | None, float, float]:
    share, share_counted = round(count / len(text), 4), round(count / len(other), 4)
    if version and max(share, share_counted) >= VERSION:
        return "version", share, share_counted
    if share >= near:
        return "near" if share_counted >= near else "contained", share, share_counted
    return None, share, share_counted


def _why(article_id: str, counted: str, relation: str, share: float, share_counted: float) -> str:
    whole = f"{int(share * 100 + 1e-9)} % of its words"  # rounded down
    return {
        "exact": f"It has the same words as {counted}.",
        "version": f"It is of the same address as {counted}, or of the same outlet and title, and {whole} stand there too: two versions of one article.",
        "near": f"{whole[:1].upper()}{whole[1:]} stand in {counted} too, and hardly anything else stands there.",
        "contained": f"{whole[:1].upper()}{whole[1:]} stand in {counted} too, which has more.",
    }[relation]
