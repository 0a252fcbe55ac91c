"""Activities: what a person does and looks for, one by one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from commun.algo.notices.places import DEPARTEMENTS, REGIONS
from commun.core import clock, journal
from commun.core.errors import Refused
from commun.people import journal as facts  # noqa: F401 - declares the facts recorded here
from commun.people.actions.accounts import clean_name
from commun.people.models import Activity, Person
from commun.people.policies import activity_for

MOST_ACTIVITIES, MOST_WORDS, MOST_CODES = 12, 60, 60
WORD_LENGTH, STATEMENT_LENGTH, MOST_DAYS = 80, 2000, 365


@dataclass(frozen=True, kw_only=True)
class ActivityContent:
    """What a person writes about one activity; codes are official ones (CPV prefixes of 2 to 8 digits)."""

    label: str
    statement: str = ""
    keywords: tuple[str, ...] = ()
    negative_words: tuple[str, ...] = ()
    cpv_prefixes: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    is_remote: bool = True
    is_place_strict: bool = False
    minimum_days_left: int = 0
    is_active: bool = True


@transaction.atomic
def add_activity(*, person: Person, content: ActivityContent) -> Activity:
    """Add one activity to the person's own; raises Refused when the content cannot be kept."""
    if person.activities.count() >= MOST_ACTIVITIES:
        raise Refused(_("You already have %(count)d activities. Remove one first.") % {"count": MOST_ACTIVITIES})
    moment = clock.now()
    activity = Activity(person=person, created_at=moment, changed_at=moment)
    _write(activity, content)
    activity.save()
    _record("people.activity.added", person, activity)
    return activity


@transaction.atomic
def change_activity(*, person: Person, activity: Activity, content: ActivityContent) -> Activity:
    """Rewrite one of the person's activities; raises NotFound for another's, Refused for a bad content."""
    mine = activity_for(person, activity.ref)
    _write(mine, content)
    mine.changed_at = clock.now()
    mine.save()
    _record("people.activity.changed", person, mine)
    return mine


@transaction.atomic
def remove_activity(*, person: Person, activity: Activity) -> None:
    """Remove one of the person's activities; raises NotFound for another's."""
    mine = activity_for(person, activity.ref)
    _record("people.activity.removed", person, mine)
    mine.delete()


def _write(activity: Activity, content: ActivityContent) -> None:
    label = clean_name(content.label)
    if not label:
        raise Refused(_("Give this activity a name, in your own words."))
    activity.label = label
    activity.statement = content.statement.replace("\x00", "").strip()[:STATEMENT_LENGTH]
    activity.keywords = _words(content.keywords)
    activity.negative_words = _words(content.negative_words)
    activity.cpv_prefixes = _codes(content.cpv_prefixes, _("%(code)s is not a CPV code."), _is_cpv)
    activity.departements = _codes(content.departements, _("%(code)s is not a département."), DEPARTEMENTS.__contains__)
    activity.regions = _codes(content.regions, _("%(code)s is not a region."), REGIONS.__contains__)
    activity.is_remote = content.is_remote
    activity.is_place_strict = content.is_place_strict
    activity.minimum_days_left = max(0, min(MOST_DAYS, content.minimum_days_left))
    activity.is_active = content.is_active


def _words(words: Iterable[str]) -> list[str]:
    """Each once, whatever the case of letters, in the order given."""
    kept: dict[str, str] = {}
    for word in words:
        cleaned = clean_name(word)[:WORD_LENGTH].strip()
        if cleaned:
            kept.setdefault(cleaned.casefold(), cleaned)
    return list(kept.values())[:MOST_WORDS]


def _codes(codes: Iterable[str], sentence: str, is_known: Callable[[str], bool]) -> list[str]:
    listed = list(dict.fromkeys(code.strip().upper() for code in codes if code.strip()))
    for code in listed:
        if not is_known(code):
            raise Refused(sentence % {"code": code})
    return listed[:MOST_CODES]


def _is_cpv(code: str) -> bool:
    return code.isascii() and code.isdigit() and 2 <= len(code) <= 8


def _record(name: str, person: Person, activity: Activity) -> None:
    journal.record(
        name,
        space=journal.house(),
        actor=journal.Person(person.pk),
        about=("people.activity", activity.ref),
    )
