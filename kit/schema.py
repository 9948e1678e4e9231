"""The columns of the three tables, their types and vocabularies.

Every DataFrame that passes from one module to the next is one of these three, and
:func:`check` is what says so. Offsets count characters of ``articles.text`` and are
end-exclusive; missing is ``<NA>`` or ``NaT``, never ``""`` or ``-1``.
"""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

#: Who speaks. "article" is the reporter's own voice, "unnamed" somebody the article does not name.
SOURCE_KINDS = (
    "government", "military", "intelligence", "agency", "media", "ngo", "company", "party", "international",
    "expert", "witness", "person", "unnamed", "article",
)
#: Ids that no registry may use: the two voices that are nobody in particular.
RESERVED_SOURCE_IDS = ("article", "unnamed")
#: How a source puts it; the classes of kit/language/attribution/cues.csv.
CUE_CLASSES = (
    "says", "reports", "claims", "confirms", "denies", "estimates", "believes", "warns",
    "promises", "asks", "calls", "shows",
)
FORMS = ("direct", "indirect", "mixed")
#: questioned: doubted, asked, or expressly left open ("could not confirm that …").
POLARITIES = ("asserted", "denied", "questioned")
#: The number's hedge; low and high follow the bounds of UCDP's codebook.
QUALIFIERS = ("exact", "about", "nearly", "over", "at_least", "up_to", "range", "vague")
MEASURES = (
    "killed", "injured", "killed_or_injured", "casualties", "captured", "missing", "detained",
    "displaced", "evacuated", "rescued", "deployed", "other",
)
STATUSES = ("extracted", "accepted", "corrected", "added", "rejected")
#: How vague words are read; the tables are in kit/language/quantities/vague.csv.
CONVENTIONS = ("literal", "acled", "newsquant")
#: How several counts of one thing are summed up, see :func:`kit.comparison.summary`.
POLICIES = ("show_all", "range", "majority", "latest_per_source", "lowest", "source_order")


class SchemaError(ValueError):
    """A table has a column, type or value that its schema does not allow."""


def _text(*checks: pa.Check, required: bool = False, **kwargs) -> pa.Column:
    return pa.Column("string", list(checks), nullable=not required, **kwargs)


def _one_of(values: tuple[str, ...], required: bool = False) -> pa.Column:
    return _text(pa.Check.isin(values), required=required)


def _offset(required: bool = False) -> pa.Column:
    return pa.Column("Int64", pa.Check.ge(0), nullable=not required)


def _date() -> pa.Column:
    return pa.Column("datetime64[us]", nullable=True)


def _confidence() -> pa.Column:
    return pa.Column("Float64", pa.Check.in_range(0, 1), nullable=True)


def _id(name: str) -> pa.Index:
    return pa.Index("string", unique=True, name=name)


ARTICLES = pa.DataFrameSchema(
    {
        "outlet": _text(),
        "title": _text(),
        "author": _text(),
        "url": _text(),
        "published": _date(),
        "retrieved": _date(),
        "language": _text(),
        "licence": _text(),
        # Where in the file the facts before stood ("title: meta og:title; published: column date"); what is not named there is from articles.csv.
        "found_in": _text(),
        # The file; of a file that holds several articles (table, archive, feed) the article's key in it too, after a "#".
        "path": _text(),
        # Of the raw bytes of the file; in one that holds several, of the article's own: its line of a table, its answer in an archive; of a row of a
        # Parquet file or an entry of a feed, which have none, of the values that are read as JSON.
        "sha256": _text(pa.Check.str_matches(r"^[0-9a-f]{64}$")),
        "text": _text(required=True),
        "furniture": _text(),
        "words": pa.Column("Int64", pa.Check.ge(0)),
    },
    index=_id("article_id"),
    name="articles",
    strict=True,
    ordered=True,
)

CLAIMS = pa.DataFrameSchema(
    {
        "article_id": _text(required=True),
        "start": _offset(required=True),
        "end": _offset(required=True),
        "spans": pa.Column(object),
        "text": _text(required=True),
        "source": _text(),
        "source_start": _offset(),
        "source_end": _offset(),
        "source_id": _text(),
        "source_kind": _one_of(SOURCE_KINDS, required=True),
        "resolved_by": _text(),
        "cue": _text(),
        "cue_start": _offset(),
        "cue_end": _offset(),
        "cue_class": _one_of(CUE_CLASSES),
        "form": _one_of(FORMS, required=True),
        "polarity": _one_of(POLARITIES, required=True),
        "hedge": _text(),
        "via": _text(),
        "via_id": _text(),
        "said_on": _date(),
        "sentence_start": _offset(required=True),
        "sentence_end": _offset(required=True),
        "parent_id": _text(),
        "confidence": _confidence(),
        "status": _one_of(STATUSES, required=True),
    },
    index=_id("claim_id"),
    checks=pa.Check(lambda t: t["start"] < t["end"], name="start before end"),
    name="claims",
    strict=True,
    ordered=True,
)

