"""A small network in which something is in every state at once, so that every page has something to show.

It ends now by the clock of the server that shows it: windows that are open are open there, too.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from consensus.archive.commands import import_loomio
from consensus.archive.loomio import read_export
from consensus.bodies.commands import (
    RulesetDraft,
    add_seat,
    fill_seats,
    found_body,
    leave_seat,
    name_alternate,
    name_facilitators,
    suspend_seat,
)
from consensus.bodies.commands.filling import Filling
from consensus.bodies.models import Seat
from consensus.domain.actor import OPERATOR
from consensus.domain.terms import Attribution, BodyKind, Disposition, FilledBy, ObjectionKind, Visibility
from consensus.elections import commands as electing
from consensus.elections.commands import Call
from consensus.meetings import commands as meeting
from consensus.outward import Allowed
from consensus.proposals import commands as proposing
from consensus.voting import commands as voting
from consensus.webhooks.commands import Outside, Told, add_webhook, try_webhook
from consensus.webhooks.sealed import sealing_of
from consensus.webhooks.terms import EVENTS, Kind
from tests.archive.exports import in_json, older
from tests.pages.rarer import Rarer
from tests.pages.scene import DAY, Scene

LASTS = 186 * DAY
"""How long before now the network was founded."""


def whole_network(app: Flask, session: Session, folder: Path) -> tuple[Scene, tuple[str, ...]]:
    """Found it, let everything happen, and return addresses to which few links lead beside it."""
    scene = Scene(app, session, languages=("en", "es"), start=datetime.now(UTC) - LASTS)
    name_facilitators(session, actor=scene.steward, body_id=scene.body_id, person_ids=[scene.person_id["Femi"]], now=scene.tick())
    with read_export(in_json(folder / "export.json", older())) as export:
        import_loomio(session, actor=OPERATOR, body_id=scene.body_id, export=export, visibility=Visibility.NETWORK, now=scene.tick())
    rarer = Rarer(scene)
    rarer.sealed()
    seats = _board(scene)
    rarer.youth(seats)
    _counted(scene, seats[1])
    asked, objected = _proposals(scene)
    rarer.finds("pages.sealed", proposal_id=objected)
    voting_on = _election(scene, seats[3], "Who fills the other seat?")
    _close_nominations(scene, voting_on)
    _still_talked_about(scene)
    _election(scene, seats[2], "Who stands in?")
    _meeting(scene)
    _webhook(scene)
    rarer.words()
    found = rarer.addresses() + rarer.letters(asked)
    session.rollback()
    return scene, found


def _proposals(scene: Scene) -> tuple[int, int]:
    """Leave proposals in several stages; return one where voices stand somewhere, and one on which an objection is sealed."""
    scene.adopted(visibility=Visibility.PUBLIC)
    blocked = scene.in_objection()
    block = scene.objects("Vera", blocked, kind=ObjectionKind.BLOCK)
    scene.answers(blocked, block)
    asked, objected = scene.in_comment(), scene.in_comment()
    issue = scene.issue("Ines", asked)
    scene.do("Owen", proposing.answer_issue, asked, comment_id=issue, disposition=Disposition.ACCEPTED, text="The network does.")
    scene.tick(31 * DAY)
    scene.do("Femi", voting.declare_unresolved, blocked, objection_id=block)
    scene.do("Femi", voting.call_for_consensus, blocked)
    for name in ("Owen", "Femi", "Ines", "Rita", "Bela"):
        scene.says(name, blocked, "support")
    scene.do("Owen", voting.withdraw_proposal, scene.draft(), reason="Another group does it.")
    for each in (asked, objected):
        scene.do("Femi", voting.call_for_objections, each)
    met = scene.objects("Rita", asked)
    scene.do("Rita", voting.withdraw_objection, asked, objection_id=met)
    far = scene.objects("Rita", objected)
    scene.answers(objected, far)
    scene.revises(objected, "We meet in **autumn**.", meets=(far,))
    scene.objects("Ines", objected, "Who is far away cannot come.", attribution=Attribution.SEALED)
    scene.over(asked)
    scene.over(blocked)
    scene.says("Vera", asked, "reservation", "Only if the buses run.")
    return asked, objected


def _still_talked_about(scene: Scene) -> None:
    scene.now = datetime.now(UTC) - DAY / 2
    commented = scene.in_comment(visibility=Visibility.PUBLIC)
    scene.issue("Ines", commented)
    said: dict[str, Any] = {"passage": "spring", "amendment": "autumn", "text": "Rain."}
    scene.do("Vera", proposing.suggest_amendment, commented, **said)
    scene.do("Rita", proposing.comment, commented, text="I live beside the school.", is_issue=False)
    scene.draft()


def _board(scene: Scene) -> list[int]:
    """Found a board: a seat whose holder has an alternate, an open one, one that is suspended, and one that was never filled."""
    session, steward = scene.session, scene.steward
    rules = [{"id": "two", "kind": "count", "where": {"region": "AFR"}, "min": 1, "text": {"en": "Africa has a seat."}}]
    draft = RulesetDraft(composition=rules, attributes={"region": ["AFR", "ASIA_PAC", "LAC", "MENA"]}, seats=4, reason="To begin with.")
    body_id = found_body(
        session, actor=steward, code="BOARD", kind=BodyKind.STEERING, name="Board", languages=["en"], ruleset=draft, now=scene.tick()
    )
    seats = [
        add_seat(session, actor=steward, body_id=body_id, label=f"Seat {n}", kind="regional", term_months=36, now=scene.tick())
        for n in range(1, 5)
    ]
    ends = (scene.now + 900 * DAY).date()
    fillings = [
        Filling(seat, scene.person_id[name], scene.member_id[f"{name}'s group"], ends, FilledBy.APPOINTED)
        for seat, name in zip(seats, ("Owen", "Vera", "Ines"), strict=False)
    ]
    fill_seats(session, actor=steward, body_id=body_id, fillings=fillings, reason="The first.", now=scene.tick())
    bela, group = scene.person_id["Bela"], scene.member_id["Bela's group"]
    name_alternate(session, actor=steward, seat_id=seats[0], person_id=bela, member_id=group, reason="Named.", now=scene.tick())
    suspend_seat(session, actor=steward, seat_id=seats[2], reason="While it is looked into.", now=scene.tick())
    leave_seat(session, actor=steward, seat_id=seats[1], reason="Moves away.", now=scene.tick())
    return seats


def _election(scene: Scene, seat: int, title: str) -> int:
    """Call an election to a seat, for which two stand."""
    session, steward = scene.session, scene.steward
    call = Call(
        title=title,
        about="One seat.",
        seat_ids=[seat],
        nominations_close_at=scene.now + DAY,
        voting_days=7,
        term_ends_on=(scene.now + 900 * DAY).date(),
    )
    body_id = session.get_one(Seat, seat).body_id
    election_id = electing.call_election(session, actor=steward, body_id=body_id, call=call, now=scene.tick())
    for name in ("Rita", "Femi"):
        member_id = scene.member_id[f"{name}'s group"]
        electing.stand(
            session,
            actor=scene.actor(name),
            election_id=election_id,
            member_id=member_id,
            statement="I stand.",
            consents=True,
            now=scene.tick(),
        )
    return election_id


def _close_nominations(scene: Scene, election_id: int) -> None:
    scene.tick(DAY)
    electing.close_nominations(scene.session, actor=scene.steward, election_id=election_id, now=scene.now)


def _counted(scene: Scene, seat: int) -> None:
    """Let an election be over and its result wait for the appointment."""
    election_id = _election(scene, seat, "Who fills the first open seat?")
    _close_nominations(scene, election_id)
    for name in ("Owen", "Vera", "Ines"):
        member_id = scene.member_id[f"{name}'s group"]
        electing.cast_ballot(
            scene.session, actor=scene.actor(name), election_id=election_id, member_id=member_id, preferences=[1, 2], now=scene.tick()
        )
    scene.tick(8 * DAY)
    electing.count_election(scene.session, actor=scene.steward, election_id=election_id, now=scene.now)


def _meeting(scene: Scene) -> None:
    session, femi = scene.session, scene.actor("Femi")
    said: dict[str, Any] = {"actor": femi, "now": scene.tick()}
    meeting_id = meeting.call_meeting(
        session,
        **said,
        body_id=scene.body_id,
        title="Monthly call",
        place="By video",
        planned_at=scene.now,
        secretary_id=scene.person_id["Femi"],
    )
    item = meeting.add_agenda_item(session, **said, meeting_id=meeting_id, title="Who comes?")
    meeting.start_meeting(session, **said, meeting_id=meeting_id)
    meeting.open_item(session, **said, meeting_id=meeting_id, item_id=item)


def _webhook(scene: Scene) -> None:
    """Let a room be told what happens, to which something waits to be brought."""
    outside = Outside(sealing_of(scene.app.config["SETTINGS"].secret_key), Allowed())
    told = Told(
        name="The room of the group",
        events=tuple(EVENTS),
        language="en",
        audience=Visibility.BODY,
        tells_title=True,
        address="https://chat.example.org/hooks/invented",
    )
    said: dict[str, Any] = {"actor": scene.steward, "now": scene.tick()}
    added = add_webhook(scene.session, **said, kind=Kind.MATTERMOST, body_id=scene.body_id, told=told, outside=outside)
    try_webhook(scene.session, **said, webhook_id=added.webhook_id)
