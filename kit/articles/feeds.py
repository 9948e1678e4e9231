"""Feeds (RSS, Atom) and site maps: the articles that a feed carries, and the addresses that both list."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from kit.articles import pages
from kit.articles.files import FileError, decode
from kit.articles.pieces import Piece, as_bytes, day, fact, mail_day, name_inside

#: Entries of a feed and addresses of a site map that are read.
MAX_ENTRIES = 50_000


def read(data: bytes) -> Iterator[Piece]:
    """The articles of a feed, as far as it carries their text.

    Raises:
        FileError: it is no feed; a site map has no text, only addresses.
    """
    feed = _feed(data)
    if _is_map(data):
        raise FileError(f"is a site map: it lists {len(links(data))} addresses and holds no text. Fetch them with: kit add CASE FILE --follow")
    if not feed.version and not feed.entries:
        raise FileError("is no feed or site map. Save the article's text as .txt.")
    keys: set[str] = set()
    for number, entry in enumerate(feed.entries[:MAX_ENTRIES], 1):
        yield _piece(entry, feed.feed, number, keys)


def _piece(entry, feed, number: int, keys: set[str]) -> Piece:
    facts: dict[str, tuple[object, str]] = {}
    written = max((part.get("value") or "" for part in entry.get("content", [])), key=len, default="")
    whole = bool(written)
    written = written or entry.get("summary") or ""
    fact(facts, "title", pages.text_of(entry.get("title") or ""), "element title")
    fact(facts, "outlet", (entry.get("source") or {}).get("title"), "title of its source")
    fact(facts, "outlet", feed.get("title"), "title of the feed")
    fact(facts, "author", entry.get("author"), "element author")
    fact(facts, "url", entry.get("link"), "element link")
    # Past feedparser's own way of taking the one for the other, where one is missing.
    stated, changed = dict.get(entry, "published"), dict.get(entry, "updated")
    fact(facts, "published", day(stated or "") or mail_day(stated), "element published")
    fact(facts, "language", feed.get("language"), "language of the feed")
    for place, known in (("entry", entry), ("feed", feed)):
        for name in ("license", "rights"):
            fact(facts, "licence", known.get(name), f"{name} of the {place}")
    updated = day(changed or "") or mail_day(changed)
    guesses = {"published": (updated, "element updated")} if updated and "published" not in facts else {}
    key = name_inside(entry.get("id") or entry.get("link"), f"entry {number}", keys)
    text = pages.text_of(written)
    notes = ("holds no text.",) if not text.strip() else () if whole else ("is given by the feed as a summary only. kit add CASE FILE --follow fetches the articles.",)
    values = {"id": entry.get("id"), "link": entry.get("link"), "title": entry.get("title"), "published": stated, "text": written}
    text = pages.headed(text, str(facts["title"][0])) if "title" in facts and text.strip() else text
    return Piece(text, facts, notes, key, as_bytes(values), guesses)


def _text(data: bytes) -> str:
    text = decode(data).text
    # Feeds need no entities of their own; a few lines of them unpack to gigabytes.
    if re.search(r"<!ENTITY", text, re.IGNORECASE):
        raise FileError("declares XML entities of its own, which no feed needs. Take them out.")
    return text


def _is_map(data: bytes) -> bool:
    return bool(re.match(r"(?:\ufeff|\s|<\?[^>]*>|<!--(?:[^-]|-(?!->))*-->)*<(?:\w+:)?(?:urlset|sitemapindex)\b", _text(data)))


def _feed(data: bytes):
    import feedparser

    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", _text(data).removeprefix("\ufeff"))
    # A stream: bytes and texts might be taken for an address or a file's name. Links are cleaned where they are shown.
    return feedparser.parse(io.BytesIO(text.encode("utf-8", "replace")), response_headers={"content-type": "application/xml; charset=utf-8"})


def links(data: bytes) -> list[str]:
    """The addresses that a feed or site map lists, in its order; of an index of site maps those of the maps.

    >>> links(b"<urlset><url><loc> https://example.org/a </loc></url><url><loc>javascript:x()</loc></url></urlset>")
    ['https://example.org/a']
    """
    if _is_map(data):
        from lxml import etree

        try:
            tree = etree.fromstring(_text(data).removeprefix("\ufeff").encode("utf-8", "replace"), etree.XMLParser(resolve_entities=False, no_network=True, recover=True, encoding="utf-8"))
        except etree.LxmlError:
            tree = None
        found = [] if tree is None else [(node.text or "").strip() for node in tree.iter("{*}loc")]
    else:
        found = [str(entry.get("link") or "") for entry in _feed(data).entries]
    return list(dict.fromkeys(link for link in found if re.match(r"https?://\S+$", link, re.IGNORECASE)))[:MAX_ENTRIES]
