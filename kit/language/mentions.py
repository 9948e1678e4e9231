"""The grammar of names: what a mention of a source says about whom it means.

A mention is a noun phrase ("Kenyan Health Minister Ann Otieno", "the country's coast guard", "a spokesman for the
port authority"). :func:`describe` takes it apart by its words alone: the closed classes of ``heads.csv`` (offices,
bodies, persons, documents), the countries of ``places.csv``, capital letters and prepositions. It needs no parse, so
that the names and aliases of a registry are read by the same grammar as the mentions of an article.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import lru_cache
from itertools import dropwhile, takewhile
from pathlib import Path
from typing import NamedTuple

from kit.language import places

_HEADS = Path(__file__).with_name("heads.csv")
PRONOUNS = frozenset({
    "he", "she", "it", "they", "him", "her", "them", "his", "its", "their", "hers", "theirs", "himself", "herself", "itself",
    "themselves",
})  # fmt: skip
FIRST_PERSON = frozenset({"i", "we", "me", "us", "my", "our", "ours", "you", "your"})
RELATIVES = frozenset({"who", "which", "that", "whom", "whose", "what"})
DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "his", "her", "their", "my", "our", "your"})
INDEFINITE = frozenset({
    "a", "an", "some", "several", "many", "most", "other", "another", "few", "no", "any", "one", "two", "three", "four", "five",
    "six", "seven", "eight", "nine", "ten", "dozens", "hundreds", "all", "each", "every", "more",
})  # fmt: skip
#: Before the noun phrase proper.
_ADVERBS = frozenset({
    "even", "also", "only", "both", "neither", "either", "nor", "and", "or", "but", "according", "by", "from", "via", "through",
    "like", "including",
})  # fmt: skip
_PREPOSITIONS = frozenset({
    "of", "for", "from", "in", "at", "by", "on", "to", "with", "near", "across", "inside", "within", "under", "among", "against",
    "about", "over", "without", "familiar", "like", "after", "before", "between", "since", "during", "amid", "as",
})  # fmt: skip
#: Prepositions that may stand within a name ("Institute for Water Research").
_NAMING = frozenset({"of", "for", "on", "to", "in", "without", "against"})
#: Lower-case parts of names ("Ana de la Cruz").
PARTICLES = frozenset({
    "de", "da", "do", "dos", "del", "della", "der", "den", "di", "du", "el", "al", "bin", "ibn", "van", "von", "la", "le", "ter",
    "y",
})  # fmt: skip
#: Says nothing about whom a head names ("senior officials").
_PLAIN = frozenset({
    "senior", "junior", "top", "former", "current", "acting", "new", "interim", "local", "regional", "leading", "high-ranking",
    "retired", "elected", "late", "longtime", "long-time", "prominent", "outgoing", "incoming", "present", "unnamed", "anonymous",
    "independent", "embattled", "veteran", "own", "same", "official", "deputy", "presidential", "then",
})  # fmt: skip
_TOPICS = {"defense": "defence", "foreign affairs": "foreign", "external affairs": "foreign", "internal affairs": "interior", "home affairs": "interior"}
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00a0": " "})
_SHORT = re.compile(r"\(\s*(?:the\s+|or\s+)?([A-Z][\w.&-]{1,11})\s*\)")
_CALLED = re.compile(
    r",?\s+(?:also |better |commonly |otherwise )?(?:known|referred to|abbreviated)(?: simply)? (?:as|to) (?:the )?([A-Z][\w.&-]*)"
    r"|, or (?:the )?([A-Z][A-Z.&-]+)\b"
)
#: What is said of the source after its name; apart from that it names nobody.
_CLAUSE = re.compile(
    r",?\s+(?:who|whom|whose|which|where|when|that)\s.*"
    r"|(?<=[a-z])\s+[a-z]+ed\s+(?:by|in|on|at|to|with|from|last|this|about|for|under|near|as|over|during)\b.*"
    r"|,?\s+(?:speaking|citing|quoting|quoted|asking|referring|writing|appearing|posting|said|told|cited)\b.*",
    re.DOTALL,
)
#: What a parse may leave before a mention ("hours after | the mayor").
_WHEN = re.compile(r"^(?:[a-z]+ly |just |(?:\w+ )?(?:minutes|hours|days|weeks|months|years) )?(?:after|before|since|while|when|as)\s+", re.IGNORECASE)
_ANONYMOUS = re.compile(r"\b(?:anonym\w+|unnamed|unidentified|not (?:to )?be (?:named|identified)|not authori[sz]ed)\b", re.IGNORECASE)


class Head(NamedTuple):
    """A noun of heads.csv as it stands in a mention; the columns are explained there."""

    noun: str
    sort: str
    kind: str
    group: str
    refers: frozenset[str]
    gender: str
    surname: bool
    plural: bool


class Described(NamedTuple):
    """What a mention says; empty or None where it says nothing.

    ``name`` is the proper name without titles, ``person`` whether it is somebody's. ``heads`` are the nouns of
    heads.csv given to it, ``head`` the one of the phrase itself; ``noun`` is the last noun where that is none.
    ``topic`` tells offices and bodies apart ("health" minister, "Leeds" police). ``owner`` and ``complement`` are
    mentions inside the mention (the ministry in "the ministry's spokesman", in "a spokesman for the ministry").
    ``stands`` is the role of places.Place if the mention is the name of a place and nothing else.
    """

    text: str
    determiner: str = ""
    name: str = ""
    person: bool = False
    heads: tuple[Head, ...] = ()
    head: Head | None = None
    noun: str = ""
    topic: str = ""
    country: str | None = None
    stands: str = ""
    owner: str = ""
    preposition: str = ""
    complement: str = ""
    short: tuple[str, ...] = ()
    plural: bool = False
    anonymous: bool = False

    @property
    def group(self) -> str:
        """The group of the head with its topic ("health ministry"), or ""."""
        if self.stands:
            return "" if self.stands == "people" else "government"
        return f"{self.topic} {self.head.group}".strip() if self.head and self.head.group else ""


class _Chunk(NamedTuple):
    """Words of a mention that belong together. ``label``: country, head, name (capitalised), preposition, word."""

    label: str
    text: str
    head: Head | None = None
    place: places.Place | None = None


def fold(text: str) -> str:
    """*text* in small letters without accents, punctuation and possessive endings, one space between words.

    >>> fold("The  Élysée’s U.N. envoy")
    'the elysee un envoy'
    """
    text = unicodedata.normalize("NFKD", text.translate(_QUOTES))
    text = "".join(c for c in text if not unicodedata.combining(c)).casefold()
    text = re.sub(r"(?<=[\w.])'s(?!\w)|(?<=s)'(?!\w)", "", text)
    return " ".join(re.sub(r"[^\w\s]", " ", re.sub(r"[.']", "", text)).split())


def slug(text: str) -> str:
    """*text* as a source_id.

    >>> slug("Ana O’Neill-Díaz")
    'ana_oneill_diaz'
    """
    return re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")


def split(text: str) -> list[str]:
    """The coordinated sources of a mention: names, countries or bodies joined by "and", "or", "nor".

    >>> split("neither Kenya nor Uganda"), split("the Ministry of Health and Social Services")
    (['Kenya', 'Uganda'], ['the Ministry of Health and Social Services'])
    """
    listed = re.sub(r"^(?:neither|both|either)\s+", "", text.translate(_QUOTES), flags=re.IGNORECASE)
    paired = listed != text.translate(_QUOTES)
    parts = [part.strip(" ,") for part in re.split(r",?\s+(?:and|or|nor|&)\s+", listed) if part.strip(" ,")]
    if len(parts) < 2 or _CLAUSE.search(parts[0]):
        return [text]
    pieces = parts[0].split(", ")
    if len(pieces) > 1 and not any(_is_apposition(describe(piece)) for piece in pieces[1:]):
        parts = [*pieces, *parts[1:]]
    first, *others = [describe(part) for part in parts]
    if not all(_identifies(each) for each in (first, *others)):
        return [text]
    if first.determiner and not first.name and not first.plural and _is_person(first) and not any(each.determiner or each.name for each in others):
        return [text]  # "the founder and director" is one person
    return parts if paired or (_is_closed(first) and all(_begins_anew(each) for each in others)) else [text]


def _identifies(described: Described) -> bool:
    """Whether a part of a list can stand by itself as a source."""
    if described.stands == "adjective" and not described.determiner:
        return False  # "Kenyan | and Ugandan rescuers"
    known_head = described.head is not None and described.head.sort not in {"title", "document"} or (described.plural and described.determiner)
    return bool(described.name or described.country or known_head or described.text.casefold() in PRONOUNS | FIRST_PERSON)


def _is_person(described: Described) -> bool:
    return described.person or (described.head is not None and described.head.sort in {"office", "person", "voice"})


def _is_apposition(described: Described) -> bool:
    return bool(described.heads) and not described.name and described.determiner not in {"two", "three", "some", "other"} and not described.plural


def _is_closed(described: Described) -> bool:
    """ "the Ministry of Health | and Tourism": only a name without "of" is surely at its end."""
    return not described.preposition or bool(described.country) or described.person


def _begins_anew(described: Described) -> bool:
    """Whether a part does not go on with the name before it ("… of Health | and Social Services")."""
    return bool(described.determiner or described.country or _is_person(described) or described.name.isupper() or (described.head and described.head.group))


@lru_cache(maxsize=4096)
def describe(text: str) -> Described:
    """Takes a mention apart.

    >>> d = describe("Kenyan Health Minister Ann Otieno")
    >>> d.name, d.person, d.country, [head.noun for head in d.heads], d.topic
    ('Ann Otieno', True, 'Kenya', ['minister'], 'health')
    >>> d = describe("Nairobi’s spy agency")
    >>> d.country, d.group
    ('Kenya', 'intelligence')
    """
    plain = " ".join(text.translate(_QUOTES).split()).strip(' ",:;–—-')
    if plain.casefold() in PRONOUNS | FIRST_PERSON | RELATIVES:
        return Described(plain)
    short = tuple(found for match in (*_SHORT.finditer(plain), *_CALLED.finditer(plain)) for found in match.groups() if found)
    anonymous = bool(_ANONYMOUS.search(plain))
    plain = re.sub(r"\s*\([^)]*\)?", "", _CALLED.sub("", plain))
    plain = _WHEN.sub("", _CLAUSE.sub("", plain)).strip(" ,") or plain
    core, *appositions = [part for part in re.split(r"\s*[,–—]\s+|\s*—\s*", plain) if part.strip()] or [plain]
    main = _phrase(core)
    for apposition in appositions:
        main = _with_apposition(main, _phrase(re.sub(r"^(?:and|or)\s+", "", apposition)))
    return main._replace(short=short, anonymous=anonymous)


def _with_apposition(main: Described, other: Described) -> Described:
    """The mention with what its apposition adds: heads to a name, or a name to an office."""
    if (main.head or main.noun) and not main.name and other.person and all(head.sort == "title" for head in other.heads):
        return main._replace(name=other.name, person=True, owner="", complement="")
    if main.name and other.heads:
        return main._replace(heads=(*main.heads, *other.heads), country=main.country or other.country)
    return main


def _phrase(text: str) -> Described:
    """One segment between commas: determiner, owner, what stands before the noun, the noun, its complement."""
    determiner, words = _determined(text.split())
    if words:
        words[-1] = re.sub(r"(?<=[\w.])'s?$", "", words[-1])
    text = " ".join(words)
    place = places.look_up(text) if words else None
    if place and (words[0][0].isupper() or place.role in {"name", "capital"}):
        return Described(text, determiner, country=place.country, stands=place.role, plural=place.role == "people")
    owner, words = _owned(words)
    chunks = _chunks(words)
    at = next((i for i, chunk in enumerate(chunks) if i and chunk.label == "preposition"), len(chunks))
    complement = " ".join(chunk.text for chunk in chunks[at + 1 :])
    preposition = chunks[at].text.casefold() if complement else ""
    chunks = chunks[:at]
    country = places.country_of(owner) if owner else None
    owner = "" if country else owner
    place = places.look_up(" ".join(_determined(complement.split())[1]))
    of_country = None
    bank_of = len(chunks) == 1 and chunks[0].text[0].isupper() and chunks[0].head is not None and chunks[0].head.sort == "body" and not chunks[0].head.group
    if place and place.role in {"name", "capital"} and not bank_of:
        of_country, complement = place.country, ""
    found = _noun_phrase(chunks, determiner, preposition, complement)
    if owner and found.head and found.head.sort == "office" and not found.topic and owner[0].isupper():
        found = found._replace(topic=fold(owner))
    country = country or found.country or of_country
    return found._replace(text=text, determiner=determiner, country=country, owner=found.owner or owner, preposition=preposition)


def _noun_phrase(chunks: list[_Chunk], determiner: str, preposition: str, complement: str) -> Described:
    """The noun phrase proper: [country] [adjectives] [heads] [name], or ending in a head or another noun."""
    run = len(chunks) - len(list(takewhile(lambda chunk: chunk.label == "name", reversed(chunks))))
    place = next((chunk.place for chunk in chunks[:run] if chunk.place), None)
    known = Described(
        "", heads=tuple(chunk.head for chunk in chunks if chunk.head), country=place.country if place else None, complement=complement, preposition=preposition
    )
    if chunks and run < len(chunks):
        return _ending_in_name(known, chunks[:run], " ".join(chunk.text for chunk in chunks[run:]), determiner)
    if chunks and chunks[-1].head:
        return _ending_in_head(known, chunks)
    noun = chunks[-1].text.casefold() if chunks and chunks[-1].label == "word" else ""
    return known._replace(noun=noun, plural=noun.endswith("s") and not noun.endswith("ss"))


def _ending_in_name(known: Described, before: list[_Chunk], name: str, determiner: str) -> Described:
    """ "Kenyan Health Minister | Ann Otieno", "the broadcaster | KTN", "the | Guardian", "Ana | Duarte"."""
    last = next((i for i in reversed(range(len(before))) if before[i].head and before[i].head.sort != "title"), None)
    head = before[last].head if last is not None else None
    if head and any(each.sort != "body" for each in known.heads) or known.heads and not head:
        return known._replace(name=name, person=True, head=head, topic=_topic(before[:last]) if head else "", complement="")
    if before and before[-1].place and before[-1].place.role in {"name", "capital"} and not head:
        # "Kenya Red Cross" and "Paris Jones": the country is part of the name, and the side of a body only.
        name = f"{before[-1].text} {name}"
        return known._replace(name=name, country=known.country if determiner == "the" else None, person=determiner != "the")
    if not before and known.preposition in _NAMING and known.complement[:1].isupper():
        return known._replace(name=f"{name} {known.preposition} {known.complement}", complement="")
    letters = re.sub(r"[\W_]", "", name)
    body = head is not None or (determiner == "the" and not before) or (letters.isupper() and 1 < len(letters) < 6 and " " not in name)
    return known._replace(name=name, person=not body, head=head)


def _ending_in_head(known: Described, chunks: list[_Chunk]) -> Described:
    """ "Yonhap | news agency", "National Intelligence | Service", "Leeds | police", "Kenyan military | officials"."""
    *before, last = chunks
    head, capital = last.head, last.text[0].isupper()
    known = known._replace(head=head, plural=head.plural)
    if head.sort in {"voice", "document", "person"} or (head.sort == "office" and head.plural):
        owner = " ".join(chunk.text for chunk in before if chunk.text.casefold() not in _PLAIN)
        return known._replace(owner=owner)
    topic = _topic(before)
    complement = " ".join(_determined(known.complement.split())[1])
    run = list(takewhile(lambda chunk: chunk.label != "word" and chunk.text[0].isupper() or chunk.text in {"and", "&"}, reversed(before)))[::-1]
    run = list(dropwhile(lambda chunk: chunk.place is not None and chunk.place.role == "adjective", run))
    named = [chunk.text for chunk in run]
    proper = any(not chunk.place for chunk in run)
    if head.sort == "body":
        if known.preposition in _NAMING and complement[:1].isupper() and capital and not head.group:
            return known._replace(name=" ".join([*named, last.text, known.preposition, complement]), topic=topic, complement="")
        if named and capital and (proper or not head.group):
            return known._replace(name=" ".join([*named, last.text]), topic=topic)
        if proper and (not head.group or head.kind in {"agency", "media"}):
            return known._replace(name=" ".join(named), topic="")
    if head.group and known.preposition in {"of", "for"} and complement and not topic:
        topic = fold(complement)
        return known._replace(topic=_TOPICS.get(topic, topic), complement="")
    return known._replace(topic=topic)


def _topic(before: list[_Chunk]) -> str:
    """ "health" of "Kenyan Health Minister", "Leeds" of "Leeds police"."""
    words = [fold(chunk.text) for chunk in before if chunk.text.casefold() not in _PLAIN and not (chunk.place and chunk.label == "country")]
    topic = " ".join(words)
    return _TOPICS.get(topic, topic)


def _determined(words: list[str]) -> tuple[str, list[str]]:
    """The determiner, and the words after it; adverbs and "of the" before the noun are left out."""
    determiner = ""
    while words:
        word = words[0].casefold().strip('"')
        if word in DEFINITE or word in INDEFINITE or word.isdigit():
            determiner = determiner or word
        elif not (word in _ADVERBS or (determiner and word == "of") or not re.search(r"\w", word)):
            break
        words = words[1:]
    return determiner, [word.strip('"') or word for word in words]


def _owned(words: list[str]) -> tuple[str, list[str]]:
    """The owner and the rest of "the ministry's spokesman"; the last owner before a preposition counts."""
    end = next((i for i, word in enumerate(words) if i and word in _PREPOSITIONS), len(words))
    for i in reversed(range(end - 1)):
        if re.search(r"[\w.]'s$|s'$", words[i]):
            return re.sub(r"'s?$", "", " ".join(words[: i + 1])), words[i + 1 :]
    return "", words


def _chunks(words: list[str]) -> list[_Chunk]:
    """Cuts *words* into countries, heads, capitalised runs and the rest, the longest match first."""
    chunks: list[_Chunk] = []
    i = 0
    while i < len(words):
        chunk, length = _chunk(words, i)
        chunks.append(chunk)
        i += length
    for i, chunk in enumerate(chunks):
        before = chunks[i - 1] if i else None
        after = chunks[i + 1] if i + 1 < len(chunks) else None
        named = before is not None and before.label == "name" and (after is None or after.label in {"name", "preposition"})
        surname = chunk.head is not None and chunk.head.surname and chunk.text[0].isupper()
        city = chunk.place is not None and chunk.place.role != "adjective"
        titled = before is not None and before.head is not None and before.head.sort == "title" and after is None
        if named and (surname or city) or titled and (surname or city):
            chunks[i] = _Chunk("name", chunk.text)
    return chunks


def _chunk(words: list[str], i: int) -> tuple[_Chunk, int]:
    for length in range(min(6, len(words) - i), 0, -1):
        text = " ".join(words[i : i + length])
        if head := heads().get(text.casefold()):
            return _Chunk("head", text, head), length
        if text[0].isupper() and (place := places.look_up(text)) and "'" not in text[-2:]:
            return _Chunk("country", text, place=place), length
    word = words[i]
    if word.casefold() in _PREPOSITIONS and word.islower():
        return _Chunk("preposition", word), 1
    inside = 0 < i < len(words) - 1 and (words[i - 1][0].isupper() or words[i - 1] in PARTICLES) and any(w[0].isupper() for w in words[i + 1 : i + 3])
    prefixed = re.match(r"(?:al|el|d|bin)[-'][A-Z]", word)
    if word[0].isupper() or prefixed or (inside and word.casefold() in PARTICLES | {"and", "&"}) or (word[0].isdigit() and i and words[i - 1][0].isupper()):
        following = words[i + 1] if i + 1 < len(words) else ""
        goes_on = following[:1].isupper() and following.casefold() not in heads() and not places.look_up(following)
        return _Chunk("word" if word.casefold() in _PLAIN and not goes_on else "name", word), 1
    return _Chunk("word", word), 1


@lru_cache(maxsize=1)
def heads() -> dict[str, Head]:
    """Every singular and plural form of heads.csv, in small letters."""
    found: dict[str, Head] = {}
    with _HEADS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            refers = frozenset(row["refers"].split("|")) - {""}
            head = Head(row["noun"], row["sort"], row["kind"], row["group"], refers, row["gender"], row["surname"] == "y", plural=False)
            found.setdefault(row["noun"], head)
            for plural in filter(None, row["plurals"].split("|")):
                found.setdefault(plural, head._replace(plural=True))
    return found


def runs(name: str) -> list[str]:
    """Every run of words within *name*, the longest first."""
    words = name.split()
    return [" ".join(words[i : i + n]) for n in range(len(words), 0, -1) for i in range(len(words) - n + 1)]
