"""Events of the year's plan: their classes and what they are counted as."""

from datetime import date
from enum import StrEnum

import msgspec


class EventClass(StrEnum):
    """The class of an event (赛项类别)."""

    PROVINCIAL_1 = "provincial_1"
    PROVINCIAL_2 = "provincial_2"
    PROVINCIAL_COMPREHENSIVE = "provincial_comprehensive"
    CITY = "city"
    COLLEGE = "college"
    SELECTION = "selection"
    NATIONAL = "national"
    CHINA_SKILLS = "china_skills"
    NATIONAL_1 = "national_1"
    WORLDSKILLS = "worldskills"


class Event(msgspec.Struct, frozen=True):
    """One occupation or discipline in the plan (赛项)."""

    event: str
    competition: str
    name: str
    event_class: EventClass
    occupation: str
    entry_size: int
    held_on: date
    tags: tuple[str, ...] = ()
    feeds: str = ""


CITIES = {
    "370000": "省直",
    "370100": "济南",
    "370200": "青岛",
    "370300": "淄博",
    "370400": "枣庄",
    "370500": "东营",
    "370600": "烟台",
    "370700": "潍坊",
    "370800": "济宁",
    "370900": "泰安",
    "371000": "威海",
    "371100": "日照",
    "371300": "临沂",
    "371400": "德州",
    "371500": "聊城",
    "371600": "滨州",
    "371700": "菏泽",
}
