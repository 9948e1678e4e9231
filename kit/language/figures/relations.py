"""How the counts of a paragraph hang together: joined, part of another, replaced by a later one."""

from __future__ import annotations

import re

from kit.language.figures.counted import REACH, around, children, find_counted
from kit.language.figures.tolls import changes, words
from kit.language.parsing.plain import Span, Token
from kit.language.quantities.expressions import Quantity

_COORDINATION = re.compile(r"[\s,“”\"’(]*(?:and|or|plus|as well as|along with|,)?[\s,“\"‘]*(?:another|also|some)?\s*")
_PART = re.compile(r"(?:\s[^\d,;:.!?]{0,60})?[\s,“”\"’(—–-]*(?:including|among them|of whom|of which|comprising)[\s“\"‘]*(?:some|at least)?\s*")
_OF_THEM = re.compile(r"\s+of\s+(?:them|whom|(?:these|those)(?!\s(?:who|on|aboard)\b))\b")
#: "Twenty of those aboard" are of other people than those counted last.
_THOSE = frozenset({"who", "on", "aboard"})
#: "Nine officers were among the 40", "12 of the 90".
_IN_WHOLE = re.compile(r"(?:\s+\w+){0,2}?\s+(?:of|(?:(?:are|were|was|is)\s+)?(?:included in|counted among|among|part of))\s+(?:the|those|these|its|their)\s+")
#: Half of the 600, two thirds of its 90, 40 per cent of the 300.
_SHARE = re.compile(r"\s+(?:of\s+)?(?:the|those|these|its|their|his|her)\s+(?:some\s+|about\s+|around\s+|roughly\s+|nearly\s+)?")
_FROM = re.compile(r"\bfrom\s+(?:an?\s+(?:earlier|initial|previous|provisional|preliminary)\s+(?:(?:toll|count|figure|estimate|total)\s+of\s+)?|the\s+)?$")
_TO = re.compile(r"[^.;:!?\d]{0,60}?\bto\s+(?:a\s+total\s+of\s+|an?\s+\w+\s+)?$")
_BACK = re.compile(r"[^.;:!?\d]{0,80}?$")
_UP_FROM = re.compile(r"[^.;:!?\d]{0,200}?\b(?:up|down)\sfrom\s$")
_RATE_OF = re.compile(r"\s+(?:in|out\s+of|of\s+every)\s+(?:every\s+)?|-in-")
_RATE_BASE = frozenset({"per", "every", "each"})
_WORD = re.compile(r"[a-z]+")
_CHANGES = changes() | {"corrected", "updated", "amended", "raised", "higher", "compared"}
#: "Up from 31 last week" counts no weeks.
TIMES = frozenset({"day", "week", "month", "year", "night", "weekend", "quarter", "decade"})
#: What says that a count was not the last, verbs that give a number, which "had" puts into the past.
_FIRST = frozenset("earlier initial initially previous previously first preliminary".split())
_NO_LONGER = re.compile(rf"\b(?:had|{'|'.join(sorted(_FIRST))})\b", re.I)
_GIVES = frozenset("put given said listed reported counted estimated spoken numbered stood".split())
_NEAR, _CLIMB = 10, 3
_PERSONS = frozenset({"i", "he", "she"})
_OBJECTS = frozenset({"obj", "obl", "nmod", "xcomp", "ccomp", "nummod", "nsubj", "nsubj:pass", "acl"})


def link(quantity: Quantity, last_link: str | None, last: Span, last_end: int, done: int) -> str | None:
    """How a count hangs on the one before it in its sentence: "part" ("including"), "next part", "of them", "and" or None.

    Args:
        last_link, last, last_end: of the count before: its own link, its number, where its noun ends (characters).
        done: where what happened to the count before has been said (characters).
    """
    doc = last.doc
    if last_end > quantity.start or doc[around(last[-1])[1] - 1].idx < quantity.start:
        return None
    # Doc.text is put together anew each time it is asked for.
    first = around(last[0])[0]
    text, offset = doc[first : first + 2 * REACH].text.lower(), doc[first].idx
    between = text[last_end - offset : quantity.start - offset]
    if _PART.fullmatch(between) or _PART.fullmatch(text[max(last_end, done) - offset : quantity.start - offset]):
        return "part"
    if _OF_THEM.match(text, quantity.end - offset):
        return "of them"
    if not _COORDINATION.fullmatch(between):
        return None
    return "next part" if last_link in {"part", "next part"} else "and"


def in_whole(text: str, part: Quantity, whole: Quantity) -> bool:
    """Whether the count after *part* is what it is a part of: "12 of the 90 passengers", "nine officers were among the 40"."""
    return whole.start - part.end < REACH and _IN_WHOLE.fullmatch(text, part.end, whole.start) is not None


def share(text: str, part: Quantity, whole: Quantity) -> float | None:
    """The number that a fraction of a stated number makes ("half of the 600" is 300), or None; a fraction is never exact in the news."""
    known = part.value is not None and whole.value is not None and whole.unit is None
    if not known or part.unit not in {"fraction", "percent"} or not _SHARE.fullmatch(text, part.end, whole.start):
        return None
    fraction = part.value if part.unit == "fraction" else part.value / 100
    return float(round(fraction * whole.value)) if 0 < fraction < 1 else None


