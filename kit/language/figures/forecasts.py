"""Tolls that nobody has counted yet: "the toll may reach 90", "is expected to exceed 200", "fear it will hit 75".

What a toll may come to is a bound and no count, so a plain number is read as one that the toll reaches at most. The words
that say so become part of the figure's own ("may reach 90"), and by them a comparison knows that nothing is contradicted.
They are those of tallies.csv with the role ahead.
"""

from __future__ import annotations

from spacy.tokens import Span, Token

from kit.language.figures.counted import around, children
from kit.language.figures.measures import Event
from kit.language.figures.tolls import reaches, words
from kit.language.quantities.expressions import Quantity

#: How many words the verbs before a number may have.
_REACH = 12
#: Words that lead to a number without saying that it is reached: what "may be 90" is no bound.
_NO_VERBS = frozenset("to at past of by : be is are was were been".split())
_NOT = frozenset({"not", "n't", "n’t", "never", "unlikely"})
_IF = frozenset({"would", "'d", "’d"})
_PASSED_OVER = frozenset({"have", "has", "had", "as"})
_OF_NOUN = frozenset({"det", "amod", "compound", "nmod:poss"})


def foretold(quantity: Quantity, numeral: Span, event: Event | None) -> Quantity:
    """*quantity* with the words that say that it is still to come; as it was where none do, or where it is no toll."""
    if event is None or event.how != "toll" or numeral.start and numeral[0].nbor(-1).lower_ == "from":
        return quantity
    first, reached, negated = _verbs(numeral, numeral.end - 1)
    if first is None and event.token.i < numeral.start and not negated:
        # "could push the death toll to 63", "expect the toll to reach 75"; what "would bring it to 63" is a sum, and plain.
        noun = min([event.token.i, *(c.i for c in children(event.token) if c.dep_ in _OF_NOUN)])
        led = reached or all(t.lower_ in reaches() for t in numeral.doc[event.token.i + 1 : numeral.start])
        first, reached, negated = _verbs(numeral, noun - 1)
        if first is not None and numeral.doc[first].lower_ in _IF:
            return quantity
        if first is not None and numeral.doc[first].tag_ != "MD":
            first, reached = event.token.i + 1, led and numeral.doc[event.token.i + 1].lower_ == "to"
    if first is None or not reached:
        return quantity
    if negated or quantity.qualifier == "exact":
        quantity = quantity._replace(qualifier="up_to", low=None, high=quantity.value)
    first = next((t.i + 1 for t in reversed(numeral.doc[first : numeral.start]) if t.like_num), first)  # "could rise from 51 | to 90"
    start = numeral.doc[first].idx
    return quantity._replace(start=start, text=numeral.doc.text[start : quantity.end])


def _verbs(numeral: Span, last: int) -> tuple[int | None, bool, bool]:
    """Of the verbs that end at the token *last*: where they say that it is still to come, whether one reaches the number, and whether they are negated."""
    doc, first, reached, negated = numeral.doc, None, False, False
    for i in range(last, around(numeral[0], _REACH)[0] - 1, -1):
        token = doc[i]
        ahead, negative = _is_ahead(token), token.lower_ in _NOT
        leads = token.lower_ in reaches() or token.tag_ == "VB"
        earlier = token.lower_ == "from" or token.i and token.like_num and token.nbor(-1).lower_ == "from"
        passed = leads or ahead or negative or earlier or token.tag_ == "RB" or token.lower_ in _PASSED_OVER or token.tag_ == "DT" and i == numeral.start - 1
        if not passed and i < numeral.start:
            break
        first = i if ahead or negative and first is not None else first
        reached = reached or leads and token.lower_ not in _NO_VERBS
        negated = negated or negative
    return first, reached, negated


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
