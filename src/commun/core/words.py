"""What people type, made clean before it is kept: on one line or as written, without unseen tricks, not too long."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from commun.core.errors import Refused

# Control signs, those that turn what follows from right to left (Unicode, UAX 9), halves of signs.
_TURNING = re.compile("[\x00-\x08\x0e-\x1b\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_UNSEEN = ("Cf", "Cc", "Zs", "Zl", "Zp", "Mn")


def one_line(written: str, most: int | None = None) -> str:
    """On one line; nothing when nothing is seen. Raises Refused when it has more than ``most`` signs."""
    return short_enough(" ".join(_seen(written).split()), most)


def as_written(written: str, most: int | None = None) -> str:
    """With its lines, without what is around. Raises Refused when it has more than ``most`` signs."""
    return short_enough(_seen(written).replace("\r\n", "\n").replace("\r", "\n").strip(), most)


def web_address(written: str, most: int | None = None) -> str:
    """A link that leads to a page, and runs nothing; nothing for nothing. Raises Refused."""
    address = short_enough(written.strip(), most)
    if not address:
        return ""
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError as error:
        raise Refused(_("This link cannot be read: it starts with https://.")) from error
    return address


def mail_address(written: str, most: int = 254) -> str:
    """An e-mail address, in small letters. Raises Refused for anything else."""
    address = written.strip().lower()
    try:
        validate_email(short_enough(address, most))
    except ValidationError as error:
        raise Refused(_("“%(address)s” is not an e-mail address.") % {"address": address}) from error
    return address


def straight(written: str) -> str:
    """Without the signs that turn the letters of a page around."""
    return _TURNING.sub("", written)


def short_enough(text: str, most: int | None) -> str:
    """The text itself; raises Refused when it has more than ``most`` signs."""
    if most is not None and len(text) > most:
        said = _("This is too long: %(limit)s signs at most, %(written)s written.")
        raise Refused(said % {"limit": most, "written": len(text)})
    return text


def shows_nothing(written: str) -> bool:
    """Made of blanks and signs that no screen shows, or empty."""
    return all(unicodedata.category(sign) in _UNSEEN for sign in written)


def _seen(written: str) -> str:
    """Unseen signs inside a word stay (emoji are made with them); a text that has nothing else says nothing."""
    kept = straight(written)
    return "" if shows_nothing(kept) else kept
