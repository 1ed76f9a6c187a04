"""Who acts by a request, for the audit log."""

from datetime import UTC, datetime

from litestar.exceptions import NotAuthorizedException

from competition.storage.audit import Stamp
from competition.web.visitor import Connection, visitor_of


def address_of(connection: Connection) -> str:
    """Give the address that a request comes from; a proxy's where one stands between."""
    return connection.client.host if connection.client else ""


def stamp_of(connection: Connection) -> Stamp:
    """Say that the signed-in account acts now, from its address; 401 for strangers."""
    signed_in = visitor_of(connection).signed_in
    if signed_in is None:
        raise NotAuthorizedException
    return Stamp(f"account:{signed_in.login}", datetime.now(UTC), address_of(connection))
