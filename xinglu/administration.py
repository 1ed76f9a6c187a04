"""Commands around the server: demonstration, serving, accounts and the doctor."""

import sys
from pathlib import Path

import click

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account, create_sign_in_link, disable_account
from competition.plan.queries import season_by_code
from competition.storage import doctor as examination
from competition.storage.database import Database
from competition.storage.problems import StorageError
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
    """账号：新增、登录链接、停用 / Accounts: add, sign-in link, disable."""


@account.command()
@click.argument("name")
@click.option("--display-name", default="", help="显示的姓名 / name as shown.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in AccountRole]),
    required=True,
    help="角色 / role.",
)
@click.option("--season", "code", default="", help="只限此年度 / scope: one season.")
def add(name: str, display_name: str, role: str, code: str) -> None:
    """新增账号并打印一次性登录链接 / Add account NAME and print its one-time link."""

    async def act(database: Database) -> str:
        scope = None
        if code:
            async with database.reading() as transaction:
                found = await season_by_code(transaction, code)
            if found is None:
                message = f"没有年度 {code} / no such season"
                raise StorageError(message)
            scope = found.id
        grant = Grant(AccountRole(role), scope)
        await create_account(database, name, display_name or name, stamp_now("cli"), grant)
        return await create_sign_in_link(database, name, stamp_now("cli"))

    token = in_database(act, create=True)
    click.echo(f"{name}: {read_settings().public_url}/sign-in/{token}")


@account.command()
@click.argument("name")
def link(name: str) -> None:
    """打印账号的一次性登录链接（12 小时内有效）/ Print a one-time link of account NAME."""
    found = in_database(lambda database: _links(database, (name,)))
    click.echo(f"{name}: {read_settings().public_url}/sign-in/{found[0][1]}")


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
