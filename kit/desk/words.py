"""What the form tells in words: the sentences around a row, messages, and the log.

Articles and notes are untrusted: whatever is shown as HTML is escaped here.
"""

from __future__ import annotations

import html
import os
import re
from functools import lru_cache

import pandas as pd

from kit.corrections.log import Record, read_log, undone
from kit.desk.fields import in_words, name_of
from kit.language import pipeline
from kit.marks import marked, marks_of

#: How many of the latest records the form lists; the notebook's table has them all.
_LATEST = 20
_LONGEST = 60
_DONE = {
    "accept": "accepted", "set": "changed", "reject": "rejected", "add": "added", "split": "split", "merge": "merged into",
    "resolve": "said who is meant by", "decide": "decided", "attach": "attached a correction to",
}


@lru_cache(maxsize=32)
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Where each sentence of an article begins and ends, as the extraction cuts them."""
    docs = pipeline.paragraph_docs(pipeline.load(), text)
    return tuple((doc._.start + sent.start_char, doc._.start + sent.end_char) for doc in docs for sent in doc.sents)


def whole_sentences(text: str, start: int, end: int, more: int = 0) -> tuple[int, int]:
    """The sentences that ``text[start:end]`` touches, and *more* on either side.

    >>> text = "The dam broke. Nine people died. Rain goes on."
    >>> start, end = whole_sentences(text, 15, 19)
    >>> text[start:end]
    'Nine people died.'
    """
    spans = sentences(text)
    touched = [number for number, (first, last) in enumerate(spans) if first < end and start < last]
    if not touched:
        return start, end
    first, last = spans[max(0, touched[0] - more)], spans[min(len(spans) - 1, touched[-1] + more)]
    return min(first[0], start), max(last[1], end)


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


def excerpt(table: str, row: pd.Series, claim: pd.Series, figures: pd.DataFrame, articles: pd.DataFrame, more: int) -> str:
    """The sentences of a row with its marks, who is said to say it, and where it stands, as HTML."""
    source = "the article itself" if claim["source_kind"] == "article" else claim["source"]
    by = f"said by {short(source)}" if pd.notna(source) else "no source is stated"
    known = f" ({claim['source_id']})" if pd.notna(claim["source_id"]) and claim["source_id"] != "article" else ""
    head = f"<b>{table[:-1].capitalize()}</b>, {html.escape(by + known)} · {html.escape(_article(row['article_id'], articles))}"
    text = articles["text"].get(row["article_id"])
    if text is None:
        return f"<p>{head}</p><p>{html.escape(str(row['text']))}</p><p>The article is not among those given.</p>"
    start, end = (f(int(claim[f"sentence_{side}"]), int(row[side])) for f, side in ((min, "start"), (max, "end")))
    shown = marked(text, marks_of(claim, figures), *whole_sentences(text, start, end, more))
    return f'<p>{head}</p><p class="kit-desk-text">{shown}</p>'


def said(words: str, alert: bool = False) -> str:
    """A message as HTML; one that *alerts* is read aloud at once by a screen reader."""
    return f'<p role="{"alert" if alert else "status"}">{"⚠ " if alert else ""}{html.escape(words)}</p>'


def noted(notes: list[str]) -> str:
    """What is worth knowing before the first row, as HTML; nothing where there is nothing."""
    items = "".join(f"<li>{html.escape(note)}</li>" for note in notes)
    return f"<p><b>Worth a look first</b></p><ul>{items}</ul>" if notes else ""


def sentence(record: Record, records: dict[str, Record]) -> str:
    """What a record did, in words; *records* are all, by their ids.

    >>> record = Record("1", "2025-01-31T09:30:00Z", "Ana", "accept", "figures", "flood:4-7", "flood", quote={"exact": "300"})
    >>> sentence(record, {})
    'accepted the figure “300” in flood'
    """
    if record.action == "undo":
        before = records.get(record.undoes)
        if before is None:
            return "took back something that is no longer in the log"
        if before.action == "undo":
            again = records.get(before.undoes)
            return f"put back: {sentence(again, records)}" if again else "put back what was taken back"
        return f"took back: {sentence(before, records)}"
    words = record.quote["exact"] if record.quote else record.to["text"] if record.action == "add" else None
    what = f"the {record.table[:-1]}" + (f" “{short(words)}”" if words else "")
    where = f" in {record.article_id}" if record.article_id else ""
    changes = [f"{name_of(name)} {in_words(old)} → {in_words(new)}" for name, (old, new) in record.changes.items()]
    return f"{_DONE[record.action]} {what}{where}" + (f": {'; '.join(changes)}" if changes else "")


def log_in_words(log: str | os.PathLike) -> tuple[int, str]:
    """How many records the log has, and the latest of them as an HTML table, the last first."""
    records = read_log(log).records
    if not records:
        return 0, "<p>Nothing is recorded yet.</p>"
    by_id, gone = {record.id: record for record in records}, undone(records)
    rows = []
    for record in records[: -_LATEST - 1 : -1]:
        back = " – no longer counts" if record.id in gone else ""
        cells = (f"{record.order[0]:%Y-%m-%d %H:%M}", record.by, sentence(record, by_id) + back, record.why or "")
        whole = (' class="kit-desk-whole"',) * 2 + ("", "")
        rows.append("".join(f"<td{style}>{html.escape(cell)}</td>" for cell, style in zip(cells, whole)))
    head = "".join(f"<th>{name}</th>" for name in ("When (UTC)", "Who", "What was done", "Note"))
    more = f"<p>The latest {_LATEST} of {len(records)}.</p>" if len(records) > _LATEST else ""
    return len(records), f"<table><tr>{head}</tr><tr>{'</tr><tr>'.join(rows)}</tr></table>{more}"


def short(words: str) -> str:
    """*words* on one line, cut where they are long."""
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def _article(article_id: str, articles: pd.DataFrame) -> str:
    """The article as a reader knows it: outlet, title, day; its id where nothing is known."""
    if article_id not in articles.index:
        return article_id
    row = articles.loc[article_id]
    day = row.get("published")
    facts = [row.get("outlet"), row.get("title"), None if pd.isna(day) else f"{day:%Y-%m-%d}"]
    return ", ".join(fact for fact in facts if pd.notna(fact)) or article_id
