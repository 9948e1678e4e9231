"""Who speaks: from a cue to the mention of its source."""

from __future__ import annotations

from typing import NamedTuple

from kit.language.attribution import cues
from kit.language.parsing.plain import Token
from kit.language.tree import (
    FINITE,
    RELATIVE_WORDS,
    after_comma,
    agent,
    child,
    is_passive,
    marker,
    noun_phrase,
    subject,
)

#: Verbs after which the parser takes an inverted subject ("…," said the mayor) for an object.
_INVERTED = frozenset({"say", "add", "ask", "note", "write", "explain", "argue", "recall", "tell", "warn", "declare", "reply", "announce", "report", "claim"})
#: "made the claim that", "issued a denial": the subject of such a verb is the source of its object.
_LIGHT = frozenset({"make", "give", "have", "issue", "release", "express", "offer", "hold", "take", "voice", "repeat", "reiterate", "send", "face", "raise", "share"})
_SOURCE_PREPOSITIONS = frozenset({"by", "from", "of"})


#: Verbs by which one source passes on another.
QUOTING = frozenset({"quote", "cite"})


class Speaker(NamedTuple):
    """Token numbers of the mention, and the way that led there ("subject", "agent", "conj", …)."""

    ids: set[int]
    how: str


NOBODY = Speaker(set(), "none")


def of_verb(verb: Token, depth: int = 0) -> Speaker:
    """The source of a verb cue: its subject or agent, its antecedent, or that of the verb it hangs on."""
    own, by = subject(verb), agent(verb)
    if is_passive(verb):
        return Speaker(noun_phrase(by), "agent") if by is not None else Speaker(set(), "passive")
    if own is not None:
        if own.lower_ in RELATIVE_WORDS:
            relative = verb.dep_ == "acl:relcl" and verb.head.pos_ in {"NOUN", "PROPN", "PRON"}
            if not relative:
                return NOBODY
            antecedent = noun_phrase(verb.head)
            # "an officer who": the pronoun is part of the mention where it follows at once.
            near = own.i - max(antecedent) <= 2
            return Speaker(antecedent | ({own.i} if near else set()), "relative")
        if own.dep_ == "nsubj:outer":
            return NOBODY
        return Speaker(_with_name_before(own, verb), "subject")
    if _is_relative(verb):
        return Speaker(noun_phrase(verb.head), "relative")
    if by is not None and verb.tag_ == "VBN":
        return Speaker(noun_phrase(by), "agent")
    if verb.dep_ == "acl" and verb.head.pos_ in {"NOUN", "PROPN"}:
        if verb.tag_ == "VBG":
            return _set_off_participle(verb) or Speaker(noun_phrase(verb.head), "participle")
        finite = _read_as_participle(verb)
        if finite is not None:
            return finite
        owner = of_noun(verb.head)
        return Speaker(owner.ids, "participle") if owner.ids else NOBODY
    if depth < 3 and verb.dep_ in {"conj", "advcl", "xcomp", "parataxis", "ccomp"} and verb.head.pos_ in {"VERB", "AUX", "ADJ", "NOUN"}:
        return _of_governor(verb, depth)
    return _inverted(verb)


def _with_name_before(own: Token, verb: Token) -> set[int]:
    """"Ruiz -- author of a book on it -- said": the name before an apposition that the parser made a second subject."""
    ids = noun_phrase(own)
    name = next((c for c in verb.children if c.dep_ == "nsubj" and c.i < min(ids)), None)
    set_off = min(ids) > 1 and max(ids) + 1 < verb.i and verb.doc[min(ids) - 1].text == verb.doc[max(ids) + 1].text in {",", "—", "–", "--"}
    beside = set_off and name is not None and name.right_edge.i == min(ids) - 2 and name.lower_ not in RELATIVE_WORDS
    return set(range(min(noun_phrase(name)), max(ids) + 1)) if beside else ids


def _is_relative(verb: Token) -> bool:
    """"the charity, which on Monday had spoken of 40": "which" read as the object of a verb in the active that has no other subject."""
    word = next((c for c in verb.children if c.lower_ in {"who", "which"} and c.i < verb.i), None)
    return verb.dep_ == "acl:relcl" and word is not None and word.dep_ in {"obj", "obl", "dep"} and child(word, "case") is None


def _set_off_participle(verb: Token) -> Speaker | None:
    """"The council wrote to the ministry, claiming …": after a comma it is the subject who claims, not the nearest noun."""
    if not after_comma(verb):
        return None
    governor = next((t for t in verb.ancestors if t.pos_ == "VERB" and subject(t) is not None), None)
    if governor is None or governor.i > verb.i:
        return None
    own = subject(governor)
    return Speaker(noun_phrase(own), "advcl") if own.i < governor.i and own.lower_ not in RELATIVE_WORDS else None


