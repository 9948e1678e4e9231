"""What the articles of a case tell together: which ids are one source, of what kind, and whom it speaks for."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kit
from kit import comparison, schema, sources
from kit.sources import variants


def claims_of(*rows):
    """Claims of (source, source_id, kind)."""
    base = {"spans": ((0, 5),), "start": 0, "end": 5, "text": "Water", "form": "indirect", "polarity": "asserted", "sentence_start": 0, "sentence_end": 9, "status": "extracted"}
    return schema.build(schema.CLAIMS, [base | {"claim_id": f"c{i}", "article_id": f"a{i}", "source": source, "source_id": source_id, "source_kind": kind} for i, (source, source_id, kind) in enumerate(rows)])


def drafted(*rows, registry=None):
    table = sources.propose(claims_of(*rows), registry).fillna("")
    return {row.source_id: row for row in table.itertuples()}


def test_an_id_has_one_kind_in_all_articles():
    claims = claims_of(
        ("Lumo", "lumo", "person"), ("Lumo", "lumo", "person"), ("the bakery Lumo", "lumo", "company"),
        ("a nurse", "unnamed", "expert"), ("a villager", "unnamed", "witness"), ("Lumo and Ana Duarte", "lumo|ana_duarte", "person"),
    )  # fmt: skip
    assert variants.with_one_kind(claims)["source_kind"].tolist() == ["company", "company", "company", "expert", "witness", "company"]
    registry = schema.build(schema.SOURCES, [{"source_id": "lumo", "name": "Lumo", "kind": "media"}])
    assert set(variants.with_one_kind(claims, registry)["source_kind"]) == {"media", "expert", "witness"}


def test_extraction_gives_an_id_one_kind():
    texts = ["Tavrin said nine workers had been hurt.", "The mining company Tavrin said that ten workers had been hurt."]
    claims, _ = kit.extract(pd.DataFrame({"text": texts}, index=["a", "b"]))
    assert claims[["source_id", "source_kind"]].to_numpy().tolist() == [["tavrin", "company"]] * 2


@pytest.mark.parametrize(
    ("rows", "one"),
    [
        ([("the coast guard", "coast_guard", "government"), ("the Kenyan coast guard", "kenya_coast_guard", "government")], {"coast_guard": "kenya_coast_guard"}),
        (  # whose, where there are two?
            [("the coast guard", "coast_guard", "government"), ("the Kenyan coast guard", "kenya_coast_guard", "government"), ("Italy's coast guard", "italy_coast_guard", "government")],
            {},
        ),
        ([("Sudetian police", "sudetian_police", "government"), ("police in Sudetia", "sudetia_police", "government")], {"sudetian_police": "sudetia_police"}),
        ([("Lumo", "lumo", "person"), ("the bakery chain Lumo Foods", "lumo_foods", "company")], {"lumo": "lumo_foods"}),
        ([("Lumo", "lumo", "person"), ("Lumo Foods", "lumo_foods", "company"), ("Lumo Rail", "lumo_rail", "company")], {}),
        ([("Mr Lumo", "lumo", "person"), ("Lumo Foods", "lumo_foods", "company")], {}),
        ([("the LWB", "lwb", "ngo"), ("the Lake Water Board", "lake_water_board", "ngo")], {"lwb": "lake_water_board"}),
        ([("Duarte", "duarte", "person"), ("Ana Duarte", "ana_duarte", "person")], {"duarte": "ana_duarte"}),
        ([("Duarte", "duarte", "person"), ("Ana Duarte", "ana_duarte", "person"), ("Rui Duarte", "rui_duarte", "person")], {}),
        ([("Olena Bondarenko", "olena_bondarenko", "person"), ("Olena Bondarenko", "olena_bondarenko", "person"), ("Bondarenko Olena", "bondarenko_olena", "person")], {"bondarenko_olena": "olena_bondarenko"}),
    ],
)
def test_ids_that_can_only_be_one_source(rows, one):
    assert variants.settled(claims_of(*rows))[0] == one


@pytest.mark.parametrize(
    ("rows", "parents"),
    [
        ([("Pia Aas, a spokeswoman for the Lake Water Board", "pia_aas", "person"), ("the Lake Water Board", "lake_water_board", "ngo")], {"pia_aas": "lake_water_board"}),
        ([("Ana Duarte of Lumo Foods", "ana_duarte", "person"), ("Lumo Foods", "lumo_foods", "company")], {"ana_duarte": "lumo_foods"}),
        ([("coast guard spokeswoman Pia Aas", "pia_aas", "person"), ("the coast guard", "coast_guard", "government")], {"pia_aas": "coast_guard"}),
        ([("Kenyan President Ann Otieno", "ann_otieno", "person"), ("Nairobi", "kenya_government", "government")], {"ann_otieno": "kenya_government"}),
        ([("the Kenyan army", "kenya_military", "military"), ("Kenya's health ministry", "kenya_health_ministry", "government")], dict.fromkeys(["kenya_military", "kenya_health_ministry"], "kenya_government")),
        ([("the Kenyan army", "kenya_military", "military"), ("Ana Duarte, a nurse", "ana_duarte", "person")], {}),
        ([("Kenya's allies", "kenya_allies", "government"), ("Nairobi", "kenya_government", "government")], {}),
        ([("Riverton mayor Bo Lund", "bo_lund", "person"), ("Riverton police", "riverton_police", "government")], {}),
    ],
)
def test_whom_a_source_speaks_for(rows, parents):
    assert variants.settled(claims_of(*rows))[1] == parents


CASE = (
    ("the Norlandian Coast Guard", "norlandia_coast_guard", "government"),
    ("the coastguard", "coast_guard", "government"),
    ("Norlandia's interior ministry", "norlandia_interior_ministry", "government"),
    ("Pia Aas, a spokeswoman for the Coast Guard", "pia_aas", "person"),
    ("Aas", "aas", "person"),
    ("the operator, Lumo Lines", "lumo_lines", "company"),
    ("Lumo", "lumo", "person"),
    ("Arvo Kask, a fisherman", "arvo_kask", "person"),
)


def test_a_draft_has_one_row_for_a_source_with_parent_and_kind():
    rows = drafted(*CASE)
    assert list(rows) == ["lumo_lines", "norlandia_coast_guard", "pia_aas", "arvo_kask", "norlandia_interior_ministry", "norlandia_government"]
    guard, aas, lines = rows["norlandia_coast_guard"], rows["pia_aas"], rows["lumo_lines"]
    assert (guard.name, guard.side, guard.parent, set(guard.aliases.split("|"))) == ("Coast guard of Norlandia", "Norlandia", "norlandia_government", {"coastguard", "Norlandian Coast Guard"})
    assert (aas.name, aas.kind, aas.parent, aas.aliases) == ("Pia Aas", "government", "norlandia_coast_guard", "Aas")
    assert (lines.kind, lines.aliases) == ("company", "Lumo")
    assert rows["arvo_kask"].kind == "witness" and "no article names it" in rows["norlandia_government"].note


def test_a_side_of_the_world_is_no_alias():
    rows = drafted(("North Korea", "north_korea_government", "government"), ("the North", "north_korea_government", "government"))
    assert rows["north_korea_government"].aliases == "North Korea"


def test_a_draft_knows_the_registrys_government():
    registry = schema.build(schema.SOURCES, [{"source_id": "cabinet", "name": "Government of Kenya", "kind": "government", "side": "Kenya"}])
    assert drafted(("the Kenyan army", "kenya_military", "military"), registry=registry)["kenya_military"].parent == "cabinet"


def test_origins_without_a_registry_are_those_of_the_draft_and_say_so():
    claims = claims_of(*CASE)
    assert set(comparison.last_sources(claims)["origin"]) == {"norlandia_government", "lumo_lines", "arvo_kask"}
    assert "sources.csv" in comparison.origins(claims).attrs["note"]
    draft = sources.propose(claims)
    assert comparison.origins(claims, sources=draft).attrs["note"] == ""


NAMES = st.sampled_from(["Lumo", "Lumo Foods", "Ana Duarte", "Duarte", "the coast guard", "the Kenyan coast guard", "Nairobi", "Kenya's army", "Bo Lund of Lumo Foods", "the LF"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(NAMES, st.sampled_from(["lumo", "lumo_foods", "ana_duarte", "duarte", "coast_guard", "kenya_coast_guard", "kenya_government", "kenya_military", "bo_lund", "lf"]), st.sampled_from(schema.SOURCE_KINDS)), max_size=12))
def test_any_mentions_are_settled_the_same_in_any_order(rows):
    one, above = variants.settled(claims_of(*rows))
    assert (one, above) == variants.settled(claims_of(*rows[::-1]))
    assert not set(one) & set(one.values()), "a variant's variant"
    assert not {child for child, parent in above.items() if above.get(parent) == child}
    table = sources.propose(claims_of(*rows))
    assert set(table["parent"].dropna()) <= set(table["source_id"])
