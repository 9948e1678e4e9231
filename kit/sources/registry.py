"""The registry of sources: finding in it whom a mention names.

The registry of a case (``sources.csv``) and the kit's own table of well-known organisations are read alike: each row's
name and aliases are taken apart by the grammar of :mod:`kit.language.mentions.grammar`, as the mentions of an article are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from kit.language import places, spelling
from kit.language.mentions import names
from kit.language.mentions.grammar import Described, describe
from kit.language.spelling import fold
from kit.sources.lands import Lands

_ORGANISATIONS = Path(__file__).with_name("organisations.csv")
#: What of a case's registry whom a mention means depends on.
COLUMNS = ("source_id", "name", "kind", "side", "parent", "aliases")
#: Kinds of bodies whose names may look like somebody's.
BODIES = frozenset({"agency", "media", "ngo", "company", "party", "international"})
#: Kinds of a country's bodies; where nothing more is said of one, its group is called so too.
STATE_KINDS = frozenset({"government", "military", "intelligence"})


class Entry(NamedTuple):
    """One row. ``described`` holds its name and aliases, each as written and as taken apart."""

    source_id: str
    name: str
    kind: str
    side: str
    parent: str
    described: tuple[tuple[str, Described], ...]

    @property
    def person(self) -> bool:
        """Whether the name is somebody's. A body's may look like one ("Mountain Aid"): there a given name or a surname as alias tells."""
        (name, first), *aliases = self.described
        if not first.person or first.country:
            return False
        surname = any(alias == name.split()[-1] for alias, _ in aliases)
        return self.kind not in BODIES or bool(spelling.given_name_gender(name)) or (surname and self.kind != "media")

    @property
    def names(self) -> list[str]:
        """The names of people among its names: those of a person, or those that a body was given for whoever speaks for it."""
        if self.person:
            return [described.name for _, described in self.described if described.person]
        return list(filter(None, (names.of_somebody(alias, self.name) for alias, _ in self.described)))


class Found(NamedTuple):
    """An entry and the evidence for it."""

    entry: Entry
    by: str


class Registry(NamedTuple):
    """The rows in their order, by id, by every name and alias (with the form that is written there), and by each name of a person.

    ``lands`` are countries that only this registry knows.
    """

    entries: tuple[Entry, ...]
    by_id: dict[str, Entry]
    exact: dict[str, tuple[Entry, str]]
    people: tuple[tuple[Entry, str], ...] = ()
    lands: tuple[str, ...] = ()

    def named(self, text: str) -> Found | None:
        """The entry whose name or alias is *text*, whatever the case, article, quotation marks and accents."""
        for key in _keys(text) if self.exact else ():
            if key in self.exact:
                entry, alias = self.exact[key]
                return Found(entry, "registry name" if alias == entry.name else f"registry alias “{alias}”")
        return None

    def bodies_in(self, text: str) -> Iterator[tuple[int, Found]]:
        """Where *text* names a body of the registry, and which."""
        pattern = _body_names(self.entries)
        for match in pattern.finditer(text) if pattern else ():
            if found := self.named(match[0]):
                yield match.start(), found

    def of_person(self, name: str) -> Found | None:
        """The one person whose name *name* is, or is a variant of; None if it could be two."""
        matches = [(entry, alias) for entry, alias in self.people if names.same_person(name, alias)]
        if len({entry.source_id for entry, _ in matches}) != 1:
            return None
        entry, alias = matches[0]
        return Found(entry, f"surname of “{alias}”" if len(name.split()) == 1 else f"variant of “{alias}”")

    def of_group(self, country: str, group: str) -> Found | None:
        """The entry that is *country*'s *group* ("health ministry"): by an alias that says so, or as the only one of its kind."""
        for entry in self.entries:
            for alias, described in entry.described:
                whole = not (described.owner and not described.country) and not described.complement
                if described.group == group and (described.country or entry.side) == country and whole and not described.person:
                    return Found(entry, f"like registry alias “{alias}”")
        alike = [entry for entry in self.entries if self._plain(entry, group) and entry.side == country and not entry.person]
        roots = [entry for entry in alike if not entry.parent] if group == "government" else alike
        return Found(roots[0], f"the registry’s one {group} of {country}") if len(roots) == 1 else None

    def called(self, described: Described) -> list[Entry]:
        """The entries that a description without a name fits: the ministries for "the ministry", the holder of "the mayor"."""
        head = described.head
        same_kind = (entry for entry in self.entries if head.sort == "office" or not head.group or entry.kind == head.kind)
        return [entry for entry in same_kind if any(_fits(described, alias) for _, alias in entry.described)]

    @staticmethod
    def _plain(entry: Entry, group: str) -> bool:
        if entry.kind != group or group not in STATE_KINDS:
            return False
        others = {described.group for _, described in entry.described if described.group}
        return group != "government" or not others or "government" in others


