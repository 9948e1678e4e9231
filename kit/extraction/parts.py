"""A corpus of any size in, its claims and figures out: Parquet files, a part at a time, so that no more than a part is ever held."""

from __future__ import annotations

import hashlib
import io
import sqlite3
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from contextlib import closing, contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.json
from pyarrow import dataset
from tqdm import tqdm

from kit import sheets
from kit.extraction.stream import Settings, key, version
from kit.extraction.tables import arrow_schemas, gathered, identified, rows

#: Articles of which the claims stand in one file.
PART = 1000
_TABLES = ("claims", "figures")
_FORMATS = {".parquet": "parquet", ".jsonl": "json", ".ndjson": "json", ".csv": "csv"}
#: Bytes of a JSONL or CSV file that are looked at together; no line may be longer.
_BLOCK = 1 << 25


def read_corpus(path: str | Path, part: int = PART) -> Iterator[pd.DataFrame]:
    """Reads a table of articles *part* rows at a time.

    Args:
        path: a .parquet, .jsonl or .csv file, or a folder of Parquet files, with the columns ``text``, ``article_id`` (without it the number of the
            row is the id) and, if it is known, ``published`` (a date).

    Raises:
        ValueError: if the file is of another kind, damaged, or has no text.
        OSError: if it is not there.
    """
    with _opened(path) as source:
        columns = [name for name in ("article_id", "text", "published") if name in source.schema.names]
        # One piece ahead: the reading of articles takes longer than that of the file.
        pieces = source.to_batches(columns=columns, batch_size=part, batch_readahead=1, fragment_readahead=1)
        first = 0
        for table in _of_equal_size(pieces, part):
            frame = table.to_pandas()
            frame.index = pd.Index(frame.pop("article_id").astype(str) if "article_id" in columns else map(str, range(first, first + len(frame))), name="article_id")
            if "published" in columns:
                frame["published"] = pd.to_datetime(frame["published"], errors="coerce", utc=True).dt.tz_localize(None)
            first += len(frame)
            yield frame


def count(path: str | Path) -> int:
    """How many articles :func:`read_corpus` will give, with its errors. A Parquet file says so; the others are gone through, which takes a small part of the time that reading the articles does."""
    with _opened(path) as source:
        return source.scanner(columns=["text"], batch_readahead=1, fragment_readahead=1).count_rows()


@contextmanager
def _opened(path: str | Path) -> Iterator[dataset.Dataset]:
    path = Path(path)
    kind = "parquet" if path.is_dir() else _FORMATS.get(path.suffix.lower())
    if kind is None:
        raise ValueError(f"{path}: is no corpus. Give a {', '.join(_FORMATS)} file, or a folder of Parquet files.")
    try:
        source = dataset.dataset(path, format=_format(kind))
        if "text" not in source.schema.names:
            raise ValueError(f"it has no column text, but {', '.join(source.schema.names)}")
        yield source
    except (pa.ArrowInvalid, pa.ArrowTypeError, ValueError) as error:
        raise ValueError(f"{path}: cannot be read as a corpus: {error}") from None


def extract_to(
    articles: Iterable[pd.DataFrame],
    folder: str | Path,
    sources: pd.DataFrame | None = None,
    *,
    workers: int | Executor = 1,
    progress: bool = False,
    total: int | None = None,
    **options,
) -> None:
    """Extracts the claims and figures of many tables of articles, and writes a part of each for every one.

    ``claims/`` and ``figures/`` in *folder* hold the parts in order, with the columns of :data:`kit.schema.CLAIMS` and :data:`kit.schema.FIGURES`, and
    open as one table each: ``pandas.read_parquet(folder / "claims")``, or with Dask, DuckDB, Polars …; ``spans`` are lists there. A part that
    is there already, made of the same articles in the same way, is not made again, so that a run that was stopped goes on; parts of
    other runs are removed at the end.

    Args:
        articles: tables as :func:`kit.extract` takes them, or :func:`read_corpus` gives; no article id may occur twice in all of them.
        sources, workers, options: as in :func:`kit.extract`.
        progress: whether to draw a bar on standard error; total: of how many articles.

    Raises:
        ValueError: as :func:`kit.extract`, and where an article id occurs in two parts, with the numbers of both articles.
        OSError: if *folder* cannot be written to.
    """
    folder = Path(folder)
    for name in _TABLES:
        (folder / name).mkdir(parents=True, exist_ok=True)
    made = set()
    settings, schemas = Settings(sources, **options), arrow_schemas()
    # A database without a name lies in a temporary file, not in memory, and goes when it is closed.
    with tqdm(total=total, desc="Reading articles", unit="article", disable=not progress) as bar, closing(sqlite3.connect("")) as seen:
        seen.execute("CREATE TABLE ids (id TEXT PRIMARY KEY, place INTEGER) WITHOUT ROWID")
        first = 1
        for number, table in enumerate(articles):
            table = identified(table, settings.convention)
            _check_new(seen, table.index.astype(str), first)
            first += len(table)
            name = f"part-{number:06}-{_digest(table, settings)}.parquet"
            made.add(name)
            if all((folder / kind / name).is_file() for kind in _TABLES):
                if progress:
                    bar.initial += len(table)  # done before: the time that is left goes by what is done now
                bar.update(len(table))
                continue
            for kind, found in zip(_TABLES, gathered(table, settings, bar, workers=workers), strict=True):
                sheets.write_atomically(folder / kind / name, _as_parquet(found, schemas[kind]))
    for path in (path for kind in _TABLES for path in (folder / kind).glob("part-??????-????????????????.parquet")):
        if path.name not in made:
            path.unlink()


def _check_new(seen: sqlite3.Connection, ids: pd.Index, first: int) -> None:
    """Notes the *ids* of articles number *first* and following; raises a ValueError if one was noted before."""
    placed = list(zip(ids, range(first, first + len(ids)), strict=True))
    if seen.executemany("INSERT OR IGNORE INTO ids VALUES (?, ?)", placed).rowcount == len(placed):
        return
    for article_id, place in placed:
        [before] = seen.execute("SELECT place FROM ids WHERE id = ?", (article_id,)).fetchone()
        if before != place:
            raise ValueError(f"article id {article_id!r} occurs more than once: articles {before:,} and {place:,} of the corpus have it; give each article its own id")


def _digest(table: pd.DataFrame, settings: Settings) -> str:
    how = version(settings)
    return hashlib.sha256(b"".join(key(how, article) for article in rows(table))).hexdigest()[:16]


def _as_parquet(found: pd.DataFrame, told: pa.Schema) -> bytes:
    file = io.BytesIO()
    found.to_parquet(file, schema=told)
    return file.getvalue()


def _format(kind: str) -> dataset.FileFormat:
    if kind == "json":
        return dataset.JsonFileFormat(read_options=pa.json.ReadOptions(block_size=_BLOCK))
    if kind == "csv":
        return dataset.CsvFileFormat(parse_options=pa.csv.ParseOptions(newlines_in_values=True), read_options=pa.csv.ReadOptions(block_size=_BLOCK))
    return dataset.ParquetFileFormat()


def _of_equal_size(pieces: Iterable[pa.RecordBatch], size: int) -> Iterator[pa.Table]:
    waiting: list[pa.RecordBatch] = []
    for piece in pieces:
        while sum(map(len, waiting)) + len(piece) >= size:
            missing = size - sum(map(len, waiting))
            yield pa.Table.from_batches([*waiting, piece[:missing]])
            waiting, piece = [], piece[missing:]
        if len(piece):
            waiting.append(piece)
    if waiting:
        yield pa.Table.from_batches(waiting)
