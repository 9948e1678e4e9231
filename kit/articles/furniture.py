"""Page furniture set apart: menus, buttons, credits, notices, link lists and repeated leads.

The rule is one of shape and place, as in Kohlschütter et al. 2010 ("Boilerplate detection using shallow
text features") and Pomikálek 2011 (jusText): a paragraph is kept for what it looks like (length, final
punctuation, function words) and for where it stands among its neighbours. A small table of words that
web pages are built with (furniture.csv, our own) marks buttons, labels, credits and notices.

In doubt a line stays: a lost sentence costs a claim, a line too many costs a glance.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from kit.articles.files import BULLET, TERMINAL

_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)")
# What titles do not end in; an ellipsis, a question or a bare quotation mark they may.
_FULL_STOP = re.compile(r"(?:(?<!\.)\.[\"”’')\]»]*|,[\"”»])$")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|(?:https?://|www\.)\S+|(?:©|\(c\) ?\d|[Cc]opyright\b (?:©|\(c\)|\d)).*")
_INNER_STOP = re.compile(r"[a-z0-9)”\"][.!?][\"”’)]*\s+[\"“‘(]?[A-Z0-9]")
# "ended on Friday .Another Headline": an end of sentence and no space before what follows.
_GLUE = re.compile(r"(?<=[a-z0-9)”\"’ ])[.!?][\"”’]?(?=[A-Z0-9][\w’']*(?:\s|$)|[^\w\s\"”’.,;:!?)(\]…-])")
# "Share on FacebookShare on Twitter"
_JOINT = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CREDIT = re.compile(r"[\(\[](?:(?:additional )?(?:reporting|writing|editing)|photo|image|with) (?:inputs )?(?:by|from|:)? .*[\)\]]\.?", re.IGNORECASE)

LONG = 25        # words: a line this long is prose even if it breaks off
SENTENCE = 5     # words: the shortest line that holds up as a sentence of its own
TITLE = 4        # words: the shortest line that holds up as a headline
BUTTON = 3       # words: the longest button
ROUNDS = 20      # real pages settle in two or three; the bound keeps a hostile one from running on
# Characters: of the quotation marks and brackets that end a text, of what stands before a colon, of the longest notice. A file may be one line of megabytes.
_END, _HEAD, _NOTICE = 200, 1_000, 20_000


class Parted(NamedTuple):
    """The *lines* of an article that stay, and those set apart as *furniture*, both in page order."""

    lines: list[str]
    furniture: list[str]


class _Line(NamedTuple):
    text: str
    words: list[str]   # in small letters
    role: str          # "", or what the words alone make it: label, link, button, credit, notice, rule
    strong: bool       # a sentence that ends in a full stop, or a text too long for a title
    weak: bool         # a sentence that ends as titles may
    bullet: bool


def set_apart(lines: list[str]) -> Parted:
    """Parts the paragraphs of an article from the furniture of its page.

    >>> set_apart(["Ten hurt in mill fire", "By A. Miller", "The fire broke out on Monday, police said.", "Share", "Leave a comment"])
    Parted(lines=['Ten hurt in mill fire', 'The fire broke out on Monday, police said.'], furniture=['By A. Miller', 'Share', 'Leave a comment'])
    """
    apart: dict[int, list[str]] = {}
    kept = [(i, line) for i, line in enumerate(lines)]
    for _ in range(ROUNDS):
        kept, gone = _pass(kept)
        if not gone:
            break
        for i, line in gone:
            apart.setdefault(i, []).insert(0, line)
    return Parted([line for _, line in kept], [line for i in sorted(apart) for line in apart[i]])


def _pass(numbered: list[tuple[int, str]]) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """One round: what stays, what goes. Rounds repeat until nothing goes, so that cleaning twice changes nothing."""
    numbers = [i for i, _ in numbered]
    lines = [_line(text) for _, text in numbered]
    out = _by_words(lines) | _copies(lines)
    out |= _links(lines, out)
    out |= _buttons(lines, out)
    out |= _tags(lines, out)
    out |= _tail(lines, out)
    kept, gone = [], []
    last = max((i for i, line in enumerate(lines) if line.strong and i not in out), default=-1)
    for i, (number, line) in enumerate(zip(numbers, lines)):
        if i in out:
            gone.append((number, numbered[i][1]))
            continue
        text, glued = _unglue(line.text, at_end=i == last)
        kept.append((number, text))
        if glued:
            gone.append((number, glued))
    return kept, gone


@lru_cache(maxsize=4096)
def _line(text: str) -> _Line:
    bare = BULLET.sub("", text)
    words = _words(bare)
    role = _role(bare, words)
    ended = bool(TERMINAL.search(bare[-_END:]))
    strong = not role and (len(words) >= LONG or len(words) >= SENTENCE and bool(_FULL_STOP.search(bare)) or ended and bool(_INNER_STOP.search(bare)) or _is_glued(bare))
    weak = not role and not strong and (ended and not bare.endswith(":") or not words)
    return _Line(text, words, role, strong, weak, bare != text)


def _is_glued(text: str) -> bool:
    """Whether a sentence ends in *text* and something hangs on it without a space."""
    cuts = [cut.end() for cut in _GLUE.finditer(text)]
    return bool(cuts) and len(_words(text[:cuts[-1]])) >= SENTENCE


def _words(text: str) -> list[str]:
    # "US" is a country, "us" is the publisher.
    text = re.sub(r"\b([AaPp])\.\s?[Mm]\b\.?", r"\1m", text.replace("’", "'"))
    return [word if word == "US" else word.lower() for word in _WORD.findall(text)]


@lru_cache(maxsize=1)
def _terms() -> dict[str, dict[str, list[tuple[list[str], int]]]]:
    """furniture.csv as role -> first word -> [(term in words, weight)], longest first."""
    terms: dict[str, dict[str, list[tuple[list[str], int]]]] = {}
    with (Path(__file__).parent / "furniture.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            term = row["term"].split()
            terms.setdefault(row["role"], {}).setdefault(term[0], []).append((term, int(row["weight"] or 0)))
    for role in terms.values():
        for entries in role.values():
            entries.sort(key=lambda entry: -len(entry[0]))
    return terms


def _hits(words: list[str], role: str) -> list[tuple[int, int, int]]:
    """Where the terms of *role* stand in *words*, as (start, end, weight); the longest wins, none overlap."""
    terms, found, end = _terms()[role], [], 0
    for i, word in enumerate(words):
        if i < end or word not in terms:
            continue
        for term, weight in terms[word]:
            if words[i:i + len(term)] == term:
                end = i + len(term)
                found.append((i, end, weight))
                break
    return found


def _has(words: list[str], role: str) -> list[bool]:
    """For each word whether it is part of a term of *role*."""
    flags = [False] * len(words)
    for start, end, _ in _hits(words, role):
        flags[start:end] = [True] * (end - start)
    return flags


def _role(text: str, words: list[str]) -> str:
    if not words:
        return "" if any(mark in text for mark in "\"'“”‘’«»") else "rule"
    if _CREDIT.fullmatch(text) or _ADDRESS.fullmatch(text) or _is_byline(text, words):
        return "credit"
    apart = _JOINT.sub(" ", text) if len(words) <= 12 else text
    short = len(words) <= 12 and (_covered(text, words) or apart != text and _covered(text, _words(apart)))
    return short or _headed(text) or _notice(text)


def _is_byline(text: str, words: list[str]) -> bool:
    """ "By Anna Weber and Jon Vale", "BY A. LIND | 4 May 2019": names, perhaps a date, and no sentence."""
    if words[0] != "by" or not 1 < len(words) <= 12 or TERMINAL.search(text):
        return False
    return all(not word[0].islower() or any(_has([word], "date") + _has([word], "grammar")) for word in _WORD.findall(text)[1:])


def _headed(text: str) -> str:
    """ "Photo: A. Miller", "Published on: 3 May", "Read also: Dam breaks": a page word, a colon, and no sentence."""
    head, colon, rest = text.partition(":")
    if not colon or len(head) > _HEAD:
        return ""
    before = _words(head)
    if not before or len(before) > 5 or not _WORD.search(rest) or _FULL_STOP.search(text):
        return ""
    if all(_has(before, "label")) or _invites(before):
        return "link"
    if not all(_has(before, "credit")):
        return ""
    # "Sources: ten dead in fire" is a headline, "Sources: Agency, Staff" a credit.
    after = _WORD.findall(rest)
    name = len(after) <= 4 and all(word[0].isupper() or word.lower() in _terms()["grammar"] for word in after)
    dated = any(_has(_words(rest), "date")) and all(not word[0].islower() for word in after)
    return "credit" if name or dated else ""


def _covered(text: str, words: list[str]) -> str:
    """The role of a short line that consists of page words, dates, counts and grammar alone, or dates the page."""
    roles = {role: _has(words, role) for role in ("label", "button", "credit", "date", "grammar")}
    if _invites(words) and (len(words) <= SENTENCE or not _FULL_STOP.search(text)):
        return "label"
    first = next(iter(_hits(words, "credit")), (1, 0, 0))
    if first[0] == 0 and _is_date(words) and any(_has(words[first[1]:first[1] + 1], "date")) and not _FULL_STOP.search(text):
        return "credit"
    if not all(word[0].isdigit() or any(flags[i] for flags in roles.values()) for i, word in enumerate(words)):
        return ""
    if any(roles["label"]):
        return "label"
    # "Share" is a button, "He could not share." is a sentence.
    if any(roles["button"]) and not TERMINAL.search(re.sub(r"(?:\.\.\.|…|:)$", "", text)):
        return "button"
    if (any(roles["credit"]) or _is_date(words)) and not _FULL_STOP.search(text):
        return "credit"
    return ""


def _notice(text: str) -> str:
    """A sentence to the reader about the page itself; what stands in quotation marks is somebody's words."""
    if len(text) > _NOTICE:
        return ""
    words = _words(_QUOTED.sub(" ", text))
    weight = sum(weight for _, _, weight in _hits(words, "notice"))
    if not weight or 15 * weight < len(words):
        return ""
    reader = bool({"you", "your", "our", "us", "we", "please"} & set(words)) or _invites(words[:3])
    return "notice" if weight >= (2 if reader else 4) else ""


