"""Events as a calendar file (RFC 5545): whole days, folded lines, nothing about people."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from competition.plan.glance import city_name
from competition.plan.proposal_queries import CompetitionRow
from competition.plan.queries import EventRow, SeasonRow

_LINE = 75
"""Octets of a line, after which it is folded."""


def calendar_file(
    season: SeasonRow,
    events: Iterable[EventRow],
    competitions: Mapping[int, CompetitionRow],
    url: str,
) -> bytes:
    """Write the events of a season; the same revision of a season gives the same bytes."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Xinglu//plan//ZH",
        f"X-WR-CALNAME:{_escaped(season.title)}",
    ]
    stamp = season.stored_at.strftime("%Y%m%dT%H%M%SZ")
    for row in events:
        house = competitions[row.competition].application
        where = " ".join(part for part in (city_name(house.city), house.place) if part)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{season.code}-{row.event.event}@xinglu",
            f"DTSTAMP:{stamp}",
            f"SEQUENCE:{season.revision}",
            f"DTSTART;VALUE=DATE:{_day(row.event.held_on)}",
            f"DTEND;VALUE=DATE:{_day(row.event.held_on + timedelta(days=1))}",
            f"SUMMARY:{_escaped(row.event.name)}",
            f"DESCRIPTION:{_escaped(row.event.competition)}",
        ]
        if where:
            lines.append(f"LOCATION:{_escaped(where)}")
        if url:
            lines.append(f"URL:{url}/seasons/{season.code}/plan/calendar")
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _day(day: date) -> str:
    return day.strftime("%Y%m%d")


def _escaped(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _folded(line: str) -> str:
    """Fold a line at 75 octets, never inside of a character."""
    parts, length = [""], 0
    for sign in line:
        size = len(sign.encode())
        if length + size > _LINE:
            parts.append(" ")
            length = 1
        parts[-1] += sign
        length += size
    return "\r\n".join(parts)
