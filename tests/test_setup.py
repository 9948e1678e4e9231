"""The files that install the project say the same thing, and nothing about the machine they were written on."""

import ast
import fnmatch
import os
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
REQUIREMENTS = [Requirement(line) for line in [*PROJECT["dependencies"], *(r for extra in EXTRAS.values() for r in extra)]]
CONSTRAINTS = {
    canonicalize_name(name): version
    for name, version in (
        line.split("==") for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    )
}
POSIX = pytest.mark.skipif(os.name == "nt", reason="make and bash")
#: Imported under another name than it is installed by.
IMPORTED_AS = {"charset-normalizer": "charset_normalizer", "lazy-loader": "lazy_loader", "markdown-it-py": "markdown_it", "pdfminer.six": "pdfminer", "pillow": "PIL", "python-docx": "docx", "pyyaml": "yaml"}
#: Needed at run time and never imported by name: pandas' strings and Styler, the notebooks' home, progress bars' widgets.
NOT_IMPORTED = {"pyarrow", "jinja2", "jupyterlab", "networkx", "rich", "lxml-html-clean"}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.decode("utf-8").split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=str)
def test_every_dependency_has_an_exact_version_that_fits(requirement):
    assert requirement.specifier.contains(CONSTRAINTS[canonicalize_name(requirement.name)])


@pytest.mark.skipif(
    (sys.platform, sys.version_info[:2]) != ("linux", (3, 11)), reason="the versions are those of Python 3.11 on Linux"
)
def test_what_the_dependencies_need_has_an_exact_version_too():
    todo, seen = [*REQUIREMENTS], set()
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        for extra in ["", *requirement.extras]:
            if (name, extra) in seen or (requirement.marker and not requirement.marker.evaluate({"extra": extra})):
                continue
            seen.add((name, extra))
            for line in metadata.requires(name) or []:
                needed = Requirement(line)
                if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                    todo.append(Requirement(re.sub(r";.*", "", line)))
    needed = {name for name, _ in seen} - {"pip", "setuptools", "wheel"}
    assert needed - set(CONSTRAINTS) == set()
    assert set(CONSTRAINTS) - needed == set()


def test_constraints_are_names_and_versions_only():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"#.*|[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.!+]*", line) for line in lines)
    assert len(CONSTRAINTS) == sum(not line.startswith("#") for line in lines)


def test_what_the_kit_imports_is_declared_and_what_is_declared_is_imported():
    imported = set()
    for path in (ROOT / "kit").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                imported.add(node.module.split(".")[0])
    imported -= set(sys.stdlib_module_names) | {"kit"}
    declared = {Requirement(line).name for line in PROJECT["dependencies"]}
    optional = {Requirement(line).name for name, extra in EXTRAS.items() if name != "test" for line in extra}
    assert imported <= {IMPORTED_AS.get(name, name) for name in declared | optional}
    assert {IMPORTED_AS.get(name, name) for name in declared} - imported <= NOT_IMPORTED


def test_the_names_are_the_distributions():
    assert (PROJECT["name"], PROJECT["scripts"]) == ("claimkit", {"kit": "kit.cli:app"})
    assert PROJECT["requires-python"] == ">=3.11"


def test_every_file_of_the_package_is_packed():
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["package-data"]
    assert data["kit.language"] == ["model/**/*"]
    for path in tracked():
        inside = path.relative_to(ROOT)
        if inside.parts[0] == "kit" and path.suffix != ".py" and "model" not in inside.parts:
            assert any(fnmatch.fnmatch(path.name, pattern) for pattern in data["*"]), f"pyproject.toml packs no {inside}"


def test_every_folder_of_modules_is_a_package():
    for path in (ROOT / "kit").rglob("*.py"):
        assert (path.parent / "__init__.py").is_file(), path


def test_conda_installs_what_pip_does():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert "- python=3.11\n" in text  # read literally by the builder of Binder
    environment = yaml.safe_load(text)
    assert (environment["name"], environment["channels"]) == ("claimkit", ["conda-forge"])
    [pip] = [entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict)]
    assert "pip" in environment["dependencies"]
    options = dict(line.split(" ", 1) for line in pip)
    assert (ROOT / options["-c"]).is_file()
    [extras] = re.fullmatch(r"\.\[(.*)\]", options["-e"]).groups()
    assert set(extras.split(",")) <= set(EXTRAS)


def make(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(["make", "-n", "-B", *arguments], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")


@POSIX
@pytest.mark.parametrize(
    ("target", "command"),
    [
        ("run", 'kit run "data/captured-soldier"'),
        ("test", "--dist loadfile --doctest-modules --nbval --nbval-current-env"),
        ("lab", 'kit lab "data/captured-soldier"'),
        ("model", "kit.language.recipe.train --corpus"),
    ],
)
def test_make_has_the_target(target, command):
    shown = make(target)
    assert shown.returncode == 0, shown.stderr
    assert command in shown.stdout
    assert "-c constraints.txt -e '.[test]'" in shown.stdout


@POSIX
@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("import sys; sys.version_info = (3, 9, 2)", "needs Python 3.11 or later; {python} is 3.9"),
        ("import sys; sys.modules['ensurepip'] = None", "apt install python3-venv"),
    ],
)
def test_make_says_which_python_it_wants(tmp_path, before, said):
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$1" "{before}; $2"\n', encoding="utf-8")
    python.chmod(0o755)
    assert said.format(python=python) in refusal(tmp_path, python)


@POSIX
def test_make_says_that_there_is_no_such_python(tmp_path):
    assert "There is no 'python9.9' here" in refusal(tmp_path, "python9.9")


def refusal(folder: Path, python: Path | str) -> str:
    """What make says in *folder*, where nothing is installed, before it gives up."""
    for name in ("pyproject.toml", "constraints.txt"):
        (folder / name).write_text("", encoding="utf-8")
    command = ["make", "-f", str(ROOT / "Makefile"), f"PYTHON={python}", "test"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8")
    assert ran.returncode != 0
    assert not (folder / ".venv").exists()
    return ran.stdout + ran.stderr


@POSIX
def test_ci_runs_what_a_person_runs():
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "make test" in script.read_text(encoding="utf-8")
    assert subprocess.run(["bash", "-n", str(script)], capture_output=True).returncode == 0


#: Spelt so that this file does not find itself.
FOREIGN = re.compile("|".join(["/(root|home|Users)" + "/", "/tm" + "p/", "/wor" + "k/", "python" + "hosted", "pypi" + "[.]"]))
TEXT = {".py", ".md", ".txt", ".toml", ".yml", ".cfg", ".csv", ".ipynb", ".cff", ".html", ".js", ".css", ""}


def test_no_file_names_a_machine_or_a_registry():
    for path in tracked():
        if path.suffix in TEXT and "model" not in path.parts:
            found = FOREIGN.search(path.read_text(encoding="utf-8", errors="replace"))
            assert not found, f"{path.relative_to(ROOT)}: {found.group()}"
