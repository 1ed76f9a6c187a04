"""The demonstration: an embedded database with an invented season, served at once."""

import asyncio
import hashlib
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from certificates.issuing.queries import certificates_of
from competition.accounts.queries import account_by_name
from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account, create_sign_in_link
from competition.accounts.winner_services import issue_winner_code
from competition.plan.queries import season_by_code
from competition.storage.audit import Stamp
from competition.storage.database import Database
from competition.storage.opening import open_database
from competition.storage.problems import StorageError
from competition.storage.settings import StorageSettings
from judging.awards.queries import titles_of
from judging.awards.rules.decisions import TitleState
from xinglu.app import create_app
from xinglu.demo_next_season import DELEGATION, add_next_season
from xinglu.season.live import import_season, issue_season
from xinglu.season.problems import problem_lines
from xinglu.season.reading import read_season
from xinglu.season.run import Issuing
from xinglu.serve import StartError, lan_address, listening_socket, serve
from xinglu.settings import Settings, default_url

SEASON_CODE = "2026"
DATA_FOLDER = Path(".xinglu-demo")
ACTOR = "demo"
ROLE_NAMES = {
    AccountRole.PROVINCE: "省厅管理员",
    AccountRole.ORGANISER: "赛事组织者",
    AccountRole.FINANCE: "财务人员",
    AccountRole.AUDITOR: "审计人员",
    AccountRole.JUDGE: "裁判员",
    AccountRole.REGISTRAR: f"{DELEGATION}报名员",
    AccountRole.REVIEWER: "资格审查员",
    AccountRole.SUPERVISOR: "现场监督",
}
"""The roles that have pages, and who has them in the demonstration."""
ALL_ADDRESSES = {"0.0.0.0", "::"}  # noqa: S104 - compared only


class Example(msgspec.Struct, frozen=True):
    """What a visitor may try without an account: a winner and a certificate."""

    name: str
    id_number: str
    code: str
    number: str
    token: str


class Invitation(msgspec.Struct, frozen=True):
    """What is printed at a start: a one-time link token by role, and an example."""

    links: dict[AccountRole, str]
    example: Example | None


def demonstration_folder() -> Path:
    """Find the invented season: in the installed package, or in the checkout around it."""
    package = Path(__file__).resolve().parent
    for folder in (package / "demonstration", package.parent / "examples" / "shandong-2026"):
        if (folder / "season.toml").is_file():
            return folder
    message = "找不到示例年度 examples/shandong-2026 / the demonstration season is missing"
    raise StartError(message)


def folder_digest(folder: Path) -> str:
    """Give a short digest of every file of a folder: another season, another database."""
    digest = hashlib.sha256()
    for path in _files(folder):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(folder).as_posix()}:{content}\n".encode())
    return digest.hexdigest()[:12]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def demo_settings(host: str, port: int, data_folder: Path, digest: str) -> Settings:
    """Give the settings of the demonstration; an unchanged season finds its database again."""
    database = data_folder / "data" / f"demo-{digest}.sqlite3"
    reached = lan_address() if host in ALL_ADDRESSES else host
    return Settings(
        storage=StorageSettings(str(database), data_folder / "keys" / "xinglu.keys.json"),
        data=data_folder / "data",
        host=host,
        port=port,
        public_url=default_url(reached or host, port),
    )


