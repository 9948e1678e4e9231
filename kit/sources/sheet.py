"""sources.csv, the registry of a case: read, and its rows checked against one another.

Whatever a row gets wrong costs one warning that names the row and the remedy, and nothing else.
"""

from __future__ import annotations

import os
import re
import warnings
from pathlib import Path

import pandas as pd

from kit import schema, sheets
from kit.sources import registry


class SourceWarning(UserWarning):
    """A row of sources.csv that was left out or read only in part."""


def read_sources(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Reads the registry of sources at *path* into a table with the columns of ``schema.SOURCES``.

    A row that cannot be used is left out with a :class:`SourceWarning` naming row, column and remedy;
    a parent that is no id, or that leads back to its own child, is left empty in the same way. An alias
    that two sources claim is named and stays with both. No file gives an empty table.

    Raises:
        SheetError: the file cannot be read or lacks one of the columns source_id, name, kind.
    """
    path = Path(path)
    if not path.exists():
        return schema.build(schema.SOURCES, [])
    sheet = sheets.read(path)
    missing = [name for name in ("source_id", "name", "kind") if name not in sheet.columns]
    if missing:
        raise sheets.SheetError(f"{path}: column {missing[0]!r} is missing. The header is: {','.join(schema.SOURCES.columns)}")
    rows: dict[str, dict] = {}
    numbers: dict[str, int] = {}
    for row in sheet.rows:
        values = {name: row.values.get(name) or None for name in schema.SOURCES.columns}
        fault = _fault(row, values, numbers)
        if re.fullmatch(r"0[0-9]+", values["source_id"] or ""):
            _warn(path, row.number, f"column source_id: {values['source_id']!r} loses its zeros when a spreadsheet program saves it. Begin it with a letter.")
        if fault:
            _warn(path, row.number, f"{fault} The row is left out.")
        else:
            rows[values["source_id"]] = values
            numbers[values["source_id"]] = row.number
    _check_parents(path, rows, numbers)
    _check_aliases(path, rows, numbers)
    table = schema.build(schema.SOURCES, list(rows.values()))
    for entry in registry.read(table).entries:
        for name in () if entry.person else entry.names:
            _warn(
                path, numbers[entry.source_id],
                f"column aliases: {name!r} looks like a person's name, and the row is a body (kind {entry.kind}). Give them a row of their own with "
                f"the parent {entry.source_id}; until then the body is the source of what they say.",
            )  # fmt: skip
    return table


def _warn(path: Path, number: int, message: str) -> None:
    warnings.warn(SourceWarning(f"{path}, row {number}: {message}"), stacklevel=4)


def _fault(row: sheets.Row, values: dict, numbers: dict[str, int]) -> str | None:
    source_id, kind, kinds = values["source_id"], values["kind"], schema.SOURCE_KINDS[:-2]
    if row.surplus:
        return "there are more cells than columns. Put a value that contains the separator in quotation marks, or delete what is too much."
    for name in ("source_id", "name", "kind"):
        if values[name] is None:
            return f"column {name} is empty. Fill it in."
    if not re.fullmatch(r"[a-z0-9_]+", source_id):
        return f"column source_id: {source_id!r} is not an id. Use small letters a-z, digits and _ only."
    if source_id in schema.RESERVED_SOURCE_IDS:
        return f"column source_id: {source_id!r} is reserved. Choose another id."
    if source_id in numbers:
        return f"column source_id: {source_id!r} stands in row {numbers[source_id]} already. Give each source its own id."
    if kind not in kinds:
        return f"column kind: {kind!r} is unknown. Use {', '.join(kinds)}."
    return None


def _check_parents(path: Path, rows: dict[str, dict], numbers: dict[str, int]) -> None:
    for source_id, values in rows.items():
        parent = values["parent"]
        if parent and parent not in rows:
            values["parent"] = None
            _warn(path, numbers[source_id], f"column parent: {parent!r} is no source_id of this file. Add that source, or empty the cell.")
    for source_id, values in rows.items():
        above, step = [], values["parent"]
        while step and step not in above:
            above.append(step)
            step = rows[step]["parent"]
        if source_id in above:
            _warn(path, numbers[source_id], f"column parent: {values['parent']!r} leads back to {source_id!r}. The parent is left empty.")
            values["parent"] = None


def _check_aliases(path: Path, rows: dict[str, dict], numbers: dict[str, int]) -> None:
    owners: dict[str, str] = {}
    for source_id, values in rows.items():
        for alias in dict.fromkeys(a.strip() for a in [values["name"], *(values["aliases"] or "").split("|")]):
            owner = owners.setdefault(alias.casefold(), source_id)
            if ";" in alias:
                _warn(path, numbers[source_id], f"column aliases: {alias!r} is taken for one name. Put | between names.")
            if alias and owner != source_id:
                _warn(path, numbers[source_id], f"column aliases: {alias!r} is also a name of {owner!r} (row {numbers[owner]}). Leave it to one of them.")
