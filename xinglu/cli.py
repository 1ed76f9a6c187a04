"""The `xinglu` command: everything that can be done without a browser."""

import signal
import sys
from io import TextIOWrapper
from pathlib import Path

import click

from xinglu.administration import account, demo, doctor, serve
from xinglu.key_commands import keys
from xinglu.planning.commands import new
from xinglu.registrations_command import registrations
from xinglu.season.commands import season


@click.group()
@click.version_option(package_name="xinglu", prog_name="xinglu")
def main() -> None:
    """兴鲁：职业技能竞赛管理 / Xinglu: competition management for skills events."""
    hangup = getattr(signal, "SIGHUP", None)
    if hangup is not None and signal.getsignal(hangup) is signal.SIG_DFL:
        # A closed terminal ends a command like Ctrl+C does: what it began is cleared away.
        signal.signal(hangup, signal.default_int_handler)
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show Chinese (Windows code pages) shows ? instead of stopping.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


season.add_command(new)
for command in (season, registrations, demo, serve, account, keys, doctor):
    main.add_command(command)


if __name__ == "__main__":
    sys.exit(main(prog_name=Path(sys.argv[0]).name))
