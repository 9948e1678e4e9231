"""The grammar of names: what a mention of a source says about whom it means.

A mention is a noun phrase ("Kenyan Health Minister Ann Otieno", "the country's coast guard", "a spokesman for the
port authority"). :func:`describe` takes it apart by its words alone: the closed classes of ``heads.csv`` (offices,
bodies, persons, documents), the countries of ``places.csv``, capital letters and prepositions. It needs no parse, so
that the names and aliases of a registry are read by the same grammar as the mentions of an article.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import dropwhile, takewhile
from typing import NamedTuple

from kit.language import places
from kit.language.mentions.heads import Head, heads, person, vessels
from kit.language.spelling import QUOTES, fold, given_name_gender

PRONOUNS = frozenset({
    "he", "she", "it", "they", "him", "her", "them", "his", "its", "their", "hers", "theirs", "himself", "herself", "itself",
    "themselves",
})  # fmt: skip
#: The pronouns that tell a gender.
GENDERS = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
FIRST_PERSON = frozenset({"i", "we", "me", "us", "my", "our", "ours", "you", "your"})
RELATIVES = frozenset({"who", "which", "that", "whom", "whose", "what"})
#: Words that only point to somebody.
POINTERS = PRONOUNS | FIRST_PERSON | RELATIVES
DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "his", "her", "their", "my", "our", "your"})
INDEFINITE = frozenset({
    "a", "an", "some", "several", "many", "most", "other", "another", "few", "no", "any", "one", "two", "three", "four", "five",
    "six", "seven", "eight", "nine", "ten", "dozens", "hundreds", "all", "each", "every", "more",
})  # fmt: skip
DETERMINERS = DEFINITE | INDEFINITE
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
PLAIN = frozenset({
    "senior", "junior", "top", "former", "current", "acting", "new", "interim", "local", "regional", "leading", "high-ranking",
    "retired", "elected", "late", "longtime", "long-time", "prominent", "outgoing", "incoming", "present", "unnamed", "anonymous",
    "independent", "embattled", "veteran", "own", "same", "official", "deputy", "presidential", "then",
})  # fmt: skip
_TOPICS = {"defense": "defence", "foreign affairs": "foreign", "external affairs": "foreign", "internal affairs": "interior", "home affairs": "interior"}
_BRACKETED, _APPOSED = re.compile(r"\s*\([^)]*\)?"), re.compile(r"\s*[,–—]\s+|\s*—\s*")
_POSSESSIVE = re.compile(r"(?<=[\w.])'s?$")
_SHORT = re.compile(r"\(\s*(?:the\s+|or\s+)?([A-Z][\w.&-]{1,11})\s*\)")
_CALLED = re.compile(
    r",?\s+(?:also |better |commonly |otherwise )?(?:known|referred to|abbreviated)(?: simply)? (?:as|to) (?:the )?([A-Z][\w.&-]*)"
    r"|, or (?:the )?([A-Z][A-Z.&-]+)\b"
)
#: What is said of the source after its name; apart from that it names nobody.
CLAUSE = re.compile(
    r",?\s+(?:who|whom|whose|which|where|when|that)\s.*"
    r"|(?<=[a-z])\s+[a-z]+ed\s+(?:by|in|on|at|to|with|from|last|this|about|for|under|near|as|over|during)\b.*"
    r"|,?\s+(?:speaking|citing|quoting|quoted|asking|referring|writing|appearing|posting|said|told|cited)\b.*",
    re.DOTALL,
)
#: What a parse may leave before a mention ("hours after | the mayor").
_WHEN = re.compile(r"^(?:[a-z]+ly |just |(?:\w+ )?(?:minutes|hours|days|weeks|months|years) )?(?:after|before|since|while|when|as)\s+", re.IGNORECASE)
_NAMES = re.compile(r"[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})*")
_ANONYMOUS = re.compile(r"\b(?:anonym\w+|unnamed|unidentified|not (?:to )?be (?:named|identified)|not authori[sz]ed)\b", re.IGNORECASE)


class Described(NamedTuple):
    """What a mention says; empty or None where it says nothing.

    ``text`` and all that is cut from it have plain quotation marks, whatever the mention has ("Ann O'Brien" of "Ann O’Brien").
    ``name`` is the proper name without titles, ``person`` whether it is somebody's. ``heads`` are the nouns of
    heads.csv given to it, ``head`` the one of the phrase itself; ``noun`` is the last noun where that is none, and the "ferry" of "the ferry Nordhav".
    ``topic`` tells offices and bodies apart ("health" minister, "Leeds" police). ``owner`` and ``complement`` are
    mentions inside the mention (the ministry in "the ministry's spokesman", in "a spokesman for the ministry").
    ``said`` are the words of its appositions, each with its noun last ("relief", "group" in "Open Well, a Danish relief group").
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
    said: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    plural: bool = False
    anonymous: bool = False

    @property
    def group(self) -> str:
        """The group of the head with its topic ("health ministry"), or ""."""
        if self.stands:
            return "" if self.stands == "people" else "government"
        return f"{self.topic} {self.head.group}".strip() if self.head and self.head.group else ""

    @property
    def vessel(self) -> bool:
        """Whether this is a ship or an aircraft, which is nobody."""
        return self.head is None and self.noun in vessels()

    @property
    def titled(self) -> bool:
        """Whether the name is said to be somebody's, by a title or an apposition ("spokeswoman Ana Duarte")."""
        return self.person and any(head.sort in {"title", "office", "voice", "person"} for head in self.heads)


