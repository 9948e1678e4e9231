"""A corpus, part by part."""

import io
import json

import pandas as pd
import pytest
from typer.testing import CliRunner

import kit
from kit.cli import app
from kit.extraction import parts, stream

CORPUS = pd.DataFrame({
    "article_id": [f"w{n}" for n in range(7)],
    "text": [f"Police in ward {n} said on Monday that {n} people were hurt." if n > 1 else "It rained." for n in range(7)],
    "published": pd.Timestamp("2031-05-07"),
})  # fmt: skip
ARTICLES = CORPUS.set_index("article_id")


def kinds(tmp_path):
    CORPUS.to_parquet(tmp_path / "c.parquet")
    CORPUS.to_csv(tmp_path / "c.csv", index=False)
    CORPUS.to_json(tmp_path / "c.jsonl", orient="records", lines=True, date_format="iso")
    (tmp_path / "many").mkdir()
    for n in range(7):
        CORPUS.iloc[n : n + 1].to_parquet(tmp_path / "many" / f"{n}.parquet")
    return [tmp_path / name for name in ("c.parquet", "c.csv", "c.jsonl", "many")]


def read(folder):
    return pd.read_parquet(folder / "claims"), pd.read_parquet(folder / "figures")


def same_as_extract(found, articles=ARTICLES):
    for written, table in zip(found, kit.extract(articles), strict=True):
        if "spans" in table:
            written["spans"] = pd.Series([tuple(tuple(map(int, span)) for span in spans) for spans in written["spans"]], index=written.index, dtype=object)
        pd.testing.assert_frame_equal(written, table, check_index_type=False)


def test_every_kind_of_corpus_is_read_in_parts_of_one_size(tmp_path):
    for path in kinds(tmp_path):
        tables = list(parts.read_corpus(path, 3))
        assert [len(table) for table in tables] == [3, 3, 1], path
        pd.testing.assert_frame_equal(pd.concat(tables), ARTICLES, check_dtype=False)


def test_a_corpus_without_ids_is_numbered(tmp_path):
    CORPUS[["text"]].to_parquet(tmp_path / "c.parquet")
    assert [list(table.index) for table in parts.read_corpus(tmp_path / "c.parquet", 5)] == [list("01234"), list("56")]


def test_the_parts_together_are_the_tables_that_extract_makes(tmp_path):
    parts.extract_to([ARTICLES[:2], ARTICLES[2:5], ARTICLES[5:]], tmp_path)
    assert len(list((tmp_path / "claims").iterdir())) == 3
    same_as_extract(read(tmp_path))


def test_a_part_that_is_there_is_not_made_again(tmp_path, monkeypatch):
    ids, real = [], stream.read
    monkeypatch.setattr(stream, "read", lambda articles, settings: ids.extend(article.article_id for article in articles) or real(articles, settings))

    def stops():
        yield ARTICLES[:4]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        parts.extract_to(stops(), tmp_path)
    parts.extract_to([ARTICLES[:4], ARTICLES[4:]], tmp_path)
    assert ids == list(ARTICLES.index)
    same_as_extract(read(tmp_path))
    ids.clear()
    changed = ARTICLES.replace({"text": {"It rained.": "“No,” she said."}})
    (tmp_path / "claims" / "mine.parquet").write_bytes((next((tmp_path / "claims").iterdir())).read_bytes())
    parts.extract_to([changed[:4]], tmp_path)
    assert ids == list(ARTICLES.index[:4])
    assert sorted(path.name[:11] for path in (tmp_path / "claims").iterdir()) == ["mine.parque", "part-000000"]  # no part of another run is left
    (tmp_path / "claims" / "mine.parquet").unlink()
    same_as_extract(read(tmp_path), changed[:4])


def test_every_kind_of_corpus_is_counted(tmp_path):
    assert [parts.count(path) for path in kinds(tmp_path)] == [7] * 4
    pd.DataFrame({"text": ["It rained.\n\nIt snowed.", "It was dry."]}).to_csv(tmp_path / "lines.csv", index=False)
    assert parts.count(tmp_path / "lines.csv") == 2


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_the_bar_counts_articles_one_by_one_and_what_was_done_before_apart(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stderr", Terminal())
    bars, real = [], parts.tqdm
    monkeypatch.setattr(parts, "tqdm", lambda **options: bars.append(real(**options)) or bars[-1])
    parts.extract_to([ARTICLES[:4]], tmp_path, progress=True, total=7)
    parts.extract_to([ARTICLES[:4], ARTICLES[4:]], tmp_path, progress=True, total=7)
    assert [(bar.n, bar.initial, bar.total) for bar in bars] == [(4, 0, 7), (7, 4, 7)]
    assert "7/7" in str(bars[1]) and "article/s" in str(bars[1])


def test_an_id_that_occurs_in_two_parts_is_told_with_both_places(tmp_path):
    tables = [ARTICLES[:3], ARTICLES[3:6], ARTICLES[5:].set_axis(["w1", "w6"])]
    with pytest.raises(ValueError, match="'w1' occurs more than once: articles 2 and 7 of the corpus"):
        parts.extract_to(tables, tmp_path)
    parts.extract_to([ARTICLES[:3], ARTICLES[3:6], ARTICLES[6:]], tmp_path)  # what was read before is kept
    same_as_extract(read(tmp_path))


def test_the_command(tmp_path):
    kinds(tmp_path)
    (tmp_path / "sources.csv").write_text("source_id,name,kind\npol,Police,government\n", encoding="utf-8")
    told = CliRunner().invoke(app, ["extract", str(tmp_path / "c.jsonl"), str(tmp_path / "out"), "--sources", str(tmp_path / "sources.csv"), "--workers", "2"])
    assert told.exit_code == 0, told.output
    claims, figures = read(tmp_path / "out")
    assert figures["value"].tolist() == [2, 3, 4, 5, 6]
    assert claims["said_on"].notna().all()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("c.doc", "", "is no corpus"),
        ("c.csv", "a,b\n1,2\n", "no column text"),
        ("c.jsonl", "{not json}\n", "cannot be read as a corpus"),
        ("c.parquet", "PAR1 but not really", "cannot be read as a corpus"),
        ("c.jsonl", json.dumps({"text": "It rained.", "article_id": "a"}) * 2, "occurs more than once"),
    ],
)
def test_what_is_no_corpus_is_told_in_a_line(tmp_path, name, content, message):
    (tmp_path / name).write_text(content.replace("}{", "}\n{"), encoding="utf-8")
    told = CliRunner().invoke(app, ["extract", str(tmp_path / name), str(tmp_path / "out")])
    assert told.exit_code == 2
    assert message in told.stderr


def test_a_corpus_that_is_not_there_is_told(tmp_path):
    told = CliRunner().invoke(app, ["extract", str(tmp_path / "c.csv"), str(tmp_path / "out")])
    assert told.exit_code == 2
    assert "c.csv" in told.stderr
