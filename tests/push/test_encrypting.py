"""A message is readable on its device alone, as the standards have it. Their own example is told again here."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from consensus.push.encrypting import CURVE, encrypted, from_text, in_text
from consensus.push.vapid import PushKey

# RFC 8291, appendix A.
PLAIN = b"When I grow up, I want to be a watermelon"
OWN = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH, SALT = "BTBZMqHH6r4Tts7J_aSIgg", "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
    "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_standard_comes_out_as_it_stands_there() -> None:
    own = ec.derive_private_key(int.from_bytes(from_text(OWN)), CURVE)
    made = encrypted(PLAIN, from_text(PUBLIC), from_text(AUTH), own=own, salt=from_text(SALT), rounded=1)
    assert in_text(made) == BODY


def test_messages_of_different_length_look_alike_and_none_comes_out_twice() -> None:
    made = [encrypted(content, from_text(PUBLIC), from_text(AUTH)) for content in (b"", PLAIN, PLAIN * 5, PLAIN)]
    assert {len(each) for each in made} == {86 + 256 + 16}
    assert len(set(made)) == 4


def test_the_push_service_is_told_who_asks_for_half_a_day_and_for_itself_alone() -> None:
    key, now = PushKey.new(), datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    said = PushKey.of(key.written).authorization("https://push.example.org:8443/send/x", base_url="https://decide.example.org", now=now)
    token, public = said.removeprefix("vapid t=").split(", k=")
    head, claims, signature = token.split(".")
    assert json.loads(from_text(head)) == {"typ": "JWT", "alg": "ES256"}
    wanted = {"aud": "https://push.example.org:8443", "exp": int(now.timestamp()) + 12 * 3600, "sub": "https://decide.example.org"}
    assert json.loads(from_text(claims)) == wanted
    raw = from_text(signature)
    pair = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    found = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, from_text(public))
    found.verify(pair, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    assert public == key.public


@pytest.mark.parametrize("text", ["a b", "ä", "a+/b", "$"])
def test_what_is_no_base64_of_a_browser_is_no_key(text: str) -> None:
    with pytest.raises(ValueError, match="base64"):
        from_text(text)
