"""Passages that articles share, the articles that are no reports of their own, and both shown side by side."""

import doctest
import random
import re
import time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worked_example import sources, tables

import kit.comparison.copies as copies_module
import kit.marks
from kit import comparison
from kit.comparison import copied_passages, count_origins, dependent_articles

PIER = "The old pier at Saltmarsh gave way shortly after nine on Friday evening, when a band was playing"
SONG = "the lifeboat crew pulled eleven people out of the cold water and laid them on the shingle to warm"


def articles(*texts, published=None):
    table = pd.DataFrame({"text": pd.array(texts, dtype="string")}, index=pd.Index([chr(97 + n) for n in range(len(texts))], dtype="string", name="article_id"))
    return table if published is None else table.assign(published=pd.to_datetime(pd.Series(published, index=table.index)))


def found(*texts, words=8, **more):
    return copied_passages(articles(*texts, **more), words=words)


def test_a_shared_passage_is_found_with_its_place_in_both():
    one, two = f"It was late. {PIER}. Nobody slept.", f"Witnesses say: {PIER}! Others doubt it."
    row = found(one, two).iloc[0]
    assert (row["text_a"], row["text_b"], row["words"]) == (PIER, PIER, 18)
    assert (one[row["start_a"] : row["end_a"]], two[row["start_b"] : row["end_b"]]) == (PIER, PIER)
    assert (row["share_a"], row["share_b"]) == (round(18 / 23, 4), round(18 / 23, 4))


@pytest.mark.parametrize("other", [
    PIER.upper(), PIER.replace(",", " –"), PIER.replace(" ", "\n\n"), PIER.replace("gave way", "“gave” «way»"), PIER.replace("old", "_old_"),
])
def test_case_punctuation_and_spacing_do_not_matter(other):
    row = found(PIER, other).iloc[0]
    assert row["words"] == 18
    assert row["text_b"] == other


@pytest.mark.parametrize("one, other, words", [
    ("So they said that 1,100 men and women came", "so they said that 1100 men and women came", 9),
    ("So it isn't Anna's boat that they found there", "So it isn’t Anna’s boat that they found there", 9),
    ("So the café by the sea was shut all day", "So the cafe\u0301 by the sea was shut all day", 10),
    ("So they said that 1,100 men and women came", "so they said that 1,200 men and women came", 0),
    ("So 3.5 of the ten boats were lost that day", "So 35 of the ten boats were lost that day", 8),
])
def test_every_word_matters_and_its_style_does_not(one, other, words):
    rows = found(one, other)
    assert (rows["words"].max() if len(rows) else 0) == words


def test_shorter_passages_are_left_out():
    seven = " ".join(PIER.split()[:7])
    assert found(seven, seven).empty
    assert len(found(seven, seven, words=7)) == 1


def test_the_longest_comes_first_and_no_word_is_taken_twice():
    rows = found(f"{SONG}. {PIER}.", f"{PIER}. So {SONG}.")
    assert rows["words"].tolist() == [19, 18]
    assert rows["text_a"].tolist() == [SONG, PIER]
    twice = found(f"{PIER}. {PIER}.", f"{PIER}.")
    assert twice["words"].tolist() == [18]


def test_what_is_left_of_an_overlap_is_a_passage_of_its_own():
    words = [f"word{n}" for n in range(40)]
    rows = found(" ".join(words), " ".join([*words[:25], "other", *words[15:]]))
    assert sorted(rows["words"]) == [15, 25]


def test_which_came_first_is_told_where_both_days_are_known():
    days = ["2031-05-03", "2031-05-01", None, "2031-05-01"]
    rows = found(PIER, PIER, PIER, PIER, published=days).set_index(["article_a", "article_b"])
    assert rows["first"].fillna("?").to_dict() == {("b", "d"): "?", ("b", "a"): "b", ("d", "a"): "d", ("a", "c"): "?", ("b", "c"): "?", ("d", "c"): "?"}
    assert found(PIER, PIER)["first"].isna().all()


def quoting(one, other):
    return found(one, other).iloc[0]


