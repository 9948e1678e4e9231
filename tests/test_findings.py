"""One way through a case: analysed, said in sentences, written, verified."""

import csv
import json
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

import kit
from kit.findings.cells import as_csv

FERRY = {
    "one.txt": "Police said that nearly 300 passengers had drowned.\n\nThe coast guard denied that the ferry was overloaded.",
    "two.txt": "According to the police, over 300 passengers drowned. Witnesses say the crew left first.",
    "three.txt": "At least 12 children are missing, the coast guard said. Police repeated that almost 300 passengers had died.",
}


@pytest.fixture
def case(tmp_path):
    folder = tmp_path / "ferry"
    (folder / "articles").mkdir(parents=True)
    for name, text in FERRY.items():
        (folder / "articles" / name).write_text(text, encoding="utf-8")
    return kit.open_case(folder)


@pytest.fixture
def written(case):
    kit.findings.write(kit.findings.analyse(case))
    return case.findings_path


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_sentences_tell_what_the_tables_hold(case):
    found = kit.findings.analyse(case)
    said = kit.findings.sentences(found)
    told = " ".join(kit.findings.told(said, "drift").split())
    assert "“over 300” cannot hold together with the rest" in told
    assert "3 articles" in kit.findings.told(said, "extent")
    assert {finding.table.removesuffix(".csv") for finding in said} <= set(kit.findings.tables(found))


def test_a_run_writes_every_table_chart_and_the_report(written):
    names = {path.name for path in written.iterdir()}
    assert {"claims.csv", "figures.csv", "contradictions.csv", "drift.csv", "origins.csv", "totals.csv", "attributions.csv"} <= names
    assert {"report.html", "manifest.json", "chart_figures_by_source.png", "chart_figures_by_source.svg"} <= names
    assert len(rows(written / "figures.csv")) == 4


def test_two_runs_give_the_same_bytes(case, tmp_path):
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        kit.findings.write(kit.findings.analyse(case), folder)
    names = sorted(path.name for path in folders[0].iterdir())
    assert names == sorted(path.name for path in folders[1].iterdir())
    assert [name for name in names if (folders[0] / name).read_bytes() != (folders[1] / name).read_bytes()] == []


def test_the_manifest_names_every_input_and_file(written, case):
    manifest = json.loads((written / "manifest.json").read_text(encoding="utf-8"))
    assert {"articles/one.txt", "articles/two.txt", "articles/three.txt"} <= set(manifest["inputs"])
    assert set(manifest["findings"]) == {path.name for path in written.iterdir()} - {"manifest.json"}
    assert len(manifest["model"]["sha256"]) == 64


def test_unchanged_findings_verify(written, case):
    assert kit.findings.verify(case) == []


def test_a_changed_number_is_named_with_both_values(written, case):
    path = written / "figures.csv"
    path.write_bytes(path.read_bytes().replace(b",300,300,,over,", b",301,300,,over,"))
    edited, difference = [d for d in kit.findings.verify(case) if d.file == "figures.csv"]
    assert str(edited) == "figures.csv was changed after the run that wrote it"
    assert difference.place.endswith(", value")
    assert (difference.committed, difference.found) == ("“301”", "“300”")


def test_a_changed_article_is_named(written, case):
    (case.articles_dir / "three.txt").write_text("At least 13 children are missing, the coast guard said.", encoding="utf-8")
    differences = kit.findings.verify(case)
    assert any(d.place == "inputs.articles/three.txt" for d in differences)
    assert any(d.file == "figures.csv" and d.found == "“13”" for d in differences)


def test_a_missing_file_and_missing_findings_are_named(written, case):
    (written / "origins.csv").unlink()
    assert any(str(d) == "origins.csv is missing" for d in kit.findings.verify(case))
    shutil.rmtree(written)
    with pytest.raises(kit.case.CaseError, match="kit run"):
        kit.findings.verify(case)


