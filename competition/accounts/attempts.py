"""Failed attempts to get in: counted by person, account and address, and when to wait."""

from collections.abc import Iterable
from datetime import datetime

from competition.accounts.rules import ATTEMPT_WINDOW
from competition.accounts.tables import FailedAttempt
from competition.storage.problems import StorageError


class TooManyAttemptsError(StorageError):
    """Too many failed attempts for a person or from an address; `seconds` to wait at most."""

    def __init__(self, seconds: int) -> None:
        """Tell how long to wait."""
        self.seconds = seconds
        self.minutes = -(-seconds // 60)
        super().__init__(f"尝试次数过多，请 {self.minutes} 分钟后再试 / too many attempts")


async def seconds_to_wait(subject: bytes, most: int, now: datetime) -> int:
    """Give how long a subject with too many failed attempts has to wait; 0 when it has not."""
    attempts = (
        await FailedAttempt.select(FailedAttempt.at)
        .where((FailedAttempt.subject == subject) & (FailedAttempt.at > now - ATTEMPT_WINDOW))
        .order_by(FailedAttempt.at, ascending=False)
        .limit(most)
    )
    if len(attempts) < most:
        return 0
    again = attempts[-1]["at"] + ATTEMPT_WINDOW - now
    return int(again.total_seconds()) + 1


async def count_failure(subjects: Iterable[bytes], now: datetime) -> list[int]:
    """Count a failed attempt of each subject; give the ids, to take them back after a success."""
    made = await FailedAttempt.insert(
        *(FailedAttempt(subject=subject, at=now) for subject in subjects)
    )
    return [row["id"] for row in made]


async def take_back(attempts: list[int]) -> None:
    """Forget attempts that turned out right."""
    await FailedAttempt.delete().where(FailedAttempt.id.is_in(attempts))