def test_a_shared_quotation_is_no_copying():
    assert quoting(f"“{PIER},” she said.", f'Mrs Dorn said: "{PIER}."')["quotation"]
    assert not quoting(f"“{PIER},” she said.", f"Mrs Dorn said that {PIER}.")["quotation"]
    assert not quoting(PIER, f"He wrote “{PIER}”.")["quotation"]
    row = quoting(f"“{PIER},” she said.", f"“{PIER},” she said.")
    assert row["words"] == 20
    assert row["quotation"]
    assert row["share_a"] == row["share_b"] == 0


def test_a_quotation_with_enough_around_it_is_copied():
    row = quoting(f"{SONG}. “{PIER},” she said.", f"{SONG}. “{PIER},” he said.")
    assert row["words"] == 37
    assert not row["quotation"]
    assert row["share_a"] == round(19 / 39, 4)


def test_a_mark_that_is_never_closed_costs_one_paragraph():
    one = f"“Nobody knows who said this and why it was.\n\n{PIER}."
    assert not quoting(one, one)["quotation"]


def test_many_articles_with_one_notice_are_followed_from_the_first():
    texts = [f"{PIER}. Report number {n}." for n in range(copies_module.MANY + 20)]
    table = pd.DataFrame({"text": texts, "published": pd.date_range("2031-05-01", periods=len(texts))[::-1]}, index=[f"a{n:03}" for n in range(len(texts))])
    rows = copied_passages(table)
    assert len(rows) == len(texts) - 1
    assert rows["article_a"].unique().tolist() == [table.index[-1]]
    assert len(copied_passages(table.iloc[:10])) == 45


@pytest.mark.parametrize("minhash", [True, False])
def test_sketches_find_the_same_and_the_same_each_time(minhash):
    texts = [f"{PIER} in week {n}. {SONG} in week {n}." for n in range(12)] + ["Nothing of this.", "", "Something else that nobody else has written at all today."]
    table = pd.DataFrame({"text": texts}, index=[f"a{n:02}" for n in range(len(texts))])
    rows = copied_passages(table, minhash=minhash)
    assert len(rows[["article_a", "article_b"]].drop_duplicates()) == 66
    pd.testing.assert_frame_equal(rows, copied_passages(table, minhash=minhash))
    pd.testing.assert_frame_equal(rows, copied_passages(table))


def test_large_corpora_are_sketched(monkeypatch):
    called = []
    monkeypatch.setattr(copies_module, "LARGE", 30)
    monkeypatch.setattr(copies_module, "_sketched", lambda texts: called.append(len(texts)) or [])
    assert copied_passages(articles(PIER, PIER)).empty
    assert called == [2]


def test_odd_tables_work():
    columns = list(found(PIER, PIER).columns)
    for table in (articles(), articles(PIER), articles("", "?!", None), articles(PIER, None)):
        assert list(copied_passages(table).columns) == columns
        assert copied_passages(table).empty
    assert copied_passages(pd.DataFrame({"text": [PIER, PIER]}))[["article_a", "article_b"]].to_numpy().tolist() == [["0", "1"]]
    with pytest.raises(ValueError, match="need a column text"):
        copied_passages(pd.DataFrame({"body": []}))
    with pytest.raises(ValueError, match="at least 2 words"):
        copied_passages(articles(PIER), words=1)


def test_a_word_said_a_thousand_times_costs_no_thousand_times_a_thousand():
    begun = time.process_time()
    rows = found("ha " * 6000, "ha " * 6000)
    assert time.process_time() - begun < 5
    assert rows["words"].tolist() == [6000]


def test_a_thousand_articles_take_seconds():
    words = [f"{a}{b}{c}" for a in "bcdfgklmnp" for b in "aeiou" for c in "lnrstbdk"]
    chance = random.Random(7)
    texts = [chance.choices(words, k=500) for _ in range(1000)]
    for n in range(1, 1000, 2):
        texts[n][100:160] = texts[n - 1][200:260]
    begun = time.process_time()
    rows = copied_passages(pd.DataFrame({"text": [" ".join(text) for text in texts]}))
    assert time.process_time() - begun < 20
    pairs = set(zip(rows["article_a"], rows["article_b"]))
    assert pairs == {(str(n - 1), str(n)) for n in range(1, 1000, 2)}
    assert rows["words"].min() >= 60


def plain(text):
    return [word for word, _, _ in copies_module.words_of(text)]


