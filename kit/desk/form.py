"""The form below the table and the article: what it holds for each thing that a person can do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import traitlets
from anywidget import AnyWidget

from kit.desk import fields
from kit.desk.files import CSS, script
from kit.desk.words import short

_NEW = {"polarity": "asserted", "form": "indirect", "source_kind": "unnamed"}


class Form(AnyWidget):
    """What is in hand, as boxes. ``typed`` is what the person has changed and not saved, ``panel`` what is asked for.

    A panel has ``title``, ``about`` (lines), ``boxes`` and ``more`` (see :func:`kit.desk.fields.box`) and
    ``buttons`` ([action, words, help, whether it is the main one]).
    """

    _esm = script("form")
    _css = CSS
    panel = traitlets.Dict().tag(sync=True)
    typed = traitlets.Dict().tag(sync=True)
    errors = traitlets.Dict().tag(sync=True)
    #: What was done last, and whether it is something gone wrong.
    said = traitlets.List(["", False]).tag(sync=True)
    by = traitlets.Unicode("").tag(sync=True)
    why = traitlets.Unicode("").tag(sync=True)
    people = traitlets.List().tag(sync=True)
    notes = traitlets.List().tag(sync=True)
    log = traitlets.List().tag(sync=True)

    @property
    def values(self) -> dict[str, str]:
        """Every box's content as it stands."""
        boxes = [*self.panel.get("boxes", ()), *self.panel.get("more", ())]
        return {box["name"]: self.typed.get(box["name"], box["value"]) for box in boxes}


def named(row: Mapping[str, Any] | pd.Series, table: str) -> str:
    """A row in words, for a choice.

    >>> named(pd.Series({"text": "about 30", "source": pd.NA}), "figures")
    '“about 30”'
    """
    source = row.get("source") if table == "claims" else None
    return (f"{source}: " if isinstance(source, str) else "") + f"“{short(row['text'])}”"


def choices(rows: pd.DataFrame, table: str, but: str | None = None) -> list[list[str]]:
    """The *rows* to choose from, in the order of the article."""
    sources = rows["source"] if table == "claims" else rows["text"]
    cells = sorted(zip(rows["start"], rows.index, rows["text"], sources, rows["status"]))
    return [[row_id, named({"text": text, "source": source}, table)] for _, row_id, text, source, status in cells if status != "rejected" and row_id != but]


def edit(table: str, row: dict[str, Any], known: dict[str, Iterable], title: str, about: list[str]) -> dict[str, Any]:
    """The boxes of a row that is there."""
    boxes = {name: fields.box(name, row[name], known.get(name, ()), table=table) for name in fields.FIELDS[table]}
    first = [boxes.pop(name) for name in fields.FIRST[table]]
    number = [fields.box("number", placeholder="about 3,000")] if table == "figures" else []
    buttons = [
        ["accept", "Accept", "The row is right as it stands (A)", True],
        ["save", "Save changes", "Records the boxes that you changed (S, or Ctrl Enter in a box)", False],
        ["reject", "Reject", f"This is no {table[:-1]} (X)", False],
        *([["who", "Who is it?", "Says who the mention is, for all claims that have it (W)", False]] if table == "claims" else []),
        ["merge", "Merge", "Makes one row of this and another (M)", False],
    ]
    return {"mode": "edit", "title": title, "about": about, "boxes": number + first, "more": list(boxes.values()), "buttons": buttons}


def add(table: str, known: dict[str, Iterable], words: str, places: list[list[str]], about: list[str]) -> dict[str, Any]:
    """The boxes of a row that the machine missed."""
    what = table[:-1]
    place = [fields.box("words", words, label="Exact words", help="As they stand in the article; or select them there.", wide=True)]
    if len(places) > 1:
        place.append(fields.box("at", None, places, label="Which place", help="The words stand there more than once.", wide=True))
    boxes = {name: fields.box(name, _NEW.get(name), known.get(name, ()), table=table) for name in fields.FIELDS[table]}
    number = [fields.box("number", placeholder="as in the words above")] if table == "figures" else []
    asked = ("measure", "counted", "group") if table == "figures" else fields.FIRST[table]
    first = [boxes.pop(name) for name in asked]
    more = [box for name, box in boxes.items() if name not in (*fields.NUMBERS, "qualifier")]
    buttons = [["confirm", f"Add the {what}", "Records it under your name (Ctrl Enter in a box)", True], ["cancel", "Cancel", "Back to the row in hand (Esc)", False]]
    return {"mode": "add", "title": f"A {what} that the machine missed", "about": about, "boxes": [*place, *number, *first], "more": more, "buttons": buttons}


