"""What is rarer in the network that has something in every state, and where it is found: a page to which few links lead is here.

An alternate who stands in, a body in breach, elections whose rules fail, sealed dissent in a decision, links in letters.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import url_for
from sqlalchemy import select

from consensus.bodies.commands import RulesetDraft, add_seat, fill_seats, found_body, leave_seat, name_alternate, stand_in
from consensus.bodies.commands.filling import Filling
from consensus.domain.terms import Attribution, BodyKind, FilledBy, MemberStatus
from consensus.elections import commands as electing
from consensus.elections.commands import Call
from consensus.ledger.models import LedgerEntry
from consensus.notifications.letters import addresses, seal_of
from consensus.people.commands import change_member
from consensus.people.doorways import Purpose, open_doorway
from consensus.people.models import Member, Person
from consensus.proposals import commands as proposing
from consensus.replying.offers import offers_for
from consensus.voting import commands as voting
from consensus.voting.models import Decision
from tests.pages.scene import DAY, Scene

RULE = {
    "id": "mena",
    "kind": "count",
    "where": {"region": "MENA"},
    "min": 1,
    "text": {"en": "MENA has a seat."},
    "on_failure": ["drop_lowest"],
}


class Rarer:
    """Lets it happen, and collects the addresses."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.found: dict[str, dict[str, Any]] = {}

    def addresses(self) -> tuple[str, ...]:
        """Return where it is all found, but for what is behind links in letters."""
        with self.scene.app.test_request_context():
            return tuple(url_for(endpoint, **values) for endpoint, values in self.found.items())

    def finds(self, endpoint: str, **values: Any) -> None:
        """Remember a page."""
        self.found[endpoint] = values

    def _said(self, **said: Any) -> dict[str, Any]:
        return {"actor": self.scene.steward, "now": self.scene.tick(), **said}

    def _said_by(self, name: str) -> dict[str, Any]:
        return {"actor": self.scene.actor(name), "member_id": self.scene.member_id[f"{name}'s group"], "now": self.scene.tick()}

    def youth(self, board: list[int]) -> None:
        """Found a body beside the board: an alternate stands in, the rule does not hold any more, two elections come to nothing."""
        scene, session, alternates, suspended = self.scene, self.scene.session, board[0], board[2]
        draft = RulesetDraft(composition=[RULE], attributes={"region": ["AFR", "ASIA_PAC", "LAC", "MENA"]}, seats=5, reason="Begins.")
        body_id = found_body(session, **self._said(code="YOUTH", kind=BodyKind.STEERING, name="Youth", languages=["en"], ruleset=draft))
        place = {"body_id": body_id, "kind": "regional", "term_months": 36}
        seats = [add_seat(session, **self._said(label=f"Youth {n}", **place)) for n in range(1, 6)]
        ends = (scene.now + 900 * DAY).date()
        fillings = [
            Filling(seat, scene.person_id[name], scene.member_id[f"{name}'s group"], ends, FilledBy.APPOINTED)
            for seat, name in zip(seats, ("Vera", "Ines"), strict=False)
        ]
        fill_seats(session, **self._said(body_id=body_id, fillings=fillings, reason="The first."))
        nora, group = scene.person_id["Nora"], scene.member_id["Nora's group"]
        name_alternate(session, **self._said(seat_id=seats[0], person_id=nora, member_id=group, reason="Named."))
        stand_in(session, **self._said(seat_id=seats[0], reason="Vera is away."))
        leave_seat(session, **self._said(seat_id=seats[1], reason="Moves away."))
        for endpoint in ("bodies.begin", "bodies.end"):
            self.finds(endpoint, code="BOARD", seat_id=alternates)
        self.finds("bodies.name", code="BOARD", seat_id=suspended)
        self.finds("bodies.back", code="YOUTH", seat_id=seats[0])
        self.finds("bodies.breaches", code="YOUTH")
        self.finds("elections.call", code="YOUTH")
        self._breaks(body_id, seats[2:4])
        self._one_stands(body_id, [seats[1], seats[4]])

    def _called(self, body_id: int, title: str, seats: list[int]) -> int:
        now = self.scene.now
        ends = (now + 900 * DAY).date()
        call = Call(title=title, seat_ids=seats, nominations_close_at=now + DAY, voting_days=7, term_ends_on=ends)
        return electing.call_election(self.scene.session, **self._said(body_id=body_id, call=call))

    def _breaks(self, body_id: int, seats: list[int]) -> None:
        """Let people be elected who cannot sit together once the register changed."""
        scene, session = self.scene, self.scene.session
        moves = scene.member("Zoe", "Zoe's group", joins=False, region="MENA")
        election_id = self._called(body_id, "Who sits there?", seats)
        for name in ("Zoe", "Femi", "Rita"):
            electing.stand(session, election_id=election_id, statement="I stand.", consents=True, **self._said_by(name))
        scene.tick(DAY)
        electing.close_nominations(session, **self._said(election_id=election_id))
        for name in ("Owen", "Bela", "Femi"):
            electing.cast_ballot(session, election_id=election_id, preferences=[1, 2, 3], **self._said_by(name))
        scene.tick(8 * DAY)
        electing.count_election(session, **self._said(election_id=election_id))
        moved = session.get_one(Member, moves)
        known = {"name": moved.name, "country": moved.country, "kind": moved.kind, "status": MemberStatus.ACTIVE, "region": "AFR"}
        change_member(session, **self._said(member_id=moves, **known))
        self.finds("elections.drop_lowest", election_id=election_id)
        self.finds("elections.elect_anew", election_id=election_id)
        self.finds("elections.appoint_by", election_id=election_id, step="seat_vacant")

    def _one_stands(self, body_id: int, seats: list[int]) -> None:
        scene, election_id = self.scene, self._called(body_id, "Who else sits there?", seats)
        electing.stand(scene.session, election_id=election_id, statement="I stand.", consents=True, **self._said_by("Ines"))
        scene.tick(2 * DAY)
        self.finds("elections.leave_vacant", election_id=election_id)

    def sealed(self) -> None:
        """Adopt a proposal with a reservation that is sealed, whose text was translated and then revised."""
        scene = self.scene
        proposal_id = scene.in_comment()
        scene.do("Owen", proposing.translate, proposal_id, language="es", question="¿Nos reunimos?", text="Nos reunimos.")
        scene.revises(proposal_id, "We meet in **late spring**.")
        scene.tick(31 * DAY)
        scene.do("Femi", voting.call_for_objections, proposal_id)
        scene.over(proposal_id)
        for name in ("Owen", "Vera", "Ines", "Bela"):
            scene.says(name, proposal_id, "support")
        said = {"position": "reservation", "reason": "Men come at night.", "ground": "", "attribution": Attribution.SEALED}
        scene.do("Rita", voting.take_position, proposal_id, **said)
        scene.over(proposal_id)
        decided = scene.session.scalars(select(Decision).where(Decision.proposal_id == proposal_id)).one()
        code, year, sequence = decided.number.split("/")
        self.finds("archive.sealed", code=code, year=year, sequence=sequence)
        self.finds("pages.changes", proposal_id=proposal_id, **{"from": 1, "to": 2})
        self.finds("pages.comments", proposal_id=proposal_id)
        self.finds("pages.hand_over_several")

    def words(self) -> None:
        """Say something that could be erased."""
        newest = select(LedgerEntry.index).where(LedgerEntry.act == "comment").order_by(LedgerEntry.index.desc()).limit(1)
        self.finds("erasing.entry", entry_index=self.scene.session.scalars(newest).one())

    def letters(self, asked: int) -> tuple[str, ...]:
        """Return the addresses in letters: links with a password behind them, to stand somewhere, and to get fewer letters."""
        scene, session, now = self.scene, self.scene.session, datetime.now(UTC)
        zoe = session.get_one(Person, scene.person_id["Zoe"])
        tokens = [open_doorway(session, zoe, purpose, now).token for purpose in (Purpose.INVITATION, Purpose.RESET)]
        offers = offers_for(session, person_id=scene.person_id["Bela"], proposal_id=asked, base_url="", now=now)
        session.commit()
        assert offers is not None
        key = addresses("", scene.app.config["SETTINGS"].secret_key).key
        less = f"/n/notice/{seal_of(key, 'notice')}"
        return (f"/invitation?token={tokens[0]}", f"/new-password?token={tokens[1]}", offers.links[0].url, less)
