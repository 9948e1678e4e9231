"""A number without a noun as a count of people: what points back, what is told again, and what its event says by itself.

The rules of :mod:`kit.language.figures.referents` and :mod:`kit.language.figures.recounts` in the order in which they are asked.
"""

from __future__ import annotations

from kit.language.figures import relations, tolls
from kit.language.figures.counted import around, kind, noted, root_of
from kit.language.figures.measures import Event, passed_on
from kit.language.figures.outcomes import word_class
from kit.language.figures.recounts import changed_from, given_anew
from kit.language.figures.referents import (
    Count,
    Heard,
    going_on,
    in_relative_clause,
    is_bystander,
    is_fronted_part,
    meant,
    names_things,
    outcome_of,
    told_before,
    whole_of_fronted,
)  # fmt: skip
from kit.language.parsing.plain import Span, Token
from kit.language.quantities.expressions import Quantity

#: How far behind its number a noun may stand.
_NEAR = 5


def read(count: Count, phrase: Span | None, earlier: list[Count], thing: int, heard: Heard) -> Count | None:
    """*count* with what it counts, and with what happened to them; None where nothing says that they are people.

    Args:
        count: a number that has no noun beside it.
        phrase: what its sentence begins with ("Of those, ..."), see :func:`kit.language.figures.referents.fronted`.
        earlier: the counts before it in its paragraph. heard: what the article has said before.
        thing: the token of the last number of the paragraph that counted no people, or -1.
    """
    if thing >= 0 and _are_animals(count.numeral, thing):
        return None
    pointing = _pointing_back(count, phrase, earlier, thing, heard)
    if pointing is not None:
        return pointing
    noun = None
    if count.event is None and count.link not in {"part", "of them"} and count.counted.how != "others":
        noun = tolls.numbered(count.numeral)
        if noun is None:
            return _told_again(count, earlier, thing, heard)
    noun = noun if noun is not None else _noun(count, earlier, thing, heard)
    event = count.event
    if event is None and noun is None and count.link in {"part", "of them"} and earlier[-1].event is not None:
        event = passed_on(earlier[-1].event, count.numeral)
    return count._replace(noun=noun, event=event) if _are_people(count._replace(noun=noun, event=event), earlier, thing, heard) else None


def shared_by(other: Count, numeral: Span) -> Event | None:
    """The event of another count as that of *numeral*: where and when are those of its own clause."""
    return passed_on(other.event, numeral)._replace(token=root_of(numeral).head) if other.event is not None else None


def _pointing_back(count: Count, phrase: Span | None, earlier: list[Count], thing: int, heard: Heard) -> Count | None:
    """The count with the whole, or the same number told before, that it points back to."""
    numeral, event = count.numeral, count.event
    if is_fronted_part(numeral, phrase):
        whole, told = whole_of_fronted(phrase, earlier, thing, heard), event or outcome_of(phrase)
        if whole is None and told is not None:
            return count._replace(event=told._replace(token=root_of(numeral).head))  # "Of the wounded, 80 have lost an eye."
        if whole is not None:
            return _part(count, whole)
    same = told_before(count.quantity, numeral, earlier, heard) if event is None or event.how != "toll" else None
    if same is not None:
        return count._replace(noun=same.noun, event=event or shared_by(same, numeral), again=True)
    whole = going_on(count.quantity, numeral, earlier, thing)
    goes_on = whole is not None and (event is None or event.takes == "any") and count.counted.how != "others"
    return _part(count, whole) if goes_on else None


def _part(count: Count, whole: Count) -> Count:
    return count._replace(noun=whole.noun, event=count.event or shared_by(whole, count.numeral), link="of them", whole=whole.at)


def _told_again(count: Count, earlier: list[Count], thing: int, heard: Heard) -> Count | None:
    """The count as one that another has replaced ("up from 47"), or as given anew ("the hospital's answer is 74")."""
    later = changed_from(count.quantity, count.numeral, earlier, thing, heard)
    if later is not None:
        return count._replace(noun=later.noun, event=shared_by(later, count.numeral), link=None, later=later.at)
    anew = given_anew(count.quantity, count.numeral, earlier, thing, heard)
    return None if anew is None else count._replace(noun=anew[0], event=anew[1], anew=True, renews=anew[2])


def _noun(count: Count, earlier: list[Count], thing: int, heard: Heard) -> Token | None:
    """The noun that is meant, or the outcome that a toll is of ("the number of wounded rose to 31")."""
    numeral, event = count.numeral, count.event
    noun = None
    if count.quantity.value != 0 or numeral.text.lower() == "none":
        outside = event is not None and in_relative_clause(event.token, numeral)
        noun = None if outside else meant(numeral, earlier, thing, heard)
        if noun is not None and event is not None and event.takes == "people" and is_bystander(noun, count, earlier):
            noun = None
    of = noun is None and event is not None and event.how == "toll" and event.token.i and event.token.nbor(-1).lower_ == "of"
    return event.token if of else noun


def _are_people(count: Count, earlier: list[Count], thing: int, heard: Heard) -> bool:
    """Whether the noun that is meant, or the event alone, says that people are counted."""
    numeral, event, noun = count.numeral, count.event, count.noun
    if event is not None and event.takes in {"forces", "sent"}:
        return noun is not None and (kind(noun) == "forces" or noted(noun) == event.takes)
    if noun is not None:
        return True
    if thing >= around(numeral[0])[0] and relations.is_of_them(numeral):
        return False
    if event is not None and event.measure == "missing" and names_things(numeral, earlier, heard):
        return False
    last = earlier[-1] if earlier else None
    beside = last is not None and last.numeral.start >= max(thing, around(numeral[0])[0]) and last.event is not None and last.counted.noun is None
    return _is_of_people(count.quantity, event, thing, beside) or relations.are_people(numeral)


def _is_of_people(quantity: Quantity, event: Event | None, thing: int, beside: bool) -> bool:
    """Whether an event alone says that a number without any noun counts people.

    "Hundreds" and "dozens" are people unless things were counted; so is a number *beside* a count of people in its sentence.
    """
    if event is None:
        return False
    return event.takes in {"people", "cared"} or event.takes == "any" and (quantity.qualifier == "vague" and thing < 0 or beside)


def _are_animals(numeral: Span, thing: int) -> bool:
    """Whether the last number of the sentence, or the one before, counts animals: they die and are found too."""
    start = around(numeral[0])[0]
    start = around(numeral.doc[start - 1])[0] if start else 0
    return thing >= start and any(t.lower_ in word_class("animal") for t in numeral.doc[thing : thing + _NEAR])
