"""One parsed article in, its claims and figures out, whatever its neighbours are like."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pandas as pd

from kit.language import dates
from kit.language.attribution import confidence, credits, speeches
from kit.language.attribution.attributions import Attribution
from kit.language.figures import counts, updates
from kit.language.mentions.grammar import PRONOUNS
from kit.language.parsing import plain
from kit.language.parsing.plain import Doc, Span
from kit.sources import Mention, Resolution, resolve


class Statement(NamedTuple):
    """An attribution with the paragraph that it stands in, and who its source and its relay turned out to be, and how sure all that is."""

    doc: Doc
    found: Attribution
    source: Resolution
    via: Resolution
    confidence: float


NOBODY = Resolution(None, None, None, None, None)


def read(
    article_id: str, text: str, published: dt.date | None, docs: Sequence[Doc], sources: pd.DataFrame | None = None, convention: str = "literal", singles: bool = False
) -> tuple[list[dict], list[dict]]:
    """The claims and figures of an article as rows of :data:`kit.schema.CLAIMS` and :data:`kit.schema.FIGURES`, ids included.

    Args:
        docs: its paragraphs, from :func:`kit.language.pipeline.pipe_articles`; the rest as for :func:`kit.extract`.

    Raises:
        ValueError: if a quote is not at its place in *text*.
    """
    docs = [plain.of(doc) for doc in docs]
    statements, credit = _statements(docs, sources)
    claims = [_claim(article_id, statement, published) for statement in statements]
    ids = _ids(article_id, claims)
    for claim, statement, claim_id in zip(claims, statements, ids, strict=True):
        claim["claim_id"] = claim_id
        claim["parent_id"] = None if statement.found.parent is None else ids[statement.found.parent]
    own: dict[tuple[int, int], dict] = {}
    rows, stated = [], []
    paragraphs = [text[doc.start : doc.start + len(doc.text)] for doc in docs]
    entries = updates.entries(paragraphs)
    parents = {} if sources is None else dict(zip(sources["source_id"], sources["parent"], strict=True))
    for paragraph, (doc, found) in enumerate(zip(docs, counts.in_article(docs, convention, singles), strict=True)):
        for figure in found:
            start, end = doc.start + figure.start, doc.start + figure.end
            claim = _claim_around(claims, start, end)
            if claim is None:
                sentence = doc.char_span(figure.start, figure.end, expand=True).sent
                claim = own.setdefault((doc.start, sentence.start), _own_voice(article_id, doc, sentence) | credit)
            rows.append({
                **{field: getattr(figure, field) for field in ("text", "value", "low", "high", "qualifier", "measure", "counted", "group", "place", "period", "confidence")},
                "claim": claim, "article_id": article_id, "start": start, "end": end, "status": "extracted",
                "part_of": figure.part_of, "superseded_by": figure.superseded_by,
                "as_of": dates.resolve(figure.date_text, published) if figure.date_text else None,
            })  # fmt: skip
            said = _answering(claim, parents), (claim.get("source") or "").lower()
            stated.append(updates.Stated(figure, paragraph, entries[paragraph], *said, rows[-1]["as_of"], figure.superseded_by is not None))
    for earlier, later in updates.replacements(stated, published).items():
        rows[earlier]["superseded_by"] = later
    taken = set(ids)
    for claim in own.values():
        claim["claim_id"] = _unused(f"{article_id}:{claim['start']}-{claim['end']}", taken)
        claims.append(claim)
    taken.clear()
    for row in rows:
        row["claim_id"] = row.pop("claim")["claim_id"]
        row["figure_id"] = _unused(f"{article_id}:{row['start']}-{row['end']}", taken)
    for row in rows:
        row |= {field: rows[row[field]]["figure_id"] for field in ("part_of", "superseded_by") if row[field] is not None}
    claims.sort(key=lambda claim: (claim["start"], claim["end"], claim["claim_id"]))
    _check_offsets(text, claims, rows)
    return claims, rows


def _statements(docs: Sequence[Doc], sources) -> tuple[list[Statement], dict]:
    """All attributions of an article, with parents counted through the article and mentions resolved in its order.

    And the columns via and via_id of what the article says in its own voice: the agency that it credits.
    """
    found: list[tuple[Doc, Attribution]] = []
    sure: list[float] = []
    for doc, items in zip(docs, speeches.in_article(docs), strict=True):
        base = len(found)
        sure += [confidence.of(item, items) for item in items]
        for item in items:
            found.append((doc, item._replace(parent=None if item.parent is None else item.parent + base)))
    resolved = _resolved(docs, [(doc, span) for doc, item in found for span in (item.source, item.via) if span is not None], sources)
    # Apart from the sources: whoever is only told or credited is not "the agency" of a later sentence.
    credited = credits.named(docs)
    relays = _resolved(docs, [*((doc, item.hearer) for doc, item in found if item.hearer is not None), *((span.doc, span) for span in credited)], sources)
    statements = []
    for (doc, item), how_sure in zip(found, sure, strict=True):
        via = _resolution(doc, item.via, resolved)
        heard = _resolution(doc, item.hearer, relays)
        if item.via is None and heard.kind in _RELAYS:
            item, via = item._replace(via=item.hearer), heard
        statements.append(Statement(doc, item, _resolution(doc, item.source, resolved), via, how_sure))
    by = next((span for span in credited if _resolution(span.doc, span, relays).kind in _RELAYS), None)
    credit = {} if by is None else {"via": by.text, "via_id": _resolution(by.doc, by, relays).source_id}
    return _without_unknown(statements), credit


def _resolved(docs: Sequence[Doc], mentions: Sequence[tuple[Doc, Span]], sources) -> dict[tuple[int, int], Resolution]:
    """Whom each mention means, by its place in the article, in whose order they are resolved."""
    spans = {_key(doc, span): span for doc, span in mentions}
    in_order = sorted(spans)
    return dict(zip(in_order, resolve([Mention(spans[key]) for key in in_order], docs, sources), strict=True)) if spans else {}


#: Kinds of source that pass on what they are told.
_RELAYS = frozenset({"agency", "media"})


def _without_unknown(statements: list[Statement]) -> list[Statement]:
    """Without names in brackets that are nobody's who is known to speak: "Lost: 40 (Port Vela)"; none of them is a parent."""
    kept = [
        k for k, statement in enumerate(statements)
        if statement.found.rule != "bracket:name" or not (statement.source.kind in {None, "person", "unnamed"} or statement.source.resolved_by == "own name")
    ]  # fmt: skip
    place = {old: new for new, old in enumerate(kept)}
    return [
        statement._replace(found=statement.found._replace(parent=place.get(statement.found.parent))) for statement in (statements[k] for k in kept)
    ]


