"""The confidence of claims: what is plain stands above what is doubtful, and the table, the code and the recipe agree."""

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from gold_as_offsets import records
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import DocBin

import kit
from kit.language import pipeline
from kit.language.attribution import attributions, confidence
from kit.language.recipe import confidence as recipe

PLAIN = [
    "The mayor said that nine people had died.",
    "“The water rose within an hour,” said Rosa Hall, a nurse at the clinic.",
    "According to the fire brigade, twelve houses burned down on Monday.",
    "Ruth Marsh, the head of the clinic, said on Tuesday that 40 patients were still being treated.",
]
DOUBTFUL = [
    "You can call it that.",
    "If they ask for more, the council might offer it, as it did last year, when the dam held.",
    "I cannot describe the noise.",
    "They called the dog Rex.",
    "Do you know where they went?",
]


def sure(text: str) -> list[float]:
    [doc] = pipeline.paragraph_docs(pipeline.load(), text)
    found = attributions.find(doc)
    return [confidence.of(item, found) for item in found]


def test_plain_reports_stand_above_what_is_hardly_said():
    plain, doubtful = [sure(text) for text in PLAIN], [sure(text) for text in DOUBTFUL]
    assert all(len(numbers) == 1 for numbers in plain)
    assert sum(map(len, doubtful)) >= 3
    assert min(map(max, plain)) > max(number for numbers in doubtful for number in numbers)


def test_the_same_statement_is_less_sure_as_a_possibility():
    [stated], [possible] = sure("The council said that the bridge was safe."), sure("The council might say that the bridge was safe.")
    assert stated > possible


def test_a_content_that_goes_on_with_a_clause_of_the_reporter_is_less_sure():
    [short], [long] = (
        sure("The firm said that the gate had been closed."),
        sure("The firm said that the gate had been closed, although two neighbours saw it open."),
    )
    assert short > long


def test_the_same_twice():
    assert sure(PLAIN[1]) == sure(PLAIN[1])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["police", "said", "that", "the", "mill", "“", "”", ",", ".", "I", "you", "called", "it", "if", "burned", ":", "?"]), min_size=1, max_size=14))
def test_any_claim_has_a_number_between_0_and_1(words):
    assert all(0 <= number <= 1 for number in sure(" ".join(words)))


def test_features_are_never_negative_and_never_far_above_1():
    for text in PLAIN + DOUBTFUL:
        [doc] = pipeline.paragraph_docs(pipeline.load(), text)
        found = attributions.find(doc)
        assert all(0 < value <= 1.2 for item in found for value in confidence.features(item, found).values())


def test_extraction_gives_each_claim_this_number():
    claims, _ = kit.extract(pd.DataFrame({"text": [PLAIN[0]]}, index=["a"]))
    assert list(claims["confidence"]) == sure(PLAIN[0])


def test_every_weight_belongs_to_a_feature_that_is_computed():
    """A name in the table that no line of the code gives would be an orphan."""
    source = Path(confidence.__file__).read_text(encoding="utf-8")
    names = [name for name in confidence.weights() if name != "constant"]
    built = ("way: ", "speaker: ", "cue takes: ", "source: ", "content: head ", "content: under ", "content: over ", "form: ")
    assert [name for name in names if f'"{name}"' not in source and not name.startswith(built)] == []
    kinds = {"first person", "second person", "third person", "thing", "name", "party", "document"}
    orphans = [name for name in names if name.startswith("source: ") and f'"{name}"' not in source and name.removeprefix("source: ") not in kinds]
    assert orphans == []


def test_the_table_says_where_it_comes_from_and_has_each_name_once():
    lines = Path(confidence.__file__).with_suffix(".csv").read_text(encoding="utf-8").splitlines()
    names = [row["feature"] for row in csv.DictReader(line for line in lines if not line.startswith("#"))]
    assert "GUM" in "".join(line for line in lines if line.startswith("#"))
    assert len(names) == len(set(names)) and "constant" in names


