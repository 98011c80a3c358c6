"""Messages that were made to deceive or to be a burden: what is read of them is little, quickly, and never too much."""

from __future__ import annotations

import pytest

from consensus.replying.reading.message import read
from consensus.replying.reading.trust import Trust, trust_in

SERVER = "mx.decide.example.org"
HEAD = b"From: Vera <vera@members.example.org>\r\nMessage-ID: <1@members.example.org>\r\n"


def trust(*results: str, sender: str = "vera@members.example.org") -> Trust:
    """Return how far a sender is known by these headers, the topmost first."""
    lines = "".join(f"Authentication-Results: {each}\r\n" for each in results)
    return trust_in(read(f"{lines}From: {sender}\r\n\r\nAgree\r\n".encode()), SERVER)


@pytest.mark.parametrize(
    "results",
    [
        # The words before the @ of an envelope are the sender's, and so is what stands in a comment about it.
        f'{SERVER}; spf=pass smtp.mailfrom="x; dmarc=pass header.from=members.example.org"@evil.example.net',
        f'{SERVER}; spf=pass smtp.mailfrom="x; spf=pass smtp.mailfrom=vera@members.example.org ;"@evil.example.net',
        f'{SERVER}; spf=pass (domain of "x) ; dmarc=pass header.from=members.example.org ("@evil.example.net designates)',
        f"{SERVER}; spf=pass (domain of x\\) ; dmarc=pass header.from=members.example.org \\(@evil.example.net designates)",
        # A selector is the sender's, too.
        f"{SERVER}; dkim=pass header.d=evil.example.net header.s=header.d=members.example.org",
        f"{SERVER}; dkim=pass header.d=evil.example.net header.d=members.example.org",
        # Of two judgements one is somebody else's; one of another From is of another mail.
        f"{SERVER}; dmarc=pass header.from=members.example.org; dmarc=fail header.from=members.example.org",
        f"{SERVER}; dmarc=pass header.from=evil.members.example.org",
        # What does not fit is not read by halves.
        f"{SERVER}; spf=pass smtp.mailfrom=members.example.org; x=({'y' * 2_000}); dmarc=fail header.from=members.example.org",
        f"{SERVER}; spf=pass (smtp.mailfrom=members.example.org",
    ],
)
def test_what_a_sender_can_write_into_the_results_of_the_operators_server_proves_nothing(results: str) -> None:
    assert trust(results) is Trust.FORGED


def test_of_several_headers_the_topmost_of_the_operators_server_counts_and_one_that_cannot_be_read_hides_none_below_it() -> None:
    good, bad = f"{SERVER}; dmarc=pass header.from=members.example.org", f"{SERVER}; dmarc=fail header.from=members.example.org"

    assert trust(good, bad) is Trust.PROVEN
    assert trust(bad, good) is Trust.FORGED
    assert trust(f"{SERVER}; spf=none (a comment that does not end", good) is Trust.FORGED
    assert trust(f"{SERVER}.evil.example.net; dmarc=pass header.from=members.example.org") is Trust.FORGED
    assert trust(f"evil.example.net; x={SERVER}; dmarc=pass header.from=members.example.org") is Trust.FORGED
    assert trust("relay.example.net; dmarc=fail header.from=members.example.org", good) is Trust.PROVEN
    assert (
        trust(f'{SERVER.upper()} 1; dkim=pass reason="2048-bit key; unprotected" (2048-bit key) header.d=Members.Example.org')
        is Trust.PROVEN
    )


def test_an_address_beyond_ascii_is_known_however_it_travels() -> None:
    good = f"{SERVER}; dmarc=pass header.from=xn--exmple-cua.org"

    assert read("From: Pelé <Pelé@EXÄMPLE.org>\r\n\r\nAgree".encode()).sender == "pelé@xn--exmple-cua.org"
    assert read(b"From: =?utf-8?q?Pel=C3=A9?= <vera@xn--exmple-cua.org>\r\n\r\nAgree").sender == "vera@xn--exmple-cua.org"
    assert trust(good, sender="vera@exämple.org") is Trust.PROVEN
    # Letters that only look like it are no part of it.
    assert trust(f"{SERVER}; dmarc=pass header.from=example.org", sender="vera@ｅxample.org") is Trust.FORGED


def multiparts(depth: int) -> bytes:
    """Return parts within parts."""
    return HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at) for at in range(depth)) + b"Agree"


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 5_000,
        multiparts(900),
        HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"\r--b\r\rA" * 200_000,
        HEAD + b"a:\r\n" * 400_000 + b"\r\nAgree",
        HEAD + b"Content-Type: multipart/mixed; " + b"a=b; " * 200_000 + b"\r\n\r\nAgree",
        HEAD
        + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain;\r\n"
        + b" a=b;\r\n" * 20_000
        + b"\r\nAgree",
        multiparts(40) + b"\r\n" * 500_000,
    ],
    ids=["messages in messages", "parts in parts", "marks by another line end", "headers", "parameters", "parameters of a part", "lines"],
)
def test_of_a_message_that_would_take_minutes_the_head_alone_is_read(raw: bytes) -> None:
    incoming = read(raw)

    assert (incoming.sender, incoming.text, incoming.is_unreadable, incoming.has_only_its_head_read) == (
        "vera@members.example.org",
        "",
        True,
        True,
    )
    assert not incoming.is_too_large


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        (b"iso-2022-jp", b"Agree\r\n\x1b$B4A;z\x1b(B\r\n", "Agree\n漢字"),
        (b"hz-gb-2312", b"~{<:Ky~}\r\n", "己所"),
        (b"windows-1256", "موافقة".encode("cp1256"), "موافقة"),
        (b"iso-8859-8-i", "אבג".encode("iso8859_8"), "אבג"),
        # What is no charset of mail, though the language has it under such a name.
        (b"unicode_escape", b"Agree \\ud800 \\x00 \xe9", "Agree \\ud800 \\x00 é"),
        (b"undefined", b"Agree\xe9", "Agreeé"),
        (b"idna", b"Agree \xe9", "Agree é"),
        (b"punycode", b"\xe9-abc", "é-abc"),
        (b"zlib", b"Agree", "Agree"),
    ],
)
def test_letters_are_those_of_a_charset_of_mail(charset: bytes, body: bytes, text: str) -> None:
    assert read(HEAD + b"Content-Type: text/plain; charset=" + charset + b"\r\n\r\n" + body).text == text


@pytest.mark.parametrize("word", ["=?utf-8?b?AAAAA?=", "=?undefined?q?abc?=", "=?idna?q?a..b?=", "=?unicode_escape?q?=5Cud800?="])
def test_a_subject_that_cannot_be_decoded_is_no_error(word: str) -> None:
    incoming = read(HEAD + f"Subject: {word}\r\n\r\nAgree".encode())

    assert incoming.text == "Agree"
    assert incoming.subject.encode("utf-8")
