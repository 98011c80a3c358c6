"""An answer by mail is repeated word for word, and counts once it is confirmed; what is refused says why, and what to do next."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from consensus.bodies.commands import join_body
from consensus.domain.terms import MemberKind
from consensus.ledger.models import LedgerEntry
from consensus.mail.office import office_of
from consensus.mail.queue import Outgoing, enqueue
from consensus.mail.reply_codes import address_with, hashed, new_code
from consensus.people.models import Doorway
from consensus.people.models import Person as PersonRow
from consensus.proposals.models import Comment
from consensus.replying.commands import choose_answers_at_once
from consensus.replying.models import AnswersAtOnce, WaitingAnswer
from consensus.replying.outcome import Outcome
from consensus.voting import commands as voting
from consensus.voting.models import Objection, Position, Voice, Vote
from tests.pages.scene import DAY, TEXT, Scene
from tests.replying.postbox import MAILBOX, SERVER, Postbox

WHY = "It leaves out those who cannot travel.\n\nAnd nobody asked them:  not once."


def entries_of(scene: Scene, act: str) -> list[dict[str, object]]:
    """Return what the entries of an act hold, the earliest first."""
    rows = scene.session.scalars(select(LedgerEntry.entry).where(LedgerEntry.act == act).order_by(LedgerEntry.index)).all()
    return [json.loads(row or "{}")["data"] for row in rows]


def test_an_answer_is_repeated_word_for_word_and_counts_once_it_is_confirmed(scene: Scene) -> None:
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_consensus()
    before = scene.entries()

    asked = vera.sends(vera.letter_about(proposal_id).reply_to, f"Stand aside\n{WHY}\n\n> What was asked\n")

    assert asked is Outcome.ASKED
    assert scene.entries() == before
    letter = vera.newest()
    assert WHY in letter.text
    assert "You answered: Stand aside." in letter.text
    assert "For Vera's group, on version 1 of the question: Shall we meet in spring?" in letter.text
    assert letter.subject == "About your answer"

    assert vera.sends(letter.reply_to, "Yes!\n") is Outcome.SAID

    position = scene.session.scalars(select(Position)).one()
    assert (position.code, position.reason, position.person_id) == ("stand_aside", WHY, vera.person_id)
    assert scene.entries() == [*before, "take_position", "answer_by_letter"]
    assert {key: entries_of(scene, "answer_by_letter")[0][key] for key in ("position", "through", "version")} == {
        "position": position.id,
        "through": "reply",
        "version": 1,
    }
    assert "It is recorded, word for word." in vera.newest().text
    assert WHY in vera.newest().text
    assert scene.session.scalars(select(WaitingAnswer.reason)).one() == ""


def test_an_answer_in_arabic_is_answered_in_arabic(scene: Scene) -> None:
    vera, proposal_id = Postbox(scene, "Vera", language="ar"), scene.in_consensus()

    vera.sends(vera.letter_about(proposal_id).reply_to, "الوُقوف جانِبًا!\nيستبعد هذا من لا يستطيع السفر.\n")
    letter = vera.newest()

    assert letter.language == "ar"
    assert "نعم" in letter.text
    assert vera.sends(letter.reply_to, "نعم\n") is Outcome.SAID
    assert scene.session.scalars(select(Position.reason)).one() == "يستبعد هذا من لا يستطيع السفر."


def test_what_is_not_confirmed_is_not_said(scene: Scene) -> None:
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_consensus()
    vera.sends(vera.letter_about(proposal_id).reply_to, f"Block\n1\n{WHY}\n")
    asked = vera.newest()

    assert vera.sends(asked.reply_to, "Let me think about it.\n") is Outcome.NOT_UNDERSTOOD
    assert vera.sends(asked.reply_to, "Yes, but not on this ground.\n") is Outcome.NOT_UNDERSTOOD
    assert vera.sends(vera.newest().reply_to, "No\n") is Outcome.DROPPED
    assert vera.sends(asked.reply_to, "Yes\n") is Outcome.OUTDATED

    assert scene.count(Position) == scene.count(Objection) == 0
    assert scene.session.scalars(select(WaitingAnswer.reason)).one() == ""


def test_a_newer_answer_takes_the_place_of_one_that_waits(scene: Scene) -> None:
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_consensus()
    offers = vera.letter_about(proposal_id)
    vera.sends(offers.reply_to, f"Reservation\n{WHY}\n")
    first = vera.newest()

    # As an answer to the letter that asked to confirm, too.
    assert vera.sends(first.reply_to, "Agree\n") is Outcome.ASKED

    assert vera.sends(first.reply_to, "Yes\n") is Outcome.OUTDATED
    assert "took the place of this one" in vera.newest().text
    assert vera.sends(next(letter for letter in reversed(vera.letters()) if letter.reply_to).reply_to, "Yes\n") is Outcome.SAID
    assert scene.session.scalars(select(Position.code)).all() == ["support"]


@pytest.mark.parametrize(
    ("text", "server", "outcome"),
    [
        # chosen before, and the operator's server found that it is she
        ("Agree\n", SERVER, Outcome.SAID),
        # nobody's word is asked: a second reply is needed whatever she chose
        ("Agree\n", None, Outcome.ASKED),
        # more stands in the line than the word
        ("Agree, but only this once.\n", SERVER, Outcome.ASKED),
    ],
)
def test_an_answer_counts_at_once_only_where_it_was_chosen_and_nothing_is_in_doubt(
    scene: Scene, text: str, server: str | None, outcome: Outcome
) -> None:
    vera, proposal_id = Postbox(scene, "Vera", server=server), scene.in_consensus()
    vera.wants_it_at_once()

    found = vera.sends(vera.letter_about(proposal_id).reply_to, text, is_vouched_for=True)

    assert found is outcome
    assert scene.count(Position) == (1 if outcome is Outcome.SAID else 0)
    if outcome is Outcome.SAID:
        assert entries_of(scene, "answer_by_letter")[0]["through"] == "reply_at_once"


def test_whoever_did_not_choose_it_is_asked_to_confirm(scene: Scene) -> None:
    vera, proposal_id = Postbox(scene, "Vera", server=SERVER), scene.in_consensus()

    assert vera.sends(vera.letter_about(proposal_id).reply_to, "Agree\n", is_vouched_for=True) is Outcome.ASKED


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Stand aside\n", "reason_required"),
        ("Object\n", "reason_required"),
        # a reason without the number of its ground
        ("Object\nIt does harm.\n", "ground_required"),
        ("Object\n9\nIt does harm.\n", "ground_required"),
    ],
)
def test_what_is_missing_is_asked_for_with_the_code_of_the_refusal(scene: Scene, text: str, code: str) -> None:
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_consensus()

    outcome = vera.sends(vera.letter_about(proposal_id).reply_to, text)

    assert outcome is Outcome.REFUSED
    letter = vera.newest()
    assert f"({code})" in letter.text
    assert "STAND ASIDE" in letter.text
    assert scene.count(WaitingAnswer) == 0
    # The same letter can be answered.
    assert vera.sends(letter.reply_to, "Agree\n") is Outcome.ASKED


def test_an_objection_by_mail_names_its_ground_by_number(scene: Scene) -> None:
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_objection()

    vera.sends(vera.letter_about(proposal_id).reply_to, f"BLOCK\n4.\n{WHY}\n")
    assert "The ground: Human dignity comes first." in vera.newest().text
    vera.sends(vera.newest().reply_to, "Yes\n")

    raised = scene.session.scalars(select(Objection)).one()
    assert (raised.kind, raised.ground, raised.reason) == ("block", "dignity", WHY)
    assert scene.entries()[-2:] == ["raise_objection", "answer_by_letter"]


def test_what_cannot_be_said_in_a_stage_is_not_understood_there(scene: Scene) -> None:
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_objection()

    assert vera.sends(vera.letter_about(proposal_id).reply_to, f"Stand aside\n{WHY}\n") is Outcome.NOT_UNDERSTOOD
    assert "OBJECT · BLOCK" in vera.newest().text


def test_in_a_fallback_vote_an_answer_votes(scene: Scene) -> None:
    ines, proposal_id = Postbox(scene, "Ines"), scene.in_fallback()

    assert ines.sends(ines.letter_about(proposal_id).reply_to, "NO\n") is Outcome.ASKED
    assert ines.sends(ines.newest().reply_to, "Yes\n") is Outcome.SAID

    assert scene.session.scalars(select(Vote.code)).one() == "no"


def test_who_speaks_for_two_voices_says_for_which(scene: Scene) -> None:
    second = scene.member("Vera", "A second group", joins=False, kind=MemberKind.INDIVIDUAL)
    join_body(scene.session, actor=scene.steward, body_id=scene.body_id, member_id=second, now=scene.now)
    vera, proposal_id = Postbox(scene, "Vera", server=SERVER), scene.in_consensus()
    vera.wants_it_at_once()
    to = vera.letter_about(proposal_id).reply_to

    assert vera.sends(to, "Agree\n", is_vouched_for=True) is Outcome.NOT_UNDERSTOOD
    number = re.search(r"^(\d) A second group$", vera.newest().text, re.MULTILINE)
    assert number is not None
    assert vera.sends(to, "Agree 3\n", is_vouched_for=True) is Outcome.NOT_UNDERSTOOD
    # The numbers are those of today, and the letter may be of yesterday: it is repeated which voice was meant.
    assert vera.sends(to, f"Agree {'٠١٢'[int(number[1])]}\n", is_vouched_for=True) is Outcome.ASKED
    vera.sends(vera.newest().reply_to, "yes\n", is_vouched_for=True)

    assert scene.session.scalars(select(Voice.label).join(Position, Position.voice_id == Voice.id)).one() == "A second group"


def test_a_reply_while_comments_are_open_is_a_comment_or_an_issue(scene: Scene) -> None:
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_comment()
    to = vera.letter_about(proposal_id).reply_to

    assert vera.sends(to, "I like it.\n\n-- \nVera\n\nOn 1 March 2026, Consensus wrote:\n> Comments are open\n") is Outcome.COMMENTED
    assert "I like it." in vera.newest().text
    assert vera.sends(to, "Issue\nWho pays for the journey?\n") is Outcome.COMMENTED

    found = scene.session.execute(select(Comment.text, Comment.is_issue, Comment.speaks_as).order_by(Comment.id)).tuples().all()
    assert found == [("I like it.", False, "Vera's group"), ("Who pays for the journey?", True, "Vera's group")]
    assert [each["comment"] for each in entries_of(scene, "answer_by_letter")] == list(scene.session.scalars(select(Comment.id)))


def test_the_text_comes_to_who_asks_for_it(scene: Scene) -> None:
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_consensus()

    assert vera.sends(vera.letter_about(proposal_id).reply_to, "TEXT\n") is Outcome.TEXT_SENT

    assert TEXT in vera.newest().text
    assert vera.sends(vera.newest().reply_to, "Agree\n") is Outcome.ASKED


def test_the_end_of_a_window_and_a_new_version_end_a_code_and_what_waits(scene: Scene) -> None:
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_objection()
    to = vera.letter_about(proposal_id).reply_to
    vera.sends(to, f"Object\n1\n{WHY}\n")
    confirming = vera.newest().reply_to
    objection = scene.objects("Ines", proposal_id)
    scene.revises(proposal_id, "We meet in autumn.", meets=(objection,))

    assert vera.sends(confirming, "Yes\n") is Outcome.OUTDATED
    assert vera.sends(to, f"Object\n1\n{WHY}\n") is Outcome.OUTDATED
    assert "(stale_version)" in vera.newest().text
    assert "version 2" in vera.newest().text

    scene.do("Ines", voting.withdraw_objection, proposal_id, objection_id=objection)
    newer = vera.letter_about(proposal_id).reply_to
    scene.over(proposal_id)
    assert vera.sends(newer, f"Object\n1\n{WHY}\n") is Outcome.OUTDATED
    assert "(window_closed)" in vera.newest().text
    assert scene.count(Objection) == 1


def test_what_a_rule_refuses_when_it_is_confirmed_changes_nothing_and_says_why(scene: Scene) -> None:
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_consensus()
    vera.sends(vera.letter_about(proposal_id).reply_to, "Agree\n")
    confirming = vera.newest().reply_to
    scene.do("Vera", voting.recuse, proposal_id, reason="My cousin wrote it.")
    before = scene.entries()

    assert vera.sends(confirming, "Yes\n") is Outcome.REFUSED

    assert scene.entries() == before
    assert "(recused)" in vera.newest().text
    assert scene.session.scalars(select(WaitingAnswer.fate)).one() == "waiting"


def test_an_invitation_is_taken_up_by_answering_it_without_a_password(scene: Scene) -> None:
    zoe, code = Postbox(scene, "Zoe"), new_code()
    zoe.wants_it_discreet()
    scene.session.add(
        Doorway(
            person_id=zoe.person_id,
            purpose="invitation",
            token_sha256="0" * 64,
            reply_sha256=hashed(code),
            made_at=scene.now,
            expires_at=scene.now + DAY,
        )
    )
    scene.session.commit()
    to = address_with(MAILBOX, code)

    assert zoe.sends(to, "Who are you?\n") is Outcome.NOT_UNDERSTOOD
    assert zoe.sends(to, "YES\n") is Outcome.JOINED
    assert zoe.sends(to, "Yes please\n") is Outcome.OUTDATED

    person = scene.session.get_one(PersonRow, zoe.person_id)
    assert (person.by_mail_at is not None, person.password_hash) == (True, None)
    assert scene.entries()[-1] == "accept_invitation_by_mail"
    assert "your letters say what they are about" in zoe.letters()[1].text


def test_choosing_that_answers_count_at_once_is_on_the_record_and_can_be_taken_back(scene: Scene) -> None:
    for at_once in (True, True, False):
        choose_answers_at_once(scene.session, actor=scene.actor("Vera"), at_once=at_once, now=scene.tick())

    assert [each["at_once"] for each in entries_of(scene, "choose_answers_at_once")] == [True, False]
    assert scene.count(AnswersAtOnce) == 0


def lost_code(vera: Postbox, letter: Outgoing, text: str, *, is_vouched_for: bool = True, **headers: str) -> Outcome:
    """Answer a letter from a program that answers to the mailbox itself, without the code, and quotes nothing."""
    to = office_of(vera.session).message_id_of(letter.key)
    return vera.sends(MAILBOX, text, is_vouched_for=is_vouched_for, **({"In_Reply_To": to} | headers))


def a_letter(scene: Scene, vera: Postbox, proposal_id: int) -> Outgoing:
    """Queue a letter that can be answered, as a notice is."""
    offers = vera.letter_about(proposal_id)
    letter = Outgoing(f"notice:{proposal_id}", vera.address, vera.person_id, "en", "S", "T", reply_to=offers.reply_to)
    enqueue(scene.session, letter, now=scene.now)
    scene.session.commit()
    return letter


def test_an_answer_that_lost_its_code_is_known_by_the_letter_that_it_answers_and_is_always_confirmed(scene: Scene) -> None:
    vera, proposal_id = Postbox(scene, "Vera", server=SERVER), scene.in_consensus()
    vera.wants_it_at_once()
    letter = a_letter(scene, vera, proposal_id)

    assert lost_code(vera, letter, "What is this?\n") is Outcome.NOT_UNDERSTOOD
    assert lost_code(vera, vera.newest(), f"Stand aside\n{WHY}\n") is Outcome.ASKED
    assert scene.count(Position) == 0
    assert lost_code(vera, vera.newest(), "Yes\n", References="<x@y.example> <z@y.example>") is Outcome.SAID
    assert scene.session.scalars(select(Position.reason)).one() == WHY


def test_without_its_code_nobody_elses_answer_an_older_letter_of_the_thread_and_an_unproven_sender_do_anything(scene: Scene) -> None:
    vera, proposal_id = Postbox(scene, "Vera", server=SERVER), scene.in_consensus()
    letter = a_letter(scene, vera, proposal_id)
    named = office_of(scene.session).message_id_of(letter.key)

    assert lost_code(vera, letter, "Agree\n", sender="owen@invented.example") is Outcome.FORGED
    assert lost_code(vera, letter, "Agree\n", is_vouched_for=False) is Outcome.FORGED
    assert lost_code(vera, letter, "Agree\n", In_Reply_To="<newer@y.example>", References=f"{named} <newer@y.example>") is Outcome.UNKNOWN
    assert lost_code(vera, letter, "Agree\n", In_Reply_To=f"{named} <another@y.example>") is Outcome.UNKNOWN
    # Where nobody's word is asked, no more than a letter to them comes of it.
    vera.post = replace(vera.post, server=None)
    assert lost_code(vera, letter, "Agree\n") is Outcome.ASKED
    assert lost_code(vera, vera.newest(), "Yes\n") is Outcome.NOT_UNDERSTOOD
    assert "leave the line with the code" in vera.newest().text
    comment_letter = a_letter(scene, vera, scene.in_comment())
    assert lost_code(vera, comment_letter, "I like it.\n") is Outcome.NOT_UNDERSTOOD
    assert scene.count(Position) == scene.count(Comment) == 0
    vera.post = replace(vera.post, server=SERVER)
    assert lost_code(vera, comment_letter, "I like it.\n") is Outcome.COMMENTED
