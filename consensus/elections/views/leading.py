"""What the steward does: calling an election, ending nominations, counting, seating those elected, calling off."""

from __future__ import annotations

from flask import Response, request, url_for

from consensus.bodies.queries import judged
from consensus.bodies.views.access import body_called, keeper
from consensus.db import db
from consensus.domain.composition.words import FailureStep
from consensus.domain.errors import NotFoundError
from consensus.domain.permissions import Permission
from consensus.domain.speech import _
from consensus.elections import commands
from consensus.elections.commands import Call
from consensus.elections.commands.calling import LONGEST_TITLE, ORGANISATIONS
from consensus.elections.counting import Method
from consensus.elections.forms import KINDS, CallForm, ExtendForm, ReasonForm, WithoutForm, appoint_form
from consensus.elections.models import Election, ElectionStage, Secrecy
from consensus.elections.queries import ElectionPage, Sheet, election_page, prospects_of, sheet_of
from consensus.elections.views.blueprint import address_of, blueprint, carry_out, page_of
from consensus.elections.views.stepping import step_called
from consensus.elections.words import STEPS
from consensus.sending.arriving import as_sent
from consensus.sending.once import once
from consensus.web.forms import choices_of
from consensus.web.htmx import done, render
from consensus.web.now import now


@blueprint.route("/bodies/<code>/elections/new", methods=["GET", "POST"])
def call(code: str) -> Response:
    """Call an election."""
    actor = keeper(Permission.CALL_ELECTIONS)
    session, instant, body = db.session(), now(), body_called(code)
    seats = judged(session, body.id).seats
    form = CallForm()
    form.offer({seat.seat_id: f"{seat.label} ({seat.holder.person_name if seat.holder else 'vacant'})" for seat in seats})
    if not form.is_submitted():
        form.voter_kinds.data = [kind.value for kind in ORGANISATIONS]
        form.stander_kinds.data = [kind.value for kind in KINDS]
        form.seats.data = [str(seat.seat_id) for seat in seats if seat.holder is None]
    follows = election_page(session, _number(request.args.get("follows", "")), actor, instant) if "follows" in request.args else None
    if follows is not None and not form.is_submitted():
        form.title.data = _("Again: {title}", title=follows.title)[:LONGEST_TITLE]
        form.seats.data = [str(seat.seat_id) for seat in follows.left_vacant or follows.seats]

    def act() -> int:
        told = Call(
            title=form.text("title"),
            about=form.text("about"),
            seat_ids=[_number(each) for each in form.seats.data or ()],
            method=Method(form.method.data),
            secrecy=Secrecy(form.secrecy.data),
            voter_kinds=form.kinds(form.voter_kinds),
            stander_kinds=form.kinds(form.stander_kinds),
            nominations_close_at=form.instant("nominations_close_at"),
            voting_days=form.voting_days.data,
            term_ends_on=form.term_ends_on.data,
            follows_id=None if follows is None else follows.election_id,
        )
        return commands.call_election(session, actor=actor, body_id=body.id, call=told, now=instant)

    if form.sent() and form.carries_out(lambda: once(session, as_sent(actor), instant, act)):
        address = address_of(form.result) if form.result else url_for("elections.of_body", code=code)
        return done(address, message=_("The election is called. Nominations are open."))
    return render("elections/call.html", form=form, body=body, follows=follows, status=form.answer_status)


@blueprint.post("/elections/<int:election_id>/close-nominations")
def close_nominations(election_id: int) -> Response:
    """End nominations and open the vote."""
    return carry_out(
        election_id,
        lambda actor: commands.close_nominations(db.session(), actor=actor, election_id=election_id, now=now()),
        _("Nominations are closed. Voting is open."),
    )


@blueprint.post("/elections/<int:election_id>/count")
def count(election_id: int) -> Response:
    """Count the ballots and declare the result."""
    return carry_out(
        election_id,
        lambda actor: commands.count_election(db.session(), actor=actor, election_id=election_id, now=now()),
        _("The ballots are counted, and the result is declared."),
    )


@blueprint.route("/elections/<int:election_id>/extend", methods=["GET", "POST"])
def extend(election_id: int) -> Response:
    """Give more time for nominations."""
    actor = keeper(Permission.CALL_ELECTIONS)
    page, form, session = _in_stage(election_id, ElectionStage.NOMINATIONS), ExtendForm(), db.session()
    if form.sent() and form.carries_out(
        lambda: commands.extend_nominations(
            session, actor=actor, election_id=election_id, until=form.instant("until"), reason=form.text("reason"), now=now()
        )
    ):
        return done(address_of(election_id), message=_("Nominations have more time."))
    found = prospects_of(session, session.get_one(Election, election_id), now())
    return render("elections/extend.html", form=form, election=page, prospects=found, status=form.answer_status)


