"""The tables as a workbook to correct in, and what was corrected there as records.

Every cell is text as far as a spreadsheet program is concerned, so that it turns no date, leading
zero or name into something else; only the counts are numbers. What would start a formula has an
apostrophe before it, which is taken off again. A hidden sheet keeps what was exported: a cell that
differs from it was edited, a row of the log that differs from it was changed by somebody meanwhile.
"""

from __future__ import annotations

import datetime
import io
import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pandas as pd
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from kit import sheets
from kit.corrections.anchors import selectors
from kit.corrections.log import LogError, Record, record
from kit.corrections.replay import Following
from kit.corrections.rows import plain
from kit.corrections.rules import REVIEWED, TABLES, row_fault, value_fault

#: What tells where a row stands; it is not read back but for new rows.
_SHOWN = ("row_id", "article_id", "start", "text")
#: What may be changed.
EDITABLE = {
    "claims": ("source", "source_id", "source_kind", "cue_class", "form", "polarity", "hedge", "via", "via_id", "said_on"),
    "figures": ("claim_id", "value", "low", "high", "qualifier", "measure", "counted", "group", "place", "as_of", "period", "statement"),
}
_DECISIONS = ("accept", "reject")
#: Rows below the last where the vocabularies are offered too, and the longest text of a cell.
_ROOM, _LONGEST = 500, 32_000
_WIDTHS = {"row_id": 24, "article_id": 20, "text": 50, "why": 30}
_REFUSED = ("sheet", "row", "column", "what", "remedy")


class Imported(NamedTuple):
    """What an import recorded, and the cells it did not take: ``sheet`` · ``row`` (Int64) · ``column`` · ``what`` · ``remedy``."""

    recorded: tuple[Record, ...]
    refused: pd.DataFrame


class _Refused(ValueError):
    """A cell that cannot be taken: its column, what is wrong, what to do."""


def export_workbook(followed: Following, path: str | os.PathLike) -> None:
    """Writes the corrected tables to an XLSX file with the columns ``decision`` (accept, reject) and ``why`` to fill in.

    Raises:
        OSError: if it cannot be written.
    """
    book = openpyxl.Workbook()
    book.remove(book.active)
    for table in TABLES:
        frame = getattr(followed, table)
        rows = [{"row_id": row_id, **{name: plain(value) for name, value in zip(frame.columns, cells)}}
                for row_id, cells in zip(frame.index, frame.itertuples(index=False, name=None))]
        _fill(book.create_sheet(table), table, rows)
    for table in TABLES:
        kept = book.create_sheet(_kept(table))
        kept.sheet_state = "hidden"
        for row in book[table].iter_rows():
            for cell in row[:len(_SHOWN) + len(EDITABLE[table])]:
                _put(kept.cell(cell.row, cell.column), cell.value)
    file = io.BytesIO()
    book.save(file)
    sheets.write_atomically(Path(path), file.getvalue())


def _kept(table: str) -> str:
    return f"{table} as exported"


def _fill(sheet: Worksheet, table: str, rows: list[dict[str, Any]]) -> None:
    names = [*_SHOWN, *EDITABLE[table], "status", "decision", "why"]
    sheet.append(names)
    for at, name in enumerate(names, 1):
        head, letter = sheet.cell(1, at), get_column_letter(at)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="E3E8EE")
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, 14)
        if name not in ("start", "value", "low", "high"):
            sheet.column_dimensions[letter].number_format = "@"  # of the rows that are still empty too
        if allowed := _allowed(table, name):
            choice = DataValidation(type="list", formula1=f'"{",".join(allowed)}"', allow_blank=True, showErrorMessage=True,
                                    errorTitle=name, error=f"Choose one of: {', '.join(allowed)}"[:250])
            choice.add(f"{letter}2:{letter}{len(rows) + 1 + _ROOM}")
            sheet.add_data_validation(choice)
    for number, row in enumerate(rows, 2):
        for at, name in enumerate(names, 1):
            value = row.get(name)
            _put(sheet.cell(number, at), sheets.neutralise(_escaped(value)) if isinstance(value, str) else value)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{len(rows) + 1}"


def _allowed(table: str, name: str) -> tuple[str, ...]:
    """The words that a column takes, if it has a vocabulary."""
    if name == "decision":
        return _DECISIONS
    column = TABLES[table].columns.get(name) if name in EDITABLE[table] else None
    return next((tuple(check.statistics["allowed_values"]) for check in column.checks if check.name == "isin"), ()) if column else ()


def _put(cell: Cell, value: Any) -> None:
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", value)[:_LONGEST]
        cell.data_type = "s"  # "#N/A" is a word here
    elif value is not None:
        cell.value = value
    if type(value) is not int:
        cell.number_format = "@"


def _escaped(value: str) -> str:
    """An apostrophe at the beginning gets another, so that taking one off always gives the same text back."""
    return "'" + value if value.startswith("'") else value


