"""Commands around the server: demonstration, serving, accounts and the doctor."""

import sys
from collections.abc import Mapping
from pathlib import Path

import click
import msgspec

from competition.accounts.one_time_codes import remove_codes
from competition.accounts.queries import account_by_name
from competition.accounts.rules import (
    AccountRole,
    Grant,
    LinkPurpose,
    account_name_fault,
    lacks_delegation,
)
from competition.accounts.services import create_account, create_sign_in_link, disable_account
from competition.plan.queries import competition_ids, event_by_code, season_by_code
from competition.storage import doctor as examination
from competition.storage.database import Database
from competition.storage.problems import StorageError
from competition.storage.transaction import Transaction
from competition.web.language import Language, texts_of
from xinglu.database_command import REFUSED, in_database, read_settings
from xinglu.demo import run_demo
from xinglu.season.live import stamp_now
from xinglu.serve import run_server


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 / address.")
@click.option("--port", default=8000, show_default=True, help="监听端口 / port.")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="演示数据目录，默认 .xinglu-demo / folder of the demonstration.",
)
def demo(host: str, port: int, data: Path | None) -> None:
    """载入虚构的示例年度并打开网页 / Serve the invented demonstration season."""
    run_demo(host, port, data)


@click.command()
@click.option(
    "--link",
    "names",
    multiple=True,
    help="启动时为该账号打印一次性登录链接，可多次 / print a one-time link of this account.",
)
def serve(names: tuple[str, ...]) -> None:
    """按设置启动服务器 / Serve the live database as the settings say."""
    settings = read_settings()
    if names:
        for name, token in in_database(lambda database: _links(database, names)):
            click.echo(f"{name}: {settings.public_url}/sign-in/{token}")
    run_server(settings)


async def _links(database: Database, names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, await create_sign_in_link(database, name, stamp_now("cli"))) for name in names]


@click.group()
def account() -> None:
    """账号：新增、登录链接、重置、停用 / Accounts: add, link, reset, disable."""


@account.command()
@click.argument("name")
@click.option("--display-name", default="", help="显示的姓名 / name as shown.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in AccountRole]),
    required=True,
    help="角色 / role.",
)
@click.option("--season", default="", help="只限此年度（代码）/ scope: one season.")
@click.option("--competition", default="", help="只限此赛事（名称）/ scope: one competition.")
@click.option("--event", default="", help="只限此赛项（代码）/ scope: one event.")
@click.option("--delegation", default="", help="只限此代表队 / scope: one delegation.")
def add(name: str, display_name: str, role: str, **scope: str) -> None:
    """新增账号并打印一次性登录链接 / Add account NAME and print its one-time link.

    赛事、赛项和代表队须同时给出年度 / A competition, event or delegation needs its season.
    """
    fault = account_name_fault(name)
    if fault:
        raise click.BadParameter(texts_of(Language.CHINESE)(fault), param_hint="NAME")

    async def act(database: Database) -> str:
        async with database.reading() as transaction:
            grant = await _grant(transaction, AccountRole(role), scope)
        stamp = stamp_now("cli")
        await create_account(database, name, display_name or name, stamp, grant)
        click.echo(f"{name}: {_scope_in_words(grant, scope)}", err=True)
        return await create_sign_in_link(database, name, stamp, LinkPurpose.PASSWORD)

    token = in_database(act, create=True)
    click.echo(f"{name}: {read_settings().public_url}/sign-in/{token}")


def _scope_in_words(grant: Grant, scope: Mapping[str, str]) -> str:
    """Say which role was given and how far it reaches."""
    texts = texts_of(Language.CHINESE)
    names = (scope["season"], scope["competition"], scope["event"], scope["delegation"])
    given = [name for name in names if name] or [texts("accounts.everything")]
    if lacks_delegation(grant, every=False):
        given.append(texts("accounts.every_delegation"))
    return f"{texts.term('role', grant.role.value)} · {' · '.join(given)}"


async def _grant(transaction: Transaction, role: AccountRole, scope: Mapping[str, str]) -> Grant:
    """Find what a scope names; StorageError for what does not exist or is not in one season."""
    season, competition, event = scope["season"], scope["competition"], scope["event"]
    if not season:
        if competition or event or scope["delegation"]:
            message = "请用 --season 给出年度 / give the season too"
            raise StorageError(message)
        return Grant(role)
    found = await season_by_code(transaction, season)
    if found is None:
        message = f"没有年度 {season} / no such season"
        raise StorageError(message)
    known = await competition_ids(transaction, found.id)
    if competition and competition not in known:
        message = f"年度 {season} 没有赛事 {competition} / no such competition"
        raise StorageError(message)
    place = Grant(role, found.id, known[competition] if competition else None)
    if event:
        row = await event_by_code(transaction, found.id, event)
        if row is None or place.competition not in (None, row.competition):
            message = f"没有赛项 {event} / no such event there"
            raise StorageError(message)
        place = Grant(role, found.id, row.competition, row.id)
    return msgspec.structs.replace(place, delegation=scope["delegation"] or None)


@account.command()
@click.argument("name")
def link(name: str) -> None:
    """打印一次性链接，用来设置新密码（14 天内有效）/ Print a link to choose a new password."""

    async def act(database: Database) -> str:
        return await create_sign_in_link(database, name, stamp_now("cli"), LinkPurpose.PASSWORD)

    click.echo(f"{name}: {read_settings().public_url}/sign-in/{in_database(act)}")


@account.command("reset-codes")
@click.argument("name")
def reset_codes(name: str) -> None:
    """取消账号的动态验证码（手机丢失时）/ Take one-time codes off account NAME."""

    async def act(database: Database) -> None:
        async with database.reading() as transaction:
            found = await account_by_name(transaction, name)
        if found is None:
            message = f"没有账号 {name} / no such account"
            raise StorageError(message)
        await remove_codes(database, found.id, name, stamp_now("cli"))

    in_database(act)
    click.echo(f"已取消 {name} 的动态验证码 / one-time codes are off")


@account.command()
@click.argument("name")
def disable(name: str) -> None:
    """停用账号并结束其会话 / Disable account NAME and end its sessions."""
    in_database(lambda database: disable_account(database, name, stamp_now("cli")))
    click.echo(f"已停用 {name} / disabled")


@click.command()
def doctor() -> None:
    """检查数据库和审计日志是否完好 / Examine the database and the audit log (exit 2 if not)."""
    findings = in_database(examination.check)
    for finding in findings:
        click.echo(f"{finding.place}  {finding.sentence}")
    if findings:
        sys.exit(REFUSED)
    click.echo("没有发现问题 / nothing wrong")
