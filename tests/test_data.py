"""The shipped cases: their files are what their manifests and README say, and their texts are our own words."""

import csv
import hashlib
import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from scoring import read_case, read_short_texts

import kit
from kit import schema

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
CASE = DATA / "captured-soldier"
CASES = sorted(path.parent.name for path in DATA.glob("*/case.toml"))
#: How many attributions and figures a careful reader marked in each case.
MARKED = {"captured-soldier": (63, 22), "temirtal-earthquake": (133, 140)}
#: The reports that the texts retell and their gold; not part of this project, so not always there.
ORIGINALS = ROOT.parent / "shared" / "seeds"
ORIGINALS_GOLD = ROOT.parent / "shared" / "gold"
needs_originals = pytest.mark.skipif(not (ORIGINALS.is_dir() and ORIGINALS_GOLD.is_dir()), reason="the original reports are not here")


def rows(path: Path) -> list[dict]:
    with path.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def runs(text: str, length: int = 9) -> set[str]:
    words = [word.lower() for word in re.findall(r"[A-Za-z0-9]+", text)]
    return {" ".join(words[i : i + length]) for i in range(len(words) - length + 1)}


@pytest.fixture(scope="module")
def texts() -> dict[str, dict[str, str]]:
    """Of each case the texts by article id."""
    return {name: kit.read_articles(kit.open_case(DATA / name))["text"].to_dict() for name in CASES}


def test_both_cases_are_here():
    assert CASES == sorted(MARKED)


@pytest.mark.parametrize("case", CASES)
def test_manifest_names_every_article_with_its_hash(case):
    manifest = {row["file"]: row["sha256"] for row in rows(DATA / case / "articles.csv")}
    assert manifest == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (DATA / case / "articles").iterdir()}


def test_manifest_dates_only_what_the_text_dates():
    dated = {row["file"][:2]: row["published"] for row in rows(CASE / "articles.csv") if row["published"] != "unknown"}
    assert dated == {"01": "2024-12-27"}
    assert "this Friday, December 27" in next((CASE / "articles").glob("01-*")).read_text("utf8")


def test_second_case_runs_over_a_week_and_says_that_it_is_invented():
    manifest = pd.read_csv(DATA / "temirtal-earthquake/articles.csv", parse_dates=["published"])
    assert manifest["published"].is_monotonic_increasing
    assert (manifest["published"].iloc[-1] - manifest["published"].iloc[0]).days == 7
    assert manifest["outlet"].nunique() >= 9
    assert manifest["note"].str.startswith("invented").all()
    assert "invented" in kit.open_case(DATA / "temirtal-earthquake").title


def test_reprint_shares_its_sentences_with_the_report_but_for_one_word(texts):
    report, reprint = texts["temirtal-earthquake"]["02-meridian-sunday"], texts["temirtal-earthquake"]["03-harbour-gazette"]
    assert len(runs(report) & runs(reprint)) / len(runs(reprint)) > 0.6
    changed = reprint.replace("over 140", "about 140")
    assert next(line for line in changed.split("\n") if "140" in line).removeprefix("TEMIRTAL – ") in report


@pytest.mark.parametrize("case", CASES)
def test_registry_fits_the_schema_and_names_each_source_once(case):
    table = pd.read_csv(DATA / case / "sources.csv", dtype="string")
    schema.check(schema.SOURCES, table)
    names = Counter(
        name.casefold()
        for _, row in table.fillna("").iterrows()
        for name in {row["name"], *row["aliases"].split("|")} - {""}
    )
    assert [name for name, count in names.items() if count > 1] == []
    assert set(table["parent"].dropna()) <= set(table["source_id"])


def test_readme_describes_every_file():
    named = set(re.findall(r"`([^`]+)`", (DATA / "README.md").read_text("utf8")))
    files = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file() and not any(part.startswith(".") for part in path.relative_to(DATA).parts)} - {"README.md"}
    folders = tuple(name for name in named if name.endswith("/"))
    assert [name for name in sorted(files) if name not in named and not name.startswith(folders)] == []
    assert [name for name in sorted(named) if name.startswith(tuple(f"{case}/" for case in CASES)) and name not in files and name not in folders] == []


