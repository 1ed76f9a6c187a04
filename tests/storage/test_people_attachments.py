"""Attachments belong to one owner, equal content is kept once, and everything is audited."""

import pytest

from competition.people.attachments import (
    MOST_PER_OWNER,
    Owner,
    attach,
    attached_file,
    attachments_of,
    detach,
    file_response,
)
from competition.people.rules import AttachmentKind, OwnerKind
from competition.people.uploads import UploadFault, UploadRefusedError, clean_upload
from competition.storage.audit import Stamp
from competition.storage.database import Database
from tests.competition.people.test_uploads import PDF, picture

ANNA, BERT = Owner(OwnerKind.PERSON, 1), Owner(OwnerKind.PERSON, 2)


async def test_an_attachment_is_found_by_its_owner_only(database: Database, stamp: Stamp) -> None:
    """The id of another's attachment gives nothing."""
    photo = clean_upload(picture("JPEG"), "照片.jpg", photo=True)
    async with database.transaction() as transaction:
        number = await attach(transaction, ANNA, AttachmentKind.PHOTO, photo, stamp)
    async with database.reading() as transaction:
        assert await attached_file(transaction, ANNA, number) == photo
        assert await attached_file(transaction, BERT, number) is None
        assert await attached_file(transaction, Owner(OwnerKind.EVENT, 1), number) is None
        (found,) = await attachments_of(transaction, ANNA)
        assert (found.kind, found.name, found.size, found.added_by) == (
            AttachmentKind.PHOTO,
            "照片.jpg",
            len(photo.data),
            stamp.actor,
        )
        assert await attachments_of(transaction, BERT) == ()


async def test_equal_content_is_kept_once_and_goes_with_its_last_attachment(
    database: Database, stamp: Stamp
) -> None:
    """Two people hand in the same paper; each removal is audited with its reason."""
    paper = clean_upload(PDF, "证书.pdf")
    kind = AttachmentKind.CERTIFICATE
    async with database.transaction() as transaction:
        first = await attach(transaction, ANNA, kind, paper, stamp)
        second = await attach(transaction, BERT, kind, paper, stamp)
    counts = []
    for owner, number in ((ANNA, first), (BERT, first), (BERT, second)):
        async with database.transaction() as transaction:
            gone = await detach(transaction, owner, number, stamp, "重复")
            left = await transaction.rows("SELECT count(*) FROM attachment_content")
            counts.append((gone, left[0][0]))
    assert counts == [(True, 1), (False, 1), (True, 0)]
    async with database.reading() as transaction:
        rows = await transaction.rows("SELECT action, subject FROM audit_record ORDER BY id")
    assert [tuple(row) for row in rows] == [
        ("attachment.add", "person/1"),
        ("attachment.add", "person/2"),
        ("attachment.remove", "person/1"),
        ("attachment.remove", "person/2"),
    ]


async def test_nobody_fills_the_database_with_attachments(database: Database, stamp: Stamp) -> None:
    """Fifty for each owner."""
    paper = clean_upload(PDF, "a.pdf")
    async with database.transaction() as transaction:
        for _ in range(MOST_PER_OWNER):
            await attach(transaction, ANNA, AttachmentKind.DOCUMENT, paper, stamp)
        with pytest.raises(UploadRefusedError) as refused:
            await attach(transaction, ANNA, AttachmentKind.DOCUMENT, paper, stamp)
    assert refused.value.fault is UploadFault.TOO_MANY


def test_an_attachment_is_served_so_that_nothing_in_it_runs() -> None:
    """As a download, with its type, and no guessing; only an image may stand in a page."""
    paper = file_response(clean_upload(PDF, '证"书.pdf'), inline=True)
    assert paper.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''%E8%AF%81_%E4%B9%A6.pdf"
    )
    assert paper.headers["x-content-type-options"] == "nosniff"
    assert paper.headers["content-security-policy"] == "default-src 'none'; sandbox"
    photo = file_response(clean_upload(picture("PNG"), "a.png"), inline=True)
    assert (photo.media_type, photo.headers["content-disposition"][:6]) == ("image/png", "inline")
