"""Who was heard in a year, by region and month, and which voices were asked and never heard: a body looks at its own silence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, Select, case, cast, exists, func, or_, select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body
from consensus.bodies.queries import is_in_body
from consensus.domain.actor import Actor
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.domain.terms import MemberKind, Outcome
from consensus.people.models import Network
from consensus.voting.models import Decision, Objection, Voice
from consensus.web.words import KINDS

MONTHS = 12

_NOBODY_WAS_ASKED = (Outcome.WITHDRAWN, Outcome.DEFERRED, Outcome.LAPSED, Outcome.ADOPTED_BY_SILENCE)
"""Outcomes that came without every voice being asked where it stands."""


@dataclass(frozen=True, slots=True)
class Heard:
    """How many voices were asked, and how many of them were heard; a voice counts once for each decision."""

    asked: int = 0
    heard: int = 0

    @property
    def percent(self) -> int:
        """The share that was heard, in whole hundredths; for a picture alone."""
        return self.heard * 100 // self.asked if self.asked else 0


@dataclass(frozen=True, slots=True)
class RegionHeard:
    """A region: the year, each month of it, and who was asked and never heard."""

    name: str
    year: Heard
    months: tuple[Heard, ...]
    voices: int
    """Different voices that were asked in the year."""
    never: int
    """Those of them that were never heard."""
    never_by_kind: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Participation:
    """The page. Without regions where the reader may not know, or where nothing was decided."""

    body_code: str
    body_name: str
    is_inside: bool
    months: tuple[date, ...]
    """The first day of each, in UTC; the present one last."""
    decisions: int
    regions: tuple[RegionHeard, ...]


def participation_in(session: Session, code: str, actor: Actor | None, now: datetime) -> Participation:
    """Return who was heard in a body in the last twelve months. A voice is heard when it takes a position, votes, or objects.

    :raises NotFoundError: when there is no such body.
    """
    body = session.scalars(select(Body).where(Body.code == code)).one_or_none()
    if body is None:
        raise NotFoundError(_("There is no such body."))
    person_id = None if actor is None else actor.person_id
    is_inside = person_id is not None and is_in_body(session, person_id, body.id, now)
    months = tuple(_months_before(now.date()))
    if not is_inside:
        return Participation(body.code, body.name, False, months, 0, ())
    since = datetime(months[0].year, months[0].month, 1, tzinfo=now.tzinfo)
    # What a decision of today says of each region, and what the whole year says of each voice.
    of_decisions = session.execute(_by_decision(body.id, since)).tuples().all()
    of_voices = session.execute(_by_voice(body.id, since)).tuples().all()
    names = {region["code"]: region["name"] for region in session.scalars(select(Network.regions)).one()}
    by_region: defaultdict[str, list[tuple[date, int, int]]] = defaultdict(list)
    for _decision_id, closed_at, region, asked, heard in of_decisions:
        by_region[region].append((closed_at.date().replace(day=1), asked, heard))
    regions = tuple(
        _region(names.get(region, region), by_region[region], months, [row[1:] for row in of_voices if row[0] == region])
        for region in sorted(by_region, key=lambda region: (list(names).index(region) if region in names else len(names), region))
    )
    return Participation(body.code, body.name, True, months, len({row[0] for row in of_decisions}), regions)


_has_objected = exists().where(Objection.voice_id == Voice.id)
_heard = cast(case((or_(Voice.position_id.is_not(None), Voice.vote_id.is_not(None), _has_objected), 1), else_=0), Integer)


def _by_decision(body_id: int, since: datetime) -> Select[Any]:
    statement: Select[Any] = select(Decision.id, Decision.closed_at, Voice.region, func.count(), func.sum(_heard))
    statement = statement.join(Voice, Voice.proposal_id == Decision.proposal_id)
    return _asked(statement, body_id, since).group_by(Decision.id, Decision.closed_at, Voice.region)


def _by_voice(body_id: int, since: datetime) -> Select[Any]:
    """A voice is its seat in a steering body, and its member elsewhere; its region and kind are those of its last roll."""
    statement: Select[Any] = select(func.max(Voice.id).label("last"), func.max(_heard).label("heard"))
    statement = statement.join(Decision, Voice.proposal_id == Decision.proposal_id)
    each = _asked(statement, body_id, since).group_by(Voice.seat_id, case((Voice.seat_id.is_(None), Voice.member_id))).subquery()
    whole = select(Voice.region, Voice.kind, func.count(), func.sum(1 - each.c.heard)).join(each, each.c.last == Voice.id)
    return whole.group_by(Voice.region, Voice.kind)


def _asked(statement: Select[Any], body_id: int, since: datetime) -> Select[Any]:
    return statement.where(
        Decision.body_id == body_id,
        Decision.closed_at >= since,
        Decision.outcome.not_in(_NOBODY_WAS_ASKED),
        Voice.recused_at.is_(None),
    )


def _region(
    name: str, rows: Iterable[tuple[date, int, int]], months: tuple[date, ...], voices: list[tuple[MemberKind, int, int]]
) -> RegionHeard:
    asked, heard = Counter[date](), Counter[date]()
    for month, of_them, spoke in rows:
        asked[month] += of_them
        heard[month] += spoke
    never = [(KINDS[kind], silent) for kind, _all, silent in sorted(voices) if silent]
    return RegionHeard(
        name=name,
        year=Heard(asked.total(), heard.total()),
        months=tuple(Heard(asked[month], heard[month]) for month in months),
        voices=sum(count for _kind, count, _silent in voices),
        never=sum(count for _kind, count in never),
        never_by_kind=tuple(never),
    )


def _months_before(day: date) -> Iterable[date]:
    first = day.year * 12 + day.month - MONTHS
    return (date(number // 12, number % 12 + 1, 1) for number in range(first, first + MONTHS))
