"""Counts that a word of counting gives: tolls, and numbers of people that stand as a bare number behind them.

"The toll rose to 60", "the number of wounded was put at 31", "lowered its count of those killed from 64 to 58". The words
of counting are in tallies.csv. A bare toll counts the dead, as the news uses the word; where the article says of what its
toll is ("the toll of injured", "a casualty toll"), or gives the same number with another outcome, :func:`measure_of_tolls`
goes by that. A toll that is paid is none.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from kit.language import lexicon
from kit.language.figures.counted import (
    Counted,
    around,
    children,
    is_collective,
    kind,
    root_of,
)
from kit.language.figures.measures import Event, first
from kit.language.figures.outcomes import entries
from kit.language.parsing.plain import Span, Token
from kit.language.quantities.designations import place
from kit.language.quantities.expressions import Quantity

#: How far a word of counting may stand before its number.
_REACH = 24
#: How many words "put the crowd at" has.
_PUT = 4
_ESTIMATING = frozenset("put puts putting estimate estimates estimated estimating".split())
_PASSING = frozenset("past pass passes passed passing top tops".split())
_SAYING = frozenset({"said", "says", "say", "added", "according", "reported", "confirmed"})
_AUXILIARIES = frozenset("be is are was were been being get gets got getting have has had having".split())
#: What one pays a toll for.
_LEVIED = frozenset(
    "motorway motorways road roads highway highways bridge bridges tunnel tunnels turnpike canal crossing lorry lorries truck trucks car cars".split()
)
_KINDS_OF_TOLL = re.compile(r"\b(death|casualty|injury)\stolls?\b", re.I)
_MEASURES = {"death": "killed", "casualty": "casualties", "injury": "injured"}


def words(role: str) -> dict[str, frozenset[str]]:
    """Of each form with that *role* in tallies.csv the cases it goes with."""
    return _roles()[role]


@lru_cache(maxsize=1)
def _roles() -> dict[str, dict[str, frozenset[str]]]:
    found: dict[str, dict[str, frozenset[str]]] = {}
    for row in lexicon.rows(Path(__file__).with_name("tallies.csv")):
        of_role = found.setdefault(row["role"], {})
        for form in row["forms"].split("|"):
            of_role[form] = of_role.get(form, frozenset()) | {row["case"]}
    return found


@lru_cache(maxsize=1)
def reaches() -> frozenset[str]:
    """What leads from a word of counting to its number: "rose", "to", "was"."""
    return frozenset([*words("reach"), *words("lead")]) | changes()


@lru_cache(maxsize=1)
def changes() -> frozenset[str]:
    """The words of number_context.csv that tell of a change from one number to another."""
    return place("change")


def toll(numeral: Span, counted: Counted) -> Event | None:
    """What a bare number counts as a toll: "the toll rose to 60", "raised the number of wounded to 31", "a death toll of nine"."""
    if counted.noun is not None:
        return None
    doc, start = numeral.doc, around(numeral[0], _REACH)[0]
    reached = any(t.lower_ in reaches() for t in numeral)  # "climbed past 60"
    i = numeral.start
    while i > start:
        i -= 1
        token = doc[i]
        if reached and token.text == "," and (inserted := _inserted(doc[start:i])) is not None:
            i = inserted
            continue
        if token.lower_ in words("tally") or token.tag_ == "NNS":
            heads = token.dep_ not in {"compound", "obl"} or token.nbor().lower_ in reaches()  # the tagger takes "rises" in a headline for a noun
            found = _tolled(token, numeral, counted) if reached and heads else None
            if found is not None:
                return found
        reached = reached or token.lower_ in reaches()
        earlier = token.i and token.nbor(-1).lower_ == "from"  # "rose from 12 to 31"
        if token.like_num and not earlier or token.text in {",", ";"} or _is_finite(token):
            break
    return _of_two_verbs(numeral, counted)


def _of_two_verbs(numeral: Span, counted: Counted) -> Event | None:
    """What a number counts whose verb shares the toll with another before it: "the toll stood at 51 and may reach 90"."""
    verb = root_of(numeral).head
    if verb.dep_ != "conj" or verb.lower_ not in reaches() or any(c.dep_.startswith("nsubj") for c in children(verb)):
        return None
    subject = next((c for c in children(verb.head) if c.dep_ in {"nsubj", "nsubj:pass"} and c.lower_ in words("tally")), None)
    return _tolled(subject, numeral, counted) if subject is not None else None


def _inserted(before: Span) -> int | None:
    """Where the comma stands that opens what is inserted before a number's verb ("the toll, the mayor said, rose to 60")."""
    comma = next((t.i for t in reversed(before) if t.text == ","), None)
    return comma if comma is not None and any(t.lower_ in _SAYING for t in before.doc[comma : before.end]) else None


