"""Resolving the mentions of one article, in its order, with what it has said so far."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from kit.language.mentions import coordination, grammar, names
from kit.language.mentions.grammar import Described
from kit.language.mentions.heads import Head
from kit.language.parsing import plain
from kit.language.parsing.plain import Doc, Span
from kit.language.spelling import fold, given_name_gender, slug
from kit.sources import reading
from kit.sources import registry as registries
from kit.sources.article import Article, Resolution
from kit.sources.pointing import ALONE, Pointing
from kit.sources.registry import STATE_KINDS, Found, Registry

#: Bodies of which a country has one: where a story is about one country, "the army" is that country's.
_OF_COUNTRY = frozenset({
    "government", "presidency", "parliament", "senate", "military", "navy", "air force", "national guard", "intelligence", "military intelligence",
    "security service", "coast guard", "border guard", "civil defence",
})  # fmt: skip
_WRITTEN_BY, _SPEAKS_FOR = frozenset({"from", "by", "of", "at"}), frozenset({"for", "of", "from", "at", "in", "with", "to", "on", "within"})
_WITH_ARTICLE = frozenset({
    "United", "Netherlands", "Philippines", "Bahamas", "Gambia", "Maldives", "Democratic", "Marshall", "Solomon", "Comoros",
    "Seychelles",
})  # fmt: skip
#: Whose "the country's emergencies ministry" is need not be said.
_HERE = frozenset({"country", "nation", "state", "republic", "city", "town", "village", "region", "province", "county", "district", "island", "capital"})
_OWNED_HERE = re.compile(r"^.*?['’]s?\s+")
class Mention(NamedTuple):
    """A mention of a source; ``span`` is None where the article states none ("is believed to")."""

    span: Span | None


_OPEN = Resolution(None, None, None, None, None)


def resolve(mentions: Sequence[Mention], docs: Sequence[Doc], registry: pd.DataFrame | None = None) -> list[Resolution]:
    """Tells for the mentions of one article whom each means.

    Args:
        mentions: the mentions in the order of the article, spans of *docs*.
        docs: the article's paragraphs in order, with ``doc.start``, their offset in the article.
        registry: the case's sources, columns of schema.SOURCES; None or an empty table leaves all to the general rules.

    Returns:
        One Resolution for each mention.

    Raises:
        ValueError: if the registry lacks the column source_id, name or kind.

    >>> from kit.language import pipeline
    >>> docs = pipeline.paragraph_docs(pipeline.load(), "Nairobi said nine people had died.")
    >>> resolve([Mention(docs[0][0:1])], docs)[0][:2]
    ('kenya_government', 'government')
    """
    read = registries.read(registry)
    resolver = _Resolver(read, Article([plain.of(doc) for doc in docs], read))
    return [resolver.resolve(None if mention.span is None else plain.span_of(mention.span)) for mention in mentions]


class _Resolver:
    """The rules, over what the registry and the article tell."""

    def __init__(self, registry: Registry, article: Article) -> None:
        self.registry = registry
        self.article = article
        self.pointing = Pointing(registry, article, self._one)

    def resolve(self, span: Span | None) -> Resolution:
        if span is None:
            return Resolution("unnamed", "unnamed", None, None, "no source is stated")
        start = span.doc.start + span.start_char
        parts = coordination.split(reading.words_of(self.article, span))
        nobody = self._nobody(parts[0]) if len(parts) == 1 else None
        found = [nobody] if nobody and reading.speaks_anonymously(self.article, start, span.doc.start + span.end_char) else [self._one(part, start) for part in parts]
        for part, resolution in zip(parts, found, strict=True):
            self.article.remember(part, resolution, start)
        together = _together(found)
        if together.source_id and "|" in together.source_id:
            self.article.remember_together(span.text, together, start)
        return together

    def _nobody(self, text: str) -> Resolution | None:
        """Somebody without a name, who speaks anonymously."""
        described = self.article.describe(text)
        head = described.head
        person = head.sort in {"office", "voice", "person"} if head else bool(described.noun)
        return _unnamed(described, "speaks anonymously") if person and not described.name else None

    def _one(self, text: str, at: int, depth: int = 0) -> Resolution:
        described, word = self.article.describe(text), fold(text)
        if not word or word in grammar.FIRST_PERSON or depth > 3:
            return _OPEN
        if word in grammar.PRONOUNS or word in grammar.RELATIVES:
            return self.pointing.pronoun(word, at) or _OPEN
        if described.anonymous and not described.name:
            return _unnamed(described, "speaks anonymously")
        if described.owner in _HERE and described.head and described.head.sort in {"body", "office"} and _OWNED_HERE.match(text):
            return self._one(_OWNED_HERE.sub("the ", text), at, depth + 1)
        ways = (self._in_registry, self._vessel, self._by_name, self._speaker_for, self._by_group, self._pointing_back, self._by_country, self._by_subject, self._as_unnamed)
        for way in ways:
            if found := way(described, text, at, depth):
                return found
        return _OPEN

    def _in_registry(self, described: Described, text: str, at: int, depth: int) -> Resolution | None:
        """A name or alias of the registry as it stands there, but for case, article, accents and marks."""
        body = described.name if not described.person else ""
        for form in filter(None, (text, described.text, body, *described.short)):
            if found := self.registry.named(form):
                return _from_entry(found)
        return None

    def _vessel(self, described: Described, text: str, at: int, depth: int) -> Resolution | None:
        """Ships and aircraft are nobody, whatever they "report"."""
        known = {fold(described.name), fold(described.text)} & self.article.vessels
        return _unnamed(described._replace(head=None), "a vessel is nobody") if described.vessel or known else None

    # Names

    def _by_name(self, described: Described, text: str, at: int, depth: int) -> Resolution | None:
        if fold(described.name) in self.article.called:
            resolution, where = self.article.called[fold(described.name)]
            return resolution._replace(resolved_by=f"called “{described.name}” at {where}")
        full_name = self.article.full_name(described, at) if described.name and " " not in described.name else None
        if full_name is None and (found := self._as_body(described, at, depth)):
            return found
        if described.person or (full_name and not described.heads and described.name.isupper()):
            unknown = full_name is None and not described.heads
            return (self._organisation(described, text) if unknown else None) or self._person(described, at)
        full, where = self.article.short.get(described.name.replace(".", ""), ("", 0))
        if full and fold(full) != fold(described.name):
            return self._one(full, at, depth + 1)._replace(resolved_by=f"abbreviation of “{full}” at {where}")
        return self._organisation(described, text) or self._ministry(described, text, at, depth) or (self._body(described) if described.name else None)

    def _as_body(self, described: Described, at: int, depth: int) -> Resolution | None:
        """A name that the article gives a body, here or in full: "Norland Air, a budget airline", later "Norland"."""
        body = self.article.body_called(described.name) if described.name and not any(head.refers for head in described.heads) else None
        if body is None:
            return None
        if fold(body.described.name) == fold(described.name):
            return self._body(body.described) if described.person else None
        found = self._one(body.described.name, at, depth + 1)
        return found._replace(resolved_by=f"short for “{body.described.name}” at {body.start}") if found.source_id else None

    def _ministry(self, described: Described, text: str, at: int, depth: int) -> Resolution | None:
        """ "The Labour Ministry", "the Ministry of Labour" is no name of its own: it goes by its country."""
        if not described.name or described.country or not described.head or described.head.group != "ministry":
            return None
        bare = described._replace(name="", determiner=described.determiner or "the")
        return self._pointing_back(bare, text, at, depth) or self._by_country(bare, text, at, depth)

    def _organisation(self, described: Described, text: str) -> Resolution | None:
        """A well-known organisation, or the registry's row for it under another of its names."""
        for form in filter(None, (text, described.text, described.name, *described.short)):
            if known := registries.organisations().named(form):
                own = (found for alias, _ in known.entry.described if (found := self.registry.named(alias)))
                return _from_entry(next(own, Found(known.entry, "well-known organisation")))
        return None

    def _body(self, described: Described) -> Resolution | None:
        """A body under its own name ("the Lakeside Water Board"); a country's ministry goes by country and group."""
        head, country = described.head, described.country
        if head and country and head.kind in STATE_KINDS and head.group:
            found = self.registry.of_group(country, head.group)
            if found or head.kind != "intelligence":
                return _from_entry(found) if found else None
        name = described.name
        if seen := self.article.bodies.get(fold(name)):
            return seen.resolution._replace(resolved_by=f"named at {seen.start}")
        within = (found.entry.kind for word in grammar.runs(described.name) if (found := registries.organisations().named(word)))
        kind = head.kind if head else next(within, "ngo")
        return Resolution(slug(name) or None, kind, name, country, "own name")

    def _person(self, described: Described, at: int) -> Resolution:
        """A person: by the full name that the article gives, in the registry or under that name."""
        name, by = self._without_title(described.name), ""
        full = None if " " in name else self.article.full_name(described, at)
        if full:
            name, by = full.described.name, f"surname of “{full.described.name}” at {full.start}"
        if found := self.registry.named(name) or self.registry.of_person(name):
            return _from_entry(found)._replace(resolved_by=by or found.by)
        surname, gender = names.transliterated(name.split()[-1]), next((head.gender for head in described.heads if head.gender), "")
        for seen in self.article.people.get(surname, []):
            if names.same_person(seen.resolution.name or seen.described.name, name) and not self.article.genders.against(seen.resolution.name, gender):
                return seen.resolution._replace(resolved_by=by or f"named at {seen.start}")
        alike = [i.described for i in self.article.by_surname.get(surname, []) if i.described.country]
        sides = [each.country for each in alike if names.same_person(each.name, name)]
        return Resolution(slug(name) or None, "person", name, described.country or next(iter(sides), None), by or "own name")

    def _without_title(self, name: str) -> str:
        """ "Rival Ana Duarte" where the article has an Ana Duarte."""
        rest = name.partition(" ")[2]
        known = " " in rest and rest[0].isupper() and not given_name_gender(name) and any(fold(i.described.name) == fold(rest) for i in self.article.by_surname.get(names.transliterated(rest.split()[-1]), []))
        return rest if known else name

    # Heads and countries

    def _speaker_for(self, described: Described, text: str, at: int, depth: int) -> Resolution | None:
        """ "The ministry's spokesman", "a statement from the ministry": whom somebody or something speaks for."""
        head = described.head
        if head is None or head.group == "allies":
            return None
        part_of = head.sort == "body" and described.owner and not described.group  # "the council's office"
        if not (part_of or head.sort in {"voice", "document"} or (head.sort == "office" and head.plural)):
            return None
        complement = described.complement if described.preposition in (_WRITTEN_BY if head.sort == "document" else _SPEAKS_FOR) else ""
        for inner, by in ((described.owner, "speaks for"), (complement, described.preposition if head.sort == "document" else "speaks for")):
            about = self.article.describe(inner)
            worded = about.name or about.group or (about.head and about.head.sort == "body") or fold(inner) in grammar.PRONOUNS
            if not inner or not worded or (about.stands and not (by == "speaks for" and inner == described.owner and head.sort == "document")):
                continue
            if about.person and head.sort == "body":
                name = f"{about.name} {head.noun}"
                return Resolution(slug(name), head.kind, name, described.country, "named after a person")
            if head.sort == "office" and about.head and not (about.name or about.country or about.topic):
                continue  # "military leaders"
            bare = head.sort == "voice" and about.head and about.head.sort == "body" and not (about.determiner or about.name or about.country or about.topic or about.owner)
            sole = bare and described.determiner not in grammar.DEFINITE  # "an army spokesman": whose, if there are two armies?
            found = self._of_the_one(self.article.describe(f"the {inner}"), at, depth) if sole else self._one(f"the {inner}" if bare else inner, at, depth + 1)
            if about.person and found.kind == "person" and " " not in about.name and not self.article.full_name(about, at):
                if inner == described.owner or head.sort == "document" or found.resolved_by != "own name":
                    continue  # "Democratic leaders"
                found = self._body(about._replace(person=False))  # "a spokesman for Lumo"
            if found.source_id and found.source_id != "unnamed":
                return found._replace(resolved_by=f"{by} “{inner}”: {found.resolved_by}")
        return None

    def _of_the_one(self, described: Described, at: int, depth: int) -> Resolution:
        return self.pointing.only_one(described, at) or self._by_country(described, described.text, at, depth) or self._as_unnamed(described, described.text, at, depth) or _OPEN

    def _by_group(self, described: Described, text: str, at: int, depth: int) -> Resolution | None:
        """Country and group: "Kenyan officials", "the Kenyan army", "the president of Kenya"."""
        country, head, group = described.country, described.head, described.group
        if head and head.sort == "office" and (found := self._holder(described, at)):
            return found
        if head and head.sort == "person":
            return None
        if head and head.sort == "office" and head.kind == "person" and not country and (found := self._pointing_back(described, text, at, depth)):
            return found
        if head and head.sort == "office" and (head.plural or described.determiner in grammar.INDEFINITE):
            group = head.kind if country and head.kind in {"government", "military"} else ""
        if country and group and not (described.owner and self.article.describe(described.owner).name):
            if found := self.registry.of_group(country, group) or self._of_name(country, group):
                return _from_entry(found)
            kind = head.kind if head and not described.stands else "government"
            return Resolution(slug(f"{country} {group}"), kind, group_name(country, group), country, _evidence(described))
        return None

    def _of_name(self, country: str, group: str) -> Found | None:
        """The organisation that "Kenyan intelligence" is: of an intelligence service that the table says is meant."""
        known = registries.organisations().of_group(country, group) if group == "intelligence" else None
        if known is None or not known.by.startswith("like"):
            return None
        own = (found for alias, _ in known.entry.described if (found := self.registry.named(alias)))
        return next(own, known)

    def _pointing_back(self, described: Described, text: str, at: int, depth: int) -> Resolution | None:
        """ "The agency", "this report", "the spokesman"; "mayor" in a headline, which has no articles."""
        found = self.pointing.back(described, text, at)
        if found or described.determiner in grammar.INDEFINITE or (described.head and described.head.plural):
            return found
        return self.pointing.only_one(described, at)

    def _by_country(self, described: Described, text: str, at: int, depth: int) -> Resolution | None:
        """ "The army", "the energy ministry" in an article about one country."""
        head, group = described.head, described.group
        of_country = head and head.sort == "body" and not head.plural and (head.group == "ministry" if described.topic else head.group in _OF_COUNTRY)
        said_which = described.determiner in grammar.DEFINITE or (described.topic and not described.determiner)
        if not of_country or not said_which or described.owner or described.complement:
            return None
        country = self._country()
        if country is None:
            return self._own(group, head) if head.group == "ministry" and self.article.one_country else None
        if found := self.registry.of_group(country, group):
            return _from_entry(found)
        return Resolution(slug(f"{country} {group}"), head.kind, group_name(country, group), country, f"the article is about {country}")

    def _country(self) -> str | None:
        """The country whose bodies the article has quoted so far, if it is one; else the country that it is about."""
        states = (seen.resolution for seen in self.article.seen if seen.resolution.kind in STATE_KINDS)
        sides = {state.side for state in states if state.side and "|" not in state.source_id}
        return sides.pop() if len(sides) == 1 else self.article.country

    def _by_subject(self, described: Described, text: str, at: int, depth: int) -> Resolution | None:
        """Place or subject, and sort: "Riverton police", "the mayor of Riverton", "the Riverton county hospital", "the pilots' union"."""
        head, topic = described.head, described.topic
        if described.country or head is None or head.sort not in {"body", "office"} or head.plural or described.determiner in grammar.INDEFINITE:
            return None
        if described.owner and head.sort == "body" and not head.group and self.article.describe(described.owner).plural and described.determiner in grammar.DEFINITE:
            return self._own(f"{described.owner} {head.noun}", head)
        if "and" in topic.split():
            return None  # "federal and state"
        proper = any(word[0].isupper() for word in described.text.split() if fold(word) in topic.split())
        own = head.sort == "body" and head.group not in {"", "ministry"} and described.determiner not in grammar.INDEFINITE
        if topic and (proper or (own and head.group) or (topic == "federal" and head.group)):
            place = described.complement if described.preposition in {"of", "in"} and described.complement[:1].isupper() else ""
            return self._own(f"{place} {described.group or f'{topic} {head.noun}'}".strip(), head)
        return None

    @staticmethod
    def _own(name: str, head: Head) -> Resolution:
        return Resolution(slug(name), head.kind, name, None, "place or subject and office")

    def _holder(self, described: Described, at: int) -> Resolution | None:
        """The person who holds an office in this article: "the mayor" for "Mayor Ana Duarte"."""
        head = described.head
        if head.plural or described.determiner in grammar.INDEFINITE:
            return None
        if described.country and (found := self.registry.of_group(described.country, described.group)):
            return _from_entry(found)
        alike = []
        for i in self.article.introduced:
            same = any(each.group == head.group and each.sort in {"office", "title"} for each in i.described.heads)
            other_side = described.country and i.described.country not in {None, described.country}
            other_topic = described.topic and i.described.topic not in {"", described.topic}
            if same and not other_side and not other_topic:
                alike.append(i)
        before = [i for i in alike if i.start <= at]
        if not alike:
            return None
        nearest = before[-1] if before else alike[0]
        return self._person(nearest.described, nearest.start)._replace(resolved_by=f"{head.noun}: “{nearest.described.name}” at {nearest.start}")

    def _as_unnamed(self, described: Described, text: str, at: int, depth: int) -> Resolution | None:
        """Nobody in particular ("residents", "a spokesman"), or a body that a story has one of ("police")."""
        head = described.head
        if head is None:
            vague = described.plural or fold(text) in grammar.INDEFINITE or (described.noun and described.determiner not in grammar.DEFINITE)
            return _unnamed(described, "nobody is named") if vague or described.stands == "people" else None
        if head.sort in {"voice", "body"} and head.group in ALONE and not described.owner:
            return Resolution(slug(described.group), "government", described.group, None, "own name")
        if head.kind == "media" or described.plural or head.sort in {"document", "person", "voice"}:
            return _unnamed(described, "nobody is named")
        indefinite = described.determiner in grammar.INDEFINITE if head.sort == "body" else described.determiner not in grammar.DEFINITE
        return _unnamed(described, "nobody is named") if indefinite else None


