"""Letters are handed to a real mail server: each once, whoever else is at it and whatever is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from consensus.db import db
from consensus.mail.claims import GIVEN_UP_AFTER, LEASE
from consensus.mail.delivering import deliver
from consensus.mail.health import FIRST_WAIT
from consensus.mail.models import LetterStatus, MailLetter, MailServer, MailTrouble, TroubleKind
from consensus.mail.problems import Problem
from consensus.mail.queue import Outgoing, address_changed, can_be_mailed, enqueue, message_id_of, states_of
from consensus.people.models import Person
from tests.people.place import set_up
from tests.support.installation import environment_of
from tests.support.smtp import Letter, MailHost, Secured, mail_host

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def host(tmp_path: Path) -> Iterator[MailHost]:
    with mail_host(tmp_path) as running:
        yield running


def put_in(session: Session, number: int, *, now: datetime = NOW, person_id: int | None = None, is_awaited: bool = False) -> list[str]:
    """Queue letters to as many people, and return their keys."""
    keys = [f"notice:{each}" for each in range(number)]
    for each, key in enumerate(keys):
        to = f"p{each}@invented.example"
        enqueue(session, Outgoing(key, to, person_id, "en", "Something waits for you", "Look.", is_awaited=is_awaited), now=now)
    session.commit()
    return keys


def statuses(session: Session) -> Counter[LetterStatus]:
    session.expire_all()
    return Counter(session.scalars(select(MailLetter.status)))


def letter_of(session: Session, key: str) -> MailLetter:
    session.expire_all()
    return session.scalars(select(MailLetter).where(MailLetter.key == key)).one()


def test_letters_go_out_once_over_one_line_and_are_forgotten(session: Session, settings: Settings, host: MailHost) -> None:
    keys = put_in(session, 5)

    assert deliver(session, host.used_by(settings), now=NOW) == 5
    assert deliver(session, host.used_by(settings), now=NOW + LEASE) == 0

    assert [letter.to for letter in host.box.letters] == [f"p{each}@invented.example" for each in range(5)]
    assert [letter.message["Message-ID"] for letter in host.box.letters] == [message_id_of(session, key) for key in keys]
    assert host.box.lines == 1
    assert set(session.scalars(select(MailLetter.content))) == {None}
    assert {state.status for state in states_of(session, keys).values()} == {LetterStatus.SENT}


@ON_SQLITE
def test_a_letter_whose_person_has_another_address_by_now_goes_there_though_somebody_had_claimed_it(
    session: Session, settings: Settings, host: MailHost
) -> None:
    session.add(Person(id=1, name="Ada", created_at=NOW))
    put_in(session, 3, person_id=1)
    engine = session.get_bind().engine

    def changes_address(_letter: Letter) -> None:
        host.box.when_taken = lambda _next: None
        with Session(engine) as other:
            address_changed(other, person_id=1, to="new@invented.example", now=NOW)
            other.commit()

    host.box.when_taken = changes_address

    assert deliver(session, host.used_by(settings), now=NOW) == 4
    # The one that the server had by then is written again, to where they read it.
    assert [letter.to for letter in host.box.letters] == ["p0@invented.example", *["new@invented.example"] * 3]
    assert statuses(session) == {LetterStatus.SENT: 3}


def test_two_who_deliver_at_once_send_each_letter_once(app: Flask, session: Session, settings: Settings, host: MailHost) -> None:
    put_in(session, 80)
    session.close()
    at_once = threading.Barrier(2)

    def work() -> None:
        with app.app_context():
            at_once.wait()
            deliver(db.session(), host.used_by(settings), now=NOW)
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert Counter(letter.to for letter in host.box.letters) == Counter(f"p{each}@invented.example" for each in range(80))
    assert statuses(session) == {LetterStatus.SENT: 80}


@pytest.mark.slow
def test_a_clock_that_is_killed_doubles_at_most_the_letter_in_its_hand(session: Session, settings: Settings, host: MailHost) -> None:
    """Killed when the server has a letter and has not said so: that one alone comes again, under the same Message-ID."""
    set_up(session)
    keys = put_in(session, 8)
    session.close()
    program = [str(Path(sys.executable).parent / "consensus"), "clock", "--once"]
    running: list[subprocess.Popen[bytes]] = []

    def kill_at_the_third(_letter: Letter) -> None:
        if len(host.box.letters) == 3:
            running[0].kill()
            running[0].wait()

    host.box.when_taken = kill_at_the_third
    running.append(subprocess.Popen(program, env=os.environ | environment_of(settings) | host.environment))
    assert running[0].wait(60) == -signal.SIGKILL

    # Whoever holds them is dead; when their time is over, the others have them.
    later = datetime.now(UTC) + LEASE
    assert deliver(session, host.used_by(settings), now=later) == 6

    arrived = Counter(letter.message["Message-ID"] for letter in host.box.letters)
    assert arrived == Counter([message_id_of(session, key) for key in (*keys, keys[2])])
    assert statuses(session) == {LetterStatus.SENT: 8}


@ON_SQLITE
@pytest.mark.parametrize("secured", ["starttls", "tls"])
def test_letters_travel_under_tls_and_with_a_login(session: Session, settings: Settings, tmp_path: Path, secured: Secured) -> None:
    put_in(session, 2)
    with mail_host(tmp_path, secured=secured, login=True) as host:
        assert deliver(session, host.used_by(settings), now=NOW) == 2


@ON_SQLITE
class TestWhatGoesWrong:
    def test_a_passing_failure_waits_twice_as_long_each_time_and_is_given_up(
        self, session: Session, settings: Settings, host: MailHost
    ) -> None:
        put_in(session, 2)
        host.box.refused["p0@invented.example"] = "451 4.3.0 Come back later"
        used = host.used_by(settings)
        waited, at = [], NOW
        assert deliver(session, used, now=NOW) == 1
        for _ in range(3):
            following = letter_of(session, "notice:0").next_try_at
            waited.append(round((following - at).total_seconds() / 60))
            at = following
            deliver(session, used, now=at)

        assert waited == [1, 2, 4]
        deliver(session, used, now=NOW + GIVEN_UP_AFTER)
        given_up = letter_of(session, "notice:0")
        assert (given_up.status, given_up.problem, given_up.reply, given_up.content) == (
            "failed",
            Problem.RECIPIENT_LATER,
            "451 4.3.0",
            None,
        )

    def test_an_address_that_is_refused_for_good_is_noted_at_the_person_and_the_others_go_on(
        self, session: Session, settings: Settings, host: MailHost
    ) -> None:
        session.add(Person(id=1, name="Ada", created_at=NOW))
        put_in(session, 3, person_id=1)
        host.box.refused["p1@invented.example"] = "550 5.1.1 No such user p1@invented.example"

        assert deliver(session, host.used_by(settings), now=NOW) == 2

        refused = letter_of(session, "notice:1")
        assert (refused.status, refused.problem, refused.reply) == ("failed", Problem.RECIPIENT_REFUSED, "550 5.1.1")
        assert [trouble.kind for trouble in session.scalars(select(MailTrouble))] == [TroubleKind.REFUSED]
        assert not can_be_mailed(session, 1)

    def test_a_server_that_passes_nothing_on_uses_no_letter_up(self, session: Session, settings: Settings, host: MailHost) -> None:
        session.add(Person(id=1, name="Ada", created_at=NOW))
        put_in(session, 1, person_id=1)
        host.box.refused["p0@invented.example"] = "554 5.7.1 Relay access denied"

        deliver(session, host.used_by(settings), now=NOW)

        assert letter_of(session, "notice:0").status is LetterStatus.QUEUED
        assert can_be_mailed(session, 1)

    def test_a_letter_that_the_server_does_not_want_is_given_up_without_a_word_about_the_person(
        self, session: Session, settings: Settings, host: MailHost
    ) -> None:
        session.add(Person(id=1, name="Ada", created_at=NOW))
        put_in(session, 1, person_id=1)
        host.box.data_refused = "554 5.6.0 Not like this"

        deliver(session, host.used_by(settings), now=NOW)

        assert (letter_of(session, "notice:0").status, can_be_mailed(session, 1)) == (LetterStatus.FAILED, True)

    @pytest.mark.parametrize("cause", ["a wrong password", "a sender who is refused", "a server that is down"])
    def test_what_is_wrong_with_the_server_costs_no_letter_a_try(
        self, session: Session, settings: Settings, tmp_path: Path, cause: str
    ) -> None:
        put_in(session, 2)
        with mail_host(tmp_path, secured="starttls", login=True) as host:
            wrong = {
                "a wrong password": replace(host.smtp, password="another"),
                "a server that is down": replace(host.smtp, port=1),
            }.get(cause, host.smtp)
            host.box.sender_refused = "550 5.7.1 Not yours" if cause == "a sender who is refused" else None
            used = host.used_by(settings)

            assert deliver(session, replace(used, smtp=wrong), now=NOW) == 0

            server = session.scalars(select(MailServer)).one()
            known = {Problem.LOGIN_REFUSED, Problem.SENDER_REFUSED, Problem.PORT_REFUSED}
            assert (server.failures, server.failing_since is not None, server.problem in known) == (1, True, True)
            assert {(letter.status, letter.attempts) for letter in session.scalars(select(MailLetter))} == {(LetterStatus.QUEUED, 0)}
            host.box.sender_refused = None
            assert deliver(session, used, now=NOW) == 0
            assert deliver(session, used, now=NOW + 2 * FIRST_WAIT) == 2
            session.expire_all()
            assert (server.failures, server.problem, server.failing_since) == (0, None, None)

    def test_a_server_that_closes_is_left_alone_for_a_while(self, session: Session, settings: Settings, host: MailHost) -> None:
        put_in(session, 3)
        host.box.refused["p0@invented.example"] = "421 4.3.2 Going down"
        assert deliver(session, host.used_by(settings), now=NOW) == 0
        assert deliver(session, host.used_by(settings), now=NOW + FIRST_WAIT * 2) == 0
        host.box.refused.clear()
        assert deliver(session, host.used_by(settings), now=NOW + timedelta(hours=1)) == 3

    def test_what_somebody_waits_for_goes_first(self, session: Session, settings: Settings, host: MailHost) -> None:
        put_in(session, 3)
        awaited = Outgoing("reset:1", "ada@invented.example", None, "en", "A new password", "Look.", is_awaited=True)
        enqueue(session, awaited, now=NOW)
        session.commit()

        deliver(session, host.used_by(settings), now=NOW)

        assert host.box.letters[0].to == "ada@invented.example"

    def test_a_letter_waits_for_its_time(self, session: Session, settings: Settings, host: MailHost) -> None:
        later = NOW + timedelta(hours=8)
        enqueue(session, Outgoing("notice:1", "p@invented.example", None, "en", "Later", "Look."), now=NOW, not_before=later)
        session.commit()

        assert [deliver(session, host.used_by(settings), now=at) for at in (NOW, later)] == [0, 1]

    def test_the_log_names_no_address(self, session: Session, settings: Settings, host: MailHost, caplog: pytest.LogCaptureFixture) -> None:
        put_in(session, 2)
        host.box.refused["p1@invented.example"] = "550 5.1.1 No such user p1@invented.example"
        caplog.set_level("INFO", "consensus")

        deliver(session, host.used_by(settings), now=NOW)

        assert "outcome=sent" in caplog.text
        assert "invented.example" not in "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("consensus"))
