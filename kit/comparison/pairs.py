"""Which figures cannot both be true, and which only look as if they could not."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from kit.comparison.columns import each, joined, places, ranks, together
from kit.comparison.grouping import grouped
from kit.comparison.once import once
from kit.comparison.partial import AGAIN, HELPED, SHELTERED, SUPPOSED
from kit.comparison.readings import RATIO, TOLERANCE, TOLLS, note, sentences
from kit.comparison.speakers import nobody
from kit.comparison.words import REST, capital, thing
from kit.language.dates import WEEKDAYS

#: Why two counts of a toll are no contradiction.
RISEN = "the later count is higher: the toll may have risen"
#: Measures that fall as time goes by: the missing are found, the displaced go home, the detained are let go.
FALLING = ("missing", "displaced", "detained")
FALLEN = "the later count is lower: some may have been found, or have gone home"
#: Why nobody can say whether two counts of a toll exclude each other: the later may be the higher, and it is not known which is the later.
UNDATED = {
    (True, False): "the day of the lower count is not known: the toll may have changed between the two",
    (False, True): "the day of the higher count is not known: the toll may have changed between the two",
    (True, True): "the days of both counts are not known: the toll may have changed between them",
}
#: A window of a few days that ends now; more in it than in all so far is a contradiction whatever came before it.
_SINCE_DAY = rf"since\s(?:last\s)?(?:{'|'.join(WEEKDAYS)}|yesterday)"
#: Words that tell what sort of place a name is of.
_KINDS_OF_PLACE = frozenset({"the", "of", "region", "province", "oblast", "district", "area", "county", "prefecture", "governorate", "city", "town", "village", "municipality", "state"})
PARTS = "each is a part, and of which kind is not said"
REPLACED = "the source of one had given another count by then"
#: How many candidates are looked at for each row that is kept, so that later counts of a toll do not hide what contradicts.
_REACH = 4
_SIDES = ["source_id", "source", "text", "article_id", "start", "end", "articles", "appearances", "sentence", "said_on", "figure_id", "statement_id"]
_SHOWN = ["measure", "group", "counted", "speaker", "direct", "origin", *_SIDES]
_COLUMNS = ["measure", "group", "counted", "kind", "why"] + [f"{name}_{side}" for side in "ab" for name in _SIDES] + ["same_origin", "further"]


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
    where one source gives another number on another day, where the later of two counts of a toll is the higher one, where the source of the one had given
    another count when the other was given, where it is not known on which day one of two counts of a toll was given (and not both are of one article), and where the words say that the lower is of some only (a part, what the source's own people did, those in one
    sort of place) or that one is supposed ("would bring it to"), the pair is no contradiction; it stands in :func:`not_compared`. A count is given on the day of the saying, else by the first day on which an article has it
    (with *articles*), else on the day that it counts. Counts of which it is not known what happened to the people (measure "other") never contradict.
    Two statements make one row, however many articles repeat them. What an agency or a medium cites is the cited source's statement.

    Args:
        figures, claims, sources, tolerance, ratio: As in :func:`kit.comparison.statements`.
        articles: With it, ``sentence_a`` and ``sentence_b`` are filled from the articles' text.
        nearest: At most so many rows for each wording and its next larger contradictions; ``further`` says how many counts there are besides that begin above the smaller one; they are not
            listed, and where a toll has risen or a day is unknown not all of them need contradict.

    Returns:
        ``measure``, ``group``, ``counted``; ``kind``: "between sources", "within one source", "within one origin" (one of the two is
        what others pass on of the same source) or "denied"; ``why`` as a sentence, with the days of a toll; then for the smaller figure (``_a``) and the larger (``_b``): ``source_id``, ``source``, ``text``, ``article_id``, ``start``,
        ``end`` (the first appearance), ``articles`` and ``appearances`` (how many carry this reading), ``sentence``, ``said_on``, ``figure_id``,
        ``statement_id``; ``same_origin`` (one source, or two under one parent; between two sources <NA> without a registry); ``further`` (how many larger counts of the same thing, beyond
        the *nearest*, begin above the smaller one and have no row; 0 where every one is listed or looked at).
    """
    pairs, nodes = all_pairs(figures, claims, sources, articles, tolerance, ratio, nearest)
    pairs = pairs[pairs["why_not"].eq("")]
    found = pd.concat([_one_a_statement(pairs, nodes), _denied(nodes)], ignore_index=True)
    result = _show(found, nodes, articles, tolerance, registry=sources is not None)
    result.attrs["note"] = note(tolerance)
    return result


