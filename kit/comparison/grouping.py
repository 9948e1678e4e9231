"""One source's count of one thing, wherever it is reported: the statement and its wordings."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from kit.comparison.columns import each, joined
from kit.comparison.once import once
from kit.comparison.readings import RATIO, TOLERANCE, TOLLS, note, readings
from kit.comparison.words import thing

#: Distinct counts in a statement up to which each is held against each to see whether the toll rose.
_STEPS = 500
_STATEMENT_COLUMNS = [
    "source_id", "source", "kind", "origin", "measure", "group", "counted", "polarity", "appearances", "articles", "wording_count",
    "wordings", "qualifiers", "low", "high", "agree", "said_first", "said_last", "article_ids", "figure_ids", "why",
]
_STATEMENT_TYPES = dict.fromkeys(["appearances", "articles", "wording_count", "low", "high"], "Int64") | {
    "agree": "boolean", "said_first": "datetime64[us]", "said_last": "datetime64[us]",
}
_DRIFT_COLUMNS = [
    "statement_id", "statement", "source_id", "source", "measure", "group", "counted", "step", "article_id", "outlet", "published", "said_on",
    "text", "qualifier", "form", "cue", "hedge", "elsewhere", "others", "against", "outlier", "note", "figure_id", "start", "end",
]


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
    3,000" are two wordings of one statement, "3,000" and "500" are two statements. Of counts of which nobody says what happened to the
    people (measure "other") only the same words for the same noun are one statement. A count that names no group is taken to be of the
    group that its source counts under that measure, where that is one only.

    Args:
        figures: A figures table; rejected rows are left out.
        claims: The claims the figures stand in.
        sources: The registry, for names and, with *roll_up*, for parents.
        articles: The articles table, for the outlets' names.
        tolerance: See :func:`kit.comparison.interval`.
        ratio: At least 1.
        roll_up: Take a source and the sources under it in the registry as one (an agency with its government).

    Returns:
        Index ``statement_id`` (``source:measure:group:number``); ``source_id`` (<NA> where unresolved), ``source``,
        ``kind``, ``origin``, ``measure``, ``group``, ``counted``, ``polarity``, ``appearances``, ``articles``, ``wording_count`` (counts),
        ``wordings`` and ``qualifiers`` (distinct, in order, " · " between), ``low``, ``high`` (the least and greatest
        number that any wording allows; <NA> where open), ``agree`` (can all wordings hold together?),
        ``said_first``, ``said_last``, ``article_ids``, ``figure_ids`` ("|" between), ``why`` they are grouped.

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
    result["appearances"] = groups.size()
    for name, column in (("articles", "article_id"), ("wording_count", "wording")):
        result[name] = groups[column].nunique()
    for name, column, key, between in (
        ("wordings", "text", "wording", " · "), ("qualifiers", "qualifier", "qualifier", " · "),
        ("article_ids", "article_id", "article_id", "|"), ("figure_ids", "figure_id", "figure_id", "|"),
    ):
        result[name] = joined(table, "code", column, key, between)
    ends = groups.agg(low=("first", "min"), latest=("first", "max"), earliest=("last", "min"), high=("last", "max"))
    result["low"] = ends["low"]
    result["high"] = ends["high"].where(np.isfinite(ends["high"]))
    result["agree"] = ends["latest"] <= ends["earliest"]
    result["said_first"], result["said_last"] = groups["said_on"].min(), groups["said_on"].max()
    spread = np.where(groups["centre"].nunique() > 1, f", numbers within {ratio:g} times each other", ", one number")
    result["why"] = "same source, measure, group and people counted" + pd.Series(spread, index=result.index)
    return result[_STATEMENT_COLUMNS].set_axis(pd.Index(ids, dtype="string", name="statement_id"))


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
    # A count of the past 24 hours, or one that a later count replaced, is another statement than a count of all so far.
    table["window"] = table["period"].fillna("") + table["superseded_by"].notna().map({True: " earlier", False: ""}).astype("string")
    table["statement_id"] = _statement_ids(table, ratio)
    return table


def _fill_groups(table: pd.DataFrame) -> None:
    """A count that names no group is of the group that its source counts under the measure, where that is one only."""
    groups = table.groupby(["speaker", "measure"])["group"]
    table["group"] = table["group"].fillna(groups.transform("first").where(groups.transform("nunique").eq(1)))


def _statement_ids(table: pd.DataFrame, ratio: float) -> pd.Series:
    # Where it is not known what happened to the people, another number is not another wording: only the same words are.
    alike = (table["wording"] + "|" + table["noun"].fillna("").str.casefold()).where(table["measure"].eq("other"), "")
    keys = table["speaker"].groupby([table["speaker"], table["cell"], table["window"], alike], sort=True).ngroup().to_numpy()
    centre = table["centre"].to_numpy()
    order = np.lexsort((centre, keys))
    number = np.empty(len(table), dtype=int)
    number[order] = _runs(keys[order], centre[order], ratio)
    usual = _usual(number, centre)
    heads = table.take(order[np.unique(number[order], return_index=True)[1]])
    kind = heads["counted"].where(~heads["counted"].isin(["people", "troops"]), "")
    ids = heads["speaker"] + ":" + heads["measure"]
    for part in (heads["group"], kind, heads["window"]):
        slug = each(part.fillna(""), _slug)
        ids = ids + (":" + slug).where(slug.ne(""), "")
    ids = (ids + ":" + pd.array(usual.astype(int), dtype="Int64").astype("string")).reset_index(drop=True)
    polarity = heads["polarity"].reset_index(drop=True)
    ids = ids.mask(polarity.ne("asserted"), ids + ":" + polarity)
    again = ids.groupby(ids).cumcount()  # two groups may share a slug
    ids = ids.mask(again > 0, ids + "-" + (again + 1).astype("string"))
    return pd.Series(ids.array[number], index=table.index)


def _runs(keys: np.ndarray, centres: np.ndarray, ratio: float) -> list[int]:
    """Numbers the statements: a key's centres from the least upwards, a new statement where one is more than *ratio* times the least of it."""
    # Measured from the smallest number of the statement, so that a row of small steps does not grow without end.
    current, before, anchor = -1, None, 0.0
    found = []
    for key, centre in zip(keys.tolist(), centres.tolist()):
        if key != before or centre > anchor * ratio:
            current, before, anchor = current + 1, key, centre
        found.append(current)
    return found


