"""Names: when two spellings are one person, and which letters stand for a longer name.

Spellings of one name in Latin letters differ by a few regular choices (Zelensky, Zelenskyy, Zelenskiy); names are
compared by what is left when these are undone, and by edit distance where the given names agree as well.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from kit.language.mentions.grammar import describe
from kit.language.spelling import fold, given_name_gender

#: Two surnames differ in a letter or two at most, and two given names are one name in two languages.
_SURNAMES_ALIKE, _GIVEN_ALIKE = 90, 55
#: Shorter surnames have too many neighbours ("Lang", "Long").
_SHORTEST = 5
_ENDING, _SPELLINGS, _DOUBLED = re.compile(r"(?:iy|yy|ij|yi|ii|yj|i)$"), (("ou", "u"), ("kh", "h"), ("sch", "sh"), ("ks", "x"), ("w", "v")), re.compile(r"([a-z])\1")
_BRACKETED = re.compile(r"((?:[A-Z][\w'’-]*(?:\s+(?:of|for|and|the|on|to|in|de|&))*\s+){2,8})\(\s*([A-Z][A-Za-z.&-]{1,9})\s*\)")


@lru_cache(maxsize=16384)
def transliterated(surname: str) -> str:
    """*surname* without what differs between transliterations.

    >>> {transliterated(name) for name in ("Zelensky", "Zelenskyy", "Zelenskiy")}
    {'zelensky'}
    """
    name = _ENDING.sub("y", fold(surname).replace(" ", ""))
    for spelling, plain in _SPELLINGS:
        name = name.replace(spelling, plain)
    return _DOUBLED.sub(r"\1", name)


@lru_cache(maxsize=16384)
def same_person(one: str, other: str) -> bool:
    """Whether two names may be one person's: the same surname, and given names that agree where both are given.

    >>> same_person("Zelenskiy", "Volodymyr Zelensky"), same_person("Ivan Petrov", "Anna Petrov")
    (True, False)
    """
    ours, theirs = fold(one).split(), fold(other).split()
    if not ours or not theirs:
        return False
    if ours == theirs[::-1]:  # family name first
        return True
    if len(ours) == 1 or len(theirs) == 1:
        (short,), full = (ours, theirs) if len(ours) == 1 else (theirs, ours)
        return short == full[-1] or (len(short) >= _SHORTEST and transliterated(short) == transliterated(full[-1]))
    return _same_given(ours[0], theirs[0]) and _same_surname(ours[-1], theirs[-1], ours[0] == theirs[0])


def of_somebody(alias: str, body: str) -> str:
    """The person's name in *alias*, another name of *body*; "" where it is the body's own: a title or a given name tells, and no word of the body's name.

    >>> of_somebody("spokeswoman Marta Delgo", "Coast Guard"), of_somebody("Clara Barton", "Clara Barton Fund"), of_somebody("Mountain Aid", "Relief Group")
    ('Marta Delgo', '', '')
    """
    described = describe(alias)
    told = described.titled or (described.person and " " in described.name and given_name_gender(described.name))
    return described.name if told and not described.country and not {*fold(described.name).split()} & {*fold(body).split()} else ""


def _same_given(one: str, other: str) -> bool:
    one, other = (re.sub(r"^(?:ye|je|ie)", "e", given) for given in (one, other))  # Yevhen, Evhen
    if one == other or (one[0] == other[0] and 1 in (len(one), len(other))):
        return True
    return one[0] == other[0] and fuzz.ratio(one, other) >= _GIVEN_ALIKE


def _same_surname(one: str, other: str, same_given: bool) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < _SHORTEST:
        return False
    return transliterated(one) == transliterated(other) or (same_given and one[0] == other[0] and fuzz.ratio(one, other) >= _SURNAMES_ALIKE)


def abbreviations(text: str) -> dict[str, tuple[str, int]]:
    """The abbreviations that *text* explains in brackets, with the name and its offset.

    >>> abbreviations("A map by the National Water Agency (NWA) shows it.")
    {'NWA': ('National Water Agency', 13)}
    """
    found: dict[str, tuple[str, int]] = {}
    for match in _BRACKETED.finditer(text):
        words, short = match[1].split(), match[2]
        for i in range(len(words)):
            initials = [word[0] for word in words[i:] if word[0].isupper()]
            if words[i][0].isupper() and _spells(short.replace(".", ""), initials, words[i:]):
                start = match.start(1) + sum(len(piece) for piece in re.split(r"(\s+)", match[1])[: 2 * i])
                found.setdefault(short, (" ".join(words[i:]), start))
                break
    return found


def _spells(short: str, initials: list[str], words: list[str]) -> bool:
    full = [word[0].upper() for word in words]
    letters = [c.upper() for c in short if c.isalpha()]
    return letters in (initials, full) or (len(letters) > 2 and [c for c in short if c.isupper()] == initials)
