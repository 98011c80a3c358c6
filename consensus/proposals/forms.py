"""What is sent when a proposal is written, revised, commented on or answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, FieldList, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, StopValidation

from consensus.domain.speech import _
from consensus.domain.terms import Disposition, Relation, Visibility
from consensus.proposals.texts import QUESTION_MAX_CHARACTERS, TextIn
from consensus.web.forms import Form, choices_of

DISPOSITIONS = {
    Disposition.ACCEPTED: _("Accepted: the text is changed accordingly"),
    Disposition.PARTLY_ACCEPTED: _("Partly accepted"),
    Disposition.NOT_ACCEPTED: _("Not accepted"),
}
VISIBILITIES = {
    Visibility.BODY: _("The people of this body"),
    Visibility.NETWORK: _("All members of the network"),
    Visibility.PUBLIC: _("Everybody, also outside the network"),
}


HOW_FAR = {
    "yes": _("It changes what is decided: people get at least half of the window to read it"),
    "no": _("It changes only how it is said: spelling, order, an example"),
}


class Written(InputRequired):
    """Something must be written: spaces alone are nothing."""

    def __call__(self, form: Any, field: Any) -> None:
        super().__call__(form, field)
        if not str(field.data).strip():
            field.errors[:] = []
            raise StopValidation(self.message)


class LongText(TextAreaField):  # type: ignore[misc,unused-ignore]  # WTForms ships no types
    """Several lines of text. Browsers send the end of a line as two characters; kept is one, as elsewhere."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata([text.replace("\r\n", "\n").replace("\r", "\n") for text in valuelist])


