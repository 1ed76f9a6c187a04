"""References by code, on their way to becoming foreign keys."""

from collections.abc import Hashable
from typing import TypeVar

from competition.storage.problems import StorageError

K = TypeVar("K", bound=Hashable)


class DanglingReferenceError(StorageError):
    """A row refers to a code that does not exist."""


class Ids(dict[K, int]):
    """Database ids by code; an unknown code is refused with a sentence."""

    def __init__(self, kind: str) -> None:
        """Begin empty; `kind` names what the codes are, for the sentence."""
        super().__init__()
        self._kind = kind

    def __missing__(self, key: K) -> int:
        """Refuse an unknown code."""
        message = f"引用了不存在的{self._kind}：{key}"
        raise DanglingReferenceError(message)

    def optional(self, key: K) -> int | None:
        """Give the id of a code, None for the empty code."""
        return self[key] if key else None
