"""What is sent when voices object, take positions and vote, and when a proposal is led to its end."""

from __future__ import annotations

from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField, StringField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from consensus.domain.terms import Attribution, ObjectionKind, Part, PositionCode, TaskStatus, VoteCode
from consensus.proposals.forms import DISPOSITIONS, LongText, Written
from consensus.web.forms import Form, choices_of

ATTRIBUTIONS = {
    Attribution.NAMED: "By name",
    Attribution.KIND_AND_REGION: "By kind and region only, such as “a movement in Africa”",
    Attribution.SEALED: "Sealed: it is counted; its words are for the clerk of the record and an auditor, and you see who read them",
}
POSITIONS = {code: code.shown_as for code in PositionCode if code is not PositionCode.RECUSE}
VOTES = {VoteCode.YES: "Yes", VoteCode.NO: "No", VoteCode.ABSTAIN: "Abstain"}


_GROUND = Length(max=200)
"""As long as a ground in an objector's own words may be."""


WHOM, GROUND = "To whom does it do harm?", "On which ground"
REMEDY, PASSAGE = "What would remove it", "The passage that it speaks of"
"""What an objection is asked for, in the same words wherever one can be raised."""


class VoiceForm(Form):
    """What is sent for a voice: which one, and what the page showed when it was sent. The command judges whose voice it is."""

    voice = RadioField("You speak for", validators=[Optional()], validate_choice=False)
    version = HiddenField()
    seen_stage = HiddenField()


class AttributedForm(VoiceForm):
    """What is sent with words that may go on the record as dissent."""

    attribution = RadioField("How your words are shown outside this body", choices=choices_of(ATTRIBUTIONS), validators=[Optional()])


class ObjectionForm(AttributedForm):
    """An objection, or a block, against the text as it is: what harm, to whom, on which ground, what would remove it."""

    kind = RadioField(
        "What you raise",
        choices=choices_of(
            {
                ObjectionKind.OBJECTION: "An objection: as it is, the text does avoidable harm or misses its aim",
                ObjectionKind.BLOCK: "A block: it breaches a core principle, or does serious harm to members",
            }
        ),
        default=ObjectionKind.OBJECTION.value,
    )
    reason = LongText(
        "What harm does it do, or how does it miss its aim?", [Written("Say why, in your own words: an objection needs its reason.")]
    )
    whom = LongText(WHOM, [Optional()])
    ground = SelectField(GROUND, [InputRequired("Choose what the objection is about."), _GROUND], validate_choice=False)
    remedy = LongText(REMEDY, [Optional()])
    passage = LongText(PASSAGE, [Optional()])


class PositionForm(AttributedForm):
    """Where a voice stands; where it objects, also what an objection says."""

    position = RadioField("Your position", choices=choices_of(POSITIONS), validators=[InputRequired("Choose where you stand.")])
    reason = LongText("Your reason", [Optional()])
    whom = LongText(WHOM, [Optional()])
    ground = SelectField(GROUND, [Optional(), _GROUND], validate_choice=False)
    remedy = LongText(REMEDY, [Optional()])
    passage = LongText(PASSAGE, [Optional()])


class SupportForm(VoiceForm):
    """Support, where silence consents and nothing else needs to be said."""

    reason = LongText("A word on why", [Optional()])


class VoteForm(VoiceForm):
    """A vote in the fallback stage."""

    vote = RadioField("Your vote", choices=choices_of(VOTES), validators=[InputRequired("Choose yes, no or abstain.")])


class RecuseForm(VoiceForm):
    """Leaving the base of every count."""

    reason = LongText("Reason", [Written("Say why your voice takes no part, in your own words.")])


class SecondForm(VoiceForm):
    """Seconding a block."""


class AnswerObjectionForm(Form):
    """An answer to an objection."""

    disposition = RadioField("Your answer", choices=choices_of(DISPOSITIONS), validators=[InputRequired("Choose one of the three.")])
    text = LongText("Your reasons", [Written("Give your reasons: the objector is told.")])


class WithdrawObjectionForm(VoiceForm):
    """Taking one's own objection back, into another position or into none."""

    into = RadioField(
        "What it turns into",
        choices=choices_of(
            {code: code.shown_as for code in (PositionCode.RESERVATION, PositionCode.STAND_ASIDE)},
            first="No position for now: I will say later where I stand",
        ),
        default="",
    )
    reason = LongText("Your words for that position", [Optional()])


