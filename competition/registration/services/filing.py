"""Photos and level certificates of a registration's people, from the form to their records."""

from collections.abc import Iterable, Mapping, Sequence

from competition.people.attachments import Attachment, Owner, attach, attachments_of, detach
from competition.people.rules import AttachmentKind, OwnerKind
from competition.people.uploads import CleanFile
from competition.registration.queries.queue import unfinished
from competition.registration.queries.registrations import (
    MemberRow,
    RegistrationRow,
    members_of,
    registration_by_id,
)
from competition.registration.rules.registrations import EDITABLE, State
from competition.registration.services.steps import StepError, lock_competitions
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.problems import StorageError
from competition.storage.transaction import Transaction

#: What is filed with a person of a registration.
FILED = (AttachmentKind.PHOTO, AttachmentKind.CERTIFICATE)
#: While a registration stands in these, files are added and removed.
FILING = EDITABLE | {State.SUBMITTED}
_AT_ONCE = 500


class NoSuchFileError(StorageError):
    """There is no such registration, person or file."""


def may_file(row: RegistrationRow) -> bool:
    """Say whether files of a registration may change now."""
    return row.state in FILING and row.entry is None


async def files_of(
    transaction: Transaction, people: Iterable[MemberRow]
) -> dict[int, tuple[Attachment, ...]]:
    """Give the files of a registration's people by position, the newest first."""
    return {one.position: await attachments_of(transaction, _owner(one.id)) for one in people}


async def add_file(  # noqa: PLR0913 - each part is named at the call
    database: Database,
    number: int,
    *,
    position: int,
    kind: AttachmentKind,
    file: CleanFile,
    stamp: Stamp,
) -> int:
    """File a photo or a certificate with a person of a registration; give its id.

    Raises NoSuchFileError, StepError when it is decided already, UploadRefusedError.
    """
    async with database.transaction() as transaction:
        owner = await _open(transaction, number, position)
        return await attach(transaction, owner, kind, file, stamp)


async def remove_file(
    database: Database, number: int, *, position: int, attachment: int, stamp: Stamp
) -> None:
    """Remove a file of a person; raises NoSuchFileError, and StepError when decided already."""
    async with database.transaction() as transaction:
        owner = await _open(transaction, number, position)
        if not await detach(transaction, owner, attachment, stamp, ""):
            raise NoSuchFileError(str(attachment))


async def carry_files(
    transaction: Transaction, number: int, before: Sequence[MemberRow], stamp: Stamp
) -> None:
    """Give files to the rows that a saved form wrote anew, and drop those of people who left.

    The same person is who has the same ID number, or the same name at the same position.
    """
    filed = await _filed(transaction, before)
    if not filed:
        return
    after = (await members_of(transaction, [number])).get(number, [])
    moves = []
    for old in before:
        new = _same(old, after)
        for attachment in filed.get(old.id, ()):
            if new is None:
                await detach(transaction, _owner(old.id), attachment, stamp, "")
            else:
                moves.append((attachment, new.id))
    # New rows may have ids that old ones had, so each file moves by its own id.
    for attachment, owner in moves:
        await transaction.execute(
            "UPDATE attachment SET owner = $2 WHERE id = $1", attachment, owner
        )


async def drop_files(transaction: Transaction, member: MemberRow, stamp: Stamp) -> None:
    """Remove the files of a person whose place somebody else takes."""
    for attachment in (await _filed(transaction, [member])).get(member.id, ()):
        await detach(transaction, _owner(member.id), attachment, stamp, "")


async def hand_over(
    transaction: Transaction, rows: Sequence[RegistrationRow], stamp: Stamp
) -> None:
    """Copy the files of accepted people to their records, each content once; never in practice."""
    for start in range(0, len(rows), _AT_ONCE):
        some = [row.id for row in rows[start : start + _AT_ONCE]]
        marks = ", ".join(f"${place}" for place in range(1, len(some) + 1))
        found = await transaction.rows(
            "SELECT coalesce(p.merged_into, p.id), a.kind, a.name, a.content, a.added_at, "  # noqa: S608 - only placeholders
            "a.added_by FROM registration_member m JOIN registration r ON r.id = m.registration "
            "JOIN event v ON v.id = r.event JOIN season s ON s.id = v.season AND NOT s.practice "
            "JOIN person p ON p.id_hash = m.id_hash "
            "JOIN attachment a ON a.owner_kind = 'registration_member' AND a.owner = m.id "
            f"WHERE m.registration IN ({marks}) ORDER BY a.id",
            *some,
        )
        for person, kind, name, content, added_at, added_by in found:
            made = await transaction.rows(
                "INSERT INTO attachment (owner_kind, owner, kind, name, content, added_at, "
                "added_by) SELECT 'person', $1, $2, $3, c.id, $5, $6 FROM attachment_content c "
                "WHERE c.id = $4 AND NOT EXISTS (SELECT 1 FROM attachment o "
                "WHERE o.owner_kind = 'person' AND o.owner = $1 AND o.kind = $2 "
                "AND o.content = c.id) RETURNING id",
                person,
                kind,
                name,
                content,
                added_at,
                added_by,
            )
            for (attachment,) in made:
                detail = {"attachment": attachment, "kind": kind}
                subject = Owner(OwnerKind.PERSON, person).subject
                await record(transaction, stamp, "attachment.add", subject, detail)


def _owner(member: int) -> Owner:
    return Owner(OwnerKind.REGISTRATION_MEMBER, member)


async def _open(transaction: Transaction, number: int, position: int) -> Owner:
    """Lock a registration whose files may change and give the owner at a position."""
    seen = await registration_by_id(transaction, number)
    if seen is None:
        raise NoSuchFileError(str(number))
    await lock_competitions(transaction, [seen.competition])
    row = await registration_by_id(transaction, number)
    people = (await members_of(transaction, [number])).get(number, [])
    found = next((one for one in people if one.position == position), None)
    if row is None or found is None or await unfinished(transaction, [number]):
        raise NoSuchFileError(str(number))
    if not may_file(row):
        raise StepError(row)
    return _owner(found.id)


async def _filed(
    transaction: Transaction, people: Sequence[MemberRow]
) -> Mapping[int, Sequence[int]]:
    """Give the ids of the files by the id of their owner."""
    found: dict[int, list[int]] = {}
    for one in people:
        files = await attachments_of(transaction, _owner(one.id))
        if files:
            found[one.id] = [file.id for file in files]
    return found


def _same(old: MemberRow, people: Sequence[MemberRow]) -> MemberRow | None:
    if old.id_hash is not None:
        for one in people:
            if one.id_hash == old.id_hash:
                return one
    for one in people:
        if one.position == old.position and one.person.name == old.person.name:
            return one
    return None
