"""Names of people and bodies in running text: who is introduced, and when two spellings are one person.

Spellings of one name in Latin letters differ by a few regular choices (Zelensky, Zelenskyy, Zelenskiy); names are
compared by what is left when these are undone, and by edit distance where the given names agree as well.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz
from spacy.tokens import Doc, Span, Token

from kit.language import mentions, places, quotations
from kit.language.mentions import Described, describe, fold

#: Two surnames differ in a letter or two at most, and two given names are one name in two languages.
_SURNAMES_ALIKE, _GIVEN_ALIKE = 90, 55
#: Shorter surnames have too many neighbours ("Lang", "Long").
_SHORTEST = 5
_SPELLINGS = ((r"(?:iy|yy|ij|yi|ii|yj|iĭ|i)$", "y"), ("ou", "u"), ("kh", "h"), ("sch", "sh"), ("ks", "x"), ("w", "v"), (r"([a-z])\1", r"\1"))
_BRACKETED = re.compile(r"((?:[A-Z][\w'’-]*(?:\s+(?:of|for|and|the|on|to|in|de|&))*\s+){2,8})\(\s*([A-Z][A-Za-z.&-]{1,9})\s*\)")


class Introduction(NamedTuple):
    """A name as it stands in an article. ``subject``: whether it is what a sentence outside quotations is about."""

    start: int
    end: int
    sentence: int
    described: Described
    subject: bool


@lru_cache(maxsize=16384)
def transliterated(surname: str) -> str:
    """*surname* without what differs between transliterations.

    >>> {transliterated(name) for name in ("Zelensky", "Zelenskyy", "Zelenskiy")}
    {'zelensky'}
    """
    name = fold(surname).replace(" ", "")
    for pattern, replacement in _SPELLINGS:
        name = re.sub(pattern, replacement, name)
    return name


@lru_cache(maxsize=16384)
def same_person(one: str, other: str) -> bool:
    """Whether two names may be one person's: the same surname, and given names that agree where both are given.

    >>> same_person("Zelenskiy", "Volodymyr Zelensky"), same_person("Ivan Petrov", "Anna Petrov")
    (True, False)
    """
    ours, theirs = fold(one).split(), fold(other).split()
    if not ours or not theirs:
        return False
    if ours == theirs[::-1]:  # family name first
        return True
    if len(ours) == 1 or len(theirs) == 1:
        (short,), full = (ours, theirs) if len(ours) == 1 else (theirs, ours)
        return short == full[-1] or (len(short) >= _SHORTEST and transliterated(short) == transliterated(full[-1]))
    return _same_given(ours[0], theirs[0]) and _same_surname(ours[-1], theirs[-1], ours[0] == theirs[0])


def _same_given(one: str, other: str) -> bool:
    if one == other or (one[0] == other[0] and 1 in (len(one), len(other))):
        return True
    return one[0] == other[0] and fuzz.ratio(one, other) >= _GIVEN_ALIKE


def _same_surname(one: str, other: str, same_given: bool) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < _SHORTEST:
        return False
    return transliterated(one) == transliterated(other) or (same_given and one[0] == other[0] and fuzz.ratio(one, other) >= _SURNAMES_ALIKE)


def abbreviations(text: str) -> dict[str, tuple[str, int]]:
    """The abbreviations that *text* explains in brackets, with the name and its offset.

    >>> abbreviations("A map by the National Water Agency (NWA) shows it.")
    {'NWA': ('National Water Agency', 13)}
    """
    found: dict[str, tuple[str, int]] = {}
    for match in _BRACKETED.finditer(text):
        words, short = match[1].split(), match[2]
        for i in range(len(words)):
            initials = [word[0] for word in words[i:] if word[0].isupper()]
            if words[i][0].isupper() and _spells(short.replace(".", ""), initials, words[i:]):
                start = match.start(1) + sum(len(piece) for piece in re.split(r"(\s+)", match[1])[: 2 * i])
                found.setdefault(short, (" ".join(words[i:]), start))
                break
    return found


def _spells(short: str, initials: list[str], words: list[str]) -> bool:
    full = [word[0].upper() for word in words]
    letters = [c.upper() for c in short if c.isalpha()]
    return letters in (initials, full) or (len(letters) > 2 and [c for c in short if c.isupper()] == initials)


def introduced(doc: Doc, offset: int, first_sentence: int) -> list[Introduction]:
    """The names of people in one paragraph, with the titles before and the apposition after them.

    Args:
        doc: a paragraph; without a parse only capitals tell names.
        offset: the paragraph's offset in the article.
        first_sentence: the number of its first sentence in the article.
    """
    quoted = quotations.inside(quotations.find(doc))
    found = []
    for number, sentence in enumerate(sentences(doc), start=first_sentence):
        for first, last in [] if _is_headline(sentence) else _runs(sentence):
            described = describe(doc[_with_titles(doc, first, sentence.start) : _with_apposition(doc, last, sentence.end)].text)
            if described.person and described.name:
                subject = not quoted & set(range(first, last)) and any(t.dep_.startswith("nsubj") for t in doc[first:last])
                end = offset + doc[last - 1].idx + len(doc[last - 1])
                found.append(Introduction(offset + doc[first].idx, end, number, described, subject))
    return found


def sentences(doc: Doc) -> list[Span]:
    """The sentences of a parsed Doc; the whole of one that is not."""
    return list(doc.sents) if doc.has_annotation("SENT_START") else ([doc[:]] if len(doc) else [])


def _is_name(token: Token) -> bool:
    """A capitalised word that is not only capitalised because a sentence starts with it."""
    if not token.text[0].isupper():
        return False
    if token.pos_ in {"PROPN", ""} or token.lower_ in mentions.heads():
        return True
    return token.pos_ in {"NOUN", "ADJ", "X"} and not token.is_sent_start


def _runs(sentence: Span) -> list[tuple[int, int]]:
    """The first and last token (exclusive) of every run of capitalised words, particles inside it included."""
    doc, runs, i = sentence.doc, [], sentence.start
    while i < sentence.end:
        if not _is_name(doc[i]):
            i += 1
            continue
        j = i + 1
        while j < sentence.end and (_is_name(doc[j]) or _links(doc, j, sentence.end)):
            j += 1
        runs.append((i, j))
        i = j
    return runs


def _is_headline(sentence: Span) -> bool:
    """Whether Capitals Stand on Most Words, so that they tell no names."""
    words = [token for token in sentence if token.is_alpha and len(token) > 3]
    capitals = [token for token in words if token.text[0].isupper()]
    return len(words) > 4 and len(capitals) > 0.75 * len(words) and any(token.pos_ in {"VERB", "AUX"} for token in capitals)


def _links(doc: Doc, i: int, end: int) -> bool:
    """Whether token *i* goes on a name: "Ban Ki | -", "Ban Ki- | moon", "Ana | de la Cruz"."""
    if doc[i - 1].text in {"-", "–"}:
        return doc[i].is_alpha and not doc[i - 1].whitespace_
    if i + 1 >= end:
        return False
    if doc[i].text in {"-", "–"}:
        return not doc[i].whitespace_ and not doc[i - 1].whitespace_
    return doc[i].lower_ in mentions.PARTICLES and (_is_name(doc[i + 1]) or doc[i + 1].lower_ in mentions.PARTICLES)


def _with_titles(doc: Doc, first: int, start: int) -> int:
    """Back over "foreign minister", "spokesman" and the like, which stand before a name in small letters."""
    i = first
    while i > start and first - i < 4 and doc[i - 1].is_alpha and doc[i - 1].pos_ in {"NOUN", "ADJ", "PROPN", ""}:
        i -= 1
    titles = [k for k in range(i, first) if doc[k].lower_ in mentions.heads() or places.is_demonym(doc[k].text) or places.is_demonym(doc[k : k + 2].text)]
    return min(titles, default=first)


def _with_apposition(doc: Doc, last: int, end: int) -> int:
    """On over ", a spokesman for the port," after a name, if that is what follows."""
    if last + 1 >= end or doc[last].text != ",":
        return last
    stop = next((i for i in range(last + 1, min(end, last + 14)) if doc[i].text in {",", ".", ";", ":", "”", '"'}), None)
    if stop is None:
        return last
    other = describe(doc[last + 1 : stop].text)
    is_title = other.head is not None and not other.name and other.head.sort in {"office", "voice", "person"}
    return stop if is_title and not any(t.pos_ in {"VERB", "AUX"} and t.tag_ in {"VBD", "VBZ", "VBP"} for t in doc[last + 1 : stop]) else last
