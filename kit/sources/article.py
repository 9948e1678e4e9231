"""What an article has said of its sources so far: the memory that resolution looks things up in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple

from kit.language.mentions import grammar, introductions, names
from kit.language.mentions.grammar import Described, describe
from kit.language.mentions.heads import heads
from kit.language.mentions.introductions import Introduction
from kit.language.parsing.plain import Doc
from kit.language.spelling import fold, given_name_gender
from kit.sources import passing
from kit.sources import registry as registries
from kit.sources.genders import Genders
from kit.sources.lands import Lands
from kit.sources.registry import Registry

#: A country that is named but once tells where a story happens only in its first sentences.
_LEAD = 3


class Resolution(NamedTuple):
    """Whom a mention means.

    ``source_id`` is None where that cannot be told, "a|b" for several, "unnamed" for somebody whom the article does
    not name. ``kind`` is one of schema.SOURCE_KINDS (of several, the first's), ``side`` a country, ``resolved_by``
    the evidence in a few words.
    """

    source_id: str | None
    kind: str | None
    name: str | None
    side: str | None
    resolved_by: str | None


class Seen(NamedTuple):
    """A source that the article has mentioned, or somebody or something that it has spoken of."""

    start: int
    sentence: int
    described: Described
    resolution: Resolution
    text: str
    speaks: bool


class Article:
    """One article's sources as far as it has been read; lives as long as one call of :func:`kit.sources.resolve`."""

    def __init__(self, docs: Sequence[Doc], registry: Registry) -> None:
        self.registry = registry
        self.paragraphs = [introductions.read(doc) for doc in docs]
        self._offsets = [doc.start for doc in docs]
        self.seen: list[Seen] = []
        self.starts: list[int] = []
        self.short: dict[str, tuple[str, int]] = {}
        self.called: dict[str, tuple[Resolution, int]] = {}
        named: list[Introduction] = []
        for paragraph, offset in zip(self.paragraphs, self._offsets, strict=True):
            first = len(self.starts)
            self.starts += [offset + paragraph.starts[start] for start, _ in paragraph.sentences]
            named += introductions.introduced(paragraph, first)
            for short, (name, at) in names.abbreviations(paragraph.text).items():
                self.short.setdefault(short.replace(".", ""), (name, offset + at))
        self.lands = Lands((paragraph.text for paragraph in self.paragraphs), registry.lands, _surnames(named))
        named = [i._replace(described=self.lands.read(i.described)) for i in named]
        self.vessels = {fold(i.described.name) for i in named if i.described.vessel}
        named = [i for i in named if i.described.name and fold(i.described.name) not in self.vessels]
        named = [i._replace(described=i.described._replace(person=False)) if self._known_body(i.described) else i for i in named]
        # People, and bodies under a name of their own, as they stand in the text.
        self.introduced = [i for i in named if i.described.person]
        self.named = [i for i in named if not i.described.person]
        self.starting, self.ending = {i.start: i for i in named}, {i.end: i for i in named}
        self.words = {word for i in named for word in fold(i.described.name).split()}
        self.by_surname = _grouped(self.introduced, lambda i: names.transliterated(i.described.name.split()[-1]))
        # A first word alone is weak evidence of who is meant: the full name has a title, or comes twice.
        often = Counter(frozenset(fold(i.described.name).split()) for i in self.introduced)
        established = (i for i in self.introduced if i.described.heads or often[frozenset(fold(i.described.name).split())] > 1)
        self.by_first_name = _grouped(established, lambda i: fold(i.described.name).partition(" ")[0])
        self.people: dict[str, list[Seen]] = {}
        self.bodies: dict[str, Seen] = {}

    def _known_body(self, described: Described) -> bool:
        """Whether the registry has a body of that name ("Mountain Aid"), which looks like a person's."""
        found = None if described.heads else self.registry.named(described.name)
        return found is not None and not found.entry.person and not self._somebody(described)

    def _somebody(self, described: Described) -> bool:
        """Whether a name is a person's by what is said of them, or the registry's for one, though it may give it to the body they speak for."""
        return described.titled or self.registry.of_person(described.name) is not None

    @cached_property
    def genders(self) -> Genders:
        return Genders(self.introduced, self.text_of)

    @cached_property
    def country(self) -> str | None:
        """The country that the article is about, if one is."""
        lead_ends = self.starts[_LEAD] if len(self.starts) > _LEAD else self.starts[-1] + len(self.paragraphs[-1].text)
        return passing.country(self._countries, lead_ends)

    @cached_property
    def one_country(self) -> bool:
        """Whether no two countries are named."""
        return len({country for _, country in self._countries}) < 2

    @cached_property
    def _countries(self) -> list[tuple[int, str]]:
        return passing.countries(self.paragraphs, self.lands.words)

    def describe(self, text: str) -> Described:
        """What a mention says, with the countries that this article tells of."""
        return self.lands.read(describe(text))

    def as_known(self, described: Described, resolution: Resolution) -> Described:
        """*described*, whose name may look like somebody's though the article or the registry gives it to a body."""
        body = described.person and self._names_body(resolution) and not self._somebody(described)
        return described._replace(person=False) if body else described

    def remember(self, text: str, resolution: Resolution, start: int) -> None:
        if resolution.source_id is None:
            return
        described = self.as_known(self.describe(text), resolution)
        if fold(text) in grammar.PRONOUNS:
            same = (seen.described for seen in reversed(self.seen) if seen.resolution.source_id == resolution.source_id)
            described = next(same, Described(text))
            self.genders.heard(self._name(described, resolution), fold(text))
        for short in described.short:
            self.called.setdefault(fold(short), (resolution, start))
        seen = Seen(start, self.sentence_of(start), described, resolution, text, speaks=True)
        self.seen.append(seen)
        if described.person and resolution.kind == "person":
            for word in {described.name.split()[-1], described.name.split()[0]}:
                self.people.setdefault(names.transliterated(word), []).append(seen)
        elif resolution.name:
            self.bodies.setdefault(fold(resolution.name), seen)

    def remember_together(self, text: str, resolution: Resolution, start: int) -> None:
        """Several sources that were mentioned as one, for a "they" to come."""
        self.seen.append(Seen(start, self.sentence_of(start), Described(text, plural=True), resolution, text, speaks=True))

    def paragraph_of(self, at: int) -> int:
        return max(bisect_right(self._offsets, at) - 1, 0)

    def text_of(self, number: int, start: int | None = None, end: int | None = None) -> str:
        """The words of sentence *number*, or those between two offsets within its paragraph; "" past the last."""
        if number >= len(self.starts):
            return ""
        first = self.starts[number] if start is None else start
        k = self.paragraph_of(first)
        following = self.starts[number + 1] if number + 1 < len(self.starts) else None
        last = following if following is not None and self.paragraph_of(following) == k else None
        offset = self._offsets[k]
        until = end if end is not None else last
        return self.paragraphs[k].text[first - offset : None if until is None else until - offset]

    def sentence_of(self, at: int) -> int:
        return max(bisect_right(self.starts, at) - 1, 0)

    def full_name(self, described: Described, at: int) -> Introduction | None:
        """Where the article gives the full name of a surname, or of a first name: the nearest before, else the first after."""
        gender = next((head.gender for head in described.heads if head.gender), "")
        by_last = self.by_surname.get(names.transliterated(described.name), [])
        titled = any(i.start < at and " " not in i.described.name and i.described.heads for i in by_last)
        by_last = [i for i in by_last if names.same_person(described.name, i.described.name)]
        by_first = self.by_first_name.get(fold(described.name), [])
        for matching in (by_last, by_first):
            full = [i for i in matching if " " in i.described.name and not self.genders.against(i.described.name, gender)]
            if before := [i for i in full if i.start <= at]:
                # A surname alone is the main person's: relatives go by their full names.
                times = Counter(fold(i.described.name) for i in before)
                return max(before, key=lambda i: (times[fold(i.described.name)], i.start))
            if full and not titled:
                return full[0]
        return None

    def body_called(self, name: str) -> Introduction | None:
        """The body that the article names so, or in full ("Norland" for "Norland Air", "ULF" for "the Union of Lake Fishermen")."""
        wanted = fold(name)
        own, full = self._bodies_by_name.get(wanted), self._bodies_by_part.get(wanted)
        return own if own and (full is None or any(head.refers for head in own.described.heads)) else full

    @cached_property
    def _bodies_by_name(self) -> dict[str, Introduction]:
        found: dict[str, Introduction] = {}
        for i in self.named:
            if i.described.heads or fold(i.described.name) not in found:
                found.setdefault(fold(i.described.name), i)
        return found

    @cached_property
    def _bodies_by_part(self) -> dict[str, Introduction]:
        """Bodies by what is left of a longer name: its first words, its initials; only what stands for one of them alone."""
        parts: dict[str, set[str]] = {}
        for name, i in self._bodies_by_name.items():
            words = i.described.name.split()
            initials = "".join(word[0] for word in words if word[0].isupper())
            parts.setdefault(fold(initials), set()).add(name) if len(initials) > 2 else None
            for n in range(1, len(words)) if i.described.head else ():
                parts.setdefault(fold(" ".join(words[:n])), set()).add(name)
            if len(words) > 1 and (last := heads().get(words[-1].casefold())) and last.sort == "body" and not last.refers:
                parts.setdefault(last.noun, set()).add(name)  # "the Times"
        return {part: self._bodies_by_name[next(iter(full))] for part, full in parts.items() if len(full) == 1}

    def subjects(self, at: int, since: int) -> list[Introduction]:
        """The people whom the sentences from number *since* up to the offset *at* are about, the nearest first."""
        first = bisect_left(self.introduced, since, key=lambda i: i.sentence)
        near = takewhile(lambda i: i.end <= at, self.introduced[first:])
        return [i for i in near if i.subject][::-1]

    def back(self, at: int, fits: Callable[[Seen], bool], since: int = 0) -> Seen | None:
        near = takewhile(lambda seen: seen.sentence >= since, reversed(self.seen))
        return next((seen for seen in near if seen.start < at and fits(seen)), None)

    def is_person(self, seen: Seen) -> bool:
        head = seen.described.head
        named = self.registry.by_id.get(seen.resolution.source_id or "")
        singular = head is not None and head.sort in {"office", "voice", "person"} and not head.plural and not seen.described.name
        pronoun = fold(seen.text) in grammar.GENDERS
        return seen.described.person or bool(named and named.person) or seen.resolution.kind == "person" or singular or pronoun

    def is_body(self, seen: Seen) -> bool:
        """Whether it is a body, or somebody who speaks for one."""
        return self._names_body(seen.resolution)

    def _names_body(self, resolution: Resolution) -> bool:
        entry = self.registry.by_id.get(resolution.source_id or "")
        return not entry.person if entry else resolution.source_id != "unnamed" and resolution.kind != "person"

    def may_be_called(self, word: str, seen: Seen, doubt: int = 0) -> bool:
        """Whether "he" or "she" may be *seen*, by titles, given name and what it was called before; *doubt* is how much may speak against it."""
        gender = grammar.GENDERS[word]
        against = self.genders.against(self._name(seen.described, seen.resolution), gender)
        return self.is_person(seen) and not differs(gender, seen.described) and against <= doubt

    def _name(self, described: Described, resolution: Resolution) -> str | None:
        """The name of who is meant: of a person whom the registry gives to a body, not the body's."""
        return described.name if described.person and self._names_body(resolution) else resolution.name

    def _described(self, seen: Seen) -> list[Described]:
        """The mention itself, and what the registry calls the source."""
        source_id = seen.resolution.source_id or ""
        entry = self.registry.by_id.get(source_id) or registries.organisations().by_id.get(source_id)
        return [seen.described, *(described for _, described in entry.described)] if entry else [seen.described]

    def groups(self, seen: Seen) -> set[str]:
        described = self._described(seen)
        state = seen.resolution.kind == "government" and any(each.stands in {"name", "capital", "seat"} for each in described)
        stands = {"government"} if state else set()
        # "An army spokesman" speaks for the army, "Kenyan officials" for the government.
        own = {each.head.group for each in described if each.head and not (each.head.sort == "voice" and (each.owner or each.complement))}
        return stands | own | {head.group for each in described for head in each.heads if each.person} - {""}

    def words_of(self, seen: Seen) -> set[str]:
        own = {word for described in self._described(seen) for head in described.heads for word in head.noun.split()}
        own |= {word for described in self._described(seen) for word in (*described.topic.split(), *described.said)}
        if not seen.described.person:
            own |= {word for described in self._described(seen) for word in fold(described.name).split()}
        return own | ({seen.described.noun} if seen.described.noun else set())

    def nouns_of(self, seen: Seen) -> set[str]:
        """The nouns that a body goes by: of its mention, its name ("Delta Water Board"), what is said of it, the registry's."""
        found = {seen.described.noun, *seen.described.said[-1:]}
        for each in self._described(seen):
            found |= {fold(each.name).rpartition(" ")[2]} | ({each.head.noun.split()[-1]} if each.head else set())
        return found


def _surnames(introduced: Iterable[Introduction]) -> set[str]:
    """The last names of who is surely a person."""
    people = (i.described for i in introduced if i.described.titled or (i.described.person and given_name_gender(i.described.name)))
    return {fold(described.name).rpartition(" ")[2] for described in people}


def _grouped(introduced: Iterable[Introduction], key: Callable[[Introduction], str]) -> dict[str, list[Introduction]]:
    groups: dict[str, list[Introduction]] = {}
    for each in introduced:
        groups.setdefault(key(each), []).append(each)
    return groups


def differs(gender: str, described: Described) -> bool:
    return bool(gender) and any(head.gender not in {"", gender} for head in described.heads)
