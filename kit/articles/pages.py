"""Web pages: files saved from a browser (.html, .htm) and the pages inside archives and mails.

What a page states of itself is looked up in the notices of ``notices.csv``, the surest first: JSON-LD (schema.org), meta elements, links,
elements. The text is what trafilatura takes for the article. A day of publication that htmldate merely finds likely is offered, never taken.
"""

from __future__ import annotations

import csv
import json
import re
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from kit.articles.files import FileError, decode
from kit.articles.pieces import Piece, day, fact, mail_day

#: Pages above this size are refused.
MAX_PAGE = 10 * 1024 * 1024
#: Attributes of one element that are read. The parser compares each with all before it, so that fifty thousand would take it a minute.
MAX_ATTRIBUTES = 500
#: Characters of JSON-LD that are read in one element.
MAX_JSON = 500_000

_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_SETS = re.compile(r"(?:x-)?(?:utf-?8|utf-?16(?:-?[lb]e)?|us-ascii|ascii|iso-?8859-?\d+|latin-?\d|windows-?\d+|cp\d+|koi8-?[ru]|mac[\w-]*|gb\d+|gbk|big5|euc-?\w+|shift[_-]?jis|sjis|tis-620)", re.IGNORECASE)
_BLOCKS = frozenset(
    "address article aside blockquote br caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li "
    "main nav ol option p pre section summary table tbody td tfoot th thead title tr ul".split()
)
# A comment, or a tag up to its end; a ">" in quotation marks is none. Each begins where the one before ended, so that nothing is looked at twice.
_TAGS = re.compile(r"""<!--(?:(?!-->).)*+|<[a-z](?:=\s*+(?:"[^"]*+"?|'[^']*+'?)?|[^>=])*+""", re.IGNORECASE | re.DOTALL)
_VALUES = re.compile(r"""=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>]*+)""")
_UNREAD = frozenset("script style noscript template svg math iframe object head".split())
#: What schema.org calls a text whose facts are the article's.
_ARTICLES = re.compile(r"Article|Posting|Report|CreativeWork|WebPage", re.IGNORECASE)


def read(data: bytes, url: str | None = None, charset: str | None = None) -> Iterator[Piece]:
    """The article of a page.

    Raises:
        FileError: the page is too large or no HTML.

    >>> page = b'<html><head><meta property="og:site_name" content="Daily"></head><body><h1>Fire</h1><p>Two were hurt, police said.</p></body></html>'
    >>> piece = next(read(page))
    >>> piece.facts["outlet"], piece.text.split("\\n")
    (('Daily', 'meta og:site_name'), ['Fire', 'Two were hurt, police said.'])
    """
    if len(data) > MAX_PAGE:
        raise FileError(f"is larger than {MAX_PAGE // 2**20} MB, which no page of text is. Save the article alone, or its text as .txt.")
    html, note = decoded(data, charset)
    yield _piece(html, url)._replace(notes=(note,) if note else ()) if html.strip() else Piece("", notes=("is an empty page.",))


def decoded(data: bytes, charset: str | None = None) -> tuple[str, str | None]:
    """A page as text: in the character set given, or that it names, else as any text file."""
    named = _CHARSET.search(data[:4096])
    name = str(charset or (named[1].decode("ascii", "replace") if named else ""))
    # Python knows codecs that are no character sets, and some that take hours over a megabyte.
    if _SETS.fullmatch(name) and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return data.decode(name), None
        except (LookupError, UnicodeError):
            pass
    return decode(data)


def _piece(html: str, url: str | None) -> Piece:
    from trafilatura import bare_extraction

    tree = parse(html)
    facts = _facts(tree)
    guesses = {}
    if "published" not in facts and (guess := _likely_day(html, url)):
        guesses["published"] = guess
    found = bare_extraction(parse(html), include_comments=False, favor_recall=True)
    text = (found.text if found else None) or plain(tree)
    return Piece(headed(text, _heading(tree) or facts.get("title", ("", ""))[0]), facts, guesses=guesses)


