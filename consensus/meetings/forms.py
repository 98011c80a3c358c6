"""What is sent when a meeting is called and led, and when its secretary writes down what is said."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import DateTimeLocalField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from consensus.domain.speech import _
from consensus.meetings.commands.agenda import LONGEST_TITLE as LONGEST_ITEM
from consensus.meetings.commands.calling import LONGEST_PLACE, LONGEST_TITLE
from consensus.meetings.commands.noting import LONGEST as LONGEST_NOTE
from consensus.meetings.models import NoteKind
from consensus.proposals.forms import LongText, Written
from consensus.voting.forms import GROUND, PASSAGE, POSITIONS, REMEDY, WHOM
from consensus.web.forms import Form, choices_of
from consensus.web.times import instant_typed, reader_zone, zone_in_words

NOTE_KINDS = {NoteKind.NOTE: _("For the minutes"), NoteKind.FOLLOW_UP: _("Who does what, and until when")}


class MeetingForm(Form):
    """What is said of a meeting."""

    title = StringField(_("What kind of meeting"), [Written(_("Say what kind of meeting it is.")), Length(max=LONGEST_TITLE)])
    planned_at = DateTimeLocalField(_("When it begins"), [InputRequired(_("Say when it begins: a day and a time."))])
    place = StringField(_("Where"), [Optional(), Length(max=LONGEST_PLACE)])
    secretary = SelectField(_("Secretary"), [InputRequired(_("Choose who writes down what is said."))], validate_choice=False)

    @property
    def zone(self) -> str:
        """The name of the zone in which the time is read."""
        return zone_in_words(reader_zone())

    @property
    def instant(self) -> datetime:
        """When it begins; the time was typed in the zone of the one who typed it."""
        return instant_typed(self.planned_at.data)

    def show_instant(self, instant: datetime) -> None:
        """Show when it begins, in the reader's zone."""
        zone = reader_zone()
        self.planned_at.data = instant.astimezone(zone if isinstance(zone, ZoneInfo) else UTC).replace(tzinfo=None)


class ItemForm(Form):
    """A further item of the agenda."""

    proposal = SelectField(_("A proposal of this body"), [Optional()], validate_choice=False)
    title = StringField(_("Or something else"), [Optional(), Length(max=LONGEST_ITEM)])
    presenter = SelectField(_("Who presents it"), [Optional()], validate_choice=False)


class CallForm(Form):
    """For which position voices are called now."""

    position = HiddenField()


class WishForm(Form):
    """An act that needs nothing but the wish."""


class EnterForm(Form):
    """What a voice said in the room."""

    voice = SelectField(_("Voice"), [InputRequired(_("Choose the voice that spoke."))], validate_choice=False)
    position = RadioField(_("What it said"), choices=choices_of(POSITIONS), validators=[InputRequired(_("Choose what it said."))])
    reason = LongText(_("Its reason, word for word"), [Optional()])
    whom = LongText(WHOM, [Optional()])
    ground = SelectField(GROUND, [Optional(), Length(max=200)], validate_choice=False)
    remedy = LongText(REMEDY, [Optional()])
    passage = LongText(PASSAGE, [Optional()])
    version = HiddenField()
    seen_stage = HiddenField()

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        # It stands on one page with the form of one's own position, whose fields have the same names.
        for each in self:
            each.id = each.label.field_id = f"entered-{each.name}"


class NoteForm(Form):
    """Something that the secretary adds to the minutes."""

    about = SelectField(_("About"), [Optional()], validate_choice=False)
    kind = RadioField(_("What it is"), choices=choices_of(NOTE_KINDS), default=NoteKind.NOTE.value)
    text = LongText(_("Note"), [Written(_("Write the note.")), Length(max=LONGEST_NOTE)])
