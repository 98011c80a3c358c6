"""The bytes of a file as text: in which letters it was saved, told by what it holds, and said where that had to be guessed."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from consensus.domain.speech import _

LONGEST_SAMPLE = 60
"""Letters of the line that is shown where the letters of a file had to be guessed."""

_OF_16 = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to correct. Line 1 is the line of headings; None: the file as a whole."""

    line: int | None
    sentence: str

    def __str__(self) -> str:
        return str(self.sentence) if self.line is None else str(_("Line {line}: {problem}", line=self.line, problem=self.sentence))


@dataclass(frozen=True, slots=True)
class FileText:
    """What a file says, or what to do about its letters; ``remark`` says what was guessed."""

    text: str
    problems: tuple[Problem, ...] = ()
    remark: str = ""


def text_of(content: bytes) -> FileText:
    """Return a file's text: UTF-8, UTF-16, or else what Western versions of Windows write, with a word about it."""
    for mark, encoding in _OF_16:
        if content.startswith(mark):
            return _of_16(content.removeprefix(mark), encoding)
    if b"\0" in content[:200]:
        # Letters of most alphabets stand in the second byte, so that the first is the one that is often 0 in "UTF-16 BE".
        return _of_16(content, "utf-16-be" if content[:1] == b"\0" else "utf-16-le")
    try:
        return FileText(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    as_utf_8 = content.decode("utf-8", "replace")
    wrong = as_utf_8.count("\ufffd")
    right = sum(not letter.isascii() for letter in as_utf_8) - wrong
    not_utf_8 = Problem(line, _("A letter here is not in UTF-8. Save the file as CSV in UTF-8 and choose it again."))
    if right > wrong:
        return FileText("", (not_utf_8,))
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return FileText("", (not_utf_8,))
    sample = next(each for each in text.splitlines() if not each.isascii()).strip()[:LONGEST_SAMPLE]
    return FileText(
        text,
        remark=_(
            "The file is not in UTF-8, and was read as Windows-1252, such as Western spreadsheets save. Look whether this is right: {sample}."
            " If it is not, save the file as CSV in UTF-8 and choose it again.",
            sample=sample,
        ),
    )


def _of_16(content: bytes, encoding: str) -> FileText:
    try:
        return FileText(content.decode(encoding).removeprefix("\ufeff"))
    except UnicodeDecodeError:
        return FileText("", (Problem(None, _("The file is in UTF-16, and broken. Save it as CSV in UTF-8 and choose it again.")),))
