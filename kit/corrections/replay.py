"""The log applied to what was extracted: each person's word on top, nothing dropped in silence."""

from __future__ import annotations

import os
import warnings
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from kit import schema
from kit.corrections import actions
from kit.corrections.apply import Article, Fault
from kit.corrections.log import Reading, Record, record, undone
from kit.corrections.rows import Extracted, plain
from kit.corrections.rules import TABLES
from kit.language.spelling import fold

__all__ = ["CorrectionWarning", "Following", "Replay", "correct", "follow", "plain", "problems", "replay"]
#: Whose word counts where two people disagree. "latest": the record that is last in time.
POLICIES = ("latest",)
_PROBLEM_COLUMNS = ("record_id", "line", "by", "action", "target", "what", "remedy")


class CorrectionWarning(UserWarning):
    """Some lines of the log could not be read or not be applied as they stand."""


class Replay(NamedTuple):
    """The corrected tables, and what :func:`problems` returns."""

    claims: pd.DataFrame
    figures: pd.DataFrame
    problems: pd.DataFrame


class Following:
    """The corrected tables of a log that grows; made by :func:`follow`.

    Attributes:
        claims, figures, problems: as :func:`correct` and :func:`problems` return them. They are
            replaced, never changed, when something is recorded.
        records: those of the log, in order of time.
        undone: the ids of those that are undone.
        changed: the articles that the last action or :meth:`renew` replayed.
    """

    def __init__(self, claims, figures, log, articles=None, policy="latest"):
        if policy not in POLICIES:
            raise ValueError(f"policy: {policy!r} is not one of {', '.join(POLICIES)}")
        self.path = log
        self._extracted = {"claims": Extracted(claims), "figures": Extracted(figures)}
        self._frames = {"claims": claims, "figures": figures}
        self._texts = {} if articles is None else articles["text"].to_dict()
        self._hashes = {} if articles is None or "sha256" not in articles else articles["sha256"].dropna().to_dict()
        self._mentions: dict[str, set[str]] = defaultdict(set)
        for article_id, source in zip(claims["article_id"], claims["source"]):
            if isinstance(source, str):
                self._mentions[fold(source)].add(article_id)
        self._reading = Reading(log)
        self.undone: frozenset[str] = frozenset()
        self._groups: dict[str | None, list[Record]] = {}
        self.articles: dict[str | None, Article] = {}
        self.changed: frozenset[str | None] = frozenset()
        self._renew()

    @property
    def claims(self) -> pd.DataFrame:
        return self._frames["claims"]

    @property
    def figures(self) -> pd.DataFrame:
        return self._frames["figures"]

    @property
    def problems(self) -> pd.DataFrame:
        found = [{"line": row.line, "what": row.what, "remedy": row.remedy} for row in self._broken.itertuples()]
        for entry, fault in self.faults():
            values = (entry.id, entry.line, entry.by, entry.action, entry.target, fault.what, fault.remedy)
            found.append(dict(zip(_PROBLEM_COLUMNS, values)))
        table = pd.DataFrame(found, columns=_PROBLEM_COLUMNS)
        return table.astype({name: "Int64" if name == "line" else "string" for name in _PROBLEM_COLUMNS})

    def extracted(self, table: str) -> pd.DataFrame:
        """The table as it was extracted."""
        return self._extracted[table].frame

    def article(self, article_id: str) -> Article:
        """The rows of an article as they stand."""
        known = self.articles.get(article_id)
        return known or Article(article_id, self._extracted, self._texts.get(article_id))

    def text(self, article_id: str) -> str | None:
        """The text of an article, where it is given."""
        return self._texts.get(article_id)

    def article_ids(self) -> list[str]:
        """The articles that have rows or a text."""
        return sorted({*self._texts, *self._extracted["claims"].articles(), *self._extracted["figures"].articles()})

    def record(self, **values: Any) -> Record:
        """Records an action, see :func:`kit.corrections.record`, and applies it; the article's text and hash are known."""
        article_id = values.get("article_id")
        known = {"article_text": self._texts.get(article_id), "article_sha256": self._hashes.get(article_id)}
        return self._after(record(self.path, **known | values))

    def undo(self, by: str, record_id: str | None = None, why: str | None = None, **options) -> Record:
        """Undoes, see :func:`kit.corrections.undo`, and takes it out of the tables."""
        self.renew()
        return self._after(actions.undo(self.path, by, record_id, why, records=self.records, **options))

    def redo(self, by: str, why: str | None = None, **options) -> Record:
        """Redoes, see :func:`kit.corrections.redo`, and puts it back into the tables."""
        self.renew()
        return self._after(actions.redo(self.path, by, why, records=self.records, **options))

    def renew(self) -> bool:
        """Takes in what others have recorded; says whether there was anything."""
        self.changed = frozenset()
        if not self._reading.renew():
            return False
        self._renew()
        return True

    def _after(self, entry: Record) -> Record:
        self.renew()
        return entry

    def faults(self) -> Iterator[tuple[Record, Fault]]:
        """What is to be reported of the records, in their order."""
        found = defaultdict(list)
        for article in self.articles.values():
            for entry, fault in article.faults:
                found[entry.id].append((entry, fault))
        ids = {entry.id for entry in self.records}
        resolved = {each for article in self.articles.values() for each in article.resolved}
        for entry in self.records:
            if entry.action in ("undo", "attach") and (other := entry.undoes if entry.action == "undo" else entry.from_) not in ids:
                what = "undoes" if entry.action == "undo" else "attaches"
                yield entry, Fault(f"the record {other!r}, which it {what}, is not in the log", "restore the missing line, or leave this as it is")
            elif entry.action == "resolve" and entry.article_id is None and entry.id not in resolved | self.undone:
                yield entry, Fault(f"finds no claim whose source is {entry.from_!r}", "resolve it again as it is written now, or undo it; it stays in the log")
            yield from found[entry.id]

    def _renew(self) -> None:
        self._reading.renew()
        self.records, self._broken = self._reading.log()
        gone, self.undone = self.undone, undone(self.records)
        groups = self._grouped()
        turned = {entry.id for entry in self.records if (entry.id in gone) != (entry.id in self.undone)}
        self.changed = frozenset(
            each for each in groups.keys() | self._groups.keys()
            if groups.get(each) != self._groups.get(each) or turned and any(entry.id in turned for entry in groups[each])
        )
        self._groups = groups
        before = {each: self.articles[each] for each in self.changed if each in self.articles}
        after = {
            each: Article(each, self._extracted, self._texts.get(each)).replay(groups.get(each, []), self.undone)
            for each in sorted(self.changed, key=str)
        }
        self.articles |= after
        for name in self._frames:
            self._frames[name] = self._written(name, before, after)

    def _grouped(self) -> dict[str | None, list[Record]]:
        """The records by the article that they are applied to, at the place where they are attached."""
        attached = {entry.from_: entry for entry in self.records if entry.action == "attach" and entry.id not in self.undone}
        homes = {entry.target: entry.article_id for entry in self.records if entry.action == "add"}
        # Where a mention may stand that the extractor did not find there.
        elsewhere = {entry.article_id for entry in self.records if entry.table == "claims" and (
            entry.action in ("add", "split", "merge") or "source" in entry.changes)}
        groups = defaultdict(list)
        for entry in self.records:
            if entry.action == "undo":
                continue
            if (place := attached.get(entry.id)) and place.table == entry.table and entry.action not in ("split", "merge"):
                entry = entry._replace(target=place.target, article_id=place.article_id, position=place.position, quote=place.quote)
            for article_id in (entry.article_id,) if entry.article_id is not None else self._homes(entry, homes, elsewhere):
                groups[article_id].append(entry)
        return groups

    def _homes(self, entry: Record, homes: dict[str, str], elsewhere: set[str]) -> set[str | None]:
        """The articles of a record that names none."""
        if entry.action == "resolve":
            return self._mentions.get(fold(entry.from_), set()) | elsewhere
        return {self._extracted[entry.table].value(entry.target, "article_id") or homes.get(entry.target)}

    def _written(self, name: str, before: dict, after: dict) -> pd.DataFrame:
        """The table with what has changed in some articles, of the same types as before."""
        extracted, columns = self._extracted[name], TABLES[name].columns
        old = {row_id: cells for article in before.values() for row_id, cells in article.tables[name].cells().items()}
        new = {row_id: cells for article in after.values() for row_id, cells in article.tables[name].cells().items()}
        changes: dict[str, dict[str, Any]] = defaultdict(dict)
        for row_id in old | new:
            if row_id in extracted:
                was, now = old.get(row_id, {}), new.get(row_id, {})
                for column in was.keys() | now.keys():
                    value = now[column] if column in now else extracted.value(row_id, column)
                    if column not in was or was[column] != value:
                        changes[column][row_id] = value
        frame = self._frames[name].copy(deep=False)
        anew = any(article.tables[name].added for article in (*before.values(), *after.values()))
        if anew:
            frame = frame.iloc[:len(extracted.frame)]
        for column in sorted(changes):
            cells = pd.Series(list(changes[column].values()), index=list(changes[column]), dtype=object)
            if str(columns[column].dtype).startswith("datetime"):
                cells = pd.to_datetime(cells)
            frame.loc[cells.index, column] = cells.astype(frame[column].dtype)
        added = self._added(name) if anew else ()
        return pd.concat([frame, schema.frame(TABLES[name], added)]) if added else frame

    def _added(self, name: str) -> list[dict[str, Any]]:
        """The rows that people added, in the order in which they did."""
        key, rows = TABLES[name].index.name, []
        for article in self.articles.values():
            table = article.tables[name]
            rows += [(table.order[row_id], row_id, row | {key: row_id, "status": table.status(row_id)}) for row_id, row in table.added.items()]
        return [row for *_, row in sorted(rows, key=lambda each: each[:2])]


