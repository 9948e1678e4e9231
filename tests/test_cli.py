"""The command line, as a person types it."""

import os
import subprocess
import sys

import nbformat
import pytest
from typer.testing import CliRunner

from kit.cli import app

ROBBERY = "Two guards were shot dead, police said. The bank denied that 40 customers were inside."


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "robbery"
    folder.mkdir()
    (folder / "report.txt").write_text(ROBBERY, encoding="utf-8")
    return folder


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
