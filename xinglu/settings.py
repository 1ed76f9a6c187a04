"""Every setting of the product: read from the environment, each with its default and its use."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from certificates.issuing.rules import PRIZE_NUMBERS, TITLE_NUMBERS
from competition.storage.settings import StorageSettings, storage_settings


class Setting(msgspec.Struct, frozen=True):
    """One line of the table of settings; the README prints the same lines."""

    name: str
    default: str
    use: str


#: All settings, in the order of the README.
SETTINGS = (
    Setting("XINGLU_DATA", "data", "数据目录 / folder of what the product keeps"),
    Setting(
        "XINGLU_DATABASE",
        "<XINGLU_DATA>/xinglu.sqlite3",
        "数据库：文件路径或 postgresql:// 地址 / database: a file or a postgresql:// URL",
    ),
    Setting(
        "XINGLU_KEYS",
        "keys/xinglu.keys.json",
        "密钥文件，不在数据目录内 / key file, outside the data folder",
    ),
    Setting("XINGLU_HOST", "127.0.0.1", "监听地址 / address to listen on"),
    Setting("XINGLU_PORT", "8000", "监听端口 / port to listen on"),
    Setting(
        "XINGLU_PUBLIC_URL",
        "http://<XINGLU_HOST>:<XINGLU_PORT>",
        "对外网址，印在证书二维码里 / public address, printed in QR codes",
    ),
    Setting(
        "XINGLU_TITLE_NUMBERS",
        TITLE_NUMBERS,
        "称号证书编号模板 / number template of title certificates",
    ),
    Setting(
        "XINGLU_PRIZE_NUMBERS",
        PRIZE_NUMBERS,
        "获奖证书编号模板 / number template of prize certificates",
    ),
    Setting(
        "XINGLU_ISSUING_KEY",
        "",
        "`season run` 的签发密钥文件 / issuing key file of `season run`",
    ),
    Setting(
        "XINGLU_PROXIES",
        "",
        "可信反向代理的地址，逗号分隔 / reverse proxies to believe, comma-separated",
    ),
    Setting(
        "XINGLU_TOTP",
        "optional",
        "`required`：省厅管理员和财务必须使用动态验证码 / province and finance need one-time codes",
    ),
)
HIGHEST_PORT = 65535


class SettingsError(Exception):
    """A setting cannot be used; the message names it and says what would be right."""


class Settings(msgspec.Struct, frozen=True):
    """The settings in use."""

    storage: StorageSettings
    data: Path
    host: str
    port: int
    public_url: str
    proxies: tuple[str, ...] = ()
    totp_required: bool = False


def settings_from(environ: Mapping[str, str]) -> Settings:
    """Read the settings; raise SettingsError for one that makes no sense or does not exist."""
    known = {setting.name for setting in SETTINGS}
    unknown = sorted(name for name in environ if name.startswith("XINGLU_") and name not in known)
    if unknown:
        message = f"没有这样的设置：{'、'.join(unknown)} / no such setting"
        raise SettingsError(message)
    given = {name: environ.get(name, "").strip() for name in known}
    data = Path(given["XINGLU_DATA"] or "data")
    database = given["XINGLU_DATABASE"] or str(data / "xinglu.sqlite3")
    host = given["XINGLU_HOST"] or "127.0.0.1"
    port = _port(given["XINGLU_PORT"] or "8000")
    return Settings(
        storage=storage_settings(
            {"XINGLU_DATABASE": database, "XINGLU_KEYS": given["XINGLU_KEYS"]}
        ),
        data=data,
        host=host,
        port=port,
        public_url=_public_url(given["XINGLU_PUBLIC_URL"] or default_url(host, port)),
        proxies=tuple(part.strip() for part in given["XINGLU_PROXIES"].split(",") if part.strip()),
        totp_required=_is_required(given["XINGLU_TOTP"] or "optional"),
    )


def default_url(host: str, port: int) -> str:
    """Give the address under which this machine itself reaches the server."""
    shown = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 - compared only
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _is_required(text: str) -> bool:
    if text not in {"optional", "required"}:
        message = f"XINGLU_TOTP 应为 optional 或 required，不是 {text} / is neither"
        raise SettingsError(message)
    return text == "required"


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) <= HIGHEST_PORT:
        message = f"XINGLU_PORT 应为 1–{HIGHEST_PORT} 的整数，不是 {text} / is no port"
        raise SettingsError(message)
    return int(text)


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        message = f"XINGLU_PUBLIC_URL 应为 http(s):// 开头的网址，不是 {text} / is no web address"
        raise SettingsError(message)
    return text.rstrip("/")
