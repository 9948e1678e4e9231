"""The correction desk: the table of rows, the article and the form, and what a person does with them.

Every action is on the disk before the screen says so. What is wrong is said in the form, and then
nothing is written. The browser gets texts and draws them as texts; it is sent what has changed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any

import ipywidgets as widgets
import pandas as pd

from kit import corrections, schema
from kit.corrections.replay import plain
from kit.desk import fields, form, words
from kit.desk.actions import ACTIONS
from kit.desk.article import Article, headline, marks_in, marks_in_hand
from kit.desk.fields import FieldError
from kit.desk.queue import Queue, all_rows, key

_AGAIN = "Run the cells below again to see it in their tables."
_TOOLS = {
    "row": [["figure", "New figure", "F"], ["claim", "New claim", "C"], ["source", "Source", "O"], ["cue", "Cue", "Q"], ["split", "Split", "T"]],
    "lost": [["place", "It means these words", "F"]],
}


class Desk(widgets.Box):
    """The desk over *claims* and *figures*, as extracted; it records to *log*.

    *articles* gives the texts, *sources* (a registry) the sources to choose from beside those of the
    claims, *notes* what is to be told above the rows. Without a *reviewer* the log's own is taken, if
    it has only one. ``claims``, ``figures`` and ``table`` are what they are now, for a static page.
    """

    def __init__(
        self, claims: pd.DataFrame, figures: pd.DataFrame, articles: pd.DataFrame, log: str | os.PathLike, reviewer: str | None = None,
        *, sources: pd.DataFrame | None = None, policy: str = "latest", notes: Iterable[str] = (),
    ):
        self.followed = corrections.follow(claims, figures, log, articles=articles, policy=policy)
        self.articles, self._notes, self._sources = articles, list(notes), sources
        self.registry = schema.build(schema.SOURCES, []) if sources is None else sources
        self.kinds: dict[str, str] = {}
        self._offered: dict[str, set[str]] = {"group": set(), "statement": set(), "place": set()}
        self._levels: dict[str, dict[str, int]] = {}
        self.disputed: dict[str, dict[str, dict[str, Any]]] = {}
        #: The articles of which the screen does not show the latest.
        self._stale = {*claims["article_id"], *figures["article_id"]}
        self._drafts: dict[str, dict[str, str]] = {}
        self._here: dict[str, tuple[pd.DataFrame, pd.DataFrame]] = {}
        self._in_hand = ""
        self.place: tuple[int, int] | None = None
        names = sorted({record.by for record in self.followed.records})
        # One person's log is theirs again; among several nobody is guessed here (their browser may know).
        reviewer = reviewer or (names[0] if len(names) == 1 else "")
        self.queue, self.article, self.form = Queue(), Article(), form.Form(by=reviewer, people=names)
        self._renew()
        rows = self.table
        self.take(key(rows["table"][0], rows["row_id"][0]) if len(rows) else "")
        for part in (self.queue, self.article, self.form):
            part.on_msg(lambda _, message, buffers: self.do(message.pop("do"), **message))
        super().__init__([self.queue, self.article, self.form])
        self.add_class("kit-desk")

    @property
    def claims(self) -> pd.DataFrame:
        return self.followed.claims

    @property
    def figures(self) -> pd.DataFrame:
        return self.followed.figures

    @property
    def table(self) -> pd.DataFrame:
        """What is still to be checked, the least certain first: see :func:`kit.desk.to_check`."""
        rows = all_rows(self.claims, self.figures)
        return rows[rows["status"].eq("extracted")].drop(columns="counted").reset_index(drop=True)

    def __repr__(self) -> str:
        rows = self.table
        digest = hashlib.sha256(rows.to_csv(index=False).encode("utf-8")).hexdigest()
        return f"<desk: {len(rows)} of {len(self.claims) + len(self.figures)} rows to check, sha256 {digest[:16]}>"

    # What is in hand

    def take(self, name: str) -> None:
        """Takes a row in hand by its key; what was typed at the last one waits there."""
        left = self.keep_draft()
        self.place = None
        with self.hold():
            self.queue.hand = name
            self.show()
            waiting = "Your changes to this row are not saved yet: Save changes records them." if self.form.typed else ""
            self.form.said = [waiting or ("The changes to the row before are not saved; they wait there." if left else ""), False]

    def hold(self) -> ExitStack:
        """Sends what changes in one message for each part."""
        stack = ExitStack()
        for part in (self.queue, self.article, self.form):
            stack.enter_context(part.hold_sync())
        return stack

    def keep_draft(self) -> bool:
        if self.form.panel.get("mode") != "edit":
            return False
        self._drafts.pop(self._in_hand, None)
        if self.form.typed:
            self._drafts[self._in_hand] = dict(self.form.typed)
        return bool(self.form.typed)

    def row(self) -> tuple[str, pd.Series]:
        table, _, row_id = self.queue.hand.partition(" ")
        frame = {"claims": self.claims, "figures": self.figures}.get(table)
        if frame is None or row_id not in frame.index:
            raise ValueError("No row is chosen: choose one in the table first.")
        return table, frame.loc[row_id]

    def of(self, article_id: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The claims and figures of an article."""
        if article_id not in self._here:
            self._here = {article_id: tuple(table[table["article_id"].eq(article_id)] for table in (self.claims, self.figures))}
        return self._here[article_id]

    def show(self, panel: dict[str, Any] | None = None) -> None:
        """Puts the row in hand, or *panel* about it, into the article and the form."""
        self._in_hand = self.queue.hand
        lost = self.lost.get(self.queue.hand.removeprefix("lost "))
        self.article.tools, self.article.key = _TOOLS["lost" if lost else "row"], self.queue.hand
        try:
            table, row = self.row()
        except ValueError:
            self._show_lost(lost) if lost else self._show_nothing()
            return
        claims, figures = self.of(row["article_id"])
        claim_id = row.name if table == "claims" else row["claim_id"]
        claim = claims.loc[claim_id] if claim_id in claims.index else None
        self._show_article(row["article_id"], marks_in_hand(table, row, claim, figures[figures["claim_id"] == claim_id]))
        disputed = self.disputed.get(self.queue.hand)
        if panel is None and disputed:
            panel = form.decide(table, disputed, form.named(row, table))
        if panel is None:
            panel = form.edit(table, {name: plain(row[name]) for name in fields.FIELDS[table]}, self.known(table, row), form.named(row, table), self._about(table, row, claim))
        self.form.panel, self.form.errors = panel | {"key": self.queue.hand}, {}
        self.form.typed = self._drafts.get(self.queue.hand, {}) if panel["mode"] == "edit" else {}

    def _show_article(self, article_id: str, hand: list[list]) -> None:
        found = article_id in self.articles.index
        self.article.head = headline(article_id, self.articles) if found else f"{article_id}: the article is not among those given"
        self.article.text = self.articles["text"][article_id] if found else ""
        self.article.marks, self.article.hand = (marks_in(*self.of(article_id)), hand) if found else ([], [])

    def _show_nothing(self) -> None:
        done = len(self.claims) + len(self.figures)
        self.form.panel = {"mode": "none", "title": "Everything is checked." if done else "No claim and no figure was found in these articles.", "about": [], "boxes": [], "more": [], "buttons": [], "key": ""}
        self.form.typed, self.form.errors = {}, {}

    def _show_lost(self, record: corrections.Record) -> None:
        found = corrections.orphans(self.followed)
        found = found[found["record_id"].eq(record.id) & found["candidate"].notna()]
        candidates = [[row.candidate, f"“{words.short(row.candidate_text)}” ({row.likeness:.0%} alike)"] for row in found.itertuples()]
        self._show_article(record.article_id, [])
        said = words.sentence(record, {each.id: each for each in self.followed.records})
        panel = form.attach(f"{record.by} {said}.", candidates, place=record.action not in ("split", "merge"))
        self.form.panel, self.form.typed, self.form.errors = panel | {"key": self.queue.hand}, {}, {}

    def _about(self, table: str, row: pd.Series, claim: pd.Series | None) -> list[str]:
        source = None if claim is None else "the article itself" if claim["source_kind"] == "article" else claim["source"]
        by = f"Said by {words.short(source)}" if isinstance(source, str) else "No source is stated"
        known = "" if claim is None or pd.isna(claim["source_id"]) or claim["source_id"] == "article" else f" ({claim['source_id']})"
        people = self.followed.articles[row["article_id"]].tables[table].readings.get(row.name, {}) if row["article_id"] in self.followed.articles else {}
        checked = f"Checked by {', '.join(sorted(people))}." if people else ""
        return [f"{by}{known}.", *([checked] if checked else [])]

    def known(self, table: str, row: pd.Series | None) -> dict[str, list]:
        """What the boxes offer to choose from."""
        claims, figures = self.of(row["article_id"])
        figures_here, claims_here = form.choices(figures, "figures", row.name), form.choices(claims, "claims", row.name)
        sources = sorted(self.kinds)
        return {
            "source_id": sources, "via_id": sources, "claim_id": claims_here, "parent_id": claims_here,
            "part_of": figures_here, "superseded_by": figures_here,
            **{name: sorted(offered) for name, offered in self._offered.items()},
        }

    def ids(self) -> dict[str, str]:
        """The sources' ids by their names in small letters."""
        return {name.casefold(): id_ for name, id_ in zip(self.registry["name"], self.registry["source_id"])}

    def _renew(self) -> None:
        """Shows what the log makes of the tables now; only what has changed is looked at."""
        articles, self._stale = self._stale, set()
        self._here = {}
        claims, figures = (table[table["article_id"].isin(articles)] for table in (self.claims, self.figures))
        if any(record.action == "resolve" for record in self.followed.records):
            self.registry = corrections.registry(self._sources, self.followed.records)
        self._review(articles)
        self._offer(claims, figures)
        self.lost = {record.id: record for record, fault in self.followed.faults() if fault.lost}
        lost = [[f"lost {record.id}", record.quote["exact"] if record.quote else record.target, None, None, record.article_id, None, None, None, "lost", 0] for record in self.lost.values()]
        self.queue.renew(claims, figures, articles, {name: level for article_id in articles for name, level in self._levels[article_id].items()}, lost)
        every = len(self.claims) + len(self.figures)
        open_ = sum(int(table["status"].eq("extracted").sum()) for table in (self.claims, self.figures))
        agreed = sum(level == 2 for levels in self._levels.values() for level in levels.values())
        self.queue.counts = {"all": every, "checked": every - open_, "agreed": agreed, "disputed": len(self.disputed), "lost": len(self.lost)}
        notes, broken = list(self._notes), len(self.followed.problems) - len(self.lost)
        if broken:
            notes.append(f"{broken} line(s) of the log need a look: kit.corrections.problems lists them.")
        self.form.notes = notes
        self.form.log = [len(self.followed.records), words.latest(self.followed.records, self.followed.undone)]
        self.form.people = sorted({record.by for record in self.followed.records})

    def _offer(self, claims: pd.DataFrame, figures: pd.DataFrame) -> None:
        """Keeps what is known of sources, and the words that some boxes offer; the registry's word counts more."""
        named = claims[["source_id", "source_kind"]].dropna()
        self.kinds |= dict(zip(named["source_id"], named["source_kind"])) | dict(zip(self.registry["source_id"], self.registry["kind"]))
        for name, offered in self._offered.items():
            offered.update(figures[name].dropna())

    def _review(self, articles: Iterable[str]) -> None:
        """Sees how many people have checked each row (1, or 2 for more who agree, 3 where they do not), and what they said differently."""
        for article_id in articles:
            for name in self._levels.get(article_id, ()):
                self.disputed.pop(name, None)
            levels = self._levels[article_id] = {}
            tables = self.followed.articles[article_id].tables if article_id in self.followed.articles else {}
            for table, rows in tables.items():
                for row_id, people in rows.readings.items():
                    if people:
                        name, decided = key(table, row_id), rows.decided.get(row_id, {})
                        differing = {field: said for field, said in _differing(people).items() if field not in decided}
                        levels[name] = 3 if differing else min(2, len(people))
                        self.disputed |= {name: differing} if differing else {}

    # What a person does

    def do(self, what: str, on: str | None = None, **details: Any) -> None:
        """One action by its name, as the screen asks for it; says what was recorded, or why nothing was.

        *on* is the row that the person saw: a key pressed twice must not decide about the next row unseen.
        """
        if on is not None and on != self.queue.hand:
            return
        with self.hold():
            self.form.errors = {}
            try:
                ACTIONS[what](self, **details)
            except (FieldError, ValueError, OSError) as error:
                self.form.errors = getattr(error, "faults", {})
                self.form.said = [f"Nothing was saved. {error}", True]

    def write(self, **values: Any) -> corrections.Record:
        """Records an action under the person's name."""
        return self.done(self.followed.record, **values)

    def done(self, step: Callable[..., corrections.Record], **values: Any) -> corrections.Record:
        """Does one *step* of what follows the log, under the person's name; notes what it and others have changed."""
        by = self.by()
        if self.followed.renew():
            self._stale |= self.followed.changed
        record = step(by=by, why=self.form.why.strip() or None, **values)
        self._stale |= self.followed.changed
        return record

    def by(self) -> str:
        """The person's name; nothing is recorded without one."""
        if not self.form.by.strip():
            raise FieldError({"by": "say who you are first"})
        return self.form.by.strip()

    def saved(self, record: corrections.Record, wanted: str | None = None) -> None:
        """Shows what has become of the tables, and takes the *wanted* row in hand."""
        self._drafts.pop(self._in_hand, None)
        self.form.why, self.form.typed = "", {}
        self._renew()
        self.place = None
        self.queue.hand = wanted or self.queue.hand
        self.show()
        records = {each.id: each for each in self.followed.records}
        self.form.said = [f"Saved: {record.by} {words.sentence(record, records)}. {_AGAIN}", False]

    def where(self, table: str, row: pd.Series) -> dict[str, Any]:
        """The fields of a record that point at a row, or at the place of a new one."""
        text = self.text(row["article_id"], needed=False)
        where = corrections.selectors(table, row, text)
        if text is not None and pd.notna(sha256 := self.articles["sha256"].get(row["article_id"])):
            where["article_sha256"] = sha256
        return {**where, "article_text": text}

    def text(self, article_id: str, needed: bool = True) -> str | None:
        text = self.articles["text"].get(article_id)
        if text is None and needed:
            raise ValueError(f"{article_id}: the article is not among those given.")
        return text

    def ask(self, panel: dict[str, Any]) -> None:
        """Shows a panel about the row in hand; what was typed there waits."""
        self.keep_draft()
        self.show(panel)
        self.form.said = ["", False]


def _differing(people: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What *people* say differently of a row, field -> person -> value; only whether it is a row at all, where they differ on that."""
    readings = list(people.values())
    fields_ = ["status"] if len({reading["status"] for reading in readings}) > 1 else readings[0] if readings[0]["status"] == "kept" else []
    return {field: {person: reading[field] for person, reading in people.items()} for field in fields_ if any(reading[field] != readings[0][field] for reading in readings)}
