"""Disagreements: one's own, opening one, the page of one, the person who helps."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commun.core import access, scope
from commun.core.errors import NotFound, Refused
from commun.governance import states
from commun.governance.actions import case_path, case_words, minutes
from commun.governance.actions import disagreements as actions
from commun.governance.actions.removals import why_not
from commun.governance.forms import disagreements as forms
from commun.governance.models import Case, CaseAsk, CaseStep, Membership, MinuteLine, Party
from commun.governance.policies import MemberRequest, removals
from commun.governance.policies import charter as charter_policies
from commun.governance.policies import decisions as decision_policies
from commun.governance.policies import disagreements as policies
from commun.governance.queries import disagreements as queries
from commun.governance.views.support import act, attempt, done, form_page, place, posted, require

# People of the group, and the guest of this one disagreement (M8).
PRESENT = ("member", "dormant", "guest")


@dataclass(frozen=True)
class _RefusedAnswer:
    """What was answered to a party's restatement, and why it was not taken."""

    party: int
    text: str
    sentence: str


def speaks(request: MemberRequest) -> bool:
    """Whether the reader may voice a matter to the group."""
    return decision_policies.can_speak(request.member, request.space.pk)


def found(request: MemberRequest, disagreement: str) -> Case:
    """The case, for who reads it."""
    return policies.case_for(request.member, disagreement)


def url_of(request: MemberRequest, row: Case) -> str:
    """The page of the case."""
    return place(request, "disagreement", disagreement=row.ref)


@access.admits(*PRESENT)
def disagreements(request: MemberRequest) -> HttpResponse:
    """One's own disagreements; those of others are nobody's business."""
    cases, invitations = queries.list_of(request.member), queries.invitations_of(request.member)
    # A guest who is part of no disagreement has nothing here.
    require(request.member.state != states.GUEST or bool(cases or invitations))
    context = {
        "cases": cases,
        "invitations": invitations,
        "can_open": request.member.state in {states.MEMBER, states.DORMANT},
    }
    return render(request, "governance/disagreements/list_page.html", context)


def new(request: MemberRequest) -> HttpResponse:
    """Open a disagreement; from a line of minutes, the line leads to it."""
    line = _line_of(request)
    start = {"object": line.text[:200] if line else request.GET.get("objet", "")[:200]}
    form = forms.OpenCaseForm(posted(request), member=request.member, initial=start)
    if form.is_valid():
        made: list[Case] = []
        if attempt(form, lambda: made.append(_open(request, form, line))):
            return done(
                request,
                _("It is opened. Only its parties read it: write what matters to you."),
                url_of(request, made[0]),
            )
    return form_page(
        request,
        form,
        title=_("Open a disagreement"),
        overline=request.space.name,
        lede=_(
            "A disagreement looked at together is worth more than an agreement of facade. Only its parties read it."
        ),
        submit=_("Open it"),
        cancel_url=place(request, "disagreements"),
    )


def _line_of(request: MemberRequest) -> MinuteLine | None:
    kind, _sep, ref = request.GET.get("origine", "").partition(":")
    if kind != minutes.ORIGIN or not ref.isascii() or not ref.isdigit():
        return None
    with scope.use(request.space):
        return MinuteLine.objects.filter(pk=int(ref[:15]), nature=MinuteLine.Nature.DISAGREEMENT).first()


def _open(request: MemberRequest, form: forms.OpenCaseForm, line: MinuteLine | None) -> Case:
    data = form.cleaned_data
    origin = f"{minutes.ORIGIN}:{line.pk}" if line else ""
    return actions.open_case(
        by=request.member, object=data["object"], request=data["request"], parties=form.sides(), origin=origin
    )


def too_late(request: MemberRequest, row: Case) -> HttpResponse:
    """Back to the case, which is over; whoever wrote in a page kept open since hears why nothing was taken."""
    if request.method != "POST":
        return redirect(url_of(request, row))
    return act(request, lambda: actions.refuse_unless_open(row), "", url_of(request, row))


@access.admits(*PRESENT)
def disagreement(request: MemberRequest, disagreement: str) -> HttpResponse:
    """One disagreement. At most 25 queries, the house's own included."""
    return _page(request, found(request, disagreement))


