"""Which figures cannot both be true, and which only look as if they could not."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.comparison.readings import RATIO, TOLERANCE, TOLLS, note, sentences
from kit.comparison.grouping import grouped, ranks
from kit.comparison.words import thing

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
#: Why two counts of a toll are no contradiction.
RISEN = "the later count is higher: the toll may have risen"
#: The measure that is a rest class: two of its counts may be of people to whom quite different things happened.
REST, UNKNOWN = "other", "what happened to them is not known"
#: How many candidates are looked at for each row that is kept, so that later counts of a toll do not hide what contradicts.
_REACH = 4
_SIDES = ["source_id", "source", "text", "article_id", "start", "end", "articles", "appearances", "sentence", "said_on", "figure_id", "statement_id"]
_COLUMNS = ["measure", "group", "counted", "kind", "why"] + [f"{name}_{side}" for side in "ab" for name in _SIDES] + ["same_origin", "further"]
_NEAR_COLUMNS = ["why_not"] + [
    f"{name}_{side}" for side in "ab" for name in ("measure", "group", "counted", "texts", "sources", "articles", "day", "figure_id")
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
    where one source gives another number on another day, and where the later of two counts of a toll is the higher one, the pair is no contradiction;
    it stands in :func:`not_compared`. A count is given on the day of the saying, else by the first day on which an article has it
    (with *articles*), else on the day that it counts. Counts of which it is not known what happened to the people (measure "other") never contradict.
    Two statements make one row, however many articles repeat them. What an agency or a medium cites is the cited source's statement.

    Args:
        figures, claims, sources, tolerance, ratio: As in :func:`kit.comparison.statements`.
        articles: With it, ``sentence_a`` and ``sentence_b`` are filled from the articles' text.
        nearest: At most so many rows for each wording and its next larger contradictions; ``further`` says how many more there are.

    Returns:
        ``measure``, ``group``, ``counted``; ``kind``: "between sources", "within one source", "within one origin" (one of the two is
        what others pass on of the same source) or "denied"; ``why`` as a sentence, with the days of a toll; then for the smaller figure (``_a``) and the larger (``_b``): ``source_id``, ``source``, ``text``, ``article_id``, ``start``,
        ``end`` (the first appearance), ``articles`` and ``appearances`` (how many carry this reading), ``sentence``, ``said_on``, ``figure_id``,
        ``statement_id``; ``same_origin`` (one source, or two under one parent; between two sources <NA> without a registry); ``further``.
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
    told = nodes[nodes["polarity"].ne("denied") & nodes["measure"].ne(REST)]
    dated = told[told["measure"].isin(TOLLS) & told["day"].notna()]
    sweeps = [
        _sweep(told, told.groupby("statement_id", sort=False).ngroup().to_numpy(), nearest),
        _sweep(told, told["cell"].to_numpy(), nearest * _REACH),
        _sweep(dated, dated.groupby(["cell", "day"], sort=False).ngroup().to_numpy(), nearest),
    ]
    statement = nodes["statement_id"].to_numpy()
    sweeps = [sweeps[0], *(sweep[statement[sweep["a"]] != statement[sweep["b"]]] for sweep in sweeps[1:])]
    pairs = pd.concat(sweeps, keys=["within", "cell", "day"], names=["sweep", None]).reset_index("sweep").drop_duplicates(["a", "b"], ignore_index=True)
    pairs["why_not"] = _why_not(nodes.iloc[pairs["a"]], nodes.iloc[pairs["b"]])
    return _nearest(pairs, nodes, nearest), nodes


def _nearest(pairs: pd.DataFrame, nodes: pd.DataFrame, nearest: int) -> pd.DataFrame:
    """Of the pairs of a reading with larger ones the nearest, contradictions and others apart; ``further`` counts what is cut."""
    pairs = pairs.assign(begins=nodes["first"].to_numpy()[pairs["b"]], is_pair=pairs["why_not"].eq(""), within=pairs["sweep"].eq("within"))
    pairs = pairs.sort_values(["a", "begins", "b"], kind="stable")
    key = [pairs["a"], pairs["within"], pairs["is_pair"]]
    rank, size = pairs.groupby(key).cumcount(), pairs.groupby(key)["b"].transform("size")
    pairs["further"] = pairs.groupby([pairs["a"], pairs["within"]])["further"].transform("max") + (size - nearest).clip(lower=0)
    return pairs[rank < nearest].drop(columns=["sweep", "begins", "is_pair", "within"])


def _nodes(table: pd.DataFrame) -> pd.DataFrame:
    """Figures of one statement that read alike are one node, so that repetition makes no new pairs."""
    reading = ["statement_id", "first", "last"]
    table = table.assign(direct=table["relay"].isna())
    counts = table.groupby(reading, sort=False).agg(
        appearances=("figure_id", "size"), articles=("article_id", "nunique"), direct=("direct", "any")
    )
    nodes = table.drop_duplicates([*reading, "as_of", "said_on", "place", "window"]).merge(counts, left_on=reading, right_index=True, suffixes=("_here", ""))
    # What is heard of the source itself as well is not named after who relayed it.
    nodes["source"] = nodes["name"].where(nodes["direct"], nodes["heard"])
    return nodes.reset_index(drop=True)


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
    later = a["day"].to_numpy() < b["day"].to_numpy()  # b is the larger; NaT is neither before nor after
    # Within one statement the same number in other words is a wording; another number is a count of its own.
    another = ~same_statement | (a["centre"].to_numpy() < b["centre"].to_numpy())
    risen = a["measure"].isin(TOLLS).to_numpy() & another & later & (period_a == "")
    return np.select(
        [
            replaced, (period_a != period_b) & ((period_a == "") | (period_b == "")), period_a != period_b,
            differ("as_of"), same_speaker & differ("said_on"), ~same_statement & differ("place"), risen,
        ],
        [
            "one was replaced by a later count", "one counts a period only, the other all so far", "counts of different periods",
            "counted at different dates", "one source, another day: a later count", "different places", RISEN,
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
    numbered = nodes[(nodes["first"].gt(0) | np.isfinite(nodes["last"])) & nodes["measure"].ne(REST)]
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
    relayed = one & a["direct"].ne(b["direct"])
    result["kind"] = np.select([denied, relayed, one], ["denied", "within one origin", "within one source"], default="between sources")
    result["why"] = why
    for side, rows in (("a", a), ("b", b)):
        for name in _SIDES:
            result[f"{name}_{side}"] = rows[name]
    same_origin = (one | a["origin"].eq(b["origin"])).astype("boolean")
    result["same_origin"] = same_origin if registry else same_origin.where(same_origin)
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
    names, texts, statement = (nodes[name].tolist() for name in ("source", "text", "statement_id"))
    counted = [_upper(thing(*row)) for row in nodes[["measure", "group", "counted"]].itertuples(index=False)]
    tolls, days = nodes["measure"].isin(TOLLS).tolist(), nodes["day_words"].fillna("").tolist()

    def sentence(a: int, b: int, denied: bool) -> str:
        if denied:
            return f"{counted[a]}: {names[b]} denies “{texts[b]}”, which {names[a]} gives."
        words = " and ".join(sorted({loose[a], loose[b]} - {""}))
        how = f" ({words} read with {share})" if words else ""
        when = f" {_when(days[a], days[b])}" if tolls[a] and statement[a] != statement[b] else ""
        return f"{counted[a]}: {given[a]}, that is {tops[a]}; {given[b]}, that is {bottoms[b]}. No number is both{how}.{when}"

    rows = zip(found["a"].tolist(), found["b"].tolist(), found["denied"].tolist())
    return pd.Series([sentence(*row) for row in rows], dtype="string")


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _when(smaller: str, larger: str) -> str:
    """The days of two counts, each "on", "by" or "as of" a day, or "" where it is not known."""
    if smaller and larger:
        one_day = smaller.split()[-1] == larger.split()[-1]
        return f"Both were given {max(smaller, larger, key=lambda day: day.startswith('by'))}." if one_day else f"The lower was given {smaller}, the higher {larger}."
    if not smaller and not larger:
        return "On which days is not known."
    return f"The {'lower' if smaller else 'higher'} was given {smaller or larger}, the other on a day not known."


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
        ``articles`` (how many), ``day`` (when it was given, of two statements) and ``figure_id`` (the first). One row for two measures of a group, for two
        kinds of people counted, for a count with and one without a group, for counts of which it is not known what happened to the people, and for two
        statements of different places or days, or of a toll that may have risen: the days need *articles* where only they are dated.
    """
    table = grouped(figures, claims, sources, articles, tolerance, ratio)
    told = table[table["polarity"].ne("denied")]
    cells = {key: rows for key, rows in told.groupby([told["measure"], told["group"].fillna(""), told["counted"]], sort=True)}
    sizes = {key: len(rows) for key, rows in cells.items()}
    rows = [[why, *_side(cells[left]), *_side(cells[right])] for left, right, why in _near_cells(sizes)] + _rest(cells)
    result = pd.concat([pd.DataFrame(rows, columns=_NEAR_COLUMNS, dtype="object"), _near_pairs(table, nearest)], ignore_index=True)
    types = {name: "Int64" if name.startswith("articles") else "datetime64[us]" if name.startswith("day") else "string" for name in _NEAR_COLUMNS}
    result = result.astype(types)
    result.attrs["note"] = note(tolerance)
    return result


