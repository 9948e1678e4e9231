"""What a text's numbers say, and which of them say nothing."""

import math
import re
import time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit import schema
from kit.language.quantities import expressions
from kit.language.quantities.expressions import find, find_quantities
from kit.language.quantities.numbers import table
from kit.schema import QUALIFIERS

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def spell(number: int, link: str = " and ") -> str:
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{ONES[number % 10]}" if number % 10 else "")
    for size, word in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            joint = link if 0 < rest < 100 else " "
            return f"{spell(number // size, link)} {word}" + (joint + spell(rest, link) if rest else "")
    raise AssertionError(number)


def only(text: str, **kwargs) -> expressions.Quantity:
    found = find(text, **kwargs)
    assert len(found) == 1, found
    return found[0]


def bounds(text: str) -> tuple:
    quantity = only(text)
    return quantity.value, quantity.low, quantity.high, quantity.qualifier


@pytest.mark.parametrize(
    "text, value",
    [
        ("62 barns", 62),
        ("1,100 barns", 1100),
        ("1100 barns", 1100),
        ("1 100 barns", 1100),
        ("1\u00a0100 barns", 1100),
        ("1.100.000 barns", 1_100_000),
        ("12.000 barns", 12_000),
        ("1.125 litres", 1.125),
        ("3,00,000 barns", 300_000),
        ("5 lakh barns", 500_000),
        ("3.4 thousand barns", 3400),
        ("2m barns", 2_000_000),
        ("1.2bn barns", 1.2e9),
        ("4 hundred million barns", 4e8),
        ("2½ acres", 2.5),
        ("3 1/2 acres", 3.5),
        ("sixty-two barns", 62),
        ("two dozen barns", 24),
        ("half a dozen barns", 6),
        ("a dozen barns", 12),
        ("twenty-five hundred barns", 2500),
        ("half a million barns", 500_000),
        ("one and a half million barns", 1_500_000),
        ("two and a half years", 2.5),
        ("a hundred and five barns", 105),
        ("one hundred and two thousand barns", 102_000),
        ("five thousand million barns", 5e9),
        ("a quarter of a million barns", 250_000),
        ("TWO BARNS BURN", 2),
        ("minus five degrees", -5),
        ("two-thirds of the barns", 2 / 3),
        ("a third of the barns", 1 / 3),
        ("one in five barns", 0.2),
        ("nine out of 10 barns", 0.9),
        ("zero barns", 0),
    ],
)
def test_one_number(text, value):
    quantity = only(f"The fire took {text}.")
    assert math.isclose(quantity.value, value, rel_tol=1e-9)
    assert quantity.low == quantity.high == quantity.value
    assert quantity.qualifier == "exact"


@pytest.mark.parametrize(
    "text, unit",
    [
        ("$40 million", "dollar"),
        ("US$40", "dollar"),
        ("40 Canadian dollars", "dollar"),
        ("€3.5bn", "euro"),
        ("40%", "percent"),
        ("40 per cent", "percent"),
        ("forty percent", "percent"),
        ("20km", "kilometre"),
        ("20 km/h", "kilometre per hour"),
        ("20-mile", "mile"),
        ("6.1-inch", "inch"),
        ("half an hour", "hour"),
        ("24 hours", "hour"),
        ("three-day", "day"),
        ("40 tonnes", "tonne"),
        ("37m long", "metre"),
        ("30 °C", "degree Celsius"),
        ("a third of", "fraction"),
        ("40 barns", None),
        ("40-strong", None),
    ],
)
def test_units_tell_measures_from_counts(text, unit):
    assert only(f"It was {text} by then").unit == unit


@pytest.mark.parametrize(
    "text, expected",
    [
        ("some 80 barns", (80, None, None, "about")),
        ("80-odd barns", (80, None, None, "about")),
        ("80 or so barns", (80, None, None, "about")),
        ("nearly 80 barns", (80, None, 80, "nearly")),
        ("just under 80 barns", (80, None, 80, "nearly")),
        ("slightly fewer than 80 barns", (80, None, 80, "nearly")),
        ("well over 80 barns", (80, 80, None, "over")),
        ("80-plus barns", (80, 80, None, "over")),
        ("80+ barns", (80, 80, None, "over")),
        ("at least another 80 barns", (80, 80, None, "at_least")),
        ("80 barns or more", (80, 80, None, "at_least")),
        ("80 barns at least.", (80, 80, None, "at_least")),
        ("no fewer than 80 barns", (80, 80, None, "at_least")),
        ("no more than 80 barns", (80, None, 80, "up_to")),
        ("not more than 80 barns", (80, None, 80, "up_to")),
        ("fewer than 80 barns", (80, None, 80, "up_to")),
        ("up to around 80 barns", (80, None, 80, "up_to")),
        ("about 80 or more barns", (80, 80, None, "at_least")),
        ("a maximum of 80 barns", (80, None, 80, "up_to")),
        ("(around 80) barns", (80, None, None, "about")),
        ("“around 80 barns”", (80, None, None, "about")),
    ],
)
def test_hedges(text, expected):
    assert bounds(f"The fire took {text}") == expected


