"""What happened to the people counted: the event that a count takes part in, and the measure it makes of it.

measures.csv lists the words and which of their arguments is counted. The rules here find such a word beside the
count ("40 missing", "killing two"), above it in the parse ("soldiers have been killed", "the deaths of nine
students") or below it ("people injured in the fire"), in the active and the passive voice.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from spacy.tokens import Span, Token

from kit.language.counted import COMPLEMENTS, QUOTES, Counted, around, children, kind, root_of, word

#: How far a rule looks for the next word, and how far from its word a companion may stand ("taken ... prisoner").
_REACH, _COMPANION_REACH = 8, 12
_BE = frozenset({"be", "is", "are", "was", "were", "been", "being", "get", "gets", "got", "getting"})
_HAVE = frozenset({"have", "has", "had", "having"})
#: What may stand between a count and its event besides auxiliaries and adverbs: relative words and verbs that only pass it on.
_PASS_ON = frozenset(
    "who that which either also both not to may might could will would of them whom believed thought feared reported reportedly said known confirmed presumed "
    "estimated declared listed considered assumed alleged left found still now then remain remains remained remaining there more others others in all since "
    "already ever so far expected due".split()
)
_PARTS = frozenset({"including", "among", "comprising"})
_TAKEN_TOGETHER = frozenset({"killed", "injured", "captured", "missing"})
_JOINED = frozenset({"or", "and", "/", ",", "either", "nor", "&", "-"})
_TRANSPARENT = frozenset(
    "total number majority half third quarter rest most many some hundreds thousands tens dozens scores millions handful couple group team crowd list "
    "bodies lives minimum maximum estimate excess minority".split()
)
#: What a whole may be parted into: "half of the 600", "none of the 90".
_SHARES = frozenset("half third thirds quarter quarters fifth fifths tenth percent % most many several few none".split())
#: What leads from a toll to its number.
_REACHES = frozenset(
    "to at past of by : be is are was were been stands stand stood rose rise rises risen rising climbed climbs climbing reached reaches reach reaching "
    "passed passes hit hits topped tops exceeded exceeds surpassed surpasses grew grown jumped soared totalled totaled".split()
)
_TOLL_REACH = 14
#: How many words a rule follows from one to the next.
_CHAIN = 12
_PLACE_CASES = frozenset({"in", "at", "near", "around", "across", "inside", "along", "on", "outside"})


class Entry(NamedTuple):
    """One row of measures.csv."""

    pos: str
    measure: str
    role: str
    beside: frozenset[str]
    takes: str


class Event(NamedTuple):
    """The event a count takes part in.

    Attributes:
        measure: one of ``schema.MEASURES``.
        token: the word that names it.
        how: "noun" (the counted noun itself), "beside", "parse", "toll", "presence" or "default".
        takes: "people", "any" or "forces", from measures.csv.
    """

    measure: str
    token: Token
    how: str
    takes: str


@lru_cache(maxsize=4)
def lexicon(name: str = "measures.csv") -> dict[str, tuple[Entry, ...]]:
    """Every form in measures.csv, or another table of its columns -> its entries, those that ask for a companion first."""
    table: dict[str, list[Entry]] = {}
    with open(Path(__file__).with_name(name), encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            lemma = row["lemma"]
            forms = row["forms"].split("|") if row["forms"] else [lemma, lemma + "s", lemma + "ed", lemma + "ing"]
            beside = frozenset(row["with"].split("|")) if row["with"] else frozenset()
            for form in forms:
                table.setdefault(form, []).append(Entry(row["pos"], row["measure"], row["role"], beside, row["takes"]))
    return {form: tuple(sorted(entries, key=lambda e: not e.beside)) for form, entries in table.items()}


def entries(token: Token, pos: str, *roles: str, table: str = "measures.csv") -> Iterator[Entry]:
    """The entries of the token's form with that part of speech and one of *roles*, where the companion is there."""
    for entry in lexicon(table).get(word(token), ()):
        if entry.pos == pos and entry.role in roles and (not entry.beside or _companion(token, entry.beside)):
            yield entry


def _companion(token: Token, wanted: frozenset[str]) -> bool:
    start, end = around(token, _COMPANION_REACH)
    return any(t.lower_ in wanted for t in token.doc[start:end] if t.i != token.i)


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
    behind = _after(last, counted)
    if behind is not None and behind.measure == "other":  # "pulled 14 people alive"
        behind = _before(numeral, counted) or behind
    return (
        _own(counted)
        or behind
        or _modifier(anchor if noun is None else noun, counted)
        or _before(numeral, counted)
        or _above(anchor, counted)
        or _toll(numeral, counted)
    )


