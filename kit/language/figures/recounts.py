"""Numbers given anew, of people whom the article has counted before: "the police spoke of 40,000", "the hospital's answer is 74".

Nothing is taken over from afar but where the words ask for it: a word of counting ("the latest figure"), a verb that gives
a number ("we stand by 71"), or names on a list. Both kinds of words are in tallies.csv.
"""

from __future__ import annotations

from collections.abc import Sequence

from kit.language.figures import tolls
from kit.language.figures.counted import QUOTES, Counted, around, children, is_collective, kind, root_of, word
from kit.language.figures.measures import Event, first
from kit.language.figures.outcomes import lexicon
from kit.language.figures.referents import POINTERS, RECENT, Count, Heard, fronted, governor, outcome_of, stands_alone
from kit.language.parsing.plain import Doc, Span, Token
from kit.language.quantities.expressions import Quantity

#: By how much a number given anew may differ from the one that it stands against, where that is not beside it.
_RATIO = 10
#: How far before a number the words stand that ask for it, and how far before a noun those that make it definite.
_NEAR, _STEPS = 16, 4
_PASSED_OVER = frozenset("be been may might could would should must will can as high low even have has had".split())
_THAT = frozenset({"that", "this", "which"})
_PRONOUNS = frozenset({"it", "they", "he", "she"})
_THE_OTHER = frozenset({"one", "another", "other", "second", "third"})
_HAVE, _STICK = frozenset({"have", "has", "had"}), frozenset({"stick", "sticks", "stuck", "sticking"})
#: How many words of a paragraph are looked at for a list, or for who asks how many.
_LONG = 200
_COUNTING = frozenset({"counting", "count", "of"})
_LISTS = frozenset("list lists roll rolls register registers roster rosters memorial monument plaque tablet petition".split())
_LISTING = frozenset("has have had contains contain contained bears bear bore lists list listed holds hold held carries carry carried shows show".split())
_ANYBODY = Counted(None, "bare", None)
#: Where a Doc keeps whether it speaks of what happens to people.
_PEOPLE = "people"


def given_anew(
    quantity: Quantity, numeral: Span, earlier: list[Count], thing: int, heard: Heard
) -> tuple[Token | None, Event | None, tuple[int, int] | None] | None:
    """What "the police spoke of 40,000" counts again, what happened to them, and where the same source has counted them before.

    It was counted in the sentence, or in the one before; further back only where the numbers are of one order and nothing
    else was counted between; for a word of counting, wherever the article has counted or asked how many. None for any other number.
    """
    if not stands_alone(numeral):
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
    if topic is None and tally is not None:
        people = _speaks_of_people(numeral.doc)
        told = [c for c in (*heard.counts, *earlier) if people and c is not None and _is_topic(c) and c.event is not None and c.event.takes == "people"]
        tallied = [c for c in told if _is_tallied(c)]
        topic = tallied[-1] if tallied else next((c for c in reversed(told) if c.event.measure == told[0].event.measure), None)
        event = _asked(numeral, heard.docs if people else heard.docs[-2:]) if topic is None else None
        if event is not None:
            return None, event._replace(token=verb), None
    topic = topic or _far(quantity, numeral, earlier, thing, heard)
    if topic is None:
        return None
    topic = _summand(quantity, topic, earlier) or topic
    by_the_same = any(c.dep_.startswith("nsubj") and c.lower_ in _PRONOUNS for c in children(verb)) or is_corrected(numeral)
    same = by_the_same and topic.numeral.doc is numeral.doc
    same = same and around(topic.numeral[0])[0] == around(numeral[0])[0]
    event = topic.event._replace(how="shared", token=verb) if topic.event is not None else Event("other", verb, "shared", "any")
    return topic.noun, event, topic.at if same else None


def _summand(total: Quantity, topic: Count, earlier: list[Count]) -> Count | None:
    """The first of the counts in the sentence of *topic*, where they add up to *total*: "131 died and 27 are missing. That makes the total 158"."""
    start = around(topic.numeral[0])[0]
    parts = [c for c in earlier if c.numeral.doc is topic.numeral.doc and around(c.numeral[0])[0] == start and not c.is_part]
    return parts[0] if len(parts) > 1 and total.value is not None and sum(c.quantity.value or 0 for c in parts) == total.value else None


def changed_from(quantity: Quantity, numeral: Span, earlier: list[Count], thing: int, heard: Heard) -> Count | None:
    """The count that "the figure was up from 47 a day earlier" says has replaced this one."""
    doc, start = numeral.doc, around(numeral[0], _NEAR)[0]
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


