"""The tables of the README, made from the findings and from the quality scores.

``python tests/readme_tables.py`` writes them into README.md; tests/test_readme.py holds the two together.
"""

import csv
import re
from pathlib import Path

from scoring import confusion

from kit.schema import MEASURES

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
_TABLE = "(<!-- {} -->\n(?:\\|.*\n){{2}})((?:\\|.*\n)*)(?=<!-- end -->)"
NAMES = {
    "captured-soldier": "the shipped case, five retellings",
    "temirtal-earthquake": "the second case, twelve reports, marked before the kit had read them",
    "short-texts": "fifteen short texts on other events",
}


def statements() -> list[str]:
    """One line for each statement of a named source that more than one article or wording carries, or that a contradiction names."""
    with (ROOT / "data/captured-soldier/findings/statements.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] not in {"article", "unnamed"}]
    rows = [row for row in rows if row["counted"] not in {"generals", "officers"}]
    rows.sort(key=lambda row: (-int(row["appearances"]), row["statement_id"]))
    return [
        f"| {row['source']} | {row['measure'].replace('_', ' ')} | {row['wordings']} | {row['appearances']} | {row['articles']} |" for row in rows
    ]


def quality(results: dict) -> list[str]:
    """One line for each collection of gold texts; *results* are the scores by collection (see tests/test_quality.py)."""
    lines = []
    for name, (claims, figures) in results.items():
        found = f"{figures['found']} of {figures['gold']}"
        lines.append(
            f"| {NAMES[name]} | {claims['precision']:.0f} | {claims['recall']:.0f} | {claims['f1']:.0f} "
            f"| {found} | {figures['all']} | {figures['false']} |"
        )
    return lines


def measures(collections: dict) -> list[str]:
    """One line for each measure in gold: how often it was found as which measure, over all gold texts; an empty cell is 0."""
    tables = [confusion(gold, figures) for _, _, gold, _, figures in collections.values()]
    columns = [*MEASURES, "missed"]
    total = sum(table.reindex(index=[*MEASURES, "not in gold"], columns=columns, fill_value=0) for table in tables)
    return [f"| {name.replace('_', ' ')} | " + " | ".join(str(count or "") for count in counts) + " |" for name, counts in zip(total.index, total.to_numpy())]


def written(source: str, text: str) -> list[str]:
    """The rows that stand in the README's table under the comment that names *source*."""
    return re.search(_TABLE.format(re.escape(source)), text)[2].splitlines()


def replace(source: str, lines: list[str], text: str) -> str:
    return re.sub(_TABLE.format(re.escape(source)), lambda match: match[1] + "".join(f"{line}\n" for line in lines), text)


if __name__ == "__main__":
    from test_quality import collections, scores

    page = README.read_text(encoding="utf-8")
    page = replace("findings/statements.csv", statements(), page)
    found = collections()
    page = replace("tests/test_quality.py", quality(scores(found)), page)
    page = replace("tests/scoring.py", measures(found), page)
    README.write_text(page, encoding="utf-8", newline="\n")
