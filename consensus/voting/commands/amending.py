"""Taking over an amendment: the passage is replaced and the issue has its answer, in one act. Source: process.md, T5 and T6."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.facts import Sent
from consensus.domain.passages import Place, end_of, places_of, with_passage
from consensus.domain.speech import _
from consensus.domain.terms import Action, Disposition
from consensus.proposals.acting import judged
from consensus.proposals.facts import facts_of, lock_proposal
from consensus.proposals.models import AmendmentTakenOver, Comment, IssueDisposition, Proposal, Version
from consensus.proposals.texts import TextIn, add_version, texts_of
from consensus.transaction import command
from consensus.voting.acting import begin_locked
from consensus.voting.commands.revising import leave_half
from consensus.web.markdown import markdown

TAKEN_OVER = "Taken over: it stands in version {version}."
"""The answer to an amendment that is taken over without a word."""


@command("take_over_amendment")
def take_over_amendment(
    session: Session,
    *,
    actor: Actor,
    proposal_id: int,
    comment_id: int,
    now: datetime,
    occurrence: int | None = None,
    text: str = "",
    is_material: bool = True,
    version: int | None = None,
) -> int:
    """Write a new version with the amendment in the place of its passage, answer it as accepted, and return the version's number.

    Translations are carried over. Two entries: that of a revision, which names the amendment, and that of the answer.

    :param occurrence: which of the places at which the passage stands, counted from 1; needed where there are several.
    :param text: the answer to the one who proposed it; without one it says in which version it stands.
    :raises RefusedError: ``not_owner``; ``already_done`` when it has its answer; ``stale_version``.
    :raises NotFoundError: when the proposal has no such amendment.
    :raises InvalidError: when the passage is no longer in the text, when it must be said which place is meant, or when
        nothing would change.
    """
    proposal = lock_proposal(session, proposal_id)
    amendment = session.get(Comment, comment_id)
    if amendment is None or amendment.proposal_id != proposal_id or amendment.amendment is None:
        raise NotFoundError(_("There is no such amendment on this proposal."))
    answered = session.get(IssueDisposition, comment_id) is not None
    facts = facts_of(session, proposal, actor, now, action=Action.ANSWER_ISSUE, issue_is_answered=answered)
    answering = judged(session, proposal, facts, actor=actor, action=Action.ANSWER_ISSUE, sent=Sent(text=text.strip() or TAKEN_OVER))
    sent = Sent(text=amendment.amendment, version=version)
    revising = begin_locked(session, proposal, actor=actor, action=Action.REVISE, now=now, sent=sent)
    texts = texts_of(session, proposal_id, proposal.version_number)
    present = texts[proposal.authentic_language]
    place = place_meant(amendment.passage or "", present.text, occurrence)
    texts[proposal.authentic_language] = TextIn(present.question, with_passage(present.text, place, amendment.amendment))
    if texts[proposal.authentic_language] == present:
        raise InvalidError(_("The text says this already, so there is nothing to take over. Answer the amendment instead."))
    number = proposal.version_number + 1
    said = add_version(session, proposal, texts, person_id=actor.person_id, now=now, number=number, is_material=is_material)
    session.add(AmendmentTakenOver(version_id=_id_of(session, proposal), comment_id=comment_id))
    if is_material:
        leave_half(revising)
    answer = text if text.strip() else TAKEN_OVER.format(version=number)
    session.add(
        IssueDisposition(
            comment_id=comment_id,
            person_id=revising.person_id,
            at=now,
            disposition=Disposition.ACCEPTED,
            text=answer,
            html=str(markdown(answer)),
        )
    )
    session.flush()
    revising.record({**said, "meets": [], "takes_over": comment_id})
    answering.record({"issue": comment_id, "disposition": Disposition.ACCEPTED.value, "text": answer})
    return number


def place_meant(passage: str, text: str, occurrence: int | None) -> Place:
    """Return the place of a passage in a text; of one that only adds, the end of the text.

    :raises InvalidError: when it stands nowhere, or at several places and ``occurrence`` names none of them.
    """
    if not passage.strip():
        return end_of(text)
    places = places_of(passage, text)
    if not places:
        raise InvalidError(
            _("This passage is no longer in the text as it was quoted. Revise the text by hand and answer the amendment; nothing is lost."),
            field="occurrence",
        )
    if len(places) > 1 and occurrence not in range(1, len(places) + 1):
        raise InvalidError(
            _("The passage stands in the text {times} times. Choose the place that is meant.", times=len(places)), field="occurrence"
        )
    return places[(occurrence or 1) - 1] if len(places) > 1 else places[0]


def _id_of(session: Session, proposal: Proposal) -> int:
    current = (Version.proposal_id == proposal.id, Version.number == proposal.version_number)
    return session.scalars(select(Version.id).where(*current)).one()
