"""Attribution: who is said to say what. Rules over the parse of one paragraph yield source, cue and content.

The terms and the unit follow PARC (Pareti 2012) and PolNeAR (Newell et al. 2018): a *source* is the
mention of whoever speaks, a *cue* the words that link it to the *content*. The rules of :mod:`kit.language.attribution.frames`
propose; here quotations are completed, doubles dropped and nesting is settled. What stands inside a quotation is
part of what is quoted and starts nothing of its own.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kit.language.attribution import cues, frames, quotations, stance
from kit.language.attribution.candidate import Candidate
from kit.language.attribution.frames import WEAK_CLASSES
from kit.language.attribution.parties import is_party
from kit.language.attribution.quotations import SHORT, Quotation
from kit.language.attribution.speaker import of_noun
from kit.language.parsing import plain
from kit.language.parsing.plain import Doc, Span, Token
from kit.language.tree import spans, subject


class Attribution(NamedTuple):
    """One statement and its frame, as spans of the paragraph.

    ``content`` has several spans where the cue interrupts it. ``parent`` is the index of the attribution in whose
    content this one stands. ``hearer`` is whoever is told; an agency or a medium passes it on. ``rule`` names what
    found it ("verb:ccomp"), for the confidence and for the reader.
    """

    source: Span | None
    cue: Span
    content: list[Span]
    cue_class: str
    form: str
    polarity: str
    hedge: str | None
    via: Span | None
    parent: int | None
    rule: str
    hearer: Span | None = None


def find(doc: Doc) -> list[Attribution]:
    """The attributions of one paragraph, in order of their cues.

    >>> from kit.language import pipeline
    >>> [doc] = pipeline.paragraph_docs(pipeline.load(), "The mayor said that nine people had died.")
    >>> [(a.source.text, a.cue.text, a.content[0].text) for a in find(doc)]
    [('The mayor', 'said', 'nine people had died')]
    """
    doc = plain.of(doc)
    quoted = quotations.find(doc)
    inner = quotations.inside(quoted)
    candidates = [c for sentence in doc.sents for c in frames.candidates(sentence, quoted, inner)]
    candidates = _distinct([c._replace(content=_without_that(doc, _beside_cue(c, inner))) for c in candidates])
    place = {i: q for q in quoted for i in range(q.first, q.last + 1)}
    taken = {place[i] for c in candidates for i in c.content if i in place}
    heads = [(c.head.i, c.head.sent.start) for c in candidates if not (len(c.source) == 1 and doc[min(c.source)].pos_ == "PRON")]
    candidates = [_complete_quotation(c, quoted, place, taken, heads) for c in candidates]
    candidates = [c for c in _without_asides(candidates) if spans(doc, c.content)]
    candidates = [c for c in candidates if _is_clausal(c) or not _within(c, candidates)]
    # "Police said that 40 were hurt (Seawire)" is the word of the police.
    candidates = [c for c in candidates if not c.rule.startswith("bracket") or not any(o.head.i in c.content for o in candidates)]
    parents = [_parent(c, candidates) for c in candidates]
    return _with_evidence([_attribution(doc, c, parent) for c, parent in zip(candidates, parents, strict=True)])


def _beside_cue(candidate: Candidate, inner: frozenset[int]) -> set[int]:
    """A semicolon outside quotations ends what a cue governs; only what stands on the cue's side of it is content."""
    doc, head = candidate.head.doc, candidate.head.i
    bars = [t.i for t in candidate.head.sent if t.text == ";" and t.i not in inner]
    left = max((i for i in bars if i < head), default=-1)
    right = min((i for i in bars if i > head), default=len(doc))
    return {i for i in candidate.content if left < i < right} or candidate.content


def _without_that(doc: Doc, content: set[int]) -> set[int]:
    """The word "that" which opens a reported clause belongs to the frame."""
    first = doc[min(content)]
    return content - {first.i} if first.lower_ == "that" and (first.dep_ == "mark" or first.tag_ in {"WDT", "IN"}) else content


def _distinct(candidates: list[Candidate]) -> list[Candidate]:
    """One candidate for each cue and each content; "said" inside "is said to have told" keeps the first."""
    kept: list[Candidate] = []
    for c in sorted(candidates, key=lambda c: (_rank(c), min(c.cue), -len(c.content))):
        if not any(c.cue & k.cue or c.content == k.content for k in kept):
            kept.append(c)
    return sorted(kept, key=lambda c: min(c.cue))


#: Ways to the content in order of trust, for two cues that claim the same words.
_TRUST = ("quotation before", "quotation after", "ccomp", "aside", "clause", "host", "as")


def _rank(candidate: Candidate) -> int:
    ways = candidate.rule.split(":")
    return min((_TRUST.index(way) for way in ways if way in _TRUST), default=len(_TRUST))


def _complete_quotation(
    candidate: Candidate, quoted: list[Quotation], place: dict[int, Quotation], taken: set[Quotation], heads: list[tuple[int, int]]
) -> Candidate:
    """A quotation that the content touches belongs to it whole, and so do later ones of the paragraph that have no cue of their own.

    *place* is the quotation around a token, *taken* those that some statement has in its content. *heads* are the cues, each with the start of its
    sentence, that take over when they stand between a speech and a later quotation: a cue in the speech's own sentence, and one of which a pronoun
    is the source, leave the word with the same speaker.
    """
    if candidate.cue_class in WEAK_CLASSES:
        return candidate
    doc, frame = candidate.head.doc, candidate.source | candidate.cue
    touched = sorted({place[i] for i in candidate.content if i in place} - {place.get(candidate.head.i)})
    if not touched:
        return candidate
    content = set(candidate.content)
    # A mark that opens while one is open ("… for us. “And if …") goes on with the same speech.
    first = quoted.index(touched[0])
    while first and quoted[first - 1].last + 1 == quoted[first].first:
        first -= 1
        touched = [quoted[first], *touched]
    for q in touched:
        if q.words > SHORT:
            content |= set(range(q.first, q.last + 1)) - frame
    end, own = max(max(content), max(frame), *(q.last for q in touched)), candidate.head.sent.start
    for q in quoted:
        if q.first <= end or q.words <= SHORT or q in taken:
            continue
        if any(end < head < q.last and sentence != own for head, sentence in heads):
            break
        if quotations.is_speech(doc, q):
            if _brings_another(doc, candidate, end, q):
                break
            content |= set(range(q.first, q.last + 1))
            end = q.last
    return candidate._replace(content=content)


