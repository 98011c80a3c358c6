"""Notices are made each once, for those who are told of them, on the channels that they chose."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.channels import Channel
from consensus.domain.notices import Level, Rest, Urgency
from consensus.notifications.making import make_notices
from consensus.notifications.models import Notice, NoticeChoice, NoticeWishes
from tests.bodies.world import DAY
from tests.voting.story import Network


def make(network: Network, urgency: Urgency = Urgency.CONCERNS, **more: Any) -> list[tuple[int, str]]:
    """Tell everybody of a first entry, and return who has a notice on which channel."""
    story = network.propose("Ada").commented()
    told: dict[str, Any] = {"entry_index": 0, "cause": "entry", "kind": "commented", "urgency": urgency, "proposal_id": story.id}
    values = told | {"person_ids": [person.id for person in network.people.values()], "body_id": network.body.id} | more
    make_notices(network.session, now=network.now, **values)
    make_notices(network.session, now=network.now, **values)
    network.session.commit()
    return rows(network.session)


def rows(session: Session) -> list[tuple[int, str]]:
    """Who has a notice on which channel."""
    return [(row.person_id, row.channel.value) for row in session.scalars(select(Notice).order_by(Notice.person_id, Notice.channel))]


def test_a_notice_is_made_once_however_often_it_is_asked_for(network: Network) -> None:
    people = sorted(person.id for person in network.people.values())

    assert make(network) == [(person_id, channel) for person_id in people for channel in ("mail", "page")]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
class TestChoices:
    """What people chose."""

    def test_who_wants_only_what_they_owe_is_told_of_nothing_else_in_that_body(self, network: Network) -> None:
        ada = network.people["Ada"].id
        network.session.add(NoticeChoice(person_id=ada, body_id=network.body.id, level=Level.OWED))

        assert ada not in {person_id for person_id, _channel in make(network)}

    def test_what_is_owed_comes_all_the_same(self, network: Network) -> None:
        ada = network.people["Ada"].id
        network.session.add(NoticeChoice(person_id=ada, body_id=network.body.id, level=Level.OWED))
        network.session.add(NoticeWishes(person_id=ada, mail=False, rest=Rest.WEEKLY, digest_hour=8, digest_weekday=0))

        assert {channel for person_id, channel in make(network, Urgency.OWED) if person_id == ada} == {"page", "mail"}

    def test_a_choice_for_one_body_says_nothing_of_another(self, network: Network) -> None:
        ada, other = network.people["Ada"].id, network.add_body("OTHER")
        network.session.add(NoticeChoice(person_id=ada, body_id=other.id, level=Level.OWED))

        assert ada in {person_id for person_id, _channel in make(network)}

    def test_the_rest_of_the_news_comes_only_to_who_asked_for_everything(self, network: Network) -> None:
        ada = network.people["Ada"].id
        network.session.add(NoticeChoice(person_id=ada, body_id=network.body.id, level=Level.EVERYTHING))

        assert {person_id for person_id, _channel in make(network, Urgency.NEWS)} == {ada}

    def test_whose_account_is_closed_is_told_nothing(self, network: Network) -> None:
        network.people["Ada"].is_active = False

        assert network.people["Ada"].id not in {person_id for person_id, _channel in make(network)}

    def test_nothing_goes_out_before_it_may(self, network: Network) -> None:
        later = network.now + 3 * DAY
        make(network, Urgency.OWED, not_before=later)

        due = network.session.scalars(select(Notice.due_at).where(Notice.channel == Channel.MAIL))
        assert set(due) == {later}
