"""What an article has said of its sources so far: the memory that resolution looks things up in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile
from typing import NamedTuple

from spacy.tokens import Doc

from kit.language import mentions as grammar
from kit.language import names
from kit.language.mentions import Described, describe, fold
from kit.language.names import Introduction
from kit.sources import registry as registries
from kit.sources.registry import Registry

GENDERS = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f"}
#: A title ("Mrs", "spokesman") outweighs a pronoun, which may have been resolved wrongly.
_TITLE, _PRONOUN, _SURE = 3, 1, 3


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
    """A source that the article has mentioned, or a person that it has spoken of."""

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
        self.seen: list[Seen] = []
        self.introduced: list[Introduction] = []
        self.short: dict[str, tuple[str, int]] = {}
        self.called: dict[str, tuple[Resolution, int]] = {}
        self.genders: dict[str, Counter[str]] = {}
        self.starts: list[int] = []
        for doc in docs:
            offset, first = doc._.start, len(self.starts)
            self.starts += [offset + sentence.start_char for sentence in names.sentences(doc)]
            self.introduced += names.introduced(doc, offset, first)
            for short, (name, at) in names.abbreviations(doc.text).items():
                self.short.setdefault(short.replace(".", ""), (name, offset + at))
        self.words = {word for i in self.introduced for word in fold(i.described.name).split()}
        self.by_surname = _grouped(self.introduced, lambda i: names.transliterated(i.described.name.split()[-1]))
        # A first word alone is weak evidence of who is meant: the full name has a title, or comes twice.
        often = Counter(i.described.name for i in self.introduced)
        established = (i for i in self.introduced if i.described.heads or often[i.described.name] > 1)
        self.by_first_name = _grouped(established, lambda i: fold(i.described.name).partition(" ")[0])
        self.people: dict[str, list[Seen]] = {}
        self.bodies: dict[str, Seen] = {}

    def remember(self, text: str, resolution: Resolution, start: int) -> None:
        if resolution.source_id is None:
            return
        described = describe(text)
        if fold(text) in grammar.PRONOUNS:
            same = (seen.described for seen in reversed(self.seen) if seen.resolution.source_id == resolution.source_id)
            described = next(same, Described(text))
        for short in described.short:
            self.called.setdefault(fold(short), (resolution, start))
        title = next((head.gender for head in described.heads if head.gender), "")
        if (gender := title or GENDERS.get(fold(text))) and resolution.source_id != "unnamed":
            self.genders.setdefault(resolution.source_id, Counter())[gender] += _TITLE if title else _PRONOUN
        seen = Seen(start, self.sentence_of(start), described, resolution, text, speaks=True)
        self.seen.append(seen)
        if described.person and resolution.kind == "person":
            self.people.setdefault(names.transliterated(described.name.split()[-1]), []).append(seen)
        elif resolution.name:
            self.bodies[fold(resolution.name)] = seen

    def remember_together(self, text: str, resolution: Resolution, start: int) -> None:
        """Several sources that were mentioned as one, for a "they" to come."""
        self.seen.append(Seen(start, self.sentence_of(start), Described(text, plural=True), resolution, text, speaks=True))

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
            full = [i for i in matching if " " in i.described.name and not differs(gender, i.described)]
            before = [i for i in full if i.start <= at]
            if before or (full and not titled):
                return before[-1] if before else full[0]
        return None

    def subjects(self, at: int, since: int) -> list[Introduction]:
        """The people whom the sentences from number *since* up to the offset *at* are about, the nearest first."""
        first = bisect_left(self.introduced, since, key=lambda i: i.sentence)
        near = takewhile(lambda i: i.end <= at, self.introduced[first:])
        return [i for i in near if i.subject][::-1]

    def may_be_called(self, word: str, seen: Seen) -> bool:
        """Whether "he" or "she" may be *seen*, by titles and by what it was called before."""
        gender, counts = GENDERS[word], self.genders.get(seen.resolution.source_id or "", Counter())
        against = sum(counts.values()) - counts[gender]
        return self.is_person(seen) and not differs(gender, seen.described) and against < counts[gender] + _SURE

    def back(self, at: int, fits: Callable[[Seen], bool], since: int = 0) -> Seen | None:
        near = takewhile(lambda seen: seen.sentence >= since, reversed(self.seen))
        return next((seen for seen in near if seen.start < at and fits(seen)), None)

    def is_person(self, seen: Seen) -> bool:
        head = seen.described.head
        named = self.registry.by_id.get(seen.resolution.source_id or "")
        singular = head is not None and head.sort in {"office", "voice", "person"} and not head.plural and not seen.described.name
        return seen.described.person or bool(named and named.person) or seen.resolution.kind == "person" or singular or fold(seen.text) in GENDERS

    def _described(self, seen: Seen) -> list[Described]:
        """The mention itself, and what the registry calls the source."""
        source_id = seen.resolution.source_id or ""
        entry = self.registry.by_id.get(source_id) or registries.organisations().by_id.get(source_id)
        return [seen.described, *(described for _, described in entry.described)] if entry else [seen.described]

    def groups(self, seen: Seen) -> set[str]:
        described = self._described(seen)
        stands = {"government"} if any(each.stands in {"name", "capital", "seat"} for each in described) else set()
        return stands | {head.group for each in described for head in each.heads if head.group}

    def words_of(self, seen: Seen) -> set[str]:
        own = {word for described in self._described(seen) for head in described.heads for word in head.noun.split()}
        own |= {word for described in self._described(seen) for word in described.topic.split()}
        if not seen.described.person:
            own |= {word for described in self._described(seen) for word in fold(described.name).split()}
        return own | ({seen.described.noun} if seen.described.noun else set())


def _grouped(introduced: Iterable[Introduction], key: Callable[[Introduction], str]) -> dict[str, list[Introduction]]:
    groups: dict[str, list[Introduction]] = {}
    for each in introduced:
        groups.setdefault(key(each), []).append(each)
    return groups


def differs(gender: str, described: Described) -> bool:
    return bool(gender) and any(head.gender not in {"", gender} for head in described.heads)
