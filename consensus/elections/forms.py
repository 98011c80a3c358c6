"""What is sent when an election is called and led, when people stand, and when ballots are cast."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from wtforms import BooleanField, DateField, DateTimeLocalField, IntegerField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from consensus.bodies.queries.choices import Candidate
from consensus.domain.speech import _
from consensus.domain.terms import MemberKind
from consensus.elections.acting import LONGEST_REASON
from consensus.elections.commands.calling import LONGEST_ABOUT, LONGEST_TITLE, MOST_VOTING_DAYS
from consensus.elections.commands.standing import LONGEST_STATEMENT
from consensus.elections.counting import Method
from consensus.elections.models import Secrecy
from consensus.elections.queries import CandidateRow, ElectionPage
from consensus.elections.queries.seats import ContestedSeat
from consensus.proposals.forms import LongText, Written
from consensus.web.forms import Form, choices_of
from consensus.web.times import instant_typed, reader_zone, zone_in_words

METHODS = {
    Method.SCOTTISH: _("Ranked, Scottish count: whole papers go on at a part of their worth; can be followed by hand"),
    Method.MEEK: _("Ranked, Meek's count: every vote is shared anew after each round; only a program can count it"),
    Method.APPROVAL: _("Approvals: each ballot names all it could live with, in no order"),
}
SECRECIES = {
    Secrecy.SECRET: _("Secret: nobody can find out or prove what a member voted"),
    Secrecy.RECEIPT: _("Secret with a receipt: a voter finds the own ballot in the published list"),
    Secrecy.OPEN: _("Open: the ballots are published with the members that cast them"),
}
KINDS = {
    MemberKind.MOVEMENT: _("Movements"),
    MemberKind.NGO: _("NGOs"),
    MemberKind.GRASSROOTS: _("Grassroots groups"),
    MemberKind.ACADEMIC: _("Academic members"),
    MemberKind.INDIVIDUAL: _("Individual members"),
}

KIND_WORDS = {
    MemberKind.MOVEMENT: _("movement"),
    MemberKind.NGO: _("NGO"),
    MemberKind.GRASSROOTS: _("grassroots group"),
    MemberKind.ACADEMIC: _("academic member"),
    MemberKind.INDIVIDUAL: _("individual member"),
}
"""What one of them is."""

KINDS_INSIDE = {
    MemberKind.MOVEMENT: _("movements"),
    MemberKind.NGO: _("NGOs"),
    MemberKind.GRASSROOTS: _("grassroots groups"),
    MemberKind.ACADEMIC: _("academic members"),
    MemberKind.INDIVIDUAL: _("individual members"),
}
"""What several of them are, inside a sentence."""


class Boxes(SelectMultipleField):
    """Choices of which any number can be taken, each with a box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __iter__(self) -> Iterator[Any]:
        """Give each choice. That something must be taken does not mean each of them: a browser would ask for all."""
        for choice in super().__iter__():
            choice.flags.required = False
            yield choice


class Moment(Form):
    """A form with an instant that is typed in the zone of the one who types it."""

    @property
    def zone(self) -> str:
        """The name of that zone."""
        return zone_in_words(reader_zone())

    def instant(self, name: str) -> datetime:
        """Return what was typed into a field."""
        return instant_typed(self[name].data)


class CallForm(Moment):
    """A new election."""

    title = StringField(_("Title"), [Written(_("Give the election a title.")), Length(max=LONGEST_TITLE)])
    about = LongText(_("What voters and candidates should know"), [Optional(), Length(max=LONGEST_ABOUT)])
    seats = Boxes(_("Seats to be filled"), [InputRequired(_("Choose at least one seat."))], validate_choice=False)
    method = RadioField(_("How ballots are filled in and counted"), choices=choices_of(METHODS), default=Method.SCOTTISH.value)
    secrecy = RadioField(_("Who can know what a member voted"), choices=choices_of(SECRECIES), default=Secrecy.SECRET.value)
    voter_kinds = Boxes(_("Who votes: one ballot for each active member among"), choices=choices_of(KINDS))
    stander_kinds = Boxes(_("Who may stand: people who speak for"), choices=choices_of(KINDS))
    nominations_close_at = DateTimeLocalField(_("Nominations are open until"), [InputRequired(_("Say until when nominations are open."))])
    voting_days = IntegerField(
        _("Days to vote"), [InputRequired(_("Give a number of days.")), NumberRange(min=1, max=MOST_VOTING_DAYS)], default=14
    )
    term_ends_on = DateField(_("Last day of the term of those elected"), [Optional()])

    def offer(self, seats: Mapping[int, str]) -> None:
        """Offer the seats of the body."""
        self.seats.choices = choices_of(seats)

    @staticmethod
    def kinds(field: Any) -> list[MemberKind]:
        """Return the kinds of members that were chosen."""
        return [MemberKind(each) for each in field.data or ()]


