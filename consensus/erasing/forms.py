"""The forms of erasing. Whether words can be erased is left to the command."""

from __future__ import annotations

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from consensus.domain.erasing import REASON_MAX_CHARACTERS
from consensus.erasing.queries import SHORTEST_WORDS
from consensus.web.forms import Form


class FindForm(Form):
    words = StringField(
        "Words that stand in it", [Length(min=SHORTEST_WORDS, max=200, message=f"Write {SHORTEST_WORDS} to 200 characters of it.")]
    )


class EraseForm(Form):
    reason = TextAreaField(
        "Why these words are erased",
        [
            InputRequired("Give the reason. It stands in the place of the words, and nobody can erase it."),
            Length(max=REASON_MAX_CHARACTERS, message=f"The reason has at most {REASON_MAX_CHARACTERS:,} characters."),
        ],
    )
    understood = BooleanField("I have read what vanishes and what stays.", [InputRequired("Say that you have read what vanishes.")])
