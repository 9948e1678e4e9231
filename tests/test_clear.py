import pytest
import spacy
from spacy.tokens import Doc

from kit.language import pipeline
from kit.language.parsing import clear

VOCAB = spacy.blank("en").vocab


def annotated(lines: str) -> Doc:
    """A Doc of hand-made lines "word lemma POS head label", the head by its number, from 1; 0 is the root."""
    rows = [line.split() for line in lines.strip().splitlines()]
    return Doc(
        VOCAB,
        words=[row[0] for row in rows],
        lemmas=[row[1] for row in rows],
        pos=[row[2] for row in rows],
        heads=[int(row[3]) - 1 if row[3] != "0" else i for i, row in enumerate(rows)],
        deps=["ROOT" if row[3] == "0" else row[4] for row in rows],
    )


def arcs(doc: Doc) -> set[str]:
    return {f"{token.text} {token.dep_} {token.head.text}" for token in clear.to_ud(doc)}


PASSIVE = """
Nine nine NUM 2 nummod
hikers hiker NOUN 5 nsubjpass
were be AUX 5 auxpass
not not PART 5 neg
found find VERB 0 ROOT
by by ADP 5 agent
the the DET 8 det
rescuers rescuer NOUN 6 pobj
last last ADJ 10 amod
week week NOUN 5 npadvmod
"""
ACCORDING = """
Rain rain NOUN 2 nsubj
fell fall VERB 0 ROOT
according accord VERB 2 prep
to to ADP 3 prep
police police NOUN 4 pobj
in in ADP 5 prep
Oslo Oslo PROPN 6 pobj
"""
BECAUSE = """
It it PRON 2 nsubj
closed close VERB 0 ROOT
because because SCONJ 2 prep
of of ADP 3 pcomp
rain rain NOUN 4 pobj
"""
COPULA = """
Officials official NOUN 2 nsubj
said say VERB 0 ROOT
the the DET 4 det
toll toll NOUN 6 nsubj
would would AUX 6 aux
be be AUX 2 ccomp
about about ADV 8 quantmod
40 40 NUM 6 attr
in in ADP 6 prep
May May PROPN 9 pobj
"""
ADJECTIVE = """
It it PRON 2 nsubj
is be AUX 0 ROOT
clear clear ADJ 2 acomp
that that SCONJ 6 mark
he he PRON 6 nsubj
left leave VERB 2 ccomp
"""
BECOME = """
It it PRON 2 nsubj
became become VERB 0 ROOT
clear clear ADJ 2 acomp
"""
THERE = """
There there PRON 2 expl
were be VERB 0 ROOT
nine nine NUM 4 nummod
injuries injury NOUN 2 attr
in in ADP 2 prep
Rome Rome PROPN 5 pobj
"""
CONJUNCTS = """
Floods flood NOUN 7 nsubj
, , PUNCT 1 punct
fires fire NOUN 1 conj
and and CCONJ 3 cc
storms storm NOUN 3 conj
both both CCONJ 5 preconj
came come VERB 0 ROOT
"""
PREPOSITIONS_JOINED = """
Rain rain NOUN 2 nsubj
fell fall VERB 0 ROOT
in in ADP 2 prep
Oslo Oslo PROPN 3 pobj
and and CCONJ 3 cc
in in ADP 3 conj
Rome Rome PROPN 6 pobj
"""
CLAUSE_OBJECT = """
He he PRON 2 nsubj
apologised apologise VERB 0 ROOT
by by ADP 2 prep
saying say VERB 3 pcomp
sorry sorry ADJ 4 oprd
"""
NOUN_CLAUSE_OBJECT = """
The the DET 2 det
idea idea NOUN 0 ROOT
of of ADP 2 prep
leaving leave VERB 3 pcomp
"""
RELATIVE = """
The the DET 2 det
men man NOUN 0 ROOT
whose whose PRON 4 poss
boat boat NOUN 5 nsubj
sank sink VERB 2 relcl
down down ADP 5 prt
"""
DATIVES = """
He he PRON 2 nsubj
gave give VERB 0 ROOT
them they PRON 2 dative
all all DET 6 predet
the the DET 6 det
bread bread NOUN 2 dobj
to to ADP 2 dative
people people NOUN 7 pobj
"""
MORE_THAN = """
More more ADJ 3 amod
than than ADP 3 quantmod
30 30 NUM 4 nummod
dogs dog NOUN 5 nsubj
barked bark VERB 0 ROOT
"""
OUT_OF = """
They they PRON 2 nsubj
got get VERB 0 ROOT
out out ADP 2 prep
of of ADP 3 prep
town town NOUN 4 pobj
alive alive ADJ 2 acomp
"""
STRANDED = """
He he PRON 2 nsubj
walked walk VERB 0 ROOT
by by ADP 2 prep
"""


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (PASSIVE, "hikers nsubj:pass found|were aux:pass found|not advmod found|rescuers obl:agent found|by case rescuers|week obl:unmarked found"),
        (ACCORDING, "police obl fell|according case police|to fixed according|Oslo nmod police|in case Oslo"),
        (BECAUSE, "rain obl closed|because case rain|of fixed because"),
        (COPULA, "40 ccomp said|toll nsubj 40|would aux 40|be cop 40|about advmod 40|May obl 40|in case May"),
        (ADJECTIVE, "clear ROOT clear|It nsubj clear|is cop clear|left ccomp clear|that mark left"),
        (BECOME, "became ROOT became|clear xcomp became"),
        (THERE, "were ROOT were|injuries nsubj were|There expl were|Rome obl were"),
        (CONJUNCTS, "fires conj Floods|storms conj Floods|and cc storms|both cc:preconj storms"),
        (PREPOSITIONS_JOINED, "Oslo obl fell|Rome conj Oslo|and cc Rome|in case Oslo|in case Rome"),
        (CLAUSE_OBJECT, "saying advcl apologised|by mark saying|sorry xcomp saying"),
        (NOUN_CLAUSE_OBJECT, "leaving acl idea|of mark leaving"),
        (RELATIVE, "sank acl:relcl men|whose nmod:poss boat|down compound:prt sank"),
        (DATIVES, "them iobj gave|bread obj gave|all det:predet bread|people obl gave|to case people"),
        (MORE_THAN, "than fixed More|More amod 30|30 nummod dogs|dogs nsubj barked"),
        (OUT_OF, "town obl got|out case town|of case town|alive xcomp got"),
        (STRANDED, "by advmod walked"),
    ],
)  # fmt: skip
def test_constructions(lines, expected):
    found = arcs(annotated(lines))
    assert set(expected.split("|")) <= found
    assert not {arc for arc in found if arc.split()[1] in clear.CLEAR_ONLY}


