"""The presentation tables: who is quoted and how, every figure on one line, what rests on nobody's name.

Each is a plain DataFrame whose rows carry their evidence (article and offsets, or the claims' ids, which say both);
:func:`show` makes one fit to look at, with the articles' text escaped.
"""

from __future__ import annotations

import hashlib
import html

import pandas as pd
from pandas.io.formats.style import Styler

from kit.comparison.chains import count_origins, last_sources
from kit.comparison.extent import NAMED, UNNAMED, counts_of_people, named_sources, whose
from kit.comparison.extent import extent as count_all
from kit.comparison.readings import kept, readings
from kit.comparison.speakers import NOBODY, names_of, nobody, source_name
from kit.schema import MEASURES, POLICIES, QUALIFIERS

#: Sentences are read from the left, in notebooks too.
_LEFT = [
    {"selector": "td, th", "props": "text-align: left; vertical-align: top"},
    {"selector": "caption", "props": "text-align: left"},
]
_ATTRIBUTIONS = ["name", "kind", "side", "origin", "claims", "articles", "direct", "hedged", "relayed", "figures", "evidence"]
_FIGURES = ["source", "says", "measure", "group", "counted", "low", "high", "period", "outlet", "said_on", "hedge", "article_id", "start", "end", "figure_id", "claim_id"]
#: Ids that are words once their underscores are spaces.
_IDS = {*MEASURES, *QUALIFIERS, *POLICIES}
_SHARES = ("direct", "hedged", "relayed")
_UNNAMED = ["mention", "text", "figures", "also_named", "hedge", "article_id", "start", "end", "sentence_start", "sentence_end", "claim_id"]


def attributions(claims: pd.DataFrame, sources: pd.DataFrame | None = None, figures: pd.DataFrame | None = None) -> pd.DataFrame:
    """Counts what each source is made to say, and how firmly.

    Rejected rows are left out; sources that speak together each count. The articles' own voice, unnamed and unresolved sources have one row each,
    which is no source: they stand last.

    Args:
        claims: A claims table.
        sources: The registry, for name, kind, side and parent.
        figures: With it, ``figures`` counts those that stand in the source's claims.

    Returns:
        Index ``source_id``; ``name``, ``kind``, ``side``, ``origin`` (where its chains end, " · " between), ``claims``, ``articles`` (counts), ``direct`` (quoted in direct or
        mixed speech), ``hedged``, ``relayed`` (through somebody else) in per cent of its claims, ``figures`` (<NA> without a figures table), ``evidence`` (claim ids, "|" between).
        ``attrs["per_cent"]`` names the columns in per cent: :func:`show` puts the sign behind them.
    """
    rows = kept(claims)[["article_id", "source_id", "source_kind", "form", "hedge", "via"]].reset_index(names="claim_id")
    chains = last_sources(claims, sources)
    rows["source_id"] = rows["source_id"].fillna("unresolved").str.split("|")
    rows = rows.explode("source_id", ignore_index=True)
    rows["source_id"] = rows["source_id"].astype("string").str.strip()
    # What somebody named says together with "officials" rests on a name.
    rows = rows[~(rows["source_id"].isin(NOBODY) & rows["claim_id"].map(whose(claims)).eq(NAMED))]
    groups = rows.assign(
        direct=rows["form"].isin(["direct", "mixed"]), hedged=rows["hedge"].notna(), relayed=rows["via"].notna()
    ).groupby("source_id", sort=True)
    result = pd.DataFrame({"claims": groups.size(), "articles": groups["article_id"].nunique()})
    for name in _SHARES:
        result[name] = (groups[name].mean() * 100).round().astype("Int64")
    result["kind"] = groups["source_kind"].first()
    result["evidence"] = rows.groupby("source_id", sort=True)["claim_id"].agg(lambda ids: "|".join(ids))
    ends = chains.assign(source_id=chains["source_id"].fillna("unresolved")).drop_duplicates(["source_id", "origin"])
    result["origin"] = ends.groupby("source_id", sort=True)["origin"].agg(lambda found: " · ".join(found))
    result["figures"] = pd.NA
    if figures is not None:
        told = rows.merge(counts_of_people(figures, claims)[["claim_id"]], on="claim_id").groupby("source_id").size()
        result["figures"] = told.reindex(result.index).fillna(0)
    names = names_of(sources)
    result["name"] = [NOBODY.get(source_id) or source_name(source_id, names) for source_id in result.index]
    result["side"] = pd.NA
    if sources is not None:
        known = sources.set_index("source_id")
        result["kind"] = known["kind"].reindex(result.index).fillna(result["kind"])
        result["side"] = known["side"].reindex(result.index)
    # Officials are of many kinds.
    result["kind"] = result["kind"].mask(result.index.isin(NOBODY), result.index.to_series().where(result.index != "unresolved"))
    counts = dict.fromkeys(["claims", "articles", "direct", "hedged", "relayed", "figures"], "Int64")
    texts = dict.fromkeys(["name", "kind", "side", "origin", "evidence"], "string")
    result = result[_ATTRIBUTIONS].astype(counts | texts)
    result.index = result.index.astype("string").rename("source_id")
    result["nobody"] = result.index.isin(NOBODY)
    result = result.sort_values(["nobody", "claims", "source_id"], ascending=[True, False, True]).drop(columns="nobody")
    result.attrs["per_cent"] = _SHARES
    result.attrs["note"] = "direct, hedged, relayed: per cent of the source's claims."
    return result


