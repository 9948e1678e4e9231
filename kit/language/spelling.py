"""How names are written: without marks and accents, as ids, and which of them are given names."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from kit.language import lexicon

QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00a0": " "})
_POSSESSIVE, _POINTS, _OTHER_MARKS = re.compile(r"(?<=[\w.])'s(?!\w)|(?<=s)'(?!\w)"), re.compile(r"[.']"), re.compile(r"[^\w\s]")
_GIVEN = Path(__file__).with_name("given_names.csv")


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """*text* in small letters without accents, punctuation and possessive endings, one space between words.

    >>> fold("The  Élysée’s U.N. envoy")
    'the elysee un envoy'
    """
    if text.isascii() and text.replace(" ", "").isalpha():
        return " ".join(text.lower().split())  # as most are
    text = unicodedata.normalize("NFKD", text.translate(QUOTES))
    text = "".join(c for c in text if not unicodedata.combining(c)).casefold()
    text = _POINTS.sub("", _POSSESSIVE.sub("", text))
    return " ".join(_OTHER_MARKS.sub(" ", text).split())


def slug(text: str) -> str:
    """*text* as a source_id.

    >>> slug("Ana O’Neill-Díaz")
    'ana_oneill_diaz'
    """
    return re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")


@lru_cache(maxsize=1)
def _given() -> dict[str, str]:
    return {fold(name): row["gender"] for row in lexicon.rows(_GIVEN) for name in row["names"].split("|")}


def given_name_gender(name: str) -> str:
    """"f" or "m" for a name whose first word is nearly always a woman's or a man's, else "".

    >>> given_name_gender("Lidia Farkas"), given_name_gender("José"), given_name_gender("Robin Hall")
    ('f', 'm', '')
    """
    return _given().get(fold(name).partition(" ")[0], "")
