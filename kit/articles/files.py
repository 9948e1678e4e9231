"""From the bytes of a file to clean text: one paragraph a line, in Unicode NFC, damage mended."""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import ftfy
from charset_normalizer import from_bytes
from markdown_it import MarkdownIt
from markdown_it.token import Token

#: Files above this size are refused.
MAX_BYTES = 50 * 1024 * 1024

#: How often damaged text is mended: "&amp;amp;" was escaped twice.
ROUNDS = 5

# The encodings that are guessed for a file which is not UTF-8; rarer ones make the guess worse.
_GUESSES = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "utf_16", "utf_16_le", "utf_16_be",
    "mac_roman", "shift_jis", "gb18030", "big5", "euc_kr", "euc_jp",
]
# The code pages that UTF-8 is mistaken for; ftfy knows the same.
_PAGES = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "latin-1", "iso8859-2")
# Typographic quotation marks stay: they tell where a quotation opens and closes.
_FTFY = ftfy.TextFixerConfig(uncurl_quotes=False, normalization="NFC", explain=False)
# Soft hyphens, zero-width spaces, byte order marks inside the text, bidi controls; joiners only after
# characters of the Latin script (elsewhere they belong to the spelling), controls but tab and newline.
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    "|(?<=[\x00-\u024f])[\u200c\u200d]|(?:^|(?<=\n))[\u200c\u200d]|[\x00-\x08\x0b-\x1f\x7f-\x9f]"
)
# What may be invisible at all: the plain search that comes first is far quicker than the pattern above.
_PERHAPS_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f-\x9f]")
_NEIGHBOURS = re.compile(r"[^\x00-\x7f]{2,}")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
# What ftfy mends besides mojibake: entities, C1 controls, ligatures, full-width forms.
_ODD = re.compile("&|[\x80-\x9f\ufb00-\ufb06\uff01-\uffee]")
_SPACES = re.compile(r"[^\S\n]+")
#: The mark of a bulleted list.
BULLET = re.compile(r"^(?:[•▪●◦‣⁃∙]|[-*](?=\s))\s*(?=\S)")
#: The end of a sentence, or of a line that announces something.
TERMINAL = re.compile(r"[.!?…:;][\"”’')\]»]*$|[\w,][”\"»]$")


class FileError(ValueError):
    """A file that is no readable text. The message names the fault and the remedy, not the file."""


class Decoded(NamedTuple):
    """The *text* of a file, and the *note* to give where its encoding had to be guessed."""

    text: str
    note: str | None


def read_bytes(path: Path) -> bytes:
    """Reads *path*.

    Raises:
        FileError: it cannot be opened, is empty or larger than ``MAX_BYTES``.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise FileError(f"is larger than {MAX_BYTES // 2**20} MB. An article is a page of text: split the file or take it out.")
        data = path.read_bytes()
    except OSError as error:
        raise FileError(f"cannot be read ({error.strerror or error}). Check that it exists and that you may open it.") from None
    if not data.strip(b"\x00 \t\r\n"):
        raise FileError("is empty. Put the article's text into it, or take it out.")
    return data


def decode(data: bytes) -> Decoded:
    """Decodes *data*: byte order mark, UTF-8, damaged UTF-8, then the likeliest legacy encoding.

    Raises:
        FileError: *data* is no text.

    >>> decode("Tórshavn".encode("cp1252")).text
    'Tórshavn'
    """
    decoded = _decode(data)
    sample = decoded.text[:10_000]
    if len(_CONTROL.findall(sample)) > 0.02 * len(sample) or "\x00" in decoded.text:
        raise FileError("is not a text file. Save the article's text as .txt in UTF-8.")
    return decoded


def _decode(data: bytes) -> Decoded:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Decoded(data.decode("utf-16", "replace"), None)
    try:
        text = data.decode("utf-8-sig")
        if "\x00" not in text:
            return Decoded(text, None)
    except UnicodeDecodeError:
        pass
    kept = data.decode("utf-8", "ignore")
    broken = len(data) - len(kept.encode("utf-8"))
    accents = sum(char > "\x7f" for char in kept)
    if broken and accents >= broken and "\x00" not in kept:
        return Decoded(data.decode("utf-8", "kit_windows_1252"), f"{broken} of its bytes are not valid UTF-8 and were read as windows-1252. Check the odd letters.")
    # The guess wants a sample, not fifty megabytes; cut where a character cannot be split.
    best = list(from_bytes(data[:64_000], cp_isolation=_GUESSES))
    if not best:
        raise FileError("is not a text file. Save the article's text as .txt in UTF-8.")
    rank = max((-match.chaos, match.coherence) for match in best)
    names = [name for match in best if (-match.chaos, match.coherence) == rank for name in (match.encoding, *match.could_be_from_charset)]
    encoding = "cp1252" if "cp1252" in names else names[0]
    return Decoded(data.decode(encoding, "replace"), f"is not UTF-8 and was read as {encoding}, a guess. If letters look wrong, save it as UTF-8.")


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    return error.object[error.start:error.end].decode("cp1252", "replace"), error.end


codecs.register_error("kit_windows_1252", _as_windows_1252)


def mend(text: str) -> str:
    """Mends mojibake, decodes HTML entities, normalises line ends, spaces and Unicode (NFC).

    Quotation marks stay as they are. Where a page was read in a wrong code page, ftfy mends what is
    damage beyond doubt; then the same code page's remaining damage is mended too.

    >>> mend("the dam â€“ built in 1968 â€“ held\\u00a0out")
    'the dam – built in 1968 – held out'
    """
    text = re.sub("\r\n|[\r\x0b\x0c\u2028\u2029]", "\n", whole(text))
    for _ in range(ROUNDS):
        before, text = text, _mend(text)
        if text == before:
            break
    return text


def whole(text: str) -> str:
    """*text* with a question mark for each half of a character, which JSON and damaged files can hold and no file can be written with.

    >>> whole("12 \\ud800 dead")
    '12 ? dead'
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def _mend(text: str) -> str:
    page = _page_of_damage(text)
    if page or _ODD.search(text):
        text = ftfy.fix_text(text, _FTFY)
    if page:
        text = _sequences(page).sub(lambda match: _redecode(match[0], page), text)
    if _PERHAPS_INVISIBLE.search(text):
        text = _INVISIBLE.sub("", text)
    return "\n".join(" ".join(line.split()) for line in unicodedata.normalize("NFC", text).split("\n"))


