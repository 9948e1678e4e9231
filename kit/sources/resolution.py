"""Resolving the mentions of one article, in its order, with what it has said so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from spacy.tokens import Doc, Span

from kit.language import mentions as grammar
from kit.language import names
from kit.language.mentions import Described, describe, fold, slug
from kit.sources import registry as registries
from kit.sources.article import GENDERS, Article, Resolution, Seen
from kit.sources.registry import Found, Registry

#: How many sentences back somebody may still be "he", and something "the agency".
_NEAR, _FAR = 2, 12
#: Bodies of which a country has one, but a story with two sides two: alone they do not say whose.
_WHOSE = frozenset({"government", "allies", "presidency", "parliament", "senate", "ministry"})
_WRITTEN_BY, _SPEAKS_FOR = frozenset({"from", "by", "of", "at"}), frozenset({"for", "of", "from", "at", "in", "with", "to", "on", "within"})
_WITH_ARTICLE = frozenset({
    "United", "Netherlands", "Philippines", "Bahamas", "Gambia", "Maldives", "Democratic", "Marshall", "Solomon", "Comoros",
    "Seychelles",
})  # fmt: skip
_PLURALS = frozenset({"they", "them", "their", "theirs"})


class Mention(NamedTuple):
    """A mention of a source; ``span`` is None where the article states none ("is believed to")."""

    span: Span | None


_OPEN = Resolution(None, None, None, None, None)


def resolve(mentions: Sequence[Mention], docs: Sequence[Doc], registry: pd.DataFrame | None = None) -> list[Resolution]:
    """Tells for the mentions of one article whom each means.

    Args:
        mentions: the mentions in the order of the article, spans of *docs*.
        docs: the article's paragraphs in order, with ``doc._.start``, their offset in the article.
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
    resolver = _Resolver(read, Article(docs, read))
    return [resolver.resolve(mention.span) for mention in mentions]


