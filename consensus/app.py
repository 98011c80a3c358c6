"""Wires the web application: settings in, features in, nothing decided here."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, request
from flask_migrate import Migrate
from sqlalchemy import text

import consensus.api.models
import consensus.archive.models
import consensus.bodies.models
import consensus.calendars.models
import consensus.clock.models
import consensus.elections.models
import consensus.ledger.models
import consensus.ledger.models_erasure
import consensus.mail.models
import consensus.meetings.models
import consensus.notifications.models
import consensus.people.models
import consensus.people.models_identity
import consensus.people.models_sealed
import consensus.proposals.models
import consensus.proposals.models_sense
import consensus.push.models
import consensus.replying.models
import consensus.retention.models
import consensus.sending.models
import consensus.voting.models
import consensus.voting.models_hearing
import consensus.voting.models_telling
import consensus.webhooks.models  # noqa: F401 - every model is known before any of them is used
from config import Settings
from consensus.api import door as interface
from consensus.api import problems
from consensus.api import views as api
from consensus.archive import verification as archive_verification
from consensus.archive import views as archive
from consensus.bodies import breaching
from consensus.bodies import views as bodies
from consensus.calendars import views as calendars
from consensus.db import db, install_sqlite_rules, set_reading
from consensus.domain.speech import _
from consensus.elections import verification as verification_of_elections
from consensus.elections import views as elections
from consensus.erasing import verification as verification_of_erasures
from consensus.erasing import views as erasing
from consensus.ledger.signing import load_key_file, set_signer
from consensus.mail.office import open_office
from consensus.meetings import verification as verification_of_meetings
from consensus.meetings import views as meetings
from consensus.notifications import views as notifications
from consensus.pages import views as pages
from consensus.people import views as people
from consensus.people.passwords import Passwords
from consensus.people.queries import network_name, session_person
from consensus.push import views as push
from consensus.replying import views as replying
from consensus.retention import views as retention
from consensus.single_sign_on import views as single_sign_on
from consensus.voting import verification
from consensus.web import (
    addresses,
    assets,
    compression,
    device,
    errors,
    guide_pictures,
    keeping,
    languages,
    page,
    revisiting,
    security,
    session,
    times,
)
from consensus.web.page import Menus, Place
from consensus.webhooks import views as webhooks

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "consensus" / "static"

BLUEPRINTS = (
    people.blueprint,
    bodies.blueprint,
    archive.blueprint,
    calendars.blueprint,
    single_sign_on.blueprint,
    pages.blueprint,
    meetings.blueprint,
    elections.blueprint,
    erasing.blueprint,
    retention.blueprint,
    webhooks.blueprint,
    notifications.blueprint,
    push.blueprint,
    replying.blueprint,
    api.blueprint,
)
"""One of each feature; its ``views`` define it."""

MENUS = Menus(
    main=(
        Place(_("Home"), "pages.home", "/"),
        Place(_("Bodies"), "bodies.index", "/bodies"),
        Place(_("Archive"), "archive.index", "/archive"),
    ),
    steward=(
        Place(_("Members"), "people.members", "/steward/members", _("Who belongs to the network: name, country, region and kind.")),
        Place(_("People"), "people.persons", "/steward/people", _("Who can sign in, for whom they speak, and who is a steward.")),
        Place(_("Letters"), "people.letters", "/steward/mail", _("Whether letters go out, and whom they do not reach.")),
        Place(_("Auditors"), "people.auditors", "/steward/auditors", _("Who may read sealed words, and until when.")),
        Place(_("Import"), "people.import_members", "/steward/import", _("Many members and their people at once, from a file.")),
        Place(_("Bodies"), "bodies.steward", "/steward/bodies", _("The bodies, their rules, their seats and who sits there.")),
        Place(
            _("Erasing"),
            "erasing.index",
            "/steward/erasing",
            _("Taking words back that nobody may read any more, so that the record still proves."),
        ),
        Place(_("Retention"), "retention.index", "/steward/retention", _("How long names and leftovers are kept, and what is held.")),
        Place(_("Webhooks"), "webhooks.index", "/steward/webhooks", _("Rooms and programs outside that are told what happens.")),
    ),
    foot=(
        Place(_("The record and its key"), "archive.record", "/archive/record"),
        Place(_("About"), "pages.about", "/about"),
        Place(_("Guides"), "pages.guides", "/guide"),
        Place(_("Words"), "pages.words_of_the_field", "/words"),
    ),
)
"""A place is shown once its page exists."""

KEPT_PAGES = frozenset(
    {
        *("pages.home", "pages.desk", "pages.about", "pages.keys", "pages.no_line"),
        *(
            "pages.guides",
            "pages.guide_for_members",
            "pages.guide_for_facilitators",
            "pages.guide_for_stewards",
            "pages.words_of_the_field",
        ),
        *("pages.proposals_of", "pages.proposal", "pages.objections", "pages.objection", "pages.amendments"),
        *("pages.comments", "pages.voices"),
        *("bodies.index", "bodies.show", "bodies.rules", "bodies.history"),
        *("meetings.of_body", "meetings.minutes", "elections.of_body"),
        *("archive.index", "archive.register", "archive.decision", "archive.imported", "archive.imported_decision"),
    }
)
"""Pages for reading, which a reader's browser may keep for when there is no line: see docs/offline.md."""