def import_workbook(followed: Following, path: str | os.PathLike, by: str, **options: Any) -> Imported:
    """Records what was edited in a workbook of :func:`export_workbook`, one line for each row.

    A row with a cell that cannot be taken, or whose value in the log has changed since the export, is
    left as it is and listed; the others are recorded. A row without a row_id is a new one: it has
    article_id and text, start where the text stands more than once. A row that is missing from the
    sheet says nothing: rows are rejected in the column decision.

    Args:
        followed: from :func:`kit.corrections.follow`, with articles.
        options: clock and make_id, as :func:`kit.corrections.record` takes them.

    Raises:
        ValueError: if the file is no such workbook.
    """
    try:
        book = openpyxl.load_workbook(path)
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ValueError(f"{path}: is no workbook ({error}). Save it as .xlsx and try again.") from None
    recorded, refused = [], []
    for table in TABLES:
        for name in (table, _kept(table)):
            if name not in book.sheetnames:
                raise ValueError(f"{path}: the sheet {name!r} is missing. Export the case again and edit that file.")
        followed.renew()
        before, seen = dict(_rows_by_id(book[_kept(table)], path)), set()
        for number, row in _rows(book[table], path):
            try:
                for values in _values(followed, table, row, before, by, seen):
                    recorded.append(record(followed.path, by=by, **values, **options))
            except _Refused as error:
                refused.append((table, number, *error.args))
            except LogError as error:
                refused.append((table, number, None, str(error), "mend the cell, or record it at the desk"))
    followed.renew()
    found = pd.DataFrame(refused, columns=list(_REFUSED))
    return Imported(tuple(recorded), found.astype({name: "Int64" if name == "row" else "string" for name in _REFUSED}))


def _rows(sheet: Worksheet, path: Any) -> Iterator[tuple[int, dict[str, Cell]]]:
    """The rows with anything in them: number and cells by column."""
    lines = sheet.iter_rows()
    header = {str(cell.value).strip(): at for at, cell in enumerate(next(lines, ())) if cell.value is not None}
    if not {"row_id", "article_id", "text"} <= header.keys():
        raise ValueError(f"{path}: sheet {sheet.title!r} has lost a column: row_id, article_id and text are needed. Export the case again.")
    for line in lines:
        row = {name: line[at] for name, at in header.items()}
        if any(cell.value is not None for cell in row.values()):
            yield line[0].row, row


def _rows_by_id(sheet: Worksheet, path: Any) -> Iterator[tuple[str, dict[str, Cell]]]:
    return ((_text("row_id", row), row) for _, row in _rows(sheet, path))


def _values(followed: Following, table: str, row: dict[str, Cell], before: dict, by: str, seen: set[str]) -> Iterator[dict[str, Any]]:
    """What is to be recorded of a row, as arguments of record."""
    row_id, why, decision = (_text(name, row) for name in ("row_id", "why", "decision"))
    if row_id is None:
        yield _new_row(followed, table, row) | {"why": why}
        return
    frame = getattr(followed, table)
    if row_id not in before or row_id in seen:
        raise _Refused("row_id", f"{row_id!r} {'stands here twice' if row_id in seen else 'was not exported'}", "leave row_id as exported; empty it for a new row")
    seen.add(row_id)
    if decision is not None and decision.casefold() not in _DECISIONS:
        raise _Refused("decision", f"{decision!r} is not one of {', '.join(_DECISIONS)}", "choose one, or empty the cell")
    edited = {name: _typed(table, name, row) for name in EDITABLE[table] if name in row and _differs(name, row, before[row_id])}
    if not edited and decision is None:
        return
    if row_id not in frame.index:
        raise _Refused("row_id", f"{row_id!r} is no row of the case any more", "export the case again and edit that file")
    now = {name: plain(frame.at[row_id, name]) for name in EDITABLE[table]}
    for name in edited or EDITABLE[table]:
        was = _typed(table, name, before[row_id])
        if _same(now[name], was) or edited and _same(now[name], edited[name]):
            continue
        says = f"; the sheet says {edited[name]!r}" if edited else ""
        raise _Refused(name, f"changed by somebody since the export: it was {was!r}, it is {now[name]!r} now{says}", "export again, or settle it at the desk")
    new = {name: value for name, value in edited.items() if not _same(value, now[name])}
    article_id = frame.at[row_id, "article_id"]
    text = followed.text(article_id)
    where = {**selectors(table, frame.loc[row_id], text), "article_text": text, "why": why}
    if new:
        if decision and decision.casefold() == "reject":
            raise _Refused("decision", "the row is rejected and changed", "take one of the two back")
        _check_bounds(now | new)
        yield {**where, "action": "set", "from_": {name: now[name] for name in new}, "to": new}
    elif decision and not edited and not _said(followed, table, row_id, article_id, by, decision.casefold()):
        seen_values = {name: plain(frame.at[row_id, name]) for name in REVIEWED[table]}
        yield {**where, "action": decision.casefold()} | ({"from_": seen_values} if decision.casefold() == "accept" else {})


