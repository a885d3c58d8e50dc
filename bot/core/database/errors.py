"""What keeps a database from being used, in words that say what to do."""

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

DatabaseError = SQLAlchemyError

_AWAY = "nothing answers there: check DATABASE_URL and that the server runs"
_NO_HOST = "the host is not found: check DATABASE_URL and the network"
_REASONS = {
    "readonly": "it is read-only: give the bot's user the right to write it and its folder",
    "disk is full": "the disk is full: free some space",
    "no space left": "the disk is full: free some space",
    "disk i/o error": "the disk reports an error: check it and its free space",
    "locked": "another program holds it locked: end that program",
    "unable to open": "the file cannot be opened: check that its folder exists and can be written",
    "not a database": "the file is not a database: DATABASE_URL names something else",
    "name or service not known": _NO_HOST,
    "nodename nor servname": _NO_HOST,
    "name resolution": _NO_HOST,
    'role "': "the server has no such user: check DATABASE_URL",
    'database "': "the server has no such database: make it, or check DATABASE_URL",
    "password": "the user or the password is wrong: check DATABASE_URL",
    "connect": _AWAY,
    "no such file": _AWAY,  # of PostgreSQL's socket
}
# SQLite's names (https://www.sqlite.org/rescode.html) and PostgreSQL's classes of codes
# (https://www.postgresql.org/docs/current/errcodes-appendix.html): connection, rollback of one of
# two who wait for each other, resources, the operator, the system.
_PASSING = (
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_READONLY",
    "SQLITE_CANTOPEN",
    "08",
    "40",
    "53",
    "57",
    "58",
)


class DatabaseAwayError(DatabaseError):
    """The database cannot be used now; the same may work later."""


def is_passing(error: BaseException) -> bool:
    """Return whether an error is of the database's state, and not of what was asked of it."""
    if isinstance(error, OSError | PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or (code or "").startswith(_PASSING)


def reason(error: BaseException) -> str:
    """Return why the database cannot be used, and what to do."""
    # Without the statement, whose words could be taken for reasons.
    words = str(error.orig if isinstance(error, DBAPIError) else error)
    known = (text for sign, text in _REASONS.items() if sign in words.lower())
    # A driver that was talking when the connection broke speaks of its own state, not of that.
    broken = isinstance(error, DBAPIError) and error.connection_invalidated
    return next(known, _AWAY if broken else words.partition("\n")[0])
