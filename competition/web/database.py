"""Where pages find the open database."""

from competition.storage.database import Database
from competition.web.visitor import Connection


def database_of(connection: Connection) -> Database:
    """Give the database that the application was opened with."""
    database: Database = connection.app.state.database
    return database
