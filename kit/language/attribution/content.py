"""What is said: from a verb cue to its content, by the frames that the cue table gives the verb.

How far a content reaches in its sentence is told by :mod:`kit.language.attribution.extents`.
"""

from __future__ import annotations

from typing import NamedTuple

from kit.language.attribution import cues, quotations
from kit.language.attribution.cues import Cue
from kit.language.attribution.extents import SUBORDINATORS, broken_off, clause_of, comment, goes_on, joined_on, run_on, with_following, without_scene
from kit.language.attribution.parties import is_party
from kit.language.attribution.quotations import SHORT, Quotation
from kit.language.attribution.speaker import is_second_report
from kit.language.parsing.plain import Span, Token
from kit.language.tree import FINITE, RELATIVE_WORDS, SUBJECTS, after_comma, agent, child, count_words, marker, noun_phrase, subject, subtree

_COMPLEMENTISERS = frozenset({"that", "whether", "if"})
#: Words that set the scene of a statement when they stand behind it: "…, police said, as divers searched the wreck".
_MEANWHILE = frozenset({"as", "while", "when", "after", "before"})
#: What a speaker does while speaking: "…, citing the storm".
_ACTS = frozenset({"cite", "quote", "refer", "point"})
#: Verbs that may stand after what they report with nothing but a comma between.
_TRAILING = frozenset({"say", "add", "tell", "note", "write", "explain", "argue", "report", "suggest", "think", "believe", "announce", "claim", "warn"})


class Content(NamedTuple):
    """Token numbers, and the way that led there ("ccomp", "quotation", "object", …)."""

    ids: set[int]
    how: str


NOTHING = Content(set(), "none")


def of_verb(verb: Token, cue: Cue, source: set[int], own: set[int], sentence: Span, quoted: list[Quotation]) -> Content:
    """The content of *verb*: clauses before quotations before predicates, objects and prepositional phrases.

    *own* are the tokens of the cue itself, *source* those of its source: neither is content.
    """
    for rule in (_clause, _host, _quotation, _neighbour, _predicate, _passive_subject, _accusation, _count, _object, _preposition, _before):
        found = rule(verb, cue, source, own, sentence, quoted)
        if found.ids - source - own:
            return Content((found.ids | _antecedent(verb, found.how)) - source - own, found.how)
    return NOTHING


def _antecedent(verb: Token, how: str) -> set[int]:
    """"a fire which the brigade put at 300 hectares", "a blast that she called an attack": of whom or what it is said."""
    if verb.dep_ != "acl:relcl" or how not in {"preposition", "object as", "xcomp"}:
        return set()
    relative = next((c for c in verb.children if c.lower_ in RELATIVE_WORDS and c.i < verb.i and c.dep_ not in SUBJECTS), None)
    return noun_phrase(verb.head) if relative is not None and relative.dep_ in {"obj", "dep", "obl", "iobj"} else set()


def _clause(verb, cue, source, own, sentence, quoted) -> Content:
    if not cue.frames & {"c", "q"}:
        return NOTHING
    clauses = [
        c for c in verb.children
        if c.dep_ == "ccomp" and not (c.i < verb.i and marker(c) in SUBORDINATORS)
        and not (c.i > verb.i and after_comma(c) and (marker(c) in _MEANWHILE or (c.tag_ == "VBG" and subject(c) is None)))
    ]
    inner = quotations.inside(quoted)
    if any(c.i > verb.i for c in clauses) and not any(c.i < verb.i and c.i in inner for c in clauses):
        clauses = [c for c in clauses if c.i > verb.i]
    if not clauses and "c" in cue.frames:
        clauses = _hung_on_the_hearer(verb)
    if not clauses and "c" in cue.frames:
        clauses = [
            c for c in verb.children
            if c.i > verb.i and (c.dep_ in {"advcl", "dep", "csubj", "csubj:pass"} and marker(c) in _COMPLEMENTISERS or c.dep_ in {"acl", "acl:relcl"} and _states(c))
        ]
    how = "ccomp"
    if not clauses:
        clauses = [c for c in verb.children if c.dep_ in {"parataxis", "appos"} and subject(c) is not None and "c" not in cues.frames_of(c)]
        how = "parataxis"
    if not clauses:
        return NOTHING
    ids = set().union(*(_from_that(c, subtree(c, own | source | _own_cues(c, quoted)), verb) for c in clauses))
    if ids and min(ids) > verb.i:
        ids |= run_on(verb, max(ids), source) if how == "ccomp" else set()
        ids |= broken_off(sentence, max(ids), source | own)
        ids -= comment(verb.doc, ids)
    elif all(c.i < verb.i for c in clauses):
        # What follows the cue is content again only where it is quoted: "…," he said, turning away.
        ids = {i for i in ids if i < verb.i or any(i in q for q in quoted)} | joined_on(sentence, source | own)
    return Content(ids, how)


