"""A message as it came in: its headers as they stand, and what its sender wrote, without what they quoted.

Anything may come: nothing here raises for what a message holds. What cannot be read is left out, and said so.
"""

from __future__ import annotations

import email
import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser

from consensus.replying.reading.burden import LONGEST_HEAD, head_of, is_burden
from consensus.replying.reading.charsets import in_letters
from consensus.replying.reading.own_words import own_words
from consensus.replying.reading.parts import TextFound, text_of

LARGEST = 2 * 1024 * 1024
"""Bytes of a message that is read at all: words are short, and what is larger carries files, of which none is read."""

HEADERS_AT_MOST = LONGEST_HEAD
"""Bytes of a larger one that are looked at, to know whom to tell."""

LONGEST_HEADER = 2_000
"""Letters of a header that is looked into: what is longer was made to take time."""

_CODE = re.compile(r"(?<![a-z0-9])[a-z2-7]{32}(?![a-z0-9])")
_NAMED = re.compile(r"<[!-;=?-~]{1,250}>", re.ASCII)
_ADDRESSED = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "Resent-To")
_MOST_CODES = 10
_QUOTED_STRING = re.compile(r'"(?:\\.|[^"\\])*"')
_COMMENT = re.compile(r"\([^()]*\)")
_ADDRESS = r"[^<>@\s,;:\"()]+@[^<>@\s,;:\"()]+"
_ANGLED = re.compile(rf"[^<>]*<\s*({_ADDRESS})\s*>")
_PLAIN = re.compile(rf"\s*({_ADDRESS})\s*")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that was read."""

    raw: bytes = field(repr=False)
    headers: Message = field(repr=False)
    sender: str | None
    """The one address it says it is from, as :func:`written_alike`; ``None`` where it names none, or several, or in two ways."""
    message_id: str
    """As it stands; empty where there is none."""
    answers: str | None
    """The Message-ID of the message that it is an answer to, as its sender's program says; ``None`` where that says none, or several."""
    subject: str
    codes: tuple[str, ...]
    """What may be the code of a letter of ours: those of the addresses first, then those that stand in the text."""
    text: str
    """What the sender wrote: quotes, signature and our own lines are cut."""
    is_guessed: bool
    """Whether the letters of the text had to be guessed, because the message says nothing true of its charset."""
    has_files: bool
    """Whether files hung on it, none of which is read."""
    is_unreadable: bool
    """Whether it has words in no form that is read here."""
    is_too_large: bool
    has_only_its_head_read: bool
    """Whether it is too large, or was made to be a burden: nothing but its headers was looked into."""
    content_sha256: str
    """By which the same message is known again, however it travelled."""

    def header(self, name: str) -> str:
        """Return the first header of this name, unfolded; empty where there is none."""
        return _plain(self.headers.get(name))


def read(raw: bytes, *, size: int | None = None) -> Incoming:
    """Return a message; whatever it holds, it is read or said to be unreadable.

    :param size: its bytes, where ``raw`` is only its beginning.
    """
    is_too_large = max(len(raw), size or 0) > LARGEST
    has_only_its_head_read = is_too_large or is_burden(raw)
    headers = BytesHeaderParser().parsebytes(head_of(raw)) if has_only_its_head_read else email.message_from_bytes(raw)
    found = TextFound("", is_readable=False) if has_only_its_head_read else text_of(headers)
    message_id = _plain(headers.get("Message-ID")).replace("\0", "")
    sender = sender_of(headers)
    return Incoming(
        raw=raw,
        headers=headers,
        sender=sender,
        message_id=message_id,
        answers=_answered(headers),
        subject=decoded(headers.get("Subject")),
        codes=_codes(headers, found.text),
        text=own_words(found.text),
        is_guessed=found.is_guessed,
        has_files=found.has_files,
        is_unreadable=not found.is_readable,
        is_too_large=is_too_large,
        has_only_its_head_read=has_only_its_head_read,
        content_sha256=_fingerprint(headers, message_id, sender, found.text, raw[:HEADERS_AT_MOST] if has_only_its_head_read else b""),
    )


def sender_of(headers: Message) -> str | None:
    """Return the one address that a message says it is from.

    Threat: programs read an unusual From in different ways, and the operator's server may have vouched for another reading of it.
    Only what can be read in one way is taken.
    """
    # As they stand: the library leaves out what is beyond ASCII, which an address may be (RFC 6532).
    lines = [str(value) for name, value in headers.raw_items() if name.lower() == "from"]
    if len(lines) != 1:
        return None
    line = " ".join(lines[0].encode("utf-8", "surrogateescape").decode("utf-8", "replace").split())
    if len(line) > LONGEST_HEADER or "\ufffd" in line:
        return None
    bare = _COMMENT.sub(" ", _QUOTED_STRING.sub(" ", line))
    angled = _ANGLED.fullmatch(bare.strip())
    if angled is not None:
        address = written_alike(angled[1])
        shown = bare[: bare.index("<")]
        # A name that looks like another address.
        return None if "@" in shown and written_alike(shown.strip()) != address else address
    plain = _PLAIN.fullmatch(bare)
    return None if plain is None else written_alike(plain[1])


def written_alike(address: str) -> str:
    """Return an address as two are compared: in lower case, its domain as the network writes it (RFC 5891)."""
    local, at, domain = unicodedata.normalize("NFC", address).lower().rpartition("@")
    return local + at + domain_alike(domain)


def domain_alike(domain: str) -> str:
    """Return a domain as two are compared. One whose letters only look like others stays as it is, and is like no other."""
    domain = domain.lower().rstrip(".")
    try:
        return domain if domain.isascii() or unicodedata.normalize("NFKC", domain) != domain else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def decoded(value: object) -> str:
    """Return a header with its encoded words decoded, as far as they can be."""
    line = _plain(value)[:LONGEST_HEADER]
    try:
        pieces = decode_header(line)
    except (ValueError, LookupError, AssertionError, MessageError):
        return line
    said = []
    for piece, charset in pieces:
        found = in_letters(piece, charset) if isinstance(piece, bytes) else None
        said.append(found.text if found is not None else str(piece))
    return "".join(said)


def _plain(value: object) -> str:
    """Return a header on one line; what is no text in it is left out."""
    return " ".join(str(value or "").encode("utf-8", "replace").decode("utf-8", "replace").split())


def _answered(headers: Message) -> str | None:
    """Return what a message answers: of a thread the one message before it, none of the older ones."""
    named = _NAMED.findall(_plain(headers.get("In-Reply-To"))[:LONGEST_HEADER])
    if not named:
        named = _NAMED.findall(_plain(headers.get("References"))[-LONGEST_HEADER:])[-1:]
    return named[0] if len(named) == 1 else None


def _codes(headers: Message, text: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in _ADDRESSED:
        for line in headers.get_all(name, []):
            for part in re.findall(r"\+([A-Za-z2-7]{32})@", _plain(line)):
                found[part.lower()] = None
    for code in _CODE.findall(text):
        found[code] = None
    return tuple(found)[:_MOST_CODES]


def _fingerprint(headers: Message, message_id: str, sender: str | None, text: str, raw: bytes) -> str:
    """Return the hash of what stays the same on every way that a message takes: not of what servers add to it."""
    told = [message_id, sender or "", _plain(headers.get("Date")), _plain(headers.get("Subject")), " ".join(text.split())]
    return hashlib.sha256("\0".join(told).encode("utf-8", "replace") + raw).hexdigest()
