import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import sheets

CELLS = st.text(alphabet='ab,;"\n\r\t \'é=', max_size=6)


def write(tmp_path, data):
    path = tmp_path / "a.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return path


@given(st.text(alphabet='ab,"\r\n é'))
def test_splitting_loses_nothing(text):
    assert "".join(cell.raw + cell.end for line in sheets.split(text, ",") for cell in line) == text


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5), st.sampled_from(",;\t"))
def test_what_is_quoted_is_read_back(rows, delimiter):
    text = "".join(delimiter.join(sheets.quote(cell, delimiter) for cell in row) + "\n" for row in rows)
    assert [[cell.value for cell in line] for line in sheets.split(text, delimiter)] == [[cell.strip() for cell in row] for row in rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(tmp_path, encoding, delimiter):
    path = write(tmp_path, f"File{delimiter}Title\r\na.txt{delimiter}Crûe\r\n".encode(encoding))
    assert sheets.read(path).rows == [sheets.Row(2, {"file": "a.txt", "title": "Crûe"}, False)]


def test_rows_count_as_in_a_spreadsheet(tmp_path):
    sheet = sheets.read(write(tmp_path, 'file,note\na,"two\nlines"\n\n,\nb,x\n'))
    assert [(row.number, row.values["file"]) for row in sheet.rows] == [(2, "a"), (5, "b")]


def test_surplus_and_missing_cells(tmp_path):
    sheet = sheets.read(write(tmp_path, "a,b\n1\n1,2,3\n1;2\n"))
    assert [(row.values, row.surplus) for row in sheet.rows] == [
        ({"a": "1", "b": ""}, False), ({"a": "1", "b": "2"}, True), ({"a": "1;2", "b": ""}, False),
    ]


def test_an_open_quotation_mark_spoils_its_own_row_only(tmp_path):
    sheet = sheets.read(write(tmp_path, 'a,b\n"open,1\nx,2\n'))
    assert [row.values["b"] for row in sheet.rows] == ["1", "2"]


@pytest.mark.parametrize("data, message", [("", "is empty"), ("\n,,\n", "is empty"), ("a,b,A\n", "column 'a' stands there twice")])
def test_unreadable_sheets_say_why(tmp_path, data, message):
    with pytest.raises(sheets.SheetError, match=message):
        sheets.read(write(tmp_path, data))


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = write(tmp_path, "old")
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        sheets.write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
