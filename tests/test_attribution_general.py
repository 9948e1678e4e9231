"""The grammar behind single readings: each rule on several sentences of our own, and beside sentences that look like it and are none."""

import pandas as pd
import pytest

import kit
from kit.language import pipeline
from kit.language.attribution import attributions, credits


def found(text):
    return [item for doc in pipeline.paragraph_docs(pipeline.load(), text) for item in attributions.find(doc)]


def triple(item):
    return (item.source.text if item.source is not None else None, item.cue.text, " … ".join(span.text for span in item.content))


def claims_of(*texts, sources=None):
    table = pd.DataFrame({"text": pd.array(texts, dtype="string")}, index=pd.Index([f"t{n}" for n in range(len(texts))], name="article_id"))
    return kit.extract(table, sources=sources)


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        # a cue set between commas
        ("The dam, the engineer said, would hold for another week.", "the engineer", "said", "The dam … would hold for another week"),
        ("To understand the flood, Ruiz said, one should walk along the river.", "Ruiz", "said", "To understand the flood … one should walk along the river"),
        ("Though the road is open, he said, nobody should use it yet.", "he", "said", "Though the road is open … nobody should use it yet"),
        ("On Monday, police said, nine people were arrested.", "police", "said", "nine people were arrested"),
        # names with asides and offices
        ("Even Narvia, the island's only ally and its largest trading partner, said it was opposed to the plan.", "Narvia", "said", "it was opposed to the plan"),
        ("The toll has risen to 40, said Tom Hale, health ministry spokesman.", "Tom Hale, health ministry spokesman", "said", "The toll has risen to 40"),
        # who is asked, told or warned to do something
        ("The governor asked the villagers to leave their homes.", "The governor", "asked", "to leave their homes"),
        ("The captain told the crew to abandon the ship.", "The captain", "told", "to abandon the ship"),
        # "that" behind an occasion or a day
        ("The mayor said in an interview with the radio that nine people had died.", "The mayor", "said", "nine people had died"),
        # according to somebody with a relative clause
        ("According to residents who have left the valley, the number of homes lost is put at 300 to 400.", "residents", "According to",
         "the number of homes lost is put at 300 to 400"),
        ("According to a teacher who was there, at least nine pupils were hurt.", "a teacher", "According to", "at least nine pupils were hurt"),
        # counts
        ("Officials spoke of at least 50 dead.", "Officials", "spoke", "at least 50 dead"),
        ("The charity, which on Monday had spoken of more than 30 dead, is recounting.", "The charity", "had spoken", "more than 30 dead"),
        # denials with a gerund, and verbs that look like plurals
        ("The villagers denied having taken the boat.", "The villagers", "denied", "having taken the boat"),
        ("The union denies having paid the guards.", "The union", "denies", "having paid the guards"),
        ("The army denies that it fired first.", "The army", "denies", "it fired first"),
        ("Teachers quoted by state radio speak of 30 pupils missing.", "Teachers", "speak", "30 pupils missing"),
        # brackets and dashes
        ("Missing: 53 (coastguard)", "coastguard", "(", "Missing: 53"),
        ("- Injured: 214 (hospital officials)", "hospital officials", "(", "Injured: 214"),
        ("Deaths: 64 (source: Ministry of Health)", "Ministry of Health", "source", "Deaths: 64"),
        ("“There is no truth in it” – foreign ministry spokesman.", "foreign ministry spokesman", "–", "“There is no truth in it”"),
    ],
)  # fmt: skip
def test_constructions(text, source, cue, content):
    assert (source, cue, content) in map(triple, found(text))


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        ("On Monday the police said 40 and the union said 90.", ["40", "90"]),
        ("The navy first said 40; later it said 58.", ["40", "58"]),
        ("On Sunday the coastguard said 30, and the harbour office said nine.", ["30", "nine"]),
    ],
)
def test_each_count_is_of_its_own_source(text, contents):
    assert [" … ".join(span.text for span in item.content) for item in found(text)] == contents


