"""Counts of people: how many, of whom, and what happened to them.

A figure is a number expression (:mod:`kit.language.quantities`) that counts people (:mod:`kit.language.counted`),
with the event it takes part in (:mod:`kit.language.measures`). Numbers that count anything else are left out, and so
are single persons without a number ("a soldier was captured").
"""

from __future__ import annotations

import re
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from kit.language import dates, quantities
from kit.language.counted import QUOTES, REACH, Counted, antecedent, around, children, find_counted, group_of, kind, name, subject_country
from kit.language.measures import Event, default, find_event, presence

#: How sure the noun is, by the way it was found (see :class:`kit.language.counted.Counted`).
_BY_NOUN = {"parse": 0.9, "order": 0.8, "collective": 0.8, "others": 0.8, "bare": 0.75, "unknown": 0.5}
#: What the way the event was found adds; "none" is a count without any event.
_BY_EVENT = {
    "noun": 0.05, "beside": 0.05, "parse": 0.0, "toll": 0.05, "shared": -0.05, "presence": -0.1, "default": -0.1, "none": -0.1,
}
_RATE_OF = re.compile(r"\s+(?:in|out\s+of|of\s+every)\s+(?:every\s+)?|-in-")
_RATE_BASE = frozenset({"per", "every", "each"})
_LABELS = frozenset({"grade", "grades", "class", "division", "category", "tier", "section", "type", "level", "stage", "phase"})
#: How many counts back a number without a noun, or a part, may refer.
_RECENT = 12
_POINTERS = frozenset({"the", "these", "those", "both"})
#: A definite count up to this one, or in words, points back at people already spoken of ("the two leaders").
_SMALL = 10
#: Endings of nouns for people that people.csv need not list; read so only where the event says that they are people.
_PERSONAL = re.compile(r"(?:ers|ors|ists|ants|ians|ees|eers|men|women|folk)$")
_COORDINATION = re.compile(r"[\s,“”\"’(]*(?:and|or|plus|as well as|along with|,)?[\s,“\"‘]*(?:another|also|some)?\s*")
_PART = re.compile(r"[\s,“”\"’(—–-]*(?:including|among them|of whom|of which|comprising)[\s“\"‘]*(?:some|at least)?\s*")
_OF_THEM = re.compile(r"\s+of\s+(?:them|whom)\b")
_REGIONS = frozenset(
    "area bay border camp canal city coast county desert district forest governorate harbour harbor island islands lake mountains neighborhood neighbourhood "
    "oblast park peninsula port prefecture province quarter region river sea state strait street suburb territory town valley village zone airport".split()
)
_PLACE_CASES = frozenset({"in", "at", "near", "around", "across", "inside", "outside", "off", "along"})


class Figure(NamedTuple):
    """One stated count of people; offsets are characters of the Doc's text.

    Attributes:
        text: the number with its hedge ("nearly 3,000").
        value, low, high: whole numbers; None on a side that the text leaves open.
        qualifier: one of ``schema.QUALIFIERS``. measure: one of ``schema.MEASURES``.
        counted: the noun in lower case ("soldiers"), taken over where it is left out; None where none is named.
        group: country, side or unit, or None. place: the name of where it happened, or None.
        date_text: the date expression of the event's own clause, or None.
        confidence: 0 to 1: how the noun was found (parse .9, word order .8, left out .75, not in people.csv .5)
            and how the event was (beside the count or in the noun +.05, in the parse 0, taken over from the count
            it is joined to −.05, none −.1). Not a probability; it orders what to look at first.
    """

    start: int
    end: int
    text: str
    value: int | None
    low: int | None
    high: int | None
    qualifier: str
    measure: str
    counted: str | None
    group: str | None
    place: str | None
    date_text: str | None
    confidence: float


class _Count(NamedTuple):
    """A number that counts people, before its neighbours have been asked."""

    quantity: quantities.Quantity
    numeral: Span
    counted: Counted
    noun: Token | None
    event: Event | None
    link: str | None


