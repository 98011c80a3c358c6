"""The pages of decisions from elsewhere in a real browser: marked, without barriers, no wider than the screen."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.archive.commands import import_loomio
from consensus.archive.loomio import read_export
from consensus.archive.models import ImportedDecision
from consensus.domain.actor import OPERATOR
from consensus.domain.terms import Visibility
from tests.archive.conftest import Readers
from tests.archive.exports import in_json, older
from tests.archive.scenes import working_group
from tests.support.axe import violations_on
from tests.support.browser import OpenPage
from tests.support.server import LiveServer
from tests.voting.story import Network

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]


@pytest.mark.parametrize(
    "look",
    [{"viewport": {"width": 1280, "height": 900}}, {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"}],
    ids=["wide and light", "small and dark"],
)
def test_they_are_found_and_read(
    session: Session, network: Network, readers: Readers, open_page: OpenPage, live_server: LiveServer, tmp_path: Path, look: dict[str, Any]
) -> None:
    body_id = working_group(network).id
    session.rollback()
    with read_export(in_json(tmp_path / "export.json", older())) as export:
        import_loomio(session, actor=OPERATOR, body_id=body_id, export=export, visibility=Visibility.NETWORK, now=network.now)
    browser, steward = readers.visitor(), network.world.steward.person_id
    assert steward is not None
    browser.sign_in(steward)
    cookie = browser.client.get_cookie("consensus")
    assert cookie is not None
    page = open_page(**look)
    page.context.add_cookies([{"name": "consensus", "value": cookie.value, "url": live_server.url}])
    page.goto("/archive")
    page.get_by_role("link", name="imported decisions").click()
    page.get_by_label("Words").fill("xylophone")
    page.get_by_role("button", name="Show").click()
    _look(page, "imported-list")
    page.get_by_role("link", name="Shall we meet in spring?").click()
    expect(page.get_by_role("main")).to_contain_text("Imported from Loomio, decided there under other rules")
    expect(page.get_by_role("main")).to_contain_text("The xylophone players can come.")
    _look(page, "imported")
    session.rollback()
    assert len(session.scalars(select(ImportedDecision)).all()) == 1


def _look(page: Any, name: str) -> None:
    assert violations_on(page) == (), name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png", full_page=True)
