"""Undo, redo, and who changed what: what the log says of itself."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import Any

import pandas as pd

from kit.corrections.log import LogError, Record, moment, read_log, record, undone


def undo(
    log: str | os.PathLike, by: str, record_id: str | None = None, why: str | None = None, *,
    records: Sequence[Record] | None = None, **kwargs,
) -> Record:
    """Undoes a record: by default the latest of *by*'s actions that is not undone yet.

    *records* are those of the log, where they have been read already.

    Raises:
        LogError: when there is nothing to undo, or no such record.
    """
    records = read_log(log).records if records is None else records
    gone = undone(records)
    if record_id is None:
        own = [entry.id for entry in records if entry.by == by and entry.action != "undo" and entry.id not in gone]
        if not own:
            raise LogError(f"{log}: nothing to undo: {by!r} has no action here that is not undone")
        record_id = own[-1]
    elif record_id not in {entry.id for entry in records}:
        raise LogError(f"{log}: undoes: there is no record {record_id!r}; history() lists the records")
    elif record_id in gone:
        raise LogError(f"{log}: undoes: the record {record_id!r} is undone already")
    return record(log, by=by, action="undo", undoes=record_id, why=why, **kwargs)


def redo(
    log: str | os.PathLike, by: str, why: str | None = None, *, records: Sequence[Record] | None = None, **kwargs
) -> Record:
    """Takes back *by*'s latest undo, as long as *by* has recorded nothing else since.

    A record that is redone keeps its own time: what was said later still has the last word.

    Raises:
        LogError: when there is nothing to redo.
    """
    records = read_log(log).records if records is None else records
    gone = undone(records)
    undos = {entry.id for entry in records if entry.action == "undo"}
    candidate = None
    for entry in (entry for entry in records if entry.by == by):
        if entry.id not in undos:
            candidate = None
        elif entry.id not in gone and entry.undoes not in undos:
            candidate = entry.id
    if candidate is None:
        raise LogError(f"{log}: nothing to redo: the latest action of {by!r} is not an undo")
    return record(log, by=by, action="undo", undoes=candidate, why=why, **kwargs)


def history(log: str | os.PathLike, target: str | None = None) -> pd.DataFrame:
    """Who changed what, one row for each changed field, in order of time.

    Returns:
        ``when`` (datetime, UTC) · ``who`` · ``action`` · ``table`` · ``target`` · ``field`` ·
        ``from`` · ``to`` (as text) · ``why`` · ``undone`` (bool) · ``record_id``; of one row only,
        where *target* is given.
    """
    records = read_log(log).records
    gone = undone(records)
    targets = {entry.id: (entry.table, entry.target) for entry in records}
    rows = []
    for entry in records:
        table, row_id = targets.get(entry.undoes, (None, None)) if entry.action == "undo" else targets[entry.id]
        if target is not None and row_id != target:
            continue
        shown = entry.changes or {entry.field: _said(entry)}
        for name, (old, new) in shown.items():
            rows.append((
                pd.Timestamp(moment(entry.at)), entry.by, entry.action, table, row_id, name, _shown(old),
                _shown(new), entry.why, entry.id in gone, entry.id,
            ))
    columns = ["when", "who", "action", "table", "target", "field", "from", "to", "why", "undone", "record_id"]
    types = {name: "string" for name in columns} | {"when": "datetime64[us, UTC]", "undone": "bool"}
    return pd.DataFrame(rows, columns=columns).astype(types)


def _shown(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _said(entry: Record) -> tuple[Any, Any]:
    """From what to what, for an action that changes more or less than fields."""
    if entry.action == "add":
        return None, entry.to["text"]
    if entry.action == "split":
        return entry.quote and entry.quote["exact"], " | ".join(part["text"] for part in entry.to)
    if entry.action == "merge":
        return " | ".join((each.get("quote") or {}).get("exact", each["target"]) for each in entry.from_), entry.to["text"]
    if entry.action == "resolve":
        return entry.from_, entry.to["source_id"] if entry.to else None
    return (entry.from_, entry.target) if entry.action == "attach" else (entry.undoes, None)
