"""What is sent when voices object, take positions and vote, and when a proposal is led to its end."""

from __future__ import annotations

from typing import Any

from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField, StringField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from consensus.domain.speech import _
from consensus.domain.terms import Attribution, ObjectionKind, Part, PositionCode, TaskStatus, VoteCode
from consensus.proposals.forms import DISPOSITIONS, LongText, Written
from consensus.web.forms import Form, choices_of

ATTRIBUTIONS = {
    Attribution.NAMED: _("By name"),
    Attribution.KIND_AND_REGION: _("By kind and region only, such as “a movement in Africa”"),
    Attribution.SEALED: _("Sealed: it is counted; its words are for the clerk of the record and an auditor, and you see who read them"),
}
POSITIONS = {code: code.shown_as for code in PositionCode if code is not PositionCode.RECUSE}
VOTES = {VoteCode.YES: _("Yes"), VoteCode.NO: _("No"), VoteCode.ABSTAIN: _("Abstain")}


_GROUND = Length(max=200)
"""As long as a ground in an objector's own words may be."""


WHOM, GROUND = _("To whom does it do harm?"), _("On which ground")
REMEDY, PASSAGE = _("What would remove it"), _("The passage that it speaks of")
"""What an objection is asked for, in the same words wherever one can be raised."""


class VoiceForm(Form):
    """What is sent for a voice: which one, and what the page showed when it was sent. The command judges whose voice it is."""

    voice = RadioField(_("You speak for"), validators=[Optional()], validate_choice=False)
    version = HiddenField()
    seen_stage = HiddenField()


class AttributedForm(VoiceForm):
    """What is sent with words that may go on the record as dissent."""

    attribution = RadioField(_("How your words are shown outside this body"), choices=choices_of(ATTRIBUTIONS), validators=[Optional()])


class ObjectionForm(AttributedForm):
    """An objection, or a block, against the text as it is: what harm, to whom, on which ground, what would remove it."""

    kind = RadioField(
        _("What you raise"),
        choices=choices_of(
            {
                ObjectionKind.OBJECTION: _("An objection: as it is, the text does avoidable harm or misses its aim"),
                ObjectionKind.BLOCK: _("A block: it breaches a core principle, or does serious harm to members"),
            }
        ),
        default=ObjectionKind.OBJECTION.value,
    )
    reason = LongText(
        _("What harm does it do, or how does it miss its aim?"), [Written(_("Say why, in your own words: an objection needs its reason."))]
    )
    whom = LongText(WHOM, [Optional()])
    ground = SelectField(GROUND, [InputRequired(_("Choose what the objection is about.")), _GROUND], validate_choice=False)
    remedy = LongText(REMEDY, [Optional()])
    passage = LongText(PASSAGE, [Optional()])


class PositionForm(AttributedForm):
    """Where a voice stands; where it objects, also what an objection says."""

    position = RadioField(_("Your position"), choices=choices_of(POSITIONS), validators=[InputRequired(_("Choose where you stand."))])
    reason = LongText(_("Your reason"), [Optional()])
    whom = LongText(WHOM, [Optional()])
    ground = SelectField(GROUND, [Optional(), _GROUND], validate_choice=False)
    remedy = LongText(REMEDY, [Optional()])
    passage = LongText(PASSAGE, [Optional()])


class SupportForm(VoiceForm):
    """Support, where silence consents and nothing else needs to be said."""

    reason = LongText(_("A word on why"), [Optional()])


class VoteForm(VoiceForm):
    """A vote in the fallback stage."""

    vote = RadioField(_("Your vote"), choices=choices_of(VOTES), validators=[InputRequired(_("Choose yes, no or abstain."))])


class RecuseForm(VoiceForm):
    """Leaving the base of every count."""

    reason = LongText(_("Reason"), [Written(_("Say why your voice takes no part, in your own words."))])


class SecondForm(VoiceForm):
    """Seconding a block."""


class AnswerObjectionForm(Form):
    """An answer to an objection."""

    disposition = RadioField(_("Your answer"), choices=choices_of(DISPOSITIONS), validators=[InputRequired(_("Choose one of the three."))])
    text = LongText(_("Your reasons"), [Written(_("Give your reasons: the objector is told."))])


class WithdrawObjectionForm(VoiceForm):
    """Taking one's own objection back, into another position or into none."""

    into = RadioField(
        _("What it turns into"),
        choices=choices_of(
            {code: code.shown_as for code in (PositionCode.RESERVATION, PositionCode.STAND_ASIDE)},
            first=_("No position for now: I will say later where I stand"),
        ),
        default="",
    )
    reason = LongText(_("Your words for that position"), [Optional()])


