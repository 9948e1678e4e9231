"""The form of the desk, used as a person does, without a browser."""

import html
import re

import ipywidgets as widgets
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import corrections, open_case, schema
from kit import desk as desk_room
from kit.desk import form, to_check, words
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
    for kind, style in ((kind, STYLES[kind]) for kind in ("source", "cue", "content", "figure")):
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


MORE = "The pier was shut. Crews counted up to 40 boats on Monday. On Tuesday the mayor said that 7 divers and 12 guards had died."


@pytest.fixture
def harbour(log):
    """The two claims, and an article with figures that the machine missed; the mayor's claim is known."""
    claims, figures = tables()
    start = MORE.index("that 7")
    row = {"claim_id": f"pier:{start}-{len(MORE) - 1}", "article_id": "pier", "start": start, "end": len(MORE) - 1}
    row |= {"text": MORE[start:-1], "spans": [[start, len(MORE) - 1]], "source": "the mayor", "source_kind": "person"}
    row |= {"form": "indirect", "polarity": "asserted", "sentence_start": MORE.index("On Tuesday"), "sentence_end": len(MORE)}
    claims = pd.concat([claims, schema.build(schema.CLAIMS, [row | {"status": "extracted", "confidence": 0.8}])])
    article = {"article_id": "pier", "outlet": "Harbour News", "text": MORE, "words": 20, "sha256": "1" * 64}
    articles = pd.concat([ARTICLES, schema.build(schema.ARTICLES, [article])])
    return form(claims, figures, articles, log, "Ana")


def add(desk, words, article="pier", **boxes):
    desk.adding.article.value, desk.adding.words.value = article, words
    for name, value in boxes.items():
        desk.adding.fields[name].value = value
    desk.adding.add.click()


def shown(widget):
    return html.unescape(re.sub(r"<[^>]*>", " ", widget.value))


def test_the_list_is_filtered_and_counted(desk):
    assert desk.count.value.count("0 of 4 checked") == 1 and (desk.bar.value, desk.bar.max) == (0, 4)
    desk.kind.value = "figures"
    assert {table for _, (table, _) in desk.queue.options} == {"figures"} and len(desk.queue.options) == 2
    desk.accept.click()
    assert "1 of 4 checked" in desk.count.value and desk.bar.value == 1 and len(desk.queue.options) == 1
    desk.checked_too.value = True
    assert [label.split()[-2] for label, _ in desk.queue.options] == ["accepted", "check"]
    desk.kind.value, desk.checked_too.value = "claims", False
    for _ in range(2):
        desk.accept.click()
    assert "All claims are checked" in desk.article.value


def test_the_columns_stand_below_their_names(desk):
    for states in (False, True):
        desk.checked_too.value = states
        heading = desk.queue.description
        names = heading.split()
        assert names == ["Kind", "What", "Source", "Confidence", *["State"] * states, "Article"]
        for label, _ in desk.queue.options:
            assert label[heading.index("Source"):].startswith(("town_government", "harbour_master"))
            assert label[heading.index("Article"):].startswith("harbour")
            assert " " not in label, "ordinary spaces would be drawn as one"


def test_no_articles_is_not_everything_checked(log):
    claims, figures = tables()
    desk = form(claims.iloc[:0], figures.iloc[:0], ARTICLES, log, "Ana")
    assert "No claim and no figure was found" in desk.article.value and "0 of 0 checked" in desk.count.value


@pytest.mark.parametrize("states", [False, True])
def test_after_saving_the_next_row_is_in_hand(desk, states):
    desk.checked_too.value = states
    values = [value for _, value in desk.queue.options]
    desk.queue.value = values[1]
    desk.reject.click()
    assert desk.queue.value == values[2]
    desk.undo.click()
    assert desk.queue.value == values[1], "what is taken back is in hand again"


def test_what_was_typed_waits_at_its_row(desk, log):
    take(desk, "12")
    desk.fields["figures"]["counted"].value = "fishers"
    take(desk, "about 30")
    assert "not saved; they wait there" in desk.status.value
    assert desk.fields["figures"]["counted"].value == "sailors"
    desk.accept.click()
    take(desk, "12")
    assert desk.fields["figures"]["counted"].value == "fishers" and "not saved yet" in desk.status.value
    desk.save.click()
    assert [record.action for record in records(log)] == ["accept", "set"] and records(log)[1].to == "fishers"


