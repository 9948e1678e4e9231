"""One way through a case: analysed, said in sentences, written."""

import csv
import errno
import hashlib
import json
import os
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

import kit

FERRY = {
    "one.txt": "Police said that nearly 300 passengers had drowned.\n\nThe coast guard denied that the ferry was overloaded.",
    "two.txt": "According to the police, over 300 passengers drowned. Witnesses say the crew left first.",
    "three.txt": "At least 12 children are missing, the coast guard said. Police repeated that almost 300 passengers had died.",
}


def make(folder):
    (folder / "articles").mkdir(parents=True)
    for name, text in FERRY.items():
        (folder / "articles" / name).write_text(text, encoding="utf-8")
    return kit.open_case(folder)


@pytest.fixture
def case(tmp_path):
    return make(tmp_path / "ferry")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """To be read, not written to."""
    return kit.findings.analyse(make(tmp_path_factory.mktemp("ferry") / "ferry"))


@pytest.fixture(scope="module")
def written(found):
    """To be read, not written to."""
    kit.findings.write(found)
    return found.case.findings_path


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_sentences_tell_what_the_tables_hold(found):
    said = kit.findings.sentences(found)
    told = " ".join(kit.findings.told(said, "drift").split())
    assert "“over 300” cannot hold together with the rest" in told
    assert "3 articles" in kit.findings.told(said, "extent")
    assert {finding.table.removesuffix(".csv") for finding in said} <= set(kit.findings.tables(found))


def test_a_run_writes_every_table_chart_and_the_report(written):
    names = {path.name for path in written.iterdir()}
    assert {"claims.csv", "figures.csv", "contradictions.csv", "drift.csv", "origins.csv", "totals.csv", "attributions.csv"} <= names
    assert {"report.html", "manifest.json", "chart_figures_by_source.png", "chart_figures_by_source.svg"} <= names
    assert {"claims.xlsx", "claims.jsonld", "annotations.jsonld"} <= names
    assert len(rows(written / "figures.csv")) == 4


def test_two_runs_give_the_same_bytes(case, tmp_path):
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        kit.findings.write(kit.findings.analyse(case), folder)
    names = sorted(path.name for path in folders[0].iterdir())
    assert names == sorted(path.name for path in folders[1].iterdir())
    assert [name for name in names if (folders[0] / name).read_bytes() != (folders[1] / name).read_bytes()] == []


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


def test_what_people_decided_judges_the_extraction_and_one_another_in_the_findings(case):
    figures = kit.extract(kit.read_articles(case))[1]
    twelve, other = (figures.loc[figures.index[mask][0]] for mask in (figures["value"] == 12, figures["value"] != 12))
    for by, to in (("ana", "killed"), ("ben", "injured")):
        kit.corrections.record(case.corrections, by=by, action="set", **kit.corrections.selectors("figures", twelve), field="measure", from_="missing", to=to)
    kit.corrections.record(case.corrections, by="ana", action="reject", **kit.corrections.selectors("figures", other))
    found = kit.findings.analyse(case)
    score = found.score[found.score["table"] == "figures"].set_index("what")
    assert score.loc["precision", ["right", "of"]].tolist() == [1, 2]
    assert score.loc["measure", ["right", "of"]].tolist() == [0, 1]
    assert found.agreement.set_index("field").loc["measure", ["rows", "same"]].tolist() == [1, 0]
    assert kit.corrections.score(case).set_index(["table", "what"]).loc[("figures", "precision"), "of"] == 2
    report = kit.findings.write(found).read_text(encoding="utf-8")
    assert 'id="section:score"' in report and 'id="section:agreement"' in report


def test_a_broken_line_of_the_log_is_told_and_the_rest_goes_on(case):
    case.corrections.write_text("not json\n", encoding="utf-8")
    found = kit.findings.analyse(case)
    assert list(found.problems["line"]) == [1]
    assert len(found.figures) == 4


def test_one_unreadable_file_is_told_and_the_rest_goes_on(case):
    (case.articles_dir / "four.txt").write_bytes(b"\x00\x01\x02\xff" * 50)
    found = kit.findings.analyse(case)
    [notice] = found.notices["notice"]
    assert notice.startswith("articles/four.txt") or notice.startswith(r"articles\four.txt")  # without the folder of this machine
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


def test_every_link_of_the_report_leads_to_one_place(written):
    page = Tags()
    page.feed((written / "report.html").read_text(encoding="utf-8"))
    places = [value for name, value in page.attributes if name == "id"]
    assert len(places) == len(set(places))
    assert {value[1:] for name, value in page.attributes if name == "href" and value.startswith("#")} <= set(places)


def test_every_claim_of_the_report_can_be_reached_in_its_sentence(written):
    page = Tags()
    page.feed((written / "report.html").read_text(encoding="utf-8"))
    linked = {value[1:] for name, value in page.attributes if name == "href"}
    places = {value for name, value in page.attributes if name == "id"}
    claims = {row["claim_id"] for row in rows(written / "claims.csv")}
    assert claims <= places
    assert claims <= linked  # from who is quoted
    assert {row["article_id"] for row in rows(written / "articles.csv")} <= linked & places


def test_pictures_of_the_report_are_told_in_words(written):
    page = Tags()
    page.feed((written / "report.html").read_text(encoding="utf-8"))
    assert [value for name, value in page.attributes if name == "src" and value.startswith("data:image/png")]
    assert all(len(value) > 40 for name, value in page.attributes if name == "alt")


