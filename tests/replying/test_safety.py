"""Nobody speaks in another's name by mail, no stranger and no program is answered, and nothing of a message is kept."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import func, select

from consensus.mail.models import LetterStatus, MailLetter
from consensus.mail.queue import can_be_mailed
from consensus.mail.reply_codes import address_with, hashed, new_code
from consensus.replying.commands import receiving, tidy_answers
from consensus.replying.models import IncomingMail, ReplyCode, WaitingAnswer
from consensus.replying.outcome import Outcome
from consensus.voting.models import Position
from tests.pages.scene import DAY, Scene
from tests.replying.postbox import MAILBOX, SERVER, Postbox
from tests.replying.test_corpus import CORPUS

WHY = "It leaves out those who cannot travel.\n\nAnd nobody asked them:  not once."


def test_a_message_that_is_not_from_the_persons_address_is_not_taken_and_they_are_told_once_a_day(scene: Scene) -> None:
    vera, proposal_id = Postbox(scene, "Vera", server=SERVER), scene.in_consensus()
    to = vera.letter_about(proposal_id).reply_to

    assert vera.sends(to, "Agree\n", sender="mallory@elsewhere.example.net", is_vouched_for=True) is Outcome.FORGED
    assert vera.sends(to, "Agree\n") is Outcome.FORGED
    assert vera.sends(to, "Block\n") is Outcome.FORGED

    letter = vera.newest()
    assert len(vera.letters()) == 1
    assert letter.to == vera.address
    assert "was not taken" in letter.text
    assert scene.count(WaitingAnswer) == scene.count(Position) == 0
    scene.tick(DAY)
    vera.sends(to, "Agree\n")
    assert len(vera.letters()) == 2


def test_strangers_programs_and_ourselves_are_written_to_by_nobody(scene: Scene) -> None:
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_consensus()
    to = vera.letter_about(proposal_id).reply_to
    vera.sends(to, "Agree\n")
    ours = scene.session.scalars(select(MailLetter.message_id)).one()
    before = scene.count(MailLetter)

    assert vera.sends(address_with(MAILBOX, new_code()), "Agree\n") is Outcome.UNKNOWN
    assert vera.sends(to, "I am away.\n", Auto_Submitted="auto-replied") is Outcome.AUTOMATIC
    assert vera.sends(to, "Agree\n", sender=MAILBOX) is Outcome.LOOP
    looping = b"\r\n".join(line for line in vera.message(to, "No\n").split(b"\r\n") if not line.startswith(b"Message-ID"))
    assert vera.comes_in(f"Message-ID: {ours}\r\n".encode() + looping) is Outcome.LOOP

    assert scene.count(Position) == 0
    assert scene.count(MailLetter) == before


def test_a_message_that_comes_twice_is_handled_once(scene: Scene) -> None:
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_consensus()
    raw = vera.message(vera.letter_about(proposal_id).reply_to, "Agree\n")

    assert [vera.comes_in(raw), vera.comes_in(b"Received: from a by b\r\n" + raw)] == [Outcome.ASKED, Outcome.DUPLICATE]
    assert len(vera.letters()) == 1


def test_a_person_is_answered_so_often_in_an_hour_and_no_oftener(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "MOST_IN_AN_HOUR", 3)
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_comment()
    to = vera.letter_about(proposal_id).reply_to

    outcomes = [vera.comes_in(vera.message(to, "Text\n")) for _ in range(5)]

    assert outcomes == [Outcome.TEXT_SENT] * 3 + [Outcome.TOO_MANY] * 2
    scene.tick(DAY / 24)
    assert vera.sends(to, "Text\n") is Outcome.TEXT_SENT


def test_to_somebody_whose_letters_tell_nothing_nothing_is_repeated(scene: Scene) -> None:
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_consensus()
    to = vera.letter_about(proposal_id).reply_to
    vera.wants_it_discreet()

    assert vera.sends(to, f"Stand aside\n{WHY}\n") is Outcome.DISCREET

    letter = vera.newest()
    assert not any(word in letter.text for word in ("travel", "Stand aside", "spring", "Vera's group"))
    assert letter.reply_to is None


def test_files_are_left_out_and_told_and_what_cannot_be_read_is_asked_for_again(scene: Scene) -> None:
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_consensus()
    to = vera.letter_about(proposal_id).reply_to
    plain = vera.message(to, "Agree\n").replace(b"\r\nAgree", b"\r\n--b\r\nContent-Type: text/plain\r\n\r\nAgree")
    mixed = plain.replace(b'text/plain; charset="utf-8"', b"multipart/mixed; boundary=b")
    with_file = mixed + b"--b\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n%PDF\r\n--b--\r\n"

    assert vera.comes_in(with_file) is Outcome.ASKED
    assert "Files are not read" in vera.newest().text
    assert vera.comes_in(vera.message(to, "Agree\n").replace(b"utf-8", b"utf-7")) is Outcome.UNREADABLE
    assert vera.comes_in(vera.message(to, "x" * (3 * 1024 * 1024))) is Outcome.UNREADABLE
    assert "larger than 2 MB" in vera.newest().text


def test_only_the_hash_of_a_code_is_kept_and_nothing_of_a_message(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_consensus()
    offers = vera.letter_about(proposal_id)

    with caplog.at_level(logging.DEBUG):
        vera.sends(offers.reply_to, f"Stand aside\n{WHY}\n")
        vera.sends(vera.newest().reply_to, "Yes\n")

    assert scene.session.scalars(select(ReplyCode.code_sha256)).one() == hashed(offers.reply_code or "")
    log = "\n".join(record.getMessage() for record in caplog.records).lower()
    assert "outcome=said" in log
    assert not any(word in log for word in ("travel", vera.address.lower(), str(offers.reply_code), "vera"))
    kept = [str(value) for row in scene.session.scalars(select(IncomingMail)) for value in vars(row).values()]
    assert not any("travel" in value or vera.address in value for value in kept)


def test_words_that_nobody_confirmed_in_time_go(scene: Scene) -> None:
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_consensus()
    vera.sends(vera.letter_about(proposal_id).reply_to, f"Stand aside\n{WHY}\n")

    assert tidy_answers(scene.session, now=scene.tick()) == 0
    scene.tick(60 * DAY)
    assert tidy_answers(scene.session, now=scene.now) == 1

    assert scene.session.execute(select(WaitingAnswer.fate, WaitingAnswer.reason)).tuples().all() == [("over", "")]
    scene.tick(100 * DAY)
    tidy_answers(scene.session, now=scene.now)
    assert scene.session.scalar(select(func.count()).select_from(IncomingMail)) == 0


def test_a_letter_that_comes_back_is_noted_at_the_person(scene: Scene) -> None:
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_consensus()
    vera.sends(vera.letter_about(proposal_id).reply_to, "Agree\n")
    letter = scene.session.scalars(select(MailLetter)).one()
    letter.status, letter.content, letter.settled_at = LetterStatus.SENT, None, scene.now
    scene.session.commit()
    came_back = (CORPUS / "bounce.eml").read_bytes()
    named = f"Delivery failed.\r\nMessage-ID: {letter.message_id}".encode()

    assert vera.comes_in(came_back.replace(b"Delivery failed.", named)) is Outcome.REPORT

    assert not can_be_mailed(scene.session, vera.person_id)
