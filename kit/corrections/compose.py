"""The fields of records that speak of several rows, for ``record(log, **split(…), by=…)``.

Each function gives a dict; what is wrong with it, :func:`kit.corrections.record` says.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import pandas as pd

from kit import schema
from kit.corrections.anchors import selectors
from kit.corrections.log import Record, read_log, undone


def split(table: str, row: pd.Series, parts: Sequence[dict[str, Any]], article_text: str) -> dict[str, Any]:
    """One row into several: each of *parts* has ``start``, ``end`` and the fields that are not as in *row*.

    >>> row = pd.Series({"article_id": "flood", "start": 0, "end": 19, "text": "3 dead, 12 injured."}, name="flood:0-19")
    >>> parts = [{"start": 0, "end": 6, "measure": "killed"}, {"start": 8, "end": 18, "measure": "injured"}]
    >>> [part["text"] for part in split("figures", row, parts, row["text"])["to"]]
    ['3 dead', '12 injured']
    """
    to = [part | {"text": article_text[part["start"]:part["end"]]} for part in parts]
    return {"action": "split", **selectors(table, row, article_text), "to": to, "article_text": article_text}


def merge(table: str, rows: pd.DataFrame, article_text: str, **fields: Any) -> dict[str, Any]:
    """The *rows* of one article into one that reaches from the first's start to the last's end.

    *fields* (start and end too) are what is not as in the first of the rows.
    """
    start, end = int(fields.get("start", rows["start"].min())), int(fields.get("end", rows["end"].max()))
    to = fields | {"start": start, "end": end, "text": article_text[start:end]}
    parts = [selectors(table, row, article_text) for _, row in rows.iterrows()]
    article_id = parts[0]["article_id"]
    place = pd.Series({"article_id": article_id, "start": start, "end": end, "text": to["text"]}, name=f"{article_id}:{start}-{end}")
    from_ = [{key: part[key] for key in ("target", "position", "quote")} for part in parts]
    return {"action": "merge", **selectors(table, place, article_text), "from_": from_, "to": to, "article_text": article_text}


def resolve(
    mention: str, source_id: str | None, source_kind: str | None = None, *, article_id: str | None = None, target: str | None = None, **new: Any
) -> dict[str, Any]:
    """Who a mention is, for all claims that have it, in one article or (without *article_id*) in the case.

    *source_id* None: it is no source, the article itself speaks. *new* gives a new source's ``name``
    and, if known, its other columns of the registry. *target* is the claim at which this is said.

    >>> resolve("the mayor", "ada_brook", "government", name="Ada Brook")["to"]
    {'source_id': 'ada_brook', 'source_kind': 'government', 'name': 'Ada Brook'}
    """
    to = None if source_id is None else {"source_id": source_id, "source_kind": source_kind, **new}
    return {"action": "resolve", "table": "claims", "target": target, "article_id": article_id, "field": "source", "from_": mention, "to": to}


def attach(record_id: str, table: str, start: int, end: int, article_id: str, article_text: str, row_id: str | None = None) -> dict[str, Any]:
    """A new place for a record that lost its own: a row's, or for an added row the words that are meant."""
    row = pd.Series({"article_id": article_id, "start": start, "end": end, "text": article_text[start:end]}, name=row_id or f"{article_id}:{start}-{end}")
    return {"action": "attach", "from_": record_id, **selectors(table, row, article_text), "article_text": article_text}


def registry(sources: pd.DataFrame | None, log: str | os.PathLike | Sequence[Record]) -> pd.DataFrame:
    """The registry with the sources that people named in *log*; of two with one id, the one in *sources* counts, then the latest.

    Args:
        sources: a table with the columns of schema.SOURCES, or None.
        log: the file, or its records where they are read already.

    Returns:
        A table with these columns.
    """
    records = read_log(log).records if isinstance(log, (str, os.PathLike)) else log
    gone = undone(records)
    new = {}
    for entry in records:
        if entry.action == "resolve" and entry.id not in gone and entry.to and "name" in entry.to:
            new[entry.to["source_id"]] = {("kind" if name == "source_kind" else name): value for name, value in entry.to.items()}
    known = set() if sources is None else set(sources["source_id"])
    made = schema.build(schema.SOURCES, [row for source_id, row in new.items() if source_id not in known])
    return made if sources is None else pd.concat([sources, made], ignore_index=True) if len(made) else sources
