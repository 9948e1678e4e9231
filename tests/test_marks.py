"""Sentences with their marks, for the report and the notebooks."""

import html
import re

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

import kit
from kit import marks
from kit.marks import Mark, Marked

TEXT = "Police said that <b>nine</b> people had died."


def test_a_claim_is_shown_in_its_sentence_and_told_in_words():
    articles = pd.DataFrame({"text": ["Rain fell. Police said that nine people had died."]}, index=["a"])
    claims, figures = kit.extract(articles)
    shown = kit.marks.sentence(claims.iloc[0], figures, articles)
    told = repr(shown)
    assert told.splitlines()[0] == "Police said that nine people had died."
    assert {"source: Police", "cue: said", "content: nine people had died", "figure: nine"} <= set(told.splitlines())
    assert "Rain" not in shown._repr_html_()


def test_the_text_is_escaped():
    assert "<b>" not in Marked(TEXT, [Mark(0, 6, "source")], 0, len(TEXT))._repr_html_()


@given(st.text(alphabet="ab<&\n", max_size=12), st.lists(st.tuples(*[st.integers(0, 12)] * 2, st.sampled_from(sorted(marks.STYLES)))))
def test_overlapping_marks_repeat_no_word(text, found):
    shown = marks.marked(text, [marks.Mark(*mark) for mark in found], 0, len(text))
    assert html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<sup.*?</sup>", "", shown))) == text
    assert shown.count("<span") == shown.count("</span>")
