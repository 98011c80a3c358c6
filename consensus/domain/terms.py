"""The words of the process, one meaning each: the same word in code, address, page and ledger.

Source: process.md sections 1 to 4, and record.md sections 3 and 4.
"""

from __future__ import annotations

from enum import StrEnum

from consensus.domain.speech import _


class MemberKind(StrEnum):
    """What kind of member: an organisation, but for the last. Source: process.md section 1."""

    MOVEMENT = "movement"
    NGO = "ngo"
    GRASSROOTS = "grassroots"
    ACADEMIC = "academic"
    INDIVIDUAL = "individual"


class MemberStatus(StrEnum):
    """Whether a member takes part at present. Source: process.md section 1."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEFT = "left"


class BodyKind(StrEnum):
    """Who decides in a body: all members, members who joined it, or filled seats. Source: process.md section 1."""

    ASSEMBLY = "assembly"
    WORKING_GROUP = "working_group"
    STEERING = "steering"


class FilledBy(StrEnum):
    """How somebody came to hold a seat."""

    APPOINTED = "appointed"
    ELECTED = "elected"
    CO_OPTED = "co_opted"
    """Chosen by the body itself."""
    ALTERNATE = "alternate"
    """Was the alternate of whoever held it before, and follows them."""


class Stage(StrEnum):
    """Where a proposal stands. Source: process.md section 2."""

    DRAFTING = "drafting"
    COMMENT = "comment"
    OBJECTION = "objection"
    CONSENSUS = "consensus"
    FALLBACK = "fallback"
    CLOSED = "closed"


STAGES_UNDER_WAY = tuple(stage for stage in Stage if stage is not Stage.CLOSED)
"""Every stage of a proposal that is not closed."""


class Action(StrEnum):
    """The acts of process.md section 2, T1 to T29; of T22 and T23 also what follows them."""

    CREATE = "create"
    EDIT_DRAFT = "edit_draft"
    OPEN_COMMENT = "open_comment"
    COMMENT = "comment"
    SUGGEST_AMENDMENT = "suggest_amendment"
    ANSWER_ISSUE = "answer_issue"
    REVISE = "revise"
    RETURN_TO_DRAFTING = "return_to_drafting"
    CALL_FOR_OBJECTIONS = "call_for_objections"
    RAISE_OBJECTION = "raise_objection"
    SECOND_BLOCK = "second_block"
    ANSWER_OBJECTION = "answer_objection"
    CONFIRM_MET = "confirm_met"
    WITHDRAW_OBJECTION = "withdraw_objection"
    DECLARE_UNRESOLVED = "declare_unresolved"
    CALL_FOR_CONSENSUS = "call_for_consensus"
    TAKE_POSITION = "take_position"
    RECUSE = "recuse"
    CLOSE = "close"
    CAST_VOTE = "cast_vote"
    WITHDRAW_PROPOSAL = "withdraw_proposal"
    DEFER = "defer"
    EXTEND_WINDOW = "extend_window"
    LAPSE = "lapse"
    HAND_OVER = "hand_over"
    ADD_STATEMENT = "add_statement"
    DISSOCIATE = "dissociate"
    SUPERSEDE = "supersede"
    TAKE_OVER = "take_over"
    COME_BACK = "come_back"


class Beside(StrEnum):
    """Acts beside the table of process.md section 2: they are on the record and move no proposal."""

    ASK_SENSE_CHECK = "ask_sense_check"
    ANSWER_SENSE_CHECK = "answer_sense_check"
    CLOSE_SENSE_CHECK = "close_sense_check"
    INVITE_TO_BE_HEARD = "invite_to_be_heard"
    ANSWER_INVITATION = "answer_invitation"
    RECORD_HEARING = "record_hearing"
    CALL_OFF_HEARING = "call_off_hearing"


AnyAct = Action | Beside
"""An act on a proposal that a person can do, or the clock."""


class PositionCode(StrEnum):
    """What a voice says in the consensus stage. Source: process.md section 3."""

    SUPPORT = "support"
    RESERVATION = "reservation"
    ABSTAIN = "abstain"
    STAND_ASIDE = "stand_aside"
    OBJECT = "object"
    BLOCK = "block"
    RECUSE = "recuse"

    @property
    def shown_as(self) -> str:
        """The words on the button and in the record."""
        return _POSITIONS[self]


_POSITIONS = {
    PositionCode.SUPPORT: _("Agree"),
    PositionCode.RESERVATION: _("Agree with reservations"),
    PositionCode.ABSTAIN: _("Abstain"),
    PositionCode.STAND_ASIDE: _("Stand aside"),
    PositionCode.OBJECT: _("Object"),
    PositionCode.BLOCK: _("Block"),
    PositionCode.RECUSE: _("Recused"),
}

POSITIONS_WITH_REASON = frozenset(
    {
        PositionCode.RESERVATION,
        PositionCode.STAND_ASIDE,
        PositionCode.OBJECT,
        PositionCode.BLOCK,
        PositionCode.RECUSE,
    }
)
"""Positions that need a written reason. Source: process.md section 3."""

OBJECTING_POSITIONS = frozenset({PositionCode.OBJECT, PositionCode.BLOCK})
"""Positions that raise an objection, or stand on one. Source: process.md section 3."""


class ObjectionKind(StrEnum):
    """The word that the objection's owner chose. Source: process.md section 1."""

    OBJECTION = "objection"
    BLOCK = "block"


