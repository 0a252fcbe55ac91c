"""The facts of a notice and what its versions changed, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.tenders.models import Notice
from commun.tenders.queries.sheet import Sheet, Version
from commun.tenders.views import wording
from commun.ui import dates, money


@dataclass(frozen=True)
class ShownChange:
    """One field that changed; long texts are compared word by word."""

    field: str
    before: str
    after: str
    is_long: bool


@dataclass(frozen=True)
class ShownVersion:
    """One publication in words."""

    at: Any
    title: str
    source: str
    tone: str
    changes: tuple[ShownChange, ...]


LONG_FIELDS = {"description", "lots", "title"}


def facts_of(notice: Notice, sheet: Sheet) -> list[tuple[str, Any]]:
    """Names and values, the most useful first; empty values are left out by the component."""
    real = [_cpv(code, label) for code, label in sheet.cpv if code in notice.cpv]
    estimated = [_cpv(code, label) for code, label in sheet.cpv if code in notice.cpv_estimated]
    value = money.euros(notice.value_cents, precise=False) if notice.value_cents is not None else ""
    return [
        (_("Buyer"), notice.buyer),
        (_("Place"), wording.places(notice.departements)),
        (_("Estimated value"), value),
        (_("Procedure"), wording.capitalized(str(wording.PROCEDURES.get(notice.procedure, "")))),
        (_("Nature"), wording.capitalized(str(wording.NATURES.get(notice.nature, "")))),
        (_("What it is (CPV)"), "; ".join(real)),
        (_("What it seems to be (estimated CPV)"), "; ".join(estimated)),
        (_("Published on"), dates.day(notice.published_on)),
        (_("Sources"), ", ".join(dict.fromkeys(wording.source_name(v.source) for v in sheet.versions))),
    ]


def _cpv(code: str, label: str) -> str:
    return f"{label} ({code})" if label else code


def changes_shown(versions: Sequence[Version]) -> list[ShownVersion]:
    """Versions, newest first, each with what it changed."""
    shown = []
    for position, version in enumerate(versions):
        changes = tuple(
            ShownChange(
                str(wording.FIELDS.get(change.field, change.field)),
                wording.changed_value(change.field, change.before),
                wording.changed_value(change.field, change.after),
                change.field in LONG_FIELDS,
            )
            for change in version.changes
        )
        shown.append(
            ShownVersion(version.published_on, _title(position, version), _source(version), _tone(version), changes)
        )
    return shown[::-1]


def _source(version: Version) -> str:
    name = wording.source_name(version.source)
    return name if version.source == "hand" else f"{name} {version.source_id}"


def _title(position: int, version: Version) -> str:
    if version.state == "cancelled":
        return _("Cancelled")
    if version.state == "awarded":
        return _("Awarded")
    if position == 0:
        return _("First publication")
    count = len(version.changes)
    if not count:
        return _("Published again, nothing changed")
    return ngettext("Corrected: %(count)s change", "Corrected: %(count)s changes", count) % {"count": count}


def _tone(version: Version) -> str:
    return "clay" if version.state == "cancelled" else ""
