"""The cells of a spreadsheet: what a value of a table becomes in it, in CSV and in XLSX alike."""

from __future__ import annotations

import csv
import datetime
import io

import pandas as pd

from kit import sheets


def as_csv(table: pd.DataFrame) -> bytes:
    """A table as a CSV file that a spreadsheet opens rightly and safely.

    UTF-8 with a byte order mark, which spreadsheets need; a cell that would start a formula has an apostrophe before it.

    >>> as_csv(pd.DataFrame({"note": ["=1+1"]})).decode("utf-8-sig")
    "note\\n'=1+1\\n"
    """
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows(table))
    return b"\xef\xbb\xbf" + file.getvalue().encode("utf-8")


def rows(table: pd.DataFrame) -> list[list[object]]:
    """The header and the rows of a table, each value as :func:`cell` makes it; an index with a name is the first column."""
    shown = whole(table)
    return [list(shown.columns), *([cell(value) for value in row] for row in shown.itertuples(index=False, name=None))]


def whole(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its index, where that has a name, as the first column."""
    return table.reset_index() if table.index.name else table


def cell(value: object) -> object:
    """A value as text, number, truth or date; None where it is missing.

    >>> cell(((0, 5), (9, 12))), cell(pd.Timestamp("2021-03-01")), cell("@home"), cell(pd.NA)
    ('0-5|9-12', datetime.date(2021, 3, 1), "'@home", None)
    """
    if isinstance(value, tuple):
        return "|".join(f"{start}-{end}" for start, end in value)
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    if isinstance(value, str):
        # A bare carriage return would begin a row, and csv does not put it in quotation marks.
        return sheets.neutralise(value.replace("\r\n", "\n").replace("\r", "\n"))
    return value if isinstance(value, (bool, int, float, datetime.date)) else value.item()