def test_one_persons_log_knows_its_reviewer(desk, log):
    desk.accept.click()
    assert form(*tables(), ARTICLES, log).reviewer.value == "Ana"
    desk.reviewer.value = "Ben"
    desk.accept.click()
    again = form(*tables(), ARTICLES, log)
    assert again.reviewer.value == "" and again.reviewer.options == ("Ana", "Ben")


def test_the_name_stands_above_and_the_message_below_the_buttons(desk):
    def order(box):
        for child in getattr(box, "children", ()):
            yield child
            yield from order(child)

    boxes = list(order(desk))
    assert boxes.index(desk.reviewer) < boxes.index(desk.queue) < boxes.index(desk.accept)
    assert boxes.index(desk.status) == boxes.index(desk.redo) + 1


def test_every_box_has_a_name_in_words_and_says_what_it_takes(desk):
    for boxes in (*desk.fields.values(), desk.adding.fields):
        for name, box in boxes.items():
            assert box.description and "_" not in box.description and box.description != name and box.tooltip
    assert "nearly: almost" in desk.fields["figures"]["qualifier"].tooltip
    for box in (desk.reviewer, desk.why, desk.queue, desk.number, desk.adding.article, desk.adding.words, desk.adding.place):
        assert box.description
    for button in (desk.accept, desk.save, desk.reject, desk.undo, desk.redo, desk.adding.add):
        assert button.tooltip


def test_a_name_puts_figures_together_and_is_offered_again(desk, log):
    take(desk, "12")
    desk.fields["figures"]["statement"].value = " the toll "
    desk.save.click()
    assert (records(log)[-1].field, records(log)[-1].to) == ("statement", "the toll")
    assert desk.fields["figures"]["statement"].options == ("the toll",)
    assert desk.figures["statement"].dropna().tolist() == ["the toll"]
    desk.undo.click()
    assert desk.figures["statement"].isna().all()
    assert desk.fields["figures"]["statement"].options == ()


def test_the_message_says_that_the_tables_below_are_older(desk):
    desk.accept.click()
    assert "Run kit.correct and the cells after it again" in desk.status.value


def test_the_log_is_told_in_words(desk):
    take(desk, "12")
    desk.fields["figures"]["qualifier"].value = "at_least"
    desk.fields["figures"]["high"].value = ""
    desk.save.click()
    desk.undo.click()
    told = " ".join(shown(desk.recent).split())
    assert "Ana changed the figure “12” in harbour: Highest 12 → empty; How exact exact → at least – no longer counts" in told
    assert "Ana took back: changed the figure “12” in harbour" in told and "UTC" in told
    for word in ("NA", "None", "False", *desk.figures.index, *[record.id for record in records(desk._log)]):
        assert word not in told
    assert desk.log_open.description == "What has been recorded (2)"
    desk.redo.click()
    assert "Ana put back: changed the figure “12”" in " ".join(shown(desk.recent).split())


def test_whole_sentences_are_shown_and_more_if_wanted(harbour):
    take(harbour, "that 7 divers and 12 guards had died")
    assert plain(harbour.article.value).endswith("On Tuesday the mayor said that 7 divers and 12 guards had died.")
    assert "Crews" not in harbour.article.value and "Harbour News" in harbour.article.value
    harbour.around.value = True
    assert "Crews counted up to 40 boats on Monday." in plain(harbour.article.value)
    assert "The pier" not in harbour.article.value


def test_a_missed_figure_is_added_to_the_claim_around_it(harbour, log):
    add(harbour, "7", measure="killed", counted="divers", group="Norway")
    (record,) = records(log)
    claim_id = harbour.claims.index[-1]
    assert (record.action, record.table, record.by, record.quote["exact"]) == ("add", "figures", "Ana", "7")
    assert record.to["claim_id"] == claim_id and record.article_sha256 == "1" * 64
    row = harbour.figures.iloc[-1]
    assert row[["value", "low", "high", "measure", "counted", "group", "status"]].tolist() == [7, 7, 7, "killed", "divers", "Norway", "added"]
    assert "Ana added the figure “7” in pier" in harbour.status.value and harbour.adding.words.value == ""
    assert "1 of 6 checked" in harbour.count.value
    harbour.undo.click()
    assert len(harbour.figures) == 2


