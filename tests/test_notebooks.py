"""The notebooks: executed from top to bottom, in one shape, on any case and from any folder."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import kit
import kit.findings.pages

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
read = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code(path):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def test_there_are_six():
    assert [path.stem for path in NOTEBOOKS] == ["01_articles", "02_claims", "03_corrections", "04_figures", "05_sources", "06_findings"]


@read
def test_every_cell_is_executed_in_order_without_an_error(path):
    cells = code(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert [output for cell in cells for output in cell.outputs if output.output_type == "error"] == []


@read
def test_cells_are_short(path):
    assert [cell.source for cell in code(path) if len(cell.source.splitlines()) > 6] == []


@read
def test_prose_states_no_number(path):
    prose = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]
    quoted = re.compile(r"“[^”]*”|`[^`]*`|\[[^\]]*\]\([^)]*\)|^# \d · .*$", re.MULTILINE)
    assert [text for text in prose if re.search(r"\d", quoted.sub("", text))] == []


@read
def test_no_widget_state_or_time_is_stored(path):
    notebook = nbformat.read(path, as_version=4)
    assert "widgets" not in notebook.metadata
    assert not any("execution" in cell.metadata for cell in notebook.cells)


@read
def test_links_lead_somewhere(path):
    cells = nbformat.read(path, as_version=4).cells
    links = [link for cell in cells if cell.cell_type == "markdown" for link in re.findall(r"\]\(([^)]+)\)", cell.source)]
    assert links
    assert [link for link in links if not (FOLDER / link).is_file()] == []
    if path != NOTEBOOKS[-1]:
        assert NOTEBOOKS[NOTEBOOKS.index(path) + 1].name in cells[-1].source


def test_they_run_on_another_case_from_another_folder(bare_folder):
    for path in NOTEBOOKS:
        page = (bare_folder.folder / "findings" / "notebooks" / f"{path.stem}.html").read_text(encoding="utf-8")
        # What the sources say of the shipped case is all that is said of it.
        assert page.count("captured") == sum(cell.source.count("captured") for cell in nbformat.read(path, as_version=4).cells), path.stem
        assert "miners" in page or path.stem == "06_findings"


def test_what_looks_at_the_findings_themselves_runs_there_too(bare_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("KIT_CASE", str(bare_folder.folder))
    live = [path for path in NOTEBOOKS if any("live" in cell.metadata.get("tags", ()) for cell in code(path))]
    assert live
    for path in live:
        notebook = nbformat.read(path, as_version=4)
        NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
        printed = "".join(str(output.get("text", "")) for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs)
        assert "captured" not in printed and "same" in printed.splitlines()


def test_they_run_on_texts_without_any_figure(tmp_path):
    for name, text in (("a", "The bridge over the Sow is closed."), ("b", "The mayor said that it would open soon."), ("c", "Nobody knows why, a driver said.")):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    comparing = [path for path in NOTEBOOKS if path.stem[:2] in ("02", "04", "05", "06")]
    made = kit.findings.pages.as_pages(kit.open_case(tmp_path), comparing)
    assert made.failed == {}
    page = made.files["06_findings.html"].decode("utf-8")
    assert "There is no count of people" in page and page.count("Nothing to tell.") > 3
    assert "rule each other out" not in page  # where nothing was counted, nothing agrees
