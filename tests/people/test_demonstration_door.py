"""The door of the demonstration exists in a demonstration alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from config import Settings
from consensus.app import create_app
from consensus.db import db
from consensus.domain.actor import OPERATOR
from consensus.people import commands
from tests.people.place import NOW, set_up
from tests.support.browsing import Visitor, text_of

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

Opened = Callable[..., Flask]


@pytest.fixture
def opened(settings: Settings) -> Iterator[Opened]:
    """Return an installation, started as a demonstration or not, on a network that is one or not."""
    apps: list[Flask] = []

    def make(*, started_as_one: bool, is_one: bool) -> Flask:
        app = create_app(replace(settings, demonstration=started_as_one))
        app.config["DEMO_PEOPLE"] = [{"key": "ada", "name": "Ada Achieng", "part": "speaks for a movement in Africa"}]
        with app.app_context():
            set_up(db.session(), is_demonstration=is_one)
            commands.add_person(db.session(), actor=OPERATOR, name="Ada Achieng", email="ada@demo.invalid", now=NOW)
            commands.add_person(db.session(), actor=OPERATOR, name="Eve", email="eve@demo.invalid", now=NOW)
        apps.append(app)
        return app

    yield make
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def test_one_click_signs_in(opened: Opened) -> None:
    visitor = Visitor(opened(started_as_one=True, is_one=True))
    assert 'Sign in<span class="hidden"> as <bdi>Ada Achieng</bdi>' in text_of(visitor.get("/sign-in"))
    assert visitor.post("/demo/sign-in/ada", {"next": "/account"}).location == "/account"
    assert visitor.get("/account").status_code == 200


def test_only_as_one_of_those_who_are_named(opened: Opened) -> None:
    visitor = Visitor(opened(started_as_one=True, is_one=True))
    assert visitor.post("/demo/sign-in/eve").status_code == 404
    assert visitor.get("/account").status_code == 303


@pytest.mark.parametrize(("started_as_one", "is_one"), [(False, True), (True, False), (False, False)])
def test_elsewhere_there_is_neither_button_nor_door(opened: Opened, *, started_as_one: bool, is_one: bool) -> None:
    visitor = Visitor(opened(started_as_one=started_as_one, is_one=is_one))
    assert "/demo/" not in text_of(visitor.get("/sign-in"))
    assert visitor.post("/demo/sign-in/ada").status_code == 404
    assert visitor.get("/account").status_code == 303


def test_without_the_setting_the_door_is_not_even_there(opened: Opened) -> None:
    assert "demonstration" not in opened(started_as_one=False, is_one=True).blueprints
