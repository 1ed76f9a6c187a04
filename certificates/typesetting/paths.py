"""Vector paths as PDF operators: lines, arcs, closed curves, and their transformation."""

from __future__ import annotations

from math import ceil, cos, pi, sin, tan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Matrix = tuple[float, float, float, float, float, float]
"""PDF's a b c d e f: x' = a·x + c·y + e, y' = b·x + d·y + f."""


def number(value: float) -> str:
    """Return a coordinate in points to the hundredth."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def rotation(angle: float, x: float = 0, y: float = 0) -> Matrix:
    """Return the rotation by `angle` radians about the origin, then moved to (x, y)."""
    return cos(angle), sin(angle), -sin(angle), cos(angle), x, y


def placed(name: str, matrix: Matrix) -> str:
    """Return the operators that draw form `name` through a matrix."""
    linear = " ".join(f"{value:.4f}".rstrip("0").rstrip(".") for value in matrix[:4])
    return f"q {linear} {number(matrix[4])} {number(matrix[5])} cm /{name} Do Q"


class Path:
    """A path under construction; each step returns the path."""

    def __init__(self) -> None:
        """Start empty."""
        self._steps: list[tuple[str, tuple[float, ...]]] = []

    def move(self, x: float, y: float) -> Path:
        """Start a new piece at a point."""
        self._steps.append(("m", (x, y)))
        return self

    def line(self, x: float, y: float) -> Path:
        """Draw a straight line to a point."""
        self._steps.append(("l", (x, y)))
        return self

    def curve(self, *points: float) -> Path:
        """Draw cubic curves; each takes six numbers: two control points and the end."""
        for start in range(0, len(points), 6):
            self._steps.append(("c", points[start : start + 6]))
        return self

    def close(self) -> Path:
        """Close the piece."""
        self._steps.append(("h", ()))
        return self

    def polyline(self, points: Sequence[tuple[float, float]], *, close: bool = False) -> Path:
        """Draw straight lines through points."""
        self.move(*points[0])
        for point in points[1:]:
            self.line(*point)
        return self.close() if close else self

    def rectangle(self, x: float, y: float, width: float, height: float) -> Path:
        """Draw a rectangle."""
        right, top = x + width, y + height
        return self.polyline([(x, y), (right, y), (right, top), (x, top)], close=True)

    def arc(
        self, x: float, y: float, radius: float, angles: tuple[float, float], *, join: bool = False
    ) -> Path:
        """Draw an arc about (x, y) between two angles (radians); `join` lines up to its start."""
        first, last = angles
        count = max(1, ceil(abs(last - first) / (pi / 2) - 1e-9))
        step = (last - first) / count
        reach = 4 / 3 * tan(step / 4)
        start = (x + radius * cos(first), y + radius * sin(first))
        (self.line if join else self.move)(*start)
        for index in range(count):
            here, there = first + index * step, first + (index + 1) * step
            self.curve(
                x + radius * (cos(here) - reach * sin(here)),
                y + radius * (sin(here) + reach * cos(here)),
                x + radius * (cos(there) + reach * sin(there)),
                y + radius * (sin(there) - reach * cos(there)),
                x + radius * cos(there),
                y + radius * sin(there),
            )
        return self

    def circle(self, x: float, y: float, radius: float) -> Path:
        """Draw a circle."""
        return self.arc(x, y, radius, (0, 2 * pi)).close()

    def closed_curve(self, at: Callable[[float], tuple[float, float]], count: int) -> Path:
        """Draw a smooth ring through `count` points of `at(angle)` (Catmull-Rom tangents)."""
        points = [at(2 * pi * index / count) for index in range(count)]
        self.move(*points[0])
        for index in range(count):
            before, here = points[index - 1], points[index]
            there, after = points[(index + 1) % count], points[(index + 2) % count]
            self.curve(
                here[0] + (there[0] - before[0]) / 6,
                here[1] + (there[1] - before[1]) / 6,
                there[0] - (after[0] - here[0]) / 6,
                there[1] - (after[1] - here[1]) / 6,
                *there,
            )
        return self.close()

    def through(self, matrix: Matrix) -> Path:
        """Return the path moved by a matrix."""
        a, b, c, d, e, f = matrix
        moved = Path()
        for operator, values in self._steps:
            pairs = zip(values[::2], values[1::2], strict=True)
            turned = tuple(v for x, y in pairs for v in (a * x + c * y + e, b * x + d * y + f))
            moved._steps.append((operator, turned))
        return moved

    def __add__(self, other: Path) -> Path:
        """Return both paths as one."""
        joined = Path()
        joined._steps = self._steps + other._steps
        return joined

    def __str__(self) -> str:
        """Return the operators."""
        return "\n".join(
            " ".join([*map(number, values), operator]) for operator, values in self._steps
        )
