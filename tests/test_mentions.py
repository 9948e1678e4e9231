"""The grammar of names, and names that are one person's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import schema
from kit.language.mentions import heads, names
from kit.language.mentions.coordination import split
from kit.language.mentions.grammar import describe
from kit.language.spelling import fold, slug


@pytest.mark.parametrize(
    ("text", "name", "person", "country", "group"),
    [
        ("Kenyan Health Minister Ann Otieno", "Ann Otieno", True, "Kenya", "health minister"),
        ("Kenya’s President Ann Otieno", "Ann Otieno", True, "Kenya", "president"),
        ("Ann Otieno, a spokeswoman for the Water Board", "Ann Otieno", True, None, ""),
        ("the mayor, Ana de la Cruz", "Ana de la Cruz", True, None, "mayor"),
        ("Riverton police Chief Bo Jordan", "Bo Jordan", True, None, "riverton police chief"),
        ("Peruvian farmer Luz Paz", "Luz Paz", True, "Peru", ""),
        ("Gov. Ann King", "Ann King", True, None, ""),
        ("Paris Jones", "Paris Jones", True, None, ""),
        ("Delta News’ Bo Lund", "Bo Lund", True, None, ""),
        ("Ann Otieno’s", "Ann Otieno", True, None, ""),
        ("the National Flood Service (NFS)", "National Flood Service", False, None, ""),
        ("the Institute for River Research", "Institute for River Research", False, None, ""),
        ("the Bank of Japan", "Bank of Japan", False, None, ""),
        ("the Kenya Lifeguards", "Kenya Lifeguards", False, "Kenya", ""),
        ("the Delta news agency", "Delta", False, None, "news agency"),
        ("KWB", "KWB", False, None, ""),
        ("nairobi", "", False, "Kenya", "government"),
        ("the Kremlin", "", False, "Russia", "government"),
        ("Nairobi's spy agency", "", False, "Kenya", "intelligence"),
        ("the Kenyan general staff", "", False, "Kenya", "military"),
        ("the president of Kenya", "", False, "Kenya", "president"),
        ("Kenya's Ministry of Foreign Affairs", "", False, "Kenya", "foreign ministry"),
        ("the Kenyan foreign ministry", "", False, "Kenya", "foreign ministry"),
        ("Texas’s governor", "", False, None, "texas governor"),
        ("senior Kenyan officials in Paris", "", False, "Kenya", "government"),
        ("Kenyans", "", False, "Kenya", ""),
        ("two days after the president of Kenya", "", False, "Kenya", "president"),
    ],
)
def test_a_mention_is_taken_apart(text, name, person, country, group):
    found = describe(text)
    assert (found.name, found.person, found.country, found.group) == (name, person, country, group)


def test_owners_and_complements_are_mentions_themselves():
    assert describe("the port authority's spokesman").owner == "port authority"
    assert describe("a spokesman for the port authority").complement == "the port authority"
    assert describe("Kenyan army officials").owner == "Kenyan army"
    assert describe("Reports from the coast guard").preposition == "from"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("the National Flood Service (NFS)", ("NFS",)),
        ("Kenya's rescue service, referred to as KRS", ("KRS",)),
        ("the Delta Board, also known as Delboard,", ("Delboard",)),
        ("Ann Otieno (left)", ()),
    ],
)
def test_a_mention_gives_its_abbreviation(text, short):
    assert describe(text).short == short


def test_what_is_said_of_a_source_names_nobody():
    assert describe("an engineer, who asked not to be named,").anonymous
    assert describe("Bo Lund, who lives near the Delta Dam").name == "Bo Lund"
    assert describe("officials briefed by the Delta Board").complement == ""


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("neither Kenya nor Uganda", ["Kenya", "Uganda"]),
        ("Kenya, Uganda and Rwanda", ["Kenya", "Uganda", "Rwanda"]),
        ("the army and the police", ["the army", "the police"]),
        ("Ann Otieno, the mayor of Riverton, and Bo Lund", ["Ann Otieno, the mayor of Riverton", "Bo Lund"]),
        ("Otieno and other residents", ["Otieno", "other residents"]),
        ("the Ministry of Health and Social Services", ["the Ministry of Health and Social Services"]),
        ("the Centre for Flood Control and Prevention", ["the Centre for Flood Control and Prevention"]),
        ("Kenyan and Ugandan rescuers", ["Kenyan and Ugandan rescuers"]),
        ("the founder and director", ["the founder and director"]),
        ("wind and rain", ["wind and rain"]),
    ],
)
def test_coordinated_sources_are_told_from_names_with_and(text, parts):
    assert split(text) == parts


def test_fold_and_slug():
    assert fold("The Élysée’s “U.N.” envoy") == "the elysee un envoy"
    assert slug("  Ana O’Neill-Díaz ") == "ana_oneill_diaz"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Kovalskyy", "Kovalsky", True),
        ("Ivan Kovalskiy", "Ivan Kovalsky", True),
        ("Kovalsky", "Ivan Kovalsky", True),
        ("I. Kovalsky", "Ivan Kovalsky", True),
        ("Volodymyr Kovalsky", "Vladimir Kovalsky", True),
        ("Anna Kovalska", "Ivan Kovalsky", False),
        ("Bo Johnson", "Bea Johnson", False),
        ("Johnson", "Bo Johnston", False),
        ("Lang", "Bo Long", False),
        ("Ivan", "Ivan Kovalsky", False),
        ("", "Ivan Kovalsky", False),
    ],
)
def test_spellings_of_one_person(one, other, same):
    assert names.same_person(one, other) is same
    assert names.same_person(other, one) is same


def test_abbreviations_are_taken_only_where_they_fit():
    text = "The Delta Water Board (DWB) met. Ann Otieno (Green) left. The Coast Rescue Service of Kenya (CRS) stayed."
    assert names.abbreviations(text) == {"DWB": ("Delta Water Board", 4)}


@given(st.text(max_size=80))
def test_any_text_is_described(text):
    found = describe(text)
    assert isinstance(found.group, str)
    assert all(isinstance(part, str) for part in split(text))
    assert fold(fold(text)) == fold(text)


WORDS = "the a Kenya Kenya's Kenyan officials of for and nor neither Ann Otieno ( ) , ’s Ministry president NIS Jordan"


@given(st.lists(st.sampled_from(WORDS.split()), max_size=9))
def test_any_order_of_words_is_described(words):
    text = " ".join(words)
    describe(text)
    assert split(text)


def test_every_head_has_a_known_sort_and_kind():
    for noun, head in heads.heads().items():
        assert head.sort in {"title", "office", "voice", "body", "person", "document"}, noun
        assert head.kind in schema.SOURCE_KINDS, noun
        assert head.refers <= set(schema.SOURCE_KINDS), noun
        assert head.gender in {"", "m", "f"}, noun
