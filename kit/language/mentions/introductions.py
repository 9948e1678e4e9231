"""Who is introduced in running text: names of people and bodies, with the titles and appositions around them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from kit.language import places
from kit.language.mentions import grammar
from kit.language.mentions.grammar import Described, describe
from kit.language.mentions.heads import heads, person, vessels
from kit.language.parsing import plain
from kit.language.parsing.plain import Doc
from kit.language.spelling import given_name_gender
from kit.language.tree import FINITE, TIMES

#: Tags of a capitalised word within a sentence that may be a name; "" where nothing was tagged.
_PROPER, _NOMINAL = frozenset({"PROPN", ""}), frozenset({"NOUN", "ADJ", "X"})
_UNLIKELY = frozenset({"ADV", "INTJ"})  # "Open Well"
#: What a tagger makes of a given name that it does not know, at the head of a sentence.
_MISTAKEN = frozenset({"NOUN", "ADJ", "ADV", "X"})
#: Endings of English words that no given name has which the taggers do not know.
_SUFFIXES = (
    "ly", "er", "or", "ist", "man", "ing", "ed", "al", "ic", "ous", "ive", "tion", "sion", "ment", "ness", "ship", "age", "ant", "ent", "ary",
    "ory", "ism", "ity", "ful", "less", "able", "ible", "es", "ps", "ts", "ks", "ds",
)  # fmt: skip
#: Words that open a sentence before a name and have none of these endings.
_OPENERS = frozenset({
    "then", "now", "here", "there", "yet", "still", "even", "once", "soon", "later", "again", "perhaps", "maybe", "today", "yesterday", "tomorrow",
    "tonight", "indeed", "instead", "thus", "hence", "so", "too", "meanwhile", "otherwise", "elsewhere", "abroad", "ex", "rival", "fellow",
    "ruling", "star", "rock", "pop", "film", "art", "trade", "health", "defence", "defense", "finance", "justice", "labour", "labor", "city",
    "county", "state", "home", "club", "rebel", "army", "navy", "police", "world", "team", "school", "campaign", "business", "dear", "old",
    "young", "big", "little", "great", "poor", "true", "next", "last", "first", "second", "third", "early", "late", "good", "bad",
})  # fmt: skip
#: A noun phrase before ", Ana Duarte," goes back as far as this; an apposition after a name goes on as far.
_BEFORE, _AFTER = 8, 14
_OPENING = grammar.DEFINITE | {"a", "an"}
_SMALL = grammar.POINTERS | {"to", "in", "on", "at", "by", "with", "from", "of", "for", "when", "as", "is", "are", "be", "than", "over", "after"}
_HYPHENS = frozenset({"-", "–"})
_ENDS = frozenset({",", ".", ";", ":", "”", '"', "—", "–", ")", "''"})
_TITLING = frozenset({"NOUN", "ADJ", "PROPN", ""})
_AFTER_NAMES = frozenset({"NOUN", "ADJ", "PROPN"})
_APPOSED = frozenset({"office", "voice", "person", "body"})
#: Fewer blanks than this stand in a scare quote or a title.
_FEW = 2
_QUOTATION = re.compile(r'[“„«][^“”„«»]*(?:[”»]|$)|"[^"]*(?:"|$)')
_RELATIVES = frozenset({"who", "whose", "whom", "which", "that", "where"})


class Introduction(NamedTuple):
    """A name as it stands in an article. ``subject``: whether it is what a sentence outside quotations is about."""

    start: int
    end: int
    sentence: int
    described: Described
    subject: bool


class Paragraph(NamedTuple):
    """A Doc as plain lists, which are read faster than its tokens: words and where they start in the text, tags, the first token
    and the last (exclusive) of each sentence."""

    doc: Doc
    words: list[str]
    starts: list[int]
    tags: list[str]
    sentences: list[tuple[int, int]]
    text: str

    def between(self, first: int, last: int) -> str:
        """The text of some tokens, *last* exclusive."""
        return self.text[self.starts[first] : self.starts[last - 1] + len(self.words[last - 1])]


def read(doc: Doc) -> Paragraph:
    """The words of *doc*; the whole of it is one sentence where it was not parsed."""
    doc = plain.of(doc)
    words, starts, tags = ([getattr(token, name) for token in doc.tokens] for name in ("text", "idx", "pos_"))
    return Paragraph(doc, words, starts, tags, [(sentence.start, sentence.end) for sentence in doc.sents], doc.text)


def introduced(paragraph: Paragraph, first_sentence: int) -> list[Introduction]:
    """The names of people and bodies in one paragraph, with the titles before and the apposition around them.

    Args:
        paragraph: what :func:`read` returns; without a parse only capitals tell names.
        first_sentence: the number of its first sentence in the article.
    """
    words, starts, offset = paragraph.words, paragraph.starts, paragraph.doc.start
    capitals = [i for i, word in enumerate(words) if word[0].isupper()]
    quoted = [match.span() for match in _QUOTATION.finditer(paragraph.text) if match[0].count(" ") >= _FEW]
    found = []
    for number, (start, end) in enumerate(paragraph.sentences, start=first_sentence):
        inside = capitals[bisect_left(capitals, start) : bisect_left(capitals, end)]
        for first, last in _runs(paragraph, inside, start, end) if inside else ():
            whole = _with_apposition(paragraph, first, last, start, end)
            if whole.casefold() in TIMES or places.look_up(whole):
                continue
            described = describe(whole)
            if described.person and not described.heads and _has_article(paragraph, first, last, start):
                described = described._replace(person=False)
            if described.name:
                said = any(opens < starts[first] < closes for opens, closes in quoted)
                subject = described.person and not said and _is_subject(paragraph, first, last)
                found.append(Introduction(offset + starts[first], offset + starts[last - 1] + len(words[last - 1]), number, described, subject))
    return found


def _has_article(paragraph: Paragraph, first: int, last: int, start: int) -> bool:
    """Whether "the" stands before a name that ends its noun phrase, as before no person's: "the Nordhav", not "the Duarte campaign"."""
    following = paragraph.tags[last] if last < len(paragraph.tags) else ""
    return first > start and paragraph.words[first - 1].casefold() == "the" and following not in _AFTER_NAMES


