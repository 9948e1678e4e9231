"""``kit add``: files, folders and pages of the web become articles of a case, their bytes unchanged."""

from __future__ import annotations

import hashlib
import os
import re
import time
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import pandas as pd

from kit import sheets
from kit.articles import feeds, fetch, tables
from kit.articles.files import FileError, read_bytes
from kit.articles.manifest import ArticleWarning, complete_manifest, digest, read_manifest
from kit.articles.pieces import FACTS
from kit.articles.read import read_articles, slug
from kit.case import ARTICLE_TYPES, Case, CaseError, find_case, is_article

#: Addresses of one feed, site map or table that ``follow`` fetches, and files of one folder that are added.
MAX_FOLLOWED, MAX_FILES = 500, 100_000
#: Seconds between two pages of one server.
PAUSE = 1.0
#: Bytes of a file's name without its suffix; most drives take 255 for all of it and for what is put around it while it is written.
_MAX_NAME = 150
#: Names that Windows keeps for devices, whatever the suffix.
_DEVICES = re.compile(r"con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]", re.IGNORECASE)
_TYPES = {"asked": "string", "file": "string", "outcome": "string", "said": "string"}


class Added(NamedTuple):
    """What became of one file or address. *outcome*: added, version (another version of one that is there), there (already), refused."""

    asked: str
    file: str | None
    outcome: str
    said: str


def add(case: Case | str | os.PathLike[str], what: Iterable[str | os.PathLike[str]], *, allow_private: bool = False, follow: bool = False) -> pd.DataFrame:
    """Adds articles to *case*: raw bytes into its articles/, a row each into articles.csv. Nothing that is there is ever replaced.

    A file with the same bytes as one that is there is not added again, nor is a page whose text is that of one that was fetched from the
    same address; a page of the same address with another text is added beside it, as another version.

    Args:
        case: the case; it may have no articles yet.
        what: files, folders (with the folders in them) and addresses (http, https).
        allow_private: as :func:`kit.articles.fetch.fetch` takes it.
        follow: whether the addresses that a feed, a site map or a table lists are fetched in its place.

    Returns:
        One row a file or address: ``asked``, ``file`` (its name in articles/; <NA> if refused), ``outcome`` (added, version, there,
        refused) and ``said`` (what could not be found out, or why it was refused).

    Raises:
        CaseError: *case* is no case, or its articles.csv cannot be read or written.
    """
    case = find_case(case)
    stored = {digest(file): file for file in reversed(case.files()) if is_article(file)}
    get = _patient(allow_private)
    found = [_add(case, asked, given, stored, get) for asked, given in _asked(what, follow, get)]
    return pd.DataFrame(found, columns=list(_TYPES)).astype(_TYPES)


def _patient(allow_private: bool) -> Callable[[str], fetch.Page]:
    """Fetches one page after the other, each server's robots.txt once and its pages with a pause between."""
    robots: dict = {}
    last: dict[str | None, float] = {}

    def get(url: str) -> fetch.Page:
        host = urlsplit(fetch.checked(url, url)).hostname
        time.sleep(max(0.0, last.get(host, -PAUSE) + PAUSE - time.monotonic()))
        try:
            return fetch.fetch(url, allow_private=allow_private, robots=robots)
        finally:
            last[host] = time.monotonic()

    return get


def _add(case: Case, asked: str, given: Path | str | Added, stored: dict[str, Path], get: Callable[[str], fetch.Page]) -> Added:
    if isinstance(given, Added):
        return given
    facts: dict[str, str] = {}
    try:
        if isinstance(given, Path):
            data, name = _file(given), given.name
        else:
            page = get(given)
            data, name = page.data, _name(page)
            facts = {"url": fetch.checked(given, given), "retrieved": date.today().isoformat()}
    except (FileError, fetch.FetchError) as error:
        return Added(asked, None, "refused", str(error) if isinstance(error, fetch.FetchError) else f"{asked}: {error}")
    return _store(case, asked, data, name, facts, stored)


def _store(case: Case, asked: str, data: bytes, name: str, facts: dict[str, str], stored: dict[str, Path]) -> Added:
    folder = case.articles_dir
    sha256 = hashlib.sha256(data).hexdigest()
    if sha256 in stored:
        return Added(asked, stored[sha256].relative_to(folder).as_posix(), "there", "is there already, byte for byte.")
    before = [file for file in _of_address(case, facts["url"]) if is_article(file)] if facts else []
    path = _free(folder, name)
    sheets.write_atomically(path, data)
    text, unknown = _read(path, facts)
    for file in before:
        if text and _read(file, facts)[0] == text:
            path.unlink()
            return Added(asked, file.relative_to(folder).as_posix(), "there", "is there already: its text has not changed.")
    try:
        complete_manifest(case, {path.name: facts})
    except CaseError:
        path.unlink()
        raise
    stored[sha256] = path
    if before:
        return Added(asked, path.name, "version", f"is another version of {before[-1].name}, which stays. {unknown}")
    return Added(asked, path.name, "added", unknown)


