"""Extraction on a Dask cluster, whichever: on this machine, over SSH, on Kubernetes.

Each worker needs the kit in the same version, and reads best with one thread (``nthreads=1``): the parser holds Python's lock.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pandas as pd

from kit import schema
from kit.extraction import store, stream, tables

if TYPE_CHECKING:
    import dask.dataframe as dd


def extract(articles: dd.DataFrame, sources: pd.DataFrame | None, **options) -> tuple[dd.DataFrame, dd.DataFrame]:
    """What :func:`kit.extract` returns, for a Dask DataFrame: two of the same columns and types, partition by partition, which nothing has read yet.

    An article that cannot be read is warned of where the tables are asked for, as with pandas. They are stored with
    ``claims.to_parquet(folder, schema=kit.extraction.arrow_schemas()["claims"])``, since Dask cannot tell of what kind ``spans`` are. Both rest on one pass: ``dask.compute(claims, figures)`` or ``dask.persist(claims, figures)`` reads each article once, the one after the other twice.
    """
    tables.check_columns(articles)
    none = pd.DataFrame({"found": pd.Series(dtype=object)})
    both = articles.map_partitions(_both, store.rules(), sources, options, meta=none, clear_divisions=True)
    empty = (schema.build(table, []) for table in (schema.CLAIMS, schema.FIGURES))
    claims, figures = (both.map_partitions(_one_of, which, meta=meta, clear_divisions=True) for which, meta in enumerate(empty))
    return claims, figures


def _both(articles: pd.DataFrame, rules: str, sources: pd.DataFrame | None, options: dict) -> pd.DataFrame:
    """Both tables of a partition, in a cell."""
    stream.check_rules(rules)
    return pd.DataFrame({"found": pd.Series([tables.extract(articles, sources, **options)], dtype=object)})


def _one_of(both: pd.DataFrame, which: int) -> pd.DataFrame:
    return both["found"].iloc[0][which]


@contextmanager
def executor(address: str) -> Iterator[Executor]:
    """The workers of a running cluster, as :func:`kit.extract` takes them.

    Args:
        address: of the scheduler ("tcp://10.0.0.1:8786").

    Raises:
        ValueError: if Dask is not installed.
        OSError: if nobody answers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ValueError("a cluster needs Dask, which is not installed. Install it: pip install 'claimkit[dask]'") from None
    with Client(address, set_as_default=False) as client:
        yield client.get_executor()
