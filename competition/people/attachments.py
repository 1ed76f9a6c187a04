"""Attachments: files that belong to a person, an event, an entry …; kept in the database.

Any room attaches to what it owns: `owner_kind` and `owner` (its id) say to what. Who may see an
attachment is decided by the route of the owner, which fetches it by owner and id together.
"""

import asyncio
from datetime import datetime
from urllib.parse import quote

import msgspec
from litestar.datastructures import UploadFile
from litestar.response import Response

from competition.people.rules import AttachmentKind, OwnerKind
from competition.people.uploads import (
    LARGEST_UPLOAD,
    CleanFile,
    MediaType,
    UploadFault,
    UploadRefusedError,
    clean_upload,
)
from competition.storage.audit import Stamp, record
from competition.storage.transaction import Transaction

MOST_PER_OWNER = 50
#: For `request_max_body_size` of a route that takes one file.
LARGEST_REQUEST = LARGEST_UPLOAD + 100_000


class Owner(msgspec.Struct, frozen=True):
    """What attachments belong to."""

    kind: OwnerKind
    id: int

    @property
    def subject(self) -> str:
        """The owner as the audit log names it."""
        return f"{self.kind.value}/{self.id}"


class Attachment(msgspec.Struct, frozen=True):
    """An attachment without its bytes; `size` in bytes."""

    id: int
    kind: AttachmentKind
    name: str
    media_type: MediaType
    size: int
    added_at: datetime
    added_by: str


async def read_upload(file: UploadFile, *, photo: bool = False) -> CleanFile:
    """Read and clean an uploaded file in a thread; UploadRefusedError says why it is refused."""
    data = await file.read(LARGEST_UPLOAD + 1)
    return await asyncio.to_thread(clean_upload, data, file.filename, photo=photo)


async def attach(
    transaction: Transaction, owner: Owner, kind: AttachmentKind, file: CleanFile, stamp: Stamp
) -> int:
    """Attach a clean file in the caller's transaction, audited; give the attachment's id.

    Equal content is stored once. UploadRefusedError when the owner has 50 attachments already.
    """
    rows = await transaction.rows(
        "SELECT count(*) FROM attachment WHERE owner_kind = $1 AND owner = $2",
        owner.kind.value,
        owner.id,
    )
    if rows[0][0] >= MOST_PER_OWNER:
        raise UploadRefusedError(UploadFault.TOO_MANY)
    await transaction.execute(
        "INSERT INTO attachment_content (digest, media_type, size, data) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (digest) DO NOTHING",
        file.digest,
        file.media_type.value,
        len(file.data),
        file.data,
    )
    rows = await transaction.rows(
        "INSERT INTO attachment (owner_kind, owner, kind, name, content, added_at, added_by) "
        "SELECT $1, $2, $3, $4, c.id, $5, $6 FROM attachment_content c WHERE c.digest = $7 "
        "RETURNING id",
        owner.kind.value,
        owner.id,
        kind.value,
        file.name,
        stamp.at,
        stamp.actor,
        file.digest,
    )
    number: int = rows[0][0]
    detail = {"attachment": number, "kind": kind.value, "sha256": file.digest.hex()}
    await record(transaction, stamp, "attachment.add", owner.subject, detail)
    return number


async def detach(
    transaction: Transaction, owner: Owner, attachment: int, stamp: Stamp, why: str
) -> bool:
    """Remove an attachment of an owner, audited; content that nothing refers to goes too.

    False when the owner has no such attachment.
    """
    gone = await transaction.rows(
        "DELETE FROM attachment WHERE id = $1 AND owner_kind = $2 AND owner = $3 "
        "RETURNING content, kind",
        attachment,
        owner.kind.value,
        owner.id,
    )
    if not gone:
        return False
    await transaction.execute(
        "DELETE FROM attachment_content WHERE id = $1 "
        "AND NOT EXISTS (SELECT 1 FROM attachment WHERE content = $1)",
        gone[0][0],
    )
    detail = {"attachment": attachment, "kind": gone[0][1], "why": why}
    await record(transaction, stamp, "attachment.remove", owner.subject, detail)
    return True


async def attachments_of(transaction: Transaction, owner: Owner) -> tuple[Attachment, ...]:
    """Give the attachments of an owner, the newest first, without their bytes."""
    rows = await transaction.rows(
        "SELECT a.id, a.kind, a.name, c.media_type, c.size, a.added_at, a.added_by "
        "FROM attachment a JOIN attachment_content c ON c.id = a.content "
        "WHERE a.owner_kind = $1 AND a.owner = $2 ORDER BY a.id DESC",
        owner.kind.value,
        owner.id,
    )
    return tuple(
        Attachment(row[0], AttachmentKind(row[1]), row[2], MediaType(row[3]), *row[4:])
        for row in rows
    )


async def attached_file(
    transaction: Transaction, owner: Owner, attachment: int
) -> CleanFile | None:
    """Give the bytes of an attachment of this owner; None when it is another's or gone."""
    rows = await transaction.rows(
        "SELECT c.media_type, c.data, c.digest, a.name "
        "FROM attachment a JOIN attachment_content c ON c.id = a.content "
        "WHERE a.id = $1 AND a.owner_kind = $2 AND a.owner = $3",
        attachment,
        owner.kind.value,
        owner.id,
    )
    if not rows:
        return None
    kind, data, digest, name = rows[0]
    return CleanFile(MediaType(kind), bytes(data), bytes(digest), name)


def file_response(file: CleanFile, *, inline: bool = False) -> Response[bytes]:
    """Serve an attachment as a download; `inline` shows an image in a page of ours.

    The browser may not guess another type, and nothing inside may run (sandbox).
    """
    shown = inline and file.media_type is not MediaType.PDF
    name = f"filename*=UTF-8''{quote(file.name, safe='')}"
    return Response(
        file.data,
        media_type=file.media_type.value,
        headers={
            "content-disposition": f"{'inline' if shown else 'attachment'}; {name}",
            "x-content-type-options": "nosniff",
            "content-security-policy": "default-src 'none'; sandbox",
            "cache-control": "private, no-store",
        },
    )
