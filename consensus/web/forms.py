"""Forms: what was sent becomes typed arguments, or errors at their fields, with everything that was typed kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice

from consensus.domain.errors import CompositionError, InvalidError, Refusal, RefusedError
from consensus.domain.speech import gettext_noop, ngettext_noop, speaker

FIELD_OF_REFUSAL = {
    Refusal.REASON_REQUIRED: "reason",
    Refusal.GROUND_REQUIRED: "ground",
    Refusal.LANGUAGE_MISSING: None,
    Refusal.TOO_LONG: "text",
    Refusal.TOO_EARLY: "until",
    Refusal.UNKNOWN_POSITION: "position",
    Refusal.VOTE_NOT_ALLOWED: "vote",
    Refusal.REPEATED_OBJECTION: "reason",
    Refusal.UNKNOWN_GRADIENT: "gradient",
    Refusal.PLACE_REQUIRED: "place",
}
"""Refusals of what was sent, which the one who sent it can put right, and at which field. None: above the form."""


def attributes(field: Any, help_text: str = "", **given: Any) -> dict[str, Any]:
    """Return the attributes of a field's control: those ``given``, and what ties it to its help and its errors."""
    described = [f"{field.id}-help"] * bool(help_text) + [f"{field.id}-error"] * bool(field.errors)
    if described:
        given["aria-describedby"] = " ".join(described)
    if field.errors:
        given["aria-invalid"] = "true"
    return given


def choices_of(words: Mapping[Any, str], *, first: str | None = None) -> list[SelectChoice]:
    """Return the choices of a field: what stands for nothing under the words ``first``, then each value under its words."""
    nothing = [] if first is None else [SelectChoice("", first)]
    return [*nothing, *(SelectChoice(str(value), label) for value, label in words.items())]


OF_WTFORMS = (
    gettext_noop("This field is required."),
    gettext_noop("Not a valid choice."),
    gettext_noop("Invalid Choice: could not coerce."),
    gettext_noop("Not a valid integer value."),
    gettext_noop("Not a valid date value."),
    gettext_noop("Not a valid datetime value."),
    ngettext_noop("Field cannot be longer than %(max)d character.", "Field cannot be longer than %(max)d characters."),
)
"""What WTForms itself finds wrong with a field whose form says nothing else of it."""


class _Translations:
    """Hands the sentences of WTForms to our catalogs."""

    def gettext(self, sentence: str) -> str:
        return speaker().gettext(sentence)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return speaker().ngettext(singular, plural, number)


class Form(FlaskForm):  # type: ignore[misc,unused-ignore]  # Flask-WTF ships no types
    """A form that can carry out an act: what the act finds wrong with a field stands at that field."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc,unused-ignore]  # as above
        def get_translations(self, _form: Any) -> _Translations:
            return _Translations()

    def sent(self) -> bool:
        """Return whether the form was sent and each field of it can be read."""
        return bool(self.validate_on_submit())

    @property
    def answer_status(self) -> int:
        """The status of a page that shows the form: 422 if it was sent and something in it is wrong."""
        return 422 if self.errors else 200

    def carries_out(self, act: Callable[[], object]) -> bool:
        """Return whether ``act`` was done; if not, the form shows what was wrong with what was sent.

        What ``act`` returned stands in ``result``. A refusal that no other input would change goes on to the table of
        errors.
        """
        try:
            self.result: Any = act()
        except InvalidError as error:
            self.add_error(error.field, str(error))
        except CompositionError as error:
            self.add_error(None, str(error), *error.reasons)
        except RefusedError as error:
            if error.code not in FIELD_OF_REFUSAL:
                raise
            self.add_error(FIELD_OF_REFUSAL[error.code], str(error))
        else:
            return True
        return False

    def add_error(self, field: str | None, *sentences: str) -> None:
        """Show ``sentences`` at ``field``, or above the form where it has no such field."""
        if field is not None and field in self:
            self[field].errors = [*self[field].errors, *sentences]
        else:
            self.form_errors.extend(sentences)

    def text(self, name: str) -> str:
        """Return what was typed into a field of text, without spaces around it."""
        return str(self[name].data or "").strip()