class _Resolver:
    """The rules, over what the registry and the article tell."""

    def __init__(self, registry: Registry, article: Article) -> None:
        self.registry = registry
        self.article = article

    def resolve(self, span: Span | None) -> Resolution:
        if span is None:
            return Resolution("unnamed", "unnamed", None, None, "no source is stated")
        start = span.doc._.start + span.start_char
        parts = grammar.split(_antecedent(span) or _as_written(span, self.article.words))
        found = [self._one(part, start) for part in parts]
        for part, resolution in zip(parts, found, strict=True):
            self.article.remember(part, resolution, start)
        together = _together(found)
        if together.source_id and "|" in together.source_id:
            self.article.remember_together(span.text, together, start)
        return together

    def _one(self, text: str, at: int, depth: int = 0) -> Resolution:
        described, word = describe(text), fold(text)
        if not word or word in grammar.FIRST_PERSON or depth > 3:
            return _OPEN
        if word in grammar.PRONOUNS or word in grammar.RELATIVES:
            return self._pronoun(word, at)
        if described.anonymous and not described.name:
            return _unnamed(described, "speaks anonymously")
        for way in (self._in_registry, self._by_name, self._speaker_for, self._by_group, self._pointing_back, self._as_unnamed):
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

    # Names

    def _by_name(self, described: Described, text: str, at: int, depth: int) -> Resolution | None:
        if fold(described.name) in self.article.called:
            resolution, where = self.article.called[fold(described.name)]
            return resolution._replace(resolved_by=f"called “{described.name}” at {where}")
        full_name = self.article.full_name(described, at) if described.name and " " not in described.name else None
        if described.person or (full_name and not described.heads and described.name.isupper()):
            unknown = full_name is None and not described.heads
            return (self._organisation(described, text) if unknown else None) or self._person(described, at)
        full, where = self.article.short.get(described.name.replace(".", ""), ("", 0))
        if full and fold(full) != fold(described.name):
            return self._one(full, at, depth + 1)._replace(resolved_by=f"abbreviation of “{full}” at {where}")
        return self._organisation(described, text) or (self._body(described) if described.name else None)

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
        if head and country and head.kind in {"government", "military", "intelligence"} and head.group:
            found = self.registry.of_group(country, head.group)
            if found or head.kind != "intelligence":
                return _from_entry(found) if found else None
        after_person = head and " " not in described.name and described.text.endswith(head.noun) and self.article.full_name(described, 0)
        name = f"{described.name} {head.noun}" if after_person else described.name  # "the Duarte campaign" is not Duarte
        if seen := self.article.bodies.get(fold(name)):
            return seen.resolution._replace(resolved_by=f"named at {seen.start}")
        within = (found.entry.kind for word in grammar.runs(described.name) if (found := registries.organisations().named(word)))
        kind = head.kind if head else next(within, "ngo")
        return Resolution(slug(name) or None, kind, name, country, "named after a person" if after_person else "own name")

    def _person(self, described: Described, at: int) -> Resolution:
        """A person: by the full name that the article gives, in the registry or under that name."""
        name, by = described.name, ""
        full = None if " " in name else self.article.full_name(described, at)
        if full:
            name, by = full.described.name, f"surname of “{full.described.name}” at {full.start}"
        if found := self.registry.named(name) or self.registry.of_person(name):
            return _from_entry(found)._replace(resolved_by=by or found.by)
        surname = names.transliterated(name.split()[-1])
        for seen in self.article.people.get(surname, []):
            if names.same_person(seen.described.name, name):
                return seen.resolution._replace(resolved_by=by or f"named at {seen.start}")
        alike = [i.described for i in self.article.by_surname.get(surname, []) if i.described.country]
        sides = [each.country for each in alike if names.same_person(each.name, name)]
        return Resolution(slug(name) or None, "person", name, described.country or next(iter(sides), None), by or "own name")

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
            about = describe(inner)
            worded = about.name or about.group or (about.head and about.head.sort == "body") or fold(inner) in grammar.PRONOUNS
            if not inner or not worded or (about.stands and not (by == "speaks for" and inner == described.owner and head.sort == "document")):
                continue
            if about.person and head.sort == "body":
                name = f"{about.name} {head.noun}"
                return Resolution(slug(name), head.kind, name, described.country, "named after a person")
            found = self._one(inner, at, depth + 1)
            if about.person and found.kind == "person" and " " not in about.name and not self.article.full_name(about, at):
                continue  # "Democratic leaders"
            if found.source_id and found.source_id != "unnamed":
                return found._replace(resolved_by=f"{by} “{inner}”: {found.resolved_by}")
        return None

    def _by_group(self, described: Described, text: str, at: int, depth: int) -> Resolution | None:
        """Country and group: "Kenyan officials", "the Kenyan army", "the president of Kenya"."""
        country, head, group = described.country, described.head, described.group
        if head and head.sort == "office" and (found := self._holder(described, at)):
            return found
        if head and head.sort == "office" and head.kind == "person" and not country and (found := self._pointing_back(described, text, at, depth)):
            return found
        if head and head.sort == "office" and (head.plural or described.determiner in grammar.INDEFINITE):
            group = head.kind if country and head.kind in {"government", "military"} else ""
        if country and group and not (described.owner and describe(described.owner).name):
            if found := self.registry.of_group(country, group):
                return _from_entry(found)
            kind = head.kind if head and not described.stands else "government"
            return Resolution(slug(f"{country} {group}"), kind, group_name(country, group), country, _evidence(described))
        if not country and group and described.topic and head and head.sort in {"body", "office"} and not head.plural:
            proper = any(word[0].isupper() for word in described.text.split() if fold(word) in described.topic.split())
            own = head.sort == "body" and head.group not in _WHOSE and described.determiner not in grammar.INDEFINITE
            if proper or own or described.topic == "federal":
                return Resolution(slug(group), head.kind, group, None, "place or subject and office")
        return None

    def _holder(self, described: Described, at: int) -> Resolution | None:
        """The person who holds an office in this article: "the mayor" for "Mayor Ana Duarte"."""
        head = described.head
        if head.plural or described.determiner in grammar.INDEFINITE or not (described.determiner or described.country or described.topic):
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
        if head.sort in {"voice", "body"} and head.kind == "government" and head.group and head.group not in _WHOSE and not described.owner:
            return Resolution(slug(described.group), "government", described.group, None, "own name")
        if head.kind == "media" or described.plural or head.sort in {"document", "person", "voice"}:
            return _unnamed(described, "nobody is named")
        indefinite = described.determiner in grammar.INDEFINITE if head.sort == "body" else described.determiner not in grammar.DEFINITE
        return _unnamed(described, "nobody is named") if indefinite else None

    # Pointing back

    def _pointing_back(self, described: Described, text: str, at: int, depth: int) -> Resolution | None:
        """ "The agency", "this report", "the spokesman": the nearest earlier source that can be called so."""
        head = described.head
        if described.determiner not in grammar.DEFINITE or described.name or (described.plural and not (head and head.sort == "body")):
            return None
        if described.determiner in {"his", "her", "its", "their"} and not (head and head.sort == "voice"):
            return None
        if (described.owner or described.complement) and not (head and head.sort == "person"):
            return None
        sentence = self.article.sentence_of(at)
        words = set(head.noun.split()) if head else {described.noun}

        def called_so(seen: Seen) -> bool:
            if (described.country and seen.resolution.side != described.country) or "|" in seen.resolution.source_id:
                return False
            several = seen.described.plural and seen.described.head is not None and seen.described.head.sort == "body"  # "allied nations"
            if head and head.sort == "body" and (several or seen.resolution.source_id == "unnamed"):
                return False
            theirs = self.article.words_of(seen)
            if head and head.sort == "body" and not set(described.topic.split()) <= theirs:
                return False
            return bool((head and head.group and head.group in self.article.groups(seen)) or words & theirs)

        def may_be(seen: Seen) -> bool:
            if head is None or described.country:
                return False
            # "the weather service" is not whatever service spoke last.
            if head.sort == "body" and (head.group or described.topic or seen.resolution.source_id == "unnamed"):
                return False
            # A country is no board, and the police no commission.
            other = bool(seen.described.stands) or any(each.group for each in seen.described.heads)
            kind = "person" if seen.described.person else seen.resolution.kind
            return kind in head.refers and not (kind == "government" and head.sort == "body" and other)

        document = head is not None and head.sort == "document"
        since = sentence - (_NEAR if head and "person" in head.refers else _FAR)
        if head is not None and head.sort == "body" and not head.group:
            found = self.article.back(at, lambda seen: called_so(seen) or may_be(seen))
        else:
            found = (None if document else self.article.back(at, called_so)) or self.article.back(at, may_be, since)
        if found is None and document and not described.plural:
            found = self.article.back(at, lambda seen: seen.resolution.source_id != "unnamed", sentence - 1)
        return _again(found, text) if found else None

    def _pronoun(self, word: str, at: int) -> Resolution:
        sentence = self.article.sentence_of(at)
        if word in grammar.RELATIVES:
            found = self.article.back(at, lambda seen: True, sentence)
        elif word in _PLURALS:
            found = self.article.back(at, lambda seen: seen.described.plural or not self.article.is_person(seen), sentence - _NEAR)
        elif word in GENDERS:
            found = self._he(word, at, sentence)
        else:
            found = self.article.back(at, lambda seen: not self.article.is_person(seen) and not seen.described.plural, sentence - _NEAR)
        return _again(found, word) if found else _OPEN

    def _he(self, word: str, at: int, sentence: int) -> Seen | None:
        """A person near by; else, as translations have it, the body that spoke last; else the last person."""
        article = self.article
        spoke = article.back(at, lambda seen: article.may_be_called(word, seen), sentence - _FAR)
        people = [seen for seen in self._spoken_of(at, sentence - _NEAR) if article.may_be_called(word, seen)]
        nearest = max([*people, *([spoke] if spoke else [])], key=lambda seen: (seen.sentence, seen.speaks), default=None)
        if nearest and nearest.sentence >= sentence - 1:
            return nearest
        body = article.back(at, lambda seen: not article.is_person(seen) and seen.resolution.source_id != "unnamed", sentence - 1)
        return body if body is not None and (nearest is None or body.start > nearest.start) else nearest

    def _spoken_of(self, at: int, since: int) -> list[Seen]:
        """People who are what a near sentence is about, though no source."""
        people = []
        for i in self.article.subjects(at, since):
            name = i.described.name
            if " " in name or self.article.full_name(i.described, i.start) or self.registry.of_person(name):
                people.append(Seen(i.start, i.sentence, i.described, self._person(i.described, i.start), name, speaks=False))
        return people


