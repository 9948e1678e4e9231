"""Who relies on whom: from the outlets through those who pass on to the sources and their origins."""

from __future__ import annotations

from typing import NamedTuple

import networkx as nx
import pandas as pd

from kit.comparison.readings import kept
from kit.comparison.speakers import NOBODY, RELAYS, chains, kinds_of, names_of, roots, source_name

#: How one is known to rely on another, in the order of the chain.
RELATIONS = ("reports", "relays", "relies on", "origin")
#: Where one stands in the chain.
LAYERS = ("outlet", "relay", "source", "origin")
_COLUMNS = ["from_id", "from_name", "relation", "to_id", "to_name", "claims", "articles", "article_ids", "claim_ids"]


class Reliance(NamedTuple):
    """Who relies on whom, as a table and as a graph of networkx.

    Attributes:
        edges: one row for each pair and relation, see :func:`reliance`.
        graph: the same as a directed graph. Nodes are ids (outlets that the registry does not know: ``outlet:name``) with ``name``, ``kind``
            (of :data:`kit.schema.SOURCE_KINDS`, or "outlet"), ``layer`` ("outlet", "relay", "source", "origin") and ``claims`` (how many go
            through it); edges have ``relation`` (several " · " between), ``claims`` and ``articles`` (counts).
    """

    edges: pd.DataFrame
    graph: nx.DiGraph


def reliance(claims: pd.DataFrame, sources: pd.DataFrame | None = None, articles: pd.DataFrame | None = None) -> Reliance:
    """Follows every claim from the outlet that prints it to the origin that it rests on.

    ============  ===========================================================================================
    reports       an outlet gives a claim as somebody's
    relays        an agency or a medium passes it on: "Yonhap, citing the NIS", "the NIS told Yonhap"
    relies on     a source that is no relay names its own source: "the minister, citing the police"
    origin        the registry's parents end there: an agency and its government are one origin
    ============  ===========================================================================================

    What an article says in its own voice, citing nobody, makes no edge. An outlet that bears the name of an agency or medium of the registry,
    or one of its aliases, is that one.
    Unnamed sources are one node, as are unresolved ones; neither is one source. Rejected claims are left out.

    Args:
        claims: A claims table; filter it to ask about some claims only.
        sources: The registry, for names, kinds and parents.
        articles: The articles, for their outlets; without it each article is an outlet of its own.

    Returns:
        ``edges``: ``from_id``, ``from_name``, ``relation``, ``to_id``, ``to_name``, ``claims``, ``articles`` (counts), and the evidence
        ``article_ids``, ``claim_ids`` ("|" between); by relation, those of most claims first. ``graph``: see :class:`Reliance`;
        ``networkx.ancestors(graph, "nis")`` is everybody whose claims rest on the NIS.
    """
    told = kept(claims)
    registry, kinds = names_of(sources), kinds_of(told, sources)
    outlets = _outlets(told, sources, articles)
    rows = _links(told, sources, kinds, outlets["id"])
    names = dict(zip(outlets["id"], outlets["name"])) | registry
    groups = rows.groupby(["relation", "from_id", "to_id"], sort=True)
    edges = pd.DataFrame({"claims": groups["claim_id"].nunique(), "articles": groups["article_id"].nunique()})
    for name in ("article_id", "claim_id"):
        edges[f"{name}s"] = _joined(rows, name).reindex(edges.index)
    edges = edges.reset_index()
    for end in ("from", "to"):
        edges[f"{end}_name"] = [NOBODY.get(node) or names.get(node) or source_name(node, registry) for node in edges[f"{end}_id"]]
    edges["order"] = edges["relation"].map(RELATIONS.index)
    edges = edges.sort_values(["order", "claims", "from_id", "to_id"], ascending=[True, False, True, True], kind="stable", ignore_index=True)[
        _COLUMNS
    ]
    edges = edges.astype(dict.fromkeys(_COLUMNS, "string") | dict.fromkeys(["claims", "articles"], "Int64"))
    return Reliance(edges, _graph(edges, rows, kinds))


def _joined(rows: pd.DataFrame, name: str) -> pd.Series:
    """The distinct values of a column for each pair and relation, "|" between."""
    found: dict[tuple, dict] = {}
    distinct = rows[["relation", "from_id", "to_id", name]].drop_duplicates().sort_values(name, kind="stable")
    for *key, value in zip(*(distinct[column].tolist() for column in distinct)):
        found.setdefault(tuple(key), {})[value] = None
    return pd.Series({key: "|".join(values) for key, values in found.items()}, dtype="string")


