"""How sure the parser is: its own scores, kept while it parses.

A transition parser decides word by word and throws the scores of its decisions away. Here they are kept as
``doc._.doubts``, an array of floats with a row for each token: the sum and the greatest of the negative logarithms of
the probabilities of the decisions in which the token was one of the two words in question. 0 is no doubt at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from spacy.language import Language
from spacy.pipeline import DependencyParser
from spacy.tokens import Doc
from spacy.util import minibatch

if not Doc.has_extension("doubts"):
    Doc.set_extension("doubts", default=None)


class Watched:
    """spaCy's greedy parser, which parses as before and leaves its doubts with each Doc; all of a batch go step by step together."""

    def __init__(self, parser: DependencyParser):
        self.parser = parser

    @property
    def labels(self) -> tuple[str, ...]:
        return self.parser.labels

    def __call__(self, doc: Doc) -> Doc:
        self._parse([doc])
        return doc

    def pipe(self, docs: Iterable[Doc], batch_size: int = 256) -> Iterator[Doc]:
        for batch in minibatch(docs, batch_size):
            self._parse(batch)
            yield from batch

    def _parse(self, docs: Sequence[Doc]) -> None:
        docs = [doc for doc in docs if len(doc)]
        if not docs:
            return
        model, states = self.parser.model.predict(docs), self.parser.moves.init_batch(docs)
        steps: list[list[tuple[int, int, float]]] = [[] for _ in docs]
        waiting = [(state, found) for state, found in zip(states, steps, strict=True) if not state.is_final()]
        while waiting:
            open_states = [state for state, _ in waiting]
            scores = np.ascontiguousarray(model.predict(open_states))
            losses = np.log(np.exp(scores - scores.max(axis=1, keepdims=True)).sum(axis=1)).tolist()
            for (state, found), loss in zip(waiting, losses, strict=True):
                found.append((state.S(0), state.B(0), loss))
            self.parser.transition_states(open_states, scores)
            waiting = [pair for pair in waiting if not pair[0].is_final()]
        self.parser.set_annotations(docs, states)
        for doc, found in zip(docs, steps, strict=True):
            doc._.doubts = _by_token(len(doc), found)


def _by_token(tokens: int, steps: Sequence[tuple[int, int, float]]) -> np.ndarray:
    table = np.zeros((tokens + 1, 2))  # what concerns no token, -1, goes to the last row
    if steps:
        first, second, losses = (np.array(column) for column in zip(*steps, strict=True))
        places, losses = np.concatenate([first, second]), np.concatenate([losses, losses])
        table[:, 0] = np.bincount(places % (tokens + 1), losses, tokens + 1)
        np.maximum.at(table[:, 1], places, losses)
    return table[:-1]


def copy(doc: Doc, other: Doc, places: Sequence[int]) -> None:
    """Gives *other* the doubts of *doc*, whose tokens stand at *places* in it."""
    if doc._.doubts is not None:
        table = np.zeros((len(other), 2))
        table[list(places)] = doc._.doubts
        other._.doubts = table


def watch(nlp: Language, name: str) -> None:
    """Puts a watched parser in the place of the spaCy parser *name*; one of another kind, or with a beam, stays as it is."""
    parser = nlp.get_pipe(name)
    if isinstance(parser, DependencyParser) and parser.cfg.get("beam_width", 1) == 1:
        at = nlp.pipe_names.index(name)
        nlp.remove_pipe(name)
        following = nlp.pipe_names[at] if at < len(nlp.pipe_names) else None
        nlp.add_pipe("watched_parser", name=name, before=following, config={})
        nlp.get_pipe(name).parser = parser


@Language.factory("watched_parser", assigns=["token.dep", "token.head", "token.is_sent_start", "doc.sents"])
def _watched(nlp: Language, name: str) -> Watched:
    return Watched(None)
