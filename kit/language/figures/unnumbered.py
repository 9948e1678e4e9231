"""Counts without a number: nobody, one person, a mother and her two sons.

They go through the same rules as numbers do; what is found here is only where such a count may stand. Whether it counts is
decided by the event it takes part in: see :func:`happened`.
"""

from __future__ import annotations

import re

from kit.language.figures.counted import Counted, around, children, kind
from kit.language.figures.measures import Event
from kit.language.parsing.plain import Doc, Span, Token
from kit.language.quantities.expressions import Quantity

#: What must happen to a single person to be counted as one.
SINGLE_MEASURES = frozenset({"killed", "injured", "captured", "missing", "detained", "rescued"})
_ARTICLES = frozenset({"a", "an", "another"})
#: The words that stand for a number, 0 or 1.
WORDLESS = frozenset({"nobody", "none", "no one", "no", *_ARTICLES})
_NONE = re.compile(r"\b(?:nobody|none|no\sone|no(?!\.))\b", re.I)
_ANY = re.compile(rf"{_NONE.pattern}|\b(?:{'|'.join(sorted(_ARTICLES, reverse=True))})\b", re.I)
#: After "no": "no longer", "no doubt", "no more than".
_NOT_NONE = frozenset({"longer", "more", "less", "fewer", "doubt", "matter", "way", "sooner", "later", "one", "other"})
_IF = frozenset({"if", "unless", "lest", "until", "whether", "that"})
#: "No reports of casualties", "no sign of injuries": what is not reported is not counted.
_UNKNOWN = frozenset("report reports word sign signs evidence indication indications information confirmation suggestion record figures details".split())
_OWNERS = frozenset({"his", "her", "their", "its"})
_MODAL = frozenset("will would shall should must may might can could 'll 'd ’ll ’d".split())
#: How many words up from an event its conditions stand.
_CLIMB = 4


def find_unnumbered(doc: Doc, singles: bool = False) -> list[tuple[Quantity, Span]]:
    """Where a count of nobody, or with *singles* of one person, may stand: the count, and the words that stand for its number."""
    found = []
    for match in (_ANY if singles else _NONE).finditer(doc.text):
        numeral = doc.char_span(*match.span())
        if numeral is None:
            continue
        if numeral.text.lower() in _ARTICLES:
            if numeral[0].tag_ == "DT":
                found.append(_counts(1, numeral))
        elif numeral.text.lower() != "no" or numeral.end < len(doc) and numeral[0].nbor().lower_ not in _NOT_NONE and not numeral[0].nbor().like_num:
            found.append(_counts(0, numeral))
    return found


def _counts(value: int, numeral: Span) -> tuple[Quantity, Span]:
    return Quantity(numeral.start_char, numeral.end_char, numeral.text, value, value, value, "exact", None), numeral


def happened(value: float | None, numeral: Span, counted: Counted, event: Event | None) -> bool:
    """Whether a count of nobody or of one person is told as a fact: the event is there, and neither wished, feared nor conditional.

    A single person counts where something of :data:`SINGLE_MEASURES` happened to them.
    """
    if event is None or counted.noun is not None and any(_is_of_things(c) for c in children(counted.noun)):
        return False
    if any(t.lower_ in _UNKNOWN for t in numeral.doc[numeral.end : numeral.end + 3]):
        return False
    if value == 1:
        one = counted.kind in {"forces", "person"} and counted.noun.tag_ in {"NN", "NNP"} and counted.noun.i - numeral.end < _CLIMB
        if not one or event.measure not in SINGLE_MEASURES or event.how == "noun":
            return False
    token = event.token if event.how != "noun" else event.token.head
    for _ in range(_CLIMB):
        if any(c.lower_ in _MODAL or c.dep_ == "mark" and c.lower_ in _IF - {"that"} or c.lower_ == "to" and c.dep_ == "mark" for c in children(token)):
            return False
        if token.dep_ not in {"xcomp", "conj", "advcl"}:
            return True
        token = token.head
    return True


def _is_of_things(token: Token) -> bool:
    """True for "animals" in "no injuries to animals"."""
    case = next((c.lower_ for c in children(token) if c.dep_ == "case"), "")
    return token.dep_.startswith("nmod") and case in {"to", "among"} and token.tag_ in {"NN", "NNS"} and not kind(token, one=True)


def whole_span(numeral: Span, noun: Token | None) -> tuple[int, int]:
    """Characters from the word that stands for the number to the noun ("no casualties"), or of that word alone ("nobody")."""
    end = noun.idx + len(noun) if noun is not None and numeral.end <= noun.i < numeral.end + _CLIMB else numeral.end_char
    return numeral.start_char, end


def single_before(numeral: Span) -> Span | None:
    """"A mother" before "(and) her two (sons)": the one person who is counted with the number."""
    doc, start = numeral.doc, around(numeral[0])[0]
    owner = numeral.start - 1
    while owner > start and doc[owner].tag_ == "JJ":
        owner -= 1
    if owner - 3 < start - 1 or doc[owner].lower_ not in _OWNERS or doc[owner - 1].lower_ not in {"and", "with"}:
        return None
    noun = owner - 2
    if doc[noun].tag_ not in {"NN", "NNP"} or kind(doc[noun], one=True) is None:
        return None
    first = (i for i in range(noun - 1, max(start, noun - _CLIMB) - 1, -1) if doc[i].lower_ in _ARTICLES)
    return next((doc[i : noun + 1] for i in first), None)
