"""The forms of single sign-on."""

from __future__ import annotations

from wtforms import PasswordField

from consensus.domain.speech import _
from consensus.web.forms import Form


class BindForm(Form):
    """A yes, and the present password of who has one."""

    present_password = PasswordField(_("Present password"))


class ButtonForm(Form):
    """A form without fields: what is wrong with the act stands above it."""
