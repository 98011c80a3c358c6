"""Who may do what beside the stages of a proposal: one table that pages, commands and the command line all ask.

What may be done with a proposal in its stages stands in ``lifecycle.py``; this table is about everything else.
Source: process.md sections 1 and 2, record.md section 4, composition.md "What is shown to whom".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from consensus.domain.actor import Actor
from consensus.domain.errors import ForbiddenError
from consensus.domain.speech import _


class Role(StrEnum):
    """What somebody is, by facts alone."""

    VISITOR = "visitor"
    """Anybody, signed in or not."""
    PERSON = "person"
    """Signed in."""
    IN_NETWORK = "in_network"
    """Speaks for an active member of the network."""
    IN_BODY = "in_body"
    """Speaks for a member of the body, or sits in it."""
    OFFERED = "offered"
    """Stands in the pool of people whom the body offers as facilitators."""
    SECRETARY = "secretary"
    """Is named as the secretary of the meeting."""
    AUDITOR = "auditor"
    """Was named by the steward, for a time and with a reason, to check what the clerk does."""
    STEWARD = "steward"
    """Keeps the registers of the network, and is the clerk of its record."""
    OPERATOR = "operator"
    """Runs the program on its machine."""
    SELF = "self"
    """The person that the thing is about."""


class Permission(StrEnum):
    """What the table decides."""

    READ_PUBLIC = "read_public"
    READ_NETWORK = "read_network"
    READ_BODY = "read_body"
    START_PROPOSAL = "start_proposal"
    SEE_GENDER = "see_gender"
    DECLARE_GENDER = "declare_gender"
    KEEP_PERSON = "keep_person"
    KEEP_MEMBERS = "keep_members"
    KEEP_PERSONS = "keep_persons"
    KEEP_STEWARDS = "keep_stewards"
    KEEP_MANDATES = "keep_mandates"
    KEEP_BODIES = "keep_bodies"
    KEEP_SEATS = "keep_seats"
    LEAVE_SEAT = "leave_seat"
    ACT_FOR_SEAT = "act_for_seat"
    KEEP_RULES = "keep_rules"
    CALL_MEETINGS = "call_meetings"
    ATTEND = "attend"
    LEAD_MEETING = "lead_meeting"
    WRITE_DOWN = "write_down"
    CALL_ELECTIONS = "call_elections"
    NOMINATE = "nominate"
    ERASE = "erase"
    KEEP_RETENTION = "keep_retention"
    KEEP_AUDITORS = "keep_auditors"
    KEEP_WEBHOOKS = "keep_webhooks"
    READ_SEALED = "read_sealed"
    SET_UP = "set_up"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: who may, and the sentence for everybody else."""

    roles: frozenset[Role]
    otherwise: str


def _row(otherwise: str, *roles: Role) -> Row:
    return Row(frozenset(roles), otherwise)


