"""The form in which a letter travels."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consensus.mail.message import WrongLetterError, written
from consensus.mail.queue import Attachment, Outgoing

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SENDER = Address(display_name="Ñandú, the invented network", addr_spec="decide@invented.example")
ARABIC = "شيء ينتظرك في شبكة المنظمات النسائية: يرجى الاطلاع عليه قبل نهاية الأسبوع القادم ثم الرد"
LETTER = Outgoing(
    key="notice:1",
    to="ada@invented.example",
    person_id=1,
    language="ar",
    subject=ARABIC,
    text="مرحبا\nhttps://decide.invented.example/x\n",
    html="<p>مرحبا</p>",
    in_reply_to=f"<{'b' * 90}@invented.example>",
    unsubscribe_url=f"https://decide.invented.example/letters/{'u' * 90}",
    attachments=(Attachment("frist.ics", "text/calendar", b"BEGIN:VCALENDAR\r\n"),),
)


def sent(letter: Outgoing = LETTER) -> bytes:
    return written(letter, message_id="<1@invented.example>", sender=SENDER, made_at=NOW).as_bytes()


def header_of(raw: bytes, name: str) -> str:
    """One header as it travels, its line ends taken away."""
    found = re.search(rb"(?m)^" + name.encode() + rb": ((?:.+\r\n)(?:[ \t].+\r\n)*)", raw)
    assert found is not None
    return re.sub(r"\r\n(?=[ \t])", "", found[1].decode("ascii")).strip()


def test_plain_text_comes_first_then_html_then_what_is_attached() -> None:
    message = message_from_bytes(sent(), policy=SMTP)
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    body = message.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    assert body.get_content().replace("\r\n", "\n") == LETTER.text


def test_a_letter_says_what_programs_need_to_know() -> None:
    message = message_from_bytes(sent(), policy=SMTP)
    assert {name: message[name] for name in ("Content-Language", "Auto-Submitted", "List-Unsubscribe-Post", "Date", "Message-ID")} == {
        "Content-Language": "ar",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Date": "Mon, 02 Mar 2026 12:00:00 +0000",
        "Message-ID": "<1@invented.example>",
    }
    assert message["In-Reply-To"] == message["References"] == LETTER.in_reply_to
    assert message["From"].addresses == (SENDER,)


def test_what_programs_follow_letter_by_letter_is_never_encoded() -> None:
    assert header_of(sent(), "List-Unsubscribe") == f"<{LETTER.unsubscribe_url}>"
    assert header_of(sent(), "References") == LETTER.in_reply_to


@pytest.mark.parametrize(
    "subject",
    [
        ARABIC,
        "Una decisión le espera: " + "la propuesta número siete de la comisión " * 4,
        "Something waits for you. " * 8,
        "قرار 7 / decision 7",
    ],
)
def test_a_subject_is_folded_into_whole_encoded_words_with_space_between(subject: str) -> None:
    raw = sent(replace(LETTER, subject=subject))
    said = header_of(raw, "Subject")
    assert str(make_header(decode_header(said))) == " ".join(subject.split())
    assert "?==?" not in said
    assert all(len(word) <= 75 for word in said.split() if word.startswith("=?"))
    assert all(
        len(line) <= 78 for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n") if not line.startswith((b"List-", b" <", b"In-", b"Ref"))
    )


@settings(max_examples=20)
@given(st.text(max_size=60), st.text(max_size=20))
def test_no_header_can_be_added_by_what_stands_in_another(subject: str, name: str) -> None:
    injected = "\r\nBcc: eve@invented.example\r\n\r\nBody"
    letter = replace(
        LETTER, subject=f"A{subject}{injected}{subject}", attachments=(Attachment(f"a{name}{injected}", "text/calendar", b"x"),)
    )
    message = message_from_bytes(sent(letter), policy=SMTP)
    assert message["Bcc"] is None
    assert message["Message-ID"] == "<1@invented.example>"
    assert len(list(message.walk())) == 5


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": "ada@invented.example\r\nBcc: eve@invented.example"},
        {"to": "ada@invented.example, eve@invented.example"},
        {"to": "nobody"},
        {"reply_to": "a b@invented.example"},
        {"in_reply_to": "<a@b>\r\nBcc: eve@invented.example"},
        {"unsubscribe_url": "https://x.example/>\r\nBcc: eve@invented.example"},
        {"unsubscribe_url": "javascript:alert(1)"},
    ],
)
def test_what_is_not_of_its_form_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(WrongLetterError) as refused:
        sent(replace(LETTER, **wrong))  # type: ignore[arg-type]
    assert "eve" not in str(refused.value)


def test_a_domain_beyond_ascii_is_written_as_the_network_knows_it() -> None:
    assert header_of(sent(replace(LETTER, to="ada@exämple.example")), "To") == "ada@xn--exmple-cua.example"


def test_an_address_beyond_ascii_travels_as_it_is() -> None:
    raw = sent(replace(LETTER, to="عدا@invented.example"))
    assert message_from_bytes(raw, policy=SMTPUTF8)["To"] == "عدا@invented.example"
    assert f"Subject: {ARABIC[:20]}".encode() in raw
