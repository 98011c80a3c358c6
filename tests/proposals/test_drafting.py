"""Drafting on both databases: create, edit, who may read it. Source: process.md T1 to T3, record.md section 4."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consensus.domain.actor import OPERATOR, Actor
from consensus.domain.errors import InvalidError, NotFoundError, Refusal, RefusedError
from consensus.domain.terms import Relation, Stage, Visibility
from consensus.ledger.models import LedgerEntry
from consensus.proposals import commands as drafting
from consensus.proposals.models import Proposal, ProposalOwner, Version, VersionText
from consensus.proposals.texts import TextIn, text_sha256
from tests.bodies.world import entries
from tests.voting.story import Network, Story


@pytest.fixture
def network(session: Session) -> Network:
    """Two members in an assembly."""
    made = Network(session)
    made.voices("Ada", "Bea")
    return made


@pytest.fixture
def draft(network: Network) -> Story:
    """A draft of Ada's."""
    return network.propose("Ada")


def create(network: Network, **changes: Any) -> int:
    """Let Ada propose something."""
    given: dict[str, Any] = {
        "actor": network.actor("Ada"),
        "body_id": network.body.id,
        "class_code": "project",
        "texts": {"en": TextIn("Shall we?", "We shall.")},
        "now": network.tick(),
    }
    return drafting.create_proposal(network.session, **given | changes)


def edit(draft: Story, **changes: Any) -> int:
    """Let Ada write the draft anew."""
    given: dict[str, Any] = {
        "actor": draft.owner,
        "proposal_id": draft.id,
        "texts": {"en": TextIn("Shall we?", "We shall.")},
        "now": draft.network.tick(),
    }
    return drafting.edit_draft(draft.session, **given | changes)


def test_whoever_speaks_in_the_body_proposes_and_owns(network: Network) -> None:
    proposal = network.session.get_one(Proposal, create(network, owner_ids=(network.people["Bea"].id,)))

    assert (proposal.stage, proposal.version_number, proposal.question) == (Stage.DRAFTING, 1, "Shall we?")
    owners = network.session.scalars(select(ProposalOwner.person_id).order_by(ProposalOwner.id)).all()
    assert owners == [network.people["Ada"].id, network.people["Bea"].id]


@pytest.mark.parametrize("who", ["stranger", "steward", "operator"])
def test_nobody_else_proposes(network: Network, who: str) -> None:
    actor = {"stranger": network.world.stranger, "steward": network.world.steward, "operator": OPERATOR}[who]

    with pytest.raises(RefusedError) as refused:
        create(network, actor=actor)
    assert refused.value.code is Refusal.NOT_IN_BODY
    assert network.session.scalar(select(func.count()).select_from(LedgerEntry)) == 0


NOT_TAKEN: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("A class of neither the software nor the body.", {"class_code": "whim"}, "class_code"),
    ("No text in the authentic language.", {"texts": {"es": TextIn("Q", "T")}}, "text"),
    ("No question.", {"texts": {"en": TextIn(" ", "T")}}, "question"),
    ("No text.", {"texts": {"en": TextIn("Q", "\n")}}, "text"),
    ("A question that is too long.", {"texts": {"en": TextIn("Q" * 301, "T")}}, "question"),
    ("A text that is too long.", {"texts": {"en": TextIn("Q", "T" * 200_001)}}, "text"),
    ("A person who does not exist.", {"facilitator_id": 999_999}, "people"),
    ("A relation to no decision.", {"relation": Relation.SUPERSEDES}, "relation"),
)


@pytest.mark.parametrize(("english", "sent", "field"), NOT_TAKEN, ids=[each[0] for each in NOT_TAKEN])
def test_what_cannot_be_taken_names_its_field_and_leaves_nothing(network: Network, english: str, sent: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidError) as invalid:
        create(network, **sent)

    assert invalid.value.field == field
    assert network.session.scalar(select(func.count()).select_from(Proposal)) == 0
    assert network.session.scalar(select(func.count()).select_from(LedgerEntry)) == 0


def test_there_is_no_proposing_in_a_body_that_does_not_exist(network: Network) -> None:
    with pytest.raises(NotFoundError):
        create(network, body_id=999_999)


