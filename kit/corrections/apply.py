"""The records of one article applied to its rows, in order of time.

What one article's records say touches no other article, so that after an action one article is
replayed, not all. Each function gives what is to be reported, with the remedy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from kit.corrections.anchors import GAP, Place, find_place, find_row, known_text
from kit.corrections.log import Record
from kit.corrections.rows import Extracted, Rows
from kit.corrections.rules import REVIEWED, TABLES, row_fault, spans_of
from kit.language.spelling import fold

_AGAIN = "look at the row again and accept or correct it"
_OFFSETS = ("source_start", "source_end", "cue_start", "cue_end", "sentence_start", "sentence_end")
#: Whose word on a claim's source counts more: what was said of all such mentions in the case, in its article, or of the claim itself.
_IN_CASE, _IN_ARTICLE, _OF_ITSELF = range(1, 4)
#: Nobody is quoted: the article speaks.
_NO_SOURCE = {"source": None, "source_start": None, "source_end": None, "source_id": "article", "source_kind": "article"}


class Fault(NamedTuple):
    """What is to be reported of a record; *lost* where it finds no row or place."""

    what: str
    remedy: str
    lost: bool = False


class Article:
    """One article during the replay."""

    def __init__(self, article_id: str | None, extracted: dict[str, Extracted], text: str | None):
        self.id, self._text = article_id, text
        self.tables = {name: Rows(name, table, article_id) for name, table in extracted.items()}
        self._extracted = extracted
        self.faults: list[tuple[Record, Fault]] = []
        #: The resolves of the whole case that found their mention here.
        self.resolved: set[str] = set()
        #: Every value that somebody gave a field, undone or not.
        self._said: dict[tuple, list] = defaultdict(list)

    @property
    def whole(self) -> bool:
        """Whether its text is given."""
        return self._text is not None

    @cached_property
    def known(self) -> str:
        """Its text; where that is not given, what the tables as extracted quote of it."""
        if self._text is not None:
            return self._text
        return known_text(place for table in self._extracted.values() for place in table.places(self.id).values())

    def room(self, end: int) -> str:
        """The text, long enough to hold a place that nothing is known of."""
        return self.known.ljust(end, GAP) if self._text is None else self._text

    def replay(self, records: list[Record], undone: frozenset[str]) -> Article:
        """Applies those of the *records* that are not *undone*."""
        for record in records:
            for field, (_, to) in record.changes.items():
                self._said[record.table, record.target, field].append(to)
            if record.action == "resolve" and record.to:
                for field in ("source_id", "source_kind"):
                    self._said["claims", None, field].append(record.to[field])
        for record in records:
            if record.id not in undone and record.action not in ("undo", "attach"):
                self.faults += [(record, fault) for fault in _ACTIONS[record.action](record, self)]
        return self

    def said(self, record: Record, field: str) -> list:
        return self._said[record.table, record.target, field] + self._said[record.table, None, field]

    def claim_around(self, start: int, end: int) -> str | None:
        """The smallest claim that holds a place and is not rejected."""
        claims = self.tables["claims"]
        return _around(start, end, {row_id: place for row_id, place in claims.places.items() if claims.status(row_id) != "rejected"})

    def find(self, record: Record) -> str | None:
        """The row that a record means."""
        return find_row(record.target, record.position, record.quote, self.tables[record.table].places, self.known)


def _on_row(apply):
    """An action on one row that must be there."""
    def found(record: Record, article: Article) -> list[Fault]:
        row_id = article.find(record)
        if row_id is None:
            words = f" {record.quote['exact']!r}" if record.quote else ""
            return [Fault(f"finds no row, or more than one, for its words{words} in {record.article_id or 'any article'}",
                          "attach it to the row that it means (kit.corrections.orphans lists them), or undo it; it stays in the log", lost=True)]
        return apply(record, article, article.tables[record.table], row_id)

    return found


def _reject(record: Record, article: Article, rows: Rows, row_id: str) -> list[Fault]:
    rows.say(row_id, "rejected")
    _read(rows, row_id, record, "rejected")
    return _settled(rows, row_id, ["status"]) if rows.said[row_id] != "rejected" else []


def _accept(record: Record, article: Article, rows: Rows, row_id: str) -> list[Fault]:
    """Accepts a row, unless it is no longer what was accepted."""
    seen = record.from_ or {}
    _read(rows, row_id, record, "kept", seen)
    for field, value in seen.items():
        if (current := rows.value(row_id, field)) != value:
            return [Fault(f"{field} was {value!r} when it was accepted and is {current!r} now: not accepted", _AGAIN)]
    rows.say(row_id, "accepted")
    if seen.get("source_id") is not None:
        rows.rank[row_id] = _OF_ITSELF
    return _settled(rows, row_id, ["status"]) if rows.said[row_id] == "rejected" else []


def _set(record: Record, article: Article, rows: Rows, row_id: str) -> list[Fault]:
    settled = rows.decided[row_id].keys() & record.changes.keys() if record.action == "set" else ()
    changes = {field: change for field, change in record.changes.items() if field not in settled}
    new = {field: to for field, (_, to) in changes.items() if field != "status"}
    faults = _settled(rows, row_id, settled)
    if fault := _row_fault(rows, row_id, new, article):
        return [*faults, Fault(f"not applied: {fault}", "record the correction again")]
    for field, (from_, to) in changes.items() if record.action == "set" else ():
        current, extracted = rows.value(row_id, field), rows.extracted.value(row_id, field)
        known = (from_, to, *article.said(record, field))
        if current not in known and extracted not in known:
            faults.append(Fault(f"{field} was {from_!r} when it was corrected and is extracted as {extracted!r} now; {to!r} stands", _AGAIN))
    if "source_id" in new:
        rows.rank[row_id] = _OF_ITSELF
        new["resolved_by"] = _resolver(record)
    rows.set(row_id, new)
    if new:
        rows.corrected.add(row_id)
        rows.say(row_id, "corrected")
    if record.action == "decide":
        rows.said[row_id] = record.changes.get("status", (None, "accepted"))[1]
        rows.decided[row_id].update({field: record.by for field in ("status", *record.changes)})
    else:
        _read(rows, row_id, record, "kept", {field: to for field, (_, to) in record.changes.items()})
    return faults


def _settled(rows: Rows, row_id: str, fields: Iterable[str]) -> list[Fault]:
    return [Fault(f"{field} was decided by {rows.decided[row_id].get(field)}: this changes nothing", "undo the decision, or decide again")
            for field in sorted(fields)]


def _row_fault(rows: Rows, row_id: str | None, new: dict, article: Article) -> str | None:
    if rows.table == "figures" and "claim_id" in new and new["claim_id"] not in article.tables["claims"]:
        return f"claim_id: there is no claim {new['claim_id']!r} in {article.id}"
    if rows.table == "figures":
        return row_fault({side: new[side] if side in new or row_id is None else rows.value(row_id, side) for side in ("low", "high")})
    return None


def _add(record: Record, article: Article) -> list[Fault]:
    """Adds a row where its words stand now; if it is there already, the person's values hold."""
    rows, given = article.tables[record.table], record.to
    place = find_place(record.position, record.quote, article.room(record.position["end"]))
    if place is None:
        return [Fault(f"its words {record.quote['exact']!r} are not found, or more than once, in {article.id}",
                      "attach it to its new place (kit.corrections.orphans lists them), or undo it; it stays in the log", lost=True)]
    start, end = place
    row = {name: None for name in TABLES[record.table].columns} | _moved(given, start - given["start"], record.table)
    row |= {"article_id": article.id, "start": start, "end": end}
    if end - start != given["end"] - given["start"] or record.quote and record.quote["exact"] != given["text"] and len(spans_of(given)) == 1:
        row |= {"text": record.quote["exact"]} | ({"spans": ((start, end),)} if record.table == "claims" else {})  # attached to other words
    row_id = record.target if (start, end) == (given["start"], given["end"]) else f"{article.id}:{start}-{end}"
    if record.table == "figures" and row["claim_id"] not in article.tables["claims"]:
        row["claim_id"] = _around(start, end, article.tables["claims"].places)
        if row["claim_id"] is None:
            return [Fault(f"its claim {given['claim_id']!r} is gone and no other holds it",
                          "add the figure again to a claim, or undo it; it stays in the log")]
    # A figure's bounds belong together, so those that the person left open are open.
    rows.put(row_id, row, given.keys() | ({"value", "low", "high"} & row.keys()), record.order)
    _read(rows, row_id, record, "kept")
    return []


