"""Taking up an invitation by answering it: somebody who has little more than e-mail takes part by e-mail."""

from __future__ import annotations

from sqlalchemy import update

from consensus import ledger
from consensus.people.models import Doorway
from consensus.people.queries import network_name
from consensus.replying import letters
from consensus.replying.finding import can_still_come_in
from consensus.replying.mail import Mail
from consensus.replying.outcome import Outcome
from consensus.replying.plain_mail import let_mail_speak
from consensus.replying.reading.said import answer_in

ACCEPTED = "accept_invitation_by_mail"


def join(mail: Mail, doorway: Doorway) -> Outcome:
    """Take up the invitation if the answer says yes; its link is used up with it. No password is needed, nor made."""
    address = f"{mail.post.base_url}/forgotten-password"
    if not can_still_come_in(doorway, mail.now):
        return mail.answered(Outcome.OUTDATED, lambda: letters.no_longer_invited(address))
    if not answer_in(mail.incoming.text).is_yes():
        return mail.answered(Outcome.NOT_UNDERSTOOD, letters.say_yes, way=mail.way)
    if not mail.is_known_for_sure:
        return mail.answered(Outcome.NOT_UNDERSTOOD, letters.without_code)
    used = mail.session.execute(
        update(Doorway)
        .where(Doorway.id == doorway.id, Doorway.used_at.is_(None))
        .values(used_at=mail.now)
        .returning(Doorway.id)
        .execution_options(synchronize_session=False)
    )
    if used.one_or_none() is None:
        return mail.answered(Outcome.OUTDATED, lambda: letters.no_longer_invited(address))
    mail.person.by_mail_at = mail.now
    let_mail_speak(mail.session, mail.person.id)
    mail.session.flush()
    ledger.append(mail.session, at=mail.now, actor=mail.actor, act=ACCEPTED, data={"person": mail.person.id})
    name, network = mail.person.name, network_name(mail.session)
    return mail.answered(Outcome.JOINED, lambda: letters.joined(name, network, address))
