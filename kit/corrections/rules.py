"""What a line of the log may say: its actions, tables, fields and values.

The same rules hold when a record is written and when it is read. Vocabularies and types are the
schema's own; each function gives what is wrong in words, or None.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Any

from kit import schema

ACTIONS = ("accept", "set", "reject", "add", "split", "merge", "resolve", "decide", "attach", "undo")
TABLES = {"claims": schema.CLAIMS, "figures": schema.FIGURES}
#: Columns that no ``set`` may change: where a row stands, and what the machine says of itself.
#: A row at the wrong place is rejected and added again at the right one.
FIXED = frozenset(
    "article_id start end spans text sentence_start sentence_end resolved_by confidence status".split()
)
#: What ``add`` need not give: the record itself, the place and the replay know it.
_IMPLIED = frozenset({"article_id", "status", "spans"})
#: What two reviewers are compared by: the columns that say what a row means.
REVIEWED = {
    "claims": ("source_id", "source_kind", "cue_class", "form", "polarity", "hedge", "via_id", "said_on"),
    "figures": ("value", "low", "high", "qualifier", "measure", "counted", "group", "place", "as_of", "period", "statement"),
}
#: What a decision may say of the row as a whole.
VERDICTS = ("accepted", "rejected")
#: What stands in ``claims.text`` between the pieces of a split quotation.
JOIN = " … "
#: What ``to`` of a resolve may say: who it is; with a name also the rest of a new row of the registry.
_SOURCE_KEYS = frozenset(schema.SOURCES.columns) - {"kind"} | {"source_kind"}
_TEXTS = ("table", "target", "article_id", "article_sha256", "field", "why", "undoes")


def fault_of(values: dict) -> str | None:
    """What is wrong with a record, naming the field and what is allowed; None if nothing is."""
    for key in ("id", "at", "by", "action"):
        if not isinstance(values.get(key), str) or not values[key].strip():
            return f"{key}: is missing; it must be a text"
    for key in _TEXTS:
        if values.get(key) is not None and not isinstance(values[key], str):
            return f"{key}: must be a text, not {values[key]!r}"
    try:
        at = datetime.fromisoformat(values["at"])
        if at.tzinfo is None or not 1970 < at.year < 2970:
            return f"at: {values['at']!r} is not a time with its zone, like 2025-01-31T09:30:00Z"
        json.dumps(values, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (TypeError, ValueError) as error:
        return f"a value that a log cannot hold: {error}"
    action = values["action"]
    if action not in ACTIONS:
        return f"action: {action!r} is not one of {', '.join(ACTIONS)}"
    if action == "undo":
        return None if values.get("undoes") else "undoes: is missing; an undo names the record that it undoes"
    if values.get("table") not in TABLES:
        return f"table: {values.get('table')!r} is not one of {', '.join(TABLES)}"
    if not values.get("target") and action != "resolve":
        return "target: is missing; it must be the id of a row"
    return _place_fault(values) or _CHANGE_FAULTS[action](values)


def _place_fault(values: dict) -> str | None:
    position, quote = values.get("position"), values.get("quote")
    if position is not None:
        ends = [position.get("start"), position.get("end")] if isinstance(position, dict) else [None]
        if not all(type(end) is int for end in ends) or not 0 <= ends[0] < ends[1]:
            return f"position: must be {{'start': …, 'end': …}}, 0 <= start < end, not {position!r}"
    if quote is not None:
        parts = [quote.get(key) for key in ("exact", "prefix", "suffix")] if isinstance(quote, dict) else [None]
        if not all(isinstance(part, str) for part in parts) or not parts[0]:
            return "quote: must be {'exact': …, 'prefix': …, 'suffix': …}, texts, exact not empty"
    return None


def _accept_fault(values: dict) -> str | None:
    if values.get("from") is not None and not isinstance(values["from"], dict):
        return "from: must be the accepted fields as an object"
    unknown = [name for name in values.get("from") or () if name not in TABLES[values["table"]].columns]
    return f"from: {values['table']} have no column {unknown[0]!r}" if unknown else None


def _set_fault(values: dict, verdicts: tuple[str, ...] = ()) -> str | None:
    field, old, new = values.get("field"), values.get("from"), values.get("to")
    if field is None:
        if not isinstance(new, dict) or not new or not isinstance(old, dict) or set(old) != set(new):
            return "field: is missing; without it, from and to must be objects with the same fields"
    else:
        old, new = {field: old}, {field: new}
    columns = TABLES[values["table"]].columns
    for name, value in new.items():
        if name == "status" and value in verdicts:
            continue
        if name not in columns or name in FIXED:
            allowed = ", ".join(column for column in columns if column not in FIXED)
            return f"field: {name!r} cannot be set; allowed are {allowed}"
        if fault := value_fault(columns[name], value):
            return f"{name}: {fault}"
    return row_fault({**old, **new})


def _decide_fault(values: dict) -> str | None:
    return _set_fault(values, VERDICTS)


def _add_fault(values: dict) -> str | None:
    row, position, columns = values.get("to"), values.get("position"), TABLES[values["table"]].columns
    if not values.get("article_id"):
        return "article_id: is missing; add says in which article the row stands"
    if not isinstance(row, dict) or position is None:
        return "to, position: are missing; add gives the new row in to, and its place"
    if fault := _row_values_fault(values["table"], row):
        return fault
    for name, column in columns.items():
        if not column.nullable and name not in _IMPLIED and row.get(name) is None:
            return f"{name}: is missing in the new row"
    return _new_place_fault(row, position, values.get("quote")) or row_fault(row)


def _split_fault(values: dict) -> str | None:
    parts, whole = values.get("to"), values.get("position")
    if not isinstance(parts, list) or len(parts) < 2 or not all(isinstance(part, dict) for part in parts) or whole is None:
        return "to, position: are missing; split gives two or more rows in to, and the place of the row that is split"
    for part in parts:
        if fault := _row_values_fault(values["table"], part) or _new_place_fault(part) or row_fault(part):
            return fault
        if not whole["start"] <= part["start"] < part["end"] <= whole["end"]:
            return f"start, end: {part['text']!r} lies outside the row that is split"
    if len({(part["start"], part["end"]) for part in parts}) < len(parts):
        return "start, end: two of the new rows have the same place; change the fields of one row with set"
    return None


def _merge_fault(values: dict) -> str | None:
    row, rows, position = values.get("to"), values.get("from"), values.get("position")
    if not values.get("article_id"):
        return "article_id: is missing; merge says in which article the rows stand"
    if not isinstance(row, dict) or position is None:
        return "to, position: are missing; merge gives the one row in to, and its place"
    if not isinstance(rows, list) or len(rows) < 2 or not all(isinstance(each, dict) and isinstance(each.get("target"), str) for each in rows):
        return "from: must be the target, position and quote of two or more rows"
    for each in rows:
        if fault := _place_fault(each):
            return f"from: {fault}"
    return _row_values_fault(values["table"], row) or _new_place_fault(row, position, values.get("quote")) or row_fault(row)


def _resolve_fault(values: dict) -> str | None:
    mention, source = values.get("from"), values.get("to")
    if values["table"] != "claims" or values.get("field") != "source" or not isinstance(mention, str) or not mention.strip():
        return "table, field, from: resolve has claims, source and the mention as it is written"
    if source is None:
        return None
    if not isinstance(source, dict) or not {"source_id", "source_kind"} <= source.keys() <= _SOURCE_KEYS:
        return f"to: must be null (not a source) or an object of {', '.join(sorted(_SOURCE_KEYS))}, source_id and source_kind at least"
    for name, value in source.items():
        column = (TABLES["claims"] if name in TABLES["claims"].columns else schema.SOURCES).columns[name]
        if fault := "must not be empty" if value is None and name in ("source_id", "name") else value_fault(column, value):
            return f"{name}: {fault}"
    ids = source["source_id"].split("|")
    if not all(re.fullmatch("[a-z0-9_]+", each) for each in ids):
        return f"source_id: {source['source_id']!r} must be small letters, digits and _"
    if "name" not in source:
        return None if len(source) == 2 else "name: is missing; a new source has one"
    if len(ids) > 1 or ids[0] in schema.RESERVED_SOURCE_IDS:
        return f"source_id: {source['source_id']!r} cannot be the id of a new source"
    return value_fault(schema.SOURCES.columns["kind"], source["source_kind"])


def _attach_fault(values: dict) -> str | None:
    if not isinstance(values.get("from"), str) or not values["from"]:
        return "from: is missing; attach names the record that it gives a place"
    if not values.get("article_id") or values.get("position") is None or values.get("quote") is None:
        return "article_id, position, quote: are missing; attach gives the new place"
    return None


def _row_values_fault(table: str, row: dict) -> str | None:
    """What is wrong with single values of a new row."""
    columns = TABLES[table].columns
    for name, value in row.items():
        if name not in columns:
            return f"to: {table} have no column {name!r}; they have {', '.join(columns)}"
        if fault := value_fault(columns[name], value):
            return f"{name}: {fault}"
    return None


def _new_place_fault(row: dict, position: dict | None = None, quote: dict | None = None) -> str | None:
    """What is wrong with the place and text of a new row."""
    for name in ("start", "end", "text"):
        if row.get(name) is None:
            return f"{name}: is missing in the new row"
    if position and (row["start"], row["end"]) != (position["start"], position["end"]):
        return "position: is not the start and end of the new row"
    pieces = spans_of(row)
    if pieces[0][0] != row["start"] or pieces[-1][1] != row["end"]:
        return "spans: do not begin and end where the new row does"
    if len(row["text"]) != sum(end - start for start, end in pieces) + len(JOIN) * (len(pieces) - 1):
        return "text: is not as long as its place"
    if len(pieces) == 1 and quote and quote["exact"] != row["text"]:
        return "quote: its exact words are not the text of the new row"
    return None


_CHANGE_FAULTS = {
    "accept": _accept_fault, "set": _set_fault, "decide": _decide_fault, "add": _add_fault, "split": _split_fault,
    "merge": _merge_fault, "resolve": _resolve_fault, "attach": _attach_fault, "reject": lambda values: None,
}


def spans_of(row: dict) -> list:
    """The pieces of an added row, [start, end] each."""
    return row.get("spans") or [[row["start"], row["end"]]]


def row_fault(row: dict) -> str | None:
    """What two values of a row cannot be together."""
    low, high = row.get("low"), row.get("high")
    if type(low) is int and type(high) is int and low > high:
        return f"low: {low:,} is above high, {high:,}"
    return None


def value_fault(column, value: Any) -> str | None:
    """What is wrong with a value for *column*, by the schema's own type and checks."""
    if value is None:
        return None if column.nullable else "must not be empty"
    kind = str(column.dtype)
    if kind == "Int64":
        whole = type(value) is int and 0 <= value < 2**63
        return None if whole else f"must be a whole number, 0 or more, not {value!r}"
    if kind == "Float64":
        return None if type(value) in (int, float) and 0 <= value <= 1 else f"must be between 0 and 1, not {value!r}"
    if kind == "object":
        lists = isinstance(value, (list, tuple)) and all(isinstance(pair, (list, tuple)) for pair in value)
        right = lists and all(len(pair) == 2 and all(type(end) is int for end in pair) for pair in value)
        return None if right else "must be a list of [start, end]"
    if not isinstance(value, str) or not value.strip():
        return f"must be a text that is not blank, not {value!r}"
    if kind.startswith("datetime"):
        try:
            date.fromisoformat(value)
        except ValueError:
            return f"must be a date like 2025-01-31, not {value!r}"
    for check in column.checks:
        if check.name == "isin" and value not in check.statistics["allowed_values"]:
            return f"{value!r} is not one of {', '.join(check.statistics['allowed_values'])}"
    return None


def text_fault(values: dict, text: str | None) -> str | None:
    """What does not agree with the article's text."""
    position, quote = values["position"], values["quote"]
    if text is None or position is None:
        return None
    if position["end"] > len(text):
        return f"position: ends at {position['end']}, the article at {len(text)}"
    exact = text[position["start"]:position["end"]]
    if quote is not None and quote["exact"] != exact:
        return f"quote: the article says {exact!r} there, not {quote['exact']!r}"
    rows = values["to"] if values["action"] == "split" else [values["to"]] if values["action"] in ("add", "merge") else []
    for row in rows:
        words = JOIN.join(text[start:end] for start, end in spans_of(row))
        if row["text"] != words:
            return f"text: the article says {words!r} there, not {row['text']!r}"
    return None