def _from_that(clause: Token, ids: set[int], verb: Token) -> set[int]:
    """"said in a letter to the paper that it was over": what the parser hung before the "that" of a clause is no part of it."""
    that = next((c.i for c in clause.children if c.dep_ == "mark" and c.lower_ == "that" and c.i > verb.i), None)
    return ids if that is None else {i for i in ids if i >= that or i < verb.i}


#: Verbs whose object is whoever is told, a body or a meeting as well as a person.
_TELLING = frozenset({"tell", "inform", "remind", "assure", "warn", "notify", "convince", "persuade"})


def _hung_on_the_hearer(verb: Token) -> list[Token]:
    """"told the forum he was against it": the clause that the parser took for a relative clause of whoever is told."""
    hearer = child(verb, "iobj", "obj")
    if hearer is None:
        return []
    return [
        c for noun in hearer.subtree for c in noun.children
        if c.dep_ in {"acl:relcl", "acl"} and c.i > hearer.i and _states(c) and c.right_edge.i == hearer.right_edge.i
        and (is_party(hearer) or (verb.lemma_ in _TELLING and marker(c) == "that"))
    ]


def _states(clause: Token) -> bool:
    """Whether a clause that the parser took for a relative one has a subject of its own, and no word that stands for a part of it."""
    own = subject(clause)
    if own is None or own.lower_ in RELATIVE_WORDS:
        return False
    pronouns = [t for t in clause.subtree if t.i <= clause.i and t.tag_ in {"WDT", "WP", "WP$", "WRB"}]
    return all(t.lower_ == "that" and t.dep_ == "mark" for t in pronouns)


def _own_cues(clause: Token, quoted: list[Quotation]) -> set[int]:
    """Heads inside *clause* that report on their own: ", suggesting …" and "and added that …"."""
    inner = quotations.inside(quoted)
    heads = {c.i for c in clause.children if c.i > clause.i and c.i not in inner and is_second_report(c)} | {
        t.i for t in clause.subtree
        if t.i > clause.i and t.i not in inner and t.tag_ == "VBG" and t.dep_ in {"advcl", "acl"} and (t.lemma_ in _ACTS or "c" in cues.frames_of(t)) and after_comma(t)
    } | {
        c.i
        for c in clause.children
        if c.i > clause.i and c.i not in inner and "c" in cues.frames_of(c)
        and (_speaks_for_itself(c) if subject(c) is not None else (c.dep_ == "conj" and child(c, "ccomp") is not None)
             or (c.dep_ in {"advcl", "ccomp", "conj"} and c.tag_ == "VBG" and after_comma(c)))
    }  # fmt: skip
    if heads:
        heads |= {c.i for c in clause.children if c.dep_ == "cc"}
    return heads


def _speaks_for_itself(verb: Token) -> bool:
    """"… said it was over, and the union warned that …": a second source with a verb of its own."""
    own = subject(verb)
    return verb.dep_ == "conj" and own.pos_ in {"NOUN", "PROPN"} and is_party(own) and child(verb, "ccomp", "obj") is not None


def _host(verb, cue, source, own, sentence, quoted) -> Content:
    """A cue set into what it reports: "The bridge, officials say, was closed", "as the mayor put it"."""
    host = verb.head
    while host.dep_ == "conj" and subject(host) is None and host.head is not host:
        host = host.head
    inserted = verb.dep_ == "parataxis" and subject(verb) is not None
    compared = verb.dep_ == "advcl" and marker(verb) == "as" and "c" in cue.frames and child(verb, "ccomp", "obj", "xcomp") is None
    if host is verb or not (inserted or compared) or not cue.frames & {"c", "q"}:
        return NOTHING
    if inserted and child(verb, "ccomp", "obj", "xcomp") is not None:
        return NOTHING
    frame = {t.i for t in verb.subtree}
    closing = next((i for i in range(verb.i + 1, min(verb.i + 6, sentence.end)) if verb.doc[i].text == ","), None)
    if inserted and closing is not None and closing < sentence.end - 2:
        # "The dam, he says, from the year 1930": what follows the second comma is content, wherever it hangs.
        frame = {i for i in frame if i <= closing} | set(range(verb.i, closing))
    return Content((clause_of(host) - frame) | joined_on(sentence, source | own), "host" if inserted else "as")


