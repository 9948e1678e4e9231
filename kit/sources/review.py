"""What is left to a person: mentions that nothing resolved, and rows for the registry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from kit import schema
from kit.language.mentions import grammar
from kit.language.mentions.grammar import Described
from kit.language.spelling import fold, slug
from kit.sources import registry as registries
from kit.sources.lands import SIDES
from kit.sources.pointing import ALONE
from kit.sources.resolution import group_name
from kit.sources.variants import Source, gather, parents, same

#: Offices that a team has as well as a state.
_OF_ANYBODY = frozenset({"leader", "chief"})


def unresolved(claims: pd.DataFrame) -> pd.DataFrame:
    """The mentions that could not be resolved, the most frequent first.

    Args:
        claims: a table with the columns of schema.CLAIMS.

    Returns:
        One row for each wording: ``source`` (string), ``articles`` and ``count`` (Int64: in how many articles, how
        often), ``example`` (string: what it is said to have said) and ``claim_id``, where it does.
    """
    open_ = claims[claims["source"].notna() & claims["source_id"].isna()]
    rows = []
    for _, group in open_.groupby(open_["source"].map(fold), sort=False):
        rows.append((group["source"].iloc[0], group["article_id"].nunique(), len(group), group["text"].iloc[0], group.index[0]))
    rows.sort(key=lambda row: (-row[2], fold(row[0])))
    types = {"source": "string", "articles": "Int64", "count": "Int64", "example": "string", "claim_id": "string"}
    return pd.DataFrame({name: pd.array([row[i] for row in rows], dtype=dtype) for i, (name, dtype) in enumerate(types.items())})


def propose(claims: pd.DataFrame, registry: pd.DataFrame | None = None) -> pd.DataFrame:
    """Drafts registry rows for the sources that *registry* does not have.

    Ids that are one source (:mod:`kit.sources.variants`) become one row, the rarer names its aliases. A parent is drafted where the
    mentions name it ("a spokesman for the port") and for the bodies of one country, if there are two at least; a person has the kind of
    the parent, or of what is said of them ("a nurse"), and else kind "person", which says only that somebody is named. What the
    rules could not know (often side) is left empty.

    Args:
        claims: a table with the columns of schema.CLAIMS.
        registry: the case's sources, if it has any.

    Returns:
        A table with the columns of schema.SOURCES, the most frequent source first.
    """
    sources = gather(claims, () if registry is None else registry["source_id"])
    one = same(sources, loosely=True)
    above = parents(sources, one)
    grouped: dict[str, list[Source]] = {}
    for source in sources.values():
        grouped.setdefault(one.get(source.source_id, source.source_id), []).append(source)
    order = sorted(grouped, key=lambda source_id: (-sum(each.times for each in grouped[source_id]), source_id))
    rows = {source_id: _proposal(sources[source_id], grouped[source_id]) for source_id in order}
    known = {} if registry is None else {entry.source_id: entry for entry in registries.read(registry).entries}
    for source_id, parent in above.items():
        if parent not in rows and parent.endswith("_government"):
            parent = _government(parent, rows, above, known)
        if parent in rows or parent in known:
            rows[source_id]["parent"] = parent
    for source_id, row in rows.items():
        row["kind"] = _kind_of(row, rows, known, grouped.get(source_id, ()))
    taken: set[str] = {fold(row["name"]) for row in rows.values()}
    for row in rows.values():
        free = [alias for alias in row["aliases"] if fold(alias) not in taken]
        taken |= set(map(fold, free))
        row["aliases"] = "|".join(free)
    return schema.build(schema.SOURCES, [{key: value or None for key, value in row.items()} for row in rows.values()])


def _government(source_id: str, rows: dict[str, dict], above: Mapping[str, str], known: Mapping[str, registries.Entry]) -> str:
    """The government that is not among the rows: the registry's, or a new row, if it stands over two bodies at least."""
    below = [child for child, parent in above.items() if parent == source_id and child in rows]
    side = next((rows[child]["side"] for child in below if rows[child]["side"]), "")
    own = [entry.source_id for entry in known.values() if side and entry.kind == "government" and entry.side == side and not entry.parent and not entry.person]
    if len(own) == 1:
        return own[0]
    if side and len(below) > 1:
        note = "drafted to hold the bodies of one state together; no article names it"
        rows[source_id] = {"source_id": source_id, "name": group_name(side, "government"), "kind": "government", "side": side, "aliases": [], "note": note}
    return source_id


def _kind_of(row: dict, rows: Mapping[str, dict], known: Mapping[str, registries.Entry], sources: Sequence[Source]) -> str:
    """Of a person the kind of their body, or of what is said of them."""
    if row["kind"] != "person":
        return row["kind"]
    parent = row.get("parent", "")
    if parent:
        return rows[parent]["kind"] if parent in rows else known[parent].kind
    heads = (head for source in sources for each in source.described for head in each.heads if each.person and head.sort in {"office", "person"} and head.group not in _OF_ANYBODY)
    return next((head.kind for head in heads if head.kind not in {"unnamed", "person"}), "person")


def _proposal(source: Source, variants: Sequence[Source]) -> dict:
    """A row of sources.csv for *source*, which is one of its *variants*."""
    source_id, described = source.source_id, [each for variant in variants for each in variant.described]
    named = sorted({each.name for each in described if each.name}, key=lambda name: (slug(name) != source_id, -len(name), name))
    side = source.country or next((each.country for each in described if each.country), None)
    if known := registries.organisations().by_id.get(source_id):
        name, side = known.name, known.side
    elif source.group:
        name = group_name(source.country, source.group)
    else:
        spelt = source_id.replace("_", " ")
        own = [name for name in named if slug(name) == source_id] or ([spelt.title()] if source.kind == "person" else [])
        name = own[0] if own else (named or [spelt.capitalize()])[0]
    named += [variant.source_id.replace("_", " ").title() for variant in variants if variant.kind == "person" and "_" in variant.source_id]
    usable = [each.text for each in described if _is_alias(each, source)]
    aliases = {fold(alias): alias for alias in (*usable[::-1], *named[::-1]) if "|" not in alias}
    aliases.pop(fold(name), None)
    return {"source_id": source_id, "name": name, "kind": source.kind, "side": side or "", "aliases": [*aliases.values()][::-1]}


def _is_alias(described: Described, source: Source) -> bool:
    """Whether the words of a mention are a name of a body, which another article may use: not "the North", which is another there."""
    if described.person or described.determiner in grammar.INDEFINITE or fold(described.text) in SIDES or (described.name and (described.name not in described.text or not described.country)):
        return False
    head = described.head
    sole = head and head.sort == "body" and not described.owner and not described.complement and (described.topic or head.group in ALONE)
    return bool(described.country or described.name or (sole and source.source_id.endswith(slug(described.group) or "-")))
