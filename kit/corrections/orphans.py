"""Records that have lost their place, and where it may be now."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from rapidfuzz import fuzz, process

from kit.corrections.anchors import CONTEXT
from kit.corrections.apply import Article
from kit.corrections.log import Record
from kit.corrections.replay import Following

#: How alike the words and those around them must be, of 100, and how many candidates are shown.
_ALIKE, _MOST = 50, 3


def orphans(followed: Following) -> pd.DataFrame:
    """The records that find no row or place, each with the places that are most like theirs.

    ``record(log, **attach(record_id, table, start, end, article_id, text, row_id), by=…)`` puts one
    at a candidate. A split or merge is undone and done again instead.

    Args:
        followed: from :func:`kit.corrections.follow`; with articles, candidates are compared with the text around them too.

    Returns:
        The best candidate first, one row for a record without any: ``record_id`` · ``at`` · ``by`` ·
        ``action`` · ``table`` · ``article_id`` · ``text`` (what it quotes) · ``says`` (what it
        changes) · ``why`` · ``candidate`` (the row's id, for an added row that of its new place) ·
        ``candidate_article`` · ``start`` · ``end`` (Int64) · ``candidate_text`` · ``likeness`` (Float64, 0 to 1).
    """
    found = []
    for entry, fault in followed.faults():
        if fault.lost:
            said = (entry.id, entry.at, entry.by, entry.action, entry.table, entry.article_id, entry.quote and entry.quote["exact"], _says(entry), entry.why)
            places = sorted(_candidates(followed, entry), key=lambda each: (-each[-1], each[0]))[:_MOST]
            found += [said + place for place in places or [(None,) * 6]]
    columns = ["record_id", "at", "by", "action", "table", "article_id", "text", "says", "why",
               "candidate", "candidate_article", "start", "end", "candidate_text", "likeness"]
    types = {"start": "Int64", "end": "Int64", "likeness": "Float64"}
    return pd.DataFrame(found, columns=columns).astype({name: types.get(name, "string") for name in columns})


def _says(entry: Record) -> str | None:
    changes = [f"{field}: {'empty' if old is None else old} → {'empty' if new is None else new}" for field, (old, new) in entry.changes.items()]
    return "; ".join(changes) or None


def _candidates(followed: Following, entry: Record) -> Iterator[tuple]:
    if entry.quote is None or entry.action in ("split", "merge"):
        return
    articles = [each for each in (followed.article(entry.article_id),) if each.known] or [followed.article(each) for each in followed.article_ids()]
    for article in articles:
        if entry.action == "add":
            yield from _places(article, entry)
        else:
            yield from _rows(article, entry)


def _rows(article: Article, entry: Record) -> Iterator[tuple]:
    """The rows whose words, and those around them, are like the record's."""
    places, quote = article.tables[entry.table].places, entry.quote
    around = f"{quote['prefix']}{quote['exact']}{quote['suffix']}" if article.whole else quote["exact"]
    choices = {
        row_id: article.known[max(0, place.start - CONTEXT):place.end + CONTEXT] if article.whole else place.text for row_id, place in places.items()
    }
    for _, likeness, row_id in process.extract(around, choices, scorer=fuzz.ratio, limit=_MOST, score_cutoff=_ALIKE):
        place = places[row_id]
        yield row_id, article.id, place.start, place.end, place.text, round(likeness / 100, 3)


def _places(article: Article, entry: Record) -> Iterator[tuple]:
    """The words of the text that are most like those that were added."""
    found = fuzz.partial_ratio_alignment(entry.quote["exact"], article.known, score_cutoff=_ALIKE) if article.whole else None
    if found and found.dest_end > found.dest_start:
        start, end = _whole_words(article.known, found.dest_start, found.dest_end)
        yield f"{article.id}:{start}-{end}", article.id, start, end, article.known[start:end], round(found.score / 100, 3)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The place without spaces at its ends, and reaching to the ends of its words."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end
