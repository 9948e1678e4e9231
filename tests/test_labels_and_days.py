"""What stands before a headline's colon and names nobody; and which day is that of the saying."""

import pandas as pd
import pytest

import kit


def extracted(text):
    articles = pd.DataFrame({"text": [text], "published": pd.to_datetime(["2024-10-17"])}, index=pd.Index(["a"], name="article_id"))
    claims, figures = kit.extract(articles)
    return claims, claims.loc[figures["claim_id"].iloc[0]]


@pytest.mark.parametrize("text", [
    "URGENT: Ten killed as dam gives way near Lima",
    "BREAKING NEWS: Ten killed as dam gives way",
    "LIVE: Ten killed as dam gives way near Lima",
    "UPDATE: Ten people were killed.",
    "FLOOD HELL: Ten dead as villages are washed away",
    "DAM FURY: Ten killed in the night",
])
def test_a_label_before_a_headline_is_no_source(text):
    assert extracted(text)[1]["source_id"] == "article"


@pytest.mark.parametrize("text, source", [
    ("UNHCR: Ten people displaced by floods", "UNHCR"),
    ("POLICE: Ten killed as dam gives way", "POLICE"),
    ("FIRE CHIEF: Ten killed as dam gives way", "FIRE CHIEF"),
    ("ANA RUIZ: We buried ten people.", "ANA RUIZ"),
    ("MARK HILL: We buried ten people here.", "MARK HILL"),
])
def test_who_speaks_before_a_colon_is_one(text, source):
    assert extracted(text)[1]["source"] == source


@pytest.mark.parametrize("text, day", [
    ("The ministry on Monday put the number of dead at 66.", "2024-10-14"),
    ("The ministry now puts the number of dead at 66, eight more than on Monday.", None),
    ("Ten people have been killed since Monday, the ministry said.", None),
    ("Speaking of Sunday's flood, the ministry said that ten people were dead.", None),
    ("The mayor claimed on Wednesday evening that more than 200 people had died.", "2024-10-16"),
])
def test_the_day_of_the_saying_is_none_of_another_thing(text, day):
    said = extracted(text)[1]["said_on"]
    assert (None if pd.isna(said) else str(said.date())) == day

