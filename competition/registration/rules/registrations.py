"""A registration on its way from a draft to an entry: who is in it, which steps it may take."""

from datetime import date
from enum import StrEnum

import msgspec

from competition.registration.rules import Division, Role


class State(StrEnum):
    """Where a registration stands, in the order of every list."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PASSED = "passed"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What was done to a registration."""

    CREATE = "create"
    IMPORT = "import"
    SAVE = "save"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    RETURN = "return"
    PASS = "pass"  # noqa: S105 - a step of the review, no secret
    ACCEPT = "accept"
    REFUSE = "refuse"
    OVERRIDE = "override"
    VERIFY = "verify"
    UNDO = "undo"
    ASK_SUBSTITUTE = "ask_substitute"
    REFUSE_SUBSTITUTE = "refuse_substitute"
    SUBSTITUTE = "substitute"


class Employment(StrEnum):
    """What a person does for a living."""

    EMPLOYED = "employed"
    SELF_EMPLOYED = "self_employed"
    RURAL = "rural"
    TEACHER = "teacher"
    FULL_TIME_STUDENT = "full_time_student"
    OTHER = "other"


class Sex(StrEnum):
    """The sex that an identity document states."""

    MALE = "male"
    FEMALE = "female"


#: These hold a place, count against quotas, and keep their people from other events.
HOLDING = frozenset({State.SUBMITTED, State.PASSED, State.ACCEPTED, State.RETURNED})
#: Whoever registers may change what stands in these.
EDITABLE = frozenset({State.DRAFT, State.RETURNED, State.WITHDRAWN})

#: From which states an action may start.
STARTS = {
    Action.SAVE: EDITABLE,
    Action.SUBMIT: frozenset({State.DRAFT, State.RETURNED}),
    Action.WITHDRAW: frozenset(
        {State.DRAFT, State.SUBMITTED, State.PASSED, State.ACCEPTED, State.RETURNED}
    ),
    Action.RETURN: frozenset({State.SUBMITTED, State.PASSED}),
    Action.ACCEPT: frozenset({State.SUBMITTED, State.PASSED}),
    Action.REFUSE: frozenset({State.SUBMITTED, State.PASSED, State.RETURNED}),
    Action.OVERRIDE: frozenset({State.DRAFT, State.SUBMITTED, State.PASSED, State.RETURNED}),
    Action.VERIFY: frozenset({State.SUBMITTED, State.PASSED, State.ACCEPTED}),
    Action.ASK_SUBSTITUTE: frozenset({State.ACCEPTED}),
    Action.SUBSTITUTE: frozenset({State.ACCEPTED}),
}

COACHES = 2
LEADERS = 1
LONGEST_NAME = 100


class Applicant(msgspec.Struct, frozen=True, gc=False):
    """A person of a registration as it was typed; empty where nothing is known."""

    name: str = ""
    role: Role = Role.COMPETITOR
    id_type: str = "resident"
    id_number: str = ""
    employer_code: str = ""
    employer_name: str = ""
    birth_date: date | None = None
    sex: str = ""
    phone: str = ""
    employment: str = ""
    level: str = ""
    level_occupation: str = ""
    level_certificate: str = ""
    level_verified: bool = False


class Draft(msgspec.Struct, frozen=True, gc=False):
    """A registration as it was typed: for an event (id), its people by position from 1.

    A gap in the positions is an applicant of None: numbers stay with their people.
    """

    event: int
    delegation: str
    division: Division
    members: tuple[Applicant | None, ...]
    city: str = ""

    @property
    def people(self) -> list[tuple[int, Applicant]]:
        """The people with their positions, without the gaps."""
        return [
            (position, one) for position, one in enumerate(self.members, start=1) if one is not None
        ]


def after_acceptance(state: State, review_levels: int) -> State:
    """Give the state after a reviewer says yes: the first of two levels only passes it on."""
    return State.PASSED if state is State.SUBMITTED and review_levels > 1 else State.ACCEPTED


def next_codes(taken: set[str], count: int) -> list[str]:
    """Give running codes of three digits or more for new entries, leaving out those taken."""
    codes: list[str] = []
    number = 0
    while len(codes) < count:
        number += 1
        if (code := f"{number:03}") not in taken:
            codes.append(code)
    return codes
