"""A case: the folder that holds one investigation. Only this module knows where its files lie.

A case folder holds ``case.toml``, ``articles/``, ``articles.csv``, ``sources.csv``,
``corrections.jsonl`` and ``findings/``. All but the articles may be missing; a bare folder of text
files is a case too.
"""

from __future__ import annotations

import os
import tomllib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path

import pandas as pd

from kit import schema, sheets
from kit.language.attribution.cues import read_cues
from kit.sources.sheet import read_sources

#: The folder the kit lies in; the shipped case and the notebooks lie beside it.
PROJECT = Path(__file__).parent.parent
#: The file types that are read as articles.
ARTICLE_TYPES = (
    ".txt", ".md", ".html", ".htm", ".xhtml", ".mhtml", ".mht", ".pdf", ".docx", ".eml",
    ".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".warc", ".gz", ".wacz", ".rss", ".atom", ".xml",
)
#: The columns of articles.csv, in the order a new one is written.
MANIFEST_COLUMNS = (
    "file", "sha256", "outlet", "title", "author", "url", "published", "retrieved", "language", "licence", "note",
)
_TEMPLATE = '''\
# What this folder investigates. Every line may be left out.
title = ""
question = ""      # for example: "How many people were hurt, and on whose word?"

[options]
# reviewer_policy = "latest"          # whose corrections count where reviewers disagree
# convention = "literal"              # how "dozens" or "hundreds" are read: literal, acled or newsquant
# count_single_people = false        # whether "a driver was killed" counts as one
# measures = ["killed", "injured"]    # what the charts show; all if left out
# groups = ["Peru"]                   # whose people the charts show; all if left out
# policy = "show_all"                 # how counts are summed up: show_all, range, majority, latest_per_source, lowest or source_order
# source_order = ["police"]           # for policy = "source_order": ids of sources.csv, the one believed first in front
'''


class CaseError(ValueError):
    """A folder or file of a case that cannot be used. The message says what to do."""


class CaseWarning(UserWarning):
    """Something in case.toml that was passed over."""


@dataclass(frozen=True)
class Options:
    """The ``[options]`` of case.toml.

    Attributes:
        reviewer_policy: whose corrections count where reviewers disagree.
        convention: how vague words are read, one of ``schema.CONVENTIONS``.
        count_single_people: whether "a driver was killed" counts as one; see :func:`kit.extract`.
        measures: the measures that charts show, of ``schema.MEASURES``; empty means all.
        groups: the groups that charts show; empty means all, and a count without a group is always shown.
        policy: how several counts of one thing are summed up, one of ``schema.POLICIES``; see :func:`kit.comparison.summary`.
        source_order: ids of sources, the one believed first in front; used by the policy ``source_order`` alone.
    """

    reviewer_policy: str = "latest"
    convention: str = "literal"
    count_single_people: bool = False
    measures: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    policy: str = "show_all"
    source_order: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """One investigation. Make it with :func:`open_case` or :func:`new_case`.

    Attributes:
        folder: the case folder, absolute.
        title: from case.toml, else the folder's name.
        question: from case.toml, or None.
        options: from case.toml, with defaults.
        cached: whether what was found in an article is kept in the case, so that it is read again only if something is new; where the
            environment variable ``KIT_NO_CACHE`` is set it is not.
    """

    folder: Path
    title: str
    question: str | None = None
    options: Options = field(default_factory=Options)
    cached: bool = field(default_factory=lambda: not os.environ.get("KIT_NO_CACHE"))

    @property
    def articles_dir(self) -> Path:
        """``articles/`` where there is one, else the folder itself."""
        inner = self.folder / "articles"
        return inner if inner.is_dir() else self.folder

    @property
    def manifest_path(self) -> Path:
        return self.folder / "articles.csv"

    @property
    def sources_path(self) -> Path:
        return self.folder / "sources.csv"

    @property
    def cues_path(self) -> Path:
        """Words that introduce speech in this case, besides those the kit knows; it need not exist."""
        return self.folder / "cues.csv"

    @property
    def cache_path(self) -> Path | None:
        """Where :func:`kit.extract` keeps what it has found; the folder can be deleted at any time."""
        return self.folder / ".cache" / "extraction.sqlite" if self.cached else None

    @property
    def extraction_options(self) -> dict:
        """What :func:`kit.extract` takes besides the articles: ``kit.extract(articles, **case.extraction_options)``."""
        options = self.options
        return {
            "sources": self.sources if len(self.sources) else None,
            "convention": options.convention,
            "singles": options.count_single_people,
            "more_cues": read_cues(self.cues_path),
            "cache": self.cache_path,
        }

    @property
    def corrections(self) -> Path:
        """The append-only log of corrections; it need not exist yet."""
        return self.folder / "corrections.jsonl"

    @property
    def findings_path(self) -> Path:
        return self.folder / "findings"

    @cached_property
    def sources(self) -> pd.DataFrame:
        """The registry, columns of ``schema.SOURCES``; without sources.csv it is empty.

        Raises:
            CaseError: sources.csv cannot be read or lacks a column.
        """
        try:
            return read_sources(self.sources_path)
        except sheets.SheetError as error:
            raise CaseError(str(error)) from None

    @property
    def own_files(self) -> tuple[Path, ...]:
        """The tables and settings of the case; none of them need exist."""
        return self.folder / "case.toml", self.manifest_path, self.sources_path, self.cues_path, self.corrections

    def files(self) -> list[Path]:
        """Every file among the articles, of any type, in the order of their paths.

        Hidden files are left out. Of a bare folder only the files at its top are articles, and of these not the case's own tables.
        """
        return sorted(set(_files(self.articles_dir, deep=self.articles_dir != self.folder)) - set(self.own_files))