class _Chunk(NamedTuple):
    """Words of a mention that belong together. ``label``: country, head, name (capitalised), preposition, word."""

    label: str
    text: str
    head: Head | None = None
    place: places.Place | None = None


@lru_cache(maxsize=16384)
def describe(text: str) -> Described:
    """Takes a mention apart.

    >>> d = describe("Kenyan Health Minister Ann Otieno")
    >>> d.name, d.person, d.country, [head.noun for head in d.heads], d.topic
    ('Ann Otieno', True, 'Kenya', ['minister'], 'health')
    >>> d = describe("Nairobi’s spy agency")
    >>> d.country, d.group
    ('Kenya', 'intelligence')
    """
    if _NAMES.fullmatch(text) and (name := _bare_name(text)):
        return name
    plain = " ".join(text.translate(QUOTES).split()).strip(' ",:;–—-')
    if plain.casefold() in POINTERS:
        return Described(plain)
    short, anonymous = (), False
    if " " in plain:
        short = tuple(found for match in (*_SHORT.finditer(plain), *_CALLED.finditer(plain)) for found in match.groups() if found)
        anonymous = bool(_ANONYMOUS.search(plain))
        plain = _BRACKETED.sub("", _CALLED.sub("", plain))
    plain = _WHEN.sub("", CLAUSE.sub("", plain)).strip(" ,") or plain
    core, *appositions = [part for part in _APPOSED.split(plain) if part.strip()] or [plain]
    main = _phrase(core)
    for apposition in appositions:
        main = _with_apposition(main, _phrase(re.sub(r"^(?:and|or)\s+", "", apposition)))
    return main._replace(short=short, anonymous=anonymous)


def _bare_name(text: str) -> Described | None:
    """Somebody's name and nothing else, as most are: none of the words stands for anything but a name."""
    words = text.split(" ")
    if any(word.casefold() in _meaningful() for word in words) or any(map(places.look_up, runs(text))):
        return None
    return Described(text, name=text, person=not (text.isupper() and len(text) < 6))


@lru_cache(maxsize=1)
def _meaningful() -> frozenset[str]:
    nouns = (word for noun in heads() for word in noun.split())
    return frozenset({*nouns, *POINTERS, *DEFINITE, *INDEFINITE, *_ADVERBS, *_PREPOSITIONS, *PLAIN, "after", "and", "just", "when", "while"})


def _with_apposition(main: Described, other: Described) -> Described:
    """The mention with what its apposition adds: heads to a name, or a name to an office."""
    if (main.head or main.noun) and not main.name and other.person and all(head.sort == "title" for head in other.heads):
        return main._replace(name=other.name, person=not main.vessel and (main.head is None or main.head.sort != "body"), owner="", complement="")
    if other.vessel and not other.name and main.text[:1].isupper():
        return Described(main.text, main.determiner, name=main.text, noun=other.noun, country=main.country)  # "the Nordhav Queen, a ferry"
    if main.name and other.heads:
        said = (*main.said, *fold(other.topic).split(), *other.heads[-1].noun.split())
        body = not main.heads and other.head is not None and other.head.sort == "body"  # "Open Well, a Danish relief group"
        head, person_ = (other.head, False) if body else (main.head, main.person)
        return main._replace(heads=(*main.heads, *other.heads), country=main.country or other.country, said=said, head=head, person=person_)
    return main


