"""The `xinglu season new` command: begin a season that is planned in the browser."""

import click

from competition.plan.plan_forms import is_code
from competition.plan.publishing_services import create_season
from competition.plan.services import NewSeason
from competition.policy.loader import ruleset_codes
from xinglu.database_command import in_database
from xinglu.season.live import stamp_now

FIRST_YEAR = 1900
LAST_YEAR = 2999


@click.command()
@click.argument("code")
@click.option("--title", required=True, help="年度名称 / title.")
@click.option(
    "--year", required=True, type=click.IntRange(FIRST_YEAR, LAST_YEAR), help="年份 / year."
)
@click.option(
    "--ruleset",
    type=click.Choice(ruleset_codes()),
    default=ruleset_codes()[-1],
    show_default=True,
    help="依据的规定 / regulation.",
)
@click.option(
    "--practice",
    is_flag=True,
    help="练习年度：不计入任何正式数字，可整体删除 / counts nowhere, can be thrown away.",
)
def new(code: str, title: str, year: int, ruleset: str, *, practice: bool) -> None:
    """新建年度 CODE，在网页中排计划 / Begin season CODE, to be planned in the browser."""
    if not is_code(code) or code == "new":
        message = "只用字母、数字和 - _ . / letters, digits and - _ . only"
        raise click.BadParameter(message, param_hint="CODE")
    season = NewSeason(code, title, year, ruleset, "{}", practice=practice)
    in_database(lambda database: create_season(database, season, stamp_now("cli")), create=True)
    click.echo(f"已新建年度 {code} / begun")
