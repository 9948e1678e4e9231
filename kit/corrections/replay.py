"""The log applied to what was extracted: each person's word on top, nothing dropped in silence."""

from __future__ import annotations

import os
import warnings
from collections import defaultdict
from typing import Any, NamedTuple

import pandas as pd

from kit import schema
from kit.corrections.anchors import GAP, Place, find_place, find_row, known_text, place_of
from kit.corrections.log import Record, read_log, undone
from kit.corrections.rules import FIXED, TABLES, row_fault, spans_of

#: Whose word counts where two people disagree. "latest": the record that is last in time.
POLICIES = ("latest",)
_PROBLEM_COLUMNS = ("record_id", "line", "by", "action", "target", "what", "remedy")
_AGAIN = "look at the row again and accept or correct it"


class CorrectionWarning(UserWarning):
    """Some lines of the log could not be read or not be applied as they stand."""


class Replay(NamedTuple):
    """The corrected tables, and what :func:`problems` returns."""

    claims: pd.DataFrame
    figures: pd.DataFrame
    problems: pd.DataFrame


class _Rows:
    """One table during the replay: what was extracted, and what people made of it."""

    def __init__(self, frame: pd.DataFrame):
        self.frame = frame
        self.ids = set(frame.index)
        self.changed: dict[str, dict[str, Any]] = defaultdict(dict)
        self.added: dict[str, dict[str, Any]] = {}
        self.corrected: set[str] = set()
        self.status: dict[str, str] = {}
        self.places: dict[str, list[Place]] = defaultdict(list)
        spans = frame["spans"] if "spans" in frame else [None] * len(frame)
        cells = zip(frame["article_id"], frame.index, frame["start"], frame["end"], frame["text"], spans)
        for article_id, row_id, start, end, text, pieces in cells:
            self.places[article_id].append(place_of(row_id, int(start), int(end), text, pieces))

    def __contains__(self, row_id: str) -> bool:
        return row_id in self.ids or row_id in self.added

    def extracted(self, row_id: str, column: str) -> Any:
        return plain(self.frame.at[row_id, column]) if row_id in self.ids else None

    def value(self, row_id: str, column: str) -> Any:
        if row_id in self.added:
            return self.added[row_id].get(column)
        changed = self.changed.get(row_id, {})
        return changed[column] if column in changed else self.extracted(row_id, column)

    def set(self, row_id: str, values: dict[str, Any]) -> None:
        (self.added[row_id] if row_id in self.added else self.changed[row_id]).update(values)

    def add(self, row_id: str, row: dict[str, Any]) -> None:
        self.added[row_id] = row
        place = place_of(row_id, row["start"], row["end"], row["text"], row.get("spans"))
        self.places[row["article_id"]].append(place)


class _Texts:
    """What is known of each article's text: all of it, or what the tables quote as extracted."""

    def __init__(self, articles: pd.DataFrame | None, tables: dict[str, _Rows]):
        self._whole = {} if articles is None else articles["text"].to_dict()
        self._quotes = defaultdict(list)
        for rows in tables.values():
            for article_id, places in rows.places.items():
                self._quotes[article_id].extend(places)
        self._quoted: dict[str, str] = {}

    def of(self, article_id: str | None) -> str:
        if article_id in self._whole:
            return self._whole[article_id]
        if article_id not in self._quoted:
            self._quoted[article_id] = known_text(self._quotes.get(article_id, ()))
        return self._quoted[article_id]

    def room(self, article_id: str, end: int) -> str:
        """The text, long enough to hold a place that nothing is known of."""
        known = self.of(article_id)
        return known if article_id in self._whole else known.ljust(end, GAP)


