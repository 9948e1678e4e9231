"""Where and when what is counted happened: the place, the date and the window of a count.

A place is a name that the event or its noun gives; a date or a window ("over the past 24 hours") belongs to the count
whose event or noun it hangs on in the parse, never to the verb of saying.
"""

from __future__ import annotations

from collections.abc import Iterable

from kit.language import dates
from kit.language.figures.counted import REACH, around, children
from kit.language.figures.happenings import is_event
from kit.language.figures.measures import Event
from kit.language.figures.referents import Count, governor
from kit.language.figures.tolls import words
from kit.language.parsing.plain import Doc, Span, Token

#: Nouns for a stretch of land or water that a name tells apart ("the Kursk region").
REGIONS = frozenset(
    "area bay border camp canal city coast county desert district forest governorate harbour harbor island islands lake mountains neighborhood neighbourhood "
    "oblast park peninsula port prefecture province quarter region river sea state strait street suburb territory town valley village zone airport".split()
)
_PLACE_CASES = frozenset({"in", "at", "near", "around", "across", "inside", "outside", "off", "along"})
_LISTS = frozenset("list lists listed register registered registers record recorded records confirm confirmed confirms announce announced".split())
#: What makes a day another than that of the count ("since Sunday").
_NOT_ON = frozenset({"since", "until", "before", "after", "from"})
#: How many words a date is followed upwards.
_CLIMB = 6
_CLAUSES = frozenset({"acl", "acl:relcl", "advcl", "ccomp", "parataxis", "csubj"})
#: Words of a phrase: a date inside one is still the date of what the phrase hangs on ("Friday's blast killed nine").
_PHRASE = ("nmod", "compound", "amod", "nummod", "flat", "appos", "det", "case", "fixed", "obl", "advmod", "nsubj", "dep")
#: Nouns that go on with a date ("Sunday evening").
_HOURS = frozenset({"morning", "afternoon", "evening", "night", "midnight", "noon", "midday", "dawn", "dusk"})
#: How a date hangs on a noun of its own phrase.
_OF_NOUN = ("nmod", "compound", "amod", "nummod", "flat", "appos")


def place_of(event: Event | None, noun: Token) -> str | None:
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
        if token.text in dates.MONTHS or token.text in dates.WEEKDAYS:
            return None
        start, end = token.i, token.i + 1
        while start > token.left_edge.i and token.doc[start - 1].dep_ in {"compound", "flat"} and token.doc[start - 1].tag_.startswith("N"):
            start -= 1
        while end <= token.right_edge.i and token.doc[end].dep_ == "flat":
            end += 1
        span = token.doc[start:end]
        proper = any(t.tag_.startswith("NNP") and t.text[:1].isupper() for t in span)
        if proper and (token.tag_.startswith("NNP") or token.lower_ in REGIONS):
            return span.text
    return None


def spans(doc: Doc, mentions: Iterable[dates.DateMention]) -> list[Span]:
    """The tokens of date mentions."""
    return [doc.char_span(m.start, m.end, expand=True) for m in mentions]


def date_of(event: Event | None, mentions: dict[int, Span], anchor: Token | None = None) -> str | None:
    """The date expression that hangs on the event: directly, or on a word of its own clause; *mentions* are by first token.

    A toll has the date of its verb ("the toll rose on Monday"), and so has what a verb gives as its object ("on Monday it
    listed 80 as missing"); *anchor* is the counted noun or its number. A day since which is none on which, and with an
    *anchor* the day of another thing ("Monday's disaster") is none of the count.
    """
    if event is None:
        return None
    at = event.token.i
    governed = event.how == "toll" or event.token.dep_.startswith("nsubj") or event.how == "noun" and event.token.dep_ == "obj"
    verb = event.token.head.i if governed else at
    if event.how == "toll" and event.token.lower_ not in words("tally") and anchor is not None:
        at = verb = governor(anchor).i
        if at == event.token.i:
            return None  # "those killed in Sunday's fire": the fire was on Sunday
    given = giver(event, anchor) if anchor is not None else None
    near = [mentions[i] for i in range(at - REACH, at + REACH) if i in mentions]
    if anchor is not None:
        near = [mention for mention in near if not _is_of_another(mention, {at, anchor.i})]
    hung = [(mention, _hung(mention)) for mention in near if mention.start == 0 or mention[0].nbor(-1).lower_ not in _NOT_ON]
    for wanted in (verb, at, *([given.i] if given is not None else [])):
        for mention, chain in hung:
            if len(chain) > 1 and chain[1] == wanted:
                return mention.text
    return next((mention.text for mention, chain in hung if at in chain), None)


