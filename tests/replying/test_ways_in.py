"""Mail that is piped in by a mail server, and what somebody chooses on a page about their answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from config import Settings
from consensus.cli import main
from consensus.cli.mail import NO_MESSAGE, TRY_AGAIN
from consensus.people.commands import request_reset
from consensus.people.models import Person
from consensus.replying import receiving
from consensus.replying.models import AnswersAtOnce, IncomingMail
from tests.pages.scene import Scene
from tests.replying.postbox import MAILBOX, Postbox
from tests.support.browsing import text_of


def piped(raw: bytes, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Result:
    """Let a mail server hand a message to the program."""
    monkeypatch.setattr(Settings, "from_env", classmethod(lambda _cls: settings))
    return CliRunner().invoke(main, ["mail", "receive"], input=raw)


def test_a_message_that_is_piped_in_is_handled_and_the_mail_server_is_told_so(
    scene: Scene, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_consensus()
    raw = vera.message(vera.letter_about(proposal_id).reply_to, "Agree\n")
    settings = replace(app.config["SETTINGS"], mailbox=MAILBOX)

    assert piped(raw, settings, monkeypatch).exit_code == 0
    assert piped(b"From: stranger@elsewhere.example.net\r\n\r\nHello\r\n", settings, monkeypatch).exit_code == 0

    # The program asks the clock of the machine, by which the window of the scene is long over.
    assert scene.session.scalars(select(IncomingMail.outcome).order_by(IncomingMail.id)).all() == ["outdated", "unknown"]
    assert "(window_closed)" in vera.newest().text


def test_what_cannot_be_handled_now_is_kept_by_the_mail_server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(app.config["SETTINGS"], mailbox=MAILBOX)

    def away(*_arguments: object, **_more: object) -> None:
        raise OperationalError("", {}, Exception())

    unset = piped(b"From: a@example.org\r\n\r\nHello\r\n", app.config["SETTINGS"], monkeypatch)
    assert (unset.exit_code, "CONSENSUS_MAIL_REPLY_TO" in unset.output) == (TRY_AGAIN, True)
    assert piped(b" \r\n", settings, monkeypatch).exit_code == NO_MESSAGE
    monkeypatch.setattr(receiving, "receive_mail", away)
    monkeypatch.setattr(receiving, "found", away)
    assert piped(b"From: a@example.org\r\n\r\nHello\r\n", settings, monkeypatch).exit_code == TRY_AGAIN


def test_whether_answers_count_at_once_is_chosen_on_a_page_of_ones_own(scene: Scene) -> None:
    vera = scene.browser("Vera")
    assert "/account/answers" in text_of(vera.get("/account"))
    assert "Let my answers count at once" in text_of(vera.get("/account/answers"))

    assert vera.post("/account/answers", {"at_once": "yes"}).status_code == 303

    assert scene.count(AnswersAtOnce) == 1
    assert "Let each answer count once I confirm it" in text_of(vera.get("/account/answers"))
    assert vera.post("/account/answers", {"at_once": "no"}).status_code == 303
    assert scene.count(AnswersAtOnce) == 0
    assert scene.browser(None).get("/account/answers").status_code == 303


def test_whoever_takes_part_by_mail_can_ask_for_a_password(scene: Scene) -> None:
    person = scene.session.get_one(Person, scene.person_id["Vera"])
    asked = {"email": person.email or "", "network_address": "192.0.2.1"}
    assert request_reset(scene.session, **asked, now=scene.tick()) is None

    scene.session.get_one(Person, scene.person_id["Vera"]).by_mail_at = scene.now
    scene.session.commit()

    assert request_reset(scene.session, **asked, now=scene.tick()) is not None