class ExtendForm(Form):
    """A later end for the window."""

    days = IntegerField(_("Days longer"), [Optional(), NumberRange(0, 90, _("Choose 0 to 90 days."))])
    hours = IntegerField(_("And hours"), [Optional(), NumberRange(0, 23, _("Choose 0 to 23 hours."))], default=0)
    reason = LongText(_("Reason"), [Written(_("Say why: everyone of the body will read it."))])

    def validate(self, extra_validators: Any = None) -> bool:
        """Demand some time, in days or in hours."""
        is_valid: bool = super().validate(extra_validators)
        if not self.days.data and not self.hours.data and not self.days.errors and not self.hours.errors:
            self.days.errors = [_("Say by how many days or hours the window is longer.")]
            return False
        return is_valid


class DeferForm(Form):
    """A day on which the question comes back."""

    until = DateField(_("When it comes back"), [InputRequired(_("Choose the day on which it comes back."))])
    reason = LongText(_("Reason"), [Optional()])


class HandOverForm(Form):
    """Giving a part to somebody else."""

    part = RadioField(
        _("Which part"),
        choices=choices_of({Part.FACILITATOR: _("The facilitator's part"), Part.OWNER: _("My own part as an owner")}),
        default=Part.FACILITATOR.value,
    )
    to = SelectField(_("To whom"), [InputRequired(_("Choose a person of the body."))], validate_choice=False)


class StatementForm(AttributedForm):
    """A text annexed, unedited, to the decision."""

    text = LongText(_("Your statement"), [Written(_("Write your statement.")), Length(max=20_000)])


class HandOverSeveralForm(HandOverForm):
    """Giving a part in several proposals to somebody else."""

    proposals = SelectMultipleField(_("Which proposals"), [InputRequired(_("Choose at least one proposal."))], validate_choice=False)


class ReviewForm(Form):
    """A day from which the decision comes back."""

    review_on = DateField(_("From which day it comes back"), [Optional()])
    reason = LongText(_("Reason"), [Optional()])


class KeepForm(Form):
    """The decision was looked at and stays."""

    reason = LongText(_("Why it stays as it is"), [Written(_("Say why it stays as it is, in your own words."))])
    review_on = DateField(_("From which day it comes back again"), [Optional()])


class TaskForm(Form):
    """Something that follows from the decision."""

    text = LongText(_("What is to be done"), [Written(_("Write what is to be done."))])
    responsible = SelectField(_("Who is responsible"), [InputRequired(_("Choose who is responsible."))], validate_choice=False)
    due_on = DateField(_("Until when"), [InputRequired(_("Choose the day until which it is to be done."))])


class EndTaskForm(Form):
    """A task is over."""

    ended = RadioField(
        _("What became of it"),
        choices=choices_of({TaskStatus.DONE: _("It is done"), TaskStatus.DROPPED: _("It is dropped: it will not be done")}),
        validators=[InputRequired(_("Choose what became of it."))],
    )
    note = LongText(_("A note"), [Written(_("Say how it ended, in a sentence."))])


class ReduceForm(Form):
    """Own words that tell less of who said them."""

    words = RadioField(_("Which words"), validators=[InputRequired(_("Choose which words."))], validate_choice=False)
    attribution = RadioField(
        _("How they are shown outside this body from now on"),
        choices=choices_of({level: words for level, words in ATTRIBUTIONS.items() if level is not Attribution.NAMED}),
        validators=[InputRequired(_("Choose how they are shown."))],
    )


class DissociateForm(Form):
    """A member is not party to the decision."""

    attribution = RadioField(_("How your words are shown outside this body"), choices=choices_of(ATTRIBUTIONS), validators=[Optional()])
    member = RadioField(_("You speak for"), validators=[Optional()], validate_choice=False)
    text = LongText(_("What you want to say about it"), [Optional()])
    extent = StringField(_("Which part of it, if not the whole"), [Optional(), Length(max=500)])


class InviteForm(Form):
    """An invitation to be heard: when, where, on which objections together."""

    day = DateField(_("On which day"), [InputRequired(_("Choose the day."))])
    time = TimeField(_("At what time"), [InputRequired(_("Choose the time."))])
    place = StringField(_("Where"), [Written(_("Say where it takes place, or give the link to the call.")), Length(max=1_000)])
    others = SelectMultipleField(_("Heard together with it"), [Optional()], validate_choice=False)
    passage = LongText(_("The passage that it is about"), [Optional()])
    text = LongText(_("What you want to say with it"), [Optional()])


class AnswerInvitationForm(Form):
    """Whether the owner of an objection comes to be heard."""

    comes = RadioField(
        _("Do you come?"),
        choices=choices_of({"yes": _("Yes, I come"), "no": _("No: I decline to be heard this time")}),
        validators=[InputRequired(_("Choose one of the two."))],
    )
    text = LongText(_("A word with it"), [Optional()])


class RecordHearingForm(Form):
    """What was said in a hearing."""

    text = LongText(_("What was said, in short"), [Written(_("Write down what was said, in a few sentences."))])
    agreed_by = StringField(_("Who agreed to this note"), [Optional(), Length(max=1_000)])
