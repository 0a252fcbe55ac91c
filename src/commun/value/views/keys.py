"""Sharing keys: the list, a key and its versions, putting one to the group."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commun.governance.models import Decision
from commun.governance.policies import MemberRequest
from commun.governance.views.support import attempt, done, form_page, posted, require
from commun.governance.views.support import place as decision_place
from commun.value import actions
from commun.value.forms.keys import AdoptionForm
from commun.value.policies import keys as policies
from commun.value.queries import keys as queries
from commun.value.views.support import place


def keys(request: MemberRequest) -> HttpResponse:
    """All keys of the group; the one that holds first."""
    context = {"lines": queries.keys_of(request.space), "can_write": policies.can_write_keys(request.member)}
    return render(request, "value/keys/list_page.html", context)


def key(request: MemberRequest, key: str) -> HttpResponse:
    """A key: each of its versions read aloud, and for what it holds or held."""
    row = policies.key_for(request.member, key)
    held = queries.key_in_force(request.space)
    context = {
        "key": row,
        "lines": queries.versions_of(row),
        "can_write": policies.can_write_keys(request.member),
        "held": f"{held.key.ref}.{held.number}" if held else "",
    }
    return render(request, "value/keys/key_page.html", context)


def adopt_key(request: MemberRequest, key: str, key_version: int) -> HttpResponse:
    """Put a version to the group, for all joint works or for one; « ?travail= » chooses it beforehand."""
    version = policies.version_for(request.member, key, key_version)
    require(policies.can_write_keys(request.member))
    works = queries.works_to_choose(request.space)
    form = AdoptionForm(posted(request), [(work.ref, work.title) for work in works], request.GET.get("travail", ""))
    if form.is_valid():
        said = form.cleaned_data
        work = next((one for one in works if one.ref == said["work"]), None)
        made: list[Decision] = []
        if attempt(
            form,
            lambda: made.append(actions.propose_key(by=request.member, version=version, work=work, why=said["why"])),
        ):
            sentence = _("It is on the table, with what it would change: choose now how to decide it.")
            return done(request, sentence, decision_place(request, "decision", decision=made[0].ref))
    return form_page(
        request,
        form,
        title=_("Put to decision"),
        overline=version.called,
        lede=_("Everybody will read this key in plain words, beside the one that holds today. Adopted, this version is "
               "frozen: it is what the sharings will use."),
        submit=_("Put to decision"),
        cancel_url=place(request, "key", key=version.key.ref),
    )  # fmt: skip