def _split(record: Record, article: Article, rows: Rows, row_id: str) -> list[Fault]:
    """Puts the new rows in the place of one; what hangs on it goes to the new row that holds it."""
    whole, shift = rows.row(row_id) | {"confidence": None}, rows.places[row_id].start - record.position["start"]
    made = {}
    for part in record.to:
        row = whole | _moved(part, shift, record.table)
        if fault := _row_fault(rows, None, row, article):
            return [Fault(f"not applied: {fault}", "undo it and split the row again")]
        made[f"{article.id}:{row['start']}-{row['end']}"] = row, part
    for new_id, (row, part) in made.items():
        rows.put(new_id, row, part, record.order)
        _read(rows, new_id, record, "kept")
    if row_id not in made:
        rows.say(row_id, "rejected")
    if record.table == "claims":
        parts = {new_id: rows.places[new_id] for new_id in made}
        _hang(article, {row_id}, lambda place: _around(place.start, place.end, parts) or next(iter(parts)))
    return []


def _merge(record: Record, article: Article) -> list[Fault]:
    """Puts one row in the place of several; what hangs on them hangs on it."""
    rows = article.tables[record.table]
    old = [find_row(each["target"], each.get("position"), each.get("quote"), rows.places, article.known) for each in record.from_]
    place = find_place(record.position, record.quote, article.room(record.position["end"]))
    if place is None or None in old:
        return [Fault(f"not all of its rows are found in {article.id}", "undo it and merge the rows again; it stays in the log", lost=True)]
    start, end = place
    row = rows.row(old[0]) | {"confidence": None, "spans": None} | _moved(record.to, start - record.to["start"], record.table)
    if record.table == "figures":
        del row["spans"]
    new_id = f"{article.id}:{start}-{end}"
    if fault := _row_fault(rows, None, row, article):
        return [Fault(f"not applied: {fault}", "undo it and merge the rows again")]
    rows.put(new_id, row, row.keys(), record.order)
    _read(rows, new_id, record, "kept")
    gone = {each for each in old if each != new_id}
    for each in gone:
        rows.say(each, "rejected")
    _hang(article, gone, lambda place: new_id, record.table)
    return []