def longest(one, other):
    """The length of the longest run of words in both, by trying every place."""
    best = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i, left in enumerate(one):
        for j, right in enumerate(other):
            best[i + 1][j + 1] = best[i][j] + 1 if left == right else 0
    return max(max(row) for row in best)


SPOKEN = st.lists(st.sampled_from(["a", "b", "The", "the", "Sea", "1,100", "1100", "isn't", "ISN’T", "“no”", "é"]), max_size=24).map(
    lambda words: " ".join(word + mark for word, mark in zip(words, [",", "", "\n", "?"] * 6)))


@settings(max_examples=80, deadline=None)
@given(SPOKEN, SPOKEN, st.integers(2, 4), st.booleans())
def test_offsets_are_exact_nothing_is_taken_twice_and_nothing_left(one, other, words, minhash):
    rows = copied_passages(articles(one, other), words=words, minhash=minhash)
    left = {"a": plain(one), "b": plain(other)}
    whole = {"a": one, "b": other}
    seen = {"a": set(), "b": set()}
    for row in rows.to_dict("records"):
        assert plain(row["text_a"]) == plain(row["text_b"])
        assert len(plain(row["text_a"])) == row["words"] >= words
        for side in "ab":
            article = row[f"article_{side}"]
            assert whole[article][row[f"start_{side}"] : row[f"end_{side}"]] == row[f"text_{side}"]
            here = set(range(row[f"start_{side}"], row[f"end_{side}"]))
            assert not here & seen[article]
            seen[article] |= here
        assert 0 <= row["share_a"] <= 1
    best = longest(left["a"], left["b"])
    assert (rows["words"].max() if len(rows) else 0) == (best if best >= words else 0)
    free = [
        [f"{article}{n}" if start in seen[article] else word for n, (word, start, _) in enumerate(copies_module.words_of(whole[article]))] for article in "ab"
    ]
    assert longest(*free) < words


# Articles that are no reports of their own

def test_articles_of_one_wording_are_one_group():
    table = articles(f"{PIER}. {SONG}.", f"{PIER}. Much else was told there too.", "Quite another thing was told by somebody else.", f"{SONG}, we hear.",
                     published=["2031-05-02", "2031-05-03", "2031-05-01", "2031-05-04"])
    groups = dependent_articles(table)
    assert groups[["reason", "articles", "article_ids", "first"]].to_numpy().tolist() == [["one wording", 3, "a|b|d", "a"]]
    assert groups["why"].tolist() == ["Each of these 3 articles shares with another at least 75 % of the words of one of the two, outside quotations; a was published first."]
    assert dependent_articles(table, share=0.8)["article_ids"].tolist() == ["a|d"]
    assert dependent_articles(table.drop(columns="published"))["first"].isna().all()


def test_articles_that_quote_one_another_are_no_group():
    assert dependent_articles(articles(f"“{PIER},” she said.", f"“{PIER},” he said.")).empty


def wired(*through):
    """One report for each number: so many of its four claims come by way of the wire."""
    via = {"via": "Seawire", "via_id": "seawire"}
    return tables({chr(97 + n): (None, None, [
        ("the hospital", "hospital", "ngo", "said", f"{chr(97 + n)} {k} died.", [(str(k), "exact", k, k, k, "killed", "people")], via if k < many else {}) for k in range(4)
    ]) for n, many in enumerate(through)})


def test_articles_that_one_relay_brought_are_one_group():
    table, claims, _ = wired(2, 4, 1, 3)
    groups = dependent_articles(table, claims, sources())
    assert groups[["reason", "article_ids", "relay_id", "relay", "share"]].to_numpy().tolist() == [["one relay", "a|b|d", "seawire", "Seawire", 0.5]]
    assert groups["why"].tolist() == ["In each of these 3 articles at least 50 % of what is attributed to somebody came by way of Seawire."]
    assert dependent_articles(table, claims, sources(), share=0.8).empty
    assert dependent_articles(table, claims.assign(status=pd.array(["rejected"] * len(claims), dtype="string")), sources()).empty
    assert dependent_articles(table, claims).empty  # without the registry nobody says that it is an agency


