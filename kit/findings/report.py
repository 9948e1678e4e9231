"""report.html: one file that opens anywhere, with every number linked to the sentence it comes from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jinja2
import pandas as pd
from markupsafe import Markup

from kit import charts, comparison
from kit.comparison.readings import kept
from kit.findings.analysis import Analysis
from kit.findings.sentences import sentences
from kit.marks import marked, marks_of

#: For each table of the report its title, a line on how to read it, the columns shown with their headings, and which
#: columns link to the evidence of which figure.
SECTIONS = {
    "contradictions": (
        "Contradictions", "Counts of the same thing that exclude each other, with both sentences.",
        {"why": "Why", "source_a": "Source", "sentence_a": "Its sentence", "source_b": "Other source", "sentence_b": "Its sentence"},
        {"sentence_a": "figure_id_a", "sentence_b": "figure_id_b"},
    ),
    "drift": (
        "Drift of wording", "One source's number in several wordings, from report to report.",
        {"statement": "Statement", "text": "Wording", "article_id": "Article", "note": "Beside the others"},
        {"text": "figure_id"},
    ),
    "totals": (
        "Parts and totals", "What adds up, what does not, and what cannot be said.",
        {"verdict": "Verdict", "sentence": "What is counted, and against what"}, {"sentence": "whole_figure"},
    ),
    "origins": (
        "Origins", "On whose word the counts rest in the end.",
        {"origin_name": "Origin", "articles": "Articles", "claims": "Claims", "figures": "Figures", "measures": "Measures"}, {},
    ),
    "not_compared": (
        "Not compared", "Counts that look alike but may speak of different things.",
        {"why_not": "Why not", "measure_a": "Measure", "texts_a": "Counts", "measure_b": "Other measure", "texts_b": "Counts"}, {},
    ),
    "attributions": (
        "Who is quoted", "Every source, how often and how firmly: direct, hedged and relayed in per cent of its claims.",
        {"name": "Source", "kind": "Kind", "side": "Side", "claims": "Claims", "articles": "Articles", "direct": "Direct, %", "hedged": "Hedged, %", "relayed": "Relayed, %", "figures": "Figures"}, {},
    ),
    "unnamed": (
        "Without a name", "What rests on sources that the articles do not name.",
        {"mention": "Who", "text": "What", "figures": "Counts", "hedge": "Hedge", "article_id": "Article"}, {},
    ),
    "unresolved": ("Not resolved", "Mentions that no source could be found for; sources.csv is where to name them.", None, {}),
    "problems": ("Corrections that could not be applied", "Nothing is lost: they stand in corrections.jsonl.", None, {}),
    "notices": ("Passed over", "What could not be read, and what to do about it.", None, {}),
}  # fmt: skip
#: Columns whose values are ids of a vocabulary, shown in words.
_WORDED = ("measure", "measure_a", "measure_b", "whole_measure", "measures")


def report(found: Analysis, tables: dict[str, pd.DataFrame], drawn: dict[str, charts.Chart]) -> str:
    """The report as HTML: no script, no network, every text from an article escaped."""
    return _template().render(
        case=found.case,
        articles=found.articles.reset_index().to_dict("records"),
        sentences=sentences(found),
        charts=[(name, chart.alt, Markup(_svg(chart))) for name, chart in drawn.items() if len(chart.values)],
        sections=[_section(name, tables[name]) for name in SECTIONS if len(tables[name])],
        evidence=_evidence(found),
        note=comparison.note(),
    )


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    environment.filters["shown"] = _shown
    return environment.get_template("report.html.j2")


def _shown(value: object) -> str:
    """A cell for reading: nothing for what is missing, a date without its midnight."""
    if value is None or value is pd.NaT or (not isinstance(value, (tuple, list)) and pd.isna(value)):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return f"{value:,}" if isinstance(value, int) else str(value)


def _section(name: str, table: pd.DataFrame) -> dict:
    title, lead, columns, links = SECTIONS[name]
    columns = columns or {column: column.replace("_", " ").capitalize() for column in table.columns}
    known = table.reset_index()
    columns = {column: heading for column, heading in columns.items() if column in known}
    rows = [[_linked(row, column, links) for column in columns] for row in known.to_dict("records")]
    return {"name": name, "title": title, "lead": lead, "columns": columns, "rows": rows, "file": f"{name}.csv"}


def _linked(row: dict, column: str, links: dict[str, str]) -> tuple[str, str | None]:
    """A cell in words, and the figure whose evidence it links to."""
    shown = _shown(row[column])
    figure_id = row.get(links.get(column, ""))
    return shown.replace("_", " ") if column in _WORDED else shown, figure_id if isinstance(figure_id, str) else None


def _svg(chart: charts.Chart) -> str:
    """The picture as an element of the page, without the declarations of a file of its own."""
    text = chart.svg()
    return text[text.index("<svg") :]


def _evidence(found: Analysis) -> list[dict]:
    """Each figure with its sentence, marked."""
    rows = []
    for figure_id, figure in kept(found.figures).iterrows():
        claim = found.claims.loc[figure["claim_id"]]
        if claim["status"] == "rejected":
            continue
        text = found.articles["text"].get(figure["article_id"], "")
        marks = marks_of(claim, found.figures.loc[[figure_id]])
        start = min(claim["sentence_start"], figure["start"])
        end = max(claim["sentence_end"], figure["end"])
        rows.append({"id": figure_id, "figure": figure, "claim": claim, "sentence": Markup(marked(text, marks, int(start), int(end)))})
    return rows
