"""The `xinglu` command: everything that can be done without a browser."""

import sys
from pathlib import Path

import click

from xinglu.season.commands import season


@click.group()
@click.version_option(package_name="xinglu", prog_name="xinglu")
def main() -> None:
    """兴鲁：职业技能竞赛管理 / Xinglu: competition management for skills events."""


main.add_command(season)


if __name__ == "__main__":
    sys.exit(main(prog_name=Path(sys.argv[0]).name))
