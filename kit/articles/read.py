"""The articles table, from a case, a folder, files or a DataFrame."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from kit import schema
from kit.articles import files, furniture
from kit.articles.manifest import Entry, inside, iso_date, read_manifest, warn
from kit.case import ARTICLE_TYPES, Case, is_article, open_case

_FACTS = ("outlet", "title", "author", "url", "published", "retrieved", "language", "licence")


def read_articles(what: Case | str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | pd.DataFrame) -> pd.DataFrame:
    """Reads articles into a table with the columns of ``schema.ARTICLES``.

    Args:
        what: a case, a case folder, any folder of .txt and .md files, one file, a list of files, or a
            DataFrame with a column ``text`` (its index, where it holds texts, gives the ids; columns
            of the same names give outlet, title, published and so on).

    Returns:
        One row an article. Index ``article_id`` (a slug of the file's name). ``text`` is clean, one
        paragraph a line and blank lines between; ``furniture`` what was set apart from it, one piece a line; ``words`` counts
        ``text``. ``published`` and ``retrieved`` are datetime64[us]; all that the manifest does not
        tell is ``<NA>``. ``path`` is relative to the articles' folder, ``sha256`` that of the raw bytes.

    A file or row that cannot be used costs one :class:`ArticleWarning`; the others are read all the same.

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
    bare = case.articles_dir == case.folder
    own = {case.manifest_path, case.sources_path, case.corrections, case.folder / "case.toml"} if bare else set()
    _warn_of_types([file for file in found if not is_article(file) and file not in own], case.articles_dir)
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
        warn(f"{where}only {' and '.join(ARTICLE_TYPES)} files are read, not {names}. Save their text as .txt.")


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _table(chosen: list[Path], folder: Path | None, entries: dict[Path, Entry]) -> pd.DataFrame:
    rows, taken = [], set()
    for file in chosen:
        path = file.relative_to(folder).as_posix() if folder else file.as_posix()
        article_id = _article_id(path, taken)
        taken.add(article_id)
        row = _row(file, entries.get(file))
        if row:
            rows.append({"article_id": article_id, "path": path, **row})
    return schema.build(schema.ARTICLES, rows)


def _row(file: Path, entry: Entry | None) -> dict | None:
    """The row of one file, or None with a warning."""
    try:
        data = files.read_bytes(file)
        text, note = files.decode(data)
    except files.FileError as error:
        warn(f"{file}: {error} It is left out.")
        return None
    sha256 = hashlib.sha256(data).hexdigest()
    if note:
        warn(f"{file}: {note}")
    if entry and entry.sha256 and entry.sha256.lower() != sha256:
        warn(
            f"articles.csv, row {entry.row}: the sha256 of {file.name} is {sha256}, not {entry.sha256}: the file has changed. "
            "Restore the file, or empty the cell if the change is meant; the file is read as it is."
        )
    cleaned = clean(text, markdown=file.suffix.lower() == ".md")
    if not cleaned["text"]:
        warn(f"{file}: holds no text once the page's furniture is set apart. Put the article's text into it; it is left out.")
        return None
    return {"sha256": sha256, **(entry.facts if entry else {}), **cleaned}


def clean(text: str, markdown: bool = False) -> dict[str, object]:
    """The columns text, furniture and words of an article: mended, one paragraph a line, furniture set apart.

    A blank line parts the paragraphs, so that cleaning twice changes nothing: no break is left to interpret.

    >>> clean("Two missing\\n\\nTwo people are missing, police said.\\n\\nLeave a comment")["furniture"]
    'Leave a comment'
    """
    mended = files.mend(text)
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
        facts = {name: _value(values.get(name), name, f"row {number} ({article_id})") for name in (*_FACTS, "path", "sha256")}
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
    day = value if not isinstance(value, str) else iso_date(value)
    if day is None:
        warn(f"{place}: column {name}: {value!r} is not a date. Write it as year-month-day, like 2024-03-31; it is unknown until then.")
    return day