async def prepare(database: Database, folder: Path, public_url: str) -> Invitation:
    """Fill an empty database with the season and accounts; make new links and a new code."""
    stamp = Stamp(ACTOR, datetime.now(UTC))
    async with database.reading() as transaction:
        stored = await season_by_code(transaction, SEASON_CODE)
    if stored is None:
        click.echo("首次启动：正在载入示例年度 … / first start: loading the season")
        read = read_season(folder)
        if read.season is None:
            raise StartError(problem_lines(read.problems))
        await import_season(database, SEASON_CODE, read.season, ACTOR)
    async with database.reading() as transaction:
        stored = await season_by_code(transaction, SEASON_CODE)
        issued = bool(stored and await certificates_of(transaction, stored.id))
    if stored is None:
        message = "示例年度没有载入 / the season was not loaded"
        raise StartError(message)
    if not issued:
        issuing = Issuing(key=database.keys.issuing, public_url=public_url)
        await issue_season(database, SEASON_CODE, issuing, ACTOR)
    following = await add_next_season(database, stored, stamp)
    links = {}
    for role, display_name in ROLE_NAMES.items():
        async with database.reading() as transaction:
            account = await account_by_name(transaction, role.value)
        if account is None:
            grants = grants_of(role, stored.id, following.id)
            await create_account(database, role.value, display_name, stamp, *grants)
        links[role] = await create_sign_in_link(database, role.value, stamp)
    return Invitation(links, await _example(database, stored.id, stamp))


def grants_of(role: AccountRole, season: int, following: int) -> tuple[Grant, ...]:
    """Give what a role of the demonstration reaches: the season, the following one, or all."""
    return {
        AccountRole.ORGANISER: (Grant(role, season), Grant(role, following)),
        AccountRole.JUDGE: (Grant(role, season),),
        AccountRole.SUPERVISOR: (Grant(role, season),),
        AccountRole.REGISTRAR: (Grant(role, following, delegation=DELEGATION),),
        AccountRole.REVIEWER: (Grant(role, following),),
    }.get(role, (Grant(role),))


async def _example(database: Database, season: int, stamp: Stamp) -> Example | None:
    """Choose the first person with an approved title, and give them a new code."""
    async with database.reading() as transaction:
        titles = await titles_of(transaction, season, reveal=True)
        papers = await certificates_of(transaction, season, reveal=True)
    approved = [title for title in titles if title.state == TitleState.APPROVED]
    for title in approved:
        for paper in papers:
            if paper.issued.id_number == title.id_number and paper.issued.token:
                code = await issue_winner_code(database, SEASON_CODE, title.id_number, stamp)
                issued = paper.issued
                return Example(title.name, title.id_number, code, issued.number, issued.token)
    return None


def print_invitation(settings: Settings, invitation: Invitation) -> None:
    """Print where to go and how to get in; everybody in this season is invented."""
    url = settings.public_url
    click.echo(f"\n兴鲁 Xinglu  {url}\n")
    click.echo("一次性登录链接（每个只能用一次）/ one-time sign-in links")
    for role, token in invitation.links.items():
        click.echo(f"  {ROLE_NAMES[role]} ({role.value})\n    {url}/sign-in/{token}")
    example = invitation.example
    if example is not None:
        click.echo("\n选手查询示例（虚构人物）/ a winner's page, an invented person")
        click.echo(f"  {url}/winner\n    {example.name}  {example.id_number}  {example.code}")
        click.echo("\n证书核验示例 / a certificate to verify")
        click.echo(f"  {url}/v/{example.token}\n    {example.number}")
    if settings.host not in ALL_ADDRESSES:
        click.echo("\n平板等其他设备访问：HOST=0.0.0.0 make demo / opens it to tablets")
    click.echo("\nCtrl+C 停止 / stops")


def run_demo(host: str = "127.0.0.1", port: int = 8000, data_folder: Path | None = None) -> None:
    """Serve the demonstration until Ctrl+C; raises StartError with a sentence."""
    folder = demonstration_folder()
    base = (data_folder or DATA_FOLDER).absolute()
    settings = demo_settings(host, port, base, folder_digest(folder))
    with closing(listening_socket(host, port)) as listener:
        try:
            asyncio.run(_run(settings, folder, listener))
        except StorageError as error:
            raise StartError(str(error)) from error


async def _run(settings: Settings, folder: Path, listener: socket.socket) -> None:
    async with open_database(settings.storage) as database:
        invitation = await prepare(database, folder, settings.public_url)
        print_invitation(settings, invitation)
        await serve(create_app(settings, database), settings, listener)
