"""Set the terms of registration: a competition's window, an event's places and rules."""

from datetime import datetime

from competition.registration.queries.terms import event_terms, window_of
from competition.registration.rules.terms import EventTerms, Window
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.json_text import json_text
from competition.storage.problems import StorageError


class TermsConflictError(StorageError):
    """Somebody else changed the terms in the meantime."""


async def set_window(database: Database, competition: int, window: Window, stamp: Stamp) -> int:
    """Set when a competition takes registrations, over the revision that was seen (0 for none).

    Gives the new revision; raises TermsConflictError.
    """
    async with database.transaction() as transaction:
        old = await window_of(transaction, competition)
        _check(old.revision if old else 0, window.revision)
        revision = window.revision + 1
        values = (
            competition,
            window.opens_at,
            window.closes_at,
            window.corrections_until,
            window.review_levels,
            window.one_event_per_person,
            revision,
        )
        rows = await transaction.rows(
            "INSERT INTO registration_terms (competition, opens_at, closes_at, corrections_until, "
            "review_levels, one_event_per_person, revision) VALUES ($1, $2, $3, $4, $5, $6, $7) "
            "ON CONFLICT (competition) DO UPDATE SET opens_at = $2, closes_at = $3, "
            "corrections_until = $4, review_levels = $5, one_event_per_person = $6, revision = $7 "
            "WHERE registration_terms.revision = $7 - 1 RETURNING revision",
            *values,
        )
        _check(len(rows), 1)
        changes = {
            field: (_told(old, field), _told(window, field))
            for field in (
                *("opens_at", "closes_at", "corrections_until"),
                *("review_levels", "one_event_per_person"),
            )
            if _told(old, field) != _told(window, field)
        }
        await record(
            transaction,
            stamp,
            "registration.window",
            f"competition {competition}",
            {"changes": changes},
        )
    return revision


async def set_event_terms(database: Database, event: int, terms: EventTerms, stamp: Stamp) -> int:
    """Set places, quota and rules of an event, over the revision that was seen (0 for none).

    Gives the new revision; raises TermsConflictError.
    """
    async with database.transaction() as transaction:
        found = await event_terms(transaction, event)
        old = found.terms if found else EventTerms()
        _check(old.revision, terms.revision)
        revision = terms.revision + 1
        rows = await transaction.rows(
            "INSERT INTO event_terms (event, places, quota, divisions, revision) "
            "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (event) DO UPDATE SET places = $2, "
            "quota = $3, divisions = $4, revision = $5 WHERE event_terms.revision = $5 - 1 "
            "RETURNING revision",
            event,
            terms.places,
            terms.quota,
            json_text(terms.divisions),
            revision,
        )
        _check(len(rows), 1)
        changes = {
            field: (before, after)
            for field, before, after in (
                ("places", str(old.places or ""), str(terms.places or "")),
                ("quota", str(old.quota or ""), str(terms.quota or "")),
                ("divisions", json_text(old.divisions), json_text(terms.divisions)),
            )
            if before != after
        }
        await record(
            transaction, stamp, "registration.terms", f"event {event}", {"changes": changes}
        )
    return revision


def _check(found: int, wanted: int) -> None:
    if found != wanted:
        message = "报名条件已被他人修改 / the terms were changed in the meantime"
        raise TermsConflictError(message)


def _told(window: Window | None, field: str) -> str:
    value = getattr(window, field, "")
    return value.isoformat() if isinstance(value, datetime) else str(value)
