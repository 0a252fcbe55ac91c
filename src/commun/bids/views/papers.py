"""Papers of a legal entity: its vault, a new version, taking one, its sheet."""

from django.forms.models import model_to_dict
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commun.algo.espd import Role
from commun.bids.actions import papers as actions
from commun.bids.forms.papers import PaperForm, SheetForm
from commun.bids.policies import papers as policies
from commun.bids.queries import declarations
from commun.bids.queries import papers as queries
from commun.bids.views.support import place
from commun.core import files
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, form_page, posted, require


@require_GET
def vault(request: MemberRequest, siren: str) -> HttpResponse:
    """The papers of an entity, kind by kind."""
    entity = policies.entity_for(request.member, siren)
    found = queries.vault_of(request.space, entity)
    context = {
        "vault": found,
        "is_mine": policies.is_of(request.member, entity),
        "left": declarations.left_count(found.sheet, Role.ALONE),
    }
    return render(request, "bids/papers/vault_page.html", context)


@require_GET
def my_vault(request: MemberRequest) -> HttpResponse:
    """To the papers of one's own entity; to the profile for who has said none."""
    entity = request.member.person.legal_entity
    require(entity is not None)
    assert entity is not None
    return redirect(place(request, "vault", siren=entity.siren))


def add_paper(request: MemberRequest, siren: str) -> HttpResponse:
    """A new version of a paper."""
    entity = policies.entity_for(request.member, siren)
    form = PaperForm(
        posted(request),
        request.FILES if request.method == "POST" else None,
        initial={"kind": request.GET.get("sorte", "")},
    )
    url = place(request, "vault", siren=siren)
    if form.is_valid():
        said = form.cleaned_data

        def add() -> None:
            actions.add_paper(
                by=request.member,
                entity=entity,
                kind=said["kind"],
                made_on=said["made_on"],
                until=said["until"],
                sent=said["file"],
            )

        if attempt(form, add):
            return done(request, _("The paper is in the vault."), url)
    return form_page(request, form, title=_("Add a paper"), overline=entity.name, submit=_("Keep it"), cancel_url=url)


@require_POST
def take_paper(request: MemberRequest, paper: str) -> HttpResponseBase:
    """The file itself. By POST, because the journal tells who read what is not theirs."""
    row = policies.paper_for(request.member, paper)
    actions.read_paper(by=request.member, paper=row)
    return files.served(row.file)


@require_POST
def remove_paper(request: MemberRequest, paper: str) -> HttpResponse:
    """Take a version away."""
    row = policies.paper_for(request.member, paper)
    url = place(request, "vault", siren=row.entity.siren)
    return act(request, lambda: actions.remove_paper(by=request.member, paper=row), _("Taken away."), url)


def entity_sheet(request: MemberRequest, siren: str) -> HttpResponse:
    """What forms ask of an entity."""
    entity = policies.entity_for(request.member, siren)
    row = queries.sheets_of(request.space, [entity]).get(entity.pk)
    start = model_to_dict(row, fields=SheetForm.NAMES) if row else {"town": entity.town}
    form = SheetForm(posted(request), initial=start)
    url = place(request, "vault", siren=siren)
    if form.is_valid() and attempt(
        form, lambda: actions.write_entity_sheet(by=request.member, entity=entity, words=form.words())
    ):
        return done(request, _("Saved."), url)
    return form_page(
        request,
        form,
        title=_("The sheet of the entity"),
        lede=_("Written once, used again in the forms of every answer."),
        overline=entity.name,
        submit=_("Save"),
        cancel_url=url,
    )
