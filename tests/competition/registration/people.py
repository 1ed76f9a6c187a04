"""People with valid ID numbers, as many as a test needs."""

from datetime import date, timedelta

import msgspec
from stdnum.cn import ric

from competition.registration.rules import Division, Role
from competition.registration.rules.registrations import Applicant, Draft

UNIT = "91350100M000100Y43"
DAY = date(1990, 1, 1)


def id_number(serial: int, born: date | None = None, *, female: bool = False) -> str:
    """Give a valid resident ID; the serial decides birth date and order number."""
    day = born or DAY + timedelta(days=serial % 3000)
    order = (serial // 3000 * 2 + (0 if female else 1)) % 1000
    first = f"370102{day:%Y%m%d}{order:03}"
    return first + str(ric.calc_check_digit(first + "0"))


def applicant(serial: int, **more: object) -> Applicant:
    """Give a worker of a known unit."""
    person = Applicant(
        name=f"选手{serial}",
        role=Role.COMPETITOR,
        id_number=id_number(serial),
        employer_code=UNIT,
        employer_name="甲公司",
        employment="employed",
        level="高级工",
    )
    return msgspec.structs.replace(person, **more)


def draft(event: int, *serials: int, delegation: str = "济南市代表队") -> Draft:
    """Give a registration of workers for an event."""
    return Draft(event, delegation, Division.WORKER, tuple(map(applicant, serials)), "370100")
