"""Countries and the words that stand for them."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.language import places


@pytest.mark.parametrize(
    ("text", "country", "role"),
    [
        ("Kenya", "Kenya", "name"),
        ("kenya", "Kenya", "name"),
        ("Kenya’s", "Kenya", "name"),
        ("the Philippines'", "Philippines", "name"),
        ("Kenyan", "Kenya", "adjective"),
        ("Kenyans", "Kenya", "people"),
        ("North Korean", "North Korea", "adjective"),
        ("South Koreans", "South Korea", "people"),
        ("kyiv", "Ukraine", "capital"),
        ("Kiev", "Ukraine", "capital"),
        ("St. George's", "Grenada", "capital"),
        ("The Hague", "Netherlands", "capital"),
        ("the Kremlin", "Russia", "seat"),
        ("Downing  Street", "United Kingdom", "seat"),
        ("the elysée", "France", "seat"),
        ("US", "United States", "name"),
        ("the U.S.'s", "United States", "name"),
        ("Côte d’Ivoire", "Ivory Coast", "name"),
        ("Nigerien", "Niger", "adjective"),
        ("Nigerian", "Nigeria", "adjective"),
    ],
)
def test_a_word_stands_for_its_country(text, country, role):
    assert places.look_up(text) == (country, role)
    assert places.country_of(text) == country


@pytest.mark.parametrize("text", ["", " ", "the", "us", "uk", "Korean", "turkey", "polish", "river", "Paris Metro", "'s", "number 10"])
def test_other_words_stand_for_none(text):
    assert places.country_of(text) is None


def test_a_form_with_two_roles_has_both():
    assert places.is_country("the Vatican") and places.look_up("the Vatican").role == "name"
    assert places.is_country("US") and places.is_demonym("US")
    assert places.is_demonym("Kenyan") and not places.is_people("Kenyan")
    assert places.is_people("Kenyans") and places.is_demonym("Kenyans")
    assert not places.is_country("Nairobi") and places.is_country("Singapore")


def test_no_form_is_longer_than_its_first_word_allows():
    for form in places._index():
        for written in (form, f"The {form}"):
            assert places.longest(written.split()[0]) >= len(written.split()), written
    assert places.longest("river") == 1


def test_no_form_stands_for_two_countries():
    for form, found in places._index().items():
        assert len({place.country for place in found}) == 1, form


def test_every_row_has_all_columns_and_the_forms_it_claims():
    path = places._TABLE
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines))
    assert len(rows) >= 195
    assert len({row["country"] for row in rows}) == len(rows)
    for row in rows:
        assert None not in row and None not in row.values(), row["country"]
        forms = {form for column in places._COLUMNS.values() for form in row[column].split("|")} | {row["country"]}
        assert set(row["cased"].split("|")) - {""} <= forms
        for form in forms - {""}:
            assert places.country_of(form) == row["country"], form


@given(st.text(max_size=30))
def test_any_text_is_answered(text):
    country = places.country_of(text)
    assert country is None or places.country_of(country) == country
    assert (places.look_up(text) is None) == (country is None)
