"""A short article with its tables, and a log to say things in, for the tests of the corrections."""

import itertools
import warnings
from datetime import datetime, timedelta, timezone

import pytest

from kit import corrections, schema

TEXT = (
    "River burst its banks\n"
    "The council said about 300 people were evacuated on Monday. "
    "A day later the fire service said 40 were injured and 300 slept in schools."
)
FIRE = TEXT.index("40 were")
EXACT = {"value": 300, "low": 300, "high": 300, "qualifier": "exact"}


def claim(text, start, **fields):
    row = {"article_id": "flood", "start": start, "end": start + len(text), "text": text, "form": "indirect"}
    row |= {"spans": [[start, start + len(text)]], "polarity": "asserted", "status": "extracted", "confidence": 0.5}
    row |= {"source_kind": "government"}
    row |= {"sentence_start": start, "sentence_end": start + len(text)}
    return row | {"claim_id": f"flood:{start}-{start + len(text)}"} | fields


def figure(text, start, claim_id, **fields):
    row = {"article_id": "flood", "start": start, "end": start + len(text), "text": text, "measure": "other"}
    row |= {"claim_id": claim_id, "status": "extracted", "confidence": 0.5, "qualifier": "exact"}
    return row | {"figure_id": f"flood:{start}-{start + len(text)}"} | fields


def tables(text=TEXT):
    """Two claims and three figures, two of which are the same words."""
    first = text.index("about 300 people were evacuated on Monday")
    second = text.index("40 were injured and 300 slept in schools")
    claims = [
        claim("about 300 people were evacuated on Monday", first, source="The council", source_id="council", said_on="2024-05-06"),
        claim("40 were injured and 300 slept in schools", second, source="the fire service"),
    ]
    a, b = (row["claim_id"] for row in claims)
    figures = [
        figure("about 300", first, a, value=300, qualifier="about", measure="evacuated"),
        figure("40", second, b, value=40, low=40, high=40, measure="injured"),
        figure("300", second + 20, b, **EXACT),
    ]
    return schema.build(schema.CLAIMS, claims), schema.build(schema.FIGURES, figures)


def articles_of(text):
    return schema.build(schema.ARTICLES, [{"article_id": "flood", "text": text, "words": len(text.split())}])


@pytest.fixture
def log(tmp_path):
    return tmp_path / "corrections.jsonl"


@pytest.fixture
def say(log):
    """Records one action, with a clock and ids of its own."""
    count = itertools.count()
    start = datetime(2024, 5, 7, tzinfo=timezone.utc)

    def say(action, table="figures", row=0, by="Ana", text=TEXT, **fields):
        claims, figures = tables()
        if action not in ("undo", "redo", "add") and "target" not in fields and "article_id" not in fields:
            fields = corrections.selectors(table, (figures if table == "figures" else claims).iloc[row], text) | fields
        number = next(count)
        clock = {"clock": lambda: start + timedelta(seconds=number), "make_id": lambda: f"r{number:03}"}
        if action in ("undo", "redo"):
            return getattr(corrections, action)(log, by, **fields, **clock)
        fields = {"table": table, **fields}
        return corrections.record(log, by=by, action=action, article_text=text, **fields, **clock)

    return say


def added(text="300 slept", measure="displaced", **fields):
    """The fields of a record that adds a figure which was missed."""
    start = TEXT.index(text)
    row = {"claim_id": tables()[0].index[1], "start": start, "end": start + len(text), "text": text}
    row |= {"qualifier": "exact", "measure": measure, "value": 300} | fields
    quote = {"exact": text, "prefix": TEXT[start - 32:start], "suffix": TEXT[start + len(text):][:32]}
    position = {"start": start, "end": start + len(text)}
    return {"article_id": "flood", "position": position, "quote": quote, "to": row}


def correct(log, text=TEXT, **options):
    """Corrected tables; any warning is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return corrections.correct(*tables(text), log, **options)


def problems(log, text=TEXT, **options):
    return corrections.problems(*tables(text), log, **options)