def presence(anchor: Token, counted: Counted) -> Event | None:
    """Forces that are, or are kept, in a place count as deployed ("there are 300 troops in the town")."""
    head = anchor.head
    if counted.kind != "forces" or anchor.dep_ not in {"nsubj", "obj"}:
        return None
    if anchor.dep_ == "nsubj" and _case(head) in _PLACE_CASES:
        placed = any(c.dep_ == "cop" for c in children(head))
    elif head.lemma_ in {"be", "have", "keep", "maintain"}:
        placed = any(_case(c) in _PLACE_CASES for c in (*children(head), *children(anchor)) if c.dep_.startswith(("obl", "nmod")))
    else:
        return None
    return Event("deployed", head, "presence", "forces") if placed else None


def default(counted: Counted) -> Event | None:
    """What the noun itself says where no event does ("300 refugees", "nine hostages")."""
    if counted.noun is None:
        return None
    return next((_event(counted.noun, e, "default") for e in entries(counted.noun, "noun", "default")), None)


def _case(token: Token) -> str:
    return next((c.lower_ for c in children(token) if c.dep_ == "case"), "")


def _is_whole(numeral: Span) -> bool:
    """True for the 90 in "12 of the 90 passengers were hurt": what is said is said of the twelve."""
    doc, start = numeral.doc, numeral.start
    while start and doc[start - 1].tag_ in {"DT", "PRP$"}:
        start -= 1
    if not (start < numeral.start and start > 1 and doc[start - 1].lower_ == "of"):
        return False
    return doc[start - 2].like_num or doc[start - 2].tag_ == "CD" or doc[start - 2].lower_ in _SHARES


def _suits(entry: Entry, counted: Counted) -> bool:
    if entry.takes == "people":
        return True
    if entry.takes == "forces":
        return counted.kind in {"forces", None}
    return counted.kind != "unknown"


def _event(token: Token, entry: Entry, how: str) -> Event:
    return Event(together(token, entry.measure), token, how, entry.takes)


def _first(token: Token, counted: Counted, how: str, *wanted: tuple[str, str]) -> Event | None:
    """The first entry of *token* among the (part of speech, role) pairs that suits what is counted."""
    found = (e for pos, role in wanted for e in entries(token, pos, role) if _suits(e, counted))
    return next((_event(token, e, how) for e in found), None)


def _own(counted: Counted) -> Event | None:
    return None if counted.noun is None else _first(counted.noun, counted, "noun", ("noun", "head"))


def _after(last: Token, counted: Counted) -> Event | None:
    """The first word after the count that is no auxiliary, adverb or quotation mark, if it says what happened."""
    doc, end = last.doc, around(last)[1]
    be = have = False
    i = last.i + 1
    while i < end:
        token = doc[i]
        following = doc[i + 1] if i + 1 < end else None
        inserted = token.text in {",", "("} and following is not None
        if token.lower_ in _PARTS or inserted and (following.lower_ in _PARTS or doc[i + 2 : i + 4].text.lower() in {"of them", "of whom"}):
            i = _past_parts(doc[i:end])
            continue
        found = _happened(token, be, have, counted)
        if found is not None:
            return found
        be, have = be or token.lower_ in _BE, have or token.lower_ in _HAVE
        relative = token.text == "," and following is not None and following.lower_ in {"who", "which"}
        partitive = token.lower_ in {"the", "those"} and token.nbor(-1).lower_ == "of"  # "seven of the dead"
        passed = partitive or token.lower_ in _BE | _HAVE | _PASS_ON or token.text in QUOTES or token.tag_ in {"RB", "MD"}
        if not (passed or relative):
            return None
        i += 1
    return None


def _past_parts(rest: Span) -> int:
    """Where the sentence goes on after ", including nine officers and a general,"."""
    for token in rest[2:]:
        if token.text in {",", ")"} or token.lower_ in _BE | _HAVE or token.tag_ in {"VBD", "MD"}:
            return token.i + (token.text in {",", ")"})
    return rest.end


def _happened(token: Token, be: bool, have: bool, counted: Counted) -> Event | None:
    """The event if *token*, which follows the count and its auxiliaries, has the count as the argument it counts."""
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
    return _first(token, counted, "beside", *wanted)