def _key(doc: Doc, span: Span) -> tuple[int, int]:
    return doc.start + span.start_char, doc.start + span.end_char


def _resolution(doc: Doc, span: Span | None, resolved: dict) -> Resolution:
    return NOBODY if span is None else resolved[_key(doc, span)]


def _claim(article_id: str, statement: Statement, published) -> dict:
    doc, found = statement.doc, statement.found
    offset = doc.start
    # Speech may go on in later paragraphs, each a Doc of its own.
    pieces = [_key(span.doc, span) for span in found.content]
    sentence_start = min(_key(span.doc, span.sent)[0] for span in (found.cue, found.content[0]))
    sentence_end = max(_key(span.doc, span.sent)[1] for span in (found.cue, found.content[-1]))
    claim = {
        "article_id": article_id,
        "start": pieces[0][0],
        "end": pieces[-1][1],
        "spans": tuple(pieces),
        "text": " … ".join(span.text for span in found.content),
        "source_kind": statement.source.kind or "unnamed",
        "source_id": statement.source.source_id if found.source is not None else "unnamed",
        "resolved_by": statement.source.resolved_by if found.source is not None else "no source is stated",
        "cue": found.cue.text,
        "cue_start": offset + found.cue.start_char,
        "cue_end": offset + found.cue.end_char,
        "cue_class": found.cue_class,
        "form": found.form,
        "polarity": found.polarity,
        "hedge": found.hedge,
        "via_id": statement.via.source_id,
        "said_on": _said_on(doc, found, published),
        "sentence_start": sentence_start,
        "sentence_end": sentence_end,
        "confidence": statement.confidence,
        "status": "extracted",
    }
    if found.source is not None:
        claim |= {"source": found.source.text, "source_start": _key(doc, found.source)[0], "source_end": _key(doc, found.source)[1]}
    if found.via is not None:
        claim["via"] = found.via.text
    return claim


