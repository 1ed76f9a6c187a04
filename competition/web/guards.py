"""Who may call a route: a guard on each one, or its name in PUBLIC with the reason."""

from collections.abc import Callable

from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers.base import BaseRouteHandler

from competition.accounts.rules import AccountRole
from competition.web.visitor import visitor_of

Guard = Callable[[ASGIConnection[BaseRouteHandler, object, object, State], BaseRouteHandler], None]

#: Routes that need no sign-in, by handler name, each with the reason.
PUBLIC = {
    "home": "the front door shows nothing of a season",
    "style": "the design system shows invented samples only",
    "static_file": "style sheets and scripts hold no data",
    "alive": "supervisors ask whether the server answers",
    "sign_in_form": "whoever signs in has no session yet",
    "enter_account": "checks name and password, throttled",
    "code_form": "the half session of a right password is what is checked",
    "enter_code": "checks the half session and its one-time code, throttled",
    "sign_in": "whoever holds a one-time link has no session yet",
    "confirm_sign_in": "the one-time link is what is checked",
    "sign_out": "ends whatever session there is",
    "verify_form": "anybody may verify a certificate",
    "verify": "anybody may verify a certificate that lies before them",
    "verify_token": "the QR code of a certificate opens it",
    "winner_form": "a winner identifies by name, ID number and one-time code",
    "enter_winner": "checks name, ID number and code, throttled",
    "leave_winner": "ends whatever winner's session there is",
    "winner_results": "checks the winner's own session",
    "winner_result": "checks the winner's own session",
    "winner_certificate": "checks the winner's own session",
}

EVERYONE = frozenset(AccountRole)
RESULTS = frozenset(
    {AccountRole.PROVINCE, AccountRole.ORGANISER, AccountRole.FINANCE, AccountRole.AUDITOR}
)
#: Who keeps accounts, each within the own scope.
KEEPS_ACCOUNTS = frozenset({AccountRole.PROVINCE, AccountRole.ORGANISER})
SEES_AUDIT = frozenset({AccountRole.PROVINCE, AccountRole.AUDITOR})
PROVINCE = frozenset({AccountRole.PROVINCE})
#: Who applies for competitions and events, and who reads applications.
PLANS = frozenset({AccountRole.PROVINCE, AccountRole.ORGANISER})
READS_PLAN = PLANS | {AccountRole.AUDITOR}
MONEY = frozenset({AccountRole.PROVINCE, AccountRole.FINANCE, AccountRole.AUDITOR})

#: Rosters and registration forms.
PAPERS = frozenset(
    {
        AccountRole.PROVINCE,
        AccountRole.ORGANISER,
        AccountRole.REGISTRAR,
        AccountRole.REVIEWER,
        AccountRole.AUDITOR,
    }
)

#: Who registers people, each within the own scope; who reviews registrations, and who reads them.
REGISTERS = frozenset({AccountRole.PROVINCE, AccountRole.ORGANISER, AccountRole.REGISTRAR})
REVIEWS = frozenset({AccountRole.PROVINCE, AccountRole.ORGANISER, AccountRole.REVIEWER})
READS_REVIEW = REVIEWS | {AccountRole.AUDITOR}
REGISTRATIONS = READS_REVIEW | REGISTERS

#: Admission cards, which carry one-time codes.
CARDS = frozenset({AccountRole.PROVINCE, AccountRole.ORGANISER})
#: Who lets contestants in at the door.
CHECK_IN = frozenset({AccountRole.PROVINCE, AccountRole.ORGANISER, AccountRole.SUPERVISOR})

#: Who reads reports of participations, and who reports them, each within the own scope.
PARTICIPATIONS = frozenset({AccountRole.PROVINCE, AccountRole.REGISTRAR, AccountRole.AUDITOR})
REPORTS_PARTICIPATIONS = frozenset({AccountRole.PROVINCE, AccountRole.REGISTRAR})


class Requires:
    """A guard: signed in with at least one of these roles; objects are scoped by their queries."""

    def __init__(self, roles: frozenset[AccountRole]) -> None:
        """Ask for one of the roles."""
        self.roles = roles

    def __call__(
        self,
        connection: ASGIConnection[BaseRouteHandler, object, object, State],
        _handler: BaseRouteHandler,
    ) -> None:
        """Raise 401 for strangers and 403 for accounts without such a role."""
        visitor = visitor_of(connection)
        if visitor.signed_in is None:
            raise NotAuthorizedException
        if not visitor.has_any(self.roles):
            raise PermissionDeniedException


class KnowsWho(Requires):
    """A guard of the own account: any account that is signed in, also one without a role."""

    def __call__(
        self,
        connection: ASGIConnection[BaseRouteHandler, object, object, State],
        _handler: BaseRouteHandler,
    ) -> None:
        """Raise 401 for strangers."""
        if visitor_of(connection).signed_in is None:
            raise NotAuthorizedException


signed_in = Requires(EVERYONE)
knows_who = KnowsWho(EVERYONE)
keeps_accounts = Requires(KEEPS_ACCOUNTS)
sees_audit = Requires(SEES_AUDIT)
sees_results = Requires(RESULTS)
sees_money = Requires(MONEY)
only_province = Requires(PROVINCE)
plans = Requires(PLANS)
reads_plan = Requires(READS_PLAN)
sees_papers = Requires(PAPERS)
registers = Requires(REGISTERS)
reviews = Requires(REVIEWS)
reads_review = Requires(READS_REVIEW)
prints_cards = Requires(CARDS)
checks_in = Requires(CHECK_IN)
sees_registrations = Requires(REGISTRATIONS)
