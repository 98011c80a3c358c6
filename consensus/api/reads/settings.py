"""What one chose for oneself, and the notices that one has."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g

from consensus.api.kinds import COUNT, ID, INSTANT, TRUTH, WORDS, OneOf
from consensus.api.operations import Asked, Listed, reading
from consensus.api.records import Many, Maybe, Record, field_of
from consensus.domain.notices import Level, Rest, Urgency
from consensus.notifications.letters import line_of
from consensus.notifications.queries import Choices, choices_of, notices_of
from consensus.web.session import SessionPerson

WISHES = {
    "mail": "Whether letters come by e-mail.",
    "push": "Whether devices show notices.",
    "discreet_mail": "Whether letters say that something waits, and nothing of what it is.",
    "discreet_push": "The same of devices.",
    "quiet_from": "From this hour of one's day on nothing rings; null with quiet_until: at no time.",
    "quiet_until": "Until this hour.",
    "rest": "When letters come that tell of nothing owed.",
    "digest_hour": "Of one's day, when they come together.",
    "digest_weekday": "0 is Monday: the day on which those of a week come together.",
}
BODY_CHOICE = Record(
    "BodyChoice",
    "Of what one is told in a body. What one owes always comes.",
    {"code": field_of(WORDS, "code"), "name": field_of(WORDS, "name"), "level": field_of(OneOf(Level), "level")},
)
SETTINGS = Record(
    "Settings",
    "What one chose for oneself.",
    {
        "language": field_of(WORDS, "person.language"),
        "timezone": field_of(WORDS, "person.timezone"),
        **{name: field_of(TRUTH, f"choices.wishes.{name}", WISHES[name]) for name in ("mail", "push", "discreet_mail", "discreet_push")},
        **{name: field_of(Maybe(COUNT), f"choices.wishes.{name}", WISHES[name]) for name in ("quiet_from", "quiet_until")},
        "rest": field_of(OneOf(Rest), "choices.wishes.rest", WISHES["rest"]),
        **{name: field_of(COUNT, f"choices.wishes.{name}", WISHES[name]) for name in ("digest_hour", "digest_weekday")},
        "bodies": field_of(Many(BODY_CHOICE), "choices.bodies"),
    },
)
NOTICE = Record(
    "Notice",
    "Something of which the person is told.",
    {
        "id": field_of(ID, "notice_id"),
        "kind": field_of(WORDS, "kind", "A row of the table in docs/notices.md."),
        "sentence": field_of(WORDS, line_of),
        "urgency": field_of(OneOf(Urgency), "urgency"),
        "made_at": field_of(INSTANT, "made_at"),
        "is_seen": field_of(TRUTH, "is_seen"),
        "body": field_of(Maybe(WORDS), "body_code"),
        "proposal_id": field_of(Maybe(ID), "proposal_id"),
        "until": field_of(Maybe(INSTANT), "until", "The end of the window that it speaks of, while that is open."),
    },
)


@dataclass(frozen=True, slots=True)
class Mine:
    """Who asks, and what they chose."""

    person: SessionPerson
    choices: Choices


@reading("/settings", "My language, my time zone, and of what I am told.", tag="Own", answer=SETTINGS)
def get_settings(asked: Asked) -> Mine:
    person: SessionPerson = g.api_holder.person
    return Mine(person, choices_of(asked.session, person.person_id, asked.now))


@reading("/notices", "My notices, the newest first.", tag="Own", answer=NOTICE, is_paged=True)
def list_notices(asked: Asked) -> Listed:
    found = notices_of(asked.session, asked.demand_actor(), asked.now, before=asked.position)
    return Listed(found.notices, found.older_than)