def find(doc: Doc, convention: str = "literal") -> list[Figure]:
    """The figures of one paragraph, in order.

    Args:
        doc: a parsed paragraph with Universal Dependencies labels.
        convention: how vague words are read, one of ``schema.CONVENTIONS``.

    >>> from kit.language import pipeline
    >>> (figure,) = find(pipeline.load()("The flood has killed at least 40 villagers in three days."))
    >>> figure.text, figure.low, figure.measure, figure.counted
    ('at least 40', 40, 'killed', 'villagers')
    """
    text = doc.text
    found = [(q, doc.char_span(q.start, q.end, alignment_mode="expand")) for q in quantities.find(text, convention)]
    rates = _rates(text, found)
    counts: list[_Count] = []
    thing = -1
    for quantity, numeral in found:
        if quantity.unit is not None or not _whole(quantity) or quantity.start in rates:
            continue
        count = _count(quantity, numeral, counts[-_RECENT:], thing)
        if count is not None:
            counts.append(count)
        else:
            thing = numeral.start
    counts = _shared(counts)
    spans = [doc.char_span(d.start, d.end, alignment_mode="expand") for d in dates.find(text)] if counts else []
    mentions = {span.start: span for span in spans}
    figures: list[Figure] = []
    for i, count in enumerate(counts):
        meant = _group_of_antecedent(count, counts[max(0, i - _RECENT) : i], figures[-_RECENT:])
        figures.append(_figure(count, figures[i - 1].group if count.link else None, meant, mentions))
    return [figure for figure, count in zip(figures, counts, strict=True) if not _points_back(count)]


def _whole(quantity: quantities.Quantity) -> bool:
    """People are whole: a figure has a number, and none of its numbers has a fraction."""
    numbers = [n for n in (quantity.value, quantity.low, quantity.high) if n is not None]
    return bool(numbers) and all(n >= 0 and n == int(n) for n in numbers)


def _rates(text: str, found: list[tuple[quantities.Quantity, Span]]) -> set[int]:
    """Where the numbers of "one in five women" and "40 per 100,000 people" start; neither counts anybody."""
    based = [numeral.start > 0 and numeral[0].nbor(-1).lower_ in _RATE_BASE for _, numeral in found]
    rates = {q.start for (q, _), base in zip(found, based) if base}
    for i, ((first, _), (second, numeral)) in enumerate(zip(found, found[1:])):
        between = text[first.end : second.start]
        if based[i + 1] and not re.search(r"[.;]", between):
            rates.add(first.start)
        rate = _RATE_OF.fullmatch(between) or (between == " of " and second.value in {10, 100})
        if rate and find_counted(numeral).kind != "unknown":
            rates |= {first.start, second.start}
    return rates


def _count(quantity: quantities.Quantity, numeral: Span, earlier: list[_Count], thing: int) -> _Count | None:
    """The quantity as a count of people, or None; *thing* is the token of the last number that counted none."""
    doc = numeral.doc
    counted = find_counted(numeral, one=quantity.value == 1)
    if _is_age(numeral) or _is_modifier(numeral) and counted.how != "collective":
        return None
    event = find_event(numeral, counted)
    link = _link(doc, quantity, earlier)
    noun = counted.noun
    if counted.kind == "unknown":
        named = event is not None and (event.how == "noun" or event.takes == "people" and _PERSONAL.search(noun.lower_))
        if not named:
            return None
    elif counted.kind is None:
        if event is None and link not in {"part", "of them"} and counted.how != "others":
            return None
        noun = None if event is not None and _in_relative_clause(event.token) else _meant(numeral, earlier, thing)
        if noun is None and event is not None and event.how == "toll" and event.token.i and event.token.nbor(-1).lower_ == "of":
            noun = event.token
        if noun is None and (event is None or event.takes != "people"):
            return None
        if event is not None and event.takes == "forces" and kind(noun) != "forces":
            return None
    event = event or presence(noun if counted.noun is not None else numeral.root, counted) or default(counted)
    return _Count(quantity, numeral, counted, noun, event, link)


