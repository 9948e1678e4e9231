"""The command line, as a person types it."""

import os
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from typer.testing import CliRunner

from kit.cli import app

ROBBERY = "Two guards were shot dead, police said. The bank denied that 40 customers were inside."


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "robbery"
    folder.mkdir()
    (folder / "report.txt").write_text(ROBBERY, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def one_short_notebook(tmp_path, monkeypatch):
    """In place of the kit's own, which take their time."""
    path = tmp_path / "notebooks-of-the-kit" / "01_short.ipynb"
    path.parent.mkdir()
    nbformat.write(new_notebook(cells=[new_code_cell("print(6 * 7)", id="a")]), path)
    monkeypatch.setattr("kit.findings.pages.shipped", lambda: [path])
    return path


def kit(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_bare_folder_runs_and_says_where_the_report_is(folder):
    result = kit("run", folder)
    assert result.exit_code == 0, result.output
    assert str(folder / "findings" / "report.html") in result.stdout
    assert "1 article" in result.stdout
    assert (folder / "findings" / "report.html").is_file()


def test_findings_can_go_elsewhere(folder, tmp_path):
    assert kit("run", folder, "--out", tmp_path / "there").exit_code == 0
    assert (tmp_path / "there" / "figures.csv").is_file()
    assert not (folder / "findings").exists()


def test_verify_says_same_then_names_a_difference(folder):
    kit("run", folder)
    same = kit("verify", folder)
    assert (same.exit_code, same.stdout.strip()) == (0, "same")
    path = folder / "findings" / "figures.csv"
    path.write_bytes(path.read_bytes().replace(b"Two", b"Ten"))
    other = kit("verify", folder)
    assert other.exit_code == 1
    assert "“Ten”" in other.stdout and "“Two”" in other.stdout


def test_a_new_case_runs_once_it_holds_an_article(tmp_path):
    made = kit("new", tmp_path / "case")
    assert made.exit_code == 0
    empty = kit("run", tmp_path / "case")
    assert empty.exit_code == 2
    assert "no article found" in empty.output
    (tmp_path / "case" / "articles" / "a.txt").write_text(ROBBERY, encoding="utf-8")
    ran = kit("run", tmp_path / "case")
    assert ran.exit_code == 0, ran.output
    assert "a.txt" in (tmp_path / "case" / "articles.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "no-such-folder"], "there is no such folder"),
        (["verify", "no-such-folder"], "there is no such folder"),
        (["lab", "no-such-folder"], "there is no such folder"),
    ],
)
def test_mistakes_are_told_in_a_line(arguments, message):
    result = kit(*arguments)
    assert result.exit_code == 2
    assert message in result.output
    assert "Traceback" not in result.output


def test_a_model_that_is_not_there_is_told_in_a_line(folder):
    result = kit("run", folder, "--model", "no_such_pipeline")
    assert result.exit_code == 2
    assert "no spaCy pipeline 'no_such_pipeline'" in result.output


def test_a_broken_correction_is_told_and_the_run_goes_on(folder):
    (folder / "corrections.jsonl").write_text("{broken\n", encoding="utf-8")
    result = kit("run", folder)
    assert result.exit_code == 0
    assert "corrections.jsonl, line 1: " in result.output


def test_the_command_is_installed():
    shown = subprocess.run([sys.executable, "-m", "kit.cli", "--help"], capture_output=True, text=True, encoding="utf-8")
    assert shown.returncode == 0
    assert all(command in shown.stdout for command in ("new", "run", "verify", "lab"))


def test_lab_opens_the_notebooks_on_the_case(folder, monkeypatch):
    called = {}
    monkeypatch.setattr(subprocess, "call", lambda command, env: called.update(command=command, case=env["KIT_CASE"]) or 0)
    assert kit("lab", folder).exit_code == 0
    assert called["command"][-1] == str(folder / "notebooks")
    assert called["case"] == str(folder)


def test_lab_gives_a_case_of_its_own_notebooks_that_have_not_been_run(folder, monkeypatch):
    monkeypatch.setattr(subprocess, "call", lambda command, env: 0)
    kit("lab", folder)
    path = folder / "notebooks" / "04_figures.ipynb"
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell for cell in code if cell.outputs or cell.execution_count] == []
    assert 'os.environ.get("KIT_CASE", "..")' in code[0].source
    path.write_text("mine", encoding="utf-8")
    kit("lab", folder)
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_folder_where_nothing_can_be_read_is_told_and_nothing_is_written(tmp_path):
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    result = kit("run", tmp_path)
    assert result.exit_code == 2
    assert "none of its articles can be read" in result.output
    assert "empty.txt" in result.output
    assert not (tmp_path / "findings").exists()


def test_a_folder_that_cannot_be_written_to_has_its_findings_here(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode, **kwargs: mode != os.W_OK and real(path, mode, **kwargs))
    result = kit("run", folder)
    assert result.exit_code == 0, result.output
    assert "cannot be written to" in result.output
    assert (tmp_path / "findings-robbery" / "report.html").is_file()
    assert not (folder / "findings").exists()


def test_the_notebooks_are_executed_unless_they_are_not_wanted(folder, tmp_path):
    kit("run", folder)
    assert "42" in (folder / "findings" / "notebooks" / "01_short.html").read_text(encoding="utf-8")
    assert kit("verify", folder).stdout.strip() == "same"
    kit("run", folder, "--no-notebooks")
    assert not (folder / "findings" / "notebooks").exists()


def test_a_notebook_that_fails_is_told_and_the_findings_are_written(folder, one_short_notebook):
    nbformat.write(new_notebook(cells=[new_code_cell("1 / 0", id="a")]), one_short_notebook)
    result = kit("run", folder)
    assert result.exit_code == 0
    assert "note: 01_short.ipynb could not be executed and is not among the findings: ZeroDivisionError: division by zero" in result.output
    assert (folder / "findings" / "report.html").is_file()
    assert kit("verify", folder).stdout.strip() == "same"


def test_findings_without_the_text_are_written_and_verified_elsewhere(folder, tmp_path):
    shared = tmp_path / "shared"
    assert kit("run", folder, "--out", shared, "--without-text", "--no-notebooks").exit_code == 0
    assert '"whole": false' in (shared / "manifest.json").read_text(encoding="utf-8")
    assert kit("verify", folder, "--findings", shared).stdout.strip() == "same"
    assert kit("verify", folder).exit_code == 2
