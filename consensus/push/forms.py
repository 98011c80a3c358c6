"""The form by which a browser says where it can be told. A script fills it in; nobody types it."""

from __future__ import annotations

from wtforms import HiddenField, StringField

from consensus.domain.speech import _
from consensus.push.commands import Subscription
from consensus.web.forms import Form


class DeviceForm(Form):
    device = StringField(_("What you call this device"))
    endpoint = HiddenField()
    public = HiddenField()
    auth = HiddenField()

    def subscription(self) -> Subscription:
        """Return what the browser gave."""
        return Subscription(self.text("endpoint"), self.text("public"), self.text("auth"))


class WishForm(Form):
    """A form that is one button."""
