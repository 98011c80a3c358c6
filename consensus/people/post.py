"""Letters with a link in them: invitations, and new passwords. Queued with the act that makes the link: nothing is written to
anybody that was not kept, and what was kept is written whatever is killed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from consensus.domain.speech import Sentence, _, gettext_noop, spoken_by
from consensus.mail.folder import lay_down
from consensus.mail.office import office_of
from consensus.mail.queue import Outgoing, enqueue
from consensus.mail.reply_codes import YES, address_with, new_code
from consensus.people.doorways import OutgoingLetter, Purpose, open_doorway
from consensus.people.models import Network, Person
from consensus.web.languages import speaker_of
from consensus.web.times import instant_in_words

PATHS = {Purpose.INVITATION: "/invitation", Purpose.RESET: "/new-password"}

SUBJECTS = {Purpose.INVITATION: _("Your invitation"), Purpose.RESET: _("A new password")}

BY_MAIL = gettext_noop("""Dear {name},

you are invited to take part in the decisions of {network}. Choose a password here:

{link}

Or answer this letter with {yes} to take part by e-mail: write that word on the first line. From then on your letters say what they are about, so that you can answer them, and whoever can read your mail can read them, too.

Leave this line in your answer: {code}

The link or the answer can be used once, until {until}. If you did not expect this letter, leave it unanswered: nothing follows from it.
""")
"""An invitation that can be answered."""

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


def send_link(session: Session, person: Person, purpose: Purpose, now: datetime) -> OutgoingLetter:
    """Make a link for ``person`` and queue the letter with it, in the caller's transaction.

    :raises InvalidError: when the person has no address to write to.
    """
    office = office_of(session)
    can_be_answered = purpose is Purpose.INVITATION and office.mailbox is not None
    letter = open_doorway(session, person, purpose, now, reply_code=new_code() if can_be_answered else None)
    network = session.scalar(select(Network.name)) or ""
    enqueue(session, written(letter, base_url=office.base_url, network=network, mailbox=office.mailbox), now=now)
    return letter


def written(letter: OutgoingLetter, *, base_url: str, network: str, mailbox: str | None = None) -> Outgoing:
    """Return the letter as it is queued. It speaks the language of whom it reaches."""
    speaks = speaker_of(letter.language)
    with spoken_by(lambda: speaks):
        values = {"name": letter.name, "network": network, "link": link_of(letter, base_url)}
        text, code = TEXTS[letter.purpose], letter.reply_code
        if code is not None:
            text = BY_MAIL
            values |= {"code": code, "yes": YES.get(speaks.code, YES["en"])}
        return Outgoing(
            key=letter.key,
            to=letter.email,
            person_id=letter.person_id,
            language=speaks.code,
            # Some people are watched: what a lock screen shows says nothing of what it is about.
            subject=str(SUBJECTS[letter.purpose]),
            text=str(Sentence(text, {**values, "until": instant_in_words(letter.expires_at, UTC)})),
            reply_to=None if code is None or mailbox is None else address_with(mailbox, code),
            is_awaited=True,
        )


def see_off(session: Session, settings: Settings, letters: Sequence[OutgoingLetter], *, now: datetime) -> None:
    """After the commit: where no mail server is set, lay the letters down at once. Else the clock sends them within seconds."""
    if settings.smtp is None and letters:
        lay_down(session, settings, now=now, keys=[letter.key for letter in letters])
