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

from consensus.domain.speech import Sentence, _, gettext_noop, spoken_by
from consensus.people.doorways import OutgoingLetter, Purpose
from consensus.web.languages import speaker_of
from consensus.web.times import instant_in_words

log = logging.getLogger("consensus.mail")

PATHS = {Purpose.INVITATION: "/invitation", Purpose.RESET: "/new-password"}

SUBJECTS = {Purpose.INVITATION: _("Your invitation"), Purpose.RESET: _("A new password")}

TEXTS = {
    Purpose.INVITATION: gettext_noop("""Dear {name},

you are invited to take part in the decisions of {network}. Choose a password here:

{link}

The link can be used once, until {until}. If you did not expect this letter, leave it unanswered: nothing follows from it.
"""),
    Purpose.RESET: gettext_noop("""Dear {name},

somebody, most likely you, asked for a new password. Choose it here:

{link}

The link can be used once, until {until}. If it was not you, leave this letter unanswered: your password stays as it is.
"""),
}


def link_of(letter: OutgoingLetter, base_url: str) -> str:
    """Return the address that lets the person in. The token stands in the query: paths are what logs repeat."""
    return f"{base_url}{PATHS[letter.purpose]}?{urlencode({'token': letter.token})}"


def lay_down(letter: OutgoingLetter, *, folder: Path, base_url: str, network: str) -> Path:
    """Write ``letter`` into ``folder``, readable by its owner alone, and return where it is. It speaks the language of whom it reaches."""
    speaks = speaker_of(letter.language)
    message = EmailMessage(policy=SMTPUTF8)
    message["To"] = str(Address(addr_spec=letter.email))
    message["Date"] = letter.made_at
    with spoken_by(lambda: speaks):
        # Some people are watched: what a lock screen shows says nothing of what it is about.
        message["Subject"] = str(SUBJECTS[letter.purpose])
        values = {"name": letter.name, "network": network, "link": link_of(letter, base_url)}
        text = Sentence(TEXTS[letter.purpose], {**values, "until": instant_in_words(letter.expires_at, UTC)})
        # As it stands, so that the link can be copied from the file.
        message.set_content(str(text), cte="8bit")
    message["Content-Language"] = speaks.code
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / letter.file_name
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(message.as_bytes())
    log.info("letter purpose=%s person_id=%s file=%s", letter.purpose, letter.person_id, letter.file_name)
    return path
