"""A letter speaks the language of whom it reaches."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import SMTPUTF8
from pathlib import Path

import pytest

from consensus.people.doorways import OutgoingLetter, Purpose
from consensus.people.post import lay_down

NOW = datetime(2026, 11, 22, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize(("language", "day"), [("en", "6 December 2026"), ("es", "6 de diciembre de 2026")])
def test_a_letter_speaks_the_language_of_whom_it_reaches(tmp_path: Path, language: str, day: str) -> None:
    letter = OutgoingLetter(
        purpose=Purpose.INVITATION,
        person_id=1,
        name="Ada {Hill}",
        email="ada@invented.example",
        language=language,
        token="invented",
        expires_at=NOW + timedelta(days=14),
        made_at=NOW,
        file_name="letter.eml",
    )

    path = lay_down(letter, folder=tmp_path, base_url="https://invented.example", network="Red Invented")

    message = message_from_bytes(path.read_bytes(), policy=SMTPUTF8)
    text = message.get_content()
    assert message["Content-Language"] == language
    assert day in text
    assert "Ada {Hill}" in text
