"""Which ids of a case are one source, of what kind it is, and whom it speaks for: what the mentions of all articles tell together.

Each article is resolved by itself, so one body may have an id for each of its names. Here they are brought together where
no other reading is left: spellings of one person's name; a surname, where one person of the case has it; the short name
("Lumo" for "Lumo Foods") or initials of one body; a body without a country ("the coast guard"), where the case has one such.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from kit import schema
from kit.language import places
from kit.language.mentions import coordination, names
from kit.language.mentions.grammar import Described, describe
from kit.language.spelling import fold, given_name_gender, slug
from kit.sources.lands import Lands, demonym
from kit.sources.registry import BODIES, STATE_KINDS, organisations

_NAMED_KINDS = BODIES | {"expert"}
_STATE_MEDIA = frozenset({"state media", "state television", "state radio", "state news agency"})
#: Whose holder speaks for the government of a country.
_OFFICES = frozenset({"president", "vice president", "prime minister", "deputy prime minister", "chancellor", "minister", "deputy minister"})
_OF = frozenset({"of", "for", "at", "from", "with"})
_PIECES = re.compile(r",\s+")


class Source(NamedTuple):
    """A source as the claims have it: in how many it speaks, and its mentions, the most frequent first, each taken apart.

    ``country`` and ``group`` are those of a country's body ("Kenya", "health ministry"), else "".
    """

    source_id: str
    kind: str
    times: int
    mentions: tuple[str, ...]
    described: tuple[Described, ...]
    country: str = ""
    group: str = ""

    @property
    def words(self) -> list[str]:
        return self.source_id.split("_")


def kinds(claims: pd.DataFrame, registry: pd.DataFrame | None = None) -> dict[str, str]:
    """One kind for each source_id of *claims* that names somebody.

    The registry's; else the kind that most claims give, a kind that is said of it ("the operator, Lumo") before ngo and person, which
    are what a name alone is taken for; of kinds as frequent the first of schema.SOURCE_KINDS.

    >>> from kit.schema import CLAIMS, build
    >>> base = dict(article_id="a", start=0, end=5, spans=((0, 5),), text="Water", form="indirect", polarity="asserted", sentence_start=0, sentence_end=9)
    >>> rows = [base | dict(claim_id=str(i), source_id="lumo", source_kind=kind, status="extracted") for i, kind in enumerate(["person", "company", "person"])]
    >>> kinds(build(CLAIMS, rows))
    {'lumo': 'company'}
    """
    found = _kinds((ids, kind, times) for (ids, kind), times in claims[["source_id", "source_kind"]].dropna().value_counts(sort=False).items())
    return found if registry is None else found | dict(zip(registry["source_id"], registry["kind"]))


def _kinds(stated: Iterable[tuple[str, str, int]]) -> dict[str, str]:
    """Of several sources ("a|b") the kind is the first's."""
    counted: dict[str, Counter[str]] = {}
    for ids, kind, times in stated:
        counted.setdefault(ids.partition("|")[0], Counter())[kind] += times
    return {source_id: _kind(counted[source_id]) for source_id in sorted(counted) if source_id not in schema.RESERVED_SOURCE_IDS}


def _kind(counted: Counter[str]) -> str:
    return max(counted, key=lambda kind: (kind not in {"ngo", *schema.SOURCE_KINDS[-3:]}, kind == "ngo", kind == "person", counted[kind], -schema.SOURCE_KINDS.index(kind)))


def with_one_kind(claims: pd.DataFrame, registry: pd.DataFrame | None = None) -> pd.DataFrame:
    """*claims* with ``source_kind`` as :func:`kinds` has it, of several sources the first's."""
    one = kinds(claims, registry)
    first = claims["source_id"].str.partition("|")[0] if len(claims) else claims["source_id"]
    return claims.assign(source_kind=first.map(one).astype("string").fillna(claims["source_kind"]))


def gather(claims: pd.DataFrame, known: Iterable[str] = ()) -> dict[str, Source]:
    """The named sources of *claims* by their ids, without those *known*; the most frequent first."""
    left_out = {*known, *schema.RESERVED_SOURCE_IDS}
    return {source_id: source for source_id, source in _gathered(_stated(claims)).items() if source_id not in left_out}


#: A mention, its ids, its kind, and how many claims have them.
_Stated = tuple[tuple[tuple[str, str, str], int], ...]


def _stated(claims: pd.DataFrame) -> _Stated:
    rows = zip(*(claims[name].tolist() for name in ("source", "source_id", "source_kind")))
    counted = Counter((source if isinstance(source, str) else "", ids, kind) for source, ids, kind in rows if isinstance(ids, str))
    return tuple(sorted(counted.items()))


