"""Articles in the files that they come in: pages, documents, tables, archives, feeds."""

import gc
import gzip
import hashlib
import io
import json
import subprocess
import sys
import textwrap
import warnings
import zipfile
import zlib
from datetime import date

import docx
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile import warc
from kit import schema
from kit.articles import ArticleWarning, documents, feeds, pages, pieces, read_articles, tables
from kit.case import new_case

ONE = "Four miners were rescued on Monday after two days underground, the mine's owner said, and nine are still missing."
TWO = "A spokesman for the regional government said that the number might rise, since the shifts had changed that morning."
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Miners rescued – Daily Ledger</title>
<meta property="og:site_name" content="Daily Ledger"><link rel="canonical" href="https://ledger.example/miners">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Four miners rescued", "datePublished": "2024-05-06T08:00:00+02:00",
"author": [{{"@type": "Person", "name": "Ada Lind"}}, {{"@type": "Person", "name": "Bo Karl"}}]}}</script></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Four miners rescued</h1><p>{ONE}</p><p>{TWO}</p></article>
<footer><a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a></footer></body></html>"""


@pytest.fixture
def case(tmp_path):
    return new_case(tmp_path / "mine")


def read(what):
    gc.collect()  # what other tests left open is told now, not below
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        table = read_articles(what)
    assert [str(w.message) for w in caught if not issubclass(w.category, ArticleWarning)] == []
    return schema.check(schema.ARTICLES, table), [str(w.message) for w in caught]


def put(folder, name, data):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return path


def pdf(text_lines, pages=1, properties="", stream=None, forms=0):
    """A PDF made by hand, one text line below the other; with *forms* that draw one another ten times each."""
    shown = stream if stream is not None else b"/X Do" if forms else ("BT /F1 10 Tf 14 TL 40 780 Td " + " ".join(f"({line}) Tj T*" for line in text_lines) + " ET").encode()
    filters = b"/Filter /FlateDecode " if stream is not None else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, b" ".join(b"%d 0 R" % (6 + i) for i in range(pages))),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< %s/Length %d >>\nstream\n%s\nendstream" % (filters, len(shown), shown),
        b"<< %s >>" % properties.encode(),
        *[b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 3 0 R >> %s >> >>" % (b"/XObject << /X %d 0 R >>" % (6 + pages) if forms else b"")] * pages,
    ]
    for number in range(forms):
        inner = b"/X Do " * 10
        resources = b"/Resources << /XObject << /X %d 0 R >> >>" % (7 + pages + number) if number < forms - 1 else b"/Resources << >>"
        objects.append(b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] %s /Length %d >>\nstream\n%s\nendstream" % (resources, len(inner), inner))
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer << /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


def word(*paragraphs, **properties):
    document, out = docx.Document(), io.BytesIO()
    for name, value in properties.items():
        setattr(document.core_properties, name, value)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Rescued on Monday,", "the owner of the mine said."
    document.save(out)
    return out.getvalue()


# Pages

def test_a_page_gives_its_article_and_says_where_each_fact_stood(tmp_path):
    path = put(tmp_path, "miners.html", PAGE)
    table, messages = read(path)
    row = table.loc["miners"]
    assert messages == []
    assert row.text == f"Four miners rescued\n\n{ONE}\n\n{TWO}"
    assert (row.title, row.outlet, row.author, row.url) == ("Four miners rescued", "Daily Ledger", "Ada Lind; Bo Karl", "https://ledger.example/miners")
    assert (row.published, row.language, row.licence) == (pd.Timestamp("2024-05-06"), "en", "https://creativecommons.org/licenses/by/4.0/")
    assert row.found_in.split("; ") == [
        "title: JSON-LD headline", "outlet: meta og:site_name", "author: JSON-LD author", "url: link rel=canonical",
        "published: JSON-LD datePublished", "language: attribute lang", "licence: link rel=license",
    ]
    assert row.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_what_the_manifest_says_stands_above_what_the_page_says(case):
    put(case.articles_dir, "miners.html", PAGE)
    case.manifest_path.write_text("file,outlet,published\nminers.html,The Ledger,unknown\n", encoding="utf-8")
    table, messages = read(case)
    assert messages == []
    assert (table.outlet["miners"], table.published["miners"]) == ("The Ledger", pd.Timestamp("2024-05-06"))
    assert "outlet:" not in table.found_in["miners"]


def test_a_day_that_is_only_likely_is_offered_and_not_taken(tmp_path):
    page = f"<html><body><article><h1>Rescue</h1><div class='date'>6 May 2024</div><p>{ONE}</p><p>{TWO}</p></article></body></html>"
    table, messages = read(put(tmp_path, "a.html", page))
    assert table.published.isna()["a"] and "published" not in (table.found_in["a"] or "")
    assert len(messages) == 1 and "published is not stated; likely by htmldate" in messages[0] and "text: 2024-05-06. Write it into articles.csv" in messages[0]


@pytest.mark.parametrize("charset, declared", [("cp1252", "windows-1252"), ("iso8859-2", "iso-8859-2"), ("utf-8", "utf-8"), ("utf-16", "utf-16")])
def test_a_page_is_read_in_the_character_set_that_it_names(tmp_path, charset, declared):
    page = f"<html><head><meta charset={declared}></head><body><p>Président Dvořák said that two were hurt.</p></body></html>"
    page = page if charset != "cp1252" else page.replace("ř", "r")
    assert "Dvo" in read(put(tmp_path, "a.html", page.encode(charset)))[0].text["a"]
    assert "Président" in read(put(tmp_path, "a.html", page.encode(charset)))[0].text["a"]


def test_scripts_and_links_of_a_page_are_no_text_and_no_address(tmp_path):
    page = PAGE.replace("https://ledger.example/miners", "javascript:alert(1)").replace("</article>", "<script>alert(2)</script></article>")
    row = read(put(tmp_path, "a.html", page))[0].loc["a"]
    assert pd.isna(row.url) and "alert" not in row.text


def test_a_saved_page_tells_when_and_where_it_was_saved(tmp_path):
    mail = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://ledger.example/m?id=2\r\nDate: Tue, 7 May 2024 09:00:00 -0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
        + PAGE.replace("\n", "\r\n").replace('<link rel="canonical" href="https://ledger.example/miners">', "") + "\r\n--b--\r\n"
    )
    row = read(put(tmp_path, "a.mhtml", mail))[0].loc["a"]
    assert row.text.endswith(TWO) and row.url == "https://ledger.example/m?id=2" and row.retrieved == pd.Timestamp("2024-05-07")
    assert "retrieved: header Date of the saved page" in row.found_in


def test_a_page_as_deep_as_it_likes_is_read_or_refused(tmp_path):
    put(tmp_path, "deep.html", "<div>" * 50_000 + ONE)
    put(tmp_path, "json.html", PAGE.replace('"NewsArticle"', '"NewsArticle", "x": ' + "[" * 100_000))
    put(tmp_path, "z.html", PAGE)
    assert "z" in read(tmp_path)[0].index


@pytest.mark.parametrize("flood", [" ".join(f"a{n}=1" for n in range(20_000)), " ".join(f"a{n}='>'" for n in range(20_000)), "/".join(f"a{n}" for n in range(20_000))])
def test_an_element_of_many_attributes_keeps_its_text_and_loses_them(tmp_path, flood):
    tree = pages.parse(PAGE.replace("<article>", f"<!-- a > b --><article id='x'><p {flood}>It rained.</p>"))
    assert max(len(node.attrib) for node in tree.iter()) < 10
    assert "It rained.\n" + "Four miners rescued" in pages.plain(tree)
    assert tree.find(".//article").get("id") == "x" and tree.find(".//meta[@property]").get("content") == "Daily Ledger"


def test_an_element_with_a_long_picture_keeps_its_attributes():
    picture = "data:image/svg+xml," + "a b=c > d " * 2_000
    node = pages.parse(f'<p>It rained. <img src="{picture}" alt="rain"></p>').find(".//img")
    assert (node.get("src"), node.get("alt")) == (picture, "rain")


# Documents

def test_a_pdf_gives_its_lines_as_paragraphs(tmp_path):
    lines = ["Four miners were rescued on Monday after two days underground, the", "owner of the mine said in a short statement on the same evening, and", "nine are still missing."]
    path = put(tmp_path, "a.pdf", pdf(lines, properties="/Title (Rescue) /Author (Ada Lind) /CreationDate (D:20240506101500Z)"))
    table, messages = read(path)
    row = table.loc["a"]
    assert " ".join(lines) in " ".join(row.text.split())
    assert (row.title, row.author, row.found_in) == ("Rescue", "Ada Lind", "title: property Title; author: property Author")
    assert pd.isna(row.published) and "likely by the day that the PDF was made: 2024-05-06" in messages[0]


def drawn(*blocks):
    """The drawing of a page of (x, y from below, lines)."""
    return zlib.compress(" ".join(f"BT /F1 10 Tf 12 TL {x} {y} Td " + " ".join(f"({line}) Tj T*" for line in lines) + " ET" for x, y, lines in blocks).encode())


def prose(subject, width, lines=12):
    """Lines of sentences about *subject*, broken as a column of so many letters is."""
    broken = textwrap.wrap(" ".join(f"The {subject} counted {n} people in ward {n * 7} who had come over the bridge before it closed." for n in range(11, 60)), width)[:lines]
    return [*broken[:-1], broken[-1].rstrip(".") + "."]


def columns_of(path):
    table, messages = read(path)
    return table.iloc[0].text, [message for message in messages if "columns" in message]


@pytest.mark.parametrize("places, width", [((40, 310), 46), ((40, 220, 400), 29)])
def test_columns_of_a_pdf_are_read_one_after_the_other(tmp_path, places, width):
    subjects = ["warden", "clinic", "school"][: len(places)]
    blocks = [(x, 700, prose(subject, width)) for x, subject in zip(places, subjects)]
    head, foot = "The bridge over the Ebbe was closed on Monday after the river had risen by two metres in a single night.", "The council meets on Friday to hear what the wardens of the four wards have to say about the bridge and the quay."
    path = put(tmp_path, "a.pdf", pdf([], stream=drawn((40, 740, [head]), *blocks, (40, 530, [foot]))))
    text, messages = columns_of(path)
    assert " ".join(text.split()) == " ".join([head, *(" ".join(lines) for _, _, lines in blocks), foot])
    assert messages == [] and not any(line[0].islower() for line in text.split("\n\n"))


def test_a_word_parted_at_the_end_of_a_column_is_put_together(tmp_path):
    left = prose("warden", 46, 5) + ["and the wardens of all wards asked the govern-", "ment for more boats before the night, they said."]
    text, _ = columns_of(put(tmp_path, "a.pdf", pdf([], stream=drawn((40, 700, left), (310, 700, prose("clinic", 46))))))
    assert "asked the government for more boats" in text


def test_below_a_picture_the_columns_go_on(tmp_path):
    caption = "A picture across the page shows the quay at Norden in the morning, with the mill and the old market behind it."
    blocks = [(x, y, prose(f"{subject} of the {part}", 46, lines)) for part, y, lines in (("north", 700, 10), ("south", 530, 2)) for x, subject in ((40, "warden"), (310, "clinic"))]
    text, messages = columns_of(put(tmp_path, "a.pdf", pdf([], stream=drawn(*blocks, (40, 550, [caption])))))
    north, south = [[" ".join(lines) for _, y, lines in blocks if y == height] for height in (700, 530)]
    assert " ".join(text.split()) == " ".join([*north, caption, *south]) and messages == []


CELLS = [("Ward", "Killed", "Hurt"), *((f"Ward of Saint {n}", str(n), str(n + 9)) for n in range(12))]


@pytest.mark.parametrize("blocks", [
    [(40, 700, prose("warden", 100))],
    [(40 + 60 * place, 700, [f"{row * place + 1_000}" for row in range(12)]) for place in range(8)],
    [(x, 700, column) for x, column in zip((40, 300, 450), zip(*CELLS))],
    [(40, 500, prose("warden", 100, 4)), *((x, 700, column) for x, column in zip((40, 300, 450), zip(*CELLS)))],
])
def test_a_page_of_one_column_or_a_table_is_read_across(tmp_path, blocks):
    text, messages = columns_of(put(tmp_path, "a.pdf", pdf([], stream=drawn(*blocks))))
    cells = blocks[-3:] if len(blocks) == 4 else blocks
    rows = [" ".join(row) for row in zip(*(lines for _, _, lines in cells))]
    assert messages == [] and " ".join(rows) in " ".join(text.split())


def test_what_may_be_columns_is_read_across_and_said(tmp_path):
    blocks = [(40, 700, prose("warden", 46, 3)), (310, 700, prose("clinic", 46, 3))]
    text, messages = columns_of(put(tmp_path, "a.pdf", pdf([], pages=2, stream=drawn(*blocks))))
    assert f"{blocks[0][2][0]} {blocks[1][2][0]}" in text
    assert len(messages) == 1 and "pages 1, 2: may be set in columns" in messages[0]


@pytest.mark.parametrize("data, message", [
    (pdf([]), "has no text layer"),
    (pdf(["x"], pages=501), "has more than 500 pages"),
    (pdf(["x"])[:200], "a.pdf: "),
    (b"%PDF-1.7 nonsense", "a.pdf: "),
    (pdf([], stream=zlib.compress(bytes(documents.MAX_STREAM + 1), 9)), "unpacks to more than 100 MB"),
    (pdf([], forms=9), "take more than 50 MB to draw"),
])
def test_a_pdf_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path, data, message):
    put(tmp_path, "a.pdf", data)
    put(tmp_path, "b.txt", ONE)
    table, messages = read(tmp_path)
    assert table.index.tolist() == ["b"]
    assert len(messages) == 1 and message in messages[0] and "left out" in messages[0]


def test_a_word_document_gives_paragraphs_and_tables(tmp_path):
    table, _ = read(put(tmp_path, "a.docx", word(ONE, TWO, title="Rescue", author="Ada Lind")))
    row = table.loc["a"]
    assert row.text.split("\n\n") == [ONE, TWO, "Rescued on Monday, the owner of the mine said."]
    assert (row.title, row.author) == ("Rescue", "Ada Lind") and pd.isna(row.published)


def test_a_word_document_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(documents, "MAX_XML", 1024**2)
    data = io.BytesIO(word(ONE))
    with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/media/bomb.xml", bytes(2 * 1024**2))
    put(tmp_path, "a.docx", data.getvalue())
    put(tmp_path, "b.docx", b"PK no zip")
    table, messages = read(tmp_path)
    assert table.empty and "unpacks to more than 1 MB" in messages[0] and "is no DOCX" in messages[1]


def test_a_mail_gives_its_body_subject_sender_and_date(tmp_path):
    head = "From: Ada Lind <ada@ledger.example>\nSubject: Rescue\nDate: Mon, 6 May 2024 23:30:00 +0200\nMIME-Version: 1.0\n"
    put(tmp_path, "a.eml", f"{head}\n{ONE}\n\n{TWO}\n")
    put(tmp_path, "b.eml", f'{head}Content-Type: text/html; charset=utf-8\n\n<p>{ONE}</p><script>x()</script><p>{TWO}</p>\n')
    put(tmp_path, "c.eml", "just text")
    table, messages = read(tmp_path)
    assert table.text["a"] == table.text["b"] == f"{ONE}\n\n{TWO}"
    assert table.loc["a", ["title", "author", "published"]].tolist() == ["Rescue", "Ada Lind", pd.Timestamp("2024-05-06")]
    assert "example" not in " ".join(table.found_in)
    assert len(messages) == 1 and "c.eml: is no mail" in messages[0]


@pytest.mark.parametrize("mail", [
    "From: a\nContent-Type: text/plain" + "; a" * 1_000_000 + f"\n\n{ONE}",
    "From: a\n" + "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(5_000)) + ONE,
    "From: a\nContent-Type: text/plain; charset=punycode\n\n" + "a" * 1_000_000,
    "From: " + "a, " * 1_000_000 + f"\n\n{ONE}",
    "Subject: =?punycode?q?" + "a" * 1_000_000 + f"?=\n\n{ONE}",
    "From: =?no-such-set?b?YQ==?=\n\n" + ONE,
], ids=["parameters", "parts", "charset", "senders", "subject", "unknown set"])
def test_a_mail_made_to_hold_up_its_reader_does_not(tmp_path, mail):
    table, messages = read(put(tmp_path, "a.eml", mail))
    assert len(table) == 1 or (len(messages) == 1 and "a.eml" in messages[0])


def test_a_page_names_no_codec_that_is_no_character_set(tmp_path):
    page = PAGE.replace("utf-8", "punycode").replace(ONE, ONE + " x" * 200_000)
    assert "Four miners" in read(put(tmp_path, "a.html", page))[0].text["a"]


# Tables

ROWS = [
    {"stories_id": "s1", "media_name": "Daily Ledger", "publish_date": "2024-05-06", "title": "Rescue", "url": "https://ledger.example/1", "text": f"{ONE}\n\n{TWO}", "theme": "x"},
    {"stories_id": "s2", "media_name": "Evening Post", "publish_date": "05/06/2024", "title": "Rescue two", "url": "ftp://x", "text": ONE, "theme": "x"},
    {"stories_id": "s3", "media_name": "Evening Post", "publish_date": "", "title": "Empty", "url": "", "text": " ", "theme": "x"},
]


@pytest.mark.parametrize("suffix", ["csv", "semicolons.csv", "tsv", "jsonl", "parquet"])
def test_a_table_gives_an_article_a_row_and_shows_its_columns(tmp_path, suffix):
    path, frame = tmp_path / f"export.{suffix}", pd.DataFrame(ROWS)
    if suffix == "jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    elif suffix == "parquet":
        frame.to_parquet(path)
    else:
        frame.to_csv(path, index=False, sep={"csv": ",", "tsv": "\t"}.get(suffix, ";"), encoding="utf-8-sig")
    table, messages = read(path)
    stem = table.index[0].removesuffix("-s1")
    assert table.index.tolist() == [f"{stem}-s1", f"{stem}-s2"] and table.path.tolist() == [f"{path.as_posix()}#s1", f"{path.as_posix()}#s2"]
    assert table.text.iloc[0] == f"Rescue\n\n{ONE}\n\n{TWO}"
    assert table.outlet.tolist() == ["Daily Ledger", "Evening Post"]
    assert table.published.tolist() == [pd.Timestamp("2024-05-06"), pd.NaT] and table.url.tolist() == ["https://ledger.example/1", pd.NA]
    assert "published: column publish_date" in table.found_in.iloc[0]
    said = " ".join(messages)
    assert "text from 'text'" in said and "outlet from 'media_name'" in said
    assert "s2: column publish_date: '05/06/2024' may be either of two days" in said and "s3: holds no text. It is left out." in said


def test_the_fingerprint_of_a_row_is_that_of_its_own_line(tmp_path):
    lines = ['{"id": 1, "text": "One was hurt, police said."}', '{"id": 2, "text": "Two were hurt, police said."}']
    table, _ = read(put(tmp_path, "a.jsonl", "\n".join(lines)))
    assert table.sha256.tolist() == [hashlib.sha256(line.encode()).hexdigest() for line in lines]
    rows = ['1,"One was hurt,\nhe said."', "2,Two were hurt."]
    table, _ = read(put(tmp_path, "a.csv", "id,text\n" + "\n".join(rows)))
    assert table.sha256.tolist() == [hashlib.sha256(row.encode()).hexdigest() for row in rows]


def test_values_that_are_lists_or_things_are_told_by_name(tmp_path):
    row = {"source": {"id": 7, "name": "Daily"}, "authors": ["Ada Lind", {"name": "Bo Karl"}], "url": None, "date": 20240506101500, "text": "One was hurt."}
    row = read(put(tmp_path, "a.jsonl", json.dumps(row)))[0].iloc[0]
    assert (row.outlet, row.author, row.published) == ("Daily", "Ada Lind; Bo Karl", pd.Timestamp("2024-05-06")) and pd.isna(row.url)


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y-%m-%dT%H:%M:%SZ", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y %H:%M"]))
def test_a_day_is_read_as_it_was_written_or_not_at_all(day, form):
    sure = form.startswith("%Y") or day.day > 12 or day.day == day.month
    assert pieces.day(day.strftime(form)) == (day if sure else None)


@given(st.text(alphabet="0123456789-/.: TZ,aé٣", max_size=20))
def test_any_text_is_a_day_or_none_and_says_why(text):
    assert pieces.day(text) is None or pieces.undated(text)


def test_bad_rows_are_named_and_the_others_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MAX_LINE", 1000)
    put(tmp_path, "a.jsonl", '{"text": "One was hurt."}\nnonsense\n[1]\n{"text": "' + "x" * 2000 + '"}\n{"text": "Two were hurt."}\n' + "[" * 900)
    table, messages = read(tmp_path)
    assert table.index.tolist() == ["a-row-1", "a-row-5"]
    assert "row 2, row 3, row 6: is no JSON object" in " ".join(messages) and "row 4: is longer than" in " ".join(messages)


def test_a_csv_line_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MAX_LINE", 1000)
    table, messages = read(put(tmp_path, "a.csv", "id,text\n1,One was hurt.\n2," + "x" * 2000))
    assert len(table) == 1 and "has a line of more than 1,000 characters" in messages[-1] and "The 1 articles before that are read." in messages[-1]


def test_a_long_text_in_every_row_of_a_parquet_file_is_cut_and_said(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MAX_CELL", 1000)
    pd.DataFrame({"text": ["One was hurt. " * 1000] * 3}).to_parquet(tmp_path / "a.parquet")
    table, messages = read(tmp_path / "a.parquet")
    assert len(table) == 3 and table.text.str.len().max() <= 1000 and "row 1, row 2, row 3: has a text of more than 1,000 characters" in " ".join(messages)


def test_a_table_without_text_says_so_and_what_to_do(tmp_path):
    put(tmp_path, "a.csv", "GLOBALEVENTID,SOURCEURL\n1,https://ledger.example/1\n")
    put(tmp_path, "b.parquet", "PAR1 no")
    table, messages = read(tmp_path)
    assert table.empty and "has no column of text, only 'GLOBALEVENTID', 'SOURCEURL'" in messages[0] and "--follow" in messages[0]
    assert "is no Parquet file" in messages[1]


def test_the_manifest_may_speak_of_one_article_in_a_table(case):
    put(case.articles_dir, "export.csv", "id,text\n7,One was hurt.\n8,Two were hurt.\n")
    case.manifest_path.write_text("file,outlet,title,published,sha256\nexport.csv,Daily,Not for all,\nexport.csv#8,Weekly,Two hurt,2024-05-26\nexport.csv#9,,,\nexport.csv#7,,,,0000\n", encoding="utf-8")
    table, messages = read(case)
    assert table.outlet.tolist() == ["Daily", "Weekly"] and table.title.tolist() == [pd.NA, "Two hurt"]
    assert [m for m in messages if "row 5: the sha256 of export.csv#7 is" in m]
    assert [m for m in messages if "row 4: there is no article 'export.csv#9'" in m]


# Archives

ANSWERS = [
    ("https://ledger.example/2024/miners", "200 OK", "text/html; charset=utf-8", PAGE.encode()),
    ("https://ledger.example/style.css", "200 OK", "text/css", b"p {}"),
    ("https://ledger.example/gone", "404 Not Found", "text/html", PAGE.encode()),
    ("https://ledger.example/report", "200 OK", "text/plain", ONE.encode()),
    ("https://ledger.example/broken.pdf", "200 OK", "application/pdf", b"%PDF-1.4 broken"),
]


@pytest.mark.parametrize("name, zipped", [("a.warc", False), ("a.warc.gz", True)])
def test_a_web_archive_gives_an_article_a_page(tmp_path, name, zipped):
    table, messages = read(put(tmp_path, name, warc(*ANSWERS, zipped=zipped)))
    stem = table.index[0].removesuffix("-2024-miners")
    assert table.index.tolist() == [f"{stem}-2024-miners", f"{stem}-report"]
    assert table.url.tolist() == ["https://ledger.example/miners", "https://ledger.example/report"]
    assert table.retrieved.tolist() == [pd.Timestamp("2024-05-07")] * 2
    assert table.sha256.tolist() == [hashlib.sha256(body).hexdigest() for body in (PAGE.encode(), ONE.encode())]
    assert len(messages) == 1 and "broken.pdf" in messages[0]


def test_a_wacz_gives_the_pages_that_it_lists(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as parts:
        parts.writestr("archive/data.warc.gz", warc(*ANSWERS, zipped=True))
        parts.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0"}\n{"url": "https://ledger.example/report"}\n')
    assert read(tmp_path)[0].url.tolist() == ["https://ledger.example/report"]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.wacz"])
def test_what_is_no_archive_is_named(tmp_path, name):
    put(tmp_path, name, b"nonsense " * 100)
    put(tmp_path, "b.txt", ONE)
    table, messages = read(tmp_path)
    assert table.index.tolist() == ["b"] and len(messages) == 1 and name in messages[0]


def test_a_broken_archive_gives_what_stands_before(tmp_path):
    data = warc(*ANSWERS, zipped=True)
    assert len(read(put(tmp_path, "a.warc.gz", data[: len(data) // 2]))[0]) >= 1


# Feeds

RSS = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Daily Ledger</title>
<language>en</language><item><title>Rescue</title><link>https://ledger.example/1</link><guid>g-1</guid><pubDate>Mon, 06 May 2024 23:00:00 +0200</pubDate>
<content:encoded><![CDATA[<p>{ONE}</p><p>{TWO}</p><script>x()</script>]]></content:encoded></item>
<item><title>Later</title><link>https://ledger.example/2</link><description>Two were hurt, police said.</description></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Ledger</title><entry><id>tag:1</id><title>Rescue</title><updated>2024-05-07T00:00:00Z</updated>
<link href="https://ledger.example/1"/><rights>CC0</rights><content type="html">&lt;p&gt;{ONE}&lt;/p&gt;</content></entry></feed>"""


