"""The files of findings/: tables, charts, report and the manifest that binds them to their inputs."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tempfile
from importlib.metadata import version
from pathlib import Path

import pandas as pd

import kit
from kit import charts, comparison, sheets, sources
from kit import tables as presentation
from kit.findings.analysis import Analysis, in_question
from kit.findings.report import report
from kit.language import pipeline

#: Libraries whose version can change a finding.
_DECIDING = ("spacy", "pandas", "numpy", "matplotlib", "ftfy")


def tables(found: Analysis) -> dict[str, pd.DataFrame]:
    """Every table of the findings by its name, without the articles' full text."""
    figures, claims, registry, articles = found.figures, found.claims, found.sources, found.articles
    return {
        "articles": articles.drop(columns=["text", "furniture"]),
        "claims": claims,
        "figures": figures,
        "statements": comparison.statements(figures, claims, registry, articles=articles),
        "drift": comparison.drift(figures, claims, registry, articles=articles),
        "contradictions": comparison.contradictions(figures, claims, registry, articles=articles),
        "not_compared": comparison.not_compared(figures, claims, registry, articles=articles),
        "totals": comparison.totals(figures, claims, registry, articles=articles),
        "origins": comparison.origins(figures, claims, registry),
        "attributions": presentation.attributions(claims, registry, figures=figures),
        "unnamed": presentation.unnamed(claims, figures, registry),
        "unresolved": sources.unresolved(claims),
        "problems": found.problems,
        "notices": found.notices,
    }


def write(found: Analysis, folder: Path | None = None, *, model: str | None = None) -> Path:
    """Writes the findings of a case into its ``findings/`` or into *folder*; each file is replaced whole, the manifest last.

    CSV files are UTF-8 with a byte order mark, which spreadsheets need; a cell that would start a formula has an apostrophe before it.

    Returns:
        The path of ``report.html``.
    """
    folder = found.case.findings_path if folder is None else Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    made, drawn = tables(found), _charts(found)
    written: dict[str, bytes] = {f"{name}.csv": as_csv(table) for name, table in made.items()}
    for name, chart in drawn.items():
        with tempfile.TemporaryDirectory() as aside:
            for kind in ("png", "svg"):
                chart.save(Path(aside, f"{name}.{kind}"))
                written[f"{name}.{kind}"] = Path(aside, f"{name}.{kind}").read_bytes()
        written[f"{name}.csv"] = as_csv(chart.values)
    written["report.html"] = report(found, made, drawn).encode("utf-8")
    for name in sorted(written):
        sheets.write_atomically(folder / name, written[name])
    sheets.write_atomically(folder / "manifest.json", _manifest(found, written, model))
    return folder / "report.html"


def _charts(found: Analysis) -> dict[str, charts.Chart]:
    arguments = {"sources": found.sources, "articles": found.articles}
    figures = in_question(found.figures, found.case)
    return {
        "chart_figures_by_source": charts.figures_by_source(figures, found.claims, **arguments),
        "chart_wordings": charts.wordings(figures, found.claims, **arguments),
    }


def as_csv(table: pd.DataFrame) -> bytes:
    """A table as a CSV file that a spreadsheet opens rightly and safely.

    >>> as_csv(pd.DataFrame({"note": ["=1+1"]})).decode("utf-8-sig")
    "note\\n'=1+1\\n"
    """
    shown = table.reset_index() if table.index.name else table
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(shown.columns)
    writer.writerows([_cell(value) for value in row] for row in shown.itertuples(index=False, name=None))
    return b"\xef\xbb\xbf" + file.getvalue().encode("utf-8")


def _cell(value: object) -> object:
    if isinstance(value, tuple):
        return "|".join(f"{start}-{end}" for start, end in value)
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return sheets.neutralise(value) if isinstance(value, str) else value


def _manifest(found: Analysis, written: dict[str, bytes], model: str | None) -> bytes:
    case, nlp = found.case, pipeline.load(model)
    inputs = [case.folder / name for name in ("case.toml", "articles.csv", "sources.csv", "corrections.jsonl")]
    inputs += [case.articles_dir / path for path in found.articles["path"]]
    manifest = {
        "kit": kit.__version__,
        "versions": {name: version(name) for name in _DECIDING},
        "model": {"name": f"{nlp.meta['lang']}_{nlp.meta['name']}", "version": nlp.meta["version"], "sha256": pipeline.model_sha256(nlp)},
        "options": {
            "convention": case.options.convention,
            "count_single_people": case.options.count_single_people,
            "reviewer_policy": case.options.reviewer_policy,
            "tolerance": comparison.TOLERANCE,
            "ratio": comparison.RATIO,
        },
        "inputs": {path.relative_to(case.folder).as_posix(): _sha256(path.read_bytes()) for path in sorted(inputs) if path.is_file()},
        "findings": {name: _sha256(data) for name, data in sorted(written.items())},
    }
    return (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
