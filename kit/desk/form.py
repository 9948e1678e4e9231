"""The form in which a person accepts, corrects or rejects what was extracted.

Every button writes one record to the log before the form says so. What is wrong is said in the form,
and then nothing is written. Articles' words are escaped wherever they are shown as HTML.
"""

from __future__ import annotations

import html
import os
import re
from typing import Any

import ipywidgets as widgets
import pandas as pd

from kit import corrections
from kit.corrections.replay import plain, replay
from kit.corrections.rules import TABLES, row_fault
from kit.marks import marked, marks_of
from kit.language import quantities

FIELDS = {
    "figures": ("value", "low", "high", "qualifier", "measure", "counted", "group"),
    "claims": ("source_id", "polarity", "hedge"),
}
NUMBERS = ("value", "low", "high")
_TO_CHECK = ("table", "row_id", "article_id", "start", "text", "source_id", "measure", "confidence", "status")
_PLAIN = re.compile(r"\d{1,3}(,\d{3})+|\d{1,18}", re.ASCII)
_SOURCE_ID = re.compile(r"[a-z0-9_]+(\|[a-z0-9_]+)*")
#: How much of the article is shown on either side of the sentence.
_AROUND = 200


class Form(widgets.VBox):
    """The form; made by :func:`form`. ``table`` is what is still to be checked, for a static page."""

    def __init__(self, claims, figures, articles, log, reviewer, sources, policy):
        self._extracted = claims, figures
        self._articles, self._log, self._policy = articles, log, policy
        self._kinds = _kinds(claims, sources)
        self.queue = widgets.Select(rows=10, layout={"width": "100%"})
        self.checked_too = widgets.Checkbox(description="also what is checked", indent=False)
        self.article = widgets.HTML()
        self.number = _text("number", placeholder="as people write it: about 3,000", continuous_update=False)
        self.read_as = widgets.HTML()
        known = {"source_id": list(self._kinds), "group": sorted(figures["group"].dropna().unique())}
        self.fields = {
            table: {name: _field(table, name, known.get(name)) for name in names} for table, names in FIELDS.items()
        }
        self.reviewer = _text("reviewer", value=reviewer or "", placeholder="your name")
        self.why = _text("why", placeholder="a note, if you like")
        self.accept, self.save, self.reject, self.undo, self.redo = (
            widgets.Button(description=name) for name in ("Accept", "Save", "Reject", "Undo", "Redo")
        )
        self.status, self.recent = widgets.HTML(), widgets.HTML()
        self._inputs = {
            "figures": widgets.VBox([self.number, self.read_as, *self.fields["figures"].values()]),
            "claims": widgets.VBox(list(self.fields["claims"].values())),
        }
        self._input = widgets.VBox()
        self._renew()
        self.queue.observe(lambda _: self._show(), "value")
        self.checked_too.observe(lambda _: self._fill(), "value")
        self.number.observe(lambda _: self._read_number(), "value")
        for button, action in (
            (self.accept, self._accept), (self.save, self._save), (self.reject, self._reject),
            (self.undo, corrections.undo), (self.redo, corrections.redo),
        ):
            button.on_click(lambda button, action=action: self._do(button, action))
        buttons = widgets.HBox([self.accept, self.save, self.reject, self.undo, self.redo])
        super().__init__([
            self.queue, self.checked_too, self.article, self._input, self.reviewer, self.why, buttons,
            self.status, self.recent,
        ])

    @property
    def table(self) -> pd.DataFrame:
        """What is still to be checked, the least certain first: see :func:`to_check`."""
        return to_check(self.claims, self.figures)

    def __repr__(self) -> str:
        return f"<desk: {len(self.table)} rows to check>"

    def _renew(self) -> None:
        """Replays the log and shows what it leaves to do."""
        self.claims, self.figures, problems = replay(*self._extracted, self._log, policy=self._policy)
        self._fill()
        count = len(problems)
        note = f"<p>{count} line(s) of the log need a look: see kit.corrections.problems.</p>" if count else ""
        latest = corrections.history(self._log).tail(8)[::-1].drop(columns=["record_id"])
        self.recent.value = note + latest.to_html(index=False, na_rep="", escape=True) if len(latest) else note

    def _fill(self) -> None:
        index = self.queue.index or 0
        rows = _rows(self.claims, self.figures) if self.checked_too.value else self.table
        self.queue.options = [(_label(row), (row.table, row.row_id)) for row in rows.itertuples()]
        self.queue.index = min(index, len(rows) - 1) if len(rows) else None
        self._show()

    def _row(self) -> tuple[str, pd.Series]:
        if self.queue.value is None:
            raise ValueError("nothing is chosen: take a row of the list in hand first")
        table, row_id = self.queue.value
        return table, (self.claims if table == "claims" else self.figures).loc[row_id]

    def _show(self) -> None:
        """Puts the chosen row into the form."""
        self.number.value = self.read_as.value = ""
        if self.queue.value is None:
            self.article.value, self._input.children = "<p>Everything is checked.</p>", ()
            return
        table, row = self._row()
        for name, widget in self.fields[table].items():
            value = plain(row[name])
            if not isinstance(widget, widgets.Dropdown):
                value = "" if value is None else f"{value:,}" if name in NUMBERS else value
            widget.value = value
        self._input.children = (self._inputs[table],)
        self.article.value = self._shown(table, row)

    def _shown(self, table: str, row: pd.Series) -> str:
        claim = row if table == "claims" else self.claims.loc[row["claim_id"]]
        figures = self.figures[self.figures["claim_id"] == row.name] if table == "claims" else row.to_frame().T
        text = self._text_of(row)
        if text is None:
            return f"<p>{html.escape(str(row['text']))}</p><p>The article is not among those given.</p>"
        start = max(0, min(int(claim["sentence_start"]), int(row["start"])) - _AROUND)
        end = max(int(claim["sentence_end"]), int(row["end"])) + _AROUND
        shown = marked(text, marks_of(claim, figures), start, min(end, len(text)))
        title = html.escape(str(row["article_id"]))
        return f'<p><b>{title}</b></p><p style="white-space: pre-wrap; line-height: 1.6">{shown}</p>'

    def _text_of(self, row: pd.Series) -> str | None:
        return self._articles["text"].get(row["article_id"])

    def _read_number(self) -> None:
        """Fills value, low, high and qualifier from a number as people write it, and shows them."""
        if not self.number.value.strip():
            return
        try:
            read = read_number(self.number.value)
        except ValueError as error:
            self.read_as.value = _said(str(error), alert=True)
            return
        for name, value in read.items():
            widget = self.fields["figures"][name]
            widget.value = value if name == "qualifier" else "" if value is None else f"{value:,}"
        words = ", ".join(f"{name} {'open' if value is None else value}" for name, value in read.items())
        self.read_as.value = _said(f"read as {words}")

    def _do(self, button: widgets.Button, action) -> None:
        """Runs a button's action and says what was recorded, or why nothing was."""
        try:
            by = self.reviewer.value.strip()
            if not by:
                raise ValueError("reviewer: say who you are first")
            record = action(self._log, by=by, why=self.why.value.strip() or None)
        except ValueError as error:
            self.status.value = _said(f"Nothing was saved. {error}", alert=True)
            return
        self.why.value = ""
        self._renew()
        self.status.value = _said(f"{button.description}: recorded {_sentence(record)}")

    def _record(self, log: str | os.PathLike, **fields: Any) -> corrections.Record:
        table, row = self._row()
        text = self._text_of(row)
        where = corrections.selectors(table, row, text)
        if text is not None and pd.notna(sha256 := self._articles["sha256"].get(row["article_id"])):
            where["article_sha256"] = sha256
        return corrections.record(log, **where, article_text=text, **fields)

    def _accept(self, log, **fields) -> corrections.Record:
        table, row = self._row()
        if self._changes():
            raise ValueError("a field is changed: press Save, or choose the row again to take the change back")
        return self._record(log, action="accept", from_={name: plain(row[name]) for name in FIELDS[table]}, **fields)

    def _reject(self, log, **fields) -> corrections.Record:
        return self._record(log, action="reject", **fields)

    def _save(self, log, **fields) -> corrections.Record:
        row, new = self._row()[1], self._changes()
        if not new:
            raise ValueError("no field is changed: change one, or press Accept")
        old = {name: plain(row[name]) for name in new}
        if len(new) == 1:
            (name,) = new
            return self._record(log, action="set", field=name, from_=old[name], to=new[name], **fields)
        return self._record(log, action="set", from_=old, to=new, **fields)

    def _changes(self) -> dict[str, Any]:
        """The fields whose value in the form is another than in the row."""
        table, row = self._row()
        if table == "figures" and self.number.value.strip():
            read_number(self.number.value)  # one that cannot be read must not be passed over
        new = {name: _typed(name, widget.value) for name, widget in self.fields[table].items()}
        source_id = new.get("source_id")
        if source_id is not None and not _SOURCE_ID.fullmatch(source_id):
            raise ValueError(f"source_id: {source_id!r} must be small letters, digits and _ (two ids: a|b)")
        if fault := _bounds_fault(new):
            raise ValueError(fault)
        changed = {name: value for name, value in new.items() if value != plain(row[name])}
        if source_id in self._kinds and "source_id" in changed and self._kinds[source_id] != plain(row["source_kind"]):
            changed["source_kind"] = self._kinds[source_id]
        return changed


