"""Fetching from a server that misbehaves, on this machine."""

import datetime
import gzip
import socket
import ssl
import threading
import time
import zlib
from contextlib import contextmanager

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kit.articles import fetch

HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@contextmanager
def server(answers):
    """Answers a request for a path as a function of the connection, or with bytes; what else is asked for is not there. Gives address and requests."""
    listening, requests, stopped = socket.create_server(("127.0.0.1", 0)), [], threading.Event()

    def serve():
        while not stopped.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    def answer(connection):
        with connection:
            request = connection.recv(65536).decode("latin-1")
            requests.append(request)
            path = request.split(" ")[1] if " " in request else ""
            reply = answers.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            try:
                reply(connection, stopped) if callable(reply) else connection.sendall(reply)
            except OSError:
                pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", requests
    finally:
        stopped.set()
        listening.close()


def get(url):
    return fetch.fetch(url, allow_private=True)


def page(body=b"<p>Two were hurt, police said.</p>", head=b""):
    return HTML + head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def refused(answers, path="/a"):
    with server(answers) as (address, _), pytest.raises(fetch.FetchError) as error:
        get(address + path)
    return str(error.value)


def test_a_page_is_fetched_as_it_is():
    with server({"/a?b=1": page()}) as (address, requests):
        found = get(f"{address}/a?b=1#part")
    assert (found.url, found.data, found.suffix) == (f"{address}/a?b=1", b"<p>Two were hurt, police said.</p>", ".html")
    assert [request.splitlines()[0] for request in requests] == ["GET /robots.txt HTTP/1.1", "GET /a?b=1 HTTP/1.1"]
    assert f"Host: {address.removeprefix('http://')}" in requests[1] and "User-Agent: claimkit/" in requests[1] and "Cookie" not in requests[1]


@pytest.mark.parametrize("coding, data", [("gzip", gzip.compress(b"<p>Two.</p>", mtime=0)), ("deflate", zlib.compress(b"<p>Two.</p>"))])
def test_what_is_packed_is_unpacked(coding, data):
    with server({"/a": page(data, b"Content-Encoding: %s\r\n" % coding.encode())}) as (address, _):
        assert get(f"{address}/a").data == b"<p>Two.</p>"


def test_chunks_are_put_together():
    with server({"/a": HTML + b"Transfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\n4\r\nTwo.\r\n0\r\n\r\n"}) as (address, _):
        assert get(f"{address}/a").data == b"<p>Two."