def _gathered(stated: _Stated) -> dict[str, Source]:
    mentions: dict[str, Counter[str]] = {}
    together: dict[str, str] = {}
    for (source, source_id, kind), times in stated:
        ids = source_id.split("|")
        parts = coordination.split(source) if source else [""] * len(ids)
        for each, part in zip(ids, parts, strict=True) if len(ids) == len(parts) else ():
            mentions.setdefault(each, Counter())[part] += times
            together.setdefault(each, kind)
    one = together | _kinds((ids, kind, times) for (_, ids, kind), times in stated)
    described = {text: describe(text) for counted in mentions.values() for text in counted if text}
    lands = Lands(described, (), {fold(each.name).rpartition(" ")[2] for each in described.values() if each.titled})
    found = []
    for source_id, counted in mentions.items():
        texts = tuple(sorted(filter(None, counted), key=lambda text: (-counted[text], text)))
        kind = one[source_id] if one[source_id] in schema.SOURCE_KINDS[:-2] else "person"
        country, group = _state(source_id, lands)
        known = organisations().by_id.get(source_id)
        if known and known.kind == "intelligence":
            country = known.side
        found.append(Source(source_id, kind, counted.total(), texts, tuple(lands.read(described[text]) for text in texts), country, group))
    return {source.source_id: source for source in sorted(found, key=lambda source: (-source.times, source.source_id))}


def _state(source_id: str, lands: Lands) -> tuple[str, str]:
    """Country and group of the id of a country's body ("Kenya", "health ministry"); "" for other ids."""
    words = source_id.split("_")
    for i in range(1, len(words)):
        before, rest = " ".join(words[:i]), " ".join(words[i:])
        country = lands.words.get(before) or places.country_of(before.title())
        if country and slug(country) == "_".join(words[:i]) and describe(rest).group == rest:
            return country, rest
    return "", ""


def settled(claims: pd.DataFrame) -> tuple[dict[str, str], dict[str, str]]:
    """What :func:`same` and :func:`parents` say of *claims* that have no registry; a government that no claim names needs two bodies to stand above."""
    return _settled(_stated(claims))


@lru_cache(maxsize=8)
def _settled(stated: _Stated) -> tuple[dict[str, str], dict[str, str]]:
    sources = {source_id: source for source_id, source in _gathered(stated).items() if source_id not in schema.RESERVED_SOURCE_IDS}
    one = same(sources)
    above = parents(sources, one)
    children = Counter(above.values())
    return one, {source_id: parent for source_id, parent in above.items() if parent in sources or children[parent] > 1}


# One source under several ids


def same(sources: Mapping[str, Source], loosely: bool = False) -> dict[str, str]:
    """For each id that is another's variant, that other; *loosely* takes together names that a person is to look at ("V. Petrenko")."""
    found = _people(sources, loosely) | _groups(sources) | _short(sources)
    return {source_id: _last(found, source_id) for source_id in found}


def _last(found: Mapping[str, str], source_id: str) -> str:
    seen = {source_id}
    while (following := found.get(source_id)) and following not in seen:
        seen.add(source_id := following)
    return source_id


def _people(sources: Mapping[str, Source], loosely: bool) -> dict[str, str]:
    """Spellings of one name go to the most frequent, whichever of its parts stands first; a surname to the one full name that has it."""
    people = [source.source_id for source in sources.values() if source.kind == "person" or any(each.titled for each in source.described)]
    found: dict[str, str] = {}
    spelt: dict[tuple[str, ...], str] = {}
    full: dict[str, list[str]] = {}
    for source_id in people:
        parts = [names.transliterated(part) for part in source_id.split("_")]
        usual = spelt.setdefault(tuple(sorted(parts)), source_id)
        if usual == source_id and loosely and len(parts) > 1:
            alike = (other for other in full.get(parts[-1], ()) if names.same_person(source_id.replace("_", " "), other.replace("_", " ")))
            usual = next(alike, source_id)
        if usual != source_id:
            found[source_id] = usual
        elif len(parts) > 1:
            full.setdefault(parts[-1], []).append(source_id)
    for source_id in people:
        bearers = full.get(names.transliterated(source_id), []) if "_" not in source_id else []
        found |= {source_id: bearers[0]} if len(bearers) == 1 else {}
    return found


