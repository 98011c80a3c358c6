"""What somebody says by the first line of an answer: a position, a vote, yes or no, an issue; and the words below it.

The words are those of the glossary in every language of the program, whatever the reader's: case, accents, forms of Arabic
letters and punctuation make no difference. A line that holds anything else says nothing, and is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from consensus.domain.folding import fold
from consensus.domain.terms import PositionCode, VoteCode
from consensus.mail.reply_codes import YES

SHOWN: Mapping[PositionCode, Mapping[str, str]] = {
    PositionCode.SUPPORT: {"en": "AGREE", "es": "DE ACUERDO", "fr": "D'ACCORD", "ar": "موافقة"},
    PositionCode.RESERVATION: {"en": "RESERVATION", "es": "RESERVA", "fr": "RÉSERVE", "ar": "تحفّظ"},
    PositionCode.ABSTAIN: {"en": "ABSTAIN", "es": "ABSTENCIÓN", "fr": "ABSTENTION", "ar": "امتناع"},
    PositionCode.STAND_ASIDE: {"en": "STAND ASIDE", "es": "PASO AL LADO", "fr": "MISE EN RETRAIT", "ar": "الوقوف جانبًا"},
    PositionCode.OBJECT: {"en": "OBJECT", "es": "OBJECIÓN", "fr": "OBJECTION", "ar": "اعتراض"},
    PositionCode.BLOCK: {"en": "BLOCK", "es": "BLOQUEO", "fr": "BLOCAGE", "ar": "اعتراض مانع"},
}
"""The word of each position that a letter names, by language."""

SHOWN_VOTES: Mapping[VoteCode, Mapping[str, str]] = {
    VoteCode.YES: YES,
    VoteCode.NO: {"en": "NO", "es": "NO", "fr": "NON", "ar": "لا"},
    VoteCode.ABSTAIN: SHOWN[PositionCode.ABSTAIN],
}
SHOWN_ISSUE = {"en": "ISSUE", "es": "ASUNTO", "fr": "POINT", "ar": "مسألة"}
SHOWN_TEXT = {"en": "TEXT", "es": "TEXTO", "fr": "TEXTE", "ar": "النصّ"}

_ALSO: Mapping[PositionCode, tuple[str, ...]] = {
    PositionCode.SUPPORT: ("i agree", "support", "estoy de acuerdo", "acuerdo", "je suis d'accord", "accord", "موافق", "أوافق", "نوافق"),
    PositionCode.RESERVATION: (
        *("reservations", "agree with reservations", "agree with reservation", "with reservations"),
        *("reservas", "de acuerdo con reservas", "con reservas", "réserves", "d'accord avec réserves", "avec réserves"),
        *("تحفظات", "موافقة مع تحفّظات", "موافقة مع تحفّظ", "مع تحفّظ", "التحفّظ"),
    ),
    PositionCode.ABSTAIN: ("abstention", "i abstain", "me abstengo", "abstenerse", "je m'abstiens", "s'abstenir", "أمتنع", "الامتناع"),
    PositionCode.STAND_ASIDE: (
        *("standaside", "standing aside", "i stand aside", "a stand aside", "me hago a un lado", "hacerse a un lado"),
        *("en retrait", "se mettre en retrait", "je me mets en retrait", "وقوف جانبًا", "أقف جانبًا", "نقف جانبًا"),
    ),
    PositionCode.OBJECT: ("objection", "i object", "objeto", "objetar", "faire objection", "j'objecte", "أعترض", "نعترض", "الاعتراض"),
    PositionCode.BLOCK: ("i block", "bloquear", "bloqueo", "bloquer", "je bloque", "مانع", "الاعتراض المانع"),
}
_YES = ("yes", "sí", "si", "oui", "نعم", "أجل")
_NO = ("no", "non", "لا", "كلا")
_ISSUE = ("issue", "asunto", "asunto por responder", "point", "point à traiter", "مسألة", "المسألة")


def _key(words: str) -> str:
    """Return words as they are compared: folded, with single spaces for all that is neither letter nor digit."""
    return " ".join(re.findall(r"[^\W_]+", fold(words)))


_POSITIONS = {_key(word): code for code in SHOWN for word in (*SHOWN[code].values(), *_ALSO[code])}
_VOTES = {_key(word): code for code, words in ((VoteCode.YES, _YES), (VoteCode.NO, _NO)) for word in words}
_VOTES |= {word: VoteCode.ABSTAIN for word, code in _POSITIONS.items() if code is PositionCode.ABSTAIN}
_YESES, _NOES, _ISSUES = ({_key(word) for word in words} for words in (_YES, _NO, _ISSUE))
_TEXTS = {_key(word) for word in (*SHOWN_TEXT.values(), "نص")}

_ENDS_WORD = re.compile(r"[:.,;!،؛–—]|\s-\s")
"""After the word, on the same line, what follows is the reason."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The first line of an answer and what stands below it."""

    line: str
    below: str

    def said(self, among: Mapping[str, PositionCode | VoteCode]) -> Understood | None:
        """Return what the first line says, if it is one of ``among``."""
        for line, rest, is_plain in ((self.line, "", True), *self._parted()):
            words, number = _numbered(_key(line))
            code = among.get(words)
            if code is not None:
                return Understood(code, "\n".join(part for part in (rest, self.below) if part.strip()).strip(), number, is_plain=is_plain)
        return None

    def is_yes(self) -> bool:
        """Return whether it says yes."""
        return _first(self.line) in _YESES

    def confirms(self) -> bool:
        """Return whether it says yes and no word more on its line: who writes "yes, but" has not confirmed anything."""
        return _key(self.line) in _YESES

    def is_no(self) -> bool:
        """Return whether it says no."""
        return _first(self.line) in _NOES

    def asks_for_text(self) -> bool:
        """Return whether it asks for the whole text, and says nothing else."""
        return _key(self.line) in _TEXTS and not self.below

    def issue(self) -> str | None:
        """Return the words of an issue, or ``None`` where it is not marked as one."""
        for line, rest, _is_plain in ((self.line, "", True), *self._parted()):
            if _key(line) in _ISSUES:
                return "\n".join(part for part in (rest, self.below) if part.strip()).strip()
        return None

    def _parted(self) -> tuple[tuple[str, str, bool], ...]:
        parts = _ENDS_WORD.split(self.line, maxsplit=1)
        return ((parts[0], parts[1].strip(), not parts[1].strip()),) if len(parts) == 2 else ()


@dataclass(frozen=True, slots=True)
class Understood:
    """What a first line says."""

    code: PositionCode | VoteCode
    reason: str
    voice_number: int | None
    """For which of several voices, counted from 1; ``None`` where none was named."""
    is_plain: bool
    """Whether the line held nothing else."""


def answer_in(text: str) -> Answer:
    """Return the first line of what somebody wrote, and the words below it."""
    line, _newline, below = text.strip().partition("\n")
    return Answer(line.strip(), below.strip())


def position_in(text: str) -> Understood | None:
    """Return the position that an answer takes, if it takes one."""
    return answer_in(text).said(_POSITIONS)


def vote_in(text: str) -> Understood | None:
    """Return the vote that an answer casts, if it casts one."""
    return answer_in(text).said(_VOTES)


def _first(line: str) -> str:
    return _key(_ENDS_WORD.split(line, maxsplit=1)[0])


def _numbered(words: str) -> tuple[str, int | None]:
    found = re.fullmatch(r"(.+) (\d{1,2})", words)
    return (words, None) if found is None else (found[1], int(found[2]))
