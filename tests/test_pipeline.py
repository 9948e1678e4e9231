import json
import time

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.language import pipeline
from kit.language.parsing import tokens


@pytest.fixture(scope="module")
def nlp():
    return pipeline.load()


def words(nlp, text):
    return [token.text for doc in pipeline.paragraph_docs(nlp, text) for token in doc]


def test_the_shipped_pipeline_is_whole_small_and_says_what_it_is():
    files = [path for path in pipeline.SHIPPED.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 20_000_000
    assert max(path.stat().st_size for path in files) < 10_000_000
    meta = json.loads((pipeline.SHIPPED / "meta.json").read_text(encoding="utf-8"))
    assert set(meta["pipeline"]) == {"tok2vec", "tagger", "morphologizer", "parser", "lemmatizer"}
    assert meta["license"] == "CC BY-SA 4.0"
    assert all(source["name"] and source["url"] and source["license"] and source["used_for"] for source in meta["sources"])
    assert meta["scores"]["gum_test_news"]["las"] > 80


def test_the_sha256_beside_the_model_is_that_of_its_files(nlp):
    readme = (pipeline.SHIPPED.parent / "README.md").read_text(encoding="utf-8")
    assert pipeline.model_sha256(nlp) in readme
    assert pipeline.model_sha256(spacy.blank("en")) is None


def test_it_loads_in_under_two_seconds_and_only_once():
    pipeline.load.cache_clear()
    started = time.process_time()
    nlp = pipeline.load()
    assert time.process_time() - started < 2
    assert pipeline.load() is nlp


def test_it_tags_lemmatises_and_parses(nlp):
    [doc] = pipeline.paragraph_docs(nlp, "Officials said the flood had killed nine people.")
    assert [token.lemma_ for token in doc[:3]] == ["official", "say", "the"]
    assert [(token.dep_, token.head.text) for token in doc if token.text in {"Officials", "killed"}] == [
        ("nsubj", "said"),
        ("ccomp", "said"),
    ]
    assert doc[1].morph.get("Tense") == ["Past"]


def test_an_unknown_pipeline_is_named_with_a_remedy():
    with pytest.raises(ValueError, match="no_such_pipeline.*Install it"):
        pipeline.load("no_such_pipeline")


def test_a_pipeline_without_a_parser_is_refused(tmp_path):
    tagger_only = spacy.blank("en")
    tagger_only.add_pipe("sentencizer")
    tagger_only.to_disk(tmp_path / "tagger_only")
    with pytest.raises(ValueError, match="no dependency parser.*sentencizer"):
        pipeline.load(str(tmp_path / "tagger_only"))


def test_any_folder_with_a_parser_serves():
    other = pipeline.load(str(pipeline.SHIPPED))
    assert words(other, "fell.“We") == ["fell", ".", "“", "We"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("drowned”according to the mayor", "drowned ” according to the mayor"),
        ('drowned"according to the mayor', 'drowned " according to the mayor'),
        ("“bruises”she said", "“ bruises ” she said"),
        ("the marchers”are home", "the marchers ” are home"),
        ("(740 “hurt or lost”according to Oslo)", "( 740 “ hurt or lost ” according to Oslo )"),
        ("2,000-plus", "2,000 - plus"),
        ("a 900-strong crowd", "a 900 - strong crowd"),
        ("in March .Then", "in March . Then"),
        ("ended.Then", "ended . Then"),
        ("in 2019.Then", "in 2019 . Then"),
        ("dried up”—a first", "dried up ” — a first"),
        ("rain.“Snow", "rain . “ Snow"),
        ("rain.”Snow", "rain . ” Snow"),
        ("rain,”he said", "rain , ” he said"),
        ("He said:“We", "He said : “ We"),
        ("rain.’He", "rain . ’ He"),
        ("'Smith", "' Smith"),
        ("“Storm”", "“ Storm ”"),
        ("«Storm»", "« Storm »"),
        ("10-12,000", "10 - 12,000"),
        ("10,000–12,000", "10,000 – 12,000"),
        ("over 40—or 50—homes", "over 40 — or 50 — homes"),
        ("May 26th", "May 26th"),
        ("12,000,said", "12,000 , said"),
        ("the council(EPC)said", "the council ( EPC ) said"),
        ("the miners’ don’t", "the miners ’ do n’t"),
        ("U.S.-backed", "U.S.-backed"),
        ("at 10:30 on www.example.org", "at 10:30 on www.example.org"),
        ("1.5 and 3,200.50", "1.5 and 3,200.50"),
    ],
)
def test_tokens_of_news_text_as_it_comes(nlp, text, expected):
    assert words(nlp, text) == expected.split()


@pytest.mark.parametrize("mark", ["”", ",”", '"', ',"', "”, "])
def test_a_quotation_without_a_space_after_it_keeps_its_speaker(nlp, mark):
    [doc] = pipeline.paragraph_docs(nlp, f"“Nine people were rescued{mark}the mayor said on Monday.")
    said = next(token for token in doc if token.text == "said")
    assert [token.text for token in said.children if token.dep_ == "nsubj"] == ["mayor"]
    assert len(list(doc.sents)) == 1


