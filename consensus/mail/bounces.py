"""What comes back: reports that a letter was not delivered (RFC 3464), complaints (RFC 5965), and the forms that others use.

A report counts only if it names a letter of ours by its Message-ID or its envelope, which nobody can guess who did not get it: a
stranger cannot let somebody look unreachable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage, Message

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from consensus.mail.claims import note_trouble
from consensus.mail.models import LetterStatus, MailLetter, TroubleKind

MOST_CHARACTERS = 200_000
"""How much of a report is read: more is somebody's own letter."""

_ID = re.compile(r"<?([0-9a-f]{40})@[A-Za-z0-9.\-]{1,253}>?", re.ASCII)
_ENVELOPE = re.compile(r"\b([0-9a-f]{40})\b", re.ASCII)
_STATUS = re.compile(r"(?<![0-9.])([245]\.[0-9]{1,3}\.[0-9]{1,3})(?![0-9.])", re.ASCII)
_CODE = re.compile(r"(?<![0-9.])(5[05][0-9])[ \-]", re.ASCII)

_REPORTERS = re.compile(r"(mailer-?daemon|postmaster|mail delivery (system|subsystem))", re.IGNORECASE)
_SUBJECTS = re.compile(
    r"(undeliver|not delivered|returned mail|delivery (status|failure|has failed)|failure notice|mail delivery failed|"
    r"unzustellbar|non remis|no entregado|devuelto)",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"(user unknown|no such (user|recipient|mailbox)|does(n't| not) exist|unknown (user|recipient)|mailbox (unavailable|not found)|"
    r"invalid recipient|address rejected|account .{0,20}disabled)",
    re.IGNORECASE,
)

NOT_OF_THE_ADDRESS = ("5.2.2", "5.2.3", "5.3.", "5.4.", "5.6.", "5.7.")
"""Full, too large, a system or a route at fault, a form, a rule: the address itself may be right. Source: RFC 3463."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a message says came back."""

    kind: TroubleKind | None
    """None where the letter is only late, or arrived after all."""
    status: str | None
    is_hard: bool
    """Whether it is the address that does not take letters."""


def note_bounce(session: Session, message: EmailMessage, *, now: datetime) -> bool:
    """Note, in the caller's transaction, what came back; return whether the message was a report of a letter of ours.

    A report that a letter is late is one, and changes nothing.
    """
    said = list(_reports(message))
    if not said:
        return False
    letter = _letter(session, message)
    if letter is None:
        return False
    for report in said:
        if report.kind is TroubleKind.RETURNED and letter.status is LetterStatus.SENT:
            letter.status, letter.settled_at, letter.reply = LetterStatus.BOUNCED, now, report.status
        if report.kind is not None and report.is_hard and letter.person_id is not None and not letter.is_to_old_address:
            note_trouble(session, letter.person_id, report.kind, reply=report.status, now=now)
    session.flush()
    return True


def _reports(message: EmailMessage) -> Iterator[Report]:
    kind = message.get_content_type()
    of_type = str(message.get_param("report-type") or "").lower() if kind == "multipart/report" else ""
    if of_type == "feedback-report" or any(part.get_content_type() == "message/feedback-report" for part in message.walk()):
        yield from _complaint(message)
        return
    told = [part for part in message.walk() if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}]
    if told:
        yield from (report for part in told for report in _delivery(part))
        return
    yield from _shapeless(message)


def _complaint(message: EmailMessage) -> Iterator[Report]:
    """Source: RFC 5965, section 3: ``abuse`` is somebody's complaint; ``not-spam`` takes one back."""
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":
            fields = _fields(part)
            if any(field.get("feedback-type", "").strip().lower() in {"abuse", "fraud", "opt-out", "other"} for field in fields):
                yield Report(TroubleKind.COMPLAINT, None, is_hard=True)
                return