def _is_subject(paragraph: Paragraph, first: int, last: int) -> bool:
    """Whether a name is the subject of its clause, or in apposition to it: "its director, Ana Ruiz, said"."""
    doc, words = paragraph.doc, paragraph.words
    if any(t.dep_.startswith("nsubj") or (t.dep_ == "appos" and t.head.dep_.startswith("nsubj")) for t in doc[first:last]):
        return True
    return last + 1 < len(words) and words[first - 1] == words[last] == "," and doc[last + 1].tag_ in FINITE


def opens_a_name(word: str, following: str) -> bool:
    """Whether a capitalised word at the head of a sentence belongs to the name after it: "Pia" before "Lund", not "Senior".

    Given names that a tagger does not know are taken for common words there.
    """
    small = word.casefold()
    if not (word[:1].isupper() and following[:1].isupper()) or f"{small} {following.casefold()}" in heads():
        return word[:1].isupper() and following[:1].isupper()
    known = small in heads() or person(small) or small in grammar.PLAIN or small in grammar.DETERMINERS
    return not known and not places.is_demonym(word) and (bool(given_name_gender(word)) or not small.endswith(_SUFFIXES) and small not in _OPENERS)


def _is_name(words: list[str], tags: Sequence[str], i: int, start: int) -> bool:
    """A capitalised word that is not only capitalised because a sentence starts with it."""
    if not words[i][0].isupper():
        return False
    if tags[i] in _PROPER or words[i].casefold() in heads():
        return True
    if i > start:
        return tags[i] in _NOMINAL or (tags[i] in _UNLIKELY and tags[i - 1] == "PROPN" and words[i - 1][0].isupper() and len(words[i]) > 1)
    return tags[i] in _MISTAKEN and i + 1 < len(words) and tags[i + 1] == "PROPN" and opens_a_name(words[i], words[i + 1])


def _runs(paragraph: Paragraph, capitals: list[int], start: int, end: int) -> list[tuple[int, int]]:
    """The first and last token (exclusive) of every run of capitalised words, particles inside it included; none in a headline.

    *capitals* are the capitalised words of the sentence, which goes from *start* to *end*.
    """
    words, tags = paragraph.words, paragraph.tags
    runs, j = [], start
    for i in capitals:
        if i < j or not _is_name(words, tags, i, start):
            continue
        j = i + 1
        while j < end and (_is_name(words, tags, j, start) or _links(paragraph.doc, words, j, end)):
            j += 1
        runs.append((i, j))
    return [] if sum(j - i for i, j in runs) > 3 and _is_headline(words[start:end], tags[start:end]) else runs


