"""The proposals of the demonstration: about thirty, in every stage, each an invented question of an invented network."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from consensus.demonstration.invented import SIZES
from consensus.demonstration.stories_assembly import assembly_stories
from consensus.demonstration.stories_hearing import hearing_story
from consensus.demonstration.telling import Story
from consensus.domain.terms import Attribution, Disposition, Visibility

TOPICS = (
    ("WOMEN", "work_plan", "Shall care work be the theme of our work in the coming year?", "a year of work on care"),
    ("CORPS", "project", "Shall we publish a guide on complaints against companies?", "a guide of forty pages, in four languages"),
    ("LITIGATION", "project", "Shall we support the appeal on the right to water?", "a joint submission to the court"),
    ("CLIMATE", "work_plan", "Shall we follow loss and damage through the year?", "three briefings and one meeting"),
    ("WOMEN", "project", "Shall we hold a school for young organisers?", "two weeks, thirty places, half of them for movements"),
    ("CORPS", "work_plan", "Shall we work on supply chains this year?", "two case studies and one hearing"),
    ("CLIMATE", "project", "Shall we map who is displaced by floods?", "a map made with those who live there"),
    ("LITIGATION", "work_plan", "Shall we train lawyers of member organisations?", "six sessions by call"),
)


def roll(shift: int, *, leave: Iterable[str] = ()) -> list[str]:
    """Return the members of the working group with this shift, without those in ``leave``; see ``founding.py``."""
    left = set(leave)
    keys = [f"{region}{number + shift}" for region, size in SIZES.items() for number in range(1, size // 7 + 2)]
    return [key for key in keys if key not in left]


CHAINS_IN_SPANISH = (
    "## Qué proponemos\n\nEl grupo de trabajo asume dos estudios de caso y una audiencia.\n\n"
    "## Cómo\n\n- Los miembros dicen antes del final del primer mes qué pueden aportar.\n"
    "- Lo lleva un equipo pequeño de tres regiones; los movimientos hablan primero en cada reunión.\n"
)
"""A translation of the first version: since then an amendment was taken over, so that it waits to be confirmed."""

SHIFT = {"WOMEN": 0, "CORPS": 2, "LITIGATION": 4, "CLIMATE": 6}


def _text(aim: str) -> str:
    return (
        f"## What we propose\n\nThe working group takes on {aim}.\n\n"
        "## How\n\n- Members say by the end of the first month what they can give.\n"
        "- A small team of three regions carries it; movements speak first in each meeting.\n"
        "- The facilitator reports each quarter to the whole group.\n\n"
        "## What it costs\n\nThe group's own time, and the translation of what is published."
    )


def all_stories(now: datetime) -> list[Story]:
    """Return every story but those of the board, seen from ``now``; the oldest began about fourteen months ago."""
    return [
        *_decided(now),
        *_under_way(now),
        *_ended_otherwise(now),
        *assembly_stories(now),
        hearing_story(now, roll(SHIFT["CLIMATE"])),
    ]


def _ago(now: datetime, days: float) -> datetime:
    return now - timedelta(days=days)


def _started(number: int, began: datetime, visibility: Visibility = Visibility.NETWORK) -> Story:
    body, class_code, question, aim = TOPICS[number]
    shift = SHIFT[body]
    return Story(body, class_code, question, _text(aim), f"AFR{1 + shift}", f"LAC{1 + shift}", began, visibility)


def _decided(now: datetime) -> list[Story]:
    women = roll(0)
    unanimous = _started(0, _ago(now, 320), Visibility.PUBLIC)
    unanimous.open_comment().comment(4, "NAM2", "Whoever cares at home must be able to take part: meet at hours that fit.", issue="hours")
    unanimous.answer(6, "hours", "Meetings alternate between two hours; what is said is written down.").comment(
        9, "MENA1", "Glad to see this."
    )
    unanimous.call_for_objections(30.2).positions(44.5, 49, "support", women)

    corps = roll(2)
    guide = _started(1, _ago(now, 260), Visibility.PUBLIC)
    guide.open_comment().amendment(
        3, "EUR_CA4", "in four languages", "in four languages and in sign language", "Many cannot read it otherwise.", issue="sign"
    )
    guide.answer(5, "sign", "A film in sign language for the first chapter; the rest when there is money.", Disposition.PARTLY_ACCEPTED)
    guide.call_for_objections(14.2).positions(21.5, 25, "support", [key for key in corps if key not in ("MENA3", "NAM4", "LAC5")])
    guide.position(24, "MENA3", "reservation", "We agree, but a guide without a budget for legal aid raises hopes that we cannot meet.")
    guide.position(24.5, "NAM4", "reservation", "The chapter on courts describes one region's courts only.")

    appeal = _started(2, _ago(now, 220))
    appeal.open_comment().call_for_objections(14.2)
    litigation = roll(4)
    appeal.object(
        15,
        "ASIA_PAC6",
        "The submission speaks for the communities without their consent being documented.",
        name="consent",
        ground="harm",
        remedy="Attach the minutes of the two assemblies.",
    )
    appeal.answer_objection(16, "consent", "You are right. We attach the minutes and name who spoke.", Disposition.ACCEPTED)
    appeal.revise(
        17, _text("a joint submission to the court, with the minutes of both assemblies attached"), "Minutes attached", meets="consent"
    )
    appeal.confirm_met(18, "ASIA_PAC6", "consent")
    appeal.positions(21.6, 25, "support", [key for key in litigation if key not in ("AFR8", "MENA5")])
    appeal.position(
        26, "AFR8", "stand_aside", "Our staff is before the same court in another case. We cannot be part of this, and will not stop it."
    )

    climate = roll(6)
    damage = _started(3, _ago(now, 200), Visibility.PUBLIC)
    damage.open_comment().call_for_objections(30.2)
    damage.object(
        33,
        "ASIA_PAC9",
        "Three briefings serve those who read them in capitals. The plan leaves out those who lost their homes.",
        name="left-out",
        ground="aim",
        remedy="Put the meeting first, and hold it where people were displaced.",
    )
    damage.answer_objection(
        36, "left-out", "We heard this in two calls. The meeting cannot come first: there is no money before the spring."
    )
    damage.declare_unresolved(44.2, "left-out").call_for_consensus(44.5)
    damage.positions(45, 49, "support", [key for key in climate if key not in ("ASIA_PAC9", "EUR_CA8")])
    damage.position(47, "EUR_CA8", "stand_aside", "We share the objection and will not carry the briefings.")
    damage.statement(
        55,
        "ASIA_PAC9",
        "We do not stand in the way. We ask that whoever reads this decision later knows that the people of the coast asked to be"
        " heard first, and were told that there was no money.",
        Attribution.NAMED,
    )
    damage.dissociate(60, "EUR_CA8", "We work on displacement in our own name.")
    damage.task(62, "ASIA_PAC9", "Tell the members of the coast what was decided, in their languages.", "ASIA_PAC9", 80, "All have it.")
    damage.task(62.1, "ASIA_PAC9", "Ask the fund what it can pay for the meeting.", climate[0], 220)
    damage.review(63, "ASIA_PAC9", 198, "The spring will have shown whether there is money for the meeting.")

    school = _started(4, _ago(now, 150))
    school.open_comment().call_for_objections(14.2).object(
        16,
        "LAC3",
        "Two weeks away from home shuts out exactly those whom the school is for.",
        name="two-weeks",
        ground="harm",
        remedy="Split it into weekends.",
    )
    school.answer_objection(17, "two-weeks", "Weekends cost twice the travel.")
    school.declare_unresolved(22.5, "two-weeks").call_for_consensus(23)
    school.positions(23.5, 28, "support", [key for key in women if key != "LAC3"])

    silent = Story(
        "CORPS",
        "procedural",
        "Shall the group meet on the second Thursday of the month?",
        "The group meets by call on the second Thursday.",
        "AFR3",
        "LAC3",
        _ago(now, 90),
    )
    silent.open_comment(0).call_for_objections(0.1).position(1, "EUR_CA5", "support").position(2, "MENA4", "support").position(
        3, "NAM3", "support"
    )

    few = _started(7, _ago(now, 130))
    few.open_comment().call_for_objections(30.2).positions(45, 47, "support", ["AFR5", "AFR6", "LAC5"])

    asides = _started(6, _ago(now, 110))
    asides.open_comment().call_for_objections(14.2)
    asides.positions(22, 24, "support", climate[:16]).positions(24, 26, "abstain", climate[16:26])
    for place, key in enumerate(climate[26:38]):
        asides.position(26 + place / 10, key, "stand_aside", "A map in the wrong hands harms those who are on it.")
    asides.positions(38, 40, "support", climate[38:])
    return [unanimous, guide, appeal, damage, school, silent, few, asides]


def _under_way(now: datetime) -> list[Story]:
    draft = Story(
        "WOMEN",
        "project",
        "Shall we collect songs of the land struggles?",
        _text("a collection of songs, with their stories"),
        "ASIA_PAC3",
        "EUR_CA2",
        _ago(now, 6),
    )
    comment = _started(5, _ago(now, 12))
    comment.open_comment().comment(2, "AFR5", "Which supply chains? The text names none.", issue="which")
    comment.comment(3, "LAC6", "Coffee and cobalt are where our members are.").comment(8, "NAM3", "We can give two days a month.")
    comment.answer(9, "which", "Coffee and cobalt, see the comment by our Latin American member. The next version says so.")
    comment.amendment(
        10, "MENA3", "two case studies", "two case studies, chosen by movements", "They live with the result.", issue="choose"
    )
    comment.translate(5, "LAC4", "es", "¿Trabajamos este año sobre las cadenas de suministro?", CHAINS_IN_SPANISH)
    comment.amendment(10.2, "AFR4", "two case studies", "three case studies", "One of them about fishing.", issue="three")
    comment.amendment(10.4, "NAM4", "one hearing", "one hearing in each region", "Nobody should have to fly to be heard.", issue="each")
    comment.take_over(10.8, "each")

    objecting = Story(
        "LITIGATION",
        "work_plan",
        "Shall we follow every case to its execution?",
        _text("following each case that was won until the judgment is carried out"),
        "LAC7",
        "AFR6",
        _ago(now, 36),
        Visibility.NETWORK,
    )
    objecting.open_comment().comment(5, "EUR_CA6", "Judgments are not the end; glad to see this.").call_for_objections(30.5)
    objecting.object(
        32,
        "MENA6",
        "Following cases in our country puts the claimants' families in danger if names are published.",
        name="families",
        ground="members",
        remedy="No names, no places, in anything that is published.",
        block=True,
    )
    objecting.second(33, "AFR9", "families").answer_objection(
        34,
        "families",
        "We propose a rule: names only with written consent, and never for cases in your country. Does this meet it?",
        Disposition.PARTLY_ACCEPTED,
    )

    consensus = Story(
        "CLIMATE",
        "project",
        "Shall we send observers to the climate talks?",
        _text("sending six observers, one of each region"),
        "EUR_CA9",
        "LAC8",
        _ago(now, 24),
        Visibility.NETWORK,
    )
    climate = roll(6)
    consensus.open_comment().call_for_objections(14.2)
    consensus.positions(21.5, 23.5, "support", climate[:14])
    consensus.position(22, "LAC9", "reservation", "Six flights for a network that speaks of emissions.").position(
        23, "NAM8", "stand_aside", "We boycott these talks, and will not stop those who go."
    )

    women = roll(0)
    consent = Story(
        "WOMEN",
        "procedural",
        "Shall minutes be kept in the language of the meeting?",
        "Minutes are kept in the language of the meeting.",
        "NAM2",
        "AFR3",
        _ago(now, 3),
    )
    consent.open_comment(0).call_for_objections(0.1).position(1, "ASIA_PAC2", "support").position(2, women[20], "support")

    returned = Story(
        "CORPS",
        "project",
        "Shall we rank companies by harm?",
        _text("a public ranking of forty companies"),
        "ASIA_PAC4",
        "NAM5",
        _ago(now, 34),
    )
    corps = roll(2)
    returned.open_comment().call_for_objections(14.2).positions(21.5, 24, "support", corps[:12])
    for place, key in enumerate(corps[12:26]):
        returned.position(24 + place / 10, key, "stand_aside", "A ranking invites those in the middle to do nothing.")
    return [draft, comment, objecting, consensus, consent, returned]


def _ended_otherwise(now: datetime) -> list[Story]:
    withdrawn = Story(
        "WOMEN",
        "project",
        "Shall we move our archive to paper?",
        _text("printing what we have"),
        "LAC4",
        "AFR4",
        _ago(now, 170),
    )
    withdrawn.open_comment().comment(2, "EUR_CA3", "Paper burns.").withdraw(9, "The comments convinced us.")
    deferred = Story(
        "CORPS",
        "work_plan",
        "Shall we open a desk for whistle-blowers?",
        _text("a desk with two people"),
        "EUR_CA5",
        "AFR5",
        _ago(now, 80),
    )
    deferred.open_comment().comment(3, "MENA5", "Not before the server is safe.", issue="server").defer(
        12, 140, "It comes back when the server was checked."
    )
    lapsed = Story(
        "LITIGATION",
        "project",
        "Shall we collect judgments on housing?",
        _text("a collection of judgments"),
        "NAM6",
        "AFR7",
        _ago(now, 240),
    )
    lapsed.open_comment().comment(5, "LAC6", "We would help.", issue="help")
    return [withdrawn, deferred, lapsed]
