"""What the operator's own mail server found out about a sender, as it says in the header Authentication-Results.

Anybody can write such a header. Only that under the name of the operator's server counts, and of several only the topmost: a
server writes above what came to it. Source: RFC 8601, sections 2.2, 5 and 7.1; alignment as in RFC 7489, section 3.1, relaxed.
"""

from __future__ import annotations

import re
from enum import StrEnum

from consensus.replying.reading.message import LONGEST_HEADER, Incoming

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"^(spf|dkim|dmarc)\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"\b(smtp\.mailfrom|smtp\.helo|header\.from|header\.d|header\.i)\s*=\s*\"?([^\s;\"]+)\"?", re.IGNORECASE)


class Trust(StrEnum):
    """How far it is known that a message comes from the address that it says."""

    UNASKED = "unasked"
    """The operator named no server whose word counts: nothing is known."""
    FORGED = "forged"
    """That server did not find that it does."""
    PROVEN = "proven"
    """That server found that it does."""


def trust_in(incoming: Incoming, server: str | None) -> Trust:
    """Return how far the sender is known; ``server`` is the name under which the operator's server writes."""
    if server is None:
        return Trust.UNASKED
    if incoming.sender is None:
        return Trust.FORGED
    domain = incoming.sender.rpartition("@")[2]
    for line in incoming.headers.get_all("Authentication-Results", []):
        name, _semicolon, results = _bare(line).partition(";")
        if name.split()[:1] and name.split()[0].lower().rstrip(".") == server.lower().rstrip("."):
            return Trust.PROVEN if _vouches(results, domain) else Trust.FORGED
    return Trust.FORGED


def _bare(line: object) -> str:
    text, before = " ".join(str(line)[:LONGEST_HEADER].split()), ""
    while text != before:
        text, before = _COMMENT.sub(" ", text), text
    return text


def _vouches(results: str, domain: str) -> bool:
    is_aligned = False
    for each in results.split(";"):
        found = _RESULT.match(each.strip())
        if found is None:
            continue
        method, result = found[1].lower(), found[2].lower()
        told = {name.lower(): value.lower().rpartition("@")[2] for name, value in _PROPERTY.findall(each)}
        if method == "dmarc":
            # It judges the other two for this very From, and says what the owner of the address wants.
            if result == "pass":
                return _same(told.get("header.from", domain), domain)
            if result == "fail":
                return False
        elif result == "pass":
            named = told.get("smtp.mailfrom") if method == "spf" else told.get("header.d") or told.get("header.i")
            is_aligned = is_aligned or (named is not None and _same(named, domain))
    return is_aligned


def _same(one: str, other: str) -> bool:
    """Return whether one of two domains is the other, or lies within it, and neither is a whole top-level domain."""
    one, other = one.rstrip("."), other.rstrip(".")
    inner, outer = (one, other) if len(one) >= len(other) else (other, one)
    return "." in outer and (inner == outer or inner.endswith(f".{outer}"))
