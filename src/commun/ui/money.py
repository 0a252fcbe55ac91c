"""Amounts for the eye: whole cents in, words of the page's language out."""

from django.utils.translation import get_language

from commun.ui.typography import NARROW, NO_BREAK


def euros(cents: int, *, precise: bool = True) -> str:
    """``123450`` gives « 1 234,50 € » (French) or « €1,234.50 »; cents are left out when nil or not ``precise``."""
    sign = "−" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    if not precise:
        whole, rest = whole + (rest >= 50), 0
    digits = f"{whole:,}"
    if (get_language() or "fr").startswith("fr"):
        decimals = f",{rest:02}" if rest else ""
        return f"{sign}{digits.replace(',', NARROW)}{decimals}{NO_BREAK}€"
    decimals = f".{rest:02}" if rest else ""
    return f"{sign}€{digits}{decimals}"