#: What stands before and behind a date that is not the day of the saying.
_OF_ELSE = re.compile(r"\b(?:than|since|from|until|till|before|after)\s+(?:(?:on|in|at|late|early)\s+)?$", re.IGNORECASE), re.compile(r"['’]s\b")


#: "claimed on Wednesday evening that …": the words before the "that" may have been taken for content.
_BEFORE_THAT = re.compile(r"(?:(?:late|early)\s+)?on\s.{3,30}?\bthat\b")


def _clause_start(piece: Span) -> int:
    before = _BEFORE_THAT.match(piece.text)
    return piece.start_char + (before.end() if before else 0)


def _said_on(doc: Doc, found: Attribution, published):
    """The date beside the cue ("said on Friday"), not one within what is said, nor of something else ("Friday's flood", "more than on Friday")."""
    sentence = found.cue.sent
    outside = [
        mention
        for mention in dates.find(sentence.text)
        if not _OF_ELSE[1].match(sentence.text, mention.end) and not _OF_ELSE[0].search(sentence.text[: mention.start])
        and not any(
            piece.doc is doc and _clause_start(piece) < sentence.start_char + mention.end and sentence.start_char + mention.start < piece.end_char
            for piece in found.content
        )
    ]
    if not outside:
        return None
    nearest = min(outside, key=lambda mention: abs(sentence.start_char + mention.start - found.cue.start_char))
    return dates.resolve(nearest.text, published)


def _claim_around(claims: list[dict], start: int, end: int) -> dict | None:
    """The narrowest claim that holds the figure."""
    around = [claim for claim in claims if any(first <= start and end <= last for first, last in claim["spans"])]
    return min(around, key=lambda claim: (claim["end"] - claim["start"], claim["start"]), default=None)


def _answering(claim: dict, parents: dict) -> frozenset[str]:
    """The ids of who answers for a claim, with the bodies that they belong to.

    None for the article's own voice, nor for what agencies and media pass on.
    """
    relayed = claim["source_kind"] in {"article", "agency", "media"}
    found = {name for field in ("via_id", *([] if relayed else ["source_id"])) for name in (claim.get(field) or "").split("|")} - {""}
    if not found and not relayed and (claim.get("source") or "").casefold() not in PRONOUNS | {""}:
        found = {f"? {claim['source'].casefold()}"}  # somebody of whom no more is known
    waiting = list(found)
    while waiting:
        parent = parents.get(waiting.pop())
        if parent is not None and not pd.isna(parent) and parent not in found:
            found.add(parent)
            waiting.append(parent)
    return frozenset(found)


def _own_voice(article_id: str, doc: Doc, sentence: Span) -> dict:
    start, end = doc.start + sentence.start_char, doc.start + sentence.end_char
    return {
        "article_id": article_id, "start": start, "end": end, "spans": ((start, end),), "text": sentence.text,
        "source_id": "article", "source_kind": "article", "form": "indirect", "polarity": "asserted",
        "sentence_start": start, "sentence_end": end, "confidence": confidence.OWN_VOICE, "status": "extracted",
    }  # fmt: skip


def _ids(article_id: str, claims: list[dict]) -> list[str]:
    taken: set[str] = set()
    return [_unused(f"{article_id}:{claim['start']}-{claim['end']}", taken) for claim in claims]


def _unused(wanted: str, taken: set[str]) -> str:
    """*wanted*, or with "~2", "~3" … behind it where two rows cover the same characters."""
    numbered: Iterator[str] = (wanted if n == 1 else f"{wanted}~{n}" for n in range(1, len(taken) + 2))
    chosen = next(name for name in numbered if name not in taken)
    taken.add(chosen)
    return chosen


def _check_offsets(text: str, claims: list[dict], rows: list[dict]) -> None:
    """Every quote is at its place in the article, or the article is not believed."""
    for row in claims:
        if " … ".join(text[start:end] for start, end in row["spans"]) != row["text"]:
            raise ValueError(f"claim {row['claim_id']} does not match the text at its place")
    for row in rows:
        if text[row["start"] : row["end"]] != row["text"]:
            raise ValueError(f"figure {row['figure_id']} does not match the text at its place")
