"""Who stands where, written once for all who may see the names: on the day a window ends, everybody opens the same page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from flask import render_template
from markupsafe import Markup

from consensus.domain.speech import speaker
from consensus.domain.terms import Stage
from consensus.pages.proposal_parts import ProposalPage, RollView
from consensus.pages.roll import KEPT
from consensus.pages.voices import Named, named_on_page


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the section says anything of. No instant, nothing of one reader: what was written of an equal one holds."""

    proposal_id: int
    roll: RollView
    stage: Stage
    is_decided: bool
    is_inside: bool
    language: str
    regions: tuple[tuple[str, str], ...]

    def __eq__(self, other: object) -> bool:
        """Rolls are the same value, not alike: what did not change is counted once, and telling two apart costs nothing."""
        if not isinstance(other, Standing) or self.roll is not other.roll:
            return False
        return (self.stage, self.is_decided, self.is_inside, self.language, self.regions) == (
            other.stage,
            other.is_decided,
            other.is_inside,
            other.language,
            other.regions,
        )

    def __hash__(self) -> int:
        return id(self.roll)

    @property
    def region_names(self) -> Mapping[str, str]:
        """What the network calls its regions, by code."""
        return dict(self.regions)

    @property
    def named(self) -> tuple[Named, ...]:
        """Who is named here, position by position."""
        return named_on_page(self.roll)


def who_stands_where(page: ProposalPage) -> Markup:
    """Return the section of a page that has a roll; from outside, where names are taken out for each reader, it is written anew."""
    if page.roll is None:
        return Markup("")
    regions = tuple(page.region_names.items())
    standing = Standing(page.proposal_id, page.roll, page.stage, page.decision is not None, page.is_inside, speaker().code, regions)
    return _kept(standing) if page.is_inside else _written(standing)


def _written(standing: Standing) -> Markup:
    return Markup(render_template("proposals/_who_stands_where.html", standing=standing))  # noqa: S704 - our own template, which escapes


_kept = lru_cache(maxsize=KEPT)(_written)
