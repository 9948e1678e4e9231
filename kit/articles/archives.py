"""Web archives: WARC files (.warc, .warc.gz) and WACZ files, which hold them; an article for each page that was saved."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from kit.articles import documents, pages
from kit.articles.files import MAX_BYTES, FileError, decode
from kit.articles.pieces import Piece, day, fact, name_inside

#: Records of an archive that are looked at, and bytes that it may have or unpack to.
MAX_RECORDS, MAX_ARCHIVE = 200_000, 4 * 1024**3
#: Parts of a WACZ file, and bytes of its list of pages.
MAX_PARTS, MAX_LIST = 10_000, 50 * 1024 * 1024


def read(path: Path) -> Iterator[Piece]:
    """The pages of an archive: HTML, PDF and plain text that was answered with status 200. Of a WACZ file those in its list of pages, where it has one.

    Raises:
        FileError: it is no such archive or too large.
    """
    if path.stat().st_size > MAX_ARCHIVE:
        raise FileError(f"is larger than {MAX_ARCHIVE // 2**30} GB. Split the archive.")
    keys: set[str] = set()
    if path.suffix.lower() != ".wacz":
        with path.open("rb") as file:
            yield from _records(file, None, keys)
        return
    try:
        with zipfile.ZipFile(path) as parts:
            listed = parts.infolist()
            if len(listed) > MAX_PARTS or sum(part.file_size for part in listed) > MAX_ARCHIVE:
                raise FileError(f"unpacks to more than {MAX_PARTS:,} parts or {MAX_ARCHIVE // 2**30} GB. Split the archive.")
            wanted = _pages(parts)
            for part in sorted(listed, key=lambda part: part.filename):
                if part.filename.startswith("archive/") and part.filename.lower().endswith((".warc", ".warc.gz")):
                    with parts.open(part) as file:
                        yield from _records(file, wanted, keys)
    except FileError:
        raise
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError):  # places in it that there are not, parts that are locked
        raise FileError("is no WACZ file that can be read. Save the archive again.") from None


def _pages(parts: zipfile.ZipFile) -> set[str] | None:
    """The addresses in the list of pages; None if there is none."""
    try:
        with parts.open("pages/pages.jsonl") as file:
            found = [json.loads(line) for line in file.read(MAX_LIST).splitlines() if line.strip()]
    except (KeyError, ValueError, RecursionError):
        return None
    return {item["url"] for item in found if isinstance(item, dict) and isinstance(item.get("url"), str)} or None


def _records(file, wanted: set[str] | None, keys: set[str]) -> Iterator[Piece]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    count = known = unpacked = 0
    try:
        for count, record in enumerate(ArchiveIterator(file), 1):
            if count > MAX_RECORDS:
                raise FileError(f"has more than {MAX_RECORDS:,} records. Split the archive.")
            known += record.format == "warc"
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            if record.rec_type not in ("response", "resource") or (wanted is not None and url not in wanted):
                continue
            if record.http_headers and record.http_headers.get_statuscode() != "200":
                continue
            headers = record.http_headers or record.rec_headers
            kind = (headers.get_header("Content-Type") or "").split(";")[0].strip().lower()
            if kind not in ("text/html", "application/xhtml+xml", "text/plain", "application/pdf") or url.endswith("/robots.txt"):
                continue
            key = name_inside(url, f"record {count}", keys)
            data = record.content_stream().read(MAX_BYTES + 1)
            unpacked += len(data)
            if unpacked > MAX_ARCHIVE:
                raise FileError(f"unpacks to more than {MAX_ARCHIVE // 2**30} GB. Split the archive.")
            yield _piece(data, kind, url, key, record.rec_headers.get_header("WARC-Date") or "")
    except (ArchiveLoadFailed, AttributeError) as error:  # the second of an answer without an address
        raise FileError(f"is broken after record {count} ({str(error).strip().partition(chr(10))[0][:100]}). What stands before that is read.") from None
    if not known:
        raise FileError("is no web archive: it holds no record. Save the archive again.")


def _piece(data: bytes, kind: str, url: str, key: str, date: str) -> Piece:
    try:
        if len(data) > MAX_BYTES:
            raise FileError(f"is larger than {MAX_BYTES // 2**20} MB.")
        if kind == "text/plain":
            text, note = decode(data)
            piece = Piece(text, {}, (note,) if note else (), paged=False)
        else:
            piece = next(documents.read_pdf(data) if kind == "application/pdf" else pages.read(data, url))
    except FileError as error:
        return Piece("", notes=(str(error),), key=key, data=data)
    except Exception as error:  # what a page does to its reader concerns that page alone
        return Piece("", notes=(f"cannot be read ({type(error).__name__}).",), key=key, data=data)
    fact(piece.facts, "url", url, "WARC-Target-URI")
    fact(piece.facts, "retrieved", day(date), "WARC-Date")
    return piece._replace(key=key, data=data)
