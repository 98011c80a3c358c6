"""What the secretary adds to the minutes. The rest of them is made from what happened."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError
from consensus.domain.permissions import Permission
from consensus.domain.speech import _
from consensus.meetings.acting import begin, item_of
from consensus.meetings.models import MeetingNote, NoteKind
from consensus.transaction import command

LONGEST = 10_000


@command("add_note")
def add_note(
    session: Session,
    *,
    actor: Actor,
    meeting_id: int,
    text: str,
    now: datetime,
    item_id: int | None = None,
    kind: NoteKind = NoteKind.NOTE,
) -> int:
    """Add a note to the minutes, about an item or the meeting, also after it ended; none is changed, another may follow.

    :raises ForbiddenError: when the actor is not the secretary.
    :raises NotFoundError: when the meeting has no such item.
    :raises InvalidError: when nothing is written, too much is, or the meeting has not begun.
    """
    act = begin(session, actor=actor, meeting_id=meeting_id, permission=Permission.WRITE_DOWN, now=now)
    if act.meeting.started_at is None:
        raise InvalidError(_("The meeting has not begun yet. Whoever leads it opens it first."), "text")
    item = None if item_id is None else item_of(session, meeting_id, item_id)
    text = text.strip()
    if not text:
        raise InvalidError(_("Write the note."), "text")
    if len(text) > LONGEST:
        raise InvalidError(_("A note has at most {most} characters. Shorten it; nothing was lost.", most=f"{LONGEST:,}"), "text")
    note = MeetingNote(meeting_id=meeting_id, item_id=item_id, person_id=act.person_id, kind=kind, text=text, at=now)
    session.add(note)
    session.flush()
    data = {"note": note.id, "item": item_id, "kind": kind.value, "text": text}
    act.record("add_note", data, proposal_id=None if item is None else item.proposal_id)
    return note.id
