"""The form's boxes: what each is called, which words it takes, and what is read from it."""

from __future__ import annotations

import re
from typing import Any

import ipywidgets as widgets

from kit.corrections.rules import TABLES
from kit.language import quantities

FIELDS = {
    "figures": ("value", "low", "high", "qualifier", "measure", "counted", "group", "statement"),
    "claims": ("source_id", "source_kind", "polarity", "hedge"),
}
NUMBERS = ("value", "low", "high")
#: Every word of the fields' vocabularies, so that no id or noun is taken for one.
_VOCABULARY = frozenset(
    word
    for table, names in FIELDS.items() for name in names for check in TABLES[table].columns[name].checks
    if check.name == "isin" for word in check.statistics["allowed_values"]
)
#: Each box's name and what its tooltip says.
_NAMES = {
    "number": ("Number as written", "Type it as people write it (about 3,000 · at least 50 · 10–12): the four boxes beside it are filled from it."),
    "value": ("Number", "The number that is stated; empty where only bounds are (between 10 and 12, dozens)."),
    "low": ("Lowest", "The lowest count that the words allow; empty where they leave it open (up to 300)."),
    "high": ("Highest", "The highest count that the words allow; empty where they leave it open (at least 50)."),
    "qualifier": ("How exact", "exact: neither more nor less · about: around, some, roughly · nearly: almost, just under · over: more than · at least · up to: as many as, at most · range: between a and b · vague: dozens, thousands"),
    "measure": ("What is counted", "What became of the people: killed, injured … “casualties” is the word alone, which may or may not mean deaths."),
    "counted": ("Who is counted", "The noun beside the number: soldiers, people, houses' residents …"),
    "group": ("Side or country", "Whose people they are, as a country or side: North Korea, not North Korean."),
    "statement": ("Name of the statement", "Empty: grouped by rule. The same name (any words) at figures of one source puts them together as one statement, whatever their numbers; a name of its own sets a figure apart."),
    "source_id": ("Source", "Who says it: the id or name of a known source, or a new id in small letters (ferry_company). Two who speak together: a|b. Nobody in particular: unnamed; the reporter: article."),
    "source_kind": ("Kind of source", "A known source brings its kind along; choose one for a new source."),
    "polarity": ("Asserted, denied or questioned", "Whether the source says that it is so (asserted), that it is not (denied), or doubts it or leaves it open (questioned)."),
    "hedge": ("Hedging words", "Words that make the claim less firm: reportedly, preliminary estimates. Empty if there are none."),
}
#: Words of the vocabularies that do not explain themselves.
_EXPLAINED = {
    "exact": "exactly", "about": "about (around, some, roughly)", "nearly": "nearly (almost, just under)",
    "over": "over (more than)", "at_least": "at least (no fewer than)", "up_to": "up to (as many as, at most)",
    "range": "between two numbers", "vague": "vague (dozens, thousands)", "casualties": "casualties (the word alone)",
}
_PLAIN = re.compile(r"\d{1,3}(,\d{3})+|\d{1,18}", re.ASCII)
_SOURCE_ID = re.compile(r"[a-z0-9_]+(\|[a-z0-9_]+)*")


def name_of(name: str) -> str:
    """What the form calls a column."""
    return _NAMES[name][0] if name in _NAMES else name.replace("_", " ")


def in_words(value: Any) -> str:
    """A field's value for a reader.

    >>> in_words("at_least"), in_words(3000), in_words(None)
    ('at least', '3,000', 'empty')
    """
    if value is None or value == "":
        return "empty"
    if isinstance(value, int):
        return f"{value:,}"
    return value.replace("_", " ") if value in _VOCABULARY else str(value)


def text(name: str, **options: Any) -> widgets.Text:
    """A box for text; *name* is a column, or the words above the box."""
    return _named(widgets.Text, name, **options)


def combobox(name: str, known: list[str], **options: Any) -> widgets.Combobox:
    """A box for text that offers what is known."""
    return _named(widgets.Combobox, name, options=known, **options)


