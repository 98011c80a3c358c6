"""What can go wrong with letters, each with what to do next. The codes are what is stored; the words are for the steward and operator."""

from __future__ import annotations

from enum import StrEnum

from consensus.domain.speech import _


class Problem(StrEnum):
    """A code of something that went wrong."""

    # The server as a whole: no letter is tried until it does again.
    NAME_UNKNOWN = "name_unknown"
    PORT_REFUSED = "port_refused"
    NO_ANSWER = "no_answer"
    LINE_LOST = "line_lost"
    NO_SMTP = "no_smtp"
    SERVER_BUSY = "server_busy"
    NO_STARTTLS = "no_starttls"
    NO_TLS = "no_tls"
    CERTIFICATE_WRONG = "certificate_wrong"
    CA_UNREADABLE = "ca_unreadable"
    LOGIN_REFUSED = "login_refused"
    LOGIN_NOT_OFFERED = "login_not_offered"
    LOGIN_NEEDED = "login_needed"
    SENDER_REFUSED = "sender_refused"
    # One letter.
    RECIPIENT_REFUSED = "recipient_refused"
    RECIPIENT_LATER = "recipient_later"
    RECIPIENT_FORBIDDEN = "recipient_forbidden"
    LETTER_REFUSED = "letter_refused"
    LETTER_LATER = "letter_later"
    TOO_LARGE = "too_large"
    NEEDS_UTF8 = "needs_utf8"
    LOST_MIDWAY = "lost_midway"
    UNREADABLE = "unreadable"
    WRONG_FORM = "wrong_form"
    FOLDER = "folder"
    DROPPED = "dropped"
    TOO_LATE = "too_late"


WORDS: dict[Problem, str] = {
    Problem.NAME_UNKNOWN: _("The name of the mail server is not known. Look for a slip in CONSENSUS_SMTP_URL, and whether names resolve."),
    Problem.PORT_REFUSED: _(
        "Nothing listens at the port of the mail server, or a firewall refuses. Look at the port in CONSENSUS_SMTP_URL: 465 or 587."
    ),
    Problem.NO_ANSWER: _(
        "The mail server does not answer in time. A firewall may swallow the connection; and a port that begins with TLS, "
        "such as 465, wants smtps:// in CONSENSUS_SMTP_URL."
    ),
    Problem.LINE_LOST: _("The mail server hung up. It is tried again by itself; if it stays so, ask who runs the server."),
    Problem.NO_SMTP: _("What answers at that port is no mail server. Look at the host and the port in CONSENSUS_SMTP_URL."),
    Problem.SERVER_BUSY: _("The mail server asks us to come back later. It is tried again by itself."),
    Problem.NO_STARTTLS: _(
        "The mail server offers no STARTTLS, and nothing is said to it in the open. Use its port for submission, 587, or smtps:// and 465."
    ),
    Problem.NO_TLS: _("TLS could not be agreed upon. smtps:// wants a port that begins with TLS, usually 465; for 587 write smtp://."),
    Problem.CERTIFICATE_WRONG: _(
        "The certificate of the mail server is not valid for its name, is out of date, or nobody trusted vouches for it. "
        "Use the name that stands in the certificate; for a certificate of your own set CONSENSUS_SMTP_CA."
    ),
    Problem.CA_UNREADABLE: _("The file CONSENSUS_SMTP_CA cannot be read as certificates (PEM)."),
    Problem.LOGIN_REFUSED: _(
        "The mail server refuses the name or the password in CONSENSUS_SMTP_URL. An @ or a / in them is written %40 or %2F; "
        "some providers want a password made for programs."
    ),
    Problem.LOGIN_NOT_OFFERED: _(
        "The mail server takes no name and password here. Leave them out of CONSENSUS_SMTP_URL, or use another port."
    ),
    Problem.LOGIN_NEEDED: _("The mail server wants a name and a password: write them into CONSENSUS_SMTP_URL."),
    Problem.SENDER_REFUSED: _("The mail server does not let us write from CONSENSUS_MAIL_FROM. Use an address that belongs to the login."),
    Problem.RECIPIENT_REFUSED: _("The mail server says that there is no such address. It wants correcting."),
    Problem.RECIPIENT_LATER: _("The mail server could not take a letter to this address yet. It is tried again by itself."),
    Problem.RECIPIENT_FORBIDDEN: _(
        "The mail server does not want to pass letters on to this address, perhaps because it wants a login. It is tried again by itself."
    ),
    Problem.LETTER_REFUSED: _("The mail server did not want the letter itself. Ask who runs the server why; it says so in its log."),
    Problem.LETTER_LATER: _("The mail server could not take the letter itself yet. It is tried again by itself."),
    Problem.TOO_LARGE: _("The letter is larger than the mail server takes."),
    Problem.NEEDS_UTF8: _("The address has letters beyond ASCII before the @, and the mail server cannot write to such (SMTPUTF8)."),
    Problem.LOST_MIDWAY: _("The mail server hung up over this letter. It is tried again by itself."),
    Problem.UNREADABLE: _("The letter was sealed under another secret key and cannot be opened any more."),
    Problem.WRONG_FORM: _("Something in the letter cannot stand in a letter, most likely the address. Correct it."),
    Problem.TOO_LATE: _("What the letter asks for was over before it could be sent."),
    Problem.DROPPED: _("It waited when the backup was made from which this installation was filled, and was dropped then."),
    Problem.FOLDER: _("The mail folder cannot be written. Is there room on the disk, and may the program write there?"),
}
"""Each in a sentence or two: what is wrong, and what to do."""


class ServerError(Exception):
    """The mail server does not do, whatever the letter."""

    def __init__(self, problem: Problem, reply: str | None = None) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.reply = reply


class LetterError(Exception):
    """One letter did not get through."""

    def __init__(self, problem: Problem, reply: str | None = None, *, is_final: bool, is_of_address: bool = False) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.reply = reply
        self.is_final = is_final
        """Whether another try would be of no use."""
        self.is_of_address = is_of_address
        """Whether the server said that there is no such address."""