def _files(folder: Path, deep: bool) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if deep and not name.startswith(".")]
        paths = (Path(parent, name) for name in names if not name.startswith("."))
        yield from (path for path in paths if path.is_file() or not path.exists())  # a pipe would be read for ever; a broken link is told later


def is_article(path: Path) -> bool:
    """Whether *path* has the name of a file that is read as an article.

    >>> is_article(Path("fire.TXT")), is_article(Path("fire.jpg")), is_article(Path("fire.warc.gz")), is_article(Path("fire.tar.gz"))
    (True, False, True, False)
    """
    return path.suffix.lower() in ARTICLE_TYPES and (path.suffix.lower() != ".gz" or path.name.lower().endswith(".warc.gz"))


def open_case(folder: str | os.PathLike[str] | Case) -> Case:
    """Opens *folder* as a case: a folder with ``articles/``, or any folder of articles (files of :data:`ARTICLE_TYPES`).

    A relative path is looked up from the current folder, then from the folder the kit was installed from.

    Raises:
        CaseError: no such folder, no article in it, or a case.toml that cannot be read.
    """
    case = find_case(folder)
    if not isinstance(folder, Case) and not any(is_article(file) for file in case.files()):
        raise CaseError(f"{case.articles_dir}: no article found. Put your articles there, as files of these types: {', '.join(ARTICLE_TYPES)}.")
    return case


def find_case(folder: str | os.PathLike[str] | Case) -> Case:
    """As :func:`open_case`, but the case may have no article yet.

    Raises:
        CaseError: no such folder, or a case.toml that cannot be read.
    """
    if isinstance(folder, Case):
        return folder
    path = Path(folder).expanduser().absolute()
    if not os.path.exists(path) and not Path(folder).expanduser().is_absolute() and os.path.isdir(PROJECT / folder):
        # A notebook runs in its own folder, and "data/captured-soldier" lies beside that.
        path = PROJECT / folder
    if os.path.isfile(path):
        raise CaseError(f"{path}: is a file, a case is a folder. Put the file into a folder and open that.")
    if not os.path.isdir(path):  # a name that is too long is none either
        raise CaseError(f"{path}: there is no such folder. Check the name, or make a new case with: kit new {folder}")
    _check_places(Case(path, path.name))
    return _case(path)


def _check_places(case: Case) -> None:
    """What the kit reads and writes in a case lies in it: a case may come from a stranger."""
    folders = case.articles_dir, case.findings_path
    for path in (*case.own_files, *folders):
        if path.is_symlink() and not path.resolve().is_relative_to(case.folder.resolve()):
            raise CaseError(f"{path}: is a link that leads out of the case. Put there what it leads to, or delete it.")
        if path.exists() and not (path.is_dir() if path in folders else path.is_file()):
            raise CaseError(f"{path}: is no {'folder' if path in folders else 'file'}. Take it away.")


