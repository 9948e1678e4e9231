"""The rows of an article during the replay: what was extracted, and what people have made of it so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from kit.corrections.anchors import Place, place_of
from kit.corrections.rules import FIXED, TABLES


class Extracted:
    """A table as it was extracted, with its rows by article."""

    def __init__(self, frame: pd.DataFrame):
        self.frame = frame
        self._cells = {name: frame[name].tolist() for name in frame.columns}
        self._at = {row_id: at for at, row_id in enumerate(frame.index)}
        self._ids: dict[str, list[str]] = defaultdict(list)
        self._places: dict[str, dict[str, Place]] = {}
        for row_id, article_id in zip(frame.index, self._cells["article_id"]):
            self._ids[article_id].append(row_id)

    def __contains__(self, row_id: str | None) -> bool:
        return row_id in self._at

    def value(self, row_id: str, column: str) -> Any:
        return plain(self._cells[column][self._at[row_id]]) if row_id in self._at else None

    def articles(self) -> Iterable[str]:
        return self._ids

    def places(self, article_id: str) -> dict[str, Place]:
        if article_id not in self._places:
            cells, rows = self._cells, [(row_id, self._at[row_id]) for row_id in self._ids.get(article_id, ())]
            spans = cells.get("spans")
            self._places[article_id] = {
                row_id: place_of(row_id, int(cells["start"][at]), int(cells["end"][at]), cells["text"][at], spans and spans[at])
                for row_id, at in rows
            }
        return dict(self._places[article_id])


class Rows:
    """One table's rows of one article: what was extracted, and what people made of it."""

    def __init__(self, table: str, extracted: Extracted, article_id: str):
        self.table, self.extracted = table, extracted
        self.places = extracted.places(article_id)
        self.changed: dict[str, dict[str, Any]] = defaultdict(dict)
        self.added: dict[str, dict[str, Any]] = {}
        #: When each row was added, to put them in order.
        self.order: dict[str, tuple] = {}
        self.corrected: set[str] = set()
        self.said: dict[str, str] = {}
        #: What was decided, by row and field, and by whom; and how particular a claim's source is.
        self.decided: dict[str, dict[str, str]] = defaultdict(dict)
        self.rank: dict[str, int] = {}
        #: What each reviewer has said of each row, see :func:`kit.corrections.readings`.
        self.readings: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)

    def __contains__(self, row_id: str) -> bool:
        return row_id in self.places

    def value(self, row_id: str, column: str) -> Any:
        if row_id in self.added:
            return self.added[row_id].get(column)
        changed = self.changed.get(row_id, {})
        return changed[column] if column in changed else self.extracted.value(row_id, column)

    def row(self, row_id: str) -> dict[str, Any]:
        return {column: self.value(row_id, column) for column in TABLES[self.table].columns}

    def set(self, row_id: str, values: Mapping[str, Any]) -> None:
        (self.added[row_id] if row_id in self.added else self.changed[row_id]).update(values)

    def put(self, row_id: str, row: dict[str, Any], given: Iterable[str], order: tuple) -> None:
        """Adds a row; if there is one at its place, what is *given* is set there."""
        if row_id in self:
            self.set(row_id, {name: row[name] for name in given if name not in FIXED})
            self.corrected.add(row_id)
        else:
            self.added[row_id], self.order[row_id] = row, order
            self.places[row_id] = place_of(row_id, row["start"], row["end"], row["text"], row.get("spans"))
        self.say(row_id, "corrected")

    def say(self, row_id: str, status: str) -> None:
        if "status" not in self.decided[row_id]:
            self.said[row_id] = status

    def status(self, row_id: str) -> str | None:
        """The status that people gave a row; None where they gave none."""
        last = self.said.get(row_id)
        if last is None or last == "rejected":
            return last
        return "added" if row_id in self.added else "corrected" if row_id in self.corrected else last

    def cells(self) -> dict[str, dict[str, Any]]:
        """What is other than extracted: row -> column -> value."""
        cells = {row_id: dict(values) for row_id, values in self.changed.items()}
        for row_id in self.said:
            if row_id not in self.added:
                cells.setdefault(row_id, {})["status"] = self.status(row_id)
        return cells


def plain(value: Any) -> Any:
    """A cell as the log writes it: None, text, number, ISO date or list."""
    if isinstance(value, (str, int)):
        return value
    if value is pd.NA:
        return None
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value
