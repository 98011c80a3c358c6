"""The queue: a letter is queued once, with its act or not at all, and nobody reads it in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consensus.mail.models import LetterStatus, MailLetter, MailTrouble, TroubleKind
from consensus.mail.office import UnreadableError, office_of, open_office
from consensus.mail.queue import (
    Attachment,
    LetterState,
    Outgoing,
    address_changed,
    can_be_mailed,
    enqueue,
    message_id_of,
    opened,
    state_of,
)
from consensus.people.models import Person

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LETTER = Outgoing(
    key="notice:1",
    to="ada@invented.example",
    person_id=None,
    language="en",
    subject="Something waits for you",
    text="Look here: https://decide.invented.example/a-secret-place",
    attachments=(Attachment("when.ics", "text/calendar", b"\x00BEGIN"),),
)


def test_a_letter_is_queued_once(session: Session) -> None:
    assert [enqueue(session, LETTER, now=NOW), enqueue(session, replace(LETTER, text="Other"), now=NOW + HOUR)] == [True, False]

    stored = session.scalars(select(MailLetter)).one()
    assert stored.content is not None
    assert opened(office_of(session), stored.key, stored.content) == LETTER
    assert state_of(session, LETTER.key) == LetterState(LetterStatus.QUEUED, NOW)
    assert stored.message_id == message_id_of(session, LETTER.key)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
class TestAtRest:
    def test_a_letter_of_an_act_that_was_not_kept_is_not_queued(self, session: Session) -> None:
        enqueue(session, LETTER, now=NOW)
        session.rollback()

        assert state_of(session, LETTER.key) is None

    def test_what_a_letter_says_and_to_whom_cannot_be_read_in_the_database(self, session: Session) -> None:
        enqueue(session, LETTER, now=NOW)

        stored = session.execute(select(MailLetter.__table__)).one()
        assert not [value for value in stored if any(word in str(value) for word in ("ada@", "waits", "secret-place"))]

    def test_a_letter_opens_under_its_own_key_and_secret_alone(self, session: Session) -> None:
        enqueue(session, LETTER, now=NOW)
        content = session.scalars(select(MailLetter.content)).one()
        assert content is not None

        with pytest.raises(UnreadableError):
            opened(office_of(session), "notice:2", content)
        open_office(session.get_bind().engine, secret_key="another" * 8, base_url="http://localhost")
        with pytest.raises(UnreadableError):
            opened(office_of(session), LETTER.key, content)

    def test_a_changed_address_gets_what_waits_and_clears_what_came_back(self, session: Session) -> None:
        session.add(Person(id=1, name="Ada", created_at=NOW))
        session.flush()
        session.add(MailTrouble(person_id=1, kind=TroubleKind.RETURNED, at=NOW))
        waits, gone = (replace(LETTER, person_id=1, key=key) for key in ("waits", "gone"))
        for each in (waits, gone):
            enqueue(session, each, now=NOW, not_before=NOW + HOUR)
        session.execute(update(MailLetter).where(MailLetter.key == "gone").values(status="sent", content=None, settled_at=NOW))
        assert not can_be_mailed(session, 1)

        address_changed(session, person_id=1, to="new@invented.example", now=NOW)

        session.expire_all()
        letters = {letter.key: letter for letter in session.scalars(select(MailLetter))}
        content = letters["waits"].content
        assert content is not None
        assert opened(office_of(session), "waits", content) == replace(waits, to="new@invented.example")
        assert (letters["waits"].is_to_old_address, letters["gone"].is_to_old_address) == (False, True)
        assert can_be_mailed(session, 1)