def test_words_spaces_and_entities_are_kept():
    doc = Doc(
        VOCAB,
        words=["In", "Oslo", ",", "rain"],
        spaces=[True, False, True, False],
        heads=[3, 0, 3, 3],
        deps=["prep", "pobj", "punct", "ROOT"],
        pos=["ADP", "PROPN", "PUNCT", "NOUN"],
        lemmas=["in", "Oslo", ",", "rain"],
        ents=["O", "B-GPE", "O", "O"],
    )
    converted = clear.to_ud(doc)
    assert converted.text == "In Oslo, rain"
    assert [(ent.text, ent.label_) for ent in converted.ents] == [("Oslo", "GPE")]
    assert [token.head.text for token in converted] == ["Oslo", "rain", "rain", "rain"]


def test_sentences_stay_apart():
    doc = annotated(COPULA + ADJECTIVE.replace(" 2 ", " 12 ").replace(" 6 ", " 16 ").strip())
    assert [len(sent) for sent in clear.to_ud(doc).sents] == [len(sent) for sent in doc.sents] == [10, 6]


def test_an_empty_doc_passes():
    assert len(clear.to_ud(Doc(VOCAB))) == 0


@pytest.mark.parametrize(("labels", "converted"), [(["nsubj", "dobj", "prep", "pobj"], True), (["nsubj", "obj", "case"], False)])
def test_load_converts_a_pipeline_with_clear_labels_and_no_other(tmp_path, labels, converted):
    nlp = spacy.blank("en")
    parser = nlp.add_pipe("parser")
    for label in labels:
        parser.add_label(label)
    nlp.initialize()
    nlp.to_disk(tmp_path / "other")
    loaded = pipeline.load(str(tmp_path / "other"))
    assert ("clear_to_ud" in loaded.pipe_names) is converted
    [doc] = pipeline.paragraph_docs(loaded, "Rain fell in Oslo.”Then snow")
    assert not {token.dep_ for token in doc} & clear.CLEAR_ONLY