def _quotation(verb, cue, source, own, sentence, quoted) -> Content:
    if "q" not in cue.frames or not cue.lemma:
        return NOTHING
    doc = verb.doc
    mine = [
        q for q in quoted
        if sentence.start - 1 <= q.first < sentence.end and verb.i not in q and q.words > SHORT - 1 and quotations.is_speech(doc, q)
        and not any(verb.i < t.i < q.first and t.tag_ in {"VBD", "VBZ", "VBP"} and "c" in cues.frames_of(t) for t in sentence)
    ]
    if not mine:
        return NOTHING
    ids = {i for q in mine for i in range(q.first, q.last + 1)}
    for c in verb.children:
        phrase = {t.i for t in c.subtree}
        if c.dep_ in {"obj", "obl", "xcomp", "advcl"} and phrase & ids and not phrase & source:
            ids |= phrase
    return Content(ids, "quotation")


def _neighbour(verb, cue, source, own, sentence, quoted) -> Content:
    """The sentence splitter cut between the quotation and its cue: the quotation that touches the sentence."""
    if "q" not in cue.frames or not cue.lemma:
        return NOTHING
    doc = verb.doc
    before = [q for q in quoted if q.words > SHORT - 1 and quotations.leads_on(doc, q) and (0 <= sentence.start - 1 - q.last <= 1 or q.first < sentence.start <= q.last < verb.i)]
    if before:
        return Content(set(range(before[-1].first, before[-1].last + 1)), "quotation before")
    after = [q for q in quoted if q.words > SHORT - 1 and 0 <= q.first - sentence.end <= 1]
    opens = sentence[-1].text == ":"
    if after and opens:
        return Content(set(range(after[0].first, after[0].last + 1)), "quotation after")
    if opens and sentence.end < len(doc):
        following = doc[sentence.end].sent
        return Content(set(range(following.start, following.end)), "sentence after")
    return NOTHING


def _predicate(verb, cue, source, own, sentence, quoted) -> Content:
    if "x" not in cue.frames or any(c.dep_ == "nsubj:pass" for c in verb.children):
        return NOTHING
    predicates = [c for c in verb.children if c.dep_ == "xcomp" or _demanded(c, verb, cue) or _is_gerund(c, verb)]
    if not predicates:
        return NOTHING
    ids = set().union(*(subtree(c) for c in predicates))
    ids |= {t.i for c in verb.children if c.dep_ == "obj" and c.i < predicates[0].i for t in c.subtree}
    return Content(ids, "xcomp")


def _demanded(clause: Token, verb: Token, cue: Cue) -> bool:
    """"asked residents to leave", "told them not to drive": an infinitive right behind whoever is told is what is said, no purpose."""
    hearer = child(verb, "obj", "iobj")
    if hearer is None or clause.dep_ != "advcl" or marker(clause) != "to" or clause.left_edge.i != hearer.right_edge.i + 1:
        return False
    return (cue.cue_class == "asks" or cue.lemma in _TELLING) and is_party(hearer)


def _is_gerund(clause: Token, verb: Token) -> bool:
    """"denied having taken it": the gerund right behind a verb is its object."""
    first = clause.left_edge
    return clause.dep_ in {"advcl", "ccomp"} and first.tag_ == "VBG" and first.i == verb.i + 1 and subject(clause) is None


def _passive_subject(verb, cue, source, own, sentence, quoted) -> Content:
    """"The bridge is said to be closed", "the plan was denounced by residents"."""
    patient = child(verb, "nsubj:pass")
    if child(verb, "aux:pass") is None and agent(verb) is None:
        return NOTHING
    if patient is None or patient.lower_ in {"it", "who", "which", "that"} or not cue.frames & ({"x", "o", "a"} if source else {"x", "o", "a", "c"}):
        return NOTHING
    ids = subtree(patient, {c.i for c in patient.children if c.dep_ == "acl:relcl"})
    for c in verb.children:
        if c.dep_ in {"xcomp", "advcl"} and 0 < c.i - verb.i < 6:
            ids |= subtree(c)
    return Content(ids, "passive")


