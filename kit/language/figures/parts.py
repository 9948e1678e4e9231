"""Which count of a paragraph is a part of which: "nine of them", "twelve of the 58", "among the victims", "bringing the total to 386"."""

from __future__ import annotations

import re

from kit.language.figures import relations
from kit.language.figures.counted import REACH, Counted, around, is_nominal
from kit.language.figures.measures import passed_on
from kit.language.figures.referents import RECENT, Count, Heard
from kit.language.figures.unnumbered import SINGLE_MEASURES, single_before
from kit.language.parsing.plain import Span

#: What brings a total to its number: the counts before it in the sentence are in it.
_BRINGING = re.compile(
    r"\b(?:(?:bring|push|lift)(?:s|ing)?|tak(?:es?|ing)|rais(?:es?|ing)|driv(?:es?|ing)|brought|took|pushed|raised|drove|lifted)\b"
    r"[^.;:!?\d]{0,60}\b(?:to|at|past)\s(?:a\stotal\sof\s)?$"
)
_AFTER = re.compile(r"\b(?:after|when)\b")
#: The measures that may stand for what a total adds up.
_TOTALS = {"casualties": {"killed", "injured", "missing", "captured"}, "killed_or_injured": {"killed", "injured"}}


def whole_of_link(link: str | None, numeral: Span, earlier: list[Count]) -> tuple[int, int] | None:
    """Where the count stands that a part named with "including" or "of them" is a part of."""
    if link not in {"part", "next part", "of them"}:
        return None
    last = earlier[-1]
    doc, end = numeral.doc, numeral.end
    # "Eighteen of them have been found, 14 of whom were dead": the 14 are of the eighteen.
    nested = doc[end : end + 2].text.lower() == "of whom" and numeral.start > 0 and doc[numeral.start - 1].text == ","
    return last.whole if link == "next part" or last.link == link == "of them" and not nested else last.at


def with_wholes(text: str, counts: list[Count], heard: Heard) -> list[Count]:
    """*counts* in order, each with the whole that its own sentence, or the one before, makes it a part of."""
    result = list(counts)
    for i, count in enumerate(result):
        if i + 1 < len(result) and relations.in_whole(text, count.quantity, result[i + 1].quantity):
            result[i : i + 2] = _in_whole(count, result[i + 1])
        elif count.whole is None and count.later is None and not count.anew:
            before = result[max(0, i - RECENT) : i]
            whole = _named_whole(count, before, heard) or _toll_before(text, count, before)
            result[i] = count._replace(whole=whole.at) if whole is not None else count
        if _brings(text, count):
            for j in range(max(0, i - RECENT), i):
                result[j] = result[j]._replace(whole=count.at) if _adds_up(result[j], count) else result[j]
    return result


def _in_whole(part: Count, whole: Count) -> tuple[Count, Count]:
    """"Twelve of the 58 were children" are as dead as the 58; "nine officers are among the 40": the others need not be officers."""
    event = part.event or (whole.event._replace(how="shared") if whole.event is not None else None)
    part = part._replace(whole=whole.at, noun=part.noun or whole.noun, event=event)
    return part, whole._replace(noun=None) if whole.counted.noun is None and whole.noun == part.noun and not whole.again else whole


def _named_whole(count: Count, earlier: list[Count], heard: Heard) -> Count | None:
    """The whole of "among the victims", and of those in hospital after a count of the injured."""
    event = count.event
    if event is None or count.again:
        return None
    doc = event.token.doc
    among = event.how == "beside" and any(t.lower_ == "among" for t in doc[max(count.numeral.end, event.token.i - 3) : event.token.i])
    bare = count.counted.noun is None
    if bare and count.noun is not None and is_nominal(count.noun):  # "The injured numbered 268. Nearly 50 had been flown home."
        told = next((c for c in earlier if c.noun == count.noun and not c.is_part and _least(count) < _most(c)), None)
        if told is not None:
            return told
    if not among and not (event.takes == "cared" and bare):
        return None
    wholes = [c for c in (*heard.counts[-2 * RECENT :], *earlier) if c is None or not c.is_part]
    last = next((c for c in reversed(wholes) if c is None or c.event is not None and c.event.measure == event.measure), None)
    near = last is not None and (last.numeral.doc is doc or bool(heard.docs) and last.numeral.doc is heard.docs[-1])
    return last if near and _least(count) <= _most(last) and (among or last.event.token.lower_ != event.token.lower_) else None


