"""One source's count of one thing, wherever it is reported: the statement."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from kit.comparison.changes import ADDED, TAKEN
from kit.comparison.columns import each, joined
from kit.comparison.once import once
from kit.comparison.readings import RATIO, TOLERANCE, TOLLS, note, readings
from kit.comparison.successive import apart
from kit.comparison.words import REST

_STATEMENT_COLUMNS = [
    "source_id", "source", "kind", "origin", "measure", "group", "counted", "polarity", "appearances", "articles", "wording_count",
    "wordings", "qualifiers", "low", "high", "agree", "said_first", "said_last", "article_ids", "copies", "figure_ids", "why",
]
_STATEMENT_TYPES = dict.fromkeys(["appearances", "articles", "wording_count", "low", "high"], "Int64") | {
    "agree": "boolean", "said_first": "datetime64[us]", "said_last": "datetime64[us]",
}


def statements(
    figures: pd.DataFrame,
    claims: pd.DataFrame,
    sources: pd.DataFrame | None = None,
    *,
    articles: pd.DataFrame | None = None,
    tolerance: float = TOLERANCE,
    ratio: float = RATIO,
    roll_up: bool = False,
) -> pd.DataFrame:
    """Groups the figures of one source about one thing into one statement with all its appearances.

    Figures belong to one statement when source, measure, group, kind of people counted, period and polarity
    are the same, all or none of them have been replaced by a later count, and the larger number is at most *ratio* times the smaller: "nearly 3,000" and "over
    3,000" are two wordings of one statement, "3,000" and "500" are two statements. Two numbers of a toll of which one was known before the other was said
    are two statements, and so are two firm ones ("at least 40", "43") and two of which no number can be both ("between 55 and 60", "61"), unless they are given on one day: of reports
    without a day, in one article. Two numbers in an article's own voice are two statements, and what came to a count or was taken off it ("eight more") is one of its own. Of counts of which nobody says what happened to the
    people (measure "other") only the same words for the same noun are one statement. A count that names no group is taken to be of the
    group that its source counts under that measure, where that is one only.

    A person may group otherwise: figures of one source with the same name in the column ``statement`` (capitals and spaces apart) are one statement, whatever they
    count and whatever their numbers, and a figure with a name never stands with figures that have none or another one. A denial is never one
    statement with what it denies.

    Args:
        figures: A figures table; rejected rows are left out.
        claims: The claims the figures stand in.
        sources: The registry, for names and, with *roll_up*, for parents.
        articles: The articles table, for the outlets' names.
        tolerance: See :func:`kit.comparison.interval`.
        ratio: At least 1.
        roll_up: Take a source and the sources under it in the registry as one (an agency with its government).

    Returns:
        Index ``statement_id`` (``source:measure:group:number``, or ``source:name`` where a person named it); ``source_id`` (<NA> where unresolved), ``source``,
        ``kind``, ``origin``, ``measure``, ``group``, ``counted``, ``polarity``, ``appearances``, ``articles``, ``wording_count`` (counts),
        ``wordings`` and ``qualifiers`` (distinct, in order, " · " between), ``low``, ``high`` (the least and greatest
        number that any wording allows; <NA> where open), ``agree`` (can all wordings, of one measure, hold together?),
        ``said_first``, ``said_last``, ``article_ids``, ``copies`` (those of them that are exact copies of another one and counted once with it in
        ``appearances`` and ``articles``; needs *articles*), ``figure_ids`` ("|" between), ``why`` they are grouped.

    Raises:
        ValueError: *ratio* is below 1 or *tolerance* not in [0, 1).
    """
    table = grouped(figures, claims, sources, articles, tolerance, ratio, roll_up)
    result = _one_row_each(table, ratio)
    texts = [name for name in _STATEMENT_COLUMNS if name not in _STATEMENT_TYPES]
    result = result.astype(_STATEMENT_TYPES | dict.fromkeys(texts, "string"))
    result.attrs["note"] = note(tolerance)
    return result


def _one_row_each(table: pd.DataFrame, ratio: float) -> pd.DataFrame:
    code, ids = pd.factorize(table["statement_id"], sort=True)
    table = table.assign(code=code)
    groups = table.groupby("code", sort=True)
    head = table.take(np.unique(code, return_index=True)[1]).set_index("code")
    result = head[["source_id", "name", "source_kind", "origin", "measure", "group", "counted", "polarity"]]
    result = result.rename(columns={"name": "source", "source_kind": "kind"})
    result["appearances"] = table["copy_of"].isna().groupby(code).sum()
    for name, column in (("articles", "report"), ("wording_count", "wording")):
        result[name] = groups[column].nunique()
    result["copies"] = joined(table[table["copy_of"].notna()], "code", "article_id", "article_id", "|").reindex(result.index)
    for name, column, key, between in (
        ("wordings", "text", "wording", " · "), ("qualifiers", "qualifier", "qualifier", " · "),
        ("article_ids", "article_id", "article_id", "|"), ("figure_ids", "figure_id", "figure_id", "|"),
    ):
        result[name] = joined(table, "code", column, key, between)
    ends = table.groupby(["code", "measure"], sort=True).agg(low=("first", "min"), latest=("first", "max"), earliest=("last", "min"), high=("last", "max"))
    ends = ends.assign(agree=ends["latest"] <= ends["earliest"]).groupby("code", sort=True).agg(low=("low", "min"), high=("high", "max"), agree=("agree", "all"))
    result["low"] = ends["low"]
    result["high"] = ends["high"].where(np.isfinite(ends["high"]))
    result["agree"] = ends["agree"]
    result["said_first"], result["said_last"] = groups["said_on"].min(), groups["said_on"].max()
    result["why"] = _why(head, groups["centre"].nunique(), groups.size(), ratio)
    return result[_STATEMENT_COLUMNS].set_axis(pd.Index(ids, dtype="string", name="statement_id"))


def _why(heads: pd.DataFrame, numbers: pd.Series, appearances: pd.Series, ratio: float) -> pd.Series:
    names, near = heads["statement"], f", numbers within {ratio:g} times each other"
    # Two rounded numbers may each go with a third one.
    spread = np.select([numbers.eq(1), ~heads["measure"].isin(TOLLS)], [", one number", near], default=f"{near}, each given on one day with another or able to hold with it")
    by_rule = "same source, measure, group and people counted" + pd.Series(spread, index=names.index, dtype="string")
    by_rule += ("; " + heads["changing"]).fillna("")
    by_person = pd.Series(np.where(appearances > 1, "put together", "set apart"), index=names.index, dtype="string") + " by a person as “" + names + "”"
    return by_person.fillna(by_rule)


@once
def grouped(
    figures: pd.DataFrame,
    claims: pd.DataFrame,
    sources: pd.DataFrame | None = None,
    articles: pd.DataFrame | None = None,
    tolerance: float = TOLERANCE,
    ratio: float = RATIO,
    roll_up: bool = False,
) -> pd.DataFrame:
    """The readings with the ``statement_id`` each belongs to; the first step of every comparison."""
    if ratio < 1:
        raise ValueError(f"The ratio of the larger to the smaller number is at least 1, not {ratio!r}.")
    table = readings(figures, claims, sources, articles, tolerance)
    if roll_up:
        table["speaker"] = table["origin"]
        names = dict(zip(sources["source_id"], sources["name"])) if sources is not None else {}
        table["name"] = table["speaker"].map(names).astype("string").fillna(table["name"])
    _fill_groups(table)
    table["cell"] = table.groupby(
        [table["measure"], table["group"].fillna(""), table["counted"], table["polarity"]], sort=True
    ).ngroup()
    # A count of the past 24 hours, one that a later count replaced, or a change of one, is another statement than a count of all so far.
    table["window"] = table["period"].fillna("") + table["superseded_by"].notna().map({True: " earlier", False: ""}).astype("string")
    table["window"] += table["changing"].map({ADDED: " added", TAKEN: " taken off"}).astype("string").fillna("")
    table["statement_id"] = _statement_ids(table, ratio)
    table["copy_of"] = _copy_of(table)
    return table


def _copy_of(table: pd.DataFrame) -> pd.Series:
    """Of a statement that stands in several copies of one article: for those that are not counted the article they are copies of; <NA> elsewhere."""
    copied = table["article_id"].ne(table["report"])
    if not copied.any():
        return pd.Series(pd.NA, index=table.index, dtype="string")
    key = [table["statement_id"], table["report"]]
    # A person may have rejected it in the article that is counted.
    counted = table["article_id"].mask(copied).groupby(key, sort=False).transform("first").fillna(table["article_id"].groupby(key, sort=False).transform("first"))
    return counted.where(table["article_id"].ne(counted))


def _fill_groups(table: pd.DataFrame) -> None:
    """A count that names no group is of the group that its source counts under the measure, where that is one only."""
    groups = table.groupby(["speaker", "measure"])["group"]
    table["group"] = table["group"].fillna(groups.transform("first").where(groups.transform("nunique").eq(1)))


def _statement_ids(table: pd.DataFrame, ratio: float) -> pd.Series:
    # Where it is not known what happened to the people, another number is not another wording: only the same words are.
    alike = (table["wording"] + "|" + table["noun"].fillna("").str.casefold()).where(table["measure"].eq(REST), "")
    # A name that a person gave counts instead of everything but the source and whether it is denied.
    named, name = table["statement"].notna(), each(table["statement"], lambda name: " ".join(name.casefold().split())).fillna("")
    cell, window = table["cell"].mask(named, -1), table["window"].mask(named, table["polarity"])
    keys = table["speaker"].groupby([table["speaker"], cell, window, alike.mask(named, ""), name], sort=True).ngroup().to_numpy()
    centre = table["centre"].to_numpy()
    order = np.lexsort((centre, keys))
    number = np.empty(len(table), dtype=int)
    # What an article counts in its own voice is told once: another number there is another count.
    own = table["source_id"].eq("article").fillna(False).to_numpy(bool)
    number[order] = _runs(keys[order], centre[order], np.where(named, np.inf, np.where(own, 1.0, ratio))[order], *(days[order] for days in _first_days(table, keys, ~named)))
    number = apart(number, centre, table, named)
    order = np.lexsort((centre, number))
    usual = _usual(number, centre)
    heads = table.take(order[np.unique(number[order], return_index=True)[1]])
    kind = heads["counted"].where(~heads["counted"].isin(["people", "troops"]), "")
    ids = heads["speaker"] + ":" + heads["measure"]
    for part in (heads["group"], kind, heads["window"]):
        slug = each(part.fillna(""), _slug)
        ids = ids + (":" + slug).where(slug.ne(""), "")
    ids = (ids + ":" + pd.array(usual.astype(int), dtype="Int64").astype("string")).reset_index(drop=True)
    by_person = heads["speaker"] + ":" + each(heads["statement"], lambda name: _slug(name) or "statement")
    ids = by_person.reset_index(drop=True).fillna(ids)
    polarity = heads["polarity"].reset_index(drop=True)
    ids = ids.mask(polarity.ne("asserted"), ids + ":" + polarity)
    again = ids.groupby(ids).cumcount()  # two groups may share a slug
    ids = ids.mask(again > 0, ids + "-" + (again + 1).astype("string"))
    return pd.Series(ids.array[number], index=table.index)


def _first_days(table: pd.DataFrame, keys: np.ndarray, considered: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each count of a toll the day on which its number is first known and the day on which it is first said, as numbers; nan where there is none."""
    toll = (table["measure"].isin(TOLLS) & considered & table["day"].notna()).to_numpy(bool)
    number = [keys[toll], table["centre"].to_numpy()[toll]]
    found = []
    for name in ("day", "said_on"):
        days = np.full(len(table), np.nan)
        first = table.loc[toll, name].groupby(number).transform("min")
        days[toll] = np.where(first.isna(), np.nan, first.to_numpy().astype("datetime64[D]").astype(float))
        found.append(days)
    return tuple(found)


