"""The proposals of the board: seven seats, each with one voice."""

from __future__ import annotations

from datetime import datetime, timedelta

from consensus.demonstration.telling import Story
from consensus.domain.terms import Visibility

BODY = "BOARD"


def board_stories(now: datetime, seats: tuple[str, ...]) -> list[Story]:
    """Return the board's stories, seen from ``now``; ``seats`` are the keys of those who hold its seats."""

    def ago(days: float) -> datetime:
        return now - timedelta(days=days)

    budget = Story(
        BODY,
        "work_plan",
        "Shall the budget of the coming year be adopted?",
        "The budget keeps a tenth for what nobody foresees, and pays translation first.",
        seats[0],
        seats[1],
        ago(210),
        Visibility.NETWORK,
    )
    budget.open_comment().call_for_objections(30.2).positions(44.5, 48, "support", seats[:6])
    budget.position(48, seats[6], "reservation", "A tenth is little in such a year.")

    office = Story(
        BODY,
        "project",
        "Shall the office open on Sundays in Arabic-speaking regions?",
        "The office answers on Sundays, when offices in these regions work.",
        seats[2],
        seats[3],
        ago(120),
        Visibility.BODY,
    )
    office.open_comment().call_for_objections(14.2).recuse(22, seats[5], "My organisation pays the office.").positions(
        22, 24, "support", [*seats[:5], seats[6]]
    )

    seat = Story(
        BODY,
        "procedural",
        "Shall the seat for MENA be filled by a call in the region?",
        "The board asks the members in the region to propose two people for the vacant seat.",
        seats[0],
        seats[3],
        ago(2),
        Visibility.NETWORK,
        fills_seats=True,
    )
    seat.open_comment(0).call_for_objections(0.1).position(1, seats[1], "support")
    return [budget, office, seat]
