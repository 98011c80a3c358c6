"""Names and leftovers go after the time that was set, once, unless they are held; nothing else is touched."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from config import Settings
from consensus import ledger
from consensus.api.commands import make_token
from consensus.api.models import ApiToken
from consensus.api.scopes import Scope
from consensus.clock.scheduler import Clock
from consensus.domain.errors import ForbiddenError, InvalidError, NotFoundError
from consensus.domain.retention import KINDS, Category, Setting, pseudonym, setting_of
from consensus.ledger.models import LedgerEntry
from consensus.mail.models import LetterStatus, MailLetter
from consensus.meetings import commands as meeting
from consensus.people.commands import end_mandate
from consensus.people.models import Doorway, Mandate, Person
from consensus.people.models_identity import Identity
from consensus.proposals import commands as proposing
from consensus.proposals.models import Autosave
from consensus.retention.commands import keep_retention, place_hold, release_hold, set_retention
from consensus.retention.due import due
from consensus.retention.queries import retention_page
from tests.meetings.room import Room
from tests.pages.scene import DAY
from tests.pages.test_statements import MOST, statements
from tests.support.browsing import text_of

ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def sets(room: Room, category: Category, days: int | None = 30, body_id: int | None = None) -> None:
    set_retention(room.session, actor=room.steward, category=category, days=days, body_id=body_id, now=room.now)


def holds(room: Room, **about: int) -> int:
    return place_hold(room.session, actor=room.steward, reason="A court asks.", now=room.now, **about)


def run(room: Room, folder: Path = Path("/nowhere")) -> int:
    return keep_retention(room.session, now=room.now, mail_folder=folder)


def commented(room: Room) -> int:
    """A proposal that Vera commented on and that was withdrawn."""
    proposal_id = room.in_comment()
    room.do("Vera", proposing.comment, proposal_id, text="The hills are lovely.")
    room.goes_on_to_adoption(proposal_id)
    return proposal_id


def leaves(room: Room, who: str) -> None:
    for mandate_id in list(room.session.scalars(select(Mandate.id).where(Mandate.person_id == room.person_id[who]))):
        end_mandate(room.session, actor=room.steward, mandate_id=mandate_id, ends_at=None, now=room.tick())


def reports(room: Room) -> list[Any]:
    found = list(room.session.scalars(select(LedgerEntry.entry).where(LedgerEntry.act == "keep_retention")))
    room.session.rollback()
    return found


def test_a_person_who_has_left_is_called_by_their_member_and_forgotten_once(room: Room) -> None:
    sets(room, Category.PERSONS)
    ends = room.now + 90 * DAY
    make_token(room.session, actor=room.actor("Vera"), name="Vera's own", scopes=(Scope.READ,), expires_at=ends, now=room.now)
    room.session.add(
        Identity(person_id=room.person_id["Vera"], issuer="https://accounts.example.org", subject_sha256="0" * 64, linked_at=room.now)
    )
    room.session.commit()
    leaves(room, "Vera")
    room.tick(29 * DAY)
    assert run(room) == 0
    room.tick(2 * DAY)

    assert run(room) == 1

    vera = room.session.get_one(Person, room.person_id["Vera"])
    assert vera.name == "A person of Vera's group"
    assert (vera.email, vera.password_hash, vera.gender, vera.is_active) == (None, None, None, False)
    assert (room.count(ApiToken), room.count(Identity)) == (0, 0)
    assert room.session.get_one(Person, room.person_id["Zoe"]).name == "Zoe"
    assert ledger.verify(room.session).problems == ()
    (report,) = reports(room)
    assert '"persons":1' in report
    assert "Vera" not in report
    room.tick(2 * DAY)
    assert run(room) == 0
    assert len(reports(room)) == 1


@ON_SQLITE
def test_nobody_has_left_who_still_has_something_in_hand(room: Room) -> None:
    sets(room, Category.PERSONS)
    room.in_comment()
    for who in ("Owen", "Femi", "Nora"):
        leaves(room, who)
    room.tick(40 * DAY)
    assert set(due(room.session, room.now).persons) == {room.person_id["Nora"]}


def test_a_discussion_stands_without_the_names_of_people_after_its_time(room: Room) -> None:
    proposal_id = commented(room)
    address = f"/proposals/{proposal_id}"
    sets(room, Category.DISCUSSION, 30, room.body_id)
    room.tick(31 * DAY)
    before = text_of(room.browser("Ines").get(address))
    assert [each[0] for each in retention_page(room.session, room.now).proposals] == [proposal_id]
    room.session.rollback()
    assert run(room) == 1

    ines = room.browser("Ines")
    for page in (text_of(ines.get(address)), text_of(ines.get(f"{address}/comments"))):
        assert "<bdi>Vera</bdi>" not in page
        assert "A person of <bdi>Vera&#39;s group</bdi>" in page
        assert "The hills are lovely." in page
    timeline = text_of(ines.get(f"{address}/timeline"))
    assert "Vera commented" not in timeline
    assert "Somebody of this body commented." in timeline
    assert "A person of Vera&#39;s group said where Vera&#39;s group stands: Agree." in timeline
    assert "<bdi>Vera</bdi>" in before
    assert ledger.verify(room.session).problems == ()


@ON_SQLITE
def test_a_meeting_stands_without_names_after_its_time(room: Room) -> None:
    meeting_id, _ = room.at_item(None, title="The hills", presenter_id=room.person_id["Rita"])
    room.act("Femi", meeting.end_meeting, meeting_id)
    sets(room, Category.MEETINGS)
    room.tick(31 * DAY)
    assert run(room) == 1
    vera = room.browser("Vera")
    for address in ("", "/minutes", "/minutes.md"):
        page = text_of(vera.get(f"/meetings/{meeting_id}{address}"))
        assert "The hills" in page
        assert not [name for name in ("Ines", "Femi", "Rita") if f">{name}<" in page or f" {name}\n" in page]
        assert "A person of this body" in page


@ON_SQLITE
def test_a_body_has_its_own_number_before_that_of_the_network(room: Room) -> None:
    commented(room)
    sets(room, Category.DISCUSSION, 30)
    sets(room, Category.DISCUSSION, None, room.body_id)
    room.tick(400 * DAY)
    assert due(room.session, room.now).discussion == ()


@ON_SQLITE
def test_leftovers_go_with_their_files(room: Room, tmp_path: Path) -> None:
    proposing.autosave(room.session, actor=room.actor("Vera"), place="/a", fields={"text": ["x"]}, now=room.now)
    person_id, made_at = room.person_id["Zoe"], room.now
    for name in ("old.eml", "../never.eml"):
        room.session.add(
            MailLetter(
                key=f"reset:{name}",
                message_id=name,
                person_id=person_id,
                status=LetterStatus.LAID_DOWN,
                made_at=made_at,
                due_at=made_at,
                next_try_at=made_at,
                settled_at=made_at,
                file_name=name,
            )
        )
    lasts = made_at + timedelta(hours=2)
    room.session.add(Doorway(person_id=person_id, purpose="reset", token_sha256="a" * 64, made_at=made_at, expires_at=lasts))
    room.session.commit()
    folder = tmp_path / "mail"
    folder.mkdir()
    for path in (folder / "old.eml", folder / "other.eml", tmp_path / "never.eml"):
        path.write_text("Dear Zoe")
    room.tick(366 * DAY)

    run(room, folder)

    assert [room.count(model) for model in (Autosave, MailLetter, Doorway)] == [0, 0, 0]
    assert [path.exists() for path in (folder / "old.eml", folder / "other.eml", tmp_path / "never.eml")] == [False, True, True]


@ON_SQLITE
def test_what_is_held_keeps_its_names_until_it_is_released(room: Room) -> None:
    proposal_id, other = commented(room), commented(room)
    sets(room, Category.DISCUSSION)
    sets(room, Category.PERSONS)
    leaves(room, "Vera")
    hold_id = holds(room, proposal_id=proposal_id)
    room.tick(60 * DAY)
    found = due(room.session, room.now)
    assert (found.discussion, found.persons) == ((other,), {})
    in_body = holds(room, body_id=room.body_id)
    assert due(room.session, room.now).discussion == ()
    network = holds(room)
    release_hold(room.session, actor=room.steward, hold_id=hold_id, now=room.now)
    release_hold(room.session, actor=room.steward, hold_id=in_body, now=room.now)
    assert not any(due(room.session, room.now).counts.values())
    release_hold(room.session, actor=room.steward, hold_id=network, now=room.now)
    assert set(due(room.session, room.now).discussion) == {proposal_id, other}
    with pytest.raises(InvalidError):
        release_hold(room.session, actor=room.steward, hold_id=network, now=room.now)


@ON_SQLITE
def test_for_a_day_after_a_number_was_set_nothing_goes(room: Room) -> None:
    commented(room)
    room.tick(60 * DAY)
    sets(room, Category.DISCUSSION)
    room.tick(DAY - timedelta(seconds=1))
    assert run(room) == 0
    room.tick(timedelta(seconds=1))
    assert run(room) == 1


@ON_SQLITE
def test_the_clock_does_it_once_a_day(room: Room) -> None:
    commented(room)
    sets(room, Category.DISCUSSION)
    room.tick(60 * DAY)
    clock = Clock(room.app)
    clock.tick()
    assert len(reports(room)) == 1
    proposing.autosave(room.session, actor=room.actor("Vera"), place="/a", fields={"text": ["x"]}, now=room.now - 400 * DAY)
    for hours, number in ((2, 1), (20, 1), (4, 2)):
        room.tick(timedelta(hours=hours))
        clock.tick()
        assert len(reports(room)) == number


@ON_SQLITE
def test_only_a_steward_sets_holds_and_releases(room: Room) -> None:
    hold_id = holds(room)
    before = room.entries()
    owen = room.actor("Owen")
    with pytest.raises(ForbiddenError):
        set_retention(room.session, actor=owen, category=Category.PERSONS, days=30, now=room.now)
    with pytest.raises(ForbiddenError):
        place_hold(room.session, actor=owen, reason="Mine.", now=room.now)
    with pytest.raises(ForbiddenError):
        release_hold(room.session, actor=owen, hold_id=hold_id, now=room.now)
    browser = room.browser("Owen")
    assert {browser.get(f"/steward/retention{page}").status_code for page in ("", "/set", "/hold")} == {403}
    assert room.entries() == before


@ON_SQLITE
def test_what_cannot_be_set_or_held_is_refused(room: Room) -> None:
    before = room.entries()
    for days, body_id, category in ((29, None, Category.DRAFTS), (40_000, None, Category.DRAFTS), (60, room.body_id, Category.DRAFTS)):
        with pytest.raises(InvalidError):
            sets(room, category, days, body_id)
    with pytest.raises(InvalidError):
        place_hold(room.session, actor=room.steward, reason=" ", now=room.now)
    with pytest.raises(NotFoundError):
        holds(room, proposal_id=77)
    assert room.entries() == before


@ON_SQLITE
def test_a_steward_sees_what_is_due_sets_holds_and_releases(room: Room, settings: Settings) -> None:
    proposal_id = commented(room)
    leaves(room, "Vera")
    room.tick(60 * DAY)
    sam = room.browser("Sam")
    assert text_of(sam.get("/steward/retention")).count("default of the software") == len(Category)
    both = sam.post("/steward/retention/set", {"category": "persons", "body": "", "days": "40", "forever": "y"})
    assert both.status_code == 422
    assert 'value="40"' in text_of(both)
    for category in ("persons", "discussion"):
        assert sam.post("/steward/retention/set", {"category": category, "body": "", "days": "40"}).status_code == 303
    page = text_of(sam.get("/steward/retention"))
    assert len(statements(room, "Sam", "/steward/retention")) <= MOST
    assert "<bdi>Vera</bdi> would be called: <bdi>A person of Vera&#39;s group</bdi>" in page
    assert f'href="/proposals/{proposal_id}"' in page

    assert sam.post("/steward/retention/hold", {"body": "", "proposal": str(proposal_id), "reason": "A court asks."}).status_code == 303
    page = text_of(sam.get("/steward/retention"))
    assert "A court asks." in page
    assert "No name would go." in page
    assert "held it as it is" in text_of(room.browser("Ines").get(f"/proposals/{proposal_id}/timeline"))
    assert sam.post("/steward/retention/hold/1/release").status_code == 303

    room.tick(2 * DAY)
    run(room)
    page = text_of(sam.get("/steward/retention"))
    assert "People who have left 1" in page


@ON_SQLITE
def test_a_dry_run_names_nobody_and_changes_nothing(room: Room, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from consensus.cli.retention import retention

    sets(room, Category.PERSONS)
    leaves(room, "Vera")
    room.tick(60 * DAY)
    before = room.entries()
    monkeypatch.setattr(Settings, "from_env", lambda: settings)
    monkeypatch.setattr("consensus.web.now.now", lambda: room.now)

    result = CliRunner().invoke(retention, ["--dry-run"])

    assert result.exit_code == 0
    assert f"{KINDS[Category.PERSONS].name}: 1\n" in result.output
    assert f"  person {room.person_id['Vera']}\n" in result.output
    assert "Vera" not in result.output
    assert room.entries() == before


def test_a_default_is_told_from_what_was_set() -> None:
    assert setting_of({}, Category.DRAFTS) == Setting(365, is_default=True)
    assert setting_of({(Category.DRAFTS, None): None}, Category.DRAFTS) == Setting(None, is_default=False)
    rules = {(Category.MEETINGS, None): 40, (Category.MEETINGS, 7): 90}
    assert [setting_of(rules, Category.MEETINGS, body).days for body in (7, 8)] == [90, 40]


def test_no_name_goes_by_default() -> None:
    assert {each for each in Category if KINDS[each].default is None} == {Category.PERSONS, Category.DISCUSSION, Category.MEETINGS}


def test_a_pseudonym_is_always_the_same_for_the_same_member() -> None:
    assert pseudonym("Ñandú") == pseudonym("Ñandú") == "A person of Ñandú"
    assert pseudonym(None) == "A person who has left"
