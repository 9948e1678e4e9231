"""What an enemy writes stays text: in the pages nothing runs, in the sheets nothing calculates, outside the case nothing is touched, and no input takes for ever."""

import csv
import json
import os
import re
import subprocess
import sys
import textwrap
import time
import unicodedata
import warnings
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from lxml import etree
from lxml import html as pages_of

import hostile
import kit
from kit import corrections, sheets
from kit.articles import ArticleWarning, complete_manifest, read_articles
from kit.articles.adding import add
from kit.articles.read import clean
from kit.case import CaseError, CaseWarning, new_case, open_case
from kit.findings import pages
from kit.language import dates, pipeline
from kit.marks import STYLES, Mark, Marked, SideBySide
from kit.sources.sheet import SourceWarning, read_sources

#: All that a report consists of; anything else in it came from outside.
TAGS = set("html head meta title style body h1 h2 p nav a ul li span div figure img figcaption table thead tr th tbody td details summary b sup".split())
ATTRIBUTES = set("lang charset name content http-equiv href id class src alt style scope".split())
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def text(piece):
    return f"The harbour master of {piece} said that 12 sailors drowned.\n\n“Some 40 {piece} are missing,” said {piece} on Monday.\n\n{piece}\n\nPolice denied the report."


def make(folder, pieces):
    """A case with each of *pieces* in the text and the manifest of an article, in the registry, the log and the settings."""
    case = new_case(folder)
    heads = "file,sha256,outlet,title,author,url,published,retrieved,language,licence,note"
    table, registry = [heads.split(",")], [["source_id", "name", "kind", "side", "parent", "aliases", "wikidata", "note"]]
    for number, piece in enumerate(pieces):
        (case.articles_dir / f"a{number:03}.txt").write_text(text(piece), encoding="utf-8", newline="\n")
        table.append([f"a{number:03}.txt", "", *[piece] * 9])
        registry.append([f"s{number}", piece, "government", piece, piece, f"{piece}|the chief of {piece}", piece, piece])
    for path, rows in ((case.manifest_path, table), (case.sources_path, registry)):
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    (case.folder / "case.toml").write_text("".join(f"{key} = {json.dumps(''.join(pieces[:60]), ensure_ascii=False)}\n" for key in ("title", "question")), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        case = open_case(case.folder)
        claims, figures = kit.extract(read_articles(case))
    for number, piece in enumerate(pieces):
        rows = figures[figures["article_id"] == f"a{number:03}"]
        if len(rows):
            corrections.record(case.corrections, by=f"ana {piece}", action="set", **corrections.selectors("figures", rows.iloc[0]), field="counted", from_=None, to=f"x{piece}", why=piece)
    return case


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    case = make(tmp_path_factory.mktemp("enemy") / "case", hostile.PIECES)
    return kit.findings.analyse(case)


@pytest.fixture(scope="module")
def written(found):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kit.findings.write(found)
    return found.case.findings_path


@pytest.fixture(scope="module")
def report(written):
    return pages_of.fromstring((written / "report.html").read_bytes(), parser=pages_of.HTMLParser(encoding="utf-8", huge_tree=True))


@pytest.fixture(scope="module")
def tables(written):
    def rows(path):
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))

    return {path.name: rows(path) for path in sorted(written.glob("*.csv"))}


@pytest.fixture(scope="module")
def book(written):
    return openpyxl.load_workbook(written / "claims.xlsx")


def elements(tree):
    return [element for element in tree.iter() if isinstance(element.tag, str)]


def test_the_report_has_no_element_and_no_attribute_of_its_own(report):
    assert {element.tag for element in elements(report)} <= TAGS
    assert {name for element in elements(report) for name in element.attrib} <= ATTRIBUTES
    assert not [node for node in report.iter() if not isinstance(node.tag, str)]  # no comment, no instruction


def test_every_address_of_the_report_is_a_place_in_it_or_a_file_beside_it(report, written):
    links = [value for element in elements(report) for name, value in element.attrib.items() if name in ("href", "src")]
    assert [link for link in links if not (link.startswith(("#", "data:image/png;base64,")) or (written / link).is_file())] == []
    own = SideBySide([("", Marked("x", [Mark(0, 1, kind) for kind in STYLES], 0, 1))])._repr_html_()
    assert {element.get("style") for element in elements(report)} <= {None, *(element.get("style") for element in pages_of.fromstring(own).iter())}


