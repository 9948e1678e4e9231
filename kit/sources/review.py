"""What is left to a person: mentions that nothing resolved, and rows for the registry."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from kit import schema
from kit.language.mentions import coordination, grammar, names
from kit.language.mentions.grammar import describe
from kit.language.spelling import fold, slug
from kit.sources import registry as registries
from kit.sources.resolution import group_name


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
    """Rows to paste into ``sources.csv``: the sources that the general rules named and *registry* does not have.

    Spellings of one person's name become one row, the rarer ones its aliases. What the rules could not know (parent,
    often side) is left empty, and kind "person" says only that somebody is named.

    Args:
        claims: a table with the columns of schema.CLAIMS.
        registry: the case's sources, if it has any.

    Returns:
        A table with the columns of schema.SOURCES, the most frequent source first.
    """
    known = set() if registry is None else set(registry["source_id"])
    mentions: dict[str, Counter[str]] = {}
    kinds: dict[str, str] = {}
    for source, source_id, kind in claims[["source", "source_id", "source_kind"]].dropna(subset=["source", "source_id"]).itertuples(index=False):
        ids, parts = source_id.split("|"), coordination.split(source)
        for each, part in zip(ids, parts, strict=True) if len(ids) == len(parts) else ():
            if each not in known and each not in schema.RESERVED_SOURCE_IDS:
                mentions.setdefault(each, Counter())[part] += 1
                if isinstance(kind, str) and kind in schema.SOURCE_KINDS[:-2]:
                    kinds.setdefault(each, kind)
    rows = []
    for source_id, found in sorted(mentions.items(), key=lambda item: (-item[1].total(), item[0])):
        row = _proposal(source_id, kinds.get(source_id), found)
        same = next((other for other in rows if row["kind"] == other["kind"] == "person" and names.same_person(row["name"], other["name"])), None)
        if same is None:
            rows.append(row)
        else:
            same["aliases"] = "|".join(dict.fromkeys(filter(None, [*same["aliases"].split("|"), row["name"], *row["aliases"].split("|")])))
    return schema.build(schema.SOURCES, [{key: value or None for key, value in row.items()} for row in rows])


def _proposal(source_id: str, kind: str | None, found: Counter[str]) -> dict[str, str]:
    """A row of sources.csv from the mentions of one source."""
    described = [(text, describe(text)) for text, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))]
    named = sorted({each.name for _, each in described if each.name}, key=lambda name: (slug(name) != source_id, -len(name), name))
    side = next((each.country for _, each in described if each.country), None)
    group = next((each.group for _, each in described if each.group and each.country), "")
    if known := registries.organisations().by_id.get(source_id):
        name, side = known.name, known.side
    else:
        spelt = source_id.replace("_", " ")
        own = [name for name in named if slug(name) == source_id] or [spelt.title() for each in described[:1] if each[1].person]
        name = own[0] if own else group_name(side, group) if side and group else (named or [spelt.capitalize()])[0]
    usable = [each.text for _, each in described if (each.country or each.name) and not each.person and each.determiner not in grammar.INDEFINITE]
    aliases = {fold(alias): alias for alias in (*usable[::-1], *named[::-1]) if "|" not in alias}
    aliases.pop(fold(name), None)
    return {"source_id": source_id, "name": name, "kind": kind or "person", "side": side or "", "aliases": "|".join([*aliases.values()][::-1])}
