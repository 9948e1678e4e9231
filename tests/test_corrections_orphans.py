"""Records that lost their place: listed with candidates, attached by a person, never put at the wrong place by the machine."""

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrected import EXACT, TEXT, added, articles_of, claim, figure, log, problems, say, tables  # noqa: F401
from kit import corrections, schema

#: Sentences of our own, alike enough to be taken for one another.
SENTENCES = (
    "The council said 300 people were evacuated on Monday.", "The council said 300 people were evacuated on Tuesday.",
    "A day later 40 were injured and 300 slept in schools.", "Of 1200 houses 300 had no power, the mayor said.",
    "Nobody knew where the other 40 had gone.", "On Friday 12 came back.",
)


def read(text):
    """Tables of an article: each sentence a claim, each number a figure."""
    claims = [claim(match[0], match.start()) for match in re.finditer(r"[^.\s][^.]*\.", text)]
    figures = []
    for match in re.finditer(r"\d+", text):
        around = [each["claim_id"] for each in claims if each["start"] <= match.start() and match.end() <= each["end"]]
        figures += [figure(match[0], match.start(), each, **EXACT) for each in around[:1]]
    return schema.build(schema.CLAIMS, claims), schema.build(schema.FIGURES, figures)


EDIT = st.tuples(
    st.integers(0, 400), st.integers(0, 40), st.sampled_from(["", "", "x", " ", "3", " Later that day. ", " 300 people ", "In all 40 were injured. "])
)


def edited(text, edits):
    """The text after the edits, and for each character where it came from (None: new)."""
    characters = [(character, at) for at, character in enumerate(text)]
    for start, length, words in edits:
        start = min(start, len(characters))
        characters[start:start + length] = [(character, None) for character in words]
    return "".join(character for character, _ in characters), [at for _, at in characters]


def letters(text, row):
    """What stands right and left of a row, as far as a record keeps it."""
    around = text[max(0, row.start - 32):row.start], text[row.end:row.end + 32]
    return ["".join(filter(str.isalnum, side)) for side in around]


@settings(max_examples=40, deadline=None)
@given(order=st.permutations(SENTENCES), edits=st.lists(EDIT, max_size=4), whole=st.booleans(), data=st.data())
def test_a_record_lands_on_its_own_words_or_is_reported(tmp_path_factory, order, edits, whole, data):
    text = " ".join(order)
    claims, figures = read(text)
    number = data.draw(st.integers(0, len(figures) - 1))
    target = figures.iloc[number]
    path = tmp_path_factory.mktemp("anchor") / "corrections.jsonl"
    corrections.record(path, **corrections.selectors("figures", target, text), by="Ana", action="set", field="counted", from_=None, to="marked")
    new, origin = edited(text, edits)
    after = corrections.follow(*read(new), path, articles=articles_of(new) if whole and new.strip() else None)
    marked = after.figures[after.figures["counted"].eq("marked").fillna(False)]
    assert len(marked) + len(after.problems) == 1
    if len(marked):
        row = marked.iloc[0]
        assert row.text == target.text
        came_from = {at for at in origin[row.start:row.end] if at is not None}
        # Its own characters; or others with the same words and letters around them.
        assert came_from <= set(range(target.start, target.end)) or letters(new, row) == letters(text, target)
    if new == text:
        assert len(marked) == 1


def test_an_orphan_is_listed_with_the_rows_it_may_mean(log, say):  # noqa: F811
    say("set", row=1, field="measure", from_="injured", to="killed", why="the caption")
    changed = TEXT.replace("said 40 were injured", "said 43 were injured")
    second = changed.index("43 were injured and 300 slept in schools")
    claims = schema.build(schema.CLAIMS, [claim("43 were injured and 300 slept in schools", second)])
    figures = schema.build(schema.FIGURES, [
        figure("43", second, claims.index[0], value=43, low=43, high=43), figure("300", second + 20, claims.index[0], **EXACT)])
    desk = corrections.follow(claims, figures, log, articles=articles_of(changed))
    found = corrections.orphans(desk)
    row = found.iloc[0]
    assert (row.by, row.action, row.text, row.says, row.why) == ("Ana", "set", "40", "measure: injured → killed", "the caption")
    assert (row.candidate, row.candidate_text) == (figures.index[0], "43") and row.likeness > 0.9
    assert found.likeness.is_monotonic_decreasing
    desk.record(**corrections.attach(row.record_id, row.table, int(row.start), int(row.end), row.candidate_article, changed, row.candidate), by="Ben")
    assert corrections.orphans(desk).empty and desk.figures.measure.tolist() == ["killed", "other"]
    assert corrections.history(log).iloc[-1][["action", "from", "to"]].tolist() == ["attach", "r000", row.candidate]
    desk.undo("Ben")
    assert len(corrections.orphans(desk)) and desk.figures.measure.tolist() == ["other", "other"]


def test_an_added_row_is_attached_to_other_words(log, say):  # noqa: F811
    say("add", **added())
    changed = TEXT.replace("300 slept", "300 people slept")
    desk = corrections.follow(*tables(TEXT), log, articles=articles_of(changed))
    row = corrections.orphans(desk).iloc[0]
    assert row.text == "300 slept" and changed[row.start:row.end] == row.candidate_text and "slept" in row.candidate_text
    start = changed.index("300 people slept")
    desk.record(**corrections.attach(row.record_id, "figures", start, start + 16, "flood", changed), by="Ben")
    new = desk.figures.iloc[-1]
    assert (new.text, new.start, new.end, new.status) == ("300 people slept", start, start + 16, "added") and not len(desk.problems)


def test_an_orphan_with_nothing_like_it_is_listed_alone(log, say):  # noqa: F811
    say("reject", row=1)
    desk = corrections.follow(*(frame.iloc[:0] for frame in tables()), log)
    row = corrections.orphans(desk).iloc[0]
    assert row.text == "40" and pd.isna(row.candidate)


def test_an_article_with_another_name_is_a_candidate(log, say):  # noqa: F811
    say("reject", row=1)
    frames = [frame.assign(article_id="renamed") for frame in tables()]
    frames = [frame.set_axis(frame.index.str.replace("flood:", "renamed:").astype("string").rename(frame.index.name)) for frame in frames]
    frames[1]["claim_id"] = frames[1]["claim_id"].str.replace("flood:", "renamed:")
    desk = corrections.follow(*frames, log)
    row = corrections.orphans(desk).iloc[0]
    assert row.candidate == frames[1].index[1] and row.candidate_article == "renamed"
    desk.record(**corrections.attach("r000", "figures", int(row.start), int(row.end), "renamed", TEXT, row.candidate), by="Ben")
    assert desk.figures.status.tolist() == ["extracted", "rejected", "extracted"]


@pytest.mark.parametrize("fields, message", [({"from_": None}, "from: is missing"), ({"quote": None}, "attach gives the new place")])
def test_a_wrong_attach_is_refused(log, fields, message):  # noqa: F811
    with pytest.raises(corrections.LogError, match=message):
        corrections.record(log, by="Ana", **corrections.attach("r000", "figures", 0, 5, "flood", TEXT) | fields)


def test_an_attach_of_a_record_that_is_not_there_is_reported(log):  # noqa: F811
    corrections.record(log, by="Ana", **corrections.attach("r999", "figures", 0, 5, "flood", TEXT))
    assert problems(log).what.tolist() == ["the record 'r999', which it attaches, is not in the log"]
