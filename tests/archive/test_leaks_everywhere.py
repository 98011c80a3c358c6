"""No address that somebody outside the body can open tells what was sealed, who was not named, when they spoke, in which order."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import AnyConverter, IntegerConverter

from consensus.api.commands import make_token
from consensus.api.scopes import Scope
from consensus.domain.actor import Actor
from consensus.domain.terms import Attribution, Visibility
from consensus.ledger.models import LedgerEntry
from consensus.meetings.models import Meeting, MeetingItem
from consensus.voting.models import Dissociation, Objection, Position, Statement
from tests.archive.conftest import Browser, Readers
from tests.archive.scenes import at_every_level
from tests.archive.test_leaks import UNNAMED
from tests.bodies.world import DAY
from tests.support.browsing import text_of
from tests.support.budget import Budget
from tests.support.remembered import told_once
from tests.voting.story import Network, Story

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

SEALED = ("forbid zephyrs", "hush of xylophones", "Muffle them", "Xylophones stay", "said the sphinx", "Furtive gherkins")
"""Words of sealed dissent, and of the answers to it."""

NAMES_FOR_WHAT_WAS_SAID = {"archive", "pages", "erasing", "interface"}
"""The features that name members for what they said; others name them for what they are, in registers and in lists to choose from."""

REGISTERS = {"interface.list_people", "interface.list_members", "interface.list_members_of_body", "interface.get_body"}
"""And so do these."""

SLOW = "pdf"
"""Made by a process of its own from the view that Markdown and JSON are made from."""


@pytest.fixture
@told_once
def story(network: Network) -> Story:
    """A decision with dissent of every level, and an open proposal with the same; both public, both in a meeting."""
    decided = at_every_level(network)
    group = decided.decision.body_id
    body = network.session.get_one(type(network.body), group)
    open_one = network.propose("Ampersand", "Shall we eat together?", visibility=Visibility.PUBLIC, body=body).commented()
    open_one.called_for_objections()
    open_one.objected("Heath", "Furtive gherkins.", attribution=Attribution.SEALED)
    open_one.objected("Juniper", "Frank cucumbers.", attribution=Attribution.KIND_AND_REGION)
    secretary = network.people["Ampersand"].id
    called = {"called_by_id": secretary, "called_at": network.now, "secretary_id": secretary, "planned_at": network.now + DAY}
    meeting = Meeting(body_id=group, title="Our meeting", **called)
    network.session.add(meeting)
    network.session.flush()
    network.session.add_all(MeetingItem(meeting_id=meeting.id, proposal_id=each.id) for each in (decided, open_one))
    network.session.commit()
    # Pages say as of when they are shown: that is no instant of anybody's act.
    network.later(timedelta(hours=5))
    return decided


def addresses(app: Flask, entries: int) -> Iterator[tuple[str, str]]:
    """Give the endpoint and addresses of each route that can be opened, with numbers under which something stands."""
    adapter = app.url_map.bind("127.0.0.1:8000")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()):
            continue
        values = [_values(name, converter, entries) for name, converter in rule._converters.items()]
        for chosen in itertools.product(*values):
            yield rule.endpoint, adapter.build(rule.endpoint, dict(zip(rule._converters, chosen, strict=True)), method="GET")


def _values(name: str, converter: object, entries: int) -> Sequence[object]:
    if isinstance(converter, AnyConverter):
        return sorted({*converter.items} - {SLOW})
    if name == "year":
        return [2026]
    if name == "entry_index":
        return range(entries)
    if isinstance(converter, IntegerConverter):
        return [1, 2]
    return {"code": ["WG"], "sequence": ["001"]}.get(name, ["x"])


def token_of(story: Story, browser: Browser, who: str) -> dict[str, str]:
    """Return what a program sends that reads for somebody."""
    if who == "visitor":
        return {}
    with browser.client.session_transaction() as kept:
        person_id = int(kept["_user_id"].partition(":")[0])
    actor, now = Actor(person_id, is_steward=who == "steward"), story.network.now
    token = make_token(story.session, actor=actor, name="reads", scopes=tuple(Scope), expires_at=now + DAY, now=now)
    return {"Authorization": f"Bearer {token}"}


def unnamed_instants(story: Story) -> set[str]:
    """When something was said without a name, to the minute: each act of the story has a minute of its own."""
    session, hidden = story.session, Attribution.NAMED
    found = [
        *session.scalars(select(Objection.raised_at).where(Objection.attribution != hidden)),
        *session.scalars(select(Position.at).where(Position.attribution != hidden)),
        *session.scalars(select(Statement.at).where(Statement.attribution != hidden)),
        *session.scalars(select(Dissociation.at).where(Dissociation.attribution != hidden)),
    ]
    written = ("{0:%Y-%m-%dT%H:%M}", "{0:%Y-%m-%d %H:%M}", "{0.day} {0:%B %Y, %H:%M}")
    return {way.format(at) for at in found for way in written}


@pytest.mark.parametrize("who", ["visitor", "network", "steward"])
def test_nothing_that_was_sealed_or_reduced_is_told_anywhere_and_no_page_costs_too_much(
    app: Flask, story: Story, readers: Readers, who: str
) -> None:
    instants = unnamed_instants(story)
    assert len(instants) > 10
    entries = story.session.scalars(select(func.count()).select_from(LedgerEntry)).one()
    browser: Browser = {"visitor": readers.visitor, "network": lambda: readers.of("Outsider"), "steward": readers.steward}[who]()
    leaks, opened, heavy, budget = [], set(), [], Budget(app)
    token = token_of(story, browser, who)
    for endpoint, address in addresses(app, entries):
        answer = browser.get(address, headers=token if endpoint.startswith("interface.") else {})
        assert answer.status_code < 500, address
        shown = answer.get_data().decode(errors="replace")
        if answer.status_code == 200:
            opened.add(endpoint)
        names = UNNAMED if endpoint.partition(".")[0] in NAMES_FOR_WHAT_WAS_SAID and endpoint not in REGISTERS else ()
        heavy += [(address, words) for words in budget.spent_beyond(answer)]
        leaks += [(address, word) for word in (*SEALED, *instants, *names) if word in shown]
    assert leaks == []
    assert heavy == []
    assert opened >= OPEN_TO_EVERYBODY


OPEN_TO_EVERYBODY = {f"archive.{page}" for page in ("decision", "decision_json", "decision_file", "register_file", "body_feed", "feed")}
OPEN_TO_EVERYBODY |= {f"pages.{page}" for page in ("proposal", "timeline", "home")}
OPEN_TO_EVERYBODY |= {f"interface.{name}" for name in ("get_proposal", "list_comments", "get_decision", "list_decisions", "get_home")}


@pytest.mark.parametrize("ending", ["", ".json", ".md"])
def test_the_order_in_which_unnamed_words_were_said_is_told_nowhere(network: Network, readers: Readers, ending: str) -> None:
    words = {"Beta": "Only if it is cheap.", "Gamma": "Only if it is near."}
    network.voices("Alpha", "Beta", "Gamma", "Delta")
    orders = []
    for names in (("Beta", "Gamma"), ("Gamma", "Beta")):
        story = network.propose("Alpha", visibility=Visibility.PUBLIC).commented().called_for_objections().called_for_consensus()
        story.supported_by("Alpha", "Delta")
        for name in names:
            story.said(name, "reservation", words[name], attribution=Attribution.KIND_AND_REGION)
        shown = text_of(readers.visitor().get(f"/archive/{story.over().decision.number}{ending}"))
        orders.append(shown.index(words["Beta"]) < shown.index(words["Gamma"]))
    assert orders[0] == orders[1]