@pytest.mark.parametrize(
    "text",
    [
        "Nobody agrees on how many people died in the flood.",
        "No one knows how many boats were lost.",
        "Neither side agrees on who fired first.",
        "The ward was so full that 12 patients lay in the corridor.",
        "He was so angry that he left.",
        "The wind was strong enough that trees fell.",
        "Killed: 51 (soldiers)",
        "The Delta Water Board (DWB) met 12 times.",
        "Medals: 12 (Norway)",
    ],
)
def test_what_nobody_says(text):
    assert found(text) == []


def test_a_denied_gerund_is_denied():
    [item] = found("The village council denied having known about the dead.")
    assert (item.polarity, item.content[0].text) == ("denied", "having known about the dead")


def test_a_name_in_brackets_is_a_source_only_where_it_is_known_to_speak():
    claims, _ = claims_of("Killed: 40 (Reuters)", "Lost: 40 houses (Port Vela)", "Police said that 40 people were hurt (AFP).")
    assert claims.loc[claims["cue"].notna(), ["article_id", "source_id"]].to_numpy().tolist() == [["t0", "reuters"], ["t2", "police"]]


@pytest.mark.parametrize(
    ("text", "via_id"),
    [
        ("The mayor told the Agence France-Presse that nine people had died.", "afp"),
        ("The mayor told Reuters nine people had died.", "reuters"),
        ("“Nine people died,” the mayor said in an interview with the BBC.", "bbc"),
        ("The mayor told parliament that nine people had died.", None),
        ("The mayor told Ana Ruiz that nine people had died.", None),
        ("A nurse quoted by Reuters said nine people had died.", "reuters"),
    ],
)
def test_whoever_is_told_relays_if_it_is_an_agency_or_a_medium(text, via_id):
    claims, _ = claims_of(text)
    [claim] = claims[claims["cue"].notna()].itertuples()
    assert (None if pd.isna(claim.via_id) else claim.via_id) == via_id


def test_a_medium_of_the_case_relays_too():
    sources = pd.DataFrame({"source_id": ["delta_post"], "name": ["Delta Post"], "kind": ["media"], "side": [None], "parent": [None], "aliases": [None]})
    claims, _ = claims_of("The mayor told the Delta Post that nine people had died.", sources=sources.astype("string"))
    assert claims["via_id"].dropna().tolist() == ["delta_post"]


@pytest.mark.parametrize(
    "text",
    [
        "PORT VELA, May 3 (Reuters) - A ferry sank off the coast on Saturday, killing 12 people.",
        "(Reuters) - Eleven hikers died in an avalanche on Friday.",
        "Nine people died on Monday.\nThe road is closed. — Reuters",
        "Nine people died on Monday.\n(Reuters)",
    ],
)
def test_a_credited_agency_relays_what_an_article_says_in_its_own_voice(text):
    claims, _ = claims_of(text)
    own = claims[claims["source_id"].eq("article")]
    assert set(own["via_id"]) == {"reuters"} and len(own)


def test_a_credited_or_told_agency_is_not_the_agency_of_a_later_sentence():
    claims, _ = claims_of(
        "LIMA (AP) — A storm hit the coast. The weather agency said 40 people had died.\nThe agency warned of more rain.",
        "The weather agency told Reuters that 40 people had died.\nThe agency warned of more rain.",
    )
    assert not claims["source_id"].isin(["ap", "reuters"]).any()


def test_who_is_credited_but_relays_nothing():
    claims, _ = claims_of("PORT VELA (Harbour Office) - Nine people died on Monday.", "Nine people died on Monday.\nAna Ruiz")
    assert claims["via_id"].isna().all()
    assert credits.named(pipeline.paragraph_docs(pipeline.load(), "Nine people died on Monday.")) == []


@pytest.mark.parametrize("hearer", ["Reuters", "the Delta Tribune", "Radio Orsk", "the Agence France-Presse"])
def test_whoever_is_told_is_not_the_origin(hearer):
    claims, _ = claims_of(f"Ana Ruiz, the mayor, told {hearer} that nine people had died.")
    assert claims["via"].notna().any()
    assert kit.comparison.last_sources(claims)["origin"].tolist() == ["ana_ruiz"]
    assert "relies on" not in set(kit.comparison.reliance(claims).edges["relation"])
