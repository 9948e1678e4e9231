"""Who is counted: the noun that a number counts, whether it names people, and whose people they are.

The noun comes from the parse where it fits the order of words, and from the order of words where it does not;
people.csv says which nouns name people.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from kit.language import lexicon, places
from kit.language.parsing.plain import Span, Token

_PERSONS = frozenset({"us", "you"})
#: How near a word stands that goes with a number without being its noun.
_NEAR = 4
QUOTES = frozenset("\"“”‘’'«»„")
#: Words that stand between a number and its noun, or for the noun.
MORE = frozenset({"more", "additional", "further", "extra", "other", "others"})
_BETWEEN = QUOTES | MORE | {"of", "or", "so", "the", "these", "those", "its", "his", "her", "their", "our", "your", "my", "such"}
#: Nouns that say no more of whom they count than that they are people, living or dead.
ANYBODY = frozenset("people persons dead deaths bodies fatalities victims casualties killed injured wounded missing others".split())
#: How many tokens away anything that a count needs may stand.
REACH = 60
#: What follows a number without being counted ("had taken twelve prisoner", "another thirty hurt"), though the tagger calls it a noun.
COMPLEMENTS = frozenset({"prisoner", "captive", "hostage", "hurt"})
_NUMERAL_DEPS = frozenset({"nummod", "amod", "det", "compound", "advmod", "nmod", "dep"})
#: Where a Doc keeps the tokens at which its sentences begin.
_STARTS = "sentence_starts"
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
#: "A 3,000-strong crowd", "the 600-man battalion".
_IN_ALL = frozenset({("in", "all"), ("in", "total"), ("all", "told")})
_STRENGTH = re.compile(r"-(?:strong|man|member|person)\b|\s?strong\b(?!\s\w+s\b)")
#: Nationalities whose plural is the adjective itself ("300 Sudanese").
_UNCHANGED = ("ese", "ss", "sh", "ch")
#: The shortest noun that is read at the end of a longer one ("firefighters", "superdelegates").
_SHORTEST_TAIL = 6


class Counted(NamedTuple):
    """What a number counts.

    Attributes:
        noun: the token of the noun; None where it is left out ("killing two").
        how: "parse", "order", "others", "collective" ("a crowd of 300"), "us" ("thousands of us") or "bare".
        kind: "forces", "person", "unknown" (a noun that people.csv does not list, or the unnamed unit of "the 900 strong") or None without a noun.
    """

    noun: Token | None
    how: str
    kind: str | None


@lru_cache(maxsize=1)
def _people() -> tuple[dict[str, str], dict[str, str], dict[str, str], dict[str, str]]:
    """From people.csv: plural form -> kind, singular -> kind, collective -> kind of its members, form -> note."""
    plural, singular, collective, notes = {}, {}, {}, {}
    for row in lexicon.rows(lexicon.PEOPLE):
        notes[row["noun"]] = row["note"]
        if row["kind"] == "collective":
            collective[row["noun"]] = row["note"] if row["note"] == "forces" else "person"
            continue
        singular[row["noun"]] = row["kind"]
        for form in row["plural"].split("|"):
            plural[form] = row["kind"]
            notes[form] = row["note"]
    return plural, singular, collective, notes


def word(token: Token) -> str:
    """The token's letters in lower case; of words glued together the first (``killed”according`` -> "killed")."""
    low = token.lower_
    if low.isalpha():
        return low
    found = _WORD.search(low)
    return found.group() if found else ""


def kind(token: Token, one: bool = False) -> str | None:
    """Which people a noun names: "forces", "person" or None; plural forms only, unless *one* is counted."""
    plural, singular, _, _ = _people()
    form = word(token)
    known = plural.get(form) or (singular.get(form) if one else None)
    if known:
        return known
    if token.text[:1].isupper() and (_is_people(token) or form.endswith(_UNCHANGED) and places.is_demonym(token.text)):
        return "person"
    tails = (form[i:] for i in range(1, len(form) - _SHORTEST_TAIL + 1))
    return next((plural[tail] for tail in tails if tail in plural), None)


def noted(token: Token) -> str:
    """What people.csv notes of a noun: "sent" (doctors, whom one sends), "kin" (sons), or ""."""
    return _people()[3].get(word(token), "")


def _is_people(token: Token) -> bool:
    """The plural of a people, in one word or two ("Kenyans", "North Koreans")."""
    return places.is_people(token.text) or " " in name(token)


def name(noun: Token) -> str:
    """The noun as written, in lower case; both words of "New Zealanders"."""
    if noun.i and noun.text[:1].isupper():
        both = f"{noun.nbor(-1).text} {noun.text}"
        if places.is_people(both):
            return both.lower()
    return noun.lower_


