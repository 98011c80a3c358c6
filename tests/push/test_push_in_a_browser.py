"""The script of the account page and the service worker, in Chromium. No push service is asked: what it would give is put in its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from config import Settings
from consensus.push.encrypting import CURVE, in_text, point
from consensus.push.models import PushDevice
from consensus.push.vapid import PushKey
from tests.pages.coming import coming
from tests.pages.scene import Scene
from tests.support.browser import OpenPage
from tests.support.server import LiveServer

pytestmark = pytest.mark.browser

KEY = PushKey.new()
PUBLIC, AUTH = in_text(point(ec.generate_private_key(CURVE).public_key())), in_text(b"sixteen bytes it")
SERVICE = """(given) => {
    Notification.requestPermission = async () => "granted";
    PushManager.prototype.subscribe = async (asked) => {
        const key = btoa(String.fromCharCode(...asked.applicationServerKey)).replace(/[+]/g, "-").replace(/[/]/g, "_").replace(/=+$/, "");
        if (!asked.userVisibleOnly || key !== given.key) throw new Error("not as it must be asked");
        return { toJSON: () => given };
    };
}"""

WATCH = """() => {
    self.shown = [];
    registration.showNotification = async (...said) => void self.shown.push(said);
    clients.openWindow = async (url) => url;
    WindowClient.prototype.focus = async function () { return `focused ${this.url}`; };
}"""

SHOWN = """async () => {
    for (let looked = 0; shown.length < 3 && looked < 500; looked += 1) await new Promise((go) => setTimeout(go, 10));
    return shown;
}"""

CLICK = """async (data) => {
    let led, closed = false;
    const event = new ExtendableEvent("notificationclick");
    Object.assign(event, { notification: { data, close: () => { closed = true; } }, waitUntil: (promise) => { led = promise; } });
    dispatchEvent(event);
    return [await led, closed];
}"""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation whose operator set a key."""
    return replace(settings, push_key=KEY.written)


def test_one_button_switches_a_device_on_and_what_comes_is_shown_and_leads_to_its_page(
    app: Flask, session: Session, open_page: OpenPage, live_server: LiveServer
) -> None:
    scene = Scene(app, session, start=datetime.now(UTC))
    page = coming(scene, open_page, live_server)("Vera", "/account")
    given = {"endpoint": "https://push.example.org/send/x", "key": KEY.public, "keys": {"p256dh": PUBLIC, "auth": AUTH}}
    page.evaluate(SERVICE, given)
    page.get_by_label("What you call this device").fill("My telephone")
    page.get_by_role("button", name="Tell me on this device").click()
    expect(page.get_by_text("This device will tell you")).to_be_visible()
    expect(page.get_by_text("My telephone")).to_be_visible()
    assert scene.count(PushDevice) == 1

    tools = page.context.new_cdp_session(page)
    found: list[str] = []
    tools.on(
        "ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(each["registrationId"] for each in event["registrations"])
    )
    tools.send("ServiceWorker.enable")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    (worker,) = page.context.service_workers
    worker.evaluate(WATCH)
    discreet = '{"title": "Something waits for you", "text": "", "url": "/about", "tag": "notice:1"}'
    for data in (discreet, "null", "no JSON"):
        tools.send("ServiceWorker.deliverPushMessage", {"origin": live_server.url, "registrationId": found[0], "data": data})
    said = worker.evaluate(SHOWN)
    assert said[0] == ["Something waits for you", {"body": "", "data": "/about", "tag": "notice:1"}]
    assert said[1:] == [["127.0.0.1", {"body": "", "data": "/", "tag": ""}]] * 2

    first = f"{live_server.url}/"
    for data, leads in (
        ("/about", f"{live_server.url}/about"),
        (f"{live_server.url}/n/x", f"{live_server.url}/n/x"),
        (page.url, f"focused {page.url}"),
        ("https://evil.example/sign-in", first),
        ("//evil.example", first),
        ("javascript:alert(1)", first),
        ("http://[", first),
    ):
        assert worker.evaluate(CLICK, data) == [leads, True]
