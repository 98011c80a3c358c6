"""Letters that say what they are about: who takes part by e-mail has chosen them by answering, for a discreet one has nothing to answer."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy.orm import Session

from consensus.domain.notices import Rest, Wishes
from consensus.notifications.models import NoticeWishes


def let_mail_speak(session: Session, person_id: int) -> None:
    """Let a person's letters say what they are about, and come one by one: only such a one can be answered."""
    chosen = session.get(NoticeWishes, person_id)
    if chosen is None:
        session.add(NoticeWishes(person_id=person_id, **{**asdict(Wishes()), "discreet_mail": False, "rest": Rest.AT_ONCE}))
    else:
        chosen.discreet_mail, chosen.rest = False, Rest.AT_ONCE
