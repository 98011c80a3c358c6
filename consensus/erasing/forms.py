"""The forms of erasing. Whether words can be erased is left to the command."""

from __future__ import annotations

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from consensus.domain.erasing import REASON_MAX_CHARACTERS
from consensus.domain.speech import _
from consensus.erasing.queries import SHORTEST_WORDS
from consensus.web.forms import Form


class FindForm(Form):
    words = StringField(
        _("Words that stand in it"),
        [Length(min=SHORTEST_WORDS, max=200, message=_("Write {least} to 200 characters of it.", least=SHORTEST_WORDS))],
    )


class EraseForm(Form):
    reason = TextAreaField(
        _("Why these words are erased"),
        [
            InputRequired(_("Give the reason. It stands in the place of the words, and nobody can erase it.")),
            Length(max=REASON_MAX_CHARACTERS, message=_("The reason has at most {most} characters.", most=f"{REASON_MAX_CHARACTERS:,}")),
        ],
    )
    understood = BooleanField(_("I have read what vanishes and what stays."), [InputRequired(_("Say that you have read what vanishes."))])
