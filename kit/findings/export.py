"""The files of findings/: tables, charts, report, linked data, notebooks and the manifest that binds them to their inputs."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pandas as pd

from kit import charts, comparison, sources
from kit import tables as presentation
from kit.case import CaseError
from kit.findings import manifest, pages, placing
from kit.findings.analysis import Analysis, in_question, policy
from kit.findings.annotations import as_annotations
from kit.findings.cells import as_csv, rows
from kit.findings.linked import as_claims
from kit.findings.quotes import Quotes
from kit.findings.report import report
from kit.findings.workbook import as_workbook


class FindingsWarning(UserWarning):
    """A part of the findings that could not be made, or a file that was left where it lay."""


def tables(found: Analysis) -> dict[str, pd.DataFrame]:
    """Every table of the findings by its name, without the articles' full text."""
    figures, claims, registry, articles = found.figures, found.claims, found.sources, found.articles
    locations = comparison.locations(articles, claims, registry)
    return {
        "extent": presentation.extent(articles, claims, figures, registry, in_question(figures, found.case)),
        "articles": articles.drop(columns=["text", "furniture"]),
        "claims": claims,
        "figures": figures,
        "statements": comparison.statements(figures, claims, registry, articles=articles),
        "summary": comparison.summary(figures, claims, registry, articles=articles, **policy(found.case)),
        "drift": comparison.drift(figures, claims, registry, articles=articles),
        "contradictions": comparison.contradictions(figures, claims, registry, articles=articles),
        "not_compared": comparison.not_compared(figures, claims, registry, articles=articles),
        "totals": comparison.totals(figures, claims, registry, articles=articles),
        "origins": comparison.origins(figures, claims, registry),
        "copied_passages": comparison.copied_passages(articles),
        "duplicates": comparison.duplicates(articles),
        "dependent_articles": comparison.dependent_articles(articles, claims, registry),
        "locations": locations,
        "location_summary": comparison.location_summary(locations),
        "location_conflicts": comparison.location_conflicts(locations),
        "attributions": presentation.attributions(claims, registry, figures=figures),
        "unnamed": presentation.unnamed(claims, figures, registry),
        "unresolved": sources.unresolved(claims),
        "score": found.score,
        "agreement": found.agreement,
        "problems": found.problems,
        "notices": found.notices,
    }


def write(
    found: Analysis, folder: Path | None = None, *, model: str | None = None, text: bool = True, notebooks: bool = False
) -> Path:
    """Writes the findings of a case into its ``findings/`` or into *folder*.

    The old findings stand until the new ones are whole (see :mod:`kit.findings.placing`); files of an earlier run that are no longer made are
    removed, unless they were changed since, and files that no run has written are kept.

    Args:
        found: from :func:`kit.findings.analyse`.
        folder: where the findings go.
        model: the pipeline that *found* was made with.
        text: whether the articles may be quoted at length. If not, no file has more of an article than the short quotes that
            :mod:`kit.findings.quotes` allows, and the manifest says so.
        notebooks: whether to execute the kit's notebooks and keep them as HTML in ``notebooks/``; they use the kit's own pipeline.

    Returns:
        The path of ``report.html``.

    Raises:
        CaseError: a file lies there under the name of one of the findings that no run has written, another run is writing there, or it cannot be
            written to.

    Warns:
        FindingsWarning: for a notebook with an error, a chart that cannot be shared, and a file that was left.
    """
    folder = found.case.findings_path if folder is None else Path(folder)
    quotes = None if text else Quotes(found.articles, found.figures)
    drawn, left_out = _shareable(_charts(found), quotes)
    files = _files(found, drawn, quotes)
    asked = _notebooks(model) if notebooks else []
    executed = pages.as_pages(found.case, asked, quotes)
    files |= {f"notebooks/{name}": page for name, page in executed.files.items()}
    states = {path.name: executed.failed.get(path.name) or manifest.of_notebook(path) for path in asked}
    made = manifest.as_manifest(found, files, states, left_out, quotes, model)
    for name, why in executed.failed.items():
        _warn(f"{name} could not be executed and is not among the findings: {why}")
    for name in left_out:
        _warn(f"{name} quotes more of the articles than may be shared; it is left out.")
    with placing.held(folder):
        before = _written_before(folder)
        strangers = [name for name in sorted(files) if name not in before and (folder / name).exists() and (folder / name).read_bytes() != files[name]]
        if strangers:
            what = f"{folder / strangers[0]}: lies where the findings go, and no run has written it."
            raise CaseError(f"{what} Move it away, or let the findings go elsewhere (--out).")
        stale = _stale(folder, {name: sha256 for name, sha256 in before.items() if name not in files})
        whole = dict(sorted(files.items())) | {manifest.NAME: manifest.as_bytes(made)}
        placing.replace(folder, whole, stale, stays=(found.case.folder, Path.cwd()))
    return folder / "report.html"


