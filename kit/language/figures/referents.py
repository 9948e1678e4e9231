"""What a number without a noun counts: the people that its sentence, the one before, or the article has counted already.

"Twelve were hurt, and 40 more evacuated", "Of those, 35 are in a critical condition", "twelve of the 58". Numbers that are
given anew, without any word for who is counted ("we stand by 71"), are read by :mod:`kit.language.figures.recounts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kit.language.figures import tolls
from kit.language.figures.counted import ANYBODY, MORE, QUOTES, Counted, antecedent, around, children, is_nominal, kind, root_of
from kit.language.figures.measures import Event, first
from kit.language.parsing.plain import Doc, Span, Token
from kit.language.quantities.expressions import Quantity

#: How many counts back a number without a noun, or a part, may refer.
RECENT = 12
#: How many steps up from its verb a relative clause may stand.
_CLIMB = 12
#: How far before its number a fronted phrase stands, and how many steps up the verb of a number.
_NEAR, _STEPS = 16, 4
POINTERS = frozenset({"the", "these", "those", "its", "their", "his", "her", "our", "all"})
_FRONTED = frozenset({"of", "among"})
_WHEN = frozenset({"when", "as", "while"})
_THEM = frozenset({"those", "these", "them", "whom"})
#: Up to this number a bare one in a list is told again by chance.
_SMALL = 12


class Count(NamedTuple):
    """A number that counts people.

    Attributes:
        link: how it hangs on the count before it, see :func:`kit.language.figures.relations.link`.
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
        start = self.numeral.doc.start
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
        before = (c for c in reversed(earlier) if not c.is_part and not _is_outcome(c) and c.noun is not None and c.numeral.start < noun.i)
        noun = next((c.noun for c in before), noun)
    if noun is None and not earlier and thing < 0 and _continues(numeral):
        last = next((c for c in reversed(heard.counts[-RECENT:]) if c is None or not c.is_part), None)
        return last.noun if last is not None else None  # "... 40 were hurt.\nSome 200 more may never be found."
    return None if noun is None or noun.doc is numeral.doc and noun.i < thing else noun


def is_bystander(noun: Token, count: Count, earlier: list[Count]) -> bool:
    """Whether those whom an earlier sentence counts are none of *count*: "Hundreds of mourners filled the church. Fifty-one died when the ferry sank."

    They act there and nothing befalls them, or they are fewer. Where something happened while they did ("... when the roof fell in"), it may have been to them.
    """
    start = around(count.numeral[0])[0]
    other = next((c for c in reversed(earlier) if c.noun == noun and c.numeral.start < start), None)
    if other is None or noun.lower_ in ANYBODY or other.is_part or other.event is not None and other.event.measure != "other":
        return False
    return _acts(noun) or not _continues(count.numeral) and _exceeds(count.quantity, other.quantity)


def _acts(noun: Token) -> bool:
    """Whether people are the subject of an active verb; the parser may take "some 300 mourners gathered" for a noun with a participle."""
    while noun.dep_ == "nmod" and (noun.head.like_num or noun.head.tag_ in {"CD", "NNS"}) and noun.head.i < noun.i:
        noun = noun.head  # "hundreds of mourners"
    told = [noun.head] if noun.dep_ == "nsubj" else [c for c in children(noun) if c.dep_ == "acl" and c.tag_ == "VBN"] if noun.dep_ == "ROOT" else []
    return any(verb.pos_ == "VERB" and not _meanwhile(verb) and not any(c.dep_ == "cop" for c in children(verb)) for verb in told)


def _meanwhile(verb: Token) -> bool:
    return any(c.dep_ == "advcl" and any(k.lower_ in _WHEN for k in children(c)) for c in children(verb))


