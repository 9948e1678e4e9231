"""Statements whose source only punctuation tells: "MAYOR: We will rebuild", "“…” — Ana Ruiz", "Nine were hurt (Red Cross)"."""

from __future__ import annotations

from collections.abc import Iterator

from kit.language import places
from kit.language.attribution.candidate import Candidate
from kit.language.attribution.parties import is_body, is_document, names_party
from kit.language.attribution.quotations import SHORT, Quotation
from kit.language.parsing.plain import Doc, Span, Token
from kit.language.spelling import given_name_gender
from kit.language.tree import nominal_run_right


def candidates(sentence: Span, quoted: list[Quotation], inner: frozenset[int]) -> Iterator[Candidate]:
    """What a colon, a dash behind a quotation, or brackets give for one sentence."""
    yield from _colon(sentence, inner)
    yield from _dash(sentence, quoted)
    yield from _in_brackets(sentence)


def _colon(sentence: Span, inner: frozenset[int]) -> Iterator[Candidate]:
    """Transcripts and headlines: "MAYOR: We will rebuild", "Bridge to stay closed: mayor"."""
    doc = sentence.doc
    at = next((t.i for t in doc[:6] if t.text == ":"), 0) if sentence.start == 0 else 0
    if at and len(doc) - at > 4 and _is_speaker(list(doc[:at])):
        # What a person says in a transcript goes on to the end of the paragraph, wherever the sentence was cut.
        yield Candidate(doc[at - 1], set(range(at)), {at}, set(range(at + 1, len(doc))), "says", "colon:name")
        return
    at = next((t.i for t in sentence if t.text == ":" and t.i not in inner), 0) if ":" in doc.lowers else 0
    if not at:
        return
    left, right = list(doc[sentence.start : at]), [t for t in doc[at + 1 : sentence.end] if not t.is_space]
    if (
        0 < len(right) <= 6 and len(left) > 3
        and right[-1].text not in {".", "!", "?"}
        and right[-1].pos_ in {"NOUN", "PROPN"}
        and all(t.pos_ in {"NOUN", "PROPN", "ADJ", "PART", "DET", "PUNCT", "ADP"} for t in right)
        and any(t.pos_ in {"VERB", "AUX"} for t in left)
    ):  # fmt: skip
        yield Candidate(right[-1], {t.i for t in right}, {at}, {t.i for t in left}, "says", "colon:headline")


def _is_speaker(tokens: list[Token]) -> bool:
    """A name before a colon: words in capitals, names, or one document ("Poll: …"); not a label such as "Note"."""
    words = [t for t in tokens if not t.is_punct]
    if not words or _is_label(words):
        return False
    if len(words) == 1 and is_document(words[0]) and words[0].pos_ == "NOUN":
        return True
    return all(t.pos_ == "PROPN" or (t.is_upper and len(t) > 1) for t in words)


#: What newsrooms print before a headline or a note.
_LABELS = frozenset({
    "alert", "analysis", "breaking", "carnage", "chaos", "correction", "developing", "exclusive", "explained", "explainer", "fact", "factbox", "flash", "hell", "horror",
    "latest", "live", "news", "newsflash", "nightmare", "note", "opinion", "photos", "pictures", "recap", "shock", "terror", "timeline", "tragedy", "update",
    "updated", "updates", "urgent", "video", "warning", "watch",
})  # fmt: skip


def _is_label(words: list[Token]) -> bool:
    """Whether words before a colon are a headline's label, "BREAKING NEWS: …", "FLOOD FURY: 64 dead", and name nobody."""
    if any(names_party(t.lower_) for t in words) or given_name_gender(words[0].text):
        return False
    whole = words[0].doc[-1].text in {".", "!", "?", "”", '"', "’", "'"}
    return any(t.lower_ in _LABELS for t in words) or not whole and len(words) > 1 and all(t.is_upper for t in words)


_DASHES = frozenset({"—", "–", "―", "--", "-"})


def _dash(sentence: Span, quoted: list[Quotation]) -> Iterator[Candidate]:
    """"…" — Ana Ruiz, at the end of a paragraph or of a sentence."""
    doc = sentence.doc
    for said in quoted:
        at = _past_blanks(doc, said.last + 1)
        if said.words <= SHORT or not sentence.start <= at < sentence.end or doc[at].text not in _DASHES:
            continue
        name = nominal_run_right(doc, _past_blanks(doc, at + 1))
        end = max(name, default=at) + 1
        if name and len(name) <= 7 and (doc[min(name)].text[:1].isupper() or names_party(doc[max(name)].lower_)) and (end == len(doc) or doc[end].text in {".", ",", "("}):
            yield Candidate(doc[max(name)], name, {at}, set(range(said.first, said.last + 1)), "says", "colon:dash")


def _in_brackets(sentence: Span) -> Iterator[Candidate]:
    """"Killed: 51 (interior ministry)", "Nine were hurt (source: Red Cross)": who is named in brackets at the end of a line or sentence.

    A bare name is one only if it turns out to be that of a known body (rule "bracket:name"); a word for people is counted, not quoted: "40 (soldiers)".
    """
    doc = sentence.doc
    end = next((i for i in range(sentence.end - 1, sentence.start, -1) if doc[i].text not in {".", ";"} and not doc[i].is_space), sentence.start)
    opening = next((i for i in range(end - 1, sentence.start, -1) if doc[i].text in {"(", ")"}), sentence.start)
    before, inside = doc[sentence.start : opening], list(doc[opening + 1 : end])
    if doc[end].text != ")" or doc[opening].text != "(" or not 0 < len(inside) < 9 or not any(t.like_num or t.pos_ in {"VERB", "AUX"} for t in before):
        return
    cue = {opening}
    if inside[0].lower_ in {"source", "sources", "via", "per"}:
        cue = {inside[0].i}
        inside = inside[1 + (len(inside) > 1 and inside[1].text == ":") :]
        kind = "source"
    elif not all(t.pos_ in {"NOUN", "PROPN", "ADJ", "DET"} for t in inside[:-1]):
        return
    elif is_body(inside[-1]) or inside[-1].lemma_.lower() in {"official", "spokesman", "spokeswoman", "spokesperson"}:
        kind = "party"
    else:
        # "the Water Board (WB)" is an abbreviation, "40 dead (Chile)" a place.
        named = all(t.text[:1].isupper() for t in inside) and before[-1].pos_ != "PROPN"
        kind = "name" if named and places.look_up(doc[opening + 1 : end].text) is None else ""
    if kind and inside and any(t.is_alpha for t in inside):
        yield Candidate(inside[-1], {t.i for t in inside}, cue, set(range(before.start, before.end)), "says", f"bracket:{kind}")


def _past_blanks(doc: Doc, i: int) -> int:
    while i < len(doc) and doc[i].is_space:
        i += 1
    return i
