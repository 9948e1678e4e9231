"""What was found in an article is kept, and used only where nothing has changed that it rests on."""

import contextlib
import datetime as dt
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kit
from kit import schema
from kit.extraction import ExtractionWarning, store, stream
from kit.language.attribution.cues import Cue

TEXTS = {
    "ferry": "A ferry sank on Monday. “We had no warning,” the mayor said on Tuesday, “and nine people are dead.”",
    "mine": "Police denied that 40 miners were trapped.",
    "rain": "It rained.",
}


def table(**texts: str) -> pd.DataFrame:
    return pd.DataFrame({"text": list(texts.values()), "published": pd.Timestamp("2031-05-07")}, index=list(texts))


@pytest.fixture
def cache(tmp_path):
    return tmp_path / ".cache" / "extraction.sqlite"


@pytest.fixture
def read(monkeypatch):
    """The ids of the articles that are read, and not taken from what is kept."""
    ids = []
    real = stream.read
    monkeypatch.setattr(stream, "read", lambda articles, settings: ids.extend(article.article_id for article in articles) or real(articles, settings))
    return ids


def same(one, other) -> None:
    for a, b in zip(one, other, strict=True):
        pd.testing.assert_frame_equal(a, b)


def test_nothing_is_read_twice_and_nothing_is_lost_on_the_way(cache, read):
    without = kit.extract(table(**TEXTS))
    assert without[0]["spans"].map(len).max() == 2
    assert without[0]["said_on"].notna().any()
    read.clear()
    same(kit.extract(table(**TEXTS), cache=cache), without)
    assert read == list(TEXTS)
    read.clear()
    again = kit.extract(table(**TEXTS), cache=cache)
    assert read == []
    same(again, without)
    assert again[0]["spans"].tolist() == without[0]["spans"].tolist()  # tuples of tuples, as they were


def test_one_changed_article_is_one_article_read(cache, read):
    kit.extract(table(**TEXTS), cache=cache)
    read.clear()
    changed = table(**TEXTS | {"mine": "Police said 41 miners were trapped.", "new": "“No,” he said."})
    found = kit.extract(changed, cache=cache)
    assert read == ["mine", "new"]
    same(found, kit.extract(changed))


def moved(articles):
    return articles.rename(index={"ferry": "boat"})


def dated(articles):
    return articles.assign(published=pd.Timestamp("2031-05-08"))


@pytest.mark.parametrize(
    ("articles", "options", "anew"),
    [
        (moved, {}, ["boat"]),
        (dated, {}, list(TEXTS)),
        (None, {"singles": True}, list(TEXTS)),
        (None, {"convention": "acled"}, list(TEXTS)),
        (None, {"more_cues": [Cue("deny", "verb", "says", frozenset("c"), frozenset())]}, list(TEXTS)),
        (None, {"sources": schema.build(schema.SOURCES, [{"source_id": "pol", "name": "Police", "kind": "government"}])}, list(TEXTS)),
    ],
)
def test_whatever_a_result_rests_on_is_asked_for(cache, read, articles, options, anew):
    kit.extract(table(**TEXTS), cache=cache)
    read.clear()
    changed = articles(table(**TEXTS)) if articles else table(**TEXTS)
    found = kit.extract(changed, cache=cache, **options)
    assert read == anew
    same(found, kit.extract(changed, **options))


def test_what_no_result_rests_on_is_not(cache, read):
    registry = {"source_id": "pol", "name": "Police", "kind": "government"}
    kit.extract(table(**TEXTS), cache=cache, sources=schema.build(schema.SOURCES, [registry]))
    read.clear()
    kit.extract(table(**TEXTS), cache=cache, sources=schema.build(schema.SOURCES, [registry | {"note": "to be checked"}]))
    assert read == []


@pytest.mark.parametrize("what", ["rules", "model"])
def test_other_rules_or_another_model_read_anew(cache, read, monkeypatch, what):
    kit.extract(table(**TEXTS), cache=cache)
    read.clear()
    if what == "rules":
        monkeypatch.setattr(store, "rules", lambda: "others")
    else:
        monkeypatch.setattr(stream.pipeline, "model_sha256", lambda nlp: "another")
    kit.extract(table(**TEXTS), cache=cache)
    assert read == list(TEXTS)
    with contextlib.closing(sqlite3.connect(cache)) as connection:
        (rows,) = connection.execute("SELECT count(*) FROM readings").fetchone()
    assert rows == (3 if what == "rules" else 6)  # those of other rules are thrown away


