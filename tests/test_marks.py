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
    [shown] = kit.marks.sentences(claims, figures, articles)
    told = repr(shown)
    assert told.splitlines()[0] == "Police said that nine people had died."
    assert {"source: Police", "cue: said", "content: nine people had died", "figure: nine"} <= set(told.splitlines())
    assert "Rain" not in shown._repr_html_()
    assert kit.marks.sentences(claims[:0], figures, articles) == []


def test_the_text_is_escaped():
    assert "<b>" not in Marked(TEXT, [Mark(0, 6, "source")], 0, len(TEXT))._repr_html_()


def shared(words):
    text = "Rain <b>fell</b>. " + " ".join(f"word{at}" for at in range(words)) + " and no more."
    articles = pd.DataFrame({"text": [text, "Before. " + text], "outlet": ["The <i>Tide</i>", None]}, index=["one", "two"])
    return kit.comparison.copied_passages(articles), articles


def test_copied_passages_stand_beside_each_other_escaped_and_short():
    passages, articles = shared(200)
    shown = marks.beside(passages, articles)
    page = shown._repr_html_()
    assert page.count("<td") == 2 and "[…]" in page and "word199" not in page
    assert "<b>" not in page and "<i>" not in page and "&lt;b&gt;" in page
    assert "The <i>Tide</i> (one)" in repr(shown) and "shared: " in repr(shown)


def test_of_many_passages_the_longest_are_shown_and_of_none_it_is_said():
    passages, articles = shared(30)
    many = pd.concat([passages] * 4, ignore_index=True)
    assert "And 3 more." in repr(marks.beside(many, articles, most=1))
    assert "No passage stands in two articles." in marks.beside(passages.iloc[:0], articles)._repr_html_()


@given(st.text(alphabet="ab<&\n", max_size=12), st.lists(st.tuples(*[st.integers(0, 12)] * 2, st.sampled_from(sorted(marks.STYLES)))))
def test_overlapping_marks_repeat_no_word(text, found):
    shown = marks.marked(text, [marks.Mark(*mark) for mark in found], 0, len(text))
    assert html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<sup.*?</sup>", "", shown))) == text
    assert shown.count("<span") == shown.count("</span>")
