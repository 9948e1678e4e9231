"""How much there is, each thing counted in one way only: what a summary, a table and a chart say of it is the same number."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from kit.comparison.columns import each
from kit.comparison.readings import counts_of_people, kept, rejected
from kit.comparison.speakers import NOBODY

#: What :func:`whose` says of a claim: who makes it.
OWN, NAMED, UNNAMED, UNRESOLVED = "own voice", "named", "unnamed", "unresolved"


class Extent(NamedTuple):
    """Numbers of claims and of counts of people; rejected rows are left out everywhere.

    Attributes:
        claims: all claims, ``attributed`` and ``own`` together.
        attributed: claims that an article attributes to somebody, ``named``, ``unnamed`` and ``unresolved`` together.
        own: claims in the articles' own voice.
        named: claims of a source that is named, be it beside others.
        unnamed: claims of sources that the articles do not name, and of nobody else.
        unresolved: claims of which it is not known who the source is.
        counts: counts of people in these claims, ``denied`` and ``questioned`` ones among them.
        denied, questioned: counts in claims that deny what they say, or only ask it.
    """

    claims: int
    attributed: int
    own: int
    named: int
    unnamed: int
    unresolved: int
    counts: int
    denied: int
    questioned: int


def extent(figures: pd.DataFrame, claims: pd.DataFrame) -> Extent:
    """Counts the claims and the counts of people.

    >>> from kit.schema import CLAIMS, FIGURES, build
    >>> claim = dict(claim_id="a:0-9", article_id="a", start=0, end=9, spans=((0, 9),), text="12 drowned", source_kind="unnamed", source_id="unnamed",
    ...              form="indirect", polarity="denied", sentence_start=0, sentence_end=9, status="extracted")
    >>> extent(build(FIGURES, []), build(CLAIMS, [claim]))
    Extent(claims=1, attributed=1, own=0, named=0, unnamed=1, unresolved=0, counts=0, denied=0, questioned=0)
    """
    who = whose(kept(claims)).value_counts()
    polarity = claims["polarity"].reindex(counts_of_people(figures, claims)["claim_id"])
    many = {name: int(who.get(name, 0)) for name in (OWN, NAMED, UNNAMED, UNRESOLVED)}
    attributed = sum(many.values()) - many[OWN]
    return Extent(
        attributed + many[OWN], attributed, many[OWN], many[NAMED], many[UNNAMED], many[UNRESOLVED],
        len(polarity), *(int(polarity.eq(name).sum()) for name in ("denied", "questioned")),
    )  # fmt: skip


def whose(claims: pd.DataFrame) -> pd.Series:
    """Who makes each claim: the article in its "own voice", somebody "named", somebody "unnamed", or "unresolved"; of sources that speak together one name is enough."""

    def of(ids: str) -> str:
        sources = {source_id.strip() for source_id in ids.split("|")}
        if sources - set(NOBODY):
            return NAMED
        return OWN if "article" in sources else UNNAMED if "unnamed" in sources else UNRESOLVED

    return each(claims["source_id"].fillna("unresolved"), of)


def counts_in(readings: pd.DataFrame) -> int:
    """How many counts of people the rows of :func:`kit.comparison.readings.readings` give, which has a row for each source of each."""
    return readings["figure_id"].nunique()


def articles_in(rows: pd.DataFrame) -> int:
    """How many articles the rows of a table stand in, copies among them."""
    return rows["article_id"].nunique()


def named_sources(readings: pd.DataFrame) -> list[str]:
    """The ids of those in particular whose statements the rows of :func:`kit.comparison.readings.readings` are; what is relayed is whose it is, not the relay's."""
    ids = readings["source_id"].dropna()
    return sorted(set(ids) - set(NOBODY))


def left_out(figures: pd.DataFrame, claims: pd.DataFrame, readings: pd.DataFrame) -> dict[str, int]:
    """The counts that a chart of *figures* never draws, by the reason: those denied or only asked, and those that the case does not ask about.

    Which these last are stands in ``figures.attrs`` (see :func:`kit.findings.in_question`).
    """
    denied, questioned = (counts_in(readings[readings["polarity"].eq(name)]) for name in ("denied", "questioned"))
    gone = set(rejected(claims))
    others = sum(claim_id not in gone for claim_id in figures.attrs.get("not_asked", ()))
    found = {"denied": denied, "only asked": questioned, "that the case does not ask about": others}
    return {why: number for why, number in found.items() if number}
