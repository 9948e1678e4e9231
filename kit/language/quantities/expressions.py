"""Number expressions of any unit, with the bounds that their words state.

A number is read by :mod:`.numbers`; here it takes its unit, its hedge ("at least", "-plus"), and its other end
("between a and b"). Surface only: no parse, so that any text can be searched at speed. Words are looked up in the CSV
files beside this module; every window that is looked at is short, so the cost stays linear.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from kit.language.quantities.designations import FUNCTION_WORD, NEXT, OPENING, counts, place
from kit.language.quantities.numbers import SMALL_WORDS, Number, alternatives, scan, table
from kit.schema import CONVENTIONS


class Quantity(NamedTuple):
    """A number expression with its hedge and unit: ``text[start:end]`` is *text*. An open side is None."""

    start: int
    end: int
    text: str
    value: float | None
    low: float | None
    high: float | None
    qualifier: str
    unit: str | None


class _Item(NamedTuple):
    """A number on its way to become a quantity."""

    number: Number
    start: int  # with its hedge
    end: int  # with its unit
    value: float | None
    low: float | None
    high: float | None
    qualifier: str
    unit: str | None


_BEFORE = {row["phrase"]: row["qualifier"] for row in table("qualifiers.csv") if row["position"] in ("before", "short")}
_AFTER = {row["phrase"]: row["qualifier"] for row in table("qualifiers.csv") if row["position"] == "after"}
_INTENSIFIERS = {row["phrase"] for row in table("qualifiers.csv") if row["position"] == "intensifier"}
_FILLERS = {"another", "a further", "further", "an additional", "additional", "a total of", "some other", "a"}
_LAST_WORDS = {phrase.split()[-1] for phrase in _BEFORE.keys() | _INTENSIFIERS | _FILLERS}
_LONGEST = max(len(phrase.split()) for phrase in _BEFORE)

_UNITS = {row["form"]: row["unit"] for row in table("units.csv") if row["kind"] != "before"}
_UNITS_LOWER = {form.lower(): unit for form, unit in _UNITS.items()}
_MONEY = frozenset(row["unit"] for row in table("units.csv") if row["kind"] == "before") | {"cent", "penny", "crown", "franc"}
_UNIT = re.compile(
    rf"(?P<word>[\s-]{{1,2}}(?:[A-Z]\w{{1,20}}\s)?(?P<form>(?i:{alternatives(r['form'] for r in table('units.csv') if r['kind'] == 'word')}))\b)"
    rf"|\s?(?P<symbol>{alternatives(r['form'] for r in table('units.csv') if r['kind'] == 'symbol')})(?![\w])"
)
_GLUED = re.compile(rf"(?P<symbol>{alternatives(r['form'] for r in table('units.csv') if r['kind'] in ('symbol', 'glued'))})(?![\w])")
_INITIAL = re.compile(r"\s[A-Za-z][-.’'][\w]")
_ARTICLE = re.compile(r"\san?(?=\s)")
_METRES = re.compile(r"[\s-]?(?:long|wide|tall|high|deep|away|race|sprint|\(\d)")

_DASH = re.compile(r"\s?[-–—‑~]\s?")
_HEDGES = rf"(?:(?:{alternatives(p for p in _BEFORE if p[0].isalpha() and not p.endswith('-'))})\s)?"
_LINK = re.compile(rf"\s?-?(?P<link>to|through|thru|or|and|till)-?\s?(?:up\sto\s|even\s|maybe\s|perhaps\s)?{_HEDGES}")
_RATIO = re.compile(r"\s(?:out\sof(?:\severy)?|of\severy|(?P<in>in)(?:\severy)?)\s")
_BOTH_BOUNDS = re.compile(r",?\s(?:and|but|yet|or)\s|,\s")
_GLUED_AFTER = alternatives(p for p in _AFTER if not p[0].isalpha())
_AFTER_PHRASES = alternatives(p for p in _AFTER if p[0].isalpha())
_SUFFIX = re.compile(
    rf"\s?(?P<glued>{_GLUED_AFTER})(?!\d)"
    rf"|\s(?P<noun>(?:{FUNCTION_WORD}[a-z][a-z-]{{0,20}}\s){{0,2}}?)(?P<phrase>{_AFTER_PHRASES})\b"
    rf"(?=(?P<stop>\s?(?:[.,;:!?)”\"’\]]|$))?)(?!\s(?:(?:than|equal|to|it|the|an?|some|half|{alternatives(SMALL_WORDS)})\b|[\d$£€]))"
)
_SHORT = re.compile(
    rf"(?<!\w)(?<!\bor\s)(?<!\band\s)(?:{alternatives(r['phrase'] for r in table('qualifiers.csv') if r['position'] == 'short')})(?!\s?=|\s(?:or\s)?equal\b)", re.IGNORECASE
)
_ENDS_ONLY = frozenset(p for p in _AFTER if p.split()[0] in ("at", "maximum", "max", "minimum", "approximately", "approx"))

_CLAUSES = re.compile(r"[,.:;!?]\s")
_CHANGES, _SCORES = place("change"), place("score")
_TOKEN = re.compile(r"[<>=≤≥~≈]+|[^\s<>=≤≥~≈]+")
_LAST_TOKEN = re.compile(r"([<>=≤≥~≈]+|[^\s<>=≤≥~≈]{1,30})\s*\Z")


def find(text: str, convention: str = "literal") -> list[Quantity]:
    """The number expressions of *text*, in order, without overlap.

    Offsets cover the expression with its hedge and unit, not the noun that it counts ("nearly 3,000" of "nearly 3,000
    homes"); a hedge behind that noun ("500 homes or more") counts, though it stands outside. Bounds follow the table of
    qualifiers in kit/schema.py; a side that no word states is None. Vague words ("dozens") are read by the named
    *convention* of vague.csv, where the codebook of each stands; a word that it says nothing of is kept without bounds.
    Fractions have the unit "fraction".

    Left out: dates, years, clock times, ordinals, ages, telephone numbers, results of games, designations ("page 12").

    Raises:
        ValueError: for a convention that vague.csv does not have.

    >>> for q in find("Between 10 and 12,000 homes, at least 40 of them new, burnt on 3 May."): print(q.text, q.low, q.high, q.qualifier)
    Between 10 and 12,000 10000.0 12000.0 range
    at least 40 40.0 None at_least
    """
    vague = _vague(convention)
    items = [item for number in scan(text) if (item := _item(text, number, vague))]
    items = _join_bounds(text, [_suffixed(text, item) for item in _join_ranges(text, items)])
    quantities, last = [], 0
    for item in items:
        start = max(item.start, last)
        last = item.end
        quantities.append(Quantity(start, item.end, text[start : item.end], *item[3:]))
    return quantities


def find_quantities(text: str, convention: str = "literal") -> pd.DataFrame:
    """:func:`find` as a table: start, end (Int64, characters), text, value, low, high (Float64), qualifier, unit (string).

    >>> find_quantities("Roughly 1.5 million tonnes")[["text", "value", "qualifier", "unit"]].to_csv(index=False)
    'text,value,qualifier,unit\\nRoughly 1.5 million tonnes,1500000.0,about,tonne\\n'
    """
    columns = list(zip(*find(text, convention))) or [()] * len(Quantity._fields)
    types = ("Int64", "Int64", "string", "Float64", "Float64", "Float64", "string", "string")
    return pd.DataFrame(
        {name: pd.array(list(values), dtype=kind) for name, values, kind in zip(Quantity._fields, columns, types)}
    )


def stops_short(text: str) -> bool:
    """Whether the words of an upper bound leave its own number out; the bound of the table is that number all the same.

    >>> [stops_short(text) for text in ("fewer than 30", "well under 30", "up to 30", "30 or under", "less than or equal to 30")]
    [True, True, False, False, False]
    """
    return _SHORT.search(text) is not None


@lru_cache(maxsize=None)
def _vague(convention: str) -> dict[str, tuple[float | None, float | None]]:
    if convention not in CONVENTIONS:
        raise ValueError(f"there is no convention {convention!r} for vague numbers; use one of {', '.join(CONVENTIONS)}")
    return {
        row["word"]: (float(row["low"]) if row["low"] else None, float(row["high"]) if row["high"] else None)
        for row in table("vague.csv")
        if row["convention"] == convention
    }


def _item(text: str, number: Number, vague: dict) -> _Item | None:
    """The number with its unit and the hedge before it; None where it counts nothing."""
    number, end, unit = _with_unit(text, number)
    if end is None:
        return None
    start, qualifier = _hedge(text, number.start)
    if not counts(text, number, end, unit, qualifier):
        return None
    if number.kind == "fraction" and unit is None:
        unit = "fraction"
    if number.kind == "vague":
        bounds = vague.get(" ".join(text[number.start : number.end].lower().split()), (None, None))
        low, high = (None, None) if qualifier in ("up_to", "nearly") else bounds
        return _Item(number, start, end, None, low, high, "vague", unit)
    return _Item(number, start, end, *_bounds(number.value, qualifier or "exact"), qualifier or "exact", unit)


def _bounds(value: float, qualifier: str) -> tuple[float, float | None, float | None]:
    low = value if qualifier in ("exact", "over", "at_least") else None
    high = value if qualifier in ("exact", "nearly", "up_to") else None
    return value, low, high


def _with_unit(text: str, number: Number) -> tuple[Number, int | None, str | None]:
    """The number, the end of its unit (None: letters that are no unit make it a name), and the unit."""
    end = number.end
    if number.kind == "fraction" and (article := _ARTICLE.match(text, end)):  # "half an hour"
        match = _UNIT.match(text[article.end() : article.end() + 40])
        return (number, article.end() + match.end(), _unit_of(match)) if match else (number, end, None)
    after = text[end : end + 40]
    if number.glued:
        match = _GLUED.match(after)
        return (number, end + match.end(), _UNITS[match["symbol"]]) if match else (number, None, None)
    if number.magnitude == 1e6 and number.currency is None and text[end - 2 : end - 1].isdigit() and _METRES.match(after):
        return number._replace(value=number.mantissa, magnitude=1.0), end, "metre"
    match = _UNIT.match(after)
    if match and _INITIAL.match(after):
        match = None  # "two F-16 jets", "12 C. Smith Street"
    # "$5 a day", "$40 worth": the sign in front is the unit.
    if match and (number.currency is None or _unit_of(match) in _MONEY):
        return number, end + match.end(), _unit_of(match)
    return number, end, number.currency


def _unit_of(match: re.Match) -> str:
    return _UNITS[match["symbol"]] if match["symbol"] else _UNITS_LOWER[" ".join(match["form"].lower().split())]


def _hedge(text: str, position: int) -> tuple[int, str | None]:
    """(where the hedge before *position* starts, its qualifier)."""
    offset = max(0, position - 72)
    window = text[offset:position]
    near = _LAST_TOKEN.search(window)
    if not near or near[1].lstrip(OPENING).lower() not in _LAST_WORDS:
        return position, None
    tokens = [(m.group(), m.start() + offset, m.end() + offset) for m in _TOKEN.finditer(window)][-12:]
    if offset and tokens and tokens[0][1] == offset:
        tokens = tokens[1:]
    start, qualifier, skipped = position, None, False
    while tokens:
        if tokens[-1][2] == start and not (tokens[-1][0][0] in "<>=≤≥~≈" or tokens[-1][0].lower() == "sub-"):
            break
        found = _lookup(tokens, _BEFORE)
        if not found:
            size = _lookup(tokens, _INTENSIFIERS if qualifier else _FILLERS)
            if not size or skipped:
                break
            if qualifier:
                start = tokens[-size][1] + _lead(tokens[-size][0])
                tokens = tokens[:-size]
                continue
            # "at least another 20": only with a hedge before it
            skipped, tokens, kept = True, tokens[:-size], start
            start = tokens[-1][2] + 1 if tokens else start
            if not tokens or not _lookup(tokens, _BEFORE):
                return kept, None
            continue
        outer = _BEFORE[_phrase(tokens[-found:])]
        if qualifier and (qualifier not in ("about", "nearly") or outer == "nearly"):
            break
        qualifier = outer if not qualifier or outer != "about" else qualifier
        start, token = tokens[-found][1], tokens[-found][0]
        start += _lead(token)
        tokens = tokens[:-found] if not _lead(token) else []
    return start, qualifier


def _lead(token: str) -> int:
    return len(token) - len(token.lstrip(OPENING)) if token[0] in OPENING else 0


def _phrase(tokens: list[tuple[str, int, int]]) -> str:
    return " ".join([tokens[0][0].lstrip(OPENING), *(token[0] for token in tokens[1:])]).lower()


def _lookup(tokens: list[tuple[str, int, int]], phrases) -> int:
    """How many of the last *tokens* make up one of *phrases*, the longest first; 0 for none."""
    if tokens[-1][0].lstrip(OPENING).lower() not in _LAST_WORDS:
        return 0
    for size in range(min(_LONGEST, len(tokens)), 0, -1):
        if _phrase(tokens[-size:]) in phrases:
            return size
    return 0


def _join_ranges(text: str, items: list[_Item]) -> list[_Item]:
    joined: list[_Item] = []
    i = 0
    while i < len(items):
        if i + 1 < len(items):
            result = _join(text, items[i], items[i + 1])
            if result is not None:
                joined += result
                i += 2
                continue
        joined.append(items[i])
        i += 1
    return joined


def _join(text: str, left: _Item, right: _Item) -> list[_Item] | None:
    """What two neighbours make together: a range, a ratio, nothing at all (a result of a game); None where they stay two."""
    gap = text[left.end : right.number.start]
    if len(gap) > 40 or not gap or left.value is None and left.qualifier != "vague" or right.value is None:
        return None
    ratio = _RATIO.fullmatch(gap)
    if ratio and left.unit is None and left.value and right.value > left.value and _is_ratio(text, left, right, ratio):
        value = left.value / right.value
        return [right._replace(start=left.start, **_as_bounds(value, left.qualifier), unit="fraction")]
    dash = _DASH.fullmatch(gap)
    link = None if dash else _LINK.fullmatch(gap)
    if not (dash or link) or not _same_unit(left, right):
        return None
    start, opening = _opening(text, left)
    low = left.low if left.qualifier == "vague" else _shared(text, left, right, bool(dash))
    if low is None or (link and link["link"] == "or" and right.start < right.number.start):
        return None
    if link and not _is_range(text, left, right, link["link"], opening, start):
        if opening != "from" or left.qualifier == "vague":
            return None
        # two values of one unit: "rose from 3 to 5 million homes"
        return [left._replace(**_as_bounds(low, left.qualifier), unit=left.unit or right.unit), right]
    high = right.value
    following = NEXT.match(text[right.end : right.end + 20])
    is_result = left.unit is None and right.unit is None and max(low, high) < 500
    scored = following is not None and following[1] in _SCORES
    if low >= high:
        return [] if is_result and (dash or scored or gap.startswith("-")) else None
    if is_result and scored and (dash or "-" in gap):
        return []
    return [_Item(right.number, min(start, left.start), right.end, None, low, high, "range", right.unit or left.unit)]


def _as_bounds(value: float, qualifier: str) -> dict[str, float | None]:
    return dict(zip(("value", "low", "high"), _bounds(value, qualifier)), qualifier=qualifier)


def _is_ratio(text: str, left: _Item, right: _Item, ratio: re.Match) -> bool:
    if not ratio["in"]:
        return True
    return right.unit is None and right.qualifier == "exact" and (left.value == 1 or right.value in (5, 10, 100, 1000)) and left.value < 10


def _same_unit(left: _Item, right: _Item) -> bool:
    if left.unit is None or left.unit == right.unit:
        return True
    return right.unit is None and (left.number.currency is not None or left.unit != "fraction")


def _shared(text: str, left: _Item, right: _Item, dash: bool) -> float | None:
    """The left end, with the magnitude that stands only at the right one: "3 to 5 million", "10-12,000"."""
    a, b = left.number, right.number
    if a.magnitude > 1 or left.unit and a.currency is None:
        return left.value
    if b.magnitude > 1 and a.mantissa is not None and b.mantissa is not None and a.mantissa < b.mantissa:
        return a.mantissa * b.magnitude
    thousands = (left.value or 0) * 1000
    if text[b.start : b.end].endswith(",000") and "," not in text[a.start : a.end] and thousands < right.value:
        if dash or thousands * 2 >= right.value:
            return thousands
    return left.value


def _opening(text: str, left: _Item) -> tuple[int, str]:
    """(where the range starts, "from" or "between" or "")."""
    before = text[max(0, left.start - 40) : left.start]
    match = re.search(r"(?:\b(?:anywhere|somewhere|ranging|ranged|ranges|range)\s)?\b(from|between|by)\s(?:the\s)?$", before, re.I)
    if not match:
        return left.start, ""
    word = match[1].lower()
    return (left.start - len(before) + match.start() if word != "by" else left.start), word


def _is_range(text: str, left: _Item, right: _Item, link: str, opening: str, start: int) -> bool:
    own = left.unit is not None or left.number.magnitude > 1
    if link == "and":
        return opening == "between"
    if link == "or":
        return right.value <= 3 * (left.value or 0) and left.number.kind in ("digits", "words")
    before = _CLAUSES.split(text[max(0, start - 40) : start])[-1].lower().split()
    changed = any(word in _CHANGES for word in before[-6 if opening == "from" else -3 :])
    if opening == "from":
        return not changed  # "rose from 12 to 31": two values, one after the other
    return not (own and (opening == "by" or changed))


def _suffixed(text: str, item: _Item) -> _Item:
    """*item* with the hedge after it: "400-plus", "a dozen or so", "20 homes or more"."""
    match = _SUFFIX.match(text[item.end : item.end + 64])
    if not match or item.qualifier in ("range", "over", "at_least", "up_to"):
        return item
    phrase = (match["glued"] or " ".join(match["phrase"].lower().split())).strip()
    if phrase in _ENDS_ONLY and match["stop"] is None or match["noun"] and phrase.split()[0] not in ("or", "at"):
        return item
    qualifier = _AFTER[phrase]
    end = item.end if match["noun"] else item.end + match.end()
    if item.qualifier == "vague":
        return item._replace(end=end)
    if item.qualifier != "exact" and qualifier == "about":
        return item._replace(end=end)
    return item._replace(end=end, **_as_bounds(item.value, qualifier))


def _join_bounds(text: str, items: list[_Item]) -> list[_Item]:
    """Two bounds on one thing make a range: "more than 20 but fewer than 30"."""
    joined: list[_Item] = []
    for item in items:
        last = joined[-1] if joined else None
        if last and _BOTH_BOUNDS.fullmatch(text[last.end : item.start]) and _same_unit(last, item):
            for low, high in ((last, item), (item, last)):
                if low.qualifier in ("over", "at_least") and high.qualifier == "up_to" and low.low < high.high:
                    joined[-1] = item._replace(
                        start=last.start, value=None, low=low.low, high=high.high, qualifier="range", unit=item.unit or last.unit
                    )
                    break
            else:
                joined.append(item)
            continue
        joined.append(item)
    return joined