def test_who_passes_on_what_he_cites_is_a_relay_and_who_says_it_himself_is_none():
    def report(**more):
        rows = [("Seawire", "seawire", "agency", "reported", f"{outlet} told.", [], more) for outlet in "ab"]
        return tables({row[4][0]: (None, None, [row]) for row in rows})[:2]

    assert dependent_articles(*report(via="the office", via_id="harbour_office"), sources())["relay_id"].tolist() == ["seawire"]
    assert dependent_articles(*report(), sources()).empty


def test_reports_of_one_wording_or_relay_count_as_one():
    table, claims, figures = wired(4, 0, 4, 0)
    assert str(count_origins(figures, claims, sources())) == "4 reports, 1 origin: Saint Brendan’s Hospital"
    count = count_origins(figures, claims, sources(), articles=table)
    assert count.independent == 3
    assert str(count) == "4 reports (3 when those of one wording or one relay count as one), 1 origin: Saint Brendan’s Hospital"
    table.loc["b", "text"] = table.loc["d", "text"] = PIER
    assert count_origins(figures, claims, sources(), articles=table).independent == 2
    assert count_origins(claims, sources=sources(), articles=table).independent == 2
    assert str(count_origins(figures.iloc[:1], claims, sources(), articles=table)) == "1 report, 1 origin: Saint Brendan’s Hospital"


def test_a_relay_counts_for_the_claims_in_question():
    table, claims, figures = wired(1, 1)
    assert count_origins(figures, claims, sources(), articles=table).independent == 2
    assert count_origins(figures[figures["text"].eq("0")], claims, sources(), articles=table).independent == 1


def test_groups_of_nothing():
    table, claims, figures = wired(1)
    for group in (dependent_articles(table.iloc[:0], claims.iloc[:0]), dependent_articles(table, claims, sources())):
        assert group.empty
        assert list(group.columns)[:3] == ["reason", "articles", "article_ids"]
    assert count_origins(figures.iloc[:0], claims, articles=table).independent == 0
    for share in (0, 1.5):
        with pytest.raises(ValueError, match="above 0 and at most 1"):
            dependent_articles(table, share=share)


# Side by side

def test_a_passage_is_shown_in_both_articles():
    table = articles(f"Late on Friday. {PIER}. Nobody slept.", f"We read: {PIER}! And on we read.", published=["2031-05-01", None]).assign(outlet=["Gazette", pd.NA])
    shown = kit.marks.side_by_side(copied_passages(table).iloc[0], table)
    assert repr(shown).splitlines() == [
        "Gazette (a), 2031-05-01", f"Late on Friday. {PIER}. Nobody slept.", f"shared: {PIER}", "", "b", f"We read: {PIER}! And on we read.", f"shared: {PIER}"]
    page = shown._repr_html_()
    assert page.count(PIER) == 2
    assert page.count("shared </sup>") == 2


def test_what_stands_around_is_cut_between_words():
    table = articles(f"{SONG} {PIER} {SONG}", f"Then {PIER} now")
    passage = copied_passages(table).iloc[0]
    shown = repr(kit.marks.side_by_side(passage, table, around=20)).splitlines()[1]
    assert shown.endswith(f" shingle to warm {PIER} the lifeboat crew pulled")
    assert repr(kit.marks.side_by_side(passage, table, around=0)).splitlines()[1] == PIER


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</td></table><b>", "\"'&lt;"])
def test_hostile_text_is_escaped(hostile):
    table = articles(f"{hostile} {PIER} {hostile}", f"{hostile} {PIER} {hostile}").assign(outlet=hostile)
    table.index = pd.Index([f"a{hostile}", f"b{hostile}"], dtype="string")
    page = kit.marks.side_by_side(copied_passages(table).iloc[0], table)._repr_html_()
    safe = {"table", "thead", "tr", "th", "tbody", "td", "p", "sup", "span"}
    assert {tag.strip("/").split()[0] for tag in re.findall(r"<([^>]+)>", page)} == safe
    assert page.count("<table") == page.count("</table>") == 1


def test_the_names_stand_in_the_comparison():
    assert {"copied_passages", "dependent_articles", "count_origins"} <= set(comparison.__all__)


@pytest.mark.parametrize("module", [copies_module, kit.marks])
def test_examples_in_the_docstrings(module):
    done = doctest.testmod(module)
    assert done.attempted and not done.failed
