"""Winners' one-time codes on admission cards: one for a person and season, renewed on purpose."""

from collections.abc import Iterable

from competition.accounts.rules import CODE_LIFETIME
from competition.accounts.secrets import hashed_code, new_code
from competition.storage.audit import Stamp
from competition.storage.transaction import Transaction


async def people_with_codes(transaction: Transaction, season: int, stamp: Stamp) -> set[bytes]:
    """Give the hashes of the ID numbers of a season (id) that have a code, used or not."""
    rows = await transaction.rows(
        "SELECT DISTINCT id_hash FROM winner_code WHERE season = $1 AND expires_at > $2",
        season,
        stamp.at,
    )
    return {bytes(row[0]) for row in rows}


async def give_codes(
    transaction: Transaction, season: int, people: Iterable[bytes], stamp: Stamp, *, renew: bool
) -> dict[bytes, str]:
    """Make a code for each person (hash of the ID number) who has none; the caller records it.

    With `renew` everybody gets one, and codes from before open nothing any more.
    """
    known = await people_with_codes(transaction, season, stamp)
    wanted = [person for person in dict.fromkeys(people) if renew or person not in known]
    for person in wanted:
        if person in known:
            await transaction.execute(
                "UPDATE winner_code SET expires_at = $3 "
                "WHERE season = $1 AND id_hash = $2 AND expires_at > $3",
                season,
                person,
                stamp.at,
            )
    made = {person: new_code() for person in wanted}
    await transaction.insert(
        "winner_code",
        ("season", "id_hash", "code_hash", "issued_at", "expires_at"),
        (
            (
                season,
                person,
                hashed_code(transaction.keys, code),
                stamp.at,
                stamp.at + CODE_LIFETIME,
            )
            for person, code in made.items()
        ),
    )
    return made
