"""The facilitator's desk: everything that one person leads on one time line, what blocks each, and who has not been heard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.errors import DomainError, Refusal
from consensus.domain.facts import NOTHING_SENT
from consensus.domain.lifecycle import row_of, what_blocks
from consensus.domain.reasons import Reason
from consensus.domain.speech import _
from consensus.domain.terms import STAGES_UNDER_WAY, Action, Part, Stage
from consensus.domain.windows import window_is_open
from consensus.pages.desk_facts import OnDesk, on_desk
from consensus.pages.leading import owned_by as owned
from consensus.people.models import Network
from consensus.proposals.models import Proposal
from consensus.voting.commands import hand_over
from consensus.web.words import KINDS, language_word

NEXT = {
    Stage.DRAFTING: Action.OPEN_COMMENT,
    Stage.COMMENT: Action.CALL_FOR_OBJECTIONS,
    Stage.OBJECTION: Action.CALL_FOR_CONSENSUS,
    Stage.CONSENSUS: Action.CLOSE,
}
"""The act that moves a proposal on. Of a vote only the clock makes an end."""

ROW, LEFT, WHOLE = 30, 80, 990
"""Of the time line: the height of a row in pixels; where the first instant stands and the last, in thousandths of the width."""


@dataclass(frozen=True, slots=True)
class Step:
    """The next step of a proposal, and where it can be done; ``act`` is the end of its address, empty where nobody can yet."""

    title: str
    act: str
    place: str = ""
    """The part of the proposal's page where what blocks it can be settled."""


@dataclass(frozen=True, slots=True)
class Unheard:
    """Voices of a region that have not been heard, by kind."""

    region: str
    kinds: tuple[tuple[str, int], ...]

    @property
    def voices(self) -> int:
        """How many there are."""
        return sum(voices for _, voices in self.kinds)


@dataclass(frozen=True, slots=True)
class Entry:
    """A proposal on the desk."""

    number: int
    proposal_id: int
    question: str
    body_name: str
    stage: Stage
    opened_at: datetime
    closes_at: datetime | None
    owns: bool
    facilitates: bool
    blocks: tuple[str, ...]
    """What stands in the way of the next step, in sentences; empty where nothing does."""
    step: Step | None
    unheard: tuple[Unheard, ...]
    may_remind: bool
    reminded_at: datetime | None

    @property
    def unheard_voices(self) -> int:
        """How many have not been heard."""
        return sum(each.voices for each in self.unheard)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch on the time line: across in percent of the width, so that words keep their size; down in pixels."""

    number: int
    x: str
    y: int
    width: str
    stage: Stage
    is_over: bool


@dataclass(frozen=True, slots=True)
class TimeLine:
    """The picture of the desk: a row for each proposal, from the opening of its stage to the end of its window."""

    height: int
    now_x: str
    first: datetime
    last: datetime
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class NotDone:
    """A proposal that could not be handed over, and why."""

    proposal_id: int
    question: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that one person leads."""

    entries: tuple[Entry, ...]
    line: TimeLine | None


def desk_of(session: Session, person_id: int, now: datetime) -> Desk:
    """Return the desk of a person. A fixed number of statements, however much lies on it."""
    found = on_desk(session, person_id, now)
    if not found:
        return Desk((), None)
    regions = session.scalars(select(Network.regions)).one()
    names = {region["code"]: region["name"] for region in regions}
    entries = tuple(_entry(number, each, names, now) for number, each in enumerate(found, start=1))
    return Desk(entries, _line(entries, now))


def owned_by(session: Session, person_id: int) -> dict[int, str]:
    """Return the questions of the open proposals that a person owns, by id."""
    statement = select(Proposal.id, Proposal.question).where(Proposal.stage.in_(STAGES_UNDER_WAY), owned(person_id)).order_by(Proposal.id)
    return dict(session.execute(statement).tuples().all())


def hand_over_several(
    session: Session, actor: Actor, proposal_ids: Iterable[int], *, to_id: int, part: Part, now: datetime
) -> tuple[NotDone, ...]:
    """Hand a part in several proposals over, each by itself; return those that could not be, with the reason."""
    questions = owned_by(session, actor.person_id or 0)
    session.rollback()
    not_done = []
    for proposal_id in proposal_ids:
        try:
            hand_over(session, actor=actor, proposal_id=proposal_id, to_id=to_id, part=part, now=now)
        except DomainError as error:
            not_done.append(NotDone(proposal_id, questions.get(proposal_id, ""), str(error)))
    return tuple(not_done)


def _entry(number: int, found: OnDesk, names: dict[str, str], now: datetime) -> Entry:
    proposal, facts = found.proposal, found.facts
    by_region: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for silent in found.silent:
        by_region[names.get(silent.region, silent.region)].append((_KIND_NAMES[silent.kind], silent.voices))
    is_asked = proposal.stage in (Stage.CONSENSUS, Stage.FALLBACK) and window_is_open(proposal.closes_at, now)
    return Entry(
        number=number,
        proposal_id=proposal.id,
        question=proposal.question,
        body_name=proposal.body.name,
        stage=proposal.stage,
        opened_at=proposal.opened_at,
        closes_at=proposal.closes_at,
        owns=facts.is_owner,
        facilitates=facts.is_facilitator,
        blocks=tuple(str(reason) for reason in what_stands_in_the_way(found)),
        step=next_step(found),
        unheard=tuple(Unheard(region, tuple(kinds)) for region, kinds in by_region.items()),
        may_remind=facts.is_facilitator and is_asked and bool(found.silent) and found.reminded_at is None,
        reminded_at=found.reminded_at,
    )


