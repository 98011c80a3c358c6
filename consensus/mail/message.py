"""A letter in the form in which it travels. Whatever is handed in, no header can be added by what stands in another."""

from __future__ import annotations

import re
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

from consensus.mail.queue import Outgoing

LONGEST_LINE = 76
"""Characters of a line of a header that was encoded. Source: RFC 2047, section 2."""

AS_IT_STANDS = frozenset({"message-id", "in-reply-to", "references", "list-unsubscribe", "list-unsubscribe-post"})
"""Headers that programs read letter by letter: they are folded between their parts alone, and never encoded."""

_ID = re.compile(r"<[!-;=?-~]+>", re.ASCII)
_URL = re.compile(r"https?://[!-;=?-~]+", re.ASCII)


class WrongLetterError(ValueError):
    """Something in a letter cannot stand in a message: the message says what, and never its content."""


class LetterPolicy(EmailPolicy):
    """How headers are folded: the library's own way encodes part of a long subject, and leaves no space between two of
    the parts, which servers refuse (RFC 2047, section 5); and it encodes a long address of the web, which nobody then follows."""

    def fold(self, name: str, value: Any) -> str:
        """Return one header, folded."""
        said = str(value)
        if name.lower() in AS_IT_STANDS:
            return f"{name}: " + "\r\n ".join(said.split()) + "\r\n"
        if name.lower() == "subject" and not said.isascii() and not self.utf8:
            return f"{name}: " + Header(said, "utf-8", maxlinelen=LONGEST_LINE, header_name=name).encode(linesep="\r\n") + "\r\n"
        if name.lower() == "from" and not said.isascii() and not self.utf8:
            sender: Address = value.addresses[0]
            called = Header(sender.display_name, "utf-8", maxlinelen=LONGEST_LINE, header_name=name).encode(linesep="\r\n")
            return f"{name}: {called}\r\n <{sender.addr_spec}>\r\n"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return one header as it travels."""
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii", "surrogateescape")


ASCII = LetterPolicy(linesep="\r\n", cte_type="7bit", max_line_length=LONGEST_LINE)
UTF8 = LetterPolicy(linesep="\r\n", cte_type="8bit", max_line_length=LONGEST_LINE, utf8=True)
"""Where the address itself needs it (RFC 6531), and for files."""


def written(letter: Outgoing, *, message_id: str, sender: Address | None, made_at: datetime, is_file: bool = False) -> EmailMessage:
    """Return ``letter`` as a message: plain text first, then what else there is.

    :param is_file: it is laid down and read as it stands, so that a link in it can be copied.
    :raises WrongLetterError: when an address, a name of a message or a link is not of its form.
    """
    to = address_of(letter.to)
    message = EmailMessage(policy=ASCII if to.addr_spec.isascii() and not is_file else UTF8)
    if sender is not None:
        message["From"] = sender
    message["To"] = to
    message["Subject"] = one_line(letter.subject)
    message["Date"] = made_at
    message["Message-ID"] = _id(message_id)
    if letter.in_reply_to is not None:
        message["In-Reply-To"] = message["References"] = _id(letter.in_reply_to)
    if letter.reply_to is not None:
        message["Reply-To"] = address_of(letter.reply_to)
    if letter.is_automatic:
        message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe_url is not None:
        if not _URL.fullmatch(letter.unsubscribe_url):
            raise WrongLetterError("the address that ends such letters is none")
        message["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text, cte="8bit" if is_file else None)
    if letter.html is not None:
        message.add_alternative(letter.html, subtype="html")
    for attachment in letter.attachments:
        kind, _slash, subtype = attachment.media_type.partition("/")
        message.add_attachment(attachment.content, maintype=kind, subtype=subtype, filename=one_line(attachment.name))
    message["Content-Language"] = one_line(letter.language)
    return message


def address_of(text: str) -> Address:
    """Return an address of mail; a domain beyond ASCII as the network writes it (RFC 5891), whom every server understands.

    :raises WrongLetterError: when it is none.
    """
    local, _at, domain = text.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
        found = Address(username=local, domain=ascii_domain)
        # The library takes a name with spaces or line ends and quotes it; ours has none.
        if not local or not domain or not local.isprintable() or " " in local or _ODD.search(ascii_domain):
            raise WrongLetterError("an address is none")
    except (ValueError, IndexError):
        raise WrongLetterError("an address is none") from None
    return found


_ODD = re.compile(r"[^A-Za-z0-9.\-]", re.ASCII)


def one_line(text: str) -> str:
    """Return ``text`` on one line, without what is no letter, sign or space: a line end would begin another header."""
    return " ".join("".join(each if each.isprintable() or each in _JOINERS else " " for each in text).split())


_JOINERS = "\u200c\u200d\u200e\u200f\u061c\u2066\u2067\u2068\u2069"
"""Invisible, but part of how Persian, Arabic and names in a line of the other direction are written."""


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise WrongLetterError("the name of a message is not of its form")
    return text
