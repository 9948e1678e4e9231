"""The log of corrections: nothing is lost, nothing is applied to the wrong place."""

import json
import multiprocessing
import warnings
from datetime import datetime, timedelta, timezone

import pandas as pd
import pytest
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from corrected import EXACT, FIRE, TEXT, added, articles_of, claim, correct, figure, log, problems, say, tables  # noqa: F401
from kit import corrections, schema


def test_no_log_changes_nothing(log):
    for before, after in zip(tables(), correct(log)):
        assert_frame_equal(before, after)


def test_each_action_does_what_it_says(log, say):
    say("accept", row=0)
    say("set", row=1, field="measure", from_="injured", to="killed", why="the caption")
    say("reject", row=2)
    say("add", **added())
    say("set", "claims", 0, field="said_on", from_="2024-05-06", to="2024-05-07")
    claims, figures = correct(log)
    assert figures.status.tolist() == ["accepted", "corrected", "rejected", "added"]
    assert figures.measure.tolist() == ["evacuated", "killed", "other", "displaced"]
    assert claims.said_on.tolist()[0] == pd.Timestamp("2024-05-07")
    assert claims.status.tolist() == ["corrected", "extracted"]
    assert figures.index[3] == f"flood:{TEXT.index('300 slept')}-{TEXT.index('300 slept') + 9}"


def test_the_given_tables_stay_as_they_are(log, say):
    say("set", row=1, field="qualifier", from_="exact", to="about")
    claims, figures = tables()
    corrections.correct(claims, figures, log)
    for before, after in zip(tables(), (claims, figures)):
        assert_frame_equal(before, after)


def test_several_fields_are_one_action(log, say):
    old = {"value": 40, "low": 40, "high": 40, "qualifier": "exact"}
    new = {"value": 50, "low": 50, "high": None, "qualifier": "at_least"}
    say("set", row=1, from_=old, to=new)
    row = correct(log)[1].iloc[1]
    assert (row.value, row.low, row.qualifier) == (50, 50, "at_least") and pd.isna(row.high)
    assert len(log.read_text("utf-8").splitlines()) == 1
    assert corrections.history(log).field.tolist() == ["value", "low", "high", "qualifier"]
    say("undo")
    assert_frame_equal(correct(log)[1], tables()[1])


def test_accepting_confirms_what_was_corrected(log, say):
    say("set", row=1, field="measure", from_="injured", to="killed")
    say("accept", row=1, by="Ben", from_={"measure": "killed"})
    assert correct(log)[1].status.iloc[1] == "corrected"
    say("reject", row=1)
    assert correct(log)[1].status.iloc[1] == "rejected"


def test_the_latest_word_stands(log, say):
    say("set", row=1, field="measure", from_="injured", to="killed", by="Ana")
    say("set", row=1, field="measure", from_="injured", to="rescued", by="Ben")
    assert correct(log)[1].measure.iloc[1] == "rescued"
    with pytest.raises(ValueError, match="policy: 'loudest' is not one of latest"):
        corrections.correct(*tables(), log, policy="loudest")


# Undo and redo


def test_undo_goes_back_one_action_of_ones_own(log, say):
    say("set", row=1, field="measure", from_="injured", to="killed")
    say("set", row=1, field="measure", from_="killed", to="rescued")
    say("reject", row=2, by="Ben")
    say("undo")
    assert correct(log)[1].measure.iloc[1] == "killed"
    say("undo")
    assert correct(log)[1].measure.iloc[1] == "injured"
    assert correct(log)[1].status.tolist() == ["extracted", "extracted", "rejected"]
    with pytest.raises(corrections.LogError, match="nothing to undo"):
        say("undo")


def test_redo_takes_undos_back_in_turn(log, say):
    say("set", row=1, field="measure", from_="injured", to="killed")
    say("set", row=1, field="measure", from_="killed", to="rescued")
    say("undo")
    say("undo")
    say("redo")
    assert correct(log)[1].measure.iloc[1] == "killed"
    say("redo")
    assert correct(log)[1].measure.iloc[1] == "rescued"
    with pytest.raises(corrections.LogError, match="nothing to redo"):
        say("redo")


def test_nothing_to_redo_after_a_new_action(log, say):
    say("reject", row=0)
    say("undo")
    say("reject", row=1)
    with pytest.raises(corrections.LogError, match="nothing to redo"):
        say("redo")


