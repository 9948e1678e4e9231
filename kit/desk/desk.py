"""The correction desk: the table of rows, the article and the form, and what a person does with them.

Every action is on the disk before the screen says so. What is wrong is said in the form, and then
nothing is written. The browser gets texts and draws them as texts; it is sent what has changed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from typing import Any

import ipywidgets as widgets
import pandas as pd

from kit import comparison, corrections
from kit.corrections.replay import plain
from kit.desk import fields, form, places, words
from kit.desk.article import Article, headline, marks_in, marks_in_hand
from kit.desk.fields import FieldError
from kit.desk.queue import Queue, all_rows, key

_AGAIN = "Run the cells below again to see it in their tables."
_TOOLS = {
    "row": [["figure", "New figure", "F"], ["claim", "New claim", "C"], ["source", "Its source", "O"], ["cue", "Its cue", "Q"], ["split", "Split here", "T"]],
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
        self._following = corrections.follow(claims, figures, log, articles=articles, policy=policy)
        self._articles, self._log, self._notes, self._sources = articles, log, list(notes), sources
        self._drafts: dict[str, dict[str, str]] = {}
        self._in_hand = ""
        self._place: tuple[int, int] | None = None
        names = sorted({record.by for record in self._following.records})
        # One person's log is theirs again; among several nobody is guessed here (their browser may know).
        reviewer = reviewer or (names[0] if len(names) == 1 else "")
        self.queue, self.article, self.form = Queue(self.claims, self.figures), Article(), form.Form(by=reviewer, people=names)
        self._renew()
        rows = self.table
        self.take(key(rows["table"][0], rows["row_id"][0]) if len(rows) else "")
        for part in (self.queue, self.article, self.form):
            part.on_msg(lambda _, message, buffers: self.do(message.pop("do"), **message))
        super().__init__([self.queue, self.article, self.form])
        self.add_class("kit-desk")

    @property
    def claims(self) -> pd.DataFrame:
        return self._following.claims

    @property
    def figures(self) -> pd.DataFrame:
        return self._following.figures

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
        left = self._keep_draft()
        self._place = None
        with self.hold():
            self.queue.hand = name
            self._show()
            waiting = "Your changes to this row are not saved yet: Save changes records them." if self.form.typed else ""
            self.form.said = [waiting or ("The changes to the row before are not saved; they wait there." if left else ""), False]

    def hold(self):
        """Sends what changes in one message for each part."""
        from contextlib import ExitStack

        stack = ExitStack()
        for part in (self.queue, self.article, self.form):
            stack.enter_context(part.hold_sync())
        return stack

    def _keep_draft(self) -> bool:
        if self.form.panel.get("mode") != "edit":
            return False
        self._drafts.pop(self._in_hand, None)
        if self.form.typed:
            self._drafts[self._in_hand] = dict(self.form.typed)
        return bool(self.form.typed)

    def _row(self) -> tuple[str, pd.Series]:
        table, _, row_id = self.queue.hand.partition(" ")
        frame = {"claims": self.claims, "figures": self.figures}.get(table)
        if frame is None or row_id not in frame.index:
            raise ValueError("No row is chosen: choose one in the table first.")
        return table, frame.loc[row_id]

    def _of(self, article_id: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        return tuple(table[table["article_id"].eq(article_id)] for table in (self.claims, self.figures))

    def _show(self, panel: dict[str, Any] | None = None) -> None:
        """Puts the row in hand, or *panel* about it, into the article and the form."""
        self._in_hand = self.queue.hand
        lost = self._lost.get(self.queue.hand.removeprefix("lost "))
        self.article.tools, self.article.key = _TOOLS["lost" if lost else "row"], self.queue.hand
        try:
            table, row = self._row()
        except ValueError:
            self._show_lost(lost) if lost else self._show_nothing()
            return
        claims, figures = self._of(row["article_id"])
        claim_id = row.name if table == "claims" else row["claim_id"]
        claim = claims.loc[claim_id] if claim_id in claims.index else None
        self._show_article(row["article_id"], marks_in_hand(table, row, claim, figures[figures["claim_id"] == claim_id]))
        disputed = self._disputed.get(self.queue.hand)
        if panel is None and disputed:
            panel = form.decide(table, disputed, form.named(row, table))
        if panel is None:
            panel = form.edit(table, {name: plain(row[name]) for name in fields.FIELDS[table]}, self._known(table, row), form.named(row, table), self._about(table, row, claim))
        self.form.panel, self.form.errors = panel | {"key": self.queue.hand}, {}
        self.form.typed = self._drafts.get(self.queue.hand, {}) if panel["mode"] == "edit" else {}

    def _show_article(self, article_id: str, hand: list[list]) -> None:
        found = article_id in self._articles.index
        self.article.head = headline(article_id, self._articles) if found else f"{article_id}: the article is not among those given"
        self.article.text = self._articles["text"][article_id] if found else ""
        self.article.marks, self.article.hand = (marks_in(*self._of(article_id)), hand) if found else ([], [])

    def _show_nothing(self) -> None:
        done = len(self.claims) + len(self.figures)
        self.form.panel = {"mode": "none", "title": "Everything is checked." if done else "No claim and no figure was found in these articles.", "about": [], "boxes": [], "more": [], "buttons": [], "key": ""}
        self.form.typed, self.form.errors = {}, {}

    def _show_lost(self, record: corrections.Record) -> None:
        claims, figures = self._of(record.article_id)
        rows = form.choices(claims if record.table == "claims" else figures, record.table)
        self._show_article(record.article_id, [])
        said = words.sentence(record, {each.id: each for each in self._following.records})
        self.form.panel, self.form.typed, self.form.errors = form.attach(f"{record.by} {said}.", rows) | {"key": self.queue.hand}, {}, {}

    def _about(self, table: str, row: pd.Series, claim: pd.Series | None) -> list[str]:
        source = None if claim is None else "the article itself" if claim["source_kind"] == "article" else claim["source"]
        by = f"Said by {words.short(source)}" if isinstance(source, str) else "No source is stated"
        known = "" if claim is None or pd.isna(claim["source_id"]) or claim["source_id"] == "article" else f" ({claim['source_id']})"
        people = self._following.articles[row["article_id"]].tables[table].readings.get(row.name, {}) if row["article_id"] in self._following.articles else {}
        checked = f"Checked by {', '.join(sorted(people))}." if people else ""
        return [f"{by}{known}.", *([checked] if checked else [])]

    def _known(self, table: str, row: pd.Series | None) -> dict[str, list]:
        """What the boxes offer to choose from."""
        claims, figures = self._of(row["article_id"])
        figures_here, claims_here = form.choices(figures, "figures", row.name), form.choices(claims, "claims", row.name)
        sources = sorted(self._kinds())
        return {
            "source_id": sources, "via_id": sources, "claim_id": claims_here, "parent_id": claims_here,
            "part_of": figures_here, "superseded_by": figures_here,
            **{name: sorted(self.figures[name].dropna().unique()) for name in ("group", "statement", "place")},
        }

    def _kinds(self) -> dict[str, str]:
        """The source ids that are known, and their kinds; the registry's word counts more."""
        named = self.claims[["source_id", "source_kind"]].dropna().drop_duplicates()
        return dict(zip(named["source_id"], named["source_kind"])) | dict(zip(self._registry["source_id"], self._registry["kind"]))

    def _ids(self) -> dict[str, str]:
        return {name.casefold(): id_ for name, id_ in zip(self._registry["name"], self._registry["source_id"])}

    def _renew(self) -> None:
        """Shows what the log makes of the tables now."""
        self._registry = corrections.registry(self._sources, self._log)
        levels, self._disputed = self._reviews()
        self._lost = {record.id: record for record, fault in self._following.faults() if fault.lost}
        lost = [[f"lost {record.id}", record.quote["exact"] if record.quote else record.target, None, None, record.article_id, None, None, None, "lost"] for record in self._lost.values()]
        self.queue.renew(self.claims, self.figures, levels, lost)
        every = len(self.claims) + len(self.figures)
        open_ = sum(int(table["status"].eq("extracted").sum()) for table in (self.claims, self.figures))
        self.queue.counts = {
            "all": every, "checked": every - open_, "agreed": sum(level == 2 for level in levels.values()),
            "disputed": len(self._disputed), "lost": len(self._lost),
        }
        notes, broken = list(self._notes), len(self._following.problems)
        if broken > len(self._lost):
            notes.append(f"{broken - len(self._lost)} line(s) of the log need a look: kit.corrections.problems lists them.")
        self.form.notes = notes
        self.form.log = [len(self._following.records), words.latest(self._following.records, self._following.undone)]
        self.form.people = sorted({record.by for record in self._following.records})

    def _reviews(self) -> tuple[dict[str, int], dict[str, dict]]:
        """How many people have checked each row (1, or 2 for more who agree, 3 where they do not), and what they said differently."""
        levels, disputed = {}, {}
        for article in self._following.articles.values():
            for table, rows in article.tables.items():
                for row_id, people in rows.readings.items():
                    name = key(table, row_id)
                    differing = {field: {person: said[field] for person, said in people.items()} for field in next(iter(people.values()))} if len(people) > 1 else {}
                    differing = {field: said for field, said in differing.items() if field not in rows.decided.get(row_id, {}) and len(set(map(str, said.values()))) > 1}
                    levels[name] = 3 if differing else min(2, len(people))
                    if differing:
                        disputed[name] = differing
        return levels, disputed

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
                _ACTIONS[what](self, **details)
            except (FieldError, ValueError, OSError) as error:
                self.form.errors = getattr(error, "faults", {})
                self.form.said = [f"Nothing was saved. {error}", True]

    def _write(self, **values: Any) -> corrections.Record:
        """Records an action under the person's name."""
        by = self.form.by.strip()
        if not by:
            raise FieldError({"by": "say who you are first, at the top"})
        return self._following.record(by=by, why=self.form.why.strip() or None, **values)

    def _saved(self, record: corrections.Record, wanted: str | None = None) -> None:
        """Shows what has become of the tables, and takes the *wanted* row in hand."""
        self._drafts.pop(self._in_hand, None)
        self.form.why, self.form.typed = "", {}
        self._renew()
        self._place = None
        self.queue.hand = wanted or self.queue.hand
        self._show()
        records = {each.id: each for each in self._following.records}
        self.form.said = [f"Saved: {record.by} {words.sentence(record, records)}. {_AGAIN}", False]

    def _where(self, table: str, row: pd.Series) -> dict[str, Any]:
        """The fields of a record that point at a row, or at the place of a new one."""
        text = self._text(row["article_id"], needed=False)
        where = corrections.selectors(table, row, text)
        if text is not None and pd.notna(sha256 := self._articles["sha256"].get(row["article_id"])):
            where["article_sha256"] = sha256
        return {**where, "article_text": text}

    def _text(self, article_id: str, needed: bool = True) -> str | None:
        text = self._articles["text"].get(article_id)
        if text is None and needed:
            raise ValueError(f"{article_id}: the article is not among those given.")
        return text

    def _accept(self) -> None:
        table, row = self._row()
        if self.form.typed:
            raise ValueError("A box is changed: press Save changes, or put its old value back.")
        said = {name: plain(row[name]) for name in fields.FIRST[table]}
        self._saved(self._write(action="accept", **self._where(table, row), from_=said), self.queue.next)

    def _reject(self) -> None:
        table, row = self._row()
        self._saved(self._write(action="reject", **self._where(table, row)), self.queue.next)

    def _save(self) -> None:
        if self.form.panel["mode"] != "edit":
            self._confirm()
            return
        table, row = self._row()
        new = self._changes(table, row)
        if not new:
            raise ValueError("No box is changed: change one, or press Accept.")
        self._set(table, row, new)

    def _set(self, table: str, row: pd.Series, new: dict[str, Any], action: str = "set", old: dict[str, Any] | None = None) -> None:
        old = old or {name: plain(row[name]) for name in new}
        single = next(iter(new)) if len(new) == 1 else None
        said = {"field": single, "from_": old[single], "to": new[single]} if single else {"from_": old, "to": new}
        self._saved(self._write(action=action, **self._where(table, row), **said), self.queue.next)

    def _changes(self, table: str, row: pd.Series) -> dict[str, Any]:
        """The fields whose value in the form is another than in the row.

        Raises:
            FieldError: naming each box that is wrong.
        """
        new = self._typed(table)
        fields.check_bounds({name: plain(row[name]) for name in fields.NUMBERS if name in row} | new)
        for name in fields.MENTIONS:
            if name in new:
                new |= self._mention(name, new[name], row)
        return {name: value for name, value in new.items() if value != plain(row[name])}

    def _mention(self, name: str, said: str | None, row: pd.Series) -> dict[str, Any]:
        try:
            return places.mention(name, self._text(row["article_id"]), said, int(row["start"]))
        except ValueError as error:
            raise FieldError({name: str(error)}) from None

    def _typed(self, table: str) -> dict[str, Any]:
        """What was typed, by column of *table*; the number as written must be one."""
        if self.form.typed.get("number"):
            self._number(self.form.typed["number"])
        return fields.typed({name: value for name, value in self.form.typed.items() if name in fields.FIELDS[table]}, self._ids())

    def _number(self, written: str) -> dict[str, Any]:
        try:
            return fields.read_number(written)
        except ValueError as error:
            raise FieldError({"number": str(error)}) from None

    def _undo(self) -> None:
        self._step(self._following.undo)

    def _redo(self) -> None:
        self._step(self._following.redo)

    def _step(self, step) -> None:
        if not self.form.by.strip():
            raise FieldError({"by": "say who you are first, at the top"})
        undo = step(self.form.by.strip(), why=self.form.why.strip() or None)
        records = {each.id: each for each in self._following.records}
        about = records[undo.undoes]
        about = records[about.undoes] if about.action == "undo" else about
        here = about.target and key(about.table, about.target)
        there = about.table and about.target in (self.claims if about.table == "claims" else self.figures).index
        self._saved(undo, here if there else None)

    def _type(self, name: str, value: str) -> None:
        """Takes in what was typed into one box, and what follows from it in others."""
        boxes = {box["name"]: box for box in (*self.form.panel["boxes"], *self.form.panel["more"])}
        typed = {**self.form.typed, name: value}
        said = ["", False]
        if name == "number" and value.strip():
            try:
                read = fields.read_number(value)
                typed |= {side: fields.shown(read[side]) for side in read if side in boxes}
                said[0] = f"{fields.number_in_words(read)}."
            except ValueError as error:
                self.form.errors = {"number": str(error)}
        if name == "source_id" and (kind := self._kinds().get(self._ids().get(value.strip().casefold(), value.strip()))):
            typed["source_kind"] = kind
        self.form.typed = {box: now for box, now in typed.items() if now != boxes[box]["value"]}
        self.form.said = said
        if name == "words":
            self._place = None
            self._open_add(self._adding, value)

    # Rows that are not there yet, or not in their place

    def _article_id(self) -> str:
        """The article on the screen."""
        _, row = self._row()
        return row["article_id"]

    def _select(self, tool: str, start: int, end: int) -> None:
        """What is done with words selected in the article."""
        lost = self._lost.get(self.queue.hand.removeprefix("lost "))
        text = self._text(lost.article_id if lost else self._article_id())
        start, end = places.trimmed(text, start, end)
        if start >= end:
            raise ValueError("No words are selected.")
        if tool in ("figure", "claim"):
            self._place = start, end
            self._open_add(f"{tool}s", text[start:end])
        elif tool in fields.MENTIONS:
            claim = self._claim_in_hand()
            self._set("claims", claim, {tool: text[start:end], f"{tool}_start": start, f"{tool}_end": end})
        elif tool == "split":
            self._split(text, start, end)
        elif tool == "place" and lost:
            self._saved(self._write(**corrections.attach(lost.id, lost.table, start, end, lost.article_id, text)))

    def _claim_in_hand(self) -> pd.Series:
        table, row = self._row()
        return row if table == "claims" else self.claims.loc[row["claim_id"]]

    def _split(self, text: str, start: int, end: int) -> None:
        table, row = self._row()
        first, last = int(row["start"]), int(row["end"])
        if not first <= start < end <= last or (start, end) == (first, last):
            raise ValueError(f"Select a part of the {table[:-1]} in hand: it becomes a {table[:-1]} of its own.")
        parts = [places.trimmed(text, *piece) for piece in ((first, start), (start, end), (end, last))]
        parts = [{"start": left, "end": right} for left, right in parts if any(map(str.isalnum, text[left:right]))]
        self._saved(self._write(**corrections.split(table, row, parts, text)), key(table, f"{row['article_id']}:{start}-{end}"))

    def _open_add(self, table: str = "figures", said: str = "") -> None:
        """Opens the boxes for a new row; *said* are its words."""
        _, row = self._row()
        self._adding = table
        text, article_id = self._text(row["article_id"]), row["article_id"]
        found = [self._place] if self._place else places.places_of(text, said)
        around = [[f"{start}-{end}", words.short(f"… {text[max(0, start - 30):start]}“{text[start:end]}”{text[end:end + 30]} …", 90)] for start, end in found]
        about = [f"In {headline(article_id, self._articles)}."]
        if said.strip() and not found:
            about.append("These words do not stand in this article.")
        if len(found) == 1 and table == "figures":
            claim_id = places.claim_around(self._of(article_id)[0], *found[0])
            about.append("Nobody is quoted for it: its sentence is recorded too, as the article's own claim." if claim_id is None else f"It belongs to the claim {form.named(self.claims.loc[claim_id], 'claims')}.")
        panel = form.add(table, self._known(table, row), said, around, about)
        typed = dict(self.form.typed) if self.form.panel.get("mode") == "add" else {}
        self._open(panel)
        self.article.hand = [[start, end, table[:-1] if table == "figures" else "content", ""] for start, end in found] or self.article.hand
        self.form.typed = {name: value for name, value in typed.items() if name not in ("words", "at")}

    def _confirm_add(self) -> None:
        article_id, table, values = self._article_id(), self._adding, self.form.values
        text, place = self._text(article_id), self._place_typed(values)
        own = {name: value for name, value in fields.typed({name: value for name, value in values.items() if name in fields.FIELDS[table]}, self._ids()).items() if value is not None}
        claims, figures = self._of(article_id)
        if taken := places.overlapping(figures, *place) if table == "figures" else None:
            raise FieldError({"words": f"“{taken}” at this place is a figure already; take it in hand and change it there"})
        if table == "figures":
            if "measure" not in own:
                raise FieldError({"measure": "choose one"})
            own |= self._number(values["number"].strip() or text[slice(*place)])
            own["claim_id"] = own.get("claim_id") or places.claim_around(claims, *place) or self._own_claim(article_id, text, place)
        else:
            for name in fields.MENTIONS:
                if name in own:
                    own |= places.mention(name, text, own[name], place[0])
        self._saved(self._add(table, article_id, places.new_row(table, text, *place, **own)), key(table, f"{article_id}:{place[0]}-{place[1]}"))

    def _place_typed(self, values: dict[str, str]) -> tuple[int, int]:
        if self._place:
            return self._place
        found = places.places_of(self._text(self._article_id()), values["words"])
        chosen = [place for place in found if f"{place[0]}-{place[1]}" == values.get("at")] if len(found) > 1 else found
        if not chosen:
            raise FieldError({"at": "choose one, the words stand there more than once"} if found else {"words": "they do not stand in this article" if values["words"].strip() else "type them as they stand in the article, or select them there"})
        return chosen[0]

    def _own_claim(self, article_id: str, text: str, place: tuple[int, int]) -> str:
        """Records the sentence around a place as a claim of the article itself."""
        sentence = places.whole_sentences(text, *place)
        row = places.new_row("claims", text, *sentence, source_id="article", source_kind="article", form="indirect", polarity="asserted")
        return self._add("claims", article_id, row).target

    def _add(self, table: str, article_id: str, row: dict[str, Any]) -> corrections.Record:
        there = pd.Series({"article_id": article_id, **row}, name=f"{article_id}:{row['start']}-{row['end']}")
        return self._write(action="add", **self._where(table, there), to=row)

    def _merge(self) -> None:
        table, row = self._row()
        rows = self._of(row["article_id"])[table == "figures"]
        self._open(form.merge(table, form.choices(rows, table, row.name), form.named(row, table)))

    def _who(self) -> None:
        claim = self._claim_in_hand()
        if pd.isna(claim["source"]):
            raise ValueError("The claim has no source: select its words in the article, then “Its source”.")
        same = self.claims["source"].str.casefold().eq(claim["source"].casefold()) & self.claims["status"].ne("rejected")
        self._open(form.who(claim["source"], {name: plain(claim[name]) for name in ("source_id", "source_kind")}, self._known("claims", claim), int(same.sum())))

    def _open(self, panel: dict[str, Any]) -> None:
        self._keep_draft()
        self._show(panel)
        self.form.said = ["", False]

    def _cancel(self) -> None:
        self._place = None
        self._show()

    def _edit(self) -> None:
        table, row = self._row()
        self._disputed.pop(self.queue.hand, None)
        self._show()

    def _confirm(self) -> None:
        confirm = {"add": self._confirm_add, "merge": self._confirm_merge, "who": self._confirm_who, "attach": self._confirm_attach, "decide": self._decide}
        confirm[self.form.panel["mode"]]()

    def _confirm_merge(self) -> None:
        table, row = self._row()
        frame, other = self.claims if table == "claims" else self.figures, self.form.values["other"]
        if not other:
            raise FieldError({"other": "choose one"})
        record = self._write(**corrections.merge(table, frame.loc[[row.name, other]], self._text(row["article_id"])))
        self._saved(record, key(table, record.target))

    def _confirm_who(self, nobody: bool = False) -> None:
        claim, values = self._claim_in_hand(), self.form.values
        article_id = claim["article_id"] if values["reach"] == "article" else None
        new: dict[str, Any] = {"source_id": None, "source_kind": None}
        if not nobody:
            new = fields.typed({"source_id": values["source_id"].strip() or fields.source_id_of(values["name"]), "source_kind": values["source_kind"]}, self._ids())
            if new["source_id"] is None:
                raise FieldError({"source_id": "choose a source, or press Not a source"})
            if not set(new["source_id"].split("|")) <= {*self._kinds(), "article", "unnamed"}:
                if not values["name"].strip():
                    raise FieldError({"name": f"{new['source_id']} is new: give its full name, or choose a known source"})
                new["name"] = values["name"].strip()
        self._saved(self._write(**corrections.resolve(claim["source"], **new, article_id=article_id, target=claim.name)))

    def _confirm_attach(self) -> None:
        lost = self._lost[self.queue.hand.removeprefix("lost ")]
        row_id, frame = self.form.values["row"], self.claims if lost.table == "claims" else self.figures
        if row_id not in frame.index:
            raise FieldError({"row": "choose one, or select the words in the article"})
        row, text = frame.loc[row_id], self._text(lost.article_id)
        record = self._write(**corrections.attach(lost.id, lost.table, int(row["start"]), int(row["end"]), lost.article_id, text, row_id))
        self._saved(record, key(lost.table, row_id))

    def _drop(self) -> None:
        lost = self._lost[self.queue.hand.removeprefix("lost ")]
        self._saved(self._following.undo(self.form.by.strip(), lost.id, self.form.why.strip() or None), self.queue.next)

    def _decide(self) -> None:
        table, row = self._row()
        said = self._disputed[self.queue.hand]
        chosen = self.form.values
        if undecided := [name for name in said if chosen[name] == "\N{NO-BREAK SPACE}"]:
            raise FieldError(dict.fromkeys(undecided, "choose one"))
        new = {name: next(value for value in values.values() if fields.shown(value) == chosen[name]) for name, values in said.items()}
        self._set(table, row, new, "decide", {name: plain(row[name]) for name in new})

    def _contradictions(self) -> None:
        """Finds the rows that contradict another, once somebody asks for them."""
        pairs = comparison.contradictions(self.figures, self.claims, self._registry, articles=self._articles)
        ids = {*pairs["figure_id_a"], *pairs["figure_id_b"]}
        claims = self.figures.loc[self.figures.index.isin(ids), "claim_id"]
        self.queue.contradicting = sorted({key("figures", id_) for id_ in ids} | {key("claims", id_) for id_ in claims})


_ACTIONS = {
    "take": Desk.take, "accept": Desk._accept, "reject": Desk._reject, "save": Desk._save, "undo": Desk._undo, "redo": Desk._redo, "type": Desk._type,
    "select": Desk._select, "add": Desk._open_add, "merge": Desk._merge, "who": Desk._who, "confirm": Desk._confirm, "cancel": Desk._cancel, "edit": Desk._edit,
    "nobody": lambda desk: desk._confirm_who(nobody=True), "drop": Desk._drop, "contradictions": Desk._contradictions,
}
