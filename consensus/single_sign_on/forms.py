"""The forms of single sign-on: each is one button."""

from __future__ import annotations

from consensus.web.forms import Form


class ButtonForm(Form):
    """A form without fields: what is wrong with the act stands above it."""