def _is_of_another(mention: Span, own: set[int]) -> bool:
    """Whether a date stands in the phrase of a noun that neither is counted (*own*) nor counts or reports: "Monday's disaster", "the crash on Monday".

    Right behind the name of an event it is the day of that, wherever the parser hangs it ("since the crash on Monday").
    """
    at = mention.start - 1 - (mention.start > 0 and mention[0].nbor(-1).lower_ == "on")
    if at >= 0 and mention.doc[at].tag_ in {"NN", "NNS"} and at not in own and is_event(mention.doc[at]):
        return True
    token = mention.root
    for _ in range(_CLIMB):
        head = token.head
        if head.i == token.i or not token.dep_.startswith(_OF_NOUN):
            return False
        if head.pos_ in {"NOUN", "PROPN"} and head.i not in range(mention.start, mention.end) and head.lower_ not in _HOURS:
            acts = head.i < mention.start and head.dep_.startswith("nsubj") and not is_event(head)  # "divers on Monday found 12 bodies"
            return not acts and head.i not in own and not any(head.lower_ in words(role) for role in ("tally", "report"))
        token = head
    return False


def giver(event: Event, anchor: Token) -> Token | None:
    """The verb that gives a count as its object ("*listed* 80 as missing", "*reported* 90 dead"), besides the event itself."""
    for token in (anchor, event.token):
        verb = token.head
        if token.dep_ in {"obj", "xcomp", "obl:unmarked"} and verb != event.token and (verb.lower_ in words("again") or verb.lower_ in _LISTS):
            return verb
    return None


def dated_beside(counts: list[Count], mentions: dict[int, Span]) -> dict[int, int]:
    """Of each date right behind one of two numbers that tell of a change, whose it is: "31 people are dead, up from 19 on Sunday"."""
    changing = {count.later for count in counts if count.later is not None}
    found = {}
    for i, count in enumerate(counts):
        if count.later is None and count.at not in changing:
            continue
        at = count.numeral.end
        at += at < len(count.numeral.doc) and count.numeral.doc[at].lower_ in {"on", "by"}
        if at in mentions:
            found[at] = i
    return found


def _hung(mention: Span) -> list[int]:
    """The tokens that a date stands under, upwards: the end of its own phrase first, up to and with the first verb."""
    token, chain = mention.root, []
    for _ in range(_CLIMB):
        inside = token.dep_ in {"nmod", "compound", "amod", "nummod", "flat", "appos"} and not chain
        if not inside:
            chain.append(token.i)
        if token.head.i == token.i or not token.dep_.startswith(_PHRASE) or chain and token.pos_ in {"VERB", "AUX"}:
            break
        token = token.head
    return chain


def stretches(counts: list[Count]) -> list[tuple[int, int]]:
    """The characters of the sentences that count people: no other has their dates."""
    found: list[tuple[int, int]] = []
    for count in counts:
        doc = count.numeral.doc
        first, last = around(count.numeral[0])[0], around(count.numeral[-1])[1] - 1
        start, end = doc[first].idx, doc[last].idx + len(doc[last])
        if found and start <= found[-1][1] + 1:
            found[-1] = (min(found[-1][0], start), max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def windows(doc: Doc, where: Iterable[tuple[int, int]]) -> list[tuple[Span, frozenset[int]]]:
    """The windows in some stretches of a paragraph ("over the past 24 hours", "a day") with the tokens each stands under in its clause."""
    found = []
    for span in spans(doc, (window for start, end in where for window in dates.find_periods(doc.text, start, end))):
        token, chain = span.root, set()
        for _ in range(_CLIMB):
            chain.add(token.i)
            outside = token.i not in range(span.start, span.end)
            counted = any(c.dep_ == "nummod" and c.i not in range(span.start, span.end) for c in children(token))  # "60 hours a week" is of the hours
            if token.head.i == token.i or outside and (counted or token.dep_ in _CLAUSES or token.pos_ in {"VERB", "AUX"} and token.dep_ != "conj"):
                break
            token = token.head
        if token.i in range(span.start, span.end):  # the parser hung the sentence on the window, so it is of all of it
            chain |= set(range(*around(token)))
        found.append((span, frozenset(chain)))
    return found


def periods_of(counts: list[Count], found: list[tuple[Span, frozenset[int]]]) -> dict[int, str]:
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
