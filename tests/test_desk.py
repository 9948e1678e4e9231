"""The form of the desk, used as a person does, without a browser."""

import html
import re

import ipywidgets as widgets
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import corrections, schema
from kit.desk import form, queue, to_check, words
from kit.desk.fields import read_number
from kit.marks import STYLES, Mark, marked

HOSTILE = "<img src=x onerror=alert(1)>"
TEXT = (
    f"{HOSTILE} The harbour master said about 30 sailors were rescued. "
    "Later the town denied that 12 people were missing."
)


def tables():
    """Two claims with a figure each, of which the second is the less certain."""
    pieces = (
        ("The harbour master", "said", "about 30 sailors were rescued", "asserted", "harbour_master", "person", 0.9),
        ("the town", "denied", "that 12 people were missing", "denied", "town_government", "government", 0.4),
    )
    claims = []
    for source, cue, content, polarity, source_id, kind, confidence in pieces:
        start, end = TEXT.index(content), TEXT.index(content) + len(content)
        row = {"claim_id": f"harbour:{start}-{end}", "article_id": "harbour", "start": start, "end": end}
        row |= {"text": content, "spans": [[start, end]], "source": source, "source_start": TEXT.index(source)}
        row |= {"source_end": TEXT.index(source) + len(source), "source_id": source_id, "source_kind": kind}
        row |= {"cue": cue, "cue_start": TEXT.index(cue), "cue_end": TEXT.index(cue) + len(cue), "form": "indirect"}
        row |= {"polarity": polarity, "sentence_start": TEXT.index(source), "sentence_end": end + 1}
        claims.append(row | {"confidence": confidence, "status": "extracted"})
    figures = []
    for claim, (words, value, low, high, qualifier, counted, measure) in zip(
        claims, (("about 30", 30, None, None, "about", "sailors", "rescued"), ("12", 12, 12, 12, "exact", "people", "missing"))
    ):
        start = TEXT.index(words)
        row = {"figure_id": f"harbour:{start}-{start + len(words)}", "claim_id": claim["claim_id"], "text": words}
        row |= {"article_id": "harbour", "start": start, "end": start + len(words), "value": value, "low": low}
        row |= {"high": high, "qualifier": qualifier, "counted": counted, "measure": measure}
        figures.append(row | {"confidence": claim["confidence"] + 0.05, "status": "extracted"})
    return schema.build(schema.CLAIMS, claims), schema.build(schema.FIGURES, figures)


ARTICLES = schema.build(
    schema.ARTICLES, [{"article_id": "harbour", "text": TEXT, "words": len(TEXT.split()), "sha256": "0" * 64}]
)


@pytest.fixture
def log(tmp_path):
    return tmp_path / "corrections.jsonl"


@pytest.fixture
def desk(log):
    return form(*tables(), ARTICLES, log, "Ana")


def take(desk, words):
    """Takes the row with these words in hand."""
    (value,) = [value for label, value in desk.queue.options if f"“{words}”" in label.replace("\xa0", " ")]
    desk.queue.value = value


def records(log):
    return corrections.read_log(log).records


def plain(shown):
    """The text that a reader sees, without the marks' names."""
    return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<sup.*?</sup>", "", shown)))


def test_the_least_certain_comes_first(desk):
    assert desk.table.text.tolist() == [
        "that 12 people were missing", "12", "about 30 sailors were rescued", "about 30",
    ]
    assert [value for _, value in desk.queue.options] == list(zip(desk.table.table, desk.table.row_id))
    assert desk.table.source_id.tolist() == ["town_government"] * 2 + ["harbour_master"] * 2


def test_a_row_without_confidence_comes_before_all():
    claims, figures = tables()
    figures.loc[figures.index[0], "confidence"] = pd.NA
    assert to_check(claims, figures).text[0] == "about 30"


