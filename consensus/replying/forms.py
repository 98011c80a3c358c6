"""What is sent from the page of a personal link, and what is chosen on the account about answers by mail."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import Length, Optional

from consensus.domain.speech import _
from consensus.domain.terms import OBJECTING_POSITIONS, POSITIONS_WITH_REASON, VoteCode
from consensus.pages.filling import ground_choices
from consensus.proposals.forms import LongText
from consensus.replying.queries import LinkPage
from consensus.voting.forms import ATTRIBUTIONS, GROUND, PASSAGE, REMEDY, WHOM
from consensus.voting.saying import Argument
from consensus.web.forms import Form, choices_of

_OF_OBJECTIONS = ("whom", "ground", "remedy", "passage")


class AnswerForm(Form):
    """What goes with a position that a link names; what the position does not ask for is not there."""

    token = HiddenField()
    reason = LongText(_("Your reason"), [Optional()])
    whom = LongText(WHOM, [Optional()])
    ground = SelectField(GROUND, [Optional(), Length(max=200)], validate_choice=False)
    remedy = LongText(REMEDY, [Optional()])
    passage = LongText(PASSAGE, [Optional()])
    attribution = RadioField(_("How your words are shown outside this body"), choices=choices_of(ATTRIBUTIONS), validators=[Optional()])

    def for_page(self, page: LinkPage) -> AnswerForm:
        """Leave what the position of ``page`` asks for, and fill in what can be chosen."""
        dissents = page.code in POSITIONS_WITH_REASON
        if isinstance(page.code, VoteCode):
            del self.reason
        if page.code not in OBJECTING_POSITIONS:
            for name in _OF_OBJECTIONS:
                delattr(self, name)
        else:
            self.ground.choices = ground_choices(page.principles)
        if not dissents:
            del self.attribution
        elif not self.attribution.data:
            # As on the page of the proposal: organisations by name, individuals by kind and region.
            self.attribution.data = "kind_and_region" if page.is_individual else "named"
        return self

    def answer(self) -> dict[str, Any]:
        """Return what was sent as the command takes it."""
        words = {name: str(self[name].data or "") for name in ("reason", *_OF_OBJECTIONS) if name in self}
        argument = Argument(words.pop("remedy", ""), words.pop("whom", ""), words.pop("passage", ""))
        chosen = self.attribution.data if "attribution" in self else None
        level = next((level for level in ATTRIBUTIONS if level == chosen), None)
        return {**words, "argument": argument, "attribution": level}
