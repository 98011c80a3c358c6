"""The newest decisions as an Atom feed (RFC 4287), each with its marker of dissent in its title.

What an entry calls its change is the instant of the closing, and no later one: when somebody spoke who did not want to be
named would be told by it. A reader who follows the link sees what happened since.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from consensus.archive.citing import address_of
from consensus.archive.queries.lists import ListedDecision, Listing
from consensus.domain.speech import _, speaker
from consensus.web.times import machine_text
from consensus.web.words import OUTCOMES, STATUSES, class_word, lowered

ATOM = "http://www.w3.org/2005/Atom"

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed changed that has no entry yet: the form wants an instant."""

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Feed:
    """Whose decisions a feed tells of, and where it stands."""

    title: str
    network: str
    origin: str
    """What the ledger of this installation is called. With the number it names an entry for ever, wherever the site moves."""
    scope: str
    """The body's code; empty for the whole network."""
    base_url: str
    address: str
    page: str
    """Where the same stands as a page."""
    older: str | None
    """The address of the feed of those before; None where there are none."""


def as_atom(feed: Feed, found: Listing) -> bytes:
    """Return the feed as a file in UTF-8."""
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": speaker().code})
    _text(root, "id", _name(feed.origin, f"feed:{feed.scope}"))
    _text(root, "title", feed.title)
    _text(root, "updated", machine_text(max((each.closed_at for each in found.decisions), default=NEVER)))
    _text(ET.SubElement(root, "author"), "name", feed.network)
    ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": feed.address})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page})
    if feed.older:
        ET.SubElement(root, "link", {"rel": "next", "type": "application/atom+xml", "href": feed.older})
    for decision in found.decisions:
        _entry(root, feed, decision)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _entry(root: ET.Element, feed: Feed, decision: ListedDecision) -> None:
    entry = ET.SubElement(root, "entry")
    address = address_of(feed.base_url, decision.number)
    title = "{number} (with dissent): {question}" if decision.has_dissent else "{number}: {question}"
    label = f" ({lowered(OUTCOMES[decision.label])})" if decision.label else ""
    dissent = f" {_('With dissent.')}" if decision.has_dissent else ""
    _text(entry, "id", _name(feed.origin, decision.number))
    _text(entry, "title", str(_(title, number=decision.number, question=decision.question)))
    _text(entry, "published", machine_text(decision.closed_at))
    _text(entry, "updated", machine_text(decision.closed_at))
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": address})
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "application/json", "href": f"{address}.json"})
    ET.SubElement(entry, "category", {"term": decision.class_code, "label": str(class_word(decision.class_code))})
    if decision.has_dissent:
        ET.SubElement(entry, "category", {"term": "dissent", "label": str(_("With dissent"))})
    _text(entry, "summary", f"{decision.body_name}. {OUTCOMES[decision.outcome]}{label}. {STATUSES[decision.status]}.{dissent}")


def _name(origin: str, what: str) -> str:
    return uuid5(NAMESPACE_URL, f"{origin} {what}").urn


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _NOT_IN_XML.sub("", text)
