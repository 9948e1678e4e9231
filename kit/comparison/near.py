"""Counts that look as if they contradicted and do not, or of which nobody can say."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.comparison.columns import joined
from kit.comparison.grouping import grouped
from kit.comparison.pairs import RISEN, UNDATED, all_pairs, both_statements
from kit.comparison.readings import RATIO, TOLERANCE, note
from kit.comparison.words import REST, UNKNOWN

#: Pairs of measures that invite comparison and must not be compared, with the reason.
NOT_THE_SAME = {
    ("casualties", "killed"): "the word casualties alone may or may not mean deaths",
    ("casualties", "injured"): "the word casualties alone may or may not mean the injured",
    ("casualties", "killed_or_injured"): "the word casualties alone may also count the missing or captured",
    ("injured", "killed_or_injured"): "one counts the injured alone; see totals",
    ("killed", "killed_or_injured"): "one counts the dead alone; see totals",
    ("killed", "missing"): "the missing are not counted as dead",
    ("captured", "detained"): "captured in battle is not detained by an authority",
    ("displaced", "evacuated"): "the evacuated were brought out, the displaced may have fled",
}
_NEAR_SIDES = ["measure", "group", "counted", "texts", "sources", "articles", "day", "figure_id"]
_NEAR_COLUMNS = ["verdict", "why_not"] + [f"{name}_{side}" for side in "ab" for name in _NEAR_SIDES]
#: What is said of a pair that is no contradiction: that it is none, or that nobody can say.
NONE, CANNOT_SAY = "no contradiction", "cannot say"


def not_compared(
    figures: pd.DataFrame,
    claims: pd.DataFrame,
    sources: pd.DataFrame | None = None,
    *,
    articles: pd.DataFrame | None = None,
    tolerance: float = TOLERANCE,
    ratio: float = RATIO,
    nearest: int = 3,
) -> pd.DataFrame:
    """Lists what looks like a contradiction and is none, with the reason.

    Returns:
        ``verdict`` ("no contradiction", or "cannot say" of two counts of a toll of which the day of one is not known), ``why_not`` and, for both sides: ``measure``, ``group``, ``counted``, ``texts`` (up to five wordings), ``sources``,
        ``articles`` (how many), ``day`` (when it was given, of two statements) and ``figure_id`` (the first). One row for two measures of a group, for two
        kinds of people counted, for a count with and one without a group, for counts of which it is not known what happened to the people, for what was added to a count or
        taken off it beside the most reported count, and for two
        statements of different places or days, or of a toll that may have risen: the days need *articles* where only they are dated.
    """
    table = grouped(figures, claims, sources, articles, tolerance, ratio)
    told = table[table["polarity"].eq("asserted")]
    of_all = told[told["changing"].isna()]
    pairs = all_pairs(figures, claims, sources, articles, tolerance, ratio, nearest)
    result = pd.concat([_near_cells(of_all), _rest(of_all), _changes(told[told["measure"].ne(REST)]), _near_pairs(*pairs)], ignore_index=True)
    result.insert(0, "verdict", np.where(result["why_not"].isin(UNDATED.values()), CANNOT_SAY, NONE))
    types = {name: "Int64" if name.startswith("articles") else "datetime64[us]" if name.startswith("day") else "string" for name in _NEAR_COLUMNS}
    result = result.astype(types)
    result.attrs["note"] = note(tolerance)
    return result


def _near_pairs(pairs: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """The pairs of statements that are no contradictions; a toll that rose, or may have, between two statements which contradict in other words is left out."""
    both = pd.Series(both_statements(pairs), index=pairs.index)
    contradict = both.isin(both[pairs["why_not"].eq("")])
    pairs = pairs[pairs["why_not"].ne("") & ~(contradict & pairs["why_not"].isin([RISEN, *UNDATED.values()]))]
    pairs = pairs.drop_duplicates(["statement_a", "statement_b", "why_not"], ignore_index=True)
    nodes = nodes.rename(columns={"text": "texts", "source": "sources"})[_NEAR_SIDES].assign(articles=1)
    sides = [nodes.take(pairs[side]).reset_index(drop=True).add_suffix(f"_{side}") for side in "ab"]
    return pd.concat([pairs["why_not"].astype("string"), *sides], axis=1)


def _rest(table: pd.DataFrame) -> pd.DataFrame:
    """Of each kind of people to whom something not known happened, the most reported count and the others."""
    rows = table[table["measure"].eq(REST) & table.groupby("cell")["statement_id"].transform("nunique").gt(1)]
    counts = rows.groupby(["cell", "statement_id"], sort=False).size().reset_index(name="n").sort_values("n", ascending=False, kind="stable")
    most = counts.drop_duplicates("cell")["statement_id"]
    sides = _sides(rows.assign(side=rows["cell"] * 2 + ~rows["statement_id"].isin(most)))
    cells = np.unique(rows["cell"])
    return _beside([(2 * cell, 2 * cell + 1, UNKNOWN) for cell in cells.tolist()], sides)


def _changes(table: pd.DataFrame) -> pd.DataFrame:
    """Each change of an earlier count beside the most reported count of all of its kind."""
    counts = table.groupby(["cell", "statement_id", table["changing"].fillna("")], sort=False).size().reset_index(name="n")
    totals = counts[counts["changing"].eq("")].sort_values("n", ascending=False, kind="stable").drop_duplicates("cell")
    beside = counts[counts["changing"].ne("")].merge(totals, on="cell", suffixes=("", "_total"))
    statement, names = pd.factorize(table["statement_id"])
    sides = _sides(table.assign(side=statement))
    a, b = (pd.Index(names).get_indexer(beside[name]).tolist() for name in ("statement_id", "statement_id_total"))
    return _beside(list(zip(a, b, beside["changing"].tolist())), sides)


def _sides(rows: pd.DataFrame) -> pd.DataFrame:
    """What stands for many figures at once: one row for each ``side``, up to five wordings and sources."""
    groups = rows.groupby("side", sort=True)
    result = rows.drop_duplicates("side").set_index("side")[["measure", "group", "counted", "figure_id"]]
    result["texts"] = joined(rows, "side", "text", "wording", " · ", most=5)
    result["sources"] = joined(rows, "side", "heard", "heard", " · ", most=5)
    return result.assign(articles=groups["report"].nunique(), day=pd.NaT)[_NEAR_SIDES]


def _beside(pairs: list[tuple[int, int, str]], sides: pd.DataFrame) -> pd.DataFrame:
    """A row for each pair of sides, with the reason."""
    a, b = (sides.loc[[pair[at] for pair in pairs]].reset_index(drop=True).add_suffix(suffix) for at, suffix in ((0, "_a"), (1, "_b")))
    return pd.concat([pd.Series([why for _, _, why in pairs], name="why_not", dtype="string"), a, b], axis=1)


def _other_kind(one: str, other: str) -> str:
    parts = [kind.endswith(" (part)") for kind in (one, other)]
    return "one counts a part only" if any(parts) and one.removesuffix(" (part)") == other.removesuffix(" (part)") else f"one counts {one}, the other {other}"


def _near_cells(table: pd.DataFrame) -> pd.DataFrame:
    """Pairs of (measure, group, counted) that a reader might hold against each other; of several, the cell with most figures."""
    table = table.assign(side=table["cell"])
    sides = _sides(table)
    names = sides[["measure", "group", "counted"]].fillna("").itertuples(name=None)
    sizes = table["side"].value_counts()
    cells = sorted(((-sizes[side], measure, group, counted, side) for side, measure, group, counted in names))
    largest: dict[tuple[str, str], tuple[int, str]] = {}
    kinds = []
    for _, measure, group, counted, side in cells:
        most, of_most = largest.setdefault((measure, group), (side, counted))
        if most != side:
            kinds.append((most, side, _other_kind(of_most, counted) + (f"; {UNKNOWN}" if measure == REST else "")))
    measures = [
        (largest[one, group][0], largest[two, group][0], why)
        for group in sorted({group for _, group in largest}) for (one, two), why in NOT_THE_SAME.items()
        if (one, group) in largest and (two, group) in largest
    ]
    groups = [
        (largest[measure, ""][0], side, "only one of them says whose people are counted")
        for (measure, group), (side, _) in sorted(largest.items()) if group and (measure, "") in largest
    ]
    return _beside(kinds + measures + groups, sides)