class ExtendForm(Form):
    """A later end for the window."""

    days = IntegerField("Days longer", [InputRequired("Say by how many days."), NumberRange(1, 90, "Choose 1 to 90 days.")])
    reason = LongText("Reason", [Written("Say why: everyone of the body will read it.")])


class DeferForm(Form):
    """A day on which the question comes back."""

    until = DateField("When it comes back", [InputRequired("Choose the day on which it comes back.")])
    reason = LongText("Reason", [Optional()])


class HandOverForm(Form):
    """Giving a part to somebody else."""

    part = RadioField(
        "Which part",
        choices=choices_of({Part.FACILITATOR: "The facilitator's part", Part.OWNER: "My own part as an owner"}),
        default=Part.FACILITATOR.value,
    )
    to = SelectField("To whom", [InputRequired("Choose a person of the body.")], validate_choice=False)


class StatementForm(AttributedForm):
    """A text annexed, unedited, to the decision."""

    text = LongText("Your statement", [Written("Write your statement."), Length(max=20_000)])


class HandOverSeveralForm(HandOverForm):
    """Giving a part in several proposals to somebody else."""

    proposals = SelectMultipleField("Which proposals", [InputRequired("Choose at least one proposal.")], validate_choice=False)


class ReviewForm(Form):
    """A day from which the decision comes back."""

    review_on = DateField("From which day it comes back", [Optional()])
    reason = LongText("Reason", [Optional()])


class KeepForm(Form):
    """The decision was looked at and stays."""

    reason = LongText("Why it stays as it is", [Written("Say why it stays as it is, in your own words.")])
    review_on = DateField("From which day it comes back again", [Optional()])


class TaskForm(Form):
    """Something that follows from the decision."""

    text = LongText("What is to be done", [Written("Write what is to be done.")])
    responsible = SelectField("Who is responsible", [InputRequired("Choose who is responsible.")], validate_choice=False)
    due_on = DateField("Until when", [InputRequired("Choose the day until which it is to be done.")])


class EndTaskForm(Form):
    """A task is over."""

    ended = RadioField(
        "What became of it",
        choices=choices_of({TaskStatus.DONE: "It is done", TaskStatus.DROPPED: "It is dropped: it will not be done"}),
        validators=[InputRequired("Choose what became of it.")],
    )
    note = LongText("A note", [Written("Say how it ended, in a sentence.")])


class ReduceForm(Form):
    """Own words that tell less of who said them."""

    words = RadioField("Which words", validators=[InputRequired("Choose which words.")], validate_choice=False)
    attribution = RadioField(
        "How they are shown outside this body from now on",
        choices=choices_of({level: words for level, words in ATTRIBUTIONS.items() if level is not Attribution.NAMED}),
        validators=[InputRequired("Choose how they are shown.")],
    )


class DissociateForm(Form):
    """A member is not party to the decision."""

    attribution = RadioField("How your words are shown outside this body", choices=choices_of(ATTRIBUTIONS), validators=[Optional()])
    member = RadioField("You speak for", validators=[Optional()], validate_choice=False)
    text = LongText("What you want to say about it", [Optional()])
    extent = StringField("Which part of it, if not the whole", [Optional(), Length(max=500)])


class InviteForm(Form):
    """An invitation to be heard: when, where, on which objections together."""

    day = DateField("On which day", [InputRequired("Choose the day.")])
    time = TimeField("At what time", [InputRequired("Choose the time.")])
    place = StringField("Where", [Written("Say where it takes place, or give the link to the call."), Length(max=1_000)])
    others = SelectMultipleField("Heard together with it", [Optional()], validate_choice=False)
    passage = LongText("The passage that it is about", [Optional()])
    text = LongText("What you want to say with it", [Optional()])


class AnswerInvitationForm(Form):
    """Whether the owner of an objection comes to be heard."""

    comes = RadioField(
        "Do you come?",
        choices=choices_of({"yes": "Yes, I come", "no": "No: I decline to be heard this time"}),
        validators=[InputRequired("Choose one of the two.")],
    )
    text = LongText("A word with it", [Optional()])


class RecordHearingForm(Form):
    """What was said in a hearing."""

    text = LongText("What was said, in short", [Written("Write down what was said, in a few sentences.")])
    agreed_by = StringField("Who agreed to this note", [Optional(), Length(max=1_000)])
