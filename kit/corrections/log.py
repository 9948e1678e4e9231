"""The log of corrections: one JSON object a line, only ever appended to.

A line is one action of one reviewer and carries all of these fields, ``null`` where it has none:

======================  ==========================================================================
id                      unique; two lines with one id (two branches merged) count once
at                      when, UTC, ISO 8601
by                      the reviewer
action                  accept, set, reject, add, undo
table, target           ``claims`` or ``figures``, and the row's id at the time
article_id              the article, and ``article_sha256`` of its raw bytes where known
position                ``{"start": …, "end": …}``, a text position selector
quote                   ``{"exact": …, "prefix": …, "suffix": …}``, a text quote selector
field, from, to         what was changed, see below
why                     the reviewer's note
undoes                  the id of the record that is undone (an undo of an undo is a redo)
======================  ==========================================================================

Selectors follow the W3C Web Annotation Data Model (2017), sections 4.2.4 and 4.2.5. They find the
row again when its id has changed. ``set`` changes one field (``field`` names it, ``from`` and
``to`` are values) or several at once (``field`` is null, ``from`` and ``to`` are objects with the
same keys). ``add`` has the new row in ``to``; ``accept`` may say in ``from`` what was accepted.
Dates are ISO dates. Unknown keys are kept and ignored, an unknown action is reported and kept, so
that a log which a later version wrote can be read here and loses nothing.

The order of records is their order in time (``at``, then ``id``), never that of the lines.
"""

from __future__ import annotations

import json
import os
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from filelock import FileLock, Timeout

from kit.corrections.rules import fault_of, text_fault

_KEYS = (
    "id", "at", "by", "action", "table", "target", "article_id", "article_sha256", "position",
    "quote", "field", "from", "to", "why", "undoes",
)
_LOCK_SECONDS = 30
#: The last line is looked for in this many bytes at the end of the file.
_TAIL = 1 << 16


class LogError(ValueError):
    """A record that may not be written, or a log that cannot be read or written."""


class Record(NamedTuple):
    """One line of the log; ``from_`` is its ``from``, ``line`` its number in the file."""

    id: str
    at: str
    by: str
    action: str
    table: str | None = None
    target: str | None = None
    article_id: str | None = None
    article_sha256: str | None = None
    position: dict | None = None
    quote: dict | None = None
    field: str | None = None
    from_: Any = None
    to: Any = None
    why: str | None = None
    undoes: str | None = None
    line: int | None = None

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """The changed fields of a ``set``: name -> (from, to)."""
        if self.action != "set":
            return {}
        if self.field is not None:
            return {self.field: (self.from_, self.to)}
        return {name: (self.from_[name], value) for name, value in self.to.items()}

    @property
    def order(self) -> tuple[datetime, str]:
        """What records are sorted by."""
        return _moment(self.at), self.id


class Log(NamedTuple):
    """What :func:`read_log` returns: records in order of time, and a table of problems."""

    records: tuple[Record, ...]
    problems: pd.DataFrame


def now() -> datetime:
    """The clock of :func:`record`, where no other is given."""
    return datetime.now(timezone.utc)


def new_id() -> str:
    """The ids of :func:`record`, where no other maker is given."""
    return uuid.uuid4().hex


def record(
    log: str | os.PathLike,
    *,
    by: str,
    action: str,
    table: str | None = None,
    target: str | None = None,
    article_id: str | None = None,
    article_sha256: str | None = None,
    position: dict | None = None,
    quote: dict | None = None,
    field: str | None = None,
    from_: Any = None,
    to: Any = None,
    why: str | None = None,
    undoes: str | None = None,
    article_text: str | None = None,
    clock: Callable[[], datetime] = now,
    make_id: Callable[[], str] = new_id,
) -> Record:
    """Appends one record to *log*; it is on the disk when this returns.

    With *article_text* the selectors are checked against it. A record is never earlier than the
    line before it, so that the later of two actions stays the later one even if a clock goes back.
    ``kit.corrections.selectors`` makes table, target, article_id, position and quote for a row.

    Raises:
        LogError: naming the field and what is allowed; then nothing was written.
    """
    values = {
        "id": make_id(), "at": _stamp(clock()), "by": by, "action": action, "table": table,
        "target": target, "article_id": article_id, "article_sha256": article_sha256,
        "position": position, "quote": quote, "field": field, "from": from_, "to": to,
        "why": why or None, "undoes": undoes,
    }
    if action == "add" and target is None and article_id and isinstance(position, dict):
        values["target"] = f"{article_id}:{position.get('start')}-{position.get('end')}"
    if fault := fault_of(values) or text_fault(values, article_text):
        raise LogError(f"not recorded: {fault}")
    return _record(_append(Path(log), values))


