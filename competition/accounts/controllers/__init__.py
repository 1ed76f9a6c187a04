"""The pages of accounts: signing in, the own account, everybody's accounts, the audit log."""

from competition.accounts.controllers import (
    account_sheet,
    audit,
    managing,
    own,
    own_codes,
    own_tokens,
    sign_in,
)

ROUTES = (
    *sign_in.ROUTES,
    *own.ROUTES,
    *own_codes.ROUTES,
    *own_tokens.ROUTES,
    *account_sheet.ROUTES,
    *managing.ROUTES,
    *audit.ROUTES,
)
