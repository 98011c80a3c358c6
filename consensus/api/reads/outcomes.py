"""What came out of an election, and what follows where a rule fails."""

from __future__ import annotations

from dataclasses import dataclass

from consensus.api.kinds import COUNT, ID, INSTANT, TRUTH, WORDS, Integer, OneOf
from consensus.api.operations import Asked, Parameter, reading
from consensus.api.reads.elections import ELECTION_ID, OPEN_ACT, OpenHere, with_addresses
from consensus.api.records import AsStored, Many, Maybe, Record, field_of, within
from consensus.bodies.views.access import reader_of_the_network
from consensus.domain.composition.words import FailureStep
from consensus.domain.permissions import Permission, may, roles_of
from consensus.elections.models import ElectionStage
from consensus.elections.queries import Remedies, Sheet, framed_remedies, sheet_of, steps_of, steps_offered

TAKEN = Record(
    "TakenStep",
    "A step that the steward took, or left out.",
    {
        "step": field_of(OneOf(FailureStep), "step"),
        "is_taken": field_of(TRUTH, "is_taken"),
        "reason": field_of(WORDS, "reason"),
        "by": field_of(WORDS, "person_name"),
        "at": field_of(INSTANT, "at"),
    },
)
STEPS = Record(
    "ElectionSteps",
    "What follows where a rule fails in an election.",
    {
        **within(
            "found",
            {
                "fails": field_of(Many(WORDS), "sentences", "What is wrong, in sentences; empty where nothing is."),
                "rules": field_of(Many(WORDS), "rules", "The ids of the rules that fail."),
                "order": field_of(Many(OneOf(FailureStep)), "order"),
                "open": field_of(Many(OneOf(FailureStep)), "open", "The steps that may be taken now."),
                "lowest": field_of(Maybe(COUNT), "lowest", "The candidate whom drop_lowest leaves out."),
                "could_stay_vacant": field_of(Many(ID), "could_stay_vacant", "As few seats as can stay vacant before the vote."),
                "record": field_of(Many(TAKEN), "record", "What was taken and left out, the oldest first."),
            },
        ),
        "can": field_of(Many(OPEN_ACT), "can"),
    },
)
ELECTED = Record(
    "Elected",
    "Somebody who was elected.",
    {"number": field_of(COUNT, "number"), "name": field_of(WORDS, "name"), "member": field_of(WORDS, "member_name")},
)
ROUND = Record(
    "CountRound",
    "A round of the count, in words.",
    {
        "number": field_of(COUNT, "number"),
        "words": field_of(WORDS, "words"),
        "rules": field_of(Many(WORDS), "rules", "The rules that caused it, in sentences."),
    },
)
SHEET = Record(
    "CountSheet",
    "A count of an election.",
    {
        "number": field_of(COUNT, "number"),
        "of": field_of(COUNT, "of", "How often the ballots were counted."),
        "at": field_of(INSTANT, "at"),
        "reason": field_of(WORDS, "reason", "Why they were counted again."),
        "ruleset": field_of(COUNT, "ruleset_number"),
        "ballots": field_of(COUNT, "ballots"),
        "seats": field_of(COUNT, "seats"),
        "quota": field_of(WORDS, "quota"),
        "sha256": field_of(WORDS, "sha256", "Of what was counted."),
        "elected": field_of(Many(ELECTED), "elected", "In the order of their election."),
        "rounds": field_of(Many(ROUND), "rounds"),
        "ties": field_of(Many(WORDS), "ties"),
        "why": field_of(Many(WORDS), "why", "What the rules changed, and how."),
        "result": field_of(AsStored("The count itself, as the file sheet.json has it."), "result"),
    },
)


@dataclass(frozen=True, slots=True)
class Steps:
    """What follows, with what the reader can do of it."""

    found: Remedies
    can: tuple[OpenHere, ...]


@reading(
    "/elections/{election_id}/steps",
    "What follows where a rule fails, and what of it I can do.",
    ELECTION_ID,
    tag="Elections",
    answer=STEPS,
)
def get_steps(asked: Asked) -> Steps:
    actor, session = reader_of_the_network(), asked.session
    frame, found = framed_remedies(session, asked.path["election_id"], asked.now)
    if found is None:
        found = Remedies((), (), (), (), steps_of(session, frame.election_id))
    keeps = may(roles_of(actor), Permission.CALL_ELECTIONS)
    offers = steps_offered(found, is_early=frame.stage is ElectionStage.NOMINATIONS) if keeps else ()
    return Steps(found, with_addresses(offers, frame.election_id, frame.body_code))


@reading(
    "/elections/{election_id}/count",
    "The last count: every round, and who was elected.",
    ELECTION_ID,
    Parameter("number", Integer(1, 99_999), "An earlier count."),
    tag="Elections",
    answer=SHEET,
)
def get_count(asked: Asked) -> Sheet:
    reader_of_the_network()
    return sheet_of(asked.session, asked.path["election_id"], asked.query.get("number"))
