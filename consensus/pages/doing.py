"""From a form to its command: what was sent, as the arguments that the command takes.

Nothing is judged here. What cannot be read as a number stands for nothing, and the command says what is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError
from consensus.domain.speech import _
from consensus.domain.terms import Attribution, Disposition, DissentKind, ObjectionKind, Part, Stage, TaskStatus, Visibility
from consensus.proposals import commands as proposing
from consensus.voting import commands as voting
from consensus.web.addresses import LARGEST_ID, LONGEST


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does an act, on what, when."""

    session: Session
    actor: Actor
    proposal_id: int
    now: datetime
    closes_at: datetime | None
    target_id: int | None
    """The objection or the issue that the act is about."""

    @property
    def common(self) -> dict[str, Any]:
        """The arguments that every command takes."""
        return {"actor": self.actor, "proposal_id": self.proposal_id, "now": self.now}


Run = Callable[[Any, Doing], object]


def number(text: str | None) -> int | None:
    """Return the id or number that was sent, or ``None``."""
    if text is None or not (text.isascii() and text.isdecimal() and len(text) <= LONGEST):
        return None
    found = int(text)
    return found if 0 < found <= LARGEST_ID else None


def seen_stage(text: str | None) -> Stage | None:
    """Return the stage that the page showed, or ``None``."""
    return Stage(text) if text in {stage.value for stage in Stage} else None


def _voice(form: Any) -> dict[str, Any]:
    # A voice that cannot be read is nobody's, which is refused; none at all is the only one that the actor has.
    return {"voice_id": (number(form.voice.data) or 0) if form.voice.data else None}


def _for_voice(form: Any) -> dict[str, Any]:
    return _voice(form) | {"seen_stage": seen_stage(form.seen_stage.data)}


def seen_version(form: Any) -> int:
    """Return the version that the page showed; one that does not say it has shown none that is current."""
    return number(form.version.data) or 0


def _on_version(form: Any) -> dict[str, Any]:
    return {"version": seen_version(form)}


def _attributed(form: Any) -> dict[str, Any]:
    return {"attribution": Attribution(form.attribution.data) if form.attribution.data else None}


def _argument(form: Any) -> dict[str, Any]:
    return {"remedy": form.remedy.data or "", "whom": form.whom.data or "", "passage": form.passage.data or ""}


def comment(form: Any, do: Doing) -> object:
    return proposing.comment(do.session, **do.common, text=form.text.data, is_issue=form.is_issue.data)


def suggest_amendment(form: Any, do: Doing) -> object:
    said: dict[str, Any] = {"passage": form.passage.data or "", "amendment": form.amendment.data, "text": form.text.data}
    return proposing.suggest_amendment(do.session, **do.common, **said)


def answer_issue(form: Any, do: Doing) -> object:
    said: dict[str, Any] = {"comment_id": do.target_id or 0, "disposition": Disposition(form.disposition.data), "text": form.text.data}
    return proposing.answer_issue(do.session, **do.common, **said)


def raise_objection(form: Any, do: Doing) -> object:
    said: dict[str, Any] = {
        "kind": ObjectionKind(form.kind.data),
        "ground": form.ground.data,
        "reason": form.reason.data,
        **_argument(form),
    }
    return voting.raise_objection(do.session, **do.common, **said, **_for_voice(form), **_on_version(form), **_attributed(form))


def second_block(form: Any, do: Doing) -> object:
    return voting.second_block(do.session, **do.common, objection_id=do.target_id or 0, **_voice(form))


def take_position(form: Any, do: Doing) -> object:
    said: dict[str, Any] = {
        "position": form.position.data,
        "reason": form.reason.data or "",
        "ground": form.ground.data or "",
        **_argument(form),
    }
    return voting.take_position(do.session, **do.common, **said, **_for_voice(form), **_on_version(form), **_attributed(form))


def support(form: Any, do: Doing) -> object:
    said: dict[str, Any] = {"position": "support", "reason": form.reason.data or ""}
    return voting.take_position(do.session, **do.common, **said, **_for_voice(form), **_on_version(form))


