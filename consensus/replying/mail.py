"""One message that is handled, in one transaction: whose it is, and how it is answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.mail.queue import enqueue
from consensus.mail.reply_codes import ReplyWay
from consensus.people.models import Person
from consensus.replying.letters import written
from consensus.replying.models import IncomingMail
from consensus.replying.outcome import Outcome
from consensus.replying.post import Post
from consensus.replying.reading.message import Incoming
from consensus.replying.reading.trust import Trust

_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>", re.ASCII)
"""What is repeated in a header of ours; anything else is not."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A message of a person whose code stood in it, and who is its sender as far as is known."""

    session: Session
    incoming: Incoming
    post: Post
    now: datetime
    arrival_id: int
    person: Person
    way: ReplyWay
    trust: Trust

    @property
    def is_known_for_sure(self) -> bool:
        """Whether the code stood in it, or the operator's server found that the person wrote it.

        The Message-ID of a letter is told to nobody else, and is no secret either: it stands in every answer and in what is forwarded.
        """
        return self.way.code is not None or self.trust is Trust.PROVEN

    @property
    def actor(self) -> Actor:
        """The person as the one who acts."""
        return Actor(self.person.id)

    def proposal_address(self, proposal_id: int) -> str:
        """Return where a proposal stands."""
        return f"{self.post.base_url}/proposals/{proposal_id}"

    def answered(self, outcome: Outcome, lines: Callable[[], Sequence[str]], *, way: ReplyWay | None = None) -> Outcome:
        """Queue a letter that answers the message, note what became of it, and return that.

        :param way: by which that letter can be answered.
        """
        note(self.session, self.arrival_id, outcome, self.person.id)
        in_reply_to = self.incoming.message_id if _MESSAGE_ID.fullmatch(self.incoming.message_id) else None
        letter = written(self.person, lines, key=f"answer:{self.arrival_id}", post=self.post, way=way, in_reply_to=in_reply_to)
        enqueue(self.session, letter, now=self.now)
        return outcome


def note(session: Session, arrival_id: int, outcome: Outcome, person_id: int | None) -> None:
    """Note what became of a message."""
    known = update(IncomingMail).where(IncomingMail.id == arrival_id).values(outcome=outcome.value, person_id=person_id)
    session.execute(known.execution_options(synchronize_session=False))
