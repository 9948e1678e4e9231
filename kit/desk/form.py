"""The form in which a person accepts, corrects or rejects what was extracted.

Every button writes one record to the log before the form says so. What is wrong is said in the form,
and then nothing is written. Articles' words are escaped wherever they are shown as HTML.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets
import pandas as pd

from kit import corrections
from kit.corrections.replay import plain, replay
from kit.desk import fields, queue, words
from kit.desk.adding import Adding
from kit.desk.fields import FIELDS

#: Layout alone and JupyterLab's own colours, so that it is right on light and on dark ground.
_STYLE = """<style>
.kit-desk { max-width: 1100px; }
.kit-desk p { margin: 0 0 2px; line-height: 1.45; }
.kit-desk .kit-desk-list { flex-direction: column; align-items: flex-start; height: auto; width: auto; overflow-x: auto; }
.kit-desk .kit-desk-list > label { width: auto; max-width: none; text-align: left; white-space: pre; text-overflow: clip;
  padding: 0 9px; font-weight: 600; line-height: 22px; height: 22px; }
.kit-desk .kit-desk-list > label, .kit-desk .kit-desk-list select, .kit-desk .kit-desk-list option {
  font-family: var(--jp-code-font-family, monospace); font-size: 12px; }
.kit-desk .kit-desk-list select { min-width: 100%; width: auto; flex: none; height: auto; padding: 4px 5px; }
.kit-desk-text { white-space: pre-wrap; max-width: 75ch; line-height: 1.7 !important; }
.kit-desk .kit-desk-cell { flex-direction: column; align-items: stretch; height: auto; }
.kit-desk .kit-desk-cell > label { text-align: left; line-height: 20px; height: 20px; }
.kit-desk .kit-desk-cell > :not(label) { flex: none; width: 100%; min-height: 28px; }
.kit-desk-aside { border-left: 3px solid var(--jp-border-color1, currentColor); padding: 2px 12px; }
.kit-desk table { border-collapse: collapse; }
.kit-desk th, .kit-desk td { text-align: left; vertical-align: top; padding: 2px 16px 2px 0; line-height: 1.45;
  border-bottom: 1px solid var(--jp-border-color2, currentColor); }
