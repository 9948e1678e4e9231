"""How much memory a corpus takes: the peak of the resident set at several sizes, each in a process of its own, and how much of its first time a rerun takes.

    python tests/benchmarks/bench_memory.py [1000 10000 100000]

Articles of about 40 words are written to a Parquet file and read from it into Parquet files, a part at a time, as ``kit extract`` does.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

TOWNS = ("Norden", "Marsk", "Tolby", "Hald", "Skov", "Ebbe", "Lund", "Vest")
PIECE = 10_000


def article(n: int) -> str:
    """About 40 words, none of them the same as in the article before."""
    town = TOWNS[n % len(TOWNS)]
    return (
        f"The river at {town} rose by {n % 90 + 10} centimetres in the night to Monday. Police said that {n % 40 + 2} people were hurt in ward {n}. "
        f"“We had ten minutes,” a baker in street {n // 3} told the {town} Ledger, which counted {n % 300 + 3} people without a home."
    )


def write(path: Path, articles: int) -> None:
    schema = pa.schema({"article_id": pa.string(), "text": pa.string()})
    with parquet.ParquetWriter(path, schema) as file:
        for first in range(0, articles, PIECE):
            numbers = range(first, min(first + PIECE, articles))
            file.write_table(pa.Table.from_pandas(pd.DataFrame({"article_id": [f"a{n}" for n in numbers], "text": [article(n) for n in numbers]}), schema=schema))


def read(corpus: str, out: str) -> None:
    """In a process of its own: prints the seconds and the peak of its memory in megabytes."""
    from kit.extraction import parts

    start = time.monotonic()
    parts.extract_to(parts.read_corpus(corpus), out, total=parts.count(corpus))
    print(round(time.monotonic() - start, 1), round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def main(*sizes: str) -> None:
    for size in map(int, sizes or (1_000, 10_000, 100_000)):
        with tempfile.TemporaryDirectory() as folder:
            corpus, out = Path(folder) / "corpus.parquet", Path(folder) / "out"
            write(corpus, size)
            for run in ("first", "again"):
                told = subprocess.run([sys.executable, __file__, "--read", str(corpus), str(out)], check=True, capture_output=True, text=True).stdout.split()
                print(f"{size:>7,} articles, {run}: {told[0]} s, at most {told[1]} MB", flush=True)


if __name__ == "__main__":
    read(*sys.argv[2:]) if sys.argv[1:2] == ["--read"] else main(*sys.argv[1:])
