"""Whom a claim is compared as: relays speak for the source they cite, spellings of one name are one person."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.comparison.columns import each, row_of
from kit.language.mentions.grammar import describe
from kit.sources.registry import organisations
from kit.sources.variants import settled

#: Kinds of source that pass on what others say.
RELAYS = ("agency", "media")
#: Ids that are nobody in particular, and what they are called.
NOBODY = {"article": "the articles' own voice", "unnamed": "unnamed sources", "unresolved": "sources not resolved"}


def nobody(source_ids: pd.Series) -> pd.Series:
    """Which of these ids are nobody in particular, or missing.

    >>> nobody(pd.Series(["mayor", "unnamed", None])).tolist()
    [False, True, True]
    """
    return source_ids.isna() | source_ids.isin(list(NOBODY))


def roots(claims: pd.DataFrame, sources: pd.DataFrame | None) -> dict[str, str]:
    """Follows ``parent`` in the registry to its end: an agency and its government are two sources, one origin.

    Without a registry the parents are those that :func:`kit.sources.propose` would draft. A chain that runs in a circle ends where it began.
    """
    if sources is None or sources.empty:
        _, parent = settled(claims)
    else:
        parent = dict(zip(sources["source_id"], sources["parent"].fillna("")))
    return {source_id: _root(source_id, parent) for source_id in parent}


def _root(source_id: str, parent: dict[str, str]) -> str:
    seen, at = {source_id}, source_id
    while (above := parent.get(at, "")) and above not in seen:
        seen.add(above)
        at = above
    return source_id if parent.get(at) else at


def source_name(source_id: str, names: dict[str, str]) -> str:
    """The registry's name, or the id made readable.

    >>> source_name("harbour_office", {}), source_name("who", {})
    ('Harbour Office', 'WHO')
    """
    if source_id in names:
        return names[source_id]
    return source_id.upper() if len(source_id) <= 4 else source_id.replace("_", " ").title()


def names_of(sources: pd.DataFrame | None) -> dict[str, str]:
    """The names that the registry gives, by id."""
    return {} if sources is None else dict(zip(sources["source_id"], sources["name"]))


def kinds_of(claims: pd.DataFrame, sources: pd.DataFrame | None) -> dict[str, str]:
    """The kind of each id: by the registry, else by the claims of it, else, of one that only relays, by the kit's own table or its name ("told Radio Orbit")."""
    kinds = {}
    for via_id, via in claims[["via_id", "via"]].dropna().drop_duplicates("via_id").itertuples(index=False, name=None):
        known, head = organisations().by_id.get(via_id), describe(via).head
        if known or head:
            kinds[via_id] = known.kind if known else head.kind
    kinds |= dict(claims.dropna(subset=["source_id", "source_kind"]).drop_duplicates("source_id")[["source_id", "source_kind"]].to_numpy())
    return kinds if sources is None else kinds | dict(zip(sources["source_id"], sources["kind"]))