@pytest.mark.parametrize(
    ("number", "quirk"),
    [
        ("01", "”she said"),
        ("01", "(1100 “killed or wounded”according to Seoul)"),
        ("01", "According to kyiv,"),
        ("02", ": South Korea’s spy agency\n"),
        ("03", "\nComments 0"),
        ("05", "ā€”"),
        ("05", "Ā\u00a0"),
    ],
)
def test_quirks_of_real_pages_are_kept(number, quirk):
    assert quirk in next((CASE / "articles").glob(f"{number}-*")).read_bytes().decode("utf8")


def test_lead_of_the_third_text_stands_twice():
    first, second, *_ = next((CASE / "articles").glob("03-*")).read_text("utf8").split("\n")
    assert first == second


@pytest.mark.parametrize("case", CASES)
def test_gold_of_a_case_is_found_in_its_texts(case, texts):
    attributions, figures = read_case(case, texts[case])
    assert (len(attributions), len(figures)) == MARKED[case]
    assert {one.article_id for one in attributions} == {one.article_id for one in figures} == set(texts[case])
    known = {row["source_id"] for row in rows(DATA / case / "sources.csv")} | {"unnamed", "article"}
    assert {part for one in [*attributions, *figures] for part in (one.source_id or "unnamed").split("|")} <= known
    for one in figures:
        assert re.search(r"\w", texts[case][one.article_id][one.start : one.end])


@pytest.mark.parametrize("case", CASES)
def test_cues_of_the_gold_stand_in_the_sentence_of_the_content(case, texts):
    attributions, _ = read_case(case, texts[case])
    for one in attributions:
        text = texts[case][one.article_id]
        start, end = min(a for a, _ in one.content + one.source), max(b for _, b in one.content + one.source)
        line = text[text.rfind("\n", 0, start) + 1 : len(text) if text.find("\n", end) < 0 else text.find("\n", end)]
        assert one.cue in line, one


def test_gold_of_the_short_texts_is_found_in_them():
    texts, attributions, figures = read_short_texts()
    assert len(texts) >= 12
    assert {one.article_id for one in attributions} == {one.article_id for one in figures} == set(texts)
    assert {one.form for one in attributions} == set(schema.FORMS)
    assert {one.polarity for one in attributions} == set(schema.POLARITIES)
    assert {one.qualifier for one in figures} == set(schema.QUALIFIERS)
    assert {one.measure for one in figures if one.measure} >= {"killed", "injured", "missing", "rescued", "evacuated", "displaced", "detained", "captured", "deployed"}
    assert all(60 <= len(text.split()) <= 150 for text in texts.values())


@needs_originals
def test_texts_share_no_run_of_nine_words_with_the_originals():
    original = set().union(*(runs(path.read_text("utf8", "replace")) for path in ORIGINALS.glob("*.txt")))
    assert original
    for path in [*DATA.rglob("*"), *(ROOT / "tests" / "gold").iterdir()]:
        if path.is_file() and "findings" not in path.parts:  # those hold the same texts, cut into cells
            assert runs(path.read_text("utf8", "replace")) & original == set(), path.name


@needs_originals
def test_gold_agrees_with_the_gold_of_the_originals():
    """Row by row the same report, source and form; the same figures from the same sources."""
    fields = ("measure", "value", "low", "high", "qualifier", "source_id")
    ours, theirs = rows(ROOT / "tests/gold/captured-soldier-figures.csv"), rows(ORIGINALS_GOLD / "figures.csv")
    assert [(row["article_id"][:2], *(row[name] for name in fields)) for row in ours] == [
        (f"{int(row['article'][:3]) + 1:02}", *(row[name] for name in fields)) for row in theirs
    ]
    ours, theirs = rows(ROOT / "tests/gold/captured-soldier-attributions.csv"), rows(ORIGINALS_GOLD / "attributions.csv")
    assert [(row["article_id"][:2], row["source_id"], row["form"], row["polarity"], bool(row["via"])) for row in ours] == [
        (
            f"{int(row['article'][:3]) + 1:02}", row["source_id"].replace(";", "|"), row["form"],
            "denied" if row["note"] == "negated" else "asserted", row["note"].startswith("via"),
        )
        for row in theirs
    ]
