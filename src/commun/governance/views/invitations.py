"""Ways in, for those who facilitate: the list, a mail, a link, a file."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from commun.governance import actions, invitation_file, policies
from commun.governance.forms import ConfirmImportForm, InvitationFileForm, LinkInvitationForm, MailInvitationForm
from commun.governance.policies import MemberRequest
from commun.governance.queries.invitations import invitations_of, plan
from commun.governance.views.support import act, attempt, done, form_page, place, posted, require


def invitations(request: MemberRequest) -> HttpResponse:
    """The list, with what can be done."""
    require(policies.can_invite(request.member))
    listed = invitations_of(request.space.pk)
    context = {
        "waiting": [line for line in listed if line.invitation.is_open],
        "closed": [line for line in listed if not line.invitation.is_open],
    }
    return render(request, "governance/invitations_page.html", context)


def by_mail(request: MemberRequest) -> HttpResponse:
    """Invite one person."""
    require(policies.can_invite(request.member))
    form = MailInvitationForm(posted(request))
    if form.is_valid() and attempt(form, lambda: actions.invite_by_mail(by=request.member, **form.cleaned_data)):
        return done(request, _("The invitation is sent."), place(request, "invitations"))
    return form_page(
        request,
        form,
        title=_("Invite a person by mail"),
        lede=_("They receive a link of their own, good for one month."),
        submit=_("Send the invitation"),
        cancel_url=place(request, "invitations"),
    )


def by_link(request: MemberRequest) -> HttpResponse:
    """Open a link to share."""
    require(policies.can_invite(request.member))
    form = LinkInvitationForm(posted(request))
    if form.is_valid() and attempt(form, lambda: actions.open_invitation_link(by=request.member, **form.cleaned_data)):
        return done(request, _("The link is open: copy it from the list."), place(request, "invitations"))
    return form_page(
        request,
        form,
        title=_("Invite by a link"),
        lede=_("Whoever has the link can join, within the number and the time you choose. You can revoke it."),
        submit=_("Open the link"),
        cancel_url=place(request, "invitations"),
    )


def by_file(request: MemberRequest) -> HttpResponse:
    """Choose a file; what will happen is shown before anything is sent."""
    require(policies.can_invite(request.member))
    form = InvitationFileForm(posted(request), request.FILES if request.method == "POST" else None)
    if form.is_valid():
        planned = plan(request.member, form.cleaned_data["file"])
        confirm = ConfirmImportForm(initial={"people": invitation_file.write(planned.people)})
        return render(request, "governance/import_page.html", {"plan": planned, "form": confirm})
    return form_page(
        request,
        form,
        title=_("Invite from a list"),
        lede=_("A CSV file, as a spreadsheet saves it: one person per line, name then e-mail."),
        submit=_("See what will happen"),
        cancel_url=place(request, "invitations"),
    )


@require_POST
def confirm_file(request: MemberRequest) -> HttpResponse:
    """Send what the preview showed."""
    require(policies.can_invite(request.member))
    form = ConfirmImportForm(request.POST)
    people = (
        [(line.name, line.email) for line in form.cleaned_data["people"] if not line.problem] if form.is_valid() else []
    )
    sent = actions.invite_many(by=request.member, people=people)
    count = len(sent)
    sentence = ngettext("%(count)d invitation sent.", "%(count)d invitations sent.", count) % {"count": count}
    return done(request, sentence, place(request, "invitations"))


@require_POST
def revoke(request: MemberRequest, ref: str) -> HttpResponse:
    """Close a way in."""
    invitation = policies.invitation_for(request.member, ref)
    return act(
        request,
        lambda: actions.revoke_invitation(by=request.member, invitation=invitation),
        _("The invitation is revoked: its link no longer works."),
        place(request, "invitations"),
    )
