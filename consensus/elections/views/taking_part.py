"""What members do: standing, nominating, declining, withdrawing, and casting their ballots."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template

from consensus.bodies.queries.choices import mandated
from consensus.db import db
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.speech import _
from consensus.elections import commands
from consensus.elections.forms import NominateForm, StandForm, ballot_form
from consensus.elections.models import Election, Standing
from consensus.elections.queries import ElectionPage, prospects_of
from consensus.elections.views.blueprint import address_of, blueprint, carry_out, network_of_page, page_of
from consensus.ledger import newest_act
from consensus.web.forms import choices_of
from consensus.web.htmx import done, offer_receipt, render
from consensus.web.now import now
from consensus.web.session import demand_actor


@blueprint.route("/elections/<int:election_id>/stand", methods=["GET", "POST"])
def stand(election_id: int) -> Response:
    """Stand for election, or change one's statement."""
    actor, session, page = demand_actor(), db.session(), page_of(election_id)
    _demand(page.nominations_are_open, _("Nominations to this election are over."))
    form = StandForm()
    form.member.choices = choices_of({each.member_id: each.name for each in page.may_stand_for})
    if not form.is_submitted() and page.own is not None:
        form.member.data, form.statement.data = str(page.own.member_id), page.own.statement
    if form.sent() and form.carries_out(
        lambda: commands.stand(
            session,
            actor=actor,
            election_id=election_id,
            member_id=_number(form.text("member")),
            statement=form.text("statement"),
            consents=form.consents.data,
            now=now(),
        )
    ):
        return done(address_of(election_id), message=_("You stand in this election."))
    found = prospects_of(session, session.get_one(Election, election_id), now(), network=network_of_page())
    return render("elections/stand.html", form=form, election=page, looks_at_gender=found.looks_at_gender, status=form.answer_status)


@blueprint.route("/elections/<int:election_id>/nominate", methods=["GET", "POST"])
def nominate(election_id: int) -> Response:
    """Propose somebody."""
    actor, session, page = demand_actor(), db.session(), page_of(election_id)
    _demand(page.nominations_are_open, _("Nominations to this election are over."))
    form = NominateForm()
    taken = {each.person_id for each in page.candidates}
    people = mandated(session, page.body_id, now(), page.stander_kinds)
    form.offer(each for each in people if each.person_id not in taken)

    def act() -> int:
        person_id, _, member_id = form.text("person").partition(":")
        return commands.nominate(
            session, actor=actor, election_id=election_id, person_id=_number(person_id), member_id=_number(member_id), now=now()
        )

    if form.sent() and form.carries_out(act):
        return done(address_of(election_id), message=_("They are nominated. They stand once they say so themselves."))
    return render("elections/nominate.html", form=form, election=page, status=form.answer_status)


@blueprint.post("/elections/<int:election_id>/decline")
def decline(election_id: int) -> Response:
    """Say that one does not stand."""
    return carry_out(
        election_id,
        lambda actor: commands.decline_nomination(db.session(), actor=actor, election_id=election_id, now=now()),
        _("You do not stand in this election."),
    )


@blueprint.post("/elections/<int:election_id>/withdraw")
def withdraw(election_id: int) -> Response:
    """Stand no more."""
    return carry_out(
        election_id,
        lambda actor: commands.withdraw_candidacy(db.session(), actor=actor, election_id=election_id, now=now()),
        _("You stand no more in this election."),
    )


@blueprint.route("/elections/<int:election_id>/vote", methods=["GET", "POST"])
def vote(election_id: int) -> Response:
    """Fill in a ballot, look at it, and cast it."""
    actor, page = demand_actor(), page_of(election_id)
    _demand(page.voting_is_open, _("Voting is not open in this election."))
    _demand(bool(page.owes), _("There is no ballot left that you could cast here."))
    form: Any = ballot_form(page)()
    form.member.choices = choices_of({each.member_id: each.name for each in page.owes})
    wanted = _wanted(form) if form.sent() else None
    if wanted is None or not form.is_checked.data:
        named = [] if wanted is None else _named(page, wanted)
        shown = "elections/vote.html" if wanted is None else "elections/check.html"
        return render(shown, form=form, election=page, named=named, status=form.answer_status)
    member_id = _number(form.text("member"))
    if form.carries_out(
        lambda: commands.cast_ballot(db.session(), actor=actor, election_id=election_id, member_id=member_id, preferences=wanted, now=now())
    ):
        if form.result is None:
            offer_receipt(newest_act(db.session(), actor, "cast_ballot"))
            return done(address_of(election_id), message=_("Your ballot is cast. The record says that it was, and not what for."))
        # Shown once, and in no address, message or cookie: whoever has it can show what was voted.
        answer = Response(render_template("elections/receipt.html", election=page, receipt=form.result))
        answer.headers["Cache-Control"] = "no-store"
        return answer
    return render("elections/vote.html", form=form, election=page, named=[], status=form.answer_status)


def _wanted(form: Any) -> list[int] | None:
    try:
        found: list[int] = form.preferences()
    except ValueError as error:
        form.add_error(None, str(error))
        return None
    return found


def _named(page: ElectionPage, wanted: list[int]) -> list[str]:
    names = {each.number: f"{each.name}, {each.member_name}" for each in page.candidates if each.standing is Standing.STANDS}
    return [names[number] for number in wanted]


def _demand(condition: bool, sentence: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not condition:
        raise NotFoundError(sentence)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise InvalidError(_("Choose from the list."))
    return int(text)
