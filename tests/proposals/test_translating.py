"""Translating on both databases: who may, what is stale, and what never changes afterwards. Source: process.md section 8.2."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from consensus import ledger, write_once
from consensus.db import dialect_of
from consensus.domain.errors import InvalidError, Refusal, RefusedError
from consensus.proposals import commands as drafting
from consensus.proposals.models import Proposal, Translation
from consensus.proposals.standing import held_texts, standing_texts
from consensus.proposals.texts import TextIn, text_sha256
from consensus.voting import commands as voting
from consensus.voting.models import Decision
from tests.bodies.world import entries
from tests.support.remembered import told_once
from tests.voting.story import Network, Story

SPANISH = TextIn("¿Nos reunimos en primavera?", "Nos reunimos en **primavera**.")


@pytest.fixture
def network(session: Session) -> Network:
    """Four members in an assembly that works in English, Spanish and Arabic, and cannot do without Spanish."""
    made = Network(session)
    made.voices("Ada", "Bea", "Cleo", "Dora")
    made.body.languages, made.body.required_languages = ["en", "es", "ar"], ["es"]
    session.commit()
    return made


@pytest.fixture
@told_once
def story(network: Network) -> Story:
    """A proposal of Ada's, open for comment."""
    return network.propose("Ada").commented()


def translate(story: Story, name: str = "Bea", said: TextIn = SPANISH, *, language: str = "es", **known: Any) -> int:
    made: int = drafting.translate(
        story.session,
        actor=story.network.actor(name),
        proposal_id=story.id,
        language=language,
        question=said.question,
        text=said.text,
        now=story.network.tick(),
        **known,
    )
    return made


def revise(story: Story, english: str, spanish: TextIn | None = None, **known: Any) -> int:
    texts = {"en": TextIn("Shall we meet in spring?", english)} | ({} if spanish is None else {"es": spanish})
    made: int = voting.revise(story.session, actor=story.owner, proposal_id=story.id, texts=texts, now=story.network.tick(), **known)
    return made


def call(story: Story) -> None:
    """Let the window end and the facilitator call."""
    closes_at = story.session.get_one(Proposal, story.id).closes_at
    assert closes_at is not None
    story.network.now = max(story.network.now, closes_at)
    voting.call_for_objections(story.session, actor=story.facilitator, proposal_id=story.id, now=story.network.tick())


def refusal(story: Story, *args: Any, **said: Any) -> Refusal:
    """Return why a translation was refused; nothing was stored."""
    before = len(story.session.scalars(select(Translation.id)).all())
    with pytest.raises(RefusedError) as caught:
        translate(story, *args, **said)
    assert len(story.session.scalars(select(Translation.id)).all()) == before
    return caught.value.code


def test_anyone_of_the_body_translates_and_the_version_holds_it(story: Story) -> None:
    made = translate(story)

    spanish = held_texts(story.session, story.id, 1)["es"]
    assert (spanish.question, spanish.text, spanish.sha256) == (SPANISH.question, SPANISH.text, text_sha256(SPANISH.text))
    assert (spanish.translated_by, spanish.speaks_as, spanish.is_stale) == ("Person of Bea", "Bea", False)
    assert story.session.get_one(Proposal, story.id).version_number == 1
    (said,) = entries(story.session, "translate")
    assert said["data"]["translation"] == made
    assert (said["data"]["version"], said["data"]["sha256"], said["data"]["held"]) == (1, spanish.sha256, True)
    assert said["data"]["authentic_sha256"] == standing_texts(story.session, story.id, 1)["en"].sha256
    assert ledger.verify(story.session).problems == ()


def test_a_translation_is_bettered_and_the_earlier_one_stays(story: Story) -> None:
    first = translate(story)
    better = TextIn(SPANISH.question, "Nos reuniremos en **primavera**.")
    translate(story, "Cleo", better, seen=text_sha256(SPANISH.text))

    assert held_texts(story.session, story.id, 1)["es"].text == better.text
    assert story.session.get_one(Translation, first).text == SPANISH.text


def test_objections_are_not_called_for_before_the_required_language_is_there(story: Story) -> None:
    with pytest.raises(RefusedError) as caught:
        call(story)
    assert caught.value.code is Refusal.LANGUAGE_MISSING
    translate(story)
    call(story)


def test_after_a_change_of_the_authentic_text_a_translation_is_stale_until_it_is_confirmed(story: Story) -> None:
    translate(story)
    revise(story, "We meet in spring, all of us.", SPANISH, is_material=False)
    stale = standing_texts(story.session, story.id, 2)["es"]
    assert (stale.text, stale.number, stale.is_stale) == (SPANISH.text, 1, True)
    with pytest.raises(RefusedError) as caught:
        call(story)
    assert caught.value.code is Refusal.LANGUAGE_MISSING

    translate(story)

    assert entries(story.session, "translate")[-1]["data"]["confirmed"] is True
    assert held_texts(story.session, story.id, 2)["es"].text == SPANISH.text
    call(story)