def dropdown(name: str, options: list) -> widgets.Dropdown:
    """A choice among *options*."""
    return _named(widgets.Dropdown, name, options=options)


def field(table: str, name: str, known: list[str] | None = None) -> widgets.Widget:
    """The input of a column: its vocabulary where it has one, else a text."""
    column = TABLES[table].columns[name]
    for check in column.checks:
        if check.name == "isin":
            allowed = [(_EXPLAINED.get(value, in_words(value)), value) for value in check.statistics["allowed_values"]]
            return _named(widgets.Dropdown, name, options=[("", None)] * column.nullable + allowed)
    return text(name) if known is None else combobox(name, known)


def grid(boxes) -> widgets.GridBox:
    """The *boxes* in columns, as many as fit, each box below its name."""
    boxes = list(boxes)
    for box in boxes:
        box.style.description_width = "auto"
        box.add_class("kit-desk-cell")
    return widgets.GridBox(boxes, layout={"grid_template_columns": "repeat(auto-fill, minmax(13em, 1fr))", "grid_gap": "2px 10px", "width": "100%"})


def put(name: str, widget: widgets.Widget, value: Any) -> None:
    """Writes a value of the log into its box."""
    if not isinstance(widget, widgets.Dropdown):
        value = "" if value is None else f"{value:,}" if name in NUMBERS else value
    widget.value = value


def typed(name: str, value: str | None, ids: dict[str, str] | None = None) -> Any:
    """A box's value as the log keeps it; *ids* are the sources' ids by their names in small letters."""
    value = value.strip() if value is not None else None
    if not value:
        return None
    if name == "source_id":
        return _source_id(value, ids or {})
    if name not in NUMBERS:
        return value
    read = read_number(value, name)
    if read["qualifier"] != "exact":
        raise ValueError(f"{name_of(name)}: {value!r} is more than a plain number; write it into “{name_of('number')}”")
    return read["value"]


def _source_id(value: str, ids: dict[str, str]) -> str:
    value = ids.get(value.casefold(), value)
    if not _SOURCE_ID.fullmatch(value):
        instead = re.sub(r"[^a-z0-9|]+", "_", value.casefold()).strip("_")
        raise ValueError(
            f"{name_of('source_id')}: {value!r} must be small letters, digits and _"
            + (f"; write {instead}" if _SOURCE_ID.fullmatch(instead) else "")
        )
    return value


def read_number(text: str, name: str = "number") -> dict[str, Any]:
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
        raise ValueError(
            f"{name_of(name)}: {text!r} is not read as one number; write it like 1,100 or about 3,000 or 10–12"
        )
    read = {side: getattr(found[0], side) for side in NUMBERS}
    if found[0].unit or any(number is not None and number != int(number) for number in read.values()):
        raise ValueError(f"{name_of(name)}: {text!r} is not a whole number of people")
    read = {side: None if number is None else int(number) for side, number in read.items()}
    return read | {"qualifier": found[0].qualifier}


def number_in_words(read: dict[str, Any]) -> str:
    """What :func:`read_number` read, for a reader.

    >>> number_in_words(read_number("at least 50"))
    'Read as: at least, Number 50, Lowest 50, Highest open'
    """
    sides = [f"{name_of(side)} {'open' if read[side] is None else in_words(read[side])}" for side in NUMBERS]
    return f"Read as: {', '.join([in_words(read['qualifier']), *sides])}"


def bounds_fault(new: dict[str, Any]) -> str | None:
    """What number, lowest and highest cannot be together."""
    value, low, high = (new.get(name) for name in NUMBERS)
    if low is not None and high is not None and low > high:
        return f"Lowest: {low:,} is above Highest, {high:,}"
    if value is not None and not (low or 0) <= value <= (value if high is None else high):
        return f"Number: {value:,} does not lie between Lowest and Highest; write the number into “{name_of('number')}”"
    return None


def _named(kind: type, name: str, **options: Any) -> widgets.Widget:
    words, tooltip = _NAMES.get(name, (name, None))
    options = {"tooltip": tooltip} | options
    return kind(description=words, style={"description_width": "initial"}, layout={"width": "auto"}, **options)
