"""Coordinated sources: "Kenya and Uganda" are two, "the Ministry of Health and Social Services" is one."""

from __future__ import annotations

import re
from itertools import pairwise

from kit.language.mentions.grammar import CLAUSE, POINTERS, Described, describe
from kit.language.spelling import QUOTES, given_name_gender

_JOINED = re.compile(r",?\s+(?:and|or|nor|&)\s+")


def split(text: str) -> list[str]:
    """The coordinated sources of a mention: names, countries or bodies joined by "and", "or", "nor".

    >>> split("neither Kenya nor Uganda"), split("the Ministry of Health and Social Services")
    (['Kenya', 'Uganda'], ['the Ministry of Health and Social Services'])
    """
    if not _JOINED.search(text):
        return [text]
    listed = re.sub(r"^(?:neither|both|either)\s+", "", text.translate(QUOTES), flags=re.IGNORECASE)
    paired = listed != text.translate(QUOTES)
    parts = [part.strip(" ,") for part in _JOINED.split(listed) if part.strip(" ,")]
    if len(parts) < 2 or CLAUSE.search(parts[0]):
        return [text]
    pieces = parts[0].split(", ")
    if len(pieces) > 1 and not any(_is_apposition(describe(piece)) for piece in pieces[1:]):
        parts = [*pieces, *parts[1:]]
    first, *others = [describe(part) for part in parts]
    apposed = describe(pieces[-1])
    if len(pieces) > 1 and apposed.determiner and _is_person(apposed) and not apposed.name and not any(each.determiner or each.name for each in others):
        return [text]  # "Ana Duarte, a nurse and mother of two"
    if not all(_identifies(each) for each in (first, *others)):
        return [text]
    if first.determiner and not first.name and not first.plural and _is_person(first) and not any(each.determiner or each.name for each in others):
        return [text]  # "the founder and director" is one person
    return _with_shared_surname(parts) if paired or (_is_closed(first) and all(_begins_anew(each) for each in others)) else [text]


def _identifies(described: Described) -> bool:
    """Whether a part of a list can stand by itself as a source."""
    if described.stands == "adjective" and not described.determiner:
        return False  # "Kenyan | and Ugandan rescuers"
    known_head = described.head is not None and described.head.sort not in {"title", "document"} or (described.plural and described.determiner)
    return bool(described.name or described.country or known_head or described.text.casefold() in POINTERS)


def _is_person(described: Described) -> bool:
    return described.person or (described.head is not None and described.head.sort in {"office", "person", "voice"})


def _is_apposition(described: Described) -> bool:
    return bool(described.heads) and not described.name and described.determiner not in {"two", "three", "some", "other"} and not described.plural


def _is_closed(described: Described) -> bool:
    """ "the Ministry of Health | and Tourism": only a name without "of" is surely at its end."""
    return not described.preposition or bool(described.country) or described.person


def _begins_anew(described: Described) -> bool:
    """Whether a part does not go on with the name before it ("… of Health | and Social Services")."""
    return bool(described.determiner or described.country or _is_person(described) or described.name.isupper() or (described.head and described.head.group))


def _with_shared_surname(parts: list[str]) -> list[str]:
    """ "Brit couple Paul | and Wendy Harker": both are Harkers."""
    for i, (one, other) in enumerate(pairwise(parts)):
        first, second = describe(one), describe(other)
        if first.person and second.person and " " not in first.name and " " in second.name and given_name_gender(first.name):
            return [*parts[:i], f"{one} {second.name.split()[-1]}", *parts[i + 1 :]]
    return parts
