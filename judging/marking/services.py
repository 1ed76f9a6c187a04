"""Write schemes and marks: pieces of one transaction, its audit record by the caller."""

from collections.abc import Iterable

from competition.registration.queries import EntryKey
from competition.storage.references import Ids
from competition.storage.transaction import Transaction
from judging.marking.rules.exact import Exact, exact_text
from judging.marking.rules.scheme import Adjustment, Aspect, Coefficient, Mark, Module, Scheme

AspectKey = tuple[int, str]


async def add_schemes(
    transaction: Transaction, season: int, schemes: Iterable[tuple[int, Scheme]]
) -> Ids[AspectKey]:
    """Add modules and aspects of events, each scheme with its event's id.

    Gives the season's aspect ids by (event id, code).
    """
    given = list(schemes)
    await transaction.insert(
        "module",
        ("event", "code", "position", "name", "weight", "pass_mark"),
        (
            _module_row(event, position, module)
            for event, scheme in given
            for position, module in enumerate(scheme.modules)
        ),
    )
    modules = Ids[AspectKey]("模块")
    rows = await transaction.rows(
        "SELECT event, code, id FROM module "
        "WHERE event IN (SELECT id FROM event WHERE season = $1)",
        season,
    )
    modules.update(((row[0], row[1]), row[2]) for row in rows)
    await transaction.insert(
        "aspect",
        (
            "event",
            "module",
            "code",
            "position",
            "name",
            "kind",
            "maximum",
            "minimum",
            "criterion",
            "sub_criterion",
            "day",
            "method",
            "drop_high",
            "drop_low",
            "judges",
            "panel_decimals",
            "factor",
            "decimals",
            "required",
        ),
        (
            _aspect_row(event, modules[event, aspect.module], position, aspect)
            for event, scheme in given
            for position, aspect in enumerate(scheme.aspects)
        ),
    )
    aspects = Ids[AspectKey]("评分点")
    rows = await transaction.rows(
        "SELECT event, code, id FROM aspect "
        "WHERE event IN (SELECT id FROM event WHERE season = $1)",
        season,
    )
    aspects.update(((row[0], row[1]), row[2]) for row in rows)
    return aspects


async def add_marks(
    transaction: Transaction,
    marks: Iterable[tuple[int, Mark]],
    entries: Ids[EntryKey],
    aspects: Ids[AspectKey],
) -> int:
    """Add marks, each with its event's id; give how many there were."""
    async with transaction.filling("mark"):
        return await transaction.insert(
            "mark",
            ("entry", "aspect", "judge", "mark"),
            (
                (
                    entries[event, one.entry],
                    aspects[event, one.aspect],
                    one.judge,
                    exact_text(one.mark),
                )
                for event, one in marks
            ),
        )


async def add_coefficients(
    transaction: Transaction,
    coefficients: Iterable[tuple[int, Coefficient]],
    entries: Ids[EntryKey],
    aspects: Ids[AspectKey],
) -> None:
    """Add degrees of difficulty, each with its event's id."""
    await transaction.insert(
        "coefficient",
        ("entry", "aspect", "coefficient"),
        (
            (entries[event, one.entry], aspects[event, one.aspect], exact_text(one.coefficient))
            for event, one in coefficients
        ),
    )


async def add_adjustments(
    transaction: Transaction,
    adjustments: Iterable[tuple[int, Adjustment]],
    entries: Ids[EntryKey],
) -> None:
    """Add adjustments, each with its event's id."""
    await transaction.insert(
        "adjustment",
        ("entry", "points", "reason"),
        (
            (entries[event, one.entry], exact_text(one.points), one.reason)
            for event, one in adjustments
        ),
    )


def _optional(number: Exact | None) -> str | None:
    return None if number is None else exact_text(number)


def _module_row(event: int, position: int, module: Module) -> tuple[object, ...]:
    return (
        event,
        module.module,
        position,
        module.name,
        exact_text(module.weight),
        _optional(module.pass_mark),
    )


def _aspect_row(event: int, module: int, position: int, aspect: Aspect) -> tuple[object, ...]:
    return (
        event,
        module,
        aspect.aspect,
        position,
        aspect.name,
        aspect.kind.value,
        _optional(aspect.maximum),
        exact_text(aspect.minimum),
        aspect.criterion,
        aspect.sub_criterion,
        aspect.day,
        aspect.method.value,
        aspect.drop_high,
        aspect.drop_low,
        aspect.judges,
        aspect.panel_decimals,
        exact_text(aspect.factor),
        aspect.decimals,
        aspect.required,
    )
