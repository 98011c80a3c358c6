"""What a notice says: a whole sentence for each kind, and where it leads. Nothing of who dissents is ever said.

A kind that the table of entries does not name (a reminder) is added here, and given to ``make_notices`` with a cause of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from consensus.domain.speech import gettext_noop


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

POSITION_UNTIL = gettext_noop("A position is owed until {until}")
OBJECTIONS_UNTIL = gettext_noop("Whether you object is asked until {until}")
HEARD_UNTIL = gettext_noop("Your voice is not heard yet; it can be until {until}")
VOTE_UNTIL = gettext_noop("A vote is owed until {until}")
BALLOT_UNTIL = gettext_noop("A ballot is owed until {until}")
ANSWER_UNTIL = gettext_noop("An answer is owed; the time for it ends {until}")

_PARTS = gettext_noop("Who owns or facilitates a proposal has changed: {question}")
_SEATS = gettext_noop("The seats of {body} have changed.")

KINDS: dict[str, Kind] = {
    # A proposal is written and commented on.
    "facilitator_named": Kind(gettext_noop("You are named as the facilitator: {question}"), _P),
    "owner_named": Kind(gettext_noop("You are named as an owner: {question}"), _P),
    "comment_led": Kind(gettext_noop("Comment is open on a proposal that you facilitate: {question}"), _P),
    "comment_opened": Kind(gettext_noop("Your comments are asked for: {question}"), _P),
    "drafted_again": Kind(gettext_noop("A proposal went back to drafting: {question}"), _P),
    "translated": Kind(gettext_noop("Your proposal has a translation: {question}"), _P),
    "visibility_changed": Kind(gettext_noop("Who may read a proposal has changed: {question}"), _P),
    "issue_raised": Kind(gettext_noop("An issue waits for your answer: {question}"), _P, ANSWER_UNTIL),
    "commented": Kind(gettext_noop("There is a new comment: {question}"), _P),
    "amendment_suggested": Kind(gettext_noop("An amendment is suggested: {question}"), _P, ANSWER_UNTIL),
    "issue_answered": Kind(gettext_noop("Your issue has an answer: {question}"), _P),
    "sense_asked": Kind(gettext_noop("A sense-check asks how you see it so far: {question}"), _P),
    "sense_closed": Kind(gettext_noop("A sense-check is over: {question}"), _P),
    "met_asked": Kind(gettext_noop("The text was changed to meet your objection. Say whether it does: {question}"), _P, ANSWER_UNTIL),
    "revised": Kind(gettext_noop("There is a new version: {question}"), _P),
    # Objections.
    "objections_called": Kind(gettext_noop("Objections are called for: {question}"), _P, OBJECTIONS_UNTIL),
    "objections_again": Kind(gettext_noop("It went back from consensus to objections: {question}"), _P, OBJECTIONS_UNTIL),
    "objection_raised": Kind(gettext_noop("An objection waits for an answer: {question}"), _P, ANSWER_UNTIL),
    "block_seconded": Kind(gettext_noop("A block was seconded: {question}"), _P),
    "objection_answered": Kind(gettext_noop("Your objection has an answer: {question}"), _P),
    "an_objection_answered": Kind(gettext_noop("An objection has an answer: {question}"), _P),
    "objection_met": Kind(gettext_noop("An objection is met: {question}"), _P),
    "objection_withdrawn": Kind(gettext_noop("An objection was withdrawn: {question}"), _P),
    "objection_unresolved": Kind(gettext_noop("Your objection goes on the record as unresolved: {question}"), _P),
    "an_objection_unresolved": Kind(gettext_noop("An objection goes on the record as unresolved: {question}"), _P),
    "invited_to_be_heard": Kind(gettext_noop("You are invited to be heard. Say whether you come: {question}"), _P, ANSWER_UNTIL),
    "hearing_planned": Kind(gettext_noop("A hearing is planned: {question}"), _P),
    "invitation_answered": Kind(gettext_noop("An invitation to be heard has an answer: {question}"), _P),
    "hearing_recorded": Kind(gettext_noop("A hearing was held, and its note is there: {question}"), _P),
    "hearing_called_off": Kind(gettext_noop("A hearing was called off: {question}"), _P),
    # Positions and votes.
    "position_owed": Kind(gettext_noop("Your position is asked for: {question}"), _P, POSITION_UNTIL),
    "consensus_called": Kind(gettext_noop("Consensus is called for: {question}"), _P),
    "window_extended": Kind(gettext_noop("There is more time: {question}"), _P),
    "reminded": Kind(gettext_noop("Your voice has not been heard yet: {question}"), _P, POSITION_UNTIL),
    # Made by reminding.py, and not with an entry.
    "reminder": Kind(gettext_noop("Your voice is not heard yet, and the time for it ends: {question}"), _P, HEARD_UNTIL),
    "last_call": Kind(
        gettext_noop("The time for objections ends soon. Whoever has none has nothing to do: {question}"), _P, OBJECTIONS_UNTIL
    ),
    "reach": Kind(gettext_noop("Some voices were not heard, or could not be reached: {question}"), Place.TOLD),
    "recused": Kind(gettext_noop("A voice recused itself: {question}"), _P),
    "answer_awaited": Kind(gettext_noop("The proposal waits until its open objections are answered: {question}"), _P),
    "vote_owed": Kind(gettext_noop("Your vote is asked for: {question}"), _P, VOTE_UNTIL),
    # Afterwards.
    "decided": Kind(gettext_noop("It is decided and recorded: {question}"), _P),
    "taken_over": Kind(gettext_noop("A proposal that was withdrawn goes on: {question}"), _P),
    "came_back": Kind(gettext_noop("A deferred proposal comes back: {question}"), _P),
    "provisional_ended": Kind(gettext_noop("A provisional decision has lapsed: {question}"), _P),
    "superseded": Kind(gettext_noop("A decision was superseded: {question}"), _P),
    "ratified": Kind(gettext_noop("A provisional decision was ratified: {question}"), _P),
    "statement_added": Kind(gettext_noop("A statement was added to a decision: {question}"), _P),
    "dissociated": Kind(gettext_noop("A member dissociated itself from a decision: {question}"), _P),
    "review_set": Kind(gettext_noop("The day on which a decision is looked at again has changed: {question}"), _P),
    "decision_kept": Kind(gettext_noop("A decision was looked at again, and stays: {question}"), _P),
    "task_given": Kind(gettext_noop("A task is yours: {question}"), _P),
    "task_added": Kind(gettext_noop("A task was added to a decision: {question}"), _P),
    "task_ended": Kind(gettext_noop("A task has ended: {question}"), _P),
    "part_handed_over": Kind(gettext_noop("A proposal was handed over to you: {question}"), _P),
    "parts_changed": Kind(_PARTS, _P),
    "sealed_read": Kind(gettext_noop("Somebody who may read sealed words read yours: {question}"), _A),
    "words_erased": Kind(gettext_noop("Words of yours were erased."), _A),
    # Meetings.
    "secretary_named": Kind(gettext_noop("You are the secretary of a meeting: {title}"), _M),
    "meeting_called": Kind(gettext_noop("A meeting is called: {title}"), _M),
    "meeting_changed": Kind(gettext_noop("A meeting has changed: {title}"), _M),
    "meeting_called_off": Kind(gettext_noop("A meeting was called off: {title}"), _M),
    "minutes_there": Kind(gettext_noop("A meeting is over, and its minutes are there: {title}"), _M),
    "item_presented": Kind(gettext_noop("You present an item of a meeting: {title}"), _M),
    "agenda_changed": Kind(gettext_noop("An agenda has a new item: {title}"), _M),
    "entry_to_confirm": Kind(gettext_noop("What you said in a meeting was written down. Say whether it is right: {title}"), _M),
    "entry_rejected": Kind(gettext_noop("An entry of yours was rejected: {title}"), _M),
    # Elections.
    "election_called": Kind(gettext_noop("An election is called, and nominations are open: {title}"), _E),
    "nominations_extended": Kind(gettext_noop("Nominations have more time: {title}"), _E),
    "nominated": Kind(gettext_noop("You are nominated. Say whether you stand: {title}"), _E, ANSWER_UNTIL),
    "nomination_declined": Kind(gettext_noop("Whom you nominated does not stand: {title}"), _E),
    "ballot_owed": Kind(gettext_noop("Your ballot is asked for: {title}"), _E, BALLOT_UNTIL),
    "ballot_reminder": Kind(gettext_noop("Your ballot is not cast yet: {title}"), _E, BALLOT_UNTIL),
    "voting_opened": Kind(gettext_noop("Voting is open in the election in which you stand: {title}"), _E),
    "election_counted": Kind(gettext_noop("The ballots are counted: {title}"), _E),
    "elected_seated": Kind(gettext_noop("Those elected sit: {title}"), _E),
    "election_called_off": Kind(gettext_noop("An election was called off: {title}"), _E),
    # Bodies and seats.
    "seat_filled": Kind(gettext_noop("You have a seat in {body}."), _B),
    "body_seated": Kind(gettext_noop("Who sits in {body} has changed."), _B),
    "term_ended": Kind(gettext_noop("Your term in {body} has ended."), _B),
    "seat_suspended": Kind(gettext_noop("A seat of yours in {body} is suspended."), _B),
    "seat_restored": Kind(gettext_noop("A seat of yours in {body} is restored."), _B),
    "alternate_named": Kind(gettext_noop("You are named as an alternate in {body}."), _B),
    "alternate_changed": Kind(gettext_noop("Who can stand in for a seat in {body}, or does, has changed."), _B),
    "stands_in": Kind(gettext_noop("You stand in for a seat in {body}."), _B),
    "offered_as_facilitator": Kind(gettext_noop("{body} offers you as a facilitator."), _B),
    "offered_no_more": Kind(gettext_noop("{body} offers you as a facilitator no more."), _B),
    "joined_body": Kind(gettext_noop("The member for which you speak takes part in {body}."), _B),
    "left_body": Kind(gettext_noop("The member for which you speak takes part in {body} no more."), _B),
    "body_changed": Kind(gettext_noop("The description of {body} has changed."), _B),
    "seats_changed": Kind(_SEATS, _B),
    "rules_changed": Kind(gettext_noop("The rules of {body} have changed."), _B),
    "breach_began": Kind(gettext_noop("{body} breaks one of its own rules."), _B),
    "breach_cured": Kind(gettext_noop("{body} keeps its rules again."), _B),
    "breach_uncured": Kind(gettext_noop("The time in which {body} could keep its rules again is over."), _B),
    # People and the network.
    "gender_looked_at": Kind(gettext_noop("A steward looked at what you declared about yourself."), _A),
    "mandate_granted": Kind(gettext_noop("You speak for a member."), Place.BODIES),
    "mandate_ended": Kind(gettext_noop("A mandate of yours ends."), Place.BODIES),
    "member_changed": Kind(gettext_noop("What the register says of the member for which you speak has changed."), Place.BODIES),
    "steward_made": Kind(gettext_noop("You are a steward now."), Place.STEWARD),
    "steward_unmade": Kind(gettext_noop("You are a steward no more."), _A),
    "identity_bound": Kind(gettext_noop("An account at another site lets you in from now on, because it has your address."), _A),
    "auditor_named": Kind(gettext_noop("You are named as an auditor."), _A),
    "audit_ended": Kind(gettext_noop("Your time as an auditor ends."), _A),
    "auditors_changed": Kind(gettext_noop("Who is an auditor has changed."), Place.STEWARD),
    "key_rotated": Kind(gettext_noop("Another key signs the record from now on."), Place.RECORD),
    "webhook_given_up": Kind(gettext_noop("A webhook was switched off, because nothing came through for long."), Place.STEWARD),
    "retention_changed": Kind(gettext_noop("How long something is kept has changed."), Place.STEWARD),
}

SOMETHING_WAITS = gettext_noop("Something waits for you")
"""All that a discreet letter or push says."""
