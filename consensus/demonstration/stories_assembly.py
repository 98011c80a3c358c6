"""The proposals of the assembly: the whole network is on the roll, or all its organisations."""

from __future__ import annotations

from datetime import datetime, timedelta

from consensus.demonstration.invented import SIZES, members
from consensus.demonstration.telling import Story
from consensus.domain.terms import Attribution, Disposition, MemberKind, Relation, Visibility

BODY = "ASSEMBLY"


def organisations() -> list[str]:
    """Return the keys of all members that are organisations, region by region in turn."""
    by_key = {member.key: member for member in members()}
    longest = max(SIZES.values())
    keys = [f"{region}{number}" for number in range(1, longest + 1) for region, size in SIZES.items() if number <= size]
    return [key for key in keys if by_key[key].kind is not MemberKind.INDIVIDUAL]


def assembly_stories(now: datetime) -> list[Story]:
    """Return the assembly's stories, seen from ``now``."""

    def ago(days: float) -> datetime:
        return now - timedelta(days=days)

    keys = organisations()
    charter = Story(
        BODY,
        "governance",
        "Shall the board have seven seats?",
        "The board has seven seats, each held for three years.",
        keys[0],
        keys[9],
        ago(400),
        Visibility.PUBLIC,
    )
    charter.open_comment().comment(3, keys[4], "Odd numbers decide faster.").call_for_objections(21.2)
    charter.positions(35.5, 46, "support", keys[:108]).positions(46, 48, "abstain", keys[108:114])

    fallback = Story(
        BODY,
        "governance",
        "Shall members pay a yearly fee?",
        "Each organisation pays a fee of one thousandth of its yearly income, at least ten dollars. Who cannot pay says so and pays nothing.",
        keys[1],
        keys[10],
        ago(330),
        Visibility.NETWORK,
    )
    fallback.open_comment().comment(6, keys[20], "Grassroots groups have no income that could be counted.", issue="income")
    fallback.answer(8, "income", "Who cannot pay says so and pays nothing; the text says it now.", Disposition.ACCEPTED)
    fallback.call_for_objections(21.2)
    fallback.object(
        24,
        keys[22],
        "A fee makes members of those who can pay and guests of those who cannot, whatever the text says.",
        name="guests",
        ground="principle",
        remedy="No fee.",
        block=True,
    )
    fallback.answer_objection(26, "guests", "Nobody learns who pays. The steward alone keeps the list.")
    fallback.declare_unresolved(35.2, "guests").call_for_consensus(35.4)
    fallback.positions(36, 44, "support", [key for key in keys[:100] if key != keys[22]])
    fallback.votes(50, 54, "yes", [key for key in keys[:90] if key != keys[22]]).votes(54, 56, "no", [keys[22], *keys[90:106]])
    fallback.statement(60, keys[22], "This was decided by a vote over our block. We will pay, and we will say that it was so.")

    position = Story(
        BODY,
        "political_position",
        "Shall the network call for a treaty on debt?",
        "The network calls on all states to negotiate a binding treaty on sovereign debt, in which human rights come before creditors.",
        keys[2],
        keys[11],
        ago(190),
        Visibility.PUBLIC,
    )
    position.open_comment().call_for_objections(14.2)
    position.object(
        17,
        keys[30],
        "A treaty negotiated now would write today's powers into law.",
        name="powers",
        ground="principle",
        remedy="Call for a moratorium instead.",
        block=True,
    )
    position.answer_objection(19, "powers", "We read the moment otherwise, and heard you in two calls.")
    position.declare_unresolved(28.2, "powers").call_for_consensus(28.3)
    position.positions(29, 34, "support", [key for key in keys[:96] if key != keys[30]])

    language = Story(
        BODY,
        "work_plan",
        "Shall we translate everything into four languages?",
        "Whatever the network publishes appears in Arabic, English, French and Spanish on the same day.",
        keys[3],
        keys[12],
        ago(300),
        Visibility.PUBLIC,
    )
    language.open_comment().call_for_objections(30.2).positions(44.5, 51, "support", keys[:105])

    superseding = Story(
        BODY,
        "work_plan",
        "Shall we translate in two steps?",
        "Whatever the network publishes appears on the same day in the language in which it was written and in English, and within a month"
        " in all four.",
        keys[3],
        keys[12],
        ago(110),
        Visibility.PUBLIC,
        Relation.SUPERSEDES,
        language,
    )
    superseding.open_comment().comment(4, keys[40], "Arabic must not be the one that comes later each time.", issue="later")
    superseding.answer(7, "later", "The month is the longest it may take; the register shows who waits.", Disposition.PARTLY_ACCEPTED)
    superseding.call_for_objections(30.2).positions(44.5, 51, "support", [key for key in keys[:98] if key != keys[40]])
    superseding.position(
        48,
        keys[40],
        "reservation",
        "We agree because the present rule is not kept. A rule that is kept for English first is still English first.",
        attribution=Attribution.KIND_AND_REGION,
    )

    urgent = Story(
        BODY,
        "urgent",
        "Shall we speak today on the arrest of water defenders?",
        "The network demands that the defenders of the river who were arrested this week be released.",
        keys[5],
        keys[13],
        ago(9),
        Visibility.NETWORK,
    )
    urgent.open_comment(0).call_for_objections(0.02).positions(0.1, 1.2, "support", keys[14:24])

    asked = Story(
        BODY,
        "governance",
        "Shall half of each delegation come from movements?",
        "When the network sends a delegation, at least half of the people in it come from social movements and grassroots groups.",
        keys[6],
        keys[14],
        ago(38.5),
        Visibility.NETWORK,
    )
    asked.open_comment().comment(2, keys[50], "Who pays for their visas?", issue="visas").comment(4, keys[51], "Long overdue.")
    asked.answer(6, "visas", "The network does; the budget has a line for it.").call_for_objections(21.2)
    asked.positions(35.2, 38.2, "support", [*keys[15:48], *keys[60:80]])
    asked.position(36, keys[49], "reservation", "Half is a floor, and will be read as a ceiling.")
    asked.position(37, keys[52], "stand_aside", "Our members are lawyers. We will not stand in the way.")

    withdrawn_block = Story(
        BODY,
        "political_position",
        "Shall the network support the water march?",
        "The network supports the march for water in its own name, and asks members to join it where they are.",
        keys[7],
        keys[15],
        ago(70),
        Visibility.PUBLIC,
    )
    withdrawn_block.open_comment().call_for_objections(14.2)
    withdrawn_block.object(
        16,
        keys[33],
        "The call names a company that sues whoever names it. Members in two countries would pay for it.",
        name="named",
        ground="members",
        remedy="Do not name the company.",
        block=True,
    )
    withdrawn_block.answer_objection(17, "named", "We take the name out.", Disposition.ACCEPTED)
    withdrawn_block.revise(
        18,
        "The network supports the march for water in its own name, and asks members to join it where they are. It names no company.",
        "The name of the company is taken out",
        meets="named",
    )
    withdrawn_block.withdraw_objection(
        20, keys[33], "named", "stand_aside", "We thank you for the change. We still cannot march where we are."
    )
    withdrawn_block.positions(28.5, 34, "support", [key for key in keys[:100] if key != keys[33]])
    return [charter, fallback, position, language, superseding, urgent, asked, withdrawn_block]
