"""What an answer to a letter about a proposal says, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update

from consensus.domain.errors import Refusal, RefusedError
from consensus.domain.terms import OBJECTING_POSITIONS, POSITIONS_WITH_REASON, PositionCode, Stage
from consensus.mail.reply_codes import new_code, way_of
from consensus.proposals.acting import record_act
from consensus.proposals.commands import comment_made
from consensus.proposals.models import Proposal
from consensus.proposals.standing import standing_texts
from consensus.replying import letters
from consensus.replying.letters import Standing, Understood
from consensus.replying.mail import Mail
from consensus.replying.models import AnswersAtOnce, WaitingAnswer
from consensus.replying.offers import Words, codes_open, words_for
from consensus.replying.outcome import Outcome
from consensus.replying.queries import code_of
from consensus.replying.reading.said import Understood as Read
from consensus.replying.reading.said import answer_in, position_in, vote_in
from consensus.replying.reading.trust import Trust
from consensus.replying.saying import ANSWERED, Saying, Through, said
from consensus.replying.standing import Bound, outdated
from consensus.voting.facts import full_facts, voices_spoken_by
from consensus.voting.models import Voice


@dataclass(frozen=True, slots=True)
class Ask:
    """What can be answered now, and for which voices."""

    words: Words
    voices: tuple[Voice, ...]

    @property
    def grounds(self) -> tuple[str, ...]:
        """The codes of the grounds, in the order of their numbers."""
        return tuple(code for code, _name in self.words.grounds)


def answer(mail: Mail, reply: Bound) -> Outcome:
    """Handle an answer to a letter about a proposal."""
    proposal = mail.session.get_one(Proposal, reply.proposal_id)
    why = outdated(proposal, reply, mail.now)
    if why is not None:
        return _left_behind(mail, proposal, reply)
    ask = what_is_asked(mail, proposal)
    if answer_in(mail.incoming.text).asks_for_text():
        return _send_text(mail, proposal, ask)
    if proposal.stage is Stage.COMMENT:
        return _comment(mail, proposal)
    read = vote_in(mail.incoming.text) if proposal.stage is Stage.FALLBACK else position_in(mail.incoming.text)
    if read is None or read.code not in ask.words.codes:
        return mail.answered(Outcome.NOT_UNDERSTOOD, lambda: letters.not_understood(ask.words), way=mail.way)
    voice = _voice(ask, read)
    if voice is None:
        return mail.answered(Outcome.NOT_UNDERSTOOD, lambda: letters.not_voiced(ask.words), way=mail.way)
    return _position(mail, proposal, ask, voice, read)


def what_is_asked(mail: Mail, proposal: Proposal) -> Ask:
    """Return what the person can answer about a proposal now.

    :raises RefusedError: ``not_on_roll`` for somebody who speaks for no voice, ``recused`` where none of theirs takes part.
    """
    if proposal.stage is Stage.COMMENT:
        return Ask(Words(), ())
    voices = voices_spoken_by(mail.session, proposal, mail.person.id, mail.now)
    facts = [full_facts(mail.session, proposal, mail.actor, mail.now, voice=voice) for voice in voices]
    codes = tuple(dict.fromkeys(code for each in facts for code in codes_open(each)))
    if not codes:
        raise RefusedError(Refusal.RECUSED if voices else Refusal.NOT_ON_ROLL)
    return Ask(words_for(mail.session, codes, tuple(voice.label for voice in voices)), tuple(voices))


def confirm(mail: Mail, waiting: WaitingAnswer) -> Outcome:
    """Handle an answer to the letter that repeated what was understood."""
    if waiting.fate != "waiting":
        fate = waiting.fate
        return mail.answered(Outcome.OUTDATED, lambda: letters.already_settled(fate))
    proposal = mail.session.get_one(Proposal, waiting.proposal_id)
    if outdated(proposal, waiting, mail.now) is not None:
        _settle(waiting, "over", mail)
        return _left_behind(mail, proposal, waiting)
    line = answer_in(mail.incoming.text)
    if line.is_no():
        _settle(waiting, "over", mail)
        return mail.answered(Outcome.DROPPED, letters.dropped)
    if line.confirms():
        if not mail.is_known_for_sure:
            return mail.answered(Outcome.NOT_UNDERSTOOD, letters.without_code)
        return _say(mail, proposal, _saying_of(waiting), Through.REPLY, waiting)
    if position_in(mail.incoming.text) is not None and waiting.stage is not Stage.FALLBACK:
        return answer(mail, waiting)
    return mail.answered(Outcome.NOT_UNDERSTOOD, letters.not_confirmed, way=mail.way)


def _saying_of(waiting: WaitingAnswer) -> Saying:
    return Saying(waiting.voice_id, waiting.version_number, waiting.stage, waiting.code, waiting.reason, waiting.ground)


def _comment(mail: Mail, proposal: Proposal) -> Outcome:
    text = mail.incoming.text
    issue = answer_in(text).issue()
    is_issue = issue is not None
    words = issue if issue is not None else text
    if not words.strip():
        return mail.answered(Outcome.NOT_UNDERSTOOD, lambda: letters.not_understood(Words()), way=mail.way)
    if not mail.is_known_for_sure:
        return mail.answered(Outcome.NOT_UNDERSTOOD, letters.without_code)
    comment_id = comment_made(mail.session, actor=mail.actor, proposal_id=proposal.id, text=words, now=mail.now, is_issue=is_issue)
    data = {"comment": comment_id, "through": Through.REPLY_AT_ONCE.value, "version": proposal.version_number}
    record_act(mail.session, proposal, actor=mail.actor, act=ANSWERED, data=data, now=mail.now)
    address, has_files = mail.proposal_address(proposal.id), mail.incoming.has_files
    return mail.answered(Outcome.COMMENTED, lambda: letters.commented(words, address, is_issue=is_issue, has_files=has_files))


def _send_text(mail: Mail, proposal: Proposal, ask: Ask) -> Outcome:
    texts = standing_texts(mail.session, proposal.id, proposal.version_number)
    own = texts.get(mail.person.language)
    shown = own if own is not None and not own.is_stale else texts[proposal.authentic_language]
    return mail.answered(
        Outcome.TEXT_SENT,
        lambda: letters.whole_text(shown.question, shown.text, proposal.version_number, ask.words),
        way=mail.way,
    )


def _voice(ask: Ask, read: Read) -> Voice | None:
    if read.voice_number is not None:
        return ask.voices[read.voice_number - 1] if 1 <= read.voice_number <= len(ask.voices) else None
    return ask.voices[0] if len(ask.voices) == 1 else None


def _position(mail: Mail, proposal: Proposal, ask: Ask, voice: Voice, read: Read) -> Outcome:
    ground, reason = "", read.reason
    if read.code in OBJECTING_POSITIONS:
        number, _newline, below = reason.partition("\n")
        if number.strip(" .)").isdecimal() and 1 <= int(number.strip(" .)")) <= len(ask.grounds):
            ground, reason = ask.grounds[int(number.strip(" .)")) - 1], below.strip()
    if read.code in POSITIONS_WITH_REASON and not reason.strip():
        raise RefusedError(Refusal.REASON_REQUIRED)
    if read.code in OBJECTING_POSITIONS and not ground:
        raise RefusedError(Refusal.GROUND_REQUIRED)
    saying = Saying(voice.id, proposal.version_number, proposal.stage, read.code.value, reason, ground)
    _replace_waiting(mail, saying, proposal.id)
    if _is_enough(mail, read):
        return _say(mail, proposal, saying, Through.REPLY_AT_ONCE, None)
    way = way_of(new_code())
    mail.session.add(
        WaitingAnswer(
            code_sha256=way.sha256,
            person_id=mail.person.id,
            voice_id=voice.id,
            proposal_id=proposal.id,
            version_number=proposal.version_number,
            stage=proposal.stage,
            opened_at=proposal.opened_at,
            code=read.code.value,
            ground=ground,
            reason=reason,
            made_at=mail.now,
            fate="waiting",
        )
    )
    understood, closes_at, person = _understood(mail, proposal, saying), proposal.closes_at, mail.person
    return mail.answered(Outcome.ASKED, lambda: letters.asked(understood, letters.until_of(closes_at, person)), way=way)


def _is_enough(mail: Mail, read: Read) -> bool:
    """Return whether an answer takes effect without a second one.

    Only where the person chose so, the operator's server found that it is they, and there is no doubt in what was read. The number
    of a voice is one: for whom they speak may have changed since the letter gave the voices their numbers. So is a lost code.
    """
    chosen = mail.session.get(AnswersAtOnce, mail.person.id) is not None
    is_sure = read.is_plain and read.voice_number is None and not mail.incoming.is_guessed
    return chosen and mail.trust is Trust.PROVEN and mail.way.code is not None and is_sure


def _say(mail: Mail, proposal: Proposal, saying: Saying, through: Through, waiting: WaitingAnswer | None) -> Outcome:
    understood = _understood(mail, proposal, saying)
    if waiting is not None:
        _settle(waiting, "confirmed", mail)
        mail.session.flush()
    said(mail.session, actor=mail.actor, proposal_id=proposal.id, saying=saying, through=through, now=mail.now)
    closes_at, person, address = proposal.closes_at, mail.person, mail.proposal_address(proposal.id)
    return mail.answered(Outcome.SAID, lambda: letters.recorded(understood, letters.until_of(closes_at, person), address))


def _understood(mail: Mail, proposal: Proposal, saying: Saying) -> Understood:
    voice = mail.session.get_one(Voice, saying.voice_id)
    names = dict(words_for(mail.session, (PositionCode.OBJECT,), ()).grounds) if saying.ground else {}
    texts = standing_texts(mail.session, proposal.id, proposal.version_number)
    return Understood(
        code=code_of(saying.stage, saying.code),
        voice=voice.label,
        question=texts.get(mail.person.language, texts[proposal.authentic_language]).question,
        version_number=saying.version_number,
        ground=names.get(saying.ground, saying.ground),
        reason=saying.reason,
        has_files=mail.incoming.has_files,
    )


def _replace_waiting(mail: Mail, saying: Saying, proposal_id: int) -> None:
    """Let an answer that waits for the same voice give way to the newer one."""
    replaced = {"fate": "replaced", "settled_at": mail.now, "reason": "", "ground": ""}
    mail.session.execute(
        update(WaitingAnswer)
        .where(
            WaitingAnswer.person_id == mail.person.id,
            WaitingAnswer.proposal_id == proposal_id,
            WaitingAnswer.voice_id == saying.voice_id,
            WaitingAnswer.fate == "waiting",
        )
        .values(**replaced)
        .execution_options(synchronize_session="fetch")
    )


def _settle(waiting: WaitingAnswer, fate: str, mail: Mail) -> None:
    """Give an answer its fate; its words are said by now, or never will be."""
    waiting.fate, waiting.settled_at = fate, mail.now
    waiting.reason = waiting.ground = ""


def _left_behind(mail: Mail, proposal: Proposal, bound: Bound) -> Outcome:
    why = outdated(proposal, bound, mail.now)
    assert why is not None  # or nobody would be told so  # noqa: S101
    standing = Standing(mail.proposal_address(proposal.id), proposal.stage, proposal.closes_at, proposal.version_number)
    until_at = proposal.closes_at if proposal.closes_at is not None and proposal.closes_at > mail.now else None
    person = mail.person
    return mail.answered(Outcome.OUTDATED, lambda: letters.left_behind(why, standing, letters.until_of(until_at, person)))