def chains(claims: pd.DataFrame, sources: pd.DataFrame | None = None, whole: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row for each claim and each source and via of it.

    Without a registry, ids that are variants of one source (Zelensky, Zelenskyy) are one id, see :mod:`kit.sources.variants`, as far as
    the claims tell, or those of *whole* where *claims* are some of them.

    Returns:
        ``claim_id``, ``article_id``, ``source_id``, ``upmost`` (the chain's last source: ``via_id`` or ``source_id``; <NA> where unresolved), ``speaker_id``
        (whose statement it is: ``via_id`` where an agency, a medium or the article itself cites it, else ``source_id``), ``relay`` (who relays then, else <NA>).
    """
    rows = claims[["article_id", "source_id", "source_kind", "via_id"]].reset_index(names="claim_id")
    kinds = kinds_of(claims, sources)
    for name in ("source_id", "via_id"):
        rows = _one_each(rows, name)
    if sources is None or sources.empty:
        one, _ = settled(claims if whole is None else whole)
        for name in ("source_id", "via_id"):
            rows[name] = each(rows[name], lambda source_id: one.get(source_id, source_id))
    relays = {source_id for source_id, kind in kinds.items() if kind in RELAYS}
    cites = rows["via_id"].notna() & ~rows["via_id"].isin(NOBODY) & rows["via_id"].ne(rows["source_id"]).fillna(True)
    source_relays = rows["source_id"].isin(relays)
    upstream = cites & (~rows["via_id"].isin(relays) | source_relays | rows["source_id"].isna())
    relayed = upstream & (source_relays | rows["source_id"].eq("article").fillna(False))
    rows["upmost"] = rows["source_id"].mask(upstream, rows["via_id"])
    rows["speaker_id"] = rows["source_id"].mask(relayed, rows["via_id"])
    rows["relay"] = rows["source_id"].where(relayed)
    return rows[["claim_id", "article_id", "source_id", "upmost", "speaker_id", "relay"]].drop_duplicates(ignore_index=True)


def _one_each(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """A row for each of the ids that stand in one cell ("a|b")."""
    ids = rows[name].astype("string").str.strip()
    several = ids.str.contains("|", regex=False).fillna(False)
    split = rows[several].assign(**{name: ids[several].str.split("|")}).explode(name)
    split[name] = split[name].astype("string").str.strip()
    return pd.concat([rows.assign(**{name: ids})[~several], split]).sort_index(kind="stable").reset_index(drop=True)


def add_speakers(table: pd.DataFrame, claims: pd.DataFrame, sources: pd.DataFrame | None) -> pd.DataFrame:
    """A row of *table* (which has ``claim_id``, ``report`` and ``outlet``) for each source that gives it, with its names.

    Adds ``source_id``, ``speaker``, ``name``, ``relay``, ``heard`` (the name, with the relay in brackets) and ``origin``.
    """
    told = np.unique(row_of(claims.index, table["claim_id"]))
    rows = chains(claims.take(told[told >= 0]), sources, claims)
    rows = rows.drop(columns=["source_id", "article_id"]).rename(columns={"speaker_id": "source_id"}).drop_duplicates(["claim_id", "source_id"])
    table = table.drop(columns=["source_id"]).merge(rows, on="claim_id", how="left")
    ids, names = table["source_id"].astype("string"), names_of(sources)
    own, unnamed, unknown = ids.eq("article").fillna(False), ids.eq("unnamed").fillna(False), ids.isna()
    outlet = table["outlet"].fillna(table["article_id"])
    # Copies of one article are one voice, and the unnamed in them one: of the same place in the text.
    claim, copied = table["claim_id"], table["report"].ne(table["article_id"])
    if copied.any():
        place = [claim_id.removeprefix(article_id) for claim_id, article_id in zip(claim, table["article_id"])]
        claim = claim.mask(copied, table["report"] + pd.array(place, dtype="string"))
    table["speaker"] = ids.mask(own, "article:" + table["report"]).mask(unnamed, "unnamed:" + claim).mask(unknown, "unresolved:" + claim)
    mention = table["source"].fillna("")
    quoted = ("“" + mention + "”, ").where(mention.ne(""), "")
    table["name"] = (
        each(ids, lambda source_id: source_name(source_id, names))
        .mask(own, outlet + " (own voice)")
        .mask(unnamed, quoted + "unnamed, in " + outlet)
        .mask(unknown, quoted + "unresolved, in " + outlet)
    )
    via = each(table["relay"], lambda source_id: source_name(source_id, names)).mask(table["relay"].eq("article").fillna(False), outlet)
    table["heard"] = table["name"].mask(via.notna(), table["name"] + " (via " + via + ")")
    root = roots(claims, sources)
    upmost = table["upmost"].where(table["upmost"].notna() & ~table["upmost"].isin(NOBODY), table["speaker"])
    table["origin"] = each(upmost, lambda source_id: root.get(source_id, source_id))
    # The kind was the relay's; the speaker's is the registry's, or what its own claims say.
    kinds = kinds_of(claims, sources)
    table["source_kind"] = table["source_kind"].mask(table["relay"].notna(), each(ids, kinds.get)).astype("string")
    return table.drop(columns=["upmost"])
