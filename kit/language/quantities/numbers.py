"""Reading one number: digits with any separator, number words, magnitudes, fractions, vague words.

Works on the surface alone, in one pass. A kept library would have served for the words, but text2num reads no article
("a hundred"), no dozen, no half and no trillion, and its search returns a rewritten text, without the offsets that the
kit lives by; what is left of the work is :func:`_cardinal`.

Every repetition in the expressions is bounded, so that no text, however hostile, costs more than linear time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kit.language import dates, lexicon


class Number(NamedTuple):
    """One number as it stands, without hedge: *start* and *end* take in its currency sign and magnitude."""

    start: int
    end: int
    value: float | None  # None for vague words
    kind: str  # digits, words, fraction, vague
    mantissa: float | None = None  # 3.4 in "3.4 thousand"
    magnitude: float = 1.0  # 1000 in "3.4 thousand"
    currency: str | None = None
    glued: int = 0  # letters stand right after the digits ("5km"): their length


def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one of this folder's tables."""
    return lexicon.rows(Path(__file__).with_name(name))


def alternatives(phrases) -> str:
    """A regular expression for any of *phrases*, the longest first, any white space between their words."""
    return "|".join(re.escape(p).replace(r"\ ", r"\s") for p in sorted(set(phrases), key=lambda p: (-len(p), p)))


_WORDS = {row["word"]: (row["class"], float(row["value"])) for row in table("number_words.csv")}


def _of_class(*classes: str) -> list[str]:
    return [word for word, (kind, _) in _WORDS.items() if kind in classes]


def _any_case(phrases) -> str:
    """Like :func:`alternatives`, in lower, title and upper case; several times faster than ignoring the case."""
    return alternatives(form for phrase in phrases for form in (phrase, phrase.capitalize(), phrase.upper()))


#: The words that a number may begin with.
SMALL_WORDS = _of_class("zero", "unit", "teen", "ten")
_SMALL = _any_case(SMALL_WORDS)
_SCALE = _any_case(_of_class("hundred", "dozen", "magnitude"))
_PART = _any_case(_of_class("fraction"))
_SUFFIX = alternatives(_of_class("suffix"))
_VAGUE = _any_case(row["word"] for row in table("vague.csv"))
_SIGNS = alternatives(row["form"] for row in table("units.csv") if row["kind"] == "before")
_CURRENCY = {row["form"]: row["unit"] for row in table("units.csv") if row["kind"] == "before"}
# A code that no table knows ("XY12,500", "Q=3bn") is a currency when the number after it is written as an amount is.
_AMOUNT = rf"(?=\d{{1,3}}(?:,\d{{3}}){{1,5}}|\d{{1,6}}(?:\.\d{{1,4}})?(?:\s?(?:{_SCALE})|{_SUFFIX})\b)"
_HALVES = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"

