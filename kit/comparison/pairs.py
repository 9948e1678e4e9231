"""Which figures cannot both be true, and which only look as if they could not."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.comparison.readings import RATIO, TOLERANCE, note, sentences
from kit.comparison.grouping import grouped, ranks

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
_SIDES = ["source_id", "source", "text", "article_id", "start", "end", "articles", "appearances", "sentence", "said_on", "figure_id", "statement_id"]
_COLUMNS = ["measure", "group", "counted", "kind", "why"] + [f"{name}_{side}" for side in "ab" for name in _SIDES] + ["same_origin", "further"]
_NEAR_COLUMNS = ["why_not"] + [
    f"{name}_{side}" for side in "ab" for name in ("measure", "group", "counted", "texts", "sources", "articles", "figure_id")
]


def contradictions(
    figures: pd.DataFrame,
    claims: pd.DataFrame,
    sources: pd.DataFrame | None = None,
    *,
    articles: pd.DataFrame | None = None,
    tolerance: float = TOLERANCE,
    ratio: float = RATIO,
    nearest: int = 3,
) -> pd.DataFrame:
    """Lists the pairs of figures that cannot both be true.

    Compared are figures of one measure, one group and one kind of people, read as :func:`kit.comparison.interval` says. A pair
    contradicts when no number lies in both intervals. Where both figures name a place or a date of counting and these differ,
    where they count different periods ("over the past 24 hours" and all so far), where one was replaced by a later count, and
    where one source gives another number on another day, the pair is no contradiction; it stands in :func:`not_compared`.
    Two statements make one row, however many articles repeat them.

    Args:
        figures, claims, sources, tolerance, ratio: As in :func:`kit.comparison.statements`.
        articles: With it, ``sentence_a`` and ``sentence_b`` are filled from the articles' text.
        nearest: At most so many rows for each wording and its next larger contradictions; ``further`` says how many more there are.

    Returns:
        ``measure``, ``group``, ``counted``; ``kind``: "between sources", "within one source" or "denied"; ``why`` as a
        sentence; then for the smaller figure (``_a``) and the larger (``_b``): ``source_id``, ``source``, ``text``, ``article_id``, ``start``,
        ``end`` (the first appearance), ``articles`` and ``appearances`` (how many carry this reading), ``sentence``, ``said_on``, ``figure_id``,
        ``statement_id``; ``same_origin`` (two sources under one parent; <NA> without a registry); ``further``.
    """
    table = grouped(figures, claims, sources, articles, tolerance, ratio)
    pairs, nodes = _pairs(table, nearest)
    pairs = pairs[pairs["why_not"].eq("")]
    found = pd.concat([_one_a_statement(pairs, nodes), _denied(nodes)], ignore_index=True)
    result = _show(found, nodes, articles, tolerance, registry=sources is not None)
    result.attrs["note"] = note(tolerance)
    return result


def _pairs(table: pd.DataFrame, nearest: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All (or the *nearest*) pairs of disjoint readings, with the reason where a pair is no contradiction."""
    nodes = _nodes(table)
    told = nodes[nodes["polarity"].ne("denied")]
    within = _sweep(told, told.groupby("statement_id", sort=False).ngroup().to_numpy(), nearest)
    across = _sweep(told, told["cell"].to_numpy(), nearest)
    same = nodes["statement_id"].to_numpy()[across["a"]] == nodes["statement_id"].to_numpy()[across["b"]]
    pairs = pd.concat([within, across[~same]], ignore_index=True)
    pairs["why_not"] = _why_not(nodes.iloc[pairs["a"]], nodes.iloc[pairs["b"]])
    return pairs, nodes


def _nodes(table: pd.DataFrame) -> pd.DataFrame:
    """Figures of one statement that read alike are one node, so that repetition makes no new pairs."""
    reading = ["statement_id", "first", "last"]
    counts = table.groupby(reading, sort=False).agg(appearances=("figure_id", "size"), articles=("article_id", "nunique"))
    nodes = table.drop_duplicates([*reading, "as_of", "said_on", "place", "window"]).merge(counts, left_on=reading, right_index=True)
    return nodes.drop(columns=["source"]).rename(columns={"name": "source"}).reset_index(drop=True)


def _sweep(nodes: pd.DataFrame, cell: np.ndarray, nearest: int) -> pd.DataFrame:
    """Pairs (a, b) of one cell where b begins above a's end: sorted once, so that only pairs that are found cost time."""
    first, last = ranks(nodes["first"].to_numpy(), nodes["last"].to_numpy())
    width = int(last.max()) + 2 if len(nodes) else 1
    begins = cell * width + first
    order = np.argsort(begins, kind="stable")
    starts = np.searchsorted(begins[order], cell * width + last, side="right")
    many = np.searchsorted(begins[order], (cell + 1) * width) - starts
    taken = np.minimum(many, nearest)
    a = np.repeat(np.arange(len(nodes)), taken)
    step = np.arange(taken.sum()) - np.repeat(np.cumsum(taken) - taken, taken)
    b = order[np.repeat(starts, taken) + step] if len(nodes) else a
    position = nodes.index.to_numpy()
    return pd.DataFrame({"a": position[a], "b": position[b], "further": np.repeat(many - taken, taken)})