@once
def all_pairs(
    figures: pd.DataFrame, claims: pd.DataFrame, sources: pd.DataFrame | None, articles: pd.DataFrame | None, tolerance: float, ratio: float, nearest: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All (or the *nearest*) pairs of disjoint readings, with the reason where a pair is no contradiction; and the readings, which ``a`` and ``b`` count through."""
    nodes = _nodes(grouped(figures, claims, sources, articles, tolerance, ratio))
    statement = pd.factorize(nodes["statement_id"])[0]
    stated = nodes["polarity"].eq("asserted") & ~_echoes(nodes) & nodes["changing"].isna()
    told = np.flatnonzero(stated & nodes["measure"].ne(REST))
    dated = np.flatnonzero(stated & nodes["measure"].isin(TOLLS) & nodes["day"].notna())
    cell_day = nodes.groupby(["cell", "day"], sort=False).ngroup().to_numpy()
    wordings = nodes.groupby(["statement_id", "measure"], sort=False).ngroup().to_numpy()  # a person may put counts of two measures together
    sweeps = [
        _sweep(nodes, told, wordings, nearest), _sweep(nodes, told, nodes["cell"].to_numpy(), nearest * _REACH), _sweep(nodes, dated, cell_day, nearest),
    ]
    sweeps = [sweeps[0], *(sweep[statement[sweep["a"]] != statement[sweep["b"]]] for sweep in sweeps[1:])]
    pairs = pd.concat(sweeps, ignore_index=True).assign(within=np.repeat([True, False, False], [len(sweep) for sweep in sweeps]))
    pairs = pairs.drop_duplicates(["a", "b"], ignore_index=True)
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    pairs["why_not"] = _why_not(nodes, a, b)
    pairs["statement_a"], pairs["statement_b"] = statement[a], statement[b]
    return _nearest(pairs, nodes, nearest), nodes


def _nearest(pairs: pd.DataFrame, nodes: pd.DataFrame, nearest: int) -> pd.DataFrame:
    """Of the pairs of a reading with larger ones the nearest, contradictions and others apart; ``further`` counts what is cut."""
    begins = nodes["first"].to_numpy()[pairs["b"]]
    pairs = pairs.take(np.lexsort((pairs["b"], begins, pairs["a"])))
    family = pairs["a"] * 2 + pairs["within"]
    alike = pairs["b"].groupby(family * 2 + pairs["why_not"].eq(""))
    rank, size = alike.cumcount(), alike.transform("size")
    pairs["further"] = pairs["further"].groupby(family).transform("max") + (size - nearest).clip(lower=0)
    return pairs[rank < nearest]


def _nodes(table: pd.DataFrame) -> pd.DataFrame:
    """Figures of one statement that read alike are one node, so that repetition makes no new pairs."""
    reading = ["statement_id", "cell", "first", "last"]
    table = table.assign(direct=table["relay"].isna(), once=table["copy_of"].isna(), reading=table.groupby(reading, sort=False).ngroup())
    counts = table.groupby(reading, sort=False).agg(appearances=("once", "sum"), articles=("report", "nunique"), direct=("direct", "any"))
    nodes = table.drop_duplicates([*reading, "as_of", "said_on", "place", "window", "some"]).merge(counts, left_on=reading, right_index=True, suffixes=("_here", ""))
    nodes["spot"] = each(nodes["place"], _spot)
    nodes["article_ids"] = nodes["reading"].map(joined(table[table["day"].isna()], "reading", "article_id", "article_id", "|"))
    # What is heard of the source itself as well is not named after who relayed it.
    nodes["source"] = nodes["name"].where(nodes["direct"], nodes["heard"])
    return nodes.reset_index(drop=True)


def _spot(place: str) -> str:
    """A place as it is compared: "the Kursk region" and "Kursk" are no two places to a reader."""
    return " ".join(word for word in place.casefold().split() if word not in _KINDS_OF_PLACE) or place.casefold()


def _echoes(nodes: pd.DataFrame) -> pd.Series:
    """What nobody in particular says and a named source says too: the article's own voice repeats it, and contradicts nobody anew."""
    unheard = nobody(nodes["source_id"])
    named = (~unheard).groupby([nodes["cell"], nodes["changing"].notna(), nodes["first"], nodes["last"]]).transform("any")
    return unheard & named


def _sweep(nodes: pd.DataFrame, among: np.ndarray, cell: np.ndarray, nearest: int) -> pd.DataFrame:
    """Pairs (a, b) *among* the nodes, both of one cell, where b begins above a's end: sorted once, so that only pairs that are found cost time."""
    cell = cell[among]
    first, last = ranks(nodes["first"].to_numpy()[among], nodes["last"].to_numpy()[among])
    width = int(last.max()) + 2 if len(among) else 1
    begins = cell * width + first
    order = np.argsort(begins, kind="stable")
    starts = np.searchsorted(begins[order], cell * width + last, side="right")
    many = np.searchsorted(begins[order], (cell + 1) * width) - starts
    taken = np.minimum(many, nearest)
    a = np.repeat(np.arange(len(among)), taken)
    step = np.arange(taken.sum()) - np.repeat(np.cumsum(taken) - taken, taken)
    b = order[np.repeat(starts, taken) + step]
    return pd.DataFrame({"a": among[a], "b": among[b], "further": np.repeat(many - taken, taken)})


def _why_not(nodes: pd.DataFrame, a: np.ndarray, b: np.ndarray) -> pd.Categorical:
    """For the pairs of the nodes *a* and *b*, of which *b* is the larger, the reason why a pair is no contradiction; "" where it is one."""

    def sides(name: str) -> tuple[np.ndarray, np.ndarray]:
        codes = pd.factorize(nodes[name])[0]  # -1 where nothing is said
        return codes[a], codes[b]

    def differ(name: str) -> np.ndarray:
        left, right = sides(name)
        return (left >= 0) & (right >= 0) & (left != right)

    def same(name: str) -> np.ndarray:
        left, right = sides(name)
        return left == right

    period_a, period_b = sides("period")
    # What is counted since a weekday and is more than all so far cannot be a part of it.
    within_days = nodes["period"].str.fullmatch(_SINCE_DAY, flags=re.IGNORECASE).fillna(False).to_numpy(bool)[b] & (period_a < 0)
    period_b = np.where(within_days, -1, period_b)
    some = nodes["some"].fillna("").to_numpy(object)
    part = nodes["counted"].str.endswith(" (part)").to_numpy(bool)
    until = _until(nodes)
    origin_a, origin_b = sides("origin")
    replaced, day, centre = nodes["superseded_by"].notna().to_numpy(), nodes["day"].to_numpy(), nodes["centre"].to_numpy()
    later = day[a] < day[b]  # NaT is neither before nor after
    same_statement = same("statement_id")
    # Within one statement the same number in other words is a wording; another number is a count of its own.
    another = ~same_statement | (centre[a] < centre[b])
    risen = nodes["measure"].isin(TOLLS).to_numpy()[a] & another & later & (period_a < 0)
    toll = nodes["measure"].isin(TOLLS).to_numpy()[a]
    another_day = ~np.isnat(day[a]) & ~np.isnat(day[b]) & (day[a] != day[b])
    fallen = nodes["measure"].isin(FALLING).to_numpy()[a] & another & (day[b] < day[a]) & (period_a < 0)
    counted_in, given_in = (nodes[name].dt.year.to_numpy(dtype=float) for name in ("as_of", "day"))
    unknown_a, unknown_b = np.isnat(day[a]), np.isnat(day[b])
    undated = toll & another & (unknown_a | unknown_b)
    undated[undated & unknown_a & unknown_b] = ~_in_one_article(nodes, a, b, undated & unknown_a & unknown_b)
    earlier = [(counted_in[x] < given_in[y]) & ~(counted_in[y] <= counted_in[x]) & (counted_in[x] < given_in[x]) for x, y in ((a, b), (b, a))]
    reasons = {
        "one was replaced by a later count": replaced[a] | replaced[b],
        PARTS: part[a] & ~same_statement,
        **{reason: some[a] == reason for reason in (HELPED, SHELTERED, AGAIN)},
        SUPPOSED: (some[a] == SUPPOSED) | (some[b] == SUPPOSED),
        "one counts the people of another year": earlier[0] | earlier[1],
        "one counts a period only, the other all so far": (period_a != period_b) & ((period_a < 0) | (period_b < 0)),
        "counts of different periods": period_a != period_b,
        "counted at different dates": differ("as_of"),
        "one source, another day: a later count": same("speaker") & differ("said_on"),
        "different places": ~same_statement & differ("spot"),
        RISEN: risen,
        FALLEN: fallen,
        "one source, another day: the count was revised": same("speaker") & toll & another & another_day,
        REPLACED: (origin_a != origin_b) & ((until[a] <= day[b]) | (until[b] <= day[a])),
        **{why: undated & (unknown_a == of_a) & (unknown_b == of_b) for (of_a, of_b), why in UNDATED.items()},
    }
    return pd.Categorical.from_codes(np.select(list(reasons.values()), range(len(reasons)), default=len(reasons)), [*reasons, ""])


def _in_one_article(nodes: pd.DataFrame, a: np.ndarray, b: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Whether some article gives both counts of the pairs that are *asked* for."""
    ids = nodes["article_ids"].tolist()
    sets: dict[int, frozenset] = {at: frozenset(ids[at].split("|")) for at in np.unique([a[asked], b[asked]]).tolist()}
    return np.array([not sets[one].isdisjoint(other) for one, other in zip(a[asked].tolist(), map(sets.get, b[asked].tolist()))], dtype=bool)


def _until(nodes: pd.DataFrame) -> np.ndarray:
    """The day on which the origin of each count first gives another number of the same thing, after the last on which it gives this one; NaT where it does not."""
    known = nodes.loc[nodes["day"].notna() & nodes["polarity"].eq("asserted") & nodes["changing"].isna(), ["origin", "cell", "period", "centre", "day"]]
    thing = known.groupby(["origin", "cell", "period"], dropna=False, sort=False).ngroup().to_numpy()
    last = known["day"].groupby([thing, known["centre"]]).transform("max").to_numpy()
    days, rank = np.unique(known["day"].to_numpy(), return_inverse=True)
    width = len(days) + 1
    at = np.sort(thing * width + rank)
    following = np.append(at, -1)[np.searchsorted(at, thing * width + np.searchsorted(days, last), side="right")]
    until = np.full(len(nodes), np.datetime64("NaT"), dtype=nodes["day"].dtype)
    here = following // width == thing
    until[np.flatnonzero(nodes.index.isin(known.index))[here]] = days[following[here] % width]
    return until


def _one_a_statement(pairs: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """Keeps, of two statements, the pair of readings that most appearances carry; within one statement, each pair of readings."""
    weight = nodes["appearances"].to_numpy()
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    pairs = pairs.take(np.lexsort((b, a, -(weight[a] + weight[b]))))
    within = pairs["statement_a"].eq(pairs["statement_b"])
    inside, between = pairs[within], pairs[~within]
    ends = {f"{name}_{side}": nodes[name].to_numpy()[inside[side]] for side in "ab" for name in ("first", "last")}
    inside = inside[~inside.assign(**ends).duplicated(["statement_a", *ends])]
    between = between[~between.assign(pair=both_statements(between)).duplicated("pair")]
    return pd.concat([inside, between])[["a", "b", "further"]].assign(denied=False)


def both_statements(pairs: pd.DataFrame) -> np.ndarray:
    """A number for the two statements of a pair: which of the two is the smaller may differ from wording to wording, the pair is the same."""
    sides = pairs[["statement_a", "statement_b"]].to_numpy()
    return sides.min(axis=1) * (sides.max(initial=0) + 1) + sides.max(axis=1)


def _denied(nodes: pd.DataFrame) -> pd.DataFrame:
    """A number that one source gives and another, or the same, denies."""
    key = ["measure", "group", "counted", "first", "last"]
    numbered = nodes[(nodes["first"].gt(0) | np.isfinite(nodes["last"])) & nodes["measure"].ne(REST)]
    slim = numbered[[*key, "polarity"]].assign(group=numbered["group"].fillna(""), at=numbered.index)
    both = slim[slim["polarity"].eq("asserted")].merge(slim[slim["polarity"].eq("denied")], on=key, suffixes=("_told", "_denied"))
    return pd.DataFrame({"a": both["at_told"], "b": both["at_denied"], "further": 0, "denied": True})


def _show(found: pd.DataFrame, nodes: pd.DataFrame, articles: pd.DataFrame | None, tolerance: float, registry: bool) -> pd.DataFrame:
    nodes = nodes.assign(sentence=sentences(nodes, articles))
    found = found.take(_reading_order(found, nodes))
    sides = [nodes[_SHOWN].take(found[side].to_numpy(int)).reset_index(drop=True) for side in "ab"]
    a, b = sides
    one = a["speaker"].eq(b["speaker"])
    relayed = one & a["direct"].ne(b["direct"])
    kind = np.select([found["denied"].to_numpy(bool), relayed, one], ["denied", "within one origin", "within one source"], default="between sources")
    same_origin = (one | a["origin"].eq(b["origin"])).astype("boolean")
    more = {"kind": kind, "why": _whys(found, nodes, tolerance), "same_origin": same_origin if registry else same_origin.where(same_origin), "further": found["further"].to_numpy()}
    result = pd.concat([a[["measure", "group", "counted"]].assign(**more), *(rows[_SIDES].add_suffix(suffix) for rows, suffix in zip(sides, ("_a", "_b")))], axis=1)
    return result.astype({"kind": "string", "same_origin": "boolean", "further": "Int64"})[_COLUMNS]


def _reading_order(found: pd.DataFrame, nodes: pd.DataFrame) -> np.ndarray:
    """By measure and group, of one group what most articles carry first."""
    a, b = (found[side].to_numpy(int) for side in "ab")
    articles, figure = nodes["articles"].to_numpy(), places(nodes["figure_id"])
    keys = [places(nodes[name])[a] for name in ("measure", "group")] + [-(articles[a] + articles[b]), places(nodes["statement_id"])[a], figure[a], figure[b]]
    return np.lexsort(keys[::-1])


def _whys(found: pd.DataFrame, nodes: pd.DataFrame, tolerance: float) -> pd.Series:
    """The reason of each pair as a sentence."""
    a, b, denied = (found[name].to_numpy() for name in ("a", "b", "denied"))
    a, b = a.astype(int), b.astype(int)
    counted = nodes.drop_duplicates("cell").set_index("cell")
    counted = pd.Series([capital(thing(*row)) for row in counted[["measure", "group", "counted"]].itertuples(index=False)], index=counted.index, dtype="string")
    what = counted.reindex(nodes["cell"].to_numpy()[a])
    given = together(nodes["source"], " gives “", nodes["text"], "”")
    bare = nodes["text"].str.replace(",", "").tolist()
    ends = list(zip(*(nodes[name].tolist() for name in ("first", "last", "low_read", "high_read", "low_open", "high_open"))))
    tops = [f"fewer than {high:,.0f}" if cut else f"{last:,.0f}" if first == last else f"at most {last:,.0f}" for first, last, _, high, _, cut in ends]
    bottoms = [f"more than {low:,.0f}" if cut else f"{first:,.0f}" if first == last else f"at least {first:,.0f}" for first, last, low, _, cut, _ in ends]
    # What is written in figures need not be said again.
    tops, bottoms = ([f", that is {read}" * (read.replace(",", "") != text) for read, text in zip(reads, bare)] for reads in (tops, bottoms))
    loose, share = np.select([nodes["qualifier"].eq("about"), nodes["qualifier"].eq("nearly")], [1, 2], default=0), f"{tolerance:.0%}".replace("%", " %")
    words = pd.Series(["", *(f", {words} read as within {share}" for words in ("“about”", "“nearly”", "“about” and “nearly”"))], dtype="string")
    told = [nodes[name].array for name in ("source", "text")]
    apart = nodes["measure"].isin(TOLLS).to_numpy()[a]
    both = together(
        what, ": ", given.array[a], pd.array(tops, dtype="string")[a], "; ", given.array[b], pd.array(bottoms, dtype="string")[b],
        ". They cannot both be right", words.array[loose[a] | loose[b]], ".", _when(nodes, a, b).where(apart, ""),
    )
    refused = together(what, ": ", told[0][b], " denies “", told[1][b], "”, which ", told[0][a], " gives.")
    return both.mask(denied.astype(bool), refused)


def _when(nodes: pd.DataFrame, a: np.ndarray, b: np.ndarray) -> pd.Series:
    """When the smaller count, *a*, and the larger, *b*, were given, as a sentence after a space."""
    codes, days = pd.factorize(nodes["day_words"].fillna(""))
    days = days.tolist()
    pairs, kinds = pd.factorize(codes[a] * len(days) + codes[b])
    said = [" " + _days(days[kind // len(days)], days[kind % len(days)]) for kind in kinds.tolist()]
    return pd.Series(pd.array(said, dtype="string")[pairs])


def _days(smaller: str, larger: str) -> str:
    """The days of two counts, each "on", "by" or "as of" a day, or "" where it is not known."""
    if smaller and larger:
        one_day = smaller.split()[-1] == larger.split()[-1]
        return f"Both were given {max(smaller, larger, key=lambda day: day.startswith('by'))}." if one_day else f"The lower was given {smaller}, the higher {larger}."
    if not smaller and not larger:
        return "It is not known on which days they were given."
    return f"The {'lower' if smaller else 'higher'} was given {smaller or larger}, the {'higher' if smaller else 'lower'} on a day that is not known."