def _hang(article: Article, gone: set[str], new_of, table: str = "claims") -> None:
    """Lets what refers to the rows that are *gone* refer to those in their place."""
    links = (("figures", "claim_id"), ("claims", "parent_id")) if table == "claims" else (("figures", "part_of"), ("figures", "superseded_by"))
    for name, column in links:
        rows = article.tables[name]
        for row_id, place in rows.places.items():
            if rows.value(row_id, column) in gone:
                new = new_of(place)
                rows.set(row_id, {column: None if new == row_id and name == table else new})  # ids of both tables are made alike


def _resolve(record: Record, article: Article) -> list[Fault]:
    """Says who a mention is, at every claim that has it and whose own source nobody has set."""
    rows, mention = article.tables["claims"], fold(record.from_)
    rank = _IN_CASE if record.article_id is None else _IN_ARTICLE
    here = [row_id for row_id in rows.places if fold(rows.value(row_id, "source") or "") == mention]
    new = {"source_id": record.to["source_id"], "source_kind": record.to["source_kind"]} if record.to else _NO_SOURCE
    new = new | {"resolved_by": _resolver(record)}
    for row_id in here:
        settled = "source_id" in rows.decided[row_id]
        if not settled and (row_id == record.target or rank >= rows.rank.get(row_id, _IN_CASE)):
            rows.rank[row_id] = rank
            rows.set(row_id, new)
            for reading in rows.readings[row_id].values():  # what they saw of the source is not theirs
                reading.update({name: new[name] for name in ("source_id", "source_kind")})
    if here:
        article.resolved.add(record.id)
    elif record.article_id is not None:
        return [Fault(f"finds no claim whose source is {record.from_!r} in {article.id}", "resolve it again as it is written now, or undo it; it stays in the log")]
    return []


def _resolver(record: Record) -> str:
    return f"reviewer {record.by}"


def _read(rows: Rows, row_id: str, record: Record, verdict: str, said: Mapping[str, Any] = {}) -> None:
    """Keeps what a reviewer left standing in a row; undecided fields as they stood, *said* on top."""
    seen = {field: rows.value(row_id, field) for field in REVIEWED[rows.table]}
    rows.readings[row_id][record.by] = seen | {field: said[field] for field in said if field in seen} | {"status": verdict}


def _moved(row: Mapping[str, Any], shift: int, table: str) -> dict[str, Any]:
    """A new row as it was recorded, all its offsets moved."""
    moved = {name: value + shift if name in ("start", "end", *_OFFSETS) and value is not None else value for name, value in row.items()}
    for name in ("source", "cue", "sentence"):
        if (moved.get(f"{name}_start") or 0) < 0:  # the row has moved further to the front than there is room before it
            ends = (moved["start"], moved["end"]) if name == "sentence" else (None, None)
            moved |= {f"{name}_start": ends[0], f"{name}_end": ends[1]}
    return moved | ({"spans": tuple((a + shift, b + shift) for a, b in spans_of(row))} if table == "claims" else {})


def _around(start: int, end: int, claims: Mapping[str, Place]) -> str | None:
    """The smallest claim that holds a place."""
    around = [claim for claim in claims.values() if claim.start <= start and end <= claim.end]
    return min(around, key=lambda claim: (claim.end - claim.start, claim.row_id)).row_id if around else None


_ACTIONS = {
    "accept": _on_row(_accept), "set": _on_row(_set), "decide": _on_row(_set), "reject": _on_row(_reject),
    "split": _on_row(_split), "add": _add, "merge": _merge, "resolve": _resolve,
}
