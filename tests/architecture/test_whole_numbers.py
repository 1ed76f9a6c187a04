"""Numbers that decide a rank or money are whole or fractions: no float comes near them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tests.architecture.modules import Module, plant, product_modules, room_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

EXACT_ROOMS = {"judging.awards", "judging.marking", "judging.ranking"}


def call_form(call: ast.Call) -> str | None:
    """Tell the form in which a call makes a float, if it does."""
    if isinstance(call.func, ast.Name):
        return f"calls {call.func.id}" if call.func.id in {"float", "round", "complex"} else None
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    if any(isinstance(value, ast.Name) and value.id == "float" for value in values):
        return "converts to float"
    return None


def form_of(node: ast.AST) -> str | None:
    """Tell the form in which a node makes a float; `isinstance(value, float)` is none."""
    match node:
        case ast.Constant(value=float() | complex()):
            return f"writes {node.value!r}"
        case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
            return "divides with /"
        case ast.Attribute(attr=name):
            numpy_type = name.startswith(("float", "double", "longdouble"))
            return f"uses .{name}" if numpy_type or name == "round" else None
        case ast.Call():
            return call_form(node)
    return None


def floats(module: Module) -> Iterator[tuple[int, str]]:
    """Tell line and form of each way to a float.

    `/` makes a float of two whole numbers, so only a module that computes with Fraction has it.
    """
    fractions = any(found.target == "fractions.Fraction" for found in module.imports)
    for node in ast.walk(module.tree):
        form = form_of(node)
        if form and isinstance(node, ast.expr | ast.stmt):
            if form == "divides with /" and fractions:
                continue
            yield node.lineno, form


def report(modules: Iterable[Module]) -> list[str]:
    """Return every float in the exact rooms among these modules, as `module:line form`."""
    return [
        f"{module.name}:{line} {form}"
        for module in modules
        if room_of(module.name) in EXACT_ROOMS
        for line, form in sorted(floats(module))
    ]


def test_no_float_and_no_round_in_marking_ranking_and_awards() -> None:
    """Neither a literal, a conversion, a numpy type nor Python's half-even rounding."""
    modules = product_modules()
    seen = [module.name for module in modules if room_of(module.name) in EXACT_ROOMS]
    assert {room_of(name) for name in seen} == EXACT_ROOMS
    assert len(seen) >= 15
    assert report(modules) == []


def test_a_float_is_found_in_every_form(tmp_path: Path) -> None:
    """Each form is named with its line; refusing a float is allowed, and so are other rooms."""
    modules = plant(
        tmp_path,
        {
            "judging/ranking/rules/kernel.py": (
                "import numpy as np\n"
                "def f(x):\n"
                "    if isinstance(x, float): raise TypeError\n"
                "    y = float(x) + 0.5\n"
                "    z = round(y) + np.round(y)\n"
                "    return np.zeros(3, dtype=float), np.float64(z), x.astype(float)\n"
            ),
            "judging/awards/rules.py": "half = 1 / 2\n",
            "judging/marking/rules.py": "from fractions import Fraction\nhalf = Fraction(1) / 2\n",
            "competition/plan/rules.py": "half = 0.5\n",
        },
    )
    assert report(modules) == [
        "judging.awards.rules:1 divides with /",
        "judging.ranking.rules.kernel:4 calls float",
        "judging.ranking.rules.kernel:4 writes 0.5",
        "judging.ranking.rules.kernel:5 calls round",
        "judging.ranking.rules.kernel:5 uses .round",
        "judging.ranking.rules.kernel:6 converts to float",
        "judging.ranking.rules.kernel:6 converts to float",
        "judging.ranking.rules.kernel:6 uses .float64",
    ]