@pytest.mark.parametrize(
    "text",
    [
        "80 sheds plus five barns",
        "80 sheds and more than five barns",
        "80 sheds and over five barns",
        "80 sheds at most five of them new",
    ],
)
def test_the_hedge_of_the_next_number_is_not_taken(text):
    first, second = find(f"The fire took {text}")
    assert (first.value, first.qualifier) == (80, "exact")
    assert second.value == 5


@pytest.mark.parametrize(
    "text, low, high",
    [
        ("between 10,000 and 12,000", 10_000, 12_000),
        ("between 10 and 12,000", 10_000, 12_000),
        ("10-12,000", 10_000, 12_000),
        ("10–12,000", 10_000, 12_000),
        ("from 5 to 1,000", 5, 1000),
        ("20 to 30", 20, 30),
        ("20 - 30", 20, 30),
        ("two or three", 2, 3),
        ("two hundred or even three hundred", 200, 300),
        ("three to five million", 3e6, 5e6),
        ("3-5 million", 3e6, 5e6),
        ("800 to 1.2 million", 800, 1.2e6),
        ("between one hundred and two hundred", 100, 200),
        ("between two and three hundred", 200, 300),
        ("between one hundred and five and two hundred and ten", 105, 210),
        ("around 20 to 30", 20, 30),
        ("from 20 to as many as 30", 20, 30),
        ("more than 20 but fewer than 30", 20, 30),
        ("at most 30 and at least 20", 20, 30),
        ("several hundred to 1,000", 300, 1000),
    ],
)
def test_ranges(text, low, high):
    quantity = only(f"The fire took {text} barns.")
    assert (quantity.value, quantity.low, quantity.high, quantity.qualifier) == (None, low, high, "range")
    assert quantity.text == text


def test_a_range_shares_its_unit():
    assert [(q.low, q.high, q.unit) for q in find("$3 to $5 million, 5 to 7 per cent, five per cent to 20 per cent")] == [
        (3e6, 5e6, "dollar"),
        (5, 7, "percent"),
        (5, 20, "percent"),
    ]


@pytest.mark.parametrize("text", ["The toll rose from 12 to 31", "up from 12 to 31", "The count was revised from 12 to 31 barns"])
def test_a_change_is_two_values(text):
    assert [(q.value, q.qualifier) for q in find(text)] == [(12, "exact"), (31, "exact")]


def test_a_change_shares_its_magnitude():
    assert [q.value for q in find("Losses rose from 3 to 5 million barns")] == [3e6, 5e6]


def test_magnitudes_are_not_shared_across_units():
    assert [(q.value, q.unit) for q in find("Sales fell by 7 percent to $2.3 billion")] == [(7, "percent"), (2.3e9, "dollar")]


@pytest.mark.parametrize(
    "words, literal, acled",
    [
        ("dozens", 24, 12),
        ("several hundred", 300, 100),
        ("tens of thousands", 20_000, 10_000),
        ("scores", 40, 20),
        ("hundreds of thousands", 200_000, 100_000),
        ("thousands", 2000, 1000),
    ],
)
def test_vague_words_follow_the_named_convention(words, literal, acled):
    text = f"The fire took {words} of barns"
    for convention, low in (("literal", literal), ("acled", acled)):
        quantity = only(text, convention=convention)
        assert (quantity.text, quantity.value, quantity.low, quantity.high) == (words, None, low, None)
        assert quantity.qualifier == "vague"


def test_vague_words_keep_an_upper_bound_open():
    assert only("up to several dozen barns")[3:7] == (None, None, None, "vague")
    assert only("at least several dozen barns")[3:7] == (None, 36, None, "vague")


def test_scores_of_a_game_are_not_scores_of_people():
    assert find("She scores a goal and two test scores improve")[0].text == "two"


def test_an_unknown_convention_is_refused():
    with pytest.raises(ValueError, match="no convention 'guess'.*literal, acled"):
        find("dozens", convention="guess")


def test_every_vague_word_stands_in_the_conventions_that_read_it_with_its_codebook():
    rows = table("vague.csv")
    words = {row["convention"]: {r["word"] for r in rows if r["convention"] == row["convention"]} for row in rows}
    assert set(words) == set(schema.CONVENTIONS)
    assert words["literal"] == words["acled"] > words["newsquant"]
    assert all(row["codebook"] for row in rows)
    for row in rows:
        (quantity,) = find(f"it was {row['word']} of them", convention=row["convention"])
        assert (quantity.low, quantity.high) == (float(row["low"]), float(row["high"]) if row["high"] else None), row