def follow(
    claims: pd.DataFrame, figures: pd.DataFrame, log: str | os.PathLike, *, articles: pd.DataFrame | None = None, policy: str = "latest"
) -> Following:
    """The corrected tables as something that grows with the log: for a desk.

    Its methods ``record``, ``undo`` and ``redo`` write one line and replay the article that it
    speaks of, ``renew`` takes in what others wrote. The arguments are those of :func:`correct`.
    """
    return Following(claims, figures, log, articles, policy)


def correct(
    claims: pd.DataFrame,
    figures: pd.DataFrame,
    log: str | os.PathLike,
    *,
    articles: pd.DataFrame | None = None,
    policy: str = "latest",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables with the log's records applied, in order of time; the tables given stay as they are.

    ``accept`` makes the status "accepted", ``set`` changes fields and makes it "corrected",
    ``reject`` makes it "rejected" (the row stays, comparisons leave it out), ``add`` appends a row
    of status "added". Accepting a row that was corrected or added confirms it as it stands. ``split``
    and ``merge`` reject the old rows and add the new ones; where a new row stands at an old one's
    place, that one is corrected. What hung on the old rows (figures, nested claims) hangs on the new.
    ``resolve`` changes source_id, source_kind and resolved_by, never the status: the rest of these
    claims is still to be checked. It leaves alone a claim whose own source was set or accepted, and
    in the whole case those of an article of which somebody said it in particular.
    What is undone counts as never said. Where two people disagree, the record that is last in time
    stands, unless it was decided (``decide``). With *articles*, places are looked up in their texts
    instead of in what the tables tell of them.

    Warns:
        CorrectionWarning: once, with the number of lines that :func:`problems` lists.
    Raises:
        ValueError: for an unknown *policy*.
        kit.schema.SchemaError: when the tables given do not fit the schema.
    """
    result = replay(claims, figures, log, articles=articles, policy=policy)
    if len(result.problems):
        warnings.warn(
            f"{log}: {len(result.problems)} correction(s) could not be read or applied as they stand; "
            "kit.corrections.problems(claims, figures, log) lists them",
            CorrectionWarning,
            stacklevel=2,
        )
    return result.claims, result.figures


def problems(
    claims: pd.DataFrame, figures: pd.DataFrame, log: str | os.PathLike, *, articles: pd.DataFrame | None = None
) -> pd.DataFrame:
    """What of the log cannot be read, finds no row, or was said of something else than stands now.

    Takes the tables as extracted, as :func:`correct` does.

    Returns:
        ``record_id`` · ``line`` (Int64) · ``by`` · ``action`` · ``target`` · ``what`` · ``remedy``
        (string); a line that cannot be read has only line, what and remedy.
    """
    return replay(claims, figures, log, articles=articles).problems


def replay(
    claims: pd.DataFrame,
    figures: pd.DataFrame,
    log: str | os.PathLike,
    *,
    articles: pd.DataFrame | None = None,
    policy: str = "latest",
) -> Replay:
    """What :func:`correct` and :func:`problems` return, at once and without a warning."""
    found = follow(claims, figures, log, articles=articles, policy=policy)
    tables = (schema.check(TABLES[name], frame) for name, frame in (("claims", found.claims), ("figures", found.figures)))
    return Replay(*tables, found.problems)
