"""The weights behind the confidence of a claim, from annotated texts: a logistic regression in numpy.

    python -m kit.language.recipe.confidence --data open-attribution.jsonl own-gold.jsonl --trees corpus/*.spacy

Each line of the data is a text: ``doc``, ``genre``, ``text`` and ``attributions``, of which each has ``source`` and
``content`` as lists of character offsets. The kit's own attributions of these texts are right where they match the
annotation, wrong where they do not; the regression learns to tell the two apart from :func:`kit.language.attribution.confidence.features`.
A second one learns where the parser leads the rules astray: on treebanks an attribution is sound where the rules find it
on the annotated trees too. The weights shipped are the mean of both: the odds are the geometric mean of the two odds.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from spacy.tokens import DocBin

from kit.language import lexicon, pipeline
from kit.language.attribution import attributions, confidence, speeches
from kit.language.attribution.attributions import Attribution

#: How much a text of a genre counts. These were read once more by hand (judged.csv); the kit reads news.
WEIGHTS = {"own": 2.0, "gum-news": 3.0, "gum-bio": 1.0, "gum-interview": 1.0, "gum-speech": 1.0}
#: Texts of other genres have only clauses annotated: only claims of these ways are learnt from, and they count less.
OTHER = 0.3
CLAUSAL = frozenset(
    {"ccomp", "quotation", "quotation before", "quotation after", "clause", "aside", "host", "as", "parataxis", "that", "name", "dash", "next paragraph"}
)
#: Features seen in fewer claims get no weight.
RARE = 15
#: Least log loss on texts held out among 2, 5, 10 and 20.
PENALTY = 5.0

Spans = list[tuple[int, int]]


class Sample(NamedTuple):
    """A claim that the kit finds: its features, whether it is right, how much it counts, and its text."""

    features: dict[str, float]
    right: bool
    weight: float
    doc: str
    genre: str


class Model(NamedTuple):
    names: list[str]
    weights: np.ndarray
    constant: float

    def __call__(self, features: dict[str, float]) -> float:
        total = self.constant + sum(w * features.get(name, 0.0) for name, w in zip(self.names, self.weights, strict=True))
        return float(1 / (1 + np.exp(-total)))


def judged() -> dict[str, list[dict]]:
    """Attributions that the annotation of the open texts leaves out by its design, marked by hand: by text."""
    found = defaultdict(list)
    for row in lexicon.rows(Path(__file__).with_name("judged.csv")):
        found[row["doc"]].append({part: _offsets(row[part]) for part in ("source", "content")})
    return found


def _offsets(written: str) -> Spans:
    return [(int(start), int(end)) for start, end in (piece.split("-") for piece in written.split())]


def read(paths: Iterable[Path]) -> list[dict]:
    """The texts of JSON Lines files, with what was judged by hand among their attributions."""
    by_hand = judged()
    texts = [json.loads(line) for path in paths for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]
    return [text | {"attributions": [*text["attributions"], *by_hand.get(text["doc"], [])]} for text in texts]


def samples(texts: Iterable[dict]) -> list[Sample]:
    """What the kit finds in the texts, right or wrong."""
    nlp = pipeline.load()
    found = []
    for text in texts:
        docs = pipeline.paragraph_docs(nlp, text["text"])
        items = [(item, others) for others in speeches.in_article(docs) for item in others]
        right = matches(text["text"], text["attributions"], [item for item, _ in items])
        for k, (item, others) in enumerate(items):
            weight = _weight(text["genre"], item)
            if weight:
                found.append(Sample(confidence.features(item, others), k in right, weight, text["doc"], text["genre"]))
    return found


def _weight(genre: str, item: Attribution) -> float:
    way = (item.rule.split(":") + [item.rule])[1]
    return WEIGHTS.get(genre, OTHER if way in CLAUSAL else 0.0)


def sound(paths: Iterable[Path]) -> list[Sample]:
    """What the kit finds in the texts of treebanks (spaCy's DocBin); right is what the rules find on their trees too."""
    nlp = pipeline.load()
    trees = {doc.text: doc for path in paths for doc in DocBin().from_disk(path).get_docs(nlp.vocab)}
    found = []
    for text, tree in trees.items():
        gold = [{part: _places(spans) for part, spans in (("source", [item.source] if item.source is not None else []), ("content", item.content))} for item in attributions.find(tree)]
        items = [(item, others) for others in speeches.in_article(pipeline.paragraph_docs(nlp, text)) for item in others]
        right = matches(text, gold, [item for item, _ in items])
        found += [Sample(confidence.features(item, others), k in right, 1.0, text, "treebank") for k, (item, others) in enumerate(items)]
    return found


def mean(one: Model, other: Model) -> Model:
    """The model whose odds are the geometric mean of those of two."""
    names = sorted({*one.names, *other.names})
    tables = [dict(zip(model.names, model.weights.tolist(), strict=True)) for model in (one, other)]
    return Model(names, np.array([sum(table.get(name, 0.0) for table in tables) / 2 for name in names]), (one.constant + other.constant) / 2)


def matches(text: str, gold: Sequence[dict], found: Sequence[Attribution]) -> set[int]:
    """Which of *found* are right: one to one, best overlap of content first, at least half the words, a common word in the sources.

    The measure of PARC 3.0 and PolNeAR; two attributions without a source agree too.
    """
    wanted = [(_words(text, one["source"]), _words(text, one["content"])) for one in gold]
    given = [(_words(text, _places([item.source] if item.source is not None else [])), _words(text, _places(item.content))) for item in found]
    overlaps = sorted(((len(w[1] & g[1]) / len(w[1] | g[1]), -i, -j) for i, w in enumerate(wanted) for j, g in enumerate(given) if w[1] & g[1]), reverse=True)
    used: set[int] = set()
    taken: dict[int, bool] = {}
    for overlap, i, j in overlaps:
        if overlap >= 0.5 and i not in used and -j not in taken:
            used.add(i)
            a, b = wanted[-i][0], given[-j][0]
            taken[-j] = bool(a & b) or not (a or b)
    return {j for j, right in taken.items() if right}


def _places(spans: Iterable) -> Spans:
    return [(span.doc.start + span.start_char, span.doc.start + span.end_char) for span in spans]


def _words(text: str, spans: Iterable[Sequence[int]]) -> frozenset[int]:
    return frozenset(match.start() for start, end in spans for match in re.compile(r"\w+").finditer(text, start, end))


def fit(data: Sequence[Sample], penalty: float = PENALTY) -> Model:
    """Penalised logistic regression by Newton's method; the constant is not penalised."""
    seen = defaultdict(int)
    for sample in data:
        for name in sample.features:
            seen[name] += 1
    names = sorted(name for name, count in seen.items() if count >= RARE)
    x = np.array([[1.0, *(sample.features.get(name, 0.0) for name in names)] for sample in data])
    y = np.array([sample.right for sample in data], dtype=float)
    w = np.array([sample.weight for sample in data])
    ridge = np.diag([1e-9, *[penalty] * len(names)])
    beta = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ beta))
        step = np.linalg.solve((x * (w * p * (1 - p))[:, None]).T @ x + ridge, x.T @ (w * (y - p)) - ridge @ beta)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    return Model(names, beta[1:], float(beta[0]))


