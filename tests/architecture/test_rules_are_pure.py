"""Rules are pure: time, chance, files and the data come in as arguments."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tests.architecture.modules import Module, furniture_of, plant, product_modules, room_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

#: What rules may import beside other rules: computing and types, nothing that looks outside.
PURE = {
    "__future__",
    "abc",
    "bisect",
    "collections",
    "copy",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "hashlib",
    "heapq",
    "itertools",
    "math",
    "msgspec",
    "numbers",
    "numpy",
    "operator",
    "re",
    "string",
    "struct",
    "types",
    "typing",
    "unicodedata",
}

#: Functions of Python itself that look outside or run what nobody checked.
IMPURE_CALLS = {"__import__", "breakpoint", "compile", "eval", "exec", "input", "open", "print"}

#: Attributes through which pure modules reach a clock, chance or a file.
IMPURE_ATTRIBUTES = {
    "now": "asks the clock",
    "today": "asks the clock",
    "utcnow": "asks the clock",
    "random": "asks chance",
    "file_digest": "opens a file",
    "fromfile": "opens a file",
    "genfromtxt": "opens a file",
    "loadtxt": "opens a file",
    "memmap": "opens a file",
    "savetxt": "opens a file",
    "tofile": "opens a file",
}


def impurities(module: Module) -> Iterator[tuple[int, str]]:
    """Tell line and reason of everything by which a rules module would not be pure."""
    for found in module.imports:
        top = found.target.split(".")[0]
        if room_of(found.target):
            if furniture_of(found.target) != "rules":
                yield found.line, f"imports {found.target}, which is no rules module"
        elif top not in PURE:
            yield found.line, f"imports {found.target}"
        elif found.target.startswith("numpy.random"):
            yield found.line, "asks chance"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name) and node.id in IMPURE_CALLS:
            yield node.lineno, f"calls {node.id}"
        elif isinstance(node, ast.Attribute) and node.attr in IMPURE_ATTRIBUTES:
            yield node.lineno, IMPURE_ATTRIBUTES[node.attr]
        elif isinstance(node, ast.AsyncFunctionDef | ast.Global):
            yield node.lineno, f"uses {type(node).__name__}"


def rules_modules(modules: Iterable[Module]) -> list[Module]:
    """Return the modules that are a room's rules.py or lie in its rules/."""
    return [module for module in modules if furniture_of(module.name) == "rules"]


def report(modules: Iterable[Module]) -> list[str]:
    """Return everything impure in the rules among these modules, as `module:line reason`."""
    return [
        f"{module.name}:{line} {reason}"
        for module in rules_modules(modules)
        for line, reason in sorted(impurities(module))
    ]


def test_no_rules_module_sees_a_clock_chance_a_file_or_a_table() -> None:
    """Every room's rules compute from their arguments alone."""
    modules = product_modules()
    rooms = {room_of(module.name) for module in rules_modules(modules)}
    assert len(rules_modules(modules)) >= 20
    assert {"competition.policy", "judging.marking", "judging.ranking", "judging.awards"} <= rooms
    assert report(modules) == []


def test_an_impure_rules_module_is_found(tmp_path: Path) -> None:
    """Each way out of a rules module is named with its line; other modules may take it."""
    modules = plant(
        tmp_path,
        {
            "judging/ranking/rules.py": (
                "import numpy as np\nimport os.path\nfrom datetime import date\n"
                "from numpy.random import default_rng\n"
                "from judging.ranking.queries import marks\n"
                "from competition.policy import loader, rules\n"
                "def f():\n    open('x')\n    date.today()\n    return np.random.rand()\n"
            ),
            "judging/awards/rules/deep/money.py": "from ... import tables\nimport sqlite3\n",
            "judging/awards/services.py": "import random, time\n",
        },
    )
    assert report(modules) == [
        "judging.awards.rules.deep.money:1 imports judging.awards.tables, which is no rules module",
        "judging.awards.rules.deep.money:2 imports sqlite3",
        "judging.ranking.rules:2 imports os.path",
        "judging.ranking.rules:4 asks chance",
        "judging.ranking.rules:5 imports judging.ranking.queries.marks, which is no rules module",
        "judging.ranking.rules:6 imports competition.policy.loader, which is no rules module",
        "judging.ranking.rules:8 calls open",
        "judging.ranking.rules:9 asks the clock",
        "judging.ranking.rules:10 asks chance",
    ]
