"""The three tables say what fits them, and name what does not."""

import pandas as pd
import pytest

from kit import schema

FIGURE = {
    "figure_id": "a:0-2", "claim_id": "a:0-9", "article_id": "a", "start": 0, "end": 2, "text": "12", "value": 12, "low": 12, "high": 12,
    "qualifier": "exact", "measure": "killed", "status": "extracted",
}  # fmt: skip


@pytest.mark.parametrize("table", [schema.ARTICLES, schema.CLAIMS, schema.FIGURES, schema.SOURCES])
def test_an_empty_table_has_every_column_with_its_type(table):
    frame = schema.build(table, [])
    assert list(frame.columns) == list(table.columns)
    schema.check(table, frame)


def test_what_is_left_out_is_missing():
    frame = schema.build(schema.FIGURES, [FIGURE])
    assert frame["group"].isna().all()
    assert frame["as_of"].isna().all()
    assert frame["value"].dtype == "Int64"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"qualifier": "roughly"}, "qualifier.*'roughly'"),
        ({"measure": "dead"}, "measure.*'dead'"),
        ({"start": 3}, "start before end"),
        ({"low": 13}, "low is not above high"),
        ({"value": -1}, "value"),
        ({"text": None}, "text"),
    ],
)
def test_a_wrong_value_is_named(change, message):
    with pytest.raises(schema.SchemaError, match=message) as error:
        schema.build(schema.FIGURES, [FIGURE | change])
    assert "figures" in str(error.value)


def test_an_unknown_column_and_a_double_id_are_refused():
    frame = schema.build(schema.FIGURES, [FIGURE])
    with pytest.raises(schema.SchemaError, match="deaths"):
        schema.check(schema.FIGURES, frame.assign(deaths=1))
    with pytest.raises(schema.SchemaError, match="a:0-2"):
        schema.check(schema.FIGURES, pd.concat([frame, frame]))


def test_reserved_ids_are_no_sources():
    with pytest.raises(schema.SchemaError, match="unnamed"):
        schema.build(schema.SOURCES, [{"source_id": "unnamed", "name": "Nobody", "kind": "person"}])