def is_collective(token: Token) -> bool:
    """True for "crowd", "crew" ...: a number after its "of" counts people."""
    return token.lower_ in _people()[2]


def root_of(numeral: Span) -> Token:
    """The token through which a number hangs in the sentence: a numeral rather than its hedge ("*between* 40 and 50 bodies")."""
    outside = [t for t in numeral if t.tag_ == "CD" and t.head.i not in range(numeral.start, numeral.end)]
    counting = (t for t in outside if t.dep_ == "nummod")
    return next(counting, numeral.root if numeral.root.tag_ == "CD" or not outside else outside[0])


def _members(unit: Token) -> str:
    """Which people a collective is made of: "forces" for a battalion, "person" for a crowd."""
    return _people()[2].get(unit.lower_) or "person"


def find_counted(numeral: Span, one: bool = False) -> Counted:
    """The noun that *numeral* counts ("some 40 injured *passengers*", "thousands of *people*")."""
    run = _noun_run(numeral)
    root = root_of(numeral)
    if _STRENGTH.match(numeral.doc[numeral.end : numeral.end + 2].text):
        unit = next((t for t in run if is_collective(t)), None) or _strong(numeral)
        return Counted(unit, "collective" if unit is not None else "order", _members(unit) if unit is not None else "unknown")
    parsed = root.head if root.dep_.split(":")[0] in _NUMERAL_DEPS and root.head.i >= numeral.end else None
    of = next((c for c in children(root) if c.dep_.startswith("nmod") and c.i >= numeral.end and case_of(c) == "of"), None)
    if parsed is None and of is not None and of not in run and kind(of):
        return Counted(of, "parse", kind(of))  # "some 20 of the 90 passengers"
    parsed = parsed or of
    parsed = _end_of_compound(parsed, run)
    ordered = _head_of(run, one)
    if parsed is not None and parsed in run and parsed.tag_.startswith("N") and (ordered is None or kind(parsed, one)):
        known = kind(parsed, one)
        return Counted(parsed, "parse", known or "unknown")
    if ordered is not None:
        return Counted(ordered, "parse" if parsed == ordered else "order", kind(ordered, one) or "unknown")
    if run and parsed is None and root.dep_.split(":")[0] in _NUMERAL_DEPS | {"fixed"} and run[-1].tag_ in {"NN", "NNS"}:
        return Counted(run[-1], "order", "unknown")
    after = next((t for t in _following(numeral) if t.text not in QUOTES), None)
    named = _all_of(numeral) or _of_them(numeral)
    if named is not None:
        return Counted(named, "order", kind(named))
    if after is not None and after.lower_ == "others":
        return Counted(after, "others", None)
    if after is not None and after.lower_ == "of" and after.i + 1 < len(after.doc) and after.nbor().lower_ in _PERSONS:
        return Counted(after.nbor(), "us", "person")
    shared = _of_the_next(numeral, run)
    if shared is not None:
        return Counted(shared, "order", kind(shared))
    before = _before(numeral)
    if before is not None and before.lower_ == "of" and before.i and is_collective(numeral.doc[before.i - 1]):
        return Counted(numeral.doc[before.i - 1], "collective", _members(numeral.doc[before.i - 1]))
    head = root.head
    if root.dep_ == "nsubj" and head.i >= numeral.end and head.tag_.startswith("N") and any(c.dep_ == "cop" for c in children(head)) and kind(head):
        return Counted(head, "parse", kind(head))  # "of whom 300 are children"
    return Counted(None, "bare", None)


def _strong(numeral: Span) -> Token | None:
    """The unit in "the battalion, 900 strong", a few words before."""
    doc, end = numeral.doc, numeral.end
    if doc[end : end + 1].text != "strong":
        return None
    before = (doc[i] for i in range(numeral.start - 1, max(around(numeral[0])[0], numeral.start - _NEAR) - 1, -1))
    return next((t for t in before if is_collective(t) or kind(t)), None)


def _all_of(numeral: Span) -> Token | None:
    """The people of "the Turkish rescuers, 45 in all, ..."."""
    doc, start = numeral.doc, numeral.start
    if start < 2 or doc[start - 1].text not in {",", "("}:
        return None
    after = tuple(t.lower_ for t in doc[numeral.end : numeral.end + 2])
    if after[:1] != ("altogether",) and after not in _IN_ALL:
        return None
    before = doc[start - 2]
    return before if before.tag_ in {"NNS", "NNPS"} and kind(before) else None


