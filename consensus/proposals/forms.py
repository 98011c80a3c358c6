"""What is sent when a proposal is written, revised, commented on or answered."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from consensus.domain.terms import Disposition, Visibility
from consensus.proposals.texts import QUESTION_MAX_CHARACTERS
from consensus.web.forms import Form

DISPOSITIONS = (
    (Disposition.ACCEPTED.value, "Accepted: the text is changed accordingly"),
    (Disposition.PARTLY_ACCEPTED.value, "Partly accepted"),
    (Disposition.NOT_ACCEPTED.value, "Not accepted"),
)
VISIBILITIES = (
    (Visibility.BODY.value, "The people of this body"),
    (Visibility.NETWORK.value, "All members of the network"),
    (Visibility.PUBLIC.value, "Everybody, also outside the network"),
)


class TextForm(Form):
    """A question and its text in one language."""

    question = StringField(
        "Question", [InputRequired("Write the question that is to be decided, in one sentence."), Length(max=QUESTION_MAX_CHARACTERS)]
    )
    text = TextAreaField("Text", [InputRequired("Write the text that is proposed.")])
    version = HiddenField()


class DraftForm(TextForm):
    """A proposal while it is drafted."""

    class_code = SelectField("Class of decision")
    facilitator = SelectField("Facilitator", [Optional()])
    owners = SelectMultipleField("Owners beside you", [Optional()])
    visibility = RadioField("Who may read it", choices=VISIBILITIES, default=Visibility.NETWORK.value)
    names_decision = StringField("Decision that it replaces", [Optional(), Length(max=60)])
    relation = RadioField(
        "What it does to that decision",
        choices=(("supersedes", "It supersedes it"), ("ratifies", "It ratifies it, so that it does not lapse")),
        default="supersedes",
        validators=[Optional()],
    )


class ReviseForm(TextForm):
    """A new version of the text, while it is commented on or objected to."""

    note = StringField("What changed, in a sentence", [Optional(), Length(max=500)])
    is_material = RadioField(
        "How far it goes",
        choices=(
            ("yes", "It changes what is decided: people get at least half of the window to read it"),
            ("no", "It changes only how it is said: spelling, order, an example"),
        ),
        default="yes",
    )
    meets = SelectMultipleField("Objections that it is meant to meet", [Optional()])


class CommentForm(Form):
    """Something said in the comment stage."""

    text = TextAreaField("Your comment", [InputRequired("Write what you want to say.")])
    is_issue = BooleanField("This is an issue: it must be answered before the proposal moves on")


class AmendmentForm(Form):
    """A change proposed on a passage."""

    passage = TextAreaField("The passage, as it stands", [Optional()])
    amendment = TextAreaField("What should stand there instead", [InputRequired("Write what should stand there.")])
    text = TextAreaField("Why", [InputRequired("Say why, so that the owner can answer.")])


class AnswerIssueForm(Form):
    """The disposition of an issue."""

    disposition = RadioField("Your answer", choices=DISPOSITIONS, validators=[InputRequired("Choose one of the three.")])
    text = TextAreaField("Why", [InputRequired("Give your reasons: whoever raised the issue will read them.")])


class ReasonForm(Form):
    """An act that needs a reason and nothing else."""

    reason = TextAreaField("Reason", [InputRequired("Say why, in your own words: this act needs a written reason.")])


class PlainForm(Form):
    """An act that needs nothing but the wish."""
