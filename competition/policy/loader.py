"""Read the rulesets that lie beside this file; a new regulation is a new file."""

from functools import cache
from importlib import resources

import msgspec

from competition.policy.rules import Ruleset

_FOLDER = resources.files("competition.policy") / "rulesets"


class UnknownRulesetError(LookupError):
    """There is no ruleset of that code."""


def ruleset_codes() -> tuple[str, ...]:
    """Give the codes of all rulesets, oldest code first."""
    names = (item.name for item in _FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def load_ruleset(code: str) -> Ruleset:
    """Read one ruleset; raise UnknownRulesetError when there is no such file."""
    if code not in ruleset_codes():
        raise UnknownRulesetError(code)
    return msgspec.toml.decode((_FOLDER / f"{code}.toml").read_bytes(), type=Ruleset)
