"""Settings: what is read, what is refused, and that docs/settings.md says so."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from config import Argon2Profile, Settings, SettingsError, instance_path
from tests.support.installation import SECRET_KEY, environment_of

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| `(?P<setting>\w+)` \| (?:`(?P<variable>\w+)`)? ?\| (?P<default>.+?) \| (?P<meaning>.+) \|$", re.MULTILINE)


def read(tmp_path: Path, **environ: str) -> Settings:
    return Settings.from_env({"CONSENSUS_HOME": str(tmp_path), "SECRET_KEY": SECRET_KEY} | environ)


def test_the_page_names_every_setting_once() -> None:
    named = [row["setting"] for row in ROW.finditer((ROOT / "docs/settings.md").read_text())]
    assert sorted(named) == sorted(field.name for field in dataclasses.fields(Settings))


def test_the_page_names_every_variable_that_is_read(tmp_path: Path) -> None:
    class Watched(dict[str, str]):
        asked: set[str] = set()

        def get(self, key: str, default: object = None) -> str:
            self.asked.add(key)
            return str(super().get(key, default or ""))

    watched = Watched(CONSENSUS_HOME=str(tmp_path), SECRET_KEY=SECRET_KEY)
    Settings.from_env(watched)
    named = {row["variable"] for row in ROW.finditer((ROOT / "docs/settings.md").read_text())} - {None}
    assert named == watched.asked


def test_the_page_gives_the_defaults_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_env({"SECRET_KEY": SECRET_KEY})
    assert settings.argon2 == Argon2Profile(memory_kib=19 * 1024, passes=2, lanes=1)
    shown = {
        "instance_path": "`instance`",
        "secret_key": "the file `{instance_path}/secret_key`",
        "argon2": "19 MiB, 2 passes, 1 lane",
        "demonstration": "no",
        "tick_seconds": "`2`",
        "smtp": "none",
        "smtp_ca": "none",
        "mail_from": "none",
        "witness_folder": "none",
        "witnesses": "none",
        "outward_allowed": "none",
        "push_key": "none",
        "mailbox": "none",
        "mail_authserv": "none",
        "imap_url": "none",
        "imap_ca": "none",
        "oidc_issuer": "none",
        "oidc_client_id": "none",
        "oidc_client_secret_path": "none",
        "oidc_name": "none",
        "oidc_trusts_addresses": "no",
    }
    home = str(tmp_path / "instance")
    for field in dataclasses.fields(Settings):
        value = str(getattr(settings, field.name)).replace(home, "{instance_path}")
        shown.setdefault(field.name, f"`{value}`")
    page = {row["setting"]: row["default"] for row in ROW.finditer((ROOT / "docs/settings.md").read_text())}
    assert page == shown
    assert settings.instance_path == tmp_path / "instance"


def test_settings_survive_the_way_through_the_environment(tmp_path: Path) -> None:
    settings = read(
        tmp_path, CONSENSUS_WORKERS="3", CONSENSUS_TRUSTED_PROXIES="1", CONSENSUS_BIND="[::1]:9000", CONSENSUS_TICK_SECONDS="0.25"
    )
    assert Settings.from_env(environment_of(settings)) == settings


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@h/n", "postgresql+psycopg://u:p@h/n"),
        ("postgresql://h:5433/n?sslmode=require", "postgresql+psycopg://h:5433/n?sslmode=require"),
        ("postgresql+psycopg:///n", "postgresql+psycopg:///n"),
        ("sqlite:////var/lib/c.sqlite", "sqlite:////var/lib/c.sqlite"),
    ],
)
def test_the_database_is_named_as_its_owners_name_it(tmp_path: Path, given: str, used: str) -> None:
    assert read(tmp_path, DATABASE_URL=given).database_url == used


def test_a_relative_database_file_is_the_same_wherever_the_program_looks_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read(tmp_path, DATABASE_URL="sqlite:///c.sqlite").database_url == f"sqlite:///{tmp_path}/c.sqlite"


@pytest.mark.parametrize("given", ["mysql://u:hunter2@h/n", "sqlite://", "sqlite:///", "u:hunter2", "://hunter2"])
def test_another_database_is_refused_without_repeating_its_password(tmp_path: Path, given: str) -> None:
    with pytest.raises(SettingsError, match=r"^DATABASE_URL must") as refused:
        read(tmp_path, DATABASE_URL=given)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CONSENSUS_BASE_URL", "decide.example.org"),
        ("CONSENSUS_BASE_URL", "ftp://decide.example.org"),
        ("CONSENSUS_BASE_URL", "https://decide.example.org/under"),
        ("CONSENSUS_BASE_URL", "https://me:secret@decide.example.org"),
        ("CONSENSUS_BASE_URL", "https://decide.example.org:99999"),
        ("CONSENSUS_BASE_URL", "http://"),
        ("CONSENSUS_BIND", "8000"),
        ("CONSENSUS_BIND", "127.0.0.1:http"),
        ("CONSENSUS_BIND", "127.0.0.1:65536"),
        ("CONSENSUS_BIND", ":8000"),
        ("CONSENSUS_OUTWARD_ALLOW", "chat.intern.example"),
        ("CONSENSUS_OUTWARD_ALLOW", "127.0.0.1:8065 https://chat.intern.example:443"),
        ("CONSENSUS_OUTWARD_ALLOW", "chat.intern.example:99999"),
        ("CONSENSUS_PUSH_KEY", "a key"),
        ("CONSENSUS_OIDC_ISSUER", "http://accounts.example.org"),
        ("CONSENSUS_OIDC_ISSUER", "https://me@accounts.example.org"),
        ("CONSENSUS_OIDC_TRUST_ADDRESSES", "1"),
        ("CONSENSUS_WORKERS", "0"),
        ("CONSENSUS_WORKERS", "two"),
        ("CONSENSUS_WORKERS", "²"),
        ("CONSENSUS_THREADS", "-1"),
        ("CONSENSUS_TRUSTED_PROXIES", "1.5"),
        ("CONSENSUS_TICK_SECONDS", "0"),
        ("CONSENSUS_TICK_SECONDS", "0.01"),
        ("CONSENSUS_TICK_SECONDS", "soon"),
        ("CONSENSUS_TICK_SECONDS", "nan"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{variable} must be .*[.]$"):
        read(tmp_path, **{variable: value})


@pytest.mark.parametrize(
    ("address", "secure"),
    [
        ("https://decide.example.org", True),
        ("http://decide.example.org", True),
        ("https://127.0.0.1", True),
        ("http://127.0.0.1:8000", False),
        ("http://localhost:8000", False),
        ("http://[::1]:8000/", False),
        ("http://localhost.example.org", True),
    ],
)
def test_cookies_go_over_https_alone_unless_nobody_else_can_listen(tmp_path: Path, address: str, *, secure: bool) -> None:
    assert read(tmp_path, CONSENSUS_BASE_URL=address).secure_cookies is secure


def test_no_variable_opens_the_doors_of_the_demonstration(tmp_path: Path) -> None:
    wanted = {f"CONSENSUS_{name}": "1" for name in ("DEMO", "DEMONSTRATION")}
    assert not read(tmp_path, DEMONSTRATION="1", **wanted).demonstration


def test_a_provider_of_single_sign_on_is_named_with_what_it_calls_this_program(tmp_path: Path) -> None:
    given = {"CONSENSUS_OIDC_ISSUER": "https://accounts.example.org/realms/one"}
    with pytest.raises(SettingsError, match=r"^CONSENSUS_OIDC_CLIENT_ID must be"):
        read(tmp_path, **given)
    settings = read(tmp_path, **given, CONSENSUS_OIDC_CLIENT_ID="us", CONSENSUS_OIDC_CLIENT_SECRET="oidc_secret")
    assert (settings.oidc_name, settings.oidc_trusts_addresses) == ("accounts.example.org", False)
    assert Settings.from_env(environment_of(settings)) == settings
    with pytest.raises(SettingsError, match="There is no"):
        assert settings.oidc_client_secret
    (tmp_path / "oidc_secret").touch(mode=0o644)
    with pytest.raises(SettingsError, match="can be read by others"):
        assert settings.oidc_client_secret


def test_the_secret_key_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    path.touch(mode=0o600)
    path.write_text(f"{SECRET_KEY}\n")
    assert read(tmp_path, SECRET_KEY="").secret_key == SECRET_KEY


def test_a_secret_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    path.write_text(SECRET_KEY)
    path.chmod(0o640)
    with pytest.raises(SettingsError, match="can be read by others"):
        read(tmp_path, SECRET_KEY="")


def test_without_a_secret_key_the_operator_hears_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="run `consensus init`"):
        read(tmp_path, SECRET_KEY="")


def test_a_short_secret_key_is_refused_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="at least 32 characters") as refused:
        read(tmp_path, SECRET_KEY="short-one")
    assert "short-one" not in str(refused.value)


def test_settings_do_not_show_the_secret_key(tmp_path: Path) -> None:
    assert SECRET_KEY not in repr(read(tmp_path))


def test_the_home_is_known_before_anything_is_in_it(tmp_path: Path) -> None:
    assert instance_path({"CONSENSUS_HOME": str(tmp_path / "new")}) == tmp_path / "new"


MAIL_FROM = {"CONSENSUS_MAIL_FROM": "Our network <decide@example.org>"}


def test_a_mail_server_is_read_and_its_password_never_shown(tmp_path: Path) -> None:
    found = read(tmp_path, CONSENSUS_SMTP_URL="smtp://me%40example.org:hunter%2F2@mail.example.org", **MAIL_FROM)
    assert found.smtp is not None
    assert (found.smtp.host, found.smtp.port, found.smtp.has_starttls, found.smtp.is_tls) == ("mail.example.org", 587, True, False)
    assert (found.smtp.user, found.smtp.password) == ("me@example.org", "hunter/2")
    assert "hunter" not in repr(found)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://me:hunter2@mail.example.org", "must be like"),
        ("smtp://", "must be like"),
        ("smtps://me:hunter2@mail.example.org:0", "must be like"),
        ("smtp://me:hunter2@mail.example.org?tls=no", "must be like"),
        ("smtps://127.0.0.1?starttls=no", "must be like"),
        ("smtp://me:hunter2@mail.example.org?starttls=no", "this very machine"),
    ],
)
def test_a_wrong_mail_server_is_refused_without_repeating_its_password(tmp_path: Path, url: str, told: str) -> None:
    with pytest.raises(SettingsError, match=rf"^CONSENSUS_SMTP_URL .*{told}") as refused:
        read(tmp_path, CONSENSUS_SMTP_URL=url, **MAIL_FROM)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("address", ["nobody", "a b@example.org", "<>", "Ours <decide@exämple.org>"])
def test_letters_come_from_an_address_that_every_server_understands(tmp_path: Path, address: str) -> None:
    with pytest.raises(SettingsError, match=r"^CONSENSUS_MAIL_FROM must be like"):
        read(tmp_path, CONSENSUS_MAIL_FROM=address)


def test_a_mail_server_without_a_sender_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CONSENSUS_MAIL_FROM beside it"):
        read(tmp_path, CONSENSUS_SMTP_URL="smtps://mail.example.org")
