"""Letters that say what they are about: who takes part by e-mail has chosen them by answering, for a discreet one has nothing to answer."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy.orm import Session

from consensus.domain.notices import Wishes
from consensus.notifications.models import NoticeWishes


def let_mail_speak(session: Session, person_id: int) -> None:
    """Let a person's letters say what they are about; all else that they chose stays."""
    chosen = session.get(NoticeWishes, person_id)
    if chosen is None:
        session.add(NoticeWishes(person_id=person_id, **{**asdict(Wishes()), "discreet_mail": False}))
    else:
        chosen.discreet_mail = False
