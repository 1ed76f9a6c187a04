"""The `xinglu season` commands: check, run, import and export a season folder."""

import sys
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from certificates.issuing.rules import PRIZE_NUMBERS, TITLE_NUMBERS, BadTemplateError
from competition.storage.problems import StorageError
from competition.storage.settings import is_postgres
from judging.awards.rules.decisions import Decision, Payment
from judging.awards.rules.money import capital_text
from xinglu.season.model import Season
from xinglu.season.problems import problem_lines
from xinglu.season.reading import ReadSeason, read_season
from xinglu.season.run import (
    Issuing,
    OutputRefusedError,
    RunResult,
    refuse_output,
    run_season,
)

PROBLEMS_FOUND = 2
STEPS = {
    "read": "读取并检查 / read and check",
    "rank": "计算名次与奖励 / rank and award",
    "write": "写出表格 / write tables",
    "certificates": "印制证书 / print certificates",
    "manifest": "生成清单 / write manifest",
}


@click.group()
def season() -> None:
    """年度文件夹：检查、计算、导入、导出 / Season folders: check, run, import, export."""


def progress_bar() -> Progress:
    """Make a progress bar on standard error, so that standard output holds results only."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def say_problems(read: ReadSeason) -> None:
    """Print warnings to standard error and problems to standard output, a line each."""
    if read.warnings:
        click.echo("提示 / warnings:", err=True)
        click.echo(problem_lines(read.warnings), err=True)
    if read.problems:
        click.echo(problem_lines(read.problems))
        number = len(set(read.problems))
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
    help="签发密钥文件；没有则印样张 / issuing key file; without it certificates are specimens.",
)
@click.option(
    "--public-url",
    envvar="XINGLU_PUBLIC_URL",
    default="",
    help="二维码中的核验网址 / address of the verification page, for the QR code.",
)
@click.option(
    "--title-numbers",
    envvar="XINGLU_TITLE_NUMBERS",
    default=TITLE_NUMBERS,
    show_default=True,
    help="称号证书编号模板 / number template of title certificates.",
)
@click.option(
    "--prize-numbers",
    envvar="XINGLU_PRIZE_NUMBERS",
    default=PRIZE_NUMBERS,
    show_default=True,
    help="获奖证书编号模板 / number template of prize certificates.",
)
@click.option(
    "--database",
    default="",
    help="运行所用的 postgresql:// 地址（自建模式，用后删除）/ PostgreSQL URL for the run's own schema.",
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
    say_problems(read)
    if read.season is None or result is None:
        sys.exit(PROBLEMS_FOUND)
    for name, why in result.left_out:
        click.echo(f"未印制 / not printed: {name}: {why}", err=True)
    closing_table(read.season, result)
    click.echo(f"已写出到 {out} / written to {out}")


SMALLEST_KEY_BYTES = 16


def _refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(PROBLEMS_FOUND)


def _issuing(
    key_file: Path | None, public_url: str, title_numbers: str, prize_numbers: str
) -> Issuing:
    """Make the issuing settings, or refuse with a sentence."""
    key = None
    if key_file is not None:
        try:
            key = key_file.read_bytes().strip()
        except OSError as error:
            _refuse(f"无法读取签发密钥 {key_file}：{error.strerror} / cannot read the issuing key")
        if len(key) < SMALLEST_KEY_BYTES:
            _refuse(f"签发密钥 {key_file} 太短，至少 16 字节 / the issuing key is too short")
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
