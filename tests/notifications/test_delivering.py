"""Letters: in the reader's language and zone, at their hours, and discreet unless they say otherwise."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consensus.domain.channels import Channel
from consensus.domain.notices import Rest
from consensus.notifications.models import Digest, Notice, NoticeWishes
from consensus.people.models import Mandate
from tests.bodies.world import DAY
from tests.notifications.post import go_rounds, letters, to
from tests.voting.story import Network, Story

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

QUESTION = "Shall we meet in spring?"


def chose(network: Network, name: str, **wishes: Any) -> None:
    """Let somebody choose how notices reach them."""
    usual = {"rest": Rest.DAILY, "digest_hour": 8, "digest_weekday": 0, "quiet_from": None, "quiet_until": None}
    network.session.add(NoticeWishes(person_id=network.people[name].id, **usual | wishes))
    network.session.commit()


@pytest.fixture
def called(network: Network) -> Story:
    """A proposal on which positions are asked for, at a minute past noon in UTC."""
    return network.propose("Ada").commented().called_for_objections().called_for_consensus()


class TestOfWhatIsOwed:
    """Letters that ask for a position."""

    def test_it_comes_at_once_and_says_nothing_unless_the_reader_wants_it_to(self, app: Flask, session: Session, called: Story) -> None:
        go_rounds(app, session, called.network.now)

        last = to(session, "Ben")[-1]
        assert last.subject == "Something waits for you"
        assert QUESTION not in last.text + str(last.html)

    def test_an_open_one_says_until_when_in_the_readers_zone_and_language(self, app: Flask, session: Session, called: Story) -> None:
        ben = called.network.people["Ben"]
        ben.timezone, ben.language = "Africa/Nairobi", "es"
        chose(called.network, "Ben", discreet_mail=False)
        go_rounds(app, session, called.network.now)

        last = to(session, "Ben")[-1]
        assert "Africa/Nairobi" in last.subject
        assert QUESTION in last.text
        assert QUESTION in str(last.html)
        assert '<html lang="es" dir="ltr">' in str(last.html)

    def test_an_open_one_carries_a_link_for_each_position_and_a_discreet_one_none(
        self, app: Flask, session: Session, called: Story
    ) -> None:
        chose(called.network, "Ben", discreet_mail=False)
        go_rounds(app, session, called.network.now)

        assert to(session, "Ben")[-1].text.count("/answer?token=") == 6
        assert "/answer" not in to(session, "Chi")[-1].text

    def test_one_that_waits_for_the_morning_does_not_come_to_who_spoke_meanwhile(self, app: Flask, session: Session, called: Story) -> None:
        for name in ("Ben", "Chi"):
            chose(called.network, name, quiet_from=10, quiet_until=15)
        go_rounds(app, session, called.network.now)
        called.said("Ben", "support")

        go_rounds(app, session, called.network.now + timedelta(hours=4))
        assert (len(to(session, "Ben")), len(to(session, "Chi"))) == (0, 1)

    def test_it_comes_also_to_who_switched_letters_off(self, app: Flask, session: Session, called: Story) -> None:
        chose(called.network, "Ben", mail=False)
        go_rounds(app, session, called.network.now)

        assert len(to(session, "Ben")) == 1

    def test_it_waits_for_the_morning_where_there_is_time(self, app: Flask, session: Session, called: Story) -> None:
        chose(called.network, "Ben", quiet_from=10, quiet_until=15)
        go_rounds(app, session, called.network.now)
        assert to(session, "Ben") == []

        go_rounds(app, session, called.network.now + timedelta(hours=4))
        assert len(to(session, "Ben")) == 1

    def test_who_left_meanwhile_gets_none(self, app: Flask, session: Session, called: Story) -> None:
        chose(called.network, "Ben", quiet_from=10, quiet_until=15)
        go_rounds(app, session, called.network.now)
        called.network.people["Ben"].is_active = False
        session.commit()

        go_rounds(app, session, called.network.now + DAY)
        mine = select(Notice).where(Notice.person_id == called.network.people["Ben"].id, Notice.channel == Channel.MAIL)
        assert {(notice.sent_at, notice.dropped_at is None) for notice in session.scalars(mine)} == {(None, False)}


class TestOfTheRest:
    """Digests."""

    def test_it_comes_together_once_a_day_at_the_readers_hour(self, app: Flask, session: Session, network: Network) -> None:
        chose(network, "Ben", discreet_mail=False)
        for question in ("Shall we meet in spring?", "Shall we plant a tree?"):
            network.propose("Ada", question).commented()
        go_rounds(app, session, network.now)
        assert letters(session) == []

        morning = network.now + DAY
        for _ in range(2):
            go_rounds(app, session, morning)

        [digest] = to(session, "Ben")
        assert digest.text.count("/n/") == 4
        assert "Shall we plant a tree?" in digest.text

    def test_two_digests_of_one_day_are_never_sent(self, app: Flask, session: Session, network: Network) -> None:
        network.propose("Ada").commented()
        go_rounds(app, session, network.now)
        go_rounds(app, session, network.now + DAY)
        sent = len(letters(session))
        network.now += DAY
        network.propose("Ada", "Shall we plant a tree?").commented()
        go_rounds(app, session, network.now)
        # As if an hour had been chosen that comes once more today.
        waiting = session.scalars(select(Notice).where(Notice.in_digest, Notice.sent_at.is_(None))).all()
        for notice in waiting:
            notice.due_at = network.now
        session.commit()

        go_rounds(app, session, network.now)
        assert len(letters(session)) == sent
        assert {notice.due_at > network.now for notice in waiting} == {True}

        go_rounds(app, session, network.now + 2 * DAY)
        assert len(letters(session)) == 2 * sent
        assert len(session.scalars(select(Digest)).all()) == 2 * sent

    def test_who_wants_it_as_it_comes_has_it_as_it_comes(self, app: Flask, session: Session, network: Network) -> None:
        chose(network, "Ben", rest=Rest.AT_ONCE)
        network.propose("Ada").commented()
        go_rounds(app, session, network.now)

        assert len(to(session, "Ben")) == 1


def test_a_letter_names_what_its_reader_may_no_longer_read_nowhere(app: Flask, session: Session, network: Network) -> None:
    """Ben's mandate ends before his letter goes out."""
    chose(network, "Ben", discreet_mail=False, quiet_from=10, quiet_until=15)
    network.propose("Ada").commented()
    go_rounds(app, session, network.now)
    session.execute(update(Notice).values(in_digest=False, due_at=network.now + timedelta(hours=4)))
    for mandate in session.scalars(select(Mandate).where(Mandate.person_id == network.people["Ben"].id)):
        mandate.ends_at = network.now
    session.commit()

    go_rounds(app, session, network.now + timedelta(hours=4))

    assert [QUESTION in letter.text + str(letter.html) + letter.subject for letter in to(session, "Ben")] == [False]


def test_only_news_that_nobody_asked_for_is_left_out(app: Flask, session: Session, network: Network) -> None:
    network.propose("Ada").commented()
    go_rounds(app, session, network.now)

    kinds = set(session.scalars(select(Notice.kind).where(Notice.channel == Channel.PAGE)))
    assert kinds == {"facilitator_named", "comment_led", "comment_opened"}
