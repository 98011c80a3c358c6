"""What is sent when the steward keeps bodies and members. Seats stand in ``seating.py``, the form of a ruleset in ``rulesets.py``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from consensus.bodies.commands.curing import LONGEST_CURE
from consensus.bodies.commands.founding import LONGEST_NAME, LONGEST_PURPOSE, MOST_SEATS
from consensus.bodies.commands.locking import LONGEST_REASON
from consensus.bodies.commands.terms import MOST_ENDS
from consensus.bodies.queries.choices import JoinableMember
from consensus.domain.speech import _
from consensus.domain.terms import BodyKind
from consensus.web.forms import Form


class DescriptionForm(Form):
    """What a body is called and speaks."""

    name = StringField(_("Name"), [InputRequired(_("Give the body a name.")), Length(max=LONGEST_NAME)])
    purpose = TextAreaField(_("Purpose"), [Optional(), Length(max=LONGEST_PURPOSE)])
    languages = StringField(_("Working languages"), [InputRequired(_("Name at least one working language.")), Length(max=200)])
    required_languages = StringField(_("Languages in which every text must be present"), [Optional(), Length(max=200)])

    def languages_in(self, name: str) -> list[str]:
        """Return the codes in a field, which may stand apart by commas or spaces."""
        return self.text(name).replace(",", " ").split()


class FoundForm(DescriptionForm):
    """A new body."""

    code = StringField(_("Code"), [InputRequired(_("Give the body a code.")), Length(max=20)])
    kind = SelectField(
        _("Kind"),
        choices=[
            SelectChoice(BodyKind.WORKING_GROUP.value, _("Working group: members join it")),
            SelectChoice(BodyKind.STEERING.value, _("Steering body: people hold seats in it")),
            SelectChoice(BodyKind.ASSEMBLY.value, _("Assembly: all active members take part")),
        ],
    )
    seats = IntegerField(_("Number of seats"), [Optional(), NumberRange(min=1, max=MOST_SEATS)])
    balance = BooleanField(_("Begin with the composition rules that the software suggests"), default=True)


class CureForm(Form):
    """How long a breach of the rules may last, and what rests after that."""

    days = IntegerField(_("Days to cure a breach"), [InputRequired(_("Give a number of days.")), NumberRange(min=0, max=LONGEST_CURE)])
    suspends = BooleanField(_("After them no call for consensus is opened until it is cured, except on a proposal that fills seats"))
    reason = TextAreaField(
        _("Why, or who decided it"), [InputRequired(_("Say why this changes, or who decided it.")), Length(max=LONGEST_REASON)]
    )


class TermsForm(Form):
    """What a body says of the terms of its seats."""

    most_ends_a_year = IntegerField(_("At most so many terms should end in one year"), [Optional(), NumberRange(min=1, max=MOST_ENDS)])
    end_by_themselves = BooleanField(_("A term ends by itself when its last day is over"))
    reason = TextAreaField(
        _("Why, or who decided it"), [InputRequired(_("Say why this changes, or who decided it.")), Length(max=LONGEST_REASON)]
    )


class ReasonForm(Form):
    """An act that needs a reason and nothing else."""

    reason = TextAreaField(_("Reason"), [InputRequired(_("Say why, in your own words.")), Length(max=LONGEST_REASON)])


class OptionalReasonForm(Form):
    """An act for which a reason is welcome."""

    reason = TextAreaField(_("Reason"), [Optional(), Length(max=LONGEST_REASON)])


class JoinForm(Form):
    """A member that joins a working group."""

    member = SelectField(_("Member"), [InputRequired(_("Choose a member."))])

    def offer(self, members: Iterable[JoinableMember], regions: Mapping[str, str]) -> None:
        """Offer the members that do not take part yet, by region."""
        self.member.choices = joinable(members, regions)


class FacilitatorForm(Form):
    """Somebody whom the body offers as facilitator."""

    person = SelectField(_("Person"), [InputRequired(_("Choose a person."))])

    def offer(self, people: Mapping[int, str]) -> None:
        """Offer people by their names."""
        choices = (SelectChoice(str(person_id), name) for person_id, name in people.items())
        self.person.choices = [SelectChoice("", _("Nobody chosen yet")), *choices]


class WishForm(Form):
    """An act that needs nothing but the wish."""


def joinable(members: Iterable[JoinableMember], regions: Mapping[str, str]) -> list[SelectChoice]:
    """Return members as choices, by region."""
    choices = [SelectChoice(str(each.member_id), each.name, optgroup=regions.get(each.region, each.region)) for each in members]
    return [SelectChoice("", _("No member chosen yet")), *in_order(choices, regions)]


def in_order(choices: Iterable[SelectChoice], regions: Mapping[str, str]) -> list[SelectChoice]:
    """Return choices with their groups in the network's own order of regions."""
    order = {name: place for place, name in enumerate(regions.values())}
    return sorted(choices, key=lambda choice: order.get(choice.optgroup or "", len(order)))