FIGURES = pa.DataFrameSchema(
    {
        "claim_id": _text(required=True),
        "article_id": _text(required=True),
        "start": _offset(required=True),
        "end": _offset(required=True),
        "text": _text(required=True),
        "value": pa.Column("Int64", pa.Check.ge(0), nullable=True),
        "low": pa.Column("Int64", pa.Check.ge(0), nullable=True),
        "high": pa.Column("Int64", pa.Check.ge(0), nullable=True),
        "qualifier": _one_of(QUALIFIERS, required=True),
        "measure": _one_of(MEASURES, required=True),
        "counted": _text(),
        "group": _text(),
        "place": _text(),
        "as_of": _date(),
        # The window a count is of, as written ("over the past 24 hours", "a day"); <NA> for a count of all so far.
        "period": _text(),
        # Ids of figures of the same article: the whole this is a part of, and the later count that replaced this one ("up from 12 to 31").
        "part_of": _text(),
        "superseded_by": _text(),
        # A person's name for the statement that this figure belongs to, see kit.comparison.statements; the extractor leaves it empty.
        "statement": _text(),
        "confidence": _confidence(),
        "status": _one_of(STATUSES, required=True),
    },
    index=_id("figure_id"),
    checks=[
        pa.Check(lambda t: t["start"] < t["end"], name="start before end"),
        pa.Check(
            lambda t: ((t["low"] <= t["high"]) | t["low"].isna() | t["high"].isna()).fillna(True),
            name="low is not above high",
        ),
    ],
    name="figures",
    strict=True,
    ordered=True,
)

#: The registry of sources, sources.csv of a case.
SOURCES = pa.DataFrameSchema(
    {
        "source_id": _text(
            pa.Check.str_matches(r"^[a-z0-9_]+$"),
            pa.Check.notin(RESERVED_SOURCE_IDS),
            required=True,
            unique=True,
        ),
        "name": _text(required=True),
        "kind": _one_of(SOURCE_KINDS[:-2], required=True),
        "side": _text(),
        "parent": _text(),
        "aliases": _text(),
        "wikidata": _text(),
        "note": _text(),
    },
    name="sources",
    strict=True,
    ordered=True,
)


def build(schema: pa.DataFrameSchema, rows: list[dict]) -> pd.DataFrame:
    """Makes a checked table of *rows*, dicts that may leave columns out.

    >>> build(SOURCES, [{"source_id": "nis", "name": "National Intelligence Service", "kind": "intelligence"}]).kind[0]
    'intelligence'
    """
    return check(schema, frame(schema, rows))


def frame(schema: pa.DataFrameSchema, rows: list[dict]) -> pd.DataFrame:
    """The table of :func:`build`, unchecked."""
    index = schema.index.name if schema.index is not None else None
    columns = {name: [row.get(name) for row in rows] for name in schema.columns}
    made = pd.DataFrame({name: _typed(values, schema.columns[name]) for name, values in columns.items()})
    if index:
        made.index = pd.Index(pd.array([row[index] for row in rows], dtype="string"), name=index)
    return made


def _typed(values: list, column: pa.Column) -> pd.api.extensions.ExtensionArray | pd.Series:
    kind = str(column.dtype)
    if kind.startswith("datetime64"):
        return pd.Series(pd.to_datetime(pd.Series(values, dtype=object)).to_numpy(dtype="datetime64[us]"))
    if kind == "object":
        return pd.Series(values, dtype=object)
    return pd.array([None if value is pd.NA or value != value else value for value in values], dtype=kind)


def check(schema: pa.DataFrameSchema, frame: pd.DataFrame) -> pd.DataFrame:
    """Returns *frame* if it fits *schema*.

    Raises:
        SchemaError: naming the table, the column, the first rows at fault and what is allowed.
    """
    try:
        return schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        found = [_told(row) for row in errors.failure_cases.itertuples()]
        lines = list(dict.fromkeys(found))
        more = f"\n… and {len(lines) - 5} more" if len(lines) > 5 else ""
        raise SchemaError("\n".join(f"{schema.name}: {line}" for line in lines[:5]) + more) from None


def _told(row) -> str:
    if row.schema_context == "DataFrameSchema" and pd.notna(row.index):
        # A rule on whole rows is reported once for every column of the row.
        return f"row {row.index!r}: {row.check}"
    where = f"row {row.index!r} has" if pd.notna(row.index) else "found"
    return f"column {row.column or '(table)'}: {row.check}: {where} {row.failure_case!r}"
