"""Inputs by the ten thousand: texts, cells, log lines and files, each made by chance or by damage to a good one, and the counting of them.

A part gets COUNT inputs, in packs: many inputs go into one call, so that ten thousand cost seconds. Where a pack fails, the one input that
does it is looked for and named. The inputs are the same at each run; KIT_FUZZ=10 draws ten times as many, others each time.
"""

import contextlib
import csv
import io
import json
import os
import re
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

import pyarrow
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from hostile import warc

#: How many inputs each part gets.
COUNT = int(10_000 * float(os.environ.get("KIT_FUZZ") or 1))
#: What the rules look for, and what text is broken with.
WORDS = (
    "said", "says", "according to", "denied that", "that", "He", "she", "the", "The", "police", "Ann Li", "Mr.", "U.S.", "and", "or", "to", "between", "of", "nearly",
    "more than", "up to", "one", "two", "twelve", "hundred", "thousand", "million", "dozens", "3", "1,100", "1.5", "10.000", "2024", "10:30", "50%", "$3bn", "5km", "1/2", "1st",
    "people", "soldiers", "were", "killed", "hurt", "dead", "Monday", "on 3 May", "last week", "May", "“", "”", '"', "'", "’", "‘", "«", "»", "``", "(", ")", "[", "]", ",", ".",
    "!", "?", ";", ":", "—", "–", "-", "…", "...", "\n", "\n\n", "\t", " ", "\xa0", "\u200d", "\u200b", "\u202e", "\u2067", "\ufeff", "\x00", "\r", "\x85", "\u2028", "&amp;", "<b>", "é",
    "e\u0301", "ﬁ", "洪水", "Київ", "مرحبا", "😀", "👩\u200d👩", "\U000e0001", "ß", "İ", "ı", "½", "²", "٣", "Ⅻ", "①", "\ud800", "=1+1", "$x^{", "{{", "\\", "#", "*", "_", "~", "|", "@",
)  # fmt: skip
SENTENCES = (
    "The ferry sank on 3 May with between 40 and 60 people aboard, the coastguard said.", "“At least 12 of my men are missing,” Colonel Ada Ruiz told reporters on Monday, “and two are dead.”",
    "According to the union, over 1,500 miners walked out; the company, citing police, puts the number at no more than 900.", "He denied that a third of the 27 wounded were children.",
    "The ministry had said nearly two dozen soldiers were captured, up from 17 last week.", "Police believe that hundreds – perhaps as many as a thousand – fled on 12 and 13 June 2021.",
)  # fmt: skip
_CELLS = (",", ";", "\t", '"', '""', "\n", "\r\n", "'", " ", "=1", "../x", "unknown", "a.txt", "b.txt", "2024-01-02", "http://a.example/", "\ufeff", "\x00", "a|b", "government", "x" * 300)
_TOKENS = (
    b"<", b">", b"&#0;", b"&#x110000;", b'"', b"\x00", b"\xff\xfe", b"[" * 50, b"]]>", b"<!--", b"-1", b"9" * 30, b"=?", b"\r\n\r\n", b"\n", b"{", b"}", b",", b"null", b"1e999",
    b"%s", b"\\u0000", b"<script>", b"<table>", b"<title>", b"</p>", b"<!ENTITY x SYSTEM 'file:///etc/passwd'>", b"&x;", b"endobj", b"stream\n", b"/Parent 3 0 R", b"charset=utf-7", b"\xed\xa0\x80",
)  # fmt: skip


