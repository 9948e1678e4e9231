"""The attributions of the gold as character offsets, for learning the confidence: python tests/gold_as_offsets.py > own-gold.jsonl"""

import json
import sys
from pathlib import Path

from scoring import read_case, read_short_texts

import kit

CASE = Path(__file__).parents[1] / "data" / "captured-soldier"


def records() -> list[dict]:
    """One record for each text of the shipped case and of the short texts, as kit.language.recipe.confidence reads them."""
    texts = kit.read_articles(kit.open_case(CASE))["text"].to_dict()
    short, short_gold, _ = read_short_texts()
    gold = [*read_case("captured-soldier", texts)[0], *short_gold]
    return [
        {
            "doc": f"own-{name}", "genre": "own", "text": text,
            "attributions": [{"source": one.source, "content": one.content} for one in gold if one.article_id == name],
        }
        for name, text in (texts | short).items()
    ]  # fmt: skip


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    for record in records():
        print(json.dumps(record, ensure_ascii=False))
