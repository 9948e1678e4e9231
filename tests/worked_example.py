"""A small event of our own, six reports on a ferry accident, as the tables that the comparison takes.

Each report is a list of sentences; a sentence names its source and the figures that stand in it, and the offsets are worked out from the text.
"""

import functools

import pandas as pd

from kit import schema

#: (source mention, source_id, kind, cue, sentence, figures, further columns of the claim); a figure is (text, qualifier, value, low, high, measure, counted).
REPORTS = {
    "bay-courier": ("Bay Courier", "2031-04-02", [
        ("the harbour office", "harbour_office", "government", "said", "The harbour office said nearly 200 people were rescued.",
         [("nearly 200", "nearly", 200, None, 200, "rescued", "people")], {}),
        ("the fire service", "fire_service", "government", "counted", "The fire service counted 12 dead and 30 injured.",
         [("12", "exact", 12, 12, 12, "killed", "dead"), ("30", "exact", 30, 30, 30, "injured", "injured")], {}),
    ]),
    "evening-tide": ("Evening Tide", "2031-04-02", [
        ("the harbour office", "harbour_office", "government", "said", "Almost 200 people were saved, the harbour office said.",
         [("Almost 200", "nearly", 200, None, 200, "rescued", "people")], {}),
        ("the fire service", "fire_service", "government", "put", "The fire service put casualties at about 45.",
         [("about 45", "about", 45, None, None, "casualties", "casualties")], {}),
    ]),
    "island-radio": ("Island Radio", "2031-04-02", [
        ("the harbour office", "harbour_office", "government", "told", "Around 200 people had been rescued, the harbour office told Seawire.",
         [("Around 200", "about", 200, None, None, "rescued", "people")], {"via": "Seawire", "via_id": "seawire"}),
        ("officials", "unnamed", "unnamed", "said", "Officials said up to 15 people had died.",
         [("up to 15", "up_to", 15, None, 15, "killed", "people")], {}),
    ]),
    "north-mail": ("North Mail", "2031-04-03", [
        ("the harbour office", "harbour_office", "government", "announced", "The harbour office announced more than 200 people rescued, including 40 children.",
         [("more than 200", "over", 200, 200, None, "rescued", "people"), ("40", "exact", 40, 40, 40, "rescued", "children")], {}),
        ("officials", "unnamed", "unnamed", "said", "Officials said 20 people had died.", [("20", "exact", 20, 20, 20, "killed", "people")], {}),
    ]),
    "port-news": ("Port News", "2031-04-03", [
        ("the hospital", "hospital", "person", "reported", "The hospital reported at least 18 deaths.",
         [("at least 18", "at_least", 18, 18, None, "killed", "deaths")], {}),
        (None, "article", "article", None, "Dozens of passengers were on deck.", [("Dozens", "vague", None, 24, None, "other", "passengers")], {}),
    ]),
    "weekly-lantern": ("Weekly Lantern", None, [
        ("the harbour office and the fire service", "harbour_office|fire_service", "government", "agreed", "The harbour office and the fire service agreed on 12 killed.",
         [("12", "exact", 12, 12, 12, "killed", None)], {}),
        ("the ferry company", "ferry_company", "person", "denied", "The ferry company denied that 12 people were killed.",
         [("12", "exact", 12, 12, 12, "killed", "people")], {"polarity": "denied", "cue_class": "denies"}),
        ("somebody", None, "person", "heard", "Between 220 and 240 people were rescued, somebody was heard to say.", [("Between 220 and 240", "range", None, 220, 240, "rescued", "people")], {}),
    ]),
}


def sources():
    return schema.build(schema.SOURCES, [
        {"source_id": "harbour_office", "name": "Harbour Office", "kind": "government", "side": "Coast", "parent": "coast_ministry"},
        {"source_id": "coast_ministry", "name": "Ministry of the Coast", "kind": "government", "side": "Coast"},
        {"source_id": "fire_service", "name": "Fire Service", "kind": "government", "side": "Coast"},
        {"source_id": "hospital", "name": "Saint Brendan’s Hospital", "kind": "ngo"},
        {"source_id": "seawire", "name": "Seawire", "kind": "agency"},
        {"source_id": "ferry_company", "name": "Ferry Company", "kind": "person"},
    ])


def tables(reports=REPORTS):
    """The articles, claims and figures of *reports*."""
    articles, claims, figures = [], [], []
    for article_id, (outlet, published, sentences) in reports.items():
        text = ""
        for mention, source_id, kind, cue, sentence, counts, more in sentences:
            start, end = len(text), len(text) + len(sentence)
            text += sentence + "\n"
            claim_id = f"{article_id}:{start}-{end}"
            claims.append({
                "claim_id": claim_id, "article_id": article_id, "start": start, "end": end, "spans": ((start, end),), "text": sentence, "source": mention,
                "source_id": source_id, "source_kind": kind, "cue": cue, "form": "indirect", "polarity": "asserted", "sentence_start": start,
                "sentence_end": end, "confidence": 0.9, "status": "extracted",
            } | more)
            at = 0
            for words, qualifier, value, low, high, measure, counted in counts:
                at = sentence.index(words, at)
                figures.append({
                    "figure_id": f"{article_id}:{start + at}-{start + at + len(words)}", "claim_id": claim_id, "article_id": article_id, "start": start + at,
                    "end": start + at + len(words), "text": words, "value": value, "low": low, "high": high, "qualifier": qualifier, "measure": measure,
                    "counted": counted, "confidence": 0.9, "status": "extracted",
                })
        articles.append({"article_id": article_id, "outlet": outlet, "published": published, "text": text, "words": len(text.split())})
    return tuple(_table(columns, rows) for columns, rows in ((schema.ARTICLES, articles), (schema.CLAIMS, claims), (schema.FIGURES, figures)))


_empty = functools.cache(lambda name: schema.build(getattr(schema, name), []))


def _table(columns, rows):
    """As :func:`kit.schema.build` makes it, without the check, which costs more than the comparisons of a small table."""
    empty = _empty(columns.name.upper())
    index = empty.index.name
    return pd.DataFrame.from_records(rows, columns=[index, *empty.columns]).astype(dict(empty.dtypes) | {index: "string"}).set_index(index)
