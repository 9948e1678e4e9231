"""Which numbers count something, and which are a name, a year, an age, an address or a pronoun.

All by the few words on either side; they stand in number_context.csv.
"""

from __future__ import annotations

import re

from kit.language import dates
from kit.language.quantities.numbers import Number, alternatives, table

#: Quotation marks and brackets that may stand before a word.
OPENING = "(“\"‘'[—–-"


def place(name: str) -> frozenset[str]:
    """The words of number_context.csv that stand in *name*."""
    return frozenset(row["word"] for row in table("number_context.csv") if row["place"] == name)


_FUNCTION, _DETERMINERS = map(place, ("function", "determiner"))
_LABELS, _YEAR_BEFORE, _TITLE = map(place, ("label", "year-before", "title"))
_ONE_BEFORE, _ONE_AFTER = place("one-before"), place("one-after")
_ADDRESS = re.compile(rf"(?:[-–]\d{{1,4}})?(?:\s[A-Z0-9][\w.'’-]{{0,20}}){{0,4}}\s(?:{alternatives(w.title() for w in place('street'))})(?!\w)|\sZIP\b")
_NAME_BEFORE = re.compile(rf"[{re.escape(OPENING)}]*[A-Za-z][\w.-]*-")  # F-16, COVID-19
#: The next word is none of the closed classes.
FUNCTION_WORD = rf"(?!(?:{alternatives(_FUNCTION)})\b)"
# A noun in the plural, with up to two words before it: what a number counts.
_PLURAL = re.compile(
    rf"\s(?:{FUNCTION_WORD}[A-Za-z][\w.’'-]{{0,20}}\s){{0,2}}?{FUNCTION_WORD}"
    r"(?:[A-Za-z][\w-]{1,20}s|people|men|women|children|police|personnel|dead|killed|injured|wounded|missing)\b",
    re.I,
)
_VICTIMS = ("dead", "killed", "injured", "wounded", "missing")
_PERSONS = re.compile(r"\s(?:[a-z-]+\s)?(?:people|men|women|children|troops|[a-z]+(?:ers|ors|ists|ians|ees|men|women))\b")
# What no year has behind it: the other end of a range of counts ("1750–2,351 miners"), a bound.
_TO_A_COUNT = re.compile(r"(?:-plus|-odd|\+)|\s?(?:to|and|or|[-–])\s?\d{1,3}(?:,\d{3})+(?!\d)")
_BOUND_AFTER = re.compile(r"\sor\s(?:more|fewer|less|so)\b")
_THAT_TIME = frozenset({"past", "last", "same", "this", "that", "each", "every"})
_LEVELS = re.compile(r"\slevels?\b")
_AGE = re.compile(r"[A-Z][\w.’'-]*,\s$")
_PERIOD_BEFORE = re.compile(r"\b(?:between|from)\s(?:1[5-9]|20)\d\d\s(?:and|to)\s$", re.I)
#: The next word or mark.
NEXT = re.compile(r"\s?([\w’']+|\S)")


def counts(text: str, number: Number, end: int, unit: str | None, qualifier: str | None) -> bool:
    """False where the number is a name, a year, an address, a designation or a pronoun."""
    before, after = text[max(0, number.start - 40) : number.start], text[end : end + 60]
    words = before.split()
    previous = words[-1] if words and before[-1].isspace() else ""
    glued = "" if previous or not words else words[-1]
    following = NEXT.match(after)
    following = following[1] if following else ""
    if _NAME_BEFORE.fullmatch(glued) and glued.lower().lstrip(OPENING) not in ("sub-", "to-", "minus-"):
        return False
    if number.kind == "words":
        return _counts_word(text, number, end, unit, previous, words, following)
    if number.kind == "fraction":
        return _counts_fraction(text, number, after, unit, qualifier, previous)
    if number.kind == "vague":
        return _is_vague(text, number)
    if number.currency or unit:
        return True
    figure = text[number.start : number.end]
    plural = bool(_PLURAL.match(after))
    if not figure.isdigit():
        return True
    if len(figure) == 4 and _is_year(number.value, before, previous, qualifier, after, plural):
        return False
    if len(figure) < 4 and after.startswith(",") and _AGE.search(before):
        return False
    if qualifier:
        return True
    dated = len(words) > 1 and words[-2].lower() in _THAT_TIME  # "in the past week 12 were killed" against "in week 12"
    if previous.lower().strip(OPENING) in _LABELS and previous != "no" and not dated and (not plural or following in _VICTIMS):
        return False
    return not (_ADDRESS.match(after) or _is_name(before, previous, figure, plural, following))


