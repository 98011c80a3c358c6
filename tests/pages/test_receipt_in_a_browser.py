"""A receipt in a real browser, on a phone: taken from the notice after an act, and checked on the page for that."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.pages.coming import coming
from tests.pages.scene import DAY, Scene
from tests.support.axe import violations_on
from tests.support.browser import OpenPage
from tests.support.server import LiveServer

pytestmark = pytest.mark.browser


def test_a_receipt_is_taken_after_an_act_and_checked(
    app: Flask, session: Session, open_page: OpenPage, live_server: LiveServer, tmp_path: Path
) -> None:
    scene = Scene(app, session, start=datetime.now(UTC) - 33 * DAY)
    proposal_id = scene.in_objection()
    vera = coming(scene, open_page, live_server)("Vera", f"/proposals/{proposal_id}/recuse", viewport={"width": 360, "height": 740})

    vera.get_by_label("Reason").fill("My own house stands there.")
    vera.locator("form[action$='/recuse'] button[type=submit]").click()
    with vera.expect_download() as download:
        vera.locator("#notices").get_by_role("button", name="Download the receipt").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)

    vera.goto("/account/acts")
    expect(vera.locator("main li").first).to_contain_text("You recused Vera's group.")
    assert not violations_on(vera)
    vera.goto("/archive/check")
    vera.get_by_label("The file").set_input_files(file)
    vera.get_by_role("button", name="Check it").click()
    expect(vera.get_by_role("status").filter(has_text="The receipt holds.")).to_be_visible()
    assert not violations_on(vera)
    assert vera.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
