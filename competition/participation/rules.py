"""Participations (人次): what cities and units report, and the rolling counter over it."""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

import msgspec

from competition.plan.rules import CITIES, EventClass

MONTHS = 12
LARGEST_COUNT = 10_000_000
"""More in one report is a slip of the keyboard: it would reach the target of three years alone."""


class Level(StrEnum):
    """Who holds the contest that is reported."""

    SCHOOL = "school"
    ENTERPRISE = "enterprise"
    INDUSTRY = "industry"
    COUNTY = "county"
    CITY = "city"
    PROVINCIAL = "provincial"
    NATIONAL = "national"
    WORLD = "world"
    OTHER = "other"


class Stage(StrEnum):
    """Which stage of the contest is reported."""

    PRACTICE = "practice"
    PRELIMINARY = "preliminary"
    SEMIFINAL = "semifinal"
    FINAL = "final"
    OTHER = "other"


class Flag(StrEnum):
    """Why a report may count what another one counts too; a person decides."""

    REPEATED = "repeated"
    HIGHER_LEVEL = "higher_level"
    OWN_FINAL = "own_final"
    SAME_PEOPLE = "same_people"


class Origin(StrEnum):
    """How a report came in; `entries` are lines made from our own entries."""

    FOLDER = "folder"
    FORM = "form"
    SHEET = "sheet"
    CARRIED = "carried"
    ENTRIES = "entries"


class Verdict(StrEnum):
    """What a person decided about a report; without one it counts."""

    COUNTED = "counted"
    NOT_COUNTED = "not_counted"
    WITHDRAWN = "withdrawn"


#: Levels and stages that can be reported by form and by sheet, and the word that is stored.
LEVEL_WORDS = {
    Level.SCHOOL: "学校",
    Level.ENTERPRISE: "企业",
    Level.INDUSTRY: "行业",
    Level.COUNTY: "县级",
    Level.CITY: "市级",
    Level.PROVINCIAL: "省级",
    Level.NATIONAL: "国家级",
    Level.WORLD: "世界",
    Level.OTHER: "其他",
}
STAGE_WORDS = {
    Stage.PRACTICE: "岗位练兵",
    Stage.PRELIMINARY: "初赛",
    Stage.SEMIFINAL: "复赛",
    Stage.FINAL: "决赛",
    Stage.OTHER: "其他",
}
_LEVELS = {
    "校": Level.SCHOOL, "学校": Level.SCHOOL, "院校": Level.SCHOOL, "企业": Level.ENTERPRISE,
    "单位": Level.ENTERPRISE, "行业": Level.INDUSTRY, "县": Level.COUNTY, "区县": Level.COUNTY,
    "县区": Level.COUNTY, "县（市、区）": Level.COUNTY, "市": Level.CITY, "省": Level.PROVINCIAL,
    "国家": Level.NATIONAL, "全国": Level.NATIONAL, "世界": Level.WORLD, "世赛": Level.WORLD,
    "其他": Level.OTHER,
}  # fmt: skip
_STAGES = {
    "练兵": Stage.PRACTICE, "岗位练兵": Stage.PRACTICE, "初赛": Stage.PRELIMINARY,
    "预赛": Stage.PRELIMINARY, "复赛": Stage.SEMIFINAL, "半决赛": Stage.SEMIFINAL,
    "决赛": Stage.FINAL, "总决赛": Stage.FINAL, "其他": Stage.OTHER,
}  # fmt: skip

#: Whose contests a level's own preliminaries may have been: a lower number is held earlier.
HEIGHT = {
    Level.SCHOOL: 1,
    Level.ENTERPRISE: 1,
    Level.COUNTY: 2,
    Level.CITY: 3,
    Level.PROVINCIAL: 4,
}
#: Stages that lead to a final; each level has a final of its own.
EARLY_STAGES = (Stage.PRACTICE, Stage.PRELIMINARY, Stage.SEMIFINAL)
#: Levels whose finals our own entries may hold.
OWN_LEVELS = (Level.CITY, Level.PROVINCIAL, Level.NATIONAL, Level.WORLD)

_CLASS_LEVELS = {
    EventClass.CITY: Level.CITY,
    EventClass.NATIONAL: Level.NATIONAL,
    EventClass.NATIONAL_1: Level.NATIONAL,
    EventClass.CHINA_SKILLS: Level.NATIONAL,
    EventClass.WORLDSKILLS: Level.WORLD,
}


class ParticipationReport(msgspec.Struct, frozen=True, gc=False):
    """One reported number of participations; `period` begins with its year (YYYY…)."""

    period: str
    city: str
    level: str
    stage: str
    count: int
    reporter: str
    document: str

    @property
    def year(self) -> int:
        """The year that the period begins with."""
        return int(self.period[:4])