def new_case(folder: str | os.PathLike[str]) -> Case:
    """Writes an empty case: case.toml to fill in, ``articles/``, and the headers of articles.csv and sources.csv.

    Raises:
        CaseError: *folder* is a file or holds something already, or cannot be written.
    """
    path = Path(folder).expanduser().absolute()
    if path.is_file():
        raise CaseError(f"{path}: is a file. Name a folder that does not exist yet.")
    if path.is_dir() and any(path.iterdir()):
        raise CaseError(f"{path}: is not empty. Name a new or an empty folder; nothing was written.")
    try:
        (path / "articles").mkdir(parents=True)
        for name, text in (
            ("case.toml", _TEMPLATE),
            ("articles.csv", ",".join(MANIFEST_COLUMNS) + "\n"),
            ("sources.csv", ",".join(schema.SOURCES.columns) + "\n"),
        ):
            (path / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise CaseError(f"{path}: cannot be written ({error.strerror or error}). Choose a folder you may write to.") from None
    return _case(path)


# case.toml

def _case(folder: Path) -> Case:
    path = folder / "case.toml"
    settings = _toml(path)
    options = settings.pop("options", {})
    if not isinstance(options, dict):
        raise CaseError(f"{path}: options must be a table. Write [options] on a line of its own.")
    title, question = (_string(path, key, settings.pop(key, "")) for key in ("title", "question"))
    known = {}
    for item in fields(Options):
        if item.name in options:
            read = _flag if isinstance(item.default, bool) else _string if isinstance(item.default, str) else _strings
            known[item.name] = read(path, f"options.{item.name}", options.pop(item.name)) or item.default
    _check_vocabulary(path, known)
    for key in [*settings, *(f"options.{key}" for key in options)]:
        warnings.warn(CaseWarning(f"{path}: unknown key {key!r} is passed over. Check its spelling, or delete it."), stacklevel=3)
    return Case(folder, title or folder.name, question or None, Options(**known))


def _toml(path: Path) -> dict:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise CaseError(f"{path}: is not UTF-8. Save it as UTF-8.") from None
    except (ValueError, RecursionError) as error:  # tomllib lets through what is too long for a number or too deep
        raise CaseError(f"{path}: is not valid TOML: {error}. Mend that line, or delete the file.") from None
    except OSError as error:
        raise CaseError(f"{path}: cannot be read ({error.strerror or error}).") from None


def _shown(value: object) -> str:
    try:
        return repr(value)[:200]
    except ValueError:  # a number too long to be written
        return "a number of thousands of digits"


def _string(path: Path, key: str, value: object) -> str:
    if not isinstance(value, str):
        raise CaseError(f'{path}: {key} must be text, found {_shown(value)}. Write {key.rpartition(".")[2]} = "…".')
    return value.strip()


def _flag(path: Path, key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise CaseError(f'{path}: {key} must be true or false, found {_shown(value)}. Write {key.rpartition(".")[2]} = true.')
    return value


def _strings(path: Path, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise CaseError(f'{path}: {key} must be a list of texts, found {_shown(value)}. Write {key.rpartition(".")[2]} = ["…", "…"].')
    return tuple(value)


def _check_vocabulary(path: Path, options: dict) -> None:
    convention, policy = (options.get(key, getattr(Options, key)) for key in ("convention", "policy"))
    for key, values, allowed in (
        ("convention", (convention,), schema.CONVENTIONS),
        ("measures", options.get("measures", ()), schema.MEASURES),
        ("policy", (policy,), schema.POLICIES),
    ):
        for value in values:
            if value not in allowed:
                raise CaseError(f"{path}: options.{key}: {value!r} is unknown. Use {', '.join(allowed)}.")
    if policy == "source_order" and not options.get("source_order"):
        raise CaseError(f'{path}: options.policy = "source_order" needs an order. Write source_order = ["…", "…"] with ids of sources.csv, the one believed first in front.')
