"""How a notice rings on the devices of its reader: discreetly, unless they chose otherwise for their devices."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consensus.domain.speech import Sentence, spoken_by
from consensus.notifications.letters import Addresses, line_of
from consensus.notifications.making import push_key
from consensus.notifications.models import Notice
from consensus.notifications.queries import About
from consensus.notifications.words import SOMETHING_WAITS
from consensus.push.queue import enqueue_push
from consensus.web.languages import speaker_of


def ring(
    session: Session,
    notice: Notice,
    about: About | None,
    language: str,
    where: Addresses,
    now: datetime,
    *,
    not_after: datetime | None = None,
) -> bool:
    """Let the devices of a notice's reader tell of it; return whether there is one.

    :param about: what it says where it need not be discreet; without it only that something waits.
    """
    with spoken_by(lambda: speaker_of(language)):
        title = str(Sentence(SOMETHING_WAITS))
        text = "" if about is None else line_of(about)
    key, url = push_key(notice.id), where.notice(notice.handle)
    return enqueue_push(session, key=key, person_id=notice.person_id, title=title, text=text, url=url, now=now, not_after=not_after)
