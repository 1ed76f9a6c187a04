"""The command `xinglu registrations`: import a sheet, export what is registered."""

import sys
from pathlib import Path

import click

from competition.accounts.rules import AccountRole, Grant
from competition.plan.queries import competition_ids, season_by_code
from competition.registration.queries.queue import Filter, Scope
from competition.registration.sheets.exporting import Export, export_registrations
from competition.registration.sheets.finding import RULE, SheetFinding
from competition.registration.sheets.queries import SheetRow, report_of, sheet_by_id
from competition.registration.sheets.services import (
    LARGEST_SHEET,
    NewSheet,
    check_sheet_again,
    confirm_sheet,
    discard_sheet,
    receive_sheet,
)
from competition.registration.sheets.states import SheetState
from competition.registration.sheets.worker import work_off
from competition.storage.database import Database
from competition.storage.problems import StorageError
from competition.web.language import Language, texts_of
from xinglu.database_command import REFUSED, in_database
from xinglu.season.live import stamp_now

_SEASON = click.option("--season", "code", required=True, help="年度代码 / code of the season.")
_COMPETITION = click.option(
    "--competition", "name", required=True, help="赛事名称 / name of the competition."
)


@click.group()
def registrations() -> None:
    """报名：从表格导入、导出为表格 / Registrations: import from and export to a sheet."""


@registrations.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_SEASON
@_COMPETITION
@click.option("--dry-run", is_flag=True, help="只试读并列出问题 / only tell the problems.")
def import_sheet(file: Path, code: str, name: str, *, dry_run: bool) -> None:
    """从 .xlsx 或 .csv 导入报名，全部或全不 / Import registrations, all of them or none."""
    if file.stat().st_size > LARGEST_SHEET:
        click.echo("文件超过 64 MB / the file is larger than 64 MB", err=True)
        sys.exit(REFUSED)

    content = file.read_bytes()

    async def act(database: Database) -> tuple[SheetRow, tuple[SheetFinding, ...]]:
        stamp = stamp_now("cli")
        season, competition = await _ids(database, code, name)
        new = NewSheet(season, competition, file.name, content, None)
        received = await receive_sheet(database, new, stamp)
        row, report = await _seen(database, received.sheet, stamp.actor)
        if row.state is SheetState.STORED:
            return row, report
        if received.known and row.resting:
            await check_sheet_again(database, row.id, stamp)
        await work_off(database, alone=True)
        row, report = await _seen(database, row.id, stamp.actor)
        if row.ready and not dry_run:
            await confirm_sheet(database, row.id, stamp)
            await work_off(database, alone=True)
            return await _seen(database, row.id, stamp.actor)
        if row.resting:
            await discard_sheet(database, row.id, stamp)
        return row, report

    row, report = in_database(act)
    for finding in report:
        kind = "提醒" if finding.warning else "问题"
        place = f"第 {finding.row} 行" if finding.row else file.name
        click.echo(f"{place}  {finding.column}  {kind}：{_sentence(finding)}")
    counted = f"{row.entries} 个参赛单元，{row.people} 人，{row.problems} 个问题"
    click.echo(f"{_OUTCOMES.get(row.state, '没有写入 / nothing stored')}：{counted}")
    if row.problems or row.state is SheetState.FAILED:
        sys.exit(REFUSED)


@registrations.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_SEASON
@click.option("--competition", "name", default="", help="只限此赛事 / one competition only.")
@click.option(
    "--reveal", is_flag=True, help="证件号码不打星号，记入日志 / ID numbers in full, recorded."
)
def export_sheet(file: Path, code: str, name: str, *, reveal: bool) -> None:
    """把报名写成 .xlsx / Write the registrations of a season or competition as .xlsx."""

    async def act(database: Database) -> int:
        season, competition = await _ids(database, code, name)
        scope = Scope(season, (Grant(AccountRole.PROVINCE),), frozenset({AccountRole.PROVINCE}))
        wanted = Filter(competition=competition, state="")
        export = Export(code, scope, wanted, reveal, state_words(Language.CHINESE))
        return await export_registrations(database, export, file, stamp_now("cli"))

    click.echo(f"{file}：{in_database(act)} 人 / people")


def state_words(language: Language) -> dict[str, str]:
    """Give the words of the states of registrations."""
    texts = texts_of(language)
    return {
        key.partition(".")[2]: text
        for key, text in texts.entries.items()
        if key.startswith("registration_state.")
    }


_OUTCOMES = {
    SheetState.STORED: "已写入 / stored",
    SheetState.CHECKED: "已试读，没有写入 / checked, nothing stored",
}


def _sentence(finding: SheetFinding) -> str:
    if finding.message == RULE:
        return finding.values["zh"]
    return texts_of(Language.CHINESE)(f"sheet_problem.{finding.message}", **finding.values)


async def _ids(database: Database, code: str, name: str) -> tuple[int, int]:
    """Give the ids of a season and of a competition in it (0 for every one)."""
    async with database.reading() as transaction:
        season = await season_by_code(transaction, code)
        if season is None:
            message = f"没有年度 {code} / no such season"
            raise StorageError(message)
        known = await competition_ids(transaction, season.id)
    if name and name not in known:
        message = f"没有赛事 {name}；有：{'、'.join(known)} / no such competition"
        raise StorageError(message)
    return season.id, known[name] if name else 0


async def _seen(
    database: Database, sheet: int, actor: str
) -> tuple[SheetRow, tuple[SheetFinding, ...]]:
    async with database.reading() as transaction:
        row = await sheet_by_id(transaction, sheet, actor)
        report = await report_of(transaction, sheet)
    if row is None:
        message = f"没有表格 {sheet} / no such sheet"
        raise StorageError(message)
    return row, report
