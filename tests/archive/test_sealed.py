"""The clerk and an auditor read what was sealed: with a reason, never without a trace, and those whose words they are see it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from consensus.domain.actor import Actor
from consensus.domain.errors import ForbiddenError, InvalidError, RefusedError
from consensus.domain.terms import Attribution, ObjectionKind, Visibility
from consensus.ledger.models import LedgerEntry
from consensus.people.commands import end_audit, name_auditor
from consensus.people.models_sealed import SealedLook
from consensus.proposals.models import Proposal
from consensus.voting import commands as voting
from tests.archive.conftest import Readers
from tests.archive.scenes import at_every_level, plain, working_group
from tests.bodies.world import DAY, entries
from tests.support.browsing import text_of
from tests.support.remembered import told_once
from tests.voting.story import Network, Story

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

ADDRESS = "/archive/WG/2026/001"
SEALED = ("The hush of xylophones.", "Muffle them.", "Our statutes forbid zephyrs.", "Silence, said the sphinx.")
WHY = "A complaint about the call of March."


@pytest.fixture
@told_once
def story(network: Network) -> Story:
    return at_every_level(network)


def look(story: Story, actor: Actor, reason: str = WHY) -> tuple[voting.SealedWords, ...]:
    """Look at what is sealed in the story's decision."""
    return voting.look_at_sealed(story.session, actor=actor, proposal_id=story.id, reason=reason, now=story.network.tick())


def lapse_of(story: Story) -> datetime | None:
    """Return when the story's proposal lapses if nothing happens."""
    return story.session.scalars(select(Proposal.lapses_at).where(Proposal.id == story.id)).one()


def test_the_clerk_reads_it_after_saying_why_and_not_before(story: Story, readers: Readers) -> None:
    steward = readers.steward()
    before = text_of(steward.get(ADDRESS)) + text_of(steward.get(f"{ADDRESS}.json")) + text_of(steward.get(f"{ADDRESS}/sealed"))
    assert [words for words in SEALED if words in before] == []
    assert f'href="{ADDRESS}/sealed"' in before

    wordless = steward.post(f"{ADDRESS}/sealed", {"reason": " "})
    assert (wordless.status_code, [words for words in SEALED if words in text_of(wordless)]) == (422, [])

    read = steward.post(f"{ADDRESS}/sealed", {"reason": WHY})
    assert [words for words in SEALED if words not in text_of(read)] == []
    assert read.headers["Cache-Control"] == "no-store"


def test_nobody_else_does(story: Story, readers: Readers) -> None:
    for browser in (readers.of("Outsider"), readers.of("Brook"), readers.stranger()):
        assert f"{ADDRESS}/sealed" not in text_of(browser.get(ADDRESS))
        assert browser.get(f"{ADDRESS}/sealed").status_code == 403
        assert browser.post(f"{ADDRESS}/sealed", {"reason": WHY}).status_code == 403
    assert readers.visitor().get(f"{ADDRESS}/sealed").status_code in {302, 303, 401}
    assert story.session.scalar(select(func.count()).select_from(SealedLook)) == 0


def test_a_look_is_in_the_record_with_its_reason_and_without_the_words(story: Story) -> None:
    words = look(story, story.network.world.steward)

    said = entries(story.session, "look_at_sealed")
    assert [(each["data"]["reason"], each["data"]["capacity"], len(each["data"]["looked_at"])) for each in said] == [
        (WHY, "clerk", len(words))
    ]
    text = story.session.scalars(select(LedgerEntry.entry).where(LedgerEntry.act == "look_at_sealed")).one()
    assert [each for each in SEALED if each in str(text)] == []


def test_those_whose_words_they_are_see_who_read_them_when_and_why(story: Story, readers: Readers) -> None:
    look(story, story.network.world.steward)

    for name in ("Fennel", "Cinder"):
        shown = text_of(readers.of(name).get("/account"))
        assert "Sam Steward" in shown
        assert WHY in shown
        assert "WG/2026/001" in shown
    for name in ("Brook", "Drift", "Outsider"):
        assert WHY not in text_of(readers.of(name).get("/account"))
    assert WHY in text_of(readers.of("Iris").get(f"/proposals/{story.id}/timeline"))


