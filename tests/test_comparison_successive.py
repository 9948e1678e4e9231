"""A ferry that sank, in four reports of which some have no date: successive counts, additions, days not known, copies."""

import itertools

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_comparison import exact, report
from worked_example import tables

from kit import charts, comparison
from kit.comparison.changes import ADDED, TAKEN, changes
from kit.comparison.duplicates import exact_copies
from kit.comparison.near import CANNOT_SAY, NONE
from kit.comparison.pairs import UNDATED
from kit.comparison.partial import words_around

RANGE = ("between 55 and 60", "range", None, 55, 60, "injured", "people")
AT_LEAST = ("at least 40", "at_least", 40, 40, None, "killed", "people")
FERRY = {
    "monday": report(
        ("rescue", "Rescuers said at least 40 people had died when the Heron sank.", [AT_LEAST]),
        ("police", "Police said between 55 and 60 people were hurt.", [RANGE]), published="2031-05-05",
    ),
    "tuesday": report(
        ("rescue", "Rescuers put the dead at 43.", [exact(43)]), ("police", "Police said 61 people were hurt.", [exact(61, "injured")]),
        ("rescue", "They said 8 more bodies lay on the shore.", [exact(8, counted="bodies")]), ("article", "A crane is on its way with 5 dead below.", [exact(5)]),
    ),
    "thursday": report(
        ("rescue", "Rescuers counted 51 dead.", [exact(51)]), ("mayor", "The mayor said the toll was 57.", [exact(57)]), published="2031-05-08",
    ),
    "undated": report(("mayor", "A further 12 people died in the night, the mayor said.", [exact(12)]), ("coast", "The coast guard knows of 30 dead.", [exact(30)])),
}  # fmt: skip
ARTICLES, CLAIMS, FIGURES = tables(FERRY)


def wordings(reports, **options):
    articles, claims, figures = tables(reports)
    return set(comparison.statements(figures, claims, articles=articles, **options)["wordings"])


def test_successive_counts_are_statements_of_their_own_though_a_day_is_unknown():
    found = comparison.statements(FIGURES, CLAIMS, articles=ARTICLES)
    assert {"at least 40", "43", "51", "between 55 and 60", "61"} <= set(found["wordings"])
    assert found["why"].str.endswith("one number").sum() == len(found) - 2


def test_a_rounded_number_stays_with_the_one_that_it_may_round():
    about, over, nearly = (
        ("about 60", "about", 60, None, None, "killed", "people"), ("over 60", "over", 60, 60, None, "killed", "people"), ("nearly 60", "nearly", 60, None, 60, "killed", "people")
    )
    one = {"a": report(("x", "So about 60 dead.", [about])), "b": report(("x", "So 64 dead.", [exact(64)]))}
    assert wordings(one) == {"about 60 · 64"}
    found = comparison.statements(tables(one)[2], tables(one)[1], articles=tables(one)[0])
    assert found["why"].tolist() == [
        "same source, measure, group and people counted, numbers within 1.25 times each other, each given on one day with another or able to hold with it"
    ]
    several = {"a": report(("x", "So nearly 60 dead.", [nearly])), "b": report(("x", "So over 60 dead.", [over])), "c": report(("x", "So about 60 dead.", [about]))}
    assert wordings(several) == {"nearly 60 · over 60 · about 60"}  # one number in three wordings, whatever they say of it
    assert wordings(several | {"d": report(("x", "So 64 dead.", [exact(64)]))}) == {"nearly 60 · over 60 · about 60 · 64"}
    assert wordings({"a": one["b"], "b": several["a"]}) == {"nearly 60", "64"}