_DIGITS = (
    r"(?:\d{1,3}(?:,\d{3}){1,5}(?!\d)|\d{1,2}(?:,\d{2}){1,4},\d{3}(?!\d)"
    r"|\d{1,3}(?:\.\d{3}){2,5}(?![\d.])"
    r"|[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f]\d{3}){1,4}(?![\d\-–/:]|[.,]\d)"
    r"|\d{1,40})(?:\.\d{1,40})?|\.\d{1,40}"
)
# What looks like a number and counts nothing: swallowed whole, so that no part of it is read.
_SKIP_DIGITS = (
    rf"{dates.ALL_DIGITS}|{dates.DAY_FIRST}"
    r"|(?:0?[1-9]|1\d|2[0-3])(?:[.:][0-5]\d)?\s?(?:[ap]\.m\b\.?|[apAP][mM]\b|o['’]clock\b)"
    r"|\d{1,2}:\d\d(?::\d\d)?(?!\d)"
    r"|(?:[01]\d|2[0-3])[0-5]\d\s(?:hrs|hours|GMT|UTC|local\stime|[A-Z]{2}T)\b"
    r"|\d{1,6}(?:,\d{3}){0,3}(?:st|nd|rd|th)\b"
    r"|['’]?\d{1,3}0['’]?s\b|\d{1,2}['′’]\s?\d{1,2}[\"″”]|(?:911|999|112)\s(?=call|dispatch|operator)"
    r"|\+\d{1,3}(?:[\s-]?\(?\d{2,5}\)?){2,5}(?!\w)|\+?(?!\d{1,3}(?:\.\d{3}){2})\d{1,5}(?:[-–/.]\d{1,6}){2,6}(?!\w)"
    r"|(?:1?\d{1,2}-?\s?(?:to|or|and|-|–)\s?)?1?\d{1,2}[-\s](?:(?:years?|months?|weeks?|days?)-|(?:year|month|week|day)\s)olds?\b"
    r"|24/7(?![\d/])|9/11(?![\d/])"
)
_SKIP_WORDS = (
    r"https?://\S{1,200}|www\.\S{1,200}"
    rf"|{dates.MONTH_FIRST}"
    r"|[Aa](?:ged?|ges)\s(?:between\s|of\s)?\d{1,3}(?:\s?(?:-|–|to|and)\s?\d{1,3})?\b(?!\speople|\s?%)"
    rf"|(?:{_SMALL})(?:-(?:{_SMALL}))?-(?:years?|months?|weeks?|days?)-olds?\b"
    r"|[Hh]alf[-\s](?:past|time|way|back|brother|sister|year|century|mast|hearted)\b"
    rf"|[Nn]ine[-\s]eleven\b|[Oo]ne[-\s](?:by|on|to)[-\s]one\b|(?:{_SMALL})\so['’]clock\b|(?:{_SMALL})-way\b"
)
_SIGN = r"(?:(?<![^\s(\[“\"'<>=~≈≤≥$£€])[-−](?=[\d.$£€¥])|(?<!or\s)[Mm]inus[-\s](?=[\d.$£€¥]))?"
_TAIL = (
    rf"(?:(?P<over>\s?[/⁄]\s?\d{{1,4}}(?![\d/⁄]))|\s?(?P<mixed>[{_HALVES}])|[\s-](?P<up>[1-9])[/⁄](?P<down>[1-9]\d?)(?![\d/⁄]))?"
    r"(?:\s?×\s?10\^?(?P<power>[−-]?\d{1,2})(?!\d))?"
    rf"(?P<scale>(?:[\s-](?:{_SCALE})\b){{1,2}}|(?:{_SCALE})\b|(?:\s(?=bn|tn|mn|trn|mln))?(?:{_SUFFIX})(?![\w/°²³]))?"
    r"(?P<glued>[A-Za-zμµ]\w{0,40})?"
)
_SCAN = re.compile(
    rf"(?<![A-Za-z])(?:(?P<skip>(?<![\w.,])(?=[\d+'’])(?:{_SKIP_DIGITS})|(?<!\w)(?=[A-Zahntesfow])(?:{_SKIP_WORDS}))"
    rf"|(?=[\d.\-−A-Zm$£€¥₹₽₩₪₴₺₦₱₫])(?P<digits>{_SIGN}"
    rf"(?:(?<![\w$])(?:(?P<sign>{_SIGNS})\s?|(?P<code>[A-Z]{{1,3}}=?){_AMOUNT})-?|(?<!\w))(?P<figure>{_DIGITS}){_TAIL})"
    rf"|(?P<glyph>(?<!\w)[{_HALVES}])"
    rf"|(?<!\w)(?:(?P<vague>(?:{_VAGUE})\b)"
    rf"|(?P<words>(?:(?:[Mm]inus|[Nn]egative)[-\s])?(?:(?:[Aa]n?|AN?)(?=[-\s](?:{_SCALE}|{_PART})\b)|(?:{_SMALL}|{_any_case(['half', 'quarter'])})\b)"
    rf"(?:(?:-|\s(?:(?:and|AND)\s)?|-and-)(?:(?:an?|of\sa|AN?|{_SMALL}|{_SCALE}|{_PART})\b)){{0,15}})))"
)


