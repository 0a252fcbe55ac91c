"""One's groups, the public ones, and founding a new one: outside any group."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commun.core.models import Space
from commun.core.urls import here
from commun.governance import actions, policies
from commun.governance.forms import FoundForm
from commun.governance.queries.guests import guest_spaces
from commun.governance.queries.presentation import groups_seen_by
from commun.governance.views.support import PersonRequest, attempt, done, form_page, posted, require


def groups(request: PersonRequest) -> HttpResponse:
    """Groups of the person and public ones; ``corps`` keeps one kind of body."""
    asked = request.GET.get("corps", "")
    body = asked if asked in policies.BODIES else ""
    mine = set(policies.spaces_of(request.user).values_list("pk", flat=True))
    chips = [{"label": _("All"), "url": "?", "is_current": not body}]
    for kind in (Space.Kind.COLLECTIVE, Space.Kind.NETWORK, Space.Kind.TERRITORY):
        chips.append({"label": str(kind.label), "url": f"?corps={kind.value}", "is_current": body == kind})
    context = {
        "groups": groups_seen_by(mine, body),
        "chips": chips,
        "guest_doors": guest_spaces(request.user),
        "can_found": policies.can_found(request.user),
    }
    return render(request, "governance/groups_page.html", context)


def found(request: PersonRequest) -> HttpResponse:
    """Open a group."""
    require(policies.can_found(request.user))
    form = FoundForm(posted(request))
    founded = []
    if form.is_valid() and attempt(
        form, lambda: founded.append(actions.found_group(person=request.user, group=form.group()))
    ):
        url = here(founded[0].space.slug, "governance:presentation")
        return done(request, _("The group is open, and you facilitate it. Now present it, then invite people."), url)
    return form_page(
        request,
        form,
        title=_("A new group"),
        lede=_("You are its first member, and you facilitate it to begin with."),
        submit=_("Open the group"),
        cancel_url=reverse("groups"),
    )
