"""What was found, in sentences: each computed, each with the name of the table that it rests on."""

from __future__ import annotations

import textwrap
from typing import NamedTuple

import pandas as pd

from kit import comparison
from kit.comparison.chains import WITHOUT_REGISTRY
from kit.comparison.readings import kept
from kit.comparison.words import thing
from kit.findings.analysis import Analysis, in_question, policy
from kit.schema import MEASURES

#: Contradictions that are told each in a sentence of its own.
_TOLD = 5


class Finding(NamedTuple):
    """A sentence, the file of findings/ where its numbers can be checked, and the figures that it speaks of."""

    topic: str
    sentence: str
    table: str
    figure_ids: tuple[str, ...] = ()


def sentences(found: Analysis) -> list[Finding]:
    """The findings of a case, the broad ones first."""
    parts = (_extent, _origins, _summary, _drift, _contradictions, _totals, _locations, _unnamed, _unresolved)
    return [finding for part in parts for finding in part(found)]


def told(findings: list[Finding], *topics: str) -> str:
    """The sentences on *topics*, each on lines of its own that a notebook need not break.

    >>> told([Finding("origins", "5 reports, 2 origins.", "origins.csv")], "origins")
    '5 reports, 2 origins.'
    """
    return "\n".join(textwrap.fill(finding.sentence, 110) for finding in findings if finding.topic in topics) or "Nothing to tell."


def _extent(found: Analysis) -> list[Finding]:
    claims = kept(found.claims)
    quoted = claims[claims["source_kind"].ne("article")]
    sentence = (
        f"In {_count(len(found.articles), 'article')} of {found.articles['words'].sum():,} words together: {_count(len(quoted), 'attributed claim')} "
        f"and {_count(len(kept(found.figures)), 'count')} of people."
    )
    findings = [Finding("extent", sentence, "claims.csv")]
    undated = int(found.articles["published"].isna().sum())
    if undated:
        findings.append(Finding("extent", f"The day of publication is unknown for {_count(undated, 'article')}; their relative dates stay open.", "articles.csv"))
    return findings


def _origins(found: Analysis) -> list[Finding]:
    if not len(found.figures):
        return []
    asked = in_question(kept(found.figures), found.case)
    figures = {"All counts of people together": found.figures}
    for measure in MEASURES[:-1]:
        of_measure = asked[asked["measure"].eq(measure)]
        if of_measure["article_id"].nunique() > 1:
            figures[f"Counts of {measure.replace('_', ' ')}"] = of_measure
    counts = {what: comparison.count_origins(some, found.claims, found.sources, articles=found.articles) for what, some in figures.items()}
    note = [] if found.sources is not None and len(found.sources) else [Finding("origins", WITHOUT_REGISTRY, "origins.csv")]
    return [Finding("origins", f"{what}: {count}.", "origins.csv") for what, count in counts.items()] + note


def _summary(found: Analysis) -> list[Finding]:
    """What the policy of the case makes of the counts."""
    chosen, figures = policy(found.case), in_question(kept(found.figures), found.case)
    if chosen["policy"] == "show_all" and len(figures):
        return [Finding("summary", "By the policy “show all” every statement stands for itself, and nothing is summed up.", "summary.csv")]
    table = comparison.summary(figures, found.claims, found.sources, articles=found.articles, **chosen)
    return [
        Finding("summary", f"By the policy “{row.policy.replace('_', ' ')}”, {_about(row)}: {row.in_words}, from {_count(row.articles, 'article')} "
                f"and {_count(row.origins, 'origin')}.", "summary.csv", tuple(row.figure_ids.split("|")))
        for row in table[table["low"].notna() | table["high"].notna()].itertuples()
    ]  # fmt: skip


def _drift(found: Analysis) -> list[Finding]:
    table = comparison.statements(found.figures, found.claims, found.sources, articles=found.articles)
    worded = table[table["source_id"].notna() & table["wording_count"].gt(1)].sort_values("appearances", ascending=False, kind="stable")
    steps = comparison.drift(found.figures, found.claims, found.sources, articles=found.articles)
    findings = []
    for row in worded.itertuples():
        sentence = (
            f"{row.source} is reported with one number of {_about(row)} in {_count(row.wording_count, 'wording')} "
            f"over {_count(row.appearances, 'mention')} in {_count(row.articles, 'article')}: {row.wordings}."
        )
        odd = steps[steps["statement_id"].eq(row.Index) & steps["outlier"]]
        if len(odd):
            sentence += f" {_list(f'“{text}”' for text in dict.fromkeys(odd['text']))} cannot hold together with the rest."
        findings.append(Finding("drift", sentence, "drift.csv", tuple(row.figure_ids.split("|"))))
    return findings


