"""Where the reports say that it happened: every place named, denied or left open, by whom; and which places exclude each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

import pandas as pd

from kit.comparison.readings import kept
from kit.comparison.speakers import NOBODY, chains, names_of, source_name
from kit.language import dates, pipeline
from kit.language.attribution import stance
from kit.language.figures import whereabouts

_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{4}[.!?])[\"”’')\]]*\s+(?=[\"“‘'(]*[A-Z0-9])")
_WORD = re.compile(r"[^\W\d_]+")
_TEXTS = [
    "measure", "group", "who", "event", "status", "place", "within", "country", "where", "source_id", "source", "hedge",
    "article_id", "outlet", "sentence", "claim_id",
]
_OFFSETS = ["start", "end", "event_start", "event_end", "sentence_start", "sentence_end"]
_COLUMNS = [*_TEXTS[:12], "group_supplied", "one", "day", *_TEXTS[12:], *_OFFSETS]
_KEYS = ["measure", "group", "status", "place"]
_SIDE = ("place", "status", "sources", "articles", "sentence", "location_id")
_PAIR = ["measure", "group", "kind", "why"] + [f"{name}_{side}" for side in "ab" for name in _SIDE]
_KINDS = ("contradiction", "denied", "cannot say", "one inside the other")
_PRONOUNS = ("he", "him", "his", "she", "her")
#: More places than this for one person of one group are those of many events.
_MOST = 20


def locations(
    articles: pd.DataFrame, claims: pd.DataFrame, sources: pd.DataFrame | None = None, *, measure: str | None = None, model: str | None = None
) -> pd.DataFrame:
    """Finds what each report and source says of where something happened.

    The tables keep no parse, so the sentences that hold a word for an event (of the measure asked for) or for a place are read again.

    Args:
        articles: The articles table, of which ``text`` is needed; ``published`` dates the events.
        claims: The claims of these articles, which tell who speaks; rejected rows are left out.
        sources: The registry, for names.
        measure: Only this one, of ``schema.MEASURES`` or "attack", "explosion", "accident", "disaster".
        model: As in :func:`kit.extract`.

    Returns:
        Index ``location_id`` (``article_id:start-end``); one row for each event, place and source: ``measure``; ``group`` (whose people;
        ``group_supplied`` where the sentence does not say and that of the article's other events of the measure, or for "he" of all articles', is taken
        because it is the only one); ``who`` and ``event`` as written; ``status``: "named", "denied" (the place, by the sentence or by the claim around
        it) or "unclear" (it is said that it is not known or not told); ``place`` (bare name, a country under its usual one), ``within`` (larger places
        that the sentence gives, " · " between), ``country``; ``where`` (the words that tell it, ``text[start:end]``); ``source_id`` and ``source`` of the
        narrowest claim around them, else "article" (own voice), <NA> where unresolved (then ``source`` is as written); ``hedge`` of that claim or of the
        event; ``one`` (whether one person or thing is meant); ``day`` of the event; ``article_id``, ``outlet``, ``sentence``, ``claim_id`` (<NA> in the
        articles' own voice without a claim), offsets (Int64, characters of ``articles.text``).

    >>> import kit
    >>> articles = pd.DataFrame({"text": ["Police said a nurse was arrested near Lima. It is unclear where a second one was detained."]}, index=["a"])
    >>> table = locations(articles, kit.extract(articles)[0])
    >>> table[["measure", "status", "place", "source"]].fillna("").to_numpy().tolist()
    [['detained', 'named', 'Lima', 'Police'], ['detained', 'unclear', '', "the articles' own voice"]]
    """
    rows = [row for row in _rows(articles, measure, model) if measure in (None, row["measure"])]
    table = pd.DataFrame(rows, columns=[name for name in _COLUMNS if name not in {"source_id", "source", "claim_id"}])
    table["group"], table["group_supplied"] = _groups(table)
    table = table[table["status"].notna()].reset_index(drop=True)
    table = _spoken(table, kept(claims), sources)
    types = dict.fromkeys(_TEXTS, "string") | dict.fromkeys(_OFFSETS, "Int64") | dict.fromkeys(["group_supplied", "one"], "boolean")
    table = table.astype(types | {"day": "datetime64[us]"})
    first = table["article_id"] + ":" + table["start"].astype("string") + "-" + table["end"].astype("string")
    again = table.groupby(first, sort=False).cumcount()
    table.index = pd.Index(first.where(again.eq(0), first + "~" + (again + 1).astype("string")), name="location_id", dtype="string")
    return table[_COLUMNS]


def _rows(articles: pd.DataFrame, measure: str | None, model: str | None) -> Iterator[dict]:
    """Every event of the articles, with or without a place, in order."""
    texts = [text if isinstance(text, str) else "" for text in articles["text"]]
    days = articles["published"] if "published" in articles else pd.Series(pd.NaT, index=articles.index)
    outlets = articles["outlet"] if "outlet" in articles else pd.Series(pd.NA, index=articles.index)
    words = whereabouts.words(measure)
    parsed = pipeline.pipe_articles(pipeline.load(model), (_only_with(words, text) for text in texts))
    for article_id, text, published, outlet, docs in zip(articles.index, texts, days, outlets, parsed, strict=True):
        for doc in docs:
            at = doc._.start
            for found in whereabouts.find(doc):
                event, sentence = found.event, found.event.token.sent
                where = found.where if found.where is not None else sentence[:1]
                day = dates.resolve(found.date_text, None if pd.isna(published) else published.date()) if found.date_text else None
                yield {
                    "measure": event.measure, "group": event.group, "who": event.who.text if event.who is not None else None, "event": event.token.text,
                    "status": found.status, "place": found.place, "within": " · ".join(found.within) or None, "country": found.country, "where": where.text,
                    "hedge": stance.hedge(doc, [event.token.i], [c.i for c in event.token.children], ()), "one": event.one, "day": day,
                    "article_id": str(article_id), "outlet": outlet, "start": at + where.start_char, "end": at + where.end_char,
                    "event_start": at + event.token.idx, "event_end": at + event.token.idx + len(event.token), "sentence": sentence.text,
                    "sentence_start": at + sentence.start_char, "sentence_end": at + sentence.end_char,
                }  # fmt: skip


def _groups(table: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The groups, and which of them no sentence states: that of the article's other events of the measure, or for "he" of all articles', if it is only one."""
    groups, stated = table["group"], table["group"].notna()
    pronoun = table["who"].str.lower().isin(_PRONOUNS)
    for key, who in ((["article_id", "measure"], True), (["measure"], pronoun)):
        told = table.groupby(key)["group"]
        groups = groups.mask(groups.isna() & who & told.transform("nunique").eq(1), told.transform("first"))
    return groups, groups.notna() & ~stated


def _only_with(words: frozenset[str], text: str) -> str:
    """The text with line breaks for every sentence that has none of *words*, so that all else stays where it is."""
    pieces = []
    for line in text.splitlines(keepends=True):
        cuts = [0, *(match.end() for match in _SENTENCE_END.finditer(line)), len(line)]
        for start, end in pairwise(cuts):
            piece = line[start:end]
            pieces.append(piece if any(word.lower() in words for word in _WORD.findall(piece)) else "\n" * len(piece))
    return "".join(pieces)


def _spoken(table: pd.DataFrame, claims: pd.DataFrame, sources: pd.DataFrame | None) -> pd.DataFrame:
    """Adds who speaks: the narrowest claim in whose content the words for the place end, and a row for each of its sources."""
    by_article = {article_id: list(rows.itertuples()) for article_id, rows in claims.groupby("article_id", sort=False)}

    def around(row) -> str | None:
        holding = (claim for claim in by_article.get(row.article_id, ()) if any(start < row.end <= end for start, end in claim.spans))
        return min(holding, key=lambda claim: (claim.end - claim.start, claim.start)).Index if (holding := list(holding)) else None

    table = table.assign(claim_id=pd.array([around(row) for row in table.itertuples()], dtype="string"))
    speakers = chains(claims, sources)[["claim_id", "speaker_id"]].drop_duplicates()
    table = table.merge(speakers.rename(columns={"speaker_id": "source_id"}), on="claim_id", how="left")
    table["source_id"] = table["source_id"].mask(table["claim_id"].isna(), "article")
    names = names_of(sources)
    readable = {source_id: NOBODY.get(source_id) or source_name(source_id, names) for source_id in table["source_id"].dropna().unique()}
    mention = table["claim_id"].map(claims["source"]).astype("string")
    unnamed = ("“" + mention + "”, unnamed").where(table["source_id"].eq("unnamed").fillna(False))
    table["source"] = unnamed.fillna(table["source_id"].map(readable).astype("string")).fillna(mention)
    table["hedge"] = table["claim_id"].map(claims["hedge"]).astype("string").fillna(table["hedge"].astype("string"))
    refused = table["claim_id"].map(claims["polarity"]).eq("denied").fillna(False)
    return table.assign(status=table["status"].mask(refused & table["status"].eq("named"), "denied"))


def location_summary(table: pd.DataFrame) -> pd.DataFrame:
    """One row for each place that is named, denied or left open for one measure and group, the most reported first.

    Args:
        table: From :func:`locations`.

    Returns:
        ``measure``, ``group``, ``status``, ``place`` (<NA> where left open), ``mentions`` and ``articles`` (counts), ``within``, ``country``, ``sources``
        (" · " between), ``article_ids`` and ``location_ids`` ("|" between).
    """
    groups = table.reset_index().groupby(_KEYS, dropna=False, sort=False)
    result = groups.agg(
        mentions=("start", lambda start: len(start)), articles=("article_id", "nunique"), within=("within", _joined), country=("country", _joined),
        sources=("source", _joined), article_ids=("article_id", lambda ids: "|".join(dict.fromkeys(ids))), location_ids=("location_id", "|".join),
    ).reset_index()  # fmt: skip
    counts = dict.fromkeys(["mentions", "articles"], "Int64")
    result = result.astype(dict.fromkeys(result.columns, "string") | counts)
    return result.sort_values(["articles", "mentions", *_KEYS], ascending=[False, False, *[True] * 4], kind="stable", ignore_index=True)


def _joined(values: pd.Series) -> str | None:
    return " · ".join(dict.fromkeys(part for value in values.dropna() for part in value.split(" · "))) or None


def location_conflicts(table: pd.DataFrame) -> pd.DataFrame:
    """Holds the places that are given for one event against each other.

    One event is taken to be: one person or thing, the same measure, the same group (without one the same noun on the same day), and no two
    different days. Two places exclude each other only if they belong to two different countries: as names or capitals of them
    (:mod:`kit.language.places`), or as the sentences say. Of any others the kit cannot say whether one lies in the other.

    Args:
        table: From :func:`locations`.

    Returns:
        ``measure``, ``group``; ``kind``: "contradiction", "denied", "one inside the other" or "cannot say"; ``why`` as a sentence; for both
        sides (``_a``, ``_b``) ``place``, ``status``, ``sources``, ``articles`` (count), ``sentence`` and ``location_id`` (of the first mention).
        Contradictions first; ``attrs["note"]`` says what is left out.
    """
    rows = table[table["one"] & table["status"].isin(["named", "denied"])].reset_index()
    rows["noun"] = rows["who"].fillna(rows["event"]).str.lower()
    rows["cell"] = rows["group"].fillna(rows["day"].dt.strftime("%Y-%m-%d") + " " + rows["noun"])
    rows["mention"] = rows["article_id"] + ":" + rows["event_start"].astype("string")
    found = []
    for (measure, _), cell in rows.dropna(subset="cell").groupby(["measure", "cell"]):
        nodes = cell.groupby(["place", "status"], sort=False).agg(
            within=("within", _joined), country=("country", "first"), group=("group", "first"), sources=("source", _joined),
            articles=("article_id", "nunique"), sentence=("sentence", "first"), location_id=("location_id", "first"),
            mentions=("mention", "|".join), nouns=("noun", "|".join), days=("day", lambda days: set(days.dropna())),
        ).reset_index()  # fmt: skip
        for a, b in combinations(nodes.itertuples(), 2) if nodes["place"].nunique() <= _MOST else ():
            kind, why = _held(a, b)
            if kind:
                sides = {f"{name}_{side}": getattr(node, name) for side, node in (("a", a), ("b", b)) for name in _SIDE}
                found.append({"measure": measure, "group": a.group, "kind": kind, "why": why, **sides})
    result = pd.DataFrame(found, columns=_PAIR).astype(dict.fromkeys(_PAIR, "string") | dict.fromkeys(["articles_a", "articles_b"], "Int64"))
    result = result.sort_values("kind", key=lambda kinds: kinds.map(_KINDS.index), kind="stable", ignore_index=True)
    result.attrs["note"] = f"More than {_MOST} places for one person of a group are taken to be those of many events, and are not held against each other."
    return result


def _held(a, b) -> tuple[str | None, str]:
    """What two places of one event are to each other, and why; None where the pair says nothing."""
    mentions, nouns = (set(one.split("|")) & set(other.split("|")) for one, other in ((a.mentions, b.mentions), (a.nouns, b.nouns)))
    if mentions or a.days and b.days and not a.days & b.days:  # "arrested in Lyon and Nice"; another day
        return None, ""
    if a.place != b.place and "denied" in (a.status, b.status):
        return None, ""
    for inner, outer in ((a, b), (b, a)):
        names = [name for value in (inner.country, inner.within) if pd.notna(value) for name in value.split(" · ")]
        if outer.place in names and a.place != b.place:
            return "one inside the other", f"{inner.place} is given as a place in {outer.place}"
    if not nouns and not (set(a.nouns.split("|")) | set(b.nouns.split("|"))) & set(_PRONOUNS):
        return "cannot say", f"“{a.nouns.split('|')[0]}” and “{b.nouns.split('|')[0]}” may be two"
    if a.place == b.place:
        return "denied", f"{a.place} is named and denied"
    if pd.notna(a.country) and pd.notna(b.country) and a.country != b.country:
        return "contradiction", f"{_with_country(a)} and {_with_country(b)} are in different countries"
    return "cannot say", f"nothing tells whether {a.place} and {b.place} lie in one another"


def _with_country(node) -> str:
    return node.place if node.place == node.country else f"{node.place} ({node.country})"
