"""The whole register as a file: taking it away, and taking it in after a look at what it would do."""

from __future__ import annotations

from flask import Response, current_app, request, url_for

from consensus.db import db
from consensus.domain.actor import Actor
from consensus.domain.permissions import Permission
from consensus.domain.speech import Sentence, _, gettext_noop
from consensus.people import commands
from consensus.people.countries import country_name
from consensus.people.forms import KIND_NAMES, STATUS_NAMES, ImportForm
from consensus.people.queries.sheet import all_register_lines, register_lines
from consensus.people.queries.whole import Sheet, plan_of
from consensus.people.register_keys import Keys
from consensus.people.register_plan import Plan
from consensus.people.register_sheet import EVERYTHING, TODAY, as_sheet
from consensus.people.register_text import FileText, text_of
from consensus.people.views.blueprint import blueprint, demand_may, network, post_letters
from consensus.web.htmx import done, render
from consensus.web.now import now
from consensus.web.times import reader_zone

IMPORTED = gettext_noop("Imported. Members: {members}, people: {people}. The invitations are on their way.")

LAID_DOWN = gettext_noop(
    "Imported. Members: {members}, people: {people}. No mail server is set: the invitations lie in the mail folder of this installation."
)

FACT_NAMES = {"name": _("Name"), "country": _("Country"), "region": _("Region"), "kind": _("Kind"), "status": _("Status")}


@blueprint.get("/steward/members.csv")
def members_file() -> Response:
    """The register, today's or all of it, in the form in which it can be imported."""
    demand_may(Permission.KEEP_MEMBERS)
    is_all, with_mark = request.args.get("what") == "everything", request.args.get("mark") != "no"
    if is_all:
        content = as_sheet(all_register_lines(db.session(), _keys(), reader_zone()), with_mark=with_mark, columns=EVERYTHING)
    else:
        content = as_sheet(register_lines(db.session(), now(), _keys()), with_mark=with_mark)
    headers = {"Content-Disposition": 'attachment; filename="members.csv"', "Cache-Control": "private, no-store"}
    return Response(content.encode(), content_type="text/csv; charset=utf-8", headers=headers)


@blueprint.route("/steward/import", methods=["GET", "POST"])
def import_members() -> Response:
    """Show what a file would do to the register, and do it once that was looked at."""
    actor, form = demand_may(Permission.KEEP_MEMBERS), ImportForm()
    if not form.sent():
        return _page(form, form.answer_status)
    read = _read(form)
    if read.problems:
        return _page(form, 422, Plan(problems=read.problems))
    plan = plan_of(db.session(), _sheet(form), now())
    if not form.import_it.data or plan.problems or not form.was_seen:
        return _page(form, 422 if plan.problems else 200, plan, read.remark)
    if form.carries_out(lambda: _import(form, actor)):
        return _done(form.result)
    return _page(form, 409, plan_of(db.session(), _sheet(form), now()))


def _read(form: ImportForm) -> FileText:
    """Return what was sent; the text of an uploaded file goes into the field of text, so that it stays on the page."""
    upload = form.file.data
    if not upload or not upload.filename:
        return FileText(form.content.data or "")
    read = text_of(upload.read())
    form.content.data = read.text
    return read


def _import(form: ImportForm, actor: Actor) -> commands.Imported:
    # What was read to show the plan must not be what it is carried out by.
    db.session.rollback()
    return commands.import_members(db.session(), actor=actor, sheet=_sheet(form), seen=form.seal, now=now())


def _done(imported: commands.Imported) -> Response:
    post_letters(*imported.letters)
    if not imported.members and not imported.letters:
        return done(url_for("people.members"), message=_("The register is changed."))
    told = LAID_DOWN if current_app.config["SETTINGS"].smtp is None else IMPORTED
    return done(url_for("people.members"), message=Sentence(told, {"members": imported.members, "people": len(imported.letters)}))


def _sheet(form: ImportForm) -> Sheet:
    return Sheet(form.content.data or "", _keys(), reader_zone(), form.wishes)


def _keys() -> Keys:
    return Keys.of(current_app.config["SETTINGS"].secret_key)


def _page(form: ImportForm, status: int, plan: Plan | None = None, remark: str = "") -> Response:
    has_changed = bool(form.seen.data) and not form.was_seen and bool(form.import_it.data)
    if plan is not None:
        form.note(plan.seal)
    return render(
        "steward/import.html",
        status=status,
        form=form,
        plan=plan,
        remark=remark,
        has_changed=has_changed,
        columns=TODAY,
        more_columns=[column for column in EVERYTHING if column not in TODAY],
        regions=network().region_names,
        kinds=KIND_NAMES,
        statuses=STATUS_NAMES,
        countries=country_name,
        words=FACT_NAMES,
    )