def _of_them(numeral: Span) -> Token | None:
    """The people that the others turn out to be: "nine of them children", "of whom 300 were nurses"."""
    doc, i = numeral.doc, numeral.end + 2
    if i > len(doc) or doc[i - 2].lower_ != "of" or doc[i - 1].lower_ not in {"them", "whom", "these", "those"}:
        return None
    while i < len(doc) and (doc[i].tag_ == "JJ" or doc[i].lower_ in {"are", "were"}):
        i += 1
    if i == len(doc) or doc[i].tag_ != "NNS" or not kind(doc[i]):
        return None
    return doc[i] if i + 1 == len(doc) or not doc[i + 1].tag_.startswith(("V", "MD", "N")) else None


def _of_the_next(numeral: Span, run: list[Token]) -> Token | None:
    """"Soldiers" in "nine Indian and four Chinese soldiers", which the first number counts too."""
    end = run[-1].i + 1 if run else numeral.end
    following = numeral.doc[end : end + 2 + _NEAR]
    if len(following) < 3 or following[0].lower_ not in {"and", "or"} or not (following[1].like_num or following[1].tag_ == "CD"):
        return None
    if not run or any((t.tag_.startswith("NN") or kind(t)) and not places.is_demonym(t.text) for t in run):
        return None
    for token in following[2:]:
        if token.tag_ == "NNS" and kind(token):
            return token
        if not (token.tag_.startswith(("JJ", "NNP")) or token.like_num):
            return None
    return None


def _following(span: Span, most: int = 12) -> Span:
    """The tokens after *span* in its sentence, *most* of them at most."""
    return span.doc[span.end : max(span.end, around(span[-1], most)[1])]


def children(token: Token) -> list[Token]:
    """The token's children, the first forty of them: more hang on a word in no sentence that was ever written."""
    return token.children[:40]


def around(token: Token, reach: int = REACH) -> tuple[int, int]:
    """Where the sentence of *token* starts and ends, as far as *reach* tokens to either side.

    Bounded, so that a page without a full stop costs no more than a page with them.
    """
    doc, at = token.doc, token.i
    starts = doc.notes.get(_STARTS)
    if starts is None:
        starts = doc.notes[_STARTS] = [0, *(i for i in doc.sentence_starts if i and _begins(doc[i]))]
    sentence = bisect_right(starts, at)
    end = starts[sentence] if sentence < len(starts) else len(doc)
    return max(starts[sentence - 1], at - reach), min(end, at + reach + 1)


def _begins(token: Token) -> bool:
    """Whether a sentence begins where the parser says so: not right after a word ("a fire kills | 21")."""
    if token.text[:1].isupper():
        return True
    before = token.nbor(-1)
    return not (before.is_alpha or before.tag_ == "CD" or before.like_num)


def _before(span: Span) -> Token | None:
    i = span.start - 1
    while i >= 0 and (span.doc[i].text in QUOTES or span.doc[i].lower_ in {"about", "some", "around"}):
        i -= 1
    return span.doc[i] if i >= 0 else None


def _noun_run(numeral: Span) -> list[Token]:
    """The modifiers and nouns that follow the number without a break."""
    run: list[Token] = []
    for token in _following(numeral):
        if token.lower_ in _BETWEEN and not run:
            if token.lower_ == "others":
                break
            continue
        if token.text in QUOTES or token.tag_ == "HYPH":
            continue
        if token.tag_ in {"CC", ","} and run and run[-1].tag_ == "JJ" and token.i + 1 < len(token.doc) and token.nbor().tag_ in {"JJ", "JJR", "VBN"}:
            continue
        if token.lower_ in COMPLEMENTS or token.text.isdigit():
            return run
        if token.tag_ in {"VBN", "VBG"} and run and run[-1].tag_.startswith("N"):
            return run
        if token.tag_ == "POS" or not re.match(r"NN|JJ|VBN|VBG|FW", token.tag_):
            # "50 soldiers’ families" does not count the soldiers.
            return run[:-1] if token.tag_ == "POS" and run and run[-1].tag_.startswith("N") else run
        run.append(token)
    return run


def _end_of_compound(noun: Token | None, run: list[Token]) -> Token | None:
    """"Unions" for "teachers" in "two teachers unions", which the parser gives as the noun."""
    if noun not in run:
        return noun
    last = noun
    for token in run[run.index(noun) + 1 :]:
        if token.tag_ not in {"NN", "NNS"} or token.i != last.i + 1:
            break
        last = token
    return last if last.tag_ == "NNS" else noun


def _head_of(run: list[Token], one: bool) -> Token | None:
    """The first noun of the run that names people and does not itself modify the next noun."""
    for i, token in enumerate(run):
        people = token.text[:1].isupper() and token.tag_ == "JJ" and i + 1 == len(run)  # "300 Chinese"
        if not (token.tag_.startswith("N") or people) or not kind(token, one):
            continue
        following = run[i + 1] if i + 1 < len(run) else None
        modifies = token.dep_ in {"compound", "nmod:poss", "amod"} and token.head in run[i + 1 :] and token.head.tag_.startswith("N")
        if following is None or not following.tag_ == "NNS" and not modifies:
            return token
    return None