class Span(msgspec.Struct, frozen=True, gc=False):
    """The months of a period, first and last; a month is year × 12 + month − 1."""

    first: int
    last: int

    @property
    def year(self) -> int:
        """The year that the months lie in."""
        return self.first // MONTHS

    def overlaps(self, other: "Span") -> bool:
        """Say whether both have a month in common."""
        return self.first <= other.last and other.first <= self.last


_YEAR = r"(?P<year>[12]\d{3})"
_PERIOD = re.compile(
    _YEAR
    + r"年?(?:度|全年)?(?:[-/.]?(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<written>[上下])半年"
    r"|(?:第?(?P<named>[一二三四1-4])季度?)"
    r"|(?P<month>1[0-2]|0[1-9]|(?<=[-/.年])[1-9])(?:月|[-/.月](?:3[01]|[12]\d|0?[1-9])日?)?))?"
)
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
_QUARTER = 3
_HALF = 6


def span_of(period: str) -> Span | None:
    """Read a period: 2026, 2026Q1, 2026年第一季度, 2026-05, 2026年5月, 2026上半年; None for others.

    A day stands for its month.
    """
    match = _PERIOD.fullmatch(period.strip().upper())
    if match is None:
        return None
    first = int(match["year"]) * MONTHS
    if quarter := match["quarter"] or match["named"]:
        number = _QUARTERS[quarter] if quarter in _QUARTERS else int(quarter)
        first += (number - 1) * _QUARTER
        return Span(first, first + _QUARTER - 1)
    if match["half"] or match["written"]:
        first += _HALF if match["half"] == "2" or match["written"] == "下" else 0
        return Span(first, first + _HALF - 1)
    if match["month"]:
        return Span(first + int(match["month"]) - 1, first + int(match["month"]) - 1)
    return Span(first, first + MONTHS - 1)


def span_or_year(period: str) -> Span:
    """Read a period that begins with its year; what cannot be read counts as the whole year."""
    first = int(period[:4]) * MONTHS
    return span_of(period) or Span(first, first + MONTHS - 1)


def month_of(day: date) -> int:
    """Give the month that a day lies in."""
    return day.year * MONTHS + day.month - 1


def level_of(text: str) -> Level:
    """Give the level that a word or code names; OTHER for words that nobody knows."""
    if text in set(Level):
        return Level(text)
    return _LEVELS.get(text) or _LEVELS.get(text.removesuffix("级"), Level.OTHER)


def stage_of(text: str) -> Stage:
    """Give the stage that a word or code names; OTHER for words that nobody knows."""
    return Stage(text) if text in set(Stage) else _STAGES.get(text, Stage.OTHER)


def level_of_class(event_class: EventClass) -> Level:
    """Give the level of the final of an event of ours."""
    return _CLASS_LEVELS.get(event_class, Level.PROVINCIAL)


_CITY_NAMES = {name: code for code, name in CITIES.items()}


def city_named(text: str) -> str | None:
    """Give the code of a city by code or name (济南, 济南市), "" for the province; None else."""
    if not text or text in CITIES:
        return text
    return _CITY_NAMES.get(text.removesuffix("市"))


def city_of_delegation(delegation: str) -> str | None:
    """Give the city whose name a delegation begins with; None for other delegations.

    Who reports for it reports for that city only.
    """
    return next((code for code, name in CITIES.items() if delegation.startswith(name)), None)


class NewReport(msgspec.Struct, frozen=True, gc=False):
    """A report as it is given by form or sheet, read and checked."""

    span: Span
    level_code: Level
    stage_code: Stage
    told: ParticipationReport

    @classmethod
    def of(cls, told: ParticipationReport) -> "NewReport":
        """Read the words of a report that was told in whatever words."""
        return cls(span_or_year(told.period), level_of(told.level), stage_of(told.stage), told)


def window(last_year: int, years: int) -> range:
    """Give the years that are counted together, up to and with `last_year` (measure 20)."""
    return range(last_year - years + 1, last_year + 1)


def rolling_sum(reports: Iterable[ParticipationReport], last_year: int, years: int) -> int:
    """Add the participations of the `years` years up to and with `last_year` (measure 20)."""
    counted = window(last_year, years)
    return sum(report.count for report in reports if report.year in counted)


def counter_sentence(last_year: int, years: int, actual: int, target: int) -> str:
    """Say how far the rolling counter is, as the plan explains it."""
    reached = "已达到" if actual >= target else "未达到"
    first = window(last_year, years)[0]
    return f"{first}—{last_year}年累计{actual}人次，目标{target}人次（{reached}）。"
