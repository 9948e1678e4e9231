"""Front matter: facts that stand at the head of a text."""

import warnings

import pandas as pd
import pytest

from kit.articles import ArticleWarning, front, read_articles

BODY = "The ferry ran aground off Tolby on Sunday, and 14 passengers were taken ashore, the coast guard said."
HEAD = """---
title: "Ferry aground: 14 ashore"
date: 2031-05-11
outlet: Tolby Courier
author:
  - Ida Holm
  - Per Lund
url: https://courier.example/ferry
tags: [sea, ferry]
---
"""


def read(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8", newline="")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ArticleWarning)
        table = read_articles(folder / name)
    return table.iloc[0], [str(one.message) for one in caught]


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_it_states_facts_and_is_no_text(tmp_path, name, end):
    row, messages = read(tmp_path, name, (HEAD + BODY).replace("\n", end))
    assert (row.title, row.published, row.outlet, row.author, row.url) == (
        "Ferry aground: 14 ashore", pd.Timestamp("2031-05-11"), "Tolby Courier", "Ida Holm; Per Lund", "https://courier.example/ferry",
    )  # fmt: skip
    assert "published: front matter date" in row.found_in and "author: front matter author" in row.found_in
    assert row.text == BODY and "tags: [sea, ferry]" in row.furniture
    assert messages == []


def test_an_address_in_place_of_an_outlet_is_the_address(tmp_path):
    row, _ = read(tmp_path, "a.md", f"---\nsource: https://courier.example/ferry\n---\n{BODY}")
    assert row.url == "https://courier.example/ferry" and pd.isna(row.outlet)


def test_a_day_of_two_meanings_is_told(tmp_path):
    row, messages = read(tmp_path, "a.txt", f"---\ndate: 05/06/2031\n---\n{BODY}")
    assert pd.isna(row.published) and "front matter date: '05/06/2031' may be either of two days" in messages[0]


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_lines_between_rules_that_state_nothing_are_text(tmp_path, name):
    row, messages = read(tmp_path, name, f"---\n\n{BODY}\n\n---\n\nThe harbour was closed for the night, the coast guard said.")
    assert row.text.startswith(BODY) and messages == []


def test_a_text_that_ends_with_three_points_is_no_end(tmp_path):
    row, _ = read(tmp_path, "a.md", f"---\ntitle: x ... --- y\noutlet: Courier\n...\n{BODY}")
    assert (row.title, row.outlet, row.text) == ("x ... --- y", "Courier", BODY)


BOMB = "a: &a [x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(12)) + "title: {name: *k}\n"


@pytest.mark.parametrize("block", [BOMB, "title: Ferry: aground\n", "title: " + "[" * 5_000 + "\n", "title: !!python/object/apply:os.system [ls]\n", "title: 'open\n"])
def test_what_is_no_plain_yaml_is_told_and_the_text_is_read(tmp_path, block):
    row, messages = read(tmp_path, "a.md", f"---\n{block}---\n{BODY}")
    assert row.text == BODY
    assert pd.isna(row.title) or row.title == "ls"
    assert len(messages) <= 1 and all("no YAML" in message for message in messages)


def test_what_is_too_long_for_front_matter_is_none():
    text = "---\ntitle: x\n" + "note: y\n" * front.MAX_FRONT + "---\n"
    assert front.split(text).text == text
