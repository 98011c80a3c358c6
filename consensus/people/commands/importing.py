"""Taking a whole register in: all of a file or nothing of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from consensus import ledger
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.people.commands.mandates import enter_mandate
from consensus.people.commands.members import enter_member
from consensus.people.commands.persons import enter_and_invite
from consensus.people.doorways import OutgoingLetter
from consensus.people.queries.register import known_register
from consensus.people.register_file import MemberLines, read_register
from consensus.transaction import command


@dataclass(frozen=True, slots=True)
class Imported:
    """What came in, and the letters to lay down."""

    members: int
    letters: tuple[OutgoingLetter, ...]


@command("import_members")
def import_members(session: Session, *, actor: Actor, text: str, now: datetime) -> Imported:
    """Admit the members of a file, invite its people and grant their mandates; see ``register_file`` for its form.

    Each of these adds the entry that it adds one by one, and the import one more, with the numbers.

    :raises ForbiddenError: when the actor does not keep members, persons and mandates.
    :raises InvalidError: when the file has any problem; then nothing of it is taken.
    """
    for permission in (Permission.KEEP_MEMBERS, Permission.KEEP_PERSONS, Permission.KEEP_MANDATES):
        demand(roles_of(actor), permission)
    register = read_register(text, known_register(session))
    if register.problems:
        raise InvalidError(_("Nothing was imported: the file has problems."), "content")
    letters: list[OutgoingLetter] = []
    known: dict[str, int] = {}
    for lines in register.members:
        letters += _take(session, actor, lines, known, now)
    data = {"members": len(register.members), "persons": len(letters)}
    ledger.append(session, at=now, actor=actor, act="import_members", data=data)
    return Imported(len(register.members), tuple(letters))


def _take(session: Session, actor: Actor, lines: MemberLines, known: dict[str, int], now: datetime) -> list[OutgoingLetter]:
    """Take a member in; ``known`` are the people of lines before, by address: somebody may speak for several, and is invited once."""
    member_id = enter_member(
        session,
        actor=actor,
        name=lines.name,
        country=lines.country,
        region=lines.region,
        kind=lines.kind,
        admitted_on=None,
        now=now,
    )
    letters = []
    for person in lines.people:
        if person.email not in known:
            invited = enter_and_invite(session, actor=actor, name=person.name, email=person.email, now=now)
            letters.append(invited.letter)
            known[person.email] = invited.person_id
        enter_mandate(
            session,
            actor=actor,
            person_id=known[person.email],
            member_id=member_id,
            body_id=person.body_id,
            starts_at=None,
            ends_at=None,
            now=now,
        )
    return letters
