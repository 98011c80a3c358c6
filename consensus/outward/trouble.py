"""What can go wrong with a request to an address outside: one code, which is kept, and one sentence each, which is shown."""

from __future__ import annotations

from enum import StrEnum

from consensus.domain.speech import _


class Trouble(StrEnum):
    """Why nothing was asked, or why no answer counts."""

    NO_ADDRESS = "no_address"
    NOT_HTTPS = "not_https"
    NAME_IN_IT = "name_in_it"
    NUMBERS = "numbers"
    PORT = "port"
    INSIDE = "inside"
    NAME_UNKNOWN = "name_unknown"
    NOT_REACHED = "not_reached"
    NOT_TRUSTED = "not_trusted"
    TOO_SLOW = "too_slow"
    TOO_MUCH = "too_much"
    NOT_HTTP = "not_http"
    SEALED = "sealed"

    @property
    def sentence(self) -> str:
        """What is said of it."""
        return _SENTENCES[self]


_SENTENCES = {
    Trouble.NO_ADDRESS: _(
        "This is no address of a server. It looks like https://chat.example.org/hooks/…, without spaces and with plain letters."
    ),
    Trouble.NOT_HTTPS: _("The address must begin with https://, so that nobody on the way can read or change what is sent."),
    Trouble.NAME_IN_IT: _("The address must hold no name or password before the server, and no # part."),
    Trouble.NUMBERS: _("Give the server by its name, not by numbers."),
    Trouble.PORT: _("The server must be asked at the port 443, 8443 or 8448. The person who runs this program can allow another."),
    Trouble.INSIDE: _(
        "This name leads into the network of the machine that runs this program, where nothing is asked. "
        "The person who runs it can allow one server there."
    ),
    Trouble.NAME_UNKNOWN: _("No server of this name was found."),
    Trouble.NOT_REACHED: _("The server could not be reached."),
    Trouble.NOT_TRUSTED: _("The certificate of the server does not hold, so nothing was sent."),
    Trouble.TOO_SLOW: _("The server took too long to answer."),
    Trouble.TOO_MUCH: _("The answer of the server was too long."),
    Trouble.NOT_HTTP: _("What the server answered could not be understood."),
    Trouble.SEALED: _("The secret key of this installation has changed since, so the address cannot be read any more. Enter it anew."),
}


class OutwardError(Exception):
    """Nothing was asked, or no answer counts; it holds no address, since an address may be a secret."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
