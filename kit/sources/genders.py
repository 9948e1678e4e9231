"""Whether somebody is "he" or "she" in an article: by titles, given names, and the pronouns that the article uses of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from kit.language import spelling
from kit.language.mentions.grammar import GENDERS
from kit.language.mentions.introductions import Introduction
from kit.language.spelling import fold

#: A title ("Mrs", "spokesman") and a given name outweigh pronouns, which may have been resolved wrongly; one that stands in the
#: person's own sentence outweighs one that was resolved.
_TITLE, _GIVEN_NAME, _FIRST_NAME, _OWN_SENTENCE, _RESOLVED = 6, 4, 3, 2, 1
_PRONOUN = re.compile(r"\b(?:he|him|his|himself|she|her|hers|herself)\b")
_QUOTED = re.compile(r"[“\"][^”\"]*(?:[”\"]|$)")


class Genders:
    """The evidence of one article, by surname and full name; *text_of* gives the words of a sentence from an offset on."""

    def __init__(self, introduced: Iterable[Introduction], text_of: Callable[..., str]) -> None:
        self._weights: dict[str, dict[str, Counter[str]]] = {}
        by_sentence: dict[int, list[Introduction]] = {}
        for each in introduced:
            by_sentence.setdefault(each.sentence, []).append(each)
            for head in each.described.heads:
                self._count(fold(each.described.name), head.gender, _TITLE)
        for number, people in by_sentence.items():
            first = people[0]
            if first.subject and len({fold(each.described.name).rpartition(" ")[2] for each in people}) == 1:
                called = {GENDERS[word] for word in _PRONOUN.findall(_QUOTED.sub(" ", text_of(number, start=first.end)))}
                self._count(fold(first.described.name), called.pop() if len(called) == 1 else "", _OWN_SENTENCE)

    def _count(self, name: str, gender: str, weight: int) -> None:
        if gender:
            self._weights.setdefault(name.rpartition(" ")[2], {}).setdefault(name, Counter())[gender] += weight

    def heard(self, name: str | None, pronoun: str) -> None:
        """A pronoun was resolved to *name*."""
        if name:
            self._count(fold(name), GENDERS.get(pronoun, ""), _RESOLVED)

    def against(self, name: str | None, gender: str) -> int:
        """How much of what is known of *name* speaks against *gender*, the evidence for it set off."""
        full = fold(name or "")
        if not full or not gender:
            return 0
        given = spelling.given_name_gender(full)
        weights = Counter({given: _GIVEN_NAME if " " in full else _FIRST_NAME})
        for other, counted in self._weights.get(full.rpartition(" ")[2], {}).items():
            if other == full or " " not in full or (" " not in other and not given):
                weights += counted
        return max(weights["f" if gender == "m" else "m"] - weights[gender], 0)
