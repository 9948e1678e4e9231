"""Date expressions, and the day that each means."""

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.language import dates
from kit.language.dates import find, resolve

MONDAY = dt.date(2019, 6, 17)


@pytest.mark.parametrize(
    "text, mentions",
    [
        ("The dam broke on Friday, June 14, and again on 16 June 2019.", ["Friday, June 14", "16 June 2019"]),
        ("It rained yesterday, last Friday and this Sunday.", ["yesterday", "last Friday", "this Sunday"]),
        ("Since 2011 and in June, or earlier this month", ["Since 2011", "in June", "earlier this month"]),
        ("over the past week, the last 24 hours, the past two years, last year", ["the past week", "the last 24 hours", "the past two years", "last year"]),
        ("Oct. 31; 5 May; the 3rd of July; Feb 11-13; June 2 to 4", ["Oct. 31", "5 May", "the 3rd of July", "Feb 11-13", "June 2 to 4"]),
        ("2019-06-14 and 14/06/2019", ["2019-06-14", "14/06/2019"]),
        ("They may march in 2000 boats; May Day, Mayor, Fridayish, 1.5 million", []),
        ("March on the mill. It may 5", []),
    ],
)
def test_find(text, mentions):
    found = find(text)
    assert [mention.text for mention in found] == mentions
    assert all(text[mention.start : mention.end] == mention.text for mention in found)


@pytest.mark.parametrize(
    "text, day",
    [
        ("Monday", dt.date(2019, 6, 17)),
        ("Friday", dt.date(2019, 6, 14)),
        ("this Friday", dt.date(2019, 6, 14)),
        ("last Friday", dt.date(2019, 6, 14)),
        ("last Monday", dt.date(2019, 6, 10)),
        ("next Monday", dt.date(2019, 6, 24)),
        ("next Tuesday", dt.date(2019, 6, 18)),
        ("today", MONDAY),
        ("Tonight", MONDAY),
        ("yesterday", dt.date(2019, 6, 16)),
        ("last night", dt.date(2019, 6, 16)),
        ("the day before yesterday", dt.date(2019, 6, 15)),
        ("tomorrow", dt.date(2019, 6, 18)),
        ("June 14", dt.date(2019, 6, 14)),
        ("14 June", dt.date(2019, 6, 14)),
        ("June 17", MONDAY),
        ("June 18", dt.date(2018, 6, 18)),
        ("Dec. 26th", dt.date(2018, 12, 26)),
        ("Tuesday, June 18", dt.date(2019, 6, 18)),
        ("this Friday, June 14", dt.date(2019, 6, 14)),
        ("Fri, 22 June", dt.date(2018, 6, 22)),
        ("the 3rd of July", dt.date(2018, 7, 3)),
        ("June 14, 2017", dt.date(2017, 6, 14)),
        ("2017-06-14", dt.date(2017, 6, 14)),
        ("14/06/2017", dt.date(2017, 6, 14)),
        ("06/14/2017", dt.date(2017, 6, 14)),
        ("14.06.2017", dt.date(2017, 6, 14)),
        ("05/06/2017", None),
        ("June 31", None),
        ("2017-13-01", None),
        ("Feb 29", None),
        ("June 2-4", None),
        ("June 2 to 4", None),
        ("in June", None),
        ("June 2019", None),
        ("earlier this month", None),
        ("the past week", None),
        ("last week", None),
        ("the day the dam broke", None),
        ("", None),
    ],
)
def test_resolve(text, day):
    assert resolve(text, MONDAY) == day
    assert resolve(text, dt.datetime(2019, 6, 17, 18, 30)) == day


def test_a_leap_day_is_the_last_one_within_a_year():
    assert resolve("Feb 29", dt.date(2020, 12, 1)) == dt.date(2020, 2, 29)


@pytest.mark.parametrize("text", ["Friday", "yesterday", "June 14", "Friday, June 14"])
def test_without_a_publication_date_relative_days_stay_open(text):
    assert resolve(text, None) is None


@pytest.mark.parametrize("text", ["14 June 2019", "Friday, June 14, 2019", "2019-06-14", "14 June, 2019"])
def test_without_a_publication_date_full_dates_resolve(text):
    assert resolve(text, None) == dt.date(2019, 6, 14)


@given(st.dates(), st.sampled_from(dates.WEEKDAYS))
def test_a_weekday_is_the_latest_one(published, name):
    day = resolve(name, published)
    if published - dt.date.min >= dt.timedelta(7):
        assert day.strftime("%A") == name
        assert dt.timedelta(0) <= published - day < dt.timedelta(7)
        assert resolve(f"last {name}", published) in (day, day - dt.timedelta(7))
        assert resolve(f"last {name}", published) < published


FORMS = st.sampled_from(["{m} {d}", "{d} {m}", "the {d} of {m}", "{w}, {m} {d}", "{w}, {d} {m}", "this {w}, {m} {d}"])


@settings(max_examples=300)
@given(st.dates(dt.date(1900, 1, 1), dt.date(2090, 1, 1)), st.integers(0, 363), FORMS)
def test_a_day_within_the_past_year_comes_back(published, ago, form):
    day = published - dt.timedelta(ago)
    text = form.format(d=day.day, m=dates.MONTHS[day.month - 1], w=dates.WEEKDAYS[day.weekday()])
    assert [mention.text for mention in find(f"It broke on {text}.")] == [text]
    assert resolve(text, published) == day


@given(st.dates(dt.date(1900, 1, 1), dt.date(2090, 1, 1)))
def test_full_dates_come_back(day):
    month = dates.MONTHS[day.month - 1]
    for text in (day.isoformat(), f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}", f"{month[:3]} {day.day} {day.year}"):
        assert [mention.text for mention in find(f"({text})")] == [text]
        assert resolve(text, None) == day


PIECES = st.sampled_from([*dates.MONTHS, *dates.WEEKDAYS, "last", "the", "past", "1", "31", "2019", ",", "-", "/", "this", "of", "to", "in"])


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=10).map(" ".join)), st.one_of(st.none(), st.dates()))
def test_any_text_is_read_without_an_error(text, published):
    last = 0
    for mention in find(text):
        assert last <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.text
        assert resolve(mention.text, published) is None or isinstance(resolve(mention.text, published), dt.date)
        last = mention.end
    resolve(text, published)


@pytest.mark.parametrize("piece", ["1", "1/", "the last ", "Friday, ", "May ", "May 1 ", "20-", " ", "the past two ", "in 20"])
def test_hostile_text_takes_linear_time(piece):
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        start = time.process_time()
        find(text)
        return time.process_time() - start

    assert seconds(100_000) < 12 * min(seconds(20_000) for _ in range(2)) + 0.2
