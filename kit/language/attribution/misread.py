"""Verbs that the tagger took for nouns ("The army denies …", "nurses quoted by the radio speak of …"), in the frames that show it."""

from __future__ import annotations

from collections.abc import Iterator

from kit.language.attribution import cues
from kit.language.attribution.candidate import Candidate
from kit.language.attribution.cues import Cue
from kit.language.attribution.parties import is_party
from kit.language.attribution.speaker import QUOTING
from kit.language.parsing.plain import Span, Token
from kit.language.tree import FINITE, marker, nominal_run, subtree

_CLAUSES = frozenset({"ccomp", "acl", "acl:relcl"})


def reports(noun: Token) -> bool:
    """Whether a noun that the parse has for the root of a sentence has a clause with "that"."""
    return noun.pos_ == "NOUN" and noun.dep_ == "ROOT" and any(_is_that_clause(c) for c in noun.children)


def with_clause(token: Token) -> Iterator[Candidate]:
    """"The city's council reports that …", where the tagger took the verb for a plural."""
    cue = _as_verb(token)
    before = {t.i for c in token.children if c.i < token.i for t in c.subtree}
    clause = next(c for c in token.children if _is_that_clause(c))
    if cue is not None and before and "c" in cue.frames and token.doc[token.i - 1].pos_ not in {"VERB", "AUX"}:
        content = subtree(clause)
        yield Candidate(token, before, {token.i}, content, cue.cue_class, "verb:ccomp:misread")


def _is_that_clause(clause: Token) -> bool:
    return clause.dep_ in _CLAUSES and (marker(clause) == "that" or (clause.left_edge.lower_ == "that" and clause.left_edge.tag_ == "IN"))


def with_gerund(noun: Token) -> Iterator[Candidate]:
    """"The union denies having paid", where the tagger took the verb for a plural and the subject of the gerund."""
    cue, clause = _as_verb(noun), noun.head
    before = {t.i for c in noun.children if c.i < noun.i for t in c.subtree}
    if cue is None or noun.tag_ != "NNS" or noun.dep_ != "nsubj" or not before or "o" not in cue.frames:
        return
    content = {t.i for t in clause.subtree if t.i > noun.i and not t.is_punct}
    if content and min(content) == noun.i + 1 and noun.nbor(1).tag_ == "VBG" and not any(noun.doc[i].tag_ in FINITE for i in content if i <= clause.i):
        yield Candidate(noun, before, {noun.i}, content, cue.cue_class, "verb:xcomp:misread")


def behind_relay(noun: Token, sentence: Span) -> Iterator[Candidate]:
    """"Nurses quoted by local media speak of 40 dead", where the tagger took the one finite verb for a noun."""
    doc, cue = noun.doc, _as_verb(noun)
    participle = next((t for t in doc[sentence.start : noun.i] if t.lemma_ in QUOTING and t.nbor(1).lower_ == "by"), None)
    if cue is None or participle is None or not sentence.start < participle.i < noun.i - 2 or noun.i + 2 >= sentence.end:
        return
    if any(t.tag_ in FINITE for t in sentence if t.i != participle.i) or doc[noun.i - 1].pos_ not in {"NOUN", "PROPN"}:
        return
    first = noun.i + 1 + (doc[noun.i + 1].lower_ in cue.prepositions)
    if first == noun.i + 2 or doc[noun.i + 1].lower_ == "that":
        yield Candidate(noun, nominal_run(doc, participle.i - 1), {noun.i}, set(range(first, sentence.end)), cue.cue_class, "verb:preposition:misread")


def _as_verb(noun: Token) -> Cue | None:
    """The verb that the tagger took for a plural: "denies"."""
    form = noun.lower_
    return cues.look_up(f"{form[:-3]}y" if form.endswith("ies") else noun.lemma_.lower(), "verb")


def at_the_end(noun: Token, sentence: Span) -> Iterator[Candidate]:
    """"Nine bridges are gone, the Daily Post reports.", where the tagger took the verb for a plural."""
    doc = noun.doc
    name = nominal_run(doc, noun.i - 1)
    closed = noun.i + 1 < len(doc) and doc[noun.i + 1].text == "." and name and min(name) > sentence.start + 3 and doc[min(name) - 1].text == ","
    if closed and is_party(doc[max(name)]):
        yield Candidate(noun, name, {noun.i}, set(range(sentence.start, min(name))), "reports", "verb:host:misread")