def test_an_undo_of_an_undo_is_a_redo(log, say):
    say("reject", row=0)
    undo = say("undo")
    say("undo", record_id=undo.id)
    assert correct(log)[1].status.iloc[0] == "rejected"
    assert corrections.history(log).undone.tolist() == [False, True, False]


def test_undo_refuses_what_is_not_there_or_undone(log, say):
    first = say("reject", row=0)
    say("undo", record_id=first.id)
    with pytest.raises(corrections.LogError, match="undone already"):
        say("undo", record_id=first.id)
    with pytest.raises(corrections.LogError, match="no record 'r999'"):
        say("undo", record_id="r999")


def test_undos_in_a_circle_undo_nothing(log, say):
    say("reject", row=0)
    line = json.loads(log.read_text("utf-8")) | {"action": "undo"}
    circle = [line | {"id": a, "undoes": b} for a, b in ("xy", "yx", "zz")]
    with log.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(undo) + "\n" for undo in circle)
    assert correct(log)[1].status.iloc[0] == "rejected"
    say("undo")
    assert correct(log)[1].status.iloc[0] == "extracted"


# What may be recorded


@pytest.mark.parametrize(
    "fields, message",
    [
        ({"action": "praise"}, "action: 'praise' is not one of accept, set, reject, add, split, merge, resolve, decide, attach, undo"),
        ({"by": " "}, "by: is missing"),
        ({"table": "articles"}, "table: 'articles' is not one of claims, figures"),
        ({"field": "start", "to": 3}, "field: 'start' cannot be set; allowed are claim_id"),
        ({"field": "measure", "to": "hurt"}, "measure: 'hurt' is not one of killed, injured"),
        ({"field": "measure", "to": None}, "measure: must not be empty"),
        ({"field": "value", "to": -1}, "value: must be a whole number, 0 or more, not -1"),
        ({"field": "value", "to": "40"}, "value: must be a whole number"),
        ({"field": "as_of", "to": "May"}, "as_of: must be a date like"),
        ({"field": "counted", "to": ""}, "counted: must be a text that is not blank"),
        ({"from_": {"low": 1, "high": 9}, "to": {"low": 9, "high": 1}}, "low: 9 is above high, 1"),
        ({"from_": {"low": 1}, "to": {"high": 1}}, "field: is missing"),
        ({"position": {"start": 9, "end": 2}}, "position: must be"),
        ({"position": {"start": 0, "end": 9999}}, "position: ends at 9999, the article at"),
        ({"position": {"start": 0, "end": 2}}, "quote: the article says 'Ri' there, not '40'"),
        ({"quote": {"exact": ""}}, "quote: must be"),
        ({"field": "counted", "to": "\ud800"}, "a value that a log cannot hold"),
    ],
)
def test_a_wrong_record_is_refused_and_not_written(log, say, fields, message):
    fields = {"action": "set", "row": 1, "field": "measure", "from_": "injured", "to": "killed"} | fields
    if isinstance(fields["to"], dict):
        fields["field"] = None
    with pytest.raises(corrections.LogError) as error:
        say(**fields)
    assert message in str(error.value)
    assert not log.exists()


@pytest.mark.parametrize(
    "row, message",
    [
        ({"measure": None}, "measure: must not be empty"),
        ({"measure": "hurt"}, "measure: 'hurt' is not one of"),
        ({"colour": "red"}, "to: figures have no column 'colour'"),
        ({"end": 9000}, "position: is not the start and end of the new row"),
        ({"text": "301 slept"}, "quote: its exact words are not the text"),
        ({"low": 400, "high": 300}, "low: 400 is above high, 300"),
    ],
)
def test_a_wrong_new_row_is_refused(log, say, row, message):
    fields = added()
    fields["to"] |= row
    with pytest.raises(corrections.LogError, match=message):
        say("add", **fields)
    assert not log.exists()


def test_a_new_row_needs_its_columns(log, say):
    fields = added()
    del fields["to"]["qualifier"]
    with pytest.raises(corrections.LogError, match="qualifier: is missing in the new row"):
        say("add", **fields)


def test_a_log_in_no_folder_says_so(tmp_path):
    with pytest.raises(corrections.LogError, match="there is no folder"):
        corrections.record(tmp_path / "none" / "c.jsonl", by="Ana", action="reject", table="claims", target="x")


# The file