def _toll_before(text: str, count: Count, earlier: list[Count]) -> Count | None:
    """The toll that a find has brought to its number: "the toll reached 64 after divers found 17 dead"."""
    last = earlier[-1] if earlier else None
    if last is None or last.event is None or count.event is None or last.event.how != "toll" or last.event.measure != count.event.measure:
        return None
    same = around(last.numeral[0])[0] == around(count.numeral[0])[0] and count.quantity.start - last.quantity.end < 4 * REACH
    found = same and _AFTER.search(text, last.quantity.end, count.quantity.start) and _least(count) < _most(last)
    return last if found else None


def _brings(text: str, count: Count) -> bool:
    return _BRINGING.search(text, max(0, count.quantity.start - 2 * REACH), count.quantity.start) is not None


def _adds_up(part: Count, total: Count) -> bool:
    """Whether *part*, in the sentence of *total*, is one of the counts that it adds up."""
    if part.event is None or total.event is None or part.is_part or part.later is not None or around(part.numeral[0])[0] != around(total.numeral[0])[0]:
        return False
    measures = _TOTALS.get(total.event.measure, set()) | {total.event.measure}
    return part.event.measure in measures and _least(part) < _most(total)


def _least(count: Count) -> float:
    return next((n for n in (count.quantity.low, count.quantity.value, count.quantity.high) if n is not None), 0)


def _most(count: Count) -> float:
    return next((n for n in (count.quantity.high, count.quantity.value) if n is not None), float("inf"))


def with_shared_events(counts: list[Count]) -> list[Count]:
    """Gives a count without an event that of the count it is joined to, on its left or else on its right."""
    counts = list(counts)
    for i, count in enumerate(counts):
        if count.event is None and count.link and counts[i - 1].event is not None:
            counts[i] = count._replace(event=passed_on(counts[i - 1].event, count.numeral))
    for i in range(len(counts) - 2, -1, -1):
        after = counts[i + 1]
        if counts[i].event is None and after.link == "and" and after.event is not None and after.event.token.i > after.numeral.end:
            counts[i] = counts[i]._replace(event=after.event._replace(how="shared"))
    return counts


def with_families(counts: list[Count]) -> list[Count]:
    """Adds what "a mother and her two sons" makes, three, and the mother; what happened to the sons happened to both."""
    result = list(counts)
    for count in counts:
        single = single_before(count.numeral)
        if single is None or count.counted.noun is None or count.event is None or count.event.measure not in SINGLE_MEASURES:
            continue
        start, end = single.start_char, count.counted.noun.idx + len(count.counted.noun)
        more = {name: None if n is None else n + 1 for name in ("value", "low", "high") for n in [getattr(count.quantity, name)]}
        whole = count.quantity._replace(start=start, end=end, text=single.doc.text[start:end], **more)
        one = whole._replace(end=single.end_char, text=single.text, value=1, low=1, high=1, qualifier="exact")
        event = count.event._replace(how="shared") if count.event.how != "beside" else count.event
        family = Count(whole, count.numeral, Counted(None, "bare", None), None, event, None)
        result = [c._replace(whole=family.at) if c is count else c for c in result if c.quantity.start != start]
        result += [family, Count(one, single[:1], Counted(single[-1], "parse", "person"), single[-1], event, None, family.at)]
    return sorted(result, key=lambda c: (c.quantity.start, -c.quantity.end))
