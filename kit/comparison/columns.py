"""Whole columns at once: what the steps of the comparison do to tables of any length."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def each(column: pd.Series, function: Callable[[object], str | None]) -> pd.Series:
    """The string that *function* makes of each value, asked once for each distinct one; missing stays missing.

    >>> each(pd.Series(["b", None, "b"], dtype="string"), str.upper).fillna("–").tolist()
    ['B', '–', 'B']
    """
    codes, values = pd.factorize(column)
    made = pd.array([*map(function, values), pd.NA], dtype="string")
    return pd.Series(made[codes], index=column.index)  # -1, the code of what is missing, is the last


def order_by(table: pd.DataFrame, names: list[str]) -> np.ndarray:
    """The places of the rows in the order of several columns, text by its letters' code points; of equal rows the earlier is first, missing is last."""
    columns = pa.table({name: pa.array(table[name]) for name in names})
    return pc.sort_indices(columns, sort_keys=[(name, "ascending") for name in names]).to_numpy()


def row_of(index: pd.Index, ids: pd.Series) -> np.ndarray:
    """Where each id stands in *index*, -1 where it does not."""
    return index.get_indexer(pd.Index(ids))


def joined(table: pd.DataFrame, key: str, column: str, distinct: str, between: str, most: int | None = None) -> dict:
    """For each *key*, its values of *column* in order, of rows that are alike in *distinct* the first; of more than *most* the first and how many more."""
    rows = table[[key, column, distinct]] if column != distinct else table[[key, column]]
    rows = rows.drop_duplicates([key, distinct])
    found: dict[object, list[str]] = {}
    for name, value in zip(rows[key].tolist(), rows[column].tolist()):
        found.setdefault(name, []).append(value)
    most = most or len(rows)
    return {name: between.join(values[:most]) + (f" and {len(values) - most} more" if len(values) > most else "") for name, values in found.items()}
