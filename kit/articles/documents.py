"""Documents: PDF with a text layer, DOCX, and mails (.eml)."""

from __future__ import annotations

import io
import statistics
import zipfile
import zlib
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.utils import parseaddr
from types import SimpleNamespace

from kit.articles import pages
from kit.articles.files import FileError, mend
from kit.articles.pieces import Piece, day, fact, mail_day

#: Pages of a PDF, and characters of text in all of them, that are read.
MAX_PAGES, MAX_CHARACTERS = 500, 5_000_000
#: Bytes that one compressed stream of a PDF, or all parts of a DOCX together, may unpack to.
MAX_UNPACKED = 200 * 1024 * 1024
#: Parts of a DOCX or of a mail.
MAX_PARTS = 5_000


def read_pdf(data: bytes) -> Iterator[Piece]:
    """The text layer of a PDF. Its properties state a title and an author; the day it was made is no day of publication and is only offered.

    Raises:
        FileError: it cannot be opened, is locked, has too many pages or no text layer.
    """
    import pdfplumber
    from pdfminer import pdftypes
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.utils import decode_text

    # pdfminer sets no bound to what a stream unpacks to.
    pdftypes.zlib = SimpleNamespace(decompress=_inflate, decompressobj=zlib.decompressobj, error=zlib.error)
    if b"%PDF-" not in data[:1024]:
        raise FileError("is no PDF. Open it in the program that made it and save it as PDF again, or its text as .txt.")
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            lines, size = [], 0
            for number, page in enumerate(pdf.pages, 1):
                if number > MAX_PAGES:
                    raise FileError(f"has more than {MAX_PAGES} pages. Split it, or take out what is no article.")
                lines += [*_lines(page), ""]
                size += sum(map(len, lines[-200:]))
                if size > MAX_CHARACTERS:
                    raise FileError(f"has more than {MAX_CHARACTERS:,} characters. Split it, or take out what is no article.")
                page.close()
            stated = {key: decode_text(value) if isinstance(value, bytes) else str(value) for key, value in (pdf.metadata or {}).items()}
    except Exception as error:
        if isinstance(error, FileError):
            raise
        # pdfplumber wraps what pdfminer raises, in one exception or another.
        if isinstance(error, PDFPasswordIncorrect) or "PasswordIncorrect" in repr(error):
            raise FileError("is locked with a password. Save it without one.") from None
        raise
    if not any(line.strip() for line in lines):
        raise FileError("has no text layer: it is a picture of its pages. Run it through text recognition (OCR), or save its text as .txt.")
    facts: dict[str, tuple[object, str]] = {}
    fact(facts, "title", _property(stated.get("Title")), "property Title")
    fact(facts, "author", _property(stated.get("Author")), "property Author")
    guesses = {}
    if (made := _pdf_day(stated.get("CreationDate", ""))) is not None:
        guesses["published"] = (made, "the day that the PDF was made")
    yield Piece("\n".join(lines), facts, guesses=guesses, paged=False)


def _inflate(data: bytes) -> bytes:
    made = zlib.decompressobj()
    out = made.decompress(data, MAX_UNPACKED)
    if made.unconsumed_tail:
        raise FileError(f"has a part that unpacks to more than {MAX_UNPACKED // 2**20} MB, which no text is. Take it out.")
    if not made.eof:
        raise zlib.error("incomplete")  # pdfminer then reads what there is
    return out


def _lines(page) -> list[str]:
    """The lines of a page, an empty one where the gap to the next is wider than between lines of one paragraph."""
    found = page.extract_text_lines(return_chars=False)
    steps = [b["top"] - a["top"] for a, b in zip(found, found[1:]) if b["top"] > a["top"]]
    usual = statistics.median_low(steps) if steps else 0
    lines: list[str] = []
    for before, line in zip([None, *found], found):
        if before is not None and not 0 < line["top"] - before["top"] <= 1.3 * usual:
            lines.append("")
        lines.append(line["text"])
    return lines


