"""What happened to the people counted: the event that a count takes part in, and the measure it makes of it.

The words are those of :mod:`kit.language.figures.outcomes`. The rules here find such a word beside the
count ("40 missing", "killing two"), above it in the parse ("soldiers have been killed", "the deaths of nine
students") or below it ("people injured in the fire"), in the active and the passive voice.
"""

from __future__ import annotations

from typing import NamedTuple

from kit.language.figures.counted import COMPLEMENTS, QUOTES, Counted, around, case_of, children, noted, root_of, word
from kit.language.figures.outcomes import Entry, entries, lexicon, tells_of
from kit.language.parsing.plain import Span, Token

#: How far a rule looks for the next word.
_REACH = 8
_BE = frozenset({"be", "is", "are", "was", "were", "been", "being", "get", "gets", "got", "getting"})
_HAVE = frozenset({"have", "has", "had", "having"})
#: What may stand between a count and its event besides auxiliaries and adverbs: relative words and verbs that only pass it on.
_PASS_ON = frozenset(
    "who that which either also both not to may might could will would of them whom believed thought feared reported reportedly said known confirmed presumed "
    "estimated declared listed considered assumed alleged left found still now then remain remains remained remaining there more others others in all since "
    "already ever so far expected due".split()
)
_PASSED = _BE | _HAVE | _PASS_ON
_PARTS = frozenset({"including", "among", "comprising"})
_TAKEN_TOGETHER = frozenset({"killed", "injured", "captured", "missing"})
_JOINED = frozenset({"or", "and", "/", ",", "either", "nor", "&", "-"})
_TRANSPARENT = frozenset(
    "total number majority half third quarter rest most many some hundreds thousands tens dozens scores millions handful couple group team crowd list "
    "bodies lives minimum maximum estimate excess minority".split()
)
#: What a whole may be parted into: "half of the 600", "none of the 90".
_SHARES = frozenset("half third thirds quarter quarters fifth fifths tenth percent % most many several few none".split())
#: How many words a rule follows from one to the next.
_CHAIN = 12
_PLACE_CASES = frozenset({"in", "at", "near", "around", "across", "inside", "along", "on", "outside"})
#: Roles of nouns that say where somebody is ("in hospital", "without shelter", "among the victims"), and how far such a noun may stand.
STATES = frozenset({"in", "on", "without", "under", "beneath", "among"})
_STATE_REACH = 5
_STATES_THAT_END = frozenset({"missing", "captured", "detained", "displaced"})
_PATIENTS = frozenset({"patient", "patients"})
_ANYBODY = frozenset({"people", "persons", "men", "women", "children"})


class Event(NamedTuple):
    """The event a count takes part in.

    Attributes:
        measure: one of ``schema.MEASURES``.
        token: the word that names it.
        how: "noun" (the counted noun itself), "beside", "parse", "toll", "presence", "default" or "shared" (taken over from another count).
        takes: "people", "any", "forces", "sent", "kin", "alive" or "cared", from measures.csv.
    """

    measure: str
    token: Token
    how: str
    takes: str


def find_event(numeral: Span, counted: Counted) -> Event | None:
    """The event of a count: of *numeral* with the noun in *counted*, or of the bare number.

    Words beside the count decide before the parse, which loses its way in ellipses and quotation marks.
    Returns None where nothing says what happened; the caller then asks :func:`presence` and :func:`default`.
    """
    noun = counted.noun
    anchor = root_of(numeral) if noun is None or noun.head.i in range(numeral.start, numeral.end) else noun
    last = numeral.doc[max(numeral.end - 1, -1 if noun is None else noun.i)]
    if _is_whole(numeral):
        return _own(counted) or (_after(last, counted) if noun is None else _modifier(noun, counted))
    rules = [
        lambda: _own(counted), lambda: _after(last, counted), lambda: _modifier(anchor if noun is None else noun, counted),
        lambda: _before(numeral, counted), lambda: _above(anchor, counted), lambda: _of_those(numeral, counted),
    ]  # fmt: skip
    if noun is not None and _is_partitive(noun):
        rules.append(rules.pop(0))  # "17 of the missing were found dead" are dead
    loose = None
    for rule in rules:
        event = rule()
        if event is not None and event.measure != "other":
            return event
        loose = loose or event  # "pulled 14 people alive": they were rescued
    return loose