def test_before_there_is_a_decision_a_look_is_an_act_too(network: Network, readers: Readers) -> None:
    story = network.propose("Ampersand", visibility=Visibility.PUBLIC, body=working_group(network)).commented().called_for_objections()
    address = f"/proposals/{story.id}/sealed"
    assert readers.steward().post(address, {"reason": WHY}).status_code == 409, "nothing is sealed yet"
    story.objected("Fennel", SEALED[0], kind=ObjectionKind.BLOCK, attribution=Attribution.SEALED)
    lapses_at = lapse_of(story)
    steward = readers.steward()
    page = text_of(steward.get(f"/proposals/{story.id}"))
    assert (SEALED[0] in page, f'href="{address}"' in page) == (False, True)
    assert steward.post(address, {"reason": " "}).status_code == 422
    assert SEALED[0] in text_of(steward.post(address, {"reason": WHY}))
    assert [(each["data"]["capacity"], "decision" in each) for each in entries(story.session, "look_at_sealed")] == [("clerk", False)]
    assert lapse_of(story) == lapses_at, "who reads does not act on it"

    for name in ("Outsider", "Brook"):
        browser = readers.of(name)
        assert address not in text_of(browser.get(f"/proposals/{story.id}"))
        assert (browser.get(address).status_code, browser.post(address, {"reason": WHY}).status_code) == (403, 403)
        assert WHY not in text_of(browser.get("/")) + text_of(browser.get("/account"))
    fennel = readers.of("Fennel")
    for page in ("/", "/account", f"/proposals/{story.id}/timeline"):
        assert WHY in text_of(fennel.get(page)), page
    network.later(31 * DAY)
    assert WHY not in text_of(readers.of("Fennel").get("/")), "home shows it for a while, the account for good"
    assert WHY in text_of(readers.of("Fennel").get("/account"))


def test_an_auditor_reads_it_for_a_time(story: Story, readers: Readers) -> None:
    network = story.network
    stranger = network.world.stranger
    assert stranger.person_id is not None
    with pytest.raises(ForbiddenError):
        look(story, stranger)
    term = name_auditor(
        story.session,
        actor=network.world.steward,
        person_id=stranger.person_id,
        reason="Chosen by the assembly.",
        ends_at=network.now + 30 * DAY,
        now=network.tick(),
    )
    auditor = readers.stranger()
    assert "You are an auditor" in text_of(auditor.get("/account"))
    assert auditor.get("/archive/sealed?number=WG/2026/001").location == f"{ADDRESS}/sealed"
    assert auditor.get(f"/archive/sealed?number={story.id}").location == f"/proposals/{story.id}/sealed"
    assert len(look(story, stranger)) >= len(SEALED) - 1
    assert entries(story.session, "look_at_sealed")[-1]["data"]["capacity"] == "auditor"

    network.later(31 * DAY)
    with pytest.raises(ForbiddenError):
        look(story, stranger)
    assert term


def test_an_audit_can_end_earlier_and_never_later(story: Story) -> None:
    network, session = story.network, story.session
    steward, stranger = network.world.steward, network.world.stranger
    assert stranger.person_id is not None
    terms: dict[str, Any] = {"actor": steward, "person_id": stranger.person_id, "reason": "Chosen."}
    for ends_at in (network.now, network.now + timedelta(days=400)):
        with pytest.raises(InvalidError, match="an audit is for a time"):
            name_auditor(session, **terms, ends_at=ends_at, now=network.now)
    with pytest.raises(ForbiddenError):
        name_auditor(session, **terms | {"actor": stranger}, ends_at=network.now + DAY, now=network.now)
    term = name_auditor(session, **terms, ends_at=network.now + DAY, now=network.now)
    with pytest.raises(InvalidError, match="is an auditor already"):
        name_auditor(session, **terms, ends_at=network.now + DAY, now=network.now)

    end_audit(session, actor=steward, term_id=term, now=network.tick())

    with pytest.raises(ForbiddenError):
        look(story, stranger)
    with pytest.raises(RefusedError):
        end_audit(session, actor=steward, term_id=term, now=network.tick())


def test_where_nothing_is_sealed_there_is_nothing_to_look_at(network: Network) -> None:
    network.voices("Alpha", "Beta", "Gamma", "Delta")
    story = plain(network)
    with pytest.raises(RefusedError, match="Nothing in this decision is sealed"):
        look(story, network.world.steward)


def test_a_steward_names_an_auditor_on_a_page(story: Story, readers: Readers) -> None:
    steward = readers.steward()
    wrong = steward.post("/steward/auditors", {"person": "Nobody", "reason": "", "ends_on": "2027-01-01"})
    assert (wrong.status_code, 'value="Nobody"' in text_of(wrong)) == (422, True)
    last = (story.network.now + 10 * DAY).date().isoformat()
    steward.post("/steward/auditors", {"person": "Nobody Special", "reason": "Chosen by the assembly.", "ends_on": last})
    page = text_of(steward.get("/steward/auditors"))
    assert "Chosen by the assembly." in page
    assert readers.of("Brook").get("/steward/auditors").status_code == 403
    steward.post("/steward/auditors/1/end")
    assert "ended" in text_of(steward.get("/steward/auditors"))
