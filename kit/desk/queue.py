"""The rows that a person goes through, the least certain first, and the table that shows them."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd
import traitlets
from anywidget import AnyWidget

from kit.desk.files import CSS, script

_TO_CHECK = ("table", "row_id", "article_id", "start", "text", "source_id", "measure", "confidence", "status")


def to_check(claims: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """The claims and figures that nobody has checked yet, the least certain first.

    Returns:
        ``table`` · ``row_id`` · ``article_id`` · ``start`` · ``text`` · ``source_id`` · ``measure`` ·
        ``confidence`` · ``status``; a row without confidence comes before all others.
    """
    rows = all_rows(claims, figures)
    return rows.loc[rows["status"] == "extracted", list(_TO_CHECK)].reset_index(drop=True)


def all_rows(claims: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Both tables as one, the least certain first: the columns of :func:`to_check` and ``counted``."""
    parts = [
        claims.assign(table="claims", measure=pd.NA, counted=pd.NA, row_id=claims.index),
        figures.assign(table="figures", source_id=claims["source_id"].reindex(figures["claim_id"]).array, row_id=figures.index),
    ]
    names = [*_TO_CHECK, "counted"]
    rows = pd.concat([part[names].astype("object") for part in parts], ignore_index=True)
    types = {name: "string" for name in names} | {"start": "Int64", "confidence": "Float64"}
    order = ["confidence", "article_id", "start", "table", "row_id"]
    return rows.astype(types).sort_values(order, na_position="first", ignore_index=True)


def key(table: str, row_id: str) -> str:
    """What the screen knows a row by.

    >>> key("figures", "flood:4-7")
    'figures flood:4-7'
    """
    return f"{table} {row_id}"


class Queue(AnyWidget):
    """The table of rows; what has changed is sent, never the whole again.

    ``hand`` is the key of the row in hand, ``next`` that of the row below it as the person sees the
    table, ``counts`` what stands above it; ``contradicting`` are keys of rows, once they were asked for.
    """

    _esm = script("queue")
    _css = CSS
    #: Never set: whoever asks for it gets the rows as they are now.
    rows = traitlets.Any().tag(sync=True, to_json=lambda _, queue: list(queue.lines.values()))
    hand = traitlets.Unicode("").tag(sync=True)
    next = traitlets.Unicode("").tag(sync=True)
    counts = traitlets.Dict().tag(sync=True)
    contradicting = traitlets.Any(None, allow_none=True).tag(sync=True)

    def __init__(self):
        self.lines: dict[str, list] = {}
        self._names: dict[str, set[str]] = {}
        super().__init__()

    def renew(self, claims: pd.DataFrame, figures: pd.DataFrame, articles: Collection[str], levels: dict[str, int], lost: list[list]) -> None:
        """Takes the *claims* and *figures* of some *articles* as they stand now and sends the lines that have changed.

        *levels* says how far each row is checked (1 by one person, 2 by more, 3 by some who disagree),
        *lost* are the lines of all records that find no row.
        """
        first = not self.lines
        lines = _lines("claims", claims, claims["source_id"], levels) | _lines("figures", figures, claims["source_id"], levels)
        before = {name for article_id in articles for name in self._names.pop(article_id, ())} | {name for name in self.lines if name.startswith("lost ")}
        for name, line in lines.items():
            self._names.setdefault(line[4], set()).add(name)
        lines |= {line[0]: line for line in lost}
        gone = sorted(before - lines.keys())
        lines = {name: line for name, line in lines.items() if self.lines.get(name) != line}
        for name in gone:
            del self.lines[name]
        self.lines |= lines
        if first:  # no screen listens to messages yet
            self.send_state("rows")
        elif lines or gone:
            self.send({"rows": list(lines.values()), "gone": gone})


def _lines(table: str, rows: pd.DataFrame, speakers: pd.Series, levels: dict[str, int]) -> dict[str, list]:
    """The rows as the browser takes them, by their keys: key, text, counted, source, article, start, measure, confidence, status, level."""
    sources = rows["source_id"] if table == "claims" else speakers.reindex(rows["claim_id"])
    columns = [rows["text"], rows.get("counted"), sources, rows["article_id"], rows["start"], rows.get("measure"), rows["confidence"], rows["status"]]
    cells = ([None] * len(rows) if column is None else [None if value is pd.NA else value for value in column.tolist()] for column in columns)
    names = [key(table, row_id) for row_id in rows.index]
    return {name: [name, *row, levels.get(name, 0)] for name, *row in zip(names, *cells)}
