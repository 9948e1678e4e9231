"""manifest.json: what went into the findings and what came out, each by its sha256."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import platform
from importlib.metadata import version
from pathlib import Path

import nbformat

import kit
from kit import comparison
from kit.articles.manifest import inside
from kit.case import Case, CaseError, is_article
from kit.findings.analysis import Analysis
from kit.findings.quotes import Quotes
from kit.language import pipeline

NAME = "manifest.json"
#: Libraries whose version can change a finding or a byte of it.
_DECIDING = ("spacy", "pandas", "numpy", "matplotlib", "pillow", "networkx", "ftfy", "openpyxl", "nbconvert")
_SECTIONS = ("inputs", "options", "model", "versions", "findings")


def as_manifest(
    found: Analysis, files: dict[str, bytes], notebooks: dict[str, str], left_out: list[str], quotes: Quotes | None, model: str | None
) -> dict:
    """What went into *files* and what they are.

    Args:
        files: the findings by their name, without the manifest.
        notebooks: of each notebook that was executed the fingerprint, or what went wrong.
        left_out: charts that could not be shared.
        quotes: the bounds of what is quoted, or None where the text is whole.

    Returns:
        ``kit`` (its version), ``versions`` of what it stands on, ``knowledge`` (the kit's tables of words, the readings of vague ones among
        them), ``model``, ``options`` (those of case.toml, policies and conventions included, and the tolerances of the comparison), ``text``,
        ``notebooks``, ``inputs`` and ``findings``.
    """
    nlp = pipeline.load(model)
    package = Path(kit.__file__).parent
    text = {"whole": True}
    if quotes is not None:
        text = {"whole": False, "words_around_a_figure": quotes.most, "words_without_one": quotes.least, "charts_left_out": left_out}
    return {
        "kit": kit.__version__,
        "versions": {"python": platform.python_version(), **{name: version(name) for name in _DECIDING}},
        "knowledge": {path.relative_to(package).as_posix(): _sha256(path.read_bytes()) for path in sorted(package.rglob("*.csv"))},
        "model": {"name": f"{nlp.meta['lang']}_{nlp.meta['name']}", "version": nlp.meta["version"], "sha256": pipeline.model_sha256(nlp)},
        "options": {**dataclasses.asdict(found.case.options), "tolerance": comparison.TOLERANCE, "ratio": comparison.RATIO},
        "text": text,
        "notebooks": notebooks,
        "inputs": _inputs(found.case),
        "findings": {name: _sha256(data) for name, data in sorted(files.items())},
    }


def as_bytes(manifest: dict) -> bytes:
    return (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def read(path: Path) -> dict:
    """A manifest, checked as far as it is used.

    Raises:
        CaseError: if the file is none.
    """
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        wrong = [name for name in _SECTIONS if not isinstance(manifest[name], dict)]
        if wrong:
            raise TypeError(f"{wrong[0]} is no table of names and values")
        return {"text": {"whole": True}, "notebooks": {}, "knowledge": {}, **manifest}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CaseError(f"{path}: is no manifest ({error}). Make the findings anew: kit run {path.parent.parent}") from None


def of_notebook(path: Path) -> str:
    """The fingerprint of what a notebook asks, whatever it last answered."""
    cells = [(cell.cell_type, cell.source) for cell in nbformat.read(path, as_version=4).cells]
    return _sha256(json.dumps(cells).encode("utf-8"))


def is_as_written(path: Path, sha256: str) -> bool:
    return path.is_file() and _sha256(path.read_bytes()) == sha256


def _inputs(case: Case) -> dict[str, str]:
    """Everything in the case that is read: its tables, its log, and its articles, those included that could not be made out."""
    paths = [*case.own_files, *(path for path in case.files() if is_article(path) and inside(path, case.articles_dir))]
    names = {path.relative_to(case.folder).as_posix(): path for path in paths if path.is_file()}
    return {name: _sha256(names[name].read_bytes()) for name in sorted(names)}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
