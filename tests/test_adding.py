"""``kit add``: what is added, what is there already, and the manifest on its way through spreadsheet programs."""

import csv
import hashlib
import io
import threading
import warnings
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd
import pytest
from test_inputs import ONE, PAGE, RSS, TWO, warc
from typer.testing import CliRunner

from kit import sheets
from kit.articles import complete_manifest, read_articles
from kit.articles.adding import add
from kit.case import new_case, open_case
from kit.cli import app
from kit.findings import manifest as findings_manifest
from kit.sources.sheet import SourceWarning, read_sources


@pytest.fixture
def case(tmp_path):
    return new_case(tmp_path / "mine")


def rows(case):
    return [row.values for row in sheets.read(case.manifest_path).rows]


def snapshot(case):
    return {path.relative_to(case.folder).as_posix(): path.read_bytes() for path in case.folder.rglob("*") if path.is_file()}


@pytest.fixture
def site():
    """A server of pages that a test sets: path ─► (content type, bytes)."""
    held = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            kind, data = held.get(self.path, (None, b""))
            self.send_response(200 if kind else 404)
            self.send_header("Content-Type", kind or "text/plain")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", held
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    monkeypatch.setattr("kit.articles.adding.PAUSE", 0.0)


def test_a_file_is_stored_as_it_is_with_a_row_and_what_is_not_known(case, tmp_path):
    path = tmp_path / "Miners (1).html"
    path.write_bytes(PAGE.encode().replace(b"\n", b"\r\n"))
    done = add(case, [path])
    assert done[["file", "outcome"]].values.tolist() == [["Miners (1).html", "added"]]
    assert done.said[0] == ""
    stored = case.articles_dir / "Miners (1).html"
    assert stored.read_bytes() == path.read_bytes()
    [row] = rows(case)
    assert (row["file"], row["sha256"]) == ("Miners (1).html", hashlib.sha256(path.read_bytes()).hexdigest())
    assert {row[name] for name in ("url", "retrieved", "title", "published")} == {"unknown"}
    assert read_articles(case).title.tolist() == ["Four miners rescued"]


def test_what_could_not_be_found_out_is_said(case, tmp_path):
    (tmp_path / "a.txt").write_text(ONE, encoding="utf-8")
    assert add(case, [tmp_path / "a.txt"]).said[0] == "Not found out: outlet, title, author, url, published, language, licence."


def test_adding_twice_changes_nothing(case, tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(ONE, encoding="utf-8")
    add(case, [tmp_path / "a.txt"])
    before = snapshot(case)
    again = add(case, [tmp_path / "a.txt", tmp_path / "b.txt", case.articles_dir / "a.txt"])
    assert again.outcome.tolist() == ["there"] * 3 and set(again.file) == {"a.txt"}
    assert snapshot(case) == before


def test_another_file_of_the_same_name_stands_beside_the_first(case, tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "a.txt").write_text(ONE, encoding="utf-8")
    (tmp_path / "x" / "a.txt").write_text(TWO, encoding="utf-8")
    assert add(case, [tmp_path / "a.txt", tmp_path / "x" / "a.txt"]).file.tolist() == ["a.txt", "a-2.txt"]
    assert (case.articles_dir / "a.txt").read_text(encoding="utf-8") == ONE


def test_a_folder_is_added_with_what_is_in_it_and_one_bad_file_stops_no_other(case, tmp_path):
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "a.txt").write_text(ONE, encoding="utf-8")
    (folder / "b.jpg").write_bytes(b"\xff\xd8")
    (folder / "c.txt").write_bytes(b"")
    (folder / "d.txt").symlink_to("/etc/hostname")
    (folder / ".hidden.txt").write_text(TWO, encoding="utf-8")
    done = add(case, [folder, tmp_path / "gone.txt"])
    assert done.outcome.tolist() == ["refused", "added", "refused", "refused"]
    assert [path.name for path in case.files()] == ["a.txt"]
    assert "c.txt: is empty" in done.said[0] and "2 files in it are not added" in done.said[2] and "gone.txt: there is no such file" in done.said[3]


