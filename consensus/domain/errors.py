"""What can go wrong in a rule, and the one sentence for each refusal.

The sentences stand here once: page, command line, mail and diagram show the same words.
"""

from __future__ import annotations

from enum import StrEnum

from consensus.domain.speech import _


class Refusal(StrEnum):
    """Why an act was refused. Source: process.md section 2, the list of codes."""

    WRONG_STAGE = "wrong_stage"
    NOT_OWNER = "not_owner"
    NOT_FACILITATOR = "not_facilitator"
    NOT_IN_BODY = "not_in_body"
    NOT_ON_ROLL = "not_on_roll"
    NOT_OBJECTOR = "not_objector"
    RECUSED = "recused"
    FACILITATOR_MISSING = "facilitator_missing"
    FACILITATOR_CONFLICTED = "facilitator_conflicted"
    TOO_EARLY = "too_early"
    WINDOW_CLOSED = "window_closed"
    ISSUES_UNANSWERED = "issues_unanswered"
    OBJECTION_OPEN = "objection_open"
    OBJECTION_UNANSWERED = "objection_unanswered"
    RESOLUTION_RUNNING = "resolution_running"
    REASON_REQUIRED = "reason_required"
    GROUND_REQUIRED = "ground_required"
    REPEATED_OBJECTION = "repeated_objection"
    NOT_NAMED = "not_named"
    SELF_SECOND = "self_second"
    NOT_A_BLOCK = "not_a_block"
    STALE_VERSION = "stale_version"
    LANGUAGE_MISSING = "language_missing"
    EXTENSION_USED = "extension_used"
    UNKNOWN_POSITION = "unknown_position"
    VOTE_NOT_ALLOWED = "vote_not_allowed"
    TOO_LATE = "too_late"
    TOO_LONG = "too_long"
    ALREADY_DONE = "already_done"

    # Of the acts beside the table of process.md section 2.
    SENSE_CHECK_OPEN = "sense_check_open"
    NO_SENSE_CHECK = "no_sense_check"
    UNKNOWN_GRADIENT = "unknown_gradient"
    HEARING_PLANNED = "hearing_planned"
    NO_HEARING = "no_hearing"
    PLACE_REQUIRED = "place_required"

    # Of composition.md, "When a rule acts", 3.
    BODY_IN_BREACH = "body_in_breach"

    @property
    def sentence(self) -> str:
        """What happened and what to do next, for a member to read."""
        return _SENTENCES[self]


BESIDE_THE_TABLE = frozenset(
    {
        *(Refusal.SENSE_CHECK_OPEN, Refusal.NO_SENSE_CHECK, Refusal.UNKNOWN_GRADIENT),
        *(Refusal.HEARING_PLANNED, Refusal.NO_HEARING, Refusal.PLACE_REQUIRED, Refusal.BODY_IN_BREACH),
    }
)
"""Codes that process.md section 2 does not have: of acts that are no rows of it, and of composition.md."""