def _fits(wanted: Described, alias: Described) -> bool:
    head = wanted.head
    if head.sort == "office":
        return any(each.group == head.group and each.sort in {"office", "title"} for each in alias.heads) and set(wanted.topic.split()) <= set(alias.topic.split())
    if alias.stands:
        return head.group == "government" and not wanted.topic
    named = alias.head is not None and alias.head.sort == "body" and not alias.head.plural and not alias.owner
    alike = named and (alias.head.group == head.group if head.group else alias.head.noun == head.noun)
    return alike and set(wanted.topic.split()) <= {*alias.topic.split(), *fold(alias.name).split()}


@lru_cache(maxsize=16)
def _body_names(entries: tuple[Entry, ...]) -> re.Pattern[str] | None:
    names = {form for entry in entries if not entry.person for form, _ in entry.described if any(letter.isupper() for letter in form)}
    return re.compile(rf"\b(?:{'|'.join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))})\b") if names else None


def _keys(text: str) -> list[str]:
    """How a name is looked up: capitals as they are ("WHO", not "who"), everything else folded."""
    bare = text.replace(".", "").strip()
    return [bare] if _is_short(bare) else [fold(bare), bare]


def _is_short(text: str) -> bool:
    return 1 < len(text) < 6 and text.isupper() and text.isalpha()


def read(registry: pd.DataFrame | None) -> Registry:
    """Reads a table with the columns of schema.SOURCES; None is an empty one."""
    if registry is None or registry.empty:
        return Registry((), {}, {})
    missing = [column for column in ("source_id", "name", "kind") if column not in registry.columns]
    if missing:
        raise ValueError(f"the registry of sources lacks the column(s) {', '.join(missing)}: it has {', '.join(map(str, registry.columns))}")
    rows = registry.reindex(columns=list(COLUMNS)).astype("string").fillna("")
    return _read(tuple(tuple(row) for row in rows.itertuples(index=False, name=None)))


@lru_cache(maxsize=1)
def organisations() -> Registry:
    """The kit's own table, organisations.csv."""
    return read(pd.read_csv(_ORGANISATIONS, comment="#", dtype="string", keep_default_na=False, encoding="utf-8"))


@lru_cache(maxsize=16)
def _read(rows: tuple[tuple[str, ...], ...]) -> Registry:
    entries = []
    lands = Lands(form for _, name, *_, aliases in rows for form in (name, *aliases.split("|")))
    for source_id, name, kind, side, parent, aliases in rows:
        forms = dict.fromkeys(form.strip() for form in (name, *aliases.split("|")) if form.strip())
        described = tuple((form, lands.read(describe(form))) for form in forms)
        entries.append(Entry(source_id, name, kind, places.country_of(side) or side, parent, described))
    exact: dict[str, tuple[Entry, str]] = {}
    for entry in entries:
        for form, _ in entry.described:
            exact.setdefault(_keys(form)[0] if _is_short(form.replace(".", "")) else fold(_bare(form)), (entry, form))
    for entry in entries:
        # "Example News Agency" is also called "Example".
        for form, described in entry.described:
            if described.head and described.head.group == "news agency" and described.name and not entry.person:
                short = fold(described.name).removesuffix(fold(described.head.noun)).strip()
                exact.setdefault(short or fold(form), (entry, form))
    people = tuple((entry, name) for entry in entries for name in entry.names)
    return Registry(tuple(entries), {entry.source_id: entry for entry in entries}, exact, people, lands.names)


def _bare(form: str) -> str:
    return form[4:] if form[:4].casefold() == "the " else form
