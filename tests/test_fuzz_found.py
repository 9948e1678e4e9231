"""What fuzzing has found, each fault as the smallest input that showed it."""

import json
import warnings

import pandas as pd
import pyarrow
import pytest
from pyarrow import parquet

import fuzzing
import kit
from hostile import warc
from kit import corrections
from kit.articles import ArticleWarning, layout, read_articles
from kit.case import new_case, open_case
from kit.findings.linked import address

SAID = "Two men were hurt, police said."


def read(path, data):
    path.write_bytes(data)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        table = read_articles([path])
    said = [str(w.message) for w in caught if issubclass(w.category, ArticleWarning)]
    assert not [message for message in said if "cannot be read as a" in message]
    return table, said


def test_a_column_without_a_name_is_no_fact(tmp_path):
    table, _ = read(tmp_path / "a.csv", pd.DataFrame({"text": [SAID, SAID + " One died."]}).to_csv().encode())
    assert table["text"].tolist() == [SAID, SAID + " One died."]
    assert table[["title", "outlet", "author"]].isna().all(axis=None)


def test_a_parquet_file_may_hold_lists(tmp_path):
    out = pyarrow.BufferOutputStream()
    parquet.write_table(pyarrow.table({"text": [SAID], "authors": [["Ada Lind", "Bo Karl"]]}), out)
    table, _ = read(tmp_path / "a.parquet", out.getvalue().to_pybytes())
    assert table["author"].tolist() == ["Ada Lind; Bo Karl"]


def test_a_parquet_file_may_name_a_column_twice(tmp_path):
    out = pyarrow.BufferOutputStream()
    parquet.write_table(pyarrow.Table.from_arrays([pyarrow.array([SAID]), pyarrow.array(["x"]), pyarrow.array(["y"])], names=["text", "title", "title"]), out)
    assert len(read(tmp_path / "a.parquet", out.getvalue().to_pybytes())[0]) == 1


def test_a_cell_that_spans_a_billion_columns_is_refused(tmp_path):
    parts = fuzzing.WORD | {"word/document.xml": fuzzing.WORD["word/document.xml"].replace(b'w:val="2"', b'w:val="9999999999"')}
    table, said = read(tmp_path / "a.docx", fuzzing.zipped(parts))
    assert table.empty and "tables of more than 1,000,000 cells" in said[0]
    assert len(read(tmp_path / "a.docx", fuzzing.zipped(fuzzing.WORD))[0]) == 1


@pytest.mark.parametrize("subject", ["=?utf-\xff?q?x?=", "=?utf-8?b?x?="])
def test_a_subject_in_letters_that_are_none_costs_no_more_than_itself(tmp_path, subject):
    table, _ = read(tmp_path / "a.eml", f"From: A <a@b.example>\nSubject: {subject}\n\n{SAID}".encode("latin-1"))
    assert table["text"].tolist() == [SAID] and table["author"].tolist() == ["A"]


def test_an_entry_of_a_feed_may_have_nothing_in_an_element(tmp_path):
    feed = b'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>1</id><title>x</title><summary type="html">%s</summary><content type="application/pdf" src="x"/></entry></feed>'
    assert read(tmp_path / "a.xml", feed % b"")[0].empty
    assert SAID in read(tmp_path / "a.xml", feed % SAID.encode())[0]["text"].iloc[0]


def test_a_record_without_an_address_ends_an_archive_and_what_stands_before_is_read(tmp_path):
    one, two = (warc((f"http://a.example/{n}", "200 OK", "text/plain", SAID.encode())) for n in range(2))
    table, said = read(tmp_path / "a.warc", one + two.replace(b"WARC-Target-URI: ", b"WARC-Target-URL: "))
    assert len(table) == 1 and "is broken after record 1" in said[0]


def test_a_wacz_with_places_that_there_are_not_is_named(tmp_path):
    data = fuzzing.zipped({"archive/a.warc": warc(("http://a.example/", "200 OK", "text/plain", SAID.encode()))})
    at = data.index(b"PK\x05\x06") + 16
    table, said = read(tmp_path / "a.wacz", data[:at] + b"\xf0\xff\xff\x7f" + data[at + 4 :])
    assert table.empty and "is no WACZ file that can be read" in said[0]


def test_a_row_may_name_a_file_longer_than_names_are(tmp_path):
    case = new_case(tmp_path / "case")
    (case.articles_dir / "a.txt").write_text(SAID, encoding="utf-8")
    case.manifest_path.write_text(f"file,title\n{'x' * 300}.jpg,T\na.txt,Fire\n", encoding="utf-8")
    with pytest.warns(ArticleWarning, match="there is no file 'xxx"):
        assert read_articles(open_case(case.folder))["title"].tolist() == ["Fire"]


def test_a_source_may_end_the_text():
    text = "According to the union, 1,100 \r miners walked out; the company, citing the number at no more than more than 900."
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        kit.extract(pd.DataFrame({"text": [text, "According to the union, 1,100"]}, index=["a", "b"]))


