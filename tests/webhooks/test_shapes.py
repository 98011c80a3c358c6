"""In which shape each kind is told, that nothing in a title calls, formats or leads anywhere, and that a receiver can check it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from consensus.domain.terms import DecisionStatus, Outcome
from consensus.webhooks.commands import renew_webhook_secret
from consensus.webhooks.sealed import Secrets
from consensus.webhooks.shapes import as_data, mattermost, plain, request_of, slack
from consensus.webhooks.signing import new_secret, signed
from consensus.webhooks.terms import BOTH_FOR, MOST_BEFORE, Event, Kind
from consensus.webhooks.wording import Message, Taken
from tests.pages.scene import QUESTION
from tests.webhooks.conftest import Hooks

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
EVIL = "<!channel> @all <@U1> <https://evil.example|Vote *here*> [x](https://evil.example) &lt; `a` :smile: ~town\n# \u202eGo\x07"
MESSAGE = Message(
    event=Event.DECIDED,
    at=AT,
    entry_index=7,
    sentence="A proposal is decided. With dissent.",
    url="https://decide.example.org/archive/WATER/2026/001",
    title=EVIL,
    body_code="WATER",
    body_name="Water & <b>",
    decision=Taken(has_dissent=True, number="WATER/2026/001", outcome=Outcome.CONSENSUS_WITH_RESERVATIONS, status=DecisionStatus.IN_FORCE),
)


def shape(kind: Kind, address: str = "https://chat.example.org/x") -> Any:
    return request_of(kind, MESSAGE, address=address, room="!r:example.org", secret="s3cret", message_id="msg_1")


def test_slack_is_told_in_its_form_and_the_one_link_is_ours() -> None:
    said = json.loads(shape(Kind.SLACK).content)
    assert re.findall("<[^>]*>", said["text"]) == ["<https://decide.example.org/archive/WATER/2026/001>"]
    assert "&lt;!channel&gt;" in said["text"]
    assert (said["mrkdwn"], said["parse"], said["link_names"], said["unfurl_links"]) == (False, "none", False, False)
    assert [line for line in said["text"].splitlines() if "evil" in line] == [said["text"].splitlines()[1]]
    assert "\u202e" not in said["text"]


def test_mattermost_shows_a_title_as_it_was_written_and_calls_nobody() -> None:
    text = json.loads(shape(Kind.MATTERMOST).content)["text"]
    title = text.splitlines()[1]
    for mark in ("@all", "<!channel", "<@", "](", "https:/", "&lt;", ":smile", "~town"):
        assert mark not in title
    assert re.search(r"(?<!\\)[\\`*_\[\]()#!>|]", re.sub(r"\\.", "", title)) is None
    assert mattermost("@channel") == "@\u200bchannel"


def test_matrix_is_told_once_in_its_room_by_its_account_and_mentions_nobody() -> None:
    made = shape(Kind.MATRIX, "https://matrix.example.org/")
    where = "https://matrix.example.org/_matrix/client/v3/rooms/%21r%3Aexample.org/send/m.room.message/msg_1"
    assert (made.method, made.address) == ("PUT", where)
    assert made.headers["Authorization"] == "Bearer s3cret"
    said = json.loads(made.content)
    assert (said["msgtype"], said["m.mentions"], set(said)) == ("m.notice", {}, {"msgtype", "body", "m.mentions"})
    assert "@all" not in said["body"]


@pytest.mark.parametrize("event", Event)
def test_what_a_program_is_told_has_the_published_form(event: Event) -> None:
    schema = json.loads((ROOT / "docs/webhook.schema.json").read_text())
    said = as_data(MESSAGE)
    jsonschema.validate({**said, "type": event.value}, schema, format_checker=jsonschema.FormatChecker())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**said, "data": {**said["data"], "decision": {"number": "WATER/2026/001"}}}, schema)


def test_what_is_published_names_every_event_and_no_other() -> None:
    schema = json.loads((ROOT / "docs/webhook.schema.json").read_text())
    assert schema["properties"]["type"]["enum"] == [event.value for event in Event]


@pytest.mark.parametrize("kind", [Kind.SLACK, Kind.MATTERMOST, Kind.MATRIX])
@pytest.mark.parametrize("address", ["https://evil.example", "evil.example", "www.evil.example/x", "me@evil.example", "#room:evil.example"])
def test_no_program_takes_what_somebody_wrote_for_an_address(kind: Kind, address: str) -> None:
    said = json.loads(request_of(kind, replace(MESSAGE, title=address), address="", room="", secret="", message_id="").content)
    text = said.get("text", said.get("body"))
    title = text.splitlines()[1]
    assert re.search(r"\w\.\w|://|@\w|#\w", title) is None
    assert re.sub(r"[\u200b\\]", "", title).endswith(f"“{address}”")


def test_a_plain_title_stays_as_it_is() -> None:
    for written in (slack, plain):
        assert written(QUESTION) == QUESTION
        assert written("At 2.30, e.g. in no. 5: 1/2?") == "At 2.30, e.g. in no. 5: 1/2?"
    assert mattermost("Shall we meet?") == "Shall we meet?"


def documented_check() -> Any:
    """Return the receiver's function as docs/webhooks.md has it."""
    found = re.search(r"```python\n(.*?)```", (ROOT / "docs/webhooks.md").read_text(), re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {}
    exec(found[1], names)  # noqa: S102 - what the page tells receivers to run
    return names["check"]


def test_a_receiver_that_does_as_the_page_says_takes_a_message_once_and_refuses_what_is_forged_changed_or_old(hooks: Hooks) -> None:
    added = hooks.hook()
    hooks.in_comment()
    hooks.round()
    (got,) = hooks.receiver.got
    check, seen = documented_check(), set[str]()
    now = hooks.now.timestamp()

    def takes(**changed: Any) -> bool:
        usual = {"secret": added.secret, "headers": got.headers, "body": got.content, "now": now, "seen": seen}
        taken: bool = check(**usual | changed)
        return taken

    assert not takes(secret=new_secret())
    assert not takes(body=got.content.replace(b"opened", b"closed"))
    assert not takes(headers={**got.headers, "webhook-id": "msg_other"})
    assert not takes(headers={**got.headers, "webhook-timestamp": str(int(now) + 1)})
    assert not takes(now=now + 301)
    assert not takes(now=now - 301)
    assert takes(now=now + 299)
    assert not takes()


def test_a_program_that_knows_either_secret_takes_what_comes_for_a_week_after_it_was_replaced(hooks: Hooks) -> None:
    added, check = hooks.hook(), documented_check()
    renew: dict[str, Any] = {"actor": hooks.steward, "webhook_id": added.webhook_id, "outside": hooks.outside}
    secrets = [added.secret or "", *(renew_webhook_secret(hooks.session, now=hooks.tick(), **renew) for _each in range(2))]
    renewed_at, taken_with = hooks.now, list[list[bool]]()
    for after in (timedelta(), BOTH_FOR - timedelta(seconds=1), BOTH_FOR):
        hooks.in_comment()
        hooks.round(renewed_at + after)
        got = hooks.receiver.got[-1]
        said: dict[str, Any] = {"headers": got.headers, "body": got.content, "now": (renewed_at + after).timestamp()}
        taken_with.append([check(secret, seen=set(), **said) for secret in (*secrets, new_secret())])
    assert taken_with[0] == [True, True, True, False]
    assert taken_with[1:] == [[False, True, True, False], [False, False, True, False]]


def test_of_many_secrets_the_oldest_sign_no_more(hooks: Hooks) -> None:
    found = Secrets("https://chat.example.org", secret="0")
    for number in range(1, MOST_BEFORE + 3):
        found = found.replaced(str(number), hooks.now)
    assert found.signing(hooks.now) == ("5", "4", "3", "2")
    assert Secrets.opened(hooks.outside.sealing, found.sealed(hooks.outside.sealing)) == found


def test_the_signature_is_the_one_that_the_specification_gives_as_its_example() -> None:
    headers = signed(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC),
        b'{"test": 2432232314}',
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
