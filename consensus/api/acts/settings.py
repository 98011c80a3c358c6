"""What one chooses for oneself: language, time zone, of what one is told and how; and that one saw one's notices.

What opens something for others, or lets somebody in, is kept on the account's own pages: passwords, addresses, tokens, calendars,
devices; so is one's name, which stands on the record, and what one declares of one's gender.
"""

from __future__ import annotations

from typing import Any

from flask import g

from consensus.api.acting import RECORDED, Frame, act_on
from consensus.api.kinds import ID, TRUTH, Integer, OneOf, Text
from consensus.api.operations import Asked
from consensus.api.reads.settings import WISHES
from consensus.api.records import Maybe, Named, needed, optional
from consensus.api.scopes import Scope
from consensus.domain.errors import NotFoundError
from consensus.domain.notices import Level, Rest, Wishes
from consensus.domain.speech import _
from consensus.notifications.commands import choose_notices, see_all_notices
from consensus.notifications.queries import choices_of
from consensus.people.commands import change_settings

HOUR = Integer(0, 23)


def _settings(asked: Asked) -> dict[str, Any]:
    return dict(asked.body) | {"name": g.api_holder.person.name}


def _choices(asked: Asked) -> dict[str, Any]:
    sent = dict(asked.body)
    levels = sent.pop("bodies", {})
    known = {each.code: each.body_id for each in choices_of(asked.session, asked.demand_actor().person_id or 0, asked.now).bodies}
    if not levels.keys() <= known.keys():
        raise NotFoundError(_("There is no such body."))
    return {"wishes": Wishes(**sent), "levels": {known[code]: level for code, level in levels.items()}}


MINE = Frame("/settings", (), answer=Maybe(RECORDED))
"""What one chose is nobody else's business: most of it adds no entry."""
NOTICES = Frame("/notices", (), answer=Maybe(RECORDED))

# fmt: off
act_on(MINE, "change_settings", change_settings, Scope.SETTINGS, "Choose one's time zone and language. Null where it is so already.", _settings, timezone=needed(Text(80), "Such as Europe/Madrid."), language=needed(Text(12), "One of the program or of the network."))
act_on(MINE, "choose_notices", choose_notices, Scope.SETTINGS, "Choose of what one is told, and how. It adds no entry.", _choices, mail=needed(TRUTH, WISHES["mail"]), push=needed(TRUTH, WISHES["push"]), discreet_mail=needed(TRUTH, WISHES["discreet_mail"]), discreet_push=needed(TRUTH, WISHES["discreet_push"]), quiet_from=needed(Maybe(HOUR), WISHES["quiet_from"]), quiet_until=needed(Maybe(HOUR), WISHES["quiet_until"]), rest=needed(OneOf(Rest), WISHES["rest"]), digest_hour=needed(HOUR, WISHES["digest_hour"]), digest_weekday=needed(Integer(0, 6), WISHES["digest_weekday"]), bodies=optional(Named(OneOf(Level)), "Of what one is told in a body, by its code; those that are not named stay as they are."))
act_on(NOTICES, "see_all_notices", see_all_notices, Scope.SETTINGS, "Say that one saw one's notices, up to one of them. It adds no entry.", up_to=needed(ID, "The id of the newest that was seen."))
# fmt: on
