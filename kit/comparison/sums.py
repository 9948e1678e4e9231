"""Do the parts make the whole? Killed and injured against casualties, "including" against what it is part of."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from kit.comparison.grouping import grouped
from kit.comparison.readings import RATIO, TOLERANCE, included, kept, note, sentences
from kit.comparison.words import REST, capital, the
from kit.language import places

_AS_ROUNDED = "the round numbers are taken as rounded"
#: Totals of other articles that one sum is held against at most.
TOTALS = 10
_COLUMNS = [
    "verdict", "sentence", "kind", "source_id", "source", "origin", "group", "parts", "parts_low", "parts_high", "whole", "whole_measure", "whole_source", "whole_group",
    "whole_low", "whole_high", "why", "article_id", "start", "end", "whole_article_id", "whole_start", "whole_end", "part_figures", "whole_figure",
    "sentences", "whole_sentence",
]
_USED = [
    "figure_id", "statement_id", "article_id", "start", "end", "text", "measure", "group", "counted", "noun", "period", "qualifier", "first", "last", "centre",
    "speaker", "source_id", "name", "source_kind", "origin", "day", "sentence_start", "some", "changing", "report",
]
_TYPES = {name: "Int64" for name in _COLUMNS if name.endswith(("_low", "_high", "start", "end"))}


def totals(
    figures: pd.DataFrame,
    claims: pd.DataFrame,
    sources: pd.DataFrame | None = None,
    *,
    articles: pd.DataFrame | None = None,
    tolerance: float = TOLERANCE,
    ratio: float = RATIO,
) -> pd.DataFrame:
    """Adds up parts and sets them against the totals that the same origin gives.

    Killed and injured that one source (else one origin) gives in one article are added (least with least, greatest with greatest) and compared with each
    statement of casualties or of killed or injured by the same origin and group: in the same article, else (the ten most reported) in any; and with one
    that stands in the same sentence, whoever gives it. Of parts and a whole of two known days only that they agree is told: else the toll has changed. Where the sum misses the total
    only because a round number is taken to the last head ("1,100" bare, ending in two zeros), both are read as rounded; if they meet then, the verdict is
    "consistent if rounded". Casualties may also count the missing: a
    sum below them says nothing. Parts of a group other than the total's (a unit of an army) are set against it where the origin gives totals of one group
    only: like a part named with "including" they must not pass their whole, and need not make it up. Two countries are never set against each other so. Counts of a period are added to counts of the same period
    and held against totals of it; a count that a later one replaced is left out.

    Returns:
        ``verdict`` (consistent, consistent if rounded, inconsistent, cannot say), ``sentence`` (who counts what against whose whole of which group), ``kind`` ("killed + injured" or "included"), ``source_id``, ``source``, ``origin``, ``group``,
        ``parts``, ``whole`` (as written), ``parts_low``, ``parts_high``, ``whole_low``, ``whole_high`` (people; <NA> where open), ``whole_measure``,
        ``whole_source``, ``whole_group``, ``why``, and the evidence: article, offsets and figure ids of both sides, and with *articles* the ``sentences`` of the parts and the
        ``whole_sentence`` (<NA> without).
    """
    table = grouped(figures, claims, sources, articles, tolerance, ratio)
    table = table[table["polarity"].eq("asserted") & table["superseded_by"].isna()]
    table = table[_USED].assign(sentence=sentences(table, articles))
    rows = _sums(table, tolerance) + _parts(figures, claims, table)
    result = pd.DataFrame(rows, columns=_COLUMNS)
    result = result.astype({name: _TYPES.get(name, "string") for name in _COLUMNS})
    result.attrs["note"] = note(tolerance)
    return result


def _sums(table: pd.DataFrame, tolerance: float) -> list[list]:
    """Each count of killed with the nearest count of injured by the same source in the same article, against its origin's totals."""
    table = table[table["some"].isna() & table["changing"].isna()]
    kind = table["counted"].mask(table["counted"].isin(["people", "troops"]), "")
    table = table.assign(group=table["group"].fillna(""), period=table["period"].fillna(""), kind=kind)
    killed, injured = (
        table[table["measure"].eq(measure) & ~table["counted"].str.endswith("(part)")].sort_values("start", kind="stable").astype({"start": "int64"})
        for measure in ("killed", "injured")
    )
    if killed.empty or injured.empty:
        return []
    both = _nearest_injured(killed, injured, "speaker")
    # "64 dead, the ministry said. The health service said 322 were hurt": two of one origin, in one article.
    both = pd.concat([both, _nearest_injured(killed[~killed["figure_id"].isin(both["figure_id"])], injured, "origin")], ignore_index=True)
    both["day"] = both[["day", "day_injured"]].max(axis=1)
    both["speaker_injured"] = both["speaker_injured"].fillna(both["speaker"])
    both = both.drop_duplicates(["statement_id", "statement_id_injured", "first", "last", "first_injured", "last_injured"])
    wholes = table[table["measure"].isin(["casualties", "killed_or_injured"]) & ~table["counted"].str.endswith("(part)")].copy()
    # An origin whose totals are all of one group is speaking of it, or of a part of it, in its other counts too.
    one_group = wholes.assign(group=wholes["group"].replace("", pd.NA)).groupby("origin")["group"].nunique().le(1)
    for rows in (both, wholes):
        rows["scope"] = rows["group"].mask(rows["origin"].map(one_group).astype("boolean").fillna(False), "")
    here = both.merge(wholes, on=["origin", "scope", "period", "kind", "article_id"], suffixes=("", "_whole")).assign(article_id_whole=lambda rows: rows["article_id"])
    # "The dead and the hurt make 400, officials say: 69 and 330": of one sentence, whoever says the one and the other.
    aside = both.merge(wholes.drop(columns=["scope"]), on=["article_id", "sentence_start", "period", "kind"], suffixes=("", "_whole")).assign(article_id_whole=lambda rows: rows["article_id"])
    here = pd.concat([here, aside[aside["group"].eq(aside["group_whole"])]], ignore_index=True)
    elsewhere = both[~both["figure_id"].isin(here["figure_id"])].merge(_most_reported(wholes), on=["origin", "scope", "period", "kind"], suffixes=("", "_whole"))
    paired = pd.concat([here, elsewhere], ignore_index=True)
    paired["another_day"] = paired["day"].notna() & paired["day_whole"].notna() & paired["day"].ne(paired["day_whole"])
    sums = paired["centre"] + paired["centre_injured"]
    near = np.maximum(sums, paired["centre_whole"]) <= RATIO * np.minimum(sums, paired["centre_whole"])
    paired = paired[near | ~paired["another_day"]]
    paired = paired.drop_duplicates(["figure_id", "figure_id_injured", "statement_id_whole", "first_whole", "last_whole"])
    paired = paired.sort_values(["origin", "group", "article_id", "start", "article_id_whole", "start_whole"], kind="stable")
    return [row for pair in _records(paired) if (row := _sum_row(pair, tolerance))[0].startswith("consistent") or not pair["another_day"]]


