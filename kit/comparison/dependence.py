"""Articles that are no reports of their own: they share one wording, or one relay brought them what they tell."""

from __future__ import annotations

import networkx as nx
import pandas as pd

from kit.comparison.copies import WORDS, copied_passages
from kit.comparison.duplicates import duplicates
from kit.comparison.readings import kept
from kit.comparison.speakers import RELAYS, kinds_of, names_of, source_name

#: How much of an article must be shared, or come by way of one relay, unless a caller says otherwise.
SHARE = 0.5
_TYPES = {
    "reason": "string", "articles": "Int64", "article_ids": "string", "first": "string", "relay_id": "string", "relay": "string", "share": "Float64",
    "why": "string",
}


def dependent_articles(
    articles: pd.DataFrame,
    claims: pd.DataFrame | None = None,
    sources: pd.DataFrame | None = None,
    *,
    share: float = SHARE,
    words: int = WORDS,
) -> pd.DataFrame:
    """Groups the articles that share most of their text, and those that one agency or medium brought most of what they tell.

    One wording: of two articles, at least *share* of the words of the one or of the other stand in passages that both share (see
    :func:`copied_passages`; what both quote is left out), or all words are the same. Articles that are tied through a third are one group. One relay: at least *share*
    of what each article attributes to somebody has come by way of the same agency or medium: one that cites whoever said it, or to whom it
    was told (claims with a ``via``). An article may stand in several groups.

    Args:
        articles: The articles table.
        claims: The claims; without it only wordings are compared.
        sources: The registry, for names and kinds.
        share: From above 0 to 1.
        words: Words in a row that count as a passage.

    Returns:
        One row a group, those of most articles first: ``reason`` ("one wording" or "one relay"), ``articles`` (count), ``article_ids`` ("|"
        between), ``first`` (of one wording the article published first; <NA> where a day is unknown or the first day has several),
        ``relay_id``, ``relay`` (its name; <NA> for a wording), ``share`` (by how much that article is tied to the group that is tied least), ``why`` (a
        sentence).

    Raises:
        ValueError: *share* is not above 0 and at most 1; or as :func:`copied_passages` does.
    """
    if not 0 < share <= 1:
        raise ValueError(f"The share of an article is above 0 and at most 1 (0.5 is the half), not {share!r}.")
    rows = _wordings(articles, share, words) + ([] if claims is None else _relays(articles, claims, sources, share))
    table = pd.DataFrame(rows, columns=list(_TYPES)).astype(_TYPES)
    return table.sort_values(["articles", "reason", "article_ids"], ascending=[False, False, True], ignore_index=True)


def independent(article_ids: set[str], groups: pd.DataFrame) -> int:
    """How many reports are left of these articles when those of one group count as one."""
    graph = nx.Graph()
    graph.add_nodes_from(article_ids)
    for ids in groups["article_ids"]:
        nx.add_path(graph, [article_id for article_id in ids.split("|") if article_id in article_ids])
    return nx.number_connected_components(graph)


def _wordings(articles: pd.DataFrame, share: float, words: int) -> list[list]:
    passages = copied_passages(articles, words=words)
    ties = passages.assign(tie=passages[["share_a", "share_b"]].max(axis=1)).drop_duplicates(["article_a", "article_b"])
    ties = ties[ties["tie"] >= share]
    graph = nx.Graph()
    graph.add_weighted_edges_from(zip(ties["article_a"], ties["article_b"], ties["tie"].astype(float)))
    # The same article twice is one report, were it all quotation.
    same = duplicates(articles, words=words).query("relation == 'exact'")
    graph.add_weighted_edges_from((a, b, 1.0) for a, b in zip(same["article_id"], same["counted"]))
    rows = []
    for group in nx.connected_components(graph):
        ids = sorted(group)
        least = min(max(tie["weight"] for tie in graph[article_id].values()) for article_id in ids)
        first = _first(articles, ids)
        why = f"Each of these {len(ids)} articles shares with another at least {_per_cent(least)} of the words of one of the two, outside quotations"
        why += f"; {first} was published first." if first is not pd.NA else "."
        rows.append(["one wording", len(ids), "|".join(ids), first, pd.NA, pd.NA, least, why])
    return rows


def _first(articles: pd.DataFrame, ids: list[str]):
    """The article that was published before all the others, or <NA>."""
    if "published" not in articles.columns:
        return pd.NA
    days = pd.to_datetime(articles["published"]).set_axis(articles.index.astype("string"))[ids]
    earliest = days[days.eq(days.min())]
    return earliest.index[0] if days.notna().all() and len(earliest) == 1 else pd.NA


def _relays(articles: pd.DataFrame, claims: pd.DataFrame, sources: pd.DataFrame | None, share: float) -> list[list]:
    told = kept(claims)
    told = told[told["article_id"].isin(articles.index) & (told["source_kind"].ne("article") | told["via"].notna())]
    kinds = kinds_of(told, sources)
    passed_on = told[told["via"].notna()]
    ids = (passed_on["source_id"].fillna("") + "|" + passed_on["via_id"].fillna("")).str.split("|").explode().str.strip()
    through = ids[ids.map(kinds).isin(RELAYS)].rename("relay_id").rename_axis("claim_id").reset_index().drop_duplicates()
    through["article_id"] = told["article_id"].reindex(through["claim_id"]).to_numpy()
    counts = through.groupby(["relay_id", "article_id"]).size().rename("through").reset_index()
    attributed = told["article_id"].value_counts().to_dict()
    counts["tie"] = [many / attributed[article_id] for many, article_id in zip(counts["through"], counts["article_id"])]
    rows = []
    for relay_id, found in counts[counts["tie"] >= share].groupby("relay_id", sort=True):
        if len(found) > 1:
            least, name = round(float(found["tie"].min()), 4), source_name(relay_id, names_of(sources))
            why = f"In each of these {len(found)} articles at least {_per_cent(least)} of what is attributed to somebody came by way of {name}."
            rows.append(["one relay", len(found), "|".join(sorted(found["article_id"])), pd.NA, relay_id, name, least, why])
    return rows


def _per_cent(share: float) -> str:
    return f"{int(share * 100 + 1e-9)} %"  # rounded down: "at least"
