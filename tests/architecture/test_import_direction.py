"""Imports point down only: between packages, between rooms, and inside a room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.architecture.modules import (
    LAYERS,
    PACKAGES,
    Module,
    furniture_of,
    plant,
    product_modules,
    room_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: The one module that names every table: the schema is made from it.
ALL_TABLES = "xinglu.piccolo_conf"
FOREIGN = {"tests", "scripts", "examples", "templates"}


def objection(importer: str, target: str) -> str | None:
    """Return why a module of ours may not import this name, None where it may."""
    package, other = importer.partition(".")[0], target.partition(".")[0]
    mine, theirs = furniture_of(importer), furniture_of(target)
    visiting = room_of(importer) != room_of(target)
    reason = None
    if other in FOREIGN:
        reason = f"the product needs nothing from {other}/"
    elif other not in PACKAGES:
        pass
    elif PACKAGES.index(other) > PACKAGES.index(package):
        reason = f"{package} comes before {other}"
    elif visiting and theirs == "tables" and mine != "tables" and importer != ALL_TABLES:
        reason = "another room's tables are for foreign keys in tables only"
    elif visiting and theirs == "controllers" and package != "xinglu":
        reason = "another room's controllers are for xinglu only"
    elif visiting or mine not in LAYERS or theirs not in LAYERS:
        pass
    elif LAYERS.index(theirs) > LAYERS.index(mine):
        reason = f"inside a room {mine} come before {theirs}"
    return reason


def objections(modules: Iterable[Module]) -> list[str]:
    """Return every import that points the wrong way, as `module:line imports target: why`."""
    return sorted(
        {
            f"{module.name}:{found.line} imports {found.target}: {why}"
            for module in modules
            for found in module.imports
            if (why := objection(module.name, found.target))
        }
    )


def test_every_import_of_the_product_points_down() -> None:
    """No package, room or layer knows a later one."""
    modules = product_modules()
    between_rooms = [
        (module.name, found.target)
        for module in modules
        for found in module.imports
        if room_of(found.target) not in {None, room_of(module.name)}
    ]
    assert {module.parts[0] for module in modules} == set(PACKAGES)
    assert len(modules) >= 30
    assert len(between_rooms) >= 20
    assert objections(modules) == []


def test_an_import_that_points_up_is_found_wherever_it_hides(tmp_path: Path) -> None:
    """Also inside a function, under TYPE_CHECKING, relative, and through the package."""
    modules = plant(
        tmp_path,
        {
            "competition/plan/rules.py": "import judging.ranking\n",
            "competition/plan/tables.py": "from competition.people.tables import Person\n",
            "competition/plan/queries.py": "from . import services\nfrom .tables import Event\n",
            "competition/plan/services.py": (
                "from competition.people import queries, tables\n"
                "def late():\n    from competition.plan.controllers import page\n"
            ),
            "judging/awards/rules/lines.py": (
                "from typing import TYPE_CHECKING\n"
                "if TYPE_CHECKING:\n    from certificates.issuing.rules import Number\n"
            ),
            "judging/awards/services.py": "from ..ranking import controllers\nimport tests.plan\n",
            "xinglu/app.py": "from judging.ranking import controllers\nimport competition\n",
        },
    )
    assert objections(modules) == [
        f"{place}: {why}"
        for place, why in (
            (
                "competition.plan.queries:1 imports competition.plan.services",
                "inside a room queries come before services",
            ),
            (
                "competition.plan.rules:1 imports judging.ranking",
                "competition comes before judging",
            ),
            (
                "competition.plan.services:1 imports competition.people.tables",
                "another room's tables are for foreign keys in tables only",
            ),
            (
                "competition.plan.services:3 imports competition.plan.controllers.page",
                "inside a room services come before controllers",
            ),
            (
                "judging.awards.rules.lines:3 imports certificates.issuing.rules.Number",
                "judging comes before certificates",
            ),
            (
                "judging.awards.services:1 imports judging.ranking.controllers",
                "another room's controllers are for xinglu only",
            ),
            (
                "judging.awards.services:2 imports tests.plan",
                "the product needs nothing from tests/",
            ),
        )
    ]
