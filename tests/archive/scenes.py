"""Decisions that the tests of the archive read: one of a working group, on which everything was said at every level."""

from __future__ import annotations

from sqlalchemy import select

from consensus.bodies.models import Body, Ruleset, Seat, SeatTerm
from consensus.domain.terms import Attribution, MemberKind, ObjectionKind, Visibility
from tests.bodies.world import DAY
from tests.voting.story import Network, Story

GROUP = ("Ampersand", "Brook", "Cinder", "Drift", "Ember", "Fennel", "Gale", "Heath", "Iris", "Juniper")
"""The members of the group; each word stands in no other text, so that a page can be searched for it."""

REGIONS = ("AFR", "ASIA_PAC", "LAC", "MENA")

REASONS = {
    "Brook": "Budgets will suffer quixotically.",
    "Cinder": "Our statutes forbid zephyrs.",
    "Drift": "We fear jabberwocks abroad.",
    "Ember": "A whimsical objection.",
    "Fennel": "The hush of xylophones.",
}
"""What each of them has against it: every text holds a word that no other does."""


def working_group(network: Network) -> Body:
    """Found a working group of ten movements and others, beside somebody of the network who is not in it."""
    group = network.add_body("WG", classes={"project": {"block_seconds": 3}})
    for number, name in enumerate(GROUP):
        kind = MemberKind.MOVEMENT if number % 2 else MemberKind.NGO
        network.voice(name, REGIONS[number % 2] if number < 8 else REGIONS[number - 6], kind=kind, join=group)
    network.voice("Outsider", "NAM")
    return group


def at_every_level(network: Network, *, visibility: Visibility = Visibility.PUBLIC) -> Story:
    """A decision with dissent that is named, told by kind and region, and sealed."""
    group = working_group(network)
    story = network.propose("Ampersand", visibility=visibility, body=group).commented()
    story.issue("Gale", "Which venue, then?", "One with ramps.").called_for_objections()
    sealed = story.objected("Fennel", REASONS["Fennel"], kind=ObjectionKind.BLOCK, attribution=Attribution.SEALED, remedy="Muffle them.")
    reduced = story.objected("Ember", REASONS["Ember"], attribution=Attribution.KIND_AND_REGION)
    story.seconded("Heath", sealed)
    story.answered(sealed, "Xylophones stay.").answered(reduced, "Whims were heard.")
    story.withdrawn("Ember", reduced).unresolved(sealed).called_for_consensus()
    story.supported_by("Ampersand", "Ember", "Gale", "Heath", "Iris", "Juniper")
    story.said("Brook", "reservation", REASONS["Brook"], attribution=Attribution.NAMED)
    story.said("Cinder", "stand_aside", REASONS["Cinder"], attribution=Attribution.SEALED)
    story.said("Drift", "reservation", REASONS["Drift"], attribution=Attribution.KIND_AND_REGION).over()
    story.stated("Fennel", "Silence, said the sphinx.", Attribution.SEALED)
    story.stated("Ember", "Reluctant marzipan.", Attribution.KIND_AND_REGION)
    return story.dissociated("Juniper", "Vexed wombats.", Attribution.KIND_AND_REGION)


def seated_board(network: Network) -> Network:
    """Seat four members in a body that breaks the one rule it has."""
    two = {"id": "two", "kind": "count", "where": {"region": "AFR"}, "min": 2, "text": {"en": "Africa has two seats."}}
    ruleset = network.session.scalars(select(Ruleset).where(Ruleset.body_id == network.body.id)).one()
    session = network.session
    session.add(
        Ruleset(
            body_id=network.body.id,
            number=2,
            classes=ruleset.classes,
            composition=[two],
            attributes={},
            reason="Adopted anew.",
            in_force_at=network.now - DAY,
        )
    )
    for name, region in zip(("Alpha", "Beta", "Gamma", "Delta"), REGIONS, strict=True):
        person = network.voice(name, region)
        seat = Seat(body_id=network.body.id, label=f"Seat of {name}", kind="regional", attributes={})
        session.add(seat)
        session.flush()
        session.add(SeatTerm(seat_id=seat.id, person_id=person.id, member_id=network.members[name].id, started_at=network.now - DAY))
    session.commit()
    return network


def plain(network: Network, *, visibility: Visibility = Visibility.NETWORK, question: str = "Shall we meet in spring?") -> Story:
    """A decision of the assembly, with nothing against it."""
    story = network.propose("Alpha", question, visibility=visibility).commented().called_for_objections().called_for_consensus()
    return story.supported_by("Alpha", "Beta", "Gamma", "Delta").over()