def with_shares(text: str, found: list[tuple[Quantity, Span]]) -> list[tuple[Quantity, Span]]:
    """"Half of the 600" with the number that it makes, about 300."""
    result = list(found)
    for i, ((part, numeral), (whole, _)) in enumerate(zip(found, found[1:])):
        number = share(text, part, whole)
        if number is not None:
            result[i] = part._replace(value=number, low=None, high=None, qualifier="about", unit=None), numeral
    return result


def replaced(text: str, quantities: list[Quantity]) -> dict[int, int]:
    """Of each count that a later one replaces the index of that one: "rose from 12 to 31", "31, up from 12"."""
    found: dict[int, int] = {}
    if "from" not in text:
        return found
    for i, earlier in enumerate(quantities):
        before = text[max(0, earlier.start - REACH) : earlier.start]
        if not _FROM.search(before):
            continue
        ahead = text[max(0, earlier.start - 2 * REACH) : earlier.start].lower()
        if i + 1 < len(quantities) and _TO.fullmatch(text, earlier.end, quantities[i + 1].start) and _changes(ahead):
            found[i] = i + 1
        elif i and (_BACK.fullmatch(text, quantities[i - 1].end, earlier.start) or _UP_FROM.fullmatch(text, quantities[i - 1].end, earlier.start)):
            between = text[max(0, quantities[i - 1].start - 40) : earlier.start].lower()
            if _changes(between) and (i - 1) not in found:
                found[i] = i - 1
    return found


def _changes(text: str) -> bool:
    return any(word in _CHANGES for word in _WORD.findall(text.rpartition(". ")[2]))


def is_of_them(numeral: Span) -> bool:
    """True in "two of them": people or things, whichever was counted last."""
    doc, end = numeral.doc, numeral.end
    said = [t.lower_ for t in doc[end : end + 3]]
    return said[:1] == ["of"] and said[1:2] in (["them"], ["these"], ["those"], ["which"]) and not _THOSE.intersection(said[2:])


def are_people(numeral: Span) -> bool:
    """True for "the 1,800 who", "20 of those aboard" and "he was one of 40 to survive": only people are spoken of so."""
    doc, end = numeral.doc, numeral.end
    before = [t.lower_ for t in doc[max(0, numeral.start - _NEAR) : numeral.start] if t.tag_ != "DT"]
    person = before[-2:] == ["one", "of"] and not _PERSONS.isdisjoint(before)
    after = [t.lower_ for t in doc[end : end + 4]]
    those = after[:2] == ["of", "those"] and (after[2:3] in (["who"], ["aboard"]) or after[2:] == ["on", "board"])
    return person or those or bool(after) and after[0] in {"who", "whose", "whom"}


def told_as_earlier(text: str, numeral: Span, anchor: Token) -> tuple[str, str]:
    """How the words say that a count no longer holds, and the noun for whoever gave it.

    "by somebody" ("the ministry had put it at 11"), "as a count" ("the first estimate was 40", "it had said 11"), or "".
    """
    if not _NO_LONGER.search(text, max(0, numeral.start_char - 2 * REACH), numeral.end_char + REACH):
        return "", ""
    doc, start = numeral.doc, around(numeral[0], _NEAR)[0]
    before = {t.lower_ for t in doc[start : numeral.start]}
    if before & _FIRST and before & words("tally").keys():
        return "as a count", ""
    verb = anchor.head
    for _ in range(_CLIMB):
        if verb.lower_ in _GIVES and any(c.lower_ == "had" for c in children(verb) if c.dep_.startswith("aux")):
            subject = next((c for c in children(verb) if c.dep_ == "nsubj"), None)
            said = subject is not None and subject.lower_ not in {"it", "they", "he", "she", *words("tally")}
            if not said and verb.dep_ != "acl:relcl":
                return "as a count", ""
            return "by somebody", (subject if said and subject.tag_ not in {"WDT", "WP"} else verb.head).lower_
        if verb.dep_ not in _OBJECTS:
            break
        verb = verb.head
    return "", ""


def rates(text: str, found: list[tuple[Quantity, Span]]) -> set[int]:
    """Where the numbers of "one in five women" and "40 per 100,000 people" start; neither counts anybody."""
    based = [numeral.start > 0 and numeral[0].nbor(-1).lower_ in _RATE_BASE for _, numeral in found]
    starts = {q.start for (q, _), base in zip(found, based) if base}
    for i, ((first, _), (second, numeral)) in enumerate(zip(found, found[1:])):
        between = text[first.end : second.start]
        if based[i + 1] and not re.search(r"[.;]", between):
            starts.add(first.start)
        rate = _RATE_OF.fullmatch(between) or (between == " of " and second.value in {10, 100})
        if rate and find_counted(numeral).kind != "unknown":
            starts |= {first.start, second.start}
    return starts
