"""Taking part through a letter: each act is one transaction, and what it refuses changes nothing but that an answer goes out."""

from __future__ import annotations

from consensus.replying.commands.choosing import choose_answers_at_once
from consensus.replying.commands.links import Answered, answer_by_link
from consensus.replying.commands.receiving import receive_mail, refuse_mail
from consensus.replying.commands.tidying import tidy_answers

__all__ = ["Answered", "answer_by_link", "choose_answers_at_once", "receive_mail", "refuse_mail", "tidy_answers"]
