import csv
import json

import pytest
import spacy
from spacy.tokens import DocBin

from kit.language import pipeline
from kit.language.recipe import train, treebanks

VOCAB = spacy.blank("en").vocab


def conllu(document: str, sent_id: str, lines: str) -> str:
    """A sentence of CoNLL-U from "id form lemma upos xpos feats head deprel misc" lines."""
    rows = [line.split() for line in lines.strip().splitlines()]
    body = "\n".join("\t".join([*row[:8], "_", row[8]]) for row in rows)
    return f"# newdoc id = {document}\n# sent_id = {sent_id}\n{body}\n\n"


RAIN = """
1 Heavy heavy ADJ JJ Degree=Pos 2 amod _
2 rain rain NOUN NN Number=Sing 3 nsubj _
3 fell fall VERB VBD Tense=Past 0 root _
4 in in ADP IN _ 5 case _
5 Oslo Oslo PROPN NNP Number=Sing 3 obl SpaceAfter=No
6 . . PUNCT . _ 3 punct _
"""
CONTRACTION = """
1 We we PRON PRP Case=Nom 4 nsubj _
2-3 don’t _ _ _ _ _ _ _
2 do do AUX VBP Mood=Ind 4 aux _
3 n't not PART RB Polarity=Neg 4 advmod _
4 know know VERB VB VerbForm=Inf 0 root SpaceAfter=No
4.1 it it PRON PRP _ _ _ _
5-6 whatcha _ _ _ _ _ _ SpaceAfter=No
5 what what PRON WP _ 6 obj _
6 are_you you PRON PRP _ 4 ccomp _
7 ? ? PUNCT . _ 4 punct _
"""


@pytest.fixture
def clones(tmp_path):
    """The three treebanks, tiny: as many sentences as a label needs to be learned."""
    folder = tmp_path / "treebanks"
    for bank, document in (("EWT", "weblog-blog.example_{}"), ("GUM", "GUM_news_{}"), ("PUD", "n0{:04}")):
        (folder / f"UD_English-{bank}").mkdir(parents=True)
        for part in ("test",) if bank == "PUD" else ("train", "dev", "test"):
            text = "".join(conllu(document.format(n), document.format(n) + ("011" if bank == "PUD" else "-1"), RAIN) for n in range(24))
            if bank == "GUM":
                text += conllu("GUM_fiction_sea", "GUM_fiction_sea-1", RAIN.replace("Oslo", "Rome"))
            (folder / f"UD_English-{bank}" / f"en_{bank.lower()}-ud-{part}.conllu").write_text(text, encoding="utf-8")
    return folder


def test_contractions_are_cut_as_the_text_has_them(tmp_path):
    path = tmp_path / "x.conllu"
    path.write_text(conllu("weblog-x", "weblog-x-1", CONTRACTION), encoding="utf-8")
    [sentence] = treebanks.read(path)
    doc = treebanks.to_doc(VOCAB, [sentence])
    assert doc.text.strip() == "We don’t knowwhatcha?"
    assert [token.text for token in doc] == ["We", "do", "n’t", "know", "whatcha", "?"]
    assert [token.head.i for token in doc] == [3, 3, 3, 3, 3, 3]
    assert [token.dep_ for token in doc] == ["nsubj", "aux", "advmod", "ROOT", "ccomp", "punct"]
    assert doc[2].lemma_ == "not"


def test_sentences_stand_together_in_order(tmp_path):
    path = tmp_path / "x.conllu"
    path.write_text(conllu("GUM_news_x", "GUM_news_x-1", RAIN) + conllu("GUM_news_x", "GUM_news_x-2", RAIN), encoding="utf-8")
    doc = treebanks.to_doc(VOCAB, treebanks.read(path))
    assert [sent.text.strip() for sent in doc.sents] == ["Heavy rain fell in Oslo."] * 2
    assert [sent.root.text for sent in doc.sents] == ["fell", "fell"]


def test_held_out_articles_and_closed_genres_are_not_trained_on(clones, tmp_path):
    treebanks.prepare(clones, tmp_path / "sets", VOCAB)

    def sentences(name):
        docs = DocBin().from_disk(tmp_path / "sets" / f"{name}.spacy").get_docs(VOCAB)
        return [sent.text.strip() for doc in docs for sent in doc.sents]

    assert len(sentences("pud_news_heldout")) == 24 / treebanks.HELD_OUT
    assert len(sentences("train_open_pud")) == 24 * 2 + 24 * 3 + 18 * 3  # weblogs twice, news three times
    assert not any("Rome" in text for name in ("train_open_pud", "gum_test_open", "dev/gum_dev_open") for text in sentences(name))
    assert len(sentences("gum_test_news")) == 24


def test_a_missing_treebank_is_named_with_where_to_get_it(clones, tmp_path):
    (clones / "UD_English-PUD" / "en_pud-ud-test.conllu").unlink()
    with pytest.raises(FileNotFoundError, match="UD_English-PUD.*clone"):
        treebanks.prepare(clones, tmp_path / "sets", VOCAB)


def test_the_one_command_makes_a_pipeline_that_the_kit_loads(clones, tmp_path):
    train.main(clones, tmp_path / "out", steps=1)
    folder = tmp_path / "out" / pipeline.SHIPPED.name
    nlp = pipeline.load(str(folder))
    assert nlp.pipe_names == ["tok2vec", "tagger", "morphologizer", "sentence_bars", "parser", "verb_tags", "lemmatizer"]
    [doc] = pipeline.paragraph_docs(nlp, "Rain fell.")
    assert all(token.dep_ for token in doc)
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    assert set(meta["scores"]) == set(train.TESTS)
    assert meta["license"] == "CC BY-SA 4.0"
    assert str(tmp_path) not in (folder / "config.cfg").read_text(encoding="utf-8")
    # What the first run prepared is a corpus itself.
    train.main(tmp_path / "out" / "corpus", tmp_path / "again", steps=1)
    assert (tmp_path / "again" / pipeline.SHIPPED.name / "meta.json").is_file()


def test_words_of_closed_classes_get_their_usual_lemma():
    docs = [spacy.tokens.Doc(VOCAB, words=["'s", "'s", "'s", "cats"], pos=["AUX", "AUX", "AUX", "NOUN"], lemmas=["be", "be", "have", "cat"])]
    assert train.closed_class_lemmas(docs) == {"aux": {"'s": ["be"]}}


def test_the_shipped_meta_names_the_sources_of_the_recipe():
    with (train.RECIPE / "sources.csv").open(encoding="utf-8", newline="") as file:
        sources = list(csv.DictReader(file))
    assert json.loads((pipeline.SHIPPED / "meta.json").read_text(encoding="utf-8"))["sources"] == sources


def test_the_shipped_pipeline_was_made_as_the_recipe_says():
    shipped = spacy.util.load_config(pipeline.SHIPPED / "config.cfg")
    recipe = spacy.util.load_config(train.RECIPE / "parser.cfg")
    for section in ("tok2vec", "tagger", "parser"):
        said = recipe["components"][section]
        assert {key: shipped["components"][section]["model"][key] for key in said["model"]} == said["model"]
    assert shipped["training"]["optimizer"]["learn_rate"] == recipe["training"]["optimizer"]["learn_rate"]
    assert shipped["training"]["max_steps"] == recipe["training"]["max_steps"]