def _asked(what: Iterable[str | os.PathLike[str]], follow: bool, get: Callable[[str], fetch.Page]) -> Iterator[tuple[str, Path | str | Added]]:
    """Each file and address one by one; of folders the files that are articles."""
    for item in what:
        asked = os.fspath(item)
        if "://" in asked:
            yield from _followed(asked, get) if follow else [(asked, asked)]
            continue
        path = Path(asked).expanduser()
        if os.path.isdir(path):
            inside = sorted(Path(parent, name) for parent, folders, names in os.walk(path) for name in names if not _hidden(Path(parent, name).relative_to(path)))
            chosen = [file for file in inside if is_article(file) and not file.is_symlink()]
            for file in chosen[:MAX_FILES]:
                yield file.as_posix(), file
            left = len(inside) - len(chosen[:MAX_FILES])
            if left or not chosen:
                yield asked, Added(asked, None, "refused", f"{asked}: {left} files in it are not added: they are links, of types that are not read, or more than {MAX_FILES:,}.")
        elif follow:
            yield from _listed(asked, path)
        else:
            yield asked, path


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _followed(asked: str, get: Callable[[str], fetch.Page]) -> Iterator[tuple[str, str | Added]]:
    try:
        links = feeds.links(get(asked).data)
    except (FileError, fetch.FetchError) as error:
        yield asked, Added(asked, None, "refused", str(error))
        return
    yield from _some_of(asked, links)


def _listed(asked: str, path: Path) -> Iterator[tuple[str, str | Added]]:
    """The addresses that a feed, site map or table lists."""
    try:
        if path.suffix.lower() in (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet"):
            rows = [entry.values for entry in tables.entries(path) if not entry.fault]
            column = tables.mapping(list(rows[0])).get("url") if rows else None
            links = [str(row.get(column) or "") for row in rows]
        else:
            links = feeds.links(read_bytes(path))
    except (FileError, OSError) as error:
        yield asked, Added(asked, None, "refused", f"{asked}: {error}")
        return
    yield from _some_of(asked, [link for link in dict.fromkeys(links) if link.startswith(("http://", "https://"))])


def _some_of(asked: str, links: list[str]) -> Iterator[tuple[str, str | Added]]:
    yield from ((link, link) for link in links[:MAX_FOLLOWED])
    if len(links) > MAX_FOLLOWED or not links:
        said = f"lists {len(links)} addresses; {MAX_FOLLOWED} at a time are fetched." if links else "lists no address. Leave out --follow to add the file itself."
        yield asked, Added(asked, None, "refused", f"{asked}: {said}")


def _file(path: Path) -> bytes:
    """The bytes of a file that can be an article.

    Raises:
        FileError: it is of another type, or cannot be read.
    """
    if not is_article(path):
        raise FileError(f"is of a type that is not read. Save its text as .txt; these are read: {', '.join(ARTICLE_TYPES)}.")
    if not os.path.isfile(path):  # nor is a name that is too long
        raise FileError("there is no such file. Check the name.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileError(f"cannot be read ({error.strerror or error}). Check that you may open it.") from None
    if not data.strip(b"\x00 \t\r\n"):
        raise FileError("is empty.")
    return data


def _name(page: fetch.Page) -> str:
    """A file name for a page: the last part of its address, else the server's name."""
    parts = urlsplit(page.url)
    last = unquote(parts.path).rstrip("/").rpartition("/")[2]
    stem = last.removesuffix(page.suffix) if last.lower().endswith(page.suffix) else last.rpartition(".")[0] or last
    return f"{slug(stem or parts.hostname or 'page')[:80]}{page.suffix}"


def _free(folder: Path, name: str) -> Path:
    """A path in *folder* for *name* that nothing has yet, and that any system takes: a case may go from one to another.

    No formula, hidden file or device of Windows, no letter that is not seen, no dot or blank at the end, never so long that a drive refuses it; and
    no name that another file has but for capitals or for how its letters are composed.
    """
    name = unicodedata.normalize("NFC", name)
    name = "".join("_" if char in '<>:"/\\|?*#' or unicodedata.category(char) in ("Cc", "Cf", "Cs") else char for char in name).lstrip(". =+-@＝＋－＠")
    suffix = name[-8:] if name.lower().endswith(".warc.gz") else Path(name).suffix
    stem = name.removesuffix(suffix).encode("utf-8")[-_MAX_NAME:].decode("utf-8", "ignore").strip(". ") or "article"
    stem += "_" * bool(_DEVICES.fullmatch(stem.partition(".")[0].rstrip(" ")))
    taken = {_one_name(path.name) for path in folder.iterdir()}
    path, number = f"{stem}{suffix or '.txt'}", 2
    while _one_name(path) in taken:
        path, number = f"{stem}-{number}{suffix or '.txt'}", number + 1
    return folder / path


def _one_name(name: str) -> str:
    """What two names have in common that are one to Windows or macOS."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _of_address(case: Case, url: str) -> list[Path]:
    """The articles that the manifest has from *url*."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ArticleWarning)
        entries = read_manifest(case, [file for file in case.files() if is_article(file)]) or {}
    return [file for file, entry in entries.items() if entry.facts.get("url") == url]


def _read(path: Path, facts: dict[str, str]) -> tuple[str, str]:
    """The text of the articles in *path*, and in words what could not be found out about them."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        table = read_articles(path)
    said = [str(warning.message).removeprefix(f"{path}: ") for warning in caught if isinstance(warning.message, ArticleWarning)]
    missing = [name for name in FACTS if name not in facts and len(table) and table[name].isna().any() and name != "retrieved"]
    if missing:
        some = "" if len(table) == 1 or all(table[name].isna().all() for name in missing) else " for some of its articles"
        said.insert(0, f"Not found out{some}: {', '.join(missing)}.")
    return "\n".join(table["text"]), " ".join(said)
