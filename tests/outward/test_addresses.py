"""Which addresses may be asked: by what is written, and by where a name leads."""

from __future__ import annotations

import pytest

from consensus.outward import Allowed, OutwardError, Place, Trouble, place_named_by_the_operator, place_of, why_refused

NOBODY = Allowed()


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("https://chat.example.org/hooks/abc?x=1", Place("chat.example.org", 443, "/hooks/abc?x=1")),
        ("https://CHAT.example.org.", Place("chat.example.org", 443, "/")),
        ("https://matrix.example.org:8448/", Place("matrix.example.org", 8448, "/")),
        ("https://xn--bcher-kva.example", Place("xn--bcher-kva.example", 443, "/")),
    ],
)
def test_a_server_outside_is_asked_by_its_name(address: str, place: Place) -> None:
    assert place_of(address, NOBODY) == place


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", Trouble.NO_ADDRESS),
        ("chat.example.org", Trouble.NO_ADDRESS),
        ("ftp://chat.example.org", Trouble.NO_ADDRESS),
        ("file:///etc/passwd", Trouble.NO_ADDRESS),
        ("https://", Trouble.NO_ADDRESS),
        ("https:///hooks", Trouble.NO_ADDRESS),
        ("https://chat.example.org/a b", Trouble.NO_ADDRESS),
        ("https://chat.example.org/\r\nHost: evil", Trouble.NO_ADDRESS),
        ("https://chat.example.org\\@127.0.0.1", Trouble.NO_ADDRESS),
        ("https://chat..example.org", Trouble.NO_ADDRESS),
        ("https://ch%61t.example.org", Trouble.NO_ADDRESS),
        # digits of another script that a resolver would read as 127.0.0.1
        ("https://１２７.0.0.1", Trouble.NO_ADDRESS),
        ("https://chat.example.org:99999", Trouble.NO_ADDRESS),
        ("http://chat.example.org", Trouble.NOT_HTTPS),
        ("https://me:word@chat.example.org", Trouble.NAME_IN_IT),
        ("https://chat.example.org#@127.0.0.1", Trouble.NAME_IN_IT),
        ("https://chat.example.org:22", Trouble.PORT),
        ("https://chat.example.org:80", Trouble.PORT),
        ("https://127.0.0.1", Trouble.NUMBERS),
        ("https://8.8.8.8", Trouble.NUMBERS),
        ("https://2130706433", Trouble.NUMBERS),
        ("https://0x7f000001", Trouble.NUMBERS),
        ("https://0177.0.0.1", Trouble.NUMBERS),
        ("https://127.1", Trouble.NUMBERS),
        ("https://example.0x7f", Trouble.NUMBERS),
        ("https://[::1]", Trouble.NUMBERS),
        ("https://[::ffff:127.0.0.1]", Trouble.NUMBERS),
        ("https://localhost", Trouble.INSIDE),
        ("https://LOCALHOST.", Trouble.INSIDE),
        ("https://x.localhost", Trouble.INSIDE),
        ("https://printer.local", Trouble.INSIDE),
        ("https://metadata.google.internal", Trouble.INSIDE),
        ("https://router", Trouble.INSIDE),
    ],
)
def test_what_is_no_address_of_a_server_outside_is_refused_as_it_is_written(address: str, why: Trouble) -> None:
    with pytest.raises(OutwardError) as refused:
        place_of(address, NOBODY)
    assert refused.value.trouble is why
    assert not address or address not in str(refused.value)


@pytest.mark.parametrize("found", ["93.184.216.34", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1"])
def test_addresses_outside_may_be_asked(found: str) -> None:
    assert why_refused([found]) is None


@pytest.mark.parametrize(
    "found",
    [
        *("127.0.0.1", "127.8.9.1", "0.0.0.7", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "192.88.99.1"),
        *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
        *("::1", "::", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1"),
        *(
            "ff02::1",
            "2001:db8::1",
            "2001:0:7f00:1::",
            "2002:7f00:1::",
            "64:ff9b::7f00:1",
            "64:ff9b:1::a00:1",
            "100::1",
            "3fff::1",
            "5f00::1",
        ),
        *("no address", "127.1", "0x7f.0.0.1"),
    ],
)
def test_addresses_inside_are_refused_alone_and_beside_one_outside(found: str) -> None:
    assert why_refused([found]) is Trouble.INSIDE
    assert why_refused(["1.1.1.1", found]) is Trouble.INSIDE


def test_a_name_that_leads_nowhere_is_told_apart() -> None:
    assert why_refused([]) is Trouble.NAME_UNKNOWN


def test_a_server_inside_is_asked_where_the_operator_allowed_it_and_at_no_other_port() -> None:
    allowed = Allowed.of(["127.0.0.1:8065", "[::1]:9000", "Chat.intern.example.:443"])
    assert place_of("http://127.0.0.1:8065/hooks", allowed) == Place("127.0.0.1", 8065, "/hooks", is_plain=True, is_allowed=True)
    assert place_of("https://[::1]:9000", allowed) == Place("::1", 9000, "/", is_allowed=True)
    assert place_of("https://chat.intern.example/x", allowed).is_allowed
    for address in ("http://127.0.0.1:8066", "http://127.0.0.1", "http://127.0.0.2:8065", "http://localhost:8065"):
        with pytest.raises(OutwardError):
            place_of(address, allowed)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("http://127.0.0.1:9000/x", Place("127.0.0.1", 9000, "/x", is_plain=True, is_allowed=True)),
        ("https://[fd12::1]", Place("fd12::1", 443, "/", is_allowed=True)),
        ("https://Witness.intern.:444", Place("witness.intern", 444, "/", is_allowed=True)),
    ],
)
def test_what_the_operator_names_may_stand_anywhere_and_is_asked_all_the_same_in_the_form_of_an_address(address: str, place: Place) -> None:
    assert place_named_by_the_operator(address) == place
    for wrong in ("https://", f"{address}#part", address.replace("//", "//me:word@"), f"{address} x"):
        with pytest.raises(OutwardError):
            place_named_by_the_operator(wrong)
