"""annotations.jsonld: claims and figures as W3C Web Annotations on their articles, for tools that show notes beside a text.

Positions count the characters (Unicode code points, from 0, the end exclusive) of the text as :func:`kit.read_articles` gives it; a page on the web
has more text than that, and there the quotation finds the place.
"""

from __future__ import annotations

import json
import uuid

import pandas as pd

from kit.comparison.readings import kept
from kit.findings.analysis import Analysis
from kit.findings.cells import cell
from kit.findings.linked import address, fragment
from kit.findings.quotes import Quotes

#: How much text before and after tells a quotation from others like it, in characters.
AROUND = 32
_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
#: What is said of a row beside its words; the first are tags too.
_CLAIM_TAGS, _CLAIM_FIELDS = ("cue_class", "form", "polarity", "source_kind"), ("source_id", "via_id", "said_on", "parent_id", "confidence", "status")
_FIGURE_TAGS = ("measure", "qualifier", "group")
_FIGURE_FIELDS = ("value", "low", "high", "counted", "place", "as_of", "period", "claim_id", "confidence", "status")


def as_annotations(found: Analysis, quotes: Quotes | None = None) -> dict:
    """An annotation for each claim and each figure, as one AnnotationCollection with one page; rejected rows are left out.

    A target is the article by its address, else by the fingerprint of its file (``urn:sha256:…``), and in it the quotation with 32 characters
    before and after, and its position; a claim in several pieces has a target for each. The bodies are tags, the row's fields as JSON, and the
    Claim of claims.jsonld.

    Args:
        quotes: Where the text is not to be shared: then quotations have nothing around them, and what is too long to be quoted has its position alone.
    """
    claims = kept(found.claims)
    figures = kept(found.figures)
    figures = figures[figures["claim_id"].isin(claims.index)]
    items = [_annotation(found, "claim", row, _CLAIM_TAGS, _CLAIM_FIELDS, row["spans"], quotes) for _, row in claims.iterrows()]
    items += [_annotation(found, "figure", row, _FIGURE_TAGS, _FIGURE_FIELDS, [(row["start"], row["end"])], quotes) for _, row in figures.iterrows()]
    page = {"id": "#page", "type": "AnnotationPage", "startIndex": 0, "items": items}
    return {"@context": _CONTEXT, "id": "#annotations", "type": "AnnotationCollection", "label": found.case.title, "total": len(items), "first": page}


def _annotation(found: Analysis, kind: str, row: pd.Series, tags, fields, spans, quotes: Quotes | None) -> dict:
    article = found.articles.loc[row["article_id"]]
    where = address(row["article_id"], article)
    said = {name: cell(row[name]) for name in (*tags, *fields)}
    said = {name: value if isinstance(value, (int, float)) else str(value) for name, value in said.items() if value is not None}
    said = {f"{kind}_id": row.name} | said
    bodies = [{"type": "TextualBody", "purpose": "tagging", "value": str(row[name])} for name in tags if name in said]
    bodies.append({"type": "TextualBody", "purpose": "describing", "format": "application/json", "value": json.dumps(said, ensure_ascii=False)})
    of_claim = row.name if kind == "claim" else row["claim_id"]
    bodies.append({"type": "SpecificResource", "purpose": "identifying", "source": "claims.jsonld#" + fragment("claim", of_claim)})
    targets = [{"source": where, "selector": _selectors(article["text"], int(start), int(end), quotes)} for start, end in spans]
    return {
        # Unique beyond this case, so that annotations of several can lie in one store.
        "id": uuid.uuid5(uuid.NAMESPACE_URL, f"{where}#{kind}={row.name}").urn, "type": "Annotation",
        "motivation": "identifying" if kind == "claim" else "classifying", "body": bodies, "target": targets[0] if len(targets) == 1 else targets,
    }  # fmt: skip


def _selectors(text: str, start: int, end: int, quotes: Quotes | None) -> list[dict]:
    position = {"type": "TextPositionSelector", "start": start, "end": end}
    quotation = {"type": "TextQuoteSelector", "exact": text[start:end]}
    if quotes is None:
        quotation |= {"prefix": text[max(start - AROUND, 0) : start], "suffix": text[end : end + AROUND]}
    elif not quotes.fits([text[start:end]]):
        return [position]
    return [quotation, position]