def _brings_another(doc: Doc, candidate: Candidate, end: int, quotation: Quotation) -> bool:
    """Whether a sentence between a speech and a later quotation has somebody else for its subject: "… The captain disagreed. “…”"."""
    named = {doc[i].lower_ for i in candidate.source}
    for sentence in doc[end + 1 : quotation.first].sents:
        own = subject(sentence.root) if sentence.start > end else None
        if own is not None and own.pos_ in {"NOUN", "PROPN"} and is_party(own) and own.lower_ not in named:
            return True
    return False


def _without_asides(candidates: list[Candidate]) -> list[Candidate]:
    """What somebody else says in brackets is no part of the statement around it."""
    asides = [c for c in candidates if c.rule == "according to:aside"]
    return [
        c._replace(content=c.content - set().union(*(a.content | a.source | a.cue for a in asides if a is not c)))
        for c in candidates
    ]


def _parent(candidate: Candidate, candidates: list[Candidate]) -> int | None:
    """The index of the smallest other candidate whose content holds this one's head."""
    around = [
        (len(other.content), k)
        for k, other in enumerate(candidates)
        if other is not candidate and candidate.head.i in other.content and len(other.content) > len(candidate.content)
    ]
    return min(around)[1] if around else None


def _with_evidence(found: list[Attribution]) -> list[Attribution]:
    """"She said that early estimates put …": estimates say nothing, they hedge what she says; no row of their own."""
    evidence = {
        k: item.parent
        for k, item in enumerate(found)
        if item.parent is not None and item.source is not None and _is_evidence(item.source.root)
    }
    kept = [k for k in range(len(found)) if k not in evidence]
    hedged = list(found)
    for k, parent in evidence.items():
        hedge = "; ".join(dict.fromkeys([*filter(None, (hedged[parent].hedge or "").split("; ")), found[k].source.text]))
        hedged[parent] = hedged[parent]._replace(hedge=hedge)

    def new_index(parent: int | None) -> int | None:
        while parent in evidence:
            parent = evidence[parent]
        return None if parent is None else kept.index(parent)

    return [hedged[k]._replace(parent=new_index(hedged[k].parent)) for k in kept]


def _is_evidence(noun: Token) -> bool:
    return noun.pos_ == "NOUN" and cues.look_up(noun.lemma_.lower(), "noun") is not None and not of_noun(noun).ids


#: Ways to a content that is no clause. Within another statement these say what somebody does, not what they state.
_BARE = frozenset({"object", "object as", "xcomp", "preposition"})


#: A thing may be reported, confirmed or denied with a noun as well as with a clause.
_REPORTING = frozenset({"reports", "claims", "confirms", "denies"})


def _within(candidate: Candidate, candidates: list[Candidate]) -> bool:
    """Whether the cue, or whoever it is said of, stands in the content of another statement."""
    held = [other.content for other in candidates if other is not candidate and len(other.content) > len(candidate.content)]
    return any(candidate.head.i in content or (candidate.source and candidate.source <= content) for content in held)


def _is_clausal(candidate: Candidate) -> bool:
    ways = candidate.rule.split(":")
    return len(ways) < 2 or ways[1] not in _BARE or candidate.cue_class in _REPORTING


def _attribution(doc: Doc, c: Candidate, parent: int | None) -> Attribution:
    source = spans(doc, c.source)
    content = spans(doc, c.content)
    cue = doc[min(c.cue) : max(c.cue) + 1] if max(c.cue) - min(c.cue) < 2 * len(c.cue) else doc[c.head.i : c.head.i + 1]
    return Attribution(
        source=doc[source[0].start : source[-1].end] if source else None,
        cue=cue,
        content=content,
        cue_class=c.cue_class,
        form=_form(content),
        polarity=stance.polarity(c.head, c.cue_class, c.source, c.content),
        hedge=stance.hedge(doc, c.cue, c.content, c.source),
        via=stance.via(doc, c.head, c.source, c.content),
        parent=parent,
        rule=c.rule,
        hearer=stance.hearer(doc, c.head, c.source, c.content),
    )


def _form(content: list[Span]) -> str:
    """direct: quotation marks around all of it; mixed: around a part; indirect: no marks."""
    text = " ".join(span.text for span in content).replace("''", '"').replace("``", '"').strip().rstrip(",.")
    if text[:1] in _QUOTES and text[-1:] in _QUOTES:
        return "direct"
    return "mixed" if any(not _is_name(words) for words in map("".join, _QUOTED.findall(text))) else "indirect"


def _is_name(words: str) -> bool:
    """“Storm” and “Northern Star” are names in quotation marks, nothing that was said."""
    return all(word[:1].isupper() for word in words.split()) and len(words.split()) < 4


_QUOTES = frozenset("\"“”«»„‘’'")
#: What follows an opening mark, up to the closing one or the end.
_QUOTED = re.compile(r"""["“«„]([^"”»]+)|(?:^|(?<=[\s(]))['‘](?=[A-Za-z])([^'’]+)['’](?!\w)""")
