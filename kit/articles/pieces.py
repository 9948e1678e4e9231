"""What the readers of the file types hand to :func:`kit.read_articles`: one piece an article, each fact with the place where it stood."""

from __future__ import annotations

import json
import re
from datetime import date
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from kit.articles.files import whole

#: Facts that a file may state of its article, columns of ``schema.ARTICLES``.
FACTS = ("outlet", "title", "author", "url", "published", "retrieved", "language", "licence")

_TIME = r"(?:$|[T ,]+\d\d?:\d\d.*$)"


class Piece(NamedTuple):
    """One article of a file, not yet cleaned.

    Attributes:
        text: its text; "" if it has none.
        facts: of :data:`FACTS` what the file states: the value, and in words where it stood.
        notes: what a person should know of it. A piece without text has at least one: why.
        key: its name inside a file that holds several articles; None if the file is the article.
        data: its own bytes inside such a file.
        guesses: facts that are not stated but look likely: the value, and what guessed it. They are offered, never taken.
        paged: whether the text is in paragraphs already, one a line, and needs no joining of broken lines.
        apart: lines that stood with the text and are none of it.
    """

    text: str
    facts: dict[str, tuple[object, str]] = {}
    notes: tuple[str, ...] = ()
    key: str | None = None
    data: bytes | None = None
    guesses: dict[str, tuple[object, str]] = {}
    paged: bool = True
    apart: tuple[str, ...] = ()


def fact(facts: dict[str, tuple[object, str]], name: str, value: object, where: str) -> None:
    """Notes that *name* is *value* by *where*, unless something better was found or there is nothing to note.

    Texts are put on one line and cut at 500 characters; a url that is no web address is nothing.
    """
    if isinstance(value, str):
        value = " ".join(whole(value).split())[:500].strip()
    if name == "url" and not is_address(str(value)):
        return
    if value and name not in facts:
        facts[name] = (value, where)


def is_address(url: str) -> bool:
    """Whether *url* is a web address.

    >>> is_address("https://a.example/x"), is_address("javascript:alert(1)"), is_address("http://a[b/")
    (True, False, False)
    """
    try:
        return bool(re.match(r"https?://\S+$", url, re.IGNORECASE)) and bool(urlsplit(url).netloc)
    except ValueError:  # brackets that hold no IPv6 address
        return False


def name_inside(written: object, place: str, taken: set[str]) -> str:
    """The key of an article in a file: what is *written* as its id or address, else its *place*; both where that is *taken* already.

    >>> taken = set()
    >>> [name_inside(written, f"row {n}", taken) for n, written in enumerate(["a 1", None, "a 1"], 1)]
    ['a 1', 'row 2', 'a 1 row 3']
    """
    key = " ".join(whole(str("" if written is None else written)).split())[:200] or place
    key = f"{key} {place}" if key in taken else key
    taken.add(key)
    return key


def day(value: object) -> date | None:
    """The day that a date, timestamp or number such as 20240331101500 writes, if its order is beyond doubt.

    A day above 12 tells the order of 31/12/2024; 05/06/2024 does not, and is None. The day is the one written, whatever the time zone.

    >>> day("2023-02-28T23:10:00Z"), day("31/12/2024"), day("05/06/2024"), day("20240331T101500Z")
    (datetime.date(2023, 2, 28), datetime.date(2024, 12, 31), None, datetime.date(2024, 3, 31))
    """
    if hasattr(value, "isoformat"):
        value = value.isoformat()
    text = str(value).strip()
    if match := re.match(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _TIME + r"|(\d{4})(\d\d)(\d\d)(?:$|T?\d{4,6}Z?$)", text, re.ASCII):
        year, month, number = (int(part) for part in (match.group(1, 3, 4) if match[1] else match.group(5, 6, 7)))
    elif match := re.match(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})" + _TIME, text, re.ASCII):
        one, two, year = int(match[1]), int(match[3]), int(match[4])
        if one <= 12 and two <= 12 and one != two:
            return None
        month, number = (two, one) if one > 12 else (one, two)
    else:
        return None
    try:
        return date(year, month, number)
    except ValueError:
        return None


def undated(value: object) -> str:
    """Why :func:`day` makes nothing of *value*, and what to do.

    >>> undated("05/06/2024")
    "'05/06/2024' may be either of two days. Write it as year-month-day, like 2024-03-31; it is unknown until then."
    """
    either = re.match(r"\d{1,2}([-/.])\d{1,2}\1\d{4}\b", str(value)) and all(int(part) in range(1, 13) for part in re.findall(r"\d+", str(value))[:2])
    fault = "may be either of two days" if either else "is not a date"
    return f"{str(value)[:40]!r} {fault}. Write it as year-month-day, like 2024-03-31; it is unknown until then."


def mail_day(value: object) -> date | None:
    """The day of a date as mails and feeds write it, or None.

    >>> mail_day("Tue, 5 Mar 2024 23:30:00 +0100"), mail_day("05/06/2024")
    (datetime.date(2024, 3, 5), None)
    """
    try:
        return parsedate_to_datetime(str(value)).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def as_bytes(values: dict) -> bytes:
    """The bytes that stand for an article which has none of its own, such as a row of a Parquet file: its values as JSON."""
    return json.dumps(values, ensure_ascii=False, default=str, separators=(",", ":")).encode("utf-8", "surrogatepass")
