"""Trying to carry out what a form says: done, wrong in what was sent, or sent from a page that no longer shows how things stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm.exc import StaleDataError

from consensus.domain.errors import OverdueError, RefusedError
from consensus.domain.speech import _
from consensus.web.errors import OUTDATED_REFUSALS
from consensus.web.forms import Form


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something in the form must be put right; the form says what."""


@dataclass(frozen=True, slots=True)
class Outdated:
    """Things have moved on since the page was opened."""

    sentence: str


def attempt(form: Form, act: Callable[[], object]) -> Wrong | Outdated | None:
    """Carry out ``act`` if the form can be read; ``None`` says that it was done.

    A refusal that has nothing to do with the form, nor with the time that went by, goes on to the table of errors.
    """
    try:
        return None if form.sent() and form.carries_out(act) else Wrong()
    except RefusedError as error:
        if error.code not in OUTDATED_REFUSALS:
            raise
        return Outdated(str(error))
    except OverdueError as error:
        return Outdated(str(error))
    except StaleDataError:
        return Outdated(_("Somebody else changed this at the same moment. Nothing of yours was changed; look, and send it once more."))
