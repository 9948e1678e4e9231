"""What was found in an article, kept so that the next run need not read it again.

An SQLite file with a row for each article as it was read. A row whose digest does not fit its content counts as none, a file that is no such store is
made anew, and where no file can be kept (a folder that cannot be written to, a full disk) the run goes on without one. It can be deleted at any time.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

import kit

_TABLE = "CREATE TABLE IF NOT EXISTS readings (key BLOB PRIMARY KEY, rules TEXT, digest BLOB, found BLOB)"
#: What a reading rests on: these parts of the kit, and the libraries that parse.
_RULES, _NO_RULES = ("schema.py", "language", "sources", "extraction"), ("language/model/", "language/recipe/")
_PARSING = ("spacy", "thinc")
_DATES = ("said_on", "as_of")
#: Seconds to wait while another run writes.
_PATIENCE = 10.0


@cache
def rules() -> str:
    """The version of the rules: a sha256 over the sources and tables of the kit that a reading rests on, and the versions of the libraries that parse."""
    package = Path(kit.__file__).parent
    paths = (path for name in _RULES for path in [package / name, *(package / name).rglob("*")] if path.suffix in {".py", ".csv"})
    digest = hashlib.sha256(" ".join(version(name) for name in _PARSING).encode("utf-8"))
    for name in sorted(path.relative_to(package).as_posix() for path in paths):
        if not name.startswith(_NO_RULES):
            digest.update(name.encode("utf-8") + b"\0" + hashlib.sha256((package / name).read_bytes()).digest())
    return digest.hexdigest()


def key(*parts: object) -> bytes:
    """The sha256 over *parts*, which JSON can say.

    >>> key("a", "b") == key("ab", "")
    False
    """
    return hashlib.sha256(json.dumps(parts).encode("ascii")).digest()


class Store:
    """The store at *path*, made where it is not there; None keeps nothing. Use it in a ``with``."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.connection: sqlite3.Connection | None = None

    def __enter__(self) -> Store:
        if self.path is not None:
            with contextlib.suppress(OSError):
                self.path.parent.mkdir(parents=True, exist_ok=True)
                ignored = self.path.with_name(".gitignore")
                if not ignored.exists():
                    ignored.write_text("*\n", encoding="utf-8")
            self._open()
        return self

    def __exit__(self, *_) -> None:
        if self.connection is not None:
            self.connection.close()

    def find(self, keys: Iterable[bytes]) -> dict[bytes, tuple[list[dict], list[dict]]]:
        """Claims and figures by key, as far as they are there."""
        asked = list(keys)
        marks = ",".join("?" * len(asked))
        rows = self._ask(f"SELECT key, digest, found FROM readings WHERE key IN ({marks}) AND typeof(found) = 'blob'", asked)
        return {bytes(row_key): _unpacked(found) for row_key, digest, found in rows if digest == _digest(row_key, found)}

    def keep(self, found: dict[bytes, tuple[list[dict], list[dict]]]) -> None:
        """Keeps claims and figures, by key."""
        packed = {row_key: _packed(rows) for row_key, rows in found.items()}
        for row_key, data in packed.items():
            self._ask("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?)", (row_key, rules(), _digest(row_key, data), data))
        self._ask("COMMIT")

    def _open(self) -> None:
        try:
            self.connection = sqlite3.connect(self.path, timeout=_PATIENCE)
        except sqlite3.Error:
            self.connection = None  # the folder cannot be written to, and holds no store
            return
        # A store that a loss of power spoils is found out and made anew, so nothing waits for the disk.
        for statement in ("PRAGMA synchronous = OFF", _TABLE):
            self._ask(statement)
        if self._ask("SELECT 1 FROM readings WHERE rules != ? LIMIT 1", (rules(),)):
            self._ask("DELETE FROM readings WHERE rules != ?", (rules(),))  # they will not be asked for again
            self._ask("COMMIT")

    def _ask(self, statement: str, values: Iterable = ()) -> list[tuple]:
        if self.connection is None:
            return []
        try:
            return self.connection.execute(statement, values).fetchall()
        except sqlite3.OperationalError:  # locked, full, read-only: this once without it
            return []
        except sqlite3.DatabaseError:  # no store, or a spoilt one
            self.connection.close()
            self.connection = None
            with contextlib.suppress(OSError):
                self.path.unlink()
                self._open()
            return []


def _digest(row_key: bytes, data: bytes) -> bytes:
    return hashlib.sha256(row_key + data).digest()


def _packed(found: tuple[list[dict], list[dict]]) -> bytes:
    return zlib.compress(json.dumps(found, default=dt.date.isoformat).encode("ascii"), 1)


def _unpacked(data: bytes) -> tuple[list[dict], list[dict]]:
    claims, figures = json.loads(zlib.decompress(data))
    for claim in claims:
        claim["spans"] = tuple(tuple(span) for span in claim["spans"])
    for row in (*claims, *figures):
        row |= {name: dt.date.fromisoformat(row[name]) for name in _DATES if row.get(name)}
    return claims, figures