def who(mention: str, row: dict[str, Any], known: dict[str, Iterable], count: int) -> dict[str, Any]:
    """Whom a mention means, for all the claims that have it."""
    about = [f"Holds for all {count} claims of the case whose source is written so, except those decided one by one." if count > 1 else "Only this claim has it."]
    boxes = [
        fields.box("source_id", row["source_id"], known["source_id"], label="It is", help="A known source's id or name, or for a new one an id in small letters. Leave it empty if it is no source at all."),
        fields.box("source_kind", row["source_kind"], table="claims"),
        fields.box("name", label="Name of a new source", help="The full name, if the source is not in sources.csv yet."),
        # "the agency" is another one elsewhere, a name is not
        fields.box("reach", "case" if any(word[0].isupper() for word in mention.split()) else "article", [["case", "in all articles"], ["article", "in this article only"]], label="Where"),
    ]
    buttons = [
        ["confirm", "That is who it is", "Records it for all these claims (Ctrl Enter in a box)", True],
        ["nobody", "Not a source", "The words name no source", False], ["cancel", "Cancel", "Back to the row in hand (Esc)", False],
    ]
    return {"mode": "who", "title": f"Who is “{short(mention)}”?", "about": about, "boxes": boxes, "more": [], "buttons": buttons}


def merge(table: str, others: list[list[str]], title: str) -> dict[str, Any]:
    """With which row the one in hand is to be one."""
    about = [f"The new {table[:-1]} reaches from the first word of both to the last; its fields are those of the row in hand."]
    boxes = [fields.box("other", None, others, label="Merge with", help="The rows of this article, in its order.", wide=True)]
    buttons = [["confirm", "Merge", "Records the one row in the place of both", True], ["cancel", "Cancel", "Back to the row in hand (Esc)", False]]
    return {"mode": "merge", "title": f"Merge {title}", "about": about, "boxes": boxes, "more": [], "buttons": buttons}


def attach(said: str, candidates: list[list[str]], place: bool) -> dict[str, Any]:
    """Where a record belongs that has lost its place; *candidates* are those most like it, *place* whether it can have one."""
    why = "Its words are no longer found in the article, or more than once."
    how = "Choose what it means, or select the words in the article." if place else "Take it back, and do the same again with the rows as they are now."
    boxes = [fields.box("row", None, candidates, label="It means", help="The most alike first.", wide=True)] if candidates else []
    buttons = [["confirm", "Attach", "The record holds there", True]] * bool(candidates) + [["drop", "Take it back", "Undoes the record; it stays in the log", not candidates]]
    return {"mode": "attach", "title": "A record that has lost its place", "about": [said, f"{why} {how}"], "boxes": boxes, "more": [], "buttons": buttons}


#: No choice yet; an empty value can be one of the choices.
OPEN = "\N{NO-BREAK SPACE}"


def decide(table: str, said: dict[str, dict[str, Any]], title: str) -> dict[str, Any]:
    """What reviewers said differently; *said* is field -> reviewer -> value."""
    boxes = []
    for name, by_person in said.items():
        people: dict[str, list[str]] = {}
        for person, value in by_person.items():
            people.setdefault(fields.shown(value), []).append(person)
        options = [[OPEN, "choose one"], *([value, f"{fields.in_words(value)} – {', '.join(who)}"] for value, who in people.items())]
        boxes.append(fields.box(name, OPEN, options, label="Keep the row" if name == "status" else fields.name_of(name)))
    buttons = [["confirm", "Decide", "What you choose stands until it is undone", True], ["edit", "Open the row", "Shows the row with all its boxes", False]]
    return {"mode": "decide", "title": f"Reviewers disagree: {title}", "about": [], "boxes": boxes, "more": [], "buttons": buttons}