def _object(verb, cue, source, own, sentence, quoted) -> Content:
    if not cue.frames & {"o", "a"}:
        return NOTHING
    objects = [c for c in verb.children if c.dep_ == "obj" and not source & {t.i for t in c.subtree}]
    if not objects and verb.dep_ == "amod" and child(verb, "aux") is not None:
        # "had also confirmed reports", read as an adjective and its noun.
        return Content(subtree(verb.head, {verb.i}), "object")
    if not objects:
        return NOTHING
    ids, as_phrase = with_following(verb, objects[0], source)
    ids = without_scene(objects[0], ids)
    return Content(ids, "object as" if as_phrase and "a" in cue.frames else "object")


#: What a number is given of: "put the toll at 40", "lowered its estimate to 9".
_COUNTS = frozenset({"toll", "number", "count", "figure", "estimate", "tally", "total", "strength", "death", "loss", "casualty"})


def _count(verb, cue, source, own, sentence, quoted) -> Content:
    """"The navy lowered its count of the drowned from 64 to 58": the count and the numbers behind it."""
    counted = child(verb, "obj")
    if "n" not in cue.frames or counted is None or counted.i < verb.i or counted.lemma_.lower() not in _COUNTS:
        return NOTHING
    ids, _ = with_following(verb, counted, source)
    return Content(ids, "count") if any(sentence.doc[i].like_num for i in ids) else NOTHING


def _accusation(verb, cue, source, own, sentence, quoted) -> Content:
    return _preposition(verb, cue, source, own, sentence, quoted) if child(verb, "obj", "iobj") is not None else NOTHING


def _preposition(verb, cue, source, own, sentence, quoted) -> Content:
    patient = child(verb, "obj", "iobj")
    if patient is not None and cue.prepositions and patient.i > verb.i:
        # "accused the council of negligence": whom and what belong together, wherever the parser hung the phrase.
        phrases = [t.head for t in sentence if t.i > patient.i and t.lower_ in cue.prepositions and t.dep_ in {"case", "mark"} and t.head.i > t.i and verb in t.ancestors]
        phrase = next((t for t in phrases if t.tag_ == "VBG"), phrases[0] if phrases else None)
        if phrase is not None:
            return Content(without_scene(phrase, set(range(patient.left_edge.i, max(phrase.right_edge.i, patient.i) + 1))), "preposition")
    for c in verb.children:
        if c.dep_ in {"obl", "advcl", "nmod", "ccomp"} and 0 < c.i - verb.i < 12 and marker(c) in cue.prepositions:
            case = {g.i for g in c.children if g.dep_ in {"case", "mark"}}
            return Content(without_scene(c, with_following(verb, c, source)[0] - case), "preposition")
    return NOTHING


def _before(verb, cue, source, own, sentence, quoted) -> Content:
    """"…, the ministry said" where the parse failed: all that stands before the frame."""
    inner = quotations.inside(quoted)
    if verb.lemma_ not in _TRAILING or not source:
        return NOTHING
    frame = min(source | own)
    if goes_on(sentence, max(own), source):
        return NOTHING
    stated = any(t.tag_ in FINITE for t in sentence.doc[sentence.start : frame])
    if (stated or sentence.start in inner) and frame - sentence.start > 4 and sentence.doc[frame - 1].text in {",", "”", '"', "?", "!", "’"}:
        return Content(set(range(sentence.start, frame)), "before")
    return NOTHING


def rest_of_sentence(sentence: Span, source: set[int], own: set[int]) -> Content:
    """The last resort of a verb that always reports: what follows it in the sentence, or what precedes its source."""
    after = {i for i in range(max(own) + 1, sentence.end) if i not in source}
    before = set(range(sentence.start, min(source | own)))
    doc, last = sentence.doc, max(source | own) + 1
    stated = any(doc[i].tag_ in FINITE for i in before)
    if stated and last < sentence.end and doc[last].text == "," and not goes_on(sentence, last, source):
        return Content(before, "rest")  # "Nine are dead, both agencies reported, citing the mayor."
    longer = after if count_words(sentence.doc, after) >= min(4, count_words(sentence.doc, before) + 1) else before
    return Content(longer, "rest")
