"""Carrying out one act: who may read what it is about, what is due first, what the sender last saw of it; then the command."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from sqlalchemy import select

from consensus.api.arriving import Arrived, KeyReusedError, Recorded, carried_out
from consensus.api.kinds import COUNT, ID, INSTANT, WORDS, Kind
from consensus.api.moving import MOVED_ON, READ_PROPOSAL, current_of
from consensus.api.operations import Asked, Operation, Parameter, declare
from consensus.api.problems import MovedOnError, ProblemError
from consensus.api.reads.bodies import CODE
from consensus.api.reads.proposals import PROPOSAL_ID
from consensus.api.records import AsStored, Field, Maybe, Record, field_of
from consensus.api.scopes import Scope
from consensus.api.states import state_of
from consensus.bodies.queries import body_head
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, RefusedError
from consensus.domain.speech import _
from consensus.pages.reading import demand_reading
from consensus.pages.views.blueprint import do_what_is_due
from consensus.proposals.models import Proposal

RECORDED = Record(
    "Recorded",
    "The entry that an act added to the ledger. Read what it was about again to see what followed.",
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
_STATE = re.compile(r'(?:W/)?"(?P<state>[0-9a-f]{32})\.[0-9a-f]{32}"', re.ASCII)

Prepare = Callable[[Asked], dict[str, Any]]


def as_sent(asked: Asked) -> dict[str, Any]:
    """Return what was sent as the arguments of the command, under the same names."""
    return dict(asked.body)


@dataclass(frozen=True, slots=True)
class Frame:
    """What the acts on one kind of thing share."""

    path: str
    parameters: tuple[Parameter, ...]
    """What stands in the path. The command takes it under the same names; the first is the id of the thing."""
    model: type[Any] | None = None
    """Its table, where the sender can say with If-Match what was last seen of it."""
    begin: Callable[[Asked, Actor], None] = lambda _asked, _actor: None
    """What comes before the act: whether the reader may know of the thing, and what is due first."""
    read: str | None = None
    """The operation that reads it: what has become of it is told to a sender who had read it before."""
    proposal_of: Callable[[Asked], int | None] = lambda _asked: None
    """The proposal of which a refusal speaks."""
    arguments: Callable[[Asked], Mapping[str, Any]] = lambda asked: asked.path
    """How the command is told of the thing, where it takes something else than what stands in the path."""
    is_new: bool = False
    """Whether an act makes another one of its kind; then it is sent to the list of them all."""
    answer: Kind = RECORDED


def act_on(
    frame: Frame, name: str, command: Callable[..., object], scope: Scope, about: str, prepare: Prepare = as_sent, /, **fields: Field
) -> Operation:
    """Declare an act on a thing of some kind; it takes what its command takes."""

    def run(asked: Asked) -> Recorded | None:
        actor = asked.demand_actor()
        frame.begin(asked, actor)

        def carry_out() -> object:
            if frame.model is not None:
                demand_unchanged(asked, frame.model, asked.path[frame.parameters[0].name])
            return command(asked.session, actor=actor, now=asked.now, **frame.arguments(asked), **prepare(asked))

        try:
            return once(asked, actor, carry_out, named=name)
        except RefusedError as error:
            proposal_id = frame.proposal_of(asked) if error.code in MOVED_ON else None
            if proposal_id is None:
                raise
            raise MovedOnError(error, current_of(asked, READ_PROPOSAL, {"proposal_id": proposal_id})) from error
        except InvalidError as error:
            error.field = _as_named(error.field, fields)
            raise
        except ProblemError as error:
            if error.code == "precondition_failed" and frame.read is not None:
                error.current = current_of(asked, frame.read, asked.path)
            raise

    body = Record(f"Send_{name}", about, fields)
    heeds, answer = frame.model is not None, frame.answer
    path = frame.path if frame.is_new else f"{frame.path}/acts/{name}"
    return declare(act_operation(name, path, scope, about, body, run, *frame.parameters, heeds_if_match=heeds, answer=answer))


def act_in_body(
    name: str, things: str, command: Callable[..., object], scope: Scope, about: str, prepare: Prepare = as_sent, /, **fields: Field
) -> Operation:
    """Declare an act that makes something new in a body, among its ``things``; it takes what its command takes."""

    def run(asked: Asked) -> Recorded | None:
        actor = asked.demand_actor()

        def carry_out() -> object:
            body_id = body_head(asked.session, asked.path["code"]).id
            return command(asked.session, actor=actor, body_id=body_id, now=asked.now, **prepare(asked))

        try:
            return once(asked, actor, carry_out, named=name)
        except InvalidError as error:
            error.field = _as_named(error.field, fields)
            raise

    body = Record(f"Send_{name}", about, fields)
    return declare(act_operation(name, f"/bodies/{{code}}/{things}", scope, about, body, run, CODE))


def _as_named(field: str | None, fields: Collection[str]) -> str | None:
    """Return the field of the body that a command speaks of: forms call the choice of a person by what it is chosen for."""
    return next((name for name in (field, f"{field}_id", f"{field}_ids") if name in fields), None)


def _begin_on_proposal(asked: Asked, actor: Actor) -> None:
    demand_reading(asked.session, asked.path["proposal_id"], actor, asked.now)
    do_what_is_due(asked.path["proposal_id"])


ON_PROPOSAL = Frame(
    path="/proposals/{proposal_id}",
    parameters=(PROPOSAL_ID,),
    model=Proposal,
    begin=_begin_on_proposal,
    read=READ_PROPOSAL,
    proposal_of=lambda asked: asked.path["proposal_id"],
)


def act(name: str, command: Callable[..., object], scope: Scope, about: str, prepare: Prepare = as_sent, /, **fields: Field) -> Operation:
    """Declare an act on a proposal; it takes what its command takes."""
    return act_on(ON_PROPOSAL, name, command, scope, about, prepare, **fields)


def act_operation(
    name: str,
    path: str,
    scope: Scope,
    about: str,
    body: Record,
    run: Callable[[Asked], Any],
    *parameters: Parameter,
    heeds_if_match: bool = False,
    answer: Kind = RECORDED,
) -> Operation:
    """Return an operation that carries out the act called ``name``."""
    return Operation(name, "POST", path, about, "Acts", scope, answer, run, parameters, body=body, act=name, heeds_if_match=heeds_if_match)


def once(asked: Asked, actor: Actor, carry_out: Callable[[], object], *, named: str | None = None) -> Recorded | None:
    """Carry an act out, once for each key; its entry is that of the act which is ``named``, else the last of its own."""
    try:
        return carried_out(asked.session, actor, _arrived(asked), asked.now, carry_out, named=named)
    except KeyReusedError as error:
        raise ProblemError("key_reused") from error


def _arrived(asked: Asked) -> Arrived | None:
    key = request.headers.get("Idempotency-Key")
    if key is None or asked.person is None:
        return None
    if KEY.fullmatch(key) is None:
        raise ProblemError("invalid", errors=(("Idempotency-Key", str(_("A key has 1 to 200 visible characters of ASCII."))),))
    return Arrived(asked.person.person_id, key, request.path, asked.body)


def demand_unchanged(asked: Asked, model: type[Any], row_id: int) -> None:
    """Do nothing if the thing is as the sender last read it, or the sender does not say; it is held until the act is done.

    :raises ProblemError: ``precondition_failed`` if it is not.
    """
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return
    statement = select(model.row_version).where(model.id == row_id).with_for_update(key_share=True)
    present = asked.session.scalars(statement).one_or_none()
    named = {found["state"] for each in header.split(",") if (found := _STATE.fullmatch(each.strip())) is not None}
    if present is not None and state_of(model, row_id, present) not in named:
        raise ProblemError("precondition_failed")
