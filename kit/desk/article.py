"""The whole article, with what was found in it marked; a person takes a mark in hand or selects what was missed."""

from __future__ import annotations

import pandas as pd
import traitlets
from anywidget import AnyWidget

from kit.desk.files import CSS, script
from kit.desk.queue import key
from kit.marks import marks_of


class Article(AnyWidget):
    """``marks`` are [start, end, kind, key] of all rows, ``hand`` those of the row in hand, ``key`` its key; offsets count characters of ``text``."""

    _esm = script("article")
    _css = CSS
    head = traitlets.Unicode("").tag(sync=True)
    text = traitlets.Unicode("").tag(sync=True)
    marks = traitlets.List().tag(sync=True)
    hand = traitlets.List().tag(sync=True)
    key = traitlets.Unicode("").tag(sync=True)
    #: What may be done with selected words: [name of the action, its words, its key].
    tools = traitlets.List().tag(sync=True)


def marks_in(claims: pd.DataFrame, figures: pd.DataFrame) -> list[list]:
    """The claims' contents and the figures of one article, without the rejected, as ``Article.marks``."""
    kept = [table[table["status"].ne("rejected")] for table in (claims, figures)]
    contents = [[int(start), int(end), "content", key("claims", row.Index)] for row in kept[0].itertuples() for start, end in row.spans]
    return contents + [[int(row.start), int(row.end), "figure", key("figures", row.Index)] for row in kept[1].itertuples()]


def marks_in_hand(table: str, row: pd.Series, claim: pd.Series | None, figures: pd.DataFrame) -> list[list]:
    """The source, cue and content around a row and its figures, as ``Article.hand``."""
    figures = figures if table == "claims" else row.to_frame().T
    if claim is None:
        return [[int(row["start"]), int(row["end"]), "figure", ""]]
    return [[mark.start, mark.end, mark.kind, ""] for mark in marks_of(claim, figures)]


def headline(article_id: str, articles: pd.DataFrame) -> str:
    """The article as a reader knows it: outlet, title, day; its id where nothing is known."""
    row = articles.loc[article_id]
    day = row.get("published")
    facts = [row.get("outlet"), row.get("title"), None if pd.isna(day) else f"{day:%Y-%m-%d}"]
    return " · ".join(fact for fact in facts if pd.notna(fact) and fact != "unknown") or article_id
