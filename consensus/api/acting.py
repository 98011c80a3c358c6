"""Carrying out one act on a proposal: who may read it, what is due first, what the sender last saw of it; then the command."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import request
from sqlalchemy import select

from consensus.api.arriving import Arrived, KeyReusedError, Recorded, carried_out
from consensus.api.kinds import COUNT, ID, INSTANT, WORDS
from consensus.api.operations import Asked, Operation, Parameter, declare
from consensus.api.problems import ProblemError
from consensus.api.reads.proposals import PROPOSAL_ID
from consensus.api.records import AsStored, Field, Maybe, Record, field_of
from consensus.api.scopes import Scope
from consensus.domain.actor import Actor
from consensus.domain.speech import _
from consensus.pages.reading import demand_reading
from consensus.pages.views.blueprint import do_what_is_due
from consensus.proposals.models import Proposal

RECORDED = Record(
    "Recorded",
    "The entry that an act added to the ledger. Read the proposal again to see what followed.",
    {
        "act": field_of(WORDS, "act"),
        "index": field_of(COUNT, "index", "Of the entry; its receipt is asked for under this number."),
        "at": field_of(INSTANT, "at"),
        "leaf": field_of(WORDS, "leaf", "The leaf of the tree, in hexadecimal."),
        "proposal_id": field_of(Maybe(ID), "proposal_id"),
        "data": field_of(
            Maybe(AsStored("What the entry says, as docs/format/ledger.md describes it.")), "data", "Null once its words were erased."
        ),
    },
)
KEY = re.compile(r"[\x21-\x7e]{1,200}", re.ASCII)
_STATE = re.compile(r'(?:W/)?"(?P<state>[0-9]{1,18})\.[0-9a-f]{32}"', re.ASCII)

Prepare = Callable[[Asked], dict[str, Any]]


def as_sent(asked: Asked) -> dict[str, Any]:
    """Return what was sent as the arguments of the command, under the same names."""
    return dict(asked.body)


def act(name: str, command: Callable[..., object], scope: Scope, about: str, prepare: Prepare = as_sent, /, **fields: Field) -> Operation:
    """Declare an act on a proposal; it takes what its command takes."""

    def run(asked: Asked) -> Recorded | None:
        session, actor, proposal_id = asked.session, asked.demand_actor(), asked.path["proposal_id"]
        demand_reading(session, proposal_id, actor, asked.now)
        do_what_is_due(proposal_id)

        def carry_out() -> object:
            _demand_unchanged(asked, proposal_id)
            return command(session, actor=actor, proposal_id=proposal_id, now=asked.now, **prepare(asked))

        return once(asked, actor, carry_out)

    body = Record(f"Send_{name}", about, fields)
    return declare(act_operation(name, f"/proposals/{{proposal_id}}/acts/{name}", scope, about, body, run, PROPOSAL_ID))


def act_operation(
    name: str, path: str, scope: Scope, about: str, body: Record, run: Callable[[Asked], Any], *parameters: Parameter
) -> Operation:
    """Return an operation that carries out the act called ``name``."""
    return Operation(name, "POST", path, about, "Acts", scope, RECORDED, run, parameters, body=body, act=name)


def once(asked: Asked, actor: Actor, carry_out: Callable[[], object]) -> Recorded | None:
    """Carry an act out, once for each key."""
    try:
        return carried_out(asked.session, actor, _arrived(asked), asked.now, carry_out)
    except KeyReusedError as error:
        raise ProblemError("key_reused") from error


def _arrived(asked: Asked) -> Arrived | None:
    key = request.headers.get("Idempotency-Key")
    if key is None or asked.person is None:
        return None
    if KEY.fullmatch(key) is None:
        raise ProblemError("invalid", errors=(("Idempotency-Key", str(_("A key has 1 to 200 visible characters of ASCII."))),))
    return Arrived(asked.person.person_id, key, request.path, asked.body)


def _demand_unchanged(asked: Asked, proposal_id: int) -> None:
    """Do nothing if the proposal is as the sender last read it, or the sender does not say; it is held until the act is done."""
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return
    statement = select(Proposal.row_version).where(Proposal.id == proposal_id).with_for_update(key_share=True)
    present = asked.session.scalars(statement).one()
    named = {found["state"] for each in header.split(",") if (found := _STATE.fullmatch(each.strip())) is not None}
    if str(present) not in named:
        raise ProblemError("precondition_failed")