def _is_modifier(numeral: Span) -> bool:
    """True in "a two-man race", "grade 9 pupils" and "one of the pupils": the number describes, names or points."""
    doc, end = numeral.doc, numeral.end
    if numeral.text.lower() == "one" and end < len(doc) and doc[end].lower_ == "of":
        return doc[end + 1 : end + 2].text.lower() not in {"them", "whom"}
    if numeral.start and doc[numeral.start - 1].lower_ in _LABELS:
        return True
    return end < len(doc) and doc[end].text in {"-", "–"} and not doc[end - 1].whitespace_


def _is_age(numeral: Span) -> bool:
    """True in "John Doe, 43, said": a bare number set off by commas after a name."""
    doc, start, end = numeral.doc, numeral.start, numeral.end
    named = start > 1 and doc[start - 1].text in {",", "("} and doc[start - 2].tag_.startswith("NNP")
    return named and (end == len(doc) or doc[end].text in {",", ")", ".", ";"})


def _meant(numeral: Span, earlier: list[_Count], thing: int) -> Token | None:
    """The people that a number without a noun speaks of, unless a number of things stands between."""
    noun = antecedent(numeral)
    # "14 people, including four children, died, and 20 others are missing": others than the whole.
    start = around(numeral[0])[0]
    wholes = [c for c in earlier if c.link not in {"part", "next part"} and not _is_outcome(c) and c.numeral.start >= start]
    parts = {c.noun.i for c in earlier if c.noun is not None and c.link in {"part", "next part"}}
    if wholes and wholes[-1].noun is not None and (noun is None or noun.i <= wholes[-1].noun.i or noun.i in parts):
        noun = wholes[-1].noun
    return None if noun is None or noun.i < thing else noun


def _is_outcome(count: _Count) -> bool:
    """True for "40 deaths": what is counted there are not the people that a later number means."""
    return count.event is not None and count.event.how == "noun"


def _in_relative_clause(token: Token) -> bool:
    """True for an event inside "the crash that killed four": people outside the clause are not meant."""
    for _ in range(_RECENT):
        if token.dep_ not in {"conj", "xcomp", "ccomp", "advcl"}:
            break
        token = token.head
    return token.dep_ == "acl:relcl"


def _link(doc: Doc, quantity: quantities.Quantity, earlier: list[_Count]) -> str | None:
    """How the count hangs on the one before it in its sentence: "part" ("including"), "next part", "of them", "and" or None."""
    if not earlier:
        return None
    last = earlier[-1]
    end = max(last.quantity.end, last.counted.noun.idx + len(last.counted.noun) if last.counted.noun is not None else 0)
    if end > quantity.start or doc[around(last.numeral[-1])[1] - 1].idx < quantity.start:
        return None
    # Doc.text is put together anew each time it is asked for.
    first = around(last.numeral[0])[0]
    text, offset = doc[first : first + 2 * REACH].text.lower(), doc[first].idx
    between = text[end - offset : quantity.start - offset]
    done = last.event.token if last.event is not None else last.numeral[-1]
    if _PART.fullmatch(between) or _PART.fullmatch(text[max(end, done.idx + len(done)) - offset : quantity.start - offset]):
        return "part"
    if _OF_THEM.match(text, quantity.end - offset):
        return "of them"
    if not _COORDINATION.fullmatch(between):
        return None
    return "next part" if last.link in {"part", "next part"} else "and"


def _shared(counts: list[_Count]) -> list[_Count]:
    """Gives a count without an event that of the count it is joined to, on its left or else on its right."""
    counts = list(counts)
    for i, count in enumerate(counts):
        if count.event is None and count.link and counts[i - 1].event is not None:
            counts[i] = count._replace(event=counts[i - 1].event._replace(how="shared"))
    for i in range(len(counts) - 2, -1, -1):
        after = counts[i + 1]
        if counts[i].event is None and after.link == "and" and after.event is not None and after.event.token.i > after.numeral.end:
            counts[i] = counts[i]._replace(event=after.event._replace(how="shared"))
    return counts


