"""One page from the web, when a person asks for it: the only place where the kit uses the network.

Bounded in time, size and redirects; robots.txt is respected; no address inside the own network is reached unless that is asked for. The
address that was checked is the one that the connection goes to, so that a name cannot point elsewhere in between. No proxy is used.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from protego import Protego

from kit import __version__

#: Seconds for one answer from the first packet to the last, and for each wait in it; bytes of an answer, as sent and as unpacked; redirects; addresses
#: of one name that are tried.
MAX_SECONDS, MAX_WAIT, MAX_BYTES, MAX_REDIRECTS, MAX_ADDRESSES = 60, 15, 50 * 1024 * 1024, 5, 4
#: Bytes of robots.txt that are read (RFC 9309 asks for 500 kB at least).
MAX_ROBOTS = 512 * 1024
AGENT = "claimkit"
#: The ending under which an answer of each type is stored; other types are refused.
TYPES = {
    "text/html": ".html", "application/xhtml+xml": ".xhtml", "text/plain": ".txt", "text/markdown": ".md", "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx", "message/rfc822": ".eml", "multipart/related": ".mhtml",
    "text/csv": ".csv", "text/tab-separated-values": ".tsv", "application/jsonl": ".jsonl", "application/x-ndjson": ".ndjson",
    "application/vnd.apache.parquet": ".parquet", "application/warc": ".warc", "application/rss+xml": ".rss", "application/atom+xml": ".atom",
    "application/xml": ".xml", "text/xml": ".xml",
}  # fmt: skip
# Prefixes that carry an IPv4 address on (NAT64), which may be one of the own network.
_CARRIERS = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))


class FetchError(ValueError):
    """A page that was not fetched. The message names the address, the fault and the remedy."""


class Page(NamedTuple):
    """What was fetched: the *url* in the end, the bytes, and the ending for its type."""

    url: str
    data: bytes
    suffix: str


class _Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    data: bytes


def fetch(url: str, *, allow_private: bool = False, robots: dict[str, Protego | None] | None = None) -> Page:
    """Fetches *url*, which begins with http:// or https://.

    Args:
        url: the address.
        allow_private: whether addresses of the own machine and network may be reached.
        robots: what the robots.txt of each place said, where several pages are fetched one after the other; it is added to.

    Raises:
        FetchError: it cannot be had, or not within the bounds of this module.
    """
    asked = url
    robots = {} if robots is None else robots
    for _ in range(MAX_REDIRECTS + 1):
        url = checked(url, asked)
        if not _allowed(url, robots, allow_private):
            raise FetchError(f"{asked}: its robots.txt asks programs not to fetch it. Save the page from your browser and add the file.")
        answer = _get(url, allow_private, MAX_BYTES, read=lambda status, headers: status == 200 and _suffix(url, headers, asked))
        if onward := _onward(url, answer, asked):
            url = onward
            continue
        if answer.status != 200:
            raise FetchError(f"{asked}: the server answers {answer.status} ({http.client.responses.get(answer.status, 'unknown')}). Open it in your browser, save the page and add the file.")
        return Page(url, answer.data, _suffix(url, answer.headers, asked))
    raise FetchError(f"{asked}: leads on more than {MAX_REDIRECTS} times. Open it in your browser and add the address where you end.")


def _onward(url: str, answer: _Answer, asked: str) -> str | None:
    """The address that an answer leads on to."""
    place = (answer.headers.get("Location") or "").strip()
    try:
        return urljoin(url, place) if answer.status in (301, 302, 303, 307, 308) and place else None
    except ValueError:
        raise FetchError(f"{asked}: leads on to what is no address that can be read. Open it in your browser and add the address where you end.") from None


def checked(url: str, asked: str) -> str:
    """*url* without its fragment, in characters that may be sent; *asked* is what a person gave, for the messages.

    Raises:
        FetchError: it is no address of the web.

    >>> checked("https://example.org/a b?c=ü#d", "")
    'https://example.org/a%20b?c=%C3%BC'
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii") if not (parts.hostname or "").isascii() else parts.hostname
    except (ValueError, UnicodeError):
        raise FetchError(f"{asked}: is no address that can be read. Copy it from your browser.") from None
    if parts.scheme not in ("http", "https") or not host:
        raise FetchError(f"{asked}: only addresses that begin with http:// or https:// are fetched{'' if url == asked else f', and it leads to {url[:100]!r}'}.")
    if parts.username is not None:
        raise FetchError(f"{asked}: holds a user name. Leave it out; pages behind a login have to be saved from the browser.")
    netloc = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme, f"{netloc}:{parts.port}" if parts.port else netloc, quote(parts.path or "/", safe="/%:@!$&'()*+,;=~"), quote(parts.query, safe="/%:@!$&'()*+,;=~?"), ""))


def _suffix(url: str, headers: http.client.HTTPMessage, asked: str) -> str:
    kind = headers.get_content_type() if headers.get("Content-Type") else "nothing"
    path = urlsplit(url).path.lower()
    ending = ".warc.gz" if path.endswith(".warc.gz") else f".{path.rpartition('.')[2]}"
    if kind in ("application/octet-stream", "application/gzip", "application/zip", "binary/octet-stream") and ending in (*TYPES.values(), ".wacz", ".warc.gz", ".mht"):
        return ending
    if kind not in TYPES:
        raise FetchError(f"{asked}: is of the type {kind[:60]!r}, which holds no article. Add the address of a page, a document, a table, an archive or a feed.")
    return TYPES[kind]


