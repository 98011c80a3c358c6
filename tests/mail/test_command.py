"""``consensus mail``: the operator hears in words what is wrong, at the step at which it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from config import Settings
from consensus.cli import main
from consensus.mail import line
from consensus.mail.health import note_failure, note_success
from consensus.mail.problems import WORDS, Problem, ServerError
from consensus.mail.queue import Outgoing, enqueue
from tests.support.installation import environment_of, installation_at
from tests.support.smtp import PASSWORD, MailHost, certificate_in, free_port, mail_host, odd_host

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as running:
        yield running


def try_it(tmp_path: Path, host: MailHost, address: str = "ada@invented.example") -> Result:
    environment = environment_of(installation_at(tmp_path / "instance", "sqlite:////nowhere")) | host.environment
    return CliRunner().invoke(main, ["mail", "test", address], env=environment)


def said(result: Result) -> list[str]:
    """The first word or two of each step, and the whole failure."""
    return re.findall(r"^(?:ok|Error): (.+)$", result.output, re.MULTILINE)


def test_each_step_is_said_and_a_letter_arrives(tmp_path: Path, stack: ExitStack) -> None:
    host = stack.enter_context(mail_host(tmp_path, secured="starttls", login=True))

    result = try_it(tmp_path, host)

    assert (result.exit_code, len(said(result))) == (0, 7), result.output
    assert [letter.to for letter in host.box.letters] == ["ada@invented.example"]


@pytest.mark.parametrize(
    ("problem", "steps"),
    [
        (Problem.NAME_UNKNOWN, 0),
        (Problem.PORT_REFUSED, 1),
        (Problem.NO_SMTP, 1),
        (Problem.NO_ANSWER, 1),
        (Problem.LINE_LOST, 1),
        (Problem.SERVER_BUSY, 1),
        (Problem.NO_STARTTLS, 2),
        (Problem.NO_TLS, 1),
        (Problem.CERTIFICATE_WRONG, 2),
        (Problem.CA_UNREADABLE, 2),
        (Problem.LOGIN_REFUSED, 3),
        (Problem.LOGIN_NOT_OFFERED, 2),
        (Problem.LOGIN_NEEDED, 3),
        (Problem.SENDER_REFUSED, 3),
        (Problem.RECIPIENT_REFUSED, 4),
        (Problem.RECIPIENT_FORBIDDEN, 4),
        (Problem.LETTER_REFUSED, 5),
    ],
)
def test_what_is_wrong_is_said_at_its_step(
    tmp_path: Path, stack: ExitStack, monkeypatch: pytest.MonkeyPatch, problem: Problem, steps: int
) -> None:
    monkeypatch.setattr(line, "SECONDS", 0.3 if problem is Problem.NO_ANSWER else 20)
    host = _host_with(problem, tmp_path, stack)

    result = try_it(tmp_path, host)

    assert result.exit_code == 1, result.output
    assert said(result)[-1].startswith(str(WORDS[problem])), result.output
    assert len(said(result)) == steps + 1, result.output
    assert PASSWORD not in result.output


def _host_with(problem: Problem, tmp_path: Path, stack: ExitStack) -> MailHost:
    """A server with which this is wrong."""
    odd = {
        Problem.NO_SMTP: (b"SSH-2.0-OpenSSH_9.9\r\n",),
        Problem.NO_ANSWER: (b"",),
        Problem.LINE_LOST: (b"",),
        Problem.SERVER_BUSY: (b"421 4.3.2 Too many lines\r\n",),
    }
    secured = {Problem.NO_STARTTLS: "no", Problem.NO_TLS: "no", Problem.LOGIN_NOT_OFFERED: "no"}.get(problem, "starttls")
    has_login = problem in {Problem.LOGIN_REFUSED, Problem.LOGIN_NEEDED}
    host = stack.enter_context(mail_host(tmp_path, secured=secured, login=has_login))  # type: ignore[arg-type]
    server = host.smtp
    if problem in odd:
        server = stack.enter_context(odd_host(*odd[problem], hangs_up=problem is not Problem.NO_ANSWER))
    elif problem is Problem.NAME_UNKNOWN:
        server = replace(server, host="mail.invalid")
    elif problem is Problem.PORT_REFUSED:
        server = replace(server, port=free_port())
    elif problem is Problem.NO_STARTTLS:
        server = replace(server, has_starttls=True)
    elif problem is Problem.NO_TLS:
        server = replace(server, is_tls=True)
    elif problem is Problem.LOGIN_NEEDED:
        server = replace(server, user="", password="")
    elif problem in {Problem.LOGIN_REFUSED, Problem.LOGIN_NOT_OFFERED}:
        server = replace(server, user="another@invented.example", password="x")
    host.box.sender_refused = "553 5.7.1 Not yours" if problem is Problem.SENDER_REFUSED else None
    host.box.data_refused = "554 5.6.0 No" if problem is Problem.LETTER_REFUSED else None
    refused = {Problem.RECIPIENT_REFUSED: "550 5.1.1 No such user", Problem.RECIPIENT_FORBIDDEN: "554 5.7.1 Relay access denied"}
    if problem in refused:
        host.box.refused["ada@invented.example"] = refused[problem]
    certificate = {
        Problem.CERTIFICATE_WRONG: certificate_in(tmp_path, host="127.0.0.2"),
        Problem.CA_UNREADABLE: tmp_path / "nothing.pem",
    }.get(problem, host.ca)
    return replace(host, smtp=server, ca=certificate)


def test_what_is_no_address_is_said_before_anybody_is_asked(tmp_path: Path, stack: ExitStack) -> None:
    host = stack.enter_context(mail_host(tmp_path))

    result = try_it(tmp_path, host, "nobody")

    assert (result.exit_code, said(result)) == (1, ["This is no e-mail address. It looks like name@example.org."])
    assert host.box.lines == 0


def test_without_a_server_the_operator_hears_where_letters_lie(tmp_path: Path) -> None:
    settings = installation_at(tmp_path, "sqlite:////nowhere")
    result = CliRunner().invoke(main, ["mail", "test", "ada@invented.example"], env=environment_of(settings))
    assert result.exit_code == 1
    assert str(settings.mail_folder) in result.output


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_state_of_letters_is_said_and_a_server_that_fails_ends_it_with_one(
    settings: Settings, session: Session, tmp_path: Path
) -> None:
    enqueue(session, Outgoing("notice:1", "ada@invented.example", None, "en", "Something waits for you", "Look."), now=NOW)
    session.commit()
    note_failure(session, ServerError(Problem.LOGIN_REFUSED, "535 5.7.8"), now=NOW)
    environment = environment_of(settings)

    without = CliRunner().invoke(main, ["mail", "status"], env=environment)
    with mail_host(tmp_path) as host:
        failing = CliRunner().invoke(main, ["mail", "status"], env=environment | host.environment)
        note_success(session, now=NOW, has_sent=False)
        stuck = CliRunner().invoke(main, ["mail", "status"], env=environment | host.environment)

    assert "waiting: 1" in without.output
    assert str(settings.mail_folder) in without.output
    assert [failing.exit_code, stuck.exit_code] == [1, 1]
    assert str(WORDS[Problem.LOGIN_REFUSED]) in failing.output
    assert "does a clock run?" in stuck.output
    assert "ada@" not in without.output + failing.output + stuck.output
