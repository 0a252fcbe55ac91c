"""What joint work brings and how it is shared: books of transfers, contributions, keys, joint works."""

from commun.value.models.books import Account, Book, Closing, Transfer, TransferWords

__all__ = ["Account", "Book", "Closing", "Transfer", "TransferWords"]
