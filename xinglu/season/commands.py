"""The `xinglu season` commands: check, run, import and export a season folder."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from judging.awards.rules.decisions import Decision, Payment
from judging.awards.rules.money import capital_text
from xinglu.season.model import Season
from xinglu.season.problems import problem_lines
from xinglu.season.reading import ReadSeason, read_season
from xinglu.season.results import Outcome
from xinglu.season.run import OutputRefusedError, refuse_output, run_season

PROBLEMS_FOUND = 2
STEPS = {
    "read": "读取并检查 / read and check",
    "rank": "计算名次与奖励 / rank and award",
    "write": "写出表格 / write tables",
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
        click.echo(f"共 {number} 个问题，未写出任何内容 / problems found, nothing written", err=True)


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
def run(folder: Path, out: Path) -> None:
    """计算名次、称号、晋升、奖金并写出结果 / Compute FOLDER and write everything to OUT."""
    try:
        refuse_output(folder, out)
    except OutputRefusedError as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(PROBLEMS_FOUND)
    with progress_bar() as progress:
        task = progress.add_task(STEPS["read"], total=None)
        read = read_season(folder)
        outcome = None
        if read.season is not None:
            outcome = run_season(
                read,
                read.season,
                out,
                lambda step: progress.update(task, description=STEPS[step]),
            )
    say_problems(read)
    if read.season is None or outcome is None:
        sys.exit(PROBLEMS_FOUND)
    closing_table(read.season, outcome)
    click.echo(f"已写出到 {out} / written to {out}")


def closing_table(season_input: Season, outcome: Outcome) -> None:
    """Print what a season led to."""
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
    Console().print(table)
