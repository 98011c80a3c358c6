"""A line to the mail server: opened step by step, so that it can be said which step fails, and used for many letters."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from config import SmtpServer
from consensus.mail.problems import LetterError, Problem, ServerError

SECONDS = 30
"""How long the server may take over each answer. Default of the software."""

FINE = frozenset({250, 251, 252})
TOO_LARGE = 552
LOGIN_NEEDED = 530
CLOSING = 421
MAILBOX = frozenset({550, 551, 553})
"""What a server without codes of RFC 3463 says where there is no such address. Source: RFC 5321, section 4.2.2."""

_STATUS = re.compile(rb"[245]\.[0-9]{1,3}\.[0-9]{1,3}(?![0-9.])")
_ENVELOPE = re.compile(r"<([0-9a-f]{40})@")


class Step(StrEnum):
    """What was reached, in this order."""

    RESOLVED = "resolved"
    CONNECTED = "connected"
    SECURED = "secured"
    LOGGED_IN = "logged_in"
    SENDER_TAKEN = "sender_taken"
    RECIPIENT_TAKEN = "recipient_taken"
    ACCEPTED = "accepted"


def _tell_nobody(_step: Step) -> None:
    pass


class Line:
    """An open line."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp
        self.letters = 0
        """How many it has taken over."""

    def send(self, message: bytes, *, sender: str, to: str, message_id: str, tell: Callable[[Step], None] = _tell_nobody) -> None:
        """Hand one letter over; once this returns, the server has answered for it.

        :raises LetterError: when this letter does not get through; the line can be used on.
        :raises ServerError: when the line is of no more use.
        """
        try:
            self._envelope(message, sender, to, message_id, tell)
            self._message(message)
        except smtplib.SMTPServerDisconnected:
            raise LetterError(Problem.LOST_MIDWAY, is_final=False) from None
        except OSError:
            # SMTPException is one too; what is left of it says that the server's answers are no answers.
            self.hang_up()
            raise LetterError(Problem.LOST_MIDWAY, is_final=False) from None
        self.letters += 1
        tell(Step.ACCEPTED)

    @property
    def is_open(self) -> bool:
        """Whether it can be used on."""
        return self._smtp.sock is not None

    def hang_up(self) -> None:
        """End it without a word."""
        self._smtp.close()

    def _envelope(self, message: bytes, sender: str, to: str, message_id: str, tell: Callable[[Step], None]) -> None:
        smtp, is_utf8 = self._smtp, not to.isascii()
        if is_utf8 and not smtp.has_extn("smtputf8"):
            raise LetterError(Problem.NEEDS_UTF8, is_final=True)
        envelope = _ENVELOPE.match(message_id)
        options = [f"SIZE={len(message)}"] if smtp.has_extn("size") else []
        options += ["BODY=8BITMIME", "SMTPUTF8"] if is_utf8 else []
        options += ["RET=HDRS", *([f"ENVID={envelope[1]}"] if envelope else [])] if smtp.has_extn("dsn") else []
        code, words = smtp.mail(sender, options)
        if code != 250:
            self._reset(code)
            if code == TOO_LARGE:
                raise LetterError(Problem.TOO_LARGE, _numbers(code, words), is_final=True)
            if is_utf8:
                raise LetterError(Problem.NEEDS_UTF8, _numbers(code, words), is_final=code >= 500)
            raise _of_server(code, words, Problem.SENDER_REFUSED)
        tell(Step.SENDER_TAKEN)
        code, words = smtp.rcpt(to, ["NOTIFY=FAILURE"] if smtp.has_extn("dsn") else [])
        if code not in FINE:
            self._reset(code)
            raise _of_recipient(code, words)
        tell(Step.RECIPIENT_TAKEN)

    def _message(self, message: bytes) -> None:
        try:
            code, words = self._smtp.data(message)
        except smtplib.SMTPDataError as error:
            code, words = error.smtp_code, _bytes(error.smtp_error)
        if code == 250:
            return
        self._reset(code)
        if code == LOGIN_NEEDED:
            raise ServerError(Problem.LOGIN_NEEDED, _numbers(code, words))
        if code < 500 or _is_policy(words):
            raise LetterError(Problem.LETTER_LATER, _numbers(code, words), is_final=False)
        if _status(words).startswith("5.1."):
            raise LetterError(Problem.RECIPIENT_REFUSED, _numbers(code, words), is_final=True, is_of_address=True)
        raise LetterError(Problem.TOO_LARGE if code == TOO_LARGE else Problem.LETTER_REFUSED, _numbers(code, words), is_final=True)

    def _reset(self, code: int) -> None:
        if code != CLOSING:
            try:
                self._smtp.rset()
            except OSError:
                code = CLOSING
        if code == CLOSING:
            self.hang_up()


