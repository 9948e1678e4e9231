"""How good the extraction is, counted against gold that people wrote by hand.

Attributions are matched as the attribution literature does (PARC 3.0, PolNeAR): one to one, the best
overlap first, where the words of the two contents overlap by at least half (intersection over union); a
match is right if the two sources share a word, or if neither has a source. Figures are matched where
their characters overlap, and compared field by field.

Gold holds quotations, not offsets, so that it survives a change in how articles are cleaned:
:func:`passage` finds them again. Every place where a piece of a quotation is left out is written " … ".
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from kit.schema import MEASURES

GOLD = Path(__file__).parent / "gold"
GAP = " … "
#: What must be right for a figure to be right, and what is counted besides.
FIELDS = ("bounds", "qualifier", "measure", "source_id")
DETAILS = ("counted", "group")

Spans = list[tuple[int, int]]


class GoldAttribution(NamedTuple):
    article_id: str
    source: Spans
    source_id: str | None
    cue: str
    content: Spans
    form: str
    polarity: str


class GoldFigure(NamedTuple):
    article_id: str
    start: int
    end: int
    bounds: tuple[float | None, float | None, float | None]
    qualifier: str
    measure: str | None
    counted: str | None
    group: str | None
    source_id: str | None


class Score(NamedTuple):
    """What was counted, and one line for each thing that was missed, wrong or invented."""

    counts: dict[str, int]
    remarks: list[str]

    def __str__(self) -> str:
        shown = "  ".join(f"{name} {count}" for name, count in self.counts.items())
        return "\n".join([shown, *(f"   {remark}" for remark in self.remarks)])


def occurrences(text: str, quote: str) -> Spans:
    """Where *quote* stands in *text* as whole words.

    >>> occurrences("11,000 came, 1,000 left", "1,000")
    [(13, 18)]
    """
    before = r"(?<!\w)" if quote[0].isalnum() else ""
    after = r"(?!\w)" if quote[-1].isalnum() else ""
    return [match.span() for match in re.finditer(before + re.escape(quote) + after, text)]


def passage(text: str, quote: str) -> Spans:
    """The pieces of *quote*, which must stand in *text* exactly once.

    Raises:
        LookupError: the quotation is not there, or its first piece is there more than once.
    """
    first, *rest = quote.split(GAP)
    found = occurrences(text, first)
    if len(found) != 1:
        raise LookupError(f"{len(found)} places for {first!r}: quote a longer passage, or mend the gold")
    for piece in rest:
        later = [span for span in occurrences(text, piece) if span[0] >= found[-1][1]]
        if not later:
            raise LookupError(f"{piece!r} does not follow {first!r}")
        found.append(later[0])
    return found


def nearest(text: str, quote: str, content: Spans) -> tuple[int, int]:
    """The place of *quote* that is nearest to the *content* and not inside it.

    >>> nearest("He said he would, he said later.", "he said", [(8, 16)])
    (18, 25)
    """
    start, end = content[0][0], content[-1][1]
    apart = [span for span in occurrences(text, quote) if all(span[1] <= a or span[0] >= b for a, b in content)]
    if not apart:
        raise LookupError(f"no place for {quote!r} outside its content")
    return min(apart, key=lambda span: max(start - span[1], span[0] - end, 0))


def read_case(name: str, texts: Mapping[str, str]) -> tuple[list[GoldAttribution], list[GoldFigure]]:
    """The gold of a case, ``gold/<name>-attributions.csv`` and ``-figures.csv``, as places in *texts*."""
    attributions = [_attribution(row, texts) for row in _rows(GOLD / f"{name}-attributions.csv")]
    return attributions, [_figure(row, texts) for row in _rows(GOLD / f"{name}-figures.csv")]


def read_short_texts() -> tuple[dict[str, str], list[GoldAttribution], list[GoldFigure]]:
    """The texts of ``gold/short-texts.jsonl`` by article id, and their gold."""
    entries = [json.loads(line) for line in (GOLD / "short-texts.jsonl").read_text("utf8").splitlines()]
    texts = {entry["article_id"]: entry["text"] for entry in entries}
    both = [
        [read({"article_id": entry["article_id"], **row}, texts) for entry in entries for row in entry[part]]
        for part, read in (("attributions", _attribution), ("figures", _figure))
    ]
    return texts, *both


def score_attributions(gold: Iterable[GoldAttribution], claims: pd.DataFrame, texts: Mapping[str, str]) -> Score:
    """Counts gold, predicted, content (found), both (content and source), source_id, form and polarity."""
    gold, remarks = list(gold), []
    counts = dict.fromkeys(("gold", "predicted", "content", "both", "source_id", "form", "polarity"), 0)
    told = claims[(claims["source_kind"] != "article").fillna(True) | claims["cue"].notna()].reset_index()
    for article_id, text in texts.items():
        wanted = [one for one in gold if one.article_id == article_id]
        rows = list(told[told["article_id"] == article_id].itertuples())
        found = _match(
            [(_words(text, one.source), _words(text, one.content)) for one in wanted],
            [(_words(text, _source(row)), _words(text, row.spans)) for row in rows],
        )
        counts["gold"] += len(wanted)
        counts["predicted"] += len(rows)
        counts["content"] += len(found)
        for i, one in enumerate(wanted):
            row, same_source = rows[found[i][0]] if i in found else None, i in found and found[i][1]
            what = f"{article_id}: {_quote(text, one.source) or '–'} | {one.cue} | {_quote(text, one.content)[:60]}"
            if row is None or not same_source:
                remarks.append(("wrong source: " if row is not None else "missed: ") + what)
                continue
            counts["both"] += 1
            for field in ("source_id", "form", "polarity"):
                right = getattr(one, field) is None or getattr(one, field) == _plain(getattr(row, field))
                counts[field] += right
                if not right:
                    remarks.append(f"{field} {_plain(getattr(row, field))}, not {getattr(one, field)}: {what}")
        taken = {j for j, _ in found.values()}
        remarks += [
            f"not in gold: {article_id}: {_plain(row.source)} | {_plain(row.cue)} | {row.text[:60]}"
            for j, row in enumerate(rows) if j not in taken
        ]
    return Score(counts, remarks)


def score_figures(gold: Iterable[GoldFigure], figures: pd.DataFrame, claims: pd.DataFrame) -> Score:
    """Counts gold, found, the fields and details that are right, all (fields right at once) and false (not in gold).

    What the gold leaves open counts as right.
    """
    gold, remarks, used = list(gold), [], set()
    counts = dict.fromkeys(("gold", "found", *FIELDS, "all", *DETAILS, "false"), 0)
    counts["gold"] = len(gold)
    rows = list(figures.join(claims["source_id"], on="claim_id").reset_index().itertuples())
    for one in gold:
        what = f"{one.article_id}: {one.bounds} {one.qualifier} {one.measure} {one.group} {one.source_id}"
        over = [
            row for row in rows
            if row.article_id == one.article_id and row.start < one.end and row.end > one.start and row.Index not in used
        ]
        if not over:
            remarks.append(f"missed: {what}")
            continue
        row = max(over, key=lambda row: min(row.end, one.end) - max(row.start, one.start))
        used.add(row.Index)
        said = {
            "bounds": tuple(_plain(number) for number in (row.value, row.low, row.high)),
            "qualifier": row.qualifier, "measure": row.measure,
            "counted": _plain(row.counted), "group": _plain(row.group), "source_id": _plain(row.source_id),
        }
        right = {field: getattr(one, field) is None or said[field] == getattr(one, field) for field in FIELDS + DETAILS}
        counts["found"] += 1
        counts["all"] += all(right[field] for field in FIELDS)
        for field, ok in right.items():
            counts[field] += ok
            if not ok:
                remarks.append(f"{field} {said[field]}: {what}")
    false = [row for row in rows if row.Index not in used]
    counts["false"] = len(false)
    return Score(counts, remarks + [f"not in gold: {row.article_id}: {row.text} {row.measure}" for row in false])


def confusion(gold: Iterable[GoldFigure], figures: pd.DataFrame) -> pd.DataFrame:
    """How often a figure of each measure in gold (rows) was given each measure (columns).

    The column "missed" counts gold that was not found, the row "not in gold" figures that are none; gold that leaves the
    measure open is passed over.
    """
    rows, used, pairs = list(figures.reset_index().itertuples()), set(), []
    for one in gold:
        over = [row for row in rows if row.article_id == one.article_id and row.start < one.end and row.end > one.start and row.Index not in used]
        row = max(over, key=lambda row: min(row.end, one.end) - max(row.start, one.start), default=None)
        used |= {row.Index} if row is not None else set()
        if one.measure is not None:
            pairs.append((one.measure, "missed" if row is None else row.measure))
    pairs += [("not in gold", row.measure) for row in rows if row.Index not in used]
    table = pd.crosstab(*zip(*pairs), rownames=["gold"], colnames=["found"])
    order = [measure for measure in MEASURES if measure in table.index or measure in table.columns]
    return table.reindex(index=[*order, "not in gold"], columns=[*order, "missed"], fill_value=0)


def print_confusion(gold: Iterable[GoldFigure], figures: pd.DataFrame) -> None:
    """Prints :func:`confusion` as a table in Markdown; an empty cell is 0."""
    table = confusion(gold, figures)
    print(f"| gold \\ found | {' | '.join(table.columns)} |")
    print("|---" * (len(table.columns) + 1) + "|")
    for measure, counts in table.iterrows():
        print(f"| {measure} | {' | '.join(str(count or '') for count in counts)} |")


def percentages(counts: Mapping[str, int]) -> dict[str, float]:
    """Precision, recall and F1 of attributions whose content and source are right, and right source ids among them."""
    both, predicted, gold = counts["both"], counts["predicted"], counts["gold"]
    return {
        "precision": 100 * both / max(predicted, 1),
        "recall": 100 * both / max(gold, 1),
        "f1": 200 * both / max(predicted + gold, 1),
        "source_id": 100 * counts["source_id"] / max(both, 1),
    }


def _rows(path: Path) -> list[dict]:
    with path.open(encoding="utf8", newline="") as file:
        return [{name: value or None for name, value in row.items()} for row in csv.DictReader(file)]


def _attribution(row: dict, texts: Mapping[str, str]) -> GoldAttribution:
    text = texts[row["article_id"]]
    content = passage(text, row["content"])
    source = [nearest(text, row["source"], content)] if row["source"] else []
    return GoldAttribution(
        row["article_id"], source, row["source_id"], row["cue"], content, row["form"], row.get("polarity", "asserted")
    )


def _figure(row: dict, texts: Mapping[str, str]) -> GoldFigure:
    [(start, end)] = passage(texts[row["article_id"]], row.get("passage") or row["figure"])
    [(inner, inner_end), *_] = occurrences(texts[row["article_id"]][start:end], row["figure"])
    bounds = tuple(None if row.get(name) is None else float(row[name]) for name in ("value", "low", "high"))
    return GoldFigure(
        row["article_id"], start + inner, start + inner_end, bounds,
        row["qualifier"], row["measure"], row.get("counted"), row.get("group"), row.get("source_id"),
    )


def _source(row) -> Spans:
    return [] if pd.isna(row.source_start) else [(int(row.source_start), int(row.source_end))]


def _plain(value):
    return None if pd.isna(value) else value


def _words(text: str, spans: Iterable[tuple[int, int]]) -> frozenset[int]:
    return frozenset(match.start() for a, b in spans for match in re.compile(r"\w+").finditer(text, int(a), int(b)))


def _quote(text: str, spans: Spans) -> str:
    return GAP.join(text[a:b] for a, b in spans)


def _match(gold: list, predicted: list) -> dict[int, tuple[int, bool]]:
    """Of each gold index the predicted one, and whether the two sources agree."""
    overlaps = sorted(
        ((len(g[1] & p[1]) / len(g[1] | p[1]), -i, -j) for i, g in enumerate(gold) for j, p in enumerate(predicted) if g[1] & p[1]),
        reverse=True,
    )
    found: dict[int, tuple[int, bool]] = {}
    taken = set()
    for overlap, i, j in overlaps:
        if overlap >= 0.5 and -i not in found and -j not in taken:
            a, b = gold[-i][0], predicted[-j][0]
            found[-i] = (-j, bool(a & b) or not (a or b))
            taken.add(-j)
    return found