def _property(value: str | None) -> str:
    """A property as a person would write it: what programs put there by themselves is nothing."""
    value = mend(value or "").replace("\n", " ")
    return "" if value.casefold() in ("untitled", "unknown", "anonymous", "(anonymous)", "(unspecified)", "python-docx", "none") else value


def _pdf_day(value: str):
    """The day of a PDF date, D:20240331101500+02'00'."""
    digits = value.removeprefix("D:")[:8]
    return day(digits) if digits.isdigit() else None


def read_docx(data: bytes) -> Iterator[Piece]:
    """The paragraphs and tables of a DOCX in their order, and the title and author that its properties state.

    Raises:
        FileError: it is no DOCX, or unpacks to too much.
    """
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            sizes = [part.file_size for part in parts.infolist()]
    except zipfile.BadZipFile:
        raise FileError("is no DOCX. Save it as .docx again, or its text as .txt.") from None
    # No part can unpack to more than it says: zipfile stops there.
    if sum(sizes) > MAX_UNPACKED or len(sizes) > MAX_PARTS:
        raise FileError(f"unpacks to more than {MAX_UNPACKED // 2**20} MB or {MAX_PARTS} parts, which no text does. Save its text as .txt.")
    document = docx.Document(io.BytesIO(data))
    lines = []
    for block in document.iter_inner_content():
        rows = [[block]] if hasattr(block, "text") else [[*dict.fromkeys(row.cells)] for row in block.rows]
        lines += [" ".join(part.text.replace("\n", " ").strip() for part in row) for row in rows]
    facts: dict[str, tuple[object, str]] = {}
    stated = document.core_properties
    fact(facts, "title", _property(stated.title), "property title")
    fact(facts, "author", _property(stated.author), "property author")
    guesses = {"published": (stated.created.date(), "the day that the document was made")} if stated.created and stated.created.year > 2013 else {}
    yield Piece("\n".join(lines), facts, guesses=guesses)


def read_mail(data: bytes) -> Iterator[Piece]:
    """The body of a mail, plain where it is given as plain text; its subject, sender and date.

    Attachments are not read. The sender's name is the author, their address stays out of the tables.

    >>> mail = b"From: Ada Lind <a@example.org>\\nSubject: Fire\\nDate: Tue, 5 Mar 2024 23:30:00 +0100\\n\\nTwo were hurt, police said."
    >>> piece = next(read_mail(mail))
    >>> piece.text, piece.facts["author"], str(piece.facts["published"][0])
    ('Two were hurt, police said.', ('Ada Lind', 'header From'), '2024-03-05')
    """
    message = message_from_bytes(data, policy=policy.default)
    if not message.keys() or not {"from", "subject", "date", "received", "mime-version"} & {key.lower() for key in message.keys()}:
        raise FileError("is no mail: it has no headers such as From or Subject. Save it as .eml again, or its text as .txt.")
    attached = 0
    for number, part in enumerate(message.walk()):
        attached += part.get_content_disposition() == "attachment"
        if number > MAX_PARTS:
            raise FileError(f"has more than {MAX_PARTS} parts, which no mail has. Save its text as .txt.")
    body = message.get_body(("plain", "html"))
    text = body.get_content() if body is not None else ""
    html = body is not None and body.get_content_type() == "text/html"
    if html and len(text) > pages.MAX_PAGE:
        raise FileError(f"is larger than {pages.MAX_PAGE // 2**20} MB, which no mail of text is. Save its text as .txt.")
    facts: dict[str, tuple[object, str]] = {}
    fact(facts, "title", str(message.get("Subject") or ""), "header Subject")
    fact(facts, "author", parseaddr(str(message.get("From") or ""))[0], "header From")
    fact(facts, "published", mail_day(str(message.get("Date"))), "header Date of the mail")
    notes = (f"has {attached} attachment{'s' if attached > 1 else ''}, not read. Save them as files of their own.",) if attached else ()
    if not text.strip():
        notes = (*notes, "is a mail without text.")
    yield Piece(pages.plain(pages.parse(text)) if html and text.strip() else text, facts, notes, paged=html)
