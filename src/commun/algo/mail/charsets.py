"""Bytes as words, whatever set of letters a mail names, rightly or not."""

import codecs
import re
from typing import Final

_WESTERN: Final = ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii", "windows-1252", "cp1252")
# The one where a euro stands in the place of « ¤ », and « œ » in that of « ½ ».
_WITH_EURO: Final = ("iso-8859-15", "iso8859-15", "latin-9", "latin9")
_ONE_BYTE: Final = re.compile(r"iso[-_]?8859[-_]\d|windows-125\d|cp-?125\d|koi8|(?:x-)?mac|cp-?(?:437|850)")
# Names that programs give and the library does not know; sets that hold all of the one they are named after, and more.
_CALLED: Final = {
    "cp-850": "cp850",
    "cp-437": "cp437",
    "x-mac-roman": "mac-roman",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "windows-874": "cp874",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "windows-31j": "cp932",
    "gb2312": "gb18030",
    "x-gbk": "gb18030",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "windows-949": "cp949",
}
# The library's own ways to write names and programs: no mail is written so, and some take very long.
_NO_LETTERS: Final = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"})


# More than that is not looked at sign by sign.
_MOST_MIXED: Final = 1_000_000


def _windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("commun.windows-1252", _windows)


def in_words(content: bytes, charset: str | None) -> str:
    """Bytes as text: the charset they say if it is one and fits, then UTF-8, then Windows-1252, which takes all."""
    name = (charset or "").strip("'\" ").lower()
    if _is_utf8(content) and (name in (*_WESTERN, *_WITH_EURO) or _ONE_BYTE.match(name)):
        # What reads as UTF-8, accents and all, is UTF-8, whatever its label.
        name = "utf-8"
    elif name in (*_WESTERN, *_WITH_EURO):
        # What uses places that are empty in ISO 8859 is Windows-1252.
        is_said = name in _WITH_EURO and not any(0x80 <= byte < 0xA0 for byte in content)
        name = "iso-8859-15" if is_said else "cp1252"
    for one in (_CALLED.get(name, name), "utf-8"):
        if not one or one.replace("-", "_") in _NO_LETTERS:
            continue
        try:
            # UTF-7 knows halves of letters, that nothing else takes.
            return content.decode(one).encode("utf-8", "replace").decode()
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    if len(content) > _MOST_MIXED:
        return content.decode("cp1252", errors="replace")
    # A sign that was cut, a foot in other letters under the words: what is UTF-8 stays so, the rest is Windows-1252.
    return content.decode(errors="commun.windows-1252")


def _is_utf8(content: bytes) -> bool:
    try:
        return not content.decode().isascii()
    except UnicodeDecodeError:
        return False


__all__ = ["in_words"]
