"""What the sender of a reply wrote: without what their program quoted, their signature, and lines of our own letters.

Programs mark a quote by ``>`` before each line, or put it whole behind a line of their own, in the language of their user.
"""

from __future__ import annotations

import re

# Marks that say in which direction a line runs, and spaces that are none: left out where lines are compared, kept in words.
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

_STARTS = re.compile(r"^(?:On|El|Le|Am|Il|Em|Op|في|بتاريخ|يوم)\b", re.IGNORECASE)
_ENDS = re.compile(
    r"(?:wrote|escribió|a écrit|schrieb[^:]*|ha scritto|escreveu|schreef|كتب|كتبت|كتب/ت|كتب ما يلي|تمت كتابة ما يلي بواسطة[^:]*)\s*[:：]$"
    r"|تمت كتابة ما يلي بواسطة .*[:：]$|(?:كتب|كتبت) .*[:：]$",
    re.IGNORECASE,
)
_LONGEST_INTRODUCTION = 4
"""Lines: a long address breaks the sentence before a quote into several."""

MOST_LINES = 5_000
"""Of a message; what is below is not read."""

_LONGEST_LINE = 500
"""Letters of a line that may introduce a quote: what is longer was made to take time."""

_RULE = re.compile(
    r"^-{2,}\s*(?:Original Message|Original Appointment|Forwarded message|Reply message|Mensaje original|Mensaje reenviado|Message d'origine"
    r"|Message original|Message transféré|الرسالة الأصلية|رسالة أصلية|رسالة معاد توجيهها|رسالة محولة)\s*-{2,}$",
    re.IGNORECASE,
)
_UNDERSCORES = re.compile(r"^_{10,}$")
_FIELD = re.compile(
    r"^\*?(From|Sent|To|Cc|Subject|Date|De|Enviado(?: el)?|Para|Asunto|Fecha|Envoyé|À|A|Objet|Date d'envoi|من|إلى|تاريخ الإرسال|أُرسلت|مرسل"
    r"|التاريخ|الموضوع|نسخة)\s*:\*?(?:\s|$)",
    re.IGNORECASE,
)
_FIRST_FIELDS = frozenset({"from", "de", "من"})

_SIGNATURE = re.compile(r"^(?:-- ?|—|--\s*)$")
_FOOTER = re.compile(
    r"^(?:Sent from (?:my|Mail|Outlook|Yahoo)|Get Outlook for|Enviado desde|Obtener Outlook|Envoyé (?:de|depuis)|Obtenir Outlook|Télécharger Outlook"
    r"|أ?ُ?رسلت? من|أُرسلت من|تم الإرسال من|مرسل من|الحصول على Outlook)",
    re.IGNORECASE,
)
_OUR_CODE = re.compile(r"(?<![a-z0-9])[a-z2-7]{32}(?![a-z0-9])")


def own_words(text: str) -> str:
    """Return what was written above, below and between what was quoted."""
    lines = text.split("\n", MOST_LINES)[:MOST_LINES]
    bare = [_UNSEEN.sub("", line).replace("\xa0", " ").strip() for line in lines]
    kept: list[str] = []
    place, in_signature = 0, False
    while place < len(lines):
        skipped = _introduction(bare, place)
        if skipped and not _is_marked(bare, place + skipped):
            # The whole letter stands below without a mark; what a reply might say at its end cannot be told from it.
            break
        if skipped:
            place, in_signature = place + skipped, False
        elif _is_rest_quoted(bare, place):
            break
        elif bare[place].startswith(">"):
            place, in_signature = place + 1, False
        else:
            in_signature = in_signature or bool(_SIGNATURE.match(bare[place]))
            if not (in_signature or _FOOTER.match(bare[place]) or _OUR_CODE.search(bare[place])):
                kept.append(lines[place].rstrip())
            place += 1
    return _trimmed(kept)


def _introduction(bare: list[str], place: int) -> int:
    """Return how many lines from here on say who wrote what is quoted below; none is 0."""
    if not _STARTS.match(bare[place]) or len(bare[place]) > _LONGEST_LINE:
        return 0
    said = ""
    for count in range(1, _LONGEST_INTRODUCTION + 1):
        if place + count > len(bare) or (count > 1 and not bare[place + count - 1]):
            return 0
        said = f"{said} {bare[place + count - 1][:_LONGEST_LINE]}".strip()
        if _ENDS.search(said):
            # A day or an address stands in it; a sentence of somebody's own that begins and ends so has neither.
            return count if re.search(r"\d|@", said) else 0
    return 0


def _is_marked(bare: list[str], place: int) -> bool:
    """Return whether what is quoted from here on is marked line by line, or nothing follows."""
    return next((line.startswith(">") for line in bare[place:] if line), True)


def _is_rest_quoted(bare: list[str], place: int) -> bool:
    line = bare[place]
    if _RULE.match(line):
        return True
    if _UNDERSCORES.match(line):
        following = next((index for index in range(place + 1, len(bare)) if bare[index]), None)
        return following is not None and _is_head(bare, following)
    return _is_head(bare, place)


def _is_head(bare: list[str], place: int) -> bool:
    """Return whether the head of a message begins here, as Outlook puts it before what it quotes."""
    first = _FIELD.match(bare[place])
    if first is None or first[1].lower() not in _FIRST_FIELDS:
        return False
    return sum(1 for line in bare[place + 1 : place + 7] if _FIELD.match(line)) >= 2


def _trimmed(lines: list[str]) -> str:
    while lines and not _UNSEEN.sub("", lines[0]).strip():
        lines.pop(0)
    while lines and not _UNSEEN.sub("", lines[-1]).strip():
        lines.pop()
    return "\n".join(lines)
