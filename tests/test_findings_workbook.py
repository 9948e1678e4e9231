"""claims.xlsx and the cells of spreadsheets: typed, safe, described, and the same bytes again."""

import datetime
import io
import zipfile

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import flood
import kit
from kit import schema
from kit.findings import workbook
from kit.findings.cells import as_csv, cell


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    return kit.findings.tables(kit.findings.analyse(flood.make(tmp_path_factory.mktemp("flood") / "case")))


def opened(tables):
    return openpyxl.load_workbook(io.BytesIO(workbook.as_workbook(tables)))


def only(value):
    """The one cell of a table that holds *value*, as it comes out of the file."""
    return opened({"one": pd.DataFrame({"a": [value]}, dtype=object)})["one"]["A2"]


def test_there_is_a_sheet_for_every_table_with_filter_and_frozen_header(tables):
    book = opened(tables)
    assert book.sheetnames == [*tables, "data dictionary"]
    for name, table in tables.items():
        sheet = book[name]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.max_row == len(table) + 1
        assert all(5 < sheet.column_dimensions[head.column_letter].width <= 60 for head in sheet[1])


def test_numbers_dates_and_truths_have_their_types(tables):
    book = opened(tables)

    def first(sheet, column):
        [at] = [head.column for head in book[sheet][1] if head.value == column]
        return book[sheet].cell(2, at)

    assert isinstance(first("articles", "words").value, int)
    assert isinstance(first("claims", "confidence").value, float)
    assert isinstance(first("statements", "agree").value, bool)
    assert first("articles", "published").is_date and first("articles", "published").number_format == "yyyy-mm-dd"
    assert first("claims", "claim_id").data_type == "s"


def test_the_dictionary_describes_every_column_of_every_sheet(tables):
    book = opened(tables)
    described = {(row[0], row[1]): row[2:] for row in book["data dictionary"].iter_rows(min_row=2, values_only=True)}
    for sheet in book:
        assert described[sheet.title, None][1], sheet.title
        for head in sheet[1]:
            kind, says = described[sheet.title, head.value]
            assert kind and says, f"{sheet.title}, {head.value}"


@pytest.mark.parametrize(("column", "words"), [
    ("source_kind", schema.SOURCE_KINDS), ("kind", schema.SOURCE_KINDS), ("form", schema.FORMS), ("polarity", schema.POLARITIES),
    ("qualifier", schema.QUALIFIERS), ("measure", schema.MEASURES), ("status", schema.STATUSES),
])  # fmt: skip
def test_the_dictionary_names_every_word_that_a_column_may_hold(column, words):
    said = workbook._described()["*", column]
    assert [word for word in words if word not in said] == []


def test_the_dictionary_describes_no_table_that_nothing_makes(tables):
    known = {table for table, _ in workbook._described()} - {"*", "data dictionary"}
    assert known <= set(tables) | set(kit.comparison.__all__)


def test_the_same_tables_give_the_same_bytes_without_the_hour(tables):
    first = workbook.as_workbook(tables)
    assert first == workbook.as_workbook(tables)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert str(datetime.date.today().year).encode() not in archive.read("docProps/core.xml")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_what_would_start_a_formula_is_text_with_an_apostrophe(text):
    made = only(text)
    assert (made.data_type, made.value) == ("s", f"'{text}")
    assert as_csv(pd.DataFrame({"a": [text]})).decode("utf-8-sig").splitlines()[1].lstrip('"') == f"'{text}".splitlines()[0]


@pytest.mark.parametrize("text", ["#N/A", "TRUE", "2031-05-06", "007"])
def test_words_stay_words(text):
    made = only(text)
    assert (made.data_type, made.value) == ("s", text)


@given(st.text(st.characters(codec=None), max_size=40))
def test_any_text_makes_a_file_that_opens(text):
    told = only(text).value or ""
    assert set(told) <= set(text) | {"'", "\n"}


def test_control_characters_are_left_out():
    assert only("a\x00b\x0bc\ud800d\uffffe").value == "abcde"


def test_long_text_is_cut_with_a_mark():
    told = only("\N{WATER WAVE}" * 20_000).value
    assert told.endswith("… [cut: the CSV file has it all]")
    assert len(told.encode("utf-16-le")) // 2 <= 32_767
    assert only("x" * 32_767).value == "x" * 32_767


def test_what_a_spreadsheet_cannot_count_is_text():
    assert only(10**18).value == str(10**18)
    assert only(datetime.date(1812, 6, 24)).value == "1812-06-24"


def test_more_rows_than_a_sheet_holds_are_cut_with_a_mark(monkeypatch):
    monkeypatch.setattr(workbook, "ROWS", 4)
    sheet = opened({"many": pd.DataFrame({"n": range(9)})})["many"]
    assert [row[0] for row in sheet.iter_rows(values_only=True)] == ["n", 0, 1, "… [cut: the CSV file has it all]"]


def test_missing_is_an_empty_cell():
    assert [cell(value) for value in (pd.NA, None, float("nan"), pd.NaT)] == [None] * 4


def test_a_file_that_is_no_workbook_is_told(tmp_path):
    (tmp_path / "a.xlsx").write_text("no", encoding="utf-8")
    with pytest.raises(ValueError, match="a.xlsx: is no workbook"):
        workbook.read(tmp_path / "a.xlsx")
