"""What a person does at the desk: each action writes to the log, or says why it does not.

The functions take the desk; what they raise is said in its form, and then nothing was written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kit import comparison, corrections
from kit.corrections.replay import plain
from kit.desk import fields, form, places, words
from kit.desk.article import headline
from kit.desk.fields import FieldError
from kit.desk.queue import key

if TYPE_CHECKING:
    from kit.desk.desk import Desk


def _accept(desk: Desk) -> None:
    table, row = desk.row()
    if desk.form.typed:
        raise ValueError("A box is changed: press Save changes, or put its old value back.")
    said = {name: plain(row[name]) for name in fields.FIRST[table]}
    desk.saved(desk.write(action="accept", **desk.where(table, row), from_=said), desk.queue.next)


def _reject(desk: Desk) -> None:
    table, row = desk.row()
    desk.saved(desk.write(action="reject", **desk.where(table, row)), desk.queue.next)


def _save(desk: Desk) -> None:
    if desk.form.panel["mode"] != "edit":
        _confirm(desk)
        return
    table, row = desk.row()
    new = _changes(desk, table, row)
    if not new:
        raise ValueError("No box is changed: change one, or press Accept.")
    _set(desk, table, row, new)


def _set(desk: Desk, table: str, row: pd.Series, new: dict[str, Any], action: str = "set", old: dict[str, Any] | None = None) -> None:
    old = old or {name: plain(row[name]) for name in new}
    single = next(iter(new)) if len(new) == 1 else None
    said = {"field": single, "from_": old[single], "to": new[single]} if single else {"from_": old, "to": new}
    desk.saved(desk.write(action=action, **desk.where(table, row), **said), desk.queue.next)


def _changes(desk: Desk, table: str, row: pd.Series) -> dict[str, Any]:
    """The fields whose value in the form is another than in the row.

    Raises:
        FieldError: naming each box that is wrong.
    """
    new = _typed(desk, table)
    fields.check_bounds({name: plain(row[name]) for name in fields.NUMBERS if name in row} | new)
    for name in fields.MENTIONS:
        if name in new:
            new |= _mention(desk, name, new[name], row)
    return {name: value for name, value in new.items() if value != plain(row[name])}


def _mention(desk: Desk, name: str, said: str | None, row: pd.Series) -> dict[str, Any]:
    try:
        return places.mention(name, desk.text(row["article_id"]), said, int(row["start"]))
    except ValueError as error:
        raise FieldError({name: str(error)}) from None


def _typed(desk: Desk, table: str) -> dict[str, Any]:
    """What was typed, by column of *table*; the number as written must be one."""
    if desk.form.typed.get("number"):
        _number(desk, desk.form.typed["number"])
    return fields.typed({name: value for name, value in desk.form.typed.items() if name in fields.FIELDS[table]}, desk.ids())


def _number(desk: Desk, written: str) -> dict[str, Any]:
    try:
        return fields.read_number(written)
    except ValueError as error:
        raise FieldError({"number": str(error)}) from None


def _undo(desk: Desk) -> None:
    _step(desk, desk.followed.undo)


def _redo(desk: Desk) -> None:
    _step(desk, desk.followed.redo)


def _step(desk: Desk, step) -> None:
    undo = desk.done(step)
    records = {each.id: each for each in desk.followed.records}
    about = records[undo.undoes]
    about = records[about.undoes] if about.action == "undo" else about
    here = about.target and key(about.table, about.target)
    there = about.table and about.target in (desk.claims if about.table == "claims" else desk.figures).index
    desk.saved(undo, here if there else None)


def _type(desk: Desk, name: str, value: str) -> None:
    """Takes in what was typed into one box, and what follows from it in others."""
    boxes = {box["name"]: box for box in (*desk.form.panel["boxes"], *desk.form.panel["more"])}
    typed = {**desk.form.typed, name: value}
    said = ["", False]
    if name == "number" and value.strip():
        try:
            read = fields.read_number(value)
            typed |= {side: fields.shown(read[side]) for side in read if side in boxes}
            said[0] = f"{fields.number_in_words(read)}."
        except ValueError as error:
            desk.form.errors = {"number": str(error)}
    if name == "source_id" and (kind := desk.kinds.get(desk.ids().get(value.strip().casefold(), value.strip()))):
        typed["source_kind"] = kind
    desk.form.typed = {box: now for box, now in typed.items() if now != boxes[box]["value"]}
    desk.form.said = said
    if name == "words":
        desk.place = None
        _open_add(desk, desk.adding, value)


def _article_id(desk: Desk) -> str:
    """The article on the screen."""
    _, row = desk.row()
    return row["article_id"]


def _select(desk: Desk, tool: str, start: int, end: int) -> None:
    """What is done with words selected in the article."""
    lost = desk.lost.get(desk.queue.hand.removeprefix("lost "))
    text = desk.text(lost.article_id if lost else _article_id(desk))
    start, end = places.trimmed(text, start, end)
    if start >= end:
        raise ValueError("No words are selected.")
    if tool in ("figure", "claim"):
        desk.place = start, end
        _open_add(desk, f"{tool}s", text[start:end])
    elif tool in fields.MENTIONS:
        claim = _claim_in_hand(desk)
        _set(desk, "claims", claim, {tool: text[start:end], f"{tool}_start": start, f"{tool}_end": end})
    elif tool == "split":
        _split(desk, text, start, end)
    elif tool == "place" and lost:
        _attach(desk, lost, lost.article_id, start, end)


def _claim_in_hand(desk: Desk) -> pd.Series:
    table, row = desk.row()
    return row if table == "claims" else desk.claims.loc[row["claim_id"]]


def _split(desk: Desk, text: str, start: int, end: int) -> None:
    table, row = desk.row()
    first, last = int(row["start"]), int(row["end"])
    if not first <= start < end <= last or (start, end) == (first, last):
        raise ValueError(f"Select a part of the {table[:-1]} in hand: it becomes a {table[:-1]} of its own.")
    parts = [places.trimmed(text, *piece) for piece in ((first, start), (start, end), (end, last))]
    parts = [{"start": left, "end": right} for left, right in parts if any(map(str.isalnum, text[left:right]))]
    desk.saved(desk.write(**corrections.split(table, row, parts, text)), key(table, f"{row['article_id']}:{start}-{end}"))


def _open_add(desk: Desk, table: str = "figures", said: str = "") -> None:
    """Opens the boxes for a new row; *said* are its words."""
    _, row = desk.row()
    desk.adding = table
    text, article_id = desk.text(row["article_id"]), row["article_id"]
    found = [desk.place] if desk.place else places.places_of(text, said)
    around = [[f"{start}-{end}", words.short(f"… {text[max(0, start - 30):start]}“{text[start:end]}”{text[end:end + 30]} …", 90)] for start, end in found]
    about = [f"In {headline(article_id, desk.articles)}."]
    if said.strip() and not found:
        about.append("These words do not stand in this article.")
    if len(found) == 1 and table == "figures":
        claim_id = places.claim_around(desk.of(article_id)[0], *found[0])
        about.append("Nobody is quoted for it: its sentence is recorded too, as the article's own claim." if claim_id is None else f"It belongs to the claim {form.named(desk.claims.loc[claim_id], 'claims')}.")
    panel = form.add(table, desk.known(table, row), said, around, about)
    typed = dict(desk.form.typed) if desk.form.panel.get("mode") == "add" else {}
    desk.ask(panel)
    desk.article.hand = [[start, end, table[:-1] if table == "figures" else "content", ""] for start, end in found] or desk.article.hand
    desk.form.typed = {name: value for name, value in typed.items() if name not in ("words", "at")}


def _confirm_add(desk: Desk) -> None:
    article_id, table, values = _article_id(desk), desk.adding, desk.form.values
    text, place = desk.text(article_id), _place_typed(desk, values)
    own = {name: value for name, value in fields.typed({name: value for name, value in values.items() if name in fields.FIELDS[table]}, desk.ids()).items() if value is not None}
    claims, figures = desk.of(article_id)
    if taken := places.overlapping(figures, *place) if table == "figures" else None:
        raise FieldError({"words": f"“{taken}” at this place is a figure already; take it in hand and change it there"})
    if table == "figures":
        if "measure" not in own:
            raise FieldError({"measure": "choose one"})
        own |= _number(desk, values["number"].strip() or text[slice(*place)])
        own["claim_id"] = own.get("claim_id") or places.claim_around(claims, *place) or _own_claim(desk, article_id, text, place)
    else:
        for name in fields.MENTIONS:
            if name in own:
                own |= places.mention(name, text, own[name], place[0])
    desk.saved(_add(desk, table, article_id, places.new_row(table, text, *place, **own)), key(table, f"{article_id}:{place[0]}-{place[1]}"))


def _place_typed(desk: Desk, values: dict[str, str]) -> tuple[int, int]:
    if desk.place:
        return desk.place
    found = places.places_of(desk.text(_article_id(desk)), values["words"])
    chosen = [place for place in found if f"{place[0]}-{place[1]}" == values.get("at")] if len(found) > 1 else found
    if not chosen:
        raise FieldError({"at": "choose one, the words stand there more than once"} if found else {"words": "they do not stand in this article" if values["words"].strip() else "type them as they stand in the article, or select them there"})
    return chosen[0]


def _own_claim(desk: Desk, article_id: str, text: str, place: tuple[int, int]) -> str:
    """Records the sentence around a place as a claim of the article itself."""
    sentence = places.whole_sentences(text, *place)
    row = places.new_row("claims", text, *sentence, source_id="article", source_kind="article", form="indirect", polarity="asserted")
    return _add(desk, "claims", article_id, row).target


def _add(desk: Desk, table: str, article_id: str, row: dict[str, Any]) -> corrections.Record:
    there = pd.Series({"article_id": article_id, **row}, name=f"{article_id}:{row['start']}-{row['end']}")
    return desk.write(action="add", **desk.where(table, there), to=row)


def _merge(desk: Desk) -> None:
    table, row = desk.row()
    rows = desk.of(row["article_id"])[table == "figures"]
    desk.ask(form.merge(table, form.choices(rows, table, row.name), form.named(row, table)))


def _who(desk: Desk) -> None:
    claim = _claim_in_hand(desk)
    if pd.isna(claim["source"]):
        raise ValueError("The claim has no source: select its words in the article, then press Source.")
    same = desk.claims["source"].str.casefold().eq(claim["source"].casefold()) & desk.claims["status"].ne("rejected")
    desk.ask(form.who(claim["source"], {name: plain(claim[name]) for name in ("source_id", "source_kind")}, desk.known("claims", claim), int(same.sum())))


def _cancel(desk: Desk) -> None:
    desk.place = None
    desk.show()


def _edit(desk: Desk) -> None:
    table, row = desk.row()
    desk.disputed.pop(desk.queue.hand, None)
    desk.show()


def _confirm(desk: Desk) -> None:
    confirm = {"add": _confirm_add, "merge": _confirm_merge, "who": _confirm_who, "attach": _confirm_attach, "decide": _decide}
    confirm[desk.form.panel["mode"]](desk)


def _confirm_merge(desk: Desk) -> None:
    table, row = desk.row()
    frame, other = desk.claims if table == "claims" else desk.figures, desk.form.values["other"]
    if not other:
        raise FieldError({"other": "choose one"})
    record = desk.write(**corrections.merge(table, frame.loc[[row.name, other]], desk.text(row["article_id"])))
    desk.saved(record, key(table, record.target))


def _confirm_who(desk: Desk, nobody: bool = False) -> None:
    claim, values = _claim_in_hand(desk), desk.form.values
    article_id = claim["article_id"] if values["reach"] == "article" else None
    new: dict[str, Any] = {"source_id": None, "source_kind": None}
    if not nobody:
        new = fields.typed({"source_id": values["source_id"].strip() or fields.source_id_of(values["name"]), "source_kind": values["source_kind"]}, desk.ids())
        if new["source_id"] is None:
            raise FieldError({"source_id": "choose a source, or press Not a source"})
        if not set(new["source_id"].split("|")) <= {*desk.kinds, "article", "unnamed"}:
            if not values["name"].strip():
                raise FieldError({"name": f"{new['source_id']} is new: give its full name, or choose a known source"})
            new["name"] = values["name"].strip()
    desk.saved(desk.write(**corrections.resolve(claim["source"], **new, article_id=article_id, target=claim.name)))


def _confirm_attach(desk: Desk) -> None:
    lost = desk.lost[desk.queue.hand.removeprefix("lost ")]
    if not desk.form.values.get("row"):
        raise FieldError({"row": "choose one, or select the words in the article"})
    start, _, end = desk.form.values["row"].rpartition(":")[2].partition("-")
    _attach(desk, lost, desk.form.values["row"].rpartition(":")[0], int(start), int(end))


def _attach(desk: Desk, lost: corrections.Record, article_id: str, start: int, end: int) -> None:
    """Gives a lost record the words that are meant, or the row that stands there."""
    row_id = f"{article_id}:{start}-{end}"
    if lost.action != "add":
        rows = desk.of(article_id)[lost.table == "figures"]
        there = rows[(rows["start"] < end) & (rows["end"] > start)]
        if len(there) != 1 and row_id not in there.index:
            raise ValueError(f"Select words of one {lost.table[:-1]} that is marked already.")
        row = there.loc[row_id] if row_id in there.index else there.iloc[0]
        row_id, start, end = row.name, int(row["start"]), int(row["end"])
    record = desk.write(**corrections.attach(lost.id, lost.table, start, end, article_id, desk.text(article_id), row_id))
    desk.saved(record, key(lost.table, row_id))


def _drop(desk: Desk) -> None:
    lost = desk.lost[desk.queue.hand.removeprefix("lost ")]
    desk.saved(desk.done(desk.followed.undo, record_id=lost.id), desk.queue.next)


def _decide(desk: Desk) -> None:
    table, row = desk.row()
    said = desk.disputed[desk.queue.hand]
    chosen = desk.form.values
    if undecided := [name for name in said if chosen[name] == form.OPEN]:
        raise FieldError(dict.fromkeys(undecided, "choose one"))
    new = {name: next(value for value in values.values() if fields.shown(value) == chosen[name]) for name, values in said.items()}
    if "status" in new:
        new["status"] = {"kept": "accepted"}.get(new["status"], new["status"])
    _set(desk, table, row, new, "decide", {name: plain(row[name]) for name in new})


def _contradictions(desk: Desk) -> None:
    """Finds the rows that contradict another, once somebody asks for them."""
    pairs = comparison.contradictions(desk.figures, desk.claims, desk.registry, articles=desk.articles)
    ids = {*pairs["figure_id_a"], *pairs["figure_id_b"]}
    claims = desk.figures.loc[desk.figures.index.isin(ids), "claim_id"]
    desk.queue.contradicting = sorted({key("figures", id_) for id_ in ids} | {key("claims", id_) for id_ in claims})


#: The actions by the names that the screen uses.
ACTIONS = {
    "accept": _accept, "reject": _reject, "save": _save, "undo": _undo, "redo": _redo, "type": _type, "select": _select, "add": _open_add, "merge": _merge,
    "who": _who, "nobody": lambda desk: _confirm_who(desk, nobody=True), "confirm": _confirm, "cancel": _cancel, "edit": _edit, "drop": _drop,
    "contradictions": _contradictions, "take": lambda desk, name: desk.take(name),
}
