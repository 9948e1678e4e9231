"""Split, merge, resolve, decide: actions that say more than one row's fields. And the log that is followed."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from corrected import TEXT, added, articles_of, claim, correct, log, problems, say, tables  # noqa: F401
from kit import corrections, schema

SECOND = TEXT.index("40 were injured and 300 slept in schools")


@pytest.fixture
def do(log):  # noqa: F811
    """Records an action composed by the kit."""
    return lambda fields, by="Ana": corrections.record(log, by=by, **fields)


def parts(*words):
    return [{"start": TEXT.index(word, SECOND), "end": TEXT.index(word, SECOND) + len(word)} for word in words]


def split_claim():
    return corrections.split("claims", tables()[0].iloc[1], parts("40 were injured", "300 slept in schools"), TEXT)


def test_a_claim_is_split_and_its_figures_go_with_the_part_that_holds_them(log, do, say):  # noqa: F811
    do(split_claim())
    assert len(log.read_text("utf-8").splitlines()) == 1
    claims, figures = correct(log)
    assert claims.status.tolist() == ["extracted", "rejected", "added", "added"]
    assert claims.text.tolist()[2:] == ["40 were injured", "300 slept in schools"]
    assert claims.source.tolist()[2:] == ["the fire service"] * 2 and claims.confidence.isna().tolist()[2:] == [True, True]
    assert [claims.text[claim_id] for claim_id in figures.claim_id[1:]] == ["40 were injured", "300 slept in schools"]
    assert figures.status.tolist() == ["extracted"] * 3
    say("undo")
    for before, after in zip(tables(), correct(log)):
        assert_frame_equal(before, after)
    say("redo")
    assert_frame_equal(claims, correct(log)[0])


def test_a_figure_is_split_where_one_part_keeps_its_place(log, do):  # noqa: F811
    whole = tables()[1].iloc[2:3].copy()
    pieces = [{"start": whole.start.iloc[0], "end": whole.end.iloc[0], "measure": "displaced"},
              {"start": int(whole.start.iloc[0]), "end": int(whole.start.iloc[0]) + 2, "value": 30, "low": 30, "high": 30}]
    do(corrections.split("figures", whole.iloc[0], [piece | {"start": int(piece["start"]), "end": int(piece["end"])} for piece in pieces], TEXT))
    figures = correct(log)[1]
    assert figures.status.tolist() == ["extracted", "extracted", "corrected", "added"]
    assert figures.measure.tolist()[2:] == ["displaced", "other"] and figures.value.tolist()[2:] == [300, 30]


def test_a_split_moves_with_the_text(log, do):  # noqa: F811
    do(split_claim())
    shifted = "The weather in brief. " + TEXT
    claims, figures = correct(log, shifted, articles=articles_of(shifted))
    assert all(shifted[row.start:row.end] == row.text for row in claims.itertuples())
    assert claims.text[figures.claim_id.iloc[2]] == "300 slept in schools"


def test_figures_are_merged_into_one(log, do, say):  # noqa: F811
    do(corrections.merge("figures", tables()[1].iloc[1:], TEXT, measure="killed_or_injured", value=340, low=340, high=340))
    figures = correct(log)[1]
    assert figures.status.tolist() == ["extracted", "rejected", "rejected", "added"]
    assert (figures.text.iloc[3], figures.value.iloc[3], figures.measure.iloc[3]) == ("40 were injured and 300", 340, "killed_or_injured")
    assert figures.claim_id.iloc[3] == tables()[0].index[1]
    shifted = "Now: " + TEXT
    assert correct(log, shifted, articles=articles_of(shifted))[1].text.iloc[3] == "40 were injured and 300"
    say("undo")
    assert_frame_equal(correct(log)[1], tables()[1])


def test_claims_that_are_split_can_be_merged_again(log, do):  # noqa: F811
    do(split_claim())
    claims, _ = correct(log)
    do(corrections.merge("claims", claims.iloc[2:], TEXT))
    claims, figures = correct(log)
    assert claims.status.tolist() == ["extracted", "corrected", "rejected", "rejected"]
    assert figures.claim_id.tolist()[1:] == [tables()[0].index[1]] * 2


def test_a_merge_of_a_row_that_is_gone_changes_nothing(log, do):  # noqa: F811
    do(corrections.merge("figures", tables()[1].iloc[1:], TEXT))
    claims, figures = tables()
    with pytest.warns(corrections.CorrectionWarning):
        assert corrections.correct(claims, figures.iloc[:2], log)[1].status.tolist() == ["extracted"] * 2
    assert "not all of its rows are found" in corrections.problems(claims, figures.iloc[:2], log).what[0]


@pytest.mark.parametrize(
    "change, message",
    [
        ({"to": []}, "split gives two or more rows"),
        ({"to": parts("300") * 2}, "text: is missing"),
        ({"to": [piece | {"text": TEXT[piece["start"]:piece["end"]]} for piece in parts("300", "300")]}, "the same place"),
        ({"to": [{"start": 0, "end": 5, "text": "River"}] * 2}, "lies outside"),
        ({"position": None, "quote": None}, "to, position: are missing"),
    ],
)
def test_a_wrong_split_is_refused(log, do, change, message):  # noqa: F811
    with pytest.raises(corrections.LogError, match=message):
        do(split_claim() | change)
    assert not log.exists()


# Who a mention is


def two_articles():
    """The same mention twice in one article, once in another."""
    claims = []
    for article, texts in {"a": ("It rains.", "It pours."), "b": ("It snows.",)}.items():
        for number, text in enumerate(texts):
            start = 20 * number
            row = claim(text, start, source="The Mayor’s office", article_id=article, source_kind="unnamed", claim_id=f"{article}:{start}-{start + len(text)}")
            claims.append(row)
    return schema.build(schema.CLAIMS, claims), schema.build(schema.FIGURES, [])


def sources_of(log):  # noqa: F811
    return corrections.correct(*two_articles(), log)[0]


def test_a_mention_is_resolved_in_the_whole_case_in_one_line(log, do, say):  # noqa: F811
    do(corrections.resolve("the mayor's office", "ada_brook", "government", name="Ada Brook", side="Olm"))
    claims = sources_of(log)
    assert claims.source_id.tolist() == ["ada_brook"] * 3 and claims.source_kind.tolist() == ["government"] * 3
    assert claims.resolved_by.tolist() == ["reviewer Ana"] * 3
    assert claims.status.tolist() == ["extracted"] * 3, "the rest of these claims is still to be checked"
    assert len(log.read_text("utf-8").splitlines()) == 1
    assert corrections.history(log).iloc[0][["action", "field", "from", "to"]].tolist() == ["resolve", "source", "the mayor's office", "ada_brook"]
    say("undo")
    assert_frame_equal(sources_of(log), two_articles()[0])
    say("redo")
    assert_frame_equal(sources_of(log), claims)


def test_a_mention_is_resolved_in_one_article(log, do):  # noqa: F811
    do(corrections.resolve("The mayor's office", "ada_brook", "government", article_id="a"))
    do(corrections.resolve("The mayor's office", "bo_lind", "government"))
    assert sources_of(log).source_id.tolist() == ["ada_brook", "ada_brook", "bo_lind"], "what was said of one article is more particular"
    do(corrections.resolve("The mayor's office", None, article_id="a"))
    claims = sources_of(log)
    assert claims.source_id.tolist() == ["article", "article", "bo_lind"] and claims.source.isna().tolist() == [True, True, False]


def test_a_claim_whose_own_source_was_set_keeps_it(log, do):  # noqa: F811
    row = two_articles()[0].iloc[1]
    own = corrections.selectors("claims", row)
    do({"action": "set", **own, "field": "source_id", "from_": None, "to": "clerk"})
    do(corrections.resolve("the mayor’s office", "ada_brook", "government"), by="Ben")
    claims = sources_of(log)
    assert claims.source_id.tolist() == ["ada_brook", "clerk", "ada_brook"]
    assert claims.resolved_by.tolist() == ["reviewer Ben", "reviewer Ana", "reviewer Ben"]
    do(corrections.resolve("the mayor’s office", "ada_brook", "government", target=row.name), by="Ben")
    assert sources_of(log).source_id.tolist() == ["ada_brook"] * 3, "the claim at which it is said is meant in any case"


def test_a_mention_that_is_not_there_is_reported(log, do):  # noqa: F811
    do(corrections.resolve("the harbour master", "harbour", "government"))
    do(corrections.resolve("the harbour master", "harbour", "government", article_id="a"))
    said = corrections.problems(*two_articles(), log).what
    assert said.tolist() == ["finds no claim whose source is 'the harbour master'", "finds no claim whose source is 'the harbour master' in a"]


@pytest.mark.parametrize(
    "fields, message",
    [
        ({"source_id": "Ada Brook", "source_kind": "government"}, "must be small letters"),
        ({"source_id": "ada", "source_kind": "mayor"}, "source_kind: 'mayor' is not one of"),
        ({"source_id": "article", "source_kind": "article", "name": "The paper"}, "cannot be the id of a new source"),
        ({"source_id": "x", "source_kind": "unnamed", "name": "Somebody"}, "'unnamed' is not one of"),
        ({"source_id": "x", "source_kind": "person", "side": "Olm"}, "name: is missing"),
        ({"source_id": "x", "source_kind": "person", "colour": "red"}, "to: must be null"),
    ],
)
def test_a_wrong_source_is_refused(log, do, fields, message):  # noqa: F811
    with pytest.raises(corrections.LogError, match=message):
        do(corrections.resolve("she", **fields))
    assert not log.exists()


def test_the_registry_has_the_new_sources_too(log, do, say):  # noqa: F811
    known = schema.build(schema.SOURCES, [{"source_id": "town", "name": "Town of Olm", "kind": "government"}])
    assert_frame_equal(corrections.registry(known, log), known)
    do(corrections.resolve("the mayor", "ada_brook", "person", name="Ada Brook", parent="town", aliases="Mayor Brook"))
    do(corrections.resolve("the town", "town", "government", name="Another town"))
    do(corrections.resolve("he", "bo", "person", name="Bo"))
    say("undo")
    registry = corrections.registry(known, log)
    assert registry[["source_id", "name", "kind", "parent"]].iloc[1].tolist() == ["ada_brook", "Ada Brook", "person", "town"]
    assert registry.name.tolist() == ["Town of Olm", "Ada Brook"]
    assert corrections.registry(None, log).source_id.tolist() == ["ada_brook", "town"]
    schema.check(schema.SOURCES, registry)


# What was decided


def test_a_decision_stands_whatever_reviewers_say_later(log, say):  # noqa: F811
    say("set", row=1, field="measure", from_="injured", to="killed")
    say("decide", row=1, by="Eve", field="measure", from_="killed", to="missing")
    say("set", row=1, by="Ben", from_={"measure": "injured", "counted": None}, to={"measure": "rescued", "counted": "guests"})
    say("reject", row=1)
    row = corrections.follow(*tables(), log).figures.iloc[1]
    assert (row.measure, row.counted, row.status) == ("missing", "guests", "corrected")
    assert problems(log).what.tolist() == ["measure was decided by Eve: this changes nothing", "status was decided by Eve: this changes nothing"]
    assert corrections.history(log).action.tolist()[1] == "decide"
    say("undo", by="Eve")
    row = correct(log)[1].iloc[1]
    assert (row.measure, row.status) == ("rescued", "rejected")


def test_it_can_be_decided_that_a_row_is_none(log, say):  # noqa: F811
    say("decide", row=1, by="Eve", field="status", from_=None, to="rejected")
    say("accept", row=1)
    assert corrections.follow(*tables(), log).figures.status.iloc[1] == "rejected"
    say("decide", row=1, by="Eve", field="status", from_="rejected", to="accepted")
    assert corrections.follow(*tables(), log).figures.status.iloc[1] == "accepted"
    with pytest.raises(corrections.LogError, match="'status' cannot be set"):
        say("set", row=1, field="status", from_=None, to="rejected")
    with pytest.raises(corrections.LogError, match="'status' cannot be set"):
        say("decide", row=1, field="status", from_=None, to="added")


# The log that is followed

MOVES = st.one_of(
    st.tuples(st.sampled_from(["accept", "reject"]), st.integers(0, 2)),
    st.tuples(st.sampled_from(["set", "decide"]), st.integers(0, 2), st.sampled_from(schema.MEASURES)),
    st.tuples(st.sampled_from(["split", "merge", "merge claims", "add", "article", "case", "undo", "redo"])),
)


@settings(max_examples=12, deadline=None)
@given(moves=st.lists(st.tuples(MOVES, st.sampled_from(["Ana", "Ben"])), max_size=6), others=st.booleans())
def test_following_the_log_and_replaying_it_all_is_the_same(tmp_path_factory, moves, others):
    log = tmp_path_factory.mktemp("follow") / "corrections.jsonl"  # noqa: F811
    desk = corrections.follow(*tables(), log)
    for (action, *rest), by in moves:
        fields = {"action": action}
        if action in ("accept", "reject", "set", "decide"):
            fields |= corrections.selectors("figures", tables()[1].iloc[rest[0]], TEXT)
        if action in ("set", "decide"):
            fields |= {"field": "measure", "from_": desk.figures.measure.iloc[rest[0]], "to": rest[1]}
        elif action == "split":
            fields = split_claim()
        elif action.startswith("merge"):
            fields = corrections.merge("figures" if action == "merge" else "claims", (desk.figures.iloc[1:3] if action == "merge" else desk.claims.iloc[:2]), TEXT)
        elif action == "add":
            fields |= {"table": "figures", **added()}
        elif action in ("article", "case"):
            fields = corrections.resolve("the council", "town", "government", article_id="flood" if action == "article" else None)
        try:
            if action in ("undo", "redo"):
                getattr(desk, action)(by)
            elif others:
                corrections.record(log, by=by, **fields)
                assert desk.renew()
            else:
                desk.record(by=by, **fields)
        except corrections.LogError as error:
            assert "nothing to" in str(error)
        whole = corrections.follow(*tables(), log)
        for name in ("claims", "figures", "problems"):
            assert_frame_equal(getattr(desk, name), getattr(whole, name))
        for name in ("CLAIMS", "FIGURES"):
            schema.check(getattr(schema, name), getattr(desk, name.lower()))
    for by in ("Ana", "Ben"):
        while True:
            try:
                desk.undo(by)
            except corrections.LogError:
                break
    for before, after in zip(tables(), (desk.claims, desk.figures)):
        assert_frame_equal(before, after)


def test_only_the_articles_that_an_action_speaks_of_are_replayed(log):  # noqa: F811
    desk = corrections.follow(*two_articles(), log)
    assert not desk.renew() and desk.changed == frozenset()
    row = two_articles()[0].loc["b:0-9"]
    desk.record(**corrections.selectors("claims", row), by="Ana", action="reject")
    assert desk.changed == {"b"} and desk.claims.status.tolist() == ["extracted", "extracted", "rejected"]
    desk.record(**corrections.resolve("the mayor’s office", "ada", "person"), by="Ana")
    assert desk.changed == {"a", "b"}


def test_a_log_that_was_rewritten_is_read_anew(log, say):  # noqa: F811
    say("reject", row=0)
    say("reject", row=1)
    desk = corrections.follow(*tables(), log)
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(lines[1])
    assert desk.renew() and desk.figures.status.tolist() == ["extracted", "rejected", "extracted"]
    log.write_bytes(lines[0] + lines[1][:-1])
    assert desk.renew() and desk.figures.status.tolist() == ["rejected", "rejected", "extracted"]
    with log.open("ab") as file:
        file.write(b"\n")
    assert desk.renew() and desk.figures.status.tolist() == ["rejected", "rejected", "extracted"]


def test_an_added_row_keeps_its_types(log):  # noqa: F811
    desk = corrections.follow(*tables(), log)
    desk.record(by="Ana", action="add", table="figures", **added(as_of="2024-05-06"))
    assert desk.figures.as_of.iloc[-1] == pd.Timestamp("2024-05-06") and desk.figures.dtypes.equals(tables()[1].dtypes)