class ExtendForm(Moment):
    """More time for nominations."""

    until = DateTimeLocalField(_("Until"), [InputRequired(_("Say until when."))])
    reason = LongText(
        _("Why, and who is wanted"), [Written(_("Say why nominations are extended, and who is wanted.")), Length(max=LONGEST_REASON)]
    )


class ReasonForm(Form):
    """An act that needs a reason."""

    reason = LongText(_("Reason"), [Written(_("Say why, and who decided it.")), Length(max=LONGEST_REASON)])


class StandForm(Form):
    """Standing for election."""

    member = SelectField(_("You stand for"), [InputRequired(_("Choose the member for which you would sit."))], validate_choice=False)
    statement = LongText(_("Why you stand"), [Written(_("Say in a few sentences why you stand.")), Length(max=LONGEST_STATEMENT)])
    consents = BooleanField(_("I am ready to sit if I am elected, and I have read what is published about me"))


class NominateForm(Form):
    """Proposing somebody."""

    person = SelectField(_("Who, and for which member"), [InputRequired(_("Choose somebody."))], validate_choice=False)

    def offer(self, people: Iterable[Candidate]) -> None:
        """Offer people with a mandate."""
        listed = (SelectChoice(f"{each.person_id}:{each.member_id}", f"{each.person_name}, {each.member_name}") for each in people)
        self.person.choices = [SelectChoice("", _("Choose somebody")), *listed]


class WishForm(Form):
    """An act that needs nothing but the wish."""


class WithoutForm(ReasonForm):
    """Counting again without somebody."""

    candidate = SelectField(_("Who cannot or will not sit"), [InputRequired(_("Choose one of those elected."))], validate_choice=False)


class LeaveVacantForm(ReasonForm):
    """Closing nominations without some of the seats."""

    seats = Boxes(_("Seats that stay vacant"), [InputRequired(_("Choose at least one seat."))], validate_choice=False)

    def offer(self, seats: Iterable[ContestedSeat], suggested: Iterable[int]) -> None:
        """Offer the seats of the election, with some chosen already."""
        self.seats.choices = choices_of({seat.seat_id: seat.label for seat in seats})
        if not self.is_submitted():
            self.seats.data = [str(seat_id) for seat_id in suggested]

    def chosen(self) -> list[int]:
        """Return the seats that were chosen, by id."""
        return [int(each) for each in self.seats.data or () if each.isascii() and each.isdigit() and len(each) < 9]


def place_field(each: CandidateRow) -> str:
    """Return the name of the field of a candidate on a ballot."""
    return f"candidate_{each.number}"


def ballot_form(page: ElectionPage) -> type[Form]:
    """Return the form of a ballot: a place for each candidate to number, or a box to tick."""

    class BallotForm(Form):
        member = SelectField(_("You vote for"), [InputRequired(_("Choose the member whose ballot this is."))], validate_choice=False)
        is_checked = BooleanField("checked")

        def preferences(self) -> list[int]:
            """Return the candidates that were named, in the order of preference.

            :raises ValueError: with a sentence where two have the same place.
            """
            given = {each.number or 0: self[place_field(each)].data for each in page.standing}
            if page.method is Method.APPROVAL:
                return [number for number, ticked in given.items() if ticked]
            places = {number: place for number, place in given.items() if place is not None}
            if len(set(places.values())) != len(places):
                raise ValueError(
                    "Two candidates have the same number. Give each number once: 1 to the one you want most, then 2, and so on."
                )
            return sorted(places, key=lambda number: places[number])

    for each in page.standing:
        label = f"{each.name}, {each.member_name}"
        if page.method is Method.APPROVAL:
            setattr(BallotForm, place_field(each), BooleanField(label))
        else:
            setattr(BallotForm, place_field(each), IntegerField(label, [Optional(), NumberRange(min=1, max=len(page.standing))]))
    return BallotForm


def appoint_form(seats: Iterable[ContestedSeat]) -> type[Form]:
    """Return the form in which each of those elected gets a seat."""

    class AppointForm(Form):
        reason = LongText(_("Reason"), [Optional(), Length(max=LONGEST_REASON)])

    for seat in seats:
        setattr(AppointForm, f"seat_{seat.seat_id}", SelectField(seat.label, [Optional()], validate_choice=False))
    return AppointForm
