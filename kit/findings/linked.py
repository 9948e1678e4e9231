"""claims.jsonld: every claim and every statement as a schema.org Claim, with who makes it and where it appears.

No verdict is given: that is the fact-checker's. To review a claim, put it into a ClaimReview as its ``itemReviewed``::

    {"@context": "https://schema.org", "@type": "ClaimReview", "url": "…", "author": {"@type": "Organization", "name": "…"},
     "claimReviewed": "…", "itemReviewed": {… the Claim …}, "reviewRating": {"@type": "Rating", "alternateName": "…"}}

Each Claim is whole in itself, its author and its appearances included, so that it can be copied out of the file.
"""

from __future__ import annotations

import re
from urllib.parse import quote

import pandas as pd

from kit import comparison
from kit.articles.pieces import is_address
from kit.comparison.readings import kept
from kit.comparison.speakers import NOBODY, chains, names_of, source_name
from kit.findings.analysis import Analysis
from kit.language.mentions.grammar import describe
from kit.sources import registry

_HOW_TO = "To review a claim, make it the itemReviewed of a ClaimReview; the rating is yours to give."
#: Kinds of source that are always somebody, and that are never a person.
_PEOPLE, _BODIES = ("person", "expert", "witness"), ("agency", "media", "ngo", "company", "party", "international")


def as_claims(found: Analysis) -> dict:
    """The claims of a case as JSON-LD: a Dataset, then a Claim for each statement and for each claim; rejected rows are left out.

    A statement (``name``) is one count of one source in all its wordings, with every article that has it as ``appearance`` and the earliest dated
    one as ``firstAppearance``; ``isPartOf`` names the claims that it stands in. ``author`` is whose claim it is, not who relays it; it is left
    out where that is nobody in particular, and ``creditText`` tells whom the article names. What is denied has "Denied: " before its text.
    ``identifier`` is the row of claims.csv or statements.csv, ``creativeWorkStatus`` the state of its correction.
    """
    articles = {article_id: _article(article_id, row) for article_id, row in found.articles.iterrows()}
    claims = kept(found.claims)
    speakers = chains(claims, found.sources)[["claim_id", "speaker_id"]].drop_duplicates()
    agents = _agents(found, speakers["speaker_id"])
    authors: dict[str, list[dict]] = {}
    for claim_id, speaker_id in speakers[speakers["speaker_id"].isin(agents)].itertuples(index=False):
        authors.setdefault(claim_id, []).append(agents[speaker_id])
    made = {row.Index: _claim(row, articles, authors.get(row.Index, [])) for row in claims.itertuples()}
    return {"@context": "https://schema.org", "@graph": [_dataset(found), *_statements(found, articles, agents, made), *made.values()]}


def address(article_id: str, article: pd.Series) -> str:
    """What an article is known by: its address on the web, else the fingerprint of its file, else its name.

    >>> address("one", pd.Series({"url": "example.org/one", "sha256": "ab12"}))
    'urn:sha256:ab12'
    """
    url = article["url"]
    if pd.notna(url) and is_address(url) and not re.search(r"[\s<>\"{}|\\^`]", url):
        return url
    return f"urn:sha256:{article['sha256']}" if pd.notna(article["sha256"]) else "#" + fragment("article", article_id)


def fragment(kind: str, row_id: str) -> str:
    """The name of a row within a file of linked data.

    >>> fragment("claim", "a b:0-5")
    'claim/a%20b:0-5'
    """
    return f"{kind}/{quote(row_id, safe=':')}"


def without_missing(node: dict) -> dict:
    return {key: value for key, value in node.items() if not (value is None or value is pd.NA or isinstance(value, (list, str)) and not value)}


def _dataset(found: Analysis) -> dict:
    about = " ".join(text for text in (found.case.question, _HOW_TO) if text)
    return {"@type": "Dataset", "@id": "#claims", "name": found.case.title, "description": about}