@pytest.mark.parametrize("reply, message", [
    (b"", "breaks off or is none"),
    (b"nonsense\r\n\r\n", "breaks off or is none"),
    (b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", "answers 500"),
    (b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 3\r\n\r\nabc", "of the type 'video/mp4'"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "of the type 'nothing'"),
    (page(b""), "the answer is empty"),
    (HTML + b"Content-Length: 1000\r\n\r\nshort", "breaks off"),
    (HTML + b"Content-Length: -5\r\n\r\nshort" + b"x" * 5000, None),
    (HTML + b"Content-Length: many\r\n\r\nshort", None),
    (page(b"not packed", b"Content-Encoding: gzip\r\n"), "is not packed as it says"),
    (page(gzip.compress(b"x" * 5000, mtime=0)[:-20], b"Content-Encoding: gzip\r\n"), "breaks off"),
    (page(b"x", b"Content-Encoding: br\r\n"), "packed in a way that was not asked for"),
    (HTML + b"X: y\r\n" * 500 + b"\r\n", "breaks off or is none"),
    (HTML + b"X: " + b"y" * 100_000 + b"\r\n\r\n", "breaks off or is none"),
    (b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n", "only addresses that begin with http"),
    (b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", "answers 302"),
    (b"HTTP/1.1 302 Found\r\nLocation: http://[::bad/\r\nContent-Length: 0\r\n\r\n", "leads on to what is no address"),
])
def test_an_answer_that_is_none_is_named(reply, message):
    with server({"/a": reply}) as (address, _):
        if message:
            with pytest.raises(fetch.FetchError, match=message):
                get(f"{address}/a")
        else:  # a length that is none is passed over, as browsers do
            assert get(f"{address}/a").data.startswith(b"short")


def test_redirects_are_followed_and_bounded():
    hops = {f"/{n}": b"HTTP/1.1 302 Found\r\nLocation: /%d\r\nContent-Length: 0\r\n\r\n" % (n + 1) for n in range(fetch.MAX_REDIRECTS)}
    with server({**hops, f"/{fetch.MAX_REDIRECTS}": page()}) as (address, _):
        assert get(f"{address}/0").url.endswith(f"/{fetch.MAX_REDIRECTS}")
    assert "leads on more than" in refused({"/a": b"HTTP/1.1 301 Moved\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n"})


def endless(connection, stopped):
    connection.sendall(HTML + b"\r\n")
    while not stopped.is_set():
        connection.sendall(b"x" * 65536)


def test_an_endless_answer_is_cut(monkeypatch):
    monkeypatch.setattr(fetch, "MAX_BYTES", 1024**2)
    assert "is larger than 1 MB" in refused({"/a": endless})


def test_a_small_answer_that_unpacks_to_a_large_one_is_cut(monkeypatch):
    monkeypatch.setattr(fetch, "MAX_BYTES", 1024**2)
    assert "is larger than 1 MB" in refused({"/a": page(gzip.compress(bytes(100 * 1024**2), mtime=0), b"Content-Encoding: gzip\r\n")})


def drip_headers(connection, stopped):
    connection.sendall(HTML)
    while not stopped.wait(0.05):
        connection.sendall(b"X")


def drip_body(connection, stopped):
    connection.sendall(HTML + b"\r\n")
    while not stopped.wait(0.05):
        connection.sendall(b"x")


def silent(connection, stopped):
    stopped.wait(20)


@pytest.mark.parametrize("reply", [drip_headers, drip_body, silent])
def test_a_slow_server_is_given_up(monkeypatch, reply):
    monkeypatch.setattr(fetch, "MAX_SECONDS", 0.5)
    monkeypatch.setattr(fetch, "MAX_WAIT", 0.3)
    started = time.monotonic()
    assert "does not answer within" in refused({"/a": reply})
    assert time.monotonic() - started < 15  # and not for ever


@pytest.mark.parametrize("reply, message", [(silent, "does not answer within"), (b"nonsense" * 100, "no safe connection|breaks off")])
def test_a_server_that_speaks_no_https_is_given_up(monkeypatch, reply, message):
    monkeypatch.setattr(fetch, "MAX_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        stopped = threading.Event()

        def serve():
            connection, _ = listening.accept()
            with connection:
                reply(connection, stopped) if callable(reply) else connection.sendall(reply)
                stopped.wait(20)

        threading.Thread(target=serve, daemon=True).start()
        with pytest.raises(fetch.FetchError, match=message):
            get(f"https://127.0.0.1:{listening.getsockname()[1]}/")
        stopped.set()


def certificate(folder, name):
    """A certificate that its own key has signed, for *name* and 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(named).issuer_name(named).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False).add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / "both.pem"
    key_text = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(key_text + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize("host, trusted, message", [
    ("ledger.example", True, None), ("other.example", True, "no safe connection"), ("ledger.example", False, "no safe connection"), ("slow.example", True, "does not answer within"),
])
def test_certificates_are_checked_against_the_name_that_was_asked_for(monkeypatch, tmp_path, host, trusted, message):
    path = certificate(tmp_path, "slow.example" if host == "slow.example" else "ledger.example")
    here = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    here.load_cert_chain(path)
    default = ssl.create_default_context
    monkeypatch.setattr(ssl, "create_default_context", lambda: default(cafile=path if trusted else None))
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, port, *__, **___: [(2, 1, 6, "", ("127.0.0.1", port))])
    if host == "slow.example":
        monkeypatch.setattr(fetch, "MAX_SECONDS", 1)
    stopped = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve():
            for reply in (b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", drip_body if host == "slow.example" else page()):
                try:
                    connection = here.wrap_socket(listening.accept()[0], server_side=True)
                    connection.recv(65536)
                    reply(connection, stopped) if callable(reply) else connection.sendall(reply)
                    connection.close()
                except OSError:
                    return

        threading.Thread(target=serve, daemon=True).start()
        url = f"https://{host}:{listening.getsockname()[1]}/a"
        if message:
            with pytest.raises(fetch.FetchError, match=message):
                get(url)
        else:
            assert get(url).data.startswith(b"<p>Two")
        stopped.set()


@pytest.mark.parametrize("robots, allowed", [
    (b"User-agent: *\nDisallow: /", False), (b"User-agent: *\nDisallow: /b", True), (b"User-agent: claimkit\nDisallow: /a\n\nUser-agent: *\nAllow: /", False),
    (b"\xff\xfe nonsense", True), (b"User-agent: *\nDisallow: /" + b"\n# " + b"x" * (fetch.MAX_ROBOTS + 100_000), False),
])
def test_robots_are_respected(robots, allowed):
    answers = {"/robots.txt": b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % len(robots) + robots, "/a": page()}
    if allowed:
        with server(answers) as (address, _):
            assert get(f"{address}/a").data
    else:
        assert "its robots.txt asks programs not to fetch it" in refused(answers)


def test_where_robots_cannot_be_had_nothing_is_fetched():
    with server({"/robots.txt": b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", "/a": page()}) as (address, requests), pytest.raises(fetch.FetchError, match="what it allows is not known"):
        get(f"{address}/a")
    assert len(requests) == 1


def test_the_robots_of_the_place_that_a_page_leads_to_are_respected_too():
    with server({"/robots.txt": b"HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\nUser-agent: *\nDisallow: /\n", "/a": page()}) as (there, requests):
        assert "robots.txt" in refused({"/a": b"HTTP/1.1 302 Found\r\nLocation: %s/a\r\nContent-Length: 0\r\n\r\n" % there.encode()})
    assert all("/robots.txt" in request for request in requests)


# Addresses of the own network

@pytest.mark.parametrize("url", [
    "http://127.0.0.1/", "http://localhost/", "http://0.0.0.0/", "http://[::1]/", "http://10.0.0.1/", "http://192.168.1.1/", "http://169.254.169.254/latest", "http://2130706433/",
    "http://0x7f000001/", "http://127.1/", "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::a00:1]/", "http://100.64.0.1/", "http://224.0.0.1/", "http://[fe80::1]/", "http://[fd00::1]/",
])
def test_the_own_network_is_not_reached_unless_asked_for(monkeypatch, url):
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("connected"))
    with pytest.raises(fetch.FetchError, match="--allow-private|there is no server"):
        fetch.fetch(url)


def test_a_redirect_into_the_own_network_is_not_followed(monkeypatch):
    with server({"/a": b"HTTP/1.1 302 Found\r\nLocation: http://inside.example/\r\nContent-Length: 0\r\n\r\n"}) as (address, requests):
        port = int(address.rpartition(":")[2])
        monkeypatch.setattr(socket, "getaddrinfo", lambda host, *_, **__: [(2, 1, 6, "", ("127.0.0.1" if "inside" in host else "93.184.215.14", 0))])
        connect = socket.socket.connect
        monkeypatch.setattr(socket, "create_connection", lambda where, timeout: connected(connect, port))
        with pytest.raises(fetch.FetchError, match="--allow-private"):
            fetch.fetch("http://outside.example/a")
    assert [request.split(" ")[1] for request in requests] == ["/robots.txt", "/a"]


def connected(connect, port):
    sock = socket.socket()
    connect(sock, ("127.0.0.1", port))
    return sock


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    """A name that points elsewhere when it is asked for a second time changes nothing: it is asked for once."""
    asked, reached = [], []

    def resolve(host, *_, **__):
        asked.append(host)
        return [(2, 1, 6, "", ("93.184.215.14" if len(asked) == 1 else "127.0.0.1", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", lambda where, timeout: reached.append(where) or (_ for _ in ()).throw(OSError))
    with pytest.raises(fetch.FetchError, match="cannot be reached"):
        fetch.fetch("http://rebinding.example/")
    assert (asked, reached) == (["rebinding.example"], [("93.184.215.14", 80)])


def test_one_private_address_among_several_is_enough_to_refuse(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (a, 0)) for a in ("93.184.215.14", "10.0.0.1")])
    with pytest.raises(fetch.FetchError, match="--allow-private"):
        fetch.fetch("http://mixed.example/")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/", "javascript:alert(1)", "http://", "http://a:b@example.org/", "http://exa mple.org:port/", "gopher://x/", "http://[/"])
def test_only_web_addresses_are_fetched(monkeypatch, url):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("looked up"))
    with pytest.raises(fetch.FetchError):
        fetch.fetch(url)


def test_a_line_break_in_an_address_makes_no_second_request():
    with server({}) as (address, requests), pytest.raises(fetch.FetchError):
        get(f"{address}/a%0d%0aX: 1\r\nX-Evil: 1")
    assert all("X-Evil" not in line for request in requests for line in request.split("\r\n")[1:])
