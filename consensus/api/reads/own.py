"""What concerns the person of the token: who they are, what waits for them, what they did, and the receipt of it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g

from consensus import ledger
from consensus.api.kinds import COUNT, DAY, ID, INSTANT, TRUTH, WORDS, OneOf
from consensus.api.operations import Asked, Exactly, Listed, Operation, declare, in_path, reading
from consensus.api.reads.proposals import ENTRY
from consensus.api.records import AsStored, Many, Maybe, Record, field_of
from consensus.api.scopes import Scope
from consensus.domain.terms import Outcome, Stage
from consensus.pages.home_page import HomePage, home_page
from consensus.pages.own_acts import own_acts
from consensus.people.queries import mandates
from consensus.people.queries.register import MandateRow
from consensus.web.session import SessionPerson

MANDATE = Record(
    "Mandate",
    "A member for which the person speaks.",
    {
        "member": field_of(WORDS, "member"),
        "member_id": field_of(ID, "member_id"),
        "body": field_of(Maybe(WORDS), "body", "In which body; null: in all."),
        "starts_at": field_of(INSTANT, "starts_at"),
        "ends_at": field_of(Maybe(INSTANT), "ends_at"),
    },
)
ME = Record(
    "Me",
    "The person for whom the token acts, and what it may do.",
    {
        "person_id": field_of(ID, "person.person_id"),
        "name": field_of(WORDS, "person.name"),
        "is_steward": field_of(TRUTH, "person.is_steward"),
        "language": field_of(WORDS, "person.language"),
        "timezone": field_of(WORDS, "person.timezone"),
        "scopes": field_of(Many(OneOf(Scope)), "scopes"),
        "mandates": field_of(Many(MANDATE), "mandates"),
    },
)
OWN_BODY = Record(
    "OwnBody",
    "A body in which the person speaks.",
    {
        "code": field_of(WORDS, "code"),
        "name": field_of(WORDS, "name"),
        "in_breach_since": field_of(Maybe(INSTANT), "in_breach_since"),
        "cure_ends_at": field_of(Maybe(INSTANT), "cure_ends_at"),
    },
)
WAITING = Record(
    "Waiting",
    "A proposal that waits for something.",
    {
        "proposal_id": field_of(ID, "proposal_id"),
        "question": field_of(WORDS, "question"),
        "body_name": field_of(WORDS, "body_name"),
        "stage": field_of(OneOf(Stage), "stage"),
        "closes_at": field_of(Maybe(INSTANT), "closes_at"),
        "voice": field_of(WORDS, "voice", "For which voice, where the person speaks for one."),
    },
)
LED = Record(
    "Led",
    "A proposal that the person leads, and what it asks of them.",
    {
        "proposal_id": field_of(ID, "proposal_id"),
        "question": field_of(WORDS, "question"),
        "body_name": field_of(WORDS, "body_name"),
        "stage": field_of(OneOf(Stage), "stage"),
        "closes_at": field_of(Maybe(INSTANT), "closes_at"),
        "asks": field_of(WORDS, "asks"),
    },
)
ANSWERED = Record(
    "AnsweredObjection",
    "An open objection of the person's that has an answer.",
    {"proposal_id": field_of(ID, "proposal_id"), "question": field_of(WORDS, "question"), "voice": field_of(WORDS, "voice")},
)
INVITED = Record(
    "InvitedToBeHeard",
    "An objection of the person's on which they are invited to be heard.",
    {
        "proposal_id": field_of(ID, "proposal_id"),
        "question": field_of(WORDS, "question"),
        "voice": field_of(WORDS, "voice"),
        "meets_at": field_of(INSTANT, "meets_at"),
        "is_answered": field_of(TRUTH, "is_answered"),
    },
)
DECIDED = Record(
    "RecentDecision",
    "A decision among the newest; never without its dissent marker.",
    {
        "number": field_of(WORDS, "number"),
        "question": field_of(WORDS, "question"),
        "outcome": field_of(OneOf(Outcome), "outcome"),
        "has_dissent": field_of(TRUTH, "has_dissent"),
        "closed_at": field_of(INSTANT, "closed_at"),
    },
)
OWN_TASK = Record(
    "OwnTask",
    "Something for which the person is responsible.",
    {
        "proposal_id": field_of(ID, "proposal_id"),
        "task_id": field_of(ID, "task_id"),
        "text": field_of(WORDS, "text"),
        "number": field_of(WORDS, "number", "Of the decision from which it follows."),
        "due_on": field_of(DAY, "due_on"),
    },
)
DUE_REVIEW = Record(
    "DueReview",
    "A decision whose day has come to be looked at again.",
    {
        "proposal_id": field_of(ID, "proposal_id"),
        "number": field_of(WORDS, "number"),
        "question": field_of(WORDS, "question"),
        "review_on": field_of(DAY, "review_on"),
        "has_dissent": field_of(TRUTH, "has_dissent"),
    },
)
HOME = Record(
    "Home",
    "What waits for the person, as on their home page.",
    {
        "bodies": field_of(Many(OWN_BODY), "bodies"),
        "owed": field_of(Many(WAITING), "owed", "Positions that the person owes, by deadline."),
        "answered": field_of(Many(ANSWERED), "answered"),
        "invited": field_of(Many(INVITED), "invited"),
        "led": field_of(Many(LED), "led"),
        "fresh": field_of(Many(WAITING), "fresh"),
        "decided": field_of(Many(DECIDED), "decided"),
        "tasks": field_of(Many(OWN_TASK), "tasks"),
        "reviews": field_of(Many(DUE_REVIEW), "reviews"),
    },
)
OWN_ACT = Record(
    "OwnAct",
    "Something that the person did.",
    {
        "told": field_of(ENTRY, "told"),
        "body": field_of(WORDS, "body", "The code of the body, where the act is about one."),
        "proposal_id": field_of(Maybe(ID), "proposal_id"),
        "question": field_of(WORDS, "question"),
        "has_receipt": field_of(TRUTH, "has_receipt"),
    },
)


@dataclass(frozen=True, slots=True)
class Me:
    """Who asks."""

    person: SessionPerson
    scopes: tuple[Scope, ...]
    mandates: tuple[MandateRow, ...]


@reading("/me", "For whom this token acts, and what it may do.", tag="Own", answer=ME)
def get_me(asked: Asked) -> Me:
    holder = g.api_holder
    found = mandates(asked.session, person_id=holder.person.person_id)
    return Me(holder.person, tuple(scope for scope in Scope if scope in holder.scopes), tuple(found))


@reading("/home", "What waits for me; without a token the newest public decisions.", tag="Own", answer=HOME, for_visitors=True)
def get_home(asked: Asked) -> HomePage:
    return home_page(asked.session, asked.actor, asked.now)


@reading("/acts", "What I did, the newest first.", tag="Own", answer=OWN_ACT, is_paged=True)
def list_acts(asked: Asked) -> Listed:
    g.api_is_kept_by_nobody = True  # sealed words of mine may stand there
    found = own_acts(asked.session, asked.demand_actor(), asked.now, before=asked.position)
    return Listed(found.acts, found.next_before)


def _receipt(asked: Asked) -> Exactly:
    content = ledger.ask_receipt(asked.session, actor=asked.demand_actor(), index=asked.path["index"], now=asked.now)
    return Exactly(content, is_kept_by_nobody=True)


ask_receipt = declare(
    Operation(
        name="ask_receipt",
        method="POST",
        path="/acts/{index}/receipt",
        about="The receipt of an act of mine. Where no checkpoint covers it yet, one is signed: so it is asked for by POST.",
        tag="Own",
        scope=Scope.READ,
        answer=AsStored("A receipt, as docs/format/receipt.md and docs/receipt.schema.json describe it."),
        run=_receipt,
        parameters=(in_path("index", COUNT, "The index of its entry in the ledger."),),
        act="ask_receipt",
    )
)
"""It sends nothing, and so takes no body."""