def test_the_charts_hold_no_script_and_no_address(written):
    for path in written.glob("*.svg"):
        tree = etree.fromstring(path.read_bytes(), etree.XMLParser(huge_tree=True))
        for element in tree.iter(etree.Element):
            assert etree.QName(element).localname not in ("script", "foreignObject", "image", "a")
            assert not [name for name in element.attrib if etree.QName(name).localname.startswith("on")]
            assert all(value.startswith("#") for name, value in element.attrib.items() if etree.QName(name).localname == "href")


def test_no_cell_of_the_tables_begins_a_formula(tables):
    assert len(tables) > 15
    assert [(name, cell) for name, rows in tables.items() for row in rows for cell in row if cell.startswith(FORMULA)] == []


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(book):
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert len(cells) > 10_000
    assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []


def test_the_linked_data_names_no_address_but_web_addresses(written):
    for name in ("claims.jsonld", "annotations.jsonld"):
        waiting = [json.loads((written / name).read_text(encoding="utf-8"))]
        while waiting:
            node = waiting.pop()
            waiting += node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
            for key in ("@id", "url", "sameAs", "source") if isinstance(node, dict) else ():
                assert str(node.get(key, "#")).startswith(("#", "urn:", "https://", "http://", "claims.jsonld#")), node[key]


@pytest.mark.parametrize("number", range(len(hostile.PIECES)), ids=lambda number: ascii(hostile.PIECES[number])[1:40])
def test_a_piece_is_shown_as_the_text_that_it_is(found, report, tables, number):
    article_id = f"a{number:03}"
    figures = found.figures[found.figures["article_id"] == article_id]
    if article_id not in found.articles.index:  # more control characters than a text has
        assert [notice for notice in found.notices["notice"] if f"{article_id}.txt: is not a text file" in notice]
        return
    assert len(figures) >= 1
    for figure_id, figure in figures.iterrows():
        [place] = report.xpath("//*[@id=$id]", id=figure_id)
        [sentence] = place.xpath("p[1]")
        for label in sentence.xpath(".//sup"):
            label.drop_tree()
        claim = found.claims.loc[figure["claim_id"]]
        start, end = min(claim["sentence_start"], figure["start"]), max(claim["sentence_end"], figure["end"])
        assert sentence.text_content() == found.articles["text"][article_id][start:end]
    header, *rows = tables["articles.csv"]
    [row] = [dict(zip(header, row)) for row in rows if row[0] == article_id]
    title = found.articles["title"][article_id]
    assert row["title"] == ("" if pd.isna(title) else sheets.neutralise(title))
    assert row["url"] == "" and row["published"] == ""  # none of them is an address or a day


@pytest.mark.parametrize("number", range(len(hostile.NAMES)), ids=lambda number: ascii(hostile.NAMES[number])[1:40])
def test_a_file_is_read_whatever_its_name(tmp_path, number):
    case = new_case(tmp_path / "case")
    try:
        (case.articles_dir / hostile.NAMES[number]).write_text("Two men were hurt, police said.", encoding="utf-8")
    except OSError:
        pytest.skip("this file system has no such name")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        table = read_articles(case)
        assert complete_manifest(case) and complete_manifest(case) == []
        again = read_articles(open_case(case.folder))
    assert len(table) == 1 and list(table["path"]) == [hostile.NAMES[number]]
    assert re.fullmatch(r"[\w-]+", table.index[0])
    assert [str(w.message) for w in caught if "no row for" not in str(w.message)] == []
    assert list(again["path"]) == list(table["path"])
    assert [path.name for path in (tmp_path / "case").iterdir() if path.name.startswith("x")] == []


