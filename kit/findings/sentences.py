"""What was found, in sentences: each computed, each with the name of the table that it rests on."""

from __future__ import annotations

import textwrap
from typing import NamedTuple

import pandas as pd

from kit import comparison, tables
from kit.comparison.chains import WITHOUT_REGISTRY
from kit.comparison.extent import counts_of_people, named_sources
from kit.comparison.readings import kept, readings
from kit.comparison.words import so_many, thing
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
    many = comparison.extent(found.figures, found.claims)
    together, hold, they, their = ("", "holds", "it attributes", "its") if len(found.articles) == 1 else (" together", "hold", "they attribute", "their")
    claims = f"{so_many(many.claims, 'claim')}: {many.attributed:,} that {they} to somebody, {many.own:,} in {their} own voice"
    words = f"{so_many(len(found.articles), 'article')} of {so_many(int(found.articles['words'].sum()), 'word')}{together}"
    findings = [Finding("extent", f"{words} {hold} {claims if many.claims else 'no claim'}.", "extent.csv")]
    if not many.counts:
        findings.append(Finding("extent", "There is no count of people in what was read.", "extent.csv"))
    else:
        besides = [f"{number:,} of them {why}" for why, number in (("denied", many.denied), ("only asked", many.questioned)) if number]
        there = f"{'This claim has' if many.claims == 1 else 'These claims have'} {', '.join([so_many(many.counts, 'count') + ' of people', *besides])}"
        asked = len(counts_of_people(in_question(found.figures, found.case), found.claims))
        if asked < many.counts:
            there += f"; the case asks about {asked:,} of all these, and the charts are of them"
        findings.append(Finding("extent", f"{there}.", "extent.csv"))
    undated = int(found.articles["published"].isna().sum())
    if undated:
        its = "its" if undated == 1 else "their"
        findings.append(Finding("extent", f"Of {so_many(undated, 'article')} the day of publication is not known, so {its} “yesterday” and “on Monday” stay open.", "articles.csv"))
    return findings


def _origins(found: Analysis) -> list[Finding]:
    """On how many sources and origins the counts rest, denied ones left out: all of them, then those of each measure that several articles give."""
    asked = in_question(kept(found.figures), found.case)
    figures = {"All counts of people together": found.figures}
    for measure in MEASURES[:-1]:
        of_measure = asked[asked["measure"].eq(measure)]
        if of_measure["article_id"].nunique() > 1:
            figures[f"Counts of {measure.replace('_', ' ')}"] = of_measure
    note = [] if found.sources is not None and len(found.sources) else [Finding("origins", WITHOUT_REGISTRY, "origins.csv")]
    return [Finding("origins", f"{what}: {_resting(found, some)}.", "origins.csv") for what, some in figures.items() if len(kept(some))] + note


def _resting(found: Analysis, figures: pd.DataFrame) -> str:
    """In how many reports counts stand, of how many named sources, on how many origins these rest, and how many claims besides name nobody."""
    table = comparison.origins(figures, found.claims, found.sources)
    count = comparison.count_origins(figures, found.claims, found.sources, articles=found.articles)
    told = readings(figures, found.claims, found.sources, found.articles)
    sources = len(named_sources(told[told["polarity"].eq("asserted")]))
    reports = so_many(count.reports, "report")
    if count.independent is not None and count.independent < count.reports:
        reports += f" ({count.independent:,} when those of one wording or one relay count as one)"
    words = f"in {reports}, of {so_many(sources, 'named source')}" if sources else f"in {reports}, of no named source"
    if count.origins:
        words += f", resting on {so_many(count.origins, 'origin')} ({', '.join(count.names)})"
    nobody = table[~table["named"]]
    besides = [f"{so_many(row.claims, 'claim')} {_OF_NOBODY[row.origin]}" for row in nobody.itertuples()]
    return words + (f"{'; besides, ' if sources else ', in '}{_list(besides)}" if besides else "")


_OF_NOBODY = {"article": "in the articles' own voice", "unnamed": "of unnamed sources", "unresolved": "of sources not resolved"}


def _summary(found: Analysis) -> list[Finding]:
    """What the policy of the case makes of the counts."""
    chosen, figures = policy(found.case), in_question(kept(found.figures), found.case)
    if chosen["policy"] == "show_all" and len(figures):
        said = "No single number is made of counts that differ (policy “show all” in case.toml): summary.csv sets them beside each other, each with its source."
        return [Finding("summary", said, "summary.csv")]
    table = comparison.summary(figures, found.claims, found.sources, articles=found.articles, **chosen)
    return [
        Finding("summary", f"By the policy “{row.policy.replace('_', ' ')}”, {_about(row)}: {row.in_words}, from {so_many(row.articles, 'article')} "
                f"and {so_many(row.origins, 'origin')}.", "summary.csv", tuple(row.figure_ids.split("|")))
        for row in table[table["low"].notna() | table["high"].notna()].itertuples()
    ]  # fmt: skip