def _runs(keys: np.ndarray, centres: np.ndarray, ratios: np.ndarray, known: np.ndarray, said: np.ndarray) -> list[int]:
    """Numbers the statements: a key's centres from the least upwards.

    A new statement begins where one is more than the ratio times the least of it, and where a number was known before another was said.
    """
    # Measured from the smallest number of the statement, so that a row of small steps does not grow without end.
    current, before, anchor, last = -1, None, 0.0, None
    first_known = first_said = np.nan
    found = []
    for key, centre, ratio, day, spoken in zip(keys.tolist(), centres.tolist(), ratios.tolist(), known.tolist(), said.tolist()):
        # 0 times an endless ratio is no number, and nothing is more than that; a day not known is neither before nor after.
        if key != before or centre > anchor * ratio or (centre != last and (spoken > first_known or first_said > day)):
            current, before, anchor, first_known, first_said = current + 1, key, centre, day, spoken
        elif centre != last:
            first_known, first_said = _earlier(first_known, day), _earlier(first_said, spoken)
        last = centre
        found.append(current)
    return found


def _earlier(one: float, other: float) -> float:
    return other if other < one or one != one else one


def _usual(number: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """The number that each statement gives most often, of several the greatest."""
    counts = pd.DataFrame({"number": number, "centre": centre}).groupby(["number", "centre"], sort=True).size().reset_index(name="n")
    return counts.sort_values(["number", "n", "centre"], ascending=[True, False, False], kind="stable").drop_duplicates("number")["centre"].to_numpy()


def _slug(text: str) -> str:
    return re.sub(r"[^\w]+", "_", str(text).casefold()).strip("_")