def recuse(form: Any, do: Doing) -> object:
    return voting.recuse(do.session, **do.common, reason=form.reason.data, **_voice(form))


def cast_vote(form: Any, do: Doing) -> object:
    return voting.cast_vote(do.session, **do.common, vote=form.vote.data, **_for_voice(form))


def answer_objection(form: Any, do: Doing) -> object:
    said: dict[str, Any] = {"objection_id": do.target_id or 0, "disposition": Disposition(form.disposition.data), "text": form.text.data}
    return voting.answer_objection(do.session, **do.common, **said)


def withdraw_objection(form: Any, do: Doing) -> object:
    said: dict[str, Any] = {"objection_id": do.target_id or 0, "into": form.into.data or None, "reason": form.reason.data or ""}
    return voting.withdraw_objection(do.session, **do.common, **said)


def extend_window(form: Any, do: Doing) -> object:
    until = None if do.closes_at is None else max(do.closes_at, do.now) + timedelta(days=form.days.data or 0, hours=form.hours.data or 0)
    return voting.extend_window(do.session, **do.common, until=until, reason=form.reason.data)


def defer(form: Any, do: Doing) -> object:
    until = datetime.combine(form.until.data, time(), tzinfo=UTC)
    return voting.defer(do.session, **do.common, until=until, reason=form.reason.data or "")


def hand_over(form: Any, do: Doing) -> object:
    return voting.hand_over(do.session, **do.common, to_id=number(form.to.data) or 0, part=Part(form.part.data))


def add_statement(form: Any, do: Doing) -> object:
    return voting.add_statement(do.session, **do.common, text=form.text.data, **_voice(form), **_attributed(form))


def dissociate(form: Any, do: Doing) -> object:
    said: dict[str, Any] = {"text": form.text.data or "", "extent": form.extent.data or ""}
    member: dict[str, Any] = {"member_id": (number(form.member.data) or 0) if form.member.data else None}
    return voting.dissociate(do.session, **do.common, **said, **member, **_attributed(form))


def change_visibility(form: Any, do: Doing) -> object:
    return proposing.change_visibility(do.session, **do.common, visibility=Visibility(form.visibility.data))


def set_review(form: Any, do: Doing) -> object:
    return voting.set_review(do.session, **do.common, review_on=form.review_on.data, reason=form.reason.data or "")


def keep_decision(form: Any, do: Doing) -> object:
    return voting.keep_decision(do.session, **do.common, reason=form.reason.data, review_on=form.review_on.data)


def add_task(form: Any, do: Doing) -> object:
    said: dict[str, Any] = {"text": form.text.data, "responsible_id": number(form.responsible.data) or 0, "due_on": form.due_on.data}
    return voting.add_task(do.session, **do.common, **said)


def end_task(form: Any, do: Doing) -> object:
    said: dict[str, Any] = {"ended": TaskStatus(form.ended.data), "note": form.note.data}
    return voting.end_task(do.session, **do.common, task_id=do.target_id or 0, **said)


def reduce_attribution(form: Any, do: Doing) -> object:
    kind, _hyphen, words_id = (form.words.data or "").partition("-")
    if kind not in tuple(DissentKind):
        raise InvalidError(_("Choose which words."), field="words")
    said: dict[str, Any] = {"kind": DissentKind(kind), "words_id": number(words_id) or 0}
    return voting.reduce_attribution(do.session, **do.common, **said, attribution=Attribution(form.attribution.data))


def with_reason(command: Callable[..., object]) -> Run:
    """Return how a command is done that needs a reason and nothing else."""
    return lambda form, do: command(do.session, **do.common, reason=form.reason.data)


def plainly(command: Callable[..., object]) -> Run:
    """Return how a command is done that needs nothing but the wish."""
    return lambda _form, do: command(do.session, **do.common)


def on_objection(command: Callable[..., object]) -> Run:
    """Return how a command about one objection is done that needs nothing else."""
    return lambda _form, do: command(do.session, **do.common, objection_id=do.target_id or 0)
