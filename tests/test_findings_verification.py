"""Rerun and compared: "same", or every difference by its place, what caused it first."""

import json
import shutil

import openpyxl
import pytest

import flood
import kit


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    case = flood.make(tmp_path_factory.mktemp("flood") / "case")
    kit.findings.write(kit.findings.analyse(case))
    return case.folder


@pytest.fixture
def case(finished, tmp_path):
    shutil.copytree(finished, tmp_path / "case")
    return kit.open_case(tmp_path / "case")


def told(case, **kwargs):
    return [str(difference) for difference in kit.findings.verify(case, **kwargs)]


def edit(path, old, new):
    text = path.read_bytes()
    assert old.encode() in text
    path.write_bytes(text.replace(old.encode(), new.encode(), 1))


def test_nothing_changed_is_the_same(case):
    assert told(case) == []
    assert kit.findings.summary([]) == "same"


def test_every_file_that_was_touched_is_named_with_both_values(case):
    folder = case.findings_path
    edit(folder / "figures.csv", "at least 12", "at least 13")
    edit(folder / "claims.jsonld", "Denied: the old dam", "The old dam")
    edit(folder / "annotations.jsonld", '"startIndex": 0', '"startIndex": 1')
    edit(folder / "report.html", "How many were rescued?", "How many were saved?")
    edit(folder / "origins.csv", "origin_name", "name")
    edit(folder / "chart_figures_by_source.svg", "</svg>", "<!-- mine --></svg>")
    book = openpyxl.load_workbook(folder / "claims.xlsx")
    book["claims"]["A2"] = "another"
    book.save(folder / "claims.xlsx")
    (folder / "totals.csv").unlink()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    (folder / ".hidden").write_text("the system's", encoding="utf-8")
    lines = told(case)
    edited = [line.split()[0] for line in lines if line.endswith("was changed after the run that wrote it")]
    assert edited == sorted(
        ["annotations.jsonld", "chart_figures_by_source.svg", "claims.jsonld", "claims.xlsx", "figures.csv", "origins.csv", "report.html"]
    )
    assert "totals.csv is missing" in lines
    assert "notes.txt is there, though no run has written it" in lines
    assert not any(".hidden" in line for line in lines)
    assert "figures.csv, gazette:360-371, text: in the findings “at least 13”, now “at least 12”" in lines
    assert "annotations.jsonld, $.first.startIndex: in the findings “1”, now “0”" in lines
    assert "origins.csv, columns: in the findings name, now origin_name" in lines
    [graph] = [line for line in lines if line.startswith("claims.jsonld, $.@graph[")]
    assert "now “\"Denied: the old dam" in graph
    assert any(line.startswith("claims.xlsx, claims: another: in the findings a row, now (no such row)") for line in lines)
    [page] = [line for line in lines if line.startswith("report.html, line ")]
    assert "many were saved?" in page and "many were rescued?" in page


def test_a_changed_input_is_named_first(case):
    edit(case.articles_dir / "herald.txt", "15 residents", "16 residents")
    found = kit.findings.verify(case)
    assert (found[0].file, found[0].place) == ("manifest.json", "inputs.articles/herald.txt")
    summed = kit.findings.summary(found).splitlines()
    assert summed[0] == "articles/herald.txt changed since the findings were made: make them anew (kit run), then verify."
    assert any("“15”" in line and "“16”" in line for line in summed)


def test_a_correction_that_was_recorded_since_asks_for_a_new_run(case):
    claims = kit.findings.analyse(case).claims
    kit.corrections.record(case.corrections, by="ada", action="reject", **kit.corrections.selectors("claims", claims.iloc[0]))
    said = kit.findings.summary(kit.findings.verify(case))
    assert said.splitlines()[0] == "corrections.jsonl changed since the findings were made: make them anew (kit run), then verify."
    assert "committed" not in said