def _article(article_id: str, row: pd.Series) -> dict:
    where = address(article_id, row)
    return without_missing({
        "@type": "NewsArticle", "@id": where, "identifier": article_id, "headline": row["title"], "url": where if where.startswith("http") else None,
        "publisher": _body(row["outlet"]), "datePublished": _day(row["published"]), "inLanguage": row["language"],
    })  # fmt: skip


def _body(name: object) -> dict | None:
    return {"@type": "Organization", "name": name} if isinstance(name, str) else None


def _claim(row, articles: dict[str, dict], authors: list[dict]) -> dict:
    article = articles[row.article_id]
    if row.source_kind == "article":
        authors = [article["publisher"]] if "publisher" in article else []
    return without_missing({
        "@type": "Claim", "@id": "#" + fragment("claim", row.Index), "identifier": row.Index,
        "text": f"Denied: {row.text}" if row.polarity == "denied" else row.text,
        "author": authors[0] if len(authors) == 1 else authors, "creditText": None if authors else row.source,
        "datePublished": _day(row.said_on), "creativeWorkStatus": row.status, "appearance": article,
    })  # fmt: skip


def _statements(found: Analysis, articles: dict[str, dict], agents: dict[str, dict], made: dict[str, dict]) -> list[dict]:
    table = comparison.statements(found.figures, found.claims, found.sources, articles=found.articles)
    nodes = []
    for row in table.itertuples():
        parts = [made[claim_id] for claim_id in dict.fromkeys(found.figures.loc[row.figure_ids.split("|"), "claim_id"])]
        seen = [articles[article_id] for article_id in row.article_ids.split("|")]
        first = min((article for article in seen if "datePublished" in article), key=lambda article: article["datePublished"], default=None)
        nodes.append(without_missing({
            "@type": "Claim", "@id": "#" + fragment("statement", row.Index), "identifier": row.Index, "name": _title(row),
            "alternateName": row.wordings.split(" · "), "text": parts[0]["text"],
            "author": agents.get(row.source_id) or parts[0].get("author"), "creditText": parts[0].get("creditText"),
            "datePublished": _day(row.said_first), "firstAppearance": first, "appearance": seen, "isPartOf": [{"@id": part["@id"]} for part in parts],
        }))  # fmt: skip
    return nodes


def _title(row) -> str:
    whose = ", ".join(str(part) for part in (row.group, row.counted) if pd.notna(part))
    return f"{row.source}: {row.wordings.split(' · ')[0]} {row.measure.replace('_', ' ')}" + (f" ({whose})" if whose else "")


def _agents(found: Analysis, ids: pd.Series) -> dict[str, dict]:
    """Those of the sources that are somebody in particular, by id."""
    ids = [source_id for source_id in ids.dropna().unique() if source_id not in NOBODY]
    names = names_of(found.sources)
    people = {entry.source_id: entry.person for entry in registry.read(found.sources).entries}
    kinds = found.claims.drop_duplicates("source_id").set_index("source_id")["source_kind"].to_dict()
    wikidata = {} if found.sources is None else found.sources.set_index("source_id")["wikidata"].dropna().to_dict()
    return {id_: _agent(id_, source_name(id_, names), people.get(id_), kinds.get(id_), wikidata.get(id_)) for id_ in ids}


def _agent(source_id: str, name: str, person: bool | None, kind: str | None, wikidata: str | None) -> dict:
    """A source as schema.org has it. A kind such as government is that of a president too: then the name decides."""
    is_person = kind in _PEOPLE or kind not in _BODIES and (describe(name).person if person is None else person)
    entity = f"https://www.wikidata.org/entity/{wikidata}" if wikidata and re.fullmatch(r"Q[1-9][0-9]*", wikidata) else None
    return without_missing({
        "@type": "Person" if is_person else "Organization", "@id": "#" + fragment("source", source_id), "identifier": source_id, "name": name,
        "sameAs": entity,
    })  # fmt: skip


def _day(value: pd.Timestamp) -> str | None:
    return None if pd.isna(value) else value.date().isoformat()