@pytest.fixture
def corrected(tmp_path):
    text = "Two men were hurt, police said. “Nearly 40 people are missing,” the mayor told reporters on Monday."
    articles = pd.DataFrame({"text": [text]}, index=["a"])
    claims, figures = kit.extract(articles)

    def apply(where, now=articles, **record):
        line = {"id": "1", "at": "2025-01-06T09:30:00Z", "by": "ana", "field": None, "from": None, **where, **record}
        (tmp_path / "log.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", corrections.CorrectionWarning)
            return corrections.correct(claims, figures, tmp_path / "log.jsonl", articles=now)

    return claims, figures, apply


def test_a_claim_split_into_the_words_of_its_figure_keeps_the_figure(corrected):
    claims, figures, apply = corrected
    [claim_id] = claims.index[claims["text"].str.contains("Nearly 40")]
    [figure_id] = figures.index[figures["claim_id"] == claim_id]
    claim, figure = claims.loc[claim_id], figures.loc[figure_id]
    parts = [{"start": int(figure["start"]), "end": int(figure["end"]), "text": figure["text"]}, {"start": int(figure["end"]) + 1, "end": int(figure["end"]) + 7, "text": "people"}]
    new_claims, new_figures = apply(corrections.selectors("claims", claim), action="split", to=parts)
    assert new_figures["claim_id"][figure_id] == figure_id and figure_id in new_claims.index


def test_what_was_accepted_of_a_column_that_is_none_is_told(corrected):
    claims, figures, apply = corrected
    new_claims, _ = apply(corrections.selectors("claims", claims.iloc[0]), action="accept", **{"from": {"Police": []}})
    assert new_claims.equals(claims)


def test_a_row_that_has_moved_to_the_front_leaves_behind_what_stood_before_it(corrected):
    claims, _, apply = corrected
    row = {"start": 60, "end": 66, "text": "sadly ", "source": "x", "source_start": 10, "source_end": 11, "cue": "says", "cue_start": 12, "cue_end": 16, "cue_class": "says", "source_kind": "person", "form": "direct", "polarity": "asserted", "sentence_start": 5, "sentence_end": 70, "confidence": 1.0}
    where = {"table": "claims", "target": "a:60-66", "article_id": "a", "position": {"start": 60, "end": 66}, "quote": {"exact": "sadly ", "prefix": "", "suffix": "missed"}}
    now = pd.DataFrame({"text": ["He is sadly missed by all who knew him, they told us when we came to their house on that day."]}, index=["a"])
    new_claims, _ = apply(where, now=now, action="add", to=row)
    moved = new_claims.loc["a:6-12"]
    assert pd.isna(moved["source_start"]) and pd.isna(moved["cue_end"]) and (moved["sentence_start"], moved["sentence_end"]) == (6, 12)


def test_half_a_character_in_a_table_of_articles_is_no_text(tmp_path):
    (tmp_path / "a.jsonl").write_text(r'{"id": "\ud800", "title": "Ferry \ud800 sinks", "text": "Two men were hurt \ud800, police said."}', encoding="ascii")
    table = read_articles([tmp_path / "a.jsonl"])
    assert table["title"].tolist() == ["Ferry ? sinks"]
    assert "Two men were hurt" in table["text"].iloc[0] and table["text"].iloc[0].encode("utf-8")


def test_an_address_that_cannot_be_taken_apart_is_none(tmp_path):
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nTwo men were hurt, police said."
    (tmp_path / "a.warc").write_bytes(
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Target-URI: http://a.exam[ple/1\r\nWARC-Date: 2024-05-07T10:00:00Z\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (len(page), page)
    )
    table = read_articles([tmp_path / "a.warc"])
    assert table["text"].tolist() == ["Two men were hurt, police said."] and table["url"].isna().all()
    assert address("a", pd.Series({"url": "http://a.exam[ple/1", "sha256": "ab"})) == "urn:sha256:ab"


def test_letters_of_no_encoding_in_a_parquet_file_are_told(tmp_path):
    broken = pyarrow.Array.from_buffers(pyarrow.string(), 1, [None, pyarrow.py_buffer(b"\x00\x00\x00\x00\x03\x00\x00\x00"), pyarrow.py_buffer(b"Tw\xef")])
    parquet.write_table(pyarrow.table({"text": broken}), tmp_path / "a.parquet")
    with pytest.warns(ArticleWarning, match="a.parquet: is no Parquet file that can be read"):
        read_articles([tmp_path / "a.parquet"])


def test_a_page_as_wide_as_a_country_is_not_searched_point_by_point():
    words = [dict(x0=x, x1=x + 30, top=y, bottom=y + 10) for y in range(0, 120, 12) for x in (0, 33, 66, 150, 183, 216)]
    assert len(layout.columns(words)[0]) == 2
    assert layout.columns([*words, dict(x0=9e9, x1=9.1e9, top=0, bottom=10)])[0] == []
    assert layout.columns([*words, dict(x0=float("inf"), x1=float("inf"), top=0, bottom=10)])[0] == []


def test_a_mark_that_is_cited_is_nobody():
    claims, _ = kit.extract(pd.DataFrame({"text": ["According to the union, over 1,500 miners walked out; the company, citing » puts the number at no more than 900."]}, index=["a"]))
    assert "the union" in claims["source"].tolist()