_SENTENCES: dict[Refusal, str] = {
    Refusal.WRONG_STAGE: _("The proposal is not in a stage in which this can be done. Look at its page: it shows what can be done now."),
    Refusal.NOT_OWNER: _("Only an owner of the proposal can do this. Ask an owner, or have the proposal handed over to you."),
    Refusal.NOT_FACILITATOR: _("Only the facilitator of the proposal can do this. Ask the facilitator."),
    Refusal.NOT_IN_BODY: _("Only people who speak for a member of this body can do this. Ask the steward for a mandate."),
    Refusal.NOT_ON_ROLL: _("Only voices on the roll of this proposal can do this. The roll was fixed when objections were called for."),
    Refusal.NOT_OBJECTOR: _("Only the one who raised this objection can do this. Answer it, and let its owner decide."),
    Refusal.RECUSED: _("This voice recused itself from the proposal, so it takes no further part in it."),
    Refusal.FACILITATOR_MISSING: _("The proposal has no facilitator yet. Name one who does not own it."),
    Refusal.FACILITATOR_CONFLICTED: _(
        "The facilitator owns this proposal or has an objection on it, or speaks for a voice that does. Hand the facilitation over first."
    ),
    Refusal.TOO_EARLY: _("It is too early for this. Wait until the time that the page names, or choose a later date."),
    Refusal.WINDOW_CLOSED: _("The window for this is over. What you wrote was not counted; the page shows what can be done now."),
    Refusal.ISSUES_UNANSWERED: _("Some issues have no answer yet. Answer each of them first."),
    Refusal.OBJECTION_OPEN: _(
        "An objection is still open. First its owner says that it is met or withdraws it, or it is answered and declared unresolved."
    ),
    Refusal.OBJECTION_UNANSWERED: _("This objection has no answer yet. Answer it first."),
    Refusal.RESOLUTION_RUNNING: _("The time for resolving this objection is still running since its answer. Wait until it is over."),
    Refusal.REASON_REQUIRED: _("Say why, in your own words: this act needs a written reason."),
    Refusal.GROUND_REQUIRED: _("Name the ground of the objection: which harm, aim or principle it is about."),
    Refusal.REPEATED_OBJECTION: _(
        "You already raised an objection with this reason on this text. Give a new reason, or wait for a new version."
    ),
    Refusal.NOT_NAMED: _("No revision names this objection as one it means to meet. Name the objections that the change is for."),
    Refusal.SELF_SECOND: _("A block needs other voices to second it; its own voice does not count."),
    Refusal.NOT_A_BLOCK: _("Only a block can be seconded. This is an objection."),
    Refusal.STALE_VERSION: _("The text has changed since you read it. Read the current version, then decide again."),
    Refusal.LANGUAGE_MISSING: _(
        "A required language of the text is missing, or its translation says what an earlier version said. Translate it, or confirm it."
    ),
    Refusal.EXTENSION_USED: _("This window was already extended twice in this stage, which is the most."),
    Refusal.UNKNOWN_POSITION: _("This is not a position that can be taken here. Choose one of those the page offers."),
    Refusal.VOTE_NOT_ALLOWED: _("This is not a vote that can be cast here. Choose yes, no or abstain."),
    Refusal.TOO_LATE: _("The time for this is over."),
    Refusal.TOO_LONG: _("The text is too long: a statement has at most 10,000 characters. Shorten it; nothing was lost."),
    Refusal.ALREADY_DONE: _("This was done already; nothing had to be changed."),
    Refusal.SENSE_CHECK_OPEN: _("A sense-check is open already. Close it before you ask another."),
    Refusal.NO_SENSE_CHECK: _("No sense-check is open now, so nothing was counted. The page shows what can be done now."),
    Refusal.UNKNOWN_GRADIENT: _("Choose one of the eight steps."),
    Refusal.HEARING_PLANNED: _("A hearing of this objection is planned already. Call it off before you invite to another."),
    Refusal.NO_HEARING: _("No hearing of this objection is planned now. The page shows what can be done."),
    Refusal.BODY_IN_BREACH: _(
        "This body did not cure the breach of its own rules in time, so it opens no call for consensus now. Fill its seats first;"
        " a proposal that fills seats can be called all the same."
    ),
    Refusal.PLACE_REQUIRED: _("Say where it takes place, or give the link to the call."),
}


class DomainError(Exception):
    """Something that a rule does not allow; ``str()`` is a sentence for the one who asked."""


class RefusedError(DomainError):
    """An act that a condition of process.md section 2 forbids; it changed nothing."""

    def __init__(self, code: Refusal, detail: str = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(_("{sentence} {detail}", sentence=code.sentence, detail=detail) if detail else code.sentence)


class WrongStageError(RefusedError):
    """No row of the table lets this act happen in the stage the proposal is in."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(Refusal.WRONG_STAGE, detail)


class OverdueError(DomainError):
    """The clock has something to do with this proposal first, which fell due before the act."""

    def __init__(self) -> None:
        super().__init__(_("The proposal is about to move on by itself. Look at its page again and repeat what you did."))


class ForbiddenError(DomainError):
    """The actor may not do this at all; no stage and no form would change that."""


class NotFoundError(DomainError):
    """What was named does not exist, or the actor may not know that it does."""


class InvalidError(DomainError):
    """What was sent cannot be taken as it is; ``field`` names where, the message says what to do."""

    def __init__(self, message: str, field: str | None = None) -> None:
        self.field = field
        super().__init__(message)


class CompositionError(DomainError):
    """A roster that would follow breaks a hard composition rule, or cannot be decided; ``reasons`` says why."""

    def __init__(self, message: str, reasons: tuple[str, ...] = ()) -> None:
        self.reasons = reasons
        super().__init__(message)


class InputError(DomainError):
    """A file or document is not of the form that was asked for; the message names the place and what was expected."""
