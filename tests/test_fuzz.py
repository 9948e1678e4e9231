"""Whatever comes in, each part answers or says what is wrong; nothing else is ever raised.

Each part gets ten thousand inputs (see :mod:`fuzzing`); KIT_FUZZ=10 draws ten times as many.
"""

import contextlib
import json
from pathlib import Path

import pandas as pd
import pytest

import fuzzing
import kit
from fuzzing import fuzz, telling
from kit import corrections, schema, sheets
from kit.articles import files, read_articles
from kit.articles.manifest import ArticleWarning, complete_manifest, read_manifest
from kit.articles.read import clean
from kit.case import MANIFEST_COLUMNS, CaseError, CaseWarning, find_case, new_case, open_case
from kit.corrections.log import undone
from kit.language import dates
from kit.language.attribution.cues import COLUMNS, CueWarning, read_cues
from kit.sources import registry
from kit.sources.sheet import SourceWarning, read_sources


@pytest.fixture(scope="module")
def folder():
    with fuzzing.a_folder() as name:
        case = new_case(Path(name, "case"))
        for article in ("a.txt", "b.txt"):
            (case.articles_dir / article).write_text("Two men were hurt, police said.", encoding="utf-8")
        yield case.folder


# Language

def test_quantities():
    def check(texts):
        text = "\n\n".join(texts)
        for row in kit.find_quantities(text).itertuples():
            assert text[row.start : row.end] == row.text
            assert pd.isna(row.low) or pd.isna(row.high) or row.low <= row.high
            assert pd.isna(row.low) or pd.isna(row.value) or row.low <= row.value
            assert pd.isna(row.high) or pd.isna(row.value) or row.value <= row.high

    fuzz(fuzzing.text, check, pack=20)


def test_dates():
    def check(texts):
        for text in texts:
            for found in (*dates.find(text), *dates.find_periods(text)):
                assert text[found.start : found.end] == found.text
                dates.resolve(found.text, None)

    fuzz(fuzzing.text, check, pack=20)


def test_cleaning():
    def check(texts):
        for number, text in enumerate(texts):
            once = clean(text, markdown=number % 2 == 1)
            assert not set(once["text"]) & set("\r\t\x00\u202e\u2067\u200b")
            again = clean(once["text"])
            assert again["text"] == once["text"] or again["furniture"]

    fuzz(fuzzing.text, check, pack=20)


def test_bytes_as_text():
    def make(random):
        kind = random.random()
        return random.randbytes(random.randrange(80)) if kind < 0.5 else fuzzing.text(random).encode("utf-16" if kind < 0.75 else "utf-8", "surrogatepass")

    def check(inputs):
        for data in inputs:
            with contextlib.suppress(files.FileError):
                assert isinstance(files.decode(data).text, str)

    fuzz(make, check, pack=20)


def test_attribution():
    def check(texts):
        table = pd.DataFrame({"text": texts}, index=[f"a{number}" for number in range(len(texts))])
        with telling():
            claims, figures = kit.extract(table)
        schema.check(schema.CLAIMS, claims)
        schema.check(schema.FIGURES, figures)
        for row in claims.itertuples():
            text = table["text"][row.article_id]
            assert " … ".join(text[start:end] for start, end in row.spans) == row.text
            for name in ("source", "cue", "via"):
                start = getattr(row, f"{name}_start", pd.NA)
                assert pd.isna(start) or 0 <= start < getattr(row, f"{name}_end") <= len(text)
            assert row.sentence_start <= row.start < row.end
        for row in figures.itertuples():
            assert table["text"][row.article_id][row.start : row.end] == row.text
            assert pd.isna(row.low) or pd.isna(row.high) or row.low <= row.high
            assert pd.isna(row.low) or pd.isna(row.value) or row.low <= row.value
            assert pd.isna(row.high) or pd.isna(row.value) or row.value <= row.high
        assert set(figures["claim_id"]) <= set(claims.index)

    fuzz(fuzzing.sound, check, pack=200)


# Tables that people write

