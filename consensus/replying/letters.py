"""What is answered to mail: what was understood, word for word, what became of it, and what to do next.

Every function here speaks the present language; :func:`written` lets that of the person be spoken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from consensus.domain.errors import DomainError, Refusal, RefusedError
from consensus.domain.speech import _, speaker, spoken_by
from consensus.domain.terms import OBJECTING_POSITIONS, Stage, VoteCode
from consensus.mail.queue import Outgoing
from consensus.mail.reply_codes import ReplyWay, address_with
from consensus.people.models import Person
from consensus.replying.offers import Code, Words
from consensus.replying.post import Post
from consensus.replying.reading.said import SHOWN, SHOWN_ISSUE, SHOWN_TEXT, SHOWN_VOTES
from consensus.replying.standing import Outdated
from consensus.web.languages import speaker_of
from consensus.web.times import instant_in_words
from consensus.web.words import STAGES, VOTED

SUBJECT = _("About your answer")
"""What a lock screen may show."""


@dataclass(frozen=True, slots=True)
class Understood:
    """An answer as it is repeated to whoever gave it."""

    code: Code
    voice: str
    question: str
    version_number: int
    ground: str
    """As it is called; empty where none was asked for."""
    reason: str
    has_files: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How a proposal stands, as far as it matters to who answered."""

    address: str
    stage: Stage
    closes_at: datetime | None
    version_number: int


def written(
    person: Person, lines: Callable[[], Sequence[str]], *, key: str, post: Post, way: ReplyWay | None = None, in_reply_to: str | None = None
) -> Outgoing:
    """Return a letter of ``lines``, each a paragraph, in the language of the person; with a way it can be answered."""
    code = None if way is None else way.code
    assert person.email is not None  # it is an answer to that address  # noqa: S101
    with in_language_of(person):
        said = [str(line) for line in lines()]
        if code is not None:
            said.append(code_line(code))
        return Outgoing(
            key=key,
            to=person.email,
            person_id=person.id,
            language=speaker().code,
            subject=str(SUBJECT),
            text="\n\n".join(said) + "\n",
            in_reply_to=in_reply_to,
            reply_to=None if way is None else post.mailbox if code is None else address_with(post.mailbox, code),
            reply_sha256=None if way is None else way.sha256,
        )


def code_line(code: str) -> str:
    """Return the line that lets an answer be known where a program of mail drops the address that carries the code."""
    return str(_("Leave this line in your answer: {code}", code=code))


def in_language_of(person: Person) -> AbstractContextManager[None]:
    """Let the person's language be spoken meanwhile."""
    speaks = speaker_of(person.language)
    return spoken_by(lambda: speaks)


def legend(words: Words) -> list[str]:
    """Return what can be answered to a letter: the lines that stand at its end."""
    text = _in_language(SHOWN_TEXT)
    if not words.codes:
        return [
            _("You can answer this letter: what you write becomes your comment on the page, under your name, without being asked again."),
            _(
                "If it must be answered before the proposal moves on, begin it with the word {issue}.",
                issue=_in_language(SHOWN_ISSUE),
            ),
            _("To get the whole text, answer with the word {text}.", text=text),
        ]
    lines: list[str] = [
        _("You can answer this letter with one of these words on the first line, and your reason below it:"),
        " · ".join(_word(code) for code in words.codes),
    ]
    if words.voices:
        lines += [_("Behind the word, write the number of the voice for which you answer:"), _numbered(words.voices)]
    objecting = tuple(_word(code) for code in words.codes if code in OBJECTING_POSITIONS)
    if objecting:
        lines += [
            _("With one of these words, write the number of its ground on the second line: {words}", words=objecting),
            _numbered(tuple(str(name) for _code, name in words.grounds)),
        ]
    return [
        *lines,
        _("You then get a letter that repeats what was understood. Nothing counts before you confirm it there."),
        _("To get the whole text first, answer with the word {text}.", text=text),
    ]