@pytest.mark.parametrize("number", range(len(hostile.NAMES)), ids=lambda number: ascii(hostile.NAMES[number])[1:40])
def test_what_is_added_has_a_name_that_any_system_takes(tmp_path, number):
    case, given = new_case(tmp_path / "case"), tmp_path / "in" / hostile.NAMES[number]
    given.parent.mkdir()
    try:
        given.write_text("Two men were hurt, police said.", encoding="utf-8")
    except OSError:
        pytest.skip("this file system has no such name")
    assert add(case, [given])["outcome"].tolist() == ["added"]
    [path] = case.files()
    assert len(path.name.encode("utf-8")) < 200 and path.name == unicodedata.normalize("NFC", path.name)
    assert not [char for char in path.name if char in '<>:"/\\|?*' or unicodedata.category(char)[0] == "C"]
    assert not path.name.startswith((".", " ", *FORMULA)) and not path.stem.endswith((".", " "))
    assert path.stem.lower() not in ("con", "nul", "com1")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(read_articles(open_case(case.folder))) == 1


def test_names_that_are_one_elsewhere_stand_apart(tmp_path):
    case = new_case(tmp_path / "case")
    for number, name in enumerate(("A.txt", "a.txt", "é.txt", "e\u0301.txt", "É.TXT", "Straße.txt", "STRASSE.txt")):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / name).write_text(f"{number} men were hurt, police said.", encoding="utf-8")
        add(case, [tmp_path / str(number) / name])
    names = [unicodedata.normalize("NFC", path.name).casefold() for path in case.files()]
    assert len(names) == len(set(names)) == 7
    assert len(read_articles(open_case(case.folder))) == 7


def test_two_files_whose_names_are_composed_otherwise_are_told(tmp_path):
    case = new_case(tmp_path / "case")
    for name in ("é.txt", "e\u0301.txt"):
        (case.articles_dir / name).write_text(f"Two men were hurt, police said on {ascii(name)}.", encoding="utf-8")
    if len(case.files()) < 2:
        pytest.skip("to this file system they are one")
    with pytest.warns(ArticleWarning, match="its letters composed otherwise. Rename one"):
        assert len(read_articles(case)) == 2


@pytest.mark.parametrize("name", ["x" * 5_000, "x\x00y", "x" * 300 + "/a.txt"])
def test_a_name_that_no_file_can_have_is_said_to_be_none(tmp_path, name):
    case = new_case(tmp_path / "case")
    assert add(case, [f"{name}.txt"])["outcome"].tolist() == ["refused"]
    with pytest.raises(CaseError, match="there is no such folder"):
        open_case(tmp_path / name)


def test_a_name_that_is_no_text_is_named_and_the_others_are_read(tmp_path):
    case = new_case(tmp_path / "case")
    (case.articles_dir / "good.txt").write_text("Two men were hurt, police said.", encoding="utf-8")
    try:
        Path(os.fsdecode(os.fsencode(case.articles_dir) + b"/bad\xff.txt")).write_text("Nine men were hurt.", encoding="utf-8")
    except OSError:
        pytest.skip("this file system has no such name")
    with pytest.warns(ArticleWarning, match="name is no text"):
        table = read_articles(case)
    assert list(table.index) == ["good"]
    assert complete_manifest(case) == ["good.txt"]


@pytest.mark.parametrize("name", hostile.SETTINGS)
def test_settings_are_read_or_refused(tmp_path, name):
    (tmp_path / "a.txt").write_text("Nothing.", encoding="utf-8")
    (tmp_path / "case.toml").write_text(hostile.SETTINGS[name], encoding="utf-8")
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            case = open_case(tmp_path)
        assert isinstance(case.title, str) and all(issubclass(w.category, CaseWarning) for w in caught)
    except CaseError as error:
        assert str(error).startswith(str(tmp_path / "case.toml")) and len(str(error)) < 120_000


@pytest.mark.parametrize("name", hostile.REGISTRY)
def test_a_row_of_the_registry_is_read_or_left_out(tmp_path, name):
    path = tmp_path / "sources.csv"
    path.write_text(f"source_id,name,kind,side,parent,aliases,wikidata,note\n{hostile.REGISTRY[name]}\nzz,Zed,military,,,,,\n", encoding="utf-8")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        table = read_sources(path)
    assert "zz" in set(table["source_id"]) or name == "a quote never closed"
    assert all(issubclass(w.category, SourceWarning) and str(path) in str(w.message) for w in caught)
    text = "The chief of A said that two men had died. Zed denied it."
    claims, _ = kit.extract(pd.DataFrame({"text": [text]}, index=["a"]), sources=table)
    assert "zz" in set(claims["source_id"].dropna()) or name == "a quote never closed"


