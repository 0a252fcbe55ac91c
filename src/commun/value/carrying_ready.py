"""What people of this room open in the file of a whole group, and what must hold where it arrives."""

from typing import Any

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Contributions, transfers; every book is read again once it came in."""
    from commun.core import registries

    who, amount = _("who"), _("amount, in cents, minutes or points")
    contributions = (
        ("membership__person__name", who), ("kind__name", _("kind")), ("work__title", _("joint work")), ("on", ""),
        ("quantity", ""), ("words", ""), ("state", ""),
    )  # fmt: skip
    transfers = (
        ("book__purpose", _("book")), ("book__unit", _("unit")), ("number", ""), ("on", ""), ("step", ""),
        ("debit__code", _("debited account")), ("credit__code", _("credited account")),
        ("amount", amount), ("reason", ""),
    )  # fmt: skip
    sheets = registries.group_sheets
    sheets.add("value.contributions", registries.Sheet(_("contributions"), "value.Contribution", contributions))
    sheets.add("value.transfers", registries.Sheet(_("transfers"), "value.Transfer", transfers))
    registries.group_checks.add("value.books", _books_hold)


def _books_hold(space: Any) -> bool:
    from commun.value.models import Book
    from commun.value.queries.verification import check_book

    return not any(check_book(book) for book in Book.objects.filter(space=space))