def test_a_figure_that_nobody_is_quoted_for_gets_its_sentence_as_claim(harbour, log):
    harbour.adding.article.value, harbour.adding.words.value = "pier", "UP TO  40"
    assert "Nobody is quoted for it" in harbour.adding.told.value and "up to, Number 40, Lowest open, Highest 40" in harbour.adding.told.value
    harbour.checked_too.value = True
    add(harbour, "UP TO  40", measure="rescued")
    claim, figure = records(log)
    assert claim.to["text"] == "Crews counted up to 40 boats on Monday." and claim.to["source_id"] == "article"
    assert figure.to["text"] == "up to 40" and figure.to["claim_id"] == claim.target
    corrected = corrections.correct(*harbour._extracted, log)
    assert corrected[1].claim_id.iloc[-1] in corrected[0].index
    assert len(corrections.problems(*harbour._extracted, log)) == 0
    assert harbour.queue.value == ("figures", figure.target), "the new row is in hand"
    harbour.undo.click()
    harbour.undo.click()
    assert len(harbour.claims) == 3 and len(harbour.figures) == 2


def test_of_several_places_one_is_chosen(harbour, log):
    add(harbour, "the", article="harbour", measure="other")
    assert "Which place: choose one" in harbour.status.value and not log.exists()
    assert len(harbour.adding.place.options) == 3 and harbour.adding.place.layout.display is None
    harbour.adding.number.value = "about 3"
    harbour.adding.place.value = harbour.adding.place.options[2][1]
    harbour.adding.add.click()
    *_, figure = records(log)
    assert figure.position["start"] == TEXT.index("the town") and figure.to["value"] == 3


@pytest.mark.parametrize(
    "article, words, measure, message",
    [
        ("pier", "  ", "killed", "Exact words: type the words"),
        ("pier", "up to 400", "killed", "does not stand in this article"),
        ("pier", "up to 4", "killed", "does not stand in this article"),
        ("pier", "up to 40", "", "What is counted: choose one"),
        ("pier", "boats", "killed", "'boats' is not read as one number"),
        ("harbour", "30", "rescued", "“about 30” at this place is a figure already"),
    ],
)
def test_a_figure_that_cannot_be_added_is_refused(harbour, log, article, words, measure, message):
    add(harbour, words, article, measure=measure)
    assert message in html.unescape(harbour.status.value) and 'role="alert"' in harbour.status.value
    assert not log.exists() and harbour.adding.words.value == words


def test_a_source_is_known_by_its_name_and_a_new_one_gets_a_kind(log):
    sources = schema.build(schema.SOURCES, [{"source_id": "quay_watch", "name": "Quay Watch", "kind": "ngo"}])
    desk = form(*tables(), ARTICLES, log, "Ana", sources=sources)
    take(desk, "that 12 people were missing")
    boxes = desk.fields["claims"]
    boxes["source_id"].value = "Quay Watch"
    assert boxes["source_kind"].value == "ngo"
    boxes["polarity"].value = "asserted"
    desk.save.click()
    assert records(log)[0].to == {"source_id": "quay_watch", "source_kind": "ngo", "polarity": "asserted"}
    take(desk, "about 30 sailors were rescued")
    boxes["source_id"].value, boxes["source_kind"].value = "ferry_line|quay_watch", "expert"
    desk.save.click()
    assert records(log)[1].to == {"source_id": "ferry_line|quay_watch", "source_kind": "expert"}


def test_open_tells_of_the_files_in_the_form(tmp_path, recwarn):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "flood.txt").write_text("The mayor said that nine people had died.", encoding="utf-8")
    (tmp_path / "sources.csv").write_text("source_id,name,kind\nMayor <b>,The mayor,person\n", encoding="utf-8")
    desk = desk_room.open(open_case(tmp_path), "Ana")
    assert not recwarn.list
    assert "sources.csv, row 2" in desk.notes.value and "Mayor &lt;b&gt;" in desk.notes.value
    assert repr(desk) == "<desk: 2 rows to check>"


@given(st.text(alphabet="ab .\n", max_size=40), st.integers(0, 40), st.integers(1, 5), st.integers(0, 2))
def test_whole_sentences_hold_what_they_are_asked_for(text, start, length, more):
    end = min(len(text), start + length)
    if start < end:
        first, last = words.whole_sentences(text, start, end, more)
        assert 0 <= first <= start < end <= last <= len(text)