def _page(request: MemberRequest, row: Case, refused: _RefusedAnswer | None = None) -> HttpResponse:
    """The page; with the answer that was refused, in the box where it was written."""
    page = queries.case_page(request.member, row)
    steps = list(page.steps)
    current = case_path.running(steps)
    rules = charter_policies.rules_of(request.space)
    context: dict[str, Any] = {
        "page": page,
        "case": row,
        "born_url": _born_url(request, row),
        "is_open": row.state == Case.State.OPEN,
        "is_settled": row.state == Case.State.SETTLED,
        "is_handler": policies.is_handler(request.member, row),
        "path": _path(steps, is_open=row.state == Case.State.OPEN),
        "current": current,
        "next_step": _step_name(case_path.next_path(steps)),
        "may_move": bool(case_path.next_path(steps)) and (current is None or "skip" not in page.asked),
        "rule": rules.arbitration,
        "may_ask_removal": page.mine is not None and removals.may_ask(request.member, row) and not why_not(row),
        "may_decide": page.mine is not None and row.state == Case.State.SETTLED and speaks(request),
        "is_printed": False,
        "refused": refused,
        "can_leave": "leave" not in page.asked,
        "to_confirm": [
            one for one in page.understandings if one.of.is_mine and one.found and one.found.state == "waiting"
        ],
        "to_restate": [
            one
            for one in page.understandings
            if one.by.is_mine and (one.found is None or one.found.state == "not_quite") and one.of.constraints
        ],
    }
    status = 422 if refused else 200
    return render(request, "governance/disagreements/case_page.html", context, status=status)


def _born_url(request: MemberRequest, row: Case) -> str:
    """The meeting in whose minutes it was born."""
    kind, _sep, ref = row.origin.partition(":")
    if kind != minutes.ORIGIN or not ref.isdigit() or request.member.state == states.GUEST:
        return ""
    with scope.use(request.space):
        line = MinuteLine.objects.filter(pk=int(ref)).select_related("meeting").first()
    return place(request, "meeting", meeting=line.meeting.ref) if line else ""


def _step_name(path: str) -> str:
    return str(CaseStep.Path(path).label) if path else ""


def _path(steps: list[CaseStep], *, is_open: bool) -> list[dict[str, Any]]:
    """The steps with the dates of those that were started; once it is over, nothing is to come."""
    started = {step.path: step for step in steps}
    paths = [path for path in case_path.PATHS if is_open or path in started]
    return [{"name": _step_name(path), "step": started.get(path)} for path in paths]


@access.admits(*PRESENT)
def words(request: MemberRequest, disagreement: str) -> HttpResponse:
    """One's own column; there is no address for another's."""
    row = found(request, disagreement)
    mine = next((one for one in queries.columns_of(request.member, row) if one.is_mine), None)
    require(mine is not None)
    assert mine is not None
    if row.state != Case.State.OPEN:
        return too_late(request, row)
    form = forms.WordsForm(posted(request), column=mine)
    if form.is_valid() and attempt(
        form, lambda: actions.write_words(by=request.member, party=mine.party, words=form.words())
    ):
        return done(
            request, _("It is written, in your words. You may change them until the end."), url_of(request, row)
        )
    return form_page(
        request,
        form,
        title=_("What matters to us"),
        overline=row.title,
        lede=_("Your column is yours: nobody else can write in it, and nobody outside this disagreement reads it."),
        submit=_("Keep these words"),
        cancel_url=url_of(request, row),
    )


def _other(request: MemberRequest, row: Case, party: int) -> Party:
    """Another party of the case, for who is on one of its sides; else NotFound."""
    mine = policies.party_of(request.member, row)
    with scope.use(row.space_id):
        other = Party.objects.select_related("case__space").filter(case=row, pk=party).first()
    if mine is None or other is None or other.pk == mine.pk:
        raise NotFound
    return other


@access.admits(*PRESENT)
def restate(request: MemberRequest, disagreement: str, party: int) -> HttpResponse:
    """Say what one understood of the other's constraints."""
    row = found(request, disagreement)
    other = _other(request, row, party)
    column = next(one for one in queries.columns_of(request.member, row) if one.party.pk == other.pk)
    form = forms.RestateForm(posted(request))
    if form.is_valid() and attempt(
        form, lambda: actions.restate(by=request.member, of=other, text=form.cleaned_data["text"])
    ):
        return done(request, _("It is said: the other tells whether that is it."), url_of(request, row))
    status = 422 if form.is_bound else 200
    context = {"case": row, "form": form, "column": column}
    return render(request, "governance/disagreements/restate_page.html", context, status=status)


