"""A request goes to the very address that was judged, under its name, in its time, and nowhere else. Nothing outside is asked here."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from consensus.outward import Allowed, OutwardError, Place, Trouble, Ways, ask, asking, place_of
from consensus.outward.asking import KEPT_BYTES

NAME, OUTSIDE, INSIDE = "chat.example.org", "93.184.216.34", "127.0.0.1"
PLACE = place_of(f"https://{NAME}/hooks", Allowed())
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Server:
    """A server on this machine that answers each connection with what it is told to, and keeps what it read."""

    def __init__(self, answer: bytes | Callable[[socket.socket], None], context: ssl.SSLContext | None = None) -> None:
        self.answer, self.context = answer, context
        self.read: list[bytes] = []
        self.names: list[str | None] = []
        self.listening = socket.create_server((INSIDE, 0))
        self.port = self.listening.getsockname()[1]
        if context is not None:
            context.sni_callback = lambda _line, name, _context: self.names.append(name)
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self) -> None:
        while True:
            try:
                line, _address = self.listening.accept()
            except OSError:
                return
            with line:
                try:
                    self.speak(line if self.context is None else self.context.wrap_socket(line, server_side=True))
                except OSError:
                    continue

    def speak(self, line: socket.socket) -> None:
        with line:
            self.read.append(whole(line))
            if callable(self.answer):
                self.answer(line)
            else:
                line.sendall(self.answer)

    def stop(self) -> None:
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        self.thread.join()


def whole(line: socket.socket) -> bytes:
    """Return a request with its body: to leave before it was read breaks the line."""
    got = b""
    while (found := re.search(rb"Content-Length: (\d+)\r\n(?:.+\r\n)*\r\n", got)) is None or len(got) < found.end() + int(found[1]):
        more = line.recv(4096)
        if not more:
            break
        got += more
    return got


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Starts a server, and stops it in the end."""
    started: list[Server] = []

    def start(answer: bytes | Callable[[socket.socket], None], context: ssl.SSLContext | None = None) -> Server:
        started.append(Server(answer, context))
        return started[-1]

    yield start
    for each in started:
        each.stop()


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Callable[[], ssl.SSLContext]]:
    """A server's side with a certificate for NAME, and a side that trusts it."""
    key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    begins = datetime.now(UTC) - timedelta(hours=1)
    made = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), begins, begins + timedelta(days=1))
    signed = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False).sign(key, hashes.SHA256())
    path: Path = tmp_path_factory.mktemp("certificate") / "both.pem"
    plain = serialization.NoEncryption()
    own = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(own + signed.public_bytes(serialization.Encoding.PEM))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, lambda: ssl.create_default_context(cafile=str(path))