def scan(text: str) -> Iterator[Number]:
    """The numbers of *text* in order, dates, clock times, ordinals, ages and telephone numbers left out.

    >>> [(number.value, number.kind) for number in scan("One and a half million, 3.4 thousand; a dozen on 27 May 2019")]
    [(1500000.0, 'words'), (3400.0, 'digits'), (12.0, 'words')]
    """
    for match in _SCAN.finditer(text):
        if match["digits"]:
            number = _read_digits(match)
            if number:
                yield number
        elif match["words"]:
            yield from _read_words(match.group(), match.start(), text)
        elif match["vague"]:
            yield Number(match.start(), match.end(), None, "vague")
        elif match["glyph"]:
            yield Number(match.start(), match.end(), unicodedata.numeric(match.group()), "fraction")


def _read_digits(match: re.Match) -> Number | None:
    figure = match["figure"]
    if len(figure) > 20 or figure.isdigit() and len(figure) > 13:
        return None  # an identifier
    head = match["digits"][: match.start("figure") - match.start("digits")]
    points = figure.count(".")
    if points > 1 or (points and re.fullmatch(r"\d{1,3}\.000", figure)):
        figure = figure.replace(".", "")  # points between the thousands; no newsroom measures to .000
    value, kind = float(re.sub(r"[,\s]", "", figure)), "digits"
    if match["over"]:
        below = float(match["over"].strip().lstrip("/⁄"))
        if below < 2 or not 0 < value < below:
            return None
        value, kind = value / below, "fraction"
    elif match["mixed"]:
        value += unicodedata.numeric(match["mixed"])
    elif match["up"]:
        value += float(match["up"]) / float(match["down"])
    if match["power"]:
        value *= 10.0 ** int(match["power"].replace("−", "-"))
    if head.lower().startswith("minus") or "-" in head or "−" in head:
        value = -value
    magnitude = 1.0
    for word in re.findall(r"[A-Za-z]+", match["scale"] or ""):
        magnitude *= (_WORDS.get(word) or _WORDS[word.lower()])[1]
    currency = _CURRENCY.get(match["sign"]) if match["sign"] else match["code"]
    glued = len(match["glued"] or "")
    return Number(match.start(), match.end() - glued, _round(value * magnitude), kind, value, magnitude, currency, glued)


def _round(value: float) -> float:
    # 1.1 * 1e6 is 1100000.0000000001 to a computer, and 1.1 million to everybody else.
    return float(f"{value:.12g}")


def _read_words(run: str, offset: int, text: str) -> Iterator[Number]:
    """The numbers of a run of number words: "two hundred and five" is one, "two three" are two."""
    tokens = [(match.group().lower(), match.start(), match.end()) for match in re.finditer(r"[A-Za-z]+", run)]
    words = [token[0] for token in tokens]
    border = _border(words) if text[max(0, offset - 60) : offset].lower().rstrip().endswith("between") else len(words)
    i = 0
    while i < len(words):
        negative = words[i] in ("minus", "negative")
        first = i + negative
        value, used, kind, magnitude = _value(words[first : border if i < border else len(words)])
        if not used:
            i += 1
            continue
        last = tokens[first + used - 1][2]
        value = _round(-value if negative else value)
        yield Number(offset + tokens[i][1], offset + last, value, kind, _round(value / magnitude), magnitude)
        i = first + used


def _border(words: list[str]) -> int:
    """Where the "and" of "between one hundred and five and two hundred" stands, which parts two numbers."""
    for i, word in enumerate(words):
        if word == "and" and i:
            (low, used, *_), (high, rest, *_) = _value(words[:i]), _value(words[i + 1 :])
            if used == i and rest == len(words) - i - 1 and (low < high or words.count("and") == 1):
                return i
    return len(words)


_STARTS = ("zero", "unit", "teen", "ten")


def _class(words: list[str], i: int = 0) -> str | None:
    return _WORDS[words[i]][0] if i < len(words) and words[i] in _WORDS else None


