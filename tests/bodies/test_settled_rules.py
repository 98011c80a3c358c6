"""A ruleset keeps every number of the day on which it was adopted: a later release changes no rule under a proposal under way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from unittest import mock

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.commands import RulesetDraft, found_body
from consensus.bodies.models import Ruleset
from consensus.bodies.queries import changes_between, ruleset_data
from consensus.domain import ruleset as software
from consensus.domain.terms import BodyKind
from consensus.proposals.facts import rules_in
from tests.bodies.world import NOW, World


def test_a_later_default_of_the_software_does_not_change_a_ruleset(session: Session) -> None:
    # Given a ruleset that leaves the comment window to the default of the software
    world = World(session)
    found_body(
        session,
        actor=world.steward,
        code="GROUP",
        kind=BodyKind.WORKING_GROUP,
        name="Group",
        languages=["en"],
        ruleset=RulesetDraft(classes={"work_plan": {"consensus_days": 9}}, reason="Founding."),
        now=NOW,
    )
    adopted = session.scalars(select(Ruleset)).one()
    before = rules_in(adopted, "work_plan")
    # When a later release has another default
    later = replace(software.DEFAULT_CLASSES["work_plan"], comment_days=timedelta(days=1))
    with mock.patch.object(software, "DEFAULT_CLASSES", {**software.DEFAULT_CLASSES, "work_plan": later}):
        after = rules_in(adopted, "work_plan")
    # Then the ruleset says what it said
    assert after == before
    assert (after.comment_days, after.consensus_days) == (timedelta(days=30), timedelta(days=9))


def test_a_new_ruleset_shows_which_defaults_of_the_software_changed_meanwhile(session: Session) -> None:
    world = World(session)
    body_id = found_body(
        session,
        actor=world.steward,
        code="GROUP",
        kind=BodyKind.WORKING_GROUP,
        name="Group",
        languages=["en"],
        ruleset=RulesetDraft(reason="Founding."),
        now=NOW,
    )
    later = replace(software.DEFAULT_CLASSES["work_plan"], comment_days=timedelta(days=1))
    with mock.patch.object(software, "DEFAULT_CLASSES", {**software.DEFAULT_CLASSES, "work_plan": later}):
        (change,) = changes_between(ruleset_data(session, body_id), RulesetDraft(reason="Nothing of ours."))
    assert (change.about, change.before, change.after) == (
        "work_plan",
        "The comment window is open for 30 days.",
        "The comment window is open for 1 day.",
    )
