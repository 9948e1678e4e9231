"""What figures cost beside the parser, and how fast number expressions are found, in one run.

    python tests/benchmarks/bench_figures.py [folder of articles]

Without a folder the shipped case is read. Times are the best of five, so that a busy machine tells less.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from spacy.tokens import Doc

import kit
from kit.language import pipeline
from kit.language.figures import counts
from kit.language.quantities import expressions

CASE = Path(__file__).parents[2] / "data" / "captured-soldier"
ROUNDS = 5
#: Texts are repeated up to so many words, so that a small case can be timed.
WORDS = 5000


def best(work: Callable[[], object]) -> float:
    """The shortest of some runs, in seconds."""
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def afresh(doc: Doc) -> Doc:
    """The Doc without what an earlier search has noted on it."""
    for key in [key for key in doc.user_data if isinstance(key, str)]:
        del doc.user_data[key]
    return doc


def main(folder: str | None = None) -> None:
    texts = kit.read_articles(folder or kit.open_case(CASE))["text"].tolist()
    words = sum(len(text.split()) for text in texts)
    texts *= max(1, WORDS // max(words, 1))
    words = sum(len(text.split()) for text in texts)
    nlp = pipeline.load()
    articles = [(docs, [doc.text for doc in docs]) for docs in pipeline.pipe_articles(nlp, texts)]
    parsing = best(lambda: [len(article) for article in pipeline.pipe_articles(nlp, texts)])
    finding = best(lambda: [counts.in_article([afresh(doc) for doc in docs], texts=paragraphs) for docs, paragraphs in articles])
    numbers = best(lambda: [expressions.find(text) for text in texts])
    print(f"{len(texts)} texts, {words:,} words")
    print(f"parser      {words / parsing:10,.0f} words/s")
    print(f"figures     {words / finding:10,.0f} words/s, {100 * finding / parsing:.1f} % of the parser's time")
    print(f"quantities  {words / numbers:10,.0f} words/s")


if __name__ == "__main__":
    main(*sys.argv[1:2])