class Line:
    """Connections that are written down, and lead to a server on this machine instead."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.asked: list[str] = []

    def connect(self, address: tuple[str, int], seconds: float) -> socket.socket:
        self.asked.append(address[0])
        return socket.create_connection((INSIDE, self.port), seconds)


def test_the_connection_is_made_to_the_address_that_was_judged_though_the_name_leads_inside_a_moment_later(
    serve: Callable[..., Server], certified: tuple[ssl.SSLContext, Callable[[], ssl.SSLContext]]
) -> None:
    context, trust = certified
    server, answers = serve(OK, context), iter([[OUTSIDE], [INSIDE], [OUTSIDE, INSIDE]])
    line = Line(server.port)
    ways = Ways(resolve=lambda _host, _port: next(answers), connect=line.connect, trust=trust)

    assert ask(PLACE, headers={}, content=b"{}", ways=ways).is_good
    assert (line.asked, server.names) == ([OUTSIDE], [NAME])
    assert server.read[0].startswith(b"POST /hooks HTTP/1.1\r\n")
    assert b"\r\nHost: chat.example.org\r\n" in server.read[0]
    for _again in range(2):
        with pytest.raises(OutwardError, match=Trouble.INSIDE):
            ask(PLACE, headers={}, content=b"{}", ways=ways)
    assert line.asked == [OUTSIDE]


def test_nothing_is_said_to_a_server_whose_certificate_does_not_hold(
    serve: Callable[..., Server], certified: tuple[ssl.SSLContext, Callable[[], ssl.SSLContext]]
) -> None:
    context, trust = certified
    server = serve(OK, context)
    other = place_of("https://another.example.org/hooks", Allowed())
    for place, trusted in ((PLACE, ssl.create_default_context), (other, trust)):
        ways = Ways(resolve=lambda _host, _port: [OUTSIDE], connect=Line(server.port).connect, trust=trusted)
        with pytest.raises(OutwardError, match=Trouble.NOT_TRUSTED):
            ask(place, headers={}, content=b"secret", ways=ways)
    assert server.read == []


def trickle(line: socket.socket) -> None:
    """Answer without end, a letter now and then."""
    while True:
        line.sendall(b"H")
        threading.Event().wait(0.05)


def flood(line: socket.socket) -> None:
    """Answer with lines of a head without end."""
    line.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        line.sendall(b"X: " + b"y" * 4000 + b"\r\n")


def go_on_and_on(line: socket.socket) -> None:
    """Say without end that the answer is yet to come."""
    while True:
        line.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def drip(line: socket.socket) -> None:
    """Say that it was taken, and then a letter now and then."""
    line.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    trickle(line)


REDIRECT = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n"
LONG = b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n" + b"x" * 900_000


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        (REDIRECT, 302),
        (LONG, 200),
        (b"HTTP/1.0 204 None\r\n\r\n", 204),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok", 200),
        (b"hello", Trouble.NOT_HTTP),
        (b"", Trouble.NOT_HTTP),
        (trickle, Trouble.TOO_SLOW),
        (flood, Trouble.TOO_MUCH),
        (go_on_and_on, Trouble.TOO_MUCH),
        (drip, Trouble.TOO_SLOW),
    ],
)
def test_no_answer_leads_elsewhere_or_takes_longer_or_more_than_it_may(
    serve: Callable[..., Server], answer: bytes | Callable[[socket.socket], None], ends: int | Trouble
) -> None:
    server = serve(answer)
    place = place_of(f"http://{INSIDE}:{server.port}/x", Allowed.of([f"{INSIDE}:{server.port}"]))
    assert how_it_ends(place) == ends


def how_it_ends(place: Place) -> int | Trouble:
    """Return the status of an answer, of which no more is kept than may be, or why there is none."""
    try:
        found = ask(place, headers={}, content=b"{}", ways=Ways(seconds=0.4))
    except OutwardError as error:
        return error.trouble
    return found.status if len(found.content) <= KEPT_BYTES else 0


def test_where_nothing_of_the_answer_is_wanted_its_status_is_enough(serve: Callable[..., Server]) -> None:
    server = serve(drip)
    place = place_of(f"http://{INSIDE}:{server.port}/x", Allowed.of([f"{INSIDE}:{server.port}"]))
    assert ask(place, headers={}, content=b"{}", ways=Ways(seconds=0.4), kept_bytes=0).is_good


def test_an_address_that_swallows_everything_leaves_time_for_the_next_one(serve: Callable[..., Server]) -> None:
    server = serve(OK)

    def connect(address: tuple[str, int], seconds: float) -> socket.socket:
        if ":" in address[0]:
            threading.Event().wait(seconds)
            raise TimeoutError
        return socket.create_connection((INSIDE, server.port), seconds)

    place = Place(NAME, 80, "/", is_plain=True)
    ways = Ways(resolve=lambda _host, _port: ["2606:4700::1111", OUTSIDE], connect=connect, seconds=0.4)
    assert ask(place, headers={}, content=b"{}", ways=ways).is_good


def test_a_resolver_that_does_not_answer_is_not_waited_for() -> None:
    waits = threading.Event()
    with pytest.raises(OutwardError, match=Trouble.TOO_SLOW):
        ask(PLACE, headers={}, content=b"", ways=Ways(resolve=lambda _host, _port: [str(waits.wait(5))], seconds=0.1))
    waits.set()


def test_no_proxy_of_the_environment_is_asked(serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch) -> None:
    server, proxy = serve(OK), serve(OK)
    monkeypatch.setenv("http_proxy", f"http://{INSIDE}:{proxy.port}")
    monkeypatch.setenv("ALL_PROXY", f"http://{INSIDE}:{proxy.port}")
    assert ask(place_of(f"http://{INSIDE}:{server.port}", Allowed.of([f"{INSIDE}:{server.port}"])), headers={}, content=b"").is_good
    assert proxy.read == []


def test_whatever_the_program_asks_over_http_it_asks_here() -> None:
    ours = Path(asking.__file__)
    clients = re.compile(r"^\s*(?:import|from) (?:urllib\.request|http\.client|urllib3|requests|httpx|aiohttp)\b", re.MULTILINE)
    asks = [path for path in ours.parents[1].rglob("*.py") if clients.search(path.read_text(encoding="utf-8"))]
    assert asks == [ours]