def _of_those(numeral: Span, counted: Counted) -> Event | None:
    """What is said of the whole: "eight of the dead were soldiers"."""
    after = numeral.doc[numeral.end : numeral.end + 3]
    outcome = len(after) == 3 and after[0].lower_ == "of" and _is_partitive(after[2])
    return first(after[2], counted, "noun", ("noun", "head")) if outcome else None


def _is_partitive(noun: Token) -> bool:
    """True for "missing" in "17 of the missing"."""
    return noun.i > 1 and noun.nbor(-1).lower_ in {"the", "those"} and noun.nbor(-2).lower_ == "of"


def presence(anchor: Token, counted: Counted) -> Event | None:
    """Forces that are, or are kept, in a place count as deployed ("there are 300 troops in the town")."""
    head = anchor.head
    if counted.kind != "forces" or anchor.dep_ not in {"nsubj", "obj"}:
        return None
    if anchor.dep_ == "nsubj" and case_of(head) in _PLACE_CASES:
        placed = any(c.dep_ == "cop" for c in children(head))
    elif head.lemma_ in {"be", "have", "keep", "maintain"}:
        placed = any(case_of(c) in _PLACE_CASES for c in (*children(head), *children(anchor)) if c.dep_.startswith(("obl", "nmod")))
    else:
        return None
    return Event("deployed", head, "presence", "forces") if placed else None


def default(counted: Counted) -> Event | None:
    """What the noun itself says where no event does ("300 refugees", "nine hostages")."""
    if counted.noun is None:
        return None
    return next((_event(counted.noun, e, "default", counted) for e in entries(counted.noun, "noun", "default")), None)


def _is_whole(numeral: Span) -> bool:
    """True for the 90 in "12 of the 90 passengers were hurt": what is said is said of the twelve."""
    doc, start = numeral.doc, numeral.start
    while start and doc[start - 1].tag_ in {"DT", "PRP$"}:
        start -= 1
    if not (start < numeral.start and start > 1 and doc[start - 1].lower_ == "of"):
        return False
    return doc[start - 2].like_num or doc[start - 2].tag_ == "CD" or doc[start - 2].lower_ in _SHARES


def _suits(entry: Entry, counted: Counted) -> bool:
    noun = counted.noun
    if entry.takes in {"people", "cared"}:
        return True
    if entry.takes == "forces":
        return counted.kind in {"forces", None}
    if entry.takes == "sent":
        return counted.kind in {"forces", None} or noun is not None and noted(noun) == "sent"
    if entry.takes in {"kin", "alive"}:
        return noun is not None and noted(noun) == entry.takes
    return counted.kind != "unknown"


def _event(token: Token, entry: Entry, how: str, counted: Counted) -> Event:
    other = bool(entry.unless) and (tells_of(entry.unless, token) or entry.takes == "cared" and counted.noun is not None and word(counted.noun) in _PATIENTS)
    return Event("other" if other else together(token, entry.measure), token, how, entry.takes)


def first(token: Token, counted: Counted, how: str, *wanted: tuple[str, str]) -> Event | None:
    """The first entry of *token* among the (part of speech, role) pairs that suits what is counted."""
    if word(token) not in lexicon():
        return None
    found = (e for pos, role in wanted for e in entries(token, pos, role) if _suits(e, counted))
    return next((_event(token, e, how, counted) for e in found), None)


def _own(counted: Counted) -> Event | None:
    return None if counted.noun is None else first(counted.noun, counted, "noun", ("noun", "head"))


def _after(last: Token, counted: Counted) -> Event | None:
    """The first word after the count that is no auxiliary, adverb or quotation mark, if it says what happened."""
    doc, end = last.doc, around(last)[1]
    be = have = False
    part = None
    i = last.i + 1
    while i < end:
        token = doc[i]
        low, text, following = token.lower_, token.text, doc[i + 1] if i + 1 < end else None
        placed = low in STATES and (be or i == last.i + 1 and low != "among" and (counted.noun is None or counted.noun.lower_ in _ANYBODY))
        state = _state(token, end, counted) if placed else None
        if state is not None:
            return state
        inserted = text in {",", "("} and following is not None
        if low in _PARTS or inserted and (following.lower_ in _PARTS or doc[i + 2 : i + 4].text.lower() in {"of them", "of whom"}):
            i = _past_parts(doc[i:end])
            continue
        found = _happened(token, be, have, counted)
        if found is not None and i > 1 and _is_partitive(token):
            part, found = found, None  # "seven of the dead were children" are dead, "of the injured have died" too
        elif found is not None:
            return found
        be, have = be or low in _BE, have or low in _HAVE
        relative = text == "," and following is not None and following.lower_ in {"who", "which"}
        partitive = low in {"the", "those"} and token.nbor(-1).lower_ == "of"  # "seven of the dead"
        listed = low == "as" and be == (token.nbor(-1).lower_ in _PASS_ON)  # "lists 35 people as missing", "are listed as missing"
        passed = partitive or listed or low in _PASSED or text in QUOTES or token.tag_ in {"RB", "MD"} or part is not None and i == part.token.i
        if not (passed or relative):
            return part
        i += 1
    return part


