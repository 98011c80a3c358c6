"""Bodies: who sits there, what the rules of composition say of it, who takes part, and under which rules it decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from consensus.api.kinds import COUNT, DAY, ID, INSTANT, TRUTH, WORDS, Integer, OneOf, Text
from consensus.api.operations import Asked, Listed, Parameter, in_path, reading
from consensus.api.records import AsStored, Many, Maybe, Named, Record, field_of
from consensus.bodies.queries import BodyHead, Judged, bodies, body_head, breaches_of, judged, members_of
from consensus.bodies.queries.rules_document import rules_document
from consensus.bodies.views.access import reader_of_the_network
from consensus.domain.composition.words import Result
from consensus.domain.terms import BodyKind, FilledBy, MemberKind
from consensus.people.queries import network_facts

CODE = in_path("code", Text(40, pattern=r"^[A-Za-z0-9_-]{1,40}$"), "The code of the body, which never changes.")

LISTED_BODY = Record(
    "ListedBody",
    "A body in the list of all.",
    {
        "code": field_of(WORDS, "code"),
        "name": field_of(WORDS, "name"),
        "kind": field_of(OneOf(BodyKind), "kind"),
        "purpose": field_of(WORDS, "purpose"),
        "voices": field_of(COUNT, "voices"),
        "seats": field_of(Maybe(COUNT), "seats", "Null where it has none."),
        "in_breach_since": field_of(Maybe(INSTANT), "in_breach_since", "Since when it breaks its own rules of composition, if it does."),
    },
)
PERSON = Record("Person", "Somebody, by name.", {"id": field_of(ID, "person_id"), "name": field_of(WORDS, "name")})
TERM = Record(
    "Term",
    "A term on a seat. What somebody declared of their gender is no part of it.",
    {
        "person": field_of(WORDS, "person_name"),
        "person_id": field_of(ID, "person_id"),
        "member": field_of(WORDS, "member_name"),
        "member_id": field_of(ID, "member_id"),
        "region": field_of(WORDS, "region"),
        "kind": field_of(OneOf(MemberKind), "kind"),
        "started_at": field_of(INSTANT, "started_at"),
        "ends_on": field_of(Maybe(DAY), "ends_on", "The last day, as agreed."),
        "suspended_at": field_of(Maybe(INSTANT), "suspended_at"),
        "ended_at": field_of(Maybe(INSTANT), "ended_at"),
        "filled_by": field_of(OneOf(FilledBy), "filled_by"),
        "decision": field_of(Maybe(WORDS), "decision", "The number of the decision by which the seat was filled, if one was named."),
        "stand_in": field_of(
            Maybe(WORDS), lambda term: None if term.stand_in is None else term.stand_in.person_name, "The alternate who acts now."
        ),
    },
)
SEAT = Record(
    "Seat",
    "A seat, and everybody who ever held it, the earliest first.",
    {
        "id": field_of(ID, "seat_id"),
        "label": field_of(WORDS, "label"),
        "kind": field_of(WORDS, "kind"),
        "stands_for": field_of(Named(WORDS), "attributes"),
        "is_abolished": field_of(TRUTH, "is_abolished"),
        "terms": field_of(Many(TERM), "terms"),
    },
)
RULE = Record(
    "RuleVerdict",
    "What one rule says of who sits there.",
    {
        "id": field_of(WORDS, "rule_id"),
        "value": field_of(OneOf(Result), "value"),
        "is_target": field_of(TRUTH, "is_target", "A target refuses nothing."),
        "sentence": field_of(WORDS, "sentence"),
        "reasons": field_of(Many(WORDS), "sentences", "Never a count by gender, never who."),
    },
)
VERDICT = Record(
    "Verdict",
    "What the rules of composition say of who sits there.",
    {
        "value": field_of(OneOf(Result), "value"),
        "ruleset": field_of(COUNT, "ruleset_number"),
        "rules": field_of(Many(RULE), "rules"),
    },
)
BREACH = Record(
    "Breach",
    "A time in which the body broke its own rules.",
    {
        "began_at": field_of(INSTANT, "began_at"),
        "cause": field_of(WORDS, "cause", "The act that led to it."),
        "reasons": field_of(Many(WORDS), "reasons"),
        "cure_ends_at": field_of(INSTANT, "cure_ends_at"),
        "suspends": field_of(TRUTH, "suspends", "Whether calls for consensus rest once it is not cured in time."),
        "cured_at": field_of(Maybe(INSTANT), "cured_at"),
    },
)
BODY = Record(
    "Body",
    "One body.",
    {
        "code": field_of(WORDS, "head.code"),
        "name": field_of(WORDS, "head.name"),
        "kind": field_of(OneOf(BodyKind), "head.kind"),
        "purpose": field_of(WORDS, "head.purpose"),
        "languages": field_of(Many(WORDS), "head.languages"),
        "required_languages": field_of(Many(WORDS), "head.required_languages"),
        "founded_at": field_of(INSTANT, "head.created_at"),
        "ruleset": field_of(COUNT, "head.ruleset_number"),
        "facilitators": field_of(Many(PERSON), "head.facilitators", "Whom the body offers as facilitators."),
        "breach": field_of(Maybe(BREACH), "head.breach", "The one under way, if there is one."),
        "seats": field_of(Many(SEAT), "state.seats"),
        "verdict": field_of(VERDICT, "state.verdict"),
    },
)
MEMBER_IN_BODY = Record(
    "MemberInBody",
    "A member that takes part in a body.",
    {
        "id": field_of(ID, "member_id"),
        "name": field_of(WORDS, "name"),
        "country": field_of(WORDS, "country"),
        "region": field_of(WORDS, "region"),
        "kind": field_of(OneOf(MemberKind), "kind"),
        "joined_at": field_of(Maybe(INSTANT), "joined_at", "Null where every member of the network takes part."),
    },
)


@dataclass(frozen=True, slots=True)
class WholeBody:
    """A body with who sits there."""

    head: BodyHead
    state: Judged


@reading("/bodies", "Every body of the network.", tag="Bodies", answer=LISTED_BODY, is_paged=True)
def list_bodies(asked: Asked) -> Listed:
    reader_of_the_network()
    return Listed(tuple(bodies(asked.session)))


@reading("/bodies/{code}", "One body: its seats with their terms, and what its rules say.", CODE, tag="Bodies", answer=BODY)
def get_body(asked: Asked) -> WholeBody:
    reader_of_the_network()
    head = body_head(asked.session, asked.path["code"])
    return WholeBody(head, judged(asked.session, head.id, network=network_facts(asked.session)))


@reading(
    "/bodies/{code}/members",
    "The members that take part in a body, by name.",
    CODE,
    Parameter("region", Text(40), "A code of the network."),
    Parameter("kind", OneOf(MemberKind), "Only members of this kind."),
    tag="Bodies",
    answer=MEMBER_IN_BODY,
    is_paged=True,
)
def list_members_of_body(asked: Asked) -> Listed:
    reader_of_the_network()
    head = body_head(asked.session, asked.path["code"])
    page = members_of(asked.session, head.id, region=asked.query.get("region"), kind=asked.query.get("kind"), number=asked.position or 1)
    return Listed(page.items, page.number + 1 if page.number < page.last else None)


@reading("/bodies/{code}/breaches", "When a body broke its own rules, the newest first.", CODE, tag="Bodies", answer=BREACH, is_paged=True)
def list_breaches(asked: Asked) -> Listed:
    reader_of_the_network()
    return Listed(tuple(breaches_of(asked.session, body_head(asked.session, asked.path["code"]).id)))


@reading(
    "/bodies/{code}/rules",
    "The ruleset of a body as data: the same file that its page hands out.",
    CODE,
    Parameter("number", Integer(1, 99_999_999), "Which one; the newest without it."),
    tag="Bodies",
    answer=AsStored("A ruleset, as docs/rules.md describes it."),
)
def get_rules(asked: Asked) -> dict[str, Any]:
    reader_of_the_network()
    return rules_document(asked.session, body_head(asked.session, asked.path["code"]), asked.query.get("number"))
