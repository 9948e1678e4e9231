"""Counts of people: how many, of whom, and what happened to them.

A figure is a number expression (:mod:`kit.language.quantities`) that counts people (:mod:`kit.language.counted`),
with the event it takes part in (:mod:`kit.language.measures`), where and when (:mod:`kit.language.circumstances`), and the
figures that it is a part of or replaced by (:mod:`kit.language.relations`). Numbers that count anything else are left out.
Nobody counts as 0 ("nobody was hurt", "no casualties"); a single person without a number counts only where it is asked for.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from kit.language import dates, quantities, relations
from kit.language.circumstances import date_of, place_of, spans, windows
from kit.language.counted import QUOTES, Counted, agent_country, antecedent, around, find_counted, group_of, kind, name, root_of, subject_country
from kit.language.measures import Event, default, find_event, numbered, presence
from kit.language.unnumbered import SINGLE_MEASURES, WORDLESS, find_unnumbered, happened, single_before, whole_span

#: How sure the noun is, by the way it was found (see :class:`kit.language.counted.Counted`).
_BY_NOUN = {"parse": 0.9, "order": 0.8, "collective": 0.8, "others": 0.8, "us": 0.8, "bare": 0.75, "unknown": 0.5}
#: What the way the event was found adds; "none" is a count without any event.
_BY_EVENT = {
    "noun": 0.05, "beside": 0.05, "parse": 0.0, "toll": 0.05, "shared": -0.05, "presence": -0.1, "default": -0.1, "none": -0.1,
}
_LABELS = frozenset({"grade", "grades", "class", "division", "category", "tier", "section", "type", "level", "stage", "phase"})
#: How many counts back a number without a noun, or a part, may refer.
_RECENT = 12
_POINTERS = frozenset({"the", "these", "those", "both"})
#: A definite count up to this one, or in words, points back at people already spoken of ("the two leaders").
_SMALL = 10
#: Endings of nouns for people that people.csv need not list; read so only where the event says that they are people.
_PERSONAL = re.compile(r"(?:ers|ors|ists|ants|ians|ees|eers|men|women|folk)$")


class Figure(NamedTuple):
    """One stated count of people; offsets are characters of the Doc's text.

    Attributes:
        text: the number with its hedge ("nearly 3,000").
        value, low, high: whole numbers; None on a side that the text leaves open.
        qualifier: one of ``schema.QUALIFIERS``. measure: one of ``schema.MEASURES``.
        counted: the noun in lower case ("soldiers"), taken over where it is left out; None where none is named.
        group: country, side or unit, or None. place: the name of where it happened, or None.
        date_text: the date expression of the event's own clause, or None.
        period: the window that the count is of ("over the past 24 hours", "a day"), or None for a count of all so far.
        part_of, superseded_by: which figure of the same list this one is a part of, or was replaced by ("up from 12 to 31"); or None.
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
    period: str | None = None
    part_of: int | None = None
    superseded_by: int | None = None


class _Count(NamedTuple):
    """A number that counts people, before its neighbours have been asked.

    Attributes:
        whole, later: the number expressions of the count that this one is a part of, and of the one that replaced it.
    """

    quantity: quantities.Quantity
    numeral: Span
    counted: Counted
    noun: Token | None
    event: Event | None
    link: str | None
    whole: quantities.Quantity | None = None
    later: quantities.Quantity | None = None


def find(doc: Doc, convention: str = "literal", singles: bool = False) -> list[Figure]:
    """The figures of one paragraph, in order.

    Args:
        doc: a parsed paragraph with Universal Dependencies labels.
        convention: how vague words are read, one of ``schema.CONVENTIONS``.
        singles: whether one person without a number counts as 1, if killed, injured, captured, missing, detained or
            rescued ("a driver was killed"). A report tells of the same soldier in many sentences, and each would be a
            figure; so this is for casualty lists, and not for stories about one person. Next to a number one person
            always counts, as part of the sum ("a mother and her two sons" is 3).

    >>> from kit.language import pipeline
    >>> (figure,) = find(pipeline.load()("The flood has killed at least 40 villagers in three days."))
    >>> figure.text, figure.low, figure.measure, figure.counted, figure.period
    ('at least 40', 40, 'killed', 'villagers', 'in three days')
    """
    text = doc.text
    found = [(q, doc.char_span(q.start, q.end, alignment_mode="expand")) for q in quantities.find(text, convention)]
    found = _with_shares(text, found)
    rates = relations.rates(text, found)
    counts = _counts(doc, text, [pair for pair in found if pair[0].start not in rates], singles)
    counts = _with_families(_shared(counts))
    if not counts:
        return []
    mentions = {span.start: span for span in spans(doc, dates.find(text))}
    periods = _periods(counts, windows(doc, text))
    figures: list[Figure] = []
    for i, count in enumerate(counts):
        meant = _group_of_antecedent(count, counts[max(0, i - _RECENT) : i], figures[-_RECENT:])
        linked = next((f.group for f, c in zip(reversed(figures), reversed(counts[:i])) if count.whole == c.quantity), None) if count.whole else None
        figure = _figure(count, linked or (figures[i - 1].group if count.link else None), meant, mentions)
        figures.append(figure._replace(period=periods.get(i)))
    kept = [i for i, count in enumerate(counts) if not _points_back(count)]
    place = {counts[i].quantity: at for at, i in enumerate(kept)}
    return [figures[i]._replace(part_of=place.get(counts[i].whole), superseded_by=place.get(counts[i].later)) for i in kept]


