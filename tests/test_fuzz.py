"""Whatever comes in, each part answers or says what is wrong; nothing else is ever raised.

``make test`` draws some thousands of inputs; KIT_FUZZ=100000 draws so many for each part, and a twentieth of it for those that take long.
"""

import contextlib
import csv
import io
import json
import os
import tempfile
import warnings
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kit
from kit import corrections, schema, sheets
from kit.articles import files, read_articles
from kit.articles.read import clean
from kit.case import CaseError, CaseWarning, SourceWarning, find_case, new_case, open_case, read_sources
from kit.language import dates

#: How many inputs each part gets; to read or to parse an article takes as long as dozens of the others.
SOME = int(os.environ.get("KIT_FUZZ", 1_000))
FEW = SOME // 20
#: What the rules look for, and what text is broken with.
WORDS = (
    "said", "says", "according to", "denied that", "that", "He", "she", "the", "The", "police", "Ann Li", "Mr.", "U.S.", "and", "or", "to", "between", "of", "nearly",
    "more than", "up to", "one", "two", "twelve", "hundred", "thousand", "million", "dozens", "3", "1,100", "1.5", "10.000", "2024", "10:30", "50%", "$3bn", "5km", "1/2", "1st",
    "people", "soldiers", "were", "killed", "hurt", "dead", "Monday", "on 3 May", "last week", "May", "“", "”", '"', "'", "’", "‘", "«", "»", "``", "(", ")", "[", "]", ",", ".",
    "!", "?", ";", ":", "—", "–", "-", "…", "...", "\n", "\n\n", "\t", " ", "\xa0", "\u200d", "\u200b", "\u202e", "\u2067", "\ufeff", "\x00", "\r", "\x85", "\u2028", "&amp;", "<b>", "é",
    "e\u0301", "ﬁ", "洪水", "Київ", "مرحبا", "😀", "👩\u200d👩", "\U000e0001", "ß", "İ", "ı", "½", "²", "٣", "Ⅻ", "①", "\ud800", "=1+1", "$x^{", "{{", "\\", "#", "*", "_", "~", "|", "@",
)  # fmt: skip
TEXT = st.one_of(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join), st.lists(st.sampled_from(WORDS), max_size=30).map("".join), st.text(max_size=60))
CELLS = st.lists(st.one_of(st.sampled_from([",", ";", "\t", '"', '""', "\n", "\r\n", "'", " ", "=1", "../x", "unknown", "a.txt", "2024-01-02", "\ufeff", "\x00"]), st.text(max_size=6)), max_size=25).map("".join)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.just(10**400), st.floats(), st.text(max_size=12), st.sampled_from([*schema.MEASURES, *schema.QUALIFIERS]))
VALUES = st.recursive(SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=6), inner, max_size=4)), max_leaves=8)


def fuzzed(count):
    return settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@contextlib.contextmanager
