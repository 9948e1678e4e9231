"""CSV files that people write: read with row numbers for the messages, written back byte for byte.

Spreadsheet programs save commas, semicolons or tabs, with or without a byte order mark, in UTF-8,
UTF-16 or the system's code page. All of these are read. What a person typed is never reformatted:
:func:`split` keeps every raw cell, so that a file can be completed without touching its other bytes.
"""

from __future__ import annotations

import codecs
import os
import re
import tempfile
from pathlib import Path
from typing import NamedTuple

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class SheetError(ValueError):
    """A CSV file that cannot be read at all."""


class Cell(NamedTuple):
    """One cell as it stands in the file: *raw* text, then *end*, the delimiter or line break (or "")."""

    raw: str
    end: str

    @property
    def value(self) -> str:
        raw = self.raw.strip()
        if len(raw) > 1 and raw[0] == raw[-1] == '"':
            raw = raw[1:-1].replace('""', '"')
        return raw.strip()


class Row(NamedTuple):
    """One row: its *number* as a spreadsheet shows it (the header is 1), its *values*, and whether
    it has *surplus* cells beyond the header's."""

    number: int
    values: dict[str, str]
    surplus: bool


class Sheet(NamedTuple):
    """A CSV file. *lines* are the raw cells of every row, header first; *bom* and *encoding* are the file's."""

    path: Path
    columns: list[str]
    rows: list[Row]
    lines: list[list[Cell]]
    delimiter: str
    encoding: str
    bom: bytes


def split(text: str, delimiter: str) -> list[list[Cell]]:
    """Splits *text* into rows of raw cells; joining them all gives *text* again.

    A quotation mark that is never closed is taken as a character: it spoils its own row, not the file.

    >>> [[cell.value for cell in line] for line in split('a,"b ""c"", d"\\n1,2', ",")]
    [['a', 'b "c", d'], ['1', '2']]
    """
    lines, line = [], []
    for match in _cell_pattern(delimiter).finditer(text):
        if match.start() == len(text) and not line:
            break
        line.append(Cell(match["raw"], match["end"]))
        if match["end"] != delimiter:
            lines.append(line)
            line = []
            if match.end() == len(text):
                break
    return lines


def _cell_pattern(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(
        rf'(?P<raw>[ ]*"(?:[^"]++|"")*+"[ ]*(?={mark}|[\r\n]|\Z)|[^{mark}\r\n]*)(?P<end>{mark}|\r\n|\n|\r|\Z)'
    )


def read(path: Path) -> Sheet:
    """Reads the CSV file at *path*. Column names are stripped and in lower case; empty rows are skipped.

    Raises:
        SheetError: the file cannot be opened, has no header or names a column twice.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SheetError(f"{path}: cannot be read ({error.strerror or error}). Check that it is a file you may open.") from None
    text, encoding, bom = _decode(data)
    header = text.lstrip("\r\n").splitlines()[:1]
    delimiter = max(",;\t", key=header[0].count) if header else ","
    lines = split(text, delimiter)
    filled = [(i, line) for i, line in enumerate(lines, 1) if any(cell.value for cell in line)]
    if not filled:
        raise SheetError(f"{path}: is empty. Write a header row, or delete the file.")
    columns = [cell.value.lower() for cell in filled[0][1]]
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        raise SheetError(f"{path}, row {filled[0][0]}: column {twice[0]!r} stands there twice. Keep one of them.")
    rows = [_row(i, line, columns) for i, line in filled[1:]]
    return Sheet(path, columns, rows, lines, delimiter, encoding, bom)


def _decode(data: bytes) -> tuple[str, str, bytes]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom):].decode(encoding, "replace"), encoding, bom
    try:
        return data.decode("utf-8"), "utf-8", b""
    except UnicodeDecodeError:
        # What spreadsheet programs write on Western systems; five bytes that it leaves open stay readable.
        return data.decode("cp1252", "replace"), "cp1252", b""


def _row(number: int, line: list[Cell], columns: list[str]) -> Row:
    values = [cell.value for cell in line]
    return Row(number, {name: values[i] if i < len(values) else "" for i, name in enumerate(columns) if name},
               len(values) > len(columns))


def quote(value: str, delimiter: str = ",") -> str:
    """Writes *value* as a cell, in quotation marks where it needs them.

    >>> quote('Fire, "worst in years"')
    '"Fire, ""worst in years""\"'
    """
    if any(mark in value for mark in (delimiter, '"', "\r", "\n")) or value != value.strip():
        return '"' + value.replace('"', '""') + '"'
    return value


def neutralise(value: str) -> str:
    """Puts an apostrophe before *value* if a spreadsheet would take it for a formula.

    >>> neutralise("=1+1.txt"), neutralise("fire.txt")
    ("'=1+1.txt", 'fire.txt')
    """
    return "'" + value if value.startswith(_FORMULA) else value


def restore(value: str) -> str:
    """What :func:`neutralise` was given.

    >>> restore("'=1+1.txt"), restore("'Twas")
    ('=1+1.txt', "'Twas")
    """
    return value[1:] if value.startswith("'") and value[1:].startswith(_FORMULA) else value


def write_atomically(path: Path, data: bytes) -> None:
    """Writes *data* beside *path*, then puts it in its place: a crash leaves the old file whole."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
