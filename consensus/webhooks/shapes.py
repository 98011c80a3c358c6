"""A message in the shape in which each kind of room or program takes it: what is asked, with which headers, with which body.

A title is what somebody wrote. In a chat room it can call nobody, format nothing and lead nowhere: each kind has its own marks,
and each of them is made harmless in the way of that kind.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from consensus.domain.speech import _
from consensus.web.times import machine_text
from consensus.webhooks.terms import Kind
from consensus.webhooks.wording import Message

LONGEST_TITLE = 300

_NARROW = "\u200b"
"""A space without width: between a mark and what follows, so that no program takes both for one thing."""

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")
"""Control characters, and marks that turn the direction of what follows."""

_MATTERMOST = re.compile(r"([\\`*_{}\[\]()#+\-.!>~|])")
_CALLS = re.compile(r"([@:&<#~])")

_LEADS = re.compile(r"@|#(?=\w)|:(?=//)|(?<=\w)\.(?=[^\W\d_]{2})")
"""By what a program knows a person, a room or an address: ``https://`` and, in the middle of a word, a point."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be asked at which address."""

    address: str
    content: bytes
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)


def slack(text: str) -> str:
    """Return what somebody wrote as Slack shows it as it is: only ``&``, ``<`` and ``>`` begin something of its own; addresses broken."""
    return plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mattermost(text: str) -> str:
    """Return what somebody wrote as Mattermost shows it as it is: marks of Markdown escaped, calls and addresses broken."""
    return _CALLS.sub(rf"\1{_NARROW}", _MATTERMOST.sub(r"\\\1", text))


def plain(text: str) -> str:
    """Return what somebody wrote so that it calls nobody and leads nowhere, where nothing is formatted."""
    return _LEADS.sub(rf"\g<0>{_NARROW}", text)


def _lines(message: Message, written: Callable[[str], str], address: str) -> str:
    title = ""
    if message.title:
        shown = written(_one_line(message.title))
        body = written(_one_line(message.body_name))
        title = str(_("{body}: “{title}”", body=body, title=shown) if body else _("“{title}”", title=shown))
    return "\n".join(line for line in (written(message.sentence), title, address) if line)


def _one_line(text: str) -> str:
    return " ".join(_UNSEEN.sub(" ", text).split())[:LONGEST_TITLE]


def request_of(kind: Kind, message: Message, *, address: str, room: str, secret: str, message_id: str) -> Request:
    """Return how ``message`` is brought; the signature of a program's message is left to ``delivering``."""
    headers = {"Content-Type": "application/json; charset=utf-8"}
    match kind:
        case Kind.SLACK:
            text = _lines(message, slack, f"<{message.url}>")
            said: dict[str, Any] = {"text": text, "mrkdwn": False, "parse": "none", "link_names": False}
            return Request(address, _json(said | {"unfurl_links": False, "unfurl_media": False}), headers=headers)
        case Kind.MATTERMOST:
            return Request(address, _json({"text": _lines(message, mattermost, f"<{message.url}>")}), headers=headers)
        case Kind.MATRIX:
            said = {"msgtype": "m.notice", "body": _lines(message, plain, message.url), "m.mentions": {}}
            # The id of the message is the one of the transaction: what is brought twice stands in the room once.
            where = f"{address.rstrip('/')}/_matrix/client/v3/rooms/{quote(room, safe='')}/send/m.room.message/{message_id}"
            return Request(where, _json(said), method="PUT", headers=headers | {"Authorization": f"Bearer {secret}"})
        case Kind.GENERIC:
            return Request(address, _json(as_data(message)), headers=headers)


def as_data(message: Message) -> dict[str, Any]:
    """Return a message as docs/webhook.schema.json describes it."""
    data: dict[str, Any] = {"text": message.sentence, "url": message.url}
    if message.entry_index is not None:
        data["entry"] = message.entry_index
    if message.title:
        data["title"] = message.title
    if message.body_code:
        data["body"] = {"code": message.body_code, "name": message.body_name}
    if message.closes_at is not None:
        data["closes_at"] = message.closes_at
    if message.decision is not None:
        found = message.decision
        named = {"number": found.number, "outcome": found.outcome, "status": found.status} if found.number else {}
        data["decision"] = {"has_dissent": found.has_dissent, **named}
    return {"type": message.event.value, "timestamp": machine_text(message.at), "data": data}


def _json(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
