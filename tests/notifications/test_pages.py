"""The pages of notices: the list, what each leads to, what one chooses, and the one step from a letter to fewer of them."""

from __future__ import annotations

from contextvars import Context
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consensus.domain.channels import Channel
from consensus.domain.notices import Level, Rest
from consensus.notifications.models import Digest, Notice, NoticeChoice, NoticeWishes
from tests.notifications.post import go_rounds, to
from tests.support.browsing import Visitor, text_of
from tests.voting.story import Network, Story

ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

DAY = timedelta(days=1)
CHOICES = {
    "mail": "y",
    "discreet_mail": "y",
    "rest": "weekly",
    "digest_hour": "9",
    "digest_weekday": "3",
    "is_quiet": "y",
    "quiet_from": "20",
    "quiet_until": "6",
}


@pytest.fixture
def commented(app: Flask, session: Session, network: Network) -> Story:
    """Comment is open, and everybody was told."""
    story = network.propose("Ada").commented()
    go_rounds(app, session, network.now)
    return story


class Browser(Visitor):
    """Somebody with a browser of their own; whatever the test still holds of the database is let go before each request."""

    def __init__(self, app: Flask, session: Session) -> None:
        super().__init__(app)
        self.session = session

    def get(self, address: str, **options: Any) -> TestResponse:
        self.session.rollback()
        return Context().run(super().get, address, **options)

    def post(self, address: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        self.session.rollback()
        return Context().run(super().post, address, data, **options)

    def token(self) -> str:
        return Context().run(super().token)


def as_(app: Flask, network: Network, name: str) -> Browser:
    """Somebody who is signed in."""
    browser = Browser(app, network.session)
    browser.sign_in(network.people[name].id)
    return browser


@ON_SQLITE
class TestTheList:
    """My notices."""

    def test_how_many_are_new_stands_in_the_title_of_every_page(self, app: Flask, network: Network, commented: Story) -> None:
        ben, ada = as_(app, network, "Ben"), as_(app, network, "Ada")

        assert "<title>(1) " in text_of(ben.get("/account"))
        assert "<title>(" not in text_of(ada.get("/account"))

    def test_a_notice_says_what_it_is_about_and_leads_there(self, app: Flask, network: Network, commented: Story) -> None:
        ben = as_(app, network, "Ben")
        page = text_of(ben.get("/notices"))

        assert "Your comments are asked for: Shall we meet in spring?" in page
        address = page.split('href="/n/')[1].split('"')[0]
        assert urlsplit(ben.get(f"/n/{address}").headers["Location"]).path == f"/proposals/{commented.id}"
        assert "<title>(" not in text_of(ben.get("/notices"))

    def test_all_can_be_marked_as_seen_and_those_that_came_meanwhile_stay_new(
        self, app: Flask, session: Session, network: Network, commented: Story
    ) -> None:
        ben = as_(app, network, "Ben")
        shown = session.scalars(select(Notice.id).where(Notice.person_id == network.people["Ben"].id, Notice.channel == Channel.PAGE)).one()
        network.propose("Ada", "Shall we plant a tree?").commented()
        go_rounds(app, session, network.now)

        ben.post("/notices/seen", {"up_to": str(shown)})
        assert "<title>(1) " in text_of(ben.get("/notices"))

    def test_who_acts_on_something_has_seen_what_they_were_told_of_it_before(
        self, app: Flask, session: Session, network: Network, commented: Story
    ) -> None:
        commented.issue("Ben", "Too early in the year.", "It is.")
        go_rounds(app, session, network.now)

        page = text_of(as_(app, network, "Ben").get("/notices"))
        assert "<title>(1) " in page
        assert "<strong>New:</strong>" in page.partition("Your issue has an answer")[0]
        assert "<strong>New:</strong>" not in page.partition("Your issue has an answer")[2]

    def test_anothers_notice_leads_nowhere_and_a_visitor_is_asked_to_sign_in(
        self, app: Flask, session: Session, network: Network, commented: Story
    ) -> None:
        mine = Notice.person_id == network.people["Ben"].id
        handle = session.scalars(select(Notice.handle).where(mine, Notice.channel == Channel.PAGE)).one()
        session.rollback()

        assert as_(app, network, "Chi").get(f"/n/{handle}").status_code == 404
        assert urlsplit(Browser(app, session).get(f"/n/{handle}").headers["Location"]).path == "/sign-in"
        assert session.scalars(select(Notice.seen_at).where(Notice.handle == handle)).one() is None


def test_choices_are_kept_and_what_waits_comes_at_its_new_hour(app: Flask, session: Session, network: Network, commented: Story) -> None:
    ben, body = as_(app, network, "Ben"), network.body.id
    person_id = network.people["Ben"].id

    for _ in range(2):
        answer = ben.post("/account/notices", {**CHOICES, f"body_{body}": "everything"})
        assert answer.status_code == 303

    wishes = session.get_one(NoticeWishes, person_id)
    assert (wishes.push, wishes.rest, wishes.digest_hour, wishes.quiet_from, wishes.quiet_until) == (False, Rest.WEEKLY, 9, 20, 6)
    assert session.get_one(NoticeChoice, (person_id, body)).level is Level.EVERYTHING
    waits = session.scalars(select(Notice).where(Notice.person_id == person_id, Notice.in_digest)).one()
    assert (waits.due_at.weekday(), waits.due_at.hour) == (3, 9)
    assert '<option selected value="everything">' in text_of(ben.get("/account/notices"))


@ON_SQLITE
class TestChoosing:
    """What cannot be chosen, and for whom."""

    def test_quiet_hours_that_never_end_are_refused_and_what_was_chosen_stays(self, app: Flask, network: Network, commented: Story) -> None:
        answer = as_(app, network, "Ben").post("/account/notices", {**CHOICES, "quiet_until": "20", f"body_{network.body.id}": "owed"})

        assert answer.status_code == 422
        assert "Quiet hours end at another hour than they begin." in text_of(answer)
        assert '<option selected value="owed">' in text_of(answer)

    def test_a_visitor_chooses_nothing(self, app: Flask, commented: Story) -> None:
        assert Browser(app, commented.session).post("/account/notices", CHOICES).status_code in {302, 303, 401}


@ON_SQLITE
class TestFewerLetters:
    """One step from a letter, without signing in."""

    @pytest.fixture
    def stop(self, app: Flask, session: Session, network: Network) -> str:
        """The address in a letter to Ben."""
        network.propose("Ada").commented().called_for_objections()
        go_rounds(app, session, network.now)
        return urlsplit(to(session, "Ben")[-1].unsubscribe_url or "").path

    def test_opening_it_changes_nothing_and_sending_it_leaves_what_is_owed(
        self, app: Flask, session: Session, network: Network, stop: str
    ) -> None:
        chosen = select(NoticeChoice.level).where(NoticeChoice.person_id == network.people["Ben"].id)
        client = app.test_client()
        assert "Nothing has changed yet." in text_of(client.get(stop))
        assert session.scalars(chosen).all() == []
        session.rollback()

        for _ in range(2):
            # As a mail program sends it: RFC 8058.
            assert client.post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
        assert session.scalars(chosen).all() == [Level.OWED]

    def test_another_address_changes_nothing(self, app: Flask, session: Session, network: Network, stop: str) -> None:
        handle = session.scalars(select(Notice.handle).where(Notice.person_id == network.people["Chi"].id).limit(1)).one()
        seal = stop.rpartition("/")[2]
        session.rollback()

        assert app.test_client().post(f"/n/{handle}/{seal}").status_code == 404
        assert session.scalars(select(NoticeChoice)).all() == []

    def test_from_a_digest_the_letters_about_the_rest_end(self, app: Flask, session: Session, network: Network, commented: Story) -> None:
        go_rounds(app, session, network.now + DAY)
        digest = urlsplit(to(session, "Ben")[-1].unsubscribe_url or "").path
        assert session.scalars(select(Digest.id)).all() != []
        session.rollback()

        assert app.test_client().post(digest).status_code == 200
        assert session.get_one(NoticeWishes, network.people["Ben"].id).mail is False