def test_a_feed_gives_an_article_an_entry(tmp_path):
    table, messages = read(put(tmp_path, "feed.xml", RSS))
    assert table.index.tolist() == ["feed-g-1", "feed-2"]
    assert table.text.iloc[0] == f"Rescue\n\n{ONE}\n\n{TWO}"
    assert table.outlet.tolist() == ["Daily Ledger"] * 2 and table.published.tolist() == [pd.Timestamp("2024-05-06"), pd.NaT]
    assert "outlet: title of the feed" in table.found_in.iloc[0]
    assert len(messages) == 1 and "is given by the feed as a summary only" in messages[0]


def test_a_day_of_change_is_no_day_of_publication(tmp_path):
    table, messages = read(put(tmp_path, "feed.atom", ATOM))
    assert table.published.isna().all() and table.licence.tolist() == ["CC0"]
    assert len(messages) == 1 and "likely by element updated" in messages[0] and "2024-05-07" in messages[0]


@pytest.mark.parametrize("data, message", [
    ("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>https://ledger.example/1</loc></url></urlset>", "is a site map: it lists 1 addresses"),
    ('<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel><title>&b;</title></channel></rss>', "declares XML entities"),
    ("<svg></svg>", "is no feed or site map"),
])
def test_what_is_no_feed_says_what_it_is(tmp_path, data, message):
    table, messages = read(put(tmp_path, "a.xml", data))
    assert table.empty and len(messages) == 1 and message in messages[0]


