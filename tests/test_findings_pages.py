"""Executed notebooks as pages: no network, no script, the same bytes, nothing written into the case."""

import hashlib
import json
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import flood
import kit
from kit.findings import pages
from kit.findings.quotes import Quotes
from test_findings_quotes import longest, texts

TRIAL = [
    new_markdown_cell("# A trial\n\nThen [the next](second.ipynb)."),
    new_code_cell("import os, sys, warnings\nimport ipywidgets, kit\ncase = kit.open_case(os.environ['KIT_CASE'])\nprint(case.title)"),
    new_code_cell("warnings.warn('in ' + os.getcwd()); print(sys.path, file=sys.stderr)\nopen('left.txt', 'w').close()"),
    new_code_cell("ipywidgets.IntSlider()"),
    new_code_cell("articles = kit.read_articles(case)\nclaims, figures = kit.extract(articles, sources=case.sources)\nprint(articles['text'].iloc[1])"),
    new_code_cell("kit.charts.figures_by_source(figures, claims)"),
    new_code_cell("kit.tables.show(claims[['source', 'text']])"),
    new_code_cell("raise SystemExit('never run')", metadata={"tags": ["live"]}),
]


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    return flood.make(tmp_path_factory.mktemp("flood") / "case")


@pytest.fixture(scope="module")
def found(case):
    return kit.findings.analyse(case)


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
    cells = {"first": TRIAL, "second": [new_markdown_cell("# Broken"), new_code_cell("1 / 0")]}
    for name, content in cells.items():
        for number, cell in enumerate(content):
            cell.id = f"{name}-{number}"
        nbformat.write(new_notebook(cells=content), folder / f"{name}.ipynb")
    return [folder / "first.ipynb", folder / "second.ipynb"]


@pytest.fixture(scope="module")
def made(case, notebooks):
    return pages.as_pages(case, notebooks)


@pytest.fixture(scope="module")
def page(made):
    return made.files["first.html"].decode("utf-8")


def snapshot(folder):
    return {path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def test_a_notebook_with_an_error_is_named_and_the_others_are_made(made):
    assert set(made.files) == {"first.html"}
    assert made.failed == {"second.ipynb": "ZeroDivisionError: division by zero"}


def test_a_page_shows_prose_code_and_results(page):
    assert "<h1" in page and "The flood on the Olm" in page
    assert 'href="second.html"' in page
    assert "IntSlider(value=0)" in page  # the widget in words
    assert "never run" not in page
    [picture] = re.findall(r"<img[^>]*>", page, re.S)
    assert 'src="data:image/png;base64,' in picture and re.search(r'alt="[^"]{30,}', picture)


def test_a_page_needs_no_network_and_runs_no_script(page):
    assert "<script" not in page
    assert re.findall(r'(?:src|href)="(?!data:|#|\.\./|[\w.]+html")[^"]*"', page) == []
    assert not re.search(r"@import|url\(", page)
    assert "default-src 'none'" in page


def test_a_page_names_no_folder_of_this_machine(page, case):
    assert str(case.folder.parent) not in page
    assert "site-packages" not in page and "ipykernel" not in page


def test_the_same_case_gives_the_same_bytes(case, notebooks, made):
    assert pages.as_pages(case, notebooks[:1]).files["first.html"] == made.files["first.html"]


def test_without_the_text_a_page_quotes_in_short(case, found, notebooks, tmp_path):
    made = pages.as_pages(case, notebooks[:1], Quotes(found.articles, found.figures))
    (tmp_path / "first.html").write_bytes(made.files["first.html"])
    for text in texts(tmp_path / "first.html"):
        assert all(len(longest(text, article)) <= 25 for article in found.articles["text"])
    assert "data:image/png" in made.files["first.html"].decode("utf-8")


def test_the_kits_own_notebooks_make_pages_and_write_nothing_into_the_case(case, found, tmp_path):
    before = snapshot(case.folder)
    kit.findings.write(found, tmp_path, notebooks=True, text=False)
    assert snapshot(case.folder) == before
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["notebooks"]) == {path.name for path in pages.shipped()}
    assert all(re.fullmatch(r"[0-9a-f]{64}", state) for state in manifest["notebooks"].values())
    made, articles = sorted((tmp_path / "notebooks").iterdir()), found.articles["text"]
    assert [path.stem for path in made] == [path.stem for path in pages.shipped()]
    for path in made:
        assert path.stat().st_size < 2_000_000
        page = path.read_text(encoding="utf-8")
        assert "<script" not in page and str(case.folder) not in page
        links = [link for link in re.findall(r'href="([^"#]+)"', page)]
        assert links and all((path.parent / link).resolve().is_file() for link in links)
        for text in texts(path):
            assert all(len(longest(text, article)) <= 25 for article in articles)


def test_no_notebook_runs_the_whole_from_within_the_run():
    """A cell that verifies would write findings while findings are written; such cells are tagged."""
    for path in pages.shipped():
        for cell in nbformat.read(path, as_version=4).cells:
            if re.search(r"findings\.(verify|verdict|write)\b", cell.source):
                assert "live" in cell.metadata.get("tags", ()), cell.source


def test_with_another_pipeline_the_notebooks_are_left_out_and_that_is_said(case, tmp_path):
    from kit.language import pipeline

    shipped = str(pipeline.load(None).path)
    with pytest.warns(kit.findings.FindingsWarning, match="the kit's own pipeline"):
        kit.findings.write(kit.findings.analyse(case, model=shipped), tmp_path, notebooks=True, model=shipped)
    assert not (tmp_path / "notebooks").exists()
