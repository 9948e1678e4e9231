"""Tables of articles: CSV (comma, semicolon or tab), JSONL and Parquet files with a column of text, an article a row.

Which column is which stands in ``columns.csv``: names as Media Cloud, GDELT, news-please and others export them. Which were taken is said.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from kit.articles import pages
from kit.articles.files import FileError, decode
from kit.articles.pieces import FACTS, Piece, as_bytes, day, fact, mail_day, name_inside, undated

#: Characters in a line of a CSV file, bytes in one of a JSONL file, rows in a table, and characters in a cell that are read.
MAX_LINE, MAX_ROWS, MAX_CELL = 10_000_000, 200_000, 2_000_000
#: Tables above this size are refused.
MAX_TABLE = 500 * 1024 * 1024


class Entry(NamedTuple):
    """A row: its *number* as a spreadsheet shows it, its *values* by column, its own bytes; *fault* says why there is none."""

    number: int
    values: dict[str, object]
    data: bytes
    fault: str = ""


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    with Path(__file__).with_name("columns.csv").open(encoding="utf-8", newline="") as file:
        return {row["column"]: row["fact"] for row in csv.DictReader(file)}


def mapping(columns: list[str]) -> dict[str, str]:
    """Which of *columns* gives which fact, ``text`` and ``id`` among them; of several, the one that stands first in columns.csv.

    >>> mapping(["stories_id", "Title", "media_name", "body", "theme"])
    {'text': 'body', 'id': 'stories_id', 'title': 'Title', 'outlet': 'media_name'}
    """
    found: dict[str, str] = {}
    by_name = {str(column).strip().casefold().replace(" ", "_"): column for column in reversed(columns)}
    for name, known in _known().items():
        if name in by_name:
            found.setdefault(known, by_name[name])
    return found


def read(path: Path) -> Iterator[Piece]:
    """The articles of a table, and first of all a note on its columns.

    Raises:
        FileError: it is no table, too large, or has no column of text.
    """
    places: dict[str, str] | None = None
    keys: set[str] = set()
    for entry in entries(path):
        if entry.fault:
            yield Piece("", notes=(entry.fault,), key=f"row {entry.number}")
            continue
        if places is None or places.get("text") not in entry.values:
            now = mapping(list(entry.values))
            if places is None and "text" not in now:
                raise FileError(_no_text(list(entry.values), now))
            if places is None:
                yield Piece("", notes=(_shown(now, list(entry.values)),), key="")
            places = now
        yield _piece(entry, places, keys)


def _no_text(columns: list[str], places: dict[str, str]) -> str:
    names = ", ".join(repr(str(column)[:40]) for column in columns[:8]) + (" …" if len(columns) > 8 else "")
    follow = f" Its column {places['url']!r} holds addresses: kit add CASE FILE --follow fetches them." if "url" in places else ""
    return f"has no column of text, only {names}. Name the column with the articles 'text'.{follow}"


def _shown(places: dict[str, str], columns: list[str]) -> str:
    taken = ", ".join(f"{known} from {column!r}" for known, column in places.items())
    others = [repr(str(column)[:40]) for column in columns if column not in places.values()]
    unused = f"; not used: {', '.join(others[:8])}{' …' if len(others) > 8 else ''}" if others else ""
    return f"is read as a table: {taken}{unused}. Rename a column if that is wrong."


def stated(values: dict[str, object], places: dict[str, str], where: str) -> tuple[dict[str, tuple[object, str]], list[str]]:
    """The facts that *values* state at their *places* (fact to name), each with *where* and the name, and what is wrong with them."""
    facts: dict[str, tuple[object, str]] = {}
    notes = []
    for name in FACTS:
        value = _plain(_at(values, places, name))
        if value is None or value != value or not str(value).strip() or str(value).strip().casefold() in ("unknown", "none", "nan", "null"):
            continue
        if name in ("published", "retrieved"):
            found = day(value) or mail_day(str(value))
            if found is None:
                notes.append(f"{where} {places[name]}: {undated(value)}")
            value = found
        fact(facts, name, value if name in ("published", "retrieved") else str(value), f"{where} {places[name]}")
    return facts, notes


def _piece(entry: Entry, places: dict[str, str], keys: set[str]) -> Piece:
    facts, notes = stated(entry.values, places, "column")
    text = _at(entry.values, places, "text")
    if isinstance(text, str) and len(text) > MAX_CELL:
        notes.append(f"has a text of more than {MAX_CELL:,} characters; what is beyond is left out.")
    text = pages.text_of(text[:MAX_CELL]) if isinstance(text, str) else ""
    if not text.strip():
        notes = ["holds no text."]
    key = name_inside(_at(entry.values, places, "id"), f"row {entry.number}", keys)
    title = str(facts["title"][0]) if "title" in facts and text.strip() else ""
    return Piece(pages.headed(text, title) if title else text, facts, tuple(notes), key, entry.data, paged=False)


def _at(values: dict[str, object], places: dict[str, str], name: str) -> object:
    """What *values* have of a fact; a column without a name, as pandas writes its index, is none of them."""
    return values.get(places[name]) if name in places else None


def _plain(value: object) -> object:
    """A value as one: of several all, of a thing with a name that."""
    if isinstance(value, (list, tuple)):
        return "; ".join(str(_plain(item)) for item in value if not isinstance(item, (list, tuple)))
    return value.get("name") if isinstance(value, dict) else value


def entries(path: Path) -> Iterator[Entry]:
    """The rows of the table at *path*, each with its own bytes: the line or lines of a CSV or JSONL file, the values of a Parquet row as JSON.

    Raises:
        FileError: it cannot be read as a table.
    """
    if path.stat().st_size > MAX_TABLE:
        raise FileError(f"is larger than {MAX_TABLE // 2**20} MB. Split the table.")
    kind = path.suffix.lower()
    rows = _parquet(path) if kind == ".parquet" else _jsonl(path) if kind in (".jsonl", ".ndjson") else _csv(path)
    for count, entry in enumerate(rows):
        if count >= MAX_ROWS:
            raise FileError(f"has more than {MAX_ROWS:,} rows. Split the table.")
        yield entry


def _jsonl(path: Path) -> Iterator[Entry]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MAX_LINE + 1):
            number += 1
            if len(line) > MAX_LINE:
                yield Entry(number, {}, b"", f"is longer than {MAX_LINE // 10**6} MB, which no article is.")
                while line and not line.endswith(b"\n"):
                    line = file.readline(MAX_LINE)
                continue
            data = line.strip().removeprefix(b"\xef\xbb\xbf")
            if not data:
                continue
            try:
                values = json.loads(data)
            except (ValueError, RecursionError):
                values = None
            if isinstance(values, dict):
                yield Entry(number, values, data)
            else:
                yield Entry(number, {}, b"", "is no JSON object. Each line holds one article as {…}.")


def _parquet(path: Path) -> Iterator[Entry]:
    from pyarrow import ArrowException, parquet, types

    try:
        schema = parquet.read_schema(path)
        names = schema.names
        wanted = [name for name in names if name in mapping(names).values()] or names[:20]
        # Kept as a dictionary, a long text that is repeated in every row is there once; lists cannot be.
        texts = [field.name for field in schema if field.name in wanted and types.is_string(field.type)]
        with parquet.ParquetFile(path, read_dictionary=texts) as table:
            if sum(table.metadata.row_group(i).total_byte_size for i in range(table.num_row_groups)) > 2 * MAX_TABLE:
                raise FileError(f"unpacks to more than {2 * MAX_TABLE // 2**20} MB. Split the table.")
            number = 0
            for batch in table.iter_batches(batch_size=1000, columns=wanted):
                for i in range(batch.num_rows):
                    number += 1
                    values = {name: column[i].as_py() for name, column in zip(batch.schema.names, batch.columns)}
                    yield Entry(number, values, as_bytes(values))
    except (ArrowException, OSError, UnicodeDecodeError) as error:
        raise FileError(f"is no Parquet file that can be read ({str(error).splitlines()[0][:120]}). Export it again.") from None


class _Lines:
    """The lines of a text one by one, and those that were taken since last asked."""

    def __init__(self, text: str):
        self.file, self.taken = io.StringIO(text, newline=""), []

    def __iter__(self):
        return self

    def __next__(self) -> str:
        line = self.file.readline(MAX_LINE + 1)
        if not line:
            raise StopIteration
        if len(line) > MAX_LINE:
            raise FileError(f"has a line of more than {MAX_LINE:,} characters, which no article is. Export the table again, or split that line.")
        self.taken.append(line)
        return line


def _csv(path: Path) -> Iterator[Entry]:
    text = decode(path.read_bytes()).text.removeprefix("\ufeff")
    first = text.lstrip("\r\n")[:100_000].partition("\n")[0]
    lines = _Lines(text)
    before = csv.field_size_limit(MAX_CELL)
    try:
        rows = csv.reader(lines, delimiter=max(",;\t", key=first.count))
        columns: list[str] = []
        for number, cells in enumerate(_checked(rows), 1):
            data = "".join(lines.taken).rstrip("\r\n").encode("utf-8", "surrogatepass")
            lines.taken.clear()
            if not any(cell.strip() for cell in cells):
                continue
            if not columns:
                columns = [cell.strip() for cell in cells]
            elif len(cells) > len(columns):
                yield Entry(number, {}, b"", "has more cells than there are columns. Put text that holds the separator in quotation marks.")
            else:
                yield Entry(number, dict(zip(columns, cells)), data)
    finally:
        csv.field_size_limit(before)


def _checked(rows) -> Iterator[list[str]]:
    try:
        yield from rows
    except csv.Error:
        raise FileError(
            f"line {rows.line_num}: a cell has more than {MAX_CELL:,} characters: a quotation mark before it is never closed. Close it, or export the table again."
        ) from None
