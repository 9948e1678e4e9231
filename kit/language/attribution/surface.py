"""Read from the surface: sources and contents that the words and commas show where the parse is broken.

Each function takes a cue and what the parse gave for it, and returns what stands in its place, or nothing.
"""

from __future__ import annotations

from kit.language.attribution import cues, quotations
from kit.language.attribution.content import Content
from kit.language.attribution.cues import Cue
from kit.language.attribution.extents import SUBORDINATORS, goes_on, joined_on
from kit.language.attribution.parties import is_party
from kit.language.attribution.quotations import SHORT, Quotation
from kit.language.attribution.speaker import Speaker
from kit.language.parsing.plain import Doc, Span, Token
from kit.language.tree import FINITE, TIMES, is_passive, nominal_run, nominal_run_right


def beside_quotation(verb: Token, source: Speaker, quoted: list[Quotation]) -> tuple[Speaker, Content] | None:
    """Direct speech read from the surface: "…," NAME VERB; "…," VERB NAME; NAME …, VERB: "…"."""
    doc = verb.doc
    if verb.tag_ not in {"VBD", "VBZ", "VBP", "VBN", "VBG"}:
        return None
    name = nominal_run(doc, verb.i - 1)
    for ids in (source.ids | name if source.ids & name else name, source.ids):
        if ids and max(ids) < verb.i and verb.tag_ != "VBG":
            said = _ends_before(doc, min(ids), quoted)
            if said is not None:
                return Speaker(ids, "subject"), Content(_with_opening(doc, said), "quotation before")
    aside = _name_with_aside(doc, verb, quoted)
    if aside is not None and verb.tag_ != "VBG":
        return Speaker(aside[1], "subject"), Content(_with_opening(doc, aside[0]), "quotation before")
    said = _ends_before(doc, verb.i, quoted)
    if said is not None and verb.tag_ != "VBG":
        right = _with_apposition(doc, nominal_run_right(doc, verb.i + 1))
        right = right | source.ids if right & source.ids else right or {i for i in source.ids if i > verb.i}
        if right:
            return Speaker(right, "inverted"), Content(_with_opening(doc, said), "quotation before")
    said = next(
        (q for q in quoted if q.words > SHORT and q.first > verb.i and _leads_to(doc, verb.i + 1, q.first) and not quotations.is_title(doc, q)), None
    )
    if said is not None:
        who = source if source.ids else Speaker(_opening_name(verb), "root")
        if who.ids:
            return who, Content(set(range(said.first, said.last + 1)), "quotation after")
    return None


def _name_with_aside(doc: Doc, verb: Token, quoted: list[Quotation]) -> tuple[Quotation, set[int]] | None:
    """"…,” Ruiz, a nurse in the town, said": the quotation, and all between it and the verb."""
    if doc[verb.i - 1].text != ",":
        return None
    said = next((q for q in reversed(quoted) if q.last < verb.i - 2), None)
    if said is None or verb.i - said.last > 25 or _ends_before(doc, said.last + 1, quoted) is None:
        return None
    between = doc[said.last + 1 : verb.i - 1]
    name = nominal_run_right(doc, between.start)
    clauses = any(t.tag_ in FINITE and t.dep_ != "acl:relcl" for t in between)
    closed = name and max(name) + 1 < verb.i - 1 and doc[max(name) + 1].text == ","
    return (said, set(range(between.start, between.end))) if closed and not clauses and _may_speak(doc, name) else None


def _with_apposition(doc: Doc, name: set[int]) -> set[int]:
    """A noun phrase and the name between commas behind it: "said its coordinator, Ana Ruiz."."""
    after = max(name, default=len(doc)) + 1
    if after + 1 >= len(doc) or doc[after].text != ",":
        return name
    more = nominal_run_right(doc, after + 1)
    closed = more and max(more) + 1 < len(doc) and doc[max(more) + 1].text in {",", "."}
    return set(range(min(name), max(more) + 1)) if closed and all(doc[i].text[:1].isupper() for i in more) else name


