"""The log of corrections: one JSON object a line, only ever appended to.

A line is one action of one reviewer and carries all of these fields, ``null`` where it has none:

======================  ==========================================================================
id                      unique; two lines with one id (two branches merged) count once
at                      when, UTC, ISO 8601
by                      the reviewer
action                  accept, set, reject, add, split, merge, resolve, decide, attach, undo
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
``decide`` is a ``set`` that settles what reviewers disagree on: until it is undone no other record
changes these fields; in ``to`` it may also give a ``status``, accepted or rejected.
``split`` has in ``to`` a list of the new rows, which lie inside the row that is split: each gives
start, end, text and whatever else is not as in that row. ``merge`` has in ``to`` the one new row,
at the record's own place, and in ``from`` the rows that become it, a list of target, position and
quote; what ``to`` does not give is as in the first of them.
``resolve`` says who a mention is, for all the claims that have it, in ``article_id`` or, where that
is null, in the whole case: ``field`` is source, ``from`` the mention as written, ``to`` has source_id
and source_kind, for a source that is new also its name and, if known, other columns of the registry;
``to`` null says that it is no source. ``target`` is the claim at which this was decided, if any.
``attach`` gives the record whose id is in ``from`` another target, position and quote.
Dates are ISO dates. Unknown keys are kept and ignored, an unknown action is reported and kept, so
that a log which a later version wrote can be read here and loses nothing.

The order of records is their order in time (``at``, then ``id``), never that of the lines.
"""

from __future__ import annotations

import json
import os
import uuid
from collections import Counter
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
        """The changed fields of a ``set`` or ``decide``: name -> (from, to)."""
        if self.action not in ("set", "decide"):
            return {}
        if self.field is not None:
            return {self.field: (self.from_, self.to)}
        return {name: (self.from_[name], value) for name, value in self.to.items()}

    @property
    def order(self) -> tuple[datetime, str]:
        """What records are sorted by."""
        return moment(self.at), self.id


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
    last lines before it, so that the later of two actions stays the later one even if a clock goes back.
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
    reading = Reading(log)
    reading.renew()
    return reading.log()


class Reading:
    """What has been read of a log so far, so that what is appended costs no more than itself."""

    def __init__(self, log: str | os.PathLike):
        self.path = Path(log)
        self._forget()

    def _forget(self) -> None:
        #: The lines read, and the beginning of one that has no end yet: somebody may be writing it.
        self._data, self._open, self._lines = b"", b"", 0
        self._found: dict[str, _Found] = {}
        self._problems: list[dict] = []

    def renew(self) -> bool:
        """Reads what the file has more than before, or all of it if it was rewritten; says whether anything has changed."""
        try:
            data = self.path.read_bytes() if self.path.exists() else b""
        except OSError as error:
            raise LogError(f"{self.path}: cannot be read: {error.strerror}; make it readable and try again") from None
        known = data.startswith(self._data)
        if known and data[len(self._data):] == self._open:
            return False
        if not known:
            self._forget()
        whole = data.rfind(b"\n") + 1
        for line in data[len(self._data):whole].split(b"\n")[:-1]:
            self._lines += 1
            _take(line, self._lines, self._found, self._problems)
        self._data, self._open = data[:whole], data[whole:]
        return True

    def log(self) -> Log:
        """The records and problems read so far."""
        found, problems = self._found, self._problems
        if self._open:
            found, problems = dict(found), list(problems)
            _take(self._open, self._lines + 1, found, problems, last=True)
        records = [each.record for each in sorted(found.values())]
        table = pd.DataFrame(problems, columns=["line", "what", "remedy"])
        return Log(tuple(records), table.astype({"line": "Int64", "what": "string", "remedy": "string"}))


class _Found(NamedTuple):
    """A record as it is sorted: by its order, then by its words."""

    order: tuple[datetime, str]
    said: str
    record: Record


def _take(line: bytes, number: int, found: dict[str, _Found], problems: list[dict], last: bool = False) -> None:
    """Puts a line's record into *found*, or what is wrong with it into *problems*."""
    line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
    if not line.strip():
        return
    values, fault, remedy = _parse(line, last)
    if fault:
        problems.append({"line": number, "what": fault, "remedy": remedy})
        return
    record = _record(values, number)
    new = _Found(record.order, json.dumps(values, sort_keys=True), record)
    known = found.setdefault(record.id, new)
    if new.said != known.said:
        problems.append({
            "line": number, "what": f"two different records have the id {record.id!r}",
            "remedy": "give one of them another id; until then the earlier one counts",
        })
        found[record.id] = min(new, known)


def undone(records: Iterable[Record]) -> frozenset[str]:
    """The ids of the records that are undone; an undo that is itself undone does not count."""
    undoes = {entry.id: entry.undoes for entry in records if entry.action == "undo"}
    open_undoers = Counter(undoes.values())
    ready = [entry for entry in undoes if not open_undoers[entry]]
    gone: set[str] = set()
    decided = set()
    while ready:
        current = ready.pop()
        decided.add(current)
        target = undoes[current]
        if current not in gone:
            gone.add(target)
        open_undoers[target] -= 1
        if not open_undoers[target] and target in undoes:
            ready.append(target)
    # Undos that undo each other in a circle (only a hand can write them) undo nothing.
    circle = set(undoes) - decided
    return frozenset(gone | circle)


def moment(at: str) -> datetime:
    """The time of a record."""
    return datetime.fromisoformat(at).astimezone(timezone.utc)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _record(values: dict, line: int | None = None) -> Record:
    known = {("from_" if key == "from" else key): values.get(key) for key in _KEYS}
    return Record(**known, line=line)


def _parse(line: bytes, last: bool = False) -> tuple[dict, str | None, str | None]:
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
    """*at*, or just after the latest time in the last lines if that is not earlier."""
    times = [time for time in map(_time_of, tail.splitlines()) if time]
    return _stamp(max(moment(at), max(times) + timedelta(microseconds=1))) if times else at


def _time_of(line: bytes) -> datetime | None:
    """The time of a line that can be read."""
    try:
        at = datetime.fromisoformat(json.loads(line)["at"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return at.astimezone(timezone.utc) if at.tzinfo and 1970 < at.year < 2970 else None
