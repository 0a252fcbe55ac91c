"""Which mails no person wrote, and which must never be answered (RFC 3834)."""

import re
from typing import Final

from commun.algo.mail.reading import Mail

_NOBODY: Final = re.compile(
    r"^(?:mailer-daemon|postmaster|no-?reply|ne-?pas-?repondre|do-?not-?reply|nepasrepondre|bounces?|listserv|"
    r"majordomo|root|daemon)(?:[+\-.=@]|$)",
    re.IGNORECASE,
)
_AWAY: Final = re.compile(
    r"^\s*(?:r[ée]ponse automatique|message automatique|absence du bureau|absent(?:e)? du bureau|"
    r"out of (?:the )?office|automatic reply|"
    r"auto(?:matic)?[- ]?(?:reply|response)|abwesenheit|automatische antwort|respuesta autom|"
    r"risposta automatica)",
    re.IGNORECASE,
)
# People write these too: « Absence lundi, qui prend mon tour ? »
PERHAPS_AWAY: Final = "perhaps-away"
_PERHAPS: Final = re.compile(
    r"^\s*(?:absence\b|je suis (?:actuellement )?(?:absent|en cong)|en cong[ée]s?\b|hors du bureau|vacation\b)",
    re.IGNORECASE,
)
_LISTED: Final = ("list-", "mailing-list", "x-mailing-list")


def why_automatic(mail: Mail, envelope_from: str | None = None) -> str:
    """Why this was not written by a person: « auto-submitted », « precedence », « empty-sender », « nobody »,
    « away », « suppressed », « bounce », or nothing. « perhaps-away »: its subject alone says so, as some people's do;
    it is not answered, and not lost either. ``envelope_from``: None when it is not known.
    """
    submitted = mail.first("auto-submitted").split(";")[0].strip().lower()
    found = ""
    if mail.first("content-type").lower().startswith("multipart/report"):
        found = "bounce"
    elif submitted and submitted != "no":
        found = "auto-submitted"
    elif envelope_from is not None and envelope_from.strip("<> ") == "":
        found = "empty-sender"
    elif _NOBODY.match(mail.author[1]):
        found = "nobody"
    elif any(mail.first(name) for name in ("x-autoreply", "x-autorespond", "x-auto-response-id")):
        found = "auto-submitted"
    elif mail.first("precedence").strip().lower() in {"auto_reply", "auto-reply", "bulk", "junk"}:
        found = "precedence"
    elif _AWAY.match(mail.subject):
        found = "away"
    elif _PERHAPS.match(mail.subject):
        found = PERHAPS_AWAY
    return found


def may_be_answered(mail: Mail, envelope_from: str | None = None) -> bool:
    """A program may answer it: a person wrote it, to us alone, through no list, and asks for no silence."""
    if why_automatic(mail, envelope_from) or any(name.startswith(_LISTED) and value for name, value in mail.headers):
        return False
    if mail.first("precedence").strip().lower() in {"bulk", "list", "junk"}:
        return False
    asked = {one.strip().lower() for one in mail.first("x-auto-response-suppress").split(",")}
    return not asked & {"all", "autoreply", "oof", "dr", "ndr", "rn", "nrn"}