def whole_name(verb: Token, source: set[int]) -> set[int]:
    """A source with the words of it in which the parser may see a piece of the content.

    "…, said Ana Ruiz, health ministry spokeswoman.": the office behind. "…, the news agencies | Seawire and Landwire reported": what is named, before.
    """
    doc = verb.doc
    if not source:
        return source
    if max(source) < verb.i:
        before = nominal_run(doc, min(source) - 1)
        named = before and doc[min(before) - 1].text == "," and min(before) > verb.sent.start and doc[min(source)].pos_ == "PROPN"
        return source | before if named and is_party(doc[max(before)]) else source
    comma = max(source) + 1
    if comma + 1 >= len(doc) or min(source) < verb.i or doc[comma].text != ",":
        return source
    office = nominal_run_right(doc, comma + 1)
    closed = office and (max(office) + 1 == len(doc) or doc[max(office) + 1].text in {",", "."})
    return set(range(min(source), max(office) + 1)) if closed and doc[max(office)].pos_ == "NOUN" and is_party(doc[max(office)]) else source


def _with_opening(doc: Doc, said: Quotation) -> set[int]:
    """A quotation, and the clause that it ends: "The plan is “far too slow,” Ruiz said."."""
    first, start = said.first, doc[said.first].sent.start
    opening = doc[start:first]
    fragment = first + 1 < len(doc) and doc[first + 1].text[:1].islower()
    apart = any(t.text in {"”", '"', "''", ":", ";"} or (t.pos_ == "VERB" and "q" in cues.frames_of(t)) for t in opening)
    return set(range(start if fragment and not apart else first, said.last + 1))


def name_before(verb: Token, content: Content) -> set[int]:
    """The name right before a finite verb whose subject the parse lost: "CNS reported that …"."""
    clause = content.how in {"ccomp", "that", "parataxis"}
    if verb.tag_ not in ({"VBD", "VBZ", "VBP", "VBN"} if clause else {"VBD", "VBZ", "VBP"}) or is_passive(verb):
        return set()
    last = verb.i - 1
    while last > verb.sent.start and (verb.doc[last].lower_ in TIMES or verb.doc[last].lower_ in {"on", "in", "last", "this", "also"}):
        last -= 1  # "Ruiz on Tuesday said"
    return (nominal_run(verb.doc, last) or _before_aside(verb.doc, last, verb.sent)) - content.ids


def _before_aside(doc: Doc, last: int, sentence: Span) -> set[int]:
    """The name that opens a clause, with an aside between two commas or dashes after it: "Even Ruiz, speaking in Lima, said …"."""
    if doc[last].text not in _BARS:
        return set()
    for opening in range(last - 2, sentence.start, -1):
        name = nominal_run(doc, opening - 1) if doc[opening].text == doc[last].text else set()
        before = doc[min(name) - 1] if name and min(name) > sentence.start else None
        if name and (before is None or before.text in {",", "that", "and", "but"} | _BARS or (before.pos_ == "ADV" and before.i == sentence.start)):
            return name
    return set()


_BARS = frozenset({",", "—", "–", "―", "--"})


def _ends_before(doc: Doc, at: int, quoted: list[Quotation]) -> Quotation | None:
    """The quotation that ends right before token *at* and is not a sentence of its own ("…." The bridge fell)."""
    last = at - 1
    if last > 0 and doc[last].text == ",":
        last -= 1
    said = next((q for q in quoted if q.last == last and q.words > SHORT - 1 and not quotations.is_title(doc, q)), None)
    return said if said is not None and quotations.leads_on(doc, said) else None


def _leads_to(doc: Doc, first: int, last: int) -> bool:
    """Whether nothing but marks and a hearer or a time stand between a verb and a quotation: "told the council on Monday: “…"."""
    if first < last and all(doc[i].lower_ in {",", ":", "that"} for i in range(first, last)):
        return True
    return first + 1 < last and doc[last - 1].text in {",", ":"} and all(_is_aside(doc[i]) for i in range(first, last - 1))


def _opening_name(verb: Token) -> set[int]:
    """The name that opens the sentence: "Ana Ruiz, a nurse who lost her house, recalled: …"."""
    sentence = verb.sent
    end = next((t.i for t in sentence if t.text == "," or t.pos_ in {"VERB", "AUX"}), sentence.start)
    name = range(sentence.start, min(end, verb.i))
    return set(name) if name and all(verb.doc[i].text[:1].isupper() or verb.doc[i].pos_ in {"NOUN", "ADJ", "DET", "PRON"} for i in name) else set()


