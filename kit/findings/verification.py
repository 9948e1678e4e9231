"""Run again, and say what is not the same."""

from __future__ import annotations

import tempfile
import warnings
from dataclasses import replace
from pathlib import Path

from kit.case import Case, CaseError
from kit.findings import manifest, placing
from kit.findings.analysis import analyse
from kit.findings.differences import Difference, of_files
from kit.findings.export import FindingsWarning, write

#: What goes into the findings; of the rest of the manifest a change alone is no difference.
_CAUSES, _CIRCUMSTANCES = ("inputs", "options", "model", "text", "notebooks"), ("versions", "knowledge")
_CALLED = {"model": "the model", "text": "how much of the articles is quoted"}
_IN_MANIFEST = "manifest.json"
_EDITED, _MISSING, _EXTRA = "was changed after the run that wrote it", "is missing", "is there, though no run has written it"


def verify(
    case: Case, folder: Path | None = None, *, model: str | None = None, notebooks: bool = False, progress: bool = False
) -> list[Difference]:
    """Reruns *case*, nothing kept of earlier runs, and compares the outcome with its findings, with or without the articles' text as these are.

    Args:
        case: from :func:`kit.open_case`.
        folder: where the findings lie, if not in the case's ``findings/``.
        model, progress: as in :func:`kit.findings.analyse`.
        notebooks: whether the notebooks are executed too, where the findings have them; without, only their bytes are checked against the manifest.

    Returns:
        Every input, option or model that changed; then by file every row and column, place in a tree or line that differs, and every file that is
        missing, that no run has written, or that was changed since; at last, if there is any of these, other versions of libraries and
        of the kit's own tables. Empty if all is the same. Pictures, which may be drawn differently elsewhere, are checked against the manifest
        alone: the numbers in them are compared.

    Raises:
        CaseError: if there are no findings, or a run that was cut off left a mixture that cannot be put back.
    """
    folder = case.findings_path if folder is None else Path(folder)
    placing.settle(folder)
    if not (folder / manifest.NAME).is_file():
        raise CaseError(f"{folder}: no findings to verify. Make them first: kit run {case.folder}")
    before = manifest.read(folder / manifest.NAME)
    case = replace(case, cached=False)
    with tempfile.TemporaryDirectory() as aside, warnings.catch_warnings():
        warnings.simplefilter("ignore", FindingsWarning)  # what could not be made is a difference
        notebooks = notebooks and bool(before["notebooks"])
        whole = bool(before["text"].get("whole", True))
        write(analyse(case, model=model, progress=progress), Path(aside), model=model, text=whole, notebooks=notebooks)
        again = manifest.read(Path(aside, manifest.NAME))
        files = _of_folder(folder, before["findings"], Path(aside), again["findings"], notebooks)
    sections = [name for name in _CAUSES if notebooks or name != "notebooks"]
    causes = _of_settings(before, again, sections)
    return causes + files + (_of_settings(before, again, _CIRCUMSTANCES) if causes or files else [])


def verdict(case: Case, *, model: str | None = None, progress: bool = False) -> str:
    """What :func:`verify` finds, in lines: "same", every difference, or that there is nothing to compare with."""
    try:
        differences = verify(case, model=model, progress=progress)
    except CaseError as error:
        return str(error)
    return summary(differences)


def summary(differences: list[Difference], most: int = 5) -> str:
    """The differences in lines, "same" if there is none: what changed to cause them and what to do, then at most so many of each file, then how many there are.

    >>> print(summary([Difference("manifest.json", "inputs.corrections.jsonl", "(not there)", "ab12")]))
    corrections.jsonl changed since the findings were made: make them anew (kit run), then verify.
    manifest.json, inputs.corrections.jsonl: in the findings (not there), now ab12
    1 difference
    """
    if not differences:
        return "same"
    causes = [_named(difference) for difference in differences if difference.file == _IN_MANIFEST and _section(difference) in _CAUSES]
    lines = [f"{', '.join(dict.fromkeys(causes))} changed since the findings were made: make them anew (kit run), then verify."] if causes else []
    for name in dict.fromkeys(difference.file for difference in differences):
        of_file = [str(difference) for difference in differences if difference.file == name]
        lines += of_file[:most]
        if len(of_file) > most:
            lines.append(f"{name}: {len(of_file) - most} more")
    lines.append(f"{len(differences)} difference{'s'[: len(differences) != 1]}")
    return "\n".join(lines)


def _named(difference: Difference) -> str:
    """What changed, as whoever changed it knows it: a file by its name, an option as such."""
    section, _, name = difference.place.partition(".")
    return name if section in ("inputs", "notebooks") else f"the option {name}" if section == "options" else _CALLED[section]


def _section(difference: Difference) -> str:
    return difference.place.partition(".")[0]


def _of_settings(before: dict, now: dict, sections) -> list[Difference]:
    found = []
    for section in sections:
        old, new = before[section], now[section]
        found += [
            Difference(_IN_MANIFEST, f"{section}.{name}", *(str(some.get(name, "(not there)")) for some in (old, new)))
            for name in sorted({*old, *new})
            if old.get(name) != new.get(name)
        ]
    return found


def _of_folder(folder: Path, before: dict[str, str], aside: Path, now: dict[str, str], notebooks: bool) -> list[Difference]:
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    there = {name for name in there if not any(part.startswith(".") for part in name.split("/"))}
    found = []
    for name in sorted({*before, *now, *there} - {manifest.NAME}):
        unasked = name.startswith("notebooks/") and not notebooks
        if name not in there:
            found += [Difference(name, "", _MISSING)]
        elif name not in before and name not in now:
            found += [Difference(name, "", _EXTRA)]
        elif name not in now and not unasked:
            found += [Difference(name, "", "is no longer made")]
        else:
            if name in before and not manifest.is_as_written(folder / name, before[name]):
                found += [Difference(name, "", _EDITED)]
            found += of_files(name, folder / name, aside / name) if name in now else []
    return found
