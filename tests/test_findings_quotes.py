"""Findings without the articles' text: what may be quoted, and that nothing that is written has more."""

import csv
import io
import json
import re
from html.parser import HTMLParser

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import flood
import kit
from kit.findings.quotes import WITH_FIGURE, WITHOUT_FIGURE, Quotes


def words(text):
    return [word.casefold() for word in re.findall(r"\w+", text)]


def longest(text, article):
    """The longest row of words that stands in both."""
    ours, theirs, best = words(text), words(article), []
    ends = {}
    for at, word in enumerate(theirs):
        ends.setdefault(word, []).append(at)
    for start in range(len(ours)):
        for at in ends.get(ours[start], ()):
            size = 0
            while start + size < len(ours) and at + size < len(theirs) and ours[start + size] == theirs[at + size]:
                size += 1
            best = max(best, ours[start : start + size], key=len)
    return best


class Stripped(HTMLParser):
    """The text of a page with its comments, and the values of its attributes apart; the labels of marks and the styles are none of an article's words."""

    def __init__(self):
        super().__init__()
        self.text, self.attributes, self._aside = [], [], 0

    def handle_starttag(self, tag, attrs):
        self._aside += tag in ("style", "sup")
        self.attributes += [value for _, value in attrs if value and not value.startswith("data:")]

    def handle_endtag(self, tag):
        self._aside -= tag in ("style", "sup")

    def handle_data(self, data):
        self.text += [] if self._aside else [data]

    def handle_comment(self, data):
        self.text.append(data)


def leaves(tree):
    parts = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else None
    return [str(tree)] if parts is None else [leaf for part in parts for leaf in leaves(part)]


def texts(path):
    """What can be read in a file, each piece as one text."""
    if path.suffix == ".xlsx":
        return [" ".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row if value is not None) for sheet in openpyxl.load_workbook(path)]
    if path.suffix == ".png":
        return list(Image.open(path).text.values())
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".csv":
        return [" ".join(cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row)]
    if path.suffix in (".json", ".jsonld"):
        return [" ".join(leaves(json.loads(text)))]
    page = Stripped()
    page.feed(text)
    page.close()
    return [" ".join(page.text), *page.attributes]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return kit.findings.analyse(flood.make(tmp_path_factory.mktemp("flood") / "case"))


@pytest.fixture(scope="module")
def written(found, tmp_path_factory):
    folder = tmp_path_factory.mktemp("shared")
    kit.findings.write(found, folder, text=False)
    return folder


def test_no_file_has_more_of_an_article_than_a_short_quote(found, written):
    paths = [path for path in written.rglob("*") if path.is_file()]
    assert {path.suffix for path in paths} == {".csv", ".xlsx", ".html", ".json", ".jsonld", ".png", ".svg"}
    for path in paths:
        for text in texts(path):
            for article in found.articles["text"]:
                row = longest(text, article)
                assert len(row) <= WITH_FIGURE, f"{path.name}: {' '.join(row)}"
                assert len(row) <= WITHOUT_FIGURE or any(character.isdigit() for character in "".join(row)), f"{path.name}: {' '.join(row)}"


def test_the_same_findings_with_the_text_have_more(found, tmp_path):
    """So that the test above is known to see something."""
    kit.findings.write(found, tmp_path)
    seen = {path.name for path in tmp_path.iterdir() if any(len(longest(text, article)) > WITH_FIGURE for text in texts(path) for article in found.articles["text"])}
    assert {"claims.csv", "claims.xlsx", "claims.jsonld", "annotations.jsonld", "report.html"} <= seen


def test_the_manifest_says_that_the_text_is_not_whole(written):
    told = json.loads((written / "manifest.json").read_text(encoding="utf-8"))["text"]
    assert told == {"whole": False, "words_around_a_figure": 25, "words_without_one": 10, "charts_left_out": []}


def test_the_report_says_how_the_articles_are_quoted(written):
    assert "at most 25 words around a figure, 10 elsewhere" in (written / "report.html").read_text(encoding="utf-8")