def telling(*kinds):
    """Only warnings of these kinds may be given."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for kind in kinds:
            warnings.simplefilter("ignore", kind)
        yield


@fuzzed(SOME)
@given(TEXT)
def test_quantities(text):
    for row in kit.find_quantities(text).itertuples():
        assert text[row.start : row.end] == row.text
        assert pd.isna(row.low) or pd.isna(row.high) or row.low <= row.high


@fuzzed(SOME)
@given(TEXT)
def test_numbers_and_dates(text):
    for found in (*dates.find(text), *dates.find_periods(text)):
        assert text[found.start : found.end] == found.text
        dates.resolve(found.text, None)


@fuzzed(SOME)
@given(TEXT, st.booleans())
def test_cleaning(text, markdown):
    once = clean(text, markdown)
    assert not set(once["text"]) & set("\r\t\x00\u202e\u2067\u200b")
    again = clean(once["text"])
    assert again["text"] == once["text"] or again["furniture"]


@fuzzed(SOME)
@given(st.one_of(st.binary(max_size=80), TEXT.map(lambda text: text.encode("utf-16", "surrogatepass")), TEXT.map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_bytes_as_text(data):
    with contextlib.suppress(files.FileError):
        assert isinstance(files.decode(data).text, str)


@fuzzed(FEW)
@given(TEXT.map(lambda text: text.replace("\ud800", "")))  # which no table can hold
def test_attribution(text):
    with telling():
        claims, figures = kit.extract(pd.DataFrame({"text": [text]}, index=["a"]))
    for row in claims.itertuples():
        assert " … ".join(text[start:end] for start, end in row.spans) == row.text
    for row in figures.itertuples():
        assert text[row.start : row.end] == row.text


@fuzzed(SOME)
@given(CELLS, st.sampled_from(",;\t"))
def test_sheets(text, delimiter):
    assert "".join(cell.raw + cell.end for line in sheets.split(text, delimiter) for cell in line) == text
    for value in text.split(delimiter):
        assert sheets.restore(sheets.neutralise(value)) == value or sheets.restore(value) != value
        assert not sheets.neutralise(value).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory() as name:
        case = new_case(Path(name, "case"))
        for article in ("a.txt", "b.txt"):
            (case.articles_dir / article).write_text("Two men were hurt, police said.", encoding="utf-8")
        yield case.folder


@fuzzed(FEW)
@given(CELLS, st.booleans())
def test_manifest(folder, body, headed):
    case = open_case(folder)
    case.manifest_path.write_bytes((("file,sha256,outlet,title,url,published\n" if headed else "") + body).encode("utf-8", "surrogatepass"))
    with telling(kit.articles.ArticleWarning):
        assert list(read_articles(case).index) == ["a", "b"]
    with contextlib.suppress(CaseError):
        kit.articles.complete_manifest(case)
        assert kit.articles.complete_manifest(case) == []


@fuzzed(SOME // 4)
@given(st.one_of(CELLS, st.lists(st.lists(st.one_of(TEXT, st.sampled_from(["a", "b", "government", "a|b", "|"])), max_size=9), max_size=5).map(lambda rows: as_csv(rows))), st.booleans())
def test_registry(folder, body, headed):
    path = folder / "registry.csv"
    path.write_bytes(((",".join(schema.SOURCES.columns) + "\n" if headed else "") + body).encode("utf-8", "surrogatepass"))
    with telling(SourceWarning), contextlib.suppress(CaseError):
        table = read_sources(path)
        schema.check(schema.SOURCES, table)


def as_csv(rows):
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue()


def toml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(item)}" for key, item in value.items()) + "}"
    return "[" + ", ".join(map(toml, value)) + "]" if isinstance(value, list) else json.dumps(value)


KEYS = st.sampled_from(["title", "question", "options", "options.policy", "options.measures", "options.groups", "options.source_order", "options.convention", "options.count_single_people", "other"])


@fuzzed(SOME)
@given(st.one_of(TEXT, st.lists(st.tuples(KEYS, VALUES), max_size=4).map(lambda pairs: "\n".join(f"{key} = {toml(value)}" for key, value in pairs))))
def test_settings(folder, body):
    path = folder / "case.toml"
    path.write_bytes(body.encode("utf-8", "surrogatepass"))
    with telling(CaseWarning), contextlib.suppress(CaseError):
        find_case(folder)
    path.unlink()


LOGGED = {
    "id": st.text(max_size=3), "at": st.sampled_from(["2025-01-31T09:30:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2025-01-31", ""]), "by": st.just("ana"),
    "action": st.sampled_from(["accept", "set", "reject", "add", "undo", "split", "merge", "attach", "decide", "resolve"]), "table": st.sampled_from(["claims", "figures"]),
    "target": st.sampled_from(["a:0-3", "a:0-31"]), "article_id": st.sampled_from(["a", "b", "c"]), "position": st.one_of(VALUES, st.builds(lambda a, b: {"start": a, "end": b}, st.integers(), st.integers())),
    "quote": st.one_of(VALUES, st.just({"exact": "Two", "prefix": "", "suffix": ""})), "field": st.one_of(st.none(), st.sampled_from(["value", "low", "measure", "source_id", "spans", "text"])),
    "from": VALUES, "to": VALUES, "why": VALUES, "undoes": st.text(max_size=3),
}  # fmt: skip
LINES = st.lists(
    st.one_of(st.fixed_dictionaries(LOGGED), st.builds(lambda row, key, value: row | {key: value}, st.fixed_dictionaries(LOGGED), st.sampled_from(list(LOGGED)), VALUES)).map(lambda row: json.dumps(row).encode())
    | st.binary(max_size=20),
    max_size=4,
).map(b"\n".join)


@fuzzed(SOME // 4)
@given(LINES)
def test_log(folder, body):
    path = folder / "log.jsonl"
    path.write_bytes(body)
    with telling():
        read = corrections.read_log(path)
        history = corrections.history(path)
    assert len(history) >= len(read.records)
    assert path.read_bytes() == body


@pytest.fixture(scope="module")
def extracted():
    articles = pd.DataFrame({"text": ["Two men were hurt, police said.", "Nothing."]}, index=["a", "b"])
    return articles, *kit.extract(articles)


@fuzzed(FEW)
@given(LINES)
def test_replay(folder, extracted, body):
    articles, claims, figures = extracted
    path = folder / "log.jsonl"
    path.write_bytes(body)
    with telling(corrections.CorrectionWarning):
        new_claims, new_figures = corrections.correct(claims, figures, path, articles=articles)
        corrections.problems(claims, figures, path, articles=articles)
    schema.check(schema.CLAIMS, new_claims)
    schema.check(schema.FIGURES, new_figures)


SEEDS = {
    "html": b'<html><head><title>T</title><meta property="og:title" content="x"><script type="application/ld+json">{"@type":"NewsArticle","headline":["a"],"datePublished":1}</script></head><body><p>Two men were hurt, police said.</p></body></html>',
    "mhtml": b"From: x\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Two men were hurt.</p>\n--b--\n",
    "eml": b"From: A <a@b.c>\nSubject: =?utf-8?q?x?=\nDate: Tue, 5 Mar 2024 23:30:00 +0100\nContent-Type: text/plain; charset=utf-8\n\nTwo men were hurt, police said.\n",
    "csv": b"id,title,text,date\n1,T,\"Two men were hurt, police said.\",2024-01-02\n",
    "jsonl": b'{"id": 1, "text": "Two men were hurt, police said.", "date": "2024-01-02"}\n{"id": 2}\n',
    "xml": b'<rss version="2.0"><channel><title>T</title><item><title>x</title><link>http://a.example</link><description>Two men were hurt.</description></item></channel></rss>',
    "warc": b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nWARC-Date: 2024-05-07T10:00:00Z\r\nContent-Type: application/http\r\nContent-Length: 87\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Two men were hurt, police said.</p>xxxx\r\n\r\n\r\n",
    "pdf": b"%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj 2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj 3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >> endobj\ntrailer << /Root 1 0 R >>",
    "txt": b"Two men were hurt, police said.", "md": b"# T\n\nTwo *men* were hurt.\n\n- one\n- two\n",
}  # fmt: skip


@st.composite
def damaged(draw, seed):
    """The seed with pieces cut out, repeated, exchanged or put in."""
    data = bytearray(seed)
    for _ in range(draw(st.integers(0, 4))):
        at, length = draw(st.integers(0, len(data))), draw(st.integers(0, 12))
        data[at : at + length] = draw(st.one_of(st.binary(max_size=6), st.just(bytes(data[at : at + 20]) * 2), st.sampled_from([b"<", b">", b"&#0;", b"&#x110000;", b'"', b"\x00", b"\xff\xfe", b"[" * 50, b"]]>", b"<!--", b"-1", b"9" * 30, b"=?", b"\r\n\r\n"])))
    return bytes(data)


@pytest.mark.parametrize("kind", SEEDS)
def test_readers(folder, kind):
    path = folder / f"fuzzed.{kind}"

    @fuzzed(FEW)
    @given(damaged(SEEDS[kind]))
    def reads(data):
        path.write_bytes(data)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            table = read_articles([path])
        schema.check(schema.ARTICLES, table)
        said = [str(w.message) for w in caught if issubclass(w.category, kit.articles.ArticleWarning)]
        assert len(table) or said

    reads()
