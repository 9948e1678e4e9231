"""The records of one article applied to its rows, in order of time.

What one article's records say touches no other article, so that after an action one article is
replayed, not all. Each function gives what is to be reported, with the remedy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from kit.corrections.anchors import GAP, Place, find_place, find_row, known_text, place_of
from kit.corrections.log import Record
from kit.corrections.rules import FIXED, REVIEWED, TABLES, row_fault, spans_of
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


class Extracted:
    """A table as it was extracted, with its rows by article."""

    def __init__(self, frame: pd.DataFrame):
        self.frame = frame
        self._cells = {name: frame[name].tolist() for name in frame.columns}
        self._at = {row_id: at for at, row_id in enumerate(frame.index)}
        self._ids: dict[str, list[str]] = defaultdict(list)
        self._places: dict[str, dict[str, Place]] = {}
        for row_id, article_id in zip(frame.index, self._cells["article_id"]):
            self._ids[article_id].append(row_id)

    def __contains__(self, row_id: str | None) -> bool:
        return row_id in self._at

    def value(self, row_id: str, column: str) -> Any:
        return plain(self._cells[column][self._at[row_id]]) if row_id in self._at else None

    def articles(self) -> Iterable[str]:
        return self._ids

    def places(self, article_id: str) -> dict[str, Place]:
        if article_id not in self._places:
            cells, rows = self._cells, [(row_id, self._at[row_id]) for row_id in self._ids.get(article_id, ())]
            spans = cells.get("spans")
            self._places[article_id] = {
                row_id: place_of(row_id, int(cells["start"][at]), int(cells["end"][at]), cells["text"][at], spans and spans[at])
                for row_id, at in rows
            }
        return dict(self._places[article_id])


class Rows:
    """One table's rows of one article: what was extracted, and what people made of it."""

    def __init__(self, table: str, extracted: Extracted, article_id: str):
        self.table, self.extracted = table, extracted
        self.places = extracted.places(article_id)
        self.changed: dict[str, dict[str, Any]] = defaultdict(dict)
        self.added: dict[str, dict[str, Any]] = {}
        #: When each row was added, to put them in order.
        self.order: dict[str, tuple] = {}
        self.corrected: set[str] = set()
        self.said: dict[str, str] = {}
        #: What was decided, by row and field, and by whom; and how particular a claim's source is.
        self.decided: dict[str, dict[str, str]] = defaultdict(dict)
        self.rank: dict[str, int] = {}
        #: What each reviewer has said of each row, see :func:`kit.corrections.readings`.
        self.readings: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)

    def __contains__(self, row_id: str) -> bool:
        return row_id in self.places

    def value(self, row_id: str, column: str) -> Any:
        if row_id in self.added:
            return self.added[row_id].get(column)
        changed = self.changed.get(row_id, {})
        return changed[column] if column in changed else self.extracted.value(row_id, column)

    def row(self, row_id: str) -> dict[str, Any]:
        return {column: self.value(row_id, column) for column in TABLES[self.table].columns}

    def set(self, row_id: str, values: Mapping[str, Any]) -> None:
        (self.added[row_id] if row_id in self.added else self.changed[row_id]).update(values)

    def put(self, row_id: str, row: dict[str, Any], given: Iterable[str], order: tuple) -> None:
        """Adds a row; if there is one at its place, what is *given* is set there."""
        if row_id in self:
            self.set(row_id, {name: row[name] for name in given if name not in FIXED})
            self.corrected.add(row_id)
        else:
            self.added[row_id], self.order[row_id] = row, order
            self.places[row_id] = place_of(row_id, row["start"], row["end"], row["text"], row.get("spans"))
        self.say(row_id, "corrected")

    def say(self, row_id: str, status: str) -> None:
        if "status" not in self.decided[row_id]:
            self.said[row_id] = status

    def status(self, row_id: str) -> str | None:
        """The status that people gave a row; None where they gave none."""
        last = self.said.get(row_id)
        if last is None or last == "rejected":
            return last
        return "added" if row_id in self.added else "corrected" if row_id in self.corrected else last

    def cells(self) -> dict[str, dict[str, Any]]:
        """What is other than extracted: row -> column -> value."""
        cells = {row_id: dict(values) for row_id, values in self.changed.items()}
        for row_id in self.said:
            if row_id not in self.added:
                cells.setdefault(row_id, {})["status"] = self.status(row_id)
        return cells


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


def plain(value: Any) -> Any:
    """A cell as the log writes it: None, text, number, ISO date or list."""
    if isinstance(value, (str, int)):
        return value
    if value is pd.NA:
        return None
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value


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
