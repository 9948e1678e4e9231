"""What an action at the desk costs: on the disk, and in the corrected tables.

    python tests/benchmarks/bench_desk.py [number of claims] [number of records already in the log]

The tables are those of bench_comparison.py, the log holds random corrections of them. Printed are medians of 50 actions of each kind in
milliseconds, and how many times a plain append with fsync to the same disk they take; then what reading and replaying it all takes, in seconds.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench_comparison import made

from kit import corrections, schema
from kit.corrections.replay import plain, replay

ACTIONS = 50
#: What is asked of an action, in milliseconds.
ASKED = 100


def written(log: Path, figures, articles, number: int) -> None:
    """A log of so many corrections, the same for the same tables; written at once, not one fsync each."""
    draw = random.Random(number)
    with log.open("w", encoding="utf-8") as file:
        for at in range(number):
            row = figures.iloc[draw.randrange(len(figures))]
            where = corrections.selectors("figures", row, articles["text"][row["article_id"]])
            said = {"field": "measure", "from": row["measure"], "to": draw.choice(schema.MEASURES)} if at % 3 else {"from": {"measure": plain(row["measure"])}}
            line = {"id": f"r{at:06}", "at": f"2031-01-01T00:00:{at // 1000:02}.{at % 1000:03}Z", "by": draw.choice(["Ana", "Ben"]),
                    "action": "set" if at % 3 else "accept", **where, **said}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def median_of(work: Callable[[int], object]) -> float:
    times = []
    for number in range(ACTIONS):
        begun = time.perf_counter()
        work(number)
        times.append(time.perf_counter() - begun)
    return 1000 * median(times)


def main(claims: int = 10_000, records: int = 5_000) -> None:
    figures, claims_table, _, articles = made(claims)
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent) as folder:
        log = Path(folder, "corrections.jsonl")
        written(log, figures, articles, records)
        begun = time.perf_counter()
        replay(claims_table, figures, log, articles=articles)
        whole = time.perf_counter() - begun
        begun = time.perf_counter()
        desk = corrections.follow(claims_table, figures, log, articles=articles)
        opened = time.perf_counter() - begun
        draw = random.Random(1)
        rows = [figures.iloc[draw.randrange(len(figures))] for _ in range(ACTIONS)]
        where = [{**corrections.selectors("figures", row, articles["text"][row["article_id"]]), "by": "Cy"} for row in rows]

        def append(number: int) -> None:
            with open(log.with_suffix(".txt"), "ab") as file:
                file.write(b"x" * 600)
                file.flush()
                os.fsync(file.fileno())

        def resolve(number: int) -> None:
            mention = next(iter(claims_table["source"].iloc[number * 7:]))
            desk.record(**corrections.resolve(mention, "somebody", "person"), by="Cy")

        def split(number: int) -> None:
            row = claims_table.iloc[number * 11]
            middle = (int(row["start"]) + int(row["end"])) // 2
            parts = [{"start": int(row["start"]), "end": middle}, {"start": middle, "end": int(row["end"])}]
            desk.record(**corrections.split("claims", row, parts, articles["text"][row["article_id"]]), by="Cy")

        works = {
            "(a plain append, on the disk)": append,
            "record: on the disk": lambda number: corrections.record(log, **where[number], action="reject"),
            "record: on the disk, in the tables": lambda number: desk.record(**where[number], action="set", field="measure", from_=rows[number]["measure"], to="missing"),
            "undo": lambda number: desk.undo("Cy"),
            "redo": lambda number: desk.redo("Cy"),
            "split a claim": split,
            "resolve a mention in the whole case": resolve,
        }
        times = {name: median_of(work) for name, work in works.items()}
        times["checked (the bar)"] = median_of(lambda number: corrections.checked(desk))
    print(f"{len(claims_table):,} claims, {len(figures):,} figures, {records:,} records in the log")
    base = times["(a plain append, on the disk)"]
    for name, taken in times.items():
        print(f"  {name:36} {taken:7.1f} ms   {taken / base:6.1f} x")
    print(f"  asked: at most {ASKED} ms an action\n  opened in {opened:.2f} s, all replayed and checked in {whole:.2f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
