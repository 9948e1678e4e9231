"""The form's boxes: what each is called, which words it takes, and what is read from it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from kit.corrections.rules import TABLES
from kit.language.quantities import expressions

#: Every column that a person may set; the first line of each is always shown, the others under "More fields".
FIRST = {
    "figures": ("value", "low", "high", "qualifier", "measure", "counted", "group"),
    "claims": ("source_id", "source_kind", "polarity", "hedge"),
}
FIELDS = {
    "figures": (*FIRST["figures"], "place", "as_of", "period", "statement", "claim_id", "part_of", "superseded_by"),
    "claims": (*FIRST["claims"], "cue_class", "form", "source", "cue", "via", "via_id", "said_on", "parent_id"),
}
NUMBERS = ("value", "low", "high")
DATES = ("as_of", "said_on")
#: Words of the article, kept with their place.
MENTIONS = ("source", "cue")
#: Every word of the fields' vocabularies, so that no id or noun is taken for one.
_VOCABULARY = frozenset(
    word
    for table, names in FIELDS.items() for name in names for check in TABLES[table].columns[name].checks
    if check.name == "isin" for word in check.statistics["allowed_values"]
)
#: Each box's name and what it takes.
_NAMES = {
    "by": ("Your name", "Who decides; kept with every record."),
    "number": ("Number as written", "As people write it: about 3,000 · at least 50 · 10–12k. The boxes beside it are filled from it."),
    "value": ("Number", "The number that is stated; empty where only bounds are (between 10 and 12, dozens)."),
    "low": ("Lowest", "The lowest count that the words allow; empty where they leave it open (up to 300)."),
    "high": ("Highest", "The highest count that the words allow; empty where they leave it open (at least 50)."),
    "qualifier": ("How exact", "exact: neither more nor less · about: around, some, roughly · nearly: almost, just under · over: more than · at least · up to: as many as · range: between a and b · vague: dozens, thousands"),
    "measure": ("What is counted", "What became of the people. “casualties” is the word alone, which may or may not mean deaths."),
    "counted": ("Who is counted", "The noun beside the number: soldiers, people."),
    "group": ("Side or country", "Whose people they are, as a country or side: North Korea, not North Korean."),
    "place": ("Place", "Where it happened, as the article calls it."),
    "as_of": ("Counted on", "The day that the count is of, like 2024-12-27."),
    "period": ("Period", "The window of the count, as written (over the past 24 hours); empty for a count of all so far."),
    "statement": ("Name of the statement", "Empty: grouped by rule. The same name (any words) at figures of one source puts them together as one statement; a name of its own sets a figure apart."),
    "claim_id": ("Belongs to the claim", "The claim that states the figure."),
    "part_of": ("Part of the figure", "The whole that this count is a part of (3,000, of them 500 killed)."),
    "superseded_by": ("Replaced by the figure", "The later count that the article puts in its place (up from 12 to 31)."),
    "source_id": ("Source", "The id or name of a known source, or a new id in small letters (ferry_company). Two who speak together: a|b. Nobody in particular: unnamed; the reporter: article."),
    "source_kind": ("Kind of source", "A known source brings its kind along; choose one for a new source."),
    "polarity": ("Asserted or denied", "Whether the source says that it is so, that it is not, or doubts it or leaves it open."),
    "hedge": ("Hedging words", "Words that make the claim less firm: reportedly, preliminary estimates."),
    "cue_class": ("How it is said", "The sort of speech: says, denies, estimates, warns …"),
    "form": ("Form of speech", "direct: in quotation marks · indirect: in the reporter's words · mixed: both"),
    "source": ("Source, as written", "The words of the article that name the source; or select them in the article."),
    "cue": ("Cue, as written", "The words that introduce the speech (said, according to); or select them in the article."),
    "via": ("Relayed by", "Whom the source relies on or who relays it, as written (Yonhap, citing the NIS)."),
    "via_id": ("Relayed by (id)", "The id or name of that source."),
    "said_on": ("Said on", "The day it was said, like 2024-12-27."),
    "parent_id": ("Inside the claim", "The claim in whose content this one stands: she said that he denied it."),
}
#: Words of the vocabularies that do not explain themselves.
_EXPLAINED = {
    "exact": "exactly", "about": "about (around, some, roughly)", "nearly": "nearly (almost, just under)",
    "over": "over (more than)", "at_least": "at least (no fewer than)", "up_to": "up to (as many as, at most)",
    "range": "between two numbers", "vague": "vague (dozens, thousands)", "casualties": "casualties (the word alone)",
}
_PLAIN = re.compile(r"\d{1,3}(,\d{3})+|\d{1,18}", re.ASCII)
_SOURCE_ID = re.compile(r"[a-z0-9_]+(\|[a-z0-9_]+)*")


class FieldError(ValueError):
    """What is wrong with what was typed; ``faults`` says it for each box, by its name."""

    def __init__(self, faults: dict[str, str]):
        self.faults = faults
        super().__init__("; ".join(f"{name_of(name)}: {fault}" for name, fault in faults.items()))


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


def shown(value: Any) -> str:
    """A value of the log as its box shows it."""
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def box(name: str, value: Any = None, known: Iterable[str] = (), *, table: str | None = None, **more: Any) -> dict[str, Any]:
    """A box as the browser draws it: a choice where *known* are pairs or *table* has a vocabulary for *name*, else a text that offers what is *known*."""
    label, help_ = _NAMES.get(name, (name, ""))
    options = list(known)
    kind = "choice" if options and isinstance(options[0], (tuple, list)) else "text"
    for check in TABLES[table].columns[name].checks if table else ():
        if check.name == "isin":
            kind = "choice"
            options = [[word, _EXPLAINED.get(word, in_words(word))] for word in check.statistics["allowed_values"]]
    column = TABLES[table].columns[name] if table else None
    if kind == "choice" and (value is None or (column and column.nullable)):
        options = [["", "none" if column and column.nullable else "choose one"], *options]
    return {"name": name, "label": label, "help": help_, "kind": kind, "options": options, "value": shown(value)} | more


def typed(values: dict[str, str], ids: dict[str, str]) -> dict[str, Any]:
    """What was typed, by column, as the log keeps it; *ids* are the sources' ids by their names in small letters.

    Raises:
        FieldError: naming each box that is wrong.
    """
    read, faults = {}, {}
    for name, value in values.items():
        try:
            read[name] = _typed(name, value.strip(), ids)
        except ValueError as error:
            faults[name] = str(error)
    if faults:
        raise FieldError(faults)
    return read


def _typed(name: str, value: str, ids: dict[str, str]) -> Any:
    if not value:
        return None
    if name in ("source_id", "via_id"):
        return _source_id(value, ids)
    if name in DATES:
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            raise ValueError(f"{value!r} is not a day like 2024-12-27") from None
    if name not in NUMBERS:
        return value
    read = read_number(value)
    if read["qualifier"] != "exact":
        raise ValueError(f"{value!r} is more than a plain number; write it into “{name_of('number')}”")
    return read["value"]


def _source_id(value: str, ids: dict[str, str]) -> str:
    value = ids.get(value.casefold(), value)
    if not _SOURCE_ID.fullmatch(value):
        instead = source_id_of(value)
        raise ValueError(f"{value!r} must be small letters, digits and _" + (f"; write {instead}" if instead else ""))
    return value


def source_id_of(name: str) -> str:
    """An id made from a name.

    >>> source_id_of("Port Authority|Mayor")
    'port_authority|mayor'
    """
    made = re.sub(r"[^a-z0-9|]+", "_", name.casefold()).strip("_")
    return made if _SOURCE_ID.fullmatch(made) else ""


def read_number(text: str) -> dict[str, Any]:
    """``value``, ``low``, ``high`` and ``qualifier`` of a number as people write it.

    >>> read_number("about 3,000")
    {'value': 3000, 'low': None, 'high': None, 'qualifier': 'about'}

    Raises:
        ValueError: when *text* is not one number, or not of whole people.
    """
    text = text.strip()
    if _PLAIN.fullmatch(text):  # in this field 2024 is no year
        whole = int(text.replace(",", ""))
        return {"value": whole, "low": whole, "high": whole, "qualifier": "exact"}
    found = expressions.find(text)
    if len(found) != 1 or found[0].end - found[0].start != len(text):
        raise ValueError(f"{text!r} is not read as one number; write it like 1,100 or about 3,000 or 10–12")
    read = {side: getattr(found[0], side) for side in NUMBERS}
    if found[0].unit or any(number is not None and number != int(number) for number in read.values()):
        raise ValueError(f"{text!r} is not a whole number of people")
    read = {side: None if number is None else int(number) for side, number in read.items()}
    return read | {"qualifier": found[0].qualifier}


def number_in_words(read: dict[str, Any]) -> str:
    """What :func:`read_number` read, for a reader.

    >>> number_in_words(read_number("at least 50"))
    'Read as: at least, Number 50, Lowest 50, Highest open'
    """
    sides = [f"{name_of(side)} {'open' if read[side] is None else in_words(read[side])}" for side in NUMBERS]
    return f"Read as: {', '.join([in_words(read['qualifier']), *sides])}"


def check_bounds(new: dict[str, Any]) -> None:
    """Refuses what number, lowest and highest cannot be together.

    Raises:
        FieldError: naming the box.
    """
    value, low, high = (new.get(name) for name in NUMBERS)
    if low is not None and high is not None and low > high:
        raise FieldError({"low": f"{low:,} is above Highest, {high:,}"})
    if value is not None and not (low or 0) <= value <= (value if high is None else high):
        raise FieldError({"value": f"{value:,} does not lie between Lowest and Highest; write the number into “{name_of('number')}”"})
