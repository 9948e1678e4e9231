"""Treebanks in CoNLL-U (Universal Dependencies) turned into spaCy's training format."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

#: Genres of GUM whose texts may not be used commercially, or not at all outside of it.
CLOSED_GENRES = frozenset({"whow", "fiction", "essay", "letter", "podcast", "reddit"})
#: How often the documents of a genre are shown in training: the kit reads news.
WEIGHTS = {"news": 3, "weblog": 2, "newsgroup": 2}
#: One article in so many of PUD's news is kept for the test.
HELD_OUT = 4


class Word(NamedTuple):
    """A word of a sentence; ``head`` is an index into the sentence, a root's its own."""

    form: str
    space: bool
    lemma: str
    pos: str
    tag: str
    morph: str
    head: int
    dep: str


class Sentence(NamedTuple):
    document: str
    sent_id: str
    words: list[Word]


def read(path: Path) -> Iterator[Sentence]:
    """The sentences of a CoNLL-U file; ``document`` is the last "# newdoc id" before them, or ""."""
    document = ""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = block.splitlines()
        comments = dict(line[1:].split("=", 1) for line in lines if line.startswith("#") and "=" in line)
        comments = {key.strip(): value.strip() for key, value in comments.items()}
        document = comments.get("newdoc id", document)
        rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
        if rows:
            yield Sentence(document, comments.get("sent_id", ""), _words(rows))


def _words(rows: list[list[str]]) -> list[Word]:
    """The words of a sentence as they stand in the text: what a contraction is made of is cut from its surface, or,
    where that cannot be, stays one word."""
    spaces = {row[0]: "SpaceAfter=No" not in row[9] for row in rows}
    forms = {row[0]: row[1].replace(" ", "") for row in rows if row[0].isdigit()}
    parts_of = {row[0]: row for row in rows if row[0].isdigit()}
    kept_for: dict[str, str] = {}  # a part that is merged away -> the part that stands for all
    for row in rows:
        if "-" not in row[0]:
            continue
        first, last = map(int, row[0].split("-"))
        parts = [str(i) for i in range(first, last + 1)]
        surface = row[1]
        spaces.update({part: False for part in parts}, **{parts[-1]: spaces[row[0]]})
        if sum(len(forms[part]) for part in parts) == len(surface):
            for part in parts:
                length = len(forms[part])
                forms[part], surface = surface[:length], surface[length:]
        else:
            head = next((part for part in parts if parts_of[part][6] not in parts), parts[0])
            forms[head], spaces[head] = surface, spaces[row[0]]
            kept_for.update({part: head for part in parts if part != head})
    kept = [i for i in parts_of if i not in kept_for]
    index = {i: kept.index(kept_for.get(i, i)) for i in parts_of}
    words = []
    for n, i in enumerate(kept):
        _, _, lemma, pos, tag, morph, head, dep, *_ = parts_of[i]
        root = head == "0" or index[head] == n
        words.append(
            Word(
                forms[i],
                spaces[i],
                forms[i] if lemma == "_" else lemma,
                "X" if pos == "_" else pos,
                tag,
                "" if morph == "_" else morph,
                n if root else index[head],
                "ROOT" if root else dep,
            )
        )
    return words


def to_doc(vocab: Vocab, sentences: Iterable[Sentence]) -> Doc:
    """One Doc of some sentences that stand together."""
    words: list[Word] = []
    heads: list[int] = []
    starts: list[bool] = []
    for sentence in sentences:
        heads += [len(words) + word.head for word in sentence.words]
        starts += [n == 0 for n in range(len(sentence.words))]
        words += sentence.words
    form, space, lemma, pos, tag, morph, _, dep = (list(column) for column in zip(*words, strict=True))
    return Doc(
        vocab, words=form, spaces=space, lemmas=lemma, pos=pos, tags=tag, morphs=morph,
        heads=heads, deps=dep, sent_starts=starts,
    )  # fmt: skip


def genre(sentence: Sentence) -> str:
    """News, weblog …: EWT and GUM say it in the id of the document, PUD in the first letter of the sentence's."""
    if sentence.document.startswith("GUM_"):
        return sentence.document.split("_")[1]
    if _is_pud(sentence):
        return {"n": "news", "w": "wiki"}.get(sentence.sent_id[:1], "")
    return sentence.document.split("-")[0]


def _is_pud(sentence: Sentence) -> bool:
    return re.fullmatch(r"[nw]\d+", sentence.sent_id) is not None


def documents(sentences: Iterable[Sentence]) -> dict[str, list[Sentence]]:
    """The sentences by document, those of a closed genre left out. PUD's stand alone: its articles are in pieces."""
    found: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        if genre(sentence) not in CLOSED_GENRES:
            found.setdefault(sentence.sent_id if _is_pud(sentence) else sentence.document, []).append(sentence)
    return found


def paragraphs(vocab: Vocab, docs: Iterable[list[Sentence]], shortest: int, longest: int, seed: int) -> Iterator[Doc]:
    """Docs of *shortest* to *longest* sentences, as paragraphs are; the lengths are drawn with *seed*."""
    draw = random.Random(seed)
    for sentences in docs:
        while sentences:
            length = draw.randint(shortest, longest)
            yield to_doc(vocab, sentences[:length])
            sentences = sentences[length:]


def prepare(treebanks: Path, out: Path, vocab: Vocab) -> None:
    """Writes the training, development and test sets of the recipe from the clones of the treebanks.

    Raises:
        FileNotFoundError: naming the treebank that is missing in *treebanks*.
    """
    ewt, gum = (
        {part: documents(read(_conllu(treebanks, bank, part))) for part in ("train", "dev", "test")}
        for bank in ("EWT", "GUM")
    )
    pud = documents(read(_conllu(treebanks, "PUD", "test")))
    articles = sorted({key[:6] for key in pud if key.startswith("n")})
    held_out = set(articles[::HELD_OUT])
    training = [*ewt["train"].values(), *gum["train"].values()]
    training += [sentences for key, sentences in pud.items() if key[:6] not in held_out]
    training = [sentences for sentences in training for _ in range(WEIGHTS.get(genre(sentences[0]), 1))]
    docs = list(paragraphs(vocab, training, 1, 8, seed=1))
    random.Random(4).shuffle(docs)
    _write(docs, out / "train_open_pud.spacy")
    tests = {
        "dev/ewt_dev": ewt["dev"].values(),
        "dev/gum_dev_open": gum["dev"].values(),
        "ewt_test": ewt["test"].values(),
        "gum_test_open": gum["test"].values(),
        "gum_test_news": [s for s in gum["test"].values() if genre(s[0]) == "news"],
        "pud_news_heldout": [s for key, s in pud.items() if key[:6] in held_out],
    }
    for name, sentences in tests.items():
        _write(paragraphs(vocab, sentences, 5, 10, seed=1), out / f"{name}.spacy")


def _conllu(treebanks: Path, bank: str, part: str) -> Path:
    path = treebanks / f"UD_English-{bank}" / f"en_{bank.lower()}-ud-{part}.conllu"
    if not path.is_file():
        raise FileNotFoundError(
            f"{path} is missing: clone https://github.com/UniversalDependencies/UD_English-{bank} into {treebanks}"
        )
    return path


def _write(docs: Iterable[Doc], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    DocBin(docs=docs).to_disk(path)
