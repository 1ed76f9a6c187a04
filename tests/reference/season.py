"""A valid season folder in, every machine column of the outcome out, in the plainest way."""

from pathlib import Path

from tests.reference.money import bonus_rows, grant_rows, medal_table, pool_rows
from tests.reference.ranking import rank_event, result_row
from tests.reference.reading import Row, Season, read_season
from tests.reference.titles import candidates_of, promotion_rows, title_rows


def outcome_of(season: Season) -> dict[str, list[Row]]:
    """Give the rows of every outcome file by its name, without the columns for people."""
    ranked = [(event, rank_event(season, event)) for event in season.events]
    candidates = [
        candidate
        for event, entries in ranked
        for candidate in candidates_of(season, event, entries)
    ]
    titles = title_rows(season, candidates)
    files = {
        f"results/{event.code}.csv": [result_row(event, entry) for entry in entries]
        for event, entries in ranked
    }
    files["titles.csv"] = titles
    files["promotions.csv"] = promotion_rows(season, candidates)
    files["bonuses.csv"] = bonus_rows(season, ranked, titles)
    files["grants.csv"] = grant_rows(season)
    files["pool.csv"] = pool_rows(season, ranked)
    files["medal_table.csv"] = medal_table(ranked)
    return files


def outcome(folder: Path) -> dict[str, list[Row]]:
    """Read a valid season folder and give its outcome."""
    return outcome_of(read_season(folder))