def passed(quantity: Quantity, numeral: Span, event: Event | None) -> Quantity:
    """A toll that "passes 90" is over 90."""
    over = event is not None and event.how == "toll" and quantity.qualifier == "exact" and numeral.start > 0 and numeral[0].nbor(-1).lower_ in _PASSING
    return quantity._replace(qualifier="over", high=None) if over else quantity


def numbered(numeral: Span) -> Token | None:
    """The people of "the number of marchers (was put) at 200,000" or "put the crowd at 30,000"; None where nothing says whom."""
    doc, start = numeral.doc, around(numeral[0], _REACH)[0]
    put = doc[max(start, numeral.start - _PUT) : numeral.start]
    if len(put) == _PUT and put[-1].lower_ == "at" and put[0].lower_ in _ESTIMATING and (is_collective(put[-2]) or kind(put[-2])):
        return put[-2]  # "the police put the crowd at 30,000"
    for token in reversed(doc[start : numeral.start]):
        if token.like_num or token.text in {",", ";"} or _is_finite(token):
            return None
        if token.lower_ == "number" and token.nbor().lower_ == "of":
            noun = next((t for t in doc[token.i + 2 : numeral.start] if t.tag_ in {"NNS", "NNPS", "NN"}), None)
            return noun if noun is not None and kind(noun) and any(t.lower_ in reaches() for t in doc[noun.i + 1 : numeral.start]) else None
    return None


def _tolled(token: Token, numeral: Span, counted: Counted) -> Event | None:
    """What *token* is a toll of: that of the people in "the number of people killed", or its own measure ("death toll")."""
    if token.i + 1 < len(token.doc) and token.nbor().lower_ == "of" and token.i + 1 < numeral.start - 1:
        outcome = _outcome(token.doc[token.i + 2 : numeral.start], counted)
        if outcome is not None or token.lower_ == "number":
            return outcome
    if token.tag_ == "NNS" and token.lower_ not in words("tally"):
        return first(token, counted, "toll", ("noun", "head"))
    return None if _is_levied(token) else first(token, counted, "toll", ("noun", "toll"))


def _outcome(rest: Span, counted: Counted) -> Event | None:
    """What happened to those of whom there is a number: "people *killed* in the fire", "those who *died*", "*injured*"."""
    outcome = None
    for token in rest:
        named = Counted(token, "toll", counted.kind)
        relative = token.i and token.nbor(-1).lower_ in {"who", "that"}
        wanted = [("verb", "subject")] if relative else []
        found = first(token, named, "toll", ("noun", "head"), ("noun", "default"), ("adjective", "modifier"), ("verb", "object"), *wanted)
        outcome = found or outcome
        if not relative and (token.lower_ in reaches() or _is_finite(token)) and token.lower_ not in {"of", "at", "by"}:
            break
    return outcome


def _is_levied(token: Token) -> bool:
    after = token.doc[token.i + 1 : token.i + 7]
    charged = any(t.lower_ in {"on", "for"} for t in after) and any(t.lower_ in _LEVIED for t in after)
    return charged or token.i > 0 and token.nbor(-1).lower_ in _LEVIED - {"road"}  # a road toll counts the dead in some countries


def _is_finite(token: Token) -> bool:
    """True for a verb that ends the search for a word of counting."""
    if token.tag_ not in {"VBD", "VBZ", "VBP"} or token.lower_ in reaches() or token.lower_ in _AUXILIARIES or token.dep_.startswith("acl"):
        return False
    # "People killed" is a participle to the reader, if not always to the tagger.
    before = next((t for t in reversed(token.doc[max(0, token.i - 3) : token.i]) if t.tag_ != "RB"), token)
    told = any(entries(token, "verb", "object")) or any(entries(token, "adjective", "modifier"))
    return not (before.tag_ in {"NNS", "DT"} and told or before.lower_ in {"who", "that"})


def is_bare(event: Event | None) -> bool:
    """True for a toll that does not say of what it is one."""
    return event is not None and event.how == "toll" and event.token.lower_ in {"toll", "tolls"} and not any(
        t.lower_ in {"death", "deaths", "casualty", "casualties", "injury", "injuries"} for t in event.token.doc[max(0, event.token.i - 2) : event.token.i]
    )


def measure_of_tolls(text: str) -> str:
    """What a bare toll counts in an article: what its tolls are said to be of, if that is one thing, else the dead.

    >>> measure_of_tolls("The casualty toll rose. The toll is 40."), measure_of_tolls("The toll is 40.")
    ('casualties', 'killed')
    """
    named = {_MEASURES[match[1].lower()] for match in _KINDS_OF_TOLL.finditer(text)}
    return named.pop() if len(named) == 1 else "killed"
