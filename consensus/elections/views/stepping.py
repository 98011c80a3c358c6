"""What follows where a rule fails: the steps in their order, declining one, and those that no other page takes."""

from __future__ import annotations

from flask import Response, url_for

from consensus.bodies.views.access import keeper, reader_of_the_network
from consensus.db import db
from consensus.domain.composition.words import FailureStep
from consensus.domain.errors import NotFoundError
from consensus.domain.permissions import Permission, may, roles_of
from consensus.domain.speech import _
from consensus.elections import commands
from consensus.elections.forms import LeaveVacantForm, ReasonForm
from consensus.elections.models import ElectionStage
from consensus.elections.queries import contested_seats, election_frame, framed_remedies, steps_of, steps_offered
from consensus.elections.views.blueprint import blueprint, page_of
from consensus.elections.words import BEFORE_THE_VOTE, STEPS
from consensus.web.htmx import done, render
from consensus.web.now import now

TAKEN_AT = {
    FailureStep.EXTEND_NOMINATIONS: "elections.extend",
    FailureStep.NEXT_ELIGIBLE: "elections.count_again",
    FailureStep.DROP_LOWEST: "elections.drop_lowest",
    FailureStep.SEAT_VACANT: "elections.appoint_by",
    FailureStep.SPECIAL_ELECTION: "elections.appoint_by",
    FailureStep.COMPLY_OR_EXPLAIN: "elections.appoint",
    FailureStep.RERUN_GROUP: "elections.elect_anew",
    FailureStep.VOID: "elections.call_off",
}
"""On which page a step is taken."""


@blueprint.get("/elections/<int:election_id>/steps")
def steps(election_id: int) -> Response:
    """The steps in their order, and what was taken and declined."""
    actor, session = reader_of_the_network(), db.session()
    frame, found = framed_remedies(session, election_id, now())
    keeps = may(roles_of(actor), Permission.CALL_ELECTIONS)
    is_early = frame.stage is ElectionStage.NOMINATIONS
    taken_at = {**TAKEN_AT, FailureStep.SEAT_VACANT: "elections.leave_vacant"} if is_early else TAKEN_AT
    addresses = {step: _address(endpoint, election_id, step) for step, endpoint in taken_at.items()}
    return render(
        "elections/steps.html",
        election=frame,
        found=found,
        record=steps_of(session, election_id) if found is None else found.record,
        words=BEFORE_THE_VOTE if is_early else STEPS,
        addresses=addresses,
        offers=() if found is None or not keeps else steps_offered(found, is_early=is_early),
    )


@blueprint.route("/elections/<int:election_id>/steps/<step>/decline", methods=["GET", "POST"])
def decline_step(election_id: int, step: str) -> Response:
    """Leave out the step whose turn it is."""
    actor, chosen, form = keeper(Permission.CALL_ELECTIONS), step_called(step), ReasonForm()
    frame = election_frame(db.session(), election_id)
    if form.sent() and form.carries_out(
        lambda: commands.decline_step(
            db.session(), actor=actor, election_id=election_id, step=chosen, reason=form.text("reason"), now=now()
        )
    ):
        return done(url_for("elections.steps", election_id=election_id), message=_("The step is left out. The next one is open."))
    return render("elections/decline_step.html", form=form, election=frame, step=STEPS[chosen], status=form.answer_status)


@blueprint.route("/elections/<int:election_id>/drop-lowest", methods=["GET", "POST"])
def drop_lowest(election_id: int) -> Response:
    """Count again without the lowest of those who make a rule fail."""
    actor, session, form = keeper(Permission.CALL_ELECTIONS), db.session(), ReasonForm()
    frame, found = framed_remedies(session, election_id, now())
    lowest = None if found is None else found.lowest
    if found is None or lowest is None:
        raise NotFoundError(_("No rule fails with those elected, so nobody is to be left out for it."))
    if form.sent() and form.carries_out(
        lambda: commands.count_again(
            session,
            actor=actor,
            election_id=election_id,
            without=lowest,
            reason=form.text("reason"),
            step=FailureStep.DROP_LOWEST,
            now=now(),
        )
    ):
        address = url_for("elections.show", election_id=election_id)
        return done(address, message=_("The ballots are counted again. The earlier count stays readable."))
    return render("elections/drop_lowest.html", form=form, election=frame, lowest=found.lowest_name, status=form.answer_status)


@blueprint.route("/elections/<int:election_id>/elect-anew", methods=["GET", "POST"])
def elect_anew(election_id: int) -> Response:
    """End the election because a rule fails, to elect the same seats anew."""
    actor, form = keeper(Permission.CALL_ELECTIONS), ReasonForm()
    page = page_of(election_id)
    if form.sent() and form.carries_out(
        lambda: commands.call_off_election(
            db.session(),
            actor=actor,
            election_id=election_id,
            reason=form.text("reason"),
            step=FailureStep.RERUN_GROUP,
            now=now(),
        )
    ):
        address = url_for("elections.call", code=page.body_code, follows=election_id)
        return done(address, message=_("The election has ended. Call the one that follows it."))
    return render("elections/elect_anew.html", form=form, election=page, status=form.answer_status)


@blueprint.route("/elections/<int:election_id>/leave-vacant", methods=["GET", "POST"])
def leave_vacant(election_id: int) -> Response:
    """Open the vote without as many seats as those who stand cannot fill rightfully."""
    actor, session, form = keeper(Permission.CALL_ELECTIONS), db.session(), LeaveVacantForm()
    frame, found = framed_remedies(session, election_id, now())
    if found is None or not found.could_stay_vacant:
        raise NotFoundError(_("No seat of this election needs to stay vacant now. Look at its page: it shows what can be done."))
    form.offer(contested_seats(session, election_id), found.could_stay_vacant)
    if form.sent() and form.carries_out(
        lambda: commands.close_nominations(
            session, actor=actor, election_id=election_id, left_vacant=form.chosen(), reason=form.text("reason"), now=now()
        )
    ):
        address = url_for("elections.show", election_id=election_id)
        return done(address, message=_("Nominations are closed. Voting is open for the other seats."))
    number = len(found.could_stay_vacant)
    return render("elections/leave_vacant.html", form=form, election=frame, number=number, found=found, status=form.answer_status)


def step_called(name: str) -> FailureStep:
    """Return the step that an address names.

    :raises NotFoundError: when there is none of that name.
    """
    if name not in tuple(FailureStep):
        raise NotFoundError(_("There is no such step."))
    return FailureStep(name)


def _address(endpoint: str, election_id: int, step: FailureStep) -> str:
    if endpoint == "elections.appoint_by":
        return url_for(endpoint, election_id=election_id, step=step.value)
    return url_for(endpoint, election_id=election_id)