class ObjectionStatus(StrEnum):
    """The fate of an objection. Source: process.md section 2, T9 to T15."""

    OPEN = "open"
    ACCOMMODATED = "accommodated"
    WITHDRAWN = "withdrawn"
    UNRESOLVED = "unresolved"

    @property
    def is_live(self) -> bool:
        """Whether it still stands against the text: open, or on the record as dissent."""
        return self in (ObjectionStatus.OPEN, ObjectionStatus.UNRESOLVED)


class Ground(StrEnum):
    """The grounds that a form offers; a network's core principles are added to them. Source: process.md section 1."""

    HARM = "harm"
    """The text, as it is, causes avoidable harm."""
    AIM = "aim"
    """The text, as it is, misses its aim."""
    PRINCIPLE = "principle"
    """The text breaches a core principle of the network."""
    MEMBERS = "members"
    """The text does serious harm to members."""


class Disposition(StrEnum):
    """A written, reasoned answer to an issue or an objection. Source: process.md section 1."""

    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    NOT_ACCEPTED = "not_accepted"


class VoteCode(StrEnum):
    """What a voice says in the fallback vote. Source: process.md section 2, T20."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Gradient(StrEnum):
    """What a voice answers to a sense-check: gradients of agreement in eight steps, the warmest first. Never a position."""

    ENDORSE = "endorse"
    MINOR_POINT = "minor_point"
    RESERVATIONS = "reservations"
    ABSTAIN = "abstain"
    STAND_ASIDE = "stand_aside"
    DISAGREE = "disagree"
    NOT_IN_IT = "not_in_it"
    VETO = "veto"


class Outcome(StrEnum):
    """How a proposal ended. Source: process.md sections 2, 5 and 6."""

    UNANIMITY = "unanimity"
    FULL_CONSENSUS = "full_consensus"
    CONSENSUS_WITH_RESERVATIONS = "consensus_with_reservations"
    CONSENSUS_WITH_STAND_ASIDES = "consensus_with_stand_asides"
    CONSENSUS_WITH_RECORDED_DISSENT = "consensus_with_recorded_dissent"
    ADOPTED_PROVISIONAL = "adopted_provisional"
    ADOPTED_BY_SILENCE = "adopted_by_silence"
    ADOPTED_BY_FALLBACK_VOTE = "adopted_by_fallback_vote"
    BLOCKED = "blocked"
    NO_CONSENSUS_STRONG_SUPPORT = "no_consensus_strong_support"
    NO_CONSENSUS_DIVERGENCE = "no_consensus_divergence"
    FAILED_QUORUM = "failed_quorum"
    FAILED_SUPPORT_FLOOR = "failed_support_floor"
    WITHDRAWN = "withdrawn"
    DEFERRED = "deferred"
    LAPSED = "lapsed"

    @property
    def is_adopted(self) -> bool:
        """Whether the text was adopted, in whichever way."""
        return self in _ADOPTED


_ADOPTED = frozenset(
    {
        Outcome.UNANIMITY,
        Outcome.FULL_CONSENSUS,
        Outcome.CONSENSUS_WITH_RESERVATIONS,
        Outcome.CONSENSUS_WITH_STAND_ASIDES,
        Outcome.CONSENSUS_WITH_RECORDED_DISSENT,
        Outcome.ADOPTED_PROVISIONAL,
        Outcome.ADOPTED_BY_SILENCE,
        Outcome.ADOPTED_BY_FALLBACK_VOTE,
    }
)


class DecisionStatus(StrEnum):
    """What a decision is worth today. Source: process.md section 7."""

    IN_FORCE = "in_force"
    PROVISIONAL = "provisional"
    SUPERSEDED = "superseded"
    NOT_ADOPTED = "not_adopted"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    DEFERRED = "deferred"


class Because(StrEnum):
    """Why a proposal goes on instead of closing. Source: cases of ``consensus decide``."""

    WINDOW_OVER = "window_over"
    EXTENDED = "extended"
    OBJECTION_OPEN = "objection_open"
    OBJECTION_UNANSWERED = "objection_unanswered"
    STAND_ASIDE_CEILING = "stand_aside_ceiling"
    BLOCK_UNRESOLVED = "block_unresolved"
    OBJECTION_UNRESOLVED = "objection_unresolved"


class Visibility(StrEnum):
    """Who may read a proposal and its decision. Source: record.md section 4."""

    BODY = "body"
    NETWORK = "network"
    PUBLIC = "public"


class Attribution(StrEnum):
    """How a dissent is attributed outside the deciding body. Source: record.md section 3."""

    NAMED = "named"
    KIND_AND_REGION = "kind_and_region"
    SEALED = "sealed"


class Part(StrEnum):
    """Which part is handed over. Source: process.md section 2, T26."""

    OWNER = "owner"
    FACILITATOR = "facilitator"


class Electorate(StrEnum):
    """Who is on the roll of a class. Source: process.md section 4."""

    ORGANISATIONS = "organisations"
    ALL = "all"


class Silence(StrEnum):
    """What silence counts for in a class. Source: process.md section 4."""

    NONE = "none"
    CONSENT = "consent"


class DissentKind(StrEnum):
    """In which form somebody dissented. Source: record.md section 3."""

    OBJECTION = "objection"
    POSITION = "position"
    STATEMENT = "statement"
    DISSOCIATION = "dissociation"


class TaskStatus(StrEnum):
    """What became of a task that follows from a decision."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Relation(StrEnum):
    """What a new proposal does to an earlier decision once it is adopted. Source: process.md sections 2 (T29) and 4."""

    SUPERSEDES = "supersedes"
    RATIFIES = "ratifies"
