"""One command, one transaction: commits once, leaves nothing behind when it fails, and logs one line.

The log says which act, which ids, how it ended and how long it took; never a name, a text, an address or a token.
"""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from consensus.domain.errors import DomainError, RefusedError
from consensus.domain.speech import spoken_in_english

log = logging.getLogger("consensus.command")

ACTS: dict[str, str] = {}
"""Every command that was imported, and its act: a test demands a row of the documentation for each."""

_door: ContextVar[str] = ContextVar("door", default="")


@contextmanager
def through(door: str) -> Iterator[None]:
    """Let the log say through which door what is done meanwhile came; a page is no door of its own."""
    token = _door.set(door)
    try:
        yield
    finally:
        _door.reset(token)


P = ParamSpec("P")
R = TypeVar("R")


def command(
    act: str,
) -> Callable[[Callable[Concatenate[Session, P], R]], Callable[Concatenate[Session, P], R]]:
    """Make a function of (session, ...) one transaction named ``act``.

    The function must not commit. Whatever it raises rolls everything back and is raised again.
    """

    def decorate(function: Callable[Concatenate[Session, P], R]) -> Callable[Concatenate[Session, P], R]:
        @functools.wraps(function)
        def run(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> R:
            began = time.perf_counter()
            try:
                with spoken_in_english():
                    result = function(session, *args, **kwargs)
                session.commit()
            except BaseException as error:
                session.rollback()
                _log(act, kwargs, _outcome_of(error), began)
                raise
            _log(act, kwargs, "done", began)
            return result

        ACTS[f"{function.__module__}.{function.__qualname__}"] = act
        return run

    return decorate


def _outcome_of(error: BaseException) -> str:
    if isinstance(error, RefusedError):
        return f"refused:{error.code}"
    return "refused" if isinstance(error, DomainError) else f"failed:{type(error).__name__}"


def _log(act: str, arguments: dict[str, Any], outcome: str, began: float) -> None:
    ids = " ".join(f"{name}={value}" for name, value in arguments.items() if name.endswith("_id") and value is not None)
    actor = arguments.get("actor")
    log.info(
        "act=%s actor=%s %s outcome=%s ms=%.1f%s",
        act,
        getattr(actor, "ledger_name", "-"),
        ids,
        outcome,
        (time.perf_counter() - began) * 1000,
        f" door={_door.get()}" if _door.get() else "",
    )