def test_the_line_is_plain_json_with_all_its_fields(log, say):
    say("set", row=1, field="counted", from_=None, to="fire\u2028fighters", why="„Feuerwehr“")
    (line,) = log.read_bytes().decode("utf-8").split("\n")[:-1]
    values = json.loads(line)
    assert values["at"] == "2024-05-07T00:00:00.000000Z" and values["by"] == "Ana"
    assert values["quote"] == {"exact": "40", "prefix": TEXT[FIRE - 32:FIRE], "suffix": TEXT[FIRE + 2:FIRE + 34]}
    assert (values["from"], values["to"], values["why"]) == (None, "fire\u2028fighters", "„Feuerwehr“")


@pytest.mark.parametrize(
    "line, what",
    [
        (b"nonsense", "not a JSON object"),
        (b"[1, 2]", "not a JSON object"),
        (b"\xff\xfe\x00", "not a JSON object"),
        (b"[" * 100_000, "not a JSON object"),
        (b'{"id": "x", "at": "2024-05-07T00:00:00Z", "by": "Ana"}', "action: is missing"),
        (b'{"id": "x", "at": "yesterday", "by": "Ana", "action": "undo"}', "a value that a log cannot hold"),
        (b'{"id": "x", "at": "0001-01-01T00:00:00+14:00", "by": "A", "action": "undo"}', "at: "),
        (b'{"id": "x", "at": "2024-05-07T00:00:00Z", "by": "Ana", "action": "praise"}', "action: 'praise' is not one of"),
        (b"<<<<<<< HEAD", "a mark that git left"),
    ],
)
def test_a_broken_line_is_reported_and_kept(log, say, line, what):
    say("reject", row=0)
    with log.open("ab") as file:
        file.write(line + b"\r\n\n")
    say("reject", row=1)
    records, broken = corrections.read_log(log)
    assert [record.id for record in records] == ["r000", "r001"]
    assert broken.line.tolist() == [2] and broken.what[0].startswith(what) and broken.remedy[0]
    assert line in log.read_bytes()
    with pytest.warns(corrections.CorrectionWarning, match="1 correction"):
        claims, figures = corrections.correct(*tables(), log)
    assert figures.status.tolist() == ["rejected", "rejected", "extracted"]
    assert problems(log).line.tolist() == [2]


def test_a_cut_off_line_does_not_swallow_the_next(log, say):
    say("reject", row=0)
    say("reject", row=1)
    log.write_bytes(log.read_bytes()[:-20])
    assert corrections.read_log(log).problems.what.tolist() == ["cut off before its end"]
    say("reject", row=2)
    assert [record.id for record in corrections.read_log(log).records] == ["r000", "r002"]


def test_one_id_counts_once(log, say):
    say("reject", row=0)
    log.write_bytes(log.read_bytes() * 2)
    assert len(corrections.read_log(log).records) == 1 and not len(problems(log))
    with log.open("a", encoding="utf-8") as file:
        file.write(log.read_text("utf-8").splitlines()[0].replace("Ana", "Eve") + "\n")
    assert problems(log).what.tolist() == ["two different records have the id 'r000'"]
    assert [record.by for record in corrections.read_log(log).records] == ["Ana"]


def test_a_clock_that_goes_back_changes_no_order(log, say):
    say("set", row=1, field="measure", from_="injured", to="killed")
    target = corrections.selectors("figures", tables()[1].iloc[1], TEXT)
    early = datetime(2020, 1, 1, tzinfo=timezone.utc)
    last = corrections.record(
        log, **target, by="Ana", action="set", field="measure", from_="killed", to="rescued", clock=lambda: early
    )
    assert last.at == "2024-05-07T00:00:00.000001Z"
    assert correct(log)[1].measure.iloc[1] == "rescued"


def _append(log, name, count):
    for number in range(count):
        corrections.record(log, by=name, action="reject", table="figures", target=f"{name}:{number}")


def test_two_processes_at_once_lose_nothing(log):
    context = multiprocessing.get_context("spawn")
    people = [context.Process(target=_append, args=(log, name, 15)) for name in ("ana", "ben")]
    for person in people:
        person.start()
    for person in people:
        person.join(60)
    records, broken = corrections.read_log(log)
    assert not len(broken)
    assert {record.target for record in records} == {f"{name}:{n}" for name in ("ana", "ben") for n in range(15)}


