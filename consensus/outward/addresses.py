"""Which addresses may be asked: what is judged as it is written, and what once it is known where a name leads.

Refused are addresses inside the operator's own network, in whichever form they are written. So a server is given by its name
alone; where the name leads is judged at each request, and the request goes to what was judged.
Source: the IANA registries of special-purpose addresses for IPv4 and IPv6 (RFC 6890 and what updates it).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from consensus.outward.trouble import OutwardError, Trouble

LONGEST = 1_000
"""Characters of an address. Default of the software."""

PORTS = frozenset({443, 8443, 8448})
"""Where servers outside answer: https, its usual second port, and that of Matrix servers. Default of the software."""

_ADDRESS = re.compile(r"https?://[!-~]+", re.ASCII | re.IGNORECASE)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)
_LONGEST_NAME = 253

_OURS = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "localdomain", "arpa", "test", "invalid", "onion")
"""Last parts of names that never lead outside. Source: RFC 6761, 6762, 7686, 8375, and ICANN's list of names that collide."""

_INSIDE_4 = tuple(
    ipaddress.IPv4Network(each)
    for each in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24"),
        *("192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
)
_OUTSIDE_6 = ipaddress.IPv6Network("2000::/3")
"""Global unicast: whatever is not in it leads nowhere outside, such as ::1, fc00::/7, fe80::/10, ::ffff:0:0/96 and 64:ff9b::/96."""
_INSIDE_6 = tuple(ipaddress.IPv6Network(each) for each in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
"""Parts of it that are for protocols (Teredo among them), for documents, or hold an address of IPv4 (6to4)."""


@dataclass(frozen=True, slots=True)
class Place:
    """An address as it is asked."""

    host: str
    port: int
    target: str
    """Path and query."""
    is_plain: bool = False
    """Whether it is asked without TLS; only where the operator allowed the server."""
    is_allowed: bool = False
    """Whether the operator allowed the server, wherever its name leads."""

    @property
    def server(self) -> str:
        """What may be shown of it: the path of an address is often a secret."""
        return f"[{self.host}]" if ":" in self.host else self.host


@dataclass(frozen=True, slots=True)
class Allowed:
    """The servers inside the operator's network that may be asked: a name or address, and a port, exactly."""

    servers: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def of(cls, written: Iterable[str]) -> Allowed:
        """Return those that are written as ``host:port``."""
        split = (each.rpartition(":") for each in written)
        return cls(frozenset((host.strip("[]").rstrip(".").lower(), int(port)) for host, _colon, port in split))


def place_of(address: str, allowed: Allowed) -> Place:
    """Return where an address leads as it is written.

    :raises OutwardError: when it may not be asked, whatever its name leads to.
    """
    place = _written(address)
    if (place.host, place.port) in allowed.servers:
        return replace(place, is_allowed=True)
    if place.is_plain:
        raise OutwardError(Trouble.NOT_HTTPS)
    _judge_name(place.host)
    if place.port not in PORTS:
        raise OutwardError(Trouble.PORT)
    return place


def place_named_by_the_operator(address: str) -> Place:
    """Return where an address leads that stands in the settings: it may lead inside, since nobody else can name it.

    :raises OutwardError: when it is no address.
    """
    return replace(_written(address), is_allowed=True)


def _written(address: str) -> Place:
    if len(address) > LONGEST or not _ADDRESS.fullmatch(address) or "\\" in address:
        raise OutwardError(Trouble.NO_ADDRESS)
    try:
        parts = urlsplit(address)
        is_plain, host, port = parts.scheme == "http", (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise OutwardError(Trouble.NO_ADDRESS) from None
    if "@" in parts.netloc or "#" in address:
        raise OutwardError(Trouble.NAME_IN_IT)
    if not host:
        raise OutwardError(Trouble.NO_ADDRESS)
    port = port if port is not None else 80 if is_plain else 443
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(host, port, target, is_plain=is_plain)


def _judge_name(host: str) -> None:
    labels = host.split(".")
    if ":" in host or (labels[-1] and not labels[-1][0].isalpha()):
        # 127.1, 2130706433, 0x7f.1 and 0177.0.0.1 are all the same machine: what ends in a number is no name (WHATWG URL).
        raise OutwardError(Trouble.NUMBERS)
    if labels[-1] in _OURS or len(labels) == 1:
        raise OutwardError(Trouble.INSIDE)
    if len(host) > _LONGEST_NAME or not all(_LABEL.fullmatch(label) for label in labels):
        raise OutwardError(Trouble.NO_ADDRESS)


def why_refused(found: Iterable[str]) -> Trouble | None:
    """Return why none of the addresses may be asked to which a name leads; None if they may.

    One of them inside is enough: a server that stands outside has no reason to name it.
    """
    addresses = tuple(found)
    if not addresses:
        return Trouble.NAME_UNKNOWN
    return None if all(is_outside(each) for each in addresses) else Trouble.INSIDE


def is_outside(address: str) -> bool:
    """Return whether an address, as the machine's resolver writes it, stands outside every network of the operator."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return not any(found in network for network in _INSIDE_4)
    return found.scope_id is None and found in _OUTSIDE_6 and not any(found in network for network in _INSIDE_6)
