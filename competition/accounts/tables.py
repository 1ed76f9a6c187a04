"""Tables of accounts: tokens and codes are kept as hashes only."""

from piccolo.columns import Bytea
from piccolo.constraints import Check, Unique

from competition.accounts.rules import AccountRole
from competition.plan.tables import Competition, Event, Season
from competition.storage.schema import (
    StoredTable,
    moment,
    octets,
    one_of_enum,
    reference,
    text,
)


class Account(StoredTable, tablename="account"):
    """Somebody who may sign in; `name` is unique, `display_name` is for people."""

    name = text()
    display_name = text()
    created_at = moment()
    disabled_at = moment(null=True)

    one_name = Unique([name])
    named = Check("name <> ''")


class RoleGrant(StoredTable, tablename="role_grant"):
    """A role of an account; `scope` repeats what it is given for as one text."""

    account = reference(Account, indexed=False)
    role = text()
    season = reference(Season, null=True)
    competition = reference(Competition, null=True)
    event = reference(Event, null=True)
    delegation = text(null=True)
    scope = text()

    one_grant = Unique([account, role, scope])
    known_role = one_of_enum("role", AccountRole)
    within_a_season = Check(
        "season IS NOT NULL OR (competition IS NULL AND event IS NULL AND delegation IS NULL)"
    )
    named_delegation = Check("delegation <> ''")


class SignInLink(StoredTable, tablename="sign_in_link"):
    """A one-time sign-in link; `door_hash` tells the browser that used it up."""

    token_hash = octets()
    account = reference(Account)
    created_at = moment()
    expires_at = moment()
    used_at = moment(null=True)
    door_hash = octets(null=True)

    one_token = Unique([token_hash])


class Session(StoredTable, tablename="session"):
    """A signed-in browser: of an account, or of a winner (season and hash of the ID number)."""

    token_hash = octets()
    account = reference(Account, null=True)
    season = reference(Season, null=True)
    id_hash = octets(null=True)
    created_at = moment()
    expires_at = moment()

    one_token = Unique([token_hash])
    account_or_winner = Check(
        "(account IS NULL) = (id_hash IS NOT NULL) AND (season IS NULL) = (id_hash IS NULL)"
    )


class WinnerCode(StoredTable, tablename="winner_code"):
    """A one-time code with which a person opens the own results of a season.

    `door_hash` tells the browser that used it up.
    """

    season = reference(Season, indexed=False)
    id_hash = octets()
    code_hash = octets()
    issued_at = moment()
    expires_at = moment()
    used_at = moment(null=True)
    door_hash = octets(null=True)

    one_code = Unique([season, id_hash, code_hash])


class FailedAttempt(StoredTable, tablename="failed_attempt"):
    """A failed attempt to open a winner's page; `subject` is a keyed hash of ID or address."""

    subject = Bytea(default=None, null=False, index=True)
    at = moment()