def _allowed(url: str, robots: dict[str, Protego | None], allow_private: bool) -> bool:
    """Whether robots.txt of that place allows *url*. Where there is none it does; where it cannot be had it does not (RFC 9309)."""
    parts = urlsplit(url)
    place = f"{parts.scheme}://{parts.netloc}"
    if place not in robots:
        robots[place] = _robots(f"{place}/robots.txt", allow_private)
    return robots[place] is None or robots[place].can_fetch(url, AGENT)


def _robots(address: str, allow_private: bool) -> Protego | None:
    asked = address
    for _ in range(MAX_REDIRECTS + 1):
        answer = _get(checked(address, asked), allow_private, MAX_ROBOTS, cut=True)
        if onward := _onward(address, answer, asked):
            address = onward
        elif answer.status >= 500:
            raise FetchError(f"{asked}: the server answers {answer.status}, so that what it allows is not known. Try again later.")
        else:
            return Protego.parse(answer.data.decode("utf-8", "replace")) if answer.status == 200 else None
    return None


def _get(url: str, allow_private: bool, limit: int, *, read=lambda status, headers: status == 200, cut: bool = False) -> _Answer:
    """One answer to one request; its body only where *read* says so. *cut*: what is beyond *limit* is left out, else it is a fault."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    until = time.monotonic() + MAX_SECONDS
    held = [_connect(parts.hostname, port, allow_private, url)]
    # A server that sends a byte now and then never runs into the wait for the next: the connection is cut from outside.
    clock = threading.Timer(MAX_SECONDS, lambda: _cut(held[0]))
    clock.daemon = True
    clock.start()
    try:
        if parts.scheme == "https":
            held[0] = ssl.create_default_context().wrap_socket(held[0], server_hostname=parts.hostname, do_handshake_on_connect=False)
            held[0].do_handshake()
        connection = http.client.HTTPConnection(parts.hostname, port)
        connection.default_port = 443 if parts.scheme == "https" else 80  # for the header Host
        connection.sock = held[0]
        target = urlunsplit(("", "", parts.path, parts.query, ""))
        connection.request("GET", target, headers={"User-Agent": f"{AGENT}/{__version__}", "Accept-Encoding": "gzip, deflate", "Connection": "close"})
        response = connection.getresponse()
        data = _body(response, limit, until, url, cut) if read(response.status, response.headers) else b""
        return _Answer(response.status, response.headers, data)
    except FetchError:
        raise
    except ssl.SSLError as error:
        if time.monotonic() < until:
            raise FetchError(f"{url}: no safe connection ({getattr(error, 'verify_message', '') or error.reason}). Check the address.") from None
        raise FetchError(_late(url)) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        if time.monotonic() >= until or isinstance(error, TimeoutError):
            raise FetchError(_late(url)) from None
        raise FetchError(f"{url}: the answer breaks off or is none ({type(error).__name__}). Try again later, or save the page from your browser and add the file.") from None
    finally:
        clock.cancel()
        held[0].close()


def _late(url: str) -> str:
    return f"{url}: does not answer within {MAX_SECONDS} seconds, or is silent for {MAX_WAIT}. Try again later, or save the page from your browser and add the file."


def _cut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


def _connect(host: str, port: int, allow_private: bool, url: str) -> socket.socket:
    """A connection to the first address of *host* that answers; each is checked before."""
    try:
        found = list(dict.fromkeys(info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))[:MAX_ADDRESSES]
    except (OSError, UnicodeError):
        raise FetchError(f"{url}: there is no server {host!r}. Check the address and your connection.") from None
    if not allow_private and not all(map(is_public, found)):
        raise FetchError(f"{url}: lies on this machine or in its own network, which is not fetched. Ask for it with --allow-private if you mean it.")
    for address in found:
        try:
            return socket.create_connection((address, port), timeout=MAX_WAIT)
        except OSError:
            continue
    raise FetchError(f"{url}: the server cannot be reached. Check the address and your connection.")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet.

    >>> [is_public(a) for a in ("93.184.215.14", "127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fe80::1%eth0", "::ffff:127.0.0.1", "64:ff9b::7f00:1")]
    [True, False, False, False, False, False, False, False]
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if found.version == 6:
        if any(found in carrier for carrier in _CARRIERS):
            return False
        found = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else found)
    return found.is_global and not found.is_multicast


def _body(response: http.client.HTTPResponse, limit: int, until: float, url: str, cut: bool) -> bytes:
    """The body, unpacked a piece at a time so that a small one cannot become a large one unseen."""
    coding = (response.headers.get("Content-Encoding") or "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip", "deflate"):
        raise FetchError(f"{url}: is packed in a way that was not asked for ({coding[:40]}). Save the page from your browser and add the file.")
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if coding != "identity" else None
    data, sent = bytearray(), 0
    while piece := response.read1(65536):
        sent += len(piece)
        try:
            data += unpack.decompress(piece, limit + 1 - len(data)) if unpack else piece
        except zlib.error:
            raise FetchError(f"{url}: what it sends is not packed as it says. Save the page from your browser and add the file.") from None
        if time.monotonic() > until:
            raise TimeoutError
        if len(data) > limit or sent > limit:
            if cut:
                return bytes(data[:limit])
            raise FetchError(f"{url}: is larger than {limit // 2**20} MB, which no article is.")
    if time.monotonic() > until:
        raise TimeoutError  # a connection that was cut looks like an end
    if unpack and not unpack.eof or response.length:
        raise http.client.IncompleteRead(b"")  # less came than was announced
    if not data.strip() and not cut:
        raise FetchError(f"{url}: the answer is empty. Open it in your browser, save the page and add the file.")
    return bytes(data)
