"""Settings: from the environment, with defaults, and a sentence for each that makes no sense."""

import os
from contextlib import closing
from pathlib import Path

import pytest

from xinglu.serve import StartError, listening_socket
from xinglu.settings import SETTINGS, SettingsError, default_url, settings_from

EVERYWHERE = "0.0.0.0"  # noqa: S104 - nothing listens there


def test_without_an_environment_everything_has_a_default() -> None:
    """A file database in data/, keys beside it, the own machine only."""
    settings = settings_from({})
    assert settings.storage.database == str(Path("data") / "xinglu.sqlite3")
    assert settings.storage.keys == Path("keys/xinglu.keys.json").absolute()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.proxies == ()
    assert not settings.totp_required


def test_every_setting_of_the_table_is_read() -> None:
    """Each name changes something; those of `season run` are read by that command."""
    given = {
        "XINGLU_DATA": "elsewhere",
        "XINGLU_DATABASE": "postgresql://host/db",
        "XINGLU_KEYS": "safe/keys.json",
        "XINGLU_HOST": EVERYWHERE,
        "XINGLU_PORT": "9000",
        "XINGLU_PUBLIC_URL": "https://jn.example.cn/",
        "XINGLU_PROXIES": "10.0.0.1, 10.0.0.2",
        "XINGLU_TOTP": "required",
    }
    of_a_run = {"XINGLU_TITLE_NUMBERS", "XINGLU_PRIZE_NUMBERS", "XINGLU_ISSUING_KEY"}
    assert {setting.name for setting in SETTINGS} == set(given) | of_a_run
    settings = settings_from(given)
    assert settings.data == Path("elsewhere")
    assert settings.storage.database == "postgresql://host/db"
    assert settings.storage.keys == Path("safe/keys.json")
    assert (settings.host, settings.port) == (EVERYWHERE, 9000)
    assert settings.public_url == "https://jn.example.cn"
    assert settings.proxies == ("10.0.0.1", "10.0.0.2")
    assert settings.totp_required
    moved = settings_from({"XINGLU_DATA": "elsewhere"})
    assert moved.storage.database == str(Path("elsewhere") / "xinglu.sqlite3")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("XINGLU_PORT", "0"),
        ("XINGLU_PORT", "70000"),
        ("XINGLU_PORT", "八千"),
        ("XINGLU_PUBLIC_URL", "jn.example.cn"),
        ("XINGLU_PUBLIC_URL", "ftp://jn.example.cn"),
        ("XINGLU_PUBLIC_URL", "https://jn.example.cn?x=1"),
        ("XINGLU_DATABSE", "typo"),
        ("XINGLU_TOTP", "yes"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(name: str, value: str) -> None:
    """Spelling mistakes too."""
    with pytest.raises(SettingsError, match=name):
        settings_from({name: value})


def test_the_own_address_is_one_that_a_browser_can_open() -> None:
    """0.0.0.0 is no address to open; IPv6 stands in brackets."""
    assert default_url(EVERYWHERE, 8000) == "http://127.0.0.1:8000"
    assert default_url("::1", 8000) == "http://[::1]:8000"


def test_a_port_in_use_is_a_sentence() -> None:
    """It names the port and the way out, and leaves no socket open."""
    with closing(listening_socket("127.0.0.1", 0)) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StartError, match=f"端口 {port} 已被别的程序占用"):
            listening_socket("127.0.0.1", port)
    with pytest.raises(StartError, match="不能监听"):
        listening_socket("no-such-host.invalid", 8000)
    if os.name == "posix" and os.geteuid() != 0:
        with pytest.raises(StartError, match="没有权限"):
            listening_socket("127.0.0.1", 80)
