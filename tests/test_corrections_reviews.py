"""Two reviewers and the machine: what is checked, what is agreed, what is decided, how far the extraction was right."""

import pandas as pd
import pytest

from corrected import added, log, say, tables  # noqa: F401
from kit import corrections


def followed(log):  # noqa: F811
    return corrections.follow(*tables(), log)


def of(found, **wanted):
    """The one row with these values."""
    (row,) = (row for row in found.itertuples(index=False) if all(getattr(row, name) == value for name, value in wanted.items()))
    return row


def figures_checked(log):  # noqa: F811
    found = corrections.checked(followed(log))
    return found[found["table"] == "figures"].reset_index(drop=True)


def test_checked_is_one_and_agreed_is_two_of_the_same_values(log, say):  # noqa: F811
    assert not corrections.checked(followed(log))[["checked", "agreed", "disputed", "decided"]].any(axis=None)
    say("accept", row=0)
    say("accept", row=0, by="Ben", from_={"measure": "evacuated"})
    say("set", row=1, field="measure", from_="injured", to="killed")
    say("set", row=2, field="measure", from_="other", to="displaced")
    say("accept", row=2, by="Ben", from_={"measure": "displaced"})
    found = figures_checked(log)
    assert found.checked.tolist() == [True, True, True]
    assert found.agreed.tolist() == [True, False, True]
    assert not found.disputed.any()
    assert found.reviewers.tolist() == ["Ana|Ben", "Ana", "Ana|Ben"]


def test_the_same_person_twice_is_not_two(log, say):  # noqa: F811
    say("accept", row=0)
    say("accept", row=0)
    assert figures_checked(log).agreed.tolist() == [False] * 3


def test_two_who_reject_agree_whatever_they_read(log, say):  # noqa: F811
    say("set", row=1, field="measure", from_="injured", to="killed", by="Ana")
    say("reject", row=1, by="Ana")
    say("reject", row=1, by="Ben")
    assert figures_checked(log).agreed.tolist() == [False, True, False]


def test_a_disagreement_is_a_queue_until_it_is_decided(log, say):  # noqa: F811
    say("set", row=1, field="measure", from_="injured", to="killed")
    say("set", row=1, field="measure", from_="killed", to="rescued", by="Ben")
    say("reject", row=2)
    say("accept", row=2, by="Ben", from_={"measure": "other"})
    queue = corrections.disagreements(followed(log))
    assert queue[["field", "by", "value", "stands"]].values.tolist() == [
        ["measure", "Ana", "killed", "rescued"], ["measure", "Ben", "rescued", "rescued"],
        ["status", "Ana", "rejected", "accepted"], ["status", "Ben", "kept", "accepted"],
    ]
    assert figures_checked(log).disputed.tolist() == [False, True, True]
    say("decide", row=1, by="Eve", field="measure", from_="rescued", to="killed")
    say("decide", row=2, by="Eve", field="status", from_="accepted", to="rejected")
    assert corrections.disagreements(followed(log)).empty
    found = figures_checked(log)
    assert found.decided.tolist() == [False, True, True] and not found.disputed.any() and not found.agreed.any()
    assert followed(log).figures[["measure", "status"]].values.tolist()[1:] == [["killed", "corrected"], ["other", "rejected"]]
    say("undo", by="Eve")
    assert corrections.disagreements(followed(log)).field.unique().tolist() == ["status"]


def test_what_a_branch_did_not_see_is_its_own_reading(log, say):  # noqa: F811
    """Two logs, merged: Ben accepted the row as extracted, not as Ana had set it."""
    say("set", row=1, field="measure", from_="injured", to="killed")
    say("accept", row=1, by="Ben", from_={"measure": "injured"})
    queue = corrections.disagreements(followed(log))
    assert queue[["by", "value"]].values.tolist() == [["Ana", "killed"], ["Ben", "injured"]]


def test_agreement_by_field_with_alpha(log, say):  # noqa: F811
    """Two of three rows alike; alpha worked out by hand from the coincidences."""
    for by in ("Ana", "Ben"):
        say("accept", row=0, by=by)
    say("set", row=1, field="measure", from_="injured", to="killed")
    say("accept", row=1, by="Ben", from_={"measure": "killed"})
    say("set", row=2, field="measure", from_="other", to="killed")
    say("set", row=2, from_={"measure": "other", "value": 300}, to={"measure": "evacuated", "value": 310}, by="Ben")
    found = corrections.agreement(followed(log))
    measure = of(found, table="figures", field="measure")
    assert (measure.rows, measure.reviewers, measure.same, measure.level) == (3, 2, pytest.approx(2 / 3), "nominal")
    # evacuated 2 + 1, killed 2 + 1 of six values: observed 2/6, expected 2·3·3/(6·5).
    assert measure.alpha == pytest.approx(1 - (2 / 6) / (18 / 30))
    value = of(found, table="figures", field="value")
    assert (value.level, value.rows) == ("ratio", 3) and 0.9 < value.alpha < 1
    assert pd.isna(of(found, table="figures", field="qualifier").alpha) == False  # noqa: E712 – about, exact, exact
    assert pd.isna(of(found, table="figures", field="group").alpha) and of(found, table="figures", field="group").same == 1
    assert of(found, table="claims", field="polarity").rows == 0


def test_open_bounds_count_in_the_share_and_not_in_alpha(log, say):  # noqa: F811
    say("set", row=1, field="low", from_=40, to=None)
    say("set", row=1, field="low", from_=None, to=30, by="Ben")
    low = of(corrections.agreement(followed(log)), table="figures", field="low")
    assert (low.rows, low.same) == (1, 0) and pd.isna(low.alpha)


def test_a_mention_that_is_resolved_is_nobodys_disagreement(log, say):  # noqa: F811
    say("accept", "claims", 1)
    corrections.record(log, by="Eve", **corrections.resolve("the fire service", "fire", "government"))
    say("accept", "claims", 1, by="Ben")
    assert corrections.disagreements(followed(log)).empty


def test_the_machine_is_scored_on_what_is_checked_alone(log, say):  # noqa: F811
    empty = corrections.score(followed(log))
    assert empty["of"].sum() == 0 and empty["share"].isna().all()
    say("accept", row=0)
    say("set", row=1, field="measure", from_="injured", to="killed")
    found = corrections.score(followed(log))
    assert of(found, table="figures", what="precision")[2:5] == (2, 2, 1.0), "the third figure is not checked"
    say("reject", row=2)
    say("add", **added())
    found = corrections.score(followed(log))
    precision, recall = (of(found, table="figures", what=what) for what in ("precision", "recall"))
    assert (precision.right, precision.of) == (2, 3) and precision.share == pytest.approx(2 / 3)
    assert (recall.right, recall.of) == (2, 3)
    assert "1 were rejected; 0 are not checked" in precision.rests_on and "added 1 figures" in recall.rests_on
    assert of(found, table="figures", what="measure")[2:5] == (1, 2, 0.5)
    assert of(found, table="figures", what="low")[2:5] == (2, 2, 1.0), "both empty is the same"
    assert of(found, table="claims", what="precision").of == 0


def test_a_row_that_was_added_in_vain_does_not_count_as_missed(log, say):  # noqa: F811
    entry = say("add", **added())
    say("undo", record_id=entry.id)
    say("accept", row=0)
    assert of(corrections.score(followed(log)), table="figures", what="recall").of == 1