def _near_pairs(table: pd.DataFrame, nearest: int) -> pd.DataFrame:
    """The pairs of statements that are no contradictions; a toll that rose between two statements which contradict in other words is left out."""
    pairs, nodes = _pairs(table, nearest)
    statement = nodes["statement_id"].to_numpy()
    pairs = pairs.assign(x=statement[pairs["a"]], y=statement[pairs["b"]])
    pairs["both"] = np.where(pairs["x"] < pairs["y"], pairs["x"] + "|" + pairs["y"], pairs["y"] + "|" + pairs["x"])
    contradict = pairs["both"].isin(pairs.loc[pairs["why_not"].eq(""), "both"])
    pairs = pairs[pairs["why_not"].ne("") & ~(contradict & pairs["why_not"].eq(RISEN))].drop_duplicates(["x", "y", "why_not"], ignore_index=True)
    sides = {"why_not": pairs["why_not"].astype("object")}
    for side, at in (("a", pairs["a"]), ("b", pairs["b"])):
        rows = nodes.iloc[at].reset_index(drop=True).assign(articles=1).rename(columns={"text": "texts", "source": "sources"})
        sides |= {f"{name}_{side}": rows[name].astype("object") for name in ("measure", "group", "counted", "texts", "sources", "articles", "day", "figure_id")}
    return pd.DataFrame(sides, columns=_NEAR_COLUMNS)