def _from_entry(found: Found) -> Resolution:
    entry = found.entry
    return Resolution(entry.source_id, entry.kind, entry.name, entry.side or None, found.by)


def _unnamed(described: Described, by: str) -> Resolution:
    kind = described.head.kind if described.head and described.head.kind in {"expert", "witness", "media", "ngo"} else "unnamed"
    return Resolution("unnamed", kind, None, described.country, by)


def _evidence(described: Described) -> str:
    if described.stands in {"capital", "seat", "name"}:
        return {"capital": "capital of", "seat": "seat of government of", "name": "the country"}[described.stands] + f" {described.country}"
    return f"nationality and {'office' if described.head and described.head.sort == 'office' else 'body'}"


def group_name(country: str, group: str) -> str:
    article = "the " if country.split()[0] in _WITH_ARTICLE or country.endswith("Republic") else ""
    return f"{group[0].upper()}{group[1:]} of {article}{country}"


def _together(found: list[Resolution]) -> Resolution:
    """One resolution for a coordinated mention, its kind the first's; nobody in particular counts only where nobody is named."""
    if len(found) == 1:
        return found[0]
    named = [each for each in found if each.source_id not in {None, "unnamed"}]
    if not named:
        return next((each for each in found if each.source_id), _OPEN)
    ids = dict.fromkeys(each.source_id for each in named)
    sides = {each.side for each in named}
    return Resolution(
        "|".join(ids),
        named[0].kind,
        " and ".join(dict.fromkeys(each.name or each.source_id for each in named)),
        named[0].side if len(sides) == 1 else None,
        "; ".join(dict.fromkeys(each.resolved_by or "" for each in named)),
    )