def test_own_gold_ranks_right_claims_first():
    data = recipe.samples(records())
    table = confidence.weights()
    model = recipe.Model(list(table), list(table.values()), 0.0)
    given = [model(sample.features | {"constant": 1.0}) for sample in data]
    assert recipe.ranking([sample.right for sample in data], given) > 0.7


def tiny(folder: Path) -> Path:
    """Twenty texts of a line each: what is reported with "said" is annotated, what is "called" something is not."""
    path = folder / "tiny.jsonl"
    lines = []
    for number in range(10):
        said = f"The mayor said that {number + 2} people had died."
        lines.append({"doc": f"s{number}", "genre": "own", "text": said, "attributions": [{"source": [[0, 9]], "content": [[20, len(said) - 1]]}]})
        lines.append({"doc": f"c{number}", "genre": "own", "text": f"The mayor called the {number + 2} men heroes.", "attributions": []})
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def treebank(folder: Path) -> Path:
    """Ten sentences with trees: of half of them the tree says that nobody is a subject, so that the rules find nothing there."""
    nlp = pipeline.load()
    docs = [doc for number in range(10) for doc in pipeline.paragraph_docs(nlp, f"The mayor {'said' if number % 2 else 'warned'} that {number + 2} people had died.")]
    for doc in docs[::2]:
        for token in doc:
            token.dep_ = "ROOT" if token.dep_ == "ROOT" else "dep"
    DocBin(docs=docs).to_disk(folder / "trees.spacy")
    return folder / "trees.spacy"


def test_on_a_treebank_is_sound_what_the_rules_find_on_its_trees_too(tmp_path):
    data = recipe.sound([treebank(tmp_path)])
    assert [sample.right for sample in data] == [False, True] * 5
    assert all("doubt: cue" in sample.features for sample in data)


def test_the_mean_of_two_models_has_the_geometric_mean_of_their_odds():
    one, other = recipe.Model(["a", "b"], np.array([1.0, 2.0]), 0.5), recipe.Model(["b", "c"], np.array([-1.0, 3.0]), -1.5)
    features = {"a": 1.0, "b": 0.5, "c": 0.25}
    odds = [p / (1 - p) for p in (one(features), other(features), recipe.mean(one, other)(features))]
    assert odds[2] == pytest.approx((odds[0] * odds[1]) ** 0.5)


def test_the_recipe_learns_writes_and_says_the_same_twice(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(recipe, "RARE", 5)
    data = tiny(tmp_path)
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    for path in (first, second):
        recipe.main(["--data", str(data), "--trees", str(treebank(tmp_path)), "--out", str(path)])
    assert first.read_bytes() == second.read_bytes()
    learnt = {row["feature"]: float(row["weight"]) for row in csv.DictReader(line for line in first.read_text(encoding="utf-8").splitlines() if line[0] != "#")}
    assert learnt["way: ccomp"] > 0
    assert "area under the ROC curve 1.000" in capsys.readouterr().out


def test_what_was_judged_by_hand_has_places_in_order():
    for doc, rows in recipe.judged().items():
        assert doc.startswith("GUM_")
        assert all(start < end for row in rows for part in row.values() for start, end in part)


@pytest.mark.parametrize(("given_", "expected"), [([0.9, 0.1], 1.0), ([0.1, 0.9], 0.0), ([0.5, 0.5], 0.5)])
def test_ranking(given_, expected):
    assert recipe.ranking([True, False], given_) == expected


def test_statements_of_a_long_paragraph_are_compared_with_their_neighbours_alone(monkeypatch):
    compared, real = [], confidence._overlap
    monkeypatch.setattr(confidence, "_overlap", lambda f, other: compared.append(other) or real(f, other))
    found = sure("The warden said that the gate was shut. " * 40)
    assert len(found) == 40
    assert len(compared) < 3 * len(found)