@pytest.mark.parametrize("name", ["=cmd.txt", "-1.txt", "@a.txt", "a#b.txt", "'x'.txt", "ä ö.txt"])
def test_odd_names_are_stored_inside_the_case_and_found_again(case, tmp_path, name):
    (tmp_path / name).write_text(ONE, encoding="utf-8")
    add(case, [tmp_path / name])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(read_articles(open_case(case.folder))) == 1
    with case.manifest_path.open(encoding="utf-8", newline="") as file:
        assert not [cell for row in csv.reader(file) for cell in row if cell.startswith(("=", "-", "@", "+", "\t"))]


def test_a_page_has_its_address_and_day_in_the_manifest(case, site):
    address, held = site
    held["/2024/miners?id=2"] = ("text/html", PAGE.encode())
    done = add(case, [f"{address}/2024/miners?id=2"], allow_private=True)
    assert done[["file", "outcome"]].values.tolist() == [["miners.html", "added"]]
    [row] = rows(case)
    assert (row["url"], row["retrieved"]) == (f"{address}/2024/miners?id=2", date.today().isoformat())
    assert (case.articles_dir / "miners.html").read_bytes() == PAGE.encode()


def test_a_page_that_changed_is_another_version_and_one_that_only_looks_new_is_not(case, site):
    address, held = site
    held["/miners"] = ("text/html", PAGE.encode())
    add(case, [f"{address}/miners"], allow_private=True)
    before = snapshot(case)
    held["/miners"] = ("text/html", PAGE.replace("<nav>", "<nav data-token='77'>").encode())
    assert add(case, [f"{address}/miners"], allow_private=True).outcome.tolist() == ["there"]
    assert snapshot(case) == before
    held["/miners"] = ("text/html", PAGE.replace("Four miners were", "Five miners were").encode())
    done = add(case, [f"{address}/miners"], allow_private=True)
    assert done[["file", "outcome"]].values.tolist() == [["miners-2.html", "version"]]
    assert "is another version of miners.html, which stays" in done.said[0]
    assert (case.articles_dir / "miners.html").read_bytes() == PAGE.encode()
    assert len(read_articles(case)) == 2


def test_the_addresses_of_a_feed_a_site_map_and_a_table_can_be_followed(case, site, tmp_path):
    address, held = site
    for number in "12":
        held[f"/{number}"] = ("text/html", PAGE.replace("Four", f"{number}0").encode())
    held["/feed"] = ("application/rss+xml", RSS.replace("https://ledger.example", address).encode())
    (tmp_path / "map.xml").write_text(f"<urlset><url><loc>{address}/1</loc></url></urlset>", encoding="utf-8")
    (tmp_path / "gdelt.csv").write_text(f"GLOBALEVENTID,SOURCEURL\n1,{address}/2\n2,{address}/gone\n", encoding="utf-8")
    done = add(case, [f"{address}/feed", tmp_path / "map.xml", tmp_path / "gdelt.csv"], allow_private=True, follow=True)
    assert done.outcome.tolist() == ["added", "added", "there", "there", "refused"]
    assert "answers 404" in done.said.iloc[-1]


def test_the_command_says_what_it_did(case, tmp_path):
    (tmp_path / "a.txt").write_text(ONE, encoding="utf-8")
    result = CliRunner().invoke(app, ["add", str(case.folder), str(tmp_path / "a.txt"), str(tmp_path / "b.jpg"), "http://127.0.0.1:9/"])
    assert result.exit_code == 1
    assert "added: a.txt – Not found out: outlet" in result.output and "1 added, 2 not added" in result.output
    assert "b.jpg: is of a type that is not read" in result.output and "--allow-private" in result.output
    assert CliRunner().invoke(app, ["add", str(case.folder), str(tmp_path / "a.txt")]).exit_code == 0
    assert CliRunner().invoke(app, ["add", str(tmp_path / "nowhere"), "a.txt"]).exit_code == 2