def held_out(data: Sequence[Sample], parser: Model | None = None, parts: int = 5) -> np.ndarray:
    """The confidence of each sample by a model that has not seen its text, and by that of the parser's soundness, if given."""
    docs = sorted({sample.doc for sample in data})
    part = {doc: k % parts for k, doc in enumerate(docs)}
    models = [fit([sample for sample in data if part[sample.doc] != k]) for k in range(parts)]
    models = [mean(model, parser) if parser is not None else model for model in models]
    return np.array([models[part[sample.doc]](sample.features) for sample in data])


def ranking(right: Sequence[bool], given: Sequence[float]) -> float:
    """The area under the ROC curve: how often a right claim stands above a wrong one, a tie counting half.

    >>> ranking([True, False, True, False], [0.9, 0.2, 0.6, 0.6])
    0.875
    """
    right, given = np.asarray(right, dtype=bool), np.asarray(given, dtype=float)
    above = given[right][:, None] - given[~right][None, :]
    return float(((above > 0) + 0.5 * (above == 0)).mean())


def reliability(right: Sequence[bool], given: Sequence[float], bins: int = 10) -> list[tuple[float, float, int, float, float]]:
    """Of each bin its bounds, how many claims are in it, their mean confidence and the share that is right; empty ones left out.

    >>> reliability([True, False, True], [0.95, 0.95, 0.1], bins=2)
    [(0.0, 0.5, 1, 0.1, 1.0), (0.5, 1.0, 2, 0.95, 0.5)]
    """
    right, given = np.asarray(right, dtype=float), np.asarray(given, dtype=float)
    which = np.minimum((given * bins).astype(int), bins - 1)
    return [
        (k / bins, (k + 1) / bins, int((which == k).sum()), round(float(given[which == k].mean()), 3), round(float(right[which == k].mean()), 3))
        for k in range(bins) if (which == k).any()
    ]


HEADER = (
    "# How much each feature of kit/language/attribution/confidence.py speaks for a claim (logistic regression, natural logarithm of the odds).\n"
    "# Learnt by kit/language/recipe/confidence.py from openly licensed annotations (GUM, CC BY 4.0) and this kit's own gold; "
    "{claims} claims, {texts} texts; and from {sound} claims in treebanks (EWT and PUD, CC BY-SA; GUM, CC BY).\n"
)


def write(model: Model, path: Path, data: Sequence[Sample], trees: Sequence[Sample] = ()) -> None:
    """The table that the kit reads; its rows are sorted by name."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(HEADER.format(claims=len(data), texts=len({sample.doc for sample in data}), sound=len(trees)))
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["feature", "weight"])
        writer.writerow(["constant", f"{model.constant:.3f}"])
        writer.writerows([name, f"{weight:.3f}"] for name, weight in zip(model.names, model.weights, strict=True))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m kit.language.recipe.confidence", description="Learn the weights of confidence.csv.")
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="annotated texts, JSON Lines")
    parser.add_argument("--trees", type=Path, nargs="+", required=True, help="treebanks, spaCy's DocBin")
    parser.add_argument("--out", type=Path, default=Path(confidence.__file__).with_suffix(".csv"), help="the table to write")
    options = parser.parse_args(arguments)
    data, trees = samples(read(options.data)), sound(options.trees)
    soundness = fit(trees)
    given = held_out(data, soundness)
    news = [k for k, sample in enumerate(data) if sample.genre in {"own", "gum-news"}]
    right = [data[k].right for k in news]
    print(f"{len(trees)} claims in treebanks, {np.mean([sample.right for sample in trees]):.1%} on their trees too")
    print(f"{len(data)} claims, {np.mean([sample.right for sample in data]):.1%} right")
    print(f"news, texts held out: {len(news)} claims, area under the ROC curve {ranking(right, given[news]):.3f}")
    for low, high, count, average, share in reliability(right, given[news]):
        print(f"  {low:.1f} to {high:.1f}: {count:4d} claims, confidence {average:.3f}, right {share:.3f}")
    write(mean(fit(data), soundness), options.out, data, trees)


if __name__ == "__main__":
    main()
