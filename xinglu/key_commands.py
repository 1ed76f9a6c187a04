"""Commands on the encryption keys: which there are and what uses them, and a new one."""

import asyncio
import sys

import click

from competition.storage.database import Database
from competition.storage.rotation import key_counts, others_connected, rotate
from xinglu.database_command import REFUSED, in_database, read_settings

_PATIENCE = 20
_SECONDS = 0.1


@click.group()
def keys() -> None:
    """密钥：查看、轮换 / Encryption keys: status, rotate."""


@keys.command()
def status() -> None:
    """列出加密密钥和各列所用的密钥 / Show the keys, and how much each has encrypted."""
    path = read_settings().storage.keys

    async def act(database: Database) -> int:
        current = database.keys.current_key
        known = "、".join(str(key) for key in database.keys.key_ids)
        click.echo(
            f"密钥文件 {path}：加密密钥 {known} 号，现用 {current} 号 / key file, keys, current"
        )
        old = 0
        for one in await key_counts(database):
            used = "，".join(f"{key} 号 {count:,}" for key, count in sorted(one.by_key.items()))
            click.echo(f"  {one.column.label}  {used or '无'}")
            old += one.old(current)
        return old

    if left := in_database(act):
        click.echo(
            f"轮换没有完成：还有 {left:,} 个值用旧密钥，请运行 xinglu keys rotate / unfinished"
        )


@keys.command("rotate")
def rotate_command() -> None:
    """换新的加密密钥并重新加密全部数据；可中断后再运行 / Make a new key, encrypt all anew."""
    path = read_settings().storage.keys

    async def act(database: Database) -> int | None:
        for _ in range(_PATIENCE):
            if not await others_connected(database):
                break
            await asyncio.sleep(_SECONDS)
        else:
            return None
        return await rotate(database, path, _tell)

    done = in_database(act)
    if done is None:
        click.echo(
            "还有别的程序连着数据库：请先停止所有 xinglu serve，再轮换密钥 "
            "/ others are connected: stop every server first",
            err=True,
        )
        sys.exit(REFUSED)
    click.echo(f"已用新密钥重新加密 {done:,} 个值 / encrypted anew")
    click.echo(f"请现在把密钥文件 {path} 另存一份到安全处：旧副本打不开新数据 / copy the key file")


def _tell(column: str, done: int, total: int) -> None:
    click.echo(f"  {column}  {done:,} / {total:,}")