def _state(case: Token, end: int, counted: Counted) -> Event | None:
    """The noun after "in", "without" ... that says how those are who are there ("in a critical condition", "without any shelter")."""
    for token in case.doc[case.i + 1 : min(end, case.i + 1 + _STATE_REACH)]:
        wanted = [("noun", case.lower_), ("noun", "head")] if case.lower_ == "among" else [("noun", case.lower_)]
        found = first(token, counted, "beside", *wanted)
        if found is not None or token.tag_ in {"IN", "CD", "VBD", "VBZ", "VBP"} or token.is_punct:
            return found
    return None


def _past_parts(rest: Span) -> int:
    """Where the sentence goes on after ", including nine officers and a general,"."""
    clause = any(token.lower_ == "whom" for token in rest[2:5])  # "nine of whom were officers" has a verb of its own
    for token in rest[2:]:
        if token.text in {",", ")"}:
            return token.i + 1
        if not clause and (token.lower_ in _BE | _HAVE or token.tag_ in {"VBD", "MD"}):
            return token.i
    return rest.end


def _happened(token: Token, be: bool, have: bool, counted: Counted) -> Event | None:
    """The event if *token*, which follows the count and its auxiliaries, has the count as the argument it counts."""
    if word(token) not in lexicon():
        return None
    following = token.nbor() if token.i + 1 < len(token.doc) else None
    goes_on = any(c.dep_ == "obj" and c.i > token.i and c.lower_ not in COMPLEMENTS for c in children(token)) or (
        following is not None and following.tag_ in {"DT", "CD", "PRP", "PRP$"}
    )
    wanted = []
    if be or not goes_on:
        wanted.append(("adjective", "modifier"))
    if token.tag_ != "VBG" and (be or not (have or goes_on)) and word(token)[-3:] != "ing":
        wanted.append(("verb", "object"))
    if not be or token.tag_ == "VBG":
        wanted.append(("verb", "subject"))
    return first(token, counted, "beside", *wanted)


def _before(numeral: Span, counted: Counted) -> Event | None:
    """The word right before the count ("killing two", "the deaths of nine students")."""
    doc, start, i = numeral.doc, around(numeral[0], _REACH)[0], numeral.start - 1
    while i >= start and (doc[i].text in QUOTES or doc[i].tag_ in {"DT", "PRP$", "POS", "RP"} or doc[i].lower_ in {"additional", "as", "all"}):
        i -= 1
    if i < start:
        return None
    token = doc[i]
    if token.lower_ == "of" and i > start:
        return first(doc[i - 1], counted, "beside", ("noun", "of"))
    if token.lower_ == "on" and i > start:
        return first(doc[i - 1], counted, "beside", ("verb", "on"))
    if token.lower_ == "in" and i > start:  # "is flying in 30 doctors"
        sent = first(doc[i - 1], counted, "beside", ("verb", "object"))
        return sent if sent is not None and sent.measure == "deployed" else None
    if token.tag_ != "VBG" and any(c.lower_ in _BE for c in children(token) if c.dep_.startswith("aux")):
        return None
    return first(token, counted, "beside", ("verb", "object"))


def _modifier(anchor: Token, counted: Counted) -> Event | None:
    """What the noun's own modifiers say ("twelve *missing* children", "people *killed* in the fire")."""
    for child in children(anchor):
        if child.i - anchor.i > _REACH or any(t.like_num for t in anchor.doc[anchor.i + 1 : child.i]):
            continue  # "90 guests, 12 of them injured"
        if child.dep_ == "amod":
            wanted = [("adjective", "modifier"), ("verb", "object")]
        elif child.dep_ == "acl":
            wanted = [("adjective", "modifier"), ("verb", "subject" if child.tag_ == "VBG" else "object")]
        elif child.dep_ == "acl:relcl":
            wanted = [("adjective", "modifier"), ("verb", _role_of_subject(child))]
        else:
            continue
        found = first(child, counted, "parse", *wanted)
        if found is not None:
            return found
    return None