def test_numbers_and_places_stay(found, written):
    with (written / "claims.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["claim_id"], int(row["start"]), int(row["end"])) for row in rows] == list(found.claims[["start", "end"]].itertuples(name=None))
    assert any(row["text"].endswith("[…]") for row in rows)


TEXT = "One two three four five 66 seven eight nine ten eleven twelve. Thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty."


@pytest.fixture
def quotes():
    columns = {"title": ["Thirteen fourteen fifteen sixteen"], "text": [TEXT], "furniture": ["Read more of our stories on the page of the day"]}
    articles = pd.DataFrame(columns, index=["a"])
    figures = pd.DataFrame({"article_id": ["a"], "start": [TEXT.index("66")], "end": [TEXT.index("66") + 2]})
    return Quotes(articles, figures, most=5, least=3)


def test_a_quote_is_cut_around_its_figure(quotes):
    assert quotes.cut([TEXT]) == ["[…] four five 66 seven eight […]."]


def test_a_quote_without_a_figure_is_shorter(quotes):
    assert quotes.cut(["He wrote: thirteen fourteen fifteen SIXTEEN seventeen."]) == ["He wrote: thirteen fourteen fifteen […]."]


def test_the_furniture_of_a_page_is_not_quoted_either(quotes):
    assert quotes.cut(["Read more of our stories"]) == ["Read more of […]"]


def test_a_headline_stays_whole_where_it_stands_for_itself(quotes):
    assert quotes.cut(["Thirteen fourteen fifteen sixteen", "“Thirteen fourteen fifteen sixteen”"]) == [
        "Thirteen fourteen fifteen sixteen", "“Thirteen fourteen fifteen […]”"
    ]  # fmt: skip


def test_what_keeps_to_the_bounds_stays_as_it_is(quotes):
    kept = ["four five 66 seven eight", "Thirteen fourteen fifteen", "Words of our own, as many as we please and in any order that we like"]
    assert [quotes.cut([text]) for text in kept] == [[text] for text in kept]
    assert all(quotes.fits([text]) for text in kept) and not quotes.fits([TEXT])


def test_cells_do_not_interrupt_a_quote(quotes):
    table = pd.DataFrame({"a": ["thirteen fourteen", "plain"], "b": ["fifteen sixteen", "words"], "n": pd.array([1, None], dtype="Int64")})
    cut = quotes.table(table)
    assert list(cut["a"]) == ["thirteen fourteen", "plain"]
    assert list(cut["b"]) == ["fifteen […]", "words"]
    assert (cut.dtypes == table.dtypes).all()


def test_tags_do_not_interrupt_a_quote_and_stay(quotes):
    page = "<!DOCTYPE html>\n<p title=\"a &amp; b\">One two <b>three <i>four</i></b> &lt;five&gt;<sup>figure </sup> 66 seven<br/>eight nine</p><style>p > b {}</style>"
    assert quotes.page(page) == (
        '<!DOCTYPE html>\n<p title="a &amp; b">[…] <b>[…] <i>four</i></b> &lt;five&gt;<sup>figure </sup> 66 seven<br/>eight […]</p><style>p > b {}</style>'
    )


def test_a_page_with_nothing_to_cut_says_the_same(quotes):
    page = '<h1 id="a">Olm &amp; valley</h1><svg viewBox="0 0 1 1"><path d="M0 0"/></svg><pre>1 &lt; 2</pre>'
    assert quotes.page(page) == page


def test_keys_and_numbers_of_a_tree_stay(quotes):
    assert quotes.tree({"text": [TEXT, 66, None], "n": {"m": True}}) == {"text": ["[…] four five 66 seven eight […].", 66, None], "n": {"m": True}}


@given(st.lists(st.sampled_from([*TEXT.split(), "own", "words"]), max_size=60), st.integers(1, 5))
def test_whatever_is_cut_keeps_to_the_bounds(picked, pieces):
    articles = pd.DataFrame({"text": [TEXT], "furniture": [pd.NA]}, index=["a"])
    figures = pd.DataFrame({"article_id": ["a"], "start": [TEXT.index("66")], "end": [TEXT.index("66") + 2]})
    quotes = Quotes(articles, figures, most=5, least=3)
    text = TEXT.split() + picked
    size = -(-len(text) // pieces)
    cut = quotes.cut([" ".join(text[at : at + size]) for at in range(0, len(text), size)])
    row = longest(" ".join(cut), TEXT)
    assert len(row) <= (5 if "66" in row else 3)
    assert quotes.fits(cut)