def test_each_line_is_a_paragraph_of_its_own(nlp):
    text = "\n  Flood kills nine  \r\n\r\nThe river rose.\x85\tIt fell.\u2028Late, rain.\n \n"
    docs = pipeline.paragraph_docs(nlp, text)
    assert [doc.text for doc in docs] == ["Flood kills nine", "The river rose.", "It fell.", "Late, rain."]
    assert [text.index(doc.text) for doc in docs] == [doc._.start for doc in docs]
    assert pipeline.paragraph_docs(nlp, " \n\t\n") == []


NEWS = st.lists(
    st.one_of(
        st.sampled_from(["killed", "”", "“", '"', "'", "’", "—", "–", "-", ".", ",", " ", "  ", "\n", "\r\n", "\r", "\t",
                         "\x85", "\u2028", "\xa0", "\u200b", "😀", "👩‍🚒", "3,000", "plus", "(", ")", "U.S.", "e\u0301"]),
        st.text(max_size=5),
    ),
    max_size=40,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(NEWS)
def test_the_docs_hold_the_characters_of_the_text(nlp, text):
    docs = pipeline.paragraph_docs(nlp, text)
    end = 0
    for doc in docs:
        start = doc._.start
        assert text[start : start + len(doc.text)] == doc.text
        assert text[end:start].strip() == ""
        assert all(text[start + token.idx : start + token.idx + len(token)] == token.text for token in doc)
        assert doc.text == doc.text.strip() != ""
        assert len(doc.text.splitlines()) == 1
        end = start + len(doc.text)
    assert text[end:].strip() == ""


@settings(max_examples=25, deadline=None)
@given(st.lists(NEWS, max_size=7), st.integers(1, 4))
def test_many_articles_give_what_each_gives_alone(nlp, texts, batch_size):
    def seen(docs):
        return [(doc._.start, [(token.text, token.dep_, token.head.i, token.lemma_) for token in doc]) for doc in docs]

    together = [seen(docs) for docs in pipeline.pipe_articles(nlp, texts, batch_size)]
    assert together == [seen(pipeline.paragraph_docs(nlp, text)) for text in texts]


def test_an_endless_paragraph_is_cut_between_sentences(nlp, monkeypatch):
    monkeypatch.setattr(pipeline, "LONGEST", 400)
    text = "The river rose by 3.5 metres overnight. " * 40
    docs = pipeline.paragraph_docs(nlp, text)
    assert len(docs) == 4
    assert all(doc.text.endswith("overnight.") and len(doc.text) <= 400 for doc in docs)
    assert [text[doc._.start :].startswith("The river") for doc in docs] == [True] * 4


def test_an_endless_sentence_is_cut_between_words(nlp, monkeypatch):
    monkeypatch.setattr(pipeline, "LONGEST", 400)
    docs = pipeline.paragraph_docs(nlp, "water " * 300)
    assert {word for doc in docs for word in doc.text.split()} == {"water"}
    assert max(len(doc.text) for doc in docs) <= 400


def test_an_endless_word_is_cut_too(nlp):
    docs = pipeline.paragraph_docs(nlp, "Then " + "”" * 1000 + " rain")
    assert "".join(doc.text for doc in docs).count("”") == 1000
    assert max(len(doc) for doc in docs) <= pipeline.LONGEST_WORD + 2


def test_a_text_longer_than_max_length_is_parsed(nlp, monkeypatch):
    monkeypatch.setattr(nlp, "max_length", 10)
    assert len(words(nlp, "The river rose by night and fell by day.")) == 10


@pytest.mark.parametrize("blank", ["\xa0", "\u2009", "\u202f"])
def test_blanks_of_other_kinds_change_no_parse(nlp, blank):
    plain = "The mayor said on Friday that “two bridges” had fallen. Nobody was hurt."
    printed = plain.replace(" said ", f"{blank}said{blank}").replace(" Nobody", f"{blank}Nobody")
    [[as_plain], [as_printed]] = (pipeline.paragraph_docs(nlp, text) for text in (plain, printed))
    words = [token for token in as_printed if not token.is_space]
    assert as_printed.text == printed
    assert [(t.text, t.tag_, t.lemma_, t.dep_, t.head.text, t.is_sent_start) for t in words] == [
        (t.text, t.tag_, t.lemma_, t.dep_, t.head.text, t.is_sent_start) for t in as_plain
    ]


def test_the_parser_leaves_its_doubts_and_parses_as_spacys_own(nlp):
    text = "The old man the boats, police said. Two bridges fell on Friday, after a day of rain."
    [doc] = pipeline.paragraph_docs(nlp, text)
    bare = spacy.load(pipeline.SHIPPED, exclude=["ner"])
    tokens.extend_tokenizer(bare)
    bare.add_pipe("sentence_bars", before="parser")
    assert [(t.dep_, t.head.i) for t in doc] == [(t.dep_, t.head.i) for t in bare(text)]
    assert doc._.doubts.shape == (len(doc), 2) and (doc._.doubts >= 0).all()
    easy, hard = (pipeline.paragraph_docs(nlp, text)[0]._.doubts[:, 1].max() for text in ("The mayor said it was over.", "Old man the boats left sank said."))
    assert easy < hard


def test_a_headline_keeps_the_doubts_of_its_words(nlp):
    [doc] = pipeline.paragraph_docs(nlp, "Mayor Says Old\xa0Bridge Will Stay Closed")
    assert doc._.doubts.shape == (len(doc), 2) and doc[3].is_space and not doc._.doubts[3].any() and doc._.doubts.any()
