import hashlib
import time
import unicodedata
import warnings
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit import schema
from kit.articles import ArticleWarning, read_articles
from kit.articles.read import clean, slug
from kit.case import CaseError, open_case

TEXT = "Crane falls on tram\n\nThree people were hurt when a crane fell on a tram, the city said.\n\nShare\n\nLeave a comment\n"


def write(folder, name, data=TEXT):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return path


def read(what):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        table = read_articles(what)
    assert all(issubclass(w.category, ArticleWarning) for w in caught)
    return schema.check(schema.ARTICLES, table), [str(w.message) for w in caught]


def test_an_article_has_text_furniture_words_path_and_hash(tmp_path):
    path = write(tmp_path, "crane.txt")
    table, messages = read(tmp_path)
    assert messages == []
    row = table.loc["crane"]
    assert row.text == "Crane falls on tram\n\nThree people were hurt when a crane fell on a tram, the city said."
    assert row.furniture == "Share\nLeave a comment"
    assert (row.words, row.path) == (18, "crane.txt")
    assert row.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_case_folder_file_and_list_read_the_same(tmp_path):
    files = [write(tmp_path, "articles/a.txt"), write(tmp_path, "articles/b.md", "# Crane\n\nIt *fell*, the city said.")]
    texts = read(tmp_path)[0].text
    for what in (str(tmp_path), open_case(tmp_path), files, [str(file) for file in files], iter(files)):
        pd.testing.assert_series_equal(read(what)[0].text, texts)
    assert read(files[0])[0].index.tolist() == ["a"]
    assert texts["b"] == "Crane\n\nIt fell, the city said."


def test_no_furniture_is_missing_not_empty(tmp_path):
    write(tmp_path, "a.txt", "The crane fell, the city said.")
    assert read(tmp_path)[0].furniture.isna()["a"]


@pytest.mark.parametrize("name, data, message", [
    ("bad.txt", b"", "is empty. Put the article's text into it"),
    ("bad.txt", b" \n\n", "is empty"),
    ("bad.txt", bytes(range(256)) * 30, "is not a text file. Save the article's text as .txt in UTF-8."),
    ("bad.txt", b"%PDF-1.5\x00\x01\x02" * 99, "is not a text file"),
    ("bad.txt", b"Share\nTweet\nLeave a comment\n", "holds no text once the page's furniture is set apart"),
    ("bad.md", b"<div>only a frame</div>", "holds no text"),
    ("bad.pdf", b"GIF89a", "is no PDF"),
    ("bad.jpg", b"\xff\xd8", "files are read, not bad.jpg. Save their text as .txt."),
])
def test_a_bad_file_costs_one_message_and_the_others_are_read(tmp_path, name, data, message):
    write(tmp_path, "a.txt")
    write(tmp_path, name, data)
    write(tmp_path, "z.txt")
    table, messages = read(tmp_path)
    assert table.index.tolist() == ["a", "z"]
    assert len(messages) == 1 and message in messages[0] and name in messages[0]


def test_a_large_file_costs_one_message(tmp_path):
    write(tmp_path, "a.txt")
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(50 * 1024 * 1024 + 1)
    table, messages = read(tmp_path)
    assert table.index.tolist() == ["a"]
    assert len(messages) == 1 and "big.txt: is larger than 50 MB" in messages[0]


