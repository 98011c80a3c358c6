"""What a reader outside is told of a dissenter: never more than was chosen. Source: record.md section 3."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.domain.attribution import Alike, Attributed, Cover, blind_order, least
from consensus.domain.terms import Attribution, MemberKind

AFR_MOVEMENT = Alike("AFR", MemberKind.MOVEMENT)
LAC_MOVEMENT = Alike("LAC", MemberKind.MOVEMENT)
AFR_NGO = Alike("AFR", MemberKind.NGO)
NAMES = {"AFR": "Africa"}


def told(roll: list[Alike], dissenting: list[Alike] | None = None, level: Attribution = Attribution.KIND_AND_REGION) -> str:
    """What is told of a movement in Africa that dissents."""
    cover = Cover(roll, [AFR_MOVEMENT] if dissenting is None else dissenting)
    return cover.attribute(level, "The Sahel movement", AFR_MOVEMENT).who().render(names=NAMES)


WIDENED: tuple[tuple[str, list[Alike], list[Alike], str], ...] = (
    ("three alike are cover enough", [AFR_MOVEMENT] * 3, [AFR_MOVEMENT], "A movement in Africa"),
    ("two are not: the region is dropped", [AFR_MOVEMENT] * 2 + [LAC_MOVEMENT], [AFR_MOVEMENT], "A movement"),
    ("nor are two of a kind: the kind is dropped", [AFR_MOVEMENT, LAC_MOVEMENT, AFR_NGO], [AFR_MOVEMENT], "A member"),
    ("an empty roll tells nothing", [], [AFR_MOVEMENT], "A member"),
    ("where all who are alike dissent, it would tell of each", [AFR_MOVEMENT] * 3 + [LAC_MOVEMENT], [AFR_MOVEMENT] * 3, "A movement"),
    ("where all of a kind dissent too, nothing is left", [AFR_MOVEMENT] * 3 + [AFR_NGO] * 9, [AFR_MOVEMENT] * 3, "A member"),
)


@pytest.mark.parametrize(("roll", "dissenting", "expected"), [row[1:] for row in WIDENED], ids=[row[0] for row in WIDENED])
def test_a_group_that_is_too_small_is_widened(roll: list[Alike], dissenting: list[Alike], expected: str) -> None:
    assert told(roll, dissenting) == expected


def test_who_chose_to_be_named_is() -> None:
    assert told([], level=Attribution.NAMED) == "The Sahel movement"


def test_of_a_sealed_voice_nothing_is_told() -> None:
    attributed = Cover([AFR_MOVEMENT] * 9).attribute(Attribution.SEALED, "The Sahel movement", AFR_MOVEMENT)

    assert attributed == Attributed(Attribution.SEALED)
    assert not attributed.is_readable


@pytest.mark.parametrize("kind", MemberKind)
def test_every_kind_has_its_words(kind: MemberKind) -> None:
    voice = Alike("AFR", kind)
    attributed = Cover([voice] * 4, [voice]).attribute(Attribution.KIND_AND_REGION, "x", voice)

    assert attributed.who().render(names=NAMES).endswith("in Africa")


def test_the_level_that_tells_least_counts() -> None:
    assert least(Attribution.NAMED, Attribution.SEALED, Attribution.KIND_AND_REGION) is Attribution.SEALED
    assert least(Attribution.NAMED, Attribution.KIND_AND_REGION) is Attribution.KIND_AND_REGION


@given(st.lists(st.text(), unique=True), st.randoms(use_true_random=False))
def test_the_order_of_words_without_a_name_does_not_depend_on_when_they_were_said(words: list[str], dice: random.Random) -> None:
    shuffled = list(words)
    dice.shuffle(shuffled)

    assert blind_order(shuffled, str) == blind_order(words, str)


@given(st.lists(st.sampled_from([AFR_MOVEMENT, LAC_MOVEMENT, AFR_NGO])), st.lists(st.sampled_from([AFR_MOVEMENT, LAC_MOVEMENT])))
def test_nobody_is_told_of_among_fewer_than_three(roll: list[Alike], dissenting: list[Alike]) -> None:
    found = Cover(roll, dissenting).attribute(Attribution.KIND_AND_REGION, "x", AFR_MOVEMENT)

    could_be = [voice for voice in roll if found.kind in (None, voice.kind) and found.region in (None, voice.region)]
    assert found.kind is None or len(could_be) >= 3
