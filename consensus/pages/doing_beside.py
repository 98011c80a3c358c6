"""From a form to its command, for the acts beside the table: the temperature, and hearing the owners of objections."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from consensus.pages.doing import Doing, number
from consensus.proposals import commands as proposing
from consensus.voting import commands as voting
from consensus.web.times import reader_zone


def ask_sense_check(form: Any, do: Doing) -> object:
    return proposing.ask_sense_check(do.session, **do.common, question=form.question.data, is_by_name=form.by_name.data == "yes")


def answer_sense_check(form: Any, do: Doing) -> object:
    voice: dict[str, Any] = {"voice_id": (number(form.voice.data) or 0) if form.voice.data else None}
    return proposing.answer_sense_check(do.session, **do.common, gradient=form.gradient.data, **voice)


def invite_to_be_heard(form: Any, do: Doing) -> object:
    said: dict[str, Any] = {"place": form.place.data, "passage": form.passage.data or "", "text": form.text.data or ""}
    # Typed as the facilitator's own clock shows it; everybody reads it in their own zone.
    meets_at = datetime.combine(form.day.data, form.time.data, reader_zone()).astimezone(UTC)
    others = tuple(number(each) or 0 for each in form.others.data or ())
    return voting.invite_to_be_heard(do.session, **do.common, **_about(do), meets_at=meets_at, with_ids=others, **said)


def answer_invitation(form: Any, do: Doing) -> object:
    return voting.answer_invitation(do.session, **do.common, **_about(do), comes=form.comes.data == "yes", text=form.text.data or "")


def record_hearing(form: Any, do: Doing) -> object:
    said: dict[str, Any] = {"text": form.text.data, "agreed_by": form.agreed_by.data or ""}
    return voting.record_hearing(do.session, **do.common, **_about(do), **said)


def call_off_hearing(form: Any, do: Doing) -> object:
    return voting.call_off_hearing(do.session, **do.common, **_about(do), reason=form.reason.data)


def _about(do: Doing) -> dict[str, Any]:
    return {"objection_id": do.target_id or 0}
