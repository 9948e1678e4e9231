"""How sure an attribution is: a number between 0 and 1, from what its words and its sentence look like.

A logistic regression over named features, of words, parse and the parser's own doubts. The features are here, their weights
in confidence.csv, how the weights came about in :mod:`kit.language.recipe.confidence`. The number is an estimate of the share of claims of its kind whose
source and content a careful reader would mark so; sorted by it, claims to check come first.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kit.language import lexicon
from kit.language.attribution import cues
from kit.language.attribution.attributions import Attribution
from kit.language.attribution.parties import is_document, is_party
from kit.language.parsing.plain import Span, Token
from kit.language.tree import FINITE, TIMES

#: A figure's sentence in the article's own voice: nothing was inferred but that nobody is quoted.
OWN_VOICE = 0.7

_SUBORDINATORS = frozenset(["if", "when", "while", "before", "after", "until", "unless", "because", "since", "as", "although", "though", "whether"])
_CLAUSES = frozenset({"advcl", "acl", "acl:relcl", "csubj"})
_PERSONS = {"i": "first person", "we": "first person", "you": "second person"}
_THINGS = frozenset({"it", "that", "this", "what", "which"})
_INDEFINITE = frozenset({"a", "an", "some", "any", "many", "most", "other"})
#: After a comma these begin what the reporter adds: "…, although he gave no proof".
_ADDING = frozenset(["although", "though", "but", "while", "when", "as", "where", "which", "because", "after", "before", "if", "since", "so", "even", "who", "despite"])
_MARKS = frozenset({"“", "”", '"'})
_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no"})
_SUBJECTS, _VERBS = frozenset({"nsubj", "nsubj:pass", "expl"}), frozenset({"VERB", "AUX"})
_ENDS = frozenset({".", "?", "!", "”", '"', "…", ":"})


class _Frame(NamedTuple):
    """An attribution with what all features need of it; ``ids`` and ``frame`` are token numbers of the cue's paragraph."""

    item: Attribution
    others: Sequence[Attribution]
    head: Token
    sentence: Span
    tokens: list[Token]
    ids: frozenset[int]
    frame: frozenset[int]
    words: list[Token]
    heads: list[Token]


def of(attribution: Attribution, others: Sequence[Attribution] = ()) -> float:
    """The confidence in *attribution*, with *others* found in its paragraph.

    >>> from kit.language import pipeline
    >>> from kit.language.attribution import attributions
    >>> nlp = pipeline.load()
    >>> [plain], [vague] = (
    ...     attributions.find(pipeline.paragraph_docs(nlp, text)[0])
    ...     for text in ("The mayor said that nine people had died.", "You can call it that.")
    ... )
    >>> of(plain) > of(vague)
    True
    """
    table = weights()
    total = table["constant"] + sum(table.get(name, 0.0) * value for name, value in features(attribution, others).items())
    return round(1 / (1 + math.exp(-total)), 2)


@cache
def weights() -> dict[str, float]:
    """The shipped weights by the name of the feature; a feature without one counts nothing."""
    return {row["feature"]: float(row["weight"]) for row in lexicon.rows(Path(__file__).with_name("confidence.csv"))}


def features(attribution: Attribution, others: Sequence[Attribution] = ()) -> dict[str, float]:
    """What is known about an attribution, by name: 1 where a thing holds, a share up to 1 where it is counted.

    Features that are 0 are left out.
    """
    doc, head = attribution.cue.doc, attribution.cue.root
    ids = frozenset(t.i for span in attribution.content if span.doc is doc for t in span)
    frame = set(range(attribution.cue.start, attribution.cue.end))
    if attribution.source is not None:
        frame |= set(range(attribution.source.start, attribution.source.end))
    words = [t for span in attribution.content for t in span]
    # The words of the content that hang on words outside it.
    heads = [t for t in words if t.head.i not in ids and t.doc is doc and not t.is_punct]
    given = _Frame(attribution, [o for o in others if o is not attribution], head, head.sent, list(head.sent), ids, frozenset(frame), words, heads)
    named = (pair for part in (_rule, _cue, _source, _content, _tail, _rest, _beside, _sentence, _doubts) for pair in part(given))
    return {name: float(value) for name, value in named if value}


def _rule(f: _Frame) -> Iterator[tuple[str, float]]:
    kind, *ways = f.item.rule.split(":")
    yield f"way: {ways[0] if ways else kind}", 1
    yield f"speaker: {ways[1] if len(ways) > 1 else 'none'}", 1
    yield "kind: noun", kind == "noun"
    for letter in sorted(cues.frames_of(f.head) if kind == "verb" else ()):
        yield f"cue takes: {letter}", 1