def _groups(sources: Mapping[str, Source]) -> dict[str, str]:
    """ "The coast guard" goes to the one coast guard that the case has; "Norlandian police" to "norlandia_police"."""
    whose: dict[str, list[str]] = {}
    bare: dict[str, str] = {}
    for source in sources.values():
        bodies = [each for each in source.described if each.head and each.head.sort == "body"]
        for group in sorted({group for each in bodies for group in (each.group, each.head.group)} - {""}):
            if source.source_id == slug(group):
                bare[source.source_id] = group
            elif source.source_id.endswith(f"_{slug(group)}"):
                whose.setdefault(group, []).append(source.source_id)
    found: dict[str, str] = {}
    for group, ids in whose.items():
        before = {source_id: source_id.removesuffix(f"_{slug(group)}") for source_id in ids}
        for source_id in ids:
            land = next((other for other in ids if other != source_id and demonym(before[source_id], before[other])), None)
            found |= {source_id: land} if land else {}
    for source_id, group in bare.items():
        ids = [other for other in whose.get(group, ()) if other not in found]
        found |= {source_id: ids[0]} if len(ids) == 1 else {}
    return found


def _short(sources: Mapping[str, Source]) -> dict[str, str]:
    """A short name, or initials, go to the one body of the case that they can be short for."""
    longer: dict[str, set[str]] = {}
    for source in sources.values():
        if source.kind in _NAMED_KINDS and not source.group and len(source.words) > 1 and not any(each.person and each.heads for each in source.described):
            words = source.words
            for n in range(1, len(words)):
                longer.setdefault("_".join(words[:n]), set()).add(source.source_id)
            if len(words) > 2:
                longer.setdefault("".join(word[0] for word in words), set()).add(source.source_id)
    return {
        source.source_id: next(iter(longer[source.source_id])) for source in sources.values()
        if len(longer.get(source.source_id, ())) == 1 and _is_short(source)
    }  # fmt: skip


def _is_short(source: Source) -> bool:
    """Whether nothing says that this is a person or a place."""
    somebody = source.kind == "person" and (len(source.words) > 1 or any(each.heads or given_name_gender(each.name) for each in source.described))
    known = places.look_up(source.source_id.replace("_", " ").title()) or source.kind not in _NAMED_KINDS | {"person"}
    return not somebody and not known and any(each.name for each in source.described)


# Whom a source speaks for


def parents(sources: Mapping[str, Source], one: Mapping[str, str]) -> dict[str, str]:
    """The body that each source belongs to, by id: a state body to its government, which need not be among *sources*; a person
    to the body that a mention names beside them ("Bo Lund of Lumo Foods", "coast guard spokeswoman Pia Aas")."""
    bodies = _Bodies(sources, one)
    found: dict[str, str] = {}
    for source in sources.values():
        source_id = one.get(source.source_id, source.source_id)
        above = next(bodies.of(source), None)
        if above and above != source_id:
            found.setdefault(source_id, above)
    return {source_id: above for source_id, above in found.items() if found.get(above) != source_id}


class _Bodies:
    """The bodies of a case, to be found by name and by group."""

    def __init__(self, sources: Mapping[str, Source], one: Mapping[str, str]) -> None:
        self.by_form: dict[str, set[str]] = {}
        self.ids = {one.get(source_id, source_id) for source_id in sources}
        for source in sources.values():
            if source.kind != "person" and not any(each.titled for each in source.described):
                forms = {each.name or each.group for each in source.described if not (each.head and each.head.sort == "voice")}
                forms |= {source.source_id.replace("_", " "), source.group}
                for form in map(fold, forms - {""}):
                    self.by_form.setdefault(form, set()).add(one.get(source.source_id, source.source_id))

    def of(self, source: Source) -> Iterator[str]:
        """The body that a source belongs to, the likeliest first."""
        if source.country and (source.kind in STATE_KINDS or source.group in _STATE_MEDIA):
            government = f"{slug(source.country)}_government"
            yield from () if source.source_id == government or source.group == "allies" else (government,)
        elif any(each.person for each in source.described):
            for text, described in zip(source.mentions, source.described):
                yield from self._beside(text, described)
            for described in source.described:
                yield from self._of_office(described)

    def _beside(self, text: str, described: Described) -> Iterator[str]:
        """The body that a mention names beside a person."""
        for each in (describe(piece) for piece in _PIECES.split(text)) if "," in text else (described,):
            about = (each.owner, each.complement if each.preposition in _OF else "", each.topic if each.heads else "")
            yield from (found for inner in about if inner and (found := self._named(inner)))

    def _of_office(self, described: Described) -> Iterator[str]:
        office = next((head for head in described.heads if head.sort == "office" and head.group in _OFFICES), None)
        if office and described.topic and (found := self._named(f"{described.topic} ministry")):
            yield found
        if office and described.country:
            yield f"{slug(described.country)}_government"

    def _named(self, text: str) -> str | None:
        described = describe(text)
        forms = (fold(described.name), fold(f"{described.country or ''} {described.group}"), described.group, fold(described.text))
        for form in filter(None, forms):
            if len(found := self.by_form.get(form, ())) == 1:
                return next(iter(found))
        return None
