"""Tables of marking: schemes, marks, coefficients and adjustments; numbers are decimal texts."""

from piccolo.constraints import Check, Unique

from competition.plan.tables import Event
from competition.registration.tables import Entry
from competition.storage.schema import (
    StoredTable,
    decimal,
    one_of_enum,
    reference,
    text,
    whole,
    yes_no,
)
from judging.marking.rules.scheme import AspectKind, PanelMethod


class Module(StoredTable, tablename="module"):
    """A part of an event's scheme."""

    event = reference(Event, indexed=False)
    code = text()
    position = whole()
    name = text()
    weight = text()
    pass_mark = text(null=True)

    one_code = Unique([event, code])
    one_position = Unique([event, position])
    coded = Check("code <> ''")
    weighed = decimal("weight")
    exact_pass_mark = decimal("pass_mark")


class Aspect(StoredTable, tablename="aspect"):
    """A line of an event's scheme; `maximum` is NULL where there is no limit."""

    event = reference(Event, indexed=False)
    module = reference(Module)
    code = text()
    position = whole()
    name = text()
    kind = text()
    maximum = text(null=True)
    minimum = text()
    criterion = text()
    sub_criterion = text()
    day = text()
    method = text()
    drop_high = whole()
    drop_low = whole()
    judges = whole()
    panel_decimals = whole()
    factor = text()
    decimals = whole()
    required = yes_no()

    one_code = Unique([event, code])
    one_position = Unique([event, position])
    coded = Check("code <> ''")
    known_kind = one_of_enum("kind", AspectKind)
    known_method = one_of_enum("method", PanelMethod)
    exact_maximum = decimal("maximum")
    exact_minimum = decimal("minimum")
    exact_factor = decimal("factor")
    not_negative = Check(
        "drop_high >= 0 AND drop_low >= 0 AND judges >= 0 AND panel_decimals >= 0 AND decimals >= 0"
    )


class Mark(StoredTable, tablename="mark"):
    """One judge's number for one aspect of one entry."""

    entry = reference(Entry, indexed=False)
    aspect = reference(Aspect)
    judge = text()
    mark = text()

    one_mark = Unique([entry, aspect, judge])
    exact_mark = decimal("mark")


class Coefficient(StoredTable, tablename="coefficient"):
    """The degree of difficulty of one aspect of one entry."""

    entry = reference(Entry, indexed=False)
    aspect = reference(Aspect)
    coefficient = text()

    one_coefficient = Unique([entry, aspect])
    exact_coefficient = decimal("coefficient")


class Adjustment(StoredTable, tablename="adjustment"):
    """Points subtracted from an entry's total, with the reason; rows add up."""

    entry = reference(Entry)
    points = text()
    reason = text()

    exact_points = decimal("points")
