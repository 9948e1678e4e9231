"""The rows that a person goes through, the least certain first, and the table that shows them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import traitlets
from anywidget import AnyWidget

from kit.desk.files import CSS, script

_TO_CHECK = ("table", "row_id", "article_id", "start", "text", "source_id", "measure", "confidence", "status")
#: What a row of the table on the screen is made of; a change of one of these is sent.
_SHOWN = {"claims": ["source_id", "status"], "figures": ["claim_id", "measure", "counted", "status"]}
#: What a reader calls the statuses.
STATES = {"extracted": "to check", "accepted": "accepted", "corrected": "changed", "added": "added", "rejected": "rejected"}


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

    def __init__(self, claims: pd.DataFrame, figures: pd.DataFrame):
        self._claims, self._figures, self._levels = claims, figures, {}
        self.lines = _lines("claims", claims, claims["source_id"], {}) | _lines("figures", figures, claims["source_id"], {})
        super().__init__()

    def renew(self, claims: pd.DataFrame, figures: pd.DataFrame, levels: dict[str, int], lost: list[list]) -> None:
        """Takes the tables as they stand now and sends the lines that have changed.

        *levels* says how far each row is checked (1 by one person, 2 by more, 3 by some who disagree),
        *lost* are the lines of the records that find no row.
        """
        said, counted = _changed("claims", self._claims, claims), _changed("figures", self._figures, figures)
        relevelled = {name.partition(" ")[2] for name in levels.keys() | self._levels.keys() if levels.get(name) != self._levels.get(name)}
        gone = [key("claims", row) for row in self._claims.index.difference(claims.index)]
        gone += [key("figures", row) for row in self._figures.index.difference(figures.index)]
        counts_too = figures.index.isin(counted) | figures.index.isin(relevelled) | figures["claim_id"].isin(said).to_numpy(dtype=bool)
        says_too = claims.index.isin(said) | claims.index.isin(relevelled)
        lines = _lines("claims", claims[says_too], claims["source_id"], levels) | _lines("figures", figures[counts_too], claims["source_id"], levels)
        lines |= {line[0]: line + [0] for line in lost}
        gone += [name for name in self.lines if name.startswith("lost ") and name not in lines]
        self._claims, self._figures, self._levels = claims, figures, levels
        lines = {name: line for name, line in lines.items() if self.lines.get(name) != line}
        for name in gone:
            self.lines.pop(name, None)
        self.lines |= lines
        if lines or gone:
            self.send({"rows": list(lines.values()), "gone": gone})


def _changed(table: str, old: pd.DataFrame, new: pd.DataFrame) -> pd.Index:
    """The ids of the rows that are new or that the screen shows otherwise now."""
    if old is new:
        return new.index[:0]
    if not old.index.equals(new.index):
        both = new.index.intersection(old.index)
        return new.index.difference(old.index).union(_changed(table, old.loc[both], new.loc[both]))
    differs = pd.Series(False, index=new.index)
    for name in _SHOWN[table]:
        differs |= (old[name].fillna("") != new[name].fillna("")).to_numpy(dtype=bool)
    return new.index[differs]


def _lines(table: str, rows: pd.DataFrame, speakers: pd.Series, levels: dict[str, int]) -> dict[str, list]:
    """The rows as the browser takes them, by their keys: key, text, counted, source, article, start, measure, confidence, status, level."""
    sources = rows["source_id"] if table == "claims" else speakers.reindex(rows["claim_id"])
    columns = [rows["text"], rows.get("counted"), sources, rows["article_id"], rows["start"], rows.get("measure"), rows["confidence"], rows["status"]]
    cells = ([None] * len(rows) if column is None else [None if value is pd.NA else value for value in column.tolist()] for column in columns)
    names = [key(table, row_id) for row_id in rows.index]
    return {name: [name, *row, levels.get(name, 0)] for name, *row in zip(names, *cells)}
