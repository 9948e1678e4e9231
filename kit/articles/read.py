"""The articles table, from a case, a folder, files or a DataFrame."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd

from kit import schema
from kit.articles import archives, documents, feeds, files, front, furniture, mails, pages, tables
from kit.articles.manifest import Entry, inside, is_text, read_manifest, warn
from kit.articles.pieces import FACTS, Piece, day, is_address, undated
from kit.case import ARTICLE_TYPES, Case, is_article, open_case

# What the manifest says of a file holds for all articles in it, where they say nothing themselves.
_SHARED = ("outlet", "retrieved", "language", "licence")


def read_articles(what: Case | str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | pd.DataFrame) -> pd.DataFrame:
    """Reads articles into a table with the columns of ``schema.ARTICLES``.

    Args:
        what: a case, a case folder, any folder of articles (``kit.case.ARTICLE_TYPES``), one file, a list of files, or a
            DataFrame with a column ``text`` (its index, where it holds texts, gives the ids; columns
            of the same names give outlet, title, published and so on).

    Returns:
        One row an article; tables, web archives and feeds hold many. Index ``article_id`` (a slug of the file's name; of one article
        among many, of its key there too). ``text`` is clean, one paragraph a line and blank lines between; ``furniture`` what was set
        apart from it, one piece a line; ``words`` counts ``text``. ``published`` and ``retrieved`` are datetime64[us]. Facts are those of
        articles.csv, else those that the file states, and ``found_in`` says where; the rest is ``<NA>``. ``path`` is relative to the
        articles' folder ("export.csv#17" in a file of many), ``sha256`` that of the raw bytes (there of the article's own).

    A file or row that cannot be used costs one :class:`ArticleWarning`, as does a fact that is not stated and only looks likely; the
    others are read all the same.

    Raises:
        kit.case.CaseError: no such folder, or no article in it.
        ValueError: a DataFrame without a column ``text``.

    >>> import pandas as pd
    >>> table = read_articles(pd.DataFrame({"text": ["Ten hurt\\n\\nTen people were hurt, police said.\\n\\nRead more"]}, index=["fire"]))
    >>> table.loc["fire", "text"], table.loc["fire", "furniture"]
    ('Ten hurt\\n\\nTen people were hurt, police said.', 'Read more')
    """
    if isinstance(what, pd.DataFrame):
        return _from_frame(what)
    if isinstance(what, Case):
        return _from_case(what)
    if isinstance(what, (str, os.PathLike)):
        path = Path(what).expanduser()
        return _from_files([path]) if path.is_file() else _from_case(open_case(path))
    return _from_files([Path(item).expanduser() for item in what])


def _from_case(case: Case) -> pd.DataFrame:
    found = case.files()
    chosen = [file for file in found if is_article(file)]
    _warn_of_types([file for file in found if not is_article(file)], case.articles_dir)
    for file in [file for file in chosen if not is_text(file)]:
        warn(f"{str(file).encode('utf-8', 'backslashreplace').decode()}: its name is no text. Give it another name; it is left out.")
        chosen.remove(file)
    for file in [file for file in chosen if not inside(file, case.articles_dir)]:
        warn(f"{file}: is a link that leads out of {case.articles_dir}. Put the file itself there; it is left out.")
        chosen.remove(file)
    entries = read_manifest(case, chosen)
    if entries is not None:
        missing = [file.relative_to(case.articles_dir).as_posix() for file in chosen if file not in entries]
        if missing:
            warn(f"{case.manifest_path}: no row for {_some(missing)}. Add rows, or complete the manifest; until then all about them is unknown.")
    return _table(chosen, case.articles_dir, entries or {})


def _from_files(paths: list[Path]) -> pd.DataFrame:
    chosen = list(dict.fromkeys(path for path in paths if is_article(path)))
    _warn_of_types([path for path in paths if not is_article(path)], None)
    return _table(chosen, None, {})


def _warn_of_types(others: list[Path], folder: Path | None) -> None:
    if others:
        where = f"{folder}: " if folder else ""
        names = _some([file.name if folder else str(file) for file in others])
        warn(f"{where}only {', '.join(ARTICLE_TYPES)} files are read, not {names}. Save their text as .txt.")


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _table(chosen: list[Path], folder: Path | None, entries: dict[Path, Entry]) -> pd.DataFrame:
    rows: list[dict] = []
    taken: set[str] = set()
    for file in chosen:
        path = file.relative_to(folder).as_posix() if folder else file.as_posix()
        article_id = _article_id(path, taken)
        taken.add(article_id)
        rows += _rows(file, path, article_id, taken, entries)
    read = {Path(row["path"]) for row in rows}
    for place, entry in entries.items():
        if place not in chosen and folder and place.relative_to(folder) not in read:
            warn(f"articles.csv, row {entry.row}: there is no article {place.relative_to(folder).as_posix()!r}. Mend what follows the #, or delete the row.")
    return schema.build(schema.ARTICLES, rows)


def _rows(file: Path, path: str, article_id: str, taken: set[str], entries: dict[Path, Entry]) -> list[dict]:
    """The rows of one file; what is wrong with it, or should be known of it, is warned of."""
    rows: list[dict] = []
    told: dict[tuple[str, str], list[str]] = {}  # what to say before and after the names of articles: of many in one file alike things are said once
    fault = None
    try:
        sha256 = _digest(file)
        _check(entries.get(file), file.name, sha256)
        for piece in _pieces(file):
            row = _row(piece, file, entries, sha256, told)
            if row:
                member = piece.key is not None
                rows.append({"article_id": _member_id(article_id, piece.key, taken) if member else article_id, "path": f"{path}#{piece.key}" if member else path, **row})
    except files.FileError as error:
        fault = str(error)
    except Exception as error:  # whatever a reader meets in one file, the others are read
        fault = f"cannot be read as a {file.suffix.lower()} file ({type(error).__name__}: {str(error)[:100]}). Save it again, or its text as .txt."
    for (before, after), names in told.items():
        warn(f"{file}: {before}{_some(names)}{after}" if any(names) else f"{file}: {after.removeprefix(': ')}")
    if not rows and not told:
        fault = fault or "holds no article."
    if fault:
        warn(f"{file}: {fault} {f'The {len(rows)} articles before that are read.' if rows else 'It is left out.'}")
    return rows


def _pieces(file: Path) -> Iterator[Piece]:
    kind = file.suffix.lower()
    if kind in (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet"):
        yield from tables.read(file)
    elif kind in (".warc", ".gz", ".wacz"):
        yield from archives.read(file)
    else:
        data = files.read_bytes(file)
        if kind in _READERS:
            yield from _READERS[kind](data)
        else:
            text, note = files.decode(data)
            piece = front.split(text, markdown=kind == ".md")
            yield piece._replace(notes=(note, *piece.notes)) if note else piece


_READERS = {
    **dict.fromkeys((".html", ".htm", ".xhtml"), pages.read), **dict.fromkeys((".mhtml", ".mht"), mails.read_saved),
    ".pdf": documents.read_pdf, ".docx": documents.read_docx, ".eml": mails.read, **dict.fromkeys((".rss", ".atom", ".xml"), feeds.read),
}  # fmt: skip


def _digest(file: Path) -> str:
    """The sha256 of *file*.

    Raises:
        FileError: it cannot be opened.
    """
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise files.FileError(f"cannot be read ({error.strerror or error}). Check that it exists and that you may open it.") from None


def _check(entry: Entry | None, name: str, sha256: str) -> None:
    """Warns if the manifest states another sha256."""
    if entry and entry.sha256 and entry.sha256.lower() != sha256:
        warn(
            f"articles.csv, row {entry.row}: the sha256 of {name} is {sha256}, not {entry.sha256}: the file has changed. "
            "Restore the file, or empty the cell if the change is meant; the file is read as it is."
        )


def _row(piece: Piece, file: Path, entries: dict[Path, Entry], sha256: str, told: dict) -> dict | None:
    """The row of one article without its id and path, or None; what is to be said of it is noted in *told*."""
    name = piece.key or ""
    cleaned = clean(piece.text, markdown=file.suffix.lower() == ".md", paged=piece.paged)
    cleaned["furniture"] = "\n".join(filter(None, [*map(files.mend, piece.apart), cleaned["furniture"]])) or None
    if not cleaned["text"]:
        notes = piece.notes or ("holds no text once the page's furniture is set apart. Put the article's text into it; it is left out.",)
        for note in notes:
            told.setdefault(("", f": {note}{' It is left out.' if piece.notes and piece.key != '' else ''}"), []).append(name)
        return None
    for note in piece.notes:
        told.setdefault(("", f": {note}"), []).append(name)
    entry = entries.get(file)
    stated = entry.facts if entry else {}
    found = dict(piece.facts)
    if piece.key is not None:
        shared = {key: value for key, value in stated.items() if key in _SHARED and key not in found}
        own = entries.get(Path(f"{file}#{piece.key}"))
        stated = {**shared, **(own.facts if own else {})}
        sha256 = hashlib.sha256(piece.data or b"").hexdigest()
        _check(own, f"{file.name}#{piece.key}", sha256)
    found = {key: value for key, value in found.items() if key not in stated}
    for key, (value, where) in piece.guesses.items():
        if key not in stated:
            told.setdefault((f"{key} is not stated; likely by {where}: ", ". Write it into articles.csv if that is right."), []).append(f"{name} {value}".strip())
    return {"sha256": sha256, **{key: value for key, (value, _) in found.items()}, **stated, "found_in": "; ".join(f"{key}: {where}" for key, (_, where) in found.items()) or None, **cleaned}


def clean(text: str, markdown: bool = False, paged: bool = False) -> dict[str, object]:
    """The columns text, furniture and words of an article: mended, one paragraph a line, furniture set apart.

    A blank line parts the paragraphs, so that cleaning twice changes nothing: no break is left to interpret. Text that is *paged*
    has its paragraphs already, one a line.

    >>> clean("Two missing\\n\\nTwo people are missing, police said.\\n\\nLeave a comment")["furniture"]
    'Leave a comment'
    """
    mended = files.mend(text.replace("\n", "\n\n") if paged else text)
    lines, marks = files.plain(mended) if markdown else (files.paragraphs(mended), [])
    parted = furniture.set_apart(lines)
    body = "\n\n".join(parted.lines)
    return {"text": body, "furniture": "\n".join([*marks, *parted.furniture]) or None, "words": len(body.split())}


def _article_id(path: str, taken: set[str]) -> str:
    """A readable id: the slug of the file's stem; where another file has that, the slug of its whole path."""
    stem = slug(path.rsplit("/", 1)[-1].rpartition(".")[0])
    if stem not in taken:
        return stem
    whole, number = slug(path), 2
    article_id = whole
    while article_id in taken:
        article_id, number = f"{whole}-{number}", number + 1
    return article_id


