"""What a notice says: a whole sentence for each kind, and where it leads. Nothing of who dissents is ever said.

A kind that the table of entries does not name (a reminder) is added here, and given to ``make_notices`` with a cause of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from consensus.domain.speech import gettext_noop as n


class Place(StrEnum):
    """The page to which a notice leads."""

    PROPOSAL = "proposal"
    """Of a closed one: its decision, which that page shows."""
    TOLD = "told"
    """Which voices of the proposal were told."""
    BODY = "body"
    MEETING = "meeting"
    ELECTION = "election"
    ACCOUNT = "account"
    BODIES = "bodies"
    STEWARD = "steward"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Kind:
    """A template."""

    line: str
    """What happened, with ``{question}``, ``{body}`` or ``{title}``."""
    place: Place
    subject: str | None = None
    """The subject of a letter about what is owed until an instant, with ``{until}``; without it, the line."""


_P, _B, _M, _E, _A = Place.PROPOSAL, Place.BODY, Place.MEETING, Place.ELECTION, Place.ACCOUNT

POSITION_UNTIL = n("A position is owed until {until}")
OBJECTIONS_UNTIL = n("Whether you object is asked until {until}")
HEARD_UNTIL = n("Your voice is not heard yet; it can be until {until}")
VOTE_UNTIL = n("A vote is owed until {until}")
BALLOT_UNTIL = n("A ballot is owed until {until}")
ANSWER_UNTIL = n("An answer is owed; the time for it ends {until}")

_PARTS = n("Who owns or facilitates a proposal has changed: {question}")
_SEATS = n("The seats of {body} have changed.")

KINDS: dict[str, Kind] = {
    # A proposal is written and commented on.
    "facilitator_named": Kind(n("You are named as the facilitator: {question}"), _P),
    "owner_named": Kind(n("You are named as an owner: {question}"), _P),
    "comment_led": Kind(n("Comment is open on a proposal that you facilitate: {question}"), _P),
    "comment_opened": Kind(n("Your comments are asked for: {question}"), _P),
    "drafted_again": Kind(n("A proposal went back to drafting: {question}"), _P),
    "translated": Kind(n("Your proposal has a translation: {question}"), _P),
    "visibility_changed": Kind(n("Who may read a proposal has changed: {question}"), _P),
    "issue_raised": Kind(n("An issue waits for your answer: {question}"), _P, ANSWER_UNTIL),
    "commented": Kind(n("There is a new comment: {question}"), _P),
    "amendment_suggested": Kind(n("An amendment is suggested: {question}"), _P, ANSWER_UNTIL),
    "issue_answered": Kind(n("Your issue has an answer: {question}"), _P),
    "sense_asked": Kind(n("A sense-check asks how you see it so far: {question}"), _P),
    "sense_closed": Kind(n("A sense-check is over: {question}"), _P),
    "met_asked": Kind(n("The text was changed to meet your objection. Say whether it does: {question}"), _P, ANSWER_UNTIL),
    "revised": Kind(n("There is a new version: {question}"), _P),
    # Objections.
    "objections_called": Kind(n("Objections are called for: {question}"), _P, OBJECTIONS_UNTIL),
    "objections_again": Kind(n("It went back from consensus to objections: {question}"), _P, OBJECTIONS_UNTIL),
    "objection_raised": Kind(n("An objection waits for an answer: {question}"), _P, ANSWER_UNTIL),
    "block_seconded": Kind(n("A block was seconded: {question}"), _P),
    "objection_answered": Kind(n("Your objection has an answer: {question}"), _P),
    "an_objection_answered": Kind(n("An objection has an answer: {question}"), _P),
    "objection_met": Kind(n("An objection is met: {question}"), _P),
    "objection_withdrawn": Kind(n("An objection was withdrawn: {question}"), _P),
    "objection_unresolved": Kind(n("Your objection goes on the record as unresolved: {question}"), _P),
    "an_objection_unresolved": Kind(n("An objection goes on the record as unresolved: {question}"), _P),
    "invited_to_be_heard": Kind(n("You are invited to be heard. Say whether you come: {question}"), _P, ANSWER_UNTIL),
    "hearing_planned": Kind(n("A hearing is planned: {question}"), _P),
    "invitation_answered": Kind(n("An invitation to be heard has an answer: {question}"), _P),
    "hearing_recorded": Kind(n("A hearing was held, and its note is there: {question}"), _P),
    "hearing_called_off": Kind(n("A hearing was called off: {question}"), _P),
    # Positions and votes.
    "position_owed": Kind(n("Your position is asked for: {question}"), _P, POSITION_UNTIL),
    "consensus_called": Kind(n("Consensus is called for: {question}"), _P),
    "window_extended": Kind(n("There is more time: {question}"), _P),
    "reminded": Kind(n("Your voice has not been heard yet: {question}"), _P, POSITION_UNTIL),
    # Made by reminding.py, and not with an entry.
    "reminder": Kind(n("Your voice is not heard yet, and the time for it ends: {question}"), _P, HEARD_UNTIL),
    "reach": Kind(n("Some voices were not heard, or could not be reached: {question}"), Place.TOLD),
    "recused": Kind(n("A voice recused itself: {question}"), _P),
    "answer_awaited": Kind(n("The proposal waits until its open objections are answered: {question}"), _P),
    "vote_owed": Kind(n("Your vote is asked for: {question}"), _P, VOTE_UNTIL),
    # Afterwards.
    "decided": Kind(n("It is decided and recorded: {question}"), _P),
    "taken_over": Kind(n("A proposal that was withdrawn goes on: {question}"), _P),
    "came_back": Kind(n("A deferred proposal comes back: {question}"), _P),
    "provisional_ended": Kind(n("A provisional decision has lapsed: {question}"), _P),
    "superseded": Kind(n("A decision was superseded: {question}"), _P),
    "ratified": Kind(n("A provisional decision was ratified: {question}"), _P),
    "statement_added": Kind(n("A statement was added to a decision: {question}"), _P),
    "dissociated": Kind(n("A member dissociated itself from a decision: {question}"), _P),
    "review_set": Kind(n("The day on which a decision is looked at again has changed: {question}"), _P),
    "decision_kept": Kind(n("A decision was looked at again, and stays: {question}"), _P),
    "task_given": Kind(n("A task is yours: {question}"), _P),
    "task_added": Kind(n("A task was added to a decision: {question}"), _P),
    "task_ended": Kind(n("A task has ended: {question}"), _P),
    "part_handed_over": Kind(n("A proposal was handed over to you: {question}"), _P),
    "parts_changed": Kind(_PARTS, _P),
    "sealed_read": Kind(n("Somebody who may read sealed words read yours: {question}"), _A),
    "words_erased": Kind(n("Words of yours were erased."), _A),
    # Meetings.
    "secretary_named": Kind(n("You are the secretary of a meeting: {title}"), _M),
    "meeting_called": Kind(n("A meeting is called: {title}"), _M),
    "meeting_changed": Kind(n("A meeting has changed: {title}"), _M),
    "meeting_called_off": Kind(n("A meeting was called off: {title}"), _M),
    "minutes_there": Kind(n("A meeting is over, and its minutes are there: {title}"), _M),
    "item_presented": Kind(n("You present an item of a meeting: {title}"), _M),
    "agenda_changed": Kind(n("An agenda has a new item: {title}"), _M),
    "entry_to_confirm": Kind(n("What you said in a meeting was written down. Say whether it is right: {title}"), _M),
    "entry_rejected": Kind(n("An entry of yours was rejected: {title}"), _M),
    # Elections.
    "election_called": Kind(n("An election is called, and nominations are open: {title}"), _E),
    "nominations_extended": Kind(n("Nominations have more time: {title}"), _E),
    "nominated": Kind(n("You are nominated. Say whether you stand: {title}"), _E, ANSWER_UNTIL),
    "nomination_declined": Kind(n("Whom you nominated does not stand: {title}"), _E),
    "ballot_owed": Kind(n("Your ballot is asked for: {title}"), _E, BALLOT_UNTIL),
    "ballot_reminder": Kind(n("Your ballot is not cast yet: {title}"), _E, BALLOT_UNTIL),
    "voting_opened": Kind(n("Voting is open in the election in which you stand: {title}"), _E),
    "election_counted": Kind(n("The ballots are counted: {title}"), _E),
    "elected_seated": Kind(n("Those elected sit: {title}"), _E),
    "election_called_off": Kind(n("An election was called off: {title}"), _E),
    # Bodies and seats.
    "seat_filled": Kind(n("You have a seat in {body}."), _B),
    "body_seated": Kind(n("Who sits in {body} has changed."), _B),
    "term_ended": Kind(n("Your term in {body} has ended."), _B),
    "seat_suspended": Kind(n("A seat of yours in {body} is suspended."), _B),
    "seat_restored": Kind(n("A seat of yours in {body} is restored."), _B),
    "alternate_named": Kind(n("You are named as an alternate in {body}."), _B),
    "alternate_changed": Kind(n("Who can stand in for a seat in {body}, or does, has changed."), _B),
    "stands_in": Kind(n("You stand in for a seat in {body}."), _B),
    "offered_as_facilitator": Kind(n("{body} offers you as a facilitator."), _B),
    "offered_no_more": Kind(n("{body} offers you as a facilitator no more."), _B),
    "joined_body": Kind(n("The member for which you speak takes part in {body}."), _B),
    "left_body": Kind(n("The member for which you speak takes part in {body} no more."), _B),
    "body_changed": Kind(n("The description of {body} has changed."), _B),
    "seats_changed": Kind(_SEATS, _B),
    "rules_changed": Kind(n("The rules of {body} have changed."), _B),
    "breach_began": Kind(n("{body} breaks one of its own rules."), _B),
    "breach_cured": Kind(n("{body} keeps its rules again."), _B),
    "breach_uncured": Kind(n("The time in which {body} could keep its rules again is over."), _B),
    # People and the network.
    "gender_looked_at": Kind(n("A steward looked at what you declared about yourself."), _A),
    "mandate_granted": Kind(n("You speak for a member."), Place.BODIES),
    "mandate_ended": Kind(n("A mandate of yours ends."), Place.BODIES),
    "member_changed": Kind(n("What the register says of the member for which you speak has changed."), Place.BODIES),
    "steward_made": Kind(n("You are a steward now."), Place.STEWARD),
    "steward_unmade": Kind(n("You are a steward no more."), _A),
    "auditor_named": Kind(n("You are named as an auditor."), _A),
    "audit_ended": Kind(n("Your time as an auditor ends."), _A),
    "auditors_changed": Kind(n("Who is an auditor has changed."), Place.STEWARD),
    "key_rotated": Kind(n("Another key signs the record from now on."), Place.RECORD),
    "webhook_given_up": Kind(n("A webhook was switched off, because nothing came through for long."), Place.STEWARD),
    "retention_changed": Kind(n("How long something is kept has changed."), Place.STEWARD),
}

SOMETHING_WAITS = n("Something waits for you")
"""All that a discreet letter or push says."""
