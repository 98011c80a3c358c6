"""Somebody with nothing but mail: reads the letters that were queued for them, and answers them as a program of mail does."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from itertools import count

from sqlalchemy import select

from consensus.mail.models import MailLetter
from consensus.mail.office import office_of
from consensus.mail.queue import Outgoing, opened
from consensus.notifications.models import NoticeWishes
from consensus.people.models import Person
from consensus.replying.models import AnswersAtOnce
from consensus.replying.offers import Offers, offers_for
from consensus.replying.outcome import Outcome
from consensus.replying.plain_mail import let_mail_speak
from consensus.replying.post import Post
from consensus.replying.receiving import receive
from tests.pages.scene import Scene

MAILBOX = "consensus@decide.example.org"
SERVER = "mx.decide.example.org"
BASE = "https://decide.example.org"

_numbers = count(1)


class Postbox:
    """The mail of one person of the scene, whose letters say what they are about."""

    def __init__(self, scene: Scene, who: str, *, language: str = "en", server: str | None = None, is_invited: bool = False) -> None:
        self.scene, self.session, self.who = scene, scene.session, who
        self.person_id = scene.person_id[who]
        self.post = Post(MAILBOX, server, BASE)
        person = self.session.get_one(Person, self.person_id)
        person.language = language
        if not is_invited:
            let_mail_speak(self.session, self.person_id)
        self.session.commit()
        self.address = person.email or ""

    def letter_about(self, proposal_id: int) -> Offers:
        """Return what a letter about a proposal carries now."""
        found = offers_for(
            self.session, person_id=self.person_id, proposal_id=proposal_id, base_url=BASE, now=self.scene.now, mailbox=MAILBOX
        )
        self.session.commit()
        assert found is not None
        return found

    def message(self, to: str | None, text: str, *, sender: str | None = None, is_vouched_for: bool = False, **headers: str) -> bytes:
        """Return an answer as it arrives at the operator's server."""
        made = EmailMessage(policy=SMTP)
        if is_vouched_for:
            made["Authentication-Results"] = f"{SERVER}; dmarc=pass header.from={self.address.partition('@')[2]}"
        made["From"] = sender or f"{self.who} <{self.address}>"
        made["To"] = to or MAILBOX
        made["Subject"] = "Re: A question waits for you"
        made["Message-ID"] = f"<{next(_numbers)}@members.example.org>"
        for name, value in headers.items():
            made[name.replace("_", "-")] = value
        made.set_content(text)
        return bytes(made)

    def sends(self, to: str | None, text: str, *, sender: str | None = None, is_vouched_for: bool = False, **headers: str) -> Outcome:
        """Let an answer come in."""
        self.scene.tick()
        return self.comes_in(self.message(to, text, sender=sender, is_vouched_for=is_vouched_for, **headers))

    def comes_in(self, raw: bytes) -> Outcome:
        """Let a message come in."""
        self.session.rollback()
        return receive(self.session, raw, post=self.post, now=self.scene.now)

    def letters(self) -> list[Outgoing]:
        """Return the letters that wait for this person, the earliest first."""
        office = office_of(self.session)
        rows = self.session.scalars(select(MailLetter).where(MailLetter.person_id == self.person_id).order_by(MailLetter.id)).all()
        found = [opened(office, row.key, row.content) for row in rows if row.content is not None]
        self.session.rollback()
        return found

    def newest(self) -> Outgoing:
        """Return the newest of them."""
        return self.letters()[-1]

    def wants_it_at_once(self) -> None:
        """Choose that answers take effect without being confirmed."""
        self.session.add(AnswersAtOnce(person_id=self.person_id, since_at=self.scene.now))
        self.session.commit()

    def wants_it_discreet(self) -> None:
        """Choose letters that tell nothing."""
        self.session.get_one(NoticeWishes, self.person_id).discreet_mail = True
        self.session.commit()
