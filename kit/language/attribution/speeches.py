"""Speech that goes on over paragraphs: announced in one and quoted in the next, or quoted over several.

Paragraphs are parsed one by one (:mod:`kit.language.pipeline`); here what belongs together across them is joined.
"""

from __future__ import annotations

from collections.abc import Sequence

from kit.language.attribution import attributions, cues, quotations, stance
from kit.language.attribution.attributions import Attribution
from kit.language.attribution.speaker import of_verb
from kit.language.parsing import plain
from kit.language.parsing.plain import Doc, Span
from kit.language.tree import nominal_run, spans

_CLOSING = frozenset({"”", '"', "»", "''"})


def in_article(docs: Sequence[Doc]) -> list[list[Attribution]]:
    """The attributions of each paragraph of an article; their content may go on in the paragraphs that follow.

    A quotation that is not closed at the end of its paragraph goes on where the next opens with a mark. A paragraph that ends
    with a colon after a verb of saying ("The mayor added:") announces the next: its quotations, or all of it. A paragraph that is
    one quotation and nothing else belongs to whoever had the last word in the one before, as newspapers print long speeches.

    >>> from kit.language import pipeline
    >>> docs = pipeline.paragraph_docs(pipeline.load(), "The mayor said:\\n“We will rebuild the bridge.”")
    >>> [[(a.source.text, a.content[0].text) for a in found] for found in in_article(docs)]
    [[('The mayor', '“We will rebuild the bridge.”')], []]
    """
    docs = [plain.of(doc) for doc in docs]
    found = [attributions.find(doc) for doc in docs]
    for k, doc in enumerate(docs[:-1]):
        announced = _announced(doc, docs[k + 1])
        if announced is not None and not _is_claimed(announced.content, found[k + 1]):
            found[k].append(announced)
        found[k] = [_continued(item, docs[k:]) for item in found[k]]
    _give_floating(docs, found)
    return found


def _give_floating(docs: Sequence[Doc], found: list[list[Attribution]]) -> None:
    """Adds each paragraph that is nothing but a quotation, and nobody's, to the statement that ends the paragraph before."""
    claimed = {id(span.doc) for items in found for item in items for span in item.content}
    last: tuple[int, int] | None = None
    for k, doc in enumerate(docs):
        if id(doc) not in claimed and _is_quotation(doc):
            if last is not None:
                item = found[last[0]][last[1]]
                found[last[0]][last[1]] = item._replace(content=[*item.content, doc[:]])
        elif found[k] or not _is_quotation(doc):
            last = _last_word(doc, found[k], k)


def _is_quotation(doc: Doc) -> bool:
    inner = quotations.inside(quotations.find(doc))
    return len(inner) > 4 and doc[0].text in quotations.MAY_OPEN and all(t.i in inner for t in doc if not (t.is_punct or t.is_space))


def _last_word(doc: Doc, items: Sequence[Attribution], k: int) -> tuple[int, int] | None:
    """Which statement of a paragraph ends it: the last that somebody made, in words that could be quoted, in its last sentence."""
    *_, sentence = doc.sents
    ends = [
        (item.cue.start, j) for j, item in enumerate(items)
        if item.parent is None and item.source is not None and (item.form == "direct" or item.rule == "colon:name" or "q" in cues.frames_of(item.cue.root))
        and (item.cue.start >= sentence.start or item.content[-1].doc is not doc or item.content[-1].end >= sentence.end - 1)
    ]  # fmt: skip
    return (k, max(ends)[1]) if ends else None


def _announced(doc: Doc, following: Doc) -> Attribution | None:
    if doc[-1].text != ":":
        return None
    *_, sentence = doc.sents
    verb = sentence.root
    # "Ruiz is a poet and wrote:": the verb beside the colon.
    verb = next((t for t in verb.children if t.dep_ == "conj" and t.i > sentence.end - 4 and t.pos_ == "VERB"), verb)
    cue = cues.look_up(verb.lemma_.lower(), "verb")
    # "Ruiz added:" may be read as a noun with its name.
    source = spans(doc, of_verb(verb).ids or nominal_run(doc, verb.i - 1))
    if cue is None or "q" not in cue.frames or not source:
        return None
    quoted = quotations.find(following)
    leading = [following[q.first : q.last + 1] for q in quoted if following[0].text in quotations.MAY_OPEN]
    content = leading or [following[:]]
    polarity = stance.polarity(verb, cue.cue_class, {t.i for span in source for t in span}, {verb.i})
    return Attribution(
        source=doc[source[0].start : source[-1].end], cue=doc[verb.i : verb.i + 1], content=content, cue_class=cue.cue_class,
        form="direct" if leading else "indirect", polarity=polarity, hedge=None, via=None, parent=None,
        rule="verb:next paragraph:subject",
    )  # fmt: skip


def _is_claimed(content: list[Span], others: list[Attribution]) -> bool:
    """Whether the quoted words have a speaker in their own paragraph."""
    return any(
        span.start < piece.end and piece.start < span.end
        for other in others if other.parent is None and other.form == "direct"
        for piece in other.content for span in content
    )  # fmt: skip


def _continued(item: Attribution, docs: Sequence[Doc]) -> Attribution:
    """Adds the paragraphs that go on with a quotation which the one before did not close."""
    content = list(item.content)
    for following in docs[1:]:
        last = content[-1]
        is_open = item.form != "indirect" and last.end >= len(last.doc) - 1 and last.doc[-1].text not in _CLOSING and last.doc is not following
        if not is_open or following[0].text not in quotations.MAY_OPEN or not _opens(last):
            break
        first = next(iter(quotations.find(following)), None)
        if first is None:
            break
        content.append(following[first.first : first.last + 1])
    return item._replace(content=content)


def _opens(span: Span) -> bool:
    """Whether the last quotation that touches *span* is still open at its end."""
    touching = [q for q in quotations.find(span.doc) if q.first < span.end and span.start <= q.last]
    return bool(touching) and touching[-1].last == len(span.doc) - 1