def renewed(counts: list[Count], mentions: dict[int, Span]) -> list[Count]:
    """Joins the counts that one source gives one day after another ("on Tuesday the charity said 90; on Wednesday it said 110")."""
    result, places = list(counts), {count.at: i for i, count in enumerate(counts)}
    for count in counts:
        i = places.get(count.renews)
        if i is not None and (is_corrected(count.numeral) or any(result[i].numeral.end <= at < count.numeral.start for at in mentions)):
            result[i] = result[i]._replace(later=count.at)
    return result


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


def _tally(numeral: Span) -> Token | None:
    """"Answer" in "the hospital's answer is 74", "figure" in "the true figure “may be 250”", "'s" in "the union's is 52"."""
    doc, start = numeral.doc, around(numeral[0], _NEAR)[0]
    i, led = numeral.start - 1, False
    while i >= start:
        leads = doc[i].lower_ in tolls.reaches()
        passed = leads or doc[i].text in QUOTES or doc[i].tag_ in {"RB", "EX", "MD"} or doc[i].lower_ in _PASSED_OVER
        if not passed or doc[i].lower_ in tolls.words("tally"):
            break
        led = led or leads
        i -= 1
    if i < start or not led:
        return None
    token = doc[i]
    if token.lower_ in {"'s", "’s"} and doc[i + 1].lower_ in {"is", "was"}:
        return token
    definite = any(t.lower_ in POINTERS or t.tag_ == "POS" or t.lower_ in {"whose", "latest"} for t in doc[max(start, i - _STEPS) : i])
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
    if "" in again.get(before.lower_, ()) and before.tag_.startswith("V"):
        return before.lower_ not in _HAVE or topic is not None and (_is_tallied(topic) or is_listed(topic))
    if is_corrected(numeral):
        return True
    if before.lower_ == "be" and i > 1 and doc[i - 1].tag_ == "MD":
        return doc[i - 2].lower_ in {"it", "that", *QUOTES}
    if before.lower_ == "at":
        verb = root_of(numeral).head
        told = {"obj", "nsubj:pass"} | ({"nsubj"} if verb.lemma_ == "stand" else set())
        given = [c for c in children(verb) if c.dep_ in told and c.i < i]
        return "at" in again.get(verb.lower_, ()) and verb.pos_ == "VERB" and all(_may_be_counted(c) for c in given)
    subject = next((c for c in children(doc[i - 1]) if c.dep_.startswith("nsubj")), None) if i else None
    sums_up = before.lower_ == "to" and ahead not in _STICK
    return before.lower_ in again.get(ahead, ()) and not (sums_up and subject is not None and not _may_be_counted(subject))


def is_corrected(numeral: Span) -> bool:
    """True for "63" in "gave the number as 120, but corrected it to 63"."""
    doc, i = numeral.doc, numeral.start - 1
    return i > 1 and doc[i].lower_ == "to" and doc[i - 1].lower_ in {"it", "that", "this", "them"} and doc[i - 2].lower_ in tolls.reaches()


def _may_be_counted(token: Token) -> bool:
    """True for what a number of people may be given of: "it", "the crowd", "the number", "the dead"; not for "the depth"."""
    named = token.lower_ in _THE_OTHER or token.lower_ in _LISTS or token.lower_ in tolls.words("tally")
    return named or token.pos_ == "PRON" or bool(kind(token, one=True)) or is_collective(token)


def _is_tallied(count: Count) -> bool:
    return count.anew or count.event is not None and count.event.how == "toll"


def is_listed(count: Count) -> bool:
    """True for names on a list."""
    return count.noun is not None and count.noun.lower_ == "names"


def _speaks_of_people(doc: Doc) -> bool:
    """Whether any word of the paragraph says what happens to people only."""
    found = doc.notes.get(_PEOPLE)
    if found is None:
        told = (entry for token in doc for entry in lexicon().get(word(token), ()))
        found = doc.notes[_PEOPLE] = any(entry.takes == "people" and entry.measure != "other" and not entry.beside for entry in told)
    return found


def _asked(numeral: Span, before: Sequence[Doc]) -> Event | None:
    """What happened to those of whom somebody has asked how many, in the paragraph or lately: "how many miners died", "counting the dead"."""
    for doc in (numeral.doc, *reversed(before)):
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