def _invites(words: list[str]) -> bool:
    """ "Read also", "See all our coverage", "Watch the full video": an order to the reader, and parts of a page."""
    flags = {role: _has(words, role) for role in ("verb", "page", "grammar")}
    return any(flags["verb"][:1]) and any(flags["page"][1:]) and all(any(flag[i] for flag in flags.values()) for i in range(len(words)))


def _is_date(words: list[str]) -> bool:
    """A day of a month or an age ("2 hours ago"), not a bare time, by which live reports order their entries."""
    months = [word for word in words if any(_has([word], "month"))]
    return any(word[0].isdigit() for word in words) and bool(months or "ago" in words)


# What goes: functions from the lines (and what is out already) to the numbers of those set apart.

def _by_words(lines: list[_Line]) -> set[int]:
    return {i for i, line in enumerate(lines) if line.role}


def _copies(lines: list[_Line]) -> set[int]:
    """Repeated paragraphs and headlines; a teaser that breaks off goes too. The first full one stays.

    A copy may differ in letter case, accents, spaces and punctuation, but in no letter and no figure:
    the same statement in another wording is evidence, not a copy.
    """
    out, seen = set(), {}
    if len(lines) < 2:
        return out
    keys = [_key(line.text) for line in lines]
    in_order = sorted(set(keys))
    for i, (line, key) in enumerate(zip(lines, keys)):
        if len(line.words) < TITLE:
            continue
        if key in seen:
            out.add(i)
        seen[key] = i
        if line.text.endswith(("…", "...")) and len(line.words) > 2 * SENTENCE:
            after = bisect_right(in_order, key)
            if after < len(in_order) and in_order[after].startswith(key):
                out.add(i)
    return out