def read_log(log: str | os.PathLike) -> Log:
    """Reads *log*; a file that is not there is an empty log.

    Returns:
        The records in order of time, each once, and the lines that could not be read as a table
        with ``line`` (Int64), ``what`` and ``remedy`` (string). Such lines stay in the file.

    Raises:
        LogError: when the file is there and cannot be opened.
    """
    path = Path(log)
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n") if path.exists() else []
    except OSError as error:
        raise LogError(f"{path}: cannot be read: {error.strerror}; make it readable and try again") from None
    found: dict[str, tuple[Record, str]] = {}
    problems = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        values, fault, remedy = _parse(line, last=number == len(lines))
        if fault:
            problems.append({"line": number, "what": fault, "remedy": remedy})
            continue
        new, said = _record(values, number), json.dumps(values, sort_keys=True)
        known, known_said = found.setdefault(new.id, (new, said))
        if said != known_said:
            problems.append({
                "line": number, "what": f"two different records have the id {new.id!r}",
                "remedy": "give one of them another id; until then the earlier one counts",
            })
            found[new.id] = min((new, said), (known, known_said), key=lambda pair: (pair[0].order, pair[1]))
    records = sorted((entry for entry, _ in found.values()), key=lambda entry: entry.order)
    table = pd.DataFrame(problems, columns=["line", "what", "remedy"])
    return Log(tuple(records), table.astype({"line": "Int64", "what": "string", "remedy": "string"}))


def undone(records: Iterable[Record]) -> frozenset[str]:
    """The ids of the records that are undone; an undo that is itself undone does not count."""
    records = list(records)
    undoers = defaultdict(list)
    for entry in records:
        if entry.action == "undo":
            undoers[entry.undoes].append(entry.id)
    open_undoers = Counter({target: len(ids) for target, ids in undoers.items()})
    undoes = {entry.id: entry.undoes for entry in records if entry.action == "undo"}
    ready = [entry.id for entry in records if not open_undoers[entry.id]]
    gone: set[str] = set()
    decided = set()
    while ready:
        current = ready.pop()
        decided.add(current)
        if (target := undoes.get(current)) is None:
            continue
        if current not in gone:
            gone.add(target)
        open_undoers[target] -= 1
        if not open_undoers[target]:
            ready.append(target)
    # Undos that undo each other in a circle (only a hand can write them) undo nothing.
    circle = set(undoes) - decided
    return frozenset(gone | circle)


def undo(log: str | os.PathLike, by: str, record_id: str | None = None, why: str | None = None, **kwargs) -> Record:
    """Undoes a record: by default the latest of *by*'s actions that is not undone yet.

    Raises:
        LogError: when there is nothing to undo, or no such record.
    """
    records = read_log(log).records
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


def redo(log: str | os.PathLike, by: str, why: str | None = None, **kwargs) -> Record:
    """Takes back *by*'s latest undo, as long as *by* has recorded nothing else since.

    A record that is redone keeps its own time: what was said later still has the last word.

    Raises:
        LogError: when there is nothing to redo.
    """
    records = read_log(log).records
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
        whole_row = (None, entry.to["text"]) if entry.action == "add" else (entry.undoes, None)
        shown = entry.changes or {None: whole_row}
        for name, (old, new) in shown.items():
            rows.append((
                pd.Timestamp(_moment(entry.at)), entry.by, entry.action, table, row_id, name, _shown(old),
                _shown(new), entry.why, entry.id in gone, entry.id,
            ))
    columns = ["when", "who", "action", "table", "target", "field", "from", "to", "why", "undone", "record_id"]
    types = {name: "string" for name in columns} | {"when": "datetime64[us, UTC]", "undone": "bool"}
    return pd.DataFrame(rows, columns=columns).astype(types)


def _shown(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at).astimezone(timezone.utc)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _record(values: dict, line: int | None = None) -> Record:
    known = {("from_" if key == "from" else key): values.get(key) for key in _KEYS}
    return Record(**known, line=line)


def _parse(line: bytes, last: bool) -> tuple[dict, str | None, str | None]:
    """A line's values, and what is wrong with it and how to mend it."""
    if line.startswith((b"<<<<<<< ", b"=======", b">>>>>>> ", b"||||||| ")):
        return {}, "a mark that git left at a merge", "delete this line and keep the records around it"
    try:
        values = json.loads(line.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        what = "cut off before its end" if last else "not a JSON object"
        return {}, what, "record the correction again; the line may stay"
    fault = fault_of(values) if isinstance(values, dict) else "not a JSON object"
    return values, fault, "mend the line by hand, or record the correction again" if fault else None


def _no_constant(name: str):
    raise ValueError(name)


def _append(path: Path, values: dict) -> dict:
    """Writes one line under a lock and waits for the disk; gives the values as written."""
    if not path.parent.is_dir():
        raise LogError(f"{path}: not recorded: there is no folder {path.parent}; make it first")
    try:
        with FileLock(f"{path}.lock", timeout=_LOCK_SECONDS), open(path, "a+b") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
            tail = file.read()
            values = values | {"at": _later(values["at"], tail)}
            line = json.dumps(values, ensure_ascii=False, allow_nan=False).encode("utf-8") + b"\n"
            # A line that a power cut broke off must not swallow this one.
            file.write(b"\n" + line if tail and not tail.endswith(b"\n") else line)
            file.flush()
            os.fsync(file.fileno())
    except Timeout:
        raise LogError(f"{path}: not recorded: somebody else holds the log; try again") from None
    except OSError as error:
        raise LogError(f"{path}: not recorded: {error.strerror}; mend this and try again") from None
    return values


def _later(at: str, tail: bytes) -> str:
    """*at*, or just after the last line's time if that is not earlier."""
    values, fault, _ = _parse(tail.rstrip().rpartition(b"\n")[2], last=True)
    if fault:
        return at
    return _stamp(max(_moment(at), _moment(values["at"]) + timedelta(microseconds=1)))
