"""What the desk tells in words: what a record did, and the log."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kit.corrections.log import Record
from kit.desk.fields import in_words, name_of

#: How many of the latest records the form lists; the notebook's table has them all.
LATEST = 30
_LONGEST = 60
_DONE = {"accept": "accepted", "set": "changed", "reject": "rejected", "add": "added", "split": "split", "merge": "merged rows into", "decide": "decided about"}


def short(words: str, longest: int = _LONGEST) -> str:
    """*words* on one line, cut where they are long."""
    words = " ".join(words.split())
    return words if len(words) <= longest else words[: longest - 1] + "…"


def sentence(record: Record, records: dict[str, Record]) -> str:
    """What a record did, in words; *records* are all, by their ids.

    >>> record = Record("1", "2025-01-31T09:30:00Z", "Ana", "accept", "figures", "flood:4-7", "flood", quote={"exact": "300"})
    >>> sentence(record, {})
    'accepted the figure “300” in flood'
    """
    if record.action in ("undo", "attach"):
        return _about_another(record, records)
    where = f" in {record.article_id}" if record.article_id else ""
    if record.action == "resolve":
        who = f"is {record.to.get('name') or record.to['source_id']}" if record.to else "is not a source"
        return f"said that “{short(record.from_)}” {who}{where or ' in all articles'}"
    words = record.quote["exact"] if record.quote else record.to["text"] if record.action == "add" else None
    what = f"the {record.table[:-1]}" + (f" “{short(words)}”" if words else "")
    changes = [f"{name_of(name)} {in_words(old)} → {in_words(new)}" for name, (old, new) in record.changes.items()]
    changes += [f"“{short(part['text'])}”" for part in record.to] if record.action == "split" else []
    return f"{_DONE[record.action]} {what}{where}" + (f": {'; '.join(changes)}" if changes else "")


def _about_another(record: Record, records: dict[str, Record]) -> str:
    before = records.get(record.undoes if record.action == "undo" else record.from_)
    if before is None:
        return "took back something that is no longer in the log" if record.action == "undo" else "gave a place to something that is no longer in the log"
    if record.action == "attach":
        return f"gave a place, “{short(record.quote['exact'])}”, to: {sentence(before, records)}"
    if before.action == "undo":
        again = records.get(before.undoes)
        return f"put back: {sentence(again, records)}" if again else "put back what was taken back"
    return f"took back: {sentence(before, records)}"


def latest(records: Sequence[Record], undone: Collection[str]) -> list[list]:
    """The latest records, the last first: when, who, what was done, note, whether it still counts."""
    by_id = {record.id: record for record in records}
    return [
        [f"{record.order[0]:%Y-%m-%d %H:%M}", record.by, sentence(record, by_id), record.why or "", record.id not in undone]
        for record in records[: -LATEST - 1 : -1]
    ]
