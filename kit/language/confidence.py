"""How sure an attribution is: a number between 0 and 1 by the rule that found it."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

#: A figure's sentence in the article's own voice: nothing was inferred but that nobody is quoted.
OWN_VOICE = 0.7


@cache
def _trust() -> dict[tuple[str, str], float]:
    with Path(__file__).with_name("rules.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {(row["part"], row["way"]): float(row["trust"]) for row in rows}


def of_rule(rule: str) -> float:
    """The confidence for a rule such as "verb:ccomp:subject": its way to the content times its way to the source.

    It orders claims for checking, the least certain first; it is no probability.

    >>> of_rule("verb:ccomp:subject") > of_rule("verb:object:participle")
    True
    """
    kind, content, source = (rule.split(":") + ["none", "none"])[:3]
    if kind == "adjective":
        content = kind
    return round(_trust()[("content", content)] * _trust()[("source", source)], 2)