def parse(html: str):
    """The tree of *html*. Anything a browser would show is a page; entities, depth and size are bounded by the parser.

    Raises:
        FileError: nothing of it can be parsed.
    """
    from lxml import etree
    from lxml import html as pages

    # A declaration of the encoding is refused in text that is decoded already; NUL ends the parsing.
    text = _TAGS.sub(_bounded, re.sub(r"^\s*<\?xml[^>]*\?>", "", html.replace("\x00", "")))
    try:
        # lxml reads bytes in the given encoding; a lone surrogate has none.
        return pages.document_fromstring(text.encode("utf-8", "replace"), parser=pages.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
    except (etree.LxmlError, ValueError):
        raise FileError("is no page that can be read. Save it again from the browser, or its text as .txt.") from None


def _bounded(tag: re.Match[str]) -> str:
    """A tag as it is, or without its attributes where it has too many to be a page's own."""
    if len(tag[0]) <= 2 * MAX_ATTRIBUTES or tag[0].startswith("<!"):
        return tag[0]
    return tag[0] if len(re.findall(r"[^\s/]+", _VALUES.sub(" ", tag[0]))) <= MAX_ATTRIBUTES else re.match(r"<[^\s/=]*", tag[0])[0]


def plain(tree) -> str:
    """All text of a page or a piece of one, a block a line.

    >>> plain(parse("<p>One <b>word</b></p><ul><li>two<li>three</ul><script>no()</script>"))
    'One word\\ntwo\\nthree'
    """
    parts: list[str] = []
    # A walk without recursion: depth is the page's to choose.
    todo: list[tuple[object, bool]] = [(tree, True)]
    while todo:
        node, opening = todo.pop()
        if isinstance(node, str):
            parts.append(re.sub(r"\s+", " ", node))
            continue
        block = node.tag in _BLOCKS
        parts.append("\n" if block else "")
        if opening and node.tag not in _UNREAD and isinstance(node.tag, str):
            todo.append((node, False))
            for child in reversed(node):
                todo.append((child.tail or "", True))
                todo.append((child, True))
            todo.append((node.text or "", True))
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def text_of(written: str) -> str:
    """The text of *written*, which may or may not be HTML, as feeds and tables hold it."""
    return plain(parse(f"<div>{written}</div>")) if re.search(r"<(?:p|br|div|span|a|ul|li|h\d|b|i|em|strong)\b[^<>]{0,2000}>", written, re.IGNORECASE) else written


def headed(text: str, title: str) -> str:
    """*text* under its headline, if that does not stand among its first lines already."""
    lines = [line for line in text.split("\n") if line.strip()]
    wanted = _letters(title)
    return "\n".join(lines if not wanted or wanted in map(_letters, lines[:3]) else [title, *lines])


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _heading(tree) -> str:
    """The one h1 of the page, or ""."""
    found = [" ".join(" ".join(node.itertext()).split()) for node in tree.iter("h1")]
    return found[0] if len(found) == 1 else ""


@lru_cache(maxsize=1)
def _notices() -> tuple[tuple[str, str, str], ...]:
    with Path(__file__).with_name("notices.csv").open(encoding="utf-8", newline="") as file:
        return tuple((row["fact"], row["kind"], row["name"]) for row in csv.DictReader(file))


def _facts(tree) -> dict[str, tuple[object, str]]:
    """What the page states of itself, by the notices."""
    metas: dict[str, list[str]] = {}
    for node in tree.iter("meta"):
        name = (node.get("property") or node.get("name") or node.get("itemprop") or "").strip().lower()
        if name and node.get("content"):
            metas.setdefault(name, []).append(node.get("content"))
    links: dict[str, list[str]] = {}
    for node in tree.iter("link", "a"):
        rels = set((node.get("rel") or "").lower().split())
        for rel in {"license"} & rels if node.tag == "a" else rels:
            links.setdefault(rel, []).append(node.get("href") or "")
    stated = _json(tree)
    elements = {"h1": [_heading(tree)], "title": [node.text or "" for node in tree.iter("title")][:1], "lang": [tree.get("lang") or ""]}
    facts: dict[str, tuple[object, str]] = {}
    for name, kind, place in _notices():
        values = {"json": stated, "meta": metas, "link": links, "element": elements}[kind].get(place, [])
        if name != "author":
            values = values[:1]
        value: object = "; ".join(dict.fromkeys(value.strip() for value in values if not _address(value) or name in ("url", "licence")))
        where = {"json": f"JSON-LD {place}", "meta": f"meta {place}", "link": f"link rel={place}", "element": f"element {place}"}[kind]
        if name == "published" and value:
            value = day(value) or mail_day(str(value))
        if name == "language":
            value = str(value).replace("_", "-")
        fact(facts, name, value, "attribute lang" if place == "lang" else where)
    return facts


def _address(value: str) -> bool:
    return bool(re.match(r"https?://", value.strip(), re.IGNORECASE))


def _json(tree) -> dict[str, list[str]]:
    """What the JSON-LD of the page states of the article, each value as a list of texts."""
    found: dict[str, list[str]] = {}
    for node in tree.iter("script"):
        if (node.get("type") or "").split(";")[0].strip().lower() != "application/ld+json" or not node.text or len(node.text) > MAX_JSON:
            continue
        try:
            todo = deque([json.loads(node.text, strict=False)])
        except (ValueError, RecursionError):
            continue
        while todo:
            item = todo.popleft()
            if isinstance(item, list):
                todo += item
            elif isinstance(item, dict):
                graph = item.get("@graph")
                todo += graph if isinstance(graph, list) else []
                if _ARTICLES.search(str(item.get("@type", ""))):
                    for key, value in item.items():
                        if texts := _texts(value):
                            found.setdefault(key, texts)
    return found


def _texts(value: object) -> list[str]:
    """A value of JSON-LD as texts: itself, the name of the thing, or those of several."""
    if isinstance(value, list):
        return [text for item in value if not isinstance(item, list) for text in _texts(item)]
    if isinstance(value, dict):
        value = value.get("name") or value.get("@id") or value.get("url")
    return [value] if isinstance(value, str) and value.strip() else []


def _likely_day(html: str, url: str | None):
    """The day that htmldate finds likely, with a word on that. The bound of the years stands in for today, so that it is the same tomorrow."""
    from htmldate import find_date

    try:
        found = find_date(_TAGS.sub(_bounded, html[:1_000_000]), url=url, original_date=True, min_date="1995-01-01", max_date="2099-12-31")
    except Exception:  # a guess that fails is no guess
        return None
    return (day(found), "htmldate, from the page's layout and text") if found else None
