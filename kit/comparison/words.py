"""How counts are put into words: the kind of people counted, the thing counted, and numbers that a person corrected."""

from __future__ import annotations

import itertools
from functools import lru_cache
from pathlib import Path

import pandas as pd

from kit.language import lexicon, places
from kit.language.mentions import grammar
from kit.language.quantities import expressions
from kit.schema import CONVENTIONS

#: The measure that is a rest class: two of its counts may be of people to whom quite different things happened.
REST, UNKNOWN = "other", "what happened to them is not known"
#: Endings of nouns for people whose plural is regular, where people.csv does not list the noun.
_AGENTS = ("er", "or", "ist", "ant", "ent", "ee", "ian")
#: How a number is introduced in words, for each qualifier that has one number.
_HEDGES = {"exact": "", "about": "about ", "nearly": "nearly ", "over": "over ", "at_least": "at least ", "up_to": "up to "}


def so_many(number: int, noun: str) -> str:
    """So many of something.

    >>> so_many(1, "count"), so_many(1200, "count")
    ('1 count', '1,200 counts')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def capital(text: str) -> str:
    """Words as they stand at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=1)
def _classes() -> dict[str, str]:
    return {row["word"]: row["class"] for row in lexicon.rows(Path(__file__).with_name("counted.csv"))}


def outcomes() -> list[str]:
    """Nouns for people by what happened to them: the dead, the injured, the missing."""
    return [word for word, kind in _classes().items() if kind == "unsaid" and word not in ("other", "others", "more", "all")]


@lru_cache(maxsize=1)
def _plurals() -> dict[str, str]:
    """Every noun of people.csv, singular or plural, with its plural."""
    found: dict[str, str] = {}
    for row in lexicon.rows(lexicon.PEOPLE):
        for plural in filter(None, row["plural"].split("|")):
            found.setdefault(plural, plural)
            found.setdefault(row["noun"], plural)
    return found


@lru_cache(maxsize=16384)
def counted_class(counted: str | None) -> str:
    """What kind of people a counted noun covers, in the plural.

    >>> [counted_class(noun) for noun in ("foreign soldiers", "police officer", "child", "deaths", "Kenyans", None)]
    ['troops', 'police officers', 'children', 'unsaid', 'unsaid', 'unsaid']
    """
    if counted is None or pd.isna(counted) or not counted.strip():
        return "unsaid"
    phrase = " ".join(counted.casefold().split())
    if places.is_people(phrase):
        return "unsaid"  # "casualties among the Kenyans" names the group, not a kind of people
    before, _, last = phrase.rpartition(" ")
    known = _classes().get(phrase) or _classes().get(last)
    if known:
        return known
    if phrase in _plurals():
        return _plurals()[phrase]
    plural = _plurals().get(last) or (last + "s" if last.endswith(_AGENTS) else last)
    return f"{before} {plural}".strip()


@lru_cache(maxsize=16384)
def thing(measure: str, group: str | None, counted: str | None) -> str:
    """What is counted, with the group and the kind of people where they are not people in general.

    >>> thing("deployed", "North Korea", "officers"), thing("killed_or_injured", None, "people"), thing("injured", None, "people (part)")
    ('deployed – North Korea, officers', 'killed or injured', 'injured – a part only')
    """
    kinds = () if pd.isna(counted) else (counted.removesuffix(" (part)"), "a part only" if counted.endswith(" (part)") else "")
    of = [str(part) for part in (group, *kinds) if not pd.isna(part) and part not in ("", "people")]
    return measure.replace("_", " ") + (f" – {', '.join(of)}" if of else "")


@lru_cache(maxsize=16384)
def the(name: str, kind: str | None) -> str:
    """The name as a sentence names it: with an article where its noun is that of a body.

    >>> the("Ministry of the Coast", "government"), the("Ruth Okoye", "person"), the("Saint Brendan’s Hospital", "ngo")
    ('the Ministry of the Coast', 'Ruth Okoye', 'Saint Brendan’s Hospital')
    """
    if (not pd.isna(kind) and kind == "media") or "’" in name or "'" in name or name.casefold().startswith("the "):
        return name
    words = name.casefold().split()
    nouns = [words[-1], *(word for word, following in itertools.pairwise(words) if following in ("of", "for"))] if words else []
    return f"the {name}" if any((head := grammar.heads().get(noun)) and head.sort == "body" for noun in nouns) else name


def as_stated(figures: pd.DataFrame, numbers: pd.Series | None = None) -> pd.Series:
    """The words of each figure; where a person corrected the numbers and the text says others, the numbers in words with the text beside.

    *numbers* are those of :func:`numbers_in_words`, where they are known already.

    >>> from kit.schema import FIGURES, build
    >>> row = dict(figure_id="a:0-2", claim_id="a:0-9", article_id="a", start=0, end=2, text="63", value=60, qualifier="about", measure="injured")
    >>> as_stated(build(FIGURES, [row | dict(status="corrected")])).tolist()
    ['about 60 (text: “63”)']
    """
    words = figures["text"].astype("string")
    numbers = numbers_in_words(figures) if numbers is None else numbers
    return words.mask(numbers.notna(), numbers + " (text: “" + words + "”)")


def numbers_in_words(figures: pd.DataFrame) -> pd.Series:
    """The numbers of those figures whose text says other ones; <NA> for all others."""
    found = pd.Series(pd.NA, index=figures.index, dtype="string")
    entered = figures[figures["status"].isin(["corrected", "added"])]
    told = {
        row.Index: _in_words(row) for row in entered.itertuples()
        if not _says(row.text, row.qualifier, *(None if pd.isna(number) else float(number) for number in (row.value, row.low, row.high)))
    }
    found.loc[list(told)] = pd.array(list(told.values()), dtype="string")
    return found


@lru_cache(maxsize=16384)
def _says(text: str, qualifier: str, value: float | None, low: float | None, high: float | None) -> bool:
    """Whether *text* gives these numbers, by whichever convention vague words are read."""
    if qualifier == "exact" and value is not None and text.replace(",", "").strip() == f"{value:.0f}":
        return True
    stated = qualifier, value, low, high
    return any((found.qualifier, found.value, found.low, found.high) == stated for convention in CONVENTIONS for found in expressions.find(text, convention))


def _in_words(row) -> str:
    value, low, high = (None if pd.isna(number) else f"{number:,.0f}" for number in (row.value, row.low, row.high))
    if row.qualifier in _HEDGES and (value or low or high):
        stated = value or (low if row.qualifier != "up_to" else high) or low or high
        bounds = f", {low} to {high}" if low and high and low != high else ""
        return _HEDGES[row.qualifier] + stated + bounds
    if low and high:
        return f"{low} to {high}"
    return f"at least {low}" if low else f"at most {high}" if high else value or "no number"