def test_nobody_writes_while_another_holds_the_log(log, say, monkeypatch):
    monkeypatch.setattr(corrections.log, "_LOCK_SECONDS", 0.1)
    with FileLock(f"{log}.lock"), pytest.raises(corrections.LogError, match="somebody else holds the log"):
        say("reject", row=0)
    say("reject", row=1)
    assert [record.id for record in corrections.read_log(log).records] == ["r001"]


def test_history_says_who_changed_what(log, say):
    say("set", row=1, field="measure", from_="injured", to="killed", why="the caption")
    say("reject", row=2, by="Ben")
    say("undo")
    history = corrections.history(log)
    assert history.columns.tolist() == [
        "when", "who", "action", "table", "target", "field", "from", "to", "why", "undone", "record_id",
    ]
    assert history.iloc[0].tolist()[1:10] == [
        "Ana", "set", "figures", f"flood:{FIRE}-{FIRE + 2}", "measure", "injured", "killed", "the caption", True,
    ]
    assert history.who.tolist() == ["Ana", "Ben", "Ana"]
    assert corrections.history(log, f"flood:{FIRE}-{FIRE + 2}").action.tolist() == ["set", "undo"]
    assert corrections.history(log, "none").empty


# When the extractor or the text has changed


def test_a_changed_extraction_is_reported_and_the_person_wins(log, say):
    say("set", row=1, field="value", from_=14, to=41)
    say("set", row=1, field="value", from_=41, to=42)
    with pytest.warns(corrections.CorrectionWarning, match="1 correction"):
        figures = corrections.correct(*tables(), log)[1]
    assert figures.value.iloc[1] == 42
    assert problems(log).what.tolist() == ["value was 14 when it was corrected and is extracted as 40 now; 41 stands"]


def test_an_accepted_row_that_has_changed_is_to_be_checked_again(log, say):
    say("accept", row=1, from_={"value": 14, "measure": "injured"})
    assert "not accepted" in problems(log).what[0]
    with pytest.warns(corrections.CorrectionWarning):
        assert corrections.correct(*tables(), log)[1].status.iloc[1] == "extracted"


@pytest.mark.parametrize("whole", [True, False])
def test_a_shifted_text_finds_every_row_again(log, say, whole):
    say("set", row=0, field="measure", from_="evacuated", to="rescued")
    say("set", row=2, field="measure", from_="other", to="displaced")
    say("add", **added())
    shifted = "The weather in brief. " + TEXT
    articles = articles_of(shifted) if whole else None
    figures = correct(log, shifted, articles=articles)[1]
    assert figures.measure.tolist() == ["rescued", "injured", "displaced", "displaced"]
    new = figures.iloc[3]
    assert shifted[new.start:new.end] == "300 slept" and new.claim_id == figures.claim_id.iloc[1]


def test_same_words_at_the_recorded_place_are_not_enough(log, say):
    """The text before is cut so that another "300" stands just where the first one stood."""
    text = "We saw 300 cows drown here. In the evening the mayor told us that 300 people slept in tents."
    there = text.index("300 people")
    quote = {"exact": "300", "prefix": text[there - 32:there], "suffix": text[there + 3:][:32]}
    target = {"table": "figures", "target": f"flood:{there}-{there + 3}", "article_id": "flood", "quote": quote}
    corrections.record(
        log, **target, position={"start": there, "end": there + 3}, by="Ana", action="reject", article_text=text
    )
    moved = "-" * (there - text.index("300 cows")) + text
    claims = [claim(moved, 0)]
    figures = [figure("300", moved.index(words), claims[0]["claim_id"], **EXACT) for words in ("300 cows", "300 people")]
    assert figures[0]["figure_id"] == target["target"]
    frames = schema.build(schema.CLAIMS, claims), schema.build(schema.FIGURES, figures)
    assert corrections.correct(*frames, log)[1].status.tolist() == ["extracted", "rejected"]


def test_what_finds_no_row_is_reported_and_not_applied(log, say):
    say("reject", row=1)
    without = TEXT.replace("40 were injured and 300", "4O were injured and 300")
    frames = tables()
    frames = frames[0], frames[1].drop(frames[1].index[1])
    with pytest.warns(corrections.CorrectionWarning, match="1 correction"):
        after = corrections.correct(*frames, log)
    assert_frame_equal(after[1], frames[1])
    row = corrections.problems(*frames, log).iloc[0]
    assert (row.record_id, row.by, row.action) == ("r000", "Ana", "reject")
    assert "'40'" in row.what and row.remedy


