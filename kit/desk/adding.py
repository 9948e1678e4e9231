"""The part of the form in which a person adds a figure that the machine missed."""

from __future__ import annotations

import html
from typing import Any

import ipywidgets as widgets
import pandas as pd

from kit import corrections
from kit.desk import fields, words
from kit.marks import Mark, marked

_OWN = ("measure", "counted", "group")
_CHOOSE = ("choose one", "")


class Adding(widgets.VBox):
    """Boxes for a new figure; :meth:`records` gives what is to be recorded for it."""

    def __init__(self, claims: pd.DataFrame, figures: pd.DataFrame, articles: pd.DataFrame):
        self._articles = articles
        self.renew(claims, figures)
        self.article = fields.dropdown("Article", list(articles.index))
        self.words = fields.text("Exact words", placeholder="up to 300", tooltip="As they stand in the article; capitals and line breaks may differ", continuous_update=False)
        self.place = fields.dropdown("Which place", [])
        self.number = fields.text("number", placeholder="as in the words above", continuous_update=False)
        groups = sorted(figures["group"].dropna().unique())
        self.fields = {name: fields.field("figures", name, groups if name == "group" else None) for name in _OWN}
        self.fields["measure"].options = [_CHOOSE, *self.fields["measure"].options]
        self.told = widgets.HTML()
        self.add = widgets.Button(description="Add the figure", tooltip="Records the new figure under your name", button_style="primary")
        for box in (self.article, self.words):
            box.observe(lambda _: self._find(), "value")
        for box in (self.place, self.number):
            box.observe(lambda _: self._tell(), "value")
        super().__init__([
            fields.grid([self.article, self.words]), self.place, self.told,
            fields.grid([self.number, *self.fields.values()]), self.add,
        ])
        self.add_class("kit-desk-aside")
        self._find()

    def renew(self, claims: pd.DataFrame, figures: pd.DataFrame) -> None:
        """Takes the tables as they stand now."""
        self._claims, self._figures = claims, figures

    def clear(self) -> None:
        """Empties the boxes for the next figure."""
        self.words.value = self.number.value = ""
        for box in self.fields.values():
            box.value = ""

    def records(self) -> list[dict[str, Any]]:
        """The arguments of :func:`kit.corrections.record`: the figure, before it a claim where none holds it.

        A figure that nobody is quoted for belongs to a claim in the article's own voice, the sentence around it.

        Raises:
            ValueError: naming what is missing.
        """
        place = self._place()
        own = {name: fields.typed(name, box.value) for name, box in self.fields.items()}
        if own["measure"] is None:
            raise ValueError(f"{fields.name_of('measure')}: choose one")
        taken = self._overlapping(place)
        if taken is not None:
            raise ValueError(f"Exact words: “{taken}” at this place is a figure already; choose it in the list above (All figures) and change it there")
        number, claim_id = self._number(), self._claim_around(place)
        claim = [] if claim_id else [self._record("claims", *self._sentence(), source_id="article", source_kind="article", form="indirect", polarity="asserted")]
        claim_id = claim_id or "{article_id}:{start}-{end}".format(**claim[0]["to"])
        return [*claim, self._record("figures", *place, claim_id=claim_id, **number, **own)]

    def _record(self, table: str, start: int, end: int, **values: Any) -> dict[str, Any]:
        text, article_id = self._text(), self.article.value
        row = {"article_id": article_id, "start": start, "end": end, "text": text[start:end]} | values
        if table == "claims":
            row |= {"spans": [[start, end]], "sentence_start": start, "sentence_end": end}
        row_id = f"{article_id}:{start}-{end}"
        where = corrections.selectors(table, pd.Series(row, name=row_id), text)
        if pd.notna(sha256 := self._articles["sha256"].get(article_id)):
            where["article_sha256"] = sha256
        return {**where, "article_text": text, "action": "add", "to": row}

    def _text(self) -> str:
        return self._articles["text"][self.article.value]

    def _place(self) -> tuple[int, int]:
        if not self.words.value.strip():
            raise ValueError("Exact words: type the words of the figure as they stand in the article")
        if not self.place.value:
            several = len(self.place.options) > 1
            raise ValueError("Which place: choose one, the words stand there more than once" if several else
                             f"Exact words: “{self.words.value.strip()}” does not stand in this article")
        return self.place.value

    def _sentence(self) -> tuple[int, int]:
        return words.whole_sentences(self._text(), *self._place())

    def _number(self) -> dict[str, Any]:
        start, end = self._place()
        return fields.read_number(self.number.value.strip() or self._text()[start:end])

    def _claim_around(self, place: tuple[int, int]) -> str | None:
        """The narrowest claim that holds the place."""
        claims = self._claims[self._claims["article_id"].eq(self.article.value) & self._claims["status"].ne("rejected")]
        start, end = place
        around = [row for row in claims.itertuples() if any(first <= start and end <= last for first, last in row.spans)]
        narrowest = min(around, key=lambda row: (row.end - row.start, row.start), default=None)
        return None if narrowest is None else narrowest.Index

    def _overlapping(self, place: tuple[int, int]) -> str | None:
        """The words of a figure that stands at the place already."""
        start, end = place
        figures = self._figures[self._figures["article_id"].eq(self.article.value) & self._figures["status"].ne("rejected")]
        taken = figures[(figures["start"] < end) & (figures["end"] > start)]
        return None if taken.empty else taken["text"].iloc[0]

    def _find(self) -> None:
        """Looks the words up and offers their places."""
        text = self._text() if self.article.value is not None else ""
        found = words.places_of(text, self.words.value)
        around = [(f"… {text[max(0, start - 25):start]}“{text[start:end]}”{text[end:end + 25]} …", (start, end)) for start, end in found]
        choose = [_CHOOSE] if len(found) > 1 else []
        self.place.options = choose + [(" ".join(label.split()), place) for label, place in around]
        self.place.index = 0 if found else None
        self.place.layout.display = None if len(found) > 1 else "none"
        self._tell()

    def _tell(self) -> None:
        """Shows the sentence, who says it and how the number is read; or what is missing."""
        if not self.words.value.strip():
            self.told.value = words.said("Type the words; the form finds their place in the article.")
            return
        try:
            place, read = self._place(), fields.number_in_words(self._number())
        except ValueError as error:
            self.told.value = words.said(str(error), alert=True)
            return
        shown = marked(self._text(), [Mark(*place, "figure")], *self._sentence())
        self.told.value = f'<p class="kit-desk-text">{shown}</p><p role="status">{html.escape(f"{read}. {self._said_by(place)}.")}</p>'

    def _said_by(self, place: tuple[int, int]) -> str:
        claim_id = self._claim_around(place)
        if claim_id is None:
            return "Nobody is quoted for it: its sentence is recorded too, as the article's own claim (Undo twice takes both back)"
        source = self._claims.loc[claim_id, "source"]
        return f"Said by: {words.short(source)}" if pd.notna(source) else "Said by the article itself, or by nobody who is named"