def test_a_changed_option_and_registry_are_named_first(case):
    edit(case.folder / "case.toml", 'title = "The flood on the Olm"', 'title = "The flood on the Olm"\noptions = {count_single_people = true}')
    edit(case.sources_path, "Olm Fire Service", "Fire Service of Olm")
    causes = kit.findings.summary(kit.findings.verify(kit.open_case(case.folder))).splitlines()[0]
    assert causes == "case.toml, sources.csv, the option count_single_people changed since the findings were made: make them anew (kit run), then verify."


def test_a_file_that_cannot_be_read_any_more_is_told(case):
    (case.findings_path / "claims.xlsx").write_bytes(b"no")
    (case.findings_path / "claims.jsonld").write_text("{", encoding="utf-8")
    lines = told(case)
    assert "claims.xlsx is no workbook" in lines and "claims.jsonld is no JSON" in lines


def test_other_versions_are_named_only_where_findings_differ(case):
    path = case.findings_path / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["versions"]["numpy"] = "0.0"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert told(case) == []
    (case.findings_path / "drift.csv").unlink()
    lines = told(case)
    assert lines[0] == "drift.csv is missing"
    assert lines[1].startswith("manifest.json, versions.numpy: in the findings 0.0, now ")


def test_findings_without_the_text_are_compared_with_their_like(case, tmp_path):
    kit.findings.write(kit.findings.analyse(case), tmp_path / "shared", text=False)
    assert told(case, folder=tmp_path / "shared") == []


def test_more_than_a_few_differences_of_a_file_are_counted(case):
    path = case.findings_path / "claims.csv"
    path.write_bytes(path.read_bytes().replace(b"extracted", b"accepted"))
    summed = kit.findings.summary(kit.findings.verify(case), most=2).splitlines()
    assert sum(line.startswith("claims.csv, ") for line in summed) == 1
    assert any(line.startswith("claims.csv: ") and line.endswith(" more") for line in summed)
    assert summed[-1].endswith(" differences")


@pytest.mark.parametrize("text", ["{", "[]", '{"inputs": 1}'])
def test_a_broken_manifest_is_named(case, text):
    (case.findings_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(kit.case.CaseError, match="manifest.json: is no manifest"):
        kit.findings.verify(case)


def test_without_findings_there_is_nothing_to_verify(case):
    shutil.rmtree(case.findings_path)
    with pytest.raises(kit.case.CaseError, match="kit run"):
        kit.findings.verify(case)
    assert "kit run" in kit.findings.verdict(case)


def test_the_manifest_names_everything_that_went_in(case):
    manifest = json.loads((case.findings_path / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["inputs"]) == {"articles.csv", "case.toml", "sources.csv", *(f"articles/{name}" for name in flood.ARTICLES)}
    assert {"convention", "reviewer_policy", "policy", "source_order", "tolerance", "ratio"} <= set(manifest["options"])
    assert "language/quantities/vague.csv" in manifest["knowledge"]
    assert len(manifest["model"]["sha256"]) == 64
    assert {"python", "spacy", "pandas"} <= set(manifest["versions"])
    assert set(manifest["findings"]) == {path.relative_to(case.findings_path).as_posix() for path in case.findings_path.rglob("*")} - {"manifest.json"}


def test_an_article_that_cannot_be_read_is_an_input_too(case):
    (case.articles_dir / "torn.txt").write_bytes(b"")
    assert any(line.startswith("manifest.json, inputs.articles/torn.txt: in the findings (not there)") for line in told(case))


def test_of_long_values_the_differing_place_is_shown(case):
    path = case.findings_path / "claims.csv"
    before = path.read_text(encoding="utf-8-sig")
    edit(path, "and the small gardens along the towpath", "and the great gardens along the towpath")
    assert before != path.read_text(encoding="utf-8-sig")
    lines = [line for line in told(case) if line.startswith("claims.csv, ") and ", text: " in line]
    assert lines and all("great gardens" in line and "small gardens" in line for line in lines)