def set_off(verb: Token, sentence: Span, content: Content) -> tuple[Speaker, Content] | None:
    """Set off by commas, lost by the parse: "Divers, the coastguard warned, have found nobody", "…, police repeated.", "…, noted the mayor."."""
    doc = verb.doc
    if verb.tag_ not in {"VBD", "VBZ", "VBP", "VBN"} or verb.i + 1 >= sentence.end:
        return None
    name = nominal_run(doc, verb.i - 1)
    aside = set() if name else _before_aside(doc, verb.i - 1, sentence)
    if aside and min(aside) > sentence.start and _may_speak(doc, aside):
        name = set(range(min(aside), verb.i - 1))  # "…, a nurse, Ana Ruiz, said."
    inverted = set() if name else nominal_run_right(doc, verb.i + 1)
    frame = set(range(min(name, default=verb.i), verb.i + 1)) | inverted
    first, last = min(frame), max(frame)
    # A hearer or a time may stand between the verb and the comma: "…, Ruiz told the council on Monday."
    while name and last + 1 < sentence.end and _is_aside(doc[last + 1]):
        last += 1
    frame |= set(range(first, last + 1))
    opened = first > sentence.start + 3 and doc[first - 1].text == ","
    closed = last + 1 < sentence.end and doc[last + 1].text in {",", ".", "…"}
    stated = any(t.tag_ in FINITE for t in doc[sentence.start : first])
    if len(frame) == 1 or not opened or not closed or (content.ids and not (stated and _may_speak(doc, name or inverted))):
        return None
    rest = joined_on(sentence, frame) if content.ids else set(range(last + 1, sentence.end))
    return Speaker(name or inverted, "subject" if name else "inverted"), Content(set(range(sentence.start, first)) | rest, "host")


def around(verb: Token, sentence: Span, source: set[int], own: set[int], content: Content) -> Content:
    """Set into its clause: "The dam, the engineer said, would hold", "Though the road is open, he said, nobody may use it".

    What stands before belongs to the content where it is a clause, or the subject that what follows lacks.
    """
    doc, frame = verb.doc, source | own
    first, last = min(frame), max(frame)
    while last + 2 < sentence.end and _is_aside(doc[last + 1]):
        last += 1
    if not source or max(source) > verb.i or len(frame) < verb.i + 1 - first or first < sentence.start + 2 or last + 2 >= sentence.end:
        return content
    left, right = doc[sentence.start : first - 1], doc[last + 2 : sentence.end]
    if doc[first - 1].text != "," or doc[last + 1].text != "," or right[0].text in quotations.MAY_OPEN or any(t.text in quotations.MAY_OPEN for t in left):
        return content
    if any(t.text in {";", ":", "—", "–", "--"} or (t.tag_ in FINITE and "c" in cues.frames_of(t)) for t in left):
        return content
    follows = min(content.ids, default=0) > last
    subordinate = left[0].lower_ in SUBORDINATORS or left[0].tag_ == "TO" or (follows and any(t.tag_ in FINITE for t in left))
    lacking = right[0].tag_ in FINITE and any(t.pos_ in {"NOUN", "PROPN", "PRON"} for t in left)
    if not subordinate and not lacking:
        return content
    return Content(set(range(left.start, left.end)) | (content.ids if follows else set(range(right.start, right.end))), "host")


def bare_count(verb: Token, cue: Cue, sentence: Span, source: set[int]) -> Content | None:
    """"On Monday it said 110; …", "police speak of more than 300, the union …": nothing but a count between the verb and the end of its clause."""
    doc, first = verb.doc, verb.i + 1
    first += first < sentence.end and doc[first].lower_ in cue.prepositions
    end = next((i for i in range(first, sentence.end) if doc[i].is_punct or (doc[i].dep_ == "cc" and goes_on(sentence, i, set()))), sentence.end)
    number = next((i for i in range(first, end) if doc[i].lower_ not in _ROUGHLY), end)
    if not source or max(source) > verb.i or number == end or not doc[number].like_num:
        return None
    counted = all(t.pos_ in {"NUM", "NOUN", "ADJ", "DET", "ADP", "PROPN"} for t in doc[number:end]) and end - number < 6
    return Content(set(range(first, end)), "count") if counted else None


