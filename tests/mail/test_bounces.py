"""What comes back is noted at the person, in whatever form; and nobody can make somebody look unreachable."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_string
from email.message import EmailMessage
from email.policy import default

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consensus.mail.bounces import note_bounce
from consensus.mail.models import LetterStatus, MailLetter, MailTrouble, TroubleKind
from consensus.mail.queue import Outgoing, can_be_mailed, enqueue, mail_works_again, message_id_of, state_of
from consensus.people.models import Person

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

REPORT = """From: MAILER-DAEMON@mx.invented.example
To: decide@invented.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I am sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.invented.example
{envelope}
Final-Recipient: rfc822; ada@invented.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {words}

--b
Content-Type: {returned}

From: decide@invented.example
Message-ID: {id}
Subject: Something waits for you

--b--
"""

COMPLAINT = """From: feedback@provider.invented.example
To: decide@invented.example
Subject: FW: Something waits for you
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1

--b
Content-Type: message/rfc822

From: decide@invented.example
Message-ID: {id}
Subject: Something waits for you

Look.

--b--
"""

PLAIN = """From: {sender}
To: decide@invented.example
Subject: {subject}
{more}Content-Type: text/plain; charset=utf-8

{words}

------ This is a copy of the message, including all the headers. ------

From: decide@invented.example
Message-Id: {id}
Subject: Something waits for you
"""


@pytest.fixture
def letter(session: Session) -> str:
    """Ada's letter, which was sent; its Message-ID."""
    session.add(Person(id=1, name="Ada", created_at=NOW))
    session.flush()
    enqueue(session, Outgoing("notice:1", "ada@invented.example", 1, "en", "Something waits for you", "Look."), now=NOW)
    session.execute(update(MailLetter).values(status=LetterStatus.SENT, content=None, settled_at=NOW))
    session.commit()
    return message_id_of(session, "notice:1")


def parsed(text: str) -> EmailMessage:
    return message_from_string(text, policy=default)


def report(
    id_: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    words: str = "550 5.1.1 User unknown",
    envelope: str = "",
    returned: str = "text/rfc822-headers",
) -> EmailMessage:
    return parsed(REPORT.format(id=id_, action=action, status=status, words=words, envelope=envelope, returned=returned))


def status_of(session: Session) -> LetterStatus:
    session.expire_all()
    found = state_of(session, "notice:1")
    assert found is not None
    return found.status


@pytest.mark.parametrize("returned", ["text/rfc822-headers", "message/rfc822"])
def test_a_delivery_report_is_noted_at_the_person(session: Session, letter: str, returned: str) -> None:
    assert note_bounce(session, report(letter, returned=returned), now=NOW)
    assert note_bounce(session, report(letter, returned=returned), now=NOW)

    assert status_of(session) is LetterStatus.BOUNCED
    assert [(trouble.kind, trouble.reply) for trouble in session.scalars(select(MailTrouble))] == [(TroubleKind.RETURNED, "5.1.1")]
    assert not can_be_mailed(session, 1)
    mail_works_again(session, person_id=1, now=NOW)
    assert can_be_mailed(session, 1)


def test_a_report_is_known_by_the_envelope_alone(session: Session, letter: str) -> None:
    envelope = f"Original-Envelope-Id: {letter[1:41]}\n"
    assert note_bounce(session, report("<theirs@mx.invented.example>", envelope=envelope), now=NOW)
    assert not can_be_mailed(session, 1)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("5.2.2", "552 5.2.2 Mailbox full"),
        ("5.7.1", "550 5.7.1 Message rejected as spam"),
        ("4.4.1", "Connection timed out"),
        ("5.0.0", "550 5.7.26 Unauthenticated"),
    ],
)
def test_a_letter_that_came_back_for_another_reason_says_nothing_of_the_address(
    session: Session, letter: str, status: str, words: str
) -> None:
    assert note_bounce(session, report(letter, status=status, words=words), now=NOW)
    assert (status_of(session), can_be_mailed(session, 1)) == (LetterStatus.BOUNCED, True)


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_a_report_that_a_letter_is_late_or_arrived_changes_nothing(session: Session, letter: str, action: str) -> None:
    assert note_bounce(session, report(letter, action=action, status="4.4.7"), now=NOW)
    assert (status_of(session), can_be_mailed(session, 1)) == (LetterStatus.SENT, True)