def _cue(f: _Frame) -> Iterator[tuple[str, float]]:
    children = f.head.children
    deps, tags, words = ({getattr(c, name) for c in children} for name in ("dep_", "tag_", "lower_"))
    yield "cue: say", f.head.lemma_.lower() == "say"
    yield "cue: past", f.head.tag_ == "VBD"
    yield "cue: bare form", f.head.tag_ == "VB"
    yield "cue: participle", f.head.tag_ == "VBG"
    yield "cue: noun", f.head.tag_ in {"NN", "NNS"}
    yield "cue: modal", "MD" in tags
    yield "cue: infinitive", "TO" in tags
    yield "cue: negated", not words.isdisjoint(_NEGATIONS)
    yield "cue: perfect", any(c.dep_ == "aux" and c.lemma_ == "have" for c in children)
    yield "cue: subordinated", any(c.dep_ in {"mark", "advmod"} and c.lower_ in _SUBORDINATORS for c in children)
    yield "cue: in a dependent clause", any(t.dep_ in _CLAUSES for t in (f.head, *f.head.ancestors))
    yield "cue: root", f.head.dep_ == "ROOT"
    yield "cue: has an object", "obj" in deps
    yield "cue: has a hearer", "iobj" in deps
    yield "cue: has an oblique", "obl" in deps
    yield "cue: several words", len(f.item.cue) > 1


def _source(f: _Frame) -> Iterator[tuple[str, float]]:
    source = f.item.source
    if source is None:
        yield "source: none", 1
        return
    doc, tokens, root = source.doc, list(source), source.root
    first, words = tokens[0], {t.lower_ for t in tokens}
    yield f"source: {_kind_of_source(root)}", 1
    yield "source: one word", len(source) == 1
    yield "source: long", min(max(len(source) - 4, 0), 16) / 16
    yield "source: holds a verb", any([t.pos_ in _VERBS for t in tokens])
    yield "source: holds a comma", "," in words
    yield "source: holds a number", any([t.like_num for t in tokens])
    yield "source: holds a time", not words.isdisjoint(TIMES)
    yield "source: begins with a preposition", first.pos_ == "ADP"
    yield "source: definite", first.lower_ in {"the", "this", "these", "those"}
    yield "source: indefinite", first.lower_ in _INDEFINITE
    yield "source: possessive", first.tag_ == "PRP$"
    yield "source: bare plural", first.tag_ == "NNS"
    yield "source: subject", root.dep_.startswith("nsubj")
    yield "source: number clashes", (f.head.tag_, root.tag_) in {("VBZ", "NNS"), ("VBZ", "NNPS"), ("VBP", "NN")}
    yield "source: in another sentence", source.sent.start != f.sentence.start
    yield "source: after the cue", source.start >= f.item.cue.end
    gap = max(source.start - f.item.cue.end, f.item.cue.start - source.end, 0)
    yield "source: beside the cue", gap == 0
    yield "source: far from the cue", min(gap, 15) / 15
    before = doc[source.start - 1] if source.start > f.sentence.start else None
    yield "source: cut off", before is not None and before.i not in f.ids and before.pos_ in {"PROPN", "NOUN", "ADJ", "DET", "NUM"}


def _kind_of_source(root: Token) -> str:
    if root.pos_ == "PROPN":
        return "name"
    if root.pos_ == "PRON":
        return _PERSONS.get(root.lower_, "thing" if root.lower_ in _THINGS else "third person")
    if is_party(root):
        return "party"
    return "document" if is_document(root) else "thing"


def _content(f: _Frame) -> Iterator[tuple[str, float]]:
    words = sum([not (t.is_punct or t.is_space) for t in f.words])
    share = words / max(len(f.tokens), 1)
    for bound in (3, 5, 8):
        yield f"content: under {bound} words", words < bound
    for bound in (20, 35):
        yield f"content: over {bound} words", words > bound
    yield "content: share of the sentence", min(share, 1.2)
    yield "content: small share of the sentence", share < 0.3
    yield "content: pieces", min(len(f.item.content) - 1, 3) / 3
    yield f"form: {f.item.form}", 1
    finite = sum([t.tag_ in FINITE for t in f.words])
    yield "content: no finite verb", finite == 0
    yield "content: one finite verb", finite == 1
    yield "content: no verb", not any([t.pos_ in _VERBS for t in f.words])
    yield "content: subject", any([t.dep_ in _SUBJECTS for t in f.words])
    yield "content: question word first", f.words[0].tag_ in {"WDT", "WP", "WRB", "WP$"}
    yield "content: infinitive", f.words[0].tag_ == "TO"
    yield "content: gerund first", f.words[0].tag_ == "VBG"
    heads = f.heads
    yield "content: several heads", min(max(len(heads) - 1, 0), 5) / 5
    if heads:
        yield f"content: head {heads[0].dep_.split(':')[0]}", 1
        yield "content: head is a clause", heads[0].pos_ in {"VERB", "AUX"} or any(c.dep_ == "cop" for c in heads[0].children)