def test_newsquant_reads_from_one_to_ten_of_the_unit_and_keeps_the_words_it_does_not_read():
    assert only("It took dozens of barns", convention="newsquant")[2:7] == ("dozens", None, 12, 120, "vague")
    assert only("It took several barns", convention="newsquant")[2:7] == ("several", None, None, None, "vague")


@pytest.mark.parametrize(
    "text",
    [
        "On December 27, on 27 December 2024 and on 2024-12-27",
        "on Dec. 27-29, between 5 May and 8 June, from Sept. 19 to 22",
        "in 2022, since 1990, in February 2022, the 2011 protests, the 1990s, by 2050",
        "between 2014 and 2017, (2016), 1945-1950",
        "at 5pm, 17:30, 10.45am, 6 a.m., 0900 GMT, six o'clock",
        "the 9th, the 21st century, the third day, the second half",
        "Ann Field, 34, farms; aged 34; a 34-year-old farmer; a thirty-year-old; children aged 5 to 9; a 3- to 5-year-old",
        "call +44 20 7946 0958 or 555-123-4567",
        "F-16 jets, a T-72, COVID-19, the Su-34, an A320, version 1.2.3",
        "page 12, Section 4, No. 10, Room 101, flight 370, Phase Two, Highway 7 reopened",
        "They won 3-1, drew 0-0 and suffered a 2-3 defeat by a 5-to-4 vote",
        "no one, one another, each one, the only one, this one, one-way, everyone, one by one, for one, one can",
        "Formula One, the Five Eyes, the Big 12, Route 66, the Fortune 500",
        "at 49 Mill Road and 16-18 Station Street",
        "24/7, 9/11, half past, half-time",
        "https://example.org/2024/35/12?id=99 and www.example.org/7",
    ],
)
def test_what_is_no_quantity(text):
    assert find(text) == []


@pytest.mark.parametrize(
    "text, values",
    [
        ("In Springfield 12 farmers died", [12]),
        ("Flood Kills 12 in Springfield", [12]),
        ("They killed 12 Friday", [12]),
        ("12 North Springfield farmers", [12]),
        ("In 2019, 2,000 barns burnt", [2000]),
        ("more than 2000 barns", [2000]),
        ("2000 farmers", [2000]),
        ("killing one and wounding five", [1, 5]),
        ("one of the farmers", [1]),
        ("20 dead, 30 wounded and 40 missing", [20, 30, 40]),
        ("the 600-man battalion, 12 T-72 tanks and two F-16 jets", [600, 12, 2]),
        ("Ann Field, 34, and 12 others", [12]),
        ("on May 5 and 12 barns", [12]),
        ("2 plus or minus 1 percent", [2, 1]),
    ],
)
def test_what_is_one(text, values):
    assert [q.value for q in find(text)] == values


def test_the_table():
    frame = find_quantities("Nearly 80 barns, worth $3 to $5 million, and dozens of sheds")
    assert list(frame.columns) == ["start", "end", "text", "value", "low", "high", "qualifier", "unit"]
    assert [str(kind) for kind in frame.dtypes] == ["Int64", "Int64", "string", "Float64", "Float64", "Float64", "string", "string"]
    assert frame.qualifier.tolist() == ["nearly", "range", "vague"]
    assert frame.low.isna().tolist() == [True, False, False]
    assert frame.unit.isna().tolist() == [True, False, True]
    empty = find_quantities("Nothing here")
    assert empty.empty and empty.dtypes.equals(frame.dtypes)
    assert isinstance(frame.loc[0, "high"], float) and frame.loc[0, "low"] is pd.NA


BOUNDS = {
    "about": (False, False), "nearly": (False, True), "over": (True, False), "at_least": (True, False), "up_to": (False, True),
}
PHRASES = [row for row in table("qualifiers.csv") if row["position"] in ("before", "after")]
FRAMES = [
    "The fire took {} barns.",
    "{} barns burnt overnight, the mayor said.",
    "Officials counted {} of them in Springfield on Friday.",
    "“We lost {} barns,” said a farmer in 2019.",
    "Springfield: {} barns lost (and two dogs)",
    "On December 27, {} sheds stood empty; in 2018, none.",
    "the town’s {} barns",
    "Of all barns, {} had burnt by 5pm.",
]
WRITTEN = st.one_of(
    st.integers(2, 10**9).map(lambda n: (f"{n:,}", float(n))),
    st.integers(2, 999).map(lambda n: (str(n), float(n))),
    st.integers(2, 10**9).map(lambda n: (spell(n), float(n))),
    st.integers(2, 10**9).map(lambda n: (spell(n, " ").capitalize(), float(n))),
    st.tuples(st.integers(11, 9999), st.sampled_from([("million", 1e6), ("thousand", 1e3), ("bn", 1e9)])).map(
        lambda pair: (f"{pair[0] / 10:.1f} {pair[1][0]}", round(pair[0] * pair[1][1] / 10))
    ),
)


