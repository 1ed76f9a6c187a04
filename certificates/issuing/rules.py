"""Certificates as they are issued: what earns one, its number, its token and its words."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

import msgspec

from competition.registration.rules import Division
from judging.awards.rules.decisions import Decision, TitleDecision, TitleState
from judging.awards.rules.inputs import Approval
from judging.awards.rules.lines import DIVISION_NAMES, EventResult
from judging.ranking.rules.event_rules import PRIZES


class CertificateKind(StrEnum):
    """What a certificate proves: a title (技术能手证书) or a prize (获奖证书)."""

    TITLE = "title"
    PRIZE = "prize"


class Issued(msgspec.Struct, frozen=True, gc=False):
    """A certificate that was issued; its number is never given again."""

    number: str
    token: str
    event: str
    entry: str
    id_number: str
    kind: CertificateKind
    issued_on: date


class Award(msgspec.Struct, frozen=True, gc=False):
    """What one person's certificate says; `document` approved it (titles only).

    `mixed`: the rank was taken among all divisions of the event together.
    """

    kind: CertificateKind
    competition: str
    event: str
    event_name: str
    division: Division
    rank: int
    entry: str
    id_number: str
    name: str
    prize: str
    title: str
    document: str
    issued_on: date
    mixed: bool = False

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Give what an award is found by: event, entry, ID and kind."""
        return (self.event, self.entry, self.id_number, self.kind)


class Certificate(msgspec.Struct, frozen=True, gc=False):
    """An award with its number and, where there is an issuing key, its token."""

    award: Award
    number: str
    token: str

    def issued(self) -> Issued:
        """Give the line that later runs and exports know the certificate by."""
        award = self.award
        return Issued(
            self.number,
            self.token,
            award.event,
            award.entry,
            award.id_number,
            award.kind,
            award.issued_on,
        )


PRIZE_NAMES = {"first": "一等奖", "second": "二等奖", "third": "三等奖", "excellence": "优胜奖"}
_FIELD = re.compile(r"\{(year|serial)(:0(\d))?\}")


class BadTemplateError(ValueError):
    """A number template without exactly one {serial}, or with fields that it cannot have."""


class NumberTemplate:
    """How certificate numbers are written, e.g. `鲁技能〔{year}〕{serial:04}号`."""

    def __init__(self, template: str, year: int) -> None:
        """Prepare a template for one year; raise BadTemplateError when it is none."""
        fields = [match[1] for match in _FIELD.finditer(template)]
        if fields.count("serial") != 1 or set("{}") & set(_FIELD.sub("", template)):
            raise BadTemplateError(template)
        self._template = template
        self._year = year
        pattern = ""
        rest = 0
        for match in _FIELD.finditer(template):
            pattern += re.escape(template[rest : match.start()])
            pattern += str(year) if match[1] == "year" else r"(\d+)"
            rest = match.end()
        self._pattern = re.compile(pattern + re.escape(template[rest:]), re.ASCII)

    def number(self, serial: int) -> str:
        """Write the number of a serial."""

        def fill(match: re.Match[str]) -> str:
            value = self._year if match[1] == "year" else serial
            return str(value).zfill(int(match[3] or 1))

        return _FIELD.sub(fill, self._template)

    def serial(self, number: str) -> int | None:
        """Read the serial out of a number of this template and year; None when it is another."""
        match = self._pattern.fullmatch(number)
        return int(match[1]) if match else None


TITLE_NUMBERS = "鲁技能〔{year}〕{serial:04}号"
PRIZE_NUMBERS = "鲁技赛〔{year}〕{serial:05}号"


def awards_of(
    results: Iterable[EventResult],
    titles: Iterable[TitleDecision],
    title: str,
    approval: Approval | None,
) -> list[Award]:
    """Gather what earns a certificate: approved titles, then prizes, in output order.

    A prize goes to each competitor of the entry, dated by the event; a title by its approval.
    """
    results = list(results)
    awards = []
    by_event = {result.event.event: result for result in results}
    for decision in titles:
        approved = decision.decision is Decision.NOMINATE and decision.state == TitleState.APPROVED
        if approved and approval is not None and decision.rank is not None:
            event = by_event[decision.event].event
            awards.append(
                Award(
                    CertificateKind.TITLE,
                    event.competition,
                    event.event,
                    event.name,
                    decision.division,
                    decision.rank,
                    decision.entry,
                    decision.id_number,
                    decision.name,
                    "",
                    title,
                    approval.document,
                    approval.approved_on,
                    by_event[decision.event].rules.within_event,
                )
            )
    for result in results:
        awards += _prize_awards(result)
    return awards


