"""Letters as files: where no mail server is set, each is laid down in the mail folder, readable by its owner alone."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from config import Settings
from consensus.mail import claims
from consensus.mail.message import WrongLetterError, written
from consensus.mail.models import LetterStatus, MailLetter
from consensus.mail.office import UnreadableError, office_of
from consensus.mail.problems import Problem
from consensus.mail.queue import opened

log = logging.getLogger("consensus.mail")

AT_ONCE = 50


def lay_down(
    session: Session,
    settings: Settings,
    *,
    now: datetime,
    keys: Collection[str] | None = None,
    goes_on: Callable[[], bool] = lambda: True,
) -> int:
    """Lay down the letters that are due, those of ``keys`` alone where they are given; return how many were laid down."""
    done = 0
    while goes_on():
        letters = claims.claim(session, now=now, most=AT_ONCE, keys=keys)
        done += sum(_lay_down(session, settings, letter, now) for letter in letters)
        if len(letters) < AT_ONCE:
            break
    return done


def file_name_of(letter: MailLetter) -> str:
    """Return what a letter's file is called: the same on every try, and nothing of whom it reaches."""
    kind = re.sub(r"[^a-z0-9]+", "-", letter.key.partition(":")[0].lower())[:40]
    return f"{letter.made_at:%Y%m%dT%H%M%S}-{kind}-{letter.id}.eml"


def _lay_down(session: Session, settings: Settings, letter: MailLetter, now: datetime) -> bool:
    assert letter.content is not None  # as the table's own check says  # noqa: S101
    if not claims.is_ours(session, letter) or claims.is_too_late(session, letter, now=now):
        return False
    name = file_name_of(letter)
    try:
        content = opened(office_of(session), letter.key, letter.content)
        message = written(content, message_id=letter.message_id, sender=settings.mail_from, made_at=letter.made_at, is_file=True)
        _write(settings.mail_folder, name, message.as_bytes())
    except (UnreadableError, WrongLetterError) as error:
        problem = Problem.UNREADABLE if isinstance(error, UnreadableError) else Problem.WRONG_FORM
        claims.refuse(session, letter, problem=problem, reply=None, is_of_address=False, now=now)
    except OSError:
        claims.put_off(session, letter, problem=Problem.FOLDER, reply=None, now=now)
    else:
        claims.settle(session, letter, LetterStatus.LAID_DOWN, now=now, file_name=name)
        log.info("act=letter letter_id=%s outcome=laid_down file=%s", letter.id, name)
        return True
    log.warning("act=letter letter_id=%s outcome=not_laid_down", letter.id)
    return False


def _write(folder: Path, name: str, content: bytes) -> None:
    """Write a file, whole or not at all."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = folder / f".{name}.{os.getpid()}"
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / name)