def test_every_edit_is_a_version_and_the_earlier_ones_stay(draft: Story) -> None:
    assert edit(draft, texts={"en": TextIn("Shall we?", "Second.")}) == 2
    assert edit(draft, texts={"en": TextIn("Shall we really?", "Third."), "es": TextIn("¿De veras?", "Tercera.")}) == 3

    texts = select(Version.number, VersionText.language, VersionText.text).join(VersionText, VersionText.version_id == Version.id)
    rows = draft.session.execute(texts.where(Version.number > 1).order_by(Version.number, VersionText.language)).tuples().all()
    assert list(rows) == [(2, "en", "Second."), (3, "en", "Third."), (3, "es", "Tercera.")]
    assert draft.session.get_one(Proposal, draft.id).question == "Shall we really?"
    said = entries(draft.session, "edit_draft")[-1]["data"]
    assert said["texts"]["es"] == {"question": "¿De veras?", "sha256": text_sha256("Tercera.")}


def test_who_saves_over_anothers_save_is_told(draft: Story) -> None:
    edit(draft, version=1)

    with pytest.raises(RefusedError) as refused:
        edit(draft, version=1)
    assert refused.value.code is Refusal.STALE_VERSION


def test_a_draft_may_be_given_other_owners_but_never_none(draft: Story) -> None:
    bea = draft.network.people["Bea"].id
    edit(draft, owner_ids=(bea,))

    with pytest.raises(RefusedError) as refused:
        edit(draft)
    assert refused.value.code is Refusal.NOT_OWNER
    with pytest.raises(InvalidError):
        edit(draft, actor=Actor(person_id=bea), owner_ids=())


def test_who_owned_it_before_is_not_forgotten(draft: Story) -> None:
    edit(draft, owner_ids=(draft.network.people["Bea"].id,))

    ended = select(ProposalOwner.person_id).where(ProposalOwner.proposal_id == draft.id, ProposalOwner.until_at.is_not(None))
    assert draft.session.scalars(ended).all() == [draft.network.people["Ada"].id]


def test_the_first_facilitator_named_may_be_an_owner_and_is_refused_only_when_comment_opens(draft: Story) -> None:
    edit(draft, facilitator_id=draft.network.people["Ada"].id)

    with pytest.raises(RefusedError) as refused:
        draft.commented()
    assert refused.value.code is Refusal.FACILITATOR_CONFLICTED


def show(story: Story, visibility: Visibility, actor: Actor | None = None) -> None:
    """Let somebody say who may read it."""
    drafting.change_visibility(
        story.session, actor=actor or story.owner, proposal_id=story.id, visibility=visibility, now=story.network.tick()
    )


def test_while_drafting_its_owner_makes_it_narrower_and_wider(draft: Story) -> None:
    for visibility in (Visibility.BODY, Visibility.PUBLIC, Visibility.NETWORK):
        show(draft, visibility)

    assert [each["data"]["visibility"] for each in entries(draft.session, "change_visibility")] == ["body", "public", "network"]


def test_later_it_is_only_made_wider(draft: Story) -> None:
    draft.commented()
    show(draft, Visibility.PUBLIC)

    with pytest.raises(RefusedError) as refused:
        show(draft, Visibility.NETWORK)
    assert refused.value.code is Refusal.TOO_LATE


@pytest.mark.parametrize("who", ["Bea", "steward", "facilitator"])
def test_nobody_but_an_owner_changes_who_may_read_it(draft: Story, who: str) -> None:
    actor = {"Bea": draft.network.actor("Bea"), "steward": draft.network.world.steward, "facilitator": draft.facilitator}[who]

    with pytest.raises(RefusedError) as refused:
        show(draft, Visibility.PUBLIC, actor)
    assert refused.value.code is Refusal.NOT_OWNER


def test_what_is_so_already_is_no_act(draft: Story) -> None:
    with pytest.raises(RefusedError) as refused:
        show(draft, Visibility.NETWORK)
    assert refused.value.code is Refusal.ALREADY_DONE
    assert entries(draft.session, "change_visibility") == []
