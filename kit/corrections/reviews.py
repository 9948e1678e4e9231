"""Several reviewers, and the machine: who has checked what, how far they agree, how far it was right.

All these functions take what :func:`kit.corrections.follow` returns; :func:`score` takes a case too. What a reviewer has said of a
row is the row as they left it: the fields that they set or accepted, and the rest as it stood then.
It need not be independent of what others had said before.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import krippendorff
import numpy as np
import pandas as pd

from kit.case import Case
from kit.corrections.cases import follow_case
from kit.corrections.replay import Following
from kit.corrections.rules import REVIEWED

#: Fields that are numbers: alpha's ratio level, since 3 and 6 lie further apart than 1,003 and 1,006. All others are nominal.
NUMBERS = ("value", "low", "high")


class _Row(NamedTuple):
    """A row that somebody has said something of: reviewer -> field -> value, and the fields that are decided."""

    table: str
    row_id: str
    article_id: str
    readings: dict[str, dict[str, Any]]
    decided: frozenset[str]

    def differing(self) -> list[str]:
        """The fields of which reviewers say different things; only whether it is a row at all, where they differ on that."""
        readings = list(self.readings.values())
        if len({reading["status"] for reading in readings}) > 1:
            return ["status"]
        if len(readings) < 2 or readings[0]["status"] == "rejected":
            return []
        return [field for field in REVIEWED[self.table] if any(reading[field] != readings[0][field] for reading in readings[1:])]


def _rows(followed: Following) -> Iterator[_Row]:
    for article_id in sorted(followed.articles, key=str):
        for name, rows in followed.articles[article_id].tables.items():
            for row_id in sorted({*rows.readings, *rows.decided}):
                decided = frozenset(rows.decided.get(row_id, ()))
                if row_id in rows and (rows.readings.get(row_id) or decided):
                    yield _Row(name, row_id, article_id, rows.readings.get(row_id, {}), decided)


def checked(followed: Following) -> pd.DataFrame:
    """Which rows one reviewer has checked, and on which two agree.

    Returns:
        One row for each claim and figure: ``table`` · ``row_id`` · ``article_id`` · ``status`` ·
        ``reviewers`` ("Ana|Ben", string, <NA> for none) · ``checked`` (bool: one person at least) ·
        ``agreed`` (bool: two at least, all of the same values) · ``disputed`` (bool: of different
        values, and nothing decided yet) · ``decided`` (bool).
    """
    frames = {"claims": followed.claims, "figures": followed.figures}
    columns = {"table": np.repeat(list(frames), [len(frame) for frame in frames.values()])}
    columns |= {name: np.concatenate([frame[name].to_numpy(object) for frame in frames.values()]) for name in ("article_id", "status")}
    columns["row_id"] = np.concatenate([frame.index.to_numpy(object) for frame in frames.values()])
    columns["reviewers"] = np.full(len(columns["row_id"]), None, object)
    columns["checked"] = columns["status"] != "extracted"
    columns |= {name: np.zeros(len(columns["row_id"]), bool) for name in ("agreed", "disputed", "decided")}
    at = {key: number for number, key in enumerate(zip(columns["table"], columns["row_id"]))}
    for row in _rows(followed):
        number, differing = at[row.table, row.row_id], row.differing()
        columns["reviewers"][number] = "|".join(sorted(row.readings)) or None
        columns["checked"][number], columns["decided"][number] = True, bool(row.decided)
        columns["agreed"][number] = len(row.readings) > 1 and not differing
        columns["disputed"][number] = not row.decided.issuperset(differing)
    flags = ("checked", "agreed", "disputed", "decided")
    table = pd.DataFrame(columns)[["table", "row_id", "article_id", "status", "reviewers", *flags]]
    return table.astype({name: "bool" if name in flags else "string" for name in table.columns})


def agreement(followed: Following) -> pd.DataFrame:
    """How far reviewers agree, field by field, over the rows that two or more have checked.

    Returns:
        ``table`` · ``field`` ("status": whether it is a claim or figure at all) · ``rows`` (Int64) ·
        ``reviewers`` (Int64) · ``same`` (Float64: the share of rows of which all say the same) ·
        ``alpha`` (Float64: Krippendorff's, <NA> where all values are one and the same) · ``level``
        (string: nominal; ratio for numbers, where an open bound is left out of alpha, not of same).
    """
    rows = [row for row in _rows(followed) if len(row.readings) > 1]
    found = []
    for table, fields in REVIEWED.items():
        for field in ("status", *fields):
            units = []
            for row in rows:
                kept = {by: reading for by, reading in row.readings.items() if field == "status" or reading["status"] == "kept"}
                if row.table == table and len(kept) > 1:
                    units.append({by: reading[field] for by, reading in kept.items()})
            level = "ratio" if field in NUMBERS else "nominal"
            same = np.mean([len(set(unit.values())) == 1 for unit in units]) if units else None
            people = {by for unit in units for by in unit}
            found.append((table, field, len(units), len(people), same, _alpha(units, sorted(people), level), level))
    columns = ["table", "field", "rows", "reviewers", "same", "alpha", "level"]
    types = {"rows": "Int64", "reviewers": "Int64", "same": "Float64", "alpha": "Float64"}
    return pd.DataFrame(found, columns=columns).astype({name: types.get(name, "string") for name in columns})


def _alpha(units: list[dict[str, Any]], people: list[str], level: str) -> float | None:
    """Krippendorff's alpha of reviewer -> value, None where it is not defined."""
    if level == "nominal":
        codes = {value: number for number, value in enumerate(sorted({value for unit in units for value in unit.values()}, key=repr))}
        units = [{by: codes[value] for by, value in unit.items()} for unit in units]
    data = np.array([[np.nan if unit.get(by) is None else float(unit[by]) for unit in units] for by in people], dtype=float)
    paired = data[:, (~np.isnan(data)).sum(axis=0) > 1] if data.size else data
    if len(np.unique(paired[~np.isnan(paired)])) < 2:
        return None
    return float(krippendorff.alpha(reliability_data=paired, level_of_measurement=level))


def disagreements(followed: Following) -> pd.DataFrame:
    """What reviewers say differently and nobody has decided: the queue of who settles it.

    Settle a field with ``action="decide"``, or ``field="status"`` and to "accepted" or "rejected".

    Returns:
        One row for each row, field and reviewer: ``table`` · ``row_id`` · ``article_id`` · ``text`` ·
        ``field`` · ``by`` · ``value`` (string; "kept" or "rejected" for status) · ``stands`` (string:
        what the corrected table has now).
    """
    found = []
    for row in _rows(followed):
        frame = getattr(followed, row.table)
        for field in row.differing():
            if field in row.decided:
                continue
            stands = frame.at[row.row_id, field]
            for by in sorted(row.readings):
                value = row.readings[by][field]
                found.append((row.table, row.row_id, row.article_id, frame.at[row.row_id, "text"], field, by, _text(value), _text(stands)))
    columns = ["table", "row_id", "article_id", "text", "field", "by", "value", "stands"]
    return pd.DataFrame(found, columns=columns, dtype="string")


def _text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value.date()) if isinstance(value, pd.Timestamp) else str(value)


