"""How many requests a token may send: a bucket that fills up steadily."""

import msgspec

#: Requests that a token may send in a minute; as many at once when it was quiet before.
REQUESTS_PER_MINUTE = 600
_MOST_TOKENS = 10_000
_MINUTE = 60


class _Bucket(msgspec.Struct):
    left: float
    at: float


class Allowance:
    """The buckets of one server process; the longest quiet one goes when there are too many."""

    def __init__(self, per_minute: int = REQUESTS_PER_MINUTE) -> None:
        """Allow so many requests in a minute."""
        self.per_minute = per_minute
        self._buckets: dict[str, _Bucket] = {}

    def wait(self, key: str, now: float) -> int:
        """Take one request out of a bucket at `now` (monotonic seconds).

        Give 0, or the seconds to wait when nothing was left.
        """
        bucket = self._buckets.pop(key, None)
        if bucket is None:
            bucket = _Bucket(self.per_minute, now)
            while len(self._buckets) >= _MOST_TOKENS:
                self._buckets.pop(next(iter(self._buckets)))
        speed = self.per_minute / _MINUTE
        bucket.left = min(self.per_minute, bucket.left + (now - bucket.at) * speed)
        bucket.at = now
        self._buckets[key] = bucket
        if bucket.left < 1:
            return max(1, round((1 - bucket.left) / speed))
        bucket.left -= 1
        return 0
