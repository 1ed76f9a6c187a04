"""The `xinglu season` commands: check, run, import and export a season folder."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Coroutine
from itertools import groupby
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from certificates.issuing.rules import PRIZE_NUMBERS, TITLE_NUMBERS, BadTemplateError
from competition.accounts.winner_services import issue_winner_codes
from competition.storage.database import Database
from competition.storage.keys import load_keys
from competition.storage.problems import StorageError
from competition.storage.settings import is_postgres
from judging.awards.rules.decisions import Decision, Payment
from judging.awards.rules.money import capital_text
from xinglu.database_command import in_database
from xinglu.season.codes import codes_workbook
from xinglu.season.live import (
    Difference,
    differences,
    export_stored,
    import_season,
    issue_season,
    stamp_now,
    stored_season,
)
from xinglu.season.model import Season
from xinglu.season.problems import problem_lines
from xinglu.season.reading import ReadSeason, read_season
from xinglu.season.rows import is_code
from xinglu.season.run import (
    Issuing,
    OutputRefusedError,
    RunResult,
    put_in_place,
    refuse_output,
    run_season,
)

PROBLEMS_FOUND = 2
SMALLEST_KEY_BYTES = 16
STEPS = {
    "read": "读取并检查 / read and check",
    "rank": "计算名次与奖励 / rank and award",
    "write": "写出表格 / write tables",
    "certificates": "印制证书 / print certificates",
    "documents": "制作名单与报表 / lists and sheets",
    "manifest": "生成清单 / write manifest",
    "import": "写入数据库 / store",
    "export": "写出文件夹 / write folder",
    "issue": "签发证书 / issue certificates",
}


title_numbers_option = click.option(
    "--title-numbers",
    envvar="XINGLU_TITLE_NUMBERS",
    default=TITLE_NUMBERS,
    show_default=True,
    help="称号证书编号模板 / number template of title certificates.",
)
prize_numbers_option = click.option(
    "--prize-numbers",
    envvar="XINGLU_PRIZE_NUMBERS",
    default=PRIZE_NUMBERS,
    show_default=True,
    help="获奖证书编号模板 / number template of prize certificates.",
)


@click.group()
def season() -> None:
    """年度文件夹：检查、计算、导入、导出 / Season folders: check, run, import, export."""


def progress_bar() -> Progress:
    """Make a progress bar on standard error, so that standard output holds results only."""
    console = Console(stderr=True)
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def say_problems(read: ReadSeason) -> None:
    """Print warnings to standard error and problems to standard output, a line each."""
    if read.warnings:
        click.echo("提示 / warnings:", err=True)
        click.echo(problem_lines(read.warnings), err=True)
    if read.problems:
        number = 0
        for line, _ in groupby(problem.text() for problem in read.problems):
            number += 1
            click.echo(line)
        click.echo(
            f"共 {number} 个问题，未写出任何内容 / problems found, nothing written", err=True
        )


@season.command()
@click.argument("folder", type=click.Path(path_type=Path))
def check(folder: Path) -> None:
    """检查年度文件夹，列出全部问题 / Check FOLDER and list every problem (exit 2 if any)."""
    with progress_bar() as progress:
        progress.add_task(STEPS["read"], total=None)
        read = read_season(folder)
    say_problems(read)
    if read.season is None:
        sys.exit(PROBLEMS_FOUND)
    events = len(read.season.events)
    entries = sum(len(event.entries) for event in read.season.events)
    marks = sum(len(event.marks) for event in read.season.events)
    click.echo(
        f"没有问题：{events} 个赛项，{entries} 个参赛单元，{marks} 个打分 / "
        f"no problems: {events} events, {entries} entries, {marks} marks"
    )


@season.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="输出目录：新的、空的或以前的输出 / new, empty or an earlier output.",
)
@click.option(
    "--issuing-key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    envvar="XINGLU_ISSUING_KEY",
    help="密钥文件（XINGLU_KEYS 的格式）；没有则印样张 / key file; without it: specimens.",
)
@click.option(
    "--public-url",
    envvar="XINGLU_PUBLIC_URL",
    default="",
    help="二维码中的核验网址 / address of the verification page, for the QR code.",
)
@title_numbers_option
@prize_numbers_option
@click.option(
    "--database",
    default="",
    help="运行所用的 postgresql:// 地址，用后清除 / PostgreSQL URL for the run's own schema.",
)
def run(  # noqa: PLR0913, PLR0917 - the options of the command
    folder: Path,
    out: Path,
    issuing_key: Path | None,
    public_url: str,
    title_numbers: str,
    prize_numbers: str,
    database: str,
) -> None:
    """计算名次、称号、晋升、奖金并写出结果 / Compute FOLDER and write everything to OUT."""
    if database and not is_postgres(database):
        _refuse("--database 应为 postgresql:// 地址 / should be a postgresql:// URL")
    issuing = _issuing(issuing_key, public_url, title_numbers, prize_numbers)
    try:
        refuse_output(folder, out)
    except OutputRefusedError as refusal:
        _refuse(str(refusal))
    except OSError as error:
        _refuse(_not_written(error, out))
    with progress_bar() as progress:
        task = progress.add_task(STEPS["read"], total=None)
        read = read_season(folder)
        result = None
        if read.season is not None:
            try:
                result = run_season(
                    read.season,
                    out,
                    lambda step: progress.update(task, description=STEPS[step]),
                    issuing,
                    database,
                )
            except StorageError as error:
                _refuse(str(error))
            except OSError as error:
                _refuse(_not_written(error, out))
    say_problems(read)
    if read.season is None or result is None:
        sys.exit(PROBLEMS_FOUND)
    for name, why in result.left_out:
        click.echo(f"未印制 / not printed: {name}: {why}", err=True)
    closing_table(read.season, result)
    click.echo(f"已写出到 {out} / written to {out}")


@season.command("import")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--code", default="", help="年度代码，默认为年份 / code of the season, default: its year."
)
@click.option("--dry-run", is_flag=True, help="只列出差异，不写入 / list the differences only.")
def import_(folder: Path, code: str, *, dry_run: bool) -> None:
    """把年度文件夹导入正式数据库 / Import FOLDER into the live database as a new season."""
    with progress_bar() as progress:
        progress.add_task(STEPS["read"], total=None)
        read = read_season(folder)
    say_problems(read)
    if read.season is None:
        sys.exit(PROBLEMS_FOUND)
    code = code or str(read.season.year)
    if not is_code(code):
        _refuse(f"“{code}”不能作年度代码 / is no code for a season")
    with progress_bar() as progress:
        progress.add_task(STEPS["import"], total=None)
        found, exists = in_database(_import(read.season, code, dry_run=dry_run), create=not dry_run)
    for difference in found:
        click.echo(
            f"{difference.table}: +{difference.only_in_folder} -{difference.only_in_database}"
        )
    if dry_run:
        state = "已存在 / exists" if exists else "将新建 / would be new"
        click.echo(f"{code}（{state}）：{len(found)} 张表有差异 / tables differ; nothing written")
    elif exists:
        _refuse(
            f"年度 {code} 已存在，未写入；请用 --code 另取代码，或用 --dry-run 看差异 / "
            "the season exists, nothing written"
        )
    else:
        click.echo(f"已导入年度 {code} / season imported")


@season.command()
@click.argument("code")
@click.argument("folder", type=click.Path(path_type=Path))
def export(code: str, folder: Path) -> None:
    """把数据库中的年度写成文件夹 / Write season CODE of the live database as FOLDER."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        _refuse(f"{folder} 不是空目录 / is not an empty folder")
    try:
        stored = _export(code, folder.resolve())
    except OSError as error:
        _refuse(_not_written(error, folder))
    click.echo(f"已导出 {stored.title} 到 {folder} / exported")