def _nearest_injured(killed: pd.DataFrame, injured: pd.DataFrame, whose: str) -> pd.DataFrame:
    """Each count of killed with the nearest of injured in the same article, by the same speaker or origin."""
    by = ["article_id", whose, "group", "period", "kind"]
    return pd.merge_asof(killed, injured, on="start", by=by, direction="nearest", suffixes=("", "_injured"), allow_exact_matches=False).dropna(subset=["figure_id_injured"])


def _records(table: pd.DataFrame) -> Iterator[dict]:
    """The rows as dicts, one after the other; pandas' own asks each value what it is and holds all at once."""
    names = list(table.columns)
    for row in zip(*(table[name].tolist() for name in names)):
        yield dict(zip(names, row))


def _most_reported(wholes: pd.DataFrame) -> pd.DataFrame:
    """Of an origin's totals for a group, those that most articles carry."""
    reading = ["statement_id", "first", "last"]
    carried = wholes.groupby(reading)["report"].transform("nunique")
    distinct = wholes.assign(carried=carried).sort_values(["carried", "article_id", "start"], ascending=[False, True, True], kind="stable").drop_duplicates(reading)
    return distinct.groupby(["origin", "scope", "period", "kind"], sort=False).head(TOTALS)


def _sum_row(row: dict, tolerance: float) -> list:
    low, high = row["first"] + row["first_injured"], row["last"] + row["last_injured"]
    of, whole_of = row["group"], row["group_whole"]

    def judge(low: float, high: float, whole_low: float, whole_high: float) -> tuple[str, str]:
        if of and whole_of and of != whole_of:
            return _part_verdict(low, whole_low, whole_high, "the parts are")
        return _sum_verdict(low, high, whole_low, whole_high, row["measure_whole"])

    verdict, why = judge(low, high, row["first_whole"], row["last_whole"])
    if verdict == "inconsistent":
        parts = [_rounded(row, "", tolerance), _rounded(row, "_injured", tolerance)]
        if judge(parts[0][0] + parts[1][0], parts[0][1] + parts[1][1], *_rounded(row, "_whole", tolerance))[0] == "consistent":
            verdict, why = "consistent if rounded", f"{why} unless {_AS_ROUNDED}"
    if of != whole_of:
        verdict, why = _of_another_group(verdict, why, of, whole_of)
    text = f"{row['text']} killed + {row['text_injured']} injured"
    measure = row["measure_whole"].replace("_", " ")
    who, whose = the(row["name"], row["source_kind"]), the(row["name_whole"], row["source_kind_whole"])
    by_another = "" if row["speaker"] == row["speaker_injured"] else f"{the(row['name_injured'], row['source_kind_injured'])} "
    sentence = (
        f"{capital(who)} counts {_inside(row['text'])} killed and {by_another}{_inside(row['text_injured'])} injured{_of(row['group'])}; "
        f"{'it' if who == whose and not by_another else whose} gives {_inside(row['text_whole'])} {measure}{_of(row['group_whole'])}. {_told(verdict, why)}"
    )
    why = f"{text} is {_span(low, high)}; {row['name_whole']} gives {row['text_whole']} {measure}, {_span(row['first_whole'], row['last_whole'])}: {why}."
    return [
        verdict, sentence, "killed + injured", row["source_id"], row["name"], row["origin"], row["group"] or pd.NA, text, low, _top(high), row["text_whole"],
        row["measure_whole"], row["name_whole"], row["group_whole"] or pd.NA, row["first_whole"], _top(row["last_whole"]), why, row["article_id"],
        row["start"], row["end_injured"], row["article_id_whole"], row["start_whole"], row["end_whole"], f"{row['figure_id']}|{row['figure_id_injured']}",
        row["figure_id_whole"], _once(row["sentence"], row["sentence_injured"]), row["sentence_whole"],
    ]


