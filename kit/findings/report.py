"""report.html: one file that opens anywhere, with every number linked to the sentence it comes from."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

import jinja2
import pandas as pd
from markupsafe import Markup

from kit import charts, comparison
from kit.comparison.copies import WORDS
from kit.comparison.readings import kept
from kit.findings.analysis import Analysis
from kit.findings.quotes import Quotes
from kit.findings.sentences import sentences
from kit.marks import beside, marked, marks_of

#: For each table of the report its title, a line on how to read it, the columns shown with their headings, and which
#: columns link to their evidence: the column that names figures, claims or articles, "|" between.
SECTIONS = {
    "extent": (
        "How much there is", "What is counted, and how: every number of this report is one of these, or says of which it is a part.",
        {"what": "What", "number": "Number", "counted": "Which these are"}, {},
    ),
    "contradictions": (
        "Contradictions", "Two counts of the same thing that cannot both be right, with both sentences. Of each wording the nearest larger counts are set against it; “Further” says how many larger ones there are besides, not all of which need contradict it.",
        {"why": "Why", "source_a": "Source", "sentence_a": "Its sentence", "source_b": "Other source", "sentence_b": "Its sentence", "further": "Further"},
        {"sentence_a": "figure_id_a", "sentence_b": "figure_id_b"},
    ),
    "summary": (
        "Counts of one thing", "What the policy in case.toml makes of all counts of one thing. “Show all” sets them beside each other and makes no number; any other gives one, and says what it leaves out.",
        {"measure": "Measure", "group": "Group", "counted": "Counted", "policy": "Policy", "in_words": "In words", "how": "How", "origins": "Origins"},
        {"in_words": "figure_ids"},
    ),
    "drift": (
        "Drift of wording", "One source's number from report to report: in other words, more or less firmly, or without its source.",
        {"statement": "Statement", "text": "Wording", "article_id": "Article", "change": "Change", "note": "Beside the others"},
        {"text": "figure_id"},
    ),
    "totals": (
        "Parts and totals", "What adds up, what does not, and what cannot be said.",
        {"verdict": "Verdict", "sentence": "What is counted, and against what"}, {"sentence": "whole_figure"},
    ),
    "origins": (
        "Origins", "On whose word the counts rest in the end; denied counts are left out. The last rows are nobody in particular, and no origin.",
        {"origin_name": "Origin", "articles": "Articles", "claims": "Claims", "figures": "Figures", "measures": "Measures"}, {"articles": "article_ids"},
    ),
    "duplicates": (
        "Articles that are there more than once", "The same article again, a version of it, or one that another holds whole; each is linked to the one that is counted.",
        {"article_id": "Article", "relation": "Relation", "counted": "Counted", "share": "Share of it", "why": "Why"}, {"article_id": "article_id", "counted": "counted"},
    ),
    "dependent_articles": (
        "Articles that depend on one another", "They share most of their wording, or all they tell comes by one relay: together they are one report.",
        {"reason": "Reason", "articles": "Articles", "first": "First", "relay": "Relay"}, {"articles": "article_ids"},
    ),
    "copied_passages": (
        "Shared passages", "The same words in two articles, one beside the other below; what both only quote is no copying.",
        {"words": "Words", "article_a": "Article", "article_b": "Other article", "first": "Published first", "quotation": "A quotation"},
        {"article_a": "article_a", "article_b": "article_b"},
    ),
    "location_summary": (
        "Where it happened", "The places that are named, denied or left open for each event.",
        {"measure": "Event", "group": "Group", "status": "Status", "place": "Place", "within": "Within", "mentions": "Mentions", "sources": "Sources"},
        {"mentions": "article_ids"},
    ),
    "location_conflicts": (
        "Places that differ", "Two places given for one event, and whether both can be right.",
        {"why": "Why", "measure": "Event", "place_a": "Place", "sources_a": "Sources", "place_b": "Other place", "sources_b": "Sources of the other"}, {},
    ),
    "not_compared": (
        "Not compared", "Counts that look alike but may speak of different things or days; of some it cannot be said whether they exclude each other.",
        {"verdict": "Verdict", "why_not": "Why not", "measure_a": "Measure", "texts_a": "Counts", "measure_b": "Other measure", "texts_b": "Counts"}, {"texts_a": "figure_id_a", "texts_b": "figure_id_b"},
    ),
    "attributions": (
        "Who is quoted", "Every source, how often and how firmly: direct, hedged and relayed in per cent of its claims. A claim that two sources make together stands with both.",
        {"name": "Source", "kind": "Kind", "side": "Side", "claims": "Claims", "articles": "Articles", "direct": "Direct, %", "hedged": "Hedged, %", "relayed": "Relayed, %", "figures": "Figures"}, {"claims": "evidence"},
    ),
    "unnamed": (
        "Without a name", "What rests on sources that the articles do not name.",
        {"mention": "Who", "text": "What", "figures": "Counts", "also_named": "A named source gives them too", "hedge": "Hedge", "article_id": "Article"}, {"text": "claim_id"},
    ),
    "unresolved": (
        "Not resolved", "Mentions that no source could be found for; sources.csv is where to name them.",
        {"source": "Mention", "articles": "Articles", "count": "Mentions", "example": "For example"}, {"example": "claim_id"},
    ),
    "score": (
        "How far the extraction was right", "Held against what people decided about the rows that they checked; what nobody has checked counts neither way.",
        {"table": "Table", "what": "What", "right": "Right", "of": "Of", "share": "Share", "rests_on": "This rests on"}, {},
    ),
    "agreement": (
        "How far reviewers agree", "Row by row and field by field, with Krippendorff's alpha.",
        {"table": "Table", "field": "Field", "rows": "Rows", "reviewers": "Reviewers", "same": "The same, share", "alpha": "Alpha", "level": "Level"}, {},
    ),
    "problems": ("Corrections that could not be applied", "Nothing is lost: they stand in corrections.jsonl.", None, {}),
    "notices": ("Passed over", "What could not be read, and what to do about it.", None, {}),
}  # fmt: skip
#: What is said where a table that people look for is empty.
_NONE = {"copied_passages": f"No passage of {WORDS} words or more stands in two articles."}
#: Columns whose values are ids of a vocabulary, shown in words.
_WORDED = ("measure", "measure_a", "measure_b", "whole_measure", "measures", "policy")


def report(found: Analysis, tables: dict[str, pd.DataFrame], drawn: dict[str, charts.Chart], quotes: Quotes | None = None) -> str:
    """The report as HTML: no script, no network, every text from an article escaped; with *quotes* it says how the articles are quoted, and keeps to it."""
    evidence = _evidence(found)
    places = {*found.articles.index, *(row["id"] for row in evidence), *(row["also"] for row in evidence)}
    page = template("report.html.j2").render(
        quotes=quotes,
        case=found.case,
        articles=found.articles.reset_index().to_dict("records"),
        sentences=sentences(found),
        charts=[(name, chart.alt, _picture(chart)) for name, chart in drawn.items() if len(chart.values)],
        sections=[_section(name, tables[name], places) for name in SECTIONS if len(tables[name]) or name in _NONE],
        beside=Markup(beside(tables["copied_passages"], found.articles)._repr_html_()),
        evidence=evidence,
        note=comparison.note(),
    )
    return page if quotes is None else quotes.page(page)


@cache
def template(name: str) -> jinja2.Template:
    """A page of this folder, with everything that is put into it escaped."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    environment.filters["shown"] = _shown
    return environment.get_template(name)