def extent(
    articles: pd.DataFrame, claims: pd.DataFrame, figures: pd.DataFrame, sources: pd.DataFrame | None = None, asked: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Says how much there is of everything, and what each number counts; every other count of the kit's is one of these, or says of which it is a part.

    Args:
        articles, claims, figures, sources: The tables of a case.
        asked: The figures that the case asks about, where these are not all.

    Returns:
        ``what``, ``number`` (Int64), ``counted`` (which rows these are). Parts of a number stand below it, with a dash before them.
    """
    many = count_all(figures, claims)
    told = readings(figures, claims, sources, articles)
    told = told[told["polarity"].eq("asserted")]
    origins = count_origins(figures, claims, sources)
    rows = [
        ("articles", len(articles), "those that could be read: articles.csv"),
        ("words", int(articles["words"].sum()), "of these articles, buttons and banners of the page left out"),
        ("claims", many.claims, "what anybody is said to have stated, rejected claims left out: claims.csv"),
        ("– attributed claims", many.attributed, "claims that an article attributes to somebody"),
        ("– – of named sources", many.named, "somebody in particular, be it beside others: attributions.csv"),
        ("– – of unnamed sources", many.unnamed, "“officials”, “a doctor”: unnamed.csv"),
        ("– – of sources not resolved", many.unresolved, "it is not known who that is: unresolved.csv"),
        ("– in the articles' own voice", many.own, "nobody is named for them"),
        ("counts of people", many.counts, "figures in these claims, rejected ones left out: figures.csv"),
        ("– denied", many.denied, "their claim denies them; they are in no chart"),
        ("– only asked", many.questioned, "their claim is a question; they are in no chart"),
        ("– that the case asks about", many.counts if asked is None else len(counts_of_people(asked, claims)), "of the measures and groups named in case.toml; without these, all"),
        ("named sources of counts", len(named_sources(told)), "whose counts they are, not who passes them on; denied counts left out"),
        ("origins of counts", origins.origins, "the last sources of the chains, a body and its head office taken as one: origins.csv"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["what", "number", "counted"]).astype({"what": "string", "number": "Int64", "counted": "string"})


def figures(figures: pd.DataFrame, claims: pd.DataFrame, sources: pd.DataFrame | None = None, articles: pd.DataFrame | None = None) -> pd.DataFrame:
    """Every figure on one line, in the order of the articles.

    Returns:
        ``source``, ``says`` (the figure as written; where a person corrected the numbers, these with the words beside), ``measure``, ``group``, ``counted``, ``low``, ``high`` (as stated; <NA> where open), ``period`` (<NA>: all so far), ``outlet``, ``said_on``,
        ``hedge``, and the evidence: ``article_id``, ``start``, ``end``, ``figure_id``, ``claim_id``.
    """
    table = readings(figures, claims, sources, articles)
    table["counted"] = table["figure_id"].map(figures["counted"]).astype("string")
    return table.drop(columns=["source"]).rename(columns={"heard": "source", "text": "says"})[_FIGURES]


def unnamed(
    claims: pd.DataFrame, figures: pd.DataFrame | None = None, sources: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Lists the claims of sources that the articles do not name.

    Returns:
        ``mention`` (how the article calls the source), ``text`` of the claim, ``figures`` (as written, " · " between), ``also_named`` (boolean: whether a
        named source too gives each of these figures, the same number of the same people; <NA> where there are none), ``hedge``, and the evidence:
        ``article_id``, ``start``, ``end``, ``sentence_start``, ``sentence_end``, ``claim_id``.
    """
    rows = kept(claims)
    rows = rows[whose(rows).eq(UNNAMED)].rename(columns={"source": "mention"}).reset_index(names="claim_id")
    rows["figures"], rows["also_named"] = pd.array([pd.NA] * len(rows), dtype="string"), pd.array([pd.NA] * len(rows), dtype="boolean")
    if figures is not None:
        table = readings(figures, claims, sources)
        also = _also_named(table, nobody(table["source_id"]))
        inside = table.assign(also=also)[table["claim_id"].isin(rows["claim_id"])].drop_duplicates("figure_id").groupby("claim_id")
        texts = inside["text"].agg(lambda words: " · ".join(words))
        rows["figures"] = rows["claim_id"].map(texts).astype("string")
        rows["also_named"] = rows["claim_id"].map(inside["also"].all()).astype("boolean")
    return rows[_UNNAMED].reset_index(drop=True)


def _also_named(table: pd.DataFrame, nobody: pd.Series) -> pd.Series:
    """For each reading, whether a named source gives the same number of the same thing."""
    key = table["measure"].str.cat([table["group"].fillna(""), table["counted"], table["polarity"], table["centre"].astype("string")], sep="|")
    exact = table["value"].notna()
    return key.isin(key[~nobody & exact]) & exact | (key + table["wording"]).isin((key + table["wording"])[~nobody])


class Shown(Styler):
    """A table fit to look at; in plain text its size and columns, where pandas would give an address that is another one each time."""

    def __repr__(self) -> str:
        return f"<table, rows: {len(self.index):,}, columns: {', '.join(map(str, self.columns))}>"


def show(table: pd.DataFrame, caption: str | None = None, most: int = 200) -> Shown:
    """Makes a table fit to look at: the articles' text escaped, missing as a dash, shares with their sign, measures and qualifiers in words, no index numbers.

    The same table gives the same HTML, and the same words where there is none. Of a table longer than *most* rows the first are shown, and the caption says so.

    Args:
        table: Any table of this kit.
        caption: A line above; the table's own note (the convention it was made with) follows it.
        most: Rows at most.
    """
    shown = table.head(most)
    named = shown.index.name is not None and shown.index.is_unique
    shown = shown.rename_axis(index=html.escape(str(shown.index.name))) if named else shown.reset_index(drop=True)
    words = [caption, table.attrs.get("note"), f"The first {most} of {len(table):,} rows." if len(table) > most else None]
    if table.empty:
        words.append("No rows.")
    content = shown.to_csv(lineterminator="\n") + "".join(word or "" for word in words)
    per_cent = [name for name in table.attrs.get("per_cent", ()) if name in shown.columns]
    style = Shown(shown).format(_cell).format(_share, subset=per_cent).format_index(_cell, axis=0).format_index(_cell, axis=1)
    style.set_uuid(hashlib.sha256(content.encode("utf-8")).hexdigest()[:8])
    style.set_table_styles(_LEFT)
    if not named:
        style.hide(axis="index")
    return style.set_caption(html.escape(" ".join(word for word in words if word)))


def _share(value: object) -> str:
    return "–" if pd.isna(value) else f"{_cell(value)} %"


def _cell(value: object) -> str:
    if isinstance(value, str):
        return html.escape(value.replace("_", " ") if set(value.split(" · ")) <= _IDS else value)
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return "–"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if pd.api.types.is_bool(value):
        return "yes" if value else "no"
    if pd.api.types.is_number(value):
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
    return html.escape(str(value))
