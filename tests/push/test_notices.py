"""Notices ring on devices: discreetly unless their person wants otherwise, and a voice counts as told once its push service took it."""

from __future__ import annotations

from consensus.domain.channels import Channel
from consensus.domain.notices import Rest
from consensus.notifications.models import NoticeWishes
from consensus.notifications.telling import write_down_who_was_told
from consensus.push.delivering import FIRST_WAIT
from consensus.voting.telling import told_of
from tests.notifications.post import always, go_rounds
from tests.pages.scene import QUESTION
from tests.push.conftest import Pushing


def heard(pushing: Pushing) -> list[tuple[str, str]]:
    """Return what the device reads of the notices that are due, title and text."""
    go_rounds(pushing.app, pushing.session, pushing.now)
    pushing.round()
    said = [pushing.read(got) for got in pushing.receiver.got]
    assert all(each["url"].startswith("http://127.0.0.1:8000/n/") for each in said)
    return [(each["title"], each["text"]) for each in said]


def told_by_push(pushing: Pushing, proposal_id: int) -> bool:
    write_down_who_was_told(pushing.session, pushing.settings, now=pushing.tick(), goes_on=always)
    voice_id = pushing.voice_id(proposal_id, "Vera's group")
    return any(each.channel is Channel.PUSH for each in told_of(pushing.session, proposal_id).get(voice_id, ()))


def test_what_somebody_owes_rings_discreetly_and_once(pushing: Pushing) -> None:
    pushing.subscribed("Vera")
    go_rounds(pushing.app, pushing.session, pushing.now)
    pushing.in_objection()
    assert set(heard(pushing)) == {("Something waits for you", "")}
    count = len(pushing.receiver.got)
    heard(pushing)
    assert len(pushing.receiver.got) == count


def test_who_wants_it_reads_what_it_is(pushing: Pushing) -> None:
    wishes = {"rest": Rest.DAILY, "digest_hour": 8, "digest_weekday": 0, "discreet_push": False}
    pushing.session.add(NoticeWishes(person_id=pushing.person_id["Vera"], **wishes))
    pushing.session.commit()
    pushing.subscribed("Vera")
    pushing.in_objection()
    assert any(QUESTION in text for _title, text in heard(pushing))


def test_a_voice_was_told_by_a_device_once_its_push_service_took_it_and_not_before(pushing: Pushing) -> None:
    pushing.subscribed("Vera")
    proposal_id = pushing.in_objection()
    pushing.receiver.status = 503
    heard(pushing)
    assert not told_by_push(pushing, proposal_id)
    pushing.receiver.status = 201
    pushing.round(pushing.now + FIRST_WAIT)
    assert told_by_push(pushing, proposal_id)
