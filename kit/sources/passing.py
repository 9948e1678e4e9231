"""What an article names without quoting it: bodies in passing ("the fisheries ministry's notice"), and countries."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from kit.language import places
from kit.language.mentions.grammar import DETERMINERS, Described, describe
from kit.language.mentions.heads import Head, heads
from kit.language.mentions.introductions import Paragraph
from kit.language.parsing.plain import Doc
from kit.language.spelling import fold

#: The parts of a noun phrase before its noun; "" where nothing was tagged.
_BEFORE = frozenset({"ADJ", "NOUN", "PROPN", "NUM", ""})
_OWNERS = frozenset({"'s", "’s", "'", "’"})
_LONGEST = 8
#: A capitalised word, or several.
_CAPITALS = re.compile(r"\b[A-Z][\w.’'-]*(?:\s+[A-Z][\w.’'-]*)*")
#: Nouns that stand for a government and, more often, for a place.
_PLACES = frozenset({"country", "nation", "state", "capital"})


class Passage(NamedTuple):
    """A noun phrase that names a body: its offset in the article, its words, and what they say."""

    start: int
    text: str
    described: Described


def bodies(paragraphs: Sequence[Paragraph], head: Head) -> list[Passage]:
    """The noun phrases of an article whose noun is *head*'s, or another of its group, and that say more than the noun ("the health ministry")."""
    found = []
    for paragraph in paragraphs:
        doc = paragraph.doc
        for match in _nouns(head).finditer(paragraph.text):
            span = doc.char_span(match.start(), match.end(), expand=True)
            first, last = _phrase(doc, span.start, span.end)
            words = doc[first:last].text
            described = describe(words)
            alike = described.head is not None and (described.head.group == head.group if head.group else described.head.noun == head.noun)
            if alike and (described.name or described.country or described.topic or described.owner):
                found.append(Passage(doc.start + doc[first].idx, words, described))
    return found


@lru_cache(maxsize=256)
def _nouns(head: Head) -> re.Pattern[str]:
    """The singular nouns of one group, each with its last word only: what stands before it is found with the phrase."""
    alike = (each for each in heads().values() if each.sort == "body" and (each.group == head.group if head.group else each.noun == head.noun))
    nouns = {each.noun.split()[-1] for each in alike} - (_PLACES - {head.noun})
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(nouns)))})\b", re.IGNORECASE)


def _phrase(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """The noun phrase around the noun at *first*, with its determiner and owner, and "of Health" after it."""
    start = doc[first].sent.start
    while first > max(start, last - _LONGEST) and (doc[first - 1].pos_ in _BEFORE or doc[first - 1].text in _OWNERS):
        first -= 1
    if first > start and doc[first - 1].lower_ in DETERMINERS:
        first -= 1
    if last + 1 < len(doc) and doc[last].lower_ == "of":
        end = last + 1
        while end < min(len(doc), last + _LONGEST) and (doc[end].pos_ in _BEFORE or doc[end].lower_ in {"the", "and"}):
            end += 1
        last = end if end > last + 1 and doc[end - 1].lower_ not in {"the", "and"} else last
    return first, last


def country(countries: Sequence[tuple[int, str]], lead_ends: int) -> str | None:
    """Of what :func:`countries` finds the one that an article is about: the only one it names, or the one it names twice as often as any other.

    One that is named but once counts before the offset *lead_ends* only, where a report says where it happened.
    """
    most = Counter(named for _, named in countries).most_common(2)
    if not most or (len(most) > 1 and most[0][1] < 2 * most[1][1]):
        return None
    (named, times), *_ = most
    return named if times > 1 or countries[0][0] < lead_ends else None


def countries(paragraphs: Sequence[Paragraph], lands: Mapping[str, str]) -> list[tuple[int, str]]:
    """Where an article names a country, and which; *lands* are words for countries that no table has."""
    return [(paragraph.doc.start + at, named) for paragraph in paragraphs for at, named in _countries(paragraph.text, lands)]


def _countries(text: str, lands: Mapping[str, str]) -> list[tuple[int, str]]:
    found = []
    for match in _CAPITALS.finditer(text):
        words, i = match[0].split(), 0
        while i < len(words):
            land = lands.get(fold(words[i])) if lands else None
            named = (1, land) if land else next(((n, c) for n in (3, 2, 1) if i + n <= len(words) and (c := places.country_of(" ".join(words[i : i + n]).rstrip(".,")))), None)
            if named:
                found.append((match.start(), named[1]))
            i += named[0] if named else 1
    return found