def _delivery(part: Message) -> Iterator[Report]:
    """Source: RFC 3464, section 2.3: a block of fields for each recipient, after one for the message."""
    for fields in _fields(part):
        action = fields.get("action", "").strip().lower()
        status = _first(_STATUS, fields.get("status", ""))
        if action == "failed" or (not action and status is not None and status.startswith("5")):
            yield Report(TroubleKind.RETURNED, status, is_hard=_is_hard(status, fields.get("diagnostic-code", "")))
        elif action in {"delayed", "delivered", "relayed", "expanded"}:
            yield Report(None, status, is_hard=False)


def _shapeless(message: EmailMessage) -> Iterator[Report]:
    """What older and odd servers write: a text in words, from a daemon or with an empty envelope."""
    sender, subject = _header(message, "from"), _header(message, "subject")
    if not _REPORTERS.search(sender) and not _SUBJECTS.search(subject) and message["X-Failed-Recipients"] is None:
        return
    text = _text(message)
    status = _first(_STATUS, text)
    is_failure = status is not None and status.startswith("5")
    if is_failure or _CODE.search(text) or _GONE.search(text) or message["X-Failed-Recipients"] is not None:
        yield Report(TroubleKind.RETURNED, status, is_hard=_is_hard(status, text) if status else bool(_GONE.search(text)))


def _is_hard(status: str | None, words: str) -> bool:
    """Whether the address is at fault; ``5.0.0`` and ``5.1.0`` say nothing, so then the words are asked."""
    if status is None or status in {"5.0.0", "5.1.0"}:
        said = _first(_STATUS, words)
        if said in {None, "5.0.0", "5.1.0"}:
            return bool(_GONE.search(words)) or bool(re.search(r"(?<![0-9])55[01](?![0-9])", words))
        status = said
    return (status or "").startswith("5") and not (status or "").startswith(NOT_OF_THE_ADDRESS)


def _letter(session: Session, message: EmailMessage) -> MailLetter | None:
    """Return the letter that a report speaks of: by its envelope, by the Message-ID it returns, or by an answer to it."""
    names = list(dict.fromkeys(_names(message)))[:20]
    if not names:
        return None
    # The host may have been renamed since, and the forty digits are enough.
    known = select(MailLetter).where(or_(*(MailLetter.message_id.like(f"<{name}@%") for name in names)))
    return session.scalars(known.order_by(MailLetter.id).with_for_update()).first()


def _names(message: EmailMessage) -> Iterator[str]:
    for part in message.walk():
        kind = part.get_content_type()
        if kind in {"message/delivery-status", "message/global-delivery-status", "message/feedback-report"}:
            for fields in _fields(part):
                yield from _ENVELOPE.findall(fields.get("original-envelope-id", ""))
        if part is not message:
            yield from _ID.findall(_header(part, "message-id"))
    for name in ("in-reply-to", "references", "x-original-message-id"):
        yield from _ID.findall(_header(message, name))
    yield from _ID.findall(_text(message))


def _fields(part: Message) -> list[dict[str, str]]:
    """Return the blocks of fields of a machine's part of a report, whether the library took them for messages or for text."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return [{name.lower(): str(value) for name, value in block.items()} for block in payload if isinstance(block, Message)]
    text = _decoded(part)
    blocks = re.split(r"\r?\n\s*\r?\n", text)
    return [dict(_field(line) for line in re.sub(r"\r?\n[ \t]+", " ", block).splitlines() if ":" in line) for block in blocks]


def _field(line: str) -> tuple[str, str]:
    name, _colon, value = line.partition(":")
    return name.strip().lower(), value.strip()


def _text(message: Message) -> str:
    """Return all that can be read in a message, the headers of what it returns included."""
    return "\n".join(_decoded(part) for part in message.walk() if _is_read(part))[:MOST_CHARACTERS]


def _is_read(part: Message) -> bool:
    return part.get_content_maintype() == "text" or (part.get_content_type() == "message/rfc822" and not part.is_multipart())


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace")[:MOST_CHARACTERS] if isinstance(payload, bytes) else ""


def _header(part: Message, name: str) -> str:
    """Return a header as text; one that the library cannot read is no reason to stop."""
    try:
        return str(part.get(name, ""))
    except Exception:  # noqa: BLE001 - the library raises whatever its parser meets in what strangers wrote
        return ""


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found[1] if found else None
