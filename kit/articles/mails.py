"""Mails (.eml), and the pages that browsers save in the form of one (.mhtml)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from kit.articles import pages
from kit.articles.files import FileError
from kit.articles.pieces import Piece, fact, mail_day

#: Parts of a mail, and bytes of one of the headers that say what a part is.
MAX_PARTS, MAX_HEADER = 1_000, 20_000
#: Characters of other headers that are read.
_SHOWN = 2_000
_CONTENT = re.compile(rb"^content-[\w-]+:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)


def read(data: bytes) -> Iterator[Piece]:
    """The body of a mail, plain where it is given as plain text; its subject, sender and date.

    Attachments are not read. The sender's name is the author, their address stays out of the tables.

    Raises:
        FileError: it is no mail, or has too many parts.

    >>> mail = b"From: Ada Lind <a@example.org>\\nSubject: Fire\\nDate: Tue, 5 Mar 2024 23:30:00 +0100\\n\\nTwo were hurt, police said."
    >>> piece = next(read(mail))
    >>> piece.text, piece.facts["author"], str(piece.facts["published"][0])
    ('Two were hurt, police said.', ('Ada Lind', 'header From'), '2024-03-05')
    """
    message = _message(data)
    if not {"from", "subject", "date", "received", "mime-version"} & {key.lower() for key in message.keys()}:
        raise FileError("is no mail: it has no headers such as From or Subject. Save it as .eml again, or its text as .txt.")
    parts = [part for part in message.walk() if not part.is_multipart()]
    attached = [part for part in parts if part.get_content_disposition() == "attachment"]
    bodies = [part for part in parts if part not in attached]
    body = next((part for kind in ("text/plain", "text/html") for part in bodies if part.get_content_type() == kind), None)
    facts: dict[str, tuple[object, str]] = {}
    fact(facts, "title", _header(message, "Subject"), "header Subject")
    fact(facts, "author", parseaddr(_header(message, "From"))[0], "header From")
    fact(facts, "published", mail_day(_header(message, "Date")), "header Date of the mail")
    notes = (f"has {len(attached)} attachment{'s' if len(attached) > 1 else ''}, not read. Save them as files of their own.",) if attached else ()
    text, note = _text(body) if body is not None else ("", None)
    html = body is not None and body.get_content_type() == "text/html"
    notes = (*notes, *([note] if note else []), *(["is a mail without text."] if not text.strip() else []))
    yield Piece(pages.plain(pages.parse(text)) if html and text.strip() else text, facts, notes, paged=html)


def read_saved(data: bytes) -> Iterator[Piece]:
    """The page of an .mhtml file: the first page in it; where and when it was saved.

    Raises:
        FileError: there is no page in it, or it has too many parts.
    """
    message = _message(data)
    part = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    if part is None:
        raise FileError("holds no web page. Save it again from the browser as a whole page.")
    place = "Snapshot-Content-Location" if message.get("Snapshot-Content-Location") else "Content-Location"
    address = _header(message if place in message else part, place)
    for piece in pages.read(part.get_payload(decode=True) or b"", charset=part.get_param("charset"), url=address):
        fact(piece.facts, "url", address, f"header {place}")
        fact(piece.facts, "retrieved", mail_day(_header(message, "Date")), "header Date of the saved page")
        yield piece


def _message(data: bytes) -> Message:
    """The parts of a mail. What the parser takes apart in time that grows faster than its input is bounded before."""
    headers = _CONTENT.findall(data)
    if len(headers) > 4 * MAX_PARTS or any(len(header) > MAX_HEADER for header in headers):
        raise FileError(f"has more than {MAX_PARTS} parts, or one with a header of more than {MAX_HEADER:,} bytes, which no mail has. Save its text as .txt.")
    if sum(b"multipart/" in header.lower() for header in headers) > 50:
        raise FileError("has parts in more than 50 parts, which no mail has. Save its text as .txt.")
    return message_from_bytes(data)


def _header(message: Message, name: str) -> str:
    """A header as it is meant to be read, cut short; "" if there is none."""
    written = str(message.get(name) or "")[:_SHOWN]
    try:
        return str(make_header(decode_header(written)))
    except (ValueError, LookupError, MessageError):  # a character set that there is not, or letters that are none of it
        return written.encode("ascii", "replace").decode("ascii")


def _text(part: Message) -> tuple[str, str | None]:
    data = part.get_payload(decode=True) or b""
    if len(data) > pages.MAX_PAGE:
        raise FileError(f"is larger than {pages.MAX_PAGE // 2**20} MB, which no mail of text is. Save its text as .txt.")
    return pages.decoded(data, part.get_param("charset")) if data.strip() else ("", None)
