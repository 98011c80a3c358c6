"""A personal link asks to confirm: opening it changes nothing, confirming it says what it names, once, under the rules of the page."""

from __future__ import annotations

import json
import re
from typing import Any

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from consensus.bodies.commands import join_body
from consensus.domain.terms import Attribution, MemberKind, Stage
from consensus.ledger.models import LedgerEntry
from consensus.mail.reply_codes import hashed
from consensus.people.commands import correct_address
from consensus.people.models import Person as PersonRow
from consensus.proposals.models import Proposal
from consensus.replying.commands.links import PER_ORIGIN
from consensus.replying.models import PersonalLink, ReplyCode
from consensus.replying.offers import Offers, offers_for
from consensus.voting import commands as voting
from consensus.voting.models import Objection, Position, Voice, Vote
from tests.pages.scene import DAY, Scene
from tests.support.browsing import text_of

WHY = "It leaves out those who cannot travel."
BASE = "https://decide.example.org"


def offered(scene: Scene, proposal_id: int, who: str = "Vera", mailbox: str | None = None) -> Offers:
    """Return what a letter to somebody carries now."""
    found = offers_for(
        scene.session, person_id=scene.person_id[who], proposal_id=proposal_id, base_url=BASE, now=scene.now, mailbox=mailbox
    )
    scene.session.commit()
    assert found is not None
    return found


def address(offers: Offers, code: str) -> str:
    """Return the link for a position, without the host."""
    return next(each.url.removeprefix(BASE) for each in offers.links if each.code == code)


def confirm(scene: Scene, link: str, **fields: Any) -> TestResponse:
    """Press the button of the page behind a link, in a browser in which nobody is signed in."""
    return scene.browser(None).post("/answer", {"token": link.partition("token=")[2], **fields})


def rows(scene: Scene) -> list[int]:
    """Return how much there is that a link could add to, and how many links are used."""
    used = scene.session.scalars(select(func.count()).select_from(PersonalLink).where(PersonalLink.used_at.is_not(None))).one()
    return [*(scene.count(model) for model in (LedgerEntry, Position, Vote, Objection)), used]


def test_opening_a_link_changes_nothing_whatever_follows_it(scene: Scene) -> None:
    offers, visitor = offered(scene, scene.in_consensus()), scene.browser(None)
    before = rows(scene)

    for offer in offers.links:
        link = offer.url.removeprefix(BASE)
        assert visitor.get(link).status_code == 200
        assert visitor.get(link, headers={"Sec-Purpose": "prefetch"}).status_code == 200
        assert visitor.client.head(link).status_code == 200

    assert rows(scene) == before


def test_only_the_hash_of_a_link_is_kept(scene: Scene) -> None:
    offers = offered(scene, scene.in_consensus(), mailbox="consensus@example.org")

    tokens = {each.url.partition("token=")[2] for each in offers.links}

    assert {len(token) for token in tokens} == {43}
    assert set(scene.session.scalars(select(PersonalLink.token_sha256))) == {hashed(token) for token in tokens}
    assert scene.session.scalars(select(ReplyCode.code_sha256)).one() == hashed(offers.reply_code or "")
    assert offers.reply_to == f"consensus+{offers.reply_code}@example.org"


