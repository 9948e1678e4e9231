"""Reading a mention: the words that a marked span stands for, and whether the article withholds a name."""

from __future__ import annotations

import re

from kit.language import places
from kit.language.mentions import grammar
from kit.language.mentions.grammar import describe
from kit.language.mentions.heads import heads, person
from kit.language.mentions.introductions import opens_a_name
from kit.language.parsing.plain import Span
from kit.language.spelling import fold
from kit.sources.article import Article

#: Who speaks so is nobody whom the article names, whatever body they belong to.
_ANONYMOUS = re.compile(
    r"\b(?:condition of anonymity|anonymously|on condition (?:that )?(?:he|she|they)(?: would)? not be (?:named|identified)"
    r"|(?:ask|request|want|wish|prefer|insist|declin|refus)\w*\b[^,.;]{0,30}?\b(?:anonymity|be(?:ing)? (?:named|identified|quoted by name)|give (?:his|her|their|a) names?)"
    r"|not authori[sz]ed to (?:speak|talk|comment|brief|discuss)|without giving (?:his|her|their) names?)"
)
_OPENING = re.compile(r"[A-Z][a-z]+ing\b")
_QUOTED = re.compile(r"[“\"][^”\"]*(?:[”\"]|$)")
_NEXT = re.compile(r"(?:He|She|They|Both|All|The (?:\w+ )?(?:officials?|officers?|sources?|persons?|people|diplomats?|aides?))\b[^.“”\"]*")
_COMMON = frozenset({"NOUN", "ADJ", "DET", "NUM", "ADV", "ADP", "CCONJ", "VERB", "PRON"})


def words_of(article: Article, span: Span) -> str:
    """The words of a mention: the antecedent of "who", the name beside an apposition, no capital that only opens a sentence."""
    return _antecedent(span) or _apposed(article, span, span.doc.start + span.start_char) or _as_written(span, article.words)


def speaks_anonymously(article: Article, start: int, end: int) -> bool:
    """Whether the sentence, or the next one ("He spoke on condition of anonymity"), says that whoever is mentioned is not to be named."""
    number = article.sentence_of(start)
    if said := _ANONYMOUS.search(_QUOTED.sub(" ", article.text_of(number, start=end))):
        between = fold(said.string[: said.start()]).split()
        return not any((head := heads().get(word)) and head.sort in {"voice", "person", "office"} for word in between)
    before = article.text_of(number, end=start)
    if _OPENING.match(before) and _ANONYMOUS.search(before):
        return True
    told = _NEXT.match(article.text_of(number + 1))
    return told is not None and _ANONYMOUS.search(told[0]) is not None


def _apposed(article: Article, span: Span, start: int) -> str | None:
    """The whole mention where a part of it was marked: of a name, or of an apposition ("its coordinator", "a Swiss relief group")."""
    end = span.doc.start + span.end_char
    if span.start and span.doc[span.start - 1].text in {"-", "–"}:  # "Seong- | kweun"
        return next((i.described.name for i in article.introduced if i.start < start and end <= i.end), None)
    after, before = article.starting.get(end + 2), article.ending.get(start - 2)
    described = describe(span.text) if after or before else None
    if described is None or described.head is None or described.name or described.plural:
        return None
    if after and described.head in after.described.heads:
        return f"{span.text}, {after.described.name}"
    return f"{before.described.text}, {span.text}" if before and described.head in before.described.heads else None


def _antecedent(span: Span) -> str | None:
    """What "who" or "which" stands for: the noun that its relative clause hangs on."""
    if len(span) > 1 or fold(span.text) not in grammar.RELATIVES:
        return None
    clause = next((t for t in (span[0], *span[0].ancestors) if t.dep_ in {"acl:relcl", "relcl", "acl"}), None)
    if clause is None or clause.head.i >= span.start:
        return None
    words = [t for t in span.doc[clause.head.left_edge.i : span.start] if not (t.dep_ == "case" and t.i < clause.head.i)]
    return "".join(t.text + t.whitespace_ for t in words).strip()


def _as_written(span: Span, words: set[str]) -> str:
    """The mention; the capital of its first word is taken away where only the sentence put it there.

    *words* are those of names in the article, which keep theirs.
    """
    text, first = span.text, span[0]
    if first.pos_ not in _COMMON or not first.is_sent_start or not first.text.istitle() or fold(first.text) in words:
        return text
    if places.country_of(first.text) or (len(span) > 1 and span[1].pos_ == "PROPN" and opens_a_name(first.text, span[1].text)):
        return text
    named = describe(text)
    if first.pos_ in {"NOUN", "ADJ"} and named.said and named.head and named.head.sort == "body" and not person(fold(first.text)) and fold(first.text) not in heads():
        return text  # "Bridge of Hands, a Danish aid group,"
    return text[:1].lower() + text[1:]
