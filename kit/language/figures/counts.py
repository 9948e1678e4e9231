"""Counts of people: how many, of whom, and what happened to them.

A figure is a number expression (:mod:`kit.language.quantities.expressions`) that counts people (:mod:`kit.language.figures.counted`),
with the event it takes part in (:mod:`kit.language.figures.measures`), where and when (:mod:`kit.language.figures.circumstances`), and the
figures that it is a part of or replaced by (:mod:`kit.language.figures.relations`). Numbers that count anything else are left out.
Nobody counts as 0 ("nobody was hurt", "no casualties"); a single person without a number counts only where it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kit.language import dates
from kit.language.figures import nounless, relations, tolls
from kit.language.figures.circumstances import date_of, dated_beside, giver, periods_of, place_of, spans, stretches, windows
from kit.language.figures.counted import QUOTES, Counted, agent_country, find_counted, group_of, name, root_of, subject_country
from kit.language.figures.forecasts import foretold, is_foretold
from kit.language.figures.lists import is_mended, labelled
from kit.language.figures.measures import default, find_event, presence
from kit.language.figures.nounless import shared_by
from kit.language.figures.outcomes import ARTICLE
from kit.language.figures.parts import whole_of_link, with_families, with_shared_events, with_wholes
from kit.language.figures.recounts import is_name, renewed
from kit.language.figures.referents import RECENT, Count, Heard, fronted, is_fronted_part, of_the_sentence_before, outcome_of
from kit.language.figures.unnumbered import WORDLESS, find_unnumbered, happened, whole_span
from kit.language.parsing.plain import Doc, Span, Token
from kit.language.parsing import plain
from kit.language.quantities import expressions

#: How sure the noun is, by the way it was found (see :class:`kit.language.figures.counted.Counted`).
_BY_NOUN = {"parse": 0.9, "order": 0.8, "collective": 0.8, "others": 0.8, "us": 0.8, "bare": 0.75, "unknown": 0.5}
#: What the way the event was found adds; "none" is a count without any event.
_BY_EVENT = {
    "noun": 0.05, "beside": 0.05, "parse": 0.0, "toll": 0.05, "shared": -0.05, "presence": -0.1, "default": -0.1, "none": -0.1,
}
_LABELS = frozenset({"grade", "grades", "class", "division", "category", "tier", "section", "type", "level", "stage", "phase"})
_POINTERS = frozenset({"the", "these", "those", "both"})
#: A definite count up to this one, or in words, points back at people already spoken of ("the two leaders").
_SMALL = 10
#: How many paragraphs, and how many counts, an article is remembered for.
_BACK, _MOST = 12, 200
#: Where a Doc keeps the token of its last number that counts things.
_THING = "thing"
#: What a bare toll may turn out to be of.
_OF_TOLLS = frozenset({"killed", "injured", "killed_or_injured", "casualties", "missing"})
_HOUR = re.compile(r"\d\d?\.\d\d")
#: Endings of nouns for people that people.csv need not list; read so only where the event says that they are people.
_PERSONAL = re.compile(r"(?:ers|ors|ists|ants|ians|ees|eers|men|women|folk)$")


class Told(NamedTuple):
    """How a count is told.

    Attributes:
        earlier: whether, and how, as one that no longer holds; by: by whom (see :func:`kit.language.figures.relations.told_as_earlier`).
        tally: as the state of a count, by a word of counting or a verb that gives it ("the toll was 31 on Monday").
        act: as what a single event did ("the blast killed nine").
    """

    earlier: str = ""
    tally: bool = False
    act: bool = False
    by: str = ""


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
        told: what its words say of its standing among the counts of the article.
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
    told: Told = Told()


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
    return in_article([doc], convention, singles)[0]


def in_article(docs: Sequence[Doc], convention: str = "literal", singles: bool = False) -> list[list[Figure]]:
    """The figures of each paragraph of an article, where a number may count what an earlier paragraph has counted.

    Args:
        docs: the parsed paragraphs, in order; convention, singles: as for :func:`find`.

    Returns:
        One list for each paragraph; ``part_of`` and ``superseded_by`` count through the figures of all of them.

    >>> from kit.language import pipeline
    >>> docs = pipeline.paragraph_docs(pipeline.load(), "The fire killed 58 people, the governor said.\\nTwelve of the 58 were children.")
    >>> [[(figure.text, figure.measure, figure.part_of) for figure in paragraph] for paragraph in in_article(docs)]
    [[('58', 'killed', None)], [('Twelve', 'killed', 2), ('58', 'killed', None)]]
    """
    docs = [plain.of(doc) for doc in docs]
    texts = [doc.text for doc in docs]
    told: list[tuple[list[Count], list[Figure]]] = []
    heard: list[Count | None] = []
    for i, doc in enumerate(docs):
        doc.notes[ARTICLE] = texts
        counts, found = _in_paragraph(doc, convention, singles, Heard(docs[max(0, i - _BACK) : i], heard[-_MOST:]))
        told.append((counts, found))
        heard += [count._replace(group=figure.group) for count, figure in zip(counts, found, strict=True)]
        heard += [None] * _ends_in_things(doc, counts)
    _settle_tolls(texts, told)
    kept = [[not _points_back(count) for count in counts] for counts, _ in told]
    places = [count.at for (counts, _), keep in zip(told, kept, strict=True) for count, k in zip(counts, keep, strict=True) if k]
    place = {at: i for i, at in enumerate(places)}
    return [
        [f._replace(part_of=place.get(c.whole), superseded_by=place.get(c.later)) for c, f, k in zip(counts, found, keep, strict=True) if k]
        for (counts, found), keep in zip(told, kept, strict=True)
    ]


def _settle_tolls(texts: list[str], told: list[tuple[list[Count], list[Figure]]]) -> None:
    """Gives each bare toll the measure of the same number elsewhere in the article, else of its tolls, see :func:`tolls.measure_of_tolls`."""
    bare = [(found, i) for counts, found in told for i, count in enumerate(counts) if tolls.is_bare(count.event)]
    if not bare:
        return
    usual = tolls.measure_of_tolls("\n".join(texts))
    both = ((count.event, figure) for counts, found in told for count, figure in zip(counts, found, strict=True))
    sure = {figure.value: figure.measure for event, figure in both if event is not None and event.how != "shared" and not tolls.is_bare(event)}
    for found, i in bare:
        measure = sure.get(found[i].value, usual)
        found[i] = found[i]._replace(measure=measure if measure in _OF_TOLLS else usual)


def _in_paragraph(doc: Doc, convention: str, singles: bool, heard: Heard) -> tuple[list[Count], list[Figure]]:
    """The counts of a paragraph and the figure of each, without what ties them to others."""
    text = doc.text
    found = [(q, doc.char_span(q.start, q.end, expand=True)) for q in expressions.find(text, convention)]
    found = relations.with_shares(text, found)
    rates = relations.rates(text, found)
    counts = _counts(doc, [pair for pair in found if pair[0].start not in rates], singles, heard)
    counts = with_families(with_shared_events(counts))
    if not counts:
        return [], []
    where = stretches(counts)
    mentions = {span.start: span for span in spans(doc, (mention for start, end in where for mention in dates.find(text, start, end)))}
    beside = dated_beside(counts, mentions)
    periods = periods_of(counts, windows(doc, where))
    figures: list[Figure] = []
    for i, count in enumerate(counts):
        near = range(max(0, i - RECENT), i)
        group = None
        if count.noun is not None and count.counted.kind is None:
            group = _group_of_antecedent(count, [*heard.counts[-RECENT:], *(counts[j]._replace(group=figures[j].group) for j in near)][-RECENT:])
        linked = next((figures[j].group for j in reversed(near) if count.whole == counts[j].at), None) if count.whole else None
        figure = _figure(count, linked or (figures[i - 1].group if count.link and i else None), group, mentions, beside, i, text)
        figures.append(figure._replace(period=periods.get(i)))
    return renewed(counts, mentions), figures


def _ends_in_things(doc: Doc, counts: list[Count]) -> bool:
    """Whether the last number of a paragraph counts no people."""
    last = doc.notes.get(_THING, -1)
    return last > (counts[-1].numeral.start if counts else -1)


def _counts(doc: Doc, found: list[tuple[expressions.Quantity, Span]], singles: bool, heard: Heard) -> list[Count]:
    """The quantities that count people, each with the count that it is a part of or replaced by."""
    text = doc.text
    later_of = {found[i][0]: found[j] for i, j in relations.replaced(text, [quantity for quantity, _ in found]).items()}
    earlier_of = {later[0]: pair for pair in found if (later := later_of.get(pair[0]))}
    numbered_at = {t.i for _, numeral in found for t in numeral}
    wordless = [pair for pair in find_unnumbered(doc, singles) if pair[1].start not in numbered_at]
    counts: dict[expressions.Quantity, Count] = {}
    thing, left_out = -1, None
    for quantity, numeral in sorted([*found, *wordless], key=lambda pair: pair[1].start):
        if quantity.unit is not None or not _whole(quantity):
            continue
        count = _count(quantity, numeral, list(counts.values())[-RECENT:], thing, heard)
        if count is None and quantity in later_of and later_of[quantity][0] in counts:
            count = _replaced(quantity, numeral, counts[later_of[quantity][0]])
        elif count is not None and (before := earlier_of.get(quantity)) and before[1].start < numeral.start and before[0] not in counts:
            replaced = _replaced(*before, count)
            counts |= {before[0]: replaced} if replaced is not None else {}
        if count is not None and count.again and left_out is not None and relations.in_whole(text, left_out[0], quantity):
            counts[left_out[0]] = Count(*left_out, find_counted(left_out[1]), count.noun, count.event, None)  # "twelve of the 58 are from Lima"
        if count is not None:
            counts[count.quantity] = count
        elif numeral.start in numbered_at:
            thing, left_out = numeral.start, (quantity, numeral)
    doc.notes[_THING] = thing
    for earlier, (later, _) in later_of.items():
        a, b = counts.get(earlier), counts.get(later)
        if a is not None and b is not None and (a.event and a.event.measure) == (b.event and b.event.measure):
            counts[earlier] = a._replace(later=b.at, link=None, whole=None)
    return with_wholes(text, sorted(counts.values(), key=lambda count: count.numeral.start), heard)


def _replaced(quantity: expressions.Quantity, numeral: Span, later: Count) -> Count | None:
    """The earlier count of a change report, which leaves out what the later one says ("31 people died, up from 12")."""
    own = find_counted(numeral)
    if quantity.unit is not None or not _whole(quantity) or own.kind is not None and own.noun.lower_ not in relations.TIMES:
        return None
    event = later.event._replace(how="shared") if later.event is not None else None
    return Count(quantity, numeral, Counted(None, "bare", None), later.noun, event, None)


def _whole(quantity: expressions.Quantity) -> bool:
    """People are whole: none of a figure's numbers has a fraction, and 18.00 is an hour; a vague word may have no number at all."""
    if _HOUR.fullmatch(quantity.text):
        return False
    numbers = [n for n in (quantity.value, quantity.low, quantity.high) if n is not None]
    return bool(numbers or quantity.qualifier == "vague") and all(n >= 0 and n == int(n) for n in numbers)