def _is_year(value: float, before: str, previous: str, qualifier: str | None, after: str, plural: bool) -> bool:
    if not 1000 <= value < 2200 or _TO_A_COUNT.match(after) or not 1900 < value < 2050 and _BOUND_AFTER.match(after):
        return False
    if qualifier:  # "below 2005 levels", "around 1999" against "over 2,000", "around 1999 homes"
        return 1900 < value < 2050 and (bool(_LEVELS.match(after)) or qualifier == "about" and not plural)
    if previous.lower().lstrip(OPENING) in _YEAR_BEFORE or _PERIOD_BEFORE.search(before):
        return True
    if value < 1500:
        return False
    if 1900 < value < 2050 and value != 2000:  # "the 2011 protests"
        return not _PERSONS.match(after)
    return not plural


def _is_name(before: str, previous: str, figure: str, plural: bool, following: str) -> bool:
    """A capitalised word beside it, and no noun that it counts: "Route 66", "the Fortune 500"."""
    word = previous.lstrip(OPENING)
    if plural or len(figure) > 4:
        return False
    if following[:1].isupper() and following.lower() not in _TITLE and following not in dates.WEEKDAYS and before.strip():
        return True  # "a 320 Airbus"
    if not re.fullmatch(r"[a-z]?[A-Z][\w&/’'-]*", word):
        return False
    ahead = before.rstrip()[: -len(previous)].rstrip()
    begins = not ahead or ahead[-1] in ".!?:”\"\n—"
    if begins and not re.search(r".[A-Z]", word):
        return False
    return not (word.lower() in _TITLE or (len(word) > 3 and re.search(r"(?:[a-z’']s|ed|ing)$", word)))


def _counts_word(text: str, number: Number, end: int, unit: str | None, previous: str, words: list[str], following: str) -> bool:
    word = text[number.start : number.end]
    previous = previous.lstrip(OPENING)
    if word.lower() == "one":
        if text[end : end + 1] in ("-", "’", "'") or following.lower() in _ONE_AFTER or following[:1].isdigit():
            return False
        if previous.lower() in _ONE_BEFORE:
            return False
        # "the only one who", "for one:" against "the blast killed one"
        if not following[:1].isalnum() and previous.lower() == "for":
            return False
        closed = not following[:1].isalnum() or following.lower() in _FUNCTION - {"of", "to", "or"}
        if closed and previous.isalpha() and len(words) > 1 and words[-2].lower() in _DETERMINERS:
            return False
    if word[0].isupper() and not word[1:].isupper() and previous and previous[-1].isalnum() and unit is None:
        if previous[0].islower() and following[:1].isupper() or (word in ("One", "Zero") and previous[0].isupper()):
            return False
    if previous.lower() in _LABELS and previous.lower() not in ("no", "day", "week", "line", "area", "class", "group"):
        return bool(_PLURAL.match(text[end : end + 60]))
    return True


def _counts_fraction(text: str, number: Number, after: str, unit: str | None, qualifier: str | None, previous: str) -> bool:
    word = text[number.start : number.end].lower()
    if after[:1] == "-" and not unit:
        return False
    if not word[0].isalpha() or qualifier:
        return True
    if word == "half":
        return previous.lower() not in ("first", "second", "other", "latter", "last", "this", "that", "each") and bool(
            unit or re.match(r"\s(?:of|the|its|their|his|her|our|all|an?|these|those)\b", after)
        )
    if word.startswith(("a ", "an ", "one ", "quarter", "third")):
        return after.startswith(" of ") and not word.startswith(("quarter", "third"))
    return True


def _is_vague(text: str, number: Number) -> bool:
    word = text[number.start : number.end].lower()
    after = text[number.end : number.end + 12]
    if word in ("scores", "a couple", "a handful", "tens"):
        return bool(re.match(r"\s(?:of|more|others?|were|are|have|had|dead|\w+ed)\b", after))
    return True
