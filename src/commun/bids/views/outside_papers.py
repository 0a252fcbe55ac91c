"""The papers of an operator asked from outside, handed in by its own link: the doors of the vault, for it alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commun.bids import outside
from commun.bids.actions import papers as actions
from commun.bids.forms.papers import PaperForm, SheetForm
from commun.bids.models import EntitySheet, TeamPart
from commun.bids.policies import papers as policies
from commun.bids.queries.dossier import EntityDossier, dossier_of
from commun.bids.queries.papers import papers_of, sheets_of
from commun.bids.views.support import status_of
from commun.core import scope
from commun.governance.views.support import act, attempt, done, posted, require
from commun.people.models import LegalEntity


@contextmanager
def operator_of(token: str) -> Iterator[tuple[TeamPart, LegalEntity]]:
    """The operator of a link, in its group. Raises Gone for a wrong or old link, NotFound when it hands in nothing."""
    part = outside.part_of(token)
    with scope.use(part.space_id):
        require(policies.can_hand_in(part))
        assert part.entity is not None
        yield part, part.entity


def place(name: str, token: str, **arguments: Any) -> str:
    """The address of a page of this link."""
    return reverse(name, kwargs={"token": token, **arguments})


def sheet_of(part: TeamPart, entity: LegalEntity) -> EntitySheet | None:
    """What was written of the entity in this group. 1 query."""
    return sheets_of(part.space, [entity]).get(entity.pk)


def form_of(request: HttpRequest, form: forms.Form, token: str, **words: Any) -> HttpResponse:
    """A page with one form; ``words``: title, lede, overline, submit, cancel_url, one_more, language."""
    context = {"form": form, "token": token, "lede": "", "one_more": "", "language": "", **words}
    return render(request, "bids/papers/outside_form_page.html", context, status=status_of(form))


@login_not_required
@require_GET
def papers(request: HttpRequest, token: str) -> HttpResponse:
    """What is there, what is missing, what this operator handed in."""
    with operator_of(token) as (part, entity):
        rows = papers_of(part.space, [entity]).get(entity.pk, [])
        given = [row for row in rows if row.given_by_id is not None]
        context = {"part": part, "token": token, "one": _dossier(part, entity), "given": given}
        return render(request, "bids/papers/outside_papers_page.html", context)


def _dossier(part: TeamPart, entity: LegalEntity) -> EntityDossier:
    """What who leads sees of this operator, and of no other."""
    found = [one for one in dossier_of(part.bid).entities if one.entity.pk == entity.pk]
    require(bool(found))
    return found[0]


@login_not_required
def hand_in(request: HttpRequest, token: str) -> HttpResponse:
    """A new version of a paper."""
    with operator_of(token) as (part, entity):
        sent = request.FILES if request.method == "POST" else None
        form = PaperForm(posted(request), sent, initial={"kind": request.GET.get("sorte", "")})
        url = place("outside-papers", token)
        if form.is_valid():
            said = form.cleaned_data

            def add() -> None:
                actions.add_paper(
                    by=part,
                    entity=entity,
                    kind=said["kind"],
                    made_on=said["made_on"],
                    until=said["until"],
                    sent=said["file"],
                )

            if attempt(form, add):
                return done(request, _("The paper is handed in: who leads the answer sees it."), url)
        words = {"title": _("Hand in a paper"), "overline": entity.name, "submit": _("Hand it in"), "cancel_url": url}
        return form_of(request, form, token, **words)


@login_not_required
@require_POST
def take_back(request: HttpRequest, token: str, paper: str) -> HttpResponse:
    """Take back a paper that one handed in."""
    with operator_of(token) as (part, _entity):
        row = policies.given_paper_for(part, paper)
        url = place("outside-papers", token)
        return act(request, lambda: actions.remove_paper(by=part, paper=row), _("Taken away."), url)


@login_not_required
def sheet(request: HttpRequest, token: str) -> HttpResponse:
    """What forms ask of the entity."""
    with operator_of(token) as (part, entity):
        row = sheet_of(part, entity)
        start = model_to_dict(row, fields=SheetForm.NAMES) if row else {"town": entity.town}
        form = SheetForm(posted(request), initial=start)
        url = place("outside-papers", token)
        if form.is_valid() and attempt(
            form, lambda: actions.write_entity_sheet(by=part, entity=entity, words=form.words())
        ):
            return done(request, _("Saved."), url)
        lede = _("What the forms of the buyer ask of your legal entity.")
        words = {"title": _("The sheet of the entity"), "lede": lede, "overline": entity.name, "submit": _("Save")}
        return form_of(request, form, token, cancel_url=url, **words)