def _tail(f: _Frame) -> Iterator[tuple[str, float]]:
    """What may be the reporter's at the end of a content, outside quotation marks."""
    outside, quoted = [], False
    for t in f.words:
        quoted ^= t.text in _MARKS
        if not quoted:
            outside.append(t)
    after_comma = [(k, t) for k, t in enumerate(outside) if k and outside[k - 1].text in {",", "—", "–", "--"}]
    yield "tail: added clause", any(t.lower_ in _ADDING and any(u.tag_ in FINITE for u in outside[k + 1 : k + 25]) for k, t in after_comma)
    yield "tail: participle", any("VBG" in {t.tag_, outside[min(k + 1, len(outside) - 1)].tag_} for k, t in after_comma)
    yield "tail: according to", any([t.lower_ == "according" for t in outside])
    yield "tail: question", any([t.text in {"?", "!"} for t in outside])
    yield "tail: several sentences", any(t.is_sent_start for t in f.words[1:])


def _rest(f: _Frame) -> Iterator[tuple[str, float]]:
    """What the sentence says beside source, cue and content."""
    rest = [t for t in f.tokens if t.i not in f.ids and t.i not in f.frame and not t.is_punct]
    yield "rest: none", not rest
    yield "rest: words", min(len(rest), 30) / 30
    if not f.ids:
        return
    first, last = min(f.ids), max(f.ids)
    right = [t for t in rest if t.i > last and t.i > f.head.i]
    left = [t for t in rest if t.i < first and t.i < min(f.frame)]
    yield "rest: words after", min(len(right), 20) / 20
    yield "rest: words before", min(len(left), 20) / 20
    yield "rest: words between", min(len(rest) - len(left) - len(right), 15) / 15
    yield "rest: finite verb after", any(t.tag_ in FINITE for t in right)
    yield "rest: finite verb before", any(t.tag_ in FINITE for t in left)
    yield "content: far from the cue", min(min(abs(i - f.head.i) for i in f.ids), 15) / 15
    yield "content: before the cue", last < f.head.i
    yield "content: on both sides", first < f.head.i < last


def _beside(f: _Frame) -> Iterator[tuple[str, float]]:
    roots = [o.cue.root.i for o in f.others]
    yield "others: cue in the content", any(root in f.ids for root in roots)
    yield "others: share the content", bool(f.ids) and _shared(f, [o for o, root in zip(f.others, roots) if root not in f.ids and o.parent is None])
    yield "others: in the sentence", min(sum(f.sentence.start <= root < f.sentence.end for root in roots), 3) / 3
    yield "others: around", f.item.parent is not None
    yield "others: cue words in the sentence", min(sum(t.pos_ == "VERB" and cues.look_up(t.lemma_.lower(), "verb") is not None for t in f.tokens), 4) / 4


def _shared(f: _Frame, others: list[Attribution]) -> bool:
    """Whether one of *others* has a good part of the content; most lie elsewhere in the paragraph, and are not looked at word by word."""
    first, last = min(f.ids), max(f.ids)
    return any(_overlap(f, o) for o in others if any(span.start <= last and span.end > first for span in o.content if span.doc is f.head.doc))


def _overlap(f: _Frame, other: Attribution) -> bool:
    theirs = {i for span in other.content if span.doc is f.head.doc for i in range(span.start, span.end)}
    return len(theirs & f.ids) > 0.3 * max(min(len(theirs), len(f.ids)), 1)


def _sentence(f: _Frame) -> Iterator[tuple[str, float]]:
    texts = [t.text for t in f.tokens]
    yield "sentence: long", min(len(f.tokens), 60) / 60
    yield "sentence: commas", min(texts.count(","), 8) / 8
    yield "sentence: question", "?" in texts[-2:]
    yield "sentence: no end", texts[-1] not in _ENDS
    yield "sentence: root is no verb", f.sentence.root.pos_ not in {"VERB", "AUX"}
    yield "sentence: parataxis", any([t.dep_ == "parataxis" for t in f.tokens])
    yield "sentence: alone", f.sentence.start == 0 and f.sentence.end == len(f.head.doc)


def _doubts(f: _Frame) -> Iterator[tuple[str, float]]:
    """How unsure the parser was of the words on which the attribution stands (:mod:`kit.language.parsing.doubts`)."""
    table = f.head.doc.doubts
    if table is None:
        return
    yield "doubt: cue", min(table[f.head.i, 0], 5) / 5
    yield "doubt: content", min(table[list(f.ids), 0].sum(), 20) / 20
    for head in f.heads[:1]:
        yield "doubt: content head", min(table[head.i, 0], 5) / 5
    yield "doubt: sentence", 1 - math.exp(-table[f.sentence.start : f.sentence.end, 1].max())
