"""The operations of the interface, each declared once: from the declaration come route, validation, answer and description."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.exceptions import Unauthorized

from consensus.api.kinds import Kind, Text
from consensus.api.records import Many, Maybe, Record, field_of
from consensus.api.scopes import Scope
from consensus.domain.actor import Actor
from consensus.web.session import SessionPerson

BASE = "/api/v1"
"""Before every path. What a client can rely on here changes only under another number."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, read and found to be of the declared form."""

    session: Session
    person: SessionPerson | None
    """For whom the token acts; ``None`` where none was sent."""
    now: datetime
    path: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    position: Any = None
    """Where a page of a list begins, as the cursor said; ``None``: at its beginning."""

    @property
    def actor(self) -> Actor | None:
        """Who acts, if anybody."""
        return None if self.person is None else self.person.actor

    def demand_actor(self) -> Actor:
        """Return who acts.

        :raises Unauthorized: where no token was sent.
        """
        if self.person is None:
            raise Unauthorized
        return self.person.actor


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list, and where the next one begins."""

    items: tuple[Any, ...]
    next: Any = None
    """What the cursor of the next page says; ``None`` where there is none."""


@dataclass(frozen=True, slots=True)
class Exactly:
    """JSON that is handed out byte for byte, since something was signed or hashed over it."""

    text: str
    is_kept_by_nobody: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something in the address."""

    name: str
    kind: Kind
    about: str
    is_in_path: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked for."""

    name: str
    method: str
    path: str
    about: str
    tag: str
    scope: Scope
    answer: Kind
    run: Callable[[Asked], Any]
    parameters: tuple[Parameter, ...] = ()
    body: Record | None = None
    is_paged: bool = False
    for_visitors: bool = False
    """Whether it answers without a token, with what is public."""
    act: str | None = None
    """The act of docs/what_happens_when.md that it carries out, if it does."""
    heeds_if_match: bool = False
    """Whether it does nothing if what it is about has changed since the sender read it."""

    @property
    def statuses(self) -> tuple[int, ...]:
        """Every status that it answers with."""
        found = {200, 400, 401, 403, 406, 422, 429, 503}
        found |= {304, 412} if self.method == "GET" else {409, 412, 413, 415}
        if any(parameter.is_in_path for parameter in self.parameters) or self.method == "POST":
            found.add(404)
        return tuple(sorted(found))


OPERATIONS: dict[str, Operation] = {}
"""All of them, by name, once ``consensus.api.every`` was imported."""


def declare(operation: Operation) -> Operation:
    """Make an operation known.

    :raises ValueError: when its name or its place is taken.
    """
    if operation.name in OPERATIONS or any((each.method, each.path) == (operation.method, operation.path) for each in OPERATIONS.values()):
        raise ValueError(f"{operation.name} is declared twice")
    OPERATIONS[operation.name] = operation
    return operation


def address_of(name: str, **values: Any) -> str | None:
    """Return where an operation is; None where there is none of that name."""
    return f"{BASE}{OPERATIONS[name].path.format_map(values)}" if name in OPERATIONS else None


def in_path(name: str, kind: Kind, about: str) -> Parameter:
    """Return a parameter that is a part of the path."""
    return Parameter(name, kind, about, is_in_path=True)


Run = Callable[[Asked], Any]


def reading(
    path: str,
    about: str,
    *parameters: Parameter,
    tag: str,
    answer: Kind,
    scope: Scope = Scope.READ,
    is_paged: bool = False,
    for_visitors: bool = False,
) -> Callable[[Run], Run]:
    """Declare a function of the request as an operation that reads; its name is the function's. It is told what it answers with.

    :param is_paged: whether it answers with :class:`Listed`, of values that ``answer`` describes.
    """

    def register(run: Run) -> Run:
        shape = answer
        if is_paged:
            inner = answer.name if isinstance(answer, Record) else "Value"
            fields = {
                "items": field_of(Many(answer), "items", "In the order that the operation names."),
                "next": field_of(Maybe(Text()), "next", "The cursor of the next page; null where this is the last."),
            }
            shape = Record(f"PageOf{inner}_{run.__name__}", "A page of a list.", fields)
        declare(
            Operation(run.__name__, "GET", path, about, tag, scope, shape, run, parameters, is_paged=is_paged, for_visitors=for_visitors)
        )
        return run

    return register
