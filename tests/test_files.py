import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.articles import files
from kit.articles.files import FileError, decode, mend, paragraphs, plain

TEXT = "The mayor said “around 40” people’s homes — some near the café — were lost."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_newsrooms(encoding):
    assert decode(TEXT.encode(encoding)).text == TEXT


@pytest.mark.parametrize("encoding, text", [
    ("cp1251", "Мэр города заявил, что в результате пожара погибли двенадцать человек."),
    ("utf-16-le", TEXT),
    ("mac_roman", TEXT),
    ("shift_jis", "市長は火災で十二人が死亡したと述べた。"),
])
def test_other_encodings_are_guessed_with_a_note(encoding, text):
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert "a guess" in decoded.note and "save it as UTF-8" in decoded.note


def test_utf8_needs_no_note():
    assert decode(TEXT.encode()).note is None


def test_stray_bytes_in_utf8_cost_no_other_letter():
    data = TEXT.encode() + b" He said \x93no\x94 to a caf\xe9."
    decoded = decode(data)
    assert decoded.text == TEXT + " He said “no” to a café."
    assert decoded.note.startswith("3 of its bytes are not valid UTF-8")


@pytest.mark.parametrize("data", [
    b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 20,
    bytes(range(256)) * 30,
    b"PK\x03\x04" + b"\x00\x01\x02\x03" * 400,
    b"text then \x00\x01\x02 nothing",
])
def test_binary_files_are_refused(data):
    with pytest.raises(FileError, match="not a text file. Save"):
        decode(data)


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\x00" * 100])
def test_empty_files_are_refused(tmp_path, data):
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(FileError, match="is empty"):
        files.read_bytes(path)


def test_large_files_are_refused_unread(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(files.MAX_BYTES + 1)
    monkeypatch.setattr("pathlib.Path.read_bytes", lambda _: pytest.fail("read"))
    with pytest.raises(FileError, match="larger than 50 MB"):
        files.read_bytes(path)


@pytest.mark.parametrize("page", ["cp1252", "cp1250", "cp1251", "cp1257"])
def test_utf8_that_was_read_in_a_wrong_code_page_is_mended(page):
    text = "The dam broke – nobody knows why – and the “lower town” was flooded… Officials\xa0left."
    damaged = "".join(_misread(char, page) for char in text)
    assert damaged != text
    assert mend(damaged) == text.replace("\xa0", " ")


def _misread(char, page):
    try:
        return char.encode().decode(page)
    except UnicodeDecodeError:
        return char  # the page has no letter for that byte: such a text holds the character itself


@pytest.mark.parametrize("text", [
    "Rīgas mērs, Ēriks — “jā”", "Łódź, Škofja Loka, Malmö", "“Non !” dit-il à l’élu", "Привет, мир", "It’s 40 °C – ±2", "naïve ‘café’ 3×4",
])
def test_sound_text_is_left_alone(text):
    assert mend(text) == text


def test_spaces_controls_and_unicode_are_normalised():
    assert mend("a\u00a0b\u2009c \t d\u200b\u200e\u202ee\u00adf\ufeff\r\ng\rh\u2028i") == "a b c def\ng\nh\ni"
    assert mend("cafe\u0301") == "café"
    assert mend("Fire &amp; flood &nbsp;&mdash; &#8220;all&#8221;") == "Fire & flood — “all”"
    assert mend("می\u200cخواهم") == "می\u200cخواهم", "the joiners of other scripts are spelling"


@given(st.lists(st.sampled_from([*"&;#39 x“”—éİ\n", "&amp;", "amp;", "lt;", "â€”", "ā€", "Ã", "\xa0", "\u0301", "\u200d", "\x93", "ﬁ", "\r"])).map("".join))
@settings(max_examples=500, deadline=None)
def test_mending_twice_changes_nothing(text):
    once = mend(text)
    assert mend(once) == once


def test_hard_wrapped_text_is_joined_by_paragraph():
    text = (
        "The levee at Norden gave way shortly before dawn on Tuesday, and\n"
        "water stood two metres deep in the old market by the time the\n"
        "first boats came, the fire brigade said. At least six people were\n"
        "taken to hospital.\n\n"
        "“We had ten minutes,” a baker said. He lost his shop and the\n"
        "flat above it.\n"
    )
    first, second = paragraphs(text)
    assert first.endswith("At least six people were taken to hospital.") and "\n" not in first
    assert second == "“We had ten minutes,” a baker said. He lost his shop and the flat above it."


def test_lines_that_are_paragraphs_stay_apart():
    text = "Six hurt in flood\nThe levee gave way.\nSix people were hurt.\nNorden: 4\nMarsk: 2\n• boats came late"
    assert paragraphs(text) == text.split("\n")


def test_a_sentence_broken_by_a_copied_link_is_joined():
    assert paragraphs("The levee at Norden\ngave way\non Tuesday, the fire brigade said.\nMore follows.") == [
        "The levee at Norden gave way on Tuesday, the fire brigade said.", "More follows.",
    ]
    assert paragraphs("The mayor must:\nstop lying\ngive the number of the dead today.") == [
        "The mayor must:", "stop lying", "give the number of the dead today.",
    ]


def test_markdown_marks_go_and_words_stay():
    text = """Flood
=====

The **levee** at [Norden](http://example.org) gave
way, `officials` said.\\
Six *were* hurt.

- 4 in Norden
- 2 in Marsk

1986. That was the last flood.

> “We ran,” he said.

<aside>Advert</aside>

![The levee](a.png)
"""
    lines, apart = plain(text)
    assert lines == [
        "Flood", "The levee at Norden gave way, officials said.", "Six were hurt.", "• 4 in Norden", "• 2 in Marsk",
        "1986. That was the last flood.", "“We ran,” he said.",
    ]
    assert apart == ["<aside>Advert</aside>"]
