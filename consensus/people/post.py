"""Letters: laid down as files in the mail folder until mail is configured. The log says that, and never what is in them.

A letter is laid down after the commit of the act that made its link: nothing is written to anybody that was not kept.
"""

from __future__ import annotations

import logging
import os
from datetime import UTC
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTPUTF8
from pathlib import Path
from urllib.parse import urlencode

from consensus.people.doorways import OutgoingLetter, Purpose
from consensus.web.times import instant_in_words

log = logging.getLogger("consensus.mail")

PATHS = {Purpose.INVITATION: "/invitation", Purpose.RESET: "/new-password"}

SUBJECTS = {Purpose.INVITATION: "Your invitation", Purpose.RESET: "A new password"}

TEXTS = {
    Purpose.INVITATION: """Dear {name},

you are invited to take part in the decisions of {network}. Choose a password here:

{link}

The link can be used once, until {until}. If you did not expect this letter, leave it unanswered: nothing follows from it.
""",
    Purpose.RESET: """Dear {name},

somebody, most likely you, asked for a new password. Choose it here:

{link}

The link can be used once, until {until}. If it was not you, leave this letter unanswered: your password stays as it is.
""",
}


def link_of(letter: OutgoingLetter, base_url: str) -> str:
    """Return the address that lets the person in. The token stands in the query: paths are what logs repeat."""
    return f"{base_url}{PATHS[letter.purpose]}?{urlencode({'token': letter.token})}"


def lay_down(letter: OutgoingLetter, *, folder: Path, base_url: str, network: str) -> Path:
    """Write ``letter`` into ``folder``, readable by its owner alone, and return where it is."""
    message = EmailMessage(policy=SMTPUTF8)
    message["To"] = str(Address(addr_spec=letter.email))
    message["Date"] = letter.made_at
    # Some people are watched: what a lock screen shows says nothing of what it is about.
    message["Subject"] = SUBJECTS[letter.purpose]
    message.set_content(
        TEXTS[letter.purpose].format(
            name=letter.name,
            network=network,
            link=link_of(letter, base_url),
            until=instant_in_words(letter.expires_at, UTC),
        ),
        # As it stands, so that the link can be copied from the file.
        cte="8bit",
    )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / letter.file_name
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(message.as_bytes())
    log.info("letter purpose=%s person_id=%s file=%s", letter.purpose, letter.person_id, letter.file_name)
    return path
