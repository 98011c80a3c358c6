"""Whether a message was written by a program: whoever answers one starts a conversation of machines that does not end.

Source: RFC 3834, sections 2 and 5; the other marks are those of programs that do not keep to it.
"""

from __future__ import annotations

import re

from consensus.domain.folding import fold
from consensus.replying.reading.message import Incoming

_PRECEDENCES = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
_MARKS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply", "X-AutoReply-From", "X-Mail-Autoreply", "X-Failed-Recipients")
_MARKS_OF_LISTS = ("List-Id", "List-Post", "List-Unsubscribe")
_ROBOTS = re.compile(r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|autoresponder|root|daemon)(?:[+=._-].*)?@")
_AWAY = tuple(
    fold(words)
    for words in (
        *("automatic reply:", "auto reply:", "autoreply:", "auto:", "out of office", "out of the office", "away from", "on vacation"),
        *("respuesta automática", "fuera de la oficina", "ausente", "réponse automatique", "absence du bureau", "absent du bureau"),
        *("message d'absence", "رد تلقائي", "الرد التلقائي", "خارج المكتب", "في إجازة", "abwesenheitsnotiz", "automatische antwort"),
    )
)
"""How the subject of what a program answers for somebody who is away begins."""


def is_automatic(incoming: Incoming) -> bool:
    """Return whether a program wrote it, or a list sent it on."""
    submitted = incoming.header("Auto-Submitted").partition(";")[0].strip().lower()
    if submitted and submitted != "no":
        return True
    if incoming.header("Precedence").strip().lower() in _PRECEDENCES:
        return True
    if any(incoming.headers.get(name) is not None for name in (*_MARKS, *_MARKS_OF_LISTS)):
        return True
    if incoming.header("Return-Path") == "<>" or is_report(incoming):
        return True
    if incoming.sender is not None and _ROBOTS.match(incoming.sender):
        return True
    return fold(incoming.subject).strip().startswith(_AWAY)


def is_report(incoming: Incoming) -> bool:
    """Return whether it reports on a message that could not be delivered, or of which somebody complains."""
    return incoming.headers.get_content_type() == "multipart/report"