def test_like_places_that_are_equally_near_are_ambiguous(log):
    target = {"table": "figures", "target": "flood:50-53", "article_id": "flood", "by": "Ana", "action": "reject"}
    corrections.record(log, **target, position={"start": 50, "end": 53}, quote={"exact": "300", "prefix": "", "suffix": ""})
    claims = [claim("x" * 90, 0)]
    figures = [figure("300", start, claims[0]["claim_id"], **EXACT) for start in (40, 60)]
    frames = schema.build(schema.CLAIMS, claims), schema.build(schema.FIGURES, figures)
    with pytest.warns(corrections.CorrectionWarning):
        assert corrections.correct(*frames, log)[1].status.tolist() == ["extracted", "extracted"]


def test_an_added_row_whose_words_are_gone_is_reported(log, say):
    say("add", **added())
    gone = TEXT.replace("300 slept", "few slept")
    articles = articles_of(gone)
    frames = tables()
    with pytest.warns(corrections.CorrectionWarning):
        after = corrections.correct(*frames, log, articles=articles)
    assert_frame_equal(after[1], frames[1])
    assert "'300 slept'" in corrections.problems(*frames, log, articles=articles).what[0]


def test_a_row_that_is_extracted_by_now_keeps_the_persons_values(log, say):
    say("add", **added("40", measure="killed", value=41, low=41))
    figures = correct(log)[1]
    assert len(figures) == 3
    row = figures.iloc[1]
    assert (row.measure, row.value, row.low, row.status) == ("killed", 41, 41, "corrected") and pd.isna(row.high)


def headline(end=21):
    """The fields of a record that adds the headline as a claim in the article's own voice."""
    row = {"start": 0, "end": end, "text": TEXT[:end], "form": "direct", "polarity": "asserted"}
    row |= {"sentence_start": 0, "sentence_end": end, "source_id": "article", "source_kind": "article"}
    quote = {"exact": TEXT[:end], "prefix": "", "suffix": TEXT[end:end + 32]}
    return {"table": "claims", "article_id": "flood", "position": {"start": 0, "end": end}, "quote": quote, "to": row}


def test_an_added_claim_takes_an_added_figure(log, say):
    say("add", **headline())
    say("add", **added(claim_id="flood:0-21"))
    claims, figures = correct(log)
    assert claims.spans.iloc[-1] == ((0, 21),) and figures.claim_id.iloc[-1] == "flood:0-21"
    undo = say("undo", record_id="r000")
    assert correct(log)[1].claim_id.iloc[-1] == tables()[0].index[1]
    say("undo", record_id=undo.id)
    assert_frame_equal(correct(log)[1], figures)


def test_all_offsets_of_an_added_claim_move_with_it(log, say):
    say("add", **headline())
    change = {"target": "flood:0-21", "field": "hedge", "from_": None, "to": "reportedly"}
    say("set", **headline() | change)
    shifted = "Weather. " + TEXT
    claims, _ = correct(log, shifted, articles=articles_of(shifted))
    new = claims.loc["flood:9-30"]
    assert (new.start, new.end, new.sentence_start, new.sentence_end, new.spans) == (9, 30, 9, 30, ((9, 30),))
    assert (new.hedge, new.status) == ("reportedly", "added")


def split(text=TEXT):
    """A quotation that its cue interrupts, as the claims table has it."""
    pieces = ("The council", "about 300 people were evacuated")
    spans = [[text.index(piece), text.index(piece) + len(piece)] for piece in pieces]
    start, end = spans[0][0], spans[1][1]
    row = claim(text[start:end], start) | {"text": " … ".join(pieces), "spans": spans}
    return row, schema.build(schema.CLAIMS, [row])


@pytest.mark.parametrize("whole", [TEXT, None])
def test_a_split_quotation_finds_itself_again(log, whole):
    target = corrections.selectors("claims", split()[1].iloc[0], whole)
    corrections.record(log, **target, by="Ana", action="reject", article_text=whole)
    figures = tables()[1].iloc[:0]
    for text in (TEXT, "Weather. " + TEXT):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert corrections.correct(split(text)[1], figures, log)[0].status.tolist() == ["rejected"]


