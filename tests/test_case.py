import warnings

import pytest

from kit import schema
from kit.case import Case, CaseError, CaseWarning, new_case, open_case
from kit.sources.sheet import SourceWarning, read_sources


@pytest.fixture
def folder(tmp_path):
    """A case folder with one article."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "flood.txt").write_text("The river rose overnight, the mayor said.", encoding="utf-8")
    return tmp_path


def toml(folder, text):
    (folder / "case.toml").write_text(text, encoding="utf-8")
    return folder


def sources(folder, *rows, header="source_id,name,kind,side,parent,aliases,wikidata,note"):
    path = folder / "sources.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


# Opening

def test_a_folder_with_articles_opens_with_defaults(folder):
    case = open_case(folder)
    assert (case.title, case.question) == (folder.name, None)
    assert (case.options.reviewer_policy, case.options.convention, case.options.measures) == ("latest", "literal", ())
    assert case.options.count_single_people is False
    assert (case.options.policy, case.options.source_order) == ("show_all", ())
    assert case.articles_dir == folder / "articles"
    assert case.corrections == folder / "corrections.jsonl"
    assert case.findings_path == folder / "findings"
    assert open_case(str(folder)) == case
    assert open_case(case) is case


def test_a_bare_folder_of_texts_is_a_case(tmp_path):
    (tmp_path / "b.md").write_text("# Fire\n", encoding="utf-8")
    (tmp_path / "a.TXT").write_text("Fire", encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text("no", encoding="utf-8")
    (tmp_path / "findings").mkdir()
    (tmp_path / "findings" / "report.txt").write_text("no", encoding="utf-8")
    case = open_case(tmp_path)
    assert case.articles_dir == tmp_path
    assert [file.name for file in case.files()] == ["a.TXT", "b.md"]


def test_articles_may_lie_in_folders(folder):
    (folder / "articles" / "agencies").mkdir()
    (folder / "articles" / "agencies" / "a.txt").write_text("Fire", encoding="utf-8")
    assert [file.name for file in open_case(folder).files()] == ["a.txt", "flood.txt"]


def test_settings_are_read(folder):
    toml(folder, '''
        title = "The flood"
        question = "How many?"
        [options]
        reviewer_policy = "all"
        convention = "acled"
        count_single_people = true
        measures = ["killed", "missing"]
        groups = ["Northland"]
        policy = "source_order"
        source_order = ["mayor", "police"]
    ''')
    case = open_case(folder)
    assert (case.title, case.question, case.options.reviewer_policy) == ("The flood", "How many?", "all")
    assert case.options.measures == ("killed", "missing")
    assert case.options.convention == "acled"
    assert case.options.count_single_people is True
    assert case.options.groups == ("Northland",)
    assert (case.options.policy, case.options.source_order) == ("source_order", ("mayor", "police"))


@pytest.mark.parametrize("text, names", [
    ("title = 3", "title must be text"),
    ("options = 1", "options must be a table"),
    ("[options]\nmeasures = 'killed'", "options.measures must be a list"),
    ("[options]\nmeasures = [1]", "options.measures must be a list"),
    ("[options]\nmeasures = ['hurt']", "options.measures: 'hurt' is unknown. Use killed, injured"),
    ("[options]\ncount_single_people = 'yes'", "options.count_single_people must be true or false, found 'yes'"),
    ("[options]\nconvention = 'guess'", "options.convention: 'guess' is unknown. Use literal, acled"),
    ("[options]\npolicy = 'latest per source'", "options.policy: 'latest per source' is unknown. Use show_all, range"),
    ("[options]\npolicy = ['range']", "options.policy must be text"),
    ("[options]\nsource_order = 'mayor'", "options.source_order must be a list"),
    ("[options]\npolicy = 'source_order'", "needs an order. Write source_order = "),
    ("title = \nquestion = 'x'", "line 1"),
])
def test_a_wrong_setting_names_file_and_key(folder, text, names):
    with pytest.raises(CaseError) as error:
        open_case(toml(folder, text))
    assert names in str(error.value) and "case.toml" in str(error.value)


def test_settings_in_another_encoding_say_so(folder):
    (folder / "case.toml").write_bytes("title = 'Crûe'".encode("cp1252"))
    with pytest.raises(CaseError, match="Save it as UTF-8"):
        open_case(folder)


def test_unknown_keys_are_named_and_passed_over(folder):
    with pytest.warns(CaseWarning) as caught:
        case = open_case(toml(folder, "titel = 'x'\n[options]\nmeasure = ['killed']"))
    assert case.title == folder.name
    assert [name for warning in caught for name in ("'titel'", "'options.measure'") if name in str(warning.message)] == ["'titel'", "'options.measure'"]


def test_a_missing_folder_says_how_to_make_one(tmp_path):
    with pytest.raises(CaseError, match="no such folder.*kit new"):
        open_case(tmp_path / "nowhere")


def test_a_file_is_no_case(folder):
    with pytest.raises(CaseError, match="is a file"):
        open_case(folder / "articles" / "flood.txt")


def test_a_folder_without_articles_says_where_to_put_them(tmp_path):
    (tmp_path / "report.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / "sources.csv").write_text("source_id,name,kind\n", encoding="utf-8")
    with pytest.raises(CaseError, match="no article found. Put your articles there, as files of these types: .txt, .md, .html"):
        open_case(tmp_path)


# A new case

def test_a_new_case_is_empty_and_ready(tmp_path):
    case = new_case(tmp_path / "deep" / "flood")
    assert sorted(path.name for path in case.folder.iterdir()) == ["articles", "articles.csv", "case.toml", "sources.csv"]
    assert case.sources.empty
    with pytest.raises(CaseError, match="no article found"):
        open_case(case.folder)
    (case.articles_dir / "a.txt").write_text("Fire", encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert open_case(case.folder) == case


def test_the_template_holds_when_every_line_is_used(tmp_path):
    case = new_case(tmp_path / "flood")
    text = (case.folder / "case.toml").read_text(encoding="utf-8")
    used = [line.removeprefix("# ") if " = " in line else line for line in text.splitlines()]
    (case.articles_dir / "a.txt").write_text("Fire", encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert open_case(toml(case.folder, "\n".join(used))).options.measures == ("killed", "injured")


def test_a_new_case_never_overwrites(folder):
    with pytest.raises(CaseError, match="not empty.*nothing was written"):
        new_case(folder)
    assert [path.name for path in folder.iterdir()] == ["articles"]
    with pytest.raises(CaseError, match="is a file"):
        new_case(folder / "articles" / "flood.txt")


def test_an_empty_folder_may_become_a_case(tmp_path):
    assert isinstance(new_case(tmp_path), Case)


# The registry

def test_no_registry_is_an_empty_one(folder):
    registry = open_case(folder).sources
    assert registry.empty and list(registry.columns) == list(schema.SOURCES.columns)


def test_the_registry_is_read_once_and_lazily(folder):
    case = open_case(folder)
    sources(folder, "mayor,Mayor of Lund,government,,,the mayor|City Hall,,")
    assert case.sources.loc[0, "aliases"] == "the mayor|City Hall"
    assert case.sources is case.sources


@pytest.mark.parametrize("row, message", [
    ("Mayor,M,government", "column source_id: 'Mayor' is not an id"),
    ("article,M,government", "column source_id: 'article' is reserved"),
    ("police,M,government", "column source_id: 'police' stands in row 2 already"),
    ("mayor,M,boss", "column kind: 'boss' is unknown. Use government, military"),
    ("mayor,M,unnamed", "column kind: 'unnamed' is unknown"),
    ("mayor,,government", "column name is empty"),
    (",M,government", "column source_id is empty"),
    ("mayor,M,government,,,,,note, and more", "more cells than columns"),
])
def test_a_bad_row_is_left_out_and_named(folder, row, message):
    path = sources(folder, "police,Police,government", row, "army,Army,military")
    with pytest.warns(SourceWarning) as caught:
        registry = read_sources(path)
    assert list(registry.source_id) == ["police", "army"]
    assert len(caught) == 1
    assert str(caught[0].message).startswith(f"{path}, row 3: ") and message in str(caught[0].message)


def test_a_parent_must_be_an_id_and_never_a_circle(folder):
    path = sources(folder, "a,A,ngo,,b,,,", "b,B,ngo,,a,,,", "c,C,ngo,,zzz,,,", "d,D,ngo,,a,,,")
    with pytest.warns(SourceWarning) as caught:
        registry = read_sources(path).set_index("source_id")
    assert registry.parent.isna().to_dict() == {"a": True, "b": False, "c": True, "d": False}
    assert [str(w.message).split(", ", 1)[1].split(":")[0] for w in caught] == ["row 4", "row 2"]


def test_an_alias_of_two_sources_is_named(folder):
    path = sources(folder, "a,Harbour Police,government,,,the police|HP,,", "b,City Police,government,,,The Police,,")
    with pytest.warns(SourceWarning, match="row 3: column aliases: 'The Police' is also a name of 'a' .row 2."):
        registry = read_sources(path)
    assert list(registry.aliases) == ["the police|HP", "The Police"]


def test_a_registry_without_its_columns_says_the_header(folder):
    sources(folder, "a,A", header="source_id,name")
    with pytest.raises(CaseError, match="column 'kind' is missing. The header is: source_id,name,kind"):
        open_case(folder).sources


def test_aliases_with_a_semicolon_are_told(tmp_path):
    path = tmp_path / "sources.csv"
    path.write_text("source_id,name,kind,side,parent,aliases,wikidata,note\nguard,Coast Guard,military,,,Guard;Rescuers,,\n", encoding="utf-8")
    with pytest.warns(SourceWarning, match=r"row 2.*Put \| between names"):
        read_sources(path)


def test_a_person_among_the_names_of_a_body_is_told(folder):
    path = sources(folder, "guard,Coast Guard,agency,,,Coastguard|Marta Vell,,", "vell_fund,Clara Vell Fund,ngo,,,Clara Vell,,", "otieno,Ann Otieno,government,,,Otieno,,")
    with pytest.warns(SourceWarning) as caught:
        registry = read_sources(path)
    [warning] = caught
    assert str(warning.message).startswith(f"{path}, row 2: column aliases: 'Marta Vell' looks like a person's name") and "the parent guard" in str(warning.message)
    assert len(registry) == 3
