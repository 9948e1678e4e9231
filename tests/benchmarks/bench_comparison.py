"""What comparing and charting costs, from a thousand to a hundred thousand figures, in one run.

    python tests/benchmarks/bench_comparison.py [number of figures ...] [--crowded]

The tables are made up, always the same ones: an event of which many sources give counts in many articles, half of them reported again and again.
With --crowded five sources speak of one group, so that nearly everything can be held against everything. Printed are seconds of the processor and,
in brackets, on the clock; how many times its share of the smallest table's time each figure takes (1 is linear, the table's size quadratic);
and how many times the time that pandas takes to sort and group the same table.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from kit import charts, comparison, schema

SIZES = (1_000, 10_000, 100_000)
#: What is asked of a hundred thousand figures: all functions together, in seconds.
ASKED = 10
PER_ARTICLE = 10
HEDGED = {
    "exact": "{}", "about": "about {}", "nearly": "nearly {}", "over": "over {}", "at_least": "at least {}", "up_to": "up to {}",
    "range": "between {} and {}", "vague": "dozens",
}
SHARES = {"exact": 0.45, "about": 0.15, "nearly": 0.07, "over": 0.1, "at_least": 0.1, "up_to": 0.05, "range": 0.04, "vague": 0.04}
MEASURES = {"killed": 0.32, "injured": 0.2, "missing": 0.1, "casualties": 0.06, "killed_or_injured": 0.03, "deployed": 0.08, "rescued": 0.06, "other": 0.15}
NOUNS = {"people": 0.7, "soldiers": 0.1, "civilians": 0.05, "children": 0.05, "": 0.1}
DAYS = pd.date_range("2031-04-01", periods=60).strftime("%Y-%m-%d").tolist()


def made(figures: int, crowded: bool = False) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Figures, claims, registry and articles with so many *figures*; the same for the same arguments."""
    draw = np.random.default_rng(figures)
    speakers = 5 if crowded else max(20, figures // 200)
    number_of_articles = -(-figures // PER_ARTICLE)

    def choose(shares: dict) -> list:
        return draw.choice(list(shares), figures, p=np.array(list(shares.values())) / sum(shares.values())).tolist()

    plan = pd.DataFrame({
        "article": np.arange(figures) // PER_ARTICLE,
        # Few speak often, many seldom.
        "source": np.minimum(speakers * draw.random(figures) ** 3, speakers - 1).astype(int),
        "measure": choose(MEASURES), "qualifier": choose(SHARES), "noun": choose(NOUNS), "voice": choose({"named": 0.8, "article": 0.1, "unnamed": 0.1}),
        "denied": draw.random(figures) < 0.03, "hedged": draw.random(figures) < 0.15, "relayed": draw.random(figures) < 0.15, "dated": draw.random(figures) < 0.5,
        "grouped": draw.random(figures) < 0.7, "placed": draw.random(figures) < 0.1, "counted_on": draw.random(figures) < 0.1, "daily": draw.random(figures) < 0.05,
    })
    # Most speak of their own people.
    plan["group"] = 0 if crowded else (plan["source"] % 12).where(draw.random(figures) < 0.8, draw.integers(0, 12, figures))
    plan["day"] = plan["article"] * len(DAYS) // number_of_articles
    # A toll that rises every few days; half of the counts are the one that all give, the others their own, told in rounder numbers by some.
    toll = (20 + 75 * (plan["day"] // 5)) * (1 + plan["group"])
    number = toll.where(draw.random(figures) < 0.5, (toll * draw.uniform(0.6, 1.4, figures)).astype(int))
    plan["number"] = number.where(draw.random(figures) < 0.5, (number // 50 * 50).clip(lower=10))
    articles, claims, rows = [], [], []
    for article, found in plan.groupby("article"):
        text = ""
        for row in found.itertuples():
            words, claim, count = _told(row, f"article-{article}", len(text))
            text += words + "\n"
            claims.append(claim)
            rows += count
        day = DAYS[article * len(DAYS) // number_of_articles]
        articles.append({"article_id": f"article-{article}", "outlet": f"Outlet {article % 90}", "published": day, "text": text, "words": len(text.split())})
    for earlier, later in zip(rows[7::20], rows[8::20]):
        earlier["superseded_by"] = later["figure_id"]
    registry = [
        {"source_id": f"source_{n}", "name": f"Source {n}", "kind": "agency" if n % 10 == 9 else "government", "parent": f"source_{n - 1}" if n % 7 == 3 else None}
        for n in range(speakers)
    ]
    made = ((schema.FIGURES, rows[:figures]), (schema.CLAIMS, claims), (schema.SOURCES, registry), (schema.ARTICLES, articles))
    return tuple(schema.build(columns, found) for columns, found in made)


def _told(row, article_id: str, start: int) -> tuple[str, dict, list[dict]]:
    """A sentence with its claim and its figures: one, or in each twentieth a whole and its part."""
    number = HEDGED[row.qualifier].format(f"{row.number:,}", f"{row.number * 2:,}")
    subject, verb = f"Source {row.source} said ", row.measure.replace("_", " ")
    said = f"{subject}{number} {row.noun or 'others'} were {verb}"
    part = f"{row.number // 3 + 1:,}"
    said += f", including {part} drivers." if row.Index % 20 == 5 else "."
    end = start + len(said)
    claim_id = f"{article_id}:{start}-{end}"
    claim = {
        "claim_id": claim_id, "article_id": article_id, "start": start, "end": end, "spans": ((start, end),), "text": said, "source": f"Source {row.source}",
        "source_id": f"source_{row.source}" if row.voice == "named" else row.voice, "source_kind": "government" if row.voice == "named" else row.voice,
        "cue": "said", "cue_class": "says", "form": "indirect", "polarity": "denied" if row.denied else "asserted", "hedge": "reportedly" if row.hedged else None,
        "via_id": f"source_{max(row.source - 1, 0)}" if row.relayed else None, "said_on": DAYS[row.day] if row.dated else None,
        "sentence_start": start, "sentence_end": end, "confidence": 0.8, "status": "extracted",
    }
    bounds = {"exact": (row.number, row.number), "over": (row.number, None), "at_least": (row.number, None), "nearly": (None, row.number), "up_to": (None, row.number),
              "range": (row.number, row.number * 2), "vague": (24, None), "about": (None, None)}

    def count(place: int, text: str, value: int | None, low: int | None, high: int | None, **more: object) -> dict:
        return {
            "figure_id": f"{article_id}:{place}-{place + len(text)}", "claim_id": claim_id, "article_id": article_id, "start": place, "end": place + len(text),
            "text": text, "value": value, "low": low, "high": high, "measure": row.measure, "group": f"Group {row.group}" if row.grouped else None,
            "place": "East Quay" if row.placed else None, "as_of": DAYS[row.day] if row.counted_on else None, "period": "a day" if row.daily else None,
            "confidence": 0.8, "status": "corrected" if row.Index % 50 == 0 else "extracted",
        } | more

    whole = count(start + len(subject), number, None if row.qualifier in ("range", "vague") else row.number, *bounds[row.qualifier], qualifier=row.qualifier, counted=row.noun or None)
    if row.Index % 20 != 5:
        return said, claim, [whole]
    number = row.number // 3 + 1
    part_of = whole["figure_id"] if row.Index % 40 == 5 else None
    return said, claim, [whole, count(start + said.rindex(part), part, number, number, number, qualifier="exact", counted="drivers", part_of=part_of)]


def taken(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the processor and on the clock."""
    begun, clock = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - begun, time.perf_counter() - clock


def sort_and_group(figures: pd.DataFrame) -> pd.DataFrame:
    """What pandas alone needs to look at the table once: the measure of what a comparison may cost."""
    key = ["measure", "group", "counted", "claim_id"]
    return figures.sort_values(["article_id", "start"], kind="stable").groupby(key, dropna=False, sort=True).agg({"value": "max", "text": "first"})


def times(size: int, crowded: bool) -> dict[str, tuple[float, float]]:
    """What each function takes on so many figures, one after the other as in a run of a case."""
    figures, claims, sources, articles = made(size, crowded)
    tables = (figures, claims, sources)
    works = {name: partial(getattr(comparison, name), *tables, articles=articles) for name in ("statements", "drift", "contradictions", "not_compared", "totals")}
    works["origins"] = partial(comparison.origins, *tables)
    for name in ("figures_by_source", "drift"):
        works[f"chart {name}"] = partial(getattr(charts, name), figures, claims, sources=sources, articles=articles)
    found = {name: taken(work) for name, work in works.items()}
    found["together"] = tuple(map(sum, zip(*found.values())))
    return found | {"(pandas: sort, group)": taken(lambda: sort_and_group(figures))}


def main(*arguments: str) -> None:
    crowded = "--crowded" in arguments
    sizes = [int(size) for size in arguments if size != "--crowded"] or SIZES
    times(200, crowded)  # what is read once, fonts and word lists, is not what a figure costs
    first: dict[str, float] = {}
    for size in sizes:
        found = times(size, crowded)
        base = found["(pandas: sort, group)"][0]
        print(f"\n{size:,} figures{', crowded' if crowded else ''}")
        for name, (seconds, clock) in found.items():
            share = first.setdefault(name, seconds / size) * size
            print(f"  {name:24} {seconds:8.2f} s ({clock:.2f})   a figure {seconds / share:6.2f} x   pandas {seconds / base:7.1f} x")
        if size == SIZES[-1]:
            print(f"  asked: at most {ASKED} s together")


if __name__ == "__main__":
    main(*sys.argv[1:])