def _member_id(article_id: str, key: str, taken: set[str]) -> str:
    """The id of an article in a file: the file's, and a slug of its key there, of an address without the host."""
    parts = urlsplit(key) if is_address(key) else None
    short = slug(f"{parts.path} {parts.query}".strip("/ ") or parts.netloc if parts else key)[-60:].strip("-_")
    member, number = f"{article_id}-{short}", 2
    while member in taken:
        member, number = f"{article_id}-{short}-{number}", number + 1
    taken.add(member)
    return member


def slug(name: str) -> str:
    """*name* as an id: letters, digits, _ and -, in small letters; accents go, other scripts stay.

    >>> slug("Überflutung in Łódź (2)"), slug("洪水"), slug("...")
    ('uberflutung-in-łodz-2', '洪水', 'article')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub(r"[^\w]+", "-", unicodedata.normalize("NFC", plain).casefold()).strip("-") or "article"


def _from_frame(frame: pd.DataFrame) -> pd.DataFrame:
    if "text" not in frame.columns:
        raise ValueError(f"the DataFrame has no column 'text', only {_some([str(c) for c in frame.columns])}. Name the column with the articles 'text'.")
    rows, taken = [], set()
    named = not pd.api.types.is_numeric_dtype(frame.index)
    for number, (label, values) in enumerate(frame.iterrows(), 1):
        article_id = str(label) if named else f"article-{label}"
        if article_id in taken:
            warn(f"row {number} ({article_id}): another row has the same id. Give each article its own index; it is left out.")
            continue
        text = values["text"]
        cleaned = clean(text) if isinstance(text, str) else {"text": ""}
        if not cleaned["text"]:
            warn(f"row {number} ({article_id}): holds no text. Fill its column text; it is left out.")
            continue
        taken.add(article_id)
        facts = {name: _value(values.get(name), name, f"row {number} ({article_id})") for name in (*FACTS, "found_in", "path", "sha256")}
        before = values.get("furniture")
        if isinstance(before, str):
            cleaned["furniture"] = "\n".join(filter(None, [before, cleaned["furniture"]]))
        rows.append({"article_id": article_id, **facts, **cleaned})
    return schema.build(schema.ARTICLES, rows)


def _value(value: object, name: str, place: str) -> object:
    if value is None or value is pd.NaT or value is pd.NA or value != value or value == "":
        return None
    if name not in ("published", "retrieved"):
        return str(value)
    found = value if not isinstance(value, str) else day(value)
    if found is None:
        warn(f"{place}: column {name}: {undated(value)}")
    return found