def test_every_figure_of_the_report_has_its_sentence(written):
    report = (written / "report.html").read_text(encoding="utf-8")
    for row in rows(written / "figures.csv"):
        assert f'id="{row["figure_id"]}"' in report


def test_an_empty_case_has_findings_too(tmp_path):
    (tmp_path / "quiet.txt").write_text("Nothing happened.", encoding="utf-8")
    found = kit.findings.analyse(kit.open_case(tmp_path))
    report = kit.findings.write(found, Path(tmp_path / "out"))
    assert "There is no count of people" in report.read_text(encoding="utf-8")


def test_the_findings_and_tables_of_the_report_link_to_the_evidence(written):
    page = Tags()
    page.feed((written / "report.html").read_text(encoding="utf-8"))
    figures = {row["figure_id"] for row in rows(written / "figures.csv")}
    linked = {value[1:] for name, value in page.attributes if name == "href" and value.startswith("#")}
    contradicting = {row[f"figure_id_{side}"] for row in rows(written / "contradictions.csv") for side in "ab"}
    assert contradicting and contradicting <= linked
    assert len(linked & figures) >= 2


def test_the_charts_show_what_the_case_asks_about(case):
    (case.folder / "case.toml").write_text('[options]\nmeasures = ["missing"]\n', encoding="utf-8")
    found = kit.findings.analyse(kit.open_case(case.folder))
    assert list(kit.findings.in_question(found.figures, found.case)["measure"]) == ["missing"]
    assert len(found.figures) == 4


def manifest_of(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def listed(folder, **files):
    """An earlier run's manifest that names *files* too, each with what it wrote into it."""
    manifest = manifest_of(folder)
    manifest["findings"] |= {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_what_an_earlier_run_made_and_this_one_does_not_is_removed(found, written, tmp_path):
    folder = tmp_path / "findings"
    shutil.copytree(written, folder)
    (folder / "notebooks").mkdir()
    for name in ("old.csv", "notebooks/01.html", "kept.csv", "notes.txt"):
        (folder / name).write_bytes(b"as written")
    listed(folder, **{"old.csv": b"as written", "notebooks/01.html": b"as written", "kept.csv": b"then changed by hand"})
    with pytest.warns(kit.findings.FindingsWarning, match="kept.csv is of an earlier run and was changed since"):
        kit.findings.write(found, folder)
    assert not (folder / "old.csv").exists() and not (folder / "notebooks").exists()
    assert (folder / "kept.csv").read_bytes() == (folder / "notes.txt").read_bytes() == b"as written"


@pytest.mark.parametrize("name", ["../precious.txt", "a/../../precious.txt", "{folder}/precious.txt"])
def test_a_manifest_removes_nothing_outside_its_folder(found, written, tmp_path, name):
    folder = tmp_path / "findings"
    shutil.copytree(written, folder)
    (tmp_path / "precious.txt").write_bytes(b"mine")
    listed(folder, **{name.format(folder=tmp_path.as_posix()): b"mine"})
    kit.findings.write(found, folder)
    assert (tmp_path / "precious.txt").read_bytes() == b"mine"


def test_a_file_of_ones_own_is_not_overwritten(found, written, tmp_path):
    (tmp_path / "claims.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(kit.case.CaseError, match="claims.csv: lies where the findings go"):
        kit.findings.write(found, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["claims.csv"]
    (tmp_path / "claims.csv").write_bytes((written / "claims.csv").read_bytes())  # as a run leaves it that was cut off
    kit.findings.write(found, tmp_path)


def test_a_run_that_fails_leaves_the_last_findings_whole(found, written, tmp_path, monkeypatch):
    folder = tmp_path / "findings"
    shutil.copytree(written, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    monkeypatch.setattr("kit.findings.export.as_workbook", lambda tables: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        kit.findings.write(found, folder, text=False)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_disk_that_is_full_leaves_the_last_findings_whole(found, written, tmp_path, monkeypatch):
    folder = tmp_path / "findings"
    shutil.copytree(written, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(kit.case.CaseError, match="No space left on device.*those of the last run are still there"):
        kit.findings.write(found, folder, text=False)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_the_manifest_comes_last_where_files_are_replaced_one_by_one(found, tmp_path, monkeypatch):
    order, real = [], os.replace
    monkeypatch.chdir(tmp_path)  # the folder that somebody stands in is not replaced
    monkeypatch.setattr("os.replace", lambda start, end: (order.append(Path(end).name), real(start, end)))
    kit.findings.write(found, tmp_path)
    assert order[0] == "BEING-REPLACED.txt"
    placed = [name for name in order if name != "BEING-REPLACED.txt"]
    assert placed[-1] == "manifest.json"
    assert set(placed) == {path.name for path in tmp_path.iterdir()}


def test_many_claims_make_a_report_that_still_opens(tmp_path):
    sentence = "The coast guard said that {} sailors were rescued near pier {}. Police denied that the pier was closed on day {}."
    for number in range(25):
        text = "\n\n".join(sentence.format(10 + number + k, k, k) for k in range(10))
        (tmp_path / f"{number:02}.txt").write_text(text, encoding="utf-8")
    found = kit.findings.analyse(kit.open_case(tmp_path))
    assert len(found.claims) >= 500
    report = kit.findings.write(found, tmp_path / "out")
    assert report.stat().st_size < 3_000_000