@contextmanager
def line_to(server: SmtpServer, ca: Path | None, *, called: str, tell: Callable[[Step], None] = _tell_nobody) -> Iterator[Line]:
    """Open a line to the server, secured and logged in, and end it afterwards.

    :param called: the name under which we greet.
    :param tell: is told each step that was reached.
    :raises ServerError: when a step fails.
    """
    smtp = _connected(server, ca, called, tell)
    line = Line(smtp)
    try:
        _greet(smtp, server, ca)
        if server.is_tls or server.has_starttls:
            tell(Step.SECURED)
        if server.user:
            _log_in(smtp, server)
            tell(Step.LOGGED_IN)
        yield line
        if line.is_open:
            _part(smtp)
    finally:
        smtp.close()


def _connected(server: SmtpServer, ca: Path | None, called: str, tell: Callable[[Step], None]) -> smtplib.SMTP:
    try:
        socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        raise ServerError(Problem.NAME_UNKNOWN) from None
    tell(Step.RESOLVED)
    with _saying_what_fails():
        smtp: smtplib.SMTP
        if server.is_tls:
            smtp = smtplib.SMTP_SSL(server.host, server.port, local_hostname=called, timeout=SECONDS, context=_trusting(ca))
        else:
            smtp = smtplib.SMTP(server.host, server.port, local_hostname=called, timeout=SECONDS)
    tell(Step.CONNECTED)
    return smtp


def _greet(smtp: smtplib.SMTP, server: SmtpServer, ca: Path | None) -> None:
    with _saying_what_fails():
        smtp.ehlo_or_helo_if_needed()
        if server.has_starttls:
            if not smtp.has_extn("starttls"):
                raise ServerError(Problem.NO_STARTTLS)
            smtp.starttls(context=_trusting(ca))
            smtp.ehlo_or_helo_if_needed()


def _log_in(smtp: smtplib.SMTP, server: SmtpServer) -> None:
    with _saying_what_fails():
        try:
            smtp.login(server.user, server.password)
        except smtplib.SMTPAuthenticationError as error:
            raise _of_server(error.smtp_code, _bytes(error.smtp_error), Problem.LOGIN_REFUSED) from None
        except UnicodeError:
            raise ServerError(Problem.LOGIN_REFUSED) from None
        except (smtplib.SMTPServerDisconnected, smtplib.SMTPResponseException):
            raise
        except smtplib.SMTPException:
            raise ServerError(Problem.LOGIN_NOT_OFFERED) from None


def _part(smtp: smtplib.SMTP) -> None:
    try:
        smtp.quit()
    except OSError:
        return


@contextmanager
def _saying_what_fails() -> Iterator[None]:
    try:
        yield
    except ssl.SSLCertVerificationError:
        raise ServerError(Problem.CERTIFICATE_WRONG) from None
    except ssl.SSLError:
        raise ServerError(Problem.NO_TLS) from None
    except ConnectionRefusedError:
        raise ServerError(Problem.PORT_REFUSED) from None
    except smtplib.SMTPServerDisconnected as error:
        # The library closes the line when an answer does not come in time, and says this by the same error.
        raise ServerError(Problem.NO_ANSWER if isinstance(error.__context__, TimeoutError) else Problem.LINE_LOST) from None
    except smtplib.SMTPResponseException as error:
        raise _of_server(error.smtp_code, _bytes(error.smtp_error), Problem.NO_SMTP) from None
    except TimeoutError:
        raise ServerError(Problem.NO_ANSWER) from None
    except ConnectionError:
        raise ServerError(Problem.LINE_LOST) from None
    except OSError:
        raise ServerError(Problem.NO_ANSWER) from None


def _trusting(ca: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=None if ca is None else str(ca))
    except (OSError, ssl.SSLError):
        raise ServerError(Problem.CA_UNREADABLE) from None


def _of_server(code: int, words: bytes, problem: Problem) -> ServerError:
    if code == LOGIN_NEEDED:
        problem = Problem.LOGIN_NEEDED
    elif 400 <= code < 500:
        problem = Problem.SERVER_BUSY
    return ServerError(problem, _numbers(code, words))


def _of_recipient(code: int, words: bytes) -> LetterError | ServerError:
    numbers = _numbers(code, words)
    if code in {LOGIN_NEEDED, CLOSING}:
        return _of_server(code, words, Problem.LOGIN_NEEDED)
    if code < 500 or _status(words) == "5.2.2":
        return LetterError(Problem.RECIPIENT_LATER, numbers, is_final=False)
    if _is_policy(words) or (code not in MAILBOX and not _status(words)):
        # Most often a login that is missing: it would be wrong to give up every letter for that.
        return LetterError(Problem.RECIPIENT_FORBIDDEN, numbers, is_final=False)
    return LetterError(Problem.RECIPIENT_REFUSED, numbers, is_final=True, is_of_address=True)


def _is_policy(words: bytes) -> bool:
    """Whether the server says that its rules, and not the address, stand in the way. Source: RFC 3463, section 3.8."""
    return _status(words).startswith("5.7.")


def _status(words: bytes) -> str:
    found = _STATUS.match(words)
    return found[0].decode() if found else ""


def _numbers(code: int, words: bytes) -> str:
    return f"{max(code, 0)} {_status(words)}".strip()[:20]


def _bytes(words: bytes | str) -> bytes:
    return words.encode() if isinstance(words, str) else words
