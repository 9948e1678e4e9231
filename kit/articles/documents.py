"""Documents: PDF with a text layer, and DOCX."""

from __future__ import annotations

import io
import re
import statistics
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache, partial
from types import SimpleNamespace
from typing import NamedTuple

from kit.articles import layout
from kit.articles.files import TERMINAL, FileError, mend
from kit.articles.pieces import Piece, day, fact

#: Pages of a PDF, and characters of text in all of them, that are read.
MAX_PAGES, MAX_CHARACTERS = 500, 5_000_000
#: Bytes that one part of a PDF may unpack to, and those that all its pages together are drawn by.
MAX_STREAM, MAX_DRAWN = 100 * 1024 * 1024, 50 * 1024 * 1024
#: Parts of a DOCX, bytes that they unpack to, and those of them that are parsed.
MAX_PARTS, MAX_UNPACKED, MAX_XML = 5_000, 500 * 1024 * 1024, 30 * 1024 * 1024
#: Cells of the tables of a DOCX, one counted for each column that it spans.
MAX_SPANNED = 1_000_000


def read_pdf(data: bytes) -> Iterator[Piece]:
    """The text layer of a PDF. Its properties state a title and an author; the day it was made is no day of publication and is only offered.

    Raises:
        FileError: it cannot be opened, is locked, has too many pages or no text layer.
    """
    import pdfplumber
    from pdfminer import pdftypes
    from pdfminer.utils import decode_text

    # pdfminer sets no bound to what a stream unpacks to, nor to how often a part is drawn.
    pdftypes.zlib = SimpleNamespace(decompress=_inflate, decompressobj=zlib.decompressobj, error=zlib.error)
    pdfplumber.page.PDFPageInterpreter = _interpreter()
    if b"%PDF-" not in data[:1024]:
        raise FileError("is no PDF. Open it in the program that made it and save it as PDF again, or its text as .txt.")
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            pages: list[list[list[_Line]]] = []
            doubtful: list[int] = []
            size = 0
            for number, page in enumerate(pdf.pages, 1):
                if number > MAX_PAGES:
                    raise FileError(f"has more than {MAX_PAGES} pages. Split it, or take out what is no article.")
                boxes, doubt = layout.columns(page.extract_words())
                pages.append([_lines(part) for part in (map(partial(_within, page), boxes) if boxes else [page])])
                doubtful += [number] if doubt else []
                size += sum(len(line.text) for part in pages[-1] for line in part)
                if size > MAX_CHARACTERS:
                    raise FileError(f"has more than {MAX_CHARACTERS:,} characters. Split it, or take out what is no article.")
                page.close()
            stated = {key: decode_text(value) if isinstance(value, bytes) else str(value) for key, value in (pdf.metadata or {}).items()}
    except Exception as error:
        # pdfplumber wraps what is raised while it draws a page, and what pdfminer raises.
        if fault := next((one for one in (error, *error.args) if isinstance(one, FileError)), None):
            raise fault from None
        if "PasswordIncorrect" in repr(error):
            raise FileError("is locked with a password. Save it without one.") from None
        raise
    if not any(line.text.strip() for page in pages for part in page for line in part):
        raise FileError("has no text layer: it is a picture of its pages. Run it through text recognition (OCR), or save its text as .txt.")
    facts: dict[str, tuple[object, str]] = {}
    fact(facts, "title", _property(stated.get("Title")), "property Title")
    fact(facts, "author", _property(stated.get("Author")), "property Author")
    guesses = {}
    if (made := _pdf_day(stated.get("CreationDate", ""))) is not None:
        guesses["published"] = (made, "the day that the PDF was made")
    notes = []
    if doubtful:
        which = f"page {doubtful[0]}" if len(doubtful) == 1 else f"pages {', '.join(map(str, doubtful[:5]))}{' …' if len(doubtful) > 5 else ''}"
        notes.append(f"{which}: may be set in columns that cannot be told apart for sure; what could not is read straight across. Compare the text with the page.")
    # In columns a line is short, and its length alone does not tell whether it was broken; its place does.
    in_columns = any(len(page) > 1 for page in pages)
    text = "\n\n".join("\n".join(_joined(part) if in_columns else [line.text for line in part]) for page in pages for part in page)
    yield Piece(text, facts, tuple(notes), guesses=guesses, paged=False)


