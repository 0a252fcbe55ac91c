"""A notice that somebody saw elsewhere and typed or pasted."""

import datetime as dt
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from commun.algo.notices import Deadline
from commun.algo.notices.dates import wall_deadline
from commun.algo.notices.keys import triple_key
from commun.algo.notices.ted_export import publication_number
from commun.core import clock, journal
from commun.core.codes import DEPARTEMENTS
from commun.core.errors import Refused
from commun.core.words import one_line
from commun.people.models import Person
from commun.tenders.actions.incoming import canonical
from commun.tenders.actions.notices import record_notice
from commun.tenders.actions.reread import handwritten_of
from commun.tenders.models import Notice

LATEST: Final = dt.timedelta(days=5 * 366)
_BOAMP_LINK: Final = re.compile(r"idweb[:=]|/avis/detail/", re.IGNORECASE)
_IDWEB: Final = re.compile(r"(?<!\d)(\d{2}-\d{1,7})(?!\d)")
_TED_LINK: Final = re.compile(r"ted\.europa\.eu/\S*?(\d{1,8}-20\d\d)(?!\d)", re.IGNORECASE)
_LINK: Final = re.compile(r"https?://[^\s<>\"»]+")
_BUYER: Final = re.compile(
    r"(?:acheteur|pouvoir adjudicateur|ma[iî]tre d['’]ouvrage|organisme)[^:\n]{0,40}:\s*(\S.{2,200})", re.IGNORECASE
)
_DUE: Final = re.compile(
    r"(?:date limite|limite de r[ée]ception|remise des (?:offres|plis)|[ée]ch[ée]ance)\D{0,80}?"
    r"(\d{1,2}/\d{1,2}/\d{4}(?:\D{1,5}\d{1,2}[hH:]\d{0,2})?|\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2})?)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Pasted:
    """What a pasted text seems to say; everything may be empty, the person corrects."""

    title: str = ""
    buyer: str = ""
    url: str = ""
    deadline_at: dt.datetime | None = None
    description: str = ""


@transaction.atomic
def write_notice(
    *,
    person: Person,
    title: str,
    buyer: str,
    deadline_at: dt.datetime | None = None,
    url: str = "",
    description: str = "",
    departements: Sequence[str] = (),
    cpv: Sequence[str] = (),
) -> Notice:
    """Add a notice seen elsewhere; when a source already told it, or tells it later, they become one.

    Raises Refused when title or buyer is missing, or when the deadline is past or absurdly far.
    """
    title, buyer = one_line(title)[:1000], one_line(buyer)[:300]
    if not title or not buyer:
        raise Refused(_("A notice needs a title and a buyer."))
    if not person.is_active:
        raise Refused(_("This account is closed."))
    _check(deadline_at)
    deadline = Deadline(deadline_at.astimezone(clock.PARIS)) if deadline_at else None
    said: dict[str, Any] = {
        "id": secrets.token_hex(8),
        "title": title,
        "buyer": buyer,
        "description": description.strip()[:60_000],
        "published": clock.today().isoformat(),
        "deadline": deadline.at.isoformat() if deadline else None,
        "url": url if url.startswith(("https://", "http://")) else "",
        "departements": [code for code in departements if code in DEPARTEMENTS],
        "cpv": [code for code in cpv if len(code) == 8 and code.isdigit()],
        "keys": [*link_keys(url), *triple_key(buyer, None, title, deadline)],
    }
    payload = canonical(said)
    return record_notice(parsed=handwritten_of(payload), payload=payload, actor=journal.Person(person.pk))


def _check(deadline_at: dt.datetime | None) -> None:
    if deadline_at is None:
        return
    if deadline_at.tzinfo is None:
        raise ValueError("a deadline needs a time zone")
    if deadline_at.astimezone(clock.PARIS).date() < clock.today():
        raise Refused(_("This deadline is over."))
    if deadline_at - clock.now() > LATEST:
        raise Refused(_("This deadline is too far away: check the year."))


def link_keys(url: str) -> tuple[str, ...]:
    """Under which keys the sources know what the link leads to."""
    found = _IDWEB.search(url) if _BOAMP_LINK.search(url) and "boamp" in url.lower() else None
    if found:
        return (f"boamp:{found[1]}",)
    ted = _TED_LINK.search(url)
    return (f"ted:{publication_number(ted[1])}",) if ted else ()


def read_pasted(text: str) -> Pasted:
    """Guess the fields of a pasted text; nothing is written."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    link, buyer, due = _LINK.search(text), _BUYER.search(text), _DUE.search(text)
    title = next((line for line in lines if len(line) > 12 and not _LINK.match(line) and not _BUYER.match(line)), "")
    deadline = wall_deadline(due[1].strip(), None) if due else None
    return Pasted(
        title=title[:500],
        buyer=buyer[1].strip()[:300] if buyer else "",
        url=link[0].rstrip(").,;")[:600] if link else "",
        deadline_at=deadline.at if deadline and deadline.doubt != "absurd" else None,
        description=text.strip()[:20_000],
    )