@pytest.mark.parametrize(("kind", "reachable"), [("abuse", False), ("opt-out", False), ("not-spam", True)])
def test_a_complaint_is_noted_at_the_person(session: Session, letter: str, kind: str, *, reachable: bool) -> None:
    note_bounce(session, parsed(COMPLAINT.format(id=letter, kind=kind)), now=NOW)
    assert (status_of(session), can_be_mailed(session, 1)) == (LetterStatus.SENT, reachable)


@pytest.mark.parametrize(
    ("sender", "subject", "more", "words"),
    [
        ("MAILER-DAEMON@old.invented.example", "failure notice", "", "<ada@invented.example>:\n550 No such user here. Giving up."),
        (
            "Mail Delivery System <Mailer-Daemon@mx.invented.example>",
            "Mail delivery failed: returning message to sender",
            "X-Failed-Recipients: ada@invented.example\n",
            "A message that you sent could not be delivered:\n  ada@invented.example\n    host said: 550 5.1.1 unknown user",
        ),
        ("postmaster@correo.invented.example", "No entregado: Something waits for you", "", "550 5.1.10 RESOLVER.ADR.RecipientNotFound"),
        (
            "Mail Delivery Subsystem <x@invented.example>",
            "Returned mail: see transcript",
            "",
            "550 5.1.1 <ada@invented.example>... User unknown",
        ),
        ("postmaster@invented.example", "Unzustellbar: Something waits for you", "", "The mailbox does not exist."),
    ],
)
def test_older_and_odd_shapes_are_understood(session: Session, letter: str, sender: str, subject: str, more: str, words: str) -> None:
    text = PLAIN.format(id=letter, sender=sender, subject=subject, more=more, words=words)
    assert note_bounce(session, parsed(text), now=NOW)
    assert (status_of(session), can_be_mailed(session, 1)) == (LetterStatus.BOUNCED, False)


@pytest.mark.parametrize(
    ("sender", "subject", "words"),
    [
        ("Ada <ada@invented.example>", "Re: Something waits for you", "I object: the flat at 550 Lake Road does not exist."),
        ("Ada <ada@invented.example>", "Out of office", "I am back on Monday."),
    ],
)
def test_what_people_answer_is_no_report(session: Session, letter: str, sender: str, subject: str, words: str) -> None:
    text = PLAIN.format(id=letter, sender=sender, subject=subject, more=f"In-Reply-To: {letter}\n", words=words)
    assert not note_bounce(session, parsed(text), now=NOW)
    assert can_be_mailed(session, 1)


def test_a_stranger_makes_nobody_look_unreachable(session: Session, letter: str) -> None:
    forged = f"<{'0' * 40}@127.0.0.1>"
    assert not note_bounce(session, report(forged), now=NOW)
    assert not note_bounce(session, report(""), now=NOW)
    assert can_be_mailed(session, 1)


def test_what_comes_back_from_an_old_address_says_nothing_of_the_new_one(session: Session, letter: str) -> None:
    session.execute(update(MailLetter).values(is_to_old_address=True))
    assert note_bounce(session, report(letter), now=NOW)
    assert can_be_mailed(session, 1)


@pytest.mark.parametrize(
    "spoilt", ["Content-Type: multipart/report; report-type=delivery-status\n\n", "From: =?bad?x\nSubject: \udcff\n\n\x00", ""]
)
def test_what_cannot_be_read_is_no_report(session: Session, letter: str, spoilt: str) -> None:
    assert not note_bounce(session, parsed(spoilt), now=NOW)
