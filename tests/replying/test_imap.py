"""Mail is fetched from a real server of mailboxes: each message once, none lost, whatever stops in between."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DataError, OperationalError

from config import Settings
from consensus.clock.rounds import ROUNDS
from consensus.replying import imap
from consensus.replying.imap import FAILED, HANDLED, Mailbox, MailboxError, fetch_mail
from consensus.replying.models import IncomingMail
from consensus.replying.reading import message
from tests.pages.scene import Scene
from tests.replying.postbox import MAILBOX, Postbox
from tests.support.imap import ImapServer, encrypted, imap_server
from tests.support.smtp import certificate_in


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

    def refused(*_arguments: object, **_more: object) -> None:
        raise DataError("", {}, Exception())

    with monkeypatch.context() as breaking:
        breaking.setattr(imap, "receive", away)
        with pytest.raises(OperationalError):
            fetched(scene, settings_of_mail)
        assert server.lying_in("INBOX") == 1
        breaking.setattr(imap, "receive", broken)
        assert fetched(scene, settings_of_mail) == 1
        # What the database refuses it would refuse for ever, and nothing behind it were ever handled.
        server.deliver(b"From: a@example.org\r\n\r\nsecond\r\n")
        breaking.setattr(imap, "receive", refused)
        assert fetched(scene, settings_of_mail) == 1

    assert (server.lying_in("INBOX"), server.lying_in(FAILED)) == (0, failed + 2)


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


def test_the_line_is_encrypted_for_whom_the_named_certificates_vouch_and_nobody_else_is_told_the_password(
    scene: Scene, server: ImapServer, settings_of_mail: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_consensus()
    server.deliver(vera.message(vera.letter_about(proposal_id).reply_to, "Agree\n"))
    heard = bytearray()
    with encrypted(server, certificate_in(tmp_path), heard) as port:
        secured = replace(settings_of_mail, imap_url=server.url.replace("imap:", "imaps:").replace(str(server.port), str(port)))

        with caplog.at_level(logging.WARNING):
            assert fetched(scene, secured) == 0
        assert "SSLCertVerificationError" in caplog.text
        assert not heard
        assert fetched(scene, replace(secured, imap_ca=certificate_in(tmp_path))) == 1

    assert outcomes(scene) == ["asked"]
    assert b"LOGIN" in heard


@pytest.mark.parametrize(
    ("name", "said"),
    [("INBOX", '"INBOX"'), ("Réponses & voix", '"R&AOk-ponses &- voix"'), ('a"b\\c', '"a\\"b\\\\c"'), ("ردود", '"&BjEGLwZIBi8-"')],
)
def test_a_folder_is_named_as_servers_know_it(name: str, said: str) -> None:
    assert imap._quoted(name) == said


def test_the_clock_goes_the_round() -> None:
    assert fetch_mail in {each.do for each in ROUNDS}
    assert issubclass(MailboxError, Exception)