class MarkdownText(LongText):
    """Several lines that are shown as Markdown: formatted text that is pasted into them becomes Markdown (static/consensus.js)."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        given = options.pop("render_kw", None) or {}
        super().__init__(*arguments, render_kw={"data-markdown": "yes", **given}, **options)


class TextForm(Form):
    """A question and its text in the authentic language, and in further ones: see :func:`in_languages`."""

    question = StringField(
        _("Question"),
        [Written(_("Write the question that is to be decided, in one sentence.")), Length(max=QUESTION_MAX_CHARACTERS)],
    )
    text = MarkdownText(_("Text"), [Written(_("Write the text that is proposed."))])
    version = HiddenField()

    languages: tuple[str, ...] = ()
    """The further languages in which this form takes the text."""

    def translation(self, language: str) -> tuple[Any, Any]:
        """Return the fields of the question and of the text in a further language."""
        return self[f"question_{language}"], self[f"text_{language}"]

    def confirmed(self) -> tuple[str, ...]:
        """Return the further languages of which the writer says that they hold as they are."""
        return tuple(language for language in self.languages if self[f"confirm_{language}"].data)

    def texts(self, authentic: str) -> dict[str, TextIn]:
        """Return what was written, by language; a further language in which nothing was written is left out."""
        found = {authentic: TextIn(self.question.data or "", self["text"].data or "")}
        for language in self.languages:
            question, text = self.translation(language)
            if (question.data or "").strip() or (text.data or "").strip():
                found[language] = TextIn(question.data or "", text.data or "")
        return found


class _WithTheOther:
    """Question and text of a language come together."""

    def __init__(self, other: str, message: str) -> None:
        self.other, self.message = other, message
        self.field_flags: dict[str, bool] = {}

    def __call__(self, form: Any, field: Any) -> None:
        if not (field.data or "").strip() and (form[self.other].data or "").strip():
            raise StopValidation(self.message)


def in_languages(kind: type[TextForm], languages: tuple[str, ...], names: tuple[str, ...]) -> type[TextForm]:
    """Return ``kind`` with fields for a question and a text in each of ``languages``, which are called ``names``."""
    fields: dict[str, Any] = {"languages": languages}
    for language, name in zip(languages, names, strict=True):
        question, text = f"question_{language}", f"text_{language}"
        missing_question = _("Write the question in this language too, or leave the text empty.")
        missing_text = _("Write the text in this language too, or leave the question empty.")
        too_long = Length(max=QUESTION_MAX_CHARACTERS)
        fields[question] = StringField(_("Question in {language}", language=name), [_WithTheOther(text, missing_question), too_long])
        fields[text] = MarkdownText(_("Text in {language}", language=name), [_WithTheOther(question, missing_text)])
        fields[f"confirm_{language}"] = BooleanField(_("It still says what the text that counts says"))
    return type(kind.__name__, (kind,), fields)


MOST_OWNERS = 12
"""People whom one form names as owners; a default of the software."""


class DraftForm(TextForm):
    """A proposal while it is drafted."""

    class_code = SelectField(_("Class of decision"), [InputRequired(_("Choose the class of decision."))], validate_choice=False)
    facilitator = SelectField(_("Facilitator"), [Optional()], validate_choice=False)
    owners = FieldList(SelectField(_("An owner beside you"), [Optional()], validate_choice=False), max_entries=MOST_OWNERS)
    visibility = RadioField(_("Who may read it"), choices=choices_of(VISIBILITIES), default=Visibility.NETWORK.value)
    fills_seats = BooleanField(_("It fills seats of this body"))

    def owner_ids(self) -> tuple[int, ...]:
        """Return the people who were chosen as owners, each once."""
        chosen = [each for each in self.owners.data if each and each.isascii() and each.isdecimal() and len(each) < 10]
        return tuple(dict.fromkeys(int(each) for each in chosen))


class NewDraftForm(DraftForm):
    """A proposal that begins: what is said once."""

    names_decision = StringField(_("Decision that it replaces"), [Optional(), Length(max=60)])
    relation = RadioField(
        _("What it does to that decision"),
        choices=choices_of({Relation.SUPERSEDES: _("It supersedes it"), Relation.RATIFIES: _("It ratifies it, so that it does not lapse")}),
        default=Relation.SUPERSEDES.value,
        validators=[Optional()],
    )


class ReviseForm(TextForm):
    """A new version of the text, while it is commented on or objected to."""

    note = StringField(_("What changed, in a sentence"), [Optional(), Length(max=500)])
    is_material = RadioField(
        _("How far it goes"),
        choices=choices_of(HOW_FAR),
        default="yes",
    )
    meets = SelectMultipleField(_("Objections that it is meant to meet"), [Optional()], validate_choice=False)


class CommentForm(Form):
    """Something said in the comment stage."""

    text = MarkdownText(_("Your comment"), [Written(_("Write what you want to say."))])
    is_issue = BooleanField(_("This is an issue: it must be answered before the proposal moves on"))


class AmendmentForm(Form):
    """A change proposed on a passage."""

    passage = LongText(_("The passage, as it stands"), [Optional()])
    amendment = LongText(_("What should stand there instead"), [Written(_("Write what should stand there."))])
    text = MarkdownText(_("Why"), [Written(_("Say why, so that the owner can answer."))])


class TakeOverForm(Form):
    """An amendment that its owner takes over as it is."""

    occurrence = RadioField(_("Which place is meant"), validators=[Optional()], validate_choice=False)
    is_material = RadioField(_("How far it goes"), choices=choices_of(HOW_FAR), default="yes")
    text = MarkdownText(_("Your answer to the one who proposed it"), [Optional()])
    version = HiddenField()


class TranslateForm(Form):
    """A text in a further language."""

    question = StringField(_("Question"), [Written(_("Write the question in this language.")), Length(max=QUESTION_MAX_CHARACTERS)])
    text = MarkdownText(_("Text"), [Written(_("Write the text in this language."))])
    version = HiddenField()
    seen = HiddenField()


class AnswerIssueForm(Form):
    """The disposition of an issue."""

    disposition = RadioField(_("Your answer"), choices=choices_of(DISPOSITIONS), validators=[InputRequired(_("Choose one of the three."))])
    text = MarkdownText(_("Why"), [Written(_("Give your reasons: whoever raised the issue will read them."))])


class ReasonForm(Form):
    """An act that needs a reason and nothing else."""

    reason = LongText(_("Reason"), [Written(_("Say why, in your own words: this act needs a written reason."))])


class PlainForm(Form):
    """An act that needs nothing but the wish."""


class VisibilityForm(Form):
    """Who may read a proposal from now on."""

    visibility = RadioField(
        _("Who may read it"), choices=choices_of(VISIBILITIES), validators=[InputRequired(_("Choose who may read it."))]
    )


class AskSenseCheckForm(Form):
    """A question about the temperature, and whether answers stand by name."""

    question = LongText(_("What do you ask?"), [Written(_("Write the question in a sentence or two.")), Length(max=500)])
    by_name = RadioField(
        _("How answers are shown; everybody is told before they answer"),
        choices=choices_of(
            {
                "yes": _("By name: the people of this body see who stands on which step"),
                "no": _("Without names: only how many voices stand on each step, once it is over and at least three have answered"),
            }
        ),
        validators=[InputRequired(_("Choose how answers are shown."))],
    )


class AnswerSenseCheckForm(Form):
    """How warm a voice is, on eight steps."""

    voice = RadioField(_("You speak for"), validators=[Optional()], validate_choice=False)
    gradient = RadioField(
        _("How do you stand to it?"), validators=[InputRequired(_("Choose one of the eight steps."))], validate_choice=False
    )
