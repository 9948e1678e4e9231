"""The command line: ``kit new``, ``kit add``, ``kit run``, ``kit extract``, ``kit lab``, ``kit verify``, ``kit corrections``."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import nbformat
import typer

import kit
from kit import sheets
from kit.case import PROJECT, Case, CaseError
from kit.sources.sheet import read_sources

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="Who says how many, on whose word, how firmly, and whether the reports really agree.",
)  # fmt: skip
corrections_app = typer.Typer(no_args_is_help=True, help="Corrections by way of a spreadsheet.")
app.add_typer(corrections_app, name="corrections")
#: Characters that a terminal obeys, that turn text round, or that cannot be written.
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
CaseFolder = Annotated[Path, typer.Argument(help="The case: any folder of articles.", show_default=False)]
Workbook = Annotated[Path, typer.Argument(help="The XLSX file.", show_default=False)]
Model = Annotated[str | None, typer.Option(help="Another installed spaCy pipeline with a parser.")]
Workers = Annotated[int, typer.Option(min=1, help="How many processes read at the same time.")]
Cluster = Annotated[str | None, typer.Option("--dask", metavar="ADDRESS", help="The scheduler of a Dask cluster, whose workers then read.")]
Notebooks = Annotated[bool, typer.Option(help="Whether the notebooks are executed too, which takes longer than all the rest.")]


@app.command()
def new(folder: Annotated[Path, typer.Argument(help="The folder to make.", show_default=False)]) -> None:
    """Makes an empty case: add your articles to it and run it."""
    case = _checked(kit.new_case, folder)
    _say(f"A new case lies in {case.folder}. Put your articles into it with: kit add {folder} FILE …, then: kit run {folder}")


@app.command()
def add(
    case: CaseFolder,
    what: Annotated[list[str], typer.Argument(help="Files, folders, and addresses that begin with http:// or https://.", show_default=False)],
    follow: Annotated[bool, typer.Option("--follow", help="Fetches the addresses that a feed, a site map or a table lists, in its place.")] = False,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Fetches from this machine and its own network too.")] = False,
) -> None:
    """Adds articles to a case, bytes unchanged, and says what could not be found out. Adding twice changes nothing."""
    from kit.articles.adding import add as add_articles

    done = _checked(add_articles, case, what, follow=follow, allow_private=allow_private)
    for row in done.itertuples():
        if row.outcome == "refused":
            _say(f"kit: {row.said}", err=True)
        else:
            _say(f"{row.outcome}: {row.file}" + (f" – {row.said}" if row.said else ""))
    counts = done["outcome"].value_counts()
    _say(", ".join(f"{counts[name]} {word}" for name, word in (("added", "added"), ("version", "as another version"), ("there", "there already"), ("refused", "not added")) if name in counts))
    raise typer.Exit(1 if "refused" in counts else 0)


@app.command()
def run(
    case: CaseFolder,
    out: Annotated[Path | None, typer.Option(help="Where the findings go, if not into the case's findings/.")] = None,
    model: Model = None,
    workers: Workers = 1,
    dask: Cluster = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Reads every article anew, and keeps nothing for the next run.")] = False,
    notebooks: Notebooks = True,
    without_text: Annotated[bool, typer.Option("--without-text", help="Quotes the articles in short only, so that the findings can be shared.")] = False,
) -> None:
    """Reads the articles, applies the corrections, compares, and writes the findings."""
    opened = _checked(kit.open_case, case)
    if no_cache:
        opened = replace(opened, cached=False)
    folder = out or _writable(opened)
    _complete_manifest(opened)
    with _readers(workers, dask) as readers:
        found = _checked(kit.findings.analyse, opened, model=model, workers=readers, progress=sys.stderr.isatty())
    for notice in found.notices["notice"]:
        _say(f"note: {notice}", err=True)
    for problem in found.problems.itertuples():
        _say(f"corrections.jsonl, line {problem.line}: {problem.what} – {problem.remedy}", err=True)
    if notebooks and sys.stderr.isatty():
        _say("The notebooks are executed, which takes a while (--no-notebooks leaves them out) …", err=True)
    with warnings.catch_warnings():
        warnings.showwarning = _note
        report = _checked(kit.findings.write, found, folder, model=model, text=not without_text, notebooks=notebooks)
    _say(f"{opened.title}\n")
    for finding in kit.findings.sentences(found):
        _say(f"- {finding.sentence}")
    _say(f"\nThe report: {report}")


@app.command()
def extract(
    corpus: Annotated[Path, typer.Argument(help="A .parquet, .jsonl or .csv file with the columns article_id, text and published, or a folder of Parquet files.", show_default=False)],
    out: Annotated[Path, typer.Argument(help="The folder for the tables claims and figures.", show_default=False)],
    sources: Annotated[Path | None, typer.Option(help="A registry of sources, as sources.csv of a case.")] = None,
    model: Model = None,
    workers: Workers = 1,
    dask: Cluster = None,
) -> None:
    """Finds the claims and figures of a large corpus, and writes them as Parquet files; after an interruption it goes on."""
    from kit.extraction import parts

    registry = None if sources is None else _checked(read_sources, sources)
    with warnings.catch_warnings(), _readers(workers, dask) as readers:
        warnings.showwarning = _note
        total = _checked(parts.count, corpus)
        _checked(parts.extract_to, parts.read_corpus(corpus), out, registry, model=model, workers=readers, progress=sys.stderr.isatty(), total=total)
    _say(f"The tables: {out / 'claims'} and {out / 'figures'}")


@app.command()
def verify(
    case: CaseFolder,
    findings: Annotated[Path | None, typer.Option(help="The findings to compare with, if not those in the case.")] = None,
    model: Model = None,
    notebooks: Notebooks = True,
) -> None:
    """Runs the case again and names every difference from the findings in findings/; exit status 1 if there is one."""
    opened = _checked(kit.open_case, case)
    differences = _checked(kit.findings.verify, opened, findings, model=model, notebooks=notebooks, progress=sys.stderr.isatty())
    _say(kit.findings.summary(differences))
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
    _say(f"{len(followed.claims)} claims and {len(followed.figures)} figures are in {workbook}. Edit the cells, fill in the column decision, then: "
         f"kit corrections import {case} {workbook} --by YOUR-NAME")


@corrections_app.command("import")
def import_corrections(
    case: CaseFolder, workbook: Workbook, by: Annotated[str, typer.Option(help="Who made the corrections.", show_default=False)], model: Model = None
) -> None:
    """Records what was edited in an exported XLSX file; exit status 1 if some of it was not taken."""
    found = _checked(kit.corrections.import_workbook, _followed(case, model), workbook, by)
    _say(f"{len(found.recorded)} correction(s) recorded under the name {by}.")
    for row in found.refused.itertuples():
        where = f"{workbook}, sheet {row.sheet}, row {row.row}" + (f", column {row.column}" if isinstance(row.column, str) else "")
        _say(f"not recorded: {where}: {row.what}; {row.remedy}", err=True)
    raise typer.Exit(bool(len(found.refused)))


def _followed(folder: Path, model: str | None) -> kit.corrections.Following:
    """The tables of a case with its log."""
    case = _checked(kit.open_case, folder)
    with warnings.catch_warnings():
        warnings.showwarning = _note
        return _checked(kit.corrections.follow_case, case, model=model, progress=sys.stderr.isatty())


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


def _say(message: str, err: bool = False) -> None:
    """A line for whoever types the command; no word of a case commands the terminal."""
    typer.echo(_COMMANDS.sub("�", message), err=err)


def _note(message: Warning | str, *where, **_) -> None:
    """A warning as a line for whoever types the command, without the place in the code."""
    _say(f"note: {message}", err=True)


def _checked(work, *args, **kwargs):
    """Runs *work*; what is wrong with the case or the arguments is told in a line, without a traceback."""
    try:
        return work(*args, **kwargs)
    except (CaseError, ValueError) as error:
        _stop(str(error))
    except KeyboardInterrupt:
        typer.echo("kit: stopped. What was read is kept; the next run goes on from there.", err=True)
        raise typer.Exit(130) from None
    except OSError as error:
        _stop(f"{error.filename or 'a file'}: {error.strerror or error}. Check that the disk has room and that you may write there.")


@contextmanager
def _readers(workers: int, address: str | None) -> Iterator[int | Executor]:
    """Who reads the articles: processes here, or the workers of a cluster."""
    if address is None:
        yield workers
        return
    from kit.extraction import cluster

    with ExitStack() as stack:
        yield _checked(stack.enter_context, cluster.executor(address))


def _stop(message: str) -> None:
    _say(f"kit: {message}", err=True)
    raise typer.Exit(2)


def _writable(case: Case) -> Path:
    """The case's findings/, or a folder here where the case may not be written to."""
    if os.access(case.folder, os.W_OK):
        return case.findings_path
    instead = Path.cwd() / f"findings-{case.folder.name}"
    _say(f"note: {case.folder} cannot be written to; the findings go to {instead}", err=True)
    return instead


def _complete_manifest(case: Case) -> None:
    """Rows for new articles in articles.csv, where the case keeps a manifest."""
    if case.manifest_path.is_file() and os.access(case.manifest_path, os.W_OK):
        from kit.articles import complete_manifest

        for name in _checked(complete_manifest, case):
            _say(f"articles.csv: completed the row of {name}", err=True)


if __name__ == "__main__":
    app()
