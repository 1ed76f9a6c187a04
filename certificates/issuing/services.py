"""Issue, revoke and replace certificates."""

from collections.abc import Iterable, Sequence

import msgspec

from certificates.issuing.rules import Issued
from competition.people.encryption import with_sealed_ids
from competition.plan.queries import event_ids, season_by_code
from competition.plan.services import touch_season
from competition.registration.queries import EntryKey, entry_ids
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.problems import ConstraintError, StorageError
from competition.storage.references import Ids
from competition.storage.transaction import Row, Transaction

NO_SNAPSHOT = "{}"


class NumberTakenError(StorageError):
    """A certificate number was given before."""


class CertificateStateError(StorageError):
    """A certificate is unknown, or its state does not allow the change."""


class NewCertificate(msgspec.Struct, frozen=True):
    """A certificate to be issued; `snapshot` is JSON: what the paper shows."""

    issued: Issued
    snapshot: str = NO_SNAPSHOT


async def add_certificates(
    transaction: Transaction,
    season: int,
    certificates: Iterable[NewCertificate],
    events: Ids[str],
    entries: Ids[EntryKey],
) -> int:
    """Add certificates as a piece of one transaction; NumberTakenError when a number is taken."""
    try:
        return await transaction.insert(
            "certificate",
            (
                "season",
                "number",
                "token",
                "entry",
                "id_number",
                "id_hash",
                "kind",
                "issued_on",
                "state",
                "state_document",
                "snapshot",
            ),
            (
                (
                    season,
                    one.issued.number,
                    one.issued.token,
                    entries[events[one.issued.event], one.issued.entry],
                    text,
                    found_by,
                    one.issued.kind.value,
                    one.issued.issued_on,
                    "valid",
                    "",
                    one.snapshot,
                )
                for text, found_by, one in with_sealed_ids(
                    transaction.keys, ((one.issued.id_number, one) for one in certificates)
                )
            ),
        )
    except ConstraintError as error:
        if error.name != "certificate_one_number":
            raise
        message = (
            "证书编号已经使用过：编号不可重复，请检查 issued.csv 或已导入的年度 / number taken"
        )
        raise NumberTakenError(message) from error


async def issue_certificates(
    database: Database, season: str, certificates: Iterable[NewCertificate], stamp: Stamp
) -> int:
    """Issue certificates of a season (by its code); give how many there were."""
    async with database.transaction() as transaction:
        found = await season_by_code(transaction, season)
        if found is None:
            message = f"没有年度 {season} / no such season"
            raise CertificateStateError(message)
        events = await event_ids(transaction, found.id)
        entries = await entry_ids(transaction, found.id)
        count = await add_certificates(transaction, found.id, certificates, events, entries)
        await touch_season(transaction, found.id)
        await record(transaction, stamp, "certificate.issue", season, {"certificates": count})
    return count


async def revoke_certificate(database: Database, number: str, document: str, stamp: Stamp) -> None:
    """Revoke a valid certificate by a document; CertificateStateError when it is not valid."""
    async with database.transaction() as transaction:
        rows = await transaction.rows(
            "UPDATE certificate SET state = 'revoked', state_document = $1 "
            "WHERE number = $2 AND state = 'valid' RETURNING season",
            document,
            number,
        )
        season = _changed_season(rows, number)
        await touch_season(transaction, season)
        await record(transaction, stamp, "certificate.revoke", number, {"document": document})


async def replace_certificate(
    database: Database, number: str, by: str, document: str, stamp: Stamp
) -> None:
    """Mark a valid certificate as replaced by a valid one of the same kind, entry and person."""
    async with database.transaction() as transaction:
        found = await transaction.rows(
            "SELECT new.id FROM certificate new JOIN certificate old ON new.id <> old.id "
            "AND new.entry = old.entry AND new.kind = old.kind "
            "AND coalesce(new.id_hash, '') = coalesce(old.id_hash, '') "
            "WHERE new.number = $1 AND old.number = $2 AND new.state = 'valid'",
            by,
            number,
        )
        if not found:
            message = (
                f"证书 {by} 不能替代 {number}：须为同一人、同一参赛单元、同类的有效证书 "
                "/ is no valid certificate of the same person, entry and kind"
            )
            raise CertificateStateError(message)
        rows = await transaction.rows(
            "UPDATE certificate SET state = 'replaced', state_document = $1, replaced_by = $2 "
            "WHERE number = $3 AND state = 'valid' RETURNING season",
            document,
            found[0][0],
            number,
        )
        season = _changed_season(rows, number)
        await touch_season(transaction, season)
        detail = {"document": document, "by": by}
        await record(transaction, stamp, "certificate.replace", number, detail)


def _changed_season(rows: Sequence[Row], number: str) -> int:
    if not rows:
        message = f"证书 {number} 不存在或不是有效状态 / is unknown or not valid"
        raise CertificateStateError(message)
    season: int = rows[0][0]
    return season