def test_sheets():
    def check(inputs):
        for text in inputs:
            for delimiter in ",;\t":
                assert "".join(cell.raw + cell.end for line in sheets.split(text, delimiter) for cell in line) == text
            for value in text.split(","):
                assert sheets.restore(sheets.neutralise(value)) == value or sheets.restore(value) != value
                assert not sheets.neutralise(value).startswith(("=", "+", "-", "@", "\t", "\r"))

    fuzz(fuzzing.cells, check, pack=20)


def test_a_manifest_of_anything(folder):
    case = open_case(folder)

    def make(random):
        return random.choice(("file,sha256,outlet,title,url,published\n", "file;title\n", "\ufefffile\tsha256\n", "", "x,y\n")) + fuzzing.cells(random)

    def check(inputs):
        for body in inputs:
            case.manifest_path.write_bytes(body.encode("utf-8", "surrogatepass"))
            with telling(ArticleWarning), fuzzing.kept_inside(folder):
                entries = read_manifest(case, case.files())
                try:
                    complete_manifest(case)
                except CaseError:
                    continue
                assert complete_manifest(case) == []
                completed = read_manifest(case, case.files())
            assert {path: entry.facts for path, entry in completed.items() if path in (entries or {})} == {path: entry.facts for path, entry in (entries or {}).items()}
        with telling(ArticleWarning):
            assert list(read_articles(case).index) == ["a", "b"]

    fuzz(make, check, pack=100)
    case.manifest_path.unlink()


def test_a_manifest_that_is_written_is_read_as_it_was(tmp_path):
    case = new_case(tmp_path / "case")
    names = [f"f{number}.txt" for number in range(100)]
    for name in names:
        (case.articles_dir / name).write_text("x", encoding="utf-8")
    case = open_case(case.folder)

    def make(random):
        row = {name: " ".join(fuzzing.sound(random).split()).replace("\x00", "") for name in ("outlet", "title", "author", "language", "licence")}
        return row | {"url": random.choice(("https://a.example/x?y=1,2;3", "", "unknown")), "published": random.choice(("2024-05-07", "", "unknown")), "retrieved": "", "note": fuzzing.sound(random)}

    def check(rows):
        written = [{"file": name, "sha256": "", **row} for name, row in zip(names, rows)]
        lines = [",".join(sheets.quote(sheets.neutralise(row[column])) for column in MANIFEST_COLUMNS) for row in written]
        case.manifest_path.write_text("\n".join([",".join(MANIFEST_COLUMNS), *lines]) + "\n", encoding="utf-8", newline="")
        with telling():
            before = read_manifest(case, case.files())
            complete_manifest(case)
            assert complete_manifest(case) == []
            after = read_manifest(case, case.files())
        assert {path.name: entry.facts for path, entry in before.items()} == {row["file"]: _known(row) for row in written}
        assert {path: entry.facts for path, entry in after.items() if path in before} == {path: entry.facts for path, entry in before.items()}
        assert {entry.sha256 for entry in after.values()} == {"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}

    fuzz(make, check, pack=100)


def _known(row):
    """What a row says: a cell that is empty or unknown says nothing, and of an apostrophe before a formula nobody knows who put it there."""
    known = {name: sheets.restore(sheets.neutralise(row[name]).strip()) for name in ("outlet", "title", "author", "language", "licence") if row[name].strip().casefold() not in ("", "unknown")}
    known |= {"url": row["url"]} if row["url"].startswith("http") else {}
    return known | ({"published": pd.Timestamp(row["published"]).date()} if row["published"].startswith("2") else {})


def _rows_of(columns, cells):
    """Makes of a row: a good one, one with a cell of anything, or anything."""

    def make(random):
        if random.random() < 0.1:
            return fuzzing.cells(random)
        row = {name: random.choice(cells.get(name, ("", "x"))) for name in columns}
        for name in random.sample(list(columns), random.randrange(3)):
            row[name] = random.choice((fuzzing.text(random), fuzzing.cells(random), ""))
        return fuzzing.as_csv([row.values()])

    return make


def test_registry(folder):
    path = folder / "registry.csv"
    good = {"source_id": [f"s{n}" for n in range(40)], "name": ["A", "Ann Li", "The Ministry of Health", "UN", "Acme News Agency"], "kind": schema.SOURCE_KINDS, "parent": ["", "s1", "s2", "s3"], "aliases": ["", "a|b", "the ministry|its chief", "|", "Li"], "side": ["", "Peru"]}

    def check(rows):
        path.write_bytes((",".join(schema.SOURCES.columns) + "\n" + "".join(rows)).encode("utf-8", "surrogatepass"))
        with telling(SourceWarning), fuzzing.kept_inside(folder):
            table = schema.check(schema.SOURCES, read_sources(path))
            registry.read(table)

    fuzz(_rows_of(schema.SOURCES.columns, good), check, pack=50)


def test_cues(folder):
    path = folder / "words.csv"
    good = {"lemma": ["mutter", "insist on"], "pos": ["verb", "noun"], "cue_class": schema.CUE_CLASSES, "frames": ["", "that", "that quote"], "prepositions": ["", "to", "to of"]}

    def check(rows):
        path.write_bytes((",".join(COLUMNS) + "\n" + "".join(rows)).encode("utf-8", "surrogatepass"))
        with telling(CueWarning), fuzzing.kept_inside(folder):
            for cue in read_cues(path):
                assert cue.lemma and cue.cue_class in schema.CUE_CLASSES

    fuzz(_rows_of(COLUMNS, good), check, pack=50)


def _toml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_toml(item)}" for key, item in value.items()) + "}"
    return "[" + ", ".join(map(_toml, value)) + "]" if isinstance(value, list) else json.dumps(value)


