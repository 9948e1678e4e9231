"""How a statement is worded from report to report: its numbers, how firmly they are told, and whether its source is still named."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from kit.comparison.columns import each, order_by, ranks
from kit.comparison.grouping import grouped
from kit.comparison.once import once
from kit.comparison.readings import RATIO, TOLERANCE, TOLLS, note
from kit.comparison.speakers import nobody
from kit.comparison.words import REST, thing

#: What a cue class makes of a number, where it is more or less than plainly said.
FIRMNESS = {"estimates": "estimate", "believes": "estimate", "claims": "claim", "confirms": "confirmation", "shows": "confirmation"}
_SAID = "statement"
_FORMS = {"direct": "quoted", "mixed": "partly quoted", "indirect": "in the article's words"}
#: Distinct counts in a statement up to which each is held against each to see whether the toll rose.
_STEPS = 500
_ORDER = ["statement_id", "said_on", "published", "article_id", "start"]
_COLUMNS = [
    "statement_id", "statement", "source_id", "source", "measure", "group", "counted", "step", "article_id", "outlet", "published", "said_on",
    "copy_of", "text", "qualifier", "attributed", "form", "cue", "cue_class", "hedge", "change", "wording_count", "elsewhere", "others", "against", "outlier", "note",
    "figure_id", "start", "end",
]
_TYPES = dict.fromkeys(["step", "wording_count", "elsewhere", "others", "against"], "Int64") | dict.fromkeys(["attributed", "outlier"], "boolean")
_TYPES |= dict.fromkeys(["source", "change", "note"], "string")


@once
def drift(
    figures: pd.DataFrame,
    claims: pd.DataFrame,
    sources: pd.DataFrame | None = None,
    *,
    articles: pd.DataFrame | None = None,
    tolerance: float = TOLERANCE,
    ratio: float = RATIO,
    roll_up: bool = False,
) -> pd.DataFrame:
    """Follows each statement that does not stay the same from report to report.

    It does not where it has more than one wording; where it is an estimate, a claim, a plain statement or a confirmation by turns (the class of the cue,
    :data:`FIRMNESS`); where it is hedged in some reports only; and where the attribution is lost: another article gives the same number of the same people
    (a group may be left out) in its own voice, not before the first report of it and without naming anybody for it. Such an article stands in the
    statement that most articles carry, of several.

    Args:
        figures, claims, sources, articles, tolerance, ratio, roll_up: As in :func:`kit.comparison.statements`.

    Returns:
        One row for each appearance, by ``statement_id`` and in the order said, published, article, place in the text, those without a day last (``step`` counts from 1). ``statement`` says
        whose count of what it is, ``copy_of`` of which article this one is an exact copy that is not counted again (needs *articles*). Besides the figure and its claim (``form``, ``cue``, ``cue_class``, ``hedge``): ``attributed`` (False where the article gives the
        number as its own; ``source`` is then who said it elsewhere); ``change`` (what is other than in the last attributed step, in words; empty where
        nothing is, <NA> in the first); ``wording_count`` (wordings of the statement); ``elsewhere`` (in how many other articles the same words
        stand), ``others`` (the statement's other appearances), ``against`` (how many of these cannot hold together with this one; all three <NA> where it is
        not attributed), ``outlier`` (it contradicts more appearances than share its reading: the one that stands alone against the rest), ``note`` (the
        same as a sentence) and the evidence: ``figure_id``, ``article_id``, ``start``, ``end``.
    """
    table = grouped(figures, claims, sources, articles, tolerance, ratio, roll_up)
    lost = _unattributed(table)
    table = table.assign(firm=each(table["cue_class"], lambda cue_class: FIRMNESS.get(cue_class, _SAID)), hedged=table["hedge"].notna(), attributed=True)
    by_statement = table.groupby("statement_id", sort=False)
    table["wording_count"] = by_statement["wording"].transform("nunique")
    moves = table["statement_id"].isin(lost["statement_id"].unique())
    for name in ("wording", "firm", "hedged"):
        moves |= by_statement[name].transform("nunique").gt(1)
    told = table[moves]
    told = _counted(told.take(order_by(told, _ORDER)).reset_index(drop=True))
    lost["statement"] = lost["statement_id"].map(dict(zip(told["statement_id"], told["statement"]))).astype("string")
    table = pd.concat([told, lost], ignore_index=True)
    table = table.take(order_by(table, _ORDER)).reset_index(drop=True)
    by_statement = table.groupby("statement_id", sort=False)
    table["wording_count"] = by_statement["wording_count"].transform("max")
    table["step"] = by_statement.cumcount() + 1
    table["change"] = _changes(table)
    table["note"] = list(map(_note, *(table[name].tolist() for name in ("attributed", "elsewhere", "others", "against", "outlier"))))
    table = table.drop(columns=["source"]).rename(columns={"name": "source"})
    result = table[_COLUMNS].astype(_TYPES)
    result.attrs["note"] = note(tolerance)
    return result


def _counted(table: pd.DataFrame) -> pd.DataFrame:
    """The appearances beside each other: who shares the words, who cannot hold together, and what they are called."""
    once = table["copy_of"].isna()
    of_one_reading = once.groupby([table["statement_id"], table["first"], table["last"]]).transform("sum")
    against = _against(table)
    return table.assign(
        statement=_titles(table), others=once.groupby(table["statement_id"]).transform("sum") - 1,
        elsewhere=table.groupby(["statement_id", "wording"])["report"].transform("nunique") - 1, against=against, outlier=against > of_one_reading,
    )


def _unattributed(table: pd.DataFrame) -> pd.DataFrame:
    """The figures in an article's own voice that repeat what a source said, as rows of that source's statement."""
    usable = table["polarity"].eq("asserted") & table["measure"].ne(REST)
    own = table[usable & table["source_id"].eq("article").fillna(False)]
    # An article that names somebody for the number, whoever that is, has not lost the attribution.
    number = table.groupby(["article_id", "measure", "centre"], sort=False).ngroup()
    own = own[~number[own.index].isin(number[table["source_id"].ne("article").fillna(True)]) & own["statement"].isna()]
    key = ["measure", "counted", "window", "centre"]
    count = table.groupby(key, sort=False).ngroup()
    said = usable & ~nobody(table["source_id"]) & count.isin(count[own.index])
    told = table.loc[table["statement_id"].isin(table.loc[said, "statement_id"].unique()), [*key, "group", "statement_id", "speaker", "source_id", "name", "article_id", "day"]]
    groups = told.groupby("statement_id")
    told = told.assign(reports=-groups["article_id"].transform("nunique"), since=groups["day"].transform("min"))
    said = told[said[told.index]].sort_values(["reports", "since", "statement_id"], kind="stable")
    found = []
    for rows, more in ((own[own["group"].notna()], ["group"]), (own[own["group"].isna()], [])):
        first = said.drop_duplicates([*key, *more])[[*key, *more, "statement_id", "speaker", "source_id", "name", "since"]]
        found.append(rows.drop(columns=["statement_id", "speaker", "source_id", "name"]).merge(first, on=[*key, *more]))
    lost = pd.concat(found, ignore_index=True)
    lost = lost[~(lost["published"] < lost["since"])]
    none = {"form": pd.NA, "cue": pd.NA, "cue_class": pd.NA, "others": pd.NA, "elsewhere": pd.NA, "against": pd.NA}
    return lost.assign(attributed=False, outlier=False, wording_count=0, hedged=lost["hedge"].notna(), firm=_SAID, **none)


class _Step(NamedTuple):
    statement_id: str
    attributed: bool
    text: str
    wording: str
    form: str | None
    cue: str | None
    cue_class: str | None
    firm: str | None
    hedge: str | None


def _changes(table: pd.DataFrame) -> list[str | None]:
    """For each row what is other than in the last attributed row of its statement before it."""
    columns = (table[name].astype(object).where(table[name].notna(), None).tolist() for name in _Step._fields)
    before: _Step | None = None
    changes = []
    for step in map(_Step._make, zip(*columns)):
        if before is not None and before.statement_id != step.statement_id:
            before = None
        changes.append("; ".join(_change(before, step)) if before else None)
        before = step if step.attributed else before
    return changes


def _change(before: _Step, step: _Step) -> list[str]:
    """What is other than before, in words.

    >>> one = _Step("x", True, "nearly 50", "nearly 50", "direct", "estimates", "estimates", "estimate", "reportedly")
    >>> _change(one, one._replace(text="over 50", wording="over 50", cue="said", cue_class="says", firm="statement", hedge=None))
    ['“nearly 50” → “over 50”', '“estimates” → “said” (estimate → statement)', 'hedge lost (“reportedly”)']
    """
    found = [] if before.wording == step.wording else [f"“{before.text}” → “{step.text}”"]
    if not step.attributed:
        found.append("attribution lost: in the article's own voice")
    elif before.cue_class and step.cue_class and before.cue_class != step.cue_class:
        firmer = f" ({before.firm} → {step.firm})" if before.firm != step.firm else ""
        found.append(f"“{before.cue}” → “{step.cue}”{firmer}")
    if step.attributed and before.form != step.form:
        found.append(f"{_FORMS[before.form]} → {_FORMS[step.form]}")
    if before.hedge and not step.hedge:
        found.append(f"hedge lost (“{before.hedge}”)")
    elif step.hedge and not before.hedge:
        found.append(f"hedge added (“{step.hedge}”)")
    elif before.hedge != step.hedge:
        found.append(f"hedge “{before.hedge}” → “{step.hedge}”")
    return found


def _against(table: pd.DataFrame) -> np.ndarray:
    """Counts, for each row, the appearances of its statement and measure that begin above its end or end below its beginning."""
    statement = table.groupby(["statement_id", "measure"], sort=False).ngroup().to_numpy()
    first, last = ranks(table["first"].to_numpy(), table["last"].to_numpy())
    width = int(last.max()) + 2 if len(table) else 1
    once = table["copy_of"].isna().to_numpy()
    begins, ends = np.sort((statement * width + first)[once]), np.sort((statement * width + last)[once])
    above = np.searchsorted(begins, (statement + 1) * width) - np.searchsorted(begins, statement * width + last, side="right")
    below = np.searchsorted(ends, statement * width + first) - np.searchsorted(ends, statement * width)
    return above + below - _risen(table.assign(same=statement))


def _risen(table: pd.DataFrame) -> np.ndarray:
    """How many of these are no contradiction: one source's count of another day, or a later and higher count of a toll."""
    risen = np.zeros(len(table), dtype=int)
    dated = (table["measure"].isin(TOLLS) & table["period"].isna() & table["day"].notna()).to_numpy()
    key = ["same", "first", "last", "centre", "said_on", "day"]
    toll = table.loc[dated, key]
    count = toll.groupby(key, dropna=False, sort=False).ngroup().to_numpy()
    once = table.loc[dated, "copy_of"].isna().to_numpy()
    counts = toll.drop_duplicates(key).assign(n=np.bincount(count, weights=once).astype(int), at=np.arange(count.max(initial=-1) + 1))
    several = counts.groupby("same")
    counts = counts[several["day"].transform("nunique").gt(1) & several["day"].transform("size").le(_STEPS)]
    counts = counts.take(np.lexsort((counts["first"], counts["same"])))
    statement = counts["same"].to_numpy()
    first, last, centre, said, day, n, at = (counts[name].to_numpy() for name in ("first", "last", "centre", "said_on", "day", "n", "at"))
    spared = np.zeros(count.max(initial=-1) + 1, dtype=int)
    # Each count with the next, the one after that and so on, of its statement: by their least numbers, so that only the later can begin above the earlier's end.
    for step in range(1, len(counts)):
        a = np.flatnonzero(statement[:-step] == statement[step:])
        if not len(a):
            break
        b = a + step
        another_day = ~np.isnat(said[a]) & ~np.isnat(said[b]) & (said[a] != said[b])
        apart = (last[a] < first[b]) & (another_day | (day[a] < day[b]) & (centre[a] < centre[b]))
        spared[at[a]] += apart * n[b]
        spared[at[b]] += apart * n[a]
    risen[dated] = spared[count]
    return risen