def _usual(number: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """The number that each statement gives most often, of several the greatest."""
    counts = pd.DataFrame({"number": number, "centre": centre}).groupby(["number", "centre"], sort=True).size().reset_index(name="n")
    return counts.sort_values(["number", "n", "centre"], ascending=[True, False, False], kind="stable").drop_duplicates("number")["centre"].to_numpy()


def _titles(table: pd.DataFrame) -> pd.Series:
    """What each row's statement says, in words that no other statement has."""
    heads = table.drop_duplicates("statement_id").set_index("statement_id")
    things = [thing(*row) for row in heads[["measure", "group", "counted"]].itertuples(index=False)]
    titles = heads["name"] + ": " + pd.Series(things, index=heads.index, dtype="string")
    titles += (", " + heads["period"]).fillna("") + heads["superseded_by"].notna().map({True: ", since replaced", False: ""}).astype("string")
    titles += heads["polarity"].map({"denied": ", denied", "questioned": ", questioned"}).astype("string").fillna("")
    titles = titles.mask(titles.duplicated(keep=False), titles + ", “" + heads["text"] + "”")
    titles = titles.mask(titles.duplicated(keep=False), titles + " (" + heads.index + ")")
    return table["statement_id"].map(titles).astype("string")


def _slug(text: str) -> str:
    return re.sub(r"[^\w]+", "_", str(text).casefold()).strip("_")


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
    """Follows each statement that has more than one wording from report to report.

    Returns:
        One row for each appearance, by ``statement_id`` and in the order said, published, article, place in the
        text (``step`` counts from 1). ``statement`` says whose count of what it is. Besides the figure and its claim: ``elsewhere`` (in how many other articles the same
        words stand), ``others`` (the statement's other appearances), ``against`` (how many of these cannot hold together
        with this one), ``outlier`` (it contradicts more appearances than share its reading: the one that stands alone
        against the rest), ``note`` (the same as a sentence) and the evidence: ``figure_id``, ``article_id``, ``start``, ``end``.
    """
    table = grouped(figures, claims, sources, articles, tolerance, ratio, roll_up)
    table = table[table.groupby("statement_id")["wording"].transform("nunique") > 1]
    table = table.sort_values(["statement_id", "said_on", "published", "article_id", "start"], kind="stable", ignore_index=True)
    by_statement = table.groupby("statement_id", sort=False)
    table["statement"] = _titles(table)
    table["step"] = by_statement.cumcount() + 1
    table["others"] = by_statement["figure_id"].transform("size") - 1
    sharing = table.groupby(["statement_id", "wording"])["article_id"].transform("nunique")
    table["elsewhere"] = sharing - 1
    table["against"] = _against(table)
    alike = table.groupby(["statement_id", "first", "last"])["figure_id"].transform("size")
    table["outlier"] = table["against"] > alike
    counted = [table[name].tolist() for name in ("elsewhere", "others", "against", "outlier")]
    table["note"] = list(map(_drift_note, *counted))
    table = table.drop(columns=["source"]).rename(columns={"name": "source"})
    counts = dict.fromkeys(["step", "elsewhere", "others", "against"], "Int64")
    result = table[_DRIFT_COLUMNS].astype(counts | {"outlier": "boolean", "source": "string", "note": "string"})
    result.attrs["note"] = note(tolerance)
    return result


def _against(table: pd.DataFrame) -> np.ndarray:
    """Counts, for each row, the appearances of its statement that begin above its end or end below its beginning."""
    statement = table.groupby("statement_id", sort=False).ngroup().to_numpy()
    first, last = ranks(table["first"].to_numpy(), table["last"].to_numpy())
    width = int(last.max()) + 2 if len(table) else 1
    begins, ends = np.sort(statement * width + first), np.sort(statement * width + last)
    above = np.searchsorted(begins, (statement + 1) * width) - np.searchsorted(begins, statement * width + last, side="right")
    below = np.searchsorted(ends, statement * width + first) - np.searchsorted(ends, statement * width)
    return above + below - _risen(table)


def _risen(table: pd.DataFrame) -> np.ndarray:
    """How many of these are no contradiction: one source's count of another day, or a later and higher count of a toll."""
    risen = np.zeros(len(table), dtype=int)
    dated = (table["measure"].isin(TOLLS) & table["period"].isna() & table["day"].notna()).to_numpy()
    key = ["statement_id", "first", "last", "centre", "said_on", "day"]
    toll = table.loc[dated, key]
    count = toll.groupby(key, dropna=False, sort=False).ngroup().to_numpy()
    counts = toll.drop_duplicates(key).assign(n=np.bincount(count), at=np.arange(count.max(initial=-1) + 1))
    several = counts.groupby("statement_id")
    counts = counts[several["day"].transform("nunique").gt(1) & several["day"].transform("size").le(_STEPS)]
    statement = pd.factorize(counts["statement_id"])[0]
    order = np.lexsort((counts["first"], statement))
    statement, counts = statement[order], counts.take(order)
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


def ranks(first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Both ends of many intervals as small whole numbers in the same order, so that they sort together with a group's number."""
    _, inverse = np.unique(np.concatenate([first, last]), return_inverse=True)
    return inverse[: len(first)], inverse[len(first) :]


def _drift_note(elsewhere: int, others: int, against: int, outlier: bool) -> str:
    words = "in these words nowhere else" if elsewhere == 0 else f"in these words in {elsewhere} other article{'s'[: elsewhere != 1]}"
    if not against:
        return words
    verdict = "contradicts the rest" if outlier else "contradicted"
    return f"{words}; {verdict}: cannot hold with {against} of {others} other appearances"