def _role_of_subject(verb: Token) -> str:
    """"object" for a passive verb or one with a subject of its own ("the men they killed"), else "subject"."""
    own = any(c.dep_ == "nsubj" and c.tag_ not in {"WDT", "WP"} for c in children(verb))
    return "object" if own or is_passive(verb) else "subject"


def _above(anchor: Token, counted: Counted) -> Event | None:
    """Climbs from the count to the word that governs it, through coordination, parts and "a group of"."""
    for _ in range(6):
        head, dep = anchor.head, anchor.dep_
        if head.i == anchor.i:
            return None
        if dep in {"nsubj:pass", "nsubj", "nsubj:outer"}:
            return _predicate(head, counted)
        if dep in {"obj", "iobj"}:
            return first(head, counted, "parse", ("verb", "object"))
        if dep.startswith("nmod"):
            found = first(head, counted, "parse", ("noun", "of")) if case_of(anchor) == "of" else None
            if found is not None:
                return found
            if not (case_of(anchor) in _PARTS or head.lower_ in _TRANSPARENT or head.like_num):
                return None
        elif dep not in {"conj", "appos"} or head.pos_ in {"VERB", "AUX"}:
            return None
        anchor = head
    return None


def _predicate(verb: Token, counted: Counted) -> Event | None:
    """What a subject's verb says of it, or the verbs that complete or follow it ("are feared to have drowned")."""
    waiting = [verb]
    for token in waiting:
        if len(waiting) > _CHAIN:
            return None
        role = "object" if is_passive(token) else "subject"
        case = case_of(token)
        found = first(token, counted, "parse", *[("noun", case)] if case in STATES else [("verb", role), ("adjective", "modifier")])
        if found is not None:
            return found
        waiting.extend(
            c for c in children(token)
            if c.dep_ in {"xcomp", "conj"} and c.i > token.i and not any(k.dep_.startswith("nsubj") for k in children(c))
        )
    return None


def passed_on(event: Event, numeral: Span) -> Event:
    """The event of a count as that of another; of the missing, "twelve of them have since been found" are missing no longer."""
    over = event.measure in _STATES_THAT_END and any(t.lower_ == "since" for t in numeral.doc[numeral.end : numeral.end + _REACH])
    return event._replace(how="shared", measure="other" if over else event.measure)


def together(token: Token, measure: str) -> str:
    """One total for two outcomes: "killed or injured"; with captured or missing among them they are casualties."""
    if measure not in _TAKEN_TOGETHER:
        return measure
    measures = {measure}
    for step in (1, -1):
        joined, i = False, token.i + step
        while 0 <= i < len(token.doc):
            other = token.doc[i]
            if other.lower_ in _JOINED:
                joined = True
            elif other.text not in QUOTES:
                found = next((e.measure for e in entries(other, "adjective", "modifier")), None)
                found = found or next((e.measure for e in entries(other, "verb", "object", "subject")), None)
                after = token.doc[i + 1].tag_ if step == 1 and i + 1 < len(token.doc) else ""
                if not joined or found not in _TAKEN_TOGETHER or after in {"CD", "DT"}:
                    break
                measures.add(found)
                joined = False
            i += step
    if len(measures) == 1:
        return measure
    return "killed_or_injured" if measures == {"killed", "injured"} else "casualties"


def is_passive(verb: Token) -> bool:
    """True if the verb's subject is the one acted on; a participle without an auxiliary or an object counts."""
    for _ in range(_CHAIN):
        auxiliaries = {c.lower_ for c in children(verb) if c.dep_.startswith(("aux", "cop"))}
        if auxiliaries & _BE:
            return verb.tag_ != "VBG"
        if auxiliaries:
            return False
        if verb.dep_ != "conj" or verb.head.tag_ != verb.tag_ or any(c.dep_.startswith("nsubj") for c in children(verb)):
            break
        verb = verb.head  # "were killed and injured": the second verb shares the auxiliary of the first
    return verb.tag_ in {"VBN", "JJ"} and not any(c.dep_ == "obj" for c in children(verb))