def _said(followed: Following, table: str, row_id: str, article_id: str, by: str, decision: str) -> bool:
    """Whether the reviewer has said so already: an import that is repeated says nothing new."""
    rows = followed.article(article_id).tables[table]
    reading = rows.readings.get(row_id, {}).get(by)
    if reading is None or reading["status"] != ("kept" if decision == "accept" else "rejected"):
        return False
    return decision == "reject" or all(reading[name] == rows.value(row_id, name) for name in REVIEWED[table])


def _new_row(followed: Following, table: str, row: dict[str, Cell]) -> dict[str, Any]:
    article_id, text = _text("article_id", row), _text("text", row)
    whole = followed.text(article_id)
    if whole is None:
        raise _Refused("article_id", f"there is no article {article_id!r}", "write the id as in other rows")
    if text is None:
        raise _Refused("text", "is empty", "write the exact words of the article")
    at = [match.start() for match in re.finditer(re.escape(text), whole)]
    start = _whole("start", row)
    if not (start in at or start is None and len(at) == 1):
        where = f"stands at {', '.join(map(str, at))}" if at else "does not stand in the article"
        raise _Refused("start" if at else "text", f"{text!r} {where}", "write one of these numbers into start" if at else "write the words exactly as in the article")
    start = at[0] if start is None else start
    end, values = start + len(text), {name: _typed(table, name, row) for name in EDITABLE[table] if _text(name, row) is not None}
    new = values | {"start": start, "end": end, "text": text}
    if table == "claims":
        new |= {"spans": [[start, end]], "sentence_start": start, "sentence_end": end}
    else:
        if new.get("qualifier") == "exact" and new.get("value") is not None:
            new = {"low": new["value"], "high": new["value"]} | new
        _check_bounds(new)
        new.setdefault("claim_id", followed.article(article_id).claim_around(start, end))
        if new["claim_id"] is None:
            raise _Refused("claim_id", "no claim holds these words", "add the claim in the sheet claims first")
    for name in EDITABLE[table]:
        if not TABLES[table].columns[name].nullable and new.get(name) is None:
            raise _Refused(name, "is empty in a new row", f"fill in {', '.join(_allowed(table, name)) or 'a text'}")
    place = selectors(table, pd.Series({"article_id": article_id, "start": start, "end": end, "text": text}, name=f"{article_id}:{start}-{end}"), whole)
    if place["target"] in getattr(followed, table).index:
        raise _Refused("text", "is a row already", f"edit the row {place['target']}")
    return {**place, "action": "add", "to": new, "article_text": whole}


def _check_bounds(row: dict[str, Any]) -> None:
    value, low, high = (row.get(name) for name in ("value", "low", "high"))
    if fault := row_fault(row):
        raise _Refused("low", fault.removeprefix("low: "), "change low or high")
    if value is not None and not (low or 0) <= value <= (value if high is None else high):
        raise _Refused("value", f"{value:,} does not lie between low and high", "change low and high too")


def _differs(name: str, row: dict[str, Cell], before: dict[str, Cell]) -> bool:
    """Whether a cell says something else than was exported; other spaces and line ends say nothing else."""
    return " ".join((_text(name, row) or "").split()) != " ".join((_text(name, before) or "").split())


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        one, other = (" ".join(ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text).split()) for text in (one, other))
    return one == other


def _text(name: str, row: dict[str, Cell]) -> str | None:
    """What a cell says, as text, however the spreadsheet program keeps it."""
    cell = row.get(name)
    value = None if cell is None else cell.value
    if value is None:
        return None
    if cell.data_type == "f":
        raise _Refused(name, "holds a formula", "write its value into the cell")
    if cell.data_type == "e":
        raise _Refused(name, f"holds the error {value}", "write a value into the cell")
    if isinstance(value, datetime.datetime):
        value = value.date() if value.time() == datetime.time() else value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    quoted = text[:1] == "'" and sheets.neutralise(text[1:]) != text[1:] or text[:2] == "''"
    return (text[1:] if quoted else text) or None


def _whole(name: str, row: dict[str, Cell]) -> int | None:
    text = _text(name, row)
    if text is not None and not re.fullmatch(r"\d{1,3}(,\d{3})+|\d{1,18}", text, re.ASCII):
        raise _Refused(name, f"{text!r} is not a whole number", "write digits only, like 3000")
    return None if text is None else int(text.replace(",", ""))


def _typed(table: str, name: str, row: dict[str, Cell]) -> Any:
    """A cell's value as the log keeps it."""
    column, text = TABLES[table].columns[name], _text(name, row)
    if str(column.dtype) == "Int64":
        return _whole(name, row)
    value = next((word for word in _allowed(table, name) if text and word == text.casefold()), text)
    if fault := value_fault(column, value):
        words = _allowed(table, name)
        raise _Refused(name, fault, f"choose one of {', '.join(words)}" if words else "write it so")
    return value
