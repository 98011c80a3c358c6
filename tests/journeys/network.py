"""A small invented network for the journeys: eight members of six regions in a working group, each with a person who signs in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from config import CHEAPEST_ARGON2
from consensus.bodies.commands import RulesetDraft, found_body, join_body
from consensus.domain.actor import OPERATOR, Actor
from consensus.domain.terms import BodyKind, MemberKind
from consensus.people.commands import add_person, admit_member, grant_mandate, set_up_network
from consensus.people.models import Person
from consensus.people.passwords import Passwords
from consensus.people.queries import Word

PASSWORD = "eight people decide"
BODY = "WATER"
REGIONS = {"AFR": "Africa", "ASIA_PAC": "Asia", "EUR_CA": "Europe", "LAC": "Latin America", "MENA": "Middle East", "NAM": "North America"}
PEOPLE = {
    # key: region, country, kind
    "owner": ("AFR", "KE", MemberKind.NGO),
    "facilitator": ("LAC", "CO", MemberKind.NGO),
    "commenter": ("EUR_CA", "ES", MemberKind.ACADEMIC),
    "objector": ("ASIA_PAC", "IN", MemberKind.GRASSROOTS),
    "blocker": ("MENA", "EG", MemberKind.MOVEMENT),
    "reserved": ("NAM", "CA", MemberKind.NGO),
    "second": ("AFR", "ZA", MemberKind.MOVEMENT),
    "eighth": ("LAC", "BR", MemberKind.MOVEMENT),
}


@dataclass(frozen=True)
class Journeyer:
    """Somebody on a journey."""

    key: str
    person_id: int
    email: str
    member: str


def found(session: Session, now: datetime) -> dict[str, Journeyer]:
    """Found the network through the program's own commands; everybody has the same password."""
    set_up_network(
        session,
        actor=OPERATOR,
        name="The network of the journey",
        origin="journey.invalid/ledger",
        regions=[Word(code, name) for code, name in REGIONS.items()],
        languages=["en"],
        core_principles=[Word("water", "Water is a commons")],
        now=now,
    )
    steward_id = add_person(session, actor=OPERATOR, name="Sam Steward", email="steward@journey.invalid", is_steward=True, now=now)
    steward = Actor(person_id=steward_id, is_steward=True)
    body_id = found_body(
        session,
        actor=steward,
        code=BODY,
        kind=BodyKind.WORKING_GROUP,
        name="Water",
        languages=["en"],
        ruleset=RulesetDraft(reason="The rules of the journey."),
        now=now,
    )
    people = {"steward": Journeyer("steward", steward_id, "steward@journey.invalid", "")}
    for key, (region, country, kind) in PEOPLE.items():
        member = f"Invented {key} member"
        email = f"{key}@journey.invalid"
        member_id = admit_member(session, actor=steward, name=member, country=country, region=region, kind=kind, now=now)
        person_id = add_person(session, actor=steward, name=f"Invented {key}", email=email, now=now)
        grant_mandate(session, actor=steward, person_id=person_id, member_id=member_id, now=now)
        join_body(session, actor=steward, body_id=body_id, member_id=member_id, now=now)
        people[key] = Journeyer(key, person_id, email, member)
    hashed = Passwords(CHEAPEST_ARGON2).hash(PASSWORD)
    for journeyer in people.values():
        session.get_one(Person, journeyer.person_id).password_hash = hashed
    session.commit()
    return people