def case_of(token: Token) -> str:
    """The preposition of a noun, or ""."""
    return next((c.lower_ for c in children(token) if c.dep_ == "case"), "")


def antecedent(numeral: Span) -> Token | None:
    """The people meant by a number without a noun: the nearest noun before it, in its sentence or the one before.

    Who speaks or acts is passed over: in "police said 12 were hurt" the twelve are not police.
    """
    doc = numeral.doc
    start = around(numeral[0])[0]
    start = around(doc[start - 1])[0] if start else 0
    for token in reversed(doc[start : numeral.start]):
        if token.tag_ in {"NNS", "NNPS"} and kind(token) and token.dep_ not in {"nsubj", "obl:agent", "compound", "nmod:poss"}:
            if case_of(token) not in {"by", "to", "with"}:
                return token
        if is_nominal(token):
            return token
    return None


def is_nominal(token: Token) -> bool:
    """True for an adjective or participle that stands for people: "the injured", "the number of missing"."""
    if token.tag_ not in {"JJ", "VBN", "NN", "VBG"} or token.i == 0 or token.nbor(-1).lower_ not in {"the", "of"} or not kind(token):
        return False
    return token.i + 1 == len(token.doc) or not token.nbor().tag_.startswith(("NN", "JJ"))


def group_of(noun: Token, numeral: Span | None = None) -> str | None:
    """Whose people: a country, or the side or unit that a name before the noun gives.

    A nationality or possessor before the noun ("North Korean", "Kyiv’s"), "from" or "of" a country after it, or
    the noun itself ("twelve Ukrainians"); else the name that modifies it ("Red Cross" in "12 Red Cross workers").
    """
    doc = noun.doc
    own = numeral is not None and numeral.end <= noun.i
    before = _modifiers(numeral, noun) if own else [t for t in doc[max(noun.left_edge.i, noun.i - 12) : noun.i] if t.head.i == noun.i or t.head.head.i == noun.i]
    owners = [t for c in (*children(noun), *(children(root_of(numeral)) if own else ())) if c.dep_ == "nmod:poss" for t in islice(c.subtree, 12) if t.tag_ != "POS"]
    after = [t for c in children(noun) if c.dep_.startswith("nmod") and c.i > noun.i and case_of(c) in {"from", "of", "among"} for t in islice(c.subtree, 12)]
    for tokens in (before, [*before, noun], owners, after):
        country = country_in(tokens)
        if country:
            return country
    if noun.text[:1].isupper():
        return None
    name: list[Token] = []
    for token in reversed(before):
        if token.text in QUOTES or token.tag_ == "HYPH":
            continue
        if not (token.tag_.startswith("N") or token.tag_ == "JJ" and name) or not token.text[:1].isupper():
            break
        name.insert(0, token)
    return doc[name[0].i : name[-1].i + 1].text.strip("".join(QUOTES)) if name else None


def _modifiers(numeral: Span, noun: Token) -> list[Token]:
    """What stands between a number and its noun, up to the next number ("nine Indian and four Chinese soldiers")."""
    between = list(numeral.doc[numeral.end : noun.i])
    return between[: next((i for i, t in enumerate(between) if t.like_num), len(between))]


def country_in(tokens: list[Token]) -> str | None:
    """The first country that one to four neighbouring tokens name or point to ("North Korean", "Seoul")."""
    for size in (4, 3, 2, 1):
        for i in range(len(tokens) - size + 1):
            piece = tokens[i : i + size]
            if piece[-1].i - piece[0].i != size - 1:
                continue
            country = places.country_of(" ".join(t.text for t in piece))
            if country:
                return country
    return None


def agent_country(verb: Token) -> str | None:
    """The country that does what the passive *verb* says ("were dispatched by North Korea")."""
    agents = (c for c in children(verb) if c.dep_.startswith("obl") and case_of(c) == "by")
    return next((country for agent in agents if (country := country_in(list(islice(agent.subtree, 20))))), None)


def subject_country(verb: Token) -> str | None:
    """The country of whoever does what *verb* says ("Pyongyang has sent ..."), or the verb that governs it."""
    for token in (verb, verb.head if verb.dep_ in {"xcomp", "conj", "advcl"} else verb):
        subject = next((c for c in children(token) if c.dep_ == "nsubj"), None)
        if subject is not None:
            return country_in(list(islice(subject.subtree, 20)))
    return None
