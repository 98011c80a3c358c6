"""Builds the demonstration: plays every event at the instant at which it happened, the clock doing before each what was due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from consensus.clock.due import run_due
from consensus.demonstration import told
from consensus.demonstration.election import election_events
from consensus.demonstration.elsewhere import change_rules, take_over
from consensus.demonstration.founding import World, found, vacate
from consensus.demonstration.stories import all_stories
from consensus.demonstration.stories_board import board_stories
from consensus.demonstration.stories_meeting import meet
from consensus.demonstration.telling import Event

FOUNDED_BEFORE = timedelta(days=430)
"""How long before now the network was founded."""

VACATED_BEFORE = timedelta(days=20)
"""How long before now a seat of the board fell vacant."""

RULES_CHANGED_BEFORE = timedelta(days=2)
"""How long before now the assembly changed its rules: what is under way in it keeps those with which it began."""

MET_BEFORE = timedelta(minutes=20)
"""How long before now a working group began to meet; it still does."""


def build(session: Session, now: datetime, tell: Callable[[str], None] = lambda _line: None) -> World:
    """Make the demonstration network as it would be at ``now``, and return who is who in it."""
    founded_at = now - FOUNDED_BEFORE
    tell("Founding an invented network of 280 members ...")
    world = found(session, founded_at)
    stories = [*all_stories(now), *board_stories(now, tuple(world.joined["BOARD"]))]
    events = [event for story in stories for event in story.events]
    events.append(Event(now - VACATED_BEFORE, vacate))
    events.append(Event(now - RULES_CHANGED_BEFORE, change_rules))
    events.append(Event(now - FOUNDED_BEFORE + timedelta(days=1), take_over))
    events.append(Event(now - MET_BEFORE, meet))
    events.extend(election_events(world, now))
    tell(f"Playing {len(stories)} proposals and two elections, act by act ...")
    for event in sorted(events, key=lambda event: event.at):
        run_due(session, now=event.at)
        event.do(world, event.at)
    run_due(session, now=now)
    told.tell(session, now)
    return world
