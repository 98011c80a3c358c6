"""What the operator's own mail server found out about a sender, as it says in the header Authentication-Results.

Anybody can write such a header. Only that under the name of the operator's server counts, and of several only the topmost: a
server writes above what came to it. Source: RFC 8601, sections 2.2, 5 and 7.1; alignment as in RFC 7489, section 3.1, relaxed.
"""

from __future__ import annotations

import re
from enum import StrEnum

from consensus.replying.reading.message import LONGEST_HEADER, Incoming, domain_alike

_RESULT = re.compile(r"(spf|dkim|dmarc)=([a-z]+)", re.IGNORECASE)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_HARMLESS = re.compile(r"[A-Za-z0-9@.+_-]+")
_COMMENT = re.compile(r"\([^()]*\)")


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
        parts = _parts(" ".join(str(line).split()))
        if parts is None:
            # Were it ours, what stands below it would be somebody else's.
            return Trust.FORGED
        if parts[0] and domain_alike(parts[0][0]) == domain_alike(server):
            return Trust.PROVEN if _vouches(parts[1:], domain) else Trust.FORGED
    return Trust.FORGED


def _parts(line: str) -> list[list[str]] | None:
    """Return the words of a header between semicolons, the server's name first; ``None`` where it can be read in several ways.

    Threat: a sender chooses the words before the @ of an envelope, and a selector, and servers repeat them here; in quotes or in a
    comment they could hold what looks like another result. Nobody of ours has an address in quotes: what has one vouches for none.
    """
    if len(line) > LONGEST_HEADER or not line.isprintable():
        return None
    text, before = _QUOTED.sub(lambda found: found[1] if _HARMLESS.fullmatch(found[1]) else "?", line), ""
    while text != before:
        text, before = _COMMENT.sub(" ", text), text
    if any(sign in text for sign in '()"\\'):
        return None
    return [re.sub(r"\s*=\s*", "=", part).split() for part in text.split(";")]


def _vouches(parts: list[list[str]], domain: str) -> bool:
    """Return whether one of the results says that a mail comes from ``domain``."""
    is_aligned, judgements = False, list[bool]()
    for words in parts:
        found = _RESULT.fullmatch(words[0]) if words else None
        if found is None:
            continue
        method, result = found[1].lower(), found[2].lower()
        told: dict[str, str] = {}
        for name, _is, value in (word.lower().partition("=") for word in words[1:]):
            if name in told:
                return False
            told[name] = domain_alike(value.rpartition("@")[2])
        if method == "dmarc":
            # It judges the other two for this very From, and says what the owner of the address wants.
            if result in {"pass", "fail"}:
                judgements.append(result == "pass" and told.get("header.from", domain) == domain)
        elif result == "pass":
            named = told.get("smtp.mailfrom") if method == "spf" else told.get("header.d") or told.get("header.i")
            is_aligned = is_aligned or (named is not None and _same(named, domain))
    return judgements == [True] if judgements else is_aligned


def _same(one: str, other: str) -> bool:
    """Return whether one of two domains is the other, or lies within it, and neither is a whole top-level domain."""
    inner, outer = (one, other) if len(one) >= len(other) else (other, one)
    return "." in outer and (inner == outer or inner.endswith(f".{outer}"))
