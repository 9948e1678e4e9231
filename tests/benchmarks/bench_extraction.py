"""What the rules cost beside the parser, room by room, and what others do with the same parses, in one run.

    python tests/benchmarks/bench_extraction.py [folder of articles]

Without a folder the shipped cases are read. CPU time, the best of three rounds in which every part is timed once, so that a
busy machine tells less. Where textacy and quantulum3 are installed, their quotations and quantities are timed too.
"""

from __future__ import annotations

import gc
import importlib.util
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

import kit
from kit.language import pipeline
from kit.language.attribution import speeches
from kit.language.figures import counts

CASES = [Path(__file__).parents[2] / "data" / name for name in ("captured-soldier", "temirtal-earthquake")]
ROUNDS = 3
#: A small case is read again and again up to so many words, so that what a run costs once does not count.
WORDS = 40_000


def timed(work: Callable[[], object]) -> float:
    """CPU seconds of one run, the waste of others cleared away before."""
    gc.collect()
    gc.freeze()  # what is loaded already is not searched for waste again and again
    start = time.process_time()
    work()
    return time.process_time() - start


def of_others(docs: list) -> None:
    """Direct quotations by textacy and quantities by quantulum3, of parsed paragraphs."""
    from quantulum3 import parser
    from textacy import extract

    for doc in docs:
        list(extract.direct_quotations(doc))
        parser.parse(doc.text)


def main(folder: str | None = None) -> None:
    articles = pd.concat([kit.read_articles(path if folder else kit.open_case(path)) for path in ([folder] if folder else CASES)])
    copies = max(1, WORDS // int(articles["words"].sum()))
    articles = pd.concat([articles.set_axis([f"{name}-{copy}" for name in articles.index]) for copy in range(copies)])
    texts = articles["text"].tolist()
    words = sum(len(text.split()) for text in texts)
    nlp = pipeline.load()

    def parse() -> list:
        return list(pipeline.pipe_articles(nlp, texts))

    parts: dict[str, Callable[[], object]] = {
        "parser": parse,
        "attribution": lambda: [speeches.in_article(docs) for docs in parsed],
        "figures": lambda: [counts.in_article(docs) for docs in parsed],
        "kit.extract": lambda: kit.extract(articles),
    }
    if all(map(importlib.util.find_spec, ("textacy", "quantulum3"))):
        parts["others"] = lambda: [of_others(docs) for docs in parsed]
    rounds = []
    for _ in range(ROUNDS):
        seconds = {}
        for name, work in parts.items():
            parsed = parse() if name in ("attribution", "figures", "others") else []  # rules note on a Doc what they have looked up
            seconds[name] = timed(work)
        rounds.append(seconds)
    best = {name: min(seconds[name] for seconds in rounds) for name in parts}
    print(f"{len(texts)} texts, {words:,} words; the parser reads {words / best['parser']:,.0f} words/s")
    for name in ("attribution", "figures"):
        print(f"{name:12} {100 * best[name] / best['parser']:5.1f} % of the parser's time")
    if "others" in best:
        print(f"textacy's quotations and quantulum3's quantities: parser and they are {1 + best['others'] / best['parser']:.2f} × the bare parser")
    rest = best["kit.extract"] - best["parser"]
    print(f"{'all rules':12} {100 * rest / best['parser']:5.1f} % (resolution, confidence and tables included): kit.extract is {best['kit.extract'] / best['parser']:.2f} × the bare parser")


if __name__ == "__main__":
    main(*sys.argv[1:2])
