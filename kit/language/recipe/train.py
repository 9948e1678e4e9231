"""Trains the language pipeline anew: ``python -m kit.language.recipe.train --corpus FOLDER --out FOLDER``."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import Annotated

import spacy
import typer
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Corpus
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import load_config, load_model_from_config

from kit.language import lexicon, pipeline
from kit.language.recipe import treebanks

RECIPE = Path(__file__).parent
TRAINING = "train_open_pud.spacy"
TESTS = ("ewt_test", "gum_test_open", "gum_test_news", "pud_news_heldout")
#: What is measured, by spaCy's names; on raw text, so that a wrong token counts against everything above it.
MEASURES = {
    "uas": "dep_uas", "las": "dep_las", "xpos": "tag_acc", "upos": "pos_acc",
    "lemma": "lemma_acc", "sentences": "sents_f", "tokens": "token_f",
}  # fmt: skip
_CLOSED_CLASSES = frozenset({"AUX", "PRON", "DET", "PART", "ADP", "CCONJ", "SCONJ"})
_CLITIC_VERBS = frozenset({"'s", "’s", "'re", "’re", "'m", "’m", "'ve"})


def main(
    corpus: Annotated[Path, typer.Option(help="Clones of the treebanks, or the sets that an earlier run made.")],
    out: Annotated[Path, typer.Option(help="Where the trained pipeline goes: OUT/en_news_ud_sm.")],
    steps: Annotated[int | None, typer.Option(help="Fewer steps than the recipe's, for a trial.")] = None,
) -> None:
    """Trains tagger, morphologizer and parser; measures; writes."""
    sets = corpus
    if not (corpus / TRAINING).is_file():
        sets = out / "corpus"
        try:
            treebanks.prepare(corpus, sets, spacy.blank("en").vocab)
        except FileNotFoundError as error:
            raise typer.BadParameter(str(error)) from None
    nlp = assemble(fit(sets / TRAINING, sets / "dev", out, steps), sets / TRAINING)
    nlp.meta.update(describe(evaluate(nlp, sets)))
    nlp.to_disk(out / pipeline.SHIPPED.name)
    typer.echo(f"{out / pipeline.SHIPPED.name}: sha256 {pipeline.model_sha256(spacy.load(out / pipeline.SHIPPED.name))}")


def fit(training: Path, dev: Path, out: Path, steps: int | None = None) -> Path:
    """Trains what parser.cfg says and returns the folder of the best step."""
    overrides: dict[str, str | int] = {
        "paths.train": str(training), "paths.dev": str(dev),
        "corpora.train.augmenter.orth_variants.path": str(RECIPE / "orth_variants.json"),
    }  # fmt: skip
    if steps is not None:
        overrides |= {"training.max_steps": steps, "training.eval_frequency": steps}
        overrides["training.optimizer.learn_rate.total_steps"] = steps
        overrides["training.optimizer.learn_rate.warmup_steps"] = 0
    config = load_config(RECIPE / "parser.cfg", overrides=overrides)
    filled = load_model_from_config(config, auto_fill=True).config
    (out / "parser").mkdir(parents=True, exist_ok=True)
    train(init_nlp(filled), out / "parser")
    return out / "parser" / "model-best"


def assemble(parser: Path, training: Path) -> Language:
    """The trained parts and the rule lemmatizer as one pipeline.

    The lemmatizer's tables are those of the shipped pipeline (spaCy's lookups data); the words of closed classes get
    the lemma that the treebanks give them most often.
    """
    nlp = spacy.load(parser)
    nlp.add_pipe("lemmatizer", source=spacy.load(pipeline.SHIPPED))
    exceptions = nlp.get_pipe("lemmatizer").lookups.get_table("lemma_exc")
    for pos, lemmas in closed_class_lemmas(DocBin().from_disk(training).get_docs(nlp.vocab)).items():
        exceptions[pos] = {**exceptions.get(pos, {}), **lemmas}
    # The paths of the machine that trained it are nobody's business.
    nlp.config["paths"] |= {"train": training.name, "dev": "dev"}
    nlp.config["corpora"]["train"]["augmenter"]["orth_variants"]["path"] = "orth_variants.json"
    return nlp


def closed_class_lemmas(docs: list[Doc]) -> dict[str, dict[str, list[str]]]:
    """For each closed class the most frequent lemma of each of its words, if it was seen twice."""
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for doc in docs:
        for token in doc:
            if token.pos_ in _CLOSED_CLASSES or (token.pos_ == "VERB" and token.lower_ in _CLITIC_VERBS):
                seen[token.pos_.lower(), token.lower_][token.lemma_] += 1
    lemmas: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for (pos, word), counts in sorted(seen.items()):
        lemma, count = counts.most_common(1)[0]
        if count >= 2:
            lemmas[pos][word] = [lemma]
    return lemmas


def evaluate(nlp: Language, sets: Path) -> dict[str, dict[str, float]]:
    """Percentages on each test set that is there, by the names of MEASURES."""
    scores = {}
    for name in TESTS:
        if (sets / f"{name}.spacy").is_file():
            found = nlp.evaluate(list(Corpus(sets / f"{name}.spacy")(nlp)))
            scores[name] = {ours: round(100 * found[theirs], 1) for ours, theirs in MEASURES.items() if found.get(theirs)}
    return scores


def describe(scores: dict[str, dict[str, float]]) -> dict:
    """What a pipeline's meta.json says of where it comes from and how good it is."""
    return {
        "name": "news_ud_sm",
        "version": "0.1.0",
        "author": "the Claimkit authors",
        "description": "English for news: Universal Dependencies, lemmas, sentences",
        "license": "CC BY-SA 4.0",
        "spacy_version": ">=3.8,<3.9",
        "sources": list(lexicon.rows(RECIPE / "sources.csv")),
        "scores": scores,
    }


if __name__ == "__main__":
    typer.run(main)