def _count(quantity: expressions.Quantity, numeral: Span, earlier: list[Count], thing: int, heard: Heard) -> Count | None:
    """The quantity as a count of people, or None; *thing* is the token of the last number that counted none."""
    wordless = not numeral.text[:1].isdigit() and numeral.text.lower() in WORDLESS
    counted = find_counted(numeral, one=quantity.value == 1 or wordless)
    if _is_age(numeral) or _is_modifier(numeral) and counted.how != "collective":
        return None
    event = find_event(numeral, counted) or tolls.toll(numeral, counted)
    label = labelled(numeral, counted, event)
    event = label[0] if label is not None else event
    if is_mended(event, counted.noun):
        event = event._replace(measure="other")
    if wordless and numeral.text.lower() == "no" and counted.noun is None:
        return None
    if (wordless or quantity.value == 0) and not happened(quantity.value, numeral, counted, event):
        return None
    link = _link(quantity, earlier)
    last = of_the_sentence_before(numeral, earlier, thing) if link is None and relations.is_of_them(numeral) else None
    if last is not None and (quantity.value != 1 or event is not None):
        link, event = "of them", event or shared_by(last, numeral)
    phrase = fronted(numeral) if event is None or counted.kind is None else None
    if event is None and counted.kind is not None and is_fronted_part(numeral, phrase):
        event = outcome_of(phrase)  # "Of the missing, nine are children."
    whole = last.at if last is not None and link == "of them" else whole_of_link(link, numeral, earlier)
    count = Count(foretold(tolls.passed(quantity, numeral, event), numeral, event), numeral, counted, counted.noun if counted.how != "us" else None, event, link, whole)
    if counted.kind == "unknown":
        named = event is not None and (event.how == "noun" or event.takes == "people" and counted.noun is not None and _PERSONAL.search(counted.noun.lower_))
        if not named and not is_name(numeral, counted.noun, heard):
            return None
    elif label is not None:
        count = count._replace(noun=label[1])
    elif counted.kind is None:
        count = nounless.read(count, phrase, earlier, thing, heard)
        if count is None:
            return None
    if not wordless:
        event = count.event or presence(counted.noun if counted.noun is not None else root_of(numeral), counted) or default(counted)
        return count._replace(event=event)
    start, end = whole_span(numeral, counted.noun)
    return count._replace(quantity=quantity._replace(start=start, end=end, text=numeral.doc.text[start:end]))


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


