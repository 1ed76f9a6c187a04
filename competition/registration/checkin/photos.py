"""Read the photographs of an event's people, from the attachments of their records."""

from competition.people.rules import AttachmentKind, OwnerKind
from competition.people.uploads import MediaType
from competition.storage.transaction import Transaction

_PHOTOS = (
    "SELECT p.id_hash, a.id FROM member m JOIN entry e ON e.id = m.entry "
    "JOIN person p ON p.id_hash = m.id_hash "
    "JOIN attachment a ON a.owner_kind = $1 AND a.owner = coalesce(p.merged_into, p.id) "
    "JOIN attachment_content c ON c.id = a.content "
    "WHERE a.kind = $2 AND c.media_type = $3 AND "
)
_KINDS = (OwnerKind.PERSON.value, AttachmentKind.PHOTO.value, MediaType.JPEG.value)


async def photos_of_event(transaction: Transaction, event: int) -> dict[bytes, bytes]:
    """Give the newest photograph (JPEG) of each person of an event, by hash of the ID number."""
    found = await transaction.rows(_PHOTOS + "e.event = $4 ORDER BY a.id", *_KINDS, event)
    newest = {bytes(row[0]): row[1] for row in found}
    return {person: await _data(transaction, number) for person, number in newest.items()}


async def photo_of(transaction: Transaction, entry: int, person: bytes) -> bytes | None:
    """Give the newest photograph of a person of an entry (id), None without one."""
    found = await transaction.rows(
        _PHOTOS + "e.id = $4 AND m.id_hash = $5 ORDER BY a.id", *_KINDS, entry, person
    )
    return await _data(transaction, found[-1][1]) if found else None


async def _data(transaction: Transaction, attachment: int) -> bytes:
    rows = await transaction.rows(
        "SELECT c.data FROM attachment a JOIN attachment_content c ON c.id = a.content "
        "WHERE a.id = $1",
        attachment,
    )
    return bytes(rows[0][0])
