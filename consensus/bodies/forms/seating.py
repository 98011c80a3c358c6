"""What is sent when the steward keeps seats: what a seat is, and who is to sit there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from consensus.bodies.commands import Filling
from consensus.bodies.commands.locking import LONGEST_REASON
from consensus.bodies.commands.seats import LONGEST_TERM
from consensus.bodies.forms.keeping import in_order
from consensus.bodies.queries import SeatWithTerms
from consensus.bodies.queries.choices import Candidate
from consensus.bodies.seat_kinds import SEAT_KINDS
from consensus.domain.seat_terms import last_day
from consensus.domain.speech import _
from consensus.domain.terms import FilledBy
from consensus.web.forms import Form, choices_of

FILLED_BY = {
    FilledBy.APPOINTED: _("Appointed"),
    FilledBy.ELECTED: _("Elected"),
    FilledBy.CO_OPTED: _("Co-opted: chosen by the body itself"),
    FilledBy.ALTERNATE: _("The alternate follows whoever held the seat"),
}
"""How somebody can come to sit, in the words of the form."""

OF_A_SEAT = ("region", "role")
"""What a seat stands for that has a field of its own; other attributes stay as they are."""


class SeatForm(Form):
    """What a seat is called and is for."""

    label = StringField(_("Label"), [InputRequired(_("Give the seat a label.")), Length(max=120)])
    kind = SelectField(_("Kind of seat"), [Optional()], choices=choices_of(SEAT_KINDS, first=_("Another kind: name it below")))
    own_kind = StringField(_("Your own word for the kind of seat"), [Optional(), Length(max=40)])
    region = SelectField(_("Kept for a region"), [Optional()])
    role = StringField(_("Role"), [Optional(), Length(max=40)])
    term_months = IntegerField(_("Length of a term, in months"), [Optional(), NumberRange(min=1, max=LONGEST_TERM)])

    def offer(self, regions: Mapping[str, str]) -> None:
        """Offer the regions of the network."""
        self.region.choices = [SelectChoice("", _("No region in particular")), *(SelectChoice(*pair) for pair in regions.items())]

    def chosen_kind(self) -> str:
        """Return the kind of seat: a word of the body's own goes before one that the program offers."""
        return self.text("own_kind") or self.text("kind")

    def attributes(self) -> dict[str, str]:
        """Return what the seat stands for in the rules."""
        return {name: self.text(name) for name in OF_A_SEAT if self.text(name)}


class ChangeSeatForm(SeatForm):
    """What a seat is to be called and be for from now on."""

    reason = TextAreaField(
        _("Why, or who decided it"), [InputRequired(_("Say why this changes, or who decided it.")), Length(max=LONGEST_REASON)]
    )


def form_of_seat(seat: SeatWithTerms) -> ChangeSeatForm:
    """Return the form with what a seat is now."""
    is_known = seat.kind in SEAT_KINDS
    return ChangeSeatForm(
        label=seat.label,
        kind=seat.kind if is_known else "",
        own_kind="" if is_known else seat.kind,
        region=seat.attributes.get("region", ""),
        role=seat.attributes.get("role", ""),
        term_months=seat.term_months,
    )


class HowForm(Form):
    """How somebody came to sit."""

    filled_by = SelectField(_("How it is filled"), choices=choices_of(FILLED_BY), default=FilledBy.APPOINTED.value)
    decision = StringField(_("Number of the decision"), [Optional(), Length(max=40)])
    reason = TextAreaField(_("Reason"), [Optional(), Length(max=LONGEST_REASON)])

    def filling_of(self, seat_id: int, chosen: str, ends_on: date | None) -> Filling:
        """Return who was chosen for a seat, until when."""
        person_id, member_id = chosen.split(":")
        return Filling(seat_id, int(person_id), int(member_id), ends_on, FilledBy(self.text("filled_by")), self.text("decision"))


class FillForm(HowForm):
    """Who is to sit on a seat."""

    person = SelectField(_("Person, and the member they speak for"), [InputRequired(_("Choose who is to sit here."))])
    ends_on = DateField(_("Last day of the term"), [Optional()])

    def offer(self, people: Iterable[Candidate], regions: Mapping[str, str]) -> None:
        """Offer the people who could sit there, by region."""
        self.person.choices = grouped(people, regions)

    def filling(self, seat_id: int) -> Filling:
        """Return who was chosen, for this seat."""
        return self.filling_of(seat_id, self.text("person"), self.ends_on.data)


class AlternateForm(Form):
    """Who can stand in for whoever holds a seat."""

    person = SelectField(_("Person, and the member they speak for"), [InputRequired(_("Choose who can stand in."))])
    reason = TextAreaField(
        _("Who named them, or how they came to be it"), [InputRequired(_("Say who named the alternate.")), Length(max=LONGEST_REASON)]
    )

    def offer(self, people: Iterable[Candidate], regions: Mapping[str, str]) -> None:
        """Offer the people who could sit there, by region."""
        self.person.choices = grouped(people, regions)

    def chosen(self) -> tuple[int, int]:
        """Return the person and the member who were chosen."""
        person_id, member_id = self.text("person").split(":")
        return int(person_id), int(member_id)


class FillSeveralForm(HowForm):
    """Who is to sit on several seats; two fields for each seat are added by ``several_seats``."""

    def fillings(self, seats: Iterable[SeatWithTerms]) -> list[Filling]:
        """Return who was chosen for those of ``seats`` for which somebody was."""
        chosen = {seat.seat_id: self.text(f"seat_{seat.seat_id}") for seat in seats}
        return [self.filling_of(seat_id, pair, self[f"ends_{seat_id}"].data) for seat_id, pair in chosen.items() if pair]


def several_seats(
    seats: Sequence[SeatWithTerms], candidates: Iterable[Candidate], regions: Mapping[str, str], today: date
) -> FillSeveralForm:
    """Return a form with the fields of each of these seats: who, and until when; one for which nobody is chosen stays vacant."""
    choices = grouped(candidates, regions)
    fields: dict[str, SelectField | DateField] = {}
    for seat in seats:
        fields[f"seat_{seat.seat_id}"] = SelectField(seat.label, [Optional()], choices=choices)
        fields[f"ends_{seat.seat_id}"] = DateField(
            _("Last day of the term: {label}", label=seat.label), [Optional()], default=proposed_end(seat, today)
        )
    made: type[FillSeveralForm] = type("FillTheseSeatsForm", (FillSeveralForm,), fields)
    return made()


def proposed_end(seat: SeatWithTerms, today: date) -> date | None:
    """Return the last day of a term that would begin today; None where the seat has no length of terms."""
    return None if seat.term_months is None else last_day(today, seat.term_months)


def grouped(people: Iterable[Candidate], regions: Mapping[str, str]) -> list[SelectChoice]:
    """Return people as choices, by region."""
    choices = [
        SelectChoice(
            f"{each.person_id}:{each.member_id}",
            _("{person}, for {member}", person=each.person_name, member=each.member_name),
            optgroup=regions.get(each.region, each.region),
        )
        for each in people
    ]
    return [SelectChoice("", _("Nobody chosen yet")), *in_order(choices, regions)]
