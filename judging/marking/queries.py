"""Read schemes, marks, coefficients and adjustments."""

from collections import defaultdict
from collections.abc import Sequence

import msgspec

from competition.storage.transaction import Row, Transaction
from judging.marking.rules.exact import Exact, parse_exact
from judging.marking.rules.scheme import (
    Adjustment,
    Aspect,
    AspectKind,
    Coefficient,
    Mark,
    Module,
    PanelMethod,
)

Rows = Sequence[Row]


class SchemeParts(msgspec.Struct, frozen=True):
    """The modules and aspects of an event, in the scheme's order."""

    modules: tuple[Module, ...]
    aspects: tuple[Aspect, ...]


class Marking(msgspec.Struct, frozen=True):
    """What was marked: of one entry, or of a whole event."""

    marks: tuple[Mark, ...] = ()
    coefficients: tuple[Coefficient, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()


_SEASON = "(SELECT id FROM event WHERE season = $1)"
_MODULE = "SELECT event, code, name, weight, pass_mark FROM module "
_MODULES_OF_EVENT = _MODULE + "WHERE event = $1 ORDER BY position"
_MODULES_OF_SEASON = _MODULE + "WHERE event IN " + _SEASON + " ORDER BY event, position"
_ASPECT = (
    "SELECT a.event, m.code, a.code, a.name, a.kind, a.maximum, a.minimum, a.criterion, "
    "a.sub_criterion, a.day, a.method, a.drop_high, a.drop_low, a.judges, a.panel_decimals, "
    "a.factor, a.decimals, a.required FROM aspect a JOIN module m ON m.id = a.module "
)
_ASPECTS_OF_EVENT = _ASPECT + "WHERE a.event = $1 ORDER BY a.position"
_ASPECTS_OF_SEASON = _ASPECT + "WHERE a.event IN " + _SEASON + " ORDER BY a.event, a.position"
_MARK = (
    "SELECT e.code, a.code, k.judge, k.mark FROM entry e JOIN mark k ON k.entry = e.id "
    "JOIN aspect a ON a.id = k.aspect WHERE e.event = $1"
)
_COEFFICIENT = (
    "SELECT e.code, a.code, c.coefficient FROM entry e JOIN coefficient c ON c.entry = e.id "
    "JOIN aspect a ON a.id = c.aspect WHERE e.event = $1"
)
_ADJUSTMENT = (
    "SELECT e.code, j.points, j.reason FROM entry e JOIN adjustment j ON j.entry = e.id "
    "WHERE e.event = $1"
)
_ONE_ENTRY = " AND e.code = $2"
_MARKS_OF_EVENT = _MARK + " ORDER BY k.id"
_MARKS_OF_ENTRY = _MARK + _ONE_ENTRY + " ORDER BY a.position, k.judge"
_COEFFICIENTS_OF_EVENT = _COEFFICIENT + " ORDER BY c.id"
_COEFFICIENTS_OF_ENTRY = _COEFFICIENT + _ONE_ENTRY + " ORDER BY a.position"
_ADJUSTMENTS_OF_EVENT = _ADJUSTMENT + " ORDER BY j.id"
_ADJUSTMENTS_OF_ENTRY = _ADJUSTMENT + _ONE_ENTRY + " ORDER BY j.id"


async def scheme_of_event(transaction: Transaction, event: int) -> SchemeParts:
    """Give modules and aspects of an event."""
    modules = await transaction.rows(_MODULES_OF_EVENT, event)
    aspects = await transaction.rows(_ASPECTS_OF_EVENT, event)
    return SchemeParts(tuple(map(_module, modules)), tuple(map(_aspect, aspects)))


async def schemes_by_event(transaction: Transaction, season: int) -> dict[int, SchemeParts]:
    """Give modules and aspects of every event of a season by the event's id."""
    modules: dict[int, list[Module]] = defaultdict(list)
    aspects: dict[int, list[Aspect]] = defaultdict(list)
    for row in await transaction.rows(_MODULES_OF_SEASON, season):
        modules[row[0]].append(_module(row))
    for row in await transaction.rows(_ASPECTS_OF_SEASON, season):
        aspects[row[0]].append(_aspect(row))
    return {
        event: SchemeParts(tuple(modules[event]), tuple(aspects[event]))
        for event in modules.keys() | aspects.keys()
    }


async def marking_of_event(transaction: Transaction, event: int) -> Marking:
    """Give everything that was marked in an event, as it was given."""
    marks = await transaction.rows(_MARKS_OF_EVENT, event)
    coefficients = await transaction.rows(_COEFFICIENTS_OF_EVENT, event)
    adjustments = await transaction.rows(_ADJUSTMENTS_OF_EVENT, event)
    return _marking(marks, coefficients, adjustments)


async def marking_of_entry(transaction: Transaction, event: int, entry: str) -> Marking:
    """Give everything that was marked of one entry, in the scheme's order, then by judge."""
    marks = await transaction.rows(_MARKS_OF_ENTRY, event, entry)
    coefficients = await transaction.rows(_COEFFICIENTS_OF_ENTRY, event, entry)
    adjustments = await transaction.rows(_ADJUSTMENTS_OF_ENTRY, event, entry)
    return _marking(marks, coefficients, adjustments)


def _marking(marks: Rows, coefficients: Rows, adjustments: Rows) -> Marking:
    return Marking(
        tuple(Mark(row[0], row[1], row[2], _exact(row[3])) for row in marks),
        tuple(Coefficient(row[0], row[1], _exact(row[2])) for row in coefficients),
        tuple(Adjustment(row[0], _exact(row[1]), row[2]) for row in adjustments),
    )


def _exact(text: str) -> Exact:
    number = parse_exact(text)
    if number is None:
        message = f"stored number is not decimal: {text}"
        raise ValueError(message)
    return number


def _module(row: Row) -> Module:
    pass_mark = None if row[4] is None else _exact(row[4])
    return Module(row[1], row[2], _exact(row[3]), pass_mark)


def _aspect(row: Row) -> Aspect:
    return Aspect(
        module=row[1],
        aspect=row[2],
        name=row[3],
        kind=AspectKind(row[4]),
        maximum=None if row[5] is None else _exact(row[5]),
        minimum=_exact(row[6]),
        criterion=row[7],
        sub_criterion=row[8],
        day=row[9],
        method=PanelMethod(row[10]),
        drop_high=row[11],
        drop_low=row[12],
        judges=row[13],
        panel_decimals=row[14],
        factor=_exact(row[15]),
        decimals=row[16],
        required=row[17],
    )
