"""The form that makes the address of a calendar."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import RadioField, SelectField

from consensus.calendars.queries import BodyChoice
from consensus.domain.speech import _
from consensus.web.forms import Form, choices_of

DISCREET, TELLING = "discreet", "telling"

WORDS = {
    DISCREET: _("Only that something waits for me, and when"),
    TELLING: _("What it is: questions, titles, places"),
}


class MakeForm(Form):
    dates = SelectField(_("Which dates"))
    words = RadioField(_("What the calendar tells"), choices=choices_of(WORDS), default=DISCREET)

    @classmethod
    def of(cls, bodies: Iterable[BodyChoice], chosen: int | None) -> MakeForm:
        """Return the form; ``chosen`` is the body whose dates are offered first."""
        form = cls(dates="" if chosen is None else str(chosen))
        form.dates.choices = choices_of({str(body.body_id): body.name for body in bodies}, first=_("All my dates"))
        return form

    @property
    def body_id(self) -> int | None:
        """The body that was chosen; None for all dates."""
        return int(self.dates.data) if self.dates.data else None

    @property
    def is_discreet(self) -> bool:
        """Whether the calendar tells nothing."""
        return bool(self.words.data != TELLING)
