"""What the rules cost beside the parser, room by room, and what others do with the same parses, in one run.

    python tests/benchmarks/bench_extraction.py [folder of articles]

Without a folder the shipped cases are read. CPU time; every part is timed once a round, one after another, and what is
printed is the median over the rounds of its share of the parser's time in that round, so that a busy machine tells less.
textacy's quotations and quantulum3's quantities are timed where they can be imported; neither is needed.
"""

from __future__ import annotations

import gc
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pandas as pd
from spacy.tokens import Doc

import kit
from kit.language import pipeline
from kit.language.attribution import speeches
from kit.language.figures import counts
from kit.language.parsing import plain

CASES = [Path(__file__).parents[2] / "data" / name for name in ("captured-soldier", "temirtal-earthquake")]
ROUNDS = 5
#: A small case is read again and again up to so many words, so that what a run costs once does not count.
WORDS = 40_000


def timed(work: Callable[[], object]) -> float:
    """CPU seconds of one run, the waste of others cleared away before."""
    gc.collect()
    gc.freeze()  # what is loaded already is not searched for waste again and again
    start = time.process_time()
    work()
    return time.process_time() - start


def textacy() -> Callable[[Doc], object]:
    from textacy import extract

    return lambda doc: list(extract.direct_quotations(doc))


def quantulum3() -> Callable[[Doc], object]:
    from quantulum3 import classifier, parser

    classifier.USE_CLF = False  # it tells units apart that one word stands for, and asks for a download
    return lambda doc: parser.parse(doc.text)


def of_others() -> dict[str, Callable[[Doc], object]]:
    """How others read a parsed paragraph; who is not installed, or broken, is told and left out."""
    found = {}
    for load in (textacy, quantulum3):
        try:
            found[load.__name__] = load()
        except Exception as error:  # noqa: BLE001 - a broken installation raises whatever it likes
            print(f"{load.__name__} is not timed: {type(error).__name__}: {error}")
    return found


def main(folder: str | None = None) -> None:
    articles = pd.concat([kit.read_articles(path if folder else kit.open_case(path)) for path in ([folder] if folder else CASES)])
    copies = max(1, WORDS // int(articles["words"].sum()))
    articles = pd.concat([articles.set_axis([f"{name}-{copy}" for name in articles.index]) for copy in range(copies)])
    texts = articles["text"].tolist()
    words = sum(len(text.split()) for text in texts)
    nlp = pipeline.load()
    parsed = list(pipeline.pipe_articles(nlp, texts))
    unread: Counter[str] = Counter()

    def by(name: str, read: Callable[[Doc], object]) -> None:
        for doc in (doc for docs in parsed for doc in docs):
            try:
                read(doc)
            except Exception:  # noqa: BLE001 - what others cannot read is counted
                unread[name] += 1

    parts: dict[str, Callable[[], object]] = {
        "parser": lambda: list(pipeline.pipe_articles(nlp, texts)),
        "plain words": lambda: [plain.Doc(doc) for docs in parsed for doc in docs],
        "attribution": lambda: [speeches.in_article(docs) for docs in read],
        "figures": lambda: [counts.in_article(docs) for docs in read],
        "kit.extract": lambda: kit.extract(articles),
    }
    others = {name: lambda name=name, read=read: by(name, read) for name, read in of_others().items()}
    rounds = []
    for _ in range(ROUNDS):
        read = [[plain.Doc(doc) for doc in docs] for docs in parsed]  # anew: rules note on it what they have looked up
        rounds.append({name: timed(work) for name, work in (parts | others).items()})
    share = {name: median(seconds[name] / seconds["parser"] for seconds in rounds) for name in parts | others}
    speed = words / median(seconds["parser"] for seconds in rounds)
    print(f"{len(texts)} texts, {words:,} words; the parser reads {speed:,.0f} words/s")
    for name in ("plain words", "attribution", "figures"):
        print(f"{name:12} {100 * share[name]:5.1f} % of the parser's time")
    print(f"{'all rules':12} {100 * (share['kit.extract'] - 1):5.1f} % (resolution, confidence and tables included)")
    print(f"kit.extract is {share['kit.extract']:.2f} × the bare parser")
    for name in others:
        left = f" ({unread[name] // ROUNDS} paragraphs that it could not read)" if unread[name] else ""
        print(f"parser and {name} are {1 + share[name]:.2f} ×{left}")
    if len(others) > 1:
        print(f"parser and {' + '.join(others)} are {1 + sum(share[name] for name in others):.2f} ×")


if __name__ == "__main__":
    main(*sys.argv[1:2])
