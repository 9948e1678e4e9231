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


def together(*parts: pd.Series | str) -> pd.Series:
    """Columns of text, and words between them, one after the other in each row; missing where a part is."""
    text = pc.binary_join_element_wise(*(part if isinstance(part, str) else _arrow(part) for part in parts), "")
    return pd.Series(pd.array(text, dtype="string"))


def places(column: pd.Series) -> np.ndarray:
    """The place of each value among the sorted distinct ones; missing is last."""
    codes, values = pd.factorize(column, sort=True)
    return np.where(codes < 0, len(values), codes)


def ranks(first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Both ends of many intervals as small whole numbers in the same order, so that they sort together with a group's number."""
    _, inverse = np.unique(np.concatenate([first, last]), return_inverse=True)
    return inverse[: len(first)], inverse[len(first) :]


def row_of(index: pd.Index, ids: pd.Series) -> np.ndarray:
    """Where each id stands in *index*, -1 where it does not."""
    return index.get_indexer(pd.Index(ids))


def joined(table: pd.DataFrame, key: str, column: str, distinct: str, between: str, most: int | None = None) -> pd.Series:
    """For each *key*, its values of *column* in order, of rows that are alike in *distinct* the first; of more than *most* the first and how many more.

    >>> table = pd.DataFrame({"at": [1, 2, 1, 1, 1], "word": ["a", "b", "c", "a", "d"]}).astype({"word": "string"})
    >>> joined(table, "at", "word", "word", ", ", most=2).tolist()
    ['a, c and 1 more', 'b']
    """
    rows = table[list(dict.fromkeys([key, column, distinct]))].drop_duplicates([key, distinct])
    codes, keys = pd.factorize(rows[key])
    many = np.bincount(codes, minlength=len(keys))
    most = most or len(rows)
    order = np.argsort(codes, kind="stable")
    place = np.arange(len(rows)) - np.repeat(np.cumsum(many) - many, many)
    values = _arrow(rows[column].take(order[place < most]))
    lists = pa.ListArray.from_arrays(pa.array(np.append(0, np.cumsum(np.minimum(many, most))), type=pa.int32()), values)
    text = pd.Series(pd.array(pc.binary_join(lists, between), dtype="string"), index=keys)
    return text.where(many <= most, text + " and " + pd.array(many - most, dtype="Int64").astype("string") + " more")


def _arrow(column: pd.Series) -> pa.Array:
    """The texts in one piece."""
    texts = pa.array(column)
    return (texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts).cast(pa.string())
