"""The frames of attribution: one rule for each kind of cue, from a sentence to candidates.

"according to", verbs, nouns and adjectives; verbs taken for nouns are in :mod:`kit.language.attribution.misread`, what only marks
tell in :mod:`kit.language.attribution.punctuation`. A candidate is token numbers; what becomes of it is
decided in :mod:`kit.language.attribution.attributions`.
"""

from __future__ import annotations

from collections.abc import Iterator

from kit.language.attribution import cues, misread, punctuation, quotations, surface
from kit.language.attribution.candidate import Candidate
from kit.language.attribution.content import Content, of_verb, rest_of_sentence
from kit.language.attribution.cues import Cue
from kit.language.attribution.extents import clause_of, goes_on
from kit.language.attribution.parties import is_document, is_party
from kit.language.attribution.quotations import SHORT, Quotation
from kit.language.attribution.speaker import QUOTING, Speaker, of_noun
from kit.language.attribution.speaker import of_verb as speaker_of_verb
from kit.language.parsing.plain import Span, Token
from kit.language.tree import count_words, is_passive, marker, noun_phrase, subject, subtree


def candidates(sentence: Span, quoted: list[Quotation], inner: frozenset[int]) -> Iterator[Candidate]:
    """The candidates of one sentence that a reader would call attributions, nested ones included."""
    return (found for found in _all(sentence, quoted, inner) if found.content and _holds(found))


#: Only such words are heads of a frame.
_OPEN_CLASSES = frozenset({"VERB", "AUX", "NOUN", "ADJ"})


def _all(sentence: Span, quoted: list[Quotation], inner: frozenset[int]) -> Iterator[Candidate]:
    for token in sentence:
        if token.pos_ not in _OPEN_CLASSES and token.lower_ != "according" or token.i in inner:
            continue
        if token.lower_ == "according" and token.i + 1 < len(token.doc) and token.nbor(1).lower_ == "to":
            yield from _according_to(token)
        elif token.pos_ == "VERB" or (token.pos_ == "AUX" and token.dep_ not in {"aux", "aux:pass", "cop"}):
            yield from _verb(token, sentence, quoted, inner)
        elif misread.reports(token):
            yield from misread.with_clause(token)
        elif token.pos_ == "NOUN":
            yield from _noun(token)
            yield from misread.with_gerund(token)
            yield from misread.behind_relay(token, sentence)
            if token.tag_ == "NNS" and token.lemma_.lower() in _ALWAYS:
                yield from misread.at_the_end(token, sentence)
        elif token.pos_ == "ADJ":
            yield from _adjective(token)
    yield from punctuation.candidates(sentence, quoted, inner)