def test_settings(folder):
    path = folder / "case.toml"
    keys = ("title", "question", "options", "options.policy", "options.measures", "options.groups", "options.source_order", "options.convention", "options.count_single_people", "other")

    def make(random):
        if random.random() < 0.3:
            return fuzzing.text(random)
        return "\n".join(f"{key} = {_toml(random.choice((fuzzing.value(random), ['killed'], 'x', True)))}" for key in random.sample(keys, random.randrange(4)))

    def check(inputs):
        for body in inputs:
            path.write_bytes(body.encode("utf-8", "surrogatepass"))
            with telling(CaseWarning), contextlib.suppress(CaseError), fuzzing.kept_inside(folder):
                find_case(folder)

    fuzz(make, check, pack=20)
    path.unlink()


# The log of corrections

TEXTS = {
    "a": "Two men were hurt, police said. “Nearly 40 people are missing,” the mayor told reporters on Monday.\n\nThe army denied that 12 soldiers had died.",
    "b": "According to the union, between 10 and 20 miners were killed. It said the owner knew. At least 3 were rescued.", "c": "Nothing.",
}  # fmt: skip


@pytest.fixture(scope="module")
def extracted():
    articles = pd.DataFrame({"text": TEXTS.values()}, index=list(TEXTS))
    return articles, *kit.extract(articles)


