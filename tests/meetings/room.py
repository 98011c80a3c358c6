"""A meeting in the small network: Femi calls it, Ines is its secretary, Vera, Rita, Bela and Owen are in the room."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from consensus.bodies.commands import name_facilitators
from consensus.domain.terms import PositionCode
from consensus.meetings import commands
from consensus.meetings.models import EnteredPosition, Meeting, MeetingItem
from consensus.voting.models import Objection, Position, Voice
from tests.pages.scene import Scene

VERA = "Vera's group"


class Room(Scene):
    """The scene with a pool of facilitators, and short words for what is done in a meeting."""

    def _founded(self, *said: Any) -> Any:
        founded = super()._founded(*said)
        pool = [self.person_id["Femi"]]
        name_facilitators(self.session, actor=self.steward, body_id=self.body_id, person_ids=pool, now=self.now)
        return founded

    def calls(self, who: str = "Femi", **said: Any) -> int:
        """Let somebody call a meeting of which Ines is the secretary."""
        described: dict[str, Any] = {
            "title": "Monthly call",
            "planned_at": self.now + timedelta(hours=1),
            "secretary_id": self.person_id["Ines"],
        }
        return commands.call_meeting(self.session, actor=self.actor(who), body_id=self.body_id, now=self.tick(), **(described | said))

    def act(self, who: str, command: Any, meeting_id: int, **said: Any) -> Any:
        """Let somebody act in a meeting through a command."""
        return command(self.session, actor=self.actor(who), meeting_id=meeting_id, now=self.tick(), **said)

    def at_item(self, proposal_id: int | None, **said: Any) -> tuple[int, int]:
        """A meeting that is running, whose present item is a proposal; the meeting and the item."""
        meeting_id = self.calls()
        item_id: int = self.act("Femi", commands.add_agenda_item, meeting_id, proposal_id=proposal_id, **said)
        self.act("Femi", commands.start_meeting, meeting_id)
        self.act("Femi", commands.open_item, meeting_id, item_id=item_id)
        return meeting_id, item_id

    def enters(self, meeting_id: int, item_id: int, position: str, reason: str = "", *, voice: str = VERA, who: str = "Ines") -> int:
        """Let the secretary write down what a voice said."""
        proposal_id = self.session.get_one(MeetingItem, item_id).proposal_id
        assert proposal_id is not None
        voice_id = self.voice_id(proposal_id, voice)
        ground = "harm" if position in ("object", "block") else ""
        said = {"item_id": item_id, "voice_id": voice_id, "position": position, "reason": reason, "ground": ground}
        made: int = self.act(who, commands.enter_position, meeting_id, **said)
        return made

    def answers_entry(self, who: str, command: Any, entry_id: int) -> Any:
        """Let somebody answer what the secretary wrote down."""
        return command(self.session, actor=self.actor(who), entry_id=entry_id, now=self.tick())

    def objects_in_consensus(self, who: str, proposal_id: int) -> int:
        """Let a voice object in the consensus stage; return the objection."""
        self.says(who, proposal_id, "object", "Spring floods the roads.")
        found = self.session.scalars(select(Objection.id).where(Objection.proposal_id == proposal_id)).one()
        self.session.rollback()
        return found

    def position(self, proposal_id: int, voice: str = VERA) -> PositionCode | None:
        """Return the newest position of a voice."""
        statement = select(Position.code).join(Voice, Voice.position_id == Position.id)
        found = self.session.scalars(statement.where(Voice.proposal_id == proposal_id, Voice.label == voice)).one_or_none()
        self.session.rollback()
        return found

    def entry(self, entry_id: int) -> EnteredPosition:
        """Return an entry as it stands."""
        self.session.rollback()
        found = self.session.get_one(EnteredPosition, entry_id)
        self.session.refresh(found)
        self.session.rollback()
        return found

    def meeting(self, meeting_id: int) -> Meeting:
        """Return a meeting as it stands."""
        self.session.rollback()
        found = self.session.get_one(Meeting, meeting_id)
        self.session.refresh(found)
        self.session.rollback()
        return found