def _phrase(text: str) -> Described:
    """One segment between commas: determiner, owner, what stands before the noun, the noun, its complement."""
    determiner, words = _determined(text.split())
    if words:
        words[-1] = _POSSESSIVE.sub("", words[-1]) if "'" in words[-1] else words[-1]
    text = " ".join(words)
    place = places.look_up(text) if words and len(words) <= places.longest(words[0]) else None
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
    place = places.look_up(" ".join(_determined(complement.split())[1])) if complement else None
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
    ship = next((i for i, chunk in enumerate(chunks[:-1]) if chunk.text in vessels() and all(after.text[0].isupper() for after in chunks[i + 1 :])), None)
    if ship is not None:  # whatever the name is: "the ferry Nordhav Queen"
        country = next((chunk.place.country for chunk in chunks[:ship] if chunk.place), None)
        return Described("", name=" ".join(chunk.text for chunk in chunks[ship + 1 :]), noun=chunks[ship].text, country=country)
    run = len(chunks) - len(list(takewhile(lambda chunk: chunk.label == "name", reversed(chunks))))
    if run and chunks[run - 1].label == "word" and (head := person(chunks[run - 1].text)):
        chunks = [*chunks[: run - 1], _Chunk("head", chunks[run - 1].text, head), *chunks[run:]]
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
    if not before and known.preposition in _NAMING and known.complement[:1].isupper() and not (" " in name and given_name_gender(name)):
        return known._replace(name=f"{name} {known.preposition} {known.complement}", complement="")
    part = head is not None and head.sort == "body" and before[-1].head is head and before[-1].text[0].isupper()
    if part and not (" " in name and given_name_gender(name)):
        return known._replace(name=f"{before[-1].text} {name}", head=head)  # "Radio Orbit"
    letters = re.sub(r"[\W_]", "", name)
    somebody = " " in name and given_name_gender(name)  # "State Jon Husted", cut from his title
    body = (head is not None and not somebody) or (determiner == "the" and not before) or (letters.isupper() and 1 < len(letters) < 6 and " " not in name)
    return known._replace(name=name, person=not body, head=head)


def _ending_in_head(known: Described, chunks: list[_Chunk]) -> Described:
    """ "Yonhap | news agency", "National Intelligence | Service", "Leeds | police", "Kenyan military | officials"."""
    *before, last = chunks
    head, capital = last.head, last.text[0].isupper()
    known = known._replace(head=head, plural=head.plural)
    if head.sort in {"voice", "document", "person"} or (head.sort == "office" and head.plural):
        owner = " ".join(chunk.text for chunk in before if chunk.text.casefold() not in PLAIN)
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
        if proper and head.kind in {"agency", "media", "company"}:
            return known._replace(name=" ".join(named), topic="")  # "the Delta news agency" is Delta
        if proper and not head.group:
            return known._replace(name=" ".join([*named, last.text]), topic="")
        if capital and not before and not head.refers and not head.group:
            return known._replace(name=last.text)  # "the Herald"
    if head.group and known.preposition in {"of", "for"} and complement and not topic:
        topic = fold(complement)
        return known._replace(topic=_TOPICS.get(topic, topic), complement="")
    return known._replace(topic=topic)


def _topic(before: list[_Chunk]) -> str:
    """ "health" of "Kenyan Health Minister", "Leeds" of "Leeds police"."""
    words = [fold(chunk.text) for chunk in before if chunk.text.casefold() not in PLAIN and not (chunk.place and chunk.label == "country")]
    topic = " ".join(words)
    return _TOPICS.get(topic, topic)


def _determined(words: list[str]) -> tuple[str, list[str]]:
    """The determiner, and the words after it; adverbs and "of the" before the noun are left out."""
    determiner = ""
    while words:
        word = words[0].casefold().strip('"')
        if word in DETERMINERS or word.isdigit():
            determiner = determiner or word
        elif not (word in _ADVERBS or (determiner and word == "of") or (not word.isalpha() and not re.search(r"\w", word))):
            break
        words = words[1:]
    return determiner, [word.strip('"') or word for word in words] if words and any('"' in word for word in words) else words


def _owned(words: list[str]) -> tuple[str, list[str]]:
    """The owner and the rest of "the ministry's spokesman"; the last owner before a preposition counts."""
    if not any("'" in word for word in words):
        return "", words
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
        if surname and chunk.head.sort == "body" and before is not None:
            surname = bool(given_name_gender(before.text))  # "Ana Bank", not "Lakeside Bank"
        city = chunk.place is not None and (chunk.place.role != "adjective" or after is None)
        titled = before is not None and before.head is not None and before.head.sort == "title" and after is None
        if named and (surname or city) or titled and (surname or city):
            chunks[i] = _Chunk("name", chunk.text)
    return chunks


def _chunk(words: list[str], i: int) -> tuple[_Chunk, int]:
    first = fold(words[i]).partition(" ")[0]
    longest = max(_lengths().get(first, 1), places.longest(words[i]))
    for length in range(min(longest, len(words) - i), 0, -1):
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
        return _Chunk("word" if word.casefold() in PLAIN and not goes_on else "name", word), 1
    return _Chunk("word", word), 1


@lru_cache(maxsize=1)
def _lengths() -> dict[str, int]:
    """How many words the longest head has that begins with a word."""
    found: dict[str, int] = {}
    for noun in heads():
        first = fold(noun).partition(" ")[0]
        found[first] = max(found.get(first, 1), len(noun.split()))
    return found


def runs(name: str) -> list[str]:
    """Every run of words within *name*, the longest first."""
    words = name.split()
    return [" ".join(words[i : i + n]) for n in range(len(words), 0, -1) for i in range(len(words) - n + 1)]
