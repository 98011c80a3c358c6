"""Bodies as far as a mandate names them: their codes and names. What a body is stands in ``bodies``, above this feature."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _

BODY = table("body", column("id"), column("code"), column("name"))


@dataclass(frozen=True, slots=True)
class BodyName:
    """A body, to choose from a list."""

    body_id: int
    code: str
    name: str


def body_names(session: Session) -> list[BodyName]:
    """Return all bodies, ordered by name."""
    return [BodyName(*row) for row in session.execute(select(BODY.c.id, BODY.c.code, BODY.c.name).order_by(BODY.c.name))]


def body_code(session: Session, body_id: int) -> str:
    """Return a body's code.

    :raises NotFoundError: when there is no such body.
    """
    code: str | None = session.scalar(select(BODY.c.code).where(BODY.c.id == body_id))
    if code is None:
        raise NotFoundError(_("There is no such body."))
    return code
