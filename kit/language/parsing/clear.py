"""Parses with CLEAR labels (spaCy's own English pipelines) turned into Universal Dependencies.

CLEAR (Choi & Palmer 2012, "Guidelines for the CLEAR style constituent to dependency conversion") hangs the noun under
its preposition, the predicate under "be" and each conjunct under the one before; Universal Dependencies does the
reverse. Labels that differ in name alone stand in _RENAMED, the rest is done by moving arcs. Names keep CLEAR's
heads (the last word, with compounds): the rules take a name as a whole.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Token

#: Labels that CLEAR has and Universal Dependencies has not: what a parser's scheme is told by.
CLEAR_ONLY = frozenset({"dobj", "pobj", "nsubjpass", "auxpass", "prep", "pcomp", "attr", "acomp", "npadvmod"})
_RENAMED = {
    "nsubjpass": "nsubj:pass", "csubjpass": "csubj:pass", "auxpass": "aux:pass", "dobj": "obj", "dative": "iobj",
    "poss": "nmod:poss", "relcl": "acl:relcl", "prt": "compound:prt", "predet": "det:predet",
    "preconj": "cc:preconj", "neg": "advmod", "quantmod": "advmod", "oprd": "xcomp", "acomp": "xcomp",
    "attr": "xcomp", "intj": "discourse", "meta": "dep",
    "prep": "advmod", "agent": "advmod", "pcomp": "advcl", "pobj": "obl",  # what is left without its other half
}  # fmt: skip
_PREPOSITIONS = frozenset({"prep", "agent", "dative"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "DET", "SYM"})
#: Two words that are one preposition or adverb: the second is "fixed" under the first.
_FIXED = frozenset({
    ("according", "to"), ("because", "of"), ("due", "to"), ("instead", "of"), ("such", "as"), ("as", "of"),
    ("more", "than"), ("less", "than"), ("fewer", "than"), ("up", "to"), ("rather", "than"),
})  # fmt: skip


@Language.component("clear_to_ud", assigns=["token.dep", "token.head"], requires=["token.dep", "token.head", "token.pos"])
def to_ud(doc: Doc) -> Doc:
    """Returns a new Doc with the words, spaces, tags, lemmas and entities of *doc* and with Universal Dependencies.

    The lemma of "be" tells a copula, the part of speech whether a prepositional phrase belongs to a noun.
    """
    tree = _Tree(doc)
    tree.lift_objects_of_prepositions()
    tree.lift_predicates_of_be()
    tree.chain_conjuncts_to_the_first()
    tree.join_fixed_words()
    deps = [tree.renamed(token) for token in doc]
    return Doc(
        doc.vocab,
        words=[token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
        user_data=doc.user_data,
        tags=[token.tag_ for token in doc],
        pos=[token.pos_ for token in doc],
        morphs=[str(token.morph) for token in doc],
        lemmas=[token.lemma_ for token in doc],
        ents=[f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else token.ent_iob_ for token in doc],
        heads=tree.heads,
        deps=deps,
    )


class _Tree:
    """The arcs of a Doc as two lists that can be changed."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.heads = [token.head.i for token in doc]
        self.deps = [token.dep_ for token in doc]

    def children(self, i: int) -> list[int]:
        return [child for child, head in enumerate(self.heads) if head == i and child != i]

    def swap(self, head: int, child: int) -> None:
        """Makes *child* the head of *head*, and of all that hung there."""
        above = self.heads[head]
        for other in self.children(head):
            self.heads[other] = child
        self.heads[child] = child if above == head else above
        self.heads[head] = child

    def lift_objects_of_prepositions(self) -> None:
        """prep > pobj becomes obl > case, or nmod > case under a noun; with a clause, advcl > mark or acl > mark."""
        for preposition in sorted(self.doc, key=_depth, reverse=True):
            i = preposition.i
            found = [c for c in self.children(i) if self.deps[c] in {"pobj", "pcomp"}]
            if not found or self.deps[i] not in _PREPOSITIONS | {"pcomp", "conj"}:
                continue
            thing, dep, above = found[0], self.deps[i], self.heads[i]
            clause = self.deps[thing] == "pcomp"
            nominal = self.doc[above].pos_ in _NOMINAL
            inner = dep in {"conj", "pcomp"} or (dep == "prep" and self._lacks_object(above))
            self.swap(i, thing)
            self.deps[i] = "mark" if clause else "case"
            if inner:
                # "in Oslo and in Rome": the second place joins the first; "because > of > rain": the inner pair is
                # the object of the outer word, which comes next.
                self.deps[thing] = dep if dep == "conj" else "pcomp" if clause else "pobj"
            elif clause:
                self.deps[thing] = "acl" if nominal else "advcl"
            else:
                self.deps[thing] = "obl:agent" if dep == "agent" else "nmod" if nominal else "obl"

    def _lacks_object(self, i: int) -> bool:
        return self.deps[i] in _PREPOSITIONS and not any(self.deps[c] in {"pobj", "pcomp"} for c in self.children(i))

    def lift_predicates_of_be(self) -> None:
        """be > attr or acomp becomes predicate > cop; "there are nine dead" keeps its verb, with a subject."""
        for token in self.doc:
            i = token.i
            predicates = [c for c in self.children(i) if self.deps[c] in {"attr", "acomp"}]
            if token.lemma_.lower() != "be" or not predicates or self.deps[i] in {"aux", "auxpass"}:
                continue
            if any(self.deps[c] == "expl" and self.doc[c].lower_ == "there" for c in self.children(i)):
                self.deps[predicates[0]] = "nsubj"
                continue
            self.swap(i, predicates[0])
            self.deps[predicates[0]], self.deps[i] = self.deps[i], "cop"

    def chain_conjuncts_to_the_first(self) -> None:
        """Every conjunct hangs on the first, and "and" on the conjunct that follows it."""
        for i in range(len(self.deps)):
            if self.deps[i] == "cc":
                following = [c for c in self.children(self.heads[i]) if self.deps[c] == "conj" and c > i]
                self.heads[i] = following[0] if following else self.heads[i]
        for i in range(len(self.deps)):
            while self.deps[i] == "conj" and self.deps[self.heads[i]] == "conj":
                self.heads[i] = self.heads[self.heads[i]]

    def join_fixed_words(self) -> None:
        for first in self.doc[:-1]:
            i, j = first.i, first.i + 1
            if (first.lower_, self.doc[j].lower_) not in _FIXED or self.deps[j] == "mark":
                continue
            if self.heads[i] == self.heads[j] or self.heads[j] == i:
                self.heads[j], self.deps[j] = i, "fixed"
                # "because" of "because of" is all that is left of a preposition with a preposition under it.
                self.deps[i] = "case" if self.deps[i] == "pcomp" else self.deps[i]

    def renamed(self, token: Token) -> str:
        dep = self.deps[token.i]
        if dep == "npadvmod":
            return "nmod:unmarked" if self.doc[self.heads[token.i]].pos_ in _NOMINAL else "obl:unmarked"
        return _RENAMED.get(dep, dep)


def _depth(token: Token) -> int:
    return sum(1 for _ in token.ancestors)