def _value(words: list[str]) -> tuple[float, int, str, float]:
    """(value, words used, kind, magnitude) of the number that *words* begin with; no word used where they begin with none."""
    if not words or _class(words) not in _STARTS and words[0] not in ("a", "an", "half", "quarter"):
        return 0.0, 0, "words", 1.0
    article = 1 if words[0] in ("a", "an") else 0
    rest = words[article:]
    if _class(rest) == "fraction" and (article or rest[0] in ("half", "quarter")):
        return _fraction(1 / _WORDS[rest[0]][1], words, article + 1)
    count, used, magnitude = _cardinal(words)
    if not used:
        return 0.0, 0, "words", 1.0
    after = words[used:]
    if _class(after) == "fraction" and count < 10 and used == 1 and (count > 1) == after[0].endswith("s"):
        return _fraction(count / _WORDS[after[0]][1], words, used + 1)
    if after[:3] in (["and", "a", "half"], ["and", "a", "quarter"]):
        extra = 1 / _WORDS[after[2]][1]
        scale = _scales(words[used + 3 :])
        if scale[1]:
            return (count + extra) * scale[0], used + 3 + scale[1], "words", scale[0]
        return count + extra * magnitude, used + 3, "words", magnitude
    return count, used, "words", magnitude


def _fraction(value: float, words: list[str], used: int) -> tuple[float, int, str, float]:
    """A part, and what it is a part of where that is a magnitude: "half a million", "a quarter of a million"."""
    after = words[used:]
    skipped = 2 if after[:2] == ["of", "a"] else 1 if after[:1] in (["a"], ["an"]) else 0
    scale = _scales(after[skipped:])
    if scale[1]:
        return value * scale[0], used + skipped + scale[1], "words", scale[0]
    return value, used, "fraction", 1.0


def _scales(words: list[str]) -> tuple[float, int]:
    value, used = 1.0, 0
    while used < 2 and _class(words, used) in ("hundred", "dozen", "magnitude"):
        value *= _WORDS[words[used]][1]
        used += 1
    return value, used


def _cardinal(words: list[str]) -> tuple[float, int, float]:
    """(value, words used, magnitude of the whole) of the cardinal that *words* begin with."""
    total = current = 0.0
    last, smallest, used, i = "", float("inf"), 0, 0
    if words[0] in ("a", "an"):
        if _class(words, 1) not in ("hundred", "dozen", "magnitude"):
            return 0.0, 0, 1.0
        current, last, i = 1.0, "unit", 1
    while i < len(words):
        word, linked = words[i], False
        if word == "and":
            # "two hundred and five (thousand)" is one number, "one hundred and two hundred" is two.
            if _class(words, i + 1) not in ("unit", "teen", "ten"):
                break
            if last == "hundred":
                size = 2 if _class(words, i + 1) == "ten" and _class(words, i + 2) == "unit" else 1
                if _class(words, i + 1 + size) == "hundred":
                    break
            elif last != "magnitude" or not 0 < _cardinal(words[i + 1 :])[0] < smallest:
                break
            word, linked, i = words[i + 1], True, i + 1
        kind, value = _WORDS.get(word, ("", 0.0))
        if kind == "zero" and not used:
            return 0.0, 1, 1.0
        if kind in ("unit", "teen", "ten") and (
            last in ("", "hundred", "magnitude") or (last == "ten" and kind == "unit" and not linked)
        ):
            current += value
        elif kind == "hundred" and last in ("unit", "teen", "ten") and 0 < current < 100:
            current *= value
        elif kind == "dozen" and last in ("unit", "teen", "ten") and not total:
            return current * value, i + 1, value
        elif kind == "magnitude" and last and current and (value < smallest or last == "magnitude"):
            total, current, smallest = total + current * value, 0.0, value
        elif kind == "magnitude" and last == "magnitude" and value > smallest and not current:
            total, smallest = total * value, value
        else:
            break
        last, i = kind, i + 1
        used = i
    whole = total + current
    return whole, used, smallest if not current and smallest != float("inf") else 100.0 if last == "hundred" else 1.0
