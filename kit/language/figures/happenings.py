"""What happened to whom: the events of a paragraph, whether or not anybody is counted in them.

Events are the words of measures.csv, and those of happenings.csv (attacks, explosions, accidents, disasters), where whoever
or whatever they befell is of the kind that the table asks for: "captured a soldier" is one, "captured a town" is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from kit.language.figures.counted import around, children, group_of, is_collective, kind, noted, word
from kit.language.figures.measures import is_passive, together
from kit.language.figures.outcomes import Entry, entries, lexicon
from kit.language.mentions import grammar
from kit.language.parsing import plain
from kit.language.parsing.plain import Doc, Token
from kit.language.tree import subject

_TABLES = ("measures.csv", "happenings.csv")
#: The parts of speech of the tables that a tag may have, and the roles that make an event.
_PARTS = {"V": ("verb",), "N": ("noun",), "J": ("adjective", "verb")}
_ROLES = {"verb": ("object", "subject"), "noun": ("of", "toll", "head"), "adjective": ("modifier",)}
#: Words of measures.csv for where people are kept, treated or sent: the place beside them is not where it happened to them.
_STATES = frozenset(
    "hold holds held holding treat treats treated treating jail jails jailed jailing imprison imprisons imprisoned imprisoning incarcerate incarcerates "
    "incarcerated incarcerating intern interns interned interning serve serves served serving send sends sent sending dispatch dispatches dispatched "
    "dispatching".split()
)
#: The measures of the words that make up a measure ("killed or wounded"; a soldier "apprehended").
_PART_OF = {
    "captured": {"captured", "detained"}, "killed_or_injured": {"killed", "injured"}, "casualties": {"casualties", "killed", "injured", "captured", "missing"},
}  # fmt: skip
#: Said of soldiers, these mean capture; an arrest stays one.
_TAKEN = frozenset({"apprehend", "detain", "detention", "nab"})
#: What sinks, crashes and collides; prices and talks do so too.
_VEHICLES = frozenset(
    "ferry boat ship vessel tanker trawler barge warship submarine yacht dinghy canoe raft freighter cruiser plane aircraft airliner jet helicopter balloon "
    "train tram bus minibus coach truck lorry car van".split()
)
_FIGURATIVE = frozenset({"heart", "panic", "asthma", "cyber"})
_PERSONS = frozenset({"he", "she", "him", "her", "his"})
#: How many steps a rule climbs in the parse.
_STEPS = 5


class Happening(NamedTuple):
    """One event.

    Attributes:
        measure: one of ``schema.MEASURES`` but "other", or "attack", "explosion", "accident", "disaster".
        token: the word that names it. who: whom or what it befell, or None.
        group: their country, side or unit, or None. one: whether it befell one person or thing.
    """

    measure: str
    token: Token
    who: Token | None
    group: str | None
    one: bool


@lru_cache(maxsize=16)
def words(measure: str | None = None) -> frozenset[str]:
    """Every form, in small letters, that may name an event (of *measure*): a text without one has nothing for :func:`find`."""
    wanted = _PART_OF.get(measure, {measure})
    named = ((form, entry.measure) for table in _TABLES for form, found in lexicon(table).items() for entry in found)
    return frozenset(form for form, of in named if of != "other" and (measure is None or of in wanted)) - _STATES


def find(doc: Doc) -> list[Happening]:
    """The events of one paragraph, in order.

    >>> from kit.language import pipeline
    >>> [(h.measure, h.who.text, h.group, h.one) for h in find(pipeline.load()("A Kenyan pilot was captured when two boats sank."))]
    [('captured', 'pilot', 'Kenya', True), ('accident', 'boats', None, False)]
    """
    found: list[Happening] = []
    for token in plain.of(doc):
        pos, entry = _entry(token) if word(token) in words() else (None, None)
        if entry is None or pos == "noun" and not _is_noun_of_event(token):
            continue
        who = _whom(token, pos, entry)
        measure = together(token, entry.measure)
        # "Killed or injured" is one thing said, at its first word.
        joined = bool(found) and token.dep_ == "conj" and token.head == found[-1].token and subject(token) is None
        repeated = joined and found[-1].measure == measure
        if repeated or not _suits(who, entry.takes, pos):
            continue
        if measure == "detained" and token.lemma_ in _TAKEN and who is not None and kind(who, one=True) == "forces":
            measure = "captured"
        one = token.tag_ == "NN" if who is None else who.lower_ in _PERSONS or who.tag_ in {"NN", "NNP"} and not is_collective(who)
        whose = token if who is None and (entry.takes == "people" or measure == "casualties") else who
        found.append(Happening(measure, token, who, group_of(whose) if whose is not None and whose.pos_ != "PRON" else None, one))
    return found


def is_event(token: Token) -> bool:
    """Whether the word names an event, whoever it befell."""
    return word(token) in words() and _entry(token)[1] is not None


def _entry(token: Token) -> tuple[str | None, Entry | None]:
    is_verb = any(c.dep_.startswith("aux") for c in children(token))  # whatever the tagger says
    for pos in ("verb",) if is_verb else _PARTS.get(token.tag_[:1], ()):
        for table in _TABLES:
            for entry in entries(token, pos, *_ROLES[pos], table=table):
                if entry.measure != "other":
                    return pos, entry
    return None, None


def _is_noun_of_event(token: Token) -> bool:
    """Not "the injured", "rescue workers" or "a heart attack"; but "the crash site"."""
    people = any(entries(token, "adjective", "modifier"))
    beside = token.dep_ == "compound" and token.head.lower_ not in {"site", "scene", "location", "place"}
    return not (people or beside or any(c.lower_ in _FIGURATIVE for c in children(token)))


def _whom(token: Token, pos: str, entry: Entry) -> Token | None:
    """Whom or what the event befell: the argument that the table says, with the noun for a relative word."""
    if pos == "noun":
        of = next((c for c in children(token) if c.dep_.startswith("nmod") and any(k.lower_ == "of" for k in children(c))), None)
        owner = next((c for c in children(token) if c.dep_ == "nmod:poss"), None)
        return of or owner or (token if entry.role == "head" else None)
    if entry.takes == "vehicles":  # "a ferry with forty people sank": the parser goes for the people
        return next((t for t in reversed(token.doc[around(token)[0] : token.i]) if t.lemma_.lower() in _VEHICLES), None)
    if token.dep_ in {"amod", "acl"} and subject(token) is None:
        return token.head if entry.role != "subject" or token.tag_ in {"VBG", "VB"} else None
    if entry.role == "object" and not is_passive(token):
        found = next((c for c in children(token) if c.dep_ == "obj"), None)
    else:
        found, clause = subject(token), token
        for _ in range(_STEPS):
            if found is not None or clause.dep_ not in {"conj", "xcomp"}:
                break
            clause = clause.head
            found = subject(clause) or (clause if clause.pos_ in {"NOUN", "PROPN"} else None)
    if found is None or found.tag_ not in {"WP", "WDT"}:
        return found
    clause = next((t for t in _upwards(token) if t.dep_ == "acl:relcl"), None)
    return clause.head if clause is not None else found


def _upwards(token: Token) -> Iterator[Token]:
    for _ in range(_STEPS):
        yield token
        token = token.head


def _suits(who: Token | None, takes: str, pos: str) -> bool:
    if takes == "thing":
        return True
    if who is None:
        return takes == "people" or takes == "any" and pos == "noun"
    if takes in {"people", "vehicles"}:
        return True
    known = kind(who, one=True)
    if takes == "forces":
        return known == "forces"
    if takes == "alive":
        return noted(who) == takes
    if who.pos_ == "PRON":
        return who.lower_ not in {"it", "its", "this", "that"}
    return known is not None or is_collective(who) or who.pos_ == "PROPN" and grammar.describe(who.doc[who.left_edge.i : who.i + 1].text).person
