"""What can go wrong with the storage, each with a sentence for the person at the keyboard."""


class StorageError(Exception):
    """The storage refuses; the text is a sentence for people."""


class DatabaseInUseError(StorageError):
    """Another process already works on this SQLite file."""


class DatabaseTooNewError(StorageError):
    """The database was written by a later version of this program."""


class DatabaseUnreachableError(StorageError):
    """The database cannot be opened at all."""


class DatabaseFailedError(StorageError):
    """The database broke off: disk full, connection lost, a statement that it does not accept."""


class NumberTooLargeError(StorageError):
    """A number does not fit into a column (64 bits): no row can have it."""


class KeyFileError(StorageError):
    """The key file is missing, open to others, damaged, or not the one of this database."""


class TransactionError(StorageError):
    """A query was made outside a transaction, or in a task that does not own it."""


class ConstraintError(StorageError):
    """The database refused a row; `name` is the constraint, as our schema calls it."""

    def __init__(self, name: str, message: str) -> None:
        """Keep the constraint's name beside the database's own message."""
        super().__init__(f"数据库拒绝写入：违反约束 {name}（{message}）")
        self.name = name