.kit-desk td.kit-desk-whole { white-space: nowrap; }
</style>"""
_AGAIN = "Run kit.correct and the cells after it again to see the change in their tables."


class Form(widgets.VBox):
    """The form; made by :func:`form`. ``table`` is what is still to be checked, for a static page."""

    def __init__(self, claims, figures, articles, log, reviewer, sources, policy, notes=()):
        self._extracted = claims, figures
        self._articles, self._log, self._policy, self._notes = articles, log, policy, list(notes)
        self._kinds = _kinds(claims, sources)
        self._ids = {} if sources is None else {name.casefold(): id_ for name, id_ in zip(sources["name"], sources["source_id"])}
        self._drafts: dict[tuple[str, str], dict[str, Any]] = {}
        self._in_hand, self._as_shown, self._filling = None, {}, False
        self._make_boxes(figures, reviewer)
        self._renew()
        self._observe()
        super().__init__([
            widgets.HTML(_STYLE), self.notes, _line(self.reviewer, self.bar, self.count), _line(self.kind, self.checked_too), self.queue,
            self.article, self.around, self._input, self.why, _line(self.accept, self.save, self.reject, self.undo, self.redo),
            self.status, self.add_open, self.adding, self.log_open, self.recent,
        ])
        self.add_class("kit-desk")

    def _make_boxes(self, figures: pd.DataFrame, reviewer: str | None) -> None:
        names = sorted({record.by for record in corrections.read_log(self._log).records})
        # One person's log is theirs again; among several nobody is guessed.
        reviewer = reviewer or (names[0] if len(names) == 1 else "")
        self.reviewer = fields.combobox("Your name (needed)", names, value=reviewer, placeholder="first and last name")
        self.reviewer.layout.width = "23em"
        self.bar = widgets.IntProgress(layout={"width": "9em"}, tooltip="How many rows are checked")
        self.count, self.notes = widgets.HTML(), widgets.HTML()
        self.bar.layout.margin = "2px 8px 2px 24px"
        self.kind = _choice({"All": "all", "Figures": "figures", "Claims": "claims"}, "Which rows the list shows")
        self.checked_too = _choice({"Still to check": False, "Checked too": True}, "Whether the list shows what is checked")
        self.queue = widgets.Select(rows=9, tooltip="The least certain first; the arrow keys go through the rows")
        self.queue.add_class("kit-desk-list")
        # Always as high, so that the buttons below stay where they are.
        self.article = widgets.HTML(layout={"min_height": "8.5em", "max_height": "14em", "overflow": "auto"})
        self.article.add_class("kit-desk-aside")
        self.around = widgets.Checkbox(description="with the sentences before and after", indent=False)
        self.number = fields.text("number", placeholder="about 3,000", continuous_update=False)
        self.read_as = widgets.HTML(layout={"min_height": "1.8em"})
        known = {"source_id": list(self._kinds), "group": sorted(figures["group"].dropna().unique()), "statement": []}
        self.fields = {
            table: {name: fields.field(table, name, known.get(name)) for name in names} for table, names in FIELDS.items()
        }
        self.why = fields.text("Note", placeholder="why, if you like; it is kept with your decision")
        self.accept = _button("Accept", "The row is right as it stands", button_style="primary")
        self.save = _button("Save changes", "Records the boxes that you changed")
        self.reject = _button("Reject", "This is no claim, or no figure")
        self.undo = _button("Undo", "Takes back your latest decision")
        self.undo.layout.margin = "2px 2px 2px 24px"
        self.redo = _button("Redo", "Puts back what you took back last")
        self.status = widgets.HTML(layout={"min_height": "2.2em"})
        self.adding, self.recent = Adding(*self._extracted, self._articles), widgets.HTML()
        self.add_open = _opener("Add a figure that the machine missed", self.adding)
        self.log_open = _opener("What has been recorded", self.recent)
        self._inputs = {
            "figures": widgets.VBox([fields.grid([self.number, *self.fields["figures"].values()]), self.read_as]),
            "claims": fields.grid(self.fields["claims"].values()),
        }
        self._input = widgets.VBox()

    def _observe(self) -> None:
        self.queue.observe(lambda _: self._filling or self._choose(), "value")
        for box in (self.kind, self.checked_too):
            box.observe(lambda _: self._fill(self.queue.value, place=0), "value")
        self.around.observe(lambda _: self._show_article(), "value")
        self.number.observe(lambda _: self._read_number(), "value")
        self.fields["claims"]["source_id"].observe(lambda _: self._take_kind(), "value")
        for button, action in (
            (self.accept, self._accept), (self.save, self._save), (self.reject, self._reject), (self.undo, corrections.undo),
            (self.redo, corrections.redo), (self.adding.add, self._add),
        ):
            button.on_click(lambda button, action=action: self._do(button, action))

    @property
    def table(self) -> pd.DataFrame:
        """What is still to be checked, the least certain first: see :func:`to_check`."""
        return queue.to_check(self.claims, self.figures)

    def __repr__(self) -> str:
        return f"<desk: {len(self.table)} rows to check>"

    def _renew(self, *wanted: tuple[str, str] | None) -> None:
        """Replays the log and shows what it leaves to do."""
        self.claims, self.figures, problems = replay(*self._extracted, self._log, policy=self._policy)
        self.adding.renew(self.claims, self.figures)
        self.fields["figures"]["statement"].options = sorted(self.figures["statement"].dropna().unique())
        notes = list(self._notes)
        if len(problems):
            notes.append(f"{len(problems)} line(s) of the log need a look: kit.corrections.problems lists them.")
        self.notes.value = words.noted(notes)
        count, self.recent.value = words.log_in_words(self._log)
        self.log_open.description = f"What has been recorded ({count})"
        self._fill(*wanted)

    def _fill(self, *wanted: tuple[str, str] | None, place: int | None = None) -> None:
        """Puts the rows into the list and takes in hand the first of the *wanted* that is there, else what stands at *place*, by default the same as before."""
        every = queue.all_rows(self.claims, self.figures)
        open_ = every["status"].eq("extracted")
        self.bar.max, self.bar.value = max(1, len(every)), int((~open_).sum())
        self.count.value = words.said(f"{self.bar.value} of {len(every)} checked")
        rows = every[(open_ | self.checked_too.value) & (every["table"].eq(self.kind.value) | (self.kind.value == "all"))]
        values = list(zip(rows["table"], rows["row_id"]))
        place = (self.queue.index or 0) if place is None else place
        index = min(place, len(values) - 1) if values else None
        index = next((values.index(value) for value in wanted if value in values), index)
        self._keep_draft()
        self._filling = True
        with self.queue.hold_sync():
            self.queue.description = queue.heading(self.checked_too.value)
            self.queue.options = [(queue.label(row, self.checked_too.value), value) for row, value in zip(rows.itertuples(), values)]
            self.queue.index = index
        self._filling = False
        self._show()

    def _row(self) -> tuple[str, pd.Series]:
        if self.queue.value is None:
            raise ValueError("No row is chosen: choose one in the list first.")
        table, row_id = self.queue.value
        return table, (self.claims if table == "claims" else self.figures).loc[row_id]

    def _choose(self) -> None:
        """Goes to the row that the person chose; what was typed at the last one waits there."""
        left = self._keep_draft()
        self._show()
        if self.queue.value in self._drafts:
            self.status.value = words.said("Your changes to this row are not saved yet: Save changes records them.")
        else:
            self.status.value = words.said("The changes to the row before are not saved; they wait there.") if left else ""

    def _keep_draft(self) -> bool:
        """Keeps what was typed at the row in hand and not saved; says whether there is any."""
        if self._in_hand is None:
            return False
        self._drafts.pop(self._in_hand, None)
        typed = self._typed()
        if typed != self._as_shown:
            self._drafts[self._in_hand] = typed
        return typed != self._as_shown

    def _typed(self) -> dict[str, Any]:
        boxes = self.fields[self._in_hand[0]] | {"number": self.number}
        return {name: box.value for name, box in boxes.items()}

    def _show(self) -> None:
        """Puts the chosen row into the form."""
        self.number.value = self.read_as.value = ""
        self._in_hand = self.queue.value
        self._show_article()
        if self._in_hand is None:
            self._input.children = ()
            return
        table, row = self._row()
        for name, box in self.fields[table].items():
            fields.put(name, box, plain(row[name]))
        self._as_shown = self._typed()
        draft = self._drafts.get(self._in_hand, {})
        self.number.value = draft.get("number", "")
        for name, box in self.fields[table].items():
            box.value = draft.get(name, box.value)
        self._input.children = (self._inputs[table],)
        if not self.adding.words.value and row["article_id"] in self._articles.index:
            self.adding.article.value = row["article_id"]

    def _show_article(self) -> None:
        if self.queue.value is None:
            which = "Everything is" if self.kind.value == "all" else f"All {self.kind.value} are"
            found = len(self.claims) + len(self.figures)
            self.article.value = words.said(f"{which} checked." if found else "No claim and no figure was found in these articles.")
            return
        table, row = self._row()
        claim = row if table == "claims" else self.claims.loc[row["claim_id"]]
        figures = self.figures[self.figures["claim_id"] == row.name] if table == "claims" else row.to_frame().T
        self.article.value = words.excerpt(table, row, claim, figures, self._articles, more=int(self.around.value))

    def _read_number(self) -> None:
        """Fills value, low, high and qualifier from a number as people write it, and shows them."""
        if not self.number.value.strip():
            return
        try:
            read = fields.read_number(self.number.value)
        except ValueError as error:
            self.read_as.value = words.said(str(error), alert=True)
            return
        for name, value in read.items():
            fields.put(name, self.fields["figures"][name], value)
        self.read_as.value = words.said(f"{fields.number_in_words(read)}. Save changes records it.")

    def _take_kind(self) -> None:
        """A source that is known brings its kind along."""
        source_id = self.fields["claims"]["source_id"].value.strip()
        kind = self._kinds.get(self._ids.get(source_id.casefold(), source_id))
        if kind is not None:
            self.fields["claims"]["source_kind"].value = kind

    def _do(self, button: widgets.Button, action) -> None:
        """Runs a button's action and says what was recorded, or why nothing was."""
        try:
            by = self.reviewer.value.strip()
            if not by:
                raise ValueError(f"{self.reviewer.description}: say who you are first, at the top of the form.")
            record = action(self._log, by=by, why=self.why.value.strip() or None)
        except ValueError as error:
            self.status.value = words.said(f"Nothing was saved. {error}", alert=True)
            return
        self.why.value = ""
        here = self.queue.value
        if button in (self.accept, self.save, self.reject):
            self._as_shown = self._typed()
            self._renew(self._next())
        elif button is self.undo:
            self._renew(self._undone(record), here)
        else:
            self._renew((record.table, record.target), here) if button is self.adding.add else self._renew(here)
        records = {entry.id: entry for entry in corrections.read_log(self._log).records}
        self.status.value = words.said(f"Saved: {by} {words.sentence(record, records)}. {_AGAIN}")

    def _next(self) -> tuple[str, str] | None:
        """The row below the one in hand."""
        values = [value for _, value in self.queue.options]
        return values[self.queue.index + 1] if self.queue.index + 1 < len(values) else None

    def _undone(self, undo: corrections.Record) -> tuple[str, str] | None:
        records = {entry.id: entry for entry in corrections.read_log(self._log).records}
        undone = records[undo.undoes]
        return undone.table, undone.target

    def _record(self, log: str | os.PathLike, **values: Any) -> corrections.Record:
        table, row = self._row()
        text = self._articles["text"].get(row["article_id"])
        where = corrections.selectors(table, row, text)
        if text is not None and pd.notna(sha256 := self._articles["sha256"].get(row["article_id"])):
            where["article_sha256"] = sha256
        return corrections.record(log, **where, article_text=text, **values)

    def _accept(self, log, **values) -> corrections.Record:
        table, row = self._row()
        if self._changes():
            raise ValueError("A box is changed: press Save changes, or put its old value back.")
        return self._record(log, action="accept", from_={name: plain(row[name]) for name in FIELDS[table]}, **values)

    def _reject(self, log, **values) -> corrections.Record:
        return self._record(log, action="reject", **values)

    def _save(self, log, **values) -> corrections.Record:
        row, new = self._row()[1], self._changes()
        if not new:
            raise ValueError("No box is changed: change one, or press Accept.")
        old = {name: plain(row[name]) for name in new}
        if len(new) == 1:
            (name,) = new
            return self._record(log, action="set", field=name, from_=old[name], to=new[name], **values)
        return self._record(log, action="set", from_=old, to=new, **values)

    def _add(self, log, **values) -> corrections.Record:
        *claims, figure = self.adding.records()
        for claim in claims:
            corrections.record(log, **claim, **values)
        record = corrections.record(log, **figure, **values)
        self.adding.clear()
        return record

    def _changes(self) -> dict[str, Any]:
        """The fields whose value in the form is another than in the row."""
        table, row = self._row()
        if table == "figures" and self.number.value.strip():
            fields.read_number(self.number.value)  # one that cannot be read must not be passed over
        new = {name: fields.typed(name, box.value, self._ids) for name, box in self.fields[table].items()}
        if fault := fields.bounds_fault(new):
            raise ValueError(fault)
        return {name: value for name, value in new.items() if value != plain(row[name])}