def _outlets(claims: pd.DataFrame, sources: pd.DataFrame | None, articles: pd.DataFrame | None) -> pd.DataFrame:
    """The node and the name of the outlet of each article that has claims."""
    ids = pd.Index(claims["article_id"].unique(), name="article_id")
    name = pd.Series(pd.NA, index=ids, dtype="string") if articles is None else articles["outlet"].reindex(ids).astype("string")
    name = name.fillna(pd.Series(ids, index=ids, dtype="string"))
    known = {}
    for source in () if sources is None else sources[sources["kind"].isin(RELAYS)].itertuples():
        for called in [source.name, *([] if pd.isna(source.aliases) else source.aliases.split("|"))]:
            known.setdefault(called.strip().casefold(), source.source_id)
    return pd.DataFrame({"id": [known.get(outlet.casefold(), f"outlet:{outlet}") for outlet in name], "name": name}, index=ids)


def _links(claims: pd.DataFrame, sources: pd.DataFrame | None, kinds: dict[str, str], outlets: pd.Series) -> pd.DataFrame:
    """One row for each claim and step of its chain."""
    rows = chains(claims, sources)
    rows["outlet"] = rows["article_id"].map(outlets)
    own = rows["source_id"].eq("article").fillna(False)
    unresolved = rows["source_id"].isna()
    cited = rows["upmost"].notna() & rows["upmost"].ne(rows["source_id"]).fillna(True)
    # Where nobody in particular cites somebody, the outlet has it from there.
    speaker = rows["source_id"].mask(own | unresolved, rows["upmost"].where(cited)).mask(unresolved & ~cited, "unresolved")
    passed = _told_to(claims, rows, kinds, cited)
    steps = [
        (rows["outlet"], "reports", passed.fillna(speaker)),
        (passed, "relays", speaker),
        (speaker.where(cited & ~own & ~unresolved & rows["relay"].notna()), "relays", rows["upmost"]),
        (speaker.where(cited & ~own & ~unresolved & rows["relay"].isna()), "relies on", rows["upmost"]),
    ]
    root = roots(claims, sources)
    last = rows["upmost"].where(cited, speaker)
    steps.append((last, "origin", last.map(lambda node: root.get(node, node), na_action="ignore")))
    links = pd.concat(
        [rows[["claim_id", "article_id"]].assign(from_id=start, relation=relation, to_id=end) for start, relation, end in steps], ignore_index=True
    )
    links = links[links["from_id"].notna() & links["to_id"].notna()]
    return links[links["from_id"].ne(links["to_id"])].drop_duplicates(ignore_index=True)


def _told_to(claims: pd.DataFrame, rows: pd.DataFrame, kinds: dict[str, str], cited: pd.Series) -> pd.Series:
    """For each row of *rows* the agency or medium that its source spoke to: "the NIS told Yonhap"."""
    via = claims["via_id"].dropna().astype("string").str.split("|").explode().str.strip()
    via = via[via.map(kinds).isin(RELAYS)]
    first = via[~via.index.duplicated()]
    speaks = rows["source_id"].notna() & ~rows["source_id"].map(kinds).isin(RELAYS)
    return rows["claim_id"].map(first).astype("string").where(speaks & ~cited)


def _graph(edges: pd.DataFrame, links: pd.DataFrame, kinds: dict[str, str]) -> nx.DiGraph:
    graph = nx.DiGraph()
    names = dict(zip(edges["from_id"].tolist(), edges["from_name"].tolist())) | dict(zip(edges["to_id"].tolist(), edges["to_name"].tolist()))
    both = links.groupby(["from_id", "to_id"], sort=True)
    claims, articles = both["claim_id"].nunique().to_dict(), both["article_id"].nunique().to_dict()
    layers = _layers(edges)
    touched = pd.concat([links[[end, "claim_id"]].set_axis(["node", "claim_id"], axis=1) for end in ("from_id", "to_id")])
    through = touched.groupby("node")["claim_id"].nunique().to_dict()
    for node in sorted(names):
        graph.add_node(
            node, name=names[node], kind="outlet" if node.startswith("outlet:") else kinds.get(node, pd.NA), layer=layers[node], claims=through[node]
        )
    relations: dict[tuple[str, str], list[str]] = {}
    for start, end, relation in zip(edges["from_id"].tolist(), edges["to_id"].tolist(), edges["relation"].tolist()):
        relations.setdefault((start, end), []).append(relation)
    for pair in sorted(relations):
        graph.add_edge(*pair, relation=" · ".join(relations[pair]), claims=claims[pair], articles=articles[pair])
    return graph


def _layers(edges: pd.DataFrame) -> dict[str, str]:
    """Where each stands in the chain, by what it does in these claims and not by its kind."""
    out = {relation: set(edges.loc[edges["relation"].eq(relation), "from_id"]) for relation in RELATIONS}
    into = {relation: set(edges.loc[edges["relation"].eq(relation), "to_id"]) for relation in RELATIONS}
    reached = set().union(*into.values())
    layers = {}
    for node in sorted(reached.union(*out.values())):
        if node in out["reports"] and node not in reached:
            layers[node] = "outlet"
        elif node in out["reports"] | out["relays"]:
            layers[node] = "relay"
        elif node in into["relies on"] | into["origin"] and not any(node in starts for starts in out.values()):
            layers[node] = "origin"
        else:
            layers[node] = "source"
    return layers