def _files(found: Analysis, drawn: dict[str, charts.Chart], quotes: Quotes | None) -> dict[str, bytes]:
    """Every file by its name, notebooks and manifest aside."""
    made, plotted = tables(found), {name: chart.values for name, chart in drawn.items()}
    claims = as_claims(found)
    if quotes is not None:
        made, plotted = ({name: quotes.table(table) for name, table in some.items()} for some in (made, plotted))
        claims = quotes.tree(claims)
    files = {f"{name}.csv": as_csv(table) for name, table in (made | plotted).items()}
    for name, chart in drawn.items():
        files[f"{name}.png"], files[f"{name}.svg"] = chart.png(), chart.svg().encode("utf-8")
    files["claims.xlsx"] = as_workbook(made)
    files["claims.jsonld"], files["annotations.jsonld"] = _json(claims), _json(as_annotations(found, quotes))
    files["report.html"] = report(found, made, drawn, quotes).encode("utf-8")
    return files


def _notebooks(model: str | None) -> list[Path]:
    found = pages.shipped()
    if model is not None:
        _warn("The notebooks use the kit's own pipeline; with another they are left out.")
        return []
    if not found:
        _warn("The notebooks are not there and are left out. Install the kit from its folder (pip install -e .) to have them.")
    return found


def _warn(message: str) -> None:
    warnings.warn(FindingsWarning(message), stacklevel=3)


def _json(tree: dict) -> bytes:
    return (json.dumps(tree, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def _shareable(drawn: dict[str, charts.Chart], quotes: Quotes | None) -> tuple[dict[str, charts.Chart], list[str]]:
    """The charts that quote no more than they may, judged by their words and the values read back from what was drawn, and the names of the others."""
    if quotes is None:
        return drawn, []
    words = {name: [chart.title, chart.note, chart.alt, *(str(value) for row in rows(chart.values) for value in row)] for name, chart in drawn.items()}
    left_out = [name for name in drawn if not quotes.fits(words[name])]
    return {name: chart for name, chart in drawn.items() if name not in left_out}, left_out


def _written_before(folder: Path) -> dict[str, str]:
    """The files of the last run with their sha256, by the manifest; what it says of places outside the folder is not believed."""
    try:
        named = manifest.read(folder / manifest.NAME)["findings"]
    except (CaseError, OSError):
        return {}
    return {name: sha256 for name, sha256 in named.items() if (folder / name).resolve().is_relative_to(folder.resolve())}


def _stale(folder: Path, no_longer_made: dict[str, str]) -> list[str]:
    """What an earlier run made and this one does not, where it still is as it was written."""
    for name, sha256 in no_longer_made.items():
        if (folder / name).is_file() and not manifest.is_as_written(folder / name, sha256):
            _warn(f"{folder / name} is of an earlier run and was changed since; it is left. Delete it if you do not need it.")
    return [name for name, sha256 in no_longer_made.items() if manifest.is_as_written(folder / name, sha256)]


def _charts(found: Analysis) -> dict[str, charts.Chart]:
    arguments = {"sources": found.sources, "articles": found.articles}
    figures = in_question(found.figures, found.case)
    return {
        "chart_figures_by_source": charts.figures_by_source(figures, found.claims, **arguments, **policy(found.case)),
        "chart_timeline": charts.timeline(figures, found.claims, **arguments),
        "chart_drift": charts.drift(figures, found.claims, **arguments),
        "chart_measures_by_source": charts.measures_by_source(figures, found.claims, **arguments),
        "chart_network": charts.network(found.claims, **arguments),
    }