def _read_as_participle(verb: Token) -> Speaker | None:
    """"Ana Ruiz, a nurse in the town, called it a disaster", where the parse has no finite verb and the name for its root."""
    root = verb.sent.root
    alone = root.pos_ in {"NOUN", "PROPN"} and root.i < verb.i and root in verb.ancestors
    has_content = child(verb, "obj", "obl", "ccomp", "xcomp") is not None
    if not alone or not has_content or verb.left_edge.i <= root.left_edge.i:
        return None
    inside = {t.i for t in verb.subtree}
    if not after_comma(verb) and any(t.tag_ in FINITE for t in verb.sent if t.i not in inside):
        return None
    return Speaker(noun_phrase(root) - {t.i for t in verb.subtree}, "subject")


def _of_governor(verb: Token, depth: int) -> Speaker:
    governor = verb.head
    quoted = child(governor, "obj")
    if governor.lemma_ in QUOTING and quoted is not None and marker(verb) == "as":
        # "The agency quoted the ministry as saying": the ministry says it, by way of the agency.
        return Speaker(noun_phrase(quoted), "agent")
    beside = next((c for c in governor.children if c.dep_ == "obl" and marker(c) == "with" and 0 < verb.i - c.right_edge.i <= 2), None)
    if beside is not None and verb.tag_ == "VBG":
        # "…, with the mayor calling it a disaster"
        return Speaker(noun_phrase(beside), "participle")
    if verb.dep_ == "xcomp":
        controller = child(governor, "obj", "iobj")
        if controller is not None:
            return Speaker(noun_phrase(controller), "object")
    # "X said that …, suggesting …" and "X said that … and added that …": X, not the subject of the clause between.
    trailing = verb.dep_ == "advcl" and verb.tag_ == "VBG" or verb.dep_ == "conj" and child(verb, "ccomp") is not None
    reporter = _reporter(governor) if trailing and "c" in cues.frames_of(verb) else governor.head if is_second_report(verb) else None
    if reporter is not None:
        found = of_verb(reporter, depth + 1)
    else:
        found = of_verb(governor, depth + 1)
        carried = subject(governor)
        if not found.ids and verb.dep_ == "advcl" and carried is not None and carried.lower_ not in RELATIVE_WORDS:
            # "After saying it was over, she was taken home": the subject is shared though it does not act.
            found = Speaker(noun_phrase(carried), "")
    if found.ids:
        return Speaker(found.ids, verb.dep_)
    return _inverted(verb)


def _reporter(verb: Token) -> Token | None:
    """The outermost cue in whose clause *verb* stands."""
    found = None
    for token in (verb, *verb.ancestors):
        if token.dep_ == "ccomp" and "c" in cues.frames_of(token.head):
            found = token.head
        if token.dep_ not in {"ccomp", "xcomp", "advcl", "conj", "acl", "obl", "obj", "nmod", "acl:relcl"}:
            break
    return found


def is_second_report(verb: Token) -> bool:
    """"X said he would go and warned against delay": a verb that the parser joined to the content, in the tense of the first cue.

    What stands in the content is in another tense, or it is no cue.
    """
    clause = verb.head
    if verb.dep_ != "conj" or clause.dep_ != "ccomp" or subject(verb) is not None or verb.tag_ not in {"VBD", "VBZ", "VBN"}:
        return False
    cue = cues.look_up(verb.lemma_.lower(), "verb")
    # A past that the tagger takes for a participle has no auxiliary, and none that it could share.
    tense = "VBD" if verb.tag_ == "VBN" and child(verb, "aux", "aux:pass") is None and clause.tag_ != "VBN" else verb.tag_
    return cue is not None and cue.cue_class != "believes" and tense == clause.head.tag_ and _tense(clause) != tense and "c" in cues.frames_of(clause.head)


def _tense(clause: Token) -> str:
    """The tag of the finite verb of a clause, its first auxiliary before the verb itself."""
    first = next((c for c in clause.children if c.dep_ in {"aux", "aux:pass", "cop"}), clause)
    return first.tag_


def _inverted(verb: Token) -> Speaker:
    if verb.lemma_ not in _INVERTED or verb.tag_ == "VBG":
        return NOBODY
    after = next((c for c in verb.children if c.dep_ in {"obj", "dep"} and 0 < c.i - verb.i < 8 and c.pos_ in {"PROPN", "NOUN", "PRON"}), None)
    if after is None or any(c.dep_ == "ccomp" and c.i > verb.i for c in verb.children):
        return NOBODY
    return Speaker(noun_phrase(after), "inverted")


def of_noun(noun: Token) -> Speaker:
    """The source of a noun cue: "Zelensky's comments", "a warning by the agency", "Ukrainian claims"."""
    owner = child(noun, "nmod:poss")
    if owner is not None:
        return Speaker(noun_phrase(owner), "possessor")
    for c in noun.children:
        if c.dep_ == "nmod" and any(g.dep_ == "case" and g.lower_ in _SOURCE_PREPOSITIONS for g in c.children):
            return Speaker(noun_phrase(c), "of noun")
    for c in noun.children:
        if (c.dep_ == "compound" and c.pos_ == "PROPN") or (c.dep_ == "amod" and c.text[:1].isupper() and not c.is_sent_start):
            return Speaker(noun_phrase(c), "modifier")
    if noun.dep_ in {"obj", "nsubj:pass", "obl"} and noun.head.lemma_ in _LIGHT:
        return Speaker(of_verb(noun.head).ids, "light verb")
    return NOBODY
