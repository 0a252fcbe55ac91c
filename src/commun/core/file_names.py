"""Names of files: what a person reads, and what a buyer's platform accepts."""

import re
import unicodedata

LONGEST, LONGEST_ON_A_PLATFORM = 120, 100
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,5})$")
_UNSURE = re.compile(r"[^A-Za-z0-9-]+")
# Ligatures and letters that no decomposition opens.
_LETTERS = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ß": "ss", "’": "-", "'": "-"}
)
# Windows keeps these for itself.
_KEPT_BY_WINDOWS = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)


def shown_name(given: str, extension: str) -> str:
    """The name as people read it, ending with ``extension``: no path, no unseen sign, no reversed letters."""
    stem = _without_extension(given.replace("\\", "/").rpartition("/")[2], extension)
    kept = "".join(_plain(sign) for sign in unicodedata.normalize("NFC", stem))
    stem = " ".join(kept.replace('"', "”").split()).strip(". ")
    return f"{stem[: LONGEST - len(extension) - 1].strip('. ') or 'document'}.{extension}"


def _plain(sign: str) -> str:
    """A sign that is seen; a space for a control sign; nothing for what is not seen or turns letters around."""
    kind = unicodedata.category(sign)
    if kind in ("Cf", "Cs", "Co", "Cn"):
        return ""
    return " " if kind in ("Cc", "Zl", "Zp") else sign


def _without_extension(name: str, extension: str) -> str:
    """« facture.pdf.exe » is « facture.pdf » for whoever knows what is inside, then « facture »."""
    name = _EXTENSION.sub("", name) if _EXTENSION.search(name) else name
    return name[: -len(extension) - 1] if name.lower().endswith(f".{extension}") else name


def platform_name(given: str, extension: str) -> str:
    """The name as platforms of public buyers take it: ASCII, no space, one extension, 100 signs at most."""
    plain = unicodedata.normalize("NFKD", given.translate(_LETTERS)).encode("ascii", "ignore").decode()
    stem = _UNSURE.sub("_", plain).strip("_-")
    stem = re.sub(r"_*-_*|_{2,}", lambda found: "-" if "-" in found[0] else "_", stem)
    if _KEPT_BY_WINDOWS.fullmatch(stem):
        stem = f"document_{stem}"
    return f"{stem[: LONGEST_ON_A_PLATFORM - len(extension) - 1].strip('_-') or 'document'}.{extension}"
