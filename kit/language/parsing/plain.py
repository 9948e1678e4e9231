"""A parsed paragraph as plain Python objects, which the rules read several times faster than spaCy's.

Every ``token.dep_`` of spaCy makes a string anew, every ``token.children`` walks the C array, every ``doc[a:b]`` builds a
span; the rules ask for them a hundred times a word. :func:`of` asks once for each token, column by column, and keeps the
answers as attributes of :class:`Doc`, :class:`Token` and :class:`Span`. These bear spaCy's names and read like spaCy's
(``token.head``, ``doc[3:8].text``), as far as the rules need it; nothing can be changed in them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, count, repeat
from typing import NamedTuple, overload

import numpy as np
import spacy.tokens
from spacy.attrs import DEP, HEAD, LEMMA, ORTH, POS, SENT_START, SPACY, TAG
from spacy.vocab import Vocab

#: The first four are numbers of strings.
_COLUMNS = [LEMMA, TAG, POS, DEP, ORTH, SPACY, SENT_START, HEAD]
#: Where a spaCy Doc keeps its plain one.
_PLAIN = "plain"
#: So many words are kept ready; a corpus has ever more names.
_MOST = 100_000


class Token:
    """A word, with the attributes that spaCy's Token has by these names; ``children`` is a list, in order."""

    __slots__ = (
        "doc", "i", "idx", "form", "text", "lower_", "is_punct", "is_space", "lemma_", "pos_", "tag_", "dep_", "head", "children", "_subtree", "_edges",
    )  # fmt: skip

    def __init__(self, doc: Doc, i: int, idx: int, form: _Form, lemma: str, pos: str, tag: str, dep: str):
        self.doc = doc
        self.i = i
        self.idx = idx
        self.form = form
        self.text, self.lower_, self.is_punct, self.is_space, *_ = form
        self.lemma_ = lemma
        self.pos_ = pos
        self.tag_ = tag
        self.dep_ = dep
        self.head = self
        self.children: list[Token] = []
        self._subtree = self._edges = None

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return self.text

    @property
    def is_alpha(self) -> bool:
        return self.form.is_alpha

    @property
    def is_upper(self) -> bool:
        return self.form.is_upper

    @property
    def like_num(self) -> bool:
        return self.form.like_num

    @property
    def whitespace_(self) -> str:
        return self.doc.blanks[self.i]

    @property
    def is_sent_start(self) -> bool:
        return self.doc.opening[self.i] == 1

    @property
    def subtree(self) -> list[Token]:
        """The token and all below it, in spaCy's order: what hangs on its left, itself, what hangs on its right."""
        if self._subtree is None:
            found, waiting = [], [(self, False)]
            while waiting:
                token, opened = waiting.pop()
                if opened or not token.children:
                    found.append(token)
                    continue
                children = token.children
                middle = next((k for k, c in enumerate(children) if c.i > token.i), len(children))
                waiting.extend([(c, False) for c in reversed(children[middle:])])
                waiting.append((token, True))
                waiting.extend([(c, False) for c in reversed(children[:middle])])
            self._subtree = found
        return self._subtree

    @property
    def left_edge(self) -> Token:
        return self.doc.tokens[self.edges[0]]

    @property
    def right_edge(self) -> Token:
        return self.doc.tokens[self.edges[1]]

    @property
    def edges(self) -> tuple[int, int]:
        """The numbers of the first and the last token of the subtree."""
        if self._edges is None:
            numbers = [token.i for token in self.subtree] if self.children else [self.i]
            self._edges = min(numbers), max(numbers)
        return self._edges

    @property
    def ancestors(self) -> Iterator[Token]:
        token = self
        while token.head is not token:
            token = token.head
            yield token

    @property
    def sent(self) -> Span:
        doc = self.doc
        return doc.sents[bisect_right(doc.sentence_starts, self.i) - 1]

    def nbor(self, distance: int = 1) -> Token:
        at = self.i + distance
        if at < 0:
            raise IndexError(at)
        return self.doc.tokens[at]


class Span:
    """A run of tokens, from number ``start`` to before ``end``."""

    __slots__ = ("doc", "start", "end")

    def __init__(self, doc: Doc, start: int, end: int):
        self.doc = doc
        self.start = start
        self.end = end

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[Token]:
        return iter(self.doc.tokens[self.start : self.end])

    def __reversed__(self) -> Iterator[Token]:
        return reversed(self.doc.tokens[self.start : self.end])

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> Span: ...
    def __getitem__(self, at):
        if isinstance(at, slice):
            start, end, _ = at.indices(self.end - self.start)
            return Span(self.doc, self.start + start, self.start + max(start, end))
        return self.doc.tokens[self.start : self.end][at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span) and self.doc is other.doc and self.start == other.start and self.end == other.end

    def __hash__(self) -> int:
        return hash((id(self.doc), self.start, self.end))

    def __repr__(self) -> str:
        return self.text

    @property
    def start_char(self) -> int:
        return self.doc.tokens[self.start].idx

    @property
    def end_char(self) -> int:
        last = self.doc.tokens[self.end - 1]
        return last.idx + len(last.text)

    @property
    def text(self) -> str:
        return self.doc.text[self.start_char : self.end_char] if self.end > self.start else ""

    @property
    def root(self) -> Token:
        """The token nearest to the root of its sentence, of several the first; a mark only where there is no word."""
        tokens, start, end = self.doc.tokens, self.start, self.end
        for token in tokens[start:end]:
            if token.head is token:
                return token
        outside = [token for token in tokens[start:end] if not start <= token.head.i < end]
        return outside[0] if len(outside) == 1 else min(outside, key=_depth, default=tokens[start])

    @property
    def sent(self) -> Span:
        """The sentence in which it begins."""
        return self.doc.tokens[self.start].sent

    @property
    def sents(self) -> list[Span]:
        """The sentences of which it has a part."""
        starts = self.doc.sentence_starts
        return self.doc.sents[bisect_right(starts, self.start) - 1 : bisect_left(starts, max(self.end, self.start + 1))]


