"""How a notice becomes a letter: plain text and HTML that say the same, in the reader's language and zone.

A discreet letter says that something waits, and one link; no title, no name, no text, no number and no file stands in it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import render_template

from consensus.domain.speech import Sentence, _, spoken_by
from consensus.domain.terms import PositionCode
from consensus.mail.queue import Attachment, Outgoing
from consensus.notifications.making import letter_key
from consensus.notifications.queries import About
from consensus.notifications.words import KINDS, SOMETHING_WAITS
from consensus.replying.letters import code_line, legend
from consensus.web.languages import speaker_of
from consensus.web.times import instant_in_words
from consensus.web.words import VOTES

if TYPE_CHECKING:
    from consensus.replying.offers import Offer, Offers

LONGEST_SUBJECT = 120
"""Letters of a question that stand in a subject; more is cut off by whoever shows it."""

SEAL_LETTERS = 32
"""128 bits in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Reader:
    """To whom a letter goes."""

    person_id: int
    email: str
    language: str
    timezone: str

    @property
    def zone(self) -> ZoneInfo:
        """In which they read instants."""
        return ZoneInfo(self.timezone)


@dataclass(frozen=True, slots=True)
class Line:
    """Words that may lead somewhere."""

    words: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What a letter says, for both of its forms."""

    subject: str
    heading: str
    link: str
    link_words: str
    lines: tuple[str, ...] = ()
    items: tuple[Line, ...] = ()
    offers: tuple[Line, ...] = ()
    offers_words: str = ""
    reply_lines: tuple[str, ...] = ()
    foot: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the links of one installation lead."""

    base_url: str
    key: bytes

    def notice(self, handle: str) -> str:
        """The page that a notice leads to, once its reader has signed in. The address tells nothing."""
        return f"{self.base_url}/n/{handle}"

    def stop(self, handle: str) -> str:
        """Where one click asks for less: sealed, because it needs no sign-in."""
        return f"{self.base_url}/n/{handle}/{seal_of(self.key, handle)}"

    @property
    def choices(self) -> str:
        """Where somebody chooses of what they are told."""
        return f"{self.base_url}/account/notices"


def addresses(base_url: str, secret_key: str) -> Addresses:
    """Return the addresses of an installation."""
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"consensus notices: fewer letters").derive(secret_key.encode())
    return Addresses(base_url, key)


def seal_of(key: bytes, handle: str) -> str:
    """Return what proves that an address to ask for less stood in a letter of ours."""
    return hmac.new(key, handle.encode(), hashlib.sha256).hexdigest()[:SEAL_LETTERS]


def line_of(about: About) -> str:
    """Return in the present language what happened; where its reader may not read it any more, that something waits."""
    kind = KINDS[about.kind]
    values = {"question": about.question, "body": about.body_name, "title": about.title}
    if any(value is None and f"{{{name}}}" in kind.line for name, value in values.items()):
        return str(Sentence(SOMETHING_WAITS))
    return str(Sentence(kind.line, {name: value for name, value in values.items() if value is not None}))


def letter_of(
    about: About, reader: Reader, where: Addresses, *, offers: Offers | None = None, files: Sequence[Attachment] = ()
) -> Outgoing:
    """Return the letter of one notice, which says what it is about."""
    with spoken_by(lambda: speaker_of(reader.language)):
        said = _open(about, reader, where, where.stop(about.handle), offers)
        reply_to = None if offers is None else offers.reply_to
        return _outgoing(letter_key(about.notice_id), said, reader, where.stop(about.handle), reply_to=reply_to, files=files)


def discreet_letter_of(key: str, handle: str, reader: Reader, where: Addresses) -> Outgoing:
    """Return a letter that says that something waits, and no more: of a notice, or of a digest."""
    with spoken_by(lambda: speaker_of(reader.language)):
        return _outgoing(key, _discreet(where, where.notice(handle), where.stop(handle)), reader, where.stop(handle))


def digest_of(key: str, handle: str, about: Sequence[About], reader: Reader, where: Addresses) -> Outgoing:
    """Return the letter that tells of the rest of a day or a week."""
    with spoken_by(lambda: speaker_of(reader.language)):
        return _outgoing(key, _together(handle, about, where, where.stop(handle)), reader, where.stop(handle))


def _outgoing(
    key: str, said: Written, reader: Reader, stop: str, *, reply_to: str | None = None, files: Sequence[Attachment] = ()
) -> Outgoing:
    return Outgoing(
        key=key,
        to=reader.email,
        person_id=reader.person_id,
        language=reader.language,
        subject=said.subject,
        text=render_template("notifications/letter.txt", letter=said),
        html=render_template("notifications/letter.html", letter=said),
        reply_to=reply_to,
        unsubscribe_url=stop,
        attachments=tuple(files),
    )


def subject_of(about: About, zone: ZoneInfo) -> str:
    """Return in the present language what a notice is about, with the end of the window in the reader's zone."""
    subject = KINDS[about.kind].subject
    if subject is not None and about.until is not None:
        return str(Sentence(subject, {"until": instant_in_words(about.until, zone)}))
    line = line_of(about)
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1]}…"


def _discreet(where: Addresses, link: str, stop: str) -> Written:
    words = str(Sentence(SOMETHING_WAITS))
    return Written(
        subject=words, heading=words, link=link, link_words=str(_("Sign in to see what it is")), foot=_foot_of_choices(where, stop)
    )


def _open(about: About, reader: Reader, where: Addresses, stop: str, offers: Offers | None) -> Written:
    lines = []
    if about.until is not None:
        lines.append(str(_("It is open until {until}.", until=instant_in_words(about.until, reader.zone))))
    replies = []
    if offers is not None and offers.reply_code is not None:
        replies = [*(str(line) for line in legend(offers.words)), code_line(offers.reply_code)]
    return Written(
        subject=subject_of(about, reader.zone),
        heading=line_of(about),
        lines=tuple(lines),
        link=where.notice(about.handle),
        link_words=str(_("Read it here")),
        offers=() if offers is None else tuple(Line(_offer_words(offer), offer.url) for offer in offers.links),
        offers_words=str(_("Or say it right here. Each of these links opens a page that asks you to confirm:")),
        reply_lines=tuple(replies),
        foot=(*_foot_of_body(about), *_foot_of_choices(where, stop)),
    )


def _together(handle: str, about: Sequence[About], where: Addresses, stop: str) -> Written:
    heading = str(_("What is new for you"))
    return Written(
        subject=heading,
        heading=heading,
        items=tuple(Line(line_of(each), where.notice(each.handle)) for each in about),
        link=where.notice(handle),
        link_words=str(_("All your notices")),
        foot=_foot_of_choices(where, stop),
    )


def _offer_words(offer: Offer) -> str:
    said = offer.code.shown_as if isinstance(offer.code, PositionCode) else VOTES[offer.code]
    return str(said if offer.voice is None else _("{position}, for {voice}", position=said, voice=offer.voice))


def _foot_of_body(about: About) -> tuple[Line, ...]:
    if about.body_name is None:
        return ()
    return (Line(str(_("You get this letter because you take part in {body}.", body=about.body_name))),)


def _foot_of_choices(where: Addresses, stop: str) -> tuple[Line, ...]:
    return (
        Line(str(_("Choose of what you are told, and how")), where.choices),
        Line(str(_("Fewer letters like this, in one step")), stop),
    )
