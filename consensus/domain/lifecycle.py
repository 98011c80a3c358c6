"""The table of stages: what may be done with a proposal, by whom, and only if what.

The table reads like process.md section 2, a row a line. :func:`step` judges an act, :func:`open_actions` says which buttons
to show; both read the same rows, so a page and the server cannot disagree. What an act then does stands in the
commands of ``proposals`` and ``voting``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from consensus.domain import guards as g
from consensus.domain.errors import Refusal, RefusedError, WrongStageError
from consensus.domain.facts import NOTHING_SENT, Facts, Sent, calls_rest
from consensus.domain.guards import Condition, Who
from consensus.domain.terms import STAGES_UNDER_WAY, Action, AnyAct, Beside, Stage


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table. First the stage is asked, ``within`` included, then who, then ``only_if`` from left to right."""

    number: str
    stages: tuple[Stage, ...]
    who: Who
    action: AnyAct
    only_if: tuple[Condition, ...]
    to: tuple[Stage, ...] = ()
    """Where it may lead; empty: the stage stays."""
    within: tuple[Condition, ...] = ()
    """What narrows the stages down, as the table says in its column ``from``."""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What narrows the stage, then who, then only if, in the order in which a refusal names them."""
        return (*self.within, *self.who.conditions, *self.only_if)


A = Action
_D, _C, _O, _K, _F, _X = Stage.DRAFTING, Stage.COMMENT, Stage.OBJECTION, Stage.CONSENSUS, Stage.FALLBACK, Stage.CLOSED
_OPEN = STAGES_UNDER_WAY

# fmt: off
TABLE: tuple[Row, ...] = (
    Row("T2",  (_D,),         g.OWNER,                A.EDIT_DRAFT,          (g.CURRENT_VERSION,)),
    Row("T3",  (_D,),         g.OWNER,                A.OPEN_COMMENT,        (g.FACILITATOR_NAMED, g.FACILITATOR_NO_OWNER),                                  to=(_C,)),
    Row("T4",  (_C,),         g.OF_BODY,              A.COMMENT,             (g.WINDOW_OPEN, g.TEXT_GIVEN)),
    Row("T4",  (_C,),         g.OF_BODY,              A.SUGGEST_AMENDMENT,   (g.WINDOW_OPEN, g.TEXT_GIVEN)),
    Row("T5",  (_C,),         g.OWNER,                A.ANSWER_ISSUE,        (g.ISSUE_UNANSWERED, g.TEXT_GIVEN)),
    Row("T6",  (_C,),         g.OWNER,                A.REVISE,              (g.CURRENT_VERSION, g.TEXT_GIVEN)),
    Row("T7",  (_C,),         g.OWNER_OR_FACILITATOR, A.RETURN_TO_DRAFTING,  (g.REASON_GIVEN,),                                                               to=(_D,)),
    Row("T8",  (_C,),         g.FACILITATOR,          A.CALL_FOR_OBJECTIONS, (g.WINDOW_OVER, g.ISSUES_ANSWERED, g.LANGUAGES_PRESENT, g.FACILITATOR_FREE),     to=(_O,)),
    Row("T9",  (_O,),         g.VOICE_NOT_RECUSED,    A.RAISE_OBJECTION,     (g.WINDOW_OPEN, g.REASON_GIVEN, g.GROUND_GIVEN, g.CURRENT_VERSION, g.NOT_REPEATED)),
    Row("T10", (_O,),         g.VOICE_NOT_RECUSED,    A.SECOND_BLOCK,        (g.TARGET_IS_BLOCK, g.TARGET_OF_ANOTHER, g.TARGET_OPEN, g.NOT_SECONDED_YET)),
    Row("T11", (_O, _K),      g.OWNER_OR_FACILITATOR, A.ANSWER_OBJECTION,    (g.TARGET_OPEN, g.TEXT_GIVEN)),
    Row("T12", (_O,),         g.OWNER,                A.REVISE,              (g.OBJECTION_STANDS, g.NAMES_OBJECTIONS, g.NAMES_LIVE_ONES, g.CURRENT_VERSION, g.TEXT_GIVEN)),
    Row("T13", (_O, _K),      g.OBJECTOR,             A.CONFIRM_MET,         (g.TARGET_LIVE, g.TARGET_NAMED)),
    Row("T14", (_O, _K),      g.OBJECTOR,             A.WITHDRAW_OBJECTION,  (g.TARGET_LIVE, g.KNOWN_INTO)),
    Row("T15", (_O, _K),      g.FACILITATOR,          A.DECLARE_UNRESOLVED,  (g.TARGET_OPEN, g.FACILITATOR_FREE, g.TARGET_ANSWERED, g.RESOLUTION_OVER)),
    Row("T16", (_O,),         g.CLOCK_OR_FACILITATOR, A.CALL_FOR_CONSENSUS,  (g.WINDOW_OVER, g.NO_OBJECTION_OPEN, g.FACILITATOR_FREE, g.CALLS_GO_ON),         to=(_K, _X)),
    Row("T17", (_K,),         g.VOICE_NOT_RECUSED,    A.TAKE_POSITION,       (g.WINDOW_OPEN, g.CURRENT_VERSION, g.KNOWN_POSITION, g.POSITION_REASON, g.POSITION_GROUND, g.POSITION_NOT_REPEATED)),
    Row("T17", (_O,),         g.VOICE_NOT_RECUSED,    A.TAKE_POSITION,       (g.WINDOW_OPEN, g.CURRENT_VERSION),                                              within=(g.SILENCE_IS_CONSENT, g.SUPPORT_ALONE)),
    Row("T18", (_O, _K),      g.VOICE,                A.RECUSE,              (g.NOT_RECUSED_YET, g.REASON_GIVEN)),
    Row("T19", (_K,),         g.CLOCK_OR_FACILITATOR, A.CLOSE,               (g.EVERYONE_SPOKE,),                                                             to=(_X, _O, _F, _K)),
    Row("T20", (_F,),         g.VOICE_NOT_RECUSED,    A.CAST_VOTE,           (g.WINDOW_OPEN, g.KNOWN_VOTE)),
    Row("T21", (_F,),         g.CLOCK,                A.CLOSE,               (g.WINDOW_OVER,),                                                                to=(_X,)),
    Row("T22", (_D, _C, _O),  g.OWNER,                A.WITHDRAW_PROPOSAL,   (g.REASON_GIVEN,),                                                               to=(_X,)),
    Row("T23", (_D, _C, _O),  g.FACILITATOR,          A.DEFER,               (g.DATE_AHEAD,),                                                                 to=(_X,)),
    Row("T22", (_X,),         g.CO_OWNER,             A.TAKE_OVER,           (g.TAKE_OVER_OPEN, g.NOT_CONTINUED),                                             within=(g.WITHDRAWN,)),
    Row("T23", (_X,),         g.CLOCK,                A.COME_BACK,           (g.DAY_OF_RETURN, g.NOT_CONTINUED),                                              within=(g.DEFERRED,)),
    Row("T24", (_C, _O, _K),  g.FACILITATOR,          A.EXTEND_WINDOW,       (g.REASON_GIVEN, g.NEVER_SHORTER, g.EXTENSION_LEFT)),
    Row("T25", _OPEN,         g.CLOCK,                A.LAPSE,               (g.IDLE,),                                                                       to=(_X,)),
    Row("T26", _OPEN,         g.OWNER,                A.HAND_OVER,           (g.TO_OF_BODY, g.TO_ANOTHER)),
    Row("T27", (_X,),         g.VOICE,                A.ADD_STATEMENT,       (g.STATEMENTS_OPEN, g.STATEMENT_LENGTH, g.TEXT_GIVEN)),
    Row("T28", (_X,),         g.MEMBER,               A.DISSOCIATE,          (g.NOT_DISSOCIATED,),                                                            within=(g.ADOPTED,)),
    Row("T29", (_X,),         g.ADOPTION,             A.SUPERSEDE,           (),                                                                              within=(g.ADOPTED,)),
)
# fmt: on
"""Every act on a proposal that exists. T1 (create) has no stage to come from: anyone of the body may, see ``create``."""

B = Beside
# fmt: off
BESIDE: tuple[Row, ...] = (
    Row("B1",  (_C,),         g.FACILITATOR,          B.ASK_SENSE_CHECK,     (g.WINDOW_OPEN, g.NO_SENSE_CHECK_OPEN, g.TEXT_GIVEN)),
    Row("B2",  (_C,),         g.OF_BODY,              B.ANSWER_SENSE_CHECK,  (g.WINDOW_OPEN, g.SENSE_CHECK_OPEN, g.KNOWN_GRADIENT)),
    Row("B3",  (_C,),         g.FACILITATOR,          B.CLOSE_SENSE_CHECK,   (g.WINDOW_OPEN, g.SENSE_CHECK_OPEN)),
    Row("B4",  (_O, _K),      g.FACILITATOR,          B.INVITE_TO_BE_HEARD,  (g.TARGET_OPEN, g.NO_HEARING_PLANNED, g.OTHERS_OPEN, g.OTHERS_NOT_PLANNED, g.DATE_AHEAD, g.PLACE_GIVEN)),
    Row("B5",  (_O, _K),      g.OBJECTOR,             B.ANSWER_INVITATION,   (g.HEARING_PLANNED,)),
    Row("B6",  (_O, _K, _F),  g.FACILITATOR,          B.RECORD_HEARING,      (g.HEARING_PLANNED, g.HEARING_BEGUN, g.TEXT_GIVEN)),
    Row("B7",  (_O, _K, _F),  g.FACILITATOR,          B.CALL_OFF_HEARING,    (g.HEARING_PLANNED, g.REASON_GIVEN)),
)
# fmt: on
"""Acts that section 2 does not have: each is on the record and moves no proposal. They are judged as those of the table are."""

_BY_CELL: dict[tuple[Stage, AnyAct], Row] = {(stage, row.action): row for row in (*TABLE, *BESIDE) for stage in row.stages}

ABOUT_A_HEARING = frozenset({B.INVITE_TO_BE_HEARD, B.ANSWER_INVITATION, B.RECORD_HEARING, B.CALL_OFF_HEARING})
"""Acts about the hearing of one objection, and of those that are heard with it."""

ABOUT_AN_OBJECTION: frozenset[AnyAct] = frozenset(
    {A.SECOND_BLOCK, A.ANSWER_OBJECTION, A.CONFIRM_MET, A.WITHDRAW_OBJECTION, A.DECLARE_UNRESOLVED, *ABOUT_A_HEARING}
)
"""Acts that name one objection."""

ABOUT_AN_ISSUE: frozenset[AnyAct] = frozenset({A.ANSWER_ISSUE})
"""Acts that name one issue."""


BY_A_VOICE = frozenset(row.action for row in (*TABLE, *BESIDE) if row.who in (g.VOICE, g.VOICE_NOT_RECUSED, g.OBJECTOR))
"""Acts that somebody does for a voice on the roll."""


def asks(action: AnyAct | None, *conditions: Condition | Who) -> bool:
    """Return whether any row of ``action`` asks one of ``conditions``; of any act, if ``action`` is null.

    Whoever gathers facts leaves out those that are dear to gather and that nobody will ask for.
    """
    if action is None:
        return True
    wanted = {part for each in conditions for part in (each.conditions if isinstance(each, Who) else (each,))}
    return any(wanted.intersection(row.conditions) for row in (*TABLE, *BESIDE) if row.action is action)


def row_of(stage: Stage, action: AnyAct) -> Row | None:
    """Return the row for an act in a stage, if the table has one."""
    return _BY_CELL.get((stage, action))


def step(facts: Facts, action: AnyAct, sent: Sent = NOTHING_SENT) -> Row:
    """Return the row that lets ``action`` happen.

    :raises WrongStageError: when no row of the table does in this stage.
    :raises RefusedError: with the first condition that fails: who, then the row's conditions from left to right;
        ``window_closed`` where the stage that the actor had in front of them is over.
    """
    if sent.seen_stage not in (None, facts.stage) and (sent.seen_stage, action) in _BY_CELL:
        raise RefusedError(Refusal.WINDOW_CLOSED)
    row = row_of(facts.stage, action)
    if row is None:
        raise WrongStageError
    for condition in row.conditions:
        if not condition.holds(facts, sent):
            raise WrongStageError if condition.code is Refusal.WRONG_STAGE else RefusedError(condition.code)
    return row


def is_open(facts: Facts, action: AnyAct) -> bool:
    """Return whether ``action`` can happen now if the right thing is sent: whether to show its button."""
    row = row_of(facts.stage, action)
    return row is not None and all(condition.reads_sent or condition.holds(facts, NOTHING_SENT) for condition in row.conditions)


def open_actions(facts: Facts, among: Iterable[AnyAct] = (*Action, *Beside)) -> tuple[AnyAct, ...]:
    """Return the acts that are open to the actor of ``facts``, in the order of the table; those beside it stand last.

    Acts about an objection are judged for ``facts.target`` and are closed while there is none.
    """
    wanted = set(among)
    found: dict[AnyAct, None] = {}
    for row in (*TABLE, *BESIDE):
        if row.action in wanted and facts.stage in row.stages and is_open(facts, row.action):
            found[row.action] = None
    return tuple(found)


def what_blocks(facts: Facts, action: AnyAct) -> Refusal | None:
    """Return why ``action`` is not open to the actor now, or ``None`` if it is."""
    row = row_of(facts.stage, action)
    if row is None:
        return Refusal.WRONG_STAGE
    for condition in row.conditions:
        if not condition.reads_sent and not condition.holds(facts, NOTHING_SENT):
            return condition.code
    return None


@dataclass(frozen=True, slots=True)
class Due:
    """What the clock has to do with a proposal, and the instant at which it fell due."""

    action: Action
    at: datetime


def what_is_due(facts: Facts) -> Due | None:
    """Return the earliest act of the clock that is due at ``facts.now``, or ``None``.

    At the end of the objection window the clock calls for consensus only if no objection was open then; otherwise the
    facilitator does, later. Where calls of the body rest then, it calls when they go on. A consensus stage that is held over its
    window closes when its last open objection is settled.
    A deferred proposal comes back on its day. Source: process.md section 2, T16, T19, T21, T23, T25, and section 5.2.
    """
    due: list[Due] = []
    if facts.closes_at is not None:
        if facts.stage is Stage.OBJECTION and not any(objection.was_open_at(facts.closes_at) for objection in facts.objections):
            due.extend(Due(A.CALL_FOR_CONSENSUS, at) for at in _when_called(facts, facts.closes_at))
        if facts.stage is Stage.CONSENSUS and facts.held_at is None:
            due.append(Due(A.CLOSE, facts.closes_at))
        if facts.stage is Stage.CONSENSUS and facts.held_at is not None and not facts.open_objections:
            settled = [objection.settled_at for objection in facts.objections if objection.settled_at is not None]
            due.append(Due(A.CLOSE, max([facts.held_at, *settled])))
        if facts.stage is Stage.FALLBACK:
            due.append(Due(A.CLOSE, facts.closes_at))
    # Last, so that of two at one instant the end of the window comes first: where something happens, nothing lapses.
    due.append(Due(A.LAPSE, facts.last_act_at + facts.rules.idle_days))
    if facts.stage is Stage.CLOSED:
        due = [] if facts.comes_back_at is None or facts.is_continued else [Due(A.COME_BACK, facts.comes_back_at)]
    due = [each for each in due if facts.now >= each.at]
    return min(due, key=lambda each: each.at, default=None)


def _when_called(facts: Facts, closes_at: datetime) -> tuple[datetime, ...]:
    """Return the instant at which the clock calls for consensus: the end of the window, or when the calls of the body go on."""
    if not calls_rest(facts, closes_at):
        return (closes_at,)
    return () if facts.calls_resume_at is None else (facts.calls_resume_at,)
