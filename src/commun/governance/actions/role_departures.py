"""What a member who leaves hands back of their roles: each mandate makes a vacancy, offers are withdrawn (M9)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.urls import here
from commun.governance.actions import mandates, powers
from commun.governance.handover import Handover
from commun.governance.journal import roles as facts
from commun.governance.models import Friction, Mandate, Membership, Option, Thanks, Vacancy, Volunteering
from commun.people.models import Person
from commun.ui.dates import day

DEPARTURE = journal.Rule(facts.RULE_OF_DEPARTURE)


def held_by(member: Membership) -> list[Handover]:
    """The mandates that would become vacancies. 1 query."""
    with scope.use(member.space_id):
        rows = Mandate.objects.filter(membership=member, state__in=powers.LIVE).select_related("role").order_by("pk")
        return [_line(member, row) for row in rows]


def _line(member: Membership, row: Mandate) -> Handover:
    return Handover(
        label=_("Mandate: %(role)s") % {"role": row.role.name},
        detail=_("until %(day)s") % {"day": day(row.ends_on)} if row.ends_on else "",
        url=here(member.space.slug, "governance:role-card", role=row.role.ref),
    )


def release(member: Membership) -> None:
    """Inside the transaction of the departure: every seat goes back to the group, in sight of all."""
    with scope.use(member.space_id):
        held = list(Mandate.objects.filter(membership=member, state__in=powers.LIVE).order_by("pk"))
        Volunteering.objects.filter(membership=member, withdrawn_on=None).update(withdrawn_on=clock.today())
        if member.shown_as:
            # A vote on who takes a role names its candidates: the program wrote these names, it takes them back.
            Option.objects.filter(data__membership=member.pk).update(label=member.shown_as)
    for mandate in held:
        row = mandates.locked(mandate)
        if row.state in powers.LIVE:
            mandates.close(row, facts.MANDATE_ENDED, DEPARTURE, cause=Vacancy.Cause.LEFT)


def export(person: Person) -> list[Any]:
    """What the person holds and held, offered and said, in words."""
    with scope.everywhere("a person's own data"):
        rows = list(Mandate.objects.filter(membership__person=person).select_related("role", "space"))
        offers = list(Volunteering.objects.filter(membership__person=person).select_related("role"))
        said = list(Thanks.objects.filter(by__person=person).select_related("mandate__role"))
        rubs = list(Friction.objects.filter(noted_by__person=person))
    return [
        {_("role"): row.role.name, _("group"): row.space.name, _("from"): row.starts_on, _("until"): _end(row)}
        for row in sorted(rows, key=lambda row: row.pk)
    ] + [
        *({_("role"): one.role.name, _("offer"): one.get_wish_display(), _("a word"): one.note} for one in offers),
        *({_("role"): one.mandate.role.name, _("a word of thanks"): one.text} for one in said),
        *({_("friction zone"): one.text, _("on"): one.noted_on} for one in rubs),
    ]


def _end(row: Mandate) -> Any:
    return row.ended_on or row.ends_on


@transaction.atomic
def erase(person: Person) -> None:
    """Mandates stay as facts of the group; offers go, and what the person wrote goes with them."""
    with scope.everywhere("a person asks to be erased"):
        Volunteering.objects.filter(membership__person=person).update(note="", withdrawn_on=clock.today())
        Thanks.objects.filter(by__person=person).update(text=_("(erased)"))
        Friction.objects.filter(noted_by__person=person).update(text=_("(erased)"))
