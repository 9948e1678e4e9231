"""The command line: ``kit new``, ``kit run``, ``kit lab``, ``kit verify``, ``kit corrections``."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Annotated

import nbformat
import typer

import kit
from kit import sheets
from kit.case import PROJECT, Case, CaseError

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="Who says how many, on whose word, how firmly, and whether the reports really agree.",
)  # fmt: skip
corrections_app = typer.Typer(no_args_is_help=True, help="Corrections by way of a spreadsheet.")
app.add_typer(corrections_app, name="corrections")
CaseFolder = Annotated[Path, typer.Argument(help="The case: any folder of articles.", show_default=False)]
Workbook = Annotated[Path, typer.Argument(help="The XLSX file.", show_default=False)]
Model = Annotated[str | None, typer.Option(help="Another installed spaCy pipeline with a parser.")]
Notebooks = Annotated[bool, typer.Option(help="Whether the notebooks are executed too, which takes longer than all the rest.")]


@app.command()
def new(folder: Annotated[Path, typer.Argument(help="The folder to make.", show_default=False)]) -> None:
    """Makes an empty case: put your articles into its articles/ and run it."""
    case = _checked(kit.new_case, folder)
    typer.echo(f"A new case lies in {case.folder}. Put .txt or .md files into {case.articles_dir}, then: kit run {folder}")


@app.command()
def run(
    case: CaseFolder,
    out: Annotated[Path | None, typer.Option(help="Where the findings go, if not into the case's findings/.")] = None,
    model: Model = None,
    notebooks: Notebooks = True,
    without_text: Annotated[bool, typer.Option("--without-text", help="Quotes the articles in short only, so that the findings can be shared.")] = False,
) -> None:
    """Reads the articles, applies the corrections, compares, and writes the findings."""
    opened = _checked(kit.open_case, case)
    folder = out or _writable(opened)
    _complete_manifest(opened)
    found = _checked(kit.findings.analyse, opened, model=model, progress=sys.stderr.isatty())
    for notice in found.notices["notice"]:
        typer.echo(f"note: {notice}", err=True)
    for problem in found.problems.itertuples():
        typer.echo(f"corrections.jsonl, line {problem.line}: {problem.what} – {problem.remedy}", err=True)
    if notebooks and sys.stderr.isatty():
        typer.echo("The notebooks are executed, which takes a while (--no-notebooks leaves them out) …", err=True)
    with warnings.catch_warnings():
        warnings.showwarning = _note
        report = _checked(kit.findings.write, found, folder, model=model, text=not without_text, notebooks=notebooks)
    typer.echo(f"{opened.title}\n")
    for finding in kit.findings.sentences(found):
        typer.echo(f"- {finding.sentence}")
    typer.echo(f"\nThe report: {report}")


@app.command()
def verify(
    case: CaseFolder,
    findings: Annotated[Path | None, typer.Option(help="The findings to compare with, if not those in the case.")] = None,
    model: Model = None,
    notebooks: Notebooks = True,
) -> None:
    """Runs the case again and names every difference from its committed findings; exit status 1 if there is one."""
    opened = _checked(kit.open_case, case)
    differences = _checked(kit.findings.verify, opened, findings, model=model, notebooks=notebooks, progress=sys.stderr.isatty())
    typer.echo(kit.findings.summary(differences))
    raise typer.Exit(bool(differences))


@app.command()
def lab(case: CaseFolder) -> None:
    """Opens the notebooks on a case in JupyterLab.

    A case of your own gets copies in its notebooks/, without the results of the shipped case; copies that are there are kept.
    """
    opened = _checked(kit.open_case, case)
    shipped = PROJECT / "notebooks"
    if not shipped.is_dir():
        _stop(f"{shipped}: the notebooks are not there. Install the kit from its folder (pip install -e .) and try again.")
    folder = shipped if opened.folder.is_relative_to(PROJECT) else _checked(_own_notebooks, shipped, opened.folder / "notebooks")
    raise typer.Exit(subprocess.call([sys.executable, "-m", "jupyter", "lab", str(folder)], env=os.environ | {"KIT_CASE": str(opened.folder)}))


@corrections_app.command("export")
def export_corrections(case: CaseFolder, workbook: Workbook, model: Model = None) -> None:
    """Writes the claims and figures as they stand to an XLSX file to correct in."""
    followed = _followed(case, model)
    _checked(kit.corrections.export_workbook, followed, workbook)
    typer.echo(f"{len(followed.claims)} claims and {len(followed.figures)} figures are in {workbook}. Edit the cells, fill in the column decision, then: "
               f"kit corrections import {case} {workbook} --by YOUR-NAME")


@corrections_app.command("import")
def import_corrections(
    case: CaseFolder, workbook: Workbook, by: Annotated[str, typer.Option(help="Who made the corrections.", show_default=False)], model: Model = None
) -> None:
    """Records what was edited in an exported XLSX file; exit status 1 if some of it was not taken."""
    found = _checked(kit.corrections.import_workbook, _followed(case, model), workbook, by)
    typer.echo(f"{len(found.recorded)} correction(s) recorded under the name {by}.")
    for row in found.refused.itertuples():
        where = f"{workbook}, sheet {row.sheet}, row {row.row}" + (f", column {row.column}" if isinstance(row.column, str) else "")
        typer.echo(f"not recorded: {where}: {row.what}; {row.remedy}", err=True)
    raise typer.Exit(bool(len(found.refused)))


def _followed(folder: Path, model: str | None) -> kit.corrections.Following:
    """The tables of a case with its log."""
    case = _checked(kit.open_case, folder)
    with warnings.catch_warnings():
        warnings.showwarning = _note
        articles = _checked(kit.read_articles, case)
        extracted = _checked(kit.extract, articles, **case.extraction_options, model=model, progress=sys.stderr.isatty())
    return _checked(kit.corrections.follow, *extracted, case.corrections, articles=articles, policy=case.options.reviewer_policy)


def _own_notebooks(shipped: Path, folder: Path) -> Path:
    """Copies of the notebooks that have not been run, opening the case that they lie in."""
    folder.mkdir(exist_ok=True)
    for path in sorted(shipped.glob("*.ipynb")):
        if (folder / path.name).exists():
            continue
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
                cell.source = cell.source.replace('"data/captured-soldier"', '".."')
        sheets.write_atomically(folder / path.name, nbformat.writes(notebook).encode("utf-8"))
    return folder


def _note(message: Warning | str, *where, **_) -> None:
    """A warning as a line for whoever types the command, without the place in the code."""
    typer.echo(f"note: {message}", err=True)


def _checked(work, *args, **kwargs):
    """Runs *work*; what is wrong with the case or the arguments is told in a line, without a traceback."""
    try:
        return work(*args, **kwargs)
    except (CaseError, ValueError) as error:
        _stop(str(error))
    except OSError as error:
        _stop(f"{error.filename or 'a file'}: {error.strerror or error}. Check that the disk has room and that you may write there.")


def _stop(message: str) -> None:
    typer.echo(f"kit: {message}", err=True)
    raise typer.Exit(2)


def _writable(case: Case) -> Path:
    """The case's findings/, or a folder here where the case may not be written to."""
    if os.access(case.folder, os.W_OK):
        return case.findings_path
    instead = Path.cwd() / f"findings-{case.folder.name}"
    typer.echo(f"note: {case.folder} cannot be written to; the findings go to {instead}", err=True)
    return instead


def _complete_manifest(case: Case) -> None:
    """Rows for new articles in articles.csv, where the case keeps a manifest."""
    if case.manifest_path.is_file() and os.access(case.manifest_path, os.W_OK):
        from kit.articles import complete_manifest

        for name in _checked(complete_manifest, case):
            typer.echo(f"articles.csv: completed the row of {name}", err=True)


if __name__ == "__main__":
    app()
