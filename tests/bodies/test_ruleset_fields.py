"""The settings of a class as fields: each stands in one sentence, and what nobody touched stays as it was written."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given

from consensus.bodies.forms.ruleset_fields import DEFAULT_WITHIN, NUMBERS, entry_of, included, one_quorum, shown
from consensus.bodies.forms.ruleset_sentences import SENTENCES
from consensus.domain.ruleset import DEFAULT_CLASSES, class_rules
from tests.domain.settings_of_classes import SETTINGS


def test_the_ceiling_within_groups_that_the_form_knows_is_the_default_of_every_class() -> None:
    for rules in DEFAULT_CLASSES.values():
        assert {name: str(most) for name, most in rules.stand_aside_ceiling.within.items()} == DEFAULT_WITHIN


def test_every_setting_stands_in_exactly_one_sentence() -> None:
    places = [place for template in SENTENCES for place in re.findall(r"\{(\w+)\}", template)]
    assert sorted(places) == sorted(number.key for number in NUMBERS)


@given(SETTINGS)
def test_what_nobody_touched_stays_as_it_was_written(settings: dict[str, Any]) -> None:
    assert entry_of(settings, shown(settings), included(settings)) == one_quorum(settings)


@given(SETTINGS)
def test_what_the_fields_show_means_what_was_written(settings: dict[str, Any]) -> None:
    """Typed anew into an empty form it makes the same rules."""
    typed = entry_of({}, shown(settings), included(settings))
    assert class_rules("work_plan", typed) == class_rules("work_plan", settings)
