"""What goes into the log says what happened and where, and nothing about anybody."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import pytest
from gunicorn.config import Config

from consensus.web.log import QUIET, ServerLog, log_to_standard_error, place_of


@pytest.fixture
def _restored() -> Iterator[None]:
    """The handlers and levels as they were, so that other tests catch their log."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in QUIET}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)


@pytest.fixture
def _closed() -> Iterator[None]:
    """The log of the web server writes to nothing afterwards."""
    yield
    logging.getLogger("gunicorn.error").handlers.clear()


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What was written, without when and by whom."""
    return [line.rpartition("] ")[2] for line in capsys.readouterr().err.splitlines()]


@pytest.mark.usefixtures("_restored")
def test_a_line_begins_with_the_instant_in_utc_and_says_where_it_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_standard_error()
    logging.getLogger("consensus.command").info("act=take_position actor=person:1")

    line = capsys.readouterr().err
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO consensus\.command act=take_position actor=person:1\n", line)


@pytest.mark.usefixtures("_restored")
def test_libraries_that_tell_of_every_step_are_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_standard_error()
    for name in QUIET:
        logging.getLogger(name).warning("one more step")

    assert capsys.readouterr().err == ""


def test_the_place_of_a_fault_is_a_file_and_a_line() -> None:
    with pytest.raises(ValueError, match="wrote") as raised:
        raise ValueError("what somebody wrote")

    assert re.fullmatch(r"test_log\.py:\d+", place_of(raised.value))
    assert place_of(None) == "-"


@pytest.mark.usefixtures("_closed")
def test_who_sent_what_cannot_be_read_is_not_noted(capsys: pytest.CaptureFixture[str]) -> None:
    log = ServerLog(Config())
    log.warning("Invalid request from ip=192.0.2.7: Invalid HTTP request line: 'GET /secret'")
    log.warning("Worker (pid:%s) was sent %s!", 7, "SIGTERM")

    assert lines(capsys) == ["Worker (pid:7) was sent SIGTERM!"]


@pytest.mark.usefixtures("_closed")
def test_of_a_request_that_failed_the_fault_is_noted_and_not_the_request(capsys: pytest.CaptureFixture[str]) -> None:
    log = ServerLog(Config())
    try:
        raise ValueError("what somebody wrote")
    except ValueError:
        log.exception("Error handling request %s %s", "GET", "/invitation?token=secret")

    [line] = lines(capsys)
    assert re.fullmatch(r"Error handling request: ValueError at test_log\.py:\d+", line)
