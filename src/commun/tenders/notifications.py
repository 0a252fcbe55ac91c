"""The mails of this room: those who showed interest are told at once when a deadline moves or a call is cancelled."""

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commun.core import mail, scope
from commun.core.mail_kinds import Nature, declare
from commun.core.models import Fact
from commun.core.urls import absolute, here
from commun.governance import mail_levels
from commun.people.models import DigestLine, Person
from commun.tenders import journal as facts
from commun.tenders.models import Intention, Mark, Notice
from commun.tenders.queries.digest import change_words, groups_of

KIND = "tenders.changed"
# What the person keeps, or spoke about, is no longer what they read.
declare(Nature.CONCERNS, KIND)


def tell_interested(*, notice: Notice, fact: Fact) -> int:
    """Put one mail per interested person in the outbox when ``fact`` moved the deadline or cancelled the notice.

    It comes by the first of their groups whose level lets it, and its link changes them all. The digest will not tell
    it to them again. Returns how many were told; runs in the transaction of the change.
    """
    is_moved = fact.name == facts.CHANGED and "deadline" in fact.data.get("fields", [])
    if not is_moved and fact.name != facts.CANCELLED:
        return 0
    people = _interested_in(notice)
    return sum(_tell(person, notice, fact) for person in people)


def _interested_in(notice: Notice) -> list[Person]:
    with scope.everywhere("those who spoke about a shared notice, in any group"):
        spoke = list(
            Intention.objects.filter(need__notice=notice, member__state__in=("member", "dormant"))
            .exclude(stance=Intention.Stance.PASS)
            .values_list("member__person_id", flat=True)
        )
    kept = Mark.objects.filter(notice=notice, choice=Mark.Choice.KEEP).values_list("person_id", flat=True)
    return list(Person.objects.filter(pk__in=[*spoke, *kept], is_active=True).exclude(email=None).order_by("pk"))


def _tell(person: Person, notice: Notice, fact: Fact) -> bool:
    groups = [one for one in groups_of(person) if mail_levels.reaches(one, KIND)]
    if not groups:
        return False
    way_out = mail_levels.way_out(groups, KIND)
    key = f"fact:{fact.space_id}:{fact.position}"
    with translation.override(person.language), timezone.override(person.time_zone):
        is_cancelled = fact.name == facts.CANCELLED
        subject = _("Cancelled: %(title)s") if is_cancelled else _("New deadline: %(title)s")
        subject %= {"title": notice.title}
        context = {
            "subject": subject,
            "notice": notice,
            "what": change_words(fact.name, notice),
            "url": absolute(here(groups[0].space.slug, "tenders:notice", ref=notice.ref)),
            "home_url": absolute("/"),
            "way_out": way_out,
        }
        is_new = mail.send(
            key=f"{KIND}:{key}:{person.ref}",
            to=person.email or "",
            subject=subject,
            text=render_to_string("tenders/mails/notice_changed.txt", context),
            html=render_to_string("tenders/mails/notice_changed.html", context),
            headers={"Auto-Submitted": "auto-generated", **mail_levels.headers(KIND, way_out)},
        )
    line = DigestLine(person=person, key=key, mail_key=f"{KIND}:{key}:{person.ref}", told_at=fact.at)
    DigestLine.objects.bulk_create([line], ignore_conflicts=True)
    return is_new
