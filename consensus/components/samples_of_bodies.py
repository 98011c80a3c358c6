"""What the components of a body, and the small ones that every page uses, are shown with."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from consensus.bodies.queries import BodyVerdict, RuleVerdict, SeatWithTerms, Term
from consensus.bodies.queries.sitting import NamedAlternate
from consensus.bodies.queries.verdicts import PublicGauge
from consensus.bodies.term_chart import TermChart, term_chart
from consensus.bodies.views.reading import SeatGroup
from consensus.components.samples import DAY, NOW
from consensus.domain.composition.words import Result
from consensus.domain.reasons import Reason
from consensus.domain.terms import MemberKind
from consensus.web.forms import Form, choices_of
from consensus.web.paging import Page


class SampleForm(Form):
    """A form with a field of each kind."""

    class Meta(Form.Meta):
        csrf = False

    name = StringField("Name of the member", [Length(max=20)])
    country = SelectField("Country", choices=choices_of({"KE": "Kenya", "PE": "Peru"}))
    reason = TextAreaField("Your reason", [Optional()])
    kind = RadioField("Kind", choices=choices_of({"movement": "Social movement", "ngo": "NGO"}))
    agreed = BooleanField("They agreed to be named")


def form(*, is_wrong: bool) -> SampleForm:
    """Return the form as it is first shown, or with an error at each field."""
    made = SampleForm(formdata=None, data={"name": "Example group", "kind": "ngo"})
    if is_wrong:
        made.form_errors = ["Nothing was changed: two of the answers do not go together."]
        for field in made:
            field.errors = ["Say this, so that others understand it."]
    return made


def _term(number: int, seat_id: int, *, began: datetime, ends_on: date, **other: Any) -> Term:
    plain: dict[str, Any] = {
        "term_id": number,
        "seat_id": seat_id,
        "person_id": number,
        "person_name": f"Example person {number}",
        "member_id": number,
        "member_name": f"Example group {number}",
        "region": "AFR",
        "country": "KE",
        "kind": MemberKind.MOVEMENT,
        "started_at": began,
        "ends_on": ends_on,
        "suspended_at": None,
        "ended_at": None,
        "end_reason": None,
        "is_of_active_member": True,
        "gender": "?",
    }
    return Term(**(plain | other))


def seats() -> tuple[SeatWithTerms, ...]:
    """Return a seat in each state: held, held past its term, suspended, with somebody standing in, vacant."""
    began, past, later = NOW - 700 * DAY, (NOW - 30 * DAY).date(), (NOW + 400 * DAY).date()
    stands_in = NamedAlternate(31, "Example person 31", 31, "Example group 31", "LAC", "PE", MemberKind.NGO, True, began, NOW - DAY, "?")
    left = _term(1, 5, began=NOW - 1500 * DAY, ends_on=past, ended_at=NOW - 60 * DAY, end_reason="resignation")
    of_seats = (
        ("Seat for Africa", "AFR", (_term(2, 1, began=began, ends_on=later),)),
        ("Second seat for Africa", "AFR", (_term(3, 2, began=began, ends_on=past),)),
        ("Seat for Latin America", "LAC", (_term(4, 3, began=began, ends_on=later, suspended_at=NOW - 9 * DAY),)),
        ("Treasurer", "LAC", (_term(5, 4, began=began, ends_on=later, suspended_at=NOW - 9 * DAY, alternate=stands_in),)),
        ("Seat for MENA", "MENA", (left,)),
    )
    return tuple(
        SeatWithTerms(number, label, "regional", {"region": region}, False, terms)
        for number, (label, region, terms) in enumerate(of_seats, 1)
    )


def seat_groups() -> tuple[SeatGroup, ...]:
    """Return the same by region."""
    found = seats()
    regions = dict.fromkeys(seat.attributes["region"] for seat in found)
    return tuple(SeatGroup(region, tuple(seat for seat in found if seat.attributes["region"] == region)) for region in regions)


def terms() -> TermChart | None:
    """Return their terms on one time axis."""
    return term_chart(seats(), NOW.date())


def _rule(
    rule_id: str,
    value: Result,
    sentence: str,
    *,
    is_target: bool = False,
    reasons: tuple[Reason, ...] = (),
    gauges: tuple[PublicGauge, ...] = (),
) -> RuleVerdict:
    return RuleVerdict(rule_id, value, is_target, sentence, "", (), reasons, gauges)


def verdicts() -> tuple[tuple[str, BodyVerdict], ...]:
    """Return what rules can say of a body."""
    holds = _rule("size", Result.PASS, "The body has at most 7 members.", gauges=(PublicGauge("", 6, 6, None, 7, 7, True),))
    fails = _rule(
        "regions",
        Result.FAIL,
        "Each region has at least 1 member.",
        reasons=(Reason("Region MENA has 0 members; at least 1 must be there."),),
        gauges=(PublicGauge("Africa", 2, 2, 1, None, 7, True), PublicGauge("MENA", 0, 0, 1, None, 7, False)),
    )
    is_open = _rule(
        "movements", Result.INDETERMINATE, "At least 2 members are movements.", gauges=(PublicGauge("", 1, 3, 2, None, 7, False),)
    )
    missed = _rule("renewal", Result.FAIL, "At most half are renewed at once.", is_target=True)
    return (
        ("Every rule holds", BodyVerdict(Result.PASS, (holds,), 1)),
        ("In breach", BodyVerdict(Result.FAIL, (fails, holds), 1)),
        ("An undisclosed value leaves it open", BodyVerdict(Result.INDETERMINATE, (is_open,), 1)),
        ("A target is missed", BodyVerdict(Result.FAIL, (holds, missed), 1)),
        ("No rules", BodyVerdict(Result.PASS, (), 1)),
    )


def pages() -> tuple[tuple[str, Page[int]], ...]:
    """Return a list of no item, of one page, and of several."""
    return (
        ("Nothing was found", Page((), 1, 0)),
        ("One", Page((1,), 1, 1)),
        ("The first page", Page(tuple(range(50)), 1, 160)),
        ("A page between", Page(tuple(range(50)), 2, 160)),
        ("The last page", Page(tuple(range(10)), 4, 160)),
    )
