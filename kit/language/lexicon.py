"""The word tables of the rules: CSV files beside the modules that read them, whose notes are lines that begin with "# "."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

#: Nouns for people, which several rooms read.
PEOPLE = Path(__file__).with_name("people.csv")


@cache
def rows(path: Path) -> tuple[dict[str, str], ...]:
    """The rows of the table at *path*, by the names of its columns, without its notes.

    >>> rows(PEOPLE)[0]["kind"] in {"person", "forces", "collective"}
    True
    """
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(line for line in lines if not line.startswith("# ")))