def _with_shares(text: str, found: list[tuple[quantities.Quantity, Span]]) -> list[tuple[quantities.Quantity, Span]]:
    """"Half of the 600" with the number that it makes, about 300."""
    result = list(found)
    for i, ((part, numeral), (whole, _)) in enumerate(zip(found, found[1:])):
        number = relations.share(text, part, whole)
        if number is not None:
            result[i] = part._replace(value=number, low=None, high=None, qualifier="about", unit=None), numeral
    return result


def _counts(doc: Doc, text: str, found: list[tuple[quantities.Quantity, Span]], singles: bool) -> list[_Count]:
    """The quantities that count people, each with the count that it is a part of or replaced by."""
    later_of = {found[i][0]: found[j] for i, j in relations.replaced(text, [quantity for quantity, _ in found]).items()}
    earlier_of = {later[0]: pair for pair in found if (later := later_of.get(pair[0]))}
    numbered_at = {t.i for _, numeral in found for t in numeral}
    wordless = [pair for pair in find_unnumbered(doc, text, singles) if pair[1].start not in numbered_at]
    counts: dict[quantities.Quantity, _Count] = {}
    thing = -1
    for quantity, numeral in sorted([*found, *wordless], key=lambda pair: pair[1].start):
        if quantity.unit is not None or not _whole(quantity):
            continue
        count = _count(quantity, numeral, list(counts.values())[-_RECENT:], thing)
        if count is None and quantity in later_of and later_of[quantity][0] in counts:
            count = _replaced(quantity, numeral, counts[later_of[quantity][0]])
        elif count is not None and (before := earlier_of.get(quantity)) and before[1].start < numeral.start and before[0] not in counts:
            replaced = _replaced(*before, count)
            counts |= {before[0]: replaced} if replaced is not None else {}
        if count is not None:
            counts[count.quantity] = count
        elif numeral.start in numbered_at:
            thing = numeral.start
    for earlier, (later, _) in later_of.items():
        a, b = counts.get(earlier), counts.get(later)
        if a is not None and b is not None and (a.event and a.event.measure) == (b.event and b.event.measure):
            counts[earlier] = a._replace(later=later, link=None, whole=None)
    ordered = sorted(counts.values(), key=lambda count: count.numeral.start)
    for i, (part, whole) in enumerate(zip(ordered, ordered[1:])):
        if relations.in_whole(text, part.quantity, whole.quantity):
            ordered[i] = part._replace(whole=whole.quantity, noun=part.noun or whole.noun)
            if whole.counted.noun is None and whole.noun == part.noun:
                ordered[i + 1] = whole._replace(noun=None)  # "nine officers are among the 40": the others need not be officers
    return ordered


def _replaced(quantity: quantities.Quantity, numeral: Span, later: _Count) -> _Count | None:
    """The earlier count of a change report, which leaves out what the later one says ("31 people died, up from 12")."""
    own = find_counted(numeral)
    if quantity.unit is not None or not _whole(quantity) or own.kind is not None and own.noun.lower_ not in relations.TIMES:
        return None
    event = later.event._replace(how="shared") if later.event is not None else None
    return _Count(quantity, numeral, Counted(None, "bare", None), later.noun, event, None)


def _whole(quantity: quantities.Quantity) -> bool:
    """People are whole: none of a figure's numbers has a fraction; a vague word may have no number at all."""
    numbers = [n for n in (quantity.value, quantity.low, quantity.high) if n is not None]
    return bool(numbers or quantity.qualifier == "vague") and all(n >= 0 and n == int(n) for n in numbers)