def form(
    claims: pd.DataFrame,
    figures: pd.DataFrame,
    articles: pd.DataFrame,
    log: str | os.PathLike,
    reviewer: str | None = None,
    *,
    sources: pd.DataFrame | None = None,
    policy: str = "latest",
) -> Form:
    """A form that records corrections of *claims* and *figures*, as extracted, to *log*.

    *articles* gives the texts, *sources* (a registry) the source ids to choose from beside those of
    the claims. The form is an ipywidgets box; its ``table`` says the same for a static page.
    """
    return Form(claims, figures, articles, log, reviewer, sources, policy)


def to_check(claims: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """The claims and figures that nobody has checked yet, the least certain first.

    Returns:
        ``table`` · ``row_id`` · ``article_id`` · ``start`` · ``text`` · ``source_id`` · ``measure`` ·
        ``confidence`` · ``status``; a row without confidence comes before all others.
    """
    rows = _rows(claims, figures)
    return rows[rows["status"] == "extracted"].reset_index(drop=True)


def read_number(text: str) -> dict[str, Any]:
    """``value``, ``low``, ``high`` and ``qualifier`` of a number as people write it.

    >>> read_number("about 3,000")
    {'value': 3000, 'low': None, 'high': None, 'qualifier': 'about'}

    Raises:
        ValueError: when *text* is not one number, or not of whole people.
    """
    if _PLAIN.fullmatch(text.strip()):  # in this field 2024 is no year
        whole = int(text.replace(",", ""))
        return {"value": whole, "low": whole, "high": whole, "qualifier": "exact"}
    found = quantities.find(text.strip())
    if len(found) != 1 or found[0].end - found[0].start != len(text.strip()):
        raise ValueError(f"number: {text!r} is not read as one number; write it like 1,100 or about 3,000 or 10–12")
    read = {name: getattr(found[0], name) for name in NUMBERS}
    if found[0].unit or any(number is not None and number != int(number) for number in read.values()):
        raise ValueError(f"number: {text!r} is not a whole number of people")
    read = {name: None if number is None else int(number) for name, number in read.items()}
    return read | {"qualifier": found[0].qualifier}


def _rows(claims: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Both tables as one, the least certain first."""
    speakers = claims["source_id"].reindex(figures["claim_id"]).array
    parts = [
        claims.assign(table="claims", measure=pd.NA, row_id=claims.index),
        figures.assign(table="figures", source_id=speakers, row_id=figures.index),
    ]
    rows = pd.concat([part[list(_TO_CHECK)].astype("object") for part in parts], ignore_index=True)
    types = {name: "string" for name in _TO_CHECK} | {"start": "Int64", "confidence": "Float64"}
    order = ["confidence", "article_id", "start", "table", "row_id"]
    return rows.astype(types).sort_values(order, na_position="first", ignore_index=True)


def _kinds(claims: pd.DataFrame, sources: pd.DataFrame | None) -> dict[str, str]:
    """The source ids that are known, and their kinds; the registry's word counts more."""
    named = claims.dropna(subset=["source_id", "source_kind"])
    kinds = dict(zip(named["source_id"], named["source_kind"]))
    if sources is not None:
        kinds |= dict(zip(sources["source_id"], sources["kind"]))
    return dict(sorted(kinds.items()))


def _label(row) -> str:
    words = " ".join(row.text.split())
    words = words if len(words) <= 60 else words[:59] + "…"
    facts = (row.table[:-1], f"“{words}”", row.measure, row.source_id, row.article_id)
    facts += () if row.status == "extracted" else (row.status,)
    return " · ".join(fact for fact in facts if pd.notna(fact))


def _text(name: str, **options: Any) -> widgets.Text:
    return widgets.Text(description=name, layout={"width": "32em"}, **options)


def _field(table: str, name: str, known: list[str] | None) -> widgets.Widget:
    """The input of a column: its vocabulary where it has one, else a text."""
    column = TABLES[table].columns[name]
    for check in column.checks:
        if check.name == "isin":
            options = [("", None)] * column.nullable + [(value, value) for value in check.statistics["allowed_values"]]
            return widgets.Dropdown(description=name, options=options)
    if known is not None:
        return widgets.Combobox(description=name, options=known, layout={"width": "32em"})
    return _text(name)


def _typed(name: str, value: str | None) -> Any:
    """A field's value as the log keeps it."""
    value = value.strip() if value is not None else None
    if not value:
        return None
    if name not in NUMBERS:
        return value
    read = read_number(value)
    if read["qualifier"] != "exact":
        raise ValueError(f"{name}: {value!r} is more than a plain number; write it into the field 'number'")
    return read["value"]


def _bounds_fault(new: dict[str, Any]) -> str | None:
    """What value, low and high cannot be together."""
    value, low, high = (new.get(name) for name in NUMBERS)
    if value is not None and not (low or 0) <= value <= (value if high is None else high):
        return f"value: {value:,} does not lie between low and high; write the number into the field 'number'"
    return row_fault(new)


def _said(words: str, alert: bool = False) -> str:
    return f'<p role="{"alert" if alert else "status"}">{"⚠ " if alert else ""}{html.escape(words)}</p>'


def _sentence(record: corrections.Record) -> str:
    if record.action == "undo":
        return f"that {record.undoes} no longer counts"
    changes = "; ".join(f"{name}: {old!r} → {new!r}" for name, (old, new) in record.changes.items())
    return f"{record.action} {record.target}" + (f" ({changes})" if changes else "")