def _verb(verb: Token, sentence: Span, quoted: list[Quotation], inner: frozenset[int]) -> Iterator[Candidate]:
    particle = next((c.lower_ for c in verb.children if c.dep_ == "compound:prt"), "")
    cue = cues.look_up(verb.lemma_.lower(), "verb", particle)
    if cue is None:
        if not inner:
            return
        # Any verb may frame direct speech ("…," she sighed): its clause must stand in quotation marks.
        cue = _QUOTING
    elif not cue.frames and not cue.prepositions:
        return  # a case took the word out
    source = _outside(speaker_of_verb(verb), verb, quoted)
    own = _cue_tokens(verb)
    content = of_verb(verb, cue, source.ids, own, sentence, quoted)
    if cue is _QUOTING and len(content.ids & inner) < 0.6 * len(content.ids):
        return
    if "q" in cue.frames and cue.lemma:
        beside = surface.beside_quotation(verb, source, quoted)
        if beside is not None:
            # "saying that “it is over” for the town": the clause goes on behind the quotation.
            whole = content.how == "ccomp" and beside[1].how == "quotation after" and len(beside[1].ids - content.ids) < 3
            source, content = beside[0], Content(beside[1].ids | content.ids, "ccomp") if whole else beside[1]
    if cue.lemma and cue.frames & {"c", "q"} and (not content.ids or (cue.lemma in _ALWAYS and content.how in _LAST_RESORTS)):
        source, content = surface.set_off(verb, sentence, content) or (source, content)
    if cue.lemma and "c" in cue.frames and (not source.ids or content.how == "none"):
        opening = surface.opening_participle(verb, sentence)
        if opening is not None and count_words(verb.doc, opening[1]) > 2:
            source, content = opening[0], Content(opening[1], "ccomp")
    if source.how == "passive" and content.how not in {"passive", "ccomp", "parataxis"}:
        return
    if not source.ids and content.ids and cue.lemma:
        source = Speaker(surface.name_before(verb, content), "subject")
    if cue.lemma in _ALWAYS and source.ids and count_words(verb.doc, content.ids) < 2:
        that = surface.that_after(verb, 12) if verb.i + 1 < sentence.end and verb.nbor(1).pos_ == "ADP" else set()
        content = Content(that, "that") if that else rest_of_sentence(sentence, source.ids, own)
    if not content.ids and "c" in cue.frames and cue.cue_class not in WEAK_CLASSES:
        content = Content(surface.that_after(verb), "that")
        if content.ids and not source.ids and subject(sentence.root) is not None and subject(sentence.root).i < verb.i:
            source = Speaker(noun_phrase(subject(sentence.root)), "root")
    if cue.lemma in _ALWAYS:
        content = surface.around(verb, sentence, source.ids, own, surface.without_gap(sentence, source.ids, own, content))
    if cue.lemma in _ALWAYS or (not content.ids and verb.i + 1 < sentence.end and verb.nbor(1).lower_ in cue.prepositions):
        content = surface.bare_count(verb, cue, sentence, source.ids) or content
    source = source._replace(ids=surface.whole_name(verb, source.ids))
    content = content._replace(ids=content.ids - source.ids)
    if content.ids:
        yield Candidate(verb, source.ids, own, content.ids, cue.cue_class, f"verb:{content.how}:{source.how}")


#: Ways to a content that only a broken parse leaves to a verb that reports clauses.
_LAST_RESORTS = frozenset({"before", "object", "preposition"})


def _outside(source: Speaker, verb: Token, quoted: list[Quotation]) -> Speaker:
    """The part of a mention on the cue's side of a quotation that it runs into: a speech is nobody's name."""
    bars = [i for q in quoted if q.words > SHORT and verb.i not in q and quotations.is_speech(verb.doc, q) for i in (q.first, q.last)]
    left = max((i for i in bars if i < verb.i), default=-1)
    right = min((i for i in bars if i > verb.i), default=len(verb.doc))
    return source._replace(ids={i for i in source.ids if left < i < right} or source.ids)


#: Verbs that report whenever they have a subject; where the parse lost their complement, the rest of the sentence is it.
_ALWAYS = frozenset({"say", "add", "note", "explain", "argue", "declare", "insist", "state", "warn", "claim", "announce", "suggest", "report"})

_QUOTING = Cue("", "verb", "says", frozenset("q"), frozenset())


def _cue_tokens(verb: Token) -> set[int]:
    """The verb with its auxiliaries, particle and negation, and an adverb right before it."""
    return {verb.i} | {
        c.i
        for c in verb.children
        if c.dep_ in {"aux", "aux:pass", "compound:prt", "cop"} or (c.dep_ == "advmod" and 0 < verb.i - c.i < 3) or c.lower_ in {"not", "n't", "never"}
    }


