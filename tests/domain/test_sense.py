"""Counting the temperature: the newest answer of each voice; without names not while it is open, and never of one or two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.domain.sense import Answer, temperature
from consensus.domain.terms import Gradient

ANSWERS = st.lists(st.builds(Answer, voice=st.integers(1, 6), label=st.just("M"), gradient=st.sampled_from(Gradient)), max_size=20)


def said(*steps: Gradient) -> list[Answer]:
    return [Answer(number, f"Member {number}", step) for number, step in enumerate(steps)]


@pytest.mark.parametrize(
    ("count", "is_by_name", "is_open", "told"),
    [
        # by name everything is told at once
        (1, True, True, True),
        # without names not while it is open
        (5, False, True, False),
        # nor of one or two
        (2, False, False, False),
        (3, False, False, True),
        (0, False, False, False),
    ],
)
def test_when_the_steps_are_told(count: int, *, is_by_name: bool, is_open: bool, told: bool) -> None:
    found = temperature(said(*[Gradient.VETO] * count), is_by_name=is_by_name, is_open=is_open)
    assert found.voices == count
    assert (found.counts is not None) is told
    assert (found.labels is not None) is (is_by_name and told)


@given(ANSWERS)
def test_each_voice_counts_once_with_its_last_answer(answers: list[Answer]) -> None:
    found = temperature(answers, is_by_name=True, is_open=False)
    last = {answer.voice: answer.gradient for answer in answers}
    assert found.counts is not None
    assert dict(found.counts) == {step: list(last.values()).count(step) for step in Gradient}
    assert found.voices == len(last)


@given(ANSWERS)
def test_the_order_in_which_voices_answer_does_not_matter(answers: list[Answer]) -> None:
    once = list({answer.voice: answer for answer in answers}.values())
    assert temperature(once, is_by_name=True, is_open=False) == temperature(list(reversed(once)), is_by_name=True, is_open=False)


def test_there_are_eight_steps_the_warmest_first() -> None:
    found = temperature(said(Gradient.ENDORSE, Gradient.VETO, Gradient.VETO), is_by_name=False, is_open=False)
    assert found.counts is not None
    assert [count for _, count in found.counts] == [1, 0, 0, 0, 0, 0, 0, 2]