def _count(quantity: quantities.Quantity, numeral: Span, earlier: list[_Count], thing: int) -> _Count | None:
    """The quantity as a count of people, or None; *thing* is the token of the last number that counted none."""
    wordless = not numeral.text[:1].isdigit() and numeral.text.lower() in WORDLESS
    counted = find_counted(numeral, one=quantity.value == 1 or wordless)
    if _is_age(numeral) or _is_modifier(numeral) and counted.how != "collective":
        return None
    event = find_event(numeral, counted)
    if (wordless or quantity.value == 0) and not happened(quantity.value, numeral, counted, event):
        return None
    link = _link(quantity, earlier)
    noun = counted.noun if counted.how != "us" else None
    if counted.kind == "unknown":
        named = event is not None and (event.how == "noun" or event.takes == "people" and _PERSONAL.search(noun.lower_))
        if not named:
            return None
    elif counted.kind is None:
        noun = anew = None
        if event is None and link not in {"part", "of them"} and counted.how != "others":
            noun = numbered(numeral)
            anew = _given_anew(numeral, earlier, thing) if noun is None else None
            if noun is None and anew is None:
                return None
        if anew is not None:
            noun, event = anew.noun, anew.event and anew.event._replace(how="shared")
        elif noun is None and not (quantity.value == 0 and numeral.text.lower() != "none"):
            noun = None if event is not None and _in_relative_clause(event.token, numeral) else _meant(numeral, earlier, thing)
        if noun is None and thing >= around(numeral[0])[0] and relations.is_of_them(numeral):
            return None
        if noun is None and event is not None and event.how == "toll" and event.token.i and event.token.nbor(-1).lower_ == "of":
            noun = event.token
        if event is None and noun is None and link in {"part", "of them"} and earlier[-1].event is not None:
            event = earlier[-1].event._replace(how="shared")
        if noun is None and (event is None or event.takes != "people") and not relations.are_people(numeral):
            return None
        if event is not None and event.takes == "forces" and kind(noun) != "forces":
            return None
    if not wordless:
        event = event or presence(counted.noun if counted.noun is not None else root_of(numeral), counted) or default(counted)
    else:
        start, end = whole_span(numeral, counted.noun)
        quantity = quantity._replace(start=start, end=end, text=numeral.doc.text[start:end])
    return _Count(quantity, numeral, counted, noun, event, link, _whole_of(link, earlier))


def _given_anew(numeral: Span, earlier: list[_Count], thing: int) -> _Count | None:
    """What "the police spoke of 40,000" counts again: the last count that is no part, in this sentence or the one before."""
    if not relations.is_given_anew(numeral):
        return None
    start = around(numeral[0])[0]
    start = around(numeral.doc[start - 1])[0] if start else 0
    wholes = [c for c in earlier if c.whole is None and c.numeral.start >= max(start, thing) and (c.noun is not None or c.event is not None)]
    return wholes[-1] if wholes else None


def _whole_of(link: str | None, earlier: list[_Count]) -> quantities.Quantity | None:
    """The number that a part named with "including" or "of them" is a part of."""
    if link not in {"part", "next part", "of them"}:
        return None
    last = earlier[-1]
    return last.whole if link == "next part" or last.link == link == "of them" else last.quantity


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


def _in_relative_clause(token: Token, numeral: Span) -> bool:
    """True for an event inside "the crash that killed four": people outside the clause are not meant (but those of "the 40 who died" are)."""
    for _ in range(_RECENT):
        if token.dep_ not in {"conj", "xcomp", "ccomp", "advcl"}:
            break
        token = token.head
    return token.dep_ == "acl:relcl" and token.head.i not in range(numeral.start, numeral.end)


def _link(quantity: quantities.Quantity, earlier: list[_Count]) -> str | None:
    """See :func:`kit.language.relations.link`."""
    if not earlier:
        return None
    last = earlier[-1]
    done = last.event.token if last.event is not None else last.numeral[-1]
    end = max(last.quantity.end, last.counted.noun.idx + len(last.counted.noun) if last.counted.noun is not None else 0)
    return relations.link(quantity, last.link, last.numeral, end, done.idx + len(done))


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
    if group is None and (count.whole is not None or count.later is not None):
        group = linked
    if group is None and event is not None and event.measure == "deployed":
        group = agent_country(event.token) or subject_country(event.token)
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
        place_of(event, counted.noun if counted.noun is not None else root_of(count.numeral)),
        date_of(event, mentions) if count.later is None else None,
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


def _periods(counts: list[_Count], found: list[tuple[Span, frozenset[int]]]) -> dict[int, str]:
    """Of each count the window that hangs on its event, its noun or its number; two events joined by "and" share one in front of both."""
    periods: dict[int, str] = {}
    for span, chain in found:
        for i, count in enumerate(counts):
            own = {count.event.token.i} if count.event is not None else set()
            noun = count.counted.noun
            own |= {t.i for t in count.numeral} | ({noun.i} if noun is not None else set())
            named = noun if noun is not None or count.event is None else count.event.token
            if named is not None and named.dep_ in {"obj", "nsubj", "nsubj:pass"}:
                own.add(named.head.i)  # "counted 31 deaths in a week"
            if count.event is not None and count.event.token.dep_ == "conj" and span.start < count.event.token.head.i:
                own.add(count.event.token.head.i)
            if own & chain and count.later is None and span.start not in range(count.numeral.start, count.numeral.end):
                periods.setdefault(i, span.text)
    return periods


def _with_families(counts: list[_Count]) -> list[_Count]:
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
        result = [c._replace(whole=whole) if c is count else c for c in result if c.quantity.start != start]
        result += [
            _Count(whole, count.numeral, Counted(None, "bare", None), None, event, None),
            _Count(one, single[:1], Counted(single[-1], "parse", "person"), single[-1], event, None, whole),
        ]
    return sorted(result, key=lambda c: (c.quantity.start, -c.quantity.end))