def correct(
    claims: pd.DataFrame,
    figures: pd.DataFrame,
    log: str | os.PathLike,
    *,
    articles: pd.DataFrame | None = None,
    policy: str = "latest",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables with the log's records applied, in order of time; the tables given stay as they are.

    ``accept`` makes the status "accepted", ``set`` changes fields and makes it "corrected",
    ``reject`` makes it "rejected" (the row stays, comparisons leave it out), ``add`` appends a row
    of status "added". Accepting a row that was corrected or added confirms it as it stands. What is
    undone counts as never said. Where two people disagree, the record that is last in time stands.
    With *articles*, places are looked up in their texts instead of in what the tables tell of them.

    Warns:
        CorrectionWarning: once, with the number of lines that :func:`problems` lists.
    Raises:
        ValueError: for an unknown *policy*.
        kit.schema.SchemaError: when the tables given do not fit the schema.
    """
    result = replay(claims, figures, log, articles=articles, policy=policy)
    if len(result.problems):
        warnings.warn(
            f"{log}: {len(result.problems)} correction(s) could not be read or applied as they stand; "
            "kit.corrections.problems(claims, figures, log) lists them",
            CorrectionWarning,
            stacklevel=2,
        )
    return result.claims, result.figures


def problems(
    claims: pd.DataFrame, figures: pd.DataFrame, log: str | os.PathLike, *, articles: pd.DataFrame | None = None
) -> pd.DataFrame:
    """What of the log cannot be read, finds no row, or was said of something else than stands now.

    Takes the tables as extracted, as :func:`correct` does.

    Returns:
        ``record_id`` · ``line`` (Int64) · ``by`` · ``action`` · ``target`` · ``what`` · ``remedy``
        (string); a line that cannot be read has only line, what and remedy.
    """
    return replay(claims, figures, log, articles=articles).problems


def plain(value: Any) -> Any:
    """A cell as the log writes it: None, text, number, ISO date or list."""
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value


def replay(
    claims: pd.DataFrame,
    figures: pd.DataFrame,
    log: str | os.PathLike,
    *,
    articles: pd.DataFrame | None = None,
    policy: str = "latest",
) -> Replay:
    """What :func:`correct` and :func:`problems` return, at once and without a warning."""
    if policy not in POLICIES:
        raise ValueError(f"policy: {policy!r} is not one of {', '.join(POLICIES)}")
    records, broken = read_log(log)
    gone, ids = undone(records), {record.id for record in records}
    tables = {"claims": _Rows(claims), "figures": _Rows(figures)}
    said = _said(records)
    texts = _Texts(articles, tables)
    found = [{"line": row.line, "what": row.what, "remedy": row.remedy} for row in broken.itertuples()]
    for record in records:
        if record.action == "undo":
            what = None if record.undoes in ids else f"the record {record.undoes!r}, which it undoes, is not in the log"
            faults = [(what, "restore the missing line, or leave this as it is")] if what else []
        else:
            faults = [] if record.id in gone else _apply(record, tables, said, texts)
        for what, remedy in faults:
            values = (record.id, record.line, record.by, record.action, record.target, what, remedy)
            found.append(dict(zip(_PROBLEM_COLUMNS, values)))
    table = pd.DataFrame(found, columns=_PROBLEM_COLUMNS)
    table = table.astype({name: "Int64" if name == "line" else "string" for name in _PROBLEM_COLUMNS})
    return Replay(_finished("claims", tables), _finished("figures", tables), table)


def _said(records: tuple[Record, ...]) -> dict[tuple, list]:
    """Every value that somebody gave a field, undone or not."""
    said = defaultdict(list)
    for record in records:
        for field, (_, to) in record.changes.items():
            said[record.table, record.target, field].append(to)
    return said


def _apply(record: Record, tables: dict[str, _Rows], said: dict, texts: _Texts) -> list[tuple[str, str]]:
    """Applies one record; gives what is to be reported, with the remedy."""
    rows = tables[record.table]
    article_id = record.article_id or (
        rows.value(record.target, "article_id") if record.target in rows else None
    )
    if record.action == "add":
        return _add(record, tables, texts)
    row_id = find_row(record.target, record.position, record.quote, rows.places[article_id], texts.of(article_id))
    if row_id is None:
        words = f" {record.quote['exact']!r}" if record.quote else ""
        return [(f"finds no row, or more than one, for its words{words} in {article_id or 'any article'}",
                 "find the row and record it again, or undo it; it stays in the log")]
    if record.action == "reject":
        rows.status[row_id] = "rejected"
        return []
    if record.action == "accept":
        return _accept(record, rows, row_id)
    return _set(record, tables, row_id, said)


def _accept(record: Record, rows: _Rows, row_id: str) -> list[tuple[str, str]]:
    """Accepts a row, unless it is no longer what was accepted."""
    for field, value in (record.from_ or {}).items():
        if (current := rows.value(row_id, field)) != value:
            return [(f"{field} was {value!r} when it was accepted and is {current!r} now: not accepted", _AGAIN)]
    rows.status[row_id] = "accepted"
    return []


def _set(record: Record, tables: dict[str, _Rows], row_id: str, said: dict) -> list[tuple[str, str]]:
    rows = tables[record.table]
    new = {field: to for field, (_, to) in record.changes.items()}
    if fault := _row_fault(record.table, rows, row_id, new, tables):
        return [(f"not applied: {fault}", "record the correction again")]
    faults = []
    for field, (from_, to) in record.changes.items():
        current = rows.value(row_id, field)
        known = (from_, to, *said[record.table, record.target, field])
        if current not in known and rows.extracted(row_id, field) not in known:
            faults.append((f"{field} was {from_!r} when it was corrected and is extracted as "
                           f"{rows.extracted(row_id, field)!r} now; {to!r} stands", _AGAIN))
    rows.set(row_id, new)
    rows.corrected.add(row_id)
    rows.status[row_id] = "corrected"
    return faults


def _row_fault(table: str, rows: _Rows, row_id: str | None, new: dict, tables: dict[str, _Rows]) -> str | None:
    if table == "figures" and "claim_id" in new and new["claim_id"] not in tables["claims"]:
        return f"claim_id: there is no claim {new['claim_id']!r}"
    bounds = {side: new[side] if side in new or row_id is None else rows.value(row_id, side)
              for side in ("low", "high") if table == "figures"}
    return row_fault(bounds)


def _add(record: Record, tables: dict[str, _Rows], texts: _Texts) -> list[tuple[str, str]]:
    """Adds a row where its words stand now; if it is there already, the person's values hold."""
    rows, article_id = tables[record.table], record.article_id
    place = find_place(record.position, record.quote, texts.room(article_id, record.position["end"]))
    if place is None:
        return [(f"its words {record.to['text']!r} are not found, or more than once, in {article_id}",
                 "add the row again at its new place, or undo it; it stays in the log")]
    start, end = place
    shift = start - record.position["start"]
    row = {name: None for name in TABLES[record.table].columns} | record.to
    row |= {"article_id": article_id, "start": start, "end": end, "status": "added"}
    for name in ("source_start", "source_end", "cue_start", "cue_end", "sentence_start", "sentence_end"):
        if row.get(name) is not None:
            row[name] += shift
    if record.table == "claims":
        row["spans"] = tuple((a + shift, b + shift) for a, b in spans_of(record.to))
    elif row["claim_id"] not in tables["claims"]:
        row["claim_id"] = _claim_around(start, end, tables["claims"].places[article_id])
        if row["claim_id"] is None:
            return [(f"its claim {record.to['claim_id']!r} is gone and no other holds it",
                     "add the figure again to a claim, or undo it; it stays in the log")]
    row_id = record.target if not shift else f"{article_id}:{start}-{end}"
    if row_id not in rows:
        rows.add(row_id, row)
    else:
        # Its bounds belong together, so those that the person left open are open.
        given = record.to.keys() | ({"value", "low", "high"} & row.keys())
        rows.set(row_id, {name: row[name] for name in row if name in given and name not in FIXED})
        rows.corrected.add(row_id)
    rows.status[row_id] = "corrected"
    return []


def _claim_around(start: int, end: int, claims: list[Place]) -> str | None:
    """The smallest claim that holds a place."""
    around = [claim for claim in claims if claim.start <= start and end <= claim.end]
    return min(around, key=lambda claim: (claim.end - claim.start, claim.row_id)).row_id if around else None


def _status(rows: _Rows, row_id: str) -> str:
    last = rows.status[row_id]
    if last == "rejected":
        return last
    return "added" if row_id in rows.added else "corrected" if row_id in rows.corrected else last


def _finished(name: str, tables: dict[str, _Rows]) -> pd.DataFrame:
    """The table with all changes, of the same types as before."""
    rows, columns = tables[name], TABLES[name].columns
    frame = rows.frame.copy()
    changes: dict[str, dict[str, Any]] = defaultdict(dict)
    for row_id in rows.status:
        if row_id in rows.ids:
            for column, value in (rows.changed.get(row_id, {}) | {"status": _status(rows, row_id)}).items():
                changes[column][row_id] = value
    for column, values in changes.items():
        cells = pd.Series(list(values.values()), index=list(values), dtype=object)
        if str(columns[column].dtype).startswith("datetime"):
            cells = pd.to_datetime(cells)
        frame.loc[cells.index, column] = cells.astype(frame[column].dtype)
    key = TABLES[name].index.name
    added = [row | {key: row_id, "status": _status(rows, row_id)} for row_id, row in rows.added.items()]
    if added:
        frame = pd.concat([frame, schema.build(TABLES[name], added)])
    return schema.check(TABLES[name], frame)
