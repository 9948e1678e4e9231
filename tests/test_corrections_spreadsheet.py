"""Out to a spreadsheet and back: edits become records, conflicts are shown, nothing is turned into something else."""

import datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from corrected import EXACT, TEXT, articles_of, claim, figure, log, say, tables  # noqa: F401
from kit import corrections, schema
from kit.cli import app


def follow(log, frames=None):  # noqa: F811
    return corrections.follow(*(frames or tables()), log, articles=articles_of(TEXT))


@pytest.fixture
def book(log, tmp_path):  # noqa: F811
    """Exports, lets a function edit the open workbook, imports as Ana."""
    path = tmp_path / "x.xlsx"

    def round_trip(edit, by="Ana", meanwhile=lambda: None, frames=None):
        desk = follow(log, frames)
        corrections.export_workbook(desk, path)
        opened = openpyxl.load_workbook(path)
        edit(opened)
        opened.save(path)
        meanwhile()
        return corrections.import_workbook(desk, path, by), desk

    return round_trip


def cell(sheet, row, column):
    """The cell of a column by its name; the header is row 1."""
    return next(head.offset(row - 1) for head in sheet[1] if head.value == column)


def test_what_nobody_edited_says_nothing(log, book):  # noqa: F811
    found, _ = book(lambda opened: None)
    assert not found.recorded and found.refused.empty and not log.exists()


def test_edits_become_one_record_a_row_with_from_and_to(log, book):  # noqa: F811
    def edit(opened):
        figures = opened["figures"]
        cell(figures, 3, "measure").value = "Killed"
        cell(figures, 3, "counted").value = "guests"
        cell(figures, 3, "why").value = "the caption"
        cell(figures, 2, "decision").value = "accept"
        cell(figures, 4, "decision").value = "reject"
        cell(opened["claims"], 2, "said_on").value = datetime.datetime(2024, 5, 8)

    found, desk = book(edit)
    assert found.refused.empty and len(log.read_text("utf-8").splitlines()) == 4
    said = {(entry.action, entry.table): entry for entry in found.recorded}
    assert said["set", "figures"].from_ == {"measure": "injured", "counted": None} and said["set", "figures"].to == {"measure": "killed", "counted": "guests"}
    assert (said["set", "figures"].by, said["set", "figures"].why) == ("Ana", "the caption")
    assert desk.figures.status.tolist() == ["accepted", "corrected", "rejected"]
    assert str(desk.claims.said_on.iloc[0].date()) == "2024-05-08"
    assert not len(desk.problems)


def test_the_same_file_twice_says_nothing_new(log, book, tmp_path):  # noqa: F811
    def edit(opened):
        cell(opened["figures"], 3, "measure").value = "killed"
        cell(opened["figures"], 2, "decision").value = "accept"

    book(edit)
    again = corrections.import_workbook(follow(log), tmp_path / "x.xlsx", "Ana")
    assert not again.recorded and again.refused.empty
    other = corrections.import_workbook(follow(log), tmp_path / "x.xlsx", "Ben")
    assert [entry.action for entry in other.recorded] == ["accept"], "a second reviewer's word is another"


def test_a_conflict_is_shown_and_not_overwritten(log, book, say):  # noqa: F811
    def edit(opened):
        cell(opened["figures"], 3, "measure").value = "killed"
        cell(opened["figures"], 4, "decision").value = "reject"
        cell(opened["figures"], 2, "measure").value = "rescued"

    def meanwhile():
        say("set", row=1, field="measure", from_="injured", to="missing", by="Ben")
        say("set", row=2, field="measure", from_="other", to="displaced", by="Ben")

    found, desk = book(edit, meanwhile=meanwhile)
    assert desk.figures.measure.tolist() == ["rescued", "missing", "displaced"] and len(found.recorded) == 1
    assert found.refused[["sheet", "row", "column"]].values.tolist() == [["figures", 3, "measure"], ["figures", 4, "measure"]]
    assert found.refused.what[0] == "changed by somebody since the export: it was 'injured', it is 'missing' now; the sheet says 'killed'"


