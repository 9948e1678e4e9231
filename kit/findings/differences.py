"""Two versions of a file of the findings, compared so that a person sees what differs: by row and column, by sheet, by place in a tree, by line."""

from __future__ import annotations

import csv
import io
import json
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from kit.findings import workbook

#: Pictures may be drawn differently elsewhere; the numbers in them stand in the CSV file of the same name, which is compared.
PICTURES = (".png", ".svg")
_NOTHING = object()


class Difference(NamedTuple):
    """Something that is not as it lies in findings/: the file, the place in it, and both values; without a place, what is with the file as a whole."""

    file: str
    place: str
    before: str
    found: str = ""

    def __str__(self) -> str:
        return f"{self.file}, {self.place}: in the findings {self.before}, now {self.found}" if self.place else f"{self.file} {self.before}"


def of_files(name: str, before: Path, again: Path) -> list[Difference]:
    """What differs between a file of findings/ and the same file made again; pictures are not compared."""
    if name.endswith(PICTURES) or before.read_bytes() == again.read_bytes():
        return []
    if name.endswith(".xlsx"):
        return _of_workbooks(name, before, again)
    old, new = (path.read_bytes().decode("utf-8-sig", "replace") for path in (before, again))
    if name.endswith(".csv"):
        return _of_tables(name, "", *(list(csv.reader(io.StringIO(text, newline=""))) for text in (old, new)))
    if name.endswith(".jsonld"):
        return _of_trees(name, old, new)
    return _of_lines(name, old.splitlines(), new.splitlines())


def _of_workbooks(name: str, before: Path, again: Path) -> list[Difference]:
    try:
        old, new = workbook.read(before), workbook.read(again)
    except ValueError:
        return [Difference(name, "", "is no workbook")]
    found = []
    for sheet in dict.fromkeys([*old, *new]):
        if sheet in old and sheet in new:
            found += _of_tables(name, f"{sheet}: ", old[sheet], new[sheet])
        else:
            found.append(Difference(name, f"sheet {sheet}", *("there" if sheet in book else "not there" for book in (old, new))))
    return found


def _of_tables(name: str, where: str, old: list[list[str]], new: list[list[str]]) -> list[Difference]:
    """Rows are told by their first cell where that is an id, else by their number."""
    old, new = old or [[]], new or [[]]
    if old[0] != new[0]:
        gone, come = ([column for column in a if column not in b] for a, b in ((old[0], new[0]), (new[0], old[0])))
        return [Difference(name, f"{where}columns", *(", ".join(columns) or "the others" for columns in (gone, come)))]
    head = old[0]
    by_id = head[:1] and head[0].endswith("_id") and all(len({row[0] for row in rows[1:] if row}) == len(rows) - 1 for rows in (old, new))
    keyed_old, keyed_new = ({row[0] if by_id else f"row {k}": row for k, row in enumerate(rows[1:], 2)} for rows in (old, new))
    differences = []
    for key in [*keyed_old, *(key for key in keyed_new if key not in keyed_old)]:
        a, b = keyed_old.get(key), keyed_new.get(key)
        if a is None or b is None:
            differences.append(Difference(name, f"{where}{key}", *("(no such row)" if row is None else "a row" for row in (a, b))))
            continue
        cells = zip_longest(head, a, b, fillvalue="")
        differences += [Difference(name, f"{where}{key}, {column}", *_from_difference(x, y)) for column, x, y in cells if x != y]
    return differences


def _of_trees(name: str, old: str, new: str) -> list[Difference]:
    """The first place in the two trees that differs."""
    try:
        trees = json.loads(old), json.loads(new)
    except ValueError:
        return [Difference(name, "", "is no JSON")]
    found = _first_difference(*trees)
    if found is None:
        return []
    place, *leaves = found
    return [Difference(name, place, *("(nothing)" if leaf is _NOTHING else _short(json.dumps(leaf, ensure_ascii=False)) for leaf in leaves))]


def _first_difference(old: object, new: object, place: str = "$") -> tuple[str, object, object] | None:
    if isinstance(old, dict) and isinstance(new, dict):
        parts = ((f"{place}.{key}", old.get(key, _NOTHING), new.get(key, _NOTHING)) for key in dict.fromkeys([*old, *new]))
    elif isinstance(old, list) and isinstance(new, list):
        parts = ((f"{place}[{k}]", a, b) for k, (a, b) in enumerate(zip_longest(old, new, fillvalue=_NOTHING)))
    else:
        return None if old == new and type(old) is type(new) else (place, old, new)
    return next((found for below, a, b in parts if (found := _first_difference(a, b, below))), None)


def _of_lines(name: str, old: list[str], new: list[str]) -> list[Difference]:
    for number, (a, b) in enumerate(zip_longest(old, new, fillvalue="(end)"), 1):
        if a != b:
            return [Difference(name, f"line {number}", *_from_difference(a, b))]
    return []


def _from_difference(old: str, new: str) -> tuple[str, str]:
    """Both, shortened around the first character that differs.

    >>> _from_difference("a" * 90 + "one", "a" * 90 + "two")[0]
    '“…aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaone”'
    """
    at = next((k for k, (x, y) in enumerate(zip(old, new)) if x != y), min(len(old), len(new)))
    begin = at - 30 if max(len(old), len(new)) > 80 and at > 40 else 0
    return tuple(_short("…" * (begin > 0) + text[begin:]) for text in (old, new))


def _short(text: str) -> str:
    return f"“{text}”" if len(text) <= 80 else f"“{text[:77]}…”"