def _told(verdict: str, why: str) -> str:
    if verdict == "consistent if rounded":
        return f"This is consistent if {_AS_ROUNDED}."
    return f"{'Whether this adds up cannot be said' if verdict == 'cannot say' else f'This is {verdict}'}: {why}."


def _of_another_group(verdict: str, why: str, group: str, whole: str) -> tuple[str, str]:
    """What the groups leave of a verdict: a country is no part of another group, and where one group is not named nothing can be excluded."""
    of = f"the parts are of {group or 'a group not named'}, the whole of {whole or 'a group not named'}"
    if group and whole and places.is_country(group):
        return "cannot say", of
    return "cannot say" if verdict == "inconsistent" and not (group and whole) else verdict, f"{why} ({of})"


def _inside(text: str) -> str:
    """Words from the beginning of a sentence as they stand inside one."""
    return text if text.isupper() and len(text) > 1 else text[:1].lower() + text[1:]


def _of(group: str) -> str:
    return f" ({group})" if group else ""


def _once(*found: str) -> str:
    """Sentences one after the other, each once."""
    return pd.NA if pd.isna(found[0]) else " … ".join(dict.fromkeys(found))


def _sum_verdict(low: float, high: float, whole_low: float, whole_high: float, measure: str) -> tuple[str, str]:
    if low > whole_high:
        return "inconsistent", "the parts are more than the whole"
    if np.isinf(high) and np.isinf(whole_high):
        return "cannot say", "both are open upwards"
    if high < whole_low:
        if measure == "casualties":
            return "cannot say", "casualties may count others besides the killed and injured"
        return "inconsistent", "the parts are fewer than the whole"
    return "consistent", "both can hold"


def _part_verdict(low: float, whole_low: float, whole_high: float, what: str) -> tuple[str, str]:
    """A part, or what a unit of an army counts, need not make up the whole: only it cannot be more."""
    if low > whole_high:
        return "inconsistent", f"{what} more than the whole"
    if np.isinf(whole_high) and low > whole_low:
        return "cannot say", "the whole is open upwards"
    return "consistent", f"{what} not more than the whole"


def _rounded(row: dict, side: str, tolerance: float) -> tuple[float, float]:
    """The ends of a bare round number when it is taken as rounded: half its last counted place, at most the tolerance."""
    first, last, value = row["first" + side], row["last" + side], row["centre" + side]
    if row["qualifier" + side] != "exact" or value <= 0 or value % 100:
        return first, last
    place = 100
    while value % (place * 10) == 0:
        place *= 10
    slack = min(place / 2, value * tolerance)
    return max(0, first - slack), last + slack


def _span(low: float, high: float) -> str:
    if np.isinf(high):
        return f"{low:,.0f} or more"
    return f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"


def _top(high: float) -> float | None:
    return pd.NA if np.isinf(high) else high


def _parts(figures: pd.DataFrame, claims: pd.DataFrame, table: pd.DataFrame) -> list[list]:
    """Each part named with "including" against its whole."""
    pairs = included(kept(figures), claims)
    named = _records(table[table["figure_id"].isin(pairs.stack().unique())].drop_duplicates("figure_id"))
    named = {row["figure_id"]: row for row in named}
    rows = []
    for whole_id, part_id in pairs.itertuples(index=False):
        if whole_id not in named or part_id not in named:
            continue
        whole, part = named[whole_id], named[part_id]
        verdict, why = _part_verdict(part["first"], whole["first"], whole["last"], "the part is")
        text = part["text"] if pd.isna(part["noun"]) else f"{part['text']} {part['noun']}"
        group, whole_group = ("" if pd.isna(side["group"]) else side["group"] for side in (part, whole))
        people = whole["measure"].replace("_", " ") if whole["measure"] != REST else "people" if pd.isna(whole["noun"]) else whole["noun"]
        sentence = (
            f"{capital(the(part['name'], part['source_kind']))} counts {_inside(text)} among {_inside(whole['text'])} {people}{_of(whole_group or group)}. {_told(verdict, why)}"
        )
        rows.append([
            verdict, sentence, "included", part["source_id"], part["name"], part["origin"], part["group"], text, part["first"], _top(part["last"]), whole["text"],
            whole["measure"], whole["name"], whole["group"], whole["first"], _top(whole["last"]), f"{text} of {whole['text']}: {why}.", part["article_id"], part["start"],
            part["end"], whole["article_id"], whole["start"], whole["end"], part_id, whole_id, part["sentence"], whole["sentence"],
        ])
    return rows
