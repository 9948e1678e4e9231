"""Quotations: which quotation marks belong together, whatever their shape.

The direction of a straight mark follows from the spaces around it. One odd mark costs at most its own
quotation: a mark that opens while another is open closes the first at the end of its sentence,
and a mark that is never closed runs on to the end of the paragraph, as newspapers print
quotations of several paragraphs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kit.language.parsing import plain
from kit.language.parsing.plain import Doc, Token

_MARKS = frozenset({"“", "”", '"', "``", "''", "«", "»", "„"})
_OPEN = frozenset({"“", "``", "«", "„"})
_CLOSE = frozenset({"”", "»"})
#: Marks, single ones too, that may open a quotation; the straight ones may close it as well.
MAY_OPEN = _OPEN | {'"', "''", "‘"}
_SINGLE_OPEN = frozenset({"‘", "'"})
_SINGLE_CLOSE = frozenset({"’", "'"})
_SINGLE = _SINGLE_OPEN | _SINGLE_CLOSE
_BEFORE_OPENING = frozenset("([—–-:/")
_LEADING = frozenset({",", "?", "!", "…", "—", "–", "-", "...", "’", "'"})
#: Fewer words than this are a scare quote, a title or a single quoted word.
SHORT = 3


class Quotation(NamedTuple):
    """Token numbers of the first and the last token, marks included."""

    first: int
    last: int

    def __contains__(self, i: object) -> bool:
        return isinstance(i, int) and self.first <= i <= self.last

    @property
    def words(self) -> int:
        return self.last - self.first - 1


def find(doc: Doc) -> list[Quotation]:
    """The quoted spans of one paragraph, in order, not overlapping; single marks count where they stand outside double ones.

    >>> import spacy
    >>> doc = spacy.blank("en")('"We are safe," she said. "All of us."')
    >>> [doc[q.first : q.last + 1].text for q in find(doc)]
    ['"We are safe,"', '"All of us."']
    """
    doc = plain.of(doc)
    found: list[Quotation] = []
    opened: int | None = None
    for token in _among(doc, _MARKS):
        if _opens(token, opened is not None):
            if opened is not None and token.i - opened > SHORT:
                # "… for Putin. “And even if …": the first quotation ends where the next begins.
                found.append(Quotation(opened, token.i - 1))
            opened = token.i
        elif opened is not None:
            found.append(Quotation(opened, token.i))
            opened = None
    if opened is not None and len(doc) - opened > SHORT + 1:
        found.append(Quotation(opened, len(doc) - 1))
    single = [q for q in _single(doc) if not any(q.first in other for other in found)]
    return sorted(found + single) if single else found


def _among(doc: Doc, marks: frozenset[str]) -> Sequence[Token]:
    """The tokens with one of these texts."""
    return () if marks.isdisjoint(doc.lowers) else [token for token in doc.tokens if token.text in marks]


def _single(doc: Doc) -> list[Quotation]:
    """The quotations in single marks, as British papers print them: ‘It is over,’ she said.

    An apostrophe is told from a closing mark by what stands before it: a closing mark follows punctuation, or a word
    that does not end in s, or the last such word before a comma or a full stop.
    """
    found: list[Quotation] = []
    opened: int | None = None
    for token in _among(doc, _SINGLE):
        if token.text in _SINGLE_OPEN and _stands_open(token):
            opened = token.i if opened is None else opened
        elif token.text in _SINGLE_CLOSE and opened is not None and token.i - opened > 1 and _stands_closed(token):
            found.append(Quotation(opened, token.i))
            opened = None
    return found


def _stands_open(token: Token) -> bool:
    free = token.i == 0 or bool(token.nbor(-1).whitespace_) or token.nbor(-1).text in _BEFORE_OPENING
    return free and not token.whitespace_ and token.i + 1 < len(token.doc) and token.nbor(1).text[:1].isalpha()


def _stands_closed(token: Token) -> bool:
    before, after = token.nbor(-1), token.nbor(1) if token.i + 1 < len(token.doc) else None
    ends = after is None or bool(token.whitespace_) or after.is_punct
    return ends and (before.text[-1] in ".,?!…" or not before.text.endswith("s") or after is None or after.is_punct)


def _opens(token: Token, is_open: bool) -> bool:
    if token.text in _OPEN:
        return True
    before = token.nbor(-1) if token.i else None
    space_before = before is None or bool(before.whitespace_) or before.text in _BEFORE_OPENING
    space_after = bool(token.whitespace_) or token.i + 1 == len(token.doc)
    if token.text in _CLOSE:
        # Typed the wrong way round at the head of a quotation: ”We are glad,” she said.
        return not is_open and space_before and not space_after
    if space_before == space_after:
        return not is_open
    return space_before


def inside(quotations: list[Quotation]) -> frozenset[int]:
    """The token numbers that stand within quotations of more than a few words."""
    return frozenset(i for q in quotations if q.words > SHORT for i in range(q.first + 1, q.last))


def is_title(doc: Doc, quotation: Quotation) -> bool:
    """Whether all but the little words of a short quotation are capitalised: “The Long Way Home”."""
    words = [t for t in doc[quotation.first + 1 : quotation.last] if t.is_alpha and len(t) > 3]
    return quotation.words < 8 and bool(words) and all(t.text[0].isupper() for t in words) and not any(t.pos_ == "AUX" for t in words)


def leads_on(doc: Doc, quotation: Quotation) -> bool:
    """Whether the sentence goes on after the quotation ("…," she said); after "…." a new one begins."""
    last = quotation.last
    followed = last + 1 < len(doc) and doc[last + 1].text == ","
    return followed or doc[last - 1].text in _LEADING


def is_speech(doc: Doc, quotation: Quotation) -> bool:
    """Whether the quotation is something said, not a title, a nickname or a word at a distance.

    Speech touches a comma, colon or full stop at its edge and has a verb, or it is a clause with a subject.
    """
    first, last = quotation
    body = doc[first + 1 : last]
    if not len(body):
        return False
    edge = (
        (first > 0 and doc[first - 1].text in {",", ":"})
        or doc[last - 1].text in {",", ".", "?", "!", "…"}
        or (last + 1 < len(doc) and doc[last + 1].text in {",", "."})
    )
    has_verb = any(t.pos_ in {"VERB", "AUX"} for t in body)
    if edge:
        return has_verb or len(body) > 7
    return body[0].text[:1].isupper() and any(t.dep_ in {"nsubj", "nsubj:pass"} for t in body)