def _link(quantity: expressions.Quantity, earlier: list[Count]) -> str | None:
    """See :func:`kit.language.figures.relations.link`."""
    if not earlier:
        return None
    last = earlier[-1]
    done = last.event.token if last.event is not None and last.event.token.doc is last.numeral.doc else last.numeral[-1]
    end = max(last.quantity.end, last.counted.noun.idx + len(last.counted.noun) if last.counted.noun is not None else 0)
    return relations.link(quantity, last.link, last.numeral, end, done.idx + len(done))


def _points_back(count: Count) -> bool:
    """A small definite count without an event ("the two leaders"), and "one man", which is a person and no count."""
    one = count.quantity.value == 1 and count.event is not None and count.event.measure == "other" and count.event.takes == "any"
    if count.event is not None and not one:
        return False
    value, start, doc = count.quantity.value, count.numeral.start, count.numeral.doc
    while start and (doc[start - 1].text in QUOTES or doc[start - 1].tag_ == "JJ"):
        start -= 1
    definite = start > 0 and doc[start - 1].lower_ in _POINTERS
    return value == 1 or (definite and value is not None and value <= _SMALL)


def _figure(count: Count, linked: str | None, meant_group: str | None, mentions: dict[int, Span], beside: dict[int, int], i: int, text: str) -> Figure:
    quantity, event, counted = count.quantity, count.event, count.counted
    group = group_of(counted.noun, count.numeral) if counted.noun is not None and counted.kind is not None else meant_group
    if group is None and (count.whole is not None or count.later is not None):
        group = linked
    if group is None and event is not None and event.measure == "deployed":
        group = agent_country(event.token) or subject_country(event.token)
    anchor = counted.noun if counted.noun is not None else root_of(count.numeral)
    own = next((mentions[at].text for at, whose in beside.items() if whose == i), None)
    free = {at: span for at, span in mentions.items() if at not in beside} if beside else mentions
    left = count.later is not None or count.numeral.start > 0 and count.numeral[0].nbor(-1).lower_ == "from"  # "rose from 51 to 90 on Sunday"
    date = own or (None if left or is_foretold(quantity.text) else date_of(event, free, anchor))
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
        place_of(event, anchor),
        date,
        round(confidence, 2),
        told=_told(count, anchor, text),
    )


def _told(count: Count, anchor: Token, text: str) -> Told:
    event = count.event
    if event is None:
        return Told()
    tally = event.how == "toll" or count.anew or giver(event, anchor) is not None
    act = event.token.tag_ in {"VBD", "VBZ", "VBG"} and anchor.head == event.token and anchor.dep_ == "obj"
    earlier, by = relations.told_as_earlier(text, count.numeral, anchor)
    return Told(earlier, tally, act, by)


def _group_of_antecedent(count: Count, earlier: list[Count | None]) -> str | None:
    """Whose people a number without a noun means: those of the count it takes its noun from, or of that noun."""
    for other in reversed(earlier):
        if other is not None and other.noun == count.noun:
            return other.group
    return group_of(count.noun) or subject_country(count.noun.head)
