"""The forms of webhooks. Whether an address may be asked, and what is missing, is left to the commands."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, PasswordField, RadioField, SelectField, StringField

from consensus.domain.speech import LANGUAGES, _
from consensus.domain.terms import Visibility
from consensus.elections.forms import Boxes
from consensus.people.queries import BodyName
from consensus.web.forms import Form, choices_of
from consensus.webhooks.commands import Told
from consensus.webhooks.queries import WebhookView
from consensus.webhooks.terms import AUDIENCES, EVENTS, KINDS, Event, Kind

EVERY_BODY = _("Every body of the network")


class ToldForm(Form):
    """What a webhook is told, and where."""

    name = StringField(_("Name"))
    address = StringField(_("Address"))
    room = StringField(_("Room"))
    token = PasswordField(_("Access token"))
    events = Boxes(_("What is told"), choices=choices_of({event.value: words for event, words in EVENTS.items()}))
    audience = RadioField(_("Who reads what is told there"), choices=choices_of(AUDIENCES), default=Visibility.NETWORK.value)
    tells_title = BooleanField(_("Tell titles, bodies and numbers of decisions"))
    language = SelectField(_("Language"), choices=choices_of(LANGUAGES))

    def told(self) -> Told:
        """Return what was sent."""
        return Told(
            name=self.text("name"),
            events=tuple(Event(each) for each in self.events.data),
            language=self.language.data,
            audience=Visibility(self.audience.data),
            tells_title=bool(self.tells_title.data),
            address=self.text("address"),
            room=self.text("room"),
            token=self.text("token"),
        )


class AddForm(ToldForm):
    """A new webhook."""

    kind = RadioField(_("What stands there"), choices=choices_of(KINDS), default=Kind.GENERIC.value)
    body = SelectField(_("What happens in"))

    def over(self, bodies: Sequence[BodyName]) -> AddForm:
        """Let one of ``bodies`` be chosen."""
        self.body.choices = choices_of({each.body_id: each.name for each in bodies}, first=EVERY_BODY)
        return self

    def body_id(self) -> int | None:
        """Return the body whose webhook it is; None for every body."""
        return int(self.body.data) if self.body.data else None


class ChangeForm(ToldForm):
    """A webhook as it is."""

    @classmethod
    def of(cls, webhook: WebhookView) -> ChangeForm:
        """Return the form as it stands before anything is typed."""
        return cls(
            name=webhook.name,
            events=[event.value for event in webhook.events],
            audience=webhook.audience.value,
            tells_title=webhook.tells_title,
            language=webhook.language,
        )


class WishForm(Form):
    """A form that is one button."""