def _note(attributed: bool, elsewhere: int, others: int, against: int, outlier: bool) -> str:
    if not attributed:
        return "the number without its source"
    words = "in these words nowhere else" if elsewhere == 0 else f"in these words in {elsewhere} other article{'s'[: elsewhere != 1]}"
    if not against:
        return words
    verdict = "contradicts the rest" if outlier else "contradicted"
    return f"{words}; {verdict}: cannot hold with {against} of {others} other appearances"


def _titles(table: pd.DataFrame) -> pd.Series:
    """What each row's statement says, in words that no other statement has."""
    heads = table.drop_duplicates("statement_id").set_index("statement_id")
    things = list(map(thing, *(heads[name].tolist() for name in ("measure", "group", "counted"))))
    titles = heads["name"] + ": " + pd.Series(things, index=heads.index, dtype="string")
    titles += (", " + heads["period"]).fillna("") + heads["superseded_by"].notna().map({True: ", since replaced", False: ""}).astype("string")
    titles += (", " + heads["changing"]).fillna("") + (", “" + heads["statement"] + "”").fillna("")
    titles += heads["polarity"].map({"denied": ", denied", "questioned": ", questioned"}).astype("string").fillna("")
    titles = titles.mask(titles.duplicated(keep=False), titles + ", “" + heads["text"] + "”")
    titles = titles.mask(titles.duplicated(keep=False), titles + " (" + heads.index + ")")
    return table["statement_id"].map(titles).astype("string")