def _prize_awards(result: EventResult) -> list[Award]:
    return [
        Award(
            CertificateKind.PRIZE,
            result.event.competition,
            result.event.event,
            result.event.name,
            standing.entry.division,
            standing.rank,
            standing.entry.entry,
            member.id_number,
            member.name,
            standing.prize,
            "",
            "",
            result.event.held_on,
            result.rules.within_event,
        )
        for standing in result.standings
        if standing.prize in PRIZES and standing.rank is not None
        for member in result.people(standing.entry.entry)
    ]


def number_awards(
    awards: Sequence[Award],
    issued: Iterable[Issued],
    templates: Mapping[CertificateKind, NumberTemplate],
    token_of: Callable[[Award, str], str] | None,
    taken: Iterable[str] = (),
) -> list[Certificate]:
    """Give every award its number and token, in order.

    What was issued keeps its number and token; new numbers follow the last one issued, without
    gaps; `taken` are numbers that other seasons gave. `token_of` derives the token of an award and
    its number from the issuing key; without it there are no tokens.
    """
    issued = list(issued)
    known = {(item.event, item.entry, item.id_number, item.kind.value): item for item in issued}
    used = {item.number for item in issued} | set(taken)
    last = {
        kind: max((template.serial(number) or 0 for number in used), default=0)
        for kind, template in templates.items()
    }
    certificates = []
    for award in awards:
        earlier = known.get(award.key)
        if earlier is not None:
            number, token = earlier.number, earlier.token
        else:
            token = ""
            while True:
                last[award.kind] += 1
                number = templates[award.kind].number(last[award.kind])
                if number not in used:
                    break
        if token_of is None:
            token = ""
        elif not token:
            token = token_of(award, number)
        certificates.append(Certificate(award, number, token))
    return certificates


def masked_id(id_number: str) -> str:
    """Show an ID the way papers and pages do: the ends only, never 15 or 18 digits in a run."""
    shown = 4 if len(id_number) > 12 else 2  # noqa: PLR2004 - short passports show less
    hidden = max(len(id_number) - 2 * shown, 0)
    return id_number[:shown] + "*" * hidden + id_number[len(id_number) - shown :]


def body_of(award: Award) -> tuple[tuple[str, bool], ...]:
    """Give the certificate's sentence as spans of (text, emphasised)."""
    group = "" if award.mixed else f"（{DIVISION_NAMES[award.division]}）"
    place = f"{award.event_name}{group}第{rank_text(award.rank)}名"
    if award.kind is CertificateKind.TITLE:
        return (
            (f"在{award.competition}中，荣获", False),
            (place, True),
            (f"。经{award.document}公布，授予", False),
            (f"“{award.title}”", True),
            ("称号。", False),
        )
    return (
        (f"在{award.competition}中，荣获", False),
        (place, True),
        ("，获得", False),
        (PRIZE_NAMES[award.prize], True),
        ("。", False),
    )


_NUMERALS = "〇一二三四五六七八九"


def rank_text(rank: int) -> str:
    """Write a rank up to 99 in Chinese numerals, larger ones in figures."""
    if not 0 < rank < 100:  # noqa: PLR2004 - two numerals at most
        return str(rank)
    tens, ones = divmod(rank, 10)
    head = ("" if tens == 1 else _NUMERALS[tens]) + "十" if tens else ""
    return head + (_NUMERALS[ones] if ones else "")


def date_text(day: date) -> str:
    """Write a day in Chinese numerals: 二〇二七年三月十五日."""
    year = "".join(_NUMERALS[int(digit)] for digit in str(day.year))
    return f"{year}年{rank_text(day.month)}月{rank_text(day.day)}日"