def _key(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold() if not text.isascii() else text.lower()
    # A point or comma inside a number counts: 1.5 is not 15.
    return "".join(re.findall(r"\d+(?:[.,]\d+)*%?|[^\W\d_]+", plain))


def _links(lines: list[_Line], out: set[int]) -> set[int]:
    """The titles under a label such as "Read also", up to the next paragraph of prose.

    At the head of the page, where the headline is still to come, a label takes nothing with it.
    """
    gone, open_label, begun = set(), False, False
    for i, line in enumerate(lines):
        if line.role == "label":
            open_label = begun
        elif i in out:
            continue
        elif line.strong:
            open_label, begun = False, True
        elif open_label:
            gone.add(i)
        else:
            begun = begun or len(line.words) >= TITLE
    return gone


def _buttons(lines: list[_Line], out: set[int]) -> set[int]:
    """Runs of three or more very short lines: reactions, menus. A line that counts or answers a colon is none."""
    gone, run, announced = set(), [], False
    for i, line in enumerate([*lines, _line("")]):
        short = i < len(lines) and 0 < len(line.words) <= BUTTON and not (
            line.bullet or line.strong or TERMINAL.search(line.text) or _counts(line)
        )
        if short and not line.role and not announced:
            run.append(i)
        elif not (i < len(lines) and line.role in ("button", "rule")):
            gone |= set(run) if len(run) >= 3 else set()
            run = []
        if not short:
            announced = line.text.endswith(":") and not line.role
    return gone - out


def _counts(line: _Line) -> bool:
    return any(word[0].isdigit() for word in line.words) or any(_has(line.words, "number"))


def _tags(lines: list[_Line], out: set[int]) -> set[int]:
    """Names alone between headline and text, as in "Northland Flood Relief": each is a name in the text too.
    Bare numbers there go as well."""
    first = next((i for i, line in enumerate(lines) if line.strong and i not in out), 0)
    if first < 2:
        return set()
    body = {w for line in lines[first:] if line.strong for w in re.findall(r"(?<=[\w,] )[A-Z][\w’'-]*", line.text)}
    kept = [i for i in range(first) if i not in out and lines[i].words]
    return {
        i for i in kept[1:]
        if len(lines[i].words) <= 8 and not lines[i].weak
        and (all(word in body for word in _WORD.findall(lines[i].text)) or all(word.isdigit() for word in lines[i].words))
    }


def _tail(lines: list[_Line], out: set[int]) -> set[int]:
    """Titles, names and dates after the last paragraph of prose.

    What is announced by a colon stays as long as it counts something ("Killed by district:", "North 7").
    """
    last = max((i for i, line in enumerate(lines) if line.strong and i not in out), default=None)
    if last is None:
        return set()
    after = [i for i in range(last + 1, len(lines)) if i not in out]
    announced = lines[last].text.endswith(":")
    for at, i in enumerate(after):
        line = lines[i]
        announced = announced or at == 0 and line.text.endswith(":") and len(line.words) > 1
        listed = line.bullet and len(line.words) >= TITLE or announced and (line.bullet or _counts(line) or line.text.endswith(":"))
        # Titles drop their auxiliaries; a last line that has one is a sentence that breaks off.
        broken_off = at == 0 and len(line.words) >= 2 * SENTENCE and any(_has(line.words, "auxiliary")) and not _is_title(line.text)
        if not (line.weak or listed or broken_off):
            return set(after[at:])
    return set()


def _unglue(text: str, at_end: bool) -> tuple[str, str]:
    """Cuts a title or label that hangs on the last sentence without a space: (what stays, what goes)."""
    cuts = list(_GLUE.finditer(text))
    if not cuts:
        return text, ""
    rest = text[cuts[-1].end():].strip()
    if TERMINAL.search(rest) or _INNER_STOP.search(rest):
        return text, ""
    line = _line(rest)
    title = at_end and TITLE <= len(line.words) <= LONG and _is_title(rest)
    if line.role or title or any(_has(line.words[:2], "label")) or _invites(line.words[:2]):
        return text[:cuts[-1].end()].strip(), rest
    return text, ""


def _is_title(text: str) -> bool:
    """Title case: nine in ten of the words that are not grammar begin with a capital or a figure."""
    words = [word for word in _WORD.findall(text) if not any(_has([word.lower()], "grammar"))]
    return bool(words) and sum(not word[0].islower() for word in words) >= 0.9 * len(words)
