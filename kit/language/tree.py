"""Reading a Universal Dependencies parse: phrases as sets of token numbers, and back to spans.

Rules collect token numbers, because a phrase may have gaps (a cue in the middle of a quotation);
:func:`spans` turns them into spans at the end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from kit.language.parsing.plain import Doc, Span, Token

SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubj:outer"})
RELATIVE_WORDS = frozenset({"who", "which", "that", "whom"})
#: The tags of finite verbs.
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
#: When somebody spoke is no part of who spoke: "the agency on Friday".
TIMES = frozenset(
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "yesterday", "tomorrow", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "week", "month", "year", "morning", "afternoon", "evening", "night", "earlier", "later"]
)
_NOMINAL = frozenset({"PROPN", "NOUN", "PRON", "ADJ", "DET", "PART", "NUM"})
_EDGE = frozenset(",;:.—–-…")
_PARTNER = {"“": "”", "”": "“", "«": "»", "»": "«", "„": "“", "‘": "’", '"': '"', "(": ")", ")": "("}


def subtree(token: Token, without: Collection[int] = ()) -> set[int]:
    """The numbers of *token* and all below it, without the subtrees whose heads are in *without*."""
    if not without:
        return {t.i for t in token.subtree}
    found, waiting = set(), [token]
    while waiting:
        current = waiting.pop()
        if current.i not in without:
            found.add(current.i)
            waiting.extend(current.children)
    return found


def noun_phrase(token: Token) -> set[int]:
    """A mention with its title, apposition, prepositional modifiers and coordinated names.

    Relative and coordinated clauses, the preposition before it and quotation marks are left out.
    """
    drop = {
        c.i
        for c in token.children
        if c.dep_ in {"acl:relcl", "advcl:relcl", "parataxis", "punct", "case", "cop", "dep", "ccomp", "advcl", "mark", "orphan"}
        or (c.dep_ == "acl" and (c.tag_ in {"VBG", "VB", "VBD"} or marker(c) == "that"))
        or (c.dep_ == "cc" and not any(k.dep_ == "conj" and k.pos_ not in {"VERB", "AUX"} for k in token.children))
        or (c.dep_ == "conj" and c.pos_ in {"VERB", "AUX"})
        or c.dep_ in SUBJECTS
        or (c.dep_ == "advmod" and c.i < token.i)
        or (c.lower_ in TIMES and c.dep_ in {"nmod", "nmod:unmarked", "obl", "obl:unmarked", "advmod"})
    }
    ids = subtree(token, drop)
    # Punctuation inside ("Kirby, a spokesman") belongs to the mention; what hangs outside does not.
    return {i for i in range(min(ids), max(ids) + 1) if i in ids or token.doc[i].is_punct}


def nominal_run(doc: Doc, last: int) -> set[int]:
    """The words of a name or a plain noun phrase that end with token *last*, read from the surface.

    Brackets behind a name belong to it: "Ana Ruiz (Lima)".
    """
    first = last + 1
    while first > 0:
        before = doc[first - 1]
        if before.text == ")":
            opening = next((i for i in range(first - 2, max(first - 8, -1), -1) if doc[i].text == "("), None)
            if opening is None:
                break
            first = opening
        elif before.pos_ in _NOMINAL and not before.is_punct:
            first -= 1
        else:
            break
        if doc[first].is_sent_start and (first == 0 or doc[first - 1].is_punct):
            break  # a sentence that begins in the middle of a name is a slip of the parser
    run = range(first, last + 1)
    return set(run) if any(doc[i].pos_ in {"NOUN", "PROPN", "PRON"} for i in run) else set()


def nominal_run_right(doc: Doc, first: int) -> set[int]:
    """The words of a name or a plain noun phrase that begin with token *first*, read from the surface."""
    last = first - 1
    while last + 1 < len(doc) and doc[last + 1].pos_ in _NOMINAL and not doc[last + 1].is_punct:
        last += 1
    run = range(first, last + 1)
    return set(run) if any(doc[i].pos_ in {"NOUN", "PROPN", "PRON"} for i in run) else set()


def child(token: Token, *deps: str) -> Token | None:
    """The first child with one of the labels *deps*."""
    return next((c for c in token.children if c.dep_ in deps), None)


def subject(verb: Token) -> Token | None:
    """The subject that hangs on *verb* itself; if the parser found more than one, the nearest before it, else the nearest after."""
    found = [c for c in verb.children if c.dep_ in SUBJECTS and c.lower_ not in TIMES]
    return min(found, key=lambda c: (c.i > verb.i, abs(c.i - verb.i))) if found else None


def is_passive(verb: Token) -> bool:
    return any(c.dep_ in {"aux:pass", "nsubj:pass"} for c in verb.children)


def agent(verb: Token) -> Token | None:
    """The noun after "by"."""
    for c in verb.children:
        if c.dep_ == "obl:agent" or (c.dep_ in {"obl", "nmod"} and any(g.lower_ == "by" and g.dep_ == "case" for g in c.children)):
            return c
    return None


def after_comma(token: Token) -> bool:
    """Whether the phrase of *token* is set off by a comma, which the parser may have made part of it."""
    return "," in {token.left_edge.text, token.doc[token.left_edge.i - 1].text if token.left_edge.i else ""}


def marker(clause: Token) -> str:
    """The word that introduces a clause or a noun ("that", "if", "of"), or ""."""
    found = next((c for c in clause.children if c.dep_ in {"mark", "case"} and c.i <= clause.i), None)
    return found.lower_ if found is not None else ""


def count_words(doc: Doc, ids: Iterable[int]) -> int:
    return sum([not (doc.tokens[i].is_punct or doc.tokens[i].is_space) for i in ids])


def spans(doc: Doc, ids: Collection[int]) -> list[Span]:
    """The runs of *ids* as spans, split where other words stand between, without punctuation at their edges."""
    tokens = doc.tokens
    runs: list[list[int]] = []
    for i in sorted(ids):
        if runs and all(t.is_punct or t.is_space for t in tokens[runs[-1][1] + 1 : i]):
            runs[-1][1] = i
        else:
            runs.append([i, i])
    trimmed = (_trim(doc, first, last) for first, last in runs)
    return [doc[first : last + 1] for first, last in trimmed if last >= first]


def _trim(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """Without marks of the sentence at the edges, and quotation marks or brackets there whose partner stands outside."""
    texts = [t.text for t in doc[first : last + 1]]
    start = first
    while first <= last:
        opening, closing = texts[first - start], texts[last - start]
        if opening in _EDGE or opening.isspace() or (opening in _PARTNER and _PARTNER[opening] not in texts[first - start + 1 : last - start + 1]):
            first += 1
        elif closing in _EDGE or closing.isspace() or (closing in _PARTNER and _PARTNER[closing] not in texts[first - start : last - start]):
            last -= 1
        elif first == last and doc[first].is_punct:
            return first, first - 1
        else:
            break
    return first, last
