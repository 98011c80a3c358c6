"""Commenting: say something, suggest an amendment, answer an issue. Source: process.md, T4 and T5."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consensus.bodies.queries import speaks_for
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.facts import Sent
from consensus.domain.speech import _
from consensus.domain.terms import Action, Disposition
from consensus.proposals.acting import Act, begin, judged
from consensus.proposals.facts import facts_of, lock_proposal
from consensus.proposals.models import Comment, IssueDisposition
from consensus.transaction import command
from consensus.web.markdown import markdown

COMMENT_MAX_CHARACTERS = 20_000


@command("comment")
def comment(session: Session, *, actor: Actor, proposal_id: int, text: str, now: datetime, is_issue: bool = False) -> int:
    """Say something on a proposal and return the comment's id; marked as an issue it must get a disposition.

    :raises RefusedError: ``not_in_body``, ``window_closed``, ``reason_required`` when there is no text.
    """
    return comment_made(session, actor=actor, proposal_id=proposal_id, text=text, now=now, is_issue=is_issue)


def comment_made(session: Session, *, actor: Actor, proposal_id: int, text: str, now: datetime, is_issue: bool) -> int:
    """Do as :func:`comment` inside the transaction of another command, which commits it together with its own rows."""
    act = begin(session, actor=actor, proposal_id=proposal_id, action=Action.COMMENT, now=now, sent=Sent(text=text))
    return _say(act, text=text, is_issue=is_issue)


@command("suggest_amendment")
def suggest_amendment(session: Session, *, actor: Actor, proposal_id: int, passage: str, amendment: str, text: str, now: datetime) -> int:
    """Propose a change of a passage and return the comment's id; ``text`` says why. It always is an issue.

    :raises RefusedError: ``not_in_body``, ``window_closed``, ``reason_required`` when there is no text.
    """
    why = text or amendment
    act = begin(session, actor=actor, proposal_id=proposal_id, action=Action.SUGGEST_AMENDMENT, now=now, sent=Sent(text=why))
    return _say(act, text=why, is_issue=True, passage=passage, amendment=amendment or why)


@command("answer_issue")
def answer_issue(
    session: Session, *, actor: Actor, proposal_id: int, comment_id: int, disposition: Disposition, text: str, now: datetime
) -> None:
    """Give an issue its disposition: a written, reasoned answer, once.

    :raises RefusedError: ``not_owner``, ``already_done``, ``reason_required`` when there is no text.
    :raises NotFoundError: when the proposal has no such issue.
    """
    proposal = lock_proposal(session, proposal_id)
    issue = session.get(Comment, comment_id)
    if issue is None or issue.proposal_id != proposal_id or not issue.is_issue:
        raise NotFoundError(_("There is no such issue on this proposal."))
    answered = session.get(IssueDisposition, comment_id) is not None
    facts = facts_of(session, proposal, actor, now, action=Action.ANSWER_ISSUE, issue_is_answered=answered)
    act = judged(session, proposal, facts, actor=actor, action=Action.ANSWER_ISSUE, sent=Sent(text=text))
    session.add(
        IssueDisposition(
            comment_id=comment_id, person_id=actor.person_id, at=now, disposition=disposition, text=text, html=str(markdown(text))
        )
    )
    act.record({"issue": comment_id, "disposition": disposition.value, "text": text})


def _say(act: Act, *, text: str, is_issue: bool, passage: str | None = None, amendment: str | None = None) -> int:
    if len(text) > COMMENT_MAX_CHARACTERS:
        raise InvalidError(
            _("A comment has at most {most} characters. Shorten it; nothing was lost.", most=f"{COMMENT_MAX_CHARACTERS:,}"), field="text"
        )
    person_id = act.actor.person_id
    assert person_id is not None  # the table let a person of the body act  # noqa: S101
    voices = speaks_for(act.session, person_id, act.proposal.body_id, act.now)
    said = Comment(
        proposal_id=act.proposal.id,
        version_number=act.proposal.version_number,
        person_id=person_id,
        speaks_as=", ".join(voice.label for voice in voices)[:200],
        at=act.now,
        text=text,
        html=str(markdown(text)),
        is_issue=is_issue,
        passage=passage,
        amendment=amendment,
    )
    act.session.add(said)
    act.session.flush()
    data = {"comment": said.id, "version": said.version_number, "text": text, "issue": is_issue}
    if amendment is not None:
        data |= {"passage": passage or "", "amendment": amendment}
    act.record(data)
    return said.id