def test_links_of_feeds_and_site_maps():
    assert feeds.links(RSS.encode()) == ["https://ledger.example/1", "https://ledger.example/2"]
    assert feeds.links(ATOM.encode()) == ["https://ledger.example/1"]


# All of them

def test_reading_any_of_them_again_changes_nothing(tmp_path):
    for name, data in (("a.html", PAGE), ("b.docx", word(ONE, TWO)), ("c.warc", warc(*ANSWERS)), ("d.xml", RSS), ("e.jsonl", json.dumps(ROWS[0])), ("f.pdf", pdf([ONE]))):
        put(tmp_path, name, data)
    table, _ = read(tmp_path)
    assert len(table) == 8
    pd.testing.assert_frame_equal(read(table)[0], table)
    pd.testing.assert_frame_equal(read(tmp_path)[0], table)


@pytest.mark.parametrize("suffix", ["html", "mhtml", "pdf", "docx", "eml", "csv", "jsonl", "parquet", "warc", "warc.gz", "wacz", "xml"])
@pytest.mark.parametrize("data", [b"", b"\x00" * 5000, bytes(range(256)) * 40, b"PK\x03\x04" + b"\xff" * 500, gzip.compress(b"x" * 10_000)], ids=["empty", "zeros", "bytes", "zip", "gzip"])
def test_rubbish_of_every_type_costs_messages_and_stops_nothing(tmp_path, suffix, data):
    put(tmp_path, f"a.{suffix}", data)
    put(tmp_path, "z.txt", ONE)
    table, messages = read(tmp_path)
    assert "z" in table.index and all(f"a.{suffix}" in message for message in messages)
    assert len(table) == 2 or messages


def test_reading_text_loads_no_library_of_the_other_types(tmp_path):
    put(tmp_path, "a.txt", ONE)
    heavy = ["trafilatura", "htmldate", "lxml", "pdfplumber", "pdfminer", "docx", "warcio", "feedparser", "protego"]
    code = f"import sys, kit; kit.read_articles({str(tmp_path)!r}); print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
