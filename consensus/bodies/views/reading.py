"""What everybody of the network reads: the bodies, one body, who held a seat, and the rules in sentences."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, current_app, request, url_for

from consensus.bodies.queries import (
    BodyHead,
    SeatWithTerms,
    bodies,
    breaches_of,
    history_of_rules,
    judged,
    members_of,
    ruleset_of,
    seats_with_terms,
)
from consensus.bodies.queries.alternates import alternates_of
from consensus.bodies.queries.recorded import changes_of_seat
from consensus.bodies.queries.rules_document import rules_document
from consensus.bodies.queries.vacancies import vacancies_of
from consensus.bodies.term_chart import ends_beyond, term_chart
from consensus.bodies.views.access import body_called, reader_of_the_network, region_names
from consensus.bodies.views.alternates import may_end_alternate, may_end_stand_in, may_let_stand_in
from consensus.bodies.views.blueprint import blueprint
from consensus.db import db
from consensus.domain.composition.view import Names
from consensus.domain.errors import NotFoundError
from consensus.domain.permissions import Permission, may, roles_of
from consensus.domain.speech import _
from consensus.domain.terms import BodyKind, MemberKind
from consensus.people.countries import country_name
from consensus.people.queries import network_facts, value_names
from consensus.web.htmx import render
from consensus.web.now import now
from consensus.web.page import name_network
from consensus.web.paging import page_number
from consensus.web.session import current_actor


@dataclass(frozen=True, slots=True)
class SeatGroup:
    """The seats of one region; ``region`` is None for seats that nobody holds and that are kept for no region."""

    region: str | None
    seats: tuple[SeatWithTerms, ...]


@blueprint.get("/bodies")
def index() -> Response:
    reader_of_the_network()
    return render("bodies/index.html", bodies=bodies(db.session()))


@blueprint.get("/bodies/<code>")
def show(code: str) -> Response:
    reader_of_the_network()
    body, network = body_called(code), network_facts(db.session())
    if network is not None:
        name_network(network.name)
    regions = {} if network is None else network.region_names
    state = judged(db.session(), body.id, network=network)
    region, kind = _region_asked(regions), _kind_asked()
    members = None
    if body.kind is not BodyKind.STEERING:
        members = members_of(db.session(), body.id, region=region, kind=kind, number=page_number(request.args))
    return render(
        "bodies/show.html",
        body=body,
        groups=_by_region(state.seats, regions),
        seats=state.seats,
        chart=term_chart(state.seats, now().date()),
        crowded=ends_beyond(state.seats, body.most_ends_a_year, now().date()),
        limits=state.limits,
        verdict=state.verdict,
        members=members,
        region=region,
        kind=kind,
        regions=regions,
        today=now().date(),
        country_name=country_name,
        proposals_address=_proposals_address(code),
        keeps=may(roles_of(current_actor()), Permission.KEEP_BODIES),
    )


@blueprint.get("/bodies/<code>/rules")
def rules(code: str) -> Response:
    reader_of_the_network()
    body = body_called(code)
    ruleset = ruleset_of(db.session(), body.id, _number_asked(), names=_names(body))
    keeps = may(roles_of(current_actor()), Permission.KEEP_RULES)
    return render("bodies/rules.html", body=body, ruleset=ruleset, keeps=keeps)


@blueprint.get("/bodies/<code>/rules.json")
def rules_file(code: str) -> Response:
    reader_of_the_network()
    body = body_called(code)
    document = rules_document(db.session(), body, _number_asked())
    answer = Response(json.dumps(document, ensure_ascii=False, indent=2) + "\n", mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=f"rules-{body.code}.json")
    return answer


@blueprint.get("/bodies/<code>/rules/history")
def history(code: str) -> Response:
    reader_of_the_network()
    body = body_called(code)
    steps = history_of_rules(db.session(), body.id, page=page_number(request.args), names=_names(body))
    return render("bodies/history.html", body=body, steps=steps)


@blueprint.get("/bodies/<code>/vacancies")
def vacancies(code: str) -> Response:
    actor = reader_of_the_network()
    body, network = body_called(code), network_facts(db.session())
    state = judged(db.session(), body.id, network=network)
    return render(
        "bodies/vacancies.html",
        body=body,
        found=vacancies_of(db.session(), body.id, state, network),
        verdict=state.verdict,
        regions={} if network is None else network.region_names,
        keeps=may(roles_of(actor), Permission.KEEP_SEATS),
    )


@blueprint.get("/bodies/<code>/breaches")
def breaches(code: str) -> Response:
    reader_of_the_network()
    body = body_called(code)
    return render("bodies/breaches.html", body=body, breaches=breaches_of(db.session(), body.id))


@blueprint.get("/bodies/<code>/seats/<int:seat_id>")
def seat(code: str, seat_id: int) -> Response:
    actor = reader_of_the_network()
    body = body_called(code)
    found = next((each for each in seats_with_terms(db.session(), body.id) if each.seat_id == seat_id), None)
    if found is None:
        raise NotFoundError(_("This body has no such seat."))
    holder = found.holder
    is_holder = holder is not None and holder.person_id == actor.person_id
    return render(
        "bodies/seat.html",
        body=body,
        seat=found,
        regions=region_names(),
        alternates=alternates_of(db.session(), seat_id),
        may_let_stand_in=may_let_stand_in(actor, found),
        may_end_stand_in=may_end_stand_in(actor, found),
        may_end_alternate=may_end_alternate(actor, found),
        changes=changes_of_seat(db.session(), body.id, seat_id),
        today=now().date(),
        may_leave=holder is not None and may(roles_of(actor, is_self=is_holder), Permission.LEAVE_SEAT),
        keeps=may(roles_of(actor), Permission.KEEP_SEATS),
    )


def _number_asked() -> int | None:
    """Return the number of the ruleset that is asked for; None: the newest.

    :raises NotFoundError: when it is no number.
    """
    text = request.args.get("number", "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 9):
        raise NotFoundError(_("This body has no ruleset with this number."))
    return int(text) if text else None


def _names(body: BodyHead) -> Names:
    """Return what the network calls the values in a body's rules; only a steering body has rules that name any."""
    network = network_facts(db.session()) if body.kind is BodyKind.STEERING else None
    if network is not None:
        name_network(network.name)
    return value_names(network)


def _proposals_address(code: str) -> str | None:
    """Return where the proposals of a body are listed; the feature that has them stands above this one."""
    endpoint = "pages.proposals_of"
    return url_for(endpoint, code=code) if endpoint in current_app.view_functions else None


def _by_region(seats: Sequence[SeatWithTerms], regions: Mapping[str, str]) -> list[SeatGroup]:
    """Group seats by the region of who sits there, or for which a vacant one is kept, in the network's own order."""
    found: dict[str | None, list[SeatWithTerms]] = {}
    for each in seats:
        region = each.holder.region if each.holder else each.attributes.get("region")
        found.setdefault(region, []).append(each)
    order = [*(code for code in regions if code in found), *sorted(code for code in found if code is not None and code not in regions)]
    return [SeatGroup(region, tuple(found[region])) for region in (*order, *([None] if None in found else []))]


def _region_asked(regions: Mapping[str, str]) -> str | None:
    asked = request.args.get("region", "")
    return asked if asked in regions else None


def _kind_asked() -> MemberKind | None:
    asked = request.args.get("kind", "")
    return MemberKind(asked) if asked in tuple(MemberKind) else None