def _drift(found: Analysis) -> list[Finding]:
    table = comparison.statements(found.figures, found.claims, found.sources, articles=found.articles)
    worded = table[table["source_id"].notna() & table["wording_count"].gt(1)].sort_values("appearances", ascending=False, kind="stable")
    steps = comparison.drift(found.figures, found.claims, found.sources, articles=found.articles)
    findings = []
    for row in worded.itertuples():
        sentence = (
            f"{row.source} is reported with one and the same count of {_about(row)} in {so_many(row.wording_count, 'wording')}, "
            f"{so_many(row.appearances, 'time')} in {so_many(row.articles, 'article')}: {row.wordings}."
        )
        odd = steps[steps["statement_id"].eq(row.Index) & steps["outlier"]]
        if len(odd):
            sentence += f" {_list(f'“{text}”' for text in dict.fromkeys(odd['text']))} cannot hold together with the rest."
        findings.append(Finding("drift", sentence, "drift.csv", tuple(row.figure_ids.split("|"))))
    return findings


def _contradictions(found: Analysis) -> list[Finding]:
    table = comparison.contradictions(found.figures, found.claims, found.sources, articles=found.articles)
    if not len(table):
        none = "No two counts of the same thing rule each other out."
        return [Finding("contradictions", none, "contradictions.csv")] if len(kept(found.figures)) else []
    within = int(table["kind"].eq("within one source").sum())
    sentence = f"There {'is' if len(table) == 1 else 'are'} {so_many(len(table), 'pair')} of statements that cannot both be right"
    one = "both statements are of one source" if len(table) == 1 else f"in {within:,} of them both statements are of one source"
    sentence += f"; {one}." if within else "."
    foremost = table.assign(carried=table["articles_a"] + table["articles_b"]).sort_values("carried", ascending=False, kind="stable").head(_TOLD)
    told = [
        Finding("contradictions", f"{row.why} {_carried(row)}", "contradictions.csv", (row.figure_id_a, row.figure_id_b)) for row in foremost.itertuples()
    ]
    if len(table) > _TOLD:
        sentence += f" The first {_TOLD}, beginning with those in the most articles:"
    return [Finding("contradictions", sentence, "contradictions.csv"), *told]


def _carried(row) -> str:
    """In how many articles the two statements of a contradiction stand, and on how many origins they rest."""
    known = pd.notna(row.same_origin)
    origins = "one origin" if known and row.same_origin else "two origins" if known else "two sources"
    return f"The first stands in {so_many(row.articles_a, 'article')}, the second in {so_many(row.articles_b, 'article')}; they come from {origins}."


def _totals(found: Analysis) -> list[Finding]:
    table = comparison.totals(found.figures, found.claims, found.sources, articles=found.articles)
    return [
        Finding("totals", row.sentence, "totals.csv", (row.whole_figure,))
        for row in table[table["kind"].eq("killed + injured")].itertuples()
    ]


def _locations(found: Analysis) -> list[Finding]:
    """Where it happened, for the events of which a place is denied or left open, or several are named."""
    table = comparison.location_summary(comparison.locations(found.articles, found.claims, found.sources))
    findings = []
    for (measure, group), rows in table.groupby(["measure", table["group"].fillna("")], sort=False):
        if rows["status"].eq("named").all() and rows["place"].nunique() < 2:
            continue
        told = [f"{_place(row)} ({so_many(row.articles, 'article')})" for row in rows.itertuples()]
        of = f" of people of {group}" if group else ""
        findings.append(Finding("locations", f"Places that the reports give for {_NOUNS.get(measure, measure.replace('_', ' '))}{of}: {_list(told)}.", "location_summary.csv"))
    return findings


_NOUNS = {"captured": "the capture", "killed": "the killing", "injured": "the injuries", "detained": "the arrests", "deployed": "the deployment", "missing": "the loss",
          "disaster": "the disaster", "attack": "the attack", "explosion": "the explosion", "accident": "the accident"}


def _place(row) -> str:
    return {"unclear": "said to be unclear", "denied": f"denied for {row.place}"}.get(row.status, str(row.place))


def _unnamed(found: Analysis) -> list[Finding]:
    table = tables.unnamed(found.claims, found.figures, found.sources)
    if not len(table):
        return []
    rest = "rests" if len(table) == 1 else "rest"
    counts = int(counts_of_people(found.figures, found.claims)["claim_id"].isin(table["claim_id"]).sum())
    sentence = f"{so_many(len(table), 'claim')} {rest} on sources without a name"
    if counts:
        also = int(table["also_named"].sum())
        sentence += f", with {so_many(counts, 'count')} of people"
        sentence += f"; what {also:,} of these claims {'counts' if also == 1 else 'count'}, a named source gives too" if also else "; no named source gives the same"
    return [Finding("unnamed", f"{sentence}.", "unnamed.csv")]


def _unresolved(found: Analysis) -> list[Finding]:
    count = comparison.extent(found.figures, found.claims).unresolved
    return [Finding("unresolved", f"Of {so_many(count, 'claim')} it is not known who the source is: sources.csv is where to name it.", "unresolved.csv")] if count else []


def _about(row) -> str:
    """The measure, and in brackets the group and the kind of people where they are not people in general."""
    what, _, of = thing(row.measure, row.group, row.counted).partition(" – ")
    return f"{what} ({of})" if of else what


def _list(words) -> str:
    words = list(words)
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
