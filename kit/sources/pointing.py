"""Pointing back: whom "the ministry", "the Swiss charity", "the farmer", "it" and "she" mean in an article.

A body is the nearest one named before that can be called so, whether it was a source or named in passing; of one
sentence the source comes first. Where none was named before, it is the only such body of the article or of the
registry. A person is the nearest one who can be called so, by what the article says of them, grammar and gender.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kit.language.mentions import grammar
from kit.language.mentions.grammar import Described
from kit.language.mentions.heads import Head
from kit.language.mentions.introductions import Introduction
from kit.language.spelling import fold, given_name_gender
from kit.sources import passing
from kit.sources.article import Article, Resolution, Seen, differs
from kit.sources.registry import Registry

#: How many sentences back somebody may still be "he", and something "the agency".
_NEAR, _FAR = 2, 12
#: Bodies that a story has one of, whosever they are: "police said".
ALONE = frozenset({"police", "fire service", "rescue services", "coast guard", "border guard", "civil defence", "prosecutors", "supreme court", "sheriff"})
#: What a pronoun in somebody's own sentence weighs, and one more: it may mean another.
_WEAK = 3
_PLURALS = frozenset({"they", "them", "their", "theirs"})
#: Under which bodies with a name of their own are kept.
_OWN = "own name"
_POSSESSIVES = frozenset({"his", "her", "its", "their"})


class Pointing:
    """The rules, over what the registry and the article tell; *named* resolves what is named in passing."""

    def __init__(self, registry: Registry, article: Article, named: Callable[[str, int], Resolution]) -> None:
        self.registry = registry
        self.article = article
        self.named = named
        self._people: dict[int, Seen] = {}
        self._passages: dict[str, list[Seen]] = {}

    def back(self, described: Described, text: str, at: int) -> Resolution | None:
        """What a definite description points back to."""
        head = described.head
        several = described.plural and not (head and (head.sort == "body" or head.kind == "military"))
        if described.determiner not in grammar.DEFINITE or described.name or several:
            return None
        if described.determiner in _POSSESSIVES and not (head and head.sort == "voice"):
            return None
        if (described.owner or described.complement) and not (head and head.sort == "person"):
            return None
        if head is None:
            found = self.article.back(at, lambda seen: described.noun in self.article.words_of(seen) and self._on_side(seen, described))
        elif head.sort == "document":
            found = self._document(described, head, at)
        elif head.sort == "body" or described.plural:
            found = self._body(described, head, at)
        else:
            found = self._person(described, head, at)
        return _again(found, text) if found else None

    def only_one(self, described: Described, at: int) -> Resolution | None:
        """The one body of a sort ("the army"), or holder of an office ("the mayor"), that the article or the registry has.

        Open (no source_id) if the article names several.
        """
        head = described.head
        if head is None or head.sort not in {"body", "office"} or head.kind == "media" or described.name or described.owner or described.complement:
            return None
        if head.sort == "body":
            named = [seen for seen in (*self.article.seen, *self._named(head)) if seen.start != at and self._called(seen, described, head)]
            if named:
                one = len({seen.resolution.source_id for seen in named}) == 1
                if not one and head.group in ALONE:
                    return None
                first = min(named, key=lambda seen: seen.start)
                by = f"the article’s one {head.noun}: “{first.text}” at {first.start}"
                return first.resolution._replace(resolved_by=by) if one else Resolution(None, None, None, None, None)
        entries = [entry for entry in self.registry.called(described) if described.country in {None, entry.side}]
        if len(entries) > 1 and (country := self.article.country):
            entries = [entry for entry in entries if entry.side == country]
        if len(entries) != 1:
            return None
        [entry] = entries
        return Resolution(entry.source_id, entry.kind, entry.name, entry.side or None, f"the registry’s one {head.noun}")

    # Bodies

    def _body(self, described: Described, head: Head, at: int) -> Seen | None:
        exact = bool(head.group or described.topic)  # "the weather service" is not whatever service spoke last

        def fits(seen: Seen) -> bool:
            return self._called(seen, described, head) or (not exact and self._of_kind(seen, described, head))

        spoke = self.article.back(at, fits)
        passed = [seen for seen in self._named(head) if seen.start < at and fits(seen)]
        return max([*passed, *([spoke] if spoke else [])], key=_nearness, default=None) or (None if exact else self._of_no_sort(described, head, at))

    def _of_no_sort(self, described: Described, head: Head, at: int) -> Seen | None:
        """A single word that spoke just before and is nobody's for sure ("Lumo said"): "the company" says what it is."""
        if head.kind not in {"company", "party", "ngo", "media"} or described.country:
            return None

        def fits(seen: Seen) -> bool:
            bare = seen.described.person and not seen.described.heads and " " not in seen.described.name and not given_name_gender(seen.described.name)
            return bare and seen.resolution.resolved_by == "own name" and self.article.full_name(seen.described, at) is None

        seen = self.article.back(at, fits, self.article.sentence_of(at) - _NEAR)
        return seen._replace(resolution=seen.resolution._replace(kind=head.kind)) if seen else None

    def _called(self, seen: Seen, described: Described, head: Head) -> bool:
        if not self._on_side(seen, described) or not self.article.is_body(seen):
            return False
        several = seen.described.plural and seen.described.head is not None and seen.described.head.sort == "body"  # "allied nations"
        if several and not described.plural:
            return False
        theirs = self.article.words_of(seen)
        if not set(described.topic.split()) <= theirs:
            return False
        if head.group and head.group in self.article.groups(seen):
            return True
        nouns = theirs if head.sort == "person" else self.article.nouns_of(seen)  # "the rebels" of "a rebel group"
        return head.noun.split()[-1] in nouns and set(head.noun.split()) <= theirs

    def _of_kind(self, seen: Seen, described: Described, head: Head) -> bool:
        if described.country and described.country != (seen.described.country or seen.resolution.side):
            return False
        if "|" in seen.resolution.source_id or not self.article.is_body(seen):
            return False
        # A country is no board, and the police no commission.
        other = bool(seen.described.stands) or any(each.group for each in seen.described.heads)
        unnamed_sort = (seen.resolution.resolved_by or "").endswith("own name") and seen.resolution.kind == "ngo" and not self._sorts(seen)
        unknown = unnamed_sort and bool(head.refers)  # "Norland": a firm, a paper, a party
        return (seen.resolution.kind in head.refers and not (seen.resolution.kind == "government" and other)) or (unknown and not described.country)

    @staticmethod
    def _sorts(seen: Seen) -> bool:
        """Whether it is said what sort of body this is."""
        return bool(seen.described.stands) or any(head.sort == "body" for head in seen.described.heads)

    @staticmethod
    def _on_side(seen: Seen, described: Described) -> bool:
        side = seen.resolution.side or seen.described.country
        return "|" not in seen.resolution.source_id and (not described.country or side == described.country)

    def _named(self, head: Head) -> list[Seen]:
        """The bodies of one sort that the article names, sources or not: under a name of their own, or as "the fisheries ministry"."""
        if _OWN not in self._passages:
            self._passages[_OWN] = []  # while they are resolved themselves
            own = self._resolved((i.start, i.described.text, i.described) for i in self.article.named if i.described.heads)
            self._passages[_OWN] = sorted([*own, *self._of_registry()], key=lambda seen: seen.start)
        key = head.group or head.noun
        if key not in self._passages:
            found = passing.bodies(self.article.paragraphs, head) if head.sort == "body" else []
            self._passages[key] = []
            self._passages[key] = self._resolved((each.start, each.text, each.described) for each in found)
        return [*self._passages[_OWN], *self._passages[key]]

    def _of_registry(self) -> Iterator[Seen]:
        for paragraph in self.article.paragraphs:
            for at, (entry, by) in self.registry.bodies_in(paragraph.text):
                start = paragraph.doc.start + at
                resolution = Resolution(entry.source_id, entry.kind, entry.name, entry.side or None, by)
                yield Seen(start, self.article.sentence_of(start), Described(entry.name), resolution, entry.name, speaks=False)

    def _resolved(self, named: Iterable[tuple[int, str, Described]]) -> list[Seen]:
        found = ((start, text, described, self.named(text, start)) for start, text, described in named)
        return [
            Seen(start, self.article.sentence_of(start), described, resolution, text, speaks=False)
            for start, text, described, resolution in found
            if resolution.source_id not in {None, "unnamed"}
        ]

    # Persons and documents

    def _person(self, described: Described, head: Head, at: int) -> Seen | None:
        def called(seen: Seen) -> bool:
            if not self._on_side(seen, described) or differs(head.gender, seen.described):
                return False
            words, theirs = {*head.noun.split(), *described.topic.split()}, self.article.words_of(seen)
            alike = bool(head.group and head.group in self.article.groups(seen)) and (head.sort == "voice" or self.article.is_person(seen))
            return alike or words <= theirs or (head.noun.split()[-1] in theirs and self.article.is_person(seen) and theirs <= words)

        def may_be(seen: Seen) -> bool:
            kind = "person" if seen.described.person else seen.resolution.kind
            return not described.country and kind in head.refers and not self.article.genders.against(seen.resolution.name, head.gender)

        since = self.article.sentence_of(at) - (_NEAR if "person" in head.refers else _FAR)
        spoke = self.article.back(at, called)
        told = self._told_of(described, head, at)
        return max([each for each in (spoke, told) if each], key=_nearness, default=None) or self.article.back(at, may_be, since)

    def _told_of(self, described: Described, head: Head, at: int) -> Seen | None:
        """A person whom the article has called so, though no source ("Joanna Pik, a farmer, lost forty cows")."""
        before = [i for i in self.article.introduced if i.start < at and any(each.noun == head.noun for each in i.described.heads)]
        before = [i for i in before if described.country in {None, i.described.country}]
        return self._seen(before[-1]) if before and head.sort == "person" else None

    def _document(self, described: Described, head: Head, at: int) -> Seen | None:
        """Whoever brought "this report": the nearest source that brings such, else the one just before."""
        sentence = self.article.sentence_of(at)
        found = self.article.back(at, lambda seen: seen.resolution.kind in head.refers and not described.country, sentence - _FAR)
        if found is None and not described.plural:
            found = self.article.back(at, lambda seen: seen.resolution.source_id != "unnamed", sentence - 1)
        return found

    # Pronouns

    def pronoun(self, word: str, at: int) -> Resolution | None:
        """Whom "it", "they", "she", "who" mean."""
        sentence, article = self.article.sentence_of(at), self.article
        if word in grammar.RELATIVES:
            found = article.back(at, lambda seen: True, sentence)
        elif word in _PLURALS:
            found = article.back(at, lambda seen: seen.described.plural or not article.is_person(seen), sentence - _NEAR)
        elif word in grammar.GENDERS:
            found = self._he(word, at, sentence)
        else:
            found = article.back(at, lambda seen: not article.is_person(seen) and not seen.described.plural, sentence - _NEAR)
        return _again(found, word) if found else None

    def _he(self, word: str, at: int, sentence: int) -> Seen | None:
        """A person near by; else, as translations have it, the body that spoke last; else the last person."""
        article = self.article
        spoken_of = self._spoken_of(at, sentence - _NEAR)
        nearest = None
        for doubt in (0, _WEAK):
            if nearest is None:
                spoke = self._spoke(word, at, sentence, doubt)
                people = [seen for seen in spoken_of if article.may_be_called(word, seen, doubt)]
                nearest = max([*people, *([spoke] if spoke else [])], key=lambda seen: (seen.sentence, seen.speaks), default=None)
        if nearest and nearest.sentence >= sentence - 1:
            return nearest
        body = article.back(at, lambda seen: _is_she(seen, word) and not article.is_person(seen), sentence - 1)
        return body if body is not None and (nearest is None or body.start > nearest.start) else nearest

    def _spoke(self, word: str, at: int, sentence: int, doubt: int) -> Seen | None:
        """The last person who spoke; somebody whom the article does not name only in their own paragraph, if anybody else spoke."""
        article, paragraph = self.article, self.article.paragraph_of(at)
        may_be = [seen for seen in article.seen if seen.start < at and seen.sentence >= sentence - _FAR][::-1]
        fitting = (seen for seen in may_be if article.may_be_called(word, seen, doubt))
        last = next(fitting, None)
        if last is None or last.resolution.source_id != "unnamed" or article.paragraph_of(last.start) == paragraph:
            return last
        return next((seen for seen in fitting if seen.resolution.source_id != "unnamed" or article.paragraph_of(seen.start) == paragraph), last)

    def _spoken_of(self, at: int, since: int) -> list[Seen]:
        """People who are what a near sentence is about, though no source."""
        return [
            self._seen(i)
            for i in self.article.subjects(at, since)
            if " " in i.described.name or self.article.full_name(i.described, i.start) or self.registry.of_person(i.described.name)
        ]

    def _seen(self, i: Introduction) -> Seen:
        if i.start not in self._people:
            self._people[i.start] = self._as_seen(i)
        return self._people[i.start]

    def _as_seen(self, i: Introduction) -> Seen:
        resolution = self.named(i.described.name, i.start)
        return Seen(i.start, i.sentence, self.article.as_known(i.described, resolution), resolution, i.described.name, speaks=False)


def _is_she(seen: Seen, word: str) -> bool:
    """Whether a body may be "she" where a report was translated: an agency, a ministry; not a city."""
    return seen.described.head is not None and seen.described.head.sort == "body" and seen.resolution.source_id != "unnamed" and word in {"she", "her", "hers"}


def _nearness(seen: Seen) -> tuple[int, bool, int]:
    """Of one sentence, who speaks comes before what is named in passing."""
    return seen.sentence, seen.speaks, seen.start


def _again(seen: Seen, text: str) -> Resolution:
    """What pointed back to a pronoun points to what the pronoun does."""
    by = seen.resolution.resolved_by or ""
    target = by.partition(" → ")[2] if fold(seen.text) in grammar.PRONOUNS else ""
    return seen.resolution._replace(resolved_by=f"“{text}” → " + (target or f"“{seen.text}” at {seen.start}"))