def _contradictions(found: Analysis) -> list[Finding]:
    table = comparison.contradictions(found.figures, found.claims, found.sources, articles=found.articles)
    if not len(table):
        none = "No two counts of the same thing exclude each other."
        return [Finding("contradictions", none, "contradictions.csv")] if len(kept(found.figures)) else []
    within = int(table["kind"].eq("within one source").sum())
    sentence = f"{_count(len(table), 'pair')} of statements cannot both hold"
    sentence += f", {within} of them from one and the same source." if within else "."
    foremost = table.assign(carried=table["articles_a"] + table["articles_b"]).sort_values("carried", ascending=False, kind="stable").head(_TOLD)
    told = [
        Finding("contradictions", f"{row.why} {_carried(row)}", "contradictions.csv", (row.figure_id_a, row.figure_id_b)) for row in foremost.itertuples()
    ]
    if len(table) > _TOLD:
        sentence += f" The {_TOLD} that most articles carry:"
    return [Finding("contradictions", sentence, "contradictions.csv"), *told]


def _carried(row) -> str:
    """By how many reports and origins a contradiction is carried."""
    one = row.kind != "between sources" or (pd.notna(row.same_origin) and row.same_origin)
    origins = "one origin" if one and row.kind != "denied" else "two origins" if pd.notna(row.same_origin) else "two sources"
    return f"The one stands in {_count(row.articles_a, 'article')}, the other in {_count(row.articles_b, 'article')}; {origins}."


def _totals(found: Analysis) -> list[Finding]:
    table = comparison.totals(found.figures, found.claims, found.sources, articles=found.articles)
    return [
        Finding("totals", row.sentence, "totals.csv", (row.whole_figure,))
        for row in table[table["kind"].eq("killed + injured")].itertuples()
    ]


def _locations(found: Analysis) -> list[Finding]:
    """Where it happened, for the measures that the case asks about and for those that have an open place."""
    table = comparison.location_summary(comparison.locations(found.articles, found.claims, found.sources))
    findings = []
    for (measure, group), rows in table.groupby(["measure", table["group"].fillna("")], sort=False):
        if rows["status"].eq("named").all() and rows["place"].nunique() < 2:
            continue
        told = [f"{_place(row)} ({_count(row.articles, 'article')})" for row in rows.itertuples()]
        of = f" of people of {group}" if group else ""
        findings.append(Finding("locations", f"Where the reports put {_NOUNS.get(measure, measure.replace('_', ' '))}{of}: {_list(told)}.", "location_summary.csv"))
    return findings


_NOUNS = {"captured": "the capture", "killed": "the killing", "injured": "the injuries", "detained": "the arrests", "deployed": "the deployment", "missing": "the loss",
          "disaster": "the disaster", "attack": "the attack", "explosion": "the explosion", "accident": "the accident"}


def _place(row) -> str:
    return {"unclear": "said to be unclear", "denied": f"denied for {row.place}"}.get(row.status, str(row.place))


def _unnamed(found: Analysis) -> list[Finding]:
    claims = kept(found.claims)
    carried = kept(found.figures)["claim_id"]
    nameless = claims[claims["source_id"].eq("unnamed").fillna(False)]
    if not len(nameless):
        return []
    figures = int(carried.isin(nameless.index).sum())
    return [Finding("unnamed", f"On sources without a name: {_count(len(nameless), 'claim')} with {_count(figures, 'count')} of people.", "unnamed.csv")]


def _unresolved(found: Analysis) -> list[Finding]:
    claims = kept(found.claims)
    count = int(claims["source_id"].isna().sum())
    return [Finding("unresolved", f"For {_count(count, 'claim')} it is not known who the source is.", "unresolved.csv")] if count else []


def _about(row) -> str:
    """The measure, and in brackets the group and the kind of people where they are not people in general."""
    what, _, of = thing(row.measure, row.group, row.counted).partition(" – ")
    return f"{what} ({of})" if of else what


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _list(words) -> str:
    words = list(words)
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