@pytest.mark.parametrize("name", hostile.LOG)
def test_a_line_of_the_log_is_read_or_told_and_the_next_one_counts(tmp_path, name):
    articles = pd.DataFrame({"text": ["Two men were hurt, police said."]}, index=["a"])
    claims, figures = kit.extract(articles)
    log = tmp_path / "log.jsonl"
    log.write_bytes(hostile.LOG[name] + b"\n")
    corrections.record(log, by="ana", action="set", **corrections.selectors("figures", figures.iloc[0]), field="value", from_=2, to=3)
    before = log.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", corrections.CorrectionWarning)
        _, corrected = corrections.correct(claims, figures, log, articles=articles)
    assert corrected["value"].iloc[0] == 3
    assert log.read_bytes() == before
    assert len(corrections.read_log(log).records) + len(corrections.read_log(log).problems) == 2


@pytest.mark.parametrize("name", hostile.BOMBS)
def test_a_bomb_costs_a_message_at_most_and_the_others_are_read(tmp_path, name):
    (tmp_path / "good.txt").write_text("Two men were hurt, police said.", encoding="utf-8")
    (tmp_path / f"x-{name}").write_bytes(hostile.BOMBS[name]())
    before = sorted(path.name for path in tmp_path.parent.iterdir())
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        table = read_articles(tmp_path)
    assert "good" in table.index
    said = [str(w.message) for w in caught if issubclass(w.category, ArticleWarning)]
    assert len(table) > 1 or [message for message in said if name in message]
    assert not [message for message in said if "MemoryError" in message or "RecursionError" in message]
    assert not table["text"].str.contains("root:|haha", regex=True).any()
    assert sorted(path.name for path in tmp_path.parent.iterdir()) == before


def test_a_line_of_a_hundred_megabytes_is_refused_unread(tmp_path):
    (tmp_path / "good.txt").write_text("Two men were hurt, police said.", encoding="utf-8")
    with (tmp_path / "long.txt").open("wb") as file:
        file.truncate(100 * 2**20)
    with pytest.warns(ArticleWarning, match="long.txt: is larger than 50 MB"):
        assert list(read_articles(tmp_path).index) == ["good"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
@pytest.mark.parametrize("name", ["articles/pipe.txt", "articles.csv", "sources.csv", "cues.csv", "case.toml", "corrections.jsonl"])
def test_a_pipe_is_never_waited_for(tmp_path, name):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "good.txt").write_text("Two men were hurt, police said.", encoding="utf-8")
    os.mkfifo(tmp_path / name)
    if name.startswith("articles/"):
        assert list(read_articles(tmp_path).index) == ["good"]
    else:
        with pytest.raises(CaseError, match=f"{name}: is no file"):
            open_case(tmp_path)


@pytest.mark.parametrize("name", ["articles.csv", "sources.csv", "cues.csv", "case.toml", "corrections.jsonl", "findings", "articles"])
def test_a_link_out_of_the_case_is_not_followed(tmp_path, name):
    (tmp_path / "secret" / "articles").mkdir(parents=True)
    (tmp_path / "secret" / "file").write_text("secret", encoding="utf-8")
    case = tmp_path / "case"
    case.mkdir()
    (case / "good.txt").write_text("Two men were hurt, police said.", encoding="utf-8")
    (case / name).symlink_to(tmp_path / "secret" / ("file" if "." in name else "articles"))
    with pytest.raises(CaseError, match=f"{name}: is a link that leads out of the case"):
        open_case(case)


def test_a_link_in_the_findings_is_not_written_through(tmp_path):
    case = tmp_path / "case"
    (case / "findings").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (case / "findings" / "notebooks").symlink_to(tmp_path / "outside")
    with pytest.raises(CaseError, match="is a link that leads out of"):
        kit.findings.placing.replace(case / "findings", {"notebooks/1.html": b"x"}, [], [])
    assert list((tmp_path / "outside").iterdir()) == []


