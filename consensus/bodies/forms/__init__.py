"""What is sent on the pages of bodies: typed arguments, or errors at their fields."""

from __future__ import annotations

from consensus.bodies.forms.keeping import (
    CureForm,
    DescriptionForm,
    FacilitatorForm,
    FoundForm,
    JoinForm,
    OptionalReasonForm,
    ReasonForm,
    TermsForm,
    WishForm,
)
from consensus.bodies.forms.rulesets import RulesetForm, class_codes, ruleset_form
from consensus.bodies.forms.seating import AlternateForm, FillForm, SeatForm, form_of_seat, proposed_end, several_seats

__all__ = [
    "AlternateForm",
    "CureForm",
    "DescriptionForm",
    "FacilitatorForm",
    "FillForm",
    "FoundForm",
    "JoinForm",
    "OptionalReasonForm",
    "ReasonForm",
    "RulesetForm",
    "SeatForm",
    "TermsForm",
    "WishForm",
    "class_codes",
    "form_of_seat",
    "proposed_end",
    "ruleset_form",
    "several_seats",
]
