"""What is sent to make a token."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length

from consensus.api.commands import LONGEST_NAME
from consensus.api.scopes import SCOPES, Scope
from consensus.domain.speech import _
from consensus.elections.forms import Boxes
from consensus.web.forms import Form, choices_of
from consensus.web.times import start_of


class TokenForm(Form):
    """A name, what the token may do, and the last day on which it may."""

    name = StringField(
        _("What is it for?"), [InputRequired(_("Give it a name by which you will know it again.")), Length(max=LONGEST_NAME)]
    )
    scopes = Boxes(_("What it may do"), [InputRequired(_("Choose what the token may do."))], choices=choices_of(SCOPES))
    expires_on = DateField(_("Of no use from this day on"), [InputRequired(_("Choose the day."))])

    def asked(self) -> dict[str, Any]:
        """Return what the command takes."""
        ends: datetime = start_of(self.expires_on.data)
        return {"name": self.text("name"), "scopes": tuple(Scope(each) for each in self.scopes.data), "expires_at": ends}