def test_a_file_that_may_not_be_opened_costs_one_message(tmp_path, monkeypatch):
    write(tmp_path, "a.txt")
    write(tmp_path, "locked.txt")
    plain = Path.read_bytes

    def refuse(path):
        if path.name == "locked.txt":
            raise PermissionError(13, "Permission denied")
        return plain(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    table, messages = read(tmp_path)
    assert table.index.tolist() == ["a"]
    assert len(messages) == 1 and "locked.txt: cannot be read (Permission denied). Check" in messages[0]


def test_a_named_file_that_is_not_there_costs_one_message(tmp_path):
    table, messages = read([write(tmp_path, "a.txt"), tmp_path / "b.txt"])
    assert table.index.tolist() == ["a"]
    assert len(messages) == 1 and "b.txt: cannot be read (No such file or directory)" in messages[0]


def test_only_bad_files_give_an_empty_table(tmp_path):
    write(tmp_path, "a.txt", b"")
    table, messages = read(tmp_path)
    assert table.empty and len(messages) == 1


def test_no_folder_is_an_error(tmp_path):
    with pytest.raises(CaseError, match="no such folder"):
        read_articles(tmp_path / "nowhere")


def test_a_guessed_encoding_is_said(tmp_path):
    write(tmp_path, "a.txt", "The crane fell in the Rue de l’Église, the city said.".encode("cp1252"))
    table, messages = read(tmp_path)
    assert "Rue de l’Église" in table.text["a"]
    assert len(messages) == 1 and "a.txt: is not UTF-8 and was read as cp1252, a guess" in messages[0]


def test_many_other_files_are_one_message(tmp_path):
    write(tmp_path, "articles/a.txt")
    for i in range(7):
        write(tmp_path, f"articles/{i}.jpg")
    assert read(tmp_path)[1][0].endswith("not 0.jpg, 1.jpg, 2.jpg, 3.jpg, 4.jpg and 2 more. Save their text as .txt.")


def test_ids_are_readable_unique_and_do_not_change_when_a_file_is_bad(tmp_path):
    for name in ("a/Crane falls (2).txt", "b/crane-falls-2.txt", "b/crane-falls-2.md", "Überfall.txt"):
        write(tmp_path, f"articles/{name}")
    ids = ["uberfall", "crane-falls-2", "b-crane-falls-2-md", "b-crane-falls-2-txt"]
    assert sorted(read(tmp_path)[0].index) == sorted(ids)
    write(tmp_path, "articles/a/Crane falls (2).txt", b"")
    assert sorted(read(tmp_path)[0].index) == sorted(set(ids) - {"crane-falls-2"})


def test_an_id_is_the_same_for_both_ways_of_writing_an_accent():
    assert slug(unicodedata.normalize("NFD", "Crûe à Évian")) == slug("Crûe à Évian") == "crue-a-evian"


def test_a_frame_keeps_its_index_and_facts():
    frame = pd.DataFrame(
        {"text": [TEXT, "The crane fell."], "outlet": ["Daily", None], "published": ["2020-05-06", pd.NaT], "views": [1, 2]}, index=["x 1", "y"],
    )
    table, messages = read(frame)
    assert messages == [] and table.index.tolist() == ["x 1", "y"]
    assert table.outlet["x 1"] == "Daily" and table.published["x 1"] == pd.Timestamp("2020-05-06")
    assert table.loc["y", ["outlet", "published", "sha256", "path"]].isna().all()


def test_a_numbered_frame_gets_ids():
    assert read(pd.DataFrame({"text": ["The crane fell.", "It fell."]}))[0].index.tolist() == ["article-0", "article-1"]


def test_bad_rows_of_a_frame_are_left_out_and_named():
    frame = pd.DataFrame({"text": ["The crane fell.", None, 7, "It fell.", " "], "published": ["6 May", None, None, None, None]}, index=list("aabac"))
    table, messages = read(frame)
    assert table.index.tolist() == ["a"]
    assert [m.split(":")[0] for m in messages] == ["row 1 (a)", "row 2 (a)", "row 3 (b)", "row 4 (a)", "row 5 (c)"]
    assert "is not a date" in messages[0]


def test_a_frame_without_text_says_its_columns():
    with pytest.raises(ValueError, match="no column 'text', only body, id"):
        read_articles(pd.DataFrame({"body": ["x"], "id": [1]}))


def test_reading_a_table_again_changes_nothing(tmp_path):
    write(tmp_path, "a.txt")
    write(tmp_path, "b.txt", "The dam broke â€“ nobody knows why.\n• Six dead\n\nRead also\nWhat now?")
    table, _ = read(tmp_path)
    pd.testing.assert_frame_equal(read(table)[0], table)


WORDS = ["the", "Crane", "fell", "on", "12", "people", "city", "said", "Share", "Read", "also", "By", "Lind", "comment", "–", "“so”", "&amp;", "â€”"]
LINE = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(LINE, st.sampled_from(["", ".", "?", ":", ".”", "…"]), st.sampled_from(["\n", "\n\n", "\r\n"]))))
def test_cleaning_twice_changes_nothing_and_loses_no_word(lines):
    page = "".join("".join(line) for line in lines)
    once = clean(page)
    again = clean(once["text"])
    assert (again["text"], again["furniture"]) == (once["text"], None)
    words = sorted(f'{once["text"]} {once["furniture"] or ""}'.split())
    assert words == sorted(page.replace("&amp;", "&").replace("â€”", "—").split())


def test_a_thousand_files_take_seconds(tmp_path):
    for i in range(1000):
        write(tmp_path, f"{i:04}.txt", "\n".join(f"In village {i} of district {n}, {n} people were hurt, “badly so”, the city said." for n in range(20)))
    start = time.process_time()
    assert len(read(tmp_path)[0]) == 1000
    assert time.process_time() - start < 20