def _points_back(count: _Count) -> bool:
    """A small definite count without an event ("the two leaders"), and "one man", which is a person and no count."""
    if count.event is not None:
        return False
    value, start, doc = count.quantity.value, count.numeral.start, count.numeral.doc
    while start and (doc[start - 1].text in QUOTES or doc[start - 1].tag_ == "JJ"):
        start -= 1
    definite = start > 0 and doc[start - 1].lower_ in _POINTERS
    return value == 1 or (definite and value is not None and value <= _SMALL)


def _figure(count: _Count, linked: str | None, meant: str | None, mentions: dict[int, Span]) -> Figure:
    quantity, event, counted = count.quantity, count.event, count.counted
    group = group_of(counted.noun, count.numeral) if counted.noun is not None and counted.kind is not None else meant
    if group is None and count.link in {"part", "of them", "next part"}:
        group = linked
    if group is None and event is not None and event.measure == "deployed":
        group = subject_country(event.token)
    how = "unknown" if counted.kind == "unknown" and (event is None or event.how != "noun") else counted.how
    confidence = _BY_NOUN[how] + _BY_EVENT[event.how if event is not None else "none"]
    return Figure(
        quantity.start,
        quantity.end,
        quantity.text,
        *(None if n is None else int(n) for n in (quantity.value, quantity.low, quantity.high)),
        quantity.qualifier,
        event.measure if event is not None else "other",
        name(count.noun) if count.noun is not None else None,
        group,
        _place(event, counted.noun if counted.noun is not None else count.numeral.root),
        _date(event, mentions),
        round(confidence, 2),
    )


def _group_of_antecedent(count: _Count, earlier: list[_Count], figures: list[Figure]) -> str | None:
    """Whose people a number without a noun means: those of the count it takes its noun from, or of that noun."""
    if count.noun is None or count.counted.kind is not None:
        return None
    for other, figure in zip(reversed(earlier), reversed(figures)):
        if other.noun is not None and other.noun.i == count.noun.i:
            return figure.group
    return group_of(count.noun) or subject_country(count.noun.head)


def _place(event: Event | None, noun: Token) -> str | None:
    """The name that an "in", "at" or "near" of the event or of the noun gives ("Kursk region", without the country it belongs to)."""
    if event is None:
        return None
    for child in (*children(event.token), *children(noun)):
        if child.dep_.startswith(("obl", "nmod")) and any(c.dep_ == "case" and c.lower_ in _PLACE_CASES for c in children(child)):
            place = _name(child)
            if place is not None:
                return place
    return None


def _name(head: Token) -> str | None:
    """The proper name that *head* is, or that modifies it ("the Kursk border area"), or that its "of" gives."""
    below = (c for c in children(head) if c.dep_ == "nmod" and c.tag_.startswith("NNP") and c.nbor(-1).lower_ == "of")
    for token in (head, *below):
        if token.ent_type_ in {"DATE", "TIME"} or token.text in dates.MONTHS or token.text in dates.WEEKDAYS:
            return None
        start, end = token.i, token.i + 1
        while start > token.left_edge.i and token.doc[start - 1].dep_ in {"compound", "flat"} and token.doc[start - 1].tag_.startswith("N"):
            start -= 1
        while end <= token.right_edge.i and token.doc[end].dep_ == "flat":
            end += 1
        span = token.doc[start:end]
        proper = any(t.tag_.startswith("NNP") and t.text[:1].isupper() for t in span)
        if proper and (token.tag_.startswith("NNP") or token.lower_ in _REGIONS):
            return span.text
    return None


def _date(event: Event | None, mentions: dict[int, Span]) -> str | None:
    """The date expression that hangs on the event itself, directly or inside a phrase of its own."""
    if event is None:
        return None
    at = event.token.i
    for mention in (mentions[i] for i in range(at - REACH, at + REACH) if i in mentions):
        token = mention.root
        while token.dep_ in {"nmod", "compound", "amod", "nummod", "flat", "appos"} and token.head.i != token.i:
            token = token.head
        if token.head.i == at and token.dep_.startswith(("obl", "nmod", "advmod")):
            return mention.text
    return None
