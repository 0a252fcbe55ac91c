"""Lines of the journal that say more than the sentence of their fact: who was moved where, which role, whose link (O2).

A name is always the one that the group reads today: whoever left under a pseudonym is called by it.
"""

from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext as _

from commun.core.models import Fact, Space
from commun.core.registries import Subject
from commun.core.urls import here
from commun.governance import journal as facts
from commun.governance import states
from commun.governance.models import BodyLink, Commitment, Invitation, Membership
from commun.governance.states import By

Names = Mapping[str, str]


def sentence(fact: Fact, names: Names) -> str:
    """The sentence for this very fact; empty when the one of its kind says enough. ``names``: actor, about."""
    tell = _TELLERS.get(fact.name)
    return tell(fact, names) if tell and names["about"] else ""


def _moved(fact: Fact, names: Names) -> str:
    before, after = str(fact.data.get("from", "")), str(fact.data.get("to", ""))
    by = str(fact.data.get("by", ""))
    if by == By.SELF.value:
        return _MOVED_ONESELF.get(after, _join(before))() % names
    if by == By.RULE.value and after == states.LEFT:
        return _("%(about)s left the group, on the day announced") % names
    told: dict[str, Callable[[], str]] = {
        states.MEMBER: lambda: _("%(actor)s welcomed %(about)s into the group"),
        states.LEFT: lambda: _("%(actor)s recorded that %(about)s is no longer in the group"),
        states.VISITOR: lambda: _("%(actor)s recorded %(about)s as a visitor"),
        states.INVITED: lambda: _("%(actor)s invited %(about)s"),
        states.GUEST: lambda: _("%(actor)s received %(about)s as a guest"),
    }
    return told.get(after, lambda: _("%(actor)s changed the place of %(about)s in the group"))() % names


def _join(before: str) -> Callable[[], str]:
    if before == states.DORMANT:
        return lambda: _("%(about)s is back from rest")
    return lambda: _("%(about)s joined the group")


_MOVED_ONESELF: dict[str, Callable[[], str]] = {
    states.DORMANT: lambda: _("%(about)s rests for a while"),
    states.LEFT: lambda: _("%(about)s left the group"),
    states.APPLICANT: lambda: _("%(about)s asked to join the group"),
}


def _role(fact: Fact) -> str:
    roles = dict(Membership.Role.choices)
    return str(roles.get(str(fact.data.get("role", "")), fact.data.get("role", "")))


def _role_given(fact: Fact, names: Names) -> str:
    return _("%(actor)s gave %(about)s a role: %(role)s") % {**names, "role": _role(fact)}


def _role_ended(fact: Fact, names: Names) -> str:
    return _("%(actor)s ended a role of %(about)s: %(role)s") % {**names, "role": _role(fact)}


def _role_handed_over(fact: Fact, names: Names) -> str:
    return _("%(about)s handed a role over: %(role)s") % {**names, "role": _role(fact)}


_TELLERS: dict[str, Callable[[Fact, Names], str]] = {
    facts.MOVED: _moved,
    facts.ROLE_GIVEN: _role_given,
    facts.ROLE_ENDED: _role_ended,
    facts.ROLE_HANDED_OVER: _role_handed_over,
    facts.DORMANCY_PROPOSED: lambda _fact, names: _("%(actor)s asked %(about)s whether they want to rest") % names,
    facts.COMMITMENT_TAKEN: lambda _fact, names: _("%(actor)s took a commitment: %(about)s") % names,
    facts.COMMITMENT_ENDED: lambda _fact, names: _("%(actor)s ended a commitment: %(about)s") % names,
    facts.COMMITMENT_HANDED_OVER: lambda _fact, names: _("%(actor)s handed back to the group: %(about)s") % names,
    facts.LINK_OPENED: lambda _fact, names: _("%(actor)s linked the group: %(about)s") % names,
    facts.LINK_ENDED: lambda _fact, names: _("%(actor)s ended a link of the group: %(about)s") % names,
    facts.INVITATION_SENT: lambda _fact, names: _("%(actor)s invited %(about)s by mail") % names,
    facts.INVITATION_REVOKED: lambda _fact, names: _("%(actor)s revoked the invitation of %(about)s") % names,
}


# -- what these facts are about ----------------------------------------------------------------------------------


def memberships_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """People by the name the group reads; only those who are in it have a page. One query."""
    rows = Membership.objects.select_related("person").filter(pk__in=_numbers(references))
    return {
        str(row.pk): Subject(
            row.name, here(space.slug, "governance:member", ref=row.person.ref) if row.is_current else ""
        )
        for row in rows
    }


def commitments_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """Commitments by their label. One query."""
    rows = Commitment.objects.filter(pk__in=_numbers(references)).values_list("pk", "label")
    return {str(pk): Subject(label, "") for pk, label in rows}


def links_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """Links by the body at the other end. One query."""
    rows = BodyLink.objects.select_related("inside", "around").filter(pk__in=_numbers(references))
    url = here(space.slug, "governance:presentation")
    return {
        str(row.pk): Subject(row.inside.name if row.around_id == space.pk else row.around.name, url) for row in rows
    }


def invitations_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """Invitations by the name that was written; an address is nobody's to read here. One query."""
    rows = Invitation.objects.filter(ref__in=list(references)).exclude(name="").values_list("ref", "name")
    return {ref: Subject(name, "") for ref, name in rows}


def _numbers(references: Iterable[str]) -> list[int]:
    return [int(ref) for ref in references if ref.isascii() and ref.isdigit()]
