"""The cue table: which words introduce what somebody says, with what class and in which frames."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

_TABLE = Path(__file__).with_name("cues.csv")


class Cue(NamedTuple):
    """A row of cues.csv; ``frames`` are the letters explained at its head."""

    lemma: str
    pos: str
    cue_class: str
    frames: frozenset[str]
    prepositions: frozenset[str]


def read(path: Path) -> Iterable[Cue]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            yield Cue(
                row["lemma"], row["pos"], row["cue_class"],
                frozenset(row["frames"].split()), frozenset(row["prepositions"].split()),
            )


@cache
def lexicon() -> dict[tuple[str, str], Cue]:
    """The shipped table, by lemma and part of speech."""
    return {(cue.lemma, cue.pos): cue for cue in read(_TABLE)}


def look_up(lemma: str, pos: str, particle: str = "") -> Cue | None:
    """The cue for a word; a verb with its particle ("rule out") comes before the bare verb.

    >>> look_up("warn", "verb").cue_class
    'warns'
    """
    table = lexicon()
    return (table.get((f"{lemma} {particle}", pos)) if particle else None) or table.get((lemma, pos))