def _export(code: str, folder: Path) -> Season:
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        with progress_bar() as progress:
            progress.add_task(STEPS["export"], total=None)
            stored = in_database(lambda database: export_stored(database, code, aside))
        put_in_place(aside, folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return stored


def _read_key(key_file: Path) -> bytes:
    """Read the issuing key: out of the product's own key file, or the bytes of any other file."""
    try:
        content = key_file.read_bytes().strip()
        if content.startswith(b"{"):
            return load_keys(key_file).issuing
    except OSError as error:
        _refuse(f"无法读取签发密钥 {key_file}：{error.strerror} / cannot read the issuing key")
    except StorageError as error:
        _refuse(str(error))
    if len(content) < SMALLEST_KEY_BYTES:
        _refuse(f"签发密钥 {key_file} 太短，至少 16 字节 / the issuing key is too short")
    return content


@season.command()
@click.argument("code")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="新的 .xlsx 文件：姓名、代表队、一次性代码 / new workbook with names and codes.",
)
def codes(code: str, out: Path) -> None:
    """为年度的每名选手生成查询用的一次性代码 / Make the winners' one-time codes of season CODE."""
    if out.exists():
        _refuse(f"{out} 已存在，不会覆盖 / exists already")
    issued = in_database(lambda database: issue_winner_codes(database, code, stamp_now("cli")))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.touch(mode=0o600, exist_ok=False)
        out.write_bytes(codes_workbook(code, issued))
    except OSError as error:
        _refuse(_not_written(error, out))
    click.echo(f"已生成 {len(issued)} 个代码 / codes made: {out}")


