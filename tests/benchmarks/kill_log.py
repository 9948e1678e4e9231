"""Kills the processes that write a log, at random moments, and counts what was lost.

    python tests/benchmarks/kill_log.py [number of kills]

Two processes record one action after the other and say each id when it is on the disk. Now one, now the other is killed (SIGKILL) and started
again. Some notes are long, so that a kill can cut a line off. At the end every id that was said must be in the log, and every line that cannot
be read must be reported and must have swallowed none other.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from kit import corrections


class Outcome(NamedTuple):
    """How many kills, how many actions were said to be recorded, how many of them are not in the log, how many lines are broken, how many of these are not reported."""

    kills: int
    acknowledged: int
    lost: int
    broken: int
    unreported: int


class _Writer(NamedTuple):
    pid: int
    said: int


def _start(log: Path, name: str, seed: int) -> _Writer:
    """A process that records until it is killed; it is forked, since starting Python anew would take longer than all the rest."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return _Writer(pid, reading)
    try:
        draw = random.Random(seed)
        for number in range(10**9):
            why = "x" * draw.choice((0, 0, 100, 300_000))
            entry = corrections.record(log, by=name, action="reject", table="figures", target=f"{name}:{number}", why=why)
            os.write(writing, f"{entry.id}\n".encode())
    finally:
        os._exit(1)


def _end(writer: _Writer) -> list[str]:
    """Kills a writer; gives the ids that it had said."""
    os.kill(writer.pid, signal.SIGKILL)
    os.waitpid(writer.pid, 0)
    with os.fdopen(writer.said, "rb") as pipe:
        # An id that is cut off was not said.
        return [line.decode() for line in pipe.read().split(b"\n")[:-1]]


def stress(log: Path, kills: int, seed: int = 1) -> Outcome:
    """Kills *kills* times."""
    draw, said = random.Random(seed), []
    writers = [_start(log, name, seed) for name in ("ana", "ben")]
    for number in range(kills):
        time.sleep(draw.uniform(0.001, 0.04))
        which = draw.randrange(2)
        said += _end(writers[which])
        if number < kills - 1:
            writers[which] = _start(log, ("ana", "ben")[which], seed + number + 1)
    said += _end(writers[1 - which])
    records, problems = corrections.read_log(log)
    found = {entry.id for entry in records}
    lines = [number for number, line in enumerate(log.read_bytes().split(b"\n"), 1) if line.strip()]
    read, reported = {entry.line for entry in records}, set(problems["line"])
    broken = [number for number in lines if number not in read]
    return Outcome(kills, len(said), len(set(said) - found), len(broken), len(set(broken) - reported))


def main(kills: int = 1_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        print(stress(Path(folder, "corrections.jsonl"), kills))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
