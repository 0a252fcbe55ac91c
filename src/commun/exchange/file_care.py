"""What may be kept of the files that come with messages: told by their content and their name, never by their label."""

import io
import re
import zipfile
from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commun.core import file_kinds
from commun.core.errors import Refused

HARM: Final = "harm"
BIG, EMPTY, DAMAGED, UNKNOWN, MANY = "big", "empty", "damaged", "unknown", "many"
# Programs, and what starts one when it is opened: what mail servers have refused for thirty years.
_PROGRAMS: Final = frozenset(
    [
        "ade",
        "adp",
        "app",
        "appx",
        "apk",
        "bat",
        "bin",
        "chm",
        "cmd",
        "com",
        "cpl",
        "deb",
        "dll",
        "dmg",
        "docm",
        "dotm",
        "exe",
        "hlp",
        "hta",
        "htm",
        "html",
        "img",
        "inf",
        "ins",
        "iso",
        "isp",
        "jar",
        "js",
        "jse",
        "lib",
        "lnk",
        "mde",
        "mht",
        "mhtml",
        "msc",
        "msi",
        "msp",
        "mst",
        "nsh",
        "ocx",
        "one",
        "pif",
        "potm",
        "ppam",
        "ppsm",
        "pptm",
        "ps1",
        "ps2",
        "psc1",
        "reg",
        "rpm",
        "scf",
        "scr",
        "sct",
        "sh",
        "shb",
        "shtml",
        "sldm",
        "svg",
        "svgz",
        "sys",
        "tmp",
        "url",
        "vb",
        "vbe",
        "vbs",
        "vhd",
        "vhdx",
        "vxd",
        "wsc",
        "wsf",
        "wsh",
        "xhtml",
        "xht",
        "xlam",
        "xll",
        "xlsb",
        "xlsm",
        "xltm",
    ]
)
_PROGRAM_STARTS: Final = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
# Kinds that papers of a bid are not, and messages often are.
_STARTS: Final = (
    ("gif", (b"GIF87a", b"GIF89a")),
    ("mp3", (b"ID3", b"\xff\xfb", b"\xff\xf3")),
    ("ogg", (b"OggS",)),
    ("webp", (b"RIFF",)),
)
_ENDINGS_IN_ZIP: Final = ("pptx", "odp", "odg", "odf", "ppsx", "epub")
_ENDINGS_IN_TEXT: Final = ("ics", "vcf", "asc", "md", "eml", "csv", "log", "gpx", "sig")
_ENDINGS_AS_THEY_ARE: Final = ("p7s", "pgp", "gpg", "sig")
_HARMFUL: Final = (
    file_kinds.HAS_MACROS,
    file_kinds.HAS_SCRIPT,
    file_kinds.OLD_OFFICE,
    file_kinds.CALLS_OUT,
    file_kinds.SWELLS,
    file_kinds.NESTED,
    file_kinds.PATHS,
    file_kinds.NO_FOLDER,
)
SENTENCES: Final = {
    HARM: _("not kept: it is, or may hold, a program. Ask its author for a PDF, a DOCX or an ODT."),
    BIG: _("not kept: it is too big."),
    EMPTY: _("not kept: it is empty."),
    DAMAGED: _("not kept: it is damaged."),
    UNKNOWN: _("not kept: its kind is not known here."),
    MANY: _("not kept: there were too many files."),
}


def is_program(name: str, content: bytes) -> bool:
    """Whether opening it could start a program, by the end of its name (``facture.pdf.exe``) or its first bytes."""
    return _ending(name) in _PROGRAMS or content.startswith(_PROGRAM_STARTS)


def examined(name: str, media: str, content: bytes) -> tuple[str, str]:
    """The kind under which a file may be kept, and nothing; or nothing, and why not (one of SENTENCES)."""
    if not content:
        return "", EMPTY
    if len(content) > settings.FILE_MOST_BYTES:
        return "", BIG
    if is_program(name, content):
        return "", HARM
    if is_packed_by_outlook(name, media):
        return "dat", ""
    if media == "message/rfc822":
        return "eml", ""
    try:
        kind = file_kinds.kind_of(io.BytesIO(content), name)
    except Refused as refusal:
        return _otherwise(name, content, refusal)
    if kind == "zip":
        return _packed(name, content)
    if kind == "txt" and _ending(name) in _ENDINGS_IN_TEXT:
        return _ending(name), ""
    return kind, ""


def is_packed_by_outlook(name: str, media: str = "") -> bool:
    """« winmail.dat »: Outlook put the files of a message in an envelope that it alone opens."""
    return name.lower() in {"winmail.dat", "win.dat"} or media in {"application/ms-tnef", "application/vnd.ms-tnef"}


def _otherwise(name: str, content: bytes, refusal: Refused) -> tuple[str, str]:
    """What papers of a bid may not be, and messages may."""
    if any(refusal.sentence is one for one in _HARMFUL):
        return "", HARM
    if refusal.sentence is file_kinds.LOCKED:
        return ("pdf", "") if content.startswith(b"%PDF-") else ("", HARM)
    if refusal.sentence is file_kinds.DAMAGED:
        return "", DAMAGED
    for kind, starts in _STARTS:
        if content.startswith(starts):
            return kind, ""
    if content[4:8] == b"ftyp":
        return ("heic" if content[8:11] == b"hei" else "mp4"), ""
    return (_ending(name), "") if _ending(name) in _ENDINGS_AS_THEY_ARE else ("", UNKNOWN)


def _packed(name: str, content: bytes) -> tuple[str, str]:
    """A folder, or a document that is written as one: nothing in it may be a program."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names: Iterable[str] = archive.namelist()
    if any(_ending(one) in _PROGRAMS for one in names):
        return "", HARM
    return (_ending(name) if _ending(name) in _ENDINGS_IN_ZIP else "zip"), ""


def _ending(name: str) -> str:
    found = re.search(r"\.([a-z0-9]{1,5})$", name.lower().strip(" ."))
    return found[1] if found else ""