def test_what_is_given_on_one_day_or_in_one_article_stays_one_statement():
    first, second = ("x", "So 61 hurt.", [exact(61, "injured")]), ("x", "So between 55 and 60 hurt.", [RANGE])
    assert wordings({"a": report(first, second)}) == {"61 · between 55 and 60"}
    assert len(wordings({"a": report(first), "b": report(second)})) == 2
    assert len(wordings({"a": report(first, published="2031-05-05"), "b": report(second, published="2031-05-05")})) == 1
    assert len(wordings({"a": report(first, published="2031-05-05"), "b": report(second, published="2031-05-06")})) == 2
    troops = [[(text, "exact", n, n, n, "deployed", "soldiers")] for text, n in (("3,000", 3000), ("3,100", 3100))]
    assert wordings({"a": report(("x", "So 3,000.", troops[0])), "b": report(("x", "So 3,100.", troops[1]))}) == {"3,000 · 3,100"}  # no toll: nothing grows


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.integers(50, 62), st.sampled_from([None, "2031-05-05", "2031-05-06"])), min_size=2, max_size=5))
def test_two_exact_numbers_of_a_toll_share_a_statement_only_if_all_are_of_one_day(counts):
    articles, claims, figures = tables({f"r{n}": report(("x", f"So {number} dead.", [exact(number)]), published=day) for n, (number, day) in enumerate(counts)})
    found = comparison.statements(figures, claims, articles=articles)
    days = figures["article_id"].map(articles["published"])
    for ids in found["figure_ids"].str.split("|"):
        first = days[ids].groupby(figures.loc[ids, "value"].astype(int)).min()
        assert len(first) == 1 or first.notna().all() and first.nunique() == 1


def of_words(*sentences):
    """What each figure of one article changes, by its words."""
    _, claims, figures = tables({"a": report(*(("x", words, counts) for words, counts in sentences))})
    return changes(figures, claims, *words_around(figures, claims))


@pytest.mark.parametrize("sentence, expected", [
    ("Divers found 8 more bodies.", ADDED), ("Another 8 died.", ADDED), ("A further 8 were lost.", ADDED), ("There were 8 additional deaths.", ADDED),
    ("They report 8 new deaths.", ADDED), ("The toll rose by 8.", ADDED), ("The toll is up by 8 since Monday.", ADDED), ("The toll fell by 8.", TAKEN),
    ("The toll rose to 8.", None), ("So 8 new recruits died.", None), ("No more than that: 8 died.", None), ("Some 8 others died.", None), ("So 8 died.", None),
])  # fmt: skip
def test_words_that_change_an_earlier_count(sentence, expected):
    assert of_words((sentence, [exact(8, counted="bodies" if "bodies" in sentence else "deaths" if "deaths" in sentence else "people")])) == [expected]


def test_another_number_behind_a_count_of_something_else_is_of_other_people():
    assert of_words(("So 12 died and another 30 were hurt.", [exact(12), exact(30, "injured")])) == [None, None]
    assert of_words(("So 12 died.", [exact(12)]), ("Another 30 were hurt.", [exact(30, "injured")])) == [None, None]
    assert of_words(("So 30 were hurt.", [exact(30, "injured")]), ("Another 12 died.", [exact(12)])) == [None, ADDED]
    assert of_words(("So 12 died and another 30 died later.", [exact(12), exact(30)])) == [None, ADDED]
    assert of_words(("So 30 were hurt and 8 more bodies found.", [exact(30, "injured"), exact(8, counted="bodies")])) == [None, ADDED]
    assert of_words(("So 8 more bodies came and another 30 were hurt.", [exact(8, counted="bodies"), exact(30, "injured")])) == [ADDED, ADDED]


def test_an_addition_is_listed_and_contradicts_no_total():
    statements = comparison.statements(FIGURES, CLAIMS, articles=ARTICLES)
    added = statements[statements["why"].str.endswith(ADDED)]
    assert set(added["wordings"]) == {"8", "12"}
    assert added.index.tolist() == ["mayor:killed:added:12", "rescue:killed:added:8"]
    found = comparison.contradictions(FIGURES, CLAIMS, articles=ARTICLES)
    assert not {"8", "12"} & {*found["text_a"], *found["text_b"]}
    listed = comparison.not_compared(FIGURES, CLAIMS, articles=ARTICLES)
    assert set(listed.loc[listed["why_not"].eq(ADDED), "texts_a"]) == {"8", "12"}


