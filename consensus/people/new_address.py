"""A new address for letters: asked for by the person, and theirs once they open a link that went there.

The link holds all there is to know, encrypted: nothing is stored until it is confirmed. Threat: an address with a slip in it would
let a stranger ask for a new password, so it counts only once whoever gets its letters has shown that they are the person.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from consensus.domain.errors import NotFoundError
from consensus.domain.speech import Sentence, _, gettext_noop, spoken_by
from consensus.mail.office import UnreadableError, office_of
from consensus.mail.queue import Outgoing, enqueue
from consensus.people.doorways import NO_LONGER
from consensus.people.models import Person
from consensus.web.languages import speaker_of

LASTS = timedelta(hours=2)
"""How long the link can be used. Default of the software."""

PURPOSE = "address"

TO_THE_NEW = gettext_noop("""Dear {name},

somebody, most likely you, asked that letters to you come to this address. Confirm it here, signed in:

{link}

The link can be used once, for two hours. If it was not you, leave this letter unanswered: nothing changes.
""")

TO_THE_OLD = gettext_noop("""Dear {name},

letters to you go to another address from now on, as you confirmed there.

If it was not you, tell a steward of the network at once, and choose a new password.
""")


@dataclass(frozen=True, slots=True)
class Wish:
    """Whose letters should go where, instead of where they go now."""

    person_id: int
    to: str = field(repr=False)
    instead_of: str | None = field(repr=False)
    until: datetime


def write_to_new(session: Session, person: Person, to: str, now: datetime) -> str:
    """Queue the letter with the link, in the caller's transaction, and return its key."""
    office = office_of(session)
    said = {"person": person.id, "to": to, "instead": person.email, "until": (now + LASTS).isoformat()}
    token = base64.urlsafe_b64encode(office.sealed(json.dumps(said).encode(), PURPOSE)).decode().rstrip("=")
    link = f"{office.base_url}/account/address?{urlencode({'token': token})}"
    return _write(session, person, to, TO_THE_NEW, link, now)


def write_to_old(session: Session, person: Person, to: str, now: datetime) -> str:
    """Queue the letter to the address that was given up, in the caller's transaction, and return its key."""
    return _write(session, person, to, TO_THE_OLD, "", now)


def wish_of(session: Session, token: str, now: datetime) -> Wish:
    """Return what a link says.

    :raises NotFoundError: when it cannot be used.
    """
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        said = json.loads(office_of(session).opened(sealed, PURPOSE))
    except (UnreadableError, binascii.Error, ValueError):
        raise NotFoundError(NO_LONGER) from None
    wish = Wish(said["person"], said["to"], said["instead"], datetime.fromisoformat(said["until"]))
    if wish.until <= now:
        raise NotFoundError(NO_LONGER)
    return wish


def _write(session: Session, person: Person, to: str, text: str, link: str, now: datetime) -> str:
    key, speaks = f"{PURPOSE}:{secrets.token_hex(8)}", speaker_of(person.language)
    with spoken_by(lambda: speaks):
        letter = Outgoing(
            key=key,
            to=to,
            # What comes back from an address that is not theirs yet, or no more, says nothing of the person.
            person_id=None,
            language=speaks.code,
            subject=str(_("Your address")),
            text=str(Sentence(text, {"name": person.name, "link": link})),
            is_awaited=True,
        )
    enqueue(session, letter, now=now)
    return key
