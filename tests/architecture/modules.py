"""The product's modules as syntax trees, and which modules each one imports."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]

#: The packages in the order of the work: each may import itself and the ones before it.
PACKAGES = ("competition", "judging", "certificates", "xinglu")

#: The furniture of a room, lowest first: each may import itself and the ones before it.
LAYERS = ("tables", "queries", "services", "controllers")


@dataclass(frozen=True)
class Import:
    """One imported name: the module it comes from, as far as our own modules are concerned."""

    target: str
    line: int


@dataclass(frozen=True)
class Module:
    """One source file; `name` is dotted, and a package has the name of its folder."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the dotted name in its parts."""
        return tuple(self.name.split("."))

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Return every import of the file, also inside functions and under TYPE_CHECKING.

        `from a.b import c` is told as `a.b.c`: whether c is a module or a name in one makes no
        difference to the rules, which look at the first parts of the name.
        """
        return tuple(self._imports())

    def _imports(self) -> Iterator[Import]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(alias.name, node.lineno)
            elif isinstance(node, ast.ImportFrom):
                origin = ".".join(filter(None, (self._origin(node.level), node.module)))
                for alias in node.names:
                    yield Import(f"{origin}.{alias.name}", node.lineno)

    def _origin(self, level: int) -> str:
        """Return the package that a relative import of this level starts from."""
        if level == 0:
            return ""
        parts = self.parts if self.path.name == "__init__.py" else self.parts[:-1]
        return ".".join(parts[: len(parts) - level + 1])


def product_modules(root: Path = ROOT) -> tuple[Module, ...]:
    """Return every module of the four packages below `root`, sorted by name."""
    found = []
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            if parts[-1] == "__init__":
                parts = parts[:-1]
            tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
            found.append(Module(".".join(parts), path, tree))
    return tuple(sorted(found, key=lambda module: module.name))


def room_of(name: str) -> str | None:
    """Return the room (`judging.ranking`) that a dotted name lies in, None outside our packages."""
    parts = name.split(".")
    return ".".join(parts[:2]) if parts[0] in PACKAGES and len(parts) > 1 else None


def furniture_of(name: str) -> str | None:
    """Return the piece of furniture (`rules`, `tables` …) that a dotted name belongs to.

    A room that grew has folders with furniture of their own: `competition.registration.checkin`.
    """
    known = (*LAYERS, "rules")
    inside = name.split(".")[2:4] if room_of(name) else []
    return next((part for part in inside if part in known), None)


def plant(root: Path, files: dict[str, str]) -> tuple[Module, ...]:
    """Write the four packages with these files (path to source) below `root`; return them parsed.

    With it a test proves that it would find a module that breaks the rule.
    """
    for package in PACKAGES:
        (root / package).mkdir()
        (root / package / "__init__.py").write_text('"""A package."""\n', encoding="utf-8")
    for name, source in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    return product_modules(root)
