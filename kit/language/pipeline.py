"""The language pipeline: loading it, and running it over articles paragraph by paragraph.

The shipped pipeline (kit/language/model) was trained for this kit; any installed spaCy pipeline with a dependency
parser can take its place. Whatever the pipeline, the Docs that come out carry Universal Dependencies labels, and
hold exactly the characters of the article.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc

from kit.language.parsing import clear, doubts, headlines, repairs, tokens

#: The pipeline that comes with the kit.
SHIPPED = Path(__file__).parent / "model" / "en_news_ud_sm"
#: No paragraph of prose is as long; what is longer (a page without line breaks) is cut, so that memory and time stay bounded.
LONGEST = 10_000
#: Nor is a word; the tokeniser's time grows with the square of the length of one (a row of 10,000 marks).
LONGEST_WORD = 300
#: What str.splitlines takes for the end of a line.
_LINE = re.compile("[^\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]+")
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD}}}")
#: Blanks that no trained parser knows, and takes for a word: "the mayor\xa0said".
_ODD_BLANK = re.compile(r"[^\S \t]")
_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*\s")

if not Doc.has_extension("start"):
    Doc.set_extension("start", default=0)


@lru_cache(maxsize=4)
def load(model: str | None = None) -> Language:
    """Loads a pipeline, once in each process.

    Args:
        model: the name of an installed spaCy pipeline ("en_core_web_trf") or its folder; None for the shipped one.

    Returns:
        The pipeline, its tokeniser extended by :mod:`kit.language.parsing.tokens`; one whose parser gives CLEAR labels ends
        with a component that turns them into Universal Dependencies (:mod:`kit.language.parsing.clear`).

    Raises:
        ValueError: if there is no such pipeline, or if it has no dependency parser.

    >>> "parser" in load().pipe_names
    True
    """
    try:
        nlp = spacy.load(SHIPPED if model is None else model, exclude=["ner"])  # no rule stands on entities, and they take time
    except OSError as error:
        raise ValueError(
            f"no spaCy pipeline {str(model)!r}: neither an installed package nor a folder with a config.cfg and a meta.json. "
            f"Install it (python -m spacy download {model}) or leave the model out to use the shipped one."
        ) from error
    parsers = [name for name in nlp.pipe_names if "token.dep" in nlp.get_pipe_meta(name).assigns]
    if not parsers:
        raise ValueError(
            f"the pipeline {str(model)!r} has no dependency parser (its components: {', '.join(nlp.pipe_names) or 'none'}); "
            "who says what is read from the parse, so take one with a parser, such as en_core_web_sm."
        )
    tokens.extend_tokenizer(nlp)
    nlp.add_pipe(repairs.sentence_bars.__name__, before=parsers[0])
    if "lemmatizer" in nlp.pipe_names and nlp.pipe_names.index("lemmatizer") > nlp.pipe_names.index(parsers[0]):
        nlp.add_pipe(repairs.verb_tags.__name__, before="lemmatizer")
    doubts.watch(nlp, parsers[0])
    for _, component in nlp.pipeline:
        if isinstance(component, Lemmatizer):
            repairs.index_lemmas(component)
    if any(clear.CLEAR_ONLY.intersection(nlp.get_pipe(name).labels) for name in parsers):
        nlp.add_pipe("clear_to_ud", last=True)
    return nlp


def paragraph_docs(nlp: Language, text: str) -> list[Doc]:
    """Parses *text* paragraph by paragraph; a paragraph is a line that is not blank.

    Returns:
        One Doc for each paragraph, in order. ``doc._.start`` is its character offset in *text*:
        ``text[doc._.start : doc._.start + len(doc.text)] == doc.text``.

    >>> docs = paragraph_docs(load(), "Two bridges fell.\\n\\nNobody was hurt.")
    >>> [(doc._.start, doc.text) for doc in docs]
    [(0, 'Two bridges fell.'), (19, 'Nobody was hurt.')]
    """
    return next(pipe_articles(nlp, [text]))


def pipe_articles(nlp: Language, texts: Iterable[str], batch_size: int = 16) -> Iterator[list[Doc]]:
    """Parses many articles, *batch_size* at a time; yields for each what :func:`paragraph_docs` returns, in order."""
    texts = iter(texts)
    while batch := list(islice(texts, batch_size)):
        pieces = [list(_paragraphs(text)) for text in batch]
        cased = [_in_sentence_case([_ODD_BLANK.sub(" ", piece) for _, piece in article], nlp) for article in pieces]
        # Tokenised here, not by nlp.pipe, which refuses a text longer than nlp.max_length.
        docs = nlp.pipe(nlp.tokenizer(piece) for article in cased for piece in article)
        for article, texts_read in zip(pieces, cased, strict=True):
            parsed = [
                doc if read == piece else headlines.as_printed(doc, piece)
                for (_, piece), read, doc in zip(article, texts_read, docs)  # the last one is asked for no more than there are
            ]
            for (start, _), doc in zip(article, parsed, strict=True):
                doc._.start = start
            yield parsed


def _in_sentence_case(paragraphs: list[str], nlp: Language) -> list[str]:
    titles = [headlines.is_title_case(text) for text in paragraphs]
    if not any(titles):
        return paragraphs
    names = headlines.names_of(paragraphs)
    return [headlines.in_sentence_case(text, names, nlp) if title else text for text, title in zip(paragraphs, titles, strict=True)]


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """The lines of *text* without the blanks around them, each with its offset; overlong ones in pieces."""
    for line in _LINE.finditer(text):
        start, end = line.span()
        while start < end:
            stop = _cut(text, start, end)
            piece = text[start:stop]
            if piece.strip():
                yield start + len(piece) - len(piece.lstrip()), piece.strip()
            start = stop


def _cut(text: str, start: int, end: int) -> int:
    """How far a piece that starts at *start* reaches: to *end*, or, if that is too far, to the last sentence or word
    before; never beyond the first LONGEST_WORD characters of a word."""
    limit = min(end, start + LONGEST)
    if long_word := _LONG_WORD.search(text, start, limit):
        return long_word.end()
    if limit == end:
        return end
    sentence_ends = [match.end() for match in _SENTENCE_END.finditer(text, start, limit)]
    return sentence_ends[-1] if sentence_ends else text.rfind(" ", start, limit) + 1


def model_sha256(nlp: Language) -> str | None:
    """The sha256 over the files of a pipeline: their relative paths and bytes, in the order of the paths.

    None for a pipeline that was made in memory and has no folder.
    """
    if nlp.path is None or not Path(nlp.path).is_dir():
        return None
    folder = Path(nlp.path)
    digest = hashlib.sha256()
    for name in sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()):
        digest.update(name.encode("utf-8") + b"\0" + hashlib.sha256((folder / name).read_bytes()).digest())
    return digest.hexdigest()