def _why_not(a: pd.DataFrame, b: pd.DataFrame) -> np.ndarray:
    def differ(name: str) -> np.ndarray:
        left, right = a[name].reset_index(drop=True), b[name].reset_index(drop=True)
        return (left.notna() & right.notna() & left.ne(right).fillna(False)).to_numpy(bool)

    period_a, period_b = (side["period"].fillna("").to_numpy() for side in (a, b))
    replaced = a["superseded_by"].notna().to_numpy() | b["superseded_by"].notna().to_numpy()
    same_speaker = a["speaker"].to_numpy() == b["speaker"].to_numpy()
    same_statement = a["statement_id"].to_numpy() == b["statement_id"].to_numpy()
    return np.select(
        [
            replaced, (period_a != period_b) & ((period_a == "") | (period_b == "")), period_a != period_b,
            differ("as_of"), same_speaker & differ("said_on"), ~same_statement & differ("place"),
        ],
        [
            "one was replaced by a later count", "one counts a period only, the other all so far", "counts of different periods",
            "counted at different dates", "one source, another day: a later count", "different places",
        ],
        default="",
    )


def _one_a_statement(pairs: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """Keeps, of two statements, the pair of readings that most appearances carry; within one statement, each pair of readings."""
    ids, first, last = (nodes[name].to_numpy() for name in ("statement_id", "first", "last"))
    weight = nodes["appearances"].to_numpy()
    pairs = pairs.assign(
        statement_a=ids[pairs["a"]], statement_b=ids[pairs["b"]], weight=weight[pairs["a"]] + weight[pairs["b"]],
        first_a=first[pairs["a"]], last_a=last[pairs["a"]], first_b=first[pairs["b"]], last_b=last[pairs["b"]],
    ).sort_values(["weight", "a", "b"], ascending=[False, True, True], kind="stable")
    within = pairs["statement_a"].eq(pairs["statement_b"])
    inside = pairs[within].drop_duplicates(["statement_a", "first_a", "last_a", "first_b", "last_b"])
    between = pairs[~within].copy()
    # Which of the two is the smaller may differ from wording to wording; the pair is the same.
    between["pair"] = np.where(between["statement_a"] < between["statement_b"],
                               between["statement_a"] + "|" + between["statement_b"], between["statement_b"] + "|" + between["statement_a"])
    between = between.drop_duplicates("pair")
    return pd.concat([inside, between])[["a", "b", "further"]].assign(denied=False)


def _denied(nodes: pd.DataFrame) -> pd.DataFrame:
    """A number that one source gives and another, or the same, denies."""
    key = ["measure", "group", "counted", "first", "last"]
    numbered = nodes[nodes["first"].gt(0) | np.isfinite(nodes["last"])]
    slim = numbered[[*key, "polarity"]].assign(group=numbered["group"].fillna(""), at=numbered.index)
    both = slim[slim["polarity"].ne("denied")].merge(slim[slim["polarity"].eq("denied")], on=key, suffixes=("_told", "_denied"))
    return pd.DataFrame({"a": both["at_told"], "b": both["at_denied"], "further": 0, "denied": True})


def _show(found: pd.DataFrame, nodes: pd.DataFrame, articles: pd.DataFrame | None, tolerance: float, registry: bool) -> pd.DataFrame:
    nodes = nodes.assign(sentence=sentences(nodes, articles))
    why = _whys(found, nodes, tolerance)
    a, b = (nodes.iloc[found[side].astype(int)].reset_index(drop=True) for side in "ab")
    found = found.reset_index(drop=True)
    denied = found["denied"].astype(bool)
    result = pd.DataFrame({name: a[name] for name in ("measure", "group", "counted")})
    one = a["speaker"].eq(b["speaker"])
    result["kind"] = np.select([denied, one], ["denied", "within one source"], default="between sources")
    result["why"] = why
    for side, rows in (("a", a), ("b", b)):
        for name in _SIDES:
            result[f"{name}_{side}"] = rows[name]
    result["same_origin"] = a["origin"].eq(b["origin"]) if registry else pd.NA
    result["further"] = found["further"]
    result = result.astype({"kind": "string", "why": "string", "same_origin": "boolean", "further": "Int64"})
    result["_articles"] = result["articles_a"] + result["articles_b"]
    order = ["measure", "group", "_articles", "statement_id_a", "figure_id_a", "figure_id_b"]
    return result.sort_values(order, ascending=[True, True, False, True, True, True], ignore_index=True)[_COLUMNS]


def _whys(found: pd.DataFrame, nodes: pd.DataFrame, tolerance: float) -> pd.Series:
    """The reason of each pair as a sentence; what is said of a figure is put into words once for each figure."""
    given = [f"{source} gives “{text}”" for source, text in zip(nodes["source"].tolist(), nodes["text"].tolist())]
    ends = list(zip(*(nodes[name].tolist() for name in ("first", "last", "low_read", "high_read", "low_open", "high_open"))))
    tops = [f"fewer than {high:,.0f}" if cut else f"{last:,.0f}" if first == last else f"at most {last:,.0f}" for first, last, _, high, _, cut in ends]
    bottoms = [f"more than {low:,.0f}" if cut else f"{first:,.0f}" if first == last else f"at least {first:,.0f}" for first, last, low, _, cut, _ in ends]
    loose = nodes["qualifier"].where(nodes["qualifier"].isin(["about", "nearly"]), "").tolist()
    share = f"{tolerance:.0%}".replace("%", " %")
    names, texts = nodes["source"].tolist(), nodes["text"].tolist()

    def sentence(a: int, b: int, denied: bool) -> str:
        if denied:
            return f"{names[b]} denies “{texts[b]}”, which {names[a]} gives."
        words = " and ".join(sorted({loose[a], loose[b]} - {""}))
        how = f" ({words} read with {share})" if words else ""
        return f"{given[a]}, that is {tops[a]}; {given[b]}, that is {bottoms[b]}. No number is both{how}."

    rows = zip(found["a"].tolist(), found["b"].tolist(), found["denied"].tolist())
    return pd.Series([sentence(*row) for row in rows], dtype="string")


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
        ``why_not`` and, for both sides: ``measure``, ``group``, ``counted``, ``texts`` (up to five wordings), ``sources``,
        ``articles`` (how many) and ``figure_id`` (the first). One row for two measures of a group, for two kinds of people counted,
        for a count with and one without a group, and for two statements of different places or days.
    """
    table = grouped(figures, claims, sources, articles, tolerance, ratio)
    told = table[table["polarity"].ne("denied")]
    cells = {key: rows for key, rows in told.groupby([told["measure"], told["group"].fillna(""), told["counted"]], sort=True)}
    sizes = {key: len(rows) for key, rows in cells.items()}
    rows = [[why, *_side(cells[left]), *_side(cells[right])] for left, right, why in _near_cells(sizes)]
    pairs, nodes = _pairs(table, nearest)
    pairs = pairs[pairs["why_not"].ne("")]
    statement = nodes["statement_id"].to_numpy()
    pairs = pairs.assign(x=statement[pairs["a"]], y=statement[pairs["b"]]).drop_duplicates(["x", "y", "why_not"])
    for pair in pairs.itertuples():
        rows.append([pair.why_not, *_side(nodes.iloc[[pair.a]]), *_side(nodes.iloc[[pair.b]])])
    result = pd.DataFrame(rows, columns=_NEAR_COLUMNS)
    types = {name: "Int64" if name.startswith("articles") else "string" for name in _NEAR_COLUMNS}
    result = result.astype(types)
    result.attrs["note"] = note(tolerance)
    return result


def _near_cells(sizes: dict[tuple[str, str, str], int]) -> list[tuple[tuple, tuple, str]]:
    """Pairs of (measure, group, counted) that a reader might hold against each other; of several, the cell with most figures."""
    cells = sorted(sizes, key=lambda cell: (-sizes[cell], cell))
    largest: dict[tuple[str, str], tuple] = {}
    for cell in cells:
        largest.setdefault(cell[:2], cell)
    kinds = [(largest[cell[:2]], cell, f"one counts {largest[cell[:2]][2]}, the other {cell[2]}") for cell in cells if largest[cell[:2]] != cell]
    measures = [
        (largest[one, group], largest[two, group], why)
        for group in sorted({group for _, group in largest}) for (one, two), why in NOT_THE_SAME.items()
        if (one, group) in largest and (two, group) in largest
    ]
    groups = [
        (largest[measure, ""], cell, "only one of them says whose people are counted")
        for (measure, group), cell in sorted(largest.items()) if group and (measure, "") in largest
    ]
    return kinds + measures + groups


def _side(rows: pd.DataFrame) -> list:
    head = rows.iloc[0]
    texts, names = list(rows.drop_duplicates("wording")["text"]), list(rows["name" if "name" in rows else "source"].unique())
    return [head["measure"], head["group"], head["counted"], _some(texts), _some(names), rows["article_id"].nunique(), head["figure_id"]]


def _some(words: list[str], most: int = 5) -> str:
    return " · ".join(words[:most]) + (f" and {len(words) - most} more" if len(words) > most else "")

