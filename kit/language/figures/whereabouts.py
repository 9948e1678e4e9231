"""Where an event happened: the place that a sentence names for it, or that nobody says where.

The place of an event (:mod:`kit.language.figures.happenings`) is a name under an "in", "at" or "near" of the event, of whom it befell, or of
what it happened in ("died in a hospital in Lima"); whereabouts.csv holds the closed classes. Where somebody spoke, came from or was
sent to is no place of the event.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from kit.language import dates, lexicon, places
from kit.language.attribution.stance import NEGATIONS
from kit.language.figures import happenings
from kit.language.figures.circumstances import REGIONS, date_of, spans
from kit.language.figures.counted import around, case_of, children, country_in
from kit.language.figures.happenings import Happening
from kit.language.figures.measures import Event
from kit.language.mentions import grammar
from kit.language.parsing import plain
from kit.language.parsing.plain import Doc, Span, Token
from kit.language.tree import SUBJECTS

_CASES = frozenset({"in", "at", "near", "around", "inside", "outside", "off", "across", "along", "within", "over"})
#: What else leads from an event to what it happened in ("killed by a bomb in Lima").
_THROUGH = frozenset({"by", "during", "on", "after", "under"})
#: Nouns of administration, no part of a name even with a capital ("Aysen Region").
_ADMINISTERED = frozenset({"region", "oblast", "province", "prefecture", "governorate"})
_NONE = NEGATIONS | {"nothing", "little"}
#: How many steps a rule goes up or down the parse, and how many words of a phrase it looks at.
_STEPS, _WORDS = 5, 60


class Whereabouts(NamedTuple):
    """One event and, if the sentence tells, its place.

    Attributes:
        event: from :func:`kit.language.figures.happenings.find`.
        date_text: the date expression of the event's own clause, or None.
        status: "named", "denied", "unclear", or None where nothing is said of the place.
        where: the place as written with its owner, or the words that leave it open; None without a status.
        place: the bare name ("Aysen"), a country under its usual one; None unless named or denied.
        within: the names that the sentence gives for what the place lies in. country: which it belongs to, as far as it tells.
    """

    event: Happening
    date_text: str | None
    status: str | None = None
    where: Span | None = None
    place: str | None = None
    within: tuple[str, ...] = ()
    country: str | None = None


@lru_cache(maxsize=1)
def _classes() -> dict[str, frozenset[str]]:
    return {row["class"]: frozenset(row["words"].split("|")) for row in lexicon.rows(Path(__file__).with_suffix(".csv"))}


def _is(token: Token, *classes: str) -> bool:
    return any(token.lower_ in _classes()[name] or token.lemma_.lower() in _classes()[name] for name in classes)


def words(measure: str | None = None) -> frozenset[str]:
    """Every form, in small letters, that may name an event (of *measure*) or ask for its place: a sentence without one has nothing for :func:`find`."""
    spots = _classes()["spot"]
    return happenings.words(measure) | spots | {f"{spot}s" for spot in spots} | {"where"}


def find(doc: Doc) -> list[Whereabouts]:
    """The events of one paragraph in order, each with every place that is said of it; one without a place has no status.

    >>> from kit.language import pipeline
    >>> found = find(pipeline.load()("Two nurses were arrested near Lima. It is unclear where a third nurse was shot."))
    >>> [(w.event.measure, w.status, w.where.text) for w in found]
    [('detained', 'named', 'Lima'), ('attack', 'unclear', 'unclear where')]
    """
    doc = plain.of(doc)
    events = happenings.find(doc)
    if not events:
        return []
    mentioned = {span.start: span for span in spans(doc, dates.find(doc.text))}
    open_ones = _left_open(doc, {event.token.i for event in events})
    found: list[Whereabouts] = []
    for event in events:
        told = Whereabouts(event, date_of(Event(event.measure, event.token, "parse", "any"), mentioned))
        where = open_ones.get(event.token.i)
        found += [told._replace(status="unclear", where=where)] if where is not None else list(_named(told)) or [told]
    return found


def _refused(*tokens: Token) -> bool:
    return any(c.lower_ in NEGATIONS for token in tokens for c in children(token))


def _named(told: Whereabouts) -> Iterator[Whereabouts]:
    """The places that are named for the event; of two that follow each other ("Ica, Peru") the second holds the first."""
    token, who = told.event.token, told.event.who
    denied = _refused(token) or who is not None and any(c.dep_ == "det" and c.lower_ in NEGATIONS for c in children(who))
    found: dict[int, Whereabouts] = {}
    for head, cases in _sites(told.event):
        for site in _below(head, _STEPS):
            where = _span(site)
            if site == head and case_of(head) not in cases or where.start <= token.i < where.end:
                continue
            otherwise = site.dep_ == "conj" and any(c.lower_ == "but" for c in children(site))  # "not in Mali but in Niger"
            refused = _refused(head, site) != (denied and not otherwise)
            found.setdefault(where.start, told._replace(status="denied" if refused else "named", where=where, **_placed(site, where)))
    last: Whereabouts | None = None
    for _, here in sorted(found.items()):
        if last is not None and token.doc[last.where.end : here.where.start].text.lower() in {"in", ",", ", in"}:
            last = last._replace(within=(*last.within, here.place), country=last.country or here.country)
            continue
        if last is not None:
            yield last
        last = here
    if last is not None:
        yield last


def _sites(event: Happening) -> Iterator[tuple[Token, frozenset[str]]]:
    """The phrases that may hold the place, each with the cases under which it is the place itself."""
    token = event.token
    if token.dep_ == "amod":
        return
    cases = _CASES | {"from"} if _is(token, "whence") else _CASES
    if token.dep_ in SUBJECTS and any(c.dep_ == "cop" for c in children(token.head)):
        yield token.head, cases  # "the capture was in Niger"
    if token.dep_ == "nsubj" and _is(token.head, "befall"):
        yield from ((c, frozenset({""})) for c in children(token.head) if c.dep_ in {"obj", "obl"})
    clause = next(t for t in (token, token.head, token.head.head) if t.dep_ not in {"xcomp", "conj"} or t == token.head.head)
    if clause.dep_ in {"acl:relcl", "advcl:relcl"} and any(c.lower_ == "where" for c in children(token)):
        yield clause.head, cases | {case_of(clause.head)}  # "Kinza, where he was captured"
    for node in _nodes(event):
        for child in children(node):
            hung = child.dep_.startswith(("obl", "nmod")) and case_of(child) in cases | _THROUGH
            if hung or child.dep_ in {"advmod", "advcl", "obl"} and _is(child, "part"):
                yield child, cases
                # The parser may hang what follows a date on the date.
                yield from ((c, cases) for c in children(child) if child.text in dates.MONTHS or child.tag_ == "CD")


def _nodes(event: Happening) -> Iterator[Token]:
    """What the place may hang on: the event, whom it befell, an event joined to it, the verb that it stands by."""
    token, head = event.token, event.token.head
    yield token
    if event.who is not None and event.who.head == token and event.who.pos_ == "NOUN":
        yield event.who
    yield from (c for c in children(token) if c.dep_ == "conj" and happenings.is_event(c))
    taking_place = token.dep_ in {"obj", *SUBJECTS} and _is(head, "light") or token.dep_ == "nsubj:pass" and _is(head, "noted")
    said_of_it = token.pos_ == "ADJ" and token.dep_ in {"xcomp", "obj"} or token.dep_ == "xcomp" and token.tag_ == "VBN"  # "found dead in Lima"
    if token.pos_ == "NOUN" and taking_place or said_of_it:
        yield head


def _below(head: Token, steps: int) -> Iterator[Token]:
    """The names of places that *head* is or leads to ("a hospital in the town of Ica": Ica)."""
    first = head.left_edge.i
    if not steps or _is(head, "no_place") or first and _is(head.doc[first - 1], "no_place"):
        return  # in "captured during the war in Sudan" Sudan is where the war is
    if _is_place(head):
        yield head
        yield from (c for c in children(head) if c.dep_ == "conj" and _is_place(c))
    elif not _is_name(head):
        leads = _CASES | {"of", "to"} if head.lower_ in REGIONS or _is(head, "part", "site", "spot") else _CASES
        for child in children(head):
            if child.dep_.startswith(("nmod", "obl", "appos")) and case_of(child) in leads:
                yield from _below(child, steps - 1)


def _is_name(token: Token) -> bool:
    """A proper name; the tagger takes a rare one for a common noun."""
    proper = token.pos_ == "PROPN" and token.tag_ != "NNPS" or token.tag_ == "NN" and not token.is_sent_start or places.is_country(token.text)
    return token.text[:1].isupper() and proper


def _is_place(head: Token) -> bool:
    name = _span(head, owner=False)
    if any(_is(t, "no_place") or t.text in dates.MONTHS or t.text in dates.WEEKDAYS for t in name):
        return False
    stretch = head.lower_ in REGIONS
    if _is_name(head):
        body = grammar.heads().get(head.lower_)
        return stretch or _is(head, "site") or case_of(head) != "in" or body is None or body.sort != "body"  # "in the Senate"
    if any(t.text[:1].isupper() and not t.is_sent_start for t in name if not places.is_demonym(t.text)):
        return stretch or _is(head, "site")
    return stretch and country_in([c for c in head.children if c.i < head.i]) is not None and all(case_of(c) != "of" for c in children(head))  # "Russian territory"


def _span(head: Token, owner: bool = True) -> Span:
    """The name that ends in *head* or goes on behind it ("Gulf of Aden"), with its owner ("Chile’s Aysen region")."""
    doc, start, end = head.doc, head.i, head.i + 1
    while start > head.left_edge.i and (doc[start - 1].text[:1].isupper() or doc[start - 1].dep_ == "compound" or doc[start - 1].text == "-"):
        start -= 1
    while end <= head.right_edge.i:
        on = doc[end].text == "-" and not doc[end - 1].whitespace_ or doc[end].lower_ == "of" and head.pos_ == "PROPN"
        on = on and doc[end : end + 2][-1].tag_ == "NNP"
        if not on and doc[end].dep_ != "flat":
            break
        end += 1 + on
    start += start < head.i and doc[start].pos_ in {"DET", "ADP"}
    possessor = next((c for c in children(head) if owner and c.dep_ == "nmod:poss" and c.pos_ == "PROPN"), None)
    return doc[min(start, possessor.left_edge.i) if possessor is not None else start : end]


def _placed(site: Token, where: Span) -> dict:
    """The bare name of a place, what it lies in, and the country."""
    larger: list[Token] = []
    for child in children(site):
        if child.dep_ == "nmod:poss" and child.pos_ == "PROPN":
            larger.append(child)
        elif child.i >= where.end and (child.dep_ == "appos" or child.dep_.startswith("nmod") and case_of(child) in {"in", "of"}):
            larger += [child] if child.dep_ == "appos" and _is_name(child) else _below(child, 2)
    own = _span(site, owner=False).text
    name, within = bare(own), tuple(bare(_span(token, owner=False).text) for token in larger)
    around_name = [c for c in site.head.children if c.i < site.head.i] if case_of(site) == "of" else []  # "the Russian region of Kursk"
    known = (places.country_of(text) for text in (own, name, *within))
    country = next((found for found in known if found), None) or country_in(list(where)) or country_in(around_name)
    return {"place": country if country and (places.is_country(name) or places.is_demonym(name)) else name, "within": within, "country": country}


def bare(name: str) -> str:
    """The name without article, nationality and nouns for a stretch of land.

    >>> bare("the Aysen border area"), bare("Chilean Aysen Region"), bare("North Sea"), bare("South Sudan")
    ('Aysen', 'Aysen', 'North Sea', 'South Sudan')
    """
    if places.is_country(name):
        return name
    kept = [w for w in name.split() if w not in REGIONS and w.lower() not in _ADMINISTERED | {"the"}]
    return " ".join([w for w in kept if not places.is_demonym(w)] or kept) or name


def _left_open(doc: Doc, events: set[int]) -> dict[int, Span]:
    """The events of which somebody does not know or tell the place, with the words from "where" to what leaves it open."""
    found: dict[int, Span] = {}
    for token in doc:
        if token.lower_ == "where" or token.tag_ in {"WDT", "WP"} and token.head.lower_ in REGIONS:
            at, marks = _asked(token, events)
        elif _is(token, "spot") and token.head.lemma_ != "take":
            at, marks = _spoken_of(token, events)
        else:
            continue
        if at is not None and marks is not None:
            found.setdefault(at, doc[min(token.i, *marks) : max(token.i, *marks) + 1])
    return found


def _asked(where: Token, events: set[int]) -> tuple[int | None, list[int] | None]:
    """The event of "where he was captured", or of a bare "did not say where" the nearest; and what leaves it open."""
    asks = where if where.lower_ == "where" else where.head
    for _ in range(_STEPS):  # "when or where"
        asks = asks.head if asks.dep_ in {"conj", "fixed"} else asks
    below = next((c for c in children(where) if c.dep_ in {"advcl:relcl", "acl:relcl", "acl"}), None)  # "about where he was"
    clause = below or next((t for t in (asks, asks.head, asks.head.head) if t.i in events or t.pos_ in {"VERB", "AUX", "ADJ"}), asks)
    at = next((i for i in range(where.i + 1, around(where)[1]) if i in events and _is_of(where.doc[i], clause)), None)
    if at is None:
        bare_question = clause in (asks, asks.head) and _is(clause, "telling", "open", "unclear")
        return (_nearest(where, events), _openness(clause)) if bare_question else (None, None)
    marks = _openness(asks.head if below is not None else clause.head) if clause.dep_ != "ROOT" else None
    # "Where he was caught is not known": the parser may hang the predicate on its subject.
    behind = (c for c in children(clause) if c.i > at and c.dep_ in {"ccomp", "xcomp", "advcl", "parataxis", "obj"})
    return at, marks or next((found for c in behind if (found := _openness(c, 1))), None)


def _is_of(event: Token, clause: Token) -> bool:
    """Whether *event* is what *clause* says, or its subject or object; not what a clause inside it says."""
    for _ in range(_STEPS):
        if event == clause or event.dep_ not in {"xcomp", "ccomp", "conj", "obj", *SUBJECTS}:
            break
        event = event.head
    return event == clause


def _spoken_of(spot: Token, events: set[int]) -> tuple[int | None, list[int] | None]:
    """The event of "the location of his capture", "the place where", or of "at an unknown location"; and what leaves it open."""
    at = next((t.i for t in islice(spot.subtree, _WORDS) if t.i in events), None)
    if at is None and not any(c.dep_.startswith(("nmod", "acl")) for c in children(spot)):
        at = spot.head.i if spot.head.i in events else _nearest(spot, events)
    described = next((c for c in children(spot) if c.dep_ == "amod" and _is(c, "unclear")), None)
    return at, [described.i] if described is not None else _openness(spot.head)


def _nearest(token: Token, events: set[int]) -> int | None:
    """The event nearest to *token*: before it in its sentence, after it, or the last of the sentence before."""
    start, end = around(token)
    earlier = around(token.doc[start - 1])[0] if start else 0
    order = (*range(token.i, start - 1, -1), *range(token.i, end), *range(start - 1, earlier - 1, -1))
    return next((i for i in order if i in events), None)


def _openness(token: Token, steps: int = _STEPS) -> list[int] | None:
    """The words by which *token* or what governs it leaves a thing open: "unclear", or "not" and "say"; None if nothing does."""
    marks: list[int] = []
    for _ in range(steps):
        below = list(children(token))
        arguments = [c for c in below if c.dep_ in {"obj", *SUBJECTS}]
        predicates = [token, *(c for c in below if c.dep_ in {"xcomp", "obj", "advmod"} and c.pos_ != "PRON")]
        marks += [c.i for c in (token, *below, *(k for t in arguments for k in (t, *children(t)))) if c.lower_ in _NONE]
        unclear = next((t.i for t in predicates if _is(t, "unclear")), None)
        if unclear is not None:
            return None if marks else [token.i, unclear]
        if any(_is(t, "telling", "open") for t in predicates):
            marks += [t.i for t in (token.head, *below) if _is(t, "refusing") and t.i < token.i]
            if marks:
                return [*marks, token.i]
        elif token.pos_ == "VERB":
            return None
        if token.head == token or abs(token.head.i - token.i) > _WORDS or token.dep_ in {"conj", "parataxis", "advcl"}:
            return None
        token = token.head
    return None