def test_accept_is_on_the_disk_and_said(desk, log):
    take(desk, "12")
    desk.why.value = "heard it"
    desk.accept.click()
    (record,) = records(log)
    assert (record.action, record.by, record.why, record.table) == ("accept", "Ana", "heard it", "figures")
    assert record.from_["value"] == 12 and record.article_sha256 == "0" * 64
    assert record.quote["exact"] == "12" and record.quote["prefix"].endswith("denied that ")
    assert "Saved: Ana accepted the figure “12” in harbour" in desk.status.value
    assert len(desk.table) == 3 and "12" not in desk.table.text.tolist()
    assert "heard it" in desk.recent.value


def test_save_records_what_was_changed_and_only_that(desk, log):
    take(desk, "12")
    desk.fields["figures"]["measure"].value = "killed"
    desk.save.click()
    (record,) = records(log)
    assert (record.field, record.from_, record.to) == ("measure", "missing", "killed")
    assert desk.figures.measure.tolist() == ["rescued", "killed"]


def test_a_number_is_read_as_people_write_it(desk, log):
    take(desk, "12")
    desk.number.value = "10–12k"
    assert "range, Number open, Lowest 10,000, Highest 12,000" in desk.read_as.value
    assert desk.fields["figures"]["low"].value == "10,000" and not log.exists()
    desk.save.click()
    (record,) = records(log)
    assert record.to == {"value": None, "low": 10_000, "high": 12_000, "qualifier": "range"}
    assert record.from_ == {"value": 12, "low": 12, "high": 12, "qualifier": "exact"}


@pytest.mark.parametrize(
    "text, read",
    [
        ("about 3,000", (3000, None, None, "about")),
        ("2024", (2024, 2024, 2024, "exact")),
        ("1,100", (1100, 1100, 1100, "exact")),
        ("at least 50", (50, 50, None, "at_least")),
    ],
)
def test_read_number(text, read):
    assert tuple(read_number(text).values()) == read


@pytest.mark.parametrize("text", ["", "many", "3 and 4", "12 km", "2.5", "12 people"])
def test_what_is_not_one_number_is_refused(text):
    with pytest.raises(ValueError, match="Number as written: "):
        read_number(text)


@pytest.mark.parametrize(
    "change, message",
    [
        ({"value": "lots"}, "'lots' is not read as one number"),
        ({"value": "about 9"}, "Number: 'about 9' is more than a plain number"),
        ({"low": "13", "high": ""}, "Number: 12 does not lie between Lowest and Highest"),
        ({"value": "13"}, "Number: 13 does not lie between Lowest and Highest"),
        ({"value": "", "low": "13"}, "Lowest: 13 is above Highest, 12"),
        ({}, "No box is changed"),
    ],
)
def test_a_wrong_field_is_said_and_nothing_saved(desk, log, change, message):
    take(desk, "12")
    for name, value in change.items():
        desk.fields["figures"][name].value = value
    desk.save.click()
    assert message in html.unescape(desk.status.value) and 'role="alert"' in desk.status.value
    assert not log.exists()
    for name, value in change.items():
        assert desk.fields["figures"][name].value == value, "what was typed is still there"


def test_a_number_that_cannot_be_read_is_not_passed_over(desk, log):
    take(desk, "12")
    desk.number.value = "a lot of"
    assert "not read as one number" in desk.read_as.value
    desk.fields["figures"]["measure"].value = "killed"
    desk.save.click()
    assert not log.exists() and "not read as one number" in desk.status.value


def test_nobody_records_without_a_name(desk, log):
    desk.reviewer.value = "  "
    for button in (desk.accept, desk.reject, desk.undo):
        button.click()
        assert "say who you are" in desk.status.value
    assert not log.exists()


def test_a_changed_field_is_not_accepted_away(desk, log):
    take(desk, "12")
    desk.fields["figures"]["counted"].value = "fishers"
    desk.accept.click()
    assert "press Save" in desk.status.value and not log.exists()


