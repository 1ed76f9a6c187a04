"""The explanation of every entry of both examples adds up to what was ranked."""

from pathlib import Path

import pytest

from competition.registration.rules import Status
from competition.web.language import Language, texts_of
from judging.marking.rules.exact import Exact, decimal_text, parse_exact, rounded_digits
from judging.marking.rules.scheme import Aspect, AspectKind, Mark, PanelMethod
from judging.ranking.presenting import EventSheet, list_context, medal_rows, why_context
from judging.ranking.queries import MedalLine
from judging.ranking.rules.why import MarkBook, Verdict, dropped_marks, explain_entry
from xinglu.season.model import EventInput
from xinglu.season.outcome import standings_of
from xinglu.season.reading import read_season


def sheet_of(event: EventInput) -> EventSheet:
    """Compute an event and put everything together that its pages show."""
    book = MarkBook(event.marks, event.coefficients, event.adjustments)
    return EventSheet(event.event, event.rules, standings_of(event, ()), event.members, book)


def one_of_each(sheet: EventSheet) -> list[str]:
    """Choose entries whose explanation differs: first, second, last, tied and every status."""
    standings = sheet.standings.standings
    chosen = {item.entry.entry for item in (*standings[:2], standings[-1])}
    chosen |= {item.entry.entry for item in standings if item.tied}
    chosen |= {item.entry.entry for item in standings if item.entry.status is not Status.OK}
    return sorted(chosen)


@pytest.mark.parametrize("example", ["wsc2026", "shandong-2026"])
def test_parts_modules_and_rounding_lead_to_the_total(example: str) -> None:
    """Aspects add up to modules, modules × weight − adjustments to the total before rounding."""
    season = read_season(Path("examples") / example).season
    assert season is not None
    explained = 0
    for event in season.events:
        sheet = sheet_of(event)
        for entry in one_of_each(sheet):
            why = explain_entry(sheet.rules, sheet.standings, sheet.book, entry)
            assert why is not None
            if why.standing.score is None:
                assert (why.total, why.exact_total, why.keys) == ("", "", ())
                continue
            for module in why.modules:
                parts = [number(line.score) for line in module.aspects if line.score]
                assert total_of(parts) == total_of([number(module.score)])
            terms = [number(module.part) for module in why.modules]
            terms += [Exact(-a.points.digits, a.points.decimals) for a in why.adjustments]
            assert total_of(terms) == total_of([number(why.exact_total)])
            exact = number(why.exact_total)
            decimals = sheet.rules.scheme.total_decimals
            rounded = rounded_digits(exact.digits, 10**exact.decimals, decimals)
            assert why.total == decimal_text(rounded, decimals)
            explained += 1
    assert explained > 150


def number(text: str) -> Exact:
    """Read a number that the explanation shows."""
    found = parse_exact(text)
    assert found is not None
    return found


def total_of(numbers: list[Exact]) -> int:
    """Add numbers at ten decimals."""
    return sum(item.at(10) for item in numbers)


def test_the_deciding_key_is_the_one_that_separates() -> None:
    """Behind another, the key in `separated_by` decides; the first is ahead by one key."""
    season = read_season(Path("examples/shandong-2026")).season
    assert season is not None
    texts = texts_of(Language.CHINESE)
    seen = 0
    for event in season.events[:20]:
        sheet = sheet_of(event)
        for standing in sheet.standings.standings:
            why = explain_entry(sheet.rules, sheet.standings, sheet.book, standing.entry.entry)
            assert why is not None
            deciding = [line.key.text for line in why.keys if line.verdict is Verdict.DECIDES]
            if why.better is not None:
                assert deciding == [standing.separated_by]
            elif why.follower is not None and standing.entry.status is Status.OK:
                assert why.follower.rank == 1 + standing.tie_size
                assert len(deciding) == 1
            seen += len(deciding)
        assert list_context(texts, sheet, {})["event"] is event.event
        first = sheet.standings.standings[0].entry.entry
        assert why_context(texts, sheet, first) is not None
        assert why_context(texts, sheet, "no such entry") is None
    assert seen > 300


def test_trimming_drops_one_mark_each_also_among_equals() -> None:
    """Of two equal highest marks one is struck out; without trimming none is."""
    aspect = Aspect(
        "m", "a", "a", AspectKind.PANEL, Exact(10), method=PanelMethod.TRIMMED_MEAN,
        drop_high=1, drop_low=1, judges=5,
    )  # fmt: skip
    marks = [
        Mark("e", "a", f"J{place}", number(text))
        for place, text in enumerate(("9.5", "9.50", "8", "8.0", "9"))
    ]
    assert dropped_marks(aspect, marks) == {1, 2}
    single = Aspect("m", "a", "a", AspectKind.MEASUREMENT, Exact(10))
    assert dropped_marks(single, marks[:1]) == frozenset()


def test_equal_medals_share_a_place_of_the_medal_table() -> None:
    """Gold, silver, bronze and excellence alike: 1, 2, 2, 4."""
    lines = [
        MedalLine("甲", 2, 0, 0, 0, 5),
        MedalLine("乙", 1, 1, 0, 3, 9),
        MedalLine("丙", 1, 1, 0, 3, 4),
        MedalLine("丁", 1, 1, 0, 0, 4),
    ]
    places = [(row.place, row.shared) for row in medal_rows(lines)]
    assert places == [(1, False), (2, True), (2, True), (4, False)]