def _shown(value: object) -> str:
    """A cell for reading: nothing for what is missing, a date without its midnight."""
    if value is None or value is pd.NaT or (not isinstance(value, (tuple, list)) and pd.isna(value)):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _section(name: str, table: pd.DataFrame, places: set[str]) -> dict:
    title, lead, columns, links = SECTIONS[name]
    columns = columns or {column: column.replace("_", " ").capitalize() for column in table.columns}
    known = table.reset_index()
    columns = {column: heading for column, heading in columns.items() if column in known}
    rows = [[_linked(row, column, links, places) for column in columns] for row in known.to_dict("records")]
    return {"name": name, "title": title, "lead": lead if rows else _NONE[name], "columns": columns, "rows": rows, "file": f"{name}.csv"}


def _linked(row: dict, column: str, links: dict[str, str], places: set[str]) -> tuple[str, list[str]]:
    """A cell in words, and those places of the page that it links to."""
    shown = _shown(row[column])
    ids = row.get(links.get(column, ""))
    found = [place for place in ids.split("|") if place in places] if isinstance(ids, str) else []
    return shown.replace("_", " ") if column in _WORDED else shown, found


def _picture(chart: charts.Chart) -> str:
    """The chart as an image within the page, and so many times smaller than as SVG, which lies beside the report."""
    return "data:image/png;base64," + base64.b64encode(chart.png()).decode("ascii")


def _evidence(found: Analysis) -> list[dict]:
    """Each figure with its sentence, marked, then each claim without a figure; ``also`` is the claim that is first met at a figure."""
    claims, rows, met = kept(found.claims), [], set()
    figures = kept(found.figures)
    for figure_id, figure in figures[figures["claim_id"].isin(claims.index)].iterrows():
        claim = claims.loc[figure["claim_id"]]
        sentence = _sentence(found, claim, found.figures.loc[[figure_id]])
        rows.append({"id": figure_id, "also": None if claim.name in met else claim.name, "figure": figure, "claim": claim, "sentence": sentence})
        met.add(claim.name)
    for claim_id, claim in claims[~claims.index.isin(met)].iterrows():
        rows.append({"id": claim_id, "also": None, "figure": None, "claim": claim, "sentence": _sentence(found, claim, found.figures.iloc[:0])})
    return rows


def _sentence(found: Analysis, claim: pd.Series, figures: pd.DataFrame) -> Markup:
    text = found.articles["text"].get(claim["article_id"], "")
    marks = marks_of(claim, figures)
    start = min([claim["sentence_start"], *figures["start"]])
    end = max([claim["sentence_end"], *figures["end"]])
    return Markup(marked(text, marks, int(start), int(end)))