# fmt: off
TABLE: dict[Permission, Row] = {
    Permission.READ_PUBLIC:    _row(_("This is open to everybody."),                                              Role.VISITOR),
    Permission.READ_NETWORK:   _row(_("Only people who speak for a member of the network may read this. Sign in."), Role.IN_NETWORK, Role.IN_BODY, Role.STEWARD),
    Permission.READ_BODY:      _row(_("Only people of this body may read this."),                                 Role.IN_BODY, Role.STEWARD),
    Permission.START_PROPOSAL: _row(_("Only people who speak for a member of this body may propose here."),       Role.IN_BODY),
    Permission.SEE_GENDER:     _row(_("A person's gender is shown to that person and to the steward alone."),     Role.SELF, Role.STEWARD),
    Permission.DECLARE_GENDER: _row(_("Only the person declares their own gender."),                              Role.SELF),
    Permission.KEEP_PERSON:    _row(_("Only the person keeps their own settings."),                               Role.SELF),
    Permission.KEEP_MEMBERS:   _row(_("Only the steward keeps the register of members."),                         Role.STEWARD, Role.OPERATOR),
    Permission.KEEP_PERSONS:   _row(_("Only the steward invites people."),                                        Role.STEWARD, Role.OPERATOR),
    Permission.KEEP_STEWARDS:  _row(_("Only a steward says who else is a steward."),                              Role.STEWARD, Role.OPERATOR),
    Permission.KEEP_MANDATES:  _row(_("Only the steward records mandates."),                                      Role.STEWARD, Role.OPERATOR),
    Permission.KEEP_BODIES:    _row(_("Only the steward founds bodies and records who takes part in them."),      Role.STEWARD, Role.OPERATOR),
    Permission.KEEP_SEATS:     _row(_("Only the steward records who holds a seat."),                              Role.STEWARD, Role.OPERATOR),
    Permission.LEAVE_SEAT:     _row(_("Only the one who holds the seat, or the steward, records that it is left."), Role.SELF, Role.STEWARD, Role.OPERATOR),
    Permission.ACT_FOR_SEAT:   _row(_("Only the one who holds the seat, their alternate, or the steward, records who acts for it."), Role.SELF, Role.STEWARD, Role.OPERATOR),
    Permission.KEEP_RULES:     _row(_("Only the steward records the ruleset of a body."),                         Role.STEWARD, Role.OPERATOR),
    Permission.CALL_MEETINGS:  _row(_("Only the people whom this body offers as facilitators, and the steward, call its meetings."), Role.OFFERED, Role.STEWARD),
    Permission.ATTEND:         _row(_("Only people of this body may read this."),                                 Role.IN_BODY, Role.OFFERED, Role.SECRETARY, Role.STEWARD),
    Permission.LEAD_MEETING:   _row(_("Only the secretary of the meeting, the facilitators of this body, and the steward lead it."), Role.OFFERED, Role.SECRETARY, Role.STEWARD),
    Permission.WRITE_DOWN:     _row(_("Only the secretary of the meeting writes down what is said in it."),       Role.SECRETARY),
    Permission.CALL_ELECTIONS: _row(_("Only the steward calls elections, counts them and seats those elected."),  Role.STEWARD),
    Permission.NOMINATE:       _row(_("Only people who speak for a member of the network nominate and stand. Ask the steward for a mandate."), Role.IN_NETWORK),
    Permission.ERASE:          _row(_("Only the steward erases words that should not have been written down."),          Role.STEWARD),
    Permission.KEEP_RETENTION: _row(_("Only the steward says how long names and leftovers are kept, and holds them."),      Role.STEWARD),
    Permission.KEEP_AUDITORS:  _row(_("Only the steward names auditors."),                                        Role.STEWARD),
    Permission.KEEP_WEBHOOKS:  _row(_("Only the steward says which rooms and programs outside are told what happens."),   Role.STEWARD),
    Permission.READ_SEALED:    _row(_("Sealed words are read by the steward, who is the clerk of the record, and by an auditor alone."), Role.STEWARD, Role.AUDITOR),
    Permission.SET_UP:         _row(_("The network is set up at the command line of its machine."),               Role.OPERATOR),
}
# fmt: on


def roles_of(
    actor: Actor | None,
    *,
    in_network: bool = False,
    in_body: bool = False,
    is_self: bool = False,
    is_offered: bool = False,
    is_secretary: bool = False,
    is_auditor: bool = False,
) -> frozenset[Role]:
    """Return what ``actor`` is; ``None`` is a visitor. The flags are facts that the caller looked up."""
    if actor is None:
        return frozenset({Role.VISITOR})
    facts = {
        Role.VISITOR: True,
        Role.PERSON: actor.person_id is not None,
        Role.STEWARD: actor.is_steward,
        Role.OPERATOR: actor.is_operator,
        Role.IN_NETWORK: in_network,
        Role.IN_BODY: in_body,
        Role.SELF: is_self,
        Role.OFFERED: is_offered,
        Role.SECRETARY: is_secretary,
        Role.AUDITOR: is_auditor,
    }
    return frozenset(role for role, holds in facts.items() if holds)


def may(roles: frozenset[Role], permission: Permission) -> bool:
    """Return whether one of ``roles`` stands in the row of ``permission``."""
    return bool(roles & TABLE[permission].roles)


def demand(roles: frozenset[Role], permission: Permission) -> None:
    """Do nothing if ``roles`` may.

    :raises ForbiddenError: with the row's sentence if they may not.
    """
    if not may(roles, permission):
        raise ForbiddenError(TABLE[permission].otherwise)