def form(
    claims: pd.DataFrame,
    figures: pd.DataFrame,
    articles: pd.DataFrame,
    log: str | os.PathLike,
    reviewer: str | None = None,
    *,
    sources: pd.DataFrame | None = None,
    policy: str = "latest",
    notes: Sequence[str] = (),
) -> Form:
    """A form that records corrections of *claims* and *figures*, as extracted, to *log*.

    *articles* gives the texts, *sources* (a registry) the source ids to choose from beside those of
    the claims, *notes* what is to be told above the rows. Without a *reviewer* the log's own is taken,
    if it has only one. The form is an ipywidgets box; its ``table`` says the same for a static page.
    """
    return Form(claims, figures, articles, log, reviewer, sources, policy, notes)


def _kinds(claims: pd.DataFrame, sources: pd.DataFrame | None) -> dict[str, str]:
    """The source ids that are known, and their kinds; the registry's word counts more."""
    named = claims.dropna(subset=["source_id", "source_kind"])
    kinds = dict(zip(named["source_id"], named["source_kind"]))
    if sources is not None:
        kinds |= dict(zip(sources["source_id"], sources["kind"]))
    return dict(sorted(kinds.items()))


def _button(name: str, tooltip: str, **options: Any) -> widgets.Button:
    return widgets.Button(description=name, tooltip=tooltip, layout={"width": "auto"}, **options)


def _line(*boxes: widgets.DOMWidget) -> widgets.HBox:
    """The *boxes* beside each other, in a further line where the form is narrow."""
    return widgets.HBox(boxes, layout={"flex_flow": "row wrap", "align_items": "center"})


def _choice(options: dict[str, Any], tooltip: str) -> widgets.ToggleButtons:
    made = widgets.ToggleButtons(options=options.items(), tooltips=[f"{tooltip}: {name}" for name in options], style={"button_width": "auto"})
    made.layout.margin = "2px 16px 2px 0"
    return made


def _opener(name: str, box: widgets.DOMWidget) -> widgets.ToggleButton:
    """A button that shows and hides *box*; it can be reached with the Tab key, an accordion cannot."""
    made = widgets.ToggleButton(description=name, icon="chevron-right", layout={"width": "auto", "align_self": "flex-start"})
    box.layout.display = "none"

    def turn(change) -> None:
        box.layout.display = None if change.new else "none"
        made.icon = "chevron-down" if change.new else "chevron-right"

    made.observe(turn, "value")
    return made
