"""Whoever acts can have a receipt, right afterwards and later, and nobody else; anybody can check one."""

from __future__ import annotations

import re
from base64 import b64decode
from io import BytesIO

from consensus import ledger
from consensus.bodies.commands import leave_body
from consensus.ledger.checkpoint import body_of
from consensus.ledger.merkle import is_consistent
from consensus.ledger.models import Checkpoint
from consensus.ledger.signing import Signer
from consensus.pages.own_acts import ELSEWHERE, PAGE_LENGTH
from consensus.transaction import ACTS
from tests.pages.scene import QUESTION, Scene
from tests.pages.test_statements import MOST, statements
from tests.support.browsing import HTMX, text_of

OFFERED = re.compile(r'action="(/account/acts/\d+/receipt)"')


def objected(scene: Scene) -> str:
    """Vera raises an objection on its page; return where the notice afterwards offers the receipt."""
    proposal_id = scene.in_objection()
    sent = {"kind": "objection", "ground": "harm", "reason": "It <b>harms</b> الجزر.", "version": "1", "seen_stage": "objection"}
    vera = scene.browser("Vera")
    answer = vera.post(f"/proposals/{proposal_id}/raise_objection", sent)
    assert answer.status_code == 303, text_of(answer)
    address: str = OFFERED.findall(text_of(vera.get(answer.headers["Location"])))[0]
    return address


def test_the_page_after_an_act_offers_its_receipt_and_it_holds(scene: Scene) -> None:
    address = objected(scene)

    answer = scene.browser("Vera").post(address)

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    found = ledger.check_receipt(text_of(answer), ledger.keyring_of(scene.session).read)
    assert found.entry["act"] == "raise_objection"
    assert found.entry["data"]["reason"] == "It <b>harms</b> الجزر."


def test_htmx_gets_the_offer_with_the_fresh_panel(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    sent = {"position": "support", "version": "1", "seen_stage": "consensus"}

    answer = scene.browser("Vera").post(f"/proposals/{proposal_id}/take_position", sent, headers=HTMX)

    assert answer.status_code == 200
    assert len(OFFERED.findall(text_of(answer))) == 1


def test_nobody_sees_or_gets_the_receipt_of_another(scene: Scene) -> None:
    address = objected(scene)
    signed = scene.count(Checkpoint)

    for name in ("Owen", "Sam"):
        other = scene.browser(name)
        assert address not in text_of(other.get("/account/acts"))
        assert other.post(address).status_code == 403
    assert scene.browser(None).post(address).status_code in {302, 303, 401}
    assert scene.count(Checkpoint) == signed


def test_ones_acts_are_listed_newest_first_on_pages_of_few_statements(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    scene.issue("Vera", proposal_id)
    few = len(statements(scene, "Vera", "/account/acts"))
    for number in range(PAGE_LENGTH):
        scene.issue("Vera", proposal_id, f"Issue {number}")

    newest = text_of(scene.browser("Vera").get("/account/acts"))

    indices = [int(found) for found in re.findall(r'id="entry-(\d+)"', newest)]
    assert len(indices) == PAGE_LENGTH
    assert indices == sorted(indices, reverse=True)
    assert "You raised an issue." in newest
    earlier = text_of(scene.browser("Vera").get(re.findall(r'href="(/account/acts\?before=\d+)"', newest)[0]))
    assert int(re.findall(r'id="entry-(\d+)"', earlier)[0]) < indices[-1]
    assert len(statements(scene, "Vera", "/account/acts")) == few <= MOST


def test_a_question_that_is_not_open_to_me_any_more_is_not_shown(scene: Scene) -> None:
    scene.issue("Vera", scene.in_comment())
    assert QUESTION in text_of(scene.browser("Vera").get("/account/acts"))

    about = {"body_id": scene.body_id, "member_id": scene.member_id["Vera's group"]}
    leave_body(scene.session, actor=scene.steward, **about, reason="They left.", now=scene.tick())

    page = text_of(scene.browser("Vera").get("/account/acts"))
    assert QUESTION not in page
    assert "You raised an issue." in page


def test_a_receipt_is_checked_on_a_page_by_anybody_and_stored_nowhere(scene: Scene) -> None:
    address = objected(scene)
    content = text_of(scene.browser("Vera").post(address))
    visitor = scene.browser(None)
    before = scene.entries()

    sound = visitor.post("/archive/check", {"file": (BytesIO(content.encode()), "receipt.json")}, content_type="multipart/form-data")
    altered = visitor.post("/archive/check", {"content": content.replace("harms", "helps")})

    assert "The receipt holds. Entry" in text_of(sound)
    assert "&lt;b&gt;harms" in text_of(sound)
    assert "The receipt does not hold. The proof does not lead from the entry" in text_of(altered)
    assert scene.entries() == before


def test_a_checkpoint_that_was_kept_is_checked_on_the_same_page(scene: Scene) -> None:
    kept = ledger.sign_checkpoint(scene.session, now=scene.now).note
    scene.session.commit()
    objected(scene)
    latest = ledger.sign_checkpoint(scene.session, now=scene.now)
    stranger = Signer.generate(ledger.signer_of(scene.session).name)
    forged = stranger.sign(body_of(stranger.name, latest.size, latest.root))
    scene.session.commit()
    visitor = scene.browser(None)

    page = text_of(visitor.post("/archive/check", {"content": kept.replace("\n", "\r\n")}))

    size = int(kept.splitlines()[1])
    assert f"The record of today begins with the {size} entries that this checkpoint signed." in page
    steps = [b64decode(step) for step in re.findall(r"<pre><code>([A-Za-z0-9+/=\n]+)</code></pre>", page)[0].split()]
    root = b64decode(kept.splitlines()[2])
    assert is_consistent(size, root, latest.size, latest.root, steps)
    assert "The checkpoint does not hold. The note is not signed by" in text_of(visitor.post("/archive/check", {"content": forged}))


def test_a_checkpoint_of_another_past_is_told_from_one_of_a_longer_one(scene: Scene) -> None:
    signer = ledger.signer_of(scene.session)
    size = len(scene.entries())

    another = ledger.check_checkpoint(scene.session, signer.sign(body_of(signer.name, size, b"\1" * 32)))
    longer = ledger.check_checkpoint(scene.session, signer.sign(body_of(signer.name, size + 1, b"\1" * 32)))

    assert another.problem == f"It signed another record: one of the entries 0 to {size - 1} was changed since, or taken out."
    assert longer.problem == f"It was signed after {size + 1} entries, and the record has {size}: entries are missing."


def test_the_words_for_acts_elsewhere_are_about_acts_that_there_are() -> None:
    assert ELSEWHERE.keys() <= set(ACTS.values())