def going_on(quantity: Quantity, numeral: Span, earlier: list[Count], thing: int) -> Count | None:
    """The whole of a bare number that begins the next sentence as its subject: "The injured number 180. About 70 were flown home."

    Only where that sentence speaks of nobody and nothing else in the plural, which the number might count.
    """
    doc, start = numeral.doc, around(numeral[0])[0]
    root = root_of(numeral)
    if start == 0 or not all(doc[i].text in QUOTES for i in range(start, numeral.start)) or not root.dep_.startswith("nsubj"):
        return None
    before = around(doc[start - 1])[0]
    whole = next((c for c in reversed(earlier) if not c.is_part), None)
    if whole is None or whole.numeral.start < max(before, thing) or whole.event is None or not quantity.value or not _exceeds(whole.quantity, quantity):
        return None
    own = whole.counted.noun
    others = (t for t in doc[whole.numeral.end : start] if t.tag_ in {"NNS", "NNPS"} and t != own and t != whole.noun)
    said = (t for t in others if not (t.dep_ == "nsubj" and t.head.lower_ in tolls.words("again")))
    return None if any(said) else whole


def _exceeds(whole: Quantity, part: Quantity) -> bool:
    most, least = (next((n for n in numbers if n is not None), None) for numbers in ((whole.high, whole.value, whole.low), (part.low, part.value)))
    return most is not None and least is not None and most > least


def names_things(numeral: Span, earlier: list[Count], heard: Heard) -> bool:
    """Whether the sentence names things and no people before a bare number: "counted its boats, and lists 14 as missing"."""
    if earlier or heard.counts:
        return False
    plural = [t for t in numeral.doc[around(numeral[0])[0] : numeral.start] if t.tag_ == "NNS"]
    return bool(plural) and not any(kind(t) or t.lower_ in tolls.words("again") for t in plural) and plural[-1].dep_ in {"obj", "nsubj", "nsubj:pass"}


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
    for i in range(max(start, numeral.start - _NEAR), numeral.start - 1):
        if doc[i].lower_ in _FRONTED and (i == start or doc[i - 1].text in {";", *QUOTES}) and doc[i + 1].lower_ in _THEM | POINTERS:
            end = next((t.i for t in doc[i + 1 : numeral.start] if t.text == ","), numeral.start)
            return doc[i:end]
    return None


def is_fronted_part(numeral: Span, phrase: Span | None) -> bool:
    """Whether nothing stands between the fronted phrase and its number ("Of those, (at least) 35")."""
    if phrase is None or numeral.start - phrase.end > 2:
        return False
    return all(t.text == "," or t.lower_ in {"only", "just", "another"} for t in numeral.doc[phrase.end : numeral.start])


def of_the_sentence_before(numeral: Span, earlier: list[Count], thing: int) -> Count | None:
    """Those of whom "Nine of them were children" speaks at the beginning of a sentence: the last that the one before counts."""
    start = around(numeral[0])[0]
    last = earlier[-1] if earlier and start and numeral.start - start <= 2 else None
    return last if last is not None and last.numeral.start >= max(thing, around(numeral.doc[start - 1])[0]) else None


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
    alike = (c for c in reversed(wholes) if event is not None and c is not None and c.event is not None and c.event.measure == event.measure)
    return next(alike, None)


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
    listed = before.text in {":", "–", "—"} and quantity.value > _SMALL and stands_alone(numeral)
    listed = listed or before.lower_ in {"and", ","} and bool(earlier) and earlier[-1].again and earlier[-1].numeral.end == before.i
    if not (listed or before.lower_ in POINTERS):
        return None
    same = [c for c in (*heard.counts, *earlier) if c is not None and c.quantity.value == quantity.value and c.quantity.qualifier == "exact"]
    return next((c for c in same if not c.again), same[0]) if same else None


def governor(token: Token) -> Token:
    """The verb of the clause that a number hangs in."""
    for _ in range(_STEPS):
        if token.pos_ in {"VERB", "AUX"} or token.dep_ in {"ccomp", "advcl"}:
            break
        token = token.head
    return token


def stands_alone(numeral: Span) -> bool:
    """Whether no noun follows that the number might count: "it said 110; …", "is 69.", "may be 250”"."""
    doc, end = numeral.doc, numeral.end
    return end == len(doc) or doc[end].is_punct or doc[end].tag_ in {"CC", "IN", "RB", "``", "''", "WDT"} and doc[end].lower_ not in {"of", "per"}
