"""Mail is fetched from a real server of mailboxes: each message once, none lost, whatever stops in between."""

from __future__ import annotations

import imaplib
import logging
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from config import Settings
from consensus.clock.rounds import ROUNDS
from consensus.replying import imap
from consensus.replying.imap import FAILED, HANDLED, Mailbox, MailboxError, fetch_mail, mailbox_at
from consensus.replying.models import IncomingMail
from consensus.replying.reading import message
from tests.pages.scene import Scene
from tests.replying.postbox import MAILBOX, Postbox
from tests.support.imap import ImapServer, imap_server


@pytest.fixture(scope="module")
def server() -> Iterator[ImapServer]:
    """One server for all tests here; each begins with an empty mailbox."""
    with imap_server() as made:
        yield made


@pytest.fixture
def settings_of_mail(app: Flask, server: ImapServer) -> Settings:
    """The settings of an installation that fetches its mail there."""
    server.clear()
    settings: Settings = app.config["SETTINGS"]
    return replace(settings, mailbox=MAILBOX, imap_url=server.url)


def fetched(scene: Scene, settings: Settings) -> int:
    """Go the clock's round once."""
    scene.session.rollback()
    return fetch_mail(scene.session, settings, now=scene.tick(), goes_on=lambda: True)


def outcomes(scene: Scene) -> list[str]:
    """Return what became of the messages, the earliest first."""
    return list(scene.session.scalars(select(IncomingMail.outcome).order_by(IncomingMail.id)))


def test_what_lies_in_the_mailbox_is_handled_once_and_moved_away(scene: Scene, server: ImapServer, settings_of_mail: Settings) -> None:
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_consensus()
    answer, handled = vera.message(vera.letter_about(proposal_id).reply_to, "Agree\n"), server.lying_in(HANDLED)
    server.deliver(answer, b"From: stranger@elsewhere.example.net\r\n\r\nHello\r\n", answer)

    assert fetched(scene, settings_of_mail) == 3

    assert outcomes(scene) == ["asked", "unknown"]
    assert len(vera.letters()) == 1
    assert (server.lying_in("INBOX"), server.lying_in(HANDLED)) == (0, handled + 3)
    assert fetched(scene, settings_of_mail) == 0


def test_a_message_that_was_handled_but_not_moved_is_not_handled_again(
    scene: Scene, server: ImapServer, settings_of_mail: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_consensus()
    server.deliver(vera.message(vera.letter_about(proposal_id).reply_to, "Agree\n"))

    def cut(*_arguments: object) -> None:
        raise OSError("the line is cut")

    with monkeypatch.context() as cutting:
        cutting.setattr(Mailbox, "put_away", cut)
        assert fetched(scene, settings_of_mail) == 0
    assert server.lying_in("INBOX") == 1

    fetched(scene, settings_of_mail)

    assert outcomes(scene) == ["asked"]
    assert len(vera.letters()) == 1
    assert server.lying_in("INBOX") == 0


def test_one_that_cannot_be_handled_is_put_aside_and_a_database_that_is_away_loses_none(
    scene: Scene, server: ImapServer, settings_of_mail: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = server.lying_in(FAILED)
    server.deliver(b"From: a@example.org\r\n\r\nfirst\r\n")

    def away(*_arguments: object, **_more: object) -> None:
        raise OperationalError("", {}, Exception())

    def broken(*_arguments: object, **_more: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as breaking:
        breaking.setattr(imap, "receive", away)
        with pytest.raises(OperationalError):
            fetched(scene, settings_of_mail)
        assert server.lying_in("INBOX") == 1
        breaking.setattr(imap, "receive", broken)
        assert fetched(scene, settings_of_mail) == 1

    assert (server.lying_in("INBOX"), server.lying_in(FAILED)) == (0, failed + 1)


def test_of_one_that_is_too_large_the_beginning_alone_is_fetched(
    scene: Scene, server: ImapServer, settings_of_mail: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (imap, message):
        monkeypatch.setattr(module, "LARGEST", 2_000)
    monkeypatch.setattr(imap, "HEADERS_AT_MOST", 1_000)
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_consensus()
    server.deliver(vera.message(vera.letter_about(proposal_id).reply_to, "x\n" * 2_000))

    fetched(scene, settings_of_mail)

    assert outcomes(scene) == ["unreadable"]
    assert "larger than 2 MB" in vera.newest().text


def test_a_server_that_is_not_there_or_not_let_in_to_is_said_in_the_log_without_its_password(
    scene: Scene, server: ImapServer, settings_of_mail: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = replace(settings_of_mail, imap_url=f"imap://consensus:hunter2@127.0.0.1:{server.port}/INBOX")
    missing = replace(settings_of_mail, imap_url=server.url.replace("/INBOX", "/Nowhere"))

    with caplog.at_level(logging.WARNING):
        assert [fetched(scene, each) for each in (wrong, missing)] == [0, 0]

    assert [record.getMessage() for record in caplog.records] == [
        "act=fetch_mail outcome=failed:error handled=0",
        "act=fetch_mail outcome=failed:MailboxError handled=0",
    ]
    assert fetched(scene, replace(settings_of_mail, imap_url=None)) == 0


def test_a_server_whose_certificate_does_not_hold_is_told_no_password() -> None:
    heard: list[bytes] = []
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def listen() -> None:
            connection, _address = listener.accept()
            with connection:
                connection.settimeout(5)
                connection.sendall(b"* OK a server without TLS\r\n")
                heard.append(connection.recv(4096))

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        with pytest.raises((OSError, imaplib.IMAP4.error)), mailbox_at(f"imaps://u:hunter2@127.0.0.1:{listener.getsockname()[1]}/INBOX"):
            raise AssertionError("nobody should come in here")
        thread.join(5)

    assert b"hunter2" not in b"".join(heard)


def test_the_clock_goes_the_round() -> None:
    assert fetch_mail in {each.do for each in ROUNDS}
    assert issubclass(MailboxError, Exception)