def _antecedent(span: Span) -> str | None:
    """What "who" or "which" stands for: the noun that its relative clause hangs on."""
    if len(span) > 1 or fold(span.text) not in grammar.RELATIVES:
        return None
    clause = next((t for t in (span[0], *span[0].ancestors) if t.dep_ in {"acl:relcl", "relcl", "acl"}), None)
    if clause is None or clause.head.i >= span.start:
        return None
    words = [t for t in span.doc[clause.head.left_edge.i : span.start] if not (t.dep_ == "case" and t.i < clause.head.i)]
    return "".join(t.text_with_ws for t in words).strip()


def _as_written(span: Span, words: set[str]) -> str:
    """The mention; the capital of its first word is taken away where only the sentence put it there.

    *words* are those of names in the article, which keep theirs.
    """
    text, first = span.text, span[0]
    if fold(first.text) in words:
        return text
    common = first.pos_ in {"NOUN", "ADJ", "DET", "NUM", "ADV", "ADP", "CCONJ", "VERB", "PRON"} and first.is_sent_start and first.text.istitle()
    return text[:1].lower() + text[1:] if common and not describe(first.text).country else text


def _from_entry(found: Found) -> Resolution:
    entry = found.entry
    return Resolution(entry.source_id, entry.kind, entry.name, entry.side or None, found.by)


def _again(seen: Seen, text: str) -> Resolution:
    """What pointed back to a pronoun points to what the pronoun does."""
    by = seen.resolution.resolved_by or ""
    target = by.partition(" → ")[2] if fold(seen.text) in grammar.PRONOUNS else ""
    return seen.resolution._replace(resolved_by=f"“{text}” → " + (target or f"“{seen.text}” at {seen.start}"))


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
