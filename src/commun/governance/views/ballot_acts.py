"""Around a vote: an absent member's answer, its options, files to count again, a paper to print, the list of votes."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from commun.core.errors import NotFound, Refused
from commun.governance import ballot_words
from commun.governance.actions import ballot_options
from commun.governance.actions import ballots as actions
from commun.governance.forms.ballot_sheets import content_of, paper_of
from commun.governance.forms.vote_rules import OptionsChange
from commun.governance.models import Process
from commun.governance.policies import MemberRequest
from commun.governance.policies import ballots as policies
from commun.governance.policies.processes import can_open_process, elector_of
from commun.governance.queries import ballot_export
from commun.governance.queries import ballots as queries
from commun.governance.queries.decision_changes import matter_of
from commun.governance.views.ballots import votable
from commun.governance.views.decisions import download
from commun.governance.views.support import attempt, done, place, posted, require
from commun.ui.dates import moment


def votes(request: MemberRequest) -> HttpResponse:
    """What is open or to come, then what is over. At most 12 queries."""
    opened = list(queries.listed(request.space, is_open=True)[:100])
    page = queries.page_of(queries.listed(request.space, is_open=False), request.GET.get("page"))
    mine = queries.mine_among(request.member, [*opened, *page.object_list])
    context = {
        "opened": [_line(request, one, mine) for one in opened],
        "over": [_line(request, one, mine) for one in page.object_list],
        "page": page,
        "can_open": can_open_process(request.member),
    }
    return render(request, "governance/processes/votes_page.html", context)


def _line(request: MemberRequest, row: Process, mine: dict[int, bool]) -> dict[str, Any]:
    return {
        "title": row.title,
        "url": place(request, "process", process=row.ref),
        "text": " · ".join([str(row.get_method_display()), *_when(row)]),
        "aside": _standing(row, mine),
    }


def _when(row: Process) -> list[str]:
    if row.closed_at is not None:
        return [moment(row.closed_at)]
    if row.state == Process.State.SCHEDULED and row.opens_at is not None:
        return [_("from %(moment)s") % {"moment": moment(row.opens_at)}]
    return [_("until %(moment)s") % {"moment": moment(row.closes_at)}] if row.closes_at is not None else []


def _standing(row: Process, mine: dict[int, bool]) -> str:
    """Of an open one, where I am; of a closed one, what came out."""
    if row.state == Process.State.OPEN and row.pk in mine:
        return _("you have answered") if mine[row.pk] else _("your answer is awaited")
    if row.state == Process.State.CLOSED:
        return ballot_words.outcome(row.method, row.outcome)
    return str(row.get_state_display())


def secret(request: MemberRequest) -> HttpResponse:
    """What a secret ballot protects, and what it does not."""
    return render(request, "governance/processes/secret_page.html")


def paper(request: MemberRequest, process: str) -> HttpResponse:
    """A ballot to print."""
    row = votable(request.member, process)
    context = {"process": row, "matter": matter_of(row), "paper": paper_of(row, queries.options_of(row), None)}
    return render(request, "governance/processes/sheet_page.html", context)


def for_absent(request: MemberRequest, process: str) -> HttpResponse:
    """Write down an absent member's answer, where the rules let one."""
    row = votable(request.member, process)
    require(policies.can_write_for_absent(elector_of(request.member, row), row))
    options = queries.options_of(row)
    people = queries.absent_of(row, request.member)
    chosen, reason = request.POST.get("absent", ""), request.POST.get("reason", "")
    content = content_of(row, options, request.POST) if request.method == "POST" else None
    refusal = ""
    if content is not None:
        absent = next((one for one in people if one.person.ref == chosen), None)
        try:
            if absent is None:
                raise Refused(_("Choose the absent member."))
            actions.cast_for_absent(by=request.member, absent=absent, process=row, content=content, reason=reason)
        except Refused as refused:
            refusal = str(refused.sentence)
        else:
            said = _("It is written down; %(person)s is told.") % {"person": absent.name}
            return done(request, said, place(request, "process", process=row.ref))
    field = render_to_string("governance/processes/_people_field.html", {"people": people, "chosen": chosen})
    context = {
        "process": row,
        "matter": matter_of(row),
        "paper": paper_of(row, options, content),
        "people_field": field,
        "refusal": refusal,
        "reason": reason,
    }
    return render(request, "governance/processes/absent_page.html", context, status=422 if refusal else 200)


def change_options(request: MemberRequest, process: str) -> HttpResponse:
    """Change them while nobody has voted; after, open a new vote that closes this one."""
    row = votable(request.member, process)
    require(policies.can_change_options(request.member, row))
    options = queries.options_of(row)
    require(bool(options) and row.method not in ballot_options.WITH_DATA)
    has_ballots = ballot_options.has_ballots(row)
    form = OptionsChange(posted(request), initial={"choices": "\n".join(one.label for one in options)})
    if not has_ballots:
        del form.fields["reason"]
    found: list[Process] = []

    def do() -> None:
        wishes = form.wishes()
        found.append(
            ballot_options.open_new_version(
                by=request.member, process=row, options=wishes, reason=form.cleaned_data["reason"]
            )
            if has_ballots
            else ballot_options.change_options(by=request.member, process=row, options=wishes)
        )

    if form.is_valid() and attempt(form, do):
        said = _("A new vote is open; the former one is closed.") if has_ballots else _("The options are changed.")
        return done(request, said, place(request, "process", process=found[0].ref))
    context = {
        "process": row,
        "form": form,
        "has_ballots": has_ballots,
        "cancel_url": place(request, "process", process=row.ref),
    }
    status = 422 if form.is_bound else 200
    return render(request, "governance/processes/options_page.html", context, status=status)


def as_json(request: MemberRequest, process: str) -> HttpResponse:
    """Everything the result was counted from, once it is closed."""
    row = _closed(request, process)
    return download(ballot_export.as_json(ballot_export.as_dict(row)), "application/json", f"vote-{row.ref}.json")


def as_file(request: MemberRequest, process: str) -> HttpResponse:
    """The ballots as ``./commun manage count`` and other programs read them, once it is closed."""
    row = _closed(request, process)
    name = ballot_export.file_name(row)
    require(bool(name))
    return download(ballot_export.as_file(row), "text/plain", name)


def _closed(request: MemberRequest, ref: str) -> Process:
    row = votable(request.member, ref)
    if row.state != Process.State.CLOSED:
        raise NotFound
    return row