@access.admits(*PRESENT)
def answer_restatement(request: MemberRequest, disagreement: str, party: int) -> HttpResponse:
    """« Yes, that is it », or what is missing."""
    row = found(request, disagreement)
    other = _other(request, row, party)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    is_right, answer = "oui" in request.POST, request.POST.get("manque", "")
    try:
        actions.answer_restatement(by=request.member, from_party=other, is_right=is_right, answer=answer)
    except Refused as refusal:
        return _page(request, row, _RefusedAnswer(other.pk, answer, str(refusal.sentence)))
    sentence = _("Thank you: you were understood.") if is_right else _("It is said: the other tries again.")
    return done(request, sentence, url_of(request, row))


@access.admits(*PRESENT)
def propose_handler(request: MemberRequest, disagreement: str) -> HttpResponse:
    """Propose somebody whom all trust."""
    row = found(request, disagreement)
    require(policies.party_of(request.member, row) is not None)
    columns = queries.columns_of(request.member, row)
    form = forms.HandlerForm(posted(request), case=row, columns=columns)
    if form.is_valid() and attempt(
        form, lambda: case_path.propose_handler(by=request.member, case=row, person=form.cleaned_data["person"])
    ):
        return done(request, _("The question is asked: each party and the person answer."), url_of(request, row))
    return form_page(
        request,
        form,
        title=_("A third person"),
        overline=row.title,
        lede=_("Somebody whom all trust helps you to hear each other, for this disagreement only. All must say yes."),
        submit=_("Ask everybody"),
        cancel_url=url_of(request, row),
    )


@access.admits(*PRESENT)
def be_handler(request: MemberRequest, disagreement: str) -> HttpResponse:
    """The person proposed says yes or no, knowing between whom; the words of the parties stay closed until then."""
    ask = policies.invitation_for(request.member, disagreement)
    if request.method == "POST":
        is_yes = "oui" in request.POST
        return act(
            request,
            lambda: case_path.answer_ask(by=request.member, ask=ask, is_yes=is_yes),
            _("Thank you. You read the disagreement once all parties said yes.")
            if is_yes
            else _("Thank you for answering."),
            place(request, "disagreements"),
        )
    context = {"ask": ask, "case": ask.case, "columns": queries.columns_of(request.member, ask.case)}
    return render(request, "governance/disagreements/invitation_page.html", context)


@access.admits(*PRESENT)
def answer_ask(request: MemberRequest, disagreement: str, ask: int) -> HttpResponse:
    """The word of one's party on a question to all."""
    row = found(request, disagreement)
    with scope.use(request.space):
        asked = CaseAsk.objects.select_related("case__space").filter(case=row, pk=ask).first()
    if asked is None or policies.party_of(request.member, row) is None:
        raise NotFound
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    is_yes = "oui" in request.POST
    return act(
        request,
        lambda: case_path.answer_ask(by=request.member, ask=asked, is_yes=is_yes),
        _("Your word is given."),
        url_of(request, row),
    )


@access.admits(*PRESENT)
def move_on(request: MemberRequest, disagreement: str) -> HttpResponse:
    """Start the next step, ask to skip it, give the mandate back, conclude by the rule of the charter."""
    row = found(request, disagreement)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    member: Membership = request.member
    acts = {
        "commencer": (lambda: case_path.start_step(by=member, case=row), _("The step starts today.")),
        "passer": (lambda: case_path.ask_to_skip(by=member, case=row), _("The question is asked to all.")),
        "rendre": (
            lambda: case_path.give_up_handling(by=member, case=row),
            _("The mandate is given back. Thank you for having helped."),
        ),
        "arbitrer": (
            lambda: case_words.conclude_by_arbitration(by=member, case=row),
            _("It is concluded by the rule of the charter."),
        ),
    }
    asked = next((name for name in acts if name in request.POST), "")
    if not asked:
        return act(request, _refuse, "", url_of(request, row))
    do, sentence = acts[asked]
    url = place(request, "disagreements") if asked == "rendre" else url_of(request, row)
    return act(request, do, sentence, url)


def _refuse() -> None:
    raise Refused(_("Choose what to do."))