def lines(extracted):
    """Makes of a line of the log: mostly one that speaks of a row that is there, or nearly there."""
    articles, claims, figures = extracted
    tables = {"claims": claims, "figures": figures}
    found = [(table, row_id, corrections.selectors(table, rows.loc[row_id], TEXTS[rows["article_id"][row_id]])) for table, rows in tables.items() for row_id in rows.index]
    values = {
        "value": [3, None, 7.5], "low": [1, 50, None], "high": [2, 60, None], "qualifier": list(schema.QUALIFIERS), "measure": list(schema.MEASURES), "counted": ["men", None], "group": ["Peru"], "as_of": ["2024-05-07", "x"],
        "source_id": ["police", "acme", None], "source_kind": list(schema.SOURCE_KINDS), "source": ["The army", "police"], "cue_class": list(schema.CUE_CLASSES), "hedge": ["reportedly"], "claim_id": list(claims.index), "parent_id": [*claims.index, None], "text": ["x"],
    }  # fmt: skip

    def piece(random, where):
        start, end = where["position"]["start"], where["position"]["end"]
        at = random.randrange(start, end)
        until = random.randrange(at + 1, end + 1)
        return {"start": at, "end": until, "text": TEXTS[where["article_id"]][at:until]}

    def make(random):
        table, row_id, where = random.choice(found)
        field = random.choice([name for name in values if name in tables[table].columns])
        record = {
            "id": f"r{random.randrange(500)}", "at": f"2025-01-{random.randrange(1, 29):02}T09:30:00Z", "by": random.choice(("ana", "bo")), **where, "field": None, "from": None, "to": None, "why": None, "undoes": None,
            "action": random.choice(("accept", "set", "set", "set", "reject", "add", "undo", "split", "merge", "attach", "decide", "resolve")),
        }  # fmt: skip
        action, rows = record["action"], tables[table]
        if action in ("set", "decide"):
            record |= {"field": field, "from": values[field][0], "to": random.choice(values[field])}
            if random.random() < 0.3:
                other = random.choice(("low", "source_id"))
                record |= {"field": None, "from": {field: None, other: None}, "to": {field: random.choice(values[field]), other: None}}
        elif action == "undo":
            record["undoes"] = f"r{random.randrange(500)}"
        elif action == "attach":
            record["from"] = f"r{random.randrange(500)}"
        elif action == "split":
            record["to"] = [piece(random, where) for _ in range(random.randrange(1, 5))]
        elif action == "merge":
            others = random.sample([other for kind, _, other in found if kind == table], 2)
            new = piece(random, where)
            record |= {"from": [{key: other[key] for key in ("target", "position", "quote")} for other in others], "to": new, "position": {"start": new["start"], "end": new["end"]}}
        elif action == "resolve":
            mention = random.choice(["police", "the mayor", "It", "The army"])
            record |= {"field": "source", "from": mention, "to": random.choice([None, {"source_id": "acme", "source_kind": "media"}, {"source_id": "acme", "source_kind": "media", "name": "Acme"}]), "article_id": random.choice((where["article_id"], None))}
        elif action == "add":
            new = piece(random, where)
            row = json.loads(rows.loc[[row_id]].to_json(orient="records", date_format="iso"))[0]
            row |= {"spans": [[new["start"], new["end"]]]} if table == "claims" else {}
            record |= {"to": row | new, "position": {"start": new["start"], "end": new["end"]}, "target": f"{where['article_id']}:{new['start']}-{new['end']}", "quote": where["quote"] | {"exact": new["text"]}}
        if random.random() < 0.2:
            record[random.choice(list(record))] = fuzzing.value(random)
        data = json.dumps(record).encode()
        return fuzzing.damaged(random, data, most=2).replace(b"\n", b" ") if random.random() < 0.1 else data

    return make


def test_log(folder, extracted):
    path = folder / "log.jsonl"

    def check(inputs):
        body = b"\n".join(inputs)
        path.write_bytes(body)
        with telling(), fuzzing.kept_inside(folder):
            read = corrections.read_log(path)
            history = corrections.history(path)
        assert len(history) >= len(read.records)
        assert path.read_bytes() == body
        assert len(read.records) + len(read.problems) >= len({line for line in inputs if line.strip()}) - (len(inputs) - len({entry.id for entry in read.records}))
        path.write_bytes(b"\n".join(sorted(inputs)))
        assert [entry._replace(line=0) for entry in corrections.read_log(path).records] == [entry._replace(line=0) for entry in read.records]

    fuzz(lines(extracted), check, pack=100)


def test_replay(folder, extracted):
    articles, claims, figures = extracted
    path = folder / "log.jsonl"

    def replayed(inputs):
        path.write_bytes(b"".join(line + b"\n" for line in inputs))
        with telling(corrections.CorrectionWarning), fuzzing.kept_inside(folder):
            found = corrections.correct(claims, figures, path, articles=articles)
        for table, rows in zip((schema.CLAIMS, schema.FIGURES), found):
            schema.check(table, rows)
        return found

    def check(inputs):
        first = replayed(sorted(inputs))
        records = corrections.read_log(path).records
        for table, again in zip(first, replayed(inputs)):
            pd.testing.assert_frame_equal(table, again)
        open_ones = sorted({entry.id for entry in records if entry.action != "undo"} - undone(records))
        undos = [fuzzing.line({"id": f"undo-{number}", "at": "2026-01-31T09:30:00Z", "by": "ana", "action": "undo", "undoes": each}) for number, each in enumerate(open_ones)]
        for table, back in zip((claims, figures), replayed([*inputs, *undos])):
            pd.testing.assert_frame_equal(table, back)

    fuzz(lines(extracted), check, pack=250)
