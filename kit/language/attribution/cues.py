"""The cue table: which words introduce what somebody says, with what class and in which frames."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kit import schema, sheets
from kit.language import lexicon
from kit.language.parsing.plain import Token

_TABLE = Path(__file__).with_name("cues.csv")
COLUMNS = ("lemma", "pos", "cue_class", "frames", "prepositions")
PARTS_OF_SPEECH = ("verb", "noun", "adjective")
#: What each letter stands for is said at the head of cues.csv.
FRAMES = frozenset("cqoxan")


class CueWarning(UserWarning):
    """A row of a case's cues.csv that was left out."""


class Cue(NamedTuple):
    """A row of cues.csv; ``frames`` are the letters explained at its head."""

    lemma: str
    pos: str
    cue_class: str
    frames: frozenset[str]
    prepositions: frozenset[str]


@cache
def shipped() -> dict[tuple[str, str], Cue]:
    """The shipped table, by lemma and part of speech."""
    return {(row["lemma"], row["pos"]): _cue(row) for row in lexicon.rows(_TABLE)}


_lexicon: ContextVar[dict[tuple[str, str], Cue] | None] = ContextVar("lexicon", default=None)


@contextmanager
def extended(more: Iterable[Cue]) -> Iterator[None]:
    """Within the block the table has the cues *more* too; one of the same lemma and part of speech takes the place of the shipped one.

    >>> with extended([Cue("moot", "verb", "says", frozenset("c"), frozenset())]):
    ...     look_up("moot", "verb").cue_class
    'says'
    >>> look_up("moot", "verb") is None
    True
    """
    token = _lexicon.set(shipped() | {(cue.lemma, cue.pos): cue for cue in more})
    try:
        yield
    finally:
        _lexicon.reset(token)


def look_up(lemma: str, pos: str, particle: str = "") -> Cue | None:
    """The cue for a word; a verb with its particle ("rule out") comes before the bare verb.

    >>> look_up("warn", "verb").cue_class
    'warns'
    """
    table = _lexicon.get() or shipped()
    return (table.get((f"{lemma} {particle}", pos)) if particle else None) or table.get((lemma, pos))


def frames_of(verb: Token) -> frozenset[str]:
    """The frames of a verb, none where it is no cue: "c" in them, it reports clauses, "q" in them, it may quote."""
    cue = look_up(verb.lemma_.lower(), "verb")
    return cue.frames if cue is not None else frozenset()


def read_cues(path: str | os.PathLike[str]) -> list[Cue]:
    """The cues that a case adds: a CSV file with the columns lemma, pos, cue_class, frames, prepositions, as in kit/language/attribution/cues.csv.

    A row without frames and prepositions takes a word out of the table. A row that cannot be used is left out with a
    :class:`CueWarning` that names row, column and remedy. No file gives an empty list.

    Raises:
        ValueError: the file cannot be read, or a column is missing.
    """
    path = Path(path)
    if not path.exists():
        return []
    try:
        sheet = sheets.read(path)
    except sheets.SheetError as error:
        raise ValueError(str(error)) from None
    missing = [name for name in COLUMNS if name not in sheet.columns]
    if missing:
        raise ValueError(f"{path}: column {missing[0]!r} is missing. The header is: {','.join(COLUMNS)}")
    found = []
    for row in sheet.rows:
        values = {name: (row.values.get(name) or "").strip().lower() for name in COLUMNS}
        fault = _fault(values)
        if fault:
            warnings.warn(CueWarning(f"{path}, row {row.number}: {fault} The row is left out."), stacklevel=2)
        else:
            found.append(_cue(values))
    return found


def _cue(row: dict[str, str]) -> Cue:
    return Cue(row["lemma"], row["pos"], row["cue_class"], frozenset(row["frames"].split()), frozenset(row["prepositions"].split()))


def _fault(values: dict[str, str]) -> str | None:
    if not values["lemma"]:
        return "column lemma is empty. Write the word as a dictionary lists it."
    for column, allowed in (("pos", PARTS_OF_SPEECH), ("cue_class", schema.CUE_CLASSES)):
        if values[column] not in allowed:
            return f"column {column}: {values[column]!r} is unknown. Use {', '.join(allowed)}."
    unknown = sorted(set(values["frames"].split()) - FRAMES)
    return f"column frames: {unknown[0]!r} is unknown. Use {' '.join(sorted(FRAMES))}, with blanks between." if unknown else None
