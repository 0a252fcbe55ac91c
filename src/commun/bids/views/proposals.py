"""« Composer l'équipe »: three teams to choose from, what is missing and whom to invite, composing by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from commun.algo.team import Composition, compose
from commun.algo.text import fold, sort_key
from commun.bids import tasks
from commun.bids.actions import proposals as actions
from commun.bids.forms.proposals import TeamAskForm
from commun.bids.models import Bid, TeamProposal
from commun.bids.policies import bids as policies
from commun.bids.queries import compositions as queries
from commun.bids.queries.buyer_asks import asked_of
from commun.bids.queries.teaming import Matter, matter_of
from commun.bids.views.support import place
from commun.core.errors import Refused
from commun.governance.policies import MemberRequest
from commun.governance.views.support import attempt, done, posted, require

CHOSEN, MOST_CHOSEN, MOST_LISTED = "qui", 30, 120


def team_proposals(request: MemberRequest, bid: str) -> HttpResponse:
    """The last compositions, or their progress, and the form to ask for others."""
    row = policies.bid_for(request.member, bid)
    last = queries.last_proposal(row)
    can_write = policies.can_write_on(request.member, row)
    form = TeamAskForm(posted(request), initial=_initial(last))
    if request.method == "POST":
        require(can_write)
        made: list[TeamProposal] = []
        if form.is_valid() and attempt(
            form,
            lambda: made.append(actions.ask_for_teams(by=request.member, bid=row, ask=form.cleaned_data)),
        ):
            tasks.proposals.queue(made[0])
            return done(request, _("It is being computed: some seconds."), place(request, "compose-team", bid=row.ref))
    matter = matter_of(row, last.ask if last else {})
    result: Mapping[str, Any] = last.result if last else {}
    views = queries.views_of(matter, result, queries.standing_of(row))
    context = {
        "bid": row,
        "form": form,
        "last": last,
        "views": views,
        "few": queries.few_words(result, views),
        "asked": asked_of(row, whole_group=True, terms=matter.terms),
        "shows_works": False,
        "matter": matter,
        "count": sum(one.key[0] == "m" for one in matter.problem.candidates),
        "guessed_needs": [view.label for view in matter.needs.values() if view.half_days is None],
        "is_waited_for": last is not None and last.is_waited_for,
        "is_stopped": last is not None and last.state == TeamProposal.State.STOPPED,
        "is_old": last is not None and last.input_digest not in {"", matter.digest},
        "can_write": can_write and row.is_being_written,
        "step": len(views),
        "here_url": place(request, "compose-team", bid=row.ref),
    }
    return render(request, "bids/compose_page.html", context, status=422 if form.errors else 200)


@require_POST
def ask_team(request: MemberRequest, bid: str) -> HttpResponse:
    """Ask people into the team: those of a composition (``equipe``), or those chosen (``qui``)."""
    row = policies.bid_for(request.member, bid)
    require(policies.can_write_on(request.member, row))
    keys = _chosen(request.POST.getlist(CHOSEN))
    planned = _planned(row, keys, request.POST.get("ref", "")[:10], request.POST.get("equipe", ""))
    standing = request.POST.get("place", "")[:13]
    url = place(request, "bid" if request.POST.get("equipe") else "compose-team", bid=row.ref)
    try:
        asked = actions.ask_people(by=request.member, bid=row, tasks=planned, standing=standing)
    except Refused as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect(place(request, "compose-team", bid=row.ref))
    words = ngettext(
        "%(count)s person asked: they answer themselves.", "%(count)s people asked: they answer themselves.", len(asked)
    )
    return done(request, words % {"count": len(asked)}, url)


@require_GET
def by_hand(request: MemberRequest, bid: str) -> HttpResponse:
    """Choose people one by one: what they cover, what is missing, what changes, computed at once."""
    row = policies.bid_for(request.member, bid)
    last = queries.last_proposal(row)
    matter = matter_of(row, last.ask if last else {})
    standing = queries.standing_of(row)
    known = {one.key for one in matter.problem.candidates}
    keys = [key for key in _chosen(request.GET.getlist(CHOSEN)) if key in known]
    there = [key for key, state in standing.items() if key in known and state in {"joined", "asked"}]
    if CHOSEN not in request.GET and "vu" not in request.GET:
        keys = there
    team = compose(matter.problem, keys) if keys else None
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    people, more = _choices(matter, keys, standing, asked)
    context = {
        "bid": row,
        "people": people,
        "others_count": more,
        "asked": asked,
        "changes": _changes(matter, there, team),
        "view": queries.view_of(matter, asdict(team), standing) if team else None,
        "left_out": queries.left_out_words(matter, keys),
        "can_write": row.is_being_written and policies.can_write_on(request.member, row),
        "here_url": place(request, "compose-by-hand", bid=row.ref),
    }
    whole = request.headers.get("HX-Request") != "true"
    response = render(request, "bids/by_hand_page.html" if whole else "bids/_by_hand_panel.html", context)
    response["Vary"] = "HX-Request"
    return response


def _changes(matter: Matter, there: Sequence[str], team: Composition | None) -> tuple[str, ...]:
    """What the people ticked would change beside those in the team or asked today."""
    if team is None or not there or set(there) == set(team.people):
        return ()
    return queries.changes(matter, asdict(compose(matter.problem, there)), asdict(team))


def _initial(last: TeamProposal | None) -> dict[str, Any] | None:
    """What was asked last time, the amount as it is typed."""
    if last is None:
        return None
    cents = int(last.ask.get("turnover_cents") or 0)
    return {**last.ask, "turnover_cents": cents or ""}


def _chosen(keys: Sequence[str]) -> list[str]:
    """Keys of people as they may be; anything else is left out."""
    fit = (key[:12] for key in keys[:MOST_CHOSEN])
    return [key for key in dict.fromkeys(fit) if key[:1] in {"m", "p"} and key[1:].isascii() and key[1:].isdigit()]


def _planned(bid: Bid, keys: Sequence[str], ref: str, number: str) -> dict[str, list[tuple[str, int]]]:
    """What one has in mind for each: the tasks of a stored composition, or of these people together."""
    last = queries.last_proposal(bid)
    if number.isascii() and number.isdigit() and last is not None and last.ref == ref:
        teams = last.result.get("teams", [])
        if 1 <= int(number) <= len(teams):
            return _tasks(teams[int(number) - 1]["parts"])
    matter = matter_of(bid, last.ask if last else {})
    inside = [key for key in keys if key in {one.key for one in matter.problem.candidates}]
    parts = asdict(compose(matter.problem, inside))["parts"] if inside else []
    planned = _tasks(parts)
    invited = [row for row in (last.result.get("invited", []) if last else []) if row and row["best"]]
    for row in invited:
        for key, tasks_of in _tasks(row["best"]["parts"]).items():
            planned.setdefault(key, tasks_of)
    return {key: planned.get(key, []) for key in keys}


def _tasks(parts: Sequence[Mapping[str, Any]]) -> dict[str, list[tuple[str, int]]]:
    return {part["person"]: [(task["need"], task["half_days"]) for task in part["tasks"]] for part in parts}


def _choices(
    matter: Matter, keys: Sequence[str], standing: Mapping[str, str], asked: str
) -> tuple[list[dict[str, Any]], int]:
    """Members to choose from, and how many more there are: those who can take something first, alphabetical.

    Whoever is chosen is always listed; ``asked``: a part of a name to look for.
    """
    words = fold(asked)
    rows = [
        {
            "key": one.key,
            "name": matter.names[one.key],
            "is_chosen": one.key in keys,
            "can": [matter.needs[name].label for name in one.levels if name in matter.needs],
            "standing": standing.get(one.key, ""),
        }
        for one in matter.problem.candidates
        if one.key in keys or words in fold(matter.names[one.key])
    ]
    rows.sort(key=lambda row: (not row["is_chosen"], not row["can"], sort_key(str(row["name"]))))
    shown = rows[: max(MOST_LISTED, len(keys))]
    shown.sort(key=lambda row: (not (row["can"] or row["is_chosen"]), sort_key(str(row["name"]))))
    return shown, len(rows) - len(shown)