def _is_headline(words: list[str], tags: Sequence[str]) -> bool:
    """Whether Capitals Stand on Most Words, so that they tell no names."""
    long = [(word, tag) for word, tag in zip(words, tags, strict=True) if word.isalpha() and len(word) > 3]
    capitals = [tag for word, tag in long if word[0].isupper()]
    unfinished = words[-1] not in {".", "!", "?", "”", '"'}
    alike = len(long) > 4 and len(capitals) > 0.75 * len(long)
    small = any(word[0].isupper() and word.casefold() in _SMALL for word in words[1:])  # "Comes To an End"
    return alike and (unfinished or small or any(tag in {"VERB", "AUX"} for tag in capitals))


def _links(doc: Doc, words: list[str], i: int, end: int) -> bool:
    """Whether token *i* goes on a name: "Ban Ki | -", "Ban Ki- | moon", "Ana | de la Cruz", "Institute | for River Research"."""
    if words[i - 1] in _HYPHENS:
        return words[i].isalpha() and not doc[i - 1].whitespace_
    if i + 1 >= end:
        return False
    if words[i] in _HYPHENS:
        return not doc[i].whitespace_ and not doc[i - 1].whitespace_
    if words[i] in {"of", "for"}:
        if f"{words[i - 1]} {words[i]} {words[i + 1]}".casefold() in heads():
            return True  # "Secretary of State"
        body = heads().get(words[i - 1].casefold())
        return body is not None and body.sort == "body" and words[i + 1][0].isupper()
    return words[i].casefold() in grammar.PARTICLES and (words[i + 1][0].isupper() or words[i + 1].casefold() in grammar.PARTICLES)


def _with_apposition(paragraph: Paragraph, first: int, last: int, start: int, end: int) -> str:
    """The name with "foreign minister" before it, or ", a spokesman for the port" on either side of it."""
    titles = _titles(paragraph.words, paragraph.tags, first, start)
    after = _apposition_after(paragraph, last, end)
    before = _apposition_before(paragraph, first, last, start) if after == last and titles == first else titles
    return paragraph.between(before, after)


def _titles(words: list[str], tags: Sequence[str], first: int, start: int) -> int:
    """Back over "foreign minister", "spokesman" and the like, which stand before a name in small letters."""
    i = first
    while i > start and first - i < 4 and words[i - 1].isalpha() and tags[i - 1] in _TITLING:
        i -= 1
    return next((k for k in range(i, first) if _is_title(words[k]) or (k + 1 < first and _is_title(f"{words[k]} {words[k + 1]}"))), first)


def _is_title(text: str) -> bool:
    return text.casefold() in heads() or text in vessels() or (person(text) is not None) or (text[0].isupper() and places.is_demonym(text))


def _apposition_after(paragraph: Paragraph, last: int, end: int) -> int:
    """On over ", a spokesman for the port," after a name, if that is what follows."""
    words = paragraph.words
    if last + 1 >= end or words[last] != ",":
        return last
    stop = next((i for i in range(last + 1, min(end, last + _AFTER)) if words[i] in _ENDS or words[i] in _RELATIVES), None)
    if stop is None:
        return last
    if not any(word in heads() or word in vessels() or person(word) for word in words[last + 1 : stop]):
        return last
    other = describe(paragraph.between(last + 1, stop))
    apposed = not other.name and (other.vessel or (other.head is not None and other.head.sort in _APPOSED))
    body = apposed and other.head is not None and other.head.sort == "body" and not (other.determiner and not other.plural)
    finite = any(t.tag_ in FINITE and t.pos_ in {"VERB", "AUX"} for t in paragraph.doc[last + 1 : stop])
    return stop if apposed and not body and not finite else last


def _apposition_before(paragraph: Paragraph, first: int, last: int, start: int) -> int:
    """Back over "the defence minister," before a name that a comma closes too."""
    words = paragraph.words
    if first - 2 <= start or words[first - 1] != "," or last >= len(words) or words[last] not in _ENDS:
        return first
    opening = next((k for k in range(first - 2, max(start, first - 2 - _BEFORE) - 1, -1) if words[k].casefold() in _OPENING), None)
    if opening is None or any(words[k] in _ENDS for k in range(opening, first - 1)):
        return first
    other = describe(paragraph.between(opening, first - 1))
    return opening if other.head is not None and not other.plural and not other.name and other.head.sort in _APPOSED else first
