"""Read the strategies and industries that lie beside this file, each with its days of validity."""

from functools import cache
from importlib import resources

import msgspec

from competition.plan.rules import Tag


class _TagFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    tags: tuple[Tag, ...]


@cache
def strategy_tags() -> tuple[Tag, ...]:
    """Give every strategy and industry that ever was in force, in the order of the policy."""
    file = resources.files("competition.plan") / "tags.toml"
    return msgspec.toml.decode(file.read_bytes(), type=_TagFile).tags


OTHER_TAGS = ("乡土人才", "传统技艺", "age25")
"""Marks that are no strategy: measure 22, and the raised age of some WorldSkills skills."""