# Outside the case, and the network

WATCH = """
    import json, os, sys
    seen, made = [], set()
    WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

    def watch(event, args):
        if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"):
            seen.append(["forbidden", event, str(args)[:200]])
            raise PermissionError(event)
        if event == "open" and isinstance(args[0], (str, bytes)):
            path = os.path.realpath(os.fsdecode(args[0]))
            seen.append(["write" if (args[2] or 0) & WRITES else "read", path, ""])
        elif event in ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.chmod", "os.truncate", "shutil.rmtree"):
            within = os.path.realpath(f"/proc/self/fd/{args[-1]}") if event in ("os.remove", "os.rmdir") and args[-1] >= 0 else ""
            seen.extend(["write", os.path.realpath(os.path.join(within, os.fsdecode(path))), event] for path in args[:2] if isinstance(path, (str, bytes)))

    from kit.cli import app
    import kit.findings
    sys.addaudithook(watch)
    try:
        app(["run", sys.argv[1], "--no-notebooks"])
    except SystemExit as end:
        assert not end.code, end.code
    finally:
        events = list(seen)
        print("EVENTS", json.dumps(events))
"""


@pytest.fixture(scope="module")
def events(tmp_path_factory):
    """What a run of the main job opens and asks for, in a case that tempts it outside."""
    outside = tmp_path_factory.mktemp("run")
    (outside / "secret.txt").write_text("Nine men were hurt.", encoding="utf-8")
    case = make(outside / "case", hostile.PIECES[::8])
    (case.articles_dir / "link.txt").symlink_to(outside / "secret.txt")
    (case.articles_dir / "sub").symlink_to(outside)
    rows = ["../secret.txt", "..\\secret.txt", str(outside / "secret.txt"), "link.txt", "sub/secret.txt", "articles/../../secret.txt", "file:///etc/passwd", "~/.ssh/id_rsa", "/dev/zero", "a000.txt/../../../secret.txt"]
    with case.manifest_path.open("a", encoding="utf-8") as file:
        file.writelines(f"{row}\n" for row in rows)
    made = case.findings_path
    made.mkdir()
    (made / "manifest.json").write_text(json.dumps({name: {} for name in ("inputs", "options", "model", "versions")} | {"findings": {"../../secret.txt": "x", str(outside / "secret.txt"): "y"}}), encoding="utf-8")
    private = tmp_path_factory.mktemp("settings")
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(WATCH), str(case.folder)], capture_output=True, text=True, timeout=600,
        env={**os.environ, "MPLCONFIGDIR": str(private), "TMPDIR": str(private), "PYTHONPATH": str(Path(kit.__file__).parent.parent), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert "EVENTS" in ran.stdout, ran.stderr[-3000:]
    head, _, told = ran.stdout.partition("EVENTS")
    assert "The report:" in head, ran.stderr[-3000:]
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", head + ran.stderr)  # no word of a case commands the terminal
    return case.folder.resolve(), private.resolve(), outside.resolve(), json.loads(told)


def test_nothing_outside_the_case_is_read(events):
    case, private, outside, seen = events
    assert [path for kind, path, _ in seen if Path(path).is_relative_to(outside) and not Path(path).is_relative_to(case)] == []
    assert [path for kind, path, _ in seen if path in ("/etc/passwd", "/dev/zero") or ".ssh" in path] == []
    assert [path for kind, path, _ in seen if Path(path).is_relative_to(case)]


def test_nothing_outside_the_case_is_written(events):
    case, private, outside, seen = events
    allowed = case, private, Path("/dev/null"), Path("/dev/tty")
    assert [(path, what) for kind, path, what in seen if kind == "write" and not any(Path(path).is_relative_to(place) for place in allowed)] == []
    assert (outside / "secret.txt").read_text(encoding="utf-8") == "Nine men were hurt."


def test_the_main_job_asks_for_no_network_and_starts_no_program(events):
    assert [event for event in events[3] if event[0] == "forbidden"] == []


# Time

#: Repeated without end, each of these has made some pattern slow somewhere.
UNITS = ['"', "“", "”", "1", "1 ", " ", "\xa0", ", ", "and ", "(", "[", "a", "A ", "a-", "a'", "1,000", "1.", ".", "\n", "to ", "one ", "January ", "&amp;", "a@", "_", "â€“", "*", "`", "[a](", "<a", "> ", "- ", "1 to ", "up to ", '"" ', "#"]
WORK = {
    "cleaning": lambda text: clean(text), "cleaning of markdown": lambda text: clean(text, markdown=True), "quantities": kit.find_quantities, "dates": lambda text: (dates.find(text), dates.find_periods(text)),
    "sheets": lambda text: sheets.split(text, ","),
}  # fmt: skip


def growth(work, unit, size, times):
    """How many times as long *work* takes on a text so many times as long, in time of this process alone."""

    def spent(length):
        shortest = float("inf")
        for _ in range(2):
            start = time.process_time()
            work(unit * (length // len(unit)))
            shortest = min(shortest, time.process_time() - start)
        return shortest

    return spent(size * times) / max(spent(size), 0.005)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("name", WORK)
def test_time_grows_no_faster_than_the_text(name, unit):
    assert growth(WORK[name], unit, 2_000, 8) < 24  # a square would be 64


@pytest.mark.parametrize("unit", ["“Two men died,” he said. ", "He said two men died. ", "He said ", "said ", '"', "( ", "two, ", "and "])
def test_time_of_an_article_grows_no_faster_than_its_text(unit, monkeypatch):
    monkeypatch.setattr(pipeline, "LONGEST", 500)  # as a text of many times ten thousand characters does with the usual bound
    assert growth(lambda text: kit.extract(pd.DataFrame({"text": [text]}, index=["a"])), unit, 500, 8) < 24


def test_no_paragraph_and_no_sentence_is_longer_than_its_bound():
    docs = pipeline.paragraph_docs(pipeline.load(), "He said ; " * 3_000)
    assert max(len(doc.text) for doc in docs) <= pipeline.LONGEST
    assert max(len(sentence) for doc in docs for sentence in doc.sents) <= 2 * 250


# The browser

@pytest.fixture(scope="module")
def browser():
    drivers = pytest.importorskip("playwright.sync_api")
    with drivers.sync_playwright() as driver:
        try:
            started = driver.chromium.launch(executable_path="/usr/bin/chromium" if Path("/usr/bin/chromium").is_file() else None, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        except drivers.Error as error:
            pytest.skip(f"no browser: {str(error).splitlines()[0]}")
        yield started
        started.close()


def test_in_the_browser_nothing_runs_and_nothing_is_fetched(found, written, browser, tmp_path):
    case = make(tmp_path / "case", hostile.PIECES[::6])
    notebooks = [path for path in pages.shipped() if path.name[:2] in ("01", "02", "05")]
    made = pages.as_pages(case, notebooks)
    assert not made.failed and len(made.files) == 3
    shown = [written / "report.html"]
    for name, data in made.files.items():
        (tmp_path / name).write_bytes(data)
        shown.append(tmp_path / name)
    for path in shown:
        # Without the page's own policy, which would stop a script that the escaping let through.
        naked = path.with_name(f"naked-{path.name}")
        naked.write_text(path.read_text(encoding="utf-8").replace("default-src 'none'; style-src 'unsafe-inline'; img-src data:", ""), encoding="utf-8")
        for address in (path, naked):
            page, asked, said = browser.new_page(), [], []
            page.on("request", lambda request: asked.append(request.url))
            page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
            page.on("console", lambda message: said.append(message.text))
            page.on("pageerror", lambda error: said.append(str(error)))
            page.goto(address.as_uri())
            page.evaluate("document.querySelectorAll('*').forEach(e => { for (const t of ['mouseover', 'focus', 'toggle']) e.dispatchEvent(new Event(t)) })")
            page.wait_for_timeout(200)
            assert page.evaluate("window.pwned") is None
            assert page.evaluate("document.querySelectorAll('script, iframe, object, embed, base, form, link, video, audio, svg').length") == 0
            assert page.evaluate("[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()).filter(n => n.startsWith('on'))") == []
            assert said == []
            assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
            page.close()
        naked.unlink()
