import hashlib
import warnings
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.articles import ArticleWarning, complete_manifest, read_articles
from kit.case import CaseError, new_case, open_case

HEADER = "file,sha256,outlet,title,author,url,published,retrieved,language,licence,note"
TEXT = "The roof of the market fell in, the fire brigade said."


@pytest.fixture
def case(tmp_path):
    """A new case of two articles."""
    case = new_case(tmp_path / "roof")
    for name in ("a.txt", "b.txt"):
        (case.articles_dir / name).write_text(f"{TEXT} So says {name[0]}.", encoding="utf-8", newline="\n")
    return case


def sha(case, name):
    return hashlib.sha256((case.articles_dir / name).read_bytes()).hexdigest()


def manifest(case, *rows, header=HEADER):
    case.manifest_path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8", newline="\n")


def read(case):
    """The articles and the warnings, one text each."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        table = read_articles(case)
    assert all(issubclass(w.category, ArticleWarning) for w in caught)
    return table, [str(w.message) for w in caught]


def test_what_the_manifest_tells_is_in_the_table(case):
    manifest(
        case,
        f"a.txt,{sha(case, 'a.txt').upper()},Daily,Roof falls,A. Lind,https://example.org/a,2020-02-03,2020-02-04T10:00,en,CC0,x",
        "b.txt,unknown,Unknown,,UNKNOWN,,unknown,,,,",
    )
    table, messages = read(case)
    assert messages == []
    assert table.loc["a", ["outlet", "title", "author", "url", "language", "licence"]].tolist() == [
        "Daily", "Roof falls", "A. Lind", "https://example.org/a", "en", "CC0",
    ]
    assert table.published["a"] == pd.Timestamp("2020-02-03") and table.retrieved["a"] == pd.Timestamp("2020-02-04")
    assert table.loc["b", ["outlet", "title", "author", "url", "published", "retrieved", "language", "licence"]].isna().all()


def test_semicolons_and_a_byte_order_mark(case):
    rows = "\r\n".join([HEADER, "a.txt,,Daily,,,,2020-02-03,,,,", "b.txt,,Weekly,,,,,,,,"]).replace(",", ";")
    case.manifest_path.write_bytes(b"\xef\xbb\xbf" + rows.encode())
    table, messages = read(case)
    assert messages == [] and table.outlet.tolist() == ["Daily", "Weekly"]


@pytest.mark.parametrize("row, message", [
    ("c.txt", "there is no file 'c.txt'"),
    ("articles/b.txt", "File names are relative to articles/"),
    ("../case.toml", "leads out of"),
    ("/etc/hostname", "leads out of"),
    ("C:\\texts\\a.txt", "leads out of"),
    ("a.txt,,again", "'a.txt' stands in row 2 already"),
    (",,nameless", "column file is empty"),
    ("b.txt,,Daily, Sunday,,,,,,,,", "more cells than columns"),
    ("b.txt,,,,,,03.02.2020", "column published: '03.02.2020' may be either of two days. Write it as year-month-day"),
    ("b.txt,,,,,,2020-02-30", "column published: '2020-02-30' is not a date"),
    ("b.txt,,,,,,,yesterday", "column retrieved: 'yesterday' is not a date"),
    ("b.txt,,,,,javascript:alert(1)", "column url: 'javascript:alert(1)' is not a web address"),
    ("b.txt,,,,,http://a[b/", "column url: 'http://a[b/' is not a web address"),
    ("b.txt,0000", "the file has changed"),
])
def test_a_wrong_row_costs_one_warning_with_file_and_row(case, row, message):
    manifest(case, "a.txt,,Daily", row)
    table, messages = read(case)
    about = [m for m in messages if "no row for" not in m]
    assert len(about) == 1 and "articles.csv, row 3: " in about[0] and message in about[0]
    assert table.index.tolist() == ["a", "b"] and table.outlet["a"] == "Daily"


def test_a_bad_cell_spoils_no_other(case):
    manifest(case, "a.txt,,Daily,,,,3 May 2020,2020-05-04", "b.txt")
    table, _ = read(case)
    assert table.outlet["a"] == "Daily" and table.published.isna()["a"] and table.retrieved["a"] == pd.Timestamp("2020-05-04")


def test_a_link_out_of_the_folder_is_not_followed(case, tmp_path):
    (tmp_path / "secret.txt").write_text(TEXT, encoding="utf-8")
    (case.articles_dir / "link.txt").symlink_to(tmp_path / "secret.txt")
    (case.articles_dir / "loop.txt").symlink_to(case.articles_dir / "loop.txt")
    manifest(case, "a.txt", "b.txt", "link.txt")
    table, messages = read(case)
    assert table.index.tolist() == ["a", "b"]
    assert len([m for m in messages if "link.txt: is a link that leads out" in m]) == 1
    assert len([m for m in messages if "row 4: 'link.txt' leads out" in m]) == 1
    assert len([m for m in messages if "loop.txt" in m]) == 1
    complete_manifest(case)
    assert "loop.txt" not in case.manifest_path.read_text(encoding="utf-8")


def test_files_without_a_row_are_read_with_one_note(case):
    manifest(case, "a.txt,,Daily")
    table, messages = read(case)
    assert len(table) == 2 and table.loc["b", ["outlet", "published"]].isna().all()
    assert len(messages) == 1 and "no row for b.txt." in messages[0]


def test_without_a_manifest_nothing_is_known_and_nothing_warned(case):
    case.manifest_path.unlink()
    table, messages = read(case)
    assert messages == [] and len(table) == 2
    assert table[["outlet", "title", "author", "url", "published", "retrieved", "language", "licence"]].isna().all(axis=None)


@pytest.mark.parametrize("text, message", [("", "is empty"), ("name,outlet\na.txt,Daily\n", "column 'file' is missing")])
def test_an_unusable_manifest_is_one_warning(case, text, message):
    case.manifest_path.write_text(text, encoding="utf-8")
    table, messages = read(case)
    assert len(table) == 2 and len(messages) == 1 and message in messages[0]


def test_a_misspelt_column_is_named(case):
    manifest(case, "a.txt,2020-02-03", "b.txt,", header="file,publised")
    table, messages = read(case)
    assert len(messages) == 1 and "column 'publised' is not used" in messages[0]


# Completing

def test_a_missing_manifest_is_written(case):
    case.manifest_path.unlink()
    assert complete_manifest(case) == ["a.txt", "b.txt"]
    assert case.manifest_path.read_bytes().decode().split("\n") == [
        HEADER,
        f"a.txt,{sha(case, 'a.txt')}," + "unknown," * 8,
        f"b.txt,{sha(case, 'b.txt')}," + "unknown," * 8,
        "",
    ]
    assert read(case)[1] == []


def test_what_people_wrote_is_kept_byte_for_byte(case):
    before = (
        "\ufefffile; sha256 ;outlet;my note\r\n"
        ' "a.txt" ;;"Daily; evening";=1+1\r\n'
        "\r\n"
        "gone.txt;abc;;'x'\r\n"
        "b.txt;UNKNOWN"
    )
    case.manifest_path.write_bytes(before.encode())
    (case.articles_dir / "c.txt").write_text(TEXT, encoding="utf-8")
    assert complete_manifest(case) == ["a.txt", "b.txt", "c.txt"]
    after = case.manifest_path.read_bytes().decode()
    assert after == (
        before.replace('"a.txt" ;;', f'"a.txt" ;{sha(case, "a.txt")};').replace("UNKNOWN", sha(case, "b.txt"))
        + f"\r\nc.txt;{sha(case, 'c.txt')};unknown;unknown\r\n"
    )


def test_completing_twice_writes_once(case):
    complete_manifest(case)
    stamp = case.manifest_path.stat().st_mtime_ns
    assert complete_manifest(case) == []
    assert case.manifest_path.stat().st_mtime_ns == stamp


def test_a_stated_hash_is_never_overwritten(case):
    manifest(case, "a.txt,0000", f"b.txt,{sha(case, 'b.txt')}")
    before = case.manifest_path.read_bytes()
    assert complete_manifest(case) == []
    assert case.manifest_path.read_bytes() == before
    assert "row 2: the sha256 of a.txt" in read(case)[1][0]


def test_names_that_look_like_formulas_are_neutralised_and_found_again(case):
    for name in ("=1+1.txt", "@me, you.txt", "-x.txt"):
        (case.articles_dir / name).write_text(TEXT, encoding="utf-8")
    complete_manifest(case)
    lines = case.manifest_path.read_text(encoding="utf-8").splitlines()[1:]
    assert [line.partition(".txt")[0] for line in lines] == ["'-x", "'=1+1", "\"'@me, you", "a", "b"]
    table, messages = read(case)
    assert messages == [] and len(table) == 5
    assert complete_manifest(case) == []


def test_a_name_that_the_encoding_cannot_hold_changes_nothing(case):
    case.manifest_path.write_bytes("file;outlet\r\na.txt;Crûe\r\nb.txt;x\r\n".encode("cp1252"))
    before = case.manifest_path.read_bytes()
    (case.articles_dir / "洪水.txt").write_text(TEXT, encoding="utf-8")
    with pytest.raises(CaseError, match="CSV UTF-8"):
        complete_manifest(case)
    assert case.manifest_path.read_bytes() == before


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet='ab.tx,;"\n\r\' =é'))
def test_completing_only_ever_adds(case, body):
    before = (HEADER + "\n" + body).encode()
    case.manifest_path.write_bytes(before)
    complete_manifest(case)
    assert case.manifest_path.read_bytes().startswith(before)


def test_a_bare_folder_has_its_manifest_beside_the_files(tmp_path):
    Path(tmp_path, "a.txt").write_text(TEXT, encoding="utf-8")
    case = open_case(tmp_path)
    assert complete_manifest(case) == ["a.txt"]
    table, messages = read(case)
    assert messages == [] and table.path.tolist() == ["a.txt"]