def test_an_addition_is_no_bound_and_no_part_of_a_sum():
    _, claims, figures = tables({"a": report(
        ("x", "So 43 died.", [exact(43)]), ("x", "Another 8 died.", [exact(8)]), ("x", "So 60 hurt.", [exact(60, "injured")]), ("x", "In all 103.", [exact(103, "casualties")]),
    )})  # fmt: skip
    by = {policy: comparison.summary(figures, claims, policy=policy).iloc[0] for policy in ("range", "lowest", "show_all")}
    assert (by["range"]["low"], by["range"]["high"], by["lowest"]["low"]) == (43, 43, 43)
    assert "1 only changing an earlier count" in by["range"]["how"]
    assert by["show_all"]["in_words"] == "X: 43 · X: 8 (only changing an earlier count)"
    assert comparison.totals(figures, claims)["parts"].tolist() == ["43 killed + 60 injured"]


def test_an_addition_is_not_drawn_and_the_footnote_counts_it():
    chart = charts.figures_by_source(FIGURES, CLAIMS, articles=ARTICLES)
    assert not {"8", "12"} & set(chart.values["wording"])
    assert "2 counts that only changed an earlier count" in chart.note
    timeline = charts.timeline(FIGURES, CLAIMS, articles=ARTICLES)
    assert not {8, 12} & set(timeline.values["value"].dropna())
    assert "2 counts that only changed an earlier count" in timeline.note


def test_counts_of_a_toll_of_which_a_day_is_unknown_cannot_be_called_a_contradiction():
    found = comparison.contradictions(FIGURES, CLAIMS, articles=ARTICLES)
    # Of one day, and of one article without a day.
    assert set(zip(found["text_a"], found["text_b"])) == {("51", "57"), ("5", "43")}
    listed = comparison.not_compared(FIGURES, CLAIMS, articles=ARTICLES)
    unsaid = listed[listed["verdict"].eq(CANNOT_SAY)]
    pairs = dict(zip(zip(unsaid["texts_a"], unsaid["texts_b"]), unsaid["why_not"]))
    assert pairs["30", "51"] == UNDATED[True, False]
    assert pairs["between 55 and 60", "61"] == UNDATED[False, True]
    assert pairs["30", "43"] == UNDATED[True, True]
    assert set(listed.loc[~listed["why_not"].isin(UNDATED.values()), "verdict"]) == {NONE}


def test_a_day_makes_the_contradiction_or_the_rise():
    days = ARTICLES["published"].fillna(pd.Timestamp("2031-05-08"))
    found = comparison.contradictions(FIGURES, CLAIMS, articles=ARTICLES.assign(published=days))
    assert {("30", "51"), ("30", "43")} <= set(zip(found["text_a"], found["text_b"]))
    assert CANNOT_SAY not in set(comparison.not_compared(FIGURES, CLAIMS, articles=ARTICLES.assign(published=days))["verdict"])


def test_two_wordings_of_one_number_exclude_each_other_on_any_day():
    nearly, over = ("nearly 60", "nearly", 60, None, 60, "killed", "people"), ("over 60", "over", 60, 60, None, "killed", "people")
    articles, claims, figures = tables({"a": report(("x", "So nearly 60 dead.", [nearly])), "b": report(("x", "So over 60 dead.", [over]))})
    assert comparison.contradictions(figures, claims, articles=articles)["kind"].tolist() == ["within one source"]


