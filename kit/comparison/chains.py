"""On whose word everything rests: chains followed to the last source."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from kit.comparison.columns import each, joined
from kit.comparison.dependence import dependent_articles, independent
from kit.comparison.readings import kept
from kit.comparison.speakers import NOBODY, chains, names_of, roots, source_name

#: What goes with every count of origins where the case has no registry.
WITHOUT_REGISTRY = (
    "Without a sources.csv, names that are variants of each other may count more than once, and what belongs together is guessed; "
    "kit.sources.propose (notebook 5) drafts the rows of one, to be checked by hand."
)
_COLUMNS = ["origin", "origin_name", "named", "articles", "claims", "figures", "measures", "sources", "article_ids"]


class OriginCount(NamedTuple):
    """How many reports rest on how many origins; ``nobody`` counts claims without a named source.

    ``independent``: how many reports there are when those of one wording or one relay count as one; None where that was not looked into.
    """

    reports: int
    origins: int
    names: tuple[str, ...]
    nobody: int
    independent: int | None = None

    def __str__(self) -> str:
        reports = f"{self.reports} report{'s'[: self.reports != 1]}"
        if self.independent is not None and self.independent < self.reports:
            reports += f" ({self.independent} when those of one wording or one relay count as one)"
        found = f"{self.origins} origin{'s'[: self.origins != 1]}"
        text = f"{reports}, {found}" + (f": {', '.join(self.names)}" if self.names else "")
        return text + (f" (and {self.nobody} claim{'s'[: self.nobody != 1]} without a named source)" if self.nobody else "")


def last_sources(claims: pd.DataFrame, sources: pd.DataFrame | None = None) -> pd.DataFrame:
    """Follows each claim to the last source of its chain.

    ``via`` is either who relays (an agency or a medium: "Yonhap, citing the NIS", origin the NIS) or whom the source relies on
    (then the origin is ``via``). Two relays in a row ("the paper, citing the agency") end at ``via``. An unnamed or unresolved via leaves the
    claim with its source, who vouches for it. Then the registry's parents are followed: an agency and its government are one origin. Without a
    registry, names and parents are those that :func:`kit.sources.propose` would draft.

    Returns:
        One row for each claim and source (sources that speak together have one each): ``claim_id``, ``article_id``, ``source_id``,
        ``origin`` (an id, or "article", "unnamed", "unresolved").
    """
    rows = chains(kept(claims), sources)
    root = roots(claims, sources)
    rows["origin"] = each(rows["upmost"].fillna("unresolved"), lambda source_id: root.get(source_id, source_id))
    return rows[["claim_id", "article_id", "source_id", "origin"]].drop_duplicates(ignore_index=True)


def origins(figures: pd.DataFrame, claims: pd.DataFrame | None = None, sources: pd.DataFrame | None = None) -> pd.DataFrame:
    """Counts what each origin carries.

    Args:
        figures: A figures table: then only the claims that give these figures, and do not deny them, are counted (filter it to ask
            about one measure). A claims table: then all its claims are.
        claims: The claims; not needed where the first argument is the claims table.
        sources: The registry. Without it variants and parents are guessed, as :func:`kit.sources.propose` does; ``attrs["note"]`` says so.

    Returns:
        ``origin``, ``origin_name``, ``named`` (False for the articles' own voice, unnamed and unresolved sources: each one row, none of them one origin),
        ``articles``, ``claims``, ``figures`` (counts; figures <NA> for a claims table), ``measures``, ``sources``, ``article_ids`` (" · " or "|" between).
        The most reported first.
    """
    with_figures = "measure" in figures.columns
    claims = claims if with_figures else figures
    if claims is None:
        raise TypeError("origins(figures, claims) needs the claims that the figures stand in.")
    rows = last_sources(claims, sources)
    if with_figures:
        denied = claims.index[claims["polarity"].ne("asserted").fillna(False)]
        told = kept(figures)[["claim_id", "measure"]].reset_index(names="figure_id")
        told = told[~told["claim_id"].isin(denied)]
        rows = rows.merge(told, on="claim_id")
    names = names_of(sources)
    groups = rows.groupby("origin", sort=True)
    result = pd.DataFrame({
        "articles": groups["article_id"].nunique(),
        "claims": groups["claim_id"].nunique(),
        "figures": groups["figure_id"].nunique() if with_figures else pd.NA,
        "measures": _sorted(rows, "measure", " · ") if with_figures else pd.NA,
        "sources": _sorted(rows, "source_id", " · "),
        "article_ids": _sorted(rows, "article_id", "|"),
    }).fillna({"sources": ""}).reset_index(names="origin")
    result["named"] = ~result["origin"].isin(NOBODY)
    result["origin_name"] = [NOBODY.get(origin) or source_name(origin, names) for origin in result["origin"]]
    counts = dict.fromkeys(["articles", "claims", "figures"], "Int64")
    texts = dict.fromkeys(["origin", "origin_name", "measures", "sources", "article_ids"], "string")
    result = result[_COLUMNS].astype(counts | texts | {"named": "boolean"})
    order = ["named", "articles", "claims", "origin"]
    result = result.sort_values(order, ascending=[False, False, False, True], ignore_index=True)
    result.attrs["note"] = WITHOUT_REGISTRY if sources is None or sources.empty else ""
    return result


def _sorted(rows: pd.DataFrame, column: str, between: str) -> pd.Series:
    """The distinct values that each origin has in *column*, in alphabetical order."""
    found = rows[["origin", column]].dropna().drop_duplicates().sort_values(column, kind="stable")
    return joined(found, "origin", column, column, between)


def count_origins(
    figures: pd.DataFrame, claims: pd.DataFrame | None = None, sources: pd.DataFrame | None = None, *, articles: pd.DataFrame | None = None
) -> OriginCount:
    """How many reports, how many origins: ``str()`` of it reads "5 reports, 2 origins: …".

    Takes what :func:`origins` takes. Only named sources are counted as origins. With the *articles* it is also counted how many of the reports
    are their own, those of one wording or one relay (see :func:`kit.comparison.dependent_articles`) taken as one; a relay then
    counts for the claims in question alone.
    """
    table = origins(figures, claims, sources)
    reports = {article for ids in table["article_ids"] for article in ids.split("|")}
    named = table[table["named"]]
    own = None
    if articles is not None:
        asked = figures if claims is None else claims[claims.index.isin(figures["claim_id"])]
        own = independent(reports, dependent_articles(articles[articles.index.isin(reports)], asked, sources))
    return OriginCount(len(reports), len(named), tuple(named["origin_name"]), int(table.loc[~table["named"], "claims"].sum()), own)
