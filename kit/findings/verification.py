"""Run again, and say what is not the same."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import NamedTuple

from kit.case import Case, CaseError
from kit.findings.analysis import analyse
from kit.findings.export import write

#: Pictures may be drawn differently elsewhere; the numbers in them stand in the CSV file of the same name, which is compared.
_PICTURES = (".png", ".svg")


class Difference(NamedTuple):
    """Something that is not as committed: the file, the place in it, and both values."""

    file: str
    place: str
    committed: str
    found: str

    def __str__(self) -> str:
        return f"{self.file}, {self.place}: committed {self.committed}, now {self.found}"


def verify(case: Case, *, model: str | None = None, progress: bool = False) -> list[Difference]:
    """Reruns *case* and compares the outcome with its committed findings.

    Returns:
        Every input that changed and every line of every table that differs, the report included; empty if all is the same.

    Raises:
        CaseError: if there are no committed findings.
    """
    manifest = case.findings_path / "manifest.json"
    if not manifest.is_file():
        raise CaseError(f"{case.findings_path}: no findings to verify. Make them first: kit run {case.folder}")
    with tempfile.TemporaryDirectory() as aside:
        again = Path(aside)
        write(analyse(case, model=model, progress=progress), again, model=model)
        before, now = _read_manifest(manifest), _read_manifest(again / "manifest.json")
        differences = _of_settings(before, now)
        names = sorted({*before["findings"], *now["findings"]})
        for name in names:
            if not name.endswith(_PICTURES):
                differences += _of_files(name, case.findings_path / name, again / name)
    return differences


def verdict(case: Case, *, model: str | None = None, progress: bool = False) -> str:
    """What :func:`verify` finds, in lines: "same", every difference, or that there is nothing to compare with."""
    try:
        differences = verify(case, model=model, progress=progress)
    except CaseError as error:
        return str(error)
    return summary(differences)


def summary(differences: list[Difference], most: int = 5) -> str:
    """The differences in lines, at most so many of each file, then how many there are in each; "same" if there is none."""
    if not differences:
        return "same"
    lines: list[str] = []
    for name in dict.fromkeys(difference.file for difference in differences):
        of_file = [str(difference) for difference in differences if difference.file == name]
        lines += of_file[:most]
        if len(of_file) > most:
            lines.append(f"{name}: {len(of_file) - most} more")
    changed = [d.place for d in differences if d.file == "manifest.json"]
    lines.append(f"{len(differences)} difference{'s'[: len(differences) != 1]}" + (f"; what changed to cause them: {', '.join(changed)}" if changed else ""))
    return "\n".join(lines)


def _read_manifest(path: Path) -> dict:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        return manifest | {key: manifest[key] for key in ("inputs", "findings", "options", "model", "versions")}
    except (ValueError, KeyError, TypeError) as error:
        raise CaseError(f"{path}: is no manifest ({error}). Make the findings anew: kit run {path.parent.parent}") from None


def _of_settings(before: dict, now: dict) -> list[Difference]:
    flat_before, flat_now = _flat(before), _flat(now)
    return [
        Difference("manifest.json", key, flat_before.get(key, "(not there)"), flat_now.get(key, "(not there)"))
        for key in sorted({*flat_before, *flat_now})
        if not key.startswith("findings.") and flat_before.get(key) != flat_now.get(key)
    ]


def _flat(manifest: dict) -> dict[str, str]:
    flat = {"kit": str(manifest.get("kit"))}
    for key in ("versions", "model", "options", "inputs"):
        flat |= {f"{key}.{name}": str(value) for name, value in manifest[key].items()}
    return flat


def _of_files(name: str, committed: Path, again: Path) -> list[Difference]:
    if not committed.is_file() or not again.is_file():
        return [Difference(name, "file", *("there" if path.is_file() else "not there" for path in (committed, again)))]
    if name.endswith(".csv"):
        return _of_tables(name, _rows(committed), _rows(again))
    old, new = (path.read_text(encoding="utf-8").splitlines() for path in (committed, again))
    line = next((k for k, (a, b) in enumerate(zip(old, new)) if a != b), min(len(old), len(new)))
    return [] if old == new else [Difference(name, f"line {line + 1}", *(_short(lines[line] if line < len(lines) else "(end)") for lines in (old, new)))]


def _rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def _of_tables(name: str, old: list[list[str]], new: list[list[str]]) -> list[Difference]:
    """Rows are told by their first cell where that is an id, else by their number."""
    old, new = old or [[]], new or [[]]
    if old[0] != new[0]:
        gone, come = ([column for column in a if column not in b] for a, b in ((old[0], new[0]), (new[0], old[0])))
        return [Difference(name, "columns", *(", ".join(columns) or "the others" for columns in (gone, come)))]
    head = old[0]
    by_id = head[:1] and head[0].endswith("_id") and all(len({row[0] for row in rows[1:]}) == len(rows) - 1 for rows in (old, new))
    keyed_old, keyed_new = ({row[0] if by_id else f"row {k}": row for k, row in enumerate(rows[1:], 2)} for rows in (old, new))
    differences = []
    for key in [*keyed_old, *(key for key in keyed_new if key not in keyed_old)]:
        a, b = keyed_old.get(key), keyed_new.get(key)
        if a is None or b is None:
            differences.append(Difference(name, key, *("(no such row)" if row is None else "a row" for row in (a, b))))
            continue
        differences += [Difference(name, f"{key}, {column}", _short(x), _short(y)) for column, x, y in zip(head, a, b) if x != y]
    return differences


def _short(text: str) -> str:
    return f"“{text}”" if len(text) <= 80 else f"“{text[:77]}…”"
