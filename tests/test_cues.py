"""Cues that a case adds."""

import pandas as pd
import pytest

import kit
from kit.language.attribution import cues

HEADER = "lemma,pos,cue_class,frames,prepositions\n"
ARTICLES = pd.DataFrame({"text": ["The mayor mooted that nine people had died."]}, index=["a"])


def written(tmp_path, text):
    path = tmp_path / "cues.csv"
    path.write_text(text, encoding="utf-8")
    return path


def spoken(more=()):
    claims, _ = kit.extract(ARTICLES, more_cues=more)
    return claims["cue"].dropna().tolist()


def test_a_case_adds_a_cue_and_the_next_extraction_knows_nothing_of_it(tmp_path):
    more = cues.read_cues(written(tmp_path, HEADER + "moot,verb,claims,c,\n"))
    assert (spoken(), spoken(more), spoken()) == ([], ["mooted"], [])


def test_a_case_takes_a_cue_out(tmp_path):
    articles = pd.DataFrame({"text": ["The mayor warned that nine people had died."]}, index=["a"])
    more = cues.read_cues(written(tmp_path, HEADER + "warn,verb,warns,,\n"))
    claims, _ = kit.extract(articles, more_cues=more)
    assert claims["cue"].dropna().empty


def test_no_file_adds_nothing(tmp_path):
    assert cues.read_cues(tmp_path / "cues.csv") == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",verb,says,c,", "column lemma"),
        ("moot,adverb,says,c,", "column pos: 'adverb'"),
        ("moot,verb,mumbles,c,", "column cue_class: 'mumbles'"),
        ("moot,verb,says,c z,", "column frames: 'z'"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_and_left_out(tmp_path, row, said):
    path = written(tmp_path, HEADER + row + "\nmoot,verb,says,c,\n")
    with pytest.warns(cues.CueWarning, match=said) as warned:
        assert [cue.lemma for cue in cues.read_cues(path)] == ["moot"]
    assert "row 2" in str(warned[0].message)


def test_a_missing_column_is_named(tmp_path):
    with pytest.raises(ValueError, match="column 'frames' is missing"):
        cues.read_cues(written(tmp_path, "lemma,pos,cue_class,prepositions\nmoot,verb,says,\n"))


def test_the_cues_of_a_case_are_part_of_its_run(tmp_path):
    case = kit.new_case(tmp_path / "case")
    (case.articles_dir / "a.txt").write_text("The mayor mooted that nine people had died.", encoding="utf-8")
    assert kit.findings.analyse(case).claims["cue"].dropna().empty
    written(case.folder, HEADER + "moot,verb,claims,c,\nmoot,verb,claims,?,\n")
    found = kit.findings.analyse(kit.open_case(case.folder))
    assert found.claims["cue"].dropna().tolist() == ["mooted"]
    assert "cues.csv" in found.notices["notice"].str.cat()
