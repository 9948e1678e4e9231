"""What a number without a noun counts: the people that its sentence, the one before, or the article has counted already.

"Twelve were hurt, and 40 more evacuated", "Of those, 35 are in a critical condition", "twelve of the 58", "the hospital's
answer is 74". Nothing is taken over from afar but where the words ask for it: a word of counting ("the latest figure"),
a verb that gives a number anew ("we stand by 71"), or the number itself, told before with its people ("the 58").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from kit.language import tolls
from kit.language.counted import MORE, QUOTES, Counted, antecedent, around, children, is_collective, is_nominal, kind, root_of, word
from kit.language.measures import Event, first, lexicon
from kit.language.quantities import Quantity

#: How many counts back a number without a noun, or a part, may refer.
RECENT = 12
#: How many steps up from its verb a relative clause may stand.
_CLIMB = 12
#: By how much a number given anew may differ from the one that it stands against, where that is not beside it.
_RATIO = 10
#: How far before a number the words stand that ask for it, and how far before a noun those that make it definite.
_NEAR, _STEPS = 8, 4
_PASSED_OVER = frozenset("be been may might could would should must will can as high low even have has had".split())
_POINTERS = frozenset({"the", "these", "those", "its", "their", "his", "her", "our", "all"})
_THAT = frozenset({"that", "this", "which"})
_PRONOUNS = frozenset({"it", "they", "he", "she"})
_FRONTED = frozenset({"of", "among"})
_THEM = frozenset({"those", "these", "them", "whom"})
#: Up to this number a bare one in a list is told again by chance.
_SMALL = 12
#: How many paragraphs back somebody may have asked how many, and how many words of each are looked at.
_ASKED, _LONG = 12, 200
_HAVE, _STICK = frozenset({"have", "has", "had"}), frozenset({"stick", "sticks", "stuck", "sticking"})
_COUNTING = frozenset({"counting", "count", "of"})
_LISTS = frozenset("list lists roll rolls register registers roster rosters memorial monument plaque tablet petition".split())
_LISTING = frozenset("has have had contains contain contained bears bear bore lists list listed holds hold held carries carry carried shows show".split())
_ANYBODY = Counted(None, "bare", None)
#: Where a Doc keeps whether it speaks of what happens to people.
_PEOPLE = "people"


class Count(NamedTuple):
    """A number that counts people.

    Attributes:
        link: how it hangs on the count before it, see :func:`kit.language.relations.link`.
        whole, later: where in the article the count stands that this one is a part of, and the one that replaced it.
        group: whose people, once that is known. anew: whether the number is given anew, as of what was counted before.
        again: whether it repeats a number told before ("the 58"). renews: where the count stands that the same source gave before it.
    """

    quantity: Quantity
    numeral: Span
    counted: Counted
    noun: Token | None
    event: Event | None
    link: str | None
    whole: tuple[int, int] | None = None
    later: tuple[int, int] | None = None
    group: str | None = None
    anew: bool = False
    again: bool = False
    renews: tuple[int, int] | None = None

    @property
    def at(self) -> tuple[int, int]:
        """Where in the article it stands; no two counts share a place."""
        start = self.numeral.doc._.start
        return start + self.quantity.start, start + self.quantity.end

    @property
    def is_part(self) -> bool:
        return self.link in {"part", "next part", "of them"} or self.whole is not None


class Heard(NamedTuple):
    """What an article has said before a paragraph: its paragraphs, and its counts in order, with None where things were counted."""

    docs: Sequence[Doc] = ()
    counts: Sequence[Count | None] = ()


def meant(numeral: Span, earlier: list[Count], thing: int, heard: Heard) -> Token | None:
    """The people that a number without a noun speaks of, unless a number of things stands between."""
    noun = antecedent(numeral)
    # "14 people, including four children, died, and 20 others are missing": others than the whole.
    start = around(numeral[0])[0]
    wholes = [c for c in earlier if c.link not in {"part", "next part"} and not _is_outcome(c) and c.numeral.start >= start]
    parts = {c.noun.i for c in earlier if c.noun is not None and c.link in {"part", "next part"} and c.noun.doc is numeral.doc}
    if wholes and wholes[-1].noun is not None and (noun is None or wholes[-1].noun.doc is not noun.doc or noun.i <= wholes[-1].noun.i or noun.i in parts):
        noun = wholes[-1].noun
    elif not wholes and noun is not None and noun.i < start and not is_nominal(noun):
        # Of the sentence before rather those whom it counts than the women and children whom it names.
        counted = [c.noun for c in earlier if not c.is_part and not _is_outcome(c) and c.noun is not None and c.numeral.doc is numeral.doc and c.numeral.start < noun.i]
        noun = counted[-1] if counted else noun
    if noun is None and not earlier and thing < 0 and _continues(numeral):
        last = next((c for c in reversed(heard.counts[-RECENT:]) if c is None or not c.is_part), None)
        return last.noun if last is not None else None  # "... 40 were hurt.\nSome 200 more may never be found."
    return None if noun is None or noun.doc is numeral.doc and noun.i < thing else noun


def _continues(numeral: Span) -> bool:
    """True for "200 more", "the others" ...: as many again of those counted in the paragraph before."""
    doc, end = numeral.doc, numeral.end
    return end < len(doc) and doc[end].lower_ in MORE or numeral.start > 0 and doc[numeral.start - 1].lower_ in {"another", "further"}


def _is_outcome(count: Count) -> bool:
    """True for "40 deaths": what is counted there are not the people that a later number means."""
    return count.event is not None and count.event.how == "noun"


def in_relative_clause(token: Token, numeral: Span) -> bool:
    """True for an event inside "the crash that killed four": people outside the clause are not meant (but those of "the 40 who died" are)."""
    for _ in range(_CLIMB):
        if token.dep_ not in {"conj", "xcomp", "ccomp", "advcl"}:
            break
        token = token.head
    return token.dep_ == "acl:relcl" and token.head.i not in range(numeral.start, numeral.end)


def fronted(numeral: Span) -> Span | None:
    """"Of those" in "Of those, 35 are in hospital" and "Of the injured" in "Of the injured, nine have died"."""
    doc, start = numeral.doc, around(numeral[0])[0]
    for i in range(start, min(numeral.start - 1, start + _NEAR)):
        if doc[i].lower_ in _FRONTED and (i == start or doc[i - 1].text in {";", *QUOTES}) and doc[i + 1].lower_ in _THEM | _POINTERS:
            end = next((t.i for t in doc[i + 1 : numeral.start] if t.text == ","), numeral.start)
            return doc[i:end]
    return None


def is_fronted_part(numeral: Span, phrase: Span | None) -> bool:
    """Whether nothing stands between the fronted phrase and its number ("Of those, (at least) 35")."""
    return phrase is not None and numeral.start - phrase.end <= 2 and all(t.text == "," or t.lower_ in {"only", "just", "another"} for t in numeral.doc[phrase.end : numeral.start])


def whole_of_fronted(phrase: Span, earlier: list[Count], thing: int, heard: Heard) -> Count | None:
    """What "of those", "of the 212" or "of the injured" points back to."""
    told = [count for count in earlier if phrase.start <= count.numeral.start < phrase.end]
    if told:
        return told[-1]
    wholes = [count for count in (*heard.counts, *earlier) if count is None or not count.is_part]
    if phrase[1].lower_ in _THEM:
        here = [count for count in earlier if not count.is_part and count.numeral.start > thing]
        return here[-1] if here else wholes[-1] if wholes and not earlier and thing < 0 else None
    event = outcome_of(phrase)
    return None if event is None else next((c for c in reversed(wholes) if c is not None and c.event is not None and c.event.measure == event.measure), None)


def outcome_of(phrase: Span) -> Event | None:
    """What happened to "the injured" or "the missing" of a fronted phrase."""
    for token in phrase[1:]:
        if is_nominal(token) or token.tag_ in {"NNS", "NN"}:
            found = first(token, Counted(token, "toll", None), "shared", ("noun", "head"), ("adjective", "modifier"))
            if found is not None:
                return found
    return None


def told_before(quantity: Quantity, numeral: Span, earlier: list[Count], heard: Heard) -> Count | None:
    """The count that "the 58" repeats, or the numbers after a colon in "make 399 in all: 69 and 330"."""
    if quantity.value is None or quantity.qualifier != "exact" or numeral.start == 0:
        return None
    before = numeral[0].nbor(-1)
    listed = before.text in {":", "–", "—"} and quantity.value > _SMALL and _stands_alone(numeral)
    listed = listed or before.lower_ in {"and", ","} and bool(earlier) and earlier[-1].again and earlier[-1].numeral.end == before.i
    if not (listed or before.lower_ in _POINTERS):
        return None
    same = [c for c in (*heard.counts, *earlier) if c is not None and c.quantity.value == quantity.value and c.quantity.qualifier == "exact"]
    return next((c for c in same if not c.again), same[0]) if same else None


def given_anew(
    quantity: Quantity, numeral: Span, earlier: list[Count], thing: int, heard: Heard
) -> tuple[Token | None, Event | None, tuple[int, int] | None] | None:
    """What "the police spoke of 40,000" and "the hospital's answer is 74" count again, what happened to them, and where the same source has counted them.

    It was counted in the sentence, or in the one before; further back only where the numbers are of one order and nothing
    else was counted between; for a word of counting, wherever the article has counted or asked how many. None for any other number.
    """
    if not _stands_alone(numeral):
        return None
    tally, topic = _tally(numeral), _near(numeral, earlier, thing)
    if tally is None and not _is_given(numeral, topic):
        return None
    # Where and when are those of the sentence that gives the number anew.
    verb = governor(root_of(numeral))
    phrase = fronted(numeral)
    event = outcome_of(phrase) if phrase is not None else None
    if event is not None:
        return None, event._replace(token=verb), None
    if topic is None and tally is not None and _speaks_of_people(numeral.doc):
        told = [c for c in (*heard.counts, *earlier) if c is not None and not c.is_part and c.event is not None and c.event.takes == "people"]
        tallied = [c for c in told if c.anew or c.event.how == "toll"]
        topic = tallied[-1] if tallied else next((c for c in reversed(told) if c.event.measure == told[0].event.measure), None)
        event = _asked(numeral, heard.docs) if topic is None else None
        if event is not None:
            return None, event._replace(token=verb), None
    topic = topic or _far(quantity, numeral, earlier, thing, heard)
    if topic is None:
        return None
    same = any(c.dep_.startswith("nsubj") and c.lower_ in _PRONOUNS for c in children(verb)) and topic.numeral.doc is numeral.doc
    same = same and around(topic.numeral[0])[0] == around(numeral[0])[0]
    event = topic.event._replace(how="shared", token=verb) if topic.event is not None else Event("other", verb, "shared", "any")
    return topic.noun, event, topic.at if same else None


def changed_from(quantity: Quantity, numeral: Span, earlier: list[Count], thing: int, heard: Heard) -> Count | None:
    """The count that "the figure was up from 47 a day earlier" says has replaced this one."""
    doc, start = numeral.doc, around(numeral[0], 2 * _NEAR)[0]
    before = [t.lower_ for t in doc[start : numeral.start]]
    if before[-1:] != ["from"] or not any(b in tolls.words("tally") or b in _THAT for b in before) or not any(b in tolls.changes() for b in before):
        return None
    if any(t.like_num for t in doc[start : numeral.start]):
        return None
    topic = _near(numeral, earlier, thing) or _far(quantity, numeral, earlier, thing, heard)
    if topic is not None and topic.again:
        told = [c for c in (*heard.counts, *earlier) if c is not None and not c.again and c.quantity.value == topic.quantity.value]
        return told[-1] if told else topic
    return topic


def _near(numeral: Span, earlier: list[Count], thing: int) -> Count | None:
    """The last count that is no part, in the sentence or the one before, unless things were counted since."""
    start = around(numeral[0])[0]
    start = around(numeral.doc[start - 1])[0] if start else 0
    return next((c for c in reversed(earlier) if _is_topic(c) and c.numeral.start >= max(start, thing)), None)


def _far(quantity: Quantity, numeral: Span, earlier: list[Count], thing: int, heard: Heard) -> Count | None:
    """The last count of the paragraph, or of the one before, that is of the same order, unless things were counted since."""
    if earlier or thing >= 0:
        return next((c for c in reversed(earlier) if _is_topic(c) and c.numeral.start >= thing and alike(c.quantity, quantity)), None)
    last = next((c for c in reversed(heard.counts[-RECENT:]) if c is None or not c.is_part), None)
    beside = last is not None and last.numeral.doc is heard.docs[-1]
    return last if beside and alike(last.quantity, quantity) else None


def _is_topic(count: Count) -> bool:
    return not count.is_part and (count.noun is not None or count.event is not None)


def alike(one, other) -> bool:
    """Whether two quantities, or figures, are of one order."""
    values, others = ([n for n in (q.value, q.low, q.high) if n] for q in (one, other))
    return bool(values and others) and max(values) / _RATIO <= min(others) and max(others) <= min(values) * _RATIO


def governor(token: Token) -> Token:
    """The verb of the clause that a number hangs in."""
    for _ in range(_STEPS):
        if token.pos_ in {"VERB", "AUX"} or token.dep_ in {"ccomp", "advcl"}:
            break
        token = token.head
    return token


def _stands_alone(numeral: Span) -> bool:
    """Whether no noun follows that the number might count: "it said 110; …", "is 69.", "may be 250”"."""
    doc, end = numeral.doc, numeral.end
    return end == len(doc) or doc[end].is_punct or doc[end].tag_ in {"CC", "IN", "RB", "``", "''", "WDT"} and doc[end].lower_ not in {"of", "per"}


def _tally(numeral: Span) -> Token | None:
    """"Answer" in "the hospital's answer is 74", "figure" in "the true figure “may be 250”", "'s" in "the union's is 52"."""
    doc, start = numeral.doc, around(numeral[0], 2 * _NEAR)[0]
    i, led = numeral.start - 1, False
    while i >= start:
        leads = doc[i].lower_ in tolls.reaches()
        if not (leads or doc[i].text in QUOTES or doc[i].tag_ in {"RB", "EX", "MD"} or doc[i].lower_ in _PASSED_OVER) or doc[i].lower_ in tolls.words("tally"):
            break
        led = led or leads
        i -= 1
    if i < start or not led:
        return None
    token = doc[i]
    if token.tag_ == "POS" and doc[i + 1].lower_ in {"is", "was"}:
        return token
    definite = any(t.lower_ in _POINTERS or t.tag_ == "POS" or t.lower_ in {"whose", "latest"} for t in doc[max(start, i - _STEPS) : i])
    return token if definite and token.lower_ in tolls.words("tally") and token.tag_ in {"NN", "NNS"} else None


def _is_given(numeral: Span, topic: Count | None) -> bool:
    """True for a bare number that a verb gives anew ("the police spoke of 40,000", "we stand by 71", "it may be 20")."""
    doc, i = numeral.doc, numeral.start - 1
    while i >= 0 and doc[i].text in QUOTES:
        i -= 1
    if i < 0:
        return False
    again, before, ahead = tolls.words("again"), doc[i], doc[i - 1].lower_ if i else ""
    if numeral[0].lower_ == "estimated" and before.lower_ in {"had", "has", "have"}:
        return True
    if "" in again.get(before.lower_, ()):
        return before.lower_ not in _HAVE or topic is not None and (topic.anew or topic.event is not None and topic.event.how == "toll" or is_listed(topic))
    if before.lower_ == "be" and i > 1 and doc[i - 1].tag_ == "MD":
        return doc[i - 2].lower_ in {"it", "that", *QUOTES}
    if before.lower_ == "at":
        verb = root_of(numeral).head
        given = [c for c in children(verb) if c.dep_ in {"obj", "nsubj:pass"} and c.i < i]
        return "at" in again.get(verb.lower_, ()) and verb.pos_ == "VERB" and all(_may_be_counted(c) for c in given)
    subject = next((c for c in children(doc[i - 1]) if c.dep_.startswith("nsubj")), None) if i else None
    sums_up = before.lower_ == "to" and ahead not in _STICK
    return before.lower_ in again.get(ahead, ()) and not (sums_up and subject is not None and not _may_be_counted(subject))


def _may_be_counted(token: Token) -> bool:
    """True for what a number of people may be given of: "it", "the crowd", "the number", "the dead"; not for "the depth"."""
    return token.pos_ == "PRON" or token.lower_ in tolls.words("tally") or token.lower_ in _LISTS or bool(kind(token, one=True)) or is_collective(token)


def is_listed(count: Count) -> bool:
    """True for names on a list."""
    return count.noun is not None and count.noun.lower_ == "names"


def _speaks_of_people(doc: Doc) -> bool:
    """Whether any word of the paragraph says what happens to people only."""
    found = doc.user_data.get(_PEOPLE)
    if found is None:
        found = doc.user_data[_PEOPLE] = any(e.takes == "people" and e.measure != "other" and not e.beside for t in doc for e in lexicon().get(word(t), ()))
    return found


def _asked(numeral: Span, before: Sequence[Doc]) -> Event | None:
    """What happened to those of whom somebody has asked how many, in the paragraph or lately: "how many miners died", "counting the dead"."""
    for doc in (numeral.doc, *reversed(before[-_ASKED:])):
        end = numeral.start if doc is numeral.doc else len(doc)
        for token in reversed(doc[: min(end, _LONG)]):
            if token.lower_ == "many" and token.i and token.nbor(-1).lower_ == "how":
                sentence = doc[slice(*around(token))]
                told = (first(t, _ANYBODY, "shared", ("verb", "subject"), ("verb", "object"), ("adjective", "modifier")) for t in sentence)
            elif token.lower_ == "the" and token.i and token.nbor(-1).lower_ in _COUNTING and token.i + 1 < len(doc):
                told = (first(t, _ANYBODY, "shared", ("noun", "head")) for t in [token.nbor()])
            else:
                continue
            event = next((e for e in told if e is not None and e.takes == "people"), None)
            if event is not None:
                return event
    return None


def is_name(numeral: Span, noun: Token | None, heard: Heard) -> bool:
    """True for "names" that stand on a list: "the roll has 118 names", "The lists do not match. One has 47 names"."""
    verbs = numeral.doc[max(0, numeral.start - _STEPS) : numeral.start]
    if noun is None or noun.lower_ != "names" or not any(t.lower_ in _LISTING for t in verbs):
        return False
    before = [numeral.doc[: numeral.start], *(doc[:] for doc in heard.docs[-1:])]
    return any(token.lower_ in _LISTS for span in before for token in span[-_LONG:])
