"""Lists of people: lines that label a number ("Killed: 51", "Dead 51 / Missing 53"), and lists that are mended ("six bodies were entered twice")."""

from __future__ import annotations

from kit.language.figures import tolls
from kit.language.figures.counted import Counted, around, children, kind
from kit.language.figures.measures import Event, first
from kit.language.parsing.plain import Span, Token

#: What may stand between a label and its number, what begins a label, and what ends its number.
_BETWEEN = frozenset({":", "–", "—", "-", "=", "|", "*", "("})
_BEGINS = frozenset({"/", ";", "|", "•", "·", "*", "(", ".", ":", "–", "—", "-"})
_ENDS = _BEGINS | {",", ")"}
#: How many words a label has, and those of them that say nothing of whom it counts.
_LONG = 5
_PLAIN = frozenset({"of", "and", "or", "to", "confirmed", "reported", "presumed", "feared"})
_TAGS = frozenset({"RB", "JJ", "VBN", "DT", "IN", "CC"})
#: How many words behind its verb a mistake is told.
_NEAR = 4


def labelled(numeral: Span, counted: Counted, known: Event | None) -> tuple[Event, Token | None] | None:
    """What a label in front of a number says of it, with the people whom one of the two names; None where there is none.

    A label begins its line, sentence or entry. With a mark between the two it says more than the parse; without one it has no
    article, the number ends its entry ("Dead 51 / Missing 53"), and nothing else is *known* to have happened.
    """
    doc, i = numeral.doc, numeral.start - 1
    end = numeral.end if counted.noun is None else counted.noun.i + 1
    if counted.kind == "unknown" or end < numeral.end or not (end == len(doc) or doc[end].text in _ENDS):
        return None
    while i >= 0 and doc[i].text in _BETWEEN:
        i -= 1
    last, marked = i, i < numeral.start - 1
    if not marked and (known is not None or end < len(doc) and doc[end].text == ","):
        return None
    while i >= 0 and last - i < _LONG and doc[i].is_alpha:
        i -= 1
    entry = i >= 1 and doc[i].text == "," and (doc[i - 1].like_num or doc[i - 1].text == ")")
    if i == last or i >= 0 and not (entry or doc[i].text in _BEGINS):
        return None
    event, noun = None, counted.noun
    for token in doc[i + 1 : last + 1]:
        told = first(token, Counted(None, "bare", None), "beside", ("noun", "head"), ("adjective", "modifier"), ("verb", "object"))
        if told is not None and told.measure != "other":
            event = told
        elif kind(token):
            noun = token
        elif token.tag_ == "DT" and not marked or token.lower_ not in tolls.words("tally") and token.lower_ not in _PLAIN and token.tag_ not in _TAGS:
            return None  # "boats missing: 14"
    return None if event is None else (event._replace(takes="people"), noun)


def is_mended(event: Event | None, noun: Token | None) -> bool:
    """Whether bodies or names are only what a list was wrong about: "six bodies were entered twice", "removed six deaths from its count"."""
    if event is None or noun is None or event.token != noun:
        return False
    verbs = [noun.head] if noun.dep_ in {"obj", "nsubj:pass", "nsubj"} else []
    return any(_is_mistaken(verb) or _is_removal(verb) for verb in (*verbs, *(c for c in children(noun) if c.dep_.startswith("acl"))))


def _is_mistaken(verb: Token) -> bool:
    """True for "counted twice", "wrongly entered", "registered by mistake"."""
    if verb.lower_ not in tolls.words("enter"):
        return False
    end = min(around(verb)[1], verb.i + 1 + _NEAR)
    near = [t for t in verb.doc[verb.i + 1 : end] if t.head == verb or t.i == verb.i + 1] + [c for c in children(verb) if c.i < verb.i]
    return any(t.lower_ in tolls.words("mistake") for t in near)


def _is_removal(verb: Token) -> bool:
    """True for "struck off the list", "removed from the toll"."""
    if verb.lower_ not in tolls.words("remove"):
        return False
    lists = tolls.words("tally").keys() | tolls.words("report").keys()
    return any(c.lower_ in lists and any(k.lower_ in {"from", "off"} for k in children(c)) for c in children(verb) if c.i > verb.i)
