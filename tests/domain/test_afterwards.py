"""Acts that the table of stages does not have: who may, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from consensus.domain.afterwards import Circumstances, Unstaged, what_refuses
from consensus.domain.errors import Refusal
from consensus.domain.terms import Stage
from tests.domain.acts import DAY, NOW

A, R = Unstaged, Refusal
DECIDED = Circumstances(
    now=NOW, stage=Stage.CLOSED, closes_at=None, review_on=NOW.date(), stands=True, owns=True, facilitates=True, has_part=True
)
ASKED = replace(DECIDED, stage=Stage.CONSENSUS, closes_at=NOW + DAY, stands=False, review_on=None)
DRAFTED = replace(ASKED, stage=Stage.DRAFTING, closes_at=None)

# fmt: off
LINES: tuple[tuple[str, Unstaged, Circumstances, dict[str, Any], Refusal | None], ...] = (
    ("An owner sets the day of review before it is closed.",              A.SET_REVIEW,    DRAFTED, {}, None),
    ("Nobody else does then, of the body or not.",                        A.SET_REVIEW,    DRAFTED, {"owns": False}, R.NOT_OWNER),
    ("Afterwards anyone of the body does.",                               A.SET_REVIEW,    DECIDED, {"owns": False, "facilitates": False}, None),
    ("A stranger does not.",                                              A.SET_REVIEW,    DECIDED, {"has_part": False}, R.NOT_IN_BODY),
    ("What does not stand is not looked at again.",                       A.SET_REVIEW,    DECIDED, {"stands": False}, R.WRONG_STAGE),
    ("It is kept on its day.",                                            A.KEEP_DECISION, DECIDED, {}, None),
    ("It is not kept a day before.",                                      A.KEEP_DECISION, DECIDED, {"review_on": (NOW + DAY).date()}, R.TOO_EARLY),
    ("Without a day there is nothing to keep.",                           A.KEEP_DECISION, DECIDED, {"review_on": None}, R.TOO_EARLY),
    ("A stranger hears first that they are none of the body.",            A.KEEP_DECISION, DECIDED, {"review_on": None, "has_part": False}, R.NOT_IN_BODY),
    ("Tasks follow from what stands.",                                    A.ADD_TASK,      DECIDED, {"owns": False, "facilitates": False}, None),
    ("None follows from what is open.",                                   A.ADD_TASK,      ASKED,   {}, R.WRONG_STAGE),
    ("A stranger adds none.",                                             A.ADD_TASK,      DECIDED, {"has_part": False}, R.NOT_IN_BODY),
    ("The facilitator reminds while voices are asked.",                   A.REMIND,        ASKED,   {"owns": False}, None),
    ("Also in a vote.",                                                   A.REMIND,        ASKED,   {"stage": Stage.FALLBACK}, None),
    ("Not an owner.",                                                     A.REMIND,        ASKED,   {"facilitates": False}, R.NOT_FACILITATOR),
    ("Not where no voice is asked.",                                      A.REMIND,        DRAFTED, {}, R.WRONG_STAGE),
    ("Not once the window is over.",                                      A.REMIND,        ASKED,   {"closes_at": NOW}, R.WINDOW_CLOSED),
    ("Until the last moment.",                                            A.REMIND,        ASKED,   {"closes_at": NOW + timedelta(microseconds=1)}, None),
)
# fmt: on


@pytest.mark.parametrize(("english", "act", "seen", "changes", "refusal"), LINES, ids=[line[0] for line in LINES])
def test_who_may_and_when(english: str, act: Unstaged, seen: Circumstances, changes: dict[str, Any], refusal: Refusal | None) -> None:
    assert what_refuses(act, replace(seen, **changes)) is refusal


def test_every_act_has_its_lines() -> None:
    assert {line[1] for line in LINES} == set(Unstaged)
