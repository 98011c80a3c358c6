"""Two at the same instant in a meeting, with real connections on both databases: one voice, one position, whoever is faster."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from consensus.bodies.models import FacilitatorPool
from consensus.domain.errors import Refusal, RefusedError
from consensus.meetings import commands
from consensus.meetings.models import EnteredPosition, Fate, MeetingItem
from consensus.sending.once import Sending, once
from consensus.voting import commands as voting
from consensus.voting.models import Position, Voice
from tests.support.databases import Database
from tests.voting.crowd import Crowd, crowd_on
from tests.voting.story import Network

pytestmark = pytest.mark.slow

NAMES = ("Ada", "Bea", "Cem", "Dov", "Eli", "Fay", "Gus", "Hal")


class Hall:
    """A meeting at a proposal in the consensus stage; Ada's person leads it and is its secretary."""

    def __init__(self, crowd: Crowd, network: Network) -> None:
        self.crowd, self.network, self.session = crowd, network, network.session
        network.voices(*NAMES)
        self.proposal_id = network.propose("Ada").commented().called_for_objections().called_for_consensus().id
        self.session.add(FacilitatorPool(body_id=network.body.id, person_id=network.people["Ada"].id))
        self.session.commit()
        self.lead = network.actor("Ada")
        now = network.tick()
        self.meeting_id = commands.call_meeting(
            self.session,
            actor=self.lead,
            body_id=network.body.id,
            title="Call",
            planned_at=now,
            secretary_id=network.people["Ada"].id,
            now=now,
        )
        self.item_id = commands.add_agenda_item(
            self.session, actor=self.lead, meeting_id=self.meeting_id, proposal_id=self.proposal_id, now=network.tick()
        )
        commands.start_meeting(self.session, actor=self.lead, meeting_id=self.meeting_id, now=network.tick())
        commands.open_item(self.session, actor=self.lead, meeting_id=self.meeting_id, item_id=self.item_id, now=network.tick())

    def voice(self, name: str) -> int:
        found = self.session.scalars(select(Voice.id).where(Voice.proposal_id == self.proposal_id, Voice.label == name)).one()
        self.session.rollback()
        return found

    def enters(self, name: str, position: str = "support") -> int:
        return commands.enter_position(
            self.session,
            actor=self.lead,
            meeting_id=self.meeting_id,
            item_id=self.item_id,
            voice_id=self.voice(name),
            position=position,
            now=self.network.tick(),
        )

    def positions(self) -> int:
        self.session.rollback()
        return self.session.scalars(select(func.count()).select_from(Position)).one()

    def done(self) -> None:
        """Hold no lock while others act."""
        self.session.rollback()


@pytest.fixture
def hall(database: Database) -> Iterator[Hall]:
    """A hall with threads that have connections of their own."""
    with crowd_on(database) as crowd, crowd.session() as session:
        yield Hall(crowd, Network(session))


def test_a_confirmation_that_is_sent_four_times_at_once_takes_one_position(hall: Hall) -> None:
    entry_id, actor, now = hall.enters("Bea"), hall.network.actor("Bea"), hall.network.tick()
    hall.done()
    came = hall.crowd.at_once(*[lambda session: commands.confirm_entry(session, actor=actor, entry_id=entry_id, now=now)] * 4)
    refused = [each for each in came if isinstance(each, RefusedError)]
    assert [each.code for each in refused] == [Refusal.ALREADY_DONE] * 3
    assert hall.positions() == 1
    assert hall.crowd.problems() == ()


def test_eight_voices_confirm_speak_and_are_entered_at_once(hall: Hall) -> None:
    entries = {name: hall.enters(name) for name in NAMES[:4]}
    now, actors = hall.network.tick(), {name: hall.network.actor(name) for name in NAMES}
    voice_id = hall.voice("Hal")
    hall.done()
    acts = [
        *(
            lambda session, name=name: commands.confirm_entry(session, actor=actors[name], entry_id=entries[name], now=now)
            for name in entries
        ),
        *(
            lambda session, name=name: voting.take_position(
                session, actor=actors[name], proposal_id=hall.proposal_id, position="support", now=now
            )
            for name in NAMES[4:7]
        ),
        lambda session: commands.enter_position(
            session,
            actor=hall.lead,
            meeting_id=hall.meeting_id,
            item_id=hall.item_id,
            voice_id=voice_id,
            position="abstain",
            now=now,
        ),
    ]
    came = hall.crowd.at_once(*acts)
    assert [each for each in came if isinstance(each, BaseException)] == []
    assert hall.positions() == 7
    assert hall.crowd.problems() == ()


def test_confirmed_and_replaced_at_once_it_is_one_of_the_two(hall: Hall) -> None:
    entry_id, voice_id, now = hall.enters("Bea"), hall.voice("Bea"), hall.network.tick()
    actor = hall.network.actor("Bea")
    hall.done()
    hall.crowd.at_once(
        lambda session: commands.confirm_entry(session, actor=actor, entry_id=entry_id, now=now),
        lambda session: commands.enter_position(
            session,
            actor=hall.lead,
            meeting_id=hall.meeting_id,
            item_id=hall.item_id,
            voice_id=voice_id,
            position="abstain",
            now=now,
        ),
    )
    hall.session.rollback()
    fates = dict(hall.session.execute(select(EnteredPosition.id, EnteredPosition.fate)).tuples().all())
    assert fates[entry_id] in (Fate.CONFIRMED, Fate.REPLACED)
    assert hall.positions() == (1 if fates[entry_id] is Fate.CONFIRMED else 0)
    assert hall.crowd.problems() == ()


def test_two_who_open_two_items_at_once_open_one_after_the_other(hall: Hall) -> None:
    items = [
        commands.add_agenda_item(hall.session, actor=hall.lead, meeting_id=hall.meeting_id, title=title, now=hall.network.tick())
        for title in ("Money", "Rooms")
    ]
    now = hall.network.tick()
    hall.done()
    came = hall.crowd.at_once(
        *(
            lambda session, item=item: commands.open_item(session, actor=hall.lead, meeting_id=hall.meeting_id, item_id=item, now=now)
            for item in items
        )
    )
    assert came == [None, None]
    hall.session.rollback()
    is_open = MeetingItem.started_at.is_not(None) & MeetingItem.ended_at.is_(None)
    assert hall.session.scalars(select(func.count()).select_from(MeetingItem).where(is_open)).one() == 1


def test_one_form_that_arrives_four_times_at_once_is_one_act(hall: Hall) -> None:
    actor, now = hall.network.actor("Bea"), hall.network.tick()
    assert actor.person_id is not None
    sending = Sending(actor.person_id, "/somewhere", "a-key-of-one-rendering", (("position", "support"),))
    hall.done()

    def send(session):  # type: ignore[no-untyped-def]
        return once(
            session,
            sending,
            now,
            lambda: voting.take_position(session, actor=actor, proposal_id=hall.proposal_id, position="support", now=now),
        )

    came = hall.crowd.at_once(*[send] * 4)
    assert [each for each in came if isinstance(each, BaseException)] == []
    assert len([each for each in came if each is not None]) == 1
    assert hall.positions() == 1
