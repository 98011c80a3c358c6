"""The register of members, and taking a whole one in from a file."""

from __future__ import annotations

from flask import Response, current_app, request, url_for

from consensus.db import db
from consensus.domain.actor import Actor
from consensus.domain.permissions import Permission
from consensus.domain.speech import Sentence, _, gettext_noop
from consensus.domain.terms import MemberStatus
from consensus.people import commands
from consensus.people.forms import KIND_NAMES, STATUS_NAMES, ImportForm, MemberFilterForm, MemberForm
from consensus.people.queries import history_of_member, known_register, mandates, member_row, members_page
from consensus.people.queries.sheet import register_lines
from consensus.people.register_file import COLUMNS, RegisterFile, read_register, text_of
from consensus.people.register_sheet import as_sheet
from consensus.people.views.blueprint import blueprint, demand_may, network, post_letters
from consensus.web.htmx import done, render
from consensus.web.now import now
from consensus.web.paging import page_number

IMPORTED = gettext_noop("Imported. Members: {members}, people: {people}. The invitations are on their way.")

LAID_DOWN = gettext_noop(
    "Imported. Members: {members}, people: {people}. No mail server is set: the invitations lie in the mail folder of this installation."
)


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


@blueprint.get("/steward/members.csv")
def members_file() -> Response:
    """The active members and who speaks for them, in the form in which they can be imported."""
    demand_may(Permission.KEEP_MEMBERS)
    content = as_sheet(register_lines(db.session(), now()), with_mark=request.args.get("mark") != "no")
    headers = {"Content-Disposition": 'attachment; filename="members.csv"', "Cache-Control": "private, no-store"}
    return Response(content.encode(), content_type="text/csv; charset=utf-8", headers=headers)


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


@blueprint.route("/steward/import", methods=["GET", "POST"])
def import_members() -> Response:
    """Check a file of members and people, and import it when nothing is wrong with it."""
    actor = demand_may(Permission.KEEP_MEMBERS)
    form = ImportForm()
    found = _read(form) if form.sent() else None
    is_good = found is not None and not found.problems
    if is_good and form.import_it.data and form.carries_out(lambda: _import(form, actor)):
        post_letters(*form.result.letters)
        told = LAID_DOWN if current_app.config["SETTINGS"].smtp is None else IMPORTED
        values = {"members": form.result.members, "people": len(form.result.letters)}
        return done(url_for("people.members"), message=Sentence(told, values))
    status = form.answer_status if found is None or is_good else 422
    return render("steward/import.html", status=status, form=form, found=found, columns=COLUMNS)


def _read(form: ImportForm) -> RegisterFile:
    """Return what was sent; the text of an uploaded file goes into the field of text, so that it stays on the page."""
    upload = form.file.data
    if upload and upload.filename:
        form.content.data, problems = text_of(upload.read())
        if problems:
            return RegisterFile((), problems)
    return read_register(form.content.data or "", known_register(db.session()))


def _import(form: ImportForm, actor: Actor) -> commands.Imported:
    return commands.import_members(db.session(), actor=actor, text=form.content.data or "", now=now())
