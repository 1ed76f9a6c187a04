"""Read event.toml: weights, the tie chain, title lines, scale, medals and prizes."""

from collections.abc import Sequence

import msgspec

from competition.registration.rules import Division
from judging.marking.rules.exact import ONE, ZERO, Exact, exact_text
from judging.marking.rules.scheme import Aspect, Module, Scheme
from judging.ranking.rules.event_rules import (
    EventRules,
    KeyKind,
    MedalMethod,
    MedalRules,
    PrizeMethod,
    PrizeRules,
    PrizeTies,
    RankKey,
    Rounding,
    ScaleMethod,
)
from xinglu.season.rows import is_code
from xinglu.season.toml_tables import TomlTable

MOST_DECIMALS = 12
MOST_PLACES = 1_000_000
WITHIN = ("division", "event")


class EventSettings(msgspec.Struct, frozen=True):
    """What event.toml says."""

    modules: tuple[Module, ...]
    rank_by: tuple[RankKey, ...]
    total_decimals: int
    spread: int
    within_event: bool
    title_lines: dict[str, int]
    scale: ScaleMethod | None
    medals: MedalRules | None
    prizes: PrizeRules | None

    def rules(self, scheme: Scheme) -> EventRules:
        """Join the settings with the scheme."""
        return EventRules(
            scheme,
            self.rank_by,
            self.within_event,
            self.title_lines,
            self.scale,
            self.medals,
            self.prizes,
        )


def read_event_settings(toml: TomlTable, aspects: Sequence[Aspect] | None) -> EventSettings:
    """Read the settings; `aspects` are what keys and modules refer to, None when not known."""
    total = toml.table("total")
    total_decimals = 2
    if total is not None:
        total_decimals = total.whole("decimals", 0, MOST_DECIMALS, default=2)
        total.done()
    judgement = toml.table("judgement")
    spread = 1
    if judgement is not None:
        spread = judgement.whole("spread", 0, 3, default=1)
        judgement.done()
    modules = _modules(toml, aspects)
    rank = toml.table("rank", required=True)
    rank_by: tuple[RankKey, ...] = ()
    within = WITHIN[0]
    if rank is not None:
        rank_by = _rank_keys(rank, aspects)
        within = rank.word("within", WITHIN, WITHIN[0])
        rank.done()
    scale_table = toml.table("scale")
    scale = None
    if scale_table is not None:
        scale = scale_table.choice("method", ScaleMethod)
        scale_table.done()
    settings = EventSettings(
        modules,
        rank_by,
        total_decimals,
        spread,
        within == "event",
        _title_lines(toml),
        scale,
        _medals(toml),
        _prizes(toml),
    )
    toml.done()
    return settings


def _modules(toml: TomlTable, aspects: Sequence[Aspect] | None) -> tuple[Module, ...]:
    table = toml.table("modules", required=True)
    if table is None:
        return ()
    wanted = dict.fromkeys(aspect.module for aspect in aspects or ())
    modules = []
    for code in table.names():
        part = table.table(code)
        if part is None:
            wanted.pop(code, None)
            continue
        if not is_code(code):
            table.problem(code, "code", value=code)
        elif aspects is not None and code not in wanted:
            table.problem(code, "no_aspects")
        weight = part.number("weight")
        name = part.text("name", default=code)
        modules.append(Module(code, name, ONE if weight is None else weight, part.number("pass")))
        part.done()
        wanted.pop(code, None)
    for code in wanted:
        if is_code(code):
            table.problem(code, "module_missing", value=code)
    decimals = max((module.weight.decimals for module in modules), default=0)
    whole = sum(module.weight.at(decimals) for module in modules)
    for module in modules:
        is_theory = module.module == "theory" or "理论" in module.name
        if is_theory and len(modules) > 1 and module.weight.at(decimals) * 10 > whole * 3:
            table.warn(f"{module.module}.weight", "theory_weight")
    return tuple(modules)


def _rank_keys(rank: TomlTable, aspects: Sequence[Aspect] | None) -> tuple[RankKey, ...]:
    known = {
        KeyKind.MODULE: {aspect.module for aspect in aspects or ()},
        KeyKind.CRITERION: {aspect.criterion for aspect in aspects or () if aspect.criterion},
        KeyKind.ASPECT: {aspect.aspect for aspect in aspects or ()},
    }
    texts = rank.words("by", required=True)
    if rank.has("by") and not texts:
        rank.problem("by", "empty")
    keys = []
    for text in texts:
        kind_text, colon, code = text.removeprefix("-").partition(":")
        kind = next((kind for kind in KeyKind if kind == kind_text), None)
        if kind is None or (kind is KeyKind.TOTAL) == bool(colon):
            rank.problem("by", "rank_key", value=text)
            continue
        if kind is not KeyKind.TOTAL and aspects is not None and code not in known[kind]:
            rank.problem("by", "dangling", value=text, target="scheme.csv")
            continue
        keys.append(RankKey(text, kind, code, text.startswith("-")))
    return tuple(keys)


def _title_lines(toml: TomlTable) -> dict[str, int]:
    table = toml.table("titles")
    if table is None:
        return {}
    lines = {
        division.value: table.whole(division, 0, MOST_PLACES)
        for division in Division
        if table.has(division)
    }
    table.done()
    return lines


def _medals(toml: TomlTable) -> MedalRules | None:
    table = toml.table("medals")
    if table is None:
        return None
    method = table.choice("method", MedalMethod)
    floor = table.number("floor")
    excellence = table.number("excellence")
    table.done()
    return MedalRules(method, floor, floor if excellence is None else excellence)


def _prizes(toml: TomlTable) -> PrizeRules | None:
    table = toml.table("prizes")
    if table is None:
        return None
    method = table.choice("method", PrizeMethod)
    sure = table.get("method") in list(PrizeMethod)
    values: list[Exact] = []
    for key in ("first", "second", "third"):
        value = table.number(key, required=True)
        if value is not None and sure:
            _check_prize(table, key, method, value)
        values.append(value or ZERO)
    if sure:
        _warn_of_prizes(table, method, values)
    excellence = table.word("excellence", ("half",), default="none")
    rounding = table.choice("rounding", Rounding, default=Rounding.FLOOR)
    ties = table.choice("ties", PrizeTies, default=PrizeTies.ALL)
    table.done()
    return PrizeRules(method, tuple(values), excellence == "half", rounding, ties)


def _warn_of_prizes(table: TomlTable, method: PrizeMethod, values: Sequence[Exact]) -> None:
    decimals = max(value.decimals for value in values)
    first, second, third = (value.at(decimals) for value in values)
    if method is PrizeMethod.THRESHOLDS and not first >= second >= third:
        table.warn("first", "thresholds_rise")
    if method is PrizeMethod.RATIO and first + second + third > 10**decimals:
        table.warn("first", "shares_above_one")


def _check_prize(table: TomlTable, key: str, method: PrizeMethod, value: Exact) -> None:
    one = 10**value.decimals
    if method is PrizeMethod.COUNTS:
        if value.digits % one or not 0 <= value.digits <= MOST_PLACES * one:
            table.problem(key, "whole", value=exact_text(value), low=0, high=MOST_PLACES)
    elif method is PrizeMethod.RATIO and not 0 <= value.digits <= one:
        table.problem(key, "share", value=exact_text(value))
