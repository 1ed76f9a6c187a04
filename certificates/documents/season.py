"""Every list of a season as files: a workbook for each list, a paper for each of its sections."""

from collections.abc import Iterator, Sequence

import msgspec

from certificates.documents.facts import Facts
from certificates.documents.money import bonus_sheet, grant_sheet
from certificates.documents.paper import draw_section
from certificates.documents.participations import participation_statistics
from certificates.documents.pool import pool_list
from certificates.documents.results import result_list
from certificates.documents.sheet import Document
from certificates.documents.titles import promotion_list, recommendation_sheet, title_list
from certificates.documents.workbook import draw_workbook
from certificates.typesetting.fonts import TextError
from competition.participation.rules import ParticipationReport
from judging.awards.rules.decisions import (
    BonusLine,
    GrantLine,
    PoolDecision,
    PromotionDecision,
    TitleDecision,
)

File = tuple[str, bytes | TextError]
"""A relative file name and its bytes, or why the paper could not be printed."""


class Decisions(msgspec.Struct, frozen=True):
    """What was decided and reported in a season, each kind in its output order."""

    titles: Sequence[TitleDecision] = ()
    promotions: Sequence[PromotionDecision] = ()
    bonuses: Sequence[BonusLine] = ()
    grants: Sequence[GrantLine] = ()
    pool: Sequence[PoolDecision] = ()
    participations: Sequence[ParticipationReport] = ()


def season_documents(facts: Facts, decisions: Decisions) -> Iterator[File]:
    """Yield every list of a season as (relative file name, bytes); the same season, the same bytes.

    A paper with a character that no font has, or that cannot be printed, yields the TextError that
    names it instead of bytes; the workbook of the same list is not concerned.  Lists without any
    row are left out, result lists never.
    """
    for result in facts.results:
        document = result_list(result, facts.units, facts.title)
        yield from files_of(document, f"documents/results/{result.event.event}")
    for stem, document in _season_lists(facts, decisions):
        if any(section.rows for section in document.sections):
            yield from files_of(document, f"documents/{stem}")


def _season_lists(facts: Facts, decisions: Decisions) -> Iterator[tuple[str, Document]]:
    yield "titles", title_list(facts, decisions.titles)
    yield "title-recommendations", recommendation_sheet(facts, decisions.titles)
    yield "promotions", promotion_list(facts, decisions.promotions)
    yield "bonuses", bonus_sheet(facts, decisions.bonuses, decisions.titles)
    yield "grants", grant_sheet(facts, decisions.grants)
    yield "pool", pool_list(facts, decisions.pool)
    if decisions.participations:
        yield "participations", participation_statistics(facts, decisions.participations)


def files_of(document: Document, stem: str) -> Iterator[File]:
    """Yield the workbook of a list and the paper of each section, named after `stem`."""
    yield f"{stem}.xlsx", draw_workbook(document)
    for section in document.sections:
        try:
            paper: bytes | TextError = draw_section(document, section)
        except TextError as error:
            paper = error
        yield f"{stem}{section.suffix}.pdf", paper