def _page_of_damage(text: str) -> str | None:
    """The code page that most damage speaks for: what decodes as UTF-8 in it; None if ftfy finds no damage."""
    foreign = " ".join(_NEIGHBOURS.findall(text))  # a damaged letter is two signs or more, none of them of ASCII
    if not foreign:
        return None
    runs = {page: [m[0] for m in _sequences(page).finditer(foreign) if _redecode(m[0], page) != m[0]] for page in _PAGES}
    page = max(runs, key=lambda page: sum(len(run) - 1 for run in runs[page]))
    return page if runs[page] and ftfy.fix_encoding(text, _FTFY) != text else None


@lru_cache(maxsize=None)
def _sequences(page: str) -> re.Pattern[str]:
    """Matches what a multi-byte character of UTF-8 looks like in the code page *page*."""
    def group(first: int, last: int) -> str:
        return "[" + re.escape(bytes(range(first, last + 1)).decode(page, "ignore")) + "]"
    tail = group(0x80, 0xBF)
    return re.compile(f"{group(0xE0, 0xEF)}{tail}{{2}}|{group(0xF0, 0xF4)}{tail}{{3}}|{group(0xC2, 0xDF)}{tail}")


def _redecode(run: str, page: str) -> str:
    try:
        return run.encode(page).decode("utf-8")
    except UnicodeError:
        return run


def paragraphs(text: str) -> list[str]:
    """Splits mended *text* into paragraphs, one a line; broken lines are joined again, in two cases only.

    Hard wraps: the next line's first word would not have fitted. Text counts as wrapped if its longest
    line has 50 to 100 characters and most line breaks inside its blocks are wraps. Copied links: lines
    that go on in small letters, up to one that ends a sentence.

    >>> paragraphs("Ten hurt\\n\\nTen people were hurt when\\nthe mill\\nburned down.")
    ['Ten hurt', 'Ten people were hurt when the mill burned down.']
    """
    blocks = [[line for line in block.split("\n") if line] for block in re.split(r"\n\n+", text.strip("\n"))]
    width = max((len(line) for block in blocks for line in block), default=0)
    breaks = [_is_wrap(a, b, width) for block in blocks for a, b in zip(block, block[1:])]
    if 50 <= width <= 100 and len(breaks) >= 3 and sum(breaks) >= 0.6 * len(breaks):
        blocks = [_join(block, [_is_wrap(a, b, width) for a, b in zip(block, block[1:])]) for block in blocks]
    return [line for block in blocks for line in _join(block, _goes_on(block))]


def _join(block: list[str], joined: list[bool]) -> list[str]:
    parts = [[line] for line in block[:1]]
    for line, to_last in zip(block[1:], joined):
        if to_last:
            parts[-1].append(line)
        else:
            parts.append([line])
    return [" ".join(part) for part in parts]


def _is_wrap(line: str, following: str, width: int) -> bool:
    fits = len(line) + 1 + len(following.split(" ")[0]) <= width
    return not fits and not BULLET.match(following)


def _goes_on(block: list[str]) -> list[bool]:
    """For each line but the first whether it continues a sentence that the line before breaks off."""
    joined = [False] * max(len(block) - 1, 0)
    start = 0
    for i, line in enumerate(block):
        if i and not line[0].islower():
            start = i
        if TERMINAL.search(line):
            run = block[start:i + 1]
            if len(run) > 1 and len(run[0].split()) >= 3 and len(" ".join(run).split()) >= 8 and not run[0][0].islower():
                joined[start:i] = [True] * (i - start)
            start = i + 1
    return joined


def plain(markdown: str) -> tuple[list[str], list[str]]:
    """The paragraphs of *markdown* without its marks, and the lines that are no text: HTML.

    List items keep their number or a bullet, so that no figure is lost.

    >>> plain("# Flood\\n\\nThe *river* rose,\\n[officials](http://example.org) said.")
    (['Flood', 'The river rose, officials said.'], [])
    """
    apart: list[str] = []
    lines: list[str] = []
    prefix = ""
    for token in MarkdownIt("commonmark").parse(markdown):
        if token.type == "list_item_open":
            prefix = f"{token.info}{token.markup} " if token.info else "• "
        elif token.type == "inline":
            lines += (prefix + _inline(token)).split("\n")
            prefix = ""
        elif token.type in ("fence", "code_block"):
            lines += token.content.split("\n")
        elif token.type == "html_block":
            apart += token.content.strip().split("\n")
    return [_SPACES.sub(" ", line).strip() for line in lines if line.strip()], apart


def _inline(token: Token) -> str:
    breaks = {"softbreak": " ", "hardbreak": "\n", "html_inline": " "}
    texts = ("text", "text_special", "code_inline")
    return "".join(breaks.get(part.type, part.content if part.type in texts else "") for part in token.children or [])
