"""Tables of accounts: tokens and codes are kept as hashes only."""

from piccolo.columns import Bytea
from piccolo.constraints import Check, Unique

from competition.accounts.rules import AccountRole, LinkPurpose, SessionStage
from competition.plan.tables import Competition, Event, Season
from competition.storage.schema import (
    StoredTable,
    moment,
    octets,
    one_of_enum,
    reference,
    text,
    whole,
)


class Account(StoredTable, tablename="account"):
    """Somebody who may sign in; `name` is unique, `display_name` is for people.

    `password_hash` is argon2id's own text; NULL until the person chooses a password.
    """

    name = text()
    display_name = text()
    created_at = moment()
    disabled_at = moment(null=True)
    password_hash = text(null=True)
    password_at = moment(null=True)

    one_name = Unique([name])
    named = Check("name <> ''")
    whole_password = Check("(password_hash IS NULL) = (password_at IS NULL)")


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
    """A one-time sign-in link; `door_hash` tells the browser that used it up.

    `made_by` is the actor who made it.
    """

    token_hash = octets()
    account = reference(Account)
    purpose = text()
    made_by = text()
    created_at = moment()
    expires_at = moment()
    used_at = moment(null=True)
    door_hash = octets(null=True)

    one_token = Unique([token_hash])
    known_purpose = one_of_enum("purpose", LinkPurpose)


class Session(StoredTable, tablename="session"):
    """A signed-in browser: of an account, or of a winner (season and hash of the ID number).

    `stage` tells whether a one-time code is still to come; `address` is the browser's.
    """

    token_hash = octets()
    stage = text()
    address = text()
    account = reference(Account, null=True)
    season = reference(Season, null=True)
    id_hash = octets(null=True)
    created_at = moment()
    expires_at = moment()

    one_token = Unique([token_hash])
    known_stage = one_of_enum("stage", SessionStage)
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
    """A failed attempt to get in; `subject` is a keyed hash of ID, account or address."""

    subject = Bytea(default=None, null=False, index=True)
    at = moment()


class OneTimeSecret(StoredTable, tablename="one_time_secret"):
    """The secret of an account's one-time codes (TOTP), encrypted.

    It counts once confirmed by a code; `last_step` is the time step of the code used last.
    """

    account = reference(Account, indexed=False)
    secret = octets()
    created_at = moment()
    confirmed_at = moment(null=True)
    last_step = whole(null=True)

    one_secret = Unique([account])
    counted = Check("last_step >= 0")


class RecoveryCode(StoredTable, tablename="recovery_code"):
    """A code that stands in for the lost telephone, once; a keyed hash."""

    account = reference(Account, indexed=False)
    code_hash = octets()
    used_at = moment(null=True)

    one_code = Unique([account, code_hash])


class ApiToken(StoredTable, tablename="api_token"):
    """A token with which a program acts for an account; `grants` is a JSON list of grants."""

    account = reference(Account, indexed=False)
    name = text()
    token_hash = octets()
    grants = text()
    created_at = moment()
    expires_at = moment()
    last_used_at = moment(null=True)
    revoked_at = moment(null=True)

    one_name = Unique([account, name])
    one_token = Unique([token_hash])
    named = Check("name <> ''")
    lives = Check("expires_at > created_at")
