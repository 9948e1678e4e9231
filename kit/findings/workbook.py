"""claims.xlsx: the tables as sheets with types, filters and a data dictionary; the same tables give the same bytes."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from kit import sheets
from kit.findings import cells

#: The sheet that says what every column of every other sheet is.
DICTIONARY = "data dictionary"
#: What a spreadsheet holds at most: characters of a cell (in units of UTF-16), digits of a number, rows of a sheet.
LONGEST, LARGEST, ROWS = 32_767, 10**15, 1_048_576
_CUT = "… [cut: the CSV file has it all]"
#: Written into the file instead of the hour of the run, which would make every file another one.
_DAY = datetime.datetime(2000, 1, 1)
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # by XML 1.0
_NARROW, _WIDE = 9, 60
_COLUMNS = ["table", "column", "type", "says"]
_HEAD = Font(name="Calibri", size=11, bold=True), PatternFill("solid", fgColor="E3E8EE")


def as_workbook(tables: dict[str, pd.DataFrame]) -> bytes:
    """The tables as the bytes of an XLSX file, one sheet each and the data dictionary last.

    Numbers are numbers, dates are dates, all else is text: what would start a formula has an apostrophe before it, characters that
    XML forbids are left out, text longer than a cell holds is cut with a mark, and so are rows beyond the last that a sheet holds.
    """
    book = openpyxl.Workbook(write_only=True)
    book.properties.creator, book.properties.created, book.properties.modified = "Claimkit", _DAY, _DAY
    for name, table in {**tables, DICTIONARY: dictionary(tables)}.items():
        _fill(book.create_sheet(name), cells.rows(table))
    return _saved(book)


def dictionary(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """What every column of *tables* says.

    Returns:
        ``table``, ``column`` (empty where the row speaks of the table as a whole), ``type`` (text, whole number, number, yes or no, date, spans),
        ``says``; <NA> for a column that kit/findings/dictionary.csv does not describe.
    """
    known = _described()
    found: list[tuple] = []
    for name, table in {**tables, DICTIONARY: pd.DataFrame(columns=_COLUMNS, dtype="string")}.items():
        found.append((name, None, None, known.get((name, ""))))
        shown = cells.whole(table)
        found += [(name, column, _type(shown[column]), _says(known, name, column)) for column in shown.columns]
    return pd.DataFrame(found, columns=_COLUMNS, dtype="string")


def read(path: Path) -> dict[str, list[list[str]]]:
    """The cells of an XLSX file by sheet, as text.

    Raises:
        ValueError: if the file is no workbook.
    """
    try:
        book = openpyxl.load_workbook(path, read_only=True)
        return {sheet.title: [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)] for sheet in book}
    except (zipfile.BadZipFile, KeyError, OSError) as error:
        raise ValueError(f"{path}: is no workbook ({error}).") from None


@cache
def _described() -> dict[tuple[str, str], str]:
    """What is said of (table, column); the table "*" stands for every table, the column "" for the table itself."""
    sheet = sheets.read(Path(__file__).with_name("dictionary.csv"))
    return {(row.values["table"], row.values["column"]): row.values["says"] for row in sheet.rows}


def _says(known: dict[tuple[str, str], str], table: str, column: str) -> str | None:
    """A column of two that are set side by side ("source_a", "source_b") is described by what both are."""
    for name, which in ((column, ""), (column[:-2], {"_a": "; of the first", "_b": "; of the second"}.get(column[-2:]))):
        says = known.get((table, name), known.get(("*", name)))
        if says and which is not None:
            return says + which
    return None


def _type(column: pd.Series) -> str:
    if pd.api.types.is_bool_dtype(column):
        return "yes or no"
    if pd.api.types.is_integer_dtype(column):
        return "whole number"
    if pd.api.types.is_numeric_dtype(column):
        return "number"
    if pd.api.types.is_datetime64_any_dtype(column):
        return "date"
    return "spans" if column.name == "spans" else "text"


def _fill(sheet: Worksheet, rows: list[list[object]]) -> None:
    """Layout first: a sheet that is written row by row takes none afterwards."""
    for at, column in enumerate(zip(*rows), 1):
        sheet.column_dimensions[get_column_letter(at)].width = _width(column)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(rows[0]))}{min(len(rows), ROWS)}"
    sheet.append([_head(sheet, name) for name in rows[0]])
    for row in rows[1 : ROWS - 1] if len(rows) > ROWS else rows[1:]:
        sheet.append([_cell(sheet, value) for value in row])
    if len(rows) > ROWS:
        sheet.append([_CUT] * len(rows[0]))


def _width(column: tuple[object, ...]) -> float:
    """Room for nine in ten of the cells, the header included."""
    lengths = sorted(len(str(value)) for value in column[1:] if value is not None)
    usual = lengths[len(lengths) * 9 // 10] if lengths else 0
    return min(max(usual, len(str(column[0])) + 3, _NARROW) + 1, _WIDE)


def _head(sheet: Worksheet, name: str) -> WriteOnlyCell:
    head = WriteOnlyCell(sheet, value=name)
    head.font, head.fill = _HEAD
    return head


def _cell(sheet: Worksheet, value: object) -> object:
    """A value as the sheet takes it; numbers and days beyond what a spreadsheet can count are text."""
    if isinstance(value, datetime.date) and value.year < 1900 or isinstance(value, int) and abs(value) > LARGEST:
        value = str(value)
    if not isinstance(value, str):
        return value
    text = _text(value)
    if text not in ERROR_CODES:
        return text
    made = WriteOnlyCell(sheet, value=text)  # “#N/A” is a word here
    made.data_type = "s"
    return made


def _text(value: str) -> str:
    clean = _FORBIDDEN.sub("", value)
    units = clean.encode("utf-16-le")
    return clean if len(units) <= 2 * LONGEST else units[: 2 * (LONGEST - len(_CUT))].decode("utf-16-le", "ignore") + _CUT


def _saved(book: openpyxl.Workbook) -> bytes:
    """The workbook without the hours at which it and its parts were written, which openpyxl's own save puts in."""
    written, settled = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        ExcelWriter(book, archive).write_data()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(settled, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            member.create_system, member.compress_type = 0, zipfile.ZIP_DEFLATED  # the same on every system
            new.writestr(member, old.read(name))
    return settled.getvalue()