def test_the_page_shows_question_text_and_meaning_in_the_language_of_whom_the_letter_reached(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    scene.session.get_one(PersonRow, scene.person_id["Vera"]).language = "es"
    scene.session.commit()

    answer = scene.browser(None).get(address(offered(scene, proposal_id), "block"))

    page = text_of(answer)
    assert '<html lang="es"' in page
    assert "Shall we meet in spring?" in page
    assert "<strong>spring</strong>" in page
    assert "Bloqueas esto" in page
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_confirming_says_it_for_the_voice_and_the_record_tells_how_it_came(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    link = address(offered(scene, proposal_id), "stand_aside")

    answer = confirm(scene, link, reason=WHY, attribution="sealed")

    assert answer.status_code == 303
    position = scene.session.scalars(select(Position)).one()
    assert (position.code, position.reason, position.person_id) == ("stand_aside", WHY, scene.person_id["Vera"])
    assert position.attribution is Attribution.SEALED
    entry = json.loads(scene.session.scalars(select(LedgerEntry.entry).order_by(LedgerEntry.index.desc()).limit(1)).one() or "")
    assert scene.entries()[-2:] == ["take_position", "answer_by_letter"]
    assert {key: entry["data"][key] for key in ("position", "through", "version")} == {
        "position": position.id,
        "through": "link",
        "version": 1,
    }
    # What is sealed is not shown to whoever finds the letter.
    assert WHY not in text_of(scene.browser(None).get(link))
    assert "position--stand_aside" not in text_of(scene.browser(None).get(link))


def test_a_link_works_once_and_then_says_what_holds_and_what_to_do(scene: Scene) -> None:
    link = address(offered(scene, scene.in_consensus()), "support")
    confirm(scene, link)
    before = rows(scene)

    again = confirm(scene, link)

    assert again.status_code == 409
    assert rows(scene) == before
    page = text_of(scene.browser(None).get(link))
    assert "This link was used" in page
    assert "position--support" in page
    assert "use another link of the newest letter" in page
    assert 'name="csrf_token"' not in page.partition("<main")[2].partition("</main")[0]


def test_what_a_position_needs_is_asked_for_and_what_was_typed_is_kept(scene: Scene) -> None:
    link = address(offered(scene, scene.in_consensus()), "object")
    before = rows(scene)

    answer = confirm(scene, link, reason="", remedy="Meet on the line, too.", ground="harm")

    assert answer.status_code == 422
    assert "Say why, in your own words" in text_of(answer)
    assert "Meet on the line, too." in text_of(answer)
    assert rows(scene) == before


def test_a_form_from_elsewhere_says_nothing(scene: Scene) -> None:
    link = address(offered(scene, scene.in_consensus()), "support")
    before = rows(scene)

    answer = scene.browser(None).client.post("/answer", data={"token": link.partition("token=")[2]})

    assert answer.status_code == 400
    assert rows(scene) == before


def test_an_extension_lengthens_a_link_and_the_end_of_the_window_ends_it(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    offers = offered(scene, proposal_id)
    closes_at = scene.session.get_one(Proposal, proposal_id).closes_at
    assert closes_at is not None
    scene.do("Femi", voting.extend_window, proposal_id, until=closes_at + 3 * DAY, reason="A feast comes between.")
    for name in ("Owen", "Femi", "Ines", "Rita", "Bela"):
        scene.says(name, proposal_id, "support")
    scene.now = closes_at + DAY

    assert confirm(scene, address(offers, "reservation"), reason=WHY).status_code == 303

    scene.now = closes_at + 3 * DAY
    late = confirm(scene, address(offers, "stand_aside"), reason=WHY)
    assert late.status_code == 409
    assert WHY in text_of(late)
    assert "The window" in text_of(late)
    assert scene.count(Position) == 6


def test_a_new_version_ends_a_link(scene: Scene) -> None:
    proposal_id = scene.in_objection()
    offers = offered(scene, proposal_id)
    assert [each.code.value for each in offers.links] == ["object", "block"]
    objection = scene.objects("Ines", proposal_id)
    scene.revises(proposal_id, "We meet in autumn.", meets=(objection,))

    answer = confirm(scene, address(offers, "object"), reason=WHY, ground="harm")

    assert answer.status_code == 409
    assert "it is now version 2" in text_of(answer)
    assert scene.count(Objection) == 1


def test_while_objections_are_called_for_a_link_raises_one(scene: Scene) -> None:
    proposal_id = scene.in_objection()

    answer = confirm(scene, address(offered(scene, proposal_id), "block"), reason=WHY, ground="dignity", whom="Those at home.")

    assert answer.status_code == 303
    raised = scene.session.scalars(select(Objection)).one()
    assert (raised.kind, raised.ground, raised.reason, raised.whom) == ("block", "dignity", WHY, "Those at home.")
    assert scene.entries()[-2:] == ["raise_objection", "answer_by_letter"]


def test_in_a_fallback_vote_a_link_votes(scene: Scene) -> None:
    proposal_id = scene.in_fallback()
    offers = offered(scene, proposal_id, "Ines")
    assert [each.code.value for each in offers.links] == ["yes", "no", "abstain"]

    assert confirm(scene, address(offers, "no")).status_code == 303

    assert scene.session.scalars(select(Vote.code)).one() == "no"


def test_who_speaks_for_two_voices_gets_links_for_each(scene: Scene) -> None:
    second = scene.member("Vera", "A second group", joins=False, kind=MemberKind.INDIVIDUAL)
    join_body(scene.session, actor=scene.steward, body_id=scene.body_id, member_id=second, now=scene.now)
    offers = offered(scene, scene.in_consensus())

    assert {each.voice for each in offers.links} == {"Vera's group", "A second group"}
    link = next(each.url.removeprefix(BASE) for each in offers.links if (each.voice, each.code) == ("A second group", "reservation"))
    chosen = re.search(r'<input checked[^>]*name="attribution"[^>]*>', text_of(scene.browser(None).get(link)))
    assert chosen is not None
    assert "kind_and_region" in chosen[0]

    confirm(scene, link, reason=WHY)

    assert scene.session.scalars(select(Voice.label).join(Position, Position.voice_id == Voice.id)).one() == "A second group"


def test_nothing_is_offered_where_nothing_can_be_said(scene: Scene) -> None:
    draft, decided = scene.draft(), scene.adopted()

    for proposal_id, who in ((draft, "Vera"), (decided, "Vera"), (scene.in_consensus(), "Zoe")):
        found = offers_for(
            scene.session, person_id=scene.person_id[who], proposal_id=proposal_id, base_url=BASE, now=scene.now, mailbox="c@example.org"
        )
        assert found is None


def test_whoever_is_no_longer_active_has_no_link(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    link = address(offered(scene, proposal_id), "support")
    scene.session.get_one(PersonRow, scene.person_id["Vera"]).is_active = False
    scene.session.commit()

    assert scene.browser(None).get(link).status_code == 404
    assert confirm(scene, link).status_code == 404
    assert scene.stage(proposal_id) is Stage.CONSENSUS


def test_links_that_lead_nowhere_are_counted(scene: Scene) -> None:
    link = address(offered(scene, scene.in_consensus()), "support")

    statuses = [confirm(scene, f"/answer?token=made-up-{number}").status_code for number in range(PER_ORIGIN + 1)]

    assert statuses == [404] * PER_ORIGIN + [429]
    assert confirm(scene, link).status_code == 429
    scene.tick(DAY / 24)
    assert confirm(scene, link).status_code == 303


def test_what_is_secret_is_not_told_by_accident(scene: Scene) -> None:
    offers = offered(scene, scene.in_consensus(), mailbox="consensus@example.org")

    assert "token=" not in repr(offers)
    assert str(offers.reply_code) not in repr(offers)


def test_a_link_in_a_letter_to_an_address_that_was_given_up_leads_nowhere(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    link = address(offered(scene, proposal_id), "support")
    correct_address(scene.session, actor=scene.steward, person_id=scene.person_id["Vera"], email="new@invented.example", now=scene.tick())
    before = rows(scene)

    assert scene.browser(None).get(link).status_code == 404
    assert confirm(scene, link).status_code == 404
    assert rows(scene) == before
    assert scene.browser(None).get(address(offered(scene, proposal_id), "support")).status_code == 200
