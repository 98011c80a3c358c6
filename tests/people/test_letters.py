"""A letter speaks the language of whom it reaches."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from consensus.people.doorways import OutgoingLetter, Purpose
from consensus.people.post import written

NOW = datetime(2026, 11, 22, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize(("language", "day"), [("en", "6 December 2026"), ("es", "6 de diciembre de 2026")])
def test_a_letter_speaks_the_language_of_whom_it_reaches(language: str, day: str) -> None:
    letter = OutgoingLetter(
        purpose=Purpose.INVITATION,
        person_id=1,
        name="Ada {Hill}",
        email="ada@invented.example",
        language=language,
        token="invented",
        expires_at=NOW + timedelta(days=14),
        made_at=NOW,
        key="invitation:1",
    )

    queued = written(letter, base_url="https://invented.example", network="Red Invented")

    assert queued.language == language
    assert day in queued.text
    assert "Ada {Hill}" in queued.text
    assert queued.reply_to is None


def test_an_invitation_can_be_answered_where_mail_that_comes_in_is_read() -> None:
    letter = OutgoingLetter(
        purpose=Purpose.INVITATION,
        person_id=1,
        name="Ada",
        email="ada@invented.example",
        language="ar",
        token="invented",
        expires_at=NOW + timedelta(days=14),
        made_at=NOW,
        key="invitation:1",
        reply_code="a" * 32,
    )

    queued = written(letter, base_url="https://invented.example", network="Red", mailbox="consensus@invented.example")

    assert queued.reply_to == f"consensus+{'a' * 32}@invented.example"
    assert "نعم" in queued.text
    assert "a" * 32 in queued.text
