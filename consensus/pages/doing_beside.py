"""From a form to its command, for the acts beside the table: the temperature, and hearing the owners of objections."""

from __future__ import annotations

from typing import Any

from consensus.pages.doing import Doing, number
from consensus.proposals import commands as proposing


def ask_sense_check(form: Any, do: Doing) -> object:
    return proposing.ask_sense_check(do.session, **do.common, question=form.question.data, is_by_name=form.by_name.data == "yes")


def answer_sense_check(form: Any, do: Doing) -> object:
    voice: dict[str, Any] = {"voice_id": (number(form.voice.data) or 0) if form.voice.data else None}
    return proposing.answer_sense_check(do.session, **do.common, gradient=form.gradient.data, **voice)
