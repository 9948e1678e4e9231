"""Sentences with their marks, for the report and the notebooks."""

import pandas as pd

import kit
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