#: What may stand between a verb and a count.
_ROUGHLY = frozenset(
    ["about", "almost", "approximately", "around", "at", "close", "fewer", "just", "least", "less", "more", "most", "nearly", "only", "over", "roughly", "some", "than", "to", "under", "up", "well"]
)


def without_gap(sentence: Span, source: set[int], own: set[int], content: Content) -> Content:
    """The words between a cue and what the parse found of its clause: "said [the police were to blame for] “what was done”."""
    doc = sentence.doc
    gap = set(range(max(own) + 1, min(content.ids, default=0)))
    verbs = any(doc[i].tag_ in FINITE for i in gap)  # "said on Monday that …" has none: when it was said is no content
    if verbs and not gap & source and goes_on(sentence, max(own), source) and not any(doc[i].text == "," for i in gap):
        return content._replace(ids=content.ids | gap)
    if content.ids and min(content.ids) == max(own) + 1 and not any(doc[i].tag_ in FINITE for i in content.ids):
        # A clause has a verb: "said neither the mayor nor her staff [had known]".
        end = next((i for i in range(max(content.ids) + 1, sentence.end) if doc[i].text in {",", ";", "—", "–", ":", "."}), sentence.end)
        more = set(range(max(content.ids) + 1, end))
        if any(doc[i].tag_ in FINITE for i in more) and not more & source:
            return content._replace(ids=content.ids | more)
    return content


def opening_participle(verb: Token, sentence: Span) -> tuple[Speaker, set[int]] | None:
    """"Claiming that the road was safe, Ruiz went on.", "After saying it was over, she left.": who speaks stands behind the clause.

    The clause ends at the last comma that a name or a noun phrase and a finite verb follow.
    """
    doc = verb.doc
    if verb.tag_ != "VBG" or verb.i - sentence.start > 1 or (verb.i > sentence.start and doc[sentence.start].pos_ not in {"ADP", "SCONJ"}):
        return None
    for comma in (t.i for t in sentence if t.text == "," and t.i > verb.i + 2):
        first = comma + 1 + (comma + 1 < sentence.end and doc[comma + 1].text in {"”", '"', "’"})
        name = nominal_run_right(doc, first)
        if name and max(name) + 1 < sentence.end and doc[max(name) + 1].tag_ in FINITE and _may_speak(doc, name):
            return Speaker(name, "opening"), set(range(verb.i + 1, first))
    return None


def _is_aside(token: Token) -> bool:
    """A word of a hearer, a time or a place: no verb, no clause, no comma."""
    return token.pos_ in {"NOUN", "PROPN", "PRON", "DET", "ADJ", "NUM", "ADP", "PART"} and token.lower_ not in {"that", "which", "who"} and not token.is_punct


def _may_speak(doc: Doc, name: set[int]) -> bool:
    """Whether a run of words ends in a name or in a noun that can speak."""
    last = next((doc[i] for i in sorted(name, reverse=True) if doc[i].pos_ in {"NOUN", "PROPN", "PRON"}), None)
    return last is not None and is_party(last)


def that_after(word: Token, reach: int = 7) -> set[int]:
    """What follows "that" fewer than *reach* words on, to the end of the sentence, where the parse lost the clause.

    Only adverbs, times and places may stand between: "her statement earlier that week that the road was closed".
    """
    doc, end = word.doc, word.sent.end
    for i in range(word.i + 1, min(word.i + reach, end)):
        if doc[i].lower_ == "that" and i + 3 < end and doc[i + 1].pos_ not in {"VERB", "AUX"}:
            # A second verb of the frame ends the clause: "told us that it was closed and added …".
            second = min((t.left_edge.i for t in word.children if t.dep_ == "conj" and t.i > i and t.pos_ == "VERB"), default=end)
            comment = next((k for k in range(i + 2, second - 1) if doc[k].text == "," and _comments(doc[k + 1])), second)
            return set(range(i + 1, comment)) - ({second - 1} if comment == second < end and doc[second - 1].dep_ == "cc" else set())
        if doc[i].pos_ in {"VERB", "AUX"} or doc[i].text in {",", ";", ":", "."}:
            return set()
    return set()


def _comments(token: Token) -> bool:
    """Whether a participle tells what the statement amounts to: "…, signalling a change"."""
    return token.tag_ == "VBG" and cues.look_up(token.lemma_.lower(), "verb") is not None