@settings(max_examples=600, deadline=None)
@given(WRITTEN, st.sampled_from(PHRASES), st.sampled_from(FRAMES))
def test_any_number_with_any_hedge_keeps_its_stated_bounds(written, row, frame):
    number, value = written
    phrase, after = row["phrase"], row["position"] == "after"
    if after:
        hedged = number + ("" if not phrase[0].isalpha() else " ") + phrase
        if phrase in expressions._ENDS_ONLY:
            frame = "The barns: {}."
    else:
        hedged = phrase + ("" if phrase.endswith("-") else " ") + (number.lower() if number[0].isalpha() else number)
    text = frame.format(hedged)
    start = text.index(hedged)
    quantity = next(q for q in find(text) if q.start < start + len(hedged) and q.end > start)
    low, high = BOUNDS[row["qualifier"]]
    assert math.isclose(quantity.value, value, rel_tol=1e-9)
    assert quantity.qualifier == row["qualifier"]
    assert (quantity.low, quantity.high) == (quantity.value if low else None, quantity.value if high else None)
    assert (quantity.start, quantity.end) == (start, start + len(hedged))


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 10**6), st.integers(1, 10**6), st.sampled_from(["between {} and {}", "from {} to {}", "{} to {}", "{}-{}", "{}–{}"]))
def test_any_two_ends_make_a_range(a, b, form):
    low, high = sorted((a, a + b))
    quantity = only(f"The fire took {form.format(f'{low:,}.0'.removesuffix('.0'), f'{high:,}')} barns")
    expected = low * 1000 if f"{high:,}".endswith(",000") and low < 1000 and low * 1000 < high and (
        form in ("{}-{}", "{}–{}") or low * 2000 >= high
    ) else low
    assert (quantity.low, quantity.high, quantity.qualifier) == (expected, high, "range")


PIECES = st.sampled_from(
    [row["phrase"] for row in PHRASES] + [row["word"] for row in table("number_words.csv")] + [row["word"] for row in table("vague.csv")]
    + "1 20 1,100 2.5 $ % - – to and or between from of a one’s May 5pm km , . ( “ 2019 / × ½ barns".split()
)


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=14).map(" ".join), st.lists(PIECES, max_size=14).map("".join)))
def test_any_text_gives_ordered_offsets(text):
    last = 0
    for quantity in find(text):
        assert last <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.qualifier in QUALIFIERS
        assert quantity.low is None or quantity.high is None or quantity.low <= quantity.high
        assert all(number is None or math.isfinite(number) for number in quantity[3:6])
        last = quantity.end


HOSTILE = [
    "1", "1,", "111,", "1.", "1 ", "1/", "1-", "1:", "two ", "two and ", "half a ", "one hundred and ", "a ", " ", "\n", "A", "A1 ",
    "between ", "more than ", "or more ", "20 barns or ", "1 to ", "from 1 to 2 ", "$", "minus ", "½", "May 1 ", "9 A B C ", "http://",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_linear_time(piece):
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        start = time.process_time()
        find(text)
        return time.process_time() - start

    # Five times the text: quadratic work would take twenty-five times as long.
    short, long = min(seconds(20_000) for _ in range(2)), seconds(100_000)
    assert long < 12 * short + 0.2


def test_plain_text_is_read_at_speed():
    text = "The river burst its banks near the old mill and at least 40 families left their homes before dusk, the mayor said. " * 2000
    find(text[:1000])
    start = time.process_time()
    found = find(text)
    # A tenth of what an idle machine reaches: the test must hold on a busy one.
    assert len(text.split()) / (time.process_time() - start) > 30_000
    assert len(found) == 2000


def test_the_tables_are_clean():
    for name in ("qualifiers.csv", "units.csv", "vague.csv", "number_words.csv", "number_context.csv"):
        rows = [tuple(row.values()) for row in table(name)]
        assert len(rows) == len(set(rows)), [row for row in rows if rows.count(row) > 1]
        assert all(None not in row for row in rows), name
    assert {row["qualifier"] for row in PHRASES} <= set(QUALIFIERS)
    assert all(re.fullmatch(r"\S+(?: \S+)*", row["phrase"]) for row in PHRASES)
