"""What a voice counts as."""

from __future__ import annotations

import pytest

from consensus.domain.tally import OwnObjection, Standing, tally
from consensus.domain.terms import ObjectionKind, ObjectionStatus, PositionCode
from tests.domain.rolls import roll, standings

OBJ, B = ObjectionKind.OBJECTION, ObjectionKind.BLOCK
OPEN, UNRESOLVED, WITHDRAWN, MET = ObjectionStatus.OPEN, ObjectionStatus.UNRESOLVED, ObjectionStatus.WITHDRAWN, ObjectionStatus.ACCOMMODATED
P = PositionCode


@pytest.mark.parametrize(
    ("position", "objections", "counts_as"),
    [
        # Silence is no position.
        (None, [], None),
        # A position is itself.
        (P.SUPPORT, [], P.SUPPORT),
        (P.ABSTAIN, [], P.ABSTAIN),
        # Dissent does not lapse by silence: who has an unresolved objection and says nothing more objects.
        (None, [(OBJ, UNRESOLVED)], P.OBJECT),
        (None, [(B, UNRESOLVED)], P.BLOCK),
        # Of two unresolved ones the graver counts.
        (None, [(OBJ, UNRESOLVED), (B, UNRESOLVED)], P.BLOCK),
        # An open objection is not yet a position.
        (None, [(OBJ, OPEN)], None),
        # What was withdrawn or accommodated leaves its owner without a position ...
        (None, [(OBJ, WITHDRAWN)], None),
        (P.OBJECT, [(OBJ, WITHDRAWN)], None),
        (P.BLOCK, [(B, MET)], None),
        # ... unless another is still standing.
        (P.OBJECT, [(OBJ, WITHDRAWN), (OBJ, OPEN)], P.OBJECT),
        # Who withdrew into a position has taken it.
        (P.STAND_ASIDE, [(B, WITHDRAWN)], P.STAND_ASIDE),
        # An objection raised after a position, on the same version, is the newer word.
        (P.SUPPORT, [(OBJ, UNRESOLVED)], P.OBJECT),
        (P.SUPPORT, [(OBJ, OPEN)], P.OBJECT),
        # Who lowers a block to an objection, or raises it, is taken at the newest word.
        (P.OBJECT, [(B, UNRESOLVED)], P.OBJECT),
        (P.BLOCK, [(OBJ, UNRESOLVED)], P.BLOCK),
        # The recused are out, whatever they said before.
        (P.RECUSE, [(B, UNRESOLVED)], P.RECUSE),
    ],
)
def test_a_voice_counts_as_its_newest_word(
    position: PositionCode | None, objections: list[tuple[ObjectionKind, ObjectionStatus]], counts_as: PositionCode | None
) -> None:
    standing = Standing({}, position, tuple(OwnObjection(kind, status) for kind, status in objections))
    assert standing.counts_as is counts_as


def test_the_recused_have_neither_an_open_nor_an_unresolved_objection() -> None:
    for status in (OPEN, UNRESOLVED):
        recused = Standing({}, P.RECUSE, (OwnObjection(B, status),))
        assert (recused.has_open_objection, recused.is_unresolved, recused.blocks(0)) == (False, False, False)


def test_unless_it_is_said_a_standing_is_one_voice_and_an_objection_has_no_seconds() -> None:
    (mine,) = [Standing({}, P.BLOCK, (OwnObjection(B, UNRESOLVED),))]
    assert (mine.count, mine.blocks(0), mine.blocks(1)) == (1, True, False)


def test_unless_it_is_said_a_block_needs_no_seconds() -> None:
    assert tally(standings("1 block unresolved 0")).unresolved_blocks == 1


def test_a_bare_object_is_an_open_objection() -> None:
    assert Standing({}, PositionCode.OBJECT).has_open_objection
    assert Standing({}, PositionCode.OBJECT).counts_as is PositionCode.OBJECT


@pytest.mark.parametrize(
    ("position", "kind", "seconds", "needed", "blocks"),
    [
        # Without a number to reach, a block is a block.
        (P.BLOCK, B, 0, 0, True),
        # With one it needs that many other voices.
        (P.BLOCK, B, 1, 2, False),
        (P.BLOCK, B, 2, 2, True),
        (P.BLOCK, B, 3, 2, True),
        # The same where its owner says nothing more.
        (None, B, 1, 2, False),
        (None, B, 2, 2, True),
        # An objection stays one, whoever agrees with it.
        (P.OBJECT, OBJ, 5, 0, False),
        # A block lowered to an objection blocks no more.
        (P.OBJECT, B, 5, 0, False),
    ],
)
def test_a_block_blocks_only_with_its_seconds(
    position: PositionCode | None,
    kind: ObjectionKind,
    seconds: int,
    needed: int,
    blocks: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    assert Standing({}, position, (OwnObjection(kind, UNRESOLVED, seconds),)).blocks(needed) is blocks


def test_an_open_block_does_not_block_yet() -> None:
    assert not Standing({}, P.BLOCK, (OwnObjection(B, OPEN, 9),)).blocks(0)


def test_a_withdrawn_block_lends_its_seconds_to_no_other() -> None:
    standing = Standing({}, P.BLOCK, (OwnObjection(B, WITHDRAWN, 9), OwnObjection(B, UNRESOLVED, 0)))
    assert not standing.blocks(1)


def test_the_recused_leave_base_regions_and_objections() -> None:
    counted = tally([*roll(AFR="3 support", LAC="2 recuse"), Standing({"region": "AFR"}, P.RECUSE, (OwnObjection(B, UNRESOLVED),))])
    assert (counted.whole.base, counted.recused, set(counted.groups["region"])) == (3, 3, {"AFR"})
    assert (counted.open_objections, counted.unresolved_blocks) == (0, 0)


def test_a_roll_is_counted_region_by_region() -> None:
    counted = tally(roll(AFR="3 support, 2 silent", LAC="1 stand_aside"))
    africa, latin = counted.groups["region"]["AFR"], counted.groups["region"]["LAC"]
    assert (africa.base, africa.spoke, africa.positions[P.SUPPORT]) == (5, 3, 3)
    assert (latin.base, latin.positions[P.STAND_ASIDE]) == (1, 1)


def test_a_group_of_nobody_makes_no_region() -> None:
    assert set(tally(roll(AFR="1 support", LAC="0 support")).groups["region"]) == {"AFR"}


def test_an_undisclosed_value_is_in_no_group() -> None:
    assert set(tally(standings("2 support", region="?")).groups["region"]) == set()


def test_blocks_objections_and_those_that_lack_seconds_are_told_apart() -> None:
    counted = tally(
        standings("2 block unresolved 2, 3 block unresolved 1, 4 object unresolved, 5 object open"),
        block_seconds=2,
    )
    assert (counted.unresolved_blocks, counted.unresolved_objections, counted.unseconded_blocks, counted.open_objections) == (2, 7, 3, 5)