_KIND_NAMES = {kind.value: name for kind, name in KINDS.items()}


def codes_in_the_way(found: OnDesk) -> tuple[Refusal, ...]:
    """Return the conditions of the next step that the world does not meet yet, whoever does it."""
    action = NEXT.get(found.proposal.stage)
    row = None if action is None else row_of(found.proposal.stage, action)
    if row is None:
        return ()
    return tuple(each.code for each in row.only_if if not each.reads_sent and not each.holds(found.facts, NOTHING_SENT))


def what_stands_in_the_way(found: OnDesk) -> list[Reason]:
    """Return what blocks the next step, each as a sentence; nothing where it can be done."""
    facts, stage = found.facts, found.proposal.stage
    if stage is Stage.FALLBACK:
        return [Reason("The voices vote; the clock makes an end when the window is over.")]
    said = []
    for code in codes_in_the_way(found):
        if code is Refusal.TOO_EARLY:
            said.append(_TOO_EARLY[stage])
        elif code is Refusal.ISSUES_UNANSWERED:
            many = "{n} issues have no answer yet."
            said.append(Reason("{n} issue has no answer yet.", {"n": facts.issues_unanswered}, many))
        elif code is Refusal.OBJECTION_OPEN:
            said += _objections(found)
        elif code is Refusal.LANGUAGE_MISSING:
            languages = tuple(language_word(code) for code in facts.languages_missing)
            said.append(Reason("The text that the body requires is missing in: {languages}.", {"languages": languages}))
        else:
            said.append(Reason(code.sentence))
    if stage is Stage.CONSENSUS and facts.open_objections:
        said += _objections(found)
    return said


_TOO_EARLY = {
    Stage.COMMENT: Reason("The window for comments is still open."),
    Stage.OBJECTION: Reason("The window for objections is still open; if none is open at its end, the proposal goes on by itself."),
    Stage.CONSENSUS: Reason("Not every voice has been heard, and the window is still open."),
}


def _objections(found: OnDesk) -> list[Reason]:
    is_open, unanswered = len(found.facts.open_objections), found.unanswered
    if is_open == unanswered:
        many = "{n} objections are open and have no answer yet."
        return [Reason("{n} objection is open and has no answer yet.", {"n": is_open}, many)]
    said = [Reason("{n} objection is open.", {"n": is_open}, "{n} objections are open.")]
    if unanswered:
        said.append(Reason("{n} of them has no answer yet.", {"n": unanswered}, "{n} of them have no answer yet."))
    return said


_SETTLED_AT = {
    Refusal.ISSUES_UNANSWERED: Step(_("Answer the issues"), "", "comments"),
    Refusal.OBJECTION_OPEN: Step(_("See the objections"), "", "objections"),
    Refusal.FACILITATOR_MISSING: Step(_("Name a facilitator"), "edit_draft"),
    Refusal.FACILITATOR_CONFLICTED: Step(_("Hand the facilitation over"), "hand_over"),
}
"""Where what blocks a step can be settled, in the order in which it is offered."""

_TITLES = {
    Action.OPEN_COMMENT: _("Open for comment"),
    Action.CALL_FOR_OBJECTIONS: _("Call for objections"),
    Action.CALL_FOR_CONSENSUS: _("Call for consensus"),
    Action.CLOSE: _("Close now"),
}


def next_step(found: OnDesk) -> Step | None:
    """Return the act that is asked of the reader: the next step if it is open to them, else what settles what blocks it."""
    action = NEXT.get(found.proposal.stage)
    if action is not None and what_blocks(found.facts, action) is None:
        return Step(_TITLES[action], action.value)
    codes = codes_in_the_way(found)
    for code, step in _SETTLED_AT.items():
        if code not in codes:
            continue
        if step.act in ("hand_over", "edit_draft") and not found.facts.is_owner:
            continue
        if code is Refusal.ISSUES_UNANSWERED and not found.facts.is_owner:
            return Step(_("See the issues"), "", step.place)
        return step
    return None


def _line(entries: tuple[Entry, ...], now: datetime) -> TimeLine:
    """Draw the stretches from the opening of each stage to the end of its window; one without an end reaches to today."""
    first = min(now - timedelta(days=7), *(max(entry.opened_at, now - timedelta(days=60)) for entry in entries))
    last = max(now + timedelta(days=7), *(min(entry.closes_at or now, now + timedelta(days=90)) for entry in entries))
    whole = (last - first) // timedelta(minutes=1)

    def x(instant: datetime) -> int:
        inside = min(max(instant, first), last)
        return LEFT + (inside - first) // timedelta(minutes=1) * (WHOLE - LEFT) // whole

    spans = []
    for entry in entries:
        begins, ends = x(entry.opened_at), x(max(entry.closes_at or now, entry.opened_at))
        is_over = entry.closes_at is not None and entry.closes_at <= now
        # What is over reaches to today: it waits.
        ends = x(now) if is_over else ends
        y = (entry.number - 1) * ROW + 26
        spans.append(Span(entry.number, _percent(begins), y, _percent(max(ends - begins, 8)), entry.stage, is_over))
    return TimeLine(len(entries) * ROW + 30, _percent(x(now)), first, last, tuple(spans))


def _percent(thousandths: int) -> str:
    return f"{thousandths // 10}.{thousandths % 10}%"