def test_a_split_quotation_can_be_added(log, say):
    row, frame = split()
    place = corrections.selectors("claims", frame.iloc[0], TEXT)
    new = {name: row[name] for name in ("start", "end", "text", "spans", "form", "polarity", "source_kind")}
    new |= {"sentence_start": row["start"], "sentence_end": row["end"]}
    with pytest.raises(corrections.LogError, match="text: is not as long as its place"):
        say("add", **place, to=new | {"text": "The council … 300"})
    with pytest.raises(corrections.LogError, match="spans: do not begin and end"):
        say("add", **place, to=new | {"spans": [[1, 2]]})
    say("add", **place, to=new)
    claims, _ = correct(log)
    assert claims.text.iloc[-1] == row["text"] and claims.spans.iloc[-1] == tuple(map(tuple, row["spans"]))


def test_bounds_that_cannot_be_together_are_not_applied(log, say):
    say("set", row=1, field="low", from_=40, to=90)
    assert "low: 90 is above high, 40" in problems(log).what[0]
    with pytest.warns(corrections.CorrectionWarning):
        assert_frame_equal(corrections.correct(*tables(), log)[1], tables()[1])


# In general

MEASURES = st.sampled_from(schema.MEASURES)
ACTION = st.one_of(
    st.tuples(st.just("accept"), st.integers(0, 2)),
    st.tuples(st.just("reject"), st.integers(0, 2)),
    st.tuples(st.just("set"), st.integers(0, 2), MEASURES),
    st.tuples(st.just("add"), MEASURES),
    st.tuples(st.just("undo"), st.integers(0, 9)),
)


def write(folder, actions):
    """A log of these actions; gives its path."""
    log = folder / "corrections.jsonl"
    log.unlink(missing_ok=True)
    figures, records = tables()[1], []
    start = datetime(2024, 5, 7, tzinfo=timezone.utc)
    for number, (action, *rest) in enumerate(actions):
        by = ("Ana", "Ben")[number % 2]
        fields = {"by": by, "action": action, "clock": lambda: start + timedelta(hours=number)}
        fields["make_id"] = lambda: f"r{number:03}"
        if action == "undo":
            if not records:
                continue
            fields["undoes"] = records[rest[0] % len(records)].id
        elif action == "add":
            fields |= {"table": "figures", **added(measure=rest[0])}
        else:
            fields |= corrections.selectors("figures", figures.iloc[rest[0]], TEXT)
            if action == "set":
                fields |= {"field": "measure", "from_": figures.measure.iloc[rest[0]], "to": rest[1]}
        records.append(corrections.record(log, **fields))
    return log


def same(one, other):
    for before, after in zip(one, other, strict=True):
        assert_frame_equal(before, after)


@settings(max_examples=20, deadline=None)
@given(actions=st.lists(ACTION, max_size=8), data=st.data())
def test_any_order_of_lines_gives_the_same_tables(tmp_path_factory, actions, data):
    log = write(tmp_path_factory.mktemp("order"), actions)
    first = correct(log)
    same(first, correct(log))
    lines = log.read_text("utf-8").splitlines() if actions and log.exists() else []
    log.write_text("\n".join(data.draw(st.permutations(lines))), encoding="utf-8")
    same(first, correct(log))


@settings(max_examples=20, deadline=None)
@given(actions=st.lists(ACTION, max_size=8))
def test_undoing_everything_gives_the_extracted_tables(tmp_path_factory, actions):
    log = write(tmp_path_factory.mktemp("undo"), actions)
    for record in corrections.read_log(log).records:
        if record.action != "undo" and record.id not in corrections.log.undone(corrections.read_log(log).records):
            corrections.undo(log, "Ana", record.id)
    same(tables(), correct(log))


@settings(max_examples=20, deadline=None)
@given(actions=st.lists(ACTION, min_size=1, max_size=5), data=st.data())
def test_a_truncated_file_keeps_all_complete_records(tmp_path_factory, actions, data):
    log = write(tmp_path_factory.mktemp("cut"), actions)
    whole = log.read_bytes() if log.exists() else b""
    cut = data.draw(st.integers(0, len(whole)))
    log.write_bytes(whole[:cut])
    # The last line is complete without its line end, too.
    complete = (whole[:cut] + whole[cut:cut + 1]).count(b"\n")
    assert len(corrections.read_log(log).records) == complete
    corrections.record(log, by="Eve", action="reject", table="claims", target="x")
    assert len(corrections.read_log(log).records) == complete + 1
