"""What is sent on the pages of bodies: typed arguments, or errors at their fields."""

from __future__ import annotations

from consensus.bodies.forms.keeping import (
    CureForm,
    DescriptionForm,
    FacilitatorForm,
    FillForm,
    FillSeveralForm,
    FoundForm,
    JoinForm,
    OptionalReasonForm,
    ReasonForm,
    SeatForm,
    WishForm,
    several_seats,
)
from consensus.bodies.forms.rulesets import RulesetForm, class_codes, ruleset_form

__all__ = [
    "CureForm",
    "DescriptionForm",
    "FacilitatorForm",
    "FillForm",
    "FillSeveralForm",
    "FoundForm",
    "JoinForm",
    "OptionalReasonForm",
    "ReasonForm",
    "RulesetForm",
    "SeatForm",
    "WishForm",
    "class_codes",
    "ruleset_form",
    "several_seats",
]
