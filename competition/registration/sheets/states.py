"""How far an uploaded sheet is."""

from enum import StrEnum


class SheetState(StrEnum):
    """What happens to an uploaded sheet, in order."""

    RECEIVED = "received"
    CHECKING = "checking"
    CHECKED = "checked"
    CONFIRMED = "confirmed"
    STORING = "storing"
    STORED = "stored"
    FAILED = "failed"
    DISCARDED = "discarded"


#: A worker has to take these up.
WAITING = (SheetState.RECEIVED, SheetState.CONFIRMED)
#: A worker is busy with these, or was when it ended.
BUSY = (SheetState.CHECKING, SheetState.STORING)
#: The page of these asks again by itself.
MOVING = frozenset((*WAITING, *BUSY))
#: These may be discarded, or be checked again.
RESTING = frozenset({SheetState.CHECKED, SheetState.FAILED, SheetState.DISCARDED})