def test_the_rules_are_the_sources_and_tables_themselves(tmp_path):
    package = tmp_path / "kit"
    subprocess.run(["cp", "-r", Path(kit.__file__).parent, package], check=True) if os.name != "nt" else pytest.skip("cp")

    def version() -> str:
        command = [sys.executable, "-c", "from kit.extraction import store; print(store.rules())"]
        return subprocess.run(command, env=os.environ | {"PYTHONPATH": str(tmp_path)}, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.strip()

    assert version() == store.rules()
    with (package / "charts" / "chart.py").open("a") as file:
        file.write("\n# another chart\n")
    assert version() == store.rules()
    with (package / "language" / "cues.csv").open("a") as file:
        file.write("\n# another table\n")
    assert version() != store.rules()


@pytest.mark.parametrize("harm", ["UPDATE readings SET found = x'00'", "UPDATE readings SET found = 'text'", "UPDATE readings SET digest = NULL", "DROP TABLE readings"])
def test_a_broken_entry_is_rebuilt_and_never_trusted(cache, read, harm):
    without = kit.extract(table(**TEXTS), cache=cache)
    with contextlib.closing(sqlite3.connect(cache)) as connection:
        connection.execute(harm)
        connection.commit()
    read.clear()
    same(kit.extract(table(**TEXTS), cache=cache), without)
    same(kit.extract(table(**TEXTS), cache=cache), without)
    assert read == list(TEXTS)


def test_entries_that_were_exchanged_are_not_believed(cache, read):
    without = kit.extract(table(**TEXTS), cache=cache)
    with contextlib.closing(sqlite3.connect(cache)) as connection:
        rows = connection.execute("SELECT key, digest, found FROM readings").fetchall()
        for (key, *_), (_, digest, found) in zip(rows, rows[1:] + rows[:1]):
            connection.execute("UPDATE readings SET digest = ?, found = ? WHERE key = ?", (digest, found, key))
        connection.commit()
    read.clear()
    same(kit.extract(table(**TEXTS), cache=cache), without)
    assert read == list(TEXTS)


@pytest.mark.parametrize("spoilt", [b"", b"no database at all " * 300, "cut", "scribbled"])
def test_a_broken_file_is_made_anew(cache, read, spoilt):
    without = kit.extract(table(**TEXTS), cache=cache)
    whole = cache.read_bytes()
    scribbled = whole[:4096] + bytes(255 - byte for byte in whole[4096:])
    cache.write_bytes({"cut": whole[: len(whole) // 2], "scribbled": scribbled}.get(spoilt, spoilt))
    same(kit.extract(table(**TEXTS), cache=cache), without)
    read.clear()
    same(kit.extract(table(**TEXTS), cache=cache), without)
    assert read == []


@pytest.mark.parametrize("obstacle", ["a file in the place of the folder", "a folder in the place of the file", "locked"])
def test_where_nothing_can_be_kept_the_run_goes_on(cache, monkeypatch, obstacle):
    monkeypatch.setattr(store, "_PATIENCE", 0.01)
    with contextlib.ExitStack() as stack:
        if obstacle.startswith("a file"):
            cache.parent.write_text("", encoding="utf-8")
        elif obstacle.startswith("a folder"):
            cache.mkdir(parents=True)
        else:
            kit.extract(table(rain="It rained."), cache=cache)
            other = stack.enter_context(contextlib.closing(sqlite3.connect(cache)))
            other.execute("BEGIN EXCLUSIVE")
        same(kit.extract(table(**TEXTS), cache=cache), kit.extract(table(**TEXTS)))


def test_an_article_that_cannot_be_read_is_tried_and_told_again(cache, monkeypatch):
    def fails(*_):
        raise RuntimeError("boom")

    monkeypatch.setattr(stream.article, "read", fails)
    for _ in range(2):
        with pytest.warns(ExtractionWarning, match="'rain'.*boom"):
            kit.extract(table(rain="It rained."), cache=cache)


@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1).map(tuple), st.text(), st.none() | st.dates(), st.floats(0, 1),
    st.none() | st.integers(0, 2**63 - 1),
)  # fmt: skip
def test_every_row_comes_out_as_it_went_in(spans, text, day, confidence, value):
    found = ([{"spans": spans, "text": text, "said_on": day, "confidence": confidence}], [{"value": value, "text": text, "as_of": day}])
    out = store._unpacked(store._packed(found))
    assert out == found
    assert type(out[0][0]["spans"]) is tuple
    assert day is None or type(out[1][0]["as_of"]) is dt.date


def test_a_case_keeps_its_store_out_of_sight(tmp_path, read):
    (tmp_path / "one.txt").write_text(TEXTS["mine"], encoding="utf-8")
    case = kit.open_case(tmp_path)
    kit.extract(kit.read_articles(case), **case.extraction_options)
    assert (tmp_path / ".cache" / ".gitignore").read_text(encoding="utf-8") == "*\n"
    assert [path.name for path in case.files()] == ["one.txt"]
    read.clear()
    kit.findings.analyse(case)
    assert read == []
    kit.findings.write(kit.findings.analyse(case))
    assert kit.findings.verify(case) == []
    assert read == ["one"]  # whoever verifies believes nothing that lies there


def test_a_case_can_do_without(tmp_path, monkeypatch):
    (tmp_path / "one.txt").write_text(TEXTS["mine"], encoding="utf-8")
    monkeypatch.setenv("KIT_NO_CACHE", "1")
    case = kit.open_case(tmp_path)
    kit.extract(kit.read_articles(case), **case.extraction_options)
    assert not (tmp_path / ".cache").exists()
