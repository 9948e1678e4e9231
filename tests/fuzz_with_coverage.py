"""Inputs that are led by what code they reach: run by hand, with atheris, which is no part of the kit and needs Python 3.11.

    python -m pip install --target build/atheris atheris
    PYTHONPATH=build/atheris:. python tests/fuzz_with_coverage.py quantities -max_total_time=300

The first word is one of TARGETS; the rest is libFuzzer's. What crashes is written into a file crash-…, whose bytes are the input: make a test of it.
"""

import sys
import tempfile
import warnings
from pathlib import Path

import atheris
import pandas as pd

with atheris.instrument_imports(include=["kit"]):
    import kit
    from kit import corrections
    from kit.articles import files, pages, tables
    from kit.language import dates

    kit.find_quantities("1")  # it and what it needs are loaded when first asked for, and what is loaded later is not watched

FOLDER = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))


def quantities(data):
    text = data.decode("utf-8", "replace")
    for row in kit.find_quantities(text).itertuples():
        assert text[row.start : row.end] == row.text
        assert pd.isna(row.low) or pd.isna(row.high) or row.low <= row.high


def days(data):
    text = data.decode("utf-8", "replace")
    for found in (*dates.find(text), *dates.find_periods(text)):
        assert text[found.start : found.end] == found.text
        dates.resolve(found.text, None)


def log(data):
    path = FOLDER / "log.jsonl"
    path.write_bytes(data)
    corrections.read_log(path)
    corrections.history(path)


def table(data):
    path = FOLDER / "table.csv"
    path.write_bytes(data)
    try:
        list(tables.read(path))
    except files.FileError:
        pass


def page(data):
    try:
        list(pages.read(data))
    except files.FileError:
        pass


TARGETS = {"quantities": quantities, "days": days, "log": log, "table": table, "page": page}

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    atheris.enabled_hooks.add("RegEx")
    atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[sys.argv[1]])
    atheris.Fuzz()
