"""Tolls that nobody has counted yet: "the toll may reach 90", "is expected to exceed 200", "fear it will hit 75".

What a toll may come to is a bound and no count: a plain number is read as one that the toll reaches at most, and a number
that it is to pass is no lower bound of what was counted. The words that say so become part of the figure's own ("may reach
90"), and by them a comparison knows that nothing is contradicted. They are those of tallies.csv with the role ahead.
"""

from __future__ import annotations

from kit.language.figures.counted import around
from kit.language.figures.measures import Event
from kit.language.figures.tolls import reaches, words
from kit.language.parsing.plain import Span, Token
from kit.language.quantities.expressions import Quantity

#: How many words the verbs before a number may have.
_REACH = 12
_NOT = frozenset({"not", "n't", "n’t", "never", "unlikely"})
_IF = frozenset({"would", "'d", "’d"})
_PASSED_OVER = frozenset({"have", "has", "had", "as"})


def foretold(quantity: Quantity, numeral: Span, event: Event | None) -> Quantity:
    """*quantity* with the words that say that it is still to come, or not reached yet; as it was where none do, or where it is no toll."""
    if event is None or event.how != "toll" or numeral.start and numeral[0].nbor(-1).lower_ == "from":
        return quantity
    doc = numeral.doc
    first, reached, negated = _verbs(numeral, numeral.end - 1)
    if first is None and event.token.i < numeral.start:
        first, reached = _around_the_toll(numeral, event.token, reached)
    if first is None or not reached:
        return quantity
    if negated or quantity.qualifier == "exact":
        quantity = quantity._replace(qualifier="up_to", low=None, high=quantity.value)
    elif quantity.qualifier != "range":
        quantity = quantity._replace(low=None)  # who expects more than 200 counts no 200
    first = next((t.i + 1 for t in reversed(doc[first : numeral.start]) if t.like_num), first)  # "could rise from 51 | to 90"
    start = doc[first].idx
    return quantity._replace(start=start, text=doc.text[start : quantity.end])


def _verbs(numeral: Span, last: int) -> tuple[int | None, bool, bool]:
    """Of the verbs that end at the token *last*: where they say that the number is not reached, whether one reaches for it, whether they are negated."""
    doc, first, reached, negated = numeral.doc, None, False, False
    for i in range(last, around(numeral[0], _REACH)[0] - 1, -1):
        token = doc[i]
        ahead, negative = _is_ahead(token), token.lower_ in _NOT
        leads = token.lower_ in reaches() or token.tag_ == "VB"
        earlier = token.lower_ == "from" or token.i and token.like_num and token.nbor(-1).lower_ == "from"
        passed = leads or ahead or negative or earlier or token.tag_ == "RB" or token.lower_ in _PASSED_OVER or token.tag_ == "DT" and i == numeral.start - 1
        if not passed and i < numeral.start:
            break
        first = i - (negative and i > 0 and not doc[i - 1].whitespace_) if ahead or negative else first  # "has" of "hasn't"
        reached = reached or leads and token.lower_ not in words("lead")  # what "may be 90" is no bound
        negated = negated or negative
    return first, reached, negated


def _around_the_toll(numeral: Span, toll: Token, reached: bool) -> tuple[int | None, bool]:
    """As :func:`_verbs`, where the toll stands between them: "could push the death toll to 63", "expect the number of dead to reach 75".

    What "would bring it to 63" is a sum, and plain.
    """
    doc, noun = numeral.doc, toll
    while noun.dep_ in {"nmod", "acl"} and noun.head.i < noun.i:
        noun = noun.head
    first, pushed, _ = _verbs(numeral, noun.left_edge.i - 1)
    if first is None or doc[first].lower_ in _IF:
        return None, False
    if doc[first].tag_ == "MD":
        return first, pushed
    return next((t.i for t in doc[toll.i + 1 : numeral.start] if t.lower_ == "to"), None), reached


def is_foretold(text: str) -> bool:
    """Whether the words of a figure say that it is still to come.

    >>> [is_foretold(text) for text in ("may reach 90", "not expected to exceed 200", "not more than 90", "90")]
    [True, True, False, False]
    """
    first, _, rest = text.lower().partition(" ")
    return (rest.split(" ", 1)[0] if first in _NOT and first not in words("ahead") else first) in words("ahead")


def _is_ahead(token: Token) -> bool:
    """True for "may", and for "expected" before its "to" or before the toll that it is said of."""
    if token.lower_ not in words("ahead"):
        return False
    following = token.nbor().lower_ if token.i + 1 < len(token.doc) else ""
    return token.tag_ == "MD" or following == "to" or token.tag_.startswith("VB") and token.tag_ != "VBN"
