"""Who is who: mentions of an article resolved to sources, and what is left to a person."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit import schema, sources
from kit.language import pipeline
from kit.sources import Mention
from kit.sources import registry as registries
from kit.sources.lands import Lands

REGISTRY = [
    {"source_id": "otieno", "name": "Ann Otieno", "kind": "government", "side": "Kenya", "parent": "state", "aliases": "president of Kenya"},
    {"source_id": "state", "name": "Cabinet of Kenya", "kind": "government", "side": "Kenya"},
    {"source_id": "friends", "name": "Kenya's allies", "kind": "government", "side": "Kenya", "aliases": "friendly nations"},
    {"source_id": "spies", "name": "National Watch Service", "kind": "intelligence", "side": "Kenya", "parent": "state", "aliases": "NWS|Kenya's spy agency"},
    {"source_id": "forces", "name": "Joint Chiefs of Staff", "kind": "military", "side": "Kenya", "parent": "state"},
    {"source_id": "kovalsky", "name": "Ivan Kovalsky", "kind": "person", "side": "Poland"},
    {"source_id": "delta", "name": "Delta News Agency", "kind": "agency", "side": "Kenya"},
    {"source_id": "wire", "name": "AFP", "kind": "agency", "side": "France"},
]


@pytest.fixture(scope="module")
def nlp():
    return pipeline.load()


@pytest.fixture(scope="module")
def registry():
    return schema.build(schema.SOURCES, REGISTRY)


def resolve(nlp, text, wanted, registry=None):
    """Resolves the mentions *wanted* of *text*, each looked for after the one before."""
    docs, mentions, at = pipeline.paragraph_docs(nlp, text), [], 0
    for words in wanted:
        at = text.index(words, at)
        doc = next(doc for doc in docs if doc._.start <= at < doc._.start + len(doc.text))
        mentions.append(Mention(doc.char_span(at - doc._.start, at - doc._.start + len(words), alignment_mode="expand")))
        at += len(words)
    return sources.resolve(mentions, docs, registry)


def one(nlp, mention, registry=None):
    return resolve(nlp, f"{mention} said nine people had died.", [mention], registry)[0]


@pytest.mark.parametrize(
    ("mention", "source_id"),
    [
        ("Ann Otieno", "otieno"),
        ("Kenyan President Ann Otieno", "otieno"),
        ("The president of Kenya", "otieno"),
        ("Kenya’s president", "otieno"),
        ("Otieno", "otieno"),
        ("Nairobi", "state"),
        ("nairobi", "state"),
        ("Kenya", "state"),
        ("Kenyan officials", "state"),
        ("Friendly nations", "friends"),
        ("Kenya's supporters", "friends"),
        ("The National Watch Service", "spies"),
        ("the National Watch Service of Kenya", "spies"),
        ("The NWS", "spies"),
        ("Kenyan intelligence", "spies"),
        ("Nairobi's intelligence agency", "spies"),
        ("A Kenyan intelligence official", "spies"),
        ("The Kenyan general staff", "forces"),
        ("Nairobi's army", "forces"),
        ("Kenya’s Joint Chiefs of Staff", "forces"),
        ("Kovalskyy", "kovalsky"),
        ("Polish mayor Ivan Kovalskiy", "kovalsky"),
        ("Delta news agency", "delta"),
        ("Agence France-Presse", "wire"),
        ("neither Kenya nor Ivan Kovalsky", "state|kovalsky"),
        ("A spokesman for the National Watch Service", "spies"),
        ("Reports from the NWS", "spies"),
    ],
)
def test_the_registry_is_found_by_name_alias_country_and_office(nlp, registry, mention, source_id):
    found = one(nlp, mention, registry)
    assert found.source_id == source_id
    assert found.resolved_by


@pytest.mark.parametrize("mention", ["Bea Otieno", "Anna Kovalska", "Ugandan intelligence", "the Ugandan army", "Kampala"])
def test_the_registry_does_not_swallow_others(nlp, registry, mention):
    assert one(nlp, mention, registry).source_id not in {row["source_id"] for row in REGISTRY}


@pytest.mark.parametrize(
    ("mention", "source_id", "kind", "side"),
    [
        ("Nairobi", "kenya_government", "government", "Kenya"),
        ("The Kremlin", "russia_government", "government", "Russia"),
        ("Kenyan officials", "kenya_government", "government", "Kenya"),
        ("Kenya's army", "kenya_military", "military", "Kenya"),
        ("Kenyan intelligence", "kenya_intelligence", "intelligence", "Kenya"),
        ("Kenyan military intelligence", "kenya_military_intelligence", "intelligence", "Kenya"),
        ("Kenya's health ministry", "kenya_health_ministry", "government", "Kenya"),
        ("The Kenyan Ministry of Health", "kenya_health_ministry", "government", "Kenya"),
        ("A spokesman for the Kenyan army", "kenya_military", "military", "Kenya"),
        ("The president of Kenya", "kenya_president", "government", "Kenya"),
        ("The mayor of Riverton", "riverton_mayor", "government", None),
        ("Riverton police", "riverton_police", "government", None),
        ("Police", "police", "government", None),
        ("Kenyan state media", "kenya_state_media", "media", "Kenya"),
        ("Kenya's allies", "kenya_allies", "government", "Kenya"),
        ("Reuters", "reuters", "agency", "United Kingdom"),
        ("A UN spokesperson", "united_nations", "international", None),
        ("The WHO", "who", "international", None),
        ("Reports from NATO", "nato", "international", None),
        ("The Kenya Red Cross", "kenya_red_cross", "ngo", "Kenya"),
        ("The Institute for River Research", "institute_for_river_research", "expert", None),
        ("Kenyan farmer Bo Mwangi", "bo_mwangi", "person", "Kenya"),
        ("Ann Otieno, the mayor of Riverton,", "ann_otieno", "person", None),
        ("Kenya and Uganda", "kenya_government|uganda_government", "government", None),
        ("Otieno and other residents", "otieno", "person", None),
        ("the Kenyan army and Ann Otieno", "kenya_military|ann_otieno", "military", None),
        ("Officials", "unnamed", "unnamed", None),
        ("An intelligence source from Kenya", "unnamed", "unnamed", "Kenya"),
        ("Reports", "unnamed", "unnamed", None),
        ("Reports from Nairobi", "unnamed", "unnamed", "Kenya"),
        ("Two witnesses", "unnamed", "witness", None),
        ("Experts", "unnamed", "expert", None),
        ("Local media", "unnamed", "media", None),
        ("A Kenyan officer, who asked not to be named,", "unnamed", "unnamed", "Kenya"),
        ("The agency", None, None, None),
        ("The government", None, None, None),
        ("She", None, None, None),
        ("I", None, None, None),
    ],
)
def test_general_rules_name_a_source_without_a_registry(nlp, mention, source_id, kind, side):
    assert one(nlp, mention)[:2] + (one(nlp, mention).side,) == (source_id, kind, side)


def test_no_stated_source_is_nobody(nlp):
    assert sources.resolve([Mention(None)], [])[0][:2] == ("unnamed", "unnamed")


@pytest.mark.parametrize(
    ("text", "wanted", "ids"),
    [
        (  # a surname after the full name, and "he" for both
            "Bo Mwangi, a farmer, said the dam had burst. Mwangi said nine houses were gone. “It was night,” he added.",
            ["Bo Mwangi, a farmer,", "Mwangi", "he"],
            ["bo_mwangi"] * 3,
        ),
        (  # a title now, the name below
            "Otieno said the river was falling.\nMayor Ann Otieno spoke in Riverton.",
            ["Otieno", "Ann Otieno"],
            ["ann_otieno"] * 2,
        ),
        (  # an abbreviation in brackets, wherever it stands
            "The DWB said a gate had failed.\nThe Delta Water Board (DWB) runs nine dams.",
            ["The DWB"],
            ["delta_water_board"],
        ),
        (
            "The rescue service of Kenya, referred to as Karisa, said nine people had died. Karisa said more were missing.",
            ["The rescue service of Kenya, referred to as Karisa,", "Karisa"],
            ["kenya_rescue_services"] * 2,
        ),
        (  # definite descriptions go back to what can be called so, not to the nearest name
            "Kenyan intelligence said nine people had died. Bo Mwangi said eleven had. The agency said it was sure.",
            ["Kenyan intelligence", "Bo Mwangi", "The agency"],
            ["kenya_intelligence", "bo_mwangi", "kenya_intelligence"],
        ),
        (
            "The Delta Water Board said a gate had failed. Uganda said it would help. The board said no.",
            ["The Delta Water Board", "Uganda", "The board"],
            ["delta_water_board", "uganda_government", "delta_water_board"],
        ),
        (
            "Kenya's health ministry said nine people had died. The Kenyan army said eleven had. The ministry said no.",
            ["Kenya's health ministry", "The Kenyan army", "The ministry"],
            ["kenya_health_ministry", "kenya_military", "kenya_health_ministry"],
        ),
        (  # a description that says more than the earlier source is somebody else's
            "The Delta Water Board said a gate had failed. The geological institute said it was rain.",
            ["The Delta Water Board", "The geological institute"],
            ["delta_water_board", None],
        ),
        (  # a document belongs to the medium that brought it
            "The Delta news agency said a dam had burst. According to this report, nine houses are gone.",
            ["The Delta news agency", "this report"],
            ["delta", "delta"],
        ),
        (  # translated from a language where an agency is "she"
            "Kenya said the dam had held. The spy agency of Uganda said it had burst. “Nine houses are gone”, she said.",
            ["Kenya", "The spy agency of Uganda", "she"],
            ["kenya_government", "uganda_intelligence", "uganda_intelligence"],
        ),
        (  # a person who was no source before
            "Ann Otieno flew over the valley on Monday. “Nine houses are gone,” she said.",
            ["she"],
            ["ann_otieno"],
        ),
        (
            "Mr Mwangi met Mrs Otieno. Mrs Otieno said nine houses were gone. Mr Mwangi said ten. She said no.",
            ["Mrs Otieno said", "Mr Mwangi said", "She"],
            ["otieno", "mwangi", "otieno"],
        ),
        (
            "Kenya and Uganda said the dam had held. They said nobody was hurt.",
            ["Kenya and Uganda", "They"],
            ["kenya_government|uganda_government"] * 2,
        ),
        (
            "Mayor Ann Otieno came to the dam. The mayor said nine houses were gone.",
            ["The mayor"],
            ["ann_otieno"],
        ),
        (  # a candidate's campaign is not the candidate
            "Bo Mwangi said he would win. The Mwangi campaign said nothing.",
            ["Bo Mwangi", "The Mwangi campaign"],
            ["bo_mwangi", "mwangi_campaign"],
        ),
    ],
)
def test_an_article_tells_who_is_meant(nlp, text, wanted, ids):
    assert [found.source_id for found in resolve(nlp, text, wanted)] == ids


OWN = [
    {"source_id": "guard", "name": "Norlandian Coast Guard", "kind": "agency", "side": "Norlandia", "aliases": "Coast Guard|Pia Aas|Marta Vell"},
    {"source_id": "aid", "name": "Mountain Aid", "kind": "ngo"},
]


@pytest.mark.parametrize(
    ("text", "wanted", "ids"),
    [
        ("“Nobody is left on board,” said Marta Vell of the coast guard. She said nine were hurt.", ["Marta Vell of the coast guard", "She"], ["guard"] * 2),
        ("“Nobody is left,” said Pia Aas, a spokeswoman for the Coast Guard. She said nine were hurt. Aas said ten were.", ["Pia Aas, a spokeswoman for the Coast Guard", "She", "Aas said"], ["guard"] * 3),
        ("Arvo Kask met Mountain Aid. Mountain Aid said nine were hurt. He said ten were.", ["Mountain Aid said", "He"], ["aid", "arvo_kask"]),
    ],
)
def test_a_person_whom_the_registry_gives_to_a_body_is_he_or_she(nlp, text, wanted, ids):
    assert [found.source_id for found in resolve(nlp, text, wanted, schema.build(schema.SOURCES, OWN))] == ids


@pytest.mark.parametrize(
    ("text", "wanted", "ids"),
    [
        ("The ferry Nordhav Queen left Riga. Henrik Kask said nine were hurt. He said that it was old.", ["Henrik Kask", "He"], ["henrik_kask"] * 2),
        ("Mayor Henrik Kask came to the port. The Nordhav Queen had sailed at noon. He said nine people were hurt.", ["He"], ["henrik_kask"]),
        ("The Nordhav Queen, a ferry, sent a call. Nordhav Queen said it was sinking.", ["Nordhav Queen said"], ["unnamed"]),
        ("The vessel said that nine people were on board.", ["The vessel"], ["unnamed"]),
    ],
)
def test_a_ship_is_nobody(nlp, text, wanted, ids):
    assert [found.source_id for found in resolve(nlp, text, wanted)] == ids


@pytest.mark.parametrize(
    ("text", "wanted", "ids"),
    [
        ("The interior ministry of Norlandia said nine had died. The ministry said ten were hurt.", ["The interior ministry of Norlandia", "The ministry"], ["norlandia_interior_ministry"] * 2),
        ("Norlandia’s interior ministry said nine had died. The interior ministry said ten were hurt.", ["Norlandia’s interior ministry", "The interior ministry"], ["norlandia_interior_ministry"] * 2),
        (  # another country, which the tables know, has not everybody's ministry
            "Norway sent boats to Norlandia. The Norlandian interior ministry thanked Norway and said nine had died. The Norlandian Coast Guard said ten had.",
            ["The Norlandian interior ministry", "The Norlandian Coast Guard"],
            ["norlandia_interior_ministry", "norlandia_coast_guard"],
        ),
        ("The Norlandian army shelled Norlandia’s north. Norlandian officials said nine had died. Norlandia said ten had.", ["Norlandian officials", "Norlandia said"], ["norlandia_government"] * 2),
        ("The ministry of the interior said nine had died.", ["The ministry of the interior"], ["interior_ministry"]),
        ("Kenya and Uganda met. The interior ministry said nine had died.", ["The interior ministry"], [None]),
        ("A ferry sank off Kenya, and Kenya mourned. A coast guard spokeswoman said nine had died. The coastguard said ten had.", ["A coast guard spokeswoman", "The coastguard"], ["kenya_coast_guard"] * 2),
        ("South Korea's spy agency said nine had died.", ["South Korea's spy agency"], ["nis"]),
        ("Norlandia’s interior ministry said nine had died. Norlandia’s president said ten had.", ["Norlandia’s president"], ["norlandia_president"]),
        ("Christian leaders met in Leeds. Christian leaders said nine had died.", ["Christian leaders said"], ["unnamed"]),
    ],
)
def test_bodies_of_countries_that_no_table_has(nlp, text, wanted, ids):
    assert [found.source_id for found in resolve(nlp, text, wanted)] == ids


@pytest.mark.parametrize(
    ("text", "wanted", "ids"),
    [
        ("Pyongyang paid. The government of North Korea said nine had died. The North said ten had.", ["The North said"], ["north_korea_government"]),
        ("South Sudanese troops crossed the river. The South’s army said nine had died.", ["The South’s army"], ["south_sudan_military"]),
        ("North Korea wrote to North Macedonia. The North said nine had died.", ["The North said"], [None]),
        ("Boats left Kenya. The North said nine had died.", ["The North said"], [None]),
        ("The government of West Norlandia paid. The West said nine had died.", ["The West said"], [None]),
        ("Oliver North left North Macedonia. North said nine had died.", ["North said"], ["oliver_north"]),
    ],
)
def test_a_side_of_the_world_is_the_one_country_that_begins_so(nlp, text, wanted, ids):
    assert [found.source_id for found in resolve(nlp, text, wanted)] == ids


@pytest.mark.parametrize("text", ["Sierra Leone’s health ministry met.", "The interior ministry of Upper Tavria met.", "The West’s interior ministry met."])
def test_a_part_of_a_longer_name_is_no_land(text):
    assert not Lands([text]).names


def test_a_registry_tells_of_lands_too(nlp):
    rows = [{"source_id": "interior", "name": "Interior Ministry", "kind": "government", "side": "Norlandia", "aliases": "interior ministry of Norlandia"}]
    assert one(nlp, "The Norlandian interior ministry", schema.build(schema.SOURCES, rows)).source_id == "interior"
    text = "Norlandia mourns. The Norlandian interior ministry said nine had died."
    assert resolve(nlp, text, ["The Norlandian interior ministry"], schema.build(schema.SOURCES, rows))[0].source_id == "interior"


def test_the_company_says_what_a_bare_name_is(nlp):
    found = resolve(nlp, "Tavrin said nine had been hurt. The company said it would pay.", ["Tavrin", "The company"])
    assert [each[:2] for each in found] == [("tavrin", "person"), ("tavrin", "company")]
    found = resolve(nlp, "Mr Tavrin said nine had been hurt. The company said it would pay.", ["Mr Tavrin", "The company"])
    assert found[1].source_id is None


def test_a_party_is_a_kind_of_its_own(nlp):
    assert one(nlp, "The opposition Lake Union party")[:2] == ("lake_union_party", "party")
    assert one(nlp, "Search parties")[:2] == ("unnamed", "witness")


def test_the_evidence_says_where(nlp, registry):
    text = "The National Watch Service (NWS) said nine people had died. The NWS said more were missing. The agency said no more."
    found = resolve(nlp, text, ["The National Watch Service (NWS)", "The NWS", "The agency"])
    assert [each.resolved_by for each in found] == ["own name", "called “NWS” at 0", "“the agency” → “the NWS” at 60"]
    assert one(nlp, "Nairobi").resolved_by == "capital of Kenya"
    assert one(nlp, "Kovalskyy", registry).resolved_by == "surname of “Ivan Kovalsky”"
    assert one(nlp, "The NWS", registry).resolved_by == "registry alias “NWS”"


def test_a_full_name_in_the_article_outweighs_a_surname_in_the_registry(nlp, registry):
    text = "Bea Kovalsky opened the shelter. Kovalsky said nine people had come."
    assert resolve(nlp, text, ["Kovalsky said"], registry)[0].source_id == "bea_kovalsky"


def test_offsets_count_from_the_article_and_documents_need_no_parse():
    import spacy

    doc = spacy.blank("en")("Nairobi said that the army was late, and the army said so too.")
    doc._.start = 1000
    found = sources.resolve([Mention(doc[0:1]), Mention(doc[3:5])], [doc])
    assert [each.source_id for each in found] == ["kenya_government", "kenya_military"]


def test_a_registry_that_lacks_a_column_is_refused(nlp):
    with pytest.raises(ValueError, match="lacks the column.*kind"):
        one(nlp, "Nairobi", pd.DataFrame({"source_id": ["a"], "name": ["b"]}))


def test_the_table_of_organisations_is_a_registry():
    table = pd.read_csv(registries._ORGANISATIONS, comment="#", dtype="string", encoding="utf-8")
    schema.build(schema.SOURCES, [{k: v for k, v in row.items() if isinstance(v, str)} for row in table.to_dict("records")])
    forms = [(registries._keys(form)[0], row.source_id) for row in table.itertuples() for form in [row.name, *str(row.aliases).split("|")] if form != "<NA>"]
    owners = {}
    for key, source_id in forms:
        assert owners.setdefault(key, source_id) == source_id, key


def claims_of(rows):
    base = {"spans": ((0, 5),), "source_kind": "unnamed", "start": 0, "end": 5, "text": "Water", "form": "indirect", "polarity": "asserted", "sentence_start": 0, "sentence_end": 9, "status": "extracted"}
    return schema.build(schema.CLAIMS, [base | {"claim_id": f"c{i}", "article_id": "a"} | row for i, row in enumerate(rows)])


def test_unresolved_mentions_are_counted_by_wording():
    table = sources.unresolved(
        claims_of([
            {"source": "the agency", "text": "nine died"},
            {"source": "The agency", "article_id": "b"},
            {"source": "a voice", "source_id": "unnamed"},
            {"source": "They"},
            {},
        ])
    )  # fmt: skip
    assert table.to_dict("records") == [
        {"source": "the agency", "articles": 2, "count": 2, "example": "nine died", "claim_id": "c0"},
        {"source": "They", "articles": 1, "count": 1, "example": "Water", "claim_id": "c3"},
    ]
    assert [str(dtype) for dtype in table.dtypes] == ["string", "Int64", "Int64", "string", "string"]
    assert sources.unresolved(claims_of([])).empty


def test_proposals_fit_the_registry(nlp, registry):
    claims = claims_of([
        {"source": "Nairobi", "source_id": "kenya_government", "source_kind": "government"},
        {"source": "Kenyan officials", "source_id": "kenya_government", "source_kind": "government"},
        {"source": "he", "source_id": "ivan_kovalsky", "source_kind": "person"},
        {"source": "Polish mayor Ivan Kovalsky", "source_id": "ivan_kovalsky", "source_kind": "person"},
        {"source": "Kovalskyy", "source_id": "ivan_kovalskyy", "source_kind": "person"},
        {"source": "residents", "source_id": "unnamed", "source_kind": "witness"},
        {"source": "Ann Otieno", "source_id": "otieno", "source_kind": "government"},
        {"source": "neither Kenya nor Uganda", "source_id": "kenya_government|uganda_government", "source_kind": "government"},
    ])  # fmt: skip
    table = schema.check(schema.SOURCES, sources.propose(claims, registry)).fillna("")
    assert table[["source_id", "name", "kind", "side", "aliases"]].to_dict("split")["data"] == [
        ["ivan_kovalsky", "Ivan Kovalsky", "government", "Poland", "Kovalskyy|Ivan Kovalskyy"],
        ["kenya_government", "Government of Kenya", "government", "Kenya", "Kenya|Kenyan officials|Nairobi"],
        ["uganda_government", "Government of Uganda", "government", "Uganda", "Uganda"],
    ]


def test_a_proposed_registry_gives_the_same_sources(nlp):
    text = "Nairobi said nine people had died. Kenya's army said ten had, and Bo Mwangi said eleven. The Delta Water Board said none."
    wanted = ["Nairobi", "Kenya's army", "Bo Mwangi", "The Delta Water Board"]
    found = resolve(nlp, text, wanted)
    claims = claims_of([{"source": w, "source_id": f.source_id, "source_kind": f.kind} for w, f in zip(wanted, found, strict=True)])
    proposed = sources.propose(claims)
    assert sorted(proposed["source_id"]) == sorted(each.source_id for each in found)
    assert [each.source_id for each in resolve(nlp, text, wanted, proposed)] == [each.source_id for each in found]


TEXT = (
    "Mrs Ann Otieno, the mayor of Riverton, said “nine people” had died, according to the Delta Water Board (DWB).\n"
    "Neither Kenya nor its army has said so; she, who knows, and they, the officials’ own agency, told us of this report."
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=8))
def test_any_spans_are_answered(spans):
    docs = pipeline.paragraph_docs(pipeline.load(), TEXT)
    tokens = [token for doc in docs for token in doc]
    mentions = []
    for start, length in sorted(spans):
        token = tokens[start % len(tokens)]
        mentions.append(Mention(token.doc[token.i : token.i + length]))
    found = sources.resolve(mentions, docs, schema.build(schema.SOURCES, REGISTRY))
    assert len(found) == len(mentions)
    for each in found:
        assert each.kind is None or each.kind in schema.SOURCE_KINDS
        assert (each.source_id is None) == (each.resolved_by is None)
        assert each.source_id is None or all(part for part in each.source_id.split("|"))


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=60))
def test_any_text_is_answered(text):
    import spacy

    doc = spacy.blank("en")(text)
    assert len(sources.resolve([Mention(doc[:])] if len(doc) else [], [doc])) == bool(len(doc))
