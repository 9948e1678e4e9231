"""The rows that a person goes through, the least certain first, and how the list words them."""

from __future__ import annotations

import pandas as pd

_TO_CHECK = ("table", "row_id", "article_id", "start", "text", "source_id", "measure", "confidence", "status")
#: The list's columns and their widths in characters; a list box has no columns but those of a typewriter.
#: The article comes last: in a narrow window the end of a line is cut, and the excerpt below names it anyway.
COLUMNS = {"Kind": 6, "What": 40, "Source": 18, "Confidence": 10, "State": 8, "Article": 24}
#: Ordinary spaces in a row are drawn as one.
_SPACE = "\N{NO-BREAK SPACE}"
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
    speakers = claims["source_id"].reindex(figures["claim_id"]).array
    parts = [
        claims.assign(table="claims", measure=pd.NA, counted=pd.NA, row_id=claims.index),
        figures.assign(table="figures", source_id=speakers, row_id=figures.index),
    ]
    names = [*_TO_CHECK, "counted"]
    rows = pd.concat([part[names].astype("object") for part in parts], ignore_index=True)
    types = {name: "string" for name in names} | {"start": "Int64", "confidence": "Float64"}
    order = ["confidence", "article_id", "start", "table", "row_id"]
    return rows.astype(types).sort_values(order, na_position="first", ignore_index=True)


def heading(states: bool = False) -> str:
    """The line above the list: its columns' names, each as wide as its column; with *states* that of what is checked."""
    return _line(COLUMNS, states).rstrip(_SPACE)


def label(row, states: bool = False) -> str:
    """A row of :func:`all_rows` as a line of the list.

    >>> from types import SimpleNamespace
    >>> row = {"table": "figures", "text": "about 30", "counted": "sailors", "measure": "rescued", "source_id": "mayor"}
    >>> row = SimpleNamespace(**row, article_id="flood", confidence=0.9, status="extracted")
    >>> label(row).split()
    ['figure', '“about', '30”', 'sailors', '·', 'rescued', 'mayor', '90%', 'flood']
    """
    sure = "–" if pd.isna(row.confidence) else f"{row.confidence:.0%}"
    source = "–" if pd.isna(row.source_id) else row.source_id
    return _line((row.table[:-1], _what(row), source, sure, STATES[row.status], row.article_id), states)


def _what(row) -> str:
    if row.table == "claims":
        return f"“{row.text}”"
    counted = "" if pd.isna(row.counted) else row.counted
    measure = row.measure.replace("_", " ")
    words = f"“{row.text}” {counted}".strip()
    return words if counted == measure else f"{words} · {measure}"


def _line(cells, states: bool) -> str:
    shown = [(cell, COLUMNS[name]) for name, cell in zip(COLUMNS, cells) if states or name != "State"]
    return (_SPACE * 2).join(_fitted(cell, width) for cell, width in shown)


def _fitted(words: str, width: int) -> str:
    words = " ".join(words.split())
    words = words if len(words) <= width else words[: width - 1] + "…"
    return words.replace(" ", _SPACE).ljust(width, _SPACE)