@lru_cache(maxsize=1)
def _interpreter() -> type:
    """pdfminer's interpreter with a bound: a page may draw parts that draw parts, ten by ten, without end."""
    from pdfminer.pdfinterp import PDFPageInterpreter
    from pdfminer.pdftypes import stream_value

    class Bounded(PDFPageInterpreter):
        def render_contents(self, resources, streams, ctm=(1, 0, 0, 1, 0, 0)):
            # Counted for the whole PDF; each time that something is drawn counts for four kilobytes at least.
            drawn = getattr(self.rsrcmgr, "drawn", 0) + sum(4096 + len(stream_value(stream).get_data()) for stream in streams)
            if drawn > MAX_DRAWN:
                raise FileError(f"has pages that take more than {MAX_DRAWN // 2**20} MB to draw. Print it to a PDF again, or save its text as .txt.")
            self.rsrcmgr.drawn = drawn
            super().render_contents(resources, streams, ctm)

    return Bounded


def _inflate(data: bytes) -> bytes:
    made = zlib.decompressobj()
    out = made.decompress(data, MAX_STREAM)
    if made.unconsumed_tail:
        raise FileError(f"has a part that unpacks to more than {MAX_STREAM // 2**20} MB, which no text is. Take it out.")
    if not made.eof:
        raise zlib.error("incomplete")  # pdfminer then reads what there is
    return out


class _Line(NamedTuple):
    """A line, and whether it goes on in the next: the first word of that would not have fitted, or it is long and ends no sentence."""

    text: str
    goes_on: bool = False


def _within(page, box: layout.Box):
    """The part of *page* whose letters stand in *box*."""
    return page.filter(lambda thing: thing["object_type"] == "char" and box.holds((thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2))


def _joined(lines: list[_Line]) -> list[str]:
    """The paragraphs of a column; a word that the end of a line parts with a hyphen is put together again."""
    text = ""
    for before, line in zip([_Line(""), *lines], lines):
        if not before.goes_on:
            text += "\n"
        elif re.search(r"[^\W\d_]-$", before.text) and line.text[:1].islower():
            text = text[:-1]
        else:
            text += " "
        text += line.text
    return text.split("\n")


def _lines(page) -> list[_Line]:
    """The lines of a page, an empty one where the gap to the next is wider than between lines of one paragraph."""
    found = page.extract_text_lines(return_chars=False)
    steps = [b["top"] - a["top"] for a, b in zip(found, found[1:]) if b["top"] > a["top"]]
    usual = statistics.median_low(steps) if steps else 0
    left, right = min((line["x0"] for line in found), default=0), max((line["x1"] for line in found), default=0)
    lines: list[_Line] = []
    for line, after in zip(found, [*found[1:], None]):
        near = after is not None and 0 < after["top"] - line["top"] <= 1.3 * usual
        letter = (line["x1"] - line["x0"]) / max(len(line["text"]), 1)
        goes_on = near and (right - line["x1"] < letter * (len(after["text"].split(" ")[0]) + 1) or line["x1"] - left > 0.6 * (right - left) and not TERMINAL.search(line["text"]))
        lines += [_Line(line["text"], goes_on), *([] if near or after is None else [_Line("")])]
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
            sizes = {part.filename: part.file_size for part in parts.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError):  # places in it that there are not, versions that there are not
        raise FileError("is no DOCX. Save it as .docx again, or its text as .txt.") from None
    # No part can unpack to more than it says: zipfile stops there.
    parsed = sum(size for name, size in sizes.items() if name.lower().endswith((".xml", ".rels")))
    if parsed > MAX_XML or sum(sizes.values()) > MAX_UNPACKED or len(sizes) > MAX_PARTS:
        raise FileError(f"unpacks to more than {MAX_XML // 2**20} MB of text, {MAX_UNPACKED // 2**20} MB in all or {MAX_PARTS} parts. Save its text as .txt.")
    document = docx.Document(io.BytesIO(data))
    lines, spanned = [], 0
    for block in document.iter_inner_content():
        if not hasattr(block, "text"):
            # A cell is given once for each column that it spans, and may say that it spans a billion.
            spanned += sum(cell.grid_span for row in block.rows for cell in row._tr.tc_lst)
            if spanned > MAX_SPANNED:
                raise FileError(f"has tables of more than {MAX_SPANNED:,} cells. Save its text as .txt.")
        rows = [[block]] if hasattr(block, "text") else [[*dict.fromkeys(row.cells)] for row in block.rows]
        lines += [" ".join(part.text.replace("\n", " ").strip() for part in row) for row in rows]
    facts: dict[str, tuple[object, str]] = {}
    stated = document.core_properties
    fact(facts, "title", _property(stated.title), "property title")
    fact(facts, "author", _property(stated.author), "property author")
    guesses = {"published": (stated.created.date(), "the day that the document was made")} if stated.created and stated.created.year > 2013 else {}
    yield Piece("\n".join(lines), facts, guesses=guesses)