def _according_to(token: Token) -> Iterator[Candidate]:
    """"According to X, …": the clause of the head that the phrase hangs on, climbing out of noun phrases."""
    doc, sentence = token.doc, token.sent
    named = token.head if token.dep_ in {"case", "mark", "fixed"} or token.head.i > token.i else None
    if named is None:
        named = next((c for c in token.children if c.dep_ in {"obl", "obj", "nmod"} and c.i > token.i), token.head)
    comma = next((i for i in range(token.i + 2, named.i) if doc[i].text == ","), None)
    if comma is not None:
        # The parse ran over the comma into the sentence: "According to police, 40 people".
        named = doc[comma - 1]
        while token.i + 1 < named.head.i < comma and named.head is not named:
            named = named.head
        source, frame = set(range(token.i + 2, comma)), set(range(token.i, comma))
    else:
        source, frame = {i for i in noun_phrase(named) if i > token.i + 1}, subtree(named) | subtree(token)
        comma = next((i for i in sorted(source) if doc[i].text == ","), None)
        if comma is not None and token.i == sentence.start and doc[max(source) + 1 : max(source) + 2].text != ",":
            # An apposition at the head of a sentence is closed by a comma: "According to X, the men whom …" has none.
            source, frame = {i for i in source if i < comma}, set(range(token.i, comma))
        else:
            comma = None
    if not source:
        return
    behind = _clause_behind_relative(token, sentence, max(source))
    bracket = _bracket(token)
    if behind is not None:
        comma, frame = behind, set(range(token.i, behind + 1))
    if bracket:
        content = bracket - frame
    elif comma is not None:
        content = set(range(sentence.start, sentence.end)) - frame
    else:
        head = named.head
        after_comma = token.i > sentence.start and doc[token.i - 1].text == ","
        while head.head is not head and (_inside_phrase(head) or (after_comma and head.dep_ in _SUBORDINATE and head.i < token.i)):
            head = head.head
        content = clause_of(head) - frame if head is not named else set()
        if after_comma and count_words(doc, content - set(range(token.i))) > count_words(doc, content & set(range(token.i))):
            content = set(range(sentence.start, token.i))
        elif count_words(doc, content) < 3:
            content = set(range(sentence.start, sentence.end)) - frame
    rule = "according to:aside" if bracket else "according to:clause"
    yield Candidate(token, source, {token.i, token.i + 1}, content, "says", rule)


def _clause_behind_relative(token: Token, sentence: Span, last: int) -> int | None:
    """The comma that closes the relative clause in "According to two nurses who saw the list, 40 are dead", which parsers often miss."""
    doc, first = token.doc, last + 1
    first += first < sentence.end and doc[first].text == ","
    if token.i != sentence.start or first >= sentence.end or doc[first].tag_ not in {"WP", "WDT"}:
        return None
    commas = (t.i for t in doc[first + 1 : sentence.end] if t.text == ",")
    return next((i for i in commas if goes_on(sentence, i, set()) and doc[i + 1].tag_ not in {"WP", "WDT", "WRB"}), None)


def _inside_phrase(head: Token) -> bool:
    return head.dep_ in _NOMINAL and head.pos_ in {"NOUN", "PROPN", "NUM", "PRON", "ADJ"}


#: A comma before "according to" at the end sets it off from the whole sentence, not from the last clause.
_SUBORDINATE = frozenset({"acl", "acl:relcl", "advcl", "xcomp", "parataxis", "obl:unmarked", "nmod:unmarked", "obl", "nmod"})
_NOMINAL = frozenset({"nmod", "conj", "compound", "appos", "obl", "obj", "nsubj"})


def _bracket(token: Token) -> set[int]:
    """What stands in the same round brackets as *token*, before it: "(40 hurt, according to police)"."""
    doc = token.doc
    opening = next((i for i in range(token.i - 1, token.sent.start - 1, -1) if doc[i].text in "()"), None)
    if opening is None or doc[opening].text == ")" or token.i - opening < 2:
        return set()
    return set(range(opening + 1, token.i))


def _noun(noun: Token) -> Iterator[Candidate]:
    """"the mayor's statement that …", "a warning by police that …", "The message is that …"."""
    cue = cues.look_up(noun.lemma_.lower(), "noun")
    if cue is None:
        return
    clause = next((c for c in noun.children if c.dep_ in {"acl", "ccomp", "advcl"} and c.i > noun.i and marker(c) in {"that", "to", "whether"}), None)
    equated = next((c for c in noun.head.children if c.dep_ in {"ccomp", "parataxis"}), None) if noun.dep_ == "nsubj" and noun.head.lemma_ == "be" else None
    source = of_noun(noun).ids
    number = noun.head if noun.dep_ == "nsubj" and any(c.dep_ == "cop" for c in noun.head.children) and (noun.head.like_num or any(c.dep_ == "nummod" for c in noun.head.children)) else None
    if source and noun.dep_ in {"obl", "nmod"} and marker(noun) == "by" and cue.cue_class == "estimates":
        # "Nine bridges are gone, by the council's count."
        frame = subtree(noun)
        yield Candidate(noun, source, {noun.i}, clause_of(noun.head) - frame, cue.cue_class, "noun:by")
        return
    if number is not None and source:
        # "The hospital's count is 74": what is equated with the noun.
        own = {c.i for c in number.children if c.dep_ in {"cop", "aux", "nsubj"}}
        yield Candidate(noun, source, {noun.i}, subtree(number, own) - source, cue.cue_class, "noun:equated")
        return
    if clause is None and source:
        that = surface.that_after(noun)
        if that:
            yield Candidate(noun, source, {noun.i}, that - source, cue.cue_class, "noun:that")
            return
    if clause is not None:
        yield Candidate(noun, source, {noun.i}, subtree(clause) - source, cue.cue_class, "noun:clause")
    elif equated is not None:
        yield Candidate(noun, source, {noun.i}, subtree(equated) - source, cue.cue_class, "noun:equated")


