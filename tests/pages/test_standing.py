"""Who stands where is written once for all who may see the names, and never outlives what it says."""

from __future__ import annotations

from sqlalchemy import select

from consensus.domain.ruleset import class_rules
from consensus.domain.terms import Visibility
from consensus.pages.roll import read_roll, roll_view
from consensus.proposals.models import Proposal
from consensus.voting import commands as voting
from tests.pages.scene import Scene
from tests.support.browsing import text_of

RULES = class_rules("work_plan", {})
WORDS = "Our members were not asked."


def section(scene: Scene, reader: str, proposal_id: int) -> str:
    page = text_of(scene.browser(reader).get(f"/proposals/{proposal_id}"))
    begins = page.index('<section id="roll"')
    return page[begins : page.index("</section>", begins)]


def test_what_somebody_says_stands_in_the_next_page_of_everybody(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    before = {reader: section(scene, reader, proposal_id) for reader in ("Ines", "Rita")}
    assert before["Ines"] == before["Rita"]
    assert WORDS not in before["Ines"]
    scene.do("Vera", voting.take_position, proposal_id, position="stand_aside", reason=WORDS)
    for reader in ("Ines", "Rita", "Vera"):
        assert WORDS in section(scene, reader, proposal_id)


def test_whoever_looks_from_outside_after_those_inside_sees_no_name(scene: Scene) -> None:
    proposal_id = scene.in_consensus(visibility=Visibility.NETWORK)
    scene.do("Vera", voting.take_position, proposal_id, position="stand_aside", reason=WORDS)
    assert "Vera&#39;s group" in section(scene, "Ines", proposal_id)
    seen = section(scene, "Nora", proposal_id)
    assert "Vera" not in seen
    assert WORDS not in seen


def test_a_roll_on_which_nothing_changed_is_not_counted_again(scene: Scene) -> None:
    proposal_id = scene.in_consensus()

    def counted() -> object:
        scene.session.rollback()
        proposal = scene.session.scalars(select(Proposal).where(Proposal.id == proposal_id)).one()
        return roll_view(read_roll(scene.session, proposal), (), proposal, RULES, {})

    first = counted()
    assert counted() is first
    scene.do("Vera", voting.take_position, proposal_id, position="support")
    assert counted() is not first
