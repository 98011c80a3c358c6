"""Counting a sense-check: the newest answer of each voice, in eight steps. It is a temperature, and never a position.

Source: the gradients of agreement, eight steps, as facilitators of consensus use them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from consensus.domain.attribution import FEWEST_ALIKE
from consensus.domain.terms import Gradient


@dataclass(frozen=True, slots=True)
class Answer:
    """What a voice answered; ``voice`` says whose it is."""

    voice: Hashable
    label: str
    gradient: Gradient


@dataclass(frozen=True, slots=True)
class Temperature:
    """What a sense-check came to."""

    voices: int
    """Voices that answered."""
    counts: tuple[tuple[Gradient, int], ...] | None
    """Voices on each of the eight steps, the warmest first; null where they may not be told."""
    labels: tuple[tuple[Gradient, tuple[str, ...]], ...] | None
    """Who stands on each step; null where answers were given without a name."""


def newest(answers: Iterable[Answer]) -> list[Answer]:
    """Return the last answer of each voice; ``answers`` stand in the order in which they were given."""
    return list({answer.voice: answer for answer in answers}.values())


def temperature(answers: Iterable[Answer], *, is_by_name: bool, is_open: bool) -> Temperature:
    """Return what a sense-check came to so far.

    Without names the steps are told only once it is over, because a count that changes as somebody answers tells what they
    answered; and only if at least three voices answered, because of one or two everybody would know.
    """
    counted = newest(answers)
    if not is_by_name and (is_open or len(counted) < FEWEST_ALIKE):
        return Temperature(len(counted), None, None)
    counts = tuple((step, sum(1 for answer in counted if answer.gradient is step)) for step in Gradient)
    if not is_by_name:
        return Temperature(len(counted), counts, None)
    by_step = ((step, sorted((answer.label for answer in counted if answer.gradient is step), key=str.casefold)) for step in Gradient)
    return Temperature(len(counted), counts, tuple((step, tuple(labels)) for step, labels in by_step))
