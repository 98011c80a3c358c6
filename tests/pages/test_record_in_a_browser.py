"""The record in a real browser, on a phone: receipts are checked, sealed words read and told, words erased, names held and gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.domain.retention import Category
from consensus.domain.terms import Attribution, Visibility
from consensus.people.commands import end_mandate
from consensus.people.models import Mandate
from consensus.proposals import commands as proposing
from consensus.retention.commands import keep_retention, set_retention
from consensus.voting import commands as voting
from tests.pages.coming import Come, coming
from tests.pages.scene import DAY, Scene
from tests.support.axe import violations_on
from tests.support.browser import OpenPage
from tests.support.server import LiveServer

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
SECRET = "Vera lies in ward nineteen."
SEALED = "The hush of xylophones."
WHY = "A complaint about the call of March."
BECAUSE = "It told of somebody's illness."


@pytest.fixture
def scene(app: Flask, session: Session) -> Scene:
    """The small network, begun so long ago that what is called for objections now is so by the server's clock."""
    return Scene(app, session, start=datetime.now(UTC) - 33 * DAY)


@pytest.fixture
def come(scene: Scene, open_page: OpenPage, live_server: LiveServer) -> Come:
    """Open a page as somebody."""
    return coming(scene, open_page, live_server)


def has_no_barriers(page: Page) -> None:
    assert violations_on(page) == (), page.url
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url


def checked(page: Page, content: str, *, says: str) -> None:
    """Let somebody check a file that they typed, and read what is said of it."""
    page.goto("/archive/check")
    page.get_by_label("Or its text").fill(content)
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("status").filter(has_text=says)).to_be_visible()
    has_no_barriers(page)


def test_what_the_record_keeps_and_what_it_lets_go(scene: Scene, come: Come, tmp_path: Path) -> None:
    proposal_id = scene.in_comment(visibility=Visibility.PUBLIC)
    scene.do("Vera", proposing.comment, proposal_id, text=SECRET)
    scene.tick(31 * DAY)
    scene.do("Femi", voting.call_for_objections, proposal_id)
    scene.objects("Ines", proposal_id, SEALED, attribution=Attribution.SEALED)
    address = f"/proposals/{proposal_id}"

    # A receipt is taken after an act; it holds, and one letter more and it does not.
    vera = come("Vera", f"{address}/recuse", viewport=PHONE)
    vera.get_by_label("Reason").fill("My own house stands there.")
    vera.locator("form[action$='/recuse'] button[type=submit]").click()
    with vera.expect_download() as download:
        vera.locator("#notices").get_by_role("button", name="Download the receipt").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    vera.goto("/account/acts")
    expect(vera.locator("main li").first).to_contain_text("You recused Vera's group.")
    has_no_barriers(vera)
    receipt = file.read_text(encoding="utf-8")
    checked(vera, receipt, says="The receipt holds.")
    checked(vera, receipt.replace("My own house", "My own horse"), says="The receipt does not hold.")

    # The clerk reads what is sealed, after saying why; whose words they are learns of it.
    sam = come("Sam", address, viewport=PHONE)
    expect(sam.locator("main")).not_to_contain_text(SEALED)
    has_no_barriers(sam)
    sam.get_by_role("link", name="Read what is sealed on this proposal").click()
    has_no_barriers(sam)
    sam.get_by_label("Why you want to read them").fill(WHY)
    sam.get_by_role("button", name="Read the sealed words").click()
    expect(sam.locator("main")).to_contain_text(SEALED)
    has_no_barriers(sam)
    ines = come("Ines", "/", viewport=PHONE)
    expect(ines.get_by_role("region", name="Who read what you sealed")).to_contain_text(WHY)
    has_no_barriers(ines)
    ines.goto("/account")
    expect(ines.get_by_role("region", name="What you sealed")).to_contain_text(WHY)
    has_no_barriers(ines)

    # Words are erased: the body reads by whom and why, and nobody finds them any more.
    sam.goto(address)
    sam.get_by_role("link", name="Erase these words").click()
    has_no_barriers(sam)
    sam.get_by_label("Why these words are erased").fill(BECAUSE)
    sam.get_by_role("checkbox").check()
    sam.get_by_role("button", name="Erase these words for good").click()
    expect(sam.locator("#notices")).to_contain_text("The words are erased.")
    sam.get_by_label("Words").fill("ward nineteen")
    sam.get_by_role("button", name="Look for it").click()
    expect(sam.locator("main")).to_contain_text("They stand in nothing that can be erased.")
    has_no_barriers(sam)
    for page in (address, f"{address}/timeline"):
        ines.goto(page)
        expect(ines.locator("main")).to_contain_text(BECAUSE)
        expect(ines.locator("main")).not_to_contain_text(SECRET)
        has_no_barriers(ines)
    scene.session.rollback()
    assert ledger.verify(scene.session).problems == ()

    # A name would go; it is held, and stays; released, it goes, and the page says so.
    now = datetime.now(UTC)
    mandate = scene.session.scalars(select(Mandate.id).where(Mandate.person_id == scene.person_id["Nora"])).one()
    end_mandate(scene.session, actor=scene.steward, mandate_id=mandate, ends_at=None, now=now - 32 * DAY)
    set_retention(scene.session, actor=scene.steward, category=Category.PERSONS, days=30, body_id=None, now=now - 2 * DAY)
    sam.goto("/steward/retention")
    expect(sam.get_by_text("would be called: A person of Nora's group")).to_be_visible()
    sam.get_by_role("link", name="Hold something").click()
    has_no_barriers(sam)
    sam.get_by_label("Who asked for it, and why").fill("A court asks.")
    sam.get_by_role("button", name="Hold it").click()
    expect(sam.get_by_role("region", name="What is held")).to_contain_text("A court asks.")
    expect(sam.locator("main")).to_contain_text("No name would go.")
    has_no_barriers(sam)
    assert keep_retention(scene.session, now=datetime.now(UTC), mail_folder=tmp_path) == 0
    sam.get_by_role("button", name="Release it").click()
    expect(sam.locator("#notices")).to_contain_text("The hold is released.")
    assert keep_retention(scene.session, now=datetime.now(UTC) + timedelta(seconds=1), mail_folder=tmp_path) == 1
    sam.reload()
    expect(sam.get_by_role("region", name="What was done")).to_contain_text("entry")
    expect(sam.locator("main")).not_to_contain_text("Nora")
    has_no_barriers(sam)
