"""How firmly: denial, hedges and relays around a cue."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path

from kit.language import lexicon
from kit.language.attribution.parties import is_party
from kit.language.attribution.speaker import QUOTING
from kit.language.parsing import plain
from kit.language.parsing.plain import Doc, Span, Token
from kit.language.spelling import given_name_gender
from kit.language.tree import (
    child,
    marker,
    nominal_run_right,
    noun_phrase,
    spans,
    subject,
    subtree,
)

NEGATIONS = frozenset({"not", "n't", "n’t", "never", "neither", "nor", "no", "none", "nobody", "without"})
_ABLE = frozenset({"can", "could", "ca"})
_DOUBTS = frozenset({"doubt", "question", "query", "wonder", "sceptical", "skeptical", "doubtful", "unsure", "uncertain"})
_CONFIRM = frozenset({"confirm", "verify", "corroborate", "substantiate"})
_MARKS = frozenset({"“", "”", '"', "''", "``", "’", "‘", "'", ",", "."})
_RELAY = frozenset({"through", "via"})


@cache
def _hedges() -> frozenset[str]:
    return frozenset(row["word"] for row in lexicon.rows(Path(__file__).with_name("hedges.csv")))


def polarity(cue: Token, cue_class: str, source: Collection[int], content: Collection[int]) -> str:
    """Whether the source says that it is so, that it is not, or puts it in question: one of :data:`kit.schema.POLARITIES`.

    By the verb's own meaning or by a negation on it, not by both: "denied that …" and "neither A nor B has acknowledged
    …" are denials, "did not deny" is none. "doubted that", "asked whether", "did not say if" and "could not confirm that"
    leave it open. The three values are those of factuality annotation (FactBank, Saurí and Pustejovsky 2009: CT+, CT-,
    and U), taken on the word of the source.
    """
    negative = _negated(cue, source)
    if any(c.lemma_.lower() in _ABLE for c in cue.children if c.tag_ == "MD") and negative:
        # "could not confirm" leaves it open, "could not deny" admits it.
        return "asserted" if cue_class == "denies" else "questioned"
    if negative and cue.lemma_.lower() in _CONFIRM:
        return "questioned"  # what is not confirmed is not denied
    if cue.lemma_.lower() in _DOUBTS:
        return "asserted" if negative else "questioned"
    if _asks(cue, cue_class, content):
        return "questioned"
    return "denied" if negative != (cue_class == "denies") else "asserted"


def _negated(cue: Token, source: Collection[int]) -> bool:
    doc = cue.doc
    marks = sum(c.lower_ in NEGATIONS for c in cue.children)
    marks += any(doc[i].lower_ in {"neither", "nobody", "none", "no"} for i in sorted(source)[:1])
    if not marks and any(t.lower_ == "neither" and t.head.i in source for t in doc[max(0, cue.i - 12) : cue.i]):
        marks = 1
    return bool(marks % 2)


def _asks(cue: Token, cue_class: str, content: Collection[int]) -> bool:
    """"asked whether …", "did not say if …", “Is it over?” she asked."""
    doc, first, last = cue.doc, min(content), max(content)
    opens = {doc[i].lower_ for i in (first - 1, first) if i >= 0}
    if first > cue.i and (opens & {"whether"} or ("if" in opens and cue_class in {"asks", "says", "confirms"})):
        return True
    end = last + 2 if last + 1 < len(doc) and doc[last + 1].is_punct else last + 1
    closing = next((t.text for t in reversed(doc[first:end]) if t.text not in _MARKS), "")
    return closing == "?" and cue.lemma_.lower() in {"ask", "wonder", "inquire", "enquire", "query"}


def hedge(doc: Doc, cue: Collection[int], content: Collection[int], source: Collection[int]) -> str | None:
    """The words that weaken the statement: "reportedly", "preliminary estimates", in order, joined by "; "."""
    first = min([*cue, *source])
    doc, words = plain.of(doc), _hedges()
    if words.isdisjoint(doc.lowers):
        return None
    around = {*range(max(first - 3, 0), min(max(cue) + 3, len(doc))), *content}
    found = [_with_noun(doc[i]) for i in sorted(around) if doc[i].lower_ in words and i not in source]
    return "; ".join(dict.fromkeys(found)) or None


def _with_noun(token: Token) -> str:
    noun = token.head if token.dep_ == "amod" and token.head.pos_ == "NOUN" and token.head.i == token.i + 1 else token
    return token.doc[min(token.i, noun.i) : max(token.i, noun.i) + 1].text


def via(doc: Doc, cue: Token, source: Collection[int], content: Collection[int]) -> Span | None:
    """Whoever the source relies on or is relayed by: "through an allied agency", "Reuters, citing two aid workers"."""
    relay = subject(cue.head) if cue.head.lemma_ in QUOTING and marker(cue) == "as" else None
    if relay is not None:
        return spans(doc, noun_phrase(relay))[0]
    quoted_by = _quoted_by(doc, cue, source)
    if quoted_by:
        return spans(doc, quoted_by)[0]
    if _RELAY.isdisjoint(doc.lowers) and QUOTING.isdisjoint(doc.lemmas):
        return None
    for token in [doc[i] for i in [*sorted(subtree(cue)), *sorted(content)]]:
        if token.lower_ in _RELAY and token.dep_ == "case" and token.head.pos_ in {"NOUN", "PROPN"} and _relays(token.head):
            return spans(doc, noun_phrase(token.head))[0]
        if token.lemma_ in QUOTING and token.tag_ == "VBG":
            cited = child(token, "obj")
            found = spans(doc, noun_phrase(cited)) if cited is not None else []
            if found:  # none where a mark alone is taken for the object
                return found[0]
    return None


#: "in an interview with the BBC", "in a statement to Reuters".
_GIVEN = frozenset({"interview", "statement", "comment", "remark", "email", "message", "call"})


def hearer(doc: Doc, cue: Token, source: Collection[int], content: Collection[int]) -> Span | None:
    """Whom a source told, or gave an interview: a name, or a noun for a medium ("told the radio", not "told his wife")."""
    given = [t for t in cue.sent if t.lemma_.lower() in _GIVEN and t.i not in content and t.i not in source]
    heard = [c for t in given for c in t.children if c.dep_ == "nmod" and marker(c) in {"with", "to"}]
    if cue.lemma_ == "tell":
        named = nominal_run_right(doc, cue.i + 1)
        heard = [*filter(None, [child(cue, "iobj", "obj")]), *(doc[i] for i in sorted(named)[-1:]), *heard]
    for noun in heard:
        ids = noun_phrase(noun) - set(content)
        may_relay = noun.pos_ == "PROPN" or noun.text[:1].isupper() or noun.lemma_.lower() in _MEDIA
        if noun.i in ids and may_relay and not given_name_gender(doc[min(ids)].text):
            return next(iter(spans(doc, ids)), None)
    return None


_MEDIA = frozenset({"agency", "broadcaster", "channel", "magazine", "network", "newspaper", "paper", "programme", "program", "radio", "station", "television", "website"})


def _quoted_by(doc: Doc, cue: Token, source: Collection[int]) -> set[int]:
    """"a nurse quoted by the local radio said": who passes on what she says."""
    if not source or max(source) > cue.i:
        return set()
    by = next((i + 1 for i in range(min(source), cue.i - 2) if doc[i].lemma_ in QUOTING and doc[i].tag_ in {"VBN", "VBD"} and doc[i + 1].lower_ == "by"), None)
    return set() if by is None else {i for i in nominal_run_right(doc, by + 1) if i < cue.i}


def _relays(noun: Token) -> bool:
    """Whether somebody can be relied on: an agency, a service, a person; not a video link or a valley."""
    return is_party(noun) if noun.pos_ == "NOUN" else any(c.dep_ == "compound" and c.pos_ == "NOUN" for c in noun.children)
