"""What replaced what in an article: told as earlier, on another day, in an older entry of a live report, and by whom."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kit
from kit.language.figures import updates
from kit.schema import SOURCES, build

#: text of an article of Thursday 17 July 2025 -> its figures: text, and the text of the figure that replaced it.
TABLE = {
    # told as an earlier count
    "The strike killed 63 people, the health ministry said. It had put the number of dead at 48 at noon.": [("63", None), ("48", "63")],
    "The first count was 18 dead. By evening 40 people had been confirmed dead.": [("18", "40"), ("40", None)],
    "The death toll is 40. It had stood at 18 in the morning.": [("40", None), ("18", "40")],
    # somebody else's earlier count is no mistake of the one beside it
    "The strike killed 63 people, the health ministry said. The rebels had put the number of dead at 120.": [("63", None), ("120", None)],
    # one source, day after day
    "On Sunday the charity reported more than 40 drowned; on Monday it said 55.": [("more than 40", "55"), ("55", None)],
    "Gunmen hold 28 nurses, the agency said. The figure was down from 35 a week earlier.": [("28", None), ("35", "28")],
    "The coastguard, whose toll was 31 on Monday, now counts only whom it has found. Its divers say 47 people have drowned.": [("31", "47"), ("47", None)],
    # another bomb is no update
    "A bomb killed nine shoppers on Monday. On Tuesday a second bomb killed 14.": [("nine", None), ("14", None)],
    # a live report, the newest entry on top
    "21:15\nThe fire brigade says nine people are dead.\n19:40\nSix people are dead, the fire brigade says.\n18:05\nFour bodies have been found.": [
        ("nine", None), ("Six", "nine"), ("Four", "nine"),
    ],
    "21:15\nThe army says nine people are dead.\n19:40\nThe rebels say 60 people are dead.": [("nine", None), ("60", None)],
    "21:15\nThe army says nine people are dead.\n19:40\nThe army says six people are hurt.": [("nine", None), ("six", None)],
    # nothing that is a part, of another measure, or of a window
    "The strike killed 63 people, 12 of them children, the ministry said. It had put the number of wounded at 48.": [("63", None), ("12", None), ("48", None)],
}


def extract(text, sources=None):
    articles = pd.DataFrame({"text": pd.array([text], dtype="string"), "published": pd.to_datetime(["2025-07-17"])}, index=pd.Index(["a"], name="article_id"))
    return kit.extract(articles, sources=sources)[1]


@pytest.mark.parametrize("text", TABLE)
def test_what_replaced_what(text):
    found = extract(text)
    texts = found["text"].to_dict()
    assert [(row.text, None if pd.isna(row.superseded_by) else texts[row.superseded_by]) for row in found.itertuples()] == TABLE[text]
    replaced = found[found["superseded_by"].notna()]
    assert list(replaced["measure"]) == list(found.loc[replaced["superseded_by"], "measure"])


def test_a_body_may_correct_what_one_of_its_own_has_said():
    rows = [
        {"source_id": "health", "name": "Health Ministry", "kind": "government", "side": "Narvia", "parent": None},
        {"source_id": "ruiz", "name": "Ana Ruiz", "kind": "government", "side": "Narvia", "parent": "health"},
        {"source_id": "clinic", "name": "Bay Clinic", "kind": "ngo", "side": None, "parent": None},
    ]
    text = "18.40\nThe Health Ministry says 31 people are dead.\n13.30\nAna Ruiz says 28 people are dead.\n12.00\nThe Bay Clinic says 50 people are dead."
    found = extract(text, build(SOURCES, rows))
    by_value = found.reset_index().set_index("value")
    assert by_value.loc[28, "superseded_by"] == by_value.loc[31, "figure_id"]
    assert pd.isna(by_value.loc[50, "superseded_by"])


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("The truce has held since Sunday, but 25 people are dead, up from 17 on Wednesday.", [None, "2025-07-16"]),
        ("The death toll climbed to 31 on Tuesday from 19 on Monday.", ["2025-07-15", "2025-07-14"]),
        ("On Monday the union listed 80 dockers as missing.", ["2025-07-14"]),
        ("The count of those killed in Sunday’s fire is 12.", [None]),
    ],
)
def test_a_day_belongs_to_the_count_beside_it(text, days):
    assert [None if pd.isna(day) else str(day)[:10] for day in extract(text)["as_of"]] == days


def test_entries_are_told_by_their_times():
    assert updates.entries(["Flood", "9.05 am", "One", "11:30", "Two"]) == [None, 545, 545, 690, 690]
    assert updates.entries(["At 9.05 one died.", "Two", "12.30 people came."]) == [None, None, None]
    assert updates.entries(["12.15 a.m.", "x", "12.15 p.m.", "y"]) == [15, 15, 735, 735]


@given(st.lists(st.sampled_from(["", "9.05", "18:40 GMT", "6.15pm", "Nine died.", "25.90"])))
def test_every_paragraph_has_an_entry_or_none(paragraphs):
    found = updates.entries(paragraphs)
    assert len(found) == len(paragraphs)
    assert all(time is None or 0 <= time <= 24 * 60 for time in found)
