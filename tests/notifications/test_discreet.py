"""A discreet letter tells nothing: every row of the table, in every language, the whole message as it travels."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.notices import Urgency
from consensus.domain.speech import LANGUAGES
from consensus.ledger.models import LedgerEntry
from consensus.mail.message import written
from consensus.mail.queue import Outgoing, message_id_of
from consensus.notifications import outlived
from consensus.notifications.making import make_notices
from consensus.notifications.words import KINDS
from tests.notifications.post import go_rounds, letters
from tests.voting.story import Network

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

QUESTION, TEXT = "Zebrastuff or quaggastuff?", "Okapiwords that nobody outside should read."
TELLING = ("zebrastuff", "quaggastuff", "okapiwords", "asm", "body asm", "organisation", "person of", "invented network", ".ics", "token")
"""The question, the text, the body, members, people, the network, a file, a link to say something: their numbers and names."""

ADDRESS = re.compile(r"https?://[^\s<>\"]+")
OPAQUE = re.compile(r"https?://[^/]+/(n/[\w-]{22}(/[0-9a-f]{32})?|account/notices)")


def as_it_travels(session: Session, letter: Outgoing, network: Network) -> tuple[bytes, str]:
    """Return a message as it travels, and all that can be read in it: headers and parts, decoded."""
    sent = written(letter, message_id=message_id_of(session, letter.key), sender=None, made_at=network.now).as_bytes()
    message = message_from_bytes(sent, policy=default)
    parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
    headers = [f"{name}: {value}" for part in message.walk() for name, value in part.items() if name != "To"]
    return sent, "\n".join([*headers, *(part if isinstance(part, str) else part.decode() for part in parts)])


def test_nothing_that_could_harm_stands_in_a_discreet_letter(
    app: Flask, session: Session, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Of one proposal in one stage some would not be sent.
    monkeypatch.setattr(outlived, "STAGES", {})
    readers = [network.people["Ada"].id]
    for person, language in zip((network.people["Ben"], network.people["Chi"], network.facilitator), ("es", "fr", "ar"), strict=True):
        person.language = language
        readers.append(person.id)
    session.commit()
    story = network.propose("Ada", QUESTION, TEXT).commented()
    index = session.scalars(select(LedgerEntry.index).where(LedgerEntry.act == "open_comment")).one()
    go_rounds(app, session, network.now)
    for kind in KINDS:
        told: dict[str, Any] = {"entry_index": index, "cause": kind, "kind": kind, "person_ids": readers, "body_id": network.body.id}
        make_notices(session, **told, proposal_id=story.id, urgency=Urgency.OWED, now=network.now)
    session.commit()
    go_rounds(app, session, network.now)

    sent = letters(session)
    assert len(sent) == len(KINDS) * len(LANGUAGES)
    # Alike in each language but for the links: so one of each language is looked at as it travels.
    alike = {without_links(letter): letter for letter in sent}
    assert sorted(letter.language for letter in alike.values()) == sorted(LANGUAGES)
    for letter in alike.values():
        raw, read = as_it_travels(session, letter, network)
        said = ADDRESS.sub("", read).lower()
        assert [word for word in TELLING if re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", said)] == []
        assert letter.key.encode() not in raw
    addresses = {address for letter in sent for address in ADDRESS.findall(f"{letter.text} {letter.html} {letter.unsubscribe_url}")}
    assert [address for address in addresses if not OPAQUE.fullmatch(address)] == []


def without_links(letter: Outgoing) -> tuple[object, ...]:
    """Everything that a letter says, but for its links, its reader and its key."""
    bare = replace(letter, key="", to="", person_id=None, unsubscribe_url=None)
    return (bare.subject, ADDRESS.sub("", bare.text), ADDRESS.sub("", bare.html or ""), replace(bare, subject="", text="", html=None))
