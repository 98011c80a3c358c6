"""Elections: their public facts. Who voted what stands nowhere; that a member voted, on the list of voters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import g

from consensus.api.kinds import COUNT, DAY, ID, INSTANT, TRUTH, WORDS, OneOf
from consensus.api.operations import Asked, Listed, address_of, in_path, reading
from consensus.api.reads.bodies import CODE
from consensus.api.records import Many, Maybe, Record, field_of, within
from consensus.api.states import state_of
from consensus.bodies.queries import body_head
from consensus.bodies.views.access import reader_of_the_network
from consensus.domain.composition.words import FailureStep
from consensus.domain.permissions import Permission, may, roles_of
from consensus.domain.terms import MemberKind
from consensus.elections.counting import Method
from consensus.elections.models import Election, ElectionStage, Secrecy, Standing
from consensus.elections.queries import ElectionPage, Offered, election_page, elections_of, offered_in, prospects_of

ELECTION_ID = in_path("election_id", ID, "The number of the election.")
LISTED = Record(
    "ListedElection",
    "An election in a list.",
    {
        "id": field_of(ID, "election_id"),
        "title": field_of(WORDS, "title"),
        "body": field_of(WORDS, "body_code"),
        "stage": field_of(OneOf(ElectionStage), "stage"),
        "seats": field_of(COUNT, "seats"),
        "nominations_close_at": field_of(INSTANT, "nominations_close_at"),
        "voting_closes_at": field_of(Maybe(INSTANT), "voting_closes_at"),
    },
)
SEAT = Record(
    "ContestedSeat",
    "A seat that is filled by the election.",
    {"id": field_of(ID, "seat_id"), "label": field_of(WORDS, "label"), "is_left_vacant": field_of(TRUTH, "is_left_vacant")},
)
CANDIDATE = Record(
    "Candidate",
    "Somebody who stands.",
    {
        "id": field_of(ID, "candidacy_id"),
        "name": field_of(WORDS, "name"),
        "member": field_of(WORDS, "member_name"),
        "region": field_of(WORDS, "region"),
        "kind": field_of(OneOf(MemberKind), "kind"),
        "standing": field_of(OneOf(Standing), "standing"),
        "statement": field_of(WORDS, "statement"),
        "number": field_of(Maybe(COUNT), "number", "By the draw; null before it."),
    },
)
VOTER = Record(
    "Voter",
    "A member on the list of voters.",
    {
        "member_id": field_of(ID, "member_id"),
        "name": field_of(WORDS, "name"),
        "region": field_of(WORDS, "region"),
        "has_voted": field_of(TRUTH, "has_voted"),
    },
)
OWN_MEMBER = Record(
    "OwnMemberInElection",
    "A member for which the reader speaks.",
    {"member_id": field_of(ID, "member_id"), "name": field_of(WORDS, "name"), "kind": field_of(OneOf(MemberKind), "kind")},
)
ELECTION = Record(
    "Election",
    "One election.",
    {
        "id": field_of(ID, "election_id"),
        "title": field_of(WORDS, "title"),
        "about": field_of(WORDS, "about"),
        "body": field_of(WORDS, "body_code"),
        "method": field_of(OneOf(Method), "method"),
        "secrecy": field_of(OneOf(Secrecy), "secrecy"),
        "stage": field_of(OneOf(ElectionStage), "stage"),
        "term_ends_on": field_of(Maybe(DAY), "term_ends_on"),
        "called_at": field_of(INSTANT, "called_at"),
        "nominations_close_at": field_of(INSTANT, "nominations_close_at"),
        "voting_opened_at": field_of(Maybe(INSTANT), "voting_opened_at"),
        "voting_closes_at": field_of(Maybe(INSTANT), "voting_closes_at"),
        "ended_at": field_of(Maybe(INSTANT), "ended_at"),
        "end_reason": field_of(Maybe(WORDS), "end_reason"),
        "ruleset": field_of(Maybe(COUNT), "ruleset_number"),
        "follows": field_of(Maybe(ID), "earlier_id", "The election that left these seats unfilled."),
        "voter_kinds": field_of(Many(OneOf(MemberKind)), "voter_kinds"),
        "stander_kinds": field_of(Many(OneOf(MemberKind)), "stander_kinds"),
        "voting_days": field_of(COUNT, "voting_days"),
        "seats": field_of(Many(SEAT), "seats"),
        "candidates": field_of(Many(CANDIDATE), "standing"),
        "nominated": field_of(Many(CANDIDATE), "nominated", "Those who have not answered."),
        "voters": field_of(Many(VOTER), "voters"),
        "counts": field_of(COUNT, "counts", "How often the ballots were counted."),
        "own": field_of(Maybe(CANDIDATE), "own", "The reader's own candidacy."),
        "my_members": field_of(Many(OWN_MEMBER), "mine", "The members for which the reader speaks here."),
    },
)
OPEN_ACT = Record(
    "OpenInElection",
    "Something that the reader can do in the election now: the buttons of its page.",
    {
        "act": field_of(WORDS, "offered.act"),
        "title": field_of(WORDS, "offered.title"),
        "is_grave": field_of(TRUTH, "offered.is_grave"),
        "address": field_of(Maybe(WORDS), "address", "Where it is sent by POST; null where it has no door here."),
        "step": field_of(Maybe(OneOf(FailureStep)), "offered.step", "The step that is taken, or left out, with it."),
    },
)
ELECTION_NOW = Record(
    "ElectionNow",
    "One election, with what its reader can do in it now.",
    {
        **within("page", ELECTION.fields),
        "waits_for": field_of(Many(WORDS), "waits_for", "Why those who stand cannot fill the seats, and who is wanted, in sentences."),
        "can": field_of(Many(OPEN_ACT), "can"),
    },
)


@dataclass(frozen=True, slots=True)
class OpenHere:
    """An open act, and where it is sent."""

    offered: Offered
    address: str | None


@dataclass(frozen=True, slots=True)
class WholeElection:
    """An election with what its reader can do now."""

    page: ElectionPage
    waits_for: tuple[str, ...]
    can: tuple[OpenHere, ...]


@reading("/bodies/{code}/elections", "The elections of a body, the newest first.", CODE, tag="Elections", answer=LISTED, is_paged=True)
def list_elections(asked: Asked) -> Listed:
    reader_of_the_network()
    return Listed(elections_of(asked.session, body_head(asked.session, asked.path["code"]).id))


@reading("/elections/{election_id}", "One election, with what I can do in it.", ELECTION_ID, tag="Elections", answer=ELECTION_NOW)
def get_election(asked: Asked) -> WholeElection:
    actor, session = reader_of_the_network(), asked.session
    page = election_page(session, asked.path["election_id"], actor, asked.now)
    g.api_state = state_of(Election, page.election_id, page.row_version)
    is_early = page.stage is ElectionStage.NOMINATIONS
    prospects = prospects_of(session, session.get_one(Election, page.election_id), asked.now) if is_early else None
    offers = offered_in(page, prospects, keeps=may(roles_of(actor), Permission.CALL_ELECTIONS))
    sentences = () if prospects is None or prospects.is_possible else prospects.sentences
    return WholeElection(page, sentences, with_addresses(offers, page.election_id, page.body_code))


def with_addresses(offers: Iterable[Offered], election_id: int, code: str) -> tuple[OpenHere, ...]:
    """Return open acts of an election of the body with a code, each with where it is sent."""
    return tuple(OpenHere(each, address_of(each.act, election_id=election_id, code=code)) for each in offers)