@season.command()
@click.argument("code")
@title_numbers_option
@prize_numbers_option
def issue(code: str, title_numbers: str, prize_numbers: str) -> None:
    """为年度中尚未签发的称号和奖项签发证书 / Issue the certificates of season CODE."""
    _issuing(None, "", title_numbers, prize_numbers)

    async def act(database: Database) -> int:
        issuing = Issuing(database.keys.issuing, "", title_numbers, prize_numbers)
        return await issue_season(database, code, issuing, "cli")

    with progress_bar() as progress:
        progress.add_task(STEPS["issue"], total=None)
        count = in_database(act)
    click.echo(f"已签发 {count} 份证书 / certificates issued")


def _import(
    read: Season, code: str, *, dry_run: bool
) -> Callable[[Database], Coroutine[Any, Any, tuple[list[Difference], bool]]]:
    async def act(database: Database) -> tuple[list[Difference], bool]:
        stored = await stored_season(database, code)
        if dry_run:
            return differences(read, stored), stored is not None
        if stored is None:
            await import_season(database, code, read, "cli")
        return [], stored is not None

    return act


def _not_written(error: OSError, place: Path) -> str:
    return f"无法写入 {place}：{error.strerror or error} / cannot be written"


def _refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(PROBLEMS_FOUND)


def _issuing(
    key_file: Path | None, public_url: str, title_numbers: str, prize_numbers: str
) -> Issuing:
    """Make the issuing settings, or refuse with a sentence."""
    key = None
    if key_file is not None:
        key = _read_key(key_file)
        if not public_url.startswith(("https://", "http://")):
            _refuse("有签发密钥时须给出 --public-url / --public-url is needed with an issuing key")
    issuing = Issuing(key, public_url, title_numbers, prize_numbers)
    try:
        issuing.templates(2000)
    except BadTemplateError as error:
        _refuse(f"编号模板“{error}”应含一个 {{serial}} / the number template needs one {{serial}}")
    return issuing


def closing_table(season_input: Season, result: RunResult) -> None:
    """Print what a season led to."""
    outcome = result.outcome
    table = Table(title=f"{season_input.title}（{season_input.year}）")
    table.add_column("项目 / item")
    table.add_column("数量 / number", justify="right")
    table.add_column("说明 / notes")
    entries = sum(len(event.entries) for event in season_input.events)
    table.add_row("赛项 / events", str(len(season_input.events)), f"{entries} 个参赛单元 / entries")
    for name, decisions in (
        ("称号 / titles", [title.decision for title in outcome.titles]),
        ("晋升 / promotions", [promotion.decision for promotion in outcome.promotions]),
        ("集训库 / pool", [place.decision for place in outcome.pool]),
    ):
        nominated = decisions.count(Decision.NOMINATE)
        refused, ruling = decisions.count(Decision.REFUSE), decisions.count(Decision.RULING)
        table.add_row(
            name, str(nominated), f"不予 {refused}，待裁定 {ruling} / refused, to be ruled"
        )
    for name, lines in (("奖金 / bonuses", outcome.bonuses), ("补助 / grants", outcome.grants)):
        amount = sum(line.amount for line in lines)
        open_lines = sum(line.decision is Payment.RULING for line in lines)
        notes = f"{capital_text(amount)}；待裁定 {open_lines} / to be ruled"
        table.add_row(name, f"{amount:,} 元", notes)
    left_out = f"未印制 {len(result.left_out)} / left out" if result.left_out else ""
    table.add_row("证书 / certificates", str(result.certificates), left_out)
    Console().print(table)