@blueprint.route("/elections/<int:election_id>/call-off", methods=["GET", "POST"])
def call_off(election_id: int) -> Response:
    """End the election without a result."""
    actor = keeper(Permission.CALL_ELECTIONS)
    page, form = page_of(election_id), ReasonForm()
    if form.sent() and form.carries_out(
        lambda: commands.call_off_election(db.session(), actor=actor, election_id=election_id, reason=form.text("reason"), now=now())
    ):
        return done(address_of(election_id), message=_("The election is called off."))
    return render("elections/call_off.html", form=form, election=page, status=form.answer_status)


@blueprint.route("/elections/<int:election_id>/count-again", methods=["GET", "POST"])
def count_again(election_id: int) -> Response:
    """Count the same ballots without one of those elected."""
    actor = keeper(Permission.CALL_ELECTIONS)
    page, sheet, form = _in_stage(election_id, ElectionStage.COUNTED), sheet_of(db.session(), election_id), WithoutForm()
    form.candidate.choices = choices_of({each.number: each.name for each in sheet.elected}, first=_("Choose"))
    if form.sent() and form.carries_out(
        lambda: commands.count_again(
            db.session(),
            actor=actor,
            election_id=election_id,
            without=_number(form.text("candidate")),
            reason=form.text("reason"),
            now=now(),
        )
    ):
        return done(address_of(election_id), message=_("The ballots are counted again. The earlier count stays readable."))
    return render("elections/count_again.html", form=form, election=page, status=form.answer_status)


@blueprint.route("/elections/<int:election_id>/appoint", methods=["GET", "POST"])
def appoint(election_id: int) -> Response:
    """Seat those elected."""
    return _appoint(election_id, None)


@blueprint.route("/elections/<int:election_id>/appoint/<step>", methods=["GET", "POST"])
def appoint_by(election_id: int, step: str) -> Response:
    """Seat those elected who can sit, and leave a seat vacant by a step that a rule asks for."""
    return _appoint(election_id, step_called(step))


def _appoint(election_id: int, step: FailureStep | None) -> Response:
    actor = keeper(Permission.CALL_ELECTIONS)
    page, sheet = _in_stage(election_id, ElectionStage.COUNTED), sheet_of(db.session(), election_id)
    form = appoint_form(page.to_fill)()
    elected = choices_of({each.number: f"{each.name}, {each.member_name}" for each in sheet.elected}, first=_("Nobody"))
    suggested = _suggested(page, sheet)
    for seat in page.to_fill:
        field = form[f"seat_{seat.seat_id}"]
        field.choices = elected
        if not form.is_submitted():
            field.data = str(suggested.get(seat.seat_id, ""))

    def act() -> object:
        chosen = {seat.seat_id: _number(form.text(f"seat_{seat.seat_id}")) for seat in page.to_fill}
        seats = {seat_id: number for seat_id, number in chosen.items() if number}
        return commands.appoint_elected(
            db.session(), actor=actor, election_id=election_id, seats=seats, reason=form.text("reason"), step=step, now=now()
        )

    if form.sent() and form.carries_out(act):
        return done(url_for("bodies.show", code=page.body_code), message=_("Those elected sit."))
    words = None if step is None else STEPS[step]
    return render("elections/appoint.html", form=form, election=page, sheet=sheet, step=words, status=form.answer_status)


def _suggested(page: ElectionPage, sheet: Sheet) -> dict[int, int]:
    """Return who could take which seat: first somebody of the region it is kept for, then in the order of election."""
    regions = {each.number: each.region for each in page.candidates if each.number}
    left = [each.number for each in sheet.elected]
    found: dict[int, int] = {}
    for seat in page.to_fill:
        own = next((number for number in left if seat.region and regions[number] == seat.region), None)
        if own is not None:
            found[seat.seat_id] = own
            left.remove(own)
    for seat in page.to_fill:
        if seat.seat_id not in found and left:
            found[seat.seat_id] = left.pop(0)
    return found


def _in_stage(election_id: int, stage: ElectionStage) -> ElectionPage:
    page = page_of(election_id)
    if page.stage is not stage:
        raise NotFoundError(_("This cannot be done in this election now. Look at its page: it shows what can be."))
    return page


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