def _adjective(adjective: Token) -> Iterator[Candidate]:
    """"The minister is confident that …"."""
    who = subject(adjective)
    clause = next((c for c in adjective.children if c.dep_ == "ccomp" and c.i > adjective.i), None)
    if who is None or clause is None or who.lower_ in {"it", "that", "this", "there", "what"}:
        return
    cue = cues.look_up(adjective.lemma_.lower(), "adjective")
    if cue is None and any(c.lower_ in _DEGREES for c in adjective.children):
        return  # "so full that patients lay in the corridor": what came of it, no opinion
    yield Candidate(adjective, noun_phrase(who), _cue_tokens(adjective), subtree(clause), cue.cue_class if cue else "believes", "adjective")


#: With one of these a clause behind an adjective tells what follows from it.
_DEGREES = frozenset({"so", "such", "too", "enough"})


#: Verbs that take a bare noun or prepositional phrase for many other things than what somebody said.
WEAK_CLASSES = frozenset({"believes"})

#: Ways to a content that is no clause: only people and bodies have such, not "the figure underlines the toll".
_NEEDS_PARTY = frozenset({"object", "object as", "preposition", "xcomp", "passive"})

_AGREEING = frozenset({"agree", "know"})
_NOBODY = frozenset({"no", "nobody", "none", "noone", "neither", "few"})


def _heads(candidate: Candidate) -> list[Token]:
    """The tokens of the source on which no other of its tokens stands."""
    doc = candidate.head.doc
    return [doc[i] for i in sorted(candidate.source) if doc[i].head.i not in candidate.source or doc[i].dep_ in {"conj", "appos", "ROOT"}]


def _holds(candidate: Candidate) -> bool:
    """Leaves out frames that a reader would not call an attribution."""
    kind, *way = candidate.rule.split(":")
    how = way[0] if way else ""
    if candidate.head.lemma_ in _AGREEING and candidate.source and candidate.head.doc[min(candidate.source)].lower_ in _NOBODY:
        return False  # "nobody agrees on …", "no one knows how many …" is what no one says
    if kind == "verb":
        if how == "passive" and not candidate.source:
            # "is said to be closed" reports without a source, "was discussed" reports nothing.
            return any(c.dep_ in {"xcomp", "ccomp"} or (c.dep_ == "advcl" and marker(c) == "to") for c in candidate.head.children)
        if not candidate.source:
            # "It is feared that more will be found" reports without a source too.
            return how == "ccomp" and is_passive(candidate.head) and (it := subject(candidate.head)) is not None and it.lower_ == "it"
        if way[1:] == ["object"] and all(candidate.head.doc[i].lower_ == "it" for i in candidate.source):
            return False  # "makes it believe" has nobody who believes
        if candidate.cue_class in WEAK_CLASSES and how in {"object", "preposition", "xcomp"}:
            return False
        passes_on = candidate.head.tag_ == "VBG" or any(marker(t) == "as" and t.tag_ == "VBG" for t in candidate.head.children)
        if candidate.head.lemma_ in QUOTING and passes_on:
            # "…, citing the fire brigade, …", "quoted the ministry as saying" name a relay, not a statement.
            return False
        if candidate.cue_class == "shows":
            return any(is_party(t) or is_document(t) for t in _heads(candidate)) and (how != "object" or any(map(is_document, _heads(candidate))))
        if how in _NEEDS_PARTY and not any(is_party(t) for t in _heads(candidate)):
            return False
    return not (kind == "noun" and not candidate.source)
