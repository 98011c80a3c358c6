"""Acts of the steward on the registers of members and mandates. Who comes in, and by which address, is said on the pages alone."""

from __future__ import annotations

from typing import Any

from consensus.api.acting import RECORDED, Frame, act_on
from consensus.api.kinds import DAY, ID, INSTANT, OneOf, Text
from consensus.api.operations import Asked, in_path
from consensus.api.reads.people import MEMBER_ID
from consensus.api.records import Maybe, needed, optional
from consensus.api.scopes import Scope
from consensus.bodies.queries import body_head
from consensus.bodies.views.access import keeper
from consensus.domain.actor import Actor
from consensus.domain.permissions import Permission
from consensus.domain.terms import MemberKind, MemberStatus
from consensus.people import commands
from consensus.people.checks import LONGEST_NAME

S = Scope.STEWARD

FACTS = {
    "name": needed(Text(LONGEST_NAME, is_written=True)),
    "country": needed(Text(2, pattern=r"^[A-Z]{2}$"), "ISO 3166-1, two letters."),
    "region": needed(Text(40), "A code of the network."),
    "kind": needed(OneOf(MemberKind)),
}
MANDATE_ID = in_path("mandate_id", ID, "The number of the mandate, as the member is read.")


def _keeps_members(_asked: Asked, _actor: Actor) -> None:
    keeper(Permission.KEEP_MEMBERS)


def _keeps_mandates(_asked: Asked, _actor: Actor) -> None:
    keeper(Permission.KEEP_MANDATES)


def _in_body(asked: Asked) -> dict[str, Any]:
    sent = dict(asked.body)
    code = sent.pop("body", None)
    return sent | {"body_id": None if code is None else body_head(asked.session, code).id}


NEW_MEMBER = Frame("/members", (), begin=_keeps_members, is_new=True)
CHANGED_MEMBER = Frame("/members/{member_id}", (MEMBER_ID,), begin=_keeps_members, answer=Maybe(RECORDED))
"""Nothing is added where nothing was changed."""
FOR_MEMBER = Frame("/members/{member_id}", (MEMBER_ID,), begin=_keeps_mandates)
ON_MANDATE = Frame("/mandates/{mandate_id}", (MANDATE_ID,), begin=_keeps_mandates)

# fmt: off
act_on(NEW_MEMBER, "admit_member", commands.admit_member, S, "Admit a member to the network. The answer names it.", **FACTS, admitted_on=optional(DAY, "The day of its admission; today in UTC without it."))
act_on(CHANGED_MEMBER, "change_member", commands.change_member, S, "Say anew what is known of a member; one that leaves ends its mandates with it. Null where it is so already.", **FACTS, status=needed(OneOf(MemberStatus)))
act_on(FOR_MEMBER, "grant_mandate", commands.grant_mandate, S, "Let a person speak for a member, in one body or in all. The answer names the mandate.", _in_body, person_id=needed(ID, "A person of the register."), body=optional(Maybe(Text(40)), "The code of a body; in all of them without it."), starts_at=optional(Maybe(INSTANT), "Now without it."), ends_at=optional(Maybe(INSTANT), "The first instant that is too late."))
act_on(ON_MANDATE, "end_mandate", commands.end_mandate, S, "End a mandate, now or later.", ends_at=optional(Maybe(INSTANT), "The first instant that is too late; now without it."))
# fmt: on