@pytest.mark.parametrize(
    ("english", "spanish", "known", "is_stale"),
    [
        # the owner changes both
        ("We meet, all of us.", TextIn("¿Nos reunimos?", "Nos reunimos todos."), {}, False),
        # the owner says that it still holds
        ("We meet, all of us.", SPANISH, {"confirmed": ["es"]}, False),
        # nothing changed in the text that counts
        ("We meet in **spring**, in a place that all can reach.", SPANISH, {}, False),
        # the owner leaves it as it is, or leaves it out
        ("We meet, all of us.", SPANISH, {}, True),
        ("We meet, all of us.", None, {}, True),
    ],
)
def test_what_is_saved_with_the_version_holds_and_what_is_left_as_it_was_does_not(
    story: Story, english: str, spanish: TextIn | None, known: dict[str, Any], *, is_stale: bool
) -> None:
    translate(story)
    revise(story, english, spanish, **known)

    assert standing_texts(story.session, story.id, 2)["es"].is_stale is is_stale
    assert ("es" in entries(story.session, "revise")[-1]["data"].get("carried_over", {})) is is_stale
    assert ledger.verify(story.session).problems == ()


def test_who_is_not_of_the_body_does_not_translate(story: Story) -> None:
    stranger = story.network.world.person("Stranger")
    with pytest.raises(RefusedError) as caught:
        drafting.translate(
            story.session,
            actor=story.facilitator.__class__(person_id=stranger.id),
            proposal_id=story.id,
            language="es",
            question="Q",
            text="T",
            now=story.network.tick(),
        )
    assert caught.value.code is Refusal.NOT_IN_BODY


@pytest.mark.parametrize("language", ["en", "fr", ""])
def test_the_authentic_language_and_foreign_ones_are_not_translated_into(story: Story, language: str) -> None:
    with pytest.raises(InvalidError) as caught:
        translate(story, language=language)
    assert caught.value.field == "language"


def test_two_who_translate_at_once_are_told_before_either_loses_a_word(story: Story) -> None:
    translate(story, seen="")

    assert refusal(story, "Cleo", TextIn("¿Sí?", "Otra cosa."), seen="") is Refusal.STALE_VERSION


def test_a_text_that_went_on_while_it_was_translated_must_be_read_first(story: Story) -> None:
    revise(story, "We meet in autumn.")

    assert refusal(story, version=1) is Refusal.STALE_VERSION


def test_the_same_words_again_are_no_act(story: Story) -> None:
    translate(story)

    assert refusal(story) is Refusal.ALREADY_DONE


def test_what_a_version_held_when_objections_were_called_for_never_changes(story: Story) -> None:
    translate(story)
    call(story)
    frozen = entries(story.session, "call_for_objections")[-1]["data"]["texts"]

    assert refusal(story, "Cleo", TextIn("¿Sí?", "Otra cosa.")) is Refusal.TOO_LATE
    translate(story, "Cleo", TextIn("هل نجتمع؟", "نجتمع في الربيع."), language="ar")

    arabic = standing_texts(story.session, story.id, 1)["ar"]
    assert (arabic.is_held, arabic.is_stale) == (False, False)
    held = {language: known.sha256 for language, known in held_texts(story.session, story.id, 1).items()}
    assert held == frozen
    assert set(held) == {"en", "es"}


def test_the_record_holds_what_was_in_front_of_those_who_took_a_position(story: Story) -> None:
    translate(story)
    call(story)
    translate(story, "Cleo", TextIn("هل نجتمع؟", "نجتمع في الربيع."), language="ar")
    voting.withdraw_proposal(story.session, actor=story.owner, proposal_id=story.id, reason="Enough.", now=story.network.tick())

    record = json.loads(story.session.scalars(select(Decision.record)).one())
    assert [(each["language"], each["text"]) for each in record["text"]["languages"]] == [
        ("en", "We meet in **spring**, in a place that all can reach."),
        ("es", SPANISH.text),
    ]
    assert set(record["versions"][0]["sha256"]) == {"en", "es"}
    translate(story, "Dora", TextIn("هل نجتمع؟", "نجتمع كلنا في الربيع."), language="ar")
    assert ledger.verify(story.session).problems == ()


def test_a_stale_language_may_be_renewed_in_the_objection_stage_beside_the_version(story: Story) -> None:
    translate(story)
    call(story)
    said = story.objected("Cleo", "Spring floods the roads.")
    revise(story, "We meet in autumn.", SPANISH, meets=(said,))
    translate(story, "Bea", TextIn("¿Nos reunimos en otoño?", "Nos reunimos en otoño."))

    spanish = standing_texts(story.session, story.id, 2)["es"]
    assert (spanish.text, spanish.is_held, spanish.is_stale) == ("Nos reunimos en otoño.", False, False)
    assert set(held_texts(story.session, story.id, 2)) == {"en"}


def test_a_translation_that_was_altered_is_found(story: Story, session: Session) -> None:
    translate(story)
    for each in write_once.unguard(dialect_of(session), "translation"):
        session.execute(text(each))
    session.execute(text("UPDATE translation SET text = 'Otra cosa.'"))
    session.commit()

    (problem,) = ledger.verify(session).problems
    assert "the translation is not there as it was given" in str(problem)