def fuzz(make, check, pack=1, count=COUNT):
    """Gives *check* lists of *pack* inputs of ``make(random)``, *count* inputs in all; an input that fails is named."""
    given_to = 0

    @settings(max_examples=max(1, count // pack), deadline=None, derandomize=not os.environ.get("KIT_FUZZ"), database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(st.randoms(use_true_random=True))
    def many(random):
        nonlocal given_to
        if given_to >= count:
            return
        inputs = [make(random) for _ in range(pack)]
        try:
            check(inputs)
        except Exception as error:
            one = _smallest(check, inputs)
            error.add_note(f"input: {one!r}")
            raise
        given_to += len(inputs)

    many()
    print(f"{given_to} inputs")
    assert given_to >= count


def _smallest(check, inputs):
    """The half of the half … that fails."""
    while len(inputs) > 1:
        for half in (inputs[: len(inputs) // 2], inputs[len(inputs) // 2 :]):
            try:
                check(half)
            except Exception:
                inputs = half
                break
        else:
            break
    return inputs


@contextlib.contextmanager
def telling(*kinds):
    """Only warnings of these kinds may be given."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for kind in kinds:
            warnings.simplefilter("ignore", kind)
        yield


# Texts

def text(random):
    kind = random.random()
    if kind < 0.4:
        return " ".join(random.choices(WORDS, k=random.randrange(25)))
    if kind < 0.5:
        return "".join(random.choices(WORDS, k=random.randrange(25)))
    if kind < 0.6:
        return "".join(chr(random.choice((random.randrange(32, 127), random.randrange(0x250), random.randrange(0x110000)))) for _ in range(random.randrange(40)))
    words = random.choice(SENTENCES).split(" ")
    for _ in range(random.randrange(6)):
        at = random.randrange(len(words) + 1)
        words[at : at + random.randrange(3)] = random.choices(WORDS, k=random.randrange(3))
    return " ".join(words)


def sound(random):
    """A text that a table can hold."""
    return re.sub("[\ud800-\udfff]", "", text(random))


def cells(random):
    return "".join(random.choice(_CELLS) if random.random() < 0.7 else text(random)[:6] for _ in range(random.randrange(25)))


def value(random, deep=3):
    """Any value of JSON."""
    kind = random.randrange(12 if deep else 8)
    if kind < 8:
        return (None, random.random() < 0.5, random.randrange(-5, 100), random.choice((10**400, -1, 2**63, 1e308, 0.5, float("nan"))), text(random)[:12], "killed", "exact", "2024-05-07")[kind]
    size = random.randrange(4)
    return [value(random, deep - 1) for _ in range(size)] if kind < 10 else {text(random)[:6]: value(random, deep - 1) for _ in range(size)}


def as_csv(rows):
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue()


# Files

def damaged(random, data, most=4):
    """*data* with bits turned, pieces cut out, repeated, exchanged or put in, numbers changed, or its end cut off."""
    data = bytearray(data)
    for _ in range(random.randrange(most + 1)):
        at, length = random.randrange(len(data) + 1), random.choice((0, 1, 4, 12, 60))
        other = random.randrange(len(data) + 1)
        kind = random.randrange(8)
        if kind == 0 and at < len(data):
            data[at] ^= 1 << random.randrange(8)
        elif kind == 1:
            data[at : at + length] = random.choice(_TOKENS)
        elif kind == 2:
            data[at : at + length] = b""
        elif kind == 3:
            data[at:at] = data[other : other + length] * random.randrange(1, 4)
        elif kind == 4:
            data[at : at + length], data[other : other + length] = data[other : other + length], data[at : at + length]
        elif kind == 5 and (numbers := list(re.finditer(rb"\d+", data))):
            number = random.choice(numbers)
            data[number.start() : number.end()] = random.choice((b"0", b"1", b"-1", b"9999999999", number[0] + b"0", random.choice(numbers)[0]))
        elif kind == 6 and random.random() < 0.3:
            del data[at:]
        elif kind == 7:
            data[at:at] = random.randbytes(random.randrange(6))
    return bytes(data)


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 5, 7, 0, 0, 0)), data)
    return out.getvalue()


def _of_parts(parts):
    """Makes of a ZIP file: one of its parts is damaged, or the whole, or a part is missing or named otherwise."""
    whole = zipped(parts)

    def make(random):
        if random.random() < 0.3:
            return damaged(random, whole)
        changed = dict(parts)
        name = random.choice(list(changed))
        data = damaged(random, changed.pop(name))
        if random.random() < 0.9:
            changed[name if random.random() < 0.9 else random.choice(("../x", "/etc/x", "", "word\\x", name.upper()))] = data
        return zipped(changed)

    return make


def _of(*seeds):
    return lambda random: damaged(random, random.choice(seeds))


_SAID = "Two men were hurt, police said."
_PAGE = (
    '<html lang="en"><head><title>T</title><meta property="og:title" content="x"><link rel="canonical" href="http://a.example/"><time datetime="2024-05-07">7 May</time><script type="application/ld+json">'
    f'{{"@type":"NewsArticle","headline":["a"],"datePublished":"2024-05-07","author":[{{"name":"A"}}]}}</script></head><body><article><p>{_SAID}</p><table><tr><td>3</td></tr></table></article></body></html>'
).encode()
_WHOLE = _PAGE.replace(b"<table>", f"<p>{' '.join(SENTENCES[:3])}</p><p>{' '.join(SENTENCES[3:])}</p><table>".encode())  # a page as long as this is read ten times as fast
_MAIL = f"From: A <a@b.c>\nSubject: =?utf-8?q?x?=\nDate: Tue, 5 Mar 2024 23:30:00 +0100\nContent-Type: text/plain; charset=utf-8\n\n{_SAID}\n".encode()
_PARTED = f"From: =?utf-8?b?w6k=?= <a@b.c>\nDate: 5 Mar 2024 23:30\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html; charset=cp1252\nContent-Transfer-Encoding: quoted-printable\n\n<p>{_SAID}=3D</p>\n--b\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\neA==\n--b--\n".encode()
_SAVED = f"From: x\nSnapshot-Content-Location: http://a.example/\nDate: Tue, 5 Mar 2024 23:30:00 +0100\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n<p>{_SAID}</p>\n--b--\n".encode()
_RSS = f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><item><title>x</title><link>http://a.example</link><pubDate>Mon, 06 May 2024 23:00:00 +0200</pubDate><description>&lt;p&gt;{_SAID}</description></item></channel></rss>'.encode()
_ATOM = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>1</id><title>x</title><updated>2024-05-07T00:00:00Z</updated><content type="html">&lt;p&gt;{_SAID}&lt;/p&gt;</content></entry></feed>'.encode()
_MAP = b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>https://a.example/1</loc></url></urlset>"
_PDF = b"""%PDF-1.4
1 0 obj
<< /Type /Catalog /Pages 2 0 R >>
endobj
2 0 obj
<< /Type /Pages /Kids [4 0 R] /Count 1 >>
endobj
3 0 obj
<< /Length 60 >>
stream
BT /F1 10 Tf 14 TL 40 70 Td (Two men were hurt.) Tj T* ET    
endstream
endobj
4 0 obj
<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 90] /Contents 3 0 R /Resources << /Font << /F1 5 0 R >> >> >>
endobj
5 0 obj
<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>
endobj
6 0 obj
<< /Title (T) /Author (A) /CreationDate (D:20240331101500+02'00') >>
endobj
trailer << /Size 7 /Root 1 0 R /Info 6 0 R >>
"""
WORD = {
    "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
    "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>',
    "word/document.xml": f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{_SAID}</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>3</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>'.encode(),
    "docProps/core.xml": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>T</dc:title><dc:creator>A</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">2024-05-07T00:00:00Z</dcterms:created></cp:coreProperties>',
}  # fmt: skip
_ANSWERS = (("http://a.example/1", "200 OK", "text/html", b"<p>" + _SAID.encode() + b"</p>"), ("http://a.example/2", "200 OK", "text/plain", _SAID.encode()), ("http://a.example/3", "404 Not Found", "text/html", b"x"))


def _columns():
    out = io.BytesIO()
    rows = {"text": [_SAID, None, "Nothing."], "title": ["T", "", "x"], "id": [1, 2, 2], "date": ["2024-05-07", "?", None], "authors": [["A"], [], None]}
    parquet.write_table(pyarrow.table(rows), out)
    return out.getvalue()


#: What makes a file of each type.
FILES = {
    "html": _of(*[_WHOLE] * 19, _PAGE), "mhtml": _of(_SAVED), "eml": _of(_MAIL, _PARTED), "docx": _of_parts(WORD), "pdf": _of(_PDF), "csv": _of(f'id,title,text,date\n1,T,"{_SAID}",2024-01-02\n2,,x,\n'.encode()),
    "jsonl": _of(f'{{"id": 1, "text": "{_SAID}", "date": "2024-01-02", "author": [{{"name": "A"}}]}}\n{{"id": 2}}\n'.encode()), "parquet": _of(_columns()), "warc": _of(warc(*_ANSWERS)),
    "wacz": _of_parts({"archive/a.warc": warc(*_ANSWERS), "pages/pages.jsonl": b'{"format": "json-pages-1.0"}\n{"url": "http://a.example/1"}\n'}), "xml": _of(_RSS, _ATOM, _MAP),
    "txt": lambda random: _of(_SAID.encode())(random) if random.random() < 0.3 else text(random).encode(random.choice(("utf-8", "utf-16", "utf-32")), "surrogatepass"), "md": lambda random: damaged(random, f"---\na: b\n---\n# T\n\n{sound(random)} *men* were [hurt](http://a.example).\n\n- one\n- two\n\n> x\n\n| a | b |\n".encode()),
}  # fmt: skip


# Files that are touched

_HOME = tuple(str(Path(path).resolve()) for path in {sys.prefix, sys.base_prefix, *sys.path} if path) + ("/usr/share", "/etc/mime.types", "/etc/localtime", "/etc/timezone", "/etc/sysconfig/clock", "/etc/conf.d/clock", "/var/db/zoneinfo", "/dev/null", "/dev/urandom", "/proc/self", "/proc/meminfo", "/sys/fs/cgroup", "/proc/cpuinfo")
_WATCHED: list = []


def _seen(event, args):
    if not _WATCHED:
        return
    folder, touched = _WATCHED[-1]
    if event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"):
        touched.append((event, args))
    elif event in ("open", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.truncate") and isinstance(args[0], (str, bytes, os.PathLike)):
        path = os.path.realpath(os.fsdecode(args[0]))
        reads = event == "open" and not (isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        if not (path.startswith(folder) or reads and path.startswith(_HOME) or path.endswith(".pyc") or "__pycache__" in path):
            touched.append((event, path))


sys.addaudithook(_seen)


@contextlib.contextmanager
def kept_inside(folder):
    """Nothing outside *folder* is written and, the program's own files aside, read; nothing is asked of the network or of another program."""
    touched = []
    _WATCHED.append((os.path.realpath(folder), touched))
    try:
        yield
    finally:
        _WATCHED.pop()
    assert touched == [], touched


@contextlib.contextmanager
def a_folder():
    """An empty folder, in memory where there is a place for that: thousands of files are written there."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as name:
        yield Path(name)


def line(record):
    """A line of the log."""
    return json.dumps(record).encode()
