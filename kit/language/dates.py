"""When something was said or happened: date expressions, and the calendar day that they mean.

The arithmetic is done by hand. News needs some ten forms, all of them relative to the day of publication;
dateparser guesses a day for periods and for words that are no dates, and dateutil fills what is unsaid from today's date.
Here a period ("in June", "earlier this month") is found and stays without a day, and nothing asks for the clock.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
MONTHS_SHORT = tuple(month[:3] for month in MONTHS)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# Capitals matter: "march" and "may" are verbs.
_MONTH = rf"(?:(?:{'|'.join(MONTHS)})\b|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
_WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})"
_WEEKDAY_SHORT = r"(?:Mon|Tues|Tue|Weds|Wed|Thurs|Thu|Fri|Sat|Sun)\b\.?"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\w%]|[.,]\d)"
_YEAR = r"(?:1[6-9]|20)\d\d(?!\w|[.,]\d)"
_SPAN = r"(?:(?:\s?[-–]\s?|\s(?:to|through)\s)(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th)?\b(?![,.]\d|%))?"
_LEAD = rf"(?:(?:(?:this|last|next)\s)?(?:{_WEEKDAY}|{_WEEKDAY_SHORT}),?\s)?"
_UNIT = r"(?:hours?|days?|weekends?|weeks?|months?|quarters?|years?|decades?)"
_COUNT = r"(?:(?:\d{1,3}|few|several|couple\sof|two|three|four|five|six|seven|eight|nine|ten|\w{3,9}teen|twenty(?:-four)?)\s)?"

#: Dates with a day and a month, for the search of numbers to pass over.
ALL_DIGITS = r"\d{4}-\d{1,2}-\d{1,2}(?![\w-])|\d{1,2}(?P<sep>[/.])\d{1,2}(?P=sep)\d{4}(?![\w/])"
DAY_FIRST = rf"{_DAY}(?:\sof)?\s{_MONTH}(?:,?\s{_YEAR})?"
MONTH_FIRST = rf"{_MONTH}\s(?:the\s)?{_DAY}{_SPAN}(?:,?\s{_YEAR})?|{_MONTH}\s{_YEAR}"
_CALENDAR = (
    r"(?P<iso>(?<![\w-])\d{4}-\d{1,2}-\d{1,2}(?![\w-]))"
    r"|(?P<slash>(?<![\w/.])\d{1,2}(?P<sep>[/.])\d{1,2}(?P=sep)\d{4}(?![\w/]))"
    rf"|(?<!\w){_LEAD}(?:the\s)?(?<![\d.,]){DAY_FIRST}"
    rf"|(?<!\w){_LEAD}{_MONTH}\s(?:the\s)?{_DAY}{_SPAN}(?:,?\s{_YEAR})?"
)
_RELATIVE = (
    rf"\b(?:(?:[Tt]his|[Ll]ast|[Nn]ext)\s)?{_WEEKDAY}\b"
    r"|\b(?:[Tt]he\sday\sbefore\syesterday|[Yy]esterday|[Tt]oday|[Tt]onight|[Tt]omorrow|[Ll]ast\snight)\b"
)
_PERIOD = (
    rf"\b(?:[Ee]arl(?:y|ier)\s|[Ll]ate(?:r)?\s|[Mm]id-)?(?:[Ii]n\s|[Tt]his\s|[Ll]ast\s|[Nn]ext\s)?{_MONTH}(?:\s{_YEAR})?(?!\w)"
    rf"|\b(?:[Ee]arli(?:er|est)\s|[Ll]ater\s)?(?:[Tt]his|[Ll]ast|[Nn]ext)\s{_UNIT}\b"
    rf"|\b(?:[Tt]he\s)?(?:past|last|previous|preceding|coming|next)\s{_COUNT}{_UNIT}\b"
    rf"|\b(?:[Ii]n|[Ss]ince|[Dd]uring|[Uu]ntil|[Bb]y)\s{_YEAR}(?!\s?(?:{_UNIT}|[a-z]+s\b))"
)
_WINDOW_COUNT = r"(?:\d{1,3}|few|several|couple\sof|half[-\s]dozen|two|three|four|five|six|seven|eight|nine|ten|\w{3,9}teen|eleven|twelve|\w{3,6}ty(?:-\w{3,5})?)\s"
_WINDOW_UNIT = r"(?:hours?|days?|nights?|weekends?|weeks?|fortnights?|months?|years?|decades?)\b"
#: What a count may be of instead of all so far; not "a day earlier" and the like, which place a count in time.
_WINDOW = re.compile(
    rf"\b(?:[Oo]ver|[Ii]n|[Dd]uring|[Ww]ithin|[Ff]or|[Tt]hroughout|[Aa]cross)\s(?:just\s|only\s|about\s|nearly\s)?(?:the\s|these\s)?(?:past|last|previous|preceding)\s(?:{_WINDOW_COUNT})?{_WINDOW_UNIT}"
    rf"|\b[Tt]he\s(?:past\s(?:{_WINDOW_COUNT})?|(?:last|previous)\s{_WINDOW_COUNT}){_WINDOW_UNIT}"
    rf"|\b(?:[Oo]ver|[Ii]n|[Ww]ithin)\s(?:just\s|only\s|barely\s|less\sthan\s|under\s)?(?:an?\s|one\s|a\ssingle\s|{_WINDOW_COUNT}){_WINDOW_UNIT}(?!\s?(?:-|’|'|time\b|of\b|old\b|earlier\b|later\b))"
    rf"|\b[Ss]ince\s(?:(?:the\s)?(?:start|beginning|end|middle|outbreak)\sof\s(?:the\s(?:year|month|week|war|fighting|conflict|epidemic|outbreak|crisis)|{_MONTH}|{_YEAR})"
    rf"|{_CALENDAR.replace('(?P<iso>', '(?:').replace('(?P<slash>', '(?:').replace('(?P<sep>[/.])', '[/.]').replace('(?P=sep)', '[/.]')}"
    rf"|(?:early\s|late\s|mid-|last\s)?(?:{_MONTH}|{_WEEKDAY})(?:\s{_YEAR})?|{_YEAR}|yesterday\b|(?:the\s|last\s)(?:week(?:end)?|month|year|summer|autumn|winter|spring)\b)"
    rf"|\b[Ii]n\s(?:early\s|late\s|mid-)?(?:{_MONTH}\s)?{_YEAR}(?!\s?(?:{_UNIT}|[a-z]+s\b))|(?<=\bof\s)(?<!\bas\sof\s)(?<!\bAs\sof\s){_YEAR}|(?<=\b[Tt]he\s){_YEAR}(?=\s[a-z])"
    rf"|\b(?:an?\s|half\sa\s|{_WINDOW_COUNT})(?:years?|decades?|century|centuries|generation)\sago\b"
    rf"|\b(?:so\sfar\s)?this\s(?:year|month|week|season)\s(?:so\sfar|alone)\b|\bso\sfar\sthis\s(?:year|month|week|season)\b"
    rf"|(?<!\bhalf\s)(?<!\bin\s)(?<!\bfor\s)(?<!\bwithin\s)(?<!\bover\s)\b(?:an?|per|each|every)\s(?:single\s)?(?:hour|day|night|week|fortnight|month|year)\b(?!\s(?:earlier|later|ago|after|before|and|old|of|into|since|when|that|in\s(?:jail|prison))\b|-|’|')"
    rf"|(?<!\w)(?:daily|nightly|weekly|monthly|yearly|annually)\b"
)
_FIND = re.compile(f"(?P<calendar>{_CALENDAR})|(?P<relative>{_RELATIVE})|(?P<period>{_PERIOD})")
#: A bare "May" or "March" begins names and sentences too often to be a month by itself.
_NAME_LIKE = re.compile(r"(?:May|March|Mar|Jan)\.?")
_PARTS = re.compile(rf"({_WEEKDAY_SHORT}|{_WEEKDAY}\b)|({_MONTH})|\b(\d{{4}})\b|\b(\d{{1,2}})(?:st|nd|rd|th)?\b")
_SEVERAL_DAYS = re.compile(r"\d(?:st|nd|rd|th)?\s?(?:[-–]|to|through)\s?\d")


#: Without a word of one of these lists, or a year, no expression of its kind can be found, and none is looked for.
_IN_DATES = (*MONTHS_SHORT, "day", "night", "tomorrow", "hour", "week", "month", "quarter", "year", "decade")
_IN_WINDOWS = ("hour", "day", "night", "week", "month", "year", "decade", "centur", "generation", "ince", "daily", "annually", "season")
_YEAR_LIKE = re.compile(r"\d{4}")


class DateMention(NamedTuple):
    start: int
    end: int
    text: str


def find(text: str, start: int = 0, end: int | None = None) -> list[DateMention]:
    """The date expressions of *text*, or of its characters from *start* to *end*, in order: days, weekdays, and periods ("earlier this month", "in June").

    >>> [mention.text for mention in find("On Friday, the river, high since June, burst its banks.")]
    ['Friday', 'June']
    """
    end = len(text) if end is None else end
    if not _has(text, start, end, _IN_DATES):
        return []
    return [
        DateMention(match.start(), match.end(), match.group())
        for match in _FIND.finditer(text, start, end)
        if not _NAME_LIKE.fullmatch(match.group())
    ]


def find_periods(text: str, start: int = 0, end: int | None = None) -> list[DateMention]:
    """The windows of *text*, or of its characters from *start* to *end*, that a count can be of: "over the past 24 hours", "since August", "a day", "daily".

    >>> [window.text for window in find_periods("Nine a day fell ill in the past week, a day after the flood of June.")]
    ['a day', 'in the past week']
    """
    end = len(text) if end is None else end
    if not _has(text, start, end, _IN_WINDOWS):
        return []
    return [DateMention(match.start(), match.end(), match.group()) for match in _WINDOW.finditer(text, start, end)]


def _has(text: str, start: int, end: int, words: tuple[str, ...]) -> bool:
    return any([text.find(word, start, end) >= 0 for word in words]) or _YEAR_LIKE.search(text, start, end) is not None


def resolve(mention_text: str, published: dt.date | None) -> dt.date | None:
    """The day that *mention_text* means in an article published on *published*.

    A weekday is the latest one on or before the publication ("last Friday": before it; "next Friday": after it);
    a day and month without a year is the latest such day up to the publication, or, where a weekday stands beside it,
    the nearest that falls on that weekday. Periods have no day. Without a publication date only full dates resolve;
    03/04/2024, which two conventions read differently, does not.

    >>> resolve("Friday", dt.date(2024, 12, 30))
    datetime.date(2024, 12, 27)
    >>> resolve("27 December 2024", None)
    datetime.date(2024, 12, 27)
    >>> resolve("earlier this month", dt.date(2024, 12, 30)) is None
    True
    """
    if isinstance(published, dt.datetime):
        published = published.date()
    mention = mention_text.strip()
    found = _FIND.fullmatch(mention)
    if not found or found["period"]:
        return None
    if found["iso"]:
        return _date(*map(int, found["iso"].split("-")))
    if found["slash"]:
        return _from_slashes(found["slash"], found["sep"])
    if found["calendar"]:
        return _from_parts(mention, published)
    return _relative(mention.lower(), published) if published else None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _from_slashes(text: str, separator: str) -> dt.date | None:
    first, second, year = map(int, text.split(separator))
    if separator == "." or first > 12 or first == second:
        return _date(year, second, first)
    return _date(year, first, second) if second > 12 else None


def _from_parts(text: str, published: dt.date | None) -> dt.date | None:
    if _SEVERAL_DAYS.search(text):
        return None
    weekday = month = year = day = None
    for name, month_name, year_text, day_text in _PARTS.findall(text):
        if name:
            weekday = next(i for i, full in enumerate(WEEKDAYS) if full.startswith(name.rstrip(".")[:3]))
        elif month_name:
            month = next(i for i, full in enumerate(MONTHS, 1) if full.startswith(month_name.rstrip(".")[:3]))
        elif year_text:
            year = int(year_text)
        else:
            day = int(day_text)
    if year is not None:
        return _date(year, month, day)
    if published is None:
        return None
    # Four years back and on reach every leap day.
    years = range(max(1, published.year - 4), min(9999, published.year + 4) + 1)
    days = [candidate for candidate in (_date(y, month, day) for y in years) if candidate]
    if weekday is not None:
        near = [candidate for candidate in days if abs((candidate - published).days) <= 366]
        named = [candidate for candidate in near if candidate.weekday() == weekday]
        if named:
            return min(named, key=lambda candidate: abs((candidate - published).days))
    past = [candidate for candidate in days if dt.timedelta(0) <= published - candidate <= dt.timedelta(366)]
    return max(past, default=None)


_OFFSETS = {"today": 0, "tonight": 0, "yesterday": -1, "last night": -1, "the day before yesterday": -2, "tomorrow": 1}


def _relative(text: str, published: dt.date) -> dt.date | None:
    if text in _OFFSETS:
        days = _OFFSETS[text]
    else:
        *words, name = text.split()
        back = (published.weekday() - [day.lower() for day in WEEKDAYS].index(name)) % 7
        days = -back
        if words == ["last"]:
            days = -(back or 7)
        elif words == ["next"]:
            days = 7 - back
    try:
        return published + dt.timedelta(days)
    except OverflowError:
        return None
