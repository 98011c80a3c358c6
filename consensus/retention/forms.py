"""The forms of retention. Whether something can be set or held is left to the commands."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, IntegerField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Optional

from consensus.domain.retention import KINDS, Category
from consensus.domain.speech import _
from consensus.people.queries import BodyName
from consensus.web.forms import Form, choices_of

NETWORK = _("The whole network")


class SettingForm(Form):
    category = SelectField(_("What"), choices=choices_of({category.value: kind.name for category, kind in KINDS.items()}))
    body = SelectField(_("Where"))
    days = IntegerField(_("Days"), [Optional()])
    forever = BooleanField(_("Keep it for ever"))

    def over(self, bodies: Sequence[BodyName]) -> SettingForm:
        """Let one of ``bodies`` be chosen."""
        self.body.choices = choices_of({each.body_id: each.name for each in bodies}, first=NETWORK)
        return self

    def chosen(self) -> tuple[Category, int | None]:
        """Return what is set, and in which body."""
        return Category(self.category.data), int(self.body.data) if self.body.data else None


class HoldForm(Form):
    body = SelectField(_("Body"))
    proposal = IntegerField(_("Number of a proposal"), [Optional()])
    reason = TextAreaField(_("Who asked for it, and why"), [InputRequired(_("Give the reason: who asked for it, and why."))])

    def over(self, bodies: Sequence[BodyName]) -> HoldForm:
        """Let one of ``bodies`` be chosen."""
        self.body.choices = choices_of({each.body_id: each.name for each in bodies}, first=NETWORK)
        return self


class ReleaseForm(Form):
    pass
