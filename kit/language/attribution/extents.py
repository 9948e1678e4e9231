"""How far a reported clause or phrase reaches in its sentence: where the parse breaks off too early, and where the reporter's own words begin."""

from __future__ import annotations

from kit.language.attribution.parties import is_party
from kit.language.parsing.plain import Doc, Span, Token
from kit.language.tree import FINITE, TIMES, after_comma, marker, subtree

SUBORDINATORS = frozenset({"while", "when", "after", "before", "because", "if", "as", "since", "although", "though"})


def clause_of(head: Token) -> set[int]:
    """All that depends on *head*; of the head of a sentence the whole sentence, loose ends of the parse included."""
    return {t.i for t in (head.sent if head.head is head else head.subtree)}


def run_on(verb: Token, end: int, source: set[int]) -> set[int]:
    """Modifiers that the parser hung on the verb though they continue its complement."""
    more: set[int] = set()
    for c in sorted((c for c in verb.children if c.i > verb.i), key=lambda c: c.left_edge.i):
        ids = {t.i for t in c.subtree}
        if min(ids) <= end:
            continue
        if min(ids) != end + 1 or c.dep_ in {"conj", "parataxis", "cc", "punct"} or ids & source:
            break
        more |= ids
        end = max(ids)
    return more


def broken_off(sentence: Span, end: int, frame: set[int]) -> set[int]:
    """The rest of a clause that the parse broke off in the middle: a complement does not end before a verb or a noun.

    It goes on to the next comma, semicolon or dash, or to the end of the sentence.
    """
    doc = sentence.doc
    first = end + 1
    if first >= sentence.end or doc[first].is_punct or doc[first].dep_ == "cc" or doc[first].lower_ in SUBORDINATORS:
        return set()
    more: set[int] = set()
    for i in range(first, sentence.end):
        if doc[i].text in {",", ";", "—", "–", ":"} or i in frame:
            break
        more.add(i)
    return more


def joined_on(sentence: Span, frame: set[int]) -> set[int]:
    """"The road is closed, police said, and two bridges are down": the clause that follows the frame with "and" or "but"."""
    doc, comma = sentence.doc, max(frame) + 1
    if comma + 2 >= sentence.end or doc[comma].text != "," or doc[comma + 1].lower_ not in {"and", "but"} or not goes_on(sentence, comma + 1, set()):
        return set()
    return set(range(comma + 1, next((i for i in range(comma + 2, sentence.end) if doc[i].text in {";", "“", '"', "``"}), sentence.end)))


def goes_on(sentence: Span, last: int, source: set[int]) -> bool:
    """Whether a clause follows the verb: a finite verb with a noun before it, and no comma or conjunction between it and the cue."""
    doc = sentence.doc
    for i in range(last + 1, sentence.end):
        if doc[i].text in {",", ";", ":", "—", "–"} or (doc[i].dep_ == "cc" and i + 1 < sentence.end and doc[i + 1].pos_ in {"VERB", "AUX", "ADV"}) or doc[i].lower_ in SUBORDINATORS:
            return False
        if doc[i].tag_ in FINITE and i not in source:
            return i > last + 1
    return False


def with_following(verb: Token, first: Token, source: set[int]) -> tuple[set[int], bool]:
    """A phrase and the modifiers of the verb that follow it at once; whether one of them begins with "as"."""
    # "a quick end to the war, which …": the comment after the comma is the reporter's.
    ids = subtree(first, {c.i for c in first.subtree if c.dep_ == "acl:relcl" and c.left_edge.i > first.i and after_comma(c)})
    end = max(first.right_edge.i, *ids)
    as_phrase = False
    following = [
        c for c in verb.children
        if c.i > first.i and c.dep_ in {"obj", "obl", "advcl", "xcomp", "nmod", "ccomp", "acl"}
        and not source & {t.i for t in c.subtree}
    ]
    for c in sorted(following, key=lambda c: c.left_edge.i):
        phrase = {t.i for t in c.subtree}
        if min(phrase) != end + 1 or (c.dep_ == "advcl" and marker(c) != "as" and (c.tag_ == "VBG" or marker(c) in SUBORDINATORS)):
            break
        as_phrase |= marker(c) == "as"
        ids |= phrase
        end = max(phrase)
    return ids, as_phrase


def comment(doc: Doc, ids: set[int]) -> set[int]:
    """"…, a first in this war": a noun with "a" after the last comma that sums up the clause, in the reporter's words."""
    comma = max((i for i in ids if doc[i].text == ","), default=None)
    if comma is None or comma + 2 > max(ids) or doc[comma + 1].lower_ not in {"a", "an"} or doc[comma - 1].pos_ == "PROPN":
        return set()
    head = doc[comma + 1].head
    sums_up = head.i > comma and head.dep_ in {"appos", "obl:unmarked", "nmod:unmarked", "parataxis", "dep", "dislocated"} and head.head.i < comma
    quoted = any(doc[i].text in {"“", "”", '"'} for i in range(comma, max(ids) + 1))
    return {i for i in ids if i >= comma} if sums_up and not is_party(head) and not quoted else set()


#: On what occasion, or in what, something is said; "in", "at" or "on" one of these tells where, not what.
_OCCASIONS = frozenset(
    ["address", "appearance", "article", "briefing", "broadcast", "call", "conference", "debate", "email", "event", "forum", "hearing", "interview", "letter", "meeting", "memo", "message", "post", "rally", "remark", "report", "ruling", "session", "speech", "statement", "stop", "summit", "testimony", "trip", "tweet", "video", "visit"]
)


def without_scene(head: Token, ids: set[int]) -> set[int]:
    """"rejected that argument | in a ruling on Thursday", "endorsed the mayor, | a first for the party": what is said, without when and where.

    Only what stands behind *head* is left out, and nothing quoted.
    """
    doc = head.doc
    ids = ids - comment(doc, ids)
    while cut := [t for i in ids if (t := doc[i]).right_edge.i >= max(ids) and head.i < t.left_edge.i and _sets_scene(t)]:
        start = min(t.left_edge.i for t in cut)
        if any(doc[i].text in {"“", "”", '"'} for i in ids if i >= start):
            break
        ids = {i for i in ids if i < start}
    return ids


def _sets_scene(phrase: Token) -> bool:
    opening = phrase.left_edge.lower_
    if phrase.dep_ in {"advcl", "advcl:relcl"}:
        return opening in {"when", "while", "after", "before", "since"}
    if phrase.dep_ == "acl:relcl":
        return after_comma(phrase)
    if phrase.dep_ not in {"obl", "nmod", "obl:unmarked", "nmod:unmarked"}:
        return False
    return opening == "during" or phrase.lower_ in TIMES or (opening in {"in", "at", "on"} and phrase.lemma_.lower() in _OCCASIONS)