def asked(understood: Understood, until: str) -> list[str]:
    """Return what asks to confirm an answer."""
    words = {"yes": _in_language(SHOWN_VOTES[VoteCode.YES]), "no": _in_language(SHOWN_VOTES[VoteCode.NO])}
    return [
        *_repeated(understood),
        _("It does not count yet. Answer this letter with {yes} to confirm it, or with {no} to drop it.", **words),
        _("You can do so until {until}.", until=until),
    ]


def recorded(understood: Understood, until: str, address: str) -> list[str]:
    """Return what says that an answer is in the record."""
    return [
        _("It is recorded, word for word."),
        *_repeated(understood),
        _("Until {until} you can change it by answering the letter about the question again: the newest counts.", until=until),
        _see(address),
    ]


def dropped() -> list[str]:
    """Return what says that an answer was dropped."""
    return [_("What you had answered was dropped. Nothing was recorded.")]


def commented(text: str, address: str, *, is_issue: bool, has_files: bool) -> list[str]:
    """Return what says that a comment stands."""
    first = _("Your issue stands on the page, word for word:") if is_issue else _("Your comment stands on the page, word for word:")
    return [first, text, *_files(has_files), _see(address)]


def whole_text(question: str, text: str, version_number: int, words: Words) -> list[str]:
    """Return the text of a proposal as somebody reads it who has nothing but mail."""
    return [_("The text, version {number}:", number=version_number), question, text, *legend(words)]


def not_understood(words: Words) -> list[str]:
    """Return what says that an answer was not understood."""
    return [
        _("Your answer came in and was not understood: its first line must be one of the words below. Nothing was recorded."),
        *legend(words),
    ]


def without_code() -> list[str]:
    """Return what is said of an answer that lost the code of the letter on its way, where nothing else tells whose it is."""
    return [
        _("Your answer came in without the code that stands at the end of our letter, so it was not recorded."),
        _("Answer that letter again, and leave the line with the code in your answer."),
    ]


def not_confirmed() -> list[str]:
    """Return what says that neither yes nor no was said."""
    words = {"yes": _in_language(SHOWN_VOTES[VoteCode.YES]), "no": _in_language(SHOWN_VOTES[VoteCode.NO])}
    return [_("Your answer came in and was not understood. Answer this letter with {yes} or with {no}; nothing counts before.", **words)]


def not_voiced(words: Words) -> list[str]:
    """Return what asks for which of several voices somebody answers."""
    return [_("You speak for several voices, and did not say for which one you answer. Nothing was recorded."), *legend(words)]


def left_behind(why: Outdated, standing: Standing, until: str) -> list[str]:
    """Return what says that the proposal has moved on since the letter that was answered."""
    lines: list[str] = [_refusal(why.refusal)]
    if why is Outdated.NEW_VERSION:
        lines.append(
            _("The text is now version {number}. Answer the newest letter about it, or read it there:", number=standing.version_number)
        )
    elif standing.stage is not Stage.CLOSED and until:
        lines.append(_("The proposal is now in this stage: {stage}, until {until}.", stage=STAGES[standing.stage], until=until))
    return [*lines, _see(standing.address)]


def refused(error: DomainError, words: Words | None, address: str) -> list[str]:
    """Return what says why an act was refused, and what to do next."""
    first = _refusal(error.code) if isinstance(error, RefusedError) else str(error)
    lines = [_("What you answered was not recorded, and nothing was changed."), first]
    if isinstance(error, RefusedError) and error.code in (Refusal.REASON_REQUIRED, Refusal.GROUND_REQUIRED) and words is not None:
        return [*lines, _("Answer this letter once more, with all of it:"), *legend(words)]
    return [*lines, _see(address)]


def already_settled(fate: str) -> list[str]:
    """Return what says that an answer was settled before."""
    if fate == "confirmed":
        return [_("You have confirmed this answer before: it is recorded, and nothing had to be changed.")]
    if fate == "replaced":
        return [_("You gave another answer since, which took the place of this one. Confirm the newer one.")]
    return [_("This answer was dropped, or its time is over. Answer the newest letter about the question.")]