@pytest.mark.parametrize("period, of_all, contradict", [("since Sunday", 47, True), ("since last Friday", 47, True), ("since Sunday", 64, False), ("in 1978", 47, False)])
def test_more_since_a_weekday_than_in_all_is_a_contradiction(period, of_all, contradict):
    articles, claims, figures = tables({name: report((name, f"So {n} dead.", [exact(n)]), published="2031-05-07") for name, n in (("clinic", 58), ("ministry", of_all))})
    figures["period"] = pd.array([period, None], dtype="string")
    assert len(comparison.contradictions(figures, claims, articles=articles)) == contradict


COPIED = FERRY["tuesday"]


def test_exact_copies_of_an_article_are_linked_and_counted_once():
    articles, claims, figures = tables({**FERRY, "mirror": COPIED, "tuesday-again": COPIED})
    once = comparison.statements(FIGURES, CLAIMS, articles=ARTICLES)
    found = comparison.statements(figures, claims, articles=articles)
    assert found[["articles", "appearances", "wordings"]].to_numpy().tolist() == once[["articles", "appearances", "wordings"]].to_numpy().tolist()
    copied = found.loc["rescue:killed:43"]
    assert (copied["article_ids"], copied["copies"]) == ("mirror|tuesday|tuesday-again", "mirror|tuesday-again")
    assert len(copied["figure_ids"].split("|")) == 3
    assert once["copies"].isna().all()
    left, right = (comparison.contradictions(*tables_[::-1][:2], articles=tables_[0]) for tables_ in ((articles, claims, figures), (ARTICLES, CLAIMS, FIGURES)))
    assert left[["articles_a", "articles_b", "appearances_a", "text_a"]].to_numpy().tolist() == right[["articles_a", "articles_b", "appearances_a", "text_a"]].to_numpy().tolist()


def test_a_copy_makes_no_wording_stand_alone():
    def told(words, qualifier, low, high):
        return report(("x", f"The office said {words} were saved.", [(words, qualifier, 60, low, high, "rescued", "people")]))

    reports = {"a": told("nearly 60", "nearly", None, 60), "b": told("over 60", "over", 60, None)}
    articles, claims, figures = tables(reports | {"c": reports["b"]})
    found = comparison.drift(figures, claims, articles=articles)
    assert found["copy_of"].fillna("").tolist() == ["", "", "b"]
    assert found["others"].tolist() == [1, 1, 1] and found["against"].tolist() == [1, 1, 1] and not found["outlier"].any()
    without = comparison.drift(figures, claims)  # without the texts nobody knows that it is a copy
    assert without["outlier"].tolist() == [True, False, False]


def test_the_dated_copy_is_the_one_that_counts():
    articles, claims, figures = tables({"a": COPIED, "b": COPIED})
    articles.loc["b", "published"] = pd.Timestamp("2031-05-06")
    assert comparison.statements(figures, claims, articles=articles).loc["rescue:killed:43", "copies"] == "a"


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(["One died.", "one  died", "Two died.", "", "Ópera, dos.", "Ópera dos"]), min_size=1, max_size=6))
def test_exact_copies_are_articles_of_the_same_words(texts):
    articles = pd.DataFrame({"text": texts}, index=pd.Index([f"r{n}" for n in range(len(texts))], dtype="string"))
    words = [tuple("".join(letter if letter.isalpha() else " " for letter in text.casefold()).split()) for text in texts]
    assert exact_copies(articles).tolist() == [f"r{words.index(said) if said else n}" for n, said in enumerate(words)]
    found = comparison.duplicates(articles)
    exact_ones = dict(found.loc[found["relation"].eq("exact"), ["article_id", "counted"]].to_numpy())
    assert exact_copies(articles).to_dict() == {name: exact_ones.get(name, name) for name in articles.index}


def test_the_order_of_the_articles_does_not_matter():
    expected = None
    for order in itertools.islice(itertools.permutations(FERRY), 0, 24, 7):
        articles, claims, figures = tables({name: FERRY[name] for name in order})
        found = comparison.contradictions(figures, claims, articles=articles)[["text_a", "text_b", "why"]].to_numpy().tolist()
        expected = expected or found
        assert found == expected