def test_two_pages_of_one_server_have_a_pause_between(case, site, monkeypatch):
    address, held = site
    held["/1"], held["/2"] = ("text/plain", ONE.encode()), ("text/plain", TWO.encode())
    slept = []
    monkeypatch.setattr("kit.articles.adding.PAUSE", 100.0)
    monkeypatch.setattr("time.sleep", slept.append)
    add(case, [f"{address}/1", f"{address}/2"], allow_private=True)
    assert slept[0] == 0 and 90 < slept[1] <= 100


def test_a_long_address_in_an_archive_harms_no_findings(case, tmp_path):
    url = "https://ledger.example/" + "x" * 400
    (tmp_path / "a.warc").write_bytes(warc((url, "200 OK", "text/html", PAGE.encode())))
    add(case, [tmp_path / "a.warc"])
    assert list(findings_manifest._inputs(case)) == ["articles.csv", "articles/a.warc", "case.toml", "sources.csv"]
    table = read_articles(case)
    assert len(table.path.iloc[0]) < 250 and len(table.index[0]) < 80


# Through spreadsheet programs and back

def saved_by(program, text):
    """A CSV file as the program saves it again: Excel in German (semicolons, its own dates, cp1252) and with UTF-8, LibreOffice (everything quoted)."""
    table = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    out = io.StringIO()
    if program == "excel-de":
        table = [["{2}.{1}.{0}".format(*cell.split("-")) if len(cell) == 10 and cell[4:5] == cell[7:8] == "-" else cell for cell in row] for row in table]
        csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(table)
        return out.getvalue().encode("cp1252")
    if program == "excel-us":
        table = [["{1}/{2}/{0}".format(*cell.split("-")) if len(cell) == 10 and cell[4:5] == cell[7:8] == "-" else cell for cell in row] for row in table]
        csv.writer(out, lineterminator="\r\n").writerows(table)
        return out.getvalue().encode("utf-8-sig")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(table)
    return out.getvalue().encode("utf-8")


@pytest.mark.parametrize("program", ["excel-de", "excel-us", "libreoffice"])
def test_the_manifest_survives_the_way_through_a_spreadsheet_program(case, tmp_path, program):
    for name in ("=1.txt", "007.txt", "c.txt"):
        (tmp_path / name).write_text(f"{ONE} So says {name[0]}.", encoding="utf-8")
        add(case, [tmp_path / name])
    text = case.manifest_path.read_text(encoding="utf-8").replace("unknown,unknown,unknown,unknown,unknown,", '"Crûe; täglich","=SUM(1)",unknown,unknown,2024-05-26,', 1)
    case.manifest_path.write_text(text.replace('"=SUM(1)"', "'=SUM(1)"), encoding="utf-8", newline="")
    before = read_articles(case)
    assert before.published.notna().sum() == 1 and "=SUM(1)" in before.title.dropna().tolist()
    case.manifest_path.write_bytes(saved_by(program, case.manifest_path.read_text(encoding="utf-8")))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pd.testing.assert_frame_equal(read_articles(open_case(case.folder)), before)
    assert complete_manifest(case) == []


@pytest.mark.parametrize("program", ["excel-de", "excel-us", "libreoffice"])
def test_the_sources_survive_it_too(case, program):
    case.sources_path.write_text(
        "source_id,name,kind,side,parent,aliases,wikidata,note\n007,Büro 7,military,,,\"B7|Büro, 7. Abteilung\",Q7,\"=1+1; 'x'\"\nmayor,Mayor,government,,007,,,\n",
        encoding="utf-8",
    )
    with pytest.warns(SourceWarning, match="row 2: column source_id: '007' loses its zeros"):
        before = read_sources(case.sources_path)
    case.sources_path.write_bytes(saved_by(program, case.sources_path.read_text(encoding="utf-8")))
    with pytest.warns(SourceWarning):
        pd.testing.assert_frame_equal(read_sources(case.sources_path), before)
    assert before.source_id.tolist() == ["007", "mayor"]
