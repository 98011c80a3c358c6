"""The form in which somebody chooses of what they are told, and how. Whether it can be chosen is left to the command."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, RadioField, SelectField

from consensus.domain.notices import Level, Rest, Wishes
from consensus.domain.speech import _
from consensus.notifications.queries import Choices
from consensus.web.forms import Form, choices_of

LEVELS = {
    Level.EVERYTHING: _("Everything"),
    Level.CONCERNS: _("What concerns me"),
    Level.OWED: _("Only what I owe"),
}

RESTS = {
    Rest.AT_ONCE: _("As it comes"),
    Rest.DAILY: _("Together, once a day"),
    Rest.WEEKLY: _("Together, once a week"),
}

WEEKDAYS = dict(enumerate((_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))))

HOURS = {hour: f"{hour:02}:00" for hour in range(24)}


class NoticesForm(Form):
    """How notices reach somebody; :func:`form_for` adds a field for each body."""

    mail = BooleanField(_("Send me letters by e-mail"))
    discreet_mail = BooleanField(_("Discreet letters: they say that something waits, and nothing of what it is"))
    push = BooleanField(_("Show notices on my devices"))
    discreet_push = BooleanField(_("Discreet on my devices: they say that something waits, and nothing of what it is"))
    rest = RadioField(_("What I do not owe comes"), choices=choices_of(RESTS))
    digest_hour = SelectField(_("Together at"), choices=choices_of(HOURS))
    digest_weekday = SelectField(_("Once a week on"), choices=choices_of(WEEKDAYS))
    is_quiet = BooleanField(_("Quiet hours: nothing reaches me then"))
    quiet_from = SelectField(_("From"), choices=choices_of(HOURS))
    quiet_until = SelectField(_("Until"), choices=choices_of(HOURS))

    def wishes(self) -> Wishes:
        """Return what was chosen."""
        return Wishes(
            mail=self.mail.data,
            push=self.push.data,
            discreet_mail=self.discreet_mail.data,
            discreet_push=self.discreet_push.data,
            quiet_from=int(self.quiet_from.data) if self.is_quiet.data else None,
            quiet_until=int(self.quiet_until.data) if self.is_quiet.data else None,
            rest=Rest(self.rest.data),
            digest_hour=int(self.digest_hour.data),
            digest_weekday=int(self.digest_weekday.data),
        )

    def levels(self) -> dict[int, Level]:
        """Return what was chosen for each body."""
        return {int(name.removeprefix(_BODY)): Level(field.data) for name, field in self._fields.items() if name.startswith(_BODY)}

    def bodies(self) -> list[Any]:
        """The fields of the bodies, for the page."""
        return [field for name, field in self._fields.items() if name.startswith(_BODY)]


_BODY = "body_"


def form_for(choices: Choices) -> NoticesForm:
    """Return the form with a field for each body, as it was sent or as it stands."""
    fields = {
        f"{_BODY}{each.body_id}": SelectField(each.name, choices=choices_of(LEVELS), default=each.level.value) for each in choices.bodies
    }
    made: type[NoticesForm] = type("NoticesFormOfSomebody", (NoticesForm,), fields)
    wishes, usual = choices.wishes, Wishes()
    return made(
        data={
            "mail": wishes.mail,
            "discreet_mail": wishes.discreet_mail,
            "push": wishes.push,
            "discreet_push": wishes.discreet_push,
            "rest": wishes.rest.value,
            "digest_hour": str(wishes.digest_hour),
            "digest_weekday": str(wishes.digest_weekday),
            "is_quiet": wishes.quiet_from is not None,
            "quiet_from": str(usual.quiet_from if wishes.quiet_from is None else wishes.quiet_from),
            "quiet_until": str(usual.quiet_until if wishes.quiet_until is None else wishes.quiet_until),
        }
    )
