"""The README: its commands run, its links lead somewhere, its tables are those of the findings."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import readme_tables
import yaml
from test_quality import collections, scores

ROOT = readme_tables.ROOT
TEXT = readme_tables.README.read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", TEXT, re.S)
COMMANDS = [
    line for language, block in BLOCKS if language == "sh" for line in block.splitlines() if line and not line.startswith("#")
]


def run(command, folder):
    """Runs a ``kit`` command of the README with the interpreter of these tests."""
    arguments = [sys.executable, "-m", "kit.cli", *shlex.split(command)[1:]]
    return subprocess.run(arguments, cwd=folder, capture_output=True, text=True, encoding="utf-8")


def test_every_python_block_runs(monkeypatch):
    monkeypatch.chdir(ROOT)
    blocks = [block for language, block in BLOCKS if language == "python"]
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})


def test_your_own_articles_in_three_steps(tmp_path):
    steps = [command for command in COMMANDS if "my-case" in command]
    assert [command.split()[1] for command in steps] == ["new", "add", "run", "verify"]
    (tmp_path / "report.html").write_text("<!DOCTYPE html><title>Fire</title><p>Two men died, police said.", encoding="utf-8")
    for command in steps:
        result = run(command, tmp_path)
        assert result.returncode == 0, result.stderr
    assert (tmp_path / "my-case/findings/report.html").is_file()


def test_a_bare_folder_runs(bare_folder):
    assert "`kit run my-folder`" in TEXT
    assert bare_folder.result.returncode == 0, bare_folder.result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="make")
@pytest.mark.parametrize("command", [command for command in COMMANDS if command.startswith("make")])
def test_make_commands_are_targets(command):
    result = subprocess.run(["make", "--dry-run", *command.split()[1:]], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_the_plain_lines_install_what_make_installs():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    [install] = [command for command in COMMANDS if "pip install" in command]
    wanted = set(shlex.split(install)[4:])
    assert wanted <= set(shlex.split(re.search(r"pip install .*'\.\[test\]'", makefile)[0]))


def test_the_conda_lines_use_the_environment_that_is_there():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert "conda env create -f environment.yml" in COMMANDS
    assert f"conda activate {environment['name']}" in COMMANDS


def test_every_link_leads_to_a_file():
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", TEXT) if "://" not in link]
    assert len(links) > 10
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_table_of_the_shipped_case_is_that_of_its_findings():
    assert readme_tables.written("findings/statements.csv", TEXT) == readme_tables.statements()


def test_the_quality_tables_are_what_the_gate_measures():
    found = collections()
    assert readme_tables.written("tests/test_quality.py", TEXT) == readme_tables.quality(scores(found))
    assert readme_tables.written("tests/scoring.py", TEXT) == readme_tables.measures(found)


def test_the_chart_is_committed():
    [chart] = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", TEXT)
    assert Path(ROOT / chart).read_bytes().startswith(b"\x89PNG")