def create_app(settings: Settings) -> Flask:
    """Return the application for one installation."""
    app = Flask("consensus", template_folder=str(ROOT / "templates"), static_folder=None)
    addresses.register(app)
    page.prepare_templates(app)
    app.config.update(SETTINGS=settings, CLOCK=None, DEMO_PEOPLE=[])
    app.extensions["passwords"] = Passwords(settings.argon2)
    _connect(app, settings)
    security.register(app, secret_key=settings.secret_key, secure=settings.secure_cookies, trusted_proxies=settings.trusted_proxies)
    compression.register(app)
    revisiting.register(app, settings.secret_key)
    device.register(app)
    keeping.register(app, settings.secret_key, pages=KEPT_PAGES)
    files = assets.register(app, STATIC)
    keeping.register_manifest(app, network_name=lambda: network_name(db.session()), icons=files.address)
    guide_pictures.register(app, files)
    times.register(app)
    errors.register(app, roll_back=lambda: db.session.rollback(), elsewhere=problems.answered)
    session.register(app, lambda person_id, epoch: session_person(db.session(), person_id, epoch))
    languages.register(app)
    page.register(app, network_name=lambda: network_name(db.session()), menus=MENUS)
    breaching.register()
    verification.register()
    verification_of_meetings.register()
    archive_verification.register()
    verification_of_elections.register()
    verification_of_erasures.register()
    single_sign_on.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    interface.register(app)
    app.add_template_global(people.demonstration.people_to_be)
    if settings.demonstration:
        app.register_blueprint(people.demonstration.door)
    return app


def _connect(app: Flask, settings: Settings) -> None:
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        # What people wrote must not reach the log inside an error of the database.
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True, "pool_pre_ping": not settings.database_url.startswith("sqlite")},
    )
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    with app.app_context():
        install_sqlite_rules(db.engine)
        set_signer(db.engine, load_key_file(settings.signing_key_path), settings.signing_key_path)
        open_office(db.engine, secret_key=settings.secret_key, base_url=settings.base_url, mailbox=settings.mailbox)

    # Registered first, so that nothing reads before it is known whether this request may write.
    @app.before_request
    def say_whether_this_writes() -> None:
        set_reading(request.method in {"GET", "HEAD", "OPTIONS"})

    @app.teardown_request
    def forget(_error: BaseException | None) -> None:
        set_reading(False)

    @app.get("/health")
    def health() -> Response:
        db.session.execute(text("SELECT 1"))
        return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})
