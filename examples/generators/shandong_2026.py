#!/usr/bin/env python3
"""Writes examples/shandong-2026, an invented provincial season: shandong_2026.py [DIR]."""

import shutil
import sys
from pathlib import Path

from shandong_season.build import main
from shandong_season.readme import HEADLINE

HERE = Path(__file__).resolve().parent.parent / "shandong-2026"


def clear(folder: Path) -> None:
    """Empty an earlier output; leave any other folder alone."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    readme = folder / "README.md"
    if not readme.exists() or not readme.read_text(encoding="utf-8").startswith(HEADLINE):
        sys.exit(f"{folder} holds something else; name a new or empty folder")
    shutil.rmtree(folder)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    clear(target)
    main(target)
