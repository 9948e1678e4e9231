"""Headlines In Title Case, read as the sentences they are.

A parser that knows prose takes every capitalised word for a name. So a paragraph in title case is parsed in sentence
case, and the parse is put on the words as they are printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from kit.language.parsing import doubts

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
#: A longer paragraph is prose, whatever its capitals.
LONGEST = 30
#: What most style books print small in a title.
_SMALL = frozenset(["a", "an", "the", "and", "but", "or", "nor", "as", "at", "by", "for", "from", "in", "into", "of", "off", "on", "onto", "out", "over", "per", "to", "up", "via", "with"])
_ENDINGS = (("", ""), ("s", ""), ("es", ""), ("ed", ""), ("d", ""), ("ing", ""), ("ing", "e"), ("ies", "y"), ("ied", "y"), ("er", ""), ("est", ""))


def is_title_case(text: str) -> bool:
    """Whether nearly all words of a short paragraph but the smallest begin with a capital, as in no sentence.

    >>> is_title_case("Mayor Says Bridge Will Stay Closed"), is_title_case("Mayor says bridge will stay closed")
    (True, False)
    """
    words = _WORD.findall(text)
    main = [word for word in words if word.lower() not in _SMALL]
    return len(words) <= LONGEST and len(main) > 3 and sum(word[0].isupper() for word in main) >= 0.85 * len(main) and not text.isupper()


def names_of(paragraphs: Iterable[str]) -> frozenset[str]:
    """The words that an article prints with a capital in the middle of a sentence and never without one."""
    capital, small = set(), set()
    for text in paragraphs:
        if is_title_case(text):
            continue
        for match in _WORD.finditer(text):
            word = match[0]
            if word[0].islower():
                small.add(word)
            elif text[: match.start()].rstrip("\"“‘'(« ")[-1:] not in {"", ".", "!", "?", ":", "…"}:
                capital.add(word.lower())
    return frozenset(capital - small)


def in_sentence_case(text: str, names: frozenset[str], nlp: Language) -> str:
    """*text* with small letters at the head of its common words; every character keeps its place.

    Small becomes what is no name of the article and a word of the lemmatizer's tables; the first word keeps its capital.
    """
    known = _known(nlp)

    def recase(match: re.Match[str]) -> str:
        word = match[0]
        lower = word[0].lower() + word[1:]
        plain = lower.lower()
        kept = match.start() == 0 or plain in names or not word[1:].islower() or len(lower) != len(word)
        return word if kept or not (plain in known or any(plain.endswith(end) and plain[: len(plain) - len(end)] + more in known for end, more in _ENDINGS)) else lower

    return _WORD.sub(recase, text)


@cache
def _known(nlp: Language) -> frozenset[str]:
    """The words of the lemmatizer's tables."""
    if "lemmatizer" not in nlp.pipe_names:
        return frozenset()
    lookups = nlp.get_pipe("lemmatizer").lookups
    words: set[str] = set()
    for table in ("lemma_index", "lemma_exc"):
        if lookups.has_table(table):
            for entries in lookups.get_table(table).values():
                words.update(entries)
    return frozenset(words)


def as_printed(doc: Doc, text: str) -> Doc:
    """The parse of *doc* on the words of *text*, which differs from ``doc.text`` in nothing but capitals and kinds of blanks.

    A blank that is no plain one becomes a token of its own, as spaCy's tokeniser has it, which hangs on the word before.
    """
    words, spaces, kept, tokens = [], [], [], []
    for token in doc:
        kept.append(len(words))
        end = token.idx + len(token)
        odd = bool(token.whitespace_) and text[end] != " "
        words += [text[token.idx : end], text[end]] if odd else [text[token.idx : end]]
        spaces += [False, False] if odd else [bool(token.whitespace_)]
        tokens += [token, None] if odd else [token]
    printed = Doc(
        doc.vocab, words=words, spaces=spaces,
        tags=[t.tag_ if t else "_SP" for t in tokens], pos=[t.pos_ if t else "SPACE" for t in tokens], morphs=[str(t.morph) if t else "" for t in tokens],
        lemmas=[t.lemma_ if t else word for t, word in zip(tokens, words, strict=True)],
        heads=[kept[t.head.i] if t else k - 1 for k, t in enumerate(tokens)], deps=[t.dep_ if t else "dep" for t in tokens],
        sent_starts=[bool(t and t.is_sent_start) for t in tokens],
    )  # fmt: skip
    doubts.copy(doc, printed, kept)
    return printed if printed.text == text else doc
