"""Elections: their public facts. Who voted what stands nowhere; that a member voted, on the list of voters."""

from __future__ import annotations

from consensus.api.kinds import COUNT, DAY, ID, INSTANT, TRUTH, WORDS, OneOf
from consensus.api.operations import Asked, Listed, in_path, reading
from consensus.api.reads.bodies import CODE
from consensus.api.records import Many, Maybe, Record, field_of
from consensus.bodies.queries import body_head
from consensus.bodies.views.access import reader_of_the_network
from consensus.domain.terms import MemberKind
from consensus.elections.counting import Method
from consensus.elections.models import ElectionStage, Secrecy, Standing
from consensus.elections.queries import elections_of
from consensus.elections.queries.one import ElectionPage, election_page

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
        "seats": field_of(Many(SEAT), "seats"),
        "candidates": field_of(Many(CANDIDATE), "standing"),
        "voters": field_of(Many(VOTER), "voters"),
        "counts": field_of(COUNT, "counts", "How often the ballots were counted."),
    },
)


@reading("/bodies/{code}/elections", "The elections of a body, the newest first.", CODE, tag="Elections", answer=LISTED, is_paged=True)
def list_elections(asked: Asked) -> Listed:
    reader_of_the_network()
    return Listed(elections_of(asked.session, body_head(asked.session, asked.path["code"]).id))


@reading("/elections/{election_id}", "One election.", ELECTION_ID, tag="Elections", answer=ELECTION)
def get_election(asked: Asked) -> ElectionPage:
    return election_page(asked.session, asked.path["election_id"], reader_of_the_network(), asked.now)