def _before(numeral: Span, counted: Counted) -> Event | None:
    """The word right before the count ("killing two", "the deaths of nine students")."""
    doc, start, i = numeral.doc, around(numeral[0], _REACH)[0], numeral.start - 1
    while i >= start and (doc[i].text in QUOTES or doc[i].tag_ in {"DT", "PRP$", "POS"} or doc[i].lower_ in {"additional", "as", "all"}):
        i -= 1
    if i < start:
        return None
    token = doc[i]
    if token.lower_ == "of" and i > start:
        return _first(doc[i - 1], counted, "beside", ("noun", "of"))
    if token.tag_ != "VBG" and any(c.lower_ in _BE for c in children(token) if c.dep_.startswith("aux")):
        return None
    return _first(token, counted, "beside", ("verb", "object"))


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
        found = _first(child, counted, "parse", *wanted)
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
        if dep in {"nsubj:pass", "nsubj"}:
            return _predicate(head, counted)
        if dep in {"obj", "iobj"}:
            return _first(head, counted, "parse", ("verb", "object"))
        if dep.startswith("nmod"):
            found = _first(head, counted, "parse", ("noun", "of")) if _case(anchor) == "of" else None
            if found is not None:
                return found
            if not (_case(anchor) in _PARTS or head.lower_ in _TRANSPARENT or head.like_num):
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
        found = _first(token, counted, "parse", ("verb", role), ("adjective", "modifier"))
        if found is not None:
            return found
        waiting.extend(
            c for c in children(token)
            if c.dep_ in {"xcomp", "conj"} and c.i > token.i and not any(k.dep_.startswith("nsubj") for k in children(c))
        )
    return None


def _toll(numeral: Span, counted: Counted) -> Event | None:
    """"The toll rose to 60", "raised the number of wounded to 31", "a death toll of nine": only for a bare number."""
    if counted.noun is not None:
        return None
    doc, start = numeral.doc, around(numeral[0], _TOLL_REACH)[0]
    reaches = any(t.lower_ in _REACHES for t in numeral)  # "climbed past 60"
    for token in reversed(doc[start : numeral.start]):
        if token.lower_ in {"toll", "count", "number"} or token.tag_ == "NNS":
            found = _tolled(token, numeral, counted) if reaches and token.dep_ not in {"compound", "obl"} else None
            if found is not None:
                return found
        reaches = reaches or token.lower_ in _REACHES
        earlier = token.i and token.nbor(-1).lower_ == "from"  # "rose from 12 to 31"
        if token.like_num and not earlier or token.text in {",", ";"} or _is_finite(token) and token.lower_ not in _REACHES | _BE | _HAVE:
            return None
    return None


def numbered(numeral: Span) -> Token | None:
    """The people of "the number of marchers (was put) at 200,000", which a bare number counts; None where nothing says whom."""
    doc, start = numeral.doc, around(numeral[0], _TOLL_REACH)[0]
    for token in reversed(doc[start : numeral.start]):
        if token.like_num or token.text in {",", ";"} or _is_finite(token) and token.lower_ not in _REACHES | _BE | _HAVE:
            return None
        if token.lower_ == "number" and token.nbor().lower_ == "of":
            noun = next((t for t in doc[token.i + 2 : numeral.start] if t.tag_ in {"NNS", "NNPS", "NN"}), None)
            return noun if noun is not None and kind(noun) and any(t.lower_ in _REACHES for t in doc[noun.i + 1 : numeral.start]) else None
    return None


def _tolled(token: Token, numeral: Span, counted: Counted) -> Event | None:
    """What *token* is a toll of: its own measure ("death toll"), or that of the people in "the number of people killed"."""
    if token.lower_ != "number":
        wanted = [("noun", "toll")] if token.tag_ != "NNS" else [("noun", "head")]
        return _first(token, counted, "toll", *wanted)
    if token.i + 1 == len(token.doc) or token.nbor().lower_ != "of":
        return None
    outcome = None
    for noun in token.doc[token.i + 2 : numeral.start]:
        named = Counted(noun, "toll", counted.kind)
        found = _first(noun, named, "toll", ("noun", "head"), ("noun", "default"), ("adjective", "modifier"), ("verb", "object"))
        outcome = found or outcome
        if noun.lower_ in _REACHES or _is_finite(noun):
            break
    return outcome


def _is_finite(token: Token) -> bool:
    # "People killed" is a participle to the reader, if not always to the tagger.
    participle = token.i and token.nbor(-1).tag_ == "NNS" and any(entries(token, "verb", "object"))
    return token.tag_ in {"VBD", "VBZ", "VBP"} and not token.dep_.startswith("acl") and not participle


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