def unreadable(*, is_too_large: bool) -> list[str]:
    """Return what says that a message could not be read."""
    why = (
        _("It is larger than 2 MB.") if is_too_large else _("No words could be read in it, or they are in letters that are not taken here.")
    )
    return [
        _("Your answer came in and could not be read. Nothing was recorded."),
        why,
        _("Write it again as plain words, without files."),
    ]


def forged() -> list[str]:
    """Return what tells somebody that a message in their name was not taken."""
    return [
        _("A message in your name came in and was not taken: it could not be confirmed that it comes from this address of yours."),
        _("If it was you: answer from this address, and answer the letter itself. If it was not you: nothing was recorded."),
    ]


def not_repeated(base_url: str) -> list[str]:
    """Return what is said to somebody whose letters tell nothing."""
    return [
        _("Your answer came in. Your letters are discreet, so nothing of it is repeated here, and it was not recorded."),
        _("Sign in to answer, or to choose letters that say what they are about: {address}", address=base_url),
    ]


def joined(name: str, network: str, address: str) -> list[str]:
    """Return what welcomes somebody who takes part by e-mail."""
    return [
        _("Welcome, {name}. From now on you take part in {network} by e-mail.", name=name, network=network),
        _(
            "When a question waits for you, a letter comes that you can answer. What you answer is repeated to you, and counts once you confirm it."
        ),
        _("So that you can answer them, your letters say what they are about. Whoever can read your mail can read them, too."),
        _("To have them say nothing of it, or to choose a password and use the pages, ask for one here: {address}", address=address),
    ]


def no_longer_invited(address: str) -> list[str]:
    """Return what says that an invitation is of no use any more."""
    return [
        _("This invitation cannot be used: it was used already, a newer one replaced it, or its time is over."),
        _("If you have come in before, you can ask for a password here: {address}", address=address),
    ]


def say_yes() -> list[str]:
    """Return what asks somebody who was invited to say yes plainly."""
    yes = _in_language(SHOWN_VOTES[VoteCode.YES])
    return [_("Your answer came in and was not understood. To take part by e-mail, answer with {yes} on the first line.", yes=yes)]


def until_of(closes_at: datetime | None, person: Person) -> str:
    """Return when a window ends as the person reads it; empty where there is none."""
    return "" if closes_at is None else instant_in_words(closes_at, ZoneInfo(person.timezone))


def _repeated(understood: Understood) -> list[str]:
    called = VOTED[understood.code] if isinstance(understood.code, VoteCode) else understood.code.shown_as
    lines: list[str] = [
        _("You answered: {answer}.", answer=called),
        _(
            "For {voice}, on version {number} of the question: {question}",
            voice=understood.voice,
            number=understood.version_number,
            question=understood.question,
        ),
    ]
    if understood.ground:
        lines.append(_("The ground: {ground}.", ground=understood.ground))
    if understood.reason:
        lines += [_("Your reason, word for word:"), understood.reason]
    return [*lines, *_files(understood.has_files)]


def _files(has_files: bool) -> list[str]:  # noqa: FBT001 - one meaning
    return [_("Files are not read: what hung on your letter was left out.")] if has_files else []


def _see(address: str) -> str:
    return _("How the proposal stands now: {address}", address=address)


def _refusal(code: Refusal) -> str:
    return _("{sentence} ({code})", sentence=code.sentence, code=code.value)


def _word(code: Code) -> str:
    return _in_language(SHOWN_VOTES[code] if isinstance(code, VoteCode) else SHOWN[code])


def _in_language(words: Mapping[str, str]) -> str:
    return words.get(speaker().code, words["en"])


def _numbered(names: Sequence[str]) -> str:
    return "\n".join(f"{number} {name}" for number, name in enumerate(names, 1))