def score(followed: Following | Case) -> pd.DataFrame:
    """How far the extraction was right, by what people decided.

    Rows that nobody has checked count neither as right nor as wrong.

    Returns:
        ``table`` · ``what`` (precision, recall, or a field) · ``right`` · ``of`` (Int64) · ``share``
        (Float64, <NA> where nothing is checked) · ``rests_on`` (string: what this rests on, in a sentence).
    """
    followed = follow_case(followed) if isinstance(followed, Case) else followed
    found = []
    for table, fields in REVIEWED.items():
        extracted, now = followed.extracted(table), getattr(followed, table)
        status = now["status"].reindex(extracted.index)
        kept = status.index[status.isin(["accepted", "corrected"])]
        wrong, missed = int((status == "rejected").sum()), int((now["status"] == "added").sum())
        n = len(kept) + wrong
        found.append((table, "precision", len(kept), n,
                      f"of the {n} extracted {table} that people checked, {wrong} were rejected; {len(extracted) - n} are not checked and not counted, and "
                      "the desk shows the least certain first, so those still unchecked are likely better"))
        found.append((table, "recall", len(kept), len(kept) + missed,
                      f"people added {missed} {table}; what nobody noticed is not counted, so the true recall is lower"))
        for field in fields:
            same = (extracted.loc[kept, field] == now.loc[kept, field]).fillna(False) | (extracted.loc[kept, field].isna() & now.loc[kept, field].isna())
            found.append((table, field, int(same.sum()), len(kept), f"of the {len(kept)} {table} that people checked and kept"))
    columns = ["table", "what", "right", "of", "rests_on"]
    scores = pd.DataFrame(found, columns=columns).astype({name: "Int64" if name in ("right", "of") else "string" for name in columns})
    share = (scores["right"] / scores["of"].where(scores["of"] > 0)).astype("Float64")
    scores.insert(4, "share", share)
    return scores
