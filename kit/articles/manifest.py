"""articles.csv, the manifest of a case: read, checked against the files, completed.

A row tells what is known of one file; ``unknown`` or an empty cell is missing. Whatever a row gets
wrong costs one warning that names the row and the remedy, and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
import warnings
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import NamedTuple

from kit import sheets
from kit.articles.pieces import day, is_address, undated
from kit.case import MANIFEST_COLUMNS, Case, CaseError, is_article

_COPIED = ("outlet", "title", "author", "language", "licence")


class ArticleWarning(UserWarning):
    """An article, or a row of the manifest, that was left out or read only in part."""


class Entry(NamedTuple):
    """What the manifest tells of one file. *row* is the row's number in the spreadsheet; *facts* are
    columns of ``schema.ARTICLES``, without those that are unknown; *sha256* is what the row states."""

    row: int
    sha256: str | None
    facts: dict[str, object]


def warn(message: str) -> None:
    warnings.warn(ArticleWarning(message), stacklevel=3)


def read_manifest(case: Case, files: list[Path]) -> dict[Path, Entry] | None:
    """Reads the manifest of *case* as a mapping from *files* to their rows; None if there is no manifest."""
    path = case.manifest_path
    if not path.exists():
        return None
    try:
        sheet = sheets.read(path)
        if "file" not in sheet.columns:
            raise sheets.SheetError(f"{path}: column 'file' is missing. The header is: {','.join(MANIFEST_COLUMNS)}")
    except sheets.SheetError as error:
        warn(f"{error} The articles are read without it.")
        return None
    unknown = [name for name in sheet.columns if name and name not in MANIFEST_COLUMNS]
    if unknown:
        warn(f"{path}: column {unknown[0]!r} is not used. Known columns: {', '.join(MANIFEST_COLUMNS)}.")
    known: dict[str, Path] = {}
    for file in files:
        twin = known.setdefault(_name(file.relative_to(case.articles_dir).as_posix()), file)
        if twin is not file:
            warn(f"{file}: another file has this name, its letters composed otherwise. Rename one of them; the row in articles.csv is the other's.")
    entries: dict[Path, Entry] = {}
    for row in sheet.rows:
        place = f"{path}, row {row.number}"
        file = _file(row, place, case.articles_dir, known)
        if file is None:
            continue
        if file in entries:
            warn(f"{place}: {row.values['file']!r} stands in row {entries[file].row} already. Delete one of the two; the first is used.")
        else:
            entries[file] = Entry(row.number, _stated(row.values.get("sha256", "")), _facts(row, place))
    return entries


def _file(row: sheets.Row, place: str, folder: Path, known: dict[str, Path]) -> Path | None:
    """The file that *row* speaks of, or None with a warning."""
    written = row.values["file"]
    if row.surplus:
        warn(f"{place}: there are more cells than columns. Put a value that contains the separator in quotation marks, or delete what is too much; the row is left out.")
    elif not written:
        warn(f"{place}: column file is empty. Write the file's name; the row is left out.")
    elif (file := known.get(_name(written)) or known.get(_name(written.removeprefix("'")))) is not None:
        return file
    elif "#" in written and (file := known.get(_name(written.removeprefix("'").partition("#")[0]))) is not None:
        return Path(f"{file}#{written.partition('#')[2]}")  # an article inside a file that holds several
    elif _escapes(written, folder):
        warn(f"{place}: {written!r} leads out of {folder}. Write a path inside that folder; the row is left out.")
    elif os.path.isfile(folder / _name(written)) and not is_article(Path(written)):
        pass  # a file of another type: the reading of the files says so
    else:
        inside = " File names are relative to articles/." if known.get(_name(written.removeprefix("articles/"))) else ""
        warn(f"{place}: there is no file {written!r} in {folder}. Put it there, mend the name or delete the row.{inside}")
    return None


def _name(written: str) -> str:
    # Spreadsheets on Windows write backslashes, file systems on macOS decomposed letters.
    return unicodedata.normalize("NFC", written.replace("\\", "/").removeprefix("./")).strip()  # blanks around a cell do not count


def _escapes(written: str, folder: Path) -> bool:
    path = PurePosixPath(_name(written))
    if path.is_absolute() or PureWindowsPath(written).drive or ".." in path.parts:
        return True
    try:
        return not (folder / path).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        return True


def _stated(value: str) -> str | None:
    return None if value.casefold() in ("", "unknown") else value


def _facts(row: sheets.Row, place: str) -> dict[str, object]:
    values = {name: _stated(row.values.get(name, "")) for name in MANIFEST_COLUMNS}
    facts: dict[str, object] = {name: sheets.restore(values[name]) for name in _COPIED if values[name]}
    for name in ("published", "retrieved"):
        if values[name]:
            if found := day(values[name]):
                facts[name] = found
            else:
                warn(f"{place}: column {name}: {undated(values[name])}")
    if values["url"]:
        # An address is shown as a link later: nothing but web addresses may pass.
        if is_address(values["url"]):
            facts["url"] = values["url"]
        else:
            warn(f"{place}: column url: {values['url']!r} is not a web address. Begin it with http:// or https://; it is unknown until then.")
    return facts


def complete_manifest(case: Case, known: dict[str, dict[str, str]] | None = None) -> list[str]:
    """Adds to articles.csv what the kit knows: a row for each file that has none, and every missing sha256.

    What people wrote is kept byte for byte; only cells of the column sha256 that are empty or
    ``unknown`` are filled. Everything else about a new file is ``unknown``, but for what is *known* of it: cells by
    file name and column. The file is replaced in one step, or not at all.

    Returns:
        The names of the files whose rows were added or filled, in file order.

    Raises:
        CaseError: articles.csv cannot be read, or a new name does not fit its encoding.
    """
    path, folder = case.manifest_path, case.articles_dir
    try:
        sheet = sheets.read(path) if path.exists() else None
    except sheets.SheetError as error:
        raise CaseError(str(error)) from None
    if sheet and "file" not in sheet.columns:
        raise CaseError(f"{path}: column 'file' is missing. Nothing was written. The header is: {','.join(MANIFEST_COLUMNS)}")
    files = {_name(file.relative_to(folder).as_posix()): file for file in case.files() if is_article(file) and inside(file, folder)}
    text, done = _filled(sheet, files) if sheet else (",".join(MANIFEST_COLUMNS) + "\n", [])
    listed = {_name(form) for row in (sheet.rows if sheet else []) for form in (row.values["file"], row.values["file"].removeprefix("'"))}
    columns, delimiter = (sheet.columns, sheet.delimiter) if sheet else (list(MANIFEST_COLUMNS), ",")
    end = "\r\n" if "\r\n" in text else "\n"
    new = [name for name in files if name not in listed]
    if new and not text.endswith(("\n", "\r")):
        text += end
    for name in new:
        cells = {"file": sheets.neutralise(name), "sha256": digest(files[name]), "note": "", **(known or {}).get(name, {})}
        text += delimiter.join(sheets.quote(cells.get(column, "unknown"), delimiter) for column in columns) + end
    try:
        data = (sheet.bom if sheet else b"") + text.encode(sheet.encoding if sheet else "utf-8")
    except UnicodeEncodeError as error:
        raise CaseError(f"{path}: {error.object[error.start:error.end]!r} does not fit its encoding. Save it as 'CSV UTF-8' and run this again.") from None
    if new or done or sheet is None:
        sheets.write_atomically(path, data)
    return sorted([*done, *new])


def _filled(sheet: sheets.Sheet, files: dict[str, Path]) -> tuple[str, list[str]]:
    """The sheet's text with the empty cells of sha256 filled in, and the names of the files concerned."""
    done = []
    rows = {row.number: row for row in sheet.rows}
    at = sheet.columns.index("sha256") if "sha256" in sheet.columns else None
    pieces = []
    for number, line in enumerate(sheet.lines, 1):
        row = rows.get(number)
        name = _name(row.values["file"]) if row else ""
        file = files.get(name) or files.get(name.removeprefix("'"))
        for i, cell in enumerate(line):
            fill = file and not row.surplus and i == at and _stated(cell.value) is None
            pieces.append((digest(file) if fill else cell.raw) + cell.end)
            if fill:
                done.append(name)
    return "".join(pieces), done


def digest(file: Path) -> str:
    """The sha256 of the bytes of *file*; "unknown" if it cannot be read."""
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return "unknown"


def is_text(name: object) -> bool:
    """Whether a name can be written down: on some systems a file's name may be any bytes."""
    return not any("\ud800" <= char <= "\udfff" for char in str(name))


def inside(file: Path, folder: Path) -> bool:
    """Whether *file* lies in *folder*, under a name that is text."""
    return is_text(file) and (not os.path.islink(file) or not _escapes(file.relative_to(folder).as_posix(), folder))
