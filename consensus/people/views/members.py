"""The register of members."""

from __future__ import annotations

from flask import Response, request, url_for

from consensus.db import db
from consensus.domain.permissions import Permission
from consensus.domain.speech import _
from consensus.domain.terms import MemberStatus
from consensus.people import commands
from consensus.people.forms import KIND_NAMES, STATUS_NAMES, MemberFilterForm, MemberForm
from consensus.people.queries import history_of_member, mandates, member_row, members_page
from consensus.people.views.blueprint import blueprint, demand_may, network
from consensus.web.htmx import done, render
from consensus.web.now import now
from consensus.web.paging import page_number


@blueprint.get("/steward")
def steward() -> Response:
    """Show what a steward keeps."""
    demand_may(Permission.KEEP_MEMBERS)
    return render("steward/index.html")


@blueprint.get("/steward/members")
def members() -> Response:
    """Search the register of members."""
    demand_may(Permission.KEEP_MEMBERS)
    facts = network()
    form = MemberFilterForm.of(facts, request.args)
    page = members_page(db.session(), form.wanted, page_number(request.args))
    return render(
        "steward/members.html",
        "steward/_members.html",
        form=form,
        page=page,
        regions=facts.region_names,
        kinds=KIND_NAMES,
        statuses=STATUS_NAMES,
    )


@blueprint.route("/steward/members/new", methods=["GET", "POST"])
def admit_member() -> Response:
    """Admit a member."""
    actor = demand_may(Permission.KEEP_MEMBERS)
    form = MemberForm.of(network())
    if form.sent() and form.carries_out(lambda: commands.admit_member(db.session(), actor=actor, **form.facts(), now=now())):
        return done(url_for("people.member", member_id=form.result), message=_("The member is admitted."))
    return render("steward/admit.html", status=form.answer_status, form=form)


@blueprint.get("/steward/members/<int:member_id>")
def member(member_id: int) -> Response:
    """Show what is known of a member: facts, people, mandates, history."""
    demand_may(Permission.KEEP_MEMBERS)
    return render(
        "steward/member.html",
        member=member_row(db.session(), member_id),
        mandates=mandates(db.session(), member_id=member_id),
        history=history_of_member(db.session(), member_id),
        regions=network().region_names,
        kinds=KIND_NAMES,
        statuses=STATUS_NAMES,
    )


@blueprint.route("/steward/members/<int:member_id>/change", methods=["GET", "POST"])
def change_member(member_id: int) -> Response:
    """Change what is known of a member."""
    actor = demand_may(Permission.KEEP_MEMBERS)
    before = member_row(db.session(), member_id)
    form = MemberForm.of(network(), before)
    if form.sent() and form.carries_out(
        lambda: commands.change_member(
            db.session(), actor=actor, member_id=member_id, **form.facts(), status=MemberStatus(form.status.data), now=now()
        )
    ):
        return done(url_for("people.member", member_id=member_id), message=_("The register is changed."))
    return render("steward/change_member.html", status=form.answer_status, form=form, member=before)