def test_a_broken_manifest_is_named(written, case):
    (written / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(kit.case.CaseError, match="manifest.json: is no manifest"):
        kit.findings.verify(case)


def test_corrections_reach_the_findings(case):
    claims, figures = kit.extract(kit.read_articles(case))
    target = figures.index[figures["value"] == 12][0]
    row = figures.loc[target]
    kit.corrections.record(
        case.corrections, by="ana", action="set", **kit.corrections.selectors("figures", row), field="low", from_=12, to=10, why="typing error",
    )  # fmt: skip
    found = kit.findings.analyse(case)
    assert found.figures.loc[target, "low"] == 10
    assert found.figures.loc[target, "status"] == "corrected"


def test_a_broken_line_of_the_log_is_told_and_the_rest_goes_on(case):
    case.corrections.write_text("not json\n", encoding="utf-8")
    found = kit.findings.analyse(case)
    assert list(found.problems["line"]) == [1]
    assert len(found.figures) == 4


def test_one_unreadable_file_is_told_and_the_rest_goes_on(case):
    (case.articles_dir / "four.txt").write_bytes(b"\x00\x01\x02\xff" * 50)
    found = kit.findings.analyse(case)
    assert found.notices["notice"].str.contains("four.txt").any()
    assert len(found.articles) == 3


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen, self.attributes = set(), []

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.attributes += attrs


def test_a_hostile_article_shows_as_text(tmp_path):
    (tmp_path / "bad.txt").write_text(
        'The mayor said that <script>alert(1)</script> 300 men died.\n\n<img src=x onerror=alert(1)> said: “Some 400 women died.”', encoding="utf-8"
    )
    case = kit.open_case(tmp_path)
    report = kit.findings.write(kit.findings.analyse(case), tmp_path / "out").read_text(encoding="utf-8")
    page = Tags()
    page.feed(report)
    assert "script" not in page.seen
    assert not any(name.startswith("on") for name, _ in page.attributes)
    assert "&lt;script&gt;" in report


def test_the_report_needs_no_network(written):
    page = Tags()
    page.feed((written / "report.html").read_text(encoding="utf-8"))
    links = [value for name, value in page.attributes if name in {"href", "src"}]
    assert [link for link in links if link.startswith(("http:", "https:", "//"))] == []
    assert all(link.startswith(("#", "data:image/")) or (written / link).is_file() for link in links)


def test_every_figure_of_the_report_has_its_sentence(written):
    report = (written / "report.html").read_text(encoding="utf-8")
    for row in rows(written / "figures.csv"):
        assert f'id="{row["figure_id"]}"' in report


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_of_a_table_starts_a_formula(cell):
    assert as_csv(pd.DataFrame({"text": [cell]})).decode("utf-8-sig").splitlines()[1].lstrip('"').startswith("'")


def test_an_empty_case_has_findings_too(tmp_path):
    (tmp_path / "quiet.txt").write_text("Nothing happened.", encoding="utf-8")
    found = kit.findings.analyse(kit.open_case(tmp_path))
    report = kit.findings.write(found, Path(tmp_path / "out"))
    assert "0 counts of people" in report.read_text(encoding="utf-8")


def test_the_findings_and_tables_of_the_report_link_to_the_evidence(written):
    page = Tags()
    page.feed((written / "report.html").read_text(encoding="utf-8"))
    figures = {row["figure_id"] for row in rows(written / "figures.csv")}
    linked = {value[1:] for name, value in page.attributes if name == "href" and value.startswith("#")}
    contradicting = {row[f"figure_id_{side}"] for row in rows(written / "contradictions.csv") for side in "ab"}
    assert contradicting and contradicting <= linked
    assert len(linked & figures) >= 2


def test_verify_sums_up_and_names_what_changed(written, case):
    (case.articles_dir / "three.txt").write_text("Nothing is known.", encoding="utf-8")
    told = kit.findings.verdict(case).splitlines()
    assert told[0] == "changed since the findings were written: inputs.articles/three.txt"
    assert told[-1].split()[0].isdigit()


def test_a_changed_header_is_named_by_its_columns(written, case):
    path = written / "origins.csv"
    path.write_bytes(path.read_bytes().replace(b"origin_name", b"name", 1))
    assert "origins.csv, columns: committed name, now origin_name" in kit.findings.verdict(case)


def test_the_charts_show_what_the_case_asks_about(case):
    (case.folder / "case.toml").write_text('[options]\nmeasures = ["missing"]\n', encoding="utf-8")
    found = kit.findings.analyse(kit.open_case(case.folder))
    assert list(kit.findings.in_question(found.figures, found.case)["measure"]) == ["missing"]
    assert len(found.figures) == 4
