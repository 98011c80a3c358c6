"""Adopting rulesets, and reading them in sentences."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.commands import RulesetDraft, adopt_ruleset
from consensus.bodies.models import Ruleset
from consensus.bodies.queries import history_of_rules, ruleset_data, ruleset_of, verdict_of
from consensus.domain.errors import CompositionError, ForbiddenError, InputError, InvalidError, NotFoundError, Refusal, RefusedError
from consensus.people.models import Person
from tests.bodies.board import GENDER_CAP, ONE_PER_REGION, SIZE_THREE, board
from tests.bodies.statements import counted_statements
from tests.bodies.world import DAY, NOW, World, entries


def adopt(session: Session, world: World, body_id: int, *, follows: int | None = None, **draft: Any) -> int:
    ruleset = RulesetDraft(**{"reason": "decided by the assembly", **draft})
    return adopt_ruleset(session, actor=world.steward, body_id=body_id, ruleset=ruleset, follows=follows, now=NOW)


def test_every_save_is_a_new_number_and_the_old_one_stays_as_it_was(session: Session, world: World) -> None:
    body_id = board(session, world, ONE_PER_REGION).body_id
    assert adopt(session, world, body_id, composition=[], classes={"project": {"comment_days": 3}}) == 2
    first, second = session.scalars(select(Ruleset).order_by(Ruleset.number))
    assert (first.composition, first.classes) == ([ONE_PER_REGION], {})
    assert (second.composition, second.classes) == ([], {"project": {"comment_days": 3}})


def test_the_ledger_has_the_whole_ruleset(session: Session, world: World) -> None:
    body_id = board(session, world).body_id
    adopt(session, world, body_id, composition=[GENDER_CAP], attributes={"region": ["AFR"]}, seats={"min": 1, "max": 8})
    (entry,) = entries(session, "adopt_ruleset")
    settled = entry["data"].pop("settled")
    assert settled["work_plan"]["comment_days"] == 30
    assert entry["data"] == {
        "number": 2,
        "classes": {},
        "composition": [GENDER_CAP],
        "attributes": {"region": ["AFR"]},
        "seats": {"min": 1, "max": 8},
        "reason": "decided by the assembly",
    }


EVERYBODY_FROM_ONE_REGION = {"id": "from-one", "kind": "count", "where": {"region": "AFR"}, "min": 2}


def test_rules_that_nobody_can_meet_together_are_refused_with_those_that_are_at_odds(session: Session, world: World) -> None:
    body_id = board(session, world).body_id
    with pytest.raises(CompositionError) as refused:
        adopt(session, world, body_id, composition=[ONE_PER_REGION, EVERYBODY_FROM_ONE_REGION, SIZE_THREE], seats=3)
    assert len(refused.value.reasons) == 2
    assert entries(session, "adopt_ruleset") == []


def test_they_are_adopted_all_the_same_where_somebody_says_who_decided_that(session: Session, world: World) -> None:
    body_id = board(session, world).body_id
    both = [ONE_PER_REGION, EVERYBODY_FROM_ONE_REGION]
    adopt(session, world, body_id, composition=both, seats=3, despite="The assembly, until the table of regions is new.")
    (entry,) = entries(session, "adopt_ruleset")
    assert entry["data"]["infeasible"] == ["from-one", "one-per-region"]
    assert entry["data"]["despite"] == "The assembly, until the table of regions is new."


def test_a_reason_that_is_not_needed_is_not_recorded(session: Session, world: World) -> None:
    adopt(session, world, board(session, world).body_id, composition=[ONE_PER_REGION], seats=3, despite="Just in case.")
    assert "despite" not in entries(session, "adopt_ruleset")[0]["data"]


def test_halves_of_days_are_kept_exactly_and_never_as_floating_point(session: Session, world: World) -> None:
    body_id = board(session, world).body_id
    adopt(session, world, body_id, classes={"project": {"comment_days": 0.5}})
    assert entries(session, "adopt_ruleset")[0]["data"]["classes"] == {"project": {"comment_days": "1/2"}}


NOT_OF_THE_FORM: list[tuple[dict[str, Any], str]] = [
    ({"classes": {"project": {"coment_days": 3}}}, r"classes\.project"),
    ({"classes": {"project": {"quorum": {"share": "4/3"}}}}, r"classes\.project\.quorum\.share"),
    ({"classes": {"Project X": {}}}, r"classes\.Project X"),
    ({"composition": [{"id": "x", "kind": "siz", "min": 3}]}, r"composition\[0\]\.kind"),
    ({"composition": [{"kind": "size", "min": 3}]}, r"composition\[0\]"),
    ({"composition": [ONE_PER_REGION, ONE_PER_REGION]}, r"composition\[1\]\.id"),
    ({"attributes": {"region": "AFR"}}, r"attributes\.region"),
    ({"seats": -1}, "seats"),
    ({"seats": {"min": 5, "max": 4}}, "seats"),
]


@pytest.mark.parametrize(("draft", "place"), NOT_OF_THE_FORM)
def test_what_is_not_of_the_form_is_refused_by_its_place_and_saves_nothing(
    session: Session, world: World, draft: dict[str, Any], place: str
) -> None:
    body_id = board(session, world).body_id
    with pytest.raises(InputError, match=place):
        adopt(session, world, body_id, **draft)
    assert len(session.scalars(select(Ruleset)).all()) == 1
    assert entries(session, "adopt_ruleset") == []


def test_a_ruleset_written_on_top_of_an_older_one_is_refused(session: Session, world: World) -> None:
    body_id = board(session, world).body_id
    adopt(session, world, body_id, follows=1)
    with pytest.raises(RefusedError) as refusal:
        adopt(session, world, body_id, follows=1)
    assert refusal.value.code is Refusal.STALE_VERSION


def test_rules_do_not_change_without_a_reason(session: Session, world: World) -> None:
    body_id = board(session, world).body_id
    with pytest.raises(InvalidError) as refusal:
        adopt(session, world, body_id, reason=" ")
    assert refusal.value.field == "reason"


def test_nobody_but_the_steward_records_rules(session: Session, world: World) -> None:
    body_id = board(session, world).body_id
    with pytest.raises(ForbiddenError):
        adopt_ruleset(session, actor=world.stranger, body_id=body_id, ruleset=RulesetDraft(reason="mine"), now=NOW)


def test_new_rules_are_judged_at_once_and_put_nobody_out_of_a_seat(session: Session, world: World) -> None:
    a_board = board(session, world)
    for number, name in enumerate(("Ada", "Bea")):
        a_board.fill(number, world.delegate(name, "AFR"))
    adopt(session, world, a_board.body_id, composition=[ONE_PER_REGION])
    assert verdict_of(session, a_board.body_id).violates == ("one-per-region",)
    assert a_board.sitting() == 2


def test_each_sentence_says_whether_the_network_decided_it_or_the_software_has_it_so(session: Session, world: World) -> None:
    body_id = board(session, world).body_id
    adopt(session, world, body_id, classes={"project": {"comment_days": 21}})
    page = ruleset_of(session, body_id)
    project = next(section for section in page.classes if section.code == "project")
    by_field = {each.field: each for each in project.sentences}
    assert not by_field["comment_days"].is_default
    assert "21 days" in by_field["comment_days"].sentence
    assert by_field["objection_days"].is_default
    governance = next(section for section in page.classes if section.code == "governance")
    assert all(each.is_default for each in governance.sentences)


def test_a_class_that_the_network_invents_is_shown_after_the_softwares_own(session: Session, world: World) -> None:
    body_id = board(session, world).body_id
    adopt(session, world, body_id, classes={"admission": {"comment_days": 5}})
    assert [section.code for section in ruleset_of(session, body_id).classes][-1] == "admission"


def test_what_changed_since_the_number_before_is_said_side_by_side(session: Session, world: World) -> None:
    body_id = board(session, world, ONE_PER_REGION, GENDER_CAP).body_id
    target = {**ONE_PER_REGION, "severity": "target"}
    adopt(session, world, body_id, composition=[target], classes={"project": {"comment_days": 21}})
    changes = {(change.about, change.is_class): change for change in ruleset_of(session, body_id).changes}
    assert set(changes) == {("project", True), ("one-per-region", False), ("gender-cap", False)}
    days = changes["project", True]
    assert days.before is not None
    assert days.after is not None
    assert "14 days" in days.before
    assert "21 days" in days.after
    assert changes["gender-cap", False].after is None
    assert "target" in str(changes["one-per-region", False].after)


def test_a_rule_of_the_network_names_the_ruleset_that_brought_it(session: Session, world: World) -> None:
    body_id = board(session, world).body_id
    adopt(session, world, body_id, classes={"project": {"comment_days": 21, "quorum": {"share": "1/2"}}}, reason="Assembly of May")
    adopt(session, world, body_id, classes={"project": {"comment_days": 21, "quorum": {"share": "2/3"}}}, reason="Assembly of June")
    project = next(section for section in ruleset_of(session, body_id).classes if section.code == "project")
    since = {each.field: each.since and (each.since.number, each.since.reason) for each in project.sentences}
    assert since["comment_days"] == (2, "Assembly of May")
    assert since["quorum.share"] == (3, "Assembly of June")
    assert since["objection_days"] is None


def test_an_old_ruleset_says_what_was_settled_then_and_marks_the_defaults_of_then(session: Session, world: World) -> None:
    """As if the software had had another default when the ruleset was adopted."""
    body_id = board(session, world).body_id
    adopt(session, world, body_id, classes={"project": {"objection_days": 9}})
    row = session.scalars(select(Ruleset).order_by(Ruleset.number.desc()).limit(1)).one()
    session.add(
        Ruleset(
            body_id=body_id,
            number=3,
            classes=row.classes,
            settled={**row.settled, "project": {**row.settled["project"], "comment_days": 77}},
            composition=[],
            attributes={},
            reason="as if",
            in_force_at=NOW,
        )
    )
    session.flush()
    project = next(section for section in ruleset_of(session, body_id).classes if section.code == "project")
    by_field = {each.field: each for each in project.sentences}
    assert by_field["comment_days"].sentence == "The comment window is open for 77 days."
    assert by_field["comment_days"].is_default


def test_the_history_says_what_changed_when_and_by_whom(session: Session, world: World) -> None:
    body_id = board(session, world).body_id
    steward = session.get_one(Person, world.steward.person_id)
    ruleset = RulesetDraft(classes={"project": {"comment_days": 21}}, reason="Assembly of May")
    adopt_ruleset(session, actor=world.steward, body_id=body_id, ruleset=ruleset, now=NOW + DAY)
    newest, first = history_of_rules(session, body_id).items
    assert (newest.ruleset.number, newest.ruleset.by, newest.ruleset.reason) == (2, steward.name, "Assembly of May")
    assert newest.ruleset.in_force_at == NOW + DAY
    ((change),) = newest.changes
    assert (change.before, change.after) == ("The comment window is open for 14 days.", "The comment window is open for 21 days.")
    assert first.changes == ()


def test_the_history_takes_no_more_statements_with_more_rulesets_and_comes_in_pages(session: Session, world: World) -> None:
    body_id = board(session, world).body_id
    for number in range(12):
        adopt_ruleset(session, actor=world.steward, body_id=body_id, ruleset=RulesetDraft(reason=f"{number}"), now=NOW + number * DAY)
    session.rollback()
    with counted_statements() as found:
        page = history_of_rules(session, body_id, page=2)
    assert len([each for each in found if not each.startswith("BEGIN")]) == 2
    assert [each.ruleset.number for each in page.items] == [3, 2, 1]


def test_the_first_ruleset_changed_nothing(session: Session, world: World) -> None:
    body_id = board(session, world, ONE_PER_REGION).body_id
    assert ruleset_of(session, body_id).changes == ()


def test_an_older_number_is_read_as_it_was_and_says_that_it_is_not_the_newest(session: Session, world: World) -> None:
    body_id = board(session, world, ONE_PER_REGION).body_id
    adopt(session, world, body_id)
    old = ruleset_of(session, body_id, 1)
    assert [rule.rule_id for rule in old.composition] == ["one-per-region"]
    assert (old.is_newest, [number.number for number in old.numbers]) == (False, [2, 1])
    assert ruleset_data(session, body_id).composition == []


@pytest.mark.parametrize("number", [0, 2, 99])
def test_a_number_that_does_not_exist_is_said_so(session: Session, world: World, number: int) -> None:
    body_id = board(session, world).body_id
    with pytest.raises(NotFoundError):
        ruleset_of(session, body_id, number)


def test_a_rule_about_gender_shows_its_sentence_and_verdict_and_no_count(session: Session, world: World) -> None:
    a_board = board(session, world, {"id": "women", "kind": "count", "where": {"gender": "W"}, "min": 2})
    a_board.fill(0, world.delegate("Ada", gender="W"))
    (rule,) = verdict_of(session, a_board.body_id).rules
    assert (rule.value, rule.reasons) == ("fail", ())
    assert rule.sentences == (rule.sentence,)


def test_a_rule_about_gender_within_another_rule_shows_no_count_either(session: Session, world: World) -> None:
    pair = {
        "id": "pair",
        "kind": "for_each",
        "group_by": "region",
        "values": ["AFR"],
        "rules": [{"kind": "quota", "attribute": "gender", "seats": {"W": 1, "M": 1}}],
    }
    a_board = board(session, world, pair)
    (rule,) = verdict_of(session, a_board.body_id).rules
    assert (rule.value, rule.reasons) == ("fail", ())


def test_a_rule_about_regions_says_why_it_fails(session: Session, world: World) -> None:
    a_board = board(session, world, {"id": "africa", "kind": "count", "where": {"region": "AFR"}, "min": 1})
    (rule,) = verdict_of(session, a_board.body_id).rules
    assert "AFR" in rule.sentences[0]