def _rest(cells: dict[tuple, pd.DataFrame]) -> list[list]:
    """Of each kind of people to whom something not known happened, the most reported count and the others."""
    rows = []
    for (measure, _, _), found in cells.items():
        if measure == REST and found["statement_id"].nunique() > 1:
            first = found["statement_id"].eq(found["statement_id"].value_counts(sort=False).idxmax())
            rows.append([UNKNOWN, *_side(found[first]), *_side(found[~first])])
    return rows


def _near_cells(sizes: dict[tuple[str, str, str], int]) -> list[tuple[tuple, tuple, str]]:
    """Pairs of (measure, group, counted) that a reader might hold against each other; of several, the cell with most figures."""
    cells = sorted(sizes, key=lambda cell: (-sizes[cell], cell))
    largest: dict[tuple[str, str], tuple] = {}
    for cell in cells:
        largest.setdefault(cell[:2], cell)
    kinds = [(largest[cell[:2]], cell, f"one counts {largest[cell[:2]][2]}, the other {cell[2]}" + (f"; {UNKNOWN}" if cell[0] == REST else "")) for cell in cells if largest[cell[:2]] != cell]
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
    texts, names = list(rows.drop_duplicates("wording")["text"]), list(rows["heard"].unique())
    return [head["measure"], head["group"], head["counted"], _some(texts), _some(names), rows["article_id"].nunique(), pd.NaT, head["figure_id"]]


def _some(words: list[str], most: int = 5) -> str:
    return " · ".join(words[:most]) + (f" and {len(words) - most} more" if len(words) > most else "")

