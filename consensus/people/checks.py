"""What may stand in a name, an address of mail, a password: each check returns what is stored, or says what to correct."""

from __future__ import annotations

import re
import unicodedata

from consensus.domain.errors import InvalidError
from consensus.domain.speech import _
from consensus.people.countries import countries
from consensus.web.times import known_zones

LONGEST_NAME = 200
LONGEST_EMAIL = 254
"""Source: RFC 5321, section 4.5.3.1.3, less the angle brackets."""

SHORTEST_PASSWORD = 12
"""Default of the software. Source: OWASP and NIST SP 800-63B ask for length and against rules of composition."""

LONGEST_PASSWORD = 1_000
"""More is no safer, and hashing it would be work that anybody could ask for."""

_EMAIL = re.compile(r"[^\s@\"(),:;<>\[\]\\]+@[^\s@.\"(),:;<>\[\]\\]+(\.[^\s@.\"(),:;<>\[\]\\]+)+")

FORMULA = ("=", "+", "-", "@")
"""A spreadsheet takes a cell that begins with one of these for a formula and runs it. Source: OWASP, CSV injection."""


def name_of(text: str, field: str = "name") -> str:
    """Return a name in the form in which it is stored: one line, single spaces, composed letters.

    :raises InvalidError: when it is empty, too long, or holds what is no letter, sign or space.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise InvalidError(_("Write a name."), field)
    if len(name) > LONGEST_NAME:
        raise InvalidError(_("A name has at most {most} characters.", most=LONGEST_NAME), field)
    # Control characters and those that turn the direction of what follows could make a name look like another.
    if any(
        unicodedata.category(letter) in {"Cc", "Co", "Cs", "Cn"} or letter in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"
        for letter in name
    ):
        raise InvalidError(_("A name cannot hold invisible control characters."), field)
    if name.startswith(FORMULA):
        raise InvalidError(_('A name cannot begin with "{name}", which a spreadsheet would run as a formula.', name=name[0]), field)
    return name


def email_of(text: str, field: str = "email") -> str:
    """Return an address of mail in lower case.

    :raises InvalidError: when it cannot be one.
    """
    email = unicodedata.normalize("NFC", text).strip().lower()
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email) or not email.isprintable() or email.startswith(FORMULA):
        raise InvalidError(_("Write an e-mail address such as name@example.org."), field)
    return email


def password_of(text: str, field: str = "password") -> str:
    """Return a password that is long enough; whatever it is made of.

    :raises InvalidError: when it is too short, or absurdly long.
    """
    if len(text) < SHORTEST_PASSWORD:
        raise InvalidError(
            _("Choose a password of at least {least} characters; some words in a row are good.", least=SHORTEST_PASSWORD), field
        )
    if len(text) > LONGEST_PASSWORD:
        raise InvalidError(_("A password has at most {most} characters.", most=f"{LONGEST_PASSWORD:,}"), field)
    return text


def zone_of(text: str, field: str = "timezone") -> str:
    """Return the name of a time zone.

    :raises InvalidError: when there is none of this name.
    """
    if text not in known_zones():
        raise InvalidError(_("Choose a time zone from the list."), field)
    return text


def country_of(text: str, field: str = "country") -> str:
    """Return the code of a country.

    :raises InvalidError: when there is none with this code.
    """
    code = text.strip().upper()
    if code not in countries():
        raise InvalidError(_('"{text}" is not the two-letter code of a country, such as KE or MX.', text=text.strip()), field)
    return code