def test_a_claims_source_brings_its_kind(desk, log):
    take(desk, "that 12 people were missing")
    desk.fields["claims"]["source_id"].value = "harbour_master"
    desk.fields["claims"]["hedge"].value = "reportedly"
    desk.save.click()
    assert records(log)[0].to == {"source_id": "harbour_master", "hedge": "reportedly", "source_kind": "person"}
    desk.checked_too.value = True
    take(desk, "that 12 people were missing")
    desk.fields["claims"]["source_id"].value = "Harbour Master"
    desk.save.click()
    assert "Source: 'Harbour Master' must be small letters, digits and _; write harbour_master" in html.unescape(desk.status.value) and len(records(log)) == 1


def test_a_field_can_be_emptied(desk, log):
    take(desk, "12")
    desk.fields["figures"]["counted"].value = ""
    desk.save.click()
    assert (records(log)[0].from_, records(log)[0].to) == ("people", None)
    assert pd.isna(desk.figures.counted.iloc[1])


def test_reject_undo_redo(desk, log):
    take(desk, "12")
    desk.reject.click()
    assert desk.figures.status.tolist() == ["extracted", "rejected"]
    desk.undo.click()
    assert desk.figures.status.tolist() == ["extracted", "extracted"]
    desk.redo.click()
    assert desk.figures.status.tolist() == ["extracted", "rejected"]
    desk.redo.click()
    assert "nothing to redo" in desk.status.value and len(records(log)) == 3


def test_a_new_form_goes_on_where_the_last_one_stopped(desk, log):
    take(desk, "12")
    desk.reject.click()
    assert len(form(*tables(), ARTICLES, log).table) == 3


def test_the_end_is_said(desk):
    for _ in range(4):
        desk.accept.click()
    assert desk.table.empty and "Everything is checked" in desk.article.value
    desk.accept.click()
    assert "No row is chosen" in desk.status.value


def test_a_broken_line_is_pointed_at(log):
    log.write_text("nonsense\n", encoding="utf-8")
    desk = form(*tables(), ARTICLES, log, "Ana")
    assert "1 line(s) of the log need a look" in desk.notes.value
    desk.accept.click()
    assert len(desk.table) == 3 and log.read_text("utf-8").startswith("nonsense\n")


def test_a_missing_article_is_said(log):
    desk = form(*tables(), ARTICLES.iloc[:0], log, "Ana")
    assert "not among those given" in desk.article.value
    desk.accept.click()
    assert len(records(log)) == 1


def test_the_sentence_is_shown_with_its_marks(desk):
    take(desk, "about 30")
    shown = desk.article.value
    assert plain(shown).endswith("The harbour master said about 30 sailors were rescued.")
    for kind, style in STYLES.items():
        assert f">{kind} </sup>" in shown and style in shown


def test_hostile_words_are_text_everywhere(log):
    desk = form(*tables(), ARTICLES, log, "<script>Eve</script>")
    take(desk, "12")
    desk.why.value = HOSTILE
    desk.fields["figures"]["counted"].value = HOSTILE
    desk.save.click()
    pages = [desk.article, desk.status, desk.recent, desk.read_as]
    assert any("&lt;img" in page.value for page in pages)
    assert not any("<img" in page.value or "<script" in page.value for page in pages)
    assert all(not getattr(widget, "description_allow_html", False) for widget in desk.children)


@given(st.text(alphabet="ab<&\n", max_size=12), st.lists(st.tuples(*[st.integers(0, 12)] * 2, st.sampled_from(sorted(STYLES)))))
def test_overlapping_marks_repeat_no_word(text, marks):
    shown = marked(text, [Mark(*mark) for mark in marks], 0, len(text))
    assert plain(shown) == text
    assert shown.count("<span") == shown.count("</span>")


def test_missing_values_reach_no_widget(desk):
    for _, value in desk.queue.options:
        desk.queue.value = value
        for widget in [widget for fields in desk.fields.values() for widget in fields.values()]:
            assert isinstance(widget.value, str) or (widget.value is None and isinstance(widget, widgets.Dropdown))


def test_its_repr_is_short(desk):
    assert repr(desk) == "<desk: 4 rows to check>"