def _depth(token: Token) -> int:
    if (token.is_punct or token.is_space) and not token.children:
        return len(token.doc.tokens) - 1
    return sum(1 for _ in token.ancestors)


class Doc:
    """A paragraph.

    Attributes:
        tokens: its words. text: their text.
        start: where in the article it begins.
        doubts: see :mod:`kit.language.parsing.doubts`. sents: its sentences. sentence_starts: the number of the first token of each.
        lowers, lemmas: the words and their lemmas as a set, to ask whether a rule need look at all.
        notes: for what rules find out of it once.
    """

    __slots__ = ("tokens", "text", "start", "doubts", "sents", "sentence_starts", "lowers", "lemmas", "notes", "blanks", "opening")

    def __init__(self, doc: spacy.tokens.Doc):
        columns = doc.to_array(_COLUMNS).view(np.int64).T.tolist()
        strings, forms = _known(doc.vocab)
        lemmas, tags, parts, deps = ([strings[number] for number in column] for column in columns[:4])
        forms = [forms[orth] for orth in columns[4]]
        self.blanks = blanks = [" " if space else "" for space in columns[5]]
        self.opening, distances = columns[6:]
        self.sentence_starts = [i for i, opens in enumerate(self.opening) if opens == 1 or i == 0]
        pieces = [form.text + blank for form, blank in zip(forms, blanks)]
        self.lowers, self.lemmas = {form.lower for form in forms}, set(lemmas)
        self.text = "".join(pieces)
        kept = doc._
        self.start, self.doubts = kept.start if kept.has("start") else 0, kept.doubts if kept.has("doubts") else None
        self.notes = {}
        places = accumulate(map(len, pieces), initial=0)
        self.tokens = tokens = list(map(Token, repeat(self), count(), places, forms, lemmas, parts, tags, deps))
        for token, distance in zip(tokens, distances):
            if distance:
                token.head = head = tokens[token.i + distance]
                head.children.append(token)
        ends = [*self.sentence_starts[1:], len(tokens)]
        self.sents = [Span(self, start, end) for start, end in zip(self.sentence_starts, ends)]

    def __len__(self) -> int:
        return len(self.tokens)

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> Span: ...
    def __getitem__(self, at):
        if isinstance(at, slice):
            start, end, _ = at.indices(len(self.tokens))
            return Span(self, start, max(start, end))
        return self.tokens[at]

    def char_span(self, start: int, end: int, expand: bool = False) -> Span | None:
        """The tokens of some characters: exactly, or with *expand* all that they touch; None where there are none such."""
        first = bisect_right(self.tokens, start, key=lambda token: token.idx) - 1
        last = bisect_right(self.tokens, end - 1, key=lambda token: token.idx) - 1
        if first < 0 or last < 0 or end > len(self.text):
            return None
        opening, closing = self.tokens[first], self.tokens[last]
        if not expand:
            return Span(self, first, last + 1) if opening.idx == start and closing.idx + len(closing.text) == end else None
        return Span(self, first + (start == opening.idx + len(opening.text)), last + 1)


class _Form(NamedTuple):
    """What does not depend on where a word stands."""

    text: str
    lower: str
    is_punct: bool
    is_space: bool
    is_alpha: bool
    is_upper: bool
    like_num: bool


class _Strings(dict):
    """spaCy's strings by their numbers, which are without a sign there."""

    def __init__(self, vocab: Vocab):
        self.strings = vocab.strings

    def __missing__(self, number: int) -> str:
        if len(self) > _MOST:
            self.clear()
        self[number] = found = self.strings[number % 2**64]
        return found


class _Forms(dict):
    """Words by the number of their text."""

    def __init__(self, vocab: Vocab):
        self.vocab = vocab

    def __missing__(self, orth: int) -> _Form:
        if len(self) > _MOST:
            self.clear()
        word = self.vocab[orth % 2**64]
        self[orth] = found = _Form(word.text, word.lower_, word.is_punct, word.is_space, word.is_alpha, word.is_upper, word.like_num)
        return found


@lru_cache(maxsize=4)
def _known(vocab: Vocab) -> tuple[_Strings, _Forms]:
    return _Strings(vocab), _Forms(vocab)


def span_of(span: spacy.tokens.Span | Span) -> Span:
    """The plain Span of a spaCy one; a plain one is its own."""
    return span if isinstance(span, Span) else of(span.doc)[span.start : span.end]


def of(doc: spacy.tokens.Doc | Doc) -> Doc:
    """The plain Doc of a spaCy one, made once; a plain one is its own.

    >>> import spacy
    >>> plain = of(spacy.blank("en")("Two bridges fell."))
    >>> plain[1].lower_, plain[0:2].text, of(plain) is plain
    ('bridges', 'Two bridges', True)
    """
    if isinstance(doc, Doc):
        return doc
    found = doc.user_data.get(_PLAIN)
    if found is None:
        found = doc.user_data[_PLAIN] = Doc(doc)
    return found
