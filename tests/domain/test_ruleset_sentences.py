"""A class in sentences, each of which says whether the network decided it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.domain.ruleset import DEFAULT_CLASSES, chosen_fields, class_rules
from consensus.domain.ruleset_sentences import sentences
from tests.domain.settings_of_classes import SETTINGS

CODES = tuple(DEFAULT_CLASSES)


def said(code: str, settings: Mapping[str, object] | None = None) -> dict[str, str]:
    return {field: str(sentence) for field, sentence, _ in sentences(class_rules(code, settings))}


@pytest.mark.parametrize(
    ("code", "settings", "field", "sentence"),
    [
        ("work_plan", {}, "comment_days", "The comment window is open for 30 days."),
        ("work_plan", {"comment_days": 1}, "comment_days", "The comment window is open for 1 day."),
        ("work_plan", {"comment_days": "1/2"}, "comment_days", "The comment window is open for 1/2 days."),
        ("procedural", {}, "comment_days", "There is no time set aside for comments: objections may be called for at once."),
        ("work_plan", {}, "quorum.share", "At least 1/3 of the base must speak, and at least one voice."),
        ("urgent", {}, "quorum.share", "At least 3 voices must speak."),
        ("work_plan", {}, "quorum.breadth", "Voices must speak from at least 4 regions, or from all regions of the base where there are fewer."),
        ("work_plan", {"quorum": {"include": [{"where": {"kind": "movement"}, "min": 1}]}}, "quorum.include", "Among those that speak there must be at least 1 voice with the kind movement."),
        ("governance", {}, "fallback.share", "The fallback vote passes with at least 3/4 of the yes and no votes."),
        ("governance", {}, "fallback.regions_for", "The fallback vote passes only with more yes than no in at least 4 regions."),
        ("procedural", {}, "fallback.share", "The fallback vote passes with more than 1/2 of the yes and no votes."),
        ("urgent", {}, "fallback", "There is no fallback vote: what an unresolved block stops stays blocked."),
        ("urgent", {}, "provisional_days", "What is adopted is provisional: it lapses after 14 days unless an ordinary proposal ratifies it."),
    ],
)  # fmt: skip
def test_a_rule_is_said_with_its_number(code: str, settings: Mapping[str, object], field: str, sentence: str) -> None:
    assert said(code, settings)[field] == sentence


def defaults(settings: Mapping[str, object], chosen: frozenset[str] | None = None) -> dict[str, bool]:
    return {field: is_default for field, _, is_default in sentences(class_rules("work_plan", settings), chosen=chosen)}


def test_a_rule_that_the_network_changed_is_not_shown_as_a_default() -> None:
    shown = defaults({"quorum": {"share": "1/2"}})
    assert (shown["quorum.share"], shown["quorum.breadth"], shown["comment_days"]) == (False, True, True)


def test_a_fallback_that_the_network_took_away_is_not_shown_as_a_default() -> None:
    assert defaults({"fallback": None})["fallback"] is False


def test_a_number_that_the_network_chose_is_its_own_even_where_it_is_that_of_the_default() -> None:
    settings = {"comment_days": 30}
    assert defaults(settings)["comment_days"] is True
    assert defaults(settings, chosen_fields(settings))["comment_days"] is False


@given(st.sampled_from(CODES), SETTINGS)
def test_every_class_can_be_said_in_whole_sentences(code: str, settings: dict[str, Any]) -> None:
    for field, sentence, is_default in sentences(class_rules(code, settings), chosen=chosen_fields(settings)):
        assert str(sentence).endswith(".")
        assert "{" not in sentence.template.format_map(sentence.values)
        named = chosen_fields(settings) & {field, field.split(".")[0]}
        assert not (is_default and named)