def test_two_who_write_the_same_are_no_conflict(log, book, say):  # noqa: F811
    found, _ = book(lambda opened: setattr(cell(opened["figures"], 3, "measure"), "value", "killed"),
                    meanwhile=lambda: say("set", row=1, field="measure", from_="injured", to="killed", by="Ben"))
    assert not found.recorded and found.refused.empty


@pytest.mark.parametrize(
    "column, value, what, remedy",
    [
        ("measure", "hurt", "'hurt' is not one of killed", "choose one of killed"),
        ("measure", None, "must not be empty", "choose one of"),
        ("value", "many", "'many' is not a whole number", "digits only"),
        ("value", 3.5, "'3.5' is not a whole number", "digits only"),
        ("value", 90, "does not lie between low and high", "change low and high too"),
        ("low", 90, "90 is above high, 40", "change low or high"),
        ("as_of", "yesterday", "must be a date like", "write it so"),
        ("counted", "=1+1", "holds a formula", "write its value"),
        ("decision", "maybe", "'maybe' is not one of accept, reject", "choose one"),
        ("row_id", "flood:1-2", "was not exported", "leave row_id"),
        ("claim_id", "flood:1-2", "there is no claim", "mend"),
    ],
)
def test_a_wrong_cell_is_named_and_the_other_rows_go_in(log, book, column, value, what, remedy):  # noqa: F811
    def edit(opened):
        cell(opened["figures"], 3, column).value = value
        cell(opened["figures"], 4, "measure").value = "displaced"

    found, desk = book(edit)
    if column != "claim_id":
        (row,) = found.refused.itertuples()
        assert (row.sheet, row.row, row.column) == ("figures", 3, column) and what in row.what and remedy in row.remedy
    assert desk.figures.measure.tolist()[2] == "displaced"
    assert desk.figures.iloc[1].drop("status").equals(tables()[1].iloc[1].drop("status"))


def test_new_rows_come_in_below(log, book):  # noqa: F811
    def edit(opened):
        for number, (sheet, values) in enumerate([
            ("figures", {"article_id": "flood", "text": "300 slept", "value": 300, "qualifier": "exact", "measure": "displaced"}),
            ("figures", {"article_id": "flood", "text": "300", "qualifier": "exact", "measure": "displaced"}),
            ("figures", {"article_id": "fire", "text": "300", "qualifier": "exact", "measure": "displaced"}),
            ("figures", {"article_id": "flood", "text": "301", "qualifier": "exact", "measure": "displaced"}),
            ("figures", {"article_id": "flood", "text": "were injured", "measure": "injured"}),
            ("figures", {"article_id": "flood", "text": "River", "qualifier": "vague", "measure": "other"}),
            ("claims", {"article_id": "flood", "text": "River burst its banks", "source_kind": "article", "form": "direct", "polarity": "asserted"}),
        ]):
            for column, value in values.items():
                cell(opened[sheet], 10 + number, column).value = value

    found, desk = book(edit)
    assert desk.claims.text.tolist()[2:] == ["River burst its banks"] and desk.claims.status.tolist()[2:] == ["added"]
    new = desk.figures.iloc[3:]
    assert new.text.tolist() == ["300 slept", "River"] and new.low.tolist()[0] == 300
    assert new.claim_id.tolist() == [tables()[0].index[1], desk.claims.index[2]], "the claim of the sheet before holds it"
    assert found.refused.row.tolist() == [11, 12, 13, 14]
    assert found.refused.column.tolist() == ["start", "article_id", "text", "qualifier"]
    assert "stands at" in found.refused.what[0]


