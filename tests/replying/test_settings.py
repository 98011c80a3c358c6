"""What is wrong in the settings of mail that comes in stops the program, and no password is repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import Settings, SettingsError
from consensus.replying.post import post_of


def read(tmp_path: Path, **environ: str) -> Settings:
    return Settings.from_env({"CONSENSUS_HOME": str(tmp_path), "SECRET_KEY": "x" * 40, **environ})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONSENSUS_MAIL_REPLY_TO", "Consensus <consensus@example.org>"),
        ("CONSENSUS_MAIL_REPLY_TO", f"{'a' * 32}@example.org"),
        ("CONSENSUS_MAIL_REPLY_TO", "consensus+more@example.org"),
        ("CONSENSUS_MAIL_AUTHSERV", "mx.example.org; spf=pass"),
        ("CONSENSUS_IMAP_URL", "imap://u:hunter2@mail.example.org/INBOX"),
        ("CONSENSUS_IMAP_URL", "imaps://mail.example.org/hunter2"),
        ("CONSENSUS_IMAP_URL", "https://u:hunter2@mail.example.org"),
        ("CONSENSUS_IMAP_URL", "imaps://u:hunter2@mail.example.org:0/INBOX"),
    ],
)
def test_a_wrong_setting_is_refused_without_repeating_a_password(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as refused:
        read(tmp_path, **{name: value})

    assert "hunter2" not in str(refused.value)


def test_mail_that_comes_in_is_read_only_where_an_address_is_set(tmp_path: Path) -> None:
    assert post_of(read(tmp_path)) is None

    post = post_of(read(tmp_path, CONSENSUS_MAIL_REPLY_TO="Consensus@Example.org", CONSENSUS_MAIL_AUTHSERV="mx.example.org"))

    assert post is not None
    assert (post.mailbox, post.server) == ("consensus@example.org", "mx.example.org")
    assert "hunter2" not in repr(read(tmp_path, CONSENSUS_IMAP_URL="imaps://u:hunter2@mail.example.org/INBOX"))
