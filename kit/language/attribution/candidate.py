"""What the rules of attribution propose for one cue."""

from __future__ import annotations

from typing import NamedTuple

from kit.language.parsing.plain import Token


class Candidate(NamedTuple):
    """Token numbers, before quotations are completed and nesting is settled."""

    head: Token
    source: set[int]
    cue: set[int]
    content: set[int]
    cue_class: str
    rule: str