def test_dates_zeros_and_formulas_survive(log, book):  # noqa: F811
    start = TEXT.index("40 were")
    frames = schema.build(schema.CLAIMS, [claim("40 were injured", start, source="=cmd|' /C calc'!A0", hedge="'tis said")]), schema.build(
        schema.FIGURES, [figure("40", start, f"flood:{start}-{start + 15}", counted="007", group="1-2", place="=1+1", period="+3 days", as_of="2024-05-06", **EXACT)])

    def edit(opened):
        for sheet in opened:
            for line in sheet.iter_rows():
                assert all(each.data_type != "f" for each in line)
        figures = opened["figures"]
        assert cell(figures, 2, "place").value == "'=1+1" and cell(figures, 2, "counted").value == "007"
        assert cell(figures, 2, "counted").number_format == cell(figures, 2, "as_of").number_format == "@"
        assert cell(figures, 2, "as_of").value == "2024-05-06"
        cell(figures, 2, "place").value = "'=2+2"
        cell(figures, 2, "counted").value = "008"
        cell(figures, 2, "group").value = "2-3"

    found, desk = book(edit, frames=frames)
    row = desk.figures.iloc[0]
    assert (row.place, row.counted, row.group, row.period) == ("=2+2", "008", "2-3", "+3 days")
    assert len(found.recorded) == 1 and found.refused.empty


def test_the_vocabulary_is_there_to_choose_from(log, book):  # noqa: F811
    def edit(opened):
        lists = {range_.coord.split(":")[0][:1]: each.formula1 for each in opened["figures"].data_validations.dataValidation for range_ in each.sqref.ranges}
        heads = {head.column_letter: head.value for head in opened["figures"][1]}
        found = {heads[letter]: formula for letter, formula in lists.items()}
        assert found["measure"] == f'"{",".join(schema.MEASURES)}"' and found["decision"] == '"accept,reject"' and "qualifier" in found
        assert all(len(formula) <= 257 for formula in lists.values())
        assert opened["figures as exported"].sheet_state == "hidden"

    book(edit)


@settings(max_examples=10, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(str.strip))
def test_any_text_goes_out_and_is_no_edit(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("any")
    start = TEXT.index("40 were")
    frames = schema.build(schema.CLAIMS, [claim("40 were injured", start, source=text, hedge=text)]), schema.build(schema.FIGURES, [])
    desk = follow(folder / "log.jsonl", frames)
    corrections.export_workbook(desk, folder / "x.xlsx")
    opened = openpyxl.load_workbook(folder / "x.xlsx")
    cell(opened["claims"], 2, "polarity").value = "denied"
    opened.save(folder / "x.xlsx")
    found = corrections.import_workbook(desk, folder / "x.xlsx", "Ana")
    assert found.refused.empty and [entry.to for entry in found.recorded] == [{"polarity": "denied"}]


def test_a_file_that_is_no_such_workbook_says_so(log, tmp_path):  # noqa: F811
    path = tmp_path / "x.xlsx"
    path.write_text("a,b", encoding="utf-8")
    with pytest.raises(ValueError, match="is no workbook"):
        corrections.import_workbook(follow(log), path, "Ana")
    openpyxl.Workbook().save(path)
    with pytest.raises(ValueError, match="the sheet 'claims' is missing"):
        corrections.import_workbook(follow(log), path, "Ana")


def test_the_command_line_goes_there_and_back(tmp_path):
    folder, path = tmp_path / "robbery", tmp_path / "x.xlsx"
    folder.mkdir()
    (folder / "report.txt").write_text("Two guards were shot dead, police said. The bank denied that 40 customers were inside.", encoding="utf-8")

    def kit(*arguments):
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    result = kit("corrections", "export", folder, path)
    assert result.exit_code == 0 and "kit corrections import" in result.stdout, result.output
    opened = openpyxl.load_workbook(path)
    cell(opened["figures"], 2, "group").value = "guards"
    cell(opened["claims"], 2, "polarity").value = "perhaps"
    opened.save(path)
    result = kit("corrections", "import", folder, path, "--by", "Ana")
    assert result.exit_code == 1 and "1 correction(s) recorded under the name Ana" in result.stdout
    assert "sheet claims, row 2, column polarity: 'perhaps' is not one of asserted, denied, questioned" in result.output
    assert corrections.read_log(folder / "corrections.jsonl").records[0].to == {"group": "guards"}
