"""How much a file weighs, in words."""

from django.utils.translation import get_language

NO_BREAK = "\u00a0"
STEP = 1000
FRENCH = ("o", "ko", "Mo", "Go", "To")
ENGLISH = ("bytes", "kB", "MB", "GB", "TB")


def size(octets: int) -> str:
    """``28600000`` gives « 28,6 Mo » (French) or “28.6 MB”: decimal units, one figure after the comma unless nil."""
    is_french = (get_language() or "fr").startswith("fr")
    units = FRENCH if is_french else ENGLISH
    tenths, unit = max(octets, 0) * 10, 0
    # Rounded before it is compared: 999 950 is 1 Mo, not 1 000 ko.
    while _rounded(tenths, unit) >= STEP * 10 and unit < len(units) - 1:
        unit += 1
    whole, rest = divmod(_rounded(tenths, unit), 10)
    said = f"{whole}{',' if is_french else '.'}{rest}" if rest else str(whole)
    return f"{said}{NO_BREAK}{units[unit]}"


def _rounded(tenths: int, unit: int) -> int:
    step = int(STEP**unit)
    return (tenths + step // 2) // step
